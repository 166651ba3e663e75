from rest_framework import serializers

from core.dates import DateSerializerField
from projects.models import Answer


class CriterionSerializer(serializers.Serializer):
    """One condition of one beneficiary: state MET, NOT_MET, TO_PROVE or UNKNOWN, what was found, by which article."""

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
    """`question`: the key of a criterion or a likeness; MET, NOT_MET answer the one, DIFFERENT, SAME the other."""

    question = serializers.SlugField(source="key", max_length=80)
    answered_by_name = serializers.CharField(source="answered_by.full_name", read_only=True)

    class Meta:
        model = Answer
        fields = ["id", "question", "asked", "verdict", "reason", "evidence", "answered_by", "answered_by_name",
                  "answered_on", "is_current"]  # fmt: skip
        read_only_fields = ["asked", "answered_by", "answered_on", "is_current"]
        validators = []
