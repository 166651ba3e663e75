"""What both renderers need of a paper: finished texts and finished tables. Both call `cleaned(paper)` first.

Every figure becomes text here, once, so that PDF and Word cannot differ. Column widths are measured with the paper's
own font (metrics of Times New Roman): a figure never wraps and never runs over its neighbour, the type size of a table
gives way first, down to 8 pt. Lengths in mm, type sizes in pt.
"""

import re
import unicodedata
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

from core.dates import long_date
from core.money import grouped, trieu

from .paper import Annex, Column, Kind, MoneyUnit, Paper, Row, RowStyle, Table, Value

FONTS = Path(settings.BASE_DIR) / "static" / "vendor" / "fonts" / "liberation-serif"
MM_PER_PT = 25.4 / 72

# Page (document-wide, phụ lục I mục I): mm.
MARGIN_TOP = MARGIN_BOTTOM = 20
MARGIN_LEFT, MARGIN_RIGHT = 30, 15
A4_SHORT, A4_LONG = 210, 297
TEXT_WIDTH = A4_SHORT - MARGIN_LEFT - MARGIN_RIGHT
WIDE_TEXT_WIDTH = A4_LONG - MARGIN_LEFT - MARGIN_RIGHT
HEAD_LEFT = 68  # mm of the header's left column; the right one must hold the quốc hiệu on one line

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ILLUSTRATIVE = "Số liệu minh họa"
SIGN_HERE = "(Ký, ghi rõ họ tên)"
UNKNOWN = "–"
BLANK = "\u00a0" * 7  # room for a number written in after signing

CELL_PADDING = 1.1  # mm, left and right
TABLE_SIZES = (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8)
SHORT_TEXT = 18  # mm
SHORT_TABLE = 4  # rows
LONGEST_WORD = 40  # mm: a longer unbroken text is cut by the renderer instead of starving the other columns


def clean(text: str) -> str:
    """Text fit for print: NFC, no control characters (Word's XML refuses them), single spaces except no-break ones."""
    text = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in unicodedata.normalize("NFC", str(text)))
    return " ".join(part for part in text.split(" ") if part)


def cleaned(part):
    """A paper, or any part of it, with every text in it made fit for print."""
    if isinstance(part, str):
        return clean(part)
    if isinstance(part, tuple):
        return tuple(cleaned(member) for member in part)
    if is_dataclass(part):
        return replace(part, **{field.name: cleaned(getattr(part, field.name)) for field in fields(part)})
    return part


def to_be_filled(text: str) -> bool:
    """Whether the paragraph has a dotted line to write on: it is not stretched to the margin."""
    return "……" in text


def sentence_end(text: str, mark: str) -> str:
    """`text` with exactly this mark at its end."""
    return text.rstrip(" ;,./") + mark


def listed(items: tuple[str, ...]) -> list[str]:
    """A list as the decree writes it: ";" after each, "." after the last."""
    last = len(items) - 1
    return [sentence_end(item, "." if at == last else ";") for at, item in enumerate(items)]


# --- texts of the header and the end -------------------------------------------------------------------------------


def superior_lines(paper: Paper) -> list[str]:
    return _issuer_lines(paper.office.issuer.superior)


def issuer_lines(paper: Paper) -> list[str]:
    """The issuing body in capitals; a long name in lines of about the same length."""
    return _issuer_lines(paper.office.issuer.body)


def issuer_size(paper: Paper) -> int:
    """pt: 13, or 12 for a name of several lines (the decree allows both)."""
    return 13 if len(issuer_lines(paper)) < 3 else 12


def _issuer_lines(texts: tuple[str, ...]) -> list[str]:
    return [line for text in texts for line in balanced(text.upper(), HEAD_LEFT - 2, 13)]


def number_line(paper: Paper) -> str:
    """ "Số:        /TTr-SCT" for a draft; a given number below 10 takes a leading zero.

    One that was recorded with its symbol stands as it was recorded.
    """
    if paper.number and not paper.number.isdigit():
        return f"Số: {paper.number}"
    number = paper.number.zfill(2) if paper.number else ""
    return f"Số: {number}/{paper.symbol}" if number else f"Số:{BLANK}/{paper.symbol}"


def date_words(paper: Paper) -> str:
    """ "ngày … tháng … năm 2021" for a draft."""
    return long_date(paper.issued_on) if paper.issued_on else f"ngày … tháng … năm {paper.year}"


def place_and_date(paper: Paper) -> str:
    return f"{paper.office.place}, {date_words(paper)}"


def annex_reference(paper: Paper) -> str:
    """The italic line under an annex's title."""
    number = number_line(paper).removeprefix("Số:").lstrip(" ")
    kind = paper.type_name.capitalize()
    return f"(Kèm theo {kind} số {number} {date_words(paper)} của {paper.office.name})"


def addressee_lines(paper: Paper) -> list[str]:
    """One addressee stands beside "Kính gửi:" without a mark; several take a dash each."""
    if len(paper.addressees) == 1:
        return [paper.addressees[0].rstrip(".;")]
    return [f"- {line}" for line in listed(paper.addressees)]


