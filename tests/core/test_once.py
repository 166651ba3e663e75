"""A form sent twice is one act."""

import re

import pytest
from django.test import Client
from knox.models import AuthToken

from core.models import IdempotencyRecord
from establishments.models import Establishment
from tests.factories import commune, person
from tests.races import at_once

NEW = "/establishments/new/"


def an_officers_browser():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person("DOIT_SPECIALIST"))
    return browser


def the_open_form(browser):
    page = browser.get(NEW).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    typed = {"name": "Hợp tác xã Một Lần", "legal_form": "COOPERATIVE", "known_since": "01/03/2021"}
    return {name: hidden[name] for name in ("csrfmiddlewaretoken", "once")} | typed | {"area": commune().pk}


def known():
    return Establishment.objects.filter(name__contains="Một Lần").count()


@pytest.mark.django_db
def test_a_form_sent_twice_has_one_effect_and_leads_to_the_same_page():
    browser = an_officers_browser()
    form = the_open_form(browser)
    first, second = browser.post(NEW, form), browser.post(NEW, form, follow=True)
    assert first.status_code == 302
    assert second.redirect_chain == [(first.url, 302)]
    assert "gửi lại không ghi thêm lần nữa" in second.content.decode()
    assert known() == 1


@pytest.mark.race
def test_a_form_sent_five_times_at_the_same_moment_has_one_effect(own_database):
    browser = an_officers_browser()
    form = the_open_form(browser)

    def send():
        mine = Client(enforce_csrf_checks=True)
        mine.cookies = browser.cookies
        return mine.post(NEW, form)

    answers = at_once(*[send] * 5)
    assert [answer.status_code for answer in answers] == [302] * 5
    assert len({answer.url for answer in answers}) == 1
    assert known() == 1


@pytest.mark.django_db
def test_who_goes_back_and_writes_something_else_does_a_second_act():
    browser = an_officers_browser()
    form = the_open_form(browser)
    browser.post(NEW, form)
    browser.post(NEW, form | {"name": "Hợp tác xã Một Lần Nữa"})
    assert known() == 2


@pytest.mark.django_db
def test_the_form_opened_anew_is_another_form():
    browser = an_officers_browser()
    browser.post(NEW, the_open_form(browser))
    browser.post(NEW, the_open_form(browser))
    assert known() == 2


@pytest.mark.django_db
def test_a_form_that_was_refused_may_be_sent_again_as_it_stands():
    browser = an_officers_browser()
    form = the_open_form(browser) | {"known_since": "31/02/2021"}
    answers = [browser.post(NEW, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.django_db
def test_the_mark_of_another_persons_form_says_nothing():
    browser, other = an_officers_browser(), an_officers_browser()
    form = the_open_form(browser)
    browser.post(NEW, form)
    other.post(NEW, the_open_form(other) | {"once": form["once"]})
    assert known() == 2


@pytest.mark.django_db
def test_the_mark_does_not_stand_in_for_the_csrf_token():
    browser = an_officers_browser()
    form = the_open_form(browser)
    assert browser.post(NEW, form | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert known() == 0
    assert browser.post(NEW, form).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ["a\x00b", "x" * 81, "'; --"])
def test_a_mark_that_is_not_of_ours_is_no_mark(mark):
    browser = an_officers_browser()
    form = the_open_form(browser) | {"once": mark}
    assert browser.post(NEW, form).status_code == 302
    assert known() == 1
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.race
def test_two_clicks_at_the_same_moment_make_one_key(own_database):
    browser = an_officers_browser()
    page = browser.get("/account/").content.decode()
    page = page[page.index('action="/account/keys/new/"') :]
    hidden = re.findall(r'name="(csrfmiddlewaretoken|once)" value="([^"]+)"', page)[:2]

    def click():
        mine = Client(enforce_csrf_checks=True)
        mine.cookies = browser.cookies
        shown = mine.post("/account/keys/new/", dict(hidden), follow=True).content.decode()
        return re.findall(r'id="token"[^>]*value="([^"]+)"', shown)

    shown = [key for keys in at_once(*[click] * 4) for key in keys]
    assert AuthToken.objects.count() == 1
    assert shown
    assert len(set(shown)) == 1
