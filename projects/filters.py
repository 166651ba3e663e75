import django_filters as filters
from django import forms
from django.db.models import F

from accounts.models import Organisation
from core.context import chosen_year, years_on_offer
from core.filters import FilterSet
from establishments.filters import lies_in, top_areas
from establishments.models import Establishment
from norms.models import SupportCategory, Tier
from projects.models import Project

SORTS = {
    "code": "Mã đề án",
    "-code": "Mã đề án, mới trước",
    "title": "Tên đề án",
    "-total_cost": "Tổng kinh phí, lớn trước",
    "-requested_support": "Đề nghị hỗ trợ, lớn trước",
    "-filed_on": "Ngày hồ sơ, mới trước",
    "status": "Trạng thái",
}


def implementers(request):
    """Only offices that implement something this person may see."""
    if request is None:
        return Organisation.objects.all()
    seen = Project.objects.visible_to(request.user).order_by().values("implementing_organisation")
    return Organisation.objects.filter(pk__in=seen)


class OneOrMore(forms.Select):
    """A plain select on the page; an address may name several values."""

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in ([values] if isinstance(values, str) else values) if value]


class ProjectOrder(filters.OrderingFilter):
    """Rows without an amount come last, whichever way the amounts go; the newest number decides what is equal."""

    def filter(self, queryset, value):
        for name in value or []:
            if name.lstrip("-") in ("total_cost", "requested_support"):
                column = F(name.lstrip("-"))
                order = column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)
                return queryset.order_by(order, "-plan_year", "-sequence")
        return super().filter(queryset, value)


class ProjectFilter(FilterSet):
    """One set of filters for the page, the REST list and the register of the reports."""

    q = filters.CharFilter(label="Mã, tên, cơ sở", method="search")
    year = filters.ChoiceFilter(
        label="Năm",
        field_name="plan_year",
        choices=lambda: [(str(year), f"Năm {year}") for year in years_on_offer()],
        empty_label="Mọi năm",
    )
    status = filters.MultipleChoiceFilter(
        label="Trạng thái", choices=[("", "Mọi trạng thái"), *Project.Status.choices], widget=OneOrMore
    )
    category = filters.ModelChoiceFilter(
        label="Nội dung hỗ trợ", queryset=SupportCategory.objects.all(), empty_label="Mọi nội dung"
    )
    unit = filters.ModelChoiceFilter(
        label="Đơn vị thực hiện", field_name="implementing_organisation", queryset=implementers,
        empty_label="Mọi đơn vị",
    )  # fmt: skip
    area = filters.ModelChoiceFilter(
        label="Địa bàn", queryset=lambda request: top_areas(), method="within_area", empty_label="Mọi địa bàn"
    )
    tier = filters.ChoiceFilter(label="Cấp", choices=Tier, empty_label="Cả hai cấp")
    establishment = filters.ModelChoiceFilter(
        label="Đơn vị thụ hưởng", queryset=lambda request: reachable_establishments(request),
        method="for_establishment", widget=forms.HiddenInput,
    )  # fmt: skip
    sort = ProjectOrder(
        label="Xếp theo",
        fields=[("code", "code"), ("sort_key", "title"), ("total_cost", "total_cost"),
                ("requested_support", "requested_support"), ("filed_on", "filed_on"), ("status", "status")],
        choices=list(SORTS.items()),
        empty_label="Mới nhất",
        widget=forms.Select,
    )  # fmt: skip

    class Meta:
        model = Project
        fields = ["q", "year", "status", "category", "unit", "area", "tier"]

    def search(self, queryset, name, value):
        return queryset.find(value)

    def within_area(self, queryset, name, value):
        return lies_in(queryset, value)

    def for_establishment(self, queryset, name, value: int):
        return queryset.filter(beneficiaries__establishment=value, beneficiaries__removed_at=None)


class ProjectListFilter(ProjectFilter):
    """On the page the year people work in is taken unless they say another, or search by words."""

    def __init__(self, data=None, *args, request=None, **kwargs):
        data = data.copy() if data is not None else {}
        if "year" not in data and not data.get("q") and not data.get("establishment"):
            data["year"] = str(chosen_year(request))
        super().__init__(data, *args, request=request, **kwargs)


def reachable_establishments(request):
    return Establishment.objects.visible_to(request.user) if request else Establishment.objects.all()
