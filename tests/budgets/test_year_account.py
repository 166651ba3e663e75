"""The year of a unit: consolidated when everything is settled, examined until the notice, final when all came back."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, When
from django.urls import reverse

from budgets import disallowing
from budgets.closing import CLOSING_FLOW
from budgets.models import BookClosing, Settlement, YearAccount
from budgets.money_back import close_project
from budgets.settlements import open_settlement
from budgets.subjects import commitment_place
from budgets.vouchers import answer, examine_voucher, withdraw_voucher
from budgets.work import worklist
from budgets.year_accounts import YEAR_FLOW, open_year_account
from ledger.checking import differences
from ledger.models import BookYear
from ledger.posting import Stage
from ledger.reading import balance
from ledger.years import open_year
from tests import factories as f
from tests.budgets import builders as b
from tests.races import meanwhile

MILLION = 1_000_000


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def finance():
    return f.person("DOF_REVIEWER")


STATE = "settled_project"


@pytest.fixture
def settlement(db):
    """150 triệu of a machine, settled in full."""
    return Settlement.objects.get()


def stands(settlement, stage):
    return balance(commitment_place(settlement.project.commitments.get(), stage)) // MILLION


# --- consolidated when everything is settled --------------------------------------------------
def test_a_year_with_unsettled_money_is_not_consolidated_and_each_stage_is_named(settlement):
    b.approved(100)
    b.signed(b.approved(90), million=90)
    advanced = b.signed()
    b.progress(advanced, 90)
    b.paid(advanced, 105)
    paid = b.signed()
    b.accepted(paid)
    b.paid(paid, 150, "PAYMENT")
    year = b.year_account()

    said = refused(b.press_year, year, "consolidate")

    assert "Còn kinh phí chưa quyết toán, chưa chuyển nguồn: hiện có Đã bố trí cho đề án 100.000.000 đ; " in said
    assert "Đã ký hợp đồng, giao nhiệm vụ 135.000.000 đ; Số dư tạm ứng 105.000.000 đ; " in said
    assert "Đã thanh toán (thực chi) 150.000.000 đ" in said
    year.refresh_from_db()
    assert year.status == "DRAFT"


def test_money_of_another_unit_does_not_hold_up_the_centre(settlement):
    b.sheet({2: 10}, unit=f.office("DOIT"))
    b.approved(10, spending_unit=f.office("DOIT"), line=2)

    assert b.year_account("consolidate").status == "CONSOLIDATED"


def test_a_year_whose_accounts_wait_for_the_department_is_not_consolidated(db):
    account = b.submitted(b.signed())

    said = refused(b.year_account, "consolidate")

    assert f"chưa được Sở duyệt: hiện có {account.project.code}" in said


def test_money_given_to_a_project_after_consolidation_stops_the_year_before_it_is_final(settlement):
    year = b.year_account("consolidate", "examine", "issue_notice", "correct")
    b.approved(100)

    said = refused(b.press_year, year, "finalise")

    assert "Còn kinh phí chưa quyết toán, chưa chuyển nguồn: hiện có Đã bố trí cho đề án 100.000.000 đ" in said


def test_no_account_of_a_project_is_opened_once_the_year_is_consolidated(settlement):
    b.year_account("consolidate")
    late = b.signed()
    b.accepted(late)

    said = refused(open_settlement, late.project, by=f.person("CENTRE_ACCOUNTANT"))

    assert "“Sở Công Thương đã tổng hợp, gửi Sở Tài chính”, không mở thêm quyết toán đề án" in said


@pytest.mark.parametrize("sent", [["consolidate"], ["consolidate", "examine"]])
def test_finance_gives_a_year_back_so_that_what_was_paid_late_is_settled_in_it(settlement, sent):
    year = b.year_account(*sent)
    late = b.signed(b.approved(100), million=100)
    b.accepted(late)
    b.paid(late, 100, "PAYMENT")
    said = refused(open_settlement, late.project, by=f.person("CENTRE_ACCOUNTANT"))
    assert "cần Sở Tài chính trả lại quyết toán năm để tổng hợp lại" in said
    assert "Phải nêu lý do" in refused(YEAR_FLOW.press, year, "return", by=finance())
    with pytest.raises(PermissionDenied):
        YEAR_FLOW.press(year, "return", by=b.accountant(), note="Còn đề án.")

    YEAR_FLOW.press(year, "return", by=finance(), note="Còn một đề án chi ngày 12/11 chưa quyết toán.")

    assert (year.status, year.totals, year.consolidated_on) == ("DRAFT", {}, None)
    account = open_settlement(late.project, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(account, 415, 100)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    assert account.project.code in refused(b.press_year, year, "consolidate")
    b.approved_account(b.reviewed(account))
    b.press_year(year, "consolidate", "examine", "issue_notice", "correct", "finalise")
    assert (year.status, year.totals["SETTLED"]) == ("FINAL", 250 * MILLION)
    assert differences() == []


def test_after_its_notice_a_year_is_not_given_back(settlement):
    year = b.year_account("consolidate", "examine", "issue_notice")
    assert "không thể “Trả lại để tổng hợp lại”" in refused(YEAR_FLOW.press, year, "return", by=finance(), note="Nhầm.")


def test_a_running_year_is_not_consolidated(settlement):
    """Whatever is decided until December could not be settled in it any more."""
    year = open_year_account(open_year(datetime.date.today().year), f.office("CENTRE"), by=b.accountant())
    assert "Năm ngân sách chưa kết thúc" in refused(b.press_year, year, "consolidate")


# --- examined until the notice ------------------------------------------------------------------
def test_finance_disallows_after_approval_and_the_notice_makes_it_recoverable(db):
    settlement = b.reviewed(b.submitted(b.signed()))
    first, second = settlement.vouchers.order_by("no")
    assert "chưa duyệt" in refused(b.disallow, first, 1)
    b.approved_account(settlement)
    year = b.year_account("consolidate", "examine")
    examine_voucher(second, "ASKED", by=finance(), why="Hóa đơn gốc đâu?")
    said = refused(b.press_year, year, "issue_notice")
    assert f"hỏi lại chưa có kết luận: hiện có {settlement.project.code} chứng từ số 2" in said
    assert "không quá 150.000.000 đ" in refused(b.disallow, second, 151)
    b.disallow(second, 5)
    assert stands(settlement, Stage.RECOVERABLE) == 0

    b.press_year(year, "issue_notice")

    assert (stands(settlement, Stage.RECOVERABLE), stands(settlement, Stage.SETTLED)) == (5, 145)
    assert YearAccount.objects.get(pk=year.pk).notice_number == "77/TB-STC"
    owed = f"chưa nộp: hiện có 5.000.000 đ ({settlement.project.code})"
    assert owed in refused(b.press_year, year, "correct")
    b.money_back(settlement.project.commitments.get(), 5)
    assert b.press_year(year, "correct", "finalise").status == "FINAL"
    assert differences() == []


def test_what_finance_disallowed_stands_beside_what_was_approved_so_that_it_agrees_with_the_books(settlement, client):
    url = reverse("budgets:settlements") + "?year=2021"
    client.force_login(b.accountant())
    assert "xuất toán" not in client.get(url).content.decode()
    year = b.year_account("consolidate", "examine")
    b.disallow(settlement.vouchers.first(), 3)
    client.force_login(finance())
    notice = client.get(reverse("budgets:year_press", args=[year.pk, "issue_notice"])).content.decode()
    assert "thành phải thu hồi</dt><dd>3.000.000" in notice
    client.force_login(b.accountant())

    listed = client.get(url).content.decode()
    page = client.get(settlement.get_absolute_url()).content.decode()

    assert listed.count("xuất toán 3.000.000") == 2  # its line and the sum
    assert "Sở Tài chính xuất toán, chưa ban hành thông báo" in page


def test_finance_disallows_no_more_than_was_spent_and_settled(db):
    """150 triệu of support earned, 120 of them paid: the 30 that never left are nobody's to disallow."""
    settlement = b.settled(payment=15)
    first, second = settlement.vouchers.order_by("no")
    assert (settlement.support_final, stands(settlement, Stage.SETTLED)) == (150 * MILLION, 120)
    year = b.year_account("consolidate", "examine")

    assert "không quá 120.000.000 đ" in refused(b.disallow, first, 140)
    b.disallow(first, 100)
    assert "không quá 20.000.000 đ" in refused(b.disallow, second, 21)
    b.disallow(second, 20)
    b.press_year(year, "issue_notice")

    assert (stands(settlement, Stage.RECOVERABLE), stands(settlement, Stage.SETTLED)) == (120, 0)


