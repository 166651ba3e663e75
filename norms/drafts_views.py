"""The pages on which the administrator copies a set of norms, writes the copy and puts it into force."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from norms import drafts, impact
from norms.drafts_forms import CopyForm, NormTable
from norms.gaps import kinds_without_norm, not_set_yet
from norms.models import NormSet, SupportCategory

WRONG = 422


@permission_required("norms.add_normset", raise_exception=True)
def copy(request, code):
    source = _found(request, code)
    form = CopyForm(request.POST or None, initial={"illustrative": source.illustrative})
    if request.method == "POST" and form.is_valid():
        try:
            new = drafts.copy_set(source, form.instance, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Đã sao chép. Bộ mới đang soạn, chưa được dùng để tính.")
            return redirect("norms:edit_set", new.code)
    return render(
        request, "norms/copy_set.html", {"source": source, "form": form}, status=WRONG if form.errors else 200
    )


@permission_required("norms.change_norm", raise_exception=True)
def edit(request, code):
    found = _draft(request, code)
    table, errors = NormTable(found, request.POST or None), []
    if request.method == "POST" and table.is_valid():
        try:
            changed = drafts.write_norms(found, table.norms(), by=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, f"Đã ghi {changed} mức chi." if changed else "Không có mức nào thay đổi.")
            return redirect(found)
    errors = errors or table.errors
    return render(
        request,
        "norms/edit_set.html",
        {"set": found, "table": table, "errors": errors},
        status=WRONG if errors else 200,
    )


@permission_required("norms.change_normset", raise_exception=True)
def put_into_force(request, code):
    """Look, then confirm: what is confirmed is what was shown, or it is shown again."""
    found = _draft(request, code)
    followed, touched, errors, refused = drafts.followed_set(found), [], [], False
    try:
        _, touched = impact.tried(lambda: drafts.put_into_force(found, by=request.user))
        seen = request.POST.get("seen") == impact.mark(touched)
        if request.method == "POST" and seen:
            drafts.put_into_force(found, by=request.user)
            messages.success(request, "Bộ mức chi đã được đưa vào áp dụng.")
            return redirect(found)
        if request.method == "POST":
            errors = ["Danh sách đề án bị ảnh hưởng vừa thay đổi; xem lại rồi xác nhận."]
    except ValidationError as error:
        errors, refused = error.messages, True
    page = {
        "set": found,
        "followed": followed,
        "without": kinds_without_norm(found),
        "lacking": _lacking(found),
        "errors": errors,
        "refused": refused,
        "mark": impact.mark(touched),
        **impact.told(touched),
    }
    return render(request, "norms/put_into_force.html", page, status=WRONG if errors and request.POST else 200)


def _lacking(norm_set):
    """[(SupportCategory, [Gap])] of the kinds of the set that its first day finds without something they need."""
    kinds = SupportCategory.objects.filter(norms__set=norm_set)
    return [(kind, gaps) for kind, gaps in not_set_yet(kinds, norm_set.valid_from, [norm_set.tier]).items() if gaps]


def _found(request, code):
    return get_object_or_404(NormSet.objects.select_related("legal_document").visible_to(request.user), code=code)


def _draft(request, code):
    return get_object_or_404(
        NormSet.objects.select_related("legal_document").visible_to(request.user), code=code, draft=True
    )
