"""Contracts that several files begin with."""

import pytest

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
