"""An advance of a project that goes on comes back: restored to its own contract inside the year, refunded after it.

Each is one way of money of its own. By way of what is to be recovered and of the estimate it would count as approved
and reserved once more, and another project could take it before its contract had it back.
"""

from django.db import migrations, models

WAYS = [("restore", "ADVANCED", "COMMITTED"), ("refund", "ADVANCED", "TREASURY")]


def draw(apps, schema_editor):
    Arrow = apps.get_model("ledger", "Arrow")
    Arrow.objects.bulk_create(Arrow(kind=kind, from_stage=start, to_stage=end) for kind, start, end in WAYS)


def rub_out(apps, schema_editor):
    Arrow = apps.get_model("ledger", "Arrow")
    for kind, start, end in WAYS:
        Arrow.objects.filter(kind=kind, from_stage=start, to_stage=end).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0030_what_a_charge_takes_and_when_a_claim_is_due"),
        ("ledger", "0005_codes_by_their_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="moneyback",
            name="of_advance",
            field=models.BooleanField(
                default=False,
                help_text="Đề án còn thực hiện, nộp lại tiền đã tạm ứng. Để trống khi nộp khoản phải thu hồi.",
                verbose_name="nộp trả tạm ứng",
            ),
        ),
        migrations.RunPython(draw, rub_out, elidable=False),
    ]
