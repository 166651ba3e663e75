"""What the Department reviewed stands until it reopens it; what Finance noticed stands, disallowance and all.

Of an account under review's end (REVIEWED) no voucher moves: the director approves what was reviewed. From Finance's
notice on, the unit's year account keeps its figures and its notice, and its vouchers keep what was disallowed.
"""

from django.db import migrations

FORWARD = r"""
-- Waits for whoever is just taking a step of the account, then says whether its vouchers stand.
CREATE FUNCTION public.budgets_vouchers_stand(account bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    book bigint;
    spender bigint;
    reviewed boolean;
BEGIN
    SELECT s.book_year_id, s.unit_id, s.status = 'REVIEWED' INTO book, spender, reviewed
    FROM public.budgets_settlement s WHERE s.id = account FOR SHARE;
    RETURN reviewed OR EXISTS (
        SELECT 1 FROM public.budgets_yearaccount y
        WHERE y.book_year_id = book AND y.unit_id = spender AND y.status IN ('NOTICE_ISSUED', 'CORRECTED', 'FINAL'));
END $$;
REVOKE ALL ON FUNCTION public.budgets_vouchers_stand(bigint) FROM PUBLIC;

CREATE FUNCTION public.budgets_keep_reviewed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (TG_OP = 'INSERT' OR to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
       AND public.budgets_vouchers_stand(NEW.settlement_id) THEN
        PERFORM public.budgets_refuse('budgets_voucher_reviewed', 'what was reviewed or noticed is not changed');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.budgets_keep_reviewed() FROM PUBLIC;

CREATE TRIGGER budgets_voucher_reviewed BEFORE INSERT OR UPDATE ON public.budgets_voucher
    FOR EACH ROW EXECUTE FUNCTION public.budgets_keep_reviewed();
CREATE TRIGGER budgets_yearaccount_noticed BEFORE UPDATE ON public.budgets_yearaccount
    FOR EACH ROW WHEN (OLD.status IN ('NOTICE_ISSUED', 'CORRECTED')) EXECUTE FUNCTION public.budgets_stand('status');
"""

BACKWARD = """
DROP TRIGGER budgets_yearaccount_noticed ON public.budgets_yearaccount;
DROP TRIGGER budgets_voucher_reviewed ON public.budgets_voucher;
DROP FUNCTION public.budgets_keep_reviewed(), public.budgets_vouchers_stand(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0016_a_correction_is_made_by_two")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
