"""The register of the sample: the days a project went through, sorted and exported, and the papers it lacks by now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from budgets.models import Commitment, PaymentRequest, Settlement
from inspections.selectors import acceptance_of
from norms.models import PaperKind, RequiredPaper
from plans.models import PlanItem
from projects.models import Project
from projects.papers import missing_now, paper_rows
from projects.services import attach_paper
from reports.register import RegisterFilter, entries
from reports.register_dates import DATES, NEEDS_MONEY
from tests.reports.test_register import lines_of

STATE = "sample"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(sample, client):
    user = User.objects.get(username="chuyenvien")
    client.force_login(user, backend="core.backends.RoleBackend")
    return user


def days(officer):
    return {entry.project.pk: entry.days for entry in entries(list(Project.objects.for_list()), officer)}


def test_every_day_of_the_register_is_that_of_its_paper(officer):
    found = days(officer)
    counted = dict.fromkeys(DATES, 0)
    for project in Project.objects.filter(is_historical=False):
        item = PlanItem.objects.decided().filter(project=project).order_by("-round__decision_date").first()
        signed = Commitment.objects.filter(project=project, status="SIGNED").order_by("signed_on").first()
        advance = PaymentRequest.objects.filter(commitment__project=project, kind="ADVANCE", status="PAID")
        accepted, settled = acceptance_of(project), Settlement.objects.filter(project=project, status="APPROVED").last()
        said = {
            "decided_on": item and item.round.decision_date,
            "signed_on": signed and signed.signed_on,
            "advanced_on": min(advance.values_list("paid_on", flat=True), default=None),
            "accepted_on": accepted and accepted.held_on,
            "settled_on": settled and settled.approved_on,
        }
        for name, day in said.items():
            assert found[project.pk][name] == day, (project.code, name)
            counted[name] += day is not None
    assert all(counted.values()), counted


@pytest.mark.parametrize("name", DATES)
def test_the_register_is_sorted_by_each_day_the_newest_first_and_nothing_last(officer, client, name):
    head = {"decided_on": "Ngày quyết định", "signed_on": "Ngày ký hợp đồng", "advanced_on": "Ngày tạm ứng",
            "accepted_on": "Ngày nghiệm thu", "settled_on": "Ngày duyệt quyết toán"}[name]  # fmt: skip
    query = f"?year=&sort=-{name}&columns={name}"
    page = client.get(f"/register/{query}")
    assert page.status_code == 200 and f'value="-{name}" selected' in page.content.decode()
    heads, rows, _ = lines_of(client.get(f"/register/export/{query}"))
    shown = [row[heads.index(head)] for row in rows]
    known = [day for day in shown if day]
    assert known and shown == sorted(known, reverse=True) + [None] * (len(shown) - len(known))
    rest = APIClient()
    rest.force_authenticate(officer)
    first = rest.get(f"/api/v1/register/?sort=-{name}").json()["results"][0]
    assert first[name] == f"{known[0]:%Y-%m-%d}"


def test_days_of_money_are_not_for_whoever_may_not_see_money(officer):
    administrator = User.objects.get(username="quantri")
    [entry] = entries([Project.objects.for_list().filter(status="CLOSED").first()], administrator)
    assert not entry.days.keys() & set(NEEDS_MONEY) and "decided_on" in entry.days


def test_many_projects_lack_the_papers_that_each_one_lacks_on_its_own_page(officer):
    projects = list(Project.objects.filter(is_historical=False))
    each = {project.pk: [row.paper for row in paper_rows(project)[0] if row.state == "MISSING"] for project in projects}
    assert missing_now(projects) == {pk: papers for pk, papers in each.items() if papers}
    assert any(each.values()) and not all(each.values())


def test_the_next_step_names_the_missing_papers_and_no_more_once_they_are_there(officer, client):
    project = Project.objects.filter(status="REGISTERED", is_historical=False).first()
    before = said(project, officer)
    for number in range(1, 6):
        paper = PaperKind.objects.create(code=f"them-{number}", name=f"Bản vẽ {number}", order=number)
        RequiredPaper.objects.create(
            category=project.category, stage="REGISTRATION", paper=paper, valid_from="2014-01-01", source="Sở"
        )

    assert said(project, officer).endswith("; còn thiếu: Bản vẽ 1, Bản vẽ 2, Bản vẽ 3, 2 giấy tờ khác")
    page = client.get(f"/register/?year={project.plan_year}&q={project.code}").content.decode()
    assert "còn thiếu: Bản vẽ 1" in page
    centre = User.objects.get(username="trungtam")
    for number in range(1, 6):
        attach_paper(project, None, by=centre, kind=f"them-{number}", number=f"0{number}")
    assert said(project, officer) == before


def said(project, officer):
    [entry] = entries([Project.objects.for_list().get(pk=project.pk)], officer)
    return entry.next_step


def test_one_row_takes_the_questions_of_all(officer):
    rows = list(Project.objects.for_list().filter(is_historical=False).order_by("pk"))
    many = [project for project in rows if project.status == "IN_PROGRESS"]

    def questions(projects):
        with CaptureQueriesContext(connection) as asked:
            entries(projects, officer)
        return len(asked)

    entries(rows, officer)
    assert questions(many[:1]) <= questions(rows) <= questions(many[:1]) + 4
    assert questions(rows) == questions(rows[: len(rows) // 2])
    found = RegisterFilter(
        {"sort": "-settled_on"}, Project.objects.for_list(), request=type("R", (), {"user": officer})
    )
    assert len(found.qs) == Project.objects.for_list().count()
