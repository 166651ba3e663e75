"""Receipts without invoice as their own kind of voucher; the notice by which the Department sends an account back.

What was listed before without a tax code was a receipt: it becomes one as it stands, in approved accounts too, with
nobody's identity paper made up. Only this statement may touch those lines, so their triggers rest meanwhile.
"""

from django.db import migrations, models

RECEIPTS = """
ALTER TABLE public.budgets_voucher DISABLE TRIGGER USER;
UPDATE public.budgets_voucher SET kind = 'RECEIPT' WHERE seller_tax_code !~ '[[:alnum:]]';
ALTER TABLE public.budgets_voucher ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0021_a_share_is_withheld")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="kind",
            field=models.CharField(
                choices=[("INVOICE", "Hóa đơn"), ("RECEIPT", "Biên nhận, bảng kê không có hóa đơn")],
                default="INVOICE",
                help_text="Không có hóa đơn: bảng kê thu mua, biên nhận, giấy nhận tiền, danh sách học viên ký nhận.",
                max_length=10,
                verbose_name="loại chứng từ",
            ),
        ),
        migrations.AddField(
            model_name="voucher",
            name="payee_address",
            field=models.CharField(blank=True, max_length=200, verbose_name="địa chỉ người nhận tiền"),
        ),
        migrations.AddField(
            model_name="voucher",
            name="payee_paper",
            field=models.CharField(
                blank=True,
                help_text="Không có hóa đơn: ghi số này hoặc địa chỉ.",
                max_length=60,
                verbose_name="số CCCD, giấy tờ của người nhận tiền",
            ),
        ),
        migrations.AlterField(
            model_name="voucher",
            name="invoice_form",
            field=models.CharField(
                blank=True,
                help_text="Hóa đơn phải ghi, ví dụ 1C22TAA.",
                max_length=30,
                verbose_name="ký hiệu mẫu, ký hiệu hóa đơn",
            ),
        ),
        migrations.AlterField(
            model_name="voucher",
            name="seller_tax_code",
            field=models.CharField(blank=True, help_text="Hóa đơn phải ghi.", max_length=20, verbose_name="mã số thuế"),
        ),
        migrations.AddField(
            model_name="settlement",
            name="notice_number",
            field=models.CharField(blank=True, editable=False, max_length=100, verbose_name="số thông báo trả lại"),
        ),
        migrations.AddField(
            model_name="settlement",
            name="notice_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ngày thông báo trả lại"),
        ),
        migrations.RunSQL(RECEIPTS, migrations.RunSQL.noop),
    ]
