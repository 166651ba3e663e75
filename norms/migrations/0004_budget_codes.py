"""The codes of the State's budget index as dated data with their source."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0003_rules_of_the_treasury"),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetCode",
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
                    "kind",
                    models.CharField(
                        choices=[("CHAPTER", "Chương"), ("CATEGORY", "Loại"), ("ITEM", "Khoản")],
                        max_length=10,
                        verbose_name="phần của mục lục",
                    ),
                ),
                (
                    "code",
                    core.fields.NFCCharField(
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{3}$", "Mã mục lục ngân sách gồm ba chữ số, ví dụ 416."
                            )
                        ],
                        verbose_name="mã",
                    ),
                ),
                ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên")),
            ],
            options={
                "verbose_name": "mã mục lục ngân sách",
                "verbose_name_plural": "mã mục lục ngân sách",
                "ordering": ["kind", "code", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="budgetcode_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("kind", "="),
                            ("code", "="),
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
                        name="budgetcode_one_at_a_time",
                        violation_error_message="Mã này đã có trong cùng thời gian.",
                    ),
                ],
            },
        ),
    ]
