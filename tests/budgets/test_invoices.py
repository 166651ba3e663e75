"""One invoice in several lists: its shares never exceed it, however it is copied and whoever lists it first."""

import datetime
from contextlib import closing
from importlib import import_module

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from rest_framework.test import APIClient

from budgets.invoices import same_paper
from budgets.models import Settlement, Voucher
from budgets.vouchers import decide_voucher, save_voucher, withdraw_voucher
from ledger.checking import differences
from reports.settlement_data import project_settlement_data
from tests import factories as f
from tests.budgets import builders as b
from tests.races import meanwhile

MILLION = 1_000_000
PAPER = {"seller_tax_code": "3000123456", "invoice_form": "1C21TAA", "invoice_number": "0000123"}


# "number 123" as it is said
SAID = (
    "HĐ123", "HĐ 0000123", "hđ-123", "HD123", "No 123", "No. 0000123", "Nº 123", "N° 123", "Số 123", "số: 0123",
    "so 123", "Hóa đơn số 123", "Hoá đơn 123", "Số HĐ: 00123",
)  # fmt: skip
# numbers with letters of the seller's own, each another paper than 123
OTHERS = ("A123", "B123", "HDA123", "HĐ-A123", "SOC 123", "N123", "AA/14P 123", "HĐ")


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


STATE = "two_open_accounts"


def accounts():
    """The open accounts of two projects, without a voucher."""
    return list(Settlement.objects.order_by("pk"))


def part(settlement, million, total=100, **fields):
    return b.voucher(settlement, million, **PAPER | {"invoice_total": total * MILLION} | fields)


@pytest.fixture
def two(db):
    return accounts()


def test_two_projects_share_an_invoice_up_to_its_total_and_not_a_dong_more(two):
    part(two[0], 60)
    part(two[1], 40)

    said = refused(part, two[1], 1)

    assert "đã kê 100.000.000 đ; kê thêm 1.000.000 đ thì vượt tổng cộng 100.000.000 đ trên hóa đơn" in said


def test_what_other_sources_paid_is_listed_on_form_8b_not_on_8a(two):
    said = refused(b.voucher, two[0], 100, 60, form="8a")

    assert "Mẫu 8a chỉ kê phần nguồn khuyến công; có nguồn đối ứng, nguồn khác 40.000.000 đ thì kê ở mẫu 8b." in said
    assert b.voucher(two[0], 100, 60, form="8b").pk and b.voucher(two[0], 100, 100, form="8a").pk


def test_an_invoice_of_a_day_to_come_is_not_listed(two):
    said = refused(part, two[0], 60, invoice_date=datetime.date(2099, 1, 1))

    assert "Ngày 01/01/2099 chưa tới; cần không sau hôm nay" in said
    assert not two[0].vouchers.exists()


def test_an_invoice_has_one_total_and_the_answer_does_not_say_whose_the_other_line_is(two):
    part(two[0], 100)

    said = refused(part, two[1], 1, total=1000)

    assert "đã kê với tổng cộng 100.000.000 đ, nay ghi 1.000.000.000 đ" in said and "Hỏi Sở Công Thương" in said
    assert two[0].project.code not in said and two[0].project.title not in said


@pytest.mark.parametrize(
    "copied",
    [
        {"seller_tax_code": " 3000123456"}, {"seller_tax_code": "3000123456-"}, {"seller_tax_code": "3000 123 456"},
        {"invoice_form": "1c21taa"}, {"invoice_form": "1C21 TAA "}, {"invoice_number": "123"},
        {"invoice_number": " 0000123"}, {"invoice_number": "00000123"}, {"seller_tax_code": "MST 3000123456"},
        {"invoice_form": "C21TAA"}, {"invoice_form": "2C21TAA"}, *({"invoice_number": number} for number in SAID),
    ],
)  # fmt: skip
def test_an_invoice_is_the_same_however_it_is_copied(two, copied):
    part(two[0], 100)

    assert "vượt tổng cộng" in refused(part, two[1], 1, **copied)


