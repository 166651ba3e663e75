import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from accounts.models import Area, AreaPlacement
from accounts.reach import predecessors
from core.filters import FilterSet
from establishments.models import Establishment, IndustrialCluster, LegalForm


def top_areas():
    """What a list is filtered by: districts of then and communes of today."""
    return Area.objects.filter(placements__parent__kind=Area.Kind.PROVINCE).distinct()


def lies_in(queryset, area, area_path="area"):
    """Rows whose place is this area, ever lay under it, or lay where it is now."""
    under = AreaPlacement.objects.filter(area=OuterRef(area_path), parent=area)
    return queryset.filter(Q(**{f"{area_path}__in": [area.pk, *predecessors(area)]}) | Exists(under))


class EstablishmentFilter(FilterSet):
    """One set of filters for the page and the REST list."""

    q = filters.CharFilter(label="Tên, mã số, người đại diện", method="search")
    legal_form = filters.ChoiceFilter(label="Loại hình", choices=LegalForm, empty_label="Mọi loại hình")
    area = filters.ModelChoiceFilter(
        label="Địa bàn", queryset=lambda request: top_areas(), method="within_area", empty_label="Mọi địa bàn"
    )
    is_active = filters.ChoiceFilter(
        label="Hoạt động",
        choices=[("true", "Đang hoạt động"), ("false", "Đã ngừng")],
        empty_label="Tất cả",
        method="active",
    )
    sort = filters.OrderingFilter(
        label="Xếp theo",
        fields=[("sort_key", "name"), ("code", "code"), ("known_since", "known_since")],
        choices=[("name", "Tên"), ("code", "Mã số"), ("-known_since", "Mới theo dõi")],
        empty_label="Tên",
        widget=forms.Select,
    )

    class Meta:
        model = Establishment
        fields = ["q", "legal_form", "area", "is_active"]

    def search(self, queryset, name, value):
        return queryset.find(value)

    def within_area(self, queryset, name, value):
        return lies_in(queryset, value)

    def active(self, queryset, name, value):
        return queryset.filter(is_active=value == "true")


class ClusterFilter(FilterSet):
    """Industrial clusters by words and by whether a decision has established them."""

    q = filters.CharFilter(label="Tên cụm", method="search")
    established = filters.ChoiceFilter(
        label="Quyết định",
        choices=[("true", "Đã thành lập"), ("false", "Chưa thành lập")],
        empty_label="Tất cả",
        method="by_decision",
    )

    class Meta:
        model = IndustrialCluster
        fields = ["q", "established"]

    def search(self, queryset, name, value):
        return queryset.find(value)

    def by_decision(self, queryset, name, value):
        return queryset.exclude(decision_number="") if value == "true" else queryset.filter(decision_number="")
