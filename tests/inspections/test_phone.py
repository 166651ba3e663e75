"""The form on the spot, on a telephone 360 px wide, before the real server: a photograph, a place, and it is sent."""

import re

import pytest
from playwright.sync_api import expect

from core.documents import documents_of
from inspections.checklist import CODES
from inspections.models import Inspection
from tests import factories as f
from tests.browsers import barriers, too_wide
from tests.inspections import builders as b

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(own_database, serve, new_page, login):
    """phone(username) -> (page, address), logged in on a telephone that knows where it is."""

    def make(username):
        address = serve(own_database)
        page = new_page(
            360, 740, geolocation={"latitude": 18.501234, "longitude": 105.593456, "accuracy": 11.2},
            permissions=["geolocation"], has_touch=True,
        )  # fmt: skip
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("console", lambda line: page.said.append(line.text) if line.type == "error" else None)
        login(page, address, username)
        return page, address

    return make


def test_a_visit_is_sent_from_a_telephone_with_a_real_photograph(phone, tmp_path):
    visit = b.planned(by=f.local_officer(f.district()))
    photo = tmp_path / "nhan-may.jpg"
    photo.write_bytes(b.picture(size=(1600, 1200)).read())
    page, address = phone(visit.inspector.username)
    page.said.clear()
    page.goto(f"{address}{visit.get_absolute_url()}")
    page.get_by_role("link", name="Ghi kết quả").click()
    assert too_wide(page) <= 0
    assert barriers(page) == []

    page.get_by_role("textbox", name="Ngày kiểm tra", exact=True).fill("20/7/2021")
    page.get_by_role("textbox", name="Địa điểm", exact=True).fill("Xưởng sơn, thôn Bình Hà")
    page.get_by_role("textbox", name="Thành phần có mặt", exact=True).fill("Ông An, giám đốc")
    page.get_by_role("button", name="Lấy vị trí của máy").click()
    expect(page.locator("[data-geo-status]")).to_contain_text("sai số 12 m")
    for code in CODES:
        page.locator(f"[data-field=answer_{code}] label", has_text=re.compile("^ *Đúng, đạt")).click()
    small = page.locator(".pick label, .acts .btn").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 48).length"
    )
    assert small == 0

    page.get_by_role("button", name="Gửi kết quả").click()
    expect(page.get_by_role("alert")).to_contain_text("ít nhất một ảnh")
    assert page.get_by_role("textbox", name="Địa điểm", exact=True).input_value() == "Xưởng sơn, thôn Bình Hà"
    assert barriers(page) == []

    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(photo)
    expect(page.locator(".shots img")).to_have_count(1)
    page.get_by_label("Biên bản có chữ ký hai bên").set_input_files(photo)
    page.get_by_role("button", name="Gửi kết quả").click()
    expect(page.get_by_role("status").filter(has_text="Đã gửi kết quả kiểm tra")).to_be_visible()
    assert too_wide(page) <= 0
    assert barriers(page) == []
    picture = page.locator("figure img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').naturalWidth === 1600")

    visit = Inspection.objects.get()
    assert (visit.status, str(visit.latitude), visit.accuracy_m) == ("FILED", "18.501234", 12)
    kept = documents_of(visit).get(kind="photo")
    assert kept.file.open("rb").read() == photo.read_bytes()
    assert [line for line in page.said if "409 (Conflict)" not in line] == []  # the refusal above


def test_what_is_typed_stays_on_the_telephone_until_it_is_sent(phone):
    visit = b.planned(by=f.local_officer(f.district()))
    page, address = phone(visit.inspector.username)
    form = f"{address}/inspections/{visit.pk}/edit/"
    page.goto(form)
    page.get_by_role("textbox", name="Nhận xét chung", exact=True).fill("Đang chờ điện")
    page.goto(f"{address}{visit.get_absolute_url()}")
    page.goto(form)
    assert page.get_by_role("textbox", name="Nhận xét chung", exact=True).input_value() == "Đang chờ điện"
    page.get_by_role("button", name="Lưu, làm sau").click()
    expect(page.get_by_text("Đang chờ điện").first).to_be_visible()
    page.goto(form)
    expect(page.locator(".unsent")).to_be_hidden()


def test_pictures_are_saved_on_the_way_and_the_word_of_it_is_in_sight(phone, tmp_path):
    visit = b.planned(by=f.local_officer(f.district()))
    photo = tmp_path / "nhan-may.jpg"
    photo.write_bytes(b.picture().read())
    page, address = phone(visit.inspector.username)
    page.goto(f"{address}/inspections/{visit.pk}/edit/")
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(photo)
    page.get_by_role("button", name="Lưu ảnh, ghi tiếp").click()
    expect(page.locator("#photos figure")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 740  # the top of the page, with the message's own place, is out of sight
    expect(page.get_by_role("status").filter(has_text="Đã lưu ảnh")).to_be_in_viewport()
    assert too_wide(page) <= 0
    assert barriers(page) == []


def test_all_that_is_wrong_takes_the_cursor_and_leads_to_the_field(phone):
    visit = b.planned(by=f.local_officer(f.district()))
    page, address = phone(visit.inspector.username)
    page.goto(f"{address}/inspections/{visit.pk}/edit/")
    page.fill("#id_progress_percent", "101")
    page.get_by_role("button", name="Gửi kết quả").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert barriers(page) == []
    page.get_by_role("alert").get_by_role("link", name="Khối lượng đã làm").click()
    expect(page.locator("#id_progress_percent")).to_be_focused()


@pytest.mark.long  # most of these pages are among those of test_every_page
@pytest.mark.parametrize("width", [390, 1366])
def test_the_pages_of_the_room_fit_and_can_be_read_by_everybody(own_database, serve, new_page, login, width):
    visit = b.to_mend(project=f.project_in("IN_PROGRESS"))
    project = b.completed(places=2)
    row = b.batch(b.place(project, 0), b.place(project, 1, conclusion="DEFECTS"))
    address, page = serve(own_database), new_page(width, 900)
    for username, paths in {
        "centre_officer": [
            row.get_absolute_url(), f"/inspections/acceptance/{row.pk}/edit/", "/inspections/acceptance/new/",
            f"/inspections/acceptance/{row.pk}/places/{row.places.first().pk}/",
        ],
        "doit_specialist": [
            "/inspections/", "/inspections/?q=khong-co", "/inspections/acceptance/", visit.get_absolute_url(),
            "/inspections/new/", f"/inspections/project/{visit.project_id}/",
            f"/inspections/{visit.pk}/findings/{visit.findings.get().pk}/fix/",
            f"/inspections/acceptance/{row.pk}/press/conclude/",
        ],
    }.items():  # fmt: skip
        f.person(username.upper())
        login(page, address, username)
        for path in paths:
            assert page.goto(f"{address}{path}").status == 200, path
            assert too_wide(page) <= 0, path
            assert barriers(page) == [], path