@pytest.mark.parametrize(
    "other",
    [{"seller_tax_code": "3000123456-001"}, {"invoice_form": "1C21TAB"}, {"invoice_number": "124"},
     {"invoice_number": "1230"}, {"invoice_date": datetime.date(2020, 9, 7)},
     *({"invoice_number": number} for number in OTHERS),
     {"kind": "RECEIPT", "seller_tax_code": "", "seller_name": "Lê Thị Bình", "payee_paper": "038085001234"}],
)  # fmt: skip
def test_another_invoice_is_another_invoice(two, other):
    part(two[0], 100)
    if other.get("invoice_number", "")[:1].isalpha():
        for number in set(OTHERS) - {other["invoice_number"]}:
            part(two[0], 100, invoice_number=number)

    assert part(two[1], 100, **other).pk


@pytest.mark.parametrize("name", ["Công ty CP Máy gỗ Bình Minh", "CONG TY CP MAY GO BINH MINH"])
def test_one_paper_is_not_an_invoice_in_one_list_and_a_receipt_in_another(two, name):
    as_receipt = {"kind": "RECEIPT", "seller_tax_code": "", "invoice_form": "", "payee_address": "Xã Thái Yên"}
    part(two[0], 100, seller_name="Công ty CP Máy gỗ Bình Minh")

    said = refused(part, two[1], 100, seller_name=name, **as_receipt)

    assert "đã kê là “Hóa đơn”, nay kê là “Biên nhận, bảng kê không có hóa đơn”" in said

    row = two[0].vouchers.get()  # itself may become a receipt: nobody else lists it
    for field, value in as_receipt.items():
        setattr(row, field, value)
    assert save_voucher(row, by=f.person("CENTRE_ACCOUNTANT")).is_receipt
    assert "đã kê là “Biên nhận" in refused(part, two[1], 100, seller_name=name)


def test_what_was_withdrawn_frees_its_share(two):
    row = part(two[0], 100)
    withdraw_voucher(row, why="Kê nhầm đề án", by=f.person("CENTRE_ACCOUNTANT"))

    assert part(two[1], 100).pk


def test_the_department_sees_at_its_desk_that_an_invoice_is_listed_elsewhere(two, client):
    part(two[0], 60)
    part(two[1], 40, invoice_number="123")
    client.force_login(f.person("DOIT_SPECIALIST"))

    assert client.get(two[0].vouchers.get().get_absolute_url()).context["same_paper"] == 1


@pytest.mark.race
def test_two_lists_at_once_do_not_exceed_the_invoice(own_database):
    """The first clerk has listed it and not committed yet: the second waits, and is refused."""
    first, second = accounts()
    with transaction.atomic():
        part(first, 60)
        other = meanwhile(lambda: part(second, 60))
        assert other.waits()

    assert "vượt tổng cộng" in str(other.answer())
    assert Voucher.objects.filter(**PAPER).count() == 1


# --- withdrawn is withdrawn --------------------------------------------------------------------------
def test_a_withdrawn_voucher_is_not_edited_on_any_way(two):
    row, clerk = part(two[0], 100), f.person("CENTRE_ACCOUNTANT")
    listed = row.content
    stale = Voucher.objects.get(pk=row.pk)
    withdraw_voucher(row, why="Kê nhầm", by=clerk)
    stale.content = "Đổi sau khi rút"
    api = APIClient()
    api.force_authenticate(clerk)

    assert "Chứng từ đã rút" in refused(save_voucher, stale, by=clerk)
    assert "Chứng từ đã rút" in refused(withdraw_voucher, stale, why="lần nữa", by=clerk)
    answer = api.patch(f"/api/v1/vouchers/{row.pk}/", {"content": "Đổi sau khi rút"}, format="json")
    assert answer.status_code == 400 and "Chứng từ đã rút" in answer.content.decode()
    row.refresh_from_db()
    assert (row.content, row.withdrawn_why) == (listed, "Kê nhầm")


