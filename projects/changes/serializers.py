from rest_framework import serializers

from accounts.models import Area, Organisation
from core.api import ButtonsMixin, InReach, WholeId
from core.dates import DateSerializerField
from core.money import MoneySerializerField
from establishments.models import Establishment
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import COST_NAMES, MOST_LINES
from projects.changes.remarks import targets_as_before
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.details.serializers import serializer_of
from projects.models import Beneficiary, CostItem, Machine, Project, Quote

LONGEST = 10_000  # characters of one text


class CostLineSerializer(serializers.ModelSerializer):
    """A line of the estimate; `no`: of the line that stands already, left out for a new one."""

    no = serializers.IntegerField(required=False)

    class Meta:
        model = CostItem
        fields = ["no", *COST_NAMES]
        extra_kwargs = {name: {"required": False} for name in COST_NAMES} | {
            name: {"required": False, "allow_null": True} for name in ("amount", *CostItem.PAYERS)
        }
        validators = []


class TargetLineSerializer(serializers.Serializer):
    """What is planned of one target of the project, by its `code`."""

    code = serializers.CharField(max_length=50)
    planned = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, allow_null=True)


class StayingSerializer(serializers.Serializer):
    """A class, mark, piece, participant, product or beneficiary that stays, by its id; those left out leave."""

    no = serializers.IntegerField()


class NewValuesSerializer(serializers.Serializer):
    """What shall stand from the decision on; what is not given stays. `support` in đồng, `until`: of a suspension."""

    title = serializers.CharField(required=False, max_length=300)
    units = serializers.IntegerField(required=False, min_value=1, max_value=100_000)
    courses = StayingSerializer(many=True, required=False, max_length=MOST_LINES)
    trademarks = StayingSerializer(many=True, required=False, max_length=MOST_LINES)
    mediapieces = StayingSerializer(many=True, required=False, max_length=MOST_LINES)
    fairparticipants = StayingSerializer(many=True, required=False, max_length=MOST_LINES)
    votedproducts = StayingSerializer(many=True, required=False, max_length=MOST_LINES)
    beneficiaries = StayingSerializer(many=True, required=False, max_length=MOST_LINES)
    machines = serializer_of(Machine)(many=True, required=False, max_length=MOST_LINES)
    quotes = serializer_of(Quote)(many=True, required=False, max_length=MOST_LINES)
    targets = TargetLineSerializer(many=True, required=False, max_length=MOST_LINES)
    cost_items = CostLineSerializer(many=True, required=False, max_length=MOST_LINES)
    eligible_cost = MoneySerializerField(required=False, min_value=1)
    objective = serializers.CharField(required=False, max_length=LONGEST)
    scale = serializers.CharField(required=False, max_length=LONGEST)
    content = serializers.CharField(required=False, max_length=LONGEST)
    place = serializers.CharField(required=False, max_length=255)
    area = WholeId(queryset=Area.objects.all(), required=False)
    starts_on = DateSerializerField(required=False)
    ends_on = DateSerializerField(required=False)
    support = MoneySerializerField(required=False, min_value=1)
    coordinating_organisation = WholeId(queryset=Organisation.objects.all(), required=False)
    until = DateSerializerField(required=False)


class ChangeValueSerializer(serializers.ModelSerializer):
    label = serializers.CharField(source="get_what_display", read_only=True)
    sentence = serializers.CharField(read_only=True)

    class Meta:
        model = ChangeValue
        fields = ["what", "label", "before_words", "after_words", "sentence"]
        read_only_fields = fields


class ChangeRequestSerializer(ButtonsMixin, serializers.ModelSerializer):
    """A request for change; `new_values` (or `leaving` and `joining` for a beneficiary) are read again as `values`."""

    workflow = CHANGE_FLOW
    project = InReach(queryset=Project.objects.all())
    project_code = serializers.CharField(source="project.code", read_only=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    leaving = InReach(queryset=Beneficiary.objects.all(), required=False, allow_null=True)
    joining = InReach(queryset=Establishment.objects.all(), required=False, allow_null=True)
    new_values = NewValuesSerializer(write_only=True, required=False)
    values = ChangeValueSerializer(many=True, read_only=True)
    sentences = serializers.ListField(child=serializers.CharField(), read_only=True)
    remarks = serializers.SerializerMethodField(help_text="Chỉ tiêu còn ghi số cũ.")

    class Meta:
        model = ChangeRequest
        fields = ["id", "project", "project_code", "kind", "kind_label", "reason", "leaving", "joining", "new_values",
                  "values", "sentences", "remarks", "checked_on", "check_note", "decider", "decided_on", "status",
                  "status_label",
                  "buttons", "illustrative"]  # fmt: skip
        read_only_fields = ["checked_on", "check_note", "decider", "decided_on", "status", "illustrative"]
        validators = []  # the service speaks for the constraints

    def get_remarks(self, change) -> list[str]:
        return targets_as_before(change)

    def create(self, data):
        return self._save(ChangeRequest(), data)

    def update(self, change, data):
        for fixed in ("project", "kind"):
            data.pop(fixed, None)
        return self._save(change, data)

    def _save(self, change, data):
        values = data.pop("new_values", None)
        if values is None:  # a correction of the reason alone leaves the rest as it was asked
            values = change.asked_values() if change.pk else {}
        for name, value in data.items():
            setattr(change, name, value)
        return save_change(change, by=self.context["request"].user, values=values)
