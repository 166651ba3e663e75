from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

import core.money

before = import_module("projects.migrations.0002_a_filed_estimate_adds_up")

# What the deferred triggers still have to ask is asked first: a table with questions waiting takes no new column.
SETTLE = "SET CONSTRAINTS ALL IMMEDIATE"
DIVIDE = """
UPDATE public.projects_costitem SET
    support = CASE payer WHEN 'STATE' THEN amount + coalesce(vat, 0) ELSE 0 END,
    counterpart = CASE payer WHEN 'COUNTERPART' THEN amount + coalesce(vat, 0) ELSE 0 END,
    other = CASE payer WHEN 'OTHER' THEN amount + coalesce(vat, 0) ELSE 0 END;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# A line that several pay has no single payer: whoever pays most of it.
JOIN = """
UPDATE public.projects_costitem SET payer = CASE greatest(support, counterpart, other)
    WHEN support THEN 'STATE' WHEN counterpart THEN 'COUNTERPART' ELSE 'OTHER' END;
SET CONSTRAINTS ALL IMMEDIATE;
"""
ASKS = """
CREATE OR REPLACE FUNCTION projects_estimate_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned bigint[];
    left_behind bigint;
    about bigint;
    asked record;
    there record;
BEGIN
    IF TG_TABLE_NAME = 'projects_project' THEN
        concerned := ARRAY[NEW.id];
    ELSIF TG_OP = 'INSERT' THEN
        concerned := ARRAY[NEW.project_id];
    ELSIF TG_OP = 'DELETE' THEN
        concerned := ARRAY[OLD.project_id];
        left_behind := OLD.project_id;
    ELSE
        concerned := ARRAY[NEW.project_id, OLD.project_id];
        IF NEW.project_id <> OLD.project_id OR NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL THEN
            left_behind := OLD.project_id;
        END IF;
    END IF;
    FOREACH about IN ARRAY concerned LOOP
        SELECT status, is_historical, requested_support, counterpart, other INTO asked
            FROM public.projects_project WHERE id = about;
        CONTINUE WHEN asked.is_historical OR asked.status IN ('DRAFT', 'RETURNED', 'WITHDRAWN');
        SELECT count(*) AS lines,
               coalesce(sum(support), 0) AS support,
               coalesce(sum(counterpart), 0) AS counterpart,
               coalesce(sum(other), 0) AS other
            INTO there FROM public.projects_costitem WHERE project_id = about AND removed_at IS NULL;
        IF (there.lines > 0 OR about = left_behind) AND (there.support, there.counterpart, there.other)
            IS DISTINCT FROM (asked.requested_support, asked.counterpart, asked.other)
        THEN
            RAISE EXCEPTION 'the estimate of project % does not add up to what the application asks', about
                USING ERRCODE = 'check_violation', CONSTRAINT = 'project_estimate_adds_up';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""


def part(name, words):
    return migrations.AddField(
        model_name="costitem",
        name=name,
        field=core.money.MoneyField(blank=True, default=0, verbose_name=words),
        preserve_default=False,
    )


class Migration(migrations.Migration):
    """A line of the estimate is paid in parts; together they pay the whole of it."""

    dependencies = [("projects", "0002_a_filed_estimate_adds_up")]

    operations = [
        migrations.RunSQL(SETTLE, SETTLE),
        part("support", "kinh phí khuyến công"),
        part("counterpart", "vốn đối ứng"),
        part("other", "nguồn khác"),
        migrations.RunSQL(DIVIDE, JOIN),
        migrations.RunSQL(ASKS, before.ASKS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RemoveField(model_name="costitem", name="payer"),
        migrations.AddConstraint(
            model_name="costitem",
            constraint=models.CheckConstraint(
                name="costitem_parts_not_negative",
                condition=Q(support__gte=0, counterpart__gte=0, other__gte=0),
                violation_error_message="Phần của mỗi nguồn không được âm.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costitem",
            constraint=models.CheckConstraint(
                name="costitem_paid_whole",
                condition=Q(amount=F("support") + F("counterpart") + F("other") - Coalesce("vat", 0)),
                violation_error_message="Ba nguồn cộng lại phải bằng thành tiền cả thuế GTGT của dòng.",
            ),
        ),
    ]
