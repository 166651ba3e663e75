"""Databases for tests: a template per state (tests/states.py) and per state of the code, cloned in a moment.

Names: `kc_empty_<hash>` (migrated, granted), `kc_<state>_<hash>` (a state on top), `kc_test_<pid>_<n>` (clones, dropped
by the process that made them; those of dead processes are swept). Nothing is ever truncated: ledger and audit refuse
it, as they should.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path

from servers import OWNER, PROGRAM, create_database

from tests.servers import BROKER_SOCKET, SERVERS, valkey_say

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
SAMPLE_MEDIA = ROOT / "var" / "test-sample"
PREPARE = "script/prepare.py"  # what script/start and the containers make their tables with
_numbers = count(1)
_in_use = []  # superuser connections; each holds a lock that keeps a template from being dropped


@dataclass
class OwnDatabase:
    """One test's own database: `url` is the program's role, `owner_url` the owner's, `superuser()` neither's."""

    name: str

    @property
    def url(self):
        return SERVERS.url(PROGRAM, self.name)

    @property
    def owner_url(self):
        return SERVERS.url(OWNER, self.name)

    def superuser(self):
        """A psycopg2 connection (autocommit) as the cluster's superuser; close it before the test ends."""
        return SERVERS.superuser_connect(self.name)


def _digest(paths):
    digest = hashlib.sha256(SERVERS.name_of_version().encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _project_files(*patterns):
    outside = {".venv", "var", "tests", "script", "staticfiles", "benchmarks"}
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in outside and not folder.name.startswith("."):
            for pattern in patterns:
                yield from folder.rglob(pattern)


def _migration_hash():
    files = [
        path
        for path in _project_files("*.py", "*.sql")
        if path.parent.name == "migrations" or path.suffix == ".sql" or path.name in ("grants.py", "grant_roles.py")
    ]
    return _digest([*files, ROOT / PREPARE])


@cache
def _code_hash():
    builders = [path for name in ("states", "factories", "builders", "conftest") for path in TESTS.rglob(f"{name}.py")]
    return _digest([*_project_files("*.py", "*.sql", "*.yaml"), *builders])


@cache  # asked for by every test: one connection a process holds the template, not one a test
def template(state="empty"):
    """The name of the template of a state, built if this code was never run before.

    The files of `sample` lie in SAMPLE_MEDIA/<name>.
    """
    if state == "empty":
        return _prepared("kc_empty_", _migration_hash(), _migrate)
    return _prepared(f"kc_{state}_", _code_hash(), partial(_build, state))


def _prepared(prefix, digest, build):
    name = prefix + digest
    superuser = SERVERS.superuser_connect()
    try:
        with superuser.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('kc_build_' || %s))", [prefix])
            cursor.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                _drop_unused(cursor, prefix)
                half = f"kc_half_{os.getpid()}"
                cursor.execute(f'DROP DATABASE IF EXISTS "{half}" WITH (FORCE)')
                build(cursor, half, name)
                cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
            cursor.execute("SELECT pg_advisory_unlock(hashtext('kc_build_' || %s))", [prefix])
    except BaseException:
        superuser.close()  # its locks go with it: the next test of this process asks for them again
        raise
    _in_use.append(superuser)
    return name


def _drop_unused(cursor, prefix):
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    for (old,) in cursor.fetchall():
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [old])
        if cursor.fetchone()[0]:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [old])
            shutil.rmtree(SAMPLE_MEDIA / old, ignore_errors=True)


def _migrate(cursor, half, _name):
    create_database(cursor, half)
    _run(PREPARE, DATABASE_URL=SERVERS.url(OWNER, half))


def _build(state, cursor, half, name):
    create_database(cursor, half, template())
    media = SAMPLE_MEDIA / name
    shutil.rmtree(media, ignore_errors=True)
    media.mkdir(parents=True)
    _run("-m", "tests.states", state, DATABASE_URL=SERVERS.url(PROGRAM, half), DEMO="True", MEDIA_ROOT=str(media))


def _run(*command, **extra):
    """Python in a process of its own, with the settings of script/start."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=os.environ | extra, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stdout[-3000:]}{done.stderr[-6000:]}")


def clone(source):
    """A new database of this process, copied from the template `source`."""
    name = f"kc_test_{os.getpid()}_{next(_numbers)}"
    with closing(SERVERS.superuser_connect()) as superuser, superuser.cursor() as cursor:
        create_database(cursor, name, source)
    return OwnDatabase(name)


def drop(database):
    with closing(SERVERS.superuser_connect()) as superuser, superuser.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')


def copy_sample_media(name, media_root):
    shutil.copytree(SAMPLE_MEDIA / name, media_root, dirs_exist_ok=True)


def sweep():
    """Drop what processes that no longer run have left behind."""
    with closing(SERVERS.superuser_connect()) as superuser, superuser.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^kc_(test|half)_[0-9]+'")
        for (name,) in cursor.fetchall():
            if not Path(f"/proc/{name.split('_')[2]}").exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty_broker():
    valkey_say(BROKER_SOCKET, b"FLUSHALL")
