"""A year in which every act is sent three times at the same moment ends like a year in which each was sent once."""

import pytest

from core.audit import broken_links
from ledger.checking import differences
from tests.at_once.line import rows_by_table
from tests.conftest import lent
from tests.databases import template
from tests.year.browser_story import BrowserYear
from tests.year.desks import Desk
from tests.year.story import RestYear
from tests.year.test_year_in_the_browser import PEOPLE
from tests.year.thrice import bad_line

STATE = "first_day"
pytestmark = [pytest.mark.race, pytest.mark.long]


@pytest.fixture
def lived(django_db_blocker, serve, starting_state):
    """lived(year, thrice=False) -> (rows by table, acts sent) of a year lived on a database of its own.

    `year(door, line)`: who signs in does so at the door; what is done goes through the line.
    """

    def live(year, thrice=False):
        with lent(template(starting_state), django_db_blocker) as database:
            address = serve(database, 3)
            if not thrice:
                year(address, address)
                return rows_by_table(), None
            with bad_line(address) as (worse, sent):
                year(address, worse)
            assert differences() == []
            assert list(broken_links()) == []
            return rows_by_table(), sent

    return live


def test_over_rest(lived, team):
    def year(door, line):
        people = team(door)
        for person in people.values():
            person.address = line
        RestYear(people).all()

    once, _ = lived(year)
    thrice, sent = lived(year, thrice=True)
    assert thrice == once
    assert len(sent) >= 90


@pytest.mark.browser
def test_in_the_browsers_of_the_offices(lived, new_page, login):
    def year(door, line):
        desks = {}
        for name in PEOPLE:
            page = new_page()
            login(page, line, name)
            desks[name] = Desk(page, line, name)
        BrowserYear(desks, with_class=False).all()

    once, _ = lived(year)
    thrice, sent = lived(year, thrice=True)
    assert thrice == once
    assert len(sent) >= 90
