"""The ledger over REST, read only: accounts, transfers, the statement of an account. The pages' reach and figures."""

import django_filters as filters
from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import RestMixin
from core.dates import DateSerializerField
from core.document_models import Document
from core.filters import FilterSet, RecordNumber
from ledger import reading
from ledger.models import Account, BookYear, Subject, Transfer
from plans.models import PlanLine
from reports.links import told
from reports.reach import accounts_in_reach, transfers_in_reach

MONEY = "budgets.view_money"


# --- what is told ---------------------------------------------------------------
class LedgerSubjectSerializer(serializers.ModelSerializer):
    """A line, project or commitment; `id` is its number there, `project` that of a commitment's project."""

    id = serializers.IntegerField(source="ref")
    project = serializers.IntegerField(source="parent.ref", default=None, allow_null=True)

    class Meta:
        model = Subject
        fields = ["kind", "id", "label", "project"]


class LedgerPlaceSerializer(serializers.ModelSerializer):
    """An account by what it is about."""

    stage_label = serializers.CharField(source="get_stage_display")
    unit_name = serializers.CharField(source="unit.short_name")
    subject = LedgerSubjectSerializer(allow_null=True)

    class Meta:
        model = Account
        fields = ["id", "stage", "stage_label", "unit", "unit_name", "subject"]


class LedgerAccountSerializer(LedgerPlaceSerializer):
    year = serializers.IntegerField(source="book_year.year")
    tier = serializers.ChoiceField(source="book_year.tier", choices=BookYear.Tier.choices)
    source = serializers.CharField(source="book_year.source_words")
    balance = serializers.IntegerField(help_text="đồng; âm ở nguồn ngân sách: số đã cấp.")

    class Meta(LedgerPlaceSerializer.Meta):
        fields = ["id", "book_year", "year", "tier", "source", *LedgerPlaceSerializer.Meta.fields[1:], "balance"]


class LedgerPaperSerializer(serializers.ModelSerializer):
    class Meta:
        model = Document
        fields = ["id", "kind", "title", "number", "issued_on", "issuer"]


class LedgerTransferSerializer(serializers.Serializer):
    """One entry: from, to, đồng, the paper and the record it rests on (null: out of reach, or without one)."""

    id = serializers.IntegerField(source="transfer.pk")
    act = serializers.IntegerField(source="transfer.act_id")
    act_name = serializers.CharField(source="transfer.act.name")
    kind = serializers.CharField(source="transfer.kind")
    kind_label = serializers.CharField(source="transfer.get_kind_display")
    book_year = serializers.IntegerField(source="transfer.source.book_year_id")
    source = LedgerPlaceSerializer(source="transfer.source")
    target = LedgerPlaceSerializer(source="transfer.target")
    amount = serializers.IntegerField(source="transfer.amount", help_text="đồng")
    dated_on = DateSerializerField(source="transfer.dated_on")
    posted_at = serializers.DateTimeField(source="transfer.posted_at")
    by = serializers.CharField(source="transfer.by")
    paper = LedgerPaperSerializer(source="transfer.paper", allow_null=True)
    paper_opens = serializers.BooleanField(help_text="Có bản chụp mà người hỏi được mở.")
    record = serializers.SerializerMethodField(help_text="Loại hồ sơ, ví dụ budgets.paymentrequest.")
    record_id = serializers.SerializerMethodField()
    reverses = serializers.IntegerField(source="transfer.reverses_id", allow_null=True)

    def get_record(self, row) -> str | None:
        return row["record"] and row["record"]._meta.label_lower

    def get_record_id(self, row) -> int | None:
        return row["record"] and row["record"].pk


class LedgerEntrySerializer(LedgerTransferSerializer):
    """An entry as a line of the account's statement."""

    change = serializers.IntegerField(help_text="đồng thêm vào tài khoản; âm: lấy ra.")
    standing = serializers.IntegerField(help_text="Số dư sau khoản này, đồng.")


