from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from reports.search import LEAST, exact, find


@require_GET
def search(request):
    """What the box in the top bar finds; a project's code leads straight to it."""
    words = request.GET.get("q", "")[:200]
    if project := exact(words, request.user):
        return redirect(project)
    groups = find(words, request.user)
    return render(
        request, "reports/search.html", {"words": words.strip(), "groups": groups, "short": len(words.strip()) < LEAST}
    )