def ground_lines(paper: Paper) -> list[str]:
    return listed(paper.grounds)


def recipient_lines(paper: Paper) -> list[str]:
    return [f"- {line}" for line in listed((*paper.recipients, f"Lưu: {paper.office.archive}"))]


def closing_text(paper: Paper) -> str:
    return sentence_end(paper.closing, "./.")


def abstract_lines(paper: Paper) -> list[str]:
    if paper.is_letter:
        return balanced(f"V/v {paper.abstract}", HEAD_LEFT - 6, 12)
    return balanced(paper.abstract, 135, 14)


def annex_title_lines(annex: Annex) -> list[str]:
    return balanced(annex.title.upper(), annex_width(annex) - 20, 14)


def annex_width(annex: Annex) -> float:
    return WIDE_TEXT_WIDTH if annex.landscape else TEXT_WIDTH


# Words that a title does not tear apart at the end of a line.
UNBROKEN = re.compile(
    "(tình|thực|kế|kết|khuyến|địa|quốc|đề|phê|danh|năm|đợt) "
    r"(?=(?:hình|hiện|hoạch|quả|công|phương|gia|án|nghị|duyệt|mục|[0-9]+)\b)",
    re.IGNORECASE,
)


def balanced(text: str, width: float, size: float) -> list[str]:
    """A centred bold title in lines of about the same length, so that no last word stands alone. `width` in mm."""
    text = UNBROKEN.sub("\\1\u00a0", text)
    lines = _wrapped(text, width, size)
    if len(lines) > 1:
        widest = width
        while len(tighter := _wrapped(text, widest - 1, size)) == len(lines) and widest > 10:
            lines, widest = tighter, widest - 1
    return [line.replace("\u00a0", " ") for line in lines]


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, True) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


# --- figures --------------------------------------------------------------------------------------------------------


def count_text(count: int | None) -> str:
    """Counts below ten take a leading zero, as plans write them: 05; none is 0."""
    return UNKNOWN if count is None else f"{count:02d}" if count else "0"


def range_text(low: int | None, high: int | None) -> str:
    """A plan's target: "05-07", "02", "từ 05", "đến 07", or a dash where the plan names no figure."""
    if low is None or high is None:
        return UNKNOWN if low == high else f"đến {count_text(high)}" if low is None else f"từ {count_text(low)}"
    if low == high:
        return count_text(low)
    return f"{low:02d}-{high:02d}"


def money_text(amount: int | None, unit: MoneyUnit) -> str:
    """An amount of đồng in the unit of its table, without the unit's name."""
    if amount is None:
        return UNKNOWN
    return trieu(amount) if unit is MoneyUnit.TRIEU else grouped(amount)


def percent_text(percent: Decimal | None) -> str:
    """At most one decimal, half up, decimal comma: 12,5."""
    if percent is None:
        return UNKNOWN
    rounded = percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:f}".removesuffix(".0").replace(".", ",")


def share(part: int | None, whole: int | None) -> Decimal | None:
    """Percent of `whole`; None where either is unknown or the whole is nothing."""
    return Decimal(part) * 100 / Decimal(whole) if part is not None and whole else None


def value_text(value: Value, kind: Kind, unit: MoneyUnit | None) -> str:
    if isinstance(value, str):
        return value
    if kind is Kind.MONEY:
        return money_text(value, unit or MoneyUnit.DONG)
    if kind is Kind.PERCENT:
        return percent_text(value)
    return count_text(value) if kind is Kind.COUNT else UNKNOWN if value is None else str(value)


# --- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    text: str
    align: str = "left"  # left, center, right
    span: int = 1
    down: int = 1  # rows covered, only in the header
    nowrap: bool = False


@dataclass(frozen=True)
class LaidRow:
    cells: tuple[Cell, ...]
    style: RowStyle = RowStyle.ITEM


@dataclass(frozen=True)
class LaidTable:
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[LaidRow, ...]
    widths: tuple[float, ...]  # mm, their sum is the width asked for
    size: float  # pt
    unit_line: str
    notes: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Too short to be divided between two pages."""
        return len(self.rows) <= SHORT_TABLE


@lru_cache(maxsize=2)
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"LiberationSerif-{'Bold' if bold else 'Regular'}.ttf", 1000)


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in mm of one line of text."""
    return _face(bold).getlength(text) / 1000 * size * MM_PER_PT


def lay_out(table: Table, width: float) -> LaidTable:
    """A table fitted into `width` mm, in the largest type size that gives every column what it wishes.

    Where no size does, the smallest one and the least widths. Raises ValueError when even these are too wide.
    """
    head, rows = in_words(table)
    for size in TABLE_SIZES:
        least = _least_widths(table, head, rows, size)
        if roomy := _roomier(table.columns, rows, least, size, width):
            break
    if sum(least) > width:
        raise ValueError(f"{len(table.columns)} columns need {sum(least):.0f} mm at {size} pt, the page has {width}")
    return LaidTable(
        head,
        rows,
        tuple(_shared(table.columns, roomy or least, width)),
        size,
        unit_line(table),
        table.notes,
    )


