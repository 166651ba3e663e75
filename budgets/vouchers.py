"""Vouchers: listed by the unit, decided by the Department, examined by Finance; questions tied to their line."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from budgets import disallowing
from budgets.invoices import check_what_it_names, check_within_its_paper
from budgets.models import Settlement, Voucher, VoucherRemark, YearAccount
from budgets.scope import require_own_unit
from budgets.whose_vouchers import check_contract, contract_words, only_names_its_contract
from budgets.year_accounts import held_account
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.money import dong
from core.parts import Part, take_part


@transaction.atomic
def save_voucher(voucher, *, by, image=None):
    """List a voucher, or correct it while the unit still holds the account (or was asked about this line).

    An invoice names its seller's tax code, a receipt its payee; each names the contract it is a cost under, where there
    are several parties'. The shares of one paper over all projects never exceed its total; the answer does not tell
    whose they are. One already agreed to may still name its contract, where it named none, and stays agreed to.
    """
    require(by, "budgets.prepare_settlement")
    settlement = Settlement.objects.select_for_update(no_key=True).get(pk=voucher.settlement_id)
    require_own_unit(settlement.unit_id, by)
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
    require_own_unit(settlement.unit_id, by)
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
    _remark(voucher, note, asks=decision == D.ASKED, by=by)
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


def _remark(voucher, text, *, asks, by):
    """What was said of the line stays with it: a question where it `asks`."""
    if text.strip():
        kind = VoucherRemark.Kind.QUESTION if asks else VoucherRemark.Kind.REMARK
        VoucherRemark.objects.create(voucher=voucher, kind=kind, text=text.strip(), by=by)


@transaction.atomic
def answer(voucher, text, *, by):
    """The unit answers a question on its line, where it was asked."""
    require(by, "budgets.prepare_settlement", voucher)
    require_own_unit(voucher.settlement.unit_id, by)
    if not text.strip():
        raise ValidationError({"text": "Chưa có nội dung trả lời."})
    remark = VoucherRemark.objects.create(voucher=voucher, kind=VoucherRemark.Kind.ANSWER, text=text.strip(), by=by)
    record(voucher.settlement, "budgets.settlement.answer", by=by, note=f"{voucher}: {text.strip()}")
    return remark


# --- Finance's examination, voucher by voucher ------------------------------------------------------------------


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
    year = held_account(voucher.settlement.book_year, voucher.settlement.unit)
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
    _remark(voucher, why, asks=result == E.ASKED, by=by)
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
