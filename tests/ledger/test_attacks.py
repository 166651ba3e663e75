"""With the program's own database password, around the program: nothing changes a transfer, a balance or an act."""

import io
from contextlib import closing

import psycopg2
import pytest
from django.db import connection, transaction

from ledger.checking import differences
from ledger.models import Account
from ledger.posting import Kind, Stage, reverse
from ledger.reading import balance
from ledger.years import close_year
from tests.ledger.conftest import DAY

SNAPSHOT = """
    SELECT (SELECT string_agg(t::text, ';' ORDER BY id) FROM public.ledger_transfer t),
           (SELECT string_agg(a::text, ';' ORDER BY id) FROM public.ledger_account a WHERE balance <> 0),
           (SELECT string_agg(c::text, ';' ORDER BY id) FROM public.ledger_act c),
           (SELECT string_agg(w::text, ';' ORDER BY id) FROM public.ledger_arrow w),
           (SELECT string_agg(y::text, ';' ORDER BY id) FROM public.ledger_bookyear y),
           (SELECT string_agg(s::text, ';' ORDER BY id) FROM public.ledger_subject s)
"""

# What the attacker writes; %(…)s are ids of the victim's rows. Each is one session; its statements run one after the
# other, and a refused one does not stop the next.
ATTACKS = {
    "update a transfer": ["UPDATE ledger_transfer SET amount = 9 WHERE id = %(transfer)s"],
    "update without touching a row": ["UPDATE ledger_transfer SET amount = 9 WHERE false"],
    "delete a transfer": ["DELETE FROM ledger_transfer WHERE id = %(transfer)s"],
    "truncate the transfers": ["TRUNCATE ledger_transfer CASCADE"],
    "update an act": ["UPDATE ledger_act SET note = 'khác'"],
    "delete an act": ["DELETE FROM ledger_act"],
    "truncate the acts": ["TRUNCATE ledger_act CASCADE"],
    "set a balance": ["UPDATE ledger_account SET balance = 10 WHERE id = %(account)s"],
    "truncate the accounts": ["TRUNCATE ledger_account CASCADE"],
    "delete a book year": ["DELETE FROM ledger_bookyear"],
    "change the source of a book year": ["UPDATE ledger_bookyear SET source = 'khác'"],
    "change a subject's project": ["UPDATE ledger_subject SET parent_id = NULL"],
    "open an account with a balance": [
        "INSERT INTO ledger_account (book_year_id, unit_id, stage, balance) "
        "VALUES (%(year)s, %(unit)s, 'WITHHELD', 500)"
    ],
    "upsert a balance": [
        "INSERT INTO ledger_account (book_year_id, unit_id, stage) VALUES (%(year)s, %(unit)s, 'APPROPRIATED') "
        "ON CONFLICT (book_year_id, unit_id, stage, subject_id) DO UPDATE SET balance = 10"
    ],
    "merge a balance": [
        "MERGE INTO ledger_account a USING (SELECT 1) x ON a.id = %(account)s WHEN MATCHED THEN UPDATE SET balance = 10"
    ],
    "upsert a transfer": [
        "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id, reverses_id) "
        "SELECT act_id, kind, target_id, source_id, amount, dated_on, by_id, id FROM ledger_transfer "
        "ON CONFLICT (reverses_id) DO UPDATE SET amount = 1"
    ],
    "post with a date of posting": [
        "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id, posted_at) "
        "SELECT act_id, kind, source_id, target_id, 1, dated_on, by_id, '2020-01-01' FROM ledger_transfer LIMIT 1"
    ],
    "choose the number of a transfer": [
        "INSERT INTO ledger_transfer (id, act_id, kind, source_id, target_id, amount, dated_on, by_id) "
        "SELECT 1, act_id, kind, source_id, target_id, 1, dated_on, by_id FROM ledger_transfer LIMIT 1"
    ],
    "backdate an act": ["INSERT INTO ledger_act (name, note, by_id, posted_at) SELECT 'x', '', %(by)s, '2020-01-01'"],
    "copy rows in with a balance": ["COPY ledger_account (book_year_id, unit_id, stage, balance) FROM STDIN"],
    "copy a transfer into an old act": [
        "COPY ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id) FROM STDIN"
    ],
    "draw an arrow": [
        "INSERT INTO ledger_arrow (kind, from_stage, to_stage) VALUES ('pay', 'TREASURY', 'PAID')",
        "UPDATE ledger_arrow SET to_stage = 'PAID'",
    ],
    "switch triggers off": [
        "ALTER TABLE ledger_transfer DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_account DISABLE TRIGGER ledger_account_check",
        "UPDATE ledger_account SET balance = 10",
    ],
    "play the replica": ["SET session_replication_role = replica", "UPDATE ledger_account SET balance = 10"],
    "alter the table": [
        "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_balance_not_negative",
        "ALTER TABLE ledger_transfer ADD COLUMN x int",
        "DROP TABLE ledger_transfer CASCADE",
    ],
    "replace the guard": [
        "CREATE OR REPLACE FUNCTION public.ledger_refuse(rule text, message text) RETURNS void LANGUAGE sql AS ''",
        "DROP FUNCTION public.ledger_check_transfer() CASCADE",
        "ALTER FUNCTION public.ledger_lock(bigint[]) SET search_path = pg_temp",
    ],
    "grant oneself the right": [
        "GRANT UPDATE ON ledger_account TO CURRENT_USER",
        "SET ROLE khuyencong",
        "SET SESSION AUTHORIZATION postgres",
        "UPDATE ledger_account SET balance = 10",
    ],
    "shadow tables, functions and operators in the temporary schema": [
        "CREATE TEMP TABLE ledger_account (LIKE public.ledger_account)",
        "CREATE TEMP TABLE ledger_arrow (kind text, from_stage text, to_stage text)",
        "INSERT INTO ledger_arrow VALUES ('pay', 'APPROPRIATED', 'WITHHELD')",
        "CREATE FUNCTION pg_temp.ledger_refuse(text, text) RETURNS void LANGUAGE sql AS ''",
        "CREATE FUNCTION pg_temp.format(text, text, text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
        "SET search_path = pg_temp, pg_catalog, public",
        "SELECT public.ledger_lock(ARRAY[%(account)s, %(other)s])",
        "BEGIN",
        "INSERT INTO public.ledger_act (name, note, by_id) VALUES ('x', '', %(by)s)",
        "INSERT INTO public.ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id) "
        "SELECT max(id), 'pay', %(account)s, %(other)s, 1, current_date, %(by)s FROM public.ledger_act",
        "COMMIT",
    ],
    "shadow functions in public": [
        "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT 'x'::bytea $$",
        "CREATE SCHEMA mine",
    ],
    "hang the guard's function on a table of one's own": [
        "CREATE TEMP TABLE mine (source_id bigint, target_id bigint, amount bigint)",
        "CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION public.ledger_move_balances()",
        "INSERT INTO mine VALUES (%(account)s, %(other)s, 10)",
    ],
    "hang a trigger on the books": [
        "CREATE FUNCTION pg_temp.skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER a BEFORE INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION pg_temp.skip()",
        "CREATE RULE r AS ON INSERT TO ledger_transfer DO INSTEAD NOTHING",
        "CREATE TEMP TABLE child () INHERITS (public.ledger_account)",
        "CREATE POLICY p ON ledger_account USING (true)",
    ],
    "put off what is asked at commit": [
        "BEGIN",
        "SET CONSTRAINTS ALL DEFERRED",
        "INSERT INTO ledger_act (name, note, by_id) VALUES ('rỗng', '', %(by)s)",
        "COMMIT",
    ],
    "write through a cursor or a server-side file": [
        "BEGIN",
        "SELECT * FROM ledger_account FOR UPDATE",
        "ROLLBACK",
        "COPY ledger_account TO 'out.txt'",
        "DO $$ BEGIN UPDATE ledger_account SET balance = 10; END $$",
    ],
    "prepare a wrong number": ["SELECT setval(pg_get_serial_sequence('ledger_transfer', 'id'), 1)"],
    "reopen a year alone": [
        "UPDATE ledger_bookyear SET state = 'OPEN', reopen_asked_by_id = %(by)s, reopened_by_id = %(by)s "
        "WHERE state = 'CLOSED'",
    ],
}

