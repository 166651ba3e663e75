"""Hủy ghi: the one way a wrong entry leaves the books. One person asks with a reason and a paper, another confirms.

What may be taken back is the table `KINDS`; the whole act is reversed, and only while nothing later stands on it. The
paper stays, marked with its correction, and counts no more; it may then be entered again as it should have been.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.urls import reverse as reverse_url
from django.utils import timezone

from budgets.carrying import nothing_is_in_flight
from budgets.models import (
    AllocationSheet,
    Appropriation,
    Assignment,
    Cancellation,
    CarryOver,
    Claim,
    Commitment,
    Correction,
    MoneyBack,
    PaymentRequest,
    Settlement,
    YearAccount,
)
from budgets.money_back import stands_while_it_goes_on
from budgets.payments import PAYMENT_FLOW, account_still_open
from budgets.subjects import book_of
from core.access import require
from core.audit import STATE, history, record
from core.dates import ngay, today
from core.documents import attach, documents_of
from core.money import dong
from core.parts import Part, parts_of, take_part
from core.workflow import Objection, Transition, Workflow
from ledger.models import Act, Transfer
from ledger.posting import Kind as Transferred
from ledger.posting import Stage, place_of, reverse
from projects.models import Project
from projects.services import locked
from projects.workflow import PROJECT_FLOW

ASK, CONFIRM = "budgets.ask_correction", "budgets.confirm_correction"
PAPER = "paper:correction"
ON_THE_WAY = (Transferred.UNCOMMIT, Transferred.RESERVE, Transferred.COMMIT)
MADE_ROOM = (Transferred.CUT, Transferred.APPROPRIATE)  # of an act that carries: its estimate, from under other codes
C = Correction.Status


# --- what may be taken back -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Kind:
    """A kind of paper in the books.

    `posted` is its status once it is there ("": from the first); `unit(case)`: whose books; `own_desk`: that unit's own
    people ask and confirm, else the Department's. `hold` locks the records of the case, `stands_on` says what came
    after, `after` is what follows from the reversal.
    """

    model: type
    posted: str = ""
    unit: Callable = lambda case: case.unit
    own_desk: bool = False
    hold: Callable = lambda case: None
    stands_on: Callable = lambda case: []
    after: Callable = lambda case, correction: None


def _contracts(project):
    """The project's contracts, held as a request, a settlement and a decision to stop hold them."""
    list(Commitment.objects.select_for_update(no_key=True).filter(project=project).order_by("pk"))


def _hold_payment(payment):
    _contracts(payment.commitment.project_id)
    payment.refresh_from_db(from_queryset=PaymentRequest.objects.select_for_update(no_key=True))


def _account_was_sent(payment):
    return account_still_open(payment)


def _with_the_treasury_again(payment, correction):
    PAYMENT_FLOW.cause(payment, "take_back", by=correction.decided_by, note=correction.why, on=correction.dated_on)


def _hold_year(unit, book_year):
    """The unit's account of the year, held as whoever confirms it holds it."""
    list(YearAccount.objects.select_for_update(no_key=True).filter(unit=unit, book_year=book_year))


def _year_was_confirmed(unit, book_year):
    """Finance confirmed the year because all had come back or had been carried: it takes that back first."""
    confirmed = YearAccount.objects.filter(unit=unit, book_year=book_year, status=YearAccount.Status.FINAL)
    if year := confirmed.select_related("book_year", "unit").first():
        return Objection(
            f"{year} đã được Sở Tài chính xác nhận khi kinh phí phải thu hồi đã nộp đủ hoặc đã chuyển nguồn",
            needed="Sở Tài chính rút xác nhận quyết toán năm trước",
            way=("Mở quyết toán năm", year.get_absolute_url()),
        )


