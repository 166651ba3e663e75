"""Fields that keep text in one spelling and fill their own search and sort columns.

A model with a name writes::

    name = NFCCharField("tên", max_length=255)
    search_text = SearchTextField("name", "tax_code")
    sort_key = SortKeyField("name")

    class Meta:
        indexes = [search_index("establishment_search")]

and finds with `queryset.filter(found_by("may mac"))`, sorts with `order_by("sort_key", "pk")`.
"""

from django import forms
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from core.text import fold, nfc, one_line, sort_key


class _NFCFormField(forms.CharField):
    def to_python(self, value):
        return super().to_python(one_line(value) if isinstance(value, str) else value)


class _NFCTextFormField(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(nfc(value) if isinstance(value, str) else value)


class _NFCMixin:
    """Normalises wherever a value comes in: forms, full_clean, and a plain save."""

    normalise = staticmethod(nfc)

    def to_python(self, value):
        return self.normalise(value) if isinstance(value, str) else super().to_python(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.normalise(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):
            value = self.normalise(value)
            setattr(instance, self.attname, value)
        return value


class NFCCharField(_NFCMixin, models.CharField):
    """One line of text: a name, a number, a title."""

    normalise = staticmethod(one_line)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": _NFCFormField, **kwargs})


class NFCTextField(_NFCMixin, models.TextField):
    """Text with paragraphs: a reason, a description."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": _NFCTextFormField, **kwargs})


class _DerivedField(models.TextField):
    """Computed from other attributes of the row each time it is saved.

    `save(update_fields=[…])` and `update()` must name it together with its sources, as with any column.
    """

    def __init__(self, *sources, **kwargs):
        self.sources = sources
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "default"):
            kwargs.pop(fixed, None)
        return name, path, list(self.sources), kwargs

    def pre_save(self, instance, add):
        values = [value() if callable(value) else value for value in (getattr(instance, name) for name in self.sources)]
        derived = self.derive([str(value) for value in values if value not in (None, "")])
        setattr(instance, self.attname, derived)
        return derived


class SearchTextField(_DerivedField):
    """The folded text of its sources, one per line: a phrase never matches across two of them."""

    def derive(self, values):
        return "\n".join(fold(value) for value in values)


class SortKeyField(_DerivedField):
    """The Vietnamese sort key of its sources, compared byte by byte."""

    def __init__(self, *sources, **kwargs):
        super().__init__(*sources, **{**kwargs, "db_collation": "C"})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_collation", None)
        return name, path, args, kwargs

    def derive(self, values):
        return sort_key(" ".join(values))


def search_index(name, field="search_text"):
    """The trigram index that keeps "contains" quick; needs the pg_trgm extension."""
    return GinIndex(name=name, fields=[field], opclasses=["gin_trgm_ops"])


def found_by(words, field="search_text"):
    """Every word typed must occur, in any order, without regard to marks: Q for `filter()`."""
    condition = Q()
    for word in fold(words).split():
        condition &= Q(**{f"{field}__contains": word})
    return condition
