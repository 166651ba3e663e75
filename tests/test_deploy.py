"""Running it for real. No container engine is needed here: each command of Dockerfile and docker-compose.yml is
shown to be one that these tests or script/start run, and the files fit the settings.
"""

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

import environment
import pytest
import yaml

from tests import databases
from tests.databases import ROOT
from tests.processes import procfile
from tests.servers import SERVERS

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
PRODUCTION = {
    "SECRET_KEY": "k5vT0y3-wqLr8Zt1nB_a7XcQ9sUe2JfHd6MgPo4iVbYxKzRw",  # of this test only
    "ALLOWED_HOSTS": "khuyencong.example.vn",
    "DATABASE_URL": "postgres://khuyencong_app@127.0.0.1:1/khuyencong",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
PRODUCTION["SECRET_KEY"] += "-0123456789"


def health():
    spec = importlib.util.spec_from_file_location("container_health", ROOT / "docker" / "health.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_procfile(command):
    """A container's command in the words of the Procfile."""
    words = command if isinstance(command, list) else shlex.split(command)
    return [sys.executable if word == "python" else word for word in words]


# --- the commands ---


@pytest.mark.parametrize(
    ("service", "values"),
    [
        ("web", {"WEB_WORKERS": 3, "WEB_BIND": "0.0.0.0:8000"}),
        ("worker", {"WORKER_CONCURRENCY": 2}),
        ("beat", {"BEAT_SCHEDULE": "/data/beat/schedule"}),
    ],
)
def test_containers_run_the_lines_of_the_procfile(service, values):
    assert as_procfile(SERVICES[service]["command"]) == procfile(service, **values)


def test_the_image_alone_starts_the_web():
    command = json.loads(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M).group(1))
    assert as_procfile(command) == as_procfile(SERVICES["web"]["command"])


def test_the_image_installs_what_script_start_installs():
    packages = re.search(r"apt-get install -y --no-install-recommends ([^&]+)&&", DOCKERFILE).group(1).split()
    assert tuple(packages) == environment.PDF_PACKAGES
    assert "python -m pip install --no-cache-dir --require-hashes -r requirements.txt" in DOCKERFILE
    pins = (ROOT / "requirements.txt").read_text()
    assert re.findall(r"^\S+==\S+ \\$", pins, re.M)
    assert all(
        re.search(r"^    --hash=sha256:", part, re.M) for part in re.split(r"^(?=[a-zA-Z])", pins, flags=re.M)[1:]
    )


def test_the_image_collects_its_static_files(tmp_path):
    line = next(line for line in DOCKERFILE.splitlines() if "collectstatic" in line and line.startswith("RUN"))
    own = {"PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}", "STATIC_ROOT": str(tmp_path / "static")}
    own["STATIC_COMPRESS"] = "False"  # takes half a minute, and nothing here depends on it
    done = subprocess.run(
        ["sh", "-c", line.removeprefix("RUN ")], cwd=ROOT, env=own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


def test_migration_runs_once_as_owner_and_everybody_waits_for_it():
    assert "khuyencong:${OWNER_PASSWORD" in SERVICES["migrate"]["environment"]["DATABASE_URL"]
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert "khuyencong_app:" in SERVICES[name]["environment"]["DATABASE_URL"]
        assert "OWNER_PASSWORD" not in json.dumps(SERVICES[name])
    assert SERVICES["migrate"]["restart"] == "no"


def test_the_migrate_service_prepares_an_empty_database_by_its_own_command(own_database):
    """Every database of these tests has been made by it."""
    assert as_procfile(SERVICES["migrate"]["command"]) == [sys.executable, databases.PREPARE]
    with closing(own_database.superuser()) as inside, inside.cursor() as rows:
        rows.execute(
            "SELECT has_any_column_privilege('khuyencong_app', 'core_auditentry', 'INSERT'),"
            " has_table_privilege('khuyencong_app', 'core_auditentry', 'UPDATE'),"
            " has_table_privilege('khuyencong_app', 'accounts_user', 'UPDATE')"
        )
        assert rows.fetchone() == (True, False, True)


def test_the_database_image_makes_the_two_roles(own_database):
    script = ROOT / SERVICES["database"]["volumes"][1].split(":")[0]
    done = subprocess.run(
        [script],
        env={
            "PATH": f"{SERVERS.postgres_programs()}:{os.environ['PATH']}",
            "PGHOST": str(SERVERS.run),
            "POSTGRES_DB": own_database.name,
            "OWNER_PASSWORD": "Một'2",
            "PROGRAM_PASSWORD": "ba",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(datdba), has_database_privilege('khuyencong_app', datname, 'CREATE'),"
            " has_database_privilege('khuyencong_app', datname, 'CONNECT')"
            " FROM pg_database WHERE datname = current_database()"
        )
        assert cursor.fetchone() == ("khuyencong", False, True)


def test_every_long_running_service_has_a_health_check_and_comes_back():
    for name, service in SERVICES.items():
        if name != "migrate":
            assert service["healthcheck"]["test"][0] == "CMD", name
            assert service["restart"] == "unless-stopped", name
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {volume for volume in named if not volume.startswith(".")} == set(COMPOSE["volumes"])


def test_the_database_is_ready_only_once_it_listens_to_other_containers():
    """On its first start the image runs a temporary server on the socket alone, while the roles are being made."""
    command = SERVICES["database"]["healthcheck"]["test"][1:]
    assert command[0] == "pg_isready"
    assert command[command.index("--host") + 1] == "127.0.0.1"


# --- the names in the environment ---


def test_the_example_names_everything_settings_and_compose_read():
    settings = (ROOT / "khuyencong" / "settings.py").read_text()
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', settings))
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert example == read | compose


def test_containers_are_given_only_names_that_are_read():
    settings = (ROOT / "khuyencong" / "settings.py").read_text()
    assert all(f'"{name}"' in settings for name in SERVICES["web"]["environment"])


def start_settings(**names):
    """Read the settings in a process of its own, as production does: (exit code, error)."""
    done = subprocess.run(
        [sys.executable, "-c", "import khuyencong.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **names},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_production_starts_with_its_secrets():
    assert start_settings(**PRODUCTION) == (0, "")


@pytest.mark.skipif((ROOT / ".env").exists(), reason=".env of this checkout fills in what the test leaves out")
@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(name):
    code, error = start_settings(**{key: value for key, value in PRODUCTION.items() if key != name})
    assert code
    assert "ImproperlyConfigured" in error
    assert name in error


@pytest.mark.parametrize(
    "unsafe", [{"SECRET_KEY": ""}, {"SECRET_KEY": "x" * 80}, {"SECRET_KEY": "ngắn"}, {"DEBUG": "True"}]
)
def test_production_refuses_what_is_unsafe(unsafe):
    code, error = start_settings(**PRODUCTION | unsafe)
    assert code
    assert "ImproperlyConfigured" in error


# --- the two questions a machine asks ---


def ask(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.worker
def test_the_containers_health_checks_hold_against_the_real_processes(own_database, serve, worker, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("ALLOWED_HOSTS", "khuyencong.example.vn")
    address = serve(own_database, ALLOWED_HOSTS="khuyencong.example.vn")
    assert health().web(f"{address}/readyz")
    assert health().worker(worker(own_database).name)
    assert not health().worker("celery@nobody")


def test_beat_is_unhealthy_once_it_has_been_silent(tmp_path):
    schedule = tmp_path / "schedule"
    assert not health().beat(schedule)
    schedule.with_suffix(".db").touch()
    assert health().beat(schedule)
    os.utime(schedule.with_suffix(".db"), (time.time() - 3600, time.time() - 3600))
    assert not health().beat(schedule)


@pytest.mark.parametrize("trouble", ["nothing", "a migration is missing", "the broker is away", "the database is away"])
def test_readyz_says_what_is_missing_and_healthz_stays_calm(own_database, serve, trouble):
    changed = {}
    if trouble == "a migration is missing":
        with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    if trouble == "the broker is away":
        changed = {"REDIS_URL": "redis://127.0.0.1:1/0"}
    address = serve(own_database, workers=1, **changed)
    if trouble == "the database is away":
        databases.drop(own_database)
    expected = {
        "database": trouble != "the database is away",
        "migrations": trouble not in ("the database is away", "a migration is missing"),
        "broker": trouble != "the broker is away",
    }
    assert ask(f"{address}/readyz") == (200 if all(expected.values()) else 503, expected)
    assert urllib.request.urlopen(f"{address}/healthz", timeout=10).read() == b"ok"


@pytest.mark.parametrize("app", ["core", "reports"])  # one that others build on, one that nobody does
def test_tables_half_made_by_an_older_state_are_refused_and_left_alone(own_database, app):
    forgotten = f"DELETE FROM django_migrations WHERE app = '{app}' AND name IN ('0001_tables', %s)"
    with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute(forgotten, [{"core": "0007_a_part_taken_by_mistake"}.get(app, "0001_initial")])
        cursor.execute("SELECT count(*), max(id) FROM django_migrations")
        before = cursor.fetchall()
        answer = subprocess.run(
            [sys.executable, ROOT / databases.PREPARE],
            env=os.environ | {"DATABASE_URL": own_database.owner_url},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (answer.returncode, "không nâng cấp tiếp được" in answer.stderr) == (1, True)
        cursor.execute("SELECT count(*), max(id) FROM django_migrations")
        assert cursor.fetchall() == before
