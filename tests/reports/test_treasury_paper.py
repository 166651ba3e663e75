"""The sheet that a unit and the Treasury sign, as a paper."""

import pytest
from django.core.exceptions import ValidationError

from budgets.treasury_sheets import TREASURY_FLOW
from reports.catalogue import CATALOGUE
from reports.papers.treasury_sheet import treasury_sheet
from reports.pdf import render_pdf
from reports.treasury_data import treasury_data
from reports.word import render_docx
from tests import factories as f
from tests.budgets.test_treasury import accountant, answered, sent, sheet_of

STATE = "settled_project"
pytestmark = pytest.mark.django_db
KIND = CATALOGUE["treasury_sheet"]


def printed(sheet):
    data, illustrative = treasury_data({"sheet": sheet.pk}, accountant())
    return treasury_sheet(data), illustrative


def test_the_paper_shows_the_sheet_with_room_for_the_treasury_until_it_answered():
    paper, _ = printed(sheet_of())
    rows = {row.cells[1]: row.cells[2:] for block in paper.blocks if hasattr(block, "rows") for row in block.rows}
    assert rows["Dự toán còn lại"] == (1_850_000_000, None, None)
    paper, _ = printed(answered(sent("Q4"), USED=140))
    rows = {row.cells[1]: row.cells[2:] for block in paper.blocks if hasattr(block, "rows") for row in block.rows}
    assert rows["Dự toán đã sử dụng (đã trừ nộp khôi phục)"] == (150_000_000, 140_000_000, -10_000_000)
    assert [signer.role for signer in paper.parties.signers][-1] == "LÃNH ĐẠO KHO BẠC"


def test_it_is_printed_by_who_sees_the_unit_s_books_and_not_once_it_is_withdrawn():
    sheet = sent()
    form = KIND.form({"sheet": sheet.pk}, by=f.person("DOF_REVIEWER"))
    assert form.is_valid()
    assert not KIND.form({"sheet": sheet.pk}, by=f.local_officer(f.commune())).is_valid()
    TREASURY_FLOW.press(sheet, "withdraw", by=accountant(), note="Lập lại")
    with pytest.raises(ValidationError, match="Không còn thấy"):
        printed(sheet)


def test_it_prints_as_pdf_and_word():
    paper, illustrative = printed(sent())
    assert render_pdf(paper, illustrative).startswith(b"%PDF-")
    assert render_docx(paper, illustrative).startswith(b"PK")
