"""The days that run from a notice of review: until when the unit corrects its account, and how late it is."""

import datetime
from dataclasses import dataclass

from core.dates import ngay, today, working_days_between
from norms.models import DeadlineRule
from norms.selectors import deadline_of_year

CORRECTION = "review-correction"


@dataclass(frozen=True)
class CorrectionDay:
    """`day`: the last one, by the rule; `back_on`: when the account came back corrected, None while it has not."""

    rule: DeadlineRule
    day: datetime.date
    back_on: datetime.date | None = None

    @property
    def days_late(self):
        """Working days past it, until it came back or today."""
        return max(working_days_between(self.day, self.back_on or today()), 0)

    def __str__(self):
        return f"đến hết ngày {ngay(self.day)} ({self.rule.when}, {self.rule.cited})"


def correction_day(case, back_on=None):
    """The CorrectionDay of the last notice to a Settlement or YearAccount; None without a notice or a rule.

    The rule is the one of the budget year, whenever its notice comes (TT 26/2026 đ.37.3).
    """
    if case.notice_on is None:
        return None
    year = case.book_year
    rule = deadline_of_year(CORRECTION, year.tier, year.year)
    return rule and CorrectionDay(rule, rule.due(after=case.notice_on), back_on)
