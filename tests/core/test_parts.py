"""Preparing, checking, approving, examining one case are different persons; a substitute counts as the one replaced."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Substitution, User
from core.dates import today
from core.models import CasePart
from core.parts import parts_of, take_part, withdraw_part
from tests.factories import another, person, project

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db):
    return project(by=person("CENTRE_OFFICER"))


def replaces(substitute, absent):
    Substitution.objects.create(
        absent=absent, substitute=substitute, valid_from=today(), valid_to=today() + datetime.timedelta(days=3),
        paper_number="12/QĐ-SCT",
    )  # fmt: skip
    return User.objects.get(pk=substitute.pk)


@pytest.mark.parametrize("part", ["CHECK", "APPROVE", "EXAMINE"])
def test_whoever_prepared_takes_no_other_part(case, part):
    with pytest.raises(ValidationError, match="đã giữ phần việc “lập”"):
        take_part(case, person("CENTRE_OFFICER"), part)


def test_the_same_part_twice_is_one_row(case):
    take_part(case, person("CENTRE_OFFICER"), "PREPARE")
    assert parts_of(case).filter(part="PREPARE").count() == 1


def test_the_database_holds_one_part_per_person_and_case_by_itself(case):
    row = parts_of(case).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        CasePart.objects.create(
            content_type=row.content_type, object_id=row.object_id, person=row.person, part="CHECK", taken_by=row.person
        )


def test_a_part_taken_by_mistake_is_withdrawn_with_its_reason_and_another_may_be_taken(case):
    checker = person("DOIT_SPECIALIST")
    take_part(case, checker, "CHECK")
    with pytest.raises(ValidationError, match="Phải nêu lý do"):
        withdraw_part(case, checker, "CHECK", by=checker, why=" ")
    withdraw_part(case, checker, "CHECK", by=person("DOIT_SECTION_HEAD"), why="Ghi nhầm người.")
    take_part(case, checker, "APPROVE")
    rows = CasePart.objects.filter(object_id=case.pk, person=checker).values_list("part", "withdrawn_why")
    assert list(rows) == [("CHECK", "Ghi nhầm người."), ("APPROVE", "")]


def test_of_a_part_the_database_lets_only_the_withdrawal_be_written_and_once(case):
    checker = person("DOIT_SPECIALIST")
    take_part(case, checker, "CHECK")
    withdraw_part(case, checker, "CHECK", by=checker, why="Ghi nhầm người.")
    gone = CasePart.objects.filter(person=checker)
    for change in ({"withdrawn_why": "Khác"}, {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_why": ""}):
        with pytest.raises(IntegrityError, match="only withdrawn, once"), transaction.atomic():
            gone.update(**change)


def test_a_substitute_does_not_approve_what_the_person_replaced_prepared(case):
    officer, accountant = person("CENTRE_OFFICER"), person("CENTRE_ACCOUNTANT")
    accountant = replaces(accountant, officer)
    assert accountant.stands_in_for("projects.save_project") == officer
    with pytest.raises(ValidationError, match="người bạn đang thay"):
        take_part(case, accountant, "CHECK", "projects.save_project")


def test_acting_for_somebody_binds_both_persons(case):
    director, deputy = person("DOIT_DIRECTOR"), another("VIEWER")
    deputy = replaces(deputy, director)
    take_part(case, deputy, "APPROVE", "projects.conclude_appraisal")
    assert set(parts_of(case).filter(part="APPROVE").values_list("person", flat=True)) == {director.pk, deputy.pk}
    with pytest.raises(ValidationError):
        take_part(case, director, "EXAMINE")


def test_a_substitution_ends_with_its_last_day(db):
    director, deputy = person("DOIT_DIRECTOR"), another("VIEWER")
    yesterday = today() - datetime.timedelta(days=1)
    Substitution.objects.create(
        absent=director, substitute=deputy, valid_from=yesterday, valid_to=yesterday, paper_number="1/QĐ"
    )
    assert not User.objects.get(pk=deputy.pk).has_perm("projects.conclude_appraisal")