COPIED = {
    "copy rows in with a balance": "%(year)s\t%(unit)s\tWITHHELD\t500\n",
    "copy a transfer into an old act": "%(act)s\twithhold\t%(account)s\t%(other)s\t1\t2021-05-05\t%(by)s\n",
}


@pytest.fixture
def victim(own_books):
    """Books in use: (database, ids of the rows attacked)."""
    books, database = own_books
    books.fund(Stage.APPROPRIATED, 1_000)
    act = books.move(Kind.WITHHOLD, books.at(Stage.APPROPRIATED), books.at(Stage.WITHHELD), 100)
    reverse(act, by=books.by, dated_on=DAY, note="nhầm")
    books.move(Kind.WITHHOLD, books.at(Stage.APPROPRIATED), books.at(Stage.WITHHELD), 300)
    close_year(books.y2022)
    return database, {
        "transfer": act.transfers.get().pk,
        "act": act.pk,
        "account": Account.objects.get(stage=Stage.APPROPRIATED).pk,
        "other": Account.objects.get(stage=Stage.WITHHELD).pk,
        "year": books.y2021.pk,
        "unit": books.centre.pk,
        "by": books.by.pk,
    }


def test_the_programs_own_role_cannot_change_the_books(victim, subtests):
    database, ids = victim
    assert len(ATTACKS) >= 16
    with closing(database.superuser()) as superuser, superuser.cursor() as watching:
        watching.execute(SNAPSHOT)
        before = watching.fetchone()
        for name, statements in ATTACKS.items():
            with subtests.test(name):
                refused = attack(database.url, statements, COPIED.get(name, "") % ids, ids)
                assert refused, "the database refused nothing"
                watching.execute(SNAPSHOT)
                assert watching.fetchone() == before
    assert differences() == []


