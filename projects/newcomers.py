"""Who joins a project after its conclusion: in another's place (TT 36/2013 đ.11), or named later in a group.

It is asked what every beneficiary is asked: eligibility by the rules of the paper's day, likeness to what others have.
What no rule tells is answered by name before it joins, and the result stays with the project beside the earlier ones.
"""

import re

from django.urls import reverse

from norms.models import EligibilityRule
from projects.change_models import ChangeRequest
from projects.eligibility import Eligibility, eligibility
from projects.models import Beneficiary, Project
from projects.near_matches import likeness_objections, near_matches
from projects.shares import still_to_name

S, C = Project.Status, ChangeRequest.Status
MAY_NAME = (S.APPROVED, S.CONTRACTED, S.IN_PROGRESS)
PRIORITY = "priority"


def eligibility_of_newcomer(project, on, establishment, leaving=None):
    """Its criteria on that day; where another leaves, also what the priority factor rests on from then on."""
    staying = project.beneficiaries.select_related("establishment__area", "area").exclude(establishment=establishment)
    if leaving:
        staying = staying.exclude(pk=leaving.pk)
    found = eligibility(project, on, [*staying, _row(project, establishment)])
    asked = [row for row in found.criteria if _about(row.key, establishment.pk) or (leaving and row.key == PRIORITY)]
    return Eligibility(on, asked)


def hints_of_newcomer(project, establishment, user):
    """[Hint] of double support that this establishment would bring with it."""
    return near_matches(project, user, [_row(project, establishment)])


def not_met(project, on, establishment, leaving=None):
    """[Objection] for each criterion that a rule or an answer says is not met: nothing more need be asked."""
    state = EligibilityRule.Outcome.NOT_MET
    found = eligibility_of_newcomer(project, on, establishment, leaving)
    return [row.objection(way_to(project, establishment)) for row in found.blocking if row.state == state]


def unsettled(project, on, establishment, by, leaving=None):
    """[Objection] for what waits for an answer by name: an unknown criterion, a likeness to another file."""
    state, way = EligibilityRule.Outcome.UNKNOWN, way_to(project, establishment)
    found = eligibility_of_newcomer(project, on, establishment, leaving)
    open_ones = [row.objection(way) for row in found.blocking if row.state == state]
    return open_ones + likeness_objections(hints_of_newcomer(project, establishment, by), way)


def keep_newcomer(project, on, establishment, leaving=None):
    """Write its result with the project, dated, in place of the leaving one's; called once it is on the list.

    Returns what it takes the place of and what it is, for the history: [criterion as it is kept] twice.
    """
    kept = project.eligibility or eligibility(project, on).as_json()
    found = [
        row.as_json() | {"on": on.isoformat()}
        for row in eligibility_of_newcomer(project, on, establishment, leaving).criteria
    ]
    new = {row["key"] for row in found}
    gone = [
        row
        for row in kept["criteria"]
        if row["key"] in new or (leaving and _about(row["key"], leaving.establishment_id))
    ]
    staying = [row for row in kept["criteria"] if row not in gone]
    project.eligibility = {"on": kept["on"], "criteria": [*staying, *found]}
    project.save(update_fields=["eligibility"])
    return gone, found


def may_join(project, establishment):
    """Whether this establishment is about to join, so that what is open about it may be answered."""
    if project.is_historical or project.beneficiaries.filter(establishment=establishment).exists():
        return False
    named_next = project.status in MAY_NAME and bool(still_to_name(project))
    return named_next or leaving_for(project, establishment) is not None


def leaving_for(project, establishment):
    """The Beneficiary in whose place this one is asked for by a request under way, else None."""
    asked = project.change_requests.filter(joining=establishment, status__in=(C.SENT, C.CHECKED))
    change = asked.select_related("leaving").first()
    return change and change.leaving


def way_to(project, establishment):
    """Where its criteria and likenesses are read and answered."""
    return "Xem điều kiện, trả lời", f"{reverse('projects:newcomer', args=[project.pk])}?for={establishment.pk}"


def told(rows):
    """Criteria as they are kept, in a line of the history: «Xưởng A: 3 đạt, 1 cần chứng minh»; None without any."""
    return f"{rows[0]['subject']}: {Eligibility(None, rows, kept=True).counts}" if rows else None


def _row(project, establishment):
    return Beneficiary(project=project, establishment=establishment, area=establishment.area)


def _about(key, number):
    """Whether a criterion's key («place-12-rural») is about this establishment."""
    return bool(re.fullmatch(rf"[a-z]+(-form)?-{number}(-.*)?", key))
