"""The account of a project: the list, the record and its steps, money that came back, closing the file."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from budgets import settlements, settling
from budgets.claiming import PREPARE as PREPARE_CLAIM
from budgets.corrections import with_corrections
from budgets.disallowing import disallowed
from budgets.filters import SettlementListFilter
from budgets.forms_settlement import MoneyBackForm, ReleaseForm
from budgets.models import CarryOver, Claim, MoneyBack, Settlement, Voucher, YearAccount
from budgets.money_back import close_project as close_file
from budgets.money_back import return_money
from budgets.notices import correction_day
from budgets.owed import owed
from budgets.settlements import SETTLEMENT_FLOW
from budgets.views_owed import require_own_desk
from budgets.vouchers import disallowed_before_the_notice
from budgets.whose_vouchers import may_be_rewritten, with_contracts
from budgets.writing import steps_for, write
from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.documents import documents_of
from core.money import dong
from core.views import ListPage
from ledger.models import BookYear
from projects.models import Project


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
                .filter(status__in=settlements.READY_FOR_SETTLEMENT, spending_unit=user.organisation)
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
            "gave_back": CarryOver.objects.gave_back(account.project),
            "recoverable": settling.recoverable(account.project),
            "disallowed": disallowed_before_the_notice(account),
            "disallowed_in_all": disallowed(account),
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


@require_POST
def open_settlement(request, project_pk):
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=project_pk)
    try:
        return redirect(settlements.open_settlement(project, by=request.user))
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


def money_back(request, pk):
    """Enter money that came back for this project."""
    account = in_reach(request, pk)
    require_own_desk(account.unit, request.user)
    form = MoneyBackForm(request.POST or None, request.FILES or None, project=account.project)

    def enter():
        return_money(form.instance, by=request.user, scan=form.cleaned_data["scan"])
        return account

    return write(
        request, form, enter, "budgets/money_back.html", done="Đã ghi nhận tiền nộp lại.", back_to=account,
        recoverable=settling.recoverable(account.project), owed=owed(request.user, project=account.project).rows,
    )  # fmt: skip


@require_POST
def close_project(request, pk):
    account = in_reach(request, pk)
    try:
        close_file(account.project, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã đóng hồ sơ đề án.")
    return redirect(account)
