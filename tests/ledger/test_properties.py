"""Whatever people do with the books, in whatever order: nothing is lost, and the limit is exactly the balance."""

import itertools
from collections import Counter, defaultdict

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.checking import WAYS, differences
from ledger.models import Account
from ledger.posting import Line, Stage, reverse
from ledger.refusals import LIMIT
from ledger.years import next_year
from tests.ledger.conftest import DAY

STEPS = [
    (kind, *way)
    for kind, ways in sorted(WAYS.items())
    if kind not in ("carry_in", "claim", "charge")
    for way in sorted(ways)
]
# (which of the steps that are possible now, how much of what stands there in percent), or an act to take back
step = st.tuples(st.integers(0, 10**6), st.integers(1, 120))
work = st.lists(st.one_of(step, step, step, st.integers(0, 30)), min_size=12, max_size=30)


def places(books, kind, start, end, which, later):
    year, unit = (books.y2022 if later else books.y2021), (books.centre, books.sct)[which % 2]
    about = {
        Stage.ALLOCATED: [books.line1, books.line2][which % 2],
        Stage.APPROVED: [books.project1, books.project2][which // 2],
    }
    contract = [books.contract1, books.contract1b, books.contract2, books.contract2][which]

    def at(stage):
        undivided = stage in (Stage.TREASURY, Stage.APPROPRIATED, Stage.WITHHELD)
        return books.at(stage, None if undivided else about.get(stage, contract), unit=unit, year=year)

    source, target = at(start), at(end)
    if kind == "assign":
        target = books.at(end, unit=books.sct if unit == books.centre else books.centre, year=year)
    if kind == "move":
        target = books.at(end, books.line2 if which % 2 == 0 else books.line1, unit=unit, year=year)
    return source, target


class Ledger(Counter):
    """A second, naive ledger to compare with."""

    def move(self, line, sign=1):
        self[line.source.key] -= sign * line.amount
        self[line.target.key] += sign * line.amount


@pytest.fixture
def funded(books):
    for year in (books.y2021, books.y2022):
        for unit in (books.centre, books.sct):
            books.fund(Stage.COMMITTED, 50, unit=unit, year=year)
            books.fund(Stage.ALLOCATED, 100, unit=unit, year=year)
            books.fund(Stage.APPROPRIATED, 100, unit=unit, year=year)
    for stage in (Stage.WITHHELD, Stage.APPROVED, Stage.ADVANCED, Stage.PAID, Stage.RECOVERABLE):
        books.fund(stage, 50)
    return books


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(work)
def test_money_is_never_lost_and_the_limit_is_exactly_the_balance(funded, steps):
    books = funded
    with transaction.atomic():
        naive = Ledger()
        for account in Account.objects.select_related("book_year", "unit", "subject"):
            naive[account.book_year_id, account.unit_id, account.stage, account.subject_id] = account.balance
        acts = []
        for one in steps:
            if isinstance(one, int):
                take_back(books, naive, acts, one)
            else:
                go(books, naive, acts, *one)
        found = {
            (a.book_year_id, a.unit_id, a.stage, a.subject_id): a.balance for a in Account.objects.all() if a.balance
        }
        assert found == {key: amount for key, amount in naive.items() if amount}
        assert sum(found.values()) == 0
        connection.check_constraints()  # what is otherwise asked at commit
        assert differences() == []
        transaction.set_rollback(True)


def possible(books, naive):
    """{kind: [(source, target)]} whose source has money, in a fixed order."""
    found = defaultdict(list)
    for way in STEPS:
        for which, later in itertools.product(range(4), [False, True]):
            source, target = places(books, *way, which, later)
            if naive[source.key] > 0 or (way[0] == "appropriate" and which < 2):
                found[way[0]].append((source, target))
    return found


def go(books, naive, acts, number, percent):
    ways = possible(books, naive)
    kind = list(ways)[number % len(ways)]
    source, target = ways[kind][number // len(ways) % len(ways[kind])]
    there = naive[source.key]
    amount = percent if kind == "appropriate" else max(1, there * percent // 100)
    lines = [Line(kind, source, target, amount)]
    if kind == "carry_out":
        lines = books.carry(source, amount, next_year(source.book_year))
    enough = there >= amount or kind == "appropriate"
    try:
        act = books.post(*lines)
    except ValidationError as refused:
        if refused.code == "ledger_release_where_reserved":
            return
        assert (refused.code, enough) == (LIMIT, False)
        return
    assert enough
    acts.append((act, lines))
    for line in lines:
        naive.move(line)


def take_back(books, naive, acts, number):
    if not acts:
        return
    act, lines = acts[number % len(acts)]
    try:
        reverse(act, by=books.by, dated_on=DAY, note="thử")
    except ValidationError as refused:
        assert refused.code in (LIMIT, "ledger_reversal_once", "ledger_release_where_reserved")
        return
    for line in lines:
        naive.move(line, sign=-1)
