"""Each paper says what its act in the books did. Whatever a superuser makes disagree is found, and the paper named.

The year, in triệu đồng: 150 settled of one project; 45 advanced of another that was stopped, 20 of them restored; 100
of the estimate cancelled; a third project carried over with 10 advanced.
"""

import datetime
from contextlib import closing

import pytest

from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.claiming import CLAIM_FLOW, prepare_claim
from budgets.models import (
    AllocationRow,
    Annex,
    Appropriation,
    Assignment,
    Cancellation,
    CarryOver,
    Claim,
    Commitment,
    MoneyBack,
    PaymentRequest,
    Settlement,
    Voucher,
)
from ledger.checking import differences, differences_seen_by
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided, sent
from tests.budgets.test_clearing import cleared
from tests.budgets.test_corrections import asked
from tests.budgets.test_own_share import accepted_at_both

STATE = "settled_project"

# What was done to the papers -> what is said of it.
EDITS = {
    "an appropriation's amount": (
        "UPDATE budgets_appropriation SET amount = amount + 1 WHERE id = {appropriation}",
        "Quyết định giao dự toán số {appropriation} (appropriate): văn bản ghi 2236000001 đồng, ngày 04/01/2021; "
        "sổ cái ghi 2236000000 đồng, ngày 04/01/2021.",
    ),
    "an appropriation's day": (
        "UPDATE budgets_appropriation SET dated_on = '2021-01-05' WHERE id = {appropriation}",
        "Quyết định giao dự toán số {appropriation} (appropriate): văn bản ghi 2236000000 đồng, ngày 05/01/2021",
    ),
    "an appropriation's unit": (
        "UPDATE budgets_appropriation SET unit_id = {centre} WHERE id = {appropriation}",
        "Quyết định giao dự toán số {appropriation} (appropriate)",
    ),
    "a paper nothing was posted for": (
        "INSERT INTO budgets_appropriation (number, dated_on, issuer, note, illustrative, created_at, kind, amount, "
        "book_year_id, created_by_id, unit_id) SELECT 'khống', dated_on, '', '', false, now(), 'ADDITION', 7, "
        "book_year_id, created_by_id, unit_id FROM budgets_appropriation WHERE id = {appropriation}",
        "(appropriate): văn bản ghi 7 đồng, ngày 04/01/2021; sổ cái ghi 0 đồng, ngày không có.",
    ),
    "a paper said to be taken back": (
        "UPDATE budgets_appropriation SET correction_id = {correction} WHERE id = {appropriation}",
        "Quyết định giao dự toán số {appropriation} (appropriate): văn bản ghi 0 đồng, ngày không có",
    ),
    "to whom was assigned": (
        "UPDATE budgets_assignment SET to_unit_id = from_unit_id, from_unit_id = to_unit_id WHERE id = {assignment}",
        "Giao dự toán cho đơn vị số {assignment} (assign)",
    ),
    "a row of an allocation": (
        "UPDATE budgets_allocationrow SET amount = amount - 5 WHERE id = {row}",
        "Bảng phân bổ số {sheet} (allocate): văn bản ghi 999999995 đồng",
    ),
    "the line of an allocation": (
        "UPDATE budgets_allocationrow SET line_id = {line2} WHERE id = {row}",
        "Bảng phân bổ số {sheet} (allocate)",
    ),
    "a contract's value": (
        "UPDATE budgets_commitment SET value = value - 1 WHERE id = {contract}",
        "Hợp đồng, nhiệm vụ số {contract} (commit): văn bản ghi 149999999 đồng",
    ),
    "a payment's amount": (
        "UPDATE budgets_paymentrequest SET amount = amount + 9 WHERE id = {paid}",
        "Đề nghị tạm ứng, thanh toán số {paid}",
    ),
    "the day of a payment": (
        "UPDATE budgets_paymentrequest SET paid_on = '2021-12-31' WHERE id = {paid}",
        "Đề nghị tạm ứng, thanh toán số {paid}",
    ),
    "the contract a payment is of": (
        "UPDATE budgets_paymentrequest SET commitment_id = {other} WHERE id = {paid}",
        "Đề nghị tạm ứng, thanh toán số {paid}",
    ),
    "a payment said not to be paid": (
        "UPDATE budgets_paymentrequest SET status = 'SENT' WHERE id = {paid}",
        "Đề nghị tạm ứng, thanh toán số {paid}",
    ),
    "what a payment cleared": (
        "UPDATE budgets_paymentrequest SET clears = 4 WHERE id = {payment}",
        "Đề nghị tạm ứng, thanh toán số {payment} (clear): văn bản ghi 4 đồng, ngày 12/11/2021; sổ cái ghi 0 đồng",
    ),
    "the value of an annex": (
        "UPDATE budgets_annex SET new_value = new_value + 3 WHERE id = {second}",
        "Phụ lục hợp đồng số {second} (commit): văn bản ghi 10000003 đồng, ngày 20/07/2021; sổ cái ghi 10000000 đồng",
    ),
    "the value of the annex before": (
        "UPDATE budgets_annex SET new_value = new_value - 1 WHERE id = {annex}",
        "Phụ lục hợp đồng số {annex} (uncommit): văn bản ghi 20000001 đồng",
    ),
    "the day of an annex": (
        "UPDATE budgets_annex SET signed_on = '2021-07-11' WHERE id = {annex}",
        "Phụ lục hợp đồng số {annex} (uncommit): văn bản ghi 20000000 đồng, ngày 11/07/2021",
    ),
    "money that came back": (
        "UPDATE budgets_moneyback SET amount = 1 WHERE id = {back}",
        "Khoản nộp lại số {back} (restore): văn bản ghi 1 đồng",
    ),
    "what was released at settlement": (
        "UPDATE budgets_settlement SET released = 3 WHERE id = {account}",
        "Quyết toán đề án số {account} (release): văn bản ghi 3 đồng",
    ),
    "the support of a settlement": (
        "UPDATE budgets_settlement SET support_final = 140000000 WHERE id = {account}",
        "Quyết toán đề án số {account} (settle): văn bản ghi 140000000 đồng",
    ),
    "the day of a settlement": (
        "UPDATE budgets_settlement SET approved_on = approved_on + 1 WHERE id = {account}",
        "Quyết toán đề án số {account} (settle)",
    ),
    "what Finance disallowed": (
        "UPDATE budgets_voucher SET examined = 'DISALLOWED', disallowed_amount = 4 WHERE id = {voucher}",
        "Quyết toán đề án số {account} (disallow): văn bản ghi 4 đồng",
    ),
    "a cancelled amount": (
        "UPDATE budgets_cancellationrow SET amount = 1 WHERE cancellation_id = {cancelled}",
        "Hủy dự toán số {cancelled} (cancel): văn bản ghi 1 đồng",
    ),
    "what was carried over": (
        "UPDATE budgets_carryover SET amount = amount + 2 WHERE id = {carried}",
        "Chuyển sang năm sau số {carried} (carry_out): văn bản ghi 150000002 đồng",
    ),
    "what of it was settled in its year": (
        "UPDATE budgets_carryover SET settled = settled + 1 WHERE id = {charged}",
        "Chuyển sang năm sau số {charged} (settle): văn bản ghi 10000001 đồng",
    ),
    "what was not drawn and went back": (
        "UPDATE budgets_carryover SET released = released + 1 WHERE id = {charged}",
        "Chuyển sang năm sau số {charged} (release): văn bản ghi 90000001 đồng",
    ),
    "what of it was given anew": (
        "UPDATE budgets_carryover SET renews = false WHERE id = {charged}",
        "Chuyển sang năm sau số {charged} (reserve): văn bản ghi 0 đồng, ngày không có; sổ cái ghi 90000000 đồng",
    ),
    "the shares of an invoice": (
        "UPDATE budgets_voucher SET invoice_number = '00' || lower(v.invoice_number), invoice_form = v.invoice_form, "
        "seller_tax_code = v.seller_tax_code, invoice_date = v.invoice_date, invoice_total = v.invoice_total "
        "FROM budgets_voucher v WHERE v.id = {voucher} AND budgets_voucher.id = {voucher2}",
        "các phần đã kê cộng",
    ),
    "the shares of an invoice copied once with another day": (
        "UPDATE budgets_voucher SET invoice_number = '00' || lower(v.invoice_number), invoice_form = v.invoice_form, "
        "seller_tax_code = v.seller_tax_code, invoice_date = v.invoice_date + 1, invoice_total = v.invoice_total "
        "FROM budgets_voucher v WHERE v.id = {voucher} AND budgets_voucher.id = {voucher2}",
        "các phần đã kê cộng",
    ),
}


