"""What is still to come back: of a stopped project too, which has no settlement to enter it at.

120 triệu for one machine, 45 advanced in August, the project stopped: 45 are to come back.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.models import CarryOver, Correction, MoneyBack, YearAccount
from budgets.owed import owed
from budgets.settling import recoverable
from budgets.work_settlement import worklist_settlement
from budgets.year_accounts import YEAR_FLOW
from core.dates import today
from core.money import dong
from ledger.checking import differences
from ledger.models import Transfer
from ledger.stages import OWED
from projects.models import Project
from reports.register import entries, totals
from reports.register_columns import COLUMNS
from reports.settlement_data import year_settlement_data
from reports.year_data import Year
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


def test_where_nothing_is_owed_the_page_says_so_and_asks_for_nothing(client):
    contract = b.signed(b.approved(150, title="Đề án không nợ"))
    account = b.settled(contract)
    client.force_login(accountant())
    for address in (reverse("budgets:owed_back", args=[contract.pk]), reverse("budgets:money_back", args=[account.pk])):
        page = client.get(address).content.decode()
        assert "không còn khoản nào phải thu hồi" in page and 'name="treasury_number"' not in page
    assert client.post(address, typed(contract)).status_code == 422  # and the service says the same


def test_nobody_else_enters_it_and_another_unit_s_contract_is_not_there(client):
    contract = stopped()
    address = reverse("budgets:owed_back", args=[contract.pk])
    for who, status in ((f.person("CENTRE_OFFICER"), 403), (f.local_officer(f.commune("Xã Lâm Hợp")), 404)):
        client.force_login(who)
        assert client.get(address).status_code == status
    client.force_login(f.person("DOIT_ACCOUNTANT"))
    assert client.get(address).status_code == 403  # the unit's own accountant alone, told before anything is typed
    assert client.post(address, typed(contract)).status_code == 403
    assert not MoneyBack.objects.exists()


def test_the_form_at_an_account_opens_for_its_unit_s_accountant_alone(client):
    contract = b.signed(b.approved(150, title="Đề án có thu hồi"))
    account = b.settled(contract, refuse=160)
    address = reverse("budgets:money_back", args=[account.pk])
    for who, status in ((accountant(), 200), (f.person("DOIT_ACCOUNTANT"), 403), (f.person("CENTRE_OFFICER"), 403)):
        client.force_login(who)
        assert client.get(address).status_code == status
    client.force_login(f.person("DOIT_ACCOUNTANT"))
    assert client.post(address, typed(contract, "1 triệu")).status_code == 403
    assert "Chỉ kế toán của" in client.get(address).content.decode()


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


# --- one figure everywhere ------------------------------------------------------------------------------------
NEXT_YEAR = datetime.date(2022, 2, 10)


def half_back_then_carried():
    """(contract, the money back) of a settled project: 4 triệu came back in 2021, the rest was carried into 2022."""
    contract = b.signed(b.approved(150, title="Đề án có thu hồi"))
    b.settled(contract, refuse=160)
    back = b.money_back(contract, 4, "RESTORE", on=b.day(12, 20))
    carry = prepare_carry_over(CarryOver(project=contract.project, why="Chưa nộp đủ."), by=b.accountant())
    CARRY_FLOW.press(carry, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("55/QĐ-UBND", NEXT_YEAR))
    return contract, back


def taken_back(back):
    facts = {"why": "Kho bạc không ghi thu.", "number": "05/BB-SCT", "dated_on": today()}
    row = ask_correction(Correction(**facts), back, by=accountant())
    return CORRECTION_FLOW.press(row, "confirm", by=f.person("CENTRE_DIRECTOR"))


def told_everywhere(contract, client):
    """{where: đồng still to come back of the project} on every page, printed table and REST answer that tells it."""
    project, account = contract.project, contract.project.settlements.get()
    client.force_login(accountant(), backend="core.backends.RoleBackend")
    page = client.get(account.get_absolute_url())
    (entry,) = entries([project], f.person("DOIT_SPECIALIST"))
    column = next(row for row in COLUMNS if row.key == "recoverable")
    year, _ = year_settlement_data({"account": b.year_account().pk}, f.person("DOF_REVIEWER"))
    every_year = [Year(number, "LOCAL", today()).money for number in (2021, 2022)]
    api = APIClient()
    api.force_authenticate(accountant())
    rest = api.get("/api/v1/money-back/owed/").json()
    return {
        "settlement": page.context["recoverable"],
        "list": owed(accountant(), project=project).total,
        "form": client.get(reverse("budgets:money_back", args=[account.pk])).context["recoverable"],
        "register": column.value(entry),
        "register total": column.total(totals(Project.objects.filter(pk=project.pk), f.person("DOIT_SPECIALIST"))),
        "year table": next(row.owed for row in year.projects if row.code == project.code),
        "year report": sum(money.balance(*OWED, projects={project.pk}) for money in every_year),
        "REST": sum(row["amount"] for row in rest if row["commitment"] == contract.pk),
    }


def test_what_is_owed_is_one_figure_on_every_page_also_when_a_money_back_was_taken_back_after_the_carry(client):
    contract, back = half_back_then_carried()
    whole = contract.project.settlements.get().recovered
    assert whole > 10 * MILLION
    taken_back(back)

    told = told_everywhere(contract, client)

    assert set(told.values()) == {whole}, told
    rows = owed(accountant(), project=contract.project).rows
    assert {(row.book_year.year, row.is_claim, row.amount) for row in rows} == {
        (2022, True, whole - 4 * MILLION), (2021, False, 4 * MILLION),
    }  # fmt: skip


def test_the_claim_comes_back_first_and_the_form_says_what_is_owed_where(client):
    contract, back = half_back_then_carried()
    whole = contract.project.settlements.get().recovered
    taken_back(back)
    client.force_login(accountant(), backend="core.backends.RoleBackend")
    page = client.get(reverse("budgets:owed_back", args=[contract.pk])).content.decode().replace("\xa0", " ")
    assert "của năm đã quyết toán, sổ năm 2022 đòi" in page and "khoản của năm đã quyết toán được nộp trước" in page

    said = client.post(
        reverse("budgets:owed_back", args=[contract.pk]),
        typed(contract, str(whole), kind="REFUND", treasury_number="KB-77", dated_on="20/03/2022"),
    ).content.decode()  # fmt: skip
    claimed, rest = dong(whole - 4 * MILLION), dong(4 * MILLION)
    assert f"ghi {claimed} của sổ năm 2022 trước, rồi ghi riêng {rest} của sổ năm 2021" in said

    b.money_back(contract, whole / MILLION - 4)
    b.money_back(contract, 4)
    assert owed(accountant(), project=contract.project).rows == []
    assert recoverable(contract.project) == 0
    assert differences() == []


def test_the_age_of_what_is_claimed_counts_from_the_day_it_became_owed_two_books_long(monkeypatch, client):
    """By the approval of 30/11/2021, carried on 10/02/2022: on 01/03/2022 owed for 91 days, not for 19."""
    contract, _ = half_back_then_carried()
    whole = contract.project.settlements.get().recovered
    monkeypatch.setattr("budgets.owed.today", lambda: datetime.date(2022, 3, 1))
    (row,) = owed(accountant(), project=contract.project).rows
    assert row.is_claim and row.amount == whole - 4 * MILLION
    assert (row.since, row.days) == (datetime.date(2021, 11, 30), 91)
    assert owed(accountant()).by_age == [("91 đến 180 ngày", 1, row.amount)]
    client.force_login(accountant(), backend="core.backends.RoleBackend")
    page = client.get(reverse("budgets:owed")).content.decode()
    assert "30/11/2021" in page and "10/02/2022" not in page
    api = APIClient()
    api.force_authenticate(accountant())
    (told,) = api.get("/api/v1/money-back/owed/").json()
    assert (told["since"], told["days"]) == ("2021-11-30", 91)


def test_of_what_was_carried_the_oldest_comes_back_first(monkeypatch):
    """Owed by the approval of 30/11/2021, and 5 triệu more by the notice of 15/03/2022; carried together in April."""
    contract = b.signed(b.approved(150, title="Đề án có thu hồi"))
    settlement = b.settled(contract, refuse=160)
    b.money_back(contract, 4, "RESTORE", on=b.day(12, 20))
    account = b.year_account("consolidate", "examine")
    b.disallow(settlement.vouchers.first(), 5)
    b.press_year(account, "issue_notice")
    carry = prepare_carry_over(CarryOver(project=contract.project, why="Chưa nộp đủ."), by=b.accountant())
    paper = b.paper("55/QĐ-UBND", datetime.date(2022, 4, 1))
    CARRY_FLOW.press(carry, "decide", by=f.person("DOIT_DIRECTOR"), paper=paper)

    (row,) = owed(accountant(), project=contract.project).rows
    assert (row.amount, row.since) == (settlement.recovered + 1 * MILLION, datetime.date(2021, 11, 30))
    b.money_back(contract, settlement.recovered / MILLION - 4, on=datetime.date(2022, 4, 20))
    (row,) = owed(accountant(), project=contract.project).rows
    assert (row.amount, row.since) == (5 * MILLION, datetime.date(2022, 3, 15))


def test_what_came_back_before_the_carry_is_entered_again_in_its_own_year():
    """The Treasury's paper of December, taken back for its number: it restores 2021, the claim of 2022 stays."""
    contract, back = half_back_then_carried()
    taken_back(back)
    again = b.money_back(contract, 4, "RESTORE", on=b.day(12, 20))
    assert again.pk
    assert [row.is_claim for row in owed(accountant(), project=contract.project).rows] == [True]
    assert differences() == []


