"""Quyết toán as official tables: what they say is what the books and the record say, to the đồng, in all files."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from budgets.models import Settlement
from ledger.reading import balances
from reports.catalogue import CATALOGUE
from reports.excel import render_xlsx
from reports.papers.paper import Table
from reports.papers.settlement_tables import project_settlement, year_settlement
from reports.pdf import render_pdf
from reports.serializers import ReportRequestSerializer
from reports.settlement_data import project_settlement_data, year_settlement_data
from reports.word import render_docx
from tests import factories as f
from tests.budgets import builders as b

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db


def reviewer():
    return f.person("DOF_REVIEWER")


def of_project(settlement, by=None):
    data, illustrative = project_settlement_data({"settlement": settlement.pk}, by or reviewer())
    return data, project_settlement(data), illustrative


def tables(paper):
    parts = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return {part.title: part for part in parts if isinstance(part, Table)}


def test_an_approved_account_prints_what_was_frozen():
    settlement = Settlement.objects.get()
    data, paper, _ = of_project(settlement)
    figures = dict(data.figures)
    assert figures["Kinh phí hỗ trợ được duyệt"] == 150 * MILLION
    assert figures["Kinh phí hỗ trợ quyết toán"] == settlement.support_final == data.support_final
    assert figures["Phải thu hồi"] == settlement.recovered
    assert figures["Trả về dự toán"] == settlement.released
    assert figures["Thanh toán tạm ứng khi quyết toán"] == settlement.cleared
    assert data.steps[-1].startswith("Hỗ trợ quyết toán")
    assert "đã duyệt ngày" in paper.abstract


def test_every_standing_voucher_is_listed_in_its_form_and_added_up():
    settlement = Settlement.objects.get()
    _, paper, _ = of_project(settlement)
    found = tables(paper)
    listed = 0
    for form, title in (("8a", "Mẫu 8a"), ("8b", "Mẫu 8b")):
        vouchers = settlement.vouchers.filter(withdrawn_at=None, form=form)
        table = next((table for name, table in found.items() if title in name), None)
        assert (table is None) == (not vouchers)
        if table:
            *rows, total = table.rows
            assert len(rows) == len(vouchers)
            assert total.cells[2] == sum(row.amount_without_vat for row in vouchers)
            assert total.cells[6] == sum(row.accepted_amount for row in vouchers)
            listed += len(rows)
    assert listed == settlement.vouchers.filter(withdrawn_at=None).count() > 0


def test_an_account_under_review_prints_how_it_stands_and_says_so():
    settlement = b.submitted(b.signed(b.approved(90), million=90), payment=0, advance=63, state=90)
    data, paper, _ = of_project(settlement)
    figures = dict(data.figures)
    assert figures["Đã tạm ứng, chưa thanh toán"] == 63 * MILLION
    assert "chưa duyệt" in paper.abstract


def test_the_unit_s_year_is_the_sum_of_its_projects_and_of_the_books():
    account = b.year_account()
    data, _ = year_settlement_data({"account": account.pk}, reviewer())
    standing = balances([b.book()], f.office("CENTRE"))
    assert sum(row.settled for row in data.projects) == standing["SETTLED"] > 0
    assert sum(row.owed for row in data.projects) == standing["RECOVERABLE"]
    by_stage = {name: left for name, left, _ in data.stages}
    assert by_stage["Đã quyết toán"] == standing["SETTLED"]
    assert "Nguồn ngân sách" not in by_stage  # below zero by what it gave, no money of the unit
    total = tables(year_settlement(data))["Quyết toán từng đề án"].rows[-1]
    assert total.cells[4] == standing["SETTLED"]


def test_the_workbook_has_the_paper_s_figures_as_numbers_and_texts_as_texts():
    settlement = Settlement.objects.get()
    _, paper, _ = of_project(settlement)
    book = openpyxl.load_workbook(BytesIO(render_xlsx(paper)))
    assert len(book.worksheets) == len(tables(paper))
    for page, table in zip(book.worksheets, tables(paper).values(), strict=True):
        for line, row in enumerate(table.rows, 5):
            shown = [cell.value for cell in page[line] if cell.value is not None]
            assert shown == [value for value in row.cells if value not in (None, "")]


def test_a_text_that_looks_like_a_formula_stays_a_text():
    settlement = Settlement.objects.get()
    _, paper, _ = of_project(settlement)
    table = next(iter(tables(paper).values()))
    sly = replace(table, rows=(replace(table.rows[0], cells=("1", "=1+1", 5)),))
    page = openpyxl.load_workbook(BytesIO(render_xlsx(replace(paper, blocks=(sly,), annexes=())))).worksheets[0]
    assert (page["B5"].value, page["B5"].data_type) == ("=1+1", "s")


def test_both_print_as_pdf_and_word():
    account = b.year_account()
    for paper in (
        of_project(Settlement.objects.get())[1],
        year_settlement(year_settlement_data({"account": account.pk}, reviewer())[0]),
    ):
        assert render_pdf(paper).startswith(b"%PDF-")
        assert render_docx(paper).startswith(b"PK")


def test_only_who_sees_the_account_prints_it():
    settlement = Settlement.objects.get()
    stranger = f.local_officer(f.commune("Xã Lâm Hợp"))
    with pytest.raises(ValidationError, match="Không còn thấy"):
        of_project(settlement, stranger)
    assert not CATALOGUE["project_settlement"].form({"settlement": settlement.pk}, by=stranger).is_valid()
    assert CATALOGUE["project_settlement"].form({"settlement": settlement.pk}, by=reviewer()).is_valid()


def test_each_voucher_list_is_printed_once():
    settlement = b.account(b.signed(b.approved(90), million=90), payment=0, advance=63, state=90)
    b.voucher(settlement, 10, 10, form="8a")
    _, paper, _ = of_project(settlement)
    assert [(annex.number, annex.title[:6]) for annex in paper.annexes] == [("I", "Mẫu 8a"), ("II", "Mẫu 8b")]


def test_every_paper_of_the_catalogue_can_be_asked_for_over_rest():
    """What a form of the catalogue asks for has its place in the request over REST."""
    known = ReportRequestSerializer().fields
    lacking = {
        (kind.code, name)
        for kind in CATALOGUE.values()
        for name, field in kind.form(by=reviewer()).fields.items()
        if field.required and name not in known
    }
    assert lacking == set()


def test_a_settlement_is_asked_for_over_rest():
    settlement = Settlement.objects.get()
    api = APIClient()
    api.force_authenticate(reviewer())
    asked = {"report": "project_settlement", "settlement": settlement.pk}
    answer = api.post("/api/v1/reports/", asked, format="json")
    assert answer.status_code == 202, answer.json()
