from django.contrib import admin

from core.admin import ReferenceAdmin
from norms.models import (
    AdvanceRule,
    DeadlineRule,
    DeciderRule,
    LegalDocument,
    Norm,
    NormSet,
    PaperKind,
    RequiredPaper,
    SupportCategory,
)


@admin.register(LegalDocument)
class LegalDocumentAdmin(ReferenceAdmin):
    list_display = ["short_name", "title", "issuer", "in_force_from", "in_force_to", "verified"]
    list_filter = ["verified"]
    search_fields = ["code", "number", "title"]


@admin.register(SupportCategory)
class SupportCategoryAdmin(ReferenceAdmin):
    list_display = ["name", "code", "unit", "detail_form", "active"]
    list_filter = ["detail_form", "active"]
    search_fields = ["code", "name"]


@admin.register(NormSet)
class NormSetAdmin(ReferenceAdmin):
    list_display = ["name", "tier", "province_code", "valid_from", "valid_to", "verified", "illustrative"]
    list_filter = ["tier", "illustrative", "verified"]


@admin.register(Norm)
class NormAdmin(ReferenceAdmin):
    list_display = ["category", "set", "rate_percent", "cap", "limit_status", "verified"]
    list_filter = ["set", "limit_status", "verified"]
    list_select_related = ["category", "set"]
    search_fields = ["category__code", "category__name"]


@admin.register(PaperKind)
class PaperKindAdmin(ReferenceAdmin):
    list_display = ["name", "code", "brought_by"]
    search_fields = ["code", "name"]


@admin.register(RequiredPaper)
class RequiredPaperAdmin(ReferenceAdmin):
    list_display = ["category", "stage", "paper", "tier", "condition", "valid_from", "valid_to"]
    list_filter = ["stage", "tier", "verified"]
    list_select_related = ["category", "paper"]
    search_fields = ["category__code", "category__name", "paper__name"]


@admin.register(AdvanceRule)
class AdvanceRuleAdmin(ReferenceAdmin):
    list_display = ["category", "tier", "percent", "condition", "value_threshold_percent", "valid_from", "valid_to"]
    list_filter = ["tier", "condition", "verified"]
    list_select_related = ["category"]
    search_fields = ["category__code", "category__name"]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(ReferenceAdmin):
    list_display = ["text", "code", "tier", "days", "working_days", "day", "month", "valid_from", "valid_to"]
    list_filter = ["tier", "verified"]
    search_fields = ["code", "text"]


@admin.register(DeciderRule)
class DeciderRuleAdmin(ReferenceAdmin):
    list_display = ["change", "scope", "tier", "decider", "valid_from", "valid_to"]
    list_filter = ["tier", "scope", "verified"]
