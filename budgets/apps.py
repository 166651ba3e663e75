from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "Kinh phí"

    def ready(self):
        from budgets.changes import contracts_of_a_stopped_project
        from budgets.papers import contract_and_minutes, filed_with_money, sent_settlement, there_of_many
        from budgets.work import way_to_commitment
        from budgets.work_settlement import way_to_settlement
        from projects.changes.money import register_money
        from projects.models import Project
        from projects.next_steps import register_way
        from projects.papers import register_filed, register_records, register_there

        register_money(contracts_of_a_stopped_project)
        register_way(Project.Status.APPROVED, way_to_commitment)
        register_records(contract_and_minutes)
        register_records(sent_settlement)
        register_filed(filed_with_money)
        register_there(there_of_many)
        for status in (Project.Status.ACCEPTED, Project.Status.PARTIALLY_ACCEPTED, Project.Status.SETTLED):
            register_way(status, way_to_settlement)
