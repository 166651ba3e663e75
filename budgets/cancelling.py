"""Hủy dự toán: estimate that will not be spent goes back to its source, several places in one act, by a paper.

The Department's accountant lists the places and amounts; the director's desk records the decision, and only then the
books move. Never more than stands there: said beside the button, and refused by the ledger to whoever is slower.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets.estimate import on_line, undivided
from budgets.models import Cancellation, CancellationRow
from budgets.year_end import CANCELLABLE
from core.access import require
from core.audit import STATE, record
from core.dates import ngay
from core.money import dong
from core.parts import Part, take_part
from core.text import shortened
from core.workflow import Objection, Transition, Workflow
from ledger.models import Account
from ledger.posting import Kind, Line, Place, Stage, post, treasury
from ledger.reading import balance
from ledger.years import refuse_closed
from plans.models import PlanLine


def cancellable(book_year, unit):
    """[(stage, PlanLine or None, đồng standing there)] of a unit, the undivided estimate first. Two queries."""
    rows = Account.objects.filter(book_year=book_year, unit=unit, stage__in=CANCELLABLE, balance__gt=0)
    rows = list(rows.select_related("subject"))
    lines = PlanLine.objects.in_bulk({row.subject.ref for row in rows if row.subject_id})
    found = [(row.stage, lines.get(row.subject.ref) if row.subject_id else None, row.balance) for row in rows]
    return sorted(found, key=lambda row: (CANCELLABLE.index(row[0]), row[1].no if row[1] else 0))


@transaction.atomic
def prepare_cancellation(cancellation, amounts, *, by):
    """List what is cancelled; nothing moves yet.

    `amounts`: {(stage, PlanLine or None): đồng}; rows of 0 are left out.
    """
    require(by, "budgets.prepare_year_end")
    amounts = {place: amount for place, amount in amounts.items() if amount}
    if not amounts:
        raise ValidationError("Chưa có khoản nào có số tiền.")
    if not cancellation.unit.is_spending_unit:
        raise ValidationError({"unit": f"{cancellation.unit} không phải đơn vị dự toán (không có tài khoản riêng)."})
    refuse_closed(cancellation.book_year)
    for _, line in amounts:
        if line is not None and not line.plan.spends(cancellation.book_year):
            other = f"“{cancellation.book_year}” là sổ của năm, cấp khác"
            raise ValidationError(f"Nội dung “{line}” thuộc {line.plan}; {other}.")
    cancellation.created_by = by
    cancellation.full_clean()
    cancellation.save()
    rows = [
        CancellationRow(cancellation=cancellation, stage=stage, line=line, amount=amount)
        for (stage, line), amount in amounts.items()
    ]
    for row in rows:
        row.full_clean()
    if objections := _too_much(cancellation, rows):
        raise ValidationError([str(objection) for objection in objections])
    for row in rows:
        row.save()
    take_part(cancellation, by, Part.PREPARE, "budgets.prepare_year_end")
    record(
        cancellation, "budgets.cancellation.prepare", by=by, note=cancellation.why,
        after={STATE: cancellation.get_status_display()} | {shortened(str(row), 80): dong(row.amount) for row in rows},
    )  # fmt: skip
    return cancellation


def _place(cancellation, row):
    book_year, unit = cancellation.book_year, cancellation.unit
    if row.stage == Stage.ALLOCATED:
        return on_line(book_year, unit, row.line)
    return undivided(book_year, unit) if row.stage == Stage.APPROPRIATED else Place(book_year, unit, Stage.WITHHELD)


def _too_much(cancellation, rows):
    found = []
    for row in rows:
        there = balance(_place(cancellation, row))
        if row.amount > there:
            found.append(Objection(f"{row}: hủy {dong(row.amount)}, nhiều hơn số đang có", found=dong(there)))
    return found


def not_more_than_stands_there(cancellation, act):
    return _too_much(cancellation, cancellation.rows.select_related("line"))


def by_a_paper_of_its_time(cancellation, act):
    first = datetime.date(cancellation.book_year.year, 1, 1)
    if act.paper and act.on < first:
        return Objection(
            "Quyết định hủy dự toán ký trước khi có năm ngân sách", found=ngay(act.on), needed=f"từ ngày {ngay(first)}"
        )


def book_is_open(cancellation, act):
    if not cancellation.book_year.is_open:
        return Objection(f"Sổ năm {cancellation.book_year.year} đã khóa, không ghi thêm được")


def _decided(cancellation, act):
    cancellation.number, cancellation.dated_on, cancellation.decided_by = act.paper.number, act.paper.issued_on, act.by
    cancellation.save(update_fields=["number", "dated_on", "decided_by"])


def _cancel(cancellation, act):
    back = treasury(cancellation.book_year, cancellation.unit)
    lines = [
        Line(Kind.CANCEL, _place(cancellation, row), back, row.amount)
        for row in cancellation.rows.select_related("line")
    ]
    post(
        str(cancellation), lines, by=act.by, dated_on=act.paper.issued_on, paper=act.paper, case=cancellation,
        note=cancellation.why,
    )  # fmt: skip


C = Cancellation.Status

CANCELLATION_FLOW = Workflow(
    Transition(
        "decide", "Ghi nhận quyết định hủy dự toán", (C.DRAFT,), C.DECIDED, "budgets.decide_year_end",
        (book_is_open, not_more_than_stands_there, by_a_paper_of_its_time), needs_paper=True, part=Part.APPROVE,
        prepare=_decided, effect=_cancel,
    ),
    Transition(
        "refuse", "Không đồng ý hủy", (C.DRAFT,), C.REFUSED, "budgets.decide_year_end", needs_note=True,
        part=Part.APPROVE, tone="danger",
    ),
    Transition(
        "withdraw", "Rút bản lập", (C.DRAFT,), C.WITHDRAWN, "budgets.prepare_year_end", needs_note=True, tone="danger",
    ),
)  # fmt: skip
