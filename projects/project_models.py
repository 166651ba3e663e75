from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Cast, Coalesce, Round
from django.urls import reverse

from accounts.models import Area, Organisation, User
from accounts.reach import PlacedQuerySet
from core.access import ScopedQuerySet
from core.dates import ngay, today
from core.document_models import Document
from core.fields import NFCCharField, NFCTextField, SearchTextField, SortKeyField, found_by, search_index
from core.money import MoneyField, dong
from establishments.models import Establishment, not_then
from norms.models import PRIORITY_ARTICLE, PRIORITY_MOST, SupportCategory, Tier

CODE_PREFIX = {Tier.LOCAL: "KCĐP", Tier.NATIONAL: "KCQG"}


def where(place, area):
    """«Cụm công nghiệp Thái Yên, Xã Thanh Bình Thịnh»; an area that the place already names is not said twice."""
    named = area is None or str(area).casefold() in [part.strip().casefold() for part in place.split(",")]
    return place if named else ", ".join(filter(None, [place, str(area)]))


class ProjectQuerySet(PlacedQuerySet):
    area_path, date_path = "area", "filed_on"
    unit_paths = ("implementing_organisation", "spending_unit")

    def visible_to(self, user):
        """By office, place and date; a draft is seen by whoever writes it and by the Department alone.

        What came by an import that was undone is nowhere; the trail tells of it.
        """
        rows = super().visible_to(user).filter(undone=False)
        organisation = getattr(user, "organisation", None)
        if organisation is None or organisation.kind == Organisation.Kind.DOIT:
            return rows
        own = Q(implementing_organisation=organisation) | Q(created_by__organisation=organisation)
        return rows.filter(~Q(status=Project.Status.DRAFT) | own)

    def live(self):
        return self.exclude(status__in=Project.ENDED_WITHOUT_SUPPORT)

    def approved(self):
        """Given money by a decision and not stopped since, whatever stage they have reached."""
        return self.filter(status__in=Project.APPROVED_OR_LATER)

    def for_list(self):
        """What a row of the list shows: two queries in all."""
        return self.select_related("category", "implementing_organisation", "spending_unit", "area").prefetch_related(
            models.Prefetch("beneficiaries", Beneficiary.objects.select_related("establishment"))
        )

    def with_investor(self):
        return self.select_related("investor_establishment", "investor_organisation")

    def for_page(self):
        return self.with_investor().select_related(
            "category",
            "implementing_organisation",
            "coordinating_organisation",
            "spending_unit",
            "area",
            "created_by__organisation",
        )

    def find(self, words):
        """Code, title, place, or a beneficiary by any name it ever had."""
        beneficiaries = Beneficiary.objects.filter(
            project=OuterRef("pk"), establishment__in=Establishment.objects.order_by().find(words)
        )
        return self.filter(found_by(words) | Exists(beneficiaries))

    def totals(self):
        """Sums of the rows (đồng) and how many rows have no amount; one query."""
        return self.order_by().aggregate(
            count=Count("pk"),
            unknown=Count("pk", filter=Q(requested_support__isnull=True)),  # before a sum takes the column's name
            total_cost=Sum("total_cost"),
            requested_support=Sum("requested_support"),
            counterpart=Sum("counterpart"),
        )


