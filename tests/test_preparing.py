"""What script/start does before the first page, where two starts or two kinds of database may meet."""

import subprocess
import sys
from contextlib import closing

import psycopg2
import up

from tests.databases import ROOT
from tests.factories import office, person

SECOND_START = """
import sys
from pathlib import Path

sys.path.insert(0, "script")
import up

up.VAR = Path(sys.argv[1])
with up.in_turn():
    print("đến lượt")
"""


def test_a_second_start_of_the_same_checkout_waits_for_the_first_to_have_prepared(tmp_path, monkeypatch):
    monkeypatch.setattr(up, "VAR", tmp_path)
    with up.in_turn():
        second = subprocess.Popen(
            [sys.executable, "-c", SECOND_START, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            second.wait(2)
        except subprocess.TimeoutExpired:
            pass
        else:
            raise AssertionError("the second start did not wait")
    assert second.communicate(timeout=20)[0] == "đến lượt\n"


def test_the_welcome_names_the_demonstrations_accounts_and_nobody_else(own_database):
    person("VIEWER", username="nguoi.that")
    from accounts.services import create_user

    create_user("dung.thu", "khuyencong2021", organisation=office("DOIT"), full_name="Thử", is_demo=True)
    with closing(psycopg2.connect(own_database.url)) as session, session.cursor() as cursor:
        cursor.execute(up.DEMO_ACCOUNTS)
        assert [username for username, *_ in cursor.fetchall()] == ["dung.thu"]
