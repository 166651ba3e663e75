"""A way of looking at the register, by clicking: columns, filter, kept, opened again, to Excel as seen, given up."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def shown(page):
    return page.locator("table.register tbody th[scope=row], table.register tbody td").all_inner_texts()


def test_a_way_of_looking_is_kept_opened_again_exported_as_seen_and_given_up(sample_database, serve, new_page, login):
    address, page = serve(sample_database), new_page(1366, 900)
    login(page, address, "chuyenvien")
    page.goto(f"{address}/register/")
    page.get_by_text("Chọn cột").click()
    with page.expect_response("**/register/**"):
        page.get_by_label("Đơn vị thụ hưởng", exact=True).uncheck()
    with page.expect_response("**/register/**status=IN_PROGRESS**"):
        page.get_by_label("Trạng thái").first.select_option(label="Đang thực hiện")
    page.get_by_role("link", name="Giữ cách xem này").click()
    page.get_by_role("button", name="Giữ cách xem").click()
    expect(page.locator("main")).to_contain_text("Tên cách xem: Phải nhập mục này.")
    page.fill("[name=name]", "Đang làm")
    page.get_by_role("button", name="Giữ cách xem").click()
    expect(page.locator("main")).to_contain_text("Đã giữ cách xem “Đang làm”.")
    seen = shown(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Excel").click()
    rows = list(load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active.iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "Mã đề án")
    codes = [row[0] for row in rows if str(row[0]).startswith("KCĐP-")]
    assert "Đơn vị thụ hưởng" not in head and codes
    assert len(codes) == page.locator("table.register tbody tr").count()
    assert all(any(code in text for text in seen) for code in codes)

    page.goto(f"{address}/register/")
    page.get_by_role("link", name="Đang làm").click()
    expect(page.get_by_role("link", name="Đang làm", exact=True)).to_have_attribute("aria-current", "true")
    assert shown(page) == seen
    page.get_by_role("link", name="Quản lý cách xem").click()
    page.get_by_role("button", name="Bỏ").click()
    expect(page.locator("main")).to_contain_text("Đã bỏ cách xem “Đang làm”.")
