"""The books at 20 times what the province writes in twenty years: posting, runway, drill-down, as ratios to raw SQL.

script/manage shell < benchmarks/money.py

20 years of 20 sources each, 60 projects a book, about 420 transfers a book, through the database's own guards; all of
it is rolled back. The raw SQL of each question is the least that can be asked to know the same figures.
"""

import time

from django.db import connection, transaction
from django.test import Client

from accounts.models import Organisation, User
from ledger.checking import differences
from ledger.models import Account, BookYear
from ledger.posting import Kind, Line, Place, Stage, post, treasury

FIRST, YEARS, SOURCES, PROJECTS = 2061, 20, 20, 60  # years nobody has a book of
DAY = "2021-06-01"
MANY = 10**8  # numbers of records nobody has

# What a book of one source holds: given, divided over ten lines, and of each project the whole way.
FILL = """
    INSERT INTO ledger_account (book_year_id, unit_id, stage, subject_id)
        VALUES (%(book)s, %(unit)s, 'TREASURY', NULL), (%(book)s, %(unit)s, 'APPROPRIATED', NULL);
    INSERT INTO ledger_subject (kind, ref, label)
        SELECT 'LINE', %(first)s + n, 'Nội dung ' || n FROM generate_series(0, 9) AS n;
    INSERT INTO ledger_subject (kind, ref, label)
        SELECT 'PROJECT', %(first)s + n, 'Đề án ' || n FROM generate_series(0, %(projects)s - 1) AS n;
    INSERT INTO ledger_subject (kind, ref, label, parent_id)
        SELECT 'COMMITMENT', ref, 'Hợp đồng ' || ref, id FROM ledger_subject
        WHERE kind = 'PROJECT' AND ref >= %(first)s AND ref < %(first)s + %(projects)s;
    INSERT INTO ledger_account (book_year_id, unit_id, stage, subject_id)
        SELECT %(book)s, %(unit)s, stage, s.id FROM ledger_subject s
        JOIN (VALUES ('LINE', 'ALLOCATED'), ('PROJECT', 'APPROVED'), ('COMMITMENT', 'COMMITTED'),
              ('COMMITMENT', 'ADVANCED'), ('COMMITMENT', 'PAID'), ('COMMITMENT', 'SETTLED')) AS place (kind, stage)
          ON place.kind = s.kind WHERE s.ref >= %(first)s AND s.ref < %(first)s + 1000;
    INSERT INTO ledger_act (name, note, by_id)
        SELECT 'Minh họa ' || n, '', %(by)s FROM generate_series(0, %(projects)s - 1) AS n;
    WITH acts AS (SELECT id, name FROM ledger_act ORDER BY id DESC LIMIT %(projects)s),
    here AS (
        SELECT a.id, a.stage, s.ref FROM ledger_account a LEFT JOIN ledger_subject s ON s.id = a.subject_id
        WHERE a.book_year_id = %(book)s),
    ways (step, kind, start, finish, amount) AS (VALUES
        (1, 'appropriate', 'TREASURY', 'APPROPRIATED', 10000), (2, 'allocate', 'APPROPRIATED', 'ALLOCATED', 1000),
        (3, 'reserve', 'ALLOCATED', 'APPROVED', 150), (4, 'commit', 'APPROVED', 'COMMITTED', 150),
        (5, 'advance', 'COMMITTED', 'ADVANCED', 100), (6, 'pay', 'COMMITTED', 'PAID', 40),
        (7, 'clear', 'ADVANCED', 'PAID', 95), (8, 'settle', 'PAID', 'SETTLED', 120))
    INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id)
        SELECT acts.id, kind, a.id, b.id, amount, %(day)s, %(by)s
        FROM ways JOIN here a ON a.stage = start JOIN here b ON b.stage = finish
         AND (a.ref IS NULL OR b.ref = a.ref OR start = 'ALLOCATED' AND a.ref = %(first)s + mod(b.ref, 10))
        JOIN acts ON acts.name = 'Minh họa ' || coalesce(b.ref - %(first)s, 0)
        ORDER BY step, a.id, b.id;
    SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
"""


def fill(unit, by):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the guards' plans are made while the tables are small
        for number in range(YEARS * SOURCES):
            year, source = divmod(number, SOURCES)
            book = BookYear.objects.create(year=FIRST + year, tier="LOCAL", source=f"Nguồn minh họa {source}")
            given = {"book": book.pk, "unit": unit.pk, "by": by.pk, "day": DAY, "projects": PROJECTS}
            cursor.execute(FILL, given | {"first": MANY + 1000 * number})


