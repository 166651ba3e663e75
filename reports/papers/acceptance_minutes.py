"""Biên bản nghiệm thu cơ sở: one team, several places in a day, one set of minutes (Nghị định 30/2020/NĐ-CP, Mẫu 1.9).

The paper comes first and is recorded afterwards: while it is drawn up, what is not known is a dotted line to be filled
in by hand on the spot, and number and day are left to the records office. Recorded minutes are printed with their own
number and day, and what they do not say is a dash.
"""

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from core.dates import long_date, ngay
from core.money import amount_in_words, grouped
from core.text import figure

from .layout import listed, share
from .paper import (
    Column,
    Heading,
    Kind,
    MoneyUnit,
    NumberedItem,
    Office,
    Paper,
    Paragraph,
    Row,
    RowStyle,
    Signatures,
    Signer,
    Table,
)
from .persons import CHAIR, SECRETARY, lines_of, signer_of

DOTS = "…" * 14  # what is written by hand, at the end of a line
SHORT_DOTS = "…" * 4
WHOLE_LINE = "…" * 29
UNKNOWN = "–"

PASS, DEFECTS, BY_VOLUME = "PASS", "DEFECTS", "BY_VOLUME"
CONCLUSIONS = {
    PASS: "Đạt",
    DEFECTS: "Chưa đạt, phải khắc phục",
    BY_VOLUME: "Nghiệm thu theo khối lượng đã thực hiện",
}


@dataclass(frozen=True)
class Target:
    """What the project promised and what was reached here, in `unit`; None is not known.

    `remark`: on the figure, or why nothing was measured; `of_project`: the figure is the whole project's.
    """

    name: str
    unit: str
    planned: Decimal | None
    actual: Decimal | None
    remark: str = ""
    of_project: bool = False

    @property
    def is_not_measured(self):
        return self.actual is None and bool(self.remark)


@dataclass(frozen=True)
class SummedTarget:
    """What the places of the project `code` make together; `words` says why where there is no sum."""

    code: str
    name: str
    unit: str
    planned: Decimal | None
    actual: Decimal | None
    words: str


@dataclass(frozen=True)
class Particulars:
    """What was delivered in kind, as the family of support tells it: machines with their serials, classes, a fair."""

    heading: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class AcceptedPlace:
    """The result at one place. Amounts in đồng, on the norm's base (`with_vat`); the dossier's are the whole project's.

    `accepted_cost` holds the part that the beneficiary paid itself, `counterpart_done` says how much that was.
    """

    code: str
    title: str
    implementer: str
    beneficiary: str
    where: str
    decision: str = ""
    commitments: tuple[str, ...] = ()
    support: int | None = None
    support_share: int | None = None  # of this beneficiary, where the project has several
    places_of_project: int = 1
    unit: str = ""
    with_vat: bool = False
    present: str = ""
    targets: tuple[Target, ...] = ()
    particulars: tuple[Particulars, ...] = ()  # of the whole project, told at its first place
    results: str = ""
    planned_cost: int | None = None
    accepted_cost: int | None = None
    planned_units: int | None = None
    accepted_units: int | None = None
    planned_counterpart: int | None = None
    counterpart_done: int | None = None
    proofs: tuple[str, ...] = ()
    conclusion: str = ""
    volume_percent: Decimal | None = None
    defects: str = ""
    new_date: date | None = None

    @property
    def is_accepted(self):
        return self.conclusion in (PASS, BY_VOLUME)

    @property
    def concluded(self):
        """«Nghiệm thu theo khối lượng đã thực hiện: 70 %»; "" while nothing is concluded."""
        words = CONCLUSIONS.get(self.conclusion, "")
        return words if self.volume_percent is None else f"{words}: {figure(self.volume_percent)}\u00a0%"


