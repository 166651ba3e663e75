"""Two officers record the same decision at the same moment: the project is changed once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import history
from projects.models import ChangeRequest, CostItem, Machine, Project
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_estimate import approved, lines_of, machine
from tests.projects.test_amend_title_units import TITLE, asked, checked, decided
from tests.races import at_once, meanwhile

pytestmark = pytest.mark.race


def test_a_change_of_title_and_units_decided_twice_at_once_has_one_effect(own_database):
    row = b.approved()
    change = checked(asked(row, title=TITLE))
    f.person("DOIT_SPECIALIST")

    answers = at_once(*[lambda: decided(ChangeRequest.objects.get(pk=change.pk))] * 2)

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 1 and "không thể" in str(refused[0])
    row.refresh_from_db()
    assert row.title == TITLE
    assert [entry.action for entry in history(row)].count("projects.project.change") == 1


def test_a_change_of_machines_decided_twice_at_once_has_one_effect(own_database):
    row = b.approved()
    (line,) = row.machines.all()
    change = checked(asked(row, machines=[{"no": line.no, "model": "MH-02"}]))
    f.person("DOIT_SPECIALIST")

    answers = at_once(*[lambda: decided(ChangeRequest.objects.get(pk=change.pk))] * 2)

    assert len([answer for answer in answers if isinstance(answer, ValidationError)]) == 1
    assert [line.model for line in row.machines.all()] == ["MH-02"]
    assert Machine.everything.filter(project=row).count() == 2


def test_of_two_requests_for_one_list_decided_at_once_the_second_is_written_again(own_database):
    row = b.approved()
    first, second = (checked(asked(row, machines=[{"no": 1, "model": model}])) for model in ("MH-02", "MH-03"))
    f.person("DOIT_SPECIALIST")

    answers = at_once(*[lambda pk=pk: decided(ChangeRequest.objects.get(pk=pk)) for pk in (first.pk, second.pk)])

    (refused,) = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert "đã đổi theo quyết định khác" in str(refused)
    assert Machine.everything.filter(project=row).count() == 2


def test_an_estimate_decided_twice_at_once_has_one_effect(own_database):
    row = approved()
    change = checked(asked(row, cost_items=[machine(450, 200), {"no": 2}], eligible_cost=465 * 1_000_000))
    f.person("DOIT_SPECIALIST")

    answers = at_once(*[lambda: decided(ChangeRequest.objects.get(pk=change.pk))] * 2)

    assert len([answer for answer in answers if isinstance(answer, ValidationError)]) == 1
    assert lines_of(row)[0] == (1, "Máy bào", 450, 200)
    assert CostItem.everything.filter(project=row).count() == 3


def test_of_two_requests_for_one_title_the_one_stamped_first_may_wait_and_be_carried_out_last(own_database):
    row = b.approved()
    early, late = (checked(asked(row, title=title)) for title in ("Tên đến trước", "Tên đến sau"))
    f.person("DOIT_SPECIALIST")

    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=row.pk)
        other = meanwhile(lambda: decided(ChangeRequest.objects.get(pk=early.pk)))
        assert other.waits()  # for the project, its own time of recording already noted
        decided(ChangeRequest.objects.get(pk=late.pk))
    assert other.answer().status == "DECIDED"

    row.refresh_from_db()
    assert row.title == "Tên đến trước"
    early, late = (ChangeRequest.objects.get(pk=change.pk) for change in (early, late))
    assert late.decided_at < early.decided_at
    assert early.values.get().before == "Tên đến sau"


def test_four_requests_for_the_title_decided_at_once_all_have_their_effect(own_database):
    row = b.approved()
    titles = [checked(asked(row, title=f"Tên thứ {n}")) for n in range(4)]
    f.person("DOIT_SPECIALIST")

    answers = at_once(*[lambda pk=one.pk: decided(ChangeRequest.objects.get(pk=pk)) for one in titles])

    assert [one.status for one in answers] == ["DECIDED"] * 4
    row.refresh_from_db()
    last = ChangeRequest.objects.filter(project=row).order_by("-decided_at").first()
    assert row.title == last.value("title")


def test_a_cut_that_another_decision_makes_an_increase_meanwhile_is_not_the_departments_to_decide(own_database):
    row = approved()
    cut, deeper = (checked(asked(row, support=million * 1_000_000)) for million in (190, 150))
    f.person("DOIT_SPECIALIST")

    with transaction.atomic():
        decided(ChangeRequest.objects.get(pk=deeper.pk), issuer="Sở Công Thương")
        other = meanwhile(lambda: decided(ChangeRequest.objects.get(pk=cut.pk), issuer="Sở Công Thương"))
        assert other.waits()  # for the plan's round, its guards asked while it was still a cut
    assert "cần UBND tỉnh" in str(other.answer())
