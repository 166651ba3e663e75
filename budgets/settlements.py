"""The account of a project in its year: opened and sent by the unit, reviewed and approved by the Department."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse_lazy

from budgets import settling
from budgets.held import stands_since
from budgets.models import Settlement, Voucher, YearAccount
from budgets.scope import refuse_historical, require_own_unit
from budgets.whose_vouchers import every_voucher_names_its_contract, name_the_only_contract
from budgets.year_accounts import held_account
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.money import dong
from core.parts import Part, parts_of, take_part
from core.workflow import Objection, Transition, Workflow
from inspections.selectors import acceptance_of
from ledger.years import refuse_closed
from plans.issue import book_of
from plans.selectors import approved_item
from projects.models import Project
from projects.services import locked
from projects.workflow import PROJECT_FLOW

READY_FOR_SETTLEMENT = (Project.Status.ACCEPTED, Project.Status.PARTIALLY_ACCEPTED)


@transaction.atomic
def open_settlement(project, *, by, remark="", illustrative=False):
    """Begin the account of an accepted project in its book year. One per project and year."""
    require(by, "budgets.prepare_settlement")
    require(by, "projects.view_project", project)
    refuse_historical(project)
    item = approved_item(project)
    if item is None or project.status not in READY_FOR_SETTLEMENT:
        raise ValidationError(f"Chỉ lập quyết toán cho đề án đã nghiệm thu; hiện nay “{project.get_status_display()}”.")
    require_own_unit(project.spending_unit_id, by)
    book_year = book_of(item)
    refuse_closed(book_year)
    year = held_account(book_year, project.spending_unit)
    if year is not None and year.status != YearAccount.Status.DRAFT:
        raise ValidationError(
            f"{year}: “{year.get_status_display()}”, không mở thêm quyết toán đề án của năm này được{year.way_back}."
        )
    # Two at once: the second waits, and then finds the account of the first. After the year's, as an approval locks.
    project = locked(project)
    settlement = Settlement(
        project=project,
        book_year=book_year,
        unit=project.spending_unit,
        remark=remark,
        created_by=by,
        illustrative=illustrative,
    )
    settlement.full_clean()
    settlement.save()
    take_part(settlement, by, Part.PREPARE, "budgets.prepare_settlement")
    record(settlement, "budgets.settlement.open", by=by)
    return settlement


def has_vouchers(settlement, act):
    if not settlement.vouchers.filter(withdrawn_at=None).exists():
        return Objection("Chưa kê chứng từ nào", article="TT 36/2013/TT-BCT đ.19, mẫu 8a, 8b")


def no_request_in_flight(settlement, act):
    if waiting := list(settling.in_flight(settlement)):
        total = sum(row.spends for row in waiting)
        return Objection(
            "Còn đề nghị tạm ứng, thanh toán chưa xong", found=dong(total), needed="Kho bạc đã chi hoặc đã rút"
        )


def every_voucher_decided(settlement, act):
    open_ones = settlement.vouchers.filter(
        withdrawn_at=None, decision__in=[Voucher.Decision.PENDING, Voucher.Decision.ASKED]
    ).order_by("no")
    numbers = [str(no) for no in open_ones.values_list("no", flat=True)]
    if numbers:
        return Objection("Còn chứng từ chưa quyết", found=f"số {', '.join(numbers)}", needed="đồng ý hoặc không")


def submitted_by_somebody_else(settlement, act):
    """To send an account and to approve it are both a signature (one part of a case), yet never the same person's."""
    persons = [act.by, act.by.stands_in_for("budgets.approve_settlement")]
    sent = parts_of(settlement).filter(part=Part.APPROVE, person__in=filter(None, persons)).first()
    if sent:
        return Objection(
            "Người đã ký nộp quyết toán, hoặc người thay người ấy, không duyệt quyết toán đó",
            found=sent.person.full_name,
            needed="lãnh đạo khác của Sở",
        )


def notice_on_its_day(settlement, act):
    """A notice is dated from the acceptance, an approval from the last payment too, and the notice before it to today.

    The day of submission is no bound: an old year entered from its papers is submitted by a click of today.
    """
    day, accepted = act.paper and act.paper.issued_on, acceptance_of(settlement.project)
    since = [(accepted.held_on, "ngày nghiệm thu")] if accepted else []
    since += stands_since(settlement.project) if settlement.status == Settlement.Status.REVIEWED else []
    if settlement.notice_on:
        since.append((settlement.notice_on, f"thông báo {settlement.notice_number} ngày"))
    if not day or not since:
        return None
    first, words = max(since)
    if not first <= day <= today():
        return Objection(
            "Ngày thông báo xét duyệt quyết toán không hợp lý",
            found=ngay(day),
            needed=f"từ {words} {ngay(first)} đến {ngay(today())}",
        )


CLAIM_FIRST = "số vượt thì khóa sổ năm trước, rồi ghi kiến nghị thu hồi của năm đã khóa sổ"
TO_CLAIM = ("Ghi kiến nghị thu hồi", reverse_lazy("budgets:claim_new"))