@dataclass(frozen=True)
class AcceptanceMinutes:
    """What the minutes of a batch say. `team` and each `present`: one person a line; `chair`, `secretary`: such a line.

    `recorded`: the minutes are signed and recorded, with `number` and `issued_on` as they were.
    """

    office: Office
    held_on: date
    team: str
    places: tuple[AcceptedPlace, ...]
    sums: tuple[SummedTarget, ...] = ()
    grounds: tuple[str, ...] = ()
    chair: str = ""
    secretary: str = ""
    starts: time | None = None
    ends: time | None = None
    recorded: bool = False
    number: str = ""
    issued_on: date | None = None
    recipients: tuple[str, ...] = ()


def acceptance_minutes(data: AcceptanceMinutes) -> Paper:
    blank = Blanks(data.recorded)
    blocks = [*_opening(data, blank), Heading("II. KẾT QUẢ NGHIỆM THU")]
    for number, place in enumerate(data.places, 1):
        blocks += _place(number, place, Blanks(data.recorded or place.conclusion == DEFECTS))
    if (len(data.places) > 1 or data.sums) and all(place.conclusion for place in data.places):
        blocks += _together(data, blank)
    return Paper(
        office=replace(data.office, archive="VT, hồ sơ nghiệm thu"),
        type_code="BB",
        type_name="BIÊN BẢN",
        abstract="Nghiệm thu cơ sở đề án khuyến công",
        year=(data.issued_on or data.held_on).year,
        grounds=data.grounds,
        blocks=tuple(blocks),
        closing=(
            f"Việc nghiệm thu kết thúc vào {blank.hour(data.ends)}{long_date(data.held_on)}. Biên bản đã được đọc "
            "lại, các thành phần tham dự thống nhất nội dung, cùng ký tên; mỗi bên giữ 01 bản"
        ),
        recipients=data.recipients,
        number=data.number,
        issued_on=data.issued_on,
        parties=_team_signs(data),
    )


@dataclass(frozen=True)
class Blanks:
    """How the paper says what nobody has written yet: room for the pen; once nothing more is written there, a dash."""

    closed: bool

    def text(self, value, dots=DOTS):
        return value or (UNKNOWN if self.closed else dots)

    def lines(self, value):
        """Paragraphs of a longer text, or two lines to write on."""
        written = [line for line in value.splitlines() if line.strip()]
        return written or ([UNKNOWN] if self.closed else [WHOLE_LINE] * 2)

    def figure(self, value):
        return self.text("" if value is None else figure(value), SHORT_DOTS)

    def money(self, amount):
        """For a table in đồng, or a column whose unit stands beside it."""
        return self.text("" if amount is None else grouped(amount), SHORT_DOTS * 2)

    def in_full(self, label, amount):
        """«Chi phí …: 400.000.000 đồng (Bằng chữ: Bốn trăm triệu đồng).», or two lines to write on."""
        if amount is not None:
            yield Paragraph(f"{label}: {grouped(amount)}\u00a0đồng (Bằng chữ: {amount_in_words(amount)}).")
        elif not self.closed:
            yield Paragraph(f"{label}: {SHORT_DOTS * 3} đồng", keep_with_next=True)
            yield Paragraph(f"(Bằng chữ: {SHORT_DOTS * 5})")

    def hour(self, moment):
        """Before the date; "" where the minutes were recorded without it."""
        if moment is not None:
            return f"{moment.hour:02d} giờ {moment.minute:02d} phút, "
        return "" if self.closed else "…… giờ …… phút, "


# --- who, when, where -----------------------------------------------------------------------------------------------


def _opening(data, blank):
    places = data.places
    where = places[0].where if len(places) == 1 else f"{len(places):02d} nơi nghiệm thu nêu tại mục II"
    yield Paragraph(f"Thời gian bắt đầu: {blank.hour(data.starts)}{long_date(data.held_on)}.")
    yield Paragraph(f"Địa điểm: {_sentence(blank.text(where))}")
    yield Heading("I. THÀNH PHẦN THAM DỰ")
    yield Paragraph("1. Tổ nghiệm thu:", keep_with_next=True)
    for line in listed(tuple(lines_of(data.team))):
        yield NumberedItem("-", line)
    yield Paragraph(f"Chủ trì: {_sentence(blank.text(_name(data.chair)))}")
    yield Paragraph(f"Thư ký (người ghi biên bản): {_sentence(blank.text(_name(data.secretary)))}")
    yield Paragraph(
        "2. Đại diện đơn vị thụ hưởng, đơn vị có liên quan: nêu ở từng nơi nghiệm thu."
        if len(places) > 1
        else "2. Đại diện đơn vị thụ hưởng, đơn vị có liên quan: nêu tại mục II."
    )


