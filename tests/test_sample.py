"""The sample of Hà Tĩnh: the real plan as published, illustrative projects through the services."""

import datetime

import pytest

from accounts.models import Area, User
from core.audit import broken_links
from core.models import AuditEntry
from khuyencong.sample.people import ACCOUNTS
from ledger.checking import differences
from ledger.models import Transfer
from ledger.reading import book_years, runway
from plans.models import AnnualPlan, ApprovalRound
from projects.models import Project


@pytest.fixture
def plan(sample_database):
    return AnnualPlan.objects.get(year=2021)


def test_the_plan_of_2021_stands_exactly_as_published(plan):
    assert (plan.number, plan.issued_on, plan.total_budget) == (
        "173/KH-UBND", datetime.date(2021, 4, 27), 2_236_000_000,
    )  # fmt: skip
    assert "năm 2020" in plan.remark
    lines = list(plan.lines.order_by("no"))
    ranges = [(line.quantity_min, line.quantity_max) for line in lines]
    assert ranges == [
        (2, 2), (1, 2), (5, 7), (1, 2), (1, 1), (1, 1), (None, None), (1, 2), (1, 2), (1, 2), (1, 2),
    ]  # fmt: skip
    assert {line.planned_budget for line in lines} == {None}
    assert [line.categories.count() for line in lines] == [1, 2, 2, 1, 1, 2, 1, 1, 2, 1, 1]


def test_the_round_of_2017_keeps_its_published_totals_and_moves_no_money(plan):
    past = ApprovalRound.objects.get(year=2017)
    assert past.status == "HISTORICAL"
    assert (past.published_project_count, past.published_total_cost, past.published_total_support) == (
        4, 9_738_000_000, 726_000_000,
    )  # fmt: skip
    projects = Project.objects.filter(plan_year=2017)
    assert projects.count() == 4
    assert {project.total_cost for project in projects} == {None}
    assert not Transfer.objects.filter(source__book_year__year=2017).exists()


def test_every_line_and_every_stage_has_a_project_and_every_one_is_marked_illustrative(plan):
    projects = Project.objects.filter(plan_year=2021)
    assert projects.count() == 24
    assert set(projects.values_list("illustrative", flat=True)) == {True}
    assert {
        "DRAFT", "REGISTERED", "RETURNED", "APPRAISED", "REJECTED", "WITHDRAWN", "PLANNED", "APPROVED", "CONTRACTED",
        "IN_PROGRESS", "COMPLETED", "ACCEPTED", "SETTLED", "CLOSED",
    } <= set(projects.values_list("status", flat=True))  # fmt: skip
    categories = set(projects.values_list("category__code", flat=True))
    for line in plan.lines.all():
        assert categories & set(line.categories.values_list("code", flat=True)), line


def test_the_books_of_the_sample_are_whole_and_every_stage_has_money(plan):
    assert differences() == []
    assert broken_links() == []
    stages = {row["stage"]: row for row in runway(book_years(2021))}
    followed = ["APPROPRIATED", "ALLOCATED", "APPROVED", "COMMITTED", "ADVANCED", "PAID", "SETTLED", "RECOVERABLE"]
    assert all(stages[stage]["balance"] > 0 for stage in followed)
    assert sum(stages[stage]["balance"] for stage in followed) == 2_236_000_000
    assert stages["APPROPRIATED"]["reached"] == 2_236_000_000


def test_each_act_of_the_sample_is_by_the_person_whose_act_it_is(plan):
    by = set(AuditEntry.objects.values_list("by__username", flat=True))
    assert {"chuyenvien", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan", "trungtam.giamdoc", "taichinh"} <= by


def test_the_twelve_demonstration_accounts_exist_and_nobody_is_a_superuser(plan):
    demo = User.objects.filter(is_demo=True)
    assert set(demo.values_list("username", flat=True)) == {row[0] for row in ACCOUNTS}
    assert not any(user.is_superuser for user in User.objects.all())


def test_the_province_has_the_units_of_each_time(plan):
    communes = Area.objects.filter(kind="COMMUNE")
    assert communes.filter(valid_from=datetime.date(2025, 7, 1)).count() == 69
    assert communes.filter(valid_to=datetime.date(2025, 6, 30)).count() == 209
    districts = Area.objects.filter(kind="DISTRICT")
    assert districts.count() == 13
    assert districts.filter(valid_to=datetime.date(2024, 12, 31)).count() == 1
