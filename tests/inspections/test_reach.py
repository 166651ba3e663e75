"""A district sees its own visits and places and nothing of elsewhere: page, count, REST, photograph."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import AreaSuccession
from core.documents import documents_of
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.services import remove_place
from inspections.work import worklist
from tests import factories as f
from tests.inspections import builders as b

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    """A commune of another district."""
    return f.commune("Xã Kỳ Phú", under=f.district("Huyện Kỳ Anh"))


@pytest.fixture
def here():
    return f.local_officer(f.district())


@pytest.fixture
def browse(client):
    def as_person(user):
        client.force_login(user)
        return client

    return as_person


def test_a_visit_elsewhere_does_not_exist_for_a_district(browse, here, elsewhere):
    mine = b.to_mend()
    theirs = b.to_mend(project=f.project_in("IN_PROGRESS", area=elsewhere, title="Lò gốm Kỳ Phú"))
    client = browse(here)
    page = client.get(reverse("inspections:list")).content.decode()
    assert mine.project.title in page
    assert "Lò gốm Kỳ Phú" not in page
    assert "1 lần kiểm tra; 1 kiến nghị đang chờ" in page
    finding = theirs.findings.get()
    for url in (
        reverse("inspections:detail", args=[theirs.pk]),
        reverse("inspections:edit", args=[theirs.pk]),
        reverse("inspections:press", args=[theirs.pk, "report_fixed"]),
        reverse("inspections:finding_fix", args=[theirs.pk, finding.pk]),
        reverse("inspections:finding_fix", args=[mine.pk, finding.pk]),
        reverse("inspections:project_panel", args=[theirs.project_id]),
        f"/api/v1/inspections/{theirs.pk}/",
        f"/api/v1/inspections/{theirs.pk}/photos/",
        f"/api/v1/inspections/{theirs.pk}/steps/",
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url).status_code in (404, 405), url
    listed = client.get("/api/v1/inspections/").json()
    assert (listed["count"], listed["results"][0]["id"]) == (1, mine.pk)
    assert client.post(f"/api/v1/inspections/{theirs.pk}/findings/{finding.pk}/fix/", {}).status_code in (400, 404)
    assert [item.url for item in worklist(here)] == [
        reverse("inspections:finding_fix", args=[mine.pk, mine.findings.get().pk])
    ]


def test_a_photograph_of_elsewhere_is_not_handed_out(browse, here, elsewhere):
    mine = b.written()
    theirs = b.written(project=f.project_in("IN_PROGRESS", area=elsewhere))
    client = browse(here)
    answer = client.get(reverse("documents:open", args=[documents_of(mine).get(kind="photo").pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b.picture().read()
    assert client.get(reverse("documents:open", args=[documents_of(theirs).get(kind="photo").pk])).status_code == 404


def test_a_visit_is_not_planned_for_a_project_elsewhere(browse, here, elsewhere):
    project = f.project_in("IN_PROGRESS", area=elsewhere, title="Lò gốm Kỳ Phú")
    client = browse(here)
    assert "Lò gốm Kỳ Phú" not in client.get(reverse("inspections:new")).content.decode()
    answer = client.post(reverse("inspections:new"), {"project": project.pk, "kind": "AD_HOC"})
    assert answer.status_code == 422
    answer = client.post("/api/v1/inspections/", {"project": project.pk, "kind": "AD_HOC"}, "application/json")
    assert answer.status_code == 400
    assert "project" in answer.json()
    assert not Inspection.objects.exists()


def test_of_a_batch_a_district_sees_its_own_places_alone(browse, here, elsewhere):
    mine, theirs = b.completed(title="Xưởng mộc Thái Yên"), b.completed(area=elsewhere, title="Lò gốm Kỳ Phú")
    row = b.batch(b.place(mine), b.place(theirs, present="Bà Lê Thị Gốm"))
    client = browse(here)
    page = client.get(row.get_absolute_url()).content.decode()
    assert mine.code in page
    for secret in (theirs.code, "Bà Lê Thị Gốm", str(theirs.beneficiaries.get())):
        assert secret not in page.replace(str(mine.beneficiaries.get()), "")
    listed = client.get(reverse("inspections:batches")).content.decode()
    assert 'data-label="Đề án" role="cell">1</td>' in listed
    assert [place["project"] for place in client.get(f"/api/v1/acceptance-batches/{row.pk}/places/").json()] == [
        mine.pk
    ]
    assert client.get(f"/api/v1/acceptance-batches/{row.pk}/").json()["place_count"] == 1
    hidden = row.places.get(project=theirs)
    assert client.get(f"/api/v1/acceptance-batches/{row.pk}/places/{hidden.pk}/").status_code == 404


def test_a_batch_wholly_elsewhere_does_not_exist(browse, here, elsewhere):
    row = b.batch(b.place(b.completed(area=elsewhere)))
    client = browse(here)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/acceptance-batches/{row.pk}/").status_code == 404
    assert client.get("/api/v1/acceptance-batches/").json()["count"] == 0
    assert "Chưa có đợt nghiệm thu nào" in client.get(reverse("inspections:batches")).content.decode()


def test_a_place_taken_out_of_a_batch_opens_it_to_nobody(here, elsewhere):
    row = b.batch(b.place(b.completed()), b.place(b.completed(area=elsewhere)))
    assert row in AcceptanceBatch.objects.visible_to(here)
    remove_place(row.places.order_by("pk").first(), by=f.person("CENTRE_OFFICER"))
    assert row not in AcceptanceBatch.objects.visible_to(here)


def test_an_office_keeps_the_reports_it_made_when_its_communes_go_elsewhere():
    """The area moves to another district on paper; the report stays with the office that wrote it."""
    officer = f.local_officer(f.district())
    visit = b.written(by=officer)
    f.AreaPlacement.objects.filter(area=visit.project.area).update(parent=f.district("Huyện Can Lộc"))
    assert visit in Inspection.objects.visible_to(officer)
    assert visit in Inspection.objects.visible_to(f.local_officer(f.district("Huyện Can Lộc")))


def test_the_commune_of_today_reads_what_the_district_of_then_filed(here):
    visit = b.to_mend()
    new = f.Area.objects.create(name="Xã Đức Thọ", kind="COMMUNE", type_word="xã", valid_from=datetime.date(2025, 7, 1))
    f.AreaPlacement.objects.create(area=new, parent=f.province(), valid_from=datetime.date(2025, 7, 1))
    commune = f.local_officer(new)
    assert visit not in Inspection.objects.visible_to(commune)
    AreaSuccession.objects.create(old=visit.project.area, new=new, on=datetime.date(2025, 7, 1))
    assert visit in Inspection.objects.visible_to(commune)
    assert visit.findings.get() in Finding.objects.visible_to(commune)


def test_the_centre_sees_visits_and_places_of_its_own_projects():
    visit = b.written()
    row = b.batch(b.place(b.completed()))
    centre = f.person("CENTRE_OFFICER")
    other = f.office("OTHER", name="Hội nghề mộc", short_name="Hội nghề mộc")
    stranger = f.person("VIEWER", organisation=other)
    for model in (Inspection, Acceptance, AcceptanceBatch):
        assert model.objects.visible_to(centre).count() == 1
        assert model.objects.visible_to(stranger).count() == 0
    assert visit in Inspection.objects.visible_to(centre)
    assert row in AcceptanceBatch.objects.visible_to(centre)


def test_an_account_that_is_closed_sees_nothing():
    row = b.batch(b.place(b.completed()))
    user = f.person("DOIT_SPECIALIST")
    user.is_active = False
    assert not AcceptanceBatch.objects.visible_to(user).exists()
    assert not Acceptance.objects.visible_to(user).exists()
    assert row.pk
