"""The table of transitions is the only way a state moves; everything that stands in the way is said at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.audit import history
from core.dates import ngay, today
from core.documents import documents_of
from core.models import CasePart
from core.workflow import Objection, PaperInput, Transition, Workflow
from projects.models import Project
from projects.workflow import PROJECT_FLOW
from tests.factories import another, person, project, registered

pytestmark = pytest.mark.django_db
S = Project.Status


def flow(**extra):
    """A made-up arrow on a real project, pressed by an officer."""
    return Workflow(
        Transition("move", "Chuyển", (S.DRAFT,), S.REGISTERED, "projects.save_project", **extra),
        Transition("follow", "Hệ quả", (S.DRAFT, S.REGISTERED), S.RETURNED),
    )


@pytest.fixture
def officer(db):
    return person("DOIT_SPECIALIST")


def test_all_objections_come_at_once_with_figures_and_article(officer):
    guards = (
        lambda obj, act: Objection("Vượt mức", found="5 đ", needed="không quá 4 đ", article="T36 đ.13"),
        lambda obj, act: [None, "Thiếu giấy"],
        lambda obj, act: None,
    )
    with pytest.raises(ValidationError) as refused:
        flow(guards=guards, needs_note=True, needs_paper=True).press(project(), "move", by=officer)
    assert refused.value.messages == [
        "Vượt mức: hiện có 5 đ; cần không quá 4 đ (T36 đ.13).",
        "Thiếu giấy.",
        "Phải nêu lý do khi “Chuyển”.",
        "Phải ghi số, ngày, người ký của văn bản khi “Chuyển”.",
    ]


def test_a_move_from_another_state_is_refused_whatever_the_button_said(officer):
    row = project()
    stale = Project.objects.get(pk=row.pk)
    flow().press(row, "move", by=officer)
    with pytest.raises(ValidationError, match="đang ở trạng thái"):
        flow().press(stale, "move", by=officer)


def test_a_consequence_is_not_a_button_but_a_later_step_may_cause_it(officer):
    row = project()
    with pytest.raises(PermissionDenied):
        flow().press(row, "follow", by=officer)
    assert flow().cause(row, "follow", by=officer).status == S.RETURNED


def test_without_the_role_nothing_moves(db):
    with pytest.raises(PermissionDenied):
        flow().press(project(), "move", by=person("VIEWER"))
    with pytest.raises(PermissionDenied):
        flow().press(project(), "no-such-step", by=person("DOIT_SPECIALIST"))


def test_the_recorded_paper_is_kept_and_its_date_is_the_date_that_counts(officer):
    dates = []
    paper = PaperInput(number="5/QĐ", issued_on=datetime.date(2021, 5, 28), signer="Ông A")
    row = project()
    flow(needs_paper=True, guards=(lambda obj, act: dates.append(act.on),)).press(row, "move", by=officer, paper=paper)
    assert dates == [datetime.date(2021, 5, 28)]
    assert documents_of(row).get(number="5/QĐ").signer == "Ông A"
    assert "5/QĐ ngày 28/05/2021" in history(row).first().what


@pytest.mark.parametrize("given", ["on", "paper"])
def test_nothing_is_recorded_before_its_day(officer, given):
    tomorrow = today() + datetime.timedelta(days=1)
    row = project()
    act = {"on": tomorrow} if given == "on" else {"on": today(), "paper": PaperInput(number="5/QĐ", issued_on=tomorrow)}
    with pytest.raises(
        ValidationError, match=f"ngày chưa tới: hiện có {ngay(tomorrow)}; cần không sau {ngay(today())}"
    ):
        flow().press(row, "move", by=officer, **act)
    assert Project.objects.get(pk=row.pk).status == S.DRAFT
    flow().press(row, "move", by=officer, on=today())


def test_whoever_names_another_day_does_not_move_the_day_of_the_paper(officer):
    dates = []
    paper = PaperInput(number="5/QĐ", issued_on=datetime.date(2022, 2, 3), signer="Ông A")
    flow(guards=(lambda obj, act: dates.append(act.on),)).press(
        project(), "move", by=officer, paper=paper, on=datetime.date(2021, 12, 31)
    )
    assert dates == [datetime.date(2022, 2, 3)]


@pytest.mark.parametrize("missing", [{"number": " "}, {"issued_on": None}, {"signer": " "}])
def test_a_paper_without_number_date_or_signer_moves_nothing(officer, missing):
    told = {"number": "5/QĐ", "issued_on": datetime.date(2021, 5, 28), "signer": "Ông A", "title": "Quyết định"}
    with pytest.raises(ValidationError, match="Phải ghi số, ngày, người ký"):
        flow(needs_paper=True).press(project(), "move", by=officer, paper=PaperInput(**told | missing))


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_an_act_of_another_age_is_refused(officer, day):
    with pytest.raises(ValidationError, match="năm phải từ 1945 đến 2100"):
        flow().press(project(), "move", by=officer, on=day)


def test_a_refused_move_leaves_no_paper_no_state_and_no_line_behind(officer):
    row = project()
    before = history(row).count()
    paper = PaperInput(number="5/QĐ", issued_on=datetime.date(2021, 5, 28))
    with pytest.raises(ValidationError):
        flow(needs_paper=True, guards=(lambda obj, act: "Không",)).press(row, "move", by=officer, paper=paper)
    assert not documents_of(row).filter(number="5/QĐ").exists()
    assert history(row).count() == before
    assert Project.objects.get(pk=row.pk).status == S.DRAFT


def test_an_effect_that_fails_takes_the_move_back(officer):
    def effect(obj, act):
        raise ValidationError("Không đủ tiền.")

    row = project()
    with pytest.raises(ValidationError, match="Không đủ tiền"):
        flow(effect=effect).press(row, "move", by=officer)
    assert Project.objects.get(pk=row.pk).status == S.DRAFT


def test_the_part_of_a_step_is_written_down_and_clashes_are_shown_beforehand(officer):
    row = project(by=officer)
    step = flow(part="APPROVE").steps(row, officer)[0]
    assert not step.ready
    assert "phải do người khác làm" in str(step.objections[0])
    other = another("DOIT_SPECIALIST")
    flow(part="APPROVE").press(row, "move", by=other)
    assert CasePart.objects.get(person=other, object_id=row.pk).part == "APPROVE"


def test_steps_say_whose_turn_it_is(officer):
    row = registered()
    steps = {step.transition.name: step for step in PROJECT_FLOW.steps(row, officer)}
    assert steps["appraise"].who == ["Lãnh đạo Sở Công Thương"]
    assert not steps["appraise"].allowed
    assert steps["return"].allowed
