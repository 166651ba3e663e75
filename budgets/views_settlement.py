"""Settlement pages: the account of a project, the desk where vouchers are decided, the year of a unit."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from budgets import settlements as acts
from budgets import settling
from budgets.claiming import PREPARE as PREPARE_CLAIM
from budgets.corrections import with_corrections
from budgets.filters import SettlementListFilter
from budgets.forms_settlement import (
    AnswerForm,
    DecideForm,
    ExamineForm,
    MoneyBackForm,
    OpenYearForm,
    ReleaseForm,
    VoucherForm,
    WithdrawForm,
)
from budgets.invoices import same_paper
from budgets.models import Claim, MoneyBack, Settlement, Voucher, YearAccount
from budgets.notices import correction_day
from budgets.owed import owed
from budgets.settlements import SETTLEMENT_FLOW
from budgets.views_owed import require_own_desk
from budgets.voucher_days import day_remark
from budgets.whose_vouchers import asked_whose, may_be_rewritten, with_contracts
from budgets.writing import steps_for
from budgets.year_accounts import YEAR_FLOW, open_year_account, settled_in_part, settlements_of
from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.documents import documents_of
from core.models import Document
from core.money import dong
from core.views import ListPage
from ledger.models import BookYear
from ledger.reading import balances, runway
from projects.models import Project

WRONG = 422  # the page comes back with what was typed and what stands in the way
DECISIONS = {"agree": "AGREED", "ask": "ASKED", "refuse": "REFUSED"}
EXAMINATIONS = {"looked": "LOOKED", "ask": "ASKED", "disallow": "DISALLOWED"}


class SettlementList(ListPage):
    permission_required = "budgets.view_settlement"
    queryset = Settlement.objects.for_list()
    filterset_class = SettlementListFilter
    template_name = "budgets/settlements.html"
    partial_name = "budgets/_settlements.html"

    @cached_property
    def year(self):
        return chosen_year(self.request)

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .filter(book_year__year=self.year)
            .annotate(
                listed=Count("vouchers", filter=Q(vouchers__withdrawn_at=None)),
                decided=Count(
                    "vouchers",
                    filter=Q(vouchers__withdrawn_at=None, vouchers__decision__in=["AGREED", "REFUSED"]),
                ),
                disallowed=Sum("vouchers__disallowed_amount", filter=Q(vouchers__withdrawn_at=None), default=0),
            )
            .order_by("project__code", "pk")  # counted rows forget the order of their model
        )

    def get_context_data(self, **kwargs):
        user = self.request.user
        accounts = YearAccount.objects.visible_to(user).filter(book_year__year=self.year)
        waiting = Project.objects.none()
        if user.has_perm("budgets.prepare_settlement"):
            waiting = (
                Project.objects.visible_to(user)
                .filter(status__in=acts.READY_FOR_SETTLEMENT, spending_unit=user.organisation)
                .filter(settlements=None)
                .order_by("code")
            )
        units, books = Organisation.objects.none(), BookYear.objects.filter(year=self.year)
        if user.has_perm("budgets.prepare_year_account"):
            opened = Counter(accounts.values_list("unit", flat=True))  # a unit has an account for each book of the year
            done = [unit for unit, count in opened.items() if count >= len(books)]
            units = Organisation.objects.filter(is_spending_unit=True).exclude(pk__in=done)
        return super().get_context_data(
            totals=self.object_list.aggregate(
                support=Sum("support_final"),
                recovered=Sum("recovered"),
                released=Sum("released"),
            )
            | Voucher.objects.filter(
                settlement__in=self.object_list.order_by().values("pk"), withdrawn_at=None
            ).aggregate(disallowed=Sum("disallowed_amount")),
            accounts=accounts.select_related("unit", "book_year"),
            waiting=waiting,
            units=units,
            book_years=books,
            **kwargs,
        )


def in_reach(request, pk):
    require(request.user, "budgets.view_settlement")
    return get_object_or_404(Settlement.objects.for_list().visible_to(request.user), pk=pk)


def settlement(request, pk):
    """The account of a project: next step, result so far, vouchers, money back, history."""
    account = in_reach(request, pk)
    counted = account.vouchers.select_related("decided_by").annotate(talk=Count("remarks"))
    vouchers = list(counted.order_by("no"))  # counted rows forget the order of their model
    contracts = with_contracts(vouchers, account.project)
    for voucher in vouchers:
        voucher.may_be_rewritten = may_be_rewritten(voucher, contracts)
    standing = [voucher for voucher in vouchers if not voucher.withdrawn_at]
    first_open = next((voucher for voucher in standing if voucher.decision in ("PENDING", "ASKED")), None)
    user, entries = request.user, list(history(account))
    return render(
        request,
        "budgets/settlement.html",
        {
            "settlement": account,
            "correction": correction_day(account, account.submitted_on if account.status != "RETURNED" else None),
            "because": SETTLEMENT_FLOW.because(entries),
            "steps": steps_for(SETTLEMENT_FLOW, account, account.unit, user),
            "vouchers": vouchers,
            "contracts": contracts,
            "standing": standing,
            "sums": {
                name: sum(getattr(voucher, name) or 0 for voucher in standing)
                for name in ("amount_without_vat", "state_share", "counterpart_share", "accepted_amount")
            },
            "first_open": first_open or (standing[0] if standing else None),
            "now": settling.figures_to_tell(account),
            "recoverable": settling.recoverable(account.project),
            "disallowed": acts.disallowed_before_the_notice(account),
            "disallowed_in_all": _disallowed(standing),
            "money_back": with_corrections(
                MoneyBack.objects.filter(commitment__project=account.project).select_related("commitment"), user
            ),
            "claims": Claim.objects.of_settlement(account).for_list(),
            "may_claim": user.has_perm(PREPARE_CLAIM) and not account.book_year.is_open,
            "may_list": user.has_perm("budgets.prepare_settlement")
            and account.unit_id == user.organisation_id
            and account.status in ("DRAFT", "RETURNED"),
            "may_return_money": user.has_perm("budgets.return_money") and account.unit_id == user.organisation_id,
            "documents": documents_of(account),
            "entries": entries,
        },
    )


def _disallowed(vouchers):
    """What Finance disallowed of these, noticed or not, đồng: the account approved is that much above the books."""
    return sum(voucher.disallowed_amount for voucher in vouchers)


@require_POST
def open_settlement(request, project_pk):
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=project_pk)
    try:
        return redirect(acts.open_settlement(project, by=request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(project)


def press_settlement(request, pk, name):
    account = in_reach(request, pk)
    figures = settling.figures(account) if name == "approve" else None
    unpaid = figures.unpaid if figures else 0
    extra = (lambda data, files: ReleaseForm(data, unpaid=unpaid)) if unpaid else None
    facts = [
        ("Hỗ trợ quyết toán", dong(figures.support)),
        ("Đã tạm ứng, thanh toán", dong(figures.spent)),
        ("Phải thu hồi", dong(figures.to_recover)),
    ] if figures else []  # fmt: skip
    return core_views.press(request, account, SETTLEMENT_FLOW, name, extra_form=extra, context={"facts": facts})


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
        "disallowed_in_all": _disallowed(vouchers),
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


def money_back(request, pk):
    """Enter money that came back for this project."""
    account = in_reach(request, pk)
    require_own_desk(account.unit, request.user)
    form = MoneyBackForm(request.POST or None, request.FILES or None, project=account.project)
    if request.method == "POST" and form.is_valid():
        try:
            acts.return_money(form.instance, by=request.user, scan=form.cleaned_data["scan"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Đã ghi nhận tiền nộp lại.")
            return redirect(account)
    context = {
        "back_to": account,
        "form": form,
        "recoverable": settling.recoverable(account.project),
        "owed": owed(request.user, project=account.project).rows,
    }
    return render(request, "budgets/money_back.html", context, status=WRONG if form.errors else 200)


@require_POST
def close_project(request, pk):
    account = in_reach(request, pk)
    try:
        acts.close_project(account.project, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã đóng hồ sơ đề án.")
    return redirect(account)


# --- the year of a unit -----------------------------------------------------------------------------------------


def year_in_reach(request, pk):
    require(request.user, "budgets.view_settlement")
    accounts = YearAccount.objects.visible_to(request.user).select_related("book_year", "unit")
    return get_object_or_404(accounts, pk=pk)


def year_account(request, pk):
    account = year_in_reach(request, pk)
    rows = settlements_of(account).select_related("project").annotate(
        disallowed=Sum("vouchers__disallowed_amount"),
        asked=Count("vouchers", filter=Q(vouchers__examined="ASKED")),
    )  # fmt: skip
    in_part = list(settled_in_part(account).select_related("project", "book_year").order_by("project__code"))
    return render(
        request,
        "budgets/year_account.html",
        {
            "account": account,
            "steps": YEAR_FLOW.steps(account, request.user),
            "settlements": rows,
            "in_part": in_part,
            "sums": {
                "support": sum(row.support_final or 0 for row in rows) + sum(row.settled for row in in_part),
                "recovered": sum(row.recovered or 0 for row in rows),
                "disallowed": sum(row.disallowed or 0 for row in rows),
            },
            "stages": runway([account.book_year], unit=account.unit),
            "balances": balances([account.book_year], account.unit),
            "correction": correction_day(account),
            "documents": documents_of(account),
            "entries": history(account),
        },
    )


@require_POST
def open_year(request):
    require(request.user, "budgets.prepare_year_account")
    form = OpenYearForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError("Chọn năm, nguồn kinh phí và đơn vị dự toán.")
        return redirect(open_year_account(**form.cleaned_data, by=request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budgets:settlements")


def press_year(request, pk, name):
    account, facts = year_in_reach(request, pk), []
    if name == "issue_notice":
        of_year = Voucher.objects.filter(settlement__in=settlements_of(account), withdrawn_at=None)
        taken = of_year.aggregate(total=Sum("disallowed_amount", default=0))["total"]
        facts = [("Xuất toán theo thông báo, thành phải thu hồi", dong(taken))]
    return core_views.press(request, account, YEAR_FLOW, name, context={"facts": facts})
