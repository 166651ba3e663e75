from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core.audit import history
from establishments.models import Establishment
from ledger.models import Act, Transfer
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance, project_balances
from norms.ceiling import ceiling_from_frozen
from plans import services
from plans.issue import approved_place
from plans.models import ApprovalRound, ApprovalWay, PlanItem
from plans.objections import live_items, round_objections
from plans.selectors import (
    approved_item,
    by_line,
    eligible_projects,
    line_progress,
    money_sources,
    still_reserved,
    totals,
)
from plans.work import way_to_round
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.models import Beneficiary
from projects.naming import share_with
from projects.next_steps import turn_of
from tests.plans.conftest import DECIDED, Office


def refused(error):
    return " ".join(error.value.messages)


def test_a_round_goes_from_its_list_to_reserved_money(office, plan, line):
    place = office.allocate(line, 500_000_000)
    round = office.round(plan)
    first, second = office.project(), office.project(150_000_000)
    office.include(round, first)
    office.include(round, second, 120_000_000)
    office.decide(round)
    round.refresh_from_db()
    first.refresh_from_db()
    assert (round.status, round.decision_date, round.issuer) == ("ISSUED", DECIDED, "UBND tỉnh Hà Tĩnh")
    assert first.status == "APPROVED"
    assert balance(place) == 280_000_000
    assert project_balances([first.pk, second.pk])[second.pk][Stage.APPROVED] == 120_000_000
    act = Act.objects.get(name__startswith="Bố trí kinh phí")
    assert act.case == round
    assert [(t.kind, t.amount, t.dated_on) for t in act.transfers.order_by("amount")] == [
        ("reserve", 100_000_000, DECIDED),
        ("reserve", 120_000_000, DECIDED),
    ]
    assert act.transfers.first().paper.number == round.decision_number


def test_the_norm_of_the_decisions_day_is_frozen_with_the_decision(office, plan, line):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.decide(round)
    item.refresh_from_db()
    assert item.ceiling["amount"] == 150_000_000
    assert item.ceiling["facts"]["on"] == DECIDED.isoformat()
    assert ceiling_from_frozen(item.ceiling, 200_000_000).amount == 100_000_000


def test_the_decision_may_itself_be_the_allocation(office, plan):
    undivided = office.appropriate(plan, 100_000_000)
    round = office.round(plan)
    office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
    office.decide(round)
    assert balance(undivided) == 0


def test_only_appraised_projects_of_the_year_come_on_a_list(office, plan):
    round = office.round(plan)
    with pytest.raises(ValidationError) as error:
        office.include(round, office.project(status="REGISTERED"))
    assert "Đã nhận hồ sơ, chờ thẩm định" in refused(error)
    with pytest.raises(ValidationError) as error:
        office.include(round, office.project(plan_year=2022))
    assert "thuộc năm 2022" in refused(error)


def test_whoever_puts_an_appraised_project_on_a_list_is_led_there(office, plan):
    project = office.project()
    assert way_to_round(project) == ("Mở các đợt phê duyệt", reverse("plans:rounds"))

    round = office.round(plan)
    words, address = way_to_round(project)

    assert words == f"Đưa vào danh mục đợt {round.number} năm 2021"
    assert address == f"{reverse('plans:include', args=[round.pk])}?project={project.pk}"
    assert turn_of(project, office.officer).url == address


def test_a_project_stands_on_one_list_only(office, plan):
    project = office.project()
    office.include(office.round(plan), project)
    with pytest.raises(ValidationError) as error:
        office.include(office.round(plan), project)
    assert "đang ở trong danh mục Đợt 1 năm 2021" in refused(error)


def test_two_live_places_are_refused_by_the_database_too(office, plan):
    item = office.include(office.round(plan), office.project())
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanItem.objects.create(round=item.round, project=item.project, line=item.line, source="ALLOCATED")


def test_a_project_comes_under_a_line_that_allows_its_kind(office, plan):
    with pytest.raises(ValidationError) as error:
        office.include(office.round(plan), office.project(), line=plan.lines.get(no=2))
    assert "chỉ nhận Tập huấn" in refused(error)


