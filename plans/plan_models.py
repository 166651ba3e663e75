from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.access import OpenQuerySet
from core.dates import ngay
from core.fields import NFCCharField, NFCTextField, SearchTextField, search_index
from core.money import MoneyField
from ledger.models import BookYear
from ledger.reading import book_years
from norms.models import SupportCategory, Tier
from plans.subjects import line_subject


class ApprovalWay(models.TextChoices):
    """Who approves the projects of the year, and when (differs by province and year)."""

    WITH_PLAN = "WITH_PLAN", "Danh mục đề án ban hành cùng kế hoạch"
    ROUNDS = "ROUNDS", "UBND tỉnh phê duyệt theo từng đợt"
    DELEGATED = "DELEGATED", "Sở Công Thương quyết định trong hạn mức được giao"


class AnnualPlan(models.Model):
    """The programme's plan of one year and tier. A change after issue is a new version; lines keep their identity."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Mới lập"
        REGISTERING = "REGISTERING", "Đang tổng hợp nhu cầu đăng ký"
        CONSOLIDATED = "CONSOLIDATED", "Dự thảo kế hoạch"
        UNDER_OPINION = "UNDER_OPINION", "Đang lấy ý kiến các sở, ngành"
        SUBMITTED = "SUBMITTED", "Đã trình UBND tỉnh"
        ISSUED = "ISSUED", "Đã ban hành"
        SUPERSEDED = "SUPERSEDED", "Đã có bản điều chỉnh"

    EDITABLE = (Status.DRAFT, Status.REGISTERING, Status.CONSOLIDATED)  # out for opinions, it is what was sent
    FROZEN = (Status.ISSUED, Status.SUPERSEDED)

    year = models.PositiveSmallIntegerField("năm kế hoạch")
    tier = models.CharField("cấp", max_length=10, choices=Tier, default=Tier.LOCAL)
    version = models.PositiveSmallIntegerField("lần ban hành", default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="superseded_by", verbose_name="điều chỉnh từ"
    )
    title = NFCCharField("tên kế hoạch", max_length=300)
    total_budget = MoneyField("tổng kinh phí")
    remark = NFCTextField(
        "ghi chú khi đọc văn bản", blank=True, help_text="Văn bản ghi thế nào, chương trình hiểu là gì."
    )
    guidance = NFCCharField(
        "văn bản hướng dẫn đăng ký", max_length=200, blank=True, help_text="Số, ngày công văn gửi các đơn vị."
    )
    approval_way = models.CharField("cách phê duyệt đề án", max_length=10, choices=ApprovalWay)
    delegated_limit = MoneyField(
        "hạn mức Sở được quyết định trong năm",
        null=True,
        blank=True,
        help_text="Chỉ khi UBND tỉnh giao Sở quyết định: tổng kinh phí hỗ trợ Sở được phê duyệt.",
    )
    status = models.CharField("trạng thái", max_length=15, choices=Status, default=Status.DRAFT, editable=False)
    # What its projects are paid from where their list names no other of its books.
    book_year = models.ForeignKey(
        BookYear, models.PROTECT, related_name="plans", editable=False, verbose_name="sổ năm ngân sách"
    )
    number = NFCCharField("số, ký hiệu", max_length=100, blank=True, editable=False)
    issued_on = models.DateField("ngày ban hành", null=True, editable=False)
    issuer = NFCCharField("cơ quan ban hành", max_length=200, blank=True, editable=False)
    signer = NFCCharField("người ký", max_length=200, blank=True, editable=False)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    search_text = SearchTextField("title", "number", "remark")

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "tier", "-version"]
        verbose_name = "kế hoạch khuyến công năm"
        verbose_name_plural = "kế hoạch khuyến công năm"
        indexes = [search_index("annualplan_search")]
        constraints = [
            models.UniqueConstraint(
                name="annualplan_once",
                fields=["year", "tier", "version"],
                violation_error_message="Năm và cấp này đã có kế hoạch; sau khi ban hành thì lập bản điều chỉnh.",
            ),
            models.CheckConstraint(
                name="annualplan_sensible_year",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message="Năm kế hoạch phải từ 2000 đến 2100.",
            ),
            models.CheckConstraint(
                name="annualplan_delegated_has_limit",
                condition=Q(approval_way="DELEGATED", delegated_limit__isnull=False, delegated_limit__gt=0)
                | (~Q(approval_way="DELEGATED") & Q(delegated_limit=None)),
                violation_error_message="Hạn mức Sở được quyết định: phải nêu khi giao Sở quyết định, và chỉ khi đó.",
            ),
            models.CheckConstraint(
                name="annualplan_paper_when_issued",
                condition=Q(issued_on=None, number="") | Q(status__in=["ISSUED", "SUPERSEDED"]),
                violation_error_message="Số, ngày ban hành chỉ ghi khi kế hoạch đã ban hành.",
            ),
        ]

    def __str__(self):
        name = f"Kế hoạch khuyến công {'quốc gia' if self.tier == Tier.NATIONAL else 'địa phương'} năm {self.year}"
        return f"{name} (điều chỉnh lần {self.version - 1})" if self.version > 1 else name

    def get_absolute_url(self):
        return reverse("plans:detail", args=[self.pk])

    @property
    def paper_words(self):
        """«173/KH-UBND ngày 27/04/2021»; empty before the issued paper is recorded."""
        return f"{self.number} ngày {ngay(self.issued_on)}" if self.issued_on else ""

    @property
    def books(self):
        """All books of its year and tier, one for each source of money: the plan spends them all. A queryset."""
        return book_years(self.year, self.tier)

    def spends(self, book_year):
        return (book_year.year, book_year.tier) == (self.year, self.tier)

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    @property
    def is_before_the_committee(self):
        """Its list may still be begun, and a letter entered by mistake taken back: it has not been submitted."""
        return self.is_editable or self.status == self.Status.UNDER_OPINION

    @property
    def papers_stand(self):
        return not self.is_before_the_committee

    @property
    def is_frozen(self):
        return self.status in self.FROZEN


class PlanLineQuerySet(OpenQuerySet):
    def live(self):
        """Lines that were not dropped from the draft."""
        return self.filter(dropped_why="")


class PlanLine(models.Model):
    """One task of the plan: which kinds of support, how many, perhaps with how much money.

    Numbers and money may be unknown (null): the source did not say. They are never read as zero.
    """

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="lines", verbose_name="kế hoạch", editable=False)
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="later", verbose_name="dòng của bản đầu"
    )
    no = models.PositiveSmallIntegerField("số thứ tự")
    text = NFCCharField("nội dung", max_length=500)
    categories = models.ManyToManyField(SupportCategory, related_name="+", verbose_name="nội dung hỗ trợ được phép")
    quantity_min = models.PositiveIntegerField("số lượng từ", null=True, blank=True)
    quantity_max = models.PositiveIntegerField("đến", null=True, blank=True)
    unit = NFCCharField("đơn vị tính", max_length=40)
    planned_budget = MoneyField(
        "kinh phí dự kiến", null=True, blank=True, help_text="Để trống nếu kế hoạch chưa nêu theo từng nội dung."
    )
    remark = NFCTextField("ghi chú khi đọc văn bản", blank=True)
    dropped_why = NFCTextField("lý do bỏ khỏi dự thảo", blank=True, editable=False)  # empty: the line stands

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "no"]
        verbose_name = "nội dung của kế hoạch"
        verbose_name_plural = "nội dung của kế hoạch"
        constraints = [
            models.UniqueConstraint(
                name="planline_number_once",
                fields=["plan", "no"],
                condition=Q(dropped_why=""),
                violation_error_message="Số thứ tự này đã có nội dung khác.",
            ),
            models.CheckConstraint(
                name="planline_range_in_order",
                condition=Q(quantity_min=None) | Q(quantity_max=None) | Q(quantity_min__lte=F("quantity_max")),
                violation_error_message="Số lượng: “từ” phải không lớn hơn “đến”.",
            ),
        ]

    def __str__(self):
        return f"{self.no}. {self.text}"

    @property
    def identity(self):
        """The id that stays the same through every version: accounts of the ledger hang on it."""
        return self.first_id or self.pk

    @property
    def target(self):
        """The target as the plan prints it: «05-07 đề án», «02 lớp», «chưa nêu»."""
        least, most = self.quantity_min, self.quantity_max
        if least is None and most is None:
            return "chưa nêu"
        if least is None:
            return f"không quá {most:02} {self.unit}"
        if most is None:
            return f"từ {least:02} {self.unit}"
        return f"{least:02} {self.unit}" if least == most else f"{least:02}-{most:02} {self.unit}"

    def subject(self):
        """The ledger's name for this line."""
        return line_subject(self)


class PlanOpinion(models.Model):
    """A letter of another office about the draft, entered from its paper (*Nhập thay theo văn bản*)."""

    plan = models.ForeignKey(
        AnnualPlan, models.PROTECT, related_name="opinions", verbose_name="kế hoạch", editable=False
    )
    office = NFCCharField("cơ quan có ý kiến", max_length=200)
    received_on = models.DateField("ngày nhận")
    agrees = models.BooleanField("thống nhất với dự thảo")
    content = NFCTextField("nội dung ý kiến", blank=True)
    document = models.ForeignKey("core.Document", models.PROTECT, null=True, editable=False, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        verbose_name = "ý kiến về dự thảo"
        verbose_name_plural = "ý kiến về dự thảo"
        constraints = [
            models.CheckConstraint(
                name="planopinion_other_view_has_content",
                condition=Q(agrees=True) | ~Q(content=""),
                violation_error_message="Ý kiến khác với dự thảo thì phải ghi nội dung.",
            )
        ]

    def __str__(self):
        return f"{self.office}: {'thống nhất' if self.agrees else 'có ý kiến khác'}"
