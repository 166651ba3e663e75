"""Advances and payments: percent, contract, work done, papers, three persons, acceptance; the Treasury's answer."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from budgets.models import Commitment, PaymentRequest, Settlement
from budgets.papers import attach_paper, missing_papers
from budgets.papers import paper_rows as of_payment
from budgets.payments import PAYMENT_FLOW, save_payment
from budgets.subjects import commitment_place
from budgets.support import final_support
from core.audit import history
from core.dates import ngay
from core.documents import withdraw
from core.money import dong
from core.workflow import Act
from inspections.proofs import add_proof
from ledger.models import Transfer
from ledger.posting import Stage
from ledger.reading import balance
from norms.models import AdvanceRule, QuoteRule, RequiredPaper, TreasuryRule
from plans.selectors import approved_item
from projects.details.services import save_details
from projects.papers import missing_now
from projects.papers import paper_rows as of_project
from projects.progress import confirm_progress
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_details import formset

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def stands(commitment, stage):
    return balance(commitment_place(commitment, stage)) // MILLION


STATE = "signed_contract"


@pytest.fixture
def contract(db):
    """150 triệu for machinery, work done at 80 % of the cost."""
    return Commitment.objects.get()


@pytest.fixture
def fair(db):
    """A contract of a kind of support that asks nothing but the contract before an advance."""
    return b.signed(b.approved(100, category=f.category("fair_organise")), million=100)


def test_the_rest_waits_for_the_proof_of_what_the_beneficiary_bore(contract):
    project = b.accepted(contract, proved=False)
    row = b.request(contract, 45, kind="PAYMENT")
    said = refused(b.press, row, "check")
    assert "Thiếu chứng từ phần vốn đối ứng của" in said and f"cần chứng từ chi {dong(project.counterpart)}" in said
    assert "TTLT 26/2014/TTLT-BTC-BCT, Điều 7" in said
    add_proof(project.acceptances.get(), None, by=f.person("CENTRE_OFFICER"), number="8b", issued_on=b.day(10, 25))
    assert b.press(row, "check").status == "CHECKED"


# --- the advance --------------------------------------------------------------
def test_an_advance_goes_up_to_seventy_percent_of_the_support(contract):
    assert b.paid(contract, 105).status == "PAID"


def test_one_dong_above_seventy_percent_is_refused_with_both_figures(contract):
    row = b.request(contract, 105)
    row.amount += 1
    save_payment(row, by=f.person("CENTRE_OFFICER"))

    said = refused(b.press, row, "check")

    assert "Tạm ứng vượt mức cho phép: hiện có 105.000.001 đ" in said
    assert "cần không quá 105.000.000 đ (70 % của 150.000.000 đ)" in said and "TT 36/2013/TT-BCT đ.13" in said


def test_advances_are_counted_together(contract):
    b.paid(contract, 60)

    assert "hiện có 110.000.000 đ" in refused(b.press, b.request(contract, 50), "check")


def test_a_withdrawn_advance_no_longer_counts(contract):
    b.press(b.request(contract, 60), "withdraw", note="Chưa cần")

    assert b.press(b.request(contract, 105), "check").status == "CHECKED"


def test_support_for_a_cluster_plan_of_wastewater_may_advance_thirty_percent(db):
    row = b.signed(b.approved(100, category=f.category("wastewater_cluster")), million=100)
    b.progress(row, 60)

    assert b.press(b.request(row, 30), "check").status == "CHECKED"
    assert "30.000.000 đ (30 % của 100.000.000 đ)" in refused(b.press, b.request(row, 1), "check")


def test_a_kind_of_support_without_a_percent_has_no_advance(db):
    row = b.signed(b.approved(100, category=f.category("showroom")), million=100)

    assert "Nội dung này không được tạm ứng" in refused(b.press, b.request(row, 10), "check")


def test_a_kind_of_support_without_any_rule_has_no_advance(contract):
    AdvanceRule.objects.filter(category=contract.project.category).delete()

    assert "chưa có quy định tạm ứng" in refused(b.press, b.request(contract, 10), "check")


def test_the_rule_is_that_of_the_day_of_the_request(contract):
    rule = AdvanceRule.objects.get(category=contract.project.category, tier="LOCAL")
    AdvanceRule.objects.filter(pk=rule.pk).update(valid_to=b.day(12, 31))
    rule.pk, rule.percent, rule.valid_from = None, 20, datetime.date(2022, 1, 1)
    rule.save()

    assert b.press(b.request(contract, 105), "check").status == "CHECKED"


def half_of_large_contracts(**fields):
    facts = {
        "code": "GENERAL_ADVANCE", "tier": "LOCAL", "percent": 50, "above": 50 * MILLION,
        "valid_from": b.day(1, 1), "valid_to": b.day(12, 31), "source": "TT 17/2024/TT-BTC đ.6.3", "verified": True,
    }  # fmt: skip
    return TreasuryRule.objects.create(**facts | fields)


def without_text_of_its_own(contract):
    AdvanceRule.objects.filter(category=contract.project.category).update(special=False)


def test_without_a_text_of_its_own_the_treasury_advances_half_of_a_large_contract(contract):
    half_of_large_contracts()
    assert b.press(b.request(contract, 76), "check", "sign", "send").status == "SENT"  # a circular of its own: 70 %
    without_text_of_its_own(contract)
    contract.payments.update(status="WITHDRAWN")

    said = refused(b.press, b.request(contract, 76), "check")
    assert "75.000.000 đ (50 % của 150.000.000 đ)" in said and "TT 17/2024/TT-BTC đ.6.3" in said
    contract.payments.update(status="WITHDRAWN")
    assert b.press(b.request(contract, 75), "check").status == "CHECKED"


@pytest.mark.parametrize("rule", [{"above": 150 * MILLION}, {"valid_from": b.day(12, 1)}, {"tier": "NATIONAL"}])
def test_the_general_limit_is_of_its_time_its_tier_and_of_larger_contracts_only(contract, rule):
    without_text_of_its_own(contract)
    half_of_large_contracts(**rule)
    assert b.press(b.request(contract, 105), "check").status == "CHECKED"


def test_a_task_by_decision_is_no_contract_for_the_general_limit(db):
    task = b.signed(kind="ASSIGNMENT")
    b.progress(task, 80)
    without_text_of_its_own(task)
    half_of_large_contracts()
    assert b.press(b.request(task, 105), "check").status == "CHECKED"


def test_sixty_one_percent_of_the_investment_done_is_too_little(db):
    row = b.signed()
    b.progress(row, 61)

    said = refused(b.press, b.request(row, 100), "check")

    assert "Giá trị đã thực hiện chưa đủ: hiện có 61 %; cần trên 70 % (TT 36/2013/TT-BCT đ.13)." in said


def test_seventy_percent_itself_is_not_over_seventy(db):
    row = b.signed()
    b.progress(row, 70)

    assert "hiện có 70 %; cần trên 70 %" in refused(b.press, b.request(row, 100), "check")


def test_a_report_nobody_confirmed_proves_no_work(db):
    row = b.signed()
    report = f.progress(b.running(row), percent=90, value_done=400 * MILLION, spent_other=100 * MILLION)

    assert "Chưa có báo cáo tiến độ được Sở xác nhận" in refused(b.press, b.request(row, 100, papers=False), "check")

    confirm_progress(report, by=f.person("DOIT_SPECIALIST"), on=b.day(7, 27))
    row.payments.update(status="WITHDRAWN")
    assert b.press(b.request(row, 100), "check").status == "CHECKED"


def test_what_was_done_after_the_day_of_the_request_proves_no_work_on_it(db):
    row = b.signed()
    b.progress(row, 80, month=9)

    said = refused(b.press, b.request(row, 100, papers=False), "check")
    assert "Chưa có báo cáo tiến độ được Sở xác nhận: hiện có đến ngày đề nghị 02/08/2021 chưa có, sớm nhất là" in said
    assert "tháng 09/2021" in said

    row.payments.update(status="WITHDRAWN")
    assert b.press(b.request(row, 100, on=b.day(9, 30)), "check").status == "CHECKED"


def test_of_two_reports_the_last_one_up_to_the_day_of_the_request_counts(db):
    row = b.signed()
    b.progress(row, 60)
    b.progress(row, 80, month=9)

    assert "hiện có 60 %; cần trên 70 %" in refused(b.press, b.request(row, 100), "check")


def test_after_acceptance_there_is_no_advance(contract):
    b.accepted(contract)

    assert "đề nghị thanh toán, không tạm ứng nữa" in refused(b.press, b.request(contract, 10), "check")


def test_where_the_rule_itself_waits_for_acceptance_the_advance_comes_after_it(db):
    row = b.signed(b.approved(10, total=30 * MILLION, category=f.category("enterprise_startup")), million=10)
    assert "Chỉ tạm ứng sau nghiệm thu cơ sở" in refused(b.press, b.request(row, 10), "check")
    row.payments.update(status="WITHDRAWN")
    b.accepted(row, cost_million=30)

    assert b.press(b.request(row, 10, on=b.day(11, 8)), "check").status == "CHECKED"


# --- what is not verified says so ---------------------------------------------
def test_a_rule_nobody_has_verified_says_so_where_it_refuses(contract):
    b.required(contract, "support_contract")
    AdvanceRule.objects.update(verified=False)
    RequiredPaper.objects.update(verified=False)
    row = b.request(contract, 105, papers=False)
    PaymentRequest.objects.filter(pk=row.pk).update(amount=105 * MILLION + 1)

    said = refused(b.press, PaymentRequest.objects.get(pk=row.pk), "check")

    assert "(70 % của 150.000.000 đ) (TT 36/2013/TT-BCT đ.13, chưa kiểm chứng)" in said
    assert "Thiếu giấy tờ: " in said
    assert said.count("TT 36/2013/TT-BCT đ.13, chưa kiểm chứng") == said.count("TT 36/2013/TT-BCT đ.13")


def test_an_unverified_end_of_the_closing_window_says_so(contract):
    b.accepted(contract)
    said = refused(b.pay, b.sent(contract, 150, "PAYMENT"), on=datetime.date(2022, 2, 1))
    assert "TT 342/2016/TT-BTC đ.26, chưa kiểm chứng" in said


def test_an_unverified_norm_of_the_approval_is_a_warning_of_the_final_support(contract):
    project = b.accepted(contract)
    item = approved_item(project)
    steps = final_support(project).steps
    frozen = [step["text"] for step in item.ceiling["steps"] if step["warning"]]
    assert frozen and [step["text"] for step in steps if step.get("warning")] == frozen


# --- papers -------------------------------------------------------------------
def test_each_missing_paper_is_named_with_its_article(db):
    row = b.request(b.signed(), 100, papers=False)
    lacking = [required.paper.name for required in missing_papers(row, row.requested_on)]

    said = refused(b.press, row, "check")

    assert lacking
    for name in lacking:
        assert f"Thiếu giấy tờ: {name} (TT 36/2013/TT-BCT đ.13)" in said


def test_a_paper_needed_only_on_a_condition_does_not_block(contract):
    row = b.request(contract, 100)
    b.required(row, "support_contract", condition="có thuê tư vấn")

    assert b.press(row, "check").status == "CHECKED"


def test_the_signed_contract_and_the_confirmed_report_are_papers_themselves(contract):
    row = b.request(contract, 100, papers=False)

    assert {required.paper.code for required in missing_papers(row, row.requested_on)}.isdisjoint(
        {"project_contract", "progress_report"}
    )


@pytest.mark.parametrize("where", ["payment", "commitment", "project"])
def test_a_paper_may_lie_with_the_request_the_contract_or_the_project(fair, where):
    row, officer = b.request(fair, 20, papers=False), f.person("CENTRE_OFFICER")
    lacking = b.required(row, "support_contract")
    assert "Thiếu giấy tờ: Hợp đồng hỗ trợ" in refused(b.press, row, "check")

    attach_paper(row, None, by=officer, kind=lacking.code, where=where, issued_on=b.day(8, 1))

    assert b.press(row, "check").status == "CHECKED"


def test_a_paper_dated_after_the_request_counts_and_the_page_says_so(fair, client):
    row, officer = b.request(fair, 20, on=b.day(8, 1), papers=False), f.person("CENTRE_OFFICER")
    lacking = b.required(row, "support_contract")
    attach_paper(row, None, by=officer, kind=lacking.code, issued_on=b.day(8, 3))
    client.force_login(officer)

    page = client.get(row.get_absolute_url()).content.decode()

    assert "Đề ngày 03/08/2021, sau ngày đề nghị 01/08/2021." in page
    assert b.press(row, "check").status == "CHECKED"


def test_a_withdrawn_paper_is_missing_again(fair):
    row, officer = b.request(fair, 20, papers=False), f.person("CENTRE_OFFICER")
    lacking = b.required(row, "support_contract")
    document = attach_paper(row, None, by=officer, kind=lacking.code, issued_on=b.day(8, 1))

    withdraw(document, by=officer, why="Nhầm hợp đồng")

    assert "Thiếu giấy tờ: Hợp đồng hỗ trợ" in refused(b.press, row, "check")


@pytest.mark.parametrize("where", ["payment", "commitment"])
def test_a_paper_that_was_checked_is_not_taken_away_from_under_the_request(fair, where):
    row, officer = b.request(fair, 20, papers=False), f.person("CENTRE_OFFICER")
    lacking = b.required(row, "support_contract")
    document = attach_paper(row, None, by=officer, kind=lacking.code, where=where, issued_on=b.day(8, 1))
    b.press(row, "check")

    assert "là căn cứ của việc đã làm sau nó" in refused(withdraw, document, by=officer, why="Nhầm hợp đồng")

    b.press(row, "send_back", note="Sai hợp đồng hỗ trợ")
    withdraw(document, by=officer, why="Nhầm hợp đồng")
    assert "Thiếu giấy tờ: Hợp đồng hỗ trợ" in refused(b.press, row, "check")


def test_another_unit_brings_no_paper(contract):
    row = b.request(contract, 100)

    with pytest.raises(PermissionDenied):
        attach_paper(row, None, by=f.person("DOIT_ACCOUNTANT"), kind="other", issued_on=b.day(8, 1))


# --- three persons, one unit ----------------------------------------------------
def test_preparing_checking_and_signing_are_three_persons(contract):
    row = b.request(contract, 100)
    clerk = f.another("CENTRE_ACCOUNTANT")
    f.RoleGrant.objects.create(user=clerk, role="CENTRE_DIRECTOR", valid_from=b.day(1, 1))
    PAYMENT_FLOW.press(row, "check", by=clerk)

    assert "phải do người khác làm" in refused(PAYMENT_FLOW.press, row, "sign", by=clerk)


def test_whoever_prepared_does_not_check(contract):
    officer = f.person("CENTRE_OFFICER")
    f.RoleGrant.objects.create(user=officer, role="CENTRE_ACCOUNTANT", valid_from=b.day(1, 1))

    assert "phải do người khác làm" in refused(PAYMENT_FLOW.press, b.request(contract, 100), "check", by=officer)


def test_whoever_prepared_or_signed_takes_no_later_step_of_the_request_either(contract):
    """To send it, to take it back and to record what the Treasury did are the accountant's, like the check."""
    officer, holder = f.person("CENTRE_OFFICER"), f.person("CENTRE_DIRECTOR")
    for person in (officer, holder):
        f.RoleGrant.objects.create(user=person, role="CENTRE_ACCOUNTANT", valid_from=b.day(1, 1))
    row = b.press(b.request(contract, 105), "check", "sign")
    bill = b.paper("KB-1", b.day(8, 9))
    for reached, steps in {
        "SIGNED": {"send": {}, "mend": {"note": "Sai"}},
        "SENT": {"pay": {"paper": bill}, "treasury_return": {"note": "Sai"}},
        "RETURNED": {"send_again": {}, "mend": {"note": "Sai"}},
    }.items():
        if row.status != reached:
            b.press(row, *{"SENT": ["send"], "RETURNED": ["treasury_return"]}[reached], note="Sai")
        for name, fields in steps.items():
            for person in (officer, holder):
                assert "phải do người khác làm" in refused(PAYMENT_FLOW.press, row, name, by=person, **fields), name


