from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Organisation
from accounts.reach import PlacedQuerySet, within
from core.dates import today
from core.fields import NFCCharField, NFCTextField, SearchTextField, search_index


class VisitReach(PlacedQuerySet):
    """A visit is seen where its project is seen; the office that made it always sees its own.

    So a report of a district that has ended stays with it, and the commune that succeeds it reads it too.
    """

    office_path = "office"

    def visible_to(self, user):
        organisation = getattr(user, "organisation", None)
        local = (Organisation.Kind.DISTRICT, Organisation.Kind.COMMUNE)
        if organisation is None or not user.is_active or organisation.kind not in local:
            return super().visible_to(user)
        own = Q(**{self.office_path: organisation})
        return self.filter(within(organisation, self.area_path, self.date_path) | own)


class InspectionQuerySet(VisitReach):
    area_path = "project__area"
    date_path = "project__filed_on"
    unit_paths = ("project__spending_unit", "project__implementing_organisation", "office")

    def for_list(self):
        """What a row of the list shows: one query."""
        open_ = Q(findings__status="OPEN", findings__removed_at=None)
        return self.select_related("project__area", "office", "inspector").annotate(
            day=Coalesce("visited_on", "planned_on"),
            open_findings=Count("findings", filter=open_, distinct=True),
            late_findings=Count(
                "findings",
                filter=open_ & Q(status=Inspection.Status.ACTION_REQUIRED, findings__due_on__lt=today()),
                distinct=True,
            ),
        )

    def order_for_list(self):
        return self.order_by(F("day").desc(nulls_last=True), "-pk")