# --- a confirmed year stands on what came back ------------------------------------------------------------------
def test_money_back_of_a_confirmed_year_is_corrected_only_when_finance_took_its_confirmation_back():
    contract = b.signed(b.approved(150, title="Đề án có thu hồi"))
    b.settled(contract, refuse=160)
    whole = contract.project.settlements.get().recovered
    back = b.money_back(contract, whole / MILLION)
    year = b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")

    with pytest.raises(ValidationError) as error:
        taken_back(back)
    said = str(error.value)
    assert "đã được Sở Tài chính xác nhận" in said and "rút xác nhận quyết toán năm trước" in said
    with pytest.raises(PermissionDenied):
        YEAR_FLOW.press(year, "take_back", by=b.accountant(), note="Chứng từ nộp ghi sai.")
    with pytest.raises(ValidationError, match="Phải nêu lý do"):
        YEAR_FLOW.press(year, "take_back", by=f.person("DOF_REVIEWER"))

    YEAR_FLOW.press(year, "take_back", by=f.person("DOF_REVIEWER"), note="Chứng từ nộp ghi sai.")
    taken_back(back)

    with pytest.raises(ValidationError, match="Còn kinh phí phải thu hồi chưa nộp"):
        YEAR_FLOW.press(year, "finalise", by=f.person("DOF_REVIEWER"))
    b.money_back(contract, whole / MILLION)
    YEAR_FLOW.press(year, "finalise", by=f.person("DOF_REVIEWER"))
    assert differences() == []


