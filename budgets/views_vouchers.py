"""The vouchers of an account: listed, withdrawn, and the desk where they are decided, examined and answered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from budgets import settling
from budgets import vouchers as acts
from budgets.disallowing import disallowed
from budgets.forms_settlement import AnswerForm, DecideForm, ExamineForm, VoucherForm, WithdrawForm
from budgets.invoices import same_paper
from budgets.models import Voucher
from budgets.views_settlement import in_reach
from budgets.voucher_days import day_remark
from budgets.whose_vouchers import asked_whose, may_be_rewritten, with_contracts
from budgets.writing import WRONG
from core.access import require
from core.models import Document

DECISIONS = {"agree": "AGREED", "ask": "ASKED", "refuse": "REFUSED"}
EXAMINATIONS = {"looked": "LOOKED", "ask": "ASKED", "disallow": "DISALLOWED"}


def edit_voucher(request, pk, no=None):
    """List a voucher, or correct one that the Department has not agreed to; of one it has, name the contract.

    Where that is named too, the page tells so and only takes the voucher off the list.
    """
    account = in_reach(request, pk)
    require(request.user, "budgets.prepare_settlement")
    voucher = (
        get_object_or_404(account.vouchers.filter(withdrawn_at=None), no=no) if no else Voucher(settlement=account)
    )
    withdraw = WithdrawForm()
    if not may_be_rewritten(voucher, asked_whose(account.project)):
        page = {"settlement": account, "voucher": voucher, "withdraw": withdraw}
        return render(request, "budgets/voucher_form.html", page, status=WRONG if request.method == "POST" else 200)
    form = VoucherForm(request.POST or None, request.FILES or None, instance=voucher)
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.save_voucher(form.instance, by=request.user, image=form.cleaned_data["image"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã ghi chứng từ số {saved.no}.")
            return redirect(account)
    context = {"settlement": account, "voucher": voucher, "form": form, "withdraw": withdraw}
    return render(request, "budgets/voucher_form.html", context, status=WRONG if form.errors else 200)


@require_POST
def withdraw_voucher(request, pk, no):
    account = in_reach(request, pk)
    voucher = get_object_or_404(account.vouchers, no=no)
    form = WithdrawForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError("Phải nêu lý do rút chứng từ.")
        acts.withdraw_voucher(voucher, why=form.cleaned_data["why"], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Đã rút chứng từ số {no}.")
    return redirect(account)


def desk(request, pk, no):
    """One voucher beside its figures: A agrees, H asks, X refuses, J and K go on and back.

    The Department's officer decides; Finance opens the same desk to look, ask and disallow; the unit answers.
    """
    account = in_reach(request, pk)
    vouchers = list(account.vouchers.filter(withdrawn_at=None))
    position = next((i for i, voucher in enumerate(vouchers) if voucher.no == no), None)
    if position is None:
        raise Http404
    voucher = vouchers[position]
    user = request.user
    roles = {
        "decide": user.has_perm("budgets.review_settlement") and account.status == "SUBMITTED",
        "examine": user.has_perm("budgets.examine_year_account") and acts.open_to_examination(account),
        "answer": user.has_perm("budgets.prepare_settlement") and account.unit_id == user.organisation_id,
    }
    forms = {"decide": DecideForm(), "examine": ExamineForm(), "answer": AnswerForm()}
    errors = []
    if request.method == "POST":
        kind = request.POST.get("kind")
        form_class = {"decide": DecideForm, "examine": ExamineForm, "answer": AnswerForm}.get(kind)
        if form_class is None:
            raise Http404
        forms[kind] = form = form_class(request.POST)
        if form.is_valid():
            try:
                _act(kind, voucher, form, request)
            except ValidationError as error:
                errors = error.messages
            else:
                return redirect("budgets:desk", pk, _next_no(vouchers, position, kind))
        else:
            errors = [f"{form[name].label}: {told}" for name, found in form.errors.items() for told in found]
    context = {
        "settlement": account,
        "voucher": voucher,
        "vouchers": vouchers,
        "contracts": with_contracts(vouchers, account.project),
        "around": vouchers[max(0, position - 3) : position + 4],
        "number": position + 1,
        "previous": vouchers[position - 1] if position else None,
        "following": vouchers[position + 1] if position + 1 < len(vouchers) else None,
        "scans": Document.objects.of(voucher).standing(),
        "remarks": voucher.remarks.select_related("by__organisation"),
        "same_paper": len(same_paper(voucher)),
        "day_remark": day_remark(voucher),
        "undecided": sum(row.decision in ("PENDING", "ASKED") for row in vouchers),
        "now": settling.figures_to_tell(account),
        "disallowed_in_all": disallowed(account),
        "roles": roles,
        "forms": forms,
        "errors": errors,
    }
    return render(request, "budgets/desk.html", context, status=WRONG if errors else 200)


def _act(kind, voucher, form, request):
    data = form.cleaned_data
    if kind == "decide":
        decision = DECISIONS.get(request.POST.get("decision"), "")
        acts.decide_voucher(
            voucher, decision, by=request.user, amount=data["amount"], reason=data["reason"], note=data["note"]
        )
    elif kind == "examine":
        result = EXAMINATIONS.get(request.POST.get("result"), "")
        acts.examine_voucher(voucher, result, by=request.user, amount=data["amount"] or 0, why=data["why"])
    else:
        acts.answer(voucher, data["text"], by=request.user)


def _next_no(vouchers, position, kind):
    """After a decision the next voucher not yet decided, after the last one the same page."""
    if kind != "decide":
        return vouchers[position].no
    later = [*vouchers[position + 1 :], *vouchers[:position]]
    waiting = next((voucher for voucher in later if voucher.decision == "PENDING"), None)
    return (waiting or vouchers[position]).no
