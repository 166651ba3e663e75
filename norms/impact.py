"""What a change of the norm book would change, told before it is saved.

The book knows no project. Rooms that hold open cases register `source(ahead) -> {key: Limit}`, each case's limit as
the book stands at that moment: on its own days and on those `ahead`, for nobody knows yet on which day it is approved.
A change is tried, asked on the days of both books, and taken back; it is made once the administrator has seen it.
"""

import datetime
import hashlib
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from core.dates import today
from norms.norm_models import NormSet

_sources = {}  # used as an ordered set: registering twice is registering once


@dataclass(frozen=True)
class Limit:
    """The limit of one open case in words (an amount, or why there is none), with the case's name and the day.

    `amount`: the limit in đồng, None where there is none; `asked`: what the case wants, None while unknown.
    """

    case: str
    on: datetime.date
    words: str
    amount: int | None = None
    asked: int | None = None

    @property
    def exceeded(self):
        """True when the case asks for more than it could get."""
        return self.asked is not None and self.amount is not None and self.asked > self.amount


def register_open_cases(source):
    _sources[source] = None


def days_ahead():
    """The days after today on which another set begins to count: each one's first day, and the day after its last."""
    found = set()
    sets = NormSet.objects.counting().filter(province_code__in=["", settings.PROVINCE_CODE])
    for first, last in sets.values_list("valid_from", "valid_to"):
        found.add(first)
        if last:
            with suppress(OverflowError):  # the last day of the calendar has no tomorrow
                found.add(last + datetime.timedelta(days=1))
    return {day for day in found if day > today()}


def limits(ahead=()):
    """{key: Limit} of every open case, by the book as it stands now, also on each day `ahead`."""
    return {key: limit for source in _sources for key, limit in source(ahead).items()}


def differences(before, after):
    """[(Limit before, Limit after)] of the cases that a change touches, in the order of `before`."""
    return [(old, after[key]) for key, old in before.items() if key in after and after[key].words != old.words]


def tried(change, made=lambda answer: True):
    """(what `change()` answered, [(Limit before, Limit after)]) of a change that is made and taken back at once.

    Nothing is compared when `made(answer)` says that it was refused.
    """
    ahead, after = days_ahead(), {}
    with transaction.atomic():
        answer = change()
        if made(answer):
            ahead |= days_ahead()
            after = limits(ahead)
        transaction.set_rollback(True)
    return answer, differences(limits(ahead), after) if after else []


def told(touched):
    """What a page says of the differences: `touched` itself, how many cases, how many of them would ask too much."""
    return {
        "touched": touched,
        "count": len({new.case for _, new in touched}),
        "exceeded": len({new.case for _, new in touched if new.exceeded}),
    }


def mark(touched):
    """A short mark of what was shown, so that a confirmation of something else is noticed."""
    return hashlib.sha256(repr([(old.words, new) for old, new in touched]).encode()).hexdigest()[:16]
