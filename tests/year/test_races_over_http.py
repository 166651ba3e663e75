"""Many requests at the same moment, through HTTP, with several server processes before one database."""

import re
import threading
from contextlib import closing

import pytest
import requests

from accounts.demo import PASSWORD
from accounts.tokens import issue
from ledger.checking import differences
from ledger.models import Act
from ledger.reading import balance
from plans.models import PlanItem
from tests.plans.conftest import Office
from tests.year.rest import PREFIX, SECONDS
from tests.year.story import MILLION, YEAR, RestYear, paper

pytestmark = pytest.mark.race
PEOPLE, WANTED, SERVERS = 60, 100 * MILLION, 4


def at_once(*asks):
    """Sends all requests together; [requests.Response]."""
    start, answers = threading.Barrier(len(asks)), [None] * len(asks)

    def run(number, ask):
        start.wait(60)
        answers[number] = ask()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(asks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert None not in answers
    return answers


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


@pytest.mark.parametrize(("there", "fits"), [(10 * WANTED, 10), (7 * WANTED + WANTED - 1, 7)])
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


def test_a_payment_recorded_ten_times_at_once_moves_the_money_once(office_database, serve, team):
    address = serve(office_database, SERVERS)
    year = RestYear(team(address))
    year.plan_from_draft_to_issued()
    year.estimate_from_the_committee_to_the_lines()
    year.projects_from_draft_to_the_conclusion()
    year.round_from_draft_to_the_decision()
    year.contract_and_work()

    over_rest = year.sent_to_the_treasury(year.machine, "ADVANCE", 126, f"{YEAR}-08-02")
    before = Act.objects.count()
    accountant = year.centre_accountant
    told = paper("KB-0001", f"{YEAR}-08-06", "Kho bạc Nhà nước")
    press = {"path": "payments/{id}/press/{name}/", "json": {"paper": told}, "id": over_rest["id"], "name": "pay"}
    answers = at_once(*[lambda: accountant.call("POST", **press)] * 10)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    assert Act.objects.count() == before + 1
    refused = next(answer for answer in answers if answer.status_code == 400)
    assert "không thể “Ghi nhận Kho bạc đã chi”" in refused.text

    with_a_key = year.sent_to_the_treasury(year.training, "ADVANCE", 20, f"{YEAR}-08-03")
    answers = at_once(*[lambda: accountant.call("POST", **press | {"id": with_a_key["id"]}, key="kb-2")] * 10)
    assert [answer.status_code for answer in answers] == [200] * 10
    assert len({answer.text for answer in answers}) == 1
    assert Act.objects.count() == before + 2

    on_the_page = year.sent_to_the_treasury(year.training, "ADVANCE", 22, f"{YEAR}-08-04")
    session = signed_in(address, "trungtam.ketoan")
    where = f"{address}/budgets/payments/{on_the_page['id']}/press/pay/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', session.get(where, timeout=SECONDS).text)[1]
    form = {
        "csrfmiddlewaretoken": token, "confirmed": "1", "number": "KB-0003", "issued_on": f"10/08/{YEAR}",
        "issuer": "Kho bạc Nhà nước", "signer": "Nguyễn Văn Kho",
    }  # fmt: skip

    def press_the_button():
        return requests.post(where, data=form, cookies=session.cookies, allow_redirects=False, timeout=300)

    answers = at_once(*[press_the_button] * 10)
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * 9
    assert Act.objects.count() == before + 3
    assert differences() == []


def signed_in(address, username):
    """A requests.Session that has logged in through the page."""
    session = requests.Session()
    page = session.get(f"{address}/login/", timeout=SECONDS).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = session.post(f"{address}/login/", data=form, timeout=SECONDS)
    assert "sessionid" in session.cookies, answer.status_code
    return session
