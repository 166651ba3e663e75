import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

FORWARD = r"""
CREATE FUNCTION public.norms_keep_in_force() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'normset_stays_in_force',
        MESSAGE = 'a set of norms that counts does not become a draft again';
END $$;

CREATE TRIGGER norms_normset_keep_in_force BEFORE UPDATE ON public.norms_normset
    FOR EACH ROW WHEN (NEW.draft AND NOT OLD.draft) EXECUTE FUNCTION public.norms_keep_in_force();
"""

BACKWARD = """
DROP TRIGGER norms_normset_keep_in_force ON public.norms_normset;
DROP FUNCTION public.norms_keep_in_force();
"""

NAME = "normset_one_at_a_time"
MESSAGE = "Cấp (và tỉnh) này đã có bộ mức chi khác trong cùng thời gian; hãy kết thúc bộ cũ trước."
DAYS = models.Func(
    models.F("valid_from"),
    models.F("valid_to"),
    models.Value("[]"),
    function="daterange",
    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
)


class Migration(migrations.Migration):
    """A set of norms may be written as a whole beside the one that counts; once it counts it is no draft again."""

    dependencies = [("norms", "0001_tables")]

    operations = [
        migrations.AddField(
            "normset",
            "draft",
            models.BooleanField(default=False, help_text="Chưa được dùng để tính.", verbose_name="bản đang soạn"),
        ),
        migrations.RemoveConstraint("normset", NAME),
        migrations.AddConstraint(
            "normset",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name=NAME,
                expressions=[("tier", "="), ("province_code", "="), (DAYS, "&&")],
                condition=models.Q(draft=False),
                violation_error_message=MESSAGE,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
