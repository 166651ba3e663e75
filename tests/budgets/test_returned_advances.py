"""An advance of a project that goes on is returned: its contract has it again, or after the year the budget.

150 triệu under contract, at most 105 of them in advance. In August 60 and in September 45 were advanced.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.advances import open_advances
from budgets.annex_terms import rooms
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.drawn import drawn
from budgets.models import Annex, Commitment, Correction, MoneyBack, PaymentRequest, TreasurySheet
from budgets.money_back import return_money
from budgets.owed import owed
from budgets.settlements import open_settlement
from budgets.so_far import so_far
from budgets.subjects import commitment_place
from budgets.treasury_sheets import draw_up
from budgets.year_end import obstacles
from core.dates import today
from ledger.checking import differences
from ledger.posting import Stage
from ledger.reading import balance, runway
from plans.issue import approved_place, source_of
from plans.selectors import approved_item, given_to_projects, kept_by_projects, line_progress
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.invariants import broken
from tests.budgets.test_carrying import carried
from tests.budgets.test_changes import decided
from tests.budgets.test_changes import sent as change_sent
from tests.budgets.test_clearing import cleared

STATE = "signed_contract"
MILLION = 1_000_000
pytestmark = pytest.mark.django_db
IN_2022 = datetime.date(2022, 1, 20)


@pytest.fixture
def contract():
    row = Commitment.objects.get()
    b.paid(row, 60)
    b.paid(row, 45, on=b.day(9, 1))
    return Commitment.objects.get(pk=row.pk)


def accountant():
    return f.person("CENTRE_ACCOUNTANT")


def standing(contract):
    """{stage: triệu} of the contract."""
    stages = (Stage.COMMITTED, Stage.ADVANCED, Stage.PAID, Stage.SETTLED, Stage.RECOVERABLE)
    found = {stage.value: balance(commitment_place(contract, stage)) // MILLION for stage in stages}
    return {stage: amount for stage, amount in found.items() if amount}


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages).replace("\xa0", " ")


def agrees():
    """Papers and books, by the program's own second look and by the sentences of the tests."""
    assert differences() == []
    with connection.cursor() as cursor:
        assert broken(cursor) == {}


# --- inside the year ---------------------------------------------------------------------------------------------
def test_inside_the_year_its_contract_has_it_again_and_is_advanced_anew_within_the_limit(contract):
    item = approved_item(contract.project)
    before = [balance(place) for place in (source_of(item), approved_place(item))]
    b.returned(contract, 60)
    assert standing(contract) == {"COMMITTED": 105, "ADVANCED": 45}
    assert [balance(place) for place in (source_of(item), approved_place(item))] == before  # nobody else has it
    agrees()
    too_much = b.request(contract, 61, on=b.day(10, 1))
    assert "Tạm ứng vượt mức cho phép" in refused(b.press, too_much, "check")
    b.press(too_much, "withdraw", note="Lập lại.")
    b.paid(contract, 60, on=b.day(10, 1))
    assert standing(contract) == {"COMMITTED": 45, "ADVANCED": 105}
    agrees()


def test_no_figure_of_the_plan_and_the_estimate_counts_it_twice(contract):
    def told():
        project, books = contract.project_id, [b.book()]
        lines = [(row.approved_support, row.allocated, row.reserved) for row in line_progress(b.plan())]
        reached = {row["stage"]: row["reached"] for row in runway(books)}
        return (
            given_to_projects(books)[project], kept_by_projects([project])[project], lines, reached["APPROVED"],
            reached["COMMITTED"],
        )  # fmt: skip

    before = told()
    b.returned(contract, 60)
    assert told() == before
    b.returned(contract, 20, "REFUND", IN_2022)
    assert kept_by_projects([contract.project_id])[contract.project_id] == 130 * MILLION
    assert told()[0] == before[0] and told()[2:] == before[2:]  # the year had given it
    agrees()


