import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money
from core.tables import CreateTables


class Migration(migrations.Migration):
    """Visits, their findings, and acceptance."""

    replaces = [("inspections", "0001_initial")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("projects", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="AcceptanceBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="ngày nghiệm thu")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị tổ chức",
                            ),
                        ),
                        ("team", core.fields.NFCTextField(verbose_name="thành phần tổ nghiệm thu")),
                        (
                            "minutes_number",
                            core.fields.NFCCharField(
                                blank=True, editable=False, max_length=100, verbose_name="số biên bản"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang lập biên bản"),
                                    ("CONCLUDED", "Đã nghiệm thu"),
                                    ("CANCELLED", "Đã hủy"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
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
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "đợt nghiệm thu",
                        "verbose_name_plural": "các đợt nghiệm thu",
                        "ordering": ["-held_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "CONCLUDED"), _negated=True),
                                    models.Q(("minutes_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="acceptancebatch_concluded_has_minutes",
                                violation_error_message="Biên bản nghiệm thu đã ghi nhận phải có số.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Acceptance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="places",
                                to="inspections.acceptancebatch",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acceptances",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "beneficiary",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.beneficiary",
                                verbose_name="đơn vị thụ hưởng",
                            ),
                        ),
                        ("place", core.fields.NFCCharField(blank=True, max_length=300, verbose_name="địa điểm")),
                        ("present", core.fields.NFCTextField(blank=True, verbose_name="đại diện tại nơi nghiệm thu")),
                        ("results", core.fields.NFCTextField(blank=True, verbose_name="kết quả so với mục tiêu")),
                        (
                            "accepted_cost",
                            core.money.MoneyField(
                                blank=True, null=True, verbose_name="chi phí được nghiệm thu, trước thuế (đồng)"
                            ),
                        ),
                        (
                            "accepted_units",
                            models.PositiveIntegerField(
                                default=1,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="số lượng được nghiệm thu",
                            ),
                        ),
                        (
                            "counterpart_done",
                            core.money.MoneyField(
                                blank=True, null=True, verbose_name="vốn đối ứng đã thực hiện (đồng)"
                            ),
                        ),
                        (
                            "conclusion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PASS", "Đạt"),
                                    ("DEFECTS", "Chưa đạt, phải khắc phục"),
                                    ("BY_VOLUME", "Nghiệm thu theo khối lượng đã thực hiện"),
                                ],
                                max_length=10,
                                verbose_name="kết luận",
                            ),
                        ),
                        (
                            "defects",
                            core.fields.NFCTextField(blank=True, verbose_name="việc phải khắc phục, giải trình"),
                        ),
                        ("new_date", models.DateField(blank=True, null=True, verbose_name="ngày nghiệm thu lại")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "kết quả nghiệm thu",
                        "verbose_name_plural": "kết quả nghiệm thu",
                        "ordering": ["batch", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("batch", "project", "beneficiary"),
                                name="acceptance_once_per_place_and_batch",
                                nulls_distinct=False,
                                violation_error_message="Nơi này đã có trong đợt nghiệm thu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("conclusion__in", ["", "DEFECTS"]),
                                    ("accepted_cost__isnull", False),
                                    _connector="OR",
                                ),
                                name="acceptance_passed_has_cost",
                                violation_error_message="Kết luận đạt phải có chi phí được nghiệm thu.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Inspection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspections",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("PERIODIC", "Định kỳ"), ("AD_HOC", "Đột xuất")],
                                default="PERIODIC",
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị kiểm tra",
                            ),
                        ),
                        (
                            "inspector",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người lập",
                            ),
                        ),
                        (
                            "team_paper",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="quyết định, kế hoạch kiểm tra"
                            ),
                        ),
                        ("planned_on", models.DateField(blank=True, null=True, verbose_name="ngày dự kiến")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="ngày kiểm tra")),
                        ("place", core.fields.NFCCharField(blank=True, max_length=300, verbose_name="địa điểm")),
                        (
                            "latitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="vĩ độ"
                            ),
                        ),
                        (
                            "longitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="kinh độ"
                            ),
                        ),
                        (
                            "accuracy_m",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="sai số vị trí (m)"),
                        ),
                        ("present", core.fields.NFCTextField(blank=True, verbose_name="thành phần có mặt")),
                        ("checklist", models.JSONField(blank=True, default=list, verbose_name="nội dung kiểm tra")),
                        (
                            "progress_percent",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="khối lượng đã làm (%)",
                            ),
                        ),
                        ("summary", core.fields.NFCTextField(blank=True, verbose_name="nhận xét chung")),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("SATISFACTORY", "Đạt"),
                                    ("MINOR", "Còn tồn tại nhỏ"),
                                    ("SERIOUS", "Vi phạm, tồn tại lớn"),
                                ],
                                editable=False,
                                max_length=15,
                                verbose_name="kết quả",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("PLANNED", "Đã lên lịch"),
                                    ("DRAFT_REPORT", "Đang ghi kết quả"),
                                    ("FILED", "Đã gửi kết quả"),
                                    ("CONCLUDED", "Đã thông báo kết quả kiểm tra"),
                                    ("ACTION_REQUIRED", "Đang khắc phục, kiến nghị chưa xong"),
                                    ("FIXED", "Đã báo khắc phục, chờ xác nhận"),
                                    ("CLOSED", "Đã đóng"),
                                    ("CANCELLED", "Đã hủy lịch"),
                                ],
                                default="PLANNED",
                                editable=False,
                                max_length=20,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("filed_at", models.DateTimeField(editable=False, null=True, verbose_name="gửi lúc")),
                        ("illustrative", models.BooleanField(default=False, editable=False, verbose_name="minh họa")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("search_text", core.fields.SearchTextField("place", "team_paper")),
                    ],
                    options={
                        "verbose_name": "lần kiểm tra",
                        "verbose_name_plural": "các lần kiểm tra",
                        "ordering": ["-visited_on", "-planned_on", "-pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="inspection_search", opclasses=["gin_trgm_ops"]
                            ),
                            models.Index(fields=["status", "visited_on"], name="inspections_status_5a2a4f_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["PLANNED", "DRAFT_REPORT", "CANCELLED"]),
                                    models.Q(("visited_on__isnull", False), models.Q(("present", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="inspection_filed_is_whole",
                                violation_error_message="Kết quả đã gửi phải có ngày kiểm tra và thành phần có mặt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["PLANNED", "DRAFT_REPORT", "FILED", "CANCELLED"]),
                                    models.Q(("verdict", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="inspection_concluded_has_verdict",
                                violation_error_message="Thông báo kết quả kiểm tra phải nêu kết quả.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("latitude__isnull", True), ("latitude__range", (-90, 90)), _connector="OR"
                                    ),
                                    models.Q(
                                        ("longitude__isnull", True), ("longitude__range", (-180, 180)), _connector="OR"
                                    ),
                                ),
                                name="inspection_place_is_on_earth",
                                violation_error_message="Vị trí không hợp lệ: vĩ độ từ -90 đến 90, kinh độ từ -180 đến 180.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                                    _connector="OR",
                                ),
                                name="inspection_place_has_both_numbers",
                                violation_error_message="Vị trí phải có cả vĩ độ và kinh độ.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("progress_percent__lte", 100)),
                                name="inspection_progress_is_a_percentage",
                                violation_error_message="Khối lượng đã làm không quá 100 %%.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="inspections.inspection",
                            ),
                        ),
                        ("text", core.fields.NFCTextField(max_length=2000, verbose_name="tồn tại, kiến nghị")),
                        (
                            "responsible",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="trách nhiệm khắc phục"),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn khắc phục")),
                        ("fixed_on", models.DateField(blank=True, null=True, verbose_name="ngày khắc phục")),
                        (
                            "fixed_note",
                            core.fields.NFCTextField(blank=True, max_length=2000, verbose_name="kết quả khắc phục"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("OPEN", "Chưa khắc phục"),
                                    ("FIXED", "Đã báo khắc phục"),
                                    ("CONFIRMED", "Đã xác nhận"),
                                ],
                                default="OPEN",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "kiến nghị",
                        "verbose_name_plural": "kiến nghị",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["status", "due_on"], name="inspections_status_080075_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="finding_says_something",
                                violation_error_message="Kiến nghị phải có nội dung.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "OPEN"),
                                    models.Q(("fixed_on__isnull", False), models.Q(("fixed_note", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="finding_fixed_says_when_and_how",
                                violation_error_message="Đã khắc phục thì phải ghi ngày và kết quả khắc phục.",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
