"""Demonstration models, new ones and those of places at work: what is shown, who came to see it, who did the same."""

from django.core.exceptions import ValidationError
from django.db import models

from core.fields import NFCCharField, NFCTextField
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Sheet, not_to_come, register, told_by


class DemoModel(Sheet):
    """What is demonstrated, and what came of it."""

    PLANNED = ("product", "technology", "scale", "visitors_planned")
    DONE = ("opened_on", "visitors", "replicated", "effect")
    NEEDED = ("product", "technology", "visitors_planned")
    NEEDED_DONE = ("opened_on", "visitors", "effect")

    product = NFCCharField("sản phẩm của mô hình", max_length=200, blank=True)
    technology = NFCCharField("công nghệ, kỹ thuật được trình diễn", max_length=300, blank=True)
    scale = NFCCharField("quy mô, công suất", max_length=200, blank=True)
    visitors_planned = models.PositiveIntegerField("số lượt người tham quan dự kiến", null=True, blank=True)
    opened_on = models.DateField("ngày bắt đầu trình diễn", null=True, blank=True)
    visitors = models.PositiveIntegerField("số lượt người tham quan", null=True, blank=True)
    replicated = models.PositiveIntegerField("số cơ sở làm theo", null=True, blank=True)
    effect = NFCTextField("kết quả trình diễn", blank=True)

    class Meta:
        verbose_name = "mô hình trình diễn"

    def clean(self):
        if errors := not_to_come(self, "opened_on"):
            raise ValidationError(errors)


def somebody_came_to_see(project):
    """A model is there to be seen."""
    sheet = DemoModel.objects.filter(project=project).first()
    if sheet is None or sheet.visitors != 0:
        return []
    return [
        Objection(
            "Mô hình chưa có người tham quan", found="0 lượt", needed=f"dự kiến {sheet.visitors_planned or 1} lượt"
        )
    ]


def by_product(sheet):
    return ((fold(sheet.product), fold(sheet.technology)), sheet.product) if sheet.product else None


def _figures(project):
    sheet = DemoModel.objects.filter(project=project).first()
    if sheet is None:
        return {}
    return {"visitors": (sheet.visitors_planned, sheet.visitors), "replications": (None, sheet.replicated)}


register(
    Family(
        Form.DEMO_MODEL,
        sheet=DemoModel,
        completion=somebody_came_to_see,
        content=told_by(DemoModel, by_product),
        figures=_figures,
    )
)
