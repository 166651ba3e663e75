"""What a later step asks of the dated settings: which papers, which advance, until when, who decides."""

from norms.eligibility_models import EligibilityRule
from norms.setting_models import AdvanceRule, DeadlineRule, DeciderRule, RefusalReason, RequiredPaper


def required_papers(category, stage, on, *, tier=""):
    """The papers (RequiredPaper rows with `paper`) that `category` needs at `stage` on `on`, in reading order.

    `tier`: rows of that tier and those of both; without it only rows of both tiers.
    """
    rows = (
        RequiredPaper.objects.on(on)
        .filter(category=category, stage=stage, tier__in={"", tier})
        .select_related("paper")
        .order_by("paper__order", "paper_id", "tier")
    )
    return list({row.paper_id: row for row in rows}.values())  # the tier's own row comes last and wins


def advance_rule(category, tier, on):
    """The rule of advances, or None; None and a rule without percent both mean: no advance."""
    return AdvanceRule.objects.on(on).filter(category=category, tier=tier).first()


def deadline(code, tier, on):
    """The DeadlineRule in force, or None. `rule.due(after=…)` or `rule.due(year=…)` gives the day."""
    return DeadlineRule.objects.on(on).filter(code=code, tier=tier).first()


def decider(change, tier, on, *, scope=DeciderRule.Scope.PROJECT):
    """Who decides a change of an approved project (DeciderRule), or None when no rule is known."""
    return DeciderRule.objects.on(on).filter(change=change, tier=tier, scope=scope).first()


def eligibility_rules(on, detail_form):
    """{criterion: [EligibilityRule]} in force on a day for a kind of support, in the order they are tried."""
    found = {criterion: [] for criterion in EligibilityRule.Criterion}
    rows = EligibilityRule.objects.on(on).filter(detail_form__in=["", detail_form])
    for rule in rows.order_by("order", "-detail_form", "code"):
        found[rule.criterion].append(rule)
    return found


def refusal_reason(code, on):
    """The coded reason of a refusal in force on a day (RefusalReason), or None."""
    return RefusalReason.objects.on(on).filter(code=code).first()
