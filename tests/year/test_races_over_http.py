"""Many requests at the same moment, through HTTP, with several server processes before one database."""

from contextlib import closing

import pytest
import requests

from accounts.tokens import issue
from ledger.checking import differences
from ledger.reading import balance
from plans.models import PlanItem
from tests.plans.conftest import Office
from tests.year.rest import PREFIX, at_once
from tests.year.story import MILLION

STATE = "empty"
pytestmark = pytest.mark.race
PEOPLE, WANTED, SERVERS = 60, 100 * MILLION, 4


def race_for_the_line(serve, database, there):
    """60 decisions, each taking 100 triệu of the same line that holds `there`. Returns (answers, what is left)."""
    office = Office()
    plan = office.issued(total=10_000 * MILLION)
    line = office.allocate(plan.lines.get(no=1), there)
    rounds = []
    for _ in range(PEOPLE):
        round = office.round(plan)
        office.include(round, office.project(WANTED))
        rounds.append(office.sent(round))
    _, token = issue(office.officer)
    address = serve(database, SERVERS)

    def ask(number, round):
        return lambda: requests.post(
            f"{address}{PREFIX}rounds/{round.pk}/press/record_decision/",
            json={"paper": {"number": f"{number}/QĐ-UBND", "issued_on": "2021-06-01", "signer": "Trần Tú Anh"}},
            headers={"Authorization": f"Token {token}"},
            timeout=300,
        )

    return at_once(*(ask(*pair) for pair in enumerate(rounds, 1))), balance(line)


@pytest.mark.parametrize(
    ("there", "fits"), [(7 * WANTED + WANTED - 1, 7), pytest.param(10 * WANTED, 10, marks=pytest.mark.long)]
)
def test_sixty_requests_for_the_last_dong_of_a_line_are_granted_exactly_what_fits(own_database, serve, there, fits):
    answers, left = race_for_the_line(serve, own_database, there)
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
    with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_balance_not_negative")
    answers, left = race_for_the_line(serve, own_database, 10 * WANTED)
    assert {answer.status_code for answer in answers} == {200}
    assert left == (10 - PEOPLE) * WANTED
    assert any("dưới 0" in sentence for sentence in differences())
