"""Reading an uploaded workbook: what it is, is it small enough, its headings and the values below them.

Nothing in it is ever run: formulas count by the value that Excel saved with them.
"""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

import openpyxl
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError

from core.file_types import DAMAGED
from core.text import figure, one_line
from projects.imports.fields import guessed
from projects.imports.other_files import refuse_other_files

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED = 60 * MEGABYTE  # bytes, pictures and all
MAX_XML = 16 * MEGABYTE  # bytes of cells and strings: a thousand rows of sixty columns are about six megabytes
MAX_ROWS = 1_000
MAX_COLUMNS = 60
LAST_ROW = 1_048_576  # of Excel itself; a file may claim any number, and the reader fills the gap with empty rows
MAX_CELLS = 5_000_000  # looked at, empty ones too
LOOKED_FOR_HEADINGS = 20  # rows; titles and notes stand above them
TOO_MANY_ROWS = f"Tệp có hơn {MAX_ROWS} dòng, mỗi lần nhập tối đa {MAX_ROWS} dòng. Hãy tách thành nhiều tệp."
TOO_SPREAD = "Trang tính trải quá rộng. Hãy chép riêng các dòng cần nhập sang một tệp mới."
SUMS = re.compile(r"\s*(tổng\s*cộng|cộng)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Value:
    """A cell's content. `problem` "error" is Excel's own (#N/A); "uncomputed" a formula without its value."""

    content: object
    problem: str = ""


@dataclass
class Sheet:
    """`headings` from column 1 on, "" where there is none; `rows`: [(number of the row in Excel, {column: Value})]."""

    headings: list
    rows: list = field(default_factory=list)
    heading_row: int = 1


def read(content, name=""):
    """The first sheet of a workbook (bytes) as a Sheet; ValidationError with what to do when it cannot be one.

    `name`: what its bearer calls the file.
    """
    return _opened(content, name, _read)


def lines_of(content, name=""):
    """[(row number, {column: Value})] of the first sheet, formulas never computed marked; refusals as `read`'s."""

    def both(content):
        found = dict(_lines(content, formulas=False))
        for row, line in _lines(content, formulas=True):
            for column in line:
                found.setdefault(row, {}).setdefault(column, Value(None, "uncomputed"))
        return sorted(found.items())

    return _opened(content, name, both)


def _opened(content, name, reader):
    if len(content) > MAX_BYTES:
        raise ValidationError(f"Tệp quá {MAX_BYTES // MEGABYTE} MB. Hãy tách thành nhiều tệp.", code="size")
    refuse_other_files(content, name)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        _not_too_large(archive.infolist())
    try:
        return reader(content)
    except ValidationError:
        raise
    except DefusedXmlException as error:
        raise ValidationError(DAMAGED, code="damaged") from error
    except Exception as error:  # whatever a broken workbook makes of its reader
        raise ValidationError(DAMAGED, code="damaged") from error


def _not_too_large(entries):
    """By the sizes the archive declares, before any is unpacked; what unpacks to more than it declares is damaged."""
    unpacked = sum(entry.file_size for entry in entries)
    written = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    for what, size, most in (("Các ô và chữ của tệp", written, MAX_XML), ("Tệp", unpacked, MAX_UNPACKED)):
        if size > most:
            raise ValidationError(
                f"{what} giải nén ra {figure(f'{size / MEGABYTE:.1f}')} MB, tối đa {most // MEGABYTE} MB. "
                "Hãy chép riêng các dòng cần nhập sang một tệp mới, hoặc tách thành nhiều tệp.",
                code="bomb",
            )


def _read(content):
    lines = list(_lines(content, formulas=False))
    at = _heading_line(lines)
    if at is None:
        raise ValidationError(
            "Không thấy dòng tiêu đề. Dòng tiêu đề phải có ít nhất hai cột như “Tên đề án”, “Năm”, “Nội dung hỗ trợ”; "
            "tải tệp mẫu để xem.",
            code="headings",
        )
    number, cells = lines[at]
    width = max(cells)
    headings = [one_line(str(cells[column].content))[:120] if column in cells else "" for column in range(1, width + 1)]
    formulas = dict(_lines(content, formulas=True))
    sheet = Sheet(headings, heading_row=number)
    below = dict(lines[at + 1 :])
    for row in sorted({*below, *(row for row in formulas if row > number)}):
        line = below.get(row, {})
        for column in formulas.get(row, {}):
            line.setdefault(column, Value(None, "uncomputed"))
        if line and not _is_a_line_of_sums(line, headings):
            sheet.rows.append((row, line))
    if not sheet.rows:
        raise ValidationError("Dưới dòng tiêu đề không có dòng nào.", code="empty")
    if len(sheet.rows) > MAX_ROWS:
        raise ValidationError(TOO_MANY_ROWS, code="rows")
    return sheet


def _lines(content, *, formulas):
    """(row number, {column: Value}) of the lines that are not empty; with `formulas` only the cells that hold one."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)
    try:
        if not book.worksheets:
            raise ValidationError("Tệp không có trang tính nào.", code="empty")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = looked_at = 0
        for number, cells in enumerate(sheet.iter_rows(), 1):
            looked_at += len(cells)
            if number > LAST_ROW or looked_at > MAX_CELLS:
                raise ValidationError(TOO_SPREAD, code="spread")
            line = {}
            for column, cell in enumerate(cells, 1):
                if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                    continue
                if column > MAX_COLUMNS:
                    raise ValidationError(f"Tệp có hơn {MAX_COLUMNS} cột. Hãy xóa các cột không cần.", code="columns")
                if not formulas or cell.data_type == "f":
                    line[column] = Value(cell.value, "error" if cell.data_type == "e" else "")
            if line:
                found += 1
                if found > MAX_ROWS + LOOKED_FOR_HEADINGS:
                    raise ValidationError(TOO_MANY_ROWS, code="rows")
                yield number, line
    finally:
        book.close()


def _heading_line(lines):
    """The line among the first in which most headings are known; else the first with two texts; None without."""
    best, most = None, 1
    for at, (_, line) in enumerate(lines[:LOOKED_FOR_HEADINGS]):
        known = len(guessed(["" if value.problem else str(value.content) for value in line.values()]))
        if known > most:
            best, most = at, known
    if best is not None:
        return best
    texts = (at for at, (_, line) in enumerate(lines[:LOOKED_FOR_HEADINGS]) if len(line) > 1)
    return next(texts, None)


def _is_a_line_of_sums(line, headings):
    """«Cộng 24 đề án» below the rows of our own export, and its like: no title, only sums."""
    first = line[min(line)].content
    title = guessed(headings).get("title")
    return isinstance(first, str) and bool(SUMS.match(first)) and (title not in line or title == min(line))
