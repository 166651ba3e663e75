"""The pages of industrial clusters: list, one cluster, its form."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core.access import require
from core.audit import history
from core.dates import DateFormField
from core.decimals import DecimalCommaField
from core.views import ListPage
from establishments.cluster_services import save_cluster
from establishments.filters import ClusterFilter
from establishments.forms import AreaField, put_errors
from establishments.models import IndustrialCluster

WRONG = 422  # the page comes back with what was typed and what stands in the way


class ClusterForm(forms.ModelForm):
    """A cluster as its decision says; a proposed one has no decision yet."""

    area = AreaField(label="Xã, phường (huyện)")
    hectares = DecimalCommaField(label="Diện tích (ha)", required=False, max_digits=8, decimal_places=2)
    hectares_leased = DecimalCommaField(
        label="Diện tích đã cho thuê (ha)", required=False, max_digits=8, decimal_places=2
    )
    decided_on = DateFormField(label="Ngày quyết định thành lập", required=False)

    class Meta:
        model = IndustrialCluster
        fields = [
            "name", "area", "hectares", "hectares_leased", "decision_number", "decided_on", "decided_by", "note",
        ]  # fmt: skip
        help_texts = {"decision_number": "Cụm mới dự kiến, chưa có quyết định thì bỏ trống."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].fill()
        self.fields["note"].widget.attrs["rows"] = 3


class ClusterList(ListPage):
    permission_required = "establishments.view_establishment"
    queryset = IndustrialCluster.objects.select_related("area")
    filterset_class = ClusterFilter
    template_name = "establishments/clusters.html"
    partial_name = "establishments/_clusters.html"


def in_reach(request, pk):
    require(request.user, "establishments.view_establishment")
    return get_object_or_404(IndustrialCluster.objects.select_related("area").visible_to(request.user), pk=pk)


@require_GET
def detail(request, pk):
    cluster = in_reach(request, pk)
    may_save = request.user.has_perm("establishments.save_establishment")
    return render(
        request,
        "establishments/cluster.html",
        {"cluster": cluster, "history": history(cluster), "may_save": may_save},
    )


def edit(request, pk=None):
    cluster = in_reach(request, pk) if pk else None
    require(request.user, "establishments.save_establishment")
    form = ClusterForm(request.POST or None, instance=cluster)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_cluster(form.instance, by=request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã lưu {saved}.")
            return redirect(saved)
    status = WRONG if form.errors else 200
    return render(request, "establishments/cluster_edit.html", {"form": form, "cluster": cluster}, status=status)
