"""What waits for a person in this room: visits to make and to conclude, findings to mend, acceptance to hold."""

from django.urls import reverse

from accounts.models import User
from core.audit import moved_on
from core.dates import today
from core.parts import Part, conflict, held_otherwise
from core.work import WorkItem
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.objections import why_no_new_visit
from inspections.results import what_is_lacking
from inspections.selectors import waiting_places
from projects.next_steps import Turn

S = Inspection.Status
RECORD = "inspections.conclude_acceptance"
CONCLUDE = "inspections.conclude_inspection"
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
    if user.has_perm(CONCLUDE):
        found += _visits_to_conclude(user)
    if user.has_perm("inspections.follow_up_finding"):
        found += _findings_to_mend(user)
    if user.has_perm("inspections.prepare_acceptance"):
        found += _projects_to_accept(user)
        found += _minutes_to_write(user)
    if user.has_perm(RECORD):
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
    """Not what this person, or the one they stand in for, saw and wrote."""
    visits = Inspection.objects.visible_to(user).filter(status__in=CONCLUDING)
    visits = visits.exclude(pk__in=held_otherwise(Inspection, user, Part.APPROVE, CONCLUDE))
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


def turn_of_acceptance(project, user):
    """The Turn of a completed project, as the worklists below say it: first what is this person's, else what is next.

    A place in no batch, then results to write, then minutes to record by somebody who did not draw them up.
    """
    turns = []
    if waiting_places(user, of=project):
        permission, url = "inspections.prepare_acceptance", f"{reverse('inspections:batch_new')}?project={project.pk}"
        who, mine = User.roles_with(permission), user.has_perm(permission)
        label, url = ("Lập đợt nghiệm thu", url) if mine else ("", "")
        turns.append(Turn("Tổ chức nghiệm thu", who, mine, label, url))
    of_it = set(Acceptance.objects.filter(project=project).values_list("batch", flat=True))
    for batch, left in _drafts(user):
        if batch.pk not in of_it:
            continue
        url = batch.get_absolute_url()
        if left:
            mine = user.has_perm("inspections.prepare_acceptance") and batch.unit_id == user.organisation_id
            turns.append(Turn("Ghi kết quả nghiệm thu", [str(batch.unit)], mine, "Mở đợt nghiệm thu", url))
            continue
        turn = Turn("Ghi nhận biên bản nghiệm thu", User.roles_with(RECORD), False, "Mở biên bản nghiệm thu", url)
        if user.has_perm(RECORD):
            turn.hint = conflict(batch, user, Part.APPROVE, RECORD) or ""
            turn.mine = not turn.hint and batch.held_on <= today()
        turns.append(turn)
    return next((turn for turn in turns if turn.mine), turns[0] if turns else Turn("Nghiệm thu", [], False))


def _drafts(user):
    """[(batch being drawn up, how many of its places the minutes cannot be recorded without, still unfinished)]."""
    batches = AcceptanceBatch.objects.visible_to(user).filter(status=AcceptanceBatch.Status.DRAFT)
    rows = list(batches.select_related("unit").prefetch_related("places").order_by("held_on", "pk"))
    lacking = what_is_lacking([place for batch in rows for place in batch.places.all()])
    return [(batch, sum(place in lacking for place in batch.places.all())) for batch in rows]


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
    """Ready minutes that neither this person nor the one they stand in for drew up."""
    not_theirs = set(held_otherwise(AcceptanceBatch, user, Part.APPROVE, RECORD))
    rows = [
        batch
        for batch, left in _drafts(user)
        if batch.places.all() and not left and batch.held_on <= today() and batch.pk not in not_theirs
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
