from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "Kinh phí"

    def ready(self):
        from budgets.papers import contract_and_minutes
        from projects.papers import register_records

        register_records(contract_and_minutes)
