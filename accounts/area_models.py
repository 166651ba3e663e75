from django.db import models
from django.db.models import Q

from core.access import OpenQuerySet
from core.fields import NFCCharField
from core.text import fold, sort_key


class Area(models.Model):
    """A province, district or commune as it was between two dates. Never rewritten to newer units."""

    class Kind(models.TextChoices):
        PROVINCE = "PROVINCE", "Cấp tỉnh"
        DISTRICT = "DISTRICT", "Cấp huyện"
        COMMUNE = "COMMUNE", "Cấp xã"

    code = models.CharField("mã", max_length=10, null=True, blank=True)  # older communes: not known
    name = NFCCharField("tên", max_length=120)
    kind = models.CharField("cấp", max_length=10, choices=Kind)
    type_word = NFCCharField("loại", max_length=20)  # huyện, thị xã, phường…
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    source = NFCCharField("nguồn", max_length=200, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, blank=True, db_collation="C")

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(
                name="area_code_once_per_start",
                fields=["code", "valid_from"],
                condition=Q(code__isnull=False),
                nulls_distinct=False,
                violation_error_message="Mã này đã có đơn vị khác cùng ngày bắt đầu.",
            ),
            models.CheckConstraint(
                name="area_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self):
        """What is searched and sorted by, from the name."""
        self.search_text, self.sort_key = fold(self.name), sort_key(self.name)[:400]

    def parent_on(self, on):
        """The unit it lay under on a day, or None."""
        placement = self.placements.on(on).select_related("parent").first()
        return placement and placement.parent


class PlacementQuerySet(OpenQuerySet):
    def on(self, day):
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class AreaPlacement(models.Model):
    """Which unit lay under which, from when to when."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="placements", verbose_name="đơn vị")
    parent = models.ForeignKey(Area, models.PROTECT, related_name="members", verbose_name="thuộc")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ trực thuộc"
        verbose_name_plural = "quan hệ trực thuộc"

    def __str__(self):
        return f"{self.area} thuộc {self.parent}"


class AreaSuccession(models.Model):
    """`new` took over `old` on a day; part_only when `old` was divided among several."""

    old = models.ForeignKey(Area, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ")
    new = models.ForeignKey(Area, models.PROTECT, related_name="predecessions", verbose_name="đơn vị mới")
    on = models.DateField("từ ngày")
    part_only = models.BooleanField("chỉ một phần", default=False)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "kế thừa địa giới"
        verbose_name_plural = "kế thừa địa giới"
        constraints = [models.UniqueConstraint(name="succession_once", fields=["old", "new"])]

    def __str__(self):
        return f"{self.old} → {self.new}"
