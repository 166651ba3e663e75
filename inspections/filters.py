import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear

from core.context import years_on_offer
from core.dates import today
from core.fields import found_by
from core.filters import FilterSet
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from projects.models import Project

YEARS = {"label": "Năm", "empty_label": "Mọi năm"}


def year_choices():
    return [(str(year), str(year)) for year in years_on_offer()]


class InspectionFilter(FilterSet):
    """One set of filters for the page and the REST list."""

    q = filters.CharFilter(label="Đề án, cơ sở, địa điểm", method="search")
    year = filters.ChoiceFilter(choices=year_choices, method="in_year", **YEARS)
    kind = filters.ChoiceFilter(label="Loại", choices=Inspection.Kind, empty_label="Mọi loại")
    status = filters.ChoiceFilter(label="Trạng thái", choices=Inspection.Status, empty_label="Mọi trạng thái")
    verdict = filters.ChoiceFilter(label="Kết quả", choices=Inspection.Verdict, empty_label="Mọi kết quả")
    findings = filters.ChoiceFilter(
        label="Kiến nghị",
        choices=[("open", "Chưa khắc phục"), ("late", "Quá hạn khắc phục")],
        empty_label="Tất cả",
        method="with_findings",
    )

    class Meta:
        model = Inspection
        fields = ["project", "office"]

    def search(self, queryset, name, value):
        projects = Project.objects.order_by().find(value)
        return queryset.filter(Q(project__in=projects.values("pk")) | found_by(value, "search_text"))

    def in_year(self, queryset, name, value: str):
        return queryset.annotate(day_year=ExtractYear("day")).filter(day_year=value)

    def with_findings(self, queryset, name, value):
        rows = Finding.objects.to_mend().filter(inspection=OuterRef("pk"))
        if value == "late":
            rows = rows.filter(due_on__lt=today())
        return queryset.filter(Exists(rows))


class InspectionListFilter(InspectionFilter):
    """Of the page: what a person chooses from."""

    class Meta(InspectionFilter.Meta):
        fields = []


class BatchFilter(FilterSet):
    """One set of filters for the page and the REST list. A search finds only what the person may see."""

    q = filters.CharFilter(label="Đề án, cơ sở, số biên bản", method="search")
    year = filters.ChoiceFilter(choices=year_choices, field_name="held_on", lookup_expr="year", **YEARS)
    status = filters.ChoiceFilter(label="Trạng thái", choices=AcceptanceBatch.Status, empty_label="Mọi trạng thái")

    class Meta:
        model = AcceptanceBatch
        fields = []

    def search(self, queryset, name, value):
        projects = Project.objects.order_by().find(value)
        places = Acceptance.objects.order_by().filter(batch=OuterRef("pk"), project__in=projects.values("pk"))
        return queryset.filter(Exists(places.visible_to(self.request.user)) | Q(minutes_number__icontains=value))
