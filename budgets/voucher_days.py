"""A voucher dated outside the time of its project: a remark for whoever reviews it, never a refusal.

Before the decision that approved the project the programme had promised nothing; after the acceptance nothing more was
to be done. Both also happen for good reasons (a deposit, a last invoice with the last payment), which the Department
weighs: it has *Ngoài thời gian thực hiện* among its reasons.
"""

from core.dates import ngay
from inspections.selectors import acceptance_of
from plans.selectors import approved_item


def day_remark(voucher):
    """In a sentence, "" where the day lies between the two."""
    project = voucher.settlement.project
    item, accepted = approved_item(project), acceptance_of(project)
    approved_on, day = item and item.round.decision_date, voucher.invoice_date
    if approved_on and day < approved_on:
        return f"trước ngày quyết định phê duyệt đề án {ngay(approved_on)}"
    if accepted and day > accepted.held_on:
        return f"sau ngày nghiệm thu {ngay(accepted.held_on)}"
    return ""
