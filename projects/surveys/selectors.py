"""What pages ask of surveys."""

from django.db.models import Q

from core.documents import documents_of
from projects.models import Survey
from projects.surveys.workflow import PHOTO

COMPARED = ("legal_form", "sector")


def surveys_of(project, user):
    """The surveys of a dossier and of its places in reach, newest first."""
    places = project.beneficiaries.exclude(establishment=None).values("establishment")
    rows = Survey.objects.visible_to(user).filter(Q(project=project) | Q(establishment__in=places))
    return rows.select_related("establishment", "office", "surveyor").order_by("-surveyed_on", "-pk")


def latest_survey(project, user):
    """The last one handed in, None while there is none."""
    return surveys_of(project, user).filed().first()


def differences(survey):
    """[(label, in the record, seen on the spot)] where the record says something else."""
    place, found = survey.establishment, []
    for name in COMPARED:
        shown = getattr(survey, f"get_{name}_display", lambda name=name: getattr(survey, name))()
        there = getattr(place, f"get_{name}_display", lambda name=name: getattr(place, name))()
        if shown and there and shown != there:
            found.append((survey._meta.get_field(name).verbose_name, there, shown))
    return found


def photos_of(survey):
    return documents_of(survey).filter(kind=PHOTO).order_by("pk")


def papers_of(survey):
    return documents_of(survey).exclude(kind=PHOTO)
