"""The papers that end a budget year: estimate cancelled, a project carried over, a book closed and opened again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budgets.correction_models import Correctable, StandingMixin
from budgets.estimate_models import PaperQuerySet
from budgets.scope import OfProjectQuerySet, sees_books
from core.access import ScopedQuerySet
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField
from ledger.stages import Stage


class Cancellation(Correctable):
    """Estimate of a unit that will not be spent any more and goes back to its source (hủy dự toán).

    The Department's accountant lists what is cancelled; the books move when the decision is recorded.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đã lập, chờ quyết định"
        DECIDED = "DECIDED", "Đã hủy dự toán, ghi sổ"
        REFUSED = "REFUSED", "Không đồng ý hủy"
        WITHDRAWN = "WITHDRAWN", "Đã rút"

    STATUS_TONE = {"DRAFT": "nghe", "DECIDED": "la", "REFUSED": "son"}

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="cancellations")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    why = NFCTextField("lý do hủy", max_length=1000)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    number = NFCCharField("số quyết định", max_length=100, blank=True, editable=False)
    dated_on = models.DateField("ngày quyết định", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "hủy dự toán"
        constraints = [
            models.CheckConstraint(
                name="cancellation_decided_by_another_on_a_paper",
                condition=~Q(status="DECIDED")
                | (
                    Q(decided_by__isnull=False, dated_on__isnull=False) & ~Q(decided_by=F("created_by")) & ~Q(number="")
                ),
                violation_error_message="Người quyết định hủy dự toán phải khác người lập, theo một văn bản.",
            )
        ]

    def __str__(self):
        return f"Hủy dự toán {self.book_year.year} của {self.unit}" + (f", {self.number}" if self.number else "")

    def get_absolute_url(self):
        return reverse("budgets:cancellation", args=[self.pk])

    @property
    def total(self):
        """Đồng cancelled by all rows."""
        return sum(row.amount for row in self.rows.all())


class CancellationRow(models.Model):
    """So many đồng of one place: the undivided estimate, the withheld share, or a line of the plan."""

    STAGES = (Stage.APPROPRIATED, Stage.WITHHELD, Stage.ALLOCATED)

    cancellation = models.ForeignKey(Cancellation, models.PROTECT, related_name="rows")
    stage = models.CharField("ngăn", max_length=12, choices=[(stage.value, stage.label) for stage in STAGES])
    line = models.ForeignKey(
        "plans.PlanLine", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nội dung"
    )
    amount = MoneyField("số tiền (đồng)")

    class Meta:
        ordering = ["pk"]
        verbose_name = "khoản hủy"
        constraints = [
            models.UniqueConstraint(
                name="cancellationrow_once", fields=["cancellation", "stage", "line"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="cancellationrow_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Số tiền hủy phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="cancellationrow_of_a_line_or_undivided",
                condition=Q(stage="ALLOCATED", line__isnull=False)
                | Q(stage__in=["APPROPRIATED", "WITHHELD"], line__isnull=True),
                violation_error_message="Chỉ dự toán đã phân bổ mới hủy theo nội dung của kế hoạch.",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}, {self.line}" if self.line_id else self.get_stage_display()


class CarryOverQuerySet(StandingMixin, OfProjectQuerySet):
    def last_of(self, project):
        """The paper by which the project's money came into the book where it is now; None while it was not carried."""
        decided = self.standing().filter(project=project, status=CarryOver.Status.DECIDED)
        return decided.order_by("-dated_on", "-pk").first()

    def settled_in_part(self):
        """Of projects that go on: what they had paid was settled when the next year's estimate took their advances."""
        return self.standing().filter(status=CarryOver.Status.DECIDED, settled__gt=0)

    def took_from_another(self, year):
        """By which estimate of this year went to the book of its source under the codes of the year before."""
        rows = self.standing().filter(taken_from__year=year, status=CarryOver.Status.DECIDED, taken__gt=0)
        return rows.select_related("taken_from", "book_year", "project", "unit").order_by("-dated_on", "-pk")

    def gave_back(self, project):
        """By which what the project had not spent went back to the old year's estimate and was not given anew."""
        rows = self.standing().filter(project=project, status=CarryOver.Status.DECIDED, released__gt=0, renews=False)
        return rows.select_related("book_year", "project").order_by("pk")


class CarryOver(Correctable):
    """What a project has left of a budget year goes into the next year's book, by a paper and in one of two ways.

    CARRY: its estimate goes with it; of an unfinished project everything that is not paid yet, with its advances, of
    another only what is to come back. CHARGE: an advance that was not returned in time is an advance of the next year's
    own estimate; what was paid is settled in its year, what was not spent goes back and may be given anew (`renews`).
    Where that estimate came under other codes, `taken_from` is its book and `taken` what left it.
    """

    class Way(models.TextChoices):
        CARRY = "CARRY", "Chuyển nguồn"
        CHARGE = "CHARGE", "Chuyển tạm ứng sang dự toán năm sau"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Đã lập, chờ quyết định"
        DECIDED = "DECIDED", "Đã chuyển, ghi sổ"
        REFUSED = "REFUSED", "Không đồng ý chuyển"
        WITHDRAWN = "WITHDRAWN", "Đã rút"

    STATUS_TONE = {"DRAFT": "nghe", "DECIDED": "la", "REFUSED": "son"}

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="carry_overs", verbose_name="đề án")
    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="carry_overs")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    way = models.CharField("cách chuyển", max_length=10, choices=Way, default=Way.CARRY)
    renews = models.BooleanField(
        "bố trí tiếp phần chưa chi từ dự toán năm sau", default=False,
        help_text="Không chọn: đề án đi tiếp bằng số đã tạm ứng; hợp đồng giảm giá trị thì ghi phụ lục trước.",
    )  # fmt: skip
    taken_from = models.ForeignKey(
        "ledger.BookYear", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="lấy từ dự toán năm sau của sổ",
        help_text="Khi dự toán năm sau của nguồn này giao theo mã khác: số cần lấy rời sổ ấy, sang sổ năm sau cùng mã.",
    )  # fmt: skip
    why = NFCTextField("lý do", max_length=1000)
    amount = MoneyField("số tiền chuyển (đồng)", default=0, editable=False)
    settled = MoneyField("đã thanh toán, quyết toán trong năm (đồng)", default=0, editable=False)
    released = MoneyField("chưa chi, trả về dự toán của năm (đồng)", default=0, editable=False)
    taken = MoneyField("lấy từ dự toán của sổ mã khác (đồng)", default=0, editable=False)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    number = NFCCharField("số quyết định", max_length=100, blank=True, editable=False)
    dated_on = models.DateField("ngày quyết định", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "chuyển sang năm sau"
        constraints = [
            models.UniqueConstraint(
                name="carryover_one_at_a_time",
                fields=["project"],
                condition=Q(status="DRAFT"),
                violation_error_message="Đề án đã có bản lập chuyển sang năm sau đang chờ quyết định.",
            ),
            models.UniqueConstraint(
                name="carryover_charged_once_a_year",
                fields=["project", "book_year"],
                condition=Q(way="CHARGE", status="DECIDED", correction=None),
                violation_error_message="Tạm ứng của đề án trong năm này đã chuyển sang dự toán năm sau.",
            ),
            models.CheckConstraint(
                name="carryover_of_one_way",
                condition=Q(way="CHARGE", settled__gte=0, released__gte=0)
                & (Q(taken=0) | Q(taken__gt=0, taken_from__isnull=False))
                | Q(way="CARRY", renews=False, settled=0, released=0, taken_from=None, taken=0),
                violation_error_message="Chỉ khi chuyển tạm ứng mới quyết toán, trả về, bố trí lại cùng văn bản, "
                "lấy từ sổ khác.",
            ),
            models.CheckConstraint(
                name="carryover_decided_by_another_on_a_paper",
                condition=~Q(status="DECIDED")
                | (
                    Q(decided_by__isnull=False, dated_on__isnull=False, amount__gt=0)
                    & ~Q(decided_by=F("created_by"))
                    & ~Q(number="")
                ),
                violation_error_message="Người quyết định chuyển phải khác người lập, theo một văn bản.",
            ),
        ]

    def __str__(self):
        return f"{self.get_way_display()} {self.project.code}, {self.book_year.year} sang {self.book_year.year + 1}"

    def get_absolute_url(self):
        return reverse("budgets:carry_over", args=[self.pk])


class ClosingQuerySet(ScopedQuerySet):
    """A book is the whole province's: whoever sees money sees when it was closed."""

    def visible_to(self, user):
        return self if sees_books(user) else self.none()


class BookClosing(models.Model):
    """A book year to be closed, or a closed one to be opened again: asked for by one, decided by another."""

    class Kind(models.TextChoices):
        CLOSE = "CLOSE", "Khóa sổ"
        REOPEN = "REOPEN", "Mở lại sổ"

    class Status(models.TextChoices):
        ASKED = "ASKED", "Đã đề nghị, chờ quyết định"
        AGREED = "AGREED", "Đã thực hiện"
        REFUSED = "REFUSED", "Không đồng ý"
        WITHDRAWN = "WITHDRAWN", "Đã rút"

    STATUS_TONE = {"ASKED": "nghe", "AGREED": "la", "REFUSED": "son"}

    book_year = models.ForeignKey("ledger.BookYear", models.PROTECT, related_name="closings")
    kind = models.CharField("việc", max_length=10, choices=Kind)
    why = NFCTextField("lý do", max_length=1000, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.ASKED, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="người đề nghị"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="người quyết định",
    )  # fmt: skip

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "khóa sổ, mở lại sổ"
        constraints = [
            models.UniqueConstraint(
                name="bookclosing_one_at_a_time",
                fields=["book_year"],
                condition=Q(status="ASKED"),
                violation_error_message="Sổ này đã có đề nghị khóa hoặc mở lại đang chờ quyết định.",
            ),
            models.CheckConstraint(
                name="bookclosing_decided_by_another",
                condition=~Q(status="AGREED") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("created_by"))),
                violation_error_message="Người quyết định phải khác người đề nghị.",
            ),
            models.CheckConstraint(
                name="bookclosing_reopened_with_a_reason",
                condition=~Q(kind="REOPEN") | ~Q(why=""),
                violation_error_message="Mở lại sổ phải nêu lý do.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} năm {self.book_year.year}, {self.book_year.source_words}"

    def get_absolute_url(self):
        return reverse("budgets:closing", args=[self.pk])
