"""The pages on which an officer records the appraisal that a council made, and an account named by mistake."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from core.access import require
from core.dates import today
from establishments.forms import put_errors
from projects.ceilings import ceiling_or_reason
from projects.council import APPRAISE, council_in_place, seats_with_accounts, withdraw_account
from projects.council_forms import AccountMistakeForm, CouncilSheet, appraisal_start
from projects.models import Project
from projects.reading import WRONG, in_reach


def council_sheet(request, pk):
    project = in_reach(request, pk)
    require(request.user, APPRAISE)
    if project.status != Project.Status.REGISTERED:
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không thẩm định nữa.")
        return redirect(project)
    seated = council_in_place(project)
    page = CouncilSheet(
        request.POST or None, request.FILES or None, project=project, by=request.user, seated=seated,
        initial=appraisal_start(project, seated and seated.appraisal),
    )  # fmt: skip
    if request.method == "POST" and not page.asked_rows and page.save():
        messages.success(request, "Đã ghi phiếu thẩm định của hội đồng.")
        return redirect(project)
    wrong = request.method == "POST" and not page.asked_rows
    limit, no_limit = ceiling_or_reason(project, today())
    context = {"project": project, "page": page, "seated": seated, "limit": limit, "no_limit": no_limit}
    return render(request, "projects/council.html", context, status=WRONG if wrong else 200)


def council_account(request, pk, member_pk):
    """Say why the account of a seat was named by mistake."""
    project = in_reach(request, pk)
    require(request.user, APPRAISE)
    member = get_object_or_404(seats_with_accounts(project), pk=member_pk)
    form = AccountMistakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_account(member, by=request.user, why=form.cleaned_data["why"])
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã rút tài khoản {member.user} khỏi hội đồng thẩm định.")
            return redirect("projects:appraisal", pk=project.pk)
    page = {"project": project, "member": member, "form": form}
    return render(request, "projects/council_account.html", page, status=WRONG if form.errors else 200)
