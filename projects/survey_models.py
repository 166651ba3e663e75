from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation, User
from core.access import ScopedQuerySet
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField
from establishments.models import Establishment, LegalForm
from projects.project_models import Project


class SurveyQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """With its establishment; until it is filed, by the office that writes it and the Department alone."""
        organisation = getattr(user, "organisation", None)
        if organisation is None:
            return self.none()
        rows = self.filter(establishment__in=Establishment.objects.order_by().visible_to(user))
        if organisation.kind == Organisation.Kind.DOIT:
            return rows
        return rows.filter(Q(status=Survey.Status.FILED) | Q(office=organisation))

    def filed(self):
        return self.filter(status=Survey.Status.FILED)


class Survey(models.Model):
    """What was seen on the spot before the appraisal (phiếu khảo sát): a fact of its day, never a gate.

    Written by the Centre or the local office, on a telephone; the establishment's record stays as it is. Amounts are
    whole đồng.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang ghi"
        FILED = "FILED", "Đã nộp"
        RETURNED = "RETURNED", "Trả lại để bổ sung"

    WRITABLE = (Status.DRAFT, Status.RETURNED)
    STATUS_TONE = {"DRAFT": "da", "FILED": "la", "RETURNED": "nghe"}

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="surveys", verbose_name="cơ sở")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="surveys", verbose_name="đề án"
    )
    office = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", editable=False, verbose_name="đơn vị khảo sát"
    )
    surveyor = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="người ghi phiếu")
    surveyed_on = models.DateField("ngày khảo sát", null=True, blank=True)
    present = NFCTextField("người khảo sát và người tiếp", blank=True)
    legal_form = models.CharField("loại hình", max_length=20, choices=LegalForm, blank=True)
    place = NFCCharField("địa điểm sản xuất", max_length=255, blank=True)
    sector = NFCCharField("ngành nghề", max_length=200, blank=True)
    products = NFCTextField("sản phẩm chính", blank=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    revenue = MoneyField("doanh thu năm trước", null=True, blank=True)
    machines = NFCTextField("máy móc hiện có", blank=True)
    need = NFCTextField("nhu cầu đầu tư, hỗ trợ", blank=True)
    land_papers = NFCTextField("giấy tờ đất, mặt bằng", blank=True)
    environment_papers = NFCTextField("giấy tờ môi trường", blank=True)
    counterpart = NFCTextField("khả năng vốn đối ứng", blank=True)
    remark = NFCTextField("nhận xét", blank=True)
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-surveyed_on", "-pk"]
        verbose_name = "phiếu khảo sát"
        verbose_name_plural = "phiếu khảo sát"
        indexes = [models.Index(fields=["status", "surveyed_on"])]
        constraints = [
            models.CheckConstraint(
                name="survey_filed_has_its_day",
                condition=~Q(status="FILED") | Q(surveyed_on__isnull=False),
                violation_error_message="Phiếu đã nộp phải có ngày khảo sát.",
            ),
            models.CheckConstraint(
                name="survey_revenue_not_negative",
                condition=Q(revenue__gte=0),
                violation_error_message="Doanh thu không được âm.",
            ),
        ]

    def __str__(self):
        return f"Phiếu khảo sát {self.establishment}"

    def get_absolute_url(self):
        return reverse("projects:survey", args=[self.pk])

    @property
    def is_writable(self):
        return self.status in self.WRITABLE

    @property
    def papers_stand(self):
        return not self.is_writable
