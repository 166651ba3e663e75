"""Industrial clusters (cụm công nghiệp): where they lie, what was decided about them, how much of them is in use."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Area, User
from core.access import OpenQuerySet
from core.dates import ngay, today
from core.fields import NFCCharField, NFCTextField, SearchTextField, SortKeyField, found_by, search_index


class ClusterQuerySet(OpenQuerySet):
    """The province publishes its clusters: whoever holds the role sees them all."""

    def find(self, words):
        return self.filter(found_by(words))


class IndustrialCluster(models.Model):
    """A cluster that exists by decision, or one that is only proposed (no decision yet). Areas in hectares."""

    name = NFCCharField("tên cụm công nghiệp", max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="clusters", verbose_name="xã, phường (huyện)")
    hectares = models.DecimalField("diện tích (ha)", max_digits=8, decimal_places=2, null=True, blank=True)
    hectares_leased = models.DecimalField(
        "diện tích đã cho thuê (ha)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    decision_number = NFCCharField("số quyết định thành lập", max_length=100, blank=True)
    decided_on = models.DateField("ngày quyết định thành lập", null=True, blank=True)
    decided_by = NFCCharField("cơ quan quyết định", max_length=200, blank=True)
    note = NFCTextField("ghi chú", blank=True)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    search_text = SearchTextField("name")
    sort_key = SortKeyField("name")

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = "cụm công nghiệp"
        verbose_name_plural = "cụm công nghiệp"
        indexes = [search_index("industrialcluster_search")]
        constraints = [
            models.UniqueConstraint(
                name="industrialcluster_once",
                fields=["name", "area"],
                violation_error_message="Cụm công nghiệp này đã có trong danh mục.",
            ),
            models.CheckConstraint(
                name="industrialcluster_has_an_area",
                condition=Q(hectares__gt=0),
                violation_error_message="Diện tích phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="industrialcluster_leased_within",
                condition=Q(hectares_leased__gte=0) & Q(hectares_leased__lte=F("hectares")),
                violation_error_message="Diện tích đã cho thuê không được âm và không vượt diện tích của cụm.",
            ),
            models.CheckConstraint(
                name="industrialcluster_decided_with_its_day",
                condition=Q(decision_number="", decided_on__isnull=True)
                | (~Q(decision_number="") & Q(decided_on__isnull=False)),
                violation_error_message="Quyết định thành lập phải ghi cả số và ngày.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("establishments:cluster", args=[self.pk])

    def clean(self):
        if self.decided_on and self.decided_on > today():
            raise ValidationError({"decided_on": f"Ngày quyết định {ngay(self.decided_on)} chưa tới."})

    @property
    def is_established(self):
        return bool(self.decision_number)

    @property
    def occupancy_percent(self):
        """How much of it is let, whole percent without the rest; None while a figure is unknown."""
        if not self.hectares or self.hectares_leased is None:
            return None
        return int(self.hectares_leased * 100 // self.hectares)
