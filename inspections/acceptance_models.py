from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from accounts.reach import PlacedQuerySet
from core.access import ScopedQuerySet
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField
from core.text import figure


class BatchQuerySet(ScopedQuerySet):
    """A batch is seen by whoever sees one of its places; the unit that holds it always."""

    def visible_to(self, user):
        organisation = getattr(user, "organisation", None)
        if organisation is None or not user.is_active:
            return self.none()
        if organisation.covers_province:
            return self
        in_reach = Acceptance.objects.order_by().visible_to(user)
        return self.filter(Q(unit=organisation) | Q(pk__in=in_reach.values("batch_id")))

    def seen_whole_by(self, user):
        """Those every place of which is in reach, and those of the person's own unit, which drew them up."""
        batches = self.visible_to(user)
        organisation = getattr(user, "organisation", None)
        if organisation is None or organisation.covers_province:
            return batches
        in_reach = Acceptance.objects.order_by().visible_to(user)
        elsewhere = Acceptance.objects.filter(batch=OuterRef("pk")).exclude(pk__in=in_reach.values("pk"))
        return batches.filter(Q(unit=organisation) | ~Exists(elsewhere))

    papers_open_to = seen_whole_by  # the signed minutes name every place

    def printable_by(self, user):
        """Those whose minutes this person may print: they name every place. A batch called off has none."""
        return self.seen_whole_by(user).exclude(status=AcceptanceBatch.Status.CANCELLED)

    def for_list(self, user):
        """Counts of the places this person may see."""
        mine = Q(places__in=Acceptance.objects.order_by().visible_to(user))
        counted = self.select_related("unit").annotate(
            place_count=Count("places", filter=mine, distinct=True),
            undecided=Count("places", filter=mine & Q(places__conclusion=""), distinct=True),
            project_count=Count("places__project", filter=mine, distinct=True),
        )
        return counted.order_by("-held_on", "-pk")


