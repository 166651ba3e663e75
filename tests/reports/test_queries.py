"""The pages ask the same number of questions for ten projects and for two hundred."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.posting import Kind, Line, Place, Stage, post
from plans.subjects import project_subject
from projects.models import Project
from reports.register import RegisterFilter, entries, totals
from reports.register_columns import COLUMNS
from tests.plans.conftest import Office

STATE = "empty"


@pytest.fixture
def office(db):
    return Office()


def questions(client, page):
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(page)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200 and body
    return len(asked)


def fill(office, plan, count):
    """Approved projects with money, one decision for all of them."""
    line = plan.lines.get(no=1)
    place = office.allocate(line, count * 1_000_000)
    for _ in range(count):
        project = office.project(1_000_000, total=3_000_000, status="APPROVED")
        target = Place(plan.book_year, office.centre, Stage.APPROVED, project_subject(project))
        post("Bố trí", [Line(Kind.RESERVE, place, target, 1_000_000)], by=office.accountant,
             dated_on=project.filed_on)  # fmt: skip


@pytest.mark.parametrize("many", [40, pytest.param(200, marks=pytest.mark.long)])
def test_ten_projects_and_many_take_the_same_number_of_queries(office, many):
    plan = office.issued()
    client = Client()
    client.force_login(office.officer, backend="core.backends.RoleBackend")
    pages = ["/?year=2021", "/runway/?year=2021", "/register/?year=2021", "/register/export/?year=2021",
             "/search/?q=xe+go", "/api/v1/register/?year=2021", "/api/v1/budgets/runway/?year=2021",
             "/runway/stages/APPROVED/?year=2021"]  # fmt: skip
    fill(office, plan, 10)
    record = Project.objects.order_by("pk").first()
    pages += [record.get_absolute_url(), f"/register/?year=2021{''.join(f'&columns={one.key}' for one in COLUMNS)}"]
    for page in pages:
        client.get(page)  # what is read once per process
    ten = {page: questions(client, page) for page in pages}
    fill(office, plan, many - 10)
    assert {page: questions(client, page) for page in pages} == ten
    # With nothing remembered: the count of what waits at every desk, beside each page, is among them.
    assert all(count < 90 for count in ten.values()), ten


@pytest.mark.long
def test_ten_thousand_projects_take_the_questions_of_ten(office):
    client = Client()
    client.force_login(office.officer, backend="core.backends.RoleBackend")
    fill(office, office.issued(), 10)
    record = Project.objects.order_by("pk").first()
    pages = [record.get_absolute_url(), "/register/?year=2021", "/projects/?year=2021", "/api/v1/register/?year=2021"]
    for page in pages:
        client.get(page)  # what is read once per process
    ten = {page: questions(client, page) for page in pages}
    names = [field.attname for field in Project._meta.concrete_fields if field.name != "id"]
    fields = {name: getattr(record, name) for name in names}
    Project.objects.bulk_create(
        [Project(**fields | {"code": f"KCĐP-2021-{n}", "sequence": n}) for n in range(1000, 11_000)], batch_size=1000
    )
    assert {page: questions(client, page) for page in pages} == ten


def test_a_page_of_the_register_takes_a_handful_of_queries(office, django_assert_max_num_queries):
    fill(office, office.issued(), 30)
    found = RegisterFilter({"year": "2021"}, Project.objects.for_list().visible_to(office.officer))
    with django_assert_max_num_queries(25):
        rows = entries(list(found.qs[:25]), office.officer)
        assert len(rows) == 25 and totals(found.qs, office.officer).money[Stage.APPROVED] == 30_000_000
    assert rows[0].money[Stage.APPROVED] == 1_000_000
