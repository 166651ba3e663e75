from django.db import migrations, models

import core.fields
import core.money

CONDITION = [(True, "Mới 100 %"), (False, "Đã qua sử dụng")]


class Migration(migrations.Migration):
    """A delivered machine is held to the approved one by its origin, year, condition and price as well."""

    dependencies = [("projects", "0004_a_machine_never_paid_is_free")]

    operations = [
        migrations.AddField(
            "machine",
            "made_year",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm sản xuất"),
        ),
        migrations.AddField(
            "deliveredmachine",
            "made_in",
            core.fields.NFCCharField(blank=True, default="", max_length=80, verbose_name="xuất xứ"),
            preserve_default=False,
        ),
        migrations.AddField(
            "deliveredmachine",
            "is_new",
            models.BooleanField(blank=True, choices=CONDITION, null=True, verbose_name="tình trạng"),
        ),
        migrations.AddField(
            "deliveredmachine",
            "unit_price",
            core.money.MoneyField(blank=True, null=True, verbose_name="đơn giá chưa thuế GTGT"),
        ),
        migrations.AddConstraint(
            "deliveredmachine",
            models.CheckConstraint(
                name="deliveredmachine_price_positive",
                condition=models.Q(unit_price__gt=0),
                violation_error_message="Đơn giá phải lớn hơn 0.",
            ),
        ),
    ]
