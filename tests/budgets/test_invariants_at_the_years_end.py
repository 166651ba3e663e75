"""The same office at the end of its year: cancelled, examined, closed, opened again, paid back, begun anew."""

import pytest

from tests.budgets.random_office import go_through, others

STATE = "year_of_one_project"
AT_THE_END = ("end_the_year", "year_goes_on", "examine", "close_or_open_the_book", "money_comes_back")
pytestmark = pytest.mark.django_db


def test_a_year_is_closed_and_opened_again_within_the_thirteen_rules():
    seen = go_through(range(70), AT_THE_END)
    assert seen["BookClosing.agree", True] > 5
    assert seen["YearAccount.issue_notice", True] > 5
    assert seen["money back REFUND", True]
    assert seen["Claim.decide", True] and seen["claim", False]


@pytest.mark.long
def test_so_it_does_through_two_thousand_others():
    go_through(others(2000), AT_THE_END)
