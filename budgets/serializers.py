from django.core.exceptions import ValidationError
from rest_framework import serializers

from budgets.annex_models import PARTY
from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.books import NewBook
from budgets.commitments import COMMITMENT_FLOW, save_commitment
from budgets.estimate import ALLOCATION_FLOW, allocate, appropriate, assign_estimate, parse_change
from budgets.models import (
    AllocationSheet,
    Annex,
    Appropriation,
    Assignment,
    Commitment,
    PaymentRequest,
)
from budgets.papers import PLACES, PaperRow
from budgets.payments import PAYMENT_FLOW, save_payment
from core.api import ButtonsMixin, InReach
from core.dates import DateSerializerField
from core.money import MAX_AMOUNT, MoneySerializerField
from ledger.models import BookYear
from plans.models import PlanLine
from projects.models import Project

PAPER = ["number", "dated_on", "issuer", "note", "illustrative", "correction"]
TOLD = ["illustrative", "correction"]  # never typed


class ScanMixin(serializers.Serializer):
    """The scan of the paper may come along (multipart) or later."""

    scan = serializers.FileField(write_only=True, required=False, default=None, allow_null=True)


class NewBookSerializer(serializers.ModelSerializer):
    """The book of a source that has none in that year yet; codes of the catalogue that holds then, or none."""

    class Meta:
        model = BookYear
        fields = ["year", "tier", "source", "chapter", "category", "item"]
        extra_kwargs = {"source": {"required": True}, "year": {"min_value": 2000, "max_value": 2100}}
        validators = []  # the service speaks for the constraints


class AppropriationSerializer(ScanMixin, serializers.ModelSerializer):
    """A paper into a book that is there (`book_year`), or the first of another source, which opens it (`opens`)."""

    opens = NewBookSerializer(write_only=True, required=False)

    class Meta:
        model = Appropriation
        fields = ["id", "book_year", "opens", "unit", "kind", "amount", *PAPER, "scan"]
        read_only_fields = TOLD
        extra_kwargs = {"book_year": {"required": False}}

    def validate(self, data):
        if ("book_year" in data) == ("opens" in data):
            raise serializers.ValidationError(
                {"book_year": ["Ghi một trong hai: sổ có sẵn (book_year), hoặc sổ mở cho nguồn khác (opens)."]}
            )
        return data

    def create(self, data):
        scan, opens = data.pop("scan", None), data.pop("opens", None)
        opens = NewBook(**{"tier": BookYear.Tier.LOCAL} | opens) if opens else None
        return appropriate(Appropriation(**data), by=self.context["request"].user, scan=scan, opens=opens)


class AssignmentSerializer(ScanMixin, serializers.ModelSerializer):
    class Meta:
        model = Assignment
        fields = ["id", "book_year", "from_unit", "to_unit", "amount", *PAPER, "scan"]
        read_only_fields = TOLD
        validators = []

    def create(self, data):
        scan = data.pop("scan", None)
        return assign_estimate(Assignment(**data), by=self.context["request"].user, scan=scan)


class ChangeSerializerField(MoneySerializerField):
    """An amount with a sign, đồng: below zero takes back."""

    def __init__(self, **kwargs):
        super().__init__(min_value=-MAX_AMOUNT, **kwargs)

    def to_internal_value(self, data):
        try:
            return parse_change(data)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error


class AllocationRowSerializer(serializers.Serializer):
    """One line's part, đồng; below zero takes back."""

    line = InReach(queryset=PlanLine.objects.select_related("plan"))
    amount = ChangeSerializerField()


class AllocationSheetSerializer(ButtonsMixin, ScanMixin, serializers.ModelSerializer):
    workflow = ALLOCATION_FLOW
    rows = AllocationRowSerializer(many=True)
    total = serializers.IntegerField(read_only=True)

    class Meta:
        model = AllocationSheet
        fields = ["id", "book_year", "unit", *PAPER, "status", "status_label", "buttons", "rows", "total", "scan"]
        read_only_fields = [*TOLD, "status"]

    def create(self, data):
        scan, rows = data.pop("scan", None), data.pop("rows")
        amounts = {}
        for row in rows:
            if row["line"] in amounts:
                raise serializers.ValidationError({"rows": [f"Nội dung {row['line'].no} ghi hai lần."]})
            amounts[row["line"]] = row["amount"]
        return allocate(AllocationSheet(**data), amounts, by=self.context["request"].user, scan=scan)


class PartySerializer(serializers.ModelSerializer):
    """Who is bound and which account is paid now: by the last signed annex, else by the contract itself."""

    class Meta:
        model = Commitment
        fields = ["counterparty", "payee_name", "payee_account", "payee_bank"]
        read_only_fields = fields


class CommitmentSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = COMMITMENT_FLOW
    project = InReach(queryset=Project.objects.all())
    party = PartySerializer(read_only=True)
    value_in_force = serializers.IntegerField(
        read_only=True, help_text="Đồng: theo phụ lục đã ký gần nhất, không có thì theo hợp đồng."
    )
    ends_in_force = DateSerializerField(read_only=True, allow_null=True)

    class Meta:
        model = Commitment
        fields = [
            "id", "project", "unit", "book_year", "kind", "number", "signed_on", "counterparty", "content", "value",
            "value_in_force", "ends_on", "ends_in_force", "payment_terms", "payee_name", "payee_account", "payee_bank",
            "party", "liquidated_on", "status", "status_label", "buttons", "illustrative",
        ]  # fmt: skip
        read_only_fields = ["unit", "book_year", "status", "illustrative", "liquidated_on"]
        validators = []

    def create(self, data):
        return save_commitment(Commitment(**data), by=self.context["request"].user)

    def update(self, commitment, data):
        for name, value in data.items():
            setattr(commitment, name, value)
        return save_commitment(commitment, by=self.context["request"].user)


class AnnexSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = ANNEX_FLOW
    commitment = InReach(queryset=Commitment.objects.all())

    class Meta:
        model = Annex
        fields = [
            "id", "commitment", "number", "signed_on", *PARTY, "new_value", "new_ends_on", "why", "status",
            "status_label", "buttons", "illustrative",
        ]  # fmt: skip
        read_only_fields = ["status", "illustrative"]
        validators = []

    def create(self, data):
        return save_annex(Annex(**data), by=self.context["request"].user)

    def update(self, annex, data):
        for name, value in data.items():
            setattr(annex, name, value)
        return save_annex(annex, by=self.context["request"].user)


class LiquidationSerializer(serializers.Serializer):
    """The day of liquidation; `warnings` say what is out of the usual order, and block nothing."""

    liquidated_on = DateSerializerField()
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)


class ContractPaperSerializer(serializers.Serializer):
    """The signed contract, decision or annex; without a scan what is written on it."""

    title = serializers.CharField(max_length=255)
    number = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    issued_on = DateSerializerField(required=False, default=None, allow_null=True)
    file = serializers.FileField(required=False, default=None, allow_null=True)


class PaymentSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = PAYMENT_FLOW
    commitment = InReach(queryset=Commitment.objects.all())
    project = serializers.IntegerField(source="commitment.project_id", read_only=True)

    class Meta:
        model = PaymentRequest
        fields = [
            "id", "commitment", "project", "kind", "amount", "clears", "content", "requested_on", "treasury_number",
            "paid_on", "status", "status_label", "buttons", "illustrative",
        ]  # fmt: skip
        read_only_fields = ["treasury_number", "paid_on", "status", "illustrative"]
        validators = []

    def create(self, data):
        return save_payment(PaymentRequest(**data), by=self.context["request"].user)

    def update(self, payment, data):
        for name, value in data.items():
            setattr(payment, name, value)
        return save_payment(payment, by=self.context["request"].user)


class AdvancesQuery(serializers.Serializer):
    year = serializers.IntegerField(
        min_value=2000, max_value=2100, required=False, help_text="Đến hết sổ của năm ngân sách này; mặc định năm nay."
    )


class ClearedSerializer(serializers.Serializer):
    kind = serializers.CharField(source="transfer.kind")
    dated_on = DateSerializerField(source="transfer.dated_on")
    amount = serializers.IntegerField()


class OpenAdvanceSerializer(serializers.Serializer):
    """An advance of which something stands, đồng; `due` null: no rule says until when."""

    commitment = serializers.IntegerField(source="commitment.pk")
    project = serializers.IntegerField(source="commitment.project_id")
    unit = serializers.IntegerField(source="commitment.unit_id")
    year = serializers.IntegerField(source="book_year.year")
    paid_from = serializers.CharField(source="source", help_text="Nguồn kinh phí, nơi năm và cấp có nhiều nguồn.")
    since = DateSerializerField()
    days = serializers.IntegerField()
    amount = serializers.IntegerField()
    cleared = ClearedSerializer(many=True)
    balance = serializers.IntegerField()
    due = DateSerializerField(allow_null=True)
    source = serializers.CharField(source="rule.cited", default="")
    late = serializers.BooleanField()
    clears_with = serializers.CharField(help_text="Thanh toán bằng gì.")


class PaymentPaperRowSerializer(serializers.Serializer):
    """A paper the request needs by the rules of the day; `state`: HAVE, MISSING (blocks) or IF_ANY."""

    code = serializers.CharField(source="paper.code")
    name = serializers.CharField(source="paper.name")
    condition = serializers.CharField()
    source = serializers.CharField()
    record = serializers.CharField()
    state = serializers.ChoiceField(list(PaperRow.WORDS))
    state_label = serializers.CharField(source="word")


class PaymentPaperSerializer(serializers.Serializer):
    """A paper brought to the request, its commitment or its project; without a scan its number or date."""

    kind = serializers.CharField(max_length=60)
    where = serializers.ChoiceField(list(PLACES), default="payment")
    title = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    number = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    issued_on = DateSerializerField(required=False, default=None, allow_null=True)
    file = serializers.FileField(required=False, default=None, allow_null=True)
