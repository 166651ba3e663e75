from django.core.exceptions import ValidationError
from rest_framework import serializers

from core.api import ButtonsMixin, InReach, PaperSerializer, PressSerializer
from core.dates import DateSerializerField
from core.models import Document
from core.money import MoneySerializerField
from core.workflow import PaperInput
from establishments.models import Establishment
from projects.ceilings import COST_HELP, ceiling_or_reason
from projects.council import MOST as MOST_MEMBERS
from projects.council import Council
from projects.models import (
    APPRAISAL_POINTS,
    Appraisal,
    AppraisalCouncil,
    Beneficiary,
    CostItem,
    CouncilMember,
    IndicatorValue,
    PastPaper,
    ProgressReport,
    Project,
    Refusal,
)
from projects.naming import name_beneficiary, share_with
from projects.papers import PaperRow
from projects.past import FromPaper, Step, correct_historical, enter_historical, remarks_on
from projects.remark_models import Remark
from projects.remarks import LONGEST, MOST, Asked
from projects.services import save_project
from projects.workflow import PROJECT_FLOW

MOST_ROWS = 200  # of one application; more is a mistake of the program that sends it


class BeneficiarySerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__", read_only=True)
    establishment = InReach(queryset=Establishment.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Beneficiary
        fields = ["id", "establishment", "name", "description", "name_later", "area", "place", "support_share",
                  "position", "named_on"]  # fmt: skip
        read_only_fields = ["position", "named_on"]
        validators = []


class CostItemSerializer(serializers.ModelSerializer):
    total = serializers.IntegerField(read_only=True)

    class Meta:
        model = CostItem
        fields = ["id", "no", "content", "unit", "quantity", "unit_price", "amount", "vat", "total", *CostItem.PAYERS]
        read_only_fields = ["no", "total"]
        extra_kwargs = {name: {"required": False, "allow_null": True} for name in ("amount", *CostItem.PAYERS)}


class ProjectSerializer(ButtonsMixin, serializers.ModelSerializer):
    """An application with its beneficiaries and its estimate; the lists given replace the present ones."""

    workflow = PROJECT_FLOW
    tier_label = serializers.CharField(source="get_tier_display", read_only=True)
    category_code = serializers.CharField(source="category.code", read_only=True)
    area_name = serializers.CharField(source="area.name", read_only=True)
    investor_establishment = InReach(queryset=Establishment.objects.all(), required=False, allow_null=True)
    investor = serializers.CharField(source="investor_words", read_only=True)
    beneficiaries = BeneficiarySerializer(many=True, required=False, max_length=MOST_ROWS)
    cost_items = CostItemSerializer(many=True, required=False, max_length=MOST_ROWS)

    class Meta:
        model = Project
        fields = [
            "id", "code", "tier", "tier_label", "plan_year", "kind", "title", "category", "category_code",
            "implementing_organisation", "coordinating_organisation", "investor_establishment", "investor_organisation",
            "investor", "beneficiaries_planned", "spending_unit", "area", "area_name", "place",
            "need", "objective", "scale", "content", "schedule_text", "organisation_text", "impact", "starts_on",
            "ends_on", "total_cost", "requested_support", "estimate_support", "counterpart", "other", "eligible_cost",
            "units", "priority_factor", "filed_on", "remark", "status", "status_label", "buttons", "is_historical",
            "illustrative", "beneficiaries", "cost_items",
        ]  # fmt: skip
        read_only_fields = ["code", "status", "is_historical", "illustrative"]
        extra_kwargs = {"eligible_cost": {"help_text": COST_HELP}}
        validators = []  # the service speaks for the constraints

    def _split(self, data):
        kinds = {"beneficiaries": Beneficiary, "cost_items": CostItem}
        rows = {name: [kind(**row) for row in data.pop(name)] if name in data else None for name, kind in kinds.items()}
        return data, rows

    def create(self, data):
        data, rows = self._split(data)
        return save_project(Project(**data), by=self.context["request"].user, **rows)

    def update(self, project, data):
        data, rows = self._split(data)
        for field, value in data.items():
            setattr(project, field, value)
        return save_project(project, by=self.context["request"].user, **rows)


class FromPaperSerializer(serializers.Serializer):
    """One paper of an old year; its scan (`upload`, multipart only) may come later, to the document."""

    step = serializers.ChoiceField(choices=Step.choices)
    number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    dated_on = DateSerializerField(required=False, default=None, allow_null=True)
    issuer = serializers.CharField(required=False, default="", allow_blank=True, max_length=255)
    amount = MoneySerializerField(required=False, default=None, allow_null=True)
    upload = serializers.FileField(required=False, default=None, allow_null=True, write_only=True)

    def paper(self):
        return FromPaper(**self.validated_data)


class PastPaperSerializer(serializers.ModelSerializer):
    step_label = serializers.CharField(source="get_step_display", read_only=True)
    number = serializers.CharField(source="document.number", read_only=True)
    dated_on = DateSerializerField(source="document.issued_on", read_only=True)
    issuer = serializers.CharField(source="document.issuer", read_only=True)

    class Meta:
        model = PastPaper
        fields = ["id", "step", "step_label", "number", "dated_on", "issuer", "amount", "document"]


class PastSerializer(serializers.Serializer):
    """The papers of an old project and the rules of their time that they break."""

    papers = PastPaperSerializer(many=True)
    remarks = serializers.ListField(child=serializers.CharField())

    @classmethod
    def of(cls, project, user):
        return cls({"papers": project.past_papers.standing(), "remarks": remarks_on(project, user)})


HISTORICAL_STATUS = [(state.value, state.label) for state in Project.HISTORICAL]


class HistoricalSerializer(ProjectSerializer):
    """A project of an earlier year from its papers; amounts may be null: nobody knows them any more."""

    papers = FromPaperSerializer(many=True, required=False, default=list, write_only=True, max_length=100)

    status = serializers.ChoiceField(choices=HISTORICAL_STATUS)
    note = serializers.CharField(write_only=True, required=False, default="", allow_blank=True, max_length=1000)

    class Meta(ProjectSerializer.Meta):
        fields = [*ProjectSerializer.Meta.fields, "papers", "note"]
        read_only_fields = ["code", "is_historical", "illustrative"]

    def create(self, data):
        data, rows = self._split(data)
        status, note = data.pop("status"), data.pop("note")
        papers = [FromPaper(**row) for row in data.pop("papers")]
        return enter_historical(
            Project(**{"filed_on": None} | data),
            by=self.context["request"].user,
            status=status,
            note=note,
            papers=papers,
            beneficiaries=rows["beneficiaries"] or [],
            cost_items=rows["cost_items"] or [],
        )


class HistoricalCorrectionSerializer(HistoricalSerializer):
    """What was entered wrongly of an old project; what is not named stays. `note`: why, by which paper."""

    papers = None
    note = serializers.CharField(write_only=True, max_length=1000)
    status = serializers.ChoiceField(choices=HISTORICAL_STATUS, required=False)

    class Meta(HistoricalSerializer.Meta):
        fields = [name for name in HistoricalSerializer.Meta.fields if name != "papers"]

    def update(self, project, data):
        data, rows = self._split(data)
        why, status = data.pop("note", ""), data.pop("status", project.status)
        for field, value in data.items():
            setattr(project, field, value)
        return correct_historical(project, by=self.context["request"].user, status=status, why=why, **rows)


class MistakenEntrySerializer(serializers.Serializer):
    why = serializers.CharField(max_length=1000)


class NamingSerializer(PaperSerializer):
    """A beneficiary of a group project and the paper that names it; `support_share` in đồng."""

    establishment = InReach(queryset=Establishment.objects.all())
    place = serializers.CharField(max_length=255, required=False, default="", allow_blank=True)
    support_share = MoneySerializerField(required=False, default=None, allow_null=True)

    def save(self, project, by):
        data = dict(self.validated_data)
        who = {name: data.pop(name) for name in ("establishment", "place", "support_share")}
        return name_beneficiary(project, paper=PaperInput(upload=data.pop("file"), **data), by=by, **who)


class ShareSerializer(PaperSerializer):
    """The part of the support (`support_share`, đồng) of one of the project's beneficiaries and its paper."""

    beneficiary = InReach(queryset=Beneficiary.objects.all())
    support_share = MoneySerializerField()

    def validate_beneficiary(self, row):
        if row.project_id != self.context["project"].pk:
            raise ValidationError("Đơn vị thụ hưởng này không thuộc đề án.")
        return row

    def save(self, by):
        data = dict(self.validated_data)
        row, share = data.pop("beneficiary"), data.pop("support_share")
        return share_with(row, share, paper=PaperInput(upload=data.pop("file"), **data), by=by)


class PointSerializer(serializers.Serializer):
    ok = serializers.BooleanField()
    finding = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class PointsSerializer(serializers.Serializer):
    """The five points; the service says all that is unanswered."""

    def get_fields(self):
        return {code: PointSerializer(required=False, label=label) for code, label in APPRAISAL_POINTS.items()}


class MemberSerializer(serializers.ModelSerializer):
    class Meta:
        model = CouncilMember
        fields = ["id", "role", "name", "office", "position", "user"]
        validators = []


class CouncilSerializer(serializers.ModelSerializer):
    """Who sat, by which decision, with the minutes as a recorded paper."""

    members = MemberSerializer(many=True, max_length=MOST_MEMBERS)
    minutes = PaperSerializer(write_only=True)
    minutes_document = serializers.PrimaryKeyRelatedField(source="minutes", read_only=True)

    class Meta:
        model = AppraisalCouncil
        fields = ["decision_number", "decision_on", "minutes", "minutes_document", "members"]

    @staticmethod
    def council(data):
        minutes = dict(data["minutes"])
        paper = PaperInput(upload=minutes.pop("file"), **minutes)
        members = [CouncilMember(**row) for row in data["members"]]
        return Council(data["decision_number"], data["decision_on"], paper, members)


class AccountMistakeSerializer(serializers.Serializer):
    """Why the account of a council's member was named by mistake."""

    why = serializers.CharField(max_length=1000)


class AppraisalSerializer(serializers.ModelSerializer):
    """A sheet; with `council` it is that of a council, recorded by `made_by`."""

    council = CouncilSerializer(required=False, allow_null=True)
    points = PointsSerializer()
    made_by_name = serializers.CharField(source="made_by.full_name", read_only=True)

    class Meta:
        model = Appraisal
        fields = ["id", "project", "made_by", "made_by_name", "made_on", "points", "recommended_support", "ceiling",
                  "note", "sent_back_why", "is_current", "council"]  # fmt: skip
        read_only_fields = ["project", "made_by", "ceiling", "sent_back_why", "is_current"]
        extra_kwargs = {"made_on": {"required": False}}
        validators = []


class ProgressSerializer(serializers.ModelSerializer):
    """`month`: any day of the month; kept as its first. Amounts are đồng since the beginning."""

    made_by_name = serializers.CharField(source="made_by.full_name", read_only=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id", "project", "month", "percent", "value_done", "spent_state", "spent_counterpart", "spent_other",
            "work_done", "difficulties", "made_by", "made_by_name", "made_on", "confirmed_by", "confirmed_on",
        ]  # fmt: skip
        read_only_fields = ["project", "made_by", "made_on", "confirmed_by", "confirmed_on"]
        validators = []


class ConfirmSerializer(serializers.Serializer):
    on = DateSerializerField(required=False, default=None, allow_null=True)


class IndicatorSerializer(serializers.ModelSerializer):
    class Meta:
        model = IndicatorValue
        fields = ["code", "name", "unit", "planned", "actual"]
        extra_kwargs = {"name": {"required": False}}


class AskedSerializer(serializers.Serializer):
    """A remark of a return; `reopens`: the id of the answered remark it asks again (then its section is that one's)."""

    section = serializers.ChoiceField(Remark.Section.choices)
    text = serializers.CharField(max_length=LONGEST)
    reopens = serializers.IntegerField(required=False, default=None, allow_null=True)


class ProjectPressSerializer(PressSerializer):
    """A step of a project. `remarks`, `done` (ids of answered remarks that are mended) belong to `return`; `reason`
    (the code of a RefusalReason) to `reject`.
    """

    remarks = AskedSerializer(many=True, required=False, max_length=MOST)
    done = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=MOST)
    reason = serializers.CharField(required=False, max_length=40)

    def act(self):
        data = self.validated_data
        return super().act() | {
            "remarks": [Asked(**row) for row in data.get("remarks", ())],
            "done": data.get("done", []),
            "reason": data.get("reason", ""),
        }


