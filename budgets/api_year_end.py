"""The year's end over REST: what keeps a book from being closed, estimate cancelled, books closed and opened again."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from budgets.cancelling import CANCELLATION_FLOW, prepare_cancellation
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.models import BookClosing, Cancellation, CancellationRow, CarryOver
from budgets.year_end import obstacles
from core.api import ButtonsMixin, EnterViewSet, InReach, PressMixin
from core.dates import DateSerializerField
from core.money import MoneySerializerField
from norms.selectors import closing_days
from plans.models import PlanLine
from projects.models import Project


class ObstacleSerializer(serializers.Serializer):
    kind = serializers.CharField()
    what = serializers.CharField()
    unit = serializers.IntegerField(source="unit.pk")
    about = serializers.CharField()
    project = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)
    since = DateSerializerField(allow_null=True)
    turn = serializers.CharField(source="turn.who")
    due = DateSerializerField(source="due.day", default=None, allow_null=True)
    late = serializers.BooleanField()


class ClosingDaySerializer(serializers.Serializer):
    code = serializers.CharField(source="rule.code")
    text = serializers.CharField(source="rule.text")
    day = DateSerializerField()
    source = serializers.CharField(source="rule.source")
    verified = serializers.BooleanField(source="rule.verified")


class BoardSerializer(serializers.Serializer):
    days = ClosingDaySerializer(many=True)
    obstacles = ObstacleSerializer(many=True)


class YearEndMixin:
    """GET …/year-end/: the days of the budget year and what still keeps the book from being closed."""

    @extend_schema(responses=BoardSerializer, filters=False)
    @action(detail=True, methods=["get"], url_path="year-end", pagination_class=None)
    def year_end(self, request, pk=None):
        book = self.get_object()
        days = closing_days([book.year], book.tier)[book.year].values()
        return Response(BoardSerializer({"days": days, "obstacles": obstacles([book], request.user)}).data)


class CancellationRowSerializer(serializers.Serializer):
    """So many đồng of one place: `line` only for what is allocated."""

    stage = serializers.ChoiceField(CancellationRow._meta.get_field("stage").choices)
    line = InReach(queryset=PlanLine.objects.select_related("plan"), required=False, allow_null=True, default=None)
    amount = MoneySerializerField()


class CancellationSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = CANCELLATION_FLOW
    rows = CancellationRowSerializer(many=True)
    total = serializers.IntegerField(read_only=True)

    class Meta:
        model = Cancellation
        fields = [
            "id", "book_year", "unit", "why", "rows", "total", "status", "status_label", "buttons", "number",
            "dated_on", "correction",
        ]  # fmt: skip
        read_only_fields = ["status", "number", "dated_on", "correction"]

    def create(self, data):
        rows = data.pop("rows")
        places = [(row["stage"], row["line"]) for row in rows]
        if len(set(places)) < len(places):
            raise serializers.ValidationError({"rows": "Mỗi ngăn, mỗi nội dung chỉ ghi một dòng."})
        amounts = dict(zip(places, [row["amount"] for row in rows], strict=True))
        return prepare_cancellation(Cancellation(**data), amounts, by=self.context["request"].user)


class CarryOverSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = CARRY_FLOW
    project = InReach(queryset=Project.objects.all())

    class Meta:
        model = CarryOver
        fields = [
            "id", "project", "book_year", "unit", "way", "renews", "taken_from", "why", "amount", "settled", "released",
            "taken", "status", "status_label", "buttons", "number", "dated_on", "correction",
        ]  # fmt: skip
        read_only_fields = [
            "unit", "amount", "settled", "released", "taken", "status", "number", "dated_on", "correction",
        ]  # fmt: skip
        extra_kwargs = {"book_year": {"required": False}}  # another than the project's own: what that book claims
        validators = []

    def create(self, data):
        return prepare_carry_over(CarryOver(**data), by=self.context["request"].user)


class ClosingSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = CLOSING_FLOW

    class Meta:
        model = BookClosing
        fields = [
            "id", "book_year", "kind", "why", "status", "status_label", "buttons", "created_by", "decided_by",
        ]  # fmt: skip
        read_only_fields = ["kind", "status", "created_by", "decided_by"]

    def create(self, data):
        return ask_closing(BookClosing(**data), by=self.context["request"].user)


class CancellationViewSet(PressMixin, EnterViewSet):
    read_permission = "budgets.view_money"
    queryset = Cancellation.objects.select_related("book_year", "unit").prefetch_related("rows__line__plan")
    serializer_class = CancellationSerializer
    filterset_fields = ["book_year", "unit", "status"]
    workflow = CANCELLATION_FLOW


class CarryOverViewSet(PressMixin, EnterViewSet):
    read_permission = "budgets.view_money"
    queryset = CarryOver.objects.select_related("project", "book_year", "unit")
    serializer_class = CarryOverSerializer
    filterset_fields = ["book_year", "project", "way", "status"]
    workflow = CARRY_FLOW


class ClosingViewSet(PressMixin, EnterViewSet):
    """Asking about an open book asks to close it, about a closed one to open it again (with a reason)."""

    read_permission = "budgets.view_money"
    queryset = BookClosing.objects.select_related("book_year")
    serializer_class = ClosingSerializer
    filterset_fields = ["book_year", "status", "kind"]
    workflow = CLOSING_FLOW


ROUTES = [
    ("cancellations", CancellationViewSet),
    ("carry-overs", CarryOverViewSet),
    ("book-closings", ClosingViewSet),
]
