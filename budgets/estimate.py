"""The year's estimate: given, assigned to the units that spend it, divided over plan lines, looked at by Finance."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from budgets.books import open_book
from budgets.models import AllocationRow, AllocationSheet, Appropriation
from core.access import require
from core.audit import STATE, history, record
from core.dates import ngay, today
from core.documents import attach
from core.models import AuditEntry
from core.money import dong, parse_money
from core.parts import Part, take_part
from core.text import shortened
from core.workflow import Objection, Transition, Workflow
from ledger.models import Transfer
from ledger.posting import Kind, Line, Place, Stage, post
from norms.selectors import deadline
from plans.models import AnnualPlan
from plans.subjects import line_subject

MINUS = ("-", "−", "–")
G = Appropriation.Kind
# The way the money of each kind of paper goes.
WAYS = {
    G.INITIAL: (Kind.APPROPRIATE, Stage.TREASURY, Stage.APPROPRIATED),
    G.ADDITION: (Kind.APPROPRIATE, Stage.TREASURY, Stage.APPROPRIATED),
    G.CUT: (Kind.CUT, Stage.APPROPRIATED, Stage.TREASURY),
    G.WITHHOLD: (Kind.WITHHOLD, Stage.APPROPRIATED, Stage.WITHHELD),
    G.UNWITHHOLD: (Kind.UNWITHHOLD, Stage.WITHHELD, Stage.APPROPRIATED),
    G.CUT_HELD: (Kind.CUT, Stage.WITHHELD, Stage.TREASURY),
}

GIVES = (G.INITIAL, G.ADDITION)


def undivided(book_year, unit):
    return Place(book_year, unit, Stage.APPROPRIATED)


def on_line(book_year, unit, line):
    return Place(book_year, unit, Stage.ALLOCATED, line_subject(line))


def parse_change(value):
    """What somebody typed where an amount may be below zero -> đồng with its sign: "-20 triệu" takes back."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and text[:1] in MINUS:
        return -parse_money(text[1:])
    if isinstance(text, int) and text < 0:
        return -parse_money(-text)
    return parse_money(text)


@transaction.atomic
def appropriate(appropriation, *, by, scan=None, opens=None):
    """Enter the paper that gives, adds or cuts the Department's estimate; the ledger follows at once.

    `opens`: the NewBook of a source that has no book in that year yet; this paper is then its first.
    """
    require(by, "budgets.appropriate")
    if opens is not None:
        if appropriation.kind not in GIVES:
            raise ValidationError(
                {
                    "kind": f"Sổ mới mở bằng văn bản giao hoặc bổ sung dự toán; “{appropriation.get_kind_display()}” "
                    "cần một sổ đã có tiền."
                }
            )
        appropriation.book_year = open_book(opens)
    appropriation.created_by = by
    appropriation.full_clean()
    _spends(appropriation.unit, "unit")
    _is_of_its_time(appropriation)
    if appropriation.kind not in GIVES:
        _follows_its_money(appropriation, appropriation.unit)
    appropriation.save()
    paper = _paper(appropriation, scan, by, "paper:appropriation")
    book_year, unit = appropriation.book_year, appropriation.unit
    kind, source, target = WAYS[appropriation.kind]
    line = Line(kind, *(Place(book_year, unit, stage) for stage in (source, target)), appropriation.amount)
    post(str(appropriation), [line], by=by, dated_on=appropriation.dated_on, paper=paper, case=appropriation)
    record(
        appropriation, "budgets.appropriation.enter", by=by, paper=paper, perm="budgets.appropriate",
        after={"Số tiền": dong(appropriation.amount)} | ({"Mở sổ": str(book_year)} if opens else {}),
        note=late_words(appropriation),
    )  # fmt: skip
    return appropriation


