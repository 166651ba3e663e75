from django.db import migrations, models

import core.money

# Deferred: the application and its estimate are written row by row and must agree when the act ends.
HELD = """
CREATE FUNCTION projects_estimate_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about bigint := CASE WHEN TG_TABLE_NAME = 'projects_project' THEN (to_jsonb(NEW) ->> 'id')::bigint
                         ELSE (to_jsonb(NEW) ->> 'project_id')::bigint END;
    asked record;
    there record;
BEGIN
    SELECT status, is_historical, requested_support, counterpart, other INTO asked
        FROM public.projects_project WHERE id = about;
    IF asked.is_historical OR asked.status IN ('DRAFT', 'RETURNED', 'WITHDRAWN') THEN
        RETURN NULL;
    END IF;
    SELECT count(*) AS lines,
           coalesce(sum(amount + coalesce(vat, 0)) FILTER (WHERE payer = 'STATE'), 0) AS support,
           coalesce(sum(amount + coalesce(vat, 0)) FILTER (WHERE payer = 'COUNTERPART'), 0) AS counterpart,
           coalesce(sum(amount + coalesce(vat, 0)) FILTER (WHERE payer = 'OTHER'), 0) AS other
        INTO there FROM public.projects_costitem WHERE project_id = about AND removed_at IS NULL;
    IF there.lines > 0 AND (there.support, there.counterpart, there.other)
        IS DISTINCT FROM (asked.requested_support, asked.counterpart, asked.other)
    THEN
        RAISE EXCEPTION 'the estimate of project % does not add up to what the application asks', about
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_estimate_adds_up';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION projects_estimate_adds_up() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER project_estimate_adds_up AFTER INSERT OR UPDATE ON public.projects_project
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_estimate_adds_up();
CREATE CONSTRAINT TRIGGER costitem_estimate_adds_up AFTER INSERT OR UPDATE ON public.projects_costitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_estimate_adds_up();
"""
LET_GO = """
DROP TRIGGER project_estimate_adds_up ON public.projects_project;
DROP TRIGGER costitem_estimate_adds_up ON public.projects_costitem;
DROP FUNCTION projects_estimate_adds_up();
"""


class Migration(migrations.Migration):
    """The tax of a line beside its amount; a filed estimate adds up in the database too."""

    dependencies = [("projects", "0003_an_appraisal_sheet_sent_back")]

    operations = [
        migrations.AddField(
            model_name="costitem",
            name="vat",
            field=core.money.MoneyField(
                blank=True, help_text="Bỏ trống: không tách thuế.", null=True, verbose_name="thuế GTGT"
            ),
        ),
        migrations.AlterField(
            model_name="costitem",
            name="amount",
            field=core.money.MoneyField(
                help_text="Chưa có thuế GTGT, nếu thuế ghi ở cột bên.", verbose_name="thành tiền"
            ),
        ),
        migrations.AddConstraint(
            model_name="costitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("vat__gte", 0), ("vat__lte", models.F("amount"))),
                name="costitem_vat_within_amount",
                violation_error_message="Thuế GTGT không được âm và không vượt thành tiền chưa thuế.",
            ),
        ),
        migrations.RunSQL(HELD, LET_GO),
    ]
