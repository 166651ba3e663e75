"""Administrators with a window each save the same row at the same moment: one is kept, the others are told."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Substitution, User
from tests import factories as f
from tests.races import at_once

pytestmark = pytest.mark.race
TIMES = 4


def saved_at_once(window, typed):
    """The answers to windows opened each by itself and sent together."""
    keeper = f.person("ADMINISTRATOR")

    def opened():
        browser = Client()
        browser.force_login(keeper)
        mark = re.search(r'name="once" value="([^"]+)"', browser.get(window).content.decode())[1]
        return lambda: browser.post(window, typed | {"once": mark})

    return at_once(*[opened() for _ in range(TIMES)])


def test_one_substitution_is_written_and_the_others_are_told_of_it(own_database):
    absent, substitute = f.person("DOIT_DIRECTOR"), f.person("DOIT_SECTION_HEAD")
    typed = {"absent": absent.pk, "substitute": substitute.pk, "valid_from": "01/03/2031", "valid_to": "31/03/2031",
             "paper_number": "12/QĐ"}  # fmt: skip
    answers = saved_at_once(reverse("admin:accounts_substitution_add"), typed)
    assert sorted(answer.status_code for answer in answers) == [200] * (TIMES - 1) + [302]
    refused = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all("đã được phân công từ 01/03/2031 đến 31/03/2031" in page for page in refused)
    assert Substitution.objects.count() == 1


def test_one_account_is_opened_and_the_others_are_told_that_its_name_is_taken(own_database):
    typed = {"username": "nguoi.moi", "full_name": "Người Mới", "organisation": f.office("DOIT").pk, "is_active": "on",
             "new_password": "mot-lan-thoi-2031"}  # fmt: skip
    answers = saved_at_once(reverse("admin:accounts_user_add"), typed)
    assert sorted(answer.status_code for answer in answers) == [200] * (TIMES - 1) + [302]
    assert User.objects.filter(username="nguoi.moi").count() == 1
