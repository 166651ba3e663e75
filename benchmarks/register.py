"""How long the register's first page takes with 10 and with 10,000 projects, as a ratio.

script/manage shell < benchmarks/register.py
"""

import datetime
import time

from django.db import transaction
from django.test import Client

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


def main():
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="chuyenvien"), backend="core.backends.RoleBackend")
    fill(0, 10)
    seconds(client)  # what is read once per process
    few = min(seconds(client) for _ in range(5))
    fill(10, 10_000)
    many = min(seconds(client) for _ in range(5))
    print(f"10 đề án: {few * 1000:.0f} ms; 10.000 đề án: {many * 1000:.0f} ms; gấp {many / few:.1f} lần")


with transaction.atomic():
    main()
    transaction.set_rollback(True)
