"""Visits and acceptance: a visit may be saved half done on a phone; filing asks for the whole."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach, check_upload, documents_of
from core.facts import facts_of
from core.parts import Part, take_part
from inspections import checklist
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.selectors import FIX_PHOTO, MINUTES, PHOTO
from inspections.workflow import INSPECTION_FLOW
from projects.models import Project

UNDER_WAY = (
    Project.Status.APPROVED, Project.Status.CONTRACTED, Project.Status.IN_PROGRESS, Project.Status.SUSPENDED,
    Project.Status.COMPLETED, Project.Status.ACCEPTED, Project.Status.PARTIALLY_ACCEPTED, Project.Status.SETTLED,
    Project.Status.CLOSED, Project.Status.CARRIED_OVER,
)  # fmt: skip
SHOWN = ["kind", "team_paper", "planned_on", "visited_on", "place", "present", "progress_percent", "summary"]
PLACE_SHOWN = [
    "place", "present", "results", "accepted_cost", "accepted_units", "counterpart_done", "conclusion", "defects",
    "new_date",
]  # fmt: skip
PICTURES = ("image/jpeg", "image/png")


# --- visits -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_inspection(inspection, *, by, findings=None):
    """Plan a visit, or write down what was found; a day of the visit makes it a report being written.

    `findings`: list of Finding, with the pk of the one they change; those left out are taken back (None leaves all).
    Raises one ValidationError when the visit is filed, belongs to another office, or something typed cannot be.
    """
    require(by, "inspections.save_inspection", inspection)
    require(by, "projects.view_project", inspection.project)
    before = None
    if inspection.pk:
        stored = _writable(inspection, by)
        before = _visit_facts(stored)
        for name in ("project", "office", "inspector", "status", "verdict", "filed_at", "illustrative"):
            setattr(inspection, name, getattr(stored, name))
    else:
        if inspection.project.status not in UNDER_WAY:
            raise ValidationError(
                {
                    "project": f"Chỉ kiểm tra đề án đã phê duyệt; {inspection.project.code} hiện nay "
                    f"“{inspection.project.get_status_display()}”."
                }
            )
        inspection.office, inspection.inspector = by.organisation, by
        inspection.status = Inspection.Status.PLANNED
    inspection.checklist = checklist.filled(inspection.checklist)
    if errors := _day_errors(inspection, by):
        raise ValidationError(errors)
    inspection.full_clean()
    inspection.save()
    if findings is not None:
        _take_findings(inspection, findings)
    take_part(inspection, by, Part.PREPARE, "inspections.save_inspection")
    action = "inspections.inspection.save" if before else "inspections.inspection.plan"
    record(inspection, action, by=by, perm="inspections.save_inspection", before=before, after=_visit_facts(inspection))
    if inspection.visited_on and inspection.status == Inspection.Status.PLANNED:
        INSPECTION_FLOW.cause(inspection, "record_visit", by=by, on=inspection.visited_on)
    return inspection


@transaction.atomic
def add_photo(inspection, upload, *, by):
    """Keep a photograph of the visit; the same picture sent again is the one already kept. Returns the Document."""
    require(by, "inspections.save_inspection", inspection)
    inspection = _writable(inspection, by)
    return _picture(inspection, upload, by=by, kind=PHOTO, title="Ảnh tại nơi kiểm tra")


@transaction.atomic
def add_minutes(inspection, upload, *, by):
    """Keep the minutes signed by both sides: a PDF or a photograph of the paper."""
    require(by, "inspections.save_inspection", inspection)
    inspection = _writable(inspection, by)
    return attach(
        inspection,
        upload,
        by=by,
        kind=MINUTES,
        title="Biên bản kiểm tra",
        issued_on=inspection.visited_on,
        issuer=str(inspection.office),
        illustrative=inspection.illustrative,
    )


@transaction.atomic
def report_fixed(finding, *, fixed_on, note, by, photos=()):
    """What was done about a finding, entered from the beneficiary's report or seen on the spot."""
    require(by, "inspections.follow_up_finding", finding)
    inspection = Inspection.objects.select_for_update(no_key=True).get(pk=finding.inspection_id)
    if inspection.status != Inspection.Status.ACTION_REQUIRED:
        raise ValidationError(
            f"Chỉ ghi khắc phục khi đã có yêu cầu khắc phục; lần kiểm tra này “{inspection.get_status_display()}”."
        )
    finding = Finding.objects.select_for_update(no_key=True).get(pk=finding.pk)
    if finding.status != Finding.Status.OPEN:
        raise ValidationError("Kiến nghị này đã được báo khắc phục.")
    errors = {}
    if not note.strip():
        errors["note"] = ["Phải nêu kết quả khắc phục."]
    if fixed_on > today():
        errors["fixed_on"] = [f"Ngày khắc phục {ngay(fixed_on)} chưa tới."]
    elif fixed_on < inspection.visited_on:
        errors["fixed_on"] = [f"Ngày khắc phục trước ngày kiểm tra ({ngay(inspection.visited_on)})."]
    if errors:
        raise ValidationError(errors)
    finding.fixed_on, finding.fixed_note, finding.status = fixed_on, note.strip(), Finding.Status.FIXED
    finding.full_clean()
    finding.save()
    for upload in photos:
        _picture(inspection, upload, by=by, kind=FIX_PHOTO, title=f"Khắc phục: {finding}")
    record(
        inspection, "inspections.inspection.fix", by=by, perm="inspections.follow_up_finding",
        note=note.strip(), after={"Kiến nghị": str(finding), "Ngày khắc phục": ngay(fixed_on)},
    )  # fmt: skip
    return finding


