"""Every unsafe operation of the published schema, sent three times at the same moment under one key: one effect.

The rooms of the money have tests/budgets/test_every_act_at_once.py; here are all others, in the order of the office.
"""

import datetime

import pytest

from accounts.models import User
from core.dates import today
from core.documents import documents_of
from inspections.checklist import CODES
from plans.models import AnnualPlan, ApprovalRound, PlanLine
from projects.models import APPRAISAL_POINTS, CouncilMember, Project
from projects.services import attach_paper
from reports.models import ReportRun
from tests.at_once.line import Line
from tests.at_once.places import newest, project, scan, workbook
from tests.at_once.steps import OF_THE_OPERATIONS
from tests.budgets.test_every_act_at_once import MONEY, OF_THE_LISTS
from tests.year.rest import PREFIX
from tests.year.story import TEXT

pytestmark = pytest.mark.race
MILLION = 1_000_000
CENTRE, OFFICER, HEAD, DIRECTOR = "trungtam", "chuyenvien", "lanhdaophong", "lanhdao"

# Operations that are not sent here, each with its reason.
ELSEWHERE = {
    ("POST", "token/"): "mỗi lần đăng nhập là một khóa; không ghi gì của cơ quan",
    ("DELETE", "token/"): "khóa đã thu hồi thì lần sau không vào được nữa",
}


def paper(number, day):
    return {"number": number, "issued_on": day, "issuer": "Sở Công Thương", "signer": "Nguyễn Văn Ký"}


# --- the rooms --------------------------------------------------------------------------------------------------------


def visits(line):
    every = [{"code": code, "answer": "YES"} for code in CODES]
    asked = {"project": project(7).pk, "kind": "AD_HOC", "visited_on": "2021-07-20", "place": "Xưởng",
             "present": "Ông An", "checklist": every,
             "findings": [{"text": "Thiếu biển", "responsible": "Chủ", "due_on": "2021-08-31"}]}  # fmt: skip
    visit = line.rest(OFFICER, "POST", "inspections/", asked)["id"]
    line.both_ways(OFFICER, "inspections/{id}/", {"summary": "Đúng."}, {"summary": "Đúng nội dung."}, id=visit)
    shots = [("photos", scan("Máy")), ("photos", scan("Xưởng"))]
    line.rest(OFFICER, "POST", "inspections/{id}/photos/", files=shots, id=visit)
    line.rest(OFFICER, "POST", "inspections/{id}/minutes/", files={"file": scan("Biên bản")}, id=visit)
    press = "inspections/{id}/press/{name}/"
    line.rest(OFFICER, "POST", press, {}, id=visit, name="file")
    line.rest(DIRECTOR, "POST", press, {"verdict": "MINOR"}, id=visit, name="conclude")
    found = line.rest(DIRECTOR, "POST", press, {}, id=visit, name="require_action")["findings"][0]["id"]
    mended = {"fixed_on": "2021-08-20", "note": "Đã lắp."}
    files = {"photos": scan("Biển báo")}
    line.rest(OFFICER, "POST", "inspections/{id}/findings/{finding}/fix/", form=mended, files=files, id=visit,
              finding=found)  # fmt: skip


