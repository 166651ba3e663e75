"""Advances of 2021 that were not returned by 15/02/2022 become advances of the estimate of 2022.

The rule is of budget years from 2026 on; these tests write it into the dated settings of 2021, as an administrator
would. The worked figures, in triệu đồng: a contract of 150, 100 advanced, 40 of them cleared, 50 never drawn. In 2021:
40 settled, 60 out of the book, 50 back on line 1. In 2022, given 500: 440 undivided, 60 advanced, later settled there.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from budgets import settling
from budgets.advances import open_advances
from budgets.cancelling import CANCELLATION_FLOW, prepare_cancellation
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.claiming import prepare_claim
from budgets.closing import CLOSING_FLOW
from budgets.corrections import CORRECTION_FLOW, act_of, ask_correction, total
from budgets.disallowing import left_to_disallow
from budgets.held import held_by
from budgets.models import Cancellation, CarryOver, Claim, Commitment, Correction
from budgets.payments import PAYMENT_FLOW
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.subjects import book_of
from budgets.treasury_figures import figures, movements
from budgets.vouchers import decide_voucher
from budgets.work import worklist
from budgets.year_accounts import YEAR_FLOW
from budgets.year_end import obstacles
from core.workflow import Act
from ledger.checking import differences
from ledger.models import BookYear
from ledger.reading import balances, project_balances, runway
from ledger.years import close_year, next_year
from norms.models import DeadlineRule
from plans.selectors import given_to_projects, kept_by_projects
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import ChangeRequest
from projects.workflow import PROJECT_FLOW
from reports.settlement_data import year_settlement_data
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_clearing import cleared, clearing

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db
RETURN_DAY = datetime.date(2022, 2, 15)
AFTER = datetime.date(2022, 2, 21)
MARCH_30 = datetime.date(2022, 3, 30)


@pytest.fixture
def rule():
    return b.advances_may_be_charged()


@pytest.fixture
def estimate(rule):
    return b.given_in_2022()


@pytest.fixture
def part_cleared(estimate):
    """150 under contract: 100 advanced, 40 of them cleared by the confirmed volume, 50 not drawn."""
    row = b.signed()
    b.progress(row, 90)
    b.paid(row, 100)
    cleared(row, 40)
    return Commitment.objects.get(pk=row.pk)


def director():
    return f.person("DOIT_DIRECTOR")


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages).replace("\xa0", " ")


def decide(row, on=AFTER):
    return CARRY_FLOW.press(row, "decide", by=director(), paper=b.paper("71/TB-KBNN", on))


def goes_on(commitment):
    PROJECT_FLOW.press(commitment.project, "continue", by=f.person("CENTRE_OFFICER"))
    return Commitment.objects.get(pk=commitment.pk)


def of_year(project, year):
    found = project_balances([project.pk], list(BookYear.objects.filter(year=year)))[project.pk]
    return {stage.value: amount // MILLION for stage, amount in found.items() if amount}


def standing(year, unit=None):
    found = balances(BookYear.objects.filter(year=year), unit or f.office("CENTRE"))
    return {stage.value: amount // MILLION for stage, amount in found.items() if amount}


# --- the worked example --------------------------------------------------------------------
def test_an_unreturned_advance_leaves_its_year_and_is_taken_from_the_estimate_of_the_next(part_cleared):
    project = part_cleared.project
    row = b.charge(project)
    assert of_year(project, 2021) == {"COMMITTED": 50, "ADVANCED": 60, "PAID": 40}  # nothing moves by a list
    decide(row)
    project.refresh_from_db()
    row.refresh_from_db()
    assert of_year(project, 2021) == {"SETTLED": 40}
    assert of_year(project, 2022) == {"ADVANCED": 60}
    assert standing(2022) == {"TREASURY": -500, "APPROPRIATED": 440, "ADVANCED": 60}
    assert [figure // MILLION for figure in (row.amount, row.settled, row.released)] == [60, 40, 50]
    assert (project.status, book_of(part_cleared).year) == ("CARRIED_OVER", 2022)
    assert held_by([part_cleared])[part_cleared.pk].before == 40 * MILLION
    assert differences() == []


def test_the_old_book_closes_behind_it_with_what_was_cleared_settled(client, part_cleared):
    """2.236 = 236 and 1.000 and 750 cancelled + 60 that went to 2022 + 150 and 40 settled."""
    b.charged(part_cleared.project)
    account = b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    client.force_login(b.accountant())
    page = client.get(account.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "phần đã thanh toán, đề án đi tiếp năm sau" in page and "190.000.000 đ" in page  # 150 and 40
    data, _ = year_settlement_data({"account": account.pk}, b.accountant())
    assert [row.settled // MILLION for row in data.projects] == [150, 40]
    b.cancelled({None: 236}, unit=f.office("DOIT"))
    b.cancelled({None: 1000, 1: 750})
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=director())
    found = {stage.value: amount // MILLION for stage, amount in balances([b.book()]).items() if amount}
    assert found == {"TREASURY": -190, "SETTLED": 190}
    assert not b.book().is_open


def settled_in_2022(contract, vouchers=(250, 165), refuse=0):
    project = b.accepted(contract, held_on=datetime.date(2022, 3, 1))
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    for million, state in zip(vouchers, (100, 0), strict=True):
        b.voucher(account, million, state)
    b.press_settlement(account, "submit", on=datetime.date(2022, 3, 20))
    officer = f.person("DOIT_SPECIALIST")
    for voucher in account.vouchers.all():
        cut = refuse * MILLION if voucher.no == 1 else 0
        given = {"amount": voucher.amount_without_vat - cut, "reason": "OVER_PRICE"} if cut else {}
        decide_voucher(voucher, "AGREED", by=officer, **given)
    SETTLEMENT_FLOW.press(account, "review", by=officer, on=datetime.date(2022, 3, 25))
    now = settling.figures(account)
    b.approved_account(account, on=datetime.date(2022, 3, 30))
    account.refresh_from_db()
    return account, now


def test_in_the_new_year_it_is_cleared_and_settled_and_what_the_old_year_settled_counts(client, part_cleared):
    b.charged(part_cleared.project)
    contract = goes_on(part_cleared)
    cleared(contract, 20, on=datetime.date(2022, 3, 2))
    assert of_year(contract.project, 2022) == {"ADVANCED": 40, "PAID": 20}
    account, now = settled_in_2022(contract)
    assert (now.unpaid, now.lapsed) == (0, 50 * MILLION)  # 150 earned, 40 and 60 spent; its money went back in 2021
    client.force_login(b.accountant())
    page = client.get(account.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Trong đó đã quyết toán năm trước</dt><dd>40.000.000 đ" in page
    figures_now = client.get(reverse("settlement-figures", args=[account.pk])).json()
    assert figures_now["settled_before"] == 40 * MILLION
    assert account.book_year.year == 2022
    assert [n // MILLION for n in (account.support_final, account.cleared, account.recovered, account.released)] == [
        150, 40, 0, 0,
    ]  # fmt: skip
    assert of_year(contract.project, 2022) == {"SETTLED": 60}
    assert of_year(contract.project, 2021) == {"SETTLED": 40}
    assert differences() == []


def reviewed_in_2022(contract):
    """Sent and reviewed, not yet approved."""
    project = b.accepted(contract, held_on=datetime.date(2022, 3, 1))
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(account, 415, 100)
    b.press_settlement(account, "submit", on=datetime.date(2022, 3, 20))
    for voucher in account.vouchers.all():
        decide_voucher(voucher, "AGREED", by=f.person("DOIT_SPECIALIST"))
    return SETTLEMENT_FLOW.press(account, "review", by=f.person("DOIT_SPECIALIST"), on=datetime.date(2022, 3, 25))


def test_the_director_confirms_no_release_where_nothing_goes_back_and_everybody_reads_why(client, part_cleared):
    row = b.charged(part_cleared.project)
    contract = goes_on(part_cleared)
    asked = b.request(contract, 50, kind="PAYMENT", on=datetime.date(2022, 3, 1), papers=False)
    why = next(o for o in PAYMENT_FLOW["check"].asked_of(asked, Act(by=director())) if o.way)
    assert (why.sentence, why.way[1]) == ("Kinh phí của hợp đồng không còn đủ", row.get_absolute_url())
    PAYMENT_FLOW.press(asked, "withdraw", by=f.person("CENTRE_OFFICER"), note="Không còn kinh phí.")
    account = reviewed_in_2022(contract)
    client.force_login(director())
    page = client.get(account.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Được hỗ trợ, không còn kinh phí để chi</dt><dd>50.000.000 đ" in page
    assert "Được hỗ trợ, chưa thanh toán" not in page
    approval = client.post(reverse("budgets:settlement_press", args=[account.pk, "approve"])).content.decode()
    assert "Duyệt quyết toán" in approval and "không chi tiếp" not in approval
    given = {"confirmed": "1", "number": "60/TB-SCT", "issued_on": "30/03/2022", "signer": "Lê Văn A"}
    client.post(reverse("budgets:settlement_press", args=[account.pk, "approve"]), given)
    account.refresh_from_db()
    assert (account.status, account.released) == ("APPROVED", 0)
    for path in (account.get_absolute_url(), contract.get_absolute_url()):
        page = client.get(path).content.decode().replace("\xa0", " ")
        assert "50.000.000 đ chưa chi của đề án đã trả về dự toán năm 2021" in page
        assert row.get_absolute_url() in page and "không bố trí tiếp, nên không chi được nữa" in page


def test_what_was_given_anew_and_not_paid_is_still_confirmed(client, part_cleared):
    b.charged(part_cleared.project, renews=True)
    contract = goes_on(part_cleared)
    account = reviewed_in_2022(contract)
    now = settling.figures(account)
    assert (now.unpaid, now.lapsed) == (50 * MILLION, 0)
    client.force_login(director())
    for path in (account.get_absolute_url(), contract.get_absolute_url()):
        assert "không bố trí tiếp" not in client.get(path).content.decode()
    said = refused(SETTLEMENT_FLOW.press, account, "approve", by=director(), paper=b.paper("60/TB-SCT", MARCH_30))
    assert "phải xác nhận đúng số này" in said


def test_support_below_what_was_spent_in_both_years_is_recovered_from_the_new_one(part_cleared):
    """Cost of 415 less 255 refused: support of 80; 40 settled in 2021, so 40 of the 60 of 2022 are right."""
    b.charged(part_cleared.project)
    account, _ = settled_in_2022(goes_on(part_cleared), refuse=250 - 1, vouchers=(250, 159))
    assert account.support_final == 80 * MILLION
    assert of_year(part_cleared.project, 2022) == {"SETTLED": 40, "RECOVERABLE": 20}
    said = refused(b.money_back, part_cleared, 20, kind="RESTORE", on=datetime.date(2023, 1, 12))
    assert "Nộp ngày 12/01/2023, ngoài năm ngân sách 2022: phải nộp trả ngân sách" in said
    b.money_back(part_cleared, 20, kind="RESTORE", on=datetime.date(2022, 12, 12))
    assert standing(2022)["APPROPRIATED"] == 460  # 440 and 20 that may be given again
    assert differences() == []


def test_support_below_what_the_old_year_settled_is_not_approved_in_silence(part_cleared):
    b.charged(part_cleared.project)
    said = refused(settled_in_2022, goes_on(part_cleared), refuse=249, vouchers=(250, 39))
    assert "ít hơn số đã quyết toán ở năm trước" in said and "không ít hơn 40.000.000 đ" in said


def test_what_is_cleared_in_the_new_year_counts_what_was_cleared_before(part_cleared):
    """Confirmed 90 % of 150: 135. With 40 cleared in 2021 and 60 here it is 100; the books have no more to clear."""
    b.charged(part_cleared.project)
    contract = goes_on(part_cleared)
    b.accepted(contract, cost_million=180, held_on=datetime.date(2022, 3, 1))  # support of 90
    said = refused(b.press, clearing(contract, 60, on=datetime.date(2022, 3, 2)), "check")
    assert "đã thanh toán 40.000.000 đ" in said and "không quá 90.000.000 đ" in said


def test_a_project_of_which_the_old_year_settled_a_payment_is_not_stopped_but_settled_by_its_volume(part_cleared):
    """As any project of which something was paid: else nobody would ever account for the 40."""
    b.charged(part_cleared.project)
    project = goes_on(part_cleared).project
    change = ChangeRequest(project=project, kind="TERMINATE", reason="Cơ sở ngừng hoạt động.")
    save_change(change, by=f.person("CENTRE_OFFICER"), values={})
    letter = b.paper("12/TTr-TTKC", datetime.date(2022, 3, 2))
    said = refused(CHANGE_FLOW.press, change, "send", by=f.person("CENTRE_OFFICER"), paper=letter)
    assert "đã có khoản thanh toán (thực chi), phải quyết toán theo khối lượng: hiện có 40.000.000 đ" in said


def test_what_was_not_drawn_is_given_anew_from_the_next_estimate_where_the_paper_says_so(part_cleared):
    project = part_cleared.project
    row = b.charged(project, renews=True)
    assert of_year(project, 2021) == {"SETTLED": 40}
    assert of_year(project, 2022) == {"COMMITTED": 50, "ADVANCED": 60}
    assert standing(2022)["APPROPRIATED"] == 390
    assert (row.amount, row.released) == (60 * MILLION, 50 * MILLION)
    assert given_to_projects([next_year(b.book())])[project.pk] == 110 * MILLION
    contract = goes_on(part_cleared)
    b.accepted(contract, held_on=datetime.date(2022, 3, 1))
    b.pay(b.press(clearing(contract, 60, amount=50, on=datetime.date(2022, 3, 2)), "check", "sign", "send"))
    assert of_year(project, 2022) == {"PAID": 110}
    assert differences() == []


# --- what the other rooms tell of it -------------------------------------------------------
def test_the_advance_limit_counts_the_advance_once_and_its_age_is_that_of_the_day_it_was_given(part_cleared):
    b.charged(part_cleared.project, renews=True)
    contract = goes_on(part_cleared)
    row = open_advances(2022, b.accountant()).rows[0]
    assert (row.since, row.balance, row.book_year.year) == (b.day(8, 6), 60 * MILLION, 2022)
    assert open_advances(2021, b.accountant()).rows == []
    said = refused(b.press, b.request(contract, 6, on=datetime.date(2022, 3, 1)), "check")
    assert "Tạm ứng vượt mức cho phép: hiện có 106.000.000 đ; cần không quá 105.000.000 đ" in said


def test_both_years_pictures_and_the_room_of_the_new_plan_tell_it(part_cleared):
    project = part_cleared.project
    old, new = b.book(), next_year(b.book())
    b.charged(project)

    def reached(book):
        found = {row["stage"]: row["reached"] // MILLION for row in runway([book], project=project.pk)}
        return [found[stage] for stage in ("COMMITTED", "ADVANCED", "PAID", "SETTLED")]

    assert (reached(old), reached(new)) == ([100, 100, 40, 40], [60, 60, 0, 0])
    picture = {row["stage"]: row["reached"] // MILLION for row in runway([new])}
    assert (picture["APPROPRIATED"], picture["ADVANCED"]) == (500, 60)
    assert given_to_projects([new]) == {project.pk: 60 * MILLION}
    assert kept_by_projects([project.pk]) == {project.pk: 100 * MILLION}  # of a shared limit: 40 settled, 60 advanced


def sheet(book, until):
    found = figures(movements(book, f.office("CENTRE"), until, rest=True), datetime.date(book.year, 1, 1))
    return {row.value: amount // MILLION for row, amount in found.items() if amount}


def test_the_treasury_sheet_of_the_old_year_lapses_it_and_that_of_the_new_uses_it(part_cleared):
    old, new = b.book(), next_year(b.book())
    before = sheet(old, datetime.date(2022, 1, 31))
    b.charged(part_cleared.project)
    after = sheet(old, datetime.date(2022, 1, 31))
    assert (before["ADVANCES"], after.get("ADVANCES", 0)) == (60, 0)
    assert (after["CANCELLED"] - before.get("CANCELLED", 0), before["USED"] - after["USED"]) == (60, 60)
    assert "CARRIED_OUT" not in after and after["REMAINING"] == before["REMAINING"]
    found = sheet(new, datetime.date(2022, 12, 31))
    assert (found["GIVEN"], found["USED"], found["ADVANCED"], found["REMAINING"], found["ADVANCES"]) == (
        500, 60, 60, 440, 60,
    )  # fmt: skip


def test_what_the_treasury_paid_before_the_charge_is_not_booked_in_the_year_that_took_it(part_cleared):
    b.charged(part_cleared.project)  # on 21/02/2022
    contract = goes_on(part_cleared)
    said = refused(cleared, contract, 20, on=datetime.date(2021, 12, 20))
    assert "chuyển sang năm 2022 ngày 21/02/2022" in said and "hiện có 20/12/2021; cần từ 21/02/2022" in said
    assert of_year(contract.project, 2022) == {"ADVANCED": 60}


# --- refused -------------------------------------------------------------------------------
def test_a_budget_year_whose_rules_do_not_know_this_way_refuses_it(contract):
    said = refused(b.charge, contract.project)
    assert "Quy định của năm ngân sách 2021 trong danh mục thời hạn không cho chuyển tạm ứng" in said
    assert not [row for row in obstacles([b.book()]) if row.charge]


def test_the_loaded_rules_know_it_from_budget_year_2026_on(contract):
    rules = DeadlineRule.objects.filter(code="advance-charge")
    assert {row.tier for row in rules} == {"LOCAL", "NATIONAL"}
    assert not any(row.holds_on(datetime.date(2025, 12, 31)) for row in rules)
    assert all(row.due(year=2026) == datetime.date(2027, 2, 15) for row in rules)


def test_not_before_the_day_to_return_it_has_gone_by(part_cleared):
    row = b.charge(part_cleared.project)
    said = refused(decide, row, on=RETURN_DAY)
    assert "Chưa hết hạn nộp trả tạm ứng của năm 2021: hiện có 15/02/2022; cần văn bản sau ngày 15/02/2022" in said
    decide(row, on=RETURN_DAY + datetime.timedelta(days=1))


def test_an_estimate_that_is_too_small_says_what_it_has_and_what_is_needed(rule, contract):
    assert "hiện có 0 đ; cần 70.000.000 đ" in refused(b.charge, contract.project)  # no book of 2022 at all
    assert not BookYear.objects.filter(year=2022).exists()
    b.given_in_2022(69)
    said = refused(b.charge, contract.project)
    assert "Dự toán chưa phân bổ năm 2022 của" in said and "hiện có 69.000.000 đ; cần 70.000.000 đ" in said


def test_the_rest_given_anew_needs_its_money_too(rule, contract):
    b.given_in_2022(149)
    b.charge(contract.project)  # 70 are there
    CARRY_FLOW.press(CarryOver.objects.get(), "withdraw", by=b.accountant(), note="Bố trí tiếp.")
    assert "hiện có 149.000.000 đ; cần 150.000.000 đ" in refused(b.charge, contract.project, renews=True)


def test_what_was_carried_by_a_paper_or_waits_to_be_is_not_charged(estimate, contract):
    waiting = prepare_carry_over(CarryOver(project=contract.project, why="Máy về chậm."), by=b.accountant())
    assert "đã có bản lập chuyển sang năm sau đang chờ quyết định" in refused(b.charge, contract.project)
    CARRY_FLOW.press(waiting, "decide", by=director(), paper=b.paper("55/QĐ-UBND", datetime.date(2022, 2, 9)))
    contract.project.refresh_from_db()
    assert "không có tạm ứng chưa nộp trả trong sổ năm 2022" in refused(b.charge, contract.project)


def test_a_project_without_advance_or_with_a_request_on_its_way_is_not_charged(estimate, contract):
    assert "không có tạm ứng chưa nộp trả" in refused(b.charge, b.signed(b.approved(80), million=80).project)
    clearing(contract, 10)
    assert "Còn đề nghị tạm ứng, thanh toán chưa xong" in refused(b.charge, contract.project)


def test_a_closed_next_year_takes_nothing(estimate, contract):
    row = b.charge(contract.project)
    CARRY_FLOW.press(row, "withdraw", by=b.accountant(), note="Sổ sắp khóa.")
    book = next_year(b.book())
    gone = Cancellation(book_year=book, unit=f.office("CENTRE"), why="Hết nhiệm vụ chi.")
    prepare_cancellation(gone, {("APPROPRIATED", None): 500 * MILLION}, by=b.accountant())
    CANCELLATION_FLOW.press(gone, "decide", by=director(), paper=b.paper("12/QĐ-SCT", AFTER))
    close_year(book)
    assert "Sổ năm 2022 đã khóa" in refused(b.charge, contract.project)


def test_the_decision_is_another_persons_and_by_a_paper(part_cleared):
    row = b.charge(part_cleared.project)
    assert "Phải ghi số, ngày, người ký" in refused(CARRY_FLOW.press, row, "decide", by=director())
    with pytest.raises(PermissionDenied):
        CARRY_FLOW.press(row, "decide", by=b.accountant(), paper=b.paper("71/TB-KBNN", AFTER))
    with pytest.raises(PermissionDenied):
        b.charge(part_cleared.project, by=f.person("CENTRE_ACCOUNTANT"))


# --- taken back ----------------------------------------------------------------------------
def taken_back(row, on=datetime.date(2022, 3, 1)):
    asked = Correction(why="Đơn vị đã nộp trả trước hạn.", number="09/BB-SCT", dated_on=on)
    correction = ask_correction(asked, row, by=b.accountant())
    return CORRECTION_FLOW.press(correction, "confirm", by=f.another("DOIT_DIRECTOR"))


def test_recorded_wrongly_it_is_taken_back_in_both_years_and_may_be_recorded_again(part_cleared):
    project = part_cleared.project
    row = b.charged(project, renews=True)
    assert total(act_of(row)) == 150 * MILLION  # 60 go on, 40 are settled, 50 go back
    taken_back(row)
    project.refresh_from_db()
    assert of_year(project, 2021) == {"COMMITTED": 50, "ADVANCED": 60, "PAID": 40}
    assert of_year(project, 2022) == {} and standing(2022)["APPROPRIATED"] == 500
    assert (project.status, book_of(part_cleared).year) == ("IN_PROGRESS", 2021)
    assert differences() == []
    b.charged(project)
    assert of_year(project, 2022) == {"ADVANCED": 60}


def test_once_its_money_went_on_it_stays(part_cleared):
    row = b.charged(part_cleared.project)
    b.cancelled({1: 750})  # with the 50 that came back to line 1
    said = refused(taken_back, row)
    assert "đã đi tiếp" in said and "hiện có 100.000.000 đ" not in said
    goes_on(part_cleared)
    assert "Đề án đã đi tiếp ở năm sau" in refused(taken_back, CarryOver.objects.get())


def test_what_it_settled_of_the_old_year_is_not_taken_back_once_the_years_account_with_it_was_sent(part_cleared):
    row = b.charged(part_cleared.project)
    account = b.year_account()
    assert account.totals == {}
    b.press_year(account, "consolidate")
    assert account.totals["SETTLED"] == 190 * MILLION
    sends_back, claims = "cần Sở Tài chính trả lại để tổng hợp lại", "khóa sổ năm rồi ghi kiến nghị thu hồi"
    steps = {None: sends_back, "examine": sends_back, "issue_notice": claims, "correct": claims, "finalise": claims}
    for step, way in steps.items():
        if step:
            b.press_year(account, step)
        said = refused(taken_back, row, on=datetime.date(2022, 3, 20))
        assert "đã gửi Sở Tài chính" in said and "hiện có 40.000.000 đ" in said and way in said
        assert "rút xác nhận" not in said  # which would lead nowhere
    assert of_year(part_cleared.project, 2021) == {"SETTLED": 40}


def finance():
    return f.person("DOF_REVIEWER")


@pytest.mark.parametrize("steps", [(), ("examine",)])
def test_what_was_sent_with_a_wrong_charge_finance_gives_back_and_it_is_drawn_up_again(client, part_cleared, steps):
    """The 50 not drawn were to be given anew: taken back, charged again as it should be, sent again."""
    row = b.charged(part_cleared.project)
    account = b.year_account("consolidate", *steps)
    assert "Phải nêu lý do" in refused(YEAR_FLOW.press, account, "return", by=finance())
    with pytest.raises(PermissionDenied):
        YEAR_FLOW.press(account, "return", by=b.accountant(), note="Tự rút.")
    YEAR_FLOW.press(account, "return", by=finance(), note="Phần chưa chi phải bố trí tiếp.")
    account.refresh_from_db()
    assert (account.status, account.totals, account.consolidated_on) == ("DRAFT", {}, None)
    client.force_login(b.accountant())
    assert "Phần chưa chi phải bố trí tiếp." in client.get(account.get_absolute_url()).content.decode()
    assert account.get_absolute_url() in [item.url for item in worklist(b.accountant())]
    taken_back(row)
    assert of_year(part_cleared.project, 2021) == {"COMMITTED": 50, "ADVANCED": 60, "PAID": 40}
    assert "Còn kinh phí chưa quyết toán" in refused(b.press_year, account, "consolidate")
    part_cleared.project.refresh_from_db()
    b.charged(part_cleared.project, renews=True)
    b.press_year(account, "consolidate")
    assert account.totals["SETTLED"] == 190 * MILLION
    assert differences() == []


def test_what_finance_has_noticed_is_not_given_back(part_cleared):
    b.charged(part_cleared.project)
    account = b.year_account("consolidate", "examine", "issue_notice")
    for step in (None, "correct", "finalise"):
        if step:
            b.press_year(account, step)
        assert "không thể “Trả lại để tổng hợp lại”" in refused(
            YEAR_FLOW.press, account, "return", by=finance(), note="Sai."
        )


def test_finance_reads_where_what_a_charge_settled_is_claimed_and_from_which_page(client, part_cleared):
    """It stands in no voucher of 2021: nothing to disallow there; once the book is closed it is claimed."""
    row = b.charged(part_cleared.project)
    account = b.year_account("consolidate", "examine")
    client.force_login(finance())
    page = client.get(account.get_absolute_url()).content.decode()
    assert "không có chứng từ kê ở năm 2021, nên Sở Tài chính không xuất toán ở đây" in page
    assert reverse("budgets:claims") in page
    conclusion = Claim(
        commitment=part_cleared, of_year=b.book(), amount=5 * MILLION, number="15/KL-STC", why="Chi sai.",
        dated_on=datetime.date(2022, 3, 22), issuer="Sở Tài chính",
    )  # fmt: skip
    said = refused(prepare_claim, conclusion, by=b.accountant())
    assert "đề án không có quyết toán năm 2021 để xuất toán chứng từ: khóa sổ năm ấy, rồi ghi kiến nghị này" in said
    assert "khóa sổ năm 2021 rồi Kế toán Sở ghi" in client.get(row.get_absolute_url()).content.decode()
    b.press_year(account, "issue_notice", "correct", "finalise")
    b.cancelled({None: 236}, unit=f.office("DOIT"))
    b.cancelled({None: 1000, 1: 750})
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=director())
    assert reverse("budgets:claims") in client.get(row.get_absolute_url()).content.decode()
    client.force_login(b.accountant())
    form = f"{reverse('budgets:claim_new')}?project={part_cleared.project_id}"
    assert form in client.get(row.get_absolute_url()).content.decode()
    assert "còn 40.000.000" in client.get(form).content.decode()
    conclusion.of_year = b.book()
    assert prepare_claim(conclusion, by=b.accountant()).pk


def test_what_may_be_disallowed_of_the_new_year_says_where_the_old_years_part_is_claimed(part_cleared):
    b.charged(part_cleared.project)
    account, _ = settled_in_2022(goes_on(part_cleared))
    most, bounds = left_to_disallow(account, account.vouchers.first())
    assert most == 60 * MILLION
    assert "không kể 40.000.000 đ năm trước quyết toán (khóa sổ năm ấy rồi ghi" in bounds.replace("\xa0", " ")


# --- pages, REST, database -----------------------------------------------------------------
def test_the_board_names_the_departments_accountant_from_the_day_on_and_leads_to_the_form(client, part_cleared):
    project = part_cleared.project
    row = next(row for row in obstacles([b.book()]) if row.charge)
    assert (row.what, row.amount, row.turn.who) == ("Số dư tạm ứng", 60 * MILLION, "Kế toán Sở")
    client.force_login(b.accountant())
    board = client.get(reverse("budgets:year_end"), {"year": 2021}).content.decode()
    address = f"{reverse('budgets:carry')}?project={project.pk}&way=CHARGE"
    assert address.replace("&", "&amp;") in board and "Chuyển sang dự toán 2022" in board
    page = client.get(address).content.decode().replace("\xa0", " ")
    for words in ("tạm ứng của dự toán năm 2022", "quyết toán trong năm 2021", "trả về dự toán năm 2021",
                  "có <b>500.000.000 đ</b>, cần <b>60.000.000 đ</b>",
                  "bố trí tiếp phần chưa chi thì cần <b>110.000.000 đ</b>"):  # fmt: skip
        assert words in page, words
    assert client.post(address, {"why": ""}).status_code == 422
    answer = client.post(address, {"why": "Đơn vị chưa nộp trả.", "renews": "on"})
    row = CarryOver.objects.get()
    assert (answer.url, row.way, row.renews) == (row.get_absolute_url(), "CHARGE", True)
    page = client.get(answer.url).content.decode().replace("\xa0", " ")
    assert "bố trí lại từ dự toán năm 2022" in page and "cần <b>110.000.000 đ</b>" in page
    assert "Quyết định chuyển tạm ứng sang dự toán năm sau" in [item.title for item in worklist(director())]
    assert [o.what for o in obstacles([b.book()]) if o.kind == "CARRYOVER"] == [
        "Chuyển tạm ứng sang dự toán năm sau chờ quyết định"
    ]
    decide(row)
    page = client.get(answer.url).content.decode().replace("\xa0", " ")
    assert "Số đã chuyển" in page and "Đã thanh toán, quyết toán trong năm 2021" in page
    for nonsense in ("&way=", "&way=x"):
        assert client.get(f"{reverse('budgets:carry')}?project={project.pk}{nonsense}").status_code == 404


def test_before_the_day_the_board_leaves_it_with_whoever_clears_it(monkeypatch, part_cleared):
    monkeypatch.setattr("budgets.year_end.today", lambda: RETURN_DAY)
    row = next(row for row in obstacles([b.book()]) if row.what == "Số dư tạm ứng")
    assert (row.charge, row.turn.who) == ("", "Người lập")


def test_rest_answers_alike(client, part_cleared):
    client.force_login(b.accountant())
    asked = {"project": part_cleared.project.pk, "way": "CHARGE", "renews": False, "why": "Chưa nộp trả."}
    made = client.post(reverse("carryover-list"), asked, content_type="application/json")
    assert made.status_code == 201, made.content
    assert client.post(reverse("carryover-list"), asked, content_type="application/json").status_code == 400
    wrong = client.post(reverse("carryover-list"), asked | {"way": "GIFT"}, content_type="application/json")
    assert wrong.status_code == 400 and "way" in wrong.json()
    client.force_login(director())
    paper = {"number": "71/TB-KBNN", "issued_on": "2022-02-21", "signer": "Lê Văn A"}
    press = reverse("carryover-press", args=[made.json()["id"], "decide"])
    answer = client.post(press, {"paper": paper}, content_type="application/json").json()
    assert [answer[name] // MILLION for name in ("amount", "settled", "released")] == [60, 40, 50]
    found = client.get(reverse("carryover-list"), {"way": "CHARGE"}).json()["results"]
    assert [row["id"] for row in found] == [answer["id"]]
    assert client.get(reverse("carryover-list"), {"way": "CARRY"}).json()["results"] == []


def test_rest_gives_nothing_anew_where_the_estimate_itself_is_carried(client, contract):
    client.force_login(b.accountant())
    asked = {"project": contract.project.pk, "renews": True, "why": "Máy về chậm."}
    answer = client.post(reverse("carryover-list"), asked, content_type="application/json")
    assert answer.status_code == 400 and "Chỉ khi chuyển tạm ứng" in answer.content.decode()


def test_what_was_recorded_stands_in_the_database_and_once_a_year(part_cleared):
    row = b.charged(part_cleared.project)
    for change in ({"way": "CARRY"}, {"renews": True}, {"settled": 0}, {"released": 1}, {"amount": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CarryOver.objects.filter(pk=row.pk).update(**change)
    facts = {"project": row.project, "book_year": row.book_year, "unit": row.unit, "way": "CHARGE", "why": "x"}
    decided = {
        "status": "DECIDED", "number": "1", "dated_on": AFTER, "decided_by": director(), "created_by": b.accountant(),
    }  # fmt: skip
    for wrong, rule in (
        ({"amount": 1}, "carryover_charged_once_a_year"), ({"amount": 0}, "decided_by_another_on_a_paper"),
        ({"amount": 1, "settled": -1}, "carryover_of_one_way"),
        ({"amount": 1, "released": 1, "way": "CARRY"}, "carryover_of_one_way"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            CarryOver.objects.create(**facts | decided | wrong)
    waiting = CarryOver.objects.create(**facts | {"created_by": b.accountant()})
    with pytest.raises(DatabaseError), transaction.atomic():
        CarryOver.objects.filter(pk=waiting.pk).update(renews=True)