def test_the_departments_account_holder_does_not_sign_for_the_centre(contract):
    row = b.press(b.request(contract, 100), "check")

    said = refused(PAYMENT_FLOW.press, row, "sign", by=f.person("DOIT_DIRECTOR"))

    assert "Chỉ người của đơn vị sử dụng kinh phí làm bước này: cần Trung tâm Khuyến công" in said


def test_an_officer_of_the_department_prepares_nothing_for_the_centre(contract):
    assert "chỉ đơn vị này lập đề nghị" in refused(b.request, contract, 100, by=f.person("DOIT_SPECIALIST"))


def test_a_request_keeps_its_contract(contract):
    row = b.request(contract, 100)
    row.commitment = b.signed(b.approved(100), million=100)

    assert "giữ hợp đồng đó" in refused(save_payment, row, by=f.person("CENTRE_OFFICER"))


def test_nothing_is_asked_on_a_contract_that_is_not_signed(db):
    assert "chưa ký" in refused(b.request, b.drafted(), 10)


def test_a_checked_request_is_changed_only_after_it_was_sent_back(contract):
    row = b.press(b.request(contract, 100), "check")
    row.amount = 90 * MILLION
    assert "không sửa được" in refused(save_payment, row, by=f.person("CENTRE_OFFICER"))

    b.press(row, "send_back", note="Ghi lại số tiền")
    row.amount = 90 * MILLION
    save_payment(row, by=f.person("CENTRE_OFFICER"))
    assert PaymentRequest.objects.get().amount == 90 * MILLION


