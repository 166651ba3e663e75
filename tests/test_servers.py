"""Where the databases of tests lie, and as whom the tests ask them."""

import os
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import connection
from servers import WHOSE, Servers

from tests import servers


def test_tests_run_as_the_programs_role_on_a_clone_of_their_own(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("khuyencong_app", connection.settings_dict["NAME"])


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """A folder that stands for the machine's memory, empty, with `free` bytes left."""
    folder = tmp_path / "shm"
    folder.mkdir()
    monkeypatch.setattr(servers, "MEMORY", folder)

    def left(free):
        monkeypatch.setattr(servers.shutil, "disk_usage", lambda _: namedtuple("Usage", "free")(free))
        return folder

    return left


def kept_in(folder, checkout):
    """The data of a checkout as it lies in `folder`."""
    data = Servers(checkout, name="thu", memory=folder).data
    data.mkdir()
    (data / WHOSE).write_text(f"{checkout}\n")
    return data


def test_databases_lie_in_memory_where_there_is_room_and_on_the_disk_where_there_is_none(memory):
    assert memory(servers.ENOUGH + 1) == servers._memory()
    memory(servers.ENOUGH - 1)
    assert servers._memory() is None
    assert Servers(name="thu").data.parent == Servers(name="thu").state


def test_what_lies_in_memory_already_stays_there_though_room_grew_scarce(memory, tmp_path):
    data = kept_in(memory(0), tmp_path)
    assert data.name.startswith(f"khuyencong-{os.geteuid()}-") and data.parent == servers.MEMORY
    assert servers._memory() == servers.MEMORY


def test_what_deleted_checkouts_left_in_memory_is_removed(memory, tmp_path):
    folder = memory(servers.ENOUGH + 1)
    here, gone = kept_in(folder, tmp_path), kept_in(folder, Path("/nowhere/khuyencong"))
    servers._memory()
    assert here.exists() and not gone.exists()
