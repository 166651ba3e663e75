"""The account of a year in a real browser: consolidated, examined, disallowed in part, the notice, what is owed."""

import re

import pytest
from playwright.sync_api import expect

from budgets.models import YearAccount
from core.dates import ngay, today
from tests.browsers import too_wide

pytestmark = pytest.mark.browser
UNIT = "Sở Công Thương"


@pytest.fixture
def walk(sample_database, serve, new_page, login):
    """walk(who): a page of that person, and the address of the site."""
    address = serve(sample_database)

    def as_(who):
        page = new_page(1366, 900)
        login(page, address, who)
        return page

    return as_, address


def test_a_year_goes_from_its_accountant_to_finance_and_back_with_the_notice(walk):
    as_, address = walk
    accountant, finance = as_("ketoan"), as_("taichinh")
    accountant.goto(f"{address}/budgets/settlements/")
    accountant.get_by_role("button", name="Mở quyết toán năm").click()
    year = accountant.url
    expect(accountant.locator("h1")).to_have_text(f"Quyết toán năm 2021 của {UNIT}")
    accountant.get_by_role("button", name="Tổng hợp, gửi Sở Tài chính").click()

    finance.goto(year)
    finance.get_by_role("button", name="Bắt đầu kiểm tra").click()
    finance.get_by_role("link", name="Tổ chức bình chọn").first.click()
    settlement = finance.url
    finance.goto(f"{settlement}vouchers/1/")
    finance.get_by_role("button", name="Xuất toán").click()
    expect(finance.locator("main")).to_contain_text("Xuất toán thì phải nêu lý do.")
    finance.fill("[name=amount]", "5000000")
    finance.fill("[name=why]", "Chi sai nội dung")
    finance.get_by_role("button", name="Xuất toán").click()
    expect(finance.locator("main")).to_contain_text("5.000.000 đ · Chi sai nội dung")

    finance.goto(year)
    finance.get_by_role("button", name="Ban hành thông báo").click()
    finance.get_by_role("button", name="Ban hành thông báo").click()  # with nothing typed: the page answers
    expect(finance.locator("main")).to_contain_text("Phải nhập mục này")
    for name, value in {"number": "15/TB-STC", "issued_on": ngay(today()), "signer": "Lê Thị X"}.items():
        finance.fill(f"[name={name}]", value)
    finance.get_by_role("button", name="Ban hành thông báo").click()
    expect(finance.locator("main")).to_contain_text("Sở Tài chính đã thông báo")

    accountant.goto(year)
    expect(accountant.get_by_role("columnheader", name="Thu hồi theo quyết toán")).to_be_visible()
    expect(accountant.locator("main")).to_contain_text("Còn kinh phí phải thu hồi chưa nộp: hiện có 5.000.000 đ")
    accountant.get_by_role("link", name="Mở thu hồi, nộp trả").click()
    expect(accountant.locator("main")).to_contain_text("5.000.000")
    accountant.goto(settlement)
    expect(accountant.locator("main")).to_contain_text(re.compile("Còn phải thu hồi: 5.000.000 đ"))
    assert too_wide(accountant) <= 0
    assert YearAccount.objects.get().notice_number == "15/TB-STC"
