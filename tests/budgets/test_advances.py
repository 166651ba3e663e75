"""Advances by age: each one on its own, the oldest cleared first, those of earlier years too, each until its day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.advances import open_advances
from budgets.models import Commitment
from budgets.subjects import commitment_place
from budgets.work import worklist
from ledger.posting import Kind, Line, Stage, post
from ledger.posting import reverse as take_back
from ledger.reading import balance
from norms.models import DeadlineRule
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_carrying import carried
from tests.budgets.test_clearing import cleared, clearing

pytestmark = pytest.mark.django_db
STATE = "signed_contract"
MILLION = 1_000_000


@pytest.fixture
def contract():
    """150 triệu, 60 advanced in August and 45 in September; 80 % of the work confirmed."""
    row = Commitment.objects.get()
    b.paid(row, 60)
    b.paid(row, 45, on=b.day(9, 1))
    return row


def rows(year=2021, by=None, **narrowed):
    return open_advances(year, by or f.person("CENTRE_ACCOUNTANT"), **narrowed).rows


def told(found):
    return [(row.since, row.amount // MILLION, row.balance // MILLION) for row in found]


def test_each_advance_is_told_on_its_own_and_the_oldest_is_cleared_first(contract):
    august, september = b.day(8, 6), b.day(9, 5)
    assert told(rows()) == [(august, 60, 60), (september, 45, 45)]
    cleared(contract, 70)
    assert told(rows()) == [(september, 45, 35)]
    (row,) = rows()
    assert [(one.transfer.kind, one.amount // MILLION) for one in row.cleared] == [("clear", 10)]
    assert sum(row.balance for row in rows()) == balance(commitment_place(contract, Stage.ADVANCED))
    cleared(contract, 35, on=b.day(9, 25))
    assert rows() == []


def test_what_was_recovered_and_what_was_taken_back_by_reversal(contract):
    advanced, owed = (commitment_place(contract, stage) for stage in (Stage.ADVANCED, Stage.RECOVERABLE))
    line = Line(Kind.RECOVER, advanced, owed, 65 * MILLION)
    act = post("Thu hồi", [line], by=f.person("CENTRE_ACCOUNTANT"), dated_on=b.day(10, 1))
    assert told(rows()) == [(b.day(9, 5), 45, 40)]
    take_back(act, by=f.person("DOIT_ACCOUNTANT"), dated_on=b.day(10, 2), note="Ghi nhầm")
    assert [one[2] for one in told(rows())] == [60, 45]


def test_a_carried_advance_keeps_its_day_and_is_told_of_the_year_it_stands_in():
    row = b.signed(b.approved(100, category=f.category("fair_organise")), million=100)
    b.paid(row, 70)
    b.running(row)
    row.project.refresh_from_db()
    assert [one.due for one in rows() if one.commitment == row] == [datetime.date(2022, 2, 15)]
    carried(row.project)
    assert [one for one in rows(2021) if one.commitment == row] == []
    (one,) = [one for one in rows(2022) if one.commitment == row]
    assert (one.since, one.balance, one.book_year.year) == (b.day(8, 6), 70 * MILLION, 2022)
    assert one.due == datetime.date(2023, 2, 15)


def test_an_open_advance_of_an_earlier_year_does_not_vanish(contract):
    assert len(rows(2021)) == len(rows(2023)) == 2 and rows(2020) == []


def test_until_when_with_and_without_contract(contract):
    assert {row.due for row in rows()} == {datetime.date(2022, 2, 15)}
    task = b.signed(kind="ASSIGNMENT")
    b.progress(task, 80)
    b.paid(task, 50)
    (own,) = [row for row in rows() if row.commitment == task]
    assert own.due == datetime.date(2022, 2, 15)  # no rule for tasks yet on that day: the end of the year holds
    DeadlineRule.objects.filter(code="advance-clearing").update(valid_from=b.day(1, 1))
    (own,) = [row for row in rows() if row.commitment == task]
    assert own.due == b.day(9, 30) and own.rule.code == "advance-clearing" and own.late
    assert {row.due for row in rows() if row.commitment == contract} == {datetime.date(2022, 2, 15)}
    DeadlineRule.objects.filter(code="advance-return", valid_from__year=2017).update(valid_to=b.day(12, 30))
    assert {row.due for row in rows() if row.commitment == contract} == {None}


def test_what_clears_it_is_said(client, contract):
    assert [row.way[0] for row in rows()] == ["Lập thanh toán tạm ứng"] * 2
    request = clearing(contract, 20)
    assert {row.way for row in rows()} == {
        ("Đề nghị thanh toán tạm ứng ngày 20/09/2021 đang chờ", request.get_absolute_url())
    }
    fair = b.signed(b.approved(100, category=f.category("fair_organise")), million=100)
    b.paid(fair, 70)
    (own,) = [row for row in rows() if row.commitment == fair]
    assert own.way == ("Chờ khối lượng được xác nhận, nghiệm thu", fair.project.get_absolute_url())


def test_the_page_and_rest_tell_the_same(client, contract):
    cleared(contract, 70)
    client.force_login(f.person("CENTRE_ACCOUNTANT"))
    page = client.get(f"{reverse('budgets:advances')}?year=2021").content.decode()
    for words in ("Trên 180 ngày (1 khoản)", "05/09/2021", "35.000.000", "15/02/2022", "quá hạn", "20/09/2021"):
        assert words in page, words
    (row,) = client.get("/api/v1/payments/advances/?year=2021").json()
    assert (row["since"], row["amount"], row["balance"]) == ("2021-09-05", 45 * MILLION, 35 * MILLION)
    assert (row["due"], row["late"], row["year"]) == ("2022-02-15", True, 2021)
    assert row["cleared"] == [{"kind": "clear", "dated_on": "2021-09-20", "amount": 10 * MILLION}]
    assert client.get("/api/v1/payments/advances/?year=x").status_code == 400
    client.force_login(f.local_officer(f.commune("Xã Kỳ Phú", under=f.district("Huyện Kỳ Anh"))))
    assert client.get("/api/v1/payments/advances/?year=2021").json() == []  # nothing of it in reach
    assert "35.000.000" not in client.get(f"{reverse('budgets:advances')}?year=2021").content.decode()


def test_the_accountant_of_the_unit_is_called_before_and_after_the_day(contract, monkeypatch):
    def called(role, on):
        monkeypatch.setattr("budgets.advances.today", lambda: on)
        titles = [item.title for item in worklist(f.person(role)) if item.title.startswith("Tạm ứng")]
        return sorted(set(titles))

    assert called("CENTRE_ACCOUNTANT", datetime.date(2022, 1, 30)) == []
    assert called("CENTRE_ACCOUNTANT", datetime.date(2022, 1, 31)) == ["Tạm ứng sắp đến hạn"]
    assert called("CENTRE_ACCOUNTANT", datetime.date(2022, 2, 15)) == ["Tạm ứng sắp đến hạn"]
    assert called("CENTRE_ACCOUNTANT", datetime.date(2022, 2, 16)) == ["Tạm ứng quá hạn thanh toán"]
    (late,) = [item for item in worklist(f.person("CENTRE_ACCOUNTANT")) if item.title.startswith("Tạm ứng")]
    assert late.detail == "2 khoản, 105.000.000 đ" and late.due == datetime.date(2022, 2, 15)
    assert late.url == f"{reverse('budgets:advances')}?year=2021"
    for other in ("CENTRE_OFFICER", "DOIT_ACCOUNTANT", "CENTRE_DIRECTOR"):
        assert called(other, datetime.date(2022, 2, 16)) == []


def test_the_questions_do_not_grow_with_the_advances(contract):
    def questions():
        with CaptureQueriesContext(connection) as captured:
            rows()
        return len(captured)

    few = questions()
    more = b.signed(b.approved(100, category=f.category("fair_organise")), million=100)
    b.paid(more, 20)
    b.paid(more, 30, on=b.day(9, 2))
    cleared(contract, 10)
    assert questions() == few and len(rows()) == 4
