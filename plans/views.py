from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET, require_POST

from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.documents import add_scan, documents_of, with_remarks
from core.views import ListPage
from establishments.forms import put_errors
from ledger.stages import Stage
from plans import pictures
from plans.filters import PlanFilter, RoundFilter
from plans.forms import (
    HistoricalRoundForm,
    IncludeForm,
    LineForm,
    OpinionForm,
    PlaceForm,
    PlanForm,
    ReleaseForm,
    RoundForm,
    ScanForm,
    WhyForm,
)
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine
from plans.selectors import (
    current_appraisals,
    eligible_projects,
    historical_projects,
    line_progress,
    still_reserved,
)
from plans.services import amend_plan
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.models import Project

WRONG = 422  # the page comes back with what was typed and what stands in the way

PLANS, ROUNDS = "plans.view_annualplan", "plans.view_approvalround"


class PlanList(ListPage):
    permission_required = PLANS
    queryset = AnnualPlan.objects.annotate(line_count=Count("lines", filter=Q(lines__dropped_why=""))).order_by(
        "-year", "tier", "-version"
    )
    filterset_class = PlanFilter
    template_name = "plans/list.html"
    partial_name = "plans/_plans_table.html"

    @cached_property
    def total(self):
        return self.object_list.exclude(status=AnnualPlan.Status.SUPERSEDED).aggregate(total=Sum("total_budget"))[
            "total"
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(total=self.total, **kwargs)


class RoundList(ListPage):
    permission_required = ROUNDS
    queryset = ApprovalRound.objects.select_related("plan")
    filterset_class = RoundFilter
    template_name = "plans/rounds.html"
    partial_name = "plans/_rounds_table.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        context |= {
            "figures": pictures.figures_of(context["page_obj"].object_list, user),
            "sums": pictures.sums_of(self.object_list, user),
            "open_plans": AnnualPlan.objects.exclude(status=AnnualPlan.Status.SUPERSEDED).filter(
                year=chosen_year(self.request)
            )
            if user.has_perm("plans.prepare_round")
            else [],
        }
        return context


def plan_of(request, pk):
    require(request.user, PLANS)
    return get_object_or_404(
        AnnualPlan.objects.select_related("book_year", "supersedes", "superseded_by").visible_to(request.user), pk=pk
    )


def line_of(request, pk):
    require(request.user, "plans.prepare_plan")
    return get_object_or_404(PlanLine.objects.select_related("plan__book_year").visible_to(request.user).live(), pk=pk)


def round_of(request, pk):
    require(request.user, ROUNDS)
    return get_object_or_404(ApprovalRound.objects.select_related("plan__book_year").visible_to(request.user), pk=pk)


def item_of(request, pk):
    require(request.user, ROUNDS)
    items = PlanItem.objects.with_project().select_related("round__plan__book_year").visible_to(request.user)
    return get_object_or_404(items, pk=pk)


def _write(request, form, act, *, done, template="plans/form.html", **page):
    """The one way a form of this room ends: done and back to the record, or the page with every objection."""
    if request.method == "POST" and form.is_valid():
        try:
            target = act()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, done)
            return redirect(target)
    return render(request, template, {"form": form, **page}, status=WRONG if form.errors else 200)


# --- the plan -----------------------------------------------------------------
@require_GET
def detail(request, pk):
    plan, user = plan_of(request, pk), request.user
    rows = line_progress(plan, user)
    papers = with_remarks(documents_of(plan))
    may_prepare = user.has_perm("plans.prepare_plan")
    page = {
        "plan": plan,
        "other_books": [book for book in plan.books if book.pk != plan.book_year_id],
        "steps": PLAN_FLOW.steps(plan, user),
        "rows": rows,
        "sums": pictures.sum_of_lines(rows),
        "reckoning": pictures.reckoning_of(rows),
        "whole": user.organisation.covers_province,
        "opinions": plan.opinions.select_related("document"),
        "rounds": plan.rounds.all(),
        "documents": papers,
        "scan_form": pictures.scan_form(papers, user, "plans.record_issued_plan"),
        "notices": pictures.notices_of(plan),
        "remarks": [(of, of.remark) for of in (plan, *(row.line for row in rows)) if of.remark],
        "history": history(plan),
        "may_change": may_prepare and plan.is_editable,
        "may_add_opinion": may_prepare and plan.status in ("UNDER_OPINION", "SUBMITTED"),
        "may_amend": may_prepare and plan.status == "ISSUED" and not hasattr(plan, "superseded_by"),
        "may_open_round": user.has_perm("plans.prepare_round") and plan.status != "SUPERSEDED",
    }
    return render(request, "plans/detail.html", page)


