from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET, require_POST

from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.dates import today
from core.document_models import PAPER_OF_A_STEP
from core.money import dong
from core.views import ListPage
from establishments.forms import put_errors
from establishments.models import Establishment
from projects.answer_views import may_answer
from projects.ceilings import ceiling_or_reason, current_appraisal
from projects.changes.rules import kinds_for
from projects.council import council_in_place, seats_with_accounts
from projects.council_forms import appraisal_start
from projects.counterpart import counterpart_of
from projects.details.services import may_write
from projects.details.views import shown as details_shown
from projects.eligibility import eligibility, eligibility_of
from projects.filters import ProjectListFilter
from projects.forms import (
    Application,
    AppraisalForm,
    DossierPaperForm,
    IndicatorForm,
    MistakenEntryForm,
    NamingForm,
    PastPaperForm,
    ProgressForm,
    RefusalForm,
    ShareForm,
)
from projects.models import ProgressReport, Project, cost_sums
from projects.naming import may_name, may_share
from projects.near_matches import near_matches
from projects.next_steps import against_conclusion, turn_of
from projects.papers import paper_rows
from projects.past import PAST, remarks_on
from projects.progress import confirm_progress, months_of, takes_progress
from projects.reading import WRONG, in_reach
from projects.remarks import remarks_of
from projects.services import record_indicators, takes_indicators
from projects.shares import nothing_is_left, still_to_name, to_be_shared
from projects.sheets import sheet_sent_back
from projects.surveys.selectors import differences, latest_survey, photos_of, surveys_of
from projects.surveys.services import SAVE as SAVE_SURVEY
from projects.suspension import tell_until
from projects.workflow import PROJECT_FLOW


class ProjectList(ListPage):
    permission_required = "projects.view_project"
    queryset = Project.objects.for_list()
    filterset_class = ProjectListFilter
    template_name = "projects/list.html"
    partial_name = "projects/_table.html"

    @cached_property
    def totals(self):
        return self.object_list.totals()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(totals=self.totals, **kwargs)
        tell_until(list(context["page_obj"]))
        return context


def _writes_dossier(user):
    return user.has_perm("projects.save_project") or user.has_perm("projects.run_project")


@require_GET
def detail(request, pk):
    project = in_reach(request, pk)
    user = request.user
    beneficiaries = list(project.beneficiaries.select_related("establishment", "area", "named_paper"))
    known = [row.establishment_id for row in beneficiaries if row.establishment_id]
    limit, no_limit = ceiling_or_reason(project)
    rows, others = paper_rows(project)
    if project.is_historical:  # of an old dossier nobody asks what it lacks
        rows = [row for row in rows if row.state == "HAVE"]
    entries, cost_items = list(history(project)), list(project.cost_items.all())
    return render(
        request,
        "projects/detail.html",
        {
            "project": project,
            "turn": turn_of(project, user),
            "because": PROJECT_FLOW.because(entries),
            "remarks": remarks_of(project),
            "beneficiaries": beneficiaries,
            "unnamed": still_to_name(project),
            "may_name": may_name(project, user),
            "may_share": may_share(project, user),
            "nothing_left": nothing_is_left(project, beneficiaries, to_be_shared(project)),
            "reachable": set(Establishment.objects.visible_to(user).filter(pk__in=known).values_list("pk", flat=True)),
            "details": details_shown(project),
            "may_write_details": may_write(project, user),
            "cost_items": cost_items,
            "cost_sums": cost_sums(cost_items),
            "counterpart": counterpart_of(project),
            "limit": limit,
            "no_limit": no_limit,
            "appraisal": current_appraisal(project),
            "eligibility": eligibility_of(project),
            "may_answer": may_answer(project, user),
            "surveys": surveys_of(project, user),
            "may_survey": user.has_perm(SAVE_SURVEY) and not project.is_answered_no,
            "may_link": user.has_perm("projects.save_project") and not project.is_answered_no,
            "paper_rows": [row for row in rows if row.state != "LATER"],
            "later_rows": [row for row in rows if row.state == "LATER"],
            "have": sum(row.state == "HAVE" for row in rows),
            "lacking": sum(row.state == "MISSING" for row in rows),
            "other_documents": [row for row in others if not row.kind.startswith(PAST)],
            "answer": next((row for row in others if row.kind == f"{PAPER_OF_A_STEP}send_refusal"), None),
            "past": list(project.past_papers.standing()) if project.is_historical else [],
            "past_remarks": remarks_on(project, user) if project.is_historical else [],
            "reports": list(project.progress_reports.select_related("made_by", "confirmed_by")),
            "indicators": project.indicators.all(),
            "changes": list(project.change_requests.visible_to(user).prefetch_related("values")),
            "may_change": bool(kinds_for(project)) and user.has_perm("projects.run_project"),
            "history": entries,
            "may_attach": _writes_dossier(user) and not project.is_answered_no,
            "may_tell_indicators": _writes_dossier(user) and takes_indicators(project),
            "may_edit": may_edit(project, user),
            "may_withdraw_entry": may_withdraw_entry(project, user),
            "may_print_letter": user.has_perm("reports.write_refusal_letter"),
            "may_report": takes_progress(project) and user.has_perm("projects.run_project"),
            "may_confirm": user.has_perm("projects.record_appraisal"),
        },
    )


