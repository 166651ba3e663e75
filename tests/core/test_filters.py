"""A filter by a record's number says nothing about which records exist."""

import pytest
from rest_framework.test import APIClient

from tests import factories as f

pytestmark = pytest.mark.django_db
PATHS = (
    "commitments/?project=", "settlements/?project=", "payments/?commitment=", "payments/?project=",
    "vouchers/?settlement=", "money-back/?commitment=", "inspections/?project=", "plan-items/?project=",
    "appraisals/?project=", "progress-reports/?project=",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_record_out_of_reach_and_one_that_never_was_are_answered_alike(path):
    elsewhere = f.project_in("IN_PROGRESS")
    client = APIClient()
    client.force_login(f.local_officer(f.district("Huyện Hương Khê")))

    there = client.get(f"/api/v1/{path}{elsewhere.pk}")
    never = client.get(f"/api/v1/{path}99999999")

    assert (there.status_code, there.json()["count"]) == (200, 0)
    assert there.json() == never.json()


@pytest.mark.parametrize("value", ["0", "-1", "1e3", "abc", str(2**63), "9" * 40, "NaN", "Infinity", "\x00"])
def test_nonsense_in_the_place_of_a_number_is_refused_in_words(value):
    client = APIClient()
    client.force_login(f.person("DOIT_SPECIALIST"))

    answer = client.get("/api/v1/commitments/", {"project": value})

    assert answer.status_code == 400
    assert answer.json()["project"]
