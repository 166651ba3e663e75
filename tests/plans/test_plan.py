from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from core.audit import history
from core.documents import documents_of, withdraw
from plans import services
from plans.models import AnnualPlan, ApprovalWay, PlanItem, PlanLine
from plans.selectors import line_progress
from plans.workflow import PLAN_FLOW
from tests.plans.conftest import DECIDED


def refused(error):
    return " ".join(error.value.messages)


def test_a_plan_goes_from_draft_to_the_paper_the_committee_issued(office):
    plan = office.draft()
    office.submit(plan)
    PLAN_FLOW.press(plan, "issue", by=office.officer, paper=office.paper())
    plan.refresh_from_db()
    assert (plan.status, plan.number, plan.issued_on) == ("ISSUED", "173/KH-UBND", date(2021, 4, 27))
    assert (plan.issuer, plan.signer) == ("UBND tỉnh Hà Tĩnh", "Trần Tú Anh")
    assert "173/KH-UBND" in history(plan).filter(action="plans.annualplan.issue").get().sentence
    paper = documents_of(plan).get(kind="paper:issue")
    assert not paper.file  # the scan may come later; its absence is shown


def test_each_step_of_the_plan_is_another_person(office):
    plan = office.draft()
    for name, right, wrong in [
        ("open_registration", office.officer, office.director),
        ("consolidate", office.officer, office.centre_officer),
        ("ask_opinions", office.head, office.officer),
    ]:
        with pytest.raises(PermissionDenied):
            PLAN_FLOW.press(plan, name, by=wrong)
        PLAN_FLOW.press(plan, name, by=right)
    with pytest.raises(PermissionDenied):
        PLAN_FLOW.press(plan, "submit", by=office.officer, paper=office.paper("31/TTr-SCT"))


def test_who_prepared_the_plan_does_not_also_submit_it(office):
    from accounts.models import RoleGrant

    RoleGrant.objects.create(user=office.officer, role="DOIT_DIRECTOR", valid_from=date(2020, 1, 1))
    office.officer.__dict__.pop("current_roles", None)
    plan = office.draft()
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    PLAN_FLOW.press(plan, "ask_opinions", by=office.head)
    officer = type(office.officer).objects.get(pk=office.officer.pk)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "submit", by=officer, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    assert "phải do người khác làm" in refused(error)


def test_a_line_without_numbers_or_money_is_a_line_all_the_same(office):
    plan = office.draft()
    line = plan.lines.get(no=2)
    assert (line.quantity_min, line.planned_budget, line.target) == (None, None, "chưa nêu")
    assert plan.lines.get(no=1).target == "05-07 đề án"


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(2, 2, "02 lớp"), (None, 3, "không quá 03 lớp"), (1, None, "từ 01 lớp"), (0, 12, "00-12 lớp")],
)
def test_a_target_reads_as_the_plan_prints_it(least, most, words):
    assert PlanLine(quantity_min=least, quantity_max=most, unit="lớp").target == words


def test_a_range_stands_in_order(office):
    plan = office.draft()
    with pytest.raises(ValidationError) as error:
        office.line(plan, 3, "mô hình", 5, 2, "mô hình", [office.machinery])
    assert "“từ” phải không lớn hơn “đến”" in refused(error)


def test_a_line_says_which_support_it_allows(office):
    plan = office.draft()
    with pytest.raises(ValidationError) as error:
        office.line(plan, 3, "mô hình", 1, 2, "mô hình", [])
    assert "ít nhất một loại hỗ trợ" in refused(error)


def test_an_empty_plan_is_not_consolidated(office):
    plan = AnnualPlan(year=2021, approval_way=ApprovalWay.ROUNDS, total_budget=1_000_000)
    services.save_plan(plan, by=office.officer)
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    assert "chưa có nội dung nào" in refused(error)


def test_the_lines_do_not_add_up_to_more_than_the_plan(office):
    plan = office.draft(total=500_000_000)
    office.line(plan, 3, "mô hình", 1, 2, "mô hình", [office.machinery], planned_budget=500_000_001)
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    assert "500.000.001 đ" in refused(error)
    assert "không quá 500.000.000 đ" in refused(error)


def test_the_plan_does_not_promise_more_than_the_estimate_once_that_is_known(office):
    plan = office.draft(total=1_000_000_000)
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    PLAN_FLOW.press(plan, "ask_opinions", by=office.head)
    office.appropriate(plan, 900_000_000)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    assert "900.000.000 đ" in refused(error)


