import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.document_models
import core.fields
from core.tables import CreateTables


class Migration(migrations.Migration):
    """What every record leans on: history, papers, parts of a case, jobs."""

    replaces = [
        ("core", "0001_initial"),
        ("core", "0005_a_paper_of_a_step_stands"),
        ("core", "0006_the_right_scan_beside_a_wrong_one"),
        ("core", "0007_a_part_taken_by_mistake"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(editable=False, null=True, verbose_name="lúc")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người thực hiện",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "in_place_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("action", models.CharField(max_length=100, verbose_name="việc")),
                        (
                            "content_type",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                        ("object_id", models.CharField(blank=True, max_length=40)),
                        ("label", models.CharField(blank=True, max_length=300, verbose_name="hồ sơ")),
                        ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                        ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                        ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                        (
                            "data",
                            models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                        ),
                    ],
                    options={
                        "verbose_name": "dòng nhật ký",
                        "verbose_name_plural": "nhật ký",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                fields=["content_type", "object_id", "-id"], name="core_audite_content_4a7620_idx"
                            )
                        ],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="AuditLink",
                    fields=[
                        ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="link", to="core.auditentry"
                            ),
                        ),
                        ("prev_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                    ],
                    options={
                        "verbose_name": "mắt xích nhật ký",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="CasePart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                        ("object_id", models.BigIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_parts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("PREPARE", "lập"),
                                    ("CHECK", "kiểm tra"),
                                    ("APPROVE", "duyệt, ký"),
                                    ("EXAMINE", "thẩm tra, quyết toán"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="rút lúc")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người rút",
                            ),
                        ),
                        (
                            "withdrawn_why",
                            core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do rút"),
                        ),
                    ],
                    options={
                        "verbose_name": "phần việc",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("content_type", "object_id", "person"),
                                name="casepart_one_part_per_person",
                                violation_error_message="Một người chỉ giữ một phần việc của một hồ sơ.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", True),
                                        ("withdrawn_by__isnull", True),
                                        ("withdrawn_why", ""),
                                    ),
                                    models.Q(
                                        ("withdrawn_at__isnull", False),
                                        ("withdrawn_by__isnull", False),
                                        models.Q(("withdrawn_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="casepart_withdrawn_with_reason",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(unique=True, verbose_name="ngày")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("OFF", "Nghỉ"), ("WORK", "Làm việc (hoán đổi, làm bù)")],
                                max_length=4,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="tên ngày")),
                        ("source", models.CharField(blank=True, max_length=255, verbose_name="căn cứ")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã đối chiếu văn bản")),
                    ],
                    options={
                        "verbose_name": "ngày nghỉ, ngày làm bù",
                        "verbose_name_plural": "ngày nghỉ, ngày làm bù",
                        "ordering": ["date"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["OFF", "WORK"])), name="specialday_kind"
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contenttypes.contenttype",
                            ),
                        ),
                        ("object_id", models.PositiveBigIntegerField()),
                        ("kind", models.CharField(max_length=60, verbose_name="loại")),
                        ("title", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="tên tài liệu")),
                        ("number", core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số, ký hiệu")),
                        ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                        (
                            "issuer",
                            core.fields.NFCCharField(blank=True, max_length=255, verbose_name="cơ quan ban hành"),
                        ),
                        ("signer", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="người ký")),
                        ("illustrative", models.BooleanField(default=False, verbose_name="minh họa")),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                editable=False,
                                max_length=120,
                                upload_to=core.document_models.stored_name,
                                verbose_name="tệp",
                            ),
                        ),
                        (
                            "original_name",
                            models.CharField(blank=True, editable=False, max_length=180, verbose_name="tên tệp gốc"),
                        ),
                        (
                            "size",
                            models.PositiveBigIntegerField(editable=False, null=True, verbose_name="dung lượng (byte)"),
                        ),
                        (
                            "sha256",
                            models.CharField(blank=True, editable=False, max_length=64, verbose_name="mã SHA-256"),
                        ),
                        ("mime", models.CharField(blank=True, editable=False, max_length=100, verbose_name="loại tệp")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người đưa vào",
                            ),
                        ),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="đưa vào lúc"
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="rút lúc")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người rút",
                            ),
                        ),
                        (
                            "withdrawn_why",
                            core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do rút"),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="core.document",
                                verbose_name="thay cho bản",
                            ),
                        ),
                        (
                            "corrects_why",
                            core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do đưa bản đúng"),
                        ),
                    ],
                    options={
                        "verbose_name": "tài liệu",
                        "verbose_name_plural": "tài liệu",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["content_type", "object_id"], name="core_docume_content_343c2e_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("file", ""), ("mime", ""), ("sha256", ""), ("size__isnull", True)),
                                    models.Q(
                                        ("sha256__regex", "^[0-9a-f]{64}$"),
                                        ("size__gt", 0),
                                        models.Q(("file", ""), _negated=True),
                                        models.Q(("mime", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_file_is_described",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", True),
                                        ("withdrawn_by__isnull", True),
                                        ("withdrawn_why", ""),
                                    ),
                                    models.Q(
                                        ("withdrawn_at__isnull", False),
                                        ("withdrawn_by__isnull", False),
                                        models.Q(("withdrawn_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_withdrawn_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("corrects__isnull", True), ("corrects_why", "")),
                                    models.Q(
                                        ("corrects__isnull", False), models.Q(("corrects_why", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="document_corrects_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(("kind__startswith", "paper:"), _negated=True),
                                    _connector="OR",
                                ),
                                name="document_of_a_step_stands",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyRecord",
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
                        ("key", models.CharField(max_length=200)),
                        ("request_hash", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("body", models.BinaryField(null=True)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "yêu cầu một lần",
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "key"), name="idempotency_one_answer_per_key")
                        ],
                        "indexes": [],
                    },
                ),
            ]
        )
    ]
