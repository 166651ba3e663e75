"""What waits for whom: each thing with the person whose turn it is, and with nobody else."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.dates import today
from inspections.services import save_batch
from inspections.work import worklist
from inspections.workflow import INSPECTION_FLOW
from projects.next_steps import turn_of
from tests import factories as f
from tests.inspections import builders as b

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


def titles(role, **fields):
    """The worklist of somebody as they log in anew."""
    person = f.person(role, **fields)
    return [item.title for item in worklist(User.objects.get(pk=person.pk))]


def test_a_planned_visit_waits_for_the_office_that_planned_it():
    b.planned(planned_on=today() + datetime.timedelta(days=3))
    assert titles("DOIT_SPECIALIST") == ["Đi kiểm tra"]
    assert titles("DOIT_DIRECTOR") == titles("DOF_REVIEWER") == titles("CENTRE_OFFICER") == []


def test_a_visit_whose_day_has_passed_is_red():
    b.planned()
    assert worklist(b.inspector())[0].tone == "son"


def test_an_office_that_has_ended_is_not_sent_on_a_visit():
    officer = f.local_officer(f.district())
    b.planned(by=officer)
    b.close(officer.organisation)
    assert [item.title for item in worklist(officer)] == ["Ghi lần đã kiểm tra, hoặc hủy lịch"]


def test_a_filed_visit_waits_for_the_director():
    visit = b.filed()
    assert titles("DOIT_DIRECTOR") == ["Thông báo kết quả kiểm tra"]
    assert titles("DOIT_SPECIALIST") == []
    INSPECTION_FLOW.press(visit, "return", by=f.person("DOIT_SECTION_HEAD"), note="Thiếu")
    assert titles("DOIT_SPECIALIST") == ["Hoàn thiện, gửi kết quả kiểm tra"]
    assert titles("DOIT_DIRECTOR") == []


def test_an_overdue_finding_waits_for_the_local_officer():
    visit = b.to_mend()
    late = worklist(f.local_officer(f.district()))
    assert [(item.title, item.tone, item.due) for item in late] == [
        ("Kiến nghị quá hạn khắc phục", "son", datetime.date(2021, 8, 31))
    ]
    visit.findings.update(due_on=today())
    assert [item.tone for item in worklist(f.local_officer(f.district()))] == ["nghe"]
    assert worklist(f.local_officer(f.district("Huyện Kỳ Anh"))) == []


def test_a_completed_project_waits_for_somebody_to_hold_acceptance():
    project = b.completed(places=2)
    assert titles("CENTRE_OFFICER") == titles("DOIT_SPECIALIST") == ["Tổ chức nghiệm thu"]
    assert worklist(f.person("CENTRE_OFFICER"))[0].detail.endswith("2 nơi")
    b.batch(b.place(project, 0))
    assert "Tổ chức nghiệm thu" in titles("CENTRE_OFFICER")
    assert worklist(f.person("CENTRE_OFFICER"))[0].detail.endswith("1 nơi")


def test_minutes_wait_for_their_writer_and_then_for_somebody_else_to_record_them():
    project = b.completed()
    row = b.batch(b.place(project, conclusion=""))
    assert titles("CENTRE_OFFICER") == ["Ghi kết quả nghiệm thu"]
    assert titles("DOIT_SPECIALIST") == []
    save_batch(row, by=f.person("CENTRE_OFFICER"), places=[b.place(project)])
    assert titles("CENTRE_OFFICER") == []
    assert titles("DOIT_SPECIALIST") == titles("DOIT_SECTION_HEAD") == ["Ghi nhận biên bản nghiệm thu"]
    b.record(row)
    assert titles("DOIT_SPECIALIST") == []


@pytest.mark.parametrize("wrong", [{"present": ""}, {"results": ""}, {"conclusion": "BY_VOLUME", "defects": ""}])
def test_minutes_are_not_to_be_recorded_while_a_place_lacks_anything(wrong):
    project = b.completed(places=2)
    row = b.batch(b.place(project, 0), b.place(project, 1, **wrong))
    assert titles("DOIT_SPECIALIST") == []
    work = worklist(User.objects.get(pk=f.person("CENTRE_OFFICER").pk))
    assert [(item.title, item.detail) for item in work] == [("Ghi kết quả nghiệm thu", f"{row}, còn 1 nơi chưa ghi đủ")]
    b.save_batch(row, by=f.person("CENTRE_OFFICER"), places=[b.place(project, 1)])
    assert titles("CENTRE_OFFICER") == []
    assert titles("DOIT_SPECIALIST") == ["Ghi nhận biên bản nghiệm thu"]


def test_minutes_without_a_place_wait_for_their_writer():
    row = b.batch()
    assert titles("DOIT_SPECIALIST") == []
    work = worklist(User.objects.get(pk=f.person("CENTRE_OFFICER").pk))
    assert [item.detail for item in work] == [f"{row}, chưa chọn nơi nào"]


def test_who_drew_up_the_minutes_is_not_asked_to_record_them():
    b.batch(b.place(b.completed()), by=f.person("DOIT_SPECIALIST"))
    assert titles("DOIT_SPECIALIST") == []
    assert titles("DOIT_SECTION_HEAD") == ["Ghi nhận biên bản nghiệm thu"]


def test_nor_is_whoever_stands_in_for_the_one_who_drew_them_up():
    """Page, worklist and the step itself agree."""
    project = b.completed()
    writer = f.another("DOIT_SPECIALIST")
    row = b.batch(b.place(project), by=writer)
    substitute = f.standing_in(writer, f.person("DOIT_ACCOUNTANT"))  # may record only in the writer's place
    turn = turn_of(project, substitute)
    assert substitute.has_perm("inspections.conclude_acceptance") and not turn.mine
    assert "người bạn đang thay" in turn.hint
    assert "Ghi nhận biên bản nghiệm thu" not in [item.title for item in worklist(substitute)]
    with pytest.raises(ValidationError, match="người bạn đang thay"):
        b.record(row, by=substitute)


def test_nor_is_a_visit_concluded_by_whoever_made_it_in_the_place_of_another():
    inspector = f.person("DOIT_SPECIALIST")
    b.filed()
    colleague = f.another("DOIT_DIRECTOR")
    substitute = f.standing_in(colleague, inspector)
    assert substitute.has_perm("inspections.conclude_inspection")
    assert [item.title for item in worklist(substitute)] == []
    assert titles("DOIT_DIRECTOR") == ["Thông báo kết quả kiểm tra"]


def test_the_worklist_asks_the_same_number_of_questions_however_long_it_is():
    def questions():
        roles = ("DOIT_SPECIALIST", "CENTRE_OFFICER", "DOIT_DIRECTOR")
        people = [User.objects.get(pk=f.person(role).pk) for role in roles]
        with CaptureQueriesContext(connection) as captured:
            for person in people:
                worklist(person)
        return len(captured)

    def one_more():
        b.planned()
        b.filed()
        b.to_mend()
        b.completed()
        b.batch(b.place(b.completed(), conclusion=""))
        b.batch(b.place(b.completed()))

    one_more()
    questions()
    before = questions()
    one_more()
    assert questions() == before


def test_a_completed_project_waits_for_whoever_the_worklists_say():
    project = b.completed()
    centre, specialist, director = (f.person(role) for role in ("CENTRE_OFFICER", "DOIT_SPECIALIST", "DOIT_DIRECTOR"))

    def turns():
        told = [(turn_of(project, person)) for person in (centre, specialist, director)]
        for person, turn in zip((centre, specialist, director), told, strict=True):
            assert turn.mine == (turn.title in {item.title for item in worklist(person)})
        return [(turn.title, turn.mine) for turn in told]

    assert turns() == [("Tổ chức nghiệm thu", True), ("Tổ chức nghiệm thu", True), ("Tổ chức nghiệm thu", False)]

    row = b.batch(b.place(project, conclusion=""))
    title = "Ghi kết quả nghiệm thu"
    assert turns() == [(title, True), (title, False), (title, False)]
    assert turn_of(project, specialist).who == [str(row.unit)]

    b.save_batch(row, by=centre, places=[b.place(project)])
    title = "Ghi nhận biên bản nghiệm thu"
    assert turns() == [(title, False), (title, True), (title, False)]
    assert "phải do người khác làm" not in turn_of(project, specialist).hint
