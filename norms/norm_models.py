from decimal import Decimal
from math import ceil

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.access import OpenQuerySet
from core.fields import NFCCharField, NFCTextField
from core.money import MoneyField, dong
from core.text import in_a_sentence
from norms.catalogue_models import LegalDocument, SupportCategory, Tier
from norms.dated import Dated, DatedQuerySet, ends_after_it_begins, no_overlap
from norms.words import percent_words

# At most this much, once (L26 đ.6.2.t): no set and no project goes beyond it, whatever a province says later.
PRIORITY_MOST = Decimal("1.5")
PRIORITY_ARTICLE = "TTLT 26/2014/TTLT-BTC-BCT, Điều 6 khoản 2"

# Units that stand at a place: a cap for each of them is a cap for each beneficiary's part of the support.
PLACE_UNITS = ("cơ sở", "mô hình", "doanh nghiệp")


class NormSetQuerySet(DatedQuerySet):
    def counting(self):
        """Without the drafts, which somebody is still writing."""
        return self.filter(draft=False)

    def on(self, day):
        return super().on(day).counting()


class NormSet(Dated):
    """The norms (mức chi) of one text, one tier and, for local money, one province.

    A draft is written as a whole and counts for nothing until it is put into force (`norms.drafts`).
    """

    code = models.SlugField("mã", max_length=60, unique=True)
    name = NFCCharField("tên bộ mức chi", max_length=200)
    tier = models.CharField("cấp", max_length=10, choices=Tier)
    province_code = models.CharField("mã tỉnh", max_length=10, blank=True, help_text="Chỉ ghi cho cấp địa phương.")
    legal_document = models.ForeignKey(
        LegalDocument, models.PROTECT, related_name="norm_sets", verbose_name="văn bản quy định"
    )
    illustrative = models.BooleanField("minh họa", default=False, help_text="Không phải số liệu của văn bản có thật.")
    verified = models.BooleanField("đã kiểm chứng", default=False, help_text="Đã đọc đủ trong văn bản quy định.")
    priority_multiplier_max = models.DecimalField(
        "hệ số ưu tiên tối đa",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Bỏ trống: chưa có quy định, không được nhân hệ số.",
    )
    advance_limit_percent = models.DecimalField(
        "mức tạm ứng tối đa trước nghiệm thu (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    limits_source = NFCCharField("nguồn của hệ số và mức tạm ứng", max_length=300, blank=True)
    limits_verified = models.BooleanField("hệ số và mức tạm ứng đã kiểm chứng", default=False)
    note = NFCTextField("ghi chú", blank=True)
    draft = models.BooleanField("bản đang soạn", default=False, help_text="Chưa được dùng để tính.")

    objects = NormSetQuerySet.as_manager()

    class Meta:
        ordering = ["tier", "province_code", "-valid_from"]
        verbose_name = "bộ mức chi"
        verbose_name_plural = "bộ mức chi"
        constraints = [
            ends_after_it_begins("normset_ends_after_it_begins"),
            no_overlap(
                "normset_one_at_a_time",
                "tier",
                "province_code",
                message="Cấp (và tỉnh) này đã có bộ mức chi khác trong cùng thời gian; hãy kết thúc bộ cũ trước.",
                condition=Q(draft=False),
            ),
            models.CheckConstraint(
                name="normset_province_only_for_local",
                condition=(Q(tier=Tier.LOCAL) & ~Q(province_code="")) | Q(tier=Tier.NATIONAL, province_code=""),
                violation_error_message="Bộ mức chi địa phương phải ghi mã tỉnh; bộ quốc gia thì không.",
            ),
            models.CheckConstraint(
                name="normset_multiplier_at_least_one",
                condition=Q(priority_multiplier_max__isnull=True) | Q(priority_multiplier_max__gte=1),
                violation_error_message="Hệ số ưu tiên tối đa không được nhỏ hơn 1.",
            ),
            models.CheckConstraint(
                name="normset_multiplier_within_the_law",
                condition=Q(priority_multiplier_max__isnull=True) | Q(priority_multiplier_max__lte=PRIORITY_MOST),
                violation_error_message=f"Hệ số ưu tiên tối đa không được vượt 1,5 lần ({PRIORITY_ARTICLE}).",
            ),
            models.CheckConstraint(
                name="normset_advance_limit_is_a_percent",
                condition=Q(advance_limit_percent__isnull=True)
                | Q(advance_limit_percent__gte=0, advance_limit_percent__lte=100),
                violation_error_message="Mức tạm ứng tối đa phải từ 0 đến 100 %%.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("norms:set", args=[self.code])


class NormQuerySet(OpenQuerySet):
    def in_full(self):
        """With all that a norm's figure and citation say, in one query."""
        return self.select_related("category", "legal_document", "set__legal_document")


class Norm(models.Model):
    """The ceiling of one kind of support in one set: a rate of the eligible cost, a cap, or why neither."""

    class Base(models.TextChoices):
        WITHOUT_VAT = "WITHOUT_VAT", "Chi phí chưa có thuế GTGT"
        WITH_VAT = "WITH_VAT", "Chi phí đã có thuế GTGT"

    class Status(models.TextChoices):
        SET = "SET", "Có mức"
        DELEGATED = "DELEGATED", "Giao cho tỉnh quy định"
        ACTUAL_COST = "ACTUAL_COST", "Theo chi phí thực tế"
        NO_LIMIT = "NO_LIMIT", "Văn bản không đặt mức trần"
        UNKNOWN = "UNKNOWN", "Chưa rõ mức"

    set = models.ForeignKey(NormSet, models.PROTECT, related_name="norms", verbose_name="bộ mức chi")
    category = models.ForeignKey(SupportCategory, models.PROTECT, related_name="norms", verbose_name="nội dung hỗ trợ")
    rate_percent = models.DecimalField(
        "tỷ lệ tối đa (% chi phí)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    cap = MoneyField("mức trần (đồng)", null=True, blank=True)
    cap_per_unit = models.BooleanField("mức trần tính cho mỗi đơn vị", default=True)
    base = models.CharField("chi phí căn cứ", max_length=12, choices=Base, default=Base.WITHOUT_VAT)
    limit_status = models.CharField("tình trạng mức", max_length=12, choices=Status, default=Status.SET)
    condition = NFCCharField("điều kiện áp dụng", max_length=300, blank=True)
    legal_document = models.ForeignKey(
        LegalDocument, models.PROTECT, null=True, blank=True, related_name="norms", verbose_name="văn bản (nếu khác)"
    )
    article = NFCCharField("điều khoản", max_length=100, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False, help_text="Con số đã đọc trong nguồn dẫn.")
    source = NFCTextField("nguồn tra cứu", blank=True)
    note = NFCTextField("ghi chú", blank=True)

    objects = NormQuerySet.as_manager()

    class Meta:
        ordering = ["category__order", "pk"]
        verbose_name = "mức chi"
        verbose_name_plural = "mức chi"
        constraints = [
            models.UniqueConstraint(
                name="norm_once_per_set",
                fields=["set", "category"],
                violation_error_message="Bộ mức chi này đã có mức cho nội dung ấy.",
            ),
            models.CheckConstraint(
                name="norm_figure_exactly_when_set",
                condition=(Q(limit_status="SET") & (Q(rate_percent__isnull=False) | Q(cap__isnull=False)))
                | (~Q(limit_status="SET") & Q(rate_percent__isnull=True, cap__isnull=True)),
                violation_error_message=(
                    "“Có mức” thì phải ghi tỷ lệ hoặc mức trần; tình trạng khác thì không ghi con số."
                ),
            ),
            models.CheckConstraint(
                name="norm_rate_is_a_percent",
                condition=Q(rate_percent__isnull=True) | Q(rate_percent__gt=0, rate_percent__lte=100),
                violation_error_message="Tỷ lệ phải lớn hơn 0 và không quá 100 %%.",
            ),
            models.CheckConstraint(
                name="norm_cap_is_positive",
                condition=Q(cap__isnull=True) | Q(cap__gt=0),
                violation_error_message="Mức trần phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return f"{self.category}: {self.figure}"

    @property
    def citation(self):
        """«điểm c khoản 2 Điều 6 TTLT 26/2014/TTLT-BTC-BCT»."""
        return f"{self.article} {self.legal_document or self.set.legal_document}".strip()

    @property
    def figure(self):
        """The ceiling as a clerk would say it: «tối đa 50 % chi phí, không quá 300.000.000 đ/cơ sở»."""
        if self.limit_status != self.Status.SET:
            return self.get_limit_status_display()
        per = f"/{self.category.unit}" if self.cap_per_unit else ""
        of = in_a_sentence(self.category.get_limit_of_display()) if self.category.shares_its_limit else "chi phí"
        rate = f"{percent_words(self.rate_percent)} {of}" if self.rate_percent is not None else ""
        cap = f"không quá {dong(self.cap)}{per}" if self.cap is not None else ""
        return f"tối đa {rate}, {cap}" if rate and cap else f"tối đa {rate}" if rate else cap

    @property
    def cost_at_cap(self):
        """The eligible cost (đồng, one unit) from which the cap binds; None where it never does."""
        if self.cap is None:
            return None
        return self.cap if self.rate_percent is None else ceil(Decimal(self.cap * 100) / self.rate_percent)