def edit(request, pk=None):
    project = in_reach(request, pk) if pk else None
    require(request.user, "projects.save_project")
    if project and not may_edit(project, request.user):
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không sửa được nữa.")
        return redirect(project)
    instance = project or Project(plan_year=chosen_year(request))
    application = Application(
        request.POST or None, instance=instance, by=request.user, historical=instance.is_historical
    )
    return _application(request, application, project)


def may_edit(project, user):
    """A draft is whoever's may save it; what was entered of an old year the Department corrects."""
    may = user.organisation.covers_province if project.is_historical else project.is_editable
    return may and user.has_perm("projects.save_project")


def historical(request):
    """Enter a project of an earlier year from its papers."""
    require(request.user, "projects.save_project")
    if not request.user.organisation.covers_province:
        raise PermissionDenied("Hồ sơ năm cũ do Sở Công Thương nhập từ văn bản.")
    year = chosen_year(request)
    instance = Project(plan_year=year if year < today().year else None, filed_on=None)
    return _application(
        request,
        Application(request.POST or None, request.FILES or None, instance=instance, by=request.user, historical=True),
        None,
    )


def _application(request, application, project):
    if request.method == "POST" and not application.asked_rows and (saved := application.save()):
        messages.success(request, f"Đã lưu {saved.code}.")
        return redirect(saved)
    wrong = request.method == "POST" and not application.asked_rows
    return render(
        request,
        "projects/edit.html",
        {
            "application": application,
            "form": application.form,
            "project": project,
            "checked": wrong,
            "remarks": remarks_of(project) if project else None,
        },
        status=WRONG if wrong else 200,
    )


