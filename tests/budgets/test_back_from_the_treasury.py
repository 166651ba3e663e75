"""An accountant takes a request back from the Treasury, has it mended, checked and signed again, and sends it again.

In real browsers, on the sample of Hà Tĩnh: 105 triệu advanced for a sewing machine, returned for a wrong account.
"""

import pytest

from budgets.models import PaymentRequest
from budgets.subjects import commitment_place
from ledger.posting import Stage
from ledger.reading import balance
from tests.year.desks import Desk

pytestmark = pytest.mark.browser
MILLION = 1_000_000


@pytest.fixture
def desks(sample_database, serve, new_page, login):
    """desks(username) -> Desk of somebody of the Centre."""
    address = serve(sample_database)

    def sit(username):
        page = new_page(1366, 900)
        login(page, address, username)
        return Desk(page, address, username)

    return sit


def amounts(payment):
    """(triệu asked for, triệu still bound, triệu advanced)."""
    payment.refresh_from_db()
    there = (balance(commitment_place(payment.commitment, stage)) for stage in (Stage.COMMITTED, Stage.ADVANCED))
    return tuple(amount // MILLION for amount in (payment.amount, *there))


def test_what_the_treasury_returns_is_mended_by_the_one_who_prepared_it_and_goes_the_whole_way_again(desks):
    payment = PaymentRequest.objects.get(status="RETURNED")
    where = payment.get_absolute_url()
    officer, accountant, director = (desks(name) for name in ("trungtam", "trungtam.ketoan", "trungtam.giamdoc"))
    assert amounts(payment) == (105, 150, 0)

    accountant.open(where).reads("Sai tên tài khoản đơn vị nhận.")
    accountant.step("Trả người lập để sửa", note="Ghi lại nội dung chi, giảm còn 100 triệu.")
    officer.open(where).reads("Ghi lại nội dung chi, giảm còn 100 triệu.").follow("Sửa")
    officer.fill(amount="100 triệu", content="Tạm ứng mua máy may, đợt 1").press("Lưu đề nghị")
    assert amounts(payment) == (100, 150, 0)

    accountant.open(where).step("Kiểm soát, chuyển chủ tài khoản")
    director.open(where).step("Ký")
    accountant.open(where).step("Gửi Kho bạc").status("Đã gửi Kho bạc")
    accountant.step("Kho bạc trả lại", note="Thiếu dấu.").reads("Thiếu dấu.").step("Gửi lại Kho bạc")
    accountant.step(
        "Ghi nhận Kho bạc đã chi", number="KB-0777", issued_on="20/08/2021", issuer="Kho bạc Nhà nước",
        signer="Nguyễn Thị Kho",
    ).reads("KB-0777")  # fmt: skip
    assert amounts(payment) == (100, 50, 100)
    assert payment.status == "PAID"
    for desk in (officer, accountant, director):
        assert desk.said == []


def test_it_is_neither_sent_unsigned_nor_signed_by_whoever_mended_it(desks):
    """After the mending the account holder's signature of before counts no more."""
    payment = PaymentRequest.objects.get(status="RETURNED")
    where = payment.get_absolute_url()
    accountant, officer = desks("trungtam.ketoan"), desks("trungtam")
    accountant.open(where).step("Trả người lập để sửa", note="Sửa nội dung.")
    for desk in (accountant.open(where), officer.open(where)):
        for words in ("Gửi Kho bạc", "Gửi lại Kho bạc", "Ký"):
            assert desk.page.locator("main").get_by_role("button", name=words, exact=True).count() == 0
    payment.refresh_from_db()
    assert payment.status == "PREPARED"
