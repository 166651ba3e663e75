"""A way of looking at the register that somebody keeps: its filters, columns and order, under a name."""

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Organisation, User
from core.access import ScopedQuerySet
from core.fields import NFCCharField


class RegisterViewQuerySet(ScopedQuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """One's own, and the one that one's office shares."""
        if not user.is_authenticated or not user.has_perm("projects.view_project"):
            return self.none()
        shared = Q(shared=True, office=user.organisation_id)
        return self.standing().filter(Q(owner=user) | shared).select_related("owner")


class RegisterView(models.Model):
    """`query`: {name in the address: [values]}. Without a year it follows the year people work in."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="của")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False, verbose_name="đơn vị")
    name = NFCCharField("tên cách xem", max_length=80)
    query = models.JSONField("điều kiện, cột, thứ tự", default=dict, blank=True, editable=False)
    shared = models.BooleanField(
        "dùng chung cho đơn vị", default=False, help_text="Mọi người ở đơn vị thấy cách xem này; mỗi đơn vị có một."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = RegisterViewQuerySet.as_manager()

    class Meta:
        ordering = ["-shared", "name", "pk"]
        verbose_name = "cách xem sổ theo dõi"
        verbose_name_plural = "cách xem sổ theo dõi"
        constraints = [
            models.UniqueConstraint(
                name="registerview_name_once",
                fields=["owner", "name"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="Bạn đã có một cách xem mang tên này.",
            ),
            models.UniqueConstraint(
                name="registerview_one_shared_per_office",
                fields=["office"],
                condition=Q(withdrawn_at__isnull=True, shared=True),
                violation_error_message="Đơn vị đã có một cách xem chung; người lập cách xem ấy bỏ dùng chung trước.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The register looked at this way."""
        asked = QueryDict(mutable=True)
        for name, values in self.query.items():
            asked.setlist(name, values)
        asked["view"] = str(self.pk)
        return f"{reverse('reports:register')}?{asked.urlencode()}"
