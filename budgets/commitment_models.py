from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Trim, Upper
from django.urls import reverse

from budgets.annex_models import Annex, check_account
from budgets.scope import OfProjectQuerySet
from core.fields import NFCTextField
from core.money import MoneyField
from ledger.reading import carries

RECOVERY_LETTER = "recovery_letter"  # kind of the paper on the contract that asks money back


class CommitmentQuerySet(OfProjectQuerySet):
    def for_list(self):
        rows = self.select_related("project__category", "project__area", "unit", "book_year")
        return rows.prefetch_related("annexes")

    def of_year(self, year):
        """Those whose money stood in the book of this budget year: signed in it, or carried into it."""
        carried = carries(ref=OuterRef("project")).filter(target__book_year__year=year)
        return self.filter(Q(book_year__year=year) | Exists(carried))

    def with_value_in_force(self):
        """Each with `in_force`, the đồng of `value_in_force`, for sums in the database."""
        said = Annex.objects.filter(commitment=OuterRef("pk"), status=Annex.Status.SIGNED, new_value__isnull=False)
        last = said.order_by("-signed_on", "-pk").values("new_value")[:1]
        return self.annotate(in_force=Coalesce(Subquery(last), F("value")))


class Commitment(models.Model):
    """A contract, or a task assigned by decision without one: what the unit has bound itself to pay for a project."""

    class Kind(models.TextChoices):
        CONTRACT = "CONTRACT", "Hợp đồng"
        ASSIGNMENT = "ASSIGNMENT", "Quyết định giao nhiệm vụ"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang soạn"
        RETURNED = "RETURNED", "Trả lại người soạn"
        SIGNED = "SIGNED", "Đã ký, đang hiệu lực"
        WITHDRAWN = "WITHDRAWN", "Đã bỏ"

    STATUS_TONE = {"DRAFT": "da", "RETURNED": "son", "SIGNED": "lam", "WITHDRAWN": "da"}

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="commitments", verbose_name="đề án")
    unit = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị sử dụng kinh phí"
    )
    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="commitments")
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.CONTRACT)
    number = models.CharField("số", max_length=100, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    counterparty = models.CharField("bên thực hiện", max_length=200)
    content = models.TextField("nội dung", blank=True)
    payment_terms = NFCTextField("điều khoản tạm ứng, thanh toán", blank=True)
    value = MoneyField("giá trị hỗ trợ (đồng)")
    ends_on = models.DateField("thời hạn thực hiện đến", null=True, blank=True)
    payee_name = models.CharField("tên tài khoản nhận", max_length=200, blank=True)
    payee_account = models.CharField("số tài khoản", max_length=40, blank=True)
    payee_bank = models.CharField("tại ngân hàng, kho bạc", max_length=200, blank=True)
    liquidated_on = models.DateField("ngày thanh lý", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    illustrative = models.BooleanField("minh họa", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-pk"]
        verbose_name = "hợp đồng, giao nhiệm vụ"
        constraints = [
            models.UniqueConstraint(  # the number however it was typed, as of the other papers
                "project",
                Upper(Trim("number")),
                name="commitment_number_once_on_a_project",
                condition=~Q(number="") & ~Q(status="WITHDRAWN"),
                violation_error_message="Đề án đã có hợp đồng, quyết định giao nhiệm vụ mang số này.",
            ),
            models.CheckConstraint(
                name="commitment_value_positive",
                condition=Q(value__gt=0),
                violation_error_message="Giá trị hợp đồng phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="commitment_signed_has_number_and_date",
                condition=~Q(status="SIGNED") | (~Q(number="") & Q(signed_on__isnull=False)),
                violation_error_message="Hợp đồng đã ký phải có số và ngày ký.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}".strip()

    def get_absolute_url(self):
        return reverse("budgets:commitment", args=[self.pk])

    def clean(self):
        check_account(self.payee_account)

    @property
    def is_draft(self):
        """Nothing is bound yet: it may be rewritten or dropped."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    def signed_annexes(self):
        """In the order they were signed, which is that of their days; read once where they were prefetched."""
        signed = (row for row in self.annexes.all() if row.status == "SIGNED")
        return sorted(signed, key=lambda row: (row.signed_on, row.pk))

    @property
    def party(self):
        """Who is bound and which account is paid now: by the last signed annex that says it, else by the contract."""
        named = [row for row in self.signed_annexes() if row.names_party]
        return named[-1] if named else self

    @property
    def value_in_force(self):
        """What may be paid at most, đồng: by the last signed annex that says it, else by the contract."""
        return self._last_said("new_value", self.value)

    @property
    def ends_in_force(self):
        """The day by which it is to be carried out, None where nothing says one."""
        return self._last_said("new_ends_on", self.ends_on)

    def _last_said(self, name, signed):
        said = [value for row in self.signed_annexes() if (value := getattr(row, name)) is not None]
        return said[-1] if said else signed

    papers_apart = (RECOVERY_LETTER,)  # asks money back of what was paid: no payment rests on it

    @property
    def papers_stand(self):
        """A request that rests on its papers has been checked."""
        return self.payments.exclude(status__in=["PREPARED", "WITHDRAWN"]).exists()

    @property
    def papers_rest_with(self):
        """The contract, so that no request is prepared; then its requests, each of which takes its own steps."""
        yield self
        yield from self.payments.order_by("pk")