def test_of_a_voucher_the_department_refused_there_is_nothing_to_disallow(db):
    """Said so, not as a sum "more than 0 and at most 0"."""
    account = b.submitted(b.signed())
    whole = account.vouchers.last()
    b.decide_voucher(whole, "REFUSED", by=f.person("DOIT_SPECIALIST"), reason="BAD_PAPER")
    b.decide_voucher(account.vouchers.first(), "AGREED", by=f.person("DOIT_SPECIALIST"))
    b.press_settlement(account, "review", "DOIT_SPECIALIST", on=b.day(11, 26))
    b.approved_account(account)
    said = refused(b.disallow, whole, 1)
    assert "giá trị chứng từ được chấp nhận là 0 đồng, không có gì để xuất toán" in said and "không quá" not in said


def test_a_notice_drops_nothing_of_what_was_disallowed(db):
    settlement = b.settled(payment=15)
    year = b.year_account("consolidate", "examine")
    b.disallow(settlement.vouchers.first(), 120)
    settlement.vouchers.update(disallowed_amount=Case(When(no=1, then=140 * MILLION), default=0))

    said = refused(b.press_year, year, "issue_notice")

    assert "chứng từ số 1 xuất toán 140.000.000 đ nhưng chỉ còn 120.000.000 đ đã quyết toán" in said
    assert stands(settlement, Stage.RECOVERABLE) == 0


