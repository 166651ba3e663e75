"""Ask for a paper, watch it being made, fetch its files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.forms import ModelChoiceField
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import ListView

from core.access import require
from core.context import chosen_year
from core.jobs import resubmit
from core.text import fold
from reports.catalogue import CATALOGUE, NOT_THEIRS, ask
from reports.models import ReportRun

WRONG = 422


class Runs(ListView):
    """The papers that may be asked for, and what was asked by oneself and one's office."""

    template_name = "reports/runs.html"
    paginate_by = 25

    def get_queryset(self):
        require(self.request.user, "reports.run_report")
        return ReportRun.objects.for_list().visible_to(self.request.user)

    def get_context_data(self, **kwargs):
        kinds = [kind for kind in CATALOGUE.values() if kind.listed_for(self.request.user)]
        return super().get_context_data(kinds=kinds, **kwargs)


def ask_for(request):
    """The form of one paper: ?report=…, or ?round=… for the submission of that round."""
    require(request.user, "reports.run_report")
    code = request.POST.get("report") or request.GET.get("report") or ("round" in request.GET and "approval_submission")
    if not code:
        return redirect("reports:runs")
    kind = CATALOGUE.get(code)
    if kind is None:
        raise Http404("Không có biểu mẫu này.")
    if not kind.offered_to(request.user):
        raise PermissionDenied(NOT_THEIRS)
    if request.method == "POST":
        form = kind.form(request.POST, by=request.user)
        if form.is_valid():
            return redirect(ask(kind, form, by=request.user))
    else:
        start = {name: value for name, value in request.GET.items() if name in kind.form.base_fields}
        form = kind.form(by=request.user, year=chosen_year(request), initial=start)
    _require_in_reach(form)
    return render(
        request,
        "reports/request.html",
        {
            "kind": kind,
            "form": form,
            "estimates": getattr(form, "estimates", []),
            "year_action": request.path,  # another year is another form of the same paper
            "year_keep": {"report": kind.code},
        },
        status=WRONG if form.errors else 200,
    )


def _require_in_reach(form):
    """A record that the address or the form names and that this person does not reach does not exist: Http404."""
    for name, field in form.fields.items():
        if isinstance(field, ModelChoiceField) and (asked := form[name].value()):
            try:
                field.clean(asked)
            except ValidationError:
                raise Http404("Không có hồ sơ này.") from None


def in_reach(request, pk):
    require(request.user, "reports.run_report")
    runs = ReportRun.objects.select_related("requested_by", "office")
    return get_object_or_404(runs.visible_to(request.user), pk=pk)


@require_GET
def detail(request, pk):
    run = in_reach(request, pk)
    return render(request, "reports/run.html", {"run": run, "tables": (run.figures or {}).get("tables", [])})


@require_GET
def progress(request, pk):
    """The moving part of the page, asked for again every two seconds; without htmx the page itself."""
    run = in_reach(request, pk)
    if not request.htmx:
        return redirect(run)
    response = render(request, "reports/_run_progress.html", {"run": run})
    if run.is_over:
        response["HX-Refresh"] = "true"  # the finished page has files and figures
    return response


@require_POST
def again(request, pk):
    run = in_reach(request, pk)
    try:
        resubmit(run)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(run)


@require_GET
def download(request, pk, kind):
    return file_response(in_reach(request, pk), kind, request.user)


def file_response(run, kind, user):
    """One of the run's files; Http404 while there is none."""
    if kind not in ReportRun.FILES or run.state != ReportRun.State.DONE or not getattr(run, kind):
        raise Http404("Chưa có tệp này.")
    if not run.open_to(user, kind):
        raise PermissionDenied("Gói có giấy tờ mà tài khoản của bạn không mở được. Hãy lập gói của mình.")
    try:
        stored = default_storage.open(getattr(run, kind))
    except FileNotFoundError:
        raise Http404("Không tìm thấy tệp của báo cáo này.") from None
    name = fold(run.title).replace("/", "-").replace(":", "")
    response = FileResponse(stored, as_attachment=True, filename=f"{name}.{kind}", content_type=ReportRun.FILES[kind])
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
