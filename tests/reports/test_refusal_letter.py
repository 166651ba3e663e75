"""The letter to whoever registered a project that is not eligible: the same words in PDF, in Word and on the screen."""

import datetime
from io import BytesIO

import docx
import pypdf
import pytest

from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from reports.catalogue import CATALOGUE
from reports.papers.screen import printed_tables
from reports.pdf import render_pdf
from reports.word import render_docx
from tests import factories as f

pytestmark = pytest.mark.django_db
NOTE, FINDING = "Máy đề nghị hỗ trợ sản xuất năm 2012.", "Máy đã qua sử dụng."
KIND = CATALOGUE["refusal_letter"]


def refused():
    row = f.registered()
    points = f.all_points_met() | {"need": {"ok": False, "finding": FINDING}}
    record_appraisal(
        row, points=points, recommended_support=0, made_on=datetime.date(2021, 5, 3), by=f.person("DOIT_SPECIALIST")
    )
    on = datetime.date(2021, 5, 4)
    return PROJECT_FLOW.press(row, "reject", by=f.person("DOIT_DIRECTOR"), note=NOTE, reason="not_new_machine", on=on)


def plain(text):
    return " ".join(text.split())


def test_the_letter_is_a_draft_with_the_reason_in_all_three_places():
    row, officer = refused(), f.person("DOIT_SPECIALIST")
    data, illustrative = KIND.build({"project": row.pk}, officer)
    paper = KIND.paper(data)
    pdf = plain(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(render_pdf(paper))).pages))
    parts = []
    for block in docx.Document(BytesIO(render_docx(paper))).iter_inner_content():
        cells = [cell for line in block.rows for cell in line.cells] if hasattr(block, "rows") else [block]
        parts += [cell.text for cell in cells]
    word, screen = plain(" ".join(parts)), str(printed_tables(paper))
    for words in (NOTE, FINDING, "Máy móc, thiết bị không phải máy mới", "T46 đ.4", "180.000.000"):
        for place, text in (("pdf", pdf), ("word", word), ("screen", screen.replace("\\xa0", " "))):
            assert words in text, (place, words)
    for text in (pdf, word):
        assert "/SCT-QLCN" in text and "V/v trả lời hồ sơ" in text and "ngày … tháng … năm 2021" in text
        assert "Kính gửi:" in text and "./." in text
    assert not illustrative


def test_the_letter_is_offered_to_the_department_for_refused_projects_only():
    row, other = refused(), f.project(title="Đề án đang lập", beneficiaries=[])
    form = KIND.form({"project": row.pk}, by=f.person("DOIT_SPECIALIST"))
    assert form.is_valid() and form.params() == {"project": row.pk}
    assert not KIND.form({"project": other.pk}, by=f.person("DOIT_SPECIALIST")).is_valid()
    assert KIND.offered_to(f.person("DOIT_DIRECTOR")) and not KIND.offered_to(f.person("CENTRE_OFFICER"))
