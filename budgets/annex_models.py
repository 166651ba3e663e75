from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budgets.scope import OfProjectQuerySet
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField

PARTY = ("counterparty", "payee_name", "payee_account", "payee_bank")


def check_account(number):
    """Whatever bank keeps it, an account has a number."""
    if number and not any(sign.isdigit() for sign in number):
        words = f"Số tài khoản phải có chữ số; hiện “{number}”. Chép đúng số trên hợp đồng, ví dụ 3713.0.1059476."
        raise ValidationError({"payee_account": words})


class AnnexQuerySet(OfProjectQuerySet):
    area_path = "commitment__project__area"
    date_path = "commitment__project__filed_on"
    unit_paths = ("commitment__unit", "commitment__project__implementing_organisation")

    def for_list(self):
        return self.select_related("commitment__project", "commitment__unit", "created_by")


class Annex(models.Model):
    """An annex that changes a signed contract: who carries it out and which account is paid, its value, its term.

    What it leaves out stays as it was. The contract itself is never rewritten: of each of the three the last signed
    annex that says it is in force. Drafted by one person, signed by another.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang soạn, chờ ký"
        SIGNED = "SIGNED", "Đã ký, đang hiệu lực"
        WITHDRAWN = "WITHDRAWN", "Đã bỏ"

    STATUS_TONE = {"DRAFT": "nghe", "SIGNED": "lam", "WITHDRAWN": "da"}

    commitment = models.ForeignKey("budgets.Commitment", models.PROTECT, related_name="annexes")
    number = NFCCharField("số phụ lục", max_length=100)
    signed_on = models.DateField("ngày ký phụ lục")
    counterparty = NFCCharField("bên thực hiện", max_length=200, blank=True)
    payee_name = NFCCharField("tên tài khoản nhận", max_length=200, blank=True)
    payee_account = NFCCharField("số tài khoản", max_length=40, blank=True)
    payee_bank = NFCCharField("tại ngân hàng, kho bạc", max_length=200, blank=True)
    new_value = MoneyField("giá trị hỗ trợ từ nay (đồng)", null=True, blank=True)
    new_ends_on = models.DateField("thực hiện đến ngày", null=True, blank=True)
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
                condition=~Q(counterparty="") & ~Q(payee_name="") & ~Q(payee_account="")
                | Q(counterparty="", payee_name="", payee_account="", payee_bank=""),
                violation_error_message="Đổi bên nhận thì phụ lục phải ghi bên thực hiện, tên và số tài khoản nhận.",
            ),
            models.CheckConstraint(
                name="annex_changes_something",
                condition=~Q(number="")
                & (~Q(counterparty="") | Q(new_value__isnull=False) | Q(new_ends_on__isnull=False)),
                violation_error_message="Phụ lục phải ghi số và đổi ít nhất một mục: bên thực hiện, giá trị, thời hạn.",
            ),
            models.CheckConstraint(
                name="annex_value_positive",
                condition=Q(new_value__isnull=True) | Q(new_value__gt=0),
                violation_error_message="Giá trị hợp đồng phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return f"Phụ lục {self.number} của {self.commitment}"

    def get_absolute_url(self):
        return reverse("budgets:annex", args=[self.pk])

    def clean(self):
        """Who is paid is named whole or not at all; an annex for another account alone keeps the party in force."""
        check_account(self.payee_account)
        if self.payee_account and self.payee_bank and not self.counterparty and not self.payee_name:
            kept = self.commitment.party
            self.counterparty, self.payee_name = kept.counterparty, kept.payee_name or kept.counterparty
        party = {name: getattr(self, name) for name in PARTY}
        if any(party.values()) and not all(party.values()):
            words = (
                "Đổi bên thực hiện thì ghi đủ tên bên, tên tài khoản, số tài khoản và nơi mở; chỉ đổi tài khoản thì "
                "ghi số tài khoản và nơi mở, để trống hai tên."
            )
            raise ValidationError({name: words for name, value in party.items() if not value})
        if not any(party.values()) and self.new_value is None and self.new_ends_on is None:
            words = (
                "Phụ lục phải đổi ít nhất một mục: giá trị, thời hạn, bên thực hiện hoặc tài khoản nhận; hiện chưa ghi "
                "mục nào."
            )
            raise ValidationError({"new_value": words})

    @property
    def names_party(self):
        return bool(self.counterparty)

    @property
    def project(self):
        return self.commitment.project

    @property
    def papers_stand(self):
        """The signed scan belongs to the annex in force."""
        return self.status == self.Status.SIGNED
