"""Shared fixtures. A test takes the cheapest that fits:

* `db` (pytest-django): everything is rolled back; the deferred audit chain is checked at the end of the test.
* `own_database`: a fresh clone with real commits, for races, workers, triggers at commit and browsers.
* `sample`, `sample_database`: like these two, with the Hà Tĩnh sample.
* `serve`, `worker`, `beat`: the real gunicorn and Celery of script/start on such a database.
* `sample_site`: the sample served once for all tests of a file that only look at it.
* `page`, `new_page`, `login`, `login_by_page`: Chromium before it.
"""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from tests import databases

pytest_plugins = ["tests.processes", "tests.browsers"]


def pytest_collection_modifyitems(config, items):
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
    # The longest tests are in the files with real processes: begun last, one of them would be left running alone. Of
    # these the two longest first: meanwhile nobody waits for a state that somebody else is building.
    tests = Path(__file__).parent
    longest = {tests / "year" / "test_year_in_the_browser.py", tests / "test_start.py"}
    if "not long" not in config.option.markexpr:  # then the random office takes most of an hour
        longest |= set((tests / "budgets").glob("test_invariants*.py"))
    real = {item.path for item in items if {"serve", "worker", "browser"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: (item.path not in longest, item.path not in real))


def _point_to(name):
    """Let every connection of this process, in every thread, mean the database `name` from now on."""
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """database_of(state) -> this pytest process's one clone of it; the program's own role uses it, nobody commits."""
    databases.sweep()
    clones = {}

    def database_of(state):
        if state not in clones:
            clones[state] = databases.clone(databases.template(state))
        return clones[state]

    yield database_of
    with django_db_blocker.unblock():
        connections["default"].close()
    for database in clones.values():
        databases.drop(database)


@pytest.fixture(scope="module")
def starting_state(request):
    """What the tests of a file begin with: the norm book, unless the file says `STATE = "…"` (tests/states.py).

    `STATE = None`: no database is asked for.
    """
    return getattr(request.module, "STATE", "norm_book")


@pytest.fixture(scope="module", autouse=True)
def begins_with(starting_state, django_db_setup, django_db_blocker):
    if starting_state:
        with django_db_blocker.unblock():
            _point_to(django_db_setup(starting_state).name)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Argon2 with little memory: the real one takes a tenth of a second on purpose. gunicorn verifies both alike."""
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def empty_cache():
    from django.core.cache import cache

    from tests import factories

    cache.clear()
    factories.forget()


@contextmanager
def lent(source, blocker, fixturenames=()):
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
def own_database(request, starting_state, django_db_blocker):
    """A fresh database of this test alone; Django's default connection points at it. Commits are real."""
    with lent(databases.template(starting_state), django_db_blocker, request.fixturenames) as database:
        yield database


@pytest.fixture(scope="session")
def sample_files(django_db_setup):
    databases.copy_sample_media(databases.template("sample"), settings.MEDIA_ROOT)


@pytest.fixture
def demonstration(sample_files, monkeypatch):
    """The Hà Tĩnh sample's demo accounts may log in."""
    monkeypatch.setattr(settings, "DEMO", True)
    monkeypatch.setenv("DEMO", "True")  # for the processes that serve it


@pytest.fixture
def sample_database(request, demonstration, django_db_blocker):
    """Like `own_database`, with the Hà Tĩnh sample: a demonstration."""
    with lent(databases.template("sample"), django_db_blocker, request.fixturenames) as database:
        yield database


@pytest.fixture(scope="module")
def sample_site(sample_files, begins_with, django_db_blocker, tmp_path_factory):
    """The address of the Hà Tĩnh sample, served from one database to all tests of a file that ask for it."""
    from tests.processes import serving

    log = tmp_path_factory.mktemp("site") / "gunicorn.log"
    own = lent(databases.template("sample"), django_db_blocker)
    with own as database, serving(database, log, DEMO="True") as address:
        yield address


@pytest.fixture
def sample(starting_state, demonstration, db):
    """Like `db`, with the Hà Tĩnh sample, in a file that begins with it (`STATE = "sample"`)."""
    assert starting_state == "sample"
