"""Management costs: one limit for all tasks of the kind in a year, a percent of other money than their own cost.

In triệu đồng: 2.000 assigned for the year, so that the managing agency's tasks have 30 (1,5 %); the Centre carries out
machines for 400, so that its own management has 10 (2,5 %).
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.support import final_support
from ledger.models import Subject
from ledger.posting import Kind, Line, Place, Stage, post, treasury
from norms.models import Norm, NormSet, SupportCategory
from plans.changes import support_in_plans
from plans.models import PlanItem
from plans.pictures import list_of
from plans.subjects import project_subject
from plans.workflow import ROUND_FLOW
from projects.models import Project
from tests.plans.conftest import Office
from tests.plans.test_races import at_once

MILLION = 1_000_000


class ManagingOffice(Office):
    def _norms(self):
        super()._norms()
        book = NormSet.objects.get(code="thu-2021")
        self.kinds = {}
        for code, of, rate in (("admin_managing_agency", "YEAR", "1.5"), ("admin_implementer", "UNIT", "2.5")):
            kind = SupportCategory.objects.create(code=code, name=code, name_short=code, unit="năm", limit_of=of)
            Norm.objects.create(set=book, category=kind, rate_percent=rate, article="điểm s khoản 2 Điều 6")
            self.kinds[of] = kind

    def begun(self):
        plan = self.draft()
        self.line(plan, 3, "Chi quản lý", None, None, "năm", list(self.kinds.values()))
        plan = self.issue(self.submit(plan))
        self.given = self.appropriate(plan, 2000 * MILLION)
        return plan

    def task(self, million, of="YEAR", **fields):
        return self.project(million * MILLION, total=million * MILLION, category=self.kinds[of], **fields)

    def listed(self, plan, *projects):
        round = self.round(plan)
        for project in projects:
            line = plan.lines.get(no=1 if project.category == self.machinery else 3)
            self.include(round, project, line=line, source=PlanItem.Source.APPROPRIATED)
        return round


@pytest.fixture
def office(db):
    return ManagingOffice()


def refused(act, *args):
    with pytest.raises(ValidationError) as error:
        act(*args)
    return " ".join(error.value.messages).replace("\xa0", " ")


def test_the_managing_agencys_tasks_of_a_year_have_together_their_percent_of_the_years_money(office):
    plan = office.begun()
    first = office.task(20)
    office.decide(office.listed(plan, first))
    said = refused(office.decide, office.listed(plan, office.task(11)))
    assert "vượt mức trần" in said
    assert "hiện có 11.000.000 đ" in said and "không quá 10.000.000 đ" in said
    assert "điểm s khoản 2 Điều 6" in said
    office.decide(office.listed(plan, office.task(10)))
    assert "không quá 0 đ" in refused(office.decide, office.listed(plan, office.task(1)))


def test_tasks_of_one_list_count_together_and_a_reserve_takes_nothing_from_them(office):
    plan = office.begun()
    spare = office.task(9)
    round = office.listed(plan, office.task(20), office.task(10), spare)
    said = refused(office.sent, round)
    assert "không quá 11.000.000 đ" in said and "không quá 1.000.000 đ" in said
    round.items.filter(project=spare).update(is_reserve=True)
    said = refused(office.sent, round)  # those approved have all; a reserve has to fit beside them
    assert "-001: kinh phí hỗ trợ vượt mức trần: hiện có 9.000.000 đ; cần không quá 0 đ" in said
    assert said.count("vượt mức trần") == 1


def test_the_decision_keeps_how_the_limit_came_about(office):
    plan = office.begun()
    office.decide(office.listed(plan, office.task(20)))
    project = office.task(5)
    office.decide(office.listed(plan, project))
    frozen = PlanItem.objects.get(project=project).ceiling
    assert (frozen["amount"], frozen["base"], frozen["taken"]) == (5 * MILLION, 2000 * MILLION, 20 * MILLION)
    told = " ".join(step["text"] for step in frozen["steps"]).replace("\xa0", " ")
    assert "1,5 % × 2.000.000.000 đ (kinh phí khuyến công được giao trong năm) = 30.000.000 đ" in told
    assert "khác đã có 20.000.000 đ, còn 10.000.000 đ" in told
    assert told.endswith("Căn cứ: điểm s khoản 2 Điều 6 NQ thử.")


def test_an_implementers_costs_are_a_percent_of_the_support_of_the_projects_it_carries_out(office):
    plan = office.begun()
    office.decide(office.listed(plan, office.project(150 * MILLION), office.project(100 * MILLION)))
    others = office.project(150 * MILLION, implementing_organisation=office.sct)
    office.decide(office.listed(plan, others))
    assert "không quá 6.250.000 đ" in refused(office.decide, office.listed(plan, office.task(7, of="UNIT")))
    office.decide(office.listed(plan, office.task(7, of="UNIT"), office.project(150 * MILLION)))  # now 400


def test_at_the_settlement_the_limit_is_asked_again_with_the_money_of_then(office):
    plan = office.begun()
    first, second = office.task(20), office.task(10)
    office.decide(office.listed(plan, first, second))
    assert final_support(second, 9 * MILLION).amount == 9 * MILLION
    cut = Line(Kind.CUT, office.given, treasury(plan.book_year, office.centre), 400 * MILLION)
    post("Cắt giảm", [cut], by=office.accountant, dated_on=datetime.date(2021, 11, 1))
    support = final_support(second, 9 * MILLION)  # 1,5 % × 1.600 = 24, of which the first has 20
    assert support.amount == 4 * MILLION
    assert "1.600.000.000" in " ".join(step["text"] for step in support.steps)


def test_a_change_of_a_task_is_measured_by_what_the_year_has_and_the_others_leave_by_then(office):
    plan = office.begun()
    first, second = office.task(20), office.task(10)
    office.decide(office.listed(plan, first, second))
    more = Line(Kind.APPROPRIATE, treasury(plan.book_year, office.centre), office.given, 200 * MILLION)
    post("Bổ sung", [more], by=office.accountant, dated_on=datetime.date(2021, 7, 1))
    limits = [support_in_plans.ceiling(project) for project in (first, second)]
    assert [(limit.base, limit.taken) for limit in limits] == [
        (2200 * MILLION, 10 * MILLION),
        (2200 * MILLION, 20 * MILLION),
    ]


def spent(office, plan, project, million):
    """The whole of a task is under contract and paid; returns where it stands and where it has to come back to."""
    task = project_subject(project)
    about = Subject.objects.create(kind=Subject.Kind.COMMITMENT, ref=project.pk, parent=task, label="Giao nhiệm vụ")
    bound, paid, back = (
        Place(plan.book_year, office.centre, stage, about) for stage in (Stage.COMMITTED, Stage.PAID, Stage.RECOVERABLE)
    )
    approved = Place(plan.book_year, office.centre, Stage.APPROVED, task)
    lines = [Line(Kind.COMMIT, approved, bound, million * MILLION), Line(Kind.PAY, bound, paid, million * MILLION)]
    post("Chi", lines, by=office.accountant, dated_on=datetime.date(2021, 9, 1))
    return paid, back


def test_what_one_task_has_to_give_back_is_room_for_the_other_and_is_not_asked_of_both(office):
    """Both were paid before the estimate was cut from 2.000 to 1.600: 24 for 30 paid, so that 6 come back, once."""
    plan = office.begun()
    first, second = office.task(20), office.task(10)
    office.decide(office.listed(plan, first, second))
    paid, back = spent(office, plan, first, 20)
    spent(office, plan, second, 10)
    cut = Line(Kind.CUT, office.given, treasury(plan.book_year, office.centre), 400 * MILLION)
    post("Cắt giảm", [cut], by=office.accountant, dated_on=datetime.date(2021, 11, 1))
    assert final_support(first, 20 * MILLION).amount == 14 * MILLION

    recover = Line(Kind.RECOVER, paid, back, 6 * MILLION)
    post("Duyệt quyết toán", [recover], by=office.accountant, dated_on=datetime.date(2021, 12, 1))

    assert final_support(second, 10 * MILLION).amount == 10 * MILLION
    assert final_support(first, 20 * MILLION).amount == 14 * MILLION


def test_whose_percent_a_decided_task_has_is_what_its_decision_says(office):
    plan = office.begun()
    task = office.task(20)
    office.decide(office.listed(plan, task))
    SupportCategory.objects.filter(pk=office.kinds["YEAR"].pk).update(limit_of="UNIT")
    assert final_support(Project.objects.get(pk=task.pk), 20 * MILLION).amount == 20 * MILLION


def test_a_long_list_of_tasks_asks_for_the_years_money_as_often_as_a_short_one(office):
    plan = office.begun()

    def questions(round):
        with CaptureQueriesContext(connection) as asked:
            list_of(round, office.officer)
        return len(asked)

    short = questions(office.listed(plan, office.task(2)))
    assert questions(office.listed(plan, *(office.task(2) for _ in range(5)))) == short


@pytest.mark.race
def test_two_decisions_at_once_do_not_take_the_same_room(own_database):
    office = ManagingOffice()
    plan = office.begun()
    rounds = [office.sent(office.listed(plan, office.task(20))) for _ in range(3)]
    papers = [office.decision() for _ in rounds]
    answers = at_once(
        *(
            lambda round=round, paper=paper: ROUND_FLOW.press(round, "record_decision", by=office.officer, paper=paper)
            for round, paper in zip(rounds, papers, strict=True)
        )
    )
    refused = [answer for answer in answers if answer]
    assert len(refused) == 2
    assert all(isinstance(answer, ValidationError) and "vượt mức trần" in str(answer) for answer in refused), refused
