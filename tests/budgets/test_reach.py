"""Another unit's money over REST: a record out of reach is answered word for word as one that does not exist."""

import re

import pytest
from rest_framework.test import APIClient

from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_project"
pytestmark = pytest.mark.django_db
NOBODY = 987_654_321


def as_person(role, organisation):
    client = APIClient()
    client.force_authenticate(f.person(role, organisation=organisation))
    return client


@pytest.fixture
def elsewhere(db):
    return f.office("CENTRE", name="Trung tâm khác", short_name="Trung tâm khác", is_spending_unit=True)


def answer(client, path, name, pk, given):
    said = client.post(f"/api/v1/{path}/", given | {name: pk}, format="json")
    return said.status_code, re.sub(rf"\b{pk}\b", "…", said.content.decode())


@pytest.mark.parametrize(
    ("role", "path", "name", "given"),
    [
        ("CENTRE_OFFICER", "commitments", "project", {"counterparty": "x", "value": 1}),
        ("CENTRE_OFFICER", "payments", "commitment",
         {"kind": "ADVANCE", "amount": 1, "content": "x", "requested_on": "2021-08-02"}),
        ("CENTRE_ACCOUNTANT", "settlements", "project", {}),
        ("CENTRE_ACCOUNTANT", "money-back", "commitment",
         {"kind": "RESTORE", "amount": 1, "treasury_number": "1", "dated_on": "2021-12-01"}),
    ],
)  # fmt: skip
def test_another_units_record_is_answered_as_one_that_does_not_exist(elsewhere, role, path, name, given):
    contract = b.signed()
    stranger = as_person(role, elsewhere)
    theirs = contract.project_id if name == "project" else contract.pk

    there, nowhere = answer(stranger, path, name, theirs, given), answer(stranger, path, name, NOBODY, given)

    assert there == nowhere and there[0] == 400


def test_a_voucher_of_another_units_account_is_answered_as_one_of_no_account(elsewhere):
    account = b.account(b.signed())
    given = {
        "seller_name": "x", "invoice_number": "1", "invoice_date": "2021-09-01", "content": "x",
        "amount_without_vat": 1, "invoice_total": 1, "state_share": 1,
    }  # fmt: skip
    stranger = as_person("CENTRE_ACCOUNTANT", elsewhere)

    there = answer(stranger, "vouchers", "settlement", account.pk, given)

    assert there == answer(stranger, "vouchers", "settlement", NOBODY, given) and there[0] == 400
