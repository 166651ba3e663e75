"""The norm's answer for a project, before an approval freezes it (from then on the approval's own counts)."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from core.dates import today
from core.money import dong
from norms.ceiling import ceiling
from norms.impact import Limit
from norms.models import PRIORITY_MOST
from projects.models import Project


def project_ceiling(project, on=None):
    """The live Ceiling of a project on a day, or None while its cost is unknown. May raise ValidationError.

    Without a day: that of its current appraisal, else of the dossier.
    """
    if project.norm_cost is None:
        return None
    if on is None:
        appraisal = current_appraisal(project)
        on = appraisal.made_on if appraisal else project.filed_on
    limit = ceiling(
        project.category,
        tier=project.tier,
        on=on,
        cost=project.norm_cost,
        units=project.units,
        priority_factor=project.priority_factor,
    )
    return with_places(limit, project)


def places_of(project):
    """The beneficiaries whose part of the support is told apart: of several, those that are an establishment."""
    rows = list(project.beneficiaries.all())
    several = len(rows) > 1 or project.kind == Project.Kind.GROUP
    return [row for row in rows if row.establishment_id] if several else []


def with_places(limit, project):
    """The Ceiling with the part of each of several places, where the norm's cap is for a place."""
    if limit.place_limit is None:
        return limit
    return limit.for_places([(str(row), row.support_share) for row in places_of(project)])


def factor_errors(project):
    """[sentence] why its priority factor is not taken by the norms of its own day; a factor of 1 asks nothing."""
    factor = project.priority_factor
    asks = isinstance(factor, Decimal) and 1 < factor <= PRIORITY_MOST  # beyond the law the row itself says so
    if not asks or not project.category_id or not project.filed_on:
        return []
    try:
        ceiling(project.category, tier=project.tier, on=project.filed_on, cost=0, priority_factor=factor)
    except ValidationError as error:
        return error.message_dict.get("priority", [])
    return []


def open_limits(ahead=()):
    """{key: Limit} of every project that no decision has frozen yet: on its own day, on today if it waits, and ahead.

    Nobody knows the day of its decision: it may be any from today on, so a set that begins later counts as well.
    """
    open_ = Project.objects.filter(status__in=Project.UNDECIDED, is_historical=False)
    found = {}
    open_ = open_.prefetch_related("appraisals", "beneficiaries__establishment")
    for project in open_.select_related("category").order_by("code"):
        appraisal = current_appraisal(project)
        asked = appraisal.recommended_support if appraisal else project.requested_support
        for on in sorted({appraisal.made_on if appraisal else project.filed_on, today(), *ahead}):
            limit, reasons = ceiling_or_reason(project, on)
            words = " ".join(reasons) if limit is None else dong(limit.amount) if limit.amount else limit.status_label
            found[project.pk, on] = Limit(str(project), on, words, limit and limit.amount, asked)
    return found


def ceiling_or_reason(project, on=None):
    """(Ceiling or None, sentences that say why there is none): for pages that must never fail."""
    try:
        limit = project_ceiling(project, on)
    except ValidationError as error:
        return None, error.messages
    return limit, [] if limit else ["Chưa ghi tổng kinh phí nên chưa tính được mức hỗ trợ tối đa."]


def current_appraisal(project):
    """The appraisal form that counts now, None while there is none; uses what is prefetched."""
    return next((appraisal for appraisal in project.appraisals.all() if appraisal.is_current), None)
