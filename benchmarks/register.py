"""The register's first page and a project's page with 10 and with 10,000 projects: time as a ratio, queries counted.

script/manage shell < benchmarks/register.py
"""

import datetime
import time

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from projects.models import Project

YEAR, FIRST = 2022, 100_000  # a year without projects in the sample; numbers nobody has; all of it is rolled back


def fill(first, last):
    """Made-up drafts, numbered."""
    like = Project.objects.filter(status="REGISTERED").first()
    names = [field.attname for field in Project._meta.concrete_fields if field.name != "id"]
    fields = {name: getattr(like, name) for name in names} | {"plan_year": YEAR, "filed_on": datetime.date(2021, 3, 12)}
    rows = [
        Project(**fields | {"code": f"MH-{YEAR}-{n}", "sequence": FIRST + n, "title": f"Đề án minh họa {n}"})
        for n in range(first, last)
    ]
    Project.objects.bulk_create(rows, batch_size=1000)


def seconds(client):
    began = time.perf_counter()
    response = client.get("/register/", {"year": YEAR})
    assert response.status_code == 200, response.status_code
    return time.perf_counter() - began


def queries(client):
    """How many the register and the page of its first project ask."""
    counts = []
    for address in (f"/register/?year={YEAR}", Project.objects.get(code=f"MH-{YEAR}-0").get_absolute_url()):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        counts.append(len(asked))
    return counts


def main():
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="chuyenvien"), backend="core.backends.RoleBackend")
    fill(0, 10)
    seconds(client)  # what is read once per process
    few, asked_of_few = min(seconds(client) for _ in range(5)), queries(client)
    fill(10, 10_000)
    many, asked_of_many = min(seconds(client) for _ in range(5)), queries(client)
    print(f"10 đề án: {few * 1000:.0f} ms; 10.000 đề án: {many * 1000:.0f} ms; gấp {many / few:.1f} lần")
    print(f"câu hỏi (sổ, trang đề án): 10 đề án {asked_of_few}, 10.000 đề án {asked_of_many}")


with transaction.atomic():
    main()
    transaction.set_rollback(True)
