"""Passwords and keys for programs: a change is written down, and what rested on the old one ends."""

import datetime
import re

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from knox.models import AuthToken
from knox.settings import knox_settings

from accounts.lockout import client_address
from accounts.services import create_user, set_password
from accounts.tokens import issue
from core.audit import history
from tests.factories import office, person

pytestmark = pytest.mark.django_db
OLD, NEW = "mat-khau-dai-2021", "Mot-mat-khau-khac-9"
NFD, NFC = "qua\u0309n.tri\u0323", "quản.trị"  # the same name in letters and marks, and in whole letters


@pytest.fixture
def officer():
    return person("DOIT_SPECIALIST")


def key_opens(token):
    return Client().get("/api/v1/me/", headers={"Authorization": f"Token {token}"}).status_code == 200


def test_a_new_password_ends_the_keys_asked_for_with_the_old_one_and_is_written_down(client, officer):
    _, token = issue(officer)
    assert key_opens(token)
    client.force_login(officer, backend="core.backends.RoleBackend")
    client.post("/password/", {"old_password": OLD, "new_password1": NEW, "new_password2": NEW})
    assert not key_opens(token)
    assert client.get("/account/").status_code == 200  # one's own session goes on
    assert history(officer).first().sentence.endswith("đặt mật khẩu mới; “thu hồi 1 khóa truy cập”.")
    assert client.post("/api/v1/token/", {"username": officer.username, "password": NEW}).status_code == 200


def test_a_password_reset_by_the_administrator_does_the_same(client, officer):
    administrator = person("ADMINISTRATOR")
    _, token = issue(officer)
    session = Client()
    session.force_login(officer, backend="core.backends.RoleBackend")
    client.force_login(administrator)
    person_ = {"username": officer.username, "full_name": officer.full_name, "organisation": officer.organisation_id}
    client.post(f"/admin/accounts/user/{officer.pk}/change/", person_ | {"new_password": NEW, "is_active": "on"})
    assert not key_opens(token)
    assert session.get("/account/").status_code == 302
    entry = history(officer).get(action="accounts.user.set_password")
    assert (entry.by, "pbkdf2" in str(entry.after), "argon2" in str(entry.after)) == (administrator, False, False)


def test_the_administrator_opens_an_account_with_its_first_password(client):
    client.force_login(person("ADMINISTRATOR"))
    given = {"username": NFD, "full_name": "Lê Thị Quản Trị", "organisation": office("DOIT").pk, "is_active": "on"}
    assert "phải có mật khẩu" in client.post("/admin/accounts/user/add/", given).content.decode()
    client.post("/admin/accounts/user/add/", given | {"new_password": NEW})
    assert client.post("/api/v1/token/", {"username": NFC, "password": NEW}).status_code == 200


def test_nobody_sets_another_ones_password_but_the_administrator(officer):
    with pytest.raises(PermissionDenied):
        set_password(officer, NEW, by=person("DOIT_DIRECTOR"))
    with pytest.raises(ValidationError, match="quá ngắn"):
        set_password(officer, "ngắn", by=officer)


@pytest.mark.parametrize("typed", [NFD, "ｑｕản.trị"])
def test_a_name_is_one_name_however_its_letters_were_typed(typed):
    user = create_user(typed, NEW, organisation=office("DOIT"), full_name="Lê Quản Trị")
    user.refresh_from_db()
    assert (user.username, user.full_name) == (NFC, "Lê Quản Trị")
    with pytest.raises(ValidationError, match="đã có người dùng"):
        create_user(NFC, NEW, organisation=office("DOIT"), full_name="Người khác")


def test_a_program_gives_its_key_back_over_rest(client, officer):
    row, token = issue(officer)
    _, other = issue(officer)
    headers = {"Authorization": f"Token {token}"}
    assert client.delete("/api/v1/token/", headers=headers).status_code == 204
    assert not key_opens(token) and key_opens(other)
    assert client.delete("/api/v1/token/", headers=headers).status_code == 401
    assert client.delete("/api/v1/token/").status_code == 401
    assert row.token_key in history(officer).first().note


def test_giving_a_key_back_is_in_the_published_schema(client, officer):
    client.force_login(officer)
    schema = client.get("/api/v1/schema/?format=json").json()
    act = schema["paths"]["/api/v1/token/"]["delete"]
    assert act["security"] == [{"knoxApiToken": []}]
    assert "security" not in schema["paths"]["/api/v1/token/"]["post"] or {} in act.get("security", [{}])