def edit(request, pk=None):
    plan = plan_of(request, pk) if pk else None
    require(request.user, "plans.prepare_plan")
    initial = {} if plan else {"year": chosen_year(request)}
    form = PlanForm(request.POST or None, instance=plan, initial=initial, by=request.user)
    return _write(
        request, form, form.save, done="Đã lưu kế hoạch.", heading="Sửa kế hoạch" if plan else "Lập kế hoạch năm",
        record=plan, back=plan.get_absolute_url() if plan else None,
    )  # fmt: skip


@require_POST
def amend(request, pk):
    plan = plan_of(request, pk)
    try:
        new = amend_plan(plan, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(plan)
    messages.success(request, f"Đã lập {new}: sửa các nội dung rồi trình như kế hoạch mới.")
    return redirect(new)


def press(request, pk, name):
    return core_views.press(request, plan_of(request, pk), PLAN_FLOW, name)


def new_line(request, pk):
    plan = plan_of(request, pk)
    require(request.user, "plans.prepare_plan")
    last = plan.lines.live().order_by("no").last()
    line = PlanLine(plan=plan, no=last.no + 1 if last else 1)
    return _edit_line(request, line, "Thêm nội dung")


def edit_line(request, pk):
    return _edit_line(request, line_of(request, pk), "Sửa nội dung")


def _edit_line(request, line, heading):
    form = LineForm(request.POST or None, instance=line, by=request.user)

    def act():
        form.save()
        return line.plan

    return _write(
        request, form, act, done=f"Đã lưu nội dung {line.no}.", heading=heading, record=line.plan,
        back=line.plan.get_absolute_url(),
    )  # fmt: skip


def drop_line(request, pk):
    line = line_of(request, pk)
    form = WhyForm(request.POST or None)

    def act():
        form.drop(line, request.user)
        return line.plan

    return _write(
        request, form, act, done=f"Đã bỏ nội dung {line.no} khỏi dự thảo.", heading="Bỏ nội dung khỏi dự thảo",
        record=line, back=line.plan.get_absolute_url(), danger=True,
    )  # fmt: skip


def new_opinion(request, pk):
    plan = plan_of(request, pk)
    require(request.user, "plans.prepare_plan")
    form = OpinionForm(request.POST or None, request.FILES or None)

    def act():
        form.save(plan, request.user)
        return plan

    return _write(
        request, form, act, done="Đã ghi ý kiến.", heading="Nhập thay theo văn bản: ý kiến về dự thảo", record=plan,
        back=plan.get_absolute_url(),
    )  # fmt: skip


@require_POST
def plan_scan(request, pk):
    plan = plan_of(request, pk)
    require(request.user, "plans.record_issued_plan")
    return _scan(request, plan)


@require_POST
def round_scan(request, pk):
    round = round_of(request, pk)
    require(request.user, "plans.record_decision")
    return _scan(request, round)


def _scan(request, record):
    form = ScanForm(request.POST, request.FILES, papers=documents_of(record).filter(file=""))
    if not form.is_valid():
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        messages.error(request, " ".join(sentences))
        return redirect(record)
    try:
        add_scan(form.cleaned_data["document"], form.cleaned_data["file"], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã thêm bản chụp.")
    return redirect(record)


# --- the round ----------------------------------------------------------------
@require_GET
def round_detail(request, pk):
    round, user = round_of(request, pk), request.user
    whole = user.organisation.covers_province
    may_prepare = round.is_open and user.has_perm("plans.prepare_round")
    papers = with_remarks(documents_of(round))
    page = {
        "round": round,
        "steps": ROUND_FLOW.steps(round, user),
        "list": pictures.list_of(round, user),
        "whole": whole,
        "documents": papers,
        "scan_form": pictures.scan_form(papers, user, "plans.record_decision"),
        "history": pictures.history_of(round, user),
        "may_prepare": may_prepare,
        "may_record": round.status == "ISSUED" and user.has_perm("plans.record_decision"),
        "may_take_from_reserve": round.status == "ISSUED" and user.has_perm("plans.prepare_round"),
    }
    if may_prepare:
        projects = list(eligible_projects(round, user))
        appraisals = current_appraisals([project.pk for project in projects])
        page["eligible"] = [(project, appraisals.get(project.pk)) for project in projects]
    return render(request, "plans/round_detail.html", page)


def new_round(request, pk):
    plan = plan_of(request, pk)
    require(request.user, "plans.prepare_round")
    form = RoundForm(request.POST or None, plan=plan)
    return _write(
        request, form, lambda: form.save(request.user), done="Đã lập đợt phê duyệt.", heading="Lập đợt phê duyệt đề án",
        record=plan, back=plan.get_absolute_url(),
    )  # fmt: skip


def historical_round(request):
    require(request.user, "plans.record_decision")
    projects = historical_projects(request.user)
    form = HistoricalRoundForm(request.POST or None, projects=projects, initial={"number": 1})
    return _write(
        request, form, lambda: form.save(request.user), done="Đã nhập đợt cũ.", heading="Nhập đợt phê duyệt của năm cũ",
        back=reverse("plans:rounds"), record="Đợt phê duyệt đề án",
    )  # fmt: skip


def round_press(request, pk, name):
    return core_views.press(request, round_of(request, pk), ROUND_FLOW, name)


def include(request, pk):
    """?project= chooses the project: its line and its recommended support then stand in the form."""
    round = round_of(request, pk)
    require(request.user, "plans.prepare_round")
    if round.plan is None:
        raise PermissionDenied
    projects = eligible_projects(round, request.user)
    chosen = request.GET.get("project", "")
    project = projects.filter(pk=chosen).first() if chosen.isascii() and chosen.isdigit() else None
    initial = pictures.proposal(round, project) if project else {}
    form = IncludeForm(request.POST or None, round=round, projects=projects, initial=initial)

    def act():
        form.save(request.user)
        return round

    return _write(
        request, form, act, done="Đã đưa đề án vào danh mục.", heading="Đưa đề án vào danh mục", record=round,
        back=round.get_absolute_url(), limit=pictures.limit_of(project, round.expected_date) if project else None,
    )  # fmt: skip


def edit_item(request, pk):
    item = item_of(request, pk)
    require(request.user, "plans.prepare_round")
    if item.round.plan is None:
        raise PermissionDenied
    initial = {name: getattr(item, name) for name in ("line", "source", "approved_support", "is_reserve")}
    initial["book_year"] = item.book.pk
    form = PlaceForm(request.POST or None, round=item.round, initial=initial)

    def act():
        form.change(item, request.user)
        return item.round

    return _write(
        request, form, act, done="Đã lưu.", heading="Sửa đề án trong danh mục", record=item.project,
        back=item.get_absolute_url(), limit=pictures.limit_of(item.project, item.round.expected_date),
    )  # fmt: skip


def remove(request, pk):
    item = item_of(request, pk)
    require(request.user, "plans.prepare_round")
    form = WhyForm(request.POST or None)

    def act():
        form.remove(item, request.user)
        return item.round

    return _write(
        request, form, act, done=f"Đã đưa {item.project.code} ra khỏi danh mục.", heading="Đưa ra khỏi danh mục",
        record=item.project, back=item.get_absolute_url(), danger=True,
    )  # fmt: skip


def release(request, pk):
    item = item_of(request, pk)
    require(request.user, "plans.record_decision")
    if item.round.status != ApprovalRound.Status.ISSUED or item.is_reserve:
        raise PermissionDenied
    reserved = still_reserved(item)
    form = ReleaseForm(request.POST or None, request.FILES or None, initial={"amount": reserved or None})

    def act():
        form.save(item, request.user)
        return item.round

    return _write(
        request, form, act, done="Đã ghi giảm kinh phí bố trí.", heading="Giảm kinh phí đã bố trí", record=item.project,
        back=item.get_absolute_url(), reserved=reserved, stage=Stage.APPROVED.label,
    )  # fmt: skip


@require_GET
def project_panel(request, pk):
    """How a project stands in plan and decision: a piece of its own page, or a page without scripts."""
    require(request.user, ROUNDS)
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    items = project.plan_items.select_related("round", "line", "book_year").order_by("-pk")
    template = "plans/_project_panel.html" if request.htmx else "plans/project_panel.html"
    return render(request, template, {"project": project, "items": items})
