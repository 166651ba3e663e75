import django_filters
from django.core.exceptions import ValidationError
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import ReadViewSet
from core.filters import FilterSet
from core.money import parse_money
from norms.ceiling import base_is_told, ceiling, find_category
from norms.models import BudgetCode, LegalDocument, NormSet, RefusalReason, SupportCategory
from norms.serializers import (
    BudgetCodeSerializer,
    CeilingQuery,
    CeilingSerializer,
    LegalDocumentSerializer,
    NormSetSerializer,
    RefusalReasonSerializer,
    SupportCategorySerializer,
)


class LegalDocumentViewSet(ReadViewSet):
    """The texts that the rules rest on."""

    read_permission = "norms.view_legaldocument"
    queryset = LegalDocument.objects.all()
    serializer_class = LegalDocumentSerializer
    filterset_fields = ["code", "number", "verified"]


class SupportCategoryViewSet(ReadViewSet):
    """The kinds of support."""

    read_permission = "norms.view_supportcategory"
    queryset = SupportCategory.objects.all()
    serializer_class = SupportCategorySerializer
    filterset_fields = ["code", "detail_form", "active"]


class NormSetViewSet(ReadViewSet):
    """The sets of norms, each with all its norms."""

    read_permission = "norms.view_normset"
    queryset = NormSet.objects.select_related("legal_document").prefetch_related(
        "norms__category", "norms__legal_document", "norms__set__legal_document"
    )
    serializer_class = NormSetSerializer
    filterset_fields = ["code", "tier", "province_code", "illustrative"]


def _money(asked, name):
    try:
        return parse_money(asked[name])
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


class CeilingView(APIView):
    """The ceiling of a support on a day, with every step of how it comes about."""

    read_permission = "norms.view_normset"

    @extend_schema(parameters=[CeilingQuery], responses=CeilingSerializer)
    def get(self, request):
        query = CeilingQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        cost, base = _money(asked, "cost"), _money(asked, "base") if asked["base"] else None
        category = find_category(asked["category"])
        base_is_told(category, base)
        answer = ceiling(
            category,
            tier=asked["tier"],
            on=asked["on"],
            cost=cost,
            units=asked["units"],
            priority_factor=asked["priority"],
            base=base,
        )
        return Response(CeilingSerializer(answer).data)


class RefusalReasonViewSet(ReadViewSet):
    """The coded reasons for which an application is not eligible; a step `reject` names the code of one in force."""

    read_permission = "norms.view_supportcategory"
    queryset = RefusalReason.objects.all()
    serializer_class = RefusalReasonSerializer
    filterset_fields = ["code", "verified"]


class BudgetCodeFilter(FilterSet):
    year = django_filters.NumberFilter(
        label="Năm ngân sách", method="of_year", min_value=2000, max_value=2100, help_text="Mã dùng được trong năm."
    )

    class Meta:
        model = BudgetCode
        fields = ["kind", "code", "verified"]

    def of_year(self, queryset, name, value):
        return queryset.of_year(int(value))


class BudgetCodeViewSet(ReadViewSet):
    """The codes of the State's budget index (chương, loại, khoản) that books of a year may bear."""

    read_permission = "norms.view_supportcategory"
    queryset = BudgetCode.objects.all()
    serializer_class = BudgetCodeSerializer
    filterset_class = BudgetCodeFilter


ROUTES = [
    ("norms/documents", LegalDocumentViewSet),
    ("norms/categories", SupportCategoryViewSet),
    ("norms/sets", NormSetViewSet),
    ("norms/refusal-reasons", RefusalReasonViewSet),
    ("norms/budget-codes", BudgetCodeViewSet),
]
PATHS = [path("norms/ceiling/", CeilingView.as_view(), name="norms-ceiling")]
