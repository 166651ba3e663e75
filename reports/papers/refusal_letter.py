"""Công văn trả lời hồ sơ đề án không đủ điều kiện hỗ trợ: the Department answers whoever registered the project."""

from dataclasses import dataclass
from datetime import date

from core.dates import long_date
from core.money import grouped

from .paper import Column, Kind, Office, Paper, Paragraph, Row, Table


@dataclass(frozen=True)
class JudgedPoint:
    """One of the five points of the appraisal, with what was found."""

    name: str
    met: bool
    finding: str


@dataclass(frozen=True)
class RefusalLetter:
    """What the letter says. Amounts in đồng; `points` is empty when the dossier was refused without a sheet.

    `article` names its text in full: the letter leaves the house.
    """

    office: Office
    year: int
    code: str
    title: str
    implementer: str
    beneficiaries: tuple[str, ...]
    place: str
    total: int
    requested: int
    filed_on: date
    concluded_on: date
    reason: str
    article: str
    note: str
    points: tuple[JudgedPoint, ...] = ()
    recipients: tuple[str, ...] = ("Như trên", "Lãnh đạo Sở")


def refusal_letter(data: RefusalLetter) -> Paper:
    others = tuple(name for name in data.beneficiaries if name != data.implementer)
    return Paper(
        office=data.office,
        type_code="",
        type_name="",
        abstract=f"trả lời hồ sơ đề án khuyến công {data.code} không đủ điều kiện hỗ trợ",
        year=data.concluded_on.year,
        addressees=(data.implementer, *others),
        blocks=(*_opening(data), _reason(data), *_points(data)),
        closing=f"{data.office.name} trả lời để đơn vị biết, thực hiện",
        recipients=data.recipients,
    )


def _opening(data: RefusalLetter):
    yield Paragraph(
        f"{data.office.name} nhận được hồ sơ đề án “{data.title}” đề {long_date(data.filed_on)}, đăng ký hỗ trợ từ "
        f"kinh phí khuyến công năm {data.year}."
    )
    yield Paragraph(
        f"Qua thẩm định, {long_date(data.concluded_on)}, {data.office.name} kết luận hồ sơ không đủ điều kiện hỗ trợ, "
        "cụ thể như sau:",
        keep_with_next=True,
    )


def _reason(data: RefusalLetter) -> Table:
    facts = (
        ("Đề án", f"{data.title} (mã\u00a0{data.code})"),
        ("Đơn vị thực hiện", data.implementer),
        ("Đơn vị thụ hưởng", ", ".join(data.beneficiaries)),
        ("Địa điểm", data.place),
        ("Tổng kinh phí", f"{grouped(data.total)}\u00a0đồng"),
        ("Kinh phí đề nghị hỗ trợ", f"{grouped(data.requested)}\u00a0đồng"),
        ("Lý do không đủ điều kiện", data.reason),
        ("Căn cứ", data.article[:1].upper() + data.article[1:]),
        ("Nội dung cụ thể", data.note),
    )
    columns = (Column("Nội dung", width=45), Column("Chi tiết", width=110))
    return Table(columns, tuple(Row(fact) for fact in facts), title="Hồ sơ và lý do không đủ điều kiện")


def _points(data: RefusalLetter):
    if not data.points:
        return
    yield Paragraph("Kết quả thẩm định theo từng nội dung:", keep_with_next=True)
    columns = (
        Column("TT", Kind.CENTRE), Column("Nội dung thẩm định", width=60), Column("Kết quả", Kind.CENTRE),
        Column("Nhận xét", width=60),
    )  # fmt: skip
    rows = tuple(
        Row((str(number), point.name, "Đạt" if point.met else "Chưa đạt", point.finding))
        for number, point in enumerate(data.points, 1)
    )
    yield Table(columns, rows, title="Kết quả thẩm định theo từng nội dung")
