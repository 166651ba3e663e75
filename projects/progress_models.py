import re
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.dates import today
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField
from projects.project_models import OfProjectQuerySet, Project

PRICE = re.compile(r"(nghìn |triệu |tỷ )?(đồng|đ) ?/", re.IGNORECASE)  # so much for one of something


class ProgressReport(models.Model):
    """A month's progress (Mẫu 3a, 3b): work done, value done, money spent by source. The Department confirms it.

    `month` is the first day of the month; `percent` 0 to 100 of the volume; `value_done` đồng since the beginning.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="progress_reports")
    month = models.DateField("tháng báo cáo")
    percent = models.PositiveSmallIntegerField("khối lượng thực hiện (%)")
    value_done = MoneyField("giá trị đã thực hiện")
    spent_state = MoneyField("đã chi từ kinh phí khuyến công", default=0)
    spent_counterpart = MoneyField("đã chi từ vốn đối ứng", default=0)
    spent_other = MoneyField("đã chi từ nguồn khác", default=0)
    work_done = NFCTextField("công việc đã làm", blank=True)
    difficulties = NFCTextField("khó khăn, kiến nghị", blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="người báo cáo")
    made_on = models.DateField("ngày báo cáo", default=today)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="người xác nhận"
    )
    confirmed_on = models.DateField("ngày Sở xác nhận", null=True, editable=False)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"
        constraints = [
            models.UniqueConstraint(
                name="progress_once_a_month",
                fields=["project", "month"],
                violation_error_message="Tháng này đã có báo cáo; hãy sửa báo cáo đó.",
            ),
            models.CheckConstraint(
                name="progress_month_is_its_first_day",
                condition=Q(month__day=1),
                violation_error_message="Tháng báo cáo ghi bằng ngày đầu tháng.",
            ),
            models.CheckConstraint(
                name="progress_percent_in_range",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message="Khối lượng thực hiện phải từ 0 đến 100 %%.",
            ),
            models.CheckConstraint(
                name="progress_money_not_negative",
                condition=Q(value_done__gte=0, spent_state__gte=0, spent_counterpart__gte=0, spent_other__gte=0),
                violation_error_message="Số tiền trong báo cáo tiến độ không được âm.",
            ),
            models.CheckConstraint(
                name="progress_confirmed_by_somebody",
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
                violation_error_message="Xác nhận phải có người và ngày.",
            ),
        ]

    def __str__(self):
        return f"Báo cáo tiến độ tháng {self.month:%m/%Y}"

    def get_absolute_url(self):
        return reverse("projects:progress", args=[self.project_id])

    @property
    def papers_stand(self):
        """The Department confirmed it: its pictures stay with it."""
        return self.is_confirmed

    @property
    def is_confirmed(self):
        return self.confirmed_on is not None

    @property
    def value_percent(self):
        """Value done in percent of the total cost, rounded down to a tenth; None while the cost is unknown."""
        total = self.project.total_cost
        return None if not total else Decimal(self.value_done * 1000 // total) / 10


class IndicatorValue(models.Model):
    """What the project promises and what it brought, in the units of its kind of support."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="indicators")
    code = models.SlugField("mã", max_length=50)
    name = NFCCharField("chỉ tiêu", max_length=200)
    unit = NFCCharField("đơn vị tính", max_length=40, blank=True)
    planned = models.DecimalField("kế hoạch", max_digits=14, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField("thực hiện", max_digits=14, decimal_places=2, null=True, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "chỉ tiêu kết quả"
        verbose_name_plural = "chỉ tiêu kết quả"
        constraints = [
            models.UniqueConstraint(
                name="indicator_once_per_project",
                fields=["project", "code"],
                violation_error_message="Chỉ tiêu này đã có.",
            ),
            models.CheckConstraint(
                name="indicator_not_negative",
                condition=Q(planned__gte=0) & Q(actual__gte=0),
                violation_error_message="Chỉ tiêu không được âm.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def adds_up(self):
        """Whether the figures of several places make one sum: counts and amounts do, percents and prices do not."""
        return "%" not in self.unit and not PRICE.match(self.unit)
