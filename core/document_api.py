"""Papers over REST: find them by their record, read the file, add a scan, withdraw. Attaching is each room's act."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response

from core.api import ReadViewSet
from core.document_models import Document
from core.document_views import file_response
from core.documents import add_scan, correct, withdraw


class DocumentSerializer(serializers.ModelSerializer):
    record = serializers.SerializerMethodField(help_text="Loại hồ sơ, ví dụ projects.project.")
    record_id = serializers.IntegerField(source="object_id", read_only=True)
    name = serializers.CharField(source="original_name", read_only=True)

    class Meta:
        model = Document
        fields = [
            "id", "record", "record_id", "kind", "title", "number", "issued_on", "issuer", "signer", "illustrative",
            "name", "mime", "size", "sha256", "uploaded_at", "withdrawn_at", "withdrawn_why",
            "corrects", "corrects_why",
        ]  # fmt: skip
        read_only_fields = fields

    def get_record(self, document) -> str:
        return f"{document.content_type.app_label}.{document.content_type.model}"


class ScanSerializer(serializers.Serializer):
    file = serializers.FileField()


class CorrectSerializer(serializers.Serializer):
    file = serializers.FileField()
    why = serializers.CharField(allow_blank=True, default="")


class WithdrawSerializer(serializers.Serializer):
    note = serializers.CharField(allow_blank=True, default="")


class DocumentFilter(filters.FilterSet):
    record = filters.CharFilter(label="Loại hồ sơ", method="of_kind")
    record_id = filters.NumberFilter(label="Mã hồ sơ", field_name="object_id")

    class Meta:
        model = Document
        fields = ["record", "record_id", "kind", "number"]

    def of_kind(self, queryset, name, value):
        try:
            model = apps.get_model(value)
        except (LookupError, ValueError):
            raise ValidationError({"record": f"Không có loại hồ sơ “{value}”."}) from None
        return queryset.filter(content_type=ContentType.objects.get_for_model(model))


class AnyAnswer(BaseContentNegotiation):
    """A file is sent as what it is, whatever the client says it accepts."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class DocumentViewSet(ReadViewSet):
    """Papers of the records in reach."""

    queryset = Document.objects.select_related("content_type")
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, content_negotiation_class=AnyAnswer)
    def file(self, request, pk=None):
        return file_response(self.get_object())

    @extend_schema(request={"multipart/form-data": ScanSerializer}, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def scan(self, request, pk=None):
        asked = ScanSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        document = add_scan(self.get_object(), asked.validated_data["file"], by=self.by)
        return Response(self.get_serializer(document).data)

    @extend_schema(request={"multipart/form-data": CorrectSerializer}, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        asked = CorrectSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        right = correct(self.get_object(), asked.validated_data["file"], by=self.by, why=asked.validated_data["why"])
        return Response(self.get_serializer(right).data, status=201)

    @extend_schema(request=WithdrawSerializer, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        asked = WithdrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        document = withdraw(self.get_object(), by=self.by, why=asked.validated_data["note"])
        return Response(self.get_serializer(document).data)
