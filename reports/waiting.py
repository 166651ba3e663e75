"""*Việc cần xử lý*: what every room says waits for a person, in the order in which it presses."""

import datetime
from dataclasses import dataclass

from django.core.cache import cache

import budgets.work
import inspections.work
import plans.work
import projects.work
from core.dates import today
from core.money import grouped
from core.work import WorkItem

ROOMS = (projects.work, plans.work, inspections.work, budgets.work)
SOON = 3  # days before the day it is due when a thing begins to press
COUNT_LIFE = 20  # seconds: the figure in the menu of every page may be this old


@dataclass(frozen=True)
class Waiting:
    """A WorkItem with the word and colour of its time."""

    item: WorkItem
    word: str
    tone: str

    @property
    def is_late(self):
        return self.item.due is not None and self.item.due < today()


def waiting_for(user):
    """[Waiting]: overdue and due first by day, then what has waited longest. A fixed number of queries."""
    far = datetime.date.max
    items = [item for room in ROOMS for item in room.worklist(user)]
    items.sort(key=lambda item: (item.due or far, item.since or far, item.title))
    found = [_told(item) for item in items]
    cache.set(_key(user), len(found), COUNT_LIFE)
    return found


def waiting_count(user, _year=None):
    """How much waits, for the menu; a look that is seconds old is good enough there."""
    known = cache.get(_key(user))
    return len(waiting_for(user)) if known is None else known


def _key(user):
    return f"waiting:{user.pk}"


def _told(item):
    if item.due is None:
        word, tone = (f"Từ {item.since:%d/%m/%Y}" if item.since else ""), item.tone or "da"
    else:
        days = (item.due - today()).days
        if days < 0:
            word, tone = f"Quá hạn {grouped(-days)} ngày", "son"
        elif days == 0:
            word, tone = "Hôm nay", "nghe"
        else:
            word, tone = f"Còn {days} ngày", "nghe" if days <= SOON else "da"
    return Waiting(item, word, tone)
