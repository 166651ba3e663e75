from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from budgets.scope import OfProjectQuerySet
from core.money import MoneyField
from core.parts import Part, held_otherwise
from ledger.reading import carries

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

    def of_year(self, year):
        """Those whose money goes on the book of this budget year: the one their contract stood in when they were made.

        No request is on its way while a project is carried over, so that none changes its book.
        """
        carried = carries(ref=OuterRef("commitment__project")).filter(posted_at__lt=OuterRef("created_at"))
        book = Subquery(carried.order_by("-pk").values("target__book_year__year")[:1])
        return self.alias(of_book=Coalesce(book, F("commitment__book_year__year"))).filter(of_book=year)

    def live(self):
        return self.exclude(status=PaymentRequest.Status.WITHDRAWN)

    def beside(self, payment, whole_project=False):
        """The other requests on its contract, or on its whole project, that its limits have to count."""
        own = {"commitment__project": payment.project} if whole_project else {"commitment": payment.commitment}
        return self.filter(**own).before(payment)

    def before(self, payment):
        """Those of these that come before this one: all that live; of a checked one only those that are checked too.

        A draft waits for what was checked, and never stops it: least of all what the Treasury has paid already.
        """
        rows = self.live().exclude(pk=payment.pk)
        return rows.exclude(status=PaymentRequest.Status.PREPARED) if payment.papers_stand else rows

    def waiting_for(self, user):
        """Requests of the person's own unit whose next step is the person's, who has taken no other part in them."""
        steps = [status for status, (_, _, permission) in TURNS.items() if user.has_perm(permission)]
        rows = self.filter(status__in=steps, commitment__unit=user.organisation_id)
        for status in steps:
            held = held_otherwise(PaymentRequest, user, PARTS[status], TURNS[status][2])
            rows = rows.exclude(status=status, pk__in=held)
        return rows


class PaymentRequest(models.Model):
    """An advance or payment from its preparation to the Treasury's paper. The ledger moves only when it is paid.

    A payment may also say how much of what was advanced it clears (*thanh toán tạm ứng*): by the same papers, no money
    goes out for that part. With `amount` 0 it does nothing else.
    """

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
    amount = MoneyField("số tiền (đồng)", help_text="Tiền Kho bạc chi lần này. Chỉ thanh toán tạm ứng thì ghi 0.")
    clears = MoneyField(
        "thanh toán tạm ứng (đồng)", default=0, blank=True,
        help_text="Số đã tạm ứng nay đủ chứng từ, chuyển thành thực chi. Không có thì để trống.",
    )  # fmt: skip
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
                condition=Q(amount__gt=0) | Q(amount=0, clears__gt=0),
                violation_error_message="Số tiền đề nghị phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="payment_clears_advances",
                condition=Q(clears=0) | Q(clears__gt=0, kind="PAYMENT"),
                violation_error_message="Chỉ đề nghị thanh toán mới thanh toán tạm ứng; đề nghị tạm ứng thì để trống.",
            ),
            models.CheckConstraint(
                name="payment_paid_has_paper",
                condition=~Q(status="PAID") | (Q(paid_on__isnull=False) & ~Q(treasury_number="")),
                violation_error_message="Khoản đã chi phải có số và ngày chứng từ Kho bạc.",
            ),
        ]

    def __str__(self):
        return f"{self.what} theo {self.commitment}"

    def get_absolute_url(self):
        return reverse("budgets:payment", args=[self.pk])

    @property
    def what(self):
        return "Thanh toán tạm ứng" if self.clears and not self.amount else self.get_kind_display()

    @property
    def spends(self):
        """What becomes actual spending by it, đồng."""
        return self.amount + self.clears

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
