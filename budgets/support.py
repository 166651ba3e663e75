"""How much support a project may have at last: design §4, programme §5.2.

`support_final = min(approved, ceiling(frozen norm, accepted cost, accepted units, same priority factor))`; it also
limits what may still be paid before settlement.
"""

from dataclasses import dataclass, field

from core.money import dong
from inspections.selectors import acceptance_of
from norms.ceiling import ceiling_from_frozen
from plans.selectors import approved_item, support_in_force


@dataclass(frozen=True)
class Support:
    """The figure in đồng (None while something is unknown) with every step, or the sentence that says what lacks."""

    amount: int | None
    steps: list = field(default_factory=list)
    lacking: str = ""


def final_support(project, accepted_cost=None, units=None):
    """Support at `accepted_cost` đồng, by default what acceptance accepted."""
    item = approved_item(project)
    if item is None:
        return Support(None, lacking="Đề án chưa được phê duyệt kinh phí.")
    if accepted_cost is None:
        accepted = acceptance_of(project)
        if accepted is None:
            return Support(None, lacking="Đề án chưa được nghiệm thu.")
        accepted_cost, units = accepted.cost, accepted.units if units is None else units
    limit = ceiling_from_frozen(item.ceiling, accepted_cost, units)
    steps = [{"text": step.text, "amount": step.amount} for step in limit.steps]
    if limit.amount is None:
        return Support(None, steps, "Mức chi khi phê duyệt không có con số để tính.")
    approved = support_in_force(item)
    amount = min(approved, limit.amount)
    steps.append({"text": f"Được duyệt hỗ trợ {dong(approved)}.", "amount": approved})
    steps.append({"text": f"Hỗ trợ quyết toán, lấy số nhỏ hơn: {dong(amount)}.", "amount": amount})
    return Support(amount, steps)
