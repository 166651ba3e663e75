"""Contracts and tasks: the list, the record with its money, the draft; a project's money in one panel."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from budgets.commitments import COMMITMENT_FLOW, MAY_COMMIT, book_to_bind, liquidation_warnings, not_yet_signable
from budgets.corrections import with_corrections
from budgets.figures import money_of, stages_of
from budgets.filters import CommitmentListFilter
from budgets.forms import CommitmentForm, ContractPaperForm, LiquidationForm
from budgets.models import CarryOver, Commitment, PaymentRequest
from budgets.money_back import advance_to_return
from budgets.owed import owed
from budgets.own_share import next_to_sign
from budgets.subjects import with_sources
from budgets.writing import steps_for, write
from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of, documents_of_each
from core.views import ListPage
from ledger.reading import project_balances, runway
from ledger.stages import Stage
from plans.selectors import approved_item
from projects.models import Project

MONEY = "budgets.view_money"


class CommitmentList(ListPage):
    permission_required = MONEY
    queryset = Commitment.objects.for_list()
    filterset_class = CommitmentListFilter
    template_name = "budgets/commitments.html"
    partial_name = "budgets/_commitments_table.html"

    @cached_property
    def totals(self):
        live = self.object_list.filter(status=Commitment.Status.SIGNED)
        money = money_of(live)
        return {
            "count": self.object_list.count(),
            "value": live.with_value_in_force().aggregate(total=Sum("in_force"))["total"] or 0,
            **{stage.value: sum(row[stage] for row in money.values()) for stage in (Stage.ADVANCED, Stage.PAID)},
            "settled": sum(row[Stage.SETTLED] for row in money.values()),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(totals=self.totals, **kwargs)
        rows = with_sources(list(context["page_obj"].object_list))
        money = money_of(rows)
        return context | {"rows": [(row, money[row.pk]) for row in rows]}


def commitment_of(request, pk):
    require(request.user, MONEY)
    return get_object_or_404(Commitment.objects.for_list().visible_to(request.user), pk=pk)


def project_of(request, pk):
    if not str(pk).isascii() or not str(pk).isdigit():
        raise Http404
    return get_object_or_404(Project.objects.visible_to(request.user), pk=pk)


@require_GET
def commitment(request, pk):
    row, user = commitment_of(request, pk), request.user
    own = row.unit_id == user.organisation_id
    stages, entries = stages_of(row), list(history(row))
    drafts = user.has_perm("budgets.prepare_commitment") and (own or user.organisation.covers_province)
    return render(
        request,
        "budgets/commitment.html",
        {
            "commitment": row,
            "steps": steps_for(COMMITMENT_FLOW, row, row.unit, user),
            "stages": stages,
            "payments": row.payments.for_list(),
            "documents": documents_of(row),
            "history": entries,
            "because": COMMITMENT_FLOW.because(entries),
            "not_yet": not_yet_signable(row) if row.is_draft else [],
            "item": approved_item(row.project),
            "liquidation_warnings": liquidation_warnings(row),
            "may_liquidate": row.status == Commitment.Status.SIGNED and drafts,
            "annexes": _with_papers(row.annexes.all()),
            "may_annex": row.status == Commitment.Status.SIGNED and drafts,
            "may_edit": row.is_draft and drafts,
            "may_clear": own and _stands(stages, Stage.ADVANCED) and user.has_perm("budgets.prepare_payment"),
            "gave_back": CarryOver.objects.gave_back(row.project),
            "owed": owed(user, commitment=row).total,
            "may_return": own and user.has_perm("budgets.return_money"),
            "to_return": advance_to_return(row) if _stands(stages, Stage.ADVANCED) else 0,
            "money_back": with_corrections(row.money_back.all(), user),
            "may_pay": stages[0]["balance"] > 0 and own and user.has_perm("budgets.prepare_payment"),
            "paper_form": ContractPaperForm() if drafts and row.status != Commitment.Status.WITHDRAWN else None,
        },
    )


def _stands(stages, stage):
    return next(row["balance"] for row in stages if row["stage"] == stage)


def _with_papers(annexes):
    """Each with its `papers`; one query."""
    of_each = documents_of_each(annexes)
    for row in annexes:
        row.papers = [paper for annex, paper in of_each if annex == row]
    return annexes


def commitment_new(request):
    require(request.user, "budgets.prepare_commitment")
    project = project_of(request, request.GET.get("project", ""))
    try:
        book_to_bind(project, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(project)
    item = approved_item(project)
    left = _left(project, item)
    beneficiary, value = next_to_sign(project, left)
    initial = {"value": value or None, "content": project.title, "kind": "CONTRACT"}
    if project.kind == Project.Kind.TASK:
        initial |= {"kind": "ASSIGNMENT", "counterparty": project.implementing_organisation.name}
    elif beneficiary is not None:
        initial |= {"counterparty": beneficiary.establishment.name, "payee_name": beneficiary.establishment.name}
    form = CommitmentForm(request.POST or None, instance=Commitment(project=project), initial=initial)
    return _write(request, form, project, item, left, heading="Soạn hợp đồng, giao nhiệm vụ")


def commitment_edit(request, pk):
    row = commitment_of(request, pk)
    require(request.user, "budgets.prepare_commitment")
    if not row.is_draft:
        messages.error(request, f"Đang ở trạng thái “{row.get_status_display()}”, không sửa được.")
        return redirect(row)
    item = approved_item(row.project)
    form = CommitmentForm(request.POST or None, instance=row)
    return _write(request, form, row.project, item, _left(row.project, item), heading="Sửa bản soạn", commitment=row)


def _left(project, item):
    return project_balances([project.pk])[project.pk][Stage.APPROVED] if item else 0


def _write(request, form, project, item, left, **page):
    page |= {"project": project, "item": item, "left": left}

    def act():
        row = form.save(request.user)
        for objection in not_yet_signable(row):
            messages.warning(request, f"Chưa ký được: {objection}")
        return row

    return write(request, form, act, "budgets/commitment_form.html", done="Đã lưu bản soạn.", **page)


def commitment_paper(request, pk):
    return bring_paper(request, commitment_of(request, pk), done="Đã đưa giấy tờ vào hợp đồng.")


def bring_paper(request, row, *, done):
    """The page that brings a scan to a contract or to one of its annexes."""
    require(request.user, "budgets.prepare_commitment")
    form = ContractPaperForm(request.POST or None, request.FILES or None)

    def act():
        form.save(row, request.user)
        return row

    return write(request, form, act, "budgets/contract_paper.html", done=done, record=row)


def commitment_liquidate(request, pk):
    row = commitment_of(request, pk)
    require(request.user, "budgets.prepare_commitment")
    form = LiquidationForm(request.POST or None, initial={"liquidated_on": row.liquidated_on})

    def act():
        for warning in form.save(row, request.user):
            messages.warning(request, warning)
        return row

    return write(request, form, act, "budgets/liquidation.html", done="Đã ghi ngày thanh lý.", commitment=row)


def commitment_press(request, pk, name):
    return core_views.press(request, commitment_of(request, pk), COMMITMENT_FLOW, name)


def may_draft(project, user):
    """Whether a contract may be begun for the project by this person: by its unit, or for it by the Department."""
    if project.status not in MAY_COMMIT or not user.has_perm("budgets.prepare_commitment"):
        return False
    try:
        return bool(book_to_bind(project, user))
    except ValidationError:
        return False


@require_GET
def project_panel(request, pk):
    """A project's money: a piece of its own page, or a page without scripts."""
    require(request.user, MONEY)
    project, user = project_of(request, pk), request.user
    commitments = list(project.commitments.for_list())
    page = {
        "project": project,
        "stages": runway(project=project.pk),
        "commitments": commitments,
        "payments": PaymentRequest.objects.for_list().filter(commitment__in=commitments),
        "item": approved_item(project),
        "may_commit": may_draft(project, user),
    }
    template = "budgets/_project_panel.html" if request.htmx else "budgets/project_panel.html"
    return render(request, template, page)
