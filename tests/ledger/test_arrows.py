"""Money goes along the drawn ways and no others."""

import itertools

import pytest
from django.core.exceptions import ValidationError

from ledger.checking import WAYS, differences
from ledger.models import Arrow
from ledger.posting import Kind, Line, Place, Stage, reverse, treasury
from ledger.reading import balance
from tests.ledger.conftest import DAY

ALL_WAYS = [(kind, start, end) for kind, pairs in sorted(WAYS.items()) for start, end in sorted(pairs)]
SPECIAL = {"carry_out", "carry_in", "charge", "claim"}


def go(books, kind, start, end):
    """Send 400 of 1.000 đồng along one way. Returns (act, place it left, place it reached)."""
    if kind in SPECIAL:
        return go_between_years(books, kind, start, end)
    if start == Stage.TREASURY:
        source = treasury(books.y2021, books.centre)
    elif start == Stage.CLAIMED:
        source = books.claim_from_2021()
    else:
        source = books.fund(start)
    target = Place(source.book_year, books.centre, end, books.at(end).subject)
    if kind == "assign":
        target = Place(source.book_year, books.sct, end)
    elif kind == "move":
        target = books.at(Stage.ALLOCATED, books.line2)
    elif kind == "release" and end == Stage.APPROPRIATED:
        other = books.fund(Stage.APPROPRIATED, 400)
        books.move(Kind.RESERVE, other, source, 400)
    return books.move(kind, source, target, 400), source, target


def go_between_years(books, kind, start, end):
    if kind == "claim":
        books.fund(Stage.SETTLED)
        books.y2021.state = "CLOSED"
        books.y2021.save(update_fields=["state"])
        source, target = treasury(books.y2022, books.centre), books.at(Stage.CLAIMED, year=books.y2022)
        return books.move(kind, source, target, 400), source, target
    if kind == "charge":
        books.fund(Stage.APPROPRIATED, year=books.y2022)
        old, new = books.fund(Stage.ADVANCED), books.at(Stage.APPROPRIATED, year=books.y2022)
        return books.post(*books.charge(old, 400, books.y2022)), new, books.at(Stage.ADVANCED, year=books.y2022)
    stage = start if kind == "carry_out" else end
    if stage == Stage.CLAIMED and kind == "carry_out":
        old = books.claim_from_2021()
        from ledger.years import next_year

        into = next_year(books.y2022)
    else:
        old, into = books.fund(Stage.RECOVERABLE if stage == Stage.CLAIMED else stage), books.y2022
    lines = books.carry(old, 400, into)
    line = lines[0] if kind == "carry_out" else lines[1]
    return books.post(*lines), line.source, line.target


@pytest.mark.parametrize(("kind", "start", "end"), ALL_WAYS)
def test_money_goes_along_every_way_and_back(books, kind, start, end):
    act, source, target = go(books, kind, start, end)
    there, here = balance(target), balance(source)
    assert differences() == []
    reverse(act, by=books.by, dated_on=DAY, note="ghi nhầm")
    assert (balance(target), balance(source)) == (there - 400, here + 400)
    assert differences() == []


@pytest.mark.parametrize("kind", Kind.values)
def test_money_goes_no_other_way(books, kind):
    for stage in (s for s in Stage if s not in (Stage.TREASURY, Stage.CLAIMED)):
        books.fund(stage)
    books.claim_from_2021(subject=books.contract2)
    tried = 0
    for start, end in itertools.product(Stage, Stage):
        if (start, end) in WAYS[kind] or start == end:
            continue
        with pytest.raises(ValidationError) as refused:
            books.post(Line(kind, books.at(start), books.at(end), 1))
        assert refused.value.code == "ledger_arrow", (start, end, refused.value)
        tried += 1
    assert tried >= 100


def test_the_table_of_ways_is_the_one_that_auditors_read(books):
    drawn = set(Arrow.objects.values_list("kind", "from_stage", "to_stage"))
    assert drawn == set(ALL_WAYS)
    assert set(WAYS) == set(Kind.values)
