"""Many requests at the same moment, through HTTP, with four server processes: of a line, a contract's project, a
contract, an invoice, an account. Not one đồng goes out beyond what is there, and nobody is answered by a fault.

Each race is run small in script/test; --all sends 200 requests five times, each time for something fresh.
"""

import datetime
from collections import Counter

import pytest
import requests
from django.db import connection
from django.db.models import F, Sum

from accounts.tokens import issue
from budgets.models import BookClosing, Claim, Commitment, PaymentRequest, Settlement, Voucher
from budgets.subjects import commitment_place, project_place
from ledger.checking import differences
from ledger.models import Act, Transfer
from ledger.posting import Place, Stage
from ledger.reading import balance
from plans.subjects import line_subject
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.invariants import broken
from tests.year.rest import PREFIX, at_once

STATE = "settled_project"
pytestmark = pytest.mark.race
MILLION = 1_000_000
SIZES = [pytest.param(30, 1, id="30"), pytest.param(200, 5, id="200x5", marks=pytest.mark.long)]
sized = pytest.mark.parametrize(("people", "rounds"), SIZES)


@pytest.fixture
def ask(own_database, serve):
    """ask(role, [(path, body), …]) -> Counter of the statuses answered, all sent at once by one person's key."""
    for role in ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_ACCOUNTANT", "DOIT_DIRECTOR"):
        f.person(role)
    address = serve(own_database, 4)
    keys = {}

    def send(path, body, key):
        return lambda: requests.post(
            f"{address}{PREFIX}{path}", json=body, headers={"Authorization": f"Token {key}"}, timeout=300
        )

    def ask(role, wanted):
        keys[role] = keys.get(role) or issue(f.person(role))[1]
        answers = at_once(*(send(path, body, keys[role]) for path, body in wanted))
        for answer in answers:
            assert answer.status_code < 500, answer.text[:500]
        return Counter(answer.status_code for answer in answers)

    return ask


def all_is_right():
    with connection.cursor() as cursor:
        assert broken(cursor) == {}
    assert differences() == []


def paper(number, on):
    return {"paper": {"number": number, "issued_on": on, "signer": "Lê Văn A"}}


def another(**fields):
    """Another approved project than those there are."""
    return b.approved(total=(416 + b.Commitment.objects.count()) * MILLION, **fields)


@sized
def test_sheets_that_take_from_one_line_get_what_stands_on_it(ask, people, rounds):
    unit, line = f.office("CENTRE"), b.line(2)
    place = Place(b.book(), unit, Stage.ALLOCATED, line_subject(line))
    fits = people // 4
    for turn in range(rounds):
        b.sheet({2: 3 * fits})
        wanted = [
            ("allocation-sheets/", {
                "book_year": b.book().pk, "unit": unit.pk, "number": f"{turn}-{no}/QĐ", "dated_on": "2021-06-01",
                "rows": [{"line": line.pk, "amount": -3 * MILLION}],
            })
            for no in range(people)
        ]  # fmt: skip
        assert ask("DOIT_ACCOUNTANT", wanted) == {201: fits, 400: people - fits}
        assert balance(place) == 0
    all_is_right()


@sized
def test_contracts_signed_at_once_bind_no_more_than_was_approved(ask, people, rounds):
    """150 triệu, contracts of 10 each."""
    for _ in range(rounds):
        project = another()
        drafts = [b.drafted(project, million=10) for _ in range(people)]
        found = ask("CENTRE_DIRECTOR", [(f"commitments/{row.pk}/press/sign/", {}) for row in drafts])
        assert found == {200: 15, 400: people - 15}
        assert balance(project_place(drafts[0])) == 0
        assert project.commitments.filter(status="SIGNED").aggregate(total=Sum("value"))["total"] == 150 * MILLION
    all_is_right()


@sized
def test_the_treasurys_papers_recorded_many_times_at_once_pay_each_request_once(ask, people, rounds):
    """Ten advances of 10 triệu, the limit of 70 % of 150 being 105: whoever records them, 100 went out."""
    for _ in range(rounds):
        contract = b.signed(another())
        b.progress(contract, 90)
        sent = [b.sent(contract, 10) for _ in range(10)]
        wanted = [(f"payments/{sent[no % 10].pk}/press/pay/", paper(f"KB-{no}", "2021-08-06")) for no in range(people)]
        assert ask("CENTRE_ACCOUNTANT", wanted) == {200: 10, 400: people - 10}
        assert balance(commitment_place(contract, Stage.ADVANCED)) == 100 * MILLION
        assert balance(commitment_place(contract, Stage.COMMITTED)) == 50 * MILLION
    all_is_right()


def test_advances_asked_for_and_taken_all_the_way_at_once_keep_within_the_limit(ask):
    """Twelve people each want 35 of the 105 triệu that may be advanced; whoever is refused gives up."""
    contract = b.signed(another())
    b.progress(contract, 90)
    b.press(b.request(contract, 1), "withdraw", note="Để có đủ giấy tờ trong hợp đồng.")
    body = {
        "commitment": contract.pk, "kind": "ADVANCE", "amount": 35 * MILLION, "content": "Tạm ứng",
        "requested_on": "2021-08-02",
    }  # fmt: skip
    for _ in range(4):
        ask("CENTRE_OFFICER", [("payments/", body)] * 3)
        waiting = list(PaymentRequest.objects.filter(commitment=contract).exclude(status__in=["PAID", "WITHDRAWN"]))
        for step, role, fields in (
            ("check", "CENTRE_ACCOUNTANT", {}), ("sign", "CENTRE_DIRECTOR", {}), ("send", "CENTRE_ACCOUNTANT", {}),
            ("pay", "CENTRE_ACCOUNTANT", paper("KB", "2021-08-06")),
        ):  # fmt: skip
            ask(role, [(f"payments/{row.pk}/press/{step}/", fields) for row in waiting for _ in range(2)])
        ask("CENTRE_OFFICER", [(f"payments/{row.pk}/press/withdraw/", {"note": "Thôi."}) for row in waiting])
    paid = PaymentRequest.objects.filter(commitment=contract, status="PAID")
    assert paid.count() == 3
    assert balance(commitment_place(contract, Stage.ADVANCED)) == 105 * MILLION
    all_is_right()


