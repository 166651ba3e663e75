"""Shapes of the imports over REST."""

from rest_framework import serializers

from core.api import ButtonsMixin
from projects.imports.fields import FIELDS
from projects.imports.workflow import IMPORT_FLOW
from projects.models import ImportBatch


class FaultSerializer(serializers.Serializer):
    """One thing to mend. `row`, `column` as Excel counts them; column "" means the whole row."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    heading = serializers.CharField()
    found = serializers.CharField()
    sentence = serializers.CharField()
    mend = serializers.CharField()


class ImportBatchRowSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = IMPORT_FLOW
    uploaded_by_name = serializers.CharField(source="uploaded_by.full_name", read_only=True)

    class Meta:
        model = ImportBatch
        fields = ["id", "name", "sha256", "uploaded_by_name", "uploaded_at", "status", "status_label", "buttons",
                  "row_count", "fault_count"]  # fmt: skip
        read_only_fields = fields


class ImportBatchSerializer(ImportBatchRowSerializer):
    """A workbook with every fault found in it. `mapping`: {field: number of its column, from 1}."""

    faults = FaultSerializer(many=True, read_only=True)
    projects = serializers.SerializerMethodField()

    class Meta(ImportBatchRowSerializer.Meta):
        fields = [*ImportBatchRowSerializer.Meta.fields, "headings", "mapping", "faults", "projects"]
        read_only_fields = fields

    def get_projects(self, batch) -> list[int]:
        applied = batch.status == ImportBatch.Status.APPLIED
        return list(batch.imported.values_list("project_id", flat=True)) if applied else []


class BringSerializer(serializers.Serializer):
    file = serializers.FileField()


class MappingSerializer(serializers.Serializer):
    """Which column is which field; a field left out is not read."""

    mapping = serializers.DictField(
        child=serializers.IntegerField(min_value=1), help_text=f"Trường: {', '.join(field.key for field in FIELDS)}."
    )
