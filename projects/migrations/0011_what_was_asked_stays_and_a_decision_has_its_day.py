"""An amended estimate has its own figure of the State's part, what was asked stays; a decided change has its day.

Before, the amended figure took the place of what was asked: that is what the lines said before the first amendment.
Where no paper of a decision bears a day, its day is that of its recording.
"""

from importlib import import_module

import django.db.models.functions
from django.db import migrations, models
from django.db.models import F, Q

import core.money

before = import_module("projects.migrations.0003_who_pays_which_part_of_a_line")

# What the deferred triggers still have to ask is asked first: a table with questions waiting takes no new column.
SETTLE = "SET CONSTRAINTS ALL IMMEDIATE"
AS_BEFORE = before.ASKS
ASKS = AS_BEFORE.replace(
    "SELECT status, is_historical, requested_support, counterpart",
    "SELECT status, is_historical, coalesce(estimate_support, requested_support) AS requested_support, counterpart",
)
APART = """
UPDATE public.projects_project project
SET estimate_support = project.requested_support, requested_support = first.asked
FROM (
    SELECT DISTINCT ON (c.project_id) c.project_id,
        (SELECT sum((line ->> 'support')::bigint) FROM jsonb_array_elements(
            CASE jsonb_typeof(v.before) WHEN 'array' THEN v.before ELSE '[]'::jsonb END) line) AS asked
    FROM public.projects_changevalue v JOIN public.projects_changerequest c ON c.id = v.change_id
    WHERE v.what = 'cost_items' AND v.removed_at IS NULL AND c.status = 'DECIDED'
    ORDER BY c.project_id, c.decided_at, c.id
) first
WHERE project.id = first.project_id AND first.asked > 0;
SET CONSTRAINTS ALL IMMEDIATE;
"""
TOGETHER = """
UPDATE public.projects_project SET requested_support = estimate_support, estimate_support = NULL
WHERE estimate_support IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
DAYS = """
UPDATE public.projects_changerequest change
SET decided_on = coalesce(
    (SELECT paper.issued_on FROM public.core_document paper
     JOIN public.django_content_type kind ON kind.id = paper.content_type_id
     WHERE kind.app_label = 'projects' AND kind.model = 'changerequest' AND paper.object_id = change.id
        AND paper.kind = 'paper:decide' ORDER BY paper.id LIMIT 1),
    (change.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
WHERE change.status = 'DECIDED';
SET CONSTRAINTS ALL IMMEDIATE;
"""
STANDS = """
CREATE FUNCTION public.projects_asked_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF public.projects_stands(OLD.status, OLD.is_historical) THEN
        RAISE EXCEPTION 'what approved project % asked for is not changed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_request_stands';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_asked_stands() FROM PUBLIC;
CREATE TRIGGER project_asked_stands BEFORE UPDATE ON public.projects_project
    FOR EACH ROW WHEN (NEW.requested_support IS DISTINCT FROM OLD.requested_support)
    EXECUTE FUNCTION public.projects_asked_stands();
"""
FALLS = """
DROP TRIGGER project_asked_stands ON public.projects_project;
DROP FUNCTION public.projects_asked_stands();
"""
RULE = "TTLT 26/2014/TTLT-BTC-BCT, Điều 7 khoản 4"


def big(expression):
    return django.db.models.functions.Cast(expression, models.BigIntegerField())


def anew(model, constraint):
    """The constraint of this name as it now says."""
    return [
        migrations.RemoveConstraint(model, constraint.name),
        migrations.AddConstraint(model, constraint),
    ]


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_planned_targets_are_told_and_stand")]

    operations = [
        migrations.RunSQL(SETTLE, SETTLE),
        migrations.AddField(
            "project",
            "estimate_support",
            core.money.MoneyField(
                blank=True, editable=False, null=True, verbose_name="kinh phí khuyến công theo dự toán điều chỉnh"
            ),
        ),
        *anew(
            "project",
            models.CheckConstraint(
                name="project_total_is_the_sum",
                condition=Q(
                    total_cost=big(django.db.models.functions.Coalesce("estimate_support", "requested_support"))
                    + F("counterpart")
                    + F("other")
                ),
                violation_error_message="Tổng kinh phí phải bằng hỗ trợ cộng vốn đối ứng cộng nguồn khác.",
            ),
        ),
        *anew(
            "project",
            models.CheckConstraint(
                name="project_money_not_negative",
                condition=Q(requested_support__gt=0)
                & Q(estimate_support__gte=0)
                & Q(counterpart__gte=0)
                & Q(other__gte=0)
                & Q(total_cost__gt=0)
                & Q(eligible_cost__gte=0),
                violation_error_message="Kinh phí đề nghị hỗ trợ phải lớn hơn 0, các khoản khác không được âm.",
            ),
        ),
        migrations.RunSQL(ASKS, AS_BEFORE),
        migrations.AddField(
            "changerequest", "decided_on", models.DateField("ngày quyết định", editable=False, null=True)
        ),
        *anew(
            "deliveredmachine",
            models.UniqueConstraint(
                name="machine_serial_once",
                fields=["serial_key"],
                condition=Q(removed_at__isnull=True, freed_at__isnull=True),
                violation_error_message=f"Máy mang số này đã có trong một hồ sơ được hỗ trợ; hỏi Sở Công Thương ({RULE}).",
            ),
        ),
        *anew(
            "trademark",
            models.UniqueConstraint(
                name="trademark_certificate_once",
                fields=["certificate_number"],
                condition=~Q(certificate_number="") & Q(removed_at__isnull=True),
                violation_error_message=f"Giấy chứng nhận này đã có ở một hồ sơ được hỗ trợ; hỏi Sở Công Thương ({RULE}).",
            ),
        ),
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
        *anew(
            "changerequest",
            models.CheckConstraint(
                name="change_decided_by_somebody",
                condition=~Q(status="DECIDED")
                | (~Q(decider="") & Q(decided_at__isnull=False) & Q(decided_on__isnull=False)),
                violation_error_message="Quyết định phải ghi cấp quyết định và ngày.",
            ),
        ),
        migrations.RunSQL(APART, TOGETHER),
        migrations.RunSQL(STANDS, FALLS),
    ]
