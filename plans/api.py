from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin, UpdateModelMixin
from rest_framework.response import Response

from core.api import PressMixin, ReadViewSet, RecordViewSet
from core.workflow import PaperInput
from plans.filters import ItemFilter, LineFilter, PlanFilter, RoundFilter
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine, PlanOpinion
from plans.objections import live_items, money_objections, objections_by_item
from plans.selectors import eligible_projects, line_progress
from plans.serializers import (
    AnnualPlanSerializer,
    ApprovalRoundSerializer,
    EligibleProjectSerializer,
    HistoricalRoundSerializer,
    IncludeProjectSerializer,
    LineProgressSerializer,
    PlanItemSerializer,
    PlanLineSerializer,
    PlanOpinionSerializer,
    PlanReasonSerializer,
    ProjectObjectionsSerializer,
    ReleaseSupportSerializer,
)
from plans.services import amend_plan, drop_line, include_project, release_support, remove_project
from plans.workflow import PLAN_FLOW, ROUND_FLOW


class AskMixin:
    """Reads the request of an extra act."""

    def asked(self, serializer_class):
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def shown(self, obj, status=status.HTTP_200_OK):
        return Response(self.get_serializer(self.get_queryset().get(pk=obj.pk)).data, status=status)


class PlanViewSet(AskMixin, PressMixin, RecordViewSet):
    """Annual plans, every version."""

    read_permission = "plans.view_annualplan"
    queryset = AnnualPlan.objects.order_by("-year", "tier", "-version")
    serializer_class = AnnualPlanSerializer
    filterset_class = PlanFilter
    workflow = PLAN_FLOW

    @extend_schema(responses=LineProgressSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def progress(self, request, pk=None):
        """Each line against what was approved, as far as this person reaches."""
        return Response(LineProgressSerializer(line_progress(self.get_object(), request.user), many=True).data)

    @extend_schema(request=None, responses={201: AnnualPlanSerializer})
    @action(detail=True, methods=["post"])
    def amend(self, request, pk=None):
        """The next version of an issued plan, as a draft with the same lines."""
        return self.shown(amend_plan(self.get_object(), by=request.user), status.HTTP_201_CREATED)


class LineViewSet(AskMixin, RecordViewSet):
    """Lines of plans; they change only while their plan is a draft."""

    read_permission = "plans.view_annualplan"
    queryset = PlanLine.objects.live().prefetch_related("categories").order_by("plan", "no")
    serializer_class = PlanLineSerializer
    filterset_class = LineFilter

    @extend_schema(request=PlanReasonSerializer, responses=PlanLineSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request, pk=None):
        """Take a line out of the draft, with a reason."""
        line = drop_line(self.get_object(), by=request.user, **self.asked(PlanReasonSerializer))
        return Response(self.get_serializer(line).data)


class OpinionViewSet(CreateModelMixin, ReadViewSet):
    """Letters of other offices about a draft."""

    read_permission = "plans.view_annualplan"
    queryset = PlanOpinion.objects.select_related("document").order_by("plan", "received_on", "pk")
    serializer_class = PlanOpinionSerializer
    filterset_fields = ["plan"]


class RoundViewSet(AskMixin, PressMixin, CreateModelMixin, ReadViewSet):
    """Decisions that approve projects. Their lists are under /plan-items/?round=."""

    read_permission = "plans.view_approvalround"
    queryset = ApprovalRound.objects.select_related("plan").order_by("-year", "tier", "-number")
    serializer_class = ApprovalRoundSerializer
    filterset_class = RoundFilter
    workflow = ROUND_FLOW

    @extend_schema(request=IncludeProjectSerializer, responses={201: PlanItemSerializer})
    @action(detail=True, methods=["post"])
    def include(self, request, pk=None):
        """Put an eligible project on the list."""
        item = include_project(self.get_object(), by=request.user, **self.asked(IncludeProjectSerializer))
        return Response(PlanItemSerializer(item).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=EligibleProjectSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def eligible(self, request, pk=None):
        """Projects in reach that may come on this list."""
        return Response(EligibleProjectSerializer(eligible_projects(self.get_object(), request.user), many=True).data)

    @extend_schema(responses=ProjectObjectionsSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def objections(self, request, pk=None):
        """What stands in the way of each project in reach, under the norms of the day; then what the list lacks."""
        round = self.get_object()
        reach = set(round.items.visible_to(request.user).values_list("pk", flat=True))
        items = [item for item in live_items(round) if item.pk in reach]
        undecided = round.status in UNDECIDED
        found = objections_by_item(round, round.expected_date, items) if undecided else {}
        of_the_list = []
        if undecided and round.plan and request.user.organisation.covers_province:  # as on the page
            of_the_list = money_objections(round, items)
        rows = [
            {"project": project, "objections": [str(objection) for objection in objections]}
            for project, objections in [*((item.project_id, found.get(item.pk)) for item in items), (None, of_the_list)]
            if objections
        ]
        return Response(ProjectObjectionsSerializer(rows, many=True).data)

    @extend_schema(request=HistoricalRoundSerializer, responses={201: ApprovalRoundSerializer})
    @action(detail=False, methods=["post"])
    def historical(self, request):
        """Enter a round of an old year from its published figures."""
        serializer = HistoricalRoundSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return self.shown(serializer.save(), status.HTTP_201_CREATED)


UNDECIDED = [status for status in ApprovalRound.Status if status not in ApprovalRound.DECIDED]


class ItemViewSet(AskMixin, UpdateModelMixin, ReadViewSet):
    """Places of projects on lists, those taken off included."""

    http_method_names = ["get", "post", "put", "patch", "head", "options"]
    read_permission = "plans.view_approvalround"
    queryset = PlanItem.objects.select_related("project", "book_year", "round__plan__book_year", "line").order_by(
        "round", "position", "pk"
    )
    serializer_class = PlanItemSerializer
    filterset_class = ItemFilter

    @extend_schema(request=PlanReasonSerializer, responses=PlanItemSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request, pk=None):
        """Take a project off the list, with a reason."""
        return self.shown(remove_project(self.get_object(), by=request.user, **self.asked(PlanReasonSerializer)))

    @extend_schema(request=ReleaseSupportSerializer, responses=PlanItemSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request, pk=None):
        """Give back money that no contract has taken, resting on a paper."""
        item = self.get_object()
        data = dict(self.asked(ReleaseSupportSerializer))
        paper = dict(data.pop("paper"))
        release_support(item, **data, by=request.user, paper=PaperInput(upload=paper.pop("file"), **paper))
        return self.shown(item)


ROUTES = [
    ("plans", PlanViewSet),
    ("plan-lines", LineViewSet),
    ("plan-opinions", OpinionViewSet),
    ("rounds", RoundViewSet),
    ("plan-items", ItemViewSet),
]
