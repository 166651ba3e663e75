"""A round of an old year is entered with its list in one transaction; from then on neither is changed.

`made_in` is the transaction that inserted the round, written by the database. The program does not know the column: it
only lets a historical list be filled by the transaction that made it.
"""

from django.db import migrations

FORWARD = r"""
ALTER TABLE public.plans_approvalround ADD COLUMN made_in bigint NOT NULL DEFAULT txid_current();

CREATE FUNCTION public.plans_made_in() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.made_in := txid_current();
    RETURN NEW;
END $$;

CREATE TRIGGER plans_approvalround_made_in BEFORE INSERT ON public.plans_approvalround
    FOR EACH ROW EXECUTE FUNCTION public.plans_made_in();

CREATE OR REPLACE FUNCTION public.plans_round_frozen(round bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.status = 'ISSUED' AND r.decision_date IS NOT NULL
        OR r.status = 'HISTORICAL' AND r.made_in <> txid_current()
    FROM public.plans_approvalround r WHERE r.id = round FOR SHARE
$$;

CREATE OR REPLACE FUNCTION public.plans_keep_round() RETURNS trigger
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
"""

BACKWARD = r"""
CREATE OR REPLACE FUNCTION public.plans_keep_round() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.plans_refuse('plans_keep', 'a round is never deleted');
    END IF;
    IF OLD.status = 'ISSUED' AND OLD.decision_date IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        PERFORM public.plans_refuse('plans_round_frozen', 'an issued decision is not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.plans_round_frozen(round bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.status = 'ISSUED' AND r.decision_date IS NOT NULL
    FROM public.plans_approvalround r WHERE r.id = round FOR SHARE
$$;

DROP TRIGGER plans_approvalround_made_in ON public.plans_approvalround;
DROP FUNCTION public.plans_made_in();
ALTER TABLE public.plans_approvalround DROP COLUMN made_in;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_an_issued_paper_is_not_changed")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
