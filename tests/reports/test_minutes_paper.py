"""The minutes of a day's acceptance as a paper: PDF, Word and screen say the same, a draft leaves room for the pen."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reports.papers import layout
from reports.papers.acceptance_minutes import SummedTarget, acceptance_minutes
from reports.papers.paper import Signatures, Signer
from reports.papers.persons import heads_of, lines_of, signer_of
from reports.papers.screen import printed_tables
from reports.pdf import laid_out, render_pdf
from reports.word import render_docx

from .minutes_samples import BY_VOLUME, FAILED, PASSED, TEAM, minutes, unwritten
from .test_papers import pdf_pages, pdf_text, word, word_text

STATE = None


def both(data):
    """The texts of the PDF and of the Word file."""
    paper = acceptance_minutes(data)
    return pdf_text(render_pdf(paper)), word_text(render_docx(paper))


def section(text, number):
    """What the minutes say of one place."""
    return re.split(r" (?=\d\. Đơn vị thụ hưởng: |III\. TỔNG HỢP|Việc nghiệm thu kết thúc)", text)[number]


# --- what was found ---


def test_every_place_has_a_section_of_its_own_in_the_order_of_the_day():
    for text in both(minutes()):
        assert [place.beneficiary in section(text, at) for at, place in enumerate((PASSED, FAILED, BY_VOLUME), 1)]
        assert "03 nơi nghiệm thu nêu tại mục II" in text
        first = section(text, 1)
        for words in (
            PASSED.title, "KC-2021-007", PASSED.where, "1234/QĐ-UBND ngày 01/06/2021", "Hợp đồng 12/HĐ-TTKC",
            "200.000.000 đồng", "Bà Lê Thị Hương, Phó Chủ tịch UBND xã Thanh Bình Thịnh", "Đã chạy thử có tải.",
            "1.434.567.890", "1.398.250.000 đồng (Bằng chữ: Một tỷ ba trăm chín mươi tám triệu hai trăm năm mươi",
            "1.198.250.000 đồng (Bằng chữ: Một tỷ một trăm", "gồm cả phần đơn vị thụ hưởng tự chi",
            "Bảng kê chứng từ chi của các nguồn khác số 8b, ngày 20/10/2021", "d) Kết luận: Đạt.",
        ):  # fmt: skip
            assert words in first, words
        assert PASSED.title not in section(text, 0) and "Mưa lũ" not in first


def test_every_target_stands_beside_what_was_reached():
    rows = printed_tables(acceptance_minutes(minutes(PASSED)))[0]["rows"]
    assert [[cell["text"] for cell in row["cells"]] for row in rows] == [
        ["1", "Số máy móc, thiết bị được hỗ trợ", "máy", "3", "3", "100"],
        ["2", "Năng suất tăng thêm", "%", "20", "17,5", "87,5"],
    ]
    for text in both(minutes(PASSED)):
        assert "2 Năng suất tăng thêm % 20 17,5 87,5" in text and "1 Số lượng máy 3 2" in text


def test_what_is_not_measured_at_a_place_says_why_and_a_remark_stands_under_the_table():
    reached, growth = PASSED.targets
    targets = (
        replace(reached, remark="Một máy thay bằng máy cùng loại"),
        replace(growth, actual=None, remark="Mới chạy hai tuần"),
    )
    for text in both(minutes(replace(PASSED, targets=targets))):
        assert "Số máy móc, thiết bị được hỗ trợ máy 3 3 100" in text
        assert "Năng suất tăng thêm % 20 không đo –" in text
        assert "Số máy móc, thiết bị được hỗ trợ: Một máy thay bằng máy cùng loại." in text
        assert "Năng suất tăng thêm: Mới chạy hai tuần." in text


def test_how_much_was_done_stands_in_the_conclusion_and_in_the_summary():
    for text in both(minutes()):
        assert "d) Kết luận: Nghiệm thu theo khối lượng đã thực hiện: 66,7 %." in section(text, 3)
        assert "thực hiện: 66,7 %" in text.split("III. TỔNG HỢP")[1].replace("\n", " ")
    for text in both(minutes(unwritten(PASSED))):
        assert "Khối lượng đã thực hiện (nếu nghiệm thu theo khối lượng): ……" in text


def test_what_the_places_of_a_project_make_together_is_summed_where_it_adds_up():
    sums = (
        SummedTarget("KC-2021-007", "Số máy", "máy", Decimal(3), Decimal(4), "4 / 3 máy"),
        SummedTarget("KC-2021-007", "Năng suất", "%", Decimal(20), None, "không cộng: tỷ lệ tính riêng từng nơi"),
    )
    for text in both(minutes(sums=sums)):
        summary = text.split("III. TỔNG HỢP")[1]
        assert "KC-2021-007, Số máy máy 3 4 133" in summary
        assert "KC-2021-007, Năng suất: không cộng: tỷ lệ tính riêng từng nơi." in summary


def test_what_must_be_mended_and_until_when_is_said_where_it_failed():
    for text in both(minutes()):
        failed = section(text, 2)
        assert "d) Kết luận: Chưa đạt, phải khắc phục." in failed and "Ngày nghiệm thu lại: 20/11/2021." in failed
        assert "Việc phải khắc phục: Chưa nối đất tủ điện." in failed and "Chưa có nhật ký vận hành." in failed
        assert "c) Chứng từ phần vốn đối ứng: chưa có." in failed and "……" not in failed
        by_volume = section(text, 3)
        assert "Nghiệm thu theo khối lượng đã thực hiện" in by_volume and "Mưa lũ tháng 10" in by_volume
        assert "Ngày nghiệm thu lại" not in by_volume


def test_the_total_counts_the_places_that_were_accepted():
    for text in both(minutes()):
        total = text[text.index("III. TỔNG HỢP") :]
        assert "Tổng cộng 1.694.600.000 1.348.250.000" in total  # 150.000.000 of the place that failed left out
        assert "1.694.600.000 đồng (Bằng chữ: Một tỷ sáu trăm chín mươi tư" not in total
        assert "1.694.600.000 đồng (Bằng chữ: Một tỷ sáu trăm chín mươi bốn triệu sáu trăm nghìn đồng)" in total
        assert "Nơi chưa đạt không tính" in total
    unknown = replace(BY_VOLUME, counterpart_done=None)
    table = printed_tables(acceptance_minutes(minutes(PASSED, unknown, recorded=True)))[-1]
    assert [cell["text"] for cell in table["rows"][-1]["cells"]] == ["", "Tổng cộng", "", "1.694.600.000", "–", ""]


@pytest.mark.parametrize("places", [(PASSED,), (PASSED, unwritten(FAILED))])
def test_there_is_no_total_of_one_place_nor_of_places_still_open(places):
    for text in both(minutes(*places)):
        assert "TỔNG HỢP" not in text


def test_figures_of_the_whole_project_are_not_taken_for_those_of_one_place():
    shared = replace(PASSED, places_of_project=3, support_share=98_000_000)
    for text in both(minutes(shared)):
        assert "Mục tiêu là của cả đề án, gồm 03 nơi." in text and "Số theo hồ sơ là của cả đề án" in text
        assert "200.000.000 đồng cho cả đề án, trong đó đơn vị này 98.000.000 đồng" in text
    for text in both(minutes(PASSED)):
        assert "cả đề án" not in text


def test_the_cost_is_told_on_the_base_of_the_norm():
    for place, words in ((PASSED, "chưa có thuế GTGT"), (replace(PASSED, with_vat=True), "đã có thuế GTGT")):
        assert all(words in text for text in both(minutes(place)))


# --- draft and recorded ---


def test_a_draft_leaves_number_day_and_whatever_nobody_wrote_to_the_pen():
    data = minutes(unwritten(PASSED), chair="", secretary="", starts=None, ends=None)
    for text in both(data):
        assert "Số: /BB-TTKC" in text and "Hà Tĩnh, ngày … tháng … năm 2021" in text
        assert "Thời gian bắt đầu: …… giờ …… phút, ngày 22 tháng 10 năm 2021." in text
        for label in (
            "Chủ trì: ……", "Thư ký (người ghi biên bản): ……", "Đại diện tại nơi nghiệm thu: ……", "d) Kết luận: ……",
            "Chi phí được nghiệm thu: ……", "Vốn đối ứng đã thực hiện: ……", "(Bằng chữ: ……",
            "c) Chứng từ phần vốn đối ứng: ……", "Ngày nghiệm thu lại (nếu chưa đạt): ngày ……",
        ):  # fmt: skip
            assert label in text, label
        assert "đạt; chưa đạt, phải khắc phục; nghiệm thu theo khối lượng đã thực hiện" in text
        assert "1 Số lượng máy 3 ……" in text and "1.434.567.890" in text
        assert "Đại diện Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên (Ký, ghi rõ họ tên)" in text


def test_recorded_minutes_bear_their_own_number_and_day_and_no_dotted_line():
    bare = replace(BY_VOLUME, counterpart_done=None, proofs=(), present="", where="")
    data = minutes(PASSED, bare, recorded=True, number="05/BB-NT", issued_on=date(2021, 10, 5), starts=None)
    for text in both(replace(data, starts=data.ends)):
        assert "Số: 05/BB-NT" in text and "/BB-TTKC" not in text
        assert "Hà Tĩnh, ngày 05 tháng 10 năm 2021" in text
        assert "……" not in text and "c) Chứng từ phần vốn đối ứng: chưa có." in section(text, 2)


def test_a_dotted_line_is_not_stretched_to_the_margin():
    paper = acceptance_minutes(minutes(unwritten(PASSED)))
    for paragraph in word(render_docx(paper)).paragraphs:
        if "……" in paragraph.text:
            assert paragraph.alignment == 0, paragraph.text
    boxes = [box for page in laid_out(paper).pages for box in page._page_box.descendants()]
    dotted = [box for box in boxes if type(box).__name__ == "TextBox" and "……" in box.text]
    assert dotted and all(box.style["text_align_all"] != "justify" for box in dotted)


# --- who signs ---


def test_everybody_signs_with_name_and_office_secretary_left_and_chair_right():
    signers = acceptance_minutes(minutes()).parties.signers
    assert [(one.role, one.name) for one in signers] == [
        ("Thư ký", "Võ Đức Anh"), ("Chủ trì", "Nguyễn Xuân Bình"), ("", "Nguyễn Thị Hà"), ("", "Phan Đình Long"),
        ("", "Đặng Văn Thành"),
    ]  # fmt: skip
    assert signers[1].post == "Giám đốc Trung tâm Khuyến công và Xúc tiến thương mại"
    assert signers[3].post == "Chuyên viên Phòng Tài chính hành chính sự nghiệp, Sở Tài chính"
    pdf, document = both(minutes())
    for text in (pdf, document):
        end = text[text.index("mỗi bên giữ 01 bản./.") :]
        assert end.upper().index("THƯ KÝ") < end.upper().index("CHỦ TRÌ") < end.index("Đặng Văn Thành")
        assert end.index("Đặng Văn Thành") < end.index("Nơi nhận:") and "Lưu: VT, hồ sơ nghiệm thu." in end
        assert "GIÁM ĐỐC (Ký" not in end
        assert section(text, 1).count("(Ký, ghi rõ họ tên)") == 2  # the beneficiary and the commune, at their place
        assert re.search("Giám đốc công ty.*Trần Văn An", section(text, 1))


@pytest.mark.parametrize("extra", range(0, 20, 2))
def test_nobodys_place_to_sign_is_torn_from_the_name_or_stands_alone(extra):
    """Whatever the length of the text before: each name is on the page of what it signs as, and the first two on the
    page of the sentence that they sign."""
    place = replace(PASSED, results="Máy mới, đúng ký mã hiệu theo hợp đồng.\n" * (extra + 1))
    pages = pdf_pages(render_pdf(acceptance_minutes(minutes(place))))
    for name, post in (("Trần Văn An", "Giám đốc công ty"), ("Lê Thị Hương", "Phó Chủ tịch UBND xã")):
        page = next(page for page in pages if f"{post}" in page and "Đại diện tại nơi nghiệm thu (" not in page)
        assert name in page
    posts = {
        "Võ Đức Anh": "Viên chức Trung tâm", "Nguyễn Thị Hà": "Chuyên viên Phòng Quản lý công",
        "Phan Đình Long": "Chuyên viên Phòng Tài chính", "Đặng Văn Thành": "Chuyên viên Phòng Kinh tế",
    }  # fmt: skip
    for name, post in posts.items():
        assert any(post in page and name in page[page.index(post) :] for page in pages), (name, extra)
    closing = next(page for page in pages if "mỗi bên giữ 01 bản./." in page)
    assert "Tổ nghiệm thu (" not in closing and "Võ Đức Anh" in closing[closing.index("mỗi bên giữ") :]
    conclusion = next(page for page in pages if "d) Kết luận: Đạt." in page)
    assert "Trần Văn An" in conclusion[conclusion.index("d) Kết luận") :]


def test_what_is_signed_at_a_place_does_not_wait_for_the_page_on_which_the_team_signs():
    short = replace(PASSED, results="Máy mới, đúng ký mã hiệu theo hợp đồng.")
    pages = pdf_pages(render_pdf(acceptance_minutes(minutes(short))))
    assert any("d) Kết luận" in page and "bản./." not in page for page in pages)


def test_word_keeps_a_name_on_the_page_of_what_it_signs_as():
    document = word(render_docx(acceptance_minutes(minutes(unwritten(PASSED)))))
    tables = [table for table in document.tables if "(Ký, ghi rõ họ tên)" in table.cell(0, 1).text]
    assert len(tables) == 2
    for table in tables:
        for row in list(table.rows)[::2]:
            assert all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
    before = [p for p in document.paragraphs if p.text in ("Đại diện tại nơi nghiệm thu", "Tổ nghiệm thu")]
    assert len(before) == 2 and all(p.paragraph_format.keep_with_next for p in before)


def test_a_short_table_is_not_divided_between_two_pages():
    for extra in range(0, 24, 3):
        place = replace(PASSED, results="Máy mới, đúng ký mã hiệu theo hợp đồng.\n" * (extra + 1))
        pages = pdf_pages(render_pdf(acceptance_minutes(minutes(place))))
        page = next(page for page in pages if "1 Số lượng máy" in page)
        assert "3 Trong đó: vốn đối ứng" in page, extra
    tables = word(render_docx(acceptance_minutes(minutes(PASSED)))).tables
    volume = next(table for table in tables if "Số lượng" in table.cell(1, 1).text)
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in volume.rows]
    assert kept == [True, True, True, False]


def test_only_one_to_sign_signs_at_the_right():
    assert Signatures("", (Signer(name="An"),)).pairs == ((None, Signer(name="An")),)
    three = tuple(Signer(name=name) for name in "ABC")
    assert Signatures("", three).pairs == ((three[0], three[1]), (three[2], None))


def test_a_long_name_of_the_office_stays_beside_the_motto():
    paper = acceptance_minutes(minutes())
    lines = layout.issuer_lines(paper)
    assert " ".join(lines) == "TRUNG TÂM KHUYẾN CÔNG VÀ XÚC TIẾN THƯƠNG MẠI TỈNH HÀ TĨNH"
    size = layout.issuer_size(paper)
    assert size == 12 and max(layout.text_width(line, size, True) for line in lines) < layout.HEAD_LEFT - 4


@pytest.mark.parametrize(
    ("line", "post", "name"),
    [
        ("Nguyễn Văn Bình, Sở Công Thương", "Sở Công Thương", "Nguyễn Văn Bình"),
        ("Ông Nguyễn Văn A - Phó Giám đốc Sở", "Phó Giám đốc Sở", "Nguyễn Văn A"),
        ("Sở Tài chính: bà Phan Thị Long, chuyên viên", "Sở Tài chính, chuyên viên", "Phan Thị Long"),
        ("Công ty Thái Yên: Trần Văn An, giám đốc", "Công ty Thái Yên, giám đốc", "Trần Văn An"),
        ("UBND xã Tùng Ảnh, ông Lê Hữu Phước", "UBND xã Tùng Ảnh", "Lê Hữu Phước"),
        ("Trần Văn An", "", "Trần Văn An"),
        ("Sở, Trung tâm, huyện Đức Thọ", "Sở, Trung tâm, huyện Đức Thọ", ""),
        ("đại diện đơn vị thụ hưởng", "Đại diện đơn vị thụ hưởng", ""),
        ("Sở Công Thương", "Sở Công Thương", ""),
        ("HTX Phú Khương", "HTX Phú Khương", ""),
        ("Thôn Bình Hà, Giám Đốc", "Thôn Bình Hà, Giám Đốc", ""),
    ],
)
def test_the_person_and_the_post_are_told_apart_and_never_guessed(line, post, name):
    assert signer_of(line) == Signer(post=post, name=name)


def test_a_person_a_line_whatever_marks_stand_before_it():
    text = "1. Nguyễn Văn Bình, tổ trưởng;\n- Trần Thị Mai, thư ký.\n\n+ Lê Văn Cường; Võ Thị Dung"
    assert lines_of(text) == [
        "Nguyễn Văn Bình, tổ trưởng", "Trần Thị Mai, thư ký", "Lê Văn Cường", "Võ Thị Dung",
    ]  # fmt: skip
    assert heads_of(text) == {"chair": "Nguyễn Văn Bình, tổ trưởng", "secretary": "Trần Thị Mai, thư ký"}
    assert heads_of(f"Lê Văn Cường; {text}; Hà Thị Em, thư ký")["secretary"] == ""  # which of two nobody knows
    assert lines_of("\n".join(TEAM)) == list(TEAM)
