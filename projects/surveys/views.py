from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import views as core_views
from core.access import require
from core.audit import history
from core.facts import facts_of
from establishments.models import Establishment
from projects.models import Project, Survey
from projects.surveys.forms import SurveySheet
from projects.surveys.selectors import differences, papers_of, photos_of
from projects.surveys.services import SAVE, SHOWN, begin_survey, link_survey
from projects.surveys.workflow import SURVEY_FLOW

WRONG = 422  # the page comes back with what was typed and what stands in the way


def in_reach(request, pk):
    require(request.user, "projects.view_project")
    rows = Survey.objects.select_related("establishment__area", "project", "office", "surveyor")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


@require_POST
def new(request):
    """Begin the sheet of one establishment, perhaps for a dossier; the office's unfinished one is opened again."""
    require(request.user, SAVE)

    def asked(model, name):
        text = request.POST.get(name, "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        return get_object_or_404(model.objects.visible_to(request.user), pk=number)

    project = asked(Project, "project") if request.POST.get("project") else None
    establishment = asked(Establishment, "establishment")
    try:
        survey = begin_survey(establishment, by=request.user, project=project)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(project or establishment)
    return redirect("projects:edit_survey", survey.pk)


@require_GET
def detail(request, pk):
    survey, user = in_reach(request, pk), request.user
    entries = list(history(survey))
    return render(
        request,
        "projects/surveys/detail.html",
        {
            "survey": survey,
            "object": survey,
            "facts": [(label, value) for label, value in facts_of(survey, SHOWN).items()],
            "differences": differences(survey),
            "photos": photos_of(survey),
            "papers": papers_of(survey),
            "steps": SURVEY_FLOW.steps(survey, user),
            "history": entries,
            "because": SURVEY_FLOW.because(entries),
            "may_write": _may_write(survey, user),
            "project_seen": survey.project_id
            and Project.objects.visible_to(user).filter(pk=survey.project_id).exists(),
        },
    )


def edit(request, pk):
    """The sheet for the spot: saved for later, saved to go on writing, or handed in."""
    survey = in_reach(request, pk)
    require(request.user, SAVE)
    if not _may_write(survey, request.user):
        messages.error(request, f"{survey}: “{survey.get_status_display()}”, chỉ {survey.office} ghi khi chưa nộp.")
        return redirect(survey)
    asked, status = request.POST.get("act"), 200
    sheet = SurveySheet(survey, request.POST if request.method == "POST" else None, by=request.user)
    if request.method == "POST":
        if sheet.keep(request.FILES, send=asked == "file"):
            if asked == "go_on":
                messages.success(request, "Đã lưu ảnh và những gì đã ghi; ghi tiếp được.")
                return redirect(f"{reverse('projects:edit_survey', args=[survey.pk])}#pictures")
            messages.success(request, "Đã nộp phiếu khảo sát." if asked == "file" else "Đã lưu. Khi đủ thì nộp phiếu.")
            return redirect(survey)
        status = 409 if sheet.is_saved and not sheet.form.errors else WRONG
    page = {
        "survey": survey,
        "sheet": sheet,
        "form": sheet.form,
        "photos": photos_of(survey),
        "signed": papers_of(survey),
    }
    return render(request, "projects/surveys/edit.html", page, status=status)


def press(request, pk, name):
    return core_views.press(request, in_reach(request, pk), SURVEY_FLOW, name)


@require_POST
def link(request, pk, survey_pk):
    """Make a survey part of a dossier of its place."""
    require(request.user, "projects.view_project")
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    try:
        link_survey(in_reach(request, survey_pk), project, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã gắn phiếu khảo sát với đề án.")
    return redirect(f"{project.get_absolute_url()}#surveys")


@require_GET
def of_establishment(request, pk):
    """Surveys of one establishment in reach: a panel of its page, or a page of its own."""
    require(request.user, "projects.view_project")
    establishment = get_object_or_404(Establishment.objects.visible_to(request.user), pk=pk)
    surveys = establishment.surveys.visible_to(request.user).select_related("office", "surveyor")
    page = {"establishment": establishment, "surveys": surveys, "may_survey": request.user.has_perm(SAVE)}
    template = "projects/surveys/_of_establishment.html" if request.htmx else "projects/surveys/of_establishment.html"
    return render(request, template, page)


def _may_write(survey, user):
    return survey.is_writable and survey.office_id == user.organisation_id and user.has_perm(SAVE)
