"""What an issued paper says is not changed afterwards, whoever writes, through the program or around it.

A plan is frozen from the moment its paper's date is recorded, a round from the moment its decision's date is, a round of
an old year from the end of the transaction that enters it with its list. Lines and items of a frozen paper take no
INSERT, UPDATE or DELETE; what may still happen is that a plan is superseded, and that a project leaves the reserve list,
with reason. Nothing of either is ever deleted. An issued record without its paper cannot be committed. Every refusal
carries the name of its rule as CONSTRAINT.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION public.plans_refuse(rule text, message text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = message;
END $$;

-- Waits for whoever is just recording the paper, then says whether it is recorded.
CREATE FUNCTION public.plans_plan_frozen(plan bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.issued_on IS NOT NULL FROM public.plans_annualplan p WHERE p.id = plan FOR SHARE
$$;

-- Which transaction inserted a round, written by the database: a round of an old year is filled by that one only. The
-- program does not know the column.
ALTER TABLE public.plans_approvalround ADD COLUMN made_in bigint NOT NULL DEFAULT txid_current();

CREATE FUNCTION public.plans_made_in() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.made_in := txid_current();
    RETURN NEW;
END $$;

CREATE TRIGGER plans_approvalround_made_in BEFORE INSERT ON public.plans_approvalround
    FOR EACH ROW EXECUTE FUNCTION public.plans_made_in();

CREATE FUNCTION public.plans_round_frozen(round bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.status = 'ISSUED' AND r.decision_date IS NOT NULL
        OR r.status = 'HISTORICAL' AND r.made_in <> txid_current()
    FROM public.plans_approvalround r WHERE r.id = round FOR SHARE
$$;

CREATE FUNCTION public.plans_keep_plan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.plans_refuse('plans_keep', 'a plan is never deleted');
    END IF;
    IF OLD.issued_on IS NOT NULL
       AND ((to_jsonb(NEW) - 'status') IS DISTINCT FROM (to_jsonb(OLD) - 'status')
            OR NEW.status IS DISTINCT FROM OLD.status AND NOT (OLD.status = 'ISSUED' AND NEW.status = 'SUPERSEDED')) THEN
        PERFORM public.plans_refuse('plans_plan_frozen', 'an issued plan is not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER plans_annualplan_keep BEFORE UPDATE OR DELETE ON public.plans_annualplan
    FOR EACH ROW EXECUTE FUNCTION public.plans_keep_plan();

CREATE FUNCTION public.plans_keep_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND public.plans_plan_frozen(OLD.plan_id)
       OR TG_OP <> 'DELETE' AND public.plans_plan_frozen(NEW.plan_id) THEN
        PERFORM public.plans_refuse('plans_plan_frozen', 'the lines of an issued plan are not changed');
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM public.plans_refuse('plans_keep', 'a line is dropped with its reason, never deleted');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER plans_planline_keep BEFORE INSERT OR UPDATE OR DELETE ON public.plans_planline
    FOR EACH ROW EXECUTE FUNCTION public.plans_keep_line();

-- Which kinds of support a line allows is part of the line.
CREATE FUNCTION public.plans_keep_categories() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    plan bigint;
BEGIN
    FOR plan IN SELECT l.plan_id FROM public.plans_planline l
                WHERE TG_OP <> 'INSERT' AND l.id = OLD.planline_id OR TG_OP <> 'DELETE' AND l.id = NEW.planline_id LOOP
        IF public.plans_plan_frozen(plan) THEN
            PERFORM public.plans_refuse('plans_plan_frozen', 'the lines of an issued plan are not changed');
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER plans_planline_categories_keep BEFORE INSERT OR UPDATE OR DELETE ON public.plans_planline_categories
    FOR EACH ROW EXECUTE FUNCTION public.plans_keep_categories();

CREATE FUNCTION public.plans_keep_round() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.plans_refuse('plans_keep', 'a round is never deleted');
    END IF;
    IF (OLD.status = 'HISTORICAL' OR OLD.status = 'ISSUED' AND OLD.decision_date IS NOT NULL)
       AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        PERFORM public.plans_refuse('plans_round_frozen', 'a decided round is not changed');
    END IF;
    IF NEW.status = 'HISTORICAL' AND OLD.status <> 'HISTORICAL' OR NEW.made_in <> OLD.made_in THEN
        PERFORM public.plans_refuse('plans_round_frozen', 'a live round does not become an old one');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER plans_approvalround_keep BEFORE UPDATE OR DELETE ON public.plans_approvalround
    FOR EACH ROW EXECUTE FUNCTION public.plans_keep_round();

CREATE FUNCTION public.plans_keep_item() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.plans_refuse('plans_keep', 'an item is removed with its reason, never deleted');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF public.plans_round_frozen(NEW.round_id) THEN
            PERFORM public.plans_refuse('plans_round_frozen', 'the list of an issued decision is not changed');
        END IF;
        RETURN NEW;
    END IF;
    IF public.plans_round_frozen(OLD.round_id) OR public.plans_round_frozen(NEW.round_id) THEN
        IF NOT (OLD.is_reserve AND OLD.removed_at IS NULL
                AND to_jsonb(NEW) - 'removed_at' - 'removed_by_id' - 'removed_why'
                  = to_jsonb(OLD) - 'removed_at' - 'removed_by_id' - 'removed_why') THEN
            PERFORM public.plans_refuse('plans_round_frozen', 'the list of an issued decision is not changed');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER plans_planitem_keep BEFORE INSERT OR UPDATE OR DELETE ON public.plans_planitem
    FOR EACH ROW EXECUTE FUNCTION public.plans_keep_item();

-- The state moves first and the paper is written in the same transaction: asked at commit.
CREATE FUNCTION public.plans_paper_at_commit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'plans_annualplan' THEN
        IF EXISTS (SELECT 1 FROM public.plans_annualplan p WHERE p.id = NEW.id
                   AND p.status IN ('ISSUED', 'SUPERSEDED') AND (p.issued_on IS NULL OR p.number = '')) THEN
            PERFORM public.plans_refuse('plans_issued_has_paper', 'an issued plan names its paper');
        END IF;
    ELSIF EXISTS (SELECT 1 FROM public.plans_approvalround r WHERE r.id = NEW.id
                  AND r.status = 'ISSUED' AND (r.decision_date IS NULL OR r.decision_number = '')) THEN
        PERFORM public.plans_refuse('plans_issued_has_paper', 'an issued decision names its paper');
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER plans_annualplan_paper AFTER INSERT OR UPDATE ON public.plans_annualplan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.plans_paper_at_commit();
CREATE CONSTRAINT TRIGGER plans_approvalround_paper AFTER INSERT OR UPDATE ON public.plans_approvalround
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.plans_paper_at_commit();
"""

