from django.contrib import admin

from core.admin import WindowAdmin
from establishments.models import Establishment


@admin.register(Establishment)
class EstablishmentAdmin(WindowAdmin):
    list_display = ["name", "code", "legal_form", "area", "is_active"]
    list_filter = ["legal_form", "is_active"]
    list_select_related = ["area"]
    search_fields = ["search_text"]
