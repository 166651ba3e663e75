"""What the year of tests/year/story.py does not do with the money, sent several times at the same moment: once done.

Every act over REST is sent by a bad line under one key; steps and papers that have a rule of their own against a second
time without a key: one is done.
"""

import pytest
from django.db import connection

from budgets.models import Annex, Assignment, Commitment, PaymentRequest, Voucher
from ledger.checking import differences
from plans.models import PlanItem
from tests import factories as f
from tests.at_once.line import Line
from tests.budgets import builders as b
from tests.budgets.invariants import broken
from tests.year.rest import PREFIX
from tests.year.story import MONEY_ACTS

STATE = "money_on_its_way"
pytestmark = pytest.mark.race
MILLION = 1_000_000
NEW_YEAR = {"paper": {"number": "12/QĐ", "issued_on": "2022-02-09", "signer": "Lê Văn A"}}
MONEY = (
    "annexes", "allocation-sheets", "appropriations", "assignments", "book-closings", "cancellations", "carry-overs",
    "claims", "commitments", "corrections", "money-back", "payments", "plan-items", "settlements", "treasury-sheets",
    "vouchers", "year-accounts",
)  # fmt: skip
OF_THE_LISTS = {"plan-items/", "plan-items/{id}/", "plan-items/{id}/remove/"}  # before any money: the rooms of the plan


@pytest.fixture
def line(own_database, serve):
    return Line(serve(own_database, 3))


def test_every_act_on_money_has_one_effect_however_often_it_arrives_at_once(line):
    with line.telling_faults():
        every_act(
            lambda role, *args, **ids: line.rest(f.person(role).username, *args, **ids),
            lambda role, *args, **ids: line.first(f.person(role).username, *args, **ids),
        )
    assert not line.faults, "\n".join(line.faults)
    with connection.cursor() as cursor:
        assert broken(cursor) == {}
    assert differences() == []
    assert_nothing_is_left_out(line)


