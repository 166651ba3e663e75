"""Waste water at an establishment or a cluster: capacity, standard, measurements in and out against their limits."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.fields import NFCCharField
from core.text import figure, fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, Sheet, not_to_come, register, told_by


class WastewaterPlant(Sheet):
    """The plant that is built. Capacity in m³ a day."""

    PLANNED = ("technology", "capacity", "standard", "receives")
    DONE = ("capacity_built",)
    NEEDED = ("technology", "capacity", "standard")
    NEEDED_DONE = ("capacity_built",)

    technology = NFCCharField("công nghệ xử lý", max_length=300, blank=True)
    capacity = models.DecimalField(
        "công suất thiết kế (m³/ngày)", max_digits=10, decimal_places=2, null=True, blank=True
    )
    standard = NFCCharField("quy chuẩn áp dụng", max_length=120, blank=True, help_text="Ví dụ QCVN và cột áp dụng.")
    receives = NFCCharField("nguồn tiếp nhận", max_length=200, blank=True)
    capacity_built = models.DecimalField(
        "công suất đã xây dựng (m³/ngày)", max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "công trình xử lý nước thải"
        constraints = [
            models.CheckConstraint(
                name="wastewaterplant_capacity_positive",
                condition=Q(capacity__gt=0) & Q(capacity_built__gt=0),
                violation_error_message="Công suất phải lớn hơn 0.",
            )
        ]


class WaterTest(Row):
    """One parameter: its limits by the standard, before treatment, after treatment."""

    HEADING = "Thông số nước thải"
    PLANNED = ("parameter", "unit", "limit_min", "limit_max", "before")
    DONE = ("after", "measured_on", "laboratory")
    NEEDED = ("before",)
    NEEDED_DONE = ("after", "measured_on")

    parameter = NFCCharField("thông số", max_length=80)
    unit = NFCCharField("đơn vị", max_length=40, blank=True)
    limit_min = models.DecimalField("giới hạn dưới", max_digits=12, decimal_places=4, null=True, blank=True)
    limit_max = models.DecimalField("giới hạn trên", max_digits=12, decimal_places=4, null=True, blank=True)
    before = models.DecimalField("trước xử lý", max_digits=14, decimal_places=4, null=True, blank=True)
    after = models.DecimalField("sau xử lý", max_digits=14, decimal_places=4, null=True, blank=True)
    measured_on = models.DateField("ngày lấy mẫu", null=True, blank=True)
    laboratory = NFCCharField("đơn vị phân tích", max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = "thông số nước thải"
        constraints = [
            models.CheckConstraint(
                name="watertest_has_a_limit",
                condition=Q(limit_min__isnull=False) | Q(limit_max__isnull=False),
                violation_error_message="Phải ghi giới hạn dưới hoặc giới hạn trên của quy chuẩn.",
            ),
            models.CheckConstraint(
                name="watertest_limits_in_order",
                condition=Q(limit_max__gte=F("limit_min")),
                violation_error_message="Giới hạn trên phải từ giới hạn dưới trở lên.",
            ),
        ]

    def __str__(self):
        return self.parameter

    def clean(self):
        if errors := not_to_come(self, "measured_on"):
            raise ValidationError(errors)

    @property
    def passes(self):
        """Whether the treated water keeps the limits; None while it was not measured."""
        if self.after is None:
            return None
        low, high = self.limit_min, self.limit_max
        return (low is None or self.after >= low) and (high is None or self.after <= high)

    @property
    def limits(self):
        """«từ 5 đến 9», «không quá 50 mg/l»."""
        low, high = self.limit_min, self.limit_max
        if high is None:
            words = f"từ {figure(low)} trở lên"
        else:
            words = f"không quá {figure(high)}" if low is None else f"từ {figure(low)} đến {figure(high)}"
        return f"{words} {self.unit}".strip()


def something_is_tested(project):
    return (
        [] if project.watertests.exists() else [Objection("Chưa kê thông số nước thải nào cùng giới hạn của quy chuẩn")]
    )


def plant_is_as_large_as_approved(project):
    """A smaller one is work done in part: it ends by its volume."""
    sheet = _plant(project)
    if not sheet or None in (sheet.capacity, sheet.capacity_built) or sheet.capacity_built >= sheet.capacity:
        return []
    return [
        Objection(
            "Công suất đã xây dựng chưa đủ công suất được duyệt",
            found=f"{figure(sheet.capacity_built)} m³/ngày",
            needed=f"{figure(sheet.capacity)} m³/ngày",
        )
    ]


def water_keeps_its_limits(project):
    """What is measured after treatment is within the standard that the application names."""
    sheet = _plant(project)
    standard = (sheet and sheet.standard) or "quy chuẩn áp dụng"
    return [
        Objection(
            f"Nước thải sau xử lý chưa đạt {standard}: {row}",
            found=f"{figure(row.after)} {row.unit}".strip(),
            needed=row.limits,
        )
        for row in project.watertests.all()
        if row.passes is False
    ]


def _plant(project):
    return WastewaterPlant.objects.filter(project=project).first()


def _outcome(project):
    tested = [row for row in project.watertests.all() if row.passes is not None]
    if not tested:
        return []
    wrong = [str(row) for row in tested if not row.passes]
    words = f"{len(tested) - len(wrong)} / {len(tested)} thông số" + (f"; vượt: {', '.join(wrong)}" if wrong else "")
    return [("Đạt quy chuẩn", words)]


def by_technology(sheet):
    return ((fold(sheet.technology),), sheet.technology) if sheet.technology else None


def _figures(project):
    sheet, rows = _plant(project), list(project.watertests.all())
    found = {"capacity_m3_per_day": (sheet.capacity, sheet.capacity_built)} if sheet else {}
    passing = [row.passes for row in rows]
    reached = None if not rows or None in passing else sum(passing)
    return found | {"parameters_meeting_standard": (len(rows) or None, reached)}


register(
    Family(
        Form.WASTEWATER,
        sheet=WastewaterPlant,
        rows=(WaterTest,),
        filing=something_is_tested,
        completion=plant_is_as_large_as_approved,
        passing=water_keeps_its_limits,
        content=told_by(WastewaterPlant, by_technology),
        counted=lambda project: 1,  # the sheet tells one plant
        computed=_outcome,
        figures=_figures,
    )
)
