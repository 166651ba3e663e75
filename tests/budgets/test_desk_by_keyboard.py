"""The settlement desk in a real browser: the paper beside its figures, decided by keyboard alone."""

import pytest

from budgets.models import Settlement

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(sample_database, serve, new_page, login):
    """(page, settlement) with the Department's officer before the first voucher not yet looked at."""
    address = serve(sample_database)
    settlement = Settlement.objects.get(project__title__startswith="Mô hình áp dụng sản xuất sạch hơn")
    page = new_page(1366, 900)
    login(page, address, "chuyenvien")
    page.goto(f"{address}/budgets/settlements/{settlement.pk}/vouchers/3/")
    return page, settlement


def decisions(settlement):
    return list(settlement.vouchers.order_by("no").values_list("decision", flat=True))


def test_a_reviewer_clears_the_vouchers_by_keyboard_alone(desk):
    page, settlement = desk
    assert page.locator(".scan img").evaluate("image => image.naturalWidth") > 300  # the paper itself is there
    for key in ("a", "a", "k", "k", "a"):
        with page.expect_navigation():
            page.keyboard.press(key)
    assert decisions(settlement) == ["AGREED"] * 4


def test_a_refusal_without_its_reason_comes_back_with_the_rule_and_what_was_typed(desk):
    page, settlement = desk
    page.fill("textarea[name=note]", "Không thấy máy này ở cơ sở")
    page.locator("h1").click()
    page.keyboard.press("x")
    page.wait_for_selector("text=phải chọn lý do")
    assert page.input_value("textarea[name=note]") == "Không thấy máy này ở cơ sở"
    assert decisions(settlement)[2] == "PENDING"


def test_letters_typed_into_a_field_decide_nothing(desk):
    page, settlement = desk
    page.click("textarea[name=note]")
    page.keyboard.type("xa ha")
    assert decisions(settlement)[2] == "PENDING"
