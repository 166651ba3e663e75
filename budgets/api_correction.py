"""Corrections over REST: asked for with a reason and a paper, confirmed or refused by another person."""

from django.http import Http404
from rest_framework import serializers

from budgets.corrections import CORRECTION_FLOW, KINDS, ask_correction
from budgets.models import Correction
from budgets.serializers import ScanMixin
from core.api import ButtonsMixin, EnterViewSet, PressMixin


class CorrectionSerializer(ButtonsMixin, ScanMixin, serializers.ModelSerializer):
    """`of` and `record`: which paper or request in the books is taken back."""

    workflow = CORRECTION_FLOW
    of = serializers.ChoiceField([(name, kind.model._meta.verbose_name) for name, kind in KINDS.items()])
    record = serializers.IntegerField(source="object_id", min_value=1, max_value=10**18)

    class Meta:
        model = Correction
        fields = [
            "id", "of", "record", "act", "book_year", "unit", "why", "number", "dated_on", "status", "status_label",
            "buttons", "created_by", "decided_by", "decided_at", "scan",
        ]  # fmt: skip
        read_only_fields = ["act", "book_year", "unit", "status", "created_by", "decided_by", "decided_at"]
        validators = []

    def to_representation(self, instance):
        instance.of = instance.content_type.model
        return super().to_representation(instance)

    def create(self, data):
        by, scan = self.context["request"].user, data.pop("scan", None)
        rows = KINDS[data.pop("of")].model.objects.visible_to(by)
        case = rows.filter(pk=data.pop("object_id")).first()
        if case is None:
            raise Http404
        return ask_correction(Correction(**data), case, by=by, scan=scan)


class CorrectionViewSet(PressMixin, EnterViewSet):
    """List, read, ask; another person confirms or refuses by a step."""

    read_permission = "budgets.view_money"
    queryset = Correction.objects.select_related("book_year", "content_type")
    serializer_class = CorrectionSerializer
    filterset_fields = ["book_year", "unit", "status"]
    workflow = CORRECTION_FLOW


ROUTES = [("corrections", CorrectionViewSet)]