def acceptance(line):
    machine, path = project(9), "acceptance-batches/"
    batch = line.rest(CENTRE, "POST", path, {"held_on": "2021-10-22", "team": "Ông Bình"})["id"]
    line.both_ways(CENTRE, f"{path}{{id}}/", {"team": "Ông An"}, {"team": "Ông Bình, Sở"}, id=batch)
    other = line.rest(CENTRE, "POST", path, {"held_on": "2021-10-23", "team": "Ông Bình"})["id"]
    line.rest(CENTRE, "POST", f"{path}{{id}}/press/{{name}}/", {"note": "Mưa lũ."}, id=other, name="cancel")
    asked = {"project": machine.pk, "beneficiary": machine.beneficiaries.get().pk, "present": "An", "results": "Đạt"}
    wrong = line.rest(CENTRE, "POST", f"{path}{{id}}/places/", asked, id=batch)["id"]
    line.rest(CENTRE, "POST", f"{path}{{id}}/places/{{place}}/remove/", id=batch, place=wrong)
    place = line.rest(CENTRE, "POST", f"{path}{{id}}/places/", asked, id=batch)["id"]
    told = line.read(CENTRE, f"{path}{{id}}/places/{{place}}/", id=batch, place=place)["results_by_target"]
    reached = [{"code": row["code"], "value": row["planned"], "remark": "Theo kế hoạch."} for row in told]
    result = {"conclusion": "PASS", "accepted_cost": 200 * MILLION, "results_by_target": reached}
    line.rest(CENTRE, "PATCH", f"{path}{{id}}/places/{{place}}/", result, id=batch, place=place)
    proof = {"title": "Chứng từ vốn đối ứng", "number": "8b", "issued_on": "2021-10-20"}
    line.rest(CENTRE, "POST", f"{path}{{id}}/places/{{place}}/proofs/", proof, id=batch, place=place)
    minutes = {"paper": paper("09/BB-NT", "2021-10-22")}
    line.rest(OFFICER, "POST", f"{path}{{id}}/press/{{name}}/", minutes, id=batch, name="conclude")


def applications(line):
    model, place = project(9), project(9).beneficiaries.get()
    asked = {
        "tier": "LOCAL", "plan_year": 2021, "kind": "PROJECT", "title": "Máy bào bốn mặt",
        "category": model.category_id, "implementing_organisation": model.implementing_organisation_id,
        "spending_unit": model.spending_unit_id, "area": model.area_id, "place": "Xóm 5", "content": "Mua máy",
        **TEXT, "starts_on": "2021-05-15",
        "ends_on": "2021-10-30", "total_cost": 415 * MILLION, "eligible_cost": 415 * MILLION,
        "requested_support": 180 * MILLION, "counterpart": 235 * MILLION, "other": 0, "filed_on": "2021-03-12",
        "beneficiaries": [{"establishment": place.establishment_id}],
    }  # fmt: skip
    draft = line.rest(CENTRE, "POST", "projects/", asked)["id"]
    line.rest(CENTRE, "PATCH", "projects/{id}/", {"title": "Máy bào, máy cưa"}, id=draft)
    line.rest(CENTRE, "PUT", "projects/{id}/", asked | {"title": "Máy bào"}, id=draft)
    row = line.read(CENTRE, "register/{id}/", id=draft)
    line.rest(CENTRE, "POST", "register/{id}/", {"remark": "Chờ mặt bằng.", "seen": row["seen"]}, id=draft)
    letter = {"kind": "request_letter", "title": "Đơn"}
    line.rest(CENTRE, "POST", "projects/{id}/documents/", form=letter, files={"file": scan("Đơn")}, id=draft)
    machine = {"name": "Máy bào", "maker": "Holytek", "model": "QMB", "quantity": 1, "unit_price": 377 * MILLION,
               "is_new": True}  # fmt: skip
    line.rest(CENTRE, "POST", "projects/{id}/details/", {"rows": {"machines": [machine]}}, id=draft)
    code = model.category.output_indicators[-1]["code"]
    line.rest(CENTRE, "POST", "projects/{id}/indicators/", [{"code": code, "planned": "7"}], id=draft)

    seen = {"establishment": place.establishment_id, "surveyed_on": "2021-03-02", "legal_form": "SME", "workers": 10,
            **dict.fromkeys(("present", "place", "sector", "products", "machines", "need", "land_papers",
                             "environment_papers", "counterpart"), "Có")}  # fmt: skip
    survey = line.rest(CENTRE, "POST", "surveys/", seen)["id"]
    line.both_ways(CENTRE, "surveys/{id}/", {"workers": 11}, {"workers": 12}, id=survey)
    for kind in ("photo", "signed"):
        line.rest(CENTRE, "POST", "surveys/{id}/documents/", form={"kind": kind}, files={"file": scan(kind)}, id=survey)
    for who, step in ((CENTRE, "file"), (OFFICER, "return"), (CENTRE, "file")):
        line.rest(who, "POST", "surveys/{id}/press/{name}/", {"note": "Thiếu ảnh máy."}, id=survey, name=step)
    line.rest(CENTRE, "POST", "surveys/{id}/link/", {"project": draft}, id=survey)

    sent_back = project(11)
    answers = [{"id": row.pk, "answer": f"Đã sửa {row.pk}."} for row in sent_back.remarks.pending()]
    line.rest(CENTRE, "POST", "projects/{id}/remarks/answer/", answers, id=sent_back.pk)
    line.rest(CENTRE, "POST", "projects/{id}/press/{name}/", {}, id=sent_back.pk, name="resubmit")
    ids = [row.pk for row in sent_back.remarks.pending()[:1]]
    line.rest(OFFICER, "POST", "projects/{id}/remarks/work-off/", {"ids": ids}, id=sent_back.pk)

    waiting = project(12)
    question = f"place-{waiting.beneficiaries.get().establishment_id}-decree-235"
    answer = {"question": question, "verdict": "MET", "reason": "Đã xem tại chỗ."}
    line.rest(OFFICER, "POST", "projects/{id}/answers/", answer, id=waiting.pk)
    members = [
        {"role": "CHAIR", "name": "Trần Văn Chủ", "office": "Sở Công Thương",
         "user": User.objects.get(username=HEAD).pk},
        {"role": "SECRETARY", "name": "Lê Thị Thư", "office": "Sở Công Thương"},
    ]  # fmt: skip
    council = {"decision_number": "120/QĐ-SCT", "decision_on": "2021-05-01", "members": members,
               "minutes": paper("05/BB-HĐTĐ", "2021-05-05")}  # fmt: skip
    sheet = {"made_on": "2021-05-05", "recommended_support": 100 * MILLION, "council": council,
             "points": {code: {"ok": True, "finding": ""} for code in APPRAISAL_POINTS}}  # fmt: skip
    line.rest(OFFICER, "POST", "projects/{id}/appraisals/", sheet, id=waiting.pk)
    seat = newest(CouncilMember, role="CHAIR").pk
    path = "projects/{id}/council-members/{member}/withdraw-account/"
    line.rest(OFFICER, "POST", path, {"why": "Trùng tên."}, id=waiting.pk, member=seat)


