"""Annexes to a signed contract: a new party, value or term, drafted by one and signed by another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from budgets.annex_terms import rooms
from budgets.annexes import ANNEX_FLOW, not_yet_signable, party_still_benefits, replacement_of
from budgets.forms import AnnexForm, ContractPaperForm
from budgets.models import Annex, Commitment, PaymentRequest
from budgets.views_commitments import MONEY, bring_paper, commitment_of
from budgets.writing import steps_for, write
from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of
from ledger.reading import transfers_for_case

DRAFT = "budgets.prepare_commitment"


def annex_of(request, pk):
    require(request.user, MONEY)
    return get_object_or_404(Annex.objects.for_list().visible_to(request.user), pk=pk)


def _drafts(commitment, user):
    own = commitment.unit_id == user.organisation_id or user.organisation.covers_province
    return own and user.has_perm(DRAFT)


@require_GET
def annex(request, pk):
    row = annex_of(request, pk)
    drafts = _drafts(row.commitment, request.user)
    page = {
        "annex": row,
        "object": row,
        "commitment": row.commitment,
        "steps": steps_for(ANNEX_FLOW, row, row.commitment.unit, request.user),
        "not_yet": not_yet_signable(row) if row.status == Annex.Status.DRAFT else [],
        "transfers": transfers_for_case(row),
        "documents": documents_of(row),
        "history": history(row),
        "may_edit": row.status == Annex.Status.DRAFT and drafts,
        "paper_form": ContractPaperForm() if drafts and row.status != Annex.Status.WITHDRAWN else None,
    }
    return render(request, "budgets/annex.html", page)


def annex_new(request, pk):
    """Begins with the newcomer where a beneficiary was replaced; what is left empty stays as it is."""
    commitment = commitment_of(request, pk)
    require(request.user, DRAFT)
    if commitment.status != Commitment.Status.SIGNED:
        raise Http404("Chỉ hợp đồng đã ký mới có phụ lục.")
    initial, (change, _) = {}, replacement_of(commitment.project)
    if change is not None and party_still_benefits(PaymentRequest(commitment=commitment)):
        initial = {"counterparty": change.joining.name, "payee_name": change.joining.name, "why": change.reason}
    form = AnnexForm(request.POST or None, instance=Annex(commitment=commitment), initial=initial)
    return _write(request, form, commitment, heading="Lập phụ lục hợp đồng")


def annex_edit(request, pk):
    row = annex_of(request, pk)
    require(request.user, DRAFT)
    if row.status != Annex.Status.DRAFT:
        messages.error(request, f"Đang ở trạng thái “{row.get_status_display()}”, không sửa được.")
        return redirect(row)
    form = AnnexForm(request.POST or None, instance=row)
    return _write(request, form, row.commitment, heading="Sửa phụ lục", annex=row)


def _write(request, form, commitment, **page):
    page |= {"commitment": commitment, "party": commitment.party}
    page["room"] = rooms([form.instance])[form.instance.pk]
    done = "Đã lưu phụ lục, chờ chủ tài khoản ký."

    def act():
        row = form.save(request.user)
        for objection in not_yet_signable(row):
            messages.warning(request, f"Chưa ký được: {objection}")
        return row

    return write(request, form, act, "budgets/annex_form.html", done=done, **page)


def annex_paper(request, pk):
    return bring_paper(request, annex_of(request, pk), done="Đã đưa giấy tờ vào phụ lục.")


def annex_press(request, pk, name):
    return core_views.press(request, annex_of(request, pk), ANNEX_FLOW, name)
