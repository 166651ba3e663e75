"""The rules of one row asked in few questions: for pages that check hundreds of rows before any is written."""

from django.core.exceptions import FieldError, ValidationError
from django.db.models import CheckConstraint, Q


def known_relations(row):
    """Names of the relations whose record was read already: there is no need to ask whether it exists."""
    return {
        field.name
        for field in row._meta.concrete_fields
        if field.many_to_one and field.get_cached_value(row, default=None) is not None
    }


def validate_constraints(row, exclude=()):
    """Like the model's own, with all CHECKs in one question; only when one fails is it asked which."""
    exclude = set(exclude)
    if not _checks_hold(row, exclude):
        row.validate_constraints(exclude=exclude)
        return
    errors = {}
    for constraint in row._meta.constraints:
        if not isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(type(row), row, exclude=exclude)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _checks_hold(row, exclude):
    checks = [constraint.condition for constraint in row._meta.constraints if isinstance(constraint, CheckConstraint)]
    try:
        return not checks or Q(*checks).check(row._get_field_expression_map(meta=row._meta, exclude=exclude))
    except FieldError:  # one of them speaks of a field that is left out
        return False


def full_clean(row, exclude=()):
    """Fields, `clean` and constraints of a row, without uniqueness of single fields; ValidationError with all of it."""
    exclude, errors = set(exclude), {}
    try:
        row.full_clean(exclude=exclude | known_relations(row), validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    try:
        validate_constraints(row, exclude | set(errors))
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
