"""The two official papers: one set of figures in PDF and Word, laid out as Nghị định 30/2020/NĐ-CP asks."""

import re
import sys
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache
from io import BytesIO

import docx
import pypdf
import pytest
from django.core.exceptions import ValidationError
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from weasyprint.urls import FatalURLFetchingError

from core.money import amount_in_words, grouped, trieu
from reports.papers import layout
from reports.papers.approval_submission import ProjectGroup, approval_submission
from reports.papers.paper import Annex, Column, Kind, MoneyUnit, Paper, Paragraph, Row, RowStyle, Table
from reports.papers.year_report import year_report
from reports.pdf import STATIC, PdfUnavailable, _own_static_files_only, laid_out, render_pdf
from reports.word import render_docx

from .paper_samples import GROUNDS, LINES, MACHINERY, OFFICE, line, many_groups, project, report, stages, submission

AMOUNT = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)(?![\d.,]*\d)")
PAPERS = {
    "submission": lambda: approval_submission(submission()),
    "report": lambda: year_report(report()),
    "long submission": lambda: approval_submission(submission(groups=many_groups(60))),
}
MM = 72 / 25.4  # points


@lru_cache
def rendered(name):
    paper = PAPERS[name]()
    return render_pdf(paper), render_docx(paper)


def pdf_pages(data):
    return [plain(page.extract_text()) for page in pypdf.PdfReader(BytesIO(data)).pages]


def pdf_text(data):
    return plain(" ".join(pdf_pages(data)))


def word(data):
    return docx.Document(BytesIO(data))


def word_text(data):
    """Every paragraph and cell in order; a merged cell once."""
    parts = []
    for block in word(data).iter_inner_content():
        if isinstance(block, docx.table.Table):
            for row in block.rows:
                cells = {id(cell._tc): cell.text for cell in row.cells}
                parts += cells.values()
        else:
            parts.append(block.text)
    return plain(" ".join(parts))


def plain(text):
    return " ".join(text.split())


def amounts(text):
    return Counter(AMOUNT.findall(text))


# --- the same figures everywhere ---


@pytest.mark.parametrize("name", PAPERS)
def test_pdf_and_word_print_the_same_amounts_the_same_number_of_times(name):
    pdf, document = rendered(name)
    assert amounts(pdf_text(pdf)) == amounts(word_text(document))
    assert amounts(pdf_text(pdf)).total() > 20


def test_the_submission_prints_every_amount_of_every_project_and_its_own_sums():
    data = submission()
    found = amounts(pdf_text(rendered("submission")[0]))
    parts = ("total", "support", "counterpart", "other")
    expected = Counter(
        grouped(amount)
        for owner in (data, *data.groups)
        for part in parts
        if (amount := owner.sum(part)) >= 1000
        for _ in range(2)  # in the summary and in the annex
    )
    expected += Counter(
        grouped(amount) for g in data.groups for p in g.projects for part in parts if (amount := getattr(p, part))
    )
    assert not expected - found


def test_the_sums_of_a_submission_are_said_in_words():
    text = pdf_text(rendered("submission")[0])
    for part in ("total", "support", "counterpart", "other"):
        assert amount_in_words(submission().sum(part)) in text


def test_the_report_prints_every_amount_of_every_line_and_stage():
    found = set(amounts(pdf_text(rendered("report")[0]))) | set(re.findall(r"\d+", pdf_text(rendered("report")[0])))
    parts = ("approved", "paid", "settled", "counterpart", "expected_support")
    assert {trieu(getattr(one, part)) for one in LINES for part in parts} <= found
    assert {trieu(sum(getattr(one, part) for one in LINES)) for part in parts} <= found
    assert {trieu(amount) for stage in stages() for amount in (stage.reached, stage.balance)} <= found


def test_the_report_sums_in_dong_and_rounds_once():
    lines = tuple(line(at, approved=50_050_000) for at in range(3))
    text = word_text(render_docx(year_report(report(lines=lines))))
    assert amounts(text)["50,1"] == 3
    assert "150,2" in amounts(text) and "150,3" not in amounts(text)


def test_the_same_period_when_nobody_knows_it_is_a_dash_with_a_note_never_a_zero():
    paper = year_report(report())
    table = paper.annexes[0].blocks[0]
    laid = layout.lay_out(table, layout.WIDE_TEXT_WIDTH)
    assert {row.cells[11].text for row in laid.rows} == {"–"}
    text = word_text(render_docx(paper))
    assert "chưa có số liệu năm 2020" in text and "Số liệu cùng kỳ năm 2020 chưa có đủ để so sánh" in text


