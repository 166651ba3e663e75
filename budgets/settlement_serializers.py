import datetime

from django.utils.functional import cached_property
from rest_framework import serializers

from budgets import settling
from budgets.models import Commitment, MoneyBack, Settlement, Voucher, VoucherRemark, YearAccount
from budgets.money_back import return_money
from budgets.notices import correction_days
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.vouchers import save_voucher
from budgets.year_accounts import YEAR_FLOW, open_year_account
from core.api import ButtonsMixin, InReach, PressSerializer
from core.dates import DateSerializerField
from core.money import MoneySerializerField
from projects.models import Project


class OfContractSerializer(serializers.Serializer):
    """One contract of several parties, đồng: what of its vouchers was agreed to, what an earlier year settled
    of it, what it has of this year, what comes back."""

    commitment = serializers.IntegerField(source="contract.pk")
    number = serializers.CharField(source="contract.number")
    counterparty = serializers.CharField(source="contract.party.counterparty")
    agreed = serializers.IntegerField()
    settled_before = serializers.IntegerField(source="before")
    spent = serializers.IntegerField()
    back = serializers.IntegerField()
    settled = serializers.IntegerField()
    owed = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer):
    """Where a settlement stands now, đồng; null while something is unknown: the support and what is to come back
    before any voucher was decided, which `lacking` says."""

    accepted_by_vouchers = serializers.IntegerField()
    accepted_at_acceptance = serializers.IntegerField(allow_null=True)
    accepted_cost = serializers.IntegerField()
    support = serializers.IntegerField(allow_null=True)
    settled_before = serializers.IntegerField(source="before")
    advanced = serializers.IntegerField()
    paid = serializers.IntegerField()
    to_recover = serializers.IntegerField(allow_null=True)
    to_release = serializers.IntegerField()
    unpaid = serializers.IntegerField()
    lapsed = serializers.IntegerField()
    state_listed = serializers.IntegerField(allow_null=True)
    state_agreed = serializers.IntegerField(allow_null=True)
    lacking = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())
    by_contract = OfContractSerializer(many=True)


class SettlementPressSerializer(PressSerializer):
    """To approve an account with earned, unpaid support: that figure (`unpaid` of `figures`), đồng, and why."""

    release_unpaid = MoneySerializerField(required=False, default=None, allow_null=True)
    release_why = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)

    def act(self):
        data = self.validated_data
        said = {name: data[name] for name in ("release_unpaid", "release_why")}
        return super().act() | (said if any(said.values()) else {})


class SettlementSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = SETTLEMENT_FLOW
    project = InReach(queryset=Project.objects.all())
    correct_by = serializers.SerializerMethodField()

    class Meta:
        model = Settlement
        fields = [
            "id", "project", "book_year", "unit", "status", "status_label", "buttons", "submitted_on", "notice_number",
            "notice_on", "correct_by", "approved_on", "accepted_cost", "support_final", "steps", "cleared",
            "recovered", "released", "remark", "illustrative",
        ]  # fmt: skip
        read_only_fields = [name for name in fields if name not in ("project", "remark")]
        validators = []

    def get_correct_by(self, settlement) -> datetime.date | None:
        """Until when the unit corrects what was sent back; null unless it is with the unit."""
        last = self._correction_days.get(settlement.pk)
        return last and last.day

    @cached_property
    def _correction_days(self):
        rows = self.instance if isinstance(self.instance, list) else [self.instance]
        return correction_days([row for row in rows if row.status == Settlement.Status.RETURNED])

    def create(self, data):
        return open_settlement(**data, by=self.context["request"].user)


class RemarkSerializer(serializers.ModelSerializer):
    by_name = serializers.CharField(source="by.full_name", read_only=True)

    class Meta:
        model = VoucherRemark
        fields = ["id", "kind", "text", "by_name", "at"]