# --- the rest, on accepted work ---------------------------------------------------
def test_requests_never_add_up_to_more_than_the_contract(contract):
    b.paid(contract, 100)
    b.accepted(contract)

    said = refused(b.press, b.request(contract, 51, "PAYMENT"), "check")

    assert "Tổng đề nghị vượt giá trị hợp đồng: hiện có 151.000.000 đ" in said
    assert "không quá 150.000.000 đ (các đề nghị khác 100.000.000 đ)" in said


def test_the_rest_is_paid_only_after_acceptance(contract):
    assert "Chưa thanh toán được: đề án chưa được nghiệm thu" in refused(
        b.press, b.request(contract, 40, "PAYMENT"), "check"
    )


def test_after_acceptance_the_rest_is_paid_without_any_advance_before(contract):
    b.accepted(contract)

    assert b.paid(contract, 150, "PAYMENT").status == "PAID"
    assert (stands(contract, Stage.COMMITTED), stands(contract, Stage.PAID)) == (0, 150)


def test_a_lower_accepted_cost_lowers_what_may_be_paid(contract):
    b.paid(contract, 105)
    b.accepted(contract, cost_million=280)  # 50 % of it are 140

    said = refused(b.press, b.request(contract, 36, "PAYMENT"), "check")

    assert "hiện có 141.000.000 đ; cần không quá 140.000.000 đ" in said
    assert b.press(b.request(contract, 35, "PAYMENT"), "withdraw", note="x").status == "WITHDRAWN"