def test_the_same_period_when_known_is_compared_in_percent():
    lines = tuple(line(at, approved=150_000_000, previous_support=120_000_000, previous_done=3) for at in range(4))
    text = word_text(render_docx(year_report(report(lines=lines))))
    assert "bằng 125% so với cùng kỳ năm 2020 (480 triệu đồng)" in text
    assert "chưa có số liệu năm 2020" not in text


def test_one_unknown_line_leaves_the_sum_of_its_column_unknown():
    lines = (line(0, previous_support=10_000_000), line(1))
    assert report(lines=lines).previous_total is None
    assert report(lines=lines, previous_support=70_000_000).previous_total == 70_000_000
    assert report(lines=(line(0), line(1, expected_support=None))).sum("expected_support") is None


@pytest.mark.parametrize(
    ("done", "low", "high", "standing"),
    [
        (4, 5, 7, "Chưa đủ"),
        (5, 5, 7, "Đủ"),
        (7, 5, 7, "Đủ"),
        (8, 5, 7, "Vượt"),
        (0, None, None, "–"),
        (2, 2, None, "Đủ"),
        (1, None, 2, "Đủ"),
    ],
)
def test_a_line_is_under_within_or_over_the_range_of_the_plan(done, low, high, standing):
    paper = year_report(report(lines=(line(0, done=done, target_min=low, target_max=high),)))
    assert paper.annexes[0].blocks[0].rows[0].cells[-1] == standing


def test_the_report_says_accepted_where_the_plan_says_approved():
    """The first page and the plan count what was approved, the report what was accepted: neither says only «đạt»."""
    for text in (pdf_text(rendered("report")[0]), word_text(rendered("report")[1])):
        assert "Nghiệm thu so với chỉ tiêu" in text and "Đã nghiệm thu đủ chỉ tiêu" in text
        assert not re.search(r"\b(chưa )?đạt\b", text, re.IGNORECASE)


def test_an_empty_year_is_still_a_report():
    lines = tuple(line(at, done=0, approved=0, paid=0, settled=0, expected_support=None) for at in range(11))
    paper = year_report(report(lines=lines, stages=(), guidance="", difficulties="", proposals=" \n"))
    text = word_text(render_docx(paper))
    assert "I. KẾT QUẢ THỰC HIỆN" in text and text.count("Không có.") == 2
    assert "CÔNG TÁC CHỈ ĐẠO" not in text


# --- what a submission refuses ---


def test_a_submission_refuses_a_project_that_does_not_add_up():
    wrong = replace(MACHINERY[0], total=MACHINERY[0].total + 1)
    with pytest.raises(ValidationError, match=r"1\.434\.567\.891 đồng khác tổng các nguồn vốn 1\.434\.567\.890 đồng"):
        approval_submission(submission(groups=(ProjectGroup("Máy móc", (wrong,)),)))


def test_a_submission_refuses_an_empty_list():
    with pytest.raises(ValidationError, match="chưa có đề án"):
        approval_submission(submission(groups=(ProjectGroup("Máy móc", ()),)))


def test_a_list_that_approves_money_never_rounds():
    with pytest.raises(ValidationError, match="không làm tròn"):
        approval_submission(submission(unit=MoneyUnit.TRIEU))
    exact = ProjectGroup("Nhãn hiệu", (project("Nhãn hiệu", "HTX", "Xã", "Đăng ký", 35_000_000, 42_500_000),))
    text = word_text(render_docx(approval_submission(submission(groups=(exact,), unit=MoneyUnit.TRIEU))))
    assert "Đơn vị tính: triệu đồng" in text and amounts(text)["77,5"] == 5


def test_a_list_of_any_number_of_groups_prints_every_group():
    groups = tuple(ProjectGroup(f"Nội dung {number}", MACHINERY[:1]) for number in range(1, 50))
    rows = approval_submission(submission(groups=groups)).annexes[0].blocks[0].rows

    heads = [row.cells[:2] for row in rows if row.style == RowStyle.SUBTOTAL]
    assert len(heads) == 49
    assert [roman for roman, _ in heads][16:19] == ["XVII", "XVIII", "XIX"]
    assert (heads[3][0], heads[8][0], heads[39][0], heads[48][0]) == ("IV", "IX", "XL", "XLIX")
    assert heads[48][1].startswith("Nội dung 49")


