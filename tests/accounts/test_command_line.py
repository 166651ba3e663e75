"""The machine's own administrator at the command line: the first account, and a password forgotten."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.tokens import issue
from core.audit import history
from tests.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "Mot-mat-khau-khac-9"


@pytest.fixture
def typed(monkeypatch):
    """typed(*answers): what is typed, unseen, at the next questions."""

    def type_in(*answers):
        waiting = iter(answers)
        monkeypatch.setattr("getpass.getpass", lambda question: next(waiting))

    return type_in


def first_administrator():
    call_command("create_administrator", "quantri", full_name="Lê Thị Quản Trị", organisation="Sở Công Thương")


def test_the_first_administrator_of_an_empty_office(client, typed):
    typed(PASSWORD)
    first_administrator()
    user = User.objects.get(username="quantri")
    assert (user.organisation.name, user.current_roles) == ("Sở Công Thương", ["ADMINISTRATOR"])
    answer = client.post("/login/", {"username": "quantri", "password": PASSWORD})
    assert (answer.status_code, client.get("/admin/").status_code) == (302, 200)


def test_an_easy_password_makes_no_administrator(typed):
    typed("12345678")
    with pytest.raises(CommandError, match="Mật khẩu"):
        first_administrator()
    assert not User.objects.filter(username="quantri").exists()


def test_a_forgotten_password_is_set_anew_and_written_down(client, typed):
    user = person("ADMINISTRATOR")
    _, token = issue(user)
    typed(PASSWORD, PASSWORD)
    call_command("changepassword", user.username)
    assert client.get("/api/v1/me/", headers={"Authorization": f"Token {token}"}).status_code == 401
    assert client.post("/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    entry = history(user).get(action="accounts.user.set_password")
    assert (entry.by, entry.note) == (None, "thu hồi 1 khóa truy cập")


@pytest.mark.parametrize(
    ("answers", "said"), [((PASSWORD, PASSWORD + "1"), "không giống nhau"), (("12345678", "12345678"), "Mật khẩu")]
)
def test_a_password_mistyped_or_easy_changes_nothing(typed, answers, said):
    user = person("ADMINISTRATOR")
    typed(*answers)
    with pytest.raises(CommandError, match=said):
        call_command("changepassword", user.username)
    assert User.objects.get(pk=user.pk).password == user.password


def test_nobody_of_that_name():
    with pytest.raises(CommandError, match="Không có tài khoản nobody"):
        call_command("changepassword", "nobody")
