"""The way of a visit and of a day's acceptance (programme §3.3, §3.2). Read the tables; they are the rule."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Organisation
from core.dates import ngay, today
from core.documents import documents_of
from core.parts import Part
from core.workflow import Objection, Transition, Workflow
from inspections import checklist
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.results import take_reached, what_is_lacking
from inspections.selectors import MINUTES, PASSED, PHOTO, places_left, results_of
from projects.details.guards import results_are_met
from projects.models import Project
from projects.workflow import PROJECT_FLOW

S = Inspection.Status


# --- a visit --------------------------------------------------------------------------------------------------------


def own_office(inspection, act):
    if act.by.organisation_id != inspection.office_id:
        return Objection("Chỉ đơn vị kiểm tra gửi kết quả của mình", needed=str(inspection.office))


def own_office_or_department(inspection, act):
    """The Department also clears the calendar of an office that no longer exists."""
    if act.by.organisation.kind != Organisation.Kind.DOIT:
        return own_office(inspection, act)


def visit_is_whole(inspection, act):
    """A report has its date, place, the persons of both sides and an answer to every question."""
    found = []
    if inspection.visited_on is None:
        found.append(Objection("Chưa ghi ngày kiểm tra", field="visited_on"))
    if not inspection.place:
        found.append(Objection("Chưa ghi địa điểm", field="place"))
    if not inspection.present:
        found.append(Objection("Chưa ghi thành phần có mặt", field="present"))
    if left := checklist.unanswered(inspection.checklist):
        found.append(
            Objection(
                "Còn câu hỏi chưa trả lời",
                found=f"{len(left)} câu: {'; '.join(words.rstrip('?') for words in left.values())}",
                field=f"answer_{next(iter(left))}",
            )
        )
    return found


def photos_present(inspection, act):
    if not documents_of(inspection).filter(kind=PHOTO).exclude(file="").exists():
        return Objection("Phải có ít nhất một ảnh chụp tại nơi kiểm tra", field="photos")


def minutes_present(inspection, act):
    """Signed by both sides on paper (programme §3.3); a photograph of the sheet will do."""
    if not documents_of(inspection).filter(kind=MINUTES).exclude(file="").exists():
        return Objection("Phải có biên bản có chữ ký hai bên (ảnh hoặc PDF)", field="minutes")


def _findings(inspection, act):
    """The findings that stand; or those just typed, when the page asks before they can be kept."""
    return act.data.get("findings", inspection.findings.all())


def faults_have_findings(inspection, act):
    failed = checklist.failed(inspection.checklist)
    if failed and not _findings(inspection, act):
        return Objection(
            "Có nội dung chưa đạt thì phải ghi kiến nghị", found=failed[0]["question"].rstrip("?"), field="findings"
        )


def findings_have_deadlines(inspection, act):
    """Whoever must mend something knows who and until when (programme §3.3)."""
    bare = [str(row) for row in _findings(inspection, act) if row.due_on is None or not row.responsible]
    if bare:
        return Objection(
            "Mỗi kiến nghị phải có hạn và người chịu trách nhiệm khắc phục", found="; ".join(bare), field="findings"
        )


def there_is_something_to_mend(inspection, act):
    if not inspection.findings.exists():
        return Objection("Không có kiến nghị nào thì không phải khắc phục")


def nothing_to_mend(inspection, act):
    if inspection.verdict != Inspection.Verdict.SATISFACTORY or inspection.findings.exists():
        return Objection("Còn tồn tại: phải yêu cầu khắc phục trước khi đóng")


def every_finding_fixed(inspection, act):
    left = inspection.findings.filter(status=Finding.Status.OPEN).count()
    if left:
        return Objection("Còn kiến nghị chưa báo khắc phục", found=f"{left} kiến nghị")


def _filed(inspection, act):
    inspection.filed_at = timezone.now()
    inspection.save(update_fields=["filed_at"])


def _give_verdict(inspection, act):
    """The verdict is chosen on the step's own page; what is not satisfactory must say what to mend."""
    verdict = act.data.get("verdict", "")
    if verdict not in Inspection.Verdict.values:
        raise ValidationError({"verdict": "Chưa chọn kết quả: đạt, còn tồn tại nhỏ, hay vi phạm."})
    if verdict != Inspection.Verdict.SATISFACTORY and not inspection.findings.exists():
        label = Inspection.Verdict(verdict).label
        raise ValidationError(
            {"verdict": f"Kết quả “{label}” phải kèm kiến nghị khắc phục; hãy trả lại để đơn vị kiểm tra bổ sung."}
        )
    inspection.verdict = verdict
    inspection.save(update_fields=["verdict"])


