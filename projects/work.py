"""What waits for a person on projects. A fixed number of queries, within the person's reach."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.audit import moved_on
from core.dates import today
from core.parts import Part, held_otherwise
from core.text import fold
from core.work import WorkItem
from projects.models import Appraisal, Beneficiary, ChangeRequest, CouncilMember, ProgressReport, Project, Survey
from projects.naming import MAY_NAME
from projects.progress import month_words, owed_months
from projects.suspension import tell_until
from projects.workflow import unanswered

S = Project.Status
MOST = 50  # of one kind of work; the list page has the rest
GOING_ON_OR_ENDING = (ChangeRequest.Kind.RESUME, ChangeRequest.Kind.TERMINATE)


def worklist(user):
    found = []
    if user.has_perm("projects.save_project"):
        found += _own_dossiers(user)
    if user.has_perm("projects.record_appraisal"):
        found += _to_appraise(user) + _to_confirm(user)
    if user.has_perm("projects.return_project"):
        found += _items("Gửi văn bản trả lời đề án không đủ điều kiện", _reach(user, S.REJECTED).filter(unanswered()))
    found += _changes(user) + _suspended(user)
    if user.has_perm("projects.conclude_appraisal"):
        found += _to_conclude(user)
    if user.has_perm("projects.run_project"):
        found += _to_start(user) + _to_name(user) + _to_report(user)
    if user.has_perm("projects.save_survey"):
        found += _own_surveys(user)
    return found


def _reach(user, *states):
    return Project.objects.visible_to(user).filter(status__in=states, is_historical=False).order_by("filed_on", "pk")


def _items(title, projects, *, page="", tone=""):
    """One thing to do on each project, since the day it came into its state. `page`: a page of the project's own.

    Of a stopped one, due on the day until which it is stopped, where `tell_until` was asked.
    """
    rows = list(projects[:MOST])
    moved = moved_on(rows)
    return [
        WorkItem(
            title,
            ", ".join(filter(None, [str(row), row.stop_words])),
            reverse(f"projects:{page}", args=[row.pk]) if page else row.get_absolute_url(),
            moved.get(row.pk),
            row.stopped_until,
            tone=tone,
        )
        for row in rows
    ]


def _own(user, projects):
    """An implementer's officer follows the office's own; the Department only what its people wrote themselves."""
    if user.organisation.covers_province:
        return projects.filter(created_by__organisation=user.organisation)
    return projects


def _own_dossiers(user):
    return _items("Bổ sung hồ sơ bị trả lại", _own(user, _reach(user, S.RETURNED)), tone="nghe") + _items(
        "Hoàn thiện, nộp hồ sơ", _own(user, _reach(user, S.DRAFT))
    )


def _own_surveys(user):
    rows = (
        Survey.objects.visible_to(user)
        .filter(office=user.organisation, status__in=Survey.WRITABLE)
        .select_related("establishment")
        .order_by("pk")[:MOST]
    )
    return [
        WorkItem(
            "Bổ sung phiếu khảo sát bị trả lại"
            if row.status == Survey.Status.RETURNED
            else "Ghi xong, nộp phiếu khảo sát",
            str(row.establishment),
            reverse("projects:edit_survey", args=[row.pk]),
            tone="nghe" if row.status == Survey.Status.RETURNED else "",
        )
        for row in rows
    ]


def _to_appraise(user):
    """Not what the person has prepared: that is somebody else's to appraise."""
    sheet = Appraisal.objects.filter(project=OuterRef("pk"), is_current=True)
    another_part = held_otherwise(Project, user, Part.CHECK, "projects.record_appraisal")
    waiting = _reach(user, S.REGISTERED).exclude(Exists(sheet)).exclude(pk__in=another_part)
    judged = Exists(Appraisal.objects.filter(project=OuterRef("pk")))
    return _items("Thẩm định hồ sơ", waiting.exclude(judged), page="appraisal") + _items(
        "Thẩm định lại hồ sơ", waiting.filter(judged), page="appraisal"
    )


def _to_conclude(user):
    """Not what the person prepared or checked, and not where the person sat: that is another's to conclude."""
    sheet = Appraisal.objects.filter(project=OuterRef("pk"), is_current=True)
    another_part = held_otherwise(Project, user, Part.APPROVE, "projects.conclude_appraisal")
    seats = CouncilMember.objects.filter(
        council__appraisal__is_current=True, council__appraisal__project__status=S.REGISTERED
    ).values_list("council__appraisal__project", "name")
    sat = [project for project, name in seats if fold(name) == fold(user.full_name)]
    waiting = _reach(user, S.REGISTERED).filter(Exists(sheet)).exclude(pk__in=another_part).exclude(pk__in=sat)
    return _items("Kết luận thẩm định", waiting)


