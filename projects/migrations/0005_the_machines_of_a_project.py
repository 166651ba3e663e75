import django.db.models.deletion
from django.db import migrations, models

import core.fields
import core.money


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_an_estimate_with_its_tax"),
    ]

    operations = [
        migrations.CreateModel(
            name="Machine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên máy, thiết bị")),
                ("maker", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="hãng sản xuất")),
                ("model", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="ký hiệu (model)")),
                ("made_in", core.fields.NFCCharField(blank=True, max_length=80, verbose_name="xuất xứ")),
                ("quantity", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượng")),
                ("unit_price", core.money.MoneyField(blank=True, null=True, verbose_name="đơn giá chưa thuế GTGT")),
                (
                    "is_new",
                    models.BooleanField(
                        blank=True,
                        choices=[(True, "Mới 100 %"), (False, "Đã qua sử dụng")],
                        null=True,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "máy móc, thiết bị được duyệt",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DeliveredMachine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("serial", core.fields.NFCCharField(max_length=80, verbose_name="số máy (serial)")),
                ("maker", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="hãng sản xuất")),
                ("model", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="ký hiệu (model)")),
                ("made_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm sản xuất")),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="ngày giao máy")),
                (
                    "difference",
                    core.fields.NFCCharField(
                        blank=True, max_length=500, verbose_name="giải trình khác biệt so với máy được duyệt"
                    ),
                ),
                ("serial_key", models.CharField(editable=False, max_length=210)),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
                (
                    "machine",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivered",
                        to="projects.machine",
                        verbose_name="theo máy được duyệt",
                    ),
                ),
            ],
            options={
                "verbose_name": "máy móc, thiết bị đã giao",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("seller", core.fields.NFCCharField(max_length=200, verbose_name="đơn vị báo giá")),
                ("subject", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="báo giá cho")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="ngày báo giá")),
                ("amount", core.money.MoneyField(blank=True, null=True, verbose_name="giá chưa thuế GTGT")),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo giá",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="machine",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("quantity__lte", 10000)),
                name="machine_quantity_positive",
                violation_error_message="Số lượng phải từ 1 đến 10.000.",
            ),
        ),
        migrations.AddConstraint(
            model_name="machine",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gt", 0)),
                name="machine_price_positive",
                violation_error_message="Đơn giá phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveredmachine",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("serial_key",),
                name="machine_serial_once",
                violation_error_message="Máy mang số này đã có trong một hồ sơ được hỗ trợ; hỏi Sở Công Thương (L26 đ.7).",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveredmachine",
            constraint=models.CheckConstraint(
                condition=models.Q(("serial_key", ""), _negated=True),
                name="machine_serial_has_signs",
                violation_error_message="Số máy phải có chữ hoặc số.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="quote_amount_positive",
                violation_error_message="Giá báo phải lớn hơn 0.",
            ),
        ),
    ]
