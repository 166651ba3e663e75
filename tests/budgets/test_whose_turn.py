"""From the acceptance to the closed file the page of a project and the worklists name the same person."""

import datetime

from django.urls import reverse

from budgets.carrying import CARRY_FLOW
from budgets.models import Settlement
from budgets.settlements import close_project
from budgets.work import worklist
from budgets.year_end import obstacles
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