def _year_counts_it_as_settled(carry_over):
    """What an advance left behind is settled of its year. Once that is sent, Finance gives it back for it; what its
    notice has spoken of stands, and is claimed of the closed year."""
    sent = YearAccount.objects.filter(unit=carry_over.unit, book_year=carry_over.book_year)
    sent = sent.exclude(status=YearAccount.Status.DRAFT)
    if carry_over.settled and (year := sent.select_related("book_year", "unit").first()):
        needed = "Sở Tài chính trả lại để tổng hợp lại, hủy ghi xong rồi tổng hợp, gửi lại"
        way = ("Mở quyết toán năm", year.get_absolute_url())
        if year.status in YearAccount.NOTICED:
            needed = "để nguyên văn bản này: số quyết toán thừa thì khóa sổ năm rồi ghi kiến nghị thu hồi"
            way = ("Mở kiến nghị thu hồi", reverse_url("budgets:claims"))
        return Objection(
            f"{year} đã gửi Sở Tài chính, trong đó có phần đã thanh toán của đề án này là đã quyết toán",
            found=f"{dong(carry_over.settled)}, “{year.get_status_display()}”", needed=needed, way=way,
        )  # fmt: skip


def _hold_money_back(back):
    if book_year := _recovered_in(back):
        _hold_year(back.commitment.unit, book_year)
    _contracts(back.commitment.project_id)
    back.commitment.project = locked(back.commitment.project)


def _recovered_in(back):
    """The book year whose own money came back, None of money that a later year claims: no year is confirmed on that."""
    act = act_of(back)
    source = act.transfers.select_related("source__book_year").order_by("pk").first().source if act else None
    return source.book_year if source and source.stage != Stage.CLAIMED else None


def _came_to_a_confirmed_year(back):
    book_year = _recovered_in(back)
    return book_year and _year_was_confirmed(back.commitment.unit, book_year)


def _money_back_stands(back):
    found = [_file_was_closed(back), _came_to_a_confirmed_year(back)]
    if back.of_advance:  # it would stand advanced again: of a project that goes on, in the book where its money is
        project = [*stands_while_it_goes_on(back.commitment), _went_on_in_a_later_book(back)]
        found += [*project, _asked_for_since(back)]
    return [objection for objection in found if objection]


def _went_on_in_a_later_book(back):
    """What was refunded to the budget of a year cannot stand advanced there once the project's money is elsewhere."""
    now, then = book_of(back.commitment), _recovered_in(back)
    if then and now != then:
        return Objection(
            f"Kinh phí của đề án đã chuyển sang năm {now.year} sau khi nộp trả tạm ứng", found=f"sổ năm {now.year}",
            needed=f"kinh phí của đề án ở sổ năm {then.year}",
        )  # fmt: skip


def _file_was_closed(back):
    """A file closed before what a later year claims came back was not closed on that money."""
    project, trail = back.commitment.project, history(back.commitment.project).order_by("pk")
    came = trail.filter(action="budgets.moneyback.enter", data__paper_id__in=_papers(act_of(back, standing=False)))
    if project.status == Project.Status.CLOSED and (
        trail.filter(action="projects.project.close", pk__gt=came.values("pk")[:1]).exists()
    ):
        return Objection("Hồ sơ đề án đã đóng khi tiền đã nộp đủ", found=f"“{project.get_status_display()}”")


def _asked_for_since(back):
    """What the project asked for once an advance was returned kept within limits that count it no more."""
    act, rows = act_of(back), PaymentRequest.objects.live().filter(commitment__project=back.commitment.project)
    rows = rows.filter(amount__gt=0).exclude(status=PaymentRequest.Status.PREPARED) if act else ()
    since = [row for row in rows if row.status != PaymentRequest.Status.PAID or act_of(row).pk > act.pk]
    if since:
        return Objection(
            "Sau khi nộp trả tạm ứng, đề án đã có đề nghị chi tính theo số còn lại",
            found="; ".join(f"{row.what} {dong(row.amount)}, “{row.get_status_display()}”" for row in since),
            needed="rút, trả về người lập hoặc hủy ghi các đề nghị ấy trước",
        )  # fmt: skip


def _hold_carry_over(carry_over):
    _hold_year(carry_over.unit, carry_over.book_year)
    _contracts(carry_over.project_id)
    carry_over.project = locked(carry_over.project)


