"""Papers, advances, deadlines, budget codes and deciders: dated settings that the administrator edits."""

import calendar
import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from core.access import OpenQuerySet
from core.dates import add_working_days
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField, dong
from norms.catalogue_models import SupportCategory, Tier
from norms.dated import Dated, DatedQuerySet, ends_after_it_begins, no_overlap
from norms.words import percent_words


class Sourced(models.Model):
    """Where a setting was read, and how sure we are of it."""

    source = NFCCharField("nguồn", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    by_analogy = models.BooleanField(
        "áp dụng tương tự",
        default=False,
        help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
    )
    note = NFCTextField("ghi chú", blank=True)

    class Meta:
        abstract = True

    @property
    def cited(self):
        """«T36 đ.13», «T36 đ.13, chưa kiểm chứng»: the source wherever the setting is used."""
        return self.source if self.verified else f"{self.source}, chưa kiểm chứng"


class PaperKind(models.Model):
    """A kind of paper of a dossier (loại giấy tờ), and who brings it."""

    code = models.SlugField("mã", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = NFCCharField("tên giấy tờ", max_length=200, unique=True)
    brought_by = NFCCharField("bên nộp", max_length=100, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = "loại giấy tờ"
        verbose_name_plural = "loại giấy tờ"

    def __str__(self):
        return self.name


class RequiredPaper(Dated, Sourced):
    """A paper that a kind of support needs at a stage. With a condition it is asked only when the condition holds."""

    class Stage(models.TextChoices):
        REGISTRATION = "REGISTRATION", "Đăng ký"
        ADVANCE = "ADVANCE", "Tạm ứng"
        PAYMENT = "PAYMENT", "Thanh toán"
        SETTLEMENT = "SETTLEMENT", "Quyết toán"

    category = models.ForeignKey(
        SupportCategory, models.PROTECT, related_name="required_papers", verbose_name="nội dung hỗ trợ"
    )
    stage = models.CharField("khâu", max_length=12, choices=Stage)
    paper = models.ForeignKey(PaperKind, models.PROTECT, related_name="required_in", verbose_name="giấy tờ")
    tier = models.CharField("cấp", max_length=10, choices=Tier, blank=True, help_text="Bỏ trống: cả hai cấp.")
    condition = NFCCharField("chỉ cần khi", max_length=200, blank=True)

    class Meta:
        ordering = ["category", "stage", "paper__order", "pk"]
        verbose_name = "giấy tờ phải có"
        verbose_name_plural = "giấy tờ phải có"
        constraints = [
            ends_after_it_begins("requiredpaper_ends_after_it_begins"),
            no_overlap(
                "requiredpaper_once_at_a_time",
                "category",
                "stage",
                "paper",
                "tier",
                message="Giấy tờ này đã được yêu cầu ở khâu ấy trong cùng thời gian.",
            ),
        ]

    def __str__(self):
        return f"{self.category}, {self.get_stage_display()}: {self.paper}"

    @property
    def always(self):
        """True when its absence blocks; a conditional paper only reminds."""
        return not self.condition


class AdvanceRule(Dated, Sourced):
    """How much of the support may be advanced before acceptance, and on what condition. No percent: no advance."""

    class Condition(models.TextChoices):
        NONE = "NONE", "Không tạm ứng"
        CONTRACT = "CONTRACT", "Đã ký hợp đồng"
        CONTRACT_PLAN = "CONTRACT_PLAN", "Đã ký hợp đồng và có kế hoạch thực hiện"
        SUPPORT_CONTRACT = "SUPPORT_CONTRACT", "Đã ký hợp đồng và hợp đồng hỗ trợ"
        VALUE_DONE = "VALUE_DONE", "Giá trị thực hiện vượt tỷ lệ của tổng vốn đầu tư"
        VOLUME_DONE = "VOLUME_DONE", "Khối lượng thực hiện vượt tỷ lệ của hạng mục được hỗ trợ"
        ACCEPTED = "ACCEPTED", "Sau nghiệm thu cơ sở"
        MANAGER = "MANAGER", "Theo quyết định của cơ quan quản lý"

    category = models.ForeignKey(
        SupportCategory, models.PROTECT, related_name="advance_rules", verbose_name="nội dung hỗ trợ"
    )
    tier = models.CharField("cấp", max_length=10, choices=Tier)
    percent = models.DecimalField(
        "tạm ứng tối đa (% kinh phí hỗ trợ)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Bỏ trống: không được tạm ứng.",
    )
    condition = models.CharField("điều kiện", max_length=20, choices=Condition)
    condition_text = NFCCharField("nêu rõ điều kiện", max_length=300)
    value_threshold_percent = models.DecimalField(
        "phải thực hiện trên (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    special = models.BooleanField(
        "văn bản riêng cho phép cao hơn mức chung",
        default=False,
        help_text="Chỉ chọn khi nguồn nêu trên là văn bản riêng cho phép tạm ứng cao hơn mức chung của Kho bạc.",
    )

    class Meta:
        ordering = ["category", "tier", "-valid_from"]
        verbose_name = "quy định tạm ứng"
        verbose_name_plural = "quy định tạm ứng"
        constraints = [
            ends_after_it_begins("advancerule_ends_after_it_begins"),
            no_overlap(
                "advancerule_one_at_a_time",
                "category",
                "tier",
                message="Nội dung này đã có quy định tạm ứng trong cùng thời gian.",
            ),
            models.CheckConstraint(
                name="advancerule_percent_in_range",
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
                violation_error_message="Mức tạm ứng phải lớn hơn 0 và không quá 100 %%.",
            ),
            models.CheckConstraint(
                name="advancerule_threshold_only_for_work_done",
                condition=Q(condition__in=["VALUE_DONE", "VOLUME_DONE"], value_threshold_percent__gte=0)
                & Q(value_threshold_percent__lte=100)
                | ~Q(condition__in=["VALUE_DONE", "VOLUME_DONE"]) & Q(value_threshold_percent__isnull=True),
                violation_error_message="Điều kiện theo khối lượng, giá trị phải ghi tỷ lệ; điều kiện khác thì không.",
            ),
        ]

    def __str__(self):
        return f"{self.category}: {self.sentence}"

    @property
    def sentence(self):
        if self.percent is None:
            return f"Không tạm ứng: {self.condition_text}"
        return f"Tối đa {percent_words(self.percent)} kinh phí hỗ trợ, khi {self.condition_text}"


class TreasuryRule(Dated, Sourced):
    """A percent by which the Treasury pays contracts of any kind of support, above a value of the contract (đồng)."""

    class Code(models.TextChoices):
        GENERAL_ADVANCE = "GENERAL_ADVANCE", "Mức tạm ứng chung"
        FULL_CLEARING = "FULL_CLEARING", "Thu hồi hết tạm ứng khi thanh toán đạt"

    code = models.CharField("quy định", max_length=20, choices=Code)
    tier = models.CharField("cấp", max_length=10, choices=Tier)
    percent = models.DecimalField("tỷ lệ (% giá trị hợp đồng)", max_digits=5, decimal_places=2)
    above = MoneyField("với hợp đồng có giá trị trên (đồng)", default=0)

    class Meta:
        ordering = ["code", "tier", "-valid_from"]
        verbose_name = "quy định của Kho bạc"
        verbose_name_plural = "quy định của Kho bạc"
        constraints = [
            ends_after_it_begins("treasuryrule_ends_after_it_begins"),
            no_overlap(
                "treasuryrule_one_at_a_time", "code", "tier", message="Quy định này đã có mức trong cùng thời gian."
            ),
            models.CheckConstraint(
                name="treasuryrule_percent_in_range",
                condition=Q(percent__gt=0, percent__lte=100),
                violation_error_message="Tỷ lệ phải lớn hơn 0 và không quá 100 %%.",
            ),
        ]

    def __str__(self):
        above = f", hợp đồng trên {dong(self.above)}" if self.above else ""
        return f"{self.get_code_display()} {percent_words(self.percent)} giá trị hợp đồng{above}"


class DeadlineRule(Dated, Sourced):
    """Until when something is due: so many days after an event, a day of each month, or a day of a year."""

    code = models.SlugField("mã", max_length=60)
    tier = models.CharField("cấp", max_length=10, choices=Tier)
    text = NFCCharField("việc phải làm", max_length=300)
    days = models.PositiveSmallIntegerField("số ngày", null=True, blank=True)
    working_days = models.PositiveSmallIntegerField("số ngày làm việc", null=True, blank=True)
    day = models.PositiveSmallIntegerField("ngày", null=True, blank=True, help_text="31: ngày cuối tháng.")
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True, help_text="Bỏ trống: hằng tháng.")
    offset = models.SmallIntegerField(
        "lệch (năm, hoặc tháng nếu hằng tháng)", default=0, help_text="-1: năm trước; 1: năm sau (tháng sau)."
    )

    class Meta:
        ordering = ["tier", "code", "-valid_from"]
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        constraints = [
            ends_after_it_begins("deadlinerule_ends_after_it_begins"),
            no_overlap(
                "deadlinerule_one_at_a_time",
                "code",
                "tier",
                message="Việc này đã có thời hạn khác trong cùng thời gian.",
            ),
            models.CheckConstraint(
                name="deadlinerule_counts_one_way",
                condition=Q(days__isnull=False, working_days__isnull=True, day__isnull=True, month__isnull=True)
                | Q(days__isnull=True, working_days__isnull=False, day__isnull=True, month__isnull=True)
                | Q(days__isnull=True, working_days__isnull=True, day__gte=1, day__lte=31)
                & (Q(month__isnull=True) | Q(month__gte=1, month__lte=12)),
                violation_error_message="Ghi một cách tính: số ngày, số ngày làm việc, hoặc ngày (và tháng).",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def when(self):
        """«10 ngày làm việc», «ngày 25 hằng tháng», «20/5 năm trước»."""
        if self.days is not None:
            return f"{self.days} ngày"
        if self.working_days is not None:
            return f"{self.working_days} ngày làm việc"
        if self.month is None:
            day = "ngày cuối" if self.day == 31 else f"ngày {self.day}"
            return f"{day} tháng sau" if self.offset else f"{day} hằng tháng"
        year = {-1: " năm trước", 0: " trong năm", 1: " năm sau"}.get(self.offset, f" ({self.offset:+d} năm)")
        return f"{self.day}/{self.month}{year}"

    def due(self, *, after=None, year=None, office=None):
        """The last day, counted from `after`, the day of the event (its month if monthly), or in plan `year`.

        `office`: the Calendar of whoever asks for many.
        """
        if self.month is not None:
            if year is None:
                raise ValidationError(f"Thời hạn “{self.text}” tính theo năm kế hoạch: cần năm.")
            return _clipped(year + self.offset, self.month, self.day)
        if after is None:
            raise ValidationError(f"Thời hạn “{self.text}” tính từ ngày phát sinh: cần ngày đó.")
        if self.days is not None:
            return after + datetime.timedelta(days=self.days)
        if self.working_days is not None:
            return add_working_days(after, self.working_days, office)
        months = after.year * 12 + after.month - 1 + self.offset
        return _clipped(months // 12, months % 12 + 1, self.day)


def _clipped(year, month, day):
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


class QuoteRule(Dated, Sourced):
    """From which sum (đồng) on how many sellers must have quoted a price for what the State helps to buy."""

    tier = models.CharField("cấp", max_length=10, choices=Tier)
    above = MoneyField("trị giá từ (đồng)")
    quotes = models.PositiveSmallIntegerField("số đơn vị báo giá ít nhất")

    class Meta:
        ordering = ["tier", "above", "-valid_from"]
        verbose_name = "quy định về báo giá"
        verbose_name_plural = "quy định về báo giá"
        constraints = [
            ends_after_it_begins("quoterule_ends_after_it_begins"),
            no_overlap(
                "quoterule_one_at_a_time", "tier", "above", message="Mức này đã có quy định trong cùng thời gian."
            ),
        ]

    def __str__(self):
        return f"Từ {dong(self.above)}: {self.quotes} báo giá"


class BudgetCodeQuerySet(DatedQuerySet):
    def of_year(self, year):
        """The codes that hold on some day of a budget year, which books of that year may bear."""
        first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        return self.filter(valid_from__lte=last).exclude(valid_to__lt=first)


class BudgetCode(Dated, Sourced):
    """A code of the State's budget index (mục lục ngân sách) under which this money is booked."""

    class Kind(models.TextChoices):
        CHAPTER = "CHAPTER", "Chương"
        CATEGORY = "CATEGORY", "Loại"
        ITEM = "ITEM", "Khoản"

    kind = models.CharField("phần của mục lục", max_length=10, choices=Kind)
    code = NFCCharField(
        "mã", max_length=3, validators=[RegexValidator("^[0-9]{3}$", "Mã mục lục ngân sách gồm ba chữ số, ví dụ 416.")]
    )
    name = NFCCharField("tên", max_length=200)

    objects = BudgetCodeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code", "-valid_from"]
        verbose_name = "mã mục lục ngân sách"
        verbose_name_plural = "mã mục lục ngân sách"
        constraints = [
            ends_after_it_begins("budgetcode_ends_after_it_begins"),
            no_overlap("budgetcode_one_at_a_time", "kind", "code", message="Mã này đã có trong cùng thời gian."),
        ]

    def __str__(self):
        return f"{self.code} {self.name}" + ("" if self.verified else " (chưa kiểm chứng)")


class DeciderRule(Dated, Sourced):
    """Who decides a change of an approved project."""

    class Change(models.TextChoices):
        INCREASE_SUPPORT = "INCREASE_SUPPORT", "Tăng kinh phí hỗ trợ"
        LOWER_SUPPORT = "LOWER_SUPPORT", "Giảm hoặc giữ nguyên kinh phí hỗ trợ"
        CONTENT = "CONTENT", "Thay đổi nội dung"
        EXTEND_YEAR = "EXTEND_YEAR", "Kéo dài sang năm sau"
        TIME = "TIME", "Thay đổi thời gian trong năm"
        ADD = "ADD", "Bổ sung đề án"
        TERMINATE = "TERMINATE", "Ngừng thực hiện"
        PLACE = "PLACE", "Thay đổi địa điểm"
        BENEFICIARY = "BENEFICIARY", "Thay đổi đơn vị thụ hưởng"
        COORDINATOR = "COORDINATOR", "Thay đổi đơn vị phối hợp"
        SUSPEND = "SUSPEND", "Tạm dừng thực hiện"
        RESUME = "RESUME", "Tiếp tục thực hiện"

    class Decider(models.TextChoices):
        PPC = "PPC", "UBND tỉnh"
        DOIT = "DOIT", "Sở Công Thương"
        MINISTER = "MINISTER", "Bộ trưởng Bộ Công Thương"
        MINISTRY_DEPARTMENT = "MINISTRY_DEPARTMENT", "Cục thuộc Bộ Công Thương"

    class Scope(models.TextChoices):
        PROJECT = "PROJECT", "Đề án"
        GROUP = "GROUP", "Đề án nhóm"

    tier = models.CharField("cấp", max_length=10, choices=Tier)
    change = models.CharField("thay đổi", max_length=20, choices=Change)
    scope = models.CharField("loại đề án", max_length=10, choices=Scope, default=Scope.PROJECT)
    decider = models.CharField("cấp quyết định", max_length=20, choices=Decider)

    class Meta:
        ordering = ["tier", "scope", "change", "-valid_from"]
        verbose_name = "thẩm quyền quyết định thay đổi"
        verbose_name_plural = "thẩm quyền quyết định thay đổi"
        constraints = [
            ends_after_it_begins("deciderrule_ends_after_it_begins"),
            no_overlap(
                "deciderrule_one_at_a_time",
                "tier",
                "change",
                "scope",
                message="Thay đổi này đã có cấp quyết định trong cùng thời gian.",
            ),
        ]

    def __str__(self):
        return f"{self.get_change_display()}: {self.get_decider_display()}"


class RefusalReason(Dated, Sourced):
    """Why an application is not eligible, as a code with its article; the letter to the applicant cites it."""

    code = models.SlugField("mã", max_length=40)
    name = NFCCharField("lý do", max_length=300)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "code", "-valid_from"]
        verbose_name = "lý do không đủ điều kiện"
        verbose_name_plural = "lý do không đủ điều kiện"
        constraints = [
            ends_after_it_begins("refusalreason_ends_after_it_begins"),
            no_overlap("refusalreason_one_at_a_time", "code", message="Mã lý do này đã có trong cùng thời gian."),
        ]

    def __str__(self):
        return self.name
