"""Drafting, appraising and reporting on a project: the only doors that write its records."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max

from core.access import require
from core.audit import record
from core.checks import full_clean
from core.dates import ngay, today
from core.documents import attach
from core.facts import facts_of
from core.money import dong
from core.parts import Part, take_part
from core.text import figure
from establishments.models import Establishment
from norms.models import PaperKind
from projects.ceilings import ceiling_or_reason, factor_errors
from projects.council import council_errors, council_in_place, seat
from projects.details.base import indicators_told
from projects.models import APPRAISAL_POINTS, Appraisal, IndicatorValue, Project
from projects.project_models import CODE_PREFIX
from projects.rows import row_errors, take_places
from projects.shares import share_errors

SHOWN = [
    "title", "category", "kind", "plan_year", "implementing_organisation", "coordinating_organisation",
    "investor_establishment", "investor_organisation", "beneficiaries_planned", "spending_unit", "area", "place",
    "need", "objective", "scale", "content", "schedule_text", "organisation_text",
    "impact", "total_cost", "requested_support", "counterpart", "other", "eligible_cost", "units", "priority_factor",
    "starts_on", "ends_on", "filed_on", "remark",
]  # fmt: skip
ENDED = (*Project.ENDED_WITHOUT_SUPPORT, Project.Status.SETTLED, Project.Status.CLOSED)


@transaction.atomic
def save_project(project, *, by, beneficiaries=None, cost_items=None):
    """Create a draft or revise one that is still editable; the code is given at the first save and stays.

    `beneficiaries`, `cost_items`: lists of unsaved Beneficiary, CostItem that take the place of the present ones (None
    leaves them). Raises one ValidationError, {field: sentences}, with everything that is wrong; "beneficiaries" and
    "cost_items" name the row. What is incomplete may stay so in a draft: `register` asks for it.
    """
    require(by, "projects.save_project", project)
    before = None
    if project.pk is None:
        project.created_by, project.status, project.is_historical = by, Project.Status.DRAFT, False
    else:
        stored = locked(project)
        if not stored.is_editable:
            raise ValidationError(
                f"Hồ sơ đang ở trạng thái “{stored.get_status_display()}”, không sửa được nữa.", code="not_editable"
            )
        before = facts(stored)
        for name in ("code", "sequence", "status", "is_historical", "illustrative", "undone", "created_by"):
            setattr(project, name, getattr(stored, name))
    errors = own_unit(project, by)
    if before and (project.tier, project.plan_year) != (stored.tier, stored.plan_year):
        errors["plan_year"] = [
            f"Năm kế hoạch và cấp nằm trong mã {stored.code} nên không đổi được. Hãy rút đề án này và lập đề án mới."
        ]
    gone, retold = write_project(project, by, beneficiaries, cost_items, errors)
    take_part(project, by, Part.PREPARE, "projects.save_project")
    if before:
        record(project, "projects.project.revise", by=by, perm="projects.save_project", before=before | gone,
               after=facts(project) | retold)  # fmt: skip
    else:
        record_first(project, "projects.project.create", by)
    return project


@transaction.atomic
def attach_paper(project, upload, *, by, kind, title="", number="", issued_on=None, issuer="", signer=""):
    """Put a paper into the dossier. `kind`: the code of a PaperKind, or "other" for one that no rule asks for.

    `upload` None: the paper itself is at hand and its scan comes later; then it needs its number or its date.
    """
    if not (by.has_perm("projects.save_project", project) or by.has_perm("projects.run_project", project)):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    refuse_when_answered_no(project, "không nhận thêm giấy tờ")
    paper = PaperKind.objects.filter(code=kind).first()
    if paper is None and kind != "other":
        raise ValidationError({"kind": f"Không có loại giấy tờ mã “{kind}”."})
    if upload is None and not number and issued_on is None:
        raise ValidationError({"file": "Chưa có bản chụp thì phải ghi số hoặc ngày của giấy tờ."})
    return attach(
        project,
        upload,
        by=by,
        kind=kind,
        title=title or (paper.name if paper else ""),
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        illustrative=project.illustrative,
    )


@transaction.atomic
def record_appraisal(project, *, points, recommended_support, by, made_on=None, note="", council=None):
    """The sheet of an officer, or of a council (`projects.council.Council`) recorded by one: five points with findings
    and the support recommended (đồng), in place of the last one.

    `points`: {code: {"ok": bool, "finding": str}} for every code of APPRAISAL_POINTS; a point that is not met needs a
    finding. Nobody appraises what they prepared, and a council's sheet is corrected by a council's. A ceiling that is
    exceeded or unknown does not stop the sheet, only the director's conclusion.
    """
    require(by, "projects.record_appraisal", project)
    project = locked(project)
    if project.status != Project.Status.REGISTERED:
        raise ValidationError(
            f"Chỉ thẩm định hồ sơ đã nhận; hồ sơ này đang ở trạng thái “{project.get_status_display()}”."
        )
    made_on = made_on or today()
    errors = {}
    if bad := _unanswered(points):
        errors["points"] = bad
    if not project.filed_on <= made_on <= today():
        errors["made_on"] = [
            f"Ngày thẩm định là {ngay(made_on)}, phải từ ngày của hồ sơ {ngay(project.filed_on)} đến hôm nay "
            f"{ngay(today())}."
        ]
    if council is not None:
        errors |= council_errors(project, council, made_on)
    elif seated := council_in_place(project):
        raise ValidationError(
            f"Hồ sơ này do hội đồng thẩm định ({seated.minutes}); phiếu của một chuyên viên không thay được. Sửa trên "
            "phiếu của hội đồng, theo biên bản họp."
        )
    if errors:
        raise ValidationError(errors)
    take_part(project, by, Part.CHECK, "projects.record_appraisal")
    limit, _ = ceiling_or_reason(project, made_on)
    project.appraisals.filter(is_current=True).update(is_current=False)
    appraisal = Appraisal(
        project=project,
        made_by=by,
        made_on=made_on,
        points={
            code: {"ok": points[code]["ok"], "finding": (points[code].get("finding") or "").strip()}
            for code in APPRAISAL_POINTS
        },
        recommended_support=recommended_support,
        ceiling=limit.as_json() if limit else None,
        note=note,
    )
    appraisal.full_clean()
    appraisal.save()
    if council is not None:
        seat(appraisal, council, by=by)
    record(
        project,
        "projects.project.record_appraisal",
        by=by,
        note=note,
        perm="projects.record_appraisal",
        after={
            "Mức hỗ trợ đề nghị": dong(appraisal.recommended_support),
            "Mức tối đa": dong(limit.amount) if limit else None,
            "Hội đồng": "; ".join(str(member) for member in council.members) if council else None,
            "Nội dung chưa đạt": "; ".join(label for label, _ in appraisal.failed_points) or None,
        },
    )
    return appraisal


def plan_stands(project):
    """What is planned was filed with the dossier; only an editable one, or an old year's entry, still takes it."""
    return not (project.is_editable or project.is_historical)


