"""Advances by age: each one on its own, since when it stands, until when it is to be cleared, what clears it.

The oldest is cleared first. Years gone by are told too while something of theirs stands. All amounts in đồng.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from budgets.models import Commitment, PaymentRequest
from core.dates import ngay, today
from inspections.selectors import accepted_among
from ledger.models import Account, BookYear, Subject, Transfer
from ledger.reading import sources_to_tell
from ledger.stages import Kind, Stage
from norms.models import DeadlineRule
from projects.models import ProgressReport

WITHOUT_CONTRACT, AT_THE_END = "advance-clearing", "advance-return"  # the settings that say until when
# What leaves an advance for good; what is carried stays the same advance.
OUT = (Kind.CLEAR, Kind.RECOVER, Kind.RESTORE, Kind.REFUND)
WARNED = 15  # days before it is due an advance is called to its accountant
AGES = ((30, "đến 30 ngày"), (90, "31 đến 90 ngày"), (180, "91 đến 180 ngày"), (None, "trên 180 ngày"))


@dataclass(frozen=True)
class Cleared:
    """What took away of an advance: a clearing, a recovery, or that it was returned."""

    transfer: Transfer
    amount: int


@dataclass
class OpenAdvance:
    """One advance of which something stands. `book_year`: where it stands now, which may be a later year's."""

    commitment: Commitment
    book_year: BookYear
    amount: int
    since: datetime.date
    paper: object
    cleared: list = field(default_factory=list)
    due: datetime.date | None = None
    rule: DeadlineRule | None = None
    way: tuple = ()  # (what clears it, address)
    source: str = ""  # what pays it, where the year has more than one source

    @property
    def balance(self):
        return self.amount - sum(row.amount for row in self.cleared)

    @property
    def clears_with(self):
        return self.way[0]

    @property
    def days(self):
        return (today() - self.since).days

    @property
    def age(self):
        return next(words for most, words in AGES if most is None or self.days <= most)

    @property
    def late(self):
        return self.due is not None and self.due < today()

    @property
    def soon(self):
        return self.due is not None and self.due <= today() + datetime.timedelta(days=WARNED)


@dataclass
class OpenAdvances:
    rows: list = field(default_factory=list)

    @property
    def total(self):
        return sum(row.balance for row in self.rows)

    @property
    def late(self):
        return sum(row.late for row in self.rows)

    @property
    def rules(self):
        """The rules by which they are due, each once."""
        return list(dict.fromkeys(row.rule for row in self.rows if row.rule))

    @property
    def by_age(self):
        """[(age in words, how many, đồng)], the youngest first."""
        return [
            (words, len(own), sum(row.balance for row in own))
            for _, words in AGES
            if (own := [row for row in self.rows if row.age == words])
        ]


def open_advances(year, user, unit=None):
    """The OpenAdvances in reach that stand in the books of this budget year and of those before, oldest first.

    `unit`: of one spending unit. A fixed number of queries.
    """
    commitments = Commitment.objects.for_list().visible_to(user)
    commitments = commitments if unit is None else commitments.filter(unit=unit)
    accounts = Account.objects.filter(
        subject__kind=Subject.Kind.COMMITMENT,
        stage=Stage.ADVANCED,
        subject__ref__in=commitments.order_by().values("pk"),
    )
    standing = accounts.filter(balance__gt=0, book_year__year__lte=year).select_related("book_year", "subject")
    books = {row.subject.ref: row.book_year for row in standing.order_by("book_year__year")}
    if not books:
        return OpenAdvances()
    found = _first_out_first(accounts.filter(subject__ref__in=books))
    commitments = commitments.in_bulk(books)
    rules, ways = list(DeadlineRule.objects.filter(code__in=(WITHOUT_CONTRACT, AT_THE_END))), _ways(commitments)
    rows, sources = [], sources_to_tell()
    for ref, advances in found.items():
        commitment, book = commitments[ref], books[ref]
        for came, gone in advances:
            row = OpenAdvance(commitment, book, came.amount, came.dated_on, came.paper, gone, way=ways[ref])
            row.source = sources.get(book.pk, "")
            if row.balance:
                row.due, row.rule = _until(commitment, row.since, book, rules)
                rows.append(row)
    return OpenAdvances(sorted(rows, key=lambda row: (row.since, row.commitment.pk)))


def _first_out_first(accounts):
    """{commitment id: [(transfer that advanced, [Cleared])]} in the order advanced. One query."""
    standing = Transfer.objects.filter(reverses=None, reversed_by=None)
    moved = standing.filter(Q(target__in=accounts, kind=Kind.ADVANCE) | Q(source__in=accounts, kind__in=OUT))
    moved = moved.select_related("source__subject", "target__subject", "paper").order_by("dated_on", "pk")
    found, out = defaultdict(list), []
    for row in moved:
        if row.kind == Kind.ADVANCE:
            found[row.target.subject.ref].append((row, []))
        else:
            out.append(row)
    for row in out:
        left = row.amount
        for came, gone in found[row.source.subject.ref]:
            taken = min(left, came.amount - sum(one.amount for one in gone))
            if taken:
                gone.append(Cleared(row, taken))
                left -= taken
    return found


def _until(commitment, since, book, rules):
    """(day, DeadlineRule) by which it is cleared: without contract the sooner of both; (None, None) without a rule.

    Without a contract by the end of the next month (TT 17/2024 đ.6.4), by the rule of the day it was given; in any case
    by the day of the budget year to give back what may not be carried over (B26 đ.19.4.c), by the rules of its end.
    """
    asked = [(AT_THE_END, datetime.date(book.year, 12, 31))]
    if commitment.kind == Commitment.Kind.ASSIGNMENT:
        asked.append((WITHOUT_CONTRACT, since))
    days = []
    for rule in rules:
        for code, day in asked:
            if (rule.code, rule.tier) == (code, commitment.project.tier) and rule.holds_on(day):
                days.append((rule.due(year=book.year) if rule.month else rule.due(after=since), rule))
    return min(days, key=lambda pair: pair[0]) if days else (None, None)


def _ways(commitments):
    """{commitment id: (what clears it, address)}. Three queries."""
    projects = {row.project_id for row in commitments.values()}
    waiting = PaymentRequest.objects.live().filter(commitment__in=commitments, clears__gt=0)
    waiting = {row.commitment_id: row for row in waiting.exclude(status=PaymentRequest.Status.PAID).order_by("-pk")}
    proved = accepted_among(projects)
    proved |= set(
        ProgressReport.objects.filter(project__in=projects, confirmed_on__isnull=False).values_list(
            "project", flat=True
        )
    )
    found = {}
    for pk, row in commitments.items():
        if request := waiting.get(pk):
            words = f"Đề nghị thanh toán tạm ứng ngày {ngay(request.requested_on)} đang chờ"
            found[pk] = (words, request.get_absolute_url())
        elif row.project_id in proved:
            found[pk] = ("Lập thanh toán tạm ứng", f"{reverse('budgets:payment_new')}?commitment={pk}&kind=CLEARING")
        else:
            found[pk] = ("Chờ khối lượng được xác nhận, nghiệm thu", row.project.get_absolute_url())
    return found
