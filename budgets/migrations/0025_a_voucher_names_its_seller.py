"""An invoice names its seller's tax code and form, a receipt its payee; a confirmed year goes back one step only.

Asked where a line is written or what it names is changed: lines listed before stay as they are and are still decided.
A unit's year that Finance confirmed stands; Finance alone takes its confirmation back, and no figure moves with it.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION public.budgets_name_seller() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_receipt boolean := NEW.kind = 'RECEIPT';
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.kind, NEW.seller_name, NEW.seller_tax_code, NEW.payee_paper, NEW.payee_address, NEW.invoice_form, NEW.vat)
           IS NOT DISTINCT FROM
           (OLD.kind, OLD.seller_name, OLD.seller_tax_code, OLD.payee_paper, OLD.payee_address, OLD.invoice_form, OLD.vat)
    THEN
        RETURN NEW;
    END IF;
    IF NEW.seller_name !~ '[[:alnum:]]' OR (NOT is_receipt AND (NEW.seller_tax_code !~ '[0-9]' OR NEW.invoice_form !~ '[[:alnum:]]'))
    THEN
        PERFORM public.budgets_refuse('budgets_voucher_names_its_seller', 'an invoice names its seller, tax code and form');
    ELSIF is_receipt AND (NEW.seller_tax_code ~ '[[:alnum:]]' OR NEW.vat <> 0
          OR NEW.payee_paper || NEW.payee_address !~ '[[:alnum:]]') THEN
        PERFORM public.budgets_refuse('budgets_voucher_names_its_seller', 'a receipt names its payee and has no tax');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_voucher_names_its_seller BEFORE INSERT OR UPDATE ON public.budgets_voucher
    FOR EACH ROW EXECUTE FUNCTION public.budgets_name_seller();

DROP TRIGGER budgets_yearaccount_stands ON public.budgets_yearaccount;
CREATE TRIGGER budgets_yearaccount_stands BEFORE UPDATE ON public.budgets_yearaccount
    FOR EACH ROW WHEN (OLD.status = 'FINAL' AND NEW.status <> 'CORRECTED') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_yearaccount_goes_back BEFORE UPDATE ON public.budgets_yearaccount
    FOR EACH ROW WHEN (OLD.status = 'FINAL' AND NEW.status = 'CORRECTED') EXECUTE FUNCTION public.budgets_stand('status');
"""

BACKWARD = """
DROP TRIGGER budgets_yearaccount_goes_back ON public.budgets_yearaccount;
DROP TRIGGER budgets_yearaccount_stands ON public.budgets_yearaccount;
CREATE TRIGGER budgets_yearaccount_stands BEFORE UPDATE ON public.budgets_yearaccount
    FOR EACH ROW WHEN (OLD.status = 'FINAL') EXECUTE FUNCTION public.budgets_stand();
DROP TRIGGER budgets_voucher_names_its_seller ON public.budgets_voucher;
DROP FUNCTION public.budgets_name_seller();
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0024_receipts_and_review_notices")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