def test_a_project_out_of_reach_is_not_put_on_a_list(office, plan):
    round = office.round(plan)
    project = office.project()
    with pytest.raises(PermissionDenied):
        services.include_project(
            round, project, line=plan.lines.get(no=1), source="ALLOCATED", approved_support=1, by=office.centre_officer
        )


def test_a_project_comes_off_the_list_with_its_trace(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project())
    with pytest.raises(ValidationError):
        services.remove_project(item, why="  ", by=office.officer)
    services.remove_project(item, why="Đơn vị chưa đủ vốn đối ứng", by=office.officer)
    item.refresh_from_db()
    assert (item.removed_by, item.removed_why) == (office.officer, "Đơn vị chưa đủ vốn đối ứng")
    assert item.project.status == "APPRAISED"
    assert "chưa đủ vốn đối ứng" in history(round).first().sentence
    office.include(office.round(plan), item.project)


def test_the_list_is_fixed_while_others_look_at_it(office, plan, line):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    ROUND_FLOW.press(round, "check", by=office.head)
    for change in (
        lambda: office.include(round, office.project()),
        lambda: services.remove_project(item, why="x", by=office.officer),
        lambda: services.save_item(
            item, line=line, source="ALLOCATED", approved_support=1, is_reserve=False, by=office.officer
        ),
    ):
        with pytest.raises(ValidationError) as error:
            change()
        assert "không sửa danh mục được nữa" in refused(error)
    ROUND_FLOW.press(round, "send_back", by=office.head, note="Xem lại mức hỗ trợ")
    services.save_item(
        item, line=line, source="ALLOCATED", approved_support=90_000_000, is_reserve=False, by=office.officer
    )
    assert (
        "100.000.000 đ, từ dự toán đã phân bổ cho nội dung → nội dung 1, 90.000.000 đ"
        in history(round).first().sentence
    )


# --- guards: every objection at once -------------------------------------------
def test_every_objection_is_said_at_once_with_its_figures(office, plan):
    round = office.round(plan)
    over = office.include(round, office.project(200_000_000, recommended=120_000_000), 200_000_000)
    without = office.include(round, office.project(100_000_000, total=200_000_000))
    type(without.project).objects.filter(pk=without.project_id).update(
        total_cost=200_000_000, requested_support=200_000_000, counterpart=0
    )
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "check", by=office.head)
    said = refused(error)
    assert f"{over.project.code}: kinh phí hỗ trợ vượt mức thẩm định đề nghị" in said
    assert "không quá 120.000.000 đ" in said
    assert (
        f"{over.project.code}: kinh phí hỗ trợ vượt mức trần: hiện có 200.000.000 đ; cần không quá 150.000.000 đ"
        in said
    )
    assert "Điều 3" in said
    assert f"{without.project.code}: chưa có cam kết vốn đối ứng" in said


def objections(office, round, on=DECIDED):
    return " ".join(str(objection) for objection in round_objections(round, on))


def test_an_empty_list_is_not_sent(office, plan):
    round = office.round(plan)
    assert "chưa có đề án nào" in objections(office, round)
    office.include(round, office.project(), is_reserve=True)
    assert "chưa có đề án nào" in objections(office, round)


def test_a_project_that_left_the_plan_meanwhile_stops_the_list(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project())
    assert objections(office, round) == ""
    type(item.project).objects.filter(pk=item.project_id).update(status="REGISTERED")
    assert "chưa qua thẩm định" in objections(office, round)


def test_a_project_without_appraisal_stops_the_list(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project())
    item.project.appraisals.update(is_current=False)
    assert "chưa có kết quả thẩm định" in objections(office, round)


def test_support_above_the_recommendation_stops_the_list(office, plan):
    round = office.round(plan)
    office.include(round, office.project(100_000_000, recommended=99_999_999))
    assert "cần không quá 99.999.999 đ" in objections(office, round)


def test_support_above_the_norm_of_that_day_stops_the_list(office, plan):
    round = office.round(plan)
    office.include(round, office.project())
    assert objections(office, round, DECIDED) == ""
    assert "không quá 80.000.000 đ" in objections(office, round, date(2022, 1, 3))


def test_an_unknown_norm_stops_the_list_and_says_why(office, plan):
    from norms.models import Norm

    round = office.round(plan)
    office.include(round, office.project())
    Norm.objects.filter(category=office.machinery, set__code="thu-2021").update(
        limit_status="UNKNOWN", rate_percent=None, cap=None
    )
    assert "Chưa rõ mức" in objections(office, round)