class Inspection(models.Model):
    """A visit to a project, on schedule or by surprise: who, where, what was found, what must be mended."""

    class Kind(models.TextChoices):
        PERIODIC = "PERIODIC", "Định kỳ"
        AD_HOC = "AD_HOC", "Đột xuất"

    class Verdict(models.TextChoices):
        SATISFACTORY = "SATISFACTORY", "Đạt"
        MINOR = "MINOR", "Còn tồn tại nhỏ"
        SERIOUS = "SERIOUS", "Vi phạm, tồn tại lớn"

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Đã lên lịch"
        DRAFT_REPORT = "DRAFT_REPORT", "Đang ghi kết quả"
        FILED = "FILED", "Đã gửi kết quả"
        CONCLUDED = "CONCLUDED", "Đã thông báo kết quả kiểm tra"
        ACTION_REQUIRED = "ACTION_REQUIRED", "Đang khắc phục, kiến nghị chưa xong"
        FIXED = "FIXED", "Đã báo khắc phục, chờ xác nhận"
        CLOSED = "CLOSED", "Đã đóng"
        CANCELLED = "CANCELLED", "Đã hủy lịch"

    WRITABLE = (Status.PLANNED, Status.DRAFT_REPORT)
    WITH_VERDICT = (Status.CONCLUDED, Status.ACTION_REQUIRED, Status.FIXED, Status.CLOSED)
    STATUS_TONE = {
        "PLANNED": "da", "DRAFT_REPORT": "nghe", "FILED": "lam", "CONCLUDED": "la", "ACTION_REQUIRED": "nghe",
        "FIXED": "nghe", "CLOSED": "la", "CANCELLED": "da",
    }  # fmt: skip
    VERDICT_TONE = {"SATISFACTORY": "la", "MINOR": "nghe", "SERIOUS": "son"}

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="inspections", verbose_name="đề án")
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.PERIODIC)
    office = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị kiểm tra"
    )
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    team_paper = NFCCharField("quyết định, kế hoạch kiểm tra", max_length=200, blank=True)
    planned_on = models.DateField("ngày dự kiến", null=True, blank=True)
    visited_on = models.DateField("ngày kiểm tra", null=True, blank=True)
    place = NFCCharField("địa điểm", max_length=300, blank=True)
    latitude = models.DecimalField("vĩ độ", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("kinh độ", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("sai số vị trí (m)", null=True, blank=True)
    present = NFCTextField("thành phần có mặt", blank=True)
    checklist = models.JSONField("nội dung kiểm tra", default=list, blank=True)
    progress_percent = models.PositiveSmallIntegerField(
        "khối lượng đã làm (%)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    summary = NFCTextField("nhận xét chung", blank=True)
    verdict = models.CharField("kết quả", max_length=15, choices=Verdict, blank=True, editable=False)
    status = models.CharField("trạng thái", max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    filed_at = models.DateTimeField("gửi lúc", null=True, editable=False)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search_text = SearchTextField("place", "team_paper")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-planned_on", "-pk"]
        verbose_name = "lần kiểm tra"
        verbose_name_plural = "các lần kiểm tra"
        indexes = [search_index("inspection_search"), models.Index(fields=["status", "visited_on"])]
        constraints = [
            models.CheckConstraint(
                name="inspection_filed_is_whole",
                condition=Q(status__in=["PLANNED", "DRAFT_REPORT", "CANCELLED"])
                | (Q(visited_on__isnull=False) & ~Q(present="")),
                violation_error_message="Kết quả đã gửi phải có ngày kiểm tra và thành phần có mặt.",
            ),
            models.CheckConstraint(
                name="inspection_concluded_has_verdict",
                condition=Q(status__in=["PLANNED", "DRAFT_REPORT", "FILED", "CANCELLED"]) | ~Q(verdict=""),
                violation_error_message="Thông báo kết quả kiểm tra phải nêu kết quả.",
            ),
            models.CheckConstraint(
                name="inspection_place_is_on_earth",
                condition=(Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)))
                & (Q(longitude__isnull=True) | Q(longitude__range=(-180, 180))),
                violation_error_message="Vị trí không hợp lệ: vĩ độ từ -90 đến 90, kinh độ từ -180 đến 180.",
            ),
            models.CheckConstraint(
                name="inspection_place_has_both_numbers",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message="Vị trí phải có cả vĩ độ và kinh độ.",
            ),
            models.CheckConstraint(
                name="inspection_progress_is_a_percentage",
                condition=Q(progress_percent__lte=100),
                violation_error_message="Khối lượng đã làm không quá 100 %%.",
            ),
        ]

    def __str__(self):
        return f"Kiểm tra {self.get_kind_display().lower()} {self.project.code}"

    def get_absolute_url(self):
        return reverse("inspections:detail", args=[self.pk])

    @property
    def is_writable(self):
        return self.status in self.WRITABLE

    @property
    def papers_stand(self):
        return not self.is_writable

    @property
    def verdict_tone(self):
        return self.VERDICT_TONE.get(self.verdict, "da")


class FindingQuerySet(VisitReach):
    area_path = "inspection__project__area"
    date_path = "inspection__project__filed_on"
    office_path = "inspection__office"
    unit_paths = (
        "inspection__project__spending_unit", "inspection__project__implementing_organisation", "inspection__office",
    )  # fmt: skip

    def to_mend(self):
        """Asked for and not reported mended yet."""
        return self.filter(status=Finding.Status.OPEN, inspection__status=Inspection.Status.ACTION_REQUIRED)


class StandingFindings(models.Manager.from_queryset(FindingQuerySet)):
    """What stands in the report; what the inspector took back before sending it is kept with the time it left."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class Finding(models.Model):
    """Something to be mended: what, by whom, until when, and what was done about it."""

    class Status(models.TextChoices):
        OPEN = "OPEN", "Chưa khắc phục"
        FIXED = "FIXED", "Đã báo khắc phục"
        CONFIRMED = "CONFIRMED", "Đã xác nhận"

    STATUS_TONE = {"OPEN": "nghe", "FIXED": "lam", "CONFIRMED": "la"}

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    text = NFCTextField("tồn tại, kiến nghị", max_length=2000)
    responsible = NFCCharField("trách nhiệm khắc phục", max_length=200, blank=True)
    due_on = models.DateField("hạn khắc phục", null=True, blank=True)
    fixed_on = models.DateField("ngày khắc phục", null=True, blank=True)
    fixed_note = NFCTextField("kết quả khắc phục", max_length=2000, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.OPEN, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = StandingFindings()
    everything = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "kiến nghị"
        verbose_name_plural = "kiến nghị"
        indexes = [models.Index(fields=["status", "due_on"])]
        constraints = [
            models.CheckConstraint(
                name="finding_says_something",
                condition=~Q(text=""),
                violation_error_message="Kiến nghị phải có nội dung.",
            ),
            models.CheckConstraint(
                name="finding_fixed_says_when_and_how",
                condition=Q(status="OPEN") | (Q(fixed_on__isnull=False) & ~Q(fixed_note="")),
                violation_error_message="Đã khắc phục thì phải ghi ngày và kết quả khắc phục.",
            ),
        ]

    def __str__(self):
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def get_absolute_url(self):
        return self.inspection.get_absolute_url()

    @property
    def is_late(self):
        """Asked for, and not reported mended by its day."""
        asked = self.inspection.status == Inspection.Status.ACTION_REQUIRED
        return asked and self.status == self.Status.OPEN and self.due_on is not None and self.due_on < today()