def support_is_known(settlement, act):
    now = settling.figures(settlement)
    if now.support is None:
        return Objection("Chưa tính được kinh phí hỗ trợ quyết toán", found=now.lacking)
    if now.support < now.before:
        return Objection(
            "Hỗ trợ quyết toán ít hơn số đã quyết toán ở năm trước, khi tạm ứng được chuyển sang dự toán năm sau",
            found=dong(now.support), needed=f"không ít hơn {dong(now.before)}: {CLAIM_FIRST}", way=TO_CLAIM,
        )  # fmt: skip
    return [
        Objection(
            f"Năm trước đã quyết toán cho {who} nhiều hơn số đơn vị này được hỗ trợ; không thu phần đó của đơn vị khác",
            found=dong(amount), needed=f"không quá {dong(due)}: {CLAIM_FIRST}", way=TO_CLAIM,
        )
        for who, amount, due in now.beyond_due
    ]  # fmt: skip


def _submit(settlement, act):
    """Asked again under the lock that a new request takes: neither passes the other unseen."""
    settling.lock_commitments(settlement)
    if objection := no_request_in_flight(settlement, act):
        raise ValidationError(str(objection))
    name_the_only_contract(settlement)
    settlement.submitted_on = act.on
    settlement.save(update_fields=["submitted_on"])


def _note_notice(settlement, act):
    """The days of the unit run from it; the notices before it stay among the papers."""
    settlement.notice_number, settlement.notice_on = act.paper.number, act.paper.issued_on
    settlement.save(update_fields=["notice_number", "notice_on"])


def release_of_what_was_earned(now, act):
    """Objection unless whoever approves says the earned, unpaid figure to the đồng, and why it is paid no more."""
    said, why = act.data.get("release_unpaid") or 0, (act.data.get("release_why") or "").strip()
    if said != now.unpaid:
        return Objection(
            "Duyệt thì số được hỗ trợ mà chưa thanh toán trả về dự toán, không chi được nữa; phải xác nhận đúng số này",
            found=f"{dong(now.unpaid)} chưa thanh toán, xác nhận {dong(said)}",
            needed=dong(now.unpaid),
            field="release_unpaid",
        )
    if said and not why:
        return Objection(f"Phải nêu lý do không chi tiếp {dong(said)} được hỗ trợ", field="release_why")


def _release_in_words(note, data):
    amount = data.get("release_unpaid")
    told = f"Không chi tiếp {dong(amount)} được hỗ trợ, trả về dự toán: {data.get('release_why')}" if amount else ""
    return ". ".join(filter(None, [told, note]))


def _settle(settlement, act):
    """Figures and ledger act together, before the state moves: an approved account is never touched again.

    The project is held before its money: what somebody gives back of its support at the same moment is seen.
    """
    settlement.project = locked(settlement.project)
    now = settling.figures(settlement)
    if objection := release_of_what_was_earned(now, act):
        raise ValidationError(str(objection))
    settlement.accepted_cost, settlement.support_final, settlement.steps = now.accepted_cost, now.support, now.steps
    settlement.approved_on = act.on
    totals = settling.settle(settlement, by=act.by, dated_on=act.on, paper=act.paper)
    for name, amount in totals.items():
        setattr(settlement, name, amount)
    settlement.save(update_fields=["accepted_cost", "support_final", "steps", "approved_on", *totals])


def _settle_project(settlement, act):
    PROJECT_FLOW.cause(settlement.project, "settle", by=act.by, note=str(settlement), on=act.on)


def of_own_unit(settlement, act):
    if act.by.organisation_id != settlement.unit_id:
        return Objection("Chỉ đơn vị sử dụng kinh phí nộp quyết toán", needed=str(settlement.unit))


T = Settlement.Status

SETTLEMENT_FLOW = Workflow(
    Transition(
        "submit", "Ký, nộp quyết toán lên Sở", (T.DRAFT, T.RETURNED), T.SUBMITTED, "budgets.submit_settlement",
        (of_own_unit, has_vouchers, every_voucher_names_its_contract, no_request_in_flight), part=Part.APPROVE,
        prepare=_submit,
    ),
    Transition(
        "review", "Xét duyệt xong, trình lãnh đạo Sở", (T.SUBMITTED,), T.REVIEWED, "budgets.review_settlement",
        (every_voucher_decided, support_is_known), part=Part.CHECK,
    ),
    Transition(
        "return", "Trả lại để bổ sung", (T.SUBMITTED,), T.RETURNED, "budgets.review_settlement",
        (notice_on_its_day,), needs_note=True, needs_paper=True, part=Part.CHECK, prepare=_note_notice, tone="danger",
    ),
    Transition(
        "approve", "Duyệt quyết toán", (T.REVIEWED,), T.APPROVED, "budgets.approve_settlement",
        (
            submitted_by_somebody_else, notice_on_its_day, every_voucher_decided, no_request_in_flight,
            support_is_known,
        ),
        part=Part.APPROVE, prepare=_settle, effect=_settle_project, needs_paper=True, reason=_release_in_words,
    ),
    Transition(
        "reopen_review", "Trả lại người xét duyệt", (T.REVIEWED,), T.SUBMITTED, "budgets.approve_settlement",
        needs_note=True, tone="danger",
    ),
)  # fmt: skip