class ProjectRemarkSerializer(serializers.ModelSerializer):
    """What was asked to be mended; `state`: OPEN, ANSWERED, DONE or REOPENED (by the remark whose `reopens` it is)."""

    section_label = serializers.CharField(source="get_section_display", read_only=True)
    state = serializers.CharField(read_only=True)
    state_label = serializers.CharField(read_only=True)

    class Meta:
        model = Remark
        fields = ["id", "round", "section", "section_label", "text", "reopens", "made_by", "made_on", "answer",
                  "answered_by", "answered_on", "done_by", "done_on", "state", "state_label"]  # fmt: skip
        read_only_fields = fields


class RefusalSerializer(serializers.ModelSerializer):
    """The conclusion that an application is not eligible."""

    code = serializers.CharField(source="reason.code", read_only=True)

    class Meta:
        model = Refusal
        fields = ["code", "reason_words", "article", "note", "concluded_on", "concluded_by"]
        read_only_fields = fields


class RemarkAnswerSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    answer = serializers.CharField(max_length=LONGEST, allow_blank=True)


class WorkOffSerializer(serializers.Serializer):
    ids = serializers.ListField(child=serializers.IntegerField(), max_length=MOST)


class DossierPaperSerializer(serializers.ModelSerializer):
    """A paper of the dossier. `kind`: the code of a kind of paper, or "other". The scan may come later."""

    file = serializers.FileField(required=False, default=None, allow_null=True, write_only=True)
    uploaded_by_name = serializers.CharField(source="uploaded_by.full_name", read_only=True)

    class Meta:
        model = Document
        fields = ["id", "kind", "title", "number", "issued_on", "issuer", "signer", "file", "original_name", "size",
                  "sha256", "mime", "uploaded_by_name", "uploaded_at", "illustrative"]  # fmt: skip
        read_only_fields = ["original_name", "size", "sha256", "mime", "uploaded_at", "illustrative"]