@transaction.atomic
def assign_estimate(assignment, *, by, scan=None):
    """Assign a part of the estimate to a spending unit (both ways)."""
    require(by, "budgets.assign_estimate")
    assignment.created_by = by
    assignment.full_clean()
    _spends(assignment.from_unit, "from_unit")
    _spends(assignment.to_unit, "to_unit")
    _is_of_its_time(assignment)
    _follows_its_money(assignment, assignment.from_unit)
    assignment.save()
    paper = _paper(assignment, scan, by, "paper:assignment")
    line = Line(
        Kind.ASSIGN,
        undivided(assignment.book_year, assignment.from_unit),
        undivided(assignment.book_year, assignment.to_unit),
        assignment.amount,
    )
    post(str(assignment), [line], by=by, dated_on=assignment.dated_on, paper=paper, case=assignment)
    record(
        assignment,
        "budgets.assignment.enter",
        by=by,
        perm="budgets.assign_estimate",
        paper=paper,
        after={"Giao cho": str(assignment.to_unit), "Số tiền": dong(assignment.amount)},
        note=late_words(assignment),
    )
    return assignment


@transaction.atomic
def allocate(sheet, amounts, *, by, scan=None):
    """Divide the unit's undivided estimate over lines, all rows in one act.

    `amounts`: {PlanLine: đồng}; below zero takes back from the line, zero rows are left out.
    """
    require(by, "budgets.allocate")
    amounts = {line: amount for line, amount in amounts.items() if amount}
    if not amounts:
        raise ValidationError("Chưa có dòng nào có số tiền.")
    for line in amounts:
        if not line.plan.spends(sheet.book_year):
            raise ValidationError(f"Nội dung “{line}” thuộc {line.plan}; “{sheet.book_year}” là sổ của năm, cấp khác.")
    if refused := [why for line, amount in amounts.items() if amount > 0 and (why := _may_not_receive(line))]:
        raise ValidationError(refused)
    sheet.created_by, sheet.status = by, AllocationSheet.Status.ASSIGNED
    sheet.full_clean()
    _is_of_its_time(sheet)
    _follows_its_money(sheet, sheet.unit)
    sheet.save()
    for line, amount in amounts.items():
        row = AllocationRow(sheet=sheet, line=line, amount=amount)
        row.full_clean()
        row.save()
    take_part(sheet, by, Part.PREPARE, "budgets.allocate")
    paper = _paper(sheet, scan, by, "paper:allocation")
    pool = undivided(sheet.book_year, sheet.unit)
    back = [
        Line(Kind.UNALLOCATE, on_line(sheet.book_year, sheet.unit, line), pool, -amount)
        for line, amount in amounts.items()
        if amount < 0
    ]
    out = [
        Line(Kind.ALLOCATE, pool, on_line(sheet.book_year, sheet.unit, line), amount)
        for line, amount in amounts.items()
        if amount > 0
    ]
    post(str(sheet), back + out, by=by, dated_on=sheet.dated_on, paper=paper, case=sheet)
    record(
        sheet,
        "budgets.allocationsheet.assign",
        by=by,
        perm="budgets.allocate",
        on=sheet.dated_on,
        paper=paper,
        note=late_words(sheet),
        after={STATE: sheet.get_status_display()}
        | {shortened(f"{line.no}. {line.text}", 80): dong(amount) for line, amount in amounts.items()},
    )
    return sheet


A = AllocationSheet.Status


def still_stands(sheet, act):
    if sheet.correction_id:
        return Objection("Bảng phân bổ đã hủy ghi, không còn gì để kiểm tra")


def adjusted_since_asked(sheet, act):
    """What Finance asks for is another division (L83 đ.49.2: yêu cầu điều chỉnh lại), so a sheet since then has to say
    it: a note moves no money. Whether it is what was asked Finance sees; one that an explanation persuades agrees
    itself.
    """
    asked = history(sheet).filter(action="budgets.allocationsheet.ask_correction").first()
    if asked is None:
        return None
    others = AllocationSheet.objects.standing().filter(book_year=sheet.book_year, unit=sheet.unit)
    since = AuditEntry.objects.filter(
        content_type=asked.content_type, action="budgets.allocationsheet.assign", pk__gt=asked.pk,
        object_id__in=[str(pk) for pk in others.values_list("pk", flat=True)],
    )  # fmt: skip
    if not since.exists():
        book = f"unit={sheet.unit_id}&book_year={sheet.book_year_id}&year={sheet.book_year.year}"
        return Objection(
            "Chưa có bảng phân bổ điều chỉnh từ khi Sở Tài chính yêu cầu",
            found=f"yêu cầu ghi ngày {ngay(timezone.localdate(asked.at))}, từ đó {sheet.unit} chưa phân bổ lại",
            needed="một bảng phân bổ khác (số có dấu trừ để thu lại), hoặc Sở Tài chính thống nhất theo giải trình",
            article="Luật NSNN 83/2015/QH13 đ.49.2",
            way=("Lập bảng phân bổ", f"{reverse('budgets:allocate')}?{book}"),
        )


