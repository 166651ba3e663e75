"""Background work that survives its workers: commit first, ring after, and let the database say who holds what.

`submit` saves the row and rings once the transaction is committed. A worker claims the row with one UPDATE and a token,
keeps its lease alive from a thread of its own, and delivers in one transaction that checks the token: two workers may
both compute, only one delivers. `sweep` rings again for whatever waits and takes back what a dead worker held; after
JOB_MAX_ATTEMPTS a job is parked with a sentence for the person who waits.
"""

import logging
import threading
import traceback
import uuid
from datetime import timedelta

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from core.job_models import Job

log = logging.getLogger(__name__)

RUN_TASK = "core.tasks.run_job"
# A ring that nobody heard is worthless after the next sweep; the sweep rings again.
RING_LIFE = 3  # sweeps
RINGS_PER_SWEEP = 200
BROKER_PATIENCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "socket_connect_timeout": 2}

DIED = "Đã thử {attempts} lần nhưng tiến trình xử lý bị dừng giữa chừng. Hãy gửi lại yêu cầu hoặc báo quản trị."
FAILED = "Không xong sau {attempts} lần thử. Hãy báo quản trị, mã yêu cầu {code}."


class JobRefused(Exception):
    """This job cannot be done and trying again is useless; the message is the sentence for the person."""


class LeaseLost(Exception):
    """Somebody else may hold the job by now: stop working."""


# --- asking ---------------------------------------------------------------------


def submit(job):
    """Save a new job and ring for a worker when the transaction is committed. Returns the job."""
    job.save(force_insert=True)
    transaction.on_commit(lambda: ring(job), robust=True)
    return job


def resubmit(job):
    """Try a parked job again, from the first attempt."""
    changed = (
        type(job)
        ._base_manager.filter(pk=job.pk, state=Job.State.PARKED)
        .update(
            state=Job.State.QUEUED,
            attempts=0,
            percent=0,
            step="",
            error_for_person="",
            error_for_log="",
            finished_at=None,
        )
    )
    if not changed:
        raise ValidationError("Chỉ yêu cầu không xong mới gửi lại được.", code="state")
    transaction.on_commit(lambda: ring(job), robust=True)
    job.refresh_from_db()
    return job


def ring(job):
    """Wake a worker. A broker that is away costs a line in the log: the sweep rings again."""
    try:
        with current_app.connection_for_write(transport_options=BROKER_PATIENCE) as broker:
            current_app.send_task(
                RUN_TASK,
                args=[job._meta.label, str(job.pk)],
                connection=broker,
                retry=False,
                expires=RING_LIFE * settings.JOB_SWEEP_SECONDS,
            )
    except Exception as error:  # whatever the broker's client raises, the request has already succeeded
        log.warning("no ring for %s %s: %s", job._meta.label, job.pk, error)


# --- working --------------------------------------------------------------------


def run(model, pk):
    """Do one job if nobody holds it. Returns True when this call delivered it."""
    if connection.in_atomic_block:
        raise RuntimeError("a job opens its own transactions; its lease must be seen by other connections")
    token = uuid.uuid4()
    if not _claim(model, pk, token):
        return False
    job = model._base_manager.get(pk=pk)
    try:
        with _Lease(model, pk, token) as lease:
            result = job.work(lease.progress)
            return _deliver(model, pk, token, result)
    except LeaseLost:
        log.warning("%s %s: lease lost, another attempt has it", model._meta.label, pk)
    except (JobRefused, ValidationError) as refusal:
        _fail(model, pk, token, sentence=_sentence(refusal))
    except Exception:
        log.exception("%s %s failed", model._meta.label, pk)
        _fail(model, pk, token)
    return False


def _lease_end():
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _claim(model, pk, token):
    """Take a waiting job, once: a ring heard twice finds nothing to do."""
    return model._base_manager.filter(pk=pk, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        lease_token=token,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        started_at=Now(),
        percent=0,
        step="",
    )


