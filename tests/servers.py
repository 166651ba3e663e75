"""pytest plugin (`-p tests.servers`): real PostgreSQL and Valkey before Django's settings are read.

Tests never use DATABASE_URL of the surroundings: they make and drop databases, which nobody wants in a real one.
KHUYENCONG_TEST_POSTGRES (a folder with initdb and postgres) and KHUYENCONG_TEST_REDIS (a server program) run them on
other versions than the packaged ones; script/test --all does.
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "script"))

from servers import PROGRAM, WHOSE, Servers, valkey_answers, valkey_say, wait_until

# Garbage is looked for seldom: a tenth of the time of a run goes there otherwise.
gc.set_threshold(100_000, 50, 100)

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3  # bytes; a run takes some 600 MB


def _memory():
    """Where a database of a thousand files is copied in 30 ms instead of 700; None: the disk, for want of room.

    What deleted checkouts left there is removed first.
    """
    if not MEMORY.is_dir():
        return None
    for whose in MEMORY.glob(f"khuyencong-*/{WHOSE}"):
        try:
            gone = not Path(whose.read_text().strip()).exists()
        except OSError:  # of somebody else
            continue
        if gone:
            shutil.rmtree(whose.parent, ignore_errors=True)
    ours = any(MEMORY.glob(f"khuyencong-{os.geteuid()}-*"))
    return MEMORY if ours or shutil.disk_usage(MEMORY).free > ENOUGH else None


_postgres = os.environ.get("KHUYENCONG_TEST_POSTGRES")
SERVERS = Servers(
    name="thu-khac" if _postgres else "thu",
    postgres_bin=_postgres,
    redis_server=os.environ.get("KHUYENCONG_TEST_REDIS"),
    # No test outlives a power cut, and each has a database made for it, gone before anybody would tidy it.
    settings=[
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
        "wal_level = minimal",
        "max_wal_senders = 0",
        "autovacuum = off",
        "max_wal_size = 256MB",
    ],
    memory=_memory(),
)
SERVERS.join()


def _own_broker():
    """A Redis-protocol server of this pytest process alone: a test may flush it, nobody else sees it."""
    for path in SERVERS.run.glob("test-*.sock"):
        if not Path("/proc", path.stem.removeprefix("test-")).exists():  # its pytest was killed
            valkey_say(path, b"SHUTDOWN NOSAVE")
            path.unlink(missing_ok=True)
    path = SERVERS.run / f"test-{os.getpid()}.sock"
    process = SERVERS.spawn_valkey(path, SERVERS.log / "test-valkey.log")
    wait_until(lambda: valkey_answers(path), 15)
    return path, process


BROKER_SOCKET, _broker_process = _own_broker()
_process = os.getpid()
MEDIA = tempfile.mkdtemp(prefix="khuyencong-test-media-")

os.environ |= {
    "SECRET_KEY": "chỉ dùng trong kiểm thử, dài hơn năm mươi ký tự để không bị cảnh báo",
    "DATABASE_URL": SERVERS.url(PROGRAM),
    "DATABASE_OWNER_URL": "",
    "DATABASE_APP_ROLE": PROGRAM,
    "REDIS_URL": f"redis+socket://{BROKER_SOCKET}?virtual_host=0",
    "MEDIA_ROOT": MEDIA,
    "STATIC_MANIFEST": "False",  # no collectstatic before tests
    "TLS": "False",
    "ALLOWED_HOSTS": "*",
    "DEBUG": "False",
    "DEMO": "False",
    "LOG_LEVEL": "WARNING",
    # playwright's own event loop runs in the test's thread; the ORM is not called from inside it
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}


def _leave():
    if os.getpid() != _process:  # a child made by fork
        return
    valkey_say(BROKER_SOCKET, b"SHUTDOWN NOSAVE")
    _broker_process.wait(10)
    BROKER_SOCKET.unlink(missing_ok=True)
    shutil.rmtree(MEDIA, ignore_errors=True)
    SERVERS.leave()


atexit.register(_leave)  # also when Django's own start fails, which is before pytest's hooks
