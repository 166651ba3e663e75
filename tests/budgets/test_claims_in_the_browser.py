"""Money of a closed year claimed back in a real browser, at a desk and on a telephone: entered, decided, refunded."""

import pytest
from playwright.sync_api import expect

from budgets.closing import CLOSING_FLOW
from budgets.models import Settlement
from tests import factories as f
from tests.browsers import WIDTHS, barriers, too_wide
from tests.budgets import builders as b
from tests.pages.test_every_page import keep_a_picture

STATE = "year_that_has_arrived"
pytestmark = pytest.mark.browser


@pytest.fixture
def walk(own_database, serve, new_page, login):
    """walk(role, width): a page of that person, and the address of the site; the book of 2021 has been closed."""
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=f.person("DOIT_DIRECTOR"))
    address = serve(own_database)

    def as_(role, width="desktop"):
        page = new_page(*WIDTHS[width])
        login(page, address, f.person(role).username)
        return page

    return as_, address


def test_an_auditors_conclusion_becomes_money_owed_and_comes_back(walk):
    as_, address = walk
    accountant, director = as_("DOIT_ACCOUNTANT"), as_("DOIT_DIRECTOR")
    accountant.goto(f"{address}{Settlement.objects.get().get_absolute_url()}")
    seen(accountant, "settlement")
    accountant.get_by_role("link", name="Ghi kiến nghị thu hồi").click()
    for name, value in {
        "amount": "106000000", "number": "87/KTNN-TB", "dated_on": "30/09/2022", "why": "Chi sai định mức hỗ trợ máy.",
        "issuer": "Kiểm toán nhà nước khu vực II",
    }.items():  # fmt: skip
        accountant.fill(f"[name={name}]", value)
    accountant.get_by_role("button", name="Lập, trình quyết định").click()
    expect(accountant.locator("main")).to_contain_text("hiện có 105.000.000 đ; cần 106.000.000 đ")
    seen(accountant, "claim_refused")
    accountant.fill("[name=amount]", "20000000")
    accountant.get_by_role("button", name="Lập, trình quyết định").click()
    claim = accountant.url
    seen(accountant, "claim_waiting")

    director.goto(address)
    director.get_by_role("link", name="Quyết định ghi phải thu hồi").click()
    assert director.url == claim
    director.get_by_role("button", name="Quyết định ghi phải thu hồi").click()
    expect(director.locator("main")).to_contain_text("Đã ghi phải thu hồi")

    centre = as_("CENTRE_ACCOUNTANT")
    centre.goto(f"{address}/budgets/money-back/")
    expect(centre.locator("main")).to_contain_text("của năm đã quyết toán")
    for width in WIDTHS:
        page = as_("DOIT_ACCOUNTANT", width)
        for path in ("claims/", "claims/new/", "money-back/"):
            page.goto(f"{address}/budgets/{path}")
            seen(page, path, width)
        page.goto(claim)
        seen(page, "claim_decided", width)


def seen(page, name, width="desktop"):
    """Readable to everybody, within its window; kept as a picture where one is asked for."""
    keep_a_picture(page, f"v_{name}", width)
    assert too_wide(page) <= 0
    assert list(barriers(page)) == []
