from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from core.api import NUMBER, PressMixin, ReadViewSet, RecordViewSet
from core.dates import today
from core.documents import documents_of
from core.photos import PhotoSerializer, PhotosSerializer
from projects.answer_serializers import (
    NEWCOMER,
    AppraisalAnswerSerializer,
    EligibilitySerializer,
    LikenessSerializer,
    newcomer_asked,
)
from projects.answers import answer_question
from projects.changes.serializers import ChangeRequestSerializer
from projects.changes.workflow import CHANGE_FLOW
from projects.council import seats_with_accounts, withdraw_account
from projects.details.base import family_of
from projects.details.serializers import DetailsSerializer
from projects.details.services import save_details
from projects.eligibility import Eligibility, eligibility, eligibility_of
from projects.filters import ProjectFilter
from projects.imports.api import ImportViewSet
from projects.models import Appraisal, ChangeRequest, ProgressReport, Project, Refusal
from projects.near_matches import near_matches
from projects.newcomers import eligibility_of_newcomer, hints_of_newcomer, leaving_for
from projects.papers import paper_rows
from projects.past import add_past_paper, withdraw_historical
from projects.progress import add_progress_photo, confirm_progress, photos_of, save_progress
from projects.remarks import MOST, answer_remarks, work_off
from projects.serializers import (
    AccountMistakeSerializer,
    AppraisalSerializer,
    CeilingOfProjectSerializer,
    ConfirmSerializer,
    CouncilSerializer,
    DossierPaperSerializer,
    FromPaperSerializer,
    HistoricalCorrectionSerializer,
    HistoricalSerializer,
    IndicatorSerializer,
    MemberSerializer,
    MistakenEntrySerializer,
    NamingSerializer,
    PastPaperSerializer,
    PastSerializer,
    ProgressSerializer,
    ProjectPressSerializer,
    ProjectRemarkSerializer,
    ProjectSerializer,
    RefusalSerializer,
    RemarkAnswerSerializer,
    RequiredPaperSerializer,
    ShareSerializer,
    WorkOffSerializer,
    day_asked,
)
from projects.services import attach_paper, record_appraisal, record_indicators
from projects.surveys.api import SurveyViewSet
from projects.workflow import PROJECT_FLOW


