"""The first page: what waits for me, what must not be left lying, the year's money, the plan."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from core.context import chosen_year
from core.dates import today
from ledger.models import BookYear
from plans.selectors import current_plan, line_progress
from reports.attention import points
from reports.catalogue import CATALOGUE
from reports.reach import given_of, scope_for
from reports.waiting import waiting_for

FIRST = 8  # things shown at once; the rest opens below
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
LOCAL, NATIONAL = BookYear.Tier.LOCAL, BookYear.Tier.NATIONAL


@require_GET
def home(request):
    user, year, day = request.user, chosen_year(request), today()
    waiting = waiting_for(user)
    plan = current_plan(year, LOCAL) if user.has_perm("plans.view_annualplan") else None
    progress = line_progress(plan, user) if plan else []
    whole = user.organisation.covers_province  # the plan's targets are the province's: elsewhere nothing is measured
    if not whole:
        progress = [row for row in progress if row.count_done]
    scope = money_of(user, year, LOCAL)
    stages = scope.runway() if scope else []
    national = money_of(user, year, NATIONAL)
    return render(
        request,
        "reports/home.html",
        {
            "weekday": WEEKDAYS[day.weekday()],
            "today": day,
            **user.stand_ins(),
            "first": waiting[:FIRST],
            "rest": waiting[FIRST:],
            "waiting": waiting,
            "late": sum(row.is_late for row in waiting),
            "points": points(user, progress, scope),
            "plan": plan,
            "progress": progress,
            "whole": whole,
            "with_money": any(row.allocated is not None for row in progress),
            "scope": scope,
            "stages": stages,
            "given": given_of(stages),
            "may_report": CATALOGUE["year_report"].offered_to(user),
            "national": national,
            "national_stages": national.runway() if national and national.book_years else None,
        },
    )


def money_of(user, year, tier):
    """The Scope of a year, None for whoever has nothing to do with money."""
    try:
        return scope_for(user, year=year, tier=tier)
    except PermissionDenied:
        return None


@login_not_required
@require_GET
def favicon(request):
    """Where browsers look without reading the page first."""
    return redirect(static("img/favicon.svg"))
