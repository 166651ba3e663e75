"""Whatever people do with the money, in whatever order: thirteen sentences hold, and `check_books` agrees each time.

The sentences are in tests/budgets/invariants.py, the acts in tests/budgets/random_office.py. script/test goes through
the same 130 sequences every time and another 70 at a year's end; --all through 3,000 and 2,000, others each time.
"""

import pytest

from tests.budgets.random_office import go_through, others

STATE = "money_on_its_way"
pytestmark = pytest.mark.django_db


def test_money_keeps_its_thirteen_rules_whatever_is_done_with_it():
    seen = go_through(range(130))
    reached = {what for what, done in seen if done}
    assert {"request", "contract", "divide", "accept", "Settlement.approve", "examine DISALLOWED"} <= reached
    assert {"voucher", "assign", "request"} <= {what for what, done in seen if not done}


@pytest.mark.long
def test_so_it_does_through_three_thousand_others():
    go_through(others(3000))