# --- the day of the request -----------------------------------------------------
@pytest.mark.parametrize("on", [b.day(6, 9), datetime.date(1990, 1, 1), datetime.date(2099, 1, 1)])
def test_a_request_is_dated_between_the_signature_and_today(contract, on):
    row = b.request(contract, 105, on=on)

    assert f"Ngày đề nghị phải từ ngày ký hợp đồng đến hôm nay: hiện có {ngay(on)}; cần từ 10/06/2021 đến" in refused(
        b.press, row, "check"
    )


def test_an_older_day_does_not_do_away_with_the_papers(contract):
    b.accepted(contract)
    row = b.request(contract, 45, "PAYMENT", papers=False)
    row.requested_on = datetime.date(1990, 1, 1)
    save_payment(row, by=f.person("CENTRE_OFFICER"))

    assert "Ngày đề nghị" in refused(b.press, row, "check")
    row.refresh_from_db()
    assert row.status == "PREPARED"


# --- after the account was sent ----------------------------------------------------
def test_nothing_more_is_asked_once_the_account_was_sent_until_it_is_returned(db):
    contract = b.signed()
    account = b.submitted(contract, payment=0)
    said = refused(b.request, contract, 45, "PAYMENT")
    assert "Quyết toán của đề án đã nộp, không đề nghị tạm ứng, thanh toán nữa" in said
    assert "“Đã nộp, Sở đang xét duyệt”" in said

    notice = b.paper(on=b.day(11, 20))
    b.press_settlement(account, "return", "DOIT_SPECIALIST", note="Thiếu một khoản chi.", paper=notice)

    assert b.paid(contract, 45, "PAYMENT").status == "PAID"


