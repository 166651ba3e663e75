"""The little that app.js adds, in a real browser. Pages work without it; these say what it does when it is there."""

import json

import pytest
from django.conf import settings
from playwright.sync_api import expect

from core.cards import as_cards

pytestmark = pytest.mark.browser

ADDRESS = "https://office.test"
SCRIPT = (settings.BASE_DIR / "static" / "js" / "app.js").read_text()
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; img-src blob:"
TOP = '<!doctype html><html lang="vi"><body data-person="1"><script src="/app.js" defer></script>'


@pytest.fixture
def office(page):
    """office({path: html}) -> a page at "/"; what was posted is in `.posted`, what the console said in `.said`."""
    page.posted, page.said = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))

    def open_at(pages, start="/"):
        def answer(route):
            request = route.request
            path = request.url.removeprefix(ADDRESS).partition("?")[0]
            if request.method == "POST":
                page.posted.append(request.post_data)
            if path == "/app.js":
                return route.fulfill(body=SCRIPT, content_type="text/javascript")
            if path == "/words/":
                said = {"words": "Hai triệu đồng", "amount": "2.000.000 đ"}
                return route.fulfill(body=json.dumps(said), content_type="application/json")
            html = TOP + pages[path]
            return route.fulfill(
                body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
            )

        page.route(f"{ADDRESS}/**", answer)
        page.goto(ADDRESS + start)
        return page

    yield open_at
    assert page.said == []


DESK = """
<form method="post" action="/agreed/"><button data-key="a">Đồng ý</button></form>
<a href="/next/" data-key="j">Sau</a><input id="note"><input id="search" data-key-focus="/">
<div id="desk"></div><button type="button" data-key="z" data-toggle-class="zoomed" data-on="#desk">Phóng to</button>"""


def test_a_voucher_is_decided_by_one_key_but_never_while_somebody_types(office):
    page = office({"/": DESK, "/agreed/": "Xong", "/next/": "Chứng từ 8"})

    page.fill("#note", "x")
    page.type("#note", "aj")
    assert page.url == f"{ADDRESS}/"
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    assert page.get_attribute("#desk", "class") == "zoomed"
    assert page.get_attribute("[data-key=z]", "aria-pressed") == "true"
    page.keyboard.press("a")
    page.wait_for_url("**/agreed/")

    assert len(page.posted) == 1


def test_a_slash_goes_to_the_search_box(office):
    page = office({"/": DESK})

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") == "search"
    assert page.input_value("#search") == ""


def test_a_form_is_sent_once_however_often_the_button_is_pressed(office):
    page = office({"/": '<form method="post" action="/slow/"><button>Gửi Kho bạc</button></form>', "/slow/": "Đã gửi"})

    page.evaluate("const b = document.querySelector('button'); b.click(); b.click(); b.click();")
    page.wait_for_url("**/slow/")

    assert len(page.posted) == 1


def test_an_amount_is_said_in_words_while_it_is_typed(office):
    page = office({"/": '<div><input id="cost" data-words-url="/words/"><output class="words"></output></div>'})

    page.type("#cost", "2 triệu")

    expect(page.locator("output")).to_have_text("2.000.000 đ · Hai triệu đồng")


VISIT = """
<form method="post" action="/sent/" data-keep="visit-7"><input type="hidden" name="token" value="secret">
<label><input type="radio" name="same" value="y">Đúng</label>
<label><input type="radio" name="same" value="n">Sai</label>
<textarea name="note"></textarea><button>Gửi</button></form>"""


def test_answers_not_yet_sent_survive_a_closed_page_and_are_gone_once_sent(office):
    page = office({"/": VISIT, "/sent/": "Đã gửi biên bản"})

    page.check("[value=n]")
    page.fill("textarea", "Số máy không khớp")
    assert "Chưa gửi: 2 mục" in page.inner_text(".unsent")
    page.reload()
    assert page.is_checked("[value=n]")
    assert page.input_value("textarea") == "Số máy không khớp"
    assert "đã lấy lại" in page.inner_text(".unsent")
    assert "secret" not in page.evaluate("JSON.stringify(localStorage)")

    page.click("button:has-text('Gửi')")
    page.wait_for_url("**/sent/")
    page.goto(ADDRESS + "/")

    assert page.input_value("textarea") == ""
    assert page.evaluate("localStorage.length") == 0


def test_what_was_brought_back_is_counted_like_what_is_typed(office):
    page = office({"/": VISIT})
    page.fill("textarea", "7 triệu")
    page.add_init_script("addEventListener('change', (event) => { window.counted = event.target.name; });")
    page.reload()

    page.wait_for_function("window.counted === 'note'")


def test_without_a_network_the_answers_stay_on_the_telephone(office):
    page = office({"/": VISIT, "/sent/": "Đã gửi"})
    page.fill("textarea", "Xưởng đóng cửa")

    page.context.set_offline(True)
    page.click("button:has-text('Gửi')")

    assert page.url == f"{ADDRESS}/"
    assert page.posted == []
    assert "mất sóng" in page.inner_text(".unsent")


def test_photographs_are_shown_before_they_are_sent(office):
    page = office({"/": '<span class="shots" data-shots-for="p"></span><input type="file" id="p" data-shots multiple>'})

    page.set_input_files("#p", [str(settings.BASE_DIR / "static" / "img" / "logo.svg")])

    assert page.get_attribute(".shots img", "alt") == "logo.svg"
    assert page.get_attribute(".shots img", "src").startswith("blob:")


def test_the_place_of_a_visit_is_filled_in_with_its_accuracy(office, page):
    page.context.grant_permissions(["geolocation"], origin=ADDRESS)
    page.context.set_geolocation({"latitude": 18.5012, "longitude": 105.5934, "accuracy": 11.2})
    office(
        {
            "/": "<form><input data-lat><input data-lon><input data-accuracy><p data-geo-status></p>"
            '<button type="button" data-geo>Lấy vị trí</button></form>'
        }
    )

    page.click("[data-geo]")
    expect(page.locator("[data-lat]")).to_have_value("18.501200")
    assert page.input_value("[data-accuracy]") == "12"
    assert "sai số 12 m" in page.inner_text("[data-geo-status]")


def test_on_a_telephone_the_number_of_a_row_stands_on_the_line_of_its_name(page):
    styles = (settings.BASE_DIR / "static" / "css" / "app.css").read_text()
    table = (
        '<table class="list">'
        "<thead><tr><th>TT</th><th>Nội dung</th><th>Mục tiêu</th></tr></thead><tbody><tr><td>1</td>"
        "<th>Lớp tập huấn</th><td>02 lớp</td></tr></tbody></table>"
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(f'<style>{styles}</style><div class="scroll">{as_cards(table)}</div>')
    number, name = page.locator("td", has_text="1").first.bounding_box(), page.locator("tbody th").bounding_box()
    assert abs(number["y"] - name["y"]) < 2 and number["x"] < name["x"] + 28
