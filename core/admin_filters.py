"""Filters of the administration's lists whose names and choices are words a reader knows."""

from django.contrib import admin
from django.utils.text import capfirst

from core.audit_models import words_of
from core.text import sort_key


class ActFilter(admin.SimpleListFilter):
    """Acts in words; two acts that read alike are one choice."""

    title = "việc"
    parameter_name = "act"

    def lookups(self, request, model_admin):
        self.codes = {}
        for code in model_admin.model.objects.order_by().values_list("action", flat=True).distinct():
            self.codes.setdefault(words_of(code), []).append(code)
        return [(words, capfirst(words)) for words in sorted(self.codes, key=sort_key)]

    def queryset(self, request, queryset):
        return queryset.filter(action__in=self.codes.get(self.value(), [])) if self.value() else queryset


class OfficeFilter(admin.RelatedOnlyFieldListFilter):
    """Offices that occur, and what no office did."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title, self.empty_value_display = "đơn vị", "Hệ thống"


class WhenFilter(admin.DateFieldListFilter):
    """Today, the past week, this month, this year."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "thời gian"
        self.links = self.links[:5]  # not "has a date": every line has its moment
