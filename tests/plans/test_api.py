import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from plans.models import AnnualPlan, ApprovalRound
from plans.work import worklist
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from tests import factories as f
from tests.plans.conftest import DECIDED


@pytest.fixture
def rest():
    """rest(person) -> a client of /api/v1/."""

    def log_in(person):
        client = APIClient()
        client.force_authenticate(person)
        return client

    return log_in


def paper(number="173/KH-UBND", on="2021-04-27"):
    return {"number": number, "issued_on": on, "issuer": "UBND tỉnh Hà Tĩnh", "signer": "Trần Tú Anh"}


def test_a_plan_and_its_round_go_all_the_way_over_rest(office, rest):
    officer, head, director = rest(office.officer), rest(office.head), rest(office.director)
    answer = officer.post(
        "/api/v1/plans/", {"year": 2021, "tier": "LOCAL", "total_budget": 2_236_000_000, "approval_way": "ROUNDS"}
    )
    assert answer.status_code == 201, answer.content
    plan = answer.json()["id"]
    line = officer.post(
        "/api/v1/plan-lines/",
        {
            "plan": plan, "no": 3, "text": "05-07 đề án", "categories": ["advanced_machinery"], "quantity_min": 5,
            "quantity_max": 7, "unit": "đề án", "planned_budget": None,
        },
    ).json()  # fmt: skip
    assert (line["target"], line["planned_budget"]) == ("05-07 đề án", None)
    for client, name, data in [
        (officer, "open_registration", {}),
        (officer, "consolidate", {}),
        (head, "ask_opinions", {}),
    ]:
        assert client.post(f"/api/v1/plans/{plan}/press/{name}/", data).status_code == 200
    letter = officer.post(
        "/api/v1/plan-opinions/",
        {
            "plan": plan,
            "office": "Sở Tài chính",
            "received_on": "2021-04-02",
            "agrees": True,
            "paper": paper("112/STC"),
        },
    )
    assert letter.status_code == 201 and letter.json()["number"] == "112/STC"
    submitted = director.post(f"/api/v1/plans/{plan}/press/submit/", {"paper": paper("31/TTr-SCT", "2021-04-12")})
    assert submitted.json()["status"] == "SUBMITTED"
    issued = officer.post(f"/api/v1/plans/{plan}/press/issue/", {"paper": paper()})
    assert issued.json()["number"] == "173/KH-UBND"

    office.allocate(AnnualPlan.objects.get(pk=plan).lines.get(), 500_000_000)
    project = office.project()
    round = officer.post("/api/v1/rounds/", {"plan": plan}).json()
    assert [row["id"] for row in officer.get(f"/api/v1/rounds/{round['id']}/eligible/").json()] == [project.pk]
    item = officer.post(
        f"/api/v1/rounds/{round['id']}/include/",
        {"project": project.pk, "line": line["id"], "source": "ALLOCATED", "approved_support": "100 triệu đồng"},
    )
    assert item.status_code == 201 and item.json()["approved_support"] == 100_000_000
    changed = officer.patch(f"/api/v1/plan-items/{item.json()['id']}/", {"approved_support": 90_000_000})
    assert changed.json()["counterpart"] == 210_000_000
    assert head.post(f"/api/v1/rounds/{round['id']}/press/check/").status_code == 200
    director.post(f"/api/v1/rounds/{round['id']}/press/submit/", {"paper": paper("52/TTr-SCT", "2021-05-20")})
    decided = officer.post(
        f"/api/v1/rounds/{round['id']}/press/record_decision/", {"paper": paper("1888/QĐ-UBND", "2021-06-01")}
    )
    assert decided.json()["decision_number"] == "1888/QĐ-UBND"
    progress = rest(office.viewer).get(f"/api/v1/plans/{plan}/progress/").json()
    assert [(row["count_done"], row["verdict"], row["approved_support"], row["remaining"]) for row in progress] == [
        (1, "under", 90_000_000, 410_000_000)
    ]
    released = officer.post(
        f"/api/v1/plan-items/{item.json()['id']}/release/",
        {"amount": 10_000_000, "why": "Giá giảm", "paper": paper("2000/QĐ-UBND", "2021-08-02")},
    )
    assert released.status_code == 200


