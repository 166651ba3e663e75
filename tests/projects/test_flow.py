"""An application from the first draft to the end of the work: who may take which step, and what stands in the way."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.audit import history
from norms.models import AdvanceRule, DeadlineRule, RequiredPaper
from projects.models import Beneficiary, CostItem, Project
from projects.next_steps import turn_of
from projects.past import enter_historical
from projects.progress import confirm_progress
from projects.services import (
    record_appraisal,
    record_indicators,
    save_project,
)
from projects.work import worklist
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_council import chair, member, secretary
from tests.projects.test_council import recorded as council_sheet

pytestmark = pytest.mark.django_db
S = Project.Status


def refusals(row, name, by, **act):
    with pytest.raises(ValidationError) as refused:
        PROJECT_FLOW.press(row, name, by=by, **act)
    return " ".join(refused.value.messages)


def test_an_application_goes_from_draft_to_completed():
    row = f.project_in("COMPLETED")
    row.refresh_from_db()
    assert row.status == S.COMPLETED
    assert [entry.action.rpartition(".")[2] for entry in history(row)][:2] == ["complete", "save_details"]


def test_everything_missing_is_said_at_once():
    row = f.project(objective="", impact="", starts_on=None, total_cost=None, requested_support=None,
                    counterpart=None, other=None, beneficiaries=[])  # fmt: skip
    said = refusals(row, "register", f.person("CENTRE_OFFICER"))
    for words in ("mục tiêu", "hiệu quả", "ngày bắt đầu", "tổng kinh phí", "Chưa có đơn vị thụ hưởng",
                  "Công văn đề nghị", "Dự toán kinh phí (Mẫu 1)", "Đơn vị thực hiện nộp"):  # fmt: skip
        assert words in said


def test_an_estimate_that_does_not_add_up_is_named_with_both_figures():
    items = [CostItem(content="Buồng sơn", quantity=1, unit_price=170_000_000, amount=170_000_000)]
    row = f.with_papers(f.project(cost_items=items))
    said = refusals(row, "register", f.person("CENTRE_OFFICER"))
    assert "170.000.000 đ" in said and "180.000.000 đ" in said and "235.000.000 đ" in said


def with_tax(vat, **fields):
    """415 triệu with tax: 380 and 35 of tax, of which the State pays 180."""
    items = [
        CostItem(content="Buồng sơn", amount=165_000_000, vat=15_000_000),
        CostItem(content="Máy bào", amount=215_000_000, vat=vat, counterpart=215_000_000 + (vat or 0)),
    ]
    return f.with_papers(f.project(cost_items=items, **fields))


def test_the_payers_pay_the_estimate_with_its_tax():
    row = with_tax(20_000_000, eligible_cost=380_000_000)
    PROJECT_FLOW.press(row, "register", by=f.person("CENTRE_OFFICER"))
    assert row.status == S.REGISTERED


def test_the_norm_takes_its_rate_of_no_more_than_the_estimate_has_without_tax():
    row = with_tax(20_000_000, eligible_cost=380_000_001)
    said = refusals(row, "register", f.person("CENTRE_OFFICER"))
    assert "vượt dự toán (chi phí chưa có thuế GTGT): hiện có 380.000.001 đ; cần không quá 380.000.000 đ" in said


def test_an_estimate_that_does_not_tell_the_tax_apart_is_not_compared_with_the_norms_base():
    items = [
        CostItem(content="Buồng sơn", amount=180_000_000),
        CostItem(content="Máy bào", amount=235_000_000, counterpart=235_000_000),
    ]
    row = f.with_papers(f.project(cost_items=items))
    PROJECT_FLOW.press(row, "register", by=f.person("CENTRE_OFFICER"))
    assert row.status == S.REGISTERED


def test_a_task_needs_no_beneficiary():
    row = f.with_papers(f.project(kind=Project.Kind.TASK, beneficiaries=[], category=f.category("training_workshop")))
    PROJECT_FLOW.press(row, "register", by=f.person("CENTRE_OFFICER"))
    assert row.status == S.REGISTERED


def test_a_dossier_after_the_deadline_is_taken_with_a_remark():
    row = f.registered()
    row.refresh_from_db()
    assert "sau hạn đăng ký 20/05/2020" in row.remark and "chưa kiểm chứng" not in row.remark


def test_a_deadline_nobody_has_verified_says_so_in_the_remark():
    f.category()
    DeadlineRule.objects.filter(code="registration").update(verified=False)
    row = f.registered()
    row.refresh_from_db()
    assert "sau hạn đăng ký 20/05/2020" in row.remark and ", chưa kiểm chứng)." in row.remark


def test_a_kind_of_support_without_papers_or_advances_is_taken_with_a_remark_of_what_is_not_set():
    assert "chưa có" not in f.registered().remark
    kind = f.category()
    RequiredPaper.objects.filter(category=kind, stage="PAYMENT").delete()
    AdvanceRule.objects.filter(category=kind).delete()

    row = f.registered()

    row.refresh_from_db()
    assert row.status == S.REGISTERED
    assert f"Nội dung “{kind.name}” chưa có: giấy tờ phải có ở khâu Thanh toán; quy định tạm ứng" in row.remark


def test_a_returned_dossier_is_mended_filed_again_and_appraised_anew():
    row = f.registered()
    specialist, officer = f.person("DOIT_SPECIALIST"), f.person("CENTRE_OFFICER")
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, by=specialist)
    assert "Phải nêu lý do" in refusals(row, "return", specialist)
    PROJECT_FLOW.press(row, "return", by=specialist, note="Thiếu báo giá thứ ba.")
    row.place = "Cụm công nghiệp Thái Yên"
    save_project(row, by=officer)
    PROJECT_FLOW.press(row, "resubmit", by=officer)
    assert "Chưa có phiếu thẩm định" in refusals(row, "appraise", f.person("DOIT_DIRECTOR"))


def test_a_sheet_that_cannot_pass_goes_back_to_the_appraiser_with_the_reason():
    row, specialist, director = f.registered(), f.person("DOIT_SPECIALIST"), f.person("DOIT_DIRECTOR")
    assert "Chưa có phiếu thẩm định" in refusals(row, "send_sheet_back", director, note="Sai")
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_001, by=specialist)
    assert "Phải nêu lý do" in refusals(row, "send_sheet_back", director)
    with pytest.raises(PermissionDenied):
        PROJECT_FLOW.press(row, "send_sheet_back", by=specialist, note="Sai")

    PROJECT_FLOW.press(row, "send_sheet_back", by=director, note="Vượt mức đơn vị xin.")

    assert row.status == S.REGISTERED
    assert "Chưa có phiếu thẩm định" in refusals(row, "appraise", director)
    turn = turn_of(row, specialist)
    assert (turn.title, turn.sent_back) == ("Sửa phiếu thẩm định bị trả lại", "Vượt mức đơn vị xin.")
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, by=specialist,
                     made_on=datetime.date(2021, 5, 4))  # fmt: skip
    PROJECT_FLOW.press(row, "appraise", by=director, on=datetime.date(2021, 5, 10))
    assert row.status == S.APPRAISED


def test_a_sheet_sent_back_is_forgotten_once_the_dossier_was_filed_anew():
    row, specialist = f.registered(), f.person("DOIT_SPECIALIST")
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_001, by=specialist)
    PROJECT_FLOW.press(row, "send_sheet_back", by=f.person("DOIT_DIRECTOR"), note="Vượt mức đơn vị xin.")
    PROJECT_FLOW.press(row, "return", by=specialist, note="Thiếu báo giá.")
    PROJECT_FLOW.press(row, "resubmit", by=f.person("CENTRE_OFFICER"))

    assert turn_of(row, specialist).title == "Thẩm định hồ sơ"


def test_a_filed_dossier_can_no_longer_be_changed():
    row = f.registered()
    row.title = "Tên khác"
    with pytest.raises(ValidationError, match="không sửa được nữa"):
        save_project(row, by=f.person("CENTRE_OFFICER"))


def test_a_point_that_is_not_met_stops_the_conclusion_with_its_finding():
    row = f.registered()
    points = f.all_points_met() | {"combination": {"ok": False, "finding": "Đã nhận hỗ trợ của chương trình khác."}}
    record_appraisal(row, points=points, recommended_support=180_000_000, by=f.person("DOIT_SPECIALIST"))
    assert "Đã nhận hỗ trợ của chương trình khác." in refusals(row, "appraise", f.person("DOIT_DIRECTOR"))


def test_a_support_above_the_ceiling_is_refused_with_both_figures():
    row = f.registered(requested_support=210_000_000, counterpart=205_000_000)
    record_appraisal(row, points=f.all_points_met(), recommended_support=210_000_000, by=f.person("DOIT_SPECIALIST"))
    said = refusals(row, "appraise", f.person("DOIT_DIRECTOR"), on=datetime.date(2021, 5, 10))
    assert "210.000.000 đ" in said and "207.500.000 đ" in said


def test_the_day_of_a_step_is_not_before_the_paper_it_answers():
    row = f.with_papers(f.project())
    said = refusals(row, "register", f.person("CENTRE_OFFICER"), on=datetime.date(2021, 3, 11))
    assert "Ngày nộp trước ngày của hồ sơ: hiện có 11/03/2021; cần từ 12/03/2021 trở đi" in said
    PROJECT_FLOW.press(row, "register", by=f.person("CENTRE_OFFICER"), on=f.FILED)
    record_appraisal(
        row, points=f.all_points_met(), recommended_support=180_000_000, by=f.person("DOIT_SPECIALIST"),
        made_on=datetime.date(2021, 5, 4),
    )  # fmt: skip
    for step in ("appraise", "reject"):
        said = refusals(row, step, f.person("DOIT_DIRECTOR"), on=datetime.date(2021, 5, 3), note="Thử")
        assert "Ngày kết luận trước ngày thẩm định: hiện có 03/05/2021; cần từ 04/05/2021 trở đi" in said
    said = refusals(row, "appraise", f.person("DOIT_DIRECTOR"), on=datetime.date(2099, 1, 1))
    assert "ngày chưa tới" in said


def test_a_returned_dossier_is_not_filed_again_before_its_date():
    row = f.registered()
    PROJECT_FLOW.press(
        row, "return", by=f.person("DOIT_SPECIALIST"), note="Thiếu báo giá.", on=datetime.date(2021, 3, 20)
    )
    row.filed_on = datetime.date(2021, 4, 1)
    save_project(row, by=f.person("CENTRE_OFFICER"))
    said = refusals(row, "resubmit", f.person("CENTRE_OFFICER"), on=datetime.date(2021, 3, 25))
    assert "Ngày nộp trước ngày của hồ sơ" in said


def test_a_support_above_what_was_asked_is_refused():
    row = f.registered()
    record_appraisal(row, points=f.all_points_met(), recommended_support=190_000_000, by=f.person("DOIT_SPECIALIST"))
    assert "vượt mức đơn vị xin" in refusals(row, "appraise", f.person("DOIT_DIRECTOR"), on=datetime.date(2021, 5, 10))


def test_an_unknown_norm_blocks_and_says_who_can_settle_it():
    row = f.registered(category=f.category("showroom"), tier="NATIONAL")
    record_appraisal(row, points=f.all_points_met(), recommended_support=10_000_000, by=f.person("DOIT_SPECIALIST"))
    said = refusals(row, "appraise", f.person("DOIT_DIRECTOR"), on=datetime.date(2021, 5, 10))
    assert "Chưa có mức hỗ trợ tối đa" in said and "quản trị nhập" in said


def test_whoever_prepared_a_dossier_does_not_appraise_it():
    specialist = f.person("DOIT_SPECIALIST")
    row = f.with_papers(f.project(by=specialist))
    PROJECT_FLOW.press(row, "register", by=specialist)
    with pytest.raises(ValidationError, match="phải do người khác làm"):
        record_appraisal(row, points=f.all_points_met(), recommended_support=1, by=specialist)
    record_appraisal(row, points=f.all_points_met(), recommended_support=1, by=f.another("DOIT_SPECIALIST"))


def test_all_five_points_are_asked_at_once():
    with pytest.raises(ValidationError) as refused:
        record_appraisal(
            f.registered(), points={"rules": {"ok": False}}, recommended_support=1, by=f.person("DOIT_SPECIALIST")
        )
    assert len(refused.value.message_dict["points"]) == 5


@pytest.mark.parametrize(
    ("name", "role"),
    [("appraise", "DOIT_SPECIALIST"), ("appraise", "CENTRE_DIRECTOR"), ("return", "CENTRE_OFFICER"),
     ("reject", "DOIT_SPECIALIST"), ("withdraw", "VIEWER"), ("approve", "DOIT_DIRECTOR")],
)  # fmt: skip
def test_who_may_not_press_a_step_is_refused(name, role):
    with pytest.raises(PermissionDenied):
        PROJECT_FLOW.press(f.registered(), name, by=f.person(role), note="Thử")


@pytest.mark.parametrize("status", ["DRAFT", "REGISTERED", "APPRAISED"])
def test_an_applicant_may_withdraw_until_the_plan(status):
    row = f.project_in(status)
    PROJECT_FLOW.press(row, "withdraw", by=f.person("CENTRE_OFFICER"), note="Cơ sở không còn nhu cầu.")
    assert row.status == S.WITHDRAWN


def test_a_planned_project_is_not_simply_withdrawn():
    row = f.project_in("PLANNED")
    assert "không thể" in refusals(row, "withdraw", f.person("CENTRE_OFFICER"), note="Thôi.")


def test_work_is_complete_only_when_reported_so():
    row, officer = f.project_in("IN_PROGRESS"), f.person("CENTRE_OFFICER")
    said = refusals(row, "complete", officer)
    assert "Chưa ghi báo cáo tiến độ" in said and "bản Mẫu 3b trong hồ sơ không thay" in said  # never "chưa có Mẫu 3b"
    f.progress(row, percent=61)
    said = refusals(row, "complete", officer)
    assert "61 %" in said and "100 %" in said
    PROJECT_FLOW.press(row, "complete_by_volume", by=officer, note="Bão số 8 làm hỏng nhà xưởng.")
    assert row.status == S.COMPLETED


def test_the_department_confirms_progress_once_and_never_its_own():
    row = f.project_in("IN_PROGRESS")
    report = f.progress(row, by=f.person("DOIT_SPECIALIST"))
    with pytest.raises(ValidationError, match="không tự xác nhận"):
        confirm_progress(report, by=f.person("DOIT_SPECIALIST"))
    with pytest.raises(PermissionDenied):
        confirm_progress(report, by=f.person("CENTRE_OFFICER"))
    confirm_progress(report, by=f.another("DOIT_SPECIALIST"))
    with pytest.raises(ValidationError, match="đã được Sở xác nhận"):
        f.progress(row, percent=70)


def test_a_month_reported_again_is_corrected_not_doubled():
    row = f.project_in("IN_PROGRESS")
    f.progress(row, percent=50)
    f.progress(row, percent=55)
    assert [report.percent for report in row.progress_reports.all()] == [55]


def test_progress_never_goes_back_and_never_exceeds_the_cost():
    row = f.project_in("IN_PROGRESS")
    f.progress(row, percent=50)
    with pytest.raises(ValidationError) as refused:
        f.progress(row, month=datetime.date(2021, 8, 1), percent=40, value_done=416_000_000)
    assert set(refused.value.message_dict) == {"percent", "value_done"}


def test_a_month_entered_late_is_not_above_the_month_after_it():
    row = f.project_in("IN_PROGRESS")
    f.progress(row, month=datetime.date(2021, 8, 1), percent=50)
    with pytest.raises(ValidationError, match=r"100 % cao hơn tháng 08/2021 \(50 %\)"):
        f.progress(row, month=datetime.date(2021, 7, 1), percent=100)
    f.progress(row, month=datetime.date(2021, 7, 1), percent=50)


def test_progress_is_not_confirmed_on_a_day_to_come():
    report = f.progress(f.project_in("IN_PROGRESS"))
    with pytest.raises(ValidationError, match="01/01/2099 chưa tới"):
        confirm_progress(report, by=f.person("DOIT_SPECIALIST"), on=datetime.date(2099, 1, 1))


def test_what_is_planned_stands_with_the_dossier_and_what_was_done_until_the_settlement():
    officer = f.person("CENTRE_OFFICER")
    row = f.project()
    code = row.category.output_indicators[0]["code"]
    record_indicators(row, {code: {"planned": 2}}, by=officer)
    Project.objects.filter(pk=row.pk).update(status=S.IN_PROGRESS)
    record_indicators(row, {code: {"planned": 2, "actual": 1}}, by=officer)
    with pytest.raises(ValidationError, match="chỉ tiêu kế hoạch đi cùng hồ sơ đã nộp"):
        record_indicators(row, {code: {"planned": 1}}, by=officer)
    for status in (S.SETTLED, S.CLOSED, S.REJECTED, S.WITHDRAWN, S.TERMINATED):
        Project.objects.filter(pk=row.pk).update(status=status)
        with pytest.raises(ValidationError, match="chỉ tiêu kết quả không sửa được nữa"):
            record_indicators(row, {code: {"actual": 2}}, by=officer)
    assert [(value.planned, value.actual) for value in row.indicators.all()] == [(2, 1)]


def old(status):
    """A project of 2017 as its papers left it."""
    return enter_historical(
        f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 10, 6), area=f.district()),
        by=f.person("DOIT_SPECIALIST"), status=status,
    )  # fmt: skip


def test_the_results_of_an_old_year_are_entered_from_its_papers():
    row = old(S.CLOSED)
    code = row.category.output_indicators[0]["code"]
    record_indicators(row, {code: {"planned": 2, "actual": 2}}, by=f.person("DOIT_SPECIALIST"))
    assert row.indicators.get().actual == 2


@pytest.mark.parametrize(
    ("status", "step"), [("CONTRACTED", "start"), ("IN_PROGRESS", "complete"), ("IN_PROGRESS", "complete_by_volume")]
)
def test_a_project_of_an_old_year_takes_no_further_step(status, step):
    row, officer = old(status), f.person("CENTRE_OFFICER")
    assert "Hồ sơ nhập từ giấy tờ cũ, chỉ để xem" in refusals(row, step, officer, note="Thử")
    with pytest.raises(ValidationError, match="chỉ để xem"):
        f.progress(row)
    turn = turn_of(row, officer)
    assert (turn.title, turn.url, turn.forward) == ("", "", [])
    assert "chỉ để xem" in turn.hint and "gửi Sở Công Thương ghi thêm" in turn.hint
    department = turn_of(row, f.person("DOIT_SPECIALIST"))
    assert department.label == "Ghi thêm văn bản" and "kinh phí của năm nay thì lập đề án mới" in department.hint


@pytest.mark.parametrize(("status", "step"), [("COMPLETED", "accept"), ("ACCEPTED", "settle"), ("SETTLED", "close")])
def test_no_later_room_moves_a_project_of_an_old_year(status, step):
    with pytest.raises(ValidationError, match="chỉ để xem"):
        PROJECT_FLOW.cause(old(status), step, by=f.person("DOIT_SPECIALIST"))


def test_an_old_year_is_entered_with_amounts_unknown():
    row = f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 10, 6), total_cost=None,
                           requested_support=None, counterpart=None, other=None)  # fmt: skip
    enter_historical(
        row,
        by=f.person("DOIT_SPECIALIST"),
        status=S.APPROVED,
        beneficiaries=[Beneficiary(establishment=f.establishment(known_since=datetime.date(2017, 1, 1)))],
    )
    row.refresh_from_db()
    assert (row.code, row.status, row.total_cost, row.is_historical) == ("KCĐP-2017-001", S.APPROVED, None, True)


def test_only_the_department_enters_old_years_and_only_old_ones():
    with pytest.raises(PermissionDenied):
        enter_historical(f.filled_project(plan_year=2017), by=f.person("CENTRE_OFFICER"), status=S.APPROVED)
    with pytest.raises(ValidationError) as refused:
        enter_historical(f.filled_project(plan_year=2099), by=f.person("DOIT_SPECIALIST"), status=S.DRAFT)
    assert set(refused.value.message_dict) == {"plan_year", "status"}


# --- whose turn it is -------------------------------------------------------------------------------------------------


def works(person):
    """{title: projects} on the worklist."""
    return {(item.title, item.detail.split(",")[0]) for item in worklist(person)}


def test_who_has_returned_a_dossier_waits_for_the_office_that_wrote_it(client):
    row, specialist, centre = f.registered(), f.person("DOIT_SPECIALIST"), f.person("CENTRE_OFFICER")
    PROJECT_FLOW.press(row, "return", by=specialist, note="Thiếu báo giá.")
    turn = turn_of(row, specialist)
    assert (turn.mine, turn.who) == (False, [str(centre.organisation)])
    assert not any(title == "Bổ sung hồ sơ bị trả lại" for title, _ in works(specialist))
    assert turn_of(row, centre).mine
    assert any(title == "Bổ sung hồ sơ bị trả lại" for title, _ in works(centre))
    client.force_login(specialist)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Việc của bạn" not in page and "Đang chờ: Nộp lại hồ sơ đã bổ sung" in page

    own = f.registered(by=specialist)
    PROJECT_FLOW.press(own, "return", by=f.another("DOIT_SPECIALIST"), note="Thiếu báo giá.")
    assert turn_of(own, specialist).mine


def test_who_prepared_the_dossier_does_not_find_its_appraisal_his_own():
    own = f.registered(by=f.person("DOIT_SPECIALIST"))
    turn = turn_of(own, f.person("DOIT_SPECIALIST"))
    assert not turn.mine and "phải do người khác làm" in turn.hint
    assert turn_of(own, f.another("DOIT_SPECIALIST")).mine


def test_who_sat_in_the_council_is_told_who_else_concludes(client):
    row, director = f.registered(), f.person("DOIT_DIRECTOR")
    council_sheet(row, chair(name=director.full_name, user=director), secretary(), member())
    turn = turn_of(row, director)
    assert not turn.mine and not any(step.transition.name == "appraise" for step in turn.steps)
    assert "đã ngồi trong hội đồng thẩm định" in turn.hint and "chưa có ai" in turn.hint
    assert ("Kết luận thẩm định", str(row)) not in works(director)
    client.force_login(director)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Kết luận đủ điều kiện</button>" not in page and "Việc của bạn" not in page

    deputy = f.another("DOIT_DIRECTOR")
    turn = turn_of(row, director)
    assert (turn.who, deputy.full_name in turn.hint) == ([deputy.full_name], True)
    assert turn_of(row, deputy).mine and ("Kết luận thẩm định", str(row)) in works(deputy)
