"""Pages of a request for change: choose its kind, write it, follow it to its paper."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core import views as core_views
from core.access import require
from core.audit import history
from core.dates import DateFormField, today
from core.documents import documents_of
from establishments.forms import put_errors
from projects.change_models import ChangeRequest
from projects.changes.forms import ChangeForm
from projects.changes.remarks import remarks_on
from projects.changes.rules import Kind, decision_of, kinds_for
from projects.changes.workflow import CHANGE_FLOW
from projects.reading import WRONG, in_reach

C = ChangeRequest.Status


def change_of(request, pk):
    require(request.user, "projects.view_project")
    return get_object_or_404(ChangeRequest.objects.for_list().visible_to(request.user), pk=pk)


@require_GET
def detail(request, pk):
    change, user = change_of(request, pk), request.user
    entries = list(history(change))
    return render(
        request,
        "projects/change.html",
        {
            "change": change,
            "project": change.project,
            "steps": CHANGE_FLOW.steps(change, user),
            "because": CHANGE_FLOW.because(entries),
            "decision": decision_of(change, today()),
            "remarks": remarks_on(change),
            "documents": list(documents_of(change)),
            "history": entries,
            "may_edit": change.is_editable and user.has_perm("projects.run_project"),
        },
    )


def new(request, pk):
    """Without `?kind=` the kinds that the project's state allows, each a link; with it the form of that kind."""
    project = in_reach(request, pk)
    require(request.user, "projects.run_project")
    kinds = kinds_for(project)
    asked = request.GET.get("kind", "")
    if asked not in kinds:
        if request.method == "POST" or asked or not kinds:
            messages.error(request, f"Đề án “{project.get_status_display()}”, không lập đề nghị thay đổi này được.")
            return redirect(project)
        return render(request, "projects/change_kinds.html", {"project": project, "kinds": [Kind(k) for k in kinds]})
    return _write(request, ChangeRequest(project=project, kind=asked))


def edit(request, pk):
    change = change_of(request, pk)
    require(request.user, "projects.run_project")
    if not change.is_editable:
        messages.error(request, f"Đề nghị “{change.get_status_display()}”, không sửa được nữa.")
        return redirect(change)
    return _write(request, change)


def _write(request, change):
    form = ChangeForm(request.POST or None, change=change, by=request.user)
    if request.method == "POST" and not form.asked_rows and form.is_valid():
        try:
            saved = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, "Đã lưu đề nghị thay đổi.")
            return redirect(saved)
    return render(
        request,
        "projects/change_form.html",
        {
            "change": change,
            "project": change.project,
            "form": form,
            "remarks": remarks_on(change) if change.pk else [],
        },
        status=WRONG if form.wrong else 200,
    )


class CheckedOnForm(forms.Form):
    on = DateFormField(label="Ngày kiểm tra thực tế", help_text="Kết quả ghi ở ô bên dưới.")


def press(request, pk, name):
    change = change_of(request, pk)
    return core_views.press(request, change, CHANGE_FLOW, name, extra_form=CheckedOnForm if name == "check" else None)
