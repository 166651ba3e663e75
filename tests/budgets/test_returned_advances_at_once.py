"""Two papers by which advances come back are entered at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from budgets.models import Commitment
from budgets.subjects import commitment_place
from ledger.checking import differences
from ledger.posting import Stage
from ledger.reading import balance
from tests import factories as f
from tests.budgets import builders as b
from tests.races import at_once

pytestmark = pytest.mark.race


def test_two_at_once_return_no_more_than_stood_on_that_day(own_database):
    for role in ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_SPECIALIST"):
        f.person(role)
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 60)
    b.paid(contract, 45, on=b.day(9, 1))

    def one():
        return b.returned(Commitment.objects.get(pk=contract.pk), 50, on=b.day(8, 31))

    answers = at_once(one, one)
    refusals = [str(answer) for answer in answers if isinstance(answer, ValidationError)]
    assert len(refusals) == 1 and "vượt số dư tạm ứng" in refusals[0]
    assert balance(commitment_place(contract, Stage.ADVANCED)) == 55 * b.MILLION
    assert differences() == []
