"""Tờ trình phê duyệt đề án khuyến công đợt … năm …: the Department submits a round of projects to the province.

The annex is the list of the draft decision. A list that approves money never rounds: it is printed in đồng, or in triệu
đồng only where every amount is exact to a tenth of a triệu.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from core.money import amount_in_words, grouped

from .layout import count_text
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

ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
EXACT_IN_TRIEU = 100_000  # đồng: a tenth of a triệu, the only decimal a table prints


@dataclass(frozen=True)
class ProposedProject:
    """One project of the list. Amounts in đồng; total = support + counterpart + other."""

    name: str
    implementer: str
    beneficiary: str
    place: str
    content: str
    total: int
    support: int
    counterpart: int
    period: str  # "Tháng 5-11/2021"
    other: int = 0
    source: str = ""  # which of several sources pays its support; "" where the whole list has one


@dataclass(frozen=True)
class ProjectGroup:
    """Projects under one line of the plan, or one kind of support."""

    title: str
    projects: tuple[ProposedProject, ...]

    def sum(self, part: str) -> int:
        return sum(getattr(project, part) for project in self.projects)


@dataclass(frozen=True)
class ApprovalSubmission:
    """What the submission says. Texts left empty, and figures that are None, leave their sentence out."""

    office: Office
    year: int
    groups: tuple[ProjectGroup, ...]
    plan: Reference
    round_number: int | None = None
    tier: str = "địa phương"  # or "quốc gia"
    addressee: str = "Ủy ban nhân dân tỉnh Hà Tĩnh"
    grounds: tuple[str, ...] = ()  # legal texts, each beginning with "Căn cứ"
    received: int | None = None  # dossiers received for this round
    appraisal: str = ""  # how the projects were surveyed and appraised
    year_estimate: int | None = None  # đồng given for the year
    approved_before: int | None = None  # đồng of support approved in earlier rounds of the year
    implementation: tuple[str, ...] = ()  # proposed assignments after approval
    enclosures: tuple[str, ...] = ("Dự thảo Quyết định phê duyệt", "Hồ sơ các đề án")
    recipients: tuple[str, ...] = ("Như trên", "Sở Tài chính", "Trung tâm Khuyến công và Xúc tiến thương mại tỉnh")
    unit: MoneyUnit = MoneyUnit.DONG

    @property
    def round_name(self) -> str:
        """ "khuyến công địa phương đợt 1 năm 2021"; without a number where the list came with the plan."""
        round_words = f" đợt {self.round_number}" if self.round_number else ""
        return f"khuyến công {self.tier}{round_words} năm {self.year}"

    @property
    def count(self) -> int:
        return sum(len(group.projects) for group in self.groups)

    def sum(self, part: str) -> int:
        return sum(group.sum(part) for group in self.groups)

    @property
    def of_sources(self) -> dict[str, int]:
        """{source: đồng of support it pays}, empty where the whole list has one."""
        found = {}
        for project in (project for group in self.groups for project in group.projects if project.source):
            found[project.source] = found.get(project.source, 0) + project.support
        return found


def approval_submission(data: ApprovalSubmission) -> Paper:
    """The submission as a paper. Raises ValidationError for a list that is empty, does not add up or would round."""
    _check(data)
    return Paper(
        office=data.office,
        type_code="TTr",
        type_name="TỜ TRÌNH",
        abstract=f"Về việc phê duyệt đề án {data.round_name}",
        year=data.year,
        addressees=(data.addressee,),
        grounds=(*data.grounds, f"Căn cứ {data.plan.in_full()}"),
        blocks=(*_opening(data), *_appraisal(data), *_proposal(data), *_implementation(data), *_enclosures(data)),
        closing=f"{data.office.name} kính trình {_short(data.addressee)} xem xét, quyết định",
        recipients=data.recipients,
        annexes=(
            Annex(f"DANH MỤC ĐỀ ÁN {data.round_name.upper()} ĐỀ NGHỊ PHÊ DUYỆT", (_list(data), *_in_words(data))),
        ),
    )


def _check(data: ApprovalSubmission):
    projects = [project for group in data.groups for project in group.projects]
    if not projects:
        raise ValidationError("Đợt phê duyệt chưa có đề án nào nên chưa lập được tờ trình.")
    for project in projects:
        parts = project.support + project.counterpart + project.other
        if project.total != parts:
            raise ValidationError(
                f"Đề án “{project.name}”: tổng kinh phí {grouped(project.total)} đồng khác tổng các nguồn vốn "
                f"{grouped(parts)} đồng. Sửa hồ sơ đề án rồi lập lại tờ trình."
            )
        amounts = (project.total, project.support, project.counterpart, project.other)
        if data.unit is MoneyUnit.TRIEU and any(amount % EXACT_IN_TRIEU for amount in amounts):
            raise ValidationError(
                f"Đề án “{project.name}” có số tiền lẻ dưới 0,1 triệu đồng. Danh mục phê duyệt không làm tròn: "
                "chọn đơn vị tính là đồng."
            )


def _short(body: str) -> str:
    """Ủy ban nhân dân tỉnh Hà Tĩnh is "Ủy ban nhân dân tỉnh" once the addressee has been named."""
    return body.split(" tỉnh ")[0] + " tỉnh" if " tỉnh " in body else body


def _opening(data: ApprovalSubmission):
    yield Paragraph(
        f"Thực hiện {data.plan.in_short()}, {data.office.name} đã tổng hợp, thẩm định và kính trình "
        f"{_short(data.addressee)} phê duyệt các đề án {data.round_name} với nội dung như sau:"
    )


def _appraisal(data: ApprovalSubmission):
    yield Heading("I. KẾT QUẢ TỔNG HỢP, THẨM ĐỊNH", 1)
    eligible = f"{count_text(data.count)} đề án, nhiệm vụ đủ điều kiện hỗ trợ theo quy định"
    if data.received is not None:
        rest = data.received - data.count
        left_out = f"; {count_text(rest)} hồ sơ chưa đủ điều kiện, chưa đưa vào đợt này" if rest > 0 else ""
        yield Paragraph(
            f"{data.office.name} đã tiếp nhận {count_text(data.received)} hồ sơ đề án, nhiệm vụ. "
            f"Kết quả thẩm định: {eligible}{left_out}."
        )
    else:
        yield Paragraph(f"Kết quả thẩm định: có {eligible}.")
    for text in data.appraisal.splitlines():
        if text.strip():
            yield Paragraph(text)


def _proposal(data: ApprovalSubmission):
    yield Heading("II. NỘI DUNG ĐỀ NGHỊ PHÊ DUYỆT", 1)
    kinds = len(data.groups)
    yield NumberedItem(
        "1.",
        f"Danh mục: {count_text(data.count)} đề án, nhiệm vụ thuộc {count_text(kinds)} nội dung của Kế hoạch "
        "(chi tiết tại Phụ lục kèm theo), tổng hợp như sau:",
    )
    yield _summary(data)
    yield NumberedItem("2.", f"Tổng kinh phí thực hiện: {_amount(data.sum('total'))}, trong đó:")
    yield NumberedItem("-", f"Kinh phí khuyến công hỗ trợ: {_amount(data.sum('support'))};")
    other = data.sum("other")
    counterpart = f"Vốn đối ứng của đơn vị thụ hưởng: {_amount(data.sum('counterpart'))}"
    yield NumberedItem("-", counterpart + (";" if other else "."))
    if other:
        yield NumberedItem("-", f"Nguồn vốn khác: {_amount(other)}.")
    yield NumberedItem("3.", _source(data))
    yield NumberedItem("4.", f"Thời gian thực hiện: trong năm {data.year}, cụ thể theo từng đề án tại Phụ lục.")


def _amount(amount: int) -> str:
    return f"{grouped(amount)}\u00a0đồng (Bằng chữ: {amount_in_words(amount)})"


def _source(data: ApprovalSubmission) -> str:
    """Where the money comes from and what this round leaves of it."""
    source = f"Nguồn kinh phí: kinh phí khuyến công {data.tier} năm {data.year}"
    parts = "; ".join(f"{name}: {grouped(amount)}\u00a0đồng" for name, amount in data.of_sources.items())
    each = f" ({parts})" if parts else ""
    if data.year_estimate is None:
        return f"{source}{each}."
    before = data.approved_before or 0
    rest = data.year_estimate - before - data.sum("support")
    earlier = f"đã phê duyệt các đợt trước {grouped(before)}\u00a0đồng, " if before else ""
    return (
        f"{source}, dự toán được giao {grouped(data.year_estimate)}\u00a0đồng; {earlier}"
        f"đề nghị phê duyệt đợt này {grouped(data.sum('support'))}\u00a0đồng{each}, còn lại {grouped(rest)}\u00a0đồng."
    )


def _implementation(data: ApprovalSubmission):
    if data.implementation:
        yield Heading("III. TỔ CHỨC THỰC HIỆN", 1)
        for number, text in enumerate(data.implementation, 1):
            yield NumberedItem(f"{number}.", text)


def _enclosures(data: ApprovalSubmission):
    if data.enclosures:
        yield Paragraph(f"(Gửi kèm: {'; '.join(data.enclosures)})", italic=True)


def _money_columns(data: ApprovalSubmission, first: int) -> tuple[Column, ...]:
    """Total, support, counterpart and, only where some project has it, other money. `first` numbers the total."""
    parts = [
        ("Kinh phí khuyến công hỗ trợ", str(first + 1)),
        ("Vốn đối ứng của đơn vị thụ hưởng", str(first + 2)),
    ]
    if data.sum("other"):
        parts.append(("Nguồn vốn khác", str(first + 3)))
    formula = f"{first}={'+'.join(index for _, index in parts)}"
    return (
        Column("Tổng kinh phí thực hiện", Kind.MONEY, index=formula),
        *(Column(title, Kind.MONEY, group="Trong đó", index=index) for title, index in parts),
    )


def _amounts(data: ApprovalSubmission, of) -> tuple[int, ...]:
    """The money cells of a row; `of` gives the amount of one part."""
    parts = ("total", "support", "counterpart", *(("other",) if data.sum("other") else ()))
    return tuple(of(part) for part in parts)


def _summary(data: ApprovalSubmission) -> Table:
    """Number and money of each group, in the text of the submission."""
    rows = [
        Row((str(number), group.title, len(group.projects), *_amounts(data, group.sum)))
        for number, group in enumerate(data.groups, 1)
    ]
    total = Row(("", "Tổng cộng", data.count, *_amounts(data, data.sum)), RowStyle.TOTAL)
    columns = (
        Column("TT", Kind.CENTRE),
        Column("Nội dung", width=52),
        Column("Số đề án", Kind.COUNT),
        *_money_columns(data, 4),
    )
    return Table(columns, (*rows, total), data.unit, title="Cộng theo nội dung")


def _list(data: ApprovalSubmission) -> Table:
    """The draft decision's list, grouped by content with a subtotal in each group's row."""
    columns = (
        Column("TT", Kind.CENTRE),
        Column("Tên đề án", width=36),
        Column("Đơn vị thực hiện", width=24),
        Column("Đơn vị thụ hưởng", width=26),
        Column("Địa điểm thực hiện", width=22),
        Column("Nội dung hỗ trợ", width=33),
        *_money_columns(data, 7),
        Column("Thời gian thực hiện", Kind.CENTRE),
    )
    rows, number = [], 0
    for place, group in enumerate(data.groups, 1):
        title = f"{group.title} ({count_text(len(group.projects))} đề án)"
        rows.append(Row((_roman(place), title, *_amounts(data, group.sum), ""), RowStyle.SUBTOTAL, span=5))
        for project in group.projects:
            number += 1
            content = project.content + (f"; nguồn kinh phí: {project.source}" if project.source else "")
            texts = (project.name, project.implementer, project.beneficiary, project.place, content)
            money = _amounts(data, lambda part, project=project: getattr(project, part))
            rows.append(Row((str(number), *texts, *money, project.period)))
    total = f"Tổng cộng ({count_text(data.count)} đề án)"
    rows.append(Row(("", total, *_amounts(data, data.sum), ""), RowStyle.TOTAL, span=5))
    return Table(columns, tuple(rows), data.unit, title="Danh mục đề nghị phê duyệt", numbered=True)


def _roman(number: int) -> str:
    """18 -> "XVIII": the groups of a list, however many."""
    digits = ""
    for value, letters in ROMAN:
        digits += letters * (number // value)
        number %= value
    return digits


def _in_words(data: ApprovalSubmission):
    yield Paragraph(f"Tổng kinh phí thực hiện bằng chữ: {amount_in_words(data.sum('total'))}.", italic=True)
    yield Paragraph(f"Kinh phí khuyến công hỗ trợ bằng chữ: {amount_in_words(data.sum('support'))}.", italic=True)
