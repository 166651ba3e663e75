"""The year's plan, and the decisions that give its projects money.

A plan is a paper of the provincial committee: its lines set targets (often a range, sometimes unknown) and perhaps
money. A round is a decision that approves projects. Both are frozen once the issued paper is recorded; the database
holds that too (migration 0002).
"""

from plans.plan_models import AnnualPlan, ApprovalWay, PlanLine, PlanOpinion
from plans.round_models import ApprovalRound, PlanItem

__all__ = ["AnnualPlan", "ApprovalRound", "ApprovalWay", "PlanItem", "PlanLine", "PlanOpinion"]
