"""Limits that all tasks of a kind share in a year: management costs (programme §5.6, L26 đ.6.2.s). All in đồng.

The managing agency's are a percent of the promotion money assigned for the year, the implementer's of the support of
the projects that it carries out in it. The plan's row, which every decision of the year locks, keeps two decisions
from using the same room; they are asked again under it.
"""

from django.utils.functional import cached_property

from ledger.reading import book_years, moved
from ledger.stages import Kind
from norms.models import SupportCategory
from plans.models import PlanItem
from plans.selectors import kept_by_projects
from projects.models import Project

LimitOf = SupportCategory.LimitOf


class SharedLimits:
    """What the year has for each shared limit, and who has it, of all the sources of the round's tier together.

    `items`: the list that is being decided.
    """

    def __init__(self, round, items=()):
        self.round = round
        self.items = [item for item in items if not item.is_reserve]

    def applied(self, limit, project):
        """The Ceiling with the money that its percent is taken of and what others have; any other one as it is.

        Of which money is as the Ceiling says: a decision's stays, whatever the kind says later.
        """
        if not limit.facts.is_shared:
            return limit
        of_year = limit.facts.limit_of == LimitOf.YEAR
        rest = [(each, amount) for each, amount in self._given if of_year or _same_unit(each, project)]
        base = sum(amount for each, amount in rest if not each.category.shares_its_limit)
        alike = (amount for each, amount in rest if each.category_id == project.category_id and each.pk != project.pk)
        return limit.within(self._of_the_year if of_year else base, sum(alike))

    @cached_property
    def _of_the_year(self):
        books = book_years(self.round.year, self.round.tier)
        return moved(Kind.APPROPRIATE, book_years=books) - moved(Kind.CUT, book_years=books)

    @cached_property
    def _given(self):
        """[(Project, đồng)] of the year's decisions: what each has by now, and what the list is to give."""
        decided = PlanItem.objects.decided().filter(round__year=self.round.year, round__tier=self.round.tier)
        kept = kept_by_projects(decided.order_by().values("project"))
        projects = Project.objects.filter(pk__in=kept).select_related("category")
        asked = [(item.project, item.approved_support or 0) for item in self.items if item.project_id not in kept]
        return [(project, kept[project.pk]) for project in projects] + asked


def within_shared(limit, item):
    """The Ceiling of a decided project (PlanItem) with what stands of its shared limit now; any other one as it is."""
    return SharedLimits(item.round).applied(limit, item.project) if limit.facts.is_shared else limit


def _same_unit(project, other):
    return project.implementing_organisation_id == other.implementing_organisation_id