def test_no_more_is_disallowed_on_a_voucher_than_was_accepted_of_it(db):
    settlement = b.settled(b.signed(), vouchers=(320, 95))
    first, second = settlement.vouchers.order_by("no")

    assert "không quá 95.000.000 đ (giá trị chứng từ được chấp nhận)" in refused(b.disallow, second, 96)
    assert "không quá 150.000.000 đ (kinh phí đã quyết toán chưa xuất toán)" in refused(b.disallow, first, 151)
    assert b.disallow(second, 95).disallowed_amount == 95 * MILLION


def test_a_notice_is_not_older_than_the_accounts_it_examines(settlement):
    year = b.year_account("consolidate", "examine")
    early = b.paper("77/TB-STC", settlement.approved_on - datetime.timedelta(days=1))

    said = refused(YEAR_FLOW.press, year, "issue_notice", by=finance(), paper=early)

    assert f"cần từ {settlement.approved_on:%d/%m/%Y} trở đi" in said
    on_the_day = b.paper("77/TB-STC", settlement.approved_on)
    assert YEAR_FLOW.press(year, "issue_notice", by=finance(), paper=on_the_day).status == "NOTICE_ISSUED"


def test_a_file_is_not_closed_while_what_finance_disallowed_waits_for_its_notice(settlement, client):
    b.disallow(settlement.vouchers.get(no=2), 5)

    assert "đã xuất toán 5.000.000 đ, chưa ban hành thông báo" in refused(
        close_project, settlement.project, by=b.accountant()
    )
    client.force_login(b.accountant(), backend="core.backends.RoleBackend")
    page = client.get(settlement.get_absolute_url()).content.decode()
    assert "chưa ban hành thông báo" in page and "Đóng hồ sơ đề án" not in page


def test_the_year_of_a_unit_is_opened_for_each_book_of_the_year(settlement, client):
    b.year_account()
    BookYear.objects.create(year=2021, tier="NATIONAL")
    client.force_login(b.accountant(), backend="core.backends.RoleBackend")

    page = client.get(reverse("budgets:settlements"), {"year": 2021})

    assert f.office("CENTRE") in page.context["units"]


def test_a_question_of_finance_waits_for_the_unit_until_it_is_answered(settlement):
    voucher = settlement.vouchers.get(no=2)
    accountant = f.person("CENTRE_ACCOUNTANT")

    def waiting():
        return [item.title for item in worklist(accountant) if item.url == voucher.get_absolute_url()]

    examine_voucher(voucher, "ASKED", by=finance(), why="Hóa đơn gốc đâu?")
    assert waiting() == ["Trả lời câu hỏi về chứng từ số 2"]

    answer(voucher, "Bản gốc ở hồ sơ gửi kèm.", by=accountant)
    assert waiting() == []

    examine_voucher(voucher, "ASKED", by=finance(), why="Chưa thấy, gửi lại.")
    assert waiting() == ["Trả lời câu hỏi về chứng từ số 2"]


@pytest.mark.parametrize("further", [[], ["correct"], ["correct", "finalise"]])
def test_after_the_notice_finance_disallows_nothing_more(settlement, further):
    b.year_account("consolidate", "examine", "issue_notice", *further)

    said = refused(b.disallow, settlement.vouchers.first(), 5)

    assert "Ý kiến về chứng từ phải ghi trước khi ban hành thông báo" in said
    assert disallowing.disallowed(settlement) == 0


