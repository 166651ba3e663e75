"""Copies of this checkout on which tests run the real script/start, as a person at a terminal does."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from environment import STAMP
from servers import Servers, wait_until

from tests.databases import ROOT

RUNNING = r"đang chạy: (\S+)/ +\(trang đầu sau ([\d.]+) giây"
PATIENCE = 600  # seconds: the machine may be busy with other tests


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def may_run(user, python):
    try:
        return subprocess.run([python, "-c", ""], user=user, extra_groups=[], cwd="/", check=False).returncode == 0
    except OSError:
        return False


def copy_environment(venv, user):
    """The packages of this run where `user` may read them, under a Python of the system that `user` may run."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    python = next((path for path in (f"/usr/bin/{version}", f"/usr/local/bin/{version}") if may_run(user, path)), None)
    if python is None:
        pytest.skip(f"no {version} that an ordinary user may run")
    subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
    packages, only_for_tests = venv / "lib" / version / "site-packages", shutil.ignore_patterns("playwright")
    shutil.copytree(sysconfig.get_path("purelib"), packages, ignore=only_for_tests, dirs_exist_ok=True)
    shutil.copy(Path(sys.prefix) / STAMP.name, venv)


class Started:
    """One script/start in a terminal of its own."""

    def __init__(self, process, log):
        self.process, self.log = process, log

    def said(self):
        return self.log.read_text()

    def says(self, pattern):
        """What it says that matches, once it does."""
        wait_until(lambda: re.search(pattern, self.said()) or self.process.poll() is not None, PATIENCE)
        found = re.search(pattern, self.said())
        assert found, self.said()[-5000:]
        return found

    def wait_for_first_page(self):
        found = self.says(RUNNING)
        self.address, self.seconds = found[1], float(found[2])
        print(f"\nfirst page after {self.seconds} s, load {os.getloadavg()[0]:.1f}")
        return self

    def ends(self):
        """Its exit code, once it has ended by itself."""
        return self.process.wait(PATIENCE)

    def press_ctrl_c(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.ends()


class Checkout:
    """The tracked files in a folder of their own, of `user` or whoever runs the tests. Nothing has to be installed:
    `.venv` is the environment of this run.
    """

    def __init__(self, folder, user=None):
        self.folder, self.user = folder, user
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
        for name in tracked.stdout.split("\0")[:-1]:
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        if user and not may_run(user, sys.executable):
            copy_environment(folder / ".venv", user)
        else:
            (folder / ".venv").symlink_to(sys.prefix)
        if user:
            subprocess.run(["chown", "--recursive", "--no-dereference", user, folder], check=True)
        servers = Servers(folder)
        self.state = folder / "var" / "servers" if user else servers.state
        self.places = [str(place).encode() for place in (folder, self.state, servers.run)]

    def run(self, *command, **options):
        """A process in this folder with nothing of this test run's own settings around it."""
        if self.user:
            options |= {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)},
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )

    def start(self, *arguments, port=None, answer="", within=()):
        """script/start on a free port; `answer` is what the person types, `within` a command to run it inside of."""
        port = port or free_port()
        log = self.folder.with_name(f"{self.folder.name}-{port}.log")
        with open(log, "w") as output:
            process = self.run(
                *within, "script/start", "--port", port, *arguments, stdin=subprocess.PIPE, stdout=output
            )
        with suppress(BrokenPipeError), process.stdin as keyboard:
            keyboard.write(answer)
        return Started(process, log)

    def manage(self, *command):
        """What script/manage says."""
        process = self.run("script/manage", *command, stdout=subprocess.PIPE)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        return said

    def processes(self):
        """The processes that run from this folder or on its servers' data, by number."""
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self._is_ours(entry)]

    def _is_ours(self, entry):
        try:
            return any(
                place in (entry / "cmdline").read_bytes() + b"\0" + os.fsencode(os.readlink(entry / "cwd"))
                for place in self.places
            )
        except OSError:  # ended meanwhile, or somebody else's
            return False

    def everything_ended(self):
        return wait_until(lambda: not self.processes(), 5)

    def kill_everything(self):
        """kill -9, as when the machine loses power."""
        while found := self.processes():
            for pid in found:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@contextmanager
def copied_to(folder, user=None):
    checkout = Checkout(folder, user)
    try:
        yield checkout
    finally:
        checkout.kill_everything()
        shutil.rmtree(checkout.state, ignore_errors=True)
        shutil.rmtree(folder)


@contextmanager
def copied_for(user):
    """A copy in a folder of `user`, which nobody needs root to reach."""
    with tempfile.TemporaryDirectory(prefix="khuyencong-") as home:
        shutil.chown(home, user)
        with copied_to(Path(home) / "khuyencong", user) as checkout:
            yield checkout
