from django.db import migrations

FORWARD = r"""
-- Fires after ledger_transfer_check (triggers go by name), which has found a closed year of this subject and unit.
-- The settled accounts are locked so that claims of two open years wait for each other.
CREATE FUNCTION public.ledger_check_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    claimed public.ledger_account;
    book public.ledger_bookyear;
    books bigint[]; -- every book of the same source
    settled bigint[]; -- the accounts whose money may be claimed
    still numeric;
BEGIN
    SELECT * INTO claimed FROM public.ledger_account WHERE id = NEW.target_id;
    SELECT * INTO book FROM public.ledger_bookyear WHERE id = claimed.book_year_id;
    SELECT array_agg(y.id) INTO books FROM public.ledger_bookyear y
        WHERE (y.tier, y.source, y.chapter, y.category, y.item)
            = (book.tier, book.source, book.chapter, book.category, book.item);
    SELECT array_agg(a.id) INTO settled
        FROM public.ledger_account a JOIN public.ledger_bookyear y ON y.id = a.book_year_id
        WHERE y.id = ANY (books) AND y.year < book.year AND y.state = 'CLOSED'
          AND a.stage = 'SETTLED' AND a.unit_id = claimed.unit_id AND a.subject_id = claimed.subject_id;
    PERFORM 1 FROM public.ledger_account a WHERE a.id = ANY (settled) ORDER BY a.id FOR NO KEY UPDATE;
    SELECT coalesce((SELECT sum(a.balance) FROM public.ledger_account a WHERE a.id = ANY (settled)), 0)
         - coalesce(sum(CASE WHEN t.reverses_id IS NULL THEN t.amount ELSE -t.amount END), 0) INTO still
        FROM public.ledger_transfer t
        JOIN public.ledger_account a ON a.id IN (t.source_id, t.target_id) AND a.stage = 'CLAIMED'
        WHERE t.kind = 'claim' AND a.book_year_id = ANY (books)
          AND a.unit_id = claimed.unit_id AND a.subject_id = claimed.subject_id;
    IF NEW.amount > still THEN
        PERFORM public.ledger_refuse('ledger_claim_within_settled', format('settled and not yet claimed: %s', still));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_transfer_claim BEFORE INSERT ON public.ledger_transfer
    FOR EACH ROW WHEN (NEW.kind = 'claim' AND NEW.reverses_id IS NULL) EXECUTE FUNCTION public.ledger_check_claim();

REVOKE EXECUTE ON FUNCTION public.ledger_check_claim() FROM PUBLIC;
"""

BACKWARD = """
DROP TRIGGER ledger_transfer_claim ON public.ledger_transfer;
DROP FUNCTION public.ledger_check_claim();
"""


class Migration(migrations.Migration):
    """What may be claimed back from a closed year is what was settled there, once."""

    replaces = [("ledger", "0005_claims_stay_within_what_was_settled")]

    dependencies = [("ledger", "0003_the_database_guards_the_books")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
