import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields

# Of a row only the withdrawal is written, once; before that nothing, after that nothing.
FORWARD = """
CREATE FUNCTION core_casepart_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_why'
            IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_why'
    THEN
        RAISE EXCEPTION 'a part of a case is only withdrawn, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER core_casepart_append_only ON core_casepart;
CREATE TRIGGER core_casepart_append_only BEFORE DELETE ON core_casepart
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_casepart_withdrawn BEFORE UPDATE ON core_casepart
    FOR EACH ROW EXECUTE FUNCTION core_casepart_withdrawn();
"""

BACK = """
DROP TRIGGER core_casepart_withdrawn ON core_casepart;
DROP FUNCTION core_casepart_withdrawn();
DROP TRIGGER core_casepart_append_only ON core_casepart;
CREATE TRIGGER core_casepart_append_only BEFORE UPDATE OR DELETE ON core_casepart
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):
    """A part of a case that was written down by mistake is withdrawn: who, when, why; the row stays."""

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0006_the_right_scan_beside_a_wrong_one"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="casepart",
            name="casepart_one_part_per_person",
        ),
        migrations.AddField(
            model_name="casepart",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="rút lúc"),
        ),
        migrations.AddField(
            model_name="casepart",
            name="withdrawn_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người rút",
            ),
        ),
        migrations.AddField(
            model_name="casepart",
            name="withdrawn_why",
            field=core.fields.NFCTextField(blank=True, editable=False, verbose_name="lý do rút"),
        ),
        migrations.AddConstraint(
            model_name="casepart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("content_type", "object_id", "person"),
                name="casepart_one_part_per_person",
                violation_error_message="Một người chỉ giữ một phần việc của một hồ sơ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="casepart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="casepart_withdrawn_with_reason",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
