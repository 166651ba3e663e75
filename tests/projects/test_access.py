"""Who sees which application: by office, by place and date; out of reach it does not exist, on any door."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Area, AreaPlacement, AreaSuccession
from projects.models import Beneficiary, Project
from projects.services import attach_paper, save_project
from tests import factories as f

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def two_districts():
    """An application in each of two districts, with a paper in its dossier."""
    made = []
    for name, place in (("Huyện Đức Thọ", "Xã Thái Yên"), ("Huyện Hương Sơn", "Xã Sơn Kim")):
        area = f.commune(place, under=f.district(name))
        row = f.registered(
            title=f"Đề án ở {name}",
            area=area,
            beneficiaries=[Beneficiary(establishment=f.establishment(f"Cơ sở {place}", area=area))],
        )
        upload = SimpleUploadedFile("de-an.pdf", PDF)
        attach_paper(row, upload, by=f.person("CENTRE_OFFICER"), kind="other", title="Bản vẽ")
        made.append(row)
    return made


def doors(pk, document):
    """Every address of one application that answers a GET."""
    return [
        reverse("projects:detail", args=[pk]), reverse("projects:text", args=[pk]),
        reverse("projects:appraisal", args=[pk]), reverse("projects:progress", args=[pk]),
        reverse("projects:return", args=[pk]), reverse("projects:remarks", args=[pk]),
        reverse("projects:council", args=[pk]), reverse("projects:change_new", args=[pk]),
        reverse("projects:press", args=[pk, "reject"]), reverse("documents:open", args=[document.pk]),
        f"/api/v1/projects/{pk}/", f"/api/v1/projects/{pk}/steps/", f"/api/v1/projects/{pk}/ceiling/",
        f"/api/v1/projects/{pk}/appraisals/", f"/api/v1/projects/{pk}/progress/",
        f"/api/v1/projects/{pk}/remarks/", f"/api/v1/projects/{pk}/refusal/",
        f"/api/v1/projects/{pk}/documents/", f"/api/v1/projects/{pk}/indicators/",
    ]  # fmt: skip


def test_a_district_finds_nothing_of_another_district_on_any_door(client, two_districts):
    from core.documents import documents_of

    ours, theirs = two_districts
    client.force_login(f.local_officer(f.district("Huyện Đức Thọ")))
    for url in doors(theirs.pk, documents_of(theirs).filter(kind="other").get()):
        assert client.get(url).status_code == 404, url
    assert client.get(ours.get_absolute_url()).status_code == 200
    page = client.get(reverse("projects:list"), {"year": "2021"})
    assert page.context["totals"]["count"] == 1 and theirs.title not in page.content.decode()
    assert client.get(reverse("projects:list"), {"q": "huong son"}).context["totals"]["count"] == 0
    assert client.get(reverse("projects:list"), {"q": theirs.code}).context["totals"]["count"] == 0
    listed = client.get("/api/v1/projects/").json()
    assert listed["count"] == 1 and [row["code"] for row in listed["results"]] == [ours.code]
    for path in ("appraisals", "progress-reports"):
        assert client.get(f"/api/v1/{path}/", {"project": theirs.pk}).json().get("count", 0) == 0


def test_a_district_finds_no_establishment_of_another(client, two_districts):
    _, theirs = two_districts
    place = theirs.beneficiaries.get().establishment
    client.force_login(f.local_officer(f.district("Huyện Đức Thọ")))
    for url in (place.get_absolute_url(), f"/api/v1/establishments/{place.pk}/",
                reverse("projects:of_establishment", args=[place.pk])):  # fmt: skip
        assert client.get(url).status_code == 404
    assert place.name not in client.get(reverse("establishments:suggest"), {"q": "Son Kim"}).content.decode()
    assert place.name not in client.get(reverse("establishments:list"), {"q": place.code}).content.decode()
    filtered = client.get(reverse("projects:list"), {"establishment": place.pk})
    assert theirs.title not in filtered.content.decode()


def test_a_local_officer_acts_on_nothing_here(client, two_districts):
    ours, theirs = two_districts
    api = APIClient()
    api.force_authenticate(f.local_officer(f.district("Huyện Đức Thọ")))
    assert api.post(f"/api/v1/projects/{ours.pk}/press/return/", {"note": "x"}).status_code == 403
    assert api.post(f"/api/v1/projects/{theirs.pk}/press/return/", {"note": "x"}).status_code == 404
    assert api.patch(f"/api/v1/projects/{theirs.pk}/", {"title": "x"}).status_code == 404


def test_a_commune_of_today_sees_what_its_predecessors_had(two_districts):
    ours, _ = two_districts
    new = Area.objects.create(name="Xã Đức Minh", kind="COMMUNE", type_word="xã", code="18901",
                              valid_from=datetime.date(2025, 7, 1))  # fmt: skip
    AreaPlacement.objects.create(area=new, parent=f.province(), valid_from=datetime.date(2025, 7, 1))
    AreaSuccession.objects.create(old=ours.area, new=new, on=datetime.date(2025, 7, 1))
    seen = Project.objects.visible_to(f.local_officer(new))
    assert list(seen) == [ours]


def test_the_centre_sees_what_it_implements_or_pays_and_no_draft_of_others():
    other = f.office("OTHER", name="Hội Nông dân tỉnh", short_name="Hội Nông dân")
    department, specialist = f.office("DOIT"), f.person("DOIT_SPECIALIST")
    not_ours = f.project(by=specialist, implementing_organisation=department, spending_unit=department)
    paid_by_us = f.project(by=specialist, implementing_organisation=other, title="Hội Nông dân thực hiện")
    ours = f.project()
    centre = f.person("CENTRE_OFFICER")
    assert set(Project.objects.visible_to(centre)) == {ours}
    Project.objects.filter(pk=paid_by_us.pk).update(status="REGISTERED")
    assert set(Project.objects.visible_to(centre)) == {ours, paid_by_us}
    assert not_ours in Project.objects.visible_to(specialist)


def test_a_draft_is_not_seen_by_those_it_was_not_sent_to():
    row = f.project()
    for user in (f.person("DOF_REVIEWER"), f.local_officer(row.area), f.local_officer(f.district())):
        assert row not in Project.objects.visible_to(user)
    for user in (f.person("DOIT_SPECIALIST"), f.person("CENTRE_OFFICER")):
        assert row in Project.objects.visible_to(user)


def test_the_centre_writes_only_what_it_implements_or_pays():
    department = f.office("DOIT")
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        f.project(implementing_organisation=department, spending_unit=department)
    assert "implementing_organisation" in refused.value.message_dict


def test_a_beneficiary_out_of_reach_cannot_be_picked(two_districts):
    """The one office whose reach is small gets the right to write for a moment, to see that picking is bounded."""
    from django.core.exceptions import ValidationError

    from accounts.models import RoleGrant

    _, theirs = two_districts
    officer = f.local_officer(f.district("Huyện Đức Thọ"))
    RoleGrant.objects.create(user=officer, role="CENTRE_OFFICER", valid_from=datetime.date(2020, 1, 1))
    place = theirs.beneficiaries.get().establishment
    row = f.filled_project(implementing_organisation=officer.organisation)
    with pytest.raises(ValidationError) as refused:
        save_project(row, by=officer, beneficiaries=[Beneficiary(establishment=place)])
    assert "không tìm thấy cơ sở" in str(refused.value.message_dict["beneficiaries"])


def test_a_code_known_elsewhere_says_only_to_ask_the_department(two_districts):
    from django.core.exceptions import ValidationError

    from accounts.models import RoleGrant

    _, theirs = two_districts
    place = theirs.beneficiaries.get().establishment
    officer = f.local_officer(f.district("Huyện Đức Thọ"))
    RoleGrant.objects.create(user=officer, role="CENTRE_OFFICER", valid_from=datetime.date(2020, 1, 1))
    with pytest.raises(ValidationError) as refused:
        f.establishment("Cơ sở mới", code=place.code, by=officer)
    assert "hỏi Sở Công Thương" in str(refused.value) and place.name not in str(refused.value)
