"""Vouchers listed by the unit, decided by the Department, examined by Finance; questions tied to their line."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse_lazy
from django.utils import timezone

from budgets import disallowing, settling
from budgets.held import stands_since
from budgets.invoices import check_what_it_names, check_within_its_paper
from budgets.models import MoneyBack, Settlement, Voucher, VoucherRemark, YearAccount
from budgets.subjects import owed_places
from budgets.whose_vouchers import (
    check_contract,
    contract_words,
    every_voucher_names_its_contract,
    name_the_only_contract,
    only_names_its_contract,
)
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.money import dong
from core.parts import Part, parts_of, take_part
from core.workflow import Objection, Transition, Workflow
from inspections.selectors import acceptance_of
from ledger.posting import Kind, Line, Stage, post, treasury
from ledger.years import refuse_closed
from plans.issue import book_of, source_of
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
    _has_money_here(project)
    item = approved_item(project)
    if item is None or project.status not in READY_FOR_SETTLEMENT:
        raise ValidationError(f"Chỉ lập quyết toán cho đề án đã nghiệm thu; hiện nay “{project.get_status_display()}”.")
    _own_unit(project.spending_unit_id, by)
    book_year = book_of(item)
    refuse_closed(book_year)
    year = _year_of(book_year, project.spending_unit)
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


def _year_of(book_year, unit):
    """The unit's account of the year, locked so that it takes no step meanwhile; None while nobody opened it."""
    return YearAccount.objects.select_for_update(no_key=True).filter(book_year=book_year, unit=unit).first()


@transaction.atomic
def save_voucher(voucher, *, by, image=None):
    """List a voucher, or correct it while the unit still holds the account (or was asked about this line).

    An invoice names its seller's tax code, a receipt its payee; each names the contract it is a cost under, where there
    are several parties'. The shares of one paper over all projects never exceed its total; the answer does not tell
    whose they are. One already agreed to may still name its contract, where it named none, and stays agreed to.
    """
    require(by, "budgets.prepare_settlement")
    settlement = Settlement.objects.select_for_update(no_key=True).get(pk=voucher.settlement_id)
    _own_unit(settlement.unit_id, by)
    if settlement.status not in (Settlement.Status.DRAFT, Settlement.Status.RETURNED):
        raise ValidationError(f"Quyết toán đang ở bước “{settlement.get_status_display()}”, không sửa chứng từ được.")
    if voucher.pk:
        stored = _standing(voucher)
        if stored.settlement_id != voucher.settlement_id:
            raise ValidationError({"settlement": "Chứng từ đã kê ở quyết toán nào thì giữ quyết toán đó."})
        if stored.decision == Voucher.Decision.AGREED and not only_names_its_contract(stored, voucher):
            raise ValidationError("Chứng từ đã được Sở đồng ý, không sửa được.")
        if stored.decision != Voucher.Decision.AGREED:  # one that names its contract only now is agreed to as before
            voucher.decision, voucher.accepted_amount, voucher.reason = Voucher.Decision.PENDING, None, ""
            voucher.decided_by = None
    elif not voucher.no:
        voucher.no = (settlement.vouchers.aggregate(last=Max("no"))["last"] or 0) + 1
    voucher.full_clean()
    check_what_it_names(voucher)
    check_contract(voucher)
    if voucher.invoice_date > today():
        latest = f"không sau hôm nay {ngay(today())}"
        raise ValidationError({"invoice_date": f"Ngày {ngay(voucher.invoice_date)} chưa tới; cần {latest}."})
    check_within_its_paper(voucher)
    voucher.save()
    if image is not None:
        attach(voucher, image, by=by, kind="voucher", title=str(voucher), illustrative=settlement.illustrative)
    take_part(settlement, by, Part.PREPARE, "budgets.prepare_settlement")
    record(
        settlement,
        "budgets.settlement.list_voucher",
        by=by,
        note=str(voucher),
        after={
            "Loại": voucher.get_kind_display(),
            "Giá trị trước thuế": dong(voucher.amount_without_vat),
            "Nguồn khuyến công": dong(voucher.state_share),
        }
        | ({"Hợp đồng": contract_words(voucher.commitment)} if voucher.commitment_id else {}),
    )
    return voucher


