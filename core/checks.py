"""The rules of one row asked in few questions: for pages that check hundreds of rows before any is written."""

import operator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce


def known_relations(row):
    """Names of the relations whose record was read already: there is no need to ask whether it exists."""
    return {
        field.name
        for field in row._meta.concrete_fields
        if field.many_to_one and field.get_cached_value(row, default=None) is not None
    }


def validate_constraints(row, exclude=()):
    """Like the model's own; the database is asked only about a CHECK that Python cannot judge by the row's values."""
    exclude, errors = set(exclude), {}
    for constraint in row._meta.constraints:
        check = isinstance(constraint, CheckConstraint)
        met = plainly_met(constraint.condition, row, exclude) if check else None
        if met:
            continue
        try:
            if met is False:
                raise ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
            constraint.validate(type(row), row, exclude=exclude)
        except ValidationError as error:
            if error.code == "unique" and len(constraint.fields) == 1:
                errors.setdefault(constraint.fields[0], []).append(error)
            else:
                errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def plainly_met(condition, row, exclude=()):
    """Whether a CHECK holds by comparisons that Python makes as SQL does; None: not known here.

    One that speaks of a field left out is not asked, as Django does not ask it.
    """
    try:
        return _holds(condition, row, exclude) is not False
    except _LeftOutError:
        return True
    except _NotKnownHereError:
        return None


class _NotKnownHereError(Exception):
    pass


class _LeftOutError(Exception):
    pass


COMPARED = {"exact": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
COUNTED = {"+": operator.add, "-": operator.sub}


def _holds(condition, row, exclude):
    """True, False, or None where SQL says NULL: a comparison with what is not known."""
    answers = [
        _holds(part, row, exclude) if isinstance(part, Q) else _compared(*part, row, exclude)
        for part in condition.children
    ]
    if condition.connector not in (Q.AND, Q.OR):
        raise _NotKnownHereError
    decides = condition.connector == Q.OR  # one True decides an OR, one False an AND
    answer = decides if decides in answers else None if None in answers else not decides
    return answer if answer is None or not condition.negated else not answer


def _compared(name, value, row, exclude):
    name, _, lookup = name.partition("__")
    left = _value(F(name), row, exclude)
    if lookup == "isnull":
        return (left is None) is value
    if lookup == "in" and isinstance(value, (list, tuple)):
        return None if left is None else left in value
    if lookup not in COMPARED and lookup:
        raise _NotKnownHereError
    right = _value(value, row, exclude)
    return None if left is None or right is None else COMPARED[lookup or "exact"](left, right)


def _value(expression, row, exclude):
    if isinstance(expression, F):
        if expression.name in exclude:
            raise _LeftOutError
        return getattr(row, row._meta.get_field(expression.name).attname)
    if isinstance(expression, Cast):
        return _value(expression.get_source_expressions()[0], row, exclude)
    if isinstance(expression, Coalesce):
        values = [_value(source, row, exclude) for source in expression.get_source_expressions()]
        return next((value for value in values if value is not None), None)
    if isinstance(expression, CombinedExpression) and expression.connector in COUNTED:
        left, right = (_value(side, row, exclude) for side in (expression.lhs, expression.rhs))
        return None if left is None or right is None else COUNTED[expression.connector](left, right)
    if isinstance(expression, (bool, int, str, Decimal)):
        return expression
    raise _NotKnownHereError


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
