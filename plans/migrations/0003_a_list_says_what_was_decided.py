"""A decision's list keeps the name and the money of each project as it was decided; an amendment changes the project only.

Lists decided before this take what the project says now: until then nothing could amend it.
"""

import django.core.serializers.json
from django.db import migrations, models

KEEP = """
ALTER TABLE public.plans_planitem DISABLE TRIGGER plans_planitem_keep;
UPDATE public.plans_planitem item
SET as_decided = jsonb_build_object(
    'title', project.title, 'total_cost', project.total_cost, 'counterpart', project.counterpart, 'other', project.other)
FROM public.projects_project project, public.plans_approvalround round
WHERE project.id = item.project_id AND round.id = item.round_id AND round.status = 'ISSUED' AND item.removed_at IS NULL;
ALTER TABLE public.plans_planitem ENABLE TRIGGER plans_planitem_keep;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_what_was_issued_is_not_changed")]

    operations = [
        migrations.AddField(
            model_name="planitem",
            name="as_decided",
            field=models.JSONField(
                editable=False,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                null=True,
                verbose_name="hồ sơ tại ngày quyết định",
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