def _held(model, pk, token):
    return model._base_manager.filter(pk=pk, state=Job.State.RUNNING, lease_token=token)


def _deliver(model, pk, token, result):
    with transaction.atomic():
        job = _held(model, pk, token).select_for_update().first()
        if job is not None:
            job.deliver(result)
            job.state, job.percent, job.step = Job.State.DONE, 100, ""
            job.lease_token = job.lease_until = None
            job.error_for_person = job.error_for_log = ""
            job.finished_at = Now()
            job.save()
            return True
    log.warning("%s %s: result of a lost lease thrown away", model._meta.label, pk)
    model._base_manager.get(pk=pk).discard(result)
    return False


def _fail(model, pk, token, sentence=""):
    """Back to the queue for the sweep to ring, or parked: at once with a sentence, else after the last attempt."""
    with transaction.atomic():
        job = _held(model, pk, token).select_for_update().first()
        if job is None:
            return
        job.error_for_log = traceback.format_exc()
        job.lease_token = job.lease_until = None
        if not sentence and job.attempts < settings.JOB_MAX_ATTEMPTS:
            job.state = Job.State.QUEUED
        else:
            sentence = sentence or FAILED.format(attempts=job.attempts, code=str(pk)[:8])
            job.state, job.error_for_person, job.finished_at = Job.State.PARKED, sentence[:500], Now()
        job.save(
            update_fields=["state", "lease_token", "lease_until", "error_for_person", "error_for_log", "finished_at"]
        )


def _sentence(refusal):
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


class _Lease:
    """Keeps a claimed job claimed while `work` runs, and carries its progress.

    A thread with a database connection of its own: the work may sit in one long transaction, and what it reports must
    be seen at once.
    """

    def __init__(self, model, pk, token):
        self.model, self.pk, self.token = model, pk, token
        self.news, self.wake, self.over, self.lost = {}, threading.Event(), False, False
        self.thread = threading.Thread(target=self._keep, name=f"lease {pk}", daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.over = True
        self.wake.set()
        self.thread.join()

    def progress(self, percent, step=""):
        """Say how far the work is: 0 to 100 and what is being done, in Vietnamese. Stops work whose lease is lost."""
        if self.lost:
            raise LeaseLost
        self.news = {"percent": max(0, min(int(percent), 99)), "step": step[:200]}
        self.wake.set()

    def _keep(self):
        try:
            while not self.over:
                self._beat()
                self.wake.wait(settings.JOB_LEASE_SECONDS / 3)
                self.wake.clear()
        finally:
            connection.close()

    def _beat(self):
        try:
            held = _held(self.model, self.pk, self.token).update(lease_until=_lease_end(), **self.news)
        except DatabaseError as error:  # the next beat may get through; the lease outlives two missed ones
            log.warning("no heartbeat for %s: %s", self.pk, error)
            connection.close()
        else:
            self.lost = self.lost or not held


# --- sweeping -------------------------------------------------------------------


def job_models():
    """Every concrete kind of job."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


def sweep():
    """Take back what dead workers held, and ring for everything that waits. Safe to run at any time, twice at once.

    Returns {"requeued", "parked", "rung"}: how many.
    """
    counts = {"requeued": 0, "parked": 0, "rung": 0}
    for model in job_models():
        expired = model._base_manager.filter(state=Job.State.RUNNING, lease_until__lt=Now())
        counts["parked"] += expired.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
            state=Job.State.PARKED,
            lease_token=None,
            lease_until=None,
            finished_at=Now(),
            error_for_person=DIED.format(attempts=settings.JOB_MAX_ATTEMPTS),
            error_for_log="lease expired",
        )
        counts["requeued"] += expired.update(state=Job.State.QUEUED, lease_token=None, lease_until=None)
        waiting = model._base_manager.filter(state=Job.State.QUEUED).order_by("requested_at")[:RINGS_PER_SWEEP]
        for job in waiting:
            ring(job)
            counts["rung"] += 1
    return counts