def _name(line):
    return signer_of(line).name or line


# --- one place ------------------------------------------------------------------------------------------------------


def _place(number, place, blank):
    whose = f"Đơn vị thụ hưởng: {place.beneficiary}" if place.beneficiary else f"Đề án: {place.title}"
    yield Heading(f"{number}. {whose}", level=2)
    yield from _facts(place, blank)
    yield from _results(number, place, blank)
    yield from _volume(number, place, blank)
    yield Paragraph(f"c) Chứng từ phần vốn đối ứng: {_sentence(_proofs(place, blank))}")
    yield from _conclusion(place, blank)
    yield Signatures("Đại diện tại nơi nghiệm thu", _present(place))


def _facts(place, blank):
    facts = [
        ("Đề án", f"{place.title} (mã\u00a0{place.code})"),
        ("Đơn vị thực hiện", place.implementer),
        ("Địa điểm", blank.text(place.where)),
        ("Quyết định phê duyệt", place.decision),
        ("Căn cứ thực hiện", "; ".join(place.commitments)),
        ("Kinh phí khuyến công hỗ trợ", _support(place)),
        ("Đại diện tại nơi nghiệm thu", blank.text("; ".join(lines_of(place.present)))),
    ]
    for name, value in facts:
        if value:
            yield NumberedItem("-", f"{name}: {_sentence(value)}")


def _support(place):
    if place.support is None:
        return ""
    words = f"{grouped(place.support)}\u00a0đồng"
    if place.support_share is None:
        return words
    return f"{words} cho cả đề án, trong đó đơn vị này {grouped(place.support_share)}\u00a0đồng"


def _results(number, place, blank):
    yield Paragraph("a) Kết quả thực hiện so với mục tiêu:", keep_with_next=True)
    if place.targets:
        columns = (
            Column("TT", Kind.CENTRE), Column("Chỉ tiêu", width=75), Column("Đơn vị tính", Kind.CENTRE),
            Column("Mục tiêu", Kind.COUNT), Column("Thực hiện", Kind.COUNT),
            Column("Tỷ lệ thực hiện (%)", Kind.PERCENT),
        )  # fmt: skip
        rows = tuple(_target_row(at, target, blank) for at, target in enumerate(place.targets, 1))
        notes = (
            *_of_whole_project(place, "Mục tiêu và số thực hiện" if _are_of_project(place) else "Mục tiêu"),
            *(f"{target.name}: {_sentence(target.remark)}" for target in place.targets if target.remark),
        )
        yield Table(columns, rows, title=f"Nơi {number}: kết quả so với mục tiêu", notes=notes)
    for part in place.particulars:
        yield Paragraph(f"{part.heading}:", keep_with_next=True)
        for line in listed(part.rows):
            yield NumberedItem("-", line)
    for text in blank.lines(place.results):
        yield Paragraph(text)


def _are_of_project(place):
    """Whether the figures reached are the project's: minutes recorded before each place had its own."""
    return any(target.of_project for target in place.targets)


def _target_row(at, target, blank):
    planned = UNKNOWN if target.planned is None else figure(target.planned)
    if target.is_not_measured:
        return Row((str(at), target.name, target.unit, planned, "không đo", UNKNOWN))
    reached = None if target.actual is None else share(target.actual, target.planned)
    return Row(
        (
            str(at), target.name, target.unit, planned, blank.figure(target.actual),
            blank.text("", SHORT_DOTS) if target.actual is None else reached,
        )
    )  # fmt: skip


