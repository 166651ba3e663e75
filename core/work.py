"""What waits for a person: each room answers `worklist(user)`, the first page puts the answers together."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what, about what, where, since when, until when (dates; None when nothing is set)."""

    title: str
    detail: str
    url: str
    since: datetime.date | None = None
    due: datetime.date | None = None
    tone: str = ""  # "son" overdue or refused, "nghe" waiting
