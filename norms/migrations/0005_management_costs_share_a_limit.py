"""A norm's percent may be of other money than the task's own cost, for all tasks of the kind together."""

from django.db import migrations, models

FORWARD = """
UPDATE public.norms_supportcategory SET limit_of = 'YEAR' WHERE code = 'admin_managing_agency';
UPDATE public.norms_supportcategory SET limit_of = 'UNIT' WHERE code = 'admin_implementer';
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0004_budget_codes")]

    operations = [
        migrations.AddField(
            model_name="supportcategory",
            name="limit_of",
            field=models.CharField(
                choices=[
                    ("OWN", "Chi phí của chính đề án, nhiệm vụ"),
                    ("YEAR", "Kinh phí khuyến công được giao trong năm"),
                    ("UNIT", "Kinh phí hỗ trợ các đề án đơn vị thực hiện trong năm"),
                ],
                default="OWN",
                help_text="Khác chi phí của đề án: mức trần chung cho mọi nhiệm vụ cùng loại trong năm, không nhân hệ số.",
                max_length=10,
                verbose_name="tỷ lệ tính trên",
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
