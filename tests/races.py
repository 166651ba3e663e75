"""Two people at the same moment, each with a thread and a connection of its own before the same database.

with transaction.atomic():
    suspend(change)
    other = meanwhile(lambda: sign(contract))
    assert other.waits()          # for the transaction it was begun in
assert "đang dừng" in str(other.answer())
"""

import threading
import time

from django.core.exceptions import ValidationError
from django.db import connection

SECONDS = 60


def meanwhile(act):
    """Somebody else's act, begun now."""
    return Other(act)


def at_once(*acts):
    """What came of each of the acts, begun together: its answer, or its refusal."""
    start = threading.Barrier(len(acts))
    others = [Other(act, start) for act in acts]
    return [other.answer() for other in others]


class Other:
    def __init__(self, act, start=None):
        self._act, self._start = act, start
        self._backend = self._answer = self._failure = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self._backend = cursor.fetchone()[0]
            if self._start:
                self._start.wait(SECONDS)
            self._answer = self._act()
        except ValidationError as refusal:
            self._answer = refusal
        except BaseException as error:  # told by `answer`
            self._failure = error
        finally:
            connection.close()

    def waits(self):
        """Whether it stands before a lock that somebody holds; False once it is through."""
        return _until(lambda: self._backend and _before_a_lock(self._backend), or_not=self._thread)

    def answer(self):
        """What it answered, or the ValidationError by which it was refused; any other exception is raised here."""
        self._thread.join(2 * SECONDS)
        assert not self._thread.is_alive()
        if self._failure:
            raise self._failure
        return self._answer


def until_somebody_waits():
    """Until another connection to this database stands before a lock."""
    assert _until(_before_a_lock), "nobody waits"


def _until(holds, or_not=None):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and not (or_not and not or_not.is_alive()):
        if holds():
            return True
        time.sleep(0.02)
    return False


def _before_a_lock(backend=None):
    with connection.cursor() as cursor:
        # not pg_stat_activity: within a transaction it shows what it showed first
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND (pid = %(pid)s OR %(pid)s IS NULL AND pid IN "
            "(SELECT pid FROM pg_locks WHERE database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())))",
            {"pid": backend},
        )
        return cursor.fetchone()[0] > 0
