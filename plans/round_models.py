import datetime
from dataclasses import dataclass, fields

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from core.access import OpenQuerySet, ScopedQuerySet
from core.dates import ngay, today
from core.fields import NFCCharField, NFCTextField, SearchTextField, search_index
from core.money import MoneyField
from ledger.models import BookYear
from ledger.stages import Stage
from norms.models import Tier
from plans.plan_models import AnnualPlan, ApprovalWay, PlanLine
from projects.change_models import decided_supports


class ApprovalRound(models.Model):
    """A decision that approves projects: a live one moves money, a historical one only tells what was published."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đang lập danh mục"
        CHECKED = "CHECKED", "Đã kiểm tra, chờ trình"
        SUBMITTED = "SUBMITTED", "Đã trình UBND tỉnh"
        ISSUED = "ISSUED", "Đã phê duyệt"
        HISTORICAL = "HISTORICAL", "Nhập từ văn bản cũ"

    DECIDED = (Status.ISSUED, Status.HISTORICAL)

    plan = models.ForeignKey(
        AnnualPlan, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name="kế hoạch"
    )
    year = models.PositiveSmallIntegerField("năm kế hoạch", editable=False)
    tier = models.CharField("cấp", max_length=10, choices=Tier, default=Tier.LOCAL, editable=False)
    number = models.PositiveSmallIntegerField("đợt số", editable=False)
    way = models.CharField("cách phê duyệt", max_length=10, choices=ApprovalWay)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    published_project_count = models.PositiveIntegerField("số đề án đã công bố", null=True, blank=True)
    published_total_cost = MoneyField("tổng kinh phí đã công bố", null=True, blank=True)
    published_total_support = MoneyField("kinh phí hỗ trợ đã công bố", null=True, blank=True)
    published_total_counterpart = MoneyField("vốn đối ứng đã công bố", null=True, blank=True)
    decision_number = NFCCharField("số quyết định", max_length=100, blank=True, editable=False)
    decision_date = models.DateField("ngày quyết định", null=True, editable=False)
    issuer = NFCCharField("cơ quan quyết định", max_length=200, blank=True, editable=False)
    signer = NFCCharField("người ký", max_length=200, blank=True, editable=False)
    source_note = NFCTextField("nguồn, ghi chú", blank=True)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    search_text = SearchTextField("name", "decision_number", "source_note")

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "tier", "-number"]
        verbose_name = "đợt phê duyệt đề án"
        verbose_name_plural = "đợt phê duyệt đề án"
        indexes = [search_index("approvalround_search")]
        constraints = [
            models.UniqueConstraint(
                name="approvalround_number_once",
                fields=["year", "tier", "number"],
                violation_error_message="Năm này đã có đợt mang số đó.",
            ),
            models.UniqueConstraint(
                name="approvalround_one_list_with_the_plan",
                fields=["plan"],
                condition=Q(way="WITH_PLAN") & ~Q(status="HISTORICAL"),
                violation_error_message="Kế hoạch này đã có danh mục ban hành cùng.",
            ),
            models.CheckConstraint(
                name="approvalround_live_has_plan",
                condition=Q(status="HISTORICAL") | Q(plan__isnull=False),
                violation_error_message="Đợt phê duyệt phải thuộc một kế hoạch.",
            ),
            models.CheckConstraint(
                name="approvalround_published_is_historical",
                condition=Q(status="HISTORICAL")
                | Q(
                    published_project_count=None,
                    published_total_cost=None,
                    published_total_support=None,
                    published_total_counterpart=None,
                ),
                violation_error_message="Số liệu công bố chỉ ghi cho đợt cũ; đợt đang làm lấy số từ sổ.",
            ),
            models.CheckConstraint(
                name="approvalround_decision_when_decided",
                condition=Q(decision_date=None, decision_number="") | Q(status__in=["ISSUED", "HISTORICAL"]),
                violation_error_message="Số, ngày quyết định chỉ ghi khi đã có quyết định.",
            ),
            models.CheckConstraint(
                name="approvalround_historical_is_dated",
                condition=~Q(status="HISTORICAL") | Q(decision_date__isnull=False),
                violation_error_message="Đợt cũ phải có ngày quyết định.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("plans:round_detail", args=[self.pk])

    @property
    def name(self):
        """«Đợt 1 năm 2017»."""
        tier = ", khuyến công quốc gia" if self.tier == Tier.NATIONAL else ""
        return f"Đợt {self.number} năm {self.year}{tier}"

    @property
    def is_open(self):
        """Its list may still be changed."""
        return self.status == self.Status.DRAFT

    @property
    def is_historical(self):
        return self.status == self.Status.HISTORICAL

    @property
    def decision_words(self):
        """«1234/QĐ-UBND ngày 01/06/2021»; «ngày 06/10/2017» when the number is not known."""
        if self.decision_date is None:
            return ""
        return f"{self.decision_number} ngày {ngay(self.decision_date)}".strip()

    @property
    def expected_date(self):
        """The day by which norms are read: the decision's; before there is one today, at most the year's last day."""
        return self.decision_date or min(today(), datetime.date(self.year, 12, 31))


class PlanItemQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Items whose project is in reach, for whoever may read rounds."""
        projects = self.model._meta.get_field("project").related_model.objects
        return self.filter(project__in=projects.visible_to(user).order_by())

    def live(self):
        return self.filter(removed_at=None)

    def decided(self):
        """Approved for money: on an issued list (or an old one) and not merely in reserve."""
        return self.live().filter(is_reserve=False, round__status__in=ApprovalRound.DECIDED)

    def of_books(self, books):
        """Paid from one of these books: by their own word, else as their plan is."""
        return self.filter(Q(book_year__in=books) | Q(book_year=None, round__plan__book_year__in=books))

    def in_force(self):
        """Each with `support`: what the project may have by the last decision about it (selectors.support_in_force)."""
        said = decided_supports(models.OuterRef("project"))
        amount = Cast(Cast("after", models.TextField()), models.BigIntegerField())
        changed = models.Subquery(said.values(amount=amount)[:1])
        stated = models.F("approved_support")
        return self.annotate(support=Coalesce(changed, stated, output_field=models.BigIntegerField()))

    def with_project(self):
        """What a row of the round's table shows, in one query."""
        return self.select_related(
            "line", "book_year", "removed_by", "project__category", "project__implementing_organisation",
            "project__spending_unit", "project__area",
        )  # fmt: skip

    def with_book(self):
        """Each with `of_book`: the id of its `book`."""
        return self.annotate(of_book=Coalesce("book_year", "round__plan__book_year"))


