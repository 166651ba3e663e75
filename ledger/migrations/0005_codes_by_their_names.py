"""The two parts of the budget index that a book bears are called what they are: loại, khoản. No row changes."""

from django.db import migrations

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_claims_stay_within_what_was_settled"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bookyear",
            name="category",
            field=core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="loại"),
        ),
        migrations.AlterField(
            model_name="bookyear",
            name="item",
            field=core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="khoản"),
        ),
    ]
