from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import _user_has_module_perms, _user_has_perm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils.functional import cached_property

from accounts import roles
from accounts.area_models import Area, AreaPlacement, AreaSuccession
from core.access import OpenQuerySet
from core.dates import ngay, today
from core.fields import NFCCharField
from core.text import sort_key

__all__ = [
    "Area", "AreaPlacement", "AreaSuccession", "Organisation", "RoleGrant", "Substitution", "User",
]  # fmt: skip


class Organisation(models.Model):
    """An office: the committee, the two departments, the Centre, a district or commune."""

    class Kind(models.TextChoices):
        PPC = "PPC", "UBND tỉnh"
        DOIT = "DOIT", "Sở Công Thương"
        DOF = "DOF", "Sở Tài chính"
        CENTRE = "CENTRE", "Trung tâm Khuyến công"
        DISTRICT = "DISTRICT", "Cấp huyện"
        COMMUNE = "COMMUNE", "Cấp xã"
        OTHER = "OTHER", "Đơn vị khác"

    PROVINCE_WIDE = frozenset({Kind.PPC, Kind.DOIT, Kind.DOF})

    name = NFCCharField("tên đơn vị", max_length=200, unique=True)
    short_name = NFCCharField("tên gọi", max_length=100)
    abbreviation = NFCCharField("viết tắt trong số văn bản", max_length=20, blank=True)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name="địa bàn")
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="cơ quan chủ quản")
    is_spending_unit = models.BooleanField("đơn vị dự toán (có tài khoản riêng)", default=False)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    sort_key = models.CharField(max_length=600, editable=False, blank=True, db_collation="C")

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"

    def __str__(self):
        return self.short_name

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.name)[:600]
        super().save(*args, **kwargs)

    @property
    def covers_province(self):
        return self.kind in self.PROVINCE_WIDE


class UserManager(BaseUserManager.from_queryset(OpenQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an office. There is no superuser: what one may do is in the dated roles alone."""

    username = NFCCharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
    )
    full_name = NFCCharField("họ và tên", max_length=120)
    position = NFCCharField("chức vụ", max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="users", verbose_name="đơn vị")
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("được đăng nhập", default=True)
    is_demo = models.BooleanField("tài khoản minh họa", default=False, editable=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    is_superuser = False

    class Meta:
        ordering = ["username"]
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self):
        return self.full_name or self.username

    @property
    def is_staff(self):
        """May open the administration pages (catalogues only)."""
        return roles.ADMINISTRATOR in self.current_roles

    @property
    def may_log_in(self):
        """Active; and a demonstration's account, whose password is published, only in a demonstration."""
        return self.is_active and (settings.DEMO or not self.is_demo)

    @cached_property
    def current_roles(self):
        """Own role codes of today."""
        return list(self.role_grants.on(today()).values_list("role", flat=True))

    @cached_property
    def _absent(self):
        """[(person replaced, their permissions of today)] for every substitution in force.

        Somebody who has moved to another office, or between administration and business, since the paper was written
        replaces nobody.
        """
        standing = Substitution.objects.on(today()).filter(substitute=self, absent__organisation=self.organisation_id)
        return [
            (absent, _permissions(absent.current_roles))
            for absent in (row.absent for row in standing.select_related("absent__organisation"))
            if absent.is_staff == self.is_staff
        ]

    def stand_ins(self):
        """Those of today: whom this person stands in for, and who stands in for this person."""
        standing = Substitution.objects.on(today()).select_related("absent", "substitute")
        return {"standing_in": standing.filter(substitute=self), "replaced_by": standing.filter(absent=self)}

    @cached_property
    def _own_permissions(self):
        return _permissions(self.current_roles)

    def current_permissions(self):
        """Everything this person may do today, own roles and those of the persons they replace."""
        return self._own_permissions.union(*(permissions for _, permissions in self._absent))

    def stands_in_for(self, perm):
        """The person on whose behalf this permission is used, or None when it is one's own."""
        if perm in self._own_permissions:
            return None
        return next((absent for absent, permissions in self._absent if perm in permissions), None)

    @staticmethod
    def roles_with(perm, kind=""):
        """Labels of the roles whose turn it is, for "whose turn" on a record's page; `kind`: in such an office only."""
        return [roles.label_of(code) for code in roles.roles_with(perm) if code.startswith(kind)]

    @property
    def role_labels(self):
        return [roles.label_of(code) for code in self.current_roles]

    def has_perm(self, perm, obj=None):
        return self.is_active and _user_has_perm(self, perm, obj)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_active and _user_has_module_perms(self, app_label)

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.rpartition(" ")[2]


def _permissions(codes):
    return frozenset().union(*(roles.permissions_of(code) for code in codes))


class DatedQuerySet(OpenQuerySet):
    def on(self, day):
        return self.during(day, day)

    def during(self, first, last):
        """Rows that hold on at least one day from `first` to `last`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)


PERIOD = Func("valid_from", "valid_to", Value("[]"), function="daterange", output_field=DateRangeField())


class RoleGrant(models.Model):
    """A role of a person, from when to when."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_grants", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=30, choices=roles.CHOICES)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        verbose_name = "vai trò được giao"
        verbose_name_plural = "vai trò được giao"
        constraints = [
            models.UniqueConstraint(name="rolegrant_once", fields=["user", "role", "valid_from"]),
            models.CheckConstraint(
                name="rolegrant_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            ExclusionConstraint(
                name="rolegrant_administrator_has_no_business",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from", "valid_to", Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (Case(When(role=roles.ADMINISTRATOR, then=1), default=0), RangeOperators.NOT_EQUAL),
                ],
                violation_error_message="Quản trị hệ thống không cùng lúc giữ vai trò nghiệp vụ nào khác.",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"


class Substitution(models.Model):
    """Who stands in for whom, from when to when, on which paper (attached as a document)."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="người vắng")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutions", verbose_name="người thay")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày")
    paper_number = NFCCharField("văn bản phân công", max_length=100)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = "phân công thay"
        verbose_name_plural = "phân công thay"
        constraints = [
            models.CheckConstraint(
                name="substitution_is_another_person",
                condition=~Q(absent=models.F("substitute")),
                violation_error_message="Không thể tự thay chính mình.",
            ),
            models.CheckConstraint(
                name="substitution_ends_after_it_begins",
                condition=Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.substitute} thay {self.absent}"

    def clean(self):
        """A substitute acts with the reach of their own office, so both must be of the same."""
        people = [getattr(self, name, None) for name in ("absent", "substitute")]
        if not all(people) or not self.valid_from or not self.valid_to:
            return
        absent, substitute = people
        if absent.organisation_id != substitute.organisation_id:
            raise ValidationError(
                f"Người thay phải cùng đơn vị với người vắng: {absent} ở {absent.organisation}, {substitute} ở "
                f"{substitute.organisation}."
            )
        administrators = {
            person.role_grants.during(self.valid_from, self.valid_to).filter(role=roles.ADMINISTRATOR).exists()
            for person in people
        }
        if len(administrators) > 1:
            raise ValidationError("Quản trị hệ thống không thay người làm nghiệp vụ, và ngược lại.")
        twice = Substitution.objects.during(self.valid_from, self.valid_to).exclude(pk=self.pk)
        if there := twice.filter(absent=absent, substitute=substitute).first():
            raise ValidationError(
                f"{there} đã được phân công từ {ngay(there.valid_from)} đến {ngay(there.valid_to)} "
                f"({there.paper_number}); thời gian mới phải ngoài khoảng ấy, hoặc sửa dòng đã có."
            )