def test_the_column_of_other_money_appears_only_where_some_project_has_it():
    with_other = word_text(rendered("submission")[1])
    without = word_text(render_docx(approval_submission(submission(groups=submission().groups[1:]))))
    assert "Nguồn vốn khác" in with_other and "7=8+9+10" in with_other
    assert "Nguồn vốn khác" not in without and "7=8+9" in without


def test_what_the_year_has_left_after_the_round_is_said():
    text = word_text(render_docx(approval_submission(submission(approved_before=1_000_000_000))))
    assert "đã phê duyệt các đợt trước 1.000.000.000 đồng" in text
    assert "đề nghị phê duyệt đợt này 715.350.000 đồng, còn lại 520.650.000 đồng" in text


# --- the draft has no number and no day ---


@pytest.mark.parametrize("name", ["submission", "report"])
def test_a_draft_leaves_number_and_day_blank_for_the_records_office(name):
    for text in (pdf_text(rendered(name)[0]), word_text(rendered(name)[1])):
        code = "TTr" if name == "submission" else "BC"
        assert f"Số: /{code}-SCT" in text
        assert "Hà Tĩnh, ngày … tháng … năm 2021" in text
        assert re.search(rf"\(Kèm theo (Tờ trình|Báo cáo) số /{code}-SCT ngày … tháng … năm 2021 của", text)
        assert "./." in text


def test_a_report_written_after_new_year_leaves_the_day_of_the_new_year_blank():
    paper = year_report(report(as_of=date(2021, 12, 31), written_in=2022))
    assert layout.place_and_date(paper) == "Hà Tĩnh, ngày … tháng … năm 2022"


def test_an_issued_paper_prints_its_number_with_a_leading_zero_and_its_date_in_long_form():
    paper = replace(PAPERS["submission"](), number="7", issued_on=date(2021, 2, 5))
    assert layout.number_line(paper) == "Số: 07/TTr-SCT"
    assert layout.place_and_date(paper) == "Hà Tĩnh, ngày 05 tháng 02 năm 2021"


def test_grounds_recipients_and_addressees_end_as_the_decree_writes_them():
    paper = PAPERS["report"]()
    assert layout.addressee_lines(paper)[0].endswith("Hà Tĩnh;") and layout.addressee_lines(paper)[1].endswith(".")
    assert layout.addressee_lines(PAPERS["submission"]()) == ["Ủy ban nhân dân tỉnh Hà Tĩnh"]
    assert layout.recipient_lines(paper)[0] == "- Như trên;"
    assert layout.recipient_lines(paper)[-1] == "- Lưu: VT, QLCN."
    grounds = layout.ground_lines(PAPERS["submission"]())
    assert len(grounds) == len(GROUNDS) + 1
    assert all(text.endswith(";") and not text.endswith(";;") for text in grounds[:-1]) and grounds[-1].endswith(".")


# --- the page ---


@pytest.mark.parametrize("name", PAPERS)
def test_every_font_is_the_papers_own_and_embedded(name):
    fonts = {}
    for page in pypdf.PdfReader(BytesIO(rendered(name)[0])).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font["/DescendantFonts"][0]
            fonts[font["/BaseFont"]] = "/FontFile2" in descendant["/FontDescriptor"] and "/ToUnicode" in font
    assert len(fonts) >= 3 and all(fonts.values())
    assert all(re.fullmatch(r"/[A-Z]{6}\+Paper-Serif(-Bold)?(-Italic)?", name) for name in fonts)


def test_the_pdf_is_an_archive_file_in_vietnamese_with_a_title():
    reader = pypdf.PdfReader(BytesIO(rendered("submission")[0]))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part[^>0-9]*3", metadata) and re.search(r"pdfaid:conformance[^>A-Z]*B", metadata)
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.metadata.title == "Tờ trình Về việc phê duyệt đề án khuyến công địa phương đợt 1 năm 2021"