def in_words(table: Table) -> tuple[tuple[tuple[Cell, ...], ...], tuple[LaidRow, ...]]:
    """Header rows and rows of a table as texts, wherever it is shown."""
    return _head(table), tuple(_row(row, table) for row in table.rows)


def unit_line(table: Table) -> str:
    return f"Đơn vị tính: {table.unit.value}" if table.unit else ""


def _head(table: Table) -> tuple[tuple[Cell, ...], ...]:
    columns = table.columns
    grouped_head = any(column.group for column in columns)
    top, below = [], []
    for group, members in groupby(columns, key=lambda column: column.group):
        titles = [Cell(c.title, "center", down=1 if group or not grouped_head else 2) for c in members]
        if group:
            top.append(Cell(group, "center", span=len(titles)))
            below += titles
        else:
            top += titles
    rows = [tuple(top)] + ([tuple(below)] if grouped_head else [])
    if table.numbered:
        rows.append(tuple(Cell(c.index or str(i), "center", nowrap=True) for i, c in enumerate(columns, 1)))
    return tuple(rows)


def _row(row: Row, table: Table) -> LaidRow:
    cells, at = [], 0
    for position, value in enumerate(row.cells):
        span = row.span if position == 1 else 1
        column = table.columns[at]
        text = value_text(value, column.kind, table.unit)
        align = "center" if column.kind in (Kind.CENTRE, Kind.COUNT) else "right" if column.kind.is_figure else "left"
        cells.append(Cell(text, "left" if span > 1 else align, span, nowrap=column.kind.is_figure and span == 1))
        at += span
    return LaidRow(tuple(cells), row.style)


def _least_widths(table, head, rows, size) -> list[float]:
    """mm below which a column would break a figure or a word."""
    least = [0.0] * len(table.columns)

    def need(at, cell, bold):
        pieces = [cell.text] if cell.nowrap else cell.text.split(" ")
        widest = max(text_width(piece, size, bold) for piece in pieces)
        if not cell.nowrap:
            widest = min(widest, LONGEST_WORD)
        least[at] = max(least[at], widest + 2 * CELL_PADDING + 0.3)

    for at, column in enumerate(table.columns):
        need(at, Cell(column.title), bold=True)
        if table.numbered:
            need(at, Cell(column.index or str(at + 1), nowrap=True), bold=False)
    for row in rows:
        at = 0
        for cell in row.cells:
            if cell.span == 1:
                need(at, cell, bold=row.style is not RowStyle.ITEM)
            at += cell.span
    return least


def _roomier(columns, rows, least, size, width) -> list[float]:
    """Widths with titles in two or three lines and short words unbroken; [] where they leave the texts too little."""
    for lines in (2, 3):
        roomy = [
            low if column.kind is Kind.TEXT else max(low, _centred_width(column, at, rows, size, lines))
            for at, (low, column) in enumerate(zip(least, columns, strict=True))
        ]
        wished = [
            max(low, column.width) if column.kind is Kind.TEXT else low
            for low, column in zip(roomy, columns, strict=True)
        ]
        if sum(wished) <= width:
            return roomy
    return []


def _centred_width(column, at, rows, size, lines) -> float:
    """What a column's title needs in so many lines, and its short texts (a unit, a period) in one or two."""
    needs = [_title_width(column.title, size, lines)]
    if column.kind is Kind.CENTRE:
        texts = {row.cells[at].text for row in rows if all(cell.span == 1 for cell in row.cells)}
        needs += [_title_width(text, size, 1 if text_width(text, size) <= SHORT_TEXT else 2) for text in texts]
    return max(needs)


def _title_width(title: str, size: float, lines: int) -> float:
    """The least width in mm of a cell whose text, if bold, takes at most so many lines."""
    width = max(text_width(word, size, True) for word in title.split(" "))
    while len(_wrapped(title, width, size)) > lines:
        width += 1
    return width + 2 * CELL_PADDING + 0.3


def _shared(columns: tuple[Column, ...], least: list[float], width: float) -> list[float]:
    """Text columns share what the figures leave, by their wished widths, none below its least width."""
    widths = list(least)
    free = {i for i, column in enumerate(columns) if column.kind is Kind.TEXT} or set(range(len(columns)))
    while free:
        left = width - sum(w for i, w in enumerate(widths) if i not in free)
        wished = sum(columns[i].width for i in free)
        tight = {i for i in free if left * columns[i].width / wished < least[i]}
        if not tight:
            for i in free:
                widths[i] = left * columns[i].width / wished
            break
        for i in tight:
            widths[i] = least[i]
        free -= tight
    spare = width - sum(widths)  # nothing free was left: rounding, or every column tight
    widths[-1] += spare
    return widths
