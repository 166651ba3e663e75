"""Interest for moving into a zone or cluster: the credit contract, and the interest paid in its first two years."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.dates import ngay
from core.fields import NFCCharField
from core.money import MoneyField, dong
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, Sheet, not_to_come, register, told_by

MONTHS = 24  # the interest of the first two years is what support is reckoned on (T46 đ.4.6)
ARTICLE = "TT 46/2012/TT-BCT đ.4.6"


class Relocation(Sheet):
    """The loan and the move. `principal`: đồng; `rate_percent`: a year; `months`: term of the loan."""

    PLANNED = (
        "old_place", "new_place", "lender", "contract_number", "disbursed_on", "principal", "rate_percent", "months",
    )  # fmt: skip
    DONE = ("moved_on",)
    NEEDED = PLANNED
    NEEDED_DONE = DONE

    old_place = NFCCharField("địa điểm cũ", max_length=255, blank=True)
    new_place = NFCCharField("địa điểm mới (khu, cụm công nghiệp)", max_length=255, blank=True)
    lender = NFCCharField("tổ chức cho vay", max_length=200, blank=True)
    contract_number = NFCCharField("số hợp đồng tín dụng", max_length=100, blank=True)
    disbursed_on = models.DateField("ngày bắt đầu tính lãi", null=True, blank=True)
    principal = MoneyField("số tiền vay", null=True, blank=True)
    rate_percent = models.DecimalField("lãi suất (%/năm)", max_digits=5, decimal_places=2, null=True, blank=True)
    months = models.PositiveSmallIntegerField("thời hạn vay (tháng)", null=True, blank=True)
    moved_on = models.DateField("ngày di dời xong", null=True, blank=True)

    class Meta:
        verbose_name = "di dời"
        constraints = [
            models.CheckConstraint(
                name="relocation_loan_is_one",
                condition=Q(principal__gt=0) & Q(months__gt=0) & Q(rate_percent__gt=0, rate_percent__lte=100),
                violation_error_message="Số tiền vay, thời hạn, lãi suất phải lớn hơn 0; lãi suất năm không quá 100.",
            )
        ]

    def clean(self):
        errors = not_to_come(self, "disbursed_on", "moved_on")
        if self.old_place and fold(self.old_place) == fold(self.new_place):
            errors["new_place"] = "Địa điểm mới phải khác địa điểm cũ."
        if errors:
            raise ValidationError(errors)

    @property
    def counted_until(self):
        """The last day whose interest counts; None while the first is unknown."""
        first = self.disbursed_on
        if first is None:
            return None
        try:
            return first.replace(year=first.year + MONTHS // 12)
        except ValueError:  # a 29 February
            return date(first.year + MONTHS // 12, 2, 28)

    @property
    def most_interest(self):
        """Two years' interest on the whole sum (đồng, rounded down), nothing paid back meanwhile; None if unknown."""
        if None in (self.principal, self.rate_percent, self.months):
            return None
        interest = self.principal * self.rate_percent * min(self.months, MONTHS) / Decimal(1200)
        return int(interest.quantize(Decimal(1), ROUND_DOWN))


class InterestPayment(Row):
    """Interest that was paid, by the lender's paper. Đồng."""

    HEADING = "Lãi vay đã trả"
    LATE = True
    DONE = ("paid_on", "amount", "paper")
    NEEDED_DONE = ("paper",)

    paid_on = models.DateField("ngày trả lãi")
    amount = MoneyField("tiền lãi")
    paper = NFCCharField("chứng từ (số, ngày)", max_length=120, blank=True)

    class Meta(Row.Meta):
        verbose_name = "lãi vay đã trả"
        constraints = [
            models.CheckConstraint(
                name="interestpayment_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Tiền lãi phải lớn hơn 0.",
            )
        ]

    def __str__(self):
        return f"{ngay(self.paid_on)}: {dong(self.amount)}"

    def clean(self):
        if errors := not_to_come(self, "paid_on"):
            raise ValidationError(errors)


def _sheet(project):
    return Relocation.objects.filter(project=project).first()


def paid_in_two_years(project):
    """The interest paid that counts, đồng: from the first day of the loan to the end of its second year."""
    sheet = _sheet(project)
    if sheet is None or sheet.disbursed_on is None:
        return 0
    rows = project.interestpayments.filter(paid_on__range=(sheet.disbursed_on, sheet.counted_until))
    return rows.aggregate(total=models.Sum(F("amount")))["total"] or 0


def support_is_within_the_interest(project):
    """Support for interest is never more than the interest itself."""
    sheet = _sheet(project)
    most = sheet and sheet.most_interest
    if most is None or project.requested_support is None or project.requested_support <= most:
        return []
    return [
        Objection(
            "Kinh phí đề nghị hỗ trợ vượt lãi vay của hai năm đầu",
            found=dong(project.requested_support),
            needed=f"không quá {dong(most)}",
            article=ARTICLE,
        )
    ]


def interest_was_paid(project):
    if paid_in_two_years(project):
        return []
    return [Objection("Chưa ghi lãi đã trả trong hai năm đầu của hợp đồng tín dụng", article=ARTICLE)]


def by_contract(sheet):
    if not sheet.contract_number:
        return None
    return (fold(sheet.lender), fold(sheet.contract_number)), f"hợp đồng tín dụng {sheet.contract_number}"


def _interest(project):
    sheet, found = _sheet(project), []
    if sheet and sheet.most_interest is not None:
        found.append(("Lãi hai năm đầu tính trên toàn bộ số vay", dong(sheet.most_interest)))
    if paid := paid_in_two_years(project):
        found.append((f"Lãi đã trả đến {ngay(sheet.counted_until)}", dong(paid)))
    return found


register(
    Family(
        Form.RELOCATION,
        sheet=Relocation,
        rows=(InterestPayment,),
        filing=support_is_within_the_interest,
        judging=support_is_within_the_interest,
        completion=interest_was_paid,
        content=told_by(Relocation, by_contract),
        counted=lambda project: 1,  # the sheet tells one place that moves, with its loan
        computed=_interest,
    )
)
