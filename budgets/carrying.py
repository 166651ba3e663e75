"""What a project has left of a budget year goes into the next year's book, whole and by a paper.

Two ways: its estimate goes with it (chuyển nguồn), or the next year's own estimate takes its advances (charging.py).

Chuyển nguồn of a project under contract that is not finished: the approved, the committed and the advanced money. Of
any project: what is still to come back, which the next year claims; and what it claims itself of an earlier year, if
that has not come back either. PAID and SETTLED are of the year they were spent in and are never carried. The
Department's accountant prepares it, the director's desk records the decision, the books follow.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets import charging
from budgets.charging import is_charge
from budgets.models import CarryOver, Commitment, PaymentRequest, Settlement
from budgets.year_end import UNFINISHED
from core.access import require
from core.audit import STATE, record
from core.dates import ngay
from core.money import dong
from core.parts import Part, take_part
from core.text import shortened
from core.workflow import Act, Objection, Transition, Workflow
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


def stages_of(carry_over):
    """What of the project may be carried: all that is not paid while it is unfinished, else what is to come back.

    With advances that the next year's estimate takes, everything leaves; of a finished project nothing does.
    """
    if is_charge(carry_over):
        return charging.LEAVES if goes_along(carry_over) else ()
    return WITH_THE_PROJECT if goes_along(carry_over) else OWED


def goes_along(carry_over):
    """Whether the project itself goes into the next year: unfinished, and this is the book its money stands in. Of any
    other book only what that claims of an earlier year is carried."""
    if carry_over.project.status not in UNFINISHED:
        return False
    return carry_over.book_year == book_of(approved_item(carry_over.project))


def to_carry(carry_over):
    """The accounts of the project's book that would be emptied, in ledger order; [] when nothing is left."""
    project = carry_over.project
    rows = Account.objects.filter(book_year=carry_over.book_year, unit=carry_over.unit, balance__gt=0)
    own = rows.filter(subject__kind=Subject.Kind.PROJECT, subject__ref=project.pk)
    of_contracts = rows.filter(subject__parent__kind=Subject.Kind.PROJECT, subject__parent__ref=project.pk)
    found = (own | of_contracts).filter(stage__in=stages_of(carry_over))
    return sorted(
        found.select_related("book_year", "unit", "subject"), key=lambda row: (list(Stage).index(row.stage), row.pk)
    )


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
        after={STATE: carry_over.get_status_display()} | told(to_carry(carry_over)),
    )  # fmt: skip
    return carry_over


def told(rows):
    """{place: đồng} for the trail."""
    return {shortened(f"{row.get_stage_display()}, {row.subject.label}", 120): dong(row.balance) for row in rows}


def something_is_left(carry_over, act):
    if is_charge(carry_over):
        return charging.an_advance_is_left(carry_over, to_carry(carry_over))
    if not to_carry(carry_over):
        status = carry_over.project.get_status_display()
        return Objection(
            "Đề án không có kinh phí để chuyển nguồn", found=f"“{status}”",
            needed="đề án đã ký hợp đồng chưa thực hiện xong, hoặc còn số phải thu hồi", article=ARTICLE,
        )  # fmt: skip


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


def nothing_is_paid_or_accounted_for(carry_over, act):
    """What was paid is settled in its own year, and an account that was opened is finished in it."""
    if is_charge(carry_over) or not goes_along(carry_over):
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


def the_year_is_over(carry_over, act):
    """And where an advance is to be the next year's, the day to return it."""
    if is_charge(carry_over):
        return charging.after_the_day_to_return(carry_over, act)
    last = datetime.date(carry_over.book_year.year, 12, 31)
    if act.on <= last:
        return Objection("Chưa hết năm ngân sách", found=ngay(act.on), needed=f"văn bản sau ngày {ngay(last)}")


def both_books_are_open(carry_over, act):
    book = carry_over.book_year
    same = {"tier": book.tier, "source": book.source, "chapter": book.chapter, "category": book.category}
    years = BookYear.objects.filter(year__in=[book.year, book.year + 1], item=book.item, **same)
    return [Objection(f"Sổ năm {row.year} đã khóa, không ghi thêm được") for row in years if not row.is_open]


def next_estimate_has_it(carry_over, act):
    return charging.next_estimate_has_it(carry_over, to_carry(carry_over)) if is_charge(carry_over) else None


def nothing_was_paid_to_who_left(carry_over, act):
    return charging.nothing_was_paid_to_who_left(carry_over, to_carry(carry_over)) if is_charge(carry_over) else None


GUARDS = (
    both_books_are_open, something_is_left, under_contract_within_the_year, nothing_is_in_flight,
    nothing_is_paid_or_accounted_for, the_year_is_over, next_estimate_has_it, nothing_was_paid_to_who_left,
)  # fmt: skip


def standing_objections(carry_over, act):
    found = []
    for guard in GUARDS:
        answer = guard(carry_over, act)
        found += answer if isinstance(answer, list) else [answer]
    return [objection for objection in found if objection]


def _decided(carry_over, act):
    """Asked again with the contracts and the project held, as a request and a change hold them."""
    list(Commitment.objects.select_for_update(no_key=True).filter(project=carry_over.project_id).order_by("pk"))
    carry_over.project = locked(carry_over.project)
    if objections := standing_objections(carry_over, act):
        raise ValidationError([str(objection) for objection in objections])
    carry_over.number, carry_over.dated_on, carry_over.decided_by = act.paper.number, act.paper.issued_on, act.by
    rows = to_carry(carry_over)
    carry_over.amount = sum(row.balance for row in rows)
    if is_charge(carry_over):
        carry_over.amount = charging.of_stages(rows, *charging.GOES_ON)
        carry_over.settled = charging.of_stages(rows, Stage.PAID)
        carry_over.released = charging.of_stages(rows, *charging.UNSPENT)
    carry_over.save(update_fields=["number", "dated_on", "decided_by", "amount", "settled", "released"])


def _carry(carry_over, act):
    into = next_year(carry_over.book_year)
    rows, along = to_carry(carry_over), goes_along(carry_over)
    if is_charge(carry_over):
        lines = charging.charge_lines(carry_over, rows, into)
    else:
        lines = [line for row in rows for line in carry(place_of(row), row.balance, into)]
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
        "decide", "Ghi nhận quyết định chuyển sang năm sau", (C.DRAFT,), C.DECIDED, "budgets.decide_year_end", GUARDS,
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
