"""The life of a request for change. Read the table; that is the rule (T36 đ.11, đ.21.2.b; local default)."""

from django.utils import timezone

from core.parts import Part
from core.workflow import Transition, Workflow
from projects.change_models import ChangeRequest
from projects.changes.carrying_out import carry_out
from projects.changes.rules import (
    POSSIBLE,
    decision_of,
    newcomer_is_answered_for,
    not_before_the_check,
    not_before_the_letter,
    paper_of_its_decider,
    project_takes_it,
)

C = ChangeRequest.Status


def note_check(change, act):
    """What was seen on site, and on which day."""
    change.checked_on, change.check_note = act.on, act.note
    change.save(update_fields=["checked_on", "check_note"])


def name_decider(change, act):
    """Frozen with the rules of the paper's day: a later rule does not change who decided."""
    change.decider, change.decided_on = decision_of(change, act.on).decider, act.on
    change.decided_at = timezone.now()
    change.save(update_fields=["decider", "decided_on", "decided_at"])


CHANGE_FLOW = Workflow(
    Transition(
        "send", "Gửi đề nghị đến Sở", (C.DRAFT, C.RETURNED), C.SENT, "projects.run_project", POSSIBLE, needs_paper=True,
    ),
    Transition(
        "check", "Ghi kết quả kiểm tra thực tế", (C.SENT,), C.CHECKED, "projects.check_change",
        (project_takes_it, not_before_the_letter), needs_note=True, part=Part.CHECK, prepare=note_check,
    ),
    Transition(
        "decide", "Ghi nhận quyết định đã ban hành", (C.CHECKED,), C.DECIDED, "projects.record_change",
        (*POSSIBLE, newcomer_is_answered_for, not_before_the_check, paper_of_its_decider), needs_paper=True,
        prepare=name_decider, effect=carry_out,
    ),
    Transition(
        "return", "Trả lại, yêu cầu bổ sung", (C.SENT, C.CHECKED), C.RETURNED, "projects.check_change",
        needs_note=True, tone="danger",
    ),
    Transition(
        "refuse", "Ghi nhận văn bản không chấp thuận", (C.CHECKED,), C.REFUSED, "projects.record_change",
        (not_before_the_check,), needs_note=True, needs_paper=True, tone="danger",
    ),
    Transition(
        "withdraw", "Rút đề nghị", (C.DRAFT, C.RETURNED), C.WITHDRAWN, "projects.run_project",
        needs_note=True, tone="danger",
    ),
)  # fmt: skip
