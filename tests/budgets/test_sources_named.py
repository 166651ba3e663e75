"""Where a year and tier has two sources, whoever tells of its money names the source; with one nothing is added."""

from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import Account
from ledger.posting import Kind, Line, Place, place_of, post
from ledger.stages import Stage
from plans.services import open_round
from plans.subjects import line_subject
from reports.models import RegisterView
from reports.register_columns import COLUMNS
from reports.saved_views import in_words, keep_view
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided as decided_change
from tests.budgets.test_changes import refusal
from tests.budgets.test_changes import sent as sent_change
from tests.budgets.test_second_source import clean
from tests.budgets.test_two_sources import MILLION, SUPPLEMENT, appraised, decide, listed, officer, second, two

pytestmark = pytest.mark.django_db
__all__ = ["second", "two"]
OWN = "Ngân sách tỉnh"
LISTS = ["budgets:commitments", "budgets:payments", "budgets:advances", "budgets:owed"]


def look(client, name, query="?year=2021", role="CENTRE_ACCOUNTANT"):
    client.force_login(f.person(role))
    return client.get(f"{reverse(name)}{query}")


def everywhere(project):
    """Money of a project in every list: contract, advance, what is to come back of a part that is stopped."""
    contract = b.signed(project)
    b.progress(contract, 90)
    b.paid(contract, 40)
    return contract


# --- the words of a place -----------------------------------------------------------------------
def overspent(book):
    place = Place(book, f.office("CENTRE"), Stage.ALLOCATED, line_subject(b.line(1)))
    back = Place(book, f.office("CENTRE"), Stage.APPROPRIATED)
    line = Line(Kind.UNALLOCATE, place, back, 10_000 * MILLION)
    return refusal(post, "Thử", [line], by=b.accountant(), dated_on=b.day(6, 1))


def test_a_refusal_of_the_books_names_the_source_of_the_place_where_there_are_two(second):
    assert f"của Trung tâm Khuyến công năm 2021, nguồn {SUPPLEMENT}: hiện có 200.000.000 đ" in overspent(second)
    assert f"của Trung tâm Khuyến công năm 2021, nguồn {OWN}: hiện có 1.000.000.000 đ" in overspent(b.book())
    place = place_of(Account.objects.get(book_year=second, stage=Stage.ALLOCATED))
    assert str(place).endswith(f"năm 2021, nguồn {SUPPLEMENT}")


def test_with_one_source_the_refusal_names_none():
    b.year()
    assert "của Trung tâm Khuyến công năm 2021: hiện có 1.000.000.000 đ" in overspent(b.book())


# --- the register ---------------------------------------------------------------------------------
def excel(answer):
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    head, *rows = list(sheet.iter_rows(min_row=5, values_only=True))
    return head, rows


def test_the_register_names_the_source_in_its_column_and_finds_by_it_on_the_page_in_excel_and_over_rest(two, client):
    own, other = two
    page = look(client, "reports:register", role="DOIT_SPECIALIST")
    assert f"Nguồn {SUPPLEMENT}" in clean(page) and f"Nguồn {OWN}" in clean(page)
    assert "source" in {column.key for column in page.context["offered"]}
    found = look(client, "reports:register", f"?year=2021&source={SUPPLEMENT}", role="DOIT_SPECIALIST")
    assert [row.entry.project for row in found.context["rows"]] == [other]
    assert f'<option value="{SUPPLEMENT}" selected>{SUPPLEMENT}</option>' in clean(found)

    head, rows = excel(client.get(f"/register/export/?year=2021&source={OWN}"))
    assert [row[head.index("Nguồn kinh phí")] for row in rows[:-1]] == [OWN] and rows[0][0] == own.code

    over_rest = client.get("/api/v1/register/", {"year": 2021, "source": SUPPLEMENT}).json()["results"]
    assert [(row["code"], row["source"]) for row in over_rest] == [(other.code, SUPPLEMENT)]
    assert client.get("/api/v1/register/", {"source": "Nguồn lạ"}).status_code == 400
    wrong = look(client, "reports:register", "?year=2021&source=Nguồn lạ", role="DOIT_SPECIALIST")
    assert "Nguồn lạ" in clean(wrong)


