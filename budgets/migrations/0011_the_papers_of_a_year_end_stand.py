"""What was decided about a year's end stands: nothing of it is changed or deleted afterwards, around the program either.

While a cancellation or a closing waits, only its answer is written; a decided cancellation takes no further row.
"""

from django.db import migrations

TABLES = ("cancellation", "cancellationrow", "carryover", "bookclosing")

FORWARD = r"""
CREATE TRIGGER budgets_cancellation_waits BEFORE UPDATE ON public.budgets_cancellation
    FOR EACH ROW WHEN (OLD.status = 'DRAFT')
    EXECUTE FUNCTION public.budgets_stand('status', 'number', 'dated_on', 'decided_by_id');
CREATE TRIGGER budgets_cancellation_stands BEFORE UPDATE ON public.budgets_cancellation
    FOR EACH ROW WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_cancellationrow_stands BEFORE UPDATE ON public.budgets_cancellationrow
    FOR EACH ROW EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_carryover_waits BEFORE UPDATE ON public.budgets_carryover
    FOR EACH ROW WHEN (OLD.status = 'DRAFT')
    EXECUTE FUNCTION public.budgets_stand('status', 'number', 'dated_on', 'decided_by_id', 'amount');
CREATE TRIGGER budgets_carryover_stands BEFORE UPDATE ON public.budgets_carryover
    FOR EACH ROW WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_bookclosing_waits BEFORE UPDATE ON public.budgets_bookclosing
    FOR EACH ROW WHEN (OLD.status = 'ASKED') EXECUTE FUNCTION public.budgets_stand('status', 'decided_by_id');
CREATE TRIGGER budgets_bookclosing_stands BEFORE UPDATE ON public.budgets_bookclosing
    FOR EACH ROW WHEN (OLD.status <> 'ASKED') EXECUTE FUNCTION public.budgets_stand();

CREATE FUNCTION public.budgets_keep_cancellation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Waits for whoever is just deciding it.
    PERFORM 1 FROM public.budgets_cancellation c WHERE c.id = NEW.cancellation_id AND c.status = 'DRAFT' FOR SHARE;
    IF NOT FOUND THEN
        PERFORM public.budgets_refuse('budgets_cancellation_stands', 'a decided cancellation takes no new row');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budgets_cancellationrow_joins BEFORE INSERT ON public.budgets_cancellationrow
    FOR EACH ROW EXECUTE FUNCTION public.budgets_keep_cancellation();
""" + "".join(
    f"CREATE TRIGGER budgets_{name}_keep BEFORE DELETE OR TRUNCATE ON public.budgets_{name}\n"
    "    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();\n"
    for name in TABLES
)

BACKWARD = (
    "".join(f"DROP TRIGGER budgets_{name}_keep ON public.budgets_{name};\n" for name in TABLES)
    + "".join(f"DROP TRIGGER budgets_{name}_stands ON public.budgets_{name};\n" for name in TABLES)
    + """
DROP TRIGGER budgets_cancellation_waits ON public.budgets_cancellation;
DROP TRIGGER budgets_carryover_waits ON public.budgets_carryover;
DROP TRIGGER budgets_bookclosing_waits ON public.budgets_bookclosing;
DROP TRIGGER budgets_cancellationrow_joins ON public.budgets_cancellationrow;
DROP FUNCTION public.budgets_keep_cancellation();
"""
)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0010_year_end")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
