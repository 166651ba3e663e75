"""What waits for a person on money: sheets, contracts, advances and payments; then the settlement desks."""

from django.db.models import Q
from django.urls import reverse

from budgets.advances import open_advances
from budgets.annexes import signable_among, still_benefits, with_parties
from budgets.commitments import MAY_COMMIT
from budgets.figures import answer_due
from budgets.models import AllocationSheet, Annex, Commitment, PaymentRequest
from budgets.own_share import contract_within_own_share
from budgets.payment_models import TURNS
from budgets.work_correction import worklist_corrections
from budgets.work_settlement import worklist_settlement
from budgets.work_treasury import worklist_treasury
from budgets.work_year_end import worklist_year_end
from core.audit import moved_on
from core.dates import today
from core.money import dong
from core.parts import Part, conflict, held_otherwise
from core.work import WorkItem
from ledger.reading import project_balances
from ledger.stages import Stage
from norms.ceiling import ceiling_from_frozen
from plans.models import PlanItem
from projects.models import Project
from projects.next_steps import Turn
from projects.shares import shares_against

C = Commitment.Status
SIGNS = "budgets.sign_commitment"
FINISH = "Hoàn thiện bản soạn hợp đồng, giao nhiệm vụ"
MOST = 50  # of one kind of work; the list page has the rest
SHEETS = {
    "budgets.check_allocation": ("Kiểm tra phân bổ dự toán", ["ASSIGNED", "CORRECTED"]),
    "budgets.allocate": ("Điều chỉnh phân bổ theo yêu cầu của Sở Tài chính", ["CORRECTION_ASKED"]),
}


def worklist(user):
    desks = (worklist_payments, worklist_settlement, worklist_treasury, worklist_year_end, worklist_corrections)
    return [item for desk in desks for item in desk(user)]


def worklist_payments(user):
    """A fixed number of queries, within the person's reach and unit."""
    found = []
    for permission, (title, statuses) in SHEETS.items():
        if user.has_perm(permission):
            found += _sheets(user, title, statuses)
    if user.has_perm("budgets.prepare_commitment"):
        found += _to_commit(user) + _to_finish(user) + _annexes_to_finish(user)
    if user.has_perm(SIGNS):
        found += _to_sign(user) + _annexes_to_sign(user)
    waiting = PaymentRequest.objects.for_list().visible_to(user).waiting_for(user).order_by("requested_on", "pk")
    rows = list(waiting[:MOST])
    moved = moved_on(rows)
    found += [_payment(row, moved.get(row.pk)) for row in rows]
    return found + (_advances_due(user) if user.has_perm("budgets.check_payment") else [])


def _payment(row, since):
    _, verb, _ = TURNS[row.status]
    title = f"{verb}: {row.what.lower()}"
    tone = "son" if row.status == PaymentRequest.Status.RETURNED else ""
    return WorkItem(title, str(row.project), row.get_absolute_url(), since, tone=tone)


def _advances_due(user):
    """Advances of the own unit that are due soon or were: the accountant has them cleared or given back."""
    due = [row for row in open_advances(today().year, user, unit=user.organisation).rows if row.soon]
    found = []
    for late, title, tone in ((True, "Tạm ứng quá hạn thanh toán", "son"), (False, "Tạm ứng sắp đến hạn", "nghe")):
        if own := [row for row in due if row.late == late]:
            detail = f"{len(own)} khoản, {dong(sum(row.balance for row in own))}"
            address = f"{reverse('budgets:advances')}?year={max(row.book_year.year for row in due)}"
            since, until = min(row.since for row in own), min(row.due for row in own)
            found.append(WorkItem(title, detail, address, since, until, tone))
    return found


def _sheets(user, title, statuses):
    waiting = AllocationSheet.objects.visible_to(user).standing().filter(status__in=statuses)
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
    """Whole drafts that this person may sign; what is not whole waits for whoever drafts it (`_to_finish`)."""
    own = Commitment.objects.for_list().visible_to(user).filter(status=C.DRAFT, unit=user.organisation_id)
    own = own.exclude(pk__in=held_otherwise(Commitment, user, Part.APPROVE, SIGNS))
    return _drafts("Ký hợp đồng, giao nhiệm vụ", [row for row in _told_whole(own) if row.is_whole])


def _to_finish(user):
    """Drafts of the own unit's money, or of the own office, that could not be signed as they stand."""
    own = Q(unit=user.organisation_id) | Q(created_by__organisation=user.organisation_id)
    rows = Commitment.objects.for_list().visible_to(user).filter(own, status=C.DRAFT)
    return _drafts(FINISH, [row for row in _told_whole(rows) if not row.is_whole])


