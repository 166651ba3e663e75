"""Corrections: the list of a year, asking for one of a paper in the books, deciding."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from budgets.corrections import ASK, CORRECTION_FLOW, KINDS, act_of, kind_of, total
from budgets.forms_correction import CorrectionForm
from budgets.models import Correction
from budgets.writing import steps_for, write
from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.documents import documents_of
from core.views import ListPage

MONEY = "budgets.view_money"


class CorrectionList(ListPage):
    permission_required = MONEY
    model = Correction
    queryset = Correction.objects.select_related("act", "unit", "book_year", "created_by", "decided_by")
    filterset_fields = ["status"]
    template_name = "budgets/corrections.html"

    def get_queryset(self):
        return super().get_queryset().filter(book_year__year=chosen_year(self.request))


def ask(request):
    """?of=…&id=…: the paper or request in the books that is to be taken back."""
    require(request.user, ASK)
    case = _named(request)
    form = CorrectionForm(request.POST or None, request.FILES or None, case=case)
    act = act_of(case)
    return write(
        request, form, lambda: form.save(request.user), "budgets/correction_form.html",
        done="Đã đề nghị hủy ghi, chờ người khác xác nhận.", case=case, entry=act, lines=_lines(act),
        total=act and total(act),
    )  # fmt: skip


def _named(request):
    kind, pk = KINDS.get(request.GET.get("of")), request.GET.get("id", "")
    if kind is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404("Địa chỉ không nêu khoản cần hủy ghi.")
    return get_object_or_404(kind.model.objects.visible_to(request.user), pk=pk)


def _lines(act):
    return act.transfers.with_places().order_by("pk") if act else []


def correction_of(request, pk):
    require(request.user, MONEY)
    rows = Correction.objects.select_related("act__by", "unit", "book_year", "created_by", "decided_by")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


@require_GET
def correction(request, pk):
    row = correction_of(request, pk)
    entries = list(history(row))
    steps = CORRECTION_FLOW.steps(row, request.user)
    if kind_of(row.case).own_desk:
        steps = steps_for(CORRECTION_FLOW, row, row.unit, request.user)
    page = {
        "correction": row,
        "object": row,
        "lines": _lines(row.act),
        "total": total(row.act),
        "way": row.case.get_absolute_url(),
        "steps": steps,
        "documents": documents_of(row),
        "history": entries,
        "because": CORRECTION_FLOW.because(entries),
    }
    return render(request, "budgets/correction.html", page)


def correction_press(request, pk, name):
    if name not in CORRECTION_FLOW.transitions:
        raise Http404
    return core_views.press(request, correction_of(request, pk), CORRECTION_FLOW, name)
