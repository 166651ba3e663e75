"""Consulting for establishments (N45 đ.4.5): in which field, by whom, what is handed over, how many days it took."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.fields import NFCCharField
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, in_order, not_to_come, register, told_by


class Consultation(Row):
    """One piece of advice that ends in something handed over."""

    HEADING = "Nội dung tư vấn"

    class Field(models.TextChoices):
        INVESTMENT = "INVESTMENT", "Lập dự án đầu tư"
        MARKETING = "MARKETING", "Marketing"
        MANAGEMENT = "MANAGEMENT", "Quản lý sản xuất, tài chính, kế toán, nhân lực"
        FOUNDING = "FOUNDING", "Thành lập doanh nghiệp"
        JOINT_VENTURE = "JOINT_VENTURE", "Liên doanh, liên kết sản xuất, kinh doanh"
        DESIGN = "DESIGN", "Thiết kế mẫu mã, bao bì"
        TECHNOLOGY = "TECHNOLOGY", "Ứng dụng công nghệ, thiết bị mới"
        OTHER = "OTHER", "Lĩnh vực khác"

    PLANNED = ("field", "consultant", "product", "days_planned")
    DONE = ("begun_on", "delivered_on", "days", "outcome")
    NEEDED = ("consultant", "days_planned")
    NEEDED_DONE = ("begun_on", "delivered_on", "days", "outcome")

    field = models.CharField("lĩnh vực tư vấn", max_length=15, choices=Field)
    product = NFCCharField("sản phẩm tư vấn", max_length=300)
    consultant = NFCCharField("đơn vị, chuyên gia tư vấn", max_length=200, blank=True)
    days_planned = models.PositiveSmallIntegerField("số ngày công dự kiến", null=True, blank=True)
    begun_on = models.DateField("ngày bắt đầu", null=True, blank=True)
    delivered_on = models.DateField("ngày bàn giao sản phẩm", null=True, blank=True)
    days = models.PositiveSmallIntegerField("số ngày công đã làm", null=True, blank=True)
    outcome = NFCCharField("kết quả áp dụng", max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = "nội dung tư vấn"
        constraints = [
            models.CheckConstraint(
                name="consultation_plans_days",
                condition=Q(days_planned__gt=0),
                violation_error_message="Số ngày công dự kiến phải lớn hơn 0.",
            )
        ]

    def __str__(self):
        return self.product

    def clean(self):
        errors = in_order(self, "begun_on", "delivered_on") | not_to_come(self, "begun_on", "delivered_on")
        if errors:
            raise ValidationError(errors)


def advice_is_listed(project):
    return [] if project.consultations.exists() else [Objection("Chưa kê nội dung tư vấn nào")]


def days_were_worked(project):
    """Advice that took no day was not given."""
    return [
        Objection(f"“{row}” chưa có ngày công nào", found="0 ngày", needed=f"dự kiến {row.days_planned or 1} ngày")
        for row in project.consultations.all()
        if row.days == 0
    ]


def by_product(row):
    return (row.field, fold(row.product)), str(row)


def _sums(project):
    days = [row.days for row in project.consultations.all() if row.days is not None]
    return [("Cộng ngày công đã làm", str(sum(days)))] if days else []


register(
    Family(
        Form.CONSULTING,
        rows=(Consultation,),
        filing=advice_is_listed,
        completion=days_were_worked,
        content=told_by(Consultation, by_product),
        computed=_sums,
    )
)
