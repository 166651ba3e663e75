"""Pages of the ways of looking at the register that people keep."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.access import require
from establishments.forms import put_errors
from reports.models import RegisterView
from reports.register_forms import RegisterViewForm
from reports.saved_views import cleaned, in_words, keep_view, withdraw_view

WRONG = 422


@require_GET
def views(request):
    """One's own and the office's."""
    require(request.user, "projects.view_project")
    rows = [(row, in_words(row.query, request.user)) for row in RegisterView.objects.visible_to(request.user)]
    return render(request, "reports/register_views.html", {"rows": rows})


def edit_view(request, pk=None):
    """Keep the register's address under a name, or change what is kept; the address of this page carries it.

    Opened without one, a view that exists keeps what it shows and only its name changes.
    """
    require(request.user, "projects.view_project")
    view = _own(request, pk) if pk else RegisterView()
    asked = cleaned({name: request.GET.getlist(name) for name in request.GET})
    query = asked if asked or not pk else view.query
    form = RegisterViewForm(request.POST or None, instance=view)
    if request.method == "POST" and form.is_valid():
        view.query = query
        try:
            keep_view(view, by=request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã giữ cách xem “{view}”.")
            return redirect(view)
    context = {
        "form": form,
        "view_kept": view if pk else None,
        "facts": in_words(query, request.user),
        "back": f"{reverse('reports:register')}?{request.GET.urlencode()}",
    }
    return render(request, "reports/register_view_edit.html", context, status=WRONG if form.errors else 200)


@require_POST
def withdraw(request, pk):
    view = withdraw_view(_own(request, pk), by=request.user)
    messages.success(request, f"Đã bỏ cách xem “{view}”.")
    return redirect("reports:register_views")


def _own(request, pk):
    require(request.user, "projects.view_project")
    view = get_object_or_404(RegisterView.objects.visible_to(request.user), pk=pk)
    if view.owner_id != request.user.pk:
        raise PermissionDenied("Cách xem này do người khác giữ; hãy lập cách xem của mình.")
    return view
