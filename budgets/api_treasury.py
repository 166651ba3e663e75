"""The Treasury's sheets over REST: drawn up, read with what is behind a difference, the Treasury's figures written."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from budgets.models import TreasuryFigure, TreasurySheet
from budgets.serializers import ChangeSerializerField
from budgets.treasury_models import Row
from budgets.treasury_sheets import TREASURY_FLOW, behind, draw_up, moved_since_confirmed, write_theirs
from core.api import ButtonsMixin, EnterViewSet, PressMixin
from core.dates import DateSerializerField


class TreasuryFigureSerializer(serializers.ModelSerializer):
    label = serializers.CharField(source="get_code_display", read_only=True)
    ours = serializers.IntegerField(read_only=True)
    theirs = serializers.IntegerField(read_only=True, allow_null=True)
    difference = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = TreasuryFigure
        fields = ["code", "label", "ours", "theirs", "difference"]


class TreasurySheetSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = TREASURY_FLOW
    until = DateSerializerField(read_only=True)
    figures = TreasuryFigureSerializer(many=True, read_only=True, source="rows")

    class Meta:
        model = TreasurySheet
        fields = [
            "id", "book_year", "unit", "period", "until", "figures", "status", "status_label", "buttons", "number",
            "confirmed_on",
        ]  # fmt: skip
        read_only_fields = ["unit", "status", "number", "confirmed_on"]
        validators = []

    def create(self, data):
        by = self.context["request"].user
        return draw_up(TreasurySheet(unit=by.organisation, **data), by=by)


class TheirFigureSerializer(serializers.Serializer):
    code = serializers.ChoiceField(Row.choices)
    theirs = ChangeSerializerField(allow_null=True)


class TheirsSerializer(serializers.Serializer):
    figures = TheirFigureSerializer(many=True, allow_empty=False)

    def validate_figures(self, rows):
        codes = [row["code"] for row in rows]
        if len(set(codes)) < len(codes):
            raise serializers.ValidationError("Mỗi chỉ tiêu chỉ ghi một lần.")
        return rows


class ClueSerializer(serializers.Serializer):
    transfer = serializers.IntegerField(source="movement.transfer.pk")
    kind = serializers.CharField(source="movement.transfer.get_kind_display")
    dated_on = DateSerializerField(source="movement.on")
    amount = serializers.IntegerField()
    alone = serializers.BooleanField()
    paired = serializers.BooleanField()
    late = serializers.BooleanField()


class DifferenceSerializer(serializers.Serializer):
    code = serializers.CharField()
    entries = ClueSerializer(many=True)


class MovedSerializer(serializers.Serializer):
    """A figure of a confirmed sheet that the books no longer say, đồng."""

    code = serializers.CharField()
    label = serializers.CharField()
    then = serializers.IntegerField()
    now = serializers.IntegerField()


class TreasurySheetViewSet(PressMixin, EnterViewSet):
    """Of the unit of whoever draws it up; `differences` says which entries are behind each row that differs,
    `moved-since` where the books have changed under a confirmed one."""

    read_permission = "budgets.view_money"
    queryset = TreasurySheet.objects.select_related("book_year", "unit").prefetch_related("figures")
    serializer_class = TreasurySheetSerializer
    filterset_fields = ["book_year", "unit", "period", "status"]
    workflow = TREASURY_FLOW

    @extend_schema(request=TheirsSerializer, responses=TreasurySheetSerializer)
    @action(detail=True, methods=["post"])
    def theirs(self, request, pk=None):
        """The Treasury's figures of some or all rows."""
        asked = TheirsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        amounts = {row["code"]: row["theirs"] for row in asked.validated_data["figures"]}
        write_theirs(self.get_object(), amounts, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses=DifferenceSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def differences(self, request, pk=None):
        found = behind(self.get_object())
        rows = [{"code": code, "entries": clues} for code, clues in found.items()]
        return Response(DifferenceSerializer(rows, many=True).data)

    @extend_schema(responses=MovedSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, url_path="moved-since")
    def moved_since(self, request, pk=None):
        """Where the books have changed since a sheet was drawn up that the Treasury confirmed."""
        rows = [
            {"code": figure.code, "label": str(figure), "then": figure.ours, "now": now}
            for figure, now in moved_since_confirmed(self.get_object())
        ]
        return Response(MovedSerializer(rows, many=True).data)


ROUTES = [("treasury-sheets", TreasurySheetViewSet)]