def test_the_letter_of_submission_is_needed(office):
    plan = office.draft()
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    PLAN_FLOW.press(plan, "ask_opinions", by=office.head)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "submit", by=office.director)
    assert "số, ngày, người ký" in refused(error)


def test_what_is_out_for_opinions_is_changed_only_after_it_is_taken_back(office):
    plan = office.draft()
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    PLAN_FLOW.press(plan, "ask_opinions", by=office.head)
    line = plan.lines.get(no=2)
    kinds = list(line.categories.all())
    for act in (
        lambda: services.save_plan(plan, by=office.officer),
        lambda: services.save_line(line, categories=kinds, by=office.officer),
        lambda: services.drop_line(line, why="Thừa.", by=office.officer),
    ):
        with pytest.raises(ValidationError) as error:
            act()
        assert "“Đang lấy ý kiến các sở, ngành”, không sửa được nữa: nội dung giữ như bản đã gửi" in refused(error)
        assert "bấm “Đưa về dự thảo để chỉnh sửa”" in refused(error)

    PLAN_FLOW.press(plan, "return", by=office.officer, note="Tiếp thu ý kiến Sở Tài chính.")
    line.planned_budget = 90_000_000
    services.save_line(line, categories=kinds, by=office.officer)
    assert plan.lines.get(no=2).planned_budget == 90_000_000


def test_the_page_of_a_plan_out_for_opinions_offers_no_change_but_the_way_back(office, client):
    plan = office.draft()
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    PLAN_FLOW.press(plan, "ask_opinions", by=office.head)
    client.force_login(office.officer)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "Thêm nội dung" not in page and "Đưa về dự thảo để chỉnh sửa" in page


def test_a_paper_of_tomorrow_is_not_recorded(office):
    plan = office.submit(office.draft())
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "issue", by=office.officer, paper=office.paper(on=date(2099, 1, 1)))
    assert "chưa tới" in refused(error)
    plan.refresh_from_db()
    assert plan.status == "SUBMITTED"


@pytest.mark.parametrize(
    ("day", "taken"), [(date(2019, 12, 31), False), (date(2020, 12, 28), True), (date(2022, 1, 4), False)]
)
def test_the_paper_of_a_plan_is_of_its_year_or_the_year_before(office, day, taken):
    plan = office.submit(office.draft())
    if taken:
        PLAN_FLOW.press(plan, "issue", by=office.officer, paper=office.paper(on=day))
        return
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "issue", by=office.officer, paper=office.paper(on=day))
    assert f"hiện có {day:%d/%m/%Y}; cần từ 01/01/2020 đến 31/12/2021" in refused(error)


def test_a_letter_of_tomorrow_is_not_entered(office):
    plan = office.submit(office.draft())
    with pytest.raises(ValidationError) as error:
        services.add_opinion(
            plan, office="Sở Tài chính", received_on=date(2021, 4, 2), agrees=True, by=office.officer,
            paper=office.paper("112/STC", date(2099, 1, 1)),
        )  # fmt: skip
    assert "đề ngày 01/01/2099 chưa tới" in refused(error)


def test_a_letter_stays_with_the_plan_once_it_is_submitted(office):
    plan = office.draft()
    office.ask(plan)
    opinion = services.add_opinion(
        plan, office="Sở Tài chính", received_on=date(2021, 4, 2), agrees=True, by=office.officer,
        paper=office.paper("112/STC", date(2021, 4, 1)),
    )  # fmt: skip
    PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))
    with pytest.raises(ValidationError, match="là căn cứ của việc đã làm sau nó"):
        withdraw(opinion.document, by=office.officer, why="Nhầm")


def test_letters_of_other_offices_are_entered_for_them(office):
    plan = office.draft()
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    with pytest.raises(ValidationError) as error:
        services.add_opinion(plan, office="Sở Tài chính", received_on=date(2021, 4, 2), agrees=True, by=office.officer)
    assert "Chỉ ghi ý kiến khi" in refused(error)
    PLAN_FLOW.press(plan, "consolidate", by=office.officer)
    PLAN_FLOW.press(plan, "ask_opinions", by=office.head)
    with pytest.raises(ValidationError) as error:
        services.add_opinion(plan, office="Sở Tài chính", received_on=date(2021, 4, 2), agrees=False, by=office.officer)
    assert "phải ghi nội dung" in refused(error)
    opinion = services.add_opinion(
        plan,
        office="Sở Tài chính",
        received_on=date(2021, 4, 2),
        agrees=False,
        content="Rà soát lại kinh phí hội chợ.",
        by=office.officer,
        paper=office.paper("112/STC", date(2021, 4, 1)),
    )
    assert opinion.document.number == "112/STC"
    with pytest.raises(PermissionDenied):
        services.add_opinion(plan, office="X", received_on=date(2021, 4, 2), agrees=True, by=office.director)


