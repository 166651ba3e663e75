"""How the support is divided among the beneficiaries, and how many of a group project have no name yet."""

from core.money import dong
from projects.ceilings import current_appraisal
from projects.changes.money import support_of
from projects.models import Project


def share_errors(project, rows):
    """The beneficiaries' shares never come to more than what is asked for, and to exactly that once all are known.

    Of a group project that names some later, the rest is theirs.
    """
    shares, asked = [row.support_share for row in rows if row.support_share is not None], project.requested_support
    if not shares or asked is None:
        return []
    all_there = len(shares) == len(rows) and len(rows) >= (project.beneficiaries_planned or 0)
    if sum(shares) == asked or (sum(shares) < asked and not all_there):
        return []
    return [
        f"Cộng phần hỗ trợ của các đơn vị thụ hưởng {dong(sum(shares))} khác kinh phí đề nghị {dong(asked)} "
        f"(lệch {dong(abs(asked - sum(shares)))})."
    ]


def to_be_shared(project):
    """The support the shares are parts of, đồng: by the last decision about it, before any what the appraisal
    recommends, before that what is asked for."""
    if (in_force := support_of(project)) is not None:
        return in_force
    appraisal = current_appraisal(project)
    return appraisal.recommended_support if appraisal else project.requested_support


def still_to_name(project):
    """How many beneficiaries of a group project have no name yet; 0 for every other project."""
    if project.kind != Project.Kind.GROUP:
        return 0
    named = project.beneficiaries.filter(name_later=False).count()
    waiting = project.beneficiaries.filter(name_later=True).count()
    return max((project.beneficiaries_planned or 0) - named, waiting)


def support_of_the_named(project):
    """Đồng that may go to the beneficiaries already named; None when all are, so that nothing more limits it."""
    if not still_to_name(project):
        return None
    return sum(row.support_share or 0 for row in project.beneficiaries.filter(name_later=False))
