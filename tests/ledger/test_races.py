"""Many at once: exactly what fits is granted, nobody waits for ever, and a year closes between acts."""

import random
import threading
import time
from contextlib import closing

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ledger.checking import differences
from ledger.models import Account
from ledger.posting import Kind, Line, Stage, reverse, subject_of, treasury
from ledger.reading import balance
from ledger.years import close_year, next_year
from tests.ledger.conftest import DAY

pytestmark = pytest.mark.race


def at_once(jobs):
    """Run the jobs in threads that start together, each with its own connection; what each returned or raised."""
    ready, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            connection.ensure_connection()
            ready.wait(60)
            results[number] = job()
        except Exception as error:
            ready.abort() if ready.n_waiting else None
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def race_for(books, there, wanted, people=60):
    """60 projects ask the same line at the same moment. Returns (granted, refusals, what is left on the line)."""
    line = books.fund(Stage.ALLOCATED, there)
    projects = [subject_of("PROJECT", 1_000 + n, f"Đề án {n}") for n in range(people)]

    def ask(project):
        return lambda: books.move(Kind.RESERVE, line, books.at(Stage.APPROVED, project), wanted)

    results = at_once([ask(project) for project in projects])
    refused = [result for result in results if isinstance(result, Exception)]
    return people - len(refused), refused, balance(line)


@pytest.mark.parametrize(("there", "wanted", "fits"), [(1_000, 100, 10), (1, 1, 1), (1_050, 100, 10)])
def test_sixty_requests_for_the_last_dong_are_granted_exactly_what_fits(own_books, there, wanted, fits):
    books, _ = own_books
    granted, refused, left = race_for(books, there, wanted)
    assert (granted, left) == (fits, there - fits * wanted)
    assert {type(error) for error in refused} == {ValidationError}
    assert all("hiện có" in error.messages[0] for error in refused)
    assert differences() == []


def test_without_the_check_the_same_requests_overspend(own_books):
    books, database = own_books
    with closing(database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_balance_not_negative")
    granted, refused, left = race_for(books, 1_000, 100)
    assert (granted, refused, left) == (60, [], -5_000)
    found = differences()
    assert any("dưới 0" in sentence for sentence in found)
    assert any("Hàng rào" in sentence for sentence in found)


def test_claims_of_two_years_on_the_same_settled_money_wait_for_each_other(own_books):
    books, _ = own_books
    books.fund(Stage.SETTLED, 500)
    close_year(books.y2021)
    years = [books.y2022, next_year(books.y2022)]

    def claim(year):
        return lambda: books.move(
            Kind.CLAIM, treasury(year, books.centre), books.at(Stage.CLAIMED, year=year), 100
        )  # fmt: skip

    results = at_once([claim(years[n % 2]) for n in range(12)])
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 7
    assert {error.code for error in refused} == {"ledger_claim_within_settled"}
    assert differences() == []


def many_acts(books, people):
    """Everybody posts four acts of several lines, in every order of the same accounts, none common to all."""
    lines = [subject_of("LINE", 50 + n, f"Nội dung {n}") for n in range(8)]
    places = [books.at(Stage.ALLOCATED, line) for line in lines]
    undivided = books.fund(Stage.APPROPRIATED, 400_000)
    books.post(*(Line(Kind.ALLOCATE, undivided, place, 100_000) for place in places[:4]))  # the others open in the race

    def acts(seed):
        chance = random.Random(seed)

        def post():
            for _ in range(4):
                ways = [(chance.choice(places[:4]), chance.choice(places)) for _ in range(8)]
                books.post(*(Line(Kind.MOVE, source, target, 1) for source, target in ways if source != target))

        return post

    results = at_once([acts(seed) for seed in range(people)])
    assert sum(balance(place) for place in places) == 400_000
    assert differences() == []
    return [result for result in results if result]


def deadlocks(database):
    with closing(database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", [database.name])
        return cursor.fetchone()[0]


def test_two_hundred_acts_of_several_lines_at_once_do_not_block_each_other(own_books):
    books, database = own_books
    began = time.monotonic()
    assert many_acts(books, 50) == []
    assert time.monotonic() - began < 60
    assert deadlocks(database) == 0


def test_without_locking_the_whole_act_first_they_do(own_books):
    books, database = own_books
    with closing(database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{database.name}" SET deadlock_timeout = 20')  # milliseconds
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public.ledger_lock(account_ids bigint[]) "
            "RETURNS TABLE (id bigint, balance bigint) LANGUAGE sql SET search_path = pg_catalog, pg_temp AS "
            "'SELECT a.id, a.balance FROM public.ledger_account a WHERE a.id = ANY (account_ids)'"
        )
    refused = many_acts(books, 12)
    assert refused
    assert {tuple(error.messages) for error in refused} == {("Sổ đang được người khác ghi; hãy thử lại.",)}


def test_the_same_place_is_opened_by_many_at_once(own_books):
    books, _ = own_books
    books.fund(Stage.APPROPRIATED, 40)
    new = books.at(Stage.ALLOCATED, books.line2)
    results = at_once([lambda: books.move(Kind.ALLOCATE, books.at(Stage.APPROPRIATED), new, 1)] * 40)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Account.objects.filter(stage=Stage.ALLOCATED).count() == 1
    assert balance(new) == 40


def test_a_year_does_not_close_in_the_middle_of_an_act(own_books):
    books, _ = own_books
    outcome = []

    def close():
        try:
            close_year(books.y2021)
        except ValidationError as error:
            outcome.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        books.fund(Stage.APPROPRIATED, 5)
        closing_it = threading.Thread(target=close)
        closing_it.start()
        closing_it.join(0.5)
        assert closing_it.is_alive()  # waits for the act
    closing_it.join(30)
    assert "Dự toán được giao của Trung tâm năm 2021: 5 đ" in outcome[0].messages


def test_an_act_that_waits_for_the_closing_finds_the_year_closed(own_books):
    books, _ = own_books
    books.fund(Stage.SETTLED, 5)
    outcome = []

    def post():
        try:
            books.fund(Stage.APPROPRIATED, 5)
        except ValidationError as error:
            outcome.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        close_year(books.y2021)
        posting = threading.Thread(target=post)
        posting.start()
        posting.join(0.5)
        assert posting.is_alive()
    posting.join(30)
    assert outcome[0].code == "ledger_book_open"
    assert differences() == []


def test_an_act_is_reversed_by_one_of_two(own_books):
    books, _ = own_books
    given = books.fund(Stage.APPROPRIATED, 100)
    act = books.move(Kind.WITHHOLD, given, books.at(Stage.WITHHELD), 60)
    books.move(Kind.WITHHOLD, given, books.at(Stage.WITHHELD), 40)
    results = at_once([lambda: reverse(act, by=books.by, dated_on=DAY, note="nhầm")] * 8)
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 7
    assert {error.code for error in refused} == {"ledger_reversal_once"}
    assert balance(books.at(Stage.WITHHELD)) == 40
