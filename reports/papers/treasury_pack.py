"""Danh mục hồ sơ: the first page of what goes to the Treasury with a request. What is missing stands first."""

from dataclasses import dataclass
from datetime import date

from core.dates import ngay
from core.money import grouped

from .paper import Annex, Column, Heading, Kind, Paper, Paragraph, Row, Signatures, Signer, Table
from .payment_request import TREASURY, ListedPaper, PaymentRequestFacts


@dataclass(frozen=True)
class PackedFile:
    """One file of the pack. `document`: id of the paper it is the scan of, None for what the program wrote itself."""

    no: int
    file: str
    name: str
    number: str = ""
    on: date | None = None
    size: int | None = None
    sha256: str = ""
    document: int | None = None


@dataclass(frozen=True)
class TreasuryPack:
    request: PaymentRequestFacts
    files: tuple[PackedFile, ...]
    on_paper: tuple[ListedPaper, ...]
    missing: tuple[ListedPaper, ...]


def treasury_pack(data: TreasuryPack) -> Paper:
    asked = data.request
    named = (("Số tiền:", asked.amount), ("thanh toán tạm ứng, không chi thêm tiền:", asked.clears))
    amounts = "; ".join(f"{words} {grouped(amount)}\u00a0đồng" for words, amount in named if amount)
    blocks = [
        Paragraph(
            f"Kèm Giấy đề nghị {asked.what.lower()} ngày {ngay(asked.requested_on)}. {amounts[0].upper()}{amounts[1:]}."
        ),
        Paragraph(
            f"Đề án: {asked.title} (mã\u00a0{asked.code}). {asked.contract}. Bên nhận: {asked.payee.name or '–'}."
        ),
        Heading("I. CÒN THIẾU"),
        *_missing(data.missing),
        Heading("II. TỆP TRONG GÓI"),
        _files(data.files),
    ]
    if data.on_paper:
        blocks += [Heading("III. NỘP BẢN GIẤY (CHƯA CÓ BẢN CHỤP)"), _papers(data.on_paper, "Nộp bản giấy")]
    scans = tuple(row for row in data.files if row.sha256)
    return Paper(
        office=asked.office,
        type_code="DM",
        type_name="DANH MỤC HỒ SƠ",
        abstract=f"Hồ sơ {asked.what.lower()} gửi Kho bạc Nhà nước, đề án {asked.code}",
        year=asked.requested_on.year,
        blocks=tuple(blocks),
        closing="Danh mục lập theo hồ sơ đang có; mã SHA-256 của từng tệp ghi trong tệp sha256.txt của gói",
        addressees=(TREASURY,),
        recipients=("Như trên",),
        annexes=(Annex("Mã SHA-256 của các bản chụp", (_digests(scans),), says_most=False),) if scans else (),
        parties=Signatures("", (Signer(role="KẾ TOÁN"),)),
    )


def _missing(rows):
    if not rows:
        yield Paragraph("Đủ giấy tờ theo quy định của khâu này.")
        return
    yield Paragraph(f"Còn thiếu {len(rows)} giấy tờ theo quy định:", keep_with_next=True)
    columns = (Column("TT", Kind.CENTRE), Column("Giấy tờ", width=90), Column("Quy định", width=50))
    found = tuple(Row((str(no), row.name, row.source)) for no, row in enumerate(rows, 1))
    yield Table(columns, found, title="Còn thiếu")


def _files(files):
    columns = (
        Column("Số", Kind.CENTRE), Column("Giấy tờ", width=70), Column("Số, ký hiệu", width=26),
        Column("Ngày", Kind.CENTRE), Column("Tệp", width=50),
    )  # fmt: skip
    rows = tuple(Row((f"{row.no:02}", row.name, row.number, ngay(row.on) if row.on else "", row.file)) for row in files)
    return Table(columns, rows, title="Tệp trong gói")


def _papers(papers, title):
    columns = (
        Column("TT", Kind.CENTRE), Column("Giấy tờ", width=90), Column("Số, ký hiệu", width=30),
        Column("Ngày", Kind.CENTRE),
    )  # fmt: skip
    rows = tuple(
        Row((str(no), row.name, row.number, ngay(row.on) if row.on else "")) for no, row in enumerate(papers, 1)
    )
    return Table(columns, rows, title=title)


def _digests(files):
    """In four groups, so that a person can compare them line by line."""
    columns = (
        Column("Số", Kind.CENTRE), Column("Tệp", width=70), Column("Dung lượng (byte)", Kind.COUNT),
        Column("SHA-256", width=120),
    )  # fmt: skip
    rows = tuple(Row((f"{row.no:02}", row.file, row.size, _grouped(row.sha256))) for row in files)
    return Table(columns, rows, title="Mã SHA-256 của các bản chụp")


def _grouped(digest):
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))
