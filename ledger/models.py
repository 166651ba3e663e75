"""Public money in compartments. Every amount in đồng stands in exactly one account; only a transfer moves it.

The rules stand in the database (migration 0003): what these models say is what the tables hold. Write through
`ledger.posting`, read through `ledger.reading`; nothing here is ever changed or deleted.
"""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from core.access import OpenQuerySet, ScopedQuerySet
from core.fields import NFCCharField
from core.money import MoneyField
from ledger.stages import Kind, Stage

__all__ = ["Account", "Act", "Arrow", "BookYear", "Kind", "Stage", "Subject", "Transfer"]


class MoneyQuerySet(ScopedQuerySet):
    """Province-wide offices see every unit's money, a spending unit its own; the role must allow money at all."""

    unit_path = "unit"

    def visible_to(self, user):
        if not user.has_perm("budgets.view_money"):
            return self.none()
        if user.organisation.covers_province:
            return self
        if not user.organisation.is_spending_unit:
            return self.none()
        return self.of_unit(user.organisation)

    def of_unit(self, unit):
        return self.filter(**{self.unit_path: unit})


class ActQuerySet(MoneyQuerySet):
    def of_unit(self, unit):
        """Acts with at least one transfer that touches the unit's accounts."""
        return self.filter(models.Exists(Transfer.objects.of_unit(unit).filter(act=models.OuterRef("pk"))))


class TransferQuerySet(MoneyQuerySet):
    def of_unit(self, unit):
        return self.filter(Q(source__unit=unit) | Q(target__unit=unit))

    def with_places(self):
        """What a line of a statement shows, in one query."""
        return self.select_related(
            "act", "by", "paper", "reverses", "source__book_year", "source__unit", "source__subject__parent",
            "target__book_year", "target__unit", "target__subject__parent",
        )  # fmt: skip


class BookYear(models.Model):
    """The books of one budget year and one source of money.

    The source is told by tier, name and the budget codes (chương, loại, khoản … as the decision prints them).
    """

    class Tier(models.TextChoices):
        LOCAL = "LOCAL", "Khuyến công địa phương"
        NATIONAL = "NATIONAL", "Khuyến công quốc gia"

    class State(models.TextChoices):
        OPEN = "OPEN", "Đang mở sổ"
        CLOSED = "CLOSED", "Đã khóa sổ"

    year = models.PositiveSmallIntegerField("năm ngân sách")
    tier = models.CharField("cấp", max_length=10, choices=Tier, default=Tier.LOCAL)
    source = NFCCharField("nguồn kinh phí", max_length=100, default="Ngân sách tỉnh")
    chapter = NFCCharField("chương", max_length=10, blank=True, default="")
    category = NFCCharField("loại", max_length=10, blank=True, default="")
    item = NFCCharField("khoản", max_length=10, blank=True, default="")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OPEN, editable=False)
    closed_at = models.DateTimeField("khóa sổ lúc", null=True, editable=False)  # the database's clock
    reopen_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "tier", "source", "chapter", "category", "item"]
        verbose_name = "sổ năm ngân sách"
        verbose_name_plural = "sổ năm ngân sách"
        constraints = [
            models.UniqueConstraint(
                name="ledger_bookyear_once",
                fields=["year", "tier", "source", "chapter", "category", "item"],
                violation_error_message="Năm và nguồn kinh phí này đã có sổ.",
            ),
            models.CheckConstraint(
                name="ledger_bookyear_sensible",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message="Năm ngân sách phải từ 2000 đến 2100.",
            ),
            models.CheckConstraint(
                name="ledger_bookyear_reopened_by_two_people",
                condition=Q(reopened_by=None)
                | (Q(reopen_asked_by__isnull=False) & ~Q(reopened_by=F("reopen_asked_by"))),
                violation_error_message="Người cho mở lại sổ phải khác người đề nghị.",
            ),
        ]

    def __str__(self):
        return f"Năm {self.year} · {self.name}"

    @property
    def source_words(self):
        """The source with its codes, which tell two books of one source apart: «Ngân sách tỉnh (416.280.309)»."""
        codes = ".".join(filter(None, [self.chapter, self.category, self.item]))
        return f"{self.source} ({codes})" if codes else self.source

    @property
    def source_to_tell(self):
        """The source where its year and tier has another beside it, "" where there is none to tell it from. One query;
        of many books at once `reading.sources_to_tell` tells it."""
        others = BookYear.objects.filter(year=self.year, tier=self.tier).exclude(pk=self.pk)
        return self.source_words if others.exists() else ""

    @property
    def name(self):
        """What the book is called within its year."""
        return f"{self.get_tier_display()}, {self.source_words}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN


def place_words(stage, subject, unit, book_year, source=""):
    """«Dự toán đã phân bổ “Xây dựng mô hình” của Trung tâm Khuyến công năm 2021, nguồn Ngân sách tỉnh»."""
    about = f" “{subject.label}”" if subject is not None else ""
    words = f"{Stage(stage).label}{about} của {unit.short_name} năm {book_year.year}"
    return f"{words}, nguồn {source}" if source else words


class Subject(models.Model):
    """What an account is about: a line of the plan, a project, or a commitment (contract or assignment) of a project.

    The ledger knows nothing of plans and projects; `ref` is the id of the record there, `label` its name on statements.
    """

    class Kind(models.TextChoices):
        LINE = "LINE", "Nội dung của kế hoạch"
        PROJECT = "PROJECT", "Đề án"
        COMMITMENT = "COMMITMENT", "Hợp đồng, nhiệm vụ"

    kind = models.CharField("loại", max_length=10, choices=Kind)
    ref = models.BigIntegerField("mã trong chương trình")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name="thuộc đề án"
    )
    label = models.CharField("tên", max_length=300)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "ref"]
        verbose_name = "đối tượng của sổ cái"
        constraints = [
            models.UniqueConstraint(name="ledger_subject_once", fields=["kind", "ref"]),
            models.CheckConstraint(
                name="ledger_subject_commitment_has_project",
                condition=Q(kind="COMMITMENT", parent__isnull=False) | (~Q(kind="COMMITMENT") & Q(parent=None)),
            ),
        ]

    def __str__(self):
        return self.label


class Account(models.Model):
    """A compartment of one unit in one book year. Opened by the first transfer; only transfers move its balance."""

    book_year = models.ForeignKey(BookYear, models.PROTECT, related_name="accounts", verbose_name="sổ năm")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="đơn vị dự toán")
    stage = models.CharField("ngăn", max_length=12, choices=Stage)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="đối tượng"
    )
    balance = models.BigIntegerField("số dư", db_default=0, editable=False)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "tài khoản sổ cái"
        verbose_name_plural = "tài khoản sổ cái"
        constraints = [
            models.UniqueConstraint(
                name="ledger_account_once",
                fields=["book_year", "unit", "stage", "subject"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="ledger_account_balance_not_negative",
                condition=Q(balance__gte=0) | Q(stage="TREASURY"),
            ),
            models.CheckConstraint(
                name="ledger_account_undivided_or_not",
                condition=Q(subject=None, stage__in=["TREASURY", "APPROPRIATED", "WITHHELD"])
                | (Q(subject__isnull=False) & ~Q(stage__in=["TREASURY", "APPROPRIATED", "WITHHELD"])),
            ),
        ]

    def __str__(self):
        return place_words(self.stage, self.subject, self.unit, self.book_year)


class Act(models.Model):
    """Transfers that happened together for one reason; reversed together or not at all."""

    name = models.CharField("việc", max_length=200)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    case = GenericForeignKey()
    note = models.TextField("ghi chú", default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi sổ")
    posted_at = models.DateTimeField("ghi sổ lúc", editable=False)  # the database's clock, at the start of the act
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name="hủy ghi việc"
    )
    seal = models.CharField(max_length=64, editable=False)  # SHA-256 of the row, by the database

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "việc ghi sổ"
        verbose_name_plural = "việc ghi sổ"
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return self.name


class Transfer(models.Model):
    """Money from one account to another, resting on a paper."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="transfers", verbose_name="việc")
    kind = models.CharField("loại", max_length=12, choices=Kind)
    source = models.ForeignKey(Account, models.PROTECT, related_name="outgoing", verbose_name="từ")
    target = models.ForeignKey(Account, models.PROTECT, related_name="incoming", verbose_name="đến")
    amount = MoneyField("số tiền")
    paper = models.ForeignKey("core.Document", models.PROTECT, null=True, related_name="+", verbose_name="văn bản")
    dated_on = models.DateField("ngày của chứng từ")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi sổ")
    posted_at = models.DateTimeField("ghi sổ lúc", editable=False)  # the database's clock
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name="hủy ghi khoản"
    )
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="carried_to", verbose_name="chuyển từ khoản năm trước"
    )
    seal = models.CharField(max_length=64, editable=False)  # SHA-256 of the row, by the database

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "khoản ghi sổ"
        verbose_name_plural = "khoản ghi sổ"
        constraints = [
            models.CheckConstraint(name="ledger_transfer_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="ledger_transfer_two_accounts", condition=~Q(source=F("target"))),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount} đồng"


class Arrow(models.Model):
    """One permitted way of money: a kind may lead from this stage to that. Written by migrations, read by the guard."""

    kind = models.CharField(max_length=12, choices=Kind)
    from_stage = models.CharField(max_length=12, choices=Stage)
    to_stage = models.CharField(max_length=12, choices=Stage)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "đường đi của tiền"
        constraints = [models.UniqueConstraint(name="ledger_arrow_once", fields=["kind", "from_stage", "to_stage"])]
