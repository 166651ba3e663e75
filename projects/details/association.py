"""Associations of a trade and linkages of enterprises: what is founded, with how many members, by which decision."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.fields import NFCCharField
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Sheet, not_to_come, register, told_by

LINKAGE = "enterprise_linkage"


class Association(Sheet):
    """What is founded, and its founding decision."""

    class Kind(models.TextChoices):
        ASSOCIATION = "ASSOCIATION", "Hội ngành nghề"
        FEDERATION = "FEDERATION", "Hiệp hội ngành nghề"
        LINKAGE = "LINKAGE", "Cụm liên kết doanh nghiệp"

    PLANNED = ("kind", "name", "trade", "members_planned")
    DONE = ("decision_number", "decided_on", "decided_by", "members")
    NEEDED = PLANNED
    NEEDED_DONE = DONE

    kind = models.CharField("loại hình", max_length=12, choices=Kind, blank=True)
    name = NFCCharField("tên hội, hiệp hội, cụm liên kết", max_length=200, blank=True)
    trade = NFCCharField("ngành nghề", max_length=200, blank=True)
    members_planned = models.PositiveIntegerField("số hội viên, thành viên dự kiến", null=True, blank=True)
    decision_number = NFCCharField("số quyết định thành lập", max_length=100, blank=True)
    decided_on = models.DateField("ngày quyết định thành lập", null=True, blank=True)
    decided_by = NFCCharField("cơ quan quyết định thành lập", max_length=200, blank=True)
    members = models.PositiveIntegerField("số hội viên, thành viên", null=True, blank=True)

    class Meta:
        verbose_name = "hội, hiệp hội, cụm liên kết"
        constraints = [
            models.CheckConstraint(
                name="association_has_members",
                condition=Q(members_planned__gte=2) & Q(members__gte=2),
                violation_error_message="Hội, hiệp hội, cụm liên kết phải có từ 2 thành viên.",
            )
        ]

    def clean(self):
        if errors := not_to_come(self, "decided_on"):
            raise ValidationError(errors)


def the_kind_is_what_is_supported(project):
    """Support for a linkage founds a linkage, support for an association one of the others."""
    sheet = Association.objects.filter(project=project).first()
    if not sheet or not sheet.kind or (sheet.kind == Association.Kind.LINKAGE) == (project.category.code == LINKAGE):
        return []
    return [
        Objection(
            "Loại hình không đúng nội dung hỗ trợ", found=sheet.get_kind_display(), needed=str(project.category)
        )
    ]  # fmt: skip


def by_name(sheet):
    return ((fold(sheet.name),), sheet.name) if sheet.name else None


def _figures(project):
    sheet = Association.objects.filter(project=project).first()
    if sheet is None:
        return {}
    founded = 1, 1 if sheet.decision_number else None
    members = sheet.members_planned, sheet.members
    return {"associations": founded, "linkages": founded, "members": members}


register(
    Family(
        Form.ASSOCIATION,
        sheet=Association,
        filing=the_kind_is_what_is_supported,
        content=told_by(Association, by_name),
        counted=lambda project: 1,  # the sheet tells one
        figures=_figures,
    )
)
