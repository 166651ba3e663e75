from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import ButtonsMixin, InReach, PressSerializer
from core.dates import DateSerializerField
from core.document_models import Document
from core.money import MoneySerializerField
from inspections import checklist
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.proofs import add_proof
from inspections.selectors import remarks_on_visit
from inspections.services import save_batch, save_inspection, save_place
from inspections.workflow import ACCEPTANCE_FLOW, INSPECTION_FLOW
from projects.models import Beneficiary, Project


class AnswerSerializer(serializers.Serializer):
    code = serializers.ChoiceField(choices=checklist.QUESTIONS)
    question = serializers.CharField(read_only=True)
    answer = serializers.ChoiceField(choices=[("", "Chưa trả lời"), *checklist.ANSWERS.items()], allow_blank=True)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=checklist.NOTE_LENGTH)


class FindingSerializer(serializers.ModelSerializer):
    """A finding; with its id the one that is changed, without it a new one."""

    id = serializers.IntegerField(required=False)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    is_late = serializers.BooleanField(read_only=True)

    class Meta:
        model = Finding
        fields = [
            "id", "text", "responsible", "due_on", "status", "status_label", "is_late", "fixed_on", "fixed_note",
        ]  # fmt: skip
        read_only_fields = ["status", "fixed_on", "fixed_note"]


class MinutesSerializer(serializers.Serializer):
    """The minutes signed by both sides: a PDF, or a photograph of the paper."""

    file = serializers.FileField()


class FixSerializer(serializers.Serializer):
    fixed_on = DateSerializerField()
    note = serializers.CharField(max_length=2000)
    photos = serializers.ListField(child=serializers.FileField(), required=False, default=list, max_length=12)


class InspectionSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = INSPECTION_FLOW
    project = InReach(queryset=Project.objects.all())
    project_code = serializers.CharField(source="project.code", read_only=True)
    office_name = serializers.CharField(source="office.short_name", read_only=True)
    checklist = AnswerSerializer(many=True, required=False)
    findings = FindingSerializer(many=True, required=False)
    verdict_label = serializers.CharField(source="get_verdict_display", read_only=True)
    remarks = serializers.SerializerMethodField()

    class Meta:
        model = Inspection
        fields = [
            "id", "project", "project_code", "kind", "office", "office_name", "inspector", "team_paper", "planned_on",
            "visited_on", "place", "latitude", "longitude", "accuracy_m", "present", "checklist", "progress_percent",
            "summary", "verdict", "verdict_label", "status", "status_label", "filed_at", "illustrative", "findings",
            "remarks", "buttons",
        ]  # fmt: skip
        read_only_fields = ["office", "inspector", "verdict", "status", "filed_at", "illustrative"]
        validators = []  # the service speaks for the constraints

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_remarks(self, visit):
        return remarks_on_visit(visit)

    def create(self, data):
        findings = self._findings(data)
        return save_inspection(Inspection(**data), by=self.context["request"].user, findings=findings)

    def update(self, visit, data):
        findings = self._findings(data)
        if "checklist" in data:
            given = {row["code"]: row for row in data.pop("checklist")}
            visit.checklist = [given.get(row["code"], row) for row in checklist.filled(visit.checklist)]
        for field, value in data.items():
            setattr(visit, field, value)
        return save_inspection(visit, by=self.context["request"].user, findings=findings)

    @staticmethod
    def _findings(data):
        rows = data.pop("findings", None)
        return None if rows is None else [Finding(**{"pk": row.pop("id", None), **row}) for row in rows]


class VisitPressSerializer(PressSerializer):
    """`verdict` for “conclude”, `due_on` (optional) for “not_fixed”."""

    verdict = serializers.ChoiceField(choices=Inspection.Verdict, required=False, default="", allow_blank=True)
    due_on = DateSerializerField(required=False, default=None, allow_null=True)

    def act(self):
        return super().act() | {name: self.validated_data[name] for name in ("verdict", "due_on")}


