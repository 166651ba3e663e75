from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Sổ cái"

    def ready(self):
        from core.context import register_years
        from ledger.models import BookYear

        register_years(lambda: BookYear.objects.values_list("year", flat=True).distinct())