def test_a_voucher_stays_in_its_account(two):
    row = part(two[0], 100)
    row.settlement = two[1]

    assert "giữ quyết toán đó" in refused(save_voucher, row, by=f.person("CENTRE_ACCOUNTANT"))


def test_an_invoice_has_one_day_so_that_a_miscopied_one_does_not_list_it_twice(two):
    part(two[0], 100, invoice_date=b.day(9, 6))

    said = refused(part, two[1], 100, invoice_date=b.day(9, 7))

    assert "đã kê với ngày 06/09/2021, nay ghi 07/09/2021; một hóa đơn có một ngày" in said
    part(two[1], 100, invoice_date=datetime.date(2020, 9, 6))  # the number of another year is another paper
    part(two[1], 100, invoice_form="1C21TBB", invoice_date=b.day(9, 7))


def before(database, row, *statements):
    """The line as the office listed it before a form and a payee were asked for, put there by the database's owner."""
    with closing(psycopg2.connect(database.owner_url)) as owner, owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE budgets_voucher DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE budgets_voucher SET invoice_form = '', payee_paper = '', payee_address = '', kind = 'INVOICE' "
            "WHERE id = %s", [row.pk]
        )  # fmt: skip
        cursor.execute("ALTER TABLE budgets_voucher ENABLE TRIGGER USER")
        owner.commit()
        for statement in statements:
            cursor.execute(statement)
    row.refresh_from_db()
    return row


@pytest.mark.race
def test_papers_whose_form_is_not_told_are_told_apart_by_their_day(own_database):
    two = accounts()
    old = before(own_database, part(two[0], 100, invoice_date=b.day(9, 6)))
    other = part(two[1], 100, invoice_date=b.day(9, 7), invoice_form="1C21TBB")
    same = part(two[1], 100, invoice_date=b.day(9, 6), invoice_form="1C21TCC")

    assert same_paper(before(own_database, other)) == []
    assert same_paper(before(own_database, same)) == [old]


# --- receipts of those who give no invoice -------------------------------------------------------------------
RECEIPT = {
    "kind": "RECEIPT", "seller_name": "Nguyễn Văn Đán", "seller_tax_code": "", "invoice_form": "",
    "payee_paper": "038085001234", "invoice_number": "07/GNT",
}  # fmt: skip


def receipt(settlement, million, total=100, **fields):
    return b.voucher(settlement, million, **RECEIPT | {"invoice_total": total * MILLION} | fields)


def test_a_receipt_is_shared_by_two_projects_up_to_its_total_and_not_a_dong_more(two):
    receipt(two[0], 60)
    receipt(two[1], 40)

    said = refused(receipt, two[1], 1)

    assert "Chứng từ 07/GNT của Nguyễn Văn Đán đã kê 100.000.000 đ; kê thêm 1.000.000 đ thì vượt tổng cộng" in said


@pytest.mark.parametrize(
    "copied",
    [{"seller_name": "NGUYEN VAN DAN"}, {"seller_name": " Nguyễn  Văn Đán."}, {"invoice_number": "7 gnt"},
     {"payee_paper": "", "payee_address": "Xã Thái Yên"}, {"seller_name": "Ông Đán thợ nề"},
     {"seller_name": "Ông Đán thợ nề", "payee_paper": "0380 8500 1234"}],
)  # fmt: skip
def test_a_receipt_is_the_same_however_it_is_copied(two, copied):
    receipt(two[0], 100)

    assert "vượt tổng cộng" in refused(receipt, two[1], 1, **copied)


@pytest.mark.parametrize(
    "other",
    [{"seller_name": "Nguyễn Văn Đan Anh", "payee_paper": "038085009999"}, {"invoice_number": "08/GNT"},
     {"invoice_date": b.day(9, 7)}],
)  # fmt: skip
def test_another_receipt_is_another_receipt(two, other):
    receipt(two[0], 100)

    assert receipt(two[1], 100, **other).pk


