"""Trademarks: the mark, its application, its certificate; a collective mark has rules of use."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.dates import ngay
from core.fields import NFCCharField, NFCTextField
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, in_order, not_to_come, register, told_by


class Trademark(Row):
    """One mark from the idea to the certificate."""

    HEADING = "Nhãn hiệu"

    class Kind(models.TextChoices):
        ORDINARY = "ORDINARY", "Nhãn hiệu thông thường"
        COLLECTIVE = "COLLECTIVE", "Nhãn hiệu tập thể"
        CERTIFICATION = "CERTIFICATION", "Nhãn hiệu chứng nhận"

    WITH_RULES = (Kind.COLLECTIVE, Kind.CERTIFICATION)
    PLANNED = ("mark", "kind", "owner", "goods")
    DONE = ("filing_number", "filed_on", "certificate_number", "certified_on", "rules")
    NEEDED = ("owner", "goods")

    mark = NFCCharField("nhãn hiệu", max_length=200)
    kind = models.CharField("loại nhãn hiệu", max_length=14, choices=Kind)
    owner = NFCCharField("chủ nhãn hiệu", max_length=200, blank=True)
    goods = NFCCharField("sản phẩm, dịch vụ mang nhãn hiệu", max_length=300, blank=True)
    filing_number = NFCCharField("số đơn đăng ký", max_length=60, blank=True)
    filed_on = models.DateField("ngày nộp đơn", null=True, blank=True)
    certificate_number = NFCCharField("số giấy chứng nhận", max_length=60, blank=True)
    certified_on = models.DateField("ngày cấp giấy chứng nhận", null=True, blank=True)
    rules = NFCTextField("quy chế sử dụng (số, ngày văn bản ban hành)", blank=True)

    class Meta(Row.Meta):
        verbose_name = "nhãn hiệu"
        constraints = [
            models.UniqueConstraint(
                name="trademark_certificate_once",
                fields=["certificate_number"],
                condition=~Q(certificate_number="") & Q(removed_at__isnull=True),
                violation_error_message=(
                    "Giấy chứng nhận này đã có ở một hồ sơ được hỗ trợ; hỏi Sở Công Thương "
                    "(TTLT 26/2014/TTLT-BTC-BCT, Điều 7 khoản 4)."
                ),
            ),
            models.CheckConstraint(
                name="trademark_certified_after_it_was_filed",
                condition=Q(certified_on__gte=F("filed_on")),
                violation_error_message="Ngày cấp giấy chứng nhận phải từ ngày nộp đơn trở đi.",
            ),
        ]

    def __str__(self):
        return self.mark

    @property
    def begun(self):
        if self.certificate_number:
            return f"đã có giấy chứng nhận số {self.certificate_number}"
        return f"đã nộp đơn {self.filing_number or ngay(self.filed_on)}" if self.filing_number or self.filed_on else ""

    @classmethod
    def planned_figures(cls, rows):
        return {"trademarks_registered": len(rows) or None}

    def clean(self):
        errors = in_order(self, "filed_on", "certified_on") | not_to_come(self, "filed_on", "certified_on")
        if self.certificate_number and not self.certified_on:
            errors["certified_on"] = "Đã có số giấy chứng nhận thì phải ghi ngày cấp."
        if errors:
            raise ValidationError(errors)


def marks_are_listed(project):
    return [] if project.trademarks.exists() else [Objection("Chưa kê nhãn hiệu nào")]


def marks_were_filed(project):
    """Each has its application by number and day, or already its certificate."""
    return [
        Objection(f"{Trademark.HEADING}, dòng {mark.no}, còn thiếu: {', '.join(lacking)} (hoặc số giấy chứng nhận)")
        for mark in project.trademarks.all()
        if not mark.certificate_number and (lacking := mark.lacking(("filing_number", "filed_on")))
    ]


def rules_are_there(project):
    """A mark that several use needs rules of use before the work is reported done."""
    return [
        Objection(f"{mark.get_kind_display()} “{mark}” phải có quy chế sử dụng")
        for mark in project.trademarks.all()
        if mark.kind in Trademark.WITH_RULES and not mark.rules
    ]


def done_in_full(project):
    return marks_were_filed(project) + rules_are_there(project)


def by_name(mark):
    return (fold(mark.mark),), str(mark)


def _figures(project):
    marks = list(project.trademarks.all())
    filed = sum(bool(mark.filing_number or mark.certificate_number) for mark in marks)
    return {code: (planned, filed or None) for code, planned in Trademark.planned_figures(marks).items()}


register(
    Family(
        Form.TRADEMARK,
        rows=(Trademark,),
        filing=marks_are_listed,
        completion=done_in_full,
        content=told_by(Trademark, by_name),
        counted=lambda project: project.trademarks.count(),
        listed=lambda project: Trademark,
        figures=_figures,
    )
)
