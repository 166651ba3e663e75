"""Báo cáo tình hình thực hiện kế hoạch khuyến công năm …: plan against done, the year's money, same period, estimate.

All amounts come in as đồng, are summed in đồng and rounded only where printed in triệu đồng, so a printed total may
differ by a rounding from the sum of the printed parts. What nobody knows is None and prints as "–", never as zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.dates import long_date
from core.money import trieu
from core.targets import Standing, standing

from .layout import UNKNOWN, count_text, percent_text, range_text, share
from .paper import (
    Annex,
    Column,
    Heading,
    Kind,
    MoneyUnit,
    NumberedItem,
    Office,
    Paper,
    Paragraph,
    Reference,
    Row,
    RowStyle,
    Table,
)

NOTHING_YET = "Không có."


@dataclass(frozen=True)
class LineResult:
    """One line of the plan at the day of the report. Amounts in đồng; None is unknown."""

    title: str
    unit: str
    done: int  # accepted, in the line's own unit
    approved: int  # support approved
    paid: int
    settled: int
    counterpart: int
    target_min: int | None = None
    target_max: int | None = None
    planned: int | None = None  # the line's budget, which a plan may leave open
    previous_done: int | None = None  # same period of the year before
    previous_support: int | None = None
    expected_done: int | None = None  # estimate to the end of the year
    expected_support: int | None = None

    @property
    def standing(self) -> Standing:
        """How what was accepted stands to the plan's range; the plan never forces equality."""
        return standing(self.done, self.target_min, self.target_max)


@dataclass(frozen=True)
class StageOfMoney:
    """One stage of the year's money, in the ledger's order. Đồng. `label` must suit both columns: what came this far
    (ADVANCED: "Đã tạm ứng, thanh toán") and what stands here."""

    label: str
    reached: int  # what came this far or further
    balance: int  # what stands here now


@dataclass(frozen=True)
class YearReport:
    """What the report says. Texts are the writer's own, one paragraph a line; empty ones leave room for the writer."""

    office: Office
    year: int
    as_of: date
    plan: Reference
    lines: tuple[LineResult, ...]
    stages: tuple[StageOfMoney, ...]
    project_count: int  # projects and tasks approved
    accepted_count: int
    settled_count: int
    written_in: int | None = None  # the year the paper will be dated, when that is no longer the year of `as_of`
    tier: str = "địa phương"
    plan_total: int | None = None  # the plan's own total, đồng
    previous_support: int | None = None  # same period in all, where the lines are not known
    addressees: tuple[str, ...] = ("Ủy ban nhân dân tỉnh Hà Tĩnh", "Cục Công Thương địa phương, Bộ Công Thương")
    guidance: str = ""  # how the programme was led this year
    difficulties: str = ""
    proposals: str = ""
    recipients: tuple[str, ...] = ("Như trên", "Sở Tài chính", "Trung tâm Khuyến công và Xúc tiến thương mại tỉnh")

    def sum(self, part: str) -> int | None:
        """Đồng over all lines; None as soon as one line is unknown, because a part is not a total."""
        amounts = [getattr(line, part) for line in self.lines]
        return None if None in amounts else sum(amounts)

    @property
    def planned_total(self) -> int | None:
        return self.plan_total if self.plan_total is not None else self.sum("planned")

    @property
    def previous_total(self) -> int | None:
        return self.previous_support if self.previous_support is not None else self.sum("previous_support")


def year_report(data: YearReport) -> Paper:
    """The report as a paper; pure, whatever the figures are."""
    return Paper(
        office=data.office,
        type_code="BC",
        type_name="BÁO CÁO",
        abstract=f"Tình hình thực hiện kế hoạch khuyến công {data.tier} năm {data.year}",
        year=data.written_in or data.as_of.year,
        addressees=data.addressees,
        blocks=tuple(_text(data)),
        closing=f"Trên đây là tình hình thực hiện kế hoạch khuyến công {data.tier} năm {data.year}, "
        f"{data.office.name} kính báo cáo",
        recipients=data.recipients,
        annexes=(
            Annex(
                f"KẾT QUẢ THỰC HIỆN KẾ HOẠCH KHUYẾN CÔNG {data.tier.upper()} NĂM {data.year}",
                (_by_line(data),),
            ),
        ),
    )


