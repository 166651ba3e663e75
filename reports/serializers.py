"""Shapes of the REST answers of this room. Amounts are whole đồng."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from core.dates import DateSerializerField
from core.job_models import Job
from ledger.models import BookYear
from ledger.stages import Stage
from projects.models import Project
from reports.catalogue import CATALOGUE
from reports.models import RegisterView, ReportRun
from reports.register_columns import STAGES
from reports.saved_views import KNOWN_NAMES, keep_view


class RunwayQuerySerializer(serializers.Serializer):
    year = serializers.IntegerField(min_value=2000, max_value=2100, label="Năm ngân sách")
    tier = serializers.ChoiceField(choices=BookYear.Tier.choices, default="LOCAL", label="Cấp")
    book_year = serializers.IntegerField(required=False, label="Sổ năm (id), khi năm và cấp có nhiều nguồn")
    unit = serializers.IntegerField(required=False, label="Đơn vị (id)")
    line = serializers.IntegerField(required=False, label="Nội dung của kế hoạch (id)")
    project = serializers.IntegerField(required=False, label="Đề án (id)")


class RunwayStageSerializer(serializers.Serializer):
    stage = serializers.ChoiceField(choices=Stage.choices, label="Khâu")
    balance = serializers.IntegerField(label="Đang ở khâu này (đồng)")
    reached = serializers.IntegerField(label="Lũy kế đã đến khâu này (đồng)")


class RunwaySerializer(serializers.Serializer):
    year = serializers.IntegerField(label="Năm ngân sách")
    tier = serializers.ChoiceField(choices=BookYear.Tier.choices, label="Cấp")
    stages = RunwayStageSerializer(many=True, label="Các khâu theo thứ tự của sổ")


class WorkSerializer(serializers.Serializer):
    title = serializers.CharField(source="item.title", label="Việc")
    detail = serializers.CharField(source="item.detail", label="Hồ sơ")
    url = serializers.CharField(source="item.url", label="Trang")
    since = DateSerializerField(source="item.since", allow_null=True, label="Từ ngày")
    due = DateSerializerField(source="item.due", allow_null=True, label="Hạn")
    late = serializers.BooleanField(source="is_late", label="Quá hạn")


class RegisterMoneySerializer(serializers.Serializer):
    """Balance of each stage a project's money may stand at."""

    def get_fields(self):
        return {stage.value: serializers.IntegerField(label=stage.label) for stage in STAGES}


class RegisterEntrySerializer(serializers.Serializer):
    project = serializers.IntegerField(source="project.pk", label="Đề án (id)")
    code = serializers.CharField(source="project.code", label="Mã đề án")
    title = serializers.CharField(source="project.title", label="Tên đề án")
    status = serializers.ChoiceField(source="project.status", choices=Project.Status.choices, label="Trạng thái")
    status_label = serializers.CharField(source="project.get_status_display", label="Trạng thái, bằng chữ")
    stopped_until = DateSerializerField(source="project.stopped_until", allow_null=True, label="Tạm dừng đến")
    beneficiaries = serializers.CharField(source="project.beneficiary_words", label="Đơn vị thụ hưởng")
    decision = serializers.CharField(label="Quyết định phê duyệt")
    source = serializers.CharField(label="Nguồn kinh phí, nơi năm và cấp có nhiều nguồn")
    commitments = serializers.SerializerMethodField(label="Số hợp đồng, giao nhiệm vụ")
    total_cost = serializers.IntegerField(source="project.total_cost", allow_null=True, label="Tổng kinh phí")
    support = serializers.IntegerField(allow_null=True, label="Được duyệt hỗ trợ")
    money = RegisterMoneySerializer(allow_null=True, label="Kinh phí theo khâu")
    next_step = serializers.CharField(label="Bước tiếp theo")
    decided_on = DateSerializerField(source="days.decided_on", default=None, label="Ngày quyết định")
    signed_on = DateSerializerField(source="days.signed_on", default=None, label="Ngày ký hợp đồng")
    advanced_on = DateSerializerField(source="days.advanced_on", default=None, label="Ngày tạm ứng")
    accepted_on = DateSerializerField(source="days.accepted_on", default=None, label="Ngày nghiệm thu")
    settled_on = DateSerializerField(source="days.settled_on", default=None, label="Ngày duyệt quyết toán")
    late_progress = serializers.CharField(label="Báo cáo tiến độ trễ")
    due = DateSerializerField(allow_null=True, label="Thực hiện đến")

    def get_commitments(self, entry) -> list[str]:
        return [row.number for row in entry.commitments]