@sized
def test_one_invoice_listed_in_two_projects_at_once_is_listed_within_its_total(ask, people, rounds):
    """Every four lines are of one invoice that holds one of them, its number written now one way, now another."""
    accounts = [b.account(b.signed(another()), vouchers=()) for _ in range(2)]
    spelt = ("1c21taa", "1C21TAA", "1C21-TAA", " 1c21 taa")
    papers = -(-people // 4)
    for turn in range(rounds):
        wanted = [
            ("vouchers/", {
                "settlement": accounts[no % 2].pk, "no": turn * people + no + 1, "seller_name": "Công ty Máy",
                "seller_tax_code": "3000123456", "invoice_form": spelt[no % 4],
                "invoice_number": f"{'0' * (no % 3)}{turn * papers + no // 4 + 17}", "invoice_date": "2021-09-06",
                "content": "Máy chà nhám", "amount_without_vat": 10 * MILLION, "invoice_total": 19 * MILLION,
                "state_share": 10 * MILLION,
            })
            for no in range(people)
        ]  # fmt: skip
        assert ask("CENTRE_ACCOUNTANT", wanted) == {201: papers, 400: people - papers}
        listed = Voucher.objects.filter(settlement__in=accounts)
        total = listed.aggregate(total=Sum(F("amount_without_vat") + F("vat")))["total"]
        assert total == (turn + 1) * papers * 10 * MILLION
    all_is_right()


@sized
def test_an_account_approved_many_times_at_once_is_settled_once(ask, people, rounds):
    """Some send it back to the reviewer at the same moment: whoever comes first, the rest are told so."""
    for _ in range(rounds):
        contract = b.signed(another())
        account = b.reviewed(b.submitted(contract))
        wanted = [
            (f"settlements/{account.pk}/press/approve/", paper(f"{no}/TB-SCT", "2021-11-30")) if no % 10 else
            (f"settlements/{account.pk}/press/reopen_review/", {"note": "Xem lại."})
            for no in range(people)
        ]  # fmt: skip
        assert ask("DOIT_DIRECTOR", wanted) == {200: 1, 400: people - 1}
        account = Settlement.objects.get(pk=account.pk)
        if account.status == "SUBMITTED":
            b.approved_account(b.press_settlement(account, "review", "DOIT_SPECIALIST"), on=datetime.date(2021, 11, 30))
            account = Settlement.objects.get(pk=account.pk)
        assert account.status == "APPROVED"
        assert balance(commitment_place(contract, Stage.SETTLED)) == 150 * MILLION
        assert Act.objects.filter(object_id=account.pk, content_type__model="settlement").count() == 1
    all_is_right()


def test_a_book_is_closed_and_opened_again_once_however_many_ask_and_press(ask):
    b.everything_arrived()
    book = b.book()
    for is_open in (False, True):
        wanted = [("book-closings/", {"book_year": book.pk, "why": f"Kho bạc báo thiếu {no}."}) for no in range(8)]
        assert ask("DOIT_ACCOUNTANT", wanted) == {201: 1, 400: 7}
        row = BookClosing.objects.get(status="ASKED")
        assert ask("DOIT_DIRECTOR", [(f"book-closings/{row.pk}/press/agree/", {})] * 8) == {200: 1, 400: 7}
        assert b.book().is_open == is_open
    all_is_right()


def test_of_a_closed_book_no_more_is_claimed_than_was_settled_however_many_press_at_once(ask):
    """150 triệu were settled: of eight conclusions over 40 each three are decided, whoever comes first."""
    book, contract = b.closed_book(), Commitment.objects.get()
    facts = {"commitment": contract.pk, "of_year": book.pk, "amount": 40 * MILLION, "dated_on": "2022-09-30",
             "issuer": "Kiểm toán nhà nước", "why": "Chi sai định mức."}  # fmt: skip
    entered = ask("DOIT_ACCOUNTANT", [("claims/", facts | {"number": "1/KL"})] * 8)
    assert entered[201] == 1 and set(entered) <= {201, 400, 409}  # 409: whoever was as fast, told so by the database
    assert ask("DOIT_ACCOUNTANT", [("claims/", facts | {"number": f"{no}/KL"}) for no in range(2, 9)]) == {201: 7}
    first = Claim.objects.get(number="1/KL")
    assert ask("DOIT_DIRECTOR", [(f"claims/{first.pk}/press/decide/", {})] * 8) == {200: 1, 400: 7}
    rest = [(f"claims/{row.pk}/press/decide/", {}) for row in Claim.objects.filter(status="DRAFT")]
    assert ask("DOIT_DIRECTOR", rest) == {200: 2, 400: 5}
    claimed = Transfer.objects.filter(kind="claim").values_list("amount", flat=True)
    assert sum(claimed) == 120 * MILLION
    all_is_right()
