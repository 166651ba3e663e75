"""Whatever is posted about the money, or put into an address: a sentence or nothing found, never an error."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_project"
pytestmark = pytest.mark.django_db
HUGE = 10**23
TYPED = ["", "0", "-1", str(HUGE), "abc", "\x00", "1e9", "2021-13-45", "a" * 5000, "٣", "%"]
WORST = [str(HUGE), "\x00", None, [], 1.5]  # always; the others in the long run
JSON = [*WORST, "", "-1", "2021-13-45", "a" * 5000, True, -5, HUGE, [{}]]
PAPER = {"number": "1", "dated_on": "2021-01-04", "issuer": "x", "note": "", "scan": None}
FILTERS = ["year", "q", "project", "unit", "kind", "status", "book_year", "commitment", "settlement", "to_unit", "page"]
LISTS = [
    "book-years", "appropriations", "assignments", "allocation-sheets", "commitments", "payments", "settlements",
    "vouchers", "money-back", "year-accounts",
]  # fmt: skip


def api(role):
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(f.person(role))
    return client


@pytest.fixture
def records(db):
    """(role, address, a whole body) of everything that is entered over REST."""
    contract = b.signed()
    account = b.account(b.signed(), vouchers=())
    doit, centre, book = f.office("DOIT").pk, f.office("CENTRE").pk, b.book().pk
    rows = [{"line": b.line().pk, "amount": 1}]
    voucher = {
        "settlement": account.pk, "form": "8b", "kind": "INVOICE", "payee_paper": "", "payee_address": "",
        "seller_name": "x", "seller_tax_code": "3000123456", "invoice_form": "x",
        "invoice_number": "9", "invoice_date": "2021-09-01", "content": "x", "amount_without_vat": 10, "vat": 0,
        "invoice_total": 10, "state_share": 10, "counterpart_share": 0, "no": 77, "image": None,
    }  # fmt: skip
    commitment = {
        "project": contract.project_id, "kind": "CONTRACT", "number": "1", "signed_on": "2021-06-10",
        "counterparty": "x", "content": "x", "value": 5, "ends_on": "2021-07-01", "payee_name": "",
    }  # fmt: skip
    payment = {
        "commitment": contract.pk, "kind": "ADVANCE", "amount": 5, "content": "x", "requested_on": "2021-08-01"
    }  # fmt: skip
    back = {
        "commitment": contract.pk, "kind": "RESTORE", "amount": 1, "treasury_number": "1", "dated_on": "2021-12-01",
        "scan": None,
    }  # fmt: skip
    given = {"book_year": book, "amount": 1, **PAPER}
    return [
        ("DOIT_ACCOUNTANT", "appropriations/", {"unit": doit, "kind": "INITIAL", **given}),
        ("DOIT_ACCOUNTANT", "assignments/", {"from_unit": doit, "to_unit": centre, **given}),
        ("DOIT_ACCOUNTANT", "allocation-sheets/", {"book_year": book, "unit": centre, "rows": rows, **PAPER}),
        ("CENTRE_OFFICER", "commitments/", commitment),
        ("CENTRE_OFFICER", f"commitments/{contract.pk}/liquidate/", {"liquidated_on": "2021-12-01"}),
        ("CENTRE_OFFICER", f"commitments/{contract.pk}/papers/", {"title": "x", "number": "1"}),
        ("CENTRE_OFFICER", "payments/", payment),
        ("CENTRE_ACCOUNTANT", "settlements/", {"project": contract.project_id, "remark": "x"}),
        ("CENTRE_ACCOUNTANT", "vouchers/", voucher),
        ("CENTRE_ACCOUNTANT", "money-back/", back),
        ("DOIT_ACCOUNTANT", "year-accounts/", {"book_year": book, "unit": centre}),
    ]  # fmt: skip


@pytest.mark.parametrize("values", [WORST, pytest.param(JSON[len(WORST) :], marks=pytest.mark.long)])
def test_any_json_in_any_field_is_survived(records, values):
    broken = []
    for role, address, whole in records:
        client = api(role)
        bodies = [whole | {name: value} for name in whole for value in values]
        if "rows" in whole:
            bodies += [whole | {"rows": [{"line": b.line().pk, "amount": 1} | {name: value}]}
                       for name in ("line", "amount") for value in values]  # fmt: skip
        for body in [*bodies, [], None, "x", 5, [1]]:
            answer = client.post(f"/api/v1/{address}", body, format="json")
            if answer.status_code not in (200, 201, 400):
                broken.append((address, body, answer.status_code))
    assert not broken, broken[:5]


def test_any_json_in_a_step_or_a_decision_is_survived(db):
    account = b.submitted(b.signed())
    voucher, payment = account.vouchers.first(), account.project.commitments.get().payments.first()
    acts = [
        ("DOIT_SPECIALIST", f"vouchers/{voucher.pk}/decide/",
         {"decision": "AGREED", "amount": 5, "reason": "OTHER", "note": "x"}),
        ("DOF_REVIEWER", f"vouchers/{voucher.pk}/examine/", {"result": "DISALLOWED", "amount": 1, "why": "x"}),
        ("CENTRE_ACCOUNTANT", f"vouchers/{voucher.pk}/answer/", {"text": "x"}),
        ("CENTRE_ACCOUNTANT", f"vouchers/{voucher.pk}/withdraw/", {"text": "x"}),
        ("DOIT_DIRECTOR", f"settlements/{account.pk}/press/approve/",
         {"note": "", "on": "2021-11-30", "paper": {"number": "1", "issued_on": "2021-11-30"}}),
        ("CENTRE_ACCOUNTANT", f"payments/{payment.pk}/press/pay/",
         {"note": "", "on": "2021-11-30", "paper": {"number": "1", "issued_on": "2021-11-30"}}),
    ]  # fmt: skip
    broken = []
    for role, address, whole in acts:
        client = api(role)
        bodies = [whole | {name: value} for name in whole for value in JSON]
        for body in [*bodies, [], None, "x", 5]:
            answer = client.post(f"/api/v1/{address}", body, format="json")
            if answer.status_code not in (200, 400):
                broken.append((address, body, answer.status_code))
    assert not broken, broken[:5]


def test_any_value_of_any_filter_is_survived(db):
    b.signed()
    client, broken = api("DOIT_ACCOUNTANT"), []
    for name in LISTS:
        for value in TYPED:
            answer = client.get(f"/api/v1/{name}/", dict.fromkeys(FILTERS, value))
            alone = client.get(f"/api/v1/{name}/", {"page": value})
            if not {answer.status_code, alone.status_code} <= {200, 400, 404}:
                broken.append((name, value))
    assert not broken


def test_any_value_on_a_form_of_the_money_is_survived(db, client):
    contract = b.signed()
    account = b.account(b.signed(), vouchers=())
    forms = [
        ("DOIT_ACCOUNTANT", "open_year", [], ("book_year", "unit")),
        ("DOIT_ACCOUNTANT", "appropriate", [], ("book", "unit", "kind", "amount", "number", "dated_on")),
        ("DOIT_ACCOUNTANT", "assign", [], ("book", "from_unit", "to_unit", "amount", "number", "dated_on")),
        ("DOIT_ACCOUNTANT", "allocate", [], (f"line_{b.line().pk}", "number", "dated_on", "count")),
        ("CENTRE_OFFICER", "commitment_liquidate", [contract.pk], ("liquidated_on",)),
        ("CENTRE_ACCOUNTANT", "voucher_new", [account.pk], ("form", "invoice_date", "amount_without_vat", "vat")),
        ("CENTRE_ACCOUNTANT", "money_back", [account.pk], ("commitment", "kind", "amount", "dated_on")),
    ]  # fmt: skip
    client.raise_request_exception = False
    for role, name, args, fields in forms:
        client.force_login(f.person(role))
        for value in TYPED:
            answer = client.post(reverse(f"budgets:{name}", args=args), dict.fromkeys(fields, value))
            assert answer.status_code in (200, 302, 422), (name, value)


def test_who_may_not_open_a_year_is_told_so_before_anything_is_read(db, client):
    client.force_login(f.person("CENTRE_ACCOUNTANT"))

    assert client.post(reverse("budgets:open_year"), {"book_year": "abc", "unit": "1"}).status_code == 403
