"""What a project has left of a budget year goes into the next year's book, whole and by a paper.

Two ways: its estimate goes with it (chuyển nguồn), or the next year's own estimate takes its advances (charging.py).

Chuyển nguồn of a project under contract that was not finished when the year ended: the approved, the committed and the
advanced money, also where its place was accepted in the weeks before the paper came. Of any project: what is still to
come back, which the next year claims; and what it claims itself of an earlier year, if that has not come back either.
PAID and SETTLED are of the year they were spent in and are never carried. The Department's accountant prepares it, the
director's desk records the decision, the books follow.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets import charging
from budgets.models import CarryOver, Commitment, PaymentRequest, Settlement
from budgets.year_end import UNFINISHED, at_work_at_the_end
from core.access import require
from core.audit import STATE, record
from core.dates import ngay
from core.money import dong
from core.parts import Part, take_part
from core.text import shortened
from core.workflow import Act, Objection, Transition, Workflow
from inspections.selectors import last_accepted_on
from ledger.models import Account, BookYear, Subject
from ledger.posting import Stage, carry, place_of, post
from ledger.stages import OWED
from ledger.years import next_year, refuse_closed
from plans.issue import book_of
from plans.selectors import approved_item
from projects.services import locked
from projects.workflow import PROJECT_FLOW

WITH_THE_PROJECT = (Stage.APPROVED, Stage.COMMITTED, Stage.ADVANCED, *OWED)
ARTICLE = "NĐ 45/2012/NĐ-CP đ.14.4"
OPEN = (PaymentRequest.Status.PAID, PaymentRequest.Status.WITHDRAWN)


@dataclass(frozen=True)
class Way:
    """What one of the two ways does, as one story. `rows`: the accounts of the project that it empties.

    `along`: the stages it empties while the project itself goes into the next year; `alone`: of any other project.
    `guards(carry_over, act, rows)`: what stands in its way, beside what stands in both. `figures(carry_over, rows)`:
    {field: đồng} that its paper keeps. `lines(carry_over, rows, into)`: its act in the ledger.
    """

    along: tuple
    alone: tuple
    guards: tuple
    figures: Callable
    lines: Callable


def way_of(carry_over):
    return WAYS[carry_over.way]


def goes_along(carry_over):
    """Whether all its money goes into the next year: the project was unfinished when the year ended, and this is the
    book its money stands in. Of any other book only what that claims of an earlier year is carried. Only an advance of
    a project that is still at work is charged: one accepted since has cleared it."""
    project = carry_over.project
    accepted_on = last_accepted_on([project.pk]) if carry_over.way == CarryOver.Way.CARRY else {}
    if not at_work_at_the_end(project, carry_over.book_year, accepted_on):
        return False
    return carry_over.book_year == book_of(approved_item(project))


def to_carry(carry_over):
    """The accounts of the project's book that would be emptied, in ledger order; [] when nothing is left."""
    project = carry_over.project
    rows = Account.objects.filter(book_year=carry_over.book_year, unit=carry_over.unit, balance__gt=0)
    own = rows.filter(subject__kind=Subject.Kind.PROJECT, subject__ref=project.pk)
    of_contracts = rows.filter(subject__parent__kind=Subject.Kind.PROJECT, subject__parent__ref=project.pk)
    way = way_of(carry_over)
    found = (own | of_contracts).filter(stage__in=way.along if goes_along(carry_over) else way.alone)
    return sorted(
        found.select_related("book_year", "unit", "subject"), key=lambda row: (list(Stage).index(row.stage), row.pk)
    )


# --- what stands in the way -------------------------------------------------------------------------------------
def both_books_are_open(carry_over, act):
    book = carry_over.book_year
    same = {"tier": book.tier, "source": book.source, "chapter": book.chapter, "category": book.category}
    years = BookYear.objects.filter(year__in=[book.year, book.year + 1], item=book.item, **same)
    return [Objection(f"Sổ năm {row.year} đã khóa, không ghi thêm được") for row in years if not row.is_open]


def under_contract_within_the_year(carry_over, act):
    """What nobody was promised in the year is given back and cancelled, not carried."""
    if not goes_along(carry_over):
        return None
    last = datetime.date(carry_over.book_year.year, 12, 31)
    signed = Commitment.objects.filter(project=carry_over.project, status=Commitment.Status.SIGNED)
    if not signed.filter(signed_on__lte=last).exists():
        return Objection(
            "Đề án chưa ký hợp đồng, giao nhiệm vụ trong năm", needed=f"ký đến {ngay(last)}", article=ARTICLE
        )


def nothing_is_in_flight(carry_over, act):
    rows = PaymentRequest.objects.filter(commitment__project=carry_over.project).exclude(status__in=OPEN)
    if rows.exists():
        total = sum(row.spends for row in rows)
        return Objection(
            "Còn đề nghị tạm ứng, thanh toán chưa xong", found=f"{rows.count()} đề nghị, {dong(total)}",
            needed="Kho bạc đã chi hoặc đã rút đề nghị",
        )  # fmt: skip


# --- the way with the estimate ----------------------------------------------------------------------------------
def something_is_left(carry_over, act, rows):
    if not rows:
        status = carry_over.project.get_status_display()
        return Objection(
            "Đề án không có kinh phí để chuyển nguồn", found=f"“{status}”",
            needed="đề án đã ký hợp đồng chưa thực hiện xong, chưa nghiệm thu khi hết năm, hoặc còn số phải thu hồi",
            article=ARTICLE,
        )  # fmt: skip


