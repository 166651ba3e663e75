"""A field that an endpoint does not have is refused over REST: nothing that was meant is left out in silence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from projects.models import ChangeRequest, Project
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def rest():
    client = APIClient()
    client.force_authenticate(f.person("CENTRE_OFFICER"))
    return client


def test_a_misspelt_field_is_named_with_those_there_are_and_nothing_is_saved(rest):
    body = {"project": b.approved().pk, "kind": "AMEND", "reason": "Đổi.", "new_values": {"unit": 2}, "note": "?"}
    answer = rest.post("/api/v1/change-requests/", body, format="json")
    assert answer.status_code == 400 and not ChangeRequest.objects.exists()
    said = answer.json()
    assert said["note"][0].startswith("Không có trường này. Các trường nhận: project, kind, reason")
    assert "title, units" in said["new_values"]["unit"][0]


def test_what_is_wrong_besides_is_said_at_once(rest):
    body = {"kind": "?", "reason": "Đổi.", "noise": 1}
    assert {"project", "kind", "noise"} <= rest.post("/api/v1/change-requests/", body, format="json").json().keys()


def test_what_was_read_may_be_sent_back_whole(rest):
    row = f.project()
    read = rest.get(f"/api/v1/projects/{row.pk}/").json()
    answer = rest.patch(f"/api/v1/projects/{row.pk}/", read | {"title": "Tên mới"}, format="json")
    assert answer.status_code == 200, answer.json()
    assert Project.objects.get(pk=row.pk).title == "Tên mới"


def test_a_step_refuses_it_too_and_a_browser_form_may_bring_its_token(rest):
    row = f.with_papers(f.project())
    place = f"/api/v1/projects/{row.pk}/press/register/"
    assert "nots" in rest.post(place, {"nots": "Gửi"}, format="json").json()
    form = {"paper.numer": "12", "note": "", "csrfmiddlewaretoken": "x"}
    assert rest.post(place, form, format="multipart").json().get("paper", {}).keys() >= {"numer"}
    form = {
        "paper.number": "12/TTr", "paper.issued_on": "2021-04-20", "csrfmiddlewaretoken": "x",
        "paper.file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF"),
    }  # fmt: skip
    answer = rest.post(place, form, format="multipart")
    assert "csrfmiddlewaretoken" not in answer.json() and "paper" not in answer.json()


def test_the_schema_says_of_what_is_sent_that_it_takes_no_other_field():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    components = schema["components"]["schemas"]
    bodies = [way["requestBody"] for ways in schema["paths"].values() for way in ways.values() if "requestBody" in way]
    sent = {
        part["schema"]["$ref"].rpartition("/")[2]
        for body in bodies for part in body["content"].values() if "$ref" in part["schema"]
    }  # fmt: skip
    assert len(sent) > 50
    assert [name for name in sent if components[name].get("additionalProperties") is not False] == []
    within = components["ProjectWrite"] if "ProjectWrite" in components else components["Project"]
    assert within["additionalProperties"] is False
    assert components["Paper"]["additionalProperties"] is False  # within what a step takes
    assert "additionalProperties" not in components["Figures"]  # only read
