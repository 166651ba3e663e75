from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of
from core.views import ListPage
from establishments.forms import put_errors
from inspections import checklist
from inspections.filters import InspectionListFilter
from inspections.forms import FixForm, NewDeadlineForm, PlanVisitForm, VerdictForm
from inspections.models import Acceptance, Finding, Inspection
from inspections.objections import UNDER_WAY, why_no_new_visit
from inspections.selectors import PHOTO, answers_of, minutes_of, photos_of, remarks_on_visit, waiting_places
from inspections.services import report_fixed
from inspections.sheet import VisitSheet
from inspections.workflow import INSPECTION_FLOW
from projects.models import Project

VIEW = "inspections.view_inspection"
WRONG = 422  # the page comes back with what was typed and what stands in the way
STEP_FORMS = {"conclude": VerdictForm, "not_fixed": NewDeadlineForm}


class InspectionList(ListPage):
    permission_required = VIEW
    queryset = Inspection.objects.all()
    filterset_class = InspectionListFilter
    template_name = "inspections/list.html"
    partial_name = "inspections/_table.html"

    def get_queryset(self):
        return super().get_queryset().for_list().order_for_list()

    def get_context_data(self, **kwargs):
        open_ = Finding.objects.to_mend().filter(inspection__in=self.object_list.order_by().values("pk"))
        return super().get_context_data(open_count=open_.count(), may_plan=_may_plan(self.request.user), **kwargs)


def in_reach(request, pk):
    require(request.user, VIEW)
    visits = Inspection.objects.select_related("project__area", "office", "inspector")
    return get_object_or_404(visits.visible_to(request.user), pk=pk)


@require_GET
def detail(request, pk):
    visit = in_reach(request, pk)
    user, entries = request.user, list(history(visit))
    steps = INSPECTION_FLOW.steps(visit, user)
    return render(
        request,
        "inspections/detail.html",
        {
            "visit": visit,
            "object": visit,
            "steps": steps,
            "may_cancel": any(step.transition.name == "cancel" and step.ready for step in steps),
            "answers": answers_of(visit),
            "answered": checklist.answered(visit.checklist),
            "photos": photos_of(visit),
            "papers": [row for row in documents_of(visit) if not row.kind.startswith(PHOTO)],
            "findings": visit.findings.all(),
            "remarks": remarks_on_visit(visit),
            "history": entries,
            "because": INSPECTION_FLOW.because(entries),
            "may_write": _may_write(visit, user),
            "may_fix": visit.status == Inspection.Status.ACTION_REQUIRED
            and user.has_perm("inspections.follow_up_finding"),
        },
    )


def _may_write(visit, user):
    own = visit.office_id == user.organisation_id
    return own and visit.is_writable and user.has_perm("inspections.save_inspection")


def _may_plan(user):
    return user.has_perm("inspections.save_inspection") and not why_no_new_visit(user.organisation)


def new(request):
    require(request.user, "inspections.save_inspection")
    ended = why_no_new_visit(request.user.organisation)
    chosen = request.GET.get("project", "")
    form = PlanVisitForm(
        request.POST or None, by=request.user, now="now" in request.POST,
        initial={"project": chosen} if chosen.isdigit() else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            visit = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"{'Ghi kết quả' if form.now else 'Đã lên lịch'}: {visit}.")
            return redirect("inspections:edit" if form.now else "inspections:detail", visit.pk)
    page = {"form": form, "ended": ended}
    return render(request, "inspections/new.html", page, status=WRONG if form.errors else 200)


def edit(request, pk):
    """The form for the spot: saved for later, saved to go on writing, or sent."""
    visit = in_reach(request, pk)
    require(request.user, "inspections.save_inspection")
    if not _may_write(visit, request.user):
        messages.error(request, f"{visit}: “{visit.get_status_display()}”, chỉ {visit.office} ghi khi chưa gửi.")
        return redirect(visit)
    asked, status = request.POST.get("act"), 200
    sheet = VisitSheet(visit, request.POST if request.method == "POST" else None, by=request.user)
    if request.method == "POST":
        if sheet.keep(request.FILES, send=asked == "file"):
            return _kept(request, visit, asked)
        status = 409 if sheet.is_saved and not sheet.form.errors else WRONG
    return render(
        request,
        "inspections/edit.html",
        {
            "visit": visit,
            "sheet": sheet,
            "form": sheet.form,
            "rows": sheet.rows,
            "photos": [row for row in photos_of(visit) if row.kind == PHOTO],
            "minutes": minutes_of(visit),
            "answered": checklist.answered(visit.checklist),
            "questions": len(checklist.QUESTIONS),
        },
        status=status,
    )


def _kept(request, visit, asked):
    if asked == "go_on":
        messages.success(request, "Đã lưu ảnh và những gì đã ghi; ghi tiếp được.")
        return redirect(f"{reverse('inspections:edit', args=[visit.pk])}#photos")
    sent = asked == "file"
    messages.success(request, "Đã gửi kết quả kiểm tra." if sent else "Đã lưu. Khi đủ nội dung thì gửi kết quả.")
    return redirect(visit)


def press(request, pk, name):
    return core_views.press(request, in_reach(request, pk), INSPECTION_FLOW, name, extra_form=STEP_FORMS.get(name))


def finding_fix(request, pk, finding_pk):
    visit = in_reach(request, pk)
    require(request.user, "inspections.follow_up_finding")
    finding = get_object_or_404(visit.findings, pk=finding_pk)
    form = FixForm(request.POST or None, request.FILES or None, inspection=visit)
    if request.method == "POST" and form.is_valid():
        try:
            report_fixed(finding, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, "Đã ghi kết quả khắc phục.")
            return redirect(f"{visit.get_absolute_url()}#findings")
    page = {"visit": visit, "finding": finding, "form": form}
    return render(request, "inspections/fix.html", page, status=WRONG if form.errors else 200)


@require_GET
def project_panel(request, pk):
    """Visits and acceptance of one project: a piece of its page, or a page of its own without htmx."""
    require(request.user, VIEW)
    user = request.user
    project = get_object_or_404(Project.objects.visible_to(user), pk=pk)
    template = "inspections/_project_panel.html" if request.htmx else "inspections/project_panel.html"
    places = Acceptance.objects.filter(project=project).visible_to(user).for_page()
    return render(
        request,
        template,
        {
            "project": project,
            "visits": Inspection.objects.filter(project=project).visible_to(user).for_list().order_for_list(),
            "places": places.order_by("-batch__held_on", "pk"),
            "may_inspect": _may_plan(user) and project.status in UNDER_WAY,
            "may_accept": user.has_perm("inspections.prepare_acceptance")
            and any(waiting.project == project for waiting in waiting_places(user)),
        },
    )
