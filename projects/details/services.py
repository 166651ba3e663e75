"""The one door to a project's particulars: what the application says, later what was done."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import require
from core.audit import record
from core.facts import facts_of
from projects.details.base import Row, family_of, indicators_told
from projects.project_models import Project
from projects.rows import RowError, row_errors
from projects.services import locked, own_unit, tell_indicators

S = Project.Status
TOLD_WITH = {"PLANNED": ["planned"], "DONE": ["actual"], "BOTH": ["planned", "actual"]}  # figures of the indicators
CARRIED_OUT = (S.CONTRACTED, S.IN_PROGRESS, S.COMPLETED, S.ACCEPTED, S.PARTIALLY_ACCEPTED)


def writable_part(project):
    """Which part of the particulars is written now: "PLANNED", "DONE", "BOTH" (an old year's papers) or ""."""
    if project.is_historical:
        return "BOTH"
    if project.is_editable:
        return "PLANNED"
    return "DONE" if project.status in CARRIED_OUT else ""


def fields_now(kind, part):
    """Names of the fields of a Sheet or Row class that belong to this part."""
    planned = part in ("PLANNED", "BOTH") or (kind.PROVES and part == "DONE")
    return [*(kind.PLANNED if planned else ()), *(kind.DONE if part in ("DONE", "BOTH") else ())]


def may_write(project, user):
    """Whether this person writes the part whose turn it is."""
    part = writable_part(project)
    needed = {"PLANNED": "save_project", "BOTH": "save_project", "DONE": "run_project"}.get(part)
    return bool(needed and family_of(project) and user.has_perm(f"projects.{needed}") and not own_unit(project, user))


@transaction.atomic
def save_details(project, *, by, sheet=None, rows=None):
    """Write the part of the particulars whose turn it is.

    `sheet`: {field: value}. `rows`: {list: [{field: value, "no": number of a present row}]}; a list that is given takes
    the place of the present one where rows may come and go (planned ones while the application is written, LATE ones
    while the work goes on), else it fills in the present rows. Rows that prove something are added to the present ones
    then. Fields of the other part are left as they are.
    Raises ValidationError {field or list: sentences} with everything that is wrong.
    """
    project = locked(project)
    family, part = family_of(project), writable_part(project)
    require(by, "projects.view_project", project)
    if family is None:
        raise ValidationError(f"“{project.category}” không có mẫu chi tiết riêng; kết quả ghi ở chỉ tiêu.")
    if not part:
        raise ValidationError(
            f"Đề án đang ở trạng thái “{project.get_status_display()}”, nội dung chi tiết không sửa được.",
            code="not_editable",
        )
    if not may_write(project, by):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    before = details_in_words(project)
    told = {which: indicators_told(project, which) for which in TOLD_WITH[part]}
    family.prepare(project, rows or {}, by)
    errors = {}
    written = _sheet(project, family, part, sheet or {}, errors)
    lists = {kind: _rows(project, kind, part, given, errors) for kind, given in _given(family, rows or {}, errors)}
    if errors:
        raise ValidationError(errors)
    try:
        with transaction.atomic():
            if written is not None:
                written.save()
            for kind, (mine, whole) in lists.items():
                if whole:  # what goes keeps its trace
                    gone = getattr(project, kind.list_name()).exclude(pk__in=[row.pk for row in mine if row.pk])
                    gone.update(removed_at=timezone.now())
                for row in mine:
                    row.save()
    except IntegrityError as error:
        raise ValidationError(_clash(family, error)) from error
    after = details_in_words(project)
    for which, figures in told.items():
        old, new = tell_indicators(project, which, figures)
        before, after = before | old, after | new
    record(project, "projects.project.save_details", by=by, before=before, after=after)


def _sheet(project, family, part, values, errors):
    if family.sheet is None:
        if values:
            errors["sheet"] = ["Nội dung này chỉ gồm các danh sách."]
        return None
    found = family.sheet.objects.filter(project=project).first() or family.sheet(project=project)
    _fill(found, values, fields_now(family.sheet, part), errors)
    try:
        found.full_clean(exclude=["project"], validate_unique=False)
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            errors.setdefault(name, []).extend(sentences)
    return found


def _given(family, rows, errors):
    known = {kind.list_name(): kind for kind in family.rows}
    for name in rows.keys() - known.keys():
        errors[name] = [f"“{family.label}” không có danh sách này."]
    return [(known[name], given) for name, given in rows.items() if name in known]


def _rows(project, kind, part, given, errors):
    """(rows to save, whether they take the place of the present ones)."""
    names, name = fields_now(kind, part), kind.list_name()
    whole = part in ("PLANNED", "BOTH") if kind.PLANNED else part in ("DONE", "BOTH")
    whole = whole or (kind.LATE and part == "DONE")
    present = {row.no: row for row in kind.of(project)}
    adds, last = kind.PROVES and not whole, max(present, default=0)
    found, sentences = [], []
    for number, values in enumerate(given, 1):
        values = dict(values)
        no = values.pop("no", None)
        new = whole or (adds and no is None)
        row = kind(project=project) if new else present.get(no)
        if row is None:
            sentences.append(RowError(f"Không có dòng số {no} trong danh sách đã duyệt.", number))
            continue
        stored = present.pop(no, None) if whole else None
        if stored:  # the same row in its new place
            row.pk, row._state.adding = stored.pk, False
            for kept in set(kind.PLANNED + kind.DONE) - set(names):
                setattr(row, kept, getattr(stored, kept))
        if new:
            row.no = last = number if whole else last + 1
        wrong = {}
        _fill(row, values, names if new or not adds else (), wrong)
        if stored:
            row.take_over(stored)
        sentences += [RowError(sentence, number, key) for key, told in wrong.items() for sentence in told]
        sentences += row_errors(row, number)
        found.append(row)
    if sentences:
        errors[name] = sentences
    return found, whole


def _fill(obj, values, names, errors):
    labels = obj.labels()
    for name, value in values.items():
        if name in names:
            setattr(obj, name, value)
        elif name not in obj.PLANNED + obj.DONE:
            errors.setdefault(name, []).append(f"Không có mục “{name}”.")
        elif getattr(obj, obj._meta.get_field(name).attname) != getattr(value, "pk", value):
            errors.setdefault(name, []).append(
                f"“{labels[name]}” không sửa được ở bước này: phần dự kiến đi cùng hồ sơ đã nộp, "
                "kết quả ghi khi thực hiện."
            )


def _clash(family, error):
    """The sentence of the constraint that another transaction has just made true."""
    for kind in (*family.rows, family.sheet):
        for constraint in kind._meta.constraints if kind else ():
            if constraint.name in str(error):
                return {kind.list_name() if issubclass(kind, Row) else "sheet": [constraint.violation_error_message]}
    raise error


def details_in_words(project):
    """{label: words} of everything there is, for the trail."""
    family, found = family_of(project), {}
    if family is None:
        return found
    if family.sheet and (sheet := family.sheet.objects.filter(project=project).first()):
        found |= facts_of(sheet, [*sheet.PLANNED, *sheet.DONE])
    for kind in family.rows:
        for row in kind.of(project):
            words = [f"{label}: {value}" for label, value in facts_of(row, [*row.PLANNED, *row.DONE]).items() if value]
            found[f"{kind.HEADING} {row.no}"] = "; ".join(words)
    return found