def test_support_that_leaves_no_counterpart_stops_the_list(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project(100_000_000, total=200_000_000))
    type(item.project).objects.filter(pk=item.project_id).update(requested_support=200_000_000, counterpart=0)
    assert "chưa có cam kết vốn đối ứng: hiện có 0 đ; cần 100.000.000 đ" in objections(office, round)


def test_support_and_other_money_above_the_whole_cost_stop_the_list(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project(100_000_000, total=200_000_000))
    type(item.project).objects.filter(pk=item.project_id).update(
        counterpart=0, other=150_000_000, requested_support=50_000_000
    )
    assert "vượt tổng kinh phí thực hiện: hiện có 250.000.000 đ; cần không quá 200.000.000 đ" in objections(
        office, round
    )


def test_a_kind_of_support_that_changed_meanwhile_stops_the_list(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project())
    type(item.project).objects.filter(pk=item.project_id).update(category=office.workshop)
    assert "loại hỗ trợ không có trong nội dung 1" in objections(office, round)


def test_a_unit_without_an_account_stops_the_list(office, plan):
    round = office.round(plan)
    office.include(round, office.project(spending_unit=office.district))
    assert "không phải đơn vị dự toán" in objections(office, round)


def test_a_project_of_another_year_stops_the_list(office, plan):
    round = office.round(plan)
    item = office.include(round, office.project())
    type(item.project).objects.filter(pk=item.project_id).update(plan_year=2020)
    assert "thuộc năm hoặc cấp khác" in objections(office, round)


def test_what_changed_between_submission_and_decision_is_asked_again(office, plan, line):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.sent(round)
    item.project.appraisals.update(recommended_support=1)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=office.decision())
    assert "vượt mức thẩm định đề nghị" in refused(error)
    assert not Transfer.objects.filter(kind="reserve").exists()


def test_money_that_is_not_there_is_refused_with_its_line_and_nothing_of_the_round_stays(office, plan, line):
    place = office.allocate(line, 150_000_000)
    round = office.round(plan)
    first, second = office.project(), office.project()
    office.include(round, first)
    office.include(round, second)
    source = money_sources(round, live_items(round))
    assert [(row.needed, row.there, row.missing) for row in source] == [(200_000_000, 150_000_000, 50_000_000)]
    office.sent(round)
    with pytest.raises(ValidationError) as error, transaction.atomic():
        ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=office.decision())
    assert f"Chưa đủ kinh phí: Nội dung {line} · Trung tâm Khuyến công: hiện có 150.000.000 đ" in refused(error)
    assert "cần 200.000.000 đ" in refused(error)
    round.refresh_from_db()
    first.refresh_from_db()
    assert (round.status, round.decision_number, first.status) == ("SUBMITTED", "", "PLANNED")
    assert balance(place) == 150_000_000


def test_a_round_waits_for_its_plan(office):
    plan = office.draft()
    round = office.round(plan)
    office.include(round, office.project())
    ROUND_FLOW.press(round, "check", by=office.head)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "submit", by=office.director, paper=office.paper("52/TTr-SCT", date(2021, 5, 20)))
    assert "chưa ban hành" in refused(error)


def test_a_decision_of_tomorrow_is_not_recorded(office, plan):
    round = office.round(plan)
    office.include(round, office.project(40_000_000))
    office.sent(round)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=office.decision(date(2099, 1, 1)))
    assert "chưa tới" in refused(error)


def test_preparing_checking_and_submitting_are_three_persons(office, plan):
    round = office.round(plan)
    office.include(round, office.project())
    with pytest.raises(PermissionDenied):
        ROUND_FLOW.press(round, "check", by=office.officer)
    ROUND_FLOW.press(round, "check", by=office.head)
    with pytest.raises(PermissionDenied):
        ROUND_FLOW.press(round, "submit", by=office.head, paper=office.paper("52/TTr-SCT"))
    with pytest.raises(PermissionDenied):
        ROUND_FLOW.press(round, "submit", by=office.administrator, paper=office.paper("52/TTr-SCT"))


