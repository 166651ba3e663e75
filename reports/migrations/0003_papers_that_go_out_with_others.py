from django.db import migrations, models


class Migration(migrations.Migration):
    """A paper may be packed with others into one file."""

    dependencies = [
        ("reports", "0002_papers_as_workbooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="zip",
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name="gói tệp"),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="zip_sha256",
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256 của gói tệp"),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="zip_size",
            field=models.PositiveBigIntegerField(editable=False, null=True, verbose_name="dung lượng gói tệp (byte)"),
        ),
    ]
