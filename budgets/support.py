"""How much support a project may have at last: design §4, programme §5.2.

`support_final = min(approved, ceiling(frozen norm, accepted cost, accepted units, same priority factor))`; it also
limits what may still be paid before settlement. Where the cap is for a place, or the support is divided, each of
several places has the ceiling of its own accepted cost and its own part: what one does not use is not another's. At the
settlement the cost of a place is no more than its own vouchers, where they tell whose they are.
"""

from dataclasses import dataclass, field

from core.money import dong
from inspections.selectors import acceptance_of, accepted_costs
from norms.ceiling import ceiling_from_frozen
from plans.selectors import approved_item, support_in_force
from plans.shared_limits import within_shared
from projects.ceilings import places_of

BY_ACCEPTANCE = "chi phí được nghiệm thu"
BY_VOUCHERS = "chi phí được nghiệm thu, chứng từ được chấp nhận của đơn vị"


@dataclass(frozen=True)
class Support:
    """The figure in đồng (None while something is unknown) with every step and warning, or what lacks in a sentence."""

    amount: int | None
    steps: list = field(default_factory=list)
    lacking: str = ""


def final_support(project, accepted_cost=None, units=None, agreed=None):
    """Support at `accepted_cost` đồng, by default what acceptance accepted.

    `agreed`: {beneficiary id: đồng agreed to of its vouchers, None: of those that are no one beneficiary's}, where the
    vouchers tell; what is nobody's may be any place's.
    """
    item = approved_item(project)
    if item is None:
        return Support(None, lacking="Đề án chưa được phê duyệt kinh phí.")
    if accepted_cost is None:
        accepted = acceptance_of(project)
        if accepted is None:
            return Support(None, lacking="Đề án chưa được nghiệm thu.")
        accepted_cost, units = accepted.cost, accepted.units if units is None else units
    limit = ceiling_from_frozen(item.ceiling, accepted_cost, project.units if units is None else units)
    limit = within_shared(limit, item)
    steps = [step.as_json() for step in limit.steps]
    if limit.amount is None:
        return Support(None, steps, "Mức chi khi phê duyệt không có con số để tính.")
    approved = support_in_force(item)
    amount = min(approved, limit.amount)
    places = places_of(project)
    costs = _costs(project, places, agreed, common=True)
    divided = all(row.support_share is not None for row in places)
    if places and (limit.place_limit is not None or divided) and len(places) == project.beneficiaries.count():
        parts = [(str(row), row.support_share, costs.get(row.pk)) for row in places]
        together, told = by_places(item.ceiling, parts, BY_ACCEPTANCE if agreed is None else BY_VOUCHERS)
        amount, steps = min(amount, together), steps + told
    steps.append({"text": f"Được duyệt hỗ trợ {dong(approved)}.", "amount": approved})
    steps.append({"text": f"Hỗ trợ quyết toán, lấy số nhỏ hơn: {dong(amount)}.", "amount": amount})
    return Support(amount, steps)


def due_to_places(project, agreed=None):
    """{beneficiary id: the support its own accepted cost gives, đồng}; {} where no minutes and no vouchers tell it.

    `agreed`: as above; here its own vouchers alone count.
    """
    item, places = approved_item(project), places_of(project)
    costs = _costs(project, places, agreed)
    rows = [row for row in places if row.pk in costs] if item else []
    return {row.pk: by_places(item.ceiling, [(str(row), row.support_share, costs[row.pk])])[0] for row in rows}


def due_by_cost(item, cost):
    """The most support that this cost alone gives by the norm of an approved project (its PlanItem), đồng."""
    return by_places(item.ceiling, [("", None, cost)])[0]


def _costs(project, places, agreed, common=False):
    """{beneficiary id: đồng of its cost}: accepted at its place, and no more than its vouchers where they tell."""
    costs = accepted_costs(project)
    if agreed is None:
        return costs
    beside = agreed.get(None, 0) if common else 0
    listed = {row.pk: agreed.get(row.pk, 0) + beside for row in places}
    return {pk: min(cost, costs.get(pk, cost)) for pk, cost in listed.items()}


def by_places(frozen, parts, which=BY_ACCEPTANCE):
    """(đồng of all places together, steps): each the least of its part and the ceiling of its own accepted cost.

    `parts`: [(name, its part or None, its accepted cost or None where the project was accepted as a whole), …], đồng;
    `which`: how the steps call that cost.
    """
    found, steps = 0, []
    for name, share, cost in parts:
        own = ceiling_from_frozen(frozen, cost or 0, units=1)
        if own.place_limit is None:  # no cap is for a place: its part, and the rate of its own cost
            own = ceiling_from_frozen(frozen, cost or 0)
        most = own.amount if cost is not None else own.place_limit if own.place_limit is not None else share
        amount = most if share is None else min(share, most)
        at = "" if cost is None else f" theo {which} {dong(cost)}"
        part = "" if share is None else f"phần hỗ trợ {dong(share)}, "
        steps.append({"text": f"{name}: {part}không quá {dong(most)}{at}; tính {dong(amount)}.", "amount": amount})
        found += amount
    steps.append({"text": f"Cộng các đơn vị thụ hưởng: {dong(found)}.", "amount": found})
    return found, steps
