"""Lists: one card a row under a thumb, the filters folded away, and the widest register whole on an ordinary screen."""

import re

import pytest
from django.template import Context, Template
from playwright.sync_api import expect

from accounts.models import User
from core.cards import as_cards
from core.jobs import run
from plans.models import ApprovalRound
from projects.models import Project
from reports.catalogue import CATALOGUE, ask
from reports.models import ReportRun
from reports.register import RegisterPageFilter
from tests.browsers import WIDTHS, barriers

FILTERED = [
    "/plans/", "/plans/rounds/", "/register/", "/projects/", "/establishments/", "/inspections/",
    "/inspections/acceptance/", "/budgets/commitments/", "/budgets/payments/", "/budgets/settlements/",
]  # fmt: skip

# What is wider than the box it stands in, and what a thumb would miss, one line each.
HIDDEN_COLUMNS = """[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth)
    .map(box => `${box.ariaLabel}: ${box.scrollWidth - box.clientWidth} px`)"""
SMALL_TARGETS = """[...document.querySelectorAll('.scroll a, .scroll button, .pages a, .filters-fold summary')]
    .map(link => [link.textContent.trim(), link.getBoundingClientRect()])
    .filter(([, box]) => box.height && (box.height < 44 || box.width < 44))
    .map(([words, box]) => `${words}: ${Math.round(box.width)} × ${Math.round(box.height)} px`)"""


# --- what a card is made of -------------------------------------------------------
def test_a_cell_takes_the_heading_of_its_column_along():
    html = as_cards(
        '<table class="list"><thead><tr><th scope="col">Năm</th><th class="num"><a href="?sort=x">Tổng\n'
        ' "kinh phí"</a></th></tr></thead><tbody><tr><th scope="row">2021</th><td class="num">5</td></tr>'
        "</tbody></table>"
    )

    assert '<td class="num" data-label="Tổng &quot;kinh phí&quot;" role="cell">5</td>' in html
    assert '<th scope="row" role="rowheader">2021</th>' in html
    assert '<th scope="col" role="columnheader">Năm</th>' in html
    assert '<table class="cards list" role="table">' in html
    assert html.count('role="rowgroup"') == html.count('role="row"') == 2


def test_a_total_under_several_columns_still_names_its_own():
    html = as_cards(
        '<table class="list"><thead><tr><th>Đề án</th><th>Đơn vị</th><th>Số tiền</th></tr></thead>'
        '<tbody><tr><td colspan="3">Chưa có.</td></tr></tbody>'
        '<tfoot><tr><th colspan="2">Cộng</th><td>7</td></tr></tfoot></table>'
    )

    assert '<td data-label="Số tiền" role="cell">7</td>' in html
    assert '<td colspan="3" role="cell">Chưa có.</td>' in html


def test_a_name_that_looks_like_a_table_stays_a_name():
    rows = "<thead><tr><th>Tên</th></tr></thead><tbody><tr><td>{{ name }}</td></tr></tbody>"
    page = Template('{% load kc %}{% cards %}<table class="list">' + rows + "</table>{% endcards %}")
    html = page.render(Context({"name": "<td>Cơ sở</td>"}))

    assert '<td data-label="Tên" role="cell">&lt;td&gt;Cơ sở&lt;/td&gt;</td>' in html


# --- on a desk ----------------------------------------------------------------------
@pytest.mark.browser
def test_on_a_narrow_desk_the_estimate_of_a_project_is_read_without_moving_sideways(sample_site, new_page, login):
    address, page = sample_site, new_page(1366, 768)
    login(page, address, "chuyenvien")
    page.goto(f"{address}/projects/?year=2021")
    projects = page.locator("a[href^='/projects/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href')).filter(path => /^.projects.[0-9]+.$/.test(path))"
    )
    for path in sorted(set(projects))[:3]:
        for shown in (path, f"{path}text/"):
            page.goto(f"{address}{shown}")
            assert page.locator("table.estimate").count() == 1 and page.evaluate(HIDDEN_COLUMNS) == [], shown
    assert len(projects) > 3


# --- in the hand --------------------------------------------------------------------
@pytest.mark.browser
def test_on_a_telephone_every_list_is_read_without_moving_sideways_and_met_by_a_thumb(sample_site, new_page, login):
    address, page, found = sample_site, new_page(*WIDTHS["phone"]), []
    login(page, address, "chuyenvien")
    empty = [f"{path}?q=khongcogi" for path in ("/register/", "/budgets/payments/")]
    for path in [*FILTERED, *empty, "/reports/", "/budgets/estimate/", "/runway/", "/norms/"]:
        assert page.goto(f"{address}{path}").status == 200
        found += [f"{path}: {fault}" for fault in page.evaluate(HIDDEN_COLUMNS) + page.evaluate(SMALL_TARGETS)]
    assert found == [], "\n".join(found)


