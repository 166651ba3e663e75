"""What waits for a person on money: sheets, contracts, advances and payments; then the settlement desks."""

from django.db.models import Q
from django.urls import reverse

from budgets.commitments import MAY_COMMIT
from budgets.figures import answer_due
from budgets.models import AllocationSheet, Annex, Commitment, PaymentRequest
from budgets.payment_models import TURNS
from budgets.work_settlement import worklist_settlement
from core.audit import moved_on
from core.dates import today
from core.work import WorkItem
from ledger.reading import project_balances
from ledger.stages import Stage
from plans.models import PlanItem
from projects.models import Project

C = Commitment.Status
MOST = 50  # of one kind of work; the list page has the rest
SHEETS = {
    "budgets.check_allocation": ("Kiểm tra phân bổ dự toán", ["ASSIGNED", "CORRECTED"]),
    "budgets.allocate": ("Điều chỉnh phân bổ theo yêu cầu của Sở Tài chính", ["CORRECTION_ASKED"]),
}


def worklist(user):
    return worklist_payments(user) + worklist_settlement(user)


def worklist_payments(user):
    """A fixed number of queries, within the person's reach and unit."""
    found = []
    for permission, (title, statuses) in SHEETS.items():
        if user.has_perm(permission):
            found += _sheets(user, title, statuses)
    if user.has_perm("budgets.prepare_commitment"):
        found += _to_commit(user) + _to_finish(user)
    if user.has_perm("budgets.sign_commitment"):
        found += _to_sign(user) + _annexes(user)
    waiting = PaymentRequest.objects.for_list().visible_to(user).waiting_for(user).order_by("requested_on", "pk")
    rows = list(waiting[:MOST])
    moved = moved_on(rows)
    return found + [_payment(row, moved.get(row.pk)) for row in rows]


def _payment(row, since):
    _, verb, _ = TURNS[row.status]
    title = f"{verb}: {row.get_kind_display().lower()}"
    tone = "son" if row.status == PaymentRequest.Status.RETURNED else ""
    return WorkItem(title, str(row.project), row.get_absolute_url(), since, tone=tone)


def _sheets(user, title, statuses):
    waiting = AllocationSheet.objects.visible_to(user).filter(status__in=statuses)
    rows = list(waiting.select_related("unit", "book_year").order_by("dated_on", "pk")[:MOST])
    moved = moved_on(rows)
    found = []
    for row in rows:
        since = moved[row.pk]
        due = answer_due(row, since)
        day = due[1] if due else None
        tone = "son" if day and day < today() else "nghe"
        found.append(WorkItem(title, str(row), row.get_absolute_url(), since, day, tone))
    return found


def _to_commit(user):
    """Approved projects of the own unit's money that nobody has drafted a contract for."""
    rows = list(
        Project.objects.visible_to(user)
        .filter(status=MAY_COMMIT[0], spending_unit=user.organisation_id, is_historical=False)
        .exclude(commitments__status__in=[C.DRAFT, C.RETURNED, C.SIGNED])
        .order_by("code")[:MOST]
    )
    returned = Commitment.objects.for_list().visible_to(user).filter(status=C.RETURNED).order_by("pk")
    own = Q(unit=user.organisation_id) | Q(created_by__organisation=user.organisation_id)
    returned = list(returned.filter(own)[:MOST])
    moved, back_since = moved_on(rows), moved_on(returned)
    return [
        WorkItem(
            "Sửa bản soạn bị trả lại", str(row.project), row.get_absolute_url(), back_since.get(row.pk), tone="son"
        )
        for row in returned
    ] + [
        WorkItem(
            "Soạn hợp đồng, giao nhiệm vụ",
            str(row),
            f"{reverse('budgets:commitment_new')}?project={row.pk}",
            moved.get(row.pk),
        )
        for row in rows
    ]


def _to_sign(user):
    """Drafts that are whole; what is not waits for whoever drafts it (`_to_finish`)."""
    own = Commitment.objects.for_list().visible_to(user).filter(status=C.DRAFT, unit=user.organisation_id)
    return _drafts("Ký hợp đồng, giao nhiệm vụ", [row for row in _told_whole(own) if row.is_whole])


def _to_finish(user):
    """Drafts of the own unit's money, or of the own office, that could not be signed as they stand."""
    own = Q(unit=user.organisation_id) | Q(created_by__organisation=user.organisation_id)
    rows = Commitment.objects.for_list().visible_to(user).filter(own, status=C.DRAFT)
    return _drafts(
        "Hoàn thiện bản soạn hợp đồng, giao nhiệm vụ", [row for row in _told_whole(rows) if not row.is_whole]
    )


def _drafts(title, rows):
    rows = rows[:MOST]
    moved = moved_on(rows)
    return [WorkItem(title, str(row.project), row.get_absolute_url(), moved.get(row.pk)) for row in rows]


def _told_whole(drafts):
    """The drafts with `is_whole`: what `not_yet_signable` asks of number, days, state and money, in two more queries.

    How the support is shared among several beneficiaries is asked on the draft's own page.
    """
    rows = list(drafts.order_by("pk"))
    projects = [row.project_id for row in rows]
    left = project_balances(projects)
    items = PlanItem.objects.decided().filter(project__in=projects).order_by("pk")
    decided = dict(items.values_list("project", "round__decision_date"))
    for row in rows:
        first = decided.get(row.project_id)
        signed = bool(row.number and row.signed_on) and row.signed_on <= today()
        in_time = signed and (first is None or row.signed_on >= first)
        may = row.project.status in MAY_COMMIT and row.value <= left[row.project_id][Stage.APPROVED]
        row.is_whole = in_time and may
    return rows


def _annexes(user):
    rows = list(
        Annex.objects.for_list()
        .visible_to(user)
        .filter(status=Annex.Status.DRAFT, commitment__unit=user.organisation_id)
        .order_by("pk")[:MOST]
    )
    moved = moved_on(rows)
    return [
        WorkItem("Ký phụ lục hợp đồng", str(row.project), row.get_absolute_url(), moved.get(row.pk)) for row in rows
    ]


def way_to_commitment(project):
    """(label, address) for whoever goes on with an approved project: the contract in draft, or where one is begun."""
    draft = project.commitments.filter(status__in=[C.DRAFT, C.RETURNED]).order_by("-pk").first()
    if draft:
        return "Mở bản soạn hợp đồng", draft.get_absolute_url()
    return "Soạn hợp đồng, giao nhiệm vụ", f"{reverse('budgets:commitment_new')}?project={project.pk}"
