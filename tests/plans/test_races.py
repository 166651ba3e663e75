"""Decisions at the same moment: what fits is granted, nobody waits for somebody who waits for him."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from ledger.reading import balance
from plans import services
from plans.models import ApprovalRound, ApprovalWay, PlanItem
from plans.workflow import ROUND_FLOW
from tests.plans.conftest import DECIDED, Office

pytestmark = pytest.mark.race


def at_once(*acts):
    """Runs the acts in threads of their own, started together. Returns [None or the refusal]."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            start.wait(20)
            act()
        except Exception as error:  # whatever happened is the test's to judge
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def test_two_rounds_compete_for_the_last_dong_of_a_line_and_one_gets_it(own_database):
    office = Office()
    plan = office.issued()
    line = plan.lines.get(no=1)
    place = office.allocate(line, 100_000_000)
    rounds = [office.round(plan) for _ in range(4)]
    for round in rounds:
        office.include(round, office.project())
        office.sent(round)
    papers = [office.decision() for _ in rounds]
    answers = at_once(
        *(
            lambda round=round, paper=paper: ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=paper)
            for round, paper in zip(rounds, papers, strict=True)
        )
    )
    refused = [answer for answer in answers if answer]
    assert len(refused) == 3
    assert all(isinstance(answer, ValidationError) for answer in refused), refused
    assert balance(place) == 0
    assert ApprovalRound.objects.filter(status="ISSUED").count() == 1
    assert PlanItem.objects.filter(project__status="APPROVED").count() == 1


def test_two_lists_with_the_same_lines_in_opposite_order_do_not_wait_for_each_other(own_database):
    office = Office()
    plan = office.issued()
    first = plan.lines.get(no=1)
    office.allocate(first, 1_000_000_000)
    undivided = office.appropriate(plan, 1_000_000_000)
    rounds = [office.round(plan), office.round(plan)]
    projects = [office.project() for _ in range(8)]
    for index, round in enumerate(rounds):
        mine = projects[index::2]
        for project in mine if index else reversed(mine):
            office.include(round, project, source=("ALLOCATED", "APPROPRIATED")[project.pk % 2])
        office.sent(round)
    papers = [office.decision() for _ in rounds]
    answers = at_once(
        *(
            lambda round=round, paper=paper: ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=paper)
            for round, paper in zip(rounds, papers, strict=True)
        )
    )
    assert answers == [None, None]
    assert ApprovalRound.objects.filter(status="ISSUED").count() == 2
    assert balance(undivided) <= 1_000_000_000


def test_the_delegated_sum_is_not_spent_twice_by_two_decisions_at_once(own_database):
    office = Office()
    plan = office.issued(way=ApprovalWay.DELEGATED, limit=100_000_000)
    office.appropriate(plan, 1_000_000_000)
    rounds = [office.round(plan) for _ in range(3)]
    for round in rounds:
        office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
        ROUND_FLOW.press(round, "check", by=office.head)
    answers = at_once(
        *(
            lambda round=round, number=number: ROUND_FLOW.press(
                round, "decide", by=office.director, paper=office.paper(f"{number}/QĐ-SCT", DECIDED)
            )
            for number, round in enumerate(rounds, start=70)
        )
    )
    assert sorted(answer is None for answer in answers) == [False, False, True]
    assert all("Vượt hạn mức" in str(answer) for answer in answers if answer)


def test_rounds_opened_at_the_same_moment_are_numbered_one_after_the_other(own_database):
    office = Office()
    plan = office.issued()
    answers = at_once(*(lambda: office.round(plan) for _ in range(6)))
    assert answers == [None] * 6
    assert sorted(ApprovalRound.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_one_project_is_put_on_two_lists_at_once_and_lands_on_one(own_database):
    office = Office()
    plan = office.issued()
    rounds = [office.round(plan) for _ in range(3)]
    project = office.project()
    answers = at_once(*(lambda round=round: office.include(round, project) for round in rounds))
    assert sorted(answer is None for answer in answers) == [False, False, True]
    assert all(isinstance(answer, ValidationError) for answer in answers if answer)
    assert PlanItem.objects.live().filter(project=project).count() == 1


def test_a_list_is_not_changed_in_the_moment_it_is_decided(own_database):
    office = Office()
    plan = office.issued()
    office.allocate(plan.lines.get(no=1), 1_000_000_000)
    round = office.round(plan)
    item = office.include(round, office.project())
    office.sent(round)
    answers = at_once(
        lambda: ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=office.decision()),
        lambda: services.remove_project(item, why="cùng lúc", by=office.officer),
    )
    assert answers[0] is None and isinstance(answers[1], ValidationError)
