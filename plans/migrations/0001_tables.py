import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money
from core.tables import CreateTables


class Migration(migrations.Migration):
    """The year's plan, its lines, and the decisions that approve projects."""

    replaces = [("plans", "0001_initial")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("core", "0001_tables"),
        ("ledger", "0001_tables"),
        ("norms", "0001_tables"),
        ("projects", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="AnnualPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm kế hoạch")),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                default="LOCAL",
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="lần ban hành"),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="plans.annualplan",
                                verbose_name="điều chỉnh từ",
                            ),
                        ),
                        ("title", core.fields.NFCCharField(max_length=300, verbose_name="tên kế hoạch")),
                        ("total_budget", core.money.MoneyField(verbose_name="tổng kinh phí")),
                        (
                            "remark",
                            core.fields.NFCTextField(
                                blank=True,
                                help_text="Văn bản ghi thế nào, chương trình hiểu là gì.",
                                verbose_name="ghi chú khi đọc văn bản",
                            ),
                        ),
                        (
                            "guidance",
                            core.fields.NFCCharField(
                                blank=True,
                                help_text="Số, ngày công văn gửi các đơn vị.",
                                max_length=200,
                                verbose_name="văn bản hướng dẫn đăng ký",
                            ),
                        ),
                        (
                            "approval_way",
                            models.CharField(
                                choices=[
                                    ("WITH_PLAN", "Danh mục đề án ban hành cùng kế hoạch"),
                                    ("ROUNDS", "UBND tỉnh phê duyệt theo từng đợt"),
                                    ("DELEGATED", "Sở Công Thương quyết định trong hạn mức được giao"),
                                ],
                                max_length=10,
                                verbose_name="cách phê duyệt đề án",
                            ),
                        ),
                        (
                            "delegated_limit",
                            core.money.MoneyField(
                                blank=True,
                                help_text="Chỉ khi UBND tỉnh giao Sở quyết định: tổng kinh phí hỗ trợ Sở được phê duyệt.",
                                null=True,
                                verbose_name="hạn mức Sở được quyết định trong năm",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Mới lập"),
                                    ("REGISTERING", "Đang tổng hợp nhu cầu đăng ký"),
                                    ("CONSOLIDATED", "Dự thảo kế hoạch"),
                                    ("UNDER_OPINION", "Đang lấy ý kiến các sở, ngành"),
                                    ("SUBMITTED", "Đã trình UBND tỉnh"),
                                    ("ISSUED", "Đã ban hành"),
                                    ("SUPERSEDED", "Đã có bản điều chỉnh"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=15,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "book_year",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="ledger.bookyear",
                                verbose_name="sổ năm ngân sách",
                            ),
                        ),
                        (
                            "number",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=100, verbose_name="số, ký hiệu"
                            ),
                        ),
                        ("issued_on", models.DateField(editable=False, null=True, verbose_name="ngày ban hành")),
                        (
                            "issuer",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=200, verbose_name="cơ quan ban hành"
                            ),
                        ),
                        (
                            "signer",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=200, verbose_name="người ký"
                            ),
                        ),
                        ("illustrative", models.BooleanField(default=False, editable=False, verbose_name="minh họa")),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("search_text", core.fields.SearchTextField("title", "number", "remark")),
                    ],
                    options={
                        "verbose_name": "kế hoạch khuyến công năm",
                        "verbose_name_plural": "kế hoạch khuyến công năm",
                        "ordering": ["-year", "tier", "-version"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="annualplan_search", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "tier", "version"),
                                name="annualplan_once",
                                violation_error_message="Năm và cấp này đã có kế hoạch; sau khi ban hành thì lập bản điều chỉnh.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                                name="annualplan_sensible_year",
                                violation_error_message="Năm kế hoạch phải từ 2000 đến 2100.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approval_way", "DELEGATED"),
                                        ("delegated_limit__gt", 0),
                                        ("delegated_limit__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("approval_way", "DELEGATED"), _negated=True),
                                        ("delegated_limit", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="annualplan_delegated_has_limit",
                                violation_error_message="Hạn mức Sở được quyết định: phải nêu khi giao Sở quyết định, và chỉ khi đó.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issued_on", None), ("number", "")),
                                    ("status__in", ["ISSUED", "SUPERSEDED"]),
                                    _connector="OR",
                                ),
                                name="annualplan_paper_when_issued",
                                violation_error_message="Số, ngày ban hành chỉ ghi khi kế hoạch đã ban hành.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="plans.annualplan",
                                verbose_name="kế hoạch",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="later",
                                to="plans.planline",
                                verbose_name="dòng của bản đầu",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                        ("text", core.fields.NFCCharField(max_length=500, verbose_name="nội dung")),
                        (
                            "quantity_min",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượng từ"),
                        ),
                        ("quantity_max", models.PositiveIntegerField(blank=True, null=True, verbose_name="đến")),
                        ("unit", core.fields.NFCCharField(max_length=40, verbose_name="đơn vị tính")),
                        (
                            "planned_budget",
                            core.money.MoneyField(
                                blank=True,
                                help_text="Để trống nếu kế hoạch chưa nêu theo từng nội dung.",
                                null=True,
                                verbose_name="kinh phí dự kiến",
                            ),
                        ),
                        ("remark", core.fields.NFCTextField(blank=True, verbose_name="ghi chú khi đọc văn bản")),
                        (
                            "dropped_why",
                            core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do bỏ khỏi dự thảo"),
                        ),
                        (
                            "categories",
                            models.ManyToManyField(
                                related_name="+", to="norms.supportcategory", verbose_name="nội dung hỗ trợ được phép"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nội dung của kế hoạch",
                        "verbose_name_plural": "nội dung của kế hoạch",
                        "ordering": ["plan", "no"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_why", "")),
                                fields=("plan", "no"),
                                name="planline_number_once",
                                violation_error_message="Số thứ tự này đã có nội dung khác.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity_min", None),
                                    ("quantity_max", None),
                                    ("quantity_min__lte", models.F("quantity_max")),
                                    _connector="OR",
                                ),
                                name="planline_range_in_order",
                                violation_error_message="Số lượng: “từ” phải không lớn hơn “đến”.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="PlanOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="plans.annualplan",
                                verbose_name="kế hoạch",
                            ),
                        ),
                        ("office", core.fields.NFCCharField(max_length=200, verbose_name="cơ quan có ý kiến")),
                        ("received_on", models.DateField(verbose_name="ngày nhận")),
                        ("agrees", models.BooleanField(verbose_name="thống nhất với dự thảo")),
                        ("content", core.fields.NFCTextField(blank=True, verbose_name="nội dung ý kiến")),
                        (
                            "document",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ý kiến về dự thảo",
                        "verbose_name_plural": "ý kiến về dự thảo",
                        "ordering": ["received_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agrees", True), models.Q(("content", ""), _negated=True), _connector="OR"
                                ),
                                name="planopinion_other_view_has_content",
                                violation_error_message="Ý kiến khác với dự thảo thì phải ghi nội dung.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="plans.annualplan",
                                verbose_name="kế hoạch",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="năm kế hoạch")),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                default="LOCAL",
                                editable=False,
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="đợt số")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("WITH_PLAN", "Danh mục đề án ban hành cùng kế hoạch"),
                                    ("ROUNDS", "UBND tỉnh phê duyệt theo từng đợt"),
                                    ("DELEGATED", "Sở Công Thương quyết định trong hạn mức được giao"),
                                ],
                                max_length=10,
                                verbose_name="cách phê duyệt",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang lập danh mục"),
                                    ("CHECKED", "Đã kiểm tra, chờ trình"),
                                    ("SUBMITTED", "Đã trình UBND tỉnh"),
                                    ("ISSUED", "Đã phê duyệt"),
                                    ("HISTORICAL", "Nhập từ văn bản cũ"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "published_project_count",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số đề án đã công bố"),
                        ),
                        (
                            "published_total_cost",
                            core.money.MoneyField(blank=True, null=True, verbose_name="tổng kinh phí đã công bố"),
                        ),
                        (
                            "published_total_support",
                            core.money.MoneyField(blank=True, null=True, verbose_name="kinh phí hỗ trợ đã công bố"),
                        ),
                        (
                            "published_total_counterpart",
                            core.money.MoneyField(blank=True, null=True, verbose_name="vốn đối ứng đã công bố"),
                        ),
                        (
                            "decision_number",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=100, verbose_name="số quyết định"
                            ),
                        ),
                        ("decision_date", models.DateField(editable=False, null=True, verbose_name="ngày quyết định")),
                        (
                            "issuer",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=200, verbose_name="cơ quan quyết định"
                            ),
                        ),
                        (
                            "signer",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=200, verbose_name="người ký"
                            ),
                        ),
                        ("source_note", core.fields.NFCTextField(blank=True, verbose_name="nguồn, ghi chú")),
                        ("illustrative", models.BooleanField(default=False, editable=False, verbose_name="minh họa")),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("search_text", core.fields.SearchTextField("name", "decision_number", "source_note")),
                    ],
                    options={
                        "verbose_name": "đợt phê duyệt đề án",
                        "verbose_name_plural": "đợt phê duyệt đề án",
                        "ordering": ["-year", "tier", "-number"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="approvalround_search", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "tier", "number"),
                                name="approvalround_number_once",
                                violation_error_message="Năm này đã có đợt mang số đó.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("way", "WITH_PLAN"), models.Q(("status", "HISTORICAL"), _negated=True)
                                ),
                                fields=("plan",),
                                name="approvalround_one_list_with_the_plan",
                                violation_error_message="Kế hoạch này đã có danh mục ban hành cùng.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status", "HISTORICAL"), ("plan__isnull", False), _connector="OR"),
                                name="approvalround_live_has_plan",
                                violation_error_message="Đợt phê duyệt phải thuộc một kế hoạch.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "HISTORICAL"),
                                    models.Q(
                                        ("published_project_count", None),
                                        ("published_total_cost", None),
                                        ("published_total_counterpart", None),
                                        ("published_total_support", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="approvalround_published_is_historical",
                                violation_error_message="Số liệu công bố chỉ ghi cho đợt cũ; đợt đang làm lấy số từ sổ.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision_date", None), ("decision_number", "")),
                                    ("status__in", ["ISSUED", "HISTORICAL"]),
                                    _connector="OR",
                                ),
                                name="approvalround_decision_when_decided",
                                violation_error_message="Số, ngày quyết định chỉ ghi khi đã có quyết định.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "HISTORICAL"), _negated=True),
                                    ("decision_date__isnull", False),
                                    _connector="OR",
                                ),
                                name="approvalround_historical_is_dated",
                                violation_error_message="Đợt cũ phải có ngày quyết định.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="plans.approvalround",
                                verbose_name="đợt",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_items",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="plans.planline",
                                verbose_name="nội dung của kế hoạch",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ALLOCATED", "Dự toán đã phân bổ cho nội dung"),
                                    ("APPROPRIATED", "Dự toán được giao, chưa chia theo nội dung"),
                                ],
                                max_length=12,
                                verbose_name="lấy từ",
                            ),
                        ),
                        (
                            "approved_support",
                            core.money.MoneyField(blank=True, null=True, verbose_name="kinh phí khuyến công hỗ trợ"),
                        ),
                        (
                            "ceiling",
                            models.JSONField(editable=False, null=True, verbose_name="mức trần tại ngày quyết định"),
                        ),
                        ("is_reserve", models.BooleanField(default=False, verbose_name="danh mục dự phòng")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="thứ tự"),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="đưa ra lúc")),
                        (
                            "removed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "removed_why",
                            core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do đưa ra"),
                        ),
                    ],
                    options={
                        "verbose_name": "đề án trong đợt",
                        "verbose_name_plural": "đề án trong đợt",
                        "ordering": ["round", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("project",),
                                name="planitem_one_live_place",
                                violation_error_message="Đề án này đang ở trong một đợt khác.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("source", "ALLOCATED"), _negated=True),
                                    ("line__isnull", False),
                                    _connector="OR",
                                ),
                                name="planitem_allocated_names_its_line",
                                violation_error_message="Lấy từ dự toán đã phân bổ thì phải nêu nội dung của kế hoạch.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_support", None), ("approved_support__gt", 0), _connector="OR"
                                ),
                                name="planitem_support_positive",
                                violation_error_message="Kinh phí hỗ trợ phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("removed_at", None), ("removed_by", None), ("removed_why", "")),
                                    models.Q(
                                        ("removed_at__isnull", False),
                                        ("removed_by__isnull", False),
                                        models.Q(("removed_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="planitem_removed_with_reason",
                                violation_error_message="Đưa đề án ra khỏi danh mục phải nêu lý do.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
            ]
        )
    ]
