"""The page on which an unsettled condition or a likeness to another file is answered by name."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.access import require
from core.parts import Part, conflict
from core.widgets import PickOne
from establishments.forms import put_errors
from projects.answers import answer_question, choices_for, open_questions
from projects.models import Answer, Project

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


def may_answer(project, user):
    """While the dossier waits for its conclusion: an appraiser who did not prepare it."""
    waits = project.status == Project.Status.REGISTERED and user.has_perm(APPRAISES)
    return waits and not conflict(project, user, Part.CHECK, APPRAISES)


def answer(request, pk, key):
    require(request.user, "projects.view_project")
    project = get_object_or_404(Project.objects.for_page().visible_to(request.user), pk=pk)
    require(request.user, APPRAISES)
    if project.status != Project.Status.REGISTERED:
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không trả lời nữa.")
        return redirect(project)
    if why := conflict(project, request.user, Part.CHECK, APPRAISES):
        raise PermissionDenied(why)
    back = reverse("projects:appraisal", args=[pk])
    question = open_questions(project, request.user).get(key)
    if question is None:
        messages.info(request, "Điều này không còn cần trả lời: số liệu hoặc quy định đã khác.")
        return redirect(back)
    form = AnswerForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(project, key, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, "Đã ghi câu trả lời.")
            return redirect(back)
    earlier = Answer.objects.filter(project=project, question=question.question).select_related("answered_by")
    page = {"project": project, "question": question, "key": key, "form": form, "earlier": earlier}
    return render(request, "projects/answer.html", page, status=WRONG if form.errors else 200)
