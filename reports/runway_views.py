"""The year's money and the way down: stage, account, the line with its paper and record."""

from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from core.access import require
from core.context import chosen_year
from core.svg import FOLLOWED
from ledger import reading
from ledger.models import Account, BookYear
from ledger.stages import Stage
from plans.models import PlanLine
from plans.selectors import current_plan
from projects.models import Project
from reports.links import told
from reports.reach import accounts_in_reach, given_of, scope_for

ROWS = 50  # of a page
LOCAL = BookYear.Tier.LOCAL
NUMBERS = {stage: number for number, stage in enumerate(FOLLOWED, 1)}  # the colours of the picture


class RunwayFilter(forms.Form):
    """Tier, source, unit, line and project of the year people work in; the choices are what the person may see."""

    tier = forms.ChoiceField(label="Cấp", choices=[("LOCAL", "Địa phương"), ("NATIONAL", "Quốc gia")], required=False)
    book_year = forms.ModelChoiceField(
        label="Nguồn kinh phí", queryset=BookYear.objects.none(), required=False, empty_label="Mọi nguồn"
    )
    unit = forms.ModelChoiceField(
        label="Đơn vị", queryset=Organisation.objects.none(), required=False, empty_label="Mọi đơn vị"
    )
    line = forms.ModelChoiceField(
        label="Nội dung của kế hoạch", queryset=PlanLine.objects.none(), required=False, empty_label="Mọi nội dung"
    )
    project = forms.ModelChoiceField(
        label="Đề án", queryset=Project.objects.none(), required=False, empty_label="Mọi đề án"
    )

    def __init__(self, data, *, user, year):
        super().__init__(data)
        tier = data.get("tier") if data.get("tier") in BookYear.Tier.values else LOCAL
        plan = current_plan(year, tier) if user.has_perm("plans.view_annualplan") else None
        accounts = accounts_in_reach(user).filter(book_year__year=year, book_year__tier=tier).order_by()
        books = BookYear.objects.filter(pk__in=accounts.values("book_year"))
        if len(books) > 1 or data.get("book_year"):
            self.fields["book_year"].queryset = books
            self.fields["book_year"].label_from_instance = lambda book: book.source_words
        else:
            del self.fields["book_year"]
        if user.organisation.covers_province:
            self.fields["unit"].queryset = Organisation.objects.filter(pk__in=accounts.values("unit"))
        else:
            del self.fields["unit"]
        if plan:
            self.fields["line"].queryset = plan.lines.live().order_by("no")
        else:
            del self.fields["line"]
        has_money = Q(pk__in=accounts.filter(subject__kind="PROJECT").values("subject__ref"))
        self.fields["project"].queryset = Project.objects.visible_to(user).filter(has_money).order_by("code")

    def scope(self, user, year):
        """The Scope asked for. A choice that is not offered does not exist: it narrows to nothing, with a sentence."""
        asked = self.cleaned_data
        book, line, unit, project = (asked.get(name) for name in ("book_year", "line", "unit", "project"))
        return scope_for(
            user,
            year=year,
            tier=asked.get("tier") or LOCAL,
            book_year=book.pk if book else None,
            unit=unit.pk if unit else None,
            line=line.identity if line else None,
            project=project.pk if project else None,
        )


def _asked(request):
    require(request.user, "reports.view_dashboard")
    year = chosen_year(request)
    form = RunwayFilter(request.GET, user=request.user, year=year)
    if not form.is_valid():  # an address made by hand
        return form, None
    return form, form.scope(request.user, year)


@require_GET
def runway(request):
    form, scope = _asked(request)
    stages = scope.runway() if scope else []
    given = given_of(stages)
    rows = [row | {"number": NUMBERS.get(row["stage"]), "share": percent_of(row["reached"], given)} for row in stages]
    return render(
        request,
        "reports/runway.html",
        {
            "form": form,
            "scope": scope,
            "stages": stages,
            "rows": rows,
            "given": given,
            "query": _query(request),
            "asked": {name: value for name, value in form.cleaned_data.items() if value and name != "tier"},
        },
        status=200 if scope else 422,
    )


@require_GET
def stage(request, code):
    """Where the money of one stage stands: every account that is not empty."""
    return _accounts(request, get_stage(code), "balance", lambda scope, code: scope.accounts().filter(stage=code))


@require_GET
def reached(request, code):
    """Where the money stands that has come at least to this stage, and what of it left the year from there."""
    return _accounts(request, get_stage(code), "reached", lambda scope, code: scope.come_to(code))


def _accounts(request, code, figure, behind):
    """The accounts behind one figure of the runway, the largest first; they add up to it."""
    _, scope = _asked(request)
    accounts, total = Account.objects.none(), 0
    if scope:
        accounts = behind(scope, code).exclude(**{figure: 0})
        total = int(accounts.aggregate(total=Sum(figure))["total"] or 0)
        accounts = accounts.select_related("unit", "book_year", "subject__parent").order_by(f"-{figure}", "pk")
    shown = Paginator(accounts, ROWS).get_page(request.GET.get("page"))
    page = {
        "stage": code, "cumulative": figure == "reached", "accounts": shown, "page_obj": shown, "total": total,
        "query": _query(request),
        "names_sources": bool(scope and scope.book_years and scope.book_years[0].source_to_tell),
    }  # fmt: skip
    return render(request, "reports/stage.html", page, status=200 if scope else 422)


def percent_of(amount, whole):
    """Percent with one decimal; None when there is nothing to compare with."""
    return (Decimal(amount) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def _query(request):
    """The address's own words, so that the way down keeps the filters."""
    query = request.GET.urlencode()
    return f"?{query}" if query else ""


def get_stage(code):
    if code not in Stage.values:
        raise Http404("Không có khâu này.")
    return Stage(code)


@require_GET
def account(request, pk):
    """One account: every transfer with its act, person, date, paper and record, and what stood there after it."""
    require(request.user, "reports.view_dashboard")
    found = get_object_or_404(
        accounts_in_reach(request.user).select_related("unit", "book_year", "subject__parent"), pk=pk
    )
    page = Paginator(reading.entries(found), ROWS).get_page(request.GET.get("page"))
    entries = reading.with_standing(found, page)
    rows = told([entry.transfer for entry in entries], request.user)
    for row, entry in zip(rows, entries, strict=True):
        row["change"], row["standing"] = entry.change, entry.balance
        row["other"] = entry.transfer.target if entry.change < 0 else entry.transfer.source
    return render(request, "reports/account.html", {"account": found, "rows": rows, "page_obj": page})