def nothing_is_paid_or_accounted_for(carry_over, act, rows):
    """What was paid is settled in its own year, and an account that was opened is finished in it."""
    if not goes_along(carry_over):
        return None
    refs = Commitment.objects.filter(project=carry_over.project).values("pk")
    paid = Account.objects.filter(
        book_year=carry_over.book_year, subject__kind=Subject.Kind.COMMITMENT, subject__ref__in=refs, stage=Stage.PAID
    )
    total = sum(paid.values_list("balance", flat=True))
    if total or Settlement.objects.filter(project=carry_over.project, book_year=carry_over.book_year).exists():
        return Objection(
            "Phần đã thanh toán phải quyết toán trong năm, không chuyển nguồn", found=dong(total),
            needed="nghiệm thu theo khối lượng đã thực hiện rồi quyết toán đề án trong năm",
        )  # fmt: skip


def the_year_is_over(carry_over, act, rows):
    last = datetime.date(carry_over.book_year.year, 12, 31)
    if act.on <= last:
        return Objection("Chưa hết năm ngân sách", found=ngay(act.on), needed=f"văn bản sau ngày {ngay(last)}")


def carried_whole(carry_over, rows):
    return {"amount": sum(row.balance for row in rows)}


def carry_lines(carry_over, rows, into):
    return [line for row in rows for line in carry(place_of(row), row.balance, into)]


WAYS = {
    CarryOver.Way.CARRY: Way(
        WITH_THE_PROJECT, OWED, (something_is_left, nothing_is_paid_or_accounted_for, the_year_is_over),
        carried_whole, carry_lines,
    ),
    CarryOver.Way.CHARGE: Way(charging.LEAVES, (), charging.GUARDS, charging.charged, charging.charge_lines),
}  # fmt: skip


def standing_objections(carry_over, act):
    """Everything at once: what stands in both ways, then in its own."""
    rows = to_carry(carry_over)
    found = both_books_are_open(carry_over, act)
    found += [guard(carry_over, act) for guard in (under_contract_within_the_year, nothing_is_in_flight)]
    found += [guard(carry_over, act, rows) for guard in way_of(carry_over).guards]
    return [objection for objection in found if objection]


# --- proposing, deciding ----------------------------------------------------------------------------------------
@transaction.atomic
def prepare_carry_over(carry_over, *, by):
    """Propose it; nothing moves yet. Every objection of the project and its money is said at once."""
    require(by, "budgets.prepare_year_end")
    require(by, "projects.view_project", carry_over.project)
    item = approved_item(carry_over.project)
    if item is None or carry_over.project.is_historical:
        raise ValidationError("Đề án chưa được phê duyệt kinh phí trong sổ này, không có gì để chuyển sang năm sau.")
    if carry_over.book_year_id is None:
        carry_over.book_year = book_of(item)
    carry_over.unit = carry_over.project.spending_unit
    carry_over.created_by = by
    refuse_closed(carry_over.book_year)
    carry_over.full_clean()
    if objections := standing_objections(carry_over, Act(by=by)):
        raise ValidationError([str(objection) for objection in objections])
    carry_over.save()
    take_part(carry_over, by, Part.PREPARE, "budgets.prepare_year_end")
    record(
        carry_over, "budgets.carryover.prepare", by=by, note=carry_over.why,
        after={STATE: carry_over.get_status_display()} | told(to_carry(carry_over))
        | ({"Lấy từ dự toán của sổ": str(carry_over.taken_from)} if carry_over.taken_from else {}),
    )  # fmt: skip
    return carry_over


def told(rows):
    """{place: đồng} for the trail."""
    return {shortened(f"{row.get_stage_display()}, {row.subject.label}", 120): dong(row.balance) for row in rows}


def _decided(carry_over, act):
    """Asked again with the contracts and the project held, as a request and a change hold them."""
    list(Commitment.objects.select_for_update(no_key=True).filter(project=carry_over.project_id).order_by("pk"))
    carry_over.project = locked(carry_over.project)
    if objections := standing_objections(carry_over, act):
        raise ValidationError([str(objection) for objection in objections])
    carry_over.number, carry_over.dated_on, carry_over.decided_by = act.paper.number, act.paper.issued_on, act.by
    figures = way_of(carry_over).figures(carry_over, to_carry(carry_over))
    for name, amount in figures.items():
        setattr(carry_over, name, amount)
    carry_over.save(update_fields=["number", "dated_on", "decided_by", *figures])


def _carry(carry_over, act):
    rows, along = to_carry(carry_over), carry_over.project.status in UNFINISHED and goes_along(carry_over)
    lines = way_of(carry_over).lines(carry_over, rows, next_year(carry_over.book_year))
    post(
        str(carry_over), lines, by=act.by, dated_on=act.paper.issued_on, paper=act.paper, case=carry_over,
        note=carry_over.why,
    )  # fmt: skip
    if along:
        PROJECT_FLOW.cause(
            carry_over.project, "carry_over", by=act.by, note=str(carry_over), paper=act.paper, on=act.paper.issued_on
        )


C = CarryOver.Status

CARRY_FLOW = Workflow(
    Transition(
        "decide", "Ghi nhận quyết định chuyển sang năm sau", (C.DRAFT,), C.DECIDED, "budgets.decide_year_end",
        (standing_objections,),
        needs_paper=True, part=Part.APPROVE, prepare=_decided, effect=_carry,
    ),
    Transition(
        "refuse", "Không đồng ý chuyển", (C.DRAFT,), C.REFUSED, "budgets.decide_year_end", needs_note=True,
        part=Part.APPROVE, tone="danger",
    ),
    Transition(
        "withdraw", "Rút bản lập", (C.DRAFT,), C.WITHDRAWN, "budgets.prepare_year_end", needs_note=True, tone="danger",
    ),
)  # fmt: skip
