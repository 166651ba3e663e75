"""Cleaner production: what was used before and after in a year, what that costs, how soon the investment is back."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField, dong
from core.text import figure, fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, Sheet, not_to_come, register, told_by

ASSESSMENT = "cleaner_production_assessment"  # it proposes solutions; nothing is invested yet


class CleanerProduction(Sheet):
    """The solution and its investment, đồng without tax."""

    PLANNED = ("solution", "investment")
    NEEDED = ("solution",)

    solution = NFCTextField("giải pháp sản xuất sạch hơn", blank=True)
    investment = MoneyField("vốn đầu tư chưa thuế GTGT", null=True, blank=True)

    class Meta:
        verbose_name = "sản xuất sạch hơn"
        constraints = [
            models.CheckConstraint(
                name="cleanerproduction_investment_positive",
                condition=Q(investment__gt=0),
                violation_error_message="Vốn đầu tư phải lớn hơn 0.",
            )
        ]


class Consumption(Row):
    """One thing measured over a year: electricity, water, fuel, material, waste; its quantity and its cost in đồng."""

    HEADING = "Mức tiêu thụ, phát thải trong một năm"

    class Kind(models.TextChoices):
        ELECTRICITY = "ELECTRICITY", "Điện"
        WATER = "WATER", "Nước"
        FUEL = "FUEL", "Nhiên liệu"
        MATERIAL = "MATERIAL", "Nguyên liệu"
        WASTE = "WASTE", "Chất thải"

    PLANNED = ("kind", "unit", "before", "cost_before")
    DONE = ("after", "cost_after", "measured_on")
    NEEDED = ("before",)
    NEEDED_DONE = ("after", "measured_on")

    kind = models.CharField("loại", max_length=12, choices=Kind)
    unit = NFCCharField("đơn vị tính (kWh, m³, tấn…)", max_length=40)
    before = models.DecimalField("trước đầu tư", max_digits=14, decimal_places=2, null=True, blank=True)
    cost_before = MoneyField("chi phí trước đầu tư", null=True, blank=True)
    after = models.DecimalField("sau đầu tư", max_digits=14, decimal_places=2, null=True, blank=True)
    cost_after = MoneyField("chi phí sau đầu tư", null=True, blank=True)
    measured_on = models.DateField("ngày đo sau đầu tư", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "mức tiêu thụ"
        constraints = [
            models.CheckConstraint(
                name="consumption_not_negative",
                condition=Q(before__gte=0) & Q(after__gte=0) & Q(cost_before__gte=0) & Q(cost_after__gte=0),
                violation_error_message="Mức tiêu thụ, chi phí không được âm.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.unit})"

    def clean(self):
        if errors := not_to_come(self, "measured_on"):
            raise ValidationError(errors)

    @property
    def saved_percent(self):
        """How much less is used after, whole percent without the rest; below zero when it is more, None if unknown."""
        if not self.before or self.after is None:
            return None
        return int((self.before - self.after) * 100 // self.before)


def something_is_measured(project):
    """Before and after can only be compared when "before" is there; what is invested must also have its cost."""
    if not project.consumptions.exists():
        return [Objection("Chưa có số liệu tiêu thụ trước đầu tư")]
    if project.category.code == ASSESSMENT:
        return []
    sheet = CleanerProduction.objects.filter(project=project).first() or CleanerProduction(project=project)
    lacking = sheet.lacking(["investment"])
    found = [Objection(f"Nội dung chi tiết còn thiếu: {', '.join(lacking)}")] if lacking else []
    return found + _without_cost(project, "cost_before")


def _without_cost(project, name):
    return [
        Objection(f"{Consumption.HEADING}, dòng {row.no}, còn thiếu: {', '.join(lacking)}")
        for row in project.consumptions.all()
        if (lacking := row.lacking([name]))
    ]


def costs_are_measured(project):
    """Without the cost afterwards nobody can say how soon the investment is back."""
    return [] if project.category.code == ASSESSMENT else _without_cost(project, "cost_after")


def investment_comes_back(project):
    """A pilot is there to save; one that saves nothing is never paid back, and is not accepted as met."""
    rows = [row for row in project.consumptions.all() if None not in (row.cost_before, row.cost_after)]
    saving = sum(row.cost_before - row.cost_after for row in rows)
    if project.category.code == ASSESSMENT or not rows or saving > 0:
        return []
    return [
        Objection(
            "Sau đầu tư chi phí mỗi năm không giảm, không có thời gian hoàn vốn",
            found=f"tiết kiệm {dong(saving)} mỗi năm" if saving == 0 else f"tăng {dong(-saving)} mỗi năm",
            needed="chi phí sau đầu tư thấp hơn trước đầu tư",
        )
    ]


def payback_months(project):
    """Months until the yearly saving has paid for the investment, rounded up; None while it is not known or nothing."""
    sheet = CleanerProduction.objects.filter(project=project).first()
    rows = [row for row in project.consumptions.all() if None not in (row.cost_before, row.cost_after)]
    saving = sum(row.cost_before - row.cost_after for row in rows)
    if not sheet or not sheet.investment or saving <= 0:
        return None
    return -(-sheet.investment * 12 // saving)


def _effect(project):
    found = []
    for row in project.consumptions.all():
        if (percent := row.saved_percent) is not None:
            change = f"giảm {percent} %" if percent >= 0 else f"tăng {-percent} %"
            found.append((str(row), f"{figure(row.before)} → {figure(row.after)}, {change}"))
    rows = [row for row in project.consumptions.all() if None not in (row.cost_before, row.cost_after)]
    if rows:
        found.append(("Tiết kiệm mỗi năm", dong(sum(row.cost_before - row.cost_after for row in rows))))
    if months := payback_months(project):
        found.append(("Hoàn vốn sau", f"{months} tháng"))
    return found


def by_solution(sheet):
    return ((fold(sheet.solution),), sheet.solution[:80]) if sheet.solution else None


def _figures(project):
    """What is saved of energy, water, waste, where one thing was measured; several have no percent in common."""
    kinds = {
        "energy_saved_percent": (Consumption.Kind.ELECTRICITY, Consumption.Kind.FUEL),
        "water_saved_percent": (Consumption.Kind.WATER,),
        "waste_cut_percent": (Consumption.Kind.WASTE,),
    }
    found, rows = {}, list(project.consumptions.all())
    for code, of in kinds.items():
        measured = [row.saved_percent for row in rows if row.kind in of]
        if len(measured) == 1 and measured[0] is not None:
            found[code] = None, max(measured[0], 0)
    return found


register(
    Family(
        Form.CLEANER_PRODUCTION,
        sheet=CleanerProduction,
        rows=(Consumption,),
        filing=something_is_measured,
        completion=costs_are_measured,
        passing=investment_comes_back,
        content=told_by(CleanerProduction, by_solution),
        computed=_effect,
        figures=_figures,
    )
)
