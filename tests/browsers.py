"""Chromium from the system's packages, driven by playwright. `script/test` installs it."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from environment import BROWSERS

DEMO_PASSWORD = "khuyencong2021"
WIDTHS = {"desktop": (1366, 900), "phone": (390, 844)}
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # what is right is not described node by node, which takes most of the time
}


def barriers(page):
    """What axe finds that keeps somebody from reading or using the page as it stands now, one line each."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{row['id']}: {node['target']}" for row in found for node in row["nodes"]]


def too_wide(page):
    """Pixels by which the page is wider than its window; 0 or less when it fits."""
    page.wait_for_load_state()  # a page that has only begun to come has no width yet
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not program:
        pytest.fail("Không có Chromium: apt-get install -y --no-install-recommends chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser):
    """new_page(width=1366, height=900, **context options) -> a page in a browser context of its own (own cookies)."""
    contexts = []

    def make(width=1366, height=900, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
        )
        context.set_default_timeout(15_000)  # milliseconds
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def login_by_page():
    """login_by_page(page, address, username, password=demo): as people do, leaving `page` on the first page."""

    def log_in(page, address, username, password=DEMO_PASSWORD):
        page.context.clear_cookies()
        page.goto(f"{address}/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.click("form:has(input[name=password]) [type=submit]")
        page.wait_for_load_state()

    return log_in


@pytest.fixture
def login():
    """login(page, address, username): the browser holds the session of that person; no page is opened for it."""

    def log_in(page, address, username):
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])

    return log_in