def lengthen(account):
    """A year's papers of an undivided estimate 20 times over, of one đồng each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id) "
            "SELECT t.act_id, t.kind, t.source_id, t.target_id, 1, t.dated_on, t.by_id "
            "FROM ledger_transfer t, generate_series(1, 1200) WHERE t.target_id = %s AND t.kind = 'appropriate'",
            [account.pk],
        )


def least(act, times=7):
    """The least milliseconds of so many runs; whatever was read once per process is read before."""
    act()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return min(found)


def raw(question, **given):
    def ask():
        with connection.cursor() as cursor:
            cursor.execute(question, given)
            return cursor.fetchall() if cursor.description else None

    return ask


def tell(what, ours, least_of_sql):
    print(f"{what}: {ours:.1f} ms; SQL thuần {least_of_sql:.1f} ms; gấp {ours / least_of_sql:.1f} lần")


def posting(book, unit, by):
    """One act of one line, by `post` and by the three statements it cannot do without."""
    line = Line(Kind.APPROPRIATE, treasury(book, unit), Place(book, unit, Stage.APPROPRIATED), 1)
    ends = Account.objects.filter(book_year=book, unit=unit, stage__in=["TREASURY", "APPROPRIATED"])
    source, target = ends.order_by("-stage").values_list("pk", flat=True)
    bare = raw(
        "SELECT * FROM ledger_lock(ARRAY[%(source)s, %(target)s]);"
        "WITH act AS (INSERT INTO ledger_act (name, note, by_id) VALUES ('Minh họa', '', %(by)s) RETURNING id) "
        "SELECT id FROM act",
        source=source, target=target, by=by.pk,
    )  # fmt: skip
    write = (
        "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id) "
        "VALUES (%(act)s, 'appropriate', %(source)s, %(target)s, 1, %(day)s, %(by)s);"
        "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    )

    def by_hand():
        raw(write, act=bare()[0][0], source=source, target=target, day=DAY, by=by.pk)()

    tell("ghi một việc", least(lambda: post("Minh họa", [line], by=by, dated_on=DAY), 30), least(by_hand, 30))


def opened(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code)


def reading(client, year):
    account = Account.objects.get(book_year__year=year, book_year__source="Nguồn minh họa 0", stage="APPROPRIATED")
    lengthen(account)
    of_year = "FROM ledger_account a JOIN ledger_bookyear y ON y.id = a.book_year_id WHERE y.year = %(year)s "
    tell(
        "dòng tiền của một năm",
        least(lambda: opened(client, "/runway/", year=year)),
        least(
            raw(
                f"SELECT stage, sum(balance) {of_year} GROUP BY stage;"
                "SELECT a.stage, sum(amount) FROM ledger_transfer t JOIN ledger_account a ON a.id = t.source_id "
                "JOIN ledger_bookyear y ON y.id = a.book_year_id "
                "WHERE y.year = %(year)s AND t.kind IN ('cancel', 'refund', 'carry_out') GROUP BY a.stage",
                year=year,
            )
        ),
    )
    tell(
        "từ số của một khâu xuống các khoản",
        least(lambda: opened(client, "/runway/stages/SETTLED/", year=year)),
        least(raw(f"SELECT a.id, balance {of_year} AND stage = 'SETTLED' ORDER BY balance DESC, a.id", year=year)),
    )
    tell(
        "từ một khoản xuống bút toán, chứng từ",
        least(lambda: opened(client, f"/runway/accounts/{account.pk}/")),
        least(
            raw(
                "SELECT t.*, sum(CASE WHEN target_id = %(pk)s THEN amount ELSE -amount END) OVER (ORDER BY id) "
                "FROM ledger_transfer t WHERE %(pk)s IN (source_id, target_id) ORDER BY id DESC",
                pk=account.pk,
            )
        ),
    )


def main():
    client = Client(headers={"host": "localhost"})
    by = User.objects.get(username="ketoan")
    client.force_login(by, backend="core.backends.RoleBackend")
    unit = Organisation.objects.get(kind="CENTRE")
    began = time.perf_counter()
    fill(unit, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_transfer")
        print(f"{cursor.fetchone()[0]} bút toán, ghi trong {time.perf_counter() - began:.0f} giây")
        cursor.execute("SET LOCAL enable_seqscan = on; DISCARD PLANS")
    posting(BookYear.objects.filter(year=FIRST).first(), unit, by)
    reading(client, FIRST + 7)
    began = time.perf_counter()
    found = differences()
    print(f"check_books: {len(found)} sai lệch, {time.perf_counter() - began:.1f} giây")


with transaction.atomic():
    main()
    transaction.set_rollback(True)
