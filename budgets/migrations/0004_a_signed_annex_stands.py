"""A signed annex is what money is paid by: it is not changed afterwards, and no annex is ever deleted."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER budgets_annex_stands BEFORE UPDATE ON public.budgets_annex
    FOR EACH ROW WHEN (OLD.status = 'SIGNED') EXECUTE FUNCTION public.budgets_stand();
CREATE TRIGGER budgets_annex_keep BEFORE DELETE OR TRUNCATE ON public.budgets_annex
    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();
"""

BACKWARD = """
DROP TRIGGER budgets_annex_keep ON public.budgets_annex;
DROP TRIGGER budgets_annex_stands ON public.budgets_annex;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0003_annexes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
