"""A workbook of applications: brought, read, taken whole or not at all, undone while nothing stands on it."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import Organisation
from core.access import require
from core.audit import record
from core.documents import attach, documents_of
from projects.imports.checking import check
from projects.imports.fields import BY_KEY, REQUIRED, guessed, header_set_of
from projects.imports.workbook import MAX_BYTES, read
from projects.models import ImportBatch, ImportedProject, ImportMapping
from projects.services import save_project

FILE = "import"  # the kind of the document that holds the workbook


def bring(upload, *, by):
    """Take a workbook in, read it the way this person read such headings before, and check it.

    The same file again (by its SHA-256) gives the batch that is there, unless that one was undone. ValidationError when
    it is no workbook of rows.
    """
    require(by, "projects.save_project")
    if upload.size > MAX_BYTES:
        raise ValidationError(f"Tệp quá {MAX_BYTES // 1024 // 1024} MB. Hãy tách thành nhiều tệp.", code="size")
    upload.seek(0)
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    known = same_file(digest, by)
    if known:
        return known
    sheet = read(content, upload.name or "")
    header_set = header_set_of(sheet.headings)
    remembered = ImportMapping.objects.filter(user=by, header_set=header_set).first()
    mapping = remembered.mapping if remembered else guessed(sheet.headings)
    batch = ImportBatch(
        uploaded_by=by, office=by.organisation, sha256=digest, name=(upload.name or "de-an.xlsx")[-200:],
        header_set=header_set, headings=sheet.headings,
    )  # fmt: skip
    found = _found(sheet, mapping, by)
    with transaction.atomic():
        _keep(batch, mapping, found)
        attach(batch, upload, by=by, kind=FILE, title="Tệp đề án nhập từ Excel")
        record(batch, "projects.importbatch.bring", by=by, perm="projects.save_project",
               after={"Số dòng": batch.row_count,
                      "Số lỗi": batch.fault_count if batch.is_checked else "chưa kiểm tra"})  # fmt: skip
    return batch


def same_file(digest, by):
    """The batch of one's office that this very file made, or None; the applied one first."""
    known = ImportBatch.objects.visible_to(by).filter(sha256=digest).exclude(status=ImportBatch.Status.UNDONE)
    return known.order_by("status", "pk").first()


def read_again(batch, mapping, *, by):
    """Read the batch by this mapping {field: column from 1}, remember it for such headings, check once more."""
    require(by, "projects.save_project", batch)
    mapping = _checked_mapping(mapping, batch.headings)
    found = _found(read(content_of(batch)), mapping, by)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if locked.status != ImportBatch.Status.CHECKED:
            raise ValidationError(f"Lần nhập này {locked.get_status_display().lower()}, không đọc lại được nữa.")
        before = _columns(locked)
        _keep(locked, mapping, found)
        record(locked, "projects.importbatch.read_again", by=by, perm="projects.save_project", before=before,
               after=_columns(locked) | {"Số dòng": locked.row_count, "Số lỗi": locked.fault_count})  # fmt: skip
        ImportMapping.objects.update_or_create(user=by, header_set=locked.header_set, defaults={"mapping": mapping})
    return locked


def content_of(batch):
    """The bytes of the workbook as it was brought; ValidationError when the stored file is not that any more."""
    document = documents_of(batch).filter(kind=FILE).order_by("pk").first()
    try:
        with default_storage.open(document.file.name) as stored:
            content = stored.read()
    except (AttributeError, FileNotFoundError) as error:
        raise ValidationError("Không tìm thấy tệp của lần nhập này. Hãy tải tệp lên lại.", code="lost") from error
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise ValidationError("Tệp đã lưu không còn nguyên như lúc tải lên. Hãy tải tệp lên lại.", code="changed")
    return content


# --- what the steps of projects.imports.workflow do ---------------------------------------------------------------


def take_turns(batch, act):
    """Two people of one office do not take the same file at once."""
    Organisation.objects.select_for_update(no_key=True).get(pk=batch.office_id)
    if ImportBatch.objects.filter(office=batch.office_id, sha256=batch.sha256, status="APPLIED").exists():
        raise ValidationError("Tệp này đơn vị đã nhập rồi.", code="applied")


def make_drafts(batch, act):
    """Every row through the one door; what has become wrong since the last check stops all of it."""
    checked = check(read(content_of(batch)), batch.mapping, act.by)
    if checked.faults:
        raise ValidationError(
            f"Từ lần kiểm tra trước đã có thay đổi: nay còn {len(checked.faults)} lỗi, dòng {checked.faults[0].row}: "
            f"{checked.faults[0].sentence}. Hãy kiểm tra lại.",
            code="faults",
        )
    made = [
        ImportedProject(
            batch=batch,
            project=save_project(line.project, by=act.by, beneficiaries=line.beneficiaries),
            row=line.row,
        )
        for line in checked.lines
    ]
    ImportedProject.objects.bulk_create(made)


# --- how it is done -------------------------------------------------------------------------------------------------


def _checked_mapping(mapping, headings):
    errors = {}
    for key, column in mapping.items():
        if key not in BY_KEY:
            errors.setdefault("mapping", []).append(f"Không có trường “{key}”.")
        elif type(column) is not int or not 1 <= column <= len(headings):
            errors.setdefault(key, []).append("Tệp không có cột này.")
        elif list(mapping.values()).count(column) > 1:
            errors.setdefault(key, []).append(f"Cột “{headings[column - 1]}” đã chọn cho hai trường.")
    for key in REQUIRED:
        if key not in mapping:
            errors.setdefault(key, []).append(f"Chưa chọn cột cho “{BY_KEY[key].words}”.")
    if errors:
        raise ValidationError(errors)
    return mapping


def _found(sheet, mapping, by):
    """What the check says; nothing to say while a column that must be there is not chosen."""
    if any(key not in mapping for key in REQUIRED):
        return {"row_count": len(sheet.rows), "fault_count": 0, "faults": [], "shown": {}}
    return check(sheet, mapping, by).as_kept()


def _columns(batch):
    """{what a field is called: the heading of its column}."""
    return {BY_KEY[key].words: batch.headings[column - 1] for key, column in batch.mapping.items()}


def _keep(batch, mapping, found):
    batch.mapping = mapping
    for name, value in found.items():
        setattr(batch, name, value)
    batch.save()
