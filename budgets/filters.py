"""Filters shared by pages and REST."""

import django_filters as filters
from django import forms
from django.db.models import Q

from accounts.models import Organisation
from budgets.models import AllocationSheet, Commitment, PaymentRequest, Settlement, Voucher
from core.context import chosen_year, years_on_offer
from core.fields import found_by
from core.filters import FilterSet, RecordNumber
from ledger.models import BookYear


class _ByProject(FilterSet):
    project_path, book_path = "project", "book_year"
    year = filters.NumberFilter(label="Năm", method="of_year")
    q = filters.CharFilter(label="Tìm", method="search")
    tier = filters.ChoiceFilter(label="Cấp", method="of_tier", choices=BookYear.Tier.choices, empty_label="Mọi cấp")

    def of_tier(self, queryset, name, value):
        return queryset.filter(**{f"{self.book_path}__tier": value})

    def of_year(self, queryset, name, value):
        """The year in whose book the money stands."""
        return queryset.of_year(value)

    def search(self, queryset, name, value):
        return queryset.filter(found_by(value, f"{self.project_path}__search_text"))


class CommitmentFilter(_ByProject):
    class Meta:
        model = Commitment
        fields = ["year", "tier", "book_year", "q", "project", "unit", "kind", "status"]


class PaymentFilter(_ByProject):
    project_path, book_path = "commitment__project", "commitment__book_year"
    project = RecordNumber(label="Đề án (số)", field_name="commitment__project")
    unit = RecordNumber(label="Đơn vị (số)", field_name="commitment__unit")
    book_year = RecordNumber(label="Sổ năm (số)", field_name="commitment__book_year")

    class Meta:
        model = PaymentRequest
        fields = ["year", "tier", "book_year", "q", "project", "commitment", "kind", "status", "unit"]


class _OfChosenYear:
    """On the page the year people work in is taken unless they say another, or search by words."""

    def __init__(self, data=None, *args, request=None, **kwargs):
        data = data.copy() if data is not None else {}
        if "year" not in data and not data.get("q"):
            data["year"] = str(chosen_year(request))
        super().__init__(data, *args, request=request, **kwargs)


def _years():
    return [(str(year), f"Năm {year}") for year in years_on_offer()]


def _spending_units(request):
    return Organisation.objects.filter(is_spending_unit=True)


class CommitmentListFilter(_OfChosenYear, CommitmentFilter):
    q = filters.CharFilter(label="Đề án, số hợp đồng, bên thực hiện", method="search")
    year = filters.ChoiceFilter(label="Năm", method="of_year", choices=_years, empty_label="Mọi năm")
    unit = filters.ModelChoiceFilter(label="Đơn vị", queryset=_spending_units, empty_label="Mọi đơn vị")
    kind = filters.ChoiceFilter(label="Loại", choices=Commitment.Kind, empty_label="Mọi loại")
    status = filters.ChoiceFilter(label="Trạng thái", choices=Commitment.Status, empty_label="Mọi trạng thái")

    class Meta:
        model = Commitment
        fields = ["q", "year", "tier", "unit", "kind", "status"]

    def search(self, queryset, name, value):
        words = Q(number__icontains=value.strip()) | Q(counterparty__icontains=value.strip())
        return queryset.filter(found_by(value, "project__search_text") | words)


class PaymentListFilter(_OfChosenYear, PaymentFilter):
    q = filters.CharFilter(label="Đề án, số hợp đồng, số chứng từ", method="search")
    year = filters.ChoiceFilter(label="Năm", method="of_year", choices=_years, empty_label="Mọi năm")
    unit = filters.ModelChoiceFilter(
        label="Đơn vị", field_name="commitment__unit", queryset=_spending_units, empty_label="Mọi đơn vị"
    )
    kind = filters.ChoiceFilter(label="Loại", choices=PaymentRequest.Kind, empty_label="Mọi loại")
    status = filters.ChoiceFilter(label="Trạng thái", choices=PaymentRequest.Status, empty_label="Mọi trạng thái")
    project = book_year = None  # found by its words, by year and tier
    mine = filters.BooleanFilter(label="Chỉ việc chờ tôi", method="waits_for_me", widget=forms.CheckboxInput)

    class Meta:
        model = PaymentRequest
        fields = ["q", "year", "tier", "unit", "kind", "status"]

    def search(self, queryset, name, value):
        words = Q(commitment__number__icontains=value.strip()) | Q(treasury_number__icontains=value.strip())
        return queryset.filter(found_by(value, "commitment__project__search_text") | words)

    def waits_for_me(self, queryset, name, value):
        return queryset.waiting_for(self.request.user) if value else queryset


class SettlementFilter(_ByProject):
    year = filters.NumberFilter(label="Năm", field_name="book_year__year")

    class Meta:
        model = Settlement
        fields = ["year", "tier", "book_year", "q", "project", "unit", "status"]


class SettlementListFilter(SettlementFilter):
    q = filters.CharFilter(label="Mã, tên đề án, cơ sở", method="search")
    unit = filters.ModelChoiceFilter(label="Đơn vị", queryset=_spending_units, empty_label="Mọi đơn vị")
    status = filters.ChoiceFilter(label="Trạng thái", choices=Settlement.Status, empty_label="Mọi trạng thái")
    year = None  # the page shows the year chosen above

    class Meta:
        model = Settlement
        fields = ["q", "tier", "unit", "status"]


class VoucherFilter(FilterSet):
    class Meta:
        model = Voucher
        fields = ["settlement", "commitment", "kind", "decision", "examined", "seller_tax_code", "invoice_number"]


class SheetFilter(FilterSet):
    year = filters.NumberFilter(label="Năm", field_name="book_year__year")

    class Meta:
        model = AllocationSheet
        fields = ["year", "book_year", "unit", "status"]
