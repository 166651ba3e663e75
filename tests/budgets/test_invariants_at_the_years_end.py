"""The same office at the end of its year: cancelled, examined, closed, opened again, paid back, begun anew."""

import pytest

from tests.budgets.random_office import Office, go_through, go_through_the_same, weighed

STATE = "year_of_two_projects"
pytestmark = pytest.mark.django_db


@weighed(4, "end_the_year", "year_goes_on", "examine", "close_or_open_the_book", "money_comes_back")
class YearsEnd(Office):
    """Where what is done at a year's end comes four times as often."""


def test_a_year_is_closed_and_opened_again_within_the_fourteen_rules():
    wanted = {
        ("money back REFUND", True), ("Claim.decide", True), ("claim", False),
        ("examine DISALLOWED of one of several", True), ("examine DISALLOWED of one of several", False),
    }  # fmt: skip
    seen = go_through_the_same(60, wanted, YearsEnd)
    assert wanted - set(seen) == set()
    assert seen["BookClosing.agree", True] > 5
    assert seen["YearAccount.issue_notice", True] > 5


@pytest.mark.long
def test_so_it_does_through_one_thousand_seven_hundred_others():
    go_through(1700, YearsEnd)