def _goes_on_in_the_next_year(carry_over):
    """A project carried over waits; once it goes on, what it does there stands on the money carried."""
    project = carry_over.project
    year = (carry_over.unit, carry_over.book_year)
    sent = _year_counts_it_as_settled(carry_over) if carry_over.settled else _year_was_confirmed(*year)
    found = [nothing_is_in_flight(carry_over, None), sent]
    went = _carried_with_the_project(carry_over) and project.status != Project.Status.CARRIED_OVER
    if went:
        found.append(
            Objection("Đề án đã đi tiếp ở năm sau bằng số chuyển nguồn này", found=f"“{project.get_status_display()}”")
        )
    found.append(_accounted_for_where_it_went(carry_over))
    return [objection for objection in found if objection]


def _accounted_for_where_it_went(carry_over):
    """A project accepted before the paper came stays as it is: its account in the later year stands on the money."""
    act, later = act_of(carry_over), Settlement.objects.filter(project=carry_over.project)
    account = later.filter(book_year__year__gt=carry_over.book_year.year).first() if act else None
    if account and act.transfers.filter(kind=Transferred.CARRY_IN).exclude(target__stage=Stage.CLAIMED).exists():
        return Objection(
            f"Đã mở quyết toán của đề án ở năm {account.book_year.year} bằng số chuyển nguồn này",
            found=f"“{account.get_status_display()}”", way=("Mở quyết toán", account.get_absolute_url()),
        )  # fmt: skip


def _carried_with_the_project(carry_over):
    """The line of the trail by which this paper moved the project; None when only money to come back was carried."""
    papers = _papers(act_of(carry_over, standing=False))
    entries = history(carry_over.project).filter(action="projects.project.carry_over", data__paper_id__in=papers)
    return entries.order_by("-pk").first()


def _back_in_its_year(carry_over, correction):
    entry = _carried_with_the_project(carry_over)
    if entry is None:
        return
    at_work = entry.before[STATE] == Project.Status.IN_PROGRESS.label
    PROJECT_FLOW.cause(
        carry_over.project, "back_to_work" if at_work else "back_to_contract", by=correction.decided_by,
        note=str(correction), on=correction.dated_on,
    )  # fmt: skip


def _hold_claim(claim):
    _contracts(claim.commitment.project_id)


def _of_commitment(case):
    return case.commitment.unit


_ROWS = (
    Kind(Appropriation),
    Kind(Assignment, unit=lambda case: case.from_unit),
    Kind(AllocationSheet),
    Kind(
        PaymentRequest, posted=PaymentRequest.Status.PAID, unit=_of_commitment, own_desk=True, hold=_hold_payment,
        stands_on=_account_was_sent, after=_with_the_treasury_again,
    ),
    Kind(MoneyBack, unit=_of_commitment, own_desk=True, hold=_hold_money_back, stands_on=_money_back_stands),
    Kind(Cancellation, posted=Cancellation.Status.DECIDED),
    Kind(Claim, posted=Claim.Status.DECIDED, unit=_of_commitment, hold=_hold_claim),
    Kind(
        CarryOver, posted=CarryOver.Status.DECIDED, hold=_hold_carry_over, stands_on=_goes_on_in_the_next_year,
        after=_back_in_its_year,
    ),
)  # fmt: skip
KINDS = {kind.model._meta.model_name: kind for kind in _ROWS}


def kind_of(case):
    return KINDS[case._meta.model_name]


def act_of(case, standing=True):
    """The act by which this record is in the books, None when it is not or was taken back."""
    rows = Act.objects.filter(
        content_type=ContentType.objects.get_for_model(case), object_id=case.pk, reverses=None
    ).order_by("-pk")
    return (rows.filter(reversed_by=None) if standing else rows).first()


def with_corrections(rows, user):
    """The records with `corrections` (asked for or confirmed, newest first) and `take_back`: the page where this person
    may ask for one, "". One query for records of any kinds."""
    rows = list(rows)
    types = {type(row): ContentType.objects.get_for_model(row).pk for row in rows}
    found = {(types[type(row)], row.pk): [] for row in rows}
    asked = Correction.objects.filter(
        status__in=(C.ASKED, C.CONFIRMED), content_type__in=types.values(), object_id__in=[row.pk for row in rows]
    )
    for correction in asked.select_related("created_by", "decided_by"):
        if (key := (correction.content_type_id, correction.object_id)) in found:
            found[key].append(correction)
    for row in rows:
        row.corrections = found[types[type(row)], row.pk]
        waiting = any(correction.status == C.ASKED for correction in row.corrections)
        may = not waiting and _is_posted(row) and user.has_perm(ASK) and _at_the_desk(row, user)
        row.take_back = f"{reverse_url('budgets:ask_correction')}?of={row._meta.model_name}&id={row.pk}" if may else ""
    return rows


