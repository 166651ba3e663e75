"""Giấy đề nghị tạm ứng, thanh toán with its bảng kê chứng từ: what a unit asks of the Treasury under one contract.

It carries what the papers of Nghị định 11/2020/NĐ-CP are named for; the printed layout of those forms has not been
read, and the paper's own help says so.
"""

from dataclasses import dataclass
from datetime import date

from core.dates import long_date, ngay
from core.money import amount_in_words, grouped

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

TREASURY = "Kho bạc Nhà nước nơi đơn vị mở tài khoản"
SCANNED, ON_PAPER, MISSING = "có bản chụp", "nộp bản giấy", "THIẾU"
LIST = "Bảng kê chứng từ thanh toán/tạm ứng"
BY_HAND = "…………"  # the books keep no mục: whoever pays writes it


@dataclass(frozen=True)
class Payee:
    name: str
    account: str
    bank: str


@dataclass(frozen=True)
class Amount:
    """One figure of the contract before this request, by it and after it, đồng."""

    name: str
    before: int
    now: int
    after: int


@dataclass(frozen=True)
class ListedPaper:
    """One paper that goes with the request; `state`: SCANNED, ON_PAPER or MISSING."""

    name: str
    number: str
    on: date | None
    state: str
    source: str = ""

    @property
    def is_on_paper(self):
        return self.state == ON_PAPER

    @property
    def is_missing(self):
        return self.state == MISSING


@dataclass(frozen=True)
class PaymentRequestFacts:
    """What the request says. Amounts in đồng; `names`: who checked and who signed, "" while nobody did."""

    office: Office
    what: str
    advance: bool
    year: int
    source: str
    codes: tuple[str, str, str]  # chapter, category, item, "" where the estimate has none
    code: str
    title: str
    decision: str
    contract: str
    contract_number: str
    contract_on: date
    annexes: tuple[str, ...]
    counterparty: str
    payee: Payee
    amount: int
    clears: int
    content: str
    requested_on: date
    value: int
    so_far: tuple[Amount, ...]
    left: int
    rule: str
    article: str
    papers: tuple[ListedPaper, ...]
    names: tuple[str, str] = ("", "")
    paid: tuple[str, date | None] = ("", None)

    @property
    def spends(self):
        return self.amount + self.clears


def payment_request(data: PaymentRequestFacts) -> Paper:
    number, paid_on = data.paid
    blocks = [
        Paragraph(f"{data.office.name} đề nghị Kho bạc Nhà nước {data.what.lower()} kinh phí khuyến công như sau:"),
        Heading("I. NỘI DUNG ĐỀ NGHỊ"),
        _facts(data),
        *_amounts(data),
        Heading("II. LŨY KẾ THEO HỢP ĐỒNG"),
        _so_far(data),
        Paragraph(f"Giá trị còn được chi sau lần này: {grouped(data.left)}\u00a0đồng."),
    ]
    if data.rule:
        blocks += [Heading("III. CĂN CỨ MỨC ĐỀ NGHỊ"), Paragraph(f"{data.rule}.")]
        if data.article:
            blocks.append(Paragraph(f"Căn cứ: {data.article}."))
    if paid_on:
        blocks.append(Paragraph(f"Kho bạc Nhà nước đã chi {long_date(paid_on)}, chứng từ số {number}."))
    accountant, holder = data.names
    return Paper(
        office=data.office,
        type_code="GĐN",
        type_name=f"GIẤY ĐỀ NGHỊ {data.what.upper()}",
        abstract=f"Kinh phí khuyến công năm {data.year}, đề án {data.code}",
        year=data.requested_on.year,
        blocks=tuple(blocks),
        closing=f"{data.office.name} chịu trách nhiệm về nội dung, hồ sơ của đề nghị này",
        addressees=(TREASURY,),
        recipients=("Như trên",),
        annexes=(Annex(LIST, tuple(_list(data)), landscape=False),),
        parties=Signatures(
            "",
            (Signer(role="KẾ TOÁN", name=accountant), Signer(role="CHỦ TÀI KHOẢN", name=holder)),
        ),
    )


