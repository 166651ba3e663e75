"""Writing a request for change: the only door that makes or revises one; its steps are CHANGE_FLOW's."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.access import require
from core.audit import record
from core.parts import Part, take_part
from establishments.models import Establishment
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import LISTS
from projects.changes.carrying_out import current_value, freeze_before
from projects.changes.rules import Kind, What, fields_of, kinds_for
from projects.changes.targets import with_targets
from projects.services import locked, own_unit

PLAIN = (What.TITLE, What.UNITS, What.ELIGIBLE_COST)  # written on the project as they are, and judged by its own rules
# The database holds the title of an approved project to the letters of the request.
TEXTS = {What.TITLE, What.OBJECTIVE, What.SCALE, What.CONTENT, What.PLACE}
NEEDED = (What.ENDS_ON, What.UNTIL, What.COORDINATOR)  # where a kind of change asks for nothing else


@transaction.atomic
def save_change(change, *, by, values=None):
    """Draft a request or revise one that is not under way; `values`: {ChangeValue.What: new value} of its kind.

    Values are đồng, dates, texts or records; what stands so already is left out. A beneficiary is replaced by
    `change.leaving` and `change.joining`. Raises ValidationError {field: sentences} with everything that is wrong.
    """
    require(by, "projects.run_project", change if change.pk else change.project)
    before = None
    if change.pk:
        stored = ChangeRequest.objects.select_for_update(no_key=True).get(pk=change.pk)
        if not stored.is_editable:
            raise ValidationError(f"Đề nghị “{stored.get_status_display()}”, không sửa được nữa.", code="not_editable")
        change.status, change.kind, change.created_by = stored.status, stored.kind, stored.created_by
        before = _words(stored)
    # The project last, as everywhere: a decision holds its request and then asks for the project.
    change.project = locked(change.project)
    if before is None:
        change.created_by, change.illustrative = by, change.project.illustrative
    changed, errors = _judged(change, values or {}, by)
    if errors:
        raise ValidationError(errors)
    rows = _rows(change, changed)
    change.save()
    _put(change, rows)
    take_part(change, by, Part.PREPARE, "projects.run_project")
    action = "revise" if before else "create"
    record(change, f"projects.changerequest.{action}", by=by, perm="projects.run_project", before=before,
           after=_words(change))  # fmt: skip
    return change


def change_errors(change, values, by):
    """{field: sentences} that `save_change` would refuse with; {} when all is well."""
    return _judged(change, values, by)[1]


def _judged(change, values, by):
    """({what: new value} of what it changes, as a request keeps it; the errors)."""
    errors = {name: list(found) for name, found in own_unit(change.project, by).items()}
    if change.kind not in kinds_for(change.project):
        errors["kind"] = [
            f"Đề án “{change.project.get_status_display()}” không đề nghị “{change.get_kind_display()}” được."
        ]
    if change.kind == Kind.BENEFICIARY:
        errors |= _persons(change, by)
    else:
        change.leaving = change.joining = None
    try:
        change.full_clean(exclude=["project", "created_by", "leaving", "joining"], validate_constraints=False)
    except ValidationError as error:
        for name, found in error.message_dict.items():
            errors.setdefault(name, []).extend(found)
    fields = fields_of(change)
    values, wrong = _settled(change.project, values)
    errors |= wrong
    if strange := [what for what in values if what not in fields]:
        errors |= {str(what): ["Loại thay đổi này không đổi mục này."] for what in strange}
    for what in fields:
        if what in NEEDED and len(fields) == 1 and values.get(what) in (None, ""):
            errors[str(what)] = ["Phải ghi mục này."]
    errors |= _ill_said(change.project, {what: values[what] for what in PLAIN if what in values and what in fields})
    changed = {} if errors else _changed(change, values)
    if change.kind == Kind.AMEND and not errors and not changed.keys() - {What.QUOTES}:
        proof = "Báo giá chỉ kèm theo thay đổi khác (danh sách máy, dự toán…)." if changed else ""
        errors["__all__"] = [f"Chưa đổi mục nào so với hiện nay. {proof}".strip()]
    return changed, errors


def _settled(project, values):
    """(values with each list as a request keeps it, each text as the project would, and the targets that follow,
    {list: [RowError]})."""
    values, errors = dict(values), {}
    for what in TEXTS & values.keys():
        values[what] = project._meta.get_field(what).to_python(values[what])
    for what in LISTS.keys() & {str(what) for what in values}:
        if values[what] is None:
            continue
        values[what], wrong = LISTS[what].settled(project, values[what])
        if wrong:
            errors[what] = wrong
    return (values, errors) if errors else with_targets(project, values)


def _ill_said(project, values):
    """What the project itself would not take, whoever decides it."""
    errors, trial = {}, copy(project)
    for what, value in values.items():
        if value in (None, ""):
            continue
        setattr(trial, what, value)
        others = [field.name for field in trial._meta.fields if field.name != what]
        try:
            trial.clean_fields(exclude=others)
            trial.validate_constraints(exclude=others)
        except ValidationError as error:
            errors[str(what)] = error.messages
    return errors


def _persons(change, by):
    """Both are named: one stands on the list of this project, the other is known to whoever asks."""
    errors = {}
    if change.leaving is None or not change.project.beneficiaries.filter(pk=change.leaving_id).exists():
        errors["leaving"] = ["Chọn đơn vị đang trong danh sách thụ hưởng."]
    if change.joining is None:
        errors["joining"] = ["Nhập đơn vị thay thế."]
    elif not Establishment.objects.visible_to(by).filter(pk=change.joining_id).exists():
        errors["joining"] = ["Không tìm thấy cơ sở này trong phạm vi của bạn."]
    return errors


def _changed(change, values):
    """What was given and differs: a thing left empty stays as it is."""
    if change.kind == Kind.BENEFICIARY:
        return {What.BENEFICIARY: change.joining}
    return {
        what: value
        for what, value in values.items()
        if value not in (None, "") and value != current_value(change, what)
    }


def _rows(change, changed):
    rows = []
    for what, value in changed.items():
        words = ChangeValue.words(what, value, change.project)
        row = ChangeValue(what=what, after=ChangeValue.stored(what, value), after_words=words)
        freeze_before(change, row)
        rows.append(row)
    return rows


def _put(change, rows):
    """In place of the present ones; what is no longer asked for keeps its trace."""
    change.values.all().update(removed_at=timezone.now())
    for row in rows:
        row.change = change
        row.save()
    change._prefetched_objects_cache = {}


def _words(change):
    found = {"Loại thay đổi": change.get_kind_display(), "Lý do": change.reason}
    return found | {row.get_what_display(): row.after_words or None for row in change.values.all()}
