"""The arrows: which kind of transfer may lead from which stage to which. A later migration adds a way, nobody else can."""

from django.db import migrations

KEPT_AT_YEAR_END = ["APPROPRIATED", "WITHHELD", "ALLOCATED", "APPROVED", "COMMITTED", "ADVANCED"]

ARROWS = [
    ("appropriate", "TREASURY", "APPROPRIATED"),
    ("assign", "APPROPRIATED", "APPROPRIATED"),
    ("withhold", "APPROPRIATED", "WITHHELD"),
    ("unwithhold", "WITHHELD", "APPROPRIATED"),
    ("allocate", "APPROPRIATED", "ALLOCATED"),
    ("unallocate", "ALLOCATED", "APPROPRIATED"),
    ("move", "ALLOCATED", "ALLOCATED"),
    ("reserve", "ALLOCATED", "APPROVED"),
    ("reserve", "APPROPRIATED", "APPROVED"),
    ("release", "APPROVED", "ALLOCATED"),
    ("release", "APPROVED", "APPROPRIATED"),
    ("commit", "APPROVED", "COMMITTED"),
    ("uncommit", "COMMITTED", "APPROVED"),
    ("advance", "COMMITTED", "ADVANCED"),
    ("pay", "COMMITTED", "PAID"),
    ("clear", "ADVANCED", "PAID"),
    ("settle", "PAID", "SETTLED"),
    ("recover", "ADVANCED", "RECOVERABLE"),
    ("recover", "PAID", "RECOVERABLE"),
    ("recover", "SETTLED", "RECOVERABLE"),
    ("restore", "RECOVERABLE", "APPROPRIATED"),
    ("restore", "RECOVERABLE", "ALLOCATED"),
    ("refund", "RECOVERABLE", "TREASURY"),
    ("refund", "CLAIMED", "TREASURY"),
    ("cancel", "APPROPRIATED", "TREASURY"),
    ("cancel", "ALLOCATED", "TREASURY"),
    ("cancel", "WITHHELD", "TREASURY"),
    ("cut", "APPROPRIATED", "TREASURY"),
    ("cut", "WITHHELD", "TREASURY"),
    *[("carry_out", stage, "TREASURY") for stage in [*KEPT_AT_YEAR_END, "RECOVERABLE", "CLAIMED"]],
    *[("carry_in", "TREASURY", stage) for stage in [*KEPT_AT_YEAR_END, "CLAIMED"]],
    ("charge", "APPROPRIATED", "ADVANCED"),
    ("claim", "TREASURY", "CLAIMED"),
]


def draw(apps, schema_editor):
    Arrow = apps.get_model("ledger", "Arrow")
    Arrow.objects.bulk_create(Arrow(kind=kind, from_stage=start, to_stage=end) for kind, start, end in ARROWS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [migrations.RunPython(draw, migrations.RunPython.noop, elidable=False)]
