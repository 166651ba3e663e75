"""Writing a survey: the only doors to its record, its pictures and its place in a dossier."""

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.facts import facts_of
from core.photos import attach_picture
from projects.models import Project, Survey
from projects.services import refuse_when_answered_no
from projects.surveys.workflow import PHOTO, SIGNED

SAVE = "projects.save_survey"
NO_SURVEY = "không gắn phiếu khảo sát; khảo sát cơ sở thì ghi ở trang cơ sở"
SHOWN = [
    "surveyed_on", "present", "legal_form", "place", "sector", "products", "workers", "revenue", "machines",
    "need", "land_papers", "environment_papers", "counterpart", "remark",
]  # fmt: skip


@transaction.atomic
def begin_survey(establishment, *, by, project=None):
    """The sheet this office is writing about the place, or a new one filled with what is known already."""
    require(by, SAVE)
    require(by, "establishments.view_establishment", establishment)
    own = Survey.objects.filter(establishment=establishment, office=by.organisation, status__in=Survey.WRITABLE)
    if found := own.order_by("-pk").first():
        return found
    area = establishment.area.name
    known = Survey(
        establishment=establishment,
        project=project,
        legal_form=establishment.legal_form,
        place=", ".join(filter(None, [establishment.address, area])),
        sector=establishment.sector,
        need=project.title if project else "",
    )
    return save_survey(known, by=by)


@transaction.atomic
def save_survey(survey, *, by):
    """Keep what was seen, whole or not: filing asks for the whole. Raises ValidationError {field: sentences}."""
    require(by, SAVE)
    require(by, "establishments.view_establishment", survey.establishment)
    before = dossier = unseen = None
    if survey.pk:
        stored = _writable(survey, by)
        before, dossier = facts_of(stored, SHOWN), stored.project
        if dossier and not _sees(by, dossier):  # it is not judged, and the survey is not taken out of it
            unseen, survey.project = dossier, None
        for name in ("establishment", "office", "surveyor", "status", "illustrative"):
            setattr(survey, name, getattr(stored, name))
    else:
        survey.office, survey.surveyor, survey.status = by.organisation, by, Survey.Status.DRAFT
        survey.illustrative = survey.establishment.illustrative
    if survey.project and survey.project != dossier:
        refuse_when_answered_no(survey.project, NO_SURVEY)
    errors = survey_errors(survey, by=by)
    try:
        survey.full_clean()
    except ValidationError as error:
        error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
    survey.project = unseen or survey.project
    survey.save()
    action = "projects.survey.save" if before else "projects.survey.begin"
    record(survey, action, by=by, perm=SAVE, before=before, after=facts_of(survey, SHOWN))
    if survey.project != dossier:
        for project, verb in ((dossier, "unlink_survey"), (survey.project, "link_survey")):
            if project:
                _tell(project, survey, verb, by, SAVE)
    return survey


def survey_errors(survey, *, by):
    """{field: [sentences]} that no constraint says: the day has come, the office stood, the dossier is this place's."""
    errors, on, ended = {}, survey.surveyed_on, by.organisation.valid_to
    if on and on > today():
        errors["surveyed_on"] = [f"Ngày khảo sát {ngay(on)} chưa tới; hôm nay {ngay(today())}."]
    elif on and ended and on > ended:
        errors["surveyed_on"] = [f"{by.organisation} đã kết thúc ngày {ngay(ended)}; không thể khảo sát sau ngày đó."]
    if survey.project_id and not _of_this_place(survey, survey.project):
        errors["project"] = [f"{survey.establishment} không phải đơn vị thụ hưởng của {survey.project.code}."]
    return errors


@transaction.atomic
def add_survey_photo(survey, upload, *, by):
    require(by, SAVE, survey)
    survey = _writable(survey, by)
    title = "Ảnh tại cơ sở"
    return attach_picture(survey, upload, by=by, kind=PHOTO, title=title, illustrative=survey.illustrative)


@transaction.atomic
def add_signed_sheet(survey, upload, *, by):
    """The sheet signed on paper: a PDF or a photograph."""
    require(by, SAVE, survey)
    survey = _writable(survey, by)
    return attach(
        survey, upload, by=by, kind=SIGNED, title="Phiếu khảo sát có chữ ký", issued_on=survey.surveyed_on,
        issuer=str(survey.office), illustrative=survey.illustrative,
    )  # fmt: skip


@transaction.atomic
def link_survey(survey, project, *, by):
    """A survey made before there was a dossier becomes part of it; what was seen stays as it is."""
    require(by, "projects.save_project", project)
    require(by, "projects.view_project", survey)
    survey = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    if survey.project_id:
        there = survey.project.code if _sees(by, survey.project) else "một hồ sơ khác"
        raise ValidationError(f"Phiếu khảo sát đã gắn với {there}.")
    refuse_when_answered_no(project, NO_SURVEY)
    if not _of_this_place(survey, project):
        raise ValidationError(f"{survey.establishment} không phải đơn vị thụ hưởng của {project.code}.")
    survey.project = project
    survey.save(update_fields=["project"])
    record(survey, "projects.survey.link", by=by, perm="projects.save_project")
    _tell(project, survey, "link_survey", by, "projects.save_project")
    return survey


def _tell(project, survey, verb, by, perm):
    """In the dossier's own trail: the survey is read by whoever sees the place."""
    day = ngay(survey.surveyed_on) if survey.surveyed_on else "chưa ghi"
    record(project, f"projects.project.{verb}", by=by, perm=perm,
           after={"Phiếu khảo sát": f"{survey.office}, ngày {day}"})  # fmt: skip


def _sees(by, project):
    return Project.objects.visible_to(by).filter(pk=project.pk).exists()


def _of_this_place(survey, project):
    return project.beneficiaries.filter(establishment=survey.establishment_id).exists()


def _writable(survey, by):
    """The stored row, locked, if this person's office still writes it."""
    stored = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    if not stored.is_writable:
        raise ValidationError(
            f"Phiếu khảo sát “{stored.get_status_display()}”, không sửa được; Sở Công Thương có thể trả lại.",
            code="not_writable",
        )
    if stored.office_id != by.organisation_id:
        raise ValidationError(f"Chỉ {stored.office} ghi được phiếu khảo sát này.", code="not_yours")
    return stored
