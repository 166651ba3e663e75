"""The board of a year's end: what keeps each book from being closed; cancelled estimate; closing and opening again."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from budgets.books import ended_in_the_next_year
from budgets.cancelling import CANCELLATION_FLOW
from budgets.carrying import CARRY_FLOW, to_carry
from budgets.charging import UNSPENT, becomes, is_charge, needed_and_there, of_stages, only_book_after
from budgets.closing import CLOSING_FLOW
from budgets.corrections import with_corrections
from budgets.forms_year_end import CancellationForm, CarryOverForm, ClosingForm
from budgets.models import BookClosing, Cancellation, CarryOver
from budgets.scope import sees_books
from budgets.writing import write
from budgets.year_end import is_over, obstacles
from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.dates import today
from core.documents import documents_of
from ledger.models import BookYear
from ledger.reading import transfers_for_case
from ledger.stages import Kind
from norms.selectors import closing_days
from plans.issue import book_of
from plans.selectors import approved_item
from projects.models import Project

MONEY, PREPARE = "budgets.view_money", "budgets.prepare_year_end"


@require_GET
def year_end(request):
    require(request.user, MONEY)
    user, year = request.user, chosen_year(request)
    books = list(BookYear.objects.filter(year=year))
    rows = obstacles(books, user)
    closings = list(BookClosing.objects.visible_to(user).filter(book_year__in=books).select_related("book_year"))
    waiting = {row.book_year_id: row for row in closings if row.status == BookClosing.Status.ASKED}
    return render(
        request,
        "budgets/year_end.html",
        {
            "books": [
                {
                    "book": book,
                    "rows": (own := [(row, row.turn.is_of(user)) for row in rows if row.book_year == book]),
                    "mine": sum(mine for _, mine in own),
                    "late": sum(row.late for row, _ in own),
                    "total": sum(row.amount for row, _ in own if row.kind == "MONEY"),
                    "waiting": waiting.get(book.pk),
                    "over": is_over(book),
                }
                for book in books
            ],
            "days": [
                (tier.label, list(found.values()))
                for tier in BookYear.Tier
                if any(book.tier == tier for book in books) and (found := closing_days([year], tier)[year])
            ],
            "closings": closings,
            "cancellations": with_corrections(
                Cancellation.objects.visible_to(user)
                .filter(book_year__in=books)
                .select_related("unit", "book_year")
                .prefetch_related("rows"),
                user,
            ),
            "carried": with_corrections(
                CarryOver.objects.visible_to(user).filter(book_year__in=books).select_related("project", "book_year"),
                user,
            ),
            "whole": user.organisation.covers_province,
            "has_money": sees_books(user),
            "may_prepare": user.has_perm(PREPARE),
            "units": list(Organisation.objects.filter(is_spending_unit=True)) if user.has_perm(PREPARE) else [],
            "today": today(),
        },
    )


# --- estimate cancelled by a paper ---------------------------------------------
def cancel(request):
    """?book=…&unit=…: every place of the unit where estimate of that book stands."""
    require(request.user, PREPARE)
    book = named(BookYear.objects.all(), request.GET.get("book"))
    unit = named(Organisation.objects.filter(is_spending_unit=True), request.GET.get("unit"))
    form = CancellationForm(request.POST or None, instance=Cancellation(book_year=book, unit=unit))
    return write(
        request, form, lambda: form.save(request.user), "budgets/cancel_form.html",
        done="Đã lập, chờ quyết định hủy dự toán.", book=book, unit=unit,
    )  # fmt: skip


def named(rows, pk):
    """The record the address names; an address that names none is no page."""
    if not (pk and pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404("Địa chỉ không nêu sổ năm, đơn vị.")
    return get_object_or_404(rows, pk=pk)


def cancellation_of(request, pk):
    require(request.user, MONEY)
    rows = Cancellation.objects.select_related("unit", "book_year", "created_by").visible_to(request.user)
    return get_object_or_404(rows, pk=pk)


@require_GET
def cancellation(request, pk):
    row = cancellation_of(request, pk)
    entries = list(history(row))
    page = {
        "cancellation": with_corrections([row], request.user)[0],
        "object": row,
        "rows": row.rows.select_related("line"),
        "steps": CANCELLATION_FLOW.steps(row, request.user),
        "documents": documents_of(row),
        "history": entries,
        "because": CANCELLATION_FLOW.because(entries),
    }
    return render(request, "budgets/cancellation.html", page)


def cancellation_press(request, pk, name):
    if name not in CANCELLATION_FLOW.transitions:
        raise Http404
    return core_views.press(request, cancellation_of(request, pk), CANCELLATION_FLOW, name)


# --- a project carried over ----------------------------------------------------
def carry(request):
    """?project=…: what the project has left of its book goes into the next year's; &way=CHARGE: out of its estimate;
    &book=…: what another book claims of an earlier year."""
    require(request.user, PREPARE)
    project = named(Project.objects.visible_to(request.user), request.GET.get("project"))
    item = approved_item(project)
    if item is None or project.is_historical:
        raise Http404("Đề án không có kinh phí trong sổ này.")
    way = request.GET.get("way", CarryOver.Way.CARRY)
    if way not in CarryOver.Way:
        raise Http404("Địa chỉ không nêu đúng cách chuyển.")
    book = named(BookYear.objects.all(), request.GET["book"]) if "book" in request.GET else book_of(item)
    draft = CarryOver(project=project, book_year=book, unit=project.spending_unit, way=way)
    if is_charge(draft):
        draft.taken_from = only_book_after(book)
    form = CarryOverForm(request.POST or None, instance=draft)
    return write(
        request, form, lambda: form.save(request.user), "budgets/carry_form.html",
        done="Đã lập, chờ quyết định.", project=project, book=draft.book_year, rows=_with_sum(draft), draft=draft,
    )  # fmt: skip


def _with_sum(carry_over):
    """The accounts that would be emptied; of advances charged to the next year what each becomes and what it needs."""
    rows = to_carry(carry_over)
    found = {"list": [(row, "") for row in rows], "total": sum(row.balance for row in rows)}
    found["ended"] = ended_in_the_next_year(carry_over.book_year)
    if is_charge(carry_over):
        found["list"] = [(row, becomes(carry_over, row)) for row in rows]
        found["needed"], found["there"] = needed_and_there(carry_over, rows)
        found["anew"] = found["needed"] + of_stages(rows, *UNSPENT)  # with what nobody spent, where that is chosen
    return found


def carry_over_of(request, pk):
    require(request.user, MONEY)
    rows = CarryOver.objects.select_related("project__spending_unit", "unit", "book_year", "taken_from", "created_by")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


@require_GET
def carry_over(request, pk):
    row = carry_over_of(request, pk)
    entries = list(history(row))
    page = {
        "carry_over": with_corrections([row], request.user)[0],
        "object": row,
        "rows": _with_sum(row) if row.status == CarryOver.Status.DRAFT else None,
        "moved": transfers_for_case(row).filter(kind=Kind.CARRY_OUT, reverses=None).order_by("pk"),
        "is_charge": is_charge(row),
        "steps": CARRY_FLOW.steps(row, request.user),
        "documents": documents_of(row),
        "history": entries,
        "because": CARRY_FLOW.because(entries),
    }
    return render(request, "budgets/carry_over.html", page)


def carry_over_press(request, pk, name):
    if name not in CARRY_FLOW.transitions:
        raise Http404
    return core_views.press(request, carry_over_of(request, pk), CARRY_FLOW, name)


# --- closing, opening again ----------------------------------------------------
def ask_closing(request, pk):
    require(request.user, PREPARE)
    book = get_object_or_404(BookYear, pk=pk)
    form = ClosingForm(request.POST or None, instance=BookClosing(book_year=book), reopen=not book.is_open)
    return write(
        request, form, lambda: form.save(request.user), "budgets/closing_form.html",
        done="Đã gửi đề nghị, chờ quyết định.", book=book,
    )  # fmt: skip


def closing_of(request, pk):
    require(request.user, MONEY)
    rows = BookClosing.objects.select_related("book_year", "created_by", "decided_by").visible_to(request.user)
    return get_object_or_404(rows, pk=pk)


@require_GET
def closing(request, pk):
    row = closing_of(request, pk)
    entries = list(history(row))
    page = {
        "closing": row,
        "object": row,
        "steps": CLOSING_FLOW.steps(row, request.user),
        "history": entries,
        "because": CLOSING_FLOW.because(entries),
    }
    return render(request, "budgets/closing.html", page)


def closing_press(request, pk, name):
    if name not in CLOSING_FLOW.transitions:
        raise Http404
    return core_views.press(request, closing_of(request, pk), CLOSING_FLOW, name)
