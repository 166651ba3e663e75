"""What a later step asks of the dated settings: which papers, which advance, until when, who decides."""

import datetime
from dataclasses import dataclass

from norms.eligibility_models import EligibilityRule
from norms.setting_models import AdvanceRule, DeadlineRule, DeciderRule, RefusalReason, RequiredPaper, TreasuryRule


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


def treasury_rule(code, tier, on):
    """The TreasuryRule in force (its `percent` of a contract, `above` a value in đồng), or None."""
    return TreasuryRule.objects.on(on).filter(code=code, tier=tier).first()


def deadline(code, tier, on):
    """The DeadlineRule in force, or None. `rule.due(after=…)` or `rule.due(year=…)` gives the day."""
    return DeadlineRule.objects.on(on).filter(code=code, tier=tier).first()


def deadline_of_year(code, tier, year):
    """The DeadlineRule a budget year goes by, or None: that in force on its own last day, whenever it is asked."""
    return deadline(code, tier, datetime.date(year, 12, 31))


def deadline_of_years(code, tier, years):
    """{budget year: deadline_of_year} of those that have one. One query."""
    rules = list(DeadlineRule.objects.filter(code=code, tier=tier))
    return {year: rule for year in years for rule in rules if rule.holds_on(datetime.date(year, 12, 31))}


# The days on which a budget year ends, in the order the law counts them (B26 đ.15, đ.19; before it L83 đ.64, N163).
CLOSING = (
    "treasury-last-papers", "spending-end", "liquidation", "closing-window", "year-reconciliation", "advance-return",
    "advance-charge", "treasury-carry-report",
)  # fmt: skip


@dataclass(frozen=True)
class ClosingDay:
    """A day by which something of a budget year is done, and the rule (DeadlineRule) that says so.

    Of money claimed by a conclusion: the budgets.Claim, which tells its source alike.
    """

    rule: DeadlineRule
    day: datetime.date


def closing_days(years, tier):
    """{budget year: {code: ClosingDay}} of several budget years, earliest day first. One query.

    A budget year is closed under the rule of its own last day, whatever day it is when somebody closes it: TT 26/2026
    holds from budget year 2026, although the days of budget year 2025 fall into 2026.
    """
    rules = list(DeadlineRule.objects.filter(code__in=CLOSING, tier=tier))
    found = {}
    for year in years:
        last = datetime.date(year, 12, 31)
        days = [ClosingDay(rule, rule.due(year=year)) for rule in rules if rule.holds_on(last)]
        found[year] = {
            row.rule.code: row for row in sorted(days, key=lambda row: (row.day, CLOSING.index(row.rule.code)))
        }
    return found


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
