"""Somebody was faster: what the question before saving could not see yet, and the database refused.

A rule asked before saving is asked again by the database. Between the two another person may have written, so that the
constraint speaks instead of the form. It says the same sentence.
"""

from functools import cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from psycopg2.errors import UniqueViolation

FASTER = "Vừa có người khác ghi trước vào chỗ này; hãy tải lại trang rồi làm lại."


def as_refusal(error):
    """The ValidationError that says what an IntegrityError means, or None: then it is a fault of the program."""
    if not isinstance(error.__cause__, UniqueViolation):
        return None
    said = _sentences().get(error.__cause__.diag.constraint_name)
    return ValidationError(f"{said} {FASTER}" if said else FASTER)


@cache
def _sentences():
    """{constraint's name: its sentence} of what may stand only once, where the model says one of its own."""
    return {
        rule.name: rule.violation_error_message
        for model in apps.get_models()
        for rule in model._meta.constraints
        if isinstance(rule, UniqueConstraint) and rule.violation_error_message != rule.default_violation_error_message
    }
