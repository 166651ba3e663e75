"""What the database says for the minutes of a day's acceptance, before they are signed and after."""

from datetime import time

from django.core.exceptions import ValidationError
from django.db.models import Count

from accounts.models import Organisation
from core.dates import long_date, ngay
from core.documents import documents_of
from core.facts import facts_of
from core.text import in_a_sentence
from inspections.models import Acceptance, AcceptanceBatch
from inspections.selectors import with_remarks
from plans.selectors import counts_vat
from projects.details.base import family_of
from projects.models import Beneficiary
from projects.project_models import where
from reports.offices import department, office_of
from reports.papers.acceptance_minutes import AcceptanceMinutes, AcceptedPlace, Particulars, SummedTarget, Target
from reports.papers.persons import heads_of
from reports.register import entries


def minutes_data(params, by):
    """(AcceptanceMinutes, illustrative) of the batch `params["batch"]`; ValidationError when it is not printed.

    The rest of `params` is what the batch does not keep: `chair`, `secretary` (a line of the team each), `starts`,
    `ends` ("08:30"). Where nobody names them, they are whom the team calls its head and its secretary.
    """
    batch = AcceptanceBatch.objects.printable_by(by).select_related("unit__superior").filter(pk=params["batch"]).first()
    if batch is None:
        raise ValidationError("Không còn thấy đợt nghiệm thu này, hoặc đợt đã hủy.")
    rows = with_remarks(_places_of(batch))
    if not rows:
        raise ValidationError("Đợt nghiệm thu chưa có nơi nào nên chưa lập được biên bản.")
    projects = {row.project_id: row.project for row in rows}
    known = {entry.project.pk: entry for entry in entries(list(projects.values()), by)}
    of_project = Beneficiary.objects.filter(project__in=projects).order_by().values_list("project")
    counts = dict(of_project.annotate(Count("pk")))
    recorded = batch.status == AcceptanceBatch.Status.CONCLUDED
    particulars = {pk: _particulars(project) for pk, project in projects.items()}
    places = tuple(
        _place(row, known[row.project_id], counts.get(row.project_id, 1), recorded, particulars.pop(row.project_id, ()))
        for row in rows
    )
    return AcceptanceMinutes(
        office=office_of(batch.unit),
        held_on=batch.held_on,
        team=batch.team,
        places=places,
        sums=_sums(rows),
        grounds=_grounds(known.values()),
        **{role: params.get(role) or line for role, line in heads_of(batch.team).items()},
        starts=_moment(params.get("starts")),
        ends=_moment(params.get("ends")),
        recorded=recorded,
        number=batch.minutes_number,
        issued_on=_recorded_on(batch) if recorded else None,
        recipients=_recipients(batch.unit),
    ), batch.illustrative or any(project.illustrative for project in projects.values())


def _places_of(batch):
    return (
        Acceptance.objects.filter(batch=batch)
        .for_page()
        .select_related("project__category", "project__implementing_organisation", "beneficiary__area")
        .order_by("pk")
    )


def _place(row, entry, places_of_project, recorded, particulars):
    project, beneficiary = row.project, row.beneficiary
    item = entry.item
    decided = recorded or row.conclusion or row.accepted_cost is not None  # one unit is what a new row begins with
    return AcceptedPlace(
        code=project.code,
        title=project.title,
        implementer=project.implementing_organisation.name,
        beneficiary=str(beneficiary) if beneficiary else "",
        where=where(row.place or project.place, (beneficiary and beneficiary.area) or project.area),
        decision=entry.decision,
        commitments=tuple(f"{one}, ký ngày {ngay(one.signed_on)}" for one in entry.commitments),
        support=entry.support,
        support_share=beneficiary.support_share if beneficiary and places_of_project > 1 else None,
        places_of_project=places_of_project,
        unit=project.category.unit,
        with_vat=counts_vat(item),
        present=row.present,
        targets=tuple(_target(one, recorded) for one in row.results_by_target),
        particulars=particulars,
        results=row.results,
        planned_cost=project.total_cost,
        accepted_cost=row.accepted_cost,
        planned_units=project.units,
        accepted_units=row.accepted_units if decided else None,
        planned_counterpart=row.planned_counterpart,
        counterpart_done=row.counterpart_done,
        proofs=tuple(map(_proof, row.proofs)),
        conclusion=row.conclusion,
        volume_percent=row.volume_percent,
        defects=row.defects,
        new_date=row.new_date,
    )


def _target(result, recorded):
    """What the team found; of a place that is all the project has, else what was reported. Minutes recorded before
    every place had its own figures tell the project's."""
    if result.is_answered:
        return Target(result.name, result.unit, result.planned, result.value, result.remark)
    known = result.is_alone or recorded
    return Target(
        result.name, result.unit, result.planned, result.reported if known else None,
        of_project=recorded and not result.is_alone and result.reported is not None,
    )  # fmt: skip


def _sums(rows):
    """What the places of each project of several make together."""
    found = {row.project_id: row for row in rows if row.results_by_target}
    return tuple(
        SummedTarget(row.project.code, one.name, one.unit, one.planned, one.total.value, one.total.words)
        for row in found.values()
        for one in row.results_by_target
        if not one.is_alone and one.total.said
    )


def _particulars(project):
    """What its family of support says was done beside what was to be: the sheet, and the lists that hold results."""
    family = family_of(project)
    if family is None:
        return ()
    found = [(family.label, [sheet])] if family.sheet and (sheet := _sheet(family, project)) else []
    found += [(kind.HEADING, list(kind.of(project))) for kind in _kinds_of_results(family)]
    parts = [Particulars(heading, tuple(map(_told, rows))) for heading, rows in found if rows]
    if computed := family.computed(project):
        parts.append(Particulars("Tính từ số liệu trên", tuple(f"{label}: {words}" for label, words in computed)))
    return tuple(parts)


def _sheet(family, project):
    return family.sheet.objects.filter(project=project).first() if family.sheet.DONE else None


def _kinds_of_results(family):
    """Lists that are filled in while the work goes on, and those that these name (the machines approved)."""
    done = [kind for kind in family.rows if kind.DONE]
    named = {field.related_model for kind in done for field in kind._meta.fields if field.is_relation}
    return [kind for kind in family.rows if kind in done or kind in named]


def _told(row):
    facts = facts_of(row, [*row.PLANNED, *row.DONE])
    told = "; ".join(f"{in_a_sentence(label)}: {words}" for label, words in facts.items() if words is not None)
    return told[:1].upper() + told[1:]


def _proof(document):
    return f"{document}, ngày {ngay(document.issued_on)}" if document.issued_on else str(document)


def _grounds(known):
    """The decisions that approved the projects, each once, in the order of the places."""
    rounds = {entry.item.round_id: entry.item.round for entry in known if entry.item}
    return tuple(
        f"Căn cứ Quyết định số {one.decision_number} {long_date(one.decision_date)}"
        f"{f' của {one.issuer}' if one.issuer else ''} phê duyệt đề án khuyến công"
        for one in rounds.values()
        if one.decision_number and one.decision_date
    )


def _recorded_on(batch):
    """The day on the paper that was recorded."""
    return next((paper.issued_on for paper in documents_of(batch) if paper.number == batch.minutes_number), None)


def _recipients(unit):
    bodies = () if unit.kind == Organisation.Kind.DOIT else (department().name,)
    return ("Các bên tham gia nghiệm thu", *bodies)


def _moment(text):
    return time.fromisoformat(text) if text else None