def test_what_was_asked_before_the_year_was_confirmed_is_asked_again_when_it_is_confirmed():
    contract = b.signed(b.approved(150, title="Đề án có thu hồi"))
    b.settled(contract, refuse=160)
    back = b.money_back(contract, contract.project.settlements.get().recovered / MILLION)
    row = ask_correction(Correction(why="Sai số.", number="05/BB", dated_on=today()), back, by=accountant())
    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    with pytest.raises(ValidationError, match="đã được Sở Tài chính xác nhận"):
        CORRECTION_FLOW.press(row, "confirm", by=f.person("CENTRE_DIRECTOR"))


def test_around_the_program_a_confirmed_year_goes_back_one_step_and_no_figure_moves():
    b.settled(b.signed(b.approved(150, title="Đề án nữa")))
    year = b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    for change in ("status = 'DRAFT'", "status = 'CORRECTED', notice_number = 'x'", "totals = '{}'"):
        with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE budgets_yearaccount SET {change} WHERE id = %s", [year.pk])
        assert error.value.__cause__.diag.constraint_name == "budgets_yearaccount_stands"


def test_a_confirmed_year_of_a_closed_book_does_not_go_back():
    b.closed_book()
    year = YearAccount.objects.get(unit=f.office("CENTRE"))
    with pytest.raises(ValidationError, match="Sổ năm 2021 đã khóa"):
        YEAR_FLOW.press(year, "take_back", by=f.person("DOF_REVIEWER"), note="Ghi sai.")


def test_what_finance_disallows_after_the_last_day_of_the_year_is_due_ten_working_days_from_its_notice(client):
    """The day of the year (15/02/2022) was past before anybody owed it: 15/03/2022 and ten working days."""
    settlement = b.settled()
    account = b.year_account("consolidate", "examine")
    b.disallow(settlement.vouchers.first(), 5)
    b.press_year(account, "issue_notice")

    (row,) = owed(accountant(), project=settlement.project).rows

    assert (row.amount, row.since) == (5 * MILLION, datetime.date(2022, 3, 15))
    assert row.due.day == datetime.date(2022, 3, 29)
    assert "đ.20.1" in row.due.rule.cited
    client.force_login(accountant())
    page = client.get(reverse("budgets:owed")).content.decode()
    assert "29/03/2022" in page and "15/02/2022" not in page
