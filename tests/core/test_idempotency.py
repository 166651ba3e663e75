"""The same request with the same key has one effect and one answer."""

import threading

import pytest
from django.db import connection
from django.test import Client

from establishments.models import Establishment
from tests.factories import commune, person

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