class RequiredPaperSerializer(serializers.Serializer):
    """A paper the dossier needs by its dated rules; `state`: HAVE, MISSING, IF_ANY (on a condition) or LATER."""

    code = serializers.CharField(source="paper.code")
    name = serializers.CharField(source="paper.name")
    stage = serializers.CharField()
    stage_label = serializers.CharField()
    condition = serializers.CharField()
    source = serializers.CharField()
    state = serializers.ChoiceField(list(PaperRow.WORDS))
    state_label = serializers.CharField(source="word")


class CeilingOfProjectSerializer(serializers.Serializer):
    """The norm's answer for the project on a day: `amount` in đồng, or null with what stands in the way."""

    amount = MoneySerializerField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    steps = serializers.ListField(child=serializers.DictField())
    reasons = serializers.ListField(child=serializers.CharField())

    @classmethod
    def answer(cls, project, on):
        limit, reasons = ceiling_or_reason(project, on)
        if limit is None:
            return {"amount": None, "status": None, "steps": [], "reasons": reasons}
        return {
            "amount": limit.amount,
            "status": limit.status,
            "steps": [step.as_json() for step in limit.steps],
            "reasons": [limit.settled_by] if limit.blocked else [],
        }


def day_asked(request):
    """`?on=YYYY-MM-DD`, or None."""
    text = request.query_params.get("on")
    if not text:
        return None
    try:
        return DateSerializerField().to_internal_value(text)
    except serializers.ValidationError as error:
        raise ValidationError({"on": [str(sentence) for sentence in error.detail]}) from error