def test_it_is_paid_anew_only_from_the_day_it_came_back(contract):
    b.returned(contract, 60, on=b.day(10, 20))
    request = b.sent(contract, 60, on=b.day(10, 1))
    told = refused(b.pay, request, on=b.day(10, 19))
    assert "hợp đồng chưa có đủ kinh phí" in told and "45.000.000 đ ngày 19/10/2021" in told
    b.pay(PaymentRequest.objects.get(pk=request.pk), on=b.day(10, 20))
    agrees()


def test_what_is_asked_for_next_counts_it_no_more(contract):
    annex = Annex(commitment=contract)
    assert (rooms([annex])[None].least, so_far(contract.payments.first()).left) == (105 * MILLION, 45 * MILLION)
    b.returned(contract, 60)
    assert rooms([annex])[None].least == 45 * MILLION
    assert drawn(PaymentRequest.objects.live(), commitment=contract) == 45 * MILLION
    assert drawn(PaymentRequest.objects.live(), commitment__project=contract.project) == 45 * MILLION
    told = so_far(b.request(contract, 10, on=b.day(10, 1)))
    assert (told.before.open, told.before.out, told.left) == (45 * MILLION, 45 * MILLION, 95 * MILLION)
    assert ("Đã nộp trả tạm ứng", 60 * MILLION, 0, 60 * MILLION) in told.rows


def test_after_the_acceptance_all_of_the_support_is_paid_though_part_was_advanced_and_returned(contract):
    b.returned(contract, 60)
    b.accepted(contract)
    too_much = b.request(contract, 106, "PAYMENT")
    assert "vượt mức hỗ trợ tính theo chi phí nghiệm thu" in refused(b.press, too_much, "check")
    b.press(too_much, "withdraw", note="Lập lại.")
    b.paid(contract, 105, "PAYMENT")
    assert standing(contract) == {"ADVANCED": 45, "PAID": 105}
    agrees()


def test_of_several_each_is_advanced_anew_within_its_own_part():
    from tests.budgets.test_own_share import group, sign, with_

    project, (first, second) = group(100, 50)
    one, other = sign(with_(first, project, 100)), sign(with_(second, project, 50))
    b.progress(one, 90)
    other.refresh_from_db()
    for row, million in ((one, 70), (other, 35)):
        b.paid(row, million)
        b.returned(row, million)
        b.paid(row, million, on=b.day(10, 1))
    agrees()


# --- after the year ----------------------------------------------------------------------------------------------
def test_after_the_year_it_goes_to_the_budget_and_the_contract_has_so_much_less(contract):
    assert "phải nộp trả ngân sách, không khôi phục" in refused(b.returned, contract, 60, "RESTORE", IN_2022)
    assert "trong năm ngân sách 2021: phải khôi phục dự toán" in refused(b.returned, contract, 60, "REFUND")
    b.returned(contract, 60, "REFUND", IN_2022)
    assert standing(contract) == {"COMMITTED": 45, "ADVANCED": 45}
    assert "Kinh phí của hợp đồng không còn đủ" in refused(b.sent, contract, 46, on=b.day(10, 1))
    agrees()


def test_once_all_of_it_was_returned_nothing_is_left_to_be_charged_to_the_next_year(contract):
    b.advances_may_be_charged()
    b.given_in_2022()
    b.returned(contract, 105, "REFUND", IN_2022)
    assert "không có tạm ứng chưa nộp trả" in refused(b.charged, contract.project)
    agrees()


def test_what_is_left_of_it_is_charged_to_the_next_year(contract):
    b.advances_may_be_charged()
    b.given_in_2022()
    b.returned(contract, 60, "REFUND", IN_2022)
    assert b.charged(contract.project).amount == 45 * MILLION
    agrees()


def test_what_was_carried_is_returned_to_the_year_it_stands_in(contract):
    carried(contract.project)
    day = datetime.date(2022, 4, 1)
    assert "vượt số dư tạm ứng" in refused(b.returned, contract, 60, on=b.day(12, 20))
    b.returned(contract, 60, on=day)
    assert standing(contract) == {"COMMITTED": 105, "ADVANCED": 45}
    agrees()


