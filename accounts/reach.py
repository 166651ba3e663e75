"""How far a person sees, by office, place and date (design: dated areas, spending units).

Province-wide offices see every row their role allows. The Centre sees what it implements or spends. A
district sees what lay under it at the row's date; a commune its own place and the communes it wholly
succeeds. A commune that was divided (part_only) is followed by the Department until somebody names the
part: a file seen by the wrong office is worse than one more question.
"""

from django.db.models import Exists, OuterRef, Q

from accounts.models import AreaPlacement, AreaSuccession, Organisation
from core.access import ScopedQuerySet


class PlacedQuerySet(ScopedQuerySet):
    """Rows with a place and a date, perhaps with the unit that implements or spends.

    Subclasses name the paths from the row; a path of None means the model has no such field.
    """

    area_path = "area"
    date_path = "filed_on"
    unit_paths = ()

    def visible_to(self, user):
        organisation = getattr(user, "organisation", None)
        if organisation is None or not user.is_active:
            return self.none()
        if organisation.covers_province:
            return self
        if organisation.kind in (Organisation.Kind.DISTRICT, Organisation.Kind.COMMUNE):
            return self.filter(within(organisation, self.area_path, self.date_path))
        condition = Q(pk__in=[])
        for path in self.unit_paths:
            condition |= Q(**{path: organisation})
        return self.filter(condition)


def within(organisation, area_path, date_path):
    """The condition that a row lies where this district or commune may look."""
    area = organisation.area
    if area is None:
        return Q(pk__in=[])
    if organisation.kind == Organisation.Kind.COMMUNE:
        return Q(**{f"{area_path}__in": [area.pk, *predecessors(area)]})
    row_day = OuterRef(date_path)
    at_the_time = (
        AreaPlacement.objects.filter(area=OuterRef(area_path))
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=row_day))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=row_day))
    )
    ended = AreaSuccession.objects.filter(new=area).values("old")
    came_later = AreaPlacement.objects.filter(area=OuterRef(area_path), parent=area)
    return (
        Q(**{area_path: area})
        | Q(Exists(at_the_time.filter(parent=area)))
        | (Q(Exists(at_the_time.filter(parent__in=ended))) & Q(Exists(came_later)))
    )


def predecessors(area):
    """Ids of all areas that `area` wholly succeeds, however many steps back."""
    found, frontier = set(), {area.pk}
    while frontier:
        frontier = (
            set(AreaSuccession.objects.filter(new__in=frontier, part_only=False).values_list("old", flat=True)) - found
        )
        found |= frontier
    return found
