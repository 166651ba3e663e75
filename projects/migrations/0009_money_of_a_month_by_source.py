"""A month's report tells what the beneficiary spent apart from other sources.

Earlier reports hold both in one figure: of a project without other sources it was all the beneficiary's.
"""

from django.db import migrations, models

import core.money

MOVE = """
UPDATE public.projects_progressreport report
SET spent_counterpart = report.spent_other, spent_other = 0
FROM public.projects_project project
WHERE project.id = report.project_id AND coalesce(project.other, 0) = 0;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_the_estimate_stands_as_decided")]

    operations = [
        migrations.RemoveConstraint(model_name="progressreport", name="progress_money_not_negative"),
        migrations.AddField(
            model_name="progressreport",
            name="spent_counterpart",
            field=core.money.MoneyField(default=0, verbose_name="đã chi từ vốn đối ứng"),
        ),
        migrations.AlterField(
            model_name="progressreport",
            name="spent_other",
            field=core.money.MoneyField(default=0, verbose_name="đã chi từ nguồn khác"),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("spent_counterpart__gte", 0),
                    ("spent_other__gte", 0),
                    ("spent_state__gte", 0),
                    ("value_done__gte", 0),
                ),
                name="progress_money_not_negative",
                violation_error_message="Số tiền trong báo cáo tiến độ không được âm.",
            ),
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
    ]