def test_a_submitted_plan_is_changed_only_after_it_came_back(office):
    plan = office.submit(office.draft())
    plan.total_budget = 1
    with pytest.raises(ValidationError) as error:
        services.save_plan(plan, by=office.officer)
    assert "không sửa được nữa" in refused(error)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "return", by=office.officer)
    assert "nêu lý do" in refused(error)
    PLAN_FLOW.press(plan, "return", by=office.officer, note="UBND yêu cầu rà soát")
    plan.total_budget = 2_000_000_000
    services.save_plan(plan, by=office.officer)
    assert AnnualPlan.objects.get(pk=plan.pk).total_budget == 2_000_000_000


def test_an_old_copy_of_a_plan_does_not_move_it_back(office):
    plan = office.draft()
    old = AnnualPlan.objects.get(pk=plan.pk)
    PLAN_FLOW.press(plan, "open_registration", by=office.officer)
    old.remark = "Bổ sung"
    services.save_plan(old, by=office.officer)
    plan.refresh_from_db()
    assert (plan.status, plan.remark, old.status) == ("REGISTERING", "Bổ sung", "REGISTERING")


def test_a_dropped_line_is_not_written_again(office):
    plan = office.draft()
    line, old = plan.lines.get(no=2), plan.lines.get(no=2)
    services.drop_line(line, why="Bỏ", by=office.officer)
    with pytest.raises(ValidationError) as error:
        services.save_line(old, categories=[office.workshop], by=office.officer)
    assert "đã bỏ khỏi dự thảo" in refused(error)


def test_what_changed_in_a_draft_can_be_read_afterwards(office):
    plan = office.draft()
    plan.total_budget = 2_000_000_000
    services.save_plan(plan, by=office.officer)
    sentence = history(plan).filter(action="plans.annualplan.save").get().sentence
    assert "2.236.000.000 đ → 2.000.000.000 đ" in sentence


def test_a_line_leaves_the_draft_with_its_reason_and_its_number_is_free_again(office):
    plan = office.draft()
    line = plan.lines.get(no=2)
    with pytest.raises(ValidationError):
        services.drop_line(line, why=" ", by=office.officer)
    services.drop_line(line, why="Sở Tài chính đề nghị bỏ", by=office.officer)
    office.line(plan, 2, "Hội chợ", 1, 1, "hội chợ", [office.workshop])
    assert [row.text for row in plan.lines.live()] == ["05-07 đề án ứng dụng máy móc", "Hội chợ"]


def test_a_year_has_one_plan(office):
    office.draft()
    with pytest.raises(ValidationError) as error:
        office.draft()
    assert "đã có kế hoạch" in refused(error)


def test_a_delegated_sum_belongs_to_a_delegated_plan(office):
    with pytest.raises(ValidationError):
        office.draft(way=ApprovalWay.DELEGATED)
    with pytest.raises(ValidationError):
        office.draft(way=ApprovalWay.ROUNDS, limit=1_000)


def test_an_old_year_is_entered_from_its_paper_in_one_sitting(office):
    plan = office.draft()
    PLAN_FLOW.press(plan, "enter_issued", by=office.officer, paper=office.paper())
    assert AnnualPlan.objects.get(pk=plan.pk).number == "173/KH-UBND"


def test_a_running_year_is_not_entered_past_its_steps(office):
    from core.dates import today

    plan = office.draft(year=today().year)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(plan, "enter_issued", by=office.officer, paper=office.paper(on=today()))
    assert "phải qua các bước" in refused(error)


