"""What is in the books is taken out again only by a reversal that one person asked for and another confirmed.

The three belong together, around the program too: a confirmed correction, the reversal of its act, and the paper marked
as taken back (of a payment: the request with the Treasury again). None of them without the others.
"""

from django.db import migrations

MARKED = ("appropriation", "assignment", "allocationsheet", "moneyback", "cancellation", "carryover")
STOOD = {"allocationsheet": "'status'"}  # what still moved of it before
WHEN = dict.fromkeys(("cancellation", "carryover"), "WHEN (OLD.status <> 'DRAFT') ")


def stands(name, *moving):
    columns = ", ".join(filter(None, [STOOD.get(name), *moving]))
    return (
        f"DROP TRIGGER budgets_{name}_stands ON public.budgets_{name};\n"
        f"CREATE TRIGGER budgets_{name}_stands BEFORE UPDATE ON public.budgets_{name}\n"
        f"    FOR EACH ROW {WHEN.get(name, '')}EXECUTE FUNCTION public.budgets_stand({columns});\n"
    )


FORWARD = (
    r"""
-- A correction begins as a question about an act of its case that is in the books and was not taken back.
CREATE FUNCTION public.budgets_ask_correction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.status <> 'ASKED' OR NEW.decided_by_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM public.ledger_act a
        WHERE a.id = NEW.act_id AND a.content_type_id = NEW.content_type_id AND a.object_id = NEW.object_id
          AND a.reverses_id IS NULL
    ) THEN
        PERFORM public.budgets_refuse('budgets_correction_asked', 'a correction is asked for, of an act of its case');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.budgets_ask_correction() FROM PUBLIC;

CREATE TRIGGER budgets_correction_asked BEFORE INSERT ON public.budgets_correction
    FOR EACH ROW EXECUTE FUNCTION public.budgets_ask_correction();
CREATE TRIGGER budgets_correction_waits BEFORE UPDATE ON public.budgets_correction
    FOR EACH ROW WHEN (OLD.status = 'ASKED')
    EXECUTE FUNCTION public.budgets_stand('status', 'decided_by_id', 'decided_at');
CREATE TRIGGER budgets_correction_stands BEFORE UPDATE ON public.budgets_correction
    FOR EACH ROW WHEN (OLD.status <> 'ASKED') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_correction_keep BEFORE DELETE OR TRUNCATE ON public.budgets_correction
    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();

-- Who put it into the books does not take it out; a confirmed correction is carried out in the same transaction.
CREATE FUNCTION public.budgets_carry_out_correction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept_as text;
    done boolean;
BEGIN
    IF EXISTS (SELECT 1 FROM public.ledger_act a WHERE a.id = NEW.act_id AND a.by_id = NEW.decided_by_id) THEN
        PERFORM public.budgets_refuse('budgets_correction_by_another', 'whoever posted the act does not confirm');
    END IF;
    SELECT c.model INTO kept_as FROM public.django_content_type c
    WHERE c.id = NEW.content_type_id AND c.app_label = 'budgets';
    done := EXISTS (SELECT 1 FROM public.ledger_act a WHERE a.reverses_id = NEW.act_id);
    IF kept_as = 'paymentrequest' THEN
        done := done AND NOT EXISTS (
            SELECT 1 FROM public.budgets_paymentrequest p
            WHERE p.id = NEW.object_id AND p.status = 'PAID' AND NOT public.budgets_in_the_books('paymentrequest', p.id));
    ELSE
        EXECUTE format('SELECT $1 AND EXISTS (SELECT 1 FROM public.budgets_%s r WHERE r.id = $2 AND r.correction_id = $3)', kept_as)
            INTO done USING done, NEW.object_id, NEW.id;
    END IF;
    IF done IS NOT TRUE THEN
        PERFORM public.budgets_refuse('budgets_correction_carried_out', 'a confirmed correction is carried out at once');
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.budgets_carry_out_correction() FROM PUBLIC;

-- Whether a record has an act in the books that was not taken back.
CREATE FUNCTION public.budgets_in_the_books(kept_as text, number bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.ledger_act a JOIN public.django_content_type c ON c.id = a.content_type_id
        WHERE c.app_label = 'budgets' AND c.model = kept_as AND a.object_id = number AND a.reverses_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM public.ledger_act r WHERE r.reverses_id = a.id))
$$;

CREATE CONSTRAINT TRIGGER budgets_correction_carried_out AFTER INSERT OR UPDATE ON public.budgets_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'CONFIRMED')
    EXECUTE FUNCTION public.budgets_carry_out_correction();

-- An act of a case is reversed only by its confirmed correction.
CREATE FUNCTION public.budgets_reversal_was_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.ledger_act a WHERE a.id = NEW.reverses_id AND a.content_type_id IS NOT NULL)
       AND NOT EXISTS (
           SELECT 1 FROM public.budgets_correction c WHERE c.act_id = NEW.reverses_id AND c.status = 'CONFIRMED') THEN
        PERFORM public.budgets_refuse('ledger_reversal_confirmed', 'a reversal is asked for and confirmed by another');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.budgets_reversal_was_confirmed() FROM PUBLIC;

CREATE TRIGGER ledger_act_confirmed BEFORE INSERT ON public.ledger_act
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION public.budgets_reversal_was_confirmed();

-- A paper is marked once, by the confirmed correction of its own act; it is entered unmarked.
CREATE FUNCTION public.budgets_mark_taken_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.correction_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM public.budgets_correction c JOIN public.django_content_type t ON t.id = c.content_type_id
        WHERE c.id = NEW.correction_id AND c.status = 'CONFIRMED' AND c.object_id = NEW.id
          AND t.app_label = 'budgets' AND 'budgets_' || t.model = TG_TABLE_NAME
    ) THEN
        PERFORM public.budgets_refuse(TG_TABLE_NAME || '_taken_back', 'a paper is taken back by its confirmed correction');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.budgets_mark_taken_back() FROM PUBLIC;
"""
    + "".join(
        stands(name, "'correction_id'")
        + f"CREATE TRIGGER budgets_{name}_entered BEFORE INSERT ON public.budgets_{name}\n"
        f"    FOR EACH ROW WHEN (NEW.correction_id IS NOT NULL) EXECUTE FUNCTION public.budgets_mark_taken_back();\n"
        f"CREATE TRIGGER budgets_{name}_taken_back BEFORE UPDATE ON public.budgets_{name}\n"
        f"    FOR EACH ROW WHEN (NEW.correction_id IS DISTINCT FROM OLD.correction_id)\n"
        "    EXECUTE FUNCTION public.budgets_mark_taken_back();\n"
        for name in MARKED
    )
    + r"""
-- A paid request stands; only once its act was taken back is it with the Treasury again. A paid one has its act.
CREATE FUNCTION public.budgets_paid_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status'
       OR (NEW.status <> 'PAID' AND (NEW.status <> 'SENT' OR public.budgets_in_the_books('paymentrequest', NEW.id))) THEN
        PERFORM public.budgets_refuse('budgets_paymentrequest_stands', 'what was paid is not changed');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.budgets_paid_stands() FROM PUBLIC;

DROP TRIGGER budgets_paymentrequest_stands ON public.budgets_paymentrequest;
CREATE TRIGGER budgets_paymentrequest_stands BEFORE UPDATE ON public.budgets_paymentrequest
    FOR EACH ROW WHEN (OLD.status = 'PAID') EXECUTE FUNCTION public.budgets_paid_stands();

CREATE FUNCTION public.budgets_paid_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- As it is now: it may have been paid and taken back by the time of the question.
    IF EXISTS (SELECT 1 FROM public.budgets_paymentrequest p WHERE p.id = NEW.id AND p.status = 'PAID')
       AND NOT public.budgets_in_the_books('paymentrequest', NEW.id) THEN
        PERFORM public.budgets_refuse('budgets_paymentrequest_in_the_books', 'its act in the books was taken back');
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.budgets_paid_once() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER budgets_paymentrequest_paid_once AFTER INSERT OR UPDATE ON public.budgets_paymentrequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'PAID') EXECUTE FUNCTION public.budgets_paid_once();
"""
)