def carried_out(line):
    running, group, place = project(7), project(16), project(9).beneficiaries.get()
    told = {"month": "2021-08-01", "percent": 90, "value_done": 300 * MILLION}
    report = line.rest(CENTRE, "POST", "projects/{id}/progress/", told, id=running.pk)["id"]
    line.rest(CENTRE, "POST", "progress-reports/{id}/photos/", files={"photos": scan("Máy về")}, id=report)
    line.rest(OFFICER, "POST", "progress-reports/{id}/confirm/", {"on": "2021-08-30"}, id=report)
    late = {"project": running.pk, "kind": "EXTEND", "reason": "Máy về chậm.", "new_values": {"ends_on": "2021-11-30"}}
    change = line.rest(CENTRE, "POST", "change-requests/", late)["id"]
    for method, reason in (("PATCH", "Chậm."), ("PUT", "Chậm một tháng.")):
        line.rest(CENTRE, method, "change-requests/{id}/", late | {"reason": reason}, id=change)
    letter = {"paper": paper("15/CV-TTKC", "2021-08-20")}
    line.rest(CENTRE, "POST", "change-requests/{id}/press/{name}/", letter, id=change, name="send")
    named = {"establishment": place.establishment_id, "support_share": 5 * MILLION} | paper("20/TB", "2021-08-01")
    line.rest(CENTRE, "POST", "projects/{id}/name-beneficiary/", named, id=group.pk)
    one = group.beneficiaries.exclude(establishment=None).first().pk
    share = {"beneficiary": one, "support_share": 6 * MILLION} | paper("21/TB", "2021-08-02")
    line.rest(CENTRE, "POST", "projects/{id}/share/", share, id=group.pk)


