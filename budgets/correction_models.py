"""Hủy ghi: what was entered wrongly is reversed, for a reason, by a second person; it stays readable."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budgets.scope import UnitQuerySet
from core.fields import NFCCharField, NFCTextField


class StandingMixin:
    """For querysets of papers that may be taken back: sums and limits count only what stands."""

    def standing(self):
        return self.filter(correction=None)


class Correctable(models.Model):
    """A paper in the books. `correction`: by which it was taken back; null while it stands."""

    correction = models.ForeignKey(
        "budgets.Correction", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="hủy ghi"
    )

    class Meta:
        abstract = True


class Correction(models.Model):
    """Somebody asks that an act be taken out of the books again, another confirms; only then the books move.

    The whole act is reversed, on the day of the paper named here. `unit`: whose books it is about.
    """

    class Status(models.TextChoices):
        ASKED = "ASKED", "Đã đề nghị, chờ xác nhận"
        CONFIRMED = "CONFIRMED", "Đã hủy ghi"
        REFUSED = "REFUSED", "Không đồng ý hủy ghi"
        WITHDRAWN = "WITHDRAWN", "Đã rút"

    STATUS_TONE = {"ASKED": "nghe", "CONFIRMED": "la", "REFUSED": "son"}

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", editable=False)
    object_id = models.BigIntegerField(editable=False)
    case = GenericForeignKey()
    act = models.ForeignKey("ledger.Act", models.PROTECT, related_name="corrections", editable=False)
    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="+", editable=False)
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", editable=False)
    why = NFCTextField("lý do hủy ghi", max_length=1000)
    number = NFCCharField("số văn bản, biên bản", max_length=100)
    dated_on = models.DateField("ngày văn bản")
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.ASKED, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="người đề nghị"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="người xác nhận",
    )  # fmt: skip
    decided_at = models.DateTimeField("xác nhận lúc", null=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "hủy ghi"
        indexes = [models.Index(fields=["content_type", "object_id"], name="correction_case")]
        constraints = [
            models.UniqueConstraint(
                name="correction_once_per_act",
                fields=["act"],
                condition=Q(status__in=["ASKED", "CONFIRMED"]),
                violation_error_message="Khoản này đã có đề nghị hủy ghi.",
            ),
            models.CheckConstraint(
                name="correction_has_a_reason",
                condition=~Q(why="") & ~Q(number=""),
                violation_error_message="Hủy ghi phải nêu lý do và văn bản.",
            ),
            models.CheckConstraint(
                name="correction_confirmed_by_another",
                condition=~Q(status="CONFIRMED")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("created_by"))),
                violation_error_message="Người xác nhận hủy ghi phải khác người đề nghị.",
            ),
        ]

    def __str__(self):
        return f"Hủy ghi: {self.act.name}"

    def get_absolute_url(self):
        return reverse("budgets:correction", args=[self.pk])
