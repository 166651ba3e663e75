"""REST fills records and hands them to the same services as the pages; sentences and rules are theirs."""

from rest_framework import serializers

from core.api import ButtonsMixin, InReach, PaperSerializer, WholeId
from core.dates import DateSerializerField
from core.money import MoneySerializerField
from core.targets import Standing
from core.workflow import PaperInput
from ledger.models import BookYear
from norms.models import SupportCategory, Tier
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine, PlanOpinion
from plans.services import add_opinion, open_round, record_historical_round, save_item, save_line, save_plan
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.models import Project


def _fill(record, data):
    for name, value in data.items():
        setattr(record, name, value)
    return record


class AnnualPlanSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = PLAN_FLOW
    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = AnnualPlan
        fields = [
            "id", "name", "year", "tier", "version", "title", "total_budget", "remark", "guidance", "approval_way",
            "delegated_limit", "status", "status_label", "buttons", "book_year", "supersedes", "number", "issued_on",
            "issuer", "signer", "illustrative",
        ]  # fmt: skip
        read_only_fields = [
            "version", "status", "supersedes", "number", "issued_on", "issuer", "signer", "illustrative",
        ]  # fmt: skip
        extra_kwargs = {
            "title": {"required": False, "allow_blank": True},
            "book_year": {
                "read_only": False, "required": False, "queryset": BookYear.objects.all(),
                "help_text": "Chỉ cần ghi khi năm và cấp ấy có nhiều sổ.",
            },
        }  # fmt: skip
        validators = []  # the service speaks for the constraints

    def create(self, data):
        return save_plan(AnnualPlan(**data), by=self.context["request"].user)

    def update(self, plan, data):
        return save_plan(_fill(plan, data), by=self.context["request"].user)


class PlanLineSerializer(serializers.ModelSerializer):
    """Targets and money may be null: the plan does not state them. Categories by their codes."""

    categories = serializers.SlugRelatedField("code", many=True, queryset=SupportCategory.objects.all())
    target = serializers.CharField(read_only=True)

    class Meta:
        model = PlanLine
        fields = [
            "id", "plan", "no", "text", "categories", "quantity_min", "quantity_max", "unit", "target",
            "planned_budget", "remark", "dropped_why",
        ]  # fmt: skip
        read_only_fields = ["dropped_why"]
        extra_kwargs = {"plan": {"read_only": False, "queryset": AnnualPlan.objects.all()}}
        validators = []

    def create(self, data):
        categories = data.pop("categories")
        return save_line(PlanLine(**data), categories=categories, by=self.context["request"].user)

    def update(self, line, data):
        data.pop("plan", None)  # a line stays in its plan
        categories = data.pop("categories", None)
        if categories is None:
            categories = list(line.categories.all())
        return save_line(_fill(line, data), categories=categories, by=self.context["request"].user)


class LineProgressSerializer(serializers.Serializer):
    """A line of the plan against what was approved. Money is null for whoever may not see it."""

    line = serializers.IntegerField(source="line.pk")
    no = serializers.IntegerField(source="line.no")
    text = serializers.CharField(source="line.text")
    quantity_min = serializers.IntegerField(source="line.quantity_min", allow_null=True)
    quantity_max = serializers.IntegerField(source="line.quantity_max", allow_null=True)
    unit = serializers.CharField(source="line.unit")
    target = serializers.CharField(source="line.target")
    count_done = serializers.IntegerField()
    project_count = serializers.IntegerField()
    verdict = serializers.ChoiceField(Standing.choices)
    planned_budget = MoneySerializerField(source="line.planned_budget")
    allocated = MoneySerializerField()
    approved_support = MoneySerializerField()
    remaining = MoneySerializerField()


class PlanOpinionSerializer(serializers.ModelSerializer):
    """A letter about the draft; `paper` names it."""

    paper = PaperSerializer(write_only=True, required=False, default=None, allow_null=True)
    number = serializers.CharField(source="document.number", read_only=True, default="")

    class Meta:
        model = PlanOpinion
        fields = ["id", "plan", "office", "received_on", "agrees", "content", "paper", "number", "document"]
        read_only_fields = ["document"]
        extra_kwargs = {"plan": {"read_only": False, "queryset": AnnualPlan.objects.all()}}

    def create(self, data):
        return add_opinion(data.pop("plan"), **data | {"paper": _paper(data["paper"])}, by=self.context["request"].user)


def _paper(data):
    if data is None:
        return None
    data = dict(data)
    return PaperInput(upload=data.pop("file"), **data)


