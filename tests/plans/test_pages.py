from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import services
from plans.models import AnnualPlan, ApprovalRound, PlanItem
from plans.workflow import ROUND_FLOW

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def seen_by(client):
    """seen_by(person) -> get(url name, *args) -> (page text, response)."""

    def log_in(person):
        client.force_login(person, backend="core.backends.RoleBackend")

        def get(name, *args, **query):
            response = client.get(reverse(name, args=args), query)
            return response.content.decode(), response

        get.post = lambda name, *args, **data: client.post(reverse(name, args=args), data, follow=True)
        return get

    return log_in


@pytest.fixture
def round(office, plan, line):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    for _ in range(3):
        office.include(round, office.project())
    return round


def test_the_plan_shows_ranges_unknown_money_and_what_is_missing(office, plan, round, seen_by):
    office.decide(round)
    text, _ = seen_by(office.viewer)("plans:detail", plan.pk)
    assert "173/KH-UBND ngày 27/04/2021" in text
    assert "05-07 đề án" in text and "chưa nêu" in text
    assert "range-meter" in text and "chưa đủ" in text and "chưa có chỉ tiêu" in text
    assert "Chưa có bản chụp" in text
    assert ">500<" in text and ">300<" in text and ">200<" in text


def test_the_district_sees_the_plan_but_counts_only_its_own_projects_and_no_money(office, plan, round, seen_by):
    office.include(round, office.project(area=office.far, title="Xưởng may Kỳ Anh"))
    office.decide(round)
    page = seen_by(office.district_officer)
    text, _ = page("plans:detail", plan.pk)
    assert "chỉ tính đề án trong phạm vi" in text and "<b>3</b>" in text
    assert "Phân bổ" not in text and "range-meter" not in text
    text, _ = page("plans:round_detail", round.pk)
    assert "Cộng 3 đề án" in text
    assert "Kỳ Anh" not in text
    text, _ = page("plans:rounds")
    assert "Xưởng may" not in text and ">300<" in text


def test_notes_of_whoever_entered_the_plan_are_not_shown_as_its_text(office, seen_by):
    plan = office.draft()
    plan.lines.filter(no=1).update(remark="Bài đăng lặp lại một cụm từ ở dòng này.")
    text, _ = seen_by(office.viewer)("plans:detail", plan.pk)
    folded = text[text.index("<summary>Ghi chú của người nhập kế hoạch</summary>") :]
    assert "Bài đăng lặp lại" in folded[: folded.index("</details>")] and text.count("Bài đăng lặp lại") == 1


def test_a_round_that_lacks_money_says_where_how_much_and_what_follows(office, plan, line, seen_by):
    """The box of the next step and the table of the money agree."""
    office.allocate(line, 146_000_000)
    round = office.round(plan)
    for _ in range(3):
        office.include(round, office.project())
    text, _ = seen_by(office.head)("plans:round_detail", round.pk)
    assert ">154<" in text and "chưa ghi nhận được quyết định phê duyệt" in text
    assert "sổ cái" not in text and "Chưa đủ kinh phí" not in text  # checking and submitting do not wait for money
    office.sent(round)
    text, _ = seen_by(office.officer)("plans:round_detail", round.pk)
    assert "disabled>Ghi nhận quyết định đã ban hành" in text
    assert f"Chưa đủ kinh phí: Nội dung {line} · Trung tâm Khuyến công: hiện có <b>146.000.000 đ</b>" in text
    assert "cần <b>300.000.000 đ</b>" in text
    office.allocate(line, 154_000_000)
    text, _ = seen_by(office.officer)("plans:round_detail", round.pk)
    assert "Chưa đủ kinh phí" not in text and "disabled>Ghi nhận quyết định" not in text
    assert "chưa ghi nhận được quyết định" not in text


def test_the_round_shows_subtotals_objections_and_the_money_it_needs(office, plan, round, seen_by):
    item = round.items.first()
    item.project.appraisals.update(recommended_support=1_000)
    text, _ = seen_by(office.head)("plans:round_detail", round.pk)
    assert "Cộng 3 đề án" in text and "Nguồn tiền của đợt" in text
    assert "kinh phí hỗ trợ vượt mức thẩm định đề nghị" in text
    assert "1 điều chưa đạt" in text
    assert "disabled>Kiểm tra danh mục" in text


