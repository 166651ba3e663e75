"""Rules that hold from one day to another: how they are asked and why they never overlap."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from core.access import OpenQuerySet

ENDS_BEFORE_IT_BEGINS = "Ngày kết thúc phải từ ngày bắt đầu trở đi."


class DatedQuerySet(OpenQuerySet):
    def on(self, day):
        """The rows in force on a day; the last day counts."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Dated(models.Model):
    """A row in force from `valid_from` to the end of `valid_to` (no end: still in force)."""

    valid_from = models.DateField("áp dụng từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day):
        """Whether it is in force on a day, as `DatedQuerySet.on` asks it of the database."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def clean(self):
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            # said here, before the database is asked to build a range that it would choke on
            raise ValidationError({"valid_to": ENDS_BEFORE_IT_BEGINS})


def ends_after_it_begins(name):
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=ENDS_BEFORE_IT_BEGINS,
    )


def no_overlap(name, *fields, message, condition=None):
    """At most one row in force on any day among rows equal in `fields` (of those that meet the condition, a Q)."""
    days = Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())
    return ExclusionConstraint(
        name=name,
        expressions=[(field, RangeOperators.EQUAL) for field in fields] + [(days, RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )
