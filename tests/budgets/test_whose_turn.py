"""From the acceptance to the closed file the page of a project and the worklists name the same person."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from budgets.carrying import CARRY_FLOW
from budgets.models import Commitment, Settlement, YearAccount
from budgets.money_back import close_project
from budgets.work import worklist
from budgets.work_settlement import worklist_settlement
from budgets.year_end import obstacles
from ledger.years import open_year
from projects.models import Project
from projects.next_steps import turn_of
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_clearing import cleared

ROLES = (
    "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_SPECIALIST", "DOIT_DIRECTOR", "DOIT_ACCOUNTANT", "DOF_REVIEWER",
)  # fmt: skip
STATE = "approved_project"


def turns(project):
    """{role: title} of those whose turn it is by the page; the worklists have it for the same people."""
    project = Project.objects.get(pk=project.pk)
    pages = {project.get_absolute_url(), *(row.get_absolute_url() for row in project.settlements.all())}
    pages.add(f"{reverse('budgets:settlements')}?year={project.plan_year}")
    found = {}
    for role in ROLES:
        person = f.person(role)
        turn = turn_of(project, person)
        if turn.mine:
            found[role] = turn.title
        listed = [item.title for item in worklist(person) if item.url in pages]
        assert bool(listed) == turn.mine, (role, turn.title, listed)
    return found


def test_the_settlement_of_a_project_waits_for_the_same_people_on_its_page_and_in_the_worklists(db):
    commitment = b.signed()
    settlement = b.account(commitment)
    project = settlement.project
    assert turns(project) == dict.fromkeys(("CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR"), "Hoàn thiện, nộp quyết toán")

    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    assert turns(project) == {"DOIT_SPECIALIST": "Xét duyệt chứng từ quyết toán"}

    b.reviewed(settlement, refuse=155)
    assert turns(project) == {"DOIT_DIRECTOR": "Duyệt quyết toán"}

    b.approved_account(settlement)
    assert turns(project) == {"CENTRE_ACCOUNTANT": "Thu hồi, nộp trả"}

    owed = Settlement.objects.get(pk=settlement.pk).recovered
    b.money_back(commitment, owed // 1_000_000)
    assert turns(project) == {}

    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    assert turns(project) == {"DOIT_ACCOUNTANT": "Đóng hồ sơ"}

    close_project(Project.objects.get(pk=project.pk), by=b.accountant())
    assert turns(project) == {}


def test_a_settled_project_tells_what_its_file_waits_for(db):
    project = b.settled(b.signed()).project
    turn = turn_of(Project.objects.get(pk=project.pk), b.accountant())
    assert not turn.mine and turn.title == "Quyết toán năm của Trung tâm Khuyến công" and "chưa mở" in turn.hint

    year = b.year_account()
    assert [item.title for item in worklist(b.accountant()) if item.url == year.get_absolute_url()] == [
        "Tổng hợp quyết toán năm, gửi Sở Tài chính"
    ]


def accounts(model, many, status, **facts):
    """So many of a project, or of its unit's years, each in a book of its own."""
    contract = Commitment.objects.get()
    of = {"project": contract.project} if model == Settlement else {}
    facts |= {"status": status, "created_by": f.person("CENTRE_ACCOUNTANT")}
    for number in range(many):
        book = open_year(2021, source=f"Nguồn {number}")
        model.objects.get_or_create(book_year=book, unit=contract.unit, **of, defaults=facts)


WAITING = [
    ("CENTRE_ACCOUNTANT", Settlement, "RETURNED", {"notice_on": b.day(11, 19)}, datetime.date(2021, 12, 3)),
    ("DOIT_SPECIALIST", Settlement, "SUBMITTED", {"submitted_on": b.day(11, 19)}, datetime.date(2021, 12, 10)),
    ("DOIT_ACCOUNTANT", YearAccount, "NOTICE_ISSUED", {"notice_on": b.day(11, 19)}, datetime.date(2021, 12, 3)),
]


@pytest.mark.parametrize(("role", "model", "status", "facts", "due"), WAITING)
def test_twenty_accounts_that_wait_cost_as_many_questions_as_two(db, role, model, status, facts, due):
    b.signed()
    asked = []
    for many in (2, 20):
        accounts(model, many, status, **facts)
        user = User.objects.get(pk=f.person(role).pk)
        with CaptureQueriesContext(connection) as queries:
            items = worklist_settlement(user)
        assert [item.due for item in items if item.due] == [due] * many
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_twenty_accounts_sent_back_cost_as_many_questions_over_rest_as_two(db):
    b.signed()
    asked, api = [], APIClient()
    api.force_authenticate(f.person("CENTRE_ACCOUNTANT"))
    api.get("/api/v1/settlements/")  # what is asked once in the life of a process
    for many in (2, 20):
        accounts(Settlement, many, "RETURNED", notice_on=b.day(11, 19))
        with CaptureQueriesContext(connection) as queries:
            found = api.get("/api/v1/settlements/").json()["results"]
        assert [row["correct_by"] for row in found] == ["2021-12-03"] * many
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_an_advance_not_returned_waits_for_the_accountant_then_the_director_then_the_unit_goes_on(db):
    """The page of the year's end and the worklists name the same person each time."""
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 70)
    cleared(contract, 20)
    b.advances_may_be_charged()
    b.given_in_2022()
    everybody = (*ROLES, "CENTRE_OFFICER")

    def named(kind):
        rows = [row for row in obstacles([b.book()]) if row.kind == kind and (row.charge or kind == "CARRYOVER")]
        return {role for role in everybody for row in rows if row.turn.is_of(f.person(role))}

    def has(title):
        return {role for role in everybody if title in [i.title for i in worklist(f.person(role))]}

    assert named("MONEY") == {"DOIT_ACCOUNTANT"}
    assert any(item.title.startswith("Kết thúc năm 2021") for item in worklist(b.accountant()))
    row = b.charge(contract.project)
    assert named("CARRYOVER") == has("Quyết định chuyển tạm ứng sang dự toán năm sau") == {"DOIT_DIRECTOR"}
    CARRY_FLOW.press(
        row, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("71/TB-KBNN", datetime.date(2022, 2, 21))
    )
    assert not has("Quyết định chuyển tạm ứng sang dự toán năm sau")
    left = obstacles([b.book()])
    assert not [row for row in left if row.charge]
    assert [row.unit for row in left if row.kind == "ACCOUNT"] == [contract.unit]  # of the 20 that were cleared
    b.year_account("consolidate")
    project = Project.objects.get(pk=contract.project_id)
    going = {role for role in everybody if turn_of(project, f.person(role)).mine}
    assert going == {"CENTRE_OFFICER", "DOIT_SPECIALIST"}


def test_an_account_waits_for_the_director_of_its_own_unit_only(db, client):
    """The Department's section head signs accounts too, but those of the Department."""
    settlement = b.account(b.signed())

    def awaited(role):
        client.force_login(f.person(role))
        return [(step.allowed, step.who) for step in client.get(settlement.get_absolute_url()).context["steps"]]

    director = ["Giám đốc Trung tâm (chủ tài khoản)"]
    assert awaited("CENTRE_ACCOUNTANT") == awaited("DOIT_SECTION_HEAD") == [(False, director)]
    assert awaited("CENTRE_DIRECTOR") == [(True, director)]
    assert User.roles_with("budgets.submit_settlement", "DOIT") == ["Lãnh đạo Phòng Quản lý công nghiệp"]
