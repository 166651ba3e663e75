"""Shared fixtures. A test takes the cheapest that fits:

* `db` (pytest-django): everything is rolled back; the deferred audit chain is checked at the end of the test.
* `own_database`: a fresh clone with real commits, for races, workers, triggers at commit and browsers.
* `sample_database`: the same with the Hà Tĩnh sample in it.
* `serve`, `worker`, `beat`: the real gunicorn and Celery of script/start on such a database.
* `page`, `new_page`, `login`: Chromium before it.
"""

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from tests import databases

pytest_plugins = ["tests.processes", "tests.browsers"]


def pytest_collection_modifyitems(items):
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = set(getattr(item, "fixturenames", ()))
        if (marker and marker.kwargs.get("transaction")) or fixtures & {"transactional_db", "live_server"}:
            raise pytest.UsageError(f"{item.nodeid}: flushing tables is refused here; use the fixture own_database")
        for name in fixtures & {"browser", "worker"}:
            item.add_marker(name)
        # What commits, races or lives by triggers is what another version of PostgreSQL could change.
        if "browser" not in fixtures and ("own_database" in fixtures or "ledger" in item.path.parts):
            item.add_marker("db15")


def _point_to(name):
    """Let every connection of this process, in every thread, mean the database `name` from now on."""
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """One database for this pytest process, cloned from the migrated template; the program's own role uses it."""
    databases.sweep()
    database = databases.clone(databases.template())
    _point_to(database.name)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    databases.drop(database)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Argon2 with little memory: the real one takes a tenth of a second on purpose. gunicorn verifies both alike."""
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def empty_cache():
    from django.core.cache import cache

    cache.clear()


def _lent(source, blocker, fixturenames):
    if "db" in fixturenames:
        raise pytest.UsageError("own_database and db exclude each other: one commits, the other rolls back")
    database = databases.clone(source)
    databases.empty_broker()
    before = settings.DATABASES["default"]["NAME"]
    with blocker.unblock():
        _point_to(database.name)
        yield database
        _point_to(before)
    databases.drop(database)


@pytest.fixture
def own_database(request, django_db_setup, django_db_blocker):
    """A fresh, migrated database of this test alone; Django's default connection points at it. Commits are real."""
    yield from _lent(databases.template(), django_db_blocker, request.fixturenames)


@pytest.fixture
def sample_database(request, django_db_setup, django_db_blocker, monkeypatch):
    """Like `own_database`, with the Hà Tĩnh sample, its demo accounts and its files: a demonstration."""
    monkeypatch.setattr(settings, "DEMO", True)
    monkeypatch.setenv("DEMO", "True")  # for the processes that serve it
    name = databases.sample_template()
    databases.copy_sample_media(name, settings.MEDIA_ROOT)
    yield from _lent(name, django_db_blocker, request.fixturenames)
