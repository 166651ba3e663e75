"""Real processes for tests: gunicorn, Celery workers and beat, by the lines of the Procfile that script/start runs."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from string import Template

import pytest
from honcho.environ import parse_procfile
from servers import wait_until

from tests.databases import ROOT


def procfile(name, **values):
    """The Procfile's command for `name` as a list of words, its $VARIABLES filled in from `values`."""
    line = parse_procfile((ROOT / "Procfile").read_text()).processes[name]
    return [Template(word).substitute(values | {"PYTHON": sys.executable}) for word in shlex.split(line)]


class Process:
    """One server process of the program with its children, and what it said."""

    def __init__(self, command, *, environment, log, pass_fds=()):
        self.log = log
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | environment,
                stdout=output,
                stderr=output,
                pass_fds=pass_fds,
                start_new_session=True,
            )

    def kill(self):
        """kill -9 to the process and all its children, as when the machine loses power; so ends every test as well."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)

    def output(self):
        return self.log.read_text(errors="replace")


def _answers(url):
    try:
        urllib.request.urlopen(url, timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def serving(database, log, workers=3, **environment):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        port = listener.getsockname()[1]
        process = Process(
            procfile("web", WEB_WORKERS=workers, WEB_BIND=f"fd://{listener.fileno()}"),
            environment={"DATABASE_URL": database.url} | environment,
            log=log,
            pass_fds=[listener.fileno()],
        )
    try:
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 60
        while not _answers(f"{address}/healthz"):
            assert process.popen.poll() is None and time.monotonic() < end, process.output()[-3000:]
            time.sleep(0.1)
        yield address
    finally:
        process.kill()


@contextmanager
def working(database, log, processes=2, **environment):
    name = f"test-{os.getpid()}-{time.monotonic_ns()}@localhost"
    process = Process(
        [*procfile("worker", WORKER_CONCURRENCY=processes), "--hostname", name],
        environment={"DATABASE_URL": database.url} | environment,
        log=log,
    )
    process.name = name
    try:
        ready = wait_until(lambda: " ready." in process.output() or process.popen.poll() is not None, 60)
        assert ready and process.popen.poll() is None, process.output()[-3000:]
        yield process
    finally:
        process.kill()


@contextmanager
def beating(database, log, **environment):
    process = Process(
        procfile("beat", BEAT_SCHEDULE=log.with_suffix(".schedule")),
        environment={"DATABASE_URL": database.url} | environment,
        log=log,
    )
    try:
        yield process
    finally:
        process.kill()


@pytest.fixture
def serve(tmp_path):
    """serve(database, workers=3, **environment) -> "http://127.0.0.1:port": real gunicorn before that database."""
    with ExitStack() as stack:
        yield lambda database, workers=3, **environment: stack.enter_context(
            serving(database, tmp_path / f"gunicorn-{time.monotonic_ns()}.log", workers, **environment)
        )


@pytest.fixture
def worker(tmp_path):
    """worker(database, processes=2, **environment) -> Process: a real Celery worker on this test run's own broker."""
    with ExitStack() as stack:
        yield lambda database, processes=2, **environment: stack.enter_context(
            working(database, tmp_path / f"worker-{time.monotonic_ns()}.log", processes, **environment)
        )


@pytest.fixture
def beat(tmp_path):
    """beat(database, **environment) -> Process: the clock that rings for forgotten jobs."""
    with ExitStack() as stack:
        yield lambda database, **environment: stack.enter_context(
            beating(database, tmp_path / f"beat-{time.monotonic_ns()}.log", **environment)
        )
