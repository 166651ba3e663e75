"""A signed contract keeps its value and its term: only the day of its liquidation is still written.

Another value is that of a signed annex, which is signed together with its act in the books.
"""

from django.db import migrations

FORWARD = r"""
DROP TRIGGER budgets_commitment_stands ON public.budgets_commitment;
CREATE TRIGGER budgets_commitment_stands BEFORE UPDATE ON public.budgets_commitment
    FOR EACH ROW WHEN (OLD.status = 'SIGNED') EXECUTE FUNCTION public.budgets_stand('liquidated_on');

CREATE FUNCTION public.budgets_annex_in_the_books() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM public.ledger_act a
        JOIN public.django_content_type c ON c.id = a.content_type_id
        JOIN public.ledger_transfer t ON t.act_id = a.id
        WHERE c.app_label = 'budgets' AND c.model = 'annex' AND a.object_id = NEW.id
          AND a.reverses_id IS NULL AND t.kind IN ('commit', 'uncommit')
    ) THEN
        PERFORM public.budgets_refuse('budgets_annex_in_the_books', 'another value is signed with its act in the books');
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.budgets_annex_in_the_books() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER budgets_annex_in_the_books AFTER INSERT OR UPDATE ON public.budgets_annex
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'SIGNED' AND NEW.new_value IS NOT NULL)
    EXECUTE FUNCTION public.budgets_annex_in_the_books();
"""

BACKWARD = """
DROP TRIGGER budgets_annex_in_the_books ON public.budgets_annex;
DROP FUNCTION public.budgets_annex_in_the_books();
DROP TRIGGER budgets_commitment_stands ON public.budgets_commitment;
CREATE TRIGGER budgets_commitment_stands BEFORE UPDATE ON public.budgets_commitment
    FOR EACH ROW WHEN (OLD.status = 'SIGNED') EXECUTE FUNCTION public.budgets_stand('liquidated_on', 'ends_on');
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0012_annexes_of_value_and_term")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
