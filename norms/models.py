"""What may be supported, how much, with which papers, in which period, under which text.

Every figure here is dated data with its legal source. The administrator edits it; the programme only reads it.
"""

from norms.catalogue_models import LegalDocument, SupportCategory, Tier
from norms.eligibility_models import EligibilityRule
from norms.norm_models import PLACE_UNITS, PRIORITY_ARTICLE, PRIORITY_MOST, Norm, NormSet
from norms.setting_models import (
    AdvanceRule,
    BudgetCode,
    DeadlineRule,
    DeciderRule,
    PaperKind,
    QuoteRule,
    RefusalReason,
    RequiredPaper,
    TreasuryRule,
)

__all__ = [
    "PLACE_UNITS", "PRIORITY_ARTICLE", "PRIORITY_MOST", "AdvanceRule", "BudgetCode", "DeadlineRule",
    "DeciderRule", "EligibilityRule", "LegalDocument", "Norm", "NormSet", "PaperKind", "QuoteRule", "RefusalReason",
    "RequiredPaper", "SupportCategory", "Tier", "TreasuryRule",
]  # fmt: skip
