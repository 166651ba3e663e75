"""The pages on which an unsettled condition or a likeness to another file is read and answered by name."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access import require
from core.dates import today
from core.parts import Part, conflict
from core.widgets import PickOne
from establishments.forms import put_errors
from establishments.models import Establishment
from projects.answers import answer_question, choices_for, open_questions
from projects.models import Answer, Project
from projects.newcomers import eligibility_of_newcomer, hints_of_newcomer, leaving_for, may_join, way_to
from projects.reading import in_reach

APPRAISES = "projects.record_appraisal"
WRONG = 422  # the page comes back with what was typed and what stands in the way


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(label="Trả lời", widget=PickOne)
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(
        label="Giấy tờ làm căn cứ", max_length=255, required=False, help_text="Tên, số, ngày của giấy tờ, nếu có."
    )

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = choices_for(question)


def may_answer(project, user, newcomer=None):
    """While the dossier waits for its conclusion, or a newcomer for its place: an appraiser who did not prepare it."""
    waits = project.status == Project.Status.REGISTERED if newcomer is None else may_join(project, newcomer)
    return waits and user.has_perm(APPRAISES) and not conflict(project, user, Part.CHECK, APPRAISES)


def _newcomer(request):
    """The establishment of «?for=», in reach; None where the address names none."""
    if "for" not in request.GET:
        return None
    number = request.GET["for"]
    known = Establishment.objects.select_related("area").visible_to(request.user)
    return get_object_or_404(known, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)


@require_GET
def newcomer(request, pk):
    """What is asked of the establishment of «?for=» before it joins an approved project."""
    project, establishment = in_reach(request, pk), _newcomer(request)
    if establishment is None or not may_join(project, establishment):
        messages.info(request, "Không có đơn vị nào đang chờ vào danh sách thụ hưởng của đề án này.")
        return redirect(project)
    user, on = request.user, today()
    page = {
        "project": project,
        "newcomer": establishment,
        "eligibility": eligibility_of_newcomer(project, on, establishment, leaving_for(project, establishment)),
        "hints": hints_of_newcomer(project, establishment, user),
        "may_answer": may_answer(project, user, establishment),
    }
    return render(request, "projects/newcomer.html", page)


def answer(request, pk, key):
    require(request.user, "projects.view_project")
    project = get_object_or_404(Project.objects.for_page().visible_to(request.user), pk=pk)
    require(request.user, APPRAISES)
    establishment = _newcomer(request)
    if project.status != Project.Status.REGISTERED and not (establishment and may_join(project, establishment)):
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không trả lời nữa.")
        return redirect(project)
    if why := conflict(project, request.user, Part.CHECK, APPRAISES):
        raise PermissionDenied(why)
    back = way_to(project, establishment)[1] if establishment else reverse("projects:appraisal", args=[pk])
    question = open_questions(project, request.user, establishment).get(key)
    if question is None:
        messages.info(request, "Điều này không còn cần trả lời: số liệu hoặc quy định đã khác.")
        return redirect(back)
    form = AnswerForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(project, key, by=request.user, newcomer=establishment, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, "Đã ghi câu trả lời.")
            return redirect(back)
    earlier = Answer.objects.filter(project=project, question=question.question).select_related("answered_by")
    page = {"project": project, "question": question, "key": key, "form": form, "earlier": earlier, "back": back}
    return render(request, "projects/answer.html", page, status=WRONG if form.errors else 200)
