"""What the pages of estimate, commitments and payments show, read from the books. All amounts in đồng.

Every function asks a fixed number of queries, however much is in the books.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, Sum

from accounts.models import Organisation
from budgets.models import AllocationSheet
from ledger.models import Account, Subject, Transfer
from ledger.reading import FURTHER, LEFT
from ledger.stages import Kind, Stage
from norms.selectors import deadline

OF_COMMITMENT = (Stage.COMMITTED, Stage.ADVANCED, Stage.PAID, Stage.SETTLED, Stage.RECOVERABLE)
GIVEN = {Kind.APPROPRIATE: 1, Kind.CUT: -1}


# --- the estimate -------------------------------------------------------------
@dataclass
class UnitEstimate:
    """The year's estimate of one unit: what came, and where it stands."""

    unit: Organisation | None
    given: int = 0  # by the budget, net of cuts
    assigned: int = 0  # from other units, below zero: to other units
    came: int = 0  # carried in from the year before
    withheld: int = 0
    allocated: int = 0  # stands on plan lines, not yet given to a project
    reserved: int = 0  # given to projects, whatever became of it within the year
    undivided: int = 0
    left: int = 0  # cancelled, refunded, carried out: what came is this and what stands

    @property
    def total(self):
        return self.withheld + self.allocated + self.reserved + self.undivided


def unit_estimates(book_year, user):
    """([UnitEstimate] of the units in reach, their sum or None for a single unit). Three queries."""
    rows = {}
    accounts = Account.objects.visible_to(user).filter(book_year=book_year).order_by()
    for unit, stage, amount in accounts.values_list("unit", "stage").annotate(total=Sum("balance")):
        row = rows.setdefault(unit, UnitEstimate(None))
        if stage == Stage.WITHHELD:
            row.withheld += int(amount)
        elif stage == Stage.ALLOCATED:
            row.allocated += int(amount)
        elif stage == Stage.APPROPRIATED:
            row.undivided += int(amount)
        elif stage in FURTHER[Stage.APPROVED]:
            row.reserved += int(amount)
    standing = Transfer.objects.visible_to(user).filter(reverses=None, reversed_by=None)
    moved = (
        standing.filter(source__book_year=book_year, kind__in=[*GIVEN, Kind.ASSIGN, Kind.CARRY_IN, *LEFT])
        .exclude(Q(source__stage=Stage.CLAIMED) | Q(target__stage=Stage.CLAIMED))  # of another year's estimate
        .order_by()
        .values_list("kind", "source__unit", "target__unit")
        .annotate(total=Sum("amount"))
    )
    for kind, source, target, amount in moved:
        if kind in LEFT:
            _add(rows, source, "left", int(amount))
        elif kind == Kind.CARRY_IN:
            _add(rows, target, "came", int(amount))
        elif kind == Kind.ASSIGN:
            _add(rows, source, "assigned", -int(amount))
            _add(rows, target, "assigned", int(amount))
        else:
            _add(rows, target, "given", GIVEN[kind] * int(amount))
    for unit in Organisation.objects.filter(pk__in=rows):
        rows[unit.pk].unit = unit
    found = sorted(rows.values(), key=lambda row: (-row.given, row.unit.name))
    return found, _sum(found) if len(found) > 1 else None


def _add(rows, unit, name, amount):
    if unit in rows:
        setattr(rows[unit], name, getattr(rows[unit], name) + amount)


def _sum(rows):
    names = ("given", "assigned", "withheld", "allocated", "reserved", "undivided", "came", "left")
    return UnitEstimate(None, **{name: sum(getattr(row, name) for row in rows) for name in names})


@dataclass
class LineAllocation:
    """One plan line on an allocation sheet: what it has, what may be taken back, and the amount being typed."""

    line: object
    allocated: int = 0  # by all sheets of this unit, net of what was taken back
    standing: int = 0  # of it not yet given to a project: the most that can be taken back
    field: object = None
    change: int | None = 0  # None: what was typed cannot be read

    @property
    def after(self):
        return None if self.change is None else self.allocated + self.change


def line_allocations(book_year, unit, lines):
    """[LineAllocation] in the order of `lines`. Two queries."""
    rows = {line.identity: LineAllocation(line) for line in lines}
    standing = Account.objects.filter(book_year=book_year, unit=unit, stage=Stage.ALLOCATED, subject__ref__in=rows)
    for ref, amount in standing.values_list("subject__ref", "balance"):
        rows[ref].standing = rows[ref].allocated = int(amount)
    given = (
        Transfer.objects.filter(source__book_year=book_year, source__unit=unit, kind__in=[Kind.RESERVE, Kind.RELEASE])
        .order_by()
        .values_list("source__subject__kind", "source__subject__ref", "target__subject__ref")
        .annotate(total=Sum("amount"))
    )
    for kind, source, target, amount in given:
        out = kind == Subject.Kind.LINE  # line -> project; the other way it came back
        ref = source if out else target
        if ref in rows and (out or kind == Subject.Kind.PROJECT):
            rows[ref].allocated += int(amount) if out else -int(amount)
    return list(rows.values())


def answer_due(sheet, start):
    """(what is due, the day, its source) for Finance's check or the unit's correction; None when nobody has to answer.

    `start`: the day the sheet came into its present state (core.audit.moved_on).
    """
    if sheet.correction_id or sheet.status == AllocationSheet.Status.AGREED:
        return None
    asked = sheet.status == AllocationSheet.Status.CORRECTION_ASKED
    rule = deadline("allocation-correction" if asked else "allocation-check", sheet.book_year.tier, start)
    return (rule.text, rule.due(after=start), rule.cited) if rule else None


# --- commitments and payments ---------------------------------------------------
def money_of(commitments):
    """{commitment id: {stage: đồng}} for many commitments at once (a list, or a queryset). One query."""
    refs = [row.pk for row in commitments] if isinstance(commitments, list) else commitments.order_by().values("pk")
    found = defaultdict(lambda: dict.fromkeys(OF_COMMITMENT, 0))
    rows = Account.objects.filter(subject__kind=Subject.Kind.COMMITMENT, subject__ref__in=refs, stage__in=OF_COMMITMENT)
    for ref, stage, amount in rows.order_by().values_list("subject__ref", "stage", "balance"):
        found[ref][Stage(stage)] += int(amount)
    return found


def stages_of(commitment):
    """The commitment's money for the `runway` tag: [{stage, label, balance, reached}]."""
    standing = money_of([commitment])[commitment.pk]
    return [
        {
            "stage": stage.value,
            "label": stage.label,
            "balance": standing[stage],
            "reached": sum(standing[later] for later in FURTHER[stage] if later in standing),
        }
        for stage in OF_COMMITMENT
    ]
