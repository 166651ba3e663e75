"""The norm's answer for a project, before an approval freezes it (from then on the approval's own counts)."""

from django.core.exceptions import ValidationError

from norms.ceiling import ceiling


def project_ceiling(project, on=None):
    """The live Ceiling of a project on a day, or None while its cost is unknown. May raise ValidationError.

    Without a day: that of its current appraisal, else of the dossier.
    """
    if project.norm_cost is None:
        return None
    if on is None:
        appraisal = current_appraisal(project)
        on = appraisal.made_on if appraisal else project.filed_on
    return ceiling(
        project.category,
        tier=project.tier,
        on=on,
        cost=project.norm_cost,
        units=project.units,
        priority_factor=project.priority_factor,
    )


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
