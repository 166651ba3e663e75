"""The facts of a record as the trail keeps them: {label a reader knows: words}."""

import datetime
from decimal import Decimal

from core.dates import ngay
from core.money import MoneyField, dong
from core.text import figure


def facts_of(obj, names):
    """{verbose name: value in words} of these fields. What is empty is None: filling it in reads «chưa có → …»."""
    labels = {name: obj._meta.get_field(name).verbose_name for name in names}
    return {label[0].upper() + label[1:]: _words(obj, name) for name, label in labels.items()}


def _words(obj, name):
    field, value = obj._meta.get_field(name), getattr(obj, name)
    if value is None or value == "":
        return None
    if field.choices:
        return getattr(obj, f"get_{name}_display")()
    if isinstance(field, MoneyField):
        return dong(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return figure(value)
    return ngay(value) if isinstance(value, datetime.date) else str(value)
