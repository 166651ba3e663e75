from django.db import models
from django.db.models import Q

from accounts.models import User
from core.dates import today
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField
from norms.models import RefusalReason
from projects.project_models import OfProjectQuerySet, Project

# The five points of a base appraisal (TT 36/2013/TT-BCT, Điều 8, Điều 9), in the order of the form.
APPRAISAL_POINTS = {
    "rules": "Phù hợp quy định về khuyến công",
    "need": "Mục tiêu, sự cần thiết, hiệu quả, chi phí hợp lý",
    "capacity": "Năng lực của đơn vị thực hiện, phối hợp, thụ hưởng",
    "combination": "Kết hợp với chương trình, đề án khác",
    "dossier": "Hồ sơ đầy đủ, hợp lệ",
}


class Appraisal(models.Model):
    """The appraisal form (phiếu thẩm định cấp cơ sở): five points, each with its finding, and the support recommended.

    `points`: {code of APPRAISAL_POINTS: {"ok": bool, "finding": str}}. `ceiling`: the norm then
    (Ceiling.as_json).
    A dossier returned and filed again needs a new one, and so does one whose sheet was sent back: only the current one
    counts.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="appraisals")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người thẩm định")
    made_on = models.DateField("ngày thẩm định", default=today)
    points = models.JSONField("năm nội dung thẩm định")
    recommended_support = MoneyField("mức hỗ trợ đề nghị")
    ceiling = models.JSONField("mức hỗ trợ tối đa khi thẩm định", null=True, blank=True)
    note = NFCTextField("ý kiến khác", blank=True)
    sent_back_why = NFCTextField("lý do trả lại phiếu", blank=True, editable=False)
    is_current = models.BooleanField(default=True, editable=False)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        verbose_name = "phiếu thẩm định"
        verbose_name_plural = "phiếu thẩm định"
        constraints = [
            models.UniqueConstraint(
                name="appraisal_one_current",
                fields=["project"],
                condition=Q(is_current=True),
                violation_error_message="Đề án đã có phiếu thẩm định đang dùng.",
            ),
            models.CheckConstraint(
                name="appraisal_support_not_negative",
                condition=Q(recommended_support__gte=0),
                violation_error_message="Mức hỗ trợ đề nghị không được âm.",
            ),
        ]

    def __str__(self):
        return f"Phiếu thẩm định {self.project.code}"

    @property
    def rows(self):
        """[(label, ok, finding)] in the order of the form."""
        empty = {"ok": False, "finding": ""}
        return [
            (label, (point := self.points.get(code, empty))["ok"], point["finding"])
            for code, label in APPRAISAL_POINTS.items()
        ]

    @property
    def failed_points(self):
        """[(label, finding)] of the points that are not met."""
        return [(label, finding) for label, ok, finding in self.rows if not ok]


class Refusal(models.Model):
    """The conclusion that an application is not eligible: the coded reason, as it read on that day, and the note."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="refusal")
    reason = models.ForeignKey(RefusalReason, models.PROTECT, related_name="+", verbose_name="lý do")
    reason_words = NFCTextField("lý do, bằng chữ")
    article = NFCCharField("căn cứ", max_length=300)
    note = NFCTextField("nội dung cụ thể")
    concluded_on = models.DateField("ngày kết luận")
    concluded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người kết luận")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "kết luận không đủ điều kiện"
        verbose_name_plural = "kết luận không đủ điều kiện"

    def __str__(self):
        return f"{self.reason_words} ({self.article})"
