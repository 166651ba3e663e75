"""Inspections' part in a change of a project: a place that passed acceptance stays with the project."""

from core.dates import ngay
from core.workflow import Objection
from inspections.selectors import PASSED, results_of
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import LISTS
from projects.changes.money import MoneyRoom

BENEFICIARIES = ChangeValue.What.BENEFICIARIES


class AcceptedPlaces(MoneyRoom):
    """What was done and accepted at a place is settled there: only who was not accepted yet leaves, or is replaced.

    Asked again under the project's lock, which the recording of minutes holds too.
    """

    def objections(self, change, act):
        gone = _leaving(change)
        passed = [row for pk, row in results_of(change.project).items() if pk in gone and row.conclusion in PASSED]
        return [
            Objection(
                f"{row.beneficiary} đã được nghiệm thu, không thôi thụ hưởng được",
                found=f"biên bản {row.batch.minutes_number} ngày {ngay(row.batch.held_on)}",
                needed="giữ đơn vị này; chỉ đơn vị chưa được nghiệm thu mới thôi thụ hưởng hoặc được thay",
                field="leaving" if change.kind == ChangeRequest.Kind.BENEFICIARY else BENEFICIARIES,
            )
            for row in passed
        ]


def _leaving(change):
    """{id of a beneficiary} of those who leave by this change."""
    if change.kind == ChangeRequest.Kind.BENEFICIARY:
        return {change.leaving_id}
    kept = LISTS[BENEFICIARIES]
    rows = [row for row in change.values.all() if row.what == BENEFICIARIES]
    return {no for row in rows for no, _, _ in kept.differences(row.before, row.after)}


accepted_places = AcceptedPlaces()