def test_a_new_key_is_asked_for_with_a_password_even_while_an_old_one_is_sent_along(client, officer):
    given = {"username": officer.username, "password": OLD}
    answer = client.post("/api/v1/token/", given, headers={"Authorization": "Token hết-hạn"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_beyond_the_limit_the_oldest_key_makes_room(officer):
    _, first = issue(officer)
    AuthToken.objects.filter(user=officer).update(created=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    tokens = [issue(officer)[1] for _ in range(knox_settings.TOKEN_LIMIT_PER_USER)]
    assert AuthToken.objects.filter(user=officer).count() == knox_settings.TOKEN_LIMIT_PER_USER == 20
    assert not key_opens(first)
    assert all(key_opens(token) for token in (tokens[0], tokens[-1]))
    assert history(officer).filter(action="accounts.user.revoke_token").count() == 1


def test_the_page_that_shows_a_key_is_kept_nowhere(client, officer):
    client.force_login(officer)
    assert "no-store" in client.post("/account/keys/new/", follow=True)["Cache-Control"]


def the_form_of_a_new_key(client):
    page = client.get("/account/").content.decode()
    form = page[page.index('action="/account/keys/new/"') :]
    return {"once": re.search(r'name="once" value="([^"]+)"', form)[1]}


def shown_key(page):
    found = re.search(r'id="token"[^>]*value="([^"]+)"', page.content.decode())
    return found and found[1]


def test_two_clicks_on_a_new_key_make_one_and_the_page_that_comes_last_shows_it(client, officer):
    client.force_login(officer)
    form = the_form_of_a_new_key(client)
    first, second = (client.post("/account/keys/new/", form) for _ in range(2))
    assert first.url == second.url
    assert AuthToken.objects.filter(user=officer).count() == 1
    assert key_opens(shown_key(client.get(second.url)))


def test_a_new_key_is_shown_at_the_first_look_alone(client, officer):
    client.force_login(officer)
    shown = client.post("/account/keys/new/", the_form_of_a_new_key(client), follow=True)
    assert key_opens(shown_key(shown))
    again = client.get("/account/keys/shown/")
    assert shown_key(again) is None
    assert "không hiện lại" in again.content.decode()
    assert not any(shown_key(shown) in str(session.get_decoded()) for session in Session.objects.all())


# --- the lock after wrong passwords ---


def wrong(address, name, **proxy):
    client = Client()
    for _ in range(8):
        client.post("/login/", {"username": name, "password": "sai"}, REMOTE_ADDR=address, **proxy)
    return client.post("/login/", {"username": name, "password": OLD}, REMOTE_ADDR=address, **proxy)


def test_one_who_guesses_behind_the_proxy_locks_out_himself_and_not_the_office(settings, officer):
    settings.AXES_CLIENT_IP_CALLABLE = "accounts.lockout.client_address"
    assert wrong("10.0.0.1", officer.username, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    given = {"username": officer.username, "password": OLD}
    answer = Client().post("/login/", given, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the first was written by the caller
        (None, "10.0.0.1"),
    ],
)
def test_the_address_is_the_one_the_proxy_saw(rf, forwarded, address):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(rf.get("/", REMOTE_ADDR="10.0.0.1", headers=headers)) == address


@pytest.mark.parametrize("spelling", ["{}\u200b", "\u00ad{}", " {}", "{}\u200b\u200b"])
def test_another_spelling_of_a_locked_name_has_no_more_tries(officer, spelling):
    assert wrong("10.0.0.1", officer.username).status_code == 429
    name = spelling.format(officer.username)
    answer = Client().post("/api/v1/token/", {"username": name, "password": OLD}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 429
    page = Client().post("/login/", {"username": name, "password": OLD}, REMOTE_ADDR="10.0.0.1")
    assert page.status_code == 429


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"username": "%s", "password": "x"}' % ("u" * 5000), '{"username": [], "password": {}}']
)
def test_nonsense_instead_of_a_name_gives_no_key_and_breaks_nothing(body):
    client = Client(raise_request_exception=False)
    assert client.post("/api/v1/token/", body, content_type="application/json").status_code == 400


def test_the_administrators_pages_change_a_password_through_the_same_door(client):
    client.force_login(person("ADMINISTRATOR"))
    for ask in (client.get, client.post):
        answer = ask("/admin/password_change/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/password/")


def test_no_page_and_no_answer_is_kept_by_a_machine_in_between(client, officer):
    client.force_login(officer)
    for address in ("/", "/projects/", "/api/v1/projects/", "/account/"):
        told = client.get(address).headers["Cache-Control"]
        assert "private" in told and "no-cache" in told, address


def test_keys_stand_open_on_the_account_page_only_for_whoever_has_one(client, officer):
    client.force_login(officer, backend="core.backends.RoleBackend")
    assert '<details class="fold"><summary>Khóa truy cập cho phần mềm khác' in client.get("/account/").content.decode()
    issue(officer)
    assert (
        '<details class="fold" open><summary>Khóa truy cập cho phần mềm khác'
        in client.get("/account/").content.decode()
    )
