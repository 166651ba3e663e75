"""The page on which an officer records the appraisal that a council made."""

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import require
from core.dates import today
from projects.council_forms import CouncilSheet
from projects.models import Project
from projects.reading import WRONG, in_reach


def council_sheet(request, pk):
    project = in_reach(request, pk)
    require(request.user, "projects.record_appraisal")
    if project.status != Project.Status.REGISTERED:
        messages.error(request, f"Hồ sơ đang ở trạng thái “{project.get_status_display()}”, không thẩm định nữa.")
        return redirect(project)
    start = {"made_on": today(), "recommended_support": project.requested_support}
    page = CouncilSheet(request.POST or None, request.FILES or None, project=project, by=request.user, initial=start)
    if request.method == "POST" and not page.asked_rows and page.save():
        messages.success(request, "Đã ghi phiếu thẩm định của hội đồng.")
        return redirect(project)
    wrong = request.method == "POST" and not page.asked_rows
    return render(request, "projects/council.html", {"project": project, "page": page}, status=WRONG if wrong else 200)
