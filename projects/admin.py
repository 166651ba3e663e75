from django.contrib import admin

from core.admin import WindowAdmin
from projects.models import Project


@admin.register(Project)
class ProjectAdmin(WindowAdmin):
    list_display = ["code", "title", "category", "plan_year", "status"]
    list_filter = ["plan_year", "tier", "status"]
    list_select_related = ["category"]
    search_fields = ["search_text"]
