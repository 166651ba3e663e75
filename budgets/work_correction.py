"""Corrections that wait for a second person."""

from budgets.corrections import CONFIRM, at_whose_desk
from budgets.models import Correction
from core.audit import moved_on
from core.parts import Part, held_otherwise
from core.work import WorkItem


def worklist_corrections(user):
    """Those of the person's own desk that neither they nor whom they stand in for asked for or entered."""
    if not user.has_perm(CONFIRM):
        return []
    rows = Correction.objects.visible_to(user).filter(at_whose_desk(user), status=Correction.Status.ASKED)
    rows = rows.exclude(pk__in=held_otherwise(Correction, user, Part.APPROVE, CONFIRM))
    rows = rows.exclude(act__by__in=[person for person in (user, user.stands_in_for(CONFIRM)) if person])
    rows = list(rows.select_related("act").order_by("pk"))
    moved = moved_on(rows)
    return [
        WorkItem("Xác nhận hủy ghi", row.act.name, row.get_absolute_url(), moved.get(row.pk), tone="nghe")
        for row in rows
    ]
