from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core.access import require
from core.audit import history
from core.documents import documents_of
from core.views import ListPage
from establishments.filters import EstablishmentFilter
from establishments.forms import EstablishmentForm, IdentityForm, put_errors
from establishments.models import Establishment

SUGGESTIONS = 12


class EstablishmentList(ListPage):
    permission_required = "establishments.view_establishment"
    queryset = Establishment.objects.for_list()
    filterset_class = EstablishmentFilter
    template_name = "establishments/list.html"
    partial_name = "establishments/_table.html"


def in_reach(request, pk):
    require(request.user, "establishments.view_establishment")
    return get_object_or_404(
        Establishment.objects.select_related("area", "created_by__organisation").visible_to(request.user), pk=pk
    )


@require_GET
def detail(request, pk):
    establishment = in_reach(request, pk)
    return render(
        request,
        "establishments/detail.html",
        {
            "establishment": establishment,
            "identities": establishment.identities.all(),
            "documents": documents_of(establishment),
            "history": history(establishment),
            "may_save": request.user.has_perm("establishments.save_establishment"),
        },
    )


def edit(request, pk=None):
    establishment = in_reach(request, pk) if pk else None
    require(request.user, "establishments.save_establishment")
    form = EstablishmentForm(request.POST or None, instance=establishment, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã lưu {saved}.")
            return redirect(saved)
    status = 422 if form.errors else 200
    return render(request, "establishments/edit.html", {"form": form, "establishment": establishment}, status=status)


def identity(request, pk):
    establishment = in_reach(request, pk)
    require(request.user, "establishments.save_establishment")
    now = {"name": establishment.name, "code": establishment.code, "legal_form": establishment.legal_form}
    form = IdentityForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(establishment, request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã ghi nhận thay đổi của {form.cleaned_data['name']}.")
            return redirect(establishment)
    status = 422 if form.errors else 200
    return render(
        request, "establishments/identity.html", {"form": form, "establishment": establishment}, status=status
    )


@require_GET
def suggest(request):
    """<option>s for a datalist, of what is in reach. The words come as `q` or under the field's own name."""
    require(request.user, "establishments.view_establishment")
    words = request.GET.get("q") or next(
        (value for name, value in request.GET.items() if name.endswith("establishment")), ""
    )
    found = (
        Establishment.objects.for_list().visible_to(request.user).filter(is_active=True).find(words)[:SUGGESTIONS]
        if len(words.strip()) >= 2
        else []
    )
    return render(request, "establishments/_suggestions.html", {"found": found})