@pytest.mark.parametrize("status", ["SUBMITTED", "REVIEWED"])
def test_a_request_prepared_before_does_not_go_on_either(db, status):
    contract = b.signed()
    account = b.account(contract, payment=0)
    row = b.request(contract, 45, "PAYMENT")
    Settlement.objects.filter(pk=account.pk).update(status=status)

    assert "Quyết toán của đề án đã nộp" in refused(b.press, row, "check")


def test_money_that_settlement_gave_back_is_not_paid(db):
    contract = b.signed()
    row = b.settled(contract, payment=0).project.commitments.get().payments.get()
    late = PaymentRequest.objects.create(
        commitment=contract, kind="PAYMENT", amount=45 * MILLION, content="Phần còn lại",
        requested_on=b.day(12, 1), created_by=row.created_by,
    )  # fmt: skip

    said = refused(b.press, late, "check")

    assert "Kinh phí của hợp đồng không còn đủ: hiện có 0 đ; cần 45.000.000 đ" in said
    assert "Quyết toán của đề án đã nộp" in said


# --- the Treasury ---------------------------------------------------------------
def test_the_ledger_moves_only_when_the_treasury_has_paid_and_on_its_papers_date(contract):
    row = b.sent(contract, 105)
    assert (stands(contract, Stage.COMMITTED), stands(contract, Stage.ADVANCED)) == (150, 0)

    b.pay(row, on=b.day(8, 9), number="KB-77")

    assert (stands(contract, Stage.COMMITTED), stands(contract, Stage.ADVANCED)) == (45, 105)
    assert (row.paid_on, row.treasury_number) == (b.day(8, 9), "KB-77")
    assert Transfer.objects.get(kind="advance").dated_on == b.day(8, 9)


