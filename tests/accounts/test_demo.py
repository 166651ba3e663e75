"""A demonstration's accounts share a published password: outside a demonstration they open nothing."""

import pytest
from django.core.management import CommandError, call_command

from accounts.demo import PASSWORD
from accounts.models import User
from accounts.services import create_user, grant_role
from accounts.tokens import issue
from tests.factories import office

pytestmark = pytest.mark.django_db
GIVEN = {"username": "lanhdao", "password": PASSWORD}


@pytest.fixture
def director():
    user = create_user("lanhdao", PASSWORD, organisation=office("DOIT"), full_name="Trần Văn Minh", is_demo=True)
    grant_role(user, "DOIT_DIRECTOR")
    return user


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True
    return settings


def test_in_a_demonstration_its_accounts_are_offered_and_open(client, director, demonstration):
    page = client.get("/login/").content.decode()
    assert PASSWORD in page and "lanhdao" in page
    assert client.post("/login/", GIVEN).status_code == 302
    assert client.post("/api/v1/token/", GIVEN).status_code == 200


def test_outside_a_demonstration_nobody_logs_in_with_the_published_password(client, director):
    page = client.get("/login/").content.decode()
    assert PASSWORD not in page and "lanhdao" not in page
    assert client.post("/login/", GIVEN).status_code == 200
    assert client.get("/account/").status_code == 302
    assert client.post("/api/v1/token/", GIVEN).status_code == 401


def test_a_session_and_a_key_of_the_demonstration_end_with_it(client, director, demonstration):
    client.force_login(director, backend="core.backends.RoleBackend")
    headers = {"Authorization": f"Token {issue(director)[1]}"}
    assert client.get("/account/").status_code == 200
    assert client.get("/api/v1/me/", headers=headers).status_code == 200
    demonstration.DEMO = False
    assert client.get("/account/").status_code == 302
    client.logout()
    assert client.get("/api/v1/me/", headers=headers).status_code == 401


def test_the_sample_is_loaded_into_nothing_but_a_demonstration():
    with pytest.raises(CommandError, match="DEMO=True"):
        call_command("load_sample", "hatinh")
    assert not User.objects.exists()
