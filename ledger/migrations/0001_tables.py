import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money
from core.tables import CreateTables


class Migration(migrations.Migration):
    """The books: years, accounts, acts and transfers."""

    replaces = [("ledger", "0001_initial"), ("ledger", "0004_the_source_is_kept_in_one_spelling")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="BookYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
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
                            "source",
                            core.fields.NFCCharField(
                                default="Ngân sách tỉnh", max_length=100, verbose_name="nguồn kinh phí"
                            ),
                        ),
                        (
                            "chapter",
                            core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="chương"),
                        ),
                        (
                            "category",
                            core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="loại, khoản"),
                        ),
                        (
                            "item",
                            core.fields.NFCCharField(
                                blank=True, default="", max_length=10, verbose_name="mục, tiểu mục"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "Đang mở sổ"), ("CLOSED", "Đã khóa sổ")],
                                default="OPEN",
                                editable=False,
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="khóa sổ lúc")),
                        (
                            "reopen_asked_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reopened_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sổ năm ngân sách",
                        "verbose_name_plural": "sổ năm ngân sách",
                        "ordering": ["-year", "tier", "source", "chapter", "category", "item"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "tier", "source", "chapter", "category", "item"),
                                name="ledger_bookyear_once",
                                violation_error_message="Năm và nguồn kinh phí này đã có sổ.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                                name="ledger_bookyear_sensible",
                                violation_error_message="Năm ngân sách phải từ 2000 đến 2100.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reopened_by", None),
                                    models.Q(
                                        ("reopen_asked_by__isnull", False),
                                        models.Q(("reopened_by", models.F("reopen_asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="ledger_bookyear_reopened_by_two_people",
                                violation_error_message="Người cho mở lại sổ phải khác người đề nghị.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Subject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("LINE", "Nội dung của kế hoạch"),
                                    ("PROJECT", "Đề án"),
                                    ("COMMITMENT", "Hợp đồng, nhiệm vụ"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("ref", models.BigIntegerField(verbose_name="mã trong chương trình")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="ledger.subject",
                                verbose_name="thuộc đề án",
                            ),
                        ),
                        ("label", models.CharField(max_length=300, verbose_name="tên")),
                    ],
                    options={
                        "verbose_name": "đối tượng của sổ cái",
                        "ordering": ["kind", "ref"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "ref"), name="ledger_subject_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "COMMITMENT"), ("parent__isnull", False)),
                                    models.Q(models.Q(("kind", "COMMITMENT"), _negated=True), ("parent", None)),
                                    _connector="OR",
                                ),
                                name="ledger_subject_commitment_has_project",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Account",
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
                                related_name="accounts",
                                to="ledger.bookyear",
                                verbose_name="sổ năm",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị dự toán",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("TREASURY", "Nguồn ngân sách"),
                                    ("APPROPRIATED", "Dự toán được giao"),
                                    ("WITHHELD", "Tiết kiệm, chưa được sử dụng"),
                                    ("ALLOCATED", "Dự toán đã phân bổ"),
                                    ("APPROVED", "Đã bố trí cho đề án"),
                                    ("COMMITTED", "Đã ký hợp đồng, giao nhiệm vụ"),
                                    ("ADVANCED", "Số dư tạm ứng"),
                                    ("PAID", "Đã thanh toán (thực chi)"),
                                    ("SETTLED", "Đã quyết toán"),
                                    ("RECOVERABLE", "Phải thu hồi, nộp trả"),
                                    ("CLAIMED", "Phải thu hồi của năm đã quyết toán"),
                                ],
                                max_length=12,
                                verbose_name="ngăn",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="ledger.subject",
                                verbose_name="đối tượng",
                            ),
                        ),
                        ("balance", models.BigIntegerField(db_default=0, editable=False, verbose_name="số dư")),
                    ],
                    options={
                        "verbose_name": "tài khoản sổ cái",
                        "verbose_name_plural": "tài khoản sổ cái",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("book_year", "unit", "stage", "subject"),
                                name="ledger_account_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("balance__gte", 0), ("stage", "TREASURY"), _connector="OR"),
                                name="ledger_account_balance_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("stage__in", ["TREASURY", "APPROPRIATED", "WITHHELD"]), ("subject", None)
                                    ),
                                    models.Q(
                                        ("subject__isnull", False),
                                        models.Q(
                                            ("stage__in", ["TREASURY", "APPROPRIATED", "WITHHELD"]), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="ledger_account_undivided_or_not",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Act",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="việc")),
                        (
                            "content_type",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contenttypes.contenttype",
                            ),
                        ),
                        ("object_id", models.BigIntegerField(null=True)),
                        ("note", models.TextField(default="", verbose_name="ghi chú")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi sổ",
                            ),
                        ),
                        ("posted_at", models.DateTimeField(editable=False, verbose_name="ghi sổ lúc")),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="ledger.act",
                                verbose_name="hủy ghi việc",
                            ),
                        ),
                        ("seal", models.CharField(editable=False, max_length=64)),
                    ],
                    options={
                        "verbose_name": "việc ghi sổ",
                        "verbose_name_plural": "việc ghi sổ",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["content_type", "object_id"], name="ledger_act_content_57827e_idx")
                        ],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="ledger.act",
                                verbose_name="việc",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("appropriate", "Giao dự toán"),
                                    ("assign", "Giao dự toán cho đơn vị sử dụng"),
                                    ("withhold", "Giữ lại tiết kiệm"),
                                    ("unwithhold", "Cho sử dụng khoản tiết kiệm"),
                                    ("allocate", "Phân bổ dự toán"),
                                    ("unallocate", "Giảm phân bổ dự toán"),
                                    ("move", "Điều chỉnh giữa các nội dung"),
                                    ("reserve", "Bố trí cho đề án"),
                                    ("release", "Giảm bố trí, trả về dự toán"),
                                    ("commit", "Ký hợp đồng, giao nhiệm vụ"),
                                    ("uncommit", "Giảm giá trị hợp đồng, nhiệm vụ"),
                                    ("advance", "Tạm ứng"),
                                    ("pay", "Thanh toán"),
                                    ("clear", "Thanh toán tạm ứng"),
                                    ("settle", "Quyết toán"),
                                    ("recover", "Xác định phải thu hồi"),
                                    ("restore", "Nộp khôi phục dự toán"),
                                    ("refund", "Nộp trả ngân sách"),
                                    ("cancel", "Hủy dự toán"),
                                    ("cut", "Cắt giảm dự toán"),
                                    ("carry_out", "Chuyển nguồn sang năm sau"),
                                    ("carry_in", "Nhận chuyển nguồn từ năm trước"),
                                    ("charge", "Chuyển tạm ứng sang dự toán năm sau"),
                                    ("claim", "Ghi phải thu hồi của năm đã quyết toán"),
                                ],
                                max_length=12,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outgoing",
                                to="ledger.account",
                                verbose_name="từ",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incoming",
                                to="ledger.account",
                                verbose_name="đến",
                            ),
                        ),
                        ("amount", core.money.MoneyField(verbose_name="số tiền")),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                                verbose_name="văn bản",
                            ),
                        ),
                        ("dated_on", models.DateField(verbose_name="ngày của chứng từ")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi sổ",
                            ),
                        ),
                        ("posted_at", models.DateTimeField(editable=False, verbose_name="ghi sổ lúc")),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="ledger.transfer",
                                verbose_name="hủy ghi khoản",
                            ),
                        ),
                        (
                            "carried_from",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_to",
                                to="ledger.transfer",
                                verbose_name="chuyển từ khoản năm trước",
                            ),
                        ),
                        ("seal", models.CharField(editable=False, max_length=64)),
                    ],
                    options={
                        "verbose_name": "khoản ghi sổ",
                        "verbose_name_plural": "khoản ghi sổ",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="ledger_transfer_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source", models.F("target")), _negated=True),
                                name="ledger_transfer_two_accounts",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Arrow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("appropriate", "Giao dự toán"),
                                    ("assign", "Giao dự toán cho đơn vị sử dụng"),
                                    ("withhold", "Giữ lại tiết kiệm"),
                                    ("unwithhold", "Cho sử dụng khoản tiết kiệm"),
                                    ("allocate", "Phân bổ dự toán"),
                                    ("unallocate", "Giảm phân bổ dự toán"),
                                    ("move", "Điều chỉnh giữa các nội dung"),
                                    ("reserve", "Bố trí cho đề án"),
                                    ("release", "Giảm bố trí, trả về dự toán"),
                                    ("commit", "Ký hợp đồng, giao nhiệm vụ"),
                                    ("uncommit", "Giảm giá trị hợp đồng, nhiệm vụ"),
                                    ("advance", "Tạm ứng"),
                                    ("pay", "Thanh toán"),
                                    ("clear", "Thanh toán tạm ứng"),
                                    ("settle", "Quyết toán"),
                                    ("recover", "Xác định phải thu hồi"),
                                    ("restore", "Nộp khôi phục dự toán"),
                                    ("refund", "Nộp trả ngân sách"),
                                    ("cancel", "Hủy dự toán"),
                                    ("cut", "Cắt giảm dự toán"),
                                    ("carry_out", "Chuyển nguồn sang năm sau"),
                                    ("carry_in", "Nhận chuyển nguồn từ năm trước"),
                                    ("charge", "Chuyển tạm ứng sang dự toán năm sau"),
                                    ("claim", "Ghi phải thu hồi của năm đã quyết toán"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "from_stage",
                            models.CharField(
                                choices=[
                                    ("TREASURY", "Nguồn ngân sách"),
                                    ("APPROPRIATED", "Dự toán được giao"),
                                    ("WITHHELD", "Tiết kiệm, chưa được sử dụng"),
                                    ("ALLOCATED", "Dự toán đã phân bổ"),
                                    ("APPROVED", "Đã bố trí cho đề án"),
                                    ("COMMITTED", "Đã ký hợp đồng, giao nhiệm vụ"),
                                    ("ADVANCED", "Số dư tạm ứng"),
                                    ("PAID", "Đã thanh toán (thực chi)"),
                                    ("SETTLED", "Đã quyết toán"),
                                    ("RECOVERABLE", "Phải thu hồi, nộp trả"),
                                    ("CLAIMED", "Phải thu hồi của năm đã quyết toán"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "to_stage",
                            models.CharField(
                                choices=[
                                    ("TREASURY", "Nguồn ngân sách"),
                                    ("APPROPRIATED", "Dự toán được giao"),
                                    ("WITHHELD", "Tiết kiệm, chưa được sử dụng"),
                                    ("ALLOCATED", "Dự toán đã phân bổ"),
                                    ("APPROVED", "Đã bố trí cho đề án"),
                                    ("COMMITTED", "Đã ký hợp đồng, giao nhiệm vụ"),
                                    ("ADVANCED", "Số dư tạm ứng"),
                                    ("PAID", "Đã thanh toán (thực chi)"),
                                    ("SETTLED", "Đã quyết toán"),
                                    ("RECOVERABLE", "Phải thu hồi, nộp trả"),
                                    ("CLAIMED", "Phải thu hồi của năm đã quyết toán"),
                                ],
                                max_length=12,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "đường đi của tiền",
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "from_stage", "to_stage"), name="ledger_arrow_once")
                        ],
                        "indexes": [],
                    },
                ),
            ]
        )
    ]
