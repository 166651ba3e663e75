"""What Finance disallows at its examination, and the money to be recovered that its notice makes of it. In đồng."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import F, Sum

from budgets.held import held_by
from budgets.models import Voucher
from budgets.own_share import party_of
from budgets.settling import contract_line
from budgets.whose_vouchers import contract_words, signed_contracts
from core.money import dong
from ledger.posting import Kind, Stage, post


def _disallowing(settlement):
    """The standing vouchers by which Finance disallowed support, those that name their contract first."""
    rows = settlement.vouchers.filter(withdrawn_at=None, examined=Voucher.Examined.DISALLOWED)
    return rows.order_by(F("commitment").asc(nulls_last=True), "no")


def disallowed(settlement):
    """Support Finance disallowed at examination, đồng."""
    return _disallowing(settlement).aggregate(total=Sum("disallowed_amount"))["total"] or 0


def _of_the_party(voucher, commitments):
    """The contracts from which what is disallowed of a voucher is taken: its own, then others of the same party; all of
    them where it names none."""
    own = next((row for row in commitments if row.pk == voucher.commitment_id), None)
    if own is None:
        return commitments
    return [own, *(row for row in commitments if row.pk != own.pk and party_of(row) == party_of(own))]


def left_to_disallow(settlement, voucher):
    """(đồng that may be disallowed of this voucher at most, what bounds it in words): what was settled of its party and
    of the account, less what other vouchers take."""
    commitments = signed_contracts(settlement.project)
    held = held_by(commitments)
    there = {pk: row.left_of_settled for pk, row in held.items()}
    others = list(_disallowing(settlement).exclude(pk=voucher.pk))
    left = sum(there.values()) - sum(row.disallowed_amount for row in others)
    limits = [(left, f"kinh phí đã quyết toán chưa xuất toán{_beside(held.values())}")]
    if voucher.commitment_id:
        of_party = {row.pk for row in _of_the_party(voucher, commitments)}
        own = sum(there[pk] for pk in of_party)
        own -= sum(row.disallowed_amount for row in others if row.commitment_id in of_party)
        of = f"của hợp đồng {contract_words(voucher.commitment)}{_beside(held[pk] for pk in of_party)}"
        limits.append((own, f"kinh phí đã quyết toán chưa xuất toán {of}"))
    return min(limits)


def _beside(held):
    """What an earlier year settled of these contracts is not this examination's (claiming.py)."""
    if before := sum(row.before for row in held):
        return f", không kể {dong(before)} năm trước quyết toán (khóa sổ năm ấy rồi ghi kiến nghị thu hồi)"
    return ""


def recover_disallowed(settlement, *, by, dated_on, paper):
    """After Finance's notice: what was settled and is disallowed becomes money to be recovered. Returns đồng.

    It comes from the contract the voucher names, from another party's never; of a voucher that names none from the
    first contract on. Raises ValidationError when more was disallowed than is settled there: nothing of a notice is
    dropped in silence.
    """
    commitments = signed_contracts(settlement.project)
    held, backs, total = held_by(commitments), Counter(), 0
    for voucher in _disallowing(settlement).select_related("commitment"):
        left, contracts = voucher.disallowed_amount, _of_the_party(voucher, commitments)
        total += left
        for commitment in contracts:
            back = min(left, held[commitment.pk].left_of_settled - backs[commitment.pk])
            backs[commitment.pk] += back
            left -= back
        if left:
            most = voucher.disallowed_amount - left
            of = f" của hợp đồng {contract_words(voucher.commitment)}" if voucher.commitment_id else ""
            raise ValidationError(
                f"{settlement}: chứng từ số {voucher.no} xuất toán {dong(voucher.disallowed_amount)} nhưng chỉ còn "
                f"{dong(most)} đã quyết toán{of}; sửa lại cho không quá {dong(most)}."
            )
    lines = [
        contract_line(Kind.RECOVER, commitment, Stage.SETTLED, Stage.RECOVERABLE, backs[commitment.pk])
        for commitment in commitments
        if backs[commitment.pk]
    ]
    if lines:
        post(f"Xuất toán theo thông báo, {settlement}", lines, by=by, dated_on=dated_on, paper=paper, case=settlement)
    return total
