"""What a change of the norm book would change, told before it is saved.

The book knows no project. Rooms that hold open cases register `source() -> {key: Limit}`, each case's limit as the book
stands at that moment; a change is tried, asked again, and taken back until the administrator has seen the difference.
"""

import datetime
from dataclasses import dataclass

_sources = {}  # used as an ordered set: registering twice is registering once


@dataclass(frozen=True)
class Limit:
    """The limit of one open case in words (an amount, or why there is none), with the case's name and the day."""

    case: str
    on: datetime.date
    words: str


def register_open_cases(source):
    _sources[source] = None


def limits():
    """{key: Limit} of every open case, by the book as it stands now."""
    return {key: limit for source in _sources for key, limit in source().items()}


def differences(before, after):
    """[(Limit before, Limit after)] of the cases that a change touches, in the order of `before`."""
    return [(old, after[key]) for key, old in before.items() if key in after and after[key].words != old.words]
