"""The page on which the particulars of a project are written."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from core.access import require
from core.facts import facts_of
from projects.details.base import family_of
from projects.details.forms import Details
from projects.details.services import fields_now, may_write, writable_part
from projects.models import Project

WRONG = 422  # the page comes back with what was typed and what stands in the way


def details(request, pk):
    require(request.user, "projects.view_project")
    project = get_object_or_404(Project.objects.for_page().visible_to(request.user), pk=pk)
    if family_of(project) is None or not writable_part(project):
        messages.error(request, f"Đề án “{project.get_status_display()}”, không có nội dung chi tiết để ghi.")
        return redirect(project)
    if not may_write(project, request.user):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    page = Details(project, request.user, request.POST or None)
    if request.method == "POST" and not page.asked_rows and page.save(request.user):
        if page.is_empty:
            messages.warning(request, "Nội dung chi tiết còn trống: chưa ô nào được ghi.")
        else:
            messages.success(request, "Đã lưu nội dung chi tiết.")
        return redirect(f"{project.get_absolute_url()}#details")
    wrong = request.method == "POST" and not page.asked_rows
    return render(
        request, "projects/details.html", {"project": project, "details": page}, status=WRONG if wrong else 200
    )


def shown(project):
    """What the project's page shows: its label, its parts [(heading, [(label, value)])], what follows from them."""
    family = family_of(project)
    if family is None:
        return None
    parts = []
    if family.sheet and (sheet := family.sheet.objects.filter(project=project).first()):
        parts.append(("", [_facts(sheet)]))
    for kind in family.rows:
        rows = [_facts(row) for row in kind.of(project)]
        if rows or fields_now(kind, writable_part(project)):
            parts.append((kind.HEADING, rows))
    return {"label": family.label, "parts": parts, "computed": family.computed(project)}


def _facts(obj):
    return [(label, value) for label, value in facts_of(obj, [*obj.PLANNED, *obj.DONE]).items() if value is not None]
