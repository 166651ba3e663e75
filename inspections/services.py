"""Visits and acceptance: a visit may be saved half done on a phone; filing asks for the whole."""

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from core.access import require
from core.audit import record
from core.dates import ngay
from core.documents import attach
from core.facts import facts_of
from core.parts import Part, take_part
from core.photos import attach_picture
from inspections import checklist
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.objections import finding_errors, fix_errors, place_errors, visit_errors
from inspections.results import in_words, result_rows
from inspections.selectors import FIX_PHOTO, MINUTES, PHOTO
from inspections.workflow import INSPECTION_FLOW

SHOWN = ["kind", "team_paper", "planned_on", "visited_on", "place", "present", "progress_percent", "summary"]
PLACE_SHOWN = [
    "place", "present", "results", "accepted_cost", "accepted_units", "counterpart_done", "conclusion",
    "volume_percent", "defects", "new_date",
]  # fmt: skip


# --- visits -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_inspection(inspection, *, by, findings=None):
    """Plan a visit, or write down what was found; a day of the visit makes it a report being written.

    `findings`: list of Finding, with the pk of the one they change; those left out are taken back (None leaves all).
    Raises one ValidationError when the visit is filed or belongs to another office, or with all that was typed and
    cannot be.
    """
    require(by, "inspections.save_inspection", inspection)
    require(by, "projects.view_project", inspection.project)
    before, errors = None, {}
    if inspection.pk:
        stored = _writable(inspection, by)
        before = _visit_facts(stored)
        for name in ("project", "office", "inspector", "status", "verdict", "filed_at", "illustrative"):
            setattr(inspection, name, getattr(stored, name))
    else:
        inspection.office, inspection.inspector = by.organisation, by
        inspection.status = Inspection.Status.PLANNED
    _gather(errors, _fill_checklist, inspection)
    _gather(errors, _refuse, visit_errors(inspection, by=by))
    _gather(errors, inspection.full_clean)
    rows = None if findings is None else _gather(errors, _finding_rows, inspection, findings)
    _refuse(errors)
    inspection.save()
    if rows is not None:
        _take_findings(inspection, rows)
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
    return attach_picture(
        inspection, upload, by=by, kind=PHOTO, title="Ảnh tại nơi kiểm tra", illustrative=inspection.illustrative
    )


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
    _refuse(fix_errors(inspection, fixed_on=fixed_on, note=note, photos=photos))
    finding.fixed_on, finding.fixed_note, finding.status = fixed_on, note.strip(), Finding.Status.FIXED
    finding.full_clean()
    finding.save()
    for upload in photos:
        attach_picture(
            inspection,
            upload,
            by=by,
            kind=FIX_PHOTO,
            title=f"Khắc phục: {finding}",
            illustrative=inspection.illustrative,
        )
    record(
        inspection, "inspections.inspection.fix", by=by, perm="inspections.follow_up_finding",
        note=note.strip(), after={"Kiến nghị": str(finding), "Ngày khắc phục": ngay(fixed_on)},
    )  # fmt: skip
    return finding


def _gather(errors, check, *args):
    """The answer of a check; what it refuses joins `errors`, so that everything is said at once."""
    try:
        return check(*args)
    except ValidationError as error:
        error.update_error_dict(errors)


def _refuse(errors):
    if errors:
        raise ValidationError(errors)


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


def _fill_checklist(inspection):
    inspection.checklist = checklist.filled(inspection.checklist)


def _finding_rows(inspection, findings):
    """The rows as they are to stand, not saved yet; one ValidationError with all that is wrong in any of them."""
    known = {row.pk: row for row in inspection.findings.all()} if inspection.pk else {}
    rows, sentences = [], []
    for number, finding in enumerate(findings, start=1):
        row = known.pop(finding.pk, None) if finding.pk else Finding(inspection=inspection)
        if row is None:
            sentences.append(f"Kiến nghị {number} không thuộc lần kiểm tra.")
            continue
        row.text, row.responsible, row.due_on = finding.text, finding.responsible, finding.due_on
        errors = {}
        _gather(errors, row.full_clean, ["inspection"])
        _gather(errors, _refuse, finding_errors(row, inspection))
        sentences += [f"Kiến nghị {number}{said}" for said in _said_of(errors)]
        rows.append(row)
    if sentences:
        raise ValidationError({"findings": sentences})
    return rows


def _said_of(errors):
    """Each error after the name of its field."""
    for name, found in errors.items():
        label = "" if name == NON_FIELD_ERRORS else f", {Finding._meta.get_field(name).verbose_name}"
        for sentence in ValidationError(found).messages:
            yield f"{label}: {sentence}"


def _take_findings(inspection, rows):
    """Keep these rows; what stood and is not among them is taken back."""
    inspection.findings.exclude(pk__in=[row.pk for row in rows if row.pk]).update(removed_at=timezone.now())
    for row in rows:
        row.save()


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
    errors = {}
    for place in places or []:
        _gather(errors, partial(save_place, place, batch=batch, by=by))
    _refuse(errors)
    return batch


@transaction.atomic
def save_place(place, *, batch, by, results=None):
    """The result at one place, while the minutes are being drawn up; a place already there is rewritten.

    `results`: {code of a target: {"value", "remark"}}, what was reached of it here or why it is not measured; those
    left out stay as they are.
    What goes beyond the figures of the project is taken with a remark (`selectors.with_remarks`). Raises one
    ValidationError with all that cannot be.
    """
    require(by, "inspections.prepare_acceptance", batch)
    require(by, "projects.view_project", place.project)
    batch = _draft(batch, by)
    place.batch, errors = batch, {}
    _gather(errors, _refuse, place_errors(place))
    stored = _gather(errors, _stored_place, place)
    before = _place_facts(stored) if stored else None
    if stored:
        place.pk, place._state.adding = stored.pk, False
    _gather(errors, place.full_clean)
    rows, wrong = result_rows(place, results or {})
    _refuse(errors | ({"results_by_target": wrong} if wrong else {}))
    place.save()
    for row in rows:
        row.acceptance = place
        row.save()
    take_part(batch, by, Part.PREPARE, "inspections.prepare_acceptance")
    after = _place_facts(place)
    for subject in (place.project, batch):
        record(
            subject, "inspections.acceptance.save", by=by, perm="inspections.prepare_acceptance",
            note=f"{place.project.code}, {place.who}", before=before, after=after,
        )  # fmt: skip
    return place


def _place_facts(place):
    return facts_of(place, PLACE_SHOWN) | in_words(place)


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


def _stored_place(place):
    """The row of this place in its batch, None for a new one; a place does not become another one."""
    place.beneficiary = _beneficiary(place)
    stored = place.batch.places.filter(project=place.project, beneficiary=place.beneficiary).first()
    if place.pk and stored != place:
        raise ValidationError(
            {"project": "Nơi nghiệm thu đã chọn không đổi sang nơi khác; hãy đưa ra và chọn nơi mới."}
        )
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
