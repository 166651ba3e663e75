"""Who is supported: workshops, companies, cooperatives, households, and what they were called when."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import Area, Organisation, User
from accounts.reach import PlacedQuerySet
from core.access import ScopedQuerySet
from core.dates import ngay, today
from core.fields import NFCCharField, NFCTextField, SearchTextField, SortKeyField, found_by, search_index
from core.text import plain_characters
from establishments.cluster_models import IndustrialCluster
from norms.dated import ends_after_it_begins, no_overlap

__all__ = ["Establishment", "EstablishmentIdentity", "IndustrialCluster", "LegalForm", "clean_code", "not_then"]
CODE_SHAPE = re.compile(r"[0-9]{10}(-[0-9]{3})?|[0-9]{12}")


def clean_code(text):
    """ "2800 123 456", "2800123456001" -> "2800123456", "2800123456-001"; None when nothing is typed.

    An enterprise or cooperative has 10 digits, its branch 10-3; since 01/07/2025 a household business goes by the
    12-digit personal number of its head.
    """
    code = re.sub(r"[–—−]", "-", re.sub(r"[\s.]", "", plain_characters(text or "")))
    if not code:
        return None
    if re.fullmatch(r"[0-9]{13}", code):
        code = f"{code[:10]}-{code[10:]}"
    if not CODE_SHAPE.fullmatch(code):
        raise ValidationError(
            f"Mã số “{text.strip()}” không đúng dạng: mã số doanh nghiệp, mã số thuế có 10 chữ số, đơn vị phụ thuộc "
            "10 chữ số và 3 chữ số sau gạch nối, hộ kinh doanh từ 01/7/2025 dùng 12 chữ số của số định danh cá nhân.",
            code="code_shape",
        )
    return code


class LegalForm(models.TextChoices):
    ENTERPRISE = "ENTERPRISE", "Doanh nghiệp"
    SME = "SME", "Doanh nghiệp nhỏ và vừa"
    COOPERATIVE = "COOPERATIVE", "Hợp tác xã"
    COOPERATIVE_GROUP = "COOPERATIVE_GROUP", "Tổ hợp tác"
    HOUSEHOLD_BUSINESS = "HOUSEHOLD_BUSINESS", "Hộ kinh doanh"
    PUBLIC_BODY = "PUBLIC_BODY", "Cơ quan, đơn vị công lập"


class EstablishmentQuerySet(PlacedQuerySet):
    area_path, date_path = "area", "known_since"

    def visible_to(self, user):
        """The Centre works with every establishment of the province; local offices with those of their place."""
        organisation = getattr(user, "organisation", None)
        if organisation is not None and user.is_active and organisation.kind == Organisation.Kind.CENTRE:
            return self
        return super().visible_to(user)

    def for_list(self):
        return self.select_related("area")

    def find(self, words):
        """Name, code or owner as they are or once were, without regard to marks."""
        once = EstablishmentIdentity.objects.filter(found_by(words), establishment=OuterRef("pk"))
        return self.filter(found_by(words) | Exists(once))


class Establishment(models.Model):
    """A place that produces, whatever its papers say today: a household that becomes a company stays the same row."""

    code = NFCCharField("mã số doanh nghiệp, mã số thuế", max_length=20, null=True, blank=True, unique=True)
    name = NFCCharField("tên cơ sở", max_length=255)
    legal_form = models.CharField("loại hình", max_length=20, choices=LegalForm)
    owner_name = NFCCharField("người đại diện", max_length=120, blank=True)
    phone = NFCCharField("điện thoại", max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="establishments", verbose_name="xã, phường (huyện)")
    address = NFCCharField("địa chỉ cụ thể", max_length=255, blank=True)
    sector = NFCCharField("ngành nghề", max_length=200, blank=True)
    known_since = models.DateField("theo dõi từ ngày", default=today, help_text="Đơn vị hành chính lấy theo ngày này.")
    is_active = models.BooleanField("đang hoạt động", default=True)
    note = NFCTextField("ghi chú", blank=True)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    search_text = SearchTextField("name", "code", "owner_name", "address", "sector")
    sort_key = SortKeyField("name")

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = "cơ sở công nghiệp nông thôn"
        verbose_name_plural = "cơ sở công nghiệp nông thôn"
        indexes = [search_index("establishment_search"), models.Index(fields=["sort_key", "id"])]
        constraints = [
            models.CheckConstraint(
                name="establishment_code_has_a_shape",
                condition=Q(code__isnull=True) | Q(code__regex=r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"),
                violation_error_message="Mã số phải có 10 chữ số, 10-3 chữ số hoặc 12 chữ số.",
            ),
            models.CheckConstraint(
                name="establishment_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Chưa nhập tên cơ sở.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("establishments:detail", args=[self.pk])

    @property
    def label(self):
        """How a list offers it: «2800123456 · Công ty …», «#12 · Tổ hợp tác …» while it has no code."""
        return f"{self.code or f'#{self.pk}'} · {self.name}"

    def clean_fields(self, exclude=None):
        """The code is brought into its one spelling before anything else looks at it."""
        errors = {}
        try:
            self.code = clean_code(self.code)
        except ValidationError as error:
            errors["code"] = error.error_list
        try:
            super().clean_fields(exclude={*(exclude or ()), *errors})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def clean(self):
        if self.known_since and self.known_since > today():
            raise ValidationError({"known_since": f"Ngày bắt đầu theo dõi {ngay(self.known_since)} chưa tới."})
        if self.area_id and self.known_since:
            area = self.area
            if (area.valid_from and self.known_since < area.valid_from) or (
                area.valid_to and self.known_since > area.valid_to
            ):
                raise ValidationError({"area": not_then(area, self.known_since)})


def not_then(area, day):
    """«Xã Thái Yên không có vào ngày …»: a place must exist on the day of the record that names it."""
    return (
        f"{area} có từ {ngay(area.valid_from) if area.valid_from else 'trước'} đến "
        f"{ngay(area.valid_to) if area.valid_to else 'nay'}, không phải đơn vị hành chính của ngày {ngay(day)}. "
        "Hãy chọn đơn vị hành chính của ngày đó."
    )


class IdentityQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(establishment__in=Establishment.objects.visible_to(user))

    def on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class EstablishmentIdentity(models.Model):
    """Under which code, name and legal form the place worked, from when to when. The open row is today's."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="identities")
    code = models.CharField("mã số", max_length=20, null=True, blank=True)
    name = NFCCharField("tên", max_length=255)
    legal_form = models.CharField("loại hình", max_length=20, choices=LegalForm)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    paper = NFCCharField("giấy tờ", max_length=255, blank=True)
    search_text = SearchTextField("name", "code")

    objects = IdentityQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = "tên gọi, đăng ký qua các thời kỳ"
        verbose_name_plural = "tên gọi, đăng ký qua các thời kỳ"
        indexes = [search_index("establishmentidentity_search")]
        constraints = [
            ends_after_it_begins("establishmentidentity_ends_after_it_begins"),
            no_overlap(
                "establishmentidentity_one_at_a_time",
                "establishment",
                message="Trong thời gian này cơ sở đã có tên gọi, đăng ký khác.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_legal_form_display()})"
