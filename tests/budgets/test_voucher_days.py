"""The desk remarks on a voucher dated before the project was approved or after it was accepted; none is refused."""

import pytest
from django.urls import reverse

from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_project"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (b.day(5, 27), "trước ngày quyết định phê duyệt đề án 28/05/2021"),
        (b.day(5, 28), ""),
        (b.day(10, 22), ""),
        (b.day(10, 23), "sau ngày nghiệm thu 22/10/2021"),
    ],
)
def test_a_voucher_outside_the_time_of_its_project_is_remarked_on_and_taken(client, day, said):
    account = b.account(b.signed(), vouchers=())
    b.voucher(account, 415, 150, invoice_date=day)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    client.force_login(f.person("DOIT_SPECIALIST"))
    desk = client.get(reverse("budgets:desk", args=[account.pk, 1])).content.decode()
    told = [text for text in ("trước ngày quyết định phê duyệt", "sau ngày nghiệm thu") if text in desk]
    assert (said in desk and len(told) == 1) if said else not told
    assert b.reviewed(account).status == "REVIEWED"
