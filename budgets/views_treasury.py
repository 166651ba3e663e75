"""Comparing the books with the Treasury: the periods of a year, a sheet, the Treasury's figures beside the unit's."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from budgets.forms_treasury import DrawUpForm, TheirsForm
from budgets.models import TreasurySheet
from budgets.scope import sees_books
from budgets.treasury_excel import file_name, workbook
from budgets.treasury_models import ESTIMATE
from budgets.treasury_periods import periods_of
from budgets.treasury_sheets import PREPARE, TREASURY_FLOW, behind, moved_since_confirmed
from budgets.writing import steps_for, write
from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.documents import documents_of
from core.file_types import XLSX
from ledger.models import BookYear

MONEY = "budgets.view_money"


@require_GET
def sheets(request):
    require(request.user, MONEY)
    year = chosen_year(request)
    return render(
        request,
        "budgets/treasury_sheets.html",
        {
            "units": periods_of(year, request.user),
            "may_prepare": request.user.has_perm(PREPARE),
            "has_money": sees_books(request.user),
        },
    )


def draw_up(request):
    """?book=…&period=…: the figures of a period as the books say now."""
    require(request.user, PREPARE)
    book, period = request.GET.get("book", ""), request.GET.get("period", "")
    if not (book.isascii() and book.isdigit() and len(book) < 19 and period in TreasurySheet.Period.values):
        raise Http404("Địa chỉ không nêu sổ năm, kỳ.")
    book = get_object_or_404(BookYear, pk=book)
    sheet = TreasurySheet(book_year=book, unit=request.user.organisation, period=period)
    form = DrawUpForm(request.POST or None, instance=sheet)
    return write(
        request, form, lambda: form.save(request.user), "budgets/treasury_draw.html",
        done="Đã lập bảng đối chiếu, chờ chủ tài khoản ký.", sheet=sheet, book=book,
    )  # fmt: skip


def sheet_of(request, pk):
    require(request.user, MONEY)
    rows = TreasurySheet.objects.select_related("unit", "book_year", "created_by").prefetch_related("figures")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


@require_GET
def sheet(request, pk):
    row, user = sheet_of(request, pk), request.user
    entries = list(history(row))
    own = row.unit_id == user.organisation_id
    clues = behind(row)
    return render(
        request,
        "budgets/treasury_sheet.html",
        {
            "sheet": row,
            "object": row,
            "estimate": [figure for figure in row.rows if figure.code in ESTIMATE],
            "spending": [figure for figure in row.rows if figure.code not in ESTIMATE],
            "known": any(figure.theirs is not None for figure in row.rows),
            "moved": moved_since_confirmed(row),
            "behind": [(figure, clues[figure.code]) for figure in row.rows if figure.code in clues],
            "may_write": own and user.has_perm(PREPARE) and row.status == TreasurySheet.Status.SENT,
            "steps": steps_for(TREASURY_FLOW, row, row.unit, user),
            "documents": documents_of(row),
            "history": entries,
            "because": TREASURY_FLOW.because(entries),
        },
    )


def theirs(request, pk):
    row = sheet_of(request, pk)
    require(request.user, PREPARE)
    form = TheirsForm(request.POST or None, request.FILES or None, sheet=row)
    return write(
        request, form, lambda: form.save(request.user), "budgets/treasury_theirs.html", done="Đã ghi số của Kho bạc.",
        sheet=row,
    )  # fmt: skip


@require_GET
def excel(request, pk):
    row = sheet_of(request, pk)
    response = FileResponse(workbook(row), as_attachment=True, filename=file_name(row), content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def press(request, pk, name):
    if name not in TREASURY_FLOW.transitions:
        raise Http404
    return core_views.press(request, sheet_of(request, pk), TREASURY_FLOW, name)
