"""Dates as the office writes them: dd/mm/yyyy on screen, ISO inside, "ngày 05 tháng 01 năm 2026" on papers.

The calendar of offices: Monday to Friday, without the holidays of the Labour Code (45/2019/QH14, article 112) and with
the swap days of each year's notice, which are rows of SpecialDay. All days are days in Hà Tĩnh (Asia/Ho_Chi_Minh).
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from rest_framework import serializers

from core.text import plain_characters

EARLIEST, LATEST = 1945, 2100
SPECIAL_DAYS = Path(__file__).parent / "data" / "special_days.yaml"

# The holidays that never move; the moving ones, the days in lieu and the swaps are rows.
FIXED_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}

EMPTY = "Chưa nhập ngày."
FORMAT = "Ngày viết theo mẫu ngày/tháng/năm, ví dụ 03/04/2026 (ngày 3 tháng 4)."
ISO_FORMAT = "Ngày viết theo mẫu năm-tháng-ngày, ví dụ 2026-04-03."
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?/ ?([0-9]{1,2}) ?/ ?([0-9]+)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_date(value):
    """ "03/04/2026", "3/4/2026" or "2026-04-03" -> date(2026, 4, 3), the 3rd of April.

    Raises ValidationError for anything else: a two-digit year, 31/02, a year outside 1945 to 2100.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return _date(value.year, value.month, value.day, ngay(value))
    if not isinstance(value, str) or not value.strip():
        raise ValidationError(EMPTY, code="empty")
    text = " ".join(plain_characters(value).split())
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        if len(year) != 4:
            raise ValidationError(f"“{text}”: năm phải viết đủ bốn chữ số. {FORMAT}", code="year")
    elif found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    else:
        raise ValidationError(f"Không đọc được ngày “{text[:40]}”. {FORMAT}", code="malformed")
    return _date(int(year), int(month), int(day), text)


def _date(year, month, day, text):
    if not EARLIEST <= year <= LATEST:
        raise ValidationError(f"“{text}”: năm phải từ {EARLIEST} đến {LATEST}.", code="year")
    if not 1 <= month <= 12:
        raise ValidationError(
            f"“{text}”: không có tháng {month}. {ISO_FORMAT if '-' in text else FORMAT}", code="month"
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValidationError(f"“{text}”: tháng {month} năm {year} có {last} ngày, không có ngày {day}.", code="day")
    return date(year, month, day)


def ngay(value):
    """date(2021, 4, 27) -> "27/04/2021"; an unknown date shows as a dash. A datetime gives its day in Hà Tĩnh."""
    if value is None:
        return "–"
    return f"{_local_day(value):%d/%m/%Y}"


def long_date(value):
    """date(2026, 1, 5) -> "ngày 05 tháng 01 năm 2026"; None leaves the blanks that the records office fills in.

    Decree 30/2020/NĐ-CP: days below 10 and the months 1 and 2 take a leading zero, other months do not.
    """
    if value is None:
        return "ngày … tháng … năm …"
    value = _local_day(value)
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year:04d}"


def _local_day(value):
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def today():
    """The day in Hà Tĩnh."""
    return timezone.localdate()


class DateInput(forms.DateInput):
    """A text box: the browser's own date picker would show the machine's order of day and month."""

    def __init__(self, attrs=None):
        super().__init__(
            {"inputmode": "numeric", "placeholder": "ngày/tháng/năm", "autocomplete": "off", **(attrs or {})}
        )

    def format_value(self, value):
        return ngay(value) if isinstance(value, date) else value


class DateFormField(forms.Field):
    """Reads a date as people here write it; cleans to date or None."""

    widget = DateInput
    default_error_messages = {"required": EMPTY}

    def to_python(self, value):
        return None if value in self.empty_values else parse_date(value)

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class DateSerializerField(serializers.DateField):
    """A date over REST: ISO in and out and nothing else, in the range and with the sentences of `parse_date`."""

    default_error_messages = {"required": EMPTY, "null": EMPTY}

    def to_internal_value(self, value):
        if not (isinstance(value, str) and _ISO.fullmatch(value)):
            raise serializers.ValidationError(
                f"Không đọc được ngày “{str(value)[:40]}”. {ISO_FORMAT}", code="malformed"
            )
        try:
            return parse_date(value)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error


serializers.ModelSerializer.serializer_field_mapping[models.DateField] = DateSerializerField


# --- working days -------------------------------------------------------------


@dataclass(frozen=True)
class Calendar:
    """Which days offices work. `special` is {date: works?} for the days that break the week."""

    special: dict = field(default_factory=dict)

    def works(self, day):
        return self.special.get(day, day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS)

    def add(self, start, days):
        """The day `days` working days after `start` (before it when negative); `start` itself is not counted."""
        step = timedelta(days=1 if days > 0 else -1)
        day = start
        for _ in range(abs(days)):
            day += step
            while not self.works(day):
                day += step
        return day

    def between(self, start, end):
        """How many working days lie after `start`, up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def calendar(first=None, last=None):
    """The office calendar of a stretch of time, or of all known years, read once from the table."""
    days = apps.get_model("core", "SpecialDay").objects.all()
    days = days.filter(date__range=(first, last)) if first else days
    return Calendar({day: kind == "WORK" for day, kind in days.values_list("date", "kind")})


def add_working_days(start, days, office=None):
    """A deadline: 5 working days from a Friday is the Friday after, later when a holiday lies between.

    `office`: the Calendar that was read for many deadlines together.
    """
    try:
        reach = timedelta(days=2 * abs(days) + 40)  # weekends and the longest Tết fit in
        first, last = start - reach, start + reach
    except OverflowError as error:
        raise ValidationError(
            f"Không tính được thời hạn {days} ngày làm việc từ {ngay(start)}: ngoài các năm {EARLIEST} đến {LATEST}.",
            code="year",
        ) from error
    return (office or calendar(first, last)).add(start, days)


def working_days_between(start, end, office=None):
    """Working days after `start` up to `end`: `working_days_between(a, add_working_days(a, n)) == n`."""
    return (office or calendar(min(start, end), max(start, end))).between(start, end)


def load_special_days(path=SPECIAL_DAYS):
    """Add the known holidays and swap days; safe to run at every start. Returns how many rows were new.

    A row that somebody has edited or verified in the admin is left as it is.
    """
    model = apps.get_model("core", "SpecialDay")
    rows = []
    for entry in yaml.safe_load(Path(path).read_text(encoding="utf-8")):
        first, last = entry["date"], entry.get("to", entry["date"])
        for n in range((last - first).days + 1):
            rows.append(
                model(
                    date=first + timedelta(days=n),
                    kind=entry["kind"],
                    name=entry["name"],
                    source=entry["source"],
                    verified=entry["verified"],
                )
            )
    before = model.objects.count()
    model.objects.bulk_create(rows, ignore_conflicts=True)
    return model.objects.count() - before