def old_years(line):
    old = Project.objects.get(code="KCĐP-2016-001")
    asked = {
        "plan_year": 2017, "title": "Máy ép gạch", "category": old.category_id, "area": old.area_id,
        "implementing_organisation": old.implementing_organisation_id, "spending_unit": old.spending_unit_id,
        "filed_on": "2017-10-06", "status": "APPROVED", "note": "Báo cáo năm 2017.", "beneficiaries": [],
    }  # fmt: skip
    entered = line.rest(OFFICER, "POST", "projects/historical/", asked)["id"]
    right = {"title": "Máy ép ngói", "note": "Ghi nhầm tên."}
    line.rest(OFFICER, "POST", "projects/{id}/correct-historical/", right, id=entered)
    found = {"step": "COMMITMENT", "number": "3/HĐ", "dated_on": "2017-11-02"}
    line.rest(OFFICER, "POST", "projects/{id}/past-papers/", found, id=entered)
    line.rest(OFFICER, "POST", "projects/{id}/withdraw-historical/", {"why": "Nhập trùng."}, id=entered)
    published = {"year": 2018, "number": 1, "decision_date": "2018-06-01", "projects": []}
    line.rest(OFFICER, "POST", "rounds/historical/", published)
    batch = line.rest(CENTRE, "POST", "project-imports/", files={"file": workbook("Dây chuyền sấy")})
    mapping = {"mapping": batch["mapping"]}
    line.rest(CENTRE, "POST", "project-imports/{id}/mapping/", mapping, id=batch["id"])
    for step in ("apply", "undo"):
        asked = {"note": "Nhập nhầm tệp."}
        line.rest(CENTRE, "POST", "project-imports/{id}/press/{name}/", asked, id=batch["id"], name=step)


def plans(line):
    asked = {"year": 2022, "tier": "LOCAL", "total_budget": 2000 * MILLION, "approval_way": "ROUNDS"}
    plan = line.rest(OFFICER, "POST", "plans/", asked)["id"]
    line.both_ways(OFFICER, "plans/{id}/", {"remark": "Chờ."}, {"remark": "Chờ dự toán."}, id=plan)
    row = {"plan": plan, "no": 1, "text": "05-07 đề án", "categories": ["advanced_machinery"], "quantity_min": 5,
           "quantity_max": 7, "unit": "đề án", "planned_budget": None}  # fmt: skip
    line.rest(OFFICER, "POST", "plan-lines/", row | {"no": 2})
    dropped = line.rest(OFFICER, "POST", "plan-lines/", row)["id"]
    line.both_ways(OFFICER, "plan-lines/{id}/", {"quantity_max": 8}, {"quantity_max": 9}, id=dropped)
    line.rest(OFFICER, "POST", "plan-lines/{id}/drop/", {"why": "Không ai đăng ký."}, id=dropped)
    for who, step in ((OFFICER, "open_registration"), (OFFICER, "consolidate"), (HEAD, "ask_opinions")):
        line.rest(who, "POST", "plans/{id}/press/{name}/", {}, id=plan, name=step)
    opinion = {"plan": plan, "office": "Sở Tài chính", "received_on": "2021-02-10", "agrees": True,
               "paper": paper("45/STC", "2021-02-09")}  # fmt: skip
    line.rest(OFFICER, "POST", "plan-opinions/", opinion)
    issued = AnnualPlan.objects.get(year=2021)
    line.rest(OFFICER, "POST", "plans/{id}/amend/", id=issued.pk)
    new = line.rest(OFFICER, "POST", "rounds/", {"plan": issued.pk, "source_note": "Đợt 3"})["id"]
    fit = PlanLine.objects.get(plan=issued, categories=project(4).category, dropped_why="").pk
    listed = {"project": project(4).pk, "line": fit, "source": "ALLOCATED", "approved_support": 50 * MILLION}
    item = line.rest(OFFICER, "POST", "rounds/{id}/include/", listed, id=new)["id"]
    less, least = {"approved_support": 40 * MILLION}, {"approved_support": 30 * MILLION}
    line.both_ways(OFFICER, "plan-items/{id}/", less, least, id=item)
    line.rest(OFFICER, "POST", "plan-items/{id}/remove/", {"why": "Đơn vị xin rút."}, id=item)
    draft = ApprovalRound.objects.get(number=2, plan=issued).pk
    line.rest(HEAD, "POST", "rounds/{id}/press/{name}/", {}, id=draft, name="check")


