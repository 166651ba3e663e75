"""Background work: asked once, done once, whatever dies on the way."""

import hashlib
import threading
import time
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings as django_settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from servers import PROGRAM, wait_until

from accounts.models import Organisation, RoleGrant, User
from core.job_models import Job
from core.jobs import job_models, resubmit, ring, run, submit, sweep
from core.stored_files import drop_file, place_file
from core.tasks import run_job
from tests import databases
from tests.jobs_app.models import EchoJob
from tests.processes import beating

UNDER = {"DJANGO_SETTINGS_MODULE": "tests.jobs_app.settings", "JOB_LEASE_SECONDS": "2", "JOB_SWEEP_SECONDS": "1"}


@pytest.fixture
def room(own_database, settings):
    """The test's own kind of job with its table, in a database where commits are real."""
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(EchoJob)
    with closing(psycopg2.connect(own_database.owner_url)) as owner, owner, owner.cursor() as cursor:
        cursor.execute("\n".join(editor.collected_sql))
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE ON jobs_app_echojob TO {PROGRAM}")
    settings.INSTALLED_APPS = [*django_settings.INSTALLED_APPS, "tests.jobs_app"]
    settings.JOB_LEASE_SECONDS = 1
    return own_database


@pytest.fixture
def person(room):
    office = Organisation.objects.create(name="Sở Công Thương", short_name="Sở Công Thương", kind="DOIT")
    person = User.objects.create(username="chuyenvien", full_name="Trần Thị Hà", organisation=office)
    RoleGrant.objects.create(user=person, role="DOIT_SPECIALIST", valid_from=date(2020, 1, 1))
    return person


@pytest.fixture
def ask(person):
    """ask("chào", seconds=…) -> a submitted job."""
    return lambda said="chào", **fields: submit(EchoJob(requested_by=person, said=said, **fields))


def rings():
    return redis.Redis.from_url(f"unix://{databases.BROKER_SOCKET}").llen("celery")


def now_of(job):
    return EchoJob.objects.get(pk=job.pk)


def steal(job):
    """The lease runs out, as if its worker had died: the sweep gives the job to the next."""

    def swept_between_two_heartbeats():
        EchoJob.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(lease_until=Now() - timedelta(seconds=5))
        sweep()
        return now_of(job).state == Job.State.QUEUED

    assert wait_until(swept_between_two_heartbeats, 10)


@contextmanager
def working_on(job):
    """A worker of this process, in a thread; leaves when it is done. Gives the list of what it answered."""
    answers = []

    def work():
        try:
            answers.append(run(EchoJob, job.pk))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert wait_until(lambda: now_of(job).state == Job.State.RUNNING, 10)
    try:
        yield answers
    finally:
        thread.join(30)


# --- asking -----------------------------------------------------------------------


def test_the_worker_is_rung_for_only_after_the_request_is_committed(person):
    with transaction.atomic():
        job = submit(EchoJob(requested_by=person, said="chào"))
        assert rings() == 0
    assert rings() == 1
    assert now_of(job).state == Job.State.QUEUED


def test_a_request_that_is_rolled_back_leaves_no_job_and_no_ring(person):
    with pytest.raises(RuntimeError, match="changed"), transaction.atomic():
        submit(EchoJob(requested_by=person, said="chào"))
        raise RuntimeError("changed our mind")
    assert rings() == 0 and not EchoJob.objects.exists()


