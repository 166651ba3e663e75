"""The same visits and acceptance over REST: same services, same sentences."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.dates import ngay, today
from core.documents import documents_of
from inspections.checklist import CODES
from inspections.models import AcceptanceBatch, Inspection
from tests import factories as f
from tests.budgets import builders as money
from tests.inspections import builders as b

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db
VISITS, BATCHES = "/api/v1/inspections/", "/api/v1/acceptance-batches/"


@pytest.fixture
def rest(client):
    """rest(user)(method, path, data) -> (status, answer)"""

    def as_person(user):
        def ask(method, path, data=None, *, multipart=False):
            client.force_login(user)
            kind = {} if multipart or method == "get" else {"content_type": "application/json"}
            answer = getattr(client, method)(path, data or {}, **kind)
            return answer.status_code, answer.json()

        return ask

    return as_person


def test_a_visit_from_the_first_line_to_the_mended_finding(rest):
    project = f.project_in("IN_PROGRESS")
    inspector, director = rest(b.inspector()), rest(f.person("DOIT_DIRECTOR"))
    status, visit = inspector("post", VISITS, {
        "project": project.pk, "kind": "AD_HOC", "visited_on": "2021-07-20", "place": "Xưởng", "present": "Ông An",
        "latitude": "18.501200", "longitude": "105.593400",
        "checklist": [{"code": code, "answer": "NO" if code == "books" else "YES"} for code in CODES],
        "findings": [{"text": "Thiếu hóa đơn", "responsible": "Chủ cơ sở", "due_on": "2021-08-31"}],
    })  # fmt: skip
    assert (status, visit["status"], visit["buttons"]) == (201, "DRAFT_REPORT", ["file"])
    url = f"{VISITS}{visit['id']}/"
    _, steps = inspector("get", f"{url}steps/")
    assert steps[0]["objections"] == [
        "Phải có ít nhất một ảnh chụp tại nơi kiểm tra.", "Phải có biên bản có chữ ký hai bên (ảnh hoặc PDF).",
    ]  # fmt: skip
    for _ in range(2):
        status, photos = inspector("post", f"{url}photos/", {"photos": [b.picture()]}, multipart=True)
        assert (status, [photo["mime"] for photo in photos]) == (200, ["image/jpeg"])
    pdf = b.SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4\n%%EOF")
    status, minutes = inspector("post", f"{url}minutes/", {"file": pdf}, multipart=True)
    assert (status, [(paper["kind"], paper["mime"]) for paper in minutes]) == (201, [("minutes", "application/pdf")])
    assert inspector("get", f"{url}minutes/")[1] == minutes
    assert inspector("post", f"{url}press/file/")[1]["status"] == "FILED"
    status, refused = director("post", f"{url}press/conclude/")
    assert (status, "Chưa chọn kết quả" in str(refused)) == (400, True)
    _, visit = director("post", f"{url}press/conclude/", {"verdict": "MINOR"})
    assert (visit["status"], visit["verdict_label"]) == ("CONCLUDED", "Còn tồn tại nhỏ")
    director("post", f"{url}press/require_action/")
    finding = visit["findings"][0]["id"]
    fix = {"fixed_on": "2021-08-20", "note": "Đã bổ sung", "photos": [b.picture(colour="navy")]}
    status, row = inspector("post", f"{url}findings/{finding}/fix/", fix, multipart=True)
    assert (status, row["status"], row["fixed_on"]) == (200, "FIXED", "2021-08-20")
    inspector("post", f"{url}press/report_fixed/")
    _, visit = director("post", f"{url}press/not_fixed/", {"note": "Thiếu 1 hóa đơn", "due_on": "2099-12-31"})
    assert (visit["status"], visit["findings"][0]["due_on"]) == ("ACTION_REQUIRED", "2099-12-31")
    assert documents_of(Inspection.objects.get()).count() == 3


def test_a_part_of_the_answers_leaves_the_others(rest):
    visit = b.written()
    answers = [{"code": "books", "answer": "UNKNOWN", "note": "Kế toán đi vắng"}]
    status, answer = rest(b.inspector())("patch", f"{VISITS}{visit.pk}/", {"checklist": answers})
    assert status == 200
    assert [row["answer"] for row in answer["checklist"]] == ["YES"] * 6 + ["UNKNOWN"]


def test_findings_are_changed_by_id_and_taken_back_when_left_out(rest):
    visit = b.written(findings=[b.finding(), b.finding(text="Thiếu biển báo")])
    first = visit.findings.first()
    inspector = rest(b.inspector())
    rows = [{"id": first.pk, "text": "Chưa có nhật ký"}, {"text": "Bụi sơn"}]
    _, answer = inspector("patch", f"{VISITS}{visit.pk}/", {"findings": rows})
    assert [row["text"] for row in answer["findings"]] == ["Chưa có nhật ký", "Bụi sơn"]
    assert answer["findings"][0]["id"] == first.pk
    _, answer = inspector("patch", f"{VISITS}{visit.pk}/", {"place": "Xưởng hai"})
    assert len(answer["findings"]) == 2


def test_what_nobody_may_write_is_not_written(rest):
    visit = b.written()
    sent = {"status": "CLOSED", "verdict": "SATISFACTORY", "office": f.office("DOF").pk, "illustrative": True}
    _, answer = rest(b.inspector())("patch", f"{VISITS}{visit.pk}/", sent)
    assert (answer["status"], answer["verdict"]) == ("DRAFT_REPORT", "")
    assert (answer["office"], answer["illustrative"]) == (f.office("DOIT").pk, False)


def test_a_visit_stays_with_its_project(rest):
    visit = b.written()
    other = f.project_in("IN_PROGRESS")
    _, answer = rest(b.inspector())("patch", f"{VISITS}{visit.pk}/", {"project": other.pk})
    assert answer["project"] == visit.project_id


@pytest.mark.parametrize(
    "data",
    [
        {"checklist": [{"code": "x", "answer": "YES"}]}, {"checklist": "YES"}, {"checklist": [{"code": ["place"]}]},
        {"latitude": "95", "longitude": "1"}, {"progress_percent": 200}, {"findings": [{"text": ""}]},
        {"findings": [{"id": 10**30, "text": "x"}]}, {"findings": [{"id": 999, "text": "x"}]}, {"kind": None},
        {"visited_on": "31/02/2021"}, {"place": "\u0000"}, {"accuracy_m": 10**12}, {"project": "x"},
    ],
)  # fmt: skip
def test_nonsense_is_refused_calmly(rest, data):
    visit = b.written()
    assert rest(b.inspector())("patch", f"{VISITS}{visit.pk}/", data)[0] == 400


def test_a_pdf_is_no_photograph_and_none_of_the_sending_is_kept(rest):
    visit = b.written(photo=False, minutes=False)
    files = [b.picture(), b.SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF")]
    status, answer = rest(b.inspector())("post", f"{VISITS}{visit.pk}/photos/", {"photos": files}, multipart=True)
    assert (status, "Ảnh phải là JPEG hoặc PNG" in str(answer)) == (400, True)
    assert not documents_of(visit).exists()


def test_who_only_reads_changes_nothing(rest):
    visit, row = b.written(), b.batch(b.place(b.completed()))
    viewer = rest(f.person("VIEWER"))
    assert viewer("get", VISITS)[1]["count"] == 1
    place = row.places.get()
    for method, path, data in (
        ("post", VISITS, {"project": visit.project_id, "kind": "AD_HOC"}),
        ("patch", f"{VISITS}{visit.pk}/", {"place": "x"}),
        ("post", f"{VISITS}{visit.pk}/press/file/", {}),
        ("post", BATCHES, {"held_on": "2021-10-22", "team": "An"}),
        ("patch", f"{BATCHES}{row.pk}/", {"team": "x"}),
        ("post", f"{BATCHES}{row.pk}/places/", {"project": place.project_id}),
        ("patch", f"{BATCHES}{row.pk}/places/{place.pk}/", {"place": "x"}),
        ("post", f"{BATCHES}{row.pk}/places/{place.pk}/remove/", {}),
        ("post", f"{BATCHES}{row.pk}/press/conclude/", {}),
    ):
        assert viewer(method, path, data)[0] == 403, path


def test_nothing_is_deleted(client):
    visit = b.written()
    client.force_login(b.inspector())
    assert client.delete(f"{VISITS}{visit.pk}/").status_code == 405


def test_acceptance_from_the_batch_to_the_recorded_minutes(rest):
    project = b.completed(places=2)
    centre, officer = rest(f.person("CENTRE_OFFICER")), rest(f.person("DOIT_SPECIALIST"))
    status, batch = centre("post", BATCHES, {"held_on": "2021-10-22", "team": "Nguyễn Văn Bình"})
    assert (status, batch["status"]) == (201, "DRAFT")
    url = f"{BATCHES}{batch['id']}/"
    for machines, row in enumerate(project.beneficiaries.all()):
        data = {"project": project.pk, "beneficiary": row.pk, "present": "An", "results": "Đạt"}
        status, place = centre("post", f"{url}places/", data)
        assert (status, place["conclusion"]) == (201, "")
        assert [(one["code"], one["planned"]) for one in place["results_by_target"]] == [("machines", 1)]
        reached = {"code": "machines", "value": machines}
        result = {"conclusion": "PASS", "accepted_cost": "200 triệu", "results_by_target": [reached]}
        status, place = centre("patch", f"{url}places/{place['id']}/", result)
        assert (status, place["accepted_cost"]) == (200, 200_000_000)
    status, refused = centre("patch", f"{url}places/{place['id']}/", {"accepted_cost": 1.5})
    assert (status, list(refused)) == (400, ["accepted_cost"])
    assert centre("get", url)[1]["buttons"] == ["cancel"]
    paper = {"number": "05/BB-NT", "issued_on": "2021-10-22", "signer": "Tổ nghiệm thu"}
    status, batch = officer("post", f"{url}press/conclude/", {"paper": paper})
    assert (status, batch["status"], batch["minutes_number"]) == (200, "CONCLUDED", "05/BB-NT")
    project.refresh_from_db()
    assert project.status == "ACCEPTED"


def test_a_place_is_taken_out_of_the_batch(rest):
    row = b.batch(b.place(b.completed()), b.place(b.completed()))
    first = row.places.order_by("pk").first()
    status, left = rest(f.person("CENTRE_OFFICER"))("post", f"{BATCHES}{row.pk}/places/{first.pk}/remove/")
    assert (status, len(left)) == (200, 1)


def test_a_place_stays_with_its_project_and_batch(rest):
    row, other = b.batch(b.place(b.completed())), b.completed()
    place = row.places.get()
    centre = rest(f.person("CENTRE_OFFICER"))
    path = f"{BATCHES}{row.pk}/places/{place.pk}/"
    status, _ = centre("patch", path, {"project": other.pk})
    place.refresh_from_db()
    assert (status, place.project_id == other.pk) == (400, False)


def test_steps_of_minutes_name_what_is_missing(rest):
    row = b.batch(b.place(b.completed(), conclusion=""))
    _, steps = rest(f.person("DOIT_SPECIALIST"))("get", f"{BATCHES}{row.pk}/steps/")
    assert steps[0]["needs_paper"]
    assert any("chưa ghi kết luận" in words for words in steps[0]["objections"])
    assert AcceptanceBatch.objects.get().held_on == datetime.date(2021, 10, 22)


def test_all_that_the_service_refuses_is_said_in_one_answer(rest):
    visit = b.written()
    tomorrow = today() + datetime.timedelta(days=1)
    early = {"text": "Thiếu biển báo", "due_on": "2021-07-19"}
    data = {"visited_on": str(tomorrow), "latitude": "18.5", "longitude": None, "findings": [early, early]}
    status, refused = rest(b.inspector())("patch", f"{VISITS}{visit.pk}/", data)
    assert status == 400
    for words in ("chưa tới", "cả vĩ độ và kinh độ", "Kiến nghị 1, hạn", "Kiến nghị 2, hạn"):
        assert words in str(refused)
    row, running = b.batch(), f.project_in("IN_PROGRESS")
    place = {"project": running.pk, "conclusion": "PASS"}
    status, refused = rest(f.person("CENTRE_OFFICER"))("post", f"{BATCHES}{row.pk}/places/", place)
    assert status == 400
    assert "báo cáo hoàn thành" in str(refused) and "phải có chi phí" in str(refused)


def test_an_office_that_has_ended_plans_no_visit_over_rest_either(rest):
    officer, project = f.local_officer(f.district()), f.project_in("IN_PROGRESS")
    b.close(officer.organisation)
    for data in ({}, {"planned_on": "2025-07-01"}):
        status, refused = rest(officer)("post", VISITS, {"project": project.pk, "kind": "PERIODIC", **data})
        assert (status, list(refused)) == (400, ["planned_on"])
    assert rest(officer)("post", VISITS, {"project": project.pk, "visited_on": "2025-06-30"})[0] == 201


def test_a_day_gone_by_is_not_planned_over_rest_either(rest):
    project, inspector = f.project_in("IN_PROGRESS"), rest(b.inspector())
    status, refused = inspector("post", VISITS, {"project": project.pk, "planned_on": "2021-07-15"})
    assert (status, list(refused)) == (400, ["planned_on"]) and "Ngày 15/07/2021 đã qua" in str(refused)
    status, visit = inspector("post", VISITS, {"project": project.pk, "planned_on": str(today())})
    assert status == 201
    address = f"{VISITS}{visit['id']}/"
    assert inspector("patch", address, {"planned_on": "2021-07-15"})[0] == 400
    Inspection.objects.filter(pk=visit["id"]).update(planned_on="2021-07-15")  # its day went by
    assert inspector("patch", address, {"planned_on": "2021-07-15", "team_paper": "12/QĐ-SCT"})[0] == 200
    assert inspector("patch", address, {"planned_on": "2021-07-16"})[0] == 400
    status, told = inspector("patch", address, {"planned_on": "2021-07-16", "visited_on": "2021-07-20"})
    assert (status, told["status"]) == (200, "DRAFT_REPORT")


def test_a_visit_before_the_day_of_the_approval_is_remarked_over_rest_with_constant_queries(rest):
    project, inspector = money.approved(), rest(b.inspector())
    decided = project.plan_items.get().round.decision_date
    before = {"project": project.pk, "visited_on": str(decided - datetime.timedelta(days=1))}

    def questions():
        with CaptureQueriesContext(connection) as captured:
            _, told = inspector("get", VISITS)
        return len(captured), told["results"]

    _, made = inspector("post", VISITS, before)
    assert f"trước ngày phê duyệt đề án {ngay(decided)}" in made["remarks"][0]
    inspector("post", VISITS, before | {"visited_on": str(decided)})
    asked, rows = questions()
    assert sorted(len(row["remarks"]) for row in rows) == [0, 1]
    for _ in range(3):
        b.planned(visited_on=b.VISITED)
        inspector("post", VISITS, before)
    assert questions()[0] == asked


def test_a_place_beyond_the_project_answers_with_its_remark(rest):
    row = b.batch(b.place(b.completed()))
    centre, path = rest(f.person("CENTRE_OFFICER")), f"{BATCHES}{row.pk}/places/"
    assert [place["remarks"] for place in centre("get", path)[1]] == [[]]
    status, place = centre("patch", f"{path}{row.places.get().pk}/", {"accepted_cost": 415_000_001})
    assert (status, len(place["remarks"])) == (200, 1)
    assert "vượt tổng kinh phí của đề án" in centre("get", path)[1][0]["remarks"][0]
