"""Settling a project: vouchers line by line, one act at approval, money back, Finance after it."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from rest_framework.test import APIClient

from accounts.models import User
from budgets import settling
from budgets.models import Commitment, MoneyBack, PaymentRequest, Settlement, Voucher
from budgets.money_back import close_project, return_money
from budgets.notices import correction_day
from budgets.payments import PAYMENT_FLOW, save_payment
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.subjects import commitment_place
from budgets.vouchers import answer, decide_voucher, save_voucher, withdraw_voucher
from budgets.work_settlement import worklist_settlement
from core.audit import history
from core.documents import documents_of
from core.workflow import PaperInput
from ledger.checking import differences
from ledger.posting import Stage
from ledger.reading import balance
from norms.models import DeadlineRule
from projects.models import Project
from reports.settlement_data import project_settlement_data

STATE = "sample"
MILLION = 1_000_000
NOTICE = PaperInput(number="12/TB-SCT", issued_on=datetime.date(2021, 12, 6), signer="Trần Văn Minh")


@pytest.fixture
def people(sample):
    return {user.username: user for user in User.objects.select_related("organisation")}


@pytest.fixture
def account(people):
    """The cleaner-production model: submitted, voucher 1 agreed, voucher 2 asked, 3 and 4 not looked at."""
    return Settlement.objects.get(project__title__startswith="Mô hình áp dụng sản xuất sạch hơn")


@pytest.fixture
def vouchers(account):
    return list(account.vouchers.order_by("no"))


def stands(project, stage):
    return sum(
        balance(commitment_place(commitment, stage)) for commitment in Commitment.objects.filter(project=project)
    )


def decide_all(vouchers, officer, refuse=0):
    for voucher in vouchers:
        if refuse and voucher is vouchers[-1]:
            amount = voucher.amount_without_vat - refuse
            decide_voucher(voucher, "AGREED", by=officer, amount=amount, reason="OVER_PRICE")
        else:
            decide_voucher(voucher, "AGREED", by=officer)


def test_the_review_waits_for_every_voucher_and_says_which(account, people):
    with pytest.raises(ValidationError, match="số 2, 3, 4"):
        SETTLEMENT_FLOW.press(account, "review", by=people["chuyenvien"])


def test_full_acceptance_settles_what_was_spent_and_nothing_is_recovered(account, vouchers, people):
    decide_all(vouchers, people["chuyenvien"])
    SETTLEMENT_FLOW.press(account, "review", by=people["chuyenvien"])
    SETTLEMENT_FLOW.press(account, "approve", by=people["lanhdao"], paper=NOTICE)
    account.refresh_from_db()
    assert (account.accepted_cost, account.support_final, account.recovered) == (510 * MILLION, 150 * MILLION, 0)
    assert account.cleared == 105 * MILLION
    assert stands(account.project, Stage.SETTLED) == 150 * MILLION
    assert stands(account.project, Stage.ADVANCED) == stands(account.project, Stage.PAID) == 0
    assert Project.objects.get(pk=account.project_id).status == "SETTLED"
    assert differences() == []


def test_what_the_figures_warn_of_stands_beside_the_result_before_and_after_approval(account, vouchers, people, client):
    warned = [step["text"] for step in settling.figures(account).steps if step.get("warning")]
    assert "Bộ mức chi minh họa, không phải quy định của tỉnh." in warned
    client.force_login(people["chuyenvien"], backend="core.backends.RoleBackend")

    def beside():
        return client.get(account.get_absolute_url()).content.decode().partition("Cách tính")[0]

    assert all(words in beside() for words in warned)
    decide_all(vouchers, people["chuyenvien"])
    SETTLEMENT_FLOW.press(account, "review", by=people["chuyenvien"])
    SETTLEMENT_FLOW.press(account, "approve", by=people["lanhdao"], paper=NOTICE)
    assert all(words in beside() for words in warned)


def test_before_a_voucher_was_looked_at_nothing_is_said_to_come_back(account, vouchers, people, client):
    """150 triệu spent and no voucher accepted yet is not 150 triệu to come back; the rules count as they did."""
    decide_voucher(vouchers[0], "ASKED", by=people["chuyenvien"], note="Hóa đơn gốc đâu?")
    said, api = "Chưa xem xét chứng từ", APIClient()
    client.force_login(people["chuyenvien"], backend="core.backends.RoleBackend")
    api.force_authenticate(people["chuyenvien"])
    addresses = (account.get_absolute_url(), vouchers[0].get_absolute_url())

    def told():
        pages = [client.get(address).content.decode() for address in addresses]
        figures = api.get(f"/api/v1/settlements/{account.pk}/figures/").json()
        printed, _ = project_settlement_data({"settlement": account.pk}, people["chuyenvien"])
        return pages, figures, dict(printed.figures)

    pages, rest, printed = told()
    assert all(said in page and "<dt>Phải thu hồi</dt><dd>–</dd>" in page for page in pages)
    assert (rest["support"], rest["to_recover"], rest["advanced"] + rest["paid"]) == (None, None, 150 * MILLION)
    assert rest["lacking"].startswith(said)
    assert (printed["Kinh phí hỗ trợ quyết toán"], printed["Sẽ phải thu hồi"]) == (None, None)
    assert settling.figures(account).to_recover == 150 * MILLION

    decide_voucher(vouchers[0], "REFUSED", by=people["chuyenvien"], reason="NOT_IN_ESTIMATE")
    pages, rest, printed = told()
    assert not any(said in page for page in pages)
    assert rest["to_recover"] == printed["Sẽ phải thu hồi"] == settling.figures(account).to_recover


def test_refused_costs_lower_the_support_by_the_frozen_norm_and_the_difference_is_recovered(account, vouchers, people):
    # 30 % of (510 - 40) triệu = 141 triệu; 150 were spent, 9 come back.
    decide_voucher(vouchers[0], "AGREED", by=people["chuyenvien"])
    decide_voucher(vouchers[1], "AGREED", by=people["chuyenvien"])
    decide_voucher(vouchers[2], "AGREED", by=people["chuyenvien"])
    decide_voucher(vouchers[3], "REFUSED", by=people["chuyenvien"], reason="NOT_IN_ESTIMATE")
    now = settling.figures(account)
    assert (now.accepted_cost, now.support, now.to_recover) == (470 * MILLION, 141 * MILLION, 9 * MILLION)
    SETTLEMENT_FLOW.press(account, "review", by=people["chuyenvien"])
    SETTLEMENT_FLOW.press(account, "approve", by=people["lanhdao"], paper=NOTICE)
    assert stands(account.project, Stage.RECOVERABLE) == 9 * MILLION
    assert stands(account.project, Stage.SETTLED) == 141 * MILLION
    assert differences() == []


def test_accepted_cost_never_exceeds_what_acceptance_accepted(account, vouchers, people):
    decide_all(vouchers, people["chuyenvien"])
    assert settling.figures(account).accepted_cost == 510 * MILLION
    assert settling.figures(account).accepted_by_vouchers == 510 * MILLION
    Voucher.objects.filter(pk=vouchers[0].pk).update(
        amount_without_vat=900 * MILLION, invoice_total=900 * MILLION, accepted_amount=900 * MILLION,
        counterpart_share=900 * MILLION - vouchers[0].state_share,
    )  # fmt: skip
    assert settling.figures(account).accepted_cost == 510 * MILLION


@pytest.mark.parametrize(
    ("decision", "given", "sentence"),
    [
        ("REFUSED", {}, "phải chọn lý do"),
        ("ASKED", {}, "phải ghi câu hỏi"),
        ("AGREED", {"amount": 10**12}, "Giá trị chấp nhận phải từ 0 đến"),
        ("AGREED", {"amount": 1}, "Chấp nhận một phần thì phải chọn lý do"),
        ("MAYBE", {}, "đồng ý, không chấp nhận hoặc hỏi lại"),
    ],
)
def test_a_decision_without_its_ground_is_refused(vouchers, people, decision, given, sentence):
    with pytest.raises(ValidationError, match=sentence):
        decide_voucher(vouchers[2], decision, by=people["chuyenvien"], **given)


def test_the_unit_answers_where_it_was_asked_and_the_talk_stays_on_the_line(vouchers, people):
    answer(vouchers[1], "Máy thứ hai là phụ kiện đi kèm.", by=people["trungtam.ketoan"])
    assert [remark.kind for remark in vouchers[1].remarks.all()] == ["QUESTION", "ANSWER"]


def test_whoever_listed_the_vouchers_does_not_decide_them_nor_does_a_reviewer_approve(account, vouchers, people):
    with pytest.raises(PermissionDenied):
        decide_voucher(vouchers[2], "AGREED", by=people["trungtam.ketoan"])
    decide_all(vouchers, people["chuyenvien"])
    SETTLEMENT_FLOW.press(account, "review", by=people["chuyenvien"])
    with pytest.raises(PermissionDenied):
        SETTLEMENT_FLOW.press(account, "approve", by=people["chuyenvien"], paper=NOTICE)


def test_after_submission_the_unit_changes_no_voucher(vouchers, people):
    vouchers[2].amount_without_vat -= MILLION
    with pytest.raises(ValidationError, match="không sửa chứng từ được"):
        save_voucher(vouchers[2], by=people["trungtam.ketoan"])
    with pytest.raises(ValidationError, match="không rút chứng từ được"):
        withdraw_voucher(vouchers[2], why="nhầm", by=people["trungtam.ketoan"])


def test_a_returned_account_is_mended_and_sent_again_but_what_was_agreed_stays(account, vouchers, people):
    SETTLEMENT_FLOW.press(account, "return", by=people["chuyenvien"], note="Thiếu phiếu nhập kho.", paper=NOTICE)
    vouchers[2].content = "Vật tư đã nhập kho"
    save_voucher(vouchers[2], by=people["trungtam.ketoan"])
    vouchers[0].refresh_from_db()
    vouchers[0].content = "khác"
    with pytest.raises(ValidationError, match="đã được Sở đồng ý"):
        save_voucher(vouchers[0], by=people["trungtam.ketoan"])
    SETTLEMENT_FLOW.press(account, "submit", by=people["trungtam.giamdoc"])
    assert account.status == "SUBMITTED"


def second_account(people):
    """Another accepted project of the Centre, with its account opened: the paid demonstration model."""
    project = Project.objects.get(title__startswith="Mô hình trình diễn kỹ thuật sấy gỗ")
    return open_settlement(project, by=people["trungtam.ketoan"])


def test_an_account_is_not_sent_while_a_payment_is_on_its_way(people):
    account = second_account(people)
    commitment = account.project.commitments.get()
    save_voucher(
        Voucher(
            settlement=account, kind="RECEIPT", seller_name="Người làm", payee_address="Xã Thái Yên",
            invoice_number="01", invoice_date=datetime.date(2021, 9, 1),
            content="Công lắp đặt", amount_without_vat=MILLION, invoice_total=MILLION, state_share=MILLION,
        ),
        by=people["trungtam.ketoan"],
    )  # fmt: skip
    payment = save_payment(
        PaymentRequest(
            commitment=commitment, kind="PAYMENT", amount=1, content="thêm", requested_on=datetime.date(2021, 11, 20)
        ),
        by=people["trungtam"],
    )
    with pytest.raises(ValidationError, match="chưa xong"):
        SETTLEMENT_FLOW.press(account, "submit", by=people["trungtam.giamdoc"])
    PAYMENT_FLOW.press(payment, "withdraw", by=people["trungtam"], note="Lập nhầm.")
    SETTLEMENT_FLOW.press(account, "submit", by=people["trungtam.giamdoc"])


def test_money_back_restores_inside_the_year_and_only_refunds_after_it(people):
    commitment = Commitment.objects.get(project__title__startswith="Xây dựng nhãn hiệu nước mắm")
    owed = balance(commitment_place(commitment, Stage.RECOVERABLE))
    assert owed == 3 * MILLION

    def back(kind, day, amount):
        return return_money(
            MoneyBack(commitment=commitment, kind=kind, amount=amount, treasury_number="KB-1", dated_on=day),
            by=people["trungtam.ketoan"],
        )

    with pytest.raises(ValidationError, match="phải nộp trả ngân sách"):
        back("RESTORE", datetime.date(2022, 1, 12), owed)
    with pytest.raises(ValidationError, match=r"4\.000\.000"):
        back("RESTORE", datetime.date(2021, 12, 20), owed + MILLION)
    back("RESTORE", datetime.date(2021, 12, 20), MILLION)
    back("REFUND", datetime.date(2022, 1, 12), 2 * MILLION)
    assert balance(commitment_place(commitment, Stage.RECOVERABLE)) == 0
    assert differences() == []


def test_a_file_is_closed_only_when_nothing_is_owed(people):
    project = Project.objects.get(title__startswith="Xây dựng nhãn hiệu nước mắm")
    with pytest.raises(ValidationError, match=r"3\.000\.000 đ phải thu hồi"):
        close_project(project, by=people["ketoan"])


def test_the_story_of_a_settlement_reads_as_sentences(account, vouchers, people):
    decide_voucher(vouchers[2], "REFUSED", by=people["chuyenvien"], reason="BAD_PAPER", note="Hóa đơn viết tay.")
    sentence = history(account).first().sentence
    assert "Nguyễn Thị Hà" in sentence
    assert "xét chứng từ" in sentence
    assert "Không chấp nhận" in sentence


def test_the_accounts_of_a_year_are_listed_by_the_code_of_their_project(client, people):
    client.force_login(people["chuyenvien"], backend="core.backends.RoleBackend")
    listed = client.get("/budgets/settlements/?year=2021").context["object_list"]
    codes = [row.project.code for row in listed]
    assert listed.ordered and len(codes) > 3
    assert codes == sorted(codes)


# --- the Department's notice of review ------------------------------------------------------------------------
def returned(account, people, number="55/TB-SCT", on=datetime.date(2021, 11, 19)):
    paper = PaperInput(number=number, issued_on=on, signer="Trần Văn Minh")
    return SETTLEMENT_FLOW.press(account, "return", by=people["chuyenvien"], note="Thiếu phiếu nhập.", paper=paper)


def test_an_account_goes_back_by_a_notice_of_its_day_and_each_notice_stays(account, people):
    for given, words in (
        ({"note": "Thiếu."}, "Phải ghi số, ngày, người ký của văn bản"),
        ({"note": "Thiếu.", "paper": replace(NOTICE, issued_on=datetime.date(2021, 10, 1))}, "từ ngày nghiệm thu"),
        ({"note": "Thiếu.", "paper": replace(NOTICE, issued_on=datetime.date(2099, 1, 1))}, "không hợp lý"),
    ):
        with pytest.raises(ValidationError, match=words):
            SETTLEMENT_FLOW.press(account, "return", by=people["chuyenvien"], **given)
    returned(account, people)
    SETTLEMENT_FLOW.press(account, "submit", by=people["trungtam.giamdoc"])
    with pytest.raises(ValidationError, match="từ thông báo 55/TB-SCT ngày 19/11/2021"):
        returned(account, people, "56/TB-SCT", datetime.date(2021, 11, 18))
    returned(account, people, "57/TB-SCT", datetime.date(2021, 12, 1))
    assert (account.notice_number, account.notice_on) == ("57/TB-SCT", datetime.date(2021, 12, 1))
    kept = [paper.number for paper in documents_of(account) if paper.kind == "paper:return"]
    assert sorted(kept) == ["55/TB-SCT", "57/TB-SCT"]
    assert sum(entry.action.endswith(".return") for entry in history(account)) == 2


def test_the_unit_has_ten_working_days_from_the_notice_and_page_work_and_rest_say_until_when(account, people, client):
    """19/11/2021 is a Friday: ten working days end on Friday 03/12/2021."""
    returned(account, people)
    last = correction_day(account)
    assert (last.day, last.rule.working_days) == (datetime.date(2021, 12, 3), 10)
    assert last.days_late > 1000
    clerk = people["trungtam.ketoan"]
    (item,) = [row for row in worklist_settlement(clerk) if row.title == "Bổ sung quyết toán Sở trả lại"]
    assert (item.due, item.tone) == (last.day, "son")
    client.force_login(clerk, backend="core.backends.RoleBackend")
    page = client.get(account.get_absolute_url()).content.decode()
    assert "thông báo 55/TB-SCT ngày 19/11/2021; bổ sung đến hết ngày 03/12/2021 (10 ngày làm việc" in page
    assert f"quá hạn {last.days_late} ngày làm việc" in page
    api = APIClient()
    api.force_authenticate(clerk)
    assert api.get(f"/api/v1/settlements/{account.pk}/").json()["correct_by"] == "2021-12-03"
    SETTLEMENT_FLOW.press(account, "submit", by=people["trungtam.giamdoc"], on=datetime.date(2021, 12, 6))
    page = client.get(account.get_absolute_url()).content.decode()
    order = [page.index(f"/vouchers/{no}/") for no in (2, 3, 4)]
    assert order == sorted(order)
    assert "Nộp lại 06/12/2021" in page and "muộn 1 ngày làm việc" in page
    assert api.get(f"/api/v1/settlements/{account.pk}/").json()["correct_by"] is None


def test_the_days_of_a_notice_go_by_the_rule_of_the_budget_year(account):
    """A later row counts other days: budget year 2025 goes by it whenever its notice comes, 2021 never."""
    account.notice_on = datetime.date(2026, 3, 2)
    assert correction_day(account).day == datetime.date(2026, 3, 16)
    DeadlineRule.objects.filter(code="review-correction", valid_from__year=2025).update(working_days=5)
    assert correction_day(account).day == datetime.date(2026, 3, 16)
    account.book_year.year = 2025
    assert correction_day(account).day == datetime.date(2026, 3, 9)
    DeadlineRule.objects.filter(code="review-correction").delete()
    assert correction_day(account) is None
