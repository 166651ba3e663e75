"""check_books recomputes everything; whatever a superuser of the database edits is found and named."""

from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ledger.checking import differences, differences_seen_by
from ledger.models import Account, Transfer
from ledger.posting import Kind, Line, Stage, reverse
from ledger.years import close_year
from tests.ledger.conftest import DAY

EDITS = {
    "an amount": ("UPDATE ledger_transfer SET amount = amount + 1 WHERE id = {pay}", "tính lại từ các khoản"),
    "an amount with its balances": (
        "UPDATE ledger_transfer SET amount = amount - 1 WHERE id = {pay}; "
        "UPDATE ledger_account SET balance = balance + 1 WHERE id = {committed}; "
        "UPDATE ledger_account SET balance = balance - 1 WHERE id = {paid}",
        "Khoản {pay}: nội dung đã bị sửa",
    ),
    "a balance": ("UPDATE ledger_account SET balance = 77 WHERE id = {paid}", "Tài khoản {paid} (PAID"),
    "a kind": (
        "UPDATE ledger_transfer SET kind = 'advance' WHERE id = {pay}",
        "Khoản {pay}: advance không đi được",
    ),
    "a place": (
        "UPDATE ledger_transfer SET target_id = {other_paid} WHERE id = {pay}",
        "Khoản {pay} (pay): hai đầu khác sổ năm, khác đơn vị hoặc khác đối tượng",
    ),
    "a date": (
        "UPDATE ledger_transfer SET dated_on = '2020-01-01' WHERE id = {pay}",
        "Khoản {pay}: nội dung đã bị sửa",
    ),
    "a paper's person": (
        "UPDATE ledger_transfer SET by_id = {other} WHERE id = {pay}",
        "Khoản {pay}: nội dung đã bị sửa",
    ),
    "the time of posting": (
        "UPDATE ledger_transfer SET posted_at = posted_at - interval '1 day' WHERE id = {pay}",
        "Khoản {pay}: nội dung đã bị sửa",
    ),
    "a deleted transfer": ("DELETE FROM ledger_transfer WHERE id = {pay}", "Tài khoản {paid} (PAID"),
    "half a deleted reversal": (
        "DELETE FROM ledger_transfer WHERE id = {reversal}",
        "hủy ghi việc {reversed_act} nhưng",
    ),
    "an emptied act": (
        "DELETE FROM ledger_transfer WHERE act_id = {pay_act}",
        "Việc {pay_act} (“Chi”) không có khoản",
    ),
    "a note": (
        "UPDATE ledger_act SET note = 'khác' WHERE id = {pay_act}",
        "Việc {pay_act}: nội dung đã bị sửa",
    ),
    "an inserted transfer": (
        "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id, posted_at, seal) "
        "SELECT act_id, kind, source_id, target_id, 5, dated_on, by_id, posted_at, seal FROM ledger_transfer "
        "WHERE id = {pay}",
        "tính lại từ các khoản",
    ),
    "a reversed amount": (
        "UPDATE ledger_transfer SET amount = 3 WHERE id = {reversal}",
        "Khoản {reversal} hủy ghi khoản",
    ),
    "a carried amount": (
        "UPDATE ledger_transfer SET amount = 3 WHERE id = {carry_in}",
        "Khoản {carry_in} (carry_in) nhận",
    ),
    "a lost carry": (
        "DELETE FROM ledger_transfer WHERE id = {carry_in}",
        "Khoản {carry_out} chuyển nguồn ra khỏi năm",
    ),
    "a forged year end": (
        "UPDATE ledger_bookyear SET state = 'CLOSED', closed_at = now()",
        "đã khóa nhưng tài khoản",
    ),
    "a posting after the closing": (
        "UPDATE ledger_bookyear SET state = 'CLOSED', closed_at = '2021-01-01'",
        "ghi sau khi sổ",
    ),
    "an arrow": (
        "INSERT INTO ledger_arrow (kind, from_stage, to_stage) VALUES ('pay', 'TREASURY', 'PAID')",
        "Bảng đường đi",
    ),
    "a subject": (
        "UPDATE ledger_subject SET parent_id = {line} WHERE id = {contract}",
        "Đối tượng {contract}",
    ),
    "a contract moved to another project": (
        "UPDATE ledger_subject SET parent_id = {project2} WHERE id = {contract}",
        "hai đầu khác sổ năm, khác đơn vị hoặc khác đối tượng",
    ),
    "an account": (
        "UPDATE ledger_account SET subject_id = {line} WHERE id = {paid}",
        "Tài khoản {paid} (PAID) không đúng",
    ),
    "a vanished person": ("DELETE FROM accounts_user WHERE id = {by}", "không còn"),
    "the order of events": (
        "UPDATE ledger_transfer SET id = 0 WHERE id = {pay}",
        "dưới 0",
    ),
    "a release to the wrong place": (
        "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id, posted_at, seal) "
        "SELECT act_id, 'release', target_id, {undivided}, 5, dated_on, by_id, posted_at, seal FROM ledger_transfer "
        "WHERE kind = 'reserve' LIMIT 1",
        "nhiều hơn số lấy từ đó",
    ),
    "a switched off guard": (
        "ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_check",
        "ledger_transfer_check",
    ),
    "a dropped guard": ("DROP TRIGGER ledger_account_check ON ledger_account", "ledger_account_check"),
}


