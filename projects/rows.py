"""Lists of rows under a project: checked row by row, put in place of the present ones, what goes keeps its trace."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.checks import known_relations, validate_constraints


class RowError(ValidationError):
    """What is wrong with one row of a list. `number`: which row, from 1; `field`: its name, "" for the row as a whole.

    `bare`: the sentence for a reader who sees the row; the message itself names the row and the field.
    """

    def __init__(self, sentence, number, field="", label=""):
        super().__init__(f"Dòng {number}{f', {label}' if label else ''}: {sentence}")
        self.bare, self.number, self.field = sentence, number, field


def row_errors(row, number):
    """[RowError] of one row, each naming its number and field; [] when it may be saved."""
    try:
        row.full_clean(exclude={"project", *known_relations(row)}, validate_unique=False, validate_constraints=False)
        validate_constraints(row, exclude=["project"])
    except ValidationError as error:
        labels = {field.name: field.verbose_name for field in row._meta.fields}
        return [
            RowError(message, number, name if name in labels else "", labels.get(name, ""))
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def take_places(manager, rows, project, key=None):
    """Put `rows` in place of the present ones; a row that stays keeps its id, one that goes keeps its trace.

    `key`: the field by which a row is the same one as before; without it the place in the list.
    """
    present = list(manager.all())
    match = {getattr(row, key): row for row in present} if key else dict(enumerate(present))
    kept = set()
    for position, row in enumerate(rows):
        stored = match.pop(getattr(row, key) if key else position, None)
        if stored:
            row.pk, row._state.adding = stored.pk, False
            kept.add(stored.pk)
    manager.exclude(pk__in=kept).update(removed_at=timezone.now())
    for row in rows:
        row.project = project
        row.save()
