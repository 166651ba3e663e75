"""A paper's tables as a workbook: amounts as numbers in đồng, texts always as texts, one sheet a table."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from .papers import layout
from .papers.paper import Kind, Paper, RowStyle, Table

LONGEST_NAME = 31  # characters of a sheet's name, Excel's own limit
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def render_xlsx(paper: Paper, illustrative: bool = False) -> bytes | None:
    """The workbook's bytes, None for a paper without tables. The annexes come after the text, as they are printed.

    Amounts are in đồng whatever unit the paper prints, so that what is added up here is exact.
    """
    parts = layout.cleaned((*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)))
    tables = [part for part in parts if isinstance(part, Table)]
    if not tables:
        return None
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"title": paper.title, "author": paper.office.name})
    looks = _Looks(book)
    for number, table in enumerate(tables, 1):
        _write(book.add_worksheet(_name(table, number)), paper, table, looks, illustrative)
    book.close()
    return out.getvalue()


class _Looks:
    def __init__(self, book):
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        self.title = book.add_format({"font_name": "Times New Roman", "font_size": 13, "bold": True})
        self.note = book.add_format({"font_name": "Times New Roman", "font_size": 11, "italic": True})
        self.head = book.add_format(base | {"bold": True, "border": 1, "align": "center", "bg_color": "#E5F0F5"})
        formats = {Kind.MONEY: "#,##0", Kind.COUNT: "#,##0.###", Kind.PERCENT: '0.0"%"'}
        self.cells = {
            (kind, bold): book.add_format(
                base
                | {"border": 1, "bold": bold, "num_format": formats.get(kind, "@" if kind == Kind.TEXT else "General")}
                | ({"align": "center"} if kind == Kind.CENTRE else {})
            )
            for kind in Kind
            for bold in (False, True)
        }


def _name(table, number):
    """Excel takes each name once and without some signs."""
    name = f"{number}. {table.title or 'Bảng'}".translate(FORBIDDEN)
    return name[:LONGEST_NAME].strip()


def _write(page, paper, table, looks, illustrative):
    page.write_string(0, 0, f"{paper.type_name} {paper.abstract}".strip(), looks.title)
    unit = " · Đơn vị tính tiền: đồng" if any(column.kind == Kind.MONEY for column in table.columns) else ""
    said = f" · {layout.ILLUSTRATIVE}" if illustrative else ""
    page.write_string(1, 0, f"{paper.office.name} · {table.title or 'Bảng'}{unit}{said}", looks.note)
    for at, column in enumerate(table.columns):
        wide = column.width / 2 if column.kind == Kind.TEXT else (8 if column.kind == Kind.CENTRE else 18)
        page.set_column(at, at, max(wide, 8))
        title = f"{column.group}: {column.title}" if column.group else column.title
        page.write_string(3, at, title, looks.head)
    for line, row in enumerate(table.rows, 4):
        bold = row.style != RowStyle.ITEM
        at = 0
        for place, value in enumerate(row.cells):
            _cell(page, line, at, value, table.columns[at].kind, bold, looks)
            at += row.span if place == 1 else 1
    for line, note in enumerate(table.notes, 5 + len(table.rows)):
        page.write_string(line, 0, note, looks.note)
    page.freeze_panes(4, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _cell(page, line, at, value, kind, bold, looks):
    look = looks.cells[kind, bold]
    if value is None or value == "":
        page.write_blank(line, at, None, look)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        page.write_number(line, at, value, look)
    else:
        page.write_string(line, at, f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value), look)
