"""Pages of the applications that come in a workbook."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of
from core.file_types import XLSX
from projects.imports.forms import BringForm, MappingForm
from projects.imports.marking import marked, template
from projects.imports.services import content_of
from projects.imports.workflow import IMPORT_FLOW
from projects.models import ImportBatch

WRONG = 422
FAULTS_SHOWN = 300  # on the page; the workbook with comments and REST have all of them


def imports(request):
    """Bring a workbook; what one's office brought before."""
    require(request.user, "projects.save_project")
    form = BringForm(request.POST or None, request.FILES or None) if request.method == "POST" else BringForm()
    if request.method == "POST" and form.is_valid() and (batch := form.save(request.user)):
        if batch.status == ImportBatch.Status.APPLIED:
            messages.warning(request, "Tệp này đơn vị đã nhập rồi: đây là lần nhập ấy, không có gì được nhập thêm.")
        return redirect(batch)
    rows = ImportBatch.objects.for_list().visible_to(request.user)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(
        request, "projects/imports.html", {"form": form, "page_obj": page}, status=WRONG if form.errors else 200
    )


def in_reach(request, pk):
    require(request.user, "projects.save_project")
    batches = ImportBatch.objects.select_related("uploaded_by", "office").visible_to(request.user)
    return get_object_or_404(batches, pk=pk)


def detail(request, pk):
    """What was found in the workbook; POST chooses its columns anew and checks it again."""
    batch = in_reach(request, pk)
    open_ = batch.status == ImportBatch.Status.CHECKED
    form = MappingForm(request.POST or None, batch=batch) if open_ else None
    if request.method == "POST":
        if form is None:
            messages.error(request, f"Lần nhập này {batch.get_status_display().lower()}, không đọc lại được nữa.")
            return redirect(batch)
        if form.is_valid() and form.save(request.user):
            messages.success(request, "Đã kiểm tra lại; cách đọc các cột được nhớ cho lần sau.")
            return redirect(batch)
    context = {
        "batch": batch,
        "form": form,
        "steps": IMPORT_FLOW.steps(batch, request.user),
        "faults": batch.faults[:FAULTS_SHOWN],
        "documents": documents_of(batch),
        "made": batch.imported.select_related("project") if batch.status == ImportBatch.Status.APPLIED else [],
        "history": history(batch),
    }
    return render(request, "projects/import.html", context, status=WRONG if form and form.errors else 200)


def press(request, pk, name):
    return core_views.press(request, in_reach(request, pk), IMPORT_FLOW, name)


@require_GET
def with_comments(request, pk):
    """The same workbook with a comment in each wrong cell."""
    batch = in_reach(request, pk)
    return as_file(marked(content_of(batch), batch), f"{batch.name.removesuffix('.xlsx')} - cac loi.xlsx")


@require_GET
def empty_workbook(request):
    require(request.user, "projects.save_project")
    return as_file(template(), "Mau nhap de an.xlsx")


def as_file(content, name):
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