class RegisterTotalsSerializer(serializers.Serializer):
    count = serializers.IntegerField(label="Số đề án")
    total_cost = serializers.IntegerField(label="Tổng kinh phí")
    counterpart = serializers.IntegerField(label="Vốn đối ứng")
    requested = serializers.IntegerField(label="Đề nghị hỗ trợ")
    support = serializers.IntegerField(label="Được duyệt hỗ trợ")
    money = RegisterMoneySerializer(allow_null=True, label="Kinh phí theo khâu")


class RegisterPageSerializer(serializers.Serializer):
    """A page of the register; `totals` are those of the whole filtered set."""

    count = serializers.IntegerField(label="Số đề án")
    next = serializers.URLField(allow_null=True, label="Trang sau")
    previous = serializers.URLField(allow_null=True, label="Trang trước")
    totals = RegisterTotalsSerializer(label="Cộng theo điều kiện lọc")
    results = RegisterEntrySerializer(many=True, label="Các dòng")


class InPlaceSerializer(serializers.ModelSerializer):
    """What of an application is mended in the register. `seen`: as GET gave it; refused when somebody acted since."""

    seen = serializers.IntegerField(min_value=0, label="Số việc cuối cùng đã thấy")

    class Meta:
        model = Project
        fields = ["code", "title", "place", "starts_on", "ends_on", "remark", "seen"]
        read_only_fields = ["code"]
        validators = []


class RegisterViewSerializer(serializers.ModelSerializer):
    """A way of looking at the register. `query`: {name in the address: [values]}, with `columns` and `sort`."""

    owner_name = serializers.CharField(source="owner.full_name", read_only=True)
    address = serializers.CharField(source="get_absolute_url", read_only=True)
    query = serializers.DictField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))

    class Meta:
        model = RegisterView
        fields = ["id", "name", "query", "shared", "owner_name", "address"]
        validators = []

    def validate_query(self, query):
        """A name that the register does not know would keep another way of looking than was meant."""
        if unknown := sorted(query.keys() - KNOWN_NAMES):
            raise serializers.ValidationError(
                f"Sổ không có điều kiện {', '.join(unknown)}. Các điều kiện: {', '.join(sorted(KNOWN_NAMES))}."
            )
        return query

    def create(self, data):
        return keep_view(RegisterView(**data), by=self.context["request"].user)

    def update(self, view, data):
        for name, value in data.items():
            setattr(view, name, value)
        return keep_view(view, by=self.context["request"].user)


KINDS = [(kind.code, kind.name) for kind in CATALOGUE.values()]


class ExpectedSerializer(serializers.Serializer):
    """The writer's own estimate for a line of the plan."""

    line = serializers.IntegerField(label="Nội dung của kế hoạch (id)")
    done = serializers.IntegerField(required=False, allow_null=True, min_value=0, label="Số lượng ước cả năm")
    support = serializers.IntegerField(required=False, allow_null=True, min_value=0, label="Kinh phí ước cả năm (đồng)")


