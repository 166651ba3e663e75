"""What is still to come back: of a stopped project too, which has no settlement to enter it at.

120 triệu for one machine, 45 advanced in August, the project stopped: 45 are to come back.
"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.models import MoneyBack
from budgets.owed import owed
from budgets.work_settlement import worklist_settlement
from ledger.models import Transfer
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided, sent

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db


def accountant():
    return f.person("CENTRE_ACCOUNTANT")


def stopped(million=45):
    contract = b.signed(b.approved(120), million=120)
    b.progress(contract, 90)
    b.paid(contract, million)
    decided(sent(contract.project, "TERMINATE"))
    return contract


def typed(contract, amount="20 triệu", **fields):
    facts = {"commitment": contract.pk, "kind": "RESTORE", "amount": amount, "treasury_number": "KB-9"}
    return facts | {"dated_on": "20/12/2021"} | fields


def test_money_of_a_stopped_project_comes_back_on_a_page_of_its_contract(client):
    contract = stopped()
    client.force_login(accountant())
    page = client.get(contract.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Còn phải thu hồi: <b>45.000.000 đ</b>" in page
    address = reverse("budgets:owed_back", args=[contract.pk])
    assert address in page
    assert "novalidate" in client.get(address).content.decode()  # what lacks is said by the program, in Vietnamese
    assert "Chưa ghi được" in client.post(address, {"kind": ""}).content.decode()
    assert client.post(address, typed(contract)).status_code == 302
    assert [row.amount for row in owed(accountant()).rows] == [25 * MILLION]
    wrong = client.post(address, typed(contract, "26 triệu", treasury_number="KB-10"))
    assert wrong.status_code == 422
    assert "Số nộp vượt số phải thu hồi" in wrong.content.decode()
    assert "26 triệu" in wrong.content.decode()
    assert MoneyBack.objects.count() == 1


def test_nobody_else_enters_it_and_another_unit_s_contract_is_not_there(client):
    contract = stopped()
    address = reverse("budgets:owed_back", args=[contract.pk])
    for who, status in ((f.person("CENTRE_OFFICER"), 403), (f.local_officer(f.commune("Xã Lâm Hợp")), 404)):
        client.force_login(who)
        assert client.get(address).status_code == status
    client.force_login(f.person("DOIT_ACCOUNTANT"))
    assert client.post(address, typed(contract)).status_code == 422  # the unit's own accountant alone
    assert not MoneyBack.objects.exists()


def test_the_list_tells_each_by_age_with_the_day_by_the_rules_of_its_year(client):
    stopped()
    found = owed(accountant())
    (row,) = found.rows
    paper = Transfer.objects.get(kind="recover").dated_on
    assert (row.amount, row.since, row.is_claim) == (45 * MILLION, paper, False)
    assert row.due.day == datetime.date(2022, 2, 15)
    assert row.late
    assert found.by_age == [("trên 180 ngày", 1, 45 * MILLION)]
    client.force_login(f.person("DOF_REVIEWER"))
    page = client.get(reverse("budgets:owed")).content.decode().replace("\xa0", " ")
    assert "45.000.000" in page
    assert "15/02/2022" in page
    assert "Ghi nhận tiền nộp lại" not in page
    client.force_login(accountant())
    assert "Ghi nhận tiền nộp lại" in client.get(reverse("budgets:owed")).content.decode()
    client.force_login(f.local_officer(f.commune("Xã Lâm Hợp")))
    assert "không quản lý dự toán" in client.get(reverse("budgets:owed")).content.decode()


def test_the_list_asks_as_often_with_one_contract_as_with_three(client):
    def questions():
        client.get(reverse("budgets:owed"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("budgets:owed")).status_code == 200
        return len(asked)

    client.force_login(accountant())
    stopped()
    before = questions()
    stopped(30)
    stopped(20)
    assert questions() == before


def test_my_work_calls_the_unit_s_accountant_to_it_until_it_is_back():
    contract = stopped()

    def called(user):
        return [item.url for item in worklist_settlement(user) if item.title == "Thu hồi, nộp trả"]

    assert called(accountant()) == [reverse("budgets:owed_back", args=[contract.pk])]
    assert called(f.person("DOIT_ACCOUNTANT")) == []
    b.money_back(contract, 45, "RESTORE", on=b.day(12, 20))
    assert called(accountant()) == []


def test_the_list_over_rest():
    contract = stopped()
    api = APIClient()
    api.force_authenticate(accountant())
    (row,) = api.get("/api/v1/money-back/owed/").data
    assert (row["commitment"], row["amount"], row["claim"], row["due"]) == (
        contract.pk, 45 * MILLION, False, "2022-02-15",
    )  # fmt: skip
