"""The letter to whoever registered a project that is not eligible: the same words in PDF, in Word and on the screen."""

import datetime
import re
from dataclasses import replace
from io import BytesIO

import docx
import pypdf
import pytest
from rest_framework.test import APIClient

from norms.models import RefusalReason
from projects.models import Beneficiary
from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from reports.catalogue import CATALOGUE
from reports.offices import in_full
from reports.papers import layout
from reports.papers.refusal_letter import RefusalLetter, refusal_letter
from reports.papers.screen import printed_tables
from reports.pdf import laid_out, render_pdf
from reports.word import render_docx
from tests import factories as f
from tests.reports.paper_samples import OFFICE
from tests.reports.test_papers import word

pytestmark = pytest.mark.django_db
NOTE, FINDING = "Máy đề nghị hỗ trợ sản xuất năm 2012.", "Máy đã qua sử dụng."
KIND = CATALOGUE["refusal_letter"]
LETTER = RefusalLetter(
    office=OFFICE, year=2021, code="KC-2021-012", title="Dây chuyền chế biến nước mắm", implementer="Trung tâm",
    beneficiaries=("Hợp tác xã Phú Khương",), place="Xã Kỳ Xuân", total=415_000_000, requested=180_000_000,
    filed_on=datetime.date(2021, 3, 12), concluded_on=datetime.date(2021, 5, 4), reason="Không phải máy mới",
    article="Điều 4 Thông tư số 46/2012/TT-BCT", note=NOTE,
)  # fmt: skip


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
    for words in (
        NOTE, FINDING, "Máy móc, thiết bị không phải máy mới", "Điều 4 Thông tư số 46/2012/TT-BCT", "180.000.000",
    ):  # fmt: skip
        for place, text in (("pdf", pdf), ("word", word), ("screen", screen.replace("\\xa0", " "))):
            assert words in text, (place, words)
    for text in (pdf, word):
        assert "/SCT-QLCN" in text and "V/v trả lời hồ sơ" in text and "ngày … tháng … năm 2021" in text
        assert "Kính gửi:" in text and "./." in text and "T46" not in text
        assert "Qua thẩm định, ngày 04 tháng 5 năm 2021, Sở Công Thương kết luận" in text
    assert not illustrative


def test_each_office_and_establishment_is_addressed_on_a_line_of_its_own():
    row = f.project(beneficiaries=[Beneficiary(establishment=f.establishment(name)) for name in ("Lò A", "Lò B")])
    letter = replace(LETTER, implementer="Trung tâm", beneficiaries=tuple(map(str, row.beneficiaries.all())))
    assert layout.addressee_lines(refusal_letter(letter)) == ["- Trung tâm;", "- Lò A;", "- Lò B."]
    alone = replace(letter, implementer="Lò A", beneficiaries=("Lò A",))
    assert layout.addressee_lines(refusal_letter(alone)) == ["Lò A"]


@pytest.mark.parametrize(
    ("shorthand", "words"),
    [
        ("N45 đ.1, đ.5", "Điều 1, Điều 5 Nghị định số 45/2012/NĐ-CP"),
        ("T46 đ.3.1.đ", "điểm đ khoản 1 Điều 3 Thông tư số 46/2012/TT-BCT"),
        ("TT 46/2012/TT-BCT đ.3.1.đ", "điểm đ khoản 1 Điều 3 Thông tư số 46/2012/TT-BCT"),
        ("T36 đ.5, đ.9; L26 đ.7", "Điều 5, Điều 9 Thông tư số 36/2013/TT-BCT; Điều 7 Thông tư liên tịch số 26/2014/"
         "TTLT-BTC-BCT"),
        ("Quy chế của tỉnh, mục 3", "Quy chế của tỉnh, mục 3"),
        ("X99 đ.1", "X99 đ.1"),
        ("T46 và N45", "T46 và N45"),
    ],
)  # fmt: skip
def test_the_letter_names_each_text_in_full(shorthand, words):
    assert in_full(shorthand) == words


def test_every_reason_of_the_norm_book_is_cited_in_full():
    for reason in RefusalReason.objects.all():
        assert not re.search(r"\b[A-Z]+\d+ |đ\.", in_full(reason.source)), reason.source


def test_kinh_gui_stands_below_the_abstract_of_the_letter():
    """The addressees begin below the «V/v …», with the room of a line between."""
    boxes = list(laid_out(refusal_letter(LETTER)).pages[0]._page_box.descendants())
    texts = [box for box in boxes if type(box).__name__ == "TextBox"]
    about = max(box.position_y + box.height for box in texts if "hỗ trợ" in box.text and box.position_y < 250)
    addressed = next(box for box in texts if box.text.startswith("Kính gửi"))
    assert addressed.position_y - about > 10
    blocks = list(word(render_docx(refusal_letter(LETTER))).iter_inner_content())
    tables = [at for at, block in enumerate(blocks) if hasattr(block, "rows")]
    assert tables[1] - tables[0] > 1  # two tables side by side would become one in Word


def test_the_letter_is_offered_to_the_department_for_refused_projects_only():
    row, other = refused(), f.project(title="Đề án đang lập", beneficiaries=[])
    form = KIND.form({"project": row.pk}, by=f.person("DOIT_SPECIALIST"))
    assert form.is_valid() and form.params() == {"project": row.pk}
    assert not KIND.form({"project": other.pk}, by=f.person("DOIT_SPECIALIST")).is_valid()
    assert KIND.offered_to(f.person("DOIT_DIRECTOR")) and not KIND.offered_to(f.person("CENTRE_OFFICER"))


LETTER_OF = "/reports/request/?report=refusal_letter"


@pytest.mark.parametrize(("role", "writes"), [
    ("DOIT_SPECIALIST", True), ("DOIT_SECTION_HEAD", True), ("DOIT_DIRECTOR", True), ("DOIT_ACCOUNTANT", False),
    ("DOF_REVIEWER", False), ("VIEWER", False), ("CENTRE_OFFICER", False),
])  # fmt: skip
def test_the_letter_is_written_by_those_who_answer_applications_alone(role, writes, client):
    """Finance changes nobody's figures and answers no application: list, form, REST and the project's page agree."""
    row, person = refused(), f.person(role)
    client.force_login(person)
    assert (KIND.name in client.get("/reports/").content.decode()) == writes
    assert client.get(f"{LETTER_OF}&project={row.pk}").status_code == (200 if writes else 403)
    rest = APIClient()
    rest.force_authenticate(person)
    asked = rest.post("/api/v1/reports/", {"report": "refusal_letter", "project": row.pk}, format="json")
    assert asked.status_code == (202 if writes else 403)
    page = client.get(row.get_absolute_url()).content.decode()
    assert ("report=refusal_letter" in page) == writes
