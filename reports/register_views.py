"""The register on the page and as Excel, and a row of it mended in place."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from core.access import require
from core.context import chosen_year
from core.file_types import XLSX
from core.views import ListPage
from establishments.forms import put_errors
from projects.in_place import save_in_place, version_of
from projects.models import Project
from reports.models import RegisterView
from reports.register import RegisterPageFilter, entries, totals
from reports.register_columns import PARAMETER, cells_of, chosen, laid_out, offered, sums_laid_out
from reports.register_excel import file_name, workbook
from reports.register_forms import InPlaceForm

WRONG = 422


class Register(ListPage):
    """Sổ theo dõi đề án."""

    permission_required = "projects.view_project"
    queryset = Project.objects.for_list()
    filterset_class = RegisterPageFilter
    template_name = "reports/register.html"
    partial_name = "reports/_register_table.html"

    @cached_property
    def totals(self):
        return totals(self.object_list, self.request.user)

    def get_context_data(self, **kwargs):
        user = self.request.user
        views = list(RegisterView.objects.visible_to(user))
        asked = self.request.GET.get("view", "")
        year = self.filterset.data.get("year")
        columns = chosen(self.request.GET.getlist(PARAMETER), user, year)
        context = super().get_context_data(totals=self.totals, **kwargs)
        return context | {
            "rows": [laid_out(entry, columns) for entry in entries(list(context["page_obj"]), user)],
            "columns": columns,
            "cells": cells_of(columns),
            "sums": sums_laid_out(self.totals, columns),
            "offered": [column for column in offered(user, year) if not column.always],
            "views": views,
            "view_now": next((view for view in views if str(view.pk) == asked), None),
            "may_save": user.has_perm("projects.save_project"),
        }


@require_GET
def export(request):
    """The same filters and columns, every row, as Excel."""
    require(request.user, "projects.view_project")
    chosen_year(request)
    found = RegisterPageFilter(request.GET, Project.objects.for_list().visible_to(request.user), request=request)
    return excel_response(found, request)


def excel_response(found, request):
    """The filtered set (a FilterSet) in the columns asked for, as a file."""
    columns = chosen(request.GET.getlist(PARAMETER), request.user, found.data.get("year"))
    file = workbook(found, columns, request.user)
    response = FileResponse(file, as_attachment=True, filename=file_name(), content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def edit_row(request, pk):
    """A few fields of an application that is still being written. htmx gets the row alone, a browser a page.

    The address keeps that of the register, and leads back to the same row of the same list.
    """
    require(request.user, "projects.view_project")
    require(request.user, "projects.save_project")
    project = get_object_or_404(Project.objects.for_page().visible_to(request.user), pk=pk)
    query = request.GET.urlencode()
    back = f"{reverse('reports:register')}{f'?{query}' if query else ''}#project-{pk}"
    if not project.is_editable:
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không sửa được nữa.")
        return _go(request, back)
    form = InPlaceForm(request.POST or None, project=project, by=request.user)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            save_in_place(project, values, seen=values.pop("seen"), by=request.user)
        except ValidationError as error:
            put_errors(form, error)
            form.data = form.data.copy()
            form.data["seen"] = version_of(project)  # what changed is said now: saving again is done knowingly
        else:
            messages.success(request, f"Đã lưu {project.code}.")
            return _go(request, back)
    columns = chosen(request.GET.getlist(PARAMETER), request.user)
    context = {"project": project, "form": form, "back": back, "span": len(cells_of(columns)) + 1}
    template = "reports/_register_edit.html" if request.htmx else "reports/register_edit.html"
    return render(request, template, context, status=WRONG if form.errors else 200)


def _go(request, back):
    """Back to the register; from a row of it the register is read anew, because its totals may have changed."""
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(back)