@pytest.mark.parametrize("broker", ["redis+socket:///nowhere/valkey.sock?virtual_host=0", "redis://127.0.0.1:9/0"])
def test_a_dead_broker_does_not_fail_the_request(broker, ask, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_URL", broker)
    started = time.monotonic()
    job = ask()
    assert time.monotonic() - started < 5
    monkeypatch.delenv("CELERY_BROKER_URL")
    assert rings() == 0 and now_of(job).state == Job.State.QUEUED
    assert sweep()["rung"] == 1
    assert rings() == 1


# --- doing --------------------------------------------------------------------------


def test_a_job_is_done_once_however_often_it_is_rung_for(ask):
    job = ask()
    assert run(EchoJob, job.pk) is True
    assert run(EchoJob, job.pk) is False
    done = now_of(job)
    assert (done.state, done.percent, done.answer, done.deliveries) == (Job.State.DONE, 100, "CHÀO", 1)
    assert done.lease_token is None and done.is_over
    assert done.requested_at <= done.started_at <= done.finished_at


@pytest.mark.race
def test_ten_workers_that_hear_the_same_ring_deliver_once(ask):
    job = ask(seconds=0.5)
    answers, start = [], threading.Barrier(10)

    def work():
        start.wait()
        try:
            answers.append(run(EchoJob, job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 9 + [True]
    assert (now_of(job).deliveries, now_of(job).attempts) == (1, 1)


def test_the_person_sees_how_far_it_is(ask):
    job = ask(seconds=1.5)
    with working_on(job):
        assert wait_until(lambda: 30 <= now_of(job).percent < 100, 10)
        assert now_of(job).step.startswith("phần ")
    assert (now_of(job).percent, now_of(job).step) == (100, "")


def test_a_long_job_keeps_its_lease(ask):
    job = ask(seconds=3)  # three times the lease
    with working_on(job) as answers:
        for _ in range(12):
            time.sleep(0.2)
            assert sweep()["requeued"] == 0
    assert answers == [True] and now_of(job).attempts == 1


@pytest.mark.parametrize("said", ["chào", "im lặng"])
def test_whoever_lost_the_lease_stops_and_delivers_nothing(said, ask):
    """One that reports its progress is told; one that works in silence finds out when it wants to deliver."""
    job = ask(said, seconds=1.5)
    with working_on(job) as slow:
        steal(job)
        assert run(EchoJob, job.pk) is True
    assert slow == [False]
    assert (now_of(job).deliveries, now_of(job).attempts, now_of(job).state) == (1, 2, Job.State.DONE)


def test_a_job_runs_in_transactions_of_its_own(ask):
    job = ask()
    with transaction.atomic(), pytest.raises(RuntimeError, match="own transactions"):
        run(EchoJob, job.pk)


# --- failing ---------------------------------------------------------------------------


def test_after_three_failures_a_job_is_parked_with_a_sentence(ask):
    job = ask("hỏng")
    for attempt in (1, 2):
        assert run(EchoJob, job.pk) is False
        assert (now_of(job).state, now_of(job).attempts) == (Job.State.QUEUED, attempt)
    run(EchoJob, job.pk)
    parked = now_of(job)
    assert parked.state == Job.State.PARKED and parked.is_over and parked.finished_at
    assert parked.error_for_person == f"Không xong sau 3 lần thử. Hãy báo quản trị, mã yêu cầu {str(job.pk)[:8]}."
    assert "something broke inside" in parked.error_for_log
    assert "something broke inside" not in parked.error_for_person
    assert sweep() == {"requeued": 0, "parked": 0, "rung": 0}


@pytest.mark.parametrize(
    ("said", "sentence"), [("từ chối", "Không có số liệu của năm này."), ("sai", "Năm phải từ 2017.")]
)
def test_what_can_never_be_done_is_parked_at_once(said, sentence, ask):
    job = ask(said)
    run(EchoJob, job.pk)
    assert (now_of(job).state, now_of(job).attempts) == (Job.State.PARKED, 1)
    assert now_of(job).error_for_person == sentence


def test_a_delivery_that_fails_delivers_nothing(ask):
    job = ask("hỏng khi trao")
    run(EchoJob, job.pk)
    assert (now_of(job).state, now_of(job).deliveries, now_of(job).answer) == (Job.State.QUEUED, 0, "")


def test_workers_that_die_three_times_park_the_job(ask):
    job = ask()
    for attempt in (1, 2, 3):
        EchoJob.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING,
            attempts=attempt,
            lease_token="00000000-0000-0000-0000-000000000001",
            lease_until=Now() - timedelta(seconds=1),
        )
        sweep()
        assert now_of(job).state == (Job.State.QUEUED if attempt < 3 else Job.State.PARKED)
    assert "bị dừng giữa chừng" in now_of(job).error_for_person


def test_a_parked_job_can_be_asked_for_again_and_a_living_one_cannot(ask):
    job = ask("từ chối")
    with pytest.raises(ValidationError, match="không xong"):
        resubmit(job)
    run(EchoJob, job.pk)
    databases.empty_broker()
    again = resubmit(job)
    assert (again.state, again.attempts, again.error_for_person) == (Job.State.QUEUED, 0, "")
    assert rings() == 1


def test_the_sweep_leaves_work_in_progress_alone(ask):
    job = ask(seconds=1)
    with working_on(job):
        assert sweep() == {"requeued": 0, "parked": 0, "rung": 0}


def test_only_jobs_are_run(room, person):
    assert EchoJob in job_models()
    with pytest.raises(ValueError, match="not a job"):
        run_job("accounts.User", str(person.pk))


@pytest.mark.parametrize(
    "wrong", [{"percent": 101}, {"state": "RUNNING"}, {"lease_token": "00000000-0000-0000-0000-000000000001"}]
)
def test_the_database_refuses_a_lease_without_work_and_work_without_a_lease(wrong, ask):
    job = ask()
    with pytest.raises(IntegrityError):
        EchoJob.objects.filter(pk=job.pk).update(**wrong)


# --- files -------------------------------------------------------------------------------


def test_a_file_is_whole_or_absent_and_the_second_attempt_replaces_the_first(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    place_file("reports/2026/a.pdf", b"first")
    size, digest = place_file("reports/2026/a.pdf", b"second")
    assert (size, digest) == (6, hashlib.sha256(b"second").hexdigest())
    assert [path.name for path in (tmp_path / "reports/2026").iterdir()] == ["a.pdf"]
    assert (tmp_path / "reports/2026/a.pdf").stat().st_mode & 0o077 == 0
    drop_file("reports/2026/a.pdf")
    drop_file("reports/2026/a.pdf")
    with pytest.raises(SuspiciousFileOperation):
        place_file("../outside.pdf", b"x")


# --- real workers ------------------------------------------------------------------------


@pytest.mark.worker
def test_a_real_worker_does_what_was_asked_and_shows_its_progress(room, ask, worker):
    worker(room, **UNDER)
    job = ask(seconds=1)
    assert wait_until(lambda: 0 < now_of(job).percent < 100, 20)
    assert wait_until(lambda: now_of(job).is_over, 20)
    assert now_of(job).answer == "CHÀO"


@pytest.mark.long  # always: reports whose workers die, in tests/reports/test_runs.py
@pytest.mark.worker
def test_killed_workers_and_an_emptied_broker_lose_nothing(room, ask, worker, tmp_path):
    """Twenty files asked for; two generations of workers die by kill -9 in the middle; the broker forgets all rings."""
    media = tmp_path / "media"
    under = {**UNDER, "MEDIA_ROOT": str(media)}
    with beating(room, tmp_path / "beat.log", **under):
        jobs = [ask(f"báo cáo {n}", seconds=0.8, into=f"reports/{n}.txt") for n in range(20)]
        for _ in range(2):
            generation = worker(room, **under)
            assert wait_until(lambda: EchoJob.objects.filter(state=Job.State.RUNNING, percent__gt=0).count() == 2, 30)
            generation.kill()
        databases.empty_broker()
        worker(room, **under)
        assert wait_until(lambda: all(job.is_over for job in EchoJob.objects.all()), 90)

    assert set(EchoJob.objects.values_list("state", "deliveries")) == {(Job.State.DONE, 1)}
    assert EchoJob.objects.filter(attempts__gt=1).exists()  # the killed ones were tried again
    files = {path.name for path in Path(media, "reports").iterdir() if not path.name.startswith(".")}
    assert files == {f"{n}.txt" for n in range(20)}
    for job in EchoJob.objects.all():
        assert hashlib.sha256(Path(media, job.into).read_bytes()).hexdigest() == job.sha256
    assert {now_of(job).answer for job in jobs} == {f"BÁO CÁO {n}" for n in range(20)}


def test_ringing_for_nobody_is_harmless(ask):
    job = ask()
    run(EchoJob, job.pk)
    ring(job)
    assert run_job("jobs_app.EchoJob", str(job.pk)) is False
