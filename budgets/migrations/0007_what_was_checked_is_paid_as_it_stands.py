"""From the accountant's check to the Treasury's paper a request keeps its contract, kind, sum, content and day.

What the account holder signed keeps the annex it was signed by. A request is paid only together with its act in the
books, of the same kind and sum; the database asks for it when the transaction ends.
"""

from django.db import migrations

FORWARD = r"""
DROP TRIGGER budgets_paymentrequest_stands ON public.budgets_paymentrequest;
UPDATE public.budgets_paymentrequest p SET annex_id = (
    SELECT a.id FROM public.budgets_annex a
    WHERE a.commitment_id = p.commitment_id AND a.status = 'SIGNED' AND (p.paid_on IS NULL OR a.signed_on <= p.paid_on)
    ORDER BY a.id DESC LIMIT 1)
WHERE p.status IN ('SIGNED', 'SENT', 'RETURNED', 'PAID');
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TRIGGER budgets_paymentrequest_stands BEFORE UPDATE ON public.budgets_paymentrequest
    FOR EACH ROW WHEN (OLD.status = 'PAID') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_paymentrequest_checked BEFORE UPDATE ON public.budgets_paymentrequest
    FOR EACH ROW WHEN (OLD.status = 'CHECKED')
    EXECUTE FUNCTION public.budgets_stand('status', 'annex_id');
CREATE TRIGGER budgets_paymentrequest_signed BEFORE UPDATE ON public.budgets_paymentrequest
    FOR EACH ROW WHEN (OLD.status IN ('SIGNED', 'SENT', 'RETURNED'))
    EXECUTE FUNCTION public.budgets_stand('status', 'treasury_number', 'paid_on');

CREATE FUNCTION public.budgets_paid_in_the_books() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM public.ledger_act a
        JOIN public.django_content_type c ON c.id = a.content_type_id
        JOIN public.ledger_transfer t ON t.act_id = a.id
        WHERE c.app_label = 'budgets' AND c.model = 'paymentrequest' AND a.object_id = NEW.id
          AND a.reverses_id IS NULL AND t.amount = NEW.amount
          AND t.kind = CASE NEW.kind WHEN 'ADVANCE' THEN 'advance' ELSE 'pay' END
    ) THEN
        PERFORM public.budgets_refuse('budgets_paymentrequest_in_the_books', 'a request is paid with its act in the books');
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.budgets_paid_in_the_books() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER budgets_paymentrequest_in_the_books AFTER INSERT OR UPDATE ON public.budgets_paymentrequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'PAID')
    EXECUTE FUNCTION public.budgets_paid_in_the_books();
"""

BACKWARD = """
DROP TRIGGER budgets_paymentrequest_in_the_books ON public.budgets_paymentrequest;
DROP FUNCTION public.budgets_paid_in_the_books();
DROP TRIGGER budgets_paymentrequest_signed ON public.budgets_paymentrequest;
DROP TRIGGER budgets_paymentrequest_checked ON public.budgets_paymentrequest;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0006_by_which_annex_it_was_signed")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