def test_the_desk_offers_finance_its_form_until_the_notice(settlement, client):
    client.force_login(finance())
    desk = reverse("budgets:desk", args=[settlement.pk, 1])
    year = b.year_account("consolidate", "examine")
    assert client.get(desk).context["roles"]["examine"]

    b.press_year(year, "issue_notice")

    page = client.get(desk)
    assert not page.context["roles"]["examine"] and "Xuất toán <kbd" not in page.content.decode()
    late = {"kind": "examine", "result": "disallow", "amount": "1 triệu", "why": "x"}
    assert client.post(desk, late).status_code == 422


def test_a_withdrawn_voucher_is_examined_by_nobody(db):
    settlement = b.account(b.signed())
    extra = b.voucher(settlement, 10)
    withdraw_voucher(extra, why="Kê nhầm", by=f.person("CENTRE_ACCOUNTANT"))
    b.press_settlement(settlement, "submit")
    b.approved_account(b.reviewed(settlement))

    assert "Chứng từ đã rút, không còn trong bảng kê" in refused(b.disallow, extra, 5)


@pytest.mark.race
def test_a_disallowance_said_before_the_notice_goes_out_is_recovered_by_it(own_database):
    settlement = b.settled()
    year = b.year_account("consolidate", "examine")
    with transaction.atomic():
        b.disallow(settlement.vouchers.first(), 5)
        other = meanwhile(lambda: b.press_year(YearAccount.objects.get(pk=year.pk), "issue_notice"))
        assert other.waits()

    assert other.answer().status == "NOTICE_ISSUED"
    assert stands(settlement, Stage.RECOVERABLE) == 5


@pytest.mark.race
def test_a_disallowance_said_while_the_notice_goes_out_is_refused(own_database):
    settlement = b.settled()
    year = b.year_account("consolidate", "examine")
    with transaction.atomic():
        b.press_year(year, "issue_notice")
        other = meanwhile(lambda: b.disallow(settlement.vouchers.first(), 5))
        assert other.waits()

    assert "trước khi ban hành thông báo" in str(other.answer())
    assert disallowing.disallowed(settlement) == stands(settlement, Stage.RECOVERABLE) == 0


def taken_back(pk):
    return YEAR_FLOW.press(YearAccount.objects.get(pk=pk), "take_back", by=finance(), note="Chứng từ nộp ghi sai.")


def closed(asked):
    return CLOSING_FLOW.press(BookClosing.objects.get(pk=asked.pk), "agree", by=f.person("DOIT_DIRECTOR"))


@pytest.fixture
def confirmed_year(own_database):
    """(the confirmed account of the year, the request to close its book, which nothing stands in the way of)."""
    f.person("DOF_REVIEWER")
    b.everything_arrived()
    return YearAccount.objects.get(), b.asked_to_close()


@pytest.mark.race
def test_a_confirmed_year_is_not_taken_back_while_its_book_is_closed(confirmed_year):
    year, asked = confirmed_year
    with transaction.atomic():
        closed(asked)
        other = meanwhile(lambda: taken_back(year.pk))
        assert other.waits()

    assert "đã khóa" in str(other.answer())
    assert (YearAccount.objects.get().status, BookYear.objects.get(pk=year.book_year_id).is_open) == ("FINAL", False)


@pytest.mark.race
def test_a_book_is_not_closed_over_a_year_that_is_taken_back_meanwhile(confirmed_year):
    year, asked = confirmed_year
    with transaction.atomic():
        taken_back(year.pk)
        other = meanwhile(lambda: closed(asked))
        assert other.waits()

    assert "Quyết toán năm của" in str(other.answer()) and "chưa xong" in str(other.answer())
    assert (YearAccount.objects.get().status, BookYear.objects.get(pk=year.book_year_id).is_open) == ("CORRECTED", True)


# --- who ------------------------------------------------------------------------------------------
def test_the_department_does_not_examine_its_own_account(settlement):
    year = b.year_account("consolidate")
    with pytest.raises(Exception, match="không được giao việc này"):
        YEAR_FLOW.press(year, "examine", by=b.accountant())


# --- a settled file is closed ----------------------------------------------------------------
def test_the_accountant_closes_the_files_of_a_year_that_finance_has_confirmed(settlement):
    def waiting():
        return [item.title for item in worklist(b.accountant())].count("Đóng hồ sơ")

    year = b.year_account("consolidate", "examine", "issue_notice", "correct")
    assert waiting() == 0
    b.press_year(year, "finalise")
    assert waiting() == 1
    close_project(settlement.project, by=b.accountant())
    assert waiting() == 0
