import uuid
from pathlib import PurePath

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.access import ScopedQuerySet
from core.fields import NFCCharField, NFCTextField


def stored_name(document, name):
    """documents/2026/<random>.pdf: nothing of the sender's name, so nothing to guess and nothing to break out of."""
    return f"documents/{timezone.localdate().year}/{uuid.uuid4().hex}{PurePath(name).suffix}"


PAPER_OF_A_STEP = "paper:"  # begins the kind of a paper; then the name of the step it carried


class DocumentQuerySet(ScopedQuerySet):
    def of(self, subject):
        """The papers of one record, newest first."""
        return self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)

    def standing(self):
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Papers of the records this person reaches; withdrawn ones only for the office that filed them.

        One condition per kind of record. The person must also have business in that record's room: an administrator
        of accounts reaches every row of the province, and reads no dossier. Where the papers of a record tell more than
        the record shows to everybody who sees it, its rows say whose they are with `papers_open_to(user)`.
        """
        if not user.is_authenticated:
            return self.none()
        condition = Q(pk__in=[])
        for content_type in ContentType.objects.filter(pk__in=self._subject_types()):
            model = content_type.model_class()
            if model is None or not user.has_module_perms(content_type.app_label):
                continue
            rows = model._default_manager.all()
            reach = getattr(rows, "papers_open_to", rows.visible_to)(user).order_by()
            condition |= Q(content_type=content_type, object_id__in=reach.values("pk"))
        own_office = Q(uploaded_by__organisation=user.organisation_id)
        return self.filter(condition, Q(withdrawn_at=None) | own_office)

    def _subject_types(self):
        return Document.objects.order_by().values("content_type").distinct()


class Document(models.Model):
    """A paper on any record: its number, date, issuer and signer, and its scan once there is one.

    The scan's bytes are kept as they came (a signature may depend on them). Nothing is deleted: a wrong paper is
    withdrawn, with a reason. `core.documents` is the only door.
    """

    remark = ""  # what a reader of several papers notices of this one; not kept

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    kind = models.CharField("loại", max_length=60)
    title = NFCCharField("tên tài liệu", max_length=255, blank=True)
    number = NFCCharField("số, ký hiệu", max_length=100, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = NFCCharField("cơ quan ban hành", max_length=255, blank=True)
    signer = NFCCharField("người ký", max_length=200, blank=True)
    illustrative = models.BooleanField("minh họa", default=False)
    file = models.FileField("tệp", upload_to=stored_name, max_length=120, blank=True, editable=False)
    original_name = models.CharField("tên tệp gốc", max_length=180, blank=True, editable=False)
    size = models.PositiveBigIntegerField("dung lượng (byte)", null=True, editable=False)
    sha256 = models.CharField("mã SHA-256", max_length=64, blank=True, editable=False)
    mime = models.CharField("loại tệp", max_length=100, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="người đưa vào"
    )
    uploaded_at = models.DateTimeField("đưa vào lúc", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="người rút"
    )
    withdrawn_why = NFCTextField("lý do rút", blank=True, editable=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", editable=False, verbose_name="thay cho bản"
    )
    corrects_why = NFCTextField("lý do đưa bản đúng", blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.CheckConstraint(
                name="document_file_is_described",
                condition=Q(file="", sha256="", mime="", size__isnull=True)
                | Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0) & ~Q(file="") & ~Q(mime=""),
            ),
            models.CheckConstraint(
                name="document_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
            ),
            models.CheckConstraint(
                name="document_corrects_with_reason",
                condition=Q(corrects__isnull=True, corrects_why="") | Q(corrects__isnull=False) & ~Q(corrects_why=""),
            ),
            models.CheckConstraint(
                name="document_of_a_step_stands",
                condition=Q(withdrawn_at__isnull=True) | ~Q(kind__startswith=PAPER_OF_A_STEP),
            ),
        ]

    def __str__(self):
        name = self.title or self.original_name or "Văn bản"
        told = f" {name}".endswith(f" {self.number}")  # a paper of the books is called by its number already
        return name if told or not self.number else f"{name} số {self.number}"

    @property
    def of_a_step(self):
        """It was recorded with a step or an act of money, which rests on it from then on."""
        return self.kind.startswith(PAPER_OF_A_STEP)

    @property
    def stands_apart(self):
        """Nothing done with its record rests on it, so it may be withdrawn whatever was done since."""
        model = ContentType.objects.get_for_id(self.content_type_id).model_class()
        return self.kind in getattr(model, "papers_apart", ())

    @property
    def is_image(self):
        return self.mime.startswith("image/")

    @property
    def shown_inline(self):
        """What a browser can show by itself; everything else is downloaded."""
        return self.is_image or self.mime == "application/pdf"
