"""The year's account of a unit and source: what Finance examines."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from budgets.forms_settlement import OpenYearForm
from budgets.models import Voucher, YearAccount
from budgets.notices import correction_day
from budgets.year_accounts import YEAR_FLOW, open_year_account, settled_in_part, settlements_of
from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of
from core.money import dong
from ledger.reading import balances, runway


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
    entries = list(history(account))
    in_part = list(settled_in_part(account).select_related("project", "book_year").order_by("project__code"))
    return render(
        request,
        "budgets/year_account.html",
        {
            "account": account,
            "steps": YEAR_FLOW.steps(account, request.user),
            "because": YEAR_FLOW.because(entries),
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
            "entries": entries,
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
