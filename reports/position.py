"""Where money stood on a day: the books read up to a date on the papers, for comparisons and for reports "as of".

With a day after the last paper every figure equals the balances of `ledger.reading`.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Sum

from budgets.models import Settlement
from ledger.models import Subject, Transfer
from ledger.reading import FURTHER, LEFT
from ledger.stages import Kind, Stage


@dataclass(frozen=True)
class Position:
    """đồng by (project id or None, stage); None gathers money that belongs to no project yet.

    `approved_by_paper`: đồng that the decisions of a day leave each project, net of reversals: what was reserved, less
    what a decided cut or stop released. What a settlement did not need was approved all the same.
    """

    standing: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)
    approved_by_paper: dict = field(default_factory=dict)

    def balance(self, *stages, projects=None):
        return _sum(self.standing, stages, projects)

    def reached(self, stage, projects=None):
        """What had come at least as far as this stage, as the runway counts it."""
        return _sum(self.standing, FURTHER[stage], projects) + _sum(self.left, FURTHER[stage], projects)

    def approved(self, projects):
        return sum(self.approved_by_paper.get(project, 0) for project in projects)


def _sum(amounts, stages, projects):
    return sum(
        amount
        for (project, stage), amount in amounts.items()
        if stage in stages and (projects is None or project in projects)
    )


def position(accounts, day):
    """The Position of these accounts (a queryset) by transfers dated on or before `day`. Six queries."""
    standing, left, approved = defaultdict(int), defaultdict(int), defaultdict(int)
    transfers = Transfer.objects.filter(dated_on__lte=day)
    for end, sign in (("target", 1), ("source", -1)):
        for project, stage, total in _totals(transfers, end, accounts):
            standing[project, stage] += sign * total
    for end, sign, reversal in (("source", 1, False), ("target", -1, True)):
        gone = transfers.filter(kind__in=LEFT, reverses__isnull=not reversal)
        for project, stage, total in _totals(gone, end, accounts):
            left[project, stage] += sign * total
    settled = Q(kind=Kind.RELEASE, act__content_type=ContentType.objects.get_for_model(Settlement))
    decided = transfers.filter(kind__in=(Kind.RESERVE, Kind.RELEASE)).exclude(settled)
    for end, sign in (("target", 1), ("source", -1)):
        for project, stage, total in _totals(decided, end, accounts):
            if stage == Stage.APPROVED:
                approved[project] += sign * total
    # Money carried in from the year before may be released here: it was approved there.
    approved = {project: total for project, total in approved.items() if total > 0}
    return Position(dict(standing), dict(left), approved)


def _totals(transfers, end, accounts):
    """(project id or None, stage, đồng) of the accounts at one end of the transfers."""
    columns = ("stage", "subject__kind", "subject__ref", "subject__parent__ref")
    rows = (
        transfers.filter(**{f"{end}__in": accounts.order_by().values("pk")})
        .order_by()
        .values_list(*(f"{end}__{column}" for column in columns))
        .annotate(total=Sum("amount"))
    )
    for stage, kind, ref, parent, total in rows:
        project = {Subject.Kind.PROJECT: ref, Subject.Kind.COMMITMENT: parent}.get(kind)
        yield project, Stage(stage), int(total)
