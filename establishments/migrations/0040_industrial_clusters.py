import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_an_administrator_has_no_business"),
        ("establishments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IndustrialCluster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên cụm công nghiệp")),
                (
                    "hectares",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="diện tích (ha)"
                    ),
                ),
                (
                    "hectares_leased",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="diện tích đã cho thuê (ha)"
                    ),
                ),
                (
                    "decision_number",
                    core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số quyết định thành lập"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định thành lập")),
                ("decided_by", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="cơ quan quyết định")),
                ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                ("illustrative", models.BooleanField(default=False, editable=False, verbose_name="minh họa")),
                ("search_text", core.fields.SearchTextField("name")),
                ("sort_key", core.fields.SortKeyField("name")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clusters",
                        to="accounts.area",
                        verbose_name="xã, phường (huyện)",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "cụm công nghiệp",
                "verbose_name_plural": "cụm công nghiệp",
                "ordering": ["sort_key", "pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_text"], name="industrialcluster_search", opclasses=["gin_trgm_ops"]
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "area"),
                        name="industrialcluster_once",
                        violation_error_message="Cụm công nghiệp này đã có trong danh mục.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hectares__gt", 0)),
                        name="industrialcluster_has_an_area",
                        violation_error_message="Diện tích phải lớn hơn 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hectares_leased__gte", 0), ("hectares_leased__lte", models.F("hectares"))),
                        name="industrialcluster_leased_within",
                        violation_error_message="Diện tích đã cho thuê không được âm và không vượt diện tích của cụm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("decision_number", "")),
                            models.Q(models.Q(("decision_number", ""), _negated=True), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="industrialcluster_decided_with_its_day",
                        violation_error_message="Quyết định thành lập phải ghi cả số và ngày.",
                    ),
                ],
            },
        ),
    ]
