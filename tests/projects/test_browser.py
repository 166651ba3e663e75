"""An application written and filed in a real browser, with the suggestions and without JavaScript."""

import pytest
from playwright.sync_api import expect

from norms.loading import load_norms
from projects.models import Project
from tests import factories as f

pytestmark = pytest.mark.browser
PASSWORD = "mat-khau-dai-2021"
PDF = {
    "name": "de-an.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
}


@pytest.fixture
def address(own_database, serve):
    f.establishment("Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên", code="2800123456")
    f.category(), f.person("CENTRE_OFFICER")
    return serve(own_database)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_application_is_written_and_gets_its_papers(address, new_page, login_by_page, javascript):
    page, said = new_page(java_script_enabled=javascript), []
    page.on("pageerror", lambda error: said.append(str(error)))
    login_by_page(page, address, "centre_officer", PASSWORD)
    page.goto(f"{address}/projects/new/?year=2021")
    page.fill("[name=title]", "Dây chuyền sơn tĩnh điện")
    page.select_option("[name=category]", label="Máy móc, thiết bị tiên tiến")
    page.select_option("[name=area]", label="Xã Thái Yên (đến 30/06/2025)")
    page.fill("[name=filed_on]", "12/03/2021")
    field = page.locator("[name=beneficiaries-0-establishment]")
    field.press_sequentially("thai yen")
    if javascript:
        option = page.locator("#id_beneficiaries-0-establishment_list option")
        expect(option).to_have_attribute("value", "2800123456 · Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên")
    page.fill("[name=total_cost]", "415 triệu")
    page.fill("[name=requested_support]", "180 triệu")
    page.fill("[name=counterpart]", "230 triệu")
    page.click("button:has-text('Lưu')")
    expect(page.locator("[data-field=total_cost] .errors")).to_contain_text("lệch 5.000.000 đ")
    assert page.input_value("[name=title]") == "Dây chuyền sơn tĩnh điện"
    page.fill("[name=counterpart]", "235 triệu")
    page.click("button:has-text('Lưu')")
    expect(page.locator("h1")).to_have_text("Dây chuyền sơn tĩnh điện")
    row = page.locator("#paper-project_text")
    row.locator("summary").click()
    row.locator("input[type=file]").set_input_files(PDF)
    row.locator("button").click()
    expect(page.locator("#paper-project_text .tag").first).to_have_text("Đủ")
    assert said == [] and Project.objects.get().beneficiary_words == "Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên"


def test_enter_saves_a_new_row_gets_the_cursor_and_no_amount_is_cut(address, new_page, login):
    page = new_page(width=1366)
    login(page, address, "centre_officer")
    page.goto(f"{address}/projects/new/?year=2021")
    page.press("[name=title]", "Enter")
    expect(page.locator("[data-field=title] .errors")).to_be_visible()
    expect(page.locator("[name$=-establishment]")).to_have_count(1)
    for name, typed in (("unit", "tháng"), ("unit_price", "9.999.999.999"), ("amount", "9.999.999.999")):
        page.fill(f"[name=cost_items-0-{name}]", typed)
    page.click("button[name=add_cost_items]")
    expect(page.locator("[name=cost_items-1-content]")).to_be_focused()
    cut = "fields => fields.filter(field => field.scrollWidth > field.clientWidth).map(field => field.name)"
    assert page.locator(".estimate input").evaluate_all(cut) == []


def test_on_a_telephone_words_are_not_squeezed_by_what_stands_beside_them(address, new_page, login):
    load_norms()
    page = new_page(width=390)
    login(page, address, "centre_officer")
    page.goto(f"{address}/norms/rules/")
    words = page.locator("ul.plain > li > div")
    assert words.count() > 50
    assert words.evaluate_all("found => found.filter(one => one.clientWidth < 150).map(one => one.innerText)") == []


@pytest.mark.long  # most of these pages are among those of test_every_page
@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_is_wider_than_its_window(address, new_page, login, width):
    draft, run = f.project(), f.project_in("IN_PROGRESS", title="Dây chuyền xẻ gỗ")
    f.progress(run)
    page = new_page(width=width)
    login(page, address, "centre_officer")
    for path in ("/projects/?year=2021", f"/projects/{draft.pk}/", f"/projects/{draft.pk}/edit/", "/establishments/",
                 f"/projects/{draft.pk}/text/", f"/projects/{run.pk}/progress/", f"/projects/{run.pk}/appraisal/",
                 draft.beneficiaries.get().establishment.get_absolute_url()):  # fmt: skip
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