def of_value(contract, million, on):
    """A signed annex that sets the contract's value."""
    row = Annex(
        commitment=contract, number=f"PL-{million}", signed_on=on, new_value=million * b.MILLION, why="Đổi giá."
    )
    row = save_annex(row, by=f.person("CENTRE_OFFICER"))
    return ANNEX_FLOW.press(row, "sign", by=f.person("CENTRE_DIRECTOR"))


@pytest.fixture
def year(own_database):
    """{name: id} of one paper of each kind, all agreeing with the books."""
    account = Settlement.objects.get()
    stopped = b.signed(b.approved(120), million=120)
    b.progress(stopped, 90)
    b.paid(stopped, 45)
    decided(sent(stopped.project, "TERMINATE"))
    back = b.money_back(stopped, 20, "RESTORE", on=b.day(12, 20))
    later = b.signed(b.approved(150, total=500 * b.MILLION))
    b.progress(later, 90)
    annexes = [of_value(later, 130, b.day(7, 10)), of_value(later, 140, b.day(7, 20))]
    b.paid(later, 10)
    b.cancelled({None: 100})
    later.project.refresh_from_db()
    row = prepare_carry_over(CarryOver(project=later.project, why="Máy về chậm."), by=b.accountant())
    CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("55/QĐ", datetime.date(2022, 2, 9)))
    b.advances_may_be_charged()
    b.given_in_2022()
    unreturned = b.signed(b.approved(150, total=510 * b.MILLION), million=120)
    b.progress(unreturned, 90)
    b.paid(unreturned, 60)
    cleared(unreturned, 10)
    charged = b.charged(unreturned.project, renews=True)
    b.year_account("consolidate", "examine", "issue_notice")
    first = Appropriation.objects.get(book_year=b.book())
    vouchers = list(Voucher.objects.order_by("pk"))
    return own_database, {
        "appropriation": first.pk,
        "correction": asked(b.appropriated(1, kind="ADDITION")).pk,
        "centre": f.office("CENTRE").pk,
        "assignment": Assignment.objects.get().pk,
        "row": (allocated := AllocationRow.objects.first()).pk,
        "sheet": allocated.sheet_id,
        "line2": b.line(2).pk,
        "contract": (contract := Commitment.objects.get(project=account.project)).pk,
        "paid": PaymentRequest.objects.filter(commitment=contract).first().pk,
        "payment": PaymentRequest.objects.filter(commitment=contract, kind="PAYMENT").first().pk,
        "annex": annexes[0].pk,
        "second": annexes[1].pk,
        "other": later.pk,
        "back": MoneyBack.objects.get(pk=back.pk).pk,
        "account": account.pk,
        "voucher": vouchers[0].pk,
        "voucher2": vouchers[1].pk,
        "cancelled": Cancellation.objects.get().pk,
        "carried": row.pk,
        "charged": charged.pk,
    }  # fmt: skip


