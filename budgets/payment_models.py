from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budgets.scope import OfProjectQuerySet
from core.money import MoneyField
from core.parts import Part, held_otherwise

# Status -> (who goes on, with what, the permission it takes).
TURNS = {
    "PREPARED": ("Kế toán", "Kiểm soát", "budgets.check_payment"),
    "CHECKED": ("Chủ tài khoản", "Ký", "budgets.sign_payment"),
    "SIGNED": ("Kế toán", "Gửi Kho bạc", "budgets.check_payment"),
    "SENT": ("Kế toán", "Ghi nhận kết quả của Kho bạc", "budgets.check_payment"),
    "RETURNED": ("Kế toán", "Xử lý hồ sơ Kho bạc trả lại", "budgets.check_payment"),
}


# The part of the case that each of these turns takes; whoever holds another is not called to it.
PARTS = {
    status: Part.APPROVE if permission == "budgets.sign_payment" else Part.CHECK
    for status, (_, _, permission) in TURNS.items()
}


class PaymentQuerySet(OfProjectQuerySet):
    area_path = "commitment__project__area"
    date_path = "commitment__project__filed_on"
    unit_paths = ("commitment__unit", "commitment__project__implementing_organisation")

    def for_list(self):
        return self.select_related("commitment__project__category", "commitment__unit", "commitment__book_year")

    def live(self):
        return self.exclude(status=PaymentRequest.Status.WITHDRAWN)

    def waiting_for(self, user):
        """Requests of the person's own unit whose next step is the person's, who has taken no other part in them."""
        steps = [status for status, (_, _, permission) in TURNS.items() if user.has_perm(permission)]
        rows = self.filter(status__in=steps, commitment__unit=user.organisation_id)
        for status in steps:
            held = held_otherwise(PaymentRequest, user, PARTS[status], TURNS[status][2])
            rows = rows.exclude(status=status, pk__in=held)
        return rows


class PaymentRequest(models.Model):
    """An advance or payment from its preparation to the Treasury's paper. The ledger moves only when it is paid."""

    class Kind(models.TextChoices):
        ADVANCE = "ADVANCE", "Tạm ứng"
        PAYMENT = "PAYMENT", "Thanh toán"

    class Status(models.TextChoices):
        PREPARED = "PREPARED", "Đã lập, chờ kế toán kiểm soát"
        CHECKED = "CHECKED", "Kế toán đã kiểm soát, chờ chủ tài khoản ký"
        SIGNED = "SIGNED", "Chủ tài khoản đã ký, chờ gửi Kho bạc"
        SENT = "SENT", "Đã gửi Kho bạc"
        RETURNED = "RETURNED", "Kho bạc trả lại"
        PAID = "PAID", "Kho bạc đã chi"
        WITHDRAWN = "WITHDRAWN", "Đã rút đề nghị"

    SIGNED_FOR = (Status.SIGNED, Status.SENT, Status.RETURNED, Status.PAID)
    STATUS_TONE = {
        "PREPARED": "nghe", "CHECKED": "nghe", "SIGNED": "lam", "SENT": "lam", "RETURNED": "son", "PAID": "la",
        "WITHDRAWN": "da",
    }  # fmt: skip

    commitment = models.ForeignKey("budgets.Commitment", models.PROTECT, related_name="payments")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    amount = MoneyField("số tiền (đồng)")
    content = models.CharField("nội dung chi", max_length=300)
    requested_on = models.DateField("ngày đề nghị")
    # By which annex the account holder signed; null: by the contract itself.
    annex = models.ForeignKey("budgets.Annex", models.PROTECT, null=True, editable=False, related_name="+")
    treasury_number = models.CharField("số chứng từ Kho bạc", max_length=100, blank=True, editable=False)
    paid_on = models.DateField("ngày Kho bạc chi", null=True, blank=True, editable=False)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.PREPARED, editable=False)
    illustrative = models.BooleanField("minh họa", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_on", "-pk"]
        verbose_name = "đề nghị tạm ứng, thanh toán"
        constraints = [
            models.CheckConstraint(
                name="payment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Số tiền đề nghị phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="payment_paid_has_paper",
                condition=~Q(status="PAID") | (Q(paid_on__isnull=False) & ~Q(treasury_number="")),
                violation_error_message="Khoản đã chi phải có số và ngày chứng từ Kho bạc.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} theo {self.commitment}"

    def get_absolute_url(self):
        return reverse("budgets:payment", args=[self.pk])

    @property
    def party(self):
        """Who is paid on which account: as it stands now, from the signature on as it was signed."""
        return (self.annex or self.commitment) if self.status in self.SIGNED_FOR else self.commitment.party

    @property
    def papers_stand(self):
        """The request was checked, and its papers with it; to be mended it goes back to whoever prepared it."""
        return self.status != self.Status.PREPARED

    @property
    def turn(self):
        """(who, does what), None when nobody has anything to do."""
        turn = TURNS.get(self.status)
        return turn and turn[:2]

    @property
    def project(self):
        return self.commitment.project
