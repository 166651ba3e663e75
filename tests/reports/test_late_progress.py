"""A month without its report is told on the desk of who owes it, to the Department, and in the register."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from core.dates import today
from core.money import grouped
from norms.models import DeadlineRule
from projects.models import Project
from projects.work import worklist
from tests import factories as f
from tests.reports.test_register import copies, lines_of

pytestmark = pytest.mark.django_db


def day(month, number=1):
    return datetime.date(2021, month, number)


def running(**fields):
    return f.project_in("IN_PROGRESS", **{"starts_on": day(6), "ends_on": day(9, 30), **fields})


def to_report(person):
    return [(item.title, item.detail, item.due, item.tone) for item in worklist(person) if "tiến độ" in item.title]


def late_days():
    return (today() - day(7, 25)).days


@pytest.fixture
def late(db):
    row = running()
    f.progress(row, month=day(6))
    return row


def test_who_must_report_sees_every_missing_month_in_one_line_also_after_the_work_was_to_end(late):
    assert to_report(f.person("CENTRE_OFFICER")) == [
        ("Báo cáo tiến độ tháng 7, 8, 9/2021", str(late), day(7, 25), "son")
    ]


def test_this_month_is_asked_before_it_is_late_and_what_is_reported_no_more():
    first = today().replace(day=1)
    row = running(starts_on=first, ends_on=today() + datetime.timedelta(days=90))
    DeadlineRule.objects.filter(code="progress-report").update(day=31)
    [(title, detail, due, _)] = to_report(f.person("CENTRE_OFFICER"))
    assert (title, detail) == (f"Báo cáo tiến độ tháng {first.month}/{first.year}", str(row)) and due >= today()
    f.progress(row, month=first)
    assert to_report(f.person("CENTRE_OFFICER")) == []


@pytest.mark.parametrize("role", ["DOIT_SPECIALIST", "DOIT_SECTION_HEAD", "DOIT_DIRECTOR"])
def test_the_department_sees_on_its_first_page_how_many_are_late_and_comes_to_them(late, client, role):
    in_time = f.project_in("CONTRACTED")
    client.force_login(f.person(role))
    page = client.get("/")
    [point] = [point for point in page.context["points"] if "tiến độ" in point.text]
    assert (point.text, point.figure) == ("Báo cáo tiến độ trễ", f"1 đề án, lâu nhất {grouped(late_days())} ngày")
    found = client.get(point.url).content.decode()
    assert late.code in found and in_time.code not in found
    assert f"thiếu báo cáo tháng 7, 8, 9/2021, trễ {late_days()} ngày" in found


def test_the_register_its_excel_and_rest_say_which_months_are_missing(late, client):
    client.force_login(f.person("DOIT_SPECIALIST"))
    told = f"thiếu báo cáo tháng 7, 8, 9/2021, trễ {late_days()} ngày"
    head, rows, _ = lines_of(client.get("/register/export/?year=2021&columns=late_progress"))
    assert rows[0][head.index("Báo cáo tiến độ trễ")] == told
    rest = APIClient()
    rest.force_authenticate(f.person("DOIT_SPECIALIST"))
    found = rest.get("/api/v1/register/?attention=late_progress").json()["results"]
    assert [row["late_progress"] for row in found] == [told]
    Project.objects.filter(pk=late.pk).update(status="COMPLETED")
    assert rest.get("/api/v1/register/?attention=late_progress").json()["results"] == []


def test_a_late_report_is_told_within_reach_only(late, client):
    for name, told in (("Huyện Đức Thọ", True), ("Huyện Hương Sơn", False)):
        client.force_login(f.local_officer(f.district(name)))
        assert ("Báo cáo tiến độ trễ" in [point.text for point in client.get("/").context["points"]]) is told


def test_the_questions_are_the_same_for_one_late_project_and_for_many(late, client):
    officer = f.person("DOIT_SPECIALIST")
    client.force_login(officer)

    def questions(url):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    urls = ["/", "/register/?year=2021&attention=late_progress", reverse("reports:register_export") + "?year=2021"]
    for url in urls:
        client.get(url)  # what is read once per process
    few = [questions(url) for url in urls]
    late.refresh_from_db()
    Project.objects.bulk_create(copies(late, 30))
    assert [questions(url) for url in urls] == few
    centre = f.person("CENTRE_OFFICER")
    to_report(centre)  # what the person may do is read once
    with CaptureQueriesContext(connection) as asked:
        assert len(to_report(centre)) == 31
    many = len(asked)
    Project.objects.filter(title__startswith="Đề án số").update(status="COMPLETED")
    with CaptureQueriesContext(connection) as asked:
        assert len(to_report(centre)) == 1
    assert len(asked) == many
