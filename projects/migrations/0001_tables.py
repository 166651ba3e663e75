from decimal import Decimal

import django.contrib.postgres.indexes
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields
import core.money
from core.tables import CreateTables


class Migration(migrations.Migration):
    """A project from its survey to its progress, with the particulars of every family."""

    replaces = [
        ("projects", "0001_initial"),
        ("projects", "0002_words_for_who_benefits"),
        ("projects", "0003_an_appraisal_sheet_sent_back"),
        ("projects", "0004_an_estimate_with_its_tax"),
        ("projects", "0005_the_machines_of_a_project"),
        ("projects", "0006_particulars_of_six_families"),
        ("projects", "0007_survey_to_acceptance_of_every_category"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("core", "0001_tables"),
        ("establishments", "0001_tables"),
        ("norms", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "implementing_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="accounts.organisation",
                                verbose_name="đơn vị thực hiện",
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
                            "spending_unit",
                            models.ForeignKey(
                                help_text="Đơn vị có tài khoản giữ kinh phí của đề án.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị dự toán",
                            ),
                        ),
                        (
                            "investor_establishment",
                            models.ForeignKey(
                                blank=True,
                                help_text="Bên bỏ vốn đối ứng. Bỏ trống: đơn vị thụ hưởng.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="investments",
                                to="establishments.establishment",
                                verbose_name="nhà đầu tư (cơ sở)",
                            ),
                        ),
                        (
                            "investor_organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="nhà đầu tư (cơ quan, đơn vị)",
                            ),
                        ),
                        (
                            "beneficiaries_planned",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Của đề án nhóm: nêu tên từng đơn vị sau khi phê duyệt.",
                                null=True,
                                verbose_name="số đơn vị thụ hưởng dự kiến",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="accounts.area",
                                verbose_name="xã, phường (huyện)",
                            ),
                        ),
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
                        (
                            "total_cost",
                            core.money.MoneyField(blank=True, null=True, verbose_name="tổng kinh phí thực hiện"),
                        ),
                        (
                            "requested_support",
                            core.money.MoneyField(
                                blank=True, null=True, verbose_name="kinh phí khuyến công đề nghị hỗ trợ"
                            ),
                        ),
                        (
                            "counterpart",
                            core.money.MoneyField(
                                blank=True, null=True, verbose_name="vốn đối ứng của đơn vị thụ hưởng"
                            ),
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
                            "eligibility",
                            models.JSONField(
                                blank=True, editable=False, null=True, verbose_name="điều kiện thụ hưởng khi kết luận"
                            ),
                        ),
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
                        (
                            "undone",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="đã hoàn tác cùng lần nhập"
                            ),
                        ),
                        ("remark", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                        ("search_text", core.fields.SearchTextField("code", "title", "place")),
                        ("sort_key", core.fields.SortKeyField("title")),
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
                                condition=models.Q(("priority_factor__lte", Decimal("1.5"))),
                                name="project_priority_within_the_law",
                                violation_error_message="Hệ số ưu tiên không được vượt 1,5, nhân một lần (TTLT 26/2014/TTLT-BTC-BCT, Điều 6 khoản 2).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("investor_establishment__isnull", True),
                                    ("investor_organisation__isnull", True),
                                    _connector="OR",
                                ),
                                name="project_one_investor",
                                violation_error_message="Nhà đầu tư là một cơ sở, hoặc một cơ quan, đơn vị; không chọn cả hai.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("beneficiaries_planned__isnull", True),
                                    models.Q(("beneficiaries_planned__gt", 0), ("kind", "GROUP")),
                                    _connector="OR",
                                ),
                                name="project_only_a_group_counts_beneficiaries",
                                violation_error_message="Chỉ đề án nhóm ghi số đơn vị thụ hưởng dự kiến, từ 1 trở lên.",
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
                    name="Beneficiary",
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
                                related_name="beneficiaries",
                                to="projects.project",
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
                                verbose_name="đơn vị thụ hưởng",
                            ),
                        ),
                        ("name_later", models.BooleanField(default=False, verbose_name="nêu tên sau")),
                        (
                            "description",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đối tượng thụ hưởng"),
                        ),
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
                        ("place", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa điểm")),
                        ("support_share", core.money.MoneyField(blank=True, null=True, verbose_name="phần hỗ trợ")),
                        (
                            "named_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="ngày nêu tên"),
                        ),
                        (
                            "named_paper",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                                verbose_name="văn bản nêu tên",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
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
                                violation_error_message="Chọn đơn vị thụ hưởng, ghi đối tượng, hoặc đánh dấu “nêu tên sau”.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("support_share__gte", 0)),
                                name="beneficiary_share_not_negative",
                                violation_error_message="Phần hỗ trợ không được âm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("named_on__isnull", True), ("named_paper__isnull", True)),
                                    models.Q(
                                        ("establishment__isnull", False),
                                        ("named_on__isnull", False),
                                        ("named_paper__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="beneficiary_named_by_a_paper",
                                violation_error_message="Đơn vị thụ hưởng nêu sau phải có ngày và văn bản.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="CostItem",
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
                                related_name="cost_items",
                                to="projects.project",
                            ),
                        ),
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
                        (
                            "amount",
                            core.money.MoneyField(
                                help_text="Chưa có thuế GTGT, nếu thuế ghi ở cột bên.", verbose_name="thành tiền"
                            ),
                        ),
                        (
                            "vat",
                            core.money.MoneyField(
                                blank=True, help_text="Bỏ trống: không tách thuế.", null=True, verbose_name="thuế GTGT"
                            ),
                        ),
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
                                condition=models.Q(("vat__gte", 0), ("vat__lte", models.F("amount"))),
                                name="costitem_vat_within_amount",
                                violation_error_message="Thuế GTGT không được âm và không vượt thành tiền chưa thuế.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "amount",
                                        django.db.models.functions.math.Round(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.functions.comparison.Cast(
                                                    "quantity", models.DecimalField(decimal_places=3, max_digits=12)
                                                ),
                                                "*",
                                                django.db.models.functions.comparison.Cast(
                                                    "unit_price", models.DecimalField(decimal_places=0, max_digits=20)
                                                ),
                                            )
                                        ),
                                    )
                                ),
                                name="costitem_amount_is_the_product",
                                violation_error_message="Thành tiền phải bằng số lượng × đơn giá, làm tròn đến đồng.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="costitem_quantity_positive",
                                violation_error_message="Số lượng phải lớn hơn 0.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
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
                                related_name="answers",
                                to="projects.project",
                            ),
                        ),
                        ("question", models.SlugField(max_length=80, verbose_name="mã câu hỏi")),
                        ("asked", core.fields.NFCTextField(verbose_name="điều cần trả lời")),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("MET", "Đạt"),
                                    ("NOT_MET", "Không đạt"),
                                    ("DIFFERENT", "Khác, không trùng"),
                                    ("SAME", "Trùng"),
                                ],
                                max_length=9,
                                verbose_name="trả lời",
                            ),
                        ),
                        ("reason", core.fields.NFCTextField(verbose_name="lý do")),
                        (
                            "evidence",
                            core.fields.NFCCharField(blank=True, max_length=255, verbose_name="giấy tờ làm căn cứ"),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người trả lời",
                            ),
                        ),
                        ("answered_on", models.DateField(default=core.dates.today, verbose_name="ngày trả lời")),
                        ("is_current", models.BooleanField(default=True, editable=False)),
                    ],
                    options={
                        "verbose_name": "trả lời khi thẩm định",
                        "verbose_name_plural": "trả lời khi thẩm định",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("project", "question"),
                                name="answer_one_current",
                                violation_error_message="Câu hỏi này vừa có người trả lời.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="answer_has_a_reason",
                                violation_error_message="Phải nêu lý do.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Appraisal",
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
                                related_name="appraisals",
                                to="projects.project",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người thẩm định",
                            ),
                        ),
                        ("made_on", models.DateField(default=core.dates.today, verbose_name="ngày thẩm định")),
                        ("points", models.JSONField(verbose_name="năm nội dung thẩm định")),
                        ("recommended_support", core.money.MoneyField(verbose_name="mức hỗ trợ đề nghị")),
                        (
                            "ceiling",
                            models.JSONField(blank=True, null=True, verbose_name="mức hỗ trợ tối đa khi thẩm định"),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ý kiến khác")),
                        (
                            "sent_back_why",
                            core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do trả lại phiếu"),
                        ),
                        ("is_current", models.BooleanField(default=True, editable=False)),
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
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Refusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refusal",
                                to="projects.project",
                            ),
                        ),
                        (
                            "reason",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="norms.refusalreason",
                                verbose_name="lý do",
                            ),
                        ),
                        ("reason_words", core.fields.NFCTextField(verbose_name="lý do, bằng chữ")),
                        ("article", core.fields.NFCCharField(max_length=300, verbose_name="căn cứ")),
                        ("note", core.fields.NFCTextField(verbose_name="nội dung cụ thể")),
                        ("concluded_on", models.DateField(verbose_name="ngày kết luận")),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người kết luận",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kết luận không đủ điều kiện",
                        "verbose_name_plural": "kết luận không đủ điều kiện",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeRequest",
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
                                related_name="change_requests",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("AMEND", "Điều chỉnh nội dung, địa điểm, thời gian, kinh phí"),
                                    ("BENEFICIARY", "Thay đơn vị thụ hưởng"),
                                    ("COORDINATOR", "Thay đơn vị phối hợp"),
                                    ("EXTEND", "Gia hạn thời gian thực hiện"),
                                    ("SUSPEND", "Tạm dừng thực hiện"),
                                    ("RESUME", "Tiếp tục thực hiện"),
                                    ("TERMINATE", "Ngừng thực hiện"),
                                ],
                                max_length=12,
                                verbose_name="loại thay đổi",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang lập đề nghị"),
                                    ("SENT", "Đã gửi Sở, chờ kiểm tra thực tế"),
                                    ("RETURNED", "Trả lại để bổ sung"),
                                    ("CHECKED", "Đã kiểm tra, chờ quyết định"),
                                    ("DECIDED", "Đã quyết định cho thay đổi"),
                                    ("REFUSED", "Không được chấp thuận"),
                                    ("WITHDRAWN", "Đã rút đề nghị"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reason", core.fields.NFCTextField(verbose_name="lý do")),
                        (
                            "leaving",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.beneficiary",
                                verbose_name="đơn vị thôi thụ hưởng",
                            ),
                        ),
                        (
                            "joining",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="establishments.establishment",
                                verbose_name="đơn vị thay thế",
                            ),
                        ),
                        (
                            "checked_on",
                            models.DateField(editable=False, null=True, verbose_name="ngày kiểm tra thực tế"),
                        ),
                        (
                            "check_note",
                            core.fields.NFCTextField(
                                blank=True, editable=False, verbose_name="kết quả kiểm tra thực tế"
                            ),
                        ),
                        (
                            "decider",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PPC", "UBND tỉnh"),
                                    ("DOIT", "Sở Công Thương"),
                                    ("MINISTER", "Bộ trưởng Bộ Công Thương"),
                                    ("MINISTRY_DEPARTMENT", "Cục thuộc Bộ Công Thương"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="cấp quyết định",
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="ghi nhận quyết định lúc"),
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
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                    ],
                    options={
                        "verbose_name": "đề nghị thay đổi",
                        "verbose_name_plural": "đề nghị thay đổi",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="change_has_a_reason",
                                violation_error_message="Đề nghị thay đổi phải nêu lý do.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("joining__isnull", False), ("kind", "BENEFICIARY"), ("leaving__isnull", False)
                                    ),
                                    models.Q(
                                        models.Q(("kind", "BENEFICIARY"), _negated=True),
                                        ("joining", None),
                                        ("leaving", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="change_of_beneficiary_names_both",
                                violation_error_message="Thay đơn vị thụ hưởng phải nêu đơn vị thôi và đơn vị thay.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status__in", ["CHECKED", "DECIDED", "REFUSED"]), _negated=True),
                                    models.Q(
                                        ("checked_on__isnull", False), models.Q(("check_note", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="change_checked_before_it_is_decided",
                                violation_error_message="Phải kiểm tra thực tế trước khi quyết định.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "DECIDED"), _negated=True),
                                    models.Q(models.Q(("decider", ""), _negated=True), ("decided_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="change_decided_by_somebody",
                                violation_error_message="Quyết định phải ghi cấp quyết định.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="values",
                                to="projects.changerequest",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("objective", "Mục tiêu"),
                                    ("scale", "Quy mô"),
                                    ("content", "Nội dung thực hiện"),
                                    ("place", "Địa điểm cụ thể"),
                                    ("area", "Xã, phường (huyện)"),
                                    ("starts_on", "Ngày bắt đầu"),
                                    ("ends_on", "Ngày kết thúc"),
                                    ("support", "Kinh phí khuyến công hỗ trợ"),
                                    ("coordinating_organisation", "Đơn vị phối hợp"),
                                    ("beneficiary", "Đơn vị thụ hưởng"),
                                    ("until", "Tạm dừng đến ngày"),
                                ],
                                max_length=30,
                                verbose_name="thay đổi",
                            ),
                        ),
                        ("before", models.JSONField(null=True, verbose_name="đang là")),
                        ("after", models.JSONField(null=True, verbose_name="đổi thành")),
                        ("before_words", core.fields.NFCTextField(blank=True, verbose_name="đang là (bằng chữ)")),
                        ("after_words", core.fields.NFCTextField(blank=True, verbose_name="đổi thành (bằng chữ)")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "giá trị thay đổi",
                        "verbose_name_plural": "giá trị thay đổi",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("change", "what"),
                                name="changevalue_once",
                                violation_error_message="Mỗi mục chỉ đổi một lần trong một đề nghị.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="AppraisalCouncil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appraisal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="council",
                                to="projects.appraisal",
                                verbose_name="phiếu thẩm định",
                            ),
                        ),
                        (
                            "decision_number",
                            core.fields.NFCCharField(max_length=100, verbose_name="số quyết định thành lập"),
                        ),
                        ("decision_on", models.DateField(verbose_name="ngày quyết định thành lập")),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                                verbose_name="biên bản họp",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hội đồng thẩm định",
                        "verbose_name_plural": "hội đồng thẩm định",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="CouncilMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="projects.appraisalcouncil",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, verbose_name="số TT")),
                        (
                            "role",
                            models.CharField(
                                choices=[("CHAIR", "Chủ tịch"), ("MEMBER", "Ủy viên"), ("SECRETARY", "Thư ký")],
                                default="MEMBER",
                                max_length=10,
                                verbose_name="vai trò",
                            ),
                        ),
                        ("name", core.fields.NFCCharField(max_length=120, verbose_name="họ và tên")),
                        ("office", core.fields.NFCCharField(max_length=200, verbose_name="đơn vị")),
                        ("position", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="chức vụ")),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="tài khoản",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thành viên hội đồng",
                        "verbose_name_plural": "thành viên hội đồng",
                        "ordering": ["no", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("role", "CHAIR")),
                                fields=("council",),
                                name="councilmember_one_chair",
                                violation_error_message="Hội đồng có một chủ tịch.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "SECRETARY")),
                                fields=("council",),
                                name="councilmember_one_secretary",
                                violation_error_message="Hội đồng có một thư ký.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Association",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ASSOCIATION", "Hội ngành nghề"),
                                    ("FEDERATION", "Hiệp hội ngành nghề"),
                                    ("LINKAGE", "Cụm liên kết doanh nghiệp"),
                                ],
                                max_length=12,
                                verbose_name="loại hình",
                            ),
                        ),
                        (
                            "name",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="tên hội, hiệp hội, cụm liên kết"
                            ),
                        ),
                        ("trade", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="ngành nghề")),
                        (
                            "members_planned",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="số hội viên, thành viên dự kiến"
                            ),
                        ),
                        (
                            "decision_number",
                            core.fields.NFCCharField(
                                blank=True, max_length=100, verbose_name="số quyết định thành lập"
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="ngày quyết định thành lập"),
                        ),
                        (
                            "decided_by",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="cơ quan quyết định thành lập"
                            ),
                        ),
                        (
                            "members",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số hội viên, thành viên"),
                        ),
                    ],
                    options={
                        "verbose_name": "hội, hiệp hội, cụm liên kết",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("members_planned__gte", 2), ("members__gte", 2)),
                                name="association_has_members",
                                violation_error_message="Hội, hiệp hội, cụm liên kết phải có từ 2 thành viên.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="CleanerProduction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        ("solution", core.fields.NFCTextField(blank=True, verbose_name="giải pháp sản xuất sạch hơn")),
                        (
                            "investment",
                            core.money.MoneyField(blank=True, null=True, verbose_name="vốn đầu tư chưa thuế GTGT"),
                        ),
                    ],
                    options={
                        "verbose_name": "sản xuất sạch hơn",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("investment__gt", 0)),
                                name="cleanerproduction_investment_positive",
                                violation_error_message="Vốn đầu tư phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Consumption",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ELECTRICITY", "Điện"),
                                    ("WATER", "Nước"),
                                    ("FUEL", "Nhiên liệu"),
                                    ("MATERIAL", "Nguyên liệu"),
                                    ("WASTE", "Chất thải"),
                                ],
                                max_length=12,
                                verbose_name="loại",
                            ),
                        ),
                        ("unit", core.fields.NFCCharField(max_length=40, verbose_name="đơn vị tính (kWh, m³, tấn…)")),
                        (
                            "before",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="trước đầu tư"
                            ),
                        ),
                        (
                            "cost_before",
                            core.money.MoneyField(blank=True, null=True, verbose_name="chi phí trước đầu tư"),
                        ),
                        (
                            "after",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="sau đầu tư"
                            ),
                        ),
                        ("cost_after", core.money.MoneyField(blank=True, null=True, verbose_name="chi phí sau đầu tư")),
                        ("measured_on", models.DateField(blank=True, null=True, verbose_name="ngày đo sau đầu tư")),
                    ],
                    options={
                        "verbose_name": "mức tiêu thụ",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("before__gte", 0),
                                    ("after__gte", 0),
                                    ("cost_before__gte", 0),
                                    ("cost_after__gte", 0),
                                ),
                                name="consumption_not_negative",
                                violation_error_message="Mức tiêu thụ, chi phí không được âm.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ClusterWork",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="works",
                                to="establishments.industrialcluster",
                                verbose_name="cụm công nghiệp",
                            ),
                        ),
                        (
                            "hectares",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                verbose_name="diện tích lập báo cáo, quy hoạch, được phục vụ (ha)",
                            ),
                        ),
                        (
                            "consultant",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đơn vị tư vấn dự kiến"),
                        ),
                        (
                            "hectares_done",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                verbose_name="diện tích được duyệt, được phục vụ (ha)",
                            ),
                        ),
                        (
                            "decision_number",
                            core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số văn bản phê duyệt"),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày phê duyệt")),
                        (
                            "decided_by",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="cơ quan phê duyệt"),
                        ),
                    ],
                    options={
                        "verbose_name": "nội dung cụm công nghiệp",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("hectares__gt", 0), ("hectares_done__gt", 0)),
                                name="clusterwork_hectares_positive",
                                violation_error_message="Diện tích phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="InfrastructureItem",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("LEVELLING", "San lấp mặt bằng"),
                                    ("ROAD", "Đường nội bộ"),
                                    ("WATER", "Cấp nước"),
                                    ("DRAINAGE", "Thoát nước"),
                                    ("OTHER", "Hạng mục khác"),
                                ],
                                max_length=12,
                                verbose_name="loại hạng mục",
                            ),
                        ),
                        ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên hạng mục")),
                        ("unit", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="đơn vị tính")),
                        (
                            "quantity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=12,
                                null=True,
                                verbose_name="khối lượng được duyệt",
                            ),
                        ),
                        ("value", core.money.MoneyField(blank=True, null=True, verbose_name="giá trị chưa thuế GTGT")),
                        (
                            "quantity_done",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="khối lượng đã làm"
                            ),
                        ),
                        (
                            "accepted_on",
                            models.DateField(blank=True, null=True, verbose_name="ngày nghiệm thu hạng mục"),
                        ),
                    ],
                    options={
                        "verbose_name": "hạng mục hạ tầng",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0), ("value__gt", 0)),
                                name="infrastructureitem_planned_positive",
                                violation_error_message="Khối lượng, giá trị được duyệt phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity_done__gte", 0), ("quantity_done__lte", models.F("quantity"))
                                ),
                                name="infrastructureitem_done_within_planned",
                                violation_error_message="Khối lượng đã làm không được âm và không vượt khối lượng được duyệt.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("INVESTMENT", "Lập dự án đầu tư"),
                                    ("MARKETING", "Marketing"),
                                    ("MANAGEMENT", "Quản lý sản xuất, tài chính, kế toán, nhân lực"),
                                    ("FOUNDING", "Thành lập doanh nghiệp"),
                                    ("JOINT_VENTURE", "Liên doanh, liên kết sản xuất, kinh doanh"),
                                    ("DESIGN", "Thiết kế mẫu mã, bao bì"),
                                    ("TECHNOLOGY", "Ứng dụng công nghệ, thiết bị mới"),
                                    ("OTHER", "Lĩnh vực khác"),
                                ],
                                max_length=15,
                                verbose_name="lĩnh vực tư vấn",
                            ),
                        ),
                        ("product", core.fields.NFCCharField(max_length=300, verbose_name="sản phẩm tư vấn")),
                        (
                            "consultant",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="đơn vị, chuyên gia tư vấn"
                            ),
                        ),
                        (
                            "days_planned",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="số ngày công dự kiến"
                            ),
                        ),
                        ("begun_on", models.DateField(blank=True, null=True, verbose_name="ngày bắt đầu")),
                        (
                            "delivered_on",
                            models.DateField(blank=True, null=True, verbose_name="ngày bàn giao sản phẩm"),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày công đã làm"),
                        ),
                        (
                            "outcome",
                            core.fields.NFCCharField(blank=True, max_length=300, verbose_name="kết quả áp dụng"),
                        ),
                    ],
                    options={
                        "verbose_name": "nội dung tư vấn",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("days_planned__gt", 0)),
                                name="consultation_plans_days",
                                violation_error_message="Số ngày công dự kiến phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="DemoModel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        (
                            "product",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="sản phẩm của mô hình"),
                        ),
                        (
                            "technology",
                            core.fields.NFCCharField(
                                blank=True, max_length=300, verbose_name="công nghệ, kỹ thuật được trình diễn"
                            ),
                        ),
                        (
                            "scale",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="quy mô, công suất"),
                        ),
                        (
                            "visitors_planned",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="số lượt người tham quan dự kiến"
                            ),
                        ),
                        ("opened_on", models.DateField(blank=True, null=True, verbose_name="ngày bắt đầu trình diễn")),
                        (
                            "visitors",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượt người tham quan"),
                        ),
                        (
                            "replicated",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số cơ sở làm theo"),
                        ),
                        ("effect", core.fields.NFCTextField(blank=True, verbose_name="kết quả trình diễn")),
                    ],
                    options={
                        "verbose_name": "mô hình trình diễn",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Fair",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        (
                            "name",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="tên hội chợ, triển lãm"),
                        ),
                        ("place", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="nơi tổ chức")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="khai mạc")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="bế mạc")),
                        (
                            "booths_planned",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số gian hàng dự kiến"),
                        ),
                        ("booth_price", core.money.MoneyField(blank=True, null=True, verbose_name="giá một gian hàng")),
                        (
                            "booths",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số gian hàng thực tế"),
                        ),
                        ("visitors", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượt khách")),
                    ],
                    options={
                        "verbose_name": "hội chợ",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="fair_ends_after_it_starts",
                                violation_error_message="Ngày bế mạc phải từ ngày khai mạc trở đi.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="FairParticipant",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "establishment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fairs",
                                to="establishments.establishment",
                                verbose_name="cơ sở tham gia",
                            ),
                        ),
                        (
                            "booths",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số gian hàng"),
                        ),
                        (
                            "sales",
                            core.money.MoneyField(
                                blank=True, null=True, verbose_name="doanh số bán hàng, hợp đồng ký kết"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cơ sở tham gia hội chợ",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("project", "establishment"),
                                name="fairparticipant_once",
                                violation_error_message="Cơ sở này đã có trong danh sách tham gia.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Machine",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên máy, thiết bị")),
                        ("maker", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="hãng sản xuất")),
                        ("model", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="ký hiệu (model)")),
                        ("made_in", core.fields.NFCCharField(blank=True, max_length=80, verbose_name="xuất xứ")),
                        ("quantity", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượng")),
                        (
                            "unit_price",
                            core.money.MoneyField(blank=True, null=True, verbose_name="đơn giá chưa thuế GTGT"),
                        ),
                        (
                            "is_new",
                            models.BooleanField(
                                blank=True,
                                choices=[(True, "Mới 100 %"), (False, "Đã qua sử dụng")],
                                null=True,
                                verbose_name="tình trạng",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "máy móc, thiết bị được duyệt",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0), ("quantity__lte", 10000)),
                                name="machine_quantity_positive",
                                violation_error_message="Số lượng phải từ 1 đến 10.000.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_price__gt", 0)),
                                name="machine_price_positive",
                                violation_error_message="Đơn giá phải lớn hơn 0.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="DeliveredMachine",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "machine",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivered",
                                to="projects.machine",
                                verbose_name="theo máy được duyệt",
                            ),
                        ),
                        ("serial", core.fields.NFCCharField(max_length=80, verbose_name="số máy (serial)")),
                        ("maker", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="hãng sản xuất")),
                        ("model", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="ký hiệu (model)")),
                        (
                            "made_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm sản xuất"),
                        ),
                        ("delivered_on", models.DateField(blank=True, null=True, verbose_name="ngày giao máy")),
                        (
                            "difference",
                            core.fields.NFCCharField(
                                blank=True, max_length=500, verbose_name="giải trình khác biệt so với máy được duyệt"
                            ),
                        ),
                        ("serial_key", models.CharField(editable=False, max_length=210)),
                    ],
                    options={
                        "verbose_name": "máy móc, thiết bị đã giao",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("serial_key",),
                                name="machine_serial_once",
                                violation_error_message="Máy mang số này đã có trong một hồ sơ được hỗ trợ; hỏi Sở Công Thương (L26 đ.7).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("serial_key", ""), _negated=True),
                                name="machine_serial_has_signs",
                                violation_error_message="Số máy phải có chữ hoặc số.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Quote",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("seller", core.fields.NFCCharField(max_length=200, verbose_name="đơn vị báo giá")),
                        ("subject", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="báo giá cho")),
                        ("dated_on", models.DateField(blank=True, null=True, verbose_name="ngày báo giá")),
                        ("amount", core.money.MoneyField(blank=True, null=True, verbose_name="giá chưa thuế GTGT")),
                    ],
                    options={
                        "verbose_name": "báo giá",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="quote_amount_positive",
                                violation_error_message="Giá báo phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="MediaPiece",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("TELEVISION", "Chương trình truyền hình"),
                                    ("RADIO", "Chương trình phát thanh"),
                                    ("ARTICLE", "Tin, bài trên báo"),
                                    ("WEB", "Trang thông tin điện tử"),
                                    ("PRINT", "Ấn phẩm, tờ rơi"),
                                    ("DATA", "Cơ sở dữ liệu"),
                                ],
                                max_length=12,
                                verbose_name="hình thức",
                            ),
                        ),
                        ("subject", core.fields.NFCCharField(max_length=300, verbose_name="nội dung, chủ đề")),
                        (
                            "outlet",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="đài, báo, đơn vị phát hành"
                            ),
                        ),
                        (
                            "pieces_planned",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="số chương trình, bài, bản dự kiến"
                            ),
                        ),
                        (
                            "pieces",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="số chương trình, bài, bản đã phát hành"
                            ),
                        ),
                        ("first_on", models.DateField(blank=True, null=True, verbose_name="phát, đăng lần đầu")),
                        ("last_on", models.DateField(blank=True, null=True, verbose_name="phát, đăng lần cuối")),
                    ],
                    options={
                        "verbose_name": "sản phẩm truyền thông",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("pieces_planned__gt", 0)),
                                name="mediapiece_plans_something",
                                violation_error_message="Số chương trình, bài, bản dự kiến phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="mediapiece_ends_after_it_begins",
                                violation_error_message="Ngày phát, đăng lần cuối phải từ lần đầu trở đi.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Relocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        ("old_place", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa điểm cũ")),
                        (
                            "new_place",
                            core.fields.NFCCharField(
                                blank=True, max_length=255, verbose_name="địa điểm mới (khu, cụm công nghiệp)"
                            ),
                        ),
                        (
                            "lender",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="tổ chức cho vay"),
                        ),
                        (
                            "contract_number",
                            core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số hợp đồng tín dụng"),
                        ),
                        ("disbursed_on", models.DateField(blank=True, null=True, verbose_name="ngày bắt đầu tính lãi")),
                        ("principal", core.money.MoneyField(blank=True, null=True, verbose_name="số tiền vay")),
                        (
                            "rate_percent",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="lãi suất (%/năm)"
                            ),
                        ),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="thời hạn vay (tháng)"
                            ),
                        ),
                        ("moved_on", models.DateField(blank=True, null=True, verbose_name="ngày di dời xong")),
                    ],
                    options={
                        "verbose_name": "di dời",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("principal__gt", 0),
                                    ("months__gt", 0),
                                    ("rate_percent__gt", 0),
                                    ("rate_percent__lte", 100),
                                ),
                                name="relocation_loan_is_one",
                                violation_error_message="Số tiền vay, thời hạn, lãi suất phải lớn hơn 0; lãi suất năm không quá 100.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="InterestPayment",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("paid_on", models.DateField(verbose_name="ngày trả lãi")),
                        ("amount", core.money.MoneyField(verbose_name="tiền lãi")),
                        (
                            "paper",
                            core.fields.NFCCharField(blank=True, max_length=120, verbose_name="chứng từ (số, ngày)"),
                        ),
                    ],
                    options={
                        "verbose_name": "lãi vay đã trả",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="interestpayment_positive",
                                violation_error_message="Tiền lãi phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Trademark",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("mark", core.fields.NFCCharField(max_length=200, verbose_name="nhãn hiệu")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ORDINARY", "Nhãn hiệu thông thường"),
                                    ("COLLECTIVE", "Nhãn hiệu tập thể"),
                                    ("CERTIFICATION", "Nhãn hiệu chứng nhận"),
                                ],
                                max_length=14,
                                verbose_name="loại nhãn hiệu",
                            ),
                        ),
                        ("owner", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="chủ nhãn hiệu")),
                        (
                            "goods",
                            core.fields.NFCCharField(
                                blank=True, max_length=300, verbose_name="sản phẩm, dịch vụ mang nhãn hiệu"
                            ),
                        ),
                        (
                            "filing_number",
                            core.fields.NFCCharField(blank=True, max_length=60, verbose_name="số đơn đăng ký"),
                        ),
                        ("filed_on", models.DateField(blank=True, null=True, verbose_name="ngày nộp đơn")),
                        (
                            "certificate_number",
                            core.fields.NFCCharField(blank=True, max_length=60, verbose_name="số giấy chứng nhận"),
                        ),
                        (
                            "certified_on",
                            models.DateField(blank=True, null=True, verbose_name="ngày cấp giấy chứng nhận"),
                        ),
                        (
                            "rules",
                            core.fields.NFCTextField(
                                blank=True, verbose_name="quy chế sử dụng (số, ngày văn bản ban hành)"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nhãn hiệu",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("certificate_number", ""), _negated=True), ("removed_at__isnull", True)
                                ),
                                fields=("certificate_number",),
                                name="trademark_certificate_once",
                                violation_error_message="Giấy chứng nhận này đã có ở một hồ sơ được hỗ trợ; hỏi Sở Công Thương (L26 đ.7).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("certified_on__gte", models.F("filed_on"))),
                                name="trademark_certified_after_it_was_filed",
                                violation_error_message="Ngày cấp giấy chứng nhận phải từ ngày nộp đơn trở đi.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Course",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên lớp")),
                        ("place", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="địa điểm mở lớp")),
                        (
                            "days_planned",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày dự kiến"),
                        ),
                        (
                            "learners_planned",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số học viên dự kiến"),
                        ),
                        ("opened_on", models.DateField(blank=True, null=True, verbose_name="khai giảng")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="bế giảng")),
                        ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày học")),
                        (
                            "learners",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số học viên"),
                        ),
                        ("women", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="trong đó nữ")),
                        (
                            "certificates",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="số người được cấp chứng chỉ"
                            ),
                        ),
                        (
                            "employed",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="số người có việc làm sau đào tạo"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lớp học",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("days_planned__gt", 0), ("learners_planned__gt", 0)),
                                name="course_plans_somebody",
                                violation_error_message="Số ngày, số học viên dự kiến phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("women__lte", models.F("learners")),
                                    ("certificates__lte", models.F("learners")),
                                    ("employed__lte", models.F("learners")),
                                ),
                                name="course_parts_within_learners",
                                violation_error_message="Số nữ, số chứng chỉ, số có việc làm không nhiều hơn số học viên.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closed_on__gte", models.F("opened_on"))),
                                name="course_closes_after_it_opens",
                                violation_error_message="Ngày bế giảng phải từ ngày khai giảng trở đi.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Voting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        (
                            "round_name",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="kỳ bình chọn"),
                        ),
                        (
                            "products_planned",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số sản phẩm dự kiến"),
                        ),
                        ("planned_on", models.DateField(blank=True, null=True, verbose_name="ngày dự kiến bình chọn")),
                        (
                            "council_decision",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="quyết định thành lập hội đồng (số, ngày)"
                            ),
                        ),
                        ("held_on", models.DateField(blank=True, null=True, verbose_name="ngày bình chọn")),
                        (
                            "decision_number",
                            core.fields.NFCCharField(
                                blank=True, max_length=100, verbose_name="số quyết định công nhận, khen thưởng"
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
                    ],
                    options={
                        "verbose_name": "bình chọn sản phẩm",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("products_planned__gt", 0)),
                                name="voting_plans_products",
                                violation_error_message="Số sản phẩm dự kiến phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="VotedProduct",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("product", core.fields.NFCCharField(max_length=200, verbose_name="tên sản phẩm, bộ sản phẩm")),
                        (
                            "establishment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voted_products",
                                to="establishments.establishment",
                                verbose_name="cơ sở có sản phẩm",
                            ),
                        ),
                        (
                            "maker",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="hoặc tên cơ sở chưa có trong danh mục"
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("HANDICRAFT", "Thủ công mỹ nghệ"),
                                    ("PROCESSED", "Chế biến nông, lâm, thủy sản và đồ uống"),
                                    ("MACHINERY", "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"),
                                    ("OTHER", "Sản phẩm khác"),
                                ],
                                max_length=12,
                                verbose_name="nhóm sản phẩm",
                            ),
                        ),
                        (
                            "score",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="điểm bình quân"
                            ),
                        ),
                        (
                            "recognised",
                            models.BooleanField(
                                blank=True,
                                choices=[(True, "Được công nhận"), (False, "Chưa được công nhận")],
                                null=True,
                                verbose_name="kết quả",
                            ),
                        ),
                        (
                            "certificate",
                            core.fields.NFCCharField(blank=True, max_length=80, verbose_name="số giấy chứng nhận"),
                        ),
                        ("prize", core.money.MoneyField(blank=True, null=True, verbose_name="tiền thưởng")),
                    ],
                    options={
                        "verbose_name": "sản phẩm dự bình chọn",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("establishment__isnull", False),
                                    models.Q(("maker", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="votedproduct_is_somebodys",
                                violation_error_message="Chọn cơ sở có sản phẩm, hoặc ghi tên cơ sở.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("score__gte", 0), ("score__lte", 100)),
                                name="votedproduct_score_of_a_hundred",
                                violation_error_message="Điểm bình quân từ 0 đến 100.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recognised__isnull", True),
                                    ("recognised", False),
                                    ("score__isnull", True),
                                    ("score__gte", 70),
                                    _connector="OR",
                                ),
                                name="votedproduct_recognised_with_points",
                                violation_error_message="Sản phẩm được công nhận phải đạt bình quân từ 70 điểm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("prize__gt", 0)),
                                name="votedproduct_prize_positive",
                                violation_error_message="Tiền thưởng phải lớn hơn 0.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="WastewaterPlant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s",
                                to="projects.project",
                            ),
                        ),
                        (
                            "technology",
                            core.fields.NFCCharField(blank=True, max_length=300, verbose_name="công nghệ xử lý"),
                        ),
                        (
                            "capacity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                verbose_name="công suất thiết kế (m³/ngày)",
                            ),
                        ),
                        (
                            "standard",
                            core.fields.NFCCharField(
                                blank=True,
                                help_text="Ví dụ QCVN và cột áp dụng.",
                                max_length=120,
                                verbose_name="quy chuẩn áp dụng",
                            ),
                        ),
                        (
                            "receives",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="nguồn tiếp nhận"),
                        ),
                        (
                            "capacity_built",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                verbose_name="công suất đã xây dựng (m³/ngày)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "công trình xử lý nước thải",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("capacity__gt", 0), ("capacity_built__gt", 0)),
                                name="wastewaterplant_capacity_positive",
                                violation_error_message="Công suất phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="WaterTest",
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
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="projects.project",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
                        ("parameter", core.fields.NFCCharField(max_length=80, verbose_name="thông số")),
                        ("unit", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="đơn vị")),
                        (
                            "limit_min",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="giới hạn dưới"
                            ),
                        ),
                        (
                            "limit_max",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="giới hạn trên"
                            ),
                        ),
                        (
                            "before",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="trước xử lý"
                            ),
                        ),
                        (
                            "after",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="sau xử lý"
                            ),
                        ),
                        ("measured_on", models.DateField(blank=True, null=True, verbose_name="ngày lấy mẫu")),
                        (
                            "laboratory",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đơn vị phân tích"),
                        ),
                    ],
                    options={
                        "verbose_name": "thông số nước thải",
                        "ordering": ["no", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("limit_min__isnull", False), ("limit_max__isnull", False), _connector="OR"
                                ),
                                name="watertest_has_a_limit",
                                violation_error_message="Phải ghi giới hạn dưới hoặc giới hạn trên của quy chuẩn.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("limit_max__gte", models.F("limit_min"))),
                                name="watertest_limits_in_order",
                                violation_error_message="Giới hạn trên phải từ giới hạn dưới trở lên.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người nhập",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="tải lên lúc")),
                        ("name", core.fields.NFCCharField(editable=False, max_length=200, verbose_name="tên tệp")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "status",
                            models.CharField(
                                choices=[("CHECKED", "Chờ nhập"), ("APPLIED", "Đã nhập"), ("UNDONE", "Đã hoàn tác")],
                                default="CHECKED",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "header_set",
                            models.CharField(editable=False, max_length=64, verbose_name="dấu của dòng tiêu đề"),
                        ),
                        ("headings", models.JSONField(default=list, editable=False, verbose_name="tiêu đề các cột")),
                        ("mapping", models.JSONField(default=dict, editable=False, verbose_name="cột nào là gì")),
                        ("row_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="số dòng")),
                        ("fault_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="số lỗi")),
                        (
                            "faults",
                            models.JSONField(
                                default=list,
                                editable=False,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="các lỗi",
                            ),
                        ),
                        (
                            "shown",
                            models.JSONField(
                                default=dict,
                                editable=False,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="các dòng đầu",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lần nhập đề án từ Excel",
                        "verbose_name_plural": "lần nhập đề án từ Excel",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "APPLIED")),
                                fields=("office", "sha256"),
                                name="importbatch_a_file_is_applied_once",
                                violation_error_message="Tệp này đã được nhập.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "CHECKED"),
                                    models.Q(("fault_count", 0), ("row_count__gt", 0)),
                                    _connector="OR",
                                ),
                                name="importbatch_applied_without_faults",
                                violation_error_message="Tệp còn lỗi thì không nhập được.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedProject",
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
                                related_name="imported",
                                to="projects.importbatch",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imported",
                                to="projects.project",
                            ),
                        ),
                        ("row", models.PositiveIntegerField(verbose_name="dòng trong tệp")),
                    ],
                    options={
                        "verbose_name": "đề án nhập từ Excel",
                        "verbose_name_plural": "đề án nhập từ Excel",
                        "ordering": ["row"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "row"),
                                name="importedproject_row_once",
                                violation_error_message="Dòng này đã thành đề án.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ImportMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("header_set", models.CharField(max_length=64)),
                        ("mapping", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "header_set"),
                                name="importmapping_once",
                                violation_error_message="Đã nhớ cách đọc dòng tiêu đề này.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="PastPaper",
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
                                related_name="past_papers",
                                to="projects.project",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("DECISION", "Quyết định phê duyệt"),
                                    ("COMMITMENT", "Hợp đồng, giao nhiệm vụ"),
                                    ("ADVANCE", "Tạm ứng"),
                                    ("PAYMENT", "Thanh toán"),
                                    ("ACCEPTANCE", "Biên bản nghiệm thu"),
                                    ("SETTLEMENT", "Quyết toán"),
                                    ("RETURNED", "Nộp trả kinh phí"),
                                ],
                                max_length=10,
                                verbose_name="việc",
                            ),
                        ),
                        ("amount", core.money.MoneyField(blank=True, null=True, verbose_name="số tiền (đồng)")),
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                                verbose_name="văn bản",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "văn bản của hồ sơ năm cũ",
                        "verbose_name_plural": "văn bản của hồ sơ năm cũ",
                        "ordering": ["document__issued_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                                name="pastpaper_amount_not_negative",
                                violation_error_message="Số tiền không được âm.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ProgressReport",
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
                                related_name="progress_reports",
                                to="projects.project",
                            ),
                        ),
                        ("month", models.DateField(verbose_name="tháng báo cáo")),
                        ("percent", models.PositiveSmallIntegerField(verbose_name="khối lượng thực hiện (%)")),
                        ("value_done", core.money.MoneyField(verbose_name="giá trị đã thực hiện")),
                        (
                            "spent_state",
                            core.money.MoneyField(default=0, verbose_name="đã chi từ kinh phí khuyến công"),
                        ),
                        (
                            "spent_other",
                            core.money.MoneyField(default=0, verbose_name="đã chi từ vốn đối ứng, nguồn khác"),
                        ),
                        ("work_done", core.fields.NFCTextField(blank=True, verbose_name="công việc đã làm")),
                        ("difficulties", core.fields.NFCTextField(blank=True, verbose_name="khó khăn, kiến nghị")),
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
                        ("made_on", models.DateField(default=core.dates.today, verbose_name="ngày báo cáo")),
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
                        ("confirmed_on", models.DateField(editable=False, null=True, verbose_name="ngày Sở xác nhận")),
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
                                condition=models.Q(
                                    ("spent_other__gte", 0), ("spent_state__gte", 0), ("value_done__gte", 0)
                                ),
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
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorValue",
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
                                related_name="indicators",
                                to="projects.project",
                            ),
                        ),
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
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Remark",
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
                                related_name="remarks",
                                to="projects.project",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="lần trả lại")),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("PARTIES", "Đơn vị thực hiện, phối hợp, địa điểm"),
                                    ("BENEFICIARIES", "Đơn vị thụ hưởng"),
                                    ("NEED", "Sự cần thiết"),
                                    ("OBJECTIVE", "Mục tiêu"),
                                    ("SCALE", "Quy mô"),
                                    ("CONTENT", "Nội dung thực hiện"),
                                    ("SCHEDULE", "Tiến độ, thời gian"),
                                    ("ESTIMATE", "Dự toán, kinh phí"),
                                    ("ORGANISATION", "Tổ chức thực hiện"),
                                    ("IMPACT", "Hiệu quả"),
                                    ("DETAILS", "Nội dung chi tiết"),
                                    ("PAPERS", "Giấy tờ"),
                                ],
                                max_length=15,
                                verbose_name="phần hồ sơ",
                            ),
                        ),
                        ("text", core.fields.NFCTextField(verbose_name="yêu cầu")),
                        (
                            "reopens",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="later",
                                to="projects.remark",
                                verbose_name="nêu lại yêu cầu",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người nêu",
                            ),
                        ),
                        ("made_on", models.DateField(default=core.dates.today, verbose_name="ngày nêu")),
                        ("answer", core.fields.NFCTextField(blank=True, verbose_name="đã sửa thế nào")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người trả lời",
                            ),
                        ),
                        ("answered_on", models.DateField(null=True, verbose_name="ngày trả lời")),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người xác nhận",
                            ),
                        ),
                        ("done_on", models.DateField(null=True, verbose_name="ngày xác nhận đã sửa")),
                    ],
                    options={
                        "verbose_name": "yêu cầu bổ sung",
                        "verbose_name_plural": "yêu cầu bổ sung",
                        "ordering": ["round", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="remark_says_something",
                                violation_error_message="Phải nêu nội dung cần bổ sung, sửa đổi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_by", None), ("answered_on", None)),
                                    models.Q(
                                        models.Q(("answer", ""), _negated=True),
                                        ("answered_by__isnull", False),
                                        ("answered_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="remark_answer_is_signed",
                                violation_error_message="Trả lời phải có người và ngày trả lời.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_by", None), ("done_on", None)),
                                    models.Q(
                                        models.Q(("answer", ""), _negated=True),
                                        ("done_by__isnull", False),
                                        ("done_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="remark_done_after_an_answer",
                                violation_error_message="Chỉ xác nhận đã sửa khi đơn vị đã trả lời.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "establishment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="establishments.establishment",
                                verbose_name="cơ sở",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị khảo sát",
                            ),
                        ),
                        (
                            "surveyor",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi phiếu",
                            ),
                        ),
                        ("surveyed_on", models.DateField(blank=True, null=True, verbose_name="ngày khảo sát")),
                        ("present", core.fields.NFCTextField(blank=True, verbose_name="người khảo sát và người tiếp")),
                        (
                            "legal_form",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ENTERPRISE", "Doanh nghiệp"),
                                    ("SME", "Doanh nghiệp nhỏ và vừa"),
                                    ("COOPERATIVE", "Hợp tác xã"),
                                    ("COOPERATIVE_GROUP", "Tổ hợp tác"),
                                    ("HOUSEHOLD_BUSINESS", "Hộ kinh doanh"),
                                    ("PUBLIC_BODY", "Cơ quan, đơn vị công lập"),
                                ],
                                max_length=20,
                                verbose_name="loại hình",
                            ),
                        ),
                        (
                            "place",
                            core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa điểm sản xuất"),
                        ),
                        ("sector", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="ngành nghề")),
                        ("products", core.fields.NFCTextField(blank=True, verbose_name="sản phẩm chính")),
                        ("workers", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lao động")),
                        ("revenue", core.money.MoneyField(blank=True, null=True, verbose_name="doanh thu năm trước")),
                        ("machines", core.fields.NFCTextField(blank=True, verbose_name="máy móc hiện có")),
                        ("need", core.fields.NFCTextField(blank=True, verbose_name="nhu cầu đầu tư, hỗ trợ")),
                        ("land_papers", core.fields.NFCTextField(blank=True, verbose_name="giấy tờ đất, mặt bằng")),
                        ("environment_papers", core.fields.NFCTextField(blank=True, verbose_name="giấy tờ môi trường")),
                        ("counterpart", core.fields.NFCTextField(blank=True, verbose_name="khả năng vốn đối ứng")),
                        ("remark", core.fields.NFCTextField(blank=True, verbose_name="nhận xét")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang ghi"),
                                    ("FILED", "Đã nộp"),
                                    ("RETURNED", "Trả lại để bổ sung"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("illustrative", models.BooleanField(default=False, editable=False, verbose_name="minh họa")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                    ],
                    options={
                        "verbose_name": "phiếu khảo sát",
                        "verbose_name_plural": "phiếu khảo sát",
                        "ordering": ["-surveyed_on", "-pk"],
                        "indexes": [
                            models.Index(fields=["status", "surveyed_on"], name="projects_su_status_7ebf82_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "FILED"), _negated=True),
                                    ("surveyed_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="survey_filed_has_its_day",
                                violation_error_message="Phiếu đã nộp phải có ngày khảo sát.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("revenue__gte", 0)),
                                name="survey_revenue_not_negative",
                                violation_error_message="Doanh thu không được âm.",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
