import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import CreateTables


class Migration(migrations.Migration):
    """Reports that were asked for, and ways of looking at the register."""

    replaces = [("reports", "0001_initial"), ("reports", "0002_ways_of_looking_at_the_register")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ReportRun",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("QUEUED", "Chờ xử lý"),
                                    ("RUNNING", "Đang xử lý"),
                                    ("DONE", "Đã xong"),
                                    ("PARKED", "Không xong"),
                                ],
                                default="QUEUED",
                                editable=False,
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "percent",
                            models.PositiveSmallIntegerField(
                                default=0,
                                editable=False,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="phần trăm",
                            ),
                        ),
                        ("step", models.CharField(blank=True, editable=False, max_length=200, verbose_name="đang làm")),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="số lần đã thử"),
                        ),
                        ("lease_until", models.DateTimeField(editable=False, null=True)),
                        ("lease_token", models.UUIDField(editable=False, null=True)),
                        (
                            "error_for_person",
                            models.CharField(
                                blank=True, editable=False, max_length=500, verbose_name="vì sao không xong"
                            ),
                        ),
                        ("error_for_log", models.TextField(blank=True, editable=False)),
                        (
                            "requested_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người yêu cầu",
                            ),
                        ),
                        (
                            "requested_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="yêu cầu lúc"
                            ),
                        ),
                        ("started_at", models.DateTimeField(editable=False, null=True, verbose_name="bắt đầu lúc")),
                        ("finished_at", models.DateTimeField(editable=False, null=True, verbose_name="kết thúc lúc")),
                        (
                            "report",
                            models.CharField(editable=False, max_length=30, verbose_name="biểu mẫu"),
                        ),
                        (
                            "params",
                            models.JSONField(
                                default=dict,
                                editable=False,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="điều kiện lập",
                            ),
                        ),
                        ("title", models.CharField(editable=False, max_length=300, verbose_name="tên báo cáo")),
                        (
                            "office",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="đơn vị yêu cầu",
                            ),
                        ),
                        (
                            "ledger_position",
                            models.BigIntegerField(editable=False, null=True, verbose_name="đọc sổ đến khoản số"),
                        ),
                        (
                            "figures",
                            models.JSONField(
                                editable=False,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                null=True,
                                verbose_name="số liệu",
                            ),
                        ),
                        (
                            "illustrative",
                            models.BooleanField(default=False, editable=False, verbose_name="có số liệu minh họa"),
                        ),
                        ("pdf", models.CharField(blank=True, editable=False, max_length=120, verbose_name="tệp PDF")),
                        (
                            "pdf_size",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="dung lượng PDF (byte)"
                            ),
                        ),
                        (
                            "pdf_sha256",
                            models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256 của PDF"),
                        ),
                        ("docx", models.CharField(blank=True, editable=False, max_length=120, verbose_name="tệp Word")),
                        (
                            "docx_size",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="dung lượng Word (byte)"
                            ),
                        ),
                        (
                            "docx_sha256",
                            models.CharField(
                                blank=True, editable=False, max_length=64, verbose_name="SHA-256 của Word"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "báo cáo đã yêu cầu",
                        "verbose_name_plural": "báo cáo đã yêu cầu",
                        "ordering": ["-requested_at"],
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["QUEUED", "RUNNING"])),
                                fields=["state", "lease_until"],
                                name="reports_reportrun_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("percent__lte", 100)), name="reports_reportrun_percent"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lease_token__isnull", False),
                                        ("lease_until__isnull", False),
                                        ("state", "RUNNING"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "RUNNING"), _negated=True),
                                        ("lease_token__isnull", True),
                                        ("lease_until__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reports_reportrun_lease_while_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DONE"), _negated=True),
                                    models.Q(
                                        ("docx_sha256__regex", "^[0-9a-f]{64}$"),
                                        ("docx_size__gt", 0),
                                        ("ledger_position__isnull", False),
                                        ("pdf_sha256__regex", "^[0-9a-f]{64}$"),
                                        ("pdf_size__gt", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="reportrun_done_has_both_files",
                                violation_error_message="Báo cáo đã xong phải có đủ tệp PDF và Word.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="của",
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
                        ("name", core.fields.NFCCharField(max_length=80, verbose_name="tên cách xem")),
                        (
                            "query",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="điều kiện, cột, thứ tự"
                            ),
                        ),
                        (
                            "shared",
                            models.BooleanField(
                                default=False,
                                help_text="Mọi người ở đơn vị thấy cách xem này; mỗi đơn vị có một.",
                                verbose_name="dùng chung cho đơn vị",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "cách xem sổ theo dõi",
                        "verbose_name_plural": "cách xem sổ theo dõi",
                        "ordering": ["-shared", "name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("owner", "name"),
                                name="registerview_name_once",
                                violation_error_message="Bạn đã có một cách xem mang tên này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("shared", True), ("withdrawn_at__isnull", True)),
                                fields=("office",),
                                name="registerview_one_shared_per_office",
                                violation_error_message="Đơn vị đã có một cách xem chung; người lập cách xem ấy bỏ dùng chung trước.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
            ]
        )
    ]
