"""The trail only grows, each line chained to the one before at commit; a broken link is found and named."""

import datetime
import threading
from contextlib import closing
from io import StringIO

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core.audit import broken_links, moved_on, record
from core.dates import today
from core.models import AuditEntry, AuditLink
from tests.factories import person, project


@pytest.fixture
def entries(own_database):
    """Three acts, each committed."""
    officer = person("DOIT_SPECIALIST")
    row = project(by=officer)
    for number in range(3):
        record(row, "projects.project.revise", by=officer, before={"Số tiền": number}, after={"Số tiền": number + 1})
    return list(AuditEntry.objects.order_by("pk"))


def test_every_committed_line_has_its_link_and_the_chain_is_whole(entries):
    assert AuditLink.objects.count() == len(entries)
    assert broken_links() == []
    first = AuditLink.objects.get(seq=1)
    assert first.prev_hash == "0" * 64


def test_the_clock_is_the_databases_whatever_the_program_says(entries):
    entry = AuditEntry.objects.create(action="x", at=datetime.datetime(1999, 1, 1, tzinfo=datetime.UTC))
    entry.refresh_from_db()
    assert entry.at.year > 2000


ATTACKS = [
    "UPDATE core_auditentry SET note = 'khác'",
    "DELETE FROM core_auditentry",
    "TRUNCATE core_auditentry CASCADE",
    "UPDATE core_auditlink SET hash = 'x'",
    "DELETE FROM core_auditlink",
    "INSERT INTO core_auditlink (seq, entry_id, prev_hash, hash) VALUES (99, 1, 'x', 'y')",
    "COPY core_auditlink (seq, entry_id, prev_hash, hash) FROM STDIN",
    "COPY core_auditentry (id, action, object_id, label, note, data) FROM STDIN",
    "INSERT INTO core_auditentry (id, action, object_id, label, note, data) VALUES (1, 'x', '', '', '', '{}') "
    "ON CONFLICT (id) DO UPDATE SET note = 'khác'",
    "INSERT INTO core_auditentry (id, action, object_id, label, note, data) VALUES (99, 'x', '', '', '', '{}')",
    "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
    "DROP TRIGGER core_auditentry_link ON core_auditentry",
    "ALTER FUNCTION core_audit_link() OWNER TO khuyencong_app",
    "CREATE OR REPLACE FUNCTION core_audit_link() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TEMP TABLE mine (LIKE core_auditentry); "
    "CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION core_audit_link()",
    "SET session_replication_role = replica",
    "DROP TABLE core_auditlink",
    "UPDATE core_casepart SET part = 'PREPARE'",
    "DELETE FROM core_casepart",
    "UPDATE django_content_type SET model = 'khác'",
    "INSERT INTO django_content_type (app_label, model) VALUES ('x', 'y')",
    "DELETE FROM django_content_type",
]
COPIED = {ATTACKS[6]: "99\t1\tx\ty\n", ATTACKS[7]: "99\tx\t\t\t\t{}\n"}


@pytest.mark.db15
def test_the_programs_own_role_cannot_change_the_trail(own_database, entries, subtests):
    before = list(AuditEntry.objects.order_by("pk").values())
    for attack in ATTACKS:
        refused = pytest.raises(psycopg2.errors.InsufficientPrivilege)
        with (
            subtests.test(attack=attack),
            closing(psycopg2.connect(own_database.url)) as session,
            session.cursor() as cursor,
            refused,
        ):
            if attack in COPIED:
                cursor.copy_expert(attack, StringIO(COPIED[attack]))
            else:
                cursor.execute(attack)
    assert list(AuditEntry.objects.order_by("pk").values()) == before
    assert broken_links() == []


@pytest.mark.db15
def test_of_the_functions_that_write_trail_and_books_only_the_lock_of_accounts_can_be_called(own_database):
    with closing(psycopg2.connect(own_database.url)) as session, session.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef "
            "AND (starts_with(p.proname, 'core_') OR starts_with(p.proname, 'ledger_')) "
            "AND has_function_privilege(p.oid, 'EXECUTE')"
        )
        assert cursor.fetchall() == [("ledger_lock",)]