@transaction.atomic
def withdraw_voucher(voucher, *, why, by):
    """Take a voucher off the list; it stays readable with the reason."""
    require(by, "budgets.prepare_settlement", voucher)
    settlement = Settlement.objects.select_for_update(no_key=True).get(pk=voucher.settlement_id)
    _own_unit(settlement.unit_id, by)
    if settlement.status not in (Settlement.Status.DRAFT, Settlement.Status.RETURNED):
        raise ValidationError("Quyết toán đã nộp, không rút chứng từ được.")
    if not why.strip():
        raise ValidationError("Phải nêu lý do rút chứng từ.")
    voucher = _standing(voucher)
    voucher.withdrawn_at, voucher.withdrawn_why = timezone.now(), why
    voucher.accepted_amount, voucher.decision = None, Voucher.Decision.PENDING
    voucher.save()
    record(settlement, "budgets.settlement.withdraw_voucher", by=by, note=f"{voucher}: {why}")
    return voucher


def _standing(voucher):
    """The stored line, locked; what was withdrawn stays as it was then."""
    stored = Voucher.objects.select_for_update(no_key=True).get(pk=voucher.pk)
    if stored.withdrawn_at:
        raise ValidationError("Chứng từ đã rút, không còn trong bảng kê.", code="withdrawn")
    return stored


# --- the Department's decision, voucher by voucher --------------------------------------------------------------


@transaction.atomic
def decide_voucher(voucher, decision, *, by, amount=None, reason="", note=""):
    """Agree (all, or `amount` đồng without VAT), refuse with a reason, or ask. Only while the Department reviews."""
    require(by, "budgets.review_settlement", voucher)
    settlement = Settlement.objects.select_for_update(no_key=True).get(pk=voucher.settlement_id)
    if settlement.status != Settlement.Status.SUBMITTED:
        raise ValidationError(f"Quyết toán đang ở bước “{settlement.get_status_display()}”, không xét chứng từ được.")
    voucher = _standing(voucher)
    D = Voucher.Decision
    if decision not in (D.AGREED, D.REFUSED, D.ASKED):
        raise ValidationError("Kết quả phải là đồng ý, không chấp nhận hoặc hỏi lại.")
    if decision == D.AGREED:
        accepted = voucher.amount_without_vat if amount is None else amount
        if not 0 <= accepted <= voucher.amount_without_vat:
            raise ValidationError(
                {"amount": f"Giá trị chấp nhận phải từ 0 đến {dong(voucher.amount_without_vat)} (giá trị chứng từ)."}
            )
        if accepted < voucher.amount_without_vat and not reason:
            raise ValidationError({"reason": "Chấp nhận một phần thì phải chọn lý do."})
    elif decision == D.REFUSED:
        accepted = 0
        if not reason:
            raise ValidationError({"reason": "Không chấp nhận thì phải chọn lý do."})
    else:
        accepted = None
        if not note.strip():
            raise ValidationError({"note": "Hỏi lại thì phải ghi câu hỏi."})
    take_part(settlement, by, Part.CHECK, "budgets.review_settlement")
    before = {"Kết quả": voucher.get_decision_display(), "Chấp nhận": dong(voucher.accepted_amount)}
    voucher.decision, voucher.accepted_amount, voucher.reason, voucher.decided_by = decision, accepted, reason, by
    voucher.full_clean()
    voucher.save()
    if note.strip():
        kind = VoucherRemark.Kind.QUESTION if decision == D.ASKED else VoucherRemark.Kind.REMARK
        VoucherRemark.objects.create(voucher=voucher, kind=kind, text=note.strip(), by=by)
    record(
        settlement,
        "budgets.settlement.decide_voucher",
        by=by,
        note=f"{voucher}{': ' + note.strip() if note.strip() else ''}",
        perm="budgets.review_settlement",
        before=before,
        after={"Kết quả": voucher.get_decision_display(), "Chấp nhận": dong(accepted)},
    )
    return voucher


