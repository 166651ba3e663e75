"""The sheet by which a unit and the Treasury compare a book: the unit's figures beside those the Treasury confirms."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budgets.scope import UnitQuerySet
from core.fields import NFCCharField
from core.money import MoneyField
from core.text import in_a_sentence


class Row(models.TextChoices):
    """What is compared, as on the Treasury's sheets; amounts in đồng, up to the last day of the period."""

    CARRIED_IN = "CARRIED_IN", "Dự toán năm trước chuyển sang"
    GIVEN = "GIVEN", "Dự toán giao trong năm (gồm bổ sung, trừ cắt giảm)"
    ASSIGNED_OUT = "ASSIGNED_OUT", "Dự toán đã giao cho đơn vị khác"
    WITHHELD = "WITHHELD", "Dự toán giữ lại, chưa được sử dụng"
    CANCELLED = "CANCELLED", "Dự toán bị hủy"
    CARRIED_OUT = "CARRIED_OUT", "Dự toán chuyển sang năm sau"
    USED = "USED", "Dự toán đã sử dụng (đã trừ nộp khôi phục)"
    REMAINING = "REMAINING", "Dự toán còn lại"
    COMMITTED = "COMMITTED", "Trong đó: đã ký hợp đồng, giao nhiệm vụ"
    ADVANCED = "ADVANCED", "Tạm ứng trong kỳ"
    CLEARED = "CLEARED", "Thanh toán tạm ứng trong kỳ"
    ADVANCES = "ADVANCES", "Số dư tạm ứng cuối kỳ (gồm phải thu hồi chưa nộp)"
    SPENT = "SPENT", "Thực chi trong kỳ"
    SPENT_TOTAL = "SPENT_TOTAL", "Thực chi từ đầu năm"
    RESTORED = "RESTORED", "Nộp khôi phục dự toán từ đầu năm"
    REFUNDED = "REFUNDED", "Nộp trả ngân sách từ đầu năm"


ESTIMATE = (
    Row.CARRIED_IN, Row.GIVEN, Row.ASSIGNED_OUT, Row.WITHHELD, Row.CANCELLED, Row.CARRIED_OUT, Row.USED, Row.REMAINING,
    Row.COMMITTED,
)  # fmt: skip


class TreasurySheet(models.Model):
    """Bảng đối chiếu with the Treasury: of a quarter, drawn up by the 10th of the month after it, and of the year.

    Source: TT 77/2017/TT-BTC forms 01a, 02a-SDKP; from budget year 2026 forms 30 and 31. The figures are the books' of
    the moment it was drawn up and stay so; the Treasury's are typed or read from the same workbook.
    """

    class Period(models.TextChoices):
        Q1 = "Q1", "Quý I"
        Q2 = "Q2", "Quý II"
        Q3 = "Q3", "Quý III"
        Q4 = "Q4", "Quý IV"
        YEAR = "YEAR", "Cả năm"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đã lập, chờ chủ tài khoản ký"
        SENT = "SENT", "Đã gửi Kho bạc"
        CONFIRMED = "CONFIRMED", "Kho bạc xác nhận khớp"
        DIFFERS = "DIFFERS", "Kho bạc xác nhận, có chênh lệch"
        WITHDRAWN = "WITHDRAWN", "Đã rút"

    STATUS_TONE = {"DRAFT": "nghe", "SENT": "lam", "CONFIRMED": "la", "DIFFERS": "son"}
    STANDING = (Status.DRAFT, Status.SENT, Status.CONFIRMED)

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="treasury_sheets")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    period = models.CharField("kỳ", max_length=4, choices=Period)
    until = models.DateField("số liệu đến ngày", editable=False)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    number = NFCCharField("số văn bản của Kho bạc", max_length=100, blank=True, editable=False)
    confirmed_on = models.DateField("ngày Kho bạc xác nhận", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-pk"]
        verbose_name = "bảng đối chiếu với Kho bạc"
        constraints = [
            models.UniqueConstraint(
                name="treasurysheet_one_of_a_period",
                fields=["book_year", "unit", "period"],
                condition=Q(status__in=["DRAFT", "SENT", "CONFIRMED"]),
                violation_error_message="Kỳ này đã có bảng đối chiếu; rút bảng ấy trước khi lập lại.",
            ),
            models.CheckConstraint(
                name="treasurysheet_confirmed_on_a_paper",
                condition=~Q(status__in=["CONFIRMED", "DIFFERS"]) | (Q(confirmed_on__isnull=False) & ~Q(number="")),
                violation_error_message="Kho bạc xác nhận bằng một văn bản có số, ngày.",
            ),
        ]

    def __str__(self):
        period = f"{in_a_sentence(self.get_period_display())} năm {self.book_year.year}"
        return f"Đối chiếu Kho bạc {period}, {self.unit}, {self.book_year.source_words}"

    def get_absolute_url(self):
        return reverse("budgets:treasury_sheet", args=[self.pk])

    @property
    def tells_the_rest(self):
        """Of a year: also what became of the rest of its estimate, by papers of whatever day."""
        return self.period == self.Period.YEAR

    @property
    def rows(self):
        """[TreasuryFigure] in the order of the sheet; prefetched figures are used."""
        order = list(Row)
        return sorted(self.figures.all(), key=lambda figure: order.index(figure.code))


class TreasuryFigure(models.Model):
    """One row of a sheet: the unit's figure, and the Treasury's once it is known (đồng)."""

    sheet = models.ForeignKey(TreasurySheet, models.PROTECT, related_name="figures")
    code = models.CharField("chỉ tiêu", max_length=12, choices=Row)
    ours = MoneyField("số của đơn vị (đồng)", signed=True)
    theirs = MoneyField("số của Kho bạc (đồng)", signed=True, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "chỉ tiêu đối chiếu"
        constraints = [models.UniqueConstraint(name="treasuryfigure_once", fields=["sheet", "code"])]

    def __str__(self):
        return self.get_code_display()

    @property
    def difference(self):
        """The Treasury's less the unit's, đồng; None while the Treasury's is not known."""
        return None if self.theirs is None else self.theirs - self.ours