def _confirm(inspection, act):
    inspection.findings.filter(status=Finding.Status.FIXED).update(status=Finding.Status.CONFIRMED)


def _open_again(inspection, act):
    """What was reported mended is not: it is to be mended again, until a later day when one is given."""
    due_on = act.data.get("due_on")
    if due_on and due_on < today():
        raise ValidationError({"due_on": f"Hạn khắc phục mới {ngay(due_on)} đã qua."})
    changes = {"status": Finding.Status.OPEN} | ({"due_on": due_on} if due_on else {})
    inspection.findings.filter(status=Finding.Status.FIXED).update(**changes)


INSPECTION_FLOW = Workflow(
    Transition("record_visit", "Ghi kết quả kiểm tra", (S.PLANNED,), S.DRAFT_REPORT),  # caused by saving the visit
    Transition(
        "file", "Gửi kết quả kiểm tra", (S.DRAFT_REPORT,), S.FILED, "inspections.save_inspection",
        (own_office, visit_is_whole, photos_present, minutes_present, faults_have_findings, findings_have_deadlines),
        effect=_filed,
    ),
    Transition(
        "cancel", "Hủy lịch kiểm tra", (S.PLANNED,), S.CANCELLED, "inspections.save_inspection",
        (own_office_or_department,), needs_note=True, tone="danger",
    ),
    Transition(
        "conclude", "Thông báo kết quả kiểm tra", (S.FILED,), S.CONCLUDED, "inspections.conclude_inspection",
        part=Part.APPROVE, prepare=_give_verdict,
    ),
    Transition(
        "return", "Trả lại để bổ sung", (S.FILED,), S.DRAFT_REPORT, "inspections.return_inspection", needs_note=True,
        tone="danger",
    ),
    Transition(
        "require_action", "Yêu cầu khắc phục", (S.CONCLUDED,), S.ACTION_REQUIRED, "inspections.conclude_inspection",
        (there_is_something_to_mend, findings_have_deadlines), part=Part.APPROVE,
    ),
    Transition(
        "close", "Đóng: không có tồn tại", (S.CONCLUDED,), S.CLOSED, "inspections.conclude_inspection",
        (nothing_to_mend,), part=Part.APPROVE,
    ),
    Transition(
        "report_fixed", "Báo đã khắc phục xong", (S.ACTION_REQUIRED,), S.FIXED, "inspections.follow_up_finding",
        (every_finding_fixed,),
    ),
    Transition(
        "confirm_fixed", "Xác nhận đã khắc phục, đóng", (S.FIXED,), S.CLOSED, "inspections.conclude_inspection",
        part=Part.APPROVE, effect=_confirm,
    ),
    Transition(
        "not_fixed", "Chưa đạt, phải khắc phục tiếp", (S.FIXED,), S.ACTION_REQUIRED, "inspections.conclude_inspection",
        needs_note=True, part=Part.APPROVE, prepare=_open_again, tone="danger",
    ),
)  # fmt: skip


# --- acceptance -----------------------------------------------------------------------------------------------------


def own_unit(batch, act):
    if act.by.organisation_id != batch.unit_id:
        return Objection("Chỉ đơn vị tổ chức nghiệm thu được làm", needed=str(batch.unit))


def has_places(batch, act):
    if not batch.places.exists():
        return Objection("Đợt nghiệm thu chưa có nơi nào")


