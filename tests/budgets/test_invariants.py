"""Whatever people do with the money, in whatever order: fourteen sentences hold, and `check_books` agrees each time.

The sentences are in tests/budgets/invariants.py, the acts in tests/budgets/random_office.py. script/test goes through
the same 110 sequences every time, another 60 at a year's end and 30 with accounts of several parties; --all through
2,600, 1,700 and 700, others each time. How often each act was done and refused is told in the test's output
(pytest -rP).
"""

import pytest

from tests.budgets.random_office import go_through, go_through_the_same

STATE = "money_on_its_way"
pytestmark = pytest.mark.django_db


ALSO_DONE = {
    "request", "request that clears", "request that only clears", "PaymentRequest.pay", "contract", "annex UP",
    "annex DOWN", "annex TERM", "annex PARTY", "Annex.sign", "divide", "accept", "support UP", "support DOWN", "stop",
    "Settlement.approve", "examine DISALLOWED", "money back RESTORE", "money back REFUND", "close file",
    "advance back RESTORE", "advance back REFUND",
    "CarryOver.decide", "Cancellation.decide", "draw up a sheet", "TreasurySheet.sign", "TreasurySheet.confirm",
    "take back Appropriation: confirm", "take back Assignment: confirm", "take back AllocationSheet: confirm",
    "take back PaymentRequest: confirm", "take back MoneyBack: confirm", "take back Cancellation: confirm",
    "charge", "charged", "give WITHHOLD", "give UNWITHHOLD", "give CUT_HELD", "give support back",
    "enter again Appropriation", "enter again Assignment", "enter again AllocationSheet", "enter again MoneyBack",
}  # fmt: skip


def test_money_keeps_its_fourteen_rules_whatever_is_done_with_it():
    wanted = {(what, True) for what in ALSO_DONE} | {(what, False) for what in ("voucher", "assign", "request")}
    seen = go_through_the_same(110, wanted)
    assert wanted - set(seen) == set()


@pytest.mark.long
def test_so_it_does_through_two_thousand_six_hundred_others():
    go_through(2600)