def every_act(once, one_alone):
    """`once(role, method, template, body, **ids)`: under one key; `one_alone(…)`: without."""
    contract = Commitment.objects.get(project__status="IN_PROGRESS")
    owing = Commitment.objects.get(project__status="TERMINATED")
    waiting = b.drafted(b.approved(), million=100)
    request = b.request(contract, 1)
    voucher = Voucher.objects.filter(settlement__status="DRAFT").first()
    for method in ("PATCH", "PUT"):
        again = {name: waiting.__dict__[name] for name in ("kind", "number", "counterparty")}
        whole = again | {"project": waiting.project_id, "signed_on": "2021-06-11", "value": 90 * MILLION}
        once("CENTRE_OFFICER", method, "commitments/{id}/", whole, id=waiting.pk)
        asked = {"commitment": contract.pk, "kind": "ADVANCE", "amount": 2 * MILLION, "content": "x",
                 "requested_on": "2021-08-02"}  # fmt: skip
        once("CENTRE_OFFICER", method, "payments/{id}/", asked, id=request.pk)
        names = ("form", "kind", "seller_name", "seller_tax_code", "invoice_form", "invoice_number", "content",
                 "amount_without_vat", "vat", "invoice_total", "state_share", "counterpart_share")  # fmt: skip
        listed = {name: voucher.__dict__[name] for name in names} | {"invoice_date": "2021-09-07"}
        listed |= {"settlement": voucher.settlement_id, "no": voucher.no, "content": f"Máy {method}"}
        once("CENTRE_ACCOUNTANT", method, "vouchers/{id}/", listed, id=voucher.pk)
    b.press(PaymentRequest.objects.get(pk=request.pk), "withdraw", note="Thôi.")
    one_alone("CENTRE_ACCOUNTANT", "POST", "vouchers/{id}/withdraw/", {"text": "Kê nhầm."}, id=voucher.pk)

    paper = {"title": "Bản ký", "number": "01/HĐ", "issued_on": "2021-06-10"}
    once("CENTRE_OFFICER", "POST", "commitments/{id}/papers/", paper, id=contract.pk)
    terms = {"commitment": contract.pk, "number": "01/PL", "signed_on": "2021-08-04", "new_value": 145 * MILLION,
             "why": "Giá máy tăng."}  # fmt: skip
    annex = one_alone("CENTRE_OFFICER", "POST", "annexes/", terms)["id"]
    for method in ("PATCH", "PUT"):
        once("CENTRE_OFFICER", method, "annexes/{id}/", terms | {"why": f"Giá tăng {method}."}, id=annex)
    once("CENTRE_OFFICER", "POST", "annexes/{id}/papers/", paper, id=annex)
    step = one_alone("CENTRE_DIRECTOR", "POST", "annexes/{id}/press/{name}/", {}, id=annex, name="sign")
    assert (step["status"], Annex.objects.get(pk=annex).commitment.value_in_force) == ("SIGNED", 145 * MILLION)
    once("CENTRE_OFFICER", "POST", "commitments/{id}/liquidate/", {"liquidated_on": "2021-12-01"}, id=contract.pk)
    letter = {"number": "9/TTKC", "issued_on": "2021-10-06"}
    once("CENTRE_ACCOUNTANT", "POST", "commitments/{id}/recovery-letters/", letter, id=owing.pk)

    item = PlanItem.objects.decided().get(project=waiting.project)
    less = {"amount": 5 * MILLION, "why": "Giá máy giảm.", **NEW_YEAR}
    once("DOIT_SPECIALIST", "POST", "plan-items/{id}/release/", less, id=item.pk)

    wrong = Assignment.objects.get(amount=90 * MILLION)
    asked = {"of": "assignment", "record": wrong.pk, "why": "Gõ nhầm.", "number": "5/BB", "dated_on": "2021-12-01"}
    asked = one_alone("DOIT_ACCOUNTANT", "POST", "corrections/", asked)["id"]
    one_alone("DOIT_SECTION_HEAD", "POST", "corrections/{id}/press/{name}/", {}, id=asked, name="confirm")

    sheet = one_alone("CENTRE_ACCOUNTANT", "POST", "treasury-sheets/", {"book_year": b.book().pk, "period": "Q4"})
    one_alone("CENTRE_DIRECTOR", "POST", "treasury-sheets/{id}/press/{name}/", {}, id=sheet["id"], name="sign")
    theirs = {"figures": [{"code": row["code"], "theirs": row["ours"]} for row in sheet["figures"]]}
    once("CENTRE_ACCOUNTANT", "POST", "treasury-sheets/{id}/theirs/", theirs, id=sheet["id"])

    rest = {"book_year": b.book().pk, "unit": f.office("CENTRE").pk, "why": "Hết nhiệm vụ chi.",
            "rows": [{"stage": "APPROPRIATED", "amount": 7 * MILLION}]}  # fmt: skip
    cancelled = once("DOIT_ACCOUNTANT", "POST", "cancellations/", rest)["id"]
    step = {"id": cancelled, "name": "decide"}
    one_alone("DOIT_DIRECTOR", "POST", "cancellations/{id}/press/{name}/", NEW_YEAR, **step)
    carried = {"project": owing.project_id, "why": "Chưa nộp trả."}
    carried = one_alone("DOIT_ACCOUNTANT", "POST", "carry-overs/", carried)["id"]
    one_alone("DOIT_DIRECTOR", "POST", "carry-overs/{id}/press/{name}/", NEW_YEAR, id=carried, name="decide")


def assert_nothing_is_left_out(line):
    paths = line.read(f.person("DOIT_DIRECTOR").username, "schema/?format=json")["paths"]
    unsafe = {
        (method.upper(), path.removeprefix(PREFIX))
        for path, methods in paths.items()
        for method in methods
        if method in ("post", "put", "patch", "delete") and path.removeprefix(PREFIX).split("/")[0] in MONEY
    }
    unsafe = {(method, path) for method, path in unsafe if path not in OF_THE_LISTS}
    closing = {("POST", "book-closings/"), ("POST", "book-closings/{id}/press/{name}/")}  # test_races_over_http.py
    closing |= {("POST", "claims/"), ("POST", "claims/{id}/press/{name}/")}  # of a book that is closed: there too
    assert unsafe - line.used - MONEY_ACTS - closing == set()
