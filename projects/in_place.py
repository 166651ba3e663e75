"""A few fields of an application mended where it stands in a list, unless somebody else changed it meanwhile."""

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import history
from projects.services import locked, save_project

FIELDS = ("title", "place", "starts_on", "ends_on", "remark")


def version_of(project):
    """Grows with everything that is done to the application: the number of its last line in the trail."""
    return history(project).order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def save_in_place(project, values, *, seen, by):
    """Save some of FIELDS through `save_project`. `seen`: version_of(project) as the person saw it.

    Raises ValidationError code "changed" naming who did what since, so that nobody's work is written over unseen.
    """
    stored = locked(project)
    if version_of(stored) != seen:
        last = history(stored).order_by("-pk").select_related("by").first()
        raise ValidationError(f"Trong khi bạn sửa: {last.sentence} Hãy xem lại rồi lưu.", code="changed")
    for name in FIELDS:
        if name in values:
            setattr(stored, name, values[name])
    return save_project(stored, by=by)
