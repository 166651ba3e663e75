"""What several files begin with: contracts, a hand before which nothing stands, the office of random acts."""

from contextlib import closing

import pytest
from django.db import transaction

from tests.budgets import builders as b


@pytest.fixture
def contract():
    """150 approved, 100 under contract, 70 advanced; the work is at 90 %."""
    row = b.signed(b.approved(150), million=100)
    b.progress(row, 90)
    b.paid(row, 70)
    row.project.refresh_from_db()
    return row


@pytest.fixture
def signed():
    """A contract whose work is at 90 %, nothing paid."""
    row = b.signed()
    b.progress(row, 90)
    return row


@pytest.fixture
def hands(own_database):
    """A cursor before which no trigger and no check stands; nothing of it stays."""
    with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_balance_not_negative")
        yield cursor
        cursor.execute("ROLLBACK")


@pytest.fixture
def office(db):
    """The office of random_office.py, whose acts are chosen by the test."""
    from tests.budgets import random_office

    office = random_office.Office()
    yield office
    transaction.set_rollback(True)
    office.everything.__exit__(None, None, None)
