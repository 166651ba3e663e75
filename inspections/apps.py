from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "Kiểm tra, giám sát"

    def ready(self):
        from inspections.changes import accepted_places
        from inspections.work import turn_of_acceptance
        from projects.changes.money import register_money
        from projects.models import Project
        from projects.next_steps import register_turn

        register_money(accepted_places)
        register_turn(Project.Status.COMPLETED, turn_of_acceptance)
