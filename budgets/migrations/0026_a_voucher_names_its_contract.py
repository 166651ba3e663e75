"""A voucher may name the contract it is a cost under: a signed one of its account's project, as it was sent.

Lines listed before name none and stay as they are. Once the account is sent only what was decided of a line moves.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = r"""
-- Waits for whoever is just sending the account, then says whether this contract may be named in it.
CREATE FUNCTION public.budgets_may_name(account bigint, contract bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.status IN ('DRAFT', 'RETURNED') AND (contract IS NULL OR EXISTS (
        SELECT 1 FROM public.budgets_commitment c
        WHERE c.id = contract AND c.project_id = s.project_id AND c.status = 'SIGNED'))
    FROM public.budgets_settlement s WHERE s.id = account FOR SHARE
$$;
REVOKE ALL ON FUNCTION public.budgets_may_name(bigint, bigint) FROM PUBLIC;

CREATE FUNCTION public.budgets_name_contract() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.commitment_id IS NULL THEN
            RETURN NEW;
        END IF;
    ELSIF (NEW.commitment_id, NEW.settlement_id) IS NOT DISTINCT FROM (OLD.commitment_id, OLD.settlement_id) THEN
        RETURN NEW;
    END IF;
    IF NOT public.budgets_may_name(NEW.settlement_id, NEW.commitment_id) THEN
        PERFORM public.budgets_refuse('budgets_voucher_names_its_contract',
            'a voucher names a signed contract of its project, before its account is sent');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.budgets_name_contract() FROM PUBLIC;

-- By its name after those that say whether the account takes a change at all.
CREATE TRIGGER budgets_voucher_whose BEFORE INSERT OR UPDATE ON public.budgets_voucher
    FOR EACH ROW EXECUTE FUNCTION public.budgets_name_contract();
"""

BACKWARD = """
DROP TRIGGER budgets_voucher_whose ON public.budgets_voucher;
DROP FUNCTION public.budgets_name_contract(), public.budgets_may_name(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0025_a_voucher_names_its_seller")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="commitment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="vouchers",
                to="budgets.commitment",
                verbose_name="hợp đồng, đơn vị thụ hưởng",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
