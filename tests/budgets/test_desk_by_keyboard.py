"""The settlement desk in a real browser: the paper beside its figures, decided by keyboard alone."""

import datetime

import pytest

from accounts.models import User
from budgets.models import Settlement, Voucher
from budgets.settlements import SETTLEMENT_FLOW
from budgets.vouchers import save_voucher
from core.workflow import PaperInput

pytestmark = pytest.mark.browser
RETURNED = PaperInput(number="55/TB-SCT", issued_on=datetime.date(2021, 11, 22), signer="Trần Văn Minh")


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


def forty(settlement):
    """The account comes back to the unit, is made forty vouchers long and is sent again."""
    people = {name: User.objects.get(username=name) for name in ("chuyenvien", "trungtam.ketoan", "trungtam.giamdoc")}
    SETTLEMENT_FLOW.press(settlement, "return", by=people["chuyenvien"], note="Kê đủ từng hóa đơn.", paper=RETURNED)
    for no in range(settlement.vouchers.count() + 1, 41):
        row = Voucher(
            settlement=settlement, no=no, seller_name="Cửa hàng vật tư", seller_tax_code="3000777888",
            invoice_form="1C21TVT", invoice_number=str(no), invoice_date=datetime.date(2021, 9, 6),
            content=f"Vật tư lần {no}", amount_without_vat=1_000_000, invoice_total=1_000_000,
            counterpart_share=1_000_000,
        )  # fmt: skip
        if no % 8 == 0:  # a worker signed for it
            row.kind, row.seller_name, row.seller_tax_code, row.invoice_form = "RECEIPT", "Nguyễn Văn Đán", "", ""
            row.payee_paper = "038085001234"
        save_voucher(row, by=people["trungtam.ketoan"])
    SETTLEMENT_FLOW.press(settlement, "submit", by=people["trungtam.giamdoc"])


def test_forty_vouchers_are_cleared_without_a_mouse(sample_database, serve, new_page, login):
    """Every tenth is refused for a reason, every tenth agreed to in part, one asked about; all others at one key."""
    settlement = Settlement.objects.get(project__title__startswith="Mô hình áp dụng sản xuất sạch hơn")
    forty(settlement)
    address = serve(sample_database)
    page = new_page(1366, 900)
    login(page, address, "chuyenvien")
    page.goto(f"{address}/budgets/settlements/{settlement.pk}/vouchers/3/")
    keyboard = page.keyboard

    def typed(text):
        keyboard.press("Tab")
        keyboard.type(text)

    pending = list(settlement.vouchers.filter(decision="PENDING").values_list("no", flat=True))
    for _ in pending:
        no = int(page.url.rstrip("/").rpartition("/")[2])  # the desk goes to the next that nobody has decided
        key = "a"
        if no % 10 == 0:  # the amount is left empty, the reason chosen by its first letter
            keyboard.press("s")
            typed("V")
            key = "x"
        elif no % 10 == 5:
            keyboard.press("s")
            keyboard.type("900.000 đồng")
            typed("V")
        elif no == 7:
            keyboard.press("s")
            keyboard.press("Tab")
            typed("Vật tư dùng ở đâu?")
            key = "h"
        keyboard.press("Escape")  # no letter is a key while one is typing
        with page.expect_navigation():
            keyboard.press(key)
        assert page.locator(".why li").count() == 0, page.locator(".why").inner_text()
    found = dict(settlement.vouchers.filter(no__in=pending).values_list("no", "decision"))
    assert len(found) > 36
    assert found == {no: "REFUSED" if no % 10 == 0 else "ASKED" if no == 7 else "AGREED" for no in pending}
    partly = settlement.vouchers.filter(decision="AGREED", accepted_amount=900_000, reason="OVER_PRICE")
    assert [row.no for row in partly.order_by("no")] == [5, 15, 25, 35]
    refused = settlement.vouchers.filter(decision="REFUSED", accepted_amount=0, reason="OVER_PRICE")
    assert [row.no for row in refused.order_by("no")] == [10, 20, 30, 40]
    receipts = settlement.vouchers.filter(kind="RECEIPT").order_by("no").values_list("no", "decision")
    assert list(receipts) == [
        (8, "AGREED"), (16, "AGREED"), (24, "AGREED"), (32, "AGREED"), (40, "REFUSED"),
    ]  # fmt: skip
    assert settlement.vouchers.get(no=7).remarks.get().text == "Vật tư dùng ở đâu?"
