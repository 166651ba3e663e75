from django.core.exceptions import ValidationError
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import ReadViewSet
from core.money import parse_money
from norms.ceiling import base_is_told, ceiling, find_category
from norms.models import LegalDocument, NormSet, RefusalReason, SupportCategory
from norms.serializers import (
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


ROUTES = [
    ("norms/documents", LegalDocumentViewSet),
    ("norms/categories", SupportCategoryViewSet),
    ("norms/sets", NormSetViewSet),
    ("norms/refusal-reasons", RefusalReasonViewSet),
]
PATHS = [path("norms/ceiling/", CeilingView.as_view(), name="norms-ceiling")]
