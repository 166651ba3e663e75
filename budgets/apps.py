from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "Kinh phí"

    def ready(self):
        from budgets.changes import contracts_of_a_stopped_project
        from budgets.checking import register
        from budgets.papers import contract_and_minutes, filed_with_money, sent_settlement, there_of_many
        from budgets.work import turn_of_commitment
        from budgets.work_settlement import turn_of_closing, turn_of_settlement
        from projects.changes.money import register_money
        from projects.models import Project
        from projects.next_steps import register_turn
        from projects.papers import register_filed, register_records, register_there

        register()
        register_money(contracts_of_a_stopped_project)
        register_turn(Project.Status.APPROVED, turn_of_commitment)
        register_records(contract_and_minutes)
        register_records(sent_settlement)
        register_filed(filed_with_money)
        register_there(there_of_many)
        for status in (Project.Status.ACCEPTED, Project.Status.PARTIALLY_ACCEPTED):
            register_turn(status, turn_of_settlement)
        register_turn(Project.Status.SETTLED, turn_of_closing)
