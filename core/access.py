"""Who may see and touch what. Two questions, each answered in one place:

* may this person do this at all?  -> permissions, granted to roles (accounts/roles.py)
* is this record within reach?     -> QuerySet.visible_to(user)

`user.has_perm("projects.receive_project", project)` asks both. What is out of reach does not exist: 404.
"""

from django.core.exceptions import PermissionDenied
from django.db import models


class ScopedQuerySet(models.QuerySet):
    """Rows that not everybody may see. Each model says how; a model that forgets fails loudly, never openly."""

    def visible_to(self, user):
        raise NotImplementedError(f"{self.model.__name__} must say who may see its rows")


class OpenQuerySet(models.QuerySet):
    """Catalogues and province-wide records: whoever holds the role sees them all."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()


def require(user, perm, obj=None):
    """Raise PermissionDenied unless the person may do this, and to this record."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