@transaction.atomic
def answer(voucher, text, *, by):
    """The unit answers a question on its line, where it was asked."""
    require(by, "budgets.prepare_settlement", voucher)
    _own_unit(voucher.settlement.unit_id, by)
    if not text.strip():
        raise ValidationError({"text": "Chưa có nội dung trả lời."})
    remark = VoucherRemark.objects.create(voucher=voucher, kind=VoucherRemark.Kind.ANSWER, text=text.strip(), by=by)
    record(voucher.settlement, "budgets.settlement.answer", by=by, note=f"{voucher}: {text.strip()}")
    return remark


def open_to_examination(settlement):
    """Finance may speak on its vouchers: approved by the Department, and the year's notice not issued yet."""
    years = YearAccount.objects.filter(book_year=settlement.book_year, unit=settlement.unit)
    noticed = years.filter(status__in=YearAccount.NOTICED).exists()
    return settlement.status == Settlement.Status.APPROVED and not noticed


def disallowed_before_the_notice(settlement):
    """Support that Finance has disallowed and its notice will make recoverable, đồng."""
    return disallowing.disallowed(settlement) if open_to_examination(settlement) else 0


@transaction.atomic
def examine_voucher(voucher, result, *, by, amount=0, why=""):
    """Finance looks at a voucher of an approved settlement: seen, asked, or support disallowed (đồng) with a reason.

    Changes nobody's figures: what is disallowed is recovered when the notice is issued, so nothing is said after it.
    Locks, as the notice does: the year's account, the settlement, the voucher.
    """
    require(by, "budgets.examine_year_account", voucher)
    year = _year_of(voucher.settlement.book_year, voucher.settlement.unit)
    if year is not None and year.status in YearAccount.NOTICED:
        raise ValidationError(
            f"{year}: “{year.get_status_display()}”. Ý kiến về chứng từ phải ghi trước khi ban hành thông báo."
        )
    settlement = Settlement.objects.select_for_update(no_key=True).get(pk=voucher.settlement_id)
    if settlement.status != Settlement.Status.APPROVED:
        raise ValidationError("Sở Công Thương chưa duyệt quyết toán này; Sở Tài chính xem được nhưng chưa ghi ý kiến.")
    voucher = _standing(voucher)
    E = Voucher.Examined
    if result == E.DISALLOWED:
        if not why.strip():
            raise ValidationError({"why": "Xuất toán thì phải nêu lý do."})
        limits = (
            disallowing.left_to_disallow(settlement, voucher),
            (_accepted_with_vat(voucher), "giá trị chứng từ được chấp nhận"),
        )
        most, which = min(limits)
        if most <= 0:
            raise ValidationError({"amount": f"{voucher}: {which} là 0 đồng, không có gì để xuất toán."})
        if not 0 < amount <= most:
            raise ValidationError({"amount": f"Số xuất toán phải lớn hơn 0 và không quá {dong(most)} ({which})."})
    elif result in (E.LOOKED, E.ASKED):
        amount = 0
        if result == E.ASKED and not why.strip():
            raise ValidationError({"why": "Hỏi lại thì phải ghi câu hỏi."})
    else:
        raise ValidationError("Ý kiến phải là đã xem, hỏi lại hoặc xuất toán.")
    take_part(settlement, by, Part.EXAMINE, "budgets.examine_year_account")
    voucher.examined, voucher.disallowed_amount, voucher.disallowed_why = result, amount, why.strip()
    voucher.save(update_fields=["examined", "disallowed_amount", "disallowed_why"])
    if why.strip():
        kind = VoucherRemark.Kind.QUESTION if result == E.ASKED else VoucherRemark.Kind.REMARK
        VoucherRemark.objects.create(voucher=voucher, kind=kind, text=why.strip(), by=by)
    record(
        settlement,
        "budgets.settlement.examine_voucher",
        by=by,
        note=f"{voucher}{': ' + why.strip() if why.strip() else ''}",
        after={"Sở Tài chính": voucher.get_examined_display(), "Xuất toán": dong(amount)},
    )
    return voucher


def _accepted_with_vat(voucher):
    """No support can have been spent on a voucher beyond what of it was accepted."""
    return voucher.accepted_amount + voucher.vat if voucher.accepted_amount else 0


# --- the account's own way --------------------------------------------------------------------------------------


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


