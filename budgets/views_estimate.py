"""The year's estimate: given, assigned, divided over plan lines; Finance's answer to each allocation sheet."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from budgets.corrections import with_corrections
from budgets.estimate import ALLOCATION_FLOW, last_adjustment, late_words
from budgets.figures import answer_due, line_allocations, unit_estimates
from budgets.forms import AllocationForm, AppropriationForm, AssignmentForm
from budgets.models import AllocationSheet, Appropriation, Assignment, CarryOver
from budgets.writing import write
from core import views as core_views
from core.access import require
from core.audit import history, moved_on
from core.context import chosen_year
from core.dates import today
from core.documents import documents_of, documents_of_each
from ledger.models import BookYear
from plans.selectors import plans_of

MONEY = "budgets.view_money"


@require_GET
def estimate(request):
    require(request.user, MONEY)
    user, year = request.user, chosen_year(request)
    books, plans = [], plans_of(year) if user.has_perm("plans.view_annualplan") else None
    for book_year in BookYear.objects.filter(year=year):
        rows, total = unit_estimates(book_year, user)
        if rows or user.organisation.covers_province:
            books.append((book_year, rows, total, plans and plans.get(book_year.tier)))
    sheets = AllocationSheet.objects.visible_to(user).filter(book_year__year=year)
    return render(
        request,
        "budgets/estimate.html",
        {
            "books": books,
            "plans": plans,
            "papers": _papers(year, user),
            "moved_on": CarryOver.objects.visible_to(user).took_from_another(year),
            "sheets": _with_remarks(
                with_corrections(
                    sheets.select_related("unit", "book_year").prefetch_related("rows").order_by("-dated_on"), user
                )
            ),
            "today": today(),
            "may_enter": user.has_perm("budgets.appropriate"),
            "may_assign": user.has_perm("budgets.assign_estimate"),
            "may_allocate": user.has_perm("budgets.allocate") and any(book.is_open for book, *_ in books),
            "has_money": user.organisation.covers_province or user.organisation.is_spending_unit,
        },
    )


def _papers(year, user):
    """[(act on the estimate, its papers)] by date, newest first. Four queries."""
    acts = [
        *Appropriation.objects.visible_to(user).filter(book_year__year=year).select_related("unit", "book_year"),
        *Assignment.objects.visible_to(user)
        .filter(book_year__year=year)
        .select_related("from_unit", "to_unit", "book_year"),
    ]
    with_corrections(acts, user)
    _with_remarks(acts)
    found = {}
    for act, document in documents_of_each(acts):
        found.setdefault(act, []).append(document)
    return [
        (act, found.get(act, [])) for act in sorted(acts, key=lambda act: (act.dated_on, act.created_at), reverse=True)
    ]


def _with_remarks(papers):
    """Each paper with `late`, the remark on one after the year's date of adjustment. One query a book."""
    last = {}
    for paper in papers:
        if paper.book_year_id not in last:
            last[paper.book_year_id] = last_adjustment(paper.book_year)
        paper.late = late_words(paper, last[paper.book_year_id]) if last[paper.book_year_id] else ""
    return papers


def appropriate(request):
    require(request.user, "budgets.appropriate")
    form = AppropriationForm(
        request.POST or None, request.FILES or None, year=chosen_year(request), initial=_own_unit(request, "unit")
    )
    return write(
        request, form, lambda: _done(form, request), "budgets/estimate_form.html",
        done="Đã ghi quyết định vào sổ.", heading="Nhập dự toán được giao", undivided=_left_to_divide(request),
    )  # fmt: skip


def assign(request):
    require(request.user, "budgets.assign_estimate")
    form = AssignmentForm(
        request.POST or None, request.FILES or None, year=chosen_year(request), initial=_own_unit(request, "from_unit")
    )
    return write(
        request, form, lambda: _done(form, request), "budgets/estimate_form.html",
        done="Đã giao dự toán.", heading="Giao dự toán cho đơn vị sử dụng", undivided=_left_to_divide(request),
    )  # fmt: skip


