"""One payment recorded ten times at the same moment, by every door, through several server processes."""

import re

import pytest
import requests

from accounts.demo import PASSWORD
from ledger.checking import differences
from ledger.models import Act
from tests.year.rest import SECONDS, at_once
from tests.year.story import YEAR, RestYear, paper

STATE = "first_day"
SERVERS = 4
pytestmark = pytest.mark.race


def test_a_payment_recorded_ten_times_at_once_moves_the_money_once(own_database, serve, team):
    address = serve(own_database, SERVERS)
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
