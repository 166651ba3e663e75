from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Trim, Upper
from django.urls import reverse

from budgets.commitment_models import Commitment
from budgets.correction_models import Correctable, StandingMixin
from core.access import ScopedQuerySet
from core.dates import ngay
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField


class ClaimQuerySet(StandingMixin, ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(commitment__in=Commitment.objects.visible_to(user))

    def of_settlement(self, settlement):
        """Of what was settled by this account, the newest first."""
        return self.filter(commitment__project=settlement.project_id, of_year=settlement.book_year_id)

    def decided(self):
        """By which money is claimed: decided, and not taken back."""
        return self.standing().filter(status=Claim.Status.DECIDED)

    def for_list(self):
        return self.select_related(
            "commitment__project", "commitment__unit", "of_year", "book_year", "created_by", "decided_by"
        )


class Claim(Correctable):
    """Money settled in a book year that is closed, which an auditor, an inspector or Finance says must come back.

    The Department's accountant enters the conclusion; when the director has decided, `book_year`, an open book of the
    same source, claims the money. The closed year `of_year` stays as it was settled. No rule says by when it is paid
    back: `due_on` is the day the conclusion itself names, None where it names none.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đã lập, chờ quyết định"
        DECIDED = "DECIDED", "Đã ghi phải thu hồi"
        REFUSED = "REFUSED", "Không đồng ý ghi"
        WITHDRAWN = "WITHDRAWN", "Đã rút"

    STATUS_TONE = {"DRAFT": "nghe", "DECIDED": "la", "REFUSED": "son"}

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="claims", verbose_name="hợp đồng, nhiệm vụ")
    of_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="claims", verbose_name="sổ năm đã khóa")
    book_year = models.ForeignKey(
        "ledger.BookYear", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="ghi vào sổ năm"
    )
    amount = MoneyField("số tiền phải thu hồi (đồng)")
    why = NFCTextField("lý do, nội dung kiến nghị", max_length=1000)
    number = NFCCharField("số văn bản kết luận", max_length=100)
    dated_on = models.DateField("ngày văn bản")
    issuer = NFCCharField("cơ quan kết luận", max_length=200)
    due_on = models.DateField(
        "hạn nộp theo văn bản", null=True, blank=True, help_text="Văn bản không nêu hạn thì để trống."
    )
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "kiến nghị thu hồi của năm đã khóa sổ"
        constraints = [
            models.UniqueConstraint(
                "commitment",
                "of_year",
                "dated_on",
                Upper(Trim("number")),
                name="claim_entered_once",
                condition=Q(status__in=["DRAFT", "DECIDED"], correction=None),
                violation_error_message="Kiến nghị này của hợp đồng đã ghi: cùng năm, số và ngày văn bản.",
            ),
            models.CheckConstraint(
                name="claim_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Số tiền phải thu hồi phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="claim_on_a_paper",
                condition=~Q(number="") & ~Q(issuer="") & ~Q(why=""),
                violation_error_message="Kiến nghị thu hồi phải ghi số văn bản, cơ quan kết luận và lý do.",
            ),
            models.CheckConstraint(
                name="claim_due_after_its_paper",
                condition=Q(due_on=None) | Q(due_on__gte=F("dated_on")),
                violation_error_message="Hạn nộp phải từ ngày văn bản kết luận trở đi.",
            ),
            models.CheckConstraint(
                name="claim_decided_by_another",
                condition=~Q(status="DECIDED")
                | (Q(decided_by__isnull=False, book_year__isnull=False) & ~Q(decided_by=F("created_by"))),
                violation_error_message="Người quyết định phải khác người lập.",
            ),
        ]

    def __str__(self):
        return f"Phải thu hồi của năm {self.of_year.year} theo {self.number}"

    def get_absolute_url(self):
        return reverse("budgets:claim", args=[self.pk])

    @property
    def source(self):
        """What says by when it is paid back, told like a rule of the dated settings."""
        return f"{self.number} ngày {ngay(self.dated_on)}"

    cited = source