# --- money back -------------------------------------------------------------------------------------------------


@transaction.atomic
def return_money(back, *, by, scan=None):
    """Money to be recovered has come: restored to the estimate inside the year, refunded to the budget after it."""
    require(by, "budgets.return_money")
    commitment = back.commitment
    require(by, "projects.view_project", commitment.project)
    _own_unit(commitment.unit_id, by)
    back.created_by = by
    back.full_clean()
    if back.dated_on > today():
        raise ValidationError(
            {"dated_on": f"Ngày nộp {ngay(back.dated_on)} chưa đến, phải không sau hôm nay {ngay(today())}."}
        )
    owed = settling.owed_on(commitment, back.dated_on)
    source, most = owed[0] if owed else (owed_places(commitment)[0], 0)
    year = source.book_year.year
    if back.kind == MoneyBack.Kind.RESTORE and (back.dated_on.year != year or source.stage == Stage.CLAIMED):
        why = "khoản của năm trước" if source.stage == Stage.CLAIMED else f"ngoài năm ngân sách {year}"
        raise ValidationError(
            {
                "kind": f"Nộp ngày {ngay(back.dated_on)}, {why}: phải nộp trả ngân sách, không khôi phục dự toán "
                "(TT 18/2020/TT-BTC)."
            }
        )
    if back.amount > most:
        rest = [f"{dong(amount)} của sổ năm {place.book_year.year}" for place, amount in owed[1:]]
        objection = Objection(
            "Số nộp vượt số phải thu hồi vào ngày nộp",
            found=f"{dong(most)} ngày {ngay(back.dated_on)}",
            needed=dong(back.amount)
            + (f"; ghi {dong(most)} của sổ năm {year} trước, rồi ghi riêng {', '.join(rest)}" if rest else ""),
        )
        raise ValidationError({"amount": str(objection)})
    back.save()
    paper = attach(
        back,
        scan,
        by=by,
        kind="paper:money_back",
        title=str(back),
        number=back.treasury_number,
        issued_on=back.dated_on,
        issuer="Kho bạc Nhà nước",
        illustrative=back.illustrative,
    )
    if back.kind == MoneyBack.Kind.RESTORE:
        line = Line(Kind.RESTORE, source, source_of(approved_item(commitment.project)), back.amount)
    else:
        line = Line(Kind.REFUND, source, treasury(source.book_year, commitment.unit), back.amount)
    post(str(back), [line], by=by, dated_on=back.dated_on, paper=paper, case=back)
    record(
        commitment.project,
        "budgets.moneyback.enter",
        by=by,
        perm="budgets.return_money",
        paper=paper,
        after={back.get_kind_display(): dong(back.amount)},
    )
    return back


@transaction.atomic
def close_project(project, *, by, note="", on=None):
    """Close a settled file whose recoveries are paid (T36 đ.12.6)."""
    require(by, "budgets.prepare_year_account")
    require(by, "projects.view_project", project)
    _has_money_here(project)
    project = locked(project)  # as a correction of money that came back holds it
    item = approved_item(project)
    owed = settling.recoverable(project) if item else 0
    if owed:
        raise ValidationError(
            f"Còn {dong(owed)} phải thu hồi, nộp trả; nộp xong mới đóng hồ sơ (TT 36/2013/TT-BCT đ.12.6)."
        )
    for settlement in project.settlements.select_related("book_year", "unit"):
        if coming := disallowed_before_the_notice(settlement):
            raise ValidationError(
                f"Sở Tài chính đã xuất toán {dong(coming)}, chưa ban hành thông báo; thu hồi xong mới đóng hồ sơ "
                "(TT 36/2013/TT-BCT đ.12.6)."
            )
    return PROJECT_FLOW.cause(project, "close", by=by, note=note, on=on)


def _has_money_here(project):
    if project.is_historical:
        raise ValidationError("Đề án nhập từ hồ sơ năm cũ, chỉ để xem: tiền của năm đó không nằm trong sổ này.")


def _own_unit(unit_id, by):
    if unit_id != by.organisation_id:
        raise ValidationError("Chỉ đơn vị sử dụng kinh phí của đề án làm việc này.")
