"""Workbooks of applications over REST: bring, read, take, undo."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import PressMixin, ReadViewSet
from projects.imports.marking import marked
from projects.imports.serializers import (
    BringSerializer,
    ImportBatchRowSerializer,
    ImportBatchSerializer,
    MappingSerializer,
)
from projects.imports.services import bring, content_of, read_again
from projects.imports.views import as_file
from projects.imports.workflow import IMPORT_FLOW
from projects.models import ImportBatch

BYTES = OpenApiResponse(OpenApiTypes.BINARY, description="Tệp")


class ImportViewSet(PressMixin, ReadViewSet):
    """Workbooks one's office brought. POST brings one; press/apply takes all its rows, press/undo withdraws them."""

    read_permission = "projects.save_project"
    queryset = ImportBatch.objects.select_related("uploaded_by")
    workflow = IMPORT_FLOW

    def get_serializer_class(self):
        return ImportBatchRowSerializer if self.action == "list" else ImportBatchSerializer

    @extend_schema(request={"multipart/form-data": BringSerializer}, responses={201: ImportBatchSerializer})
    def create(self, request):
        """The same file again answers with the batch that is there."""
        asked = BringSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(self.get_serializer(bring(asked.validated_data["file"], by=request.user)).data, status=201)

    @extend_schema(request=MappingSerializer, responses=ImportBatchSerializer)
    @action(detail=True, methods=["post"])
    def mapping(self, request, pk=None):
        """Choose the columns, have the workbook checked again; remembered for the same headings."""
        asked = MappingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        batch = read_again(self.get_object(), asked.validated_data["mapping"], by=request.user)
        return Response(self.get_serializer(batch).data)

    @extend_schema(responses={200: BYTES})
    @action(detail=True, methods=["get"])
    def marked(self, request, pk=None):
        """The workbook with a comment in each wrong cell."""
        batch = self.get_object()
        return as_file(marked(content_of(batch), batch), f"lan-nhap-{batch.pk}.xlsx")
