from django.contrib import admin

from core.admin import WindowAdmin
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection, PlaceResult


@admin.register(Inspection)
class InspectionAdmin(WindowAdmin):
    list_display = ["__str__", "office", "visited_on", "verdict", "status"]
    list_filter = ["kind", "status", "verdict"]
    list_select_related = ["project", "office"]
    search_fields = ["search_text", "project__search_text"]


@admin.register(Finding)
class FindingAdmin(WindowAdmin):
    list_display = ["__str__", "responsible", "due_on", "status"]
    list_filter = ["status"]
    search_fields = ["text"]


@admin.register(AcceptanceBatch)
class AcceptanceBatchAdmin(WindowAdmin):
    list_display = ["__str__", "unit", "minutes_number", "status"]
    list_filter = ["status"]
    list_select_related = ["unit"]
    search_fields = ["minutes_number"]


@admin.register(Acceptance)
class AcceptanceAdmin(WindowAdmin):
    list_display = ["__str__", "batch", "conclusion", "accepted_cost"]
    list_filter = ["conclusion"]
    list_select_related = ["project", "batch"]
    search_fields = ["project__search_text"]


@admin.register(PlaceResult)
class PlaceResultAdmin(WindowAdmin):
    list_display = ["__str__", "acceptance", "value", "remark"]
    list_select_related = ["indicator", "acceptance__project"]
    search_fields = ["indicator__name", "acceptance__project__search_text"]
