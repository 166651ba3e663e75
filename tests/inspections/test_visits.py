"""A visit from the calendar to the last finding mended; what stands in the way is said in a sentence."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from core.audit import history
from core.dates import today
from core.documents import documents_of, withdraw
from inspections.models import Finding, Inspection
from inspections.selectors import answers_of
from inspections.services import add_minutes, add_photo, report_fixed, save_inspection
from inspections.workflow import INSPECTION_FLOW
from tests import factories as f
from tests.inspections import builders as b

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.messages)


def press(visit, name, role="DOIT_DIRECTOR", **data):
    return INSPECTION_FLOW.press(visit, name, by=f.person(role), **data)


# --- writing it down -------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_written_down_filed_concluded_and_closed():
    visit = b.planned()
    assert (visit.status, visit.office) == ("PLANNED", b.inspector().organisation)
    assert len(visit.checklist) == 7
    visit.visited_on = b.VISITED
    save_inspection(visit, by=b.inspector())
    assert visit.status == "DRAFT_REPORT"
    visit.place, visit.present, visit.checklist = "Xưởng sơn", "Giám đốc", b.answers()
    save_inspection(visit, by=b.inspector())
    add_photo(visit, b.picture(), by=b.inspector())
    add_minutes(visit, b.picture("bien-ban.jpg", "white"), by=b.inspector())
    press(visit, "file", "DOIT_SPECIALIST")
    assert visit.filed_at is not None
    press(visit, "conclude", verdict="SATISFACTORY")
    press(visit, "close")
    visit.refresh_from_db()
    assert (visit.status, visit.verdict) == ("CLOSED", "SATISFACTORY")
    told = " ".join(entry.what for entry in history(visit))
    for words in ("lên lịch kiểm tra", "gửi kết quả kiểm tra", "thông báo kết quả kiểm tra"):
        assert words in told


def test_a_half_done_visit_is_kept():
    visit = b.planned()
    visit.summary = "Đang chờ chủ cơ sở"
    visit.checklist = [{"code": "machine", "answer": "YES", "note": "số máy SD-4471"}]
    save_inspection(visit, by=b.inspector())
    visit.refresh_from_db()
    assert visit.status == "PLANNED"
    assert [row["answer"] for row in visit.checklist] == ["", "YES", "", "", "", "", ""]
    assert visit.checklist[1]["note"] == "số máy SD-4471"


def test_only_an_approved_project_is_visited():
    assert "chỉ kiểm tra đề án đã phê duyệt" in refusal(b.planned, f.project_in("REGISTERED")).lower()


def test_who_may_not_inspect_does_not():
    with pytest.raises(PermissionDenied):
        b.planned(by=f.person("CENTRE_OFFICER"))


def test_another_office_does_not_write_the_report():
    visit = b.planned()
    said = refusal(save_inspection, visit, by=f.local_officer(f.commune()))
    assert "Chỉ Sở Công Thương được ghi kết quả" in said


def test_a_filed_report_is_not_rewritten_until_it_is_returned():
    visit = b.filed()
    assert "không sửa được" in refusal(save_inspection, visit, by=b.inspector())
    assert "không sửa được" in refusal(add_photo, visit, b.picture(colour="red"), by=b.inspector())
    press(visit, "return", "DOIT_SECTION_HEAD", note="Thiếu ảnh nhãn máy")
    save_inspection(visit, by=b.inspector())
    assert visit.status == "DRAFT_REPORT"


def test_a_visit_is_not_written_before_it_happens():
    visit = b.planned()
    visit.visited_on = today() + datetime.timedelta(days=1)
    assert "chưa tới" in refusal(save_inspection, visit, by=b.inspector())


def test_a_report_that_is_being_written_keeps_its_day():
    visit = b.written()
    visit.visited_on = None
    assert "phải giữ ngày kiểm tra" in refusal(save_inspection, visit, by=b.inspector())


def test_an_office_that_has_ended_writes_no_later_visit():
    officer = f.local_officer(f.district())
    visit = b.planned(by=officer)
    b.close(officer.organisation)
    visit.visited_on = datetime.date(2025, 7, 1)
    assert "đã kết thúc ngày 30/06/2025" in refusal(save_inspection, visit, by=officer)
    visit.visited_on = datetime.date(2025, 6, 30)
    assert save_inspection(visit, by=officer).status == "DRAFT_REPORT"


@pytest.mark.parametrize("day", [None, datetime.date(2025, 7, 1)])
def test_an_office_that_has_ended_plans_no_later_visit(day):
    officer = f.local_officer(f.district())
    b.close(officer.organisation)
    assert "không lên lịch kiểm tra sau ngày đó" in refusal(b.planned, by=officer, planned_on=day)
    assert b.planned(by=officer, planned_on=None, visited_on=b.VISITED).status == "DRAFT_REPORT"


def test_all_that_is_wrong_with_a_visit_and_its_findings_is_said_at_once():
    visit = b.written()
    visit.visited_on, visit.latitude = today() + datetime.timedelta(days=1), 18
    early = b.finding(due_on=b.VISITED)
    said = refusal(save_inspection, visit, by=b.inspector(), findings=[early, b.finding(text=""), early])
    for words in (
        "chưa tới", "cả vĩ độ và kinh độ", "Kiến nghị 1, hạn khắc phục: ", "Kiến nghị 2, tồn tại, kiến nghị: ",
        "Kiến nghị 3, hạn khắc phục: ",
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    "rows", [[{"code": "colour", "answer": "YES"}], [{"code": "place", "answer": "MAYBE"}], "YES", [["place"]], None]
)
def test_only_the_questions_and_answers_of_the_office_are_taken(rows):
    visit = b.planned()
    visit.checklist = rows
    with pytest.raises(ValidationError):
        save_inspection(visit, by=b.inspector())


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"latitude": "91", "longitude": "105"}, "Vị trí không hợp lệ"),
        ({"latitude": "18.5"}, "cả vĩ độ và kinh độ"),
        ({"progress_percent": 101}, "100"),
    ],
)
def test_a_place_is_on_earth_and_a_percentage_within_a_hundred(wrong, sentence):
    visit = b.planned()
    for name, value in wrong.items():
        setattr(visit, name, value)
    assert sentence in refusal(save_inspection, visit, by=b.inspector())


def test_a_finding_is_changed_taken_back_but_never_erased():
    visit = b.written(findings=[b.finding(), b.finding(text="Thiếu biển báo")])
    first, second = visit.findings.all()
    save_inspection(visit, by=b.inspector(), findings=[b.finding(pk=first.pk, text="Chưa có nhật ký")])
    assert [row.text for row in visit.findings.all()] == ["Chưa có nhật ký"]
    assert Finding.everything.get(pk=second.pk).removed_at is not None
    save_inspection(visit, by=b.inspector())
    assert visit.findings.count() == 1


def test_a_finding_of_another_visit_is_not_touched():
    other = b.written(findings=[b.finding()]).findings.get()
    visit = b.written()
    said = refusal(save_inspection, visit, by=b.inspector(), findings=[b.finding(pk=other.pk, text="Khác")])
    assert "không thuộc lần kiểm tra" in said
    other.refresh_from_db()
    assert other.text == b.finding().text


def test_nothing_is_to_be_mended_before_the_visit():
    early = b.finding(due_on=b.VISITED - datetime.timedelta(days=1))
    assert "trước ngày kiểm tra" in refusal(b.written, findings=[early])


# --- photographs -----------------------------------------------------------------------------------------------------


def test_the_same_picture_sent_twice_is_kept_once():
    visit = b.written(photo=False)
    add_photo(visit, b.picture(), by=b.inspector())
    add_photo(visit, b.picture(name="lan-2.jpg"), by=b.inspector())
    add_photo(visit, b.picture(name="nhan.png", kind="PNG"), by=b.inspector())
    assert documents_of(visit).filter(kind="photo").count() == 2


@pytest.mark.parametrize(
    "name, content", [("bao-cao.pdf", b"%PDF-1.4\n%%EOF"), ("anh.jpg", b"\xff\xd8\xff\xe0 broken"), ("anh.jpg", b"")]
)
def test_only_whole_pictures_are_photographs(name, content):
    visit = b.written(photo=False)
    refusal(add_photo, visit, SimpleUploadedFile(name, content), by=b.inspector())
    assert not documents_of(visit).filter(kind="photo").exists()


def test_another_office_adds_no_photographs_or_minutes():
    visit = b.written()
    stranger = f.local_officer(f.commune())
    assert "Chỉ Sở Công Thương" in refusal(add_photo, visit, b.picture(colour="red"), by=stranger)
    assert "Chỉ Sở Công Thương" in refusal(add_minutes, visit, b.picture(colour="red"), by=stranger)


# --- filing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing, sentence",
    [
        ({"place": ""}, "Chưa ghi địa điểm"),
        ({"present": ""}, "Chưa ghi thành phần có mặt"),
        ({"checklist": b.answers(books="")}, "1 câu: Sổ sách, chứng từ đầy đủ."),
        ({"photo": False}, "ít nhất một ảnh"),
        ({"minutes": False}, "biên bản có chữ ký hai bên"),
        ({"checklist": b.answers(machine="NO")}, "chưa đạt thì phải ghi kiến nghị"),
        ({"findings": [b.finding(due_on=None)]}, "Mỗi kiến nghị phải có hạn"),
        ({"findings": [b.finding(responsible="")]}, "người chịu trách nhiệm"),
    ],
)
def test_a_report_is_not_sent_while_something_is_missing(missing, sentence):
    visit = b.written(**missing)
    assert sentence in refusal(press, visit, "file", "DOIT_SPECIALIST")
    visit.refresh_from_db()
    assert visit.status == "DRAFT_REPORT"


def test_a_question_that_does_not_apply_is_answered_so_and_asks_for_nothing():
    """A training class has no machine."""
    visit = b.written(checklist=b.answers(machine="NA"))
    press(visit, "file", "DOIT_SPECIALIST")
    assert [row.label for row in answers_of(visit)][1] == "Không áp dụng"


def test_everything_that_is_missing_is_said_at_once():
    visit = b.written(place="", present="", photo=False, checklist=b.answers(books="", place=""))
    with pytest.raises(ValidationError) as refused:
        press(visit, "file", "DOIT_SPECIALIST")
    assert len(refused.value.messages) == 4


def test_only_the_office_that_made_the_visit_sends_it():
    visit = b.written()
    said = refusal(INSPECTION_FLOW.press, visit, "file", by=f.local_officer(f.commune()))
    assert "Chỉ đơn vị kiểm tra gửi kết quả của mình" in said


def test_withdrawn_photographs_and_minutes_do_not_count():
    visit = b.written()
    for kind, why in (("photo", "Chụp nhầm"), ("minutes", "Nhầm biên bản")):
        withdraw(documents_of(visit).get(kind=kind), by=b.inspector(), why=why)
    said = refusal(press, visit, "file", "DOIT_SPECIALIST")
    assert "ít nhất một ảnh" in said and "biên bản có chữ ký hai bên" in said


def test_the_database_itself_refuses_a_filed_report_without_its_facts():
    visit = b.planned()
    with pytest.raises(IntegrityError, match="inspection_filed_is_whole"), transaction.atomic():
        Inspection.objects.filter(pk=visit.pk).update(status="FILED")
    whole = b.filed()
    with pytest.raises(IntegrityError, match="inspection_concluded_has_verdict"), transaction.atomic():
        Inspection.objects.filter(pk=whole.pk).update(status="CONCLUDED")


# --- concluding ------------------------------------------------------------------------------------------------------


def test_the_conclusion_needs_a_verdict():
    assert "Chưa chọn kết quả" in refusal(press, b.filed(), "conclude")
    assert "Chưa chọn kết quả" in refusal(press, b.filed(), "conclude", verdict="GOOD")


def test_what_is_not_satisfactory_says_what_to_mend():
    visit = b.filed()
    assert "phải kèm kiến nghị" in refusal(press, visit, "conclude", verdict="SERIOUS")
    visit.refresh_from_db()
    assert (visit.status, visit.verdict) == ("FILED", "")


def test_the_inspector_does_not_conclude_on_their_own_visit():
    visit = b.filed()
    f.RoleGrant.objects.create(user=b.inspector(), role="DOIT_DIRECTOR", valid_from=datetime.date(2020, 1, 1))
    both = f.User.objects.get(pk=b.inspector().pk)
    for name, state in (("conclude", None), ("require_action", "CONCLUDED"), ("close", "CONCLUDED")):
        if state:
            Inspection.objects.filter(pk=visit.pk).update(status=state, verdict="SATISFACTORY")
            visit.refresh_from_db()
        said = refusal(INSPECTION_FLOW.press, visit, name, by=both, verdict="SATISFACTORY")
        assert "phải do người khác làm" in said


def test_a_return_says_why():
    assert "Phải nêu lý do" in refusal(press, b.filed(), "return", "DOIT_SECTION_HEAD")


def test_a_calendar_entry_is_called_off_with_a_reason():
    visit = b.planned()
    assert "Phải nêu lý do" in refusal(press, visit, "cancel", "DOIT_SPECIALIST")
    press(visit, "cancel", "DOIT_SPECIALIST", note="Cơ sở nghỉ lũ")
    assert visit.status == "CANCELLED"


def test_the_department_clears_the_calendar_of_an_office_but_not_the_other_way_round():
    visit = b.planned()
    said = refusal(INSPECTION_FLOW.press, visit, "cancel", by=f.local_officer(f.commune()), note="Bận")
    assert "Chỉ đơn vị kiểm tra" in said
    theirs = b.planned(by=f.local_officer(f.commune()))
    press(theirs, "cancel", "DOIT_SPECIALIST", note="Huyện kết thúc hoạt động")
    assert theirs.status == "CANCELLED"


# --- mending ---------------------------------------------------------------------------------------------------------


def fix(row, **fields):
    return report_fixed(
        row, **{"fixed_on": datetime.date(2021, 8, 20), "note": "Đã lập nhật ký", "by": b.inspector(), **fields}
    )


def test_findings_are_mended_confirmed_and_the_visit_closed():
    visit = b.to_mend()
    assert "1 kiến nghị" in refusal(press, visit, "report_fixed", "DOIT_SPECIALIST")
    fix(visit.findings.get(), photos=[b.picture(colour="navy")])
    press(visit, "report_fixed", "DOIT_SPECIALIST")
    press(visit, "confirm_fixed")
    row = visit.findings.get()
    assert (visit.status, row.status, row.fixed_note) == ("CLOSED", "CONFIRMED", "Đã lập nhật ký")
    assert documents_of(visit).filter(kind="photo:fix").count() == 1


def test_what_was_not_really_mended_is_opened_again():
    visit = b.to_mend()
    fix(visit.findings.get())
    press(visit, "report_fixed", "DOIT_SPECIALIST")
    assert "Phải nêu lý do" in refusal(press, visit, "not_fixed")
    yesterday = today() - datetime.timedelta(days=1)
    assert "đã qua" in refusal(press, visit, "not_fixed", note="Nhật ký trống", due_on=yesterday)
    press(visit, "not_fixed", note="Nhật ký trống", due_on=today())
    row = visit.findings.get()
    assert (visit.status, row.status, row.due_on) == ("ACTION_REQUIRED", "OPEN", today())
    fix(row)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"note": " "}, "Phải nêu kết quả khắc phục"),
        ({"fixed_on": lambda: b.VISITED - datetime.timedelta(days=1)}, "trước ngày kiểm tra"),
        ({"fixed_on": lambda: today() + datetime.timedelta(days=1)}, "chưa tới"),
    ],
)
def test_a_repair_says_what_and_when(wrong, sentence):
    row = b.to_mend().findings.get()
    given = {name: value() if callable(value) else value for name, value in wrong.items()}
    assert sentence in refusal(fix, row, **given)
    row.refresh_from_db()
    assert row.status == "OPEN"


def test_a_finding_is_reported_mended_once_and_only_when_asked():
    assert "khi đã có yêu cầu khắc phục" in refusal(fix, b.filed(findings=[b.finding()]).findings.get())
    row = b.to_mend().findings.get()
    fix(row)
    assert "đã được báo khắc phục" in refusal(fix, row)


def test_nothing_is_asked_for_where_nothing_was_found():
    assert "Không có kiến nghị" in refusal(press, b.concluded(), "require_action")


def test_a_visit_with_findings_is_not_simply_closed():
    assert "phải yêu cầu khắc phục" in refusal(press, b.concluded("MINOR", findings=[b.finding()]), "close")


def test_a_finding_is_late_once_asked_for_and_after_its_day():
    asked, yesterday = Inspection(status="ACTION_REQUIRED"), today() - datetime.timedelta(days=1)
    assert b.finding(inspection=asked, due_on=yesterday).is_late
    assert not b.finding(inspection=asked, due_on=today()).is_late
    assert not b.finding(inspection=asked, due_on=yesterday, status="FIXED").is_late
    assert not b.finding(inspection=Inspection(status="FILED"), due_on=yesterday).is_late