def test_another_officer_may_record_the_decision_but_not_who_checked_the_list(office, plan, line):
    from accounts.models import RoleGrant, User

    office.allocate(line, 500_000_000)
    round = office.round(plan)
    office.include(round, office.project())
    office.sent(round)
    RoleGrant.objects.create(user=office.head, role="DOIT_SPECIALIST", valid_from=date(2020, 1, 1))
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "record_decision", by=User.objects.get(pk=office.head.pk), paper=office.decision())
    assert "đã giữ phần việc “kiểm tra”" in refused(error)
    ROUND_FLOW.press(round, "record_decision", by=office.second_officer, paper=office.decision())


def test_the_decisions_of_a_year_keep_within_the_plan(office):
    plan = office.issued(total=150_000_000)
    undivided = office.appropriate(plan, 1_000_000_000)
    first, second = office.round(plan), office.round(plan)
    item = office.include(first, office.project(), source=PlanItem.Source.APPROPRIATED)
    office.include(second, office.project(), source=PlanItem.Source.APPROPRIATED)
    office.include(second, office.project(), source=PlanItem.Source.APPROPRIATED, is_reserve=True)
    office.sent(second)
    office.decide(first)

    def record():
        ROUND_FLOW.press(second, "record_decision", by=office.officer, paper=office.decision(date(2021, 7, 1)))

    with pytest.raises(ValidationError) as error:
        record()
    assert (
        "vượt tổng kinh phí của kế hoạch: hiện có 200.000.000 đ (cả 100.000.000 đ đã bố trí trước); "
        "cần không quá 150.000.000 đ" in refused(error)
    )
    assert balance(undivided) == 900_000_000
    services.release_support(
        item, amount=50_000_000, why="Giá thiết bị giảm", by=office.officer, paper=office.decision(date(2021, 6, 20))
    )
    record()  # what was given back makes room again
    assert balance(undivided) == 850_000_000


def test_a_line_with_a_stated_budget_is_not_exceeded(office):
    plan = office.draft()
    line = plan.lines.get(no=1)
    line.planned_budget = 50_000_000
    services.save_line(line, categories=[office.machinery], by=office.officer)
    office.issue(office.submit(plan))
    office.appropriate(plan, 1_000_000_000)
    round = office.round(plan)
    office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
    ROUND_FLOW.press(round, "check", by=office.head)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "submit", by=office.director, paper=office.paper("52/TTr-SCT", date(2021, 5, 20)))
    assert "vượt kinh phí dự kiến của nội dung 1: hiện có 100.000.000 đ; cần không quá 50.000.000 đ" in refused(error)


def test_the_department_too_decides_within_the_plan(office):
    plan = office.issued(way=ApprovalWay.DELEGATED, limit=1_000_000_000, total=90_000_000)
    office.appropriate(plan, 1_000_000_000)
    round = office.round(plan)
    office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
    ROUND_FLOW.press(round, "check", by=office.head)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "decide", by=office.director, paper=office.paper("77/QĐ-SCT", DECIDED))
    assert "vượt tổng kinh phí của kế hoạch" in refused(error)


def test_the_list_that_comes_along_keeps_within_its_plan(office):
    plan = office.draft(way=ApprovalWay.WITH_PLAN, total=90_000_000)
    round = office.round(plan)
    office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
    ROUND_FLOW.press(round, "check", by=office.head)
    office.ask(plan)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    assert "vượt tổng kinh phí của kế hoạch" in refused(error)


@pytest.mark.parametrize("day", [date(2021, 4, 26), date(2022, 1, 3)])
def test_a_decision_is_dated_between_its_plan_and_the_end_of_the_year(office, plan, line, day):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    office.include(round, office.project(40_000_000))
    office.sent(round)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=office.decision(day))
    assert f"hiện có {day:%d/%m/%Y}; cần từ 27/04/2021 đến 31/12/2021" in refused(error)


def test_a_beneficiary_that_closed_down_meanwhile_stops_the_list(office, plan):
    round = office.round(plan)
    office.include(round, office.project())
    office.establishment.is_active = False
    office.establishment.save()
    assert "Công ty TNHH Gỗ Thái Yên đã ngừng hoạt động" in objections(office, round)


