import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.money
from core.tables import CreateTables


class Migration(migrations.Migration):
    """From the appropriation to the account of the year."""

    replaces = [
        ("budgets", "0001_initial"),
        ("budgets", "0002_an_invoice_is_found_by_its_date"),
        ("budgets", "0004_a_draft_contract_sent_back"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("ledger", "0001_tables"),
        ("plans", "0001_tables"),
        ("projects", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Commitment",
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
                                related_name="commitments",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị sử dụng kinh phí",
                            ),
                        ),
                        (
                            "book_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="ledger.bookyear",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("CONTRACT", "Hợp đồng"), ("ASSIGNMENT", "Quyết định giao nhiệm vụ")],
                                default="CONTRACT",
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=100, verbose_name="số")),
                        ("signed_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                        ("counterparty", models.CharField(max_length=200, verbose_name="bên thực hiện")),
                        ("content", models.TextField(blank=True, verbose_name="nội dung")),
                        ("value", core.money.MoneyField(verbose_name="giá trị hỗ trợ (đồng)")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="thời hạn thực hiện đến")),
                        ("payee_name", models.CharField(blank=True, max_length=200, verbose_name="tên tài khoản nhận")),
                        ("payee_account", models.CharField(blank=True, max_length=40, verbose_name="số tài khoản")),
                        (
                            "payee_bank",
                            models.CharField(blank=True, max_length=200, verbose_name="tại ngân hàng, kho bạc"),
                        ),
                        ("liquidated_on", models.DateField(blank=True, null=True, verbose_name="ngày thanh lý")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang soạn"),
                                    ("RETURNED", "Trả lại người soạn"),
                                    ("SIGNED", "Đã ký, đang hiệu lực"),
                                    ("WITHDRAWN", "Đã bỏ"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        "verbose_name": "hợp đồng, giao nhiệm vụ",
                        "ordering": ["-signed_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("number", ""), _negated=True),
                                    models.Q(("status", "WITHDRAWN"), _negated=True),
                                ),
                                fields=("project", "number"),
                                name="commitment_number_once_on_a_project",
                                violation_error_message="Đề án đã có hợp đồng, quyết định giao nhiệm vụ mang số này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gt", 0)),
                                name="commitment_value_positive",
                                violation_error_message="Giá trị hợp đồng phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "SIGNED"), _negated=True),
                                    models.Q(models.Q(("number", ""), _negated=True), ("signed_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="commitment_signed_has_number_and_date",
                                violation_error_message="Hợp đồng đã ký phải có số và ngày ký.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Appropriation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=100, verbose_name="số văn bản")),
                        ("dated_on", models.DateField(verbose_name="ngày văn bản")),
                        ("issuer", models.CharField(blank=True, max_length=200, verbose_name="cơ quan ban hành")),
                        ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        (
                            "book_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appropriations",
                                to="ledger.bookyear",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("INITIAL", "Giao đầu năm"), ("ADDITION", "Bổ sung"), ("CUT", "Cắt giảm")],
                                default="INITIAL",
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("amount", core.money.MoneyField(verbose_name="số tiền (đồng)")),
                    ],
                    options={
                        "verbose_name": "quyết định giao dự toán",
                        "ordering": ["dated_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="appropriation_amount_positive",
                                violation_error_message="Số tiền phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=100, verbose_name="số văn bản")),
                        ("dated_on", models.DateField(verbose_name="ngày văn bản")),
                        ("issuer", models.CharField(blank=True, max_length=200, verbose_name="cơ quan ban hành")),
                        ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        (
                            "book_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="ledger.bookyear",
                            ),
                        ),
                        (
                            "from_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="từ đơn vị",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="giao cho",
                            ),
                        ),
                        ("amount", core.money.MoneyField(verbose_name="số tiền (đồng)")),
                    ],
                    options={
                        "verbose_name": "giao dự toán cho đơn vị",
                        "ordering": ["dated_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="assignment_amount_positive",
                                violation_error_message="Số tiền phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_unit", models.F("to_unit")), _negated=True),
                                name="assignment_between_two_units",
                                violation_error_message="Đơn vị giao và đơn vị nhận phải khác nhau.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=100, verbose_name="số văn bản")),
                        ("dated_on", models.DateField(verbose_name="ngày văn bản")),
                        ("issuer", models.CharField(blank=True, max_length=200, verbose_name="cơ quan ban hành")),
                        ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        (
                            "book_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocation_sheets",
                                to="ledger.bookyear",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("ASSIGNED", "Đã giao, chờ Sở Tài chính kiểm tra"),
                                    ("AGREED", "Sở Tài chính thống nhất"),
                                    ("CORRECTION_ASKED", "Sở Tài chính yêu cầu điều chỉnh"),
                                    ("CORRECTED", "Đã điều chỉnh theo yêu cầu"),
                                ],
                                default="ASSIGNED",
                                editable=False,
                                max_length=20,
                                verbose_name="trạng thái",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bảng phân bổ dự toán",
                        "ordering": ["dated_on", "pk"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="budgets.allocationsheet",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocation_rows",
                                to="plans.planline",
                                verbose_name="nội dung",
                            ),
                        ),
                        ("amount", core.money.MoneyField(signed=True, verbose_name="số tiền (đồng)")),
                    ],
                    options={
                        "verbose_name": "dòng phân bổ",
                        "ordering": ["line__no", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet", "line"), name="allocationrow_once_per_sheet"),
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True),
                                name="allocationrow_not_zero",
                                violation_error_message="Dòng phân bổ phải có số tiền.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="budgets.commitment",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("ADVANCE", "Tạm ứng"), ("PAYMENT", "Thanh toán")],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("amount", core.money.MoneyField(verbose_name="số tiền (đồng)")),
                        ("content", models.CharField(max_length=300, verbose_name="nội dung chi")),
                        ("requested_on", models.DateField(verbose_name="ngày đề nghị")),
                        (
                            "treasury_number",
                            models.CharField(
                                blank=True, editable=False, max_length=100, verbose_name="số chứng từ Kho bạc"
                            ),
                        ),
                        (
                            "paid_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="ngày Kho bạc chi"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("PREPARED", "Đã lập, chờ kế toán kiểm soát"),
                                    ("CHECKED", "Kế toán đã kiểm soát, chờ chủ tài khoản ký"),
                                    ("SIGNED", "Chủ tài khoản đã ký, chờ gửi Kho bạc"),
                                    ("SENT", "Đã gửi Kho bạc"),
                                    ("RETURNED", "Kho bạc trả lại"),
                                    ("PAID", "Kho bạc đã chi"),
                                    ("WITHDRAWN", "Đã rút đề nghị"),
                                ],
                                default="PREPARED",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        "verbose_name": "đề nghị tạm ứng, thanh toán",
                        "ordering": ["-requested_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="payment_amount_positive",
                                violation_error_message="Số tiền đề nghị phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "PAID"), _negated=True),
                                    models.Q(
                                        ("paid_on__isnull", False), models.Q(("treasury_number", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="payment_paid_has_paper",
                                violation_error_message="Khoản đã chi phải có số và ngày chứng từ Kho bạc.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Settlement",
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
                                related_name="settlements",
                                to="projects.project",
                                verbose_name="đề án",
                            ),
                        ),
                        (
                            "book_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlements",
                                to="ledger.bookyear",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang lập"),
                                    ("SUBMITTED", "Đã nộp, Sở đang xét duyệt"),
                                    ("RETURNED", "Sở trả lại để bổ sung"),
                                    ("REVIEWED", "Sở đã xét duyệt, thông báo xét duyệt"),
                                    ("APPROVED", "Đã duyệt quyết toán"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "submitted_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="ngày nộp"),
                        ),
                        (
                            "approved_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="ngày duyệt"),
                        ),
                        (
                            "accepted_cost",
                            core.money.MoneyField(
                                blank=True, editable=False, null=True, verbose_name="chi phí được chấp nhận (đồng)"
                            ),
                        ),
                        (
                            "support_final",
                            core.money.MoneyField(
                                blank=True, editable=False, null=True, verbose_name="kinh phí hỗ trợ quyết toán (đồng)"
                            ),
                        ),
                        (
                            "steps",
                            models.JSONField(
                                default=list, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        (
                            "cleared",
                            core.money.MoneyField(
                                blank=True, editable=False, null=True, verbose_name="thanh toán tạm ứng (đồng)"
                            ),
                        ),
                        (
                            "recovered",
                            core.money.MoneyField(
                                blank=True, editable=False, null=True, verbose_name="phải thu hồi (đồng)"
                            ),
                        ),
                        (
                            "released",
                            core.money.MoneyField(
                                blank=True, editable=False, null=True, verbose_name="trả về dự toán (đồng)"
                            ),
                        ),
                        ("remark", models.TextField(blank=True, verbose_name="thuyết minh")),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        "verbose_name": "quyết toán đề án",
                        "ordering": ["-book_year__year", "project__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "book_year"),
                                name="settlement_once_per_project_and_year",
                                violation_error_message="Đề án đã có hồ sơ quyết toán của năm này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "APPROVED"), _negated=True),
                                    models.Q(
                                        ("accepted_cost__isnull", False),
                                        ("approved_on__isnull", False),
                                        ("support_final__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="settlement_approved_is_frozen",
                                violation_error_message="Quyết toán đã duyệt phải có đủ số liệu.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Voucher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "settlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="budgets.settlement",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                        (
                            "form",
                            models.CharField(
                                choices=[("8a", "Mẫu 8a (ngân sách hỗ trợ)"), ("8b", "Mẫu 8b (các nguồn)")],
                                default="8b",
                                max_length=2,
                                verbose_name="mẫu",
                            ),
                        ),
                        ("seller_name", models.CharField(max_length=200, verbose_name="bên bán, người nhận tiền")),
                        ("seller_tax_code", models.CharField(blank=True, max_length=20, verbose_name="mã số thuế")),
                        (
                            "invoice_form",
                            models.CharField(blank=True, max_length=30, verbose_name="ký hiệu mẫu, ký hiệu hóa đơn"),
                        ),
                        ("invoice_number", models.CharField(max_length=30, verbose_name="số hóa đơn, chứng từ")),
                        ("invoice_date", models.DateField(verbose_name="ngày hóa đơn, chứng từ")),
                        ("content", models.CharField(max_length=300, verbose_name="nội dung")),
                        ("amount_without_vat", core.money.MoneyField(verbose_name="giá trị trước thuế (đồng)")),
                        ("vat", core.money.MoneyField(default=0, verbose_name="thuế GTGT (đồng)")),
                        ("invoice_total", core.money.MoneyField(verbose_name="tổng cộng trên hóa đơn (đồng)")),
                        ("state_share", core.money.MoneyField(default=0, verbose_name="nguồn khuyến công (đồng)")),
                        (
                            "counterpart_share",
                            core.money.MoneyField(default=0, verbose_name="nguồn đối ứng, nguồn khác (đồng)"),
                        ),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("PENDING", "Chưa xem"),
                                    ("AGREED", "Đồng ý"),
                                    ("REFUSED", "Không chấp nhận"),
                                    ("ASKED", "Hỏi lại"),
                                ],
                                default="PENDING",
                                editable=False,
                                max_length=10,
                                verbose_name="kết quả",
                            ),
                        ),
                        (
                            "accepted_amount",
                            core.money.MoneyField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="giá trị chấp nhận trước thuế (đồng)",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("WRONG_PURPOSE", "Không đúng nội dung được duyệt"),
                                    ("NOT_IN_ESTIMATE", "Ngoài dự toán, hợp đồng"),
                                    ("OVER_PRICE", "Vượt đơn giá, định mức"),
                                    ("BAD_PAPER", "Chứng từ không hợp lệ"),
                                    ("OUT_OF_TIME", "Ngoài thời gian thực hiện"),
                                    ("DOUBLE", "Trùng chứng từ"),
                                    ("OTHER", "Lý do khác"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="lý do",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "examined",
                            models.CharField(
                                choices=[
                                    ("NONE", "Chưa có ý kiến"),
                                    ("LOOKED", "Đã xem"),
                                    ("ASKED", "Hỏi lại"),
                                    ("DISALLOWED", "Xuất toán"),
                                ],
                                default="NONE",
                                editable=False,
                                max_length=10,
                                verbose_name="Sở Tài chính",
                            ),
                        ),
                        (
                            "disallowed_amount",
                            core.money.MoneyField(
                                default=0, editable=False, verbose_name="kinh phí hỗ trợ bị xuất toán (đồng)"
                            ),
                        ),
                        (
                            "disallowed_why",
                            models.TextField(blank=True, editable=False, verbose_name="lý do xuất toán"),
                        ),
                        ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                        ("withdrawn_why", models.TextField(blank=True, editable=False)),
                    ],
                    options={
                        "verbose_name": "chứng từ",
                        "ordering": ["settlement", "no"],
                        "indexes": [
                            models.Index(fields=["seller_tax_code", "invoice_number"], name="voucher_invoice"),
                            models.Index(fields=["invoice_date"], name="voucher_invoice_date"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("settlement", "no"), name="voucher_no_once"),
                            models.CheckConstraint(
                                condition=models.Q(("amount_without_vat__gt", 0)),
                                name="voucher_amount_positive",
                                violation_error_message="Giá trị chứng từ phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "amount_without_vat",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("state_share"), "+", models.F("counterpart_share")
                                            ),
                                            "-",
                                            models.F("vat"),
                                        ),
                                    ),
                                    (
                                        "amount_without_vat",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("state_share"), "+", models.F("counterpart_share")
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="voucher_shares_are_the_amount",
                                violation_error_message="Nguồn khuyến công cộng nguồn đối ứng phải bằng giá trị chứng từ (trước thuế hoặc gồm thuế).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "invoice_total__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("amount_without_vat"), "+", models.F("vat")
                                        ),
                                    )
                                ),
                                name="voucher_within_its_invoice",
                                violation_error_message="Giá trị kê không được vượt tổng cộng trên hóa đơn.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_amount__isnull", True),
                                    ("accepted_amount__lte", models.F("amount_without_vat")),
                                    _connector="OR",
                                ),
                                name="voucher_accepted_within_amount",
                                violation_error_message="Giá trị chấp nhận không được vượt giá trị chứng từ.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision__in", ["PENDING", "ASKED"]),
                                    ("accepted_amount__isnull", False),
                                    _connector="OR",
                                ),
                                name="voucher_decided_has_amount",
                                violation_error_message="Chứng từ đã quyết phải có giá trị chấp nhận.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoucherRemark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "voucher",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remarks",
                                to="budgets.voucher",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("QUESTION", "Hỏi"), ("ANSWER", "Trả lời"), ("REMARK", "Ghi chú")],
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField(verbose_name="nội dung")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "trao đổi về chứng từ",
                        "ordering": ["pk"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="MoneyBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="money_back",
                                to="budgets.commitment",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("RESTORE", "Nộp khôi phục dự toán"), ("REFUND", "Nộp trả ngân sách")],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("amount", core.money.MoneyField(verbose_name="số tiền (đồng)")),
                        ("treasury_number", models.CharField(max_length=100, verbose_name="số chứng từ Kho bạc")),
                        ("dated_on", models.DateField(verbose_name="ngày nộp")),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
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
                        "verbose_name": "khoản nộp lại",
                        "ordering": ["-dated_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="moneyback_amount_positive",
                                violation_error_message="Số tiền nộp phải lớn hơn 0.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="YearAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "book_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_accounts",
                                to="ledger.bookyear",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "Đang tổng hợp"),
                                    ("CONSOLIDATED", "Sở Công Thương đã tổng hợp, gửi Sở Tài chính"),
                                    ("EXAMINING", "Sở Tài chính kiểm tra, tổng hợp"),
                                    ("NOTICE_ISSUED", "Sở Tài chính đã thông báo"),
                                    ("CORRECTED", "Đã điều chỉnh theo thông báo"),
                                    ("FINAL", "Đã quyết toán"),
                                ],
                                default="DRAFT",
                                editable=False,
                                max_length=15,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "totals",
                            models.JSONField(
                                default=dict,
                                editable=False,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="số liệu khi tổng hợp",
                            ),
                        ),
                        (
                            "consolidated_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="ngày tổng hợp"),
                        ),
                        (
                            "notice_number",
                            models.CharField(blank=True, editable=False, max_length=100, verbose_name="số thông báo"),
                        ),
                        (
                            "notice_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="ngày thông báo"),
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
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "quyết toán năm của đơn vị",
                        "ordering": ["-book_year__year", "unit"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("book_year", "unit"),
                                name="yearaccount_once",
                                violation_error_message="Đơn vị đã có quyết toán của năm và nguồn này.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
            ]
        )
    ]