def refuse_when_answered_no(project, what):
    """Raise ValidationError with `what` is no longer taken of a refused or withdrawn project."""
    if project.is_answered_no:
        raise ValidationError(f"Hồ sơ {project.code} “{project.get_status_display()}”, {what}.", code="answered_no")


def takes_indicators(project):
    """Until the settlement, while the project goes on; an old year's figures whatever its state."""
    return project.is_historical or project.status not in ENDED


@transaction.atomic
def record_indicators(project, values, *, by):
    """Planned and actual results: {code: {"name", "unit", "planned", "actual"}}; missing keys leave what is there.

    What is planned belongs to the application and stands with it; what was done may be written until the settlement.
    An old year's figures come from its papers, whatever its state. What the particulars tell is computed of them
    (`tell_indicators`) and cannot be written otherwise.
    """
    if not (by.has_perm("projects.run_project", project) or by.has_perm("projects.save_project", project)):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    project = locked(project)
    if not takes_indicators(project):
        raise ValidationError(
            f"Đề án đang ở trạng thái “{project.get_status_display()}”, chỉ tiêu kết quả không sửa được nữa."
        )
    stands = plan_stands(project)
    told = {which: indicators_told(project, which) for which in ("planned", "actual")}
    names = {row["code"]: row for row in project.category.output_indicators}
    before, after = {}, {}
    for code, value in values.items():
        known = names.get(code, {})
        row = project.indicators.filter(code=code).first() or IndicatorValue(
            project=project,
            code=code,
            name=value.get("name") or known.get("name", code),
            unit=value.get("unit") or known.get("unit", ""),
        )
        for name, label in (("planned", "kế hoạch"), ("actual", "thực hiện")):
            if name in value and getattr(row, name) != value[name]:
                if stands and name == "planned":
                    raise ValidationError(
                        f"{row.name}: chỉ tiêu kế hoạch đi cùng hồ sơ đã nộp, không sửa được khi hồ sơ "
                        f"“{project.get_status_display()}”."
                    )
                if code in told[name] and value[name] != told[name][code]:
                    there = "để trống" if value[name] is None else figure(value[name])
                    raise ValidationError(
                        f"{row.name} ({label}): ghi {there}, nội dung chi tiết cho thấy {figure(told[name][code])} "
                        f"{row.unit}; số này tính từ nội dung chi tiết, sửa ở đó."
                    )
                before[f"{row.name} ({label})"] = None if getattr(row, name) is None else str(getattr(row, name))
                after[f"{row.name} ({label})"] = None if value[name] is None else str(value[name])
                setattr(row, name, value[name])
        row.full_clean()
        row.save()
    record(project, "projects.project.record_indicators", by=by, before=before, after=after)


