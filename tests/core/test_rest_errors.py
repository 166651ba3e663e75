"""Whatever is wrong with a request over REST, the answer is JSON and its sentences are Vietnamese."""

import gettext
import re
from ast import literal_eval

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY

from tests.factories import commune, establishment, person, project

pytestmark = pytest.mark.django_db

# Words of English sentences that no Vietnamese sentence has.
ENGLISH = re.compile(
    r"\b(the|this|is|was|were|not|valid|invalid|field|must|be|been|object|objects|does|exist|ensure|value|than|failed"
    r"|error|expected|received|matches|given|query|required|allowed|provided|available|greater|characters|request"
    r"|missing|incorrect|list|string|found|credentials|denied|permission|unsupported|media|file|of|or|and)\b",
    re.I,
)
GOOD = {"name": "Hợp tác xã A", "legal_form": "COOPERATIVE", "known_since": "2021-03-01"}
BODIES = [
    ("/api/v1/establishments/", {}),
    ("/api/v1/establishments/", []),
    ("/api/v1/establishments/", "chữ"),
    ("/api/v1/establishments/", GOOD | {"name": None}),
    ("/api/v1/establishments/", GOOD | {"name": ""}),
    ("/api/v1/establishments/", GOOD | {"name": ["A"]}),
    ("/api/v1/establishments/", GOOD | {"name": "A" * 999}),
    ("/api/v1/establishments/", GOOD | {"name": "A\x00B"}),
    ("/api/v1/establishments/", GOOD | {"legal_form": "X"}),
    ("/api/v1/establishments/", GOOD | {"legal_form": None}),
    ("/api/v1/establishments/", GOOD | {"area": 999_999_999}),
    ("/api/v1/establishments/", GOOD | {"area": "xã"}),
    ("/api/v1/establishments/", GOOD | {"area": True}),
    ("/api/v1/establishments/", GOOD | {"area": {}}),
    ("/api/v1/establishments/", GOOD | {"known_since": "0001-01-01"}),
    ("/api/v1/establishments/", GOOD | {"known_since": 5}),
    ("/api/v1/establishments/", GOOD | {"is_active": "có lẽ"}),
    ("/api/v1/projects/", {"plan_year": 99_999_999, "units": -1, "priority_factor": "1,5", "tier": "X"}),
    ("/api/v1/projects/", {"plan_year": "năm", "units": "9" * 2000, "priority_factor": "1.23456789"}),
    ("/api/v1/projects/", {"plan_year": 1.5, "category": "x", "beneficiaries": {}, "cost_items": "x"}),
    ("/api/v1/projects/", {"beneficiaries": [1], "cost_items": [{"quantity": "x"}], "total_cost": "x"}),
    ("/api/v1/plan-lines/", {"categories": ["không có"], "plan": 0, "no": "x", "planned_budget": []}),
    ("/api/v1/plan-lines/", {"categories": [], "no": 0, "quantity_min": 10**12}),
    ("/api/v1/plan-lines/", {"categories": "x"}),
    ("/api/v1/rounds/historical/", {"year": 1999, "number": 100, "tier": "", "projects": []}),
    ("/api/v1/rounds/historical/", {"year": 2101, "number": 0, "projects": [0], "project_count": -1}),
]


def sentences(data):
    if isinstance(data, dict):
        return [line for value in data.values() for line in sentences(value)]
    if isinstance(data, list):
        return [line for value in data for line in sentences(value)]
    return [data]


def refused(answer, *codes):
    """The sentences of a refusal, seen to be JSON and to hold no English."""
    assert answer.status_code in (codes or (400,)), answer.content[:300]
    assert answer["Content-Type"].startswith("application/json")
    said = sentences(answer.json())
    assert said
    for line in said:
        assert not ENGLISH.search(line), line
    return said


@pytest.fixture
def officer(client):
    officer = person("DOIT_SPECIALIST")
    client.force_login(officer)
    return officer


@pytest.mark.parametrize(("address", "body"), BODIES)
def test_a_body_that_is_wrong_is_refused_in_vietnamese(client, officer, address, body):
    refused(client.post(address, body, content_type="application/json"))