@pytest.mark.parametrize(
    ("lacking", "field", "words"),
    [
        ({"payee_paper": " - "}, "payee_paper", "phải ghi số CCCD (giấy tờ) hoặc địa chỉ của người nhận tiền"),
        ({"seller_name": "..."}, "seller_name", "Phải ghi tên"),
        ({"seller_tax_code": "3000123456"}, "seller_tax_code", "Có mã số thuế thì kê là “Hóa đơn”"),
        ({"vat": MILLION, "invoice_total": 61 * MILLION}, "vat", "không có thuế GTGT; hiện 1.000.000 đ, phải là 0"),
    ],
)
def test_a_receipt_names_its_payee_and_has_neither_tax_code_nor_tax(two, lacking, field, words):
    with pytest.raises(ValidationError) as error:
        receipt(two[0], 60, **lacking)

    assert words in error.value.message_dict[field][0].replace("\xa0", " ")
    assert not two[0].vouchers.exists()


@pytest.mark.parametrize(
    ("lacking", "field", "words"),
    [
        ({"seller_tax_code": ""}, "seller_tax_code", "10, 12 hoặc 13 chữ số; hiện chưa ghi"),
        ({"seller_tax_code": "30001"}, "seller_tax_code", "hiện “30001”"),
        ({"invoice_form": " "}, "invoice_form", "phải ghi ký hiệu mẫu, ký hiệu hóa đơn"),
    ],
)
def test_an_invoice_names_its_seller_s_tax_code_and_its_form(two, lacking, field, words):
    with pytest.raises(ValidationError) as error:
        part(two[0], 60, **lacking)

    assert words in error.value.message_dict[field][0]


@pytest.mark.parametrize(
    "change",
    ["seller_tax_code = ''", "invoice_form = '-'", "kind = 'RECEIPT'", "seller_name = ' '",
     "kind = 'RECEIPT', seller_tax_code = ''", "kind = 'RECEIPT', seller_tax_code = '', payee_paper = '1', vat = 1"],
)  # fmt: skip
def test_around_the_program_a_line_names_its_seller_too(two, change):
    row = part(two[0], 60)
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE budgets_voucher SET {change} WHERE id = %s", [row.pk])
    assert error.value.__cause__.diag.constraint_name == "budgets_voucher_names_its_seller"


@pytest.mark.race
def test_what_was_listed_before_without_tax_code_is_a_receipt_and_is_still_decided(own_database):
    two, migration = accounts(), import_module("budgets.migrations.0024_receipts_and_review_notices")
    row = before(own_database, receipt(two[0], 60), migration.RECEIPTS)
    assert (row.kind, row.payee_paper, row.seller_words) == ("RECEIPT", "", "Nguyễn Văn Đán")
    b.press_settlement(two[0], "submit", on=b.day(11, 18))

    decide_voucher(row, "AGREED", by=f.person("DOIT_SPECIALIST"))

    row.refresh_from_db()
    assert row.accepted_amount == 60 * MILLION


def test_the_desk_the_list_and_the_printed_table_tell_who_was_paid(two, client):
    row = receipt(two[0], 60, payee_address="Xã Thái Yên")
    client.force_login(f.person("DOIT_SPECIALIST"))

    desk, page = (client.get(address.get_absolute_url()).content.decode() for address in (row, two[0]))
    printed, _ = project_settlement_data({"settlement": two[0].pk}, f.person("DOIT_SPECIALIST"))

    who = "Nguyễn Văn Đán (giấy tờ 038085001234; Xã Thái Yên)"
    assert who in desk and "không có hóa đơn" in desk and "Không trùng ở đề án nào" in desk
    assert who in page and "biên nhận số 07/GNT" in page
    assert [line.seller for line in printed.all_vouchers] == [who]