# --- the three ways --------------------------------------------------------------
def test_the_list_that_comes_with_the_plan_is_approved_by_the_plans_paper(office):
    plan = office.draft(way=ApprovalWay.WITH_PLAN)
    office.appropriate(plan, 2_236_000_000)
    round = office.round(plan)
    project = office.project()
    office.include(round, project, source=PlanItem.Source.APPROPRIATED)
    for step, by in (
        ("open_registration", office.officer),
        ("consolidate", office.officer),
        ("ask_opinions", office.head),
    ):
        PLAN_FLOW.press(plan, step, by=by)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    assert "chưa được kiểm tra" in refused(error)
    ROUND_FLOW.press(round, "check", by=office.head)
    PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    office.issue(plan)
    round.refresh_from_db()
    project.refresh_from_db()
    assert (round.status, round.decision_number, project.status) == ("ISSUED", "173/KH-UBND", "APPROVED")
    assert balance(approved_place(round.items.get())) == 100_000_000


def test_a_plan_that_brings_its_list_along_is_not_submitted_without_one(office):
    plan = office.draft(way=ApprovalWay.WITH_PLAN)
    for step, by in (
        ("open_registration", office.officer),
        ("consolidate", office.officer),
        ("ask_opinions", office.head),
    ):
        PLAN_FLOW.press(plan, step, by=by)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    assert "Chưa có danh mục đề án ban hành cùng kế hoạch" in refused(error)


def test_within_the_delegated_sum_the_director_decides(office):
    plan = office.issued(way=ApprovalWay.DELEGATED, limit=150_000_000)
    office.appropriate(plan, 1_000_000_000)
    first = office.round(plan)
    office.include(first, office.project(), source=PlanItem.Source.APPROPRIATED)
    ROUND_FLOW.press(first, "check", by=office.head)
    with pytest.raises(PermissionDenied):
        ROUND_FLOW.press(first, "decide", by=office.officer, paper=office.paper("77/QĐ-SCT", DECIDED))
    ROUND_FLOW.press(first, "decide", by=office.director, paper=office.paper("77/QĐ-SCT", DECIDED))
    second = office.round(plan)
    office.include(second, office.project(), source=PlanItem.Source.APPROPRIATED)
    ROUND_FLOW.press(second, "check", by=office.head)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(second, "decide", by=office.director, paper=office.paper("78/QĐ-SCT", DECIDED))
    assert "Vượt hạn mức Sở được quyết định" in refused(error)
    assert "200.000.000 đ (cả 100.000.000 đ đã quyết định trước)" in refused(error)


def test_the_director_does_not_decide_what_belongs_to_the_committee(office, plan):
    round = office.round(plan)
    office.include(round, office.project())
    ROUND_FLOW.press(round, "check", by=office.head)
    assert "decide" not in [step.transition.name for step in ROUND_FLOW.steps(round, office.director)]
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "decide", by=office.director, paper=office.paper("77/QĐ-SCT", DECIDED))
    assert "theo cách khác" in refused(error)
    with pytest.raises(ValidationError):
        office.round(plan, way=ApprovalWay.DELEGATED)


def test_the_committee_may_decide_a_round_of_a_delegated_plan(office):
    plan = office.issued(way=ApprovalWay.DELEGATED, limit=1_000)
    office.appropriate(plan, 1_000_000_000)
    round = office.round(plan, way=ApprovalWay.ROUNDS)
    office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
    office.decide(round)
    assert ApprovalRound.objects.get().status == "ISSUED"


# --- reserve list and release ------------------------------------------------------
def test_a_project_in_reserve_gets_no_money_and_may_come_up_in_a_later_round(office, plan, line):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    chosen, waiting = office.project(), office.project()
    office.include(round, chosen)
    office.include(round, waiting, is_reserve=True)
    office.decide(round)
    waiting.refresh_from_db()
    assert (waiting.status, approved_item(waiting)) == ("PLANNED", None)
    assert Transfer.objects.filter(kind="reserve").count() == 1
    later = office.round(plan)
    assert list(eligible_projects(later, office.officer)) == [waiting]
    office.include(later, waiting)
    assert waiting.plan_items.get(round=round).removed_why == "Chuyển từ danh mục dự phòng sang Đợt 2 năm 2021"
    office.decide(later, date(2021, 9, 1))
    assert approved_item(waiting).round == later