class AcceptanceBatch(models.Model):
    """One team, several places in a day; one set of minutes (T36 đ.14 by analogy; programme §0b.6)."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang lập biên bản"
        CONCLUDED = "CONCLUDED", "Đã nghiệm thu"
        CANCELLED = "CANCELLED", "Đã hủy"

    STATUS_TONE = {"DRAFT": "nghe", "CONCLUDED": "la", "CANCELLED": "da"}

    held_on = models.DateField("ngày nghiệm thu")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị tổ chức")
    team = NFCTextField("thành phần tổ nghiệm thu")
    minutes_number = NFCCharField("số biên bản", max_length=100, blank=True, editable=False)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "đợt nghiệm thu"
        verbose_name_plural = "các đợt nghiệm thu"
        constraints = [
            models.CheckConstraint(
                name="acceptancebatch_concluded_has_minutes",
                condition=~Q(status="CONCLUDED") | ~Q(minutes_number=""),
                violation_error_message="Biên bản nghiệm thu đã ghi nhận phải có số.",
            )
        ]

    def __str__(self):
        return f"Nghiệm thu ngày {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("inspections:batch", args=[self.pk])

    @property
    def is_writable(self):
        return self.status == self.Status.DRAFT


class AcceptanceQuerySet(PlacedQuerySet):
    area_path = "project__area"
    date_path = "project__filed_on"
    unit_paths = ("project__spending_unit", "project__implementing_organisation")

    def for_page(self):
        return self.select_related("project__area", "beneficiary__establishment", "batch__unit")

    def concluded(self):
        """Results that count: the minutes are recorded."""
        return self.filter(batch__status=AcceptanceBatch.Status.CONCLUDED)


class StandingPlaces(models.Manager.from_queryset(AcceptanceQuerySet)):
    """The places of the minutes; one taken out while they were drawn up is kept with the time it left."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class Acceptance(models.Model):
    """The result at one place: what was done against what was promised, the accepted cost, the conclusion.

    `accepted_cost` is in đồng on the base of the norm (without VAT unless the norm says otherwise) and includes the
    part the beneficiary paid (L26 đ.8.3.b). `volume_percent` says how much was done where only that is accepted.
    """

    class Conclusion(models.TextChoices):
        PASS = "PASS", "Đạt"
        DEFECTS = "DEFECTS", "Chưa đạt, phải khắc phục"
        BY_VOLUME = "BY_VOLUME", "Nghiệm thu theo khối lượng đã thực hiện"

    CONCLUSION_TONE = {"PASS": "la", "DEFECTS": "son", "BY_VOLUME": "nghe"}

    batch = models.ForeignKey(AcceptanceBatch, models.PROTECT, related_name="places")
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="acceptances", verbose_name="đề án")
    beneficiary = models.ForeignKey(
        "projects.Beneficiary", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị thụ hưởng"
    )
    place = NFCCharField("địa điểm", max_length=300, blank=True)
    present = NFCTextField("đại diện tại nơi nghiệm thu", blank=True)
    results = NFCTextField("kết quả so với mục tiêu", blank=True)
    accepted_cost = MoneyField("chi phí được nghiệm thu, trước thuế (đồng)", null=True, blank=True)
    accepted_units = models.PositiveIntegerField(
        "số lượng được nghiệm thu", default=1, validators=[MinValueValidator(1)]
    )
    counterpart_done = MoneyField("vốn đối ứng đã thực hiện (đồng)", null=True, blank=True)
    conclusion = models.CharField("kết luận", max_length=10, choices=Conclusion, blank=True)
    volume_percent = models.DecimalField(
        "khối lượng đã thực hiện (%)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    defects = NFCTextField("việc phải khắc phục, giải trình", blank=True)
    new_date = models.DateField("ngày nghiệm thu lại", null=True, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = StandingPlaces()
    everything = AcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "pk"]
        verbose_name = "kết quả nghiệm thu"
        verbose_name_plural = "kết quả nghiệm thu"
        constraints = [
            models.UniqueConstraint(
                name="acceptance_once_per_place_and_batch",
                fields=["batch", "project", "beneficiary"],
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                violation_error_message="Nơi này đã có trong đợt nghiệm thu.",
            ),
            models.CheckConstraint(
                name="acceptance_passed_has_cost",
                condition=Q(conclusion__in=["", "DEFECTS"]) | Q(accepted_cost__isnull=False),
                violation_error_message="Kết luận đạt phải có chi phí được nghiệm thu.",
            ),
            models.CheckConstraint(
                name="acceptance_volume_is_a_part",
                condition=Q(volume_percent__gt=0, volume_percent__lt=100),
                violation_error_message="Khối lượng đã thực hiện phải lớn hơn 0 %% và nhỏ hơn 100 %%; làm đủ thì kết "
                "luận “Đạt”.",
            ),
            models.CheckConstraint(
                name="acceptance_volume_by_volume",
                condition=Q(volume_percent__isnull=True) | Q(conclusion__in=["", "BY_VOLUME"]),
                violation_error_message="Chỉ kết luận “Nghiệm thu theo khối lượng đã thực hiện” mới có phần trăm khối "
                "lượng; hãy bỏ trống phần trăm hoặc đổi kết luận.",
            ),
        ]

    def __str__(self):
        return f"Nghiệm thu {self.project.code}"

    def get_absolute_url(self):
        return self.batch.get_absolute_url()

    @property
    def papers_stand(self):
        """The minutes are recorded: what proves them is added to, and no longer taken back."""
        return self.batch.status == AcceptanceBatch.Status.CONCLUDED

    @property
    def papers_rest_with(self):
        """What takes the step by which they stand."""
        return [self.batch]

    @property
    def who(self):
        """The beneficiary's name; a task without one is accepted as a whole."""
        return str(self.beneficiary) if self.beneficiary_id else "Toàn bộ đề án"

    @property
    def missing(self):
        """What the minutes still have to say of this place: who was there, what was found, what follows from it."""
        asked = {
            "kết luận": self.conclusion,
            "đại diện tại nơi nghiệm thu": self.present,
            "kết quả so với mục tiêu": self.results,
        }
        if self.conclusion in (self.Conclusion.DEFECTS, self.Conclusion.BY_VOLUME):
            asked["việc phải khắc phục, giải trình"] = self.defects
        if self.conclusion == self.Conclusion.DEFECTS:
            asked["ngày nghiệm thu lại"] = self.new_date
        if self.conclusion == self.Conclusion.BY_VOLUME:
            asked["khối lượng đã thực hiện (%)"] = self.volume_percent
        return [name for name, value in asked.items() if not value]

    @property
    def conclusion_tone(self):
        return self.CONCLUSION_TONE.get(self.conclusion, "da")


class PlaceResult(models.Model):
    """What was reached of one target at one place, in the target's unit; or the `remark` why it is not measured there.

    A row emptied of both says nothing yet, as one that is not there.
    """

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="target_results")
    indicator = models.ForeignKey(
        "projects.IndicatorValue", models.PROTECT, related_name="place_results", verbose_name="chỉ tiêu"
    )
    value = models.DecimalField("kết quả", max_digits=14, decimal_places=2, null=True, blank=True)
    remark = NFCCharField("ghi chú, lý do không đo", max_length=300, blank=True)

    class Meta:
        ordering = ["acceptance_id", "indicator_id"]
        verbose_name = "kết quả theo chỉ tiêu"
        verbose_name_plural = "kết quả theo chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                name="placeresult_once_per_target",
                fields=["acceptance", "indicator"],
                violation_error_message="Chỉ tiêu này đã có kết quả ở nơi này.",
            ),
            models.CheckConstraint(
                name="placeresult_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="Kết quả không được âm.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.words}" if self.words else str(self.indicator)

    @property
    def is_answered(self):
        """Whether it says what was reached, or why nothing was measured."""
        return self.value is not None or bool(self.remark)

    @property
    def words(self):
        """«15 người (ghi chú)», «không đo: lý do»; "" while nothing is said."""
        if self.value is None:
            return f"không đo: {self.remark}" if self.remark else ""
        return f"{figure(self.value)} {self.indicator.unit}".strip() + (f" ({self.remark})" if self.remark else "")