def test_over_rest_a_receipt_says_what_lacks_by_field_and_is_read_as_one(two):
    api = APIClient()
    api.force_authenticate(f.person("CENTRE_ACCOUNTANT"))
    body = RECEIPT | {
        "settlement": two[0].pk, "invoice_date": "2021-09-06", "content": "Công thợ", "amount_without_vat": 5,
        "invoice_total": 5, "state_share": 5,
    }  # fmt: skip

    wrong = api.post("/api/v1/vouchers/", body | {"payee_paper": ""}, format="json")
    right = api.post("/api/v1/vouchers/", body, format="json")

    assert wrong.status_code == 400 and "payee_paper" in wrong.json()
    assert (right.status_code, right.json()["kind_label"]) == (201, "Biên nhận, bảng kê không có hóa đơn")


@pytest.mark.parametrize("name", ["Nguyen Van DAN", "Nguyễn Văn Đán"])
def test_check_books_adds_up_the_shares_of_a_receipt(two, name):
    receipt(two[0], 60)
    row = receipt(two[1], 60, seller_name="Người khác", payee_paper="038085009999")
    assert differences() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_voucher SET seller_name = %s WHERE id = %s", [name, row.pk])

    assert [str(found) for found in differences() if "Biên nhận 07GNT của" in str(found)]


@pytest.mark.parametrize(("field", "copied"), [("seller_tax_code", "MST 3000123456"), ("invoice_form", "C21TAA")])
def test_check_books_adds_up_the_shares_of_an_invoice_however_it_is_copied(two, field, copied):
    part(two[0], 60)
    row = part(two[1], 60, invoice_number="124")
    assert differences() == []
    with connection.cursor() as cursor:
        update = f"UPDATE budgets_voucher SET invoice_number = '123', {field} = %s WHERE id = %s"
        cursor.execute(update, [copied, row.pk])

    assert [str(found) for found in differences() if "Hóa đơn 0000123 của bên bán 3000123456" in str(found)]


@pytest.mark.parametrize("number", SAID)
def test_check_books_reads_a_number_as_the_list_does(two, number):
    part(two[0], 60)
    row = part(two[1], 60, invoice_number="124")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_voucher SET invoice_number = %s WHERE id = %s", [number, row.pk])

    assert [str(found) for found in differences() if "các phần đã kê cộng 120000000 đồng" in str(found)]


@pytest.mark.parametrize("number", OTHERS)
def test_check_books_does_not_join_what_the_list_tells_apart(two, number):
    part(two[0], 60)
    part(two[1], 60, invoice_number=number)

    assert differences() == []


def around_the_program(row, **facts):
    with connection.cursor() as cursor:
        said = ", ".join(f"{name} = %s" for name in facts)
        cursor.execute(f"UPDATE budgets_voucher SET {said} WHERE id = %s", [*facts.values(), row.pk])


@pytest.mark.parametrize("name", ["Nguyễn Văn Đán", "NGUYEN VAN DAN"])
def test_check_books_finds_one_paper_listed_as_an_invoice_and_as_a_receipt(two, name):
    receipt(two[0], 60)
    row = part(two[1], 40, invoice_number="HĐ 07GNT")
    assert differences() == []
    around_the_program(row, seller_name=name)

    (found,) = map(str, differences())
    assert "07GNT" in found and "vừa là hóa đơn vừa là biên nhận" in found
    withdraw_voucher(row, by=f.person("CENTRE_ACCOUNTANT"), why="Kê nhầm loại.")
    assert differences() == []


def test_check_books_adds_up_a_receipt_of_one_identity_paper_under_two_names(two):
    receipt(two[0], 60)
    receipt(two[1], 40, seller_name="Ông Đán thợ nề")
    row = receipt(two[1], 60, seller_name="Lê Văn Tùng", payee_paper="038085009999")
    assert differences() == []  # two names of one paper within its total are no more than two spellings
    around_the_program(row, payee_paper="0380 8500 1234")

    (found,) = map(str, differences())
    assert "Biên nhận 07GNT" in found and "038085001234" in found and "cộng 160000000 đồng" in found
    assert "Lê Văn Tùng; Nguyễn Văn Đán; Ông Đán thợ nề" in found