def test_what_an_approved_project_no_longer_needs_goes_back_to_its_line(office, plan, line):
    place = office.allocate(line, 500_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.decide(round)
    with pytest.raises(PermissionDenied):
        services.release_support(item, amount=1, why="x", by=office.director, paper=office.decision())
    with pytest.raises(ValidationError):
        services.release_support(item, amount=30_000_000, why="Giá thiết bị giảm", by=office.officer, paper=None)
    services.release_support(
        item, amount=30_000_000, why="Giá thiết bị giảm", by=office.officer, paper=office.decision(date(2021, 8, 2))
    )
    assert (balance(place), still_reserved(item)) == (430_000_000, 70_000_000)
    with pytest.raises(ValidationError):
        services.release_support(
            item, amount=70_000_001, why="Quá số còn", by=office.officer, paper=office.decision(date(2021, 8, 3))
        )
    assert "Giá thiết bị giảm" in history(item.project).first().sentence


def test_money_is_not_given_back_by_a_paper_older_than_the_decision(office, plan, line):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.decide(round)
    with pytest.raises(ValidationError) as error:
        services.release_support(
            item, amount=1, why="Giá giảm", by=office.officer, paper=office.decision(date(2021, 5, 31))
        )
    assert "đề ngày 31/05/2021; cần từ ngày quyết định phê duyệt 01/06/2021" in refused(error)


# --- frozen ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE plans_approvalround SET decision_number = '9/QĐ' WHERE id = %(round)s",
        "UPDATE plans_approvalround SET status = 'DRAFT', decision_number = '', decision_date = NULL "
        "WHERE id = %(round)s",
        "UPDATE plans_planitem SET approved_support = approved_support + 1 WHERE id = %(item)s",
        "UPDATE plans_planitem SET ceiling = NULL WHERE id = %(item)s",
        "UPDATE plans_planitem SET removed_at = now(), removed_why = 'x', removed_by_id = 1 WHERE id = %(item)s",
        "INSERT INTO plans_planitem (round_id, project_id, source, is_reserve, position, removed_why) "
        "VALUES (%(round)s, %(other)s, 'APPROPRIATED', false, 9, '')",
    ],
)
def test_after_the_decision_the_database_changes_nothing(office, plan, line, sql):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.decide(round)
    names = {"round": round.pk, "item": item.pk, "other": office.project().pk}
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, names)
    assert error.value.__cause__.diag.constraint_name == "plans_round_frozen"


# --- old years --------------------------------------------------------------------
def test_an_old_round_tells_the_published_totals_and_moves_no_money(office):
    projects = [
        office.project(
            plan_year=2017, is_historical=True, status="APPROVED", total_cost=None, requested_support=None,
            counterpart=None, other=None, support=0, total=0,
        )
        for _ in range(4)
    ]  # fmt: skip
    round = services.record_historical_round(
        year=2017,
        number=1,
        decision_date=date(2017, 10, 6),
        issuer="UBND tỉnh",
        project_count=4,
        total_cost=9_738_000_000,
        total_support=726_000_000,
        total_counterpart=9_012_000_000,
        projects=projects,
        source_note="socongthuong.hatinh.gov.vn",
        by=office.officer,
    )
    assert (round.status, round.items.count(), round.decision_words) == ("HISTORICAL", 4, "ngày 06/10/2017")
    assert totals(live_items(round)).support is None  # unknown, not zero
    assert not Act.objects.exists()
    assert approved_item(projects[0]).round == round
    with pytest.raises(ValidationError) as error:
        services.record_historical_round(
            year=2017, number=1, decision_date=date(2017, 10, 6), projects=[], by=office.officer
        )
    assert "đã có đợt mang số đó" in refused(error)


def test_a_live_project_is_not_slipped_into_an_old_round(office):
    with pytest.raises(ValidationError) as error:
        services.record_historical_round(
            year=2017, number=1, decision_date=date(2017, 10, 6), projects=[office.project()], by=office.officer
        )
    assert "không phải đề án nhập từ hồ sơ cũ" in refused(error)


def old_project(office, **given):
    unknown = {"total_cost": None, "requested_support": None, "counterpart": None, "other": None}
    return office.project(
        support=0, total=0, **{"plan_year": 2017, "is_historical": True, "status": "APPROVED"} | unknown | given
    )