def test_whatever_disagrees_is_found_and_named(year, subtests):
    database, ids = year
    assert differences() == []
    with closing(database.superuser()) as superuser:
        superuser.autocommit = False
        for name, (edit, expected) in EDITS.items():
            with subtests.test(name), superuser.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(edit.format(**ids))
                assert cursor.rowcount == 1
                found = differences_seen_by(cursor)
                assert any(expected.format(**ids) in sentence for sentence in found), found
            superuser.rollback()
    assert differences() == []


def test_a_contract_whose_voucher_was_disallowed_and_another_paid_is_found_and_named(own_database):
    """12 triệu disallowed of the second came back from the second; then its voucher is said to be of the first."""
    project, (one, two), account = accepted_at_both(60, 30)
    b.approved_account(account)
    year = b.year_account("consolidate", "examine")
    b.disallow(account.vouchers.get(commitment=two), 12)
    b.press_year(year, "issue_notice")
    assert differences() == []
    expected = (
        f"Hợp đồng số {one.pk} (đề án {project.pk}): chứng từ của hợp đồng bị xuất toán 12000000 đồng, sổ cái chỉ thu "
        "hồi từ đó 0 đồng mà ở đó còn 60000000 đồng đã quyết toán."
    )
    with closing(own_database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE budgets_voucher SET commitment_id = %s WHERE commitment_id = %s", [one.pk, two.pk])
        assert expected in differences_seen_by(cursor)


OF_A_CLAIM = {
    "amount = amount + 1": "văn bản ghi 20000001 đồng", "dated_on = dated_on + 1": "ngày 01/10/2022",
    "status = 'WITHDRAWN'": "văn bản ghi 0 đồng", "book_year_id = of_year_id": "sổ cái ghi 0 đồng",
}  # fmt: skip


def test_a_claim_of_a_closed_year_that_says_something_else_is_found_and_named(own_database, subtests):
    book = b.closed_book()
    concluded = {"number": "87/KL", "dated_on": datetime.date(2022, 9, 30), "issuer": "Thanh tra tỉnh", "why": "Sai."}
    row = Claim(commitment=Commitment.objects.get(), of_year=book, amount=20 * b.MILLION, **concluded)
    claim = CLAIM_FLOW.press(prepare_claim(row, by=b.accountant()), "decide", by=f.person("DOIT_DIRECTOR"))
    assert differences() == []
    with closing(own_database.superuser()) as superuser:
        superuser.autocommit = False
        for change, words in OF_A_CLAIM.items():
            with subtests.test(change), superuser.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"UPDATE budgets_claim SET {change}")
                named = f"Kiến nghị thu hồi của năm đã khóa sổ số {claim.pk} (claim)"
                found = differences_seen_by(cursor)
                assert any(named in line and words in line for line in found), found
            superuser.rollback()
