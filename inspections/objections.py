"""What the services object to, told without keeping anything, so that a form says it with its own errors.

Each answers {field: [sentences]}, empty when all is well; the services refuse by the same answers.
"""

from core.dates import ngay, today
from core.photos import refused_uploads, require_picture
from inspections.models import Inspection
from projects.models import Project

UNDER_WAY = (
    Project.Status.APPROVED, Project.Status.CONTRACTED, Project.Status.IN_PROGRESS, Project.Status.SUSPENDED,
    Project.Status.COMPLETED, Project.Status.ACCEPTED, Project.Status.PARTIALLY_ACCEPTED, Project.Status.SETTLED,
    Project.Status.CLOSED, Project.Status.CARRIED_OVER,
)  # fmt: skip


def why_no_new_visit(office, day=None):
    """The sentence why this office sends nobody on a day (today); "" while it stands. Its own time it still enters."""
    if office.valid_to is None or office.valid_to >= (day or today()):
        return ""
    return f"{office} đã kết thúc ngày {ngay(office.valid_to)}; không lên lịch kiểm tra sau ngày đó."


def visit_errors(inspection, *, by):
    """{field: [sentences]}: only what is approved is visited, on a day that has come, by an office that stands."""
    errors = {}
    visited_on, ended = inspection.visited_on, by.organisation.valid_to
    if inspection.pk is None:
        errors = _planning_errors(inspection, by.organisation)
    elif visited_on is None and _planned_anew(inspection):
        errors = _gone_by(inspection.planned_on)
    if visited_on is None:
        if inspection.status == Inspection.Status.DRAFT_REPORT:
            errors["visited_on"] = ["Kết quả đang ghi phải giữ ngày kiểm tra."]
    elif visited_on > today():
        errors["visited_on"] = [f"Ngày kiểm tra {ngay(visited_on)} chưa tới; ghi vào ngày dự kiến."]
    elif ended and visited_on > ended:
        errors["visited_on"] = [f"{by.organisation} đã kết thúc ngày {ngay(ended)}; không thể kiểm tra sau ngày đó."]
    return errors


def _planning_errors(inspection, office):
    errors, project = {}, getattr(inspection, "project", None)
    if project and project.status not in UNDER_WAY:
        errors["project"] = [
            f"Chỉ kiểm tra đề án đã phê duyệt; {project.code} hiện nay “{project.get_status_display()}”."
        ]
    if inspection.visited_on is None and (why := why_no_new_visit(office, inspection.planned_on)):
        errors["planned_on"] = [why]
    elif inspection.visited_on is None:
        errors |= _gone_by(inspection.planned_on)
    return errors


def _planned_anew(inspection):
    """Whether it is put on another day than it stands on: a plan whose day went by may still be written."""
    return not Inspection.objects.filter(pk=inspection.pk, planned_on=inspection.planned_on).exists()


def _gone_by(day):
    """A day gone by is not put on the calendar: whoever writes the result down was there on that day."""
    if day is None or day >= today():
        return {}
    return {
        "planned_on": [
            f"Ngày {ngay(day)} đã qua nên không lên lịch được: đã đi kiểm tra thì ghi vào ngày kiểm tra (nút “Ghi kết "
            f"quả”); chưa đi thì ghi ngày từ {ngay(today())} trở đi."
        ]
    }


def finding_errors(finding, inspection):
    """{field: [sentences]}: nothing is to be mended before the visit that found it."""
    if finding.due_on and inspection.visited_on and finding.due_on < inspection.visited_on:
        day = ngay(inspection.visited_on)
        return {"due_on": [f"Hạn khắc phục {ngay(finding.due_on)} trước ngày kiểm tra {day}."]}
    return {}


def fix_errors(inspection, *, fixed_on, note, photos):
    """{field: [sentences]} of a repair that cannot be; `fixed_on` None is not judged."""
    errors = {}
    if not note.strip():
        errors["note"] = ["Phải nêu kết quả khắc phục."]
    if fixed_on and fixed_on > today():
        errors["fixed_on"] = [f"Ngày khắc phục {ngay(fixed_on)} chưa tới."]
    elif fixed_on and inspection.visited_on and fixed_on < inspection.visited_on:
        errors["fixed_on"] = [f"Ngày khắc phục trước ngày kiểm tra ({ngay(inspection.visited_on)})."]
    if refused := refused_uploads(require_picture, photos):
        errors["photos"] = refused
    return errors


def place_errors(place):
    """{field: [sentences]}: only what is reported complete is accepted."""
    project = place.project
    if project.status == Project.Status.COMPLETED:
        return {}
    status = project.get_status_display()
    return {"project": [f"{project.code}: chỉ nghiệm thu đề án đã báo cáo hoàn thành; hiện nay “{status}”."]}