CHANGES = {
    "projects.run_project": (("Hoàn thiện, gửi đề nghị thay đổi", "DRAFT"), ("Bổ sung đề nghị thay đổi", "RETURNED")),
    "projects.check_change": (("Kiểm tra thực tế đề nghị thay đổi", "SENT"),),
    "projects.record_change": (("Ghi nhận quyết định về đề nghị thay đổi", "CHECKED"),),
}


def _changes(user):
    """Requests for change at each desk; an office follows its own drafts, the Department those of its people."""
    titles = {status: title for perm, turns in CHANGES.items() if user.has_perm(perm) for title, status in turns}
    if not titles:
        return []
    others = Q(status__in=ChangeRequest.EDITABLE) & ~Q(created_by__organisation=user.organisation)
    rows = ChangeRequest.objects.visible_to(user).filter(status__in=titles).exclude(others)
    rows = list(rows.select_related("project").order_by("pk")[:MOST])
    moved = moved_on(rows)
    return [
        WorkItem(
            titles[row.status],
            str(row),
            row.get_absolute_url(),
            moved.get(row.pk),
            tone="nghe" if row.status == ChangeRequest.Status.RETURNED else "",
        )
        for row in rows
    ]


def _to_confirm(user):
    rows = (
        ProgressReport.objects.visible_to(user)
        .filter(confirmed_on=None)
        .exclude(made_by=user)
        .select_related("project")
        .order_by("month", "pk")[:MOST]
    )
    return [
        WorkItem(
            f"Xác nhận báo cáo tiến độ tháng {row.month:%m/%Y}",
            str(row.project),
            reverse("projects:progress", args=[row.project_id]),
            row.made_on,
        )
        for row in rows
    ]


def _to_start(user):
    return _items("Bắt đầu thực hiện", _own(user, _reach(user, S.CONTRACTED)))


def _to_name(user):
    """Group projects whose support is decided and whose beneficiaries are not all named: the others get no money."""
    rows = Beneficiary.objects.filter(project=OuterRef("pk")).order_by()
    named = Subquery(rows.filter(name_later=False).values("project").annotate(count=Count("pk")).values("count"))
    open_row = Exists(rows.filter(name_later=True))
    groups = _own(user, _reach(user, *MAY_NAME)).filter(kind=Project.Kind.GROUP)
    waiting = groups.filter(open_row | Q(beneficiaries_planned__gt=Coalesce(named, 0)))
    return _items("Nêu tên đơn vị thụ hưởng", waiting, page="name_beneficiary")


def _suspended(user):
    """What is stopped for a while waits for a request to go on or to end; one that is made already is its own entry.

    When its day is past, whoever records the decision is told as well.
    """
    asked = ChangeRequest.objects.visible_to(user).filter(
        project=OuterRef("pk"), kind__in=GOING_ON_OR_ENDING, status__in=ChangeRequest.OPEN
    )
    waiting = _reach(user, S.SUSPENDED).exclude(Exists(asked))
    own = _own(user, waiting) if user.has_perm("projects.run_project") else waiting.none()
    others = waiting.exclude(pk__in=own.order_by()) if user.has_perm("projects.record_change") else waiting.none()
    return _items("Đề nghị tiếp tục hoặc ngừng thực hiện", tell_until(list(own))) + _items(
        "Hết hạn tạm dừng: quyết định tiếp tục hoặc ngừng",
        [row for row in tell_until(list(others)) if row.stop_is_over],
    )


def _to_report(user):
    """Each project with the months it has not reported, one line: those left out before, and this month's."""
    rows = list(_own(user, _reach(user, S.IN_PROGRESS)).filter(starts_on__lte=today()))
    owed = owed_months(rows)
    return [
        WorkItem(
            f"Báo cáo tiến độ tháng {month_words(owed[row.pk])}",
            str(row),
            reverse("projects:progress", args=[row.pk]),
            due=owed[row.pk][0].due,
            tone="son" if owed[row.pk][0].days_late else "",
        )
        for row in [row for row in rows if row.pk in owed][:MOST]
    ]
