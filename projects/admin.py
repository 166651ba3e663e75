from django.contrib import admin

from core.admin import WindowAdmin
from projects.models import Project, Survey


@admin.register(Project)
class ProjectAdmin(WindowAdmin):
    list_display = ["code", "title", "category", "plan_year", "status"]
    list_filter = ["plan_year", "tier", "status"]
    list_select_related = ["category"]
    search_fields = ["search_text"]


@admin.register(Survey)
class SurveyAdmin(WindowAdmin):
    list_display = ["establishment", "office", "surveyed_on", "status"]
    list_filter = ["status"]
    list_select_related = ["establishment", "office"]
    search_fields = ["establishment__search_text"]
