"""Many requests at the same moment, through HTTP, with several server processes before one database."""

import threading
import time
from contextlib import closing
from datetime import date

import pytest
import requests

from accounts.models import User
from accounts.tokens import issue
from ledger.checking import differences
from ledger.models import BookYear
from ledger.posting import Kind, Line, Place, Stage, post, treasury
from ledger.reading import balance
from plans.models import ApprovalRound, PlanItem, PlanLine
from plans.subjects import line_subject
from tests.year.rest import PREFIX, at_once
from tests.year.story import MILLION

STATE = "sixty_decisions"
pytestmark = pytest.mark.race
PEOPLE, WANTED, THERE, SERVERS = 60, 100 * MILLION, 800 * MILLION - 1, 4


def the_line():
    """The one place all want money from."""
    line = PlanLine.objects.get(no=1)
    return Place(BookYear.objects.get(), User.objects.get(username="centre_officer").organisation, Stage.ALLOCATED,
                 line_subject(line))  # fmt: skip


def add(amount):
    """Allocate `amount` đồng more to the line."""
    line = the_line()
    given = Place(line.book_year, line.unit, Stage.APPROPRIATED)
    lines = [
        Line(Kind.APPROPRIATE, treasury(line.book_year, line.unit), given, amount),
        Line(Kind.ALLOCATE, given, line, amount),
    ]
    post("Bổ sung", lines, by=User.objects.get(username="accountant"), dated_on=date(2021, 5, 5))


def take_back(amount):
    """Allocate `amount` đồng less to the line."""
    line = the_line()
    given = Place(line.book_year, line.unit, Stage.APPROPRIATED)
    accountant = User.objects.get(username="accountant")
    post("Giảm", [Line(Kind.UNALLOCATE, line, given, amount)], by=accountant, dated_on=date(2021, 5, 5))


def race_for_the_line(serve, database):
    """60 decisions, each taking 100 triệu of the line; their answers."""
    _, token = issue(User.objects.get(username="officer"))
    address = serve(database, SERVERS)

    def ask(number, round):
        return lambda: requests.post(
            f"{address}{PREFIX}rounds/{round.pk}/press/record_decision/",
            json={"paper": {"number": f"{number}/QĐ-UBND", "issued_on": "2021-06-01", "signer": "Trần Tú Anh"}},
            headers={"Authorization": f"Token {token}"},
            timeout=300,
        )

    answers = at_once(*(ask(*pair) for pair in enumerate(ApprovalRound.objects.all(), 1)))
    assert len(answers) == PEOPLE
    return answers


@pytest.mark.parametrize(("there", "fits"), [(THERE, 7), pytest.param(10 * WANTED, 10, marks=pytest.mark.long)])
def test_sixty_requests_for_the_last_dong_of_a_line_are_granted_exactly_what_fits(own_database, serve, there, fits):
    if there > THERE:
        add(there - THERE)
    answers = race_for_the_line(serve, own_database)
    left = balance(the_line())
    granted = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 400]
    assert (len(granted), len(refused)) == (fits, PEOPLE - fits), [answer.text[:300] for answer in answers]
    assert left == there - fits * WANTED
    for answer in refused:
        assert "100.000.000 đ" in answer.text, answer.text
        assert f"hiện có {left:,} đ".replace(",", ".") in answer.text, answer.text
    assert PlanItem.objects.filter(project__status="APPROVED", round__status="ISSUED").count() == fits
    assert PlanItem.objects.exclude(round__status="SUBMITTED").count() == fits
    assert differences() == []


def test_the_twin_without_the_check_overspends(own_database, serve):
    """One decision fits. As many as there are servers see it fit at the same moment; only the CHECK would stop them."""
    take_back(THERE - WANTED)
    with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_balance_not_negative")
        cursor.execute("BEGIN; SELECT 1 FROM ledger_account WHERE stage = 'ALLOCATED' FOR UPDATE")
        racing = threading.Thread(target=lambda: answers.extend(race_for_the_line(serve, own_database)))
        answers = []
        racing.start()
        with closing(own_database.superuser()) as second, second.cursor() as watching:
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            until(lambda: asked(watching, waiting) == SERVERS)
        cursor.execute("COMMIT")
        racing.join(300)
    granted = [answer for answer in answers if answer.status_code == 200]
    assert len(granted) == SERVERS
    assert balance(the_line()) == WANTED - SERVERS * WANTED
    assert any("dưới 0" in sentence for sentence in differences())


def asked(cursor, question):
    cursor.execute(question)
    return cursor.fetchone()[0]


def until(holds):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
