"""Filters of lists. A record is named by its number: a choice of records would tell which ones exist out of reach."""

import django_filters
from django import forms
from django.db import models
from django_filters import rest_framework

LARGEST = 2**63 - 1


class RecordNumber(django_filters.NumberFilter):
    """The number of a record. One out of reach and one that never was find the same: nothing."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=1, max_value=LARGEST, **kwargs)

    def get_max_validator(self):
        return None


BY_NUMBER = {field: {"filter_class": RecordNumber} for field in (models.ForeignKey, models.OneToOneField)}


class FilterSet(django_filters.FilterSet):
    FILTER_DEFAULTS = django_filters.FilterSet.FILTER_DEFAULTS | BY_NUMBER


class _OverRest(rest_framework.FilterSet):
    FILTER_DEFAULTS = rest_framework.FilterSet.FILTER_DEFAULTS | BY_NUMBER


class FilterBackend(rest_framework.DjangoFilterBackend):
    """For views that only list `filterset_fields`."""

    filterset_base = _OverRest
