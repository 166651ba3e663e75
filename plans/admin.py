from django.contrib import admin

from core.admin import WindowAdmin
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine


@admin.register(AnnualPlan)
class AnnualPlanAdmin(WindowAdmin):
    list_display = ["__str__", "status", "number", "issued_on", "total_budget"]
    list_filter = ["year", "tier", "status"]


@admin.register(PlanLine)
class PlanLineAdmin(WindowAdmin):
    list_display = ["__str__", "plan", "quantity_min", "quantity_max", "unit", "planned_budget"]
    list_filter = ["plan__year"]


@admin.register(ApprovalRound)
class ApprovalRoundAdmin(WindowAdmin):
    list_display = ["name", "way", "status", "decision_number", "decision_date"]
    list_filter = ["year", "status"]


@admin.register(PlanItem)
class PlanItemAdmin(WindowAdmin):
    list_display = ["project", "round", "line", "approved_support", "is_reserve", "removed_at"]
    list_filter = ["round"]
    list_select_related = ["project", "round", "line"]
