"""Quyết toán as official tables: of one project (with its voucher lists), and of a unit's budget year.

They carry what Mẫu 7, 8a, 8b of TT 36/2013/TT-BCT phụ lục 1 are named for; the printed layout of those forms has not
been read, and the forms' own help says so.
"""

from dataclasses import dataclass
from datetime import date

from core.dates import ngay
from core.money import amount_in_words

from .paper import (
    Annex,
    Column,
    Heading,
    Kind,
    MoneyUnit,
    Office,
    Paper,
    Paragraph,
    Row,
    RowStyle,
    Signatures,
    Signer,
    Table,
)


@dataclass(frozen=True)
class ListedVoucher:
    """One line of a voucher list, đồng. `accepted`: None while nobody decided."""

    no: int
    number: str
    on: date
    seller: str  # with the tax code, or what tells who the payee is
    content: str
    amount: int
    vat: int
    state: int
    counterpart: int
    accepted: int | None
    decision: str
    disallowed: int = 0
    contract: str = ""  # under whose contract, where there are several parties'


@dataclass(frozen=True)
class ProjectSettlement:
    """The account of one project: each figure with its name, in the order it is worked out (đồng)."""

    office: Office
    year: int
    code: str
    title: str
    beneficiaries: tuple[str, ...]
    decision: str
    commitments: tuple[str, ...]
    figures: tuple[tuple[str, int | None], ...]
    support_final: int | None
    steps: tuple[str, ...]
    state_vouchers: tuple[ListedVoucher, ...] = ()
    all_vouchers: tuple[ListedVoucher, ...] = ()
    approved_on: date | None = None


def project_settlement(data: ProjectSettlement) -> Paper:
    blocks = [
        Paragraph(f"Đề án: {data.title} (mã\u00a0{data.code})."),
        Paragraph(f"Đơn vị thụ hưởng: {', '.join(data.beneficiaries)}."),
    ]
    if data.decision:
        blocks.append(Paragraph(f"Quyết định phê duyệt: {data.decision}."))
    if data.commitments:
        blocks.append(Paragraph(f"Hợp đồng, giao nhiệm vụ: {'; '.join(data.commitments)}."))
    blocks += [Heading("I. TỔNG HỢP QUYẾT TOÁN"), _figures(data)]
    if data.steps:
        blocks.append(Paragraph("Cách tính kinh phí hỗ trợ quyết toán:", keep_with_next=True))
        blocks += [Paragraph(f"- {step}") for step in data.steps]
    if data.support_final is not None:
        blocks.append(Paragraph(f"Bằng chữ: {amount_in_words(data.support_final)}.", italic=True))
    lists = (
        ("8a", "Mẫu 8a: bảng kê chứng từ, nguồn khuyến công", data.state_vouchers),
        ("8b", "Mẫu 8b: bảng kê chứng từ, các nguồn", data.all_vouchers),
    )
    there = [(title, rows) for _, title, rows in lists if rows]
    numbers = ("I", "II")[: len(there)] if len(there) > 1 else ("",) * len(there)
    when = f"đã duyệt ngày {ngay(data.approved_on)}" if data.approved_on else "chưa duyệt"
    return Paper(
        office=data.office,
        type_code="BQT",
        type_name="BẢNG QUYẾT TOÁN",
        abstract=f"Kinh phí khuyến công đề án {data.code} năm {data.year} ({when})",
        year=(data.approved_on or date(data.year, 12, 31)).year,
        blocks=tuple(blocks),
        closing="Bảng quyết toán lập để lưu hồ sơ và gửi các cơ quan kiểm tra",
        recipients=("Sở Công Thương", "Sở Tài chính", "Lưu: đơn vị"),
        annexes=tuple(
            Annex(title, (_vouchers(rows, title),), number=number)
            for number, (title, rows) in zip(numbers, there, strict=True)
        ),
        parties=Signatures("", (Signer(role="KẾ TOÁN LẬP BẢNG"), Signer(role="THỦ TRƯỞNG ĐƠN VỊ"))),
    )


def _figures(data):
    columns = (Column("TT", Kind.CENTRE), Column("Chỉ tiêu", width=100), Column("Số tiền", Kind.MONEY))
    rows = tuple(Row((str(no), name, amount)) for no, (name, amount) in enumerate(data.figures, 1))
    return Table(columns, rows, unit=MoneyUnit.DONG, title="Mẫu 7: tổng hợp quyết toán")


