"""What waits for a person in this room: visits to make and to conclude, findings to mend, acceptance to hold."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from core.audit import moved_on
from core.dates import today
from core.models import CasePart
from core.work import WorkItem
from inspections.models import AcceptanceBatch, Finding, Inspection
from inspections.objections import why_no_new_visit
from inspections.selectors import waiting_places

S = Inspection.Status
CONCLUDING = {
    S.FILED: "Thông báo kết quả kiểm tra",
    S.CONCLUDED: "Yêu cầu khắc phục hoặc đóng lần kiểm tra",
    S.FIXED: "Xác nhận đã khắc phục",
}


def worklist(user):
    """Everything that is this person's turn, in at most one query or two for each kind of work."""
    found = []
    if user.has_perm("inspections.save_inspection"):
        found += _visits_of_my_office(user)
    if user.has_perm("inspections.conclude_inspection"):
        found += _visits_to_conclude(user)
    if user.has_perm("inspections.follow_up_finding"):
        found += _findings_to_mend(user)
    if user.has_perm("inspections.prepare_acceptance"):
        found += _projects_to_accept(user)
        found += _minutes_to_write(user)
    if user.has_perm("inspections.conclude_acceptance"):
        found += _minutes_to_record(user)
    return found


def _visits_of_my_office(user):
    visits = Inspection.objects.filter(office=user.organisation_id, status__in=Inspection.WRITABLE)
    rows = list(visits.select_related("project").order_by("planned_on", "pk"))
    moved = moved_on(rows)
    titles = {S.PLANNED: "Đi kiểm tra", S.DRAFT_REPORT: "Hoàn thiện, gửi kết quả kiểm tra"}
    if why_no_new_visit(user.organisation):
        titles[S.PLANNED] = "Ghi lần đã kiểm tra, hoặc hủy lịch"
    return [
        WorkItem(
            title=titles[visit.status],
            detail=str(visit.project),
            url=reverse("inspections:edit", args=[visit.pk]),
            since=moved.get(visit.pk),
            due=visit.planned_on if visit.status == S.PLANNED else None,
            tone="son" if visit.status == S.PLANNED and visit.planned_on and visit.planned_on < today() else "nghe",
        )
        for visit in rows
    ]


def _visits_to_conclude(user):
    visits = Inspection.objects.visible_to(user).filter(status__in=CONCLUDING)
    rows = list(visits.select_related("project", "office").order_by("filed_at", "pk"))
    moved = moved_on(rows)
    return [
        WorkItem(
            title=CONCLUDING[visit.status],
            detail=f"{visit.project} · {visit.office}",
            url=visit.get_absolute_url(),
            since=moved.get(visit.pk),
            tone="nghe",
        )
        for visit in rows
    ]


def _findings_to_mend(user):
    findings = Finding.objects.visible_to(user).to_mend().select_related("inspection__project")
    rows = list(findings.order_by("due_on", "pk"))
    moved = moved_on([finding.inspection for finding in rows])
    return [
        WorkItem(
            title="Kiến nghị quá hạn khắc phục" if finding.is_late else "Theo dõi khắc phục kiến nghị",
            detail=f"{finding.inspection.project.code} · {finding.responsible}: {finding}",
            url=reverse("inspections:finding_fix", args=[finding.inspection_id, finding.pk]),
            since=moved.get(finding.inspection_id),
            due=finding.due_on,
            tone="son" if finding.is_late else "nghe",
        )
        for finding in rows
    ]


def _projects_to_accept(user):
    """Completed projects with a place that is in no batch yet."""
    places = {}
    for waiting in waiting_places(user):
        places.setdefault(waiting.project, []).append(waiting)
    moved = moved_on(list(places))
    return [
        WorkItem(
            title="Tổ chức nghiệm thu",
            detail=f"{project} · {len(waiting)} nơi",
            url=f"{reverse('inspections:batch_new')}?project={project.pk}",
            since=moved.get(project.pk),
            tone="nghe",
        )
        for project, waiting in places.items()
    ]


def _drafts(user):
    """[(batch being drawn up, how many of its places the minutes cannot be recorded without, still unfinished)]."""
    batches = AcceptanceBatch.objects.visible_to(user).filter(status=AcceptanceBatch.Status.DRAFT)
    rows = batches.select_related("unit").prefetch_related("places").order_by("held_on", "pk")
    return [(batch, sum(bool(place.missing) for place in batch.places.all())) for batch in rows]


def _minutes_to_write(user):
    rows = [
        (batch, left)
        for batch, left in _drafts(user)
        if batch.unit_id == user.organisation_id and (left or not batch.places.all())
    ]
    moved = moved_on([batch for batch, _ in rows])
    return [
        WorkItem(
            title="Ghi kết quả nghiệm thu",
            detail=f"{batch}, còn {left} nơi chưa ghi đủ" if left else f"{batch}, chưa chọn nơi nào",
            url=batch.get_absolute_url(),
            since=moved.get(batch.pk),
            due=batch.held_on,
            tone="nghe",
        )
        for batch, left in rows
    ]


def _minutes_to_record(user):
    """Ready minutes that this person did not draw up."""
    mine = CasePart.objects.filter(
        content_type=ContentType.objects.get_for_model(AcceptanceBatch), person=user, part=CasePart.Part.PREPARE,
        withdrawn_at=None,
    )  # fmt: skip
    mine = set(mine.values_list("object_id", flat=True))
    rows = [
        batch
        for batch, left in _drafts(user)
        if batch.places.all() and not left and batch.held_on <= today() and batch.pk not in mine
    ]
    moved = moved_on(rows)
    return [
        WorkItem(
            title="Ghi nhận biên bản nghiệm thu",
            detail=f"{batch} · {batch.unit}",
            url=batch.get_absolute_url(),
            since=moved.get(batch.pk),
            tone="nghe",
        )
        for batch in rows
    ]
