import django_filters as filters

from core.fields import found_by
from core.filters import FilterSet
from norms.models import Tier
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine


class _Words(FilterSet):
    """What plans and rounds are found by, on the page and over REST."""

    q = filters.CharFilter(label="Tên, số văn bản", method="search")
    year = filters.NumberFilter(label="Năm")
    tier = filters.ChoiceFilter(label="Cấp", choices=Tier, empty_label="Mọi cấp")

    def search(self, queryset, name, value):
        return queryset.filter(found_by(value))


class PlanFilter(_Words):
    status = filters.ChoiceFilter(label="Trạng thái", choices=AnnualPlan.Status, empty_label="Mọi trạng thái")
    sort = filters.OrderingFilter(
        label="Xếp theo",
        fields=["year", "total_budget", "issued_on"],
        choices=[("-year", "Năm mới trước"), ("year", "Năm cũ trước"), ("-total_budget", "Kinh phí lớn trước")],
        empty_label="Năm mới trước",
    )

    class Meta:
        model = AnnualPlan
        fields = ["q", "year", "tier", "status"]


class RoundFilter(_Words):
    plan = filters.ModelChoiceFilter(
        label="Kế hoạch", queryset=AnnualPlan.objects.order_by("-year", "-version"), empty_label="Mọi kế hoạch"
    )
    status = filters.ChoiceFilter(label="Trạng thái", choices=ApprovalRound.Status, empty_label="Mọi trạng thái")
    sort = filters.OrderingFilter(
        label="Xếp theo",
        fields=["year", "number", "decision_date"],
        choices=[("-year", "Năm mới trước"), ("year", "Năm cũ trước"), ("-decision_date", "Quyết định mới trước")],
        empty_label="Năm mới trước",
    )

    class Meta:
        model = ApprovalRound
        fields = ["q", "year", "tier", "plan", "status"]


class LineFilter(FilterSet):
    class Meta:
        model = PlanLine
        fields = ["plan", "no"]


class ItemFilter(FilterSet):
    live = filters.BooleanFilter(label="Còn trong danh mục", field_name="removed_at", lookup_expr="isnull")

    class Meta:
        model = PlanItem
        fields = ["round", "project", "line", "is_reserve"]
