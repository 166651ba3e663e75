import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """Work that a request does not wait for. The row is the truth; the broker only wakes somebody up.

    A subclass says what is asked (its own columns), how it is worked out (`work`) and where the result goes
    (`deliver`). `core.jobs` moves the state; nobody else does.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", "Chờ xử lý"
        RUNNING = "RUNNING", "Đang xử lý"
        DONE = "DONE", "Đã xong"
        PARKED = "PARKED", "Không xong"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.QUEUED, editable=False)
    percent = models.PositiveSmallIntegerField(
        "phần trăm", default=0, editable=False, validators=[MaxValueValidator(100)]
    )
    step = models.CharField("đang làm", max_length=200, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("số lần đã thử", default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)  # the database's clock
    lease_token = models.UUIDField(null=True, editable=False)  # who holds the job: one attempt of one worker
    error_for_person = models.CharField("vì sao không xong", max_length=500, blank=True, editable=False)
    error_for_log = models.TextField(blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="người yêu cầu"
    )
    requested_at = models.DateTimeField("yêu cầu lúc", default=timezone.now, editable=False)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, editable=False)
    finished_at = models.DateTimeField("kết thúc lúc", null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(name="%(app_label)s_%(class)s_percent", condition=Q(percent__lte=100)),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_lease_while_running",
                condition=Q(state="RUNNING", lease_token__isnull=False, lease_until__isnull=False)
                | ~Q(state="RUNNING") & Q(lease_token__isnull=True, lease_until__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="%(app_label)s_%(class)s_open",
                fields=["state", "lease_until"],
                condition=Q(state__in=["QUEUED", "RUNNING"]),
            )
        ]

    @property
    def is_over(self):
        return self.state in (self.State.DONE, self.State.PARKED)

    def work(self, progress):
        """Do the work and return the result; say how far with `progress(percent, step)`.

        May run several times, in several processes at once after a lost lease: it writes nothing that lasts. Raise
        `core.jobs.JobRefused("…")` or ValidationError with the sentence for the person when trying again is useless.
        """
        raise NotImplementedError

    def deliver(self, result):
        """Put the result where it belongs. Called once, holding the row's lock, in the transaction that marks DONE."""
        raise NotImplementedError

    def discard(self, result):
        """Clear away the result of an attempt that lost its lease; most results are only memory."""