def old_round(office, **given):
    known = {"year": 2017, "number": 1, "decision_date": date(2017, 10, 6), "projects": [], "by": office.officer}
    return services.record_historical_round(**known | given)


def test_an_old_round_holds_projects_of_its_own_year_and_tier(office):
    for project in (old_project(office, plan_year=2015), old_project(office, tier="NATIONAL")):
        with pytest.raises(ValidationError) as error:
            old_round(office, projects=[project])
        assert "đợt này là năm 2017, khuyến công địa phương" in refused(error)


def test_a_running_year_is_not_entered_as_an_old_one(office):
    from core.dates import today

    with pytest.raises(ValidationError) as error:
        old_round(office, year=today().year)
    assert "chưa phải năm cũ" in refused(error)


def test_published_totals_that_do_not_add_up_are_refused_with_the_figures(office):
    known = {"total_cost": 9_738_000_000, "total_support": 726_000_000}
    with pytest.raises(ValidationError) as error:
        old_round(office, **known, total_counterpart=9_000_000_000)
    assert "9.738.000.000 đ khác hỗ trợ 726.000.000 đ + vốn đối ứng 9.000.000.000 đ = 9.726.000.000 đ" in refused(error)
    assert old_round(office, **known).published_total_counterpart is None  # what is unknown is not asked


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE plans_approvalround SET published_total_support = 1 WHERE id = %(round)s",
        "UPDATE plans_approvalround SET decision_number = '9/QĐ' WHERE id = %(round)s",
        "UPDATE plans_approvalround SET made_in = txid_current() WHERE id = %(round)s",
        "UPDATE plans_planitem SET approved_support = 1 WHERE id = %(item)s",
        "UPDATE plans_planitem SET removed_at = now(), removed_why = 'x', removed_by_id = 1 WHERE id = %(item)s",
        "INSERT INTO plans_planitem (round_id, project_id, source, is_reserve, position, removed_why) "
        "VALUES (%(round)s, %(other)s, '', false, 9, '')",
        "UPDATE plans_approvalround SET status = 'HISTORICAL', decision_date = now() WHERE id = %(live)s",
    ],
)
def test_once_entered_an_old_round_is_changed_by_nobody(own_database, sql):
    office = Office()
    round = old_round(office, projects=[old_project(office)])
    names = {
        "round": round.pk, "item": round.items.get().pk, "other": old_project(office).pk,
        "live": office.round(office.draft()).pk,
    }  # fmt: skip
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, names)
    assert error.value.__cause__.diag.constraint_name == "plans_round_frozen"


# --- figures ----------------------------------------------------------------------
def test_a_line_counts_the_approved_projects_that_are_alive(office, plan, line):
    office.allocate(line, 1_000_000_000)
    round = office.round(plan)
    projects = [office.project() for _ in range(6)]
    for project in projects:
        office.include(round, project)
    office.include(round, office.project(), is_reserve=True)
    office.decide(round)
    row = line_progress(plan)[0]
    assert (row.count_done, row.verdict, row.approved_support, row.allocated, row.remaining) == (
        6, "within", 600_000_000, 1_000_000_000, 400_000_000,
    )  # fmt: skip
    for project in projects[:2]:
        type(project).objects.filter(pk=project.pk).update(status="TERMINATED")
    row = line_progress(plan)[0]
    assert (row.count_done, row.verdict, row.approved_support) == (4, "under", 400_000_000)
    assert line_progress(plan)[1].verdict == "none"


def test_one_project_of_two_classes_makes_two_classes_and_a_machine_of_three_is_one_project(office, plan, line):
    classes = plan.lines.get(no=2)
    office.allocate(line, 1_000_000_000)
    office.allocate(classes, 1_000_000_000)
    round = office.round(plan)
    office.include(
        round, office.project(60_000_000, total=100_000_000, category=office.workshop, units=2), line=classes
    )
    type(office.machinery).objects.filter(pk=office.machinery.pk).update(unit="cơ sở")
    office.include(round, office.project(units=3))
    office.decide(round)
    rows = line_progress(plan)
    assert [(row.line.unit, row.count_done, row.project_count) for row in rows] == [("đề án", 1, 1), ("lớp", 2, 1)]


