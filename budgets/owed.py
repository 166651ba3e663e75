"""What is still to come back, by contract and age: found at a settlement, disallowed by Finance, left by a stop.

The oldest is taken to come back first. What was carried unreturned out of a closed year is claimed in the next one's
book. All amounts in đồng.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from budgets.advances import AGES
from budgets.commitment_models import RECOVERY_LETTER
from budgets.models import Claim, Commitment
from budgets.notices import CORRECTION
from budgets.year_end import LEAVES_BY
from core.dates import calendar, today
from core.documents import documents_of_each
from core.models import Document
from ledger.models import Account, BookYear, Subject, Transfer
from ledger.reading import sources_to_tell
from ledger.stages import OWED, Kind, Stage
from norms.selectors import ClosingDay, closing_days, deadline_of_years


@dataclass(frozen=True)
class Owed:
    """Money of one contract that is to come back.

    `due`: until when by the rules of its budget year, or, when it became owed after that day, by the days that run from
    a notice; of a `claim` by the day its conclusion names; None without one. `since`: when it became owed, in an
    earlier book where it was carried; `letter`: the last letter since then that asked for it, None while it was not
    asked for; `source`: what paid it, where the year has more than one source of money."""

    commitment: Commitment
    book_year: BookYear
    stage: Stage
    amount: int
    since: datetime.date
    due: ClosingDay | None = None
    letter: Document | None = None
    source: str = ""
    claim: Claim | None = None

    @property
    def days(self):
        return (today() - self.since).days

    @property
    def age(self):
        return next(words for most, words in AGES if most is None or self.days <= most)

    @property
    def is_claim(self):
        return self.stage == Stage.CLAIMED

    @property
    def late(self):
        return self.due is not None and self.due.day < today()


@dataclass
class AllOwed:
    rows: list = field(default_factory=list)

    @property
    def total(self):
        return sum(row.amount for row in self.rows)

    @property
    def late(self):
        return sum(row.late for row in self.rows)

    @property
    def by_age(self):
        """[(age in words, how many, đồng)], the youngest first."""
        return [
            (words, len(own), sum(row.amount for row in own))
            for _, words in AGES
            if (own := [row for row in self.rows if row.age == words])
        ]


def owed(user, unit=None, commitment=None, project=None):
    """AllOwed in reach, oldest first; of one unit, contract or project. A fixed number of queries a tier."""
    commitments = Commitment.objects.for_list().visible_to(user)
    if unit is not None:
        commitments = commitments.filter(unit=unit)
    if project is not None:
        commitments = commitments.filter(project=project)
    if commitment is not None:
        commitments = commitments.filter(pk=commitment.pk)
    accounts = Account.objects.filter(
        subject__kind=Subject.Kind.COMMITMENT, stage__in=OWED, balance__gt=0,
        subject__ref__in=commitments.order_by().values("pk"),
    )  # fmt: skip
    accounts = list(accounts.select_related("book_year", "subject"))
    oldest = _oldest_owed(accounts)
    since = {pk: row.dated_on for pk, row in oldest.items()}
    claims = Claim.objects.in_bulk([row.act.object_id for row in oldest.values() if row.kind == Kind.CLAIM])
    claims = {pk: claims[row.act.object_id] for pk, row in oldest.items() if row.kind == Kind.CLAIM}
    commitments = commitments.in_bulk({row.subject.ref for row in accounts})
    years = {}
    for row in accounts:
        years.setdefault(row.book_year.tier, set()).add(row.book_year.year)
    days = {tier: closing_days(some, tier) for tier, some in years.items()}
    after = {tier: deadline_of_years(CORRECTION, tier, some) for tier, some in years.items()}
    letters, office = _letters(commitments), calendar()
    sources = sources_to_tell()
    rows = [
        Owed(
            commitments[row.subject.ref], row.book_year, Stage(row.stage), row.balance, since[row.pk],
            _named(claims[row.pk]) if row.pk in claims else
            _due(row, since[row.pk], days[row.book_year.tier], after[row.book_year.tier], office),
            next((paper for paper in letters[row.subject.ref] if paper.issued_on >= since[row.pk]), None),
            sources.get(row.book_year_id, ""),
            claims.get(row.pk),
        )
        for row in accounts
    ]  # fmt: skip
    return AllOwed(sorted(rows, key=lambda row: (row.since, row.commitment.pk)))


def _oldest_owed(accounts):
    """{account id: the Transfer by which the oldest of the money that stands there became owed, in an earlier book
    where it was carried}; the oldest is taken to come back first. A query, and one more for a year carried."""
    found, looked_at = {}, {row.pk: (row.pk, row.balance, None) for row in accounts}  # (place, đồng, up to which entry)
    while looked_at:
        came = defaultdict(list)
        rows = Transfer.objects.filter(target__in={place for place, _, _ in looked_at.values()})
        rows = rows.filter(reverses=None, reversed_by=None).select_related("act", "carried_from")
        rows = rows.order_by("-dated_on", "-pk")
        for row in rows:
            came[row.target_id].append(row)
        before = {}
        for pk, (place, left, until) in looked_at.items():
            for row in came[place]:
                if until and row.pk > until:
                    continue
                oldest = row
                if left <= row.amount:
                    break
                left -= row.amount
            if carried := oldest.carried_from:
                before[pk] = (carried.source_id, left, carried.pk)
            else:
                found[pk] = oldest
        looked_at = before
    return found


def _named(claim):
    return ClosingDay(claim, claim.due_on) if claim.due_on else None


def _due(row, since, days, after, office):
    """The year's own day; what Finance disallows in a later month is not late on the day it is told (B26 đ.20.1)."""
    year = row.book_year.year
    due = days[year].get(LEAVES_BY.get(row.stage))
    if due is None or since <= due.day:
        return due
    rule = after.get(year)
    return rule and ClosingDay(rule, rule.due(after=since, office=office))


def _letters(commitments):
    """{commitment id: its letters of recovery, the last day first}. One query."""
    letters = [row for row in documents_of_each(commitments.values()) if row[1].kind == RECOVERY_LETTER]
    found = defaultdict(list)
    for commitment, paper in sorted(letters, key=lambda row: row[1].issued_on, reverse=True):
        found[commitment.pk].append(paper)
    return found