@extend_schema_view(press=extend_schema(request=ProjectPressSerializer))
class ProjectViewSet(PressMixin, RecordViewSet):
    """Applications in reach, with the steps of their workflow, appraisals, progress and papers."""

    read_permission = "projects.view_project"
    queryset = Project.objects.for_list().with_investor().prefetch_related("cost_items")
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    workflow = PROJECT_FLOW
    press_serializer = ProjectPressSerializer

    @extend_schema(request=HistoricalSerializer, responses={201: ProjectSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def historical(self, request):
        """Enter a project of an earlier year from its papers."""
        asked = HistoricalSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        entered = asked.save()
        return Response(self.get_serializer(self.get_queryset().get(pk=entered.pk)).data, status=201)

    @extend_schema(request=HistoricalCorrectionSerializer, responses=ProjectSerializer, filters=False)
    @action(detail=True, methods=["post"], url_path="correct-historical")
    def correct_historical(self, request, pk=None):
        """Correct what was entered wrongly of a project of an earlier year; what is not named stays."""
        asked = HistoricalCorrectionSerializer(
            self.get_object(), data=request.data, partial=True, context=self.get_serializer_context()
        )
        asked.is_valid(raise_exception=True)
        corrected = asked.save()
        return Response(self.get_serializer(self.get_queryset().get(pk=corrected.pk)).data)

    @extend_schema(request=MistakenEntrySerializer, responses={204: None}, filters=False)
    @action(detail=True, methods=["post"], url_path="withdraw-historical")
    def withdraw_historical(self, request, pk=None):
        """Take back an old project that was entered wholly by mistake; it is in no list any more."""
        asked = MistakenEntrySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        withdraw_historical(self.get_object(), by=request.user, **asked.validated_data)
        return Response(status=204)

    @extend_schema(
        request={"application/json": NamingSerializer, "multipart/form-data": NamingSerializer},
        responses={201: ProjectSerializer},
        filters=False,
    )
    @action(detail=True, methods=["post"], url_path="name-beneficiary")
    def name_beneficiary(self, request, pk=None):
        """Name the next beneficiary of an approved group project, by its paper."""
        project = self.get_object()
        asked = NamingSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        asked.save(project, request.user)
        return Response(self.get_serializer(self.get_queryset().get(pk=project.pk)).data, status=201)

    @extend_schema(
        request={"application/json": ShareSerializer, "multipart/form-data": ShareSerializer},
        responses={201: ProjectSerializer},
        filters=False,
    )
    @action(detail=True, methods=["post"])
    def share(self, request, pk=None):
        """Give one of several beneficiaries of an approved project its part of the support, by its paper."""
        project = self.get_object()
        asked = ShareSerializer(data=request.data, context={**self.get_serializer_context(), "project": project})
        asked.is_valid(raise_exception=True)
        asked.save(by=request.user)
        return Response(self.get_serializer(self.get_queryset().get(pk=project.pk)).data, status=201)

    @extend_schema(
        parameters=[OpenApiParameter("on", str, description="YYYY-MM-DD")],
        responses=CeilingOfProjectSerializer,
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def ceiling(self, request, pk=None):
        """The most that may be given to this project by the norms of a day, with the steps."""
        return Response(CeilingOfProjectSerializer.answer(self.get_object(), day_asked(request)))

    @extend_schema(
        parameters=[OpenApiParameter("on", str, description="YYYY-MM-DD"), NEWCOMER],
        responses=EligibilitySerializer,
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def eligibility(self, request, pk=None):
        """Whether the beneficiaries may be supported, by the rules of a day; without a day as the page shows it."""
        project, on = self.get_object(), day_asked(request)
        if newcomer := newcomer_asked(request):
            leaving = leaving_for(project, newcomer)
            found = eligibility_of_newcomer(project, on or today(), newcomer, leaving)
            return Response(EligibilitySerializer(found).data)
        found = eligibility(project, on) if on else eligibility_of(project) or Eligibility(project.filed_on, [])
        return Response(EligibilitySerializer(found).data)

    @extend_schema(parameters=[NEWCOMER], responses=LikenessSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def likenesses(self, request, pk=None):
        """Hints of double support: other files that look like this one, and why."""
        project, newcomer = self.get_object(), newcomer_asked(request)
        hints = hints_of_newcomer(project, newcomer, request.user) if newcomer else near_matches(project, request.user)
        return Response(LikenessSerializer(hints, many=True).data)

    @extend_schema(methods=["GET"], responses=AppraisalAnswerSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=AppraisalAnswerSerializer, responses={201: AppraisalAnswerSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def answers(self, request, pk=None):
        """What named persons answered to what no rule tells; POST answers one question."""
        project = self.get_object()
        if request.method == "GET":
            return Response(AppraisalAnswerSerializer(project.answers.select_related("answered_by"), many=True).data)
        asked = AppraisalAnswerSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        answer = answer_question(project, data.pop("key"), by=request.user, **data)
        return Response(AppraisalAnswerSerializer(answer).data, status=201)

    @extend_schema(methods=["GET"], responses=AppraisalSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=AppraisalSerializer, responses={201: AppraisalSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def appraisals(self, request, pk=None):
        """The appraisal forms, newest first; a new one takes the place of the last."""
        project = self.get_object()
        if request.method == "GET":
            rows = project.appraisals.select_related("made_by", "council").prefetch_related("council__members")
            return Response(AppraisalSerializer(rows, many=True).data)
        asked = AppraisalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        if data.get("council"):
            data["council"] = CouncilSerializer.council(data["council"])
        return Response(AppraisalSerializer(record_appraisal(project, by=request.user, **data)).data, status=201)

    @extend_schema(request=AccountMistakeSerializer, responses=MemberSerializer)
    @action(detail=True, methods=["post"], url_path=f"council-members/(?P<member>{NUMBER})/withdraw-account")
    def withdraw_account(self, request, pk=None, member=None):
        """Take off a council's seat the account named there by mistake."""
        asked = AccountMistakeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        seat = get_object_or_404(seats_with_accounts(self.get_object()), pk=member)
        return Response(MemberSerializer(withdraw_account(seat, by=request.user, **asked.validated_data)).data)

    @extend_schema(methods=["GET"], responses=PastSerializer, filters=False)
    @extend_schema(
        methods=["POST"],
        request={"application/json": FromPaperSerializer, "multipart/form-data": FromPaperSerializer},
        responses={201: PastPaperSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, url_path="past-papers")
    def past_papers(self, request, pk=None):
        """What the papers of an old year say; POST adds one that was found later."""
        project = self.get_object()
        if request.method == "GET":
            return Response(PastSerializer.of(project, request.user).data)
        asked = FromPaperSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = add_past_paper(project, asked.paper(), by=request.user)
        return Response(PastPaperSerializer(row).data, status=201)

    @extend_schema(responses=ProjectRemarkSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def remarks(self, request, pk=None):
        """What was asked to be mended, round by round, with the answers."""
        return self._remarks(self.get_object())

    @extend_schema(request=RemarkAnswerSerializer(many=True), responses=ProjectRemarkSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="remarks/answer", pagination_class=None)
    def answer_remarks(self, request, pk=None):
        """The implementer says how each remark was mended."""
        asked = RemarkAnswerSerializer(data=request.data, many=True, max_length=MOST)
        asked.is_valid(raise_exception=True)
        project = self.get_object()
        answer_remarks(project, {row["id"]: row["answer"] for row in asked.validated_data}, by=request.user)
        return self._remarks(project)

    @extend_schema(request=WorkOffSerializer, responses=ProjectRemarkSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="remarks/work-off", pagination_class=None)
    def work_off_remarks(self, request, pk=None):
        """The officer confirms which answered remarks are mended."""
        asked = WorkOffSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        project = self.get_object()
        work_off(project, asked.validated_data["ids"], by=request.user)
        return self._remarks(project)

    @extend_schema(responses=RefusalSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def refusal(self, request, pk=None):
        """Why the application is not eligible: the coded reason, its article, the note; 404 while it is not refused."""
        refused = Refusal.objects.select_related("reason")
        return Response(RefusalSerializer(get_object_or_404(refused, project=self.get_object())).data)

    def _remarks(self, project):
        return Response(ProjectRemarkSerializer(project.remarks.for_page(), many=True).data)

    @extend_schema(methods=["GET"], responses=ProgressSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=ProgressSerializer, responses={201: ProgressSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def progress(self, request, pk=None):
        """The monthly reports, newest first; a month reported again is corrected until it is confirmed."""
        project = self.get_object()
        if request.method == "GET":
            rows = project.progress_reports.select_related("made_by")
            return Response(ProgressSerializer(rows, many=True).data)
        asked = ProgressSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        report = save_progress(ProgressReport(project=project, **asked.validated_data), by=request.user)
        return Response(ProgressSerializer(report).data, status=201)

    @extend_schema(methods=["GET"], responses=IndicatorSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=IndicatorSerializer(many=True), responses=IndicatorSerializer(many=True))
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def indicators(self, request, pk=None):
        """Planned and actual results."""
        project = self.get_object()
        if request.method == "POST":
            asked = IndicatorSerializer(data=request.data, many=True)
            asked.is_valid(raise_exception=True)
            values = {row["code"]: {k: v for k, v in row.items() if k != "code"} for row in asked.validated_data}
            record_indicators(project, values, by=request.user)
        return Response(IndicatorSerializer(project.indicators.all(), many=True).data)

    @extend_schema(methods=["GET"], responses=DetailsSerializer, filters=False)
    @extend_schema(methods=["POST"], request=DetailsSerializer, responses=DetailsSerializer)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def details(self, request, pk=None):
        """The particulars of the project's family of support; POST writes the part whose turn it is."""
        project = self.get_object()
        family = family_of(project)
        if family is None:
            raise NotFound("Nội dung hỗ trợ này không có mẫu chi tiết riêng; kết quả ghi ở chỉ tiêu.")
        if request.method == "POST":
            asked = DetailsSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            save_details(project, by=request.user, **asked.read(family))
        return Response(DetailsSerializer.shown(project, family))

    @extend_schema(methods=["GET"], responses=DossierPaperSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": DossierPaperSerializer},
        responses={201: DossierPaperSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def documents(self, request, pk=None):
        """The papers of the dossier; POST as multipart with the scan, or without it for a paper recorded before."""
        project = self.get_object()
        if request.method == "GET":
            return Response(DossierPaperSerializer(documents_of(project), many=True).data)
        asked = DossierPaperSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        document = attach_paper(project, data.pop("file"), by=request.user, **data)
        return Response(DossierPaperSerializer(document).data, status=201)

    @extend_schema(responses=RequiredPaperSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path="required-papers", pagination_class=None)
    def required_papers(self, request, pk=None):
        """The papers the dossier needs, stage by stage, and which are there."""
        return Response(RequiredPaperSerializer(paper_rows(self.get_object())[0], many=True).data)


class AppraisalViewSet(ReadViewSet):
    """Appraisal forms of the projects in reach."""

    read_permission = "projects.view_project"
    queryset = Appraisal.objects.select_related("made_by", "council").prefetch_related("council__members")
    serializer_class = AppraisalSerializer
    filterset_fields = ["project", "is_current"]


class ProgressViewSet(ReadViewSet):
    """Monthly progress reports of the projects in reach."""

    read_permission = "projects.view_project"
    queryset = ProgressReport.objects.select_related("made_by")
    serializer_class = ProgressSerializer
    filterset_fields = ["project", "month"]

    @extend_schema(request=ConfirmSerializer, responses=ProgressSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """The Department confirms the value of work done."""
        report = get_object_or_404(self.get_queryset().select_related("project"), pk=pk)
        asked = ConfirmSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(ProgressSerializer(confirm_progress(report, by=request.user, **asked.validated_data)).data)

    @extend_schema(request=PhotosSerializer, responses={200: PhotoSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def photos(self, request, pk=None):
        """The photographs of the month's work; POST (multipart) adds some. The same picture is not kept twice."""
        report = get_object_or_404(self.get_queryset().select_related("project"), pk=pk)
        if request.method == "POST":
            asked = PhotosSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            with transaction.atomic():
                for upload in asked.validated_data["photos"]:
                    add_progress_photo(report, upload, by=request.user)
        return Response(PhotoSerializer(photos_of(report), many=True).data)


class ChangeRequestViewSet(PressMixin, RecordViewSet):
    """Requests to change approved projects in reach; `press/check/` takes `on` (day on site) and `note`."""

    read_permission = "projects.view_project"
    queryset = ChangeRequest.objects.for_list()
    serializer_class = ChangeRequestSerializer
    filterset_fields = ["project", "kind", "status"]
    workflow = CHANGE_FLOW


ROUTES = [
    ("change-requests", ChangeRequestViewSet),
    ("projects", ProjectViewSet),
    ("appraisals", AppraisalViewSet),
    ("progress-reports", ProgressViewSet),
    ("surveys", SurveyViewSet),
    ("project-imports", ImportViewSet),
]