@pytest.mark.parametrize("content", [b"{", b'{"name": }', b"\xff\xfe", b""])
def test_a_body_that_cannot_be_read_is_refused_in_vietnamese(client, officer, content):
    refused(client.post("/api/v1/establishments/", content, content_type="application/json"))


def test_an_upload_that_is_none_is_refused_in_vietnamese(client, officer):
    row = project(by=officer)
    papers = f"/api/v1/projects/{row.pk}/documents/"
    refused(client.post(papers, {"file": "không phải tệp", "kind": "x"}))
    refused(client.post(papers, {"file": SimpleUploadedFile("a.pdf", b""), "kind": "x"}))
    refused(client.post(papers, {"file": SimpleUploadedFile("a.pdf", b"abc"), "kind": "x"}))
    refused(client.post(papers, b"--nothing", content_type=f"multipart/form-data; boundary={BOUNDARY}"))
    refused(client.post(papers, b"--x", content_type="multipart/form-data"))


def test_a_body_too_large_is_refused_as_json(client, officer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    refused(client.post("/api/v1/establishments/", GOOD | {"note": "a" * 2_000}, content_type="application/json"), 413)


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda client: client.get("/api/v1/establishments/999999/"), 404),
        (lambda client: client.get("/api/v1/establishments/?page=99"), 404),
        (lambda client: client.get("/api/v1/documents/?record=x.y"), 400),
        (lambda client: client.get("/api/v1/documents/?record_id=x"), 400),
        (lambda client: client.get("/api/v1/establishments/?legal_form=X"), 400),
        (lambda client: client.get("/api/v1/norms/ceiling/?tier=X&on=2021&units=x&priority=x"), 400),
        (lambda client: client.delete(f"/api/v1/establishments/{establishment().pk}/"), 405),
        (lambda client: client.post("/api/v1/establishments/", "x", content_type="text/plain"), 415),
        (lambda client: client.get("/api/v1/establishments/", headers={"Accept": "application/xml"}), 406),
        (lambda client: client.patch("/api/v1/establishments/999999/", {}, content_type="application/json"), 404),
        (lambda client: client.post("/api/v1/projects/999999/press/register/"), 404),
    ],
)
def test_an_address_that_is_wrong_is_refused_in_vietnamese(client, officer, ask, code):
    refused(ask(client), code)


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token sai", "Token \xff\xfe", "Basic eA==", None])
def test_whoever_brings_no_good_key_is_told_so_in_vietnamese(client, header):
    headers = {"Authorization": header} if header else {}
    refused(client.get("/api/v1/me/", headers=headers), 401)


def test_whoever_may_not_is_told_so_in_vietnamese(client):
    viewer = person("VIEWER")
    client.force_login(viewer)
    body = GOOD | {"area": commune().pk}
    refused(client.post("/api/v1/establishments/", body, content_type="application/json"), 403)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(viewer)
    assert "CSRF" in refused(strict.post("/api/v1/establishments/", body, content_type="application/json"), 403)[0]


def test_the_lock_after_eight_wrong_passwords_is_told_as_json(client):
    given = {"username": person("VIEWER").username, "password": "sai"}
    for _ in range(8):
        client.post("/api/v1/token/", given)
    answer = client.post("/api/v1/token/", given | {"password": "mat-khau-dai-2021"})
    assert "tạm dừng 15 phút" in refused(answer, 429)[0]


def test_the_words_that_are_used_are_the_words_that_were_written():
    """django.mo is made from django.po by `manage.py compilemessages`."""
    folder = settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES"
    text = (folder / "django.po").read_text().replace("msgstr[0]", "msgstr")
    written = re.findall(r'^msgid (".+")\n(?:msgid_plural .+\n)?msgstr (".+")$', text, re.M)
    with (folder / "django.mo").open("rb") as compiled:
        used = gettext.GNUTranslations(compiled)._catalog  # the key of a plural is (its words, 0)
    assert {key if isinstance(key, str) else key[0]: said for key, said in used.items() if key} == {
        literal_eval(english): literal_eval(said) for english, said in written
    }
