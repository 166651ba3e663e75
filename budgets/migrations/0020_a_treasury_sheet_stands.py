"""What a sheet for the Treasury says stands: the unit's figures from the start, the Treasury's once it confirmed them."""

from django.db import migrations

FORWARD = r"""
CREATE TRIGGER budgets_treasurysheet_goes_on BEFORE UPDATE ON public.budgets_treasurysheet
    FOR EACH ROW WHEN (OLD.status IN ('DRAFT', 'SENT'))
    EXECUTE FUNCTION public.budgets_stand('status', 'number', 'confirmed_on');
CREATE TRIGGER budgets_treasurysheet_stands BEFORE UPDATE ON public.budgets_treasurysheet
    FOR EACH ROW WHEN (OLD.status NOT IN ('DRAFT', 'SENT')) EXECUTE FUNCTION public.budgets_stand();

CREATE FUNCTION public.budgets_keep_treasury_figure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'theirs' IS DISTINCT FROM to_jsonb(OLD) - 'theirs' THEN
        PERFORM public.budgets_refuse('budgets_treasuryfigure_stands', 'what was recorded is not changed');
    END IF;
    -- Waits for whoever is just recording the Treasury's answer.
    PERFORM 1 FROM public.budgets_treasurysheet s WHERE s.id = NEW.sheet_id AND s.status = 'SENT' FOR SHARE;
    IF NOT FOUND THEN
        PERFORM public.budgets_refuse('budgets_treasuryfigure_stands', 'a sheet that is not sent takes no figure');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_treasuryfigure_stands BEFORE UPDATE ON public.budgets_treasuryfigure
    FOR EACH ROW EXECUTE FUNCTION public.budgets_keep_treasury_figure();

CREATE FUNCTION public.budgets_join_treasury_figure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.budgets_treasurysheet s WHERE s.id = NEW.sheet_id AND s.status = 'DRAFT' FOR SHARE;
    IF NOT FOUND OR NEW.theirs IS NOT NULL THEN
        PERFORM public.budgets_refuse('budgets_treasuryfigure_stands', 'a sheet that was signed takes no new row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_treasuryfigure_joins BEFORE INSERT ON public.budgets_treasuryfigure
    FOR EACH ROW EXECUTE FUNCTION public.budgets_join_treasury_figure();

CREATE TRIGGER budgets_treasurysheet_keep BEFORE DELETE OR TRUNCATE ON public.budgets_treasurysheet
    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();
CREATE TRIGGER budgets_treasuryfigure_keep BEFORE DELETE OR TRUNCATE ON public.budgets_treasuryfigure
    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();
"""

BACKWARD = """
DROP TRIGGER budgets_treasurysheet_goes_on ON public.budgets_treasurysheet;
DROP TRIGGER budgets_treasurysheet_stands ON public.budgets_treasurysheet;
DROP TRIGGER budgets_treasurysheet_keep ON public.budgets_treasurysheet;
DROP TRIGGER budgets_treasuryfigure_stands ON public.budgets_treasuryfigure;
DROP TRIGGER budgets_treasuryfigure_joins ON public.budgets_treasuryfigure;
DROP TRIGGER budgets_treasuryfigure_keep ON public.budgets_treasuryfigure;
DROP FUNCTION public.budgets_keep_treasury_figure();
DROP FUNCTION public.budgets_join_treasury_figure();
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0019_treasury_sheets")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