def _writable(inspection, by):
    """The stored row, locked, if its report may still be written by this person's office."""
    stored = Inspection.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "project", "office", "inspector"
    )
    stored = stored.get(pk=inspection.pk)
    if not stored.is_writable:
        raise ValidationError(
            f"Lần kiểm tra này “{stored.get_status_display()}”, không sửa được; kết quả đã gửi thì cơ quan nhận có "
            "thể trả lại để bổ sung.",
            code="not_writable",
        )
    if stored.office_id != by.organisation_id:
        raise ValidationError(f"Chỉ {stored.office} được ghi kết quả của lần kiểm tra này.", code="not_yours")
    return stored


def _day_errors(inspection, by):
    """A visit has been; and an office that has ended writes no later paper."""
    visited_on, ended = inspection.visited_on, by.organisation.valid_to
    if visited_on is None:
        if inspection.status == Inspection.Status.DRAFT_REPORT:
            return {"visited_on": ["Kết quả đang ghi phải giữ ngày kiểm tra."]}
        return {}
    if visited_on > today():
        return {"visited_on": [f"Ngày kiểm tra {ngay(visited_on)} chưa tới; ghi vào ngày dự kiến."]}
    if ended and visited_on > ended:
        return {"visited_on": [f"{by.organisation} đã kết thúc ngày {ngay(ended)}; không thể kiểm tra sau ngày đó."]}
    return {}


def _take_findings(inspection, findings):
    known = {row.pk: row for row in inspection.findings.all()}
    kept = []
    for finding in findings:
        row = known.pop(finding.pk, None) if finding.pk else Finding(inspection=inspection)
        if row is None:
            raise ValidationError({"findings": "Kiến nghị này không thuộc lần kiểm tra."})
        row.text, row.responsible, row.due_on = finding.text, finding.responsible, finding.due_on
        if row.due_on and inspection.visited_on and row.due_on < inspection.visited_on:
            raise ValidationError(
                {"findings": f"Hạn khắc phục {ngay(row.due_on)} trước ngày kiểm tra {ngay(inspection.visited_on)}."}
            )
        row.full_clean(exclude=["inspection"])
        kept.append(row)
    for row in known.values():
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])
    for row in kept:
        row.save()


def _picture(inspection, upload, *, by, kind, title):
    if check_upload(upload) not in PICTURES:
        raise ValidationError(f"“{upload.name}” không phải ảnh. Ảnh phải là JPEG hoặc PNG.", code="type")
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    same = documents_of(inspection).filter(kind=kind, sha256=digest).first()
    return same or attach(inspection, upload, by=by, kind=kind, title=title, illustrative=inspection.illustrative)


def _visit_facts(inspection):
    where = f"{inspection.latitude}, {inspection.longitude}" if inspection.latitude is not None else None
    return facts_of(inspection, SHOWN) | {
        "Vị trí": where,
        "Đã trả lời": f"{checklist.answered(inspection.checklist)}/{len(checklist.QUESTIONS)} câu",
        "Kiến nghị": "; ".join(str(row) for row in inspection.findings.all()) or None,
    }


