import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import CreateTables


class Migration(migrations.Migration):
    """Offices, areas, people and who may do what, by dates."""

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_names_are_kept_in_one_spelling"),
        ("accounts", "0003_an_administrator_has_no_business"),
    ]

    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.BtreeGistExtension(),
        CreateTables(
            [
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=10, null=True, verbose_name="mã")),
                        ("name", core.fields.NFCCharField(max_length=120, verbose_name="tên")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("PROVINCE", "Cấp tỉnh"), ("DISTRICT", "Cấp huyện"), ("COMMUNE", "Cấp xã")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        ("type_word", core.fields.NFCCharField(max_length=20, verbose_name="loại")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="có từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="nguồn")),
                        ("search_text", models.TextField(blank=True, editable=False)),
                        ("sort_key", models.CharField(blank=True, db_collation="C", editable=False, max_length=400)),
                    ],
                    options={
                        "verbose_name": "đơn vị hành chính",
                        "verbose_name_plural": "đơn vị hành chính",
                        "ordering": ["sort_key", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code__isnull", False)),
                                fields=("code", "valid_from"),
                                name="area_code_once_per_start",
                                nulls_distinct=False,
                                violation_error_message="Mã này đã có đơn vị khác cùng ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="area_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="AreaPlacement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placements",
                                to="accounts.area",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="accounts.area",
                                verbose_name="thuộc",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                    ],
                    options={
                        "verbose_name": "quan hệ trực thuộc",
                        "verbose_name_plural": "quan hệ trực thuộc",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="AreaSuccession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "old",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions",
                                to="accounts.area",
                                verbose_name="đơn vị cũ",
                            ),
                        ),
                        (
                            "new",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessions",
                                to="accounts.area",
                                verbose_name="đơn vị mới",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="từ ngày")),
                        ("part_only", models.BooleanField(default=False, verbose_name="chỉ một phần")),
                    ],
                    options={
                        "verbose_name": "kế thừa địa giới",
                        "verbose_name_plural": "kế thừa địa giới",
                        "constraints": [models.UniqueConstraint(fields=("old", "new"), name="succession_once")],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", core.fields.NFCCharField(max_length=200, unique=True, verbose_name="tên đơn vị")),
                        ("short_name", core.fields.NFCCharField(max_length=100, verbose_name="tên gọi")),
                        (
                            "abbreviation",
                            core.fields.NFCCharField(
                                blank=True, max_length=20, verbose_name="viết tắt trong số văn bản"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("PPC", "UBND tỉnh"),
                                    ("DOIT", "Sở Công Thương"),
                                    ("DOF", "Sở Tài chính"),
                                    ("CENTRE", "Trung tâm Khuyến công"),
                                    ("DISTRICT", "Cấp huyện"),
                                    ("COMMUNE", "Cấp xã"),
                                    ("OTHER", "Đơn vị khác"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="accounts.area",
                                verbose_name="địa bàn",
                            ),
                        ),
                        (
                            "superior",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="accounts.organisation",
                                verbose_name="cơ quan chủ quản",
                            ),
                        ),
                        (
                            "is_spending_unit",
                            models.BooleanField(default=False, verbose_name="đơn vị dự toán (có tài khoản riêng)"),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("sort_key", models.CharField(blank=True, db_collation="C", editable=False, max_length=600)),
                    ],
                    options={
                        "verbose_name": "đơn vị",
                        "verbose_name_plural": "đơn vị",
                        "ordering": ["sort_key"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "username",
                            core.fields.NFCCharField(
                                error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
                                max_length=60,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="tên đăng nhập",
                            ),
                        ),
                        ("full_name", core.fields.NFCCharField(max_length=120, verbose_name="họ và tên")),
                        ("position", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="chức vụ")),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="accounts.organisation",
                                verbose_name="đơn vị",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                        ("is_active", models.BooleanField(default=True, verbose_name="được đăng nhập")),
                        (
                            "is_demo",
                            models.BooleanField(default=False, editable=False, verbose_name="tài khoản minh họa"),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                    ],
                    options={
                        "verbose_name": "tài khoản",
                        "verbose_name_plural": "tài khoản",
                        "ordering": ["username"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                                related_name="role_grants",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="tài khoản",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("DOIT_SPECIALIST", "Chuyên viên Sở Công Thương"),
                                    ("DOIT_SECTION_HEAD", "Lãnh đạo Phòng Quản lý công nghiệp"),
                                    ("DOIT_DIRECTOR", "Lãnh đạo Sở Công Thương"),
                                    ("DOIT_ACCOUNTANT", "Kế toán Sở Công Thương"),
                                    ("CENTRE_OFFICER", "Viên chức Trung tâm Khuyến công"),
                                    ("CENTRE_ACCOUNTANT", "Kế toán Trung tâm Khuyến công"),
                                    ("CENTRE_DIRECTOR", "Giám đốc Trung tâm (chủ tài khoản)"),
                                    ("DOF_REVIEWER", "Chuyên viên Sở Tài chính"),
                                    ("LOCAL_OFFICER", "Cán bộ theo dõi cấp huyện (đến 30/6/2025) / cấp xã"),
                                    ("VIEWER", "Lãnh đạo, đoàn kiểm tra (chỉ xem)"),
                                    ("ADMINISTRATOR", "Quản trị hệ thống"),
                                ],
                                max_length=30,
                                verbose_name="vai trò",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                    ],
                    options={
                        "verbose_name": "vai trò được giao",
                        "verbose_name_plural": "vai trò được giao",
                        "ordering": ["valid_from"],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "role", "valid_from"), name="rolegrant_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="rolegrant_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    (models.F("user"), "="),
                                    (
                                        models.Func(
                                            "valid_from",
                                            "valid_to",
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                    (models.Case(models.When(role="ADMINISTRATOR", then=1), default=0), "<>"),
                                ],
                                name="rolegrant_administrator_has_no_business",
                                violation_error_message="Quản trị hệ thống không cùng lúc giữ vai trò nghiệp vụ nào khác.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Substitution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "absent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người vắng",
                            ),
                        ),
                        (
                            "substitute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="substitutions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người thay",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(verbose_name="đến hết ngày")),
                        ("paper_number", core.fields.NFCCharField(max_length=100, verbose_name="văn bản phân công")),
                    ],
                    options={
                        "verbose_name": "phân công thay",
                        "verbose_name_plural": "phân công thay",
                        "ordering": ["-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("absent", models.F("substitute")), _negated=True),
                                name="substitution_is_another_person",
                                violation_error_message="Không thể tự thay chính mình.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                                name="substitution_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
            ]
        ),
    ]