def attack(url, statements, copied, ids):
    """Run the statements as the program's role; the refusals."""
    refused = []
    with closing(psycopg2.connect(url)) as session:
        session.autocommit = True
        for statement in statements:
            with session.cursor() as cursor:
                try:
                    if statement.startswith("COPY") and "STDIN" in statement:
                        cursor.copy_expert(statement, io.StringIO(copied))
                    else:
                        cursor.execute(statement % ids if "%(" in statement else statement)
                except psycopg2.Error as error:
                    refused.append(error)
    return refused


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount = 9",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer CASCADE",
        "UPDATE ledger_act SET note = 'khác'",
        "DELETE FROM ledger_act",
        "TRUNCATE ledger_act CASCADE",
        "UPDATE ledger_account SET balance = 10",
        "DELETE FROM ledger_account",
        "TRUNCATE ledger_account CASCADE",
        "DELETE FROM ledger_subject",
        "DELETE FROM ledger_bookyear",
        "UPDATE ledger_account SET unit_id = unit_id + 1",
    ],
)
def test_not_even_the_owner_changes_the_books_while_the_guard_stands(victim, statement):
    database, _ = victim
    refused = pytest.raises(psycopg2.errors.CheckViolation)
    with closing(psycopg2.connect(database.owner_url)) as owner, owner.cursor() as cursor, refused:
        cursor.execute(statement)
    assert differences() == []


def test_a_row_that_is_swallowed_by_a_conflict_moves_no_money(own_books):
    books, _ = own_books
    place = books.fund(Stage.APPROVED, 100)
    landed = books.at(Stage.APPROVED, year=books.y2022)
    with transaction.atomic(), connection.cursor() as cursor:
        books.post(*books.carry(place, 100, books.y2022))
        cursor.execute(
            "INSERT INTO ledger_transfer "
            "(act_id, kind, source_id, target_id, amount, dated_on, by_id, carried_from_id) "
            "SELECT act_id, kind, source_id, target_id, amount, dated_on, by_id, carried_from_id "
            "FROM ledger_transfer WHERE kind = 'carry_in' ON CONFLICT DO NOTHING"
        )
        assert cursor.rowcount == 0
    assert balance(landed) == 100
    assert differences() == []
