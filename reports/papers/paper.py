"""The parts of an administrative paper, as plain data.

Source: Nghị định 30/2020/NĐ-CP, điều 8 and phụ lục I-III. A draft has no number and no day: the records office gives
both after signing, so `number` and `issued_on` stay empty unless a real issued paper is printed again. Amounts
are whole đồng everywhere; a table says in which unit it prints them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from core.dates import long_date


class MoneyUnit(Enum):
    """In which unit a table prints amounts; sums are always made in đồng first."""

    DONG = "đồng"
    TRIEU = "triệu đồng"


class Kind(Enum):
    """What a column holds: decides alignment, format and whether its text may wrap."""

    TEXT = "text"
    CENTRE = "centre"
    COUNT = "count"  # int or text such as "05-07"
    MONEY = "money"  # int đồng
    PERCENT = "percent"  # Decimal

    @property
    def is_figure(self) -> bool:
        return self in (Kind.COUNT, Kind.MONEY, Kind.PERCENT)


class RowStyle(Enum):
    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


Value = str | int | Decimal | None


@dataclass(frozen=True)
class Column:
    """`width` is the wished width in mm of a TEXT column; the others take what they hold and their title need.

    Neighbours with the same `group` share a header cell above them. `index` replaces the column's number in the
    row of numbers, e.g. "7=8+9+10".
    """

    title: str
    kind: Kind = Kind.TEXT
    width: float = 30
    group: str = ""
    index: str = ""


@dataclass(frozen=True)
class Row:
    """Cells from left to right. In a (sub)total the second cell may cover `span` columns; the rest follow it."""

    cells: tuple[Value, ...]
    style: RowStyle = RowStyle.ITEM
    span: int = 1


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: MoneyUnit | None = None
    title: str = ""  # its heading on the screen; on paper the text around it says what it is
    numbered: bool = False  # a row of column numbers under the header
    notes: tuple[str, ...] = ()

    def __post_init__(self):
        for row in self.rows:
            if len(row.cells) - 1 + row.span != len(self.columns):
                raise ValueError(f"{len(row.cells)} cells with span {row.span} do not fill {len(self.columns)} columns")


@dataclass(frozen=True)
class Heading:
    """`level` 1 is a part ("I. KẾT QUẢ"), 2 a titled item below it ("1. Kinh phí")."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str
    italic: bool = False
    keep_with_next: bool = False


@dataclass(frozen=True)
class NumberedItem:
    """An item of a list: marker "1.", "a)", "-" or "+", then the text."""

    marker: str
    text: str


@dataclass(frozen=True)
class Signer:
    """One of several who sign. `role` stands above in capitals (CHỦ TRÌ), `post` below it as it is written; a name
    that is not known is written by hand."""

    post: str = ""
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class Signatures:
    """Room for everybody who signs, two beside each other; none is torn from the name below it.

    They stand where they are put: after what they confirm, or at the end of the paper (`Paper.parties`).
    """

    title: str  # over them, "" where the form has none
    signers: tuple[Signer, ...]

    @property
    def pairs(self) -> tuple[tuple[Signer | None, ...], ...]:
        """Two in a row, the last alone beside an empty place; the only one at the right, where a paper is signed."""
        if len(self.signers) == 1:
            return ((None, self.signers[0]),)
        filled = (*self.signers, None)[: len(self.signers) + len(self.signers) % 2]
        return tuple(zip(filled[::2], filled[1::2], strict=True))


Block = Heading | Paragraph | NumberedItem | Table | Signatures


@dataclass(frozen=True)
class Annex:
    """A phụ lục with its own page numbers. `number` is "" for the only one, else "I", "II"…

    `says_most`: the screen shows its tables before those of the paper itself.
    """

    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    landscape: bool = True
    says_most: bool = True


@dataclass(frozen=True)
class Issuer:
    """Top left of page 1: the body above in plain capitals, the issuing body in bold capitals, one line each."""

    body: tuple[str, ...]
    superior: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """`capacity` holds "KT. GIÁM ĐỐC" or "TM. ỦY BAN NHÂN DÂN"; the name stays empty until someone signs."""

    post: str
    capacity: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Office:
    """How one office appears on its papers; abbreviations and places are set by the office's head."""

    issuer: Issuer
    name: str  # in a sentence: "Sở Công Thương"
    abbreviation: str  # in the symbol: "SCT"
    place: str  # before the date: "Hà Tĩnh"
    signature: Signature
    archive: str = "VT"  # after "Lưu:"
    section: str = "QLCN"  # that drafts, in the symbol of a letter


@dataclass(frozen=True)
class Reference:
    """An issued paper that this one cites."""

    type_name: str
    number: str
    issued_on: date
    issuer: str
    abstract: str = ""

    def in_full(self) -> str:
        """The first citation: type, number, date, issuer, abstract (điều 13)."""
        abstract = f" {self.abstract}" if self.abstract else ""
        return f"{self.type_name} số {self.number} {long_date(self.issued_on)} của {self.issuer}{abstract}"

    def in_short(self) -> str:
        """Every later citation: type and number."""
        return f"{self.type_name} số {self.number}"


@dataclass(frozen=True)
class Paper:
    """One administrative paper. The closing sentence gets "./." from the layout; recipients get "-", ";" and ".".

    A letter (công văn) has no type: its abstract stands as "V/v …" under the number, its symbol names the section.
    Minutes are signed by all who took part: `parties` take the place of the office's one signer (Mẫu 1.9).
    """

    office: Office
    type_code: str  # "TTr", "BC": phụ lục III
    type_name: str  # "TỜ TRÌNH"
    abstract: str
    year: int
    blocks: tuple[Block, ...]
    closing: str
    addressees: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    recipients: tuple[str, ...] = ("Như trên",)
    number: str = ""
    issued_on: date | None = None
    parties: Signatures | None = None

    @property
    def is_letter(self) -> bool:
        return not self.type_name

    @property
    def symbol(self) -> str:
        if self.is_letter:
            return f"{self.office.abbreviation}-{self.office.section}"
        return f"{self.type_code}-{self.office.abbreviation}"

    @property
    def title(self) -> str:
        """Of the file: "Tờ trình Về việc …"; of a letter "V/v …"."""
        return f"V/v {self.abstract}" if self.is_letter else f"{self.type_name.capitalize()} {self.abstract}"