def _text(data: YearReport):
    yield Paragraph(
        f"Thực hiện {data.plan.in_full()}, {data.office.name} báo cáo tình hình thực hiện tính đến "
        f"{long_date(data.as_of)} như sau:"
    )
    parts: list[tuple[str, Callable]] = [
        ("KẾT QUẢ THỰC HIỆN", _results),
        ("KHÓ KHĂN, VƯỚNG MẮC", lambda data: _written(data.difficulties)),
        ("ĐỀ XUẤT, KIẾN NGHỊ", lambda data: _written(data.proposals)),
    ]
    if data.guidance.strip():
        parts.insert(0, ("CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", lambda data: _written(data.guidance)))
    for number, (title, blocks) in zip(("I", "II", "III", "IV"), parts, strict=False):
        yield Heading(f"{number}. {title}", 1)
        yield from blocks(data)


def _written(text: str):
    """The writer's paragraphs as they are; without any, the sentence an office writes for an empty item."""
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines or [NOTHING_YET]:
        yield Paragraph(line)


def _results(data: YearReport):
    yield Heading("1. Kết quả theo nội dung kế hoạch", 2)
    yield from _plan_against_done(data)
    yield Heading("2. Tình hình kinh phí", 2)
    yield from _money(data)
    yield Heading("3. So với cùng kỳ và ước thực hiện cả năm", 2)
    yield from _comparison(data)


def _plan_against_done(data: YearReport):
    total = data.planned_total
    money = f" với tổng kinh phí {_trieu(total)}" if total is not None else ""
    yield Paragraph(
        f"Kế hoạch năm {data.year} gồm {count_text(len(data.lines))} nội dung{money}. Đến thời điểm báo cáo đã phê "
        f"duyệt {count_text(data.project_count)} đề án, nhiệm vụ, trong đó {count_text(data.accepted_count)} đã nghiệm "
        f"thu, {count_text(data.settled_count)} đã duyệt quyết toán. Kinh phí khuyến công hỗ trợ được phê duyệt "
        f"{_trieu(data.sum('approved'))}; vốn đối ứng của các đơn vị thụ hưởng {_trieu(data.sum('counterpart'))}."
    )
    yield Paragraph("Mức độ thực hiện chỉ tiêu kế hoạch (chi tiết tại Phụ lục kèm theo):", keep_with_next=True)
    standings = [
        ("Đã nghiệm thu đủ chỉ tiêu", Standing.WITHIN),
        ("Đã nghiệm thu vượt chỉ tiêu", Standing.OVER),
        ("Nghiệm thu chưa đủ chỉ tiêu", Standing.UNDER),
        ("Kế hoạch không giao số lượng", Standing.NONE),
    ]
    present = [(label, lines) for label, found in standings if (lines := _standing(data, found))]
    for at, (label, lines) in enumerate(present, 1):
        named = "" if label == standings[0][0] else f" ({'; '.join(_against(line) for line in lines)})"
        yield NumberedItem(
            "-", f"{label}: {count_text(len(lines))} nội dung{named}{'.' if at == len(present) else ';'}"
        )


def _standing(data: YearReport, found: Standing) -> list[LineResult]:
    return [line for line in data.lines if line.standing == found]


def _against(line: LineResult) -> str:
    """ "Nhãn hiệu sản phẩm: 0 nhãn hiệu, kế hoạch 01-02"; the title keeps its own capitals (CNNT stays CNNT)."""
    done = f"{line.title}: {count_text(line.done)} {line.unit}"
    if line.standing is Standing.NONE:
        return done
    return f"{done}, kế hoạch {range_text(line.target_min, line.target_max)}"


def _money(data: YearReport):
    paid, settled, given = data.sum("paid"), data.sum("settled"), _given(data)
    of_given = share(paid, given)
    rate = f", bằng {percent_text(of_given)}% dự toán được giao" if of_given is not None else ""
    yield Paragraph(f"Kinh phí đã thanh toán {_trieu(paid)}{rate}; đã duyệt quyết toán {_trieu(settled)}.")
    if not data.stages:
        return
    yield Paragraph("Tình hình sử dụng dự toán trong năm như sau:", keep_with_next=True)
    rows = tuple(
        Row((str(number), stage.label, stage.reached, share(stage.reached, given), stage.balance))
        for number, stage in enumerate(data.stages, 1)
    )
    columns = (
        Column("TT", Kind.CENTRE),
        Column("Chỉ tiêu", width=70),
        Column("Lũy kế đến ngày báo cáo", Kind.MONEY),
        Column("Tỷ lệ so với dự toán (%)", Kind.PERCENT),
        Column("Số dư tại ngày báo cáo", Kind.MONEY),
    )
    yield Table(columns, rows, MoneyUnit.TRIEU, title="Kinh phí theo khâu")


def _given(data: YearReport) -> int | None:
    """The estimate given for the year: the first stage of the money."""
    return data.stages[0].reached if data.stages else None