def _drafts(title, rows):
    rows = rows[:MOST]
    moved = moved_on(rows)
    return [WorkItem(title, str(row.project), row.get_absolute_url(), moved.get(row.pk)) for row in rows]


def _told_whole(drafts):
    """The drafts with `is_whole`: nothing of `not_yet_signable`, for all of them in a fixed number of queries."""
    rows = list(with_parties(drafts).order_by("pk"))
    projects = [row.project_id for row in rows]
    left = project_balances(projects)
    items = PlanItem.objects.decided().in_force().filter(project__in=projects).select_related("round").order_by("pk")
    decided = {item.project_id: item for item in items}
    contracts = _signed(projects)
    for row in rows:
        item = decided.get(row.project_id)
        first = item and item.round.decision_date
        signed = bool(row.number and row.signed_on) and row.signed_on <= today()
        in_time = signed and (first is None or row.signed_on >= first)
        may = row.project.status in MAY_COMMIT and row.value <= left[row.project_id][Stage.APPROVED]
        row.is_whole = in_time and may and _for_who_benefits(row, item)
        row.is_whole = row.is_whole and not contract_within_own_share(row, signed=contracts.get(row.project_id, []))
    return rows


def _signed(projects):
    """{project id: [its signed contracts]}, as `contract_within_own_share` reads them."""
    rows = Commitment.objects.filter(project__in=projects, status=C.SIGNED)
    found = {}
    for row in rows.select_related("project").prefetch_related("annexes", "project__beneficiaries__establishment"):
        found.setdefault(row.project_id, []).append(row)
    return found


def _for_who_benefits(draft, item):
    limit = ceiling_from_frozen(item.ceiling, item.ceiling["cost"]) if item and item.ceiling else None
    return not still_benefits(draft) and not shares_against(draft.project, limit, item and item.support)


def _annexes_to_sign(user):
    own = Annex.objects.visible_to(user).filter(commitment__unit=user.organisation_id)
    own = own.exclude(pk__in=held_otherwise(Annex, user, Part.APPROVE, SIGNS))
    return _drafts("Ký phụ lục hợp đồng", [row for row, whole in _annexes(own) if whole])


def _annexes_to_finish(user):
    own = Q(commitment__unit=user.organisation_id) | Q(created_by__organisation=user.organisation_id)
    rows = Annex.objects.visible_to(user).filter(own)
    return _drafts("Hoàn thiện phụ lục hợp đồng", [row for row, whole in _annexes(rows) if not whole])


def _annexes(rows):
    """[(draft of an annex, whether it may be signed as it stands)], in a fixed number of queries."""
    drafts = rows.for_list().filter(status=Annex.Status.DRAFT).prefetch_related("commitment__annexes").order_by("pk")
    return signable_among(list(with_parties(drafts, "commitment__project")))


def turn_of_commitment(project, user):
    """The Turn of an approved project, as the worklists above say it: a draft to begin, to mend, to finish or to sign.

    The unit that spends goes on; another office only with a draft it wrote for that unit.
    """
    unit = project.spending_unit
    drafts = Commitment.objects.for_list().select_related("created_by__organisation")
    drafts = drafts.filter(project=project, status__in=[C.DRAFT, C.RETURNED])
    turns = [_turn_of_draft(draft, user) for draft in _told_whole(drafts)]
    if not turns:
        turn = Turn("Ký hợp đồng hoặc giao nhiệm vụ", [str(unit)], _drafts_for(user, unit))
        if turn.mine:
            turn.label = "Soạn hợp đồng, giao nhiệm vụ"
            turn.url = f"{reverse('budgets:commitment_new')}?project={project.pk}"
        return turn
    return next((turn for turn in turns if turn.mine), turns[0])


def _turn_of_draft(draft, user):
    if draft.status == C.DRAFT and draft.is_whole:
        mine = user.has_perm(SIGNS) and draft.unit_id == user.organisation_id
        mine = mine and not conflict(draft, user, Part.APPROVE, SIGNS)
        turn = Turn("Ký hợp đồng, giao nhiệm vụ", [f"Chủ tài khoản, {draft.unit}"], mine)
    else:
        title = "Sửa bản soạn bị trả lại" if draft.status == C.RETURNED else FINISH
        offices = (draft.unit, draft.created_by.organisation)
        turn = Turn(title, list(dict.fromkeys(map(str, offices))), _drafts_for(user, *offices))
    turn.label, turn.url = "Mở bản soạn hợp đồng", draft.get_absolute_url()
    return turn


def _drafts_for(user, *offices):
    return user.has_perm("budgets.prepare_commitment") and user.organisation in offices
