"""The Treasury's general limits as dated data; what stands as verified in a text of its own may allow more.

Until now every rule with a source went without the general limit, read or unread.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import core.fields
import core.money


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0002_a_draft_set_counts_for_nothing"),
    ]

    operations = [
        migrations.AddField(
            model_name="advancerule",
            name="special",
            field=models.BooleanField(
                default=False,
                help_text="Chỉ chọn khi nguồn nêu trên là văn bản riêng cho phép tạm ứng cao hơn mức chung của Kho bạc.",
                verbose_name="văn bản riêng cho phép cao hơn mức chung",
            ),
        ),
        migrations.CreateModel(
            name="TreasuryRule",
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
                    "code",
                    models.CharField(
                        choices=[
                            ("GENERAL_ADVANCE", "Mức tạm ứng chung"),
                            ("FULL_CLEARING", "Thu hồi hết tạm ứng khi thanh toán đạt"),
                        ],
                        max_length=20,
                        verbose_name="quy định",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                        max_length=10,
                        verbose_name="cấp",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="tỷ lệ (% giá trị hợp đồng)"),
                ),
                ("above", core.money.MoneyField(default=0, verbose_name="với hợp đồng có giá trị trên (đồng)")),
            ],
            options={
                "verbose_name": "quy định của Kho bạc",
                "verbose_name_plural": "quy định của Kho bạc",
                "ordering": ["code", "tier", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="treasuryrule_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            ("tier", "="),
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
                        name="treasuryrule_one_at_a_time",
                        violation_error_message="Quy định này đã có mức trong cùng thời gian.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)),
                        name="treasuryrule_percent_in_range",
                        violation_error_message="Tỷ lệ phải lớn hơn 0 và không quá 100 %%.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "UPDATE public.norms_advancerule SET special = true WHERE verified AND percent IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
