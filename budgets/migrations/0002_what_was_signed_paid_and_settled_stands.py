"""What was signed, paid, settled or put into the books by a paper is not changed afterwards, around the program either.

An approved settlement stands, and of its vouchers only Finance's view moves. A signed commitment keeps its money, its
parties and its account; only the end of its term and the day of its liquidation are still written. A request the
Treasury has paid stands. The papers of the estimate and of money that came back stand once they are entered; of an
allocation only Finance's answer moves. Nothing of all this is ever deleted. Every refusal carries the name of its rule
as CONSTRAINT.
"""

from django.db import migrations

KEPT = [
    "appropriation", "assignment", "allocationsheet", "allocationrow", "commitment", "paymentrequest", "settlement",
    "voucher", "voucherremark", "moneyback", "yearaccount",
]  # fmt: skip

FORWARD = r"""
CREATE FUNCTION public.budgets_refuse(rule text, message text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = message;
END $$;

CREATE FUNCTION public.budgets_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.budgets_refuse('budgets_keep', format('%s on %s is refused: it is withdrawn, never deleted', TG_OP, TG_TABLE_NAME));
    RETURN NULL;
END $$;

-- The arguments are the columns that still move.
CREATE FUNCTION public.budgets_stand() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moving constant text[] := coalesce(TG_ARGV, '{}');  -- no argument is no array
BEGIN
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        PERFORM public.budgets_refuse(TG_TABLE_NAME || '_stands', 'what was recorded is not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budgets_appropriation_stands BEFORE UPDATE ON public.budgets_appropriation
    FOR EACH ROW EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_assignment_stands BEFORE UPDATE ON public.budgets_assignment
    FOR EACH ROW EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_allocationsheet_stands BEFORE UPDATE ON public.budgets_allocationsheet
    FOR EACH ROW EXECUTE FUNCTION public.budgets_stand('status');
CREATE TRIGGER budgets_allocationrow_stands BEFORE UPDATE ON public.budgets_allocationrow
    FOR EACH ROW EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_moneyback_stands BEFORE UPDATE ON public.budgets_moneyback
    FOR EACH ROW EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_commitment_stands BEFORE UPDATE ON public.budgets_commitment
    FOR EACH ROW WHEN (OLD.status = 'SIGNED') EXECUTE FUNCTION public.budgets_stand('liquidated_on', 'ends_on');
CREATE TRIGGER budgets_paymentrequest_stands BEFORE UPDATE ON public.budgets_paymentrequest
    FOR EACH ROW WHEN (OLD.status = 'PAID') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_settlement_stands BEFORE UPDATE ON public.budgets_settlement
    FOR EACH ROW WHEN (OLD.status = 'APPROVED') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_yearaccount_stands BEFORE UPDATE ON public.budgets_yearaccount
    FOR EACH ROW WHEN (OLD.status = 'FINAL') EXECUTE FUNCTION public.budgets_stand();

-- Waits for whoever is just approving the account, then says whether it has been done.
CREATE FUNCTION public.budgets_settled(account bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.status = 'APPROVED' FROM public.budgets_settlement s WHERE s.id = account FOR SHARE
$$;

CREATE FUNCTION public.budgets_keep_voucher() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moving constant text[] := ARRAY['examined', 'disallowed_amount', 'disallowed_why'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF public.budgets_settled(NEW.settlement_id) THEN
            PERFORM public.budgets_refuse('budgets_settlement_stands', 'an approved account takes no new voucher');
        END IF;
    ELSIF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
          AND (public.budgets_settled(OLD.settlement_id) OR public.budgets_settled(NEW.settlement_id)) THEN
        PERFORM public.budgets_refuse('budgets_settlement_stands', 'the vouchers of an approved account are not changed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budgets_voucher_stands BEFORE INSERT OR UPDATE ON public.budgets_voucher
    FOR EACH ROW EXECUTE FUNCTION public.budgets_keep_voucher();

-- The rows of a sheet come before its act in the books; afterwards none is added.
CREATE FUNCTION public.budgets_keep_sheet() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.ledger_act a JOIN public.django_content_type t ON t.id = a.content_type_id
               WHERE t.app_label = 'budgets' AND t.model = 'allocationsheet' AND a.object_id = NEW.sheet_id) THEN
        PERFORM public.budgets_refuse('budgets_allocationsheet_stands', 'a sheet that is in the books takes no new row');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budgets_allocationrow_joins BEFORE INSERT ON public.budgets_allocationrow
    FOR EACH ROW EXECUTE FUNCTION public.budgets_keep_sheet();
""" + "".join(
    f"CREATE TRIGGER budgets_{name}_keep BEFORE DELETE OR TRUNCATE ON public.budgets_{name}\n"
    "    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();\n"
    for name in KEPT
)

STANDING = [
    "appropriation", "assignment", "allocationsheet", "allocationrow", "moneyback", "commitment", "paymentrequest",
    "settlement", "yearaccount", "voucher",
]  # fmt: skip

BACKWARD = (
    "".join(f"DROP TRIGGER budgets_{name}_keep ON public.budgets_{name};\n" for name in KEPT)
    + "".join(f"DROP TRIGGER budgets_{name}_stands ON public.budgets_{name};\n" for name in STANDING)
    + """
DROP TRIGGER budgets_allocationrow_joins ON public.budgets_allocationrow;
DROP FUNCTION public.budgets_keep(), public.budgets_stand(), public.budgets_keep_voucher(), public.budgets_keep_sheet(),
    public.budgets_settled(bigint), public.budgets_refuse(text, text);
"""
)


class Migration(migrations.Migration):
    replaces = [("budgets", "0003_what_was_signed_paid_and_settled_stands")]

    dependencies = [("budgets", "0001_tables"), ("ledger", "0003_the_database_guards_the_books")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
