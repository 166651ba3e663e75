"""The same office where every project has two parties: whose a voucher is, who returns, and who keeps what it has."""

import pytest

from tests.budgets.random_office import Office, go_through, go_through_the_same, weighed

STATE = "groups_of_two"
pytestmark = pytest.mark.django_db


@weighed(4, "list_voucher", "review", "account_goes_on", "accept", "examine", "charge", "one_leaves", "share_anew")
class OfSeveral(Office):
    """Where accounts of several parties go on four times as often."""


ALSO_DONE = {
    "voucher of one of several", "decide AGREED", "decide REFUSED", "Settlement.review", "Settlement.approve",
    "accept each place", "one leaves", "share anew", "examine DISALLOWED of one of several",
    "money back RESTORE", "money back REFUND", "charge", "charged", "carry", "CarryOver.decide",
}  # fmt: skip


def test_each_of_several_keeps_its_own_within_the_fourteen_rules():
    wanted = {(what, True) for what in ALSO_DONE} | {("Settlement.review", False), ("Settlement.submit", False)}
    seen = go_through_the_same(30, wanted, OfSeveral)
    assert wanted - set(seen) == set()


@pytest.mark.long
def test_so_it_does_through_seven_hundred_others():
    go_through(700, OfSeveral)
