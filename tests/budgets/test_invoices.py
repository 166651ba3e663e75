"""One invoice in several lists: its shares never exceed it, however it is copied and whoever lists it first."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework.test import APIClient

from budgets.models import Settlement, Voucher
from budgets.settlements import save_voucher, withdraw_voucher
from tests import factories as f
from tests.budgets import builders as b
from tests.races import meanwhile

MILLION = 1_000_000
PAPER = {"seller_tax_code": "3000123456", "invoice_form": "1C21TAA", "invoice_number": "0000123"}


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
        {"invoice_number": " 0000123"}, {"invoice_number": "00000123"},
    ],
)  # fmt: skip
def test_an_invoice_is_the_same_however_it_is_copied(two, copied):
    part(two[0], 100)

    assert "vượt tổng cộng" in refused(part, two[1], 1, **copied)


@pytest.mark.parametrize(
    "other",
    [{"seller_tax_code": "3000123456-001"}, {"invoice_form": "1C21TAB"}, {"invoice_number": "124"},
     {"invoice_number": "1230"}, {"invoice_date": datetime.date(2020, 9, 7)}, {"seller_tax_code": ""}],
)  # fmt: skip
def test_another_invoice_is_another_invoice(two, other):
    part(two[0], 100)

    assert part(two[1], 100, **other).pk


def test_what_was_withdrawn_frees_its_share(two):
    row = part(two[0], 100)
    withdraw_voucher(row, why="Kê nhầm đề án", by=f.person("CENTRE_ACCOUNTANT"))

    assert part(two[1], 100).pk


def test_the_department_sees_at_its_desk_that_an_invoice_is_listed_elsewhere(two, client):
    part(two[0], 60)
    part(two[1], 40, invoice_number="123")
    client.force_login(f.person("DOIT_SPECIALIST"))

    assert client.get(two[0].vouchers.get().get_absolute_url()).context["same_invoice"] == 1


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


def test_papers_whose_form_is_not_told_are_told_apart_by_their_day(two):
    part(two[0], 100, invoice_form="", invoice_date=b.day(9, 6))

    part(two[1], 100, invoice_form="", invoice_date=b.day(9, 7))
    said = refused(part, two[1], 100, invoice_form="", invoice_date=b.day(9, 6))

    assert "vượt tổng cộng" in said