@pytest.mark.browser
def test_a_card_keeps_its_figures_under_one_another_and_says_what_each_one_is(sample_site, new_page, login):
    address, page = sample_site, new_page(*WIDTHS["phone"])
    login(page, address, "chuyenvien")
    page.goto(f"{address}/budgets/commitments/")
    card = page.locator("tbody tr").first

    ends = card.locator("td.num").evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().right)")
    assert len(ends) == 4
    assert len(set(ends)) == 1
    said = card.locator("td.num").evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    assert said[:2] == ['"Giá trị hỗ trợ"', '"Số dư tạm ứng"']
    assert page.get_by_role("table").get_by_role("row").count() > 2
    assert "Cộng" in page.get_by_role("row").last.inner_text()


@pytest.mark.browser
def test_filters_wait_folded_on_a_telephone_and_stand_open_at_a_desk(sample_site, new_page, login):
    address = sample_site
    phone, desk = new_page(*WIDTHS["phone"], java_script_enabled=False), new_page(*WIDTHS["desktop"])
    for page in (phone, desk):
        login(page, address, "chuyenvien")
    for path in FILTERED:
        phone.goto(f"{address}{path}")
        expect(phone.locator("form.filters")).to_be_hidden()
        desk.goto(f"{address}{path}")
        expect(desk.locator("form.filters")).to_be_visible()
        expect(desk.locator(".filters-fold")).to_be_hidden()

    phone.goto(f"{address}/establishments/")
    phone.locator(".filters-fold summary").click()
    phone.fill("form.filters [name=q]", "nuoc mam")
    phone.click("form.filters .btn-primary")

    expect(phone.locator("form.filters")).to_be_hidden()
    expect(phone.locator(".filters-fold summary")).to_contain_text("1 điều kiện")


@pytest.mark.browser
def test_the_folded_filters_tell_how_many_conditions_htmx_asked_with(sample_site, new_page, login):
    address, page = sample_site, new_page(*WIDTHS["phone"])
    login(page, address, "chuyenvien")
    page.goto(f"{address}/projects/?year=")
    expect(page.locator("#conditions")).to_have_text("")

    page.locator(".filters-fold summary").click()
    page.select_option("form.filters [name=tier]", index=1)

    expect(page.locator("#conditions")).to_have_text("· 1 điều kiện")
    assert page.locator("#conditions").count() == 1
    expect(page.locator("form.filters")).to_be_visible()


@pytest.mark.django_db
def test_the_order_of_rows_is_no_condition():
    def asked(query):
        found = RegisterPageFilter(query, Project.objects.all())
        return Template("{% load kc %}{{ found|conditions }}").render(Context({"found": found}))

    assert asked({"year": "", "sort": "code"}) == "0"
    assert asked({"year": "", "sort": "code", "tier": "LOCAL", "attention": "old_advance"}) == "2"


# --- at a desk ------------------------------------------------------------------------
@pytest.mark.browser
def test_the_register_shows_every_stage_of_the_money_on_an_ordinary_screen(sample_site, new_page, login):
    address, page = sample_site, new_page(*WIDTHS["desktop"])
    login(page, address, "chuyenvien")
    for query in ("", "?year=", "?year=&q=khongcogi"):
        page.goto(f"{address}/register/{query}")
        assert page.evaluate(HIDDEN_COLUMNS) == [], query
        if "q=" not in query:
            expect(page.get_by_role("columnheader", name="Phải thu hồi")).to_be_in_viewport(ratio=1)
            expect(page.get_by_text(re.compile(r"\d+ đề án · Đơn vị tính: đồng"))).to_be_in_viewport(ratio=1)


@pytest.mark.browser
def test_the_lists_of_the_administration_show_every_column_on_an_ordinary_screen(sample_site, new_page, login):
    address, page = sample_site, new_page(*WIDTHS["desktop"])
    login(page, address, "quantri")
    page.goto(f"{address}/admin/")
    lists = page.eval_on_selector_all("#content-main th a", "links => links.map(link => link.href)")
    assert len(lists) > 15
    for one in lists:
        page.goto(one)
        assert page.evaluate(HIDDEN_COLUMNS.replace(".scroll'", ".results'")) == [], one


@pytest.mark.browser
def test_a_sheet_that_stays_wide_says_so_and_keeps_its_first_column(sample_site, new_page, login, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    address, page = sample_site, new_page(*WIDTHS["phone"])
    login(page, address, "chuyenvien")
    page.goto(f"{address}{a_submission()}")
    sheet = page.locator(".scroll").first

    assert "Kéo ngang" in sheet.evaluate("box => getComputedStyle(box, '::before').content")
    sheet.evaluate("box => box.scrollLeft = 300")
    title, box = sheet.locator("tbody th[scope=row]").first.bounding_box(), sheet.bounding_box()
    assert 0 <= title["x"] - box["x"] <= 20
    assert barriers(page) == []


def a_submission():
    """The address of a report with a wide sheet, made here and now."""
    by, kind = User.objects.get(username="chuyenvien"), CATALOGUE["approval_submission"]
    form = kind.form({"round": ApprovalRound.objects.filter(status="ISSUED").first().pk}, by=by)
    assert form.is_valid(), form.errors
    made = ask(kind, form, by=by)
    run(ReportRun, made.pk)
    return made.get_absolute_url()