def test_the_page_number_stands_centred_in_the_top_margin_but_not_on_a_first_page():
    numbers, landscape = [], []
    for page in laid_out(PAPERS["long submission"]()).pages:
        landscape.append(page.width > page.height)
        texts = [
            text
            for box in page._page_box.children
            if type(box).__name__ == "MarginBox" and box.at_keyword == "@top-center"
            for text in box.descendants()
            if type(text).__name__ == "TextBox"
        ]
        numbers.append("".join(text.text for text in texts))
        for text in texts:
            assert text.style["font_size"] == pytest.approx(14 / 72 * 96)
            assert text.position_y + text.height < page._page_box.margin_top
            middle = (page._page_box.margin_left + page.width - page._page_box.margin_right) / 2
            assert text.position_x + text.width / 2 == pytest.approx(middle, abs=1)
    first = landscape.index(True)
    assert first >= 2 and all(landscape[first:])
    assert numbers[:first] == ["", *(str(n) for n in range(2, first + 1))]
    assert numbers[first:] == ["", *(str(n) for n in range(2, len(numbers) - first + 1))]


def test_every_page_is_a4_with_the_decrees_margins():
    for page in laid_out(PAPERS["submission"]()).pages:
        assert sorted(round(side / 96 * 25.4) for side in (page.width, page.height)) == [210, 297]
        box = page._page_box
        margins = (box.margin_top, box.margin_right, box.margin_bottom, box.margin_left)
        assert [round(margin / 96 * 25.4) for margin in margins] == [20, 15, 20, 30]


@pytest.mark.parametrize("count", [1, 60])
def test_no_text_runs_out_of_its_column_however_long_the_amounts(count):
    paper = approval_submission(submission(groups=many_groups(count)))
    cells = 0
    for page in laid_out(paper).pages:
        for box in page._page_box.descendants():
            if type(box).__name__ == "TableCellBox":
                cells += 1
                left, right = box.position_x, box.position_x + box.border_width()
                for text in box.descendants():
                    if type(text).__name__ == "TextBox":
                        assert text.position_x >= left - 0.5, text.text
                        assert text.position_x + text.width <= right + 0.5, text.text
    assert cells > count * 11


def test_amounts_of_a_million_ty_still_fit_on_the_page():
    rows = tuple(project(f"Đề án {n}", "Công ty", "Xã", "Máy", 10**15 - n, 10**15 - n, other=10**15) for n in range(3))
    table = approval_submission(submission(groups=(ProjectGroup("Máy móc", rows),))).annexes[0].blocks[0]
    laid = layout.lay_out(table, layout.WIDE_TEXT_WIDTH)
    assert sum(laid.widths) == pytest.approx(layout.WIDE_TEXT_WIDTH)
    widest = layout.text_width("2.999.999.999.999.999", laid.size, bold=True)
    assert laid.widths[6] > widest


def test_a_table_that_cannot_fit_says_so_instead_of_running_over():
    columns = tuple(Column("Số tiền", Kind.MONEY) for _ in range(12))
    table = Table(columns, (Row((10**15,) * 12),), MoneyUnit.DONG)
    with pytest.raises(ValueError, match="12 columns need"):
        layout.lay_out(table, layout.TEXT_WIDTH)


def test_a_long_list_repeats_its_header_on_every_page_and_loses_no_row():
    pages = pdf_pages(rendered("long submission")[0])
    listed = [page for page in pages if "Đơn vị thụ hưởng" in page and "7=8+9+10" in page]
    assert len(listed) >= 5
    text = " ".join(listed)
    assert all(re.search(rf"Nghĩa Đức {n}\b", text) for n in range(1, 61))
    assert "Tổng cộng (60 đề án)" in listed[-1]


@pytest.mark.parametrize("extra", range(0, 24, 4))
def test_the_signature_never_stands_alone_on_a_page(extra):
    paper = year_report(report(difficulties="Đơn vị thụ hưởng chậm hoàn thiện hồ sơ.\n" * extra))
    page = next(page for page in pdf_pages(render_pdf(paper)) if "PHÓ GIÁM ĐỐC" in page)
    assert "kính báo cáo./." in page and "Nơi nhận:" in page and "Lưu: VT" in page


# --- text ---


def test_decomposed_input_prints_composed():
    name = unicodedata.normalize("NFD", "Đề án sấy bánh đa nem Thạch Hưng")
    group = ProjectGroup("Máy móc", (replace(MACHINERY[0], name=name),))
    paper = approval_submission(submission(groups=(group,)))
    for text in (pdf_text(render_pdf(paper)), word_text(render_docx(paper))):
        assert unicodedata.normalize("NFC", name) in text
        assert unicodedata.is_normalized("NFC", text)