def test_refusals_over_rest_are_the_pages_sentences(office, plan, rest):
    officer = rest(office.officer)
    frozen = officer.patch(f"/api/v1/plans/{plan.pk}/", {"total_budget": 1})
    assert frozen.status_code == 400 and "không sửa được nữa" in json.dumps(frozen.json(), ensure_ascii=False)
    round = office.round(plan)
    item = office.include(round, office.project(100_000_000, recommended=1))
    refused = rest(office.head).post(f"/api/v1/rounds/{round.pk}/press/check/")
    assert refused.status_code == 400
    assert "vượt mức thẩm định đề nghị" in json.dumps(refused.json(), ensure_ascii=False)
    row, whole = officer.get(f"/api/v1/rounds/{round.pk}/objections/").json()
    assert whole["project"] is None and "Chưa đủ kinh phí" in whole["objections"][0]
    assert row["project"] == item.project_id and "vượt mức thẩm định" in row["objections"][0]
    [step] = [s for s in rest(office.head).get(f"/api/v1/rounds/{round.pk}/steps/").json() if s["name"] == "check"]
    assert step["allowed"] and step["objections"]
    assert officer.post(f"/api/v1/rounds/{round.pk}/press/check/").status_code == 403
    assert rest(office.viewer).post("/api/v1/rounds/", {"plan": plan.pk}).status_code == 403


def test_missing_money_is_told_over_rest_until_it_is_there(office, plan, line, rest):
    office.allocate(line, 90_000_000)
    round = office.round(plan)
    office.include(round, office.project())
    address = f"/api/v1/rounds/{round.pk}/objections/"
    [row] = rest(office.officer).get(address).json()
    assert row["project"] is None
    assert row["objections"] == [
        f"Chưa đủ kinh phí: Nội dung {line} · Trung tâm Khuyến công: hiện có 90.000.000 đ; cần 100.000.000 đ."
    ]
    assert rest(office.centre_officer).get(address).json() == []  # the money of the list is the Department's to see
    office.allocate(line, 10_000_000)
    assert rest(office.officer).get(address).json() == []


def test_lines_and_items_leave_with_their_reason_over_rest(office, rest):
    plan = office.draft()
    officer = rest(office.officer)
    line = plan.lines.get(no=2)
    assert officer.post(f"/api/v1/plan-lines/{line.pk}/drop/", {}).status_code == 400
    assert officer.post(f"/api/v1/plan-lines/{line.pk}/drop/", {"why": "Bỏ"}).json()["dropped_why"] == "Bỏ"
    item = office.include(office.round(plan), office.project())
    gone = officer.post(f"/api/v1/plan-items/{item.pk}/remove/", {"why": "Đơn vị xin rút"})
    assert gone.json()["removed_why"] == "Đơn vị xin rút"
    assert officer.delete(f"/api/v1/plan-items/{item.pk}/").status_code == 405


def test_another_districts_project_is_not_there_over_rest(office, plan, line, rest):
    office.allocate(line, 500_000_000)
    round = office.round(plan)
    far = office.include(round, office.project(area=office.far))
    near = office.include(round, office.project())
    district = rest(office.district_officer)
    listed = district.get("/api/v1/plan-items/").json()
    assert (listed["count"], [row["id"] for row in listed["results"]]) == (1, [near.pk])
    assert district.get(f"/api/v1/plan-items/{far.pk}/").status_code == 404
    assert district.get(f"/api/v1/rounds/{round.pk}/eligible/").json() == []
    office.decide(round)
    row = district.get(f"/api/v1/plans/{plan.pk}/progress/").json()[0]
    assert (row["count_done"], row["allocated"]) == (1, None)
    assert rest(office.administrator).get("/api/v1/plans/").status_code == 403


def test_a_project_out_of_reach_is_answered_over_rest_as_one_that_does_not_exist(office, plan, line, rest):
    round, far, nowhere = office.round(plan), office.project(area=office.far).pk, 987_654_321
    district = rest(office.district_officer)
    old = {"year": 2020, "number": 1, "decision_date": "2020-01-01"}

    def said(path, body, number):
        answer = district.post(f"/api/v1/{path}/", body, format="json")
        return answer.status_code, answer.content.decode().replace(str(number), "…")

    def ask(number):
        included = {"project": number, "line": line.pk, "source": "ALLOCATED", "approved_support": 1}
        return [
            said(f"rounds/{round.pk}/include", included, number),
            said("rounds/historical", old | {"projects": [number]}, number),
        ]

    assert ask(far) == ask(nowhere)


