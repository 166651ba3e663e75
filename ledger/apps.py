from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Sổ cái"

    def ready(self):
        from core.context import register_years
        from ledger.reading import years_with_books

        register_years(years_with_books)
