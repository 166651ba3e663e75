"""What a project costs when a change is carried out: its lines, their sums, the cost that the norm is asked with."""

from dataclasses import dataclass

from projects.ceilings import cost_of_norm
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import LISTS
from projects.models import cost_sums

What = ChangeValue.What
COST = (What.COST_ITEMS, What.ELIGIBLE_COST)


@dataclass(frozen=True)
class Cost:
    """đồng; None while nobody has told it."""

    items: tuple
    support: int | None
    counterpart: int | None
    other: int | None
    total: int | None
    eligible: int | None

    def on_base_of(self, facts):
        """The cost on the norm's own base (`Ceiling.facts`), None while nothing tells it."""
        return cost_of_norm(self.eligible, self.total, self.items, facts)


def cost_of(project, change=None):
    """The Cost of a project as it stands, or as a request would have it."""
    lines, eligible = (change.value(what) if change else None for what in COST)
    eligible = project.eligible_cost if eligible is None else eligible
    if lines is None:
        items = tuple(project.cost_items.all())
        return Cost(
            items, project.support_in_estimate, project.counterpart, project.other, project.total_cost, eligible
        )
    items = _built(lines, project)
    sums = cost_sums(items)
    return Cost(items, sums["support"], sums["counterpart"], sums["other"], sums["total"], eligible)


def _built(lines, project=None):
    return tuple(LISTS[What.COST_ITEMS].built(line, project) for line in lines)


def sums_of(lines):
    """What the lines of an estimate, as a request keeps them, come to: {"support", "counterpart", "other", "total"}."""
    return cost_sums(_built(lines))


def cost_was_amended(project):
    """Whether a decision since the approval has changed its cost."""
    return ChangeValue.objects.filter(
        change__project=project, change__status=ChangeRequest.Status.DECIDED, what__in=COST
    ).exists()
