"""Which periods of a year each unit has to compare with the Treasury, which are done, and until when."""

import datetime
from dataclasses import dataclass

from django.db.models import Min

from budgets.models import TreasurySheet
from budgets.scope import sees_books
from budgets.treasury_figures import days_of
from core.dates import today
from ledger.models import Account, BookYear, Transfer
from norms.selectors import closing_days, deadline

P = TreasurySheet.Period
NAGGED_FOR = datetime.timedelta(days=366)  # a period that ended longer ago is no daily work any more


@dataclass(frozen=True)
class PeriodOfUnit:
    """One period of one book of one unit. `sheet`: the latest that was not withdrawn, or None."""

    book_year: BookYear
    unit: object
    period: str
    until: datetime.date
    due: datetime.date | None
    sheet: TreasurySheet | None
    begins: datetime.date | None  # the first day of money in this book of this unit; nothing is compared before it

    @property
    def label(self):
        return P(self.period).label

    @property
    def is_over(self):
        return self.until < today()

    @property
    def is_due(self):
        """A sheet may be drawn up: the period is over, and some money came within it or before."""
        return self.is_over and self.begins is not None and self.begins <= self.until

    @property
    def is_answered(self):
        return self.sheet is not None and self.sheet.status in (
            TreasurySheet.Status.CONFIRMED, TreasurySheet.Status.DIFFERS,
        )  # fmt: skip

    @property
    def late(self):
        return self.is_due and not self.is_answered and self.due is not None and self.due < today()


def periods_of(year, user):
    """[(book, unit, [PeriodOfUnit])] of the units whose money is in reach. A fixed number of queries a tier."""
    if not sees_books(user):
        return []
    places = Account.objects.visible_to(user).filter(book_year__year=year).select_related("book_year", "unit")
    pairs = {(row.book_year_id, row.unit_id): (row.book_year, row.unit) for row in places.order_by("pk")}
    sheets = TreasurySheet.objects.visible_to(user).filter(book_year__year=year)
    sheets = sheets.exclude(status=TreasurySheet.Status.WITHDRAWN).select_related("book_year", "unit").order_by("pk")
    latest = {(row.book_year_id, row.unit_id, row.period): row for row in sheets}
    first = _first_days(year)
    days = {tier: _days(year, tier) for tier in {book.tier for book, _ in pairs.values()}}
    found = []
    for (book_id, unit_id), (book, unit) in pairs.items():
        rows = [
            PeriodOfUnit(
                book, unit, period, until, due, latest.get((book_id, unit_id, period)), first.get((book_id, unit_id))
            )
            for period, (until, due) in days[book.tier].items()
        ]
        found.append((book, unit, rows))
    return found


def _first_days(year):
    """{(book id, unit id): the day of the first money that came and was not taken back}. One query."""
    came = Transfer.objects.filter(target__book_year__year=year, reverses=None, reversed_by=None).order_by()
    rows = came.values_list("target__book_year", "target__unit").annotate(first=Min("dated_on"))
    return {(book, unit): day for book, unit, day in rows}


def _days(year, tier):
    """{period: (last day, until when the sheet is drawn up)} by the dated settings."""
    found = {}
    for period in P:
        _, until = days_of(BookYear(year=year, tier=tier), period)
        if period == P.YEAR:
            day = closing_days([year], tier)[year].get("year-reconciliation")
            found[period] = (until, day and day.day)
        else:
            rule = deadline("treasury-quarter", tier, until)
            found[period] = (until, rule and rule.due(after=until))
    return found


def waiting(user):
    """[PeriodOfUnit] of the own unit that are over, not answered, and not long past; latest year first."""
    this = today().year
    rows = [row for year in (this, this - 1) for _, unit, rows in periods_of(year, user) for row in rows]
    return [
        row
        for row in rows
        if row.unit.pk == user.organisation_id
        and row.is_due
        and not row.is_answered
        and row.book_year.is_open
        and row.until > today() - NAGGED_FOR
    ]
