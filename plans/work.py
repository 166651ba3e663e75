"""Plans and rounds that wait for this person's next step, since when."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, DateTimeField, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from core.models import AuditEntry
from core.work import WorkItem
from plans.models import AnnualPlan, ApprovalRound, PlanItem
from plans.workflow import PLAN_FLOW, ROUND_FLOW

# The steps that keep the year going; sending something back is no task in itself.
PLAN_STEPS = ("open_registration", "consolidate", "ask_opinions", "submit", "issue")
ROUND_STEPS = ("check", "submit", "decide", "record_decision")


def worklist(user):
    """[WorkItem]; four queries at most, and no guard is asked: the record's page says what is still missing."""
    plans = _waiting(AnnualPlan, PLAN_FLOW, PLAN_STEPS, "plans.view_annualplan", user)
    # A list that is still empty waits for nobody but its officer.
    listed = PlanItem.objects.live().filter(round=OuterRef("pk"), is_reserve=False)
    rounds = _waiting(ApprovalRound, ROUND_FLOW, ROUND_STEPS, "plans.view_approvalround", user).filter(
        ~Q(status=ApprovalRound.Status.DRAFT) | Exists(listed)
    )
    found = []
    for record, flow, names in [(plan, PLAN_FLOW, PLAN_STEPS) for plan in plans] + [
        (round, ROUND_FLOW, ROUND_STEPS) for round in rounds
    ]:
        step = next((button for button in flow.buttons(record, user) if button.name in names), None)
        if step:
            since = timezone.localdate(record.last_act) if record.last_act else None
            found.append(
                WorkItem(
                    step.label, f"{record} · {record.get_status_display()}", record.get_absolute_url(), since=since
                )
            )
    return found


def _waiting(model, flow, names, permission, user):
    """Records in a state from which one of these steps leads and which this person may take."""
    if not user.has_perm(permission):
        return model.objects.none()
    states = {state for name in names if user.has_perm(flow[name].permission) for state in flow[name].sources}
    if not states:
        return model.objects.none()
    last = (
        AuditEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id=Cast(OuterRef("pk"), CharField())
        )
        .order_by()
        .values("object_id")
        .annotate(last=Max("at"))
        .values("last")
    )
    return (
        model.objects.visible_to(user)
        .filter(status__in=states)
        .annotate(last_act=Subquery(last, output_field=DateTimeField()))
    )