def _is_posted(case):
    kind = kind_of(case)
    return getattr(case, "correction_id", None) is None and (not kind.posted or case.status == kind.posted)


def _at_the_desk(case, user):
    kind = kind_of(case)
    return kind.unit(case).pk == user.organisation_id if kind.own_desk else user.organisation.covers_province


def at_whose_desk(user):
    """The condition on corrections that `_at_the_desk` says of one."""
    own = Q(unit=user.organisation_id, content_type__model__in=[name for name, kind in KINDS.items() if kind.own_desk])
    if not user.organisation.covers_province:
        return own
    return own | Q(content_type__model__in=[name for name, kind in KINDS.items() if not kind.own_desk])


# --- asking -----------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_correction(correction, case, *, by, scan=None):
    """Ask that what `case` did be taken out of the books; nothing moves yet. `correction`: reason, paper."""
    require(by, ASK)
    act = act_of(case)
    if act is None:
        raise ValidationError(f"{case}: không có bút toán nào đang đứng trong sổ để hủy ghi.")
    correction.case, correction.act, correction.created_by = case, act, by
    correction.unit = kind_of(case).unit(case)
    correction.book_year = act.transfers.order_by("pk").first().source.book_year
    correction.full_clean()
    if objections := standing_objections(correction, by):
        raise ValidationError([str(objection) for objection in objections])
    correction.save()
    attach(
        correction, scan, by=by, kind=PAPER, title=str(correction), number=correction.number,
        issued_on=correction.dated_on, illustrative=getattr(case, "illustrative", False),
    )  # fmt: skip
    take_part(correction, by, Part.PREPARE, ASK)
    record(
        correction, "budgets.correction.ask", by=by, note=correction.why, perm=ASK,
        after={STATE: correction.get_status_display(), "Số tiền": dong(total(act))},
    )  # fmt: skip
    return correction


def total(act):
    """Đồng the act moved; money carried over counts once, and so does what was unbound to be given back or anew."""
    once = act.transfers.filter(carried_from=None).exclude(kind__in=ON_THE_WAY)
    once = once.exclude(kind__in=MADE_ROOM, act__transfers__kind=Transferred.CARRY_OUT)
    return int(once.aggregate(total=Sum("amount"))["total"] or 0)


# --- what stands in the way -------------------------------------------------------------------------------------
def standing_objections(correction, by):
    """Everything at once: whose desk, the day, the books, what came later."""
    case, act = correction.case, correction.act
    later = kind_of(case).stands_on(case) or []
    found = [_of_the_desk(correction, by), _dated(correction), *_closed(act)]
    return [o for o in found if o] + (later if isinstance(later, list) else [later]) + moved_on_from(act)


def _of_the_desk(correction, by):
    if not _at_the_desk(correction.case, by):
        return Objection("Chỉ người của đơn vị đã ghi khoản này làm việc hủy ghi")


def _dated(correction):
    first = correction.act.transfers.order_by("pk").first().dated_on
    if not first <= correction.dated_on <= today():
        return Objection(
            "Ngày văn bản hủy ghi không hợp lý", found=ngay(correction.dated_on),
            needed=f"từ ngày của khoản đã ghi {ngay(first)} đến {ngay(today())}", field="dated_on",
        )  # fmt: skip


def _closed(act):
    years = {}
    for transfer in act.transfers.select_related("source__book_year", "target__book_year"):
        for account in (transfer.source, transfer.target):
            years[account.book_year_id] = account.book_year
    return [
        Objection(f"Sổ năm {year.year} đã khóa, không hủy ghi được", needed="mở lại sổ (hai người, có lý do)")
        for year in sorted(years.values(), key=lambda year: year.year)
        if not year.is_open
    ]


