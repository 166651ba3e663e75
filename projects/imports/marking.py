"""Workbooks handed out: the one that was brought with a comment in each wrong cell, and an empty one to fill in."""

from collections import defaultdict
from io import BytesIO

import openpyxl
import xlsxwriter
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string

from accounts.models import Organisation
from norms.models import SupportCategory, Tier
from projects.imports.fields import BY_KEY, FIELDS
from projects.models import Project

WRONG = PatternFill("solid", fgColor="FBE3D6")


def marked(content, batch):
    """The workbook (bytes) of a batch with its faults as comments, as bytes.

    Formulas come back as the values they were counted by: nothing that was brought here runs on the way out.
    """
    book = openpyxl.load_workbook(BytesIO(content), data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    said = defaultdict(list)
    for fault in batch.faults:
        at = column_index_from_string(fault["column"]) if fault["column"] else batch.mapping.get("title", 1)
        lead = "" if fault["column"] else f"{fault['heading']}: ".removeprefix(": ")
        said[_shown_at(sheet, fault["row"], at)].append(f"{lead}{fault['sentence']}. {fault['mend']}")
    for (row, column), sentences in said.items():
        cell = sheet.cell(row, column)
        cell.comment = Comment("\n".join(sentences), "Khuyến công", width=360, height=40 + 40 * len(sentences))
        cell.fill = WRONG
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _shown_at(sheet, row, column):
    """(row, column) of the cell, or of the corner of the merged cells that cover it: only that takes a comment."""
    if not isinstance(cell := sheet.cell(row, column), MergedCell):
        return row, column
    corner = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return corner.min_row, corner.min_col


def template():
    """An empty workbook with every heading, and a sheet of the words to use, as bytes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E5F0F5"})
    date, money = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet("Đề án")
    for at, field in enumerate(FIELDS):
        sheet.set_column(at, at, 40 if field.key == "title" else 20, {"date": date, "money": money}.get(field.kind))
        sheet.write_string(0, at, field.words + (" (đồng)" if field.kind == "money" else ""), head)
        about = ("Phải có. " if field.required else "") + field.about
        if about:
            sheet.write_comment(0, at, about.strip())
    sheet.freeze_panes(1, 1)
    words = book.add_worksheet("Danh mục")
    lists = [
        (BY_KEY["category"].words, SupportCategory.objects.filter(active=True).values_list("name", flat=True)),
        (BY_KEY["implementing_organisation"].words, Organisation.objects.values_list("short_name", flat=True)),
        (BY_KEY["tier"].words, Tier.labels),
        (BY_KEY["kind"].words, Project.Kind.labels),
    ]
    for at, (heading, rows) in enumerate(lists):
        words.set_column(at, at, 50)
        words.write_string(0, at, heading, head)
        for line, row in enumerate(rows, 1):
            words.write_string(line, at, str(row))
    book.close()
    return out.getvalue()