def other_rooms(line):
    area = project(9).area_id
    asked = {"name": "Hợp tác xã Một Lần", "legal_form": "COOPERATIVE", "area": area, "known_since": "2021-03-01"}
    place = line.rest(OFFICER, "POST", "establishments/", asked)["id"]
    line.both_ways(OFFICER, "establishments/{id}/", {"note": "Mới."}, {"note": "Mới lập."}, id=place)
    renamed = {"name": "Hợp tác xã Hai Lần", "legal_form": "COOPERATIVE", "on": "2021-05-01"}
    line.rest(OFFICER, "POST", "establishments/{id}/identity/", renamed, id=place)
    cluster = line.rest(OFFICER, "POST", "clusters/", {"name": "Cụm Thái Yên 2", "area": area})["id"]
    line.both_ways(OFFICER, "clusters/{id}/", {"note": "Dự kiến."}, {"note": "Mới dự kiến."}, id=cluster)
    view = line.rest(OFFICER, "POST", "register-views/", {"name": "Máy", "query": {"q": ["may"]}})["id"]
    line.both_ways(OFFICER, "register-views/{id}/", {"name": "Máy móc"}, {"name": "Các máy"}, id=view)
    line.rest(OFFICER, "POST", "register-views/{id}/withdraw/", id=view)
    run = line.rest(OFFICER, "POST", "reports/", {"report": "year_report", "year": 2021, "tier": "LOCAL",
                                                  "as_of": "2021-12-31"})["id"]  # fmt: skip
    ReportRun.objects.filter(pk=run).update(state="PARKED")
    line.rest(OFFICER, "POST", "reports/{id}/again/", id=run, adds=False)
    assert ReportRun.objects.get(pk=run).state == "QUEUED"
    draft, by = newest(Project, status="DRAFT"), User.objects.get(username=CENTRE)
    bare = attach_paper(draft, None, by=by, kind="project_text", issued_on=today() - datetime.timedelta(days=1))
    line.rest(CENTRE, "POST", "documents/{id}/scan/", files={"file": scan("Thuyết minh")}, id=bare.pk)
    line.rest(CENTRE, "POST", "documents/{id}/withdraw/", {"note": "Nhầm tệp."}, id=bare.pk)
    kept = documents_of(project(5)).exclude(file="").first().pk
    wrong, right = {"why": "Chụp thiếu trang."}, {"file": scan("Bản đúng")}
    line.rest(CENTRE, "POST", "documents/{id}/correct/", form=wrong, files=right, id=kept)


ROOMS = [visits, acceptance, applications, carried_out, old_years, plans, other_rooms]


@pytest.fixture
def line(sample_database, serve):
    return Line(serve(sample_database, 3))


def test_every_operation_has_one_effect_however_often_it_arrives_at_once(line):
    for room in ROOMS:
        with line.telling_faults():
            room(line)
    assert not line.faults, "\n".join(line.faults)
    assert published(line) - line.used - set(ELSEWHERE) == set()
    assert line.steps == OF_THE_OPERATIONS


def published(line):
    """Every unsafe operation of the schema but those of the money."""
    paths = line.read(OFFICER, "schema/?format=json")["paths"]
    unsafe = {
        (method.upper(), path.removeprefix(PREFIX))
        for path, methods in paths.items()
        for method in methods
        if method not in ("get", "parameters")
    }
    return {(method, path) for method, path in unsafe if path.split("/")[0] not in MONEY or path in OF_THE_LISTS}