def _left_to_divide(request):
    """[(open book of the year, its units with what each may still give on or lose)]."""
    books = BookYear.objects.filter(year=chosen_year(request), state=BookYear.State.OPEN)
    return [(book, unit_estimates(book, request.user)[0]) for book in books]


def _own_unit(request, name):
    organisation = request.user.organisation
    return {name: organisation.pk} if organisation.is_spending_unit else {}


@transaction.atomic
def _done(form, request):
    form.save(request.user)
    return "budgets:estimate"


# --- the allocation sheet -------------------------------------------------------
def allocate(request):
    """All lines of the plan as rows. “Tính lại” counts what was typed without saving; nothing typed is ever lost.

    The book is the one the address names, else the only one of a tier with a plan; of several a person chooses.
    """
    require(request.user, "budgets.allocate")
    year = chosen_year(request)
    books = list(BookYear.objects.filter(year=year, state=BookYear.State.OPEN))
    units, plans = list(Organisation.objects.filter(is_spending_unit=True)), plans_of(year)
    book_year = next((book for book in books if str(book.pk) == request.GET.get("book_year")), None)
    if book_year is None:
        planned = [book for book in books if book.tier in plans] or books
        book_year = planned[0] if len(planned) == 1 else None
    unit = _chosen(units, request.GET.get("unit") or str(request.user.organisation_id))
    plan = plans.get(book_year.tier) if book_year else None
    page = {"books": books, "units": units, "book_year": book_year, "unit": unit, "plan": plan}
    if not (plan and unit):
        return render(request, "budgets/allocate.html", page)
    rows = line_allocations(book_year, unit, list(plan.lines.live().order_by("no")))
    counting = "count" in request.POST
    form = AllocationForm(
        request.POST or None,
        request.FILES or None,
        instance=AllocationSheet(book_year=book_year, unit=unit),
        rows=rows,
        counting=counting,
    )
    form.read()
    undivided = _undivided(book_year, unit, request.user)
    page |= {
        "rows": rows,
        "allocated": sum(row.allocated for row in rows),
        "undivided": undivided,
        "remaining": undivided - form.total,
        "readable": None not in [row.change for row in rows],
    }
    if counting:
        return render(request, "budgets/allocate.html", page | {"form": form})
    return write(
        request, form, lambda: form.save(request.user), "budgets/allocate.html", done="Đã phân bổ và ghi sổ.", **page
    )


def _chosen(rows, pk):
    """The one the address names, else the first; None when there is none."""
    return next((row for row in rows if str(row.pk) == pk), rows[0] if rows else None)


def _undivided(book_year, unit, user):
    rows, _ = unit_estimates(book_year, user)
    return next((row.undivided for row in rows if row.unit == unit), 0)


def sheet_of(request, pk):
    require(request.user, MONEY)
    sheets = AllocationSheet.objects.select_related("unit", "book_year").visible_to(request.user)
    return get_object_or_404(sheets, pk=pk)


@require_GET
def sheet(request, pk):
    row, user = sheet_of(request, pk), request.user
    due, entries = answer_due(row, moved_on([row])[row.pk]), list(history(row))
    return render(
        request,
        "budgets/sheet.html",
        {
            "sheet": with_corrections([row], user)[0],
            "rows": row.rows.select_related("line"),
            "steps": ALLOCATION_FLOW.steps(row, user),
            "due": due,
            "late": bool(due and due[1] < today()),
            "late_paper": late_words(row),
            "documents": documents_of(row),
            "history": entries,
            "because": ALLOCATION_FLOW.because(entries),
        },
    )


def sheet_press(request, pk, name):
    if name not in ALLOCATION_FLOW.transitions:
        raise Http404
    return core_views.press(request, sheet_of(request, pk), ALLOCATION_FLOW, name)