# --- what is asked ----------------------------------------------------------------
class AccountFilter(FilterSet):
    year = filters.NumberFilter(label="Năm", field_name="book_year__year")
    tier = filters.ChoiceFilter(label="Cấp", field_name="book_year__tier", choices=BookYear.Tier.choices)
    project = RecordNumber(label="Đề án (số), cả hợp đồng của đề án", method="of_project")
    line = RecordNumber(label="Nội dung của kế hoạch (số)", method="of_line")
    empty = filters.BooleanFilter(label="Chỉ số dư bằng 0 (false: khác 0)", method="is_empty")

    class Meta:
        model = Account
        fields = ["year", "tier", "book_year", "unit", "stage", "project", "line", "empty"]

    def of_project(self, queryset, name, value):
        of = Q(subject__kind=Subject.Kind.PROJECT, subject__ref=value)
        return queryset.filter(of | Q(subject__parent__ref=value))

    def of_line(self, queryset, name, value):
        line = PlanLine.objects.visible_to(self.request.user).filter(pk=value).first()
        return queryset.filter(subject__kind=Subject.Kind.LINE, subject__ref=line.identity if line else 0)

    def is_empty(self, queryset, name, value):
        return queryset.filter(balance=0) if value else queryset.exclude(balance=0)


class TransferFilter(FilterSet):
    year = filters.NumberFilter(label="Năm", field_name="source__book_year__year")
    tier = filters.ChoiceFilter(label="Cấp", field_name="source__book_year__tier", choices=BookYear.Tier.choices)
    book_year = RecordNumber(label="Sổ năm (số)", field_name="source__book_year")
    account = RecordNumber(label="Tài khoản (số), là nơi đi hoặc nơi đến", method="of_account")
    unit = RecordNumber(label="Đơn vị (số)", method="of_unit")
    project = RecordNumber(label="Đề án (số), cả hợp đồng của đề án", method="of_project")
    paper = RecordNumber(label="Văn bản (số)")
    dated_from = filters.DateFilter(label="Ngày chứng từ từ", field_name="dated_on", lookup_expr="gte")
    dated_to = filters.DateFilter(label="Ngày chứng từ đến", field_name="dated_on", lookup_expr="lte")

    class Meta:
        model = Transfer
        fields = [
            "year", "tier", "book_year", "account", "unit", "project", "kind", "act", "paper", "dated_from", "dated_to",
        ]  # fmt: skip

    def of_account(self, queryset, name, value):
        return queryset.filter(Q(source=value) | Q(target=value))

    def of_unit(self, queryset, name, value):
        return queryset.filter(Q(source__unit=value) | Q(target__unit=value))

    def of_project(self, queryset, name, value):
        about = reading.subject(Subject.Kind.PROJECT, value)
        return queryset.filter(reading.touching(about)) if about else queryset.none()


# --- the addresses ----------------------------------------------------------------
class _Told(RestMixin, viewsets.GenericViewSet):
    read_permission = MONEY

    def _page(self, transfers, serializer):
        """A page of entries, each with what the person may open of it: a fixed number of queries."""
        page = self.paginate_queryset(transfers)
        return self.get_paginated_response(serializer(told(page, self.request.user), many=True).data)


class AccountViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, _Told):
    """Compartments of the books in reach: one unit, book, stage and subject each, with what stands there now."""

    queryset = Account.objects.none()
    serializer_class = LedgerAccountSerializer
    filterset_class = AccountFilter

    def get_queryset(self):
        found = accounts_in_reach(self.request.user)
        return found.select_related("book_year", "unit", "subject__parent").order_by("pk")

    @extend_schema(responses=LedgerEntrySerializer(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def statement(self, request, pk=None):
        """Every entry of the account, the newest first, with the balance after it."""
        account = self.get_object()
        entries = reading.with_standing(account, self.paginate_queryset(reading.entries(account)))
        rows = told([entry.transfer for entry in entries], request.user)
        for row, entry in zip(rows, entries, strict=True):
            row["change"], row["standing"] = entry.change, entry.balance
        return self.get_paginated_response(LedgerEntrySerializer(rows, many=True).data)


class TransferViewSet(_Told):
    """Entries that touch an account in reach, the newest first."""

    queryset = Transfer.objects.none()
    serializer_class = LedgerTransferSerializer
    filterset_class = TransferFilter

    def get_queryset(self):
        return transfers_in_reach(self.request.user).with_places().order_by("-pk")

    def list(self, request):
        return self._page(self.filter_queryset(self.get_queryset()), LedgerTransferSerializer)

    def retrieve(self, request, pk=None):
        return Response(LedgerTransferSerializer(told([self.get_object()], request.user)[0]).data)


ROUTES = [("ledger/accounts", AccountViewSet), ("ledger/transfers", TransferViewSet)]