def _as_superuser(database, *statements):
    connection_ = database.superuser()
    try:
        with connection_.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection_.close()


@pytest.mark.db15
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE core_auditentry SET note = 'khác' WHERE id = {second}", "nội dung đã bị sửa"),
        ("UPDATE core_auditentry SET after = '{{\"Số tiền\": 9}}' WHERE id = {second}", "nội dung đã bị sửa"),
        ("DELETE FROM core_auditentry WHERE id = {second}", "không còn"),
        ("DELETE FROM core_auditlink WHERE entry_id = {second}", "đã mất"),
        ("UPDATE core_auditlink SET prev_hash = repeat('a', 64) WHERE entry_id = {second}", "không nối"),
    ],
)
def test_what_a_superuser_edits_is_found_and_named(own_database, entries, statement, sentence):
    second = entries[1].pk
    _as_superuser(
        own_database,
        "ALTER TABLE core_auditlink DROP CONSTRAINT IF EXISTS core_auditlink_entry_id_key CASCADE",
        statement.format(second=second),
    )
    found = broken_links()
    assert any(sentence in line for line in found), found


def test_the_check_names_the_last_link_so_that_a_cut_off_end_is_seen(own_database, entries):
    """A chain without its last links is whole; only a note of yesterday's end shows what is gone."""

    def check():
        out = StringIO()
        call_command("check_audit", stdout=out)
        return out.getvalue()

    last = AuditLink.objects.latest("seq")
    assert f"Mắt xích cuối: {last.seq} {last.hash}" in check()
    _as_superuser(
        own_database,
        f"DELETE FROM core_auditlink WHERE seq = {last.seq}",
        f"DELETE FROM core_auditentry WHERE id = {last.entry_id}",
    )
    assert f"Mắt xích cuối: {last.seq - 1} {last.prev_hash}" in check()


def test_many_writers_at_once_make_one_chain_without_a_deadlock(own_database, entries):
    officer, failed = person("DOIT_SPECIALIST"), []

    def write():
        try:
            for _ in range(5):
                with transaction.atomic():
                    record(None, "x", by=officer)
                    record(None, "y", by=officer)
        except (DatabaseError, psycopg2.Error) as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert AuditLink.objects.count() == AuditEntry.objects.count()
    assert broken_links() == []


def test_a_line_reads_as_a_vietnamese_sentence(entries):
    assert "Số tiền: 2 → 3" in entries[-1].sentence
    assert "Sở Công Thương" in entries[-1].sentence


def test_figures_of_numbered_lines_are_read_in_the_order_of_the_lines(db):
    officer = person("DOIT_SPECIALIST")
    row = project(by=officer)
    given = {f"{number}. {name}": "1 đ" for number, name in [(1, "Máy móc, thiết bị"), (2, "Hội chợ"), (10, "Nước")]}
    record(row, "projects.project.revise", by=officer, after=given)
    assert [field for field, _, _ in AuditEntry.objects.latest("pk").changes] == list(given)


def moved(row, on, after="Đã duyệt"):
    record(row, "projects.project.appraise", by=row.created_by, on=on, after={"Trạng thái": after})


def test_a_record_waits_since_the_day_of_its_last_move_and_before_any_since_its_first_line(
    db, django_assert_num_queries
):
    officer = person("DOIT_SPECIALIST")
    fresh, moved_twice = project(by=officer), project(by=officer)
    record(fresh, "projects.project.revise", by=officer)
    moved(moved_twice, datetime.date(2021, 5, 20))
    moved(moved_twice, datetime.date(2021, 5, 3), "Trả lại")  # what was written last is the present state
    record(moved_twice, "projects.project.revise", by=officer, after={"Số tiền": 1})
    moved_on([fresh])  # the content type is read once per process
    with django_assert_num_queries(1):
        days = moved_on([fresh, moved_twice])
    assert days[fresh.pk] == today()
    assert days[moved_twice.pk] == datetime.date(2021, 5, 3)
    assert moved_on([]) == {}