@pytest.fixture
def used(own_books):
    """Books with a payment, a reversal and a carried amount: (books, database, ids)."""
    from accounts.models import User

    books, database = own_books
    committed = books.fund(Stage.COMMITTED, 1_000)
    pay = books.move(Kind.PAY, committed, books.at(Stage.PAID), 400, name="Chi")
    back = books.post(
        Line(Kind.UNCOMMIT, committed, books.at(Stage.APPROVED), 100),
        Line(Kind.COMMIT, books.at(Stage.APPROVED), committed, 50),
    )
    reversing = reverse(back, by=books.by, dated_on=DAY, note="nhầm")
    books.post(*books.carry(committed, 600, books.y2022))
    books.fund(Stage.PAID, 10, books.contract2)
    other = User.objects.create(username="khac", full_name="Người Khác", organisation=books.sct)
    return books, database, {
        "pay": pay.transfers.get().pk,
        "pay_act": pay.pk,
        "reversal": reversing.transfers.first().pk,
        "reversed_act": back.pk,
        "carry_out": Transfer.objects.get(kind="carry_out").pk,
        "carry_in": Transfer.objects.get(kind="carry_in").pk,
        "committed": Account.objects.get(stage="COMMITTED", subject=books.contract1, book_year=books.y2021).pk,
        "paid": Account.objects.get(stage="PAID", subject=books.contract1).pk,
        "other_paid": Account.objects.get(stage="PAID", subject=books.contract2).pk,
        "undivided": Account.objects.get(stage="APPROPRIATED", book_year=books.y2021).pk,
        "line": books.line1.pk,
        "project2": books.project2.pk,
        "contract": books.contract1.pk,
        "by": books.by.pk,
        "other": other.pk,
    }  # fmt: skip


def test_what_a_superuser_edits_is_found_and_named(used, subtests):
    _, database, ids = used
    assert differences() == []
    with closing(database.superuser()) as superuser:
        superuser.autocommit = False
        for name, (edit, expected) in EDITS.items():
            with subtests.test(name), superuser.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(edit.format(**ids))
                found = differences_seen_by(cursor)
                assert any(expected.format(**ids) in sentence for sentence in found), found
            superuser.rollback()
    assert differences() == []


def test_the_command_prints_the_count_and_fails_when_something_is_wrong(used):
    _, database, ids = used
    out = StringIO()
    call_command("check_books", stdout=out)
    last = Transfer.objects.latest("pk")
    assert out.getvalue().splitlines() == [
        f"{Account.objects.count()} tài khoản, {Transfer.objects.count()} khoản, 0 sai lệch.",
        f"Khoản cuối: {last.pk} {last.seal}",
    ]
    with closing(database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(EDITS["a balance"][0].format(**ids))
    with pytest.raises(CommandError, match=f"Tài khoản {ids['paid']}"):
        call_command("check_books", stdout=out)


def test_a_closed_year_is_right(books):
    books.fund(Stage.SETTLED, 5)
    close_year(books.y2021)
    assert differences() == []
