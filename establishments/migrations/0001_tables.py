import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields
from core.tables import CreateTables


class Migration(migrations.Migration):
    """Establishments, where they work, and industrial clusters."""

    replaces = [("establishments", "0001_initial"), ("establishments", "0002_industrial_clusters")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="IndustrialCluster",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên cụm công nghiệp")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clusters",
                                to="accounts.area",
                                verbose_name="xã, phường (huyện)",
                            ),
                        ),
                        (
                            "hectares",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="diện tích (ha)"
                            ),
                        ),
                        (
                            "hectares_leased",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                verbose_name="diện tích đã cho thuê (ha)",
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
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="cơ quan quyết định"),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
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
                        ("search_text", core.fields.SearchTextField("name")),
                        ("sort_key", core.fields.SortKeyField("name")),
                    ],
                    options={
                        "verbose_name": "cụm công nghiệp",
                        "verbose_name_plural": "cụm công nghiệp",
                        "ordering": ["sort_key", "pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="industrialcluster_search", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("name", "area"),
                                name="industrialcluster_once",
                                violation_error_message="Cụm công nghiệp này đã có trong danh mục.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hectares__gt", 0)),
                                name="industrialcluster_has_an_area",
                                violation_error_message="Diện tích phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("hectares_leased__gte", 0), ("hectares_leased__lte", models.F("hectares"))
                                ),
                                name="industrialcluster_leased_within",
                                violation_error_message="Diện tích đã cho thuê không được âm và không vượt diện tích của cụm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on__isnull", True), ("decision_number", "")),
                                    models.Q(
                                        models.Q(("decision_number", ""), _negated=True), ("decided_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="industrialcluster_decided_with_its_day",
                                violation_error_message="Quyết định thành lập phải ghi cả số và ngày.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Establishment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            core.fields.NFCCharField(
                                blank=True,
                                max_length=20,
                                null=True,
                                unique=True,
                                verbose_name="mã số doanh nghiệp, mã số thuế",
                            ),
                        ),
                        ("name", core.fields.NFCCharField(max_length=255, verbose_name="tên cơ sở")),
                        (
                            "legal_form",
                            models.CharField(
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
                            "owner_name",
                            core.fields.NFCCharField(blank=True, max_length=120, verbose_name="người đại diện"),
                        ),
                        ("phone", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="điện thoại")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="establishments",
                                to="accounts.area",
                                verbose_name="xã, phường (huyện)",
                            ),
                        ),
                        (
                            "address",
                            core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa chỉ cụ thể"),
                        ),
                        ("sector", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="ngành nghề")),
                        (
                            "known_since",
                            models.DateField(
                                default=core.dates.today,
                                help_text="Đơn vị hành chính lấy theo ngày này.",
                                verbose_name="theo dõi từ ngày",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="đang hoạt động")),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
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
                        ("search_text", core.fields.SearchTextField("name", "code", "owner_name", "address", "sector")),
                        ("sort_key", core.fields.SortKeyField("name")),
                    ],
                    options={
                        "verbose_name": "cơ sở công nghiệp nông thôn",
                        "verbose_name_plural": "cơ sở công nghiệp nông thôn",
                        "ordering": ["sort_key", "pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="establishment_search", opclasses=["gin_trgm_ops"]
                            ),
                            models.Index(fields=["sort_key", "id"], name="establishme_sort_ke_dbc1b0_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("code__isnull", True),
                                    ("code__regex", "^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"),
                                    _connector="OR",
                                ),
                                name="establishment_code_has_a_shape",
                                violation_error_message="Mã số phải có 10 chữ số, 10-3 chữ số hoặc 12 chữ số.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="establishment_has_a_name",
                                violation_error_message="Chưa nhập tên cơ sở.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EstablishmentIdentity",
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
                                related_name="identities",
                                to="establishments.establishment",
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20, null=True, verbose_name="mã số")),
                        ("name", core.fields.NFCCharField(max_length=255, verbose_name="tên")),
                        (
                            "legal_form",
                            models.CharField(
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
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("paper", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="giấy tờ")),
                        ("search_text", core.fields.SearchTextField("name", "code")),
                    ],
                    options={
                        "verbose_name": "tên gọi, đăng ký qua các thời kỳ",
                        "verbose_name_plural": "tên gọi, đăng ký qua các thời kỳ",
                        "ordering": ["-valid_from"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="establishmentidentity_search", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="establishmentidentity_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("establishment", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="establishmentidentity_one_at_a_time",
                                violation_error_message="Trong thời gian này cơ sở đã có tên gọi, đăng ký khác.",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
