"""A returned dossier: all rounds of remarks, and the form of whoever's turn it is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from core import views as core_views
from core.access import require
from establishments.forms import put_errors
from projects.models import Project
from projects.reading import WRONG, in_reach
from projects.remark_forms import AnswersForm, ReturnForm, WorkOffForm
from projects.remarks import remarks_of
from projects.workflow import PROJECT_FLOW

S = Project.Status
# Whose turn it is on the remarks: the permission, the form, what is said afterwards.
TURNS = {
    S.RETURNED: ("projects.save_project", AnswersForm, "Đã ghi trả lời."),
    S.REGISTERED: ("projects.return_project", WorkOffForm, "Đã ghi yêu cầu đã sửa xong."),
}


def remarks(request, pk):
    project = in_reach(request, pk)
    found = remarks_of(project)
    permission, form_class, done = TURNS.get(project.status, ("", None, ""))
    form = None
    if form_class and found.pending and request.user.has_perm(permission):
        form = form_class(request.POST or None, rows=found.pending)
        form = form if form.fields else None
    if request.method == "POST":
        if form is None:
            require(request.user, permission or "projects.save_project")
            messages.error(request, f"Hồ sơ “{project.get_status_display()}”, không còn yêu cầu nào chờ bạn xử lý.")
            return redirect("projects:remarks", pk=project.pk)
        if form.is_valid():
            try:
                form.save(project, request.user)
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, done)
                return redirect(project)
    return render(
        request,
        "projects/remarks.html",
        {"project": project, "remarks": found, "form": form, "answering": project.status == S.RETURNED},
        status=WRONG if form and form.errors else 200,
    )


def return_dossier(request, pk):
    """The step `return` with a remark at each section that needs one."""
    project = in_reach(request, pk)
    return core_views.press(
        request, project, PROJECT_FLOW, "return", template="projects/return.html",
        extra_form=lambda data, files: ReturnForm(data, project=project),
    )  # fmt: skip
