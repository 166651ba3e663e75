"""A unit's book as the Treasury sees it: what was given, what was drawn, what came back, up to a day. All in đồng.

The Treasury knows neither who is to pay back nor what is settled: money to be recovered stays an advance with it until
it comes back, and what was spent stays spent.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from budgets.treasury_models import Row, TreasurySheet
from ledger.models import Subject, Transfer
from ledger.stages import Kind, Stage
from norms.selectors import closing_days

P = TreasurySheet.Period
FIRST_MONTH = {P.Q1: 1, P.Q2: 4, P.Q3: 7, P.Q4: 10, P.YEAR: 1}
AFTER = datetime.timedelta(days=15)  # papers of so many days after the period may be booked in it by the Treasury
# What becomes of the rest of a year's estimate: decided after the year's last day, on papers of whatever day, of
# no other period. The sheet of the year tells it.
REST = (Kind.CANCEL, Kind.CARRY_OUT, Kind.UNCOMMIT)
MANY = 60  # movements among which two that make a difference together are still looked for


@dataclass(frozen=True)
class Movement:
    """One transfer as the book of a unit sees it.

    `out_of`, `into`: the stages within this book and unit, None at the end that lies outside.
    """

    transfer: Transfer
    kind: str
    amount: int
    out_of: Stage | None
    into: Stage | None
    about: object  # whose money: the subject's parent and own number

    @property
    def on(self):
        return self.transfer.dated_on


def days_of(book_year, period):
    """(first, last) day of a period. A year runs on to the end of its closing window, by the rules of that year."""
    year, month = book_year.year, FIRST_MONTH[period]
    first = datetime.date(year, month, 1)
    if period == P.YEAR:
        window = closing_days([year], book_year.tier)[year].get("closing-window")
        return first, window.day if window else datetime.date(year, 12, 31)
    ends = datetime.date(year + (month == 10), (month + 3) % 12, 1)
    return first, ends - datetime.timedelta(days=1)


def movements(book_year, unit, until, at=None, rest=False):
    """[Movement] of this book and unit by papers dated to that day, in the order posted. One query.

    `rest`: and what became of the rest of the estimate, on whatever day, as the sheet of a year tells it.

    What was entered wrongly and taken back the Treasury never saw, nor the day it was taken back: neither counts.
    `at`: only what had been taken back by that moment.
    """
    own = {"book_year": book_year, "unit": unit}
    touching = Q(**{f"source__{k}": v for k, v in own.items()}) | Q(**{f"target__{k}": v for k, v in own.items()})
    standing = Q(reversed_by=None) if at is None else Q(reversed_by=None) | Q(reversed_by__posted_at__gt=at)
    told = Q(dated_on__lte=until) | Q(kind__in=REST if rest else ())
    rows = Transfer.objects.filter(touching, standing, told, reverses=None).with_places()
    rows = rows.select_related("carried_to").order_by("pk")
    return [_movement(row, book_year, unit) for row in rows]


def _movement(transfer, book_year, unit):
    def within(account):
        return Stage(account.stage) if account.book_year_id == book_year.pk and account.unit_id == unit.pk else None

    places = (transfer.source, transfer.target)
    about = next((place.subject for place in places if place.subject_id and _of_contract(place)), None)
    out_of, into = map(within, places)
    return Movement(transfer, transfer.kind, transfer.amount, out_of, into, about and about.ref)


def _of_contract(place):
    return place.subject.kind == Subject.Kind.COMMITMENT


# --- what each movement adds to a row ----------------------------------------------------------
def _carried_in(m):
    return m.amount if m.kind == Kind.CARRY_IN and m.into != Stage.CLAIMED else 0


def _given(m):
    if m.kind == Kind.APPROPRIATE or (m.kind == Kind.ASSIGN and m.into):
        return m.amount
    return -m.amount if m.kind == Kind.CUT else 0


def _assigned_out(m):
    return m.amount if m.kind == Kind.ASSIGN and m.out_of else 0


def _standing(stage):
    def change(m):
        return m.amount * ((m.into == stage) - (m.out_of == stage))

    return change


def _lapsed(m):
    """An advance that the next year's estimate took: nothing of this year's went with it."""
    return m.kind == Kind.CARRY_OUT and m.transfer.carried_to.kind == Kind.CHARGE


def _cancelled(m):
    return m.amount if m.kind == Kind.CANCEL or _lapsed(m) else 0


def _carried_out(m):
    with_estimate = m.kind == Kind.CARRY_OUT and not _lapsed(m)
    return m.amount if with_estimate and m.out_of not in (Stage.RECOVERABLE, Stage.CLAIMED) else 0


def _used(m):
    if m.kind in (Kind.ADVANCE, Kind.CHARGE, Kind.PAY) or (m.kind == Kind.CARRY_IN and m.into == Stage.ADVANCED):
        return m.amount
    given_back = m.kind == Kind.RESTORE or (m.kind == Kind.CARRY_OUT and m.out_of == Stage.ADVANCED)
    return -m.amount if given_back else 0


def _remaining(m):
    return (
        _carried_in(m) + _given(m) - _assigned_out(m) - _standing(Stage.WITHHELD)(m) - _cancelled(m) - _carried_out(m)
        - _used(m)
    )  # fmt: skip


def _of_kinds(*kinds):
    def change(m):
        return m.amount if m.kind in kinds else 0

    return change


CHANGES = {
    Row.CARRIED_IN: _carried_in, Row.GIVEN: _given, Row.ASSIGNED_OUT: _assigned_out,
    Row.WITHHELD: _standing(Stage.WITHHELD), Row.CANCELLED: _cancelled, Row.CARRIED_OUT: _carried_out, Row.USED: _used,
    Row.COMMITTED: _standing(Stage.COMMITTED), Row.ADVANCED: _of_kinds(Kind.ADVANCE, Kind.CHARGE),
    Row.CLEARED: _of_kinds(Kind.CLEAR), Row.SPENT: _of_kinds(Kind.PAY, Kind.CLEAR),
    Row.SPENT_TOTAL: _of_kinds(Kind.PAY, Kind.CLEAR), Row.RESTORED: _of_kinds(Kind.RESTORE),
    Row.REFUNDED: _of_kinds(Kind.REFUND), Row.REMAINING: _remaining,
}  # fmt: skip
IN_PERIOD = (Row.ADVANCED, Row.CLEARED, Row.SPENT)


def figures(found, since):
    """{Row: đồng} of these movements; `since`: the first day of the period."""
    sums = {
        row: sum(change(m) for m in found if row not in IN_PERIOD or m.on >= since) for row, change in CHANGES.items()
    }
    sums[Row.ADVANCES] = _open_advances(found)
    return {row: sums[row] for row in Row}


def _open_advances(found):
    """Advances the Treasury still holds open: what stands advanced, and of what is to be recovered what was an advance.

    Money that came back is taken to have paid back the advance of its contract first.
    """
    total, owed, back = 0, defaultdict(int), defaultdict(int)
    for m in found:
        total += _standing(Stage.ADVANCED)(m)
        if m.into == Stage.RECOVERABLE and m.out_of == Stage.ADVANCED:
            owed[m.about] += m.amount
        if m.out_of == Stage.RECOVERABLE:
            back[m.about] += m.amount
    return total + sum(max(amount - back[about], 0) for about, amount in owed.items())


# --- why a figure differs -----------------------------------------------------------------------
@dataclass(frozen=True)
class Clue:
    """A movement behind a figure that differs. `alone`: it is the difference by itself; `late`: dated after the period;
    `paired`: with one other it is."""

    movement: Movement
    amount: int
    alone: bool = False
    late: bool = False
    paired: bool = False


BEHIND = {Row.ADVANCES: (Row.ADVANCED, Row.CLEARED, Row.RESTORED, Row.REFUNDED)}


def clues(row, difference, found, since, until, rest=False):
    """[Clue] of the movements that make a figure, those that explain the difference (đồng, not 0) first.

    `found`: movements up to some days after the period (`AFTER`): what the Treasury may have booked within it.
    `rest`: as `movements` was asked.
    """
    changes = [CHANGES[part] for part in BEHIND.get(row, (row,))]
    own, late = [], []
    for m in found:
        amount = next((value for change in changes if (value := change(m))), 0)
        if amount and (row not in IN_PERIOD or m.on >= since):
            of_the_period = m.on <= until or (rest and m.kind in REST)
            (own if of_the_period else late).append((m, amount))
    pair = _pair(own, abs(difference))
    told = [
        Clue(m, amount, alone=abs(amount) == abs(difference), paired=(m, amount) in pair) for m, amount in own
    ] + [Clue(m, amount, alone=True, late=True) for m, amount in late if abs(amount) == abs(difference)]  # fmt: skip
    return sorted(told, key=lambda clue: (not clue.alone, not clue.paired, clue.movement.on, clue.movement.transfer.pk))


def _pair(own, amount):
    """The first two movements that make the amount together; () where one alone does, or there are too many."""
    if len(own) > MANY or any(abs(value) == amount for _, value in own):
        return ()
    return next((pair for pair in combinations(own, 2) if abs(pair[0][1] + pair[1][1]) == amount), ())
