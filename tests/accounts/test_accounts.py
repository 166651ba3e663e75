"""Accounts, roles, keys: no superuser, roles by date, tokens hashed and revocable."""

import datetime
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from knox.models import AuthToken

from accounts import roles
from accounts.models import Organisation, RoleGrant, User
from accounts.services import create_user, grant_role
from core.dates import today
from tests.factories import office, person

pytestmark = pytest.mark.django_db

ACTS = {"approve", "sign", "check", "examine", "conclude", "review", "prepare", "save", "record", "decide", "allocate"}


def test_no_role_holds_everything_and_the_administrator_no_business_act():
    every = frozenset().union(*(permissions for _, permissions in roles.ROLES.values()))
    assert all(permissions < every for _, permissions in roles.ROLES.values())
    administrator = roles.permissions_of("ADMINISTRATOR")
    business = ("projects.", "plans.", "budgets.", "inspections.", "establishments.", "reports.")
    assert not [permission for permission in administrator if permission.startswith(business)]


def test_a_viewer_may_read_and_nothing_else():
    verbs = {permission.partition(".")[2].partition("_")[0] for permission in roles.permissions_of("VIEWER")}
    assert verbs == {"view", "run"}


def test_nobody_who_approves_settlements_also_reviews_them():
    for _, permissions in roles.ROLES.values():
        assert not {"budgets.review_settlement", "budgets.approve_settlement"} <= permissions
        assert not {"budgets.check_payment", "budgets.sign_payment"} <= permissions


def test_a_role_counts_from_its_first_to_its_last_day():
    user = person("VIEWER")
    yesterday = today() - datetime.timedelta(days=1)
    RoleGrant.objects.create(user=user, role="DOIT_DIRECTOR", valid_from=yesterday, valid_to=yesterday)
    assert not User.objects.get(pk=user.pk).has_perm("projects.conclude_appraisal")
    grant_role(user, "DOIT_SECTION_HEAD", valid_from=today())
    assert User.objects.get(pk=user.pk).has_perm("plans.check_plan")


def test_a_weak_password_and_a_taken_name_are_refused():
    with pytest.raises(ValidationError):
        create_user("moi", "12345", organisation=office("DOIT"), full_name="Người Mới")
    person("VIEWER", username="trung")
    with pytest.raises(ValidationError, match="đã có người dùng"):
        create_user("trung", "Mot-mat-khau-dai-9", organisation=office("DOIT"), full_name="Người Mới")


def test_a_token_is_hashed_at_rest_expires_and_can_be_revoked(client):
    user = person("VIEWER")
    answer = client.post("/api/v1/token/", {"username": user.username, "password": "mat-khau-dai-2021"})
    token = answer.json()["token"]
    row = AuthToken.objects.get(user=user)
    assert token not in (row.digest, row.token_key)
    assert datetime.timedelta(days=29) < row.expiry - row.created < datetime.timedelta(days=31)
    headers = {"Authorization": f"Token {token}"}
    assert client.get("/api/v1/me/", headers=headers).json()["username"] == user.username
    client.force_login(user)
    client.post(reverse("accounts:revoke_token", args=[row.token_key]))
    client.logout()
    assert client.get("/api/v1/me/", headers=headers).status_code == 401


def test_a_wrong_password_gives_no_token_and_says_so_in_vietnamese(client):
    answer = client.post("/api/v1/token/", {"username": person("VIEWER").username, "password": "sai"})
    assert answer.status_code == 401
    assert "không đúng" in answer.json()["detail"]


def test_after_eight_wrong_passwords_the_name_is_locked_for_a_while(client):
    user = person("VIEWER")
    for _ in range(8):
        client.post("/login/", {"username": user.username, "password": "sai"})
    answer = client.post("/login/", {"username": user.username, "password": "mat-khau-dai-2021"})
    assert answer.status_code in (403, 429)


def test_an_office_typed_in_letters_and_marks_is_kept_in_whole_letters(client):
    client.force_login(person("ADMINISTRATOR"))
    typed = {name: unicodedata.normalize("NFD", f"Phòng Kinh tế {name}") for name in ("name", "short_name")}
    client.post("/admin/accounts/organisation/add/", typed | {"kind": "OTHER", "abbreviation": "  PKT "})
    office_ = Organisation.objects.get(kind="OTHER")
    assert (office_.name, office_.short_name, office_.abbreviation) == (
        "Phòng Kinh tế name", "Phòng Kinh tế short_name", "PKT",
    )  # fmt: skip


def test_the_account_page_shows_roles_and_keys(client):
    user = person("DOIT_SPECIALIST")
    client.force_login(user)
    page = client.get("/account/").content.decode()
    assert "Chuyên viên Sở Công Thương" in page
    shown = client.post("/account/keys/new/", follow=True).content.decode()
    assert "Chép ngay" in shown
