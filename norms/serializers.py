from rest_framework import serializers

from core.dates import DateSerializerField
from norms.models import BudgetCode, LegalDocument, Norm, NormSet, RefusalReason, SupportCategory, Tier


class LegalDocumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = LegalDocument
        fields = [
            "id", "code", "short_name", "kind", "number", "title", "issuer", "issued_on", "in_force_from",
            "in_force_to", "verified", "note",
        ]  # fmt: skip


class RefusalReasonSerializer(serializers.ModelSerializer):
    """A coded reason; `source` is the article that the letter cites."""

    class Meta:
        model = RefusalReason
        fields = ["id", "code", "name", "source", "valid_from", "valid_to", "verified", "note"]


class BudgetCodeSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)

    class Meta:
        model = BudgetCode
        fields = ["id", "kind", "kind_label", "code", "name", "source", "valid_from", "valid_to", "verified", "note"]


class SupportCategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = SupportCategory
        fields = [
            "id", "code", "name", "name_short", "unit", "content_ref", "rate_base", "limit_of", "output_indicators",
            "detail_form", "active",
        ]  # fmt: skip


class NormSerializer(serializers.ModelSerializer):
    category = serializers.CharField(source="category.code")
    figure = serializers.CharField(help_text="Mức chi bằng lời.")
    article = serializers.CharField(source="citation")

    class Meta:
        model = Norm
        fields = [
            "id", "category", "rate_percent", "cap", "cap_per_unit", "base", "limit_status", "condition", "figure",
            "article", "verified", "source", "note",
        ]  # fmt: skip


class NormSetSerializer(serializers.ModelSerializer):
    legal_document = serializers.CharField(source="legal_document.short_name")
    norms = NormSerializer(many=True)

    class Meta:
        model = NormSet
        fields = [
            "id", "code", "name", "tier", "province_code", "legal_document", "valid_from", "valid_to", "illustrative",
            "verified", "priority_multiplier_max", "advance_limit_percent", "limits_source", "limits_verified",
            "note", "draft", "norms",
        ]  # fmt: skip


class StepSerializer(serializers.Serializer):
    text = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)
    warning = serializers.BooleanField()


class CeilingSetSerializer(serializers.Serializer):
    code = serializers.CharField(source="set_code")
    name = serializers.CharField(source="set_name")
    illustrative = serializers.BooleanField()
    fallback = serializers.BooleanField(help_text="Mức quốc gia lấy thay vì tỉnh chưa có mức.")


class CeilingNormSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="norm_id", allow_null=True)
    rate_percent = serializers.FloatField(allow_null=True)
    cap = serializers.IntegerField(allow_null=True)
    cap_per_unit = serializers.BooleanField()
    unit = serializers.CharField()
    base = serializers.CharField()
    verified = serializers.BooleanField()


class CeilingSerializer(serializers.Serializer):
    """The answer of GET /api/v1/norms/ceiling/: whole đồng, or null with the status that says why."""

    amount = serializers.IntegerField(allow_null=True)
    status = serializers.CharField()
    status_label = serializers.CharField()
    settled_by = serializers.CharField(help_text="Ai phải quyết khi chưa có mức; trống khi đã có mức.")
    steps = StepSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    cost = serializers.IntegerField()
    base = serializers.IntegerField(
        allow_null=True, help_text="Kinh phí mà mức chung cho các nhiệm vụ cùng loại (chi quản lý) lấy tỷ lệ."
    )
    units = serializers.IntegerField()
    priority = serializers.FloatField(source="factor")
    article = serializers.CharField()
    verified = serializers.BooleanField()
    illustrative = serializers.BooleanField()
    norm = CeilingNormSerializer(source="facts")
    set = CeilingSetSerializer(source="facts")


class CeilingQuery(serializers.Serializer):
    """What the calculator needs; the same rules and sentences as the page."""

    category = serializers.CharField(help_text="Mã nội dung hỗ trợ, ví dụ advanced_machinery.")
    tier = serializers.ChoiceField(choices=Tier)
    on = DateSerializerField(help_text="Ngày phê duyệt, YYYY-MM-DD.")
    cost = serializers.CharField(help_text="Chi phí hợp lệ, đồng.")
    base = serializers.CharField(
        required=False, default="", help_text="Chi quản lý: kinh phí được giao trong năm hoặc của các đề án, đồng."
    )
    units = serializers.IntegerField(default=1, required=False)
    priority = serializers.DecimalField(
        max_digits=6, decimal_places=2, required=False, default=None, help_text="Hệ số ưu tiên, từ 1."
    )
