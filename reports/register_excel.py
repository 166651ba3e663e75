"""The register as Excel: exactly the filtered set in the columns seen, amounts as numbers in đồng, dates as dates.

Rows are written one after the other and never kept (constant memory); every text is written as text, so that a title
beginning with "=" stays a title.
"""

import tempfile

import xlsxwriter
from django.utils import timezone

from core.dates import today
from reports.register import entries, totals
from reports.register_columns import DATE, MONEY, NUMBER, TEXT

CHUNK = 500  # projects read at a time


def file_name():
    return f"So theo doi de an {today():%Y-%m-%d}.xlsx"


def workbook(found, columns, user):
    """An open temporary file with the workbook; it vanishes when closed. `found`: the FilterSet."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    book.set_properties({"title": "Sổ theo dõi đề án khuyến công", "author": str(user)})
    _write(book, found, columns, user)
    book.close()
    file.seek(0)
    return file


def _write(book, found, columns, user):
    sheet = book.add_worksheet("Sổ theo dõi đề án")
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    formats = {
        TEXT: book.add_format(base | {"text_wrap": True}),
        MONEY: book.add_format(base | {"num_format": "#,##0"}),
        DATE: book.add_format(base | {"num_format": "dd/mm/yyyy", "align": "left"}),
        NUMBER: book.add_format(base | {"align": "left"}),
        "head": book.add_format(base | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E5F0F5"}),
        "title": book.add_format(base | {"bold": True, "font_size": 14}),
        "note": book.add_format(base | {"italic": True}),
        "sum": book.add_format(base | {"bold": True, "top": 1}),
        "sum_money": book.add_format(base | {"bold": True, "top": 1, "num_format": "#,##0"}),
    }
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
    sheet.write_string(0, 0, "SỔ THEO DÕI ĐỀ ÁN KHUYẾN CÔNG", formats["title"])
    now = timezone.localtime()
    sheet.write_string(1, 0, f"Xuất lúc {now:%H:%M ngày %d/%m/%Y} · {user} · Đơn vị tính: đồng", formats["note"])
    sheet.write_string(2, 0, f"Điều kiện lọc: {filter_words(found)}", formats["note"])
    for at, column in enumerate(columns):
        sheet.write_string(4, at, column.words, formats["head"])
    sheet.freeze_panes(5, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    line = 5
    for chunk in _chunks(found.qs):
        for entry in entries(chunk, user):
            for at, column in enumerate(columns):
                _cell(sheet, line, at, column.kind, column.value(entry), formats[column.kind])
            line += 1
    if line > 5:
        sheet.autofilter(4, 0, line - 1, len(columns) - 1)
    sums = totals(found.qs, user)
    sheet.write_string(line, 0, f"Cộng {sums.count} đề án", formats["sum"])
    for at, column in enumerate(columns[1:], 1):
        amount = column.total(sums) if column.total else None
        _cell(sheet, line, at, MONEY, amount, formats["sum" if amount is None else "sum_money"])


def _cell(sheet, line, at, kind, value, look):
    if value is None or value == "":
        sheet.write_blank(line, at, None, look)
    elif kind == TEXT:
        sheet.write_string(line, at, value, look)
    elif kind == DATE:
        sheet.write_datetime(line, at, value, look)
    else:
        sheet.write_number(line, at, value, look)


def _chunks(queryset):
    """Lists of projects in the order asked for; ids first, so that every chunk is a query of its own rows."""
    ids = list(dict.fromkeys(queryset.values_list("pk", flat=True)))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = {project.pk: project for project in queryset.model.objects.for_list().filter(pk__in=part)}
        yield [rows[pk] for pk in part]


def filter_words(found):
    """What was asked, in words: «Năm: Năm 2021; Trạng thái: Đã phê duyệt»; «tất cả» without any."""
    words = []
    if found.form.is_valid():
        for name, bound in found.form.fields.items():
            value = found.form.cleaned_data.get(name)
            if name != "sort" and value not in (None, "", []):
                choices = {} if hasattr(bound, "queryset") else dict(_choices(bound))
                several = value if isinstance(value, list) else [value]
                said = ", ".join(str(choices.get(one, choices.get(str(one), one))) for one in several)
                words.append(f"{bound.label}: {said}")
    return "; ".join(words) or "tất cả"


def _choices(bound):
    """(value, words) of a field with choices; a plain dict() would ask a callable for its length."""
    yield from getattr(bound, "choices", ())
