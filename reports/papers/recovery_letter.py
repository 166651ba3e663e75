"""Công văn đề nghị hoàn trả kinh phí: the spending unit asks back what it paid under its contract."""

from dataclasses import dataclass
from datetime import date

from core.dates import long_date, ngay
from core.money import amount_in_words, grouped
from core.text import in_a_sentence

from .paper import Column, Kind, MoneyUnit, Office, Paper, Paragraph, Row, RowStyle, Table

ACCOUNT, DAY = "………………… tại …………………", "ngày …… tháng …… năm ………"


@dataclass(frozen=True)
class Cause:
    """What made money owed, or (below zero) what came back of it, đồng."""

    on: date
    words: str
    paper: str
    amount: int


@dataclass(frozen=True)
class RecoveryLetter:
    """What the letter says. `due`: the day by rule, `by_day`: the writer's own; `pay_to` "": by hand."""

    office: Office
    year: int
    payees: tuple[str, ...]
    code: str
    title: str
    contract: str
    amount: int
    causes: tuple[Cause, ...]
    restores: bool
    due: date | None = None
    due_by: str = ""
    late: bool = False
    by_day: date | None = None
    pay_to: str = ""


def recovery_letter(data: RecoveryLetter) -> Paper:
    papers = dict.fromkeys(row.paper for row in data.causes if row.amount > 0 and row.paper)
    return Paper(
        office=data.office,
        type_code="",
        type_name="",
        abstract=f"đề nghị hoàn trả kinh phí khuyến công, đề án {data.code}",
        year=data.year,
        addressees=data.payees,
        grounds=(f"Căn cứ {data.contract}", *(f"Căn cứ {in_a_sentence(paper)}" for paper in papers)),
        blocks=(
            Paragraph(
                f"{data.office.name} đề nghị {', '.join(data.payees)} hoàn trả kinh phí khuyến công đã nhận để thực "
                f"hiện đề án “{data.title}”, cụ thể như sau:",
                keep_with_next=True,
            ),
            _causes(data),
            Paragraph(
                f"Số tiền phải hoàn trả: {grouped(data.amount)}\u00a0đồng (Bằng chữ: {amount_in_words(data.amount)})."
            ),
            Paragraph(_when(data)),
            Paragraph(_where(data)),
        ),
        closing=f"Đề nghị đơn vị thực hiện, gửi chứng từ nộp tiền về {data.office.name} sau khi nộp",
        recipients=("Như trên", "Sở Công Thương"),
    )


def _causes(data):
    columns = (
        Column("TT", Kind.CENTRE), Column("Ngày", Kind.CENTRE), Column("Lý do", width=62),
        Column("Văn bản", width=46), Column("Số tiền", Kind.MONEY),
    )  # fmt: skip
    rows = [Row((str(no), ngay(row.on), row.words, row.paper, row.amount)) for no, row in enumerate(data.causes, 1)]
    rows.append(Row(("", "Còn phải hoàn trả", data.amount), RowStyle.TOTAL, span=3))
    return Table(columns, tuple(rows), unit=MoneyUnit.DONG, title="Khoản phải hoàn trả")


def _when(data):
    by = f" theo {data.due_by}" if data.due_by else ""
    if data.by_day:
        return f"Thời hạn nộp: chậm nhất {long_date(data.by_day)}."
    if data.due and data.late:
        return f"Hạn nộp{by} là {long_date(data.due)}, đã qua. Đề nghị nộp ngay, chậm nhất {DAY}."
    if data.due:
        return f"Thời hạn nộp{by}: chậm nhất {long_date(data.due)}."
    return f"Thời hạn nộp: chậm nhất {DAY}."


def _where(data):
    how = "Nộp khôi phục dự toán" if data.restores else "Nộp trả ngân sách nhà nước"
    return f"Nơi nộp: {data.pay_to or ACCOUNT}. {how}; nội dung nộp ghi rõ mã đề án {data.code}."