def places_are_whole(batch, act):
    """Minutes name at each place who was there, what was found of every target, the conclusion and what follows."""
    places = batch.places.select_related("project", "beneficiary__establishment")
    return [
        Objection(f"{row.project.code}, {row.who}: chưa ghi {', '.join(lacking)}")
        for row, lacking in what_is_lacking(places).items()
    ]


def passed_places_are_met(batch, act):
    """«Đạt» says that the results are what was approved; what the particulars tell against it is named by its figures.

    Defects and acceptance by volume remain open to the team.
    """
    passed = batch.places.filter(conclusion=Acceptance.Conclusion.PASS).values("project")
    return [
        replace(
            objection,
            sentence=f"{project.code}, kết luận “{Acceptance.Conclusion.PASS.label}”: {objection.sentence}",
            way=("Mở trang của đề án", project.get_absolute_url()),
        )
        for project in Project.objects.filter(pk__in=passed).select_related("category").order_by("code")
        for objection in results_are_met(project, act)
    ]


def what_is_missing(batch):
    """What its own unit still has to write, or to conclude otherwise, before the minutes can be recorded."""
    guards = (has_places, places_are_whole, passed_places_are_met)
    found = [answer for guard in guards if (answer := guard(batch, None))]
    return [row for answer in found for row in (answer if isinstance(answer, list) else [answer])]


def projects_await_acceptance(batch, act):
    projects = Project.objects.filter(pk__in=batch.places.values("project"))
    return [
        Objection(
            f"{project.code} không ở bước chờ nghiệm thu; đưa ra khỏi đợt này nếu ghi nhầm",
            found=f"“{project.get_status_display()}”",
        )
        for project in projects.exclude(status=Project.Status.COMPLETED).order_by("code")
    ]


def day_has_come(batch, act):
    if batch.held_on > today():
        return Objection("Chưa tới ngày nghiệm thu", found=ngay(batch.held_on))


def minutes_on_the_day(batch, act):
    issued_on = act.paper.issued_on if act.paper else None
    if issued_on and not batch.held_on <= issued_on <= today():
        return Objection(
            "Ngày ghi trên biên bản không hợp lý",
            found=ngay(issued_on),
            needed=f"từ ngày nghiệm thu {ngay(batch.held_on)} đến nay",
        )


def _minutes(batch, act):
    batch.minutes_number = act.paper.number
    batch.save(update_fields=["minutes_number"])


def _conclude(batch, act):
    """Each project goes on once all its places are decided, in this batch or an earlier one.

    The projects are locked before their results are read: of two batches recorded at once, the later sees the earlier.
    """
    ids = batch.places.order_by().values("project").distinct()
    for project in Project.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"):
        results = results_of(project)
        conclusions = {row.conclusion for row in results.values()}
        if Acceptance.Conclusion.DEFECTS in conclusions:
            step = "rework"
        elif places_left(project, results) or not conclusions <= set(PASSED):
            continue
        else:
            step = "accept_by_volume" if Acceptance.Conclusion.BY_VOLUME in conclusions else "accept"
            take_reached(project, results, by=act.by, note=f"{batch}, biên bản {act.paper.number}")
        PROJECT_FLOW.cause(project, step, by=act.by, note=f"{batch}, biên bản {act.paper.number}", on=batch.held_on)


B = AcceptanceBatch.Status

ACCEPTANCE_FLOW = Workflow(
    Transition(
        "conclude", "Ghi nhận biên bản nghiệm thu", (B.DRAFT,), B.CONCLUDED, "inspections.conclude_acceptance",
        (
            has_places, places_are_whole, projects_await_acceptance, passed_places_are_met, day_has_come,
            minutes_on_the_day,
        ),
        needs_paper=True, part=Part.APPROVE, prepare=_minutes, effect=_conclude,
    ),
    Transition(
        "cancel", "Hủy đợt nghiệm thu", (B.DRAFT,), B.CANCELLED, "inspections.prepare_acceptance", (own_unit,),
        needs_note=True, tone="danger",
    ),
)  # fmt: skip
