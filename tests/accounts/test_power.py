"""Who may give power to whom: nobody to themselves, and administration never meets business in one person."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import RoleGrant, Substitution, User
from accounts.services import grant_role
from core.dates import today
from tests.factories import another, office, person

pytestmark = pytest.mark.django_db
NOT_TO_ONESELF = "Không ai tự giao vai trò"


def in_days(days):
    return today() + datetime.timedelta(days=days)


@pytest.fixture
def administrator(client):
    administrator = person("ADMINISTRATOR")
    client.force_login(administrator)
    return administrator


def substitution(absent, substitute, **fields):
    return Substitution(
        **{"absent": absent, "substitute": substitute, "valid_from": today(), "valid_to": in_days(1)} | fields,
        paper_number="12/QĐ-SCT",
    )


# --- to oneself ---


def test_an_administrator_gives_a_role_to_others_and_none_to_himself(client, administrator):
    clerk = person("VIEWER")
    given = {"user": clerk.pk, "role": "DOIT_SPECIALIST", "valid_from": "01/01/2026", "valid_to": ""}
    assert client.post("/admin/accounts/rolegrant/add/", given).status_code == 302
    assert clerk.role_grants.filter(role="DOIT_SPECIALIST").exists()
    for role in ("DOIT_DIRECTOR", "ADMINISTRATOR"):
        answer = client.post("/admin/accounts/rolegrant/add/", given | {"user": administrator.pk, "role": role})
        assert NOT_TO_ONESELF in answer.content.decode()
    assert administrator.role_grants.count() == 1


def test_an_administrator_turns_no_grant_towards_or_away_from_himself(client, administrator):
    own, other = administrator.role_grants.get(), person("VIEWER").role_grants.get()
    for grant, user in ((own, administrator), (own, other.user), (other, administrator)):
        answer = client.post(
            f"/admin/accounts/rolegrant/{grant.pk}/change/",
            {"user": user.pk, "role": grant.role, "valid_from": "01/01/2020", "valid_to": ""},
        )
        assert NOT_TO_ONESELF in answer.content.decode()


def test_the_service_lets_nobody_give_a_role_to_themselves(administrator):
    with pytest.raises(ValidationError, match=NOT_TO_ONESELF):
        grant_role(administrator, "DOIT_DIRECTOR", by=administrator)


def test_an_administrator_does_not_name_himself_a_substitute(client, administrator):
    colleague = another("ADMINISTRATOR")
    given = {"absent": colleague.pk, "substitute": administrator.pk, "paper_number": "1/QĐ",
             "valid_from": "01/01/2026", "valid_to": "31/12/2026"}  # fmt: skip
    answer = client.post("/admin/accounts/substitution/add/", given)
    assert NOT_TO_ONESELF in answer.content.decode()
    assert not Substitution.objects.exists()


# --- administration and business ---


@pytest.mark.parametrize(("first", "second"), [("ADMINISTRATOR", "VIEWER"), ("DOIT_DIRECTOR", "ADMINISTRATOR")])
def test_administration_and_business_never_meet_in_one_person(first, second):
    user = person(first)
    with pytest.raises(ValidationError, match="không cùng lúc giữ vai trò nghiệp vụ"):
        grant_role(user, second)
    with pytest.raises(IntegrityError, match="rolegrant_administrator_has_no_business"), transaction.atomic():
        RoleGrant.objects.create(user=user, role=second, valid_from=today())


def test_one_after_the_other_is_allowed_and_so_are_several_of_business():
    user = person("DOIT_SPECIALIST")
    grant_role(user, "VIEWER", valid_from=today(), valid_to=today())
    RoleGrant.objects.filter(user=user).update(valid_to=today())
    with pytest.raises(ValidationError, match="không cùng lúc"):
        grant_role(user, "ADMINISTRATOR", valid_from=today())  # the last day of business is a day of business
    grant_role(user, "ADMINISTRATOR", valid_from=in_days(1))


def test_an_administrator_replaces_nobody_of_business_nor_they_him():
    administrator, director = person("ADMINISTRATOR"), person("DOIT_DIRECTOR")
    for absent, substitute in ((director, administrator), (administrator, director)):
        row = substitution(absent, substitute)
        with pytest.raises(ValidationError, match="Quản trị hệ thống không thay"):
            row.full_clean()
        row.save()  # and whoever goes around the form gains nothing
        substitute = User.objects.get(pk=substitute.pk)
        assert substitute.current_permissions() == substitute._own_permissions


# --- substitutes ---


def test_a_substitute_is_of_the_same_office():
    director, stranger = person("DOIT_DIRECTOR"), person("CENTRE_DIRECTOR")
    with pytest.raises(ValidationError, match=r"cùng đơn vị.*ở Sở Công Thương.*ở Trung tâm Khuyến công"):
        substitution(director, stranger).full_clean()
    substitution(director, person("DOIT_SECTION_HEAD")).full_clean()


def test_whoever_moves_to_another_office_replaces_nobody_there_any_more():
    director, deputy = person("DOIT_DIRECTOR"), person("DOIT_SECTION_HEAD")
    substitution(director, deputy).save()
    assert User.objects.get(pk=deputy.pk).stands_in_for("plans.decide_round") == director
    User.objects.filter(pk=deputy.pk).update(organisation=office("DOF"))
    assert not User.objects.get(pk=deputy.pk).has_perm("plans.decide_round")


def test_the_first_page_tells_whom_one_stands_in_for_and_who_stands_in(client):
    absent, substitute = person("DOIT_DIRECTOR"), person("DOIT_SECTION_HEAD")
    substitution(absent, substitute).save()

    def told(who):
        client.force_login(who, backend="core.backends.RoleBackend")
        return client.get("/").content.decode()

    assert f"Bạn đang thay <b>{absent.full_name}</b>" in told(substitute) and "12/QĐ-SCT" in told(substitute)
    assert f"<b>{substitute.full_name}</b> đang thay bạn" in told(absent)
    assert "đang thay" not in told(person("DOIT_SPECIALIST"))


def test_one_person_stands_in_for_another_by_one_line_at_a_time():
    absent, substitute = person("DOIT_SPECIALIST"), another("DOIT_SPECIALIST")
    kept = substitution(absent, substitute)
    kept.full_clean()
    kept.save()
    kept.full_clean()
    with pytest.raises(ValidationError, match=r"đã được phân công từ .* ngoài khoảng ấy"):
        substitution(absent, substitute, valid_to=in_days(10)).full_clean()
    later = in_days(2)
    substitution(absent, substitute, valid_from=later, valid_to=later).full_clean()
    substitution(substitute, absent).full_clean()
