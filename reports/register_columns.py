"""The columns of the register: what each shows, and which of them somebody chose to see.

Page and Excel read this one table. On the page columns that belong together share a cell, so that the whole sheet fits
an ordinary screen; in Excel each stands alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.dates import ngay
from core.text import figure
from ledger.reading import sources_to_tell, still_owed
from ledger.stages import Stage

STAGES = (Stage.APPROVED, Stage.COMMITTED, Stage.ADVANCED, Stage.PAID, Stage.SETTLED, Stage.RECOVERABLE)
COLUMN_WORDS = {
    Stage.APPROVED: "Chưa ký hợp đồng",
    Stage.COMMITTED: "Đã ký, chưa chi",
    Stage.ADVANCED: "Số dư tạm ứng",
    Stage.PAID: "Đã thanh toán",
    Stage.SETTLED: "Đã quyết toán",
    Stage.RECOVERABLE: "Phải thu hồi",
}
TEXT, MONEY, DATE, NUMBER = "text", "money", "date", "number"
MONEY_PERMISSION = "budgets.view_money"
PARAMETER = "columns"  # in the address, once for each column


@dataclass(frozen=True)
class Column:
    """One column. `value(entry)` is an int (đồng), a date or text; `total(totals)` its sum, where one makes sense."""

    key: str
    words: str
    cell: str  # where it stands on the page: columns of one cell stand below each other
    value: Callable
    kind: str = TEXT
    width: int = 17  # characters in Excel
    total: Callable | None = None
    sort: str = ""
    lead: str = ""  # said before the value on the page, where the value alone would not tell what it is
    default: bool = True
    always: bool = False
    needs_money: bool = False
    needs_sources: bool = False  # offered only where a year and tier has more than one source of money
    tells: bool = False  # the value alone says what it is: on the page no heading names it

    def shown(self, entry):
        """The value in the words of the page; "" for nothing."""
        value = self.value(entry)
        if value is None or value == "":
            return ""
        words = ngay(value) if self.kind == DATE else figure(value) if self.kind == MONEY else str(value)
        return f"{self.lead} {words}" if self.lead else words


def _standing(money, stage):
    """Đồng at a stage; what is to come back also where a later year claims it."""
    if not money:
        return None
    return still_owed(money) if stage == Stage.RECOVERABLE else money.get(stage)


def _stage(stage):
    return Column(
        stage.value.lower(), COLUMN_WORDS[stage], stage.value.lower(), lambda entry: _standing(entry.money, stage),
        MONEY, total=lambda totals: _standing(totals.money, stage), needs_money=True,
    )  # fmt: skip


def _day(name, words, lead, *, needs_money=False):
    """A day of `register_dates`, offered and not shown unless somebody chooses it."""
    return Column(
        name, words, "days", lambda entry: entry.days.get(name), DATE, 12, sort=f"-{name}", lead=lead, default=False,
        needs_money=needs_money,
    )  # fmt: skip


COLUMNS = (
    Column("code", "Mã đề án", "name", lambda e: e.project.code, width=16, sort="code", always=True),
    Column("title", "Tên đề án", "name", lambda e: e.project.title, width=44, sort="title", always=True),
    Column("beneficiaries", "Đơn vị thụ hưởng", "name", lambda e: e.project.beneficiary_words, width=34),
    Column("area", "Địa bàn", "name", lambda e: str(e.project.area), width=24),
    Column("category", "Nội dung hỗ trợ", "kind", lambda e: str(e.project.category), width=30, default=False),
    Column("tier", "Cấp", "kind", lambda e: e.project.get_tier_display(), width=24, default=False),
    Column("year", "Năm", "kind", lambda e: e.project.plan_year, NUMBER, 7, lead="Năm", default=False),
    Column("unit", "Đơn vị thực hiện", "kind", lambda e: str(e.project.implementing_organisation), width=28,
           default=False),
    Column("status", "Trạng thái", "state", lambda e: e.state_words, width=28, sort="status"),
    Column("next_step", "Bước tiếp theo", "state", lambda e: e.next_step, width=30, tells=True),
    Column("late_progress", "Báo cáo tiến độ trễ", "state", lambda e: e.late_progress, width=30, tells=True),
    Column("due", "Thực hiện đến", "state", lambda e: e.due, DATE, 12, lead="Đến"),
    Column("decision", "Quyết định phê duyệt", "state", lambda e: e.decision, width=32, tells=True),
    Column("source", "Nguồn kinh phí", "state", lambda e: e.source, width=28, lead="Nguồn", needs_sources=True),
    Column("commitments", "Hợp đồng, giao nhiệm vụ", "state", lambda e: e.commitment_words, width=32, tells=True),
    Column("filed_on", "Ngày hồ sơ", "days", lambda e: e.project.filed_on, DATE, 12, sort="-filed_on", lead="Hồ sơ",
           default=False),
    Column("starts_on", "Bắt đầu", "days", lambda e: e.project.starts_on, DATE, 12, lead="Bắt đầu", default=False),
    Column("ends_on", "Kết thúc", "days", lambda e: e.project.ends_on, DATE, 12, lead="Kết thúc", default=False),
    _day("decided_on", "Ngày quyết định", "Quyết định"),
    _day("signed_on", "Ngày ký hợp đồng", "Ký", needs_money=True),
    _day("advanced_on", "Ngày tạm ứng", "Tạm ứng", needs_money=True),
    _day("accepted_on", "Ngày nghiệm thu", "Nghiệm thu"),
    _day("settled_on", "Ngày duyệt quyết toán", "Quyết toán", needs_money=True),
    Column("total_cost", "Tổng kinh phí", "cost", lambda e: e.project.total_cost, MONEY,
           total=lambda t: t.total_cost, sort="-total_cost"),
    Column("counterpart", "Vốn đối ứng", "cost", lambda e: e.counterpart, MONEY,
           total=lambda t: t.counterpart, lead="Đối ứng", default=False),
    Column("requested", "Đề nghị hỗ trợ", "cost", lambda e: e.project.requested_support, MONEY,
           total=lambda t: t.requested, sort="-requested_support", lead="Đề nghị", default=False),
    Column("support", "Được duyệt hỗ trợ", "cost", lambda e: e.support, MONEY, total=lambda t: t.support),
    *(_stage(stage) for stage in STAGES),
    Column("remark", "Ghi chú", "remark", lambda e: e.project.remark, width=40, default=False),
    Column("illustrative", "Minh họa", "name", lambda e: "minh họa" if e.project.illustrative else "", width=10,
           always=True),
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """The columns that share a cell of the page."""

    columns: tuple

    @property
    def is_money(self):
        return self.columns[0].kind == MONEY

    @property
    def named(self):
        """The columns that its heading names: those whose value does not say what it is."""
        return [column for column in self.columns if not (column.lead or column.tells)] or self.columns[:1]


def offered(user, year=None):
    """The columns this person may choose from, of a year's register or of any. One query."""
    several = bool(sources_to_tell(year))
    return [
        column
        for column in COLUMNS
        if (several or not column.needs_sources) and (not column.needs_money or user.has_perm(MONEY_PERMISSION))
    ]


