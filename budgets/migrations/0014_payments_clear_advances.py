"""A payment says how much of what was advanced it clears; it is paid only together with both in the books."""

from django.db import migrations, models
from django.db.models import Q

import core.money

FUNCTION = r"""
CREATE OR REPLACE FUNCTION public.budgets_paid_in_the_books() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (VALUES %s) AS said (kind, amount)
        WHERE said.amount > 0 AND NOT EXISTS (
            SELECT 1 FROM public.ledger_act a
            JOIN public.django_content_type c ON c.id = a.content_type_id
            JOIN public.ledger_transfer t ON t.act_id = a.id
            WHERE c.app_label = 'budgets' AND c.model = 'paymentrequest' AND a.object_id = NEW.id
              AND a.reverses_id IS NULL AND t.amount = said.amount AND t.kind = said.kind
        )
    ) THEN
        PERFORM public.budgets_refuse('budgets_paymentrequest_in_the_books', 'a request is paid with its act in the books');
    END IF;
    RETURN NULL;
END $$;
"""
PAID = "(CASE NEW.kind WHEN 'ADVANCE' THEN 'advance' ELSE 'pay' END, NEW.amount)"
FORWARD, BACKWARD = FUNCTION % f"{PAID}, ('clear', NEW.clears)", FUNCTION % PAID


class Migration(migrations.Migration):
    dependencies = [("budgets", "0013_a_signed_contract_keeps_its_term")]

    operations = [
        migrations.AddField(
            "paymentrequest",
            "clears",
            core.money.MoneyField(
                blank=True,
                default=0,
                help_text="Số đã tạm ứng nay đủ chứng từ, chuyển thành thực chi. Không có thì để trống.",
                verbose_name="thanh toán tạm ứng (đồng)",
            ),
        ),
        migrations.AlterField(
            "paymentrequest",
            "amount",
            core.money.MoneyField(
                help_text="Tiền Kho bạc chi lần này. Chỉ thanh toán tạm ứng thì ghi 0.", verbose_name="số tiền (đồng)"
            ),
        ),
        migrations.RemoveConstraint("paymentrequest", "payment_amount_positive"),
        migrations.AddConstraint(
            "paymentrequest",
            models.CheckConstraint(
                name="payment_amount_positive",
                condition=Q(amount__gt=0) | Q(amount=0, clears__gt=0),
                violation_error_message="Số tiền đề nghị phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            "paymentrequest",
            models.CheckConstraint(
                name="payment_clears_advances",
                condition=Q(clears=0) | Q(clears__gt=0, kind="PAYMENT"),
                violation_error_message="Chỉ đề nghị thanh toán mới thanh toán tạm ứng; đề nghị tạm ứng thì để trống.",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
