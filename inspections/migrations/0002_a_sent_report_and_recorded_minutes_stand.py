"""What a sent report and recorded minutes say is not changed afterwards, through the program or around it.

From the moment a report is filed its facts, answers and findings stand (a return opens them again, by its own step); the
verdict stands from the conclusion on. Recorded minutes and the results of their places never change. Nothing of either
is ever deleted. Every refusal carries the name of its rule as CONSTRAINT.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION public.inspections_refuse(rule text, message text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = message;
END $$;

-- Both wait for whoever is just filing or recording, then say whether it has been done.
CREATE FUNCTION public.inspections_filed(visit bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT v.status NOT IN ('PLANNED', 'DRAFT_REPORT') FROM public.inspections_inspection v WHERE v.id = visit FOR SHARE
$$;

CREATE FUNCTION public.inspections_recorded(batch bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.status = 'CONCLUDED' FROM public.inspections_acceptancebatch b WHERE b.id = batch FOR SHARE
$$;

CREATE FUNCTION public.inspections_keep_visit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moving constant text[] := ARRAY['status', 'verdict', 'filed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.inspections_refuse('inspections_keep', 'a visit is called off with its reason, never deleted');
    END IF;
    IF OLD.status NOT IN ('PLANNED', 'DRAFT_REPORT') AND to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        PERFORM public.inspections_refuse('inspections_report_stands', 'a filed report is not changed');
    END IF;
    IF OLD.status NOT IN ('PLANNED', 'DRAFT_REPORT', 'FILED') AND NEW.verdict IS DISTINCT FROM OLD.verdict THEN
        PERFORM public.inspections_refuse('inspections_verdict_stands', 'a verdict that was given is not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspections_inspection_keep BEFORE UPDATE OR DELETE ON public.inspections_inspection
    FOR EACH ROW EXECUTE FUNCTION public.inspections_keep_visit();

-- Of a filed report's findings only the repair and its deadline move on.
CREATE FUNCTION public.inspections_keep_finding() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moving constant text[] := ARRAY['status', 'due_on', 'fixed_on', 'fixed_note'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.inspections_refuse('inspections_keep', 'a finding is taken back, never deleted');
    ELSIF TG_OP = 'INSERT' THEN
        IF public.inspections_filed(NEW.inspection_id) THEN
            PERFORM public.inspections_refuse('inspections_report_stands', 'a filed report takes no new finding');
        END IF;
    ELSIF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
          AND (public.inspections_filed(OLD.inspection_id) OR public.inspections_filed(NEW.inspection_id)) THEN
        PERFORM public.inspections_refuse('inspections_report_stands', 'the findings of a filed report are not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspections_finding_keep BEFORE INSERT OR UPDATE OR DELETE ON public.inspections_finding
    FOR EACH ROW EXECUTE FUNCTION public.inspections_keep_finding();

CREATE FUNCTION public.inspections_keep_batch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.inspections_refuse('inspections_keep', 'a batch is cancelled with its reason, never deleted');
    END IF;
    IF OLD.status = 'CONCLUDED' AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        PERFORM public.inspections_refuse('inspections_minutes_stand', 'recorded minutes are not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspections_acceptancebatch_keep BEFORE UPDATE OR DELETE ON public.inspections_acceptancebatch
    FOR EACH ROW EXECUTE FUNCTION public.inspections_keep_batch();

CREATE FUNCTION public.inspections_keep_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.inspections_refuse('inspections_keep', 'a place is taken out of a batch, never deleted');
    END IF;
    IF public.inspections_recorded(NEW.batch_id)
       OR TG_OP = 'UPDATE' AND public.inspections_recorded(OLD.batch_id) THEN
        PERFORM public.inspections_refuse('inspections_minutes_stand', 'the results of recorded minutes are not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspections_acceptance_keep BEFORE INSERT OR UPDATE OR DELETE ON public.inspections_acceptance
    FOR EACH ROW EXECUTE FUNCTION public.inspections_keep_place();
"""

BACKWARD = r"""
DROP TRIGGER inspections_inspection_keep ON public.inspections_inspection;
DROP TRIGGER inspections_finding_keep ON public.inspections_finding;
DROP TRIGGER inspections_acceptancebatch_keep ON public.inspections_acceptancebatch;
DROP TRIGGER inspections_acceptance_keep ON public.inspections_acceptance;
DROP FUNCTION public.inspections_keep_visit(), public.inspections_keep_finding(), public.inspections_keep_batch(),
    public.inspections_keep_place(), public.inspections_filed(bigint), public.inspections_recorded(bigint),
    public.inspections_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