def chosen(keys, user, year=None):
    """The columns asked for, in the order of the book; the usual ones when nothing known is asked. One query."""
    among = offered(user, year)
    asked = [column for column in among if column.key in set(keys) and not column.always]
    return [column for column in among if column.always or (column in asked if asked else column.default)]


def cells_of(columns):
    """[Cell] of the page after its first one, which names the project."""
    groups = {}
    for column in columns:
        if column.cell != "name":
            groups.setdefault(column.cell, []).append(column)
    return [Cell(tuple(group)) for group in groups.values()]


@dataclass(frozen=True)
class Row:
    """An entry as the page lays it out: what stands below its name, and [(cell, [(column, words)])]."""

    entry: object
    about: str
    places: list


def laid_out(entry, columns):
    about = [column.shown(entry) for column in columns if column.cell == "name" and not column.always]
    return Row(
        entry,
        " · ".join(filter(None, about)),
        [(cell, [(column, column.shown(entry)) for column in cell.columns]) for cell in cells_of(columns)],
    )


def sums_laid_out(totals, columns):
    """[(cell, [sum in words, "" where none makes sense])] for the foot of the page."""
    return [
        (cell, ["" if not column.total else f"{column.lead} {number(column.total(totals))}".strip()
                for column in cell.columns])
        for cell in cells_of(columns)
    ]  # fmt: skip


def number(amount):
    return "–" if amount is None else figure(amount)