def test_a_line_over_its_range_says_so_and_stops_nobody(office, plan, line):
    office.allocate(line, 1_000_000_000)
    round = office.round(plan)
    for _ in range(8):
        office.include(round, office.project())
    office.decide(round)
    assert line_progress(plan)[0].verdict == "over"


def test_the_figures_of_a_plan_cost_the_same_few_queries_however_many_projects(
    office, plan, line, django_assert_max_num_queries
):
    office.allocate(line, 1_000_000_000)
    round = office.round(plan)
    for _ in range(5):
        office.include(round, office.project(50_000_000))
    office.decide(round)
    with django_assert_max_num_queries(9):
        line_progress(plan)
    with django_assert_max_num_queries(12):
        line_progress(plan, office.centre_officer)


def test_the_list_adds_up_by_line_and_in_all(office, plan, line):
    round = office.round(plan)
    office.include(round, office.project())
    office.include(round, office.project(120_000_000, total=400_000_000))
    office.include(round, office.project(), is_reserve=True)
    items = live_items(round)
    assert (totals(items).count, totals(items).support, totals(items).counterpart) == (2, 220_000_000, 480_000_000)
    assert [(group.line, group.totals.total_cost) for group in by_line(items)] == [(line, 700_000_000)]


def test_money_moves_only_where_the_reserve_came_from(office, plan, line):
    """The ledger itself refuses to send a project's money to another place."""
    office.allocate(line, 500_000_000)
    other = office.appropriate(plan, 1_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.decide(round)
    with pytest.raises(ValidationError):
        post(
            "Trả nhầm chỗ",
            [Line(Kind.RELEASE, approved_place(item), other, 1_000)],
            by=office.accountant,
            dated_on=DECIDED,
        )


def test_a_part_above_the_cap_of_one_place_is_not_approved(office, plan):
    """Two places under a cap for each: 350 and 50 triệu come to less than twice 300, and the first is over."""
    type(office.machinery).objects.filter(pk=office.machinery.pk).update(unit="cơ sở")
    project = office.project(400_000_000, total=1_500_000_000, units=2)
    other = Establishment.objects.create(
        name="Xưởng xẻ Hương Sơn",
        legal_form="ENTERPRISE",
        area=office.area,
        known_since=date(2021, 1, 1),
        created_by=office.officer,
    )
    Beneficiary.objects.create(project=project, establishment=other, area=office.area, support_share=50_000_000)
    project.beneficiaries.filter(support_share=None).update(support_share=350_000_000)
    round = office.round(plan)
    office.include(round, project)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "check", by=office.head)
    assert (
        f"{project.code}: phần hỗ trợ của {office.establishment} vượt mức tối đa của một cơ sở: "
        "hiện có 350.000.000 đ; cần không quá 300.000.000 đ" in refused(error)
    )


def test_parts_that_do_not_add_up_are_not_approved_and_may_be_divided_anew_first(office, plan):
    """A group of three of which two have the whole support; once a paper leaves the third a part, the list passes."""
    project = office.project(120_000_000, kind="GROUP", beneficiaries_planned=3)
    other = Establishment.objects.create(
        name="Xưởng xẻ Hương Sơn", legal_form="ENTERPRISE", area=office.area, created_by=office.officer
    )
    Beneficiary.objects.create(project=project, establishment=other, area=office.area, support_share=50_000_000)
    first = project.beneficiaries.get(establishment=office.establishment)
    project.beneficiaries.filter(pk=first.pk).update(support_share=70_000_000)
    round = office.round(plan)
    office.include(round, project)
    with pytest.raises(ValidationError) as error:
        ROUND_FLOW.press(round, "check", by=office.head)
    assert f"{project.code}: phần hỗ trợ của 2 đơn vị thụ hưởng đã ghi cộng 120.000.000 đ, hết mức" in refused(error)
    assert "1 đơn vị còn lại không còn phần nào" in refused(error)

    share_with(first, 40_000_000, paper=office.paper("31/TTKC", date(2021, 5, 18)), by=office.centre_officer)
    assert ROUND_FLOW.press(round, "check", by=office.head).status == "CHECKED"
    project.beneficiaries.filter(pk=first.pk).update(support_share=71_000_000)
    assert "khác kinh phí đề nghị 120.000.000 đ (lệch 1.000.000 đ)" in str(round_objections(round, DECIDED)[0])
