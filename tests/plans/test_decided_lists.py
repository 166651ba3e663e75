"""The list of a decision says what was decided, whatever of its projects is amended later."""

import pytest
from django.db import IntegrityError, transaction

from plans.models import PlanItem
from plans.selectors import counterparts_on, totals
from reports.year_data import year_data
from tests import factories as f
from tests.projects.test_amend_estimate import MILLION, amended, approved, machine
from tests.projects.test_amend_title_units import asked, checked, day, decided

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


def test_the_year_report_tells_the_counterpart_by_the_papers_dated_up_to_its_day():
    row = approved()  # 200 of 415
    amended(row, machine(450, 230), {"no": 2}, eligible_cost=465 * MILLION, support=230 * MILLION)  # of 9 August
    dates = {"2021-08-08": 215, "2021-08-09": 235, "2021-12-31": 235}

    def told(day):
        data, _ = year_data({"year": 2021, "tier": "LOCAL", "as_of": day}, f.person("DOIT_SPECIALIST"))
        return sum(line.counterpart for line in data.lines) // MILLION

    assert {day: told(day) for day in dates} == dates


def test_of_two_decisions_on_the_support_the_one_recorded_last_counts_from_its_own_day():
    row = approved()
    item = row.plan_items.get()
    decided(checked(asked(row, support=205 * MILLION)))
    row.change_requests.update(decided_on=day(8, 1))
    decided(checked(asked(row, support=207 * MILLION)))
    by_day = {on: counterparts_on([item], on)[item.pk] // MILLION for on in (day(7, 31), day(8, 1), day(8, 9))}
    assert by_day == {day(7, 31): 215, day(8, 1): 210, day(8, 9): 208}
