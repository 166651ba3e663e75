from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import NUMBER, PressMixin, RecordViewSet
from core.photos import PhotoSerializer, PhotosSerializer
from inspections.filters import BatchFilter, InspectionFilter
from inspections.models import Acceptance, AcceptanceBatch, Inspection
from inspections.selectors import minutes_of, photos_of, with_approval, with_remarks
from inspections.serializers import (
    BatchSerializer,
    FindingSerializer,
    FixSerializer,
    InspectionSerializer,
    MinutesSerializer,
    PlaceSerializer,
    ProofSerializer,
    VisitPressSerializer,
)
from inspections.services import add_minutes, add_photo, remove_place, report_fixed
from inspections.workflow import ACCEPTANCE_FLOW, INSPECTION_FLOW


class InspectionViewSet(PressMixin, RecordViewSet):
    """Visits in reach, with their findings; photographs and steps at addresses of their own."""

    read_permission = "inspections.view_inspection"
    queryset = Inspection.objects.all()
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilter
    workflow = INSPECTION_FLOW

    def get_queryset(self):
        return with_approval(super().get_queryset().for_list().order_for_list().prefetch_related("findings"))

    @extend_schema(request=VisitPressSerializer, responses=InspectionSerializer)
    @action(detail=True, methods=["post"], url_path="press/(?P<name>[a-z_]+)")
    def press(self, request, pk=None, name=None):
        """Take a step: `file`, `conclude` (with a verdict), `return`, `require_action`, `report_fixed`, `close`…"""
        asked = VisitPressSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with transaction.atomic():
            visit = self.workflow.press(self.get_object(), name, by=request.user, **asked.act())
        return Response(self.get_serializer(self.get_queryset().get(pk=visit.pk)).data)

    @extend_schema(request=PhotosSerializer, responses={200: PhotoSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def photos(self, request, pk=None):
        """The photographs of a visit; POST (multipart) adds some. The same picture sent again is not kept twice."""
        visit = self.get_object()
        if request.method == "POST":
            asked = PhotosSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            with transaction.atomic():
                for upload in asked.validated_data["photos"]:
                    add_photo(visit, upload, by=request.user)
        return Response(PhotoSerializer(photos_of(visit), many=True).data)

    @extend_schema(methods=["GET"], responses=PhotoSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": MinutesSerializer},
        responses={201: PhotoSerializer(many=True)},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def minutes(self, request, pk=None):
        """The minutes of a visit; POST brings the signed paper, without which no report is sent."""
        visit, status = self.get_object(), 200
        if request.method == "POST":
            asked = MinutesSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            add_minutes(visit, asked.validated_data["file"], by=request.user)
            status = 201
        return Response(PhotoSerializer(minutes_of(visit), many=True).data, status=status)

    @extend_schema(request=FixSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"], url_path=f"findings/(?P<finding>{NUMBER})/fix")
    def fix(self, request, pk=None, finding=None):
        """What was done about one finding."""
        asked = FixSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = get_object_or_404(self.get_object().findings, pk=finding)
        return Response(FindingSerializer(report_fixed(row, by=request.user, **asked.validated_data)).data)


class BatchViewSet(PressMixin, RecordViewSet):
    """A day's acceptance: its team and minutes; the results place by place at …/places/."""

    read_permission = "inspections.view_acceptance"
    queryset = AcceptanceBatch.objects.all()
    serializer_class = BatchSerializer
    filterset_class = BatchFilter
    workflow = ACCEPTANCE_FLOW

    def get_queryset(self):
        return super().get_queryset().for_list(self.request.user)

    def _places(self):
        return Acceptance.objects.visible_to(self.request.user).for_page().order_by("pk")

    def _place_serializer(self, batch, *args, **kwargs):
        return PlaceSerializer(*args, context={**self.get_serializer_context(), "batch": batch}, **kwargs)

    def _place_data(self, batch, place):
        return self._place_serializer(batch, with_remarks([place])[0]).data

    def _places_data(self, batch):
        return self._place_serializer(batch, with_remarks(self._places().filter(batch=batch)), many=True).data

    @extend_schema(request=PlaceSerializer, responses={200: PlaceSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def places(self, request, pk=None):
        """The places of the batch in reach; POST adds one, or rewrites it when it is there."""
        batch = self.get_object()
        if request.method == "GET":
            return Response(self._places_data(batch))
        asked = self._place_serializer(batch, data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(self._place_data(batch, asked.save()), status=201)

    @extend_schema(request=PlaceSerializer, responses=PlaceSerializer)
    @action(detail=True, methods=["get", "patch"], url_path=f"places/(?P<place>{NUMBER})", url_name="place")
    def place(self, request, pk=None, place=None):
        """The result at one place."""
        batch = self.get_object()
        row = get_object_or_404(self._places().filter(batch=batch), pk=place)
        if request.method == "PATCH":
            asked = self._place_serializer(batch, row, data=request.data, partial=True)
            asked.is_valid(raise_exception=True)
            row = asked.save()
        return Response(self._place_data(batch, row))

    @extend_schema(
        request={"application/json": ProofSerializer, "multipart/form-data": ProofSerializer},
        responses={201: PlaceSerializer},
    )
    @action(detail=True, methods=["post"], url_path=f"places/(?P<place>{NUMBER})/proofs", url_name="proofs")
    def proofs(self, request, pk=None, place=None):
        """Bring a paper on what the beneficiary of a place paid itself, before the minutes are recorded or after."""
        batch = self.get_object()
        row = get_object_or_404(self._places().filter(batch=batch), pk=place)
        asked = ProofSerializer(data=request.data, context={**self.get_serializer_context(), "place": row})
        asked.is_valid(raise_exception=True)
        asked.save()
        return Response(self._place_data(batch, row), status=201)

    @extend_schema(request=None, responses={200: PlaceSerializer(many=True)}, filters=False)
    @action(
        detail=True, methods=["post"], url_path=f"places/(?P<place>{NUMBER})/remove", url_name="remove-place",
        pagination_class=None,
    )  # fmt: skip
    def remove_place(self, request, pk=None, place=None):
        """Take a place out of minutes that are still being drawn up."""
        batch = self.get_object()
        remove_place(get_object_or_404(self._places().filter(batch=batch), pk=place), by=request.user)
        return Response(self._places_data(batch))


ROUTES = [("inspections", InspectionViewSet), ("acceptance-batches", BatchViewSet)]
