"""REST of this room: the runway, the register, what waits, and papers asked for."""

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import RecordViewSet, RestMixin
from core.jobs import resubmit
from plans.models import PlanLine
from projects.in_place import save_in_place, version_of
from projects.models import Project
from reports.api_ledger import ROUTES as LEDGER_ROUTES
from reports.catalogue import ask
from reports.models import RegisterView, ReportRun
from reports.reach import scope_for
from reports.register import RegisterFilter, entries, totals
from reports.register_columns import COLUMNS
from reports.register_views import excel_response
from reports.run_views import file_response
from reports.saved_views import withdraw_view
from reports.serializers import (
    InPlaceSerializer,
    RegisterEntrySerializer,
    RegisterPageSerializer,
    RegisterTotalsSerializer,
    RegisterViewSerializer,
    ReportRequestSerializer,
    ReportRunRowSerializer,
    ReportRunSerializer,
    RunwayQuerySerializer,
    RunwaySerializer,
    WorkSerializer,
)
from reports.waiting import waiting_for

BYTES = OpenApiResponse(OpenApiTypes.BINARY, description="Tệp")


class Runway(APIView):
    """The year's money by stage: what stands there, and what has come at least this far."""

    read_permission = "budgets.view_money"

    @extend_schema(operation_id="budgets_runway", parameters=[RunwayQuerySerializer], responses=RunwaySerializer)
    def get(self, request):
        asked = RunwayQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        if "line" in given:
            line = PlanLine.objects.visible_to(request.user).filter(pk=given["line"]).first()
            if line is None:
                raise ValidationError({"line": ["Không có nội dung này của kế hoạch."]})
            given["line"] = line.identity
        scope = scope_for(request.user, **given)
        return Response(RunwaySerializer({"year": scope.year, "tier": scope.tier, "stages": scope.runway()}).data)


class WorkList(APIView):
    """What waits for the person who asks, what presses most first."""

    @extend_schema(operation_id="work_list", responses=WorkSerializer(many=True))
    def get(self, request):
        return Response(WorkSerializer(waiting_for(request.user), many=True).data)


class _Register(RestMixin, GenericAPIView):
    read_permission = "projects.view_project"
    queryset = Project.objects.for_list()
    filterset_class = RegisterFilter
    serializer_class = RegisterEntrySerializer


class Register(_Register):
    """Sổ theo dõi đề án: rows with money by stage, and the totals of everything the filters leave."""

    @extend_schema(operation_id="register_list", responses=RegisterPageSerializer)
    def get(self, request):
        found = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(found)
        response = self.get_paginated_response(RegisterEntrySerializer(entries(page, request.user), many=True).data)
        response.data["totals"] = RegisterTotalsSerializer(totals(found, request.user)).data
        return response


class RegisterExport(_Register):
    """The same filtered set as Excel; `columns` names the columns, once for each."""

    @extend_schema(
        operation_id="register_export",
        parameters=[OpenApiParameter("columns", str, many=True, enum=[column.key for column in COLUMNS])],
        responses={200: BYTES},
    )
    def get(self, request):
        found = RegisterFilter(request.query_params, self.get_queryset(), request=request)
        if not found.is_valid():
            raise ValidationError(found.errors)
        return excel_response(found, request)


class RegisterRow(RestMixin, GenericAPIView):
    """A few fields of an application that is still being written, unless somebody else acted on it meanwhile."""

    read_permission = "projects.view_project"
    queryset = Project.objects.for_page()
    serializer_class = InPlaceSerializer

    @extend_schema(operation_id="register_row", responses=InPlaceSerializer)
    def get(self, request, pk):
        return Response(self._shown(self.get_object()))

    @extend_schema(operation_id="register_row_save", request=InPlaceSerializer, responses=InPlaceSerializer)
    def post(self, request, pk):
        project = self.get_object()
        asked = InPlaceSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        if "seen" not in values:
            raise ValidationError({"seen": ["Chưa ghi số việc cuối cùng đã thấy."]})
        return Response(self._shown(save_in_place(project, values, seen=values.pop("seen"), by=request.user)))

    @staticmethod
    def _shown(project):
        project.seen = version_of(project)
        return InPlaceSerializer(project).data


class RegisterViewViewSet(RecordViewSet):
    """The ways of looking at the register that one keeps, and the one one's office shares."""

    read_permission = "projects.view_project"
    queryset = RegisterView.objects.all()
    serializer_class = RegisterViewSerializer

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """It leaves every list."""
        withdraw_view(self.get_object(), by=request.user)
        return Response(status=204)


class ReportViewSet(RestMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Papers asked for by oneself and one's office. POST asks for one; poll until `state` is DONE or PARKED."""

    read_permission = "reports.run_report"
    queryset = ReportRun.objects.select_related("requested_by", "office")

    def get_serializer_class(self):
        return ReportRunRowSerializer if self.action == "list" else ReportRunSerializer

    @extend_schema(request=ReportRequestSerializer, responses={202: ReportRunSerializer})
    def create(self, request):
        asked = ReportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        kind, form = asked.form(request.user)
        if not form.is_valid():
            raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
        return Response(self.get_serializer(ask(kind, form, by=request.user)).data, status=202)

    @extend_schema(request=None, responses=ReportRunSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request, pk=None):
        """Try a parked run again."""
        return Response(self.get_serializer(resubmit(self.get_object())).data)

    @extend_schema(responses={200: BYTES})
    @action(detail=True, methods=["get"])
    def pdf(self, request, pk=None):
        """The PDF."""
        return file_response(self.get_object(), "pdf", request.user)

    @extend_schema(responses={200: BYTES})
    @action(detail=True, methods=["get"])
    def docx(self, request, pk=None):
        """The Word file."""
        return file_response(self.get_object(), "docx", request.user)

    @extend_schema(responses={200: BYTES})
    @action(detail=True, methods=["get"])
    def xlsx(self, request, pk=None):
        """The tables as a workbook; 404 for a paper without any."""
        return file_response(self.get_object(), "xlsx", request.user)

    @extend_schema(responses={200: BYTES})
    @action(detail=True, methods=["get"])
    def zip(self, request, pk=None):
        """The pack of files: 404 for a paper that goes out alone, 403 with a paper not open to this person."""
        return file_response(self.get_object(), "zip", request.user)


ROUTES = [("reports", ReportViewSet), ("register-views", RegisterViewViewSet), *LEDGER_ROUTES]
PATHS = [
    path("budgets/runway/", Runway.as_view(), name="runway"),
    path("work/", WorkList.as_view(), name="work"),
    path("register/", Register.as_view(), name="register"),
    path("register/<int:pk>/", RegisterRow.as_view(), name="register-row"),
    path("register/export/", RegisterExport.as_view(), name="register-export"),
]
