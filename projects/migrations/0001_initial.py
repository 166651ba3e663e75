import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields
import core.money


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("establishments", "0001_initial"),
        ("norms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(editable=False, max_length=20, unique=True, verbose_name="mã đề án")),
                (
                    "tier",
                    models.CharField(
                        choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                        default="LOCAL",
                        max_length=10,
                        verbose_name="cấp khuyến công",
                    ),
                ),
                (
                    "plan_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="năm kế hoạch",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(editable=False, verbose_name="số thứ tự trong năm")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PROJECT", "Đề án"),
                            ("TASK", "Nhiệm vụ"),
                            ("GROUP", "Đề án nhóm (nêu đơn vị thụ hưởng sau)"),
                        ],
                        default="PROJECT",
                        max_length=10,
                        verbose_name="hình thức",
                    ),
                ),
                ("title", core.fields.NFCCharField(max_length=300, verbose_name="tên đề án")),
                ("place", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa điểm cụ thể")),
                ("need", core.fields.NFCTextField(blank=True, verbose_name="sự cần thiết")),
                ("objective", core.fields.NFCTextField(blank=True, verbose_name="mục tiêu")),
                ("scale", core.fields.NFCTextField(blank=True, verbose_name="quy mô")),
                ("content", core.fields.NFCTextField(blank=True, verbose_name="nội dung thực hiện")),
                ("schedule_text", core.fields.NFCTextField(blank=True, verbose_name="tiến độ")),
                ("organisation_text", core.fields.NFCTextField(blank=True, verbose_name="tổ chức thực hiện")),
                ("impact", core.fields.NFCTextField(blank=True, verbose_name="hiệu quả")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="bắt đầu")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="kết thúc")),
                ("total_cost", core.money.MoneyField(blank=True, null=True, verbose_name="tổng kinh phí thực hiện")),
                (
                    "requested_support",
                    core.money.MoneyField(blank=True, null=True, verbose_name="kinh phí khuyến công đề nghị hỗ trợ"),
                ),
                (
                    "counterpart",
                    core.money.MoneyField(blank=True, null=True, verbose_name="vốn đối ứng của đơn vị thụ hưởng"),
                ),
                ("other", core.money.MoneyField(blank=True, null=True, verbose_name="nguồn khác")),
                (
                    "eligible_cost",
                    core.money.MoneyField(
                        blank=True,
                        help_text="Phần chi phí mà mức chi lấy làm căn cứ, chưa có thuế GTGT. Bỏ trống: bằng tổng kinh phí.",
                        null=True,
                        verbose_name="chi phí làm căn cứ tính mức hỗ trợ",
                    ),
                ),
                (
                    "units",
                    models.PositiveIntegerField(
                        default=1, help_text="Theo đơn vị tính của nội dung hỗ trợ.", verbose_name="số lượng"
                    ),
                ),
                (
                    "priority_factor",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Bỏ trống: 1. Chỉ nhân một lần, cho địa bàn hoặc ngành nghề ưu tiên.",
                        max_digits=4,
                        null=True,
                        verbose_name="hệ số ưu tiên",
                    ),
                ),
                ("filed_on", models.DateField(default=core.dates.today, verbose_name="ngày của hồ sơ")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Đang lập hồ sơ"),
                            ("REGISTERED", "Đã nhận hồ sơ, chờ thẩm định"),
                            ("RETURNED", "Chờ bổ sung, hoàn thiện hồ sơ"),
                            ("APPRAISED", "Đã thẩm định, đủ điều kiện"),
                            ("REJECTED", "Không đủ điều kiện hỗ trợ"),
                            ("PLANNED", "Trong danh mục kế hoạch"),
                            ("APPROVED", "Đã phê duyệt"),
                            ("CONTRACTED", "Đã ký hợp đồng / đã giao nhiệm vụ"),
                            ("IN_PROGRESS", "Đang thực hiện"),
                            ("SUSPENDED", "Tạm dừng thực hiện"),
                            ("COMPLETED", "Đã hoàn thành, chờ nghiệm thu"),
                            ("ACCEPTED", "Đã nghiệm thu"),
                            ("PARTIALLY_ACCEPTED", "Nghiệm thu theo khối lượng đã thực hiện"),
                            ("SETTLED", "Đã duyệt quyết toán"),
                            ("CLOSED", "Đã đóng hồ sơ"),
                            ("WITHDRAWN", "Đơn vị xin rút"),
                            ("TERMINATED", "Ngừng thực hiện"),
                            ("CARRIED_OVER", "Chuyển tiếp sang năm sau"),
                        ],
                        default="DRAFT",
                        editable=False,
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "is_historical",
                    models.BooleanField(default=False, editable=False, verbose_name="nhập lại từ hồ sơ năm cũ"),
                ),
                ("illustrative", models.BooleanField(default=False, editable=False, verbose_name="minh họa")),
                ("remark", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                ("search_text", core.fields.SearchTextField("code", "title", "place")),
                ("sort_key", core.fields.SortKeyField("title")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="accounts.area",
                        verbose_name="xã, phường (huyện)",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="norms.supportcategory",
                        verbose_name="nội dung hỗ trợ",
                    ),
                ),
                (
                    "coordinating_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="đơn vị phối hợp",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "implementing_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="accounts.organisation",
                        verbose_name="đơn vị thực hiện",
                    ),
                ),
                (
                    "spending_unit",
                    models.ForeignKey(
                        help_text="Đơn vị có tài khoản giữ kinh phí của đề án.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="đơn vị dự toán",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề án",
                "verbose_name_plural": "đề án",
                "ordering": ["-plan_year", "tier", "-sequence"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_text"], name="project_search", opclasses=["gin_trgm_ops"]
                    ),
                    models.Index(fields=["plan_year", "tier", "status"], name="projects_pr_plan_ye_f46f81_idx"),
                    models.Index(fields=["filed_on"], name="projects_pr_filed_o_703fdc_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tier", "plan_year", "sequence"),
                        name="project_sequence_once",
                        violation_error_message="Số thứ tự này đã có đề án khác.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_cost",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.functions.comparison.Cast(
                                            "requested_support", models.BigIntegerField()
                                        ),
                                        "+",
                                        models.F("counterpart"),
                                    ),
                                    "+",
                                    models.F("other"),
                                ),
                            )
                        ),
                        name="project_total_is_the_sum",
                        violation_error_message="Tổng kinh phí phải bằng hỗ trợ cộng vốn đối ứng cộng nguồn khác.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_historical", True),
                            ("status__in", ["DRAFT", "WITHDRAWN"]),
                            models.Q(
                                ("counterpart__isnull", False),
                                ("other__isnull", False),
                                ("requested_support__isnull", False),
                                ("total_cost__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="project_money_known_once_filed",
                        violation_error_message="Hồ sơ đã nộp phải ghi đủ tổng kinh phí, hỗ trợ, vốn đối ứng, nguồn khác.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("requested_support__gt", 0),
                            ("counterpart__gte", 0),
                            ("other__gte", 0),
                            ("total_cost__gt", 0),
                            ("eligible_cost__gte", 0),
                        ),
                        name="project_money_not_negative",
                        violation_error_message="Kinh phí đề nghị hỗ trợ phải lớn hơn 0, các khoản khác không được âm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("eligible_cost__lte", models.F("total_cost"))),
                        name="project_eligible_within_total",
                        violation_error_message="Chi phí làm căn cứ không được vượt tổng kinh phí.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("units__gte", 1), ("units__lte", 100000)),
                        name="project_units_counted",
                        violation_error_message="Số lượng phải từ 1 đến 100.000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority_factor__gte", 1)),
                        name="project_priority_at_least_one",
                        violation_error_message="Hệ số ưu tiên không được nhỏ hơn 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="project_ends_after_it_starts",
                        violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="tháng báo cáo")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="khối lượng thực hiện (%)")),
                ("value_done", core.money.MoneyField(verbose_name="giá trị đã thực hiện")),
                ("spent_state", core.money.MoneyField(default=0, verbose_name="đã chi từ kinh phí khuyến công")),
                ("spent_other", core.money.MoneyField(default=0, verbose_name="đã chi từ vốn đối ứng, nguồn khác")),
                ("work_done", core.fields.NFCTextField(blank=True, verbose_name="công việc đã làm")),
                ("difficulties", core.fields.NFCTextField(blank=True, verbose_name="khó khăn, kiến nghị")),
                ("made_on", models.DateField(default=core.dates.today, verbose_name="ngày báo cáo")),
                ("confirmed_on", models.DateField(editable=False, null=True, verbose_name="ngày Sở xác nhận")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xác nhận",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người báo cáo",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_reports",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo tiến độ",
                "verbose_name_plural": "báo cáo tiến độ",
                "ordering": ["-month", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "month"),
                        name="progress_once_a_month",
                        violation_error_message="Tháng này đã có báo cáo; hãy sửa báo cáo đó.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="progress_month_is_its_first_day",
                        violation_error_message="Tháng báo cáo ghi bằng ngày đầu tháng.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                        name="progress_percent_in_range",
                        violation_error_message="Khối lượng thực hiện phải từ 0 đến 100 %%.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent_other__gte", 0), ("spent_state__gte", 0), ("value_done__gte", 0)),
                        name="progress_money_not_negative",
                        violation_error_message="Số tiền trong báo cáo tiến độ không được âm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("confirmed_on__isnull", True)),
                            models.Q(("confirmed_by__isnull", False), ("confirmed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="progress_confirmed_by_somebody",
                        violation_error_message="Xác nhận phải có người và ngày.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(verbose_name="mã")),
                ("name", core.fields.NFCCharField(max_length=200, verbose_name="chỉ tiêu")),
                ("unit", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="đơn vị tính")),
                (
                    "planned",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="kế hoạch"
                    ),
                ),
                (
                    "actual",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="thực hiện"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "chỉ tiêu kết quả",
                "verbose_name_plural": "chỉ tiêu kết quả",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "code"),
                        name="indicator_once_per_project",
                        violation_error_message="Chỉ tiêu này đã có.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("planned__gte", 0), ("actual__gte", 0)),
                        name="indicator_not_negative",
                        violation_error_message="Chỉ tiêu không được âm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, verbose_name="số TT")),
                ("content", core.fields.NFCCharField(max_length=300, verbose_name="nội dung chi")),
                ("unit", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="đơn vị tính")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="số lượng"
                    ),
                ),
                ("unit_price", core.money.MoneyField(blank=True, null=True, verbose_name="đơn giá")),
                ("amount", core.money.MoneyField(verbose_name="thành tiền")),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("STATE", "Kinh phí khuyến công"),
                            ("COUNTERPART", "Vốn đối ứng"),
                            ("OTHER", "Nguồn khác"),
                        ],
                        default="STATE",
                        max_length=12,
                        verbose_name="nguồn chi",
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cost_items", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "khoản mục dự toán",
                "verbose_name_plural": "khoản mục dự toán",
                "ordering": ["no", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="costitem_amount_not_negative",
                        violation_error_message="Thành tiền không được âm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="costitem_quantity_positive",
                        violation_error_message="Số lượng phải lớn hơn 0.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Beneficiary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_later", models.BooleanField(default=False, verbose_name="nêu tên sau")),
                (
                    "description",
                    core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đối tượng thụ hưởng"),
                ),
                ("place", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa điểm")),
                ("support_share", core.money.MoneyField(blank=True, null=True, verbose_name="phần hỗ trợ")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.area",
                        verbose_name="xã, phường (huyện)",
                    ),
                ),
                (
                    "establishment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benefits",
                        to="establishments.establishment",
                        verbose_name="cơ sở thụ hưởng",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="beneficiaries", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "đơn vị thụ hưởng",
                "verbose_name_plural": "đơn vị thụ hưởng",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("project", "establishment"),
                        name="beneficiary_once_per_project",
                        violation_error_message="Cơ sở này đã có trong danh sách thụ hưởng.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("establishment__isnull", False),
                            ("name_later", True),
                            models.Q(("description", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="beneficiary_is_somebody",
                        violation_error_message="Chọn cơ sở thụ hưởng, ghi đối tượng, hoặc đánh dấu “nêu tên sau”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("support_share__gte", 0)),
                        name="beneficiary_share_not_negative",
                        violation_error_message="Phần hỗ trợ không được âm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField(default=core.dates.today, verbose_name="ngày thẩm định")),
                ("points", models.JSONField(verbose_name="năm nội dung thẩm định")),
                ("recommended_support", core.money.MoneyField(verbose_name="mức hỗ trợ đề nghị")),
                ("ceiling", models.JSONField(blank=True, null=True, verbose_name="mức hỗ trợ tối đa khi thẩm định")),
                ("note", core.fields.NFCTextField(blank=True, verbose_name="ý kiến khác")),
                ("is_current", models.BooleanField(default=True, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người thẩm định",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appraisals", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu thẩm định",
                "verbose_name_plural": "phiếu thẩm định",
                "ordering": ["-made_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("project",),
                        name="appraisal_one_current",
                        violation_error_message="Đề án đã có phiếu thẩm định đang dùng.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recommended_support__gte", 0)),
                        name="appraisal_support_not_negative",
                        violation_error_message="Mức hỗ trợ đề nghị không được âm.",
                    ),
                ],
            },
        ),
    ]