class ProofSerializer(serializers.ModelSerializer):
    """A paper on what the beneficiary paid itself; without `file` its number or its day is told."""

    file = serializers.FileField(write_only=True, required=False, default=None, allow_null=True)
    name = serializers.CharField(source="original_name", read_only=True)
    remark = serializers.CharField(read_only=True)

    class Meta:
        model = Document
        fields = ["id", "title", "number", "issued_on", "name", "remark", "file"]

    def create(self, data):
        return add_proof(self.context["place"], data.pop("file"), by=self.context["request"].user, **data)


class TargetResultSerializer(serializers.Serializer):
    """What was reached of one target at a place, in the target's unit; without `value`, why it is not measured there.

    `planned` and `reported` are the whole project's; `total`: its places together, null while one is silent and where
    several do not add up.
    """

    code = serializers.CharField(max_length=50)
    name = serializers.CharField(read_only=True)
    unit = serializers.CharField(read_only=True)
    planned = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True, allow_null=True)
    reported = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True, allow_null=True)
    value = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, default=None, allow_null=True
    )
    remark = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    total = serializers.DecimalField(
        source="total.value", max_digits=14, decimal_places=2, read_only=True, allow_null=True
    )
    adds_up = serializers.BooleanField(source="indicator.adds_up", read_only=True)


class PlaceSerializer(serializers.ModelSerializer):
    project = InReach(queryset=Project.objects.all())
    project_code = serializers.CharField(source="project.code", read_only=True)
    beneficiary = InReach(queryset=Beneficiary.objects.all(), required=False, allow_null=True)
    beneficiary_name = serializers.CharField(source="who", read_only=True)
    accepted_cost = MoneySerializerField(required=False, allow_null=True)
    counterpart_done = MoneySerializerField(required=False, allow_null=True)
    conclusion_label = serializers.CharField(source="get_conclusion_display", read_only=True)
    results_by_target = TargetResultSerializer(many=True, required=False)
    proofs = ProofSerializer(many=True, read_only=True)
    remarks = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Acceptance
        fields = [
            "id", "project", "project_code", "beneficiary", "beneficiary_name", "place", "present", "results",
            "results_by_target", "accepted_cost", "accepted_units", "counterpart_done", "conclusion",
            "conclusion_label", "volume_percent", "defects", "new_date", "proofs", "remarks",
        ]  # fmt: skip
        validators = []

    def validate_results_by_target(self, rows):
        """{code: what is said of it}; each target once."""
        codes = [row["code"] for row in rows]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise serializers.ValidationError(f"Mỗi chỉ tiêu chỉ ghi một lần; đang ghi nhiều lần: {', '.join(twice)}.")
        return {row["code"]: {"value": row.get("value"), "remark": row.get("remark", "")} for row in rows}

    def create(self, data):
        return self._saved(data.pop("results_by_target", None), Acceptance(**data))

    def update(self, place, data):
        results = data.pop("results_by_target", None)
        for field, value in data.items():
            setattr(place, field, value)
        return self._saved(results, place)

    def _saved(self, results, place):
        return save_place(place, batch=self.context["batch"], by=self.context["request"].user, results=results)


class BatchSerializer(ButtonsMixin, serializers.ModelSerializer):
    """A batch; its places at …/{id}/places/."""

    workflow = ACCEPTANCE_FLOW
    unit_name = serializers.CharField(source="unit.short_name", read_only=True)
    place_count = serializers.IntegerField(read_only=True, required=False)

    class Meta:
        model = AcceptanceBatch
        fields = [
            "id", "held_on", "unit", "unit_name", "team", "minutes_number", "status", "status_label", "illustrative",
            "place_count", "buttons",
        ]  # fmt: skip
        read_only_fields = ["unit", "minutes_number", "status", "illustrative"]
        validators = []

    def create(self, data):
        return save_batch(AcceptanceBatch(**data), by=self.context["request"].user)

    def update(self, batch, data):
        for field, value in data.items():
            setattr(batch, field, value)
        return save_batch(batch, by=self.context["request"].user)