def name_beneficiary(request, pk):
    """The next beneficiary of a group project, with the paper that names it."""
    project = in_reach(request, pk)
    require(request.user, "projects.run_project")
    if not may_name(project, request.user):
        messages.error(request, f"Đề án “{project.get_status_display()}”, không có đơn vị thụ hưởng nào để nêu tên.")
        return redirect(project)
    form = NamingForm(request.POST or None, request.FILES or None, project=project, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã nêu đơn vị thụ hưởng: {row}.")
            return redirect(f"{project.get_absolute_url()}#beneficiaries")
    whole = to_be_shared(project)
    page = {"project": project, "form": form, "left": still_to_name(project), "whole": whole}
    page["free"] = whole - sum(row.support_share or 0 for row in project.beneficiaries.all())
    return render(request, "projects/name_beneficiary.html", page, status=WRONG if form.errors else 200)


def share(request, pk, beneficiary_pk):
    """The part of the support of one of several beneficiaries, with the paper that gives it."""
    project = in_reach(request, pk)
    require(request.user, "projects.run_project")
    row = get_object_or_404(project.beneficiaries.select_related("establishment"), pk=beneficiary_pk)
    row.project = project
    if not may_share(project, request.user):
        messages.error(request, f"Đề án “{project.get_status_display()}”, không chia phần hỗ trợ được nữa.")
        return redirect(project)
    form = ShareForm(request.POST or None, request.FILES or None, beneficiary=row, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã chia phần hỗ trợ {dong(saved.support_share)} cho {saved}.")
            return redirect(f"{project.get_absolute_url()}#beneficiaries")
    page = {"project": project, "row": row, "form": form, "whole": to_be_shared(project)}
    return render(request, "projects/share.html", page, status=WRONG if form.errors else 200)


def press(request, pk, name):
    extra = RefusalForm if name == "reject" else None
    return core_views.press(request, in_reach(request, pk), PROJECT_FLOW, name, extra_form=extra)


def appraisal(request, pk):
    """The appraisal form; once the application is no longer waiting, the sheet that was filled in."""
    project = in_reach(request, pk)
    present = current_appraisal(project)
    waits = project.status == Project.Status.REGISTERED
    seated = council_in_place(project)
    writes = waits and request.user.has_perm("projects.record_appraisal")
    open_ = writes and not seated  # the sheet of a council is corrected on the page of the council
    form, sent_back = None, sheet_sent_back(project) if writes else None
    if open_:
        form = AppraisalForm(request.POST or None, initial=appraisal_start(project, present or sent_back))
        if request.method == "POST" and form.is_valid():
            try:
                form.save(project, request.user)
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, "Đã ghi phiếu thẩm định.")
                if against := against_conclusion(in_reach(request, pk), request.user):
                    messages.warning(request, f"Còn {len(against)} điều chưa kết luận đủ điều kiện được, nêu dưới đây.")
                return redirect(project)
    elif request.method == "POST" and writes:
        messages.error(request, "Hồ sơ này do hội đồng thẩm định; sửa trên phiếu của hội đồng.")
        return redirect("projects:council", pk=pk)
    elif request.method == "POST":
        require(request.user, "projects.record_appraisal")
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không thẩm định nữa.")
        return redirect(project)
    limit, no_limit = ceiling_or_reason(project, None if present else today() if writes else None)
    survey = latest_survey(project, request.user)
    return render(
        request,
        "projects/appraisal.html",
        {
            "project": project,
            "form": form,
            "appraisal": present,
            "sent_back": sent_back,
            "corrects_council": seated if writes else None,
            "earlier": project.appraisals.filter(is_current=False).select_related("made_by", "council"),
            "limit": limit,
            "no_limit": no_limit,
            "beneficiaries": project.beneficiaries.select_related("establishment", "area"),
            "cost_items": project.cost_items.all(),
            # the conclusion will ask by the rules of its own day: as long as it waits, today's
            "eligibility": eligibility(project, today()) if waits else eligibility_of(project),
            "hints": near_matches(project, request.user),
            "may_answer": may_answer(project, request.user),
            "seats": seats_with_accounts(project) if writes else [],
            "survey": survey,
            "survey_photos": photos_of(survey) if survey else [],
            "survey_differences": differences(survey) if survey else [],
            "supported_before": supported_before(project, request.user),
        },
        status=WRONG if form and form.errors else 200,
    )


def supported_before(project, user):
    """Other living applications in reach with one of its beneficiaries: the appraisal looks for double funding."""
    known = project.beneficiaries.exclude(establishment=None).values("establishment")
    return (
        Project.objects.visible_to(user)
        .live()
        .exclude(pk=project.pk)
        .filter(beneficiaries__establishment__in=known, beneficiaries__removed_at=None)
        .select_related("category")
        .distinct()
        .order_by("-plan_year", "-sequence")[:10]
    )


def progress(request, pk):
    """The monthly reports, and the form for the next one."""
    project = in_reach(request, pk)
    may_report = takes_progress(project) and request.user.has_perm("projects.run_project")
    form, title = None, "Chưa lưu được"
    if may_report:
        form = ProgressForm(request.POST or None, request.FILES or None, initial={"month": today().replace(day=1)})
        if request.method == "POST" and form.is_valid():
            try:
                report = form.save(project, request.user)
            except ValidationError as error:
                put_errors(form, error)
            else:
                saved = f"Đã lưu báo cáo tiến độ tháng {report.month:%m/%Y}"
                if not form.errors:
                    messages.success(request, f"{saved}.")
                    return redirect("projects:progress", pk=project.pk)
                title = f"{saved}, trừ tệp không nhận được"
    elif request.method == "POST":
        require(request.user, "projects.run_project")
        messages.error(
            request, f"Đề án đang ở trạng thái “{project.get_status_display()}”, không nhận báo cáo tiến độ."
        )
        return redirect("projects:progress", pk=project.pk)
    return render(
        request,
        "projects/progress.html",
        {
            "project": project,
            "form": form,
            "title": title,
            "months": months_of(project),
            "may_confirm": request.user.has_perm("projects.record_appraisal"),
        },
        status=WRONG if form and form.errors else 200,
    )


@require_POST
def confirm(request, pk, report_pk):
    project = in_reach(request, pk)
    report = get_object_or_404(
        ProgressReport.objects.visible_to(request.user).select_related("project"), pk=report_pk, project=project
    )
    try:
        confirm_progress(report, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Đã xác nhận báo cáo tiến độ tháng {report.month:%m/%Y}.")
    return redirect("projects:progress", pk=project.pk)


def add_past_paper(request, pk):
    """One more paper of an old project."""
    project = in_reach(request, pk)
    require(request.user, "projects.save_project", project)
    form = PastPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = form.save(project, request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã ghi: {row}.")
            return redirect(f"{project.get_absolute_url()}#past")
    return render(
        request, "projects/past_paper.html", {"project": project, "form": form}, status=WRONG if form.errors else 200
    )


def may_withdraw_entry(project, user):
    """What was entered of an old year wholly by mistake the Department takes back."""
    return may_edit(project, user) and project.is_historical and user.has_perm("projects.withdraw_project")


def withdraw_mistaken(request, pk):
    project = in_reach(request, pk)
    require(request.user, "projects.withdraw_project")
    if not may_withdraw_entry(project, request.user):
        raise PermissionDenied("Chỉ Sở Công Thương bỏ hồ sơ năm cũ đã nhập nhầm.")
    form = MistakenEntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(project, request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã bỏ hồ sơ nhập nhầm {project.code}.")
            return redirect("projects:list")
    return render(
        request, "projects/mistaken.html", {"project": project, "form": form}, status=WRONG if form.errors else 200
    )


def add_paper(request, pk):
    """One paper into the dossier: at its row of the page, or (`kind=other`) any other."""
    project = in_reach(request, pk)
    if not _writes_dossier(request.user):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    if project.is_answered_no:
        messages.error(request, f"Đề án “{project.get_status_display()}”, không nhận thêm giấy tờ.")
        return redirect(project)
    rows, _ = paper_rows(project)
    asked = request.POST.get("kind") or request.GET.get("kind") or "other"
    row = next((row for row in rows if row.paper.code == asked), None)
    form = DossierPaperForm(
        request.POST or None, request.FILES or None, initial={"kind": asked, "title": row.paper.name if row else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            document = form.save(project, request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã đưa vào hồ sơ: {document}.")
            return redirect(f"{project.get_absolute_url()}#papers")
    return render(
        request,
        "projects/paper.html",
        {"project": project, "form": form, "row": row},
        status=WRONG if form.errors else 200,
    )


def indicators(request, pk):
    project = in_reach(request, pk)
    if not _writes_dossier(request.user):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    if not takes_indicators(project):
        messages.error(request, f"Đề án “{project.get_status_display()}”, chỉ tiêu kết quả không sửa được nữa.")
        return redirect(project)
    form = IndicatorForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            record_indicators(project, form.values(), by=request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, "Đã ghi chỉ tiêu kết quả.")
            return redirect(project)
    return render(
        request, "projects/indicators.html", {"project": project, "form": form}, status=WRONG if form.errors else 200
    )


@require_GET
def text(request, pk):
    """The whole application to read or print (Toàn văn đề án)."""
    project = in_reach(request, pk)
    headings = [
        (number, project._meta.get_field(name).verbose_name, getattr(project, name))
        for number, name in enumerate(Project.HEADINGS, 2)
    ]
    cost_items = list(project.cost_items.all())
    return render(
        request,
        "projects/text.html",
        {
            "project": project,
            "headings": headings,
            "beneficiaries": project.beneficiaries.select_related("establishment", "area"),
            "cost_items": cost_items,
            "cost_sums": cost_sums(cost_items),
        },
    )


@require_GET
def of_establishment(request, pk):
    """Projects of one establishment, as far as this person may see them: a panel of its page, or a page of its own."""
    require(request.user, "projects.view_project")
    establishment = get_object_or_404(Establishment.objects.visible_to(request.user), pk=pk)
    projects = (
        Project.objects.visible_to(request.user)
        .filter(beneficiaries__establishment=establishment, beneficiaries__removed_at=None)
        .select_related("category")
        .distinct()
    )
    template = "projects/_of_establishment.html" if request.htmx else "projects/of_establishment.html"
    return render(request, template, {"establishment": establishment, "projects": projects})
