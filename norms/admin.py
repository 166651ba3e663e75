from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.template.response import TemplateResponse

from core.admin import ReferenceAdmin
from core.dates import today
from core.text import nfc, one_line
from norms import impact
from norms.gaps import gap_words, not_set_yet
from norms.models import (
    AdvanceRule,
    BudgetCode,
    DeadlineRule,
    DeciderRule,
    EligibilityRule,
    LegalDocument,
    Norm,
    NormSet,
    PaperKind,
    QuoteRule,
    RefusalReason,
    RequiredPaper,
    SupportCategory,
    TreasuryRule,
)


class AsksFirst(ReferenceAdmin):
    """A change that moves the limit of an open project is shown with both figures before it is saved."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or "touched-seen" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        save = partial(super().changeform_view, request, object_id, form_url, extra_context)
        response, touched = impact.tried(save, made=lambda response: response.status_code == 302)
        if response.status_code != 302:
            return response
        list(messages.get_messages(request))  # "saved" was said of a change that has just been taken back
        if not touched:
            return save()
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        page = self.admin_site.each_context(request) | {
            "title": "Thay đổi này làm đổi mức hỗ trợ của đề án đang làm",
            "opts": self.opts,
            "gaps": self.gaps_of(request),
            **impact.told(touched),
            "typed": [pair for pair in typed if pair[0] != "csrfmiddlewaretoken"],
        }
        return TemplateResponse(request, "admin/norms/touched.html", page)

    def gaps_of(self, request):
        """What the kind of support that is being changed still lacks; a set says it on its own pages."""
        return []


def tell_gaps(request, category):
    """A kind of support that lacks something can be filed all the same: whoever sets it up is told at once."""
    if words := gap_words(category, not_set_yet([category], today())[category]):
        messages.warning(request, words)


@admin.register(LegalDocument)
class LegalDocumentAdmin(ReferenceAdmin):
    list_display = ["short_name", "title", "issuer", "in_force_from", "in_force_to", "verified"]
    list_filter = ["verified"]
    search_fields = ["code", "number", "title"]


INDICATOR = ("code", "name", "unit")


def indicator_lines(rows):
    """[{"code": "classes", "name": "Số lớp", "unit": "lớp"}] -> "classes | Số lớp | lớp", one line each."""
    return "\n".join(" | ".join(row[key] for key in INDICATOR) for row in rows)


class IndicatorsField(forms.CharField):
    """Indicators as lines that a person types, in the place of JSON."""

    widget = AdminTextareaWidget

    def prepare_value(self, value):
        return indicator_lines(value) if isinstance(value, list) else value

    def to_python(self, value):
        rows = []
        for line in filter(str.strip, nfc(value or "").splitlines()):
            parts = [one_line(part) for part in line.split("|")]
            if len(parts) != len(INDICATOR) or not all(parts):
                raise forms.ValidationError(f"“{one_line(line)}”: phải ghi đủ mã | tên chỉ tiêu | đơn vị tính.")
            rows.append(dict(zip(INDICATOR, parts, strict=True)))
        return rows

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except forms.ValidationError:
            return True


class SupportCategoryForm(forms.ModelForm):
    output_indicators = IndicatorsField(
        label="Chỉ tiêu kết quả",
        required=False,
        help_text="Mỗi dòng một chỉ tiêu: mã | tên chỉ tiêu | đơn vị tính. Ví dụ: lop | Số lớp | lớp.",
    )


@admin.register(SupportCategory)
class SupportCategoryAdmin(ReferenceAdmin):
    form = SupportCategoryForm
    list_display = ["name", "unit", "detail_form", "active"]
    list_filter = ["detail_form", "active"]
    search_fields = ["code", "name"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell_gaps(request, obj)

    def _shown(self, obj, name):
        if name == "output_indicators":
            return indicator_lines(obj.output_indicators) or "–"
        return super()._shown(obj, name)


class NormSetForm(forms.ModelForm):
    """A draft is made by copying and put into force as a whole, on the pages of the book: here it stays what it is."""

    draft = forms.BooleanField(disabled=True, required=False, widget=forms.HiddenInput)


@admin.register(NormSet)
class NormSetAdmin(AsksFirst):
    form = NormSetForm
    list_display = ["name", "tier", "province_code", "valid_from", "valid_to", "verified", "illustrative", "draft"]
    list_filter = ["tier", "illustrative", "verified", "draft"]


@admin.register(Norm)
class NormAdmin(AsksFirst):
    def gaps_of(self, request):
        category = SupportCategory.objects.filter(pk=int(request.POST["category"])).first()
        return not_set_yet([category], today())[category] if category else []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell_gaps(request, obj.category)

    list_display = ["category", "set", "rate_percent", "cap", "limit_status", "verified"]
    list_filter = ["set", "limit_status", "verified"]
    list_select_related = ["category", "set"]
    search_fields = ["category__code", "category__name"]


@admin.register(PaperKind)
class PaperKindAdmin(ReferenceAdmin):
    list_display = ["name", "brought_by"]
    search_fields = ["code", "name"]


@admin.register(RequiredPaper)
class RequiredPaperAdmin(ReferenceAdmin):
    list_display = ["category", "stage", "paper", "tier", "condition", "valid_from", "valid_to"]
    list_filter = ["stage", "tier", "verified"]
    list_select_related = ["category", "paper"]
    search_fields = ["category__code", "category__name", "paper__name"]


@admin.register(AdvanceRule)
class AdvanceRuleAdmin(ReferenceAdmin):
    list_display = [
        "category",
        "tier",
        "percent",
        "condition",
        "value_threshold_percent",
        "special",
        "valid_from",
        "valid_to",
    ]
    list_filter = ["tier", "condition", "special", "verified"]
    list_select_related = ["category"]
    search_fields = ["category__code", "category__name"]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(ReferenceAdmin):
    list_display = ["text", "tier", "days", "working_days", "day", "month", "valid_from", "valid_to"]
    list_filter = ["tier", "verified"]
    search_fields = ["code", "text"]


@admin.register(QuoteRule)
class QuoteRuleAdmin(ReferenceAdmin):
    list_display = ["tier", "above", "quotes", "source", "verified", "valid_from", "valid_to"]
    list_filter = ["tier", "verified"]


@admin.register(TreasuryRule)
class TreasuryRuleAdmin(ReferenceAdmin):
    list_display = ["code", "tier", "percent", "above", "source", "verified", "valid_from", "valid_to"]
    list_filter = ["code", "tier", "verified"]


@admin.register(BudgetCode)
class BudgetCodeAdmin(ReferenceAdmin):
    list_display = ["kind", "code", "name", "source", "verified", "valid_from", "valid_to"]
    list_filter = ["kind", "verified"]
    search_fields = ["code", "name"]


@admin.register(DeciderRule)
class DeciderRuleAdmin(ReferenceAdmin):
    list_display = ["change", "scope", "tier", "decider", "valid_from", "valid_to"]
    list_filter = ["tier", "scope", "verified"]


@admin.register(EligibilityRule)
class EligibilityRuleAdmin(ReferenceAdmin):
    list_display = ["text", "criterion", "outcome", "detail_form", "source", "verified", "valid_from", "valid_to"]
    list_filter = ["criterion", "outcome", "verified"]
    search_fields = ["code", "text", "patterns"]


@admin.register(RefusalReason)
class RefusalReasonAdmin(ReferenceAdmin):
    list_display = ["name", "code", "source", "verified", "valid_from", "valid_to"]
    list_filter = ["verified"]
    search_fields = ["code", "name"]