class ApprovalRoundSerializer(ButtonsMixin, serializers.ModelSerializer):
    """A new round takes a plan, and a way of approval where it is not the plan's own."""

    workflow = ROUND_FLOW
    name = serializers.CharField(read_only=True)

    class Meta:
        model = ApprovalRound
        fields = [
            "id", "name", "plan", "year", "tier", "number", "way", "status", "status_label", "buttons",
            "published_project_count", "published_total_cost", "published_total_support",
            "published_total_counterpart", "decision_number", "decision_date", "issuer", "signer", "source_note",
            "illustrative",
        ]  # fmt: skip
        read_only_fields = [
            "year", "tier", "number", "status", "published_project_count", "published_total_cost",
            "published_total_support", "published_total_counterpart", "decision_number", "decision_date", "issuer",
            "signer", "illustrative",
        ]  # fmt: skip
        extra_kwargs = {"plan": {"required": True, "allow_null": False}, "way": {"required": False}}
        validators = []

    def create(self, data):
        return open_round(data.pop("plan"), by=self.context["request"].user, **data)


class HistoricalRoundSerializer(serializers.Serializer):
    """A round of an old year as it was published; what the source does not tell stays null."""

    year = serializers.IntegerField(min_value=2000, max_value=2100)
    tier = serializers.ChoiceField(Tier.choices, default=Tier.LOCAL)
    number = serializers.IntegerField(min_value=1, max_value=99)
    decision_date = DateSerializerField()
    decision_number = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    issuer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    signer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    project_count = serializers.IntegerField(min_value=0, required=False, default=None, allow_null=True)
    total_cost = MoneySerializerField(required=False, default=None, allow_null=True)
    total_support = MoneySerializerField(required=False, default=None, allow_null=True)
    total_counterpart = MoneySerializerField(required=False, default=None, allow_null=True)
    source_note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    projects = InReach(many=True, queryset=Project.objects.all())

    def create(self, data):
        return record_historical_round(**data, by=self.context["request"].user)


class ListPlaceSerializer(serializers.Serializer):
    """Where a project stands on a list."""

    line = WholeId(queryset=PlanLine.objects.all())
    source = serializers.ChoiceField(PlanItem.Source.choices)
    approved_support = MoneySerializerField(min_value=1)
    is_reserve = serializers.BooleanField(default=False)
    book_year = WholeId(
        queryset=BookYear.objects.all(), default=None, allow_null=True,
        help_text="Sổ của nguồn chi cho đề án; không ghi: sổ của kế hoạch.",
    )  # fmt: skip


class IncludeProjectSerializer(ListPlaceSerializer):
    project = InReach(queryset=Project.objects.all())


class PlanItemSerializer(serializers.ModelSerializer):
    """A place on a list. PATCH changes it while the list is open."""

    project_code = serializers.CharField(source="project.code", read_only=True)
    project_title = serializers.CharField(source="listed.title", read_only=True)
    total_cost = MoneySerializerField(source="listed.total_cost", read_only=True)
    counterpart = MoneySerializerField(read_only=True)
    book_year = WholeId(
        source="book", queryset=BookYear.objects.all(), required=False, allow_null=True,
        help_text="Sổ của nguồn chi cho đề án; null: sổ của kế hoạch.",
    )  # fmt: skip

    class Meta:
        model = PlanItem
        fields = [
            "id", "round", "project", "project_code", "project_title", "line", "book_year", "source",
            "approved_support", "total_cost", "counterpart", "ceiling", "is_reserve", "position", "removed_at",
            "removed_by", "removed_why",
        ]  # fmt: skip
        read_only_fields = ["round", "project", "ceiling", "position", "removed_at", "removed_by", "removed_why"]
        validators = []

    def update(self, item, data):
        place = {name: getattr(item, name) for name in ("line", "source", "approved_support", "is_reserve", "book")}
        place |= data
        return save_item(item, book_year=place.pop("book"), **place, by=self.context["request"].user)


class PlanReasonSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=2000)


class ReleaseSupportSerializer(PlanReasonSerializer):
    amount = MoneySerializerField(min_value=1)
    paper = PaperSerializer()


class ProjectObjectionsSerializer(serializers.Serializer):
    """What stands in the way of one project of a list, as the page says it; without a project: of the list itself."""

    project = serializers.IntegerField(allow_null=True)
    objections = serializers.ListField(child=serializers.CharField())


class EligibleProjectSerializer(serializers.ModelSerializer):
    category = serializers.CharField(source="category.code")

    class Meta:
        model = Project
        fields = ["id", "code", "title", "category", "requested_support"]
