from django.db import migrations

import core.fields


class Migration(migrations.Migration):
    """A source typed with letters in parts (as a Mac does) is the same source, not a second book."""

    dependencies = [
        ("ledger", "0003_the_database_guards_the_books"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bookyear",
            name="category",
            field=core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="loại, khoản"),
        ),
        migrations.AlterField(
            model_name="bookyear",
            name="chapter",
            field=core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="chương"),
        ),
        migrations.AlterField(
            model_name="bookyear",
            name="item",
            field=core.fields.NFCCharField(blank=True, default="", max_length=10, verbose_name="mục, tiểu mục"),
        ),
        migrations.AlterField(
            model_name="bookyear",
            name="source",
            field=core.fields.NFCCharField(default="Ngân sách tỉnh", max_length=100, verbose_name="nguồn kinh phí"),
        ),
    ]
