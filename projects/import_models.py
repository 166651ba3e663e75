"""A workbook of applications that somebody brought: what was found in it, what became of it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation, User
from core.access import ScopedQuerySet
from core.fields import NFCCharField
from projects.imports.fields import REQUIRED
from projects.project_models import Project


class ImportBatchQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Those of one's office."""
        if not user.is_authenticated or not user.has_perm("projects.view_project"):
            return self.none()
        return self.filter(office=user.organisation_id)

    def for_list(self):
        return self.select_related("uploaded_by", "office").defer("faults", "shown")


class ImportBatch(models.Model):
    """One upload. `mapping`: {field: number of its column, from 1}; `faults` and `shown` are what the last check found.

    All of its rows become drafts at once, or none does. Undone, its drafts are withdrawn and leave every list.
    """

    class Status(models.TextChoices):
        CHECKED = "CHECKED", "Chờ nhập"
        APPLIED = "APPLIED", "Đã nhập"
        UNDONE = "UNDONE", "Đã hoàn tác"

    STATUS_TONE = {"CHECKED": "nghe", "APPLIED": "la", "UNDONE": "da"}

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="người nhập")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False, verbose_name="đơn vị")
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    name = NFCCharField("tên tệp", max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.CHECKED, editable=False)
    header_set = models.CharField("dấu của dòng tiêu đề", max_length=64, editable=False)
    headings = models.JSONField("tiêu đề các cột", default=list, editable=False)
    mapping = models.JSONField("cột nào là gì", default=dict, editable=False)
    row_count = models.PositiveIntegerField("số dòng", default=0, editable=False)
    fault_count = models.PositiveIntegerField("số lỗi", default=0, editable=False)
    faults = models.JSONField("các lỗi", default=list, encoder=DjangoJSONEncoder, editable=False)
    shown = models.JSONField("các dòng đầu", default=dict, encoder=DjangoJSONEncoder, editable=False)

    objects = ImportBatchQuerySet.as_manager()
    papers_stand = True  # the file that was brought stays with what was made of it

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lần nhập đề án từ Excel"
        verbose_name_plural = "lần nhập đề án từ Excel"
        constraints = [
            models.UniqueConstraint(
                name="importbatch_a_file_is_applied_once",
                fields=["office", "sha256"],
                condition=Q(status="APPLIED"),
                violation_error_message="Tệp này đã được nhập.",
            ),
            models.CheckConstraint(
                name="importbatch_applied_without_faults",
                condition=Q(status="CHECKED") | Q(fault_count=0, row_count__gt=0),
                violation_error_message="Tệp còn lỗi thì không nhập được.",
            ),
        ]

    def __str__(self):
        return f"Lần nhập {self.pk} · {self.name}"

    def get_absolute_url(self):
        return reverse("projects:import", args=[self.pk])

    @property
    def is_checked(self):
        """Whether its rows were checked for faults: not while a column that must be there is not chosen."""
        return all(key in self.mapping for key in REQUIRED)


class ImportedProjectQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(batch__in=ImportBatch.objects.order_by().visible_to(user))


class ImportedProject(models.Model):
    """Which row of which workbook a draft came from."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="imported")
    project = models.OneToOneField(Project, models.PROTECT, related_name="imported")
    row = models.PositiveIntegerField("dòng trong tệp")

    objects = ImportedProjectQuerySet.as_manager()

    class Meta:
        ordering = ["row"]
        verbose_name = "đề án nhập từ Excel"
        verbose_name_plural = "đề án nhập từ Excel"
        constraints = [
            models.UniqueConstraint(
                name="importedproject_row_once",
                fields=["batch", "row"],
                violation_error_message="Dòng này đã thành đề án.",
            )
        ]


class ImportMapping(models.Model):
    """How somebody read workbooks with these headings the last time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    header_set = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="importmapping_once",
                fields=["user", "header_set"],
                violation_error_message="Đã nhớ cách đọc dòng tiêu đề này.",
            )
        ]