ALLOCATION_FLOW = Workflow(
    Transition(
        "agree", "Thống nhất phân bổ", (A.ASSIGNED, A.CORRECTION_ASKED, A.CORRECTED), A.AGREED,
        "budgets.check_allocation", (still_stands,), part=Part.EXAMINE, aside=(A.CORRECTION_ASKED,),
    ),
    Transition(
        "ask_correction", "Yêu cầu điều chỉnh phân bổ", (A.ASSIGNED, A.CORRECTED), A.CORRECTION_ASKED,
        "budgets.check_allocation", (still_stands,), needs_note=True, part=Part.EXAMINE, tone="danger",
    ),
    Transition(
        "correct", "Báo đã điều chỉnh", (A.CORRECTION_ASKED,), A.CORRECTED, "budgets.allocate",
        (still_stands, adjusted_since_asked), needs_note=True, part=Part.PREPARE,
    ),
)  # fmt: skip


def _may_not_receive(line):
    """Why this line gets no money; taking back is allowed from any line."""
    if line.plan.status != AnnualPlan.Status.ISSUED:
        return (
            f"Nội dung {line.no}: kế hoạch “{line.plan.get_status_display()}”; chỉ phân bổ cho nội dung của kế hoạch "
            "đang có hiệu lực."
        )
    if line.dropped_why:
        return f"Nội dung {line.no} đã đưa ra khỏi kế hoạch, không phân bổ thêm."
    return ""


def _spends(unit, name):
    if not unit.is_spending_unit:
        raise ValidationError({name: f"{unit} không phải đơn vị dự toán (không có tài khoản riêng)."})


def _is_of_its_time(fact):
    """The paper exists, and no estimate is given earlier than in the year before its own (L83 đ.44)."""
    earliest = datetime.date(fact.book_year.year - 1, 1, 1)
    if not earliest <= fact.dated_on <= today():
        raise ValidationError(
            {
                "dated_on": f"Ngày văn bản {ngay(fact.dated_on)} không hợp lý: dự toán năm {fact.book_year.year} thì "
                f"văn bản phải từ {ngay(earliest)} đến {ngay(today())}."
            }
        )


def _follows_its_money(fact, unit):
    """Nothing is assigned, divided, withheld or cut before the day the unit first got money of this book."""
    came = Transfer.objects.filter(
        target__book_year=fact.book_year, target__unit=unit, target__stage=Stage.APPROPRIATED,
        reverses=None, reversed_by=None,
    )  # fmt: skip
    first = came.aggregate(first=Min("dated_on"))["first"]
    if first and fact.dated_on < first:
        raise ValidationError(
            {
                "dated_on": f"Ngày văn bản {ngay(fact.dated_on)} trước ngày {unit} có dự toán của nguồn này; cần từ "
                f"{ngay(first)} trở đi."
            }
        )


def last_adjustment(book_year):
    """(day, rule) until which the year's estimate is adjusted, by the rules of that budget year; None without one."""
    rule = deadline("estimate-adjustment", book_year.tier, datetime.date(book_year.year, 12, 31))
    return (rule.due(year=book_year.year), rule) if rule else None


def late_words(fact, last=None):
    """What is remarked of a paper that changes the estimate after the year's date, "" of one in time.

    A deadline of procedure warns and never blocks (programme §0b.12); what only gives the year is no adjustment.
    `last`: the answer of `last_adjustment` where it is known.
    """
    last = last or last_adjustment(fact.book_year)
    if last is None or fact.dated_on <= last[0] or getattr(fact, "kind", "") == G.INITIAL:
        return ""
    return f"Văn bản sau hạn điều chỉnh dự toán {ngay(last[0])} ({last[1].cited})."


def _paper(fact, scan, by, kind):
    return attach(
        fact,
        scan,
        by=by,
        kind=kind,
        title=str(fact),
        number=fact.number,
        issued_on=fact.dated_on,
        issuer=fact.issuer,
        illustrative=fact.illustrative,
    )
