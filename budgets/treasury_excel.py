"""The sheet for the Treasury as a workbook, and the same workbook back with the Treasury's figures in it.

Rows are found by their code, never by their place; one wrong cell and nothing is taken.
"""

import tempfile
from dataclasses import dataclass

import xlsxwriter
from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from budgets.estimate import parse_change
from budgets.treasury_models import Row
from core.dates import ngay
from core.text import fold
from projects.imports.cells import shown
from projects.imports.workbook import lines_of

CODE, WORDS, OURS, THEIRS = range(1, 5)
HEADINGS = ("Mã chỉ tiêu", "Chỉ tiêu", "Số của đơn vị (đồng)", "Số của Kho bạc (đồng)")
MOST_FAULTS = 50
IN_FILE = {row.value: f"{no:02}" for no, row in enumerate(Row, 1)}  # what an office reads: 01, 02 …
OF_FILE = {no: code for code, no in IN_FILE.items()}


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken: where it is, what stands there, what is wrong and how to mend it."""

    cell: str
    value: str
    sentence: str
    mend: str

    def __str__(self):
        value = f", đang là “{self.value}”" if self.value else ""
        return f"Ô {self.cell}{value}: {self.sentence}. {self.mend}"


def file_name(sheet):
    unit, source = sheet.unit.abbreviation or sheet.unit.pk, fold(sheet.book_year.source)
    return f"Doi chieu Kho bac {sheet.period} {sheet.book_year.year} {unit} {source}.xlsx"


def workbook(sheet):
    """An open temporary file with the sheet; it vanishes when closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    text, bold = book.add_format(base | {"text_wrap": True}), book.add_format(base | {"bold": True})
    head = book.add_format(base | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E5F0F5"})
    money = book.add_format(base | {"num_format": "#,##0"})
    typed = book.add_format(base | {"num_format": "#,##0", "bg_color": "#FFF8E1"})
    page = book.add_worksheet("Đối chiếu")
    for at, width in enumerate((18, 58, 24, 24, 24)):
        page.set_column(at, at, width)
    page.write_string(0, 0, str(sheet), bold)
    source = f"{sheet.book_year} · số liệu đến {ngay(sheet.until)} · điền cột “{HEADINGS[-1]}” rồi nhập lại tệp này"
    page.write_string(1, 0, source, book.add_format(base | {"italic": True}))
    for at, words in enumerate((*HEADINGS, "Chênh lệch (đồng)")):
        page.write_string(3, at, words, head)
    page.freeze_panes(4, 2)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for line, row in enumerate(sheet.rows, 4):
        page.write_string(line, CODE - 1, IN_FILE[row.code], text)
        page.write_string(line, WORDS - 1, row.get_code_display(), text)
        page.write_number(line, OURS - 1, row.ours, money)
        if row.theirs is None:
            page.write_blank(line, THEIRS - 1, None, typed)
        else:
            page.write_number(line, THEIRS - 1, row.theirs, typed)
            page.write_number(line, THEIRS, row.difference, money)
    book.close()
    file.seek(0)
    return file


def read_theirs(content, name, sheet):
    """{Row: đồng} of the Treasury's column. Raises ValidationError with every wrong cell, named by row and column."""
    lines = lines_of(content, name)
    at = next((at for at, (_, line) in enumerate(lines) if _is_heading(line)), None)
    if at is None:
        raise ValidationError(
            f"Không thấy dòng tiêu đề có “{HEADINGS[0]}” và “{HEADINGS[-1]}”. Tải bảng này về dạng Excel, điền số của "
            "Kho bạc rồi nhập lại."
        )
    if other := _another_sheet(lines[:at], sheet):
        raise ValidationError(f"Tệp này là “{other}”, không phải “{sheet}”. Tải đúng bảng này về rồi nhập lại.")
    columns = _columns(lines[at][1])
    amounts, faults = {}, []
    for row, line in lines[at + 1 :]:
        code, amount = _read(row, line, columns, faults)
        if code and code in amounts:
            faults.append(
                Fault(
                    f"{get_column_letter(columns[0])}{row}",
                    IN_FILE[code],
                    "Chỉ tiêu này đã có ở dòng trên",
                    "Bỏ một dòng.",
                )
            )
        elif code and amount is not None:
            amounts[code] = amount
    wanted = {figure.code for figure in sheet.rows}
    if not faults and (missing := wanted - set(amounts)):
        words = "; ".join(Row(code).label for code in Row if code in missing)
        faults.append(
            Fault(f"cột {get_column_letter(columns[1])}", "", f"Thiếu số của: {words}", "Ghi đủ, không có thì ghi 0.")
        )
    if faults:
        more = [f"và {len(faults) - MOST_FAULTS} ô khác"] if len(faults) > MOST_FAULTS else []
        raise ValidationError([*map(str, faults[:MOST_FAULTS]), *more])
    return amounts


def _another_sheet(lines, sheet):
    """The name of the other sheet that this file was written for, "" when it is this one's or says nothing."""
    cells = [str(value.content).strip() for _, line in lines for value in line.values() if not value.problem]
    named = [cell for cell in cells if fold(cell).startswith("doi chieu kho bac")]
    return "" if not named or fold(str(sheet)) in map(fold, named) else named[0]


def _is_heading(line):
    words = {fold(str(value.content)).strip() for value in line.values() if not value.problem}
    return fold(HEADINGS[0]) in words and any(word.startswith("so cua kho bac") for word in words)


def _columns(line):
    """(column of the code, column of the Treasury's figure)."""
    words = {column: fold(str(value.content)).strip() for column, value in line.items() if not value.problem}
    code = next(column for column, word in words.items() if word == fold(HEADINGS[0]))
    return code, next(column for column, word in words.items() if word.startswith("so cua kho bac"))


def _read(row, line, columns, faults):
    """(code, đồng or None) of one row; what is wrong is added to `faults`. A row without a code says nothing."""
    code, theirs = (line.get(column) for column in columns)
    at = f"{get_column_letter(columns[1])}{row}"
    if code is None:
        if theirs is not None:
            faults.append(
                Fault(at, shown(theirs.content), "Dòng có số nhưng không có mã chỉ tiêu", "Ghi mã, hoặc xóa số.")
            )
        return None, None
    name = _code(code.content)
    if code.problem or name not in Row.values:
        where = f"{get_column_letter(columns[0])}{row}"
        faults.append(
            Fault(where, shown(code.content), "Không có mã chỉ tiêu này", "Giữ nguyên cột mã của bảng tải về.")
        )
        return None, None
    if theirs is None:
        return name, None
    if theirs.problem:
        faults.append(Fault(at, "", "Ô báo lỗi hoặc có công thức chưa được tính", "Gõ thẳng số đồng."))
        return name, None
    try:
        return name, _amount(theirs.content)
    except ValidationError as error:
        faults.append(Fault(at, shown(theirs.content), " ".join(error.messages).rstrip("."), "Gõ số tròn đồng."))
        return name, None


def _code(content):
    """The row's code: "01", 1 where Excel took it for a number, or the name that files of before carry."""
    words = str(content).strip().upper()
    return OF_FILE.get(words.removesuffix(".0").zfill(2), words)


def _amount(content):
    """A whole number of đồng, below zero with a minus; never a date, never a part of a đồng."""
    if isinstance(content, bool) or not isinstance(content, (str, int, float)):
        raise ValidationError("Không phải một số tiền")
    if isinstance(content, float):
        if not content.is_integer():
            raise ValidationError("Số tiền có phần lẻ của đồng")
        content = int(content)
    return parse_change(content)
