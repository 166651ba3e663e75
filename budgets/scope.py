"""Who sees the money: the project's place and date, or the unit that spends or implements."""

from django.db.models import Q

from accounts.reach import PlacedQuerySet
from core.access import ScopedQuerySet


def sees_books(user):
    """Whether the money's books are for this person to read: of the province, or of a unit that spends."""
    organisation = user.organisation
    return user.has_perm("budgets.view_money") and (organisation.covers_province or organisation.is_spending_unit)


class UnitQuerySet(ScopedQuerySet):
    """Rows of a spending unit's own books: province-wide offices see all, a unit its own, places none."""

    def visible_to(self, user):
        organisation = getattr(user, "organisation", None)
        if organisation is None or not user.is_active:
            return self.none()
        return self if organisation.covers_province else self.filter(self.of_unit(organisation))

    def of_unit(self, organisation):
        return Q(unit=organisation)


class OfProjectQuerySet(PlacedQuerySet):
    """Rows that hang on a project and a spending unit."""

    area_path = "project__area"
    date_path = "project__filed_on"
    unit_paths = ("unit", "project__implementing_organisation")
