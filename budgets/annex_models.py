from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budgets.scope import OfProjectQuerySet
from core.fields import NFCCharField, NFCTextField


class AnnexQuerySet(OfProjectQuerySet):
    area_path = "commitment__project__area"
    date_path = "commitment__project__filed_on"
    unit_paths = ("commitment__unit", "commitment__project__implementing_organisation")

    def for_list(self):
        return self.select_related("commitment__project", "commitment__unit", "created_by")


class Annex(models.Model):
    """An annex that names who carries a signed contract out from now on, and the account that is paid.

    The contract itself is never rewritten: the last signed annex is in force. Drafted by one person, signed by another.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang soạn, chờ ký"
        SIGNED = "SIGNED", "Đã ký, đang hiệu lực"
        WITHDRAWN = "WITHDRAWN", "Đã bỏ"

    STATUS_TONE = {"DRAFT": "nghe", "SIGNED": "lam", "WITHDRAWN": "da"}

    commitment = models.ForeignKey("budgets.Commitment", models.PROTECT, related_name="annexes")
    number = NFCCharField("số phụ lục", max_length=100)
    signed_on = models.DateField("ngày ký phụ lục")
    counterparty = NFCCharField("bên thực hiện", max_length=200)
    payee_name = NFCCharField("tên tài khoản nhận", max_length=200)
    payee_account = NFCCharField("số tài khoản", max_length=40)
    payee_bank = NFCCharField("tại ngân hàng, kho bạc", max_length=200)
    why = NFCTextField("lý do")
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnnexQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "phụ lục hợp đồng"
        verbose_name_plural = "các phụ lục hợp đồng"
        constraints = [
            models.UniqueConstraint(
                name="annex_number_once_on_a_commitment",
                fields=["commitment", "number"],
                condition=~Q(status="WITHDRAWN"),
                violation_error_message="Hợp đồng đã có phụ lục mang số này.",
            ),
            models.CheckConstraint(
                name="annex_names_who_is_paid",
                condition=~Q(number="") & ~Q(counterparty="") & ~Q(payee_name="") & ~Q(payee_account=""),
                violation_error_message="Phụ lục phải ghi số, bên thực hiện, tên và số tài khoản nhận.",
            ),
        ]

    def __str__(self):
        return f"Phụ lục {self.number} của {self.commitment}"

    def get_absolute_url(self):
        return reverse("budgets:annex", args=[self.pk])

    @property
    def project(self):
        return self.commitment.project

    @property
    def papers_stand(self):
        """The signed scan belongs to the annex in force."""
        return self.status == self.Status.SIGNED