class Project(models.Model):
    """An application for support (đề án), followed from its first draft to the closed account.

    Amounts are whole đồng; null means not known yet (a draft) or never known (an old year entered from papers).
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang lập hồ sơ"
        REGISTERED = "REGISTERED", "Đã nhận hồ sơ, chờ thẩm định"
        RETURNED = "RETURNED", "Chờ bổ sung, hoàn thiện hồ sơ"
        APPRAISED = "APPRAISED", "Đã thẩm định, đủ điều kiện"
        REJECTED = "REJECTED", "Không đủ điều kiện hỗ trợ"
        PLANNED = "PLANNED", "Trong danh mục kế hoạch"
        APPROVED = "APPROVED", "Đã phê duyệt"
        CONTRACTED = "CONTRACTED", "Đã ký hợp đồng / đã giao nhiệm vụ"
        IN_PROGRESS = "IN_PROGRESS", "Đang thực hiện"
        SUSPENDED = "SUSPENDED", "Tạm dừng thực hiện"
        COMPLETED = "COMPLETED", "Đã hoàn thành, chờ nghiệm thu"
        ACCEPTED = "ACCEPTED", "Đã nghiệm thu"
        PARTIALLY_ACCEPTED = "PARTIALLY_ACCEPTED", "Nghiệm thu theo khối lượng đã thực hiện"
        SETTLED = "SETTLED", "Đã duyệt quyết toán"
        CLOSED = "CLOSED", "Đã đóng hồ sơ"
        WITHDRAWN = "WITHDRAWN", "Đơn vị xin rút"
        TERMINATED = "TERMINATED", "Ngừng thực hiện"
        CARRIED_OVER = "CARRIED_OVER", "Chuyển tiếp sang năm sau"

    class Kind(models.TextChoices):
        PROJECT = "PROJECT", "Đề án"
        TASK = "TASK", "Nhiệm vụ"
        GROUP = "GROUP", "Đề án nhóm (nêu đơn vị thụ hưởng sau)"

    EDITABLE = (Status.DRAFT, Status.RETURNED)
    WITHOUT_MONEY = (Status.DRAFT, Status.WITHDRAWN)
    # States of an old year that may be entered from papers.
    HISTORICAL = (
        Status.APPROVED, Status.CONTRACTED, Status.IN_PROGRESS, Status.COMPLETED, Status.ACCEPTED,
        Status.PARTIALLY_ACCEPTED, Status.SETTLED, Status.CLOSED, Status.TERMINATED, Status.CARRIED_OVER,
    )  # fmt: skip
    stopped_until = None  # the day its suspension ends, where projects.suspension has told it
    UNDECIDED = (Status.DRAFT, Status.REGISTERED, Status.RETURNED, Status.APPRAISED, Status.PLANNED)
    ENDED_WITHOUT_SUPPORT = (Status.REJECTED, Status.WITHDRAWN, Status.TERMINATED)
    APPROVED_OR_LATER = (
        Status.APPROVED, Status.CONTRACTED, Status.IN_PROGRESS, Status.SUSPENDED, Status.COMPLETED, Status.ACCEPTED,
        Status.PARTIALLY_ACCEPTED, Status.SETTLED, Status.CLOSED, Status.CARRIED_OVER,
    )  # fmt: skip
    STATUS_TONE = {
        "REGISTERED": "nghe", "APPRAISED": "lam", "PLANNED": "lam", "APPROVED": "lam", "COMPLETED": "nghe",
        "PARTIALLY_ACCEPTED": "nghe", "CLOSED": "la",
    }  # fmt: skip

    code = models.CharField("mã đề án", max_length=20, unique=True, editable=False)
    tier = models.CharField("cấp khuyến công", max_length=10, choices=Tier, default=Tier.LOCAL)
    plan_year = models.PositiveSmallIntegerField(
        "năm kế hoạch", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    sequence = models.PositiveIntegerField("số thứ tự trong năm", editable=False)
    kind = models.CharField("hình thức", max_length=10, choices=Kind, default=Kind.PROJECT)
    title = NFCCharField("tên đề án", max_length=300)
    category = models.ForeignKey(
        SupportCategory, models.PROTECT, related_name="projects", verbose_name="nội dung hỗ trợ"
    )
    implementing_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="projects", verbose_name="đơn vị thực hiện"
    )
    coordinating_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị phối hợp"
    )
    spending_unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name="đơn vị dự toán",
        help_text="Đơn vị có tài khoản giữ kinh phí của đề án.",
    )
    investor_establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="investments",
        verbose_name="nhà đầu tư (cơ sở)",
        help_text="Bên bỏ vốn đối ứng. Bỏ trống: đơn vị thụ hưởng.",
    )  # fmt: skip
    investor_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nhà đầu tư (cơ quan, đơn vị)",
    )  # fmt: skip
    beneficiaries_planned = models.PositiveSmallIntegerField(
        "số đơn vị thụ hưởng dự kiến",
        null=True,
        blank=True,
        help_text="Của đề án nhóm: nêu tên từng đơn vị sau khi phê duyệt.",
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="projects", verbose_name="xã, phường (huyện)")
    place = NFCCharField("địa điểm cụ thể", max_length=255, blank=True)

    HEADINGS = ("need", "objective", "scale", "content", "schedule_text", "organisation_text", "impact")
    need = NFCTextField("sự cần thiết", blank=True)
    objective = NFCTextField("mục tiêu", blank=True)
    scale = NFCTextField("quy mô", blank=True)
    content = NFCTextField("nội dung thực hiện", blank=True)
    schedule_text = NFCTextField("tiến độ", blank=True)
    organisation_text = NFCTextField("tổ chức thực hiện", blank=True)
    impact = NFCTextField("hiệu quả", blank=True)
    starts_on = models.DateField("bắt đầu", null=True, blank=True)
    ends_on = models.DateField("kết thúc", null=True, blank=True)

    total_cost = MoneyField("tổng kinh phí thực hiện", null=True, blank=True)
    requested_support = MoneyField("kinh phí khuyến công đề nghị hỗ trợ", null=True, blank=True)
    # Of a decided estimate; what was asked for stays what was asked. None: the estimate is the application's.
    estimate_support = MoneyField("kinh phí khuyến công theo dự toán điều chỉnh", null=True, blank=True, editable=False)
    counterpart = MoneyField("vốn đối ứng của đơn vị thụ hưởng", null=True, blank=True)
    other = MoneyField("nguồn khác", null=True, blank=True)
    eligible_cost = MoneyField(
        "chi phí làm căn cứ tính mức hỗ trợ",
        null=True,
        blank=True,
        help_text="Phần chi phí mà mức chi lấy làm căn cứ, chưa có thuế GTGT. Bỏ trống: bằng tổng kinh phí.",
    )
    units = models.PositiveIntegerField("số lượng", default=1, help_text="Theo đơn vị tính của nội dung hỗ trợ.")
    priority_factor = models.DecimalField(
        "hệ số ưu tiên",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Bỏ trống: 1. Chỉ nhân một lần, cho địa bàn hoặc ngành nghề ưu tiên.",
    )

    filed_on = models.DateField("ngày của hồ sơ", default=today)
    eligibility = models.JSONField("điều kiện thụ hưởng khi kết luận", null=True, blank=True, editable=False)
    status = models.CharField("trạng thái", max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    is_historical = models.BooleanField("nhập lại từ hồ sơ năm cũ", default=False, editable=False)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    undone = models.BooleanField("đã hoàn tác cùng lần nhập", default=False, editable=False)
    remark = NFCTextField("ghi chú", blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    search_text = SearchTextField("code", "title", "place")
    sort_key = SortKeyField("title")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-plan_year", "tier", "-sequence"]
        verbose_name = "đề án"
        verbose_name_plural = "đề án"
        indexes = [
            search_index("project_search"),
            models.Index(fields=["plan_year", "tier", "status"]),
            models.Index(fields=["filed_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="project_sequence_once",
                fields=["tier", "plan_year", "sequence"],
                violation_error_message="Số thứ tự này đã có đề án khác.",
            ),
            models.CheckConstraint(
                name="project_total_is_the_sum",
                # with a type: PostgreSQL cannot add unknowns when Django asks about a draft without amounts
                condition=Q(
                    total_cost=Cast(Coalesce("estimate_support", "requested_support"), models.BigIntegerField())
                    + F("counterpart")
                    + F("other")
                ),
                violation_error_message="Tổng kinh phí phải bằng hỗ trợ cộng vốn đối ứng cộng nguồn khác.",
            ),
            models.CheckConstraint(
                name="project_money_known_once_filed",
                condition=Q(is_historical=True)
                | Q(status__in=["DRAFT", "WITHDRAWN"])
                | Q(
                    total_cost__isnull=False,
                    requested_support__isnull=False,
                    counterpart__isnull=False,
                    other__isnull=False,
                ),
                violation_error_message="Hồ sơ đã nộp phải ghi đủ tổng kinh phí, hỗ trợ, vốn đối ứng, nguồn khác.",
            ),
            models.CheckConstraint(
                name="project_money_not_negative",
                condition=Q(requested_support__gt=0)
                & Q(estimate_support__gte=0)
                & Q(counterpart__gte=0)
                & Q(other__gte=0)
                & Q(total_cost__gt=0)
                & Q(eligible_cost__gte=0),
                violation_error_message="Kinh phí đề nghị hỗ trợ phải lớn hơn 0, các khoản khác không được âm.",
            ),
            models.CheckConstraint(
                name="project_eligible_within_total",
                condition=Q(eligible_cost__lte=F("total_cost")),
                violation_error_message="Chi phí làm căn cứ không được vượt tổng kinh phí.",
            ),
            models.CheckConstraint(
                name="project_units_counted",
                condition=Q(units__gte=1, units__lte=100_000),
                violation_error_message="Số lượng phải từ 1 đến 100.000.",
            ),
            models.CheckConstraint(
                name="project_priority_at_least_one",
                condition=Q(priority_factor__gte=1),
                violation_error_message="Hệ số ưu tiên không được nhỏ hơn 1.",
            ),
            models.CheckConstraint(
                name="project_priority_within_the_law",
                condition=Q(priority_factor__lte=PRIORITY_MOST),
                violation_error_message=f"Hệ số ưu tiên không được vượt 1,5, nhân một lần ({PRIORITY_ARTICLE}).",
            ),
            models.CheckConstraint(
                name="project_one_investor",
                condition=Q(investor_establishment__isnull=True) | Q(investor_organisation__isnull=True),
                violation_error_message="Nhà đầu tư là một cơ sở, hoặc một cơ quan, đơn vị; không chọn cả hai.",
            ),
            models.CheckConstraint(
                name="project_only_a_group_counts_beneficiaries",
                condition=Q(beneficiaries_planned__isnull=True) | Q(kind="GROUP", beneficiaries_planned__gt=0),
                violation_error_message="Chỉ đề án nhóm ghi số đơn vị thụ hưởng dự kiến, từ 1 trở lên.",
            ),
            models.CheckConstraint(
                name="project_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.title}"

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.pk])

    @property
    def beneficiary_words(self):
        """Names of the beneficiaries, for lists and papers."""
        return ", ".join(str(beneficiary) for beneficiary in self.beneficiaries.all())

    @property
    def investor_words(self):
        """Who puts in the counterpart: whoever is named, else the beneficiaries; "" where there is none to put in."""
        return str(self.investor) if self.investor else self.beneficiary_words if self.counterpart else ""

    @property
    def investor(self):
        """The Establishment or Organisation named for the counterpart, None where it is the beneficiaries'."""
        return self.investor_establishment or self.investor_organisation

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    @property
    def stop_words(self):
        """«tạm dừng đến 20/10/2021», "" where it is not stopped or nobody has told."""
        return f"tạm dừng đến {ngay(self.stopped_until)}" if self.stopped_until else ""

    @property
    def stop_is_over(self):
        """The day came and nobody has decided that it goes on or ends."""
        return self.stopped_until is not None and self.stopped_until < today()

    @property
    def papers_stand(self):
        """It was appraised, or is closed: its papers are added to from then on. On an old year's nothing rests."""
        return not self.is_historical and self.status not in (*self.EDITABLE, self.Status.REGISTERED)

    @property
    def is_answered_no(self):
        """Refused or withdrawn: nothing more comes into its dossier. An old year's is still completed from papers."""
        return not self.is_historical and self.status in (self.Status.REJECTED, self.Status.WITHDRAWN)

    @property
    def where(self):
        return where(self.place, self.area)

    @property
    def support_in_estimate(self):
        """The State's part of the estimate, đồng: of the amended one, before any amendment what was asked for."""
        return self.requested_support if self.estimate_support is None else self.estimate_support

    def counterpart_under(self, support):
        """What the others bring, đồng, where `support` đồng is given: total − support − other sources.

        As the dossier says while no support is decided (None) or the whole cost is not known; of an old year as its
        papers say, whose other sources may be unknown. Never below 0: a support above the whole cost is remarked.
        """
        if support is None or self.total_cost is None:
            return self.counterpart
        if self.is_historical and self.other is None and self.counterpart is not None:
            return self.counterpart
        return max(self.total_cost - support - (self.other or 0), 0)

    def clean(self):
        errors = {}
        if self.area_id and self.filed_on:
            area = self.area
            if (area.valid_from and self.filed_on < area.valid_from) or (
                area.valid_to and self.filed_on > area.valid_to
            ):
                errors["area"] = not_then(area, self.filed_on)
        parts = [self.support_in_estimate, self.counterpart, self.other]
        if self.total_cost is not None and None not in parts and sum(parts) != self.total_cost:
            errors["total_cost"] = (
                f"Tổng kinh phí {dong(self.total_cost)} khác hỗ trợ + đối ứng + nguồn khác = {dong(sum(parts))} "
                f"(lệch {dong(abs(self.total_cost - sum(parts)))})."
            )
        if self.spending_unit_id and not self.spending_unit.is_spending_unit:
            errors["spending_unit"] = f"{self.spending_unit} không phải đơn vị dự toán có tài khoản riêng."
        if errors:
            raise ValidationError(errors)


