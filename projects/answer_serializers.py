from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.generics import get_object_or_404

from core.api import InReach
from core.dates import DateSerializerField
from establishments.models import Establishment
from projects.models import Answer


class CriterionSerializer(serializers.Serializer):
    """One condition of one beneficiary: state MET, NOT_MET, TO_PROVE or UNKNOWN, what was found, by which article.

    `on`: the day whose rules it was judged by where the beneficiary joined later, else null.
    """

    key = serializers.CharField()
    label = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    found = serializers.CharField()
    words = serializers.CharField()
    article = serializers.CharField()
    evidence = serializers.CharField()
    settled_by = serializers.CharField()
    answered = serializers.CharField()
    on = DateSerializerField(allow_null=True)


class EligibilitySerializer(serializers.Serializer):
    """`kept`: the result of the conclusion, which stands; else by the rules in force on `on`."""

    on = DateSerializerField()
    kept = serializers.BooleanField()
    criteria = CriterionSerializer(many=True)


class LikenessSerializer(serializers.Serializer):
    """A hint of double support; `other` is the other project where it is in reach, else null."""

    key = serializers.CharField()
    what = serializers.CharField()
    why = serializers.ListField(child=serializers.CharField())
    other = serializers.SerializerMethodField()
    where = serializers.CharField()
    blocks = serializers.BooleanField()
    answered = serializers.CharField()

    def get_other(self, hint) -> int | None:
        return hint.other.pk if hint.known else None


class AppraisalAnswerSerializer(serializers.ModelSerializer):
    """`question`: the key of a criterion or a likeness; MET, NOT_MET answer the one, DIFFERENT, SAME the other.

    `newcomer`: the establishment that is to join an approved project, where the question is about it.
    """

    question = serializers.SlugField(source="key", max_length=80)
    newcomer = InReach(queryset=Establishment.objects.all(), required=False, allow_null=True, write_only=True)
    answered_by_name = serializers.CharField(source="answered_by.full_name", read_only=True)

    class Meta:
        model = Answer
        fields = ["id", "question", "newcomer", "asked", "verdict", "reason", "evidence", "answered_by",
                  "answered_by_name", "answered_on", "is_current"]  # fmt: skip
        read_only_fields = ["asked", "answered_by", "answered_on", "is_current"]
        validators = []


NEWCOMER = OpenApiParameter(
    "newcomer", int, description="the establishment that is to join an approved project, in place of its beneficiaries"
)


def newcomer_asked(request):
    """The establishment of `?newcomer=`, in reach; None where nobody is named. 404 for one that is not there."""
    text = request.query_params.get("newcomer")
    if not text:
        return None
    known = Establishment.objects.select_related("area").visible_to(request.user)
    return get_object_or_404(known, pk=int(text) if text.isdecimal() and len(text) < 10 else 0)