class VoucherSerializer(serializers.ModelSerializer):
    settlement = InReach(queryset=Settlement.objects.all())
    commitment = InReach(queryset=Commitment.objects.all(), required=False, allow_null=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    decision_label = serializers.CharField(source="get_decision_display", read_only=True)
    remarks = RemarkSerializer(many=True, read_only=True)
    image = serializers.FileField(write_only=True, required=False, default=None, allow_null=True)
    no = serializers.IntegerField(required=False, min_value=1, max_value=9999)

    class Meta:
        model = Voucher
        fields = [
            "id", "settlement", "commitment", "no", "form", "kind", "kind_label", "seller_name", "seller_tax_code",
            "payee_paper", "payee_address", "invoice_form", "invoice_number", "invoice_date", "content",
            "amount_without_vat", "vat", "invoice_total", "state_share", "counterpart_share",
            "decision", "decision_label", "accepted_amount", "reason", "examined", "disallowed_amount",
            "disallowed_why", "withdrawn_why", "remarks", "image",
        ]  # fmt: skip
        read_only_fields = [
            "decision", "accepted_amount", "reason", "examined", "disallowed_amount", "disallowed_why", "withdrawn_why",
        ]  # fmt: skip
        validators = []

    def create(self, data):
        image = data.pop("image", None)
        return save_voucher(Voucher(**data), by=self.context["request"].user, image=image)

    def update(self, voucher, data):
        image = data.pop("image", None)
        data.pop("settlement", None)
        for name, value in data.items():
            setattr(voucher, name, value)
        return save_voucher(voucher, by=self.context["request"].user, image=image)


class DecisionSerializer(serializers.Serializer):
    """The Department's decision on a voucher; `amount` in đồng without VAT, by default all of it."""

    decision = serializers.ChoiceField(
        choices=[Voucher.Decision.AGREED, Voucher.Decision.REFUSED, Voucher.Decision.ASKED]
    )
    amount = MoneySerializerField(required=False, default=None, allow_null=True)
    reason = serializers.ChoiceField(choices=Voucher.Reason.choices, required=False, default="", allow_blank=True)
    note = serializers.CharField(required=False, default="", allow_blank=True)


class ExaminationSerializer(serializers.Serializer):
    """Finance's view of a voucher; `amount` of support disallowed, đồng."""

    result = serializers.ChoiceField(
        choices=[Voucher.Examined.LOOKED, Voucher.Examined.ASKED, Voucher.Examined.DISALLOWED]
    )
    amount = MoneySerializerField(required=False, default=0)
    why = serializers.CharField(required=False, default="", allow_blank=True)


class TextSerializer(serializers.Serializer):
    text = serializers.CharField()


class NoteSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, default="", allow_blank=True)


class MoneyBackSerializer(serializers.ModelSerializer):
    commitment = InReach(queryset=Commitment.objects.all())
    scan = serializers.FileField(write_only=True, required=False, default=None, allow_null=True)

    class Meta:
        model = MoneyBack
        fields = [
            "id",
            "commitment",
            "of_advance",
            "kind",
            "amount",
            "treasury_number",
            "dated_on",
            "illustrative",
            "correction",
            "scan",
        ]
        read_only_fields = ["illustrative", "correction"]

    def create(self, data):
        scan = data.pop("scan", None)
        return return_money(MoneyBack(**data), by=self.context["request"].user, scan=scan)


class YearAccountSerializer(ButtonsMixin, serializers.ModelSerializer):
    workflow = YEAR_FLOW

    class Meta:
        model = YearAccount
        fields = [
            "id", "book_year", "unit", "status", "status_label", "buttons", "totals", "consolidated_on",
            "notice_number", "notice_on",
        ]  # fmt: skip
        read_only_fields = [name for name in fields if name not in ("book_year", "unit")]
        validators = []

    def create(self, data):
        return open_year_account(data["book_year"], data["unit"], by=self.context["request"].user)


def figures_of(settlement):
    return FiguresSerializer(settling.figures_to_tell(settlement)).data


class OwedSerializer(serializers.Serializer):
    """Money of one contract that is to come back, đồng; `claim`: of a year that is closed."""

    commitment = serializers.IntegerField(source="commitment.pk")
    book_year = serializers.IntegerField(source="book_year.pk")
    paid_from = serializers.CharField(source="source", help_text="Nguồn kinh phí, nơi năm và cấp có nhiều nguồn.")
    amount = serializers.IntegerField()
    claim = serializers.BooleanField(source="is_claim")
    since = DateSerializerField()
    days = serializers.IntegerField()
    age = serializers.CharField()
    due = DateSerializerField(source="due.day", default=None, allow_null=True)
    late = serializers.BooleanField()
    letter_number = serializers.CharField(source="letter.number", default=None, allow_null=True)
    letter_on = DateSerializerField(source="letter.issued_on", default=None, allow_null=True)


class RecoveryLetterSerializer(serializers.Serializer):
    """A letter of recovery as it was sent."""

    number = serializers.CharField(max_length=100)
    issued_on = DateSerializerField()
    file = serializers.FileField(required=False, default=None, allow_null=True)
