"""What a person meets between two steps: what is next, what the paper in hand has to say, why a part was refused."""

import pytest
from django.urls import reverse

from budgets.models import Settlement
from budgets.treasury_excel import IN_FILE
from budgets.vouchers import decide_voucher
from core.money import dong
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
STATE = "two_open_accounts"
MILLION = 1_000_000


@pytest.fixture
def account():
    return Settlement.objects.order_by("pk").first()


@pytest.fixture
def contract():
    row = b.signed()
    b.progress(row, 90)
    return row


def page_of(client, role, url):
    client.force_login(f.person(role))
    return client.get(url).content.decode()


def reviewed(account, reason=""):
    """Its one voucher of 100 triệu agreed to, the last 10 triệu of it not when a reason is given."""
    row = b.voucher(account, 100)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    row.refresh_from_db()
    amount = 90 * MILLION if reason else None
    return decide_voucher(row, "AGREED", by=f.person("DOIT_SPECIALIST"), amount=amount, reason=reason, note="")


def test_whoever_opens_an_account_without_vouchers_is_told_to_list_them(client, account):
    url = account.get_absolute_url()
    assert "Bước tiếp theo: Kê chứng từ" in page_of(client, "CENTRE_ACCOUNTANT", url)
    assert "Bước tiếp theo: Kê chứng từ" not in page_of(client, "DOIT_SPECIALIST", url)

    b.voucher(account, 100)
    assert "Bước tiếp theo: Kê chứng từ" not in page_of(client, "CENTRE_ACCOUNTANT", url)


def test_the_desk_leads_on_when_the_last_voucher_is_decided(client, account):
    row = b.voucher(account, 100)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    assert "Về hồ sơ để xét duyệt xong" not in page_of(client, "DOIT_SPECIALIST", row.get_absolute_url())

    row.refresh_from_db()
    decide_voucher(row, "AGREED", by=f.person("DOIT_SPECIALIST"), amount=None, reason="", note="")
    assert "Về hồ sơ để xét duyệt xong" in page_of(client, "DOIT_SPECIALIST", row.get_absolute_url())


def test_why_a_part_of_a_voucher_was_not_accepted_stands_in_the_list(client, account):
    reviewed(account, reason="OVER_PRICE")
    assert "Vượt đơn giá, định mức" in page_of(client, "CENTRE_ACCOUNTANT", account.get_absolute_url())


def test_an_empty_answer_at_the_desk_names_its_field(client, account):
    row = b.voucher(account, 100)
    client.force_login(f.person("CENTRE_ACCOUNTANT"))
    answer = client.post(row.get_absolute_url(), {"kind": "answer", "text": ""})
    assert answer.status_code == 422 and "Trả lời: Phải nhập mục này" in answer.content.decode()


def test_whoever_approves_sees_what_the_approval_does(client, account):
    reviewed(account)
    account.refresh_from_db()
    b.press_settlement(account, "review", role="DOIT_SPECIALIST")
    url = reverse("budgets:settlement_press", args=[account.pk, "approve"])
    page = page_of(client, "DOIT_DIRECTOR", url)
    assert "Hỗ trợ quyết toán" in page and "Phải thu hồi" in page


def test_whoever_records_the_treasury_s_paper_sees_amount_and_account_beside_it(client, contract):
    payment = b.sent(contract, 50)
    page = page_of(client, "CENTRE_ACCOUNTANT", reverse("budgets:payment_press", args=[payment.pk, "pay"]))
    assert dong(50 * MILLION) in page and payment.party.payee_account in page


def test_a_paid_advance_tells_what_clears_it(client, contract):
    payment = b.paid(contract, 50)
    page = page_of(client, "CENTRE_ACCOUNTANT", payment.get_absolute_url())
    assert f"còn {dong(50 * MILLION)} tạm ứng chưa thanh toán" in page


def test_whoever_assigns_sees_what_is_not_divided_yet(client):
    page = page_of(client, "DOIT_ACCOUNTANT", reverse("budgets:assign") + "?year=2021")
    assert "Chưa phân bổ: " in page


def test_the_treasury_s_rows_have_numbers_no_words_of_the_program():
    assert list(IN_FILE.values())[:2] == ["01", "02"] and len(set(IN_FILE.values())) == len(IN_FILE)