def tell_indicators(project, which, told):
    """Write what the particulars tell of the indicators now; what they no longer tell (`told` before) goes.

    Every reader of a figure, the database with them, finds it on its IndicatorValue, typed or told. `which`: "planned",
    "actual". Returns ({label: words before}, {label: words now}) of what moved.
    """
    now, rows = indicators_told(project, which), {row.code: row for row in project.indicators.all()}
    names = {row["code"]: row for row in project.category.output_indicators}
    before, after = {}, {}
    for code in sorted(now.keys() | told.keys()):
        row, value = rows.get(code), now.get(code)
        if row is None and value is None:
            continue
        if row is None:
            row = IndicatorValue(project=project, code=code, name=names[code]["name"], unit=names[code]["unit"])
        if getattr(row, which) != value:
            label = f"{row.name} ({row._meta.get_field(which).verbose_name})"
            before[label], after[label] = (None if one is None else figure(one) for one in (getattr(row, which), value))
            setattr(row, which, value)
            row.full_clean()
            row.save()
    return before, after


@transaction.atomic
def reach_indicators(project, figures, *, by, action, perm, note=""):
    """What was done as a later room found it: {IndicatorValue: figure}. What the particulars tell stays as they tell.

    The room asks who may; `action`, `perm`: how the trail names what it did.
    """
    project = locked(project)
    told, before, after = indicators_told(project, "actual"), {}, {}
    for row, value in figures.items():
        if row.code in told or row.actual == value:
            continue
        label = f"{row.name} (thực hiện)"
        before[label], after[label] = (None if one is None else figure(one) for one in (row.actual, value))
        row.actual = value
        row.full_clean()
        row.save()
    if after:
        record(project, action, by=by, note=note, perm=perm, before=before, after=after)


# --- how it is done -------------------------------------------------------------------------------------------------


def locked(project):
    """The project as it stands, held until the transaction ends; rows that refer to it can still be written."""
    return Project.objects.select_for_update(no_key=True, of=("self",)).get(pk=project.pk)


def own_unit(project, by):
    """The Centre writes what it implements or pays; the Department enters anybody's papers."""
    office = by.organisation
    if office.covers_province or office.pk in (project.implementing_organisation_id, project.spending_unit_id):
        return {}
    return {"implementing_organisation": [f"{office} chỉ lập đề án do mình thực hiện hoặc giữ kinh phí."]}


def objections_to_draft(project, *, by, beneficiaries=None, reach=None, book=None):
    """What `save_project` would object to in a new draft, {field: [sentences]}, asked without writing anything.

    For whoever asks about many drafts and has read it once: `reach`, ids of the establishments in reach; `book`, a
    NormBook.
    """
    errors = own_unit(project, by)
    _check(project, by, beneficiaries, None, errors, reach, book)
    return ValidationError(errors).message_dict if errors else {}


def _check(project, by, beneficiaries, cost_items, errors, reach=None, book=None):
    """Everything that is wrong, added to `errors`."""
    if not project.is_historical and project.other is None and project.total_cost is not None:
        project.other = 0
    try:
        full_clean(project, exclude=["code", "sequence"])
    except ValidationError as error:
        for name, found in error.update_error_dict({}).items():
            errors.setdefault(name, []).extend(found)
    if not project.is_historical and "priority_factor" not in errors and (bad := factor_errors(project, book)):
        errors["priority_factor"] = bad
    if project.coordinating_organisation_id == project.implementing_organisation_id is not None:
        errors.setdefault("coordinating_organisation", []).append("Đơn vị phối hợp phải khác đơn vị thực hiện.")
    if beneficiaries is not None and (bad := _beneficiary_errors(project, beneficiaries, by, reach)):
        errors["beneficiaries"] = bad
    if cost_items is not None and (bad := _cost_item_errors(project, cost_items)):
        errors["cost_items"] = bad