@pytest.mark.parametrize("begun", ["lines", "round", "amendment"])
def test_what_hangs_on_a_plan_keeps_its_year_and_tier(office, begun):
    if begun == "amendment":
        plan = services.amend_plan(office.issued(), by=office.officer)
        for line in plan.lines.all():
            services.drop_line(line, why="Lập lại từ đầu", by=office.officer)
    else:
        plan = AnnualPlan(year=2021, approval_way=ApprovalWay.ROUNDS, total_budget=1_000_000)
        services.save_plan(plan, by=office.officer)
        if begun == "round":
            office.round(plan)
        else:
            office.line(plan, 1, "02 lớp tập huấn", None, None, "lớp", [office.workshop])
    for field, value in (("year", 2022), ("tier", "NATIONAL")):
        changed = AnnualPlan.objects.get(pk=plan.pk)
        setattr(changed, field, value)
        with pytest.raises(ValidationError) as error:
            services.save_plan(changed, by=office.officer)
        assert "giữ nguyên năm và cấp" in refused(error)


def test_an_empty_plan_may_still_change_its_year(office):
    plan = AnnualPlan(year=2021, approval_way=ApprovalWay.ROUNDS, total_budget=1_000_000)
    services.save_plan(plan, by=office.officer)
    plan.year = 2022
    services.save_plan(plan, by=office.officer)
    assert AnnualPlan.objects.get().book_year.year == 2022


def test_the_list_that_comes_along_is_emptied_before_the_way_of_approval_changes(office):
    plan = office.draft(way=ApprovalWay.WITH_PLAN)
    item = office.include(office.round(plan), office.project(), source=PlanItem.Source.APPROPRIATED)
    plan.approval_way = ApprovalWay.ROUNDS
    with pytest.raises(ValidationError) as error:
        services.save_plan(plan, by=office.officer)
    assert "đang có 1 đề án" in refused(error)
    services.remove_project(item, why="Chuyển sang phê duyệt theo đợt", by=office.officer)
    services.save_plan(plan, by=office.officer)
    assert AnnualPlan.objects.get().approval_way == ApprovalWay.ROUNDS


# --- frozen -------------------------------------------------------------------
def test_after_issue_the_services_change_nothing(office, plan, line):
    for change in (
        lambda: services.save_plan(plan, by=office.officer),
        lambda: services.save_line(line, categories=[office.machinery], by=office.officer),
        lambda: services.drop_line(line, why="x", by=office.officer),
        lambda: office.line(plan, 9, "thêm", 1, 1, "đề án", [office.machinery]),
    ):
        with pytest.raises(ValidationError) as error:
            change()
        assert "không sửa được nữa" in refused(error)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE plans_annualplan SET total_budget = total_budget + 1 WHERE id = %(plan)s",
        "UPDATE plans_annualplan SET number = '999/KH-UBND' WHERE id = %(plan)s",
        "UPDATE plans_annualplan SET issued_on = NULL, number = '' WHERE id = %(plan)s",
        "UPDATE plans_annualplan SET status = 'DRAFT' WHERE id = %(plan)s",
        "DELETE FROM plans_annualplan WHERE id = %(plan)s",
        "UPDATE plans_planline SET planned_budget = 5 WHERE plan_id = %(plan)s",
        "UPDATE plans_planline SET quantity_max = 99 WHERE id = %(line)s",
        "DELETE FROM plans_planline WHERE id = %(line)s",
        "INSERT INTO plans_planline (plan_id, no, text, unit, remark, dropped_why) "
        "VALUES (%(plan)s, 99, 'thêm', 'đề án', '', '')",
        "DELETE FROM plans_planline_categories WHERE planline_id = %(line)s",
        "UPDATE plans_planline_categories SET supportcategory_id = %(other)s WHERE planline_id = %(line)s",
        "INSERT INTO plans_planline_categories (planline_id, supportcategory_id) VALUES (%(line)s, %(other)s)",
    ],
)
def test_after_issue_the_database_changes_nothing(office, plan, line, sql):
    names = {"plan": plan.pk, "line": line.pk, "other": office.workshop.pk}
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, names)
    assert error.value.__cause__.diag.constraint_name == "plans_plan_frozen" or "DELETE FROM plans_annualplan" in sql