def test_the_submission_paper_is_one_click_from_the_round(office, round, seen_by, client):
    text, _ = seen_by(office.officer)("plans:round_detail", round.pk)
    address = f"{reverse('reports:request')}?report=approval_submission&amp;round={round.pk}"
    assert address in text
    assert client.get(address.replace("&amp;", "&")).status_code == 200
    text, _ = seen_by(office.centre_officer)("plans:round_detail", round.pk)
    assert "approval_submission" not in text


def test_an_officer_writes_a_plan_and_its_lines_on_the_pages(office, seen_by):
    page = seen_by(office.officer)
    text, _ = page("plans:new")
    assert ">Chọn</option>" in text and "----" not in text
    facts = {
        "year": "2020", "tier": "LOCAL", "title": "", "total_budget": "2,236 tỷ", "approval_way": "ROUNDS",
        "delegated_limit": "", "guidance": "12/SCT-QLCN", "remark": "Văn bản ghi năm 2019; hiểu là 2020.",
    }  # fmt: skip
    response = page.post("plans:new", **facts)
    plan = AnnualPlan.objects.get(year=2020)
    assert response.redirect_chain and plan.total_budget == 2_236_000_000
    page.post(
        "plans:new_line", plan.pk, no="1", text="01-02 mô hình", quantity_min="1", quantity_max="2", unit="mô hình",
        planned_budget="", categories=[office.machinery.pk], remark="",
    )  # fmt: skip
    assert plan.lines.get().target == "01-02 mô hình"
    wrong = page.post(
        "plans:new_line", plan.pk, no="2", text="x", quantity_min="3", quantity_max="2", unit="mô hình",
        planned_budget="", categories=[office.machinery.pk], remark="",
    )  # fmt: skip
    assert wrong.status_code == 422 and "không lớn hơn" in wrong.content.decode()
    response = page.post("plans:drop_line", plan.lines.get().pk, why="Bỏ theo ý kiến")
    assert "Đã bỏ nội dung 1" in response.content.decode()


def test_an_officer_builds_a_list_on_the_pages(office, plan, line, seen_by):
    page = seen_by(office.officer)
    response = page.post("plans:new_round", plan.pk, way="ROUNDS", source_note="")
    round = ApprovalRound.objects.get()
    assert "Đợt 1 năm 2021" in response.content.decode()
    project, hidden = office.project(), office.project(status="REGISTERED")
    text, _ = page("plans:round_detail", round.pk)
    assert project.code in text and hidden.code not in text
    text, _ = page("plans:include", round.pk, project=project.pk)
    assert "Hỗ trợ tối đa 150.000.000 đ" in text
    given = {"line": line.pk, "source": "ALLOCATED", "approved_support": "100 triệu đồng"}
    page.post("plans:include", round.pk, project=project.pk, **given)
    item = PlanItem.objects.get()
    assert item.approved_support == 100_000_000
    again = page.post("plans:include", round.pk, project=hidden.pk, **given)
    assert again.status_code == 422
    page.post("plans:edit_item", item.pk, **given | {"approved_support": "90 triệu đồng", "is_reserve": "on"})
    item.refresh_from_db()
    assert (item.approved_support, item.is_reserve) == (90_000_000, True)
    response = page.post("plans:remove", item.pk, why="Đơn vị xin rút")
    assert "Đã đưa ra khỏi danh mục" in response.content.decode()


