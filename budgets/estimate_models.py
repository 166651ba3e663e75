from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Trim, Upper
from django.urls import reverse

from budgets.correction_models import Correctable, StandingMixin
from budgets.scope import UnitQuerySet
from core.money import MoneyField

ENTERED = "Văn bản này đã nhập vào sổ: cùng sổ năm, đơn vị, {what}số và ngày. Nhập sai thì hủy ghi rồi nhập lại."


def entered_once(name, *facts, number="number", message):
    """A paper is entered once while it stands: the number however it was typed, and these facts."""
    return models.UniqueConstraint(
        *facts, Upper(Trim(number)), name=name, condition=Q(correction=None), violation_error_message=message
    )


class PaperQuerySet(StandingMixin, UnitQuerySet):
    pass


class PaperFacts(Correctable):
    """The paper a budget act rests on; its scan is an attached document."""

    number = models.CharField("số văn bản", max_length=100)
    dated_on = models.DateField("ngày văn bản")
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    note = models.TextField("ghi chú", blank=True)
    illustrative = models.BooleanField("minh họa", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def get_absolute_url(self):
        """Where it is read: on the estimate of its year."""
        return f"{reverse('budgets:estimate')}?year={self.book_year.year}"


class Appropriation(PaperFacts):
    """Money given to the year's estimate of the Department, added to it or cut from it; a share of it held back.

    What is withheld (saving, e.g. 10 % of 2024 by TT 76/2023/TT-BTC) is neither spent nor allocated until it is set
    free, cut or cancelled.
    """

    class Kind(models.TextChoices):
        INITIAL = "INITIAL", "Giao đầu năm"
        ADDITION = "ADDITION", "Bổ sung"
        CUT = "CUT", "Cắt giảm"
        WITHHOLD = "WITHHOLD", "Giữ lại tiết kiệm"
        UNWITHHOLD = "UNWITHHOLD", "Cho sử dụng phần đã giữ lại"
        CUT_HELD = "CUT_HELD", "Cắt giảm phần đã giữ lại"

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="appropriations")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.INITIAL)
    amount = MoneyField("số tiền (đồng)")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "pk"]
        verbose_name = "quyết định giao dự toán"
        constraints = [
            entered_once(
                "appropriation_entered_once",
                "book_year",
                "unit",
                "kind",
                "dated_on",
                message=ENTERED.format(what="loại, "),
            ),
            models.CheckConstraint(
                name="appropriation_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Số tiền phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} dự toán {self.book_year.year}, {self.number}"


class AssignmentQuerySet(PaperQuerySet):
    def of_unit(self, organisation):
        return Q(from_unit=organisation) | Q(to_unit=organisation)


class Assignment(PaperFacts):
    """A part of the Department's estimate assigned to a unit that spends it (or taken back)."""

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="assignments")
    from_unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="từ đơn vị")
    to_unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="giao cho")
    amount = MoneyField("số tiền (đồng)")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "pk"]
        verbose_name = "giao dự toán cho đơn vị"
        constraints = [
            entered_once(
                "assignment_entered_once",
                "book_year",
                "from_unit",
                "to_unit",
                "dated_on",
                message=ENTERED.format(what=""),
            ),
            models.CheckConstraint(
                name="assignment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Số tiền phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="assignment_between_two_units",
                condition=~Q(from_unit=F("to_unit")),
                violation_error_message="Đơn vị giao và đơn vị nhận phải khác nhau.",
            ),
        ]

    def __str__(self):
        return f"Giao dự toán cho {self.to_unit}, {self.number}"


class AllocationSheet(PaperFacts):
    """The estimate of a unit divided over plan lines by one paper, then looked at by Finance.

    Finance answers within 10 working days, the unit corrects within 7 (Luật NSNN 83/2015 đ.49.2; TT 342/2016 đ.13).
    """

    class Status(models.TextChoices):
        ASSIGNED = "ASSIGNED", "Đã giao, chờ Sở Tài chính kiểm tra"
        AGREED = "AGREED", "Sở Tài chính thống nhất"
        CORRECTION_ASKED = "CORRECTION_ASKED", "Sở Tài chính yêu cầu điều chỉnh"
        CORRECTED = "CORRECTED", "Đã điều chỉnh theo yêu cầu"

    STATUS_TONE = {"ASSIGNED": "nghe", "AGREED": "la", "CORRECTION_ASKED": "son", "CORRECTED": "lam"}

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="allocation_sheets")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    status = models.CharField("trạng thái", max_length=20, choices=Status, default=Status.ASSIGNED, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "pk"]
        verbose_name = "bảng phân bổ dự toán"
        constraints = [
            entered_once(
                "allocationsheet_entered_once", "book_year", "unit", "dated_on", message=ENTERED.format(what="")
            )
        ]

    def __str__(self):
        return f"Phân bổ dự toán {self.book_year.year} của {self.unit}, {self.number}"

    def get_absolute_url(self):
        return reverse("budgets:sheet", args=[self.pk])

    @property
    def total(self):
        """Đồng moved to lines by this sheet, net of what it takes back."""
        return sum(row.amount for row in self.rows.all())

    @property
    def told(self):
        """Đồng a reader is told: the total, and of a sheet that only moves money between lines how much it moves."""
        return self.total or sum(row.amount for row in self.rows.all() if row.amount > 0)


class AllocationRow(models.Model):
    """One line's part of a sheet; below zero when the sheet takes money back from the line."""

    sheet = models.ForeignKey(AllocationSheet, models.PROTECT, related_name="rows")
    line = models.ForeignKey("plans.PlanLine", models.PROTECT, related_name="allocation_rows", verbose_name="nội dung")
    amount = MoneyField("số tiền (đồng)", signed=True)

    class Meta:
        ordering = ["line__no", "pk"]
        verbose_name = "dòng phân bổ"
        constraints = [
            models.UniqueConstraint(name="allocationrow_once_per_sheet", fields=["sheet", "line"]),
            models.CheckConstraint(
                name="allocationrow_not_zero",
                condition=~Q(amount=0),
                violation_error_message="Dòng phân bổ phải có số tiền.",
            ),
        ]

    def __str__(self):
        return f"{self.line}: {self.amount}"
