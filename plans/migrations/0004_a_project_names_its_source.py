"""A project of a list may be paid from another source than the plan's own book: from a book of the plan's year and tier.

Which book that is stands still once the decision is issued, as everything else on its list (migration 0002). The book
is asked when it is written: a book that closes later does not keep the project from leaving the list.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = r"""
CREATE FUNCTION public.plans_item_book() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    book public.ledger_bookyear;
    round public.plans_approvalround;
BEGIN
    IF NEW.book_year_id IS NULL OR TG_OP = 'UPDATE'
       AND (NEW.book_year_id, NEW.round_id) IS NOT DISTINCT FROM (OLD.book_year_id, OLD.round_id) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO book FROM public.ledger_bookyear WHERE id = NEW.book_year_id FOR SHARE;  -- waits for who closes it
    SELECT * INTO round FROM public.plans_approvalround WHERE id = NEW.round_id;
    IF (book.year, book.tier) IS DISTINCT FROM (round.year, round.tier) THEN
        PERFORM public.plans_refuse('plans_item_book', 'a project is paid from a book of its plan''s year and tier');
    END IF;
    IF book.state <> 'OPEN' THEN
        PERFORM public.plans_refuse('plans_item_book', 'a project is paid from an open book');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER plans_planitem_book BEFORE INSERT OR UPDATE ON public.plans_planitem
    FOR EACH ROW EXECUTE FUNCTION public.plans_item_book();
"""

BACKWARD = """
DROP TRIGGER plans_planitem_book ON public.plans_planitem;
DROP FUNCTION public.plans_item_book();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_codes_by_their_names"),
        ("plans", "0003_a_list_says_what_was_decided"),
    ]

    operations = [
        migrations.AddField(
            model_name="planitem",
            name="book_year",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_items",
                to="ledger.bookyear",
                verbose_name="nguồn kinh phí",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
