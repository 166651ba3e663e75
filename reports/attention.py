"""*Cần chú ý*: what nobody has on the desk and yet should not be left lying, within a person's reach."""

import datetime
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from budgets.models import PaymentRequest
from core.dates import today
from core.money import grouped
from inspections.models import Finding
from ledger import reading
from ledger.models import Subject
from ledger.stages import Stage
from projects.models import Project
from projects.progress import late_months
from reports.links import page_of
from reports.position import position
from reports.reach import accounts_in_reach

ADVANCE_DAYS = 90  # the office's own measure of an advance that nobody follows up


@dataclass(frozen=True)
class Point:
    """One line of the box: what, how much of it (in words), where to look."""

    text: str
    figure: str
    url: str = ""


def points(user, progress, scope):
    """[Point] of what is there. `progress`: the plan's LineProgress rows; `scope`: the money in reach, or None."""
    found = []
    if scope is not None:
        found += _old_advances(user)
    if user.has_perm("projects.view_project"):
        found += _late_reports(user)
    if user.has_perm("inspections.view_inspection"):
        found += _late_findings(user)
    found += _lines_without_projects(progress)
    if scope is not None and scope.projects is None:
        found += _disbursed(scope)
    return found


def old_advances(user):
    """Commitments in reach, paid an advance more than 90 days ago, with money of it not cleared: (id, project id)."""
    open_ = accounts_in_reach(user).filter(stage=Stage.ADVANCED, balance__gt=0, subject__kind=Subject.Kind.COMMITMENT)
    return list(
        PaymentRequest.objects.visible_to(user)
        .filter(
            kind=PaymentRequest.Kind.ADVANCE,
            status=PaymentRequest.Status.PAID,
            paid_on__lt=today() - datetime.timedelta(days=ADVANCE_DAYS),
            commitment__in=open_.order_by().values("subject__ref"),
        )
        .order_by()
        .values_list("commitment_id", "commitment__project_id")
        .distinct()
    )


def _old_advances(user):
    projects = {project for _, project in old_advances(user)}
    if not projects:
        return []
    where = reverse("reports:register") + "?year=&attention=old_advance"
    return [Point(f"Tạm ứng quá {ADVANCE_DAYS} ngày chưa thanh toán", f"{len(projects)} đề án", where)]


def late_reports(user):
    """{project id: [Month]} of the projects in reach that have not reported a month whose last day has passed."""
    rows = Project.objects.visible_to(user).filter(status=Project.Status.IN_PROGRESS, is_historical=False)
    return late_months(list(rows))


def _late_reports(user):
    late = late_reports(user)
    if not late:
        return []
    days = max(months[0].days_late for months in late.values())
    where = reverse("reports:register") + "?year=&attention=late_progress"
    return [Point("Báo cáo tiến độ trễ", f"{len(late)} đề án, lâu nhất {grouped(days)} ngày", where)]


def _late_findings(user):
    late = Finding.objects.visible_to(user).to_mend().filter(due_on__lt=today()).select_related("inspection")
    rows = list(late.order_by("due_on", "pk"))
    if not rows:
        return []
    return [Point("Kiến nghị kiểm tra quá hạn khắc phục", f"{len(rows)} kiến nghị", page_of(rows[0]))]


def _lines_without_projects(progress):
    empty = [row for row in progress if not row.count_done]
    if not empty:
        return []
    numbers = ", ".join(str(row.line.no) for row in empty)
    where = reverse("plans:detail", args=[empty[0].line.plan_id])
    return [Point(f"Nội dung kế hoạch chưa có đề án (số {numbers})", f"{len(empty)} nội dung", where)]


def disbursed_share(scope, day):
    """Percent of the estimate advanced or paid by `day` (Decimal, one place); None when no estimate was given."""
    if not scope.book_years:
        return None
    then = position(scope.accounts(), day)
    given = then.reached(Stage.APPROPRIATED)
    if given <= 0:
        return None
    share = Decimal(then.reached(Stage.ADVANCED)) * 100 / given
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _disbursed(scope):
    """This year against the same day of the year before, when both are known."""
    day = min(today(), datetime.date(scope.year, 12, 31))
    now = disbursed_share(scope, day)
    if now is None:
        return []
    before = disbursed_share(_year_before(scope), _same_day_before(day))
    words = f"{_percent(now)} · {_percent(before)}" if before is not None else _percent(now)
    text = f"Giải ngân so với cùng kỳ {scope.year - 1}" if before is not None else "Giải ngân so với dự toán"
    return [Point(text, words, f"{reverse('reports:runway')}?year={scope.year}&tier={scope.tier}")]


def _year_before(scope):
    return replace(scope, year=scope.year - 1, book_years=list(reading.book_years(scope.year - 1, scope.tier)))


def _same_day_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _percent(share):
    return f"{share:f}".replace(".", ",").removesuffix(",0") + " %"
