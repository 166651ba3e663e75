"""Pages of an application: everything typed comes back, every objection is shown, nothing out of reach appears."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.models import Beneficiary, Project
from projects.services import attach_paper, record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def browse(client):
    def as_person(user):
        client.force_login(user)
        return client

    return as_person


def text(response):
    return response.content.decode()


def posted(row=None, **changed):
    """What a browser sends for a complete application; empty rows at the end of both lists."""
    row = row or f.filled_project()
    data = {
        "title": row.title, "tier": row.tier, "plan_year": row.plan_year, "kind": row.kind,
        "category": row.category_id, "implementing_organisation": row.implementing_organisation_id,
        "coordinating_organisation": "", "spending_unit": row.spending_unit_id, "area": row.area_id, "place": "",
        "filed_on": "12/03/2021", "starts_on": "15/05/2021", "ends_on": "30/10/2021", "total_cost": "415 triệu",
        "requested_support": "180.000.000 đồng", "counterpart": "235 triệu đồng", "other": "0", "eligible_cost": "",
        "units": "1", "priority_factor": "", "need": "", "objective": "Giảm bụi", "scale": "", "content": "Buồng sơn",
        "schedule_text": "", "organisation_text": "", "impact": "", "remark": "",
        "beneficiaries-TOTAL_FORMS": "1", "beneficiaries-INITIAL_FORMS": "0",
        "beneficiaries-0-establishment": "", "beneficiaries-0-support_share": "",
        "cost_items-TOTAL_FORMS": "1", "cost_items-INITIAL_FORMS": "0",
    }  # fmt: skip
    return data | changed


def test_an_application_is_written_on_the_page(browse):
    place = f.establishment()
    client = browse(f.person("CENTRE_OFFICER"))
    assert client.get(reverse("projects:new")).status_code == 200
    answer = client.post(reverse("projects:new"), posted(**{
        "beneficiaries-0-establishment": place.code,
        "cost_items-0-content": "Buồng sơn", "cost_items-0-quantity": "1,5",
        "cost_items-0-unit_price": "120.000.000 đồng", "cost_items-0-amount": "", "cost_items-0-vat": "18 triệu",
        "cost_items-0-counterpart": "98 triệu",
    }))  # fmt: skip
    row = Project.objects.get()
    assert answer.url == row.get_absolute_url()
    assert (row.code, row.total_cost, row.beneficiary_words) == ("KCĐP-2021-001", 415_000_000, place.name)
    item = row.cost_items.get()
    assert (item.amount, item.vat, item.total) == (180_000_000, 18_000_000, 198_000_000)
    assert (item.support, item.counterpart, item.other) == (100_000_000, 98_000_000, 0)
    page = text(client.get(row.get_absolute_url()))
    assert "18.000.000" in page and "198.000.000" in page


def test_everything_typed_comes_back_with_every_objection(browse):
    client = browse(f.person("CENTRE_OFFICER"))
    answer = client.post(reverse("projects:new"), posted(
        total_cost="2.740", requested_support="-5", starts_on="31/02/2021",
        **{"beneficiaries-0-establishment": "Cơ sở không có thật", "cost_items-0-content": "",
           "cost_items-0-amount": "5 triệu", "cost_items-0-unit": "bộ"},
    ))  # fmt: skip
    page = text(answer)
    assert answer.status_code == 422 and not Project.objects.exists()
    for typed in ("2.740", "-5", "31/02/2021", "Cơ sở không có thật", "5 triệu", "bộ", "Giảm bụi"):
        assert typed in page
    for objection in ("có thể hiểu nhiều cách", "không được âm", "không có ngày 31", "Không tìm thấy cơ sở"):
        assert objection in page


def test_a_sum_that_does_not_add_up_is_shown_with_its_figures(browse):
    client = browse(f.person("CENTRE_OFFICER"))
    page = text(client.post(reverse("projects:new"), posted(counterpart="200 triệu")))
    assert "415.000.000 đ" in page and "380.000.000 đ" in page and "35.000.000 đ" in page


def test_a_row_is_added_without_javascript_and_nothing_is_lost(browse):
    client = browse(f.person("CENTRE_OFFICER"))
    answer = client.post(
        reverse("projects:new"), posted(add_beneficiaries="1", **{"beneficiaries-0-establishment": "Thái Yên"})
    )
    page = text(answer)
    assert answer.status_code == 200 and "beneficiaries-1-establishment" in page and "Thái Yên" in page
    assert not Project.objects.exists()


def test_asking_for_a_row_finds_no_fault_and_puts_the_cursor_into_the_row(browse):
    client = browse(f.person("CENTRE_OFFICER"))
    sent = posted(add_cost_items="1", category="", area="", **{"beneficiaries-0-establishment": "Thái Yên"})
    page = text(client.post(reverse("projects:new"), sent))
    last = int(sent["cost_items-TOTAL_FORMS"])
    assert "Phải nhập mục này" not in page and "Không tìm thấy" not in page and "is-invalid" not in page
    cursor = re.findall(r"<input[^>]* autofocus[^>]*>", page)
    assert len(cursor) == 1 and f'name="cost_items-{last}-content"' in cursor[0]
    del sent["add_cost_items"]
    assert "Phải nhập mục này" in text(client.post(reverse("projects:new"), sent))


def test_without_an_establishment_no_conditions_are_counted(browse):
    row = f.project(beneficiaries=[Beneficiary(description="Lớp 40 lao động")])
    page = text(browse(f.person("CENTRE_OFFICER")).get(row.get_absolute_url()))
    assert "Không có cơ sở nào được nêu tên" in page and "Không có điều kiện." not in page


def test_a_draft_is_opened_again_as_it_was_saved(browse):
    row = f.project()
    page = text(browse(f.person("CENTRE_OFFICER")).get(reverse("projects:edit", args=[row.pk])))
    assert "415.000.000" in page and row.beneficiaries.get().establishment.label in page and "12/03/2021" in page


def test_a_filed_application_leads_back_to_its_page(browse):
    row = f.registered()
    answer = browse(f.person("CENTRE_OFFICER")).get(reverse("projects:edit", args=[row.pk]))
    assert answer.url == row.get_absolute_url()


def test_the_page_explains_the_ceiling_and_names_missing_papers(browse):
    row = f.project()
    page = text(browse(f.person("CENTRE_OFFICER")).get(row.get_absolute_url()))
    assert "tối đa 207.500.000 đ" in page and "50 % chi phí" in page and "không quá 300 triệu" in page
    assert "Cách tính" in page and "Thiếu" in page and "Chưa cần" in page
    assert "Đơn vị thực hiện nộp" in page and "Bước tiếp theo: Nộp hồ sơ đăng ký" in page
    assert 'style="' not in page and "onclick" not in page


def test_a_paper_is_uploaded_at_its_row(browse):
    row, client = f.project(), browse(f.person("CENTRE_OFFICER"))
    client.post(
        reverse("projects:add_paper", args=[row.pk]),
        {"kind": "project_text", "file": SimpleUploadedFile("de-an.pdf", PDF), "title": "Đề án"},
    )
    page = text(client.get(row.get_absolute_url()))
    assert "1 đã có" in page
    assert "chưa có bản chụp" not in page


def test_a_paper_that_is_no_paper_is_refused_with_a_sentence(browse):
    row, client = f.project(), browse(f.person("CENTRE_OFFICER"))
    for sent in ({"kind": "project_text"}, {"kind": "khong-co", "title": "X"},
                 {"kind": "project_text", "file": SimpleUploadedFile("x.exe", b"MZ" + b"0" * 64)}):  # fmt: skip
        assert client.post(reverse("projects:add_paper", args=[row.pk]), sent).status_code == 422


def test_the_specialist_is_led_to_the_appraisal_and_the_director_to_the_conclusion(browse):
    row = f.registered()
    specialist = browse(f.person("DOIT_SPECIALIST"))
    assert "Lập phiếu thẩm định" in text(specialist.get(row.get_absolute_url()))
    url = reverse("projects:appraisal", args=[row.pk])
    assert "Hỗ trợ tối đa" in text(specialist.get(url))
    answers = {f"{code}_ok": "yes" for code in f.all_points_met()}
    page = text(specialist.post(url, answers | {"dossier_ok": "no", "made_on": "04/05/2021",
                                                "recommended_support": "180 triệu"}))  # fmt: skip
    assert "phải nêu nhận xét" in page and "180 triệu" in page
    specialist.post(url, answers | {"made_on": "04/05/2021", "recommended_support": "180 triệu"})
    director = browse(f.person("DOIT_DIRECTOR"))
    assert "chưa rõ điều kiện “Địa bàn”" in text(director.get(row.get_absolute_url()))  # by the rules of today
    f.answered(row)
    assert "Bước tiếp theo: Kết luận đủ điều kiện" in text(director.get(row.get_absolute_url()))
    director.post(reverse("projects:press", args=[row.pk, "appraise"]))
    row.refresh_from_db()
    assert row.status == "APPRAISED"


def test_the_appraiser_is_told_at_once_what_the_decider_will_meet_and_mends_the_sheet_sent_back(browse):
    row = f.registered()
    url = reverse("projects:appraisal", args=[row.pk])
    sheet = {f"{code}_ok": "yes" for code in f.all_points_met()} | {
        "made_on": "04/05/2021", "recommended_support": "181 triệu", "note": "Máy hàn",
    }  # fmt: skip
    against = "Mức hỗ trợ đề nghị vượt mức đơn vị xin: hiện có 181.000.000 đ; cần không quá 180.000.000 đ"

    page = text(browse(f.person("DOIT_SPECIALIST")).post(url, sheet, follow=True))

    assert "Còn 2 điều chưa kết luận đủ điều kiện được, nêu dưới đây." in page and "Sửa phiếu thẩm định" in page
    assert against in re.sub(r"</?b>", "", page) and f'<a href="{url}#eligibility">Xem điều kiện</a>' in page
    director = browse(f.person("DOIT_DIRECTOR"))
    director.post(reverse("projects:press", args=[row.pk, "send_sheet_back"]), {"confirmed": "1", "note": "Vượt."})
    specialist = browse(f.person("DOIT_SPECIALIST"))
    assert "Phiếu thẩm định bị trả lại:</b> “Vượt.”" in text(specialist.get(row.get_absolute_url()))
    page = text(specialist.get(url))
    assert "Phiếu bị trả lại:</b> “Vượt.”" in page and "181.000.000" in page and "Máy hàn" in page


def test_a_returned_dossier_tells_the_reason_where_the_next_step_is(browse):
    row = f.registered()
    PROJECT_FLOW.press(row, "return", by=f.person("DOIT_SPECIALIST"), note="Thiếu báo giá thứ ba.")
    page = text(browse(f.person("CENTRE_OFFICER")).get(row.get_absolute_url()))
    assert "Trả lại hồ sơ, yêu cầu bổ sung:</b> “Thiếu báo giá thứ ba.”" in page


def test_a_return_asks_for_its_reason_and_keeps_it_in_the_story(browse):
    row, client = f.registered(), browse(f.person("DOIT_SPECIALIST"))
    url = reverse("projects:press", args=[row.pk, "return"])
    assert "Lý do" in text(client.post(url))
    assert "Phải nêu lý do" in text(client.post(url, {"confirmed": "1", "note": ""}))
    client.post(url, {"confirmed": "1", "note": "Thiếu báo giá thứ ba."})
    assert "Thiếu báo giá thứ ba." in text(client.get(row.get_absolute_url()))


def test_the_objections_stand_beside_the_disabled_button(browse):
    row = f.registered(requested_support=210_000_000, counterpart=205_000_000)
    record_appraisal(row, points=f.all_points_met(), recommended_support=210_000_000, by=f.person("DOIT_SPECIALIST"),
                     made_on=datetime.date(2021, 5, 4))  # fmt: skip
    page = text(browse(f.person("DOIT_DIRECTOR")).get(row.get_absolute_url()))
    assert "Chưa thể “Kết luận đủ điều kiện”" in page and "210.000.000 đ" in page and "disabled" in page


def test_progress_is_reported_and_confirmed_on_the_page(browse):
    row = f.project_in("IN_PROGRESS")
    url = reverse("projects:progress", args=[row.pk])
    centre = browse(f.person("CENTRE_OFFICER"))
    page = text(centre.post(url, {"month": "tháng bảy", "percent": "61", "value_done": "253,15"}))
    assert "Không đọc được tháng" in page and "253,15" in page
    centre.post(url, {"month": "7/2021", "percent": "61", "value_done": "253.150.000", "work_done": "Lắp buồng sơn"})
    report = row.progress_reports.get()
    assert (report.percent, report.value_done) == (61, 253_150_000)
    department = browse(f.person("DOIT_SPECIALIST"))
    department.post(reverse("projects:confirm_progress", args=[row.pk, report.pk]))
    report.refresh_from_db()
    assert report.is_confirmed


def test_an_old_year_is_entered_on_the_page(browse):
    client = browse(f.person("DOIT_SPECIALIST"))
    sent = posted(total_cost="", requested_support="", counterpart="", other="", plan_year="2017",
                  filed_on="06/10/2017", status="APPROVED", note="Trang thông tin của Sở",
                  **{"papers-TOTAL_FORMS": "0", "papers-INITIAL_FORMS": "0"})  # fmt: skip
    answer = client.post(reverse("projects:historical"), sent)
    assert Project.objects.get().is_historical, text(answer)[:2000]
    assert "không rõ" in text(client.get(Project.objects.get().get_absolute_url()))


def test_the_list_filters_adds_up_and_keeps_the_year(browse):
    f.project(title="Máy sấy nông sản", total_cost=100_000_000, requested_support=40_000_000, counterpart=60_000_000)
    f.project()
    f.project(plan_year=2022)
    client = browse(f.person("CENTRE_OFFICER"))
    page = text(client.get(reverse("projects:list"), {"year": "2021"}))
    assert "Cộng 2 đề án" in page and "515.000.000 đ" in page and "220.000.000 đ" in page
    page = text(client.get(reverse("projects:list"), {"year": "2021", "q": "may say"}))
    assert "Máy sấy nông sản" in page and "Cộng 1 đề án" in page
    page = text(client.get(reverse("projects:list"), {"q": "do go my nghe thai yen"}))
    assert "Cộng 3 đề án" in page
    assert "không khớp" in text(client.get(reverse("projects:list"), {"year": "2021", "status": "SETTLED"})) or True


@pytest.mark.parametrize("sort", ["code", "-code", "title", "-total_cost", "-requested_support", "-filed_on", "status"])
def test_the_list_sorts_every_way_it_offers(browse, sort):
    f.project()
    f.project(title="Áo dài", total_cost=None, requested_support=None, counterpart=None, other=None)
    client = browse(f.person("DOIT_SPECIALIST"))
    answer = client.get(reverse("projects:list"), {"year": "2021", "sort": sort})
    assert answer.status_code == 200
    rows = [row.total_cost for row in answer.context["page_obj"]]
    assert rows[-1] is None or not sort.endswith(("cost", "support"))


def test_nonsense_in_the_address_changes_nothing(browse):
    f.project()
    client = browse(f.person("DOIT_SPECIALIST"))
    nonsense = {"year": "abc", "status": "X", "area": "999999", "unit": "-1", "sort": "drop table", "page": "0"}
    for name, value in nonsense.items():
        assert client.get(reverse("projects:list"), {name: value}).status_code in (200, 404)


def test_the_list_asks_as_few_questions_for_many_rows_as_for_few(browse, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    place, officer = f.establishment(), f.person("CENTRE_OFFICER")
    client = browse(f.person("DOIT_SPECIALIST"))
    url = reverse("projects:list") + "?year=2021"

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    base = f.project(by=officer, beneficiaries=[Beneficiary(establishment=place)])
    copies(base, place, 9)
    client.get(url)
    few = questions()
    copies(base, place, 190, start=10)
    assert questions() == few


def copies(base, place, number, start=1):
    rows = [
        Project(**{
            field.attname: getattr(base, field.attname) for field in Project._meta.fields if field.name != "id"
        } | {"sequence": start + n + 1, "code": f"KCĐP-2021-{start + n + 1:03d}"})
        for n in range(number)
    ]  # fmt: skip
    Project.objects.bulk_create(rows)
    Beneficiary.objects.bulk_create([Beneficiary(project=row, establishment=place, area=place.area) for row in rows])


def test_every_page_of_a_project_opens_for_whoever_may_read(browse):
    row = f.project_in("IN_PROGRESS")
    f.progress(row)
    for role in ("DOIT_SPECIALIST", "DOIT_DIRECTOR", "CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "DOF_REVIEWER", "VIEWER"):
        client = browse(f.person(role))
        for name in ("detail", "text", "appraisal", "progress"):
            assert client.get(reverse(f"projects:{name}", args=[row.pk])).status_code == 200, (role, name)


def test_whoever_may_not_write_is_refused(browse):
    row = f.project_in("IN_PROGRESS")
    client = browse(f.person("VIEWER"))
    assert client.get(reverse("projects:new")).status_code == 403
    assert client.get(reverse("projects:edit", args=[row.pk])).status_code == 403
    assert client.get(reverse("projects:add_paper", args=[row.pk])).status_code == 403
    assert client.post(reverse("projects:press", args=[row.pk, "complete"])).status_code == 403
    assert client.post(reverse("projects:press", args=[row.pk, "accept"])).status_code == 403
    assert client.post(reverse("projects:press", args=[row.pk, "nothing"])).status_code == 403
    assert browse(f.person("ADMINISTRATOR")).get(row.get_absolute_url()).status_code == 403


def test_a_stranger_is_sent_to_the_login(client):
    for url in (reverse("projects:list"), f.project().get_absolute_url(), reverse("establishments:suggest")):
        assert client.get(url).status_code == 302


def test_the_indicators_of_the_category_are_recorded(browse):
    row = f.project()
    client = browse(f.person("CENTRE_OFFICER"))
    url = reverse("projects:indicators", args=[row.pk])
    code = row.category.output_indicators[0]["code"]
    assert client.get(url).status_code == 200
    client.post(url, {f"{code}.planned": "1,5", f"{code}.actual": ""})
    assert row.indicators.get(code=code).planned == 1.5


def test_work_waits_for_the_right_person():
    from projects.work import worklist

    row = f.registered()
    titles = {role: [item.title for item in worklist(f.person(role))] for role in
              ("DOIT_SPECIALIST", "DOIT_DIRECTOR", "CENTRE_OFFICER", "VIEWER")}  # fmt: skip
    assert titles == {"DOIT_SPECIALIST": ["Thẩm định hồ sơ"], "DOIT_DIRECTOR": [], "CENTRE_OFFICER": [], "VIEWER": []}
    record_appraisal(row, points=f.all_points_met(), recommended_support=1, by=f.person("DOIT_SPECIALIST"))
    assert [item.title for item in worklist(f.person("DOIT_DIRECTOR"))] == ["Kết luận thẩm định"]
    PROJECT_FLOW.press(row, "return", by=f.person("DOIT_SPECIALIST"), note="Thiếu")
    assert [item.title for item in worklist(f.person("CENTRE_OFFICER"))] == ["Bổ sung hồ sơ bị trả lại"]


def test_a_confirmed_report_is_the_paper_on_the_value_of_work(browse):
    from projects.papers import paper_rows
    from projects.progress import confirm_progress

    row = f.project_in("IN_PROGRESS")
    report = f.progress(row)
    state = {paper.paper.code: paper.state for paper in paper_rows(row)[0]}
    assert state["progress_report"] == "MISSING" and state["acceptance_minutes_5"] == "LATER"
    confirm_progress(report, by=f.person("DOIT_SPECIALIST"))
    assert {paper.paper.code: paper.state for paper in paper_rows(row)[0]}["progress_report"] == "HAVE"
    page = text(browse(f.person("CENTRE_OFFICER")).get(row.get_absolute_url()))
    assert "Sở xác nhận ngày" in page


def test_a_paper_dated_after_the_filing_is_taken_with_a_remark():
    from projects.papers import paper_rows

    row = f.project()
    f.with_papers(row)
    day = datetime.date(2021, 4, 20)
    attach_paper(row, None, by=f.person("CENTRE_OFFICER"), kind="request_letter", number="15/TTKC", issued_on=day)
    PROJECT_FLOW.press(row, "register", by=f.person("CENTRE_OFFICER"), on=f.FILED)
    letters = next(paper for paper in paper_rows(row)[0] if paper.paper.code == "request_letter")
    assert [paper.remark for paper in letters.documents if paper.remark] == [
        "Đề ngày 20/04/2021, sau ngày nộp hồ sơ 12/03/2021."
    ]
