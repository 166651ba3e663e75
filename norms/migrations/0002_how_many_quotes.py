import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import core.fields
import core.money


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuoteRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                (
                    "by_analogy",
                    models.BooleanField(
                        default=False,
                        help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                        verbose_name="áp dụng tương tự",
                    ),
                ),
                ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                (
                    "tier",
                    models.CharField(
                        choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                        max_length=10,
                        verbose_name="cấp",
                    ),
                ),
                ("above", core.money.MoneyField(verbose_name="trị giá từ (đồng)")),
                ("quotes", models.PositiveSmallIntegerField(verbose_name="số đơn vị báo giá ít nhất")),
            ],
            options={
                "verbose_name": "quy định về báo giá",
                "verbose_name_plural": "quy định về báo giá",
                "ordering": ["tier", "above", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="quoterule_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("tier", "="),
                            ("above", "="),
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
                        name="quoterule_one_at_a_time",
                        violation_error_message="Mức này đã có quy định trong cùng thời gian.",
                    ),
                ],
            },
        ),
    ]