class OfProjectQuerySet(ScopedQuerySet):
    """Rows of a project are seen by whoever sees the project."""

    def visible_to(self, user):
        return self.filter(project__in=Project.objects.order_by().visible_to(user))


class StandingManager(models.Manager.from_queryset(OfProjectQuerySet)):
    """What stands in the dossier now; a row taken out of it is kept with the time it left."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class PresentRows(models.Manager):
    """Rows that still count; replaced ones stay in the table with the time they were replaced."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class Beneficiary(models.Model):
    """Who enjoys the result, and where: an establishment, a group in words, or one named later (group project)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="beneficiaries")
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="benefits", verbose_name="đơn vị thụ hưởng"
    )
    name_later = models.BooleanField("nêu tên sau", default=False)
    description = NFCCharField("đối tượng thụ hưởng", max_length=200, blank=True)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường (huyện)"
    )
    place = NFCCharField("địa điểm", max_length=255, blank=True)
    support_share = MoneyField("phần hỗ trợ", null=True, blank=True)
    named_on = models.DateField("ngày nêu tên", null=True, blank=True, editable=False)
    named_paper = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="văn bản nêu tên",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = StandingManager()
    everything = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "đơn vị thụ hưởng"
        verbose_name_plural = "đơn vị thụ hưởng"
        constraints = [
            models.UniqueConstraint(
                name="beneficiary_once_per_project",
                fields=["project", "establishment"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="Cơ sở này đã có trong danh sách thụ hưởng.",
            ),
            models.CheckConstraint(
                name="beneficiary_is_somebody",
                condition=Q(establishment__isnull=False) | Q(name_later=True) | ~Q(description=""),
                violation_error_message="Chọn đơn vị thụ hưởng, ghi đối tượng, hoặc đánh dấu “nêu tên sau”.",
            ),
            models.CheckConstraint(
                name="beneficiary_share_not_negative",
                condition=Q(support_share__gte=0),
                violation_error_message="Phần hỗ trợ không được âm.",
            ),
            models.CheckConstraint(
                name="beneficiary_named_by_a_paper",
                condition=Q(named_on__isnull=True, named_paper__isnull=True)
                | Q(named_on__isnull=False, named_paper__isnull=False, establishment__isnull=False),
                violation_error_message="Đơn vị thụ hưởng nêu sau phải có ngày và văn bản.",
            ),
        ]

    def __str__(self):
        if self.establishment_id:
            return self.establishment.name
        return self.description or "Đơn vị thụ hưởng nêu sau"

    @property
    def where(self):
        return where(self.place, self.area)


class CostItem(models.Model):
    """A line of the estimate (Mẫu 1): what it costs, with and without VAT, and who pays which part.

    `amount`: đồng, quantity × unit price. `vat`: the tax on it, đồng; None where the estimate does not tell it apart,
    then `amount` is all there is. `support`, `counterpart`, `other`: đồng of `total`, of which they leave nothing.
    """

    PAYERS = ("support", "counterpart", "other")

    project = models.ForeignKey(Project, models.PROTECT, related_name="cost_items")
    no = models.PositiveSmallIntegerField("số TT", default=1)
    content = NFCCharField("nội dung chi", max_length=300)
    unit = NFCCharField("đơn vị tính", max_length=40, blank=True)
    quantity = models.DecimalField("số lượng", max_digits=12, decimal_places=3, null=True, blank=True)
    unit_price = MoneyField("đơn giá", null=True, blank=True)
    amount = MoneyField("thành tiền", help_text="Chưa có thuế GTGT, nếu thuế ghi ở cột bên.")
    vat = MoneyField("thuế GTGT", null=True, blank=True, help_text="Bỏ trống: không tách thuế.")
    # Of the three the first left empty pays what the others leave.
    support = MoneyField("kinh phí khuyến công", blank=True)
    counterpart = MoneyField("vốn đối ứng", blank=True)
    other = MoneyField("nguồn khác", blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = StandingManager()
    everything = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["no", "pk"]
        verbose_name = "khoản mục dự toán"
        verbose_name_plural = "khoản mục dự toán"
        constraints = [
            models.CheckConstraint(
                name="costitem_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="Thành tiền không được âm.",
            ),
            models.CheckConstraint(
                name="costitem_vat_within_amount",
                condition=Q(vat__gte=0) & Q(vat__lte=F("amount")),
                violation_error_message="Thuế GTGT không được âm và không vượt thành tiền chưa thuế.",
            ),
            models.CheckConstraint(
                name="costitem_amount_is_the_product",
                # with types: PostgreSQL cannot multiply unknowns when Django asks about a line without them
                condition=Q(
                    amount=Round(
                        Cast("quantity", models.DecimalField(max_digits=12, decimal_places=3))
                        * Cast("unit_price", models.DecimalField(max_digits=20, decimal_places=0))
                    )
                ),
                violation_error_message="Thành tiền phải bằng số lượng × đơn giá, làm tròn đến đồng.",
            ),
            models.CheckConstraint(
                name="costitem_quantity_positive",
                condition=Q(quantity__gt=0),
                violation_error_message="Số lượng phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="costitem_parts_not_negative",
                condition=Q(support__gte=0, counterpart__gte=0, other__gte=0),
                violation_error_message="Phần của mỗi nguồn không được âm.",
            ),
            models.CheckConstraint(
                name="costitem_paid_whole",
                condition=Q(amount=F("support") + F("counterpart") + F("other") - Coalesce("vat", 0)),
                violation_error_message="Ba nguồn cộng lại phải bằng thành tiền cả thuế GTGT của dòng.",
            ),
        ]

    def __str__(self):
        return self.content

    @property
    def total(self):
        """What is paid for it, đồng: with the tax where it is told apart."""
        return self.amount + (self.vat or 0)

    @property
    def product(self):
        """Quantity times unit price in whole đồng (half up), None when one is not given."""
        if self.quantity is None or self.unit_price is None:
            return None
        return int((Decimal(self.quantity) * self.unit_price).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def paid(self):
        """[(who, đồng)] of those who pay something of it."""
        parts = [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in self.PAYERS]
        return [(who, part) for who, part in parts if part]

    @property
    def who_pays(self):
        """In words: the one who pays it all, else each with its part."""
        if len(self.paid) < 2:
            return "".join(who for who, _ in self.paid)
        return ", ".join(f"{who} {dong(part)}" for who, part in self.paid)

    def clean_fields(self, exclude=None):
        """An amount left empty is quantity times unit price; of the payers left empty the first pays the rest."""
        if self.amount is None and isinstance(self.unit_price, int):
            self.amount = self.product
        super().clean_fields(exclude)
        if self.amount is None:
            return
        rest = self.total - sum(getattr(self, name) or 0 for name in self.PAYERS)
        for name in self.PAYERS:
            if getattr(self, name) is None:
                setattr(self, name, max(rest, 0))
                rest = 0

    def clean(self):
        if self.product is not None and self.amount is not None and self.product != self.amount:
            raise ValidationError(
                {"amount": f"Thành tiền {dong(self.amount)} khác số lượng × đơn giá = {dong(self.product)}."}
            )
        parts = [getattr(self, name) for name in self.PAYERS]
        if self.amount is not None and None not in parts and sum(parts) != self.total:
            raise ValidationError(
                f"Ba nguồn cộng lại {dong(sum(parts))}, phải bằng thành tiền cả thuế GTGT của dòng {dong(self.total)}."
            )


def cost_sums(items):
    """{amount, vat, total, support, counterpart, other} of an estimate, đồng.

    `vat` is None as soon as one line does not tell the tax apart.
    """
    items = list(items)
    taxes = [item.vat for item in items]
    return {
        "amount": sum(item.amount for item in items),
        "vat": None if None in taxes else sum(taxes),
        "total": sum(item.total for item in items),
    } | {name: sum(getattr(item, name) for item in items) for name in CostItem.PAYERS}
