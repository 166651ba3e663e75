import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0004_a_signed_annex_stands")]

    operations = [
        migrations.AddField(
            "paymentrequest",
            "annex",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budgets.annex",
            ),
        ),
    ]
