"""The same paper is not entered twice, by form, REST or around them; taken back, it may be entered anew."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.tokens import issue
from budgets.corrections import CORRECTION_FLOW
from budgets.estimate import allocate
from budgets.models import AllocationSheet, Appropriation, Assignment, MoneyBack
from budgets.money_back import return_money
from ledger.checking import differences
from ledger.reading import balances
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided, sent
from tests.budgets.test_corrections import asked, centre, confirmed, refused

MILLION = 1_000_000
pytestmark = pytest.mark.django_db
DAY = "01/06/2021"


def given(number="88/QĐ-UBND", million=10, **fields):
    return b.appropriated(million, number=number, dated_on=b.day(6, 1), **{"kind": "ADDITION"} | fields)


def assigned(number="88/QĐ-SCT", **fields):
    return b.assigned(10, number=number, dated_on=b.day(6, 1), **fields)


def allocated(number="88/PB"):
    row = AllocationSheet(book_year=b.book(), unit=f.office("CENTRE"), number=number, dated_on=b.day(6, 1))
    return allocate(row, {b.line(2): 10 * MILLION}, by=b.accountant())


@pytest.mark.parametrize("enter", [given, assigned, allocated])
@pytest.mark.parametrize("again", ["88/", "  88/"])
def test_the_same_paper_is_refused_and_taken_back_it_is_entered_anew(enter, again):
    b.year()
    paper = enter()
    number = paper.number.replace("88/", again).lower()  # typed differently, the same paper
    before = balances()
    assert "đã nhập vào sổ" in refused(enter, number)
    assert balances() == before
    confirmed(paper)
    enter(number)
    assert balances() == before
    assert differences() == []


def test_another_day_number_kind_or_unit_is_another_paper():
    b.year()
    given()
    given("89/QĐ-UBND")
    given(kind="CUT")
    b.appropriated(1, number="88/QĐ-UBND", kind="ADDITION", dated_on=b.day(6, 2))
    assigned()
    b.assigned(1, number="88/QĐ-SCT", dated_on=b.day(6, 2))
    assert (Appropriation.objects.count(), Assignment.objects.count()) == (5, 3)


def test_money_back_by_the_same_treasury_paper_is_refused(signed):
    b.paid(signed, 70)
    decided(sent(signed.project, "TERMINATE"))
    facts = {"commitment": signed, "kind": "RESTORE", "amount": 5 * MILLION, "dated_on": b.day(12, 20)}
    first = return_money(MoneyBack(treasury_number="NT-01", **facts), by=centre())
    again = MoneyBack(treasury_number="nt-01", **facts)
    assert "Chứng từ nộp này đã ghi" in refused(return_money, again, by=centre())
    correction = asked(first, by=centre())
    CORRECTION_FLOW.press(correction, "confirm", by=centre("DIRECTOR"))
    return_money(MoneyBack(treasury_number="NT-01", **facts), by=centre())
    assert MoneyBack.objects.standing().count() == 1


def test_the_form_says_so_and_keeps_what_was_typed(client):
    b.year()
    paper = given()
    client.force_login(b.accountant())
    typed = {
        "book": b.book().pk, "kind": "ADDITION", "unit": paper.unit_id, "amount": "10.000.000", "number": "88/QĐ-UBND",
        "dated_on": DAY, "note": "lần hai",
    }  # fmt: skip
    answer = client.post(reverse("budgets:appropriate") + "?year=2021", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Văn bản này đã nhập vào sổ" in page and "hủy ghi rồi nhập lại" in page and "lần hai" in page
    assert Appropriation.objects.count() == 2


@pytest.mark.parametrize("address", ["appropriations", "assignments", "allocation-sheets", "money-back"])
def test_so_does_rest(client, address, signed):
    b.paid(signed, 70)
    decided(sent(signed.project, "TERMINATE"))
    doit, centre_, book = f.office("DOIT").pk, f.office("CENTRE").pk, b.book().pk
    paper = {"book_year": book, "number": "88/QĐ", "dated_on": "2021-12-20"}
    facts = {
        "appropriations": paper | {"unit": doit, "kind": "ADDITION", "amount": 5},
        "assignments": paper | {"from_unit": doit, "to_unit": centre_, "amount": 5},
        "allocation-sheets": paper | {"unit": centre_, "rows": [{"line": b.line(2).pk, "amount": 5}]},
        "money-back": {
            "commitment": signed.pk, "kind": "RESTORE", "amount": 5, "treasury_number": "NT-01",
            "dated_on": "2021-12-20",
        },
    }[address]  # fmt: skip
    who = centre() if address == "money-back" else b.accountant()
    token = {"HTTP_AUTHORIZATION": f"Token {issue(who)[1]}"}
    first, second = (
        client.post(f"/api/v1/{address}/", facts, content_type="application/json", **token) for _ in range(2)
    )
    assert first.status_code == 201, first.content
    assert second.status_code == 400 and "hủy ghi rồi" in str(second.json())


def test_the_database_says_so_to_whoever_comes_around_the_program():
    b.year()
    paper = given()
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO budgets_appropriation (number, dated_on, issuer, note, illustrative, created_at, kind, "
            "amount, book_year_id, created_by_id, unit_id) SELECT number, dated_on, issuer, note, illustrative, "
            "now(), kind, 1, book_year_id, created_by_id, unit_id FROM budgets_appropriation WHERE id = %s",
            [paper.pk],
        )
    assert error.value.__cause__.diag.constraint_name == "appropriation_entered_once"
