from django.db import migrations, models
from django.db.models import Q

import core.fields
import core.money


class Migration(migrations.Migration):
    """An annex changes who is paid, the value or the term, each where it says so; a contract keeps its terms of payment."""

    dependencies = [("budgets", "0011_the_papers_of_a_year_end_stand")]

    operations = [
        migrations.AddField(
            "commitment",
            "payment_terms",
            core.fields.NFCTextField(blank=True, default="", verbose_name="điều khoản tạm ứng, thanh toán"),
            preserve_default=False,
        ),
        migrations.AddField(
            "annex",
            "new_value",
            core.money.MoneyField(blank=True, null=True, verbose_name="giá trị hỗ trợ từ nay (đồng)"),
        ),
        migrations.AddField(
            "annex", "new_ends_on", models.DateField(blank=True, null=True, verbose_name="thực hiện đến ngày")
        ),
        *(
            migrations.AlterField(
                "annex", name, core.fields.NFCCharField(blank=True, max_length=length, verbose_name=words)
            )
            for name, length, words in (
                ("counterparty", 200, "bên thực hiện"),
                ("payee_name", 200, "tên tài khoản nhận"),
                ("payee_account", 40, "số tài khoản"),
                ("payee_bank", 200, "tại ngân hàng, kho bạc"),
            )
        ),
        migrations.RemoveConstraint("annex", "annex_names_who_is_paid"),
        migrations.AddConstraint(
            "annex",
            models.CheckConstraint(
                name="annex_names_who_is_paid",
                condition=~Q(counterparty="") & ~Q(payee_name="") & ~Q(payee_account="")
                | Q(counterparty="", payee_name="", payee_account="", payee_bank=""),
                violation_error_message="Đổi bên nhận thì phụ lục phải ghi bên thực hiện, tên và số tài khoản nhận.",
            ),
        ),
        migrations.AddConstraint(
            "annex",
            models.CheckConstraint(
                name="annex_changes_something",
                condition=~Q(number="")
                & (~Q(counterparty="") | Q(new_value__isnull=False) | Q(new_ends_on__isnull=False)),
                violation_error_message="Phụ lục phải ghi số và đổi ít nhất một mục: bên thực hiện, giá trị, thời hạn.",
            ),
        ),
        migrations.AddConstraint(
            "annex",
            models.CheckConstraint(
                name="annex_value_positive",
                condition=Q(new_value__isnull=True) | Q(new_value__gt=0),
                violation_error_message="Giá trị hợp đồng phải lớn hơn 0.",
            ),
        ),
    ]
