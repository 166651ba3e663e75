"""Dates as people type them, as papers print them, and the days on which offices work."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from core.dates import (
    Calendar,
    DateFormField,
    DateSerializerField,
    add_working_days,
    load_special_days,
    long_date,
    ngay,
    parse_date,
    working_days_between,
)
from core.dates_models import SpecialDay

ACCEPTED = [
    ("03/04/2026", date(2026, 4, 3)),  # the 3rd of April, never the 4th of March
    ("3/4/2026", date(2026, 4, 3)),
    ("27/4/2021", date(2021, 4, 27)),
    ("27/04/2021", date(2021, 4, 27)),
    (" 27/04/2021 ", date(2021, 4, 27)),
    ("27 / 04 / 2021", date(2021, 4, 27)),
    ("2021-04-27", date(2021, 4, 27)),
    ("29/02/2024", date(2024, 2, 29)),
    ("01/01/1945", date(1945, 1, 1)),
    ("31/12/2100", date(2100, 12, 31)),
    ("２７/０４/２０２１", date(2021, 4, 27)),
    ("\u200b27/04/2021", date(2021, 4, 27)),
    (date(2021, 4, 27), date(2021, 4, 27)),
]

REFUSED = [
    ("31/02/2026", "day", "tháng 2 năm 2026 có 28 ngày"),
    ("29/02/2025", "day", "không có ngày 29"),
    ("31/04/2026", "day", "tháng 4 năm 2026 có 30 ngày"),
    ("00/04/2026", "day", "không có ngày 0"),
    ("04/13/2026", "month", "không có tháng 13"),
    ("4/0/2026", "month", "không có tháng 0"),
    ("03/04/26", "year", "đủ bốn chữ số"),
    ("03/04/026", "year", "đủ bốn chữ số"),
    ("03/04/20260", "year", "đủ bốn chữ số"),
    ("03/04/1944", "year", "từ 1945 đến 2100"),
    ("03/04/2101", "year", "từ 1945 đến 2100"),
    ("0001-01-01", "year", "từ 1945 đến 2100"),
    ("2021-4-27", "malformed", "ngày/tháng/năm"),
    ("03-04-2026", "malformed", "ngày/tháng/năm"),
    ("03.04.2026", "malformed", "ngày/tháng/năm"),
    ("03042026", "malformed", "ngày/tháng/năm"),
    ("03/2026", "malformed", "ngày/tháng/năm"),
    ("April 3, 2026", "malformed", "ngày/tháng/năm"),
    ("٣/٤/٢٠٢٦", "malformed", "ngày/tháng/năm"),
    ("-3/4/2026", "malformed", "ngày/tháng/năm"),
    ("hôm nay", "malformed", "ngày/tháng/năm"),
    ("", "empty", "Chưa nhập ngày"),
    ("  ", "empty", "Chưa nhập ngày"),
    (None, "empty", "Chưa nhập ngày"),
    (20260403, "empty", "Chưa nhập ngày"),
    (datetime(2026, 4, 3, tzinfo=UTC), "empty", "Chưa nhập ngày"),
]


@pytest.mark.parametrize(("text", "day"), ACCEPTED)
def test_a_date_is_read_day_first(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(("text", "code", "sentence"), REFUSED)
def test_a_date_that_is_none_is_sent_back_with_a_sentence(text, code, sentence):
    with pytest.raises(ValidationError) as refused:
        parse_date(text)
    assert refused.value.code == code
    assert sentence in refused.value.messages[0]


@given(st.dates(date(1945, 1, 1), date(2100, 12, 31)))
def test_what_is_shown_reads_back_as_the_same_day(day):
    assert parse_date(ngay(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reader(text):
    try:
        parse_date(text)
    except ValidationError as refused:
        assert refused.messages[0]


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2021, 4, 27), "ngày 27 tháng 4 năm 2021"),
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 10, 6), "ngày 06 tháng 10 năm 2026"),
        (date(2026, 6, 29), "ngày 29 tháng 6 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (None, "ngày … tháng … năm …"),  # the records office fills in number and date
    ],
)
def test_papers_print_the_date_as_the_decree_on_records_says(day, printed):
    assert long_date(day) == printed


def test_a_moment_falls_on_the_day_of_ha_tinh():
    late_in_london = datetime(2026, 4, 2, 18, 30, tzinfo=UTC)
    assert ngay(late_in_london) == "03/04/2026"
    assert long_date(late_in_london) == "ngày 03 tháng 4 năm 2026"
    assert ngay(None) == "–"


def test_the_form_shows_and_reads_dates_day_first():
    field = DateFormField()
    assert field.clean("3/4/2026") == date(2026, 4, 3)
    assert 'value="03/04/2026"' in field.widget.render("issued_on", date(2026, 4, 3))
    assert 'value="31/02/2026"' in field.widget.render("issued_on", "31/02/2026")
    assert not field.has_changed(date(2026, 4, 3), "3/4/2026")
    with pytest.raises(ValidationError, match="Chưa nhập ngày"):
        field.clean("")
    assert DateFormField(required=False).clean("") is None


@pytest.mark.parametrize("day", [date(1944, 12, 31), date(2101, 1, 1), date.min, date.max])
def test_a_day_of_another_age_is_refused_even_as_a_date(day):
    with pytest.raises(ValidationError, match="năm phải từ 1945 đến 2100"):
        parse_date(day)


# --- over REST --------------------------------------------------------------------


def test_rest_speaks_iso_both_ways():
    field = DateSerializerField()
    assert field.run_validation("2026-04-03") == date(2026, 4, 3)
    assert field.to_representation(date(2026, 4, 3)) == "2026-04-03"
    assert DateSerializerField(allow_null=True).run_validation(None) is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("0001-01-01", "năm phải từ 1945 đến 2100"),
        ("9999-12-31", "năm phải từ 1945 đến 2100"),
        ("2026-02-31", "tháng 2 năm 2026 có 28 ngày"),
        ("2026-13-01", "không có tháng 13. Ngày viết theo mẫu năm-tháng-ngày"),
        (
            "03/04/2026",
            "Không đọc được ngày “03/04/2026”. Ngày viết theo mẫu năm-tháng-ngày",
        ),  # a machine may mean March
        ("2026-04-03T10:00", "Không đọc được ngày"),
        ("", "Không đọc được ngày"),
        (20260403, "Không đọc được ngày"),
        (["2026-04-03"], "Không đọc được ngày"),
        (True, "Không đọc được ngày"),
        (None, "Chưa nhập ngày"),
    ],
)
def test_rest_refuses_what_is_no_date_of_our_age(value, sentence):
    with pytest.raises(serializers.ValidationError) as refused:
        DateSerializerField().run_validation(value)
    assert sentence in str(refused.value.detail[0])


def test_every_date_over_rest_is_read_by_the_same_reader():
    """A plain DateField anywhere would take the year 1 again."""
    for name in ("accounts", "norms", "establishments", "projects", "plans", "inspections", "budgets", "reports"):
        import_module(f"{name}.api")
    waiting, plain = [serializers.Serializer], []
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.partition(".")[0] in ("rest_framework", "drf_spectacular", "tests"):
            continue
        for name, field in kind().fields.items():
            if isinstance(field, serializers.DateField) and not isinstance(field, DateSerializerField):
                plain.append(f"{kind.__module__}.{kind.__name__}.{name}")
    assert plain == []


# --- working days -----------------------------------------------------------------

TET_2021 = {date(2021, 2, 10) + timedelta(days=n): False for n in range(7)}
SWAP_2025 = {date(2025, 5, 2): False, date(2025, 4, 26): True}


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2021, 3, 5), 5, date(2021, 3, 12)),  # Friday to Friday
        (date(2021, 3, 5), 1, date(2021, 3, 8)),  # over the weekend
        (date(2021, 3, 6), 1, date(2021, 3, 8)),  # from a Saturday
        (date(2021, 3, 5), 0, date(2021, 3, 5)),
        (date(2021, 3, 8), -1, date(2021, 3, 5)),
        (date(2021, 2, 9), 1, date(2021, 2, 17)),  # over Tết
        (date(2021, 2, 8), 3, date(2021, 2, 18)),
        (date(2025, 4, 25), 1, date(2025, 4, 26)),  # a Saturday worked in exchange
        (date(2025, 4, 29), 1, date(2025, 5, 5)),  # 30/4, 1/5, the swapped Friday, the weekend
        (date(2026, 9, 1), 1, date(2026, 9, 3)),
    ],
)
def test_a_deadline_counts_the_days_offices_work(start, days, due):
    assert Calendar(TET_2021 | SWAP_2025).add(start, days) == due


@given(st.dates(date(2017, 1, 1), date(2027, 12, 31)), st.integers(0, 60))
def test_counting_back_finds_the_days_that_were_added(start, days):
    calendar = Calendar(TET_2021 | SWAP_2025)
    due = calendar.add(start, days)
    assert calendar.between(start, due) == days
    assert calendar.between(due, start) == -days


@pytest.mark.django_db
class TestTheTableOfSpecialDays:
    def test_it_is_loaded_once_and_keeps_what_the_office_corrected(self):
        assert load_special_days() > 100
        day = SpecialDay.objects.get(date=date(2027, 2, 4))
        assert not day.verified  # nobody has announced it yet
        day.kind, day.verified = SpecialDay.Kind.WORK, True
        day.save()

        assert load_special_days() == 0
        day.refresh_from_db()
        assert day.verified and day.kind == SpecialDay.Kind.WORK

    def test_deadlines_over_tet_and_swap_days_follow_it(self):
        load_special_days()
        assert add_working_days(date(2021, 2, 9), 5) == date(2021, 2, 23)
        assert add_working_days(date(2025, 4, 29), 1) == date(2025, 5, 5)
        assert add_working_days(date(2025, 4, 25), 1) == date(2025, 4, 26)
        assert working_days_between(date(2021, 2, 9), date(2021, 2, 23)) == 5
        assert working_days_between(date(2025, 4, 1), date(2025, 4, 30)) == 20  # Giỗ Tổ, 30/4 and one Saturday

    @pytest.mark.parametrize(
        ("start", "days"), [(date(1945, 1, 1), 10**7), (date(2021, 1, 1), 10**12), (date.min, 5), (date.max, 5)]
    )
    def test_a_deadline_beyond_every_calendar_is_refused_not_computed(self, start, days):
        with pytest.raises(ValidationError, match="Không tính được thời hạn"):
            add_working_days(start, days)

    def test_without_it_tet_would_be_worked(self):
        assert add_working_days(date(2021, 2, 9), 1) == date(2021, 2, 10)

    @pytest.mark.parametrize("year", range(2017, 2028))
    def test_every_year_has_its_tet_and_its_fixed_days(self, year):
        load_special_days()
        names = set(SpecialDay.objects.filter(date__year=year, kind="OFF").values_list("name", flat=True))
        assert {f"Tết Nguyên đán {year}", "Tết Dương lịch", "Quốc khánh", "Ngày Chiến thắng"} <= names
        tet = SpecialDay.objects.filter(name=f"Tết Nguyên đán {year}")
        assert 5 <= tet.count() <= 7

    def test_a_day_worked_in_exchange_is_a_saturday_for_a_weekday_off(self):
        load_special_days()
        for worked in SpecialDay.objects.filter(kind="WORK"):
            free = parse_date(worked.name.removeprefix("Làm bù cho ngày "))
            assert worked.date.weekday() == 5
            assert free.weekday() < 5
            assert SpecialDay.objects.filter(date=free, kind="OFF").exists()
