"""Each of the fourteen sentences is asked of books that break it, and names what it found.

First by hand: a superuser of the database, with triggers and checks out of the way, does what nobody can. Then by a
service whose rule is gone: the office of random_office.py sees it after the act.
"""

import pytest
from django.db import connection, transaction

from budgets import payments, vouchers
from budgets.models import Settlement, Voucher
from ledger.checking import differences_seen_by
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets import random_office
from tests.budgets.invariants import INVARIANTS, broken

STATE = "money_on_its_way"
_ONE = "(SELECT min(id) FROM ledger_account WHERE stage = '{}' AND balance > 0)"

_ANNEX = (
    "INSERT INTO budgets_annex (commitment_id, number, signed_on, counterparty, payee_name, payee_account, payee_bank, "
    "new_value, why, status, illustrative, created_by_id, created_at) SELECT id, 'PL9', '2021-08-04', '', '', '', '', "
    "{}, 'x', 'SIGNED', false, created_by_id, now() FROM budgets_commitment WHERE status = 'SIGNED' LIMIT 1"
)
_CHANGED = (
    "INSERT INTO projects_changevalue (change_id, what, after, before_words, after_words) "
    "SELECT min(id), 'support', '1', '', '' FROM projects_changerequest"
)

# Sentence -> what breaks it.
SPOILT = {
    "no đồng is lost": f"UPDATE ledger_account SET balance = balance - 1 WHERE id = {_ONE.format('APPROPRIATED')}",
    "no đồng counts twice": "INSERT INTO budgets_moneyback (commitment_id, of_advance, kind, amount, treasury_number, "
    "dated_on, illustrative, created_by_id, created_at) SELECT id, false, 'REFUND', 1, 'KB', '2022-03-20', false, "
    "created_by_id, now() FROM budgets_commitment LIMIT 1",
    "no stage is negative": f"UPDATE ledger_account SET balance = -1 WHERE id = {_ONE.format('ADVANCED')}",
    "a balance is what its transfers add up to": "UPDATE ledger_transfer SET amount = amount + 1 WHERE id = "
    "(SELECT min(id) FROM ledger_transfer)",
    "support stays under its ceiling, and what decisions reserved is the support": "UPDATE plans_planitem "
    "SET ceiling = jsonb_set(ceiling, '{amount}', '1') WHERE ceiling IS NOT NULL",
    "no more is committed than approved": "UPDATE budgets_commitment SET value = value * 2",
    "no more is paid and advanced than the contract says, nor cleared than was advanced": "UPDATE budgets_commitment "
    "SET value = 1000000",
    "no more is settled than the support at the accepted cost": "UPDATE budgets_settlement SET support_final = 1 "
    "WHERE status = 'APPROVED'",
    "of several each keeps what its own papers give, and only what is its own comes back from it": "UPDATE "
    "budgets_paymentrequest SET amount = amount - 1 WHERE status = 'PAID'",
    "an invoice is listed within its total": "UPDATE budgets_voucher SET invoice_number = '1', "
    "seller_tax_code = '3000000001', invoice_form = '1C21TAA'",
    "papers follow each other in time": "UPDATE budgets_commitment SET signed_on = '2021-05-27' "
    "WHERE status = 'SIGNED'",
    "a closed book keeps nothing on the way and takes no entry": "UPDATE ledger_bookyear SET state = 'CLOSED'",
    "nobody holds two parts of a case": "UPDATE core_auditentry SET by_id = (SELECT min(id) FROM accounts_user) "
    "WHERE action LIKE 'budgets.paymentrequest%'",
    "a sheet for the Treasury says what stands in the books": "UPDATE budgets_treasuryfigure SET ours = ours + 1 "
    "WHERE code = 'REMAINING'",
}
# And what else a sentence says.
SPOILT_TOO = [
    ("no đồng counts twice", "UPDATE budgets_paymentrequest SET clears = 1 WHERE kind = 'PAYMENT' AND status = 'PAID'"),
    ("no đồng counts twice", _ANNEX.format(10)),
    ("no more is committed than approved", _ANNEX.format(999_000_000)),
    ("papers follow each other in time", _ANNEX.format(10).replace("2021-08-04", "2021-06-01")),
    (
        "no more is paid and advanced than the contract says, nor cleared than was advanced",
        "UPDATE budgets_paymentrequest SET clears = 106000000 WHERE kind = 'PAYMENT' AND status = 'PAID'",
    ),
    ("support stays under its ceiling, and what decisions reserved is the support", _CHANGED),
    (
        "a sheet for the Treasury says what stands in the books",
        "UPDATE budgets_treasuryfigure SET ours = 0 WHERE code = 'ADVANCES'",
    ),
]


def test_every_sentence_has_its_breach():
    assert list(SPOILT) == list(INVARIANTS)
    assert len(INVARIANTS) == 14


def test_each_sentence_sees_its_breach(hands):
    assert broken(hands) == {}
    unseen = []
    for name, breach in [*SPOILT.items(), *SPOILT_TOO]:
        hands.execute("SAVEPOINT before")
        hands.execute(breach)
        assert hands.rowcount, name
        if name not in broken(hands):
            unseen.append((name, breach))
        hands.execute("ROLLBACK TO before")
    assert unseen == []
    assert broken(hands) == {}


def test_books_that_check_books_finds_right_may_still_break_a_sentence(hands):
    """Why the sentences are asked beside check_books: of the norm's ceiling the books know nothing."""
    before, name = (
        differences_seen_by(hands),
        "support stays under its ceiling, and what decisions reserved is the support",
    )
    hands.execute(SPOILT[name])
    assert differences_seen_by(hands) == before
    assert list(broken(hands)) == [name]


# --- services without their rule ----------------------------------------------------------------------------
def seen(act):
    with pytest.raises(AssertionError) as broke:
        act()
    return str(broke.value)


def test_a_voucher_service_that_asks_no_invoice_is_seen(office, monkeypatch):
    monkeypatch.setattr(vouchers, "check_within_its_paper", lambda voucher: None)
    row = Voucher.objects.filter(settlement__status="DRAFT").first()
    account = Settlement.objects.get(pk=row.settlement_id)
    facts = {name: getattr(row, name) for name in ("seller_tax_code", "invoice_form", "invoice_number")}
    assert "an invoice is listed within its total" in seen(
        lambda: office.act("voucher", b.voucher, account, row.invoice_total // b.MILLION, **facts)
    )


def test_a_payment_that_is_posted_twice_is_seen(office, monkeypatch):
    contract = random_office.Commitment.objects.get(project__status="IN_PROGRESS")
    row = b.sent(contract, 10)
    office.look()
    paid = payments.PAYMENT_FLOW["pay"].effect

    def twice(payment, act):
        paid(payment, act)
        paid(payment, act)

    object.__setattr__(payments.PAYMENT_FLOW["pay"], "effect", twice)
    try:
        assert "no đồng counts twice" in seen(lambda: office.act("pay", b.pay, row))
    finally:
        object.__setattr__(payments.PAYMENT_FLOW["pay"], "effect", paid)


def test_a_refusal_that_leaves_something_behind_is_seen(office):
    def half(by):
        b.appropriated(1)
        raise payments.ValidationError("Không được.")

    assert "vẫn để lại thay đổi" in seen(lambda: office.act("half", half, by=f.person("DOIT_ACCOUNTANT")))


def test_a_fault_of_the_database_is_no_refusal(office):
    with pytest.raises(Exception, match="duplicate key"), transaction.atomic():
        office.act(
            "fault", lambda: connection.cursor().execute("INSERT INTO accounts_user SELECT * FROM accounts_user")
        )
