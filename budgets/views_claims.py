"""Money of closed years that is to come back: the list, entering a conclusion, deciding."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from budgets.claiming import CLAIM_FLOW, PREPARE, claimable
from budgets.corrections import with_corrections
from budgets.forms_claims import ClaimForm
from budgets.models import Claim
from budgets.views_year_end import named
from budgets.writing import write
from core import views as core_views
from core.access import require
from core.audit import history
from core.documents import documents_of
from core.views import ListPage
from projects.models import Project

MONEY = "budgets.view_money"


class ClaimList(ListPage):
    permission_required = MONEY
    model = Claim
    queryset = Claim.objects.for_list()
    filterset_fields = ["status"]
    template_name = "budgets/claims.html"


def claim_new(request):
    """?project=…: of what was settled of this project; without it, of every contract in reach."""
    require(request.user, PREPARE)
    project = None
    if "project" in request.GET:
        project = named(Project.objects.visible_to(request.user), request.GET["project"])
    places = claimable(request.user, project)
    form = ClaimForm(request.POST or None, request.FILES or None, places=places)
    return write(
        request, form, lambda: form.save(request.user), "budgets/claim_form.html",
        done="Đã lập, chờ quyết định.", project=project, places=places,
    )  # fmt: skip


def claim_of(request, pk):
    require(request.user, MONEY)
    return get_object_or_404(Claim.objects.for_list().visible_to(request.user), pk=pk)


@require_GET
def claim(request, pk):
    row = claim_of(request, pk)
    entries = list(history(row))
    page = {
        "claim": with_corrections([row], request.user)[0],
        "object": row,
        "steps": CLAIM_FLOW.steps(row, request.user),
        "documents": documents_of(row),
        "history": entries,
        "because": CLAIM_FLOW.because(entries),
    }
    return render(request, "budgets/claim.html", page)


def claim_press(request, pk, name):
    if name not in CLAIM_FLOW.transitions:
        raise Http404
    return core_views.press(request, claim_of(request, pk), CLAIM_FLOW, name)
