"""What is to come back: the list by age, and entering what came back of one contract."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from budgets.forms_settlement import MoneyBackForm, RecoveryLetterForm
from budgets.models import Commitment, MoneyBack
from budgets.money_back import advance_to_return, return_money
from budgets.owed import owed
from budgets.recovery_letters import WRITE, record_letter, require_own
from budgets.scope import sees_books
from budgets.writing import write
from core.access import require

MONEY, RETURN = "budgets.view_money", "budgets.return_money"
ADVANCE = "of_advance"


@require_GET
def owed_list(request):
    require(request.user, MONEY)
    found, user = owed(request.user), request.user
    return render(
        request,
        "budgets/owed.html",
        {
            "owed": found,
            "may_return": user.has_perm(RETURN),
            "may_write": user.has_perm(WRITE),
            "has_money": sees_books(user),
        },
    )


def require_own_desk(unit, by):
    """PermissionDenied for anybody but the unit's accountant, from whom alone `return_money` takes it."""
    require(by, RETURN)
    if unit.pk != by.organisation_id:
        raise PermissionDenied(f"Chỉ kế toán của {unit} ghi nhận tiền nộp lại về đơn vị này.")


def owed_back(request, pk):
    """Enter money that came back for this contract: of a stopped project too, which has no settlement. What came is
    what was to be recovered; or (`?of_advance`, or where nothing is) an advance of a project that goes on."""
    require(request.user, MONEY)
    row = get_object_or_404(Commitment.objects.for_list().visible_to(request.user), pk=pk)
    require_own_desk(row.unit, request.user)
    found, advanced = owed(request.user, commitment=row), advance_to_return(row)
    of_advance = bool(advanced) and (ADVANCE in request.GET or not found.rows)
    form = MoneyBackForm(
        request.POST or None, request.FILES or None, project=row.project,
        instance=MoneyBack(commitment=row, of_advance=of_advance),
    )  # fmt: skip

    def enter():
        return_money(form.instance, by=request.user, scan=form.cleaned_data["scan"])
        return row

    return write(
        request, form, enter, "budgets/money_back.html", done="Đã ghi nhận tiền nộp lại.", back_to=row,
        recoverable=found.total, owed=found.rows, advanced=advanced,
    )  # fmt: skip


def owed_letter(request, pk):
    """Record the letter of recovery that was sent."""
    require(request.user, MONEY)
    row = get_object_or_404(Commitment.objects.for_list().visible_to(request.user), pk=pk)
    require_own(row, request.user)
    form = RecoveryLetterForm(request.POST or None, request.FILES or None)

    def enter():
        sent = dict(form.cleaned_data)
        record_letter(row, sent.pop("file"), by=request.user, **sent)
        return row

    found = owed(request.user, commitment=row)
    return write(
        request, form, enter, "budgets/owed_letter.html", done="Đã ghi công văn thu hồi.", back_to=row, owed=found
    )
