"""The norm book (Nội dung và mức chi): the sets, the kinds of support, and a calculator that explains itself."""

from collections import defaultdict

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from core.audit import history
from core.dates import today
from norms.forms import CeilingForm
from norms.gaps import kinds_without_norm, not_set_yet
from norms.models import (
    AdvanceRule,
    BudgetCode,
    DeadlineRule,
    DeciderRule,
    EligibilityRule,
    LegalDocument,
    Norm,
    NormSet,
    QuoteRule,
    RefusalReason,
    RequiredPaper,
    SupportCategory,
    Tier,
    TreasuryRule,
)

KINDS = BudgetCode.Kind.values  # chapter, category, item: as a decision prints them

reads_the_book = permission_required("norms.view_normset", raise_exception=True)


@reads_the_book
def book(request):
    """What may be supported and how much on a day; the calculator's question travels in the address."""
    asked = "cost" in request.GET
    form = CeilingForm(request.GET if asked else None, initial=request.GET.dict())
    answer = form.answer() if asked else None
    on = (form.cleaned_data.get("on") if asked else None) or today()
    in_force = {s.tier: s for s in _sets().on(on).filter(province_code__in=["", settings.PROVINCE_CODE])}
    norms = {
        (norm.set.tier, norm.category_id): norm
        for norm in Norm.objects.filter(set__in=list(in_force.values())).in_full()
    }
    categories = SupportCategory.objects.visible_to(request.user).filter(active=True)
    page = {
        "form": form,
        "answer": answer,
        "on": on,
        "local": in_force.get(Tier.LOCAL),
        "national": in_force.get(Tier.NATIONAL),
        "rows": [(c, norms.get((Tier.LOCAL, c.pk)), norms.get((Tier.NATIONAL, c.pk))) for c in categories],
        "sets": _sets()
        .visible_to(request.user)
        .annotate(
            figures=Count("norms", filter=Q(norms__limit_status=Norm.Status.SET)),
            unverified=Count("norms", filter=Q(norms__limit_status=Norm.Status.SET, norms__verified=False)),
        ),
    }
    return render(request, "norms/book.html", page)


@reads_the_book
def rules(request):
    """Deadlines, deciders and the texts behind everything, as they hold today."""
    page = {
        "deadlines": DeadlineRule.objects.on(today()),
        "treasury_rules": TreasuryRule.objects.on(today()),
        "budget_codes": sorted(BudgetCode.objects.all(), key=lambda code: KINDS.index(code.kind)),  # of old years too
        "quote_rules": QuoteRule.objects.on(today()),
        "eligibility_rules": EligibilityRule.objects.on(today()),
        "refusal_reasons": RefusalReason.objects.on(today()),
        "deciders": DeciderRule.objects.on(today()).order_by("scope", "change", "tier"),
        "documents": LegalDocument.objects.visible_to(request.user),
    }
    return render(request, "norms/rules.html", page)


@reads_the_book
def norm_set(request, code):
    """One set: its source, its limits, every norm with how sure we are of it."""
    found = get_object_or_404(_sets().visible_to(request.user), code=code)
    norms = found.norms.in_full()
    page = {"set": found, "norms": norms, "without": kinds_without_norm(found), "history": history(found)}
    page["to_come"] = not found.draft and found.valid_from > today()
    return render(request, "norms/set.html", page)


@reads_the_book
def category(request, code):
    """One kind of support through the years: its norms, papers by stage, advances, expected results."""
    found = get_object_or_404(SupportCategory.objects.visible_to(request.user), code=code)
    papers = defaultdict(list)
    for row in RequiredPaper.objects.filter(category=found).select_related("paper"):
        papers[row.stage].append(row)
    stages = [
        (stage.label, papers[stage], "; ".join(sorted({row.source for row in papers[stage]})))
        for stage in RequiredPaper.Stage
        if stage in papers
    ]
    page = {
        "category": found,
        "gaps": not_set_yet([found], today())[found],
        "norms": found.norms.in_full().filter(set__draft=False).order_by("set__tier", "-set__valid_from"),
        "stages": stages,
        "advances": AdvanceRule.objects.filter(category=found),
        "history": history(found),
    }
    return render(request, "norms/category.html", page)


def _sets():
    return NormSet.objects.select_related("legal_document")
