"""The same request with the same key has one effect and one answer."""

import json
import os
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import encode_multipart
from django.utils import timezone
from knox.models import AuthToken

from accounts.tokens import issue
from core.documents import documents_of
from establishments.models import Establishment
from tests.factories import commune, person, project

BODY = {"name": "Hợp tác xã Một Lần", "legal_form": "COOPERATIVE", "known_since": "2021-03-01"}


def send(user, key, **changes):
    client = Client()
    client.force_login(user)
    body = BODY | {"area": commune().pk} | changes
    return client.post(
        "/api/v1/establishments/", body, content_type="application/json", headers={"Idempotency-Key": key}
    )


@pytest.mark.django_db
def test_the_same_request_twice_has_one_effect_and_the_same_answer():
    officer = person("DOIT_SPECIALIST")
    first, second = send(officer, "k1"), send(officer, "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Establishment.objects.filter(name=BODY["name"]).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=BoUnDaRyStRiNg"])
def test_a_browsers_session_with_its_csrf_token_has_one_effect_too(kind):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("DOIT_SPECIALIST"))
    token = client.get("/account/").cookies["csrftoken"].value

    def post(**changes):
        body = BODY | {"area": commune().pk} | changes
        sent = json.dumps(body) if kind == "application/json" else encode_multipart("BoUnDaRyStRiNg", body)
        headers = {"Idempotency-Key": "k9", "X-CSRFToken": changes.get("token", token)}
        return client.post("/api/v1/establishments/", sent, content_type=kind, headers=headers)

    assert [post().status_code, post().status_code, post(name="Tên khác").status_code] == [201, 201, 422]
    assert Establishment.objects.filter(name=BODY["name"]).count() == 1


@pytest.mark.django_db
def test_a_key_does_not_stand_in_for_the_csrf_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("DOIT_SPECIALIST"))
    body = json.dumps(BODY | {"area": commune().pk})
    answer = client.post(
        "/api/v1/establishments/", body, content_type="application/json", headers={"Idempotency-Key": "k9"}
    )
    assert answer.status_code == 403
    assert not Establishment.objects.filter(name=BODY["name"]).exists()


@pytest.mark.django_db
def test_a_key_used_for_another_body_is_refused():
    officer = person("DOIT_SPECIALIST")
    send(officer, "k1")
    answer = send(officer, "k1", name="Tên khác")
    assert answer.status_code == 422
    assert "khóa mới" in answer.json()["detail"]
    assert not Establishment.objects.filter(name="Tên khác").exists()


@pytest.mark.django_db
def test_a_refused_request_may_be_mended_and_sent_with_the_same_key():
    officer = person("DOIT_SPECIALIST")
    assert send(officer, "k2", name="").status_code == 400
    assert send(officer, "k2").status_code == 201


@pytest.mark.django_db
def test_keys_of_two_persons_do_not_meet():
    from tests.factories import another

    assert send(person("DOIT_SPECIALIST"), "k3").status_code == 201
    assert send(another("DOIT_SPECIALIST"), "k3", name="Của người khác").status_code == 201


def test_ten_at_once_make_one(own_database):
    officer = person("DOIT_SPECIALIST")
    commune()
    codes = []

    def one():
        try:
            codes.append(send(officer, "race").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [201] * 10
    assert Establishment.objects.filter(name=BODY["name"]).count() == 1


# --- who sends it, and what ---


def test_with_a_key_a_wrong_token_is_refused_as_it_is_without_one(db):
    person("DOIT_SPECIALIST")
    for header in ("Token sai", "Token"):
        headers = {"Idempotency-Key": "k4", "Authorization": header}
        answer = Client().post("/api/v1/establishments/", BODY, content_type="application/json", headers=headers)
        assert answer.status_code == 401


def test_with_a_key_an_expired_token_is_refused(db):
    row, token = issue(person("DOIT_SPECIALIST"))
    AuthToken.objects.filter(pk=row.pk).update(expiry=timezone.now())
    headers = {"Idempotency-Key": "k4", "Authorization": f"Token {token}"}
    answer = Client().post("/api/v1/establishments/", BODY, content_type="application/json", headers=headers)
    assert answer.status_code == 401


def test_with_a_key_a_session_without_its_csrf_token_is_refused(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("DOIT_SPECIALIST"))
    answer = client.post(
        "/api/v1/establishments/", BODY, content_type="application/json", headers={"Idempotency-Key": "k4"}
    )
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def send_scan(row, content=b"", boundary="mot", key="k5", name="ho-so.pdf", number="1/ĐK"):
    """A scan for the dossier of `row`, as a client with this boundary writes it."""
    scan = SimpleUploadedFile(name, b"%PDF-1.7\n" + content + b"\n%%EOF\n")
    body = encode_multipart(boundary, {"kind": "other", "title": "Hồ sơ", "number": number, "file": scan})
    client = Client()
    client.force_login(person("CENTRE_OFFICER"))
    return client.post(
        f"/api/v1/projects/{row.pk}/documents/",
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Idempotency-Key": key},
    )


def test_a_scan_of_six_megabytes_goes_in_once(db):
    row, content = project(), os.urandom(6 * 1024 * 1024)
    first, second = send_scan(row, content), send_scan(row, content)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert documents_of(row).get(number="1/ĐK").size > len(content)


def test_the_same_scan_is_the_same_however_the_client_parts_its_form(db):
    row = project()
    first, second = send_scan(row, boundary="mot"), send_scan(row, boundary="hai")
    assert (first.status_code, second.status_code) == (201, 201)
    assert documents_of(row).filter(number="1/ĐK").count() == 1


@pytest.mark.parametrize("change", [{"content": b"khac"}, {"name": "khac.pdf"}, {"number": "2/ĐK"}])
def test_another_scan_name_or_number_under_the_same_key_is_refused(db, change):
    row = project()
    assert send_scan(row).status_code == 201
    assert send_scan(row, **change).status_code == 422


def test_a_form_that_cannot_be_read_is_no_empty_form(db):
    row, client = project(), Client()
    client.force_login(person("CENTRE_OFFICER"))
    answer = client.post(
        f"/api/v1/projects/{row.pk}/press/register/",
        b"--nothing",
        content_type="multipart/form-data",
        headers={"Idempotency-Key": "k6"},
    )
    assert (answer.status_code, answer.json()) == (400, {"detail": "Không đọc được nội dung gửi lên."})