BACKWARD = (
    """
DROP TRIGGER budgets_paymentrequest_paid_once ON public.budgets_paymentrequest;
DROP TRIGGER budgets_paymentrequest_stands ON public.budgets_paymentrequest;
CREATE TRIGGER budgets_paymentrequest_stands BEFORE UPDATE ON public.budgets_paymentrequest
    FOR EACH ROW WHEN (OLD.status = 'PAID') EXECUTE FUNCTION public.budgets_stand();
DROP FUNCTION public.budgets_paid_once(), public.budgets_paid_stands();
"""
    + "".join(
        f"DROP TRIGGER budgets_{name}_entered ON public.budgets_{name};\n"
        f"DROP TRIGGER budgets_{name}_taken_back ON public.budgets_{name};\n" + stands(name)
        for name in MARKED
    )
    + """
DROP TRIGGER ledger_act_confirmed ON public.ledger_act;
DROP TRIGGER budgets_correction_carried_out ON public.budgets_correction;
DROP TRIGGER budgets_correction_keep ON public.budgets_correction;
DROP TRIGGER budgets_correction_stands ON public.budgets_correction;
DROP TRIGGER budgets_correction_waits ON public.budgets_correction;
DROP TRIGGER budgets_correction_asked ON public.budgets_correction;
DROP FUNCTION public.budgets_mark_taken_back(), public.budgets_reversal_was_confirmed(),
    public.budgets_carry_out_correction(), public.budgets_in_the_books(text, bigint), public.budgets_ask_correction();
"""
)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0015_corrections")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