def test_the_centre_reads_its_own_units_money_only(office, plan, line, rest):
    office.allocate(line, 300_000_000)
    office.allocate(line, 200_000_000, unit=office.sct)
    row = rest(office.centre_officer).get(f"/api/v1/plans/{plan.pk}/progress/").json()[0]
    assert row["allocated"] == 300_000_000
    assert rest(office.viewer).get(f"/api/v1/plans/{plan.pk}/progress/").json()[0]["allocated"] == 500_000_000


def test_an_old_round_is_entered_over_rest(office, rest):
    project = office.project(plan_year=2017, is_historical=True, status="APPROVED")
    sent = {
        "year": 2017, "number": 1, "decision_date": "2017-10-06", "total_support": 726_000_000, "project_count": 4,
        "projects": [project.pk],
    }  # fmt: skip
    assert rest(office.viewer).post("/api/v1/rounds/historical/", sent).status_code == 403
    answer = rest(office.officer).post("/api/v1/rounds/historical/", sent)
    assert answer.status_code == 201 and answer.json()["published_total_support"] == 726_000_000
    missing = rest(office.officer).post("/api/v1/rounds/historical/", sent | {"projects": [999_999], "number": 2})
    assert missing.status_code == 400


def test_lists_over_rest_ask_the_same_few_queries(office, plan, rest):
    round = office.round(plan)
    office.include(round, office.project())
    viewer = rest(office.viewer)

    def queries():
        found = []
        for path in ("plans/", "plan-lines/", "rounds/", "plan-items/", f"rounds/{round.pk}/objections/"):
            with CaptureQueriesContext(connection) as captured:
                assert viewer.get(f"/api/v1/{path}").status_code == 200
            found.append(len(captured))
        return found

    queries()
    few = queries()
    for _ in range(5):
        office.include(round, office.project())
        office.round(plan)
    assert queries() == few


def test_what_waits_is_told_to_the_person_whose_turn_it_is(office, plan, line):
    office.allocate(line, 500_000_000)
    draft = office.draft(year=2020)
    round = office.round(plan)
    assert [item.title for item in worklist(office.officer)] == ["Mở đăng ký nhu cầu"]
    assert worklist(office.head) == []  # an empty list waits for nobody else
    office.include(round, office.project())
    [item] = worklist(office.head)
    assert item.title == "Kiểm tra danh mục, chuyển lãnh đạo Sở" and item.since and round.name in item.detail
    ROUND_FLOW.press(round, "check", by=office.head)
    assert [item.title for item in worklist(office.director)] == ["Trình UBND tỉnh phê duyệt"]
    ROUND_FLOW.press(round, "submit", by=office.director, paper=office.paper("52/TTr-SCT", DECIDED))
    assert [item.title for item in worklist(office.second_officer)] == [
        "Mở đăng ký nhu cầu", "Ghi nhận quyết định đã ban hành",
    ]  # fmt: skip
    assert worklist(office.viewer) == worklist(office.administrator) == []
    assert draft.status == "DRAFT" and ApprovalRound.objects.count() == 1


def test_what_the_page_refuses_a_substitute_is_not_told_to_wait_for_them(office, plan):
    """The officer prepared the list and the draft: in the head's place they check neither, another officer does."""
    round = office.round(plan)
    office.include(round, office.project())
    draft = office.draft(year=2022)
    PLAN_FLOW.press(draft, "open_registration", by=office.officer)
    PLAN_FLOW.press(draft, "consolidate", by=office.officer)
    officer = f.standing_in(office.head, office.officer)
    assert ROUND_FLOW.steps(round, officer)[0].objections and PLAN_FLOW.steps(draft, officer)[0].objections
    assert worklist(officer) == []
    other = f.standing_in(office.head, office.second_officer)
    assert [item.title for item in worklist(other)] == [
        "Gửi lấy ý kiến các sở, ngành", "Kiểm tra danh mục, chuyển lãnh đạo Sở",
    ]  # fmt: skip