def test_what_the_treasury_returned_is_sent_again_or_mended(contract):
    row = b.press(b.sent(contract, 105), "treasury_return", note="Sai tên tài khoản")
    assert (row.status, stands(contract, Stage.COMMITTED)) == ("RETURNED", 150)

    assert b.press(row, "send_again", "treasury_return", note="Vẫn sai").status == "RETURNED"
    b.press(row, "mend", note="Sửa tài khoản")
    b.press(row, "check", "sign", "send")
    assert b.pay(row).status == "PAID"


def test_a_return_without_a_reason_is_refused(contract):
    assert "Phải nêu lý do" in refused(b.press, b.sent(contract, 105), "treasury_return")


def test_payment_needs_the_treasurys_paper(contract):
    assert "số, ngày, người ký" in refused(b.press, b.sent(contract, 105), "pay")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (datetime.date(2021, 8, 1), "trước ngày đề nghị: hiện có 01/08/2021; cần từ 02/08/2021"),
        (datetime.date(2022, 1, 1), "không tạm ứng từ dự toán của năm 2021 nữa"),
        (datetime.date(2099, 1, 1), "Ghi nhận một ngày chưa tới"),
    ],
)
def test_the_treasurys_paper_of_an_advance_lies_between_the_request_and_the_end_of_the_year(contract, on, sentence):
    said = refused(b.pay, b.sent(contract, 105), on=on)
    assert sentence in said and said.count("hiện có") == 1
    assert stands(contract, Stage.ADVANCED) == 0


