"""At the settlement the money of who left comes back whole, and who stays has its support by its own work."""

import pytest

from budgets import settling
from budgets.settlements import open_settlement
from budgets.subjects import commitment_place
from ledger.reading import balance
from ledger.stages import Stage
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_title_units import asked, checked, decided, several, staying

pytestmark = pytest.mark.django_db
M = b.MILLION


def test_the_advance_of_who_left_comes_back_whole_and_who_stays_keeps_its_own():
    """Two workshops, 50 triệu advanced to each; one leaves. By the cost of the other 60 triệu are its support."""
    row = several(2, 200)
    gone, stays = (
        b.signed(row, million=100, counterparty=one.establishment.name, payee_name=one.establishment.name)
        for one in reversed(row.beneficiaries.all())
    )
    b.progress(stays, 75)
    for contract in (gone, stays):
        b.paid(contract, 50)
    decided(checked(asked(row, units=1, beneficiaries=staying(row, 1))))
    stays.project.refresh_from_db()
    b.accepted(stays, cost_million=200)
    row.refresh_from_db()
    settlement = open_settlement(row, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(settlement, 120, 50, commitment=stays)
    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    b.reviewed(settlement)
    settlement.refresh_from_db()
    now = settling.figures(settlement)
    assert (now.support, now.spent, now.to_recover, now.unpaid) == (60 * M, 100 * M, 50 * M, 10 * M)
    b.press_settlement(
        settlement, "approve", role="DOIT_DIRECTOR", paper=b.paper("88/QĐ-SCT", b.day(11, 30)),
        release_unpaid=10 * M, release_why="Phần của người đã rút.",
    )  # fmt: skip

    def stands(contract):
        return [
            balance(commitment_place(contract, at)) // M for at in (Stage.ADVANCED, Stage.SETTLED, Stage.RECOVERABLE)
        ]

    assert stands(gone) == [0, 0, 50]
    assert stands(stays) == [0, 50, 0]
    settlement.refresh_from_db()
    assert settlement.recovered == 50 * M
