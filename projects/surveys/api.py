from django.db.models import Exists, OuterRef
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import ButtonsMixin, InReach, PressMixin, RecordViewSet
from core.documents import documents_of
from establishments.models import Establishment
from projects.models import Project, Survey
from projects.serializers import DossierPaperSerializer
from projects.surveys.services import add_signed_sheet, add_survey_photo, link_survey, save_survey
from projects.surveys.workflow import PHOTO, SIGNED, SURVEY_FLOW


class SurveySerializer(ButtonsMixin, serializers.ModelSerializer):
    """What was seen at an establishment on a day; `file` (press) hands it in, then it stands."""

    workflow = SURVEY_FLOW
    establishment = InReach(queryset=Establishment.objects.all())
    project = InReach(queryset=Project.objects.all(), required=False, allow_null=True)
    office_name = serializers.CharField(source="office.short_name", read_only=True)
    surveyor_name = serializers.CharField(source="surveyor.full_name", read_only=True)

    class Meta:
        model = Survey
        fields = [
            "id", "establishment", "project", "office", "office_name", "surveyor", "surveyor_name", "surveyed_on",
            "present", "legal_form", "place", "sector", "products", "workers", "revenue", "machines", "need",
            "land_papers", "environment_papers", "counterpart", "remark", "status", "status_label", "buttons",
            "illustrative",
        ]  # fmt: skip
        read_only_fields = ["office", "surveyor", "status", "illustrative"]
        validators = []

    def to_representation(self, survey):
        """Whoever sees the place sees the survey; which dossier it belongs to, whoever sees the dossier."""
        shown = super().to_representation(survey)
        return shown if getattr(survey, "dossier_seen", True) else shown | {"project": None}

    def create(self, data):
        return save_survey(Survey(**data), by=self.context["request"].user)

    def update(self, survey, data):
        for name, value in data.items():
            setattr(survey, name, value)
        return save_survey(survey, by=self.context["request"].user)


class SurveyPaperSerializer(serializers.Serializer):
    """A photograph, or the sheet signed on paper."""

    kind = serializers.ChoiceField([(PHOTO, "Ảnh"), (SIGNED, "Phiếu có chữ ký")])
    file = serializers.FileField()


class LinkSerializer(serializers.Serializer):
    project = InReach(queryset=Project.objects.all())


class SurveyViewSet(PressMixin, RecordViewSet):
    """Survey sheets in reach."""

    read_permission = "projects.view_project"
    queryset = Survey.objects.select_related("office", "surveyor")
    serializer_class = SurveySerializer
    filterset_fields = ["establishment", "project", "status"]
    workflow = SURVEY_FLOW

    def get_queryset(self):
        seen = Project.objects.order_by().visible_to(self.request.user).filter(pk=OuterRef("project"))
        return super().get_queryset().annotate(dossier_seen=Exists(seen))

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found.filter(dossier_seen=True) if self.request.query_params.get("project") else found

    @extend_schema(methods=["GET"], responses=DossierPaperSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": SurveyPaperSerializer},
        responses={201: DossierPaperSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def documents(self, request, pk=None):
        """The pictures and the signed sheet."""
        survey = self.get_object()
        if request.method == "GET":
            return Response(DossierPaperSerializer(documents_of(survey), many=True).data)
        asked = SurveyPaperSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        keep = add_survey_photo if asked.validated_data["kind"] == PHOTO else add_signed_sheet
        document = keep(survey, asked.validated_data["file"], by=request.user)
        return Response(DossierPaperSerializer(document).data, status=201)

    @extend_schema(request=LinkSerializer, responses=SurveySerializer)
    @action(detail=True, methods=["post"])
    def link(self, request, pk=None):
        """Make a survey part of a dossier of its place, also after it was handed in."""
        asked = LinkSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        survey = link_survey(self.get_object(), asked.validated_data["project"], by=request.user)
        return Response(self.get_serializer(self.get_queryset().get(pk=survey.pk)).data)