def _facts(data):
    chapter, category, item = (code or "–" for code in data.codes)
    facts = [
        ("Ngày đề nghị", ngay(data.requested_on)),
        ("Nguồn kinh phí", f"{data.source}, năm ngân sách {data.year}"),
        ("Chương, loại, khoản", f"{chapter}, {category}, {item}"),
        ("Mục, tiểu mục", BY_HAND),
        ("Đề án", f"{data.title} (mã\u00a0{data.code})"),
        ("Quyết định phê duyệt", data.decision or "–"),
        ("Hợp đồng, giao nhiệm vụ", "; ".join([data.contract, *data.annexes])),
        ("Giá trị đang có hiệu lực", f"{grouped(data.value)}\u00a0đồng"),
        ("Bên thực hiện", data.counterparty),
        ("Đơn vị nhận tiền", data.payee.name or "–"),
        ("Tài khoản nhận", f"{data.payee.account}, {data.payee.bank}".strip(", ") or "–"),
        ("Nội dung chi", data.content),
    ]
    return Table((Column("Mục", width=45), Column("Nội dung", width=110)), tuple(map(Row, facts)), title="Nội dung")


def _amounts(data):
    """Each amount in figures and in words; both together are what becomes actual spending."""
    named = "Số tiền đề nghị tạm ứng" if data.advance else "Số tiền đề nghị thanh toán"
    for words, amount in ((named, data.amount), ("Số tiền thanh toán tạm ứng (không chi thêm tiền)", data.clears)):
        if amount:
            yield Paragraph(f"{words}: {grouped(amount)}\u00a0đồng (Bằng chữ: {amount_in_words(amount)}).")


def _so_far(data):
    columns = (
        Column("Chỉ tiêu", width=60), Column("Trước lần này", Kind.MONEY), Column("Lần này", Kind.MONEY),
        Column("Sau lần này", Kind.MONEY),
    )  # fmt: skip
    rows = tuple(Row((row.name, row.before, row.now, row.after)) for row in data.so_far)
    return Table(columns, rows, unit=MoneyUnit.DONG, title="Lũy kế theo hợp đồng")


def _list(data):
    """What is asked, by the document it rests on; then the papers that go with it."""
    columns = (
        Column("TT", Kind.CENTRE), Column("Số", width=28, group="Hợp đồng, quyết định"),
        Column("Ngày", Kind.CENTRE, group="Hợp đồng, quyết định"), Column("Mục", Kind.CENTRE),
        Column("Nội dung chi", width=50), Column("Số tiền", Kind.MONEY),
    )  # fmt: skip
    asked = [(data.content, data.amount), (f"Thanh toán tạm ứng: {data.content}", data.clears)]
    asked = [(content, amount) for content, amount in asked if amount]
    rows = [
        Row((str(no), data.contract_number, ngay(data.contract_on), "", content, amount))
        for no, (content, amount) in enumerate(asked, 1)
    ]
    rows.append(Row(("", "Cộng", data.spends), RowStyle.TOTAL, span=4))
    yield Table(columns, tuple(rows), unit=MoneyUnit.DONG, title=LIST)
    yield Paragraph("Giấy tờ kèm theo:", keep_with_next=True)
    yield papers_table(data.papers)


def papers_table(papers):
    """The papers that go with a request, each with its number, its day and how it is there."""
    columns = (
        Column("TT", Kind.CENTRE), Column("Giấy tờ", width=62), Column("Số", width=28), Column("Ngày", Kind.CENTRE),
        Column("Tình trạng", width=34),
    )  # fmt: skip
    rows = tuple(
        Row((str(no), row.name, row.number, ngay(row.on) if row.on else "", row.state))
        for no, row in enumerate(papers, 1)
    )
    return Table(columns, rows, title="Giấy tờ kèm theo")