@dataclass(frozen=True)
class Listed:
    """What a decision's list says of a project besides the support: its name and money, amounts in đồng."""

    title: str
    total_cost: int | None
    counterpart: int | None
    other: int | None

    @classmethod
    def of(cls, project):
        return cls(**{field.name: getattr(project, field.name) for field in fields(cls)})


class PlanItem(models.Model):
    """A project on a round's list: from which line, out of which money, with how much support under which ceiling."""

    class Source(models.TextChoices):
        """Where the money is reserved from; a decision may itself be the allocation (APPROPRIATED)."""

        ALLOCATED = Stage.ALLOCATED.value, "Dự toán đã phân bổ cho nội dung"
        APPROPRIATED = Stage.APPROPRIATED.value, "Dự toán được giao, chưa chia theo nội dung"

    round = models.ForeignKey(ApprovalRound, models.PROTECT, related_name="items", verbose_name="đợt", editable=False)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="plan_items", verbose_name="đề án")
    line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="nội dung của kế hoạch"
    )
    source = models.CharField("lấy từ", max_length=12, choices=Source, blank=True)  # blank: historical, not known
    # null: the plan's own book; a project is paid from one book alone
    book_year = models.ForeignKey(
        BookYear, models.PROTECT, null=True, blank=True, related_name="plan_items", verbose_name="nguồn kinh phí"
    )
    approved_support = MoneyField("kinh phí khuyến công hỗ trợ", null=True, blank=True)  # null: historical, not known
    ceiling = models.JSONField("mức trần tại ngày quyết định", null=True, editable=False)
    # {name of Listed: value} as the decision took it; null: not decided yet, or entered of an old year
    as_decided = models.JSONField("hồ sơ tại ngày quyết định", null=True, editable=False, encoder=DjangoJSONEncoder)
    is_reserve = models.BooleanField("danh mục dự phòng", default=False)
    position = models.PositiveSmallIntegerField("thứ tự", default=1, editable=False)
    removed_at = models.DateTimeField("đưa ra lúc", null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    removed_why = NFCTextField("lý do đưa ra", blank=True, editable=False)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["round", "position", "pk"]
        verbose_name = "đề án trong đợt"
        verbose_name_plural = "đề án trong đợt"
        constraints = [
            models.UniqueConstraint(
                name="planitem_one_live_place",
                fields=["project"],
                condition=Q(removed_at=None),
                violation_error_message="Đề án này đang ở trong một đợt khác.",
            ),
            models.CheckConstraint(
                name="planitem_allocated_names_its_line",
                condition=~Q(source="ALLOCATED") | Q(line__isnull=False),
                violation_error_message="Lấy từ dự toán đã phân bổ thì phải nêu nội dung của kế hoạch.",
            ),
            models.CheckConstraint(
                name="planitem_support_positive",
                condition=Q(approved_support=None) | Q(approved_support__gt=0),
                violation_error_message="Kinh phí hỗ trợ phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="planitem_removed_with_reason",
                condition=Q(removed_at=None, removed_by=None, removed_why="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_why="")),
                violation_error_message="Đưa đề án ra khỏi danh mục phải nêu lý do.",
            ),
        ]

    def __str__(self):
        return f"{self.project} ({self.round.name})"

    def get_absolute_url(self):
        return self.round.get_absolute_url()

    @property
    def listed(self):
        """What the list says of the project: as it was decided, whatever is amended later; before that as it stands."""
        return Listed(**self.as_decided) if self.as_decided else Listed.of(self.project)

    @property
    def book(self):
        """The book of the year whose money it gets; None of an old round that belongs to no plan."""
        return self.book_year or (self.round.plan and self.round.plan.book_year)

    @property
    def book_id(self):
        """The id of its book."""
        return self.book_year_id or (self.round.plan and self.round.plan.book_year_id)

    @property
    def counterpart(self):
        """What the others must bring by this list, đồng; None when a part is unknown."""
        listed = self.listed
        if listed.total_cost is None or self.approved_support is None:
            return None
        return listed.total_cost - self.approved_support - (listed.other or 0)
