"""What every REST endpoint shares."""

import re
from collections.abc import Mapping

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.utils import html
from rest_framework.views import exception_handler as drf_exception_handler

from core.dates import DateSerializerField
from core.idempotency import once
from core.rest_errors import answered
from core.workflow import PaperInput

NUMBER = "[0-9]{1,18}"  # of a record in an address


def exception_handler(error, context):
    """A broken rule is the caller's mistake: 400, with the sentences the page shows."""
    return drf_exception_handler(answered(error), context)


class RestMixin:
    """Only what is in reach; every unsafe request may carry an Idempotency-Key and then has one effect."""

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        return once(request, lambda: super(RestMixin, self).dispatch(request, *args, **kwargs), self)

    @property
    def by(self):
        return self.request.user


class WholeId(serializers.PrimaryKeyRelatedField):
    """A record by its id, which is a whole number; every serializer of a table takes ids this way."""

    def to_internal_value(self, data):
        if isinstance(data, float):  # 1.5 would be cut off to the record 1
            self.fail("incorrect_type", data_type="float")
        return super().to_internal_value(data)


serializers.ModelSerializer.serializer_related_field = WholeId


FORM_ADDS = ("csrfmiddlewaretoken",)  # what a form in the browser sends beside its fields
_read_fields = serializers.Serializer.to_internal_value


def read_known_fields(serializer, data):
    """What every serializer, and each one inside it, reads: a field it does not have is refused, not left out in
    silence. What is only read may be sent back as it was given. Over multipart a field within another is written
    «paper.number», «rows[0]name»."""
    if not isinstance(data, Mapping):
        return _read_fields(serializer, data)
    of_a_form = html.is_html_input(data)
    sent = {name: re.split(r"[.\[]", name)[0] if of_a_form else name for name in data if name not in FORM_ADDS}
    takes = ", ".join(name for name, field in serializer.fields.items() if not field.read_only)
    wrong = {
        name: [f"Không có trường này. Các trường nhận: {takes}." if takes else "Không có trường này."]
        for name, field in sent.items()
        if field not in serializer.fields
    }
    try:
        found = _read_fields(serializer, data)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({**error.detail, **wrong}) from error
    if wrong:
        raise serializers.ValidationError(wrong)
    return found


serializers.Serializer.to_internal_value = read_known_fields


class InReach(WholeId):
    """A record by id; what is out of reach is answered as what does not exist."""

    def get_queryset(self):
        return super().get_queryset().visible_to(self.context["request"].user)


class ReadViewSet(RestMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List and read."""


class EnterViewSet(
    RestMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet
):
    """List, read, enter; what is entered stands, and is corrected by another paper."""


class RecordViewSet(
    RestMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet,
):
    """List, read, create, change what is in reach. Nothing is deleted over REST."""

    http_method_names = ["get", "post", "put", "patch", "head", "options"]


class PaperSerializer(serializers.Serializer):
    """A paper issued outside, recorded by an officer."""

    number = serializers.CharField(max_length=100)
    issued_on = DateSerializerField()
    issuer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    signer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    title = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    file = serializers.FileField(required=False, default=None, allow_null=True)

    def paper(self):
        data = dict(self.validated_data)
        return PaperInput(upload=data.pop("file"), **data)


class PressSerializer(serializers.Serializer):
    """A step of the workflow: a reason where one is needed, the paper where one is recorded.

    Over multipart the paper's fields may also come as paper.number, paper.issued_on, paper.file …
    """

    note = serializers.CharField(required=False, default="", allow_blank=True)
    on = DateSerializerField(required=False, default=None, allow_null=True)
    paper = PaperSerializer(required=False, default=None, allow_null=True)

    def act(self):
        """Keyword arguments for Workflow.press."""
        data = self.validated_data
        paper = data["paper"]
        if paper is not None:
            paper = dict(paper)
            paper = PaperInput(upload=paper.pop("file"), **paper)
        return {"note": data["note"], "on": data["on"], "paper": paper}


class ButtonsMixin(serializers.Serializer):
    """`status_label` and the names of the steps this person may take now."""

    status_label = serializers.CharField(source="get_status_display", read_only=True)
    buttons = serializers.SerializerMethodField()

    def get_buttons(self, obj) -> list[str]:
        return [button.name for button in self.workflow.buttons(obj, self.context["request"].user)]


class PressMixin:
    """POST …/{id}/press/{name}/ takes a step of `workflow`; GET …/{id}/steps/ says what may come next and why not."""

    workflow = None
    press_serializer = PressSerializer  # a workflow whose steps take more says so here and in its schema

    @extend_schema(request=PressSerializer)
    @action(detail=True, methods=["post"], url_path="press/(?P<name>[a-z_]+)")
    def press(self, request, pk=None, name=None):
        serializer = self.press_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            obj = self.workflow.press(self.get_object(), name, by=request.user, **serializer.act())
        return Response(self.get_serializer(self.get_queryset().get(pk=obj.pk)).data)

    @extend_schema(
        responses={
            200: {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "label": {"type": "string"},
                        "allowed": {"type": "boolean"},
                        "who": {"type": "array", "items": {"type": "string"}},
                        "objections": {"type": "array", "items": {"type": "string"}},
                        "needs_note": {"type": "boolean"},
                        "needs_paper": {"type": "boolean"},
                    },
                },
            }
        },
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def steps(self, request, pk=None):
        return Response(
            [
                {
                    "name": step.transition.name,
                    "label": step.transition.label,
                    "allowed": step.allowed,
                    "who": step.who,
                    "objections": [str(objection) for objection in step.objections],
                    "needs_note": step.transition.needs_note,
                    "needs_paper": step.transition.needs_paper,
                }
                for step in self.workflow.steps(self.get_object(), request.user)
            ]
        )