class ReportRequestSerializer(serializers.Serializer):
    """approval_submission: `round`, perhaps `unit` and `appraisal`; year_report: `year`, `tier`, `as_of` and texts;
    refusal_letter: `project`; acceptance_minutes: `batch`, perhaps `chair`, `secretary` (a line of the batch's team
    each), `starts` and `ends`; project_settlement: `settlement`; year_settlement: `account`; treasury_sheet: `sheet`;
    payment_request, treasury_pack: `payment`;
    recovery_letter: `commitment`, perhaps `pay_to`, `by_day`.
    """

    report = serializers.ChoiceField(choices=KINDS, label="Biểu mẫu")
    round = serializers.IntegerField(required=False, label="Đợt phê duyệt (id)")
    unit = serializers.ChoiceField(choices=["DONG", "TRIEU"], required=False, label="Đơn vị tính của danh mục")
    appraisal = serializers.CharField(required=False, allow_blank=True, label="Về khảo sát, thẩm định")
    year = serializers.IntegerField(required=False, label="Năm kế hoạch")
    tier = serializers.ChoiceField(choices=BookYear.Tier.choices, required=False, label="Cấp")
    as_of = DateSerializerField(required=False, label="Số liệu tính đến ngày")
    guidance = serializers.CharField(required=False, allow_blank=True, label="Công tác chỉ đạo, điều hành")
    difficulties = serializers.CharField(required=False, allow_blank=True, label="Khó khăn, vướng mắc")
    proposals = serializers.CharField(required=False, allow_blank=True, label="Đề xuất, kiến nghị")
    expected = ExpectedSerializer(many=True, required=False, label="Ước cả năm của người lập")
    project = serializers.IntegerField(required=False, label="Đề án không đủ điều kiện (id)")
    batch = serializers.IntegerField(required=False, label="Đợt nghiệm thu (id)")
    settlement = serializers.IntegerField(required=False, label="Hồ sơ quyết toán (id)")
    account = serializers.IntegerField(required=False, label="Quyết toán năm (id)")
    sheet = serializers.IntegerField(required=False, label="Bảng đối chiếu (id)")
    payment = serializers.IntegerField(required=False, label="Đề nghị tạm ứng, thanh toán (id)")
    commitment = serializers.IntegerField(required=False, label="Hợp đồng, nhiệm vụ (id)")
    pay_to = serializers.CharField(required=False, allow_blank=True, label="Nơi nộp")
    by_day = DateSerializerField(required=False, label="Nộp chậm nhất ngày")
    chair = serializers.CharField(required=False, allow_blank=True, label="Chủ trì")
    secretary = serializers.CharField(required=False, allow_blank=True, label="Thư ký")
    starts = serializers.CharField(required=False, allow_blank=True, label="Bắt đầu lúc (giờ:phút)")
    ends = serializers.CharField(required=False, allow_blank=True, label="Kết thúc lúc (giờ:phút)")

    def form(self, by):
        """The page's own form, bound to what was sent."""
        asked = dict(self.validated_data)
        kind = CATALOGUE[asked.pop("report")]
        data = {name: value for name, value in asked.items() if name != "expected"}
        for row in asked.get("expected", []):
            for part in ("done", "support"):
                if row.get(part) is not None:
                    data[f"{part}_{row['line']}"] = str(row[part])
        for name in {"as_of", "by_day"} & data.keys():
            data[name] = data[name].isoformat()
        if kind.code == "year_report":
            data.setdefault("tier", "LOCAL")
        return kind, kind.form(data, by=by)


class ReportRunSerializer(serializers.ModelSerializer):
    """A run: its state, and once it is done its figures, files and their SHA-256."""

    report = serializers.ChoiceField(choices=KINDS, read_only=True, label="Biểu mẫu")
    state = serializers.ChoiceField(choices=Job.State.choices, read_only=True, label="Trạng thái")
    state_label = serializers.CharField(source="get_state_display", read_only=True, label="Trạng thái, bằng chữ")
    requested_by = serializers.CharField(source="requested_by.full_name", read_only=True, label="Người yêu cầu")
    error = serializers.CharField(source="error_for_person", read_only=True, label="Vì sao không xong")
    pdf_url = serializers.SerializerMethodField(label="Địa chỉ tệp PDF")
    docx_url = serializers.SerializerMethodField(label="Địa chỉ tệp Word")
    xlsx_url = serializers.SerializerMethodField(label="Địa chỉ tệp Excel, nếu có bảng số liệu")
    zip_url = serializers.SerializerMethodField(label="Địa chỉ gói tệp, nếu có")

    class Meta:
        model = ReportRun
        fields = [
            "id", "report", "title", "params", "state", "state_label", "percent", "step", "error", "requested_by",
            "requested_at", "finished_at", "ledger_position", "illustrative", "figures", "pdf_url", "pdf_size",
            "pdf_sha256", "docx_url", "docx_size", "docx_sha256", "xlsx_url", "xlsx_size", "xlsx_sha256",
            "zip_url", "zip_size", "zip_sha256",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_pdf_url(self, run):
        return self._url(run, "pdf")

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_docx_url(self, run):
        return self._url(run, "docx")

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_xlsx_url(self, run):
        return self._url(run, "xlsx") if run.xlsx else None

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_zip_url(self, run):
        return self._url(run, "zip") if run.zip else None

    def _url(self, run, kind):
        if run.state != ReportRun.State.DONE:
            return None
        return reverse(f"reportrun-{kind}", args=[run.pk], request=self.context.get("request"))


class ReportRunRowSerializer(ReportRunSerializer):
    """A run in the list: without its figures."""

    class Meta(ReportRunSerializer.Meta):
        fields = [name for name in ReportRunSerializer.Meta.fields if name != "figures"]
        read_only_fields = fields
