"""Pages of visits and acceptance: everything typed comes back, pictures are kept, every objection is shown."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit_models import words_of
from core.dates import ngay, today
from core.documents import documents_of
from inspections.checklist import CODES
from inspections.models import Acceptance, AcceptanceBatch, Inspection
from inspections.workflow import ACCEPTANCE_FLOW, INSPECTION_FLOW
from projects.models import Project
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as money
from tests.inspections import builders as b

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(client):
    def as_person(user):
        client.force_login(user)
        return client

    return as_person


def text(response):
    return response.content.decode()


def posted(findings=(), **changed):
    """What a telephone sends: a visit written down in full, with two empty rows of findings at the end."""
    data = {
        "visited_on": "20/07/2021", "place": "Xưởng sơn", "latitude": "18,5012", "longitude": "105.5934",
        "accuracy_m": "12", "present": "Ông An, giám đốc", "progress_percent": "70", "summary": "Đúng nội dung",
        "findings-TOTAL_FORMS": str(len(findings) + 2), "findings-INITIAL_FORMS": "0",
    }  # fmt: skip
    data |= {f"answer_{code}": "YES" for code in CODES}
    for number, row in enumerate(findings):
        data |= {f"findings-{number}-{name}": value for name, value in row.items()}
    return data | changed


def edit(visit):
    return reverse("inspections:edit", args=[visit.pk])


# --- the form on the spot --------------------------------------------------------------------------------------------


def test_a_visit_is_put_on_the_calendar(browse):
    project = f.project_in("IN_PROGRESS")
    client = browse(b.inspector())
    page = client.get(reverse("inspections:new"), {"project": project.pk})
    assert f'<option value="{project.pk}" selected>' in text(page)
    day = today() + datetime.timedelta(days=3)
    data = {"project": project.pk, "kind": "AD_HOC", "planned_on": ngay(day), "team_paper": "12/QĐ-SCT"}
    answer = client.post(reverse("inspections:new"), data)
    visit = Inspection.objects.get()
    assert answer.url == visit.get_absolute_url()
    assert (visit.kind, visit.planned_on, visit.status) == ("AD_HOC", day, "PLANNED")
    assert client.post(reverse("inspections:new"), data | {"now": "1"}).url == edit(Inspection.objects.first())


def test_a_day_gone_by_is_no_calendar_entry_but_the_day_of_a_visit_being_written_down(browse):
    project, client = f.project_in("IN_PROGRESS"), browse(b.inspector())
    data = {"project": project.pk, "kind": "AD_HOC", "planned_on": "15/7/2021"}
    answer = client.post(reverse("inspections:new"), data)
    assert answer.status_code == 422 and not Inspection.objects.exists()
    said = (
        "Ngày 15/07/2021 đã qua nên không lên lịch được: đã đi kiểm tra thì ghi vào ngày kiểm tra (nút “Ghi kết quả”); "
        "chưa đi thì ghi ngày từ "
        f"{ngay(today())}"
    )
    assert said in text(answer)
    client.post(reverse("inspections:new"), data | {"now": "1"})
    visit = Inspection.objects.get()
    assert (visit.status, visit.visited_on) == ("DRAFT_REPORT", datetime.date(2021, 7, 15))


def test_a_visit_before_the_day_of_the_approval_is_remarked(browse):
    project = money.approved()
    decided = project.plan_items.get().round.decision_date
    for days, is_said in ((-1, True), (0, False)):
        visit = b.planned(project, visited_on=decided + datetime.timedelta(days=days))
        page = text(browse(b.inspector()).get(visit.get_absolute_url()))
        said = f"Ngày kiểm tra {ngay(visit.visited_on)} trước ngày phê duyệt đề án {ngay(decided)}"
        assert (said in page) == is_said


def signed():
    """The minutes with both signatures, as photographed."""
    return b.picture("bien-ban.jpg", "white")


def test_a_visit_is_filled_in_and_sent_with_its_photographs_and_minutes(browse):
    visit = b.planned()
    client = browse(b.inspector())
    page = text(client.get(edit(visit)))
    assert all(question in page for question in CODES.values())
    finding = {"text": "Thiếu biển báo", "responsible": "Chủ cơ sở", "due_on": "31/8/2021"}
    data = posted([finding], answer_books="NO", note_books="Thiếu hóa đơn", act="file")
    answer = client.post(
        edit(visit), data | {"photos": [b.picture(), b.picture("2.png", "red", "PNG")], "minutes": signed()}
    )
    assert answer.url == visit.get_absolute_url()
    visit.refresh_from_db()
    assert (visit.status, str(visit.latitude), str(visit.longitude)) == ("FILED", "18.501200", "105.593400")
    assert visit.checklist[-1]["note"] == "Thiếu hóa đơn"
    assert visit.findings.get().due_on == datetime.date(2021, 8, 31)
    assert documents_of(visit).filter(kind="photo").count() == 2
    page = text(client.get(answer.url))
    for words in ("Thiếu biển báo", "Thiếu hóa đơn", "Ông An, giám đốc", "18,5012; 105,5934 (sai số 12 m)", "2 ảnh"):
        assert words in page


def test_what_is_half_done_is_saved_for_later(browse):
    visit = b.planned()
    client = browse(b.inspector())
    data = posted(visited_on="", place="", present="", answer_books="", act="save")
    assert client.post(edit(visit), data).status_code == 302
    page = text(client.get(edit(visit)))
    assert "Đúng nội dung" in page
    assert "đã trả lời 6/7 câu" in page
    assert Inspection.objects.get().status == "PLANNED"


def test_sending_what_is_not_whole_keeps_it_and_says_everything(browse):
    visit = b.planned()
    client = browse(b.inspector())
    answer = client.post(edit(visit), posted(place="", answer_machine="NO", answer_books="", act="file"))
    page = text(answer)
    assert answer.status_code == 409
    for words in (
        "Chưa ghi địa điểm",
        "Sổ sách, chứng từ đầy đủ?",
        "ít nhất một ảnh",
        "chữ ký hai bên",
        "phải ghi kiến nghị",
    ):
        assert words in page
    assert "Đã lưu, nhưng chưa gửi được, còn 5 điều" in page
    visit.refresh_from_db()
    assert (visit.status, visit.summary) == ("DRAFT_REPORT", "Đúng nội dung")


def test_a_wrong_field_loses_neither_what_was_typed_nor_the_photographs(browse):
    visit = b.planned()
    client = browse(b.inspector())
    data = posted([{"text": "Thiếu biển báo", "due_on": "31/2/2021"}], visited_on="hôm qua", act="file")
    answer = client.post(edit(visit), data | {"photos": [b.picture()]})
    page = text(answer)
    assert answer.status_code == 422
    for words in ("Không đọc được ngày “hôm qua”", "không có ngày 31", "Thiếu biển báo", "Ông An, giám đốc", "hôm qua"):
        assert words in page
    assert "Ảnh đã chọn được giữ lại" in page
    photo = documents_of(visit).get()
    assert reverse("documents:open", args=[photo.pk]) in page
    assert client.post(edit(visit), posted(act="file") | {"minutes": signed()}).status_code == 302
    assert Inspection.objects.get().status == "FILED"


def test_everything_wrong_with_a_report_is_said_at_once_each_with_a_way_to_it(browse):
    visit = b.planned()
    early = {"text": "Thiếu biển báo", "responsible": "Chủ cơ sở", "due_on": "19/7/2021"}
    bare = {"text": "Chưa nối đất", "responsible": "", "due_on": ""}
    bad = SimpleUploadedFile("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + b"\0" * 40)
    data = posted([early, bare], latitude="vĩ độ", place="", answer_books="", progress_percent="101", act="file")
    answer = browse(b.inspector()).post(edit(visit), data | {"photos": [b.picture(), bad]})
    page = text(answer)
    assert answer.status_code == 422
    for field, words in {
        "latitude": "Vĩ độ</a>: ", "progress_percent": "</a>: ", "photos": "</a>: IMG_1.HEIC: Ảnh HEIC",
        "findings-0-due_on": "Kiến nghị 1, Hạn khắc phục</a>: Hạn khắc phục 19/07/2021 trước ngày kiểm tra",
        "place": "Chưa ghi địa điểm.", "answer_books": "Còn câu hỏi chưa trả lời", "minutes": "Phải có biên bản",
        "findings-0-text": "Mỗi kiến nghị phải có hạn và người chịu trách nhiệm khắc phục: hiện có Chưa nối đất.",
    }.items():  # fmt: skip
        assert re.search(f'<a href="#id_{field}">[^<]*{re.escape(words)}', page), field
        assert f'id="id_{field}"' in page
    assert "Chưa lưu được, còn 8 điều" in page and "Phải có ít nhất một ảnh" not in page
    for typed in ("vĩ độ", "Thiếu biển báo", "Chưa nối đất", "Ông An, giám đốc", "101"):
        assert typed in page
    visit.refresh_from_db()
    assert (visit.status, documents_of(visit).count()) == ("PLANNED", 1)


def test_what_the_service_refuses_is_said_with_what_cannot_be_read(browse):
    visit = b.written()
    tomorrow = f"{today() + datetime.timedelta(days=1):%d/%m/%Y}"
    page = text(browse(b.inspector()).post(edit(visit), posted(visited_on=tomorrow, longitude="?", act="save")))
    assert "chưa tới; ghi vào ngày dự kiến" in page and '<a href="#id_longitude">' in page


def test_a_field_that_cannot_be_read_is_not_missing_as_well(browse):
    visit = b.planned()
    row = {"text": "Thiếu biển báo", "responsible": "Chủ cơ sở", "due_on": "mai"}
    page = text(browse(b.inspector()).post(edit(visit), posted([row], visited_on="hôm qua", act="file")))
    assert "Không đọc được ngày “hôm qua”" in page and "Không đọc được ngày “mai”" in page
    assert "Chưa ghi ngày kiểm tra" not in page and "Mỗi kiến nghị phải có hạn" not in page


def test_pictures_sent_on_the_way_bring_the_person_back_to_them(browse):
    visit = b.planned()
    client = browse(b.inspector())
    answer = client.post(edit(visit), posted(answer_books="", act="go_on") | {"photos": [b.picture()]})
    assert answer.url == f"{edit(visit)}#photos"
    page = text(client.get(edit(visit)))
    assert "Đã lưu ảnh và những gì đã ghi" in page and 'id="photos"' in page and "Đúng nội dung" in page
    assert documents_of(visit).count() == 1


def test_one_bad_picture_does_not_lose_the_others_and_nothing_is_sent(browse):
    visit = b.planned()
    client = browse(b.inspector())
    bad = SimpleUploadedFile("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + b"\0" * 40)
    answer = client.post(edit(visit), posted(act="file") | {"photos": [b.picture(), bad]})
    assert answer.status_code == 422
    assert "IMG_1.HEIC: Ảnh HEIC" in text(answer)
    visit.refresh_from_db()
    assert (visit.status, documents_of(visit).count()) == ("DRAFT_REPORT", 1)


@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN", "1e30", "1" * 40, "0," + "1" * 40, "91"])
def test_a_place_that_is_not_on_earth_is_refused_calmly(browse, number):
    visit = b.planned()
    answer = browse(b.inspector()).post(edit(visit), posted(latitude=number, act="save"))
    kept = number.startswith("0,")
    assert answer.status_code == (302 if kept else 422)


def test_a_whole_roll_of_pictures_is_kept(browse):
    visit = b.planned()
    shots = [b.picture(f"{n}.png", (n, 0, 0), "PNG", (4, 4)) for n in range(14)]
    assert browse(b.inspector()).post(edit(visit), posted(act="save") | {"photos": shots}).status_code == 302
    assert documents_of(visit).count() == 14


def test_an_emptied_finding_is_taken_back_on_the_page(browse):
    visit = b.written(findings=[b.finding(), b.finding(text="Thiếu biển báo")])
    first, second = visit.findings.all()
    rows = [{"id": first.pk, "text": "Sửa chữ"}, {"id": second.pk, "text": " "}]
    answer = browse(b.inspector()).post(edit(visit), posted(rows, **{"findings-INITIAL_FORMS": "2", "act": "save"}))
    assert answer.status_code == 302
    assert [row.text for row in visit.findings.all()] == ["Sửa chữ"]


def test_a_deadline_without_words_is_asked_about(browse):
    visit = b.planned()
    answer = browse(b.inspector()).post(edit(visit), posted([{"text": "", "due_on": "31/8/2021"}]))
    assert "Chưa ghi nội dung phải khắc phục" in text(answer)


def test_a_form_cut_short_on_the_way_is_refused_calmly(browse):
    visit = b.planned()
    assert browse(b.inspector()).post(edit(visit), {"visited_on": "20/07/2021"}).status_code == 422


def test_a_sent_report_cannot_be_opened_for_writing(browse):
    visit = b.filed()
    client = browse(b.inspector())
    for answer in (client.get(edit(visit)), client.post(edit(visit), posted(summary="khác"))):
        assert answer.url == visit.get_absolute_url()
    visit.refresh_from_db()
    assert visit.summary == ""


def test_who_only_reads_is_offered_no_form(browse):
    visit = b.written()
    client = browse(f.person("VIEWER"))
    assert edit(visit) not in text(client.get(visit.get_absolute_url()))
    assert client.get(edit(visit)).status_code == 403
    assert client.post(reverse("inspections:new")).status_code == 403
    assert client.get(reverse("inspections:batch_new")).status_code == 403


# --- the desk --------------------------------------------------------------------------------------------------------


def test_a_planned_visit_says_whose_turn_it_is_and_can_be_called_off(browse):
    visit = b.planned()
    page = text(browse(b.inspector()).get(visit.get_absolute_url()))
    url = reverse("inspections:press", args=[visit.pk, "cancel"])
    assert "Bước tiếp theo: Đi kiểm tra, ghi kết quả" in page
    assert url in page
    assert "Đang chờ: Đi kiểm tra, ghi kết quả" in text(browse(f.person("VIEWER")).get(visit.get_absolute_url()))
    browse(b.inspector()).post(url, {"confirmed": "1", "note": "Cơ sở nghỉ lũ"})
    assert "Đã hủy lịch" in text(browse(b.inspector()).get(visit.get_absolute_url()))


def test_the_director_chooses_the_verdict_on_the_steps_page(browse):
    visit = b.filed(findings=[b.finding()])
    client = browse(f.person("DOIT_DIRECTOR"))
    assert "Bước tiếp theo: Thông báo kết quả kiểm tra" in text(client.get(visit.get_absolute_url()))
    url = reverse("inspections:press", args=[visit.pk, "conclude"])
    assert "Còn tồn tại nhỏ" in text(client.post(url))
    client.post(url, {"confirmed": "1"})
    assert Inspection.objects.get().status == "FILED"
    assert client.post(url, {"confirmed": "1", "verdict": "MINOR"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.verdict) == ("CONCLUDED", "MINOR")


def test_a_refused_conclusion_says_why_and_stays(browse):
    visit = b.filed()
    url = reverse("inspections:press", args=[visit.pk, "conclude"])
    answer = browse(f.person("DOIT_DIRECTOR")).post(url, {"confirmed": "1", "verdict": "SERIOUS"})
    assert answer.status_code == 409
    assert "phải kèm kiến nghị khắc phục" in text(answer)


def test_a_finding_is_followed_up_with_a_photograph(browse):
    visit = b.to_mend()
    url = reverse("inspections:finding_fix", args=[visit.pk, visit.findings.get().pk])
    client = browse(f.local_officer(f.district()))
    page = text(client.get(visit.get_absolute_url()))
    assert url in page
    assert "Quá hạn" in page
    answer = client.post(url, {"fixed_on": "19/7/2021", "note": "Đã lập", "photos": b.picture()})
    assert answer.status_code == 422
    assert "trước ngày kiểm tra" in text(answer)
    bad = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4\n%%EOF")
    page = text(client.post(url, {"fixed_on": "19/7/2021", "note": "Đã lập sổ", "photos": bad}))
    assert '<a href="#id_photos">' in page and "trước ngày kiểm tra" in page and "Đã lập sổ" in page
    answer = client.post(url, {"fixed_on": "20/8/2021", "note": "Đã lập", "photos": b.picture(colour="navy")})
    assert answer.url == f"{visit.get_absolute_url()}#findings"
    assert visit.findings.get().status == "FIXED"


def test_a_page_that_no_longer_applies_answers_in_a_sentence(browse):
    visit = b.concluded()
    client = browse(f.person("DOIT_DIRECTOR"))
    url = reverse("inspections:press", args=[visit.pk, "conclude"])
    answer = client.post(url, {"confirmed": "1", "verdict": "SATISFACTORY"})
    assert answer.status_code == 409
    assert client.post(reverse("inspections:press", args=[visit.pk, "nonsense"])).status_code == 403


# --- lists -----------------------------------------------------------------------------------------------------------


FILTERED = [
    ({}, 3), ({"q": "may son"}, 1), ({"q": "buong son tham nuoc"}, 0), ({"kind": "AD_HOC"}, 1),
    ({"status": "PLANNED"}, 1), ({"verdict": "MINOR"}, 1), ({"year": "2021"}, 2), ({"year": "2022"}, 1),
    ({"findings": "open"}, 1), ({"findings": "late"}, 1), ({"q": "12/QD-SCT"}, 1), ({"kind": "nonsense"}, 3),
]  # fmt: skip


def test_an_office_that_has_ended_is_not_offered_a_visit_it_could_not_make(browse):
    project, officer = f.project_in("IN_PROGRESS"), f.local_officer(f.district())
    pages = [reverse("inspections:list"), reverse("inspections:project_panel", args=[project.pk])]
    new = reverse("inspections:new")
    assert all(new in text(browse(officer).get(url)) for url in pages)
    b.close(officer.organisation)
    assert not any("Lên lịch kiểm tra" in text(browse(officer).get(url)) for url in pages)
    page = text(browse(officer).get(new))
    assert "đã kết thúc ngày 30/06/2025; không lên lịch kiểm tra sau ngày đó" in page
    assert "Ghi lần đã kiểm tra" in page and "Ngày đã kiểm tra" in page and ">Lên lịch<" not in page
    answer = browse(officer).post(new, {"project": project.pk, "kind": "PERIODIC", "planned_on": "1/7/2025"})
    assert answer.status_code == 422 and "không lên lịch kiểm tra sau ngày đó" in text(answer)
    assert not Inspection.objects.exists()
    made = {"project": project.pk, "kind": "PERIODIC", "planned_on": "20/7/2021", "now": "1"}
    assert browse(officer).post(new, made).url == reverse("inspections:edit", args=[Inspection.objects.get().pk])


def test_the_list_is_filtered(browse, subtests):
    b.planned(kind="AD_HOC", project=f.project_in("IN_PROGRESS", title="Máy sơn Kỳ Anh"))
    b.to_mend(project=f.project_in("IN_PROGRESS", title="Lò gốm"), visited_on=datetime.date(2021, 8, 1))
    visit = b.written(project=f.project_in("IN_PROGRESS", title="Xưởng mộc"), visited_on=datetime.date(2022, 1, 5))
    Inspection.objects.filter(pk=visit.pk).update(search_text="12/qd-sct")
    client = browse(b.inspector())
    for query, count in FILTERED:
        with subtests.test(query=query):
            page = text(client.get(reverse("inspections:list"), query))
            assert (f"{count} lần kiểm tra" if count else "Không có lần kiểm tra nào khớp") in page
            assert client.get("/api/v1/inspections/", query).status_code in (200, 400)


def test_the_list_answers_htmx_with_the_table_alone(browse):
    b.planned()
    answer = browse(b.inspector()).get(reverse("inspections:list"), headers={"HX-Request": "true"})
    assert "<html" not in text(answer)


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_lists_ask_the_same_number_of_questions_however_long_they_are(browse):
    def one_more():
        b.to_mend(project=f.project_in("IN_PROGRESS"))
        b.batch(b.place(b.completed()))

    one_more()
    client = browse(f.person("DOIT_SECTION_HEAD"))
    urls = [
        reverse("inspections:list"), reverse("inspections:batches"),
        "/api/v1/inspections/", "/api/v1/acceptance-batches/",
    ]  # fmt: skip
    before = [queries_of(client, url) for url in urls]
    for _ in range(3):
        one_more()
    assert [queries_of(client, url) for url in urls] == before


def test_the_panel_of_a_project_is_a_piece_or_a_page(browse):
    visit = b.to_mend()
    url = reverse("inspections:project_panel", args=[visit.project_id])
    client = browse(b.inspector())
    page = text(client.get(url))
    piece = text(client.get(url, headers={"HX-Request": "true"}))
    assert "<html" in page
    assert "<html" not in piece
    for words in ("1 kiến nghị chưa khắc phục", "Chưa nghiệm thu.", "Lên lịch kiểm tra"):
        assert words in piece


# --- acceptance ------------------------------------------------------------------------------------------------------


def test_acceptance_from_the_list_of_places_to_the_recorded_minutes(browse):
    project, other = b.completed(places=2), b.completed()
    centre = browse(f.person("CENTRE_OFFICER"))
    page = text(centre.get(reverse("inspections:batch_new"), {"project": project.pk}))
    keys = [f"{project.pk}-{row.pk}" for row in project.beneficiaries.all()]
    assert page.count(" checked") == 2
    stranger = f"{other.pk}-{other.beneficiaries.get().pk}"
    data = {"held_on": "22/10/2021", "team": "Nguyễn Văn Bình", "waiting": [*keys, stranger]}
    answer = centre.post(reverse("inspections:batch_new"), data)
    batch = AcceptanceBatch.objects.get()
    assert answer.url == batch.get_absolute_url()
    assert batch.places.count() == 3
    centre.post(reverse("inspections:batch_edit", args=[batch.pk]), data | {"waiting": keys})
    assert [place.project for place in batch.places.all()] == [project, project]
    for number, place in enumerate(batch.places.all()):
        url = reverse("inspections:place", args=[batch.pk, place.pk])
        assert url in text(centre.get(batch.get_absolute_url()))
        answer = centre.post(url, {
            "place": "Xưởng", "present": "Giám đốc", "results": "Đạt", "accepted_cost": f"{200 + number} triệu",
            "accepted_units": "1", "counterpart_done": "110.000.000", "conclusion": "PASS", "defects": "",
            "new_date": "", "machines.value": str(number),
        })  # fmt: skip
        assert answer.url == batch.get_absolute_url()
    assert "401.000.000" in text(centre.get(batch.get_absolute_url()))
    officer = browse(f.person("DOIT_SPECIALIST"))
    assert "Bước tiếp theo: Ghi nhận biên bản nghiệm thu" in text(officer.get(batch.get_absolute_url()))
    url = reverse("inspections:batch_press", args=[batch.pk, "conclude"])
    paper = {"number": "05/BB-NT", "issued_on": "22/10/2021", "signer": "Tổ nghiệm thu", "issuer": "", "note": ""}
    answer = officer.post(url, {"confirmed": "1", **paper, "file": b.picture("bien-ban.jpg")})
    assert answer.url == batch.get_absolute_url()
    project.refresh_from_db()
    assert project.status == "ACCEPTED"
    page = text(officer.get(batch.get_absolute_url()))
    assert "05/BB-NT" in page
    assert "Đã nghiệm thu" in page


def test_half_written_minutes_tell_their_unit_what_is_missing_and_nobody_else(browse):
    row = b.batch(b.place(b.completed(), conclusion="", present=""))
    page = text(browse(f.person("CENTRE_OFFICER")).get(row.get_absolute_url()))
    assert "Bước tiếp theo: Ghi đủ kết quả từng nơi" in page
    assert "chưa ghi kết luận, đại diện tại nơi nghiệm thu" in page
    page = text(browse(f.person("VIEWER")).get(row.get_absolute_url()))
    assert "Đang chờ: Ghi nhận biên bản nghiệm thu" in page
    assert "Hủy đợt nghiệm thu" not in page


def test_a_project_offers_acceptance_only_while_a_place_waits(browse):
    project = b.completed()
    client = browse(f.person("CENTRE_OFFICER"))
    url = reverse("inspections:project_panel", args=[project.pk])
    assert "Lập đợt nghiệm thu" in text(client.get(url))
    b.batch(b.place(project))
    assert "Lập đợt nghiệm thu" not in text(client.get(url))


def test_a_wrong_amount_comes_back_with_the_rest_of_the_place(browse):
    row = b.batch(b.place(b.completed(), conclusion=""))
    url = reverse("inspections:place", args=[row.pk, row.places.get().pk])
    client = browse(f.person("CENTRE_OFFICER"))
    answer = client.post(url, {"accepted_units": "1", "accepted_cost": "1.2.3", "results": "Máy chạy", "present": "An"})
    assert answer.status_code == 422
    assert "Máy chạy" in text(answer)
    assert "1.2.3" in text(answer)
    answer = client.post(url, {"accepted_units": "1", "accepted_cost": "", "conclusion": "PASS"})
    assert answer.status_code == 422
    assert "phải có chi phí được nghiệm thu" in text(answer)


def test_all_that_is_wrong_with_a_place_is_said_at_once(browse):
    project = b.completed()
    row = b.batch(b.place(project, conclusion=""))
    Project.objects.filter(pk=project.pk).update(status="IN_PROGRESS")
    url = reverse("inspections:place", args=[row.pk, row.places.get().pk])
    wrong = {"accepted_units": "0", "counterpart_done": "1.2.3", "conclusion": "PASS", "results": "Máy chạy tốt"}
    page = text(browse(f.person("CENTRE_OFFICER")).post(url, wrong))
    for words in (
        "còn 4 điều", '<a href="#id_accepted_units">', '<a href="#id_counterpart_done">', "phải có chi phí được",
        "chỉ nghiệm thu đề án đã báo cáo hoàn thành", "Máy chạy tốt",
    ):  # fmt: skip
        assert words in page


def test_a_wrong_paper_and_an_unfinished_place_are_said_together(browse):
    row = b.batch(b.place(b.completed(), present=""))
    url = reverse("inspections:batch_press", args=[row.pk, "conclude"])
    paper = {"number": "05/BB-NT", "issued_on": "31/2/2021", "signer": "", "issuer": "", "note": ""}
    answer = browse(f.person("DOIT_SPECIALIST")).post(url, {"confirmed": "1", **paper})
    page = text(answer)
    for words in ("chưa ghi đại diện", '<a href="#id_issued_on">', '<a href="#id_signer">', "05/BB-NT"):
        assert words in page
    assert page.count('role="alert"') == 1 and "Phải ghi số, ngày" not in page


def test_a_day_of_acceptance_that_is_wrong_in_several_ways_says_so_at_once(browse):
    project = b.completed()
    keys = [f"{project.pk}-{project.beneficiaries.get().pk}", "0-0"]
    data = {"held_on": "hôm nay", "team": "", "waiting": keys}
    page = text(browse(f.person("CENTRE_OFFICER")).post(reverse("inspections:batch_new"), data))
    for field in ("held_on", "team", "waiting"):
        assert f'<a href="#id_{field}">' in page and f'id="id_{field}"' in page
    assert "không còn chờ nghiệm thu" in page and "còn 3 điều" in page


BEYOND = {"accepted_cost": "500 triệu", "accepted_units": "3", "counterpart_done": "235 triệu"}
REMARKS = (
    "Chi phí được nghiệm thu 500.000.000 đ vượt tổng kinh phí của đề án (415.000.000 đ).",
    "Số lượng được nghiệm thu 3 vượt số lượng theo hồ sơ (1).",
    "còn 265.000.000 đ, vượt kinh phí đã phê duyệt (150.000.000 đ)",
)


def decided():
    """A project of 415 triệu with 150 triệu of support by a decision, completed."""
    project = money.progress(money.signed(), 100, month=9).project
    project.refresh_from_db()
    f.with_results(project)
    return PROJECT_FLOW.press(project, "complete", by=f.person("CENTRE_OFFICER"), on=money.day(10, 12))


def test_figures_beyond_the_project_are_taken_with_a_remark_that_stays(browse):
    row = b.batch(b.place(decided(), conclusion=""))
    url = reverse("inspections:place", args=[row.pk, row.places.get().pk])
    client = browse(f.person("CENTRE_OFFICER"))
    data = {"present": "An", "results": "Đạt", "conclusion": "PASS", "machines.value": "1"}
    page = text(client.post(url, data | BEYOND, follow=True))
    for remark in REMARKS:
        assert page.count(remark) == 2  # at once, and in the table of the minutes
        assert remark in text(client.get(url))
    b.record(row)
    page = text(client.get(row.get_absolute_url()))
    assert all(remark in page for remark in REMARKS)


def test_figures_within_the_project_are_taken_in_silence(browse):
    row = b.batch(b.place(b.completed(), accepted_cost=415 * b.MILLION, counterpart_done=235 * b.MILLION))
    assert "Lưu ý" not in text(browse(f.person("CENTRE_OFFICER")).get(row.get_absolute_url()))


def test_the_minutes_ask_the_same_number_of_questions_however_many_places(browse):
    counts = []
    for places in (1, 4):
        project = b.completed(places=places)
        row = b.batch(*(b.place(project, number) for number in range(places)))
        counts.append(queries_of(browse(f.person("VIEWER")), row.get_absolute_url()))
    assert counts[0] == counts[1]


def test_recorded_minutes_are_not_opened_for_writing(browse):
    row = b.record(b.batch(b.place(b.completed())))
    client = browse(f.person("CENTRE_OFFICER"))
    for url in (
        reverse("inspections:batch_edit", args=[row.pk]),
        reverse("inspections:place", args=[row.pk, row.places.get().pk]),
    ):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_the_minutes_of_an_acceptance_are_not_offered_for_withdrawal(browse):
    row = b.record(b.batch(b.place(b.completed())))
    page = browse(f.person("DOIT_SPECIALIST")).get(row.get_absolute_url()).content.decode()
    assert "Ghi nhận biên bản nghiệm thu" in page and "Rút tài liệu" not in page


def test_a_place_of_somebody_else_is_not_chosen(browse):
    project, department = b.completed(), f.office("DOIT")
    Project.objects.filter(pk=project.pk).update(implementing_organisation=department, spending_unit=department)
    key = f"{project.pk}-{project.beneficiaries.get().pk}"
    data = {"held_on": "22/10/2021", "team": "An", "waiting": [key]}
    answer = browse(f.person("CENTRE_OFFICER")).post(reverse("inspections:batch_new"), data)
    assert answer.status_code == 422
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(
    "query, count",
    [({}, 2), ({"year": "2021"}, 1), ({"status": "CONCLUDED"}, 1), ({"q": "05/BB"}, 1), ({"q": "lo gom"}, 1)],
)
def test_batches_are_filtered(browse, query, count):
    b.record(b.batch(b.place(b.completed(title="Lò gốm"))))
    b.batch(b.place(b.completed(title="Xưởng mộc")), held_on=datetime.date(2022, 1, 5))
    page = text(browse(b.inspector()).get(reverse("inspections:batches"), query))
    assert f"{count} đợt nghiệm thu" in page


def test_every_step_reads_as_a_sentence_in_the_history(browse):
    for prefix, flow in (("inspection", INSPECTION_FLOW), ("acceptancebatch", ACCEPTANCE_FLOW)):
        for name in flow.transitions:
            action = f"inspections.{prefix}.{name}"
            assert words_of(action) != action


def test_a_returned_report_tells_the_reason_where_the_next_step_is(browse):
    visit = b.filed()
    INSPECTION_FLOW.press(visit, "return", by=f.person("DOIT_SECTION_HEAD"), note="Thiếu ảnh máy.")
    assert "“Thiếu ảnh máy.”</p><footer" in text(browse(f.person("DOIT_SPECIALIST")).get(visit.get_absolute_url()))
