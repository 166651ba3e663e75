"""The list of a decision says what was decided, whatever of its projects is amended later."""

import pytest
from django.db import IntegrityError, transaction

from plans.models import PlanItem
from plans.selectors import totals
from tests import factories as f
from tests.projects.test_amend_estimate import MILLION, amended, approved, machine

pytestmark = pytest.mark.django_db


def test_an_amended_estimate_and_title_leave_the_list_of_the_decision_as_it_was(client):
    row = approved(title="Máy bào gỗ")
    amended(row, machine(450, 200), title="Máy bào gỗ bốn mặt", eligible_cost=450 * MILLION)
    row.refresh_from_db()
    assert (row.title, row.total_cost) == ("Máy bào gỗ bốn mặt", 450 * MILLION)
    item = row.plan_items.get()
    assert (item.listed.title, item.listed.total_cost) == ("Máy bào gỗ", 415 * MILLION)
    assert item.counterpart == 215 * MILLION
    assert totals([item]).total_cost == 415 * MILLION and totals([item]).counterpart == 215 * MILLION
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(item.round.get_absolute_url()).content.decode()
    assert "Máy bào gỗ<span" in page and "bốn mặt" not in page and ">415<" in page and ">450<" not in page
    told = client.get(f"/api/v1/plan-items/{item.pk}/").json()
    assert (told["project_title"], told["total_cost"], told["counterpart"]) == ("Máy bào gỗ", 415000000, 215000000)


def test_what_a_decided_list_says_stands_in_the_database():
    item = approved().plan_items.get()
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(as_decided=None)