def _volume(number, place, blank):
    yield Paragraph(
        f"b) Khối lượng, chi phí ({_base(place)}, gồm cả phần đơn vị thụ hưởng tự chi):", keep_with_next=True
    )
    columns = (
        Column("TT", Kind.CENTRE), Column("Nội dung", width=75), Column("Đơn vị tính", Kind.CENTRE),
        Column("Theo hồ sơ", Kind.MONEY), Column("Được nghiệm thu", Kind.MONEY),
    )  # fmt: skip
    known = UNKNOWN if place.planned_units is None else figure(place.planned_units)
    rows = (
        Row(("1", "Số lượng", place.unit, known, blank.figure(place.accepted_units))),
        Row(("2", "Chi phí thực hiện", "đồng", _planned(place.planned_cost), blank.money(place.accepted_cost))),
        Row(
            (
                "3", "Trong đó: vốn đối ứng của đơn vị thụ hưởng", "đồng", _planned(place.planned_counterpart),
                blank.money(place.counterpart_done),
            )
        ),
    )  # fmt: skip
    yield Table(
        columns, rows, title=f"Nơi {number}: khối lượng, chi phí", notes=_of_whole_project(place, "Số theo hồ sơ")
    )
    yield from blank.in_full("Chi phí được nghiệm thu", place.accepted_cost)
    yield from blank.in_full("Vốn đối ứng đã thực hiện", place.counterpart_done)


def _planned(amount):
    return UNKNOWN if amount is None else grouped(amount)


def _base(place):
    return "đã có thuế GTGT" if place.with_vat else "chưa có thuế GTGT"


def _of_whole_project(place, what):
    if place.places_of_project < 2:
        return ()
    return (f"{what} là của cả đề án, gồm {place.places_of_project:02d} nơi.",)


def _proofs(place, blank):
    if place.proofs:
        return "; ".join(place.proofs)
    if place.counterpart_done == 0:
        return "không có phần vốn đối ứng"
    return "chưa có" if blank.closed else DOTS


def _conclusion(place, blank):
    """What the team concludes here; on a draft every possible answer stands to be chosen from."""
    if not place.conclusion:
        choices = "; ".join(text[:1].lower() + text[1:] for text in CONCLUSIONS.values())
        yield Paragraph(f"d) Kết luận: {blank.text('')}", keep_with_next=True)
        if not blank.closed:
            yield Paragraph(f"(Ghi một trong các kết luận: {choices}.)", italic=True)
            yield Paragraph(f"Khối lượng đã thực hiện (nếu nghiệm thu theo khối lượng): {SHORT_DOTS} %")
            yield Paragraph("Việc phải khắc phục, giải trình (nếu có):", keep_with_next=True)
            yield Paragraph(WHOLE_LINE)
            yield Paragraph(WHOLE_LINE, keep_with_next=True)
            yield Paragraph("Ngày nghiệm thu lại (nếu chưa đạt): ngày …… tháng …… năm ………", keep_with_next=True)
        return
    yield Paragraph(f"d) Kết luận: {place.concluded}.", keep_with_next=True)
    if place.conclusion == PASS and not place.defects:
        return
    label = "Việc phải khắc phục" if place.conclusion == DEFECTS else "Giải trình, việc phải làm tiếp"
    first, *more = blank.lines(place.defects)
    yield Paragraph(f"{label}: {first}", keep_with_next=not more)
    for text in more:
        yield Paragraph(text, keep_with_next=True)
    if place.conclusion == DEFECTS:
        again = ngay(place.new_date) if place.new_date else blank.text("", "……/……/………")
        yield Paragraph(f"Ngày nghiệm thu lại: {_sentence(again)}", keep_with_next=True)


def _present(place):
    """Those who were there for the beneficiary and its neighbours; one to be named where nobody is."""
    return tuple(signer_of(line) for line in lines_of(place.present)) or (
        Signer(post=f"Đại diện {place.beneficiary or place.implementer}"),
    )


# --- all places together --------------------------------------------------------------------------------------------


