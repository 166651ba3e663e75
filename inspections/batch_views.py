from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of
from core.views import ListPage
from establishments.forms import put_errors
from inspections.filters import BatchFilter
from inspections.forms import BatchForm, PlaceForm, ProofForm
from inspections.models import Acceptance, AcceptanceBatch
from inspections.proofs import may_prove, with_proofs
from inspections.selectors import with_remarks
from inspections.workflow import ACCEPTANCE_FLOW, what_is_missing

VIEW = "inspections.view_acceptance"
WRONG = 422


class BatchList(ListPage):
    permission_required = VIEW
    queryset = AcceptanceBatch.objects.all()
    filterset_class = BatchFilter
    template_name = "inspections/batches.html"
    partial_name = "inspections/_batch_table.html"

    def get_queryset(self):
        return super().get_queryset().for_list(self.request.user)


def in_reach(request, pk):
    require(request.user, VIEW)
    batches = AcceptanceBatch.objects.select_related("unit", "created_by")
    return get_object_or_404(batches.visible_to(request.user), pk=pk)


@require_GET
def detail(request, pk):
    batch = in_reach(request, pk)
    places = with_remarks(Acceptance.objects.filter(batch=batch).visible_to(request.user).for_page().order_by("pk"))
    whole = AcceptanceBatch.objects.seen_whole_by(request.user).filter(pk=batch.pk).exists()
    return render(
        request,
        "inspections/batch.html",
        {
            "batch": batch,
            "object": batch,
            "places": places,
            "together": _together(places),
            "remarks": [(row, remark) for row in places for remark in row.remarks],
            "accepted_cost": sum(row.accepted_cost or 0 for row in places),
            "counterpart_done": sum(row.counterpart_done or 0 for row in places),
            "steps": [step for step in ACCEPTANCE_FLOW.steps(batch, request.user) if step.transition.name != "cancel"],
            "missing": what_is_missing(batch) if _may_write(batch, request.user) else [],
            "documents": documents_of(batch) if whole else [],
            "whole": whole,
            "history": _own_history(batch, request.user),
            "may_write": _may_write(batch, request.user),
            "may_prove": may_prove(batch, request.user),
            "may_print": _may_print(batch, request.user),
        },
    )


def _together(places):
    """[(project, its [TargetResult])] of those that have several places: what these make together."""
    found = {row.project: row.results_by_target for row in places if row.results_by_target}
    return [(project, results) for project, results in found.items() if not results[0].is_alone]


def _own_history(batch, user):
    """The history names every place; who sees only some of them reads it only where it names none."""
    entries = history(batch)
    organisation = user.organisation
    if organisation.covers_province or organisation.pk == batch.unit_id:
        return entries
    return entries.exclude(action__startswith="inspections.acceptance.")


def _may_print(batch, user):
    """The minutes, before they are recorded and after."""
    return (
        user.has_perm("reports.run_report") and AcceptanceBatch.objects.printable_by(user).filter(pk=batch.pk).exists()
    )


def _may_write(batch, user):
    return (
        batch.is_writable and batch.unit_id == user.organisation_id and user.has_perm("inspections.prepare_acceptance")
    )


def edit(request, pk=None):
    """The day, the team, the places; `?project=` ticks the places of that project."""
    batch = in_reach(request, pk) if pk else None
    require(request.user, "inspections.prepare_acceptance")
    if batch and not _may_write(batch, request.user):
        raise PermissionDenied(f"{batch}: “{batch.get_status_display()}”, chỉ {batch.unit} sửa khi đang lập biên bản.")
    form = BatchForm(request.POST or None, instance=batch, by=request.user, chosen=request.GET.getlist("project"))
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã lưu: {saved}.")
            return redirect(saved)
    page = {"form": form, "batch": batch}
    return render(request, "inspections/batch_edit.html", page, status=WRONG if form.errors else 200)


def place(request, pk, place_pk):
    """What was found at one place."""
    batch = in_reach(request, pk)
    require(request.user, "inspections.prepare_acceptance")
    row = _place(request, batch, place_pk)
    if not _may_write(batch, request.user):
        raise PermissionDenied(f"{batch}: “{batch.get_status_display()}”, chỉ {batch.unit} sửa khi đang lập biên bản.")
    told = with_remarks([copy(row)])[0]  # the form writes what is typed on its own
    form = PlaceForm(request.POST or None, instance=row, targets=told.results_by_target)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save(request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã lưu kết quả nghiệm thu {row.project.code}, {row.who}.")
            for remark in with_remarks([saved])[0].remarks:
                messages.warning(request, f"Lưu ý: {remark}")
            return redirect(batch)
    page = {"form": form, "batch": batch, "place": row, "told": told}
    return render(request, "inspections/place.html", page, status=WRONG if form.errors else 200)


def proof(request, pk, place_pk):
    """One more paper on what the beneficiary of a place paid itself, before the minutes are recorded or after."""
    batch = in_reach(request, pk)
    require(request.user, "inspections.prepare_acceptance")
    row = _place(request, batch, place_pk)
    if not may_prove(batch, request.user):
        raise PermissionDenied(f"{batch}: “{batch.get_status_display()}”, chỉ {batch.unit} đưa chứng từ vào.")
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            document = form.save(row, request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã đưa vào: {document}.")
            return redirect(batch)
    page = {"form": form, "batch": batch, "place": with_proofs([row])[0]}
    return render(request, "inspections/proof.html", page, status=WRONG if form.errors else 200)


def _place(request, batch, pk):
    return get_object_or_404(Acceptance.objects.filter(batch=batch).visible_to(request.user).for_page(), pk=pk)


def press(request, pk, name):
    return core_views.press(request, in_reach(request, pk), ACCEPTANCE_FLOW, name)
