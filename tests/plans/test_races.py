"""Decisions at the same moment: what fits is granted, nobody waits for somebody who waits for him."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ledger.reading import balance
from plans import services
from plans.models import AnnualPlan, ApprovalRound, ApprovalWay, PlanItem
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from tests.plans.conftest import DECIDED, Office
from tests.races import until_somebody_waits

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


def test_two_rounds_at_once_do_not_exceed_the_plan_together(own_database):
    office = Office()
    plan = office.issued(total=150_000_000)
    undivided = office.appropriate(plan, 1_000_000_000)
    rounds = [office.round(plan) for _ in range(3)]
    for round in rounds:
        office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
        office.sent(round)
    papers = [office.decision() for _ in rounds]
    answers = at_once(
        *(
            lambda round=round, paper=paper: ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=paper)
            for round, paper in zip(rounds, papers, strict=True)
        )
    )
    assert sorted(answer is None for answer in answers) == [False, False, True]
    assert all("vượt tổng kinh phí của kế hoạch" in str(answer) for answer in answers if answer)
    assert balance(undivided) == 900_000_000


def test_a_new_version_is_issued_while_a_round_of_the_old_one_is_decided(own_database):
    """The decision holds its round and then asks for its plan; the issue takes them in the same order."""
    office = Office()
    plan = office.issued(way=ApprovalWay.DELEGATED, limit=1_000_000_000)
    office.appropriate(plan, 2_236_000_000)
    round = office.round(plan)
    office.include(round, office.project(), source=PlanItem.Source.APPROPRIATED)
    ROUND_FLOW.press(round, "check", by=office.head)
    new = office.submit(services.amend_plan(plan, by=office.officer))
    held = threading.Event()

    def decide():
        with transaction.atomic():
            ApprovalRound.objects.select_for_update(no_key=True).get(pk=round.pk)
            held.set()
            until_somebody_waits()
            ROUND_FLOW.press(round, "decide", by=office.director, paper=office.paper("77/QĐ-SCT", DECIDED))

    def issue():
        held.wait(20)
        PLAN_FLOW.press(new, "issue", by=office.officer, paper=office.paper("300/KH-UBND", DECIDED))

    assert at_once(decide, issue) == [None, None]
    round.refresh_from_db()
    assert (round.status, round.plan) == ("ISSUED", plan)
    assert AnnualPlan.objects.get(pk=new.pk).status == "ISSUED"


@pytest.fixture
def reserve(own_database):
    """(office, the item of a project waiting in an issued list, a new list)."""
    office = Office()
    plan = office.issued()
    office.allocate(plan.lines.get(no=1), 1_000_000_000)
    first = office.round(plan)
    office.include(first, office.project())
    item = office.include(first, office.project(), is_reserve=True)
    office.decide(first)
    return office, item, office.round(plan)


def test_a_project_that_just_came_up_from_the_reserve_is_not_taken_off_its_new_list(reserve):
    office, item, later = reserve
    held = threading.Event()

    def come_up():
        with transaction.atomic():
            office.include(later, item.project)
            held.set()
            until_somebody_waits()

    def take_off():
        held.wait(20)
        services.remove_project(item, why="Đơn vị không còn nhu cầu", by=office.officer)

    came, taken = at_once(come_up, take_off)
    assert came is None and "đã được đưa ra khỏi danh mục" in str(taken)
    item.project.refresh_from_db()
    assert (item.project.status, item.project.plan_items.live().get().round) == ("PLANNED", later)


def test_who_takes_a_project_off_the_reserve_and_who_takes_it_up_do_not_wait_for_each_other(reserve):
    office, item, later = reserve
    held = threading.Event()

    def take_off():
        with transaction.atomic():
            ApprovalRound.objects.select_for_update(no_key=True).get(pk=item.round_id)
            held.set()
            until_somebody_waits()
            services.remove_project(item, why="Đơn vị không còn nhu cầu", by=office.officer)

    def come_up():
        held.wait(20)
        office.include(later, item.project)

    assert at_once(take_off, come_up) == [None, None]
    item.project.refresh_from_db()
    assert (item.project.status, item.project.plan_items.live().get().round) == ("PLANNED", later)
