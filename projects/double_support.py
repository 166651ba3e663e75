"""No double support: the same place gets State money once for the same content (L26 đ.7.4).

A place is one record whatever its code and name were, so the record tells it. The same content is what the family of
support says (a machine by name and model, a mark, a fair by its name and day); where a kind of support has no
particulars of its own, the kind itself within one year. What belongs to another office is not told.
"""

from core.workflow import Objection
from projects.details.base import family_of
from projects.models import Project

ARTICLE = "L26 đ.7.4"


def content_of(project):
    """{key: words} of what money is asked for; keys compare across years, tiers and offices."""
    family = family_of(project)
    if family and family.content:
        return {(family.code, *key): words for key, words in family.content(project).items()}
    return {(project.category.code, project.plan_year): str(project.category)}


def doubles(project, rows=None):
    """[(name of the place, words of the content, the other Project)] of what was filed and is not given up.

    `rows`: the Beneficiary rows to look at instead of those the project has.
    """
    rows = project.beneficiaries.select_related("establishment") if rows is None else rows
    places = {row.establishment_id: str(row.establishment) for row in rows if row.establishment_id}
    others = (
        Project.objects.live()
        .exclude(pk=project.pk)
        .exclude(status=Project.Status.DRAFT)
        .filter(beneficiaries__establishment__in=places, beneficiaries__removed_at=None)
        .select_related("category")
        .prefetch_related("beneficiaries")
        .distinct()
        .order_by("pk")
    )
    content = content_of(project)
    return [
        (places[row.establishment_id], words, other)
        for other in others
        for key, words in content.items()
        if key in content_of(other)
        for row in other.beneficiaries.all()
        if row.establishment_id in places
    ]


def no_double_support(project, act):
    """Refused when the dossier is filed and again when it is found eligible."""
    return double_objections(doubles(project), act.by)


def double_objections(found, by):
    """What `doubles` found, in sentences; the other file is named only where this person may see it."""
    others = Project.objects.filter(pk__in=[other.pk for *_, other in found])
    seen = set(others.visible_to(by).values_list("pk", flat=True)) if found else set()
    return [
        Objection(
            f"“{place}” đã có hồ sơ cùng nội dung ({words})",
            found=str(other.code) if other.pk in seen else "ở hồ sơ khác; hỏi Sở Công Thương",
            article=ARTICLE,
        )
        for place, words, other in found
    ]