def _together(data, blank):
    yield Heading("III. TỔNG HỢP")
    columns = (
        Column("TT", Kind.CENTRE), Column("Đề án, đơn vị thụ hưởng", width=55), Column("Số lượng", Kind.COUNT),
        Column("Chi phí được nghiệm thu", Kind.MONEY), Column("Trong đó vốn đối ứng", Kind.MONEY),
        Column("Kết luận", width=30),
    )  # fmt: skip
    rows = [
        Row(
            (
                str(at), f"{place.code}, {place.beneficiary or place.title}", _count(place, blank),
                _counted(place, place.accepted_cost, blank), _counted(place, place.counterpart_done, blank),
                blank.text(place.concluded, SHORT_DOTS),
            )
        )
        for at, place in enumerate(data.places, 1)
    ]  # fmt: skip
    cost, counterpart = _sum(data.places, "accepted_cost"), _sum(data.places, "counterpart_done")
    rows.append(Row(("", "Tổng cộng", "", blank.money(cost), blank.money(counterpart), ""), RowStyle.TOTAL))
    notes = (
        ("Nơi chưa đạt không tính vào chi phí được nghiệm thu.",)
        if any(place.conclusion == DEFECTS for place in data.places)
        else ()
    )
    yield Table(columns, tuple(rows), MoneyUnit.DONG, title="Tổng hợp kết quả nghiệm thu", notes=notes)
    yield from blank.in_full("Tổng chi phí được nghiệm thu", cost)
    if data.sums:
        yield Paragraph("Kết quả theo chỉ tiêu, các nơi của đề án cộng lại:", keep_with_next=True)
        yield _summed(data.sums)


def _summed(sums):
    """What the places of a project make together of each target, where the figures add up."""
    columns = (
        Column("TT", Kind.CENTRE), Column("Đề án, chỉ tiêu", width=70), Column("Đơn vị tính", Kind.CENTRE),
        Column("Mục tiêu", Kind.COUNT), Column("Các nơi cộng lại", Kind.COUNT),
        Column("Tỷ lệ thực hiện (%)", Kind.PERCENT),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                str(at), f"{one.code}, {one.name}", one.unit, UNKNOWN if one.planned is None else figure(one.planned),
                UNKNOWN if one.actual is None else figure(one.actual),
                UNKNOWN if one.actual is None else share(one.actual, one.planned),
            )
        )
        for at, one in enumerate(sums, 1)
    )  # fmt: skip
    notes = tuple(f"{one.code}, {one.name}: {_sentence(one.words)}" for one in sums if one.actual is None)
    return Table(columns, rows, title="Kết quả theo chỉ tiêu của đề án có nhiều nơi", notes=notes)


def _count(place, blank):
    return UNKNOWN if place.conclusion == DEFECTS else blank.figure(place.accepted_units)


def _counted(place, amount, blank):
    return UNKNOWN if place.conclusion == DEFECTS else blank.money(amount)


def _sum(places, part):
    """đồng over the places that were accepted; None while such a figure is not known."""
    amounts = [getattr(place, part) for place in places if place.is_accepted]
    return None if None in amounts else sum(amounts)


# --- who signs ------------------------------------------------------------------------------------------------------


def _team_signs(data):
    """Secretary at the left and chair at the right (Mẫu 1.9), then every other member in the order of the team."""
    lines = lines_of(data.team)
    heads = [
        _in_role(signer_of(line), role) for line, role in ((data.secretary, "Thư ký"), (data.chair, "Chủ trì")) if line
    ]
    others = [signer_of(line) for line in lines if line not in (data.chair, data.secretary)]
    return Signatures("Tổ nghiệm thu", tuple(heads + others))


def _in_role(signer, role):
    """The post without what the role above it says already."""
    post = ", ".join(part for part in signer.post.split(", ") if part.lower() not in (*CHAIR, *SECRETARY))
    return replace(signer, post=post, role=role)


def _sentence(text):
    """With one full stop at its end; a dotted line has none."""
    return text if text.endswith(("…", ".")) else f"{text}."
