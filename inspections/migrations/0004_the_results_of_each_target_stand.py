"""What recorded minutes say of each target stands with them, and minutes are not recorded without it.

A result is of a target of its own place's project. From the moment the minutes are recorded it never changes; nothing
of it is ever deleted. Minutes are not recorded while a place that concludes «Đạt» is silent on a target, or one that is
accepted by volume does not say how much was done; those recorded before this rule stay as they are. Every refusal
carries the name of its rule as CONSTRAINT.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION public.inspections_keep_result() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.inspections_refuse('inspections_keep', 'what was said of a target is emptied, never deleted');
    END IF;
    IF (SELECT public.inspections_recorded(a.batch_id) FROM public.inspections_acceptance a WHERE a.id = NEW.acceptance_id)
       OR TG_OP = 'UPDATE' AND (
           SELECT public.inspections_recorded(a.batch_id) FROM public.inspections_acceptance a WHERE a.id = OLD.acceptance_id
       ) THEN
        PERFORM public.inspections_refuse('inspections_minutes_stand', 'the results of recorded minutes are not changed');
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.inspections_acceptance a JOIN public.projects_indicatorvalue i ON i.project_id = a.project_id
        WHERE a.id = NEW.acceptance_id AND i.id = NEW.indicator_id
    ) THEN
        PERFORM public.inspections_refuse('inspections_result_of_its_project', 'a result is of a target of its own project');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspections_placeresult_keep BEFORE INSERT OR UPDATE OR DELETE ON public.inspections_placeresult
    FOR EACH ROW EXECUTE FUNCTION public.inspections_keep_result();

CREATE FUNCTION public.inspections_minutes_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.inspections_acceptance a JOIN public.projects_indicatorvalue i ON i.project_id = a.project_id
        WHERE a.batch_id = NEW.id AND a.removed_at IS NULL AND a.conclusion = 'PASS' AND i.planned > 0
          AND NOT EXISTS (
              SELECT FROM public.inspections_placeresult r
              WHERE r.acceptance_id = a.id AND r.indicator_id = i.id AND (r.value IS NOT NULL OR r.remark <> '')
          )
    ) THEN
        PERFORM public.inspections_refuse('inspections_targets_answered', 'a place that passes says what was reached of every target');
    END IF;
    IF EXISTS (
        SELECT FROM public.inspections_acceptance a
        WHERE a.batch_id = NEW.id AND a.removed_at IS NULL AND a.conclusion = 'BY_VOLUME' AND a.volume_percent IS NULL
    ) THEN
        PERFORM public.inspections_refuse('inspections_volume_told', 'acceptance by volume says how much was done');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspections_acceptancebatch_whole BEFORE UPDATE ON public.inspections_acceptancebatch
    FOR EACH ROW WHEN (NEW.status = 'CONCLUDED' AND OLD.status <> 'CONCLUDED')
    EXECUTE FUNCTION public.inspections_minutes_whole();
"""

BACKWARD = r"""
DROP TRIGGER inspections_placeresult_keep ON public.inspections_placeresult;
DROP TRIGGER inspections_acceptancebatch_whole ON public.inspections_acceptancebatch;
DROP FUNCTION public.inspections_keep_result(), public.inspections_minutes_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_results_per_place")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
