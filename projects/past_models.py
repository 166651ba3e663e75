from django.db import models
from django.db.models import Q

from core.models import Document
from core.money import MoneyField
from projects.project_models import OfProjectQuerySet, Project


class PastPaperQuerySet(OfProjectQuerySet):
    def standing(self):
        """Those whose paper was not withdrawn, in the order of the steps."""
        return self.filter(document__withdrawn_at=None).select_related("document", "document__uploaded_by")


class PastPaper(models.Model):
    """What a paper of an old year says of a project: the step, and the amount (đồng; empty: it gives none).

    Number, date, issuer and scan are the Document's. It moves no money: an old year was never in these books.
    """

    class Step(models.TextChoices):
        DECISION = "DECISION", "Quyết định phê duyệt"
        COMMITMENT = "COMMITMENT", "Hợp đồng, giao nhiệm vụ"
        ADVANCE = "ADVANCE", "Tạm ứng"
        PAYMENT = "PAYMENT", "Thanh toán"
        ACCEPTANCE = "ACCEPTANCE", "Biên bản nghiệm thu"
        SETTLEMENT = "SETTLEMENT", "Quyết toán"
        RETURNED = "RETURNED", "Nộp trả kinh phí"

    project = models.ForeignKey(Project, models.PROTECT, related_name="past_papers")
    step = models.CharField("việc", max_length=10, choices=Step)
    amount = MoneyField("số tiền (đồng)", null=True, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+", verbose_name="văn bản")

    objects = PastPaperQuerySet.as_manager()

    class Meta:
        ordering = ["document__issued_on", "pk"]
        verbose_name = "văn bản của hồ sơ năm cũ"
        verbose_name_plural = "văn bản của hồ sơ năm cũ"
        constraints = [
            models.CheckConstraint(
                name="pastpaper_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message="Số tiền không được âm.",
            ),
        ]

    def __str__(self):
        return f"{self.get_step_display()}: {self.document}"