# --- acceptance -------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_batch(batch, *, by, places=None):
    """Draw up the minutes of a day's acceptance; `places`: list of unsaved Acceptance to add or rewrite."""
    require(by, "inspections.prepare_acceptance", batch)
    before = None
    if batch.pk:
        stored = _draft(batch, by)
        before = facts_of(stored, ["held_on", "team"])
        for name in ("unit", "status", "minutes_number", "created_by", "illustrative"):
            setattr(batch, name, getattr(stored, name))
    else:
        batch.unit, batch.created_by, batch.status = by.organisation, by, AcceptanceBatch.Status.DRAFT
    batch.full_clean()
    batch.save()
    take_part(batch, by, Part.PREPARE, "inspections.prepare_acceptance")
    record(
        batch, "inspections.acceptancebatch.save", by=by, perm="inspections.prepare_acceptance",
        before=before, after=facts_of(batch, ["held_on", "team"]),
    )  # fmt: skip
    for place in places or []:
        save_place(place, batch=batch, by=by)
    return batch


@transaction.atomic
def save_place(place, *, batch, by):
    """The result at one place, while the minutes are being drawn up; a place already there is rewritten."""
    require(by, "inspections.prepare_acceptance", batch)
    require(by, "projects.view_project", place.project)
    batch = _draft(batch, by)
    if place.project.status != Project.Status.COMPLETED:
        raise ValidationError(
            {
                "project": f"{place.project.code}: chỉ nghiệm thu đề án đã báo cáo hoàn thành; hiện nay "
                f"“{place.project.get_status_display()}”."
            }
        )
    place.batch, place.beneficiary = batch, _beneficiary(place)
    stored = batch.places.filter(project=place.project, beneficiary=place.beneficiary).first()
    if place.pk and stored != place:
        raise ValidationError(
            {"project": "Nơi nghiệm thu đã chọn không đổi sang nơi khác; hãy đưa ra và chọn nơi mới."}
        )
    before = facts_of(stored, PLACE_SHOWN) if stored else None
    if stored:
        place.pk, place._state.adding = stored.pk, False
    place.full_clean()
    place.save()
    take_part(batch, by, Part.PREPARE, "inspections.prepare_acceptance")
    for subject in (place.project, batch):
        record(
            subject, "inspections.acceptance.save", by=by, perm="inspections.prepare_acceptance",
            note=f"{place.project.code}, {place.who}", before=before, after=facts_of(place, PLACE_SHOWN),
        )  # fmt: skip
    return place


@transaction.atomic
def remove_place(place, *, by):
    """Take a place out of minutes that are still being drawn up: it was put there by mistake."""
    require(by, "inspections.prepare_acceptance", place.batch)
    batch = _draft(place.batch, by)
    place = Acceptance.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.pk)
    place.removed_at = timezone.now()
    place.save(update_fields=["removed_at"])
    words = {"Nơi nghiệm thu": f"{place.project.code}, {place.who}"}
    record(batch, "inspections.acceptance.remove", by=by, perm="inspections.prepare_acceptance", before=words, after={})
    return place


def _draft(batch, by):
    """The stored batch, locked, if this person's unit may still write its minutes."""
    stored = AcceptanceBatch.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "created_by")
    stored = stored.get(pk=batch.pk)
    if not stored.is_writable:
        raise ValidationError(f"Đợt nghiệm thu “{stored.get_status_display()}”, không sửa được.", code="not_writable")
    if stored.unit_id != by.organisation_id:
        raise ValidationError(f"Chỉ {stored.unit} được sửa biên bản của đợt nghiệm thu này.", code="not_yours")
    return stored


def _beneficiary(place):
    """Whose place it is: the only beneficiary without asking, one of several by name, nobody for a task."""
    rows = list(place.project.beneficiaries.all())
    if place.beneficiary_id is None:
        if len(rows) > 1:
            raise ValidationError(
                {"beneficiary": f"{place.project.code} có {len(rows)} nơi: hãy chọn đơn vị thụ hưởng."}
            )
        return rows[0] if rows else None
    if place.beneficiary not in rows:
        raise ValidationError({"beneficiary": "Đơn vị thụ hưởng này không thuộc đề án."})
    return place.beneficiary
