from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.access import ScopedQuerySet
from core.fields import NFCTextField

_words = {}


def register_actions(words):
    """{"projects.project.receive": "tiếp nhận hồ sơ"}: how each act reads in a sentence. Apps call it when ready."""
    _words.update(words)


def words_of(action):
    return _words.get(action, action)


def _number(field):
    """What a field's name begins with («3. Máy móc»); 0 when it is no number."""
    first = field.partition(".")[0]
    return int(first) if first.isascii() and first.isdigit() else 0


class AuditQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """The whole trail is for the administrator; a record's page asks `history(record)` after its own reach."""
        return self if user.has_perm("core.view_auditentry") else self.none()


class AuditEntry(models.Model):
    """One act: who, from which office, when, on what, with which figures before and after. Never changed."""

    at = models.DateTimeField("lúc", null=True, editable=False)  # the database's clock, written by a trigger
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người thực hiện"
    )
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    in_place_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField("việc", max_length=100)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True)
    object_id = models.CharField(max_length=40, blank=True)
    subject = GenericForeignKey()
    label = models.CharField("hồ sơ", max_length=300, blank=True)
    note = models.TextField("ghi chú", blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        indexes = [models.Index(fields=["content_type", "object_id", "-id"])]

    def __str__(self):
        return self.sentence

    @property
    def what(self):
        """The act in words, with its paper: «ghi nhận văn bản đã ban hành (173/KH-UBND ngày 27/04/2021)»."""
        words = words_of(self.action)
        paper = self.data.get("paper")
        return f"{words} ({paper})" if paper else words

    @property
    def who(self):
        """«Nguyễn Thị Hà, Chuyên viên, Sở Công Thương»; a substitute is shown with the person replaced."""
        if self.by is None:
            return "Hệ thống"
        name = ", ".join(filter(None, [self.by.full_name, self.by.position, self.office and self.office.short_name]))
        return f"{name} (thay {self.in_place_of.full_name})" if self.in_place_of else name

    @property
    def changes(self):
        """[(field, before, after)] of what differs, ready for the page."""
        before, after = self.before or {}, self.after or {}
        fields = [*before, *(field for field in after if field not in before)]
        fields.sort(key=_number)  # jsonb keeps the shortest name first, a plan its lines by number
        return [
            (field, before.get(field), after.get(field)) for field in fields if before.get(field) != after.get(field)
        ]

    @property
    def sentence(self):
        parts = [f"{self.who} {self.what}"]
        parts += [f"{field}: {value_words(old)} → {value_words(new)}" for field, old, new in self.changes]
        if self.note:
            parts.append(f"“{self.note}”")
        return "; ".join(parts) + "."


def value_words(value):
    """A figure before or after an act as a reader writes it: 2.236.000, có, chưa có."""
    if value is None or value == "":
        return "chưa có"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return str(value)


class AuditLink(models.Model):
    """The chain: each entry's hash takes in the one before. Written at commit by the database alone."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="link")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "mắt xích nhật ký"


class CasePart(models.Model):
    """Person × case × part; one part per person and case (see core.parts). One taken by mistake is withdrawn and stays.

    `withdrawn_*`: when, by whom, why; the database lets nothing else of a row change.
    """

    class Part(models.TextChoices):
        PREPARE = "PREPARE", "lập"
        CHECK = "CHECK", "kiểm tra"
        APPROVE = "APPROVE", "duyệt, ký"
        EXAMINE = "EXAMINE", "thẩm tra, quyết toán"

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_parts")
    part = models.CharField(max_length=10, choices=Part)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="người rút"
    )
    withdrawn_why = NFCTextField("lý do rút", blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "phần việc"
        constraints = [
            models.UniqueConstraint(
                name="casepart_one_part_per_person",
                fields=["content_type", "object_id", "person"],
                condition=Q(withdrawn_at=None),
                violation_error_message="Một người chỉ giữ một phần việc của một hồ sơ.",
            ),
            models.CheckConstraint(
                name="casepart_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
            ),
        ]