# --- what stands in the way --------------------------------------------------------------------------------------
def test_no_more_comes_back_than_stands_advanced_nor_than_stood_on_that_day(contract):
    assert "105.000.000 đ ngày 20/09/2021" in refused(b.returned, contract, 106)
    assert "60.000.000 đ ngày 31/08/2021" in refused(b.returned, contract, 61, on=b.day(8, 31))
    assert "0 đ ngày 01/08/2021" in refused(b.returned, contract, 1, on=b.day(8, 1))  # before the Treasury paid
    assert "chưa đến" in refused(b.returned, contract, 1, "REFUND", today() + datetime.timedelta(days=1))
    cleared(contract, 30)
    b.returned(contract, 70, on=b.day(9, 25))
    assert "5.000.000 đ ngày 30/09/2021" in refused(b.returned, contract, 6, on=b.day(9, 30))
    assert standing(contract) == {"COMMITTED": 115, "ADVANCED": 5, "PAID": 30}
    agrees()


def test_once_the_account_was_sent_or_the_project_stopped_it_is_recovered_instead(contract):
    b.accepted(contract)
    account = open_settlement(contract.project, by=accountant())
    b.voucher(account, 415, 150)
    b.returned(contract, 5, on=b.day(11, 1))
    b.press_settlement(account, "submit", on=b.day(11, 18))
    told = refused(b.returned, contract, 60, on=b.day(11, 1))
    assert "Quyết toán của đề án đã nộp" in told and "thu hồi theo quyết toán" in told
    b.press_settlement(account, "return", "DOIT_SPECIALIST", note="Thiếu biên bản.")
    b.returned(contract, 60, on=b.day(11, 23))
    agrees()


def test_of_a_stopped_project_it_is_to_be_recovered(contract):
    contract.project.refresh_from_db()
    decided(change_sent(contract.project, "TERMINATE", on=b.day(9, 5)), on=b.day(9, 9))
    assert "Đề án đã ngừng" in refused(b.returned, contract, 60, on=b.day(12, 20))
    assert MoneyBack.objects.count() == 0


def test_the_unit_s_own_accountant_alone_enters_it_and_once(contract):
    facts = {
        "commitment": contract, "of_advance": True, "kind": "RESTORE", "amount": MILLION, "treasury_number": "KB-7",
        "dated_on": b.day(9, 20),
    }  # fmt: skip
    for role in ("CENTRE_OFFICER", "DOIT_SPECIALIST"):
        with pytest.raises(PermissionDenied):
            return_money(MoneyBack(**facts), by=f.person(role))
    with pytest.raises((ValidationError, PermissionDenied)):
        return_money(MoneyBack(**facts), by=f.person("DOIT_ACCOUNTANT"))
    return_money(MoneyBack(**facts), by=accountant())
    assert "Chứng từ nộp này đã ghi" in refused(return_money, MoneyBack(**facts), by=accountant())
    assert standing(contract) == {"COMMITTED": 46, "ADVANCED": 104}


def test_what_it_was_is_fixed_once_entered(contract):
    b.returned(contract, 60)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_moneyback SET of_advance = false")


# --- taken back --------------------------------------------------------------------------------------------------
def ask(case):
    facts = {"why": "Gõ nhầm hợp đồng.", "number": "05/BB", "dated_on": today()}
    return ask_correction(Correction(**facts), case, by=accountant())


def confirm(correction, role="CENTRE_DIRECTOR"):
    return CORRECTION_FLOW.press(correction, "confirm", by=f.person(role))


