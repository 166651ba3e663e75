"""Who sees the money: the project's place and date, or the unit that spends or implements."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.reach import PlacedQuerySet
from core.access import ScopedQuerySet


def sees_books(user):
    """Whether the money's books are for this person to read: of the province, or of a unit that spends."""
    organisation = user.organisation
    return user.has_perm("budgets.view_money") and (organisation.covers_province or organisation.is_spending_unit)


def require_own_unit(unit_id, by):
    """ValidationError for anybody but a person of the unit that spends the project's money."""
    if unit_id != by.organisation_id:
        raise ValidationError("Chỉ đơn vị sử dụng kinh phí của đề án làm việc này.")


def refuse_historical(project):
    """ValidationError for a project entered from the papers of an old year: its money stands in no book here."""
    if project.is_historical:
        raise ValidationError("Đề án nhập từ hồ sơ năm cũ, chỉ để xem: tiền của năm đó không nằm trong sổ này.")


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
