from django.db import migrations

# Deferred: the application and its estimate are written row by row and must agree when the act ends. A line moved to
# another application, or taken out by hand, leaves the one it was in: that one is asked as well, even when no line is
# left there.
ASKS = """
CREATE FUNCTION projects_estimate_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
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
               coalesce(sum(amount + coalesce(vat, 0)) FILTER (WHERE payer = 'STATE'), 0) AS support,
               coalesce(sum(amount + coalesce(vat, 0)) FILTER (WHERE payer = 'COUNTERPART'), 0) AS counterpart,
               coalesce(sum(amount + coalesce(vat, 0)) FILTER (WHERE payer = 'OTHER'), 0) AS other
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

FORWARD = f"""{ASKS}
REVOKE EXECUTE ON FUNCTION projects_estimate_adds_up() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER project_estimate_adds_up AFTER INSERT OR UPDATE ON public.projects_project
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_estimate_adds_up();
CREATE CONSTRAINT TRIGGER costitem_estimate_adds_up AFTER INSERT OR UPDATE OR DELETE ON public.projects_costitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_estimate_adds_up();
"""

BACK = """
DROP TRIGGER project_estimate_adds_up ON public.projects_project;
DROP TRIGGER costitem_estimate_adds_up ON public.projects_costitem;
DROP FUNCTION projects_estimate_adds_up();
"""


class Migration(migrations.Migration):
    """The lines of a filed estimate add up to what the application asks, in the database too."""

    replaces = [("projects", "0008_every_line_is_its_product")]

    dependencies = [("projects", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