def _comparison(data: YearReport):
    before, now, expected = data.previous_total, data.sum("approved"), data.sum("expected_support")
    ratio = share(now, before)
    if before is None:
        yield Paragraph(f"Số liệu cùng kỳ năm {data.year - 1} chưa có đủ để so sánh.")
    elif ratio is None:
        yield Paragraph(f"Cùng kỳ năm {data.year - 1} chưa phê duyệt kinh phí hỗ trợ.")
    else:
        yield Paragraph(
            f"Kinh phí hỗ trợ được phê duyệt {_trieu(now)}, bằng {percent_text(ratio)}% so với cùng kỳ năm "
            f"{data.year - 1} ({_trieu(before)})."
        )
    if expected is None:
        yield Paragraph(f"Chưa ước thực hiện được cho toàn bộ nội dung của năm {data.year}.")
    else:
        of_plan = share(expected, data.planned_total)
        rate = f", bằng {percent_text(of_plan)}% kế hoạch năm" if of_plan is not None else ""
        yield Paragraph(f"Ước thực hiện cả năm {data.year}: kinh phí hỗ trợ {_trieu(expected)}{rate}.")


def _trieu(amount: int | None) -> str:
    return "chưa xác định" if amount is None else f"{trieu(amount)}\u00a0triệu đồng"


def _by_line(data: YearReport) -> Table:
    """Plan against done by line: the annex."""
    done, before, expected = "Thực hiện", f"Cùng kỳ năm {data.year - 1}", f"Ước cả năm {data.year}"
    columns = (
        Column("TT", Kind.CENTRE),
        Column("Nội dung", width=72),
        Column("Đơn vị tính", Kind.CENTRE),
        Column("Số lượng", Kind.COUNT, group="Kế hoạch năm"),
        Column("Kinh phí", Kind.MONEY, group="Kế hoạch năm"),
        Column("Số lượng đã nghiệm thu", Kind.COUNT, group=done),
        Column("Kinh phí phê duyệt", Kind.MONEY, group=done),
        Column("Đã thanh toán", Kind.MONEY, group=done),
        Column("Đã quyết toán", Kind.MONEY, group=done),
        Column("Vốn đối ứng", Kind.MONEY, group=done),
        Column("Số lượng", Kind.COUNT, group=before),
        Column("Kinh phí hỗ trợ", Kind.MONEY, group=before),
        Column("Số lượng", Kind.COUNT, group=expected),
        Column("Kinh phí hỗ trợ", Kind.MONEY, group=expected),
        Column("Nghiệm thu so với chỉ tiêu", Kind.CENTRE),
    )
    rows = [Row(_line_cells(number, line)) for number, line in enumerate(data.lines, 1)]
    total = Row(
        (
            *("", "Tổng cộng", "", "", data.planned_total, ""),
            *(data.sum(part) for part in ("approved", "paid", "settled", "counterpart")),
            *("", data.previous_total, "", data.sum("expected_support"), ""),
        ),
        RowStyle.TOTAL,
    )
    title = "Kế hoạch và kết quả theo nội dung"
    return Table(columns, (*rows, total), MoneyUnit.TRIEU, title=title, numbered=True, notes=_notes(data))


def _line_cells(number: int, line: LineResult) -> tuple:
    return (
        str(number),
        line.title,
        line.unit,
        range_text(line.target_min, line.target_max),
        line.planned,
        line.done,
        line.approved,
        line.paid,
        line.settled,
        line.counterpart,
        line.previous_done,
        line.previous_support,
        line.expected_done,
        line.expected_support,
        UNKNOWN if line.standing is Standing.NONE else line.standing.label.capitalize(),
    )


def _notes(data: YearReport) -> tuple[str, ...]:
    notes = [
        f"Số liệu tính đến {long_date(data.as_of)}: {count_text(data.project_count)} đề án, nhiệm vụ đã phê duyệt, "
        f"{count_text(data.accepted_count)} đã nghiệm thu, {count_text(data.settled_count)} đã duyệt quyết toán.",
        "Số tổng cộng được cộng theo đồng rồi mới làm tròn.",
    ]
    if any(line.planned is None for line in data.lines):
        notes.append("Kế hoạch không phân bổ kinh phí cho nội dung ghi dấu “–” ở cột kinh phí kế hoạch.")
    if data.previous_total is None or any(line.previous_support is None for line in data.lines):
        notes.append(f"Dấu “–” ở cột cùng kỳ: chưa có số liệu năm {data.year - 1}.")
    if any(line.expected_support is None for line in data.lines):
        notes.append("Dấu “–” ở cột ước cả năm: chưa ước thực hiện.")
    return (f"Ghi chú: {' '.join(notes)}",)
