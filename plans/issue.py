"""What an issued paper brings about: the plan is frozen, a round's money is reserved and its projects approved."""

from dataclasses import asdict

from django.core.exceptions import ValidationError

from ledger.posting import Kind, Line, Place, Stage, post
from ledger.reading import carried_into
from plans.models import AnnualPlan, ApprovalRound, ApprovalWay, PlanItem
from plans.objections import (
    NormsOfTheDay,
    amendment_objections,
    budget_objections,
    delegated_objections,
    live_items,
    round_objections,
)
from plans.shared_limits import SharedLimits
from plans.subjects import line_subject, project_subject
from projects.models import Project
from projects.workflow import PROJECT_FLOW


def record_plan_paper(plan, act):
    """Number, date, issuer and signer as they stand on the paper; from here on the database refuses any change.

    With the plan goes its list of projects (WITH_PLAN); the version before it is replaced.
    """
    from plans.workflow import PLAN_FLOW, ROUND_FLOW  # the tables name this effect

    paper = act.paper
    plan.number, plan.issued_on, plan.issuer, plan.signer = paper.number, paper.issued_on, paper.issuer, paper.signer
    plan.save(update_fields=["number", "issued_on", "issuer", "signer", "search_text"])
    if plan.supersedes_id:
        before = _lock_with_open_rounds(plan.supersedes_id)
        if objections := amendment_objections(plan):  # a decision may have been recorded since the guards were asked
            raise ValidationError([str(objection) for objection in objections])
        _move_open_rounds(before, plan)
        PLAN_FLOW.cause(before, "supersede", by=act.by, paper=paper, on=act.on)
    if plan.approval_way == ApprovalWay.WITH_PLAN:
        for round in plan.rounds.filter(way=ApprovalWay.WITH_PLAN, status=ApprovalRound.Status.CHECKED):
            ROUND_FLOW.cause(round, "issue_with_plan", by=act.by, paper=paper, on=act.on)


def _open_rounds(plan_id):
    """Lists of this version still in preparation, locked."""
    rounds = ApprovalRound.objects.filter(plan=plan_id).exclude(status__in=ApprovalRound.DECIDED)
    return list(rounds.select_for_update(no_key=True).order_by("pk"))


def _lock_with_open_rounds(plan_id):
    """The version in force, locked after its open rounds: the order in which a decision takes them too.

    A round opened between the two is an empty draft that nobody is deciding, so it may be locked afterwards.
    """
    _open_rounds(plan_id)
    return AnnualPlan.objects.select_for_update(no_key=True).get(pk=plan_id)


def _move_open_rounds(before, plan):
    """Lists still in preparation follow the new version, each project on the same line."""
    lines = {line.identity: line for line in plan.lines.live()}
    for round in _open_rounds(before.pk):
        round.plan = plan
        round.save(update_fields=["plan"])
        for item in round.items.live().select_related("line"):
            item.line = lines.get(item.line.identity) if item.line else None
            if item.line is None:
                item.source = PlanItem.Source.APPROPRIATED
            item.save(update_fields=["line", "source"])


def reserve_for_round(round, act):
    """Approve the list: freeze each ceiling at the decision's date and what the list says, approve the projects,
    reserve their money.

    Locks, in this order for everybody: the round (held by the workflow), its plan, the projects by id, then the
    ledger's accounts. Everything is asked again under the locks, so that two rounds together keep within the plan.
    That the money is there is the ledger's CHECK alone.
    """
    paper = act.paper
    round.plan = AnnualPlan.objects.select_for_update(no_key=True).get(pk=round.plan_id)
    ids = list(round.items.live().values_list("project", flat=True))
    list(Project.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    items = live_items(round)
    objections = round_objections(round, paper.issued_on, items) + budget_objections(round.plan, items)
    if round.way == ApprovalWay.DELEGATED:
        objections += delegated_objections(round, items)
    if objections:
        raise ValidationError([str(objection) for objection in objections])

    approved = sorted((item for item in items if not item.is_reserve), key=lambda item: item.project_id)
    norms = NormsOfTheDay(paper.issued_on, SharedLimits(round, items))
    for item in items:
        item.as_decided = asdict(item.listed)
        if not item.is_reserve:
            item.ceiling = norms.ceiling(item.project).as_json()
        item.save(update_fields=["ceiling", "as_decided"])
    round.decision_number, round.decision_date = paper.number, paper.issued_on
    round.issuer, round.signer = paper.issuer, paper.signer
    round.save(update_fields=["decision_number", "decision_date", "issuer", "signer", "search_text"])
    for item in approved:
        PROJECT_FLOW.cause(item.project, "approve", by=act.by, paper=paper, on=paper.issued_on)
    post(
        f"Bố trí kinh phí cho đề án, {round.name}",
        [Line(Kind.RESERVE, source_of(item), approved_place(item), item.approved_support) for item in approved],
        by=act.by,
        dated_on=paper.issued_on,
        paper=paper,
        case=round,
    )


def source_of(item):
    """Where this item's money is reserved from, and goes back to when released: carried over, to the undivided."""
    book_year, unit = book_of(item), item.project.spending_unit
    if item.source == PlanItem.Source.ALLOCATED and book_year == item.book:
        return Place(book_year, unit, Stage.ALLOCATED, line_subject(item.line))
    return Place(book_year, unit, Stage.APPROPRIATED)


def approved_place(item):
    """Where its money stands from the decision until a contract takes it."""
    return Place(book_of(item), item.project.spending_unit, Stage.APPROVED, project_subject(item.project))


def book_of(item):
    """The book this item's money stands in: the list's, or the later year's it was carried into."""
    return carried_into([item.project_id]).get(item.project_id) or item.book