def test_an_advance_is_paid_to_the_last_day_of_the_year(contract):
    assert b.pay(b.sent(contract, 105), on=datetime.date(2021, 12, 31)).paid_on == datetime.date(2021, 12, 31)


def test_the_closing_window_ends(contract):
    b.accepted(contract)
    said = refused(b.pay, b.sent(contract, 150, "PAYMENT"), on=datetime.date(2022, 2, 1))
    assert "Đã hết thời gian chỉnh lý của năm 2021: hiện có 01/02/2022; cần đến 31/01/2022" in said


@pytest.mark.parametrize(("held_on", "paid"), [(datetime.date(2021, 12, 31), True), (datetime.date(2022, 1, 5), False)])
def test_the_closing_window_is_for_work_done_within_the_year(contract, held_on, paid):
    b.accepted(contract, held_on=held_on)
    row = b.sent(contract, 150, "PAYMENT", on=datetime.date(2022, 1, 6))
    end = datetime.date(2022, 1, 31)
    if paid:
        assert b.pay(row, on=end).paid_on == end
    else:
        said = refused(b.pay, row, on=end)
        assert "chỉ chi cho khối lượng nghiệm thu đến 31/12/2021: hiện có nghiệm thu ngày 05/01/2022" in said


def test_the_value_of_the_contract_is_asked_again_when_the_treasury_has_paid(contract):
    b.accepted(contract)
    first = b.sent(contract, 150, "PAYMENT")
    second = b.request(contract, 1, "PAYMENT")
    PaymentRequest.objects.filter(pk=second.pk).update(status="SENT")

    assert "Tổng đề nghị vượt giá trị hợp đồng" in refused(b.pay, second)

    second.refresh_from_db()
    b.press(second, "treasury_return", note="Vượt hợp đồng")
    b.press(second, "withdraw", note="Vượt hợp đồng")
    b.pay(first)
    assert (stands(contract, Stage.COMMITTED), stands(contract, Stage.PAID)) == (0, 150)


def test_a_colleagues_draft_does_not_stop_what_was_checked_before_it_and_waits_for_it_itself(contract):
    row = b.sent(contract, 100)
    draft = b.request(contract, 60)
    assert b.pay(row).status == "PAID"  # the Treasury has paid it: a draft of after does not undo that
    assert "Tổng đề nghị vượt giá trị hợp đồng" in refused(b.press, draft, "check")


def test_of_two_drafts_that_are_too_much_together_neither_is_checked(contract):
    first, second = b.request(contract, 100), b.request(contract, 60)
    for row in (first, second):
        assert "các đề nghị khác" in refused(b.press, row, "check")
    b.press(second, "withdraw", note="Đã có đề nghị khác.")
    assert b.press(first, "check").status == "CHECKED"


def test_every_objection_comes_at_once(db):
    row = b.signed()
    b.progress(row, 61)
    asked = b.request(row, 149, papers=False)
    asked.amount = 151 * MILLION
    save_payment(asked, by=f.person("CENTRE_OFFICER"))

    said = PAYMENT_FLOW["check"].standing_objections(asked, Act(by=f.person("DOIT_ACCOUNTANT")))

    words = " ".join(map(str, said))
    for sentence in ("đơn vị sử dụng", "vượt giá trị hợp đồng", "vượt mức cho phép", "chưa đủ: hiện có 61 %"):
        assert sentence in words


