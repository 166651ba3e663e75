from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Kế hoạch"

    def ready(self):
        from plans import audit_words  # noqa: F401
        from plans.changes import support_in_plans
        from plans.work import way_to_round
        from projects.changes.money import register_money
        from projects.models import Project
        from projects.next_steps import register_way

        register_money(support_in_plans)
        register_way(Project.Status.APPRAISED, way_to_round)