def test_markup_and_control_characters_in_a_name_are_only_text():
    name = 'Đề án <img src="file:///etc/passwd"> & <b>máy</b>\x0b\x00 sấy'
    group = ProjectGroup("Máy móc", (replace(MACHINERY[0], name=name),))
    paper = approval_submission(submission(groups=(group,)))
    for text in (pdf_text(render_pdf(paper)), word_text(render_docx(paper))):
        assert "<b>máy</b> sấy" in text


def test_the_illustrative_line_stands_on_every_page_when_asked_and_nowhere_else():
    paper = PAPERS["report"]()
    assert all("Số liệu minh họa" in page for page in pdf_pages(render_pdf(paper, illustrative=True)))
    assert "Số liệu minh họa" not in pdf_text(rendered("report")[0])
    section = word(render_docx(paper, illustrative=True)).sections[0]
    assert "Số liệu minh họa" in section.footer.paragraphs[0].text
    assert "Số liệu minh họa" in section.first_page_footer.paragraphs[0].text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (5, 7, "05-07"),
        (2, 2, "02"),
        (None, None, "–"),
        (1, None, "từ 01"),
        (None, 2, "đến 02"),
        (10, 12, "10-12"),
    ],
)
def test_targets_print_as_the_plan_writes_them(low, high, text):
    assert layout.range_text(low, high) == text


# --- Word ---


def test_word_has_the_page_of_the_decree_and_a_landscape_annex_with_its_own_numbers():
    document = word(rendered("submission")[1])
    body, annex = document.sections
    for section in (body, annex):
        margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        assert [round(margin / Mm(1)) for margin in margins] == [20, 15, 20, 30]
        assert section.different_first_page_header_footer
    assert (round(body.page_width / Mm(1)), round(body.page_height / Mm(1))) == (210, 297)
    assert annex.orientation == WD_ORIENT.LANDSCAPE and annex.page_width > annex.page_height
    assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_word_numbers_pages_with_a_real_field_centred_in_the_header():
    header = word(rendered("submission")[1]).sections[0].header
    paragraph = header.paragraphs[0]
    assert "PAGE" in "".join(node.text for node in paragraph._p.iter(qn("w:instrText")))
    assert paragraph.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
    assert not word(rendered("submission")[1]).sections[0].first_page_header.paragraphs[0].text


def test_word_repeats_header_rows_and_keeps_rows_whole():
    table = word(rendered("long submission")[1]).tables[-1]
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert repeated[:3] == [True] * 3 and not any(repeated[3:])
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_word_is_written_in_times_new_roman_in_vietnamese():
    document = word(rendered("submission")[1])
    properties = document.styles["Normal"].element.rPr
    fonts = properties.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert properties.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    assert document.core_properties.author == "Sở Công Thương"


# --- the renderer's limits ---


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://example.org/style.css",
        "https://example.org/a.png",
        "data:text/css,p{color:red}",
        "file://other-host/css/paper.css",
    ],
)
def test_a_paper_reads_nothing_but_the_projects_own_static_files(url):
    with pytest.raises(FatalURLFetchingError, match="own static files"):
        _own_static_files_only().fetch(url)


def test_a_path_that_climbs_out_of_the_static_folder_is_refused():
    assert _own_static_files_only().fetch((STATIC / "css" / "paper.css").as_uri())
    with pytest.raises(FatalURLFetchingError, match="own static files"):
        _own_static_files_only().fetch(STATIC.as_uri() + "/../manage.py")


def test_without_the_system_libraries_the_administrator_reads_which_line_to_run(tmp_path, monkeypatch):
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text("raise OSError(\"cannot load library 'libgobject-2.0-0'\")")
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PdfUnavailable, match=r"apt-get install .*libpango-1.0-0"):
        render_pdf(PAPERS["submission"]())


def test_an_annex_may_stand_upright_and_a_paper_may_have_two():
    paper = Paper(
        office=OFFICE,
        type_code="BC",
        type_name="BÁO CÁO",
        abstract="Thử",
        year=2021,
        blocks=(Paragraph("Nội dung."),),
        closing="Hết",
        annexes=(
            Annex("Một", (Paragraph("Trang đứng."),), number="I", landscape=False),
            Annex("Hai", (Paragraph("Trang ngang."),), number="II"),
        ),
    )
    pages = pypdf.PdfReader(BytesIO(render_pdf(paper))).pages
    assert [float(page.mediabox.width) > 600 for page in pages] == [False, False, True]
    assert [s.orientation for s in word(render_docx(paper)).sections][1:] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
