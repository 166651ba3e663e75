"""What the vouchers say the programme's money paid is told beside what the Treasury paid: 105 and 45 triệu here."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.settling import figures_to_tell
from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_project"
pytestmark = pytest.mark.django_db
MILLION = 1_000_000
NOTHING = (
    "Chứng từ kê nguồn khuyến công 0 đ, Kho bạc đã tạm ứng, thanh toán 150.000.000 đ: còn 150.000.000 đ đã chi chưa có "
    "chứng từ nguồn khuyến công."
)


def plain(text):
    return str(text).replace("\xa0", " ")


def warned(account):
    return [plain(text) for text in figures_to_tell(account).warnings if "nguồn khuyến công" in text]


def test_an_account_that_says_the_programme_paid_nothing_is_remarked_on_until_it_is_approved_and_after(client):
    account = b.account(b.signed(), state=0)
    api = APIClient()
    for role, done in (("CENTRE_ACCOUNTANT", None), ("DOIT_SPECIALIST", "submit")):
        if done:
            b.press_settlement(account, done, on=b.day(11, 18))
        client.force_login(f.person(role))
        api.force_authenticate(f.person(role))
        for address in (account.get_absolute_url(), reverse("budgets:desk", args=[account.pk, 1])):
            assert NOTHING in plain(client.get(address).content.decode()).partition("Cách tính")[0]
        told = api.get(f"/api/v1/settlements/{account.pk}/figures/").json()
        assert told["state_listed"] == 0 and NOTHING in plain(told["warnings"])
    b.reviewed(account)
    assert NOTHING in " ".join(warned(account))
    b.approved_account(account)  # it is the Department's to weigh: no refusal
    assert NOTHING in plain(client.get(account.get_absolute_url()).content.decode()).partition("Cách tính")[0]
    assert NOTHING in plain(account.steps)


def test_nothing_is_said_where_the_vouchers_and_the_treasury_agree_or_nothing_is_listed_yet():
    account = b.account(b.signed(), vouchers=())
    assert warned(account) == [] and figures_to_tell(account).state_listed is None
    b.voucher(account, 415, 150)
    assert warned(account) == []
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.reviewed(account)
    now = figures_to_tell(account)
    assert warned(account) == [] and (now.state_listed, now.state_agreed) == (150 * MILLION, 150 * MILLION)


def test_more_than_the_treasury_paid_is_said_too():
    account = b.account(b.signed(), payment=0)
    (said,) = warned(account)
    assert (
        "kê nguồn khuyến công 150.000.000 đ, Kho bạc đã tạm ứng, thanh toán 105.000.000 đ: nhiều hơn 45.000.000 đ"
        in said
    )


def test_once_all_is_decided_what_is_settled_without_an_accepted_voucher_of_the_programme_is_said():
    """The voucher the programme paid is refused, the other one of 165 triệu agreed to: half of it stays settled."""
    account = b.submitted(b.signed())
    officer = f.person("DOIT_SPECIALIST")
    first, second = account.vouchers.order_by("no")
    b.decide_voucher(first, "REFUSED", by=officer, reason="BAD_PAPER")
    assert warned(account) == []  # the other may still be of any worth
    b.decide_voucher(second, "AGREED", by=officer)
    now = figures_to_tell(account)
    kept = now.spent - now.to_recover
    assert now.state_agreed == 0 and 0 < kept < 150 * MILLION
    (said,) = warned(account)
    assert "Chứng từ được chấp nhận chỉ có nguồn khuyến công 0 đ" in said
    assert f"{kept:,} đ không có chứng từ".replace(",", ".") in said
