"""Plans and rounds that wait for this person's next step, since when."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core.audit import moved_on
from core.parts import held_otherwise
from core.work import WorkItem
from plans.models import AnnualPlan, ApprovalRound, PlanItem
from plans.workflow import PLAN_FLOW, ROUND_FLOW

# The steps that keep the year going; sending something back is no task in itself.
PLAN_STEPS = ("open_registration", "consolidate", "ask_opinions", "submit", "issue")
ROUND_STEPS = ("check", "submit", "decide", "record_decision")


def worklist(user):
    """[WorkItem]; a fixed number of queries, and no guard is asked: the record's page says what is still missing. Only
    who holds another part of a case is asked: to such a person its page offers no step."""
    plans = _waiting(AnnualPlan, PLAN_FLOW, PLAN_STEPS, "plans.view_annualplan", user)
    # A list that is still empty waits for nobody but its officer.
    listed = PlanItem.objects.live().filter(round=OuterRef("pk"), is_reserve=False)
    rounds = _waiting(ApprovalRound, ROUND_FLOW, ROUND_STEPS, "plans.view_approvalround", user).filter(
        ~Q(status=ApprovalRound.Status.DRAFT) | Exists(listed)
    )
    return _items(list(plans), PLAN_FLOW, PLAN_STEPS, user) + _items(list(rounds), ROUND_FLOW, ROUND_STEPS, user)


def _items(records, flow, names, user):
    if not records:
        return []
    found, moved = [], moved_on(records)
    steps = [flow[name] for name in names if flow[name].part and user.has_perm(flow[name].permission)]
    apart = {step.name: set(held_otherwise(type(records[0]), user, step.part, step.permission)) for step in steps}
    for record in records:
        buttons = [button for button in flow.buttons(record, user) if button.name in names]
        step = next((button for button in buttons if record.pk not in apart.get(button.name, ())), None)
        if step:
            words = f"{record} · {record.get_status_display()}"
            found.append(WorkItem(step.label, words, record.get_absolute_url(), moved.get(record.pk)))
    return found


def _waiting(model, flow, names, permission, user):
    """Records in a state from which one of these steps leads and which this person may take."""
    if not user.has_perm(permission):
        return model.objects.none()
    states = {state for name in names if user.has_perm(flow[name].permission) for state in flow[name].sources}
    if not states:
        return model.objects.none()
    return model.objects.visible_to(user).filter(status__in=states)


def way_to_round(project):
    """(label, address) for whoever puts an appraised project on a list: the list being drawn up, or all the rounds."""
    drawn_up = ApprovalRound.objects.filter(
        year=project.plan_year, tier=project.tier, status=ApprovalRound.Status.DRAFT
    ).first()
    if drawn_up:
        address = reverse("plans:include", args=[drawn_up.pk])
        return f"Đưa vào danh mục {str(drawn_up).lower()}", f"{address}?project={project.pk}"
    return "Mở các đợt phê duyệt", reverse("plans:rounds")
