from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from core.access import OpenQuerySet
from core.fields import NFCCharField, NFCTextField


class Tier(models.TextChoices):
    """Whose money: the province's own, or the ministry's under a contract."""

    LOCAL = "LOCAL", "Khuyến công địa phương"
    NATIONAL = "NATIONAL", "Khuyến công quốc gia"


class LegalDocument(models.Model):
    """A text the rules rest on. `verified`: its content was read; false: only its existence is known."""

    code = models.SlugField("ký hiệu tra cứu", max_length=20, unique=True)
    short_name = NFCCharField("tên viết tắt", max_length=60, unique=True)
    kind = NFCCharField("loại văn bản", max_length=60)
    number = NFCCharField("số, ký hiệu", max_length=60, unique=True)
    title = NFCCharField("trích yếu", max_length=500)
    issuer = NFCCharField("cơ quan ban hành", max_length=200)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    in_force_from = models.DateField("hiệu lực từ ngày", null=True, blank=True)
    in_force_to = models.DateField("hiệu lực đến hết ngày", null=True, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False, help_text="Đã đọc nội dung văn bản.")
    note = NFCTextField("ghi chú", blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["in_force_from", "issued_on", "code"]
        verbose_name = "văn bản quy định"
        verbose_name_plural = "văn bản quy định"
        constraints = [
            models.CheckConstraint(
                name="legaldocument_ends_after_it_begins",
                condition=models.Q(in_force_to__isnull=True)
                | models.Q(in_force_from__isnull=True)
                | models.Q(in_force_to__gte=models.F("in_force_from")),
                violation_error_message="Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.",
            )
        ]

    def __str__(self):
        return self.short_name


class SupportCategory(models.Model):
    """A kind of support (nội dung hỗ trợ): what is counted, on which cost, and what must come out of it."""

    class DetailForm(models.TextChoices):
        """The family of detail sheets a project of this kind fills in."""

        TRAINING = "TRAINING", "Lớp tập huấn, đào tạo"
        DEMO_MODEL = "DEMO_MODEL", "Mô hình trình diễn"
        MACHINERY = "MACHINERY", "Máy móc, dây chuyền, chuyển giao công nghệ"
        CLEANER_PRODUCTION = "CLEANER_PRODUCTION", "Sản xuất sạch hơn"
        FAIR = "FAIR", "Hội chợ, triển lãm"
        VOTING = "VOTING", "Bình chọn sản phẩm"
        TRADEMARK = "TRADEMARK", "Thương hiệu, nhãn hiệu"
        CLUSTER = "CLUSTER", "Cụm công nghiệp"
        WASTEWATER = "WASTEWATER", "Xử lý ô nhiễm môi trường"
        MEDIA = "MEDIA", "Truyền thông"
        CONSULTING = "CONSULTING", "Tư vấn"
        ASSOCIATION = "ASSOCIATION", "Hội, hiệp hội, cụm liên kết"
        RELOCATION = "RELOCATION", "Di dời"
        GENERAL = "GENERAL", "Mẫu chung"

    class LimitOf(models.TextChoices):
        """What a norm takes its percent of. But for OWN it bounds all tasks of the kind together."""

        OWN = "OWN", "Chi phí của chính đề án, nhiệm vụ"
        YEAR = "YEAR", "Kinh phí khuyến công được giao trong năm"
        UNIT = "UNIT", "Kinh phí hỗ trợ các đề án đơn vị thực hiện trong năm"

    code = models.SlugField("mã", max_length=50, unique=True, allow_unicode=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = NFCCharField("tên nội dung", max_length=200, unique=True)
    name_short = NFCCharField("tên gọn", max_length=80)
    unit = NFCCharField("đơn vị tính", max_length=40)
    content_ref = NFCCharField("căn cứ nội dung", max_length=200, blank=True)
    rate_base = NFCCharField("chi phí làm căn cứ tính", max_length=200, blank=True)
    limit_of = models.CharField(
        "tỷ lệ tính trên",
        max_length=10,
        choices=LimitOf,
        default=LimitOf.OWN,
        help_text="Khác chi phí của đề án: mức trần chung cho mọi nhiệm vụ cùng loại trong năm, không nhân hệ số.",
    )
    output_indicators = models.JSONField(
        "chỉ tiêu kết quả",
        default=list,
        blank=True,
        help_text="Danh sách {“code”, “name”, “unit”}: mã, tên chỉ tiêu, đơn vị tính.",
    )
    detail_form = models.CharField("mẫu chi tiết", max_length=20, choices=DetailForm, default=DetailForm.GENERAL)
    active = models.BooleanField("đang dùng", default=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = "nội dung hỗ trợ"
        verbose_name_plural = "nội dung hỗ trợ"

    def __str__(self):
        return self.name_short

    def get_absolute_url(self):
        return reverse("norms:category", args=[self.code])

    @property
    def shares_its_limit(self):
        """Whether one ceiling is for all tasks of the kind together, taken of other money than their own cost."""
        return self.limit_of != self.LimitOf.OWN

    def clean(self):
        wanted = {"code", "name", "unit"}
        indicators = self.output_indicators
        if not isinstance(indicators, list) or any(
            not isinstance(row, dict) or set(row) != wanted or not all(isinstance(v, str) for v in row.values())
            for row in indicators
        ):
            raise ValidationError(
                {"output_indicators": "Mỗi chỉ tiêu phải ghi đủ “code”, “name”, “unit” (mã, tên, đơn vị tính)."}
            )
        if len({row["code"] for row in indicators}) != len(indicators):
            raise ValidationError({"output_indicators": "Mã chỉ tiêu không được trùng nhau."})
