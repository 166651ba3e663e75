"""What becomes of a brought workbook. Read the table; that is the rule."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Count

from core.models import AuditEntry
from core.workflow import Objection, Transition, Workflow
from projects.imports.fields import BY_KEY, REQUIRED
from projects.imports.services import make_drafts, take_turns
from projects.models import ImportBatch, Project
from projects.workflow import PROJECT_FLOW

S = ImportBatch.Status
NAMED = 5  # applications named in an objection


def columns_are_chosen(batch, act):
    if missing := [BY_KEY[key].words for key in REQUIRED if key not in batch.mapping]:
        return Objection(f"Chưa chọn cột cho: {', '.join(missing)}")


def no_row_is_wrong(batch, act):
    if batch.fault_count:
        return Objection(f"Tệp còn {batch.fault_count} lỗi; nhập tất cả hoặc không nhập dòng nào")


def nothing_stands_on_it(batch, act):
    """A draft that somebody has touched since, in whatever way, is somebody's work."""
    ids = [str(pk) for pk in batch.imported.values_list("project_id", flat=True)]
    touched = (
        AuditEntry.objects.filter(content_type=ContentType.objects.get_for_model(Project), object_id__in=ids)
        .values("object_id")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .values_list("object_id", flat=True)
    )
    codes = list(Project.objects.filter(pk__in=list(touched)).order_by("code").values_list("code", flat=True))
    if codes:
        more = f" và {len(codes) - NAMED} đề án khác" if len(codes) > NAMED else ""
        return Objection(f"Đã có việc làm tiếp trên {', '.join(codes[:NAMED])}{more}")


def withdraw_drafts(batch, act):
    """Nothing is deleted: the drafts are withdrawn with the reason, and no list shows them any more."""
    list(Project.objects.select_for_update(no_key=True).filter(imported__batch=batch).order_by("pk"))
    if objection := nothing_stands_on_it(batch, act):  # somebody may have worked on one since the guard was asked
        raise ValidationError(str(objection))
    for row in batch.imported.select_related("project"):
        PROJECT_FLOW.cause(row.project, "undo_import", by=act.by, note=act.note)


IMPORT_FLOW = Workflow(
    Transition(
        "apply", "Nhập tất cả các dòng", (S.CHECKED,), S.APPLIED, "projects.save_project",
        (columns_are_chosen, no_row_is_wrong), prepare=take_turns, effect=make_drafts,
    ),
    Transition(
        "undo", "Hoàn tác lần nhập", (S.APPLIED,), S.UNDONE, "projects.withdraw_project", (nothing_stands_on_it,),
        needs_note=True, effect=withdraw_drafts, tone="danger",
    ),
)  # fmt: skip
