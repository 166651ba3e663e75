"""What the database says for the letter on a refused application."""

from django.core.exceptions import ValidationError

from projects.models import Project
from reports.offices import department, in_full
from reports.papers.refusal_letter import JudgedPoint, RefusalLetter


def refused_projects(user):
    """Applications in reach that were refused with a coded reason."""
    return Project.objects.visible_to(user).filter(status=Project.Status.REJECTED, refusal__isnull=False)


def refusal_data(params, by):
    """(RefusalLetter, illustrative) of the application `params["project"]`; ValidationError when it is not refused."""
    project = (
        refused_projects(by)
        .select_related("refusal", "implementing_organisation", "area")
        .prefetch_related("beneficiaries__establishment")
        .filter(pk=params["project"])
        .first()
    )
    if project is None:
        raise ValidationError("Đề án này không ở trạng thái không đủ điều kiện, không lập văn bản trả lời.")
    sheet = project.appraisals.filter(is_current=True).first()
    refusal = project.refusal
    return RefusalLetter(
        office=department(),
        year=project.plan_year,
        code=project.code,
        title=project.title,
        implementer=project.implementing_organisation.name,
        beneficiaries=tuple(str(row) for row in project.beneficiaries.all()),
        place=project.where,
        total=project.total_cost,
        requested=project.requested_support,
        filed_on=project.filed_on,
        concluded_on=refusal.concluded_on,
        reason=refusal.reason_words,
        article=in_full(refusal.article),
        note=refusal.note,
        points=tuple(JudgedPoint(*row) for row in sheet.rows) if sheet else (),
    ), project.illustrative