def test_a_second_person_takes_it_back_while_its_contract_has_it(contract):
    asked = ask(b.returned(contract, 60))
    with pytest.raises((ValidationError, PermissionDenied)):
        confirm(asked, "CENTRE_ACCOUNTANT")
    confirm(asked)
    assert standing(contract) == {"COMMITTED": 45, "ADVANCED": 105}
    assert drawn(PaymentRequest.objects.live(), commitment=contract) == 105 * MILLION
    agrees()
    back = b.returned(contract, 60)
    b.paid(contract, 60, on=b.day(10, 1))
    assert "Tiền của khoản này đã đi tiếp" in refused(ask, back)


def test_it_is_not_taken_back_once_more_was_asked_for_within_the_limit_that_counts_it_no_more(contract):
    back = b.returned(contract, 30)
    request = b.sent(contract, 30, on=b.day(10, 1))
    assert "đã có đề nghị chi tính theo số còn lại" in refused(ask, back)  # 135 would be advanced, of 105 at most
    b.pay(request)
    assert "hủy ghi các đề nghị ấy trước" in refused(ask, back)
    confirm(ask(PaymentRequest.objects.get(pk=request.pk)))
    request = PaymentRequest.objects.get(pk=request.pk)
    b.press(request, "treasury_return", "withdraw", note="Rút.")
    confirm(ask(back))
    assert standing(contract) == {"COMMITTED": 45, "ADVANCED": 105}
    agrees()


def test_what_is_owed_is_not_taken_for_an_advance(contract):
    told = refused(b.money_back, contract, 60, "RESTORE", b.day(9, 20))
    assert "Số nộp vượt số phải thu hồi" in told and "chọn “Nộp trả tạm ứng”" in told


def test_an_advance_that_was_returned_is_not_itself_taken_back(contract):
    b.returned(contract, 60)
    assert "Tiền của khoản này đã đi tiếp" in refused(ask, contract.payments.order_by("pk").first())


def test_what_went_to_the_budget_is_taken_back_only_while_the_project_goes_on_in_that_year(contract):
    first, second = (b.returned(contract, 20, "REFUND", IN_2022) for _ in range(2))
    confirm(ask(first))
    assert standing(contract) == {"COMMITTED": 45, "ADVANCED": 85}
    agrees()
    carried(contract.project)
    assert "đã chuyển sang năm 2022" in refused(ask, second)


def test_what_went_to_the_budget_is_not_taken_back_once_the_account_was_sent(contract):
    b.accepted(contract)
    back = b.returned(contract, 20, "REFUND", IN_2022)
    account = open_settlement(contract.project, by=accountant())
    b.voucher(account, 415, 85)
    b.press_settlement(account, "submit", on=datetime.date(2022, 1, 25))
    assert "Quyết toán của đề án đã nộp" in refused(ask, back)


# --- what follows ------------------------------------------------------------------------------------------------
def test_what_was_really_spent_is_settled_to_the_đồng(contract):
    b.returned(contract, 60)
    b.accepted(contract)
    b.paid(contract, 100, "PAYMENT")
    account = open_settlement(contract.project, by=accountant())
    b.voucher(account, 415, 145)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    account = b.approved_account(b.reviewed(account))
    assert standing(contract) == {"SETTLED": 145}
    assert (account.cleared, account.recovered, account.released) == (45 * MILLION, 0, 5 * MILLION)
    agrees()


def test_what_went_to_the_budget_after_the_year_is_settled_no_more(contract):
    b.accepted(contract)
    b.returned(contract, 60, "REFUND", IN_2022)
    account = open_settlement(contract.project, by=accountant())
    b.voucher(account, 415, 45)
    b.press_settlement(account, "submit", on=datetime.date(2022, 1, 21))
    account = b.reviewed(account)
    assert "ngày nộp trả tạm ứng lần cuối" in refused(b.approved_account, account)  # on 30/11, before it came
    account.refresh_from_db()
    account = b.approved_account(account, on=datetime.date(2022, 1, 24))
    assert standing(contract) == {"SETTLED": 45}
    assert (account.cleared, account.recovered, account.released) == (45 * MILLION, 0, 45 * MILLION)
    agrees()


