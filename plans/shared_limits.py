"""Limits that all tasks of a kind share in a year: management costs (programme §5.6, L26 đ.6.2.s). All in đồng.

The managing agency's are a percent of the promotion money assigned for the year, the implementer's of the support of
the projects that it carries out in it. The plan's row, which every decision of the year locks, keeps two decisions
from using the same room; they are asked again under it.
"""

from django.utils.functional import cached_property

from ledger.reading import moved
from ledger.stages import Kind
from norms.models import SupportCategory
from plans.selectors import given_to_projects
from projects.models import Project

LimitOf = SupportCategory.LimitOf


class SharedLimits:
    """What one book year has for each shared limit, and who has it. `items`: the list that is being decided."""

    def __init__(self, book_year, items=()):
        self.book_year = book_year
        self.items = [item for item in items if not item.is_reserve]

    def applied(self, limit, project):
        """The Ceiling with the money that its percent is taken of and what others have; any other one as it is."""
        return limit.within(self._base(project), self._taken(project)) if limit.facts.is_shared else limit

    def _base(self, project):
        if project.category.limit_of == LimitOf.YEAR:
            return moved(Kind.APPROPRIATE, book_years=self.book_year) - moved(Kind.CUT, book_years=self.book_year)
        return sum(
            amount for each, amount in self._given if not each.category.shares_its_limit and _same_unit(each, project)
        )

    def _taken(self, project):
        return sum(
            amount
            for each, amount in self._given
            if each.category_id == project.category_id
            and each.pk != project.pk
            and (project.category.limit_of == LimitOf.YEAR or _same_unit(each, project))
        )

    @cached_property
    def _given(self):
        """[(Project, đồng)] of the year: what decisions gave and did not get back, and what the list is to give."""
        given = given_to_projects(self.book_year)
        projects = Project.objects.filter(pk__in=given).select_related("category")
        asked = [(item.project, item.approved_support or 0) for item in self.items if item.project_id not in given]
        return [(project, given[project.pk]) for project in projects] + asked


def within_shared(limit, item):
    """The Ceiling of a decided project (PlanItem) with what stands of its shared limit now; any other one as it is."""
    return SharedLimits(item.round.plan.book_year).applied(limit, item.project) if limit.facts.is_shared else limit


def _same_unit(project, other):
    return project.implementing_organisation_id == other.implementing_organisation_id