def test_a_way_of_looking_keeps_the_source_and_its_column(two, client):
    user = officer()
    view = keep_view(RegisterView(name="Bổ sung", query={"source": SUPPLEMENT, "columns": ["source"]}), by=user)
    words = dict(in_words(view.query, user))
    assert f"Nguồn kinh phí: {SUPPLEMENT}" in words["Điều kiện lọc"] and "Nguồn kinh phí" in words["Các cột"]
    client.force_login(user)
    page = client.get(f"{view.get_absolute_url()}&year=2021")
    assert [row.entry.project for row in page.context["rows"]] == [two[1]]
    assert [column.key for column in page.context["columns"] if not column.always] == ["source"]


def test_a_year_of_one_source_adds_nothing_to_the_register_though_another_year_has_two(two, client):
    f.project(plan_year=2022)
    page = look(client, "reports:register", "?year=2022", role="DOIT_SPECIALIST")
    assert page.context["rows"] and "Nguồn kinh phí" not in clean(page)
    head, _ = excel(client.get("/register/export/?year=2022"))
    assert "Nguồn kinh phí" not in head


def test_where_no_year_has_two_sources_neither_column_nor_filter_nor_word_is_there(client):
    contract = everywhere(b.approved())
    decided_change(sent_change(contract.project, "TERMINATE"))
    page = look(client, "reports:register", role="DOIT_SPECIALIST")
    assert page.context["rows"] and "Nguồn kinh phí" not in clean(page) and f"Nguồn {OWN}" not in clean(page)
    for name in LISTS:
        page = look(client, name, "?year=2021&status=" if "owed" not in name else "")
        assert page.status_code == 200 and "· nguồn:" not in clean(page), name
    assert "Nguồn kinh phí" not in clean(client.get(reverse("reports:stage", args=["RECOVERABLE"]) + "?year=2021"))


# --- contracts, payments, ages, the way down ------------------------------------------------------
def test_contracts_payments_advances_and_what_is_owed_name_the_source_of_each(two, client):
    own, other = (everywhere(project) for project in two)
    for name in LISTS[:3]:
        page = clean(look(client, name))
        assert page.count(f"nguồn: {SUPPLEMENT}") == 1 and page.count(f"nguồn: {OWN}") == 1, name
    over_rest = client.get("/api/v1/payments/advances/?year=2021").json()
    assert {(row["commitment"], row["paid_from"]) for row in over_rest} == {(own.pk, OWN), (other.pk, SUPPLEMENT)}

    decided_change(sent_change(other.project, "TERMINATE"))
    page = clean(look(client, "budgets:owed", ""))
    assert page.count(f"nguồn: {SUPPLEMENT}") == 1 and f"nguồn: {OWN}" not in page
    assert [row["paid_from"] for row in client.get("/api/v1/money-back/owed/").json()] == [SUPPLEMENT]


def test_the_way_down_names_the_source_also_when_narrowed_to_one(two, second, client):
    for query in ("?year=2021", f"?year=2021&book_year={second.pk}"):
        for name in ("reports:stage", "reports:reached"):
            client.force_login(f.person("CENTRE_ACCOUNTANT"))
            page = clean(client.get(reverse(name, args=["APPROVED"]) + query))
            assert ">Nguồn kinh phí</th>" in page and f">{SUPPLEMENT}</td>" in page


# --- the same few questions -------------------------------------------------------------------------
def questions(client, page):
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
        assert answer.status_code == 200 and (not answer.streaming or b"".join(answer.streaming_content))
    return len(asked)


def test_rows_of_two_sources_take_the_questions_of_one_row(second, client):
    def one_more():
        round = open_round(b.plan(), by=officer())
        for book in (None, second):
            listed(appraised(20), book, round=round)
        decide(round)
        for item in round.items.live():
            contract = b.signed(item.project, million=20)
            b.progress(contract, 90)
            b.paid(contract, 10)

    columns = "".join(f"&columns={one.key}" for one in COLUMNS)
    pages = [f"{reverse(name)}?year=2021" for name in LISTS]
    pages += [f"/register/?year=2021{columns}", "/register/export/?year=2021", "/api/v1/register/?year=2021"]
    pages += [f"/register/?year=2021&source={SUPPLEMENT}", "/runway/stages/ADVANCED/?year=2021"]
    client.force_login(f.person("CENTRE_ACCOUNTANT"))
    one_more()
    for page in pages:
        client.get(page)  # what is read once per process
    few = {page: questions(client, page) for page in pages}
    one_more()
    one_more()
    assert {page: questions(client, page) for page in pages} == few