def test_while_it_is_a_draft_the_database_lets_it_change_but_not_vanish(office):
    plan = office.draft()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plans_annualplan SET total_budget = 7 WHERE id = %s", [plan.pk])
        cursor.execute("UPDATE plans_planline SET quantity_max = 99 WHERE plan_id = %s AND no = 1", [plan.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM plans_planline WHERE plan_id = %s", [plan.pk])


def test_a_plan_is_not_issued_without_its_paper_even_around_the_program(office):
    plan = office.draft()
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_annualplan SET status = 'ISSUED' WHERE id = %s", [plan.pk])
        cursor.execute("SET CONSTRAINTS plans_annualplan_paper IMMEDIATE")
    assert error.value.__cause__.diag.constraint_name == "plans_issued_has_paper"


# --- versions -----------------------------------------------------------------
def test_a_change_after_issue_is_a_new_version_and_money_stays_with_its_line(office, plan, line):
    office.allocate(line, 500_000_000)
    office.appropriate(plan, 1_736_000_000)
    round = office.round(plan)
    office.include(round, office.project())
    new = services.amend_plan(plan, by=office.officer)
    second = new.lines.get(no=1)
    second.quantity_max = 9
    services.save_line(second, categories=[office.machinery], by=office.officer)
    assert second.subject() == line.subject()
    office.submit(new)
    PLAN_FLOW.press(new, "issue", by=office.officer, paper=office.paper("300/KH-UBND", DECIDED))
    plan.refresh_from_db()
    round.refresh_from_db()
    assert (plan.status, plan.number) == ("SUPERSEDED", "173/KH-UBND")
    assert (round.plan, round.items.get().line) == (new, second)
    office.decide(round, on=date(2021, 7, 1))
    progress = {row.line.no: row for row in line_progress(new)}
    assert (progress[1].count_done, progress[1].allocated, progress[1].approved_support) == (
        1, 500_000_000, 100_000_000,
    )  # fmt: skip


def test_only_an_issued_plan_is_amended_and_once_at_a_time(office, plan):
    services.amend_plan(plan, by=office.officer)
    with pytest.raises(ValidationError) as error:
        services.amend_plan(plan, by=office.officer)
    assert "đang lập" in refused(error)
    with pytest.raises(ValidationError):
        services.amend_plan(plan.superseded_by, by=office.officer)


def amended(office, plan):
    """The next version of an issued plan, with its lines as they were."""
    return services.amend_plan(plan, by=office.officer)


def test_a_line_with_approved_projects_or_allocated_money_stays_in_every_later_version(office, plan, line):
    office.allocate(line, 500_000_000)
    office.appropriate(plan, 1_736_000_000)
    round = office.round(plan)
    office.include(round, office.project())
    office.decide(round)
    new = amended(office, plan)
    with pytest.raises(ValidationError) as error:
        services.drop_line(new.lines.get(no=1), why="Gộp nội dung", by=office.officer)
    assert "hiện có 1 đề án đã phê duyệt, 400.000.000 đ đã phân bổ chưa bố trí" in refused(error)
    services.drop_line(new.lines.get(no=2), why="Không còn nhu cầu", by=office.officer)
    office.submit(new)
    PLAN_FLOW.press(new, "issue", by=office.officer, paper=office.paper("300/KH-UBND", date(2021, 8, 2)))
    assert [(row.count_done, row.approved_support) for row in line_progress(new)] == [(1, 100_000_000)]


def test_a_line_left_out_of_the_draft_before_a_project_came_on_it_stops_the_new_version(office, plan, line):
    office.allocate(line, 500_000_000)
    office.allocate(plan.lines.get(no=2), 1_736_000_000)
    new = amended(office, plan)
    PlanLine.objects.filter(plan=new, no=1).update(dropped_why="Bỏ khi chưa có đề án nào")
    office.ask(new)
    with pytest.raises(ValidationError) as error:
        PLAN_FLOW.press(new, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 7, 1)))
    assert "Nội dung 1 không bỏ được khỏi kế hoạch: hiện có 500.000.000 đ đã phân bổ chưa bố trí" in refused(error)


def test_a_new_version_leaves_room_for_what_is_already_approved(office, plan, line):
    office.allocate(line, 2_236_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.decide(round)
    new = amended(office, plan)
    new.total_budget = 99_000_000
    services.save_plan(new, by=office.officer)
    office.ask(new)

    def send():
        PLAN_FLOW.press(new, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 7, 1)))

    with pytest.raises(ValidationError) as error:
        send()
    assert (
        "Kinh phí bố trí cho đề án vượt tổng kinh phí của kế hoạch: hiện có 100.000.000 đ; cần không quá 99.000.000 đ"
        in refused(error)
    )
    services.release_support(
        item, amount=1_000_000, why="Giá giảm", by=office.officer, paper=office.decision(date(2021, 7, 5))
    )
    send()
    PLAN_FLOW.press(new, "issue", by=office.officer, paper=office.paper("300/KH-UBND", date(2021, 8, 2)))
    assert AnnualPlan.objects.get(pk=new.pk).status == "ISSUED"