def write_project(project, by, beneficiaries, cost_items, errors):
    """Check everything, then save the project and its rows; the number is given when nothing can fail any more.

    Returns the targets that another kind of support retold, as `tell_indicators` does.
    """
    _check(project, by, beneficiaries, cost_items, errors)
    if errors:
        raise ValidationError(errors)
    told, moved = None, ({}, {})
    if project.pk is None:
        _number(project)
    else:
        stored = Project.objects.select_related("category").get(pk=project.pk)
        if stored.category_id != project.category_id:
            told = indicators_told(stored, "planned")
    project.save()
    if told is not None:
        moved = tell_indicators(project, "planned", told)
    if beneficiaries is not None:
        take_places(project.beneficiaries, beneficiaries, project, key="establishment_id")
    if cost_items is not None:
        take_places(project.cost_items, cost_items, project)
    return moved


def _number(project):
    """The next code of its tier and year; writers take turns until their transaction ends, so none is given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [f"project {project.tier}", project.plan_year])
    last = Project.objects.filter(tier=project.tier, plan_year=project.plan_year).aggregate(last=Max("sequence"))
    project.sequence = (last["last"] or 0) + 1
    project.code = f"{CODE_PREFIX[project.tier]}-{project.plan_year}-{project.sequence:03d}"


def _beneficiary_errors(project, rows, by, reach=None):
    found, seen = [], set()
    if project.beneficiaries_planned is not None and len(rows) > project.beneficiaries_planned:
        found.append(
            f"Có {len(rows)} dòng thụ hưởng, nhiều hơn số đơn vị thụ hưởng dự kiến ({project.beneficiaries_planned})."
        )
    named = [row.establishment_id for row in rows if row.establishment_id]
    if named and reach is None:
        reach = set(Establishment.objects.visible_to(by).filter(pk__in=named).values_list("pk", flat=True))
    before = set()
    if project.pk:  # who is already on the list may stay on it
        before = set(project.beneficiaries.values_list("establishment_id", flat=True))
    for number, row in enumerate(rows, 1):
        row.position = number
        if row.establishment_id and row.establishment_id not in reach | before:
            found.append(f"Dòng {number}: không tìm thấy cơ sở này trong phạm vi của bạn.")
            continue
        if row.establishment_id in seen:
            found.append(f"Dòng {number}: {row.establishment} đã có ở dòng trên.")
        if row.establishment_id:
            seen.add(row.establishment_id)
            row.name_later = False
        row.named_on = row.named_paper = None
        if row.name_later and project.kind != Project.Kind.GROUP:
            found.append(
                f"Dòng {number}: chỉ đề án nhóm mới nêu đơn vị thụ hưởng sau; hình thức đang chọn là "
                f"“{project.get_kind_display()}”. Bỏ đánh dấu “Nêu sau”, hoặc đổi mục “Hình thức” thành "
                f"“{Project.Kind.GROUP.label}”."
            )
        if row.area_id is None and row.establishment_id:
            row.area = row.establishment.area
        found += row_errors(row, number)
    return found + share_errors(project, rows)


def _cost_item_errors(project, rows):
    found = []
    for number, row in enumerate(rows, 1):
        row.no = number
        found += row_errors(row, number)
    return found


def _unanswered(points):
    found = []
    for code, label in APPRAISAL_POINTS.items():
        point = points.get(code) if isinstance(points, dict) else None
        if not isinstance(point, dict) or not isinstance(point.get("ok"), bool):
            found.append(f"Chưa trả lời nội dung “{label}”.")
        elif not point["ok"] and not str(point.get("finding") or "").strip():
            found.append(f"Nội dung “{label}” chưa đạt thì phải nêu nhận xét.")
    return found


def record_first(project, action, by, note="", **data):
    """The whole first text is kept; the story shows the figures that people look for."""
    text = facts(project)
    shown = {name: text.get(name) for name in ("Đơn vị thụ hưởng", "Tổng kinh phí thực hiện")}
    shown["Đề nghị hỗ trợ"] = dong(project.requested_support) if project.requested_support is not None else None
    record(project, action, by=by, note=note, perm="projects.save_project", after=shown, first_text=text, **data)


def facts(project):
    """Fields in words, and the beneficiaries and the estimate as they stand."""
    found = facts_of(project, SHOWN)
    if project.pk:
        rows = project.beneficiaries.select_related("establishment")
        found["Đơn vị thụ hưởng"] = "; ".join(str(row) for row in rows) or None
        items = [f"{item.content}: {dong(item.total)} ({item.who_pays})" for item in project.cost_items.all()]
        found["Dự toán"] = "; ".join(items) or None
    return found
