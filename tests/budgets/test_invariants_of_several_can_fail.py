"""What the sentence on several parties sees: first done by hand, then by services that forget whose the money is."""

import datetime

import pytest

from budgets import disallowing, settling
from budgets.models import Settlement
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.invariants import broken
from tests.budgets.test_invariants_can_fail import seen

STATE = "groups_of_two"
SENTENCE = "of several each keeps what its own papers give, and only what is its own comes back from it"
_SECOND = "(SELECT max(commitment_id) FROM budgets_voucher WHERE settlement_id = {})"


@pytest.mark.parametrize(
    "breach",
    [
        "UPDATE budgets_voucher SET accepted_amount = accepted_amount - 2 WHERE settlement_id = {0}",
        "UPDATE budgets_voucher SET accepted_amount = amount_without_vat WHERE settlement_id = {0}",
        "UPDATE budgets_voucher SET commitment_id = {1} WHERE settlement_id = {0}",
        "UPDATE projects_beneficiary SET support_share = 59999999 WHERE support_share = 90000000",
        "UPDATE inspections_acceptance SET accepted_cost = 30000000",
        "UPDATE budgets_paymentrequest SET amount = amount / 3 WHERE commitment_id = {1}",
    ],
)
def test_it_sees_papers_that_do_not_give_what_was_kept(hands, breach):
    hands.execute("SELECT min(id) FROM budgets_settlement WHERE status = 'APPROVED'")
    (account,) = hands.fetchone()
    assert broken(hands) == {}
    hands.execute(breach.format(account, _SECOND.format(account)))
    assert hands.rowcount
    assert SENTENCE in broken(hands)


def test_it_sees_an_approval_that_takes_from_who_earned_all_it_has(office, monkeypatch):
    """The second holds 12 too much; they are asked of the first."""
    account = b.reviewed(Settlement.objects.filter(status="SUBMITTED").earliest("pk"))
    office.look()
    monkeypatch.setattr(
        settling, "_who_returns", lambda rows, held, excess, over, beyond: {rows[0].pk: excess, rows[1].pk: 0}
    )
    assert SENTENCE in seen(lambda: office.act("approve", b.approved_account, account))


def test_it_sees_a_notice_that_takes_from_another_party(office, monkeypatch):
    account = Settlement.objects.get(status="APPROVED")
    b.disallow(account.vouchers.get(no=2), 5)
    office.look()
    monkeypatch.setattr(disallowing, "_of_the_party", lambda voucher, rows: rows)
    notice = {"by": f.person("DOF_REVIEWER"), "dated_on": datetime.date(2022, 3, 15), "paper": None}
    assert SENTENCE in seen(lambda: office.act("notice", disallowing.recover_disallowed, account, **notice))
