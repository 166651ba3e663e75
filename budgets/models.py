from budgets.annex_models import Annex
from budgets.claim_models import Claim
from budgets.commitment_models import Commitment
from budgets.correction_models import Correction
from budgets.estimate_models import AllocationRow, AllocationSheet, Appropriation, Assignment
from budgets.payment_models import PaymentRequest
from budgets.settlement_models import MoneyBack, Settlement, Voucher, VoucherRemark, YearAccount
from budgets.treasury_models import TreasuryFigure, TreasurySheet
from budgets.year_end_models import BookClosing, Cancellation, CancellationRow, CarryOver

__all__ = [
    "AllocationRow", "AllocationSheet", "Annex", "Appropriation", "Assignment", "BookClosing", "Cancellation",
    "CancellationRow", "CarryOver", "Claim", "Commitment", "Correction", "MoneyBack", "PaymentRequest", "Settlement",
    "TreasuryFigure", "TreasurySheet", "Voucher", "VoucherRemark", "YearAccount",
]  # fmt: skip