# --- quotes -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def four_quotes(contract):
    """The machines of the contract have the prices of three sellers; the rule, entered late, asks four."""
    return QuoteRule.objects.create(
        tier="LOCAL", above=300 * MILLION, quotes=4, source="Quy định của tỉnh", valid_from=b.day(1, 1)
    )


def one_more_quote(project):
    more = {"seller": "Công ty Đ", "amount": 380 * MILLION}
    save_details(project, by=f.person("CENTRE_OFFICER"), rows={"quotes": [more]})


LACKS = "phải có báo giá của ít nhất 4 đơn vị khác nhau: hiện có 3 đơn vị; cần 4 đơn vị (Quy định của tỉnh, chưa kiểm"


def test_no_advance_goes_out_for_machines_whose_prices_too_few_sellers_told(contract, four_quotes):
    row = b.request(contract, 75)
    assert LACKS in refused(b.press, row, "check")
    one_more_quote(contract.project)
    b.press(row, "check", "sign")
    four_quotes.quotes = 5
    four_quotes.save()
    later = b.request(contract, 1)
    assert "cần 5 đơn vị" in refused(b.press, later, "check"), "by the one rule of the day of the dossier"


def test_nor_a_payment_after_acceptance_and_the_quote_may_still_come(contract, four_quotes):
    project = b.accepted(contract)
    row = b.request(contract, 45, kind="PAYMENT")
    assert LACKS in refused(b.press, row, "check")
    one_more_quote(project)
    assert b.press(row, "check").status == "CHECKED"


def test_the_papers_name_the_quotes_that_lack_as_the_refusal_does(contract, four_quotes, client):
    row, project = b.request(contract, 75), contract.project

    def states():
        papers = [of_payment(row, row.requested_on), of_project(project)[0]]
        found = [next(paper for paper in rows if paper.paper.code == "quotes") for rows in papers]
        lacks = [str(paper) for paper in missing_now([project]).get(project.pk, []) if paper.code == "quotes"]
        return [paper.state for paper in found], len(lacks)

    assert states() == (["MISSING", "MISSING"], 1)
    client.force_login(f.person("CENTRE_OFFICER"))
    for page in (row, project):
        shown = client.get(page.get_absolute_url()).content.decode()
        assert "Báo giá của ít nhất 4 đơn vị khác nhau cho máy trị giá" in shown
    api = client.get(f"/api/v1/payments/{row.pk}/papers/").json()
    assert [paper["state"] for paper in api if paper["code"] == "quotes"] == ["MISSING"]
    one_more_quote(project)
    assert states() == (["HAVE", "HAVE"], 0)


def test_what_was_quoted_for_the_application_stands_while_more_is_added(contract, four_quotes):
    project = contract.project
    before = [(quote.no, quote.seller, quote.amount) for quote in project.quotes.all()]
    dearer = [{"no": before[0][0], "amount": 999 * MILLION}]
    said = refused(save_details, project, by=f.person("CENTRE_OFFICER"), rows={"quotes": dearer})
    assert "không sửa được ở bước này" in said
    one_more_quote(project)
    after = [(quote.no, quote.seller, quote.amount) for quote in project.quotes.all()]
    assert after == [*before, (before[-1][0] + 1, "Công ty Đ", 380 * MILLION)]
    assert "Công ty Đ" in history(project)[0].sentence


def test_the_page_takes_one_more_quote_and_shows_the_others_as_they_are(contract, four_quotes, client):
    project = contract.project
    client.force_login(f.person("CENTRE_OFFICER"))
    address = reverse("projects:details", args=[project.pk])
    page = client.get(address).content.decode()
    assert "Báo giá bổ sung" in page and project.quotes.first().seller not in page
    typed = {"seller": "Công ty Đ", "subject": "", "dated_on": "", "amount": "380 triệu"}
    client.post(address, formset("quotes", typed) | formset("deliveredmachines"))
    assert project.quotes.count() == 4