def _vouchers(vouchers, title):
    whose = any(row.contract for row in vouchers)
    columns = (
        Column("TT", Kind.CENTRE), *([Column("Hợp đồng, đơn vị", width=26)] if whose else []),
        Column("Số", width=18, group="Hóa đơn, chứng từ"),
        Column("Ngày", Kind.CENTRE, group="Hóa đơn, chứng từ"), Column("Bên bán, người nhận", width=34),
        Column("Nội dung", width=34), Column("Trước thuế", Kind.MONEY), Column("Thuế GTGT", Kind.MONEY),
        Column("Khuyến công", Kind.MONEY, group="Nguồn"), Column("Đối ứng, khác", Kind.MONEY, group="Nguồn"),
        Column("Chấp nhận", Kind.MONEY), Column("Kết quả", width=22),
    )  # fmt: skip
    rows = [
        Row(
            (
                str(row.no), *([row.contract] if whose else []), row.number, ngay(row.on), row.seller,
                row.content, row.amount, row.vat, row.state, row.counterpart, row.accepted, row.decision,
            )
        )
        for row in vouchers
    ]  # fmt: skip

    def total(name):
        return sum(getattr(row, name) or 0 for row in vouchers)

    sums = (total("amount"), total("vat"), total("state"), total("counterpart"), total("accepted"), "")
    rows.append(Row(("", f"Cộng {len(vouchers)} chứng từ", *sums), RowStyle.TOTAL, span=5 if whose else 4))
    return Table(columns, tuple(rows), unit=MoneyUnit.DONG, title=title)


@dataclass(frozen=True)
class SettledProject:
    """One project of a unit's year, đồng by the books: None where nothing is decided yet."""

    code: str
    title: str
    approved: int
    support: int | None
    settled: int
    owed: int
    disallowed: int
    status: str


@dataclass(frozen=True)
class YearSettlement:
    """A unit's budget year: where its money stands, and each project's account. `notice`: Finance's paper."""

    office: Office
    unit: str
    year: int
    source: str
    stages: tuple[tuple[str, int, int], ...]  # name, standing there, came so far
    projects: tuple[SettledProject, ...]
    status: str
    notice: tuple[str, date | None] = ("", None)


def year_settlement(data: YearSettlement) -> Paper:
    number, day = data.notice
    blocks = [
        Paragraph(f"Đơn vị: {data.unit}. Nguồn kinh phí: {data.source}. Tình trạng: {data.status}."),
        Heading("I. TÌNH HÌNH KINH PHÍ"),
        _stages(data),
    ]
    if day:
        blocks.append(Paragraph(f"Sở Tài chính thông báo tại văn bản số {number} ngày {ngay(day)}."))
    return Paper(
        office=data.office,
        type_code="BQT",
        type_name="BÁO CÁO QUYẾT TOÁN",
        abstract=f"Kinh phí khuyến công năm {data.year} của {data.unit}",
        year=data.year + 1,
        blocks=tuple(blocks),
        closing="Báo cáo lập theo sổ kinh phí của đơn vị",
        recipients=("Sở Tài chính", "Kho bạc Nhà nước", "Lưu: đơn vị"),
        annexes=(Annex(f"Quyết toán từng đề án năm {data.year}", (_projects(data),)),),
        parties=Signatures("", (Signer(role="KẾ TOÁN LẬP BẢNG"), Signer(role="THỦ TRƯỞNG ĐƠN VỊ"))),
    )


def _stages(data):
    columns = (
        Column("TT", Kind.CENTRE), Column("Ngăn", width=70), Column("Đã đến ngăn này", Kind.MONEY),
        Column("Còn ở ngăn này", Kind.MONEY),
    )  # fmt: skip
    rows = tuple(Row((str(no), name, reached, standing)) for no, (name, standing, reached) in enumerate(data.stages, 1))
    return Table(columns, rows, unit=MoneyUnit.DONG, title="Tình hình kinh phí")


def _projects(data):
    columns = (
        Column("TT", Kind.CENTRE), Column("Đề án", width=70), Column("Được duyệt", Kind.MONEY),
        Column("Quyết toán được hỗ trợ", Kind.MONEY), Column("Đã quyết toán trên sổ", Kind.MONEY),
        Column("Xuất toán", Kind.MONEY), Column("Còn phải thu hồi", Kind.MONEY), Column("Tình trạng", width=28),
    )  # fmt: skip
    rows = [
        Row(
            (
                str(no), f"{row.code}: {row.title}", row.approved, row.support, row.settled, row.disallowed, row.owed,
                row.status,
            )
        )
        for no, row in enumerate(data.projects, 1)
    ]  # fmt: skip

    def total(name):
        return sum(getattr(row, name) or 0 for row in data.projects)

    sums = (total("approved"), total("support"), total("settled"), total("disallowed"), total("owed"), "")
    rows.append(Row(("", f"Cộng {len(data.projects)} đề án", *sums), RowStyle.TOTAL))
    return Table(columns, tuple(rows), unit=MoneyUnit.DONG, title="Quyết toán từng đề án")
