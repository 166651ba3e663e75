"""No double support: the same place gets State money once for the same content (L26 đ.7.4).

A place is one record whatever its code and name were, so the record tells it. The same content is what the family of
support says (a machine by name and model, a mark, a fair by its name and day); where a kind of support has no
particulars of its own, the kind itself within one year. What comes again in another year (a class for other learners, a
second machine of a model, a subject on the air anew) may be another case: refused as long as nothing tells them apart,
else a hint that a person answers (near_matches). What belongs to another office is not told.
"""

from itertools import groupby

from core.workflow import Objection
from projects.details.base import FAMILIES, Told
from projects.models import Project

ARTICLE = "TTLT 26/2014/TTLT-BTC-BCT đ.7.4"


def contents_of(projects):
    """{project id: {key: Told}} of what money is asked for; keys compare across years, tiers and offices.

    A fixed number of queries a family, however many projects there are.
    """
    found = {}
    for form, group in groupby(sorted(projects, key=_form), _form):
        family, alike = FAMILIES.get(form), list(group)
        if family and family.content:
            for pk, told in family.content(alike).items():
                found[pk] = {(family.code, *key): once for key, once in told.items()}
        else:
            found |= {
                row.pk: {(row.category.code, row.plan_year): Told(str(row.category), row.plan_year)} for row in alike
            }
    return found


def _form(project):
    return project.category.detail_form


def doubles(project, rows=None, content=None):
    """[(name of the place, the content as it is Told, the other Project)] of what was filed and is not given up.

    `rows`: the Beneficiary rows to look at instead of those the project has; `content`: {key: Told} instead of what it
    asks money for.
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
    contents = contents_of([project, *others]) if others else {}
    if content is not None:
        contents[project.pk] = content
    return [
        (places[row.establishment_id], told, other)
        for other in others
        for key, told in contents[project.pk].items()
        if key in contents[other.pk] and not told.may_be_another(contents[other.pk][key])
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
            f"“{place}” đã có hồ sơ cùng nội dung ({told})",
            found=str(other.code) if other.pk in seen else "ở hồ sơ khác; hỏi Sở Công Thương",
            needed=_what_tells_apart(told, other),
            article=ARTICLE,
        )
        for place, told, other in found
    ]


def _what_tells_apart(told, other):
    family = FAMILIES.get(_form(other))
    if told.year == other.plan_year or not (family and family.told_apart):
        return ""
    return f"{family.told_apart}, nếu là lần khác"
