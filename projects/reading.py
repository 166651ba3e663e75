"""How every page of this room finds its project."""

from django.shortcuts import get_object_or_404

from core.access import require
from projects.models import Project

WRONG = 422  # the page comes back with what was typed and what stands in the way


def in_reach(request, pk):
    require(request.user, "projects.view_project")
    return get_object_or_404(Project.objects.for_page().visible_to(request.user), pk=pk)