def test_the_decision_is_recorded_with_its_scan_and_money_given_back_later(office, round, seen_by):
    office.sent(round)
    page = seen_by(office.officer)
    text, _ = page("plans:round_press", round.pk, "record_decision")
    assert "Ghi nhận quyết định đã ban hành" in text
    scan = SimpleUploadedFile("qd.pdf", PDF, "application/pdf")
    response = page.post(
        "plans:round_press", round.pk, "record_decision", confirmed="1", note="", number="1888/QĐ-UBND",
        issued_on="01/06/2021", issuer="UBND tỉnh", signer="Trần Tú Anh", file=scan,
    )  # fmt: skip
    assert "1888/QĐ-UBND ngày 01/06/2021" in response.content.decode()
    item = round.items.first()
    text, _ = page("plans:release", item.pk)
    assert "100.000.000 đ" in text
    response = page.post(
        "plans:release", item.pk, amount="20 triệu đồng", why="Giá giảm", number="2000/QĐ-UBND", issued_on="02/08/2021",
        issuer="", signer="Trần Tú Anh",
    )  # fmt: skip
    assert "Đã ghi giảm kinh phí bố trí" in response.content.decode()


def test_a_decision_dated_before_its_submission_is_taken_with_a_remark(office, round, seen_by):
    remark = "Đề ngày 18/05/2021, trước văn bản của bước trước (52/TTr-SCT, 20/05/2021)"
    office.sent(round)
    text, _ = seen_by(office.officer)("plans:round_detail", round.pk)
    assert "trước văn bản của bước trước" not in text

    ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=office.decision(date(2021, 5, 18)))

    text, _ = seen_by(office.officer)("plans:round_detail", round.pk)
    assert text.count(remark) == 1
    assert round.status == "ISSUED"


def test_a_missing_scan_can_be_added_later(office, plan, seen_by):
    page = seen_by(office.officer)
    _, response = page("plans:detail", plan.pk)
    form = response.context["scan_form"]
    document = form.fields["document"].queryset.first()
    scan = SimpleUploadedFile("kh173.pdf", PDF, "application/pdf")
    response = page.post("plans:scan", plan.pk, document=document.pk, file=scan)
    assert "Đã thêm bản chụp" in response.content.decode()
    document.refresh_from_db()
    assert document.file


def test_the_letters_of_other_offices_are_typed_in_with_their_paper(office, seen_by):
    plan = office.draft()
    office.ask(plan)
    response = seen_by(office.officer).post(
        "plans:new_opinion", plan.pk, office="Sở Tài chính", received_on="02/04/2021", agrees="no",
        content="Rà soát hội chợ", number="112/STC", issued_on="01/04/2021", signer="",
    )  # fmt: skip
    text = response.content.decode()
    assert "Rà soát hội chợ" in text and "112/STC" in text and "có ý kiến khác" in text


def test_an_issued_plan_is_amended_with_one_button(office, plan, seen_by):
    response = seen_by(office.officer).post("plans:amend", plan.pk)
    assert "điều chỉnh lần 1" in response.content.decode()


def test_lists_find_without_marks_filter_and_add_up(office, plan, round, seen_by):
    page = seen_by(office.viewer)
    text, _ = page("plans:list", q="khuyen cong dia phuong", year=2021)
    assert plan.get_absolute_url() in text and "2.236" in text
    text, _ = page("plans:list", q="khong co")
    assert "Không có kế hoạch nào khớp" in text
    text, _ = page("plans:rounds", q="dot 1")
    assert round.get_absolute_url() in text
    text, _ = page("plans:rounds", status="ISSUED")
    assert "Không có đợt nào khớp" in text


def test_the_project_shows_its_place_on_the_list_as_a_panel(office, plan, round, seen_by):
    office.decide(round)
    project = round.items.first().project
    text, _ = seen_by(office.viewer)("plans:project_panel", project.pk)
    assert "Đợt 1 năm 2021" in text and "mức trần 150.000.000 đ" in text


def test_what_is_not_ones_own_is_not_found(office, plan, round, seen_by):
    far = office.project(area=office.far)
    item = office.include(round, far)
    page = seen_by(office.district_officer)
    assert page("plans:project_panel", far.pk)[1].status_code == 404
    assert page("plans:remove", item.pk)[1].status_code == 404
    assert page("plans:release", item.pk)[1].status_code == 404