BACKWARD = """
DROP TRIGGER plans_approvalround_paper ON public.plans_approvalround;
DROP TRIGGER plans_annualplan_paper ON public.plans_annualplan;
DROP TRIGGER plans_planitem_keep ON public.plans_planitem;
DROP TRIGGER plans_approvalround_made_in ON public.plans_approvalround;
DROP TRIGGER plans_approvalround_keep ON public.plans_approvalround;
DROP TRIGGER plans_planline_categories_keep ON public.plans_planline_categories;
DROP TRIGGER plans_planline_keep ON public.plans_planline;
DROP TRIGGER plans_annualplan_keep ON public.plans_annualplan;
DROP FUNCTION public.plans_paper_at_commit(), public.plans_keep_item(), public.plans_keep_round(),
    public.plans_keep_categories(), public.plans_keep_line(), public.plans_keep_plan(),
    public.plans_round_frozen(bigint), public.plans_plan_frozen(bigint), public.plans_refuse(text, text),
    public.plans_made_in();
ALTER TABLE public.plans_approvalround DROP COLUMN made_in;
"""


class Migration(migrations.Migration):
    replaces = [
        ("plans", "0002_an_issued_paper_is_not_changed"),
        ("plans", "0003_an_old_round_stands_as_it_was_entered"),
    ]

    dependencies = [("plans", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
