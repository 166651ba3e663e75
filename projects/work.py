"""What waits for a person on projects. A fixed number of queries, within the person's reach."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse

from core.dates import today
from core.models import CasePart
from core.parts import Part
from core.work import WorkItem
from norms.selectors import deadline
from projects.models import Appraisal, ProgressReport, Project

S = Project.Status
MOST = 50  # of one kind of work; the list page has the rest


def worklist(user):
    found = []
    if user.has_perm("projects.save_project"):
        found += _own_dossiers(user)
    if user.has_perm("projects.record_appraisal"):
        found += _to_appraise(user) + _to_confirm(user)
    if user.has_perm("projects.conclude_appraisal"):
        found += _to_conclude(user)
    if user.has_perm("projects.run_project"):
        found += _to_start(user) + _to_report(user)
    return found


def _reach(user, *states):
    return Project.objects.visible_to(user).filter(status__in=states, is_historical=False).order_by("filed_on", "pk")


def _item(title, project, *, url="", since=None, due=None, tone=""):
    return WorkItem(title, str(project), url or project.get_absolute_url(), since, due, tone)


def _own(user, projects):
    """An implementer's officer follows the office's own; the Department only what its people wrote themselves."""
    if user.organisation.covers_province:
        return projects.filter(created_by__organisation=user.organisation)
    return projects


def _own_dossiers(user):
    rows = _own(user, _reach(user, S.DRAFT, S.RETURNED))[:MOST]
    return [
        _item("Bổ sung hồ sơ bị trả lại", row, since=row.filed_on, tone="nghe")
        if row.status == S.RETURNED
        else _item("Hoàn thiện, nộp hồ sơ", row, since=row.filed_on)
        for row in rows
    ]


def _to_appraise(user):
    """Not what the person has prepared: that is somebody else's to appraise."""
    sheet = Appraisal.objects.filter(project=OuterRef("pk"), is_current=True)
    prepared = CasePart.objects.filter(
        content_type=ContentType.objects.get_for_model(Project),
        object_id=OuterRef("pk"),
        person=user,
        part=Part.PREPARE,
    )
    judged = Appraisal.objects.filter(project=OuterRef("pk"))
    rows = _reach(user, S.REGISTERED).exclude(Exists(sheet)).exclude(Exists(prepared)).annotate(again=Exists(judged))
    return [
        _item(
            "Thẩm định lại hồ sơ" if row.again else "Thẩm định hồ sơ",
            row,
            url=reverse("projects:appraisal", args=[row.pk]),
            since=row.filed_on,
        )
        for row in rows[:MOST]
    ]


def _to_conclude(user):
    sheet = Appraisal.objects.filter(project=OuterRef("pk"), is_current=True)
    rows = _reach(user, S.REGISTERED).filter(Exists(sheet))[:MOST]
    return [_item("Kết luận thẩm định", row, since=row.filed_on) for row in rows]


def _to_confirm(user):
    rows = (
        ProgressReport.objects.visible_to(user)
        .filter(confirmed_on=None)
        .exclude(made_by=user)
        .select_related("project")
        .order_by("month", "pk")[:MOST]
    )
    return [
        _item(
            f"Xác nhận báo cáo tiến độ tháng {row.month:%m/%Y}",
            row.project,
            url=reverse("projects:progress", args=[row.project_id]),
            since=row.made_on,
        )
        for row in rows
    ]


def _to_start(user):
    return [_item("Bắt đầu thực hiện", row) for row in _own(user, _reach(user, S.CONTRACTED))[:MOST]]


def _to_report(user):
    """This month's report of what is being carried out now; its day comes from the dated settings."""
    month = today().replace(day=1)
    sent = ProgressReport.objects.filter(project=OuterRef("pk"), month=month)
    rows = (
        _own(user, _reach(user, S.IN_PROGRESS))
        .filter(starts_on__lte=today(), ends_on__gte=month)
        .exclude(Exists(sent))[:MOST]
    )
    days = {}
    for row in rows:
        if row.tier not in days:
            rule = deadline("progress-report", row.tier, month)
            days[row.tier] = rule.due(after=month) if rule else None
    return [
        _item(
            f"Báo cáo tiến độ tháng {month:%m/%Y}",
            row,
            url=reverse("projects:progress", args=[row.pk]),
            due=days[row.tier],
            tone="son" if days[row.tier] and days[row.tier] < today() else "",
        )
        for row in rows
    ]
