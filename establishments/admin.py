from django.contrib import admin

from core.admin import WindowAdmin
from establishments.models import Establishment, IndustrialCluster


@admin.register(Establishment)
class EstablishmentAdmin(WindowAdmin):
    list_display = ["name", "code", "legal_form", "area", "is_active"]
    list_filter = ["legal_form", "is_active"]
    list_select_related = ["area"]
    search_fields = ["search_text"]


@admin.register(IndustrialCluster)
class IndustrialClusterAdmin(WindowAdmin):
    list_display = ["name", "area", "hectares", "decision_number", "decided_on"]
    list_select_related = ["area"]
    search_fields = ["search_text"]
