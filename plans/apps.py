from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Kế hoạch"

    def ready(self):
        from plans import audit_words  # noqa: F401
        from plans.changes import support_in_plans
        from projects.changes.money import register_money

        register_money(support_in_plans)
