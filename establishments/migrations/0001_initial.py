import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Establishment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    core.fields.NFCCharField(
                        blank=True, max_length=20, null=True, unique=True, verbose_name="mã số doanh nghiệp, mã số thuế"
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
                ("owner_name", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="người đại diện")),
                ("phone", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="điện thoại")),
                ("address", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa chỉ cụ thể")),
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
                ("search_text", core.fields.SearchTextField("name", "code", "owner_name", "address", "sector")),
                ("sort_key", core.fields.SortKeyField("name")),
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
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identities",
                        to="establishments.establishment",
                    ),
                ),
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
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
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
