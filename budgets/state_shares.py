"""What the voucher list says the programme's money paid, beside what the Treasury has paid: form 8a and the books.

Form 8a lists what was bought with the State's money, 8b the other sources (TT 36/2013 đ.19); by the list an accountant
clears what was advanced, so its State column comes to what the Treasury has paid. It warns and does not refuse: support
is also paid after the establishment has spent its own money, or a part is never paid, and then the two differ for a
good reason that the Department looks into; what limits the money itself is the support by accepted cost.
"""

from dataclasses import dataclass

from budgets.models import Voucher
from core.money import dong

ARTICLE = "mẫu 8a, TT 36/2013/TT-BCT đ.19"


@dataclass(frozen=True)
class StateShares:
    """Of the standing vouchers, đồng: the State's share as listed; at most how much of it was agreed to, None while a
    voucher is not decided."""

    listed: int
    agreed: int | None


def state_shares(settlement):
    """The StateShares of a settlement, None before anything is listed. One query."""
    rows = list(settlement.vouchers.filter(withdrawn_at=None))
    if not rows:
        return None
    open_ones = (Voucher.Decision.PENDING, Voucher.Decision.ASKED)
    decided = all(row.decision not in open_ones for row in rows)
    return StateShares(sum(row.state_share for row in rows), sum(map(_agreed, rows)) if decided else None)


def _agreed(voucher):
    """No more of the State's share is evidenced than the voucher was accepted for, with its part of the tax where the
    shares count the tax."""
    accepted, whole = voucher.accepted_amount or 0, voucher.amount_without_vat
    if voucher.state_share + voucher.counterpart_share != whole:
        accepted += voucher.vat * accepted // whole
    return min(voucher.state_share, accepted)


def warnings(shares, spent, kept):
    """[step] that say what an accountant would ask: `spent` đồng by the Treasury, of which the settlement leaves `kept`
    (None while that is unknown)."""
    if shares is None:
        return []
    found = []
    if shares.listed != spent:
        if shares.listed < spent:
            rest = f"còn {dong(spent - shares.listed)} đã chi chưa có chứng từ nguồn khuyến công"
        else:
            rest = f"nhiều hơn {dong(shares.listed - spent)} so với số đã chi"
        found.append(
            f"Chứng từ kê nguồn khuyến công {dong(shares.listed)}, Kho bạc đã tạm ứng, thanh toán {dong(spent)}: "
            f"{rest}. Hai số cần bằng nhau ({ARTICLE}); khác nhau thì Sở xem lý do."
        )
    if shares.agreed is not None and kept is not None and shares.agreed < kept and shares.agreed < shares.listed:
        found.append(
            f"Chứng từ được chấp nhận chỉ có nguồn khuyến công {dong(shares.agreed)}, số đã chi được quyết toán "
            f"{dong(kept)}: {dong(kept - shares.agreed)} không có chứng từ nguồn khuyến công được chấp nhận "
            f"({ARTICLE})."
        )
    return [{"text": text, "amount": None, "warning": True} for text in found]
