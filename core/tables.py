"""The tables of an app as one operation of its first migration."""

from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """`CreateModel` for each of `models`, in order, with Django's picture of all models drawn once at the end.

    One by one Django draws every related model anew after each, and here nearly all are related: the first `migrate` of
    a new machine, and of the tests, takes twice as long that way.
    """

    def __init__(self, models):
        self.models = models

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # the cached picture; whoever asks for it next has a whole one drawn
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.models)} tables"