def test_who_may_only_read_is_refused_everything_else(office, plan, line, round, seen_by):
    page = seen_by(office.viewer)
    item = round.items.first()
    for name, pk in [
        ("plans:edit", plan.pk), ("plans:new_line", plan.pk), ("plans:edit_line", line.pk),
        ("plans:drop_line", line.pk), ("plans:new_opinion", plan.pk), ("plans:new_round", plan.pk),
        ("plans:include", round.pk),
        ("plans:edit_item", item.pk), ("plans:remove", item.pk), ("plans:release", item.pk),
    ]:  # fmt: skip
        assert page(name, pk)[1].status_code == 403, name
    assert page("plans:press", plan.pk, "issue")[1].status_code == 403
    page = seen_by(office.administrator)
    for name, args in [
        ("plans:list", []),
        ("plans:detail", [plan.pk]),
        ("plans:rounds", []),
        ("plans:round_detail", [round.pk]),
    ]:
        assert page(name, *args)[1].status_code == 403, name


def test_pages_ask_the_same_few_queries_however_long_the_list(office, plan, line, round, seen_by):
    page = seen_by(office.officer)
    office.project()
    page("plans:round_detail", round.pk)

    def queries(name, *args):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert page(name, *args)[1].status_code == 200
        return len(captured)

    few = [queries("plans:round_detail", round.pk), queries("plans:detail", plan.pk), queries("plans:rounds")]
    for _ in range(9):
        office.include(round, office.project(10_000_000))
        office.project()
    many = [queries("plans:round_detail", round.pk), queries("plans:detail", plan.pk), queries("plans:rounds")]
    assert many == few
    for _ in range(4):
        services.remove_project(round.items.live().last(), why="thử", by=office.officer)
        office.round(plan)
    assert [queries("plans:round_detail", round.pk), queries("plans:detail", plan.pk), queries("plans:rounds")] == few


def test_an_old_round_shows_what_was_published_and_leaves_the_rest_open(office, seen_by):
    project = office.project(
        plan_year=2017, is_historical=True, status="APPROVED", total_cost=None, requested_support=None,
        counterpart=None, other=None, total=0, support=0,
    )  # fmt: skip
    round = services.record_historical_round(
        year=2017, number=1, decision_date=date(2017, 10, 6), projects=[project], total_support=726_000_000,
        project_count=4, by=office.officer,
    )  # fmt: skip
    text, _ = seen_by(office.viewer)("plans:round_detail", round.pk)
    assert "726.000.000 đ" in text and "chưa rõ" in text and "06/10/2017" in text
    text, _ = seen_by(office.viewer)("plans:rounds")
    assert "theo công bố" in text


def test_the_plan_and_round_pages_open_in_every_state_for_everybody(office, plan, round, seen_by):
    draft = office.draft(year=2020)
    people = [
        office.officer, office.head, office.director, office.accountant, office.centre_officer, office.district_officer,
    ]  # fmt: skip
    states = [lambda: None, lambda: office.sent(round), lambda: services.amend_plan(plan, by=office.officer)]
    for reach in states:
        reach()
        for person in people:
            page = seen_by(person)
            for name, pk in [("plans:detail", plan.pk), ("plans:detail", draft.pk), ("plans:round_detail", round.pk)]:
                assert page(name, pk)[1].status_code == 200


def test_an_old_round_is_entered_on_a_page(office, seen_by):
    project = office.project(plan_year=2017, is_historical=True, status="APPROVED")
    page = seen_by(office.officer)
    text, _ = page("plans:historical_round")
    assert project.code in text
    facts = {
        "tier": "LOCAL", "year": "2017", "number": "1", "decision_number": "", "decision_date": "06/10/2017",
        "issuer": "UBND tỉnh", "signer": "", "project_count": "4", "total_cost": "9,738 tỷ",
        "total_support": "726 triệu đồng", "total_counterpart": "9.012.000.000", "source_note": "",
    }  # fmt: skip
    response = page.post("plans:historical_round", **facts, projects=[project.pk])
    assert "9.738.000.000 đ" in response.content.decode()
    assert ApprovalRound.objects.get().items.get().project == project
    again = page.post("plans:historical_round", **facts)
    assert again.status_code == 422 and "đã có đợt mang số đó" in again.content.decode()
    assert seen_by(office.viewer)("plans:historical_round")[1].status_code == 403
