import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    """What was reached of each target at each place; how much of the work was done where only that is accepted."""

    dependencies = [
        ("inspections", "0002_a_sent_report_and_recorded_minutes_stand"),
        ("projects", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            "acceptance",
            "volume_percent",
            models.DecimalField(
                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="khối lượng đã thực hiện (%)"
            ),
        ),
        migrations.AddConstraint(
            "acceptance",
            models.CheckConstraint(
                name="acceptance_volume_is_a_part",
                condition=models.Q(volume_percent__gt=0, volume_percent__lt=100),
                violation_error_message="Khối lượng đã thực hiện phải lớn hơn 0 %% và nhỏ hơn 100 %%; làm đủ thì kết "
                "luận “Đạt”.",
            ),
        ),
        migrations.AddConstraint(
            "acceptance",
            models.CheckConstraint(
                name="acceptance_volume_by_volume",
                condition=models.Q(volume_percent__isnull=True) | models.Q(conclusion__in=["", "BY_VOLUME"]),
                violation_error_message="Chỉ kết luận “Nghiệm thu theo khối lượng đã thực hiện” mới có phần trăm khối "
                "lượng; hãy bỏ trống phần trăm hoặc đổi kết luận.",
            ),
        ),
        migrations.CreateModel(
            name="PlaceResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_results",
                        to="inspections.acceptance",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place_results",
                        to="projects.indicatorvalue",
                        verbose_name="chỉ tiêu",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="kết quả"),
                ),
                (
                    "remark",
                    core.fields.NFCCharField(blank=True, max_length=300, verbose_name="ghi chú, lý do không đo"),
                ),
            ],
            options={
                "verbose_name": "kết quả theo chỉ tiêu",
                "verbose_name_plural": "kết quả theo chỉ tiêu",
                "ordering": ["acceptance_id", "indicator_id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("acceptance", "indicator"),
                        name="placeresult_once_per_target",
                        violation_error_message="Chỉ tiêu này đã có kết quả ở nơi này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(value__gte=0),
                        name="placeresult_not_negative",
                        violation_error_message="Kết quả không được âm.",
                    ),
                ],
            },
        ),
    ]
