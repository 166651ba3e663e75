"""The days that run from a notice of review: until when the unit corrects its account, and how late it is."""

import datetime
from dataclasses import dataclass, replace

from core.dates import Calendar, calendar, ngay, today, working_days_between
from norms.models import DeadlineRule
from norms.selectors import deadline_of_years

CORRECTION = "review-correction"


@dataclass(frozen=True)
class CorrectionDay:
    """`day`: the last one, by the rule; `back_on`: when the account came back corrected, None while it has not."""

    rule: DeadlineRule
    day: datetime.date
    office: Calendar
    back_on: datetime.date | None = None

    @property
    def days_late(self):
        """Working days past it, until it came back or today."""
        return max(working_days_between(self.day, self.back_on or today(), self.office), 0)

    def __str__(self):
        return f"đến hết ngày {ngay(self.day)} ({self.rule.when}, {self.rule.cited})"


def correction_day(case, back_on=None):
    """The CorrectionDay of the last notice to a Settlement or YearAccount; None without a notice or a rule.

    The rule is the one of the budget year, whenever its notice comes (TT 26/2026 đ.37.3).
    """
    last = correction_days([case]).get(case.pk)
    return last and replace(last, back_on=back_on)


def correction_days(cases):
    """{id: CorrectionDay} of those cases of one kind that have a notice and a rule. A query a tier, one for days."""
    noticed = [case for case in cases if case.notice_on is not None]
    years = {}
    for case in noticed:
        years.setdefault(case.book_year.tier, set()).add(case.book_year.year)
    rules = {tier: deadline_of_years(CORRECTION, tier, some) for tier, some in years.items()}
    found, office = {}, calendar() if rules else None
    for case in noticed:
        if rule := rules[case.book_year.tier].get(case.book_year.year):
            found[case.pk] = CorrectionDay(rule, rule.due(after=case.notice_on, office=office), office)
    return found
