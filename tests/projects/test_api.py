"""The same application over REST: the same services, the same sentences."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from projects.models import Project
from tests import factories as f

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def api():
    def as_role(role):
        client = APIClient()
        client.force_authenticate(f.person(role))
        return client

    return as_role


def application(**changed):
    row = f.filled_project()
    return {
        "title": row.title, "plan_year": 2021, "category": row.category_id,
        "implementing_organisation": row.implementing_organisation_id, "spending_unit": row.spending_unit_id,
        "area": row.area_id, "content": "Buồng sơn", "starts_on": "2021-05-15",
        "ends_on": "2021-10-30", "total_cost": 415_000_000, "requested_support": "180 triệu đồng",
        "counterpart": 235_000_000, "eligible_cost": 415_000_000, "filed_on": "2021-03-12",
        "beneficiaries": [{"establishment": f.establishment().pk}],
        "cost_items": [{"content": "Buồng sơn", "quantity": "1", "unit_price": 180_000_000},
                       {"content": "Nhà xưởng", "amount": 235_000_000, "counterpart": 235_000_000}],
    } | {name: "Giảm bụi" for name in Project.HEADINGS if name != "content"} | changed  # fmt: skip


def test_an_application_is_filed_appraised_and_concluded_over_rest(api):
    centre, specialist, director = api("CENTRE_OFFICER"), api("DOIT_SPECIALIST"), api("DOIT_DIRECTOR")
    made = centre.post("/api/v1/projects/", application())
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["code"], body["requested_support"], body["cost_items"][0]["amount"]) == (
        "KCĐP-2021-001", 180_000_000, 180_000_000,
    )  # fmt: skip
    url = f"/api/v1/projects/{body['id']}/"
    step = next(step for step in centre.get(f"{url}steps/").json() if step["name"] == "register")
    assert any("Thiếu giấy tờ" in words for words in step["objections"])
    refused = centre.post(f"{url}press/register/", {})
    assert refused.status_code == 400 and "Thiếu giấy tờ" in str(refused.json())
    for kind in ("request_letter", "project_text", "estimate_form_1", "counterpart_commitment",
                 "no_double_funding_commitment"):  # fmt: skip
        sent = centre.post(f"{url}documents/", {"kind": kind, "file": SimpleUploadedFile(f"{kind}.pdf", PDF)},
                           format="multipart")  # fmt: skip
        assert sent.status_code == 201, sent.json()
    machine = {"name": "Buồng sơn tĩnh điện", "maker": "Gema", "model": "OptiFlex", "quantity": 1,
               "unit_price": 377_000_000, "is_new": True}  # fmt: skip
    assert centre.post(f"{url}details/", {"rows": {"machines": [machine]}}, format="json").status_code == 200
    filed = centre.post(f"{url}press/register/", {"on": "2021-03-12"})
    assert filed.status_code == 200 and filed.json()["status"] == "REGISTERED", filed.json()
    assert len(centre.get(f"{url}documents/").json()) == 5
    answers = specialist.post(
        f"{url}appraisals/",
        {"points": {"rules": {"ok": True}}, "recommended_support": 180_000_000, "made_on": "2021-05-04"},
    )
    assert answers.status_code == 400 and len(answers.json()["points"]) == 4
    specialist.post(f"{url}appraisals/", {"points": f.all_points_met(), "recommended_support": "180 triệu",
                                          "made_on": "2021-05-04"})  # fmt: skip
    done = director.post(f"{url}press/appraise/", {"on": "2021-05-10"})
    assert done.status_code == 200 and done.json()["status"] == "APPRAISED", done.json()
    assert director.get(f"{url}ceiling/?on=2021-05-10").json()["amount"] == 207_500_000
    assert director.get("/api/v1/appraisals/", {"project": body["id"]}).json()["count"] == 1


def test_refusals_carry_the_sentences_of_the_page(api):
    centre = api("CENTRE_OFFICER")
    answer = centre.post("/api/v1/projects/", application(counterpart=200_000_000, title=""))
    assert answer.status_code == 400
    answer = centre.post("/api/v1/projects/", application(counterpart=200_000_000))
    assert "lệch 35.000.000 đ" in str(answer.json()["total_cost"])
    answer = centre.post("/api/v1/projects/", application(total_cost=415_000_000.5))
    assert answer.status_code == 400
    answer = centre.post("/api/v1/projects/", application(total_cost="2.740"))
    assert "hiểu nhiều cách" in str(answer.json())
    assert not Project.objects.exists()


def test_a_patch_leaves_what_it_does_not_name(api):
    centre = api("CENTRE_OFFICER")
    pk = centre.post("/api/v1/projects/", application()).json()["id"]
    answer = centre.patch(f"/api/v1/projects/{pk}/", {"place": "Cụm công nghiệp Thái Yên"})
    assert answer.status_code == 200 and len(answer.json()["beneficiaries"]) == 1
    answer = centre.patch(f"/api/v1/projects/{pk}/", {"cost_items": []})
    assert answer.json()["cost_items"] == []
    assert centre.patch(f"/api/v1/projects/{pk}/", {"status": "APPROVED"}).json()["status"] == "DRAFT"


def test_the_list_takes_the_filters_of_the_page(api):
    f.project()
    f.project(plan_year=2022, title="Máy sấy")
    client = api("DOIT_SPECIALIST")
    assert client.get("/api/v1/projects/").json()["count"] == 2
    assert client.get("/api/v1/projects/", {"year": 2022}).json()["results"][0]["title"] == "Máy sấy"
    assert client.get("/api/v1/projects/?status=DRAFT&status=REGISTERED").json()["count"] == 2
    assert client.get("/api/v1/projects/", {"q": "may say"}).json()["count"] == 1
    assert client.get("/api/v1/projects/", {"year": "abc"}).status_code == 400


def test_progress_is_reported_and_confirmed_over_rest(api):
    row = f.project_in("IN_PROGRESS")
    sent = api("CENTRE_OFFICER").post(
        f"/api/v1/projects/{row.pk}/progress/", {"month": "2021-07-20", "percent": 61, "value_done": 253_150_000}
    )
    assert sent.status_code == 201 and sent.json()["month"] == "2021-07-01", sent.json()
    url = f"/api/v1/progress-reports/{sent.json()['id']}/confirm/"
    assert api("CENTRE_OFFICER").post(url, {}).status_code == 403
    assert api("DOIT_SPECIALIST").post(url, {"on": "2021-07-26"}).json()["confirmed_on"] == "2021-07-26"
    assert api("DOIT_SPECIALIST").post(url, {}).status_code == 400


def test_an_old_year_is_entered_over_rest(api):
    sent = application(total_cost=None, requested_support=None, counterpart=None, plan_year=2017, status="APPROVED",
                       filed_on="2017-10-06", cost_items=[], beneficiaries=[])  # fmt: skip
    assert api("CENTRE_OFFICER").post("/api/v1/projects/historical/", sent).status_code == 403
    answer = api("DOIT_SPECIALIST").post("/api/v1/projects/historical/", sent)
    assert answer.status_code == 201 and answer.json()["is_historical"] and answer.json()["total_cost"] is None


def test_indicators_are_recorded_over_rest(api):
    row = f.project()
    code = row.category.output_indicators[0]["code"]
    answer = api("CENTRE_OFFICER").post(f"/api/v1/projects/{row.pk}/indicators/", [{"code": code, "planned": "2"}])
    assert answer.status_code == 200 and answer.json()[0]["planned"] == 2, answer.json()


def test_a_key_used_twice_makes_one_application(api):
    centre, sent = api("CENTRE_OFFICER"), application()
    token = {"HTTP_IDEMPOTENCY_KEY": "lap-de-an-1"}
    from django.test import Client

    client = Client()
    client.force_login(f.person("CENTRE_OFFICER"))
    first = client.post("/api/v1/projects/", sent, content_type="application/json", **token)
    again = client.post("/api/v1/projects/", sent, content_type="application/json", **token)
    assert first.status_code == again.status_code == 201 and first.json()["code"] == again.json()["code"]
    assert Project.objects.count() == 1
    assert centre.get("/api/v1/projects/").json()["count"] == 1
    assert (
        client.post("/api/v1/projects/", sent | {"title": "Khác"}, content_type="application/json", **token).status_code
        == 422
    )


def test_the_rest_list_asks_a_constant_number_of_questions(api):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from projects.models import Beneficiary
    from tests.projects.test_pages import copies

    place = f.establishment()
    base = f.project(beneficiaries=[Beneficiary(establishment=place)])
    client = api("DOIT_SPECIALIST")

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/api/v1/projects/", {"page_size": 200}).status_code == 200
        return len(asked)

    copies(base, place, 9)
    questions()
    few = questions()
    copies(base, place, 190, start=10)
    assert questions() == few


def test_the_schema_describes_the_resources(api):
    from drf_spectacular.generators import SchemaGenerator

    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    for path in ("/api/v1/projects/", "/api/v1/projects/{id}/documents/", "/api/v1/projects/{id}/appraisals/",
                 "/api/v1/projects/{id}/press/{name}/", "/api/v1/establishments/{id}/identity/"):  # fmt: skip
        assert path in paths


def test_a_date_of_the_future_is_no_day_of_an_appraisal(api):
    row = f.registered()
    tomorrow = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
    answer = api("DOIT_SPECIALIST").post(
        f"/api/v1/projects/{row.pk}/appraisals/",
        {"points": f.all_points_met(), "recommended_support": 1, "made_on": tomorrow},
    )
    assert answer.status_code == 400 and "phải từ ngày của hồ sơ 12/03/2021 đến hôm nay" in str(answer.json())


def test_an_establishment_out_of_reach_is_answered_as_one_that_does_not_exist():
    client = APIClient()
    client.force_authenticate(f.local_officer(f.district("Huyện Kỳ Anh")))
    theirs, nobody = f.establishment(area=f.commune()).pk, 987_654_321

    def said(number):
        answer = client.post("/api/v1/projects/", application(beneficiaries=[{"establishment": number}]))
        return answer.status_code, answer.content.decode().replace(str(number), "…")

    assert said(theirs) == said(nobody)


def test_half_a_record_is_no_record(api):
    half = {"beneficiaries": [{"establishment": f.establishment().pk + 0.5}]}
    answer = api("CENTRE_OFFICER").post("/api/v1/projects/", application(**half))
    assert answer.status_code == 400 and "beneficiaries" in answer.json()


def test_an_application_of_a_thousand_rows_is_refused_at_once(api):
    many = [{"description": "Lớp"}] * 1000
    answer = api("CENTRE_OFFICER").post("/api/v1/projects/", application(beneficiaries=many))
    assert answer.status_code == 400 and "200" in str(answer.json()["beneficiaries"])


@pytest.mark.parametrize("name", ["category", "area", "implementing_organisation", "spending_unit"])
def test_a_broken_number_is_no_id_of_any_record(api, name):
    whole = application()
    answer = api("CENTRE_OFFICER").post("/api/v1/projects/", whole | {name: whole[name] + 0.5}, format="json")
    assert answer.status_code == 400 and list(answer.json()) == [name], answer.json()