def moved_on_from(act):
    """[Objection] of the places whose money, brought there by the act, has since gone on, naming by what."""
    brought, accounts = {}, {}
    for row in act.transfers.select_related(
        "source__unit", "source__subject", "source__book_year",
        "target__unit", "target__subject", "target__book_year",
    ):  # fmt: skip
        for account, amount in ((row.target, row.amount), (row.source, -row.amount)):
            accounts[account.pk] = account
            brought[account.pk] = brought.get(account.pk, 0) + amount
    found = []
    for pk, amount in brought.items():
        account = accounts[pk]
        if account.stage == Stage.TREASURY or amount <= account.balance:
            continue
        took = Transfer.objects.filter(source=account, act__gt=act.pk, reverses=None, reversed_by=None)
        names = [f"“{row.act.name}” ngày {ngay(row.dated_on)}, {dong(row.amount)}" for row in _last(took)]
        found.append(
            Objection(
                f"Tiền của khoản này đã đi tiếp: {place_of(account)}"
                + (f"; đứng trên nó: {'; '.join(names)}" if names else ""),
                found=dong(account.balance), needed=dong(amount),
            )
        )  # fmt: skip
    return found


def _last(transfers):
    return transfers.select_related("act").order_by("-pk")[:5]


# --- deciding ---------------------------------------------------------------------------------------------------
def nothing_stands_in_the_way(correction, act):
    return standing_objections(correction, act.by)


def of_the_desk(correction, act):
    return _of_the_desk(correction, act.by)


def not_whoever_entered_it(correction, act):
    """Nor the substitute of whoever did, nor whom they stood in for."""
    persons = {act.by.pk, getattr(act.by.stands_in_for(CONFIRM), "pk", None)}
    recorder = correction.act.by
    told_of = correction.case.commitment.project if isinstance(correction.case, MoneyBack) else correction.case
    entries = history(told_of).filter(by=recorder, data__paper_id__in=_papers(correction.act))
    # A step that asks no paper of its own, as the decision on a claim, tells by its part in whose place it was taken.
    parts = parts_of(correction.case).filter(taken_by=recorder)
    recorders = {recorder.pk, *entries.values_list("in_place_of", flat=True), *parts.values_list("person", flat=True)}
    if (persons & recorders) - {None}:
        return Objection(
            "Người đã ghi khoản này vào sổ, hoặc người thay người ấy, không xác nhận hủy ghi",
            found=correction.act.by.full_name, needed="người khác",
        )  # fmt: skip


def _papers(act):
    return [pk for pk in act.transfers.values_list("paper", flat=True).distinct() if pk]


def _confirm(correction, act):
    """Asked again with the records of the case held: of two at once the later sees the earlier."""
    case = correction.case
    kind_of(case).hold(case)
    if objections := standing_objections(correction, act.by):
        raise ValidationError([str(objection) for objection in objections])
    correction.decided_by, correction.decided_at = act.by, timezone.now()
    correction.save(update_fields=["decided_by", "decided_at"])


def _take_back(correction, act):
    case, paper = correction.case, documents_of(correction).filter(kind=PAPER).first()
    reverse(correction.act, by=act.by, dated_on=correction.dated_on, note=correction.why, paper=paper)
    if hasattr(case, "correction_id"):
        case.correction = correction
        case.save(update_fields=["correction"])
        record(
            case, f"budgets.{case._meta.model_name}.take_back", by=act.by, note=correction.why, paper=paper,
            perm=CONFIRM, on=correction.dated_on, after={"Người đề nghị": correction.created_by.full_name},
        )  # fmt: skip
    kind_of(case).after(case, correction)


CORRECTION_FLOW = Workflow(
    Transition(
        "confirm", "Xác nhận hủy ghi", (C.ASKED,), C.CONFIRMED, CONFIRM,
        (not_whoever_entered_it, nothing_stands_in_the_way), part=Part.APPROVE, prepare=_confirm, effect=_take_back,
    ),
    Transition(
        "refuse", "Không đồng ý hủy ghi", (C.ASKED,), C.REFUSED, CONFIRM, (of_the_desk,),
        needs_note=True, part=Part.APPROVE, tone="danger",
    ),
    Transition(
        "withdraw", "Rút đề nghị", (C.ASKED,), C.WITHDRAWN, ASK, (of_the_desk,),
        needs_note=True, tone="danger",
    ),
)  # fmt: skip
