"""Around the program, with the program's own role: what was signed, paid, settled and recorded stands."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from budgets.models import AllocationRow, AllocationSheet, Appropriation, Assignment, Settlement, Voucher
from budgets.settlements import SETTLEMENT_FLOW
from budgets.vouchers import decide_voucher, withdraw_voucher
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db


def refused(rule, row, change=""):
    """The statement, written by hand as somebody at the database would, is refused by this rule."""
    table = row._meta.db_table
    verb = f"UPDATE {table} SET {change}" if change else f"DELETE FROM {table}"
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} WHERE id = %s", [row.pk])
    assert error.value.__cause__.diag.constraint_name == rule


STATE = "settled_project"


@pytest.fixture
def settlement(db):
    return Settlement.objects.get()


def test_an_approved_settlement_stands(settlement):
    for change in (
        "support_final = 1",
        "accepted_cost = 1",
        "recovered = 1",
        "released = 9",
        "cleared = 0",
        "approved_on = now()",
        "steps = '[]'",
        "status = 'DRAFT'",
        "unit_id = unit_id + 1",
        "remark = 'khác'",
    ):
        refused("budgets_settlement_stands", settlement, change)


@pytest.mark.parametrize("steps", [["check"], ["check", "sign"], ["check", "sign", "send"]])
def test_between_the_check_and_the_treasurys_paper_a_request_stands(db, steps):
    contract = b.signed()
    b.progress(contract, 90)
    row = b.press(b.request(contract, 1), *steps)
    for change in ("amount = amount + 1", "commitment_id = commitment_id + 1", "content = 'khác'", "kind = 'PAYMENT'",
                   "requested_on = requested_on + 1"):  # fmt: skip
        refused("budgets_paymentrequest_stands", row, change)


def test_nothing_is_paid_beside_the_books(db):
    contract = b.signed()
    b.progress(contract, 90)
    row = b.sent(contract, 1)
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE budgets_paymentrequest SET status = 'PAID', treasury_number = 'KB', paid_on = now() WHERE id = %s",
            [row.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert error.value.__cause__.diag.constraint_name == "budgets_paymentrequest_in_the_books"


def test_the_vouchers_of_an_approved_settlement_stand(settlement):
    for change in (
        "accepted_amount = 1",
        "amount_without_vat = 1",
        "state_share = 0",
        "invoice_total = 10",
        "decision = 'REFUSED'",
        "invoice_number = '9'",
        "withdrawn_at = now()",
    ):
        refused("budgets_settlement_stands", settlement.vouchers.first(), change)


def test_of_such_a_voucher_only_finances_view_moves(settlement):
    b.disallow(settlement.vouchers.first(), 5)

    assert settlement.vouchers.first().disallowed_amount == 5 * b.MILLION


def test_an_approved_settlement_takes_no_new_voucher_and_none_from_another(settlement):
    copy = settlement.vouchers.first()
    copy.pk, copy.no = None, 9
    with pytest.raises(IntegrityError, match="takes no new voucher"), transaction.atomic():
        copy.save(force_insert=True)
    other = b.voucher(b.account(b.signed(), vouchers=()), 10)
    refused("budgets_settlement_stands", other, f"settlement_id = {settlement.pk}, no = 9")


def test_a_request_the_treasury_has_paid_stands(settlement):
    for change in (
        "amount = 1",
        "paid_on = '2021-12-31'",
        "treasury_number = 'KB-9'",
        "status = 'SENT'",
        "requested_on = now()",
    ):
        refused("budgets_paymentrequest_stands", settlement.project.commitments.get().payments.first(), change)


def test_a_signed_contract_keeps_its_money_and_its_payee(settlement):
    for change in (
        "value = 1",
        "payee_account = '0123'",
        "payee_name = 'ai đó'",
        "payee_bank = 'khác'",
        "counterparty = 'khác'",
        "signed_on = '2021-06-11'",
        "number = '99'",
        "status = 'DRAFT'",
        "status = 'WITHDRAWN'",
    ):
        refused("budgets_commitment_stands", settlement.project.commitments.get(), change)


def test_the_papers_of_the_estimate_stand(settlement):
    for model in (Appropriation, Assignment):
        for change in ("amount = 1", "dated_on = '2021-02-01'", "number = '99'", "note = 'khác'"):
            refused(f"budgets_{model._meta.model_name}_stands", model.objects.first(), change)


def test_an_allocation_stands_and_only_finances_answer_moves(settlement):
    sheet, row = AllocationSheet.objects.first(), AllocationRow.objects.first()
    refused("budgets_allocationsheet_stands", sheet, "number = '99'")
    refused("budgets_allocationrow_stands", row, "amount = 1")
    with pytest.raises(IntegrityError, match="takes no new row"), transaction.atomic():
        AllocationRow.objects.create(sheet=sheet, line=b.line(2), amount=1)


def test_money_that_came_back_stands(settlement):
    b.disallow(settlement.vouchers.first(), 5)
    b.year_account("consolidate", "examine", "issue_notice")
    back = b.money_back(settlement.project.commitments.get(), 5)

    for change in ("amount = 1", "dated_on = '2021-12-31'", "kind = 'RESTORE'", "treasury_number = '9'"):
        refused("budgets_moneyback_stands", back, change)


def test_a_final_year_stands(settlement):
    year = b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")

    for change in ("status = 'DRAFT'", "notice_number = '9'", "totals = '{}'"):
        refused("budgets_yearaccount_stands", year, change)


def test_nothing_is_deleted(settlement):
    commitment = settlement.project.commitments.get()
    rows = [settlement, settlement.vouchers.first(), commitment, commitment.payments.first()]
    rows += [model.objects.first() for model in (Appropriation, Assignment, AllocationSheet, AllocationRow)]
    for row in rows:
        refused("budgets_keep", row)


def test_a_draft_is_still_written(db):
    """The rules begin with the signature, the payment and the approval, not before."""
    account = b.account(b.signed(), vouchers=())
    row = b.voucher(account, 10)
    row.content = "Sửa"
    row.save()
    withdraw_voucher(row, why="Kê nhầm", by=f.person("CENTRE_ACCOUNTANT"))
    assert Voucher.objects.get(pk=row.pk).withdrawn_why == "Kê nhầm"


def test_the_models_and_the_migrations_agree():
    call_command("makemigrations", "budgets", check=True, dry_run=True, verbosity=0)


def test_the_vouchers_of_a_reviewed_account_stand_until_the_director_sends_it_back(db):
    account = b.reviewed(b.submitted(b.signed(b.approved(150, title="Đề án khác"))))
    voucher = account.vouchers.order_by("no").first()
    for change in ("accepted_amount = 1", "decision = 'REFUSED'", "amount_without_vat = 1"):
        refused("budgets_voucher_reviewed", voucher, change)
    SETTLEMENT_FLOW.press(account, "reopen_review", by=f.person("DOIT_DIRECTOR"), note="Xem lại số 1.")
    decide_voucher(voucher, "AGREED", by=f.person("DOIT_SPECIALIST"), amount=1, reason="OVER_PRICE")