def test_the_oldest_advance_is_the_first_that_came_back(contract):
    b.returned(contract, 70)
    (row,) = open_advances(2021, accountant()).rows
    assert (row.since, row.balance) == (b.day(9, 5), 35 * MILLION)
    assert [(one.transfer.kind, one.amount) for one in row.cleared] == [("restore", 10 * MILLION)]
    assert owed(accountant()).rows == []  # it is not also something to come back


def test_the_sheets_for_the_treasury_show_it_where_it_came_back(contract):
    def millions(period):
        row = draw_up(TreasurySheet(book_year=b.book(), unit=f.office("CENTRE"), period=period), by=accountant())
        return {one.code: one.ours // MILLION for one in row.rows if one.ours}

    b.returned(contract, 60)
    b.returned(contract, 20, "REFUND", IN_2022)
    quarter, year = millions("Q3"), millions("YEAR")
    assert (quarter["ADVANCED"], quarter["ADVANCES"], quarter["RESTORED"], quarter["USED"]) == (105, 45, 60, 45)
    assert (quarter["COMMITTED"], "REFUNDED" in quarter) == (105, False)
    assert (year["ADVANCES"], year["RESTORED"], year["REFUNDED"], year["USED"]) == (25, 60, 20, 45)
    assert quarter["REMAINING"] == year["REMAINING"] == 2000 - 45
    agrees()


# --- doors -------------------------------------------------------------------------------------------------------
def test_the_lists_the_contract_and_the_board_lead_the_accountant_to_the_form(contract, client):
    way = f"{reverse('budgets:owed_back', args=[contract.pk])}?of_advance=1"
    (row,) = [one for one in obstacles([b.book()]) if one.what == "Số dư tạm ứng"]
    assert row.back == way
    pages = (reverse("budgets:advances") + "?year=2021", contract.get_absolute_url(), "/budgets/year-end/?year=2021")
    for who, leads in ((accountant(), True), (f.person("DOIT_ACCOUNTANT"), False), (f.person("CENTRE_OFFICER"), False)):
        client.force_login(who)
        for page in pages:
            assert (way in client.get(page).content.decode()) is leads, (who, page)
    client.force_login(accountant())
    form = client.get(way).content.decode().replace("\xa0", " ")
    assert "Nộp trả tạm ứng" in form and "Số dư tạm ứng 105.000.000 đ" in form


def test_page_and_rest_enter_the_same_and_refuse_the_same(contract, client):
    address = f"{reverse('budgets:owed_back', args=[contract.pk])}?of_advance=1"
    facts = {
        "commitment": contract.pk, "of_advance": True, "kind": "RESTORE", "amount": "106 triệu",
        "treasury_number": "KB-9", "dated_on": "20/09/2021",
    }  # fmt: skip
    client.force_login(accountant())
    page = client.post(address, facts)
    assert page.status_code == 422 and "106 triệu" in page.content.decode()
    assert "Nộp trả tạm ứng" in page.content.decode()
    rest = APIClient()
    rest.force_authenticate(accountant())
    over_rest = rest.post("/api/v1/money-back/", facts | {"amount": 106 * MILLION, "dated_on": "2021-09-20"})
    assert over_rest.status_code == 400
    for told in (page.content.decode(), str(over_rest.json())):
        assert "Số nộp vượt số dư tạm ứng của hợp đồng vào ngày nộp" in told
    assert client.post(address, facts | {"amount": "40 triệu"}).status_code == 302
    entered = rest.post(
        "/api/v1/money-back/",
        facts | {"amount": 20 * MILLION, "dated_on": "2021-09-20", "treasury_number": "KB-10"},
    )  # fmt: skip
    assert entered.status_code == 201 and entered.json()["of_advance"] is True
    assert standing(contract) == {"COMMITTED": 105, "ADVANCED": 45}
    shown = client.get(contract.get_absolute_url()).content.decode()
    assert shown.count("Nộp trả tạm ứng, khôi phục dự toán") >= 2 and "Đề nghị hủy ghi" in shown
    agrees()
