from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields

kept = import_module("core.migrations.0004_papers_stay_as_issued")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0005_a_paper_of_a_step_stands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="corrects",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="core.document",
                verbose_name="thay cho bản",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="corrects_why",
            field=core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do đưa bản đúng"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("corrects_why", "")),
                    models.Q(("corrects__isnull", False), models.Q(("corrects_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="document_corrects_with_reason",
            ),
        ),
        migrations.RunSQL(kept.function(*kept.PAPER, "corrects_id", "corrects_why"), kept.function(*kept.PAPER)),
    ]
