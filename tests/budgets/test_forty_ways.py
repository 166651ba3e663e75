"""More than forty ways to change an approved figure, each really tried: none works.

After each of them every approved figure is read again: what was given, assigned and allocated; what was decided for a
project; contracts and their annex; what was checked, paid, settled, disallowed, brought back, cancelled; the books.
"""

from io import BytesIO

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.tokens import issue
from budgets import corrections, estimate, payments, vouchers
from budgets.annexes import save_annex
from budgets.commitments import save_commitment
from budgets.models import (
    AllocationRow,
    AllocationSheet,
    Annex,
    Appropriation,
    Assignment,
    Cancellation,
    CancellationRow,
    Commitment,
    Correction,
    MoneyBack,
    PaymentRequest,
    Settlement,
    Voucher,
    YearAccount,
)
from core.dates import today
from core.documents import documents_of, withdraw
from core.models import Document
from ledger.models import Account, Act, BookYear, Transfer
from ledger.posting import reverse as take_back
from norms.models import Norm
from plans.models import ApprovalRound, PlanItem
from projects.imports.services import bring
from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_figures"
pytestmark = pytest.mark.django_db

MONEY = (
    Appropriation, Assignment, AllocationSheet, AllocationRow, PlanItem, Commitment, Annex, PaymentRequest, Settlement,
    Voucher, MoneyBack, YearAccount, Cancellation, CancellationRow, Account, Act, Transfer, BookYear, Correction,
    ApprovalRound,
)  # fmt: skip


def figures():
    """Every row of every paper with an approved figure, and of the books, as it stands in the database."""
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in MONEY}
    brought = Document.objects.exclude(content_type__model="importbatch")  # what the import itself keeps is not of them
    return rows | {"Document": list(brought.order_by("pk").values())}


class Office:
    """The papers of the year, and the doors to them."""

    def __init__(self, client):
        self.client = client
        self.paid = PaymentRequest.objects.filter(status="PAID").order_by("pk").last()
        self.checked = PaymentRequest.objects.get(status="CHECKED")
        self.contract = self.paid.commitment
        self.annex = Annex.objects.get()
        self.account = Settlement.objects.get()
        self.voucher = self.account.vouchers.order_by("no").first()
        self.given = Appropriation.objects.get()
        self.assigned = Assignment.objects.get()
        self.row = AllocationRow.objects.first()
        self.item = PlanItem.objects.order_by("pk").first()
        self.back = MoneyBack.objects.get()
        self.year = YearAccount.objects.get()
        self.cancelled = Cancellation.objects.get()
        self.scan = Document.objects.exclude(number="").order_by("pk").first()
        self.treasury_paper = documents_of(self.paid).get(kind="paper:pay")
        self.transfer = Transfer.objects.order_by("pk").last()

    def form(self, role, name, *args, query="", **typed):
        self.client.force_login(f.person(role) if isinstance(role, str) else role)
        return self.client.post(reverse(name, args=args) + query, typed)

    def administration(self, path):
        self.client.force_login(f.person("ADMINISTRATOR"))
        return self.client.post(f"/admin/{path}", {"amount": 1})

    def rest(self, role, verb, address, **body):
        token = {"HTTP_AUTHORIZATION": f"Token {issue(f.person(role))[1]}"}
        call = getattr(self.client, verb)
        return call(f"/api/v1/{address}/", body, content_type="application/json", **token)


def sql(statement):
    """Around the program with its own role; what the database asks at the end is asked now."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount != 0, "nothing was tried"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def changed(row, **facts):
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def update(row, **facts):
    assert type(row).objects.filter(pk=row.pk).update(**facts) == 1
    sql("SELECT 1")


def workbook(office):
    """A row with the name of an approved project and another sum."""
    book, out = openpyxl.Workbook(), BytesIO()
    project = office.item.project
    for row in (
        ["Tên đề án", "Năm", "Nội dung hỗ trợ", "Địa bàn", "Kinh phí đề nghị hỗ trợ"],
        [project.title, 2021, project.category.name, project.area.name, 999_000_000],
    ):
        book.active.append(row)
    book.save(out)
    bring(SimpleUploadedFile("de-an.xlsx", out.getvalue()), by=f.person("CENTRE_OFFICER"))


def norm_edited(office):
    """The administrator changes the norm the support was computed by: what was approved stays."""
    norm = Norm.objects.filter(category=office.item.project.category).first()
    Norm.objects.filter(pk=norm.pk).update(rate_percent=1, cap=1)


OFFICER, ACCOUNTANT, DIRECTOR = "CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR"
DOIT, HEAD, SPECIALIST = "DOIT_ACCOUNTANT", "DOIT_DIRECTOR", "DOIT_SPECIALIST"

HARMLESS = {  # taken, and what was approved stays what it was
    "a workbook is imported with the project's name and another sum": workbook,
    "the norm the support was computed by is edited afterwards": norm_edited,
}

# What is tried -> what refuses it: the sentence, or the name of the database's rule.
WAYS = {
    # --- the form -------------------------------------------------------------
    "the form of a paid request is sent with another sum": (
        "không sửa được",
        lambda o: o.form(
            OFFICER,
            "budgets:payment_edit",
            o.paid.pk,
            amount="1",
            kind="ADVANCE",
            content="x",
            requested_on="02/08/2021",
        ),
    ),
    "the form of a checked request is sent with another sum": (
        "không sửa được",
        lambda o: o.form(
            OFFICER,
            "budgets:payment_edit",
            o.checked.pk,
            amount="1",
            kind="ADVANCE",
            content="x",
            requested_on="02/08/2021",
        ),
    ),
    "the form of a signed contract is sent with another value": (
        "không sửa được",
        lambda o: o.form(
            OFFICER,
            "budgets:commitment_edit",
            o.contract.pk,
            value="1",
            number="9/HĐ",
            kind="CONTRACT",
            signed_on="10/06/2021",
            counterparty="Khác",
        ),
    ),
    "the form of a signed annex is sent with another account": (
        "không sửa được",
        lambda o: o.form(
            OFFICER,
            "budgets:annex_edit",
            o.annex.pk,
            payee_account="999",
            number="01/PL",
            signed_on="15/07/2021",
        ),
    ),
    "the form of a voucher of an approved settlement is sent with another sum": (
        "không sửa được. Kê sai thì rút chứng từ này rồi kê lại",
        lambda o: o.form(
            ACCOUNTANT,
            "budgets:voucher_edit",
            o.account.pk,
            o.voucher.no,
            amount_without_vat="1",
            form="8b",
            kind="INVOICE",
            seller_name="A",
            invoice_number="1",
            invoice_date="06/09/2021",
            content="x",
            vat="0",
            invoice_total="1",
            state_share="1",
            counterpart_share="0",
        ),
    ),
    "a voucher of an approved settlement is decided again on the desk": (
        "không xét chứng từ được",
        lambda o: o.form(
            SPECIALIST, "budgets:desk", o.account.pk, o.voucher.no, kind="decide", decision="REFUSED", reason="OTHER"
        ),
    ),
    "a voucher of an approved settlement is withdrawn": (
        "không rút chứng từ được",
        lambda o: o.form(ACCOUNTANT, "budgets:voucher_withdraw", o.account.pk, o.voucher.no, why="bỏ"),
    ),
    "the paper of an appropriation is entered again with more": (
        "đã nhập vào sổ",
        lambda o: o.form(
            DOIT,
            "budgets:appropriate",
            query="?year=2021",
            book=o.given.book_year_id,
            kind=o.given.kind,
            unit=o.given.unit_id,
            amount="9 tỷ",
            number=o.given.number,
            dated_on="04/01/2021",
        ),
    ),
    "a payment is recorded a second time": (
        "đang ở trạng thái “Kho bạc đã chi”",
        lambda o: o.form(
            ACCOUNTANT,
            "budgets:payment_press",
            o.paid.pk,
            "pay",
            confirmed="1",
            number="KB-2",
            issued_on="20/08/2021",
            signer="A",
        ),
    ),
    "a payment is taken back by pressing its step": (
        "không được giao việc này",
        lambda o: o.form(ACCOUNTANT, "budgets:payment_press", o.paid.pk, "take_back", confirmed="1", note="x"),
    ),
    "a settlement is approved a second time": (
        "đang ở trạng thái “Đã duyệt quyết toán”",
        lambda o: o.form(
            HEAD,
            "budgets:settlement_press",
            o.account.pk,
            "approve",
            confirmed="1",
            number="1",
            issued_on="20/12/2021",
            signer="A",
        ),
    ),
    "support is disallowed after Finance's notice": (
        "trước khi ban hành thông báo",
        lambda o: o.form(
            "DOF_REVIEWER",
            "budgets:desk",
            o.account.pk,
            o.voucher.no,
            kind="examine",
            result="DISALLOWED",
            amount="9",
            why="x",
        ),
    ),
    "the decided list of projects is edited": (
        "không sửa danh mục được nữa",
        lambda o: o.form(
            SPECIALIST,
            "plans:edit_item",
            o.item.pk,
            approved_support="1",
            line=o.item.line_id,
            source="ALLOCATED",
        ),
    ),
    "a correction is asked for by somebody of another desk": (
        "Không tìm thấy trang này",
        lambda o: o.form(
            ACCOUNTANT,
            "budgets:ask_correction",
            query=f"?of=appropriation&id={o.given.pk}",
            why="x",
            number="1",
            dated_on="02/09/2021",
        ),
    ),
    "the paper of the Treasury is withdrawn from a paid request": (
        "là căn cứ của việc đã làm sau nó",
        lambda o: o.form(ACCOUNTANT, "documents:withdraw", o.treasury_paper.pk, note="Nhầm"),
    ),
    "the day of a signed contract is typed over": (
        "không sửa được",
        lambda o: o.form(
            OFFICER,
            "budgets:commitment_edit",
            o.contract.pk,
            value=str(o.contract.value),
            number=o.contract.number,
            kind=o.contract.kind,
            signed_on="11/06/2021",
            counterparty=o.contract.counterparty,
        ),
    ),
    "the row of an approved project is typed over in the register": (
        "không sửa",
        lambda o: o.form(OFFICER, "reports:register_edit", o.item.project_id, requested_support="1"),
    ),
    # --- REST -----------------------------------------------------------------
    "REST patches the day of a checked request": (
        "không sửa được",
        lambda o: o.rest(OFFICER, "patch", f"payments/{o.checked.pk}", requested_on="2021-08-03"),
    ),
    "REST patches the payee of a signed contract": (
        "không sửa được",
        lambda o: o.rest(OFFICER, "patch", f"commitments/{o.contract.pk}", payee_account="9"),
    ),
    "REST withdraws the paper of the Treasury": (
        "là căn cứ của việc đã làm sau nó",
        lambda o: o.rest(ACCOUNTANT, "post", f"documents/{o.treasury_paper.pk}/withdraw", note="Nhầm"),
    ),
    "REST types over the row of an approved project in the register": (
        "Không có trường này",
        lambda o: o.rest(OFFICER, "post", f"register/{o.item.project_id}", requested_support=1),
    ),
    "REST patches a paid request": (
        "không sửa được",
        lambda o: o.rest(OFFICER, "patch", f"payments/{o.paid.pk}", amount=1),
    ),
    "REST patches a checked request": (
        "không sửa được",
        lambda o: o.rest(OFFICER, "patch", f"payments/{o.checked.pk}", amount=1),
    ),
    "REST deletes a request": ("Không dùng DELETE", lambda o: o.rest(OFFICER, "delete", f"payments/{o.paid.pk}")),
    "REST presses a step that nobody may press": (
        "không được giao việc này",
        lambda o: o.rest(DIRECTOR, "post", f"payments/{o.paid.pk}/press/take_back", note="x"),
    ),
    "REST patches a signed contract": (
        "không sửa được",
        lambda o: o.rest(OFFICER, "patch", f"commitments/{o.contract.pk}", value=1),
    ),
    "REST patches a signed annex": (
        "không sửa được",
        lambda o: o.rest(OFFICER, "patch", f"annexes/{o.annex.pk}", payee_account="9"),
    ),
    "REST patches a voucher": (
        "không sửa chứng từ được",
        lambda o: o.rest(ACCOUNTANT, "patch", f"vouchers/{o.voucher.pk}", amount_without_vat=1),
    ),
    "REST takes a voucher from its contract": (
        "không sửa chứng từ được",
        lambda o: o.rest(ACCOUNTANT, "patch", f"vouchers/{o.voucher.pk}", commitment=None),
    ),
    "REST decides a voucher again": (
        "không xét chứng từ được",
        lambda o: o.rest(SPECIALIST, "post", f"vouchers/{o.voucher.pk}/decide", decision="REFUSED", reason="OTHER"),
    ),
    "REST patches an appropriation": (
        "Không dùng PATCH",
        lambda o: o.rest(DOIT, "patch", f"appropriations/{o.given.pk}", amount=1),
    ),
    "REST puts an allocation sheet": (
        "Không dùng PUT",
        lambda o: o.rest(DOIT, "put", f"allocation-sheets/{o.row.sheet_id}", rows=[]),
    ),
    "REST patches a settlement": (
        "Không dùng PATCH",
        lambda o: o.rest(HEAD, "patch", f"settlements/{o.account.pk}", support_final=1),
    ),
    "REST patches the decided list": (
        "không sửa danh mục được nữa",
        lambda o: o.rest(SPECIALIST, "patch", f"plan-items/{o.item.pk}", approved_support=1),
    ),
    "REST patches money that came back": (
        "Không dùng PATCH",
        lambda o: o.rest(ACCOUNTANT, "patch", f"money-back/{o.back.pk}", amount=1),
    ),
    "REST enters the same money back again": (
        "đã ghi",
        lambda o: o.rest(
            ACCOUNTANT,
            "post",
            "money-back",
            commitment=o.back.commitment_id,
            kind=o.back.kind,
            amount=1,
            treasury_number=o.back.treasury_number,
            dated_on=str(o.back.dated_on),
        ),
    ),
    # --- the administration -----------------------------------------------------
    "the administration opens a request of the Treasury": (
        "Không tìm thấy trang này",
        lambda o: o.administration(f"budgets/paymentrequest/{o.paid.pk}/change/"),
    ),
    "the administration opens a transfer of the books": (
        "Không tìm thấy trang này",
        lambda o: o.administration(f"ledger/transfer/{o.transfer.pk}/change/"),
    ),
    "the administration opens the decided list": (
        "Bạn không được giao việc này",
        lambda o: o.administration(f"plans/planitem/{o.item.pk}/change/"),
    ),
    # --- the shell: the services ---------------------------------------------------
    "the shell saves a paid request anew": (
        "không sửa được",
        lambda o: payments.save_payment(changed(o.paid, amount=1), by=f.person(OFFICER)),
    ),
    "the shell saves a signed contract anew": (
        "không sửa được",
        lambda o: save_commitment(changed(o.contract, value=1), by=f.person(OFFICER)),
    ),
    "the shell saves a signed annex anew": (
        "không sửa được",
        lambda o: save_annex(changed(o.annex, payee_account="9"), by=f.person(OFFICER)),
    ),
    "the shell enters the appropriation's row again": (
        "budgets_appropriation_stands",
        lambda o: estimate.appropriate(changed(o.given, amount=1), by=f.person(DOIT)),
    ),
    "the shell decides a voucher anew": (
        "không xét chứng từ được",
        lambda o: vouchers.decide_voucher(o.voucher, "AGREED", by=f.person(SPECIALIST), amount=1),
    ),
    "the shell reverses an act alone": (
        "người khác xác nhận",
        lambda o: take_back(o.transfer.act, by=f.person(HEAD), dated_on=today(), note="x"),
    ),
    "the shell confirms a correction of what was spent since": (
        "đã đi tiếp",
        lambda o: corrections.ask_correction(
            Correction(why="x", number="1", dated_on=today()), o.assigned, by=f.person(DOIT)
        ),
    ),
    "the shell withdraws the paper of the Treasury": (
        "là căn cứ của việc đã làm sau nó",
        lambda o: withdraw(o.treasury_paper, by=f.person(ACCOUNTANT), why="Nhầm"),
    ),
    # --- the shell: rows --------------------------------------------------------------
    "the shell saves the row of a paid request": (
        "budgets_paymentrequest_stands",
        lambda o: changed(o.paid, amount=1).save(),
    ),
    "the shell updates the day of a payment": (
        "budgets_paymentrequest_stands",
        lambda o: update(o.paid, paid_on=today()),
    ),
    "the shell sends a paid request back": (
        "budgets_paymentrequest_stands",
        lambda o: update(o.paid, status="SENT", paid_on=None, treasury_number=""),
    ),
    "the shell updates a checked request": ("budgets_paymentrequest_stands", lambda o: update(o.checked, amount=1)),
    "the shell updates the payee of a signed contract": (
        "budgets_commitment_stands",
        lambda o: update(o.contract, payee_account="9"),
    ),
    "the shell updates a decided support": ("plans_round_frozen", lambda o: update(o.item, approved_support=1)),
    "the shell updates the frozen ceiling": ("plans_round_frozen", lambda o: update(o.item, ceiling={})),
    "the shell deletes money that came back": ("budgets_keep", lambda o: o.back.delete()),
    "the shell adds a row to a sheet in the books": (
        "budgets_allocationsheet_stands",
        lambda o: AllocationRow.objects.create(sheet=o.row.sheet, line=b.line(2), amount=5),
    ),
    "the shell updates a cancelled amount": (
        "budgets_cancellationrow_stands",
        lambda o: update(o.cancelled.rows.get(), amount=1),
    ),
    # --- SQL as the program's role ------------------------------------------------------
    "SQL updates an appropriation": (
        "budgets_appropriation_stands",
        lambda o: sql("UPDATE budgets_appropriation SET amount = 1"),
    ),
    "SQL updates an assignment": (
        "budgets_assignment_stands",
        lambda o: sql("UPDATE budgets_assignment SET amount = 1"),
    ),
    "SQL updates a row of an allocation": (
        "budgets_allocationrow_stands",
        lambda o: sql("UPDATE budgets_allocationrow SET amount = 1"),
    ),
    "SQL updates a contract": ("budgets_commitment_stands", lambda o: sql("UPDATE budgets_commitment SET value = 1")),
    "SQL updates the account of an annex": (
        "budgets_annex_stands",
        lambda o: sql("UPDATE budgets_annex SET payee_account = '9'"),
    ),
    "SQL updates the support of a settlement": (
        "budgets_settlement_stands",
        lambda o: sql("UPDATE budgets_settlement SET support_final = 1"),
    ),
    "SQL updates what of a voucher was accepted": (
        "budgets_voucher_reviewed",
        lambda o: sql("UPDATE budgets_voucher SET accepted_amount = 1"),
    ),
    "SQL takes the vouchers from their contract": (
        "budgets_voucher_reviewed",
        lambda o: sql("UPDATE budgets_voucher SET commitment_id = NULL WHERE commitment_id IS NOT NULL"),
    ),
    "SQL updates what was disallowed by the notice": (
        "budgets_voucher_reviewed",
        lambda o: sql("UPDATE budgets_voucher SET disallowed_amount = 1 WHERE disallowed_amount > 0"),
    ),
    "SQL updates the year account that was noticed": (
        "budgets_yearaccount_stands",
        lambda o: sql("UPDATE budgets_yearaccount SET totals = '{}'"),
    ),
    "SQL updates the day of the notice": (
        "budgets_yearaccount_stands",
        lambda o: sql("UPDATE budgets_yearaccount SET notice_on = now()"),
    ),
    "SQL updates the day of money that came back": (
        "budgets_moneyback_stands",
        lambda o: sql("UPDATE budgets_moneyback SET dated_on = now()"),
    ),
    "SQL marks a paper as taken back": (
        "budgets_appropriation_taken_back",
        lambda o: sql("UPDATE budgets_appropriation SET correction_id = 1"),
    ),
    "SQL writes a correction that is confirmed already": (
        "budgets_correction_asked",
        lambda o: sql(
            "INSERT INTO budgets_correction (content_type_id, object_id, act_id, book_year_id, unit_id, why, number, "
            "dated_on, status, created_by_id, created_at, decided_by_id, decided_at) "
            f"SELECT content_type_id, object_id, id, {o.given.book_year_id}, {o.given.unit_id}, 'x', '1', now(), "
            f"'CONFIRMED', {f.person(DOIT).pk}, now(), {f.person(HEAD).pk}, now() FROM ledger_act ORDER BY id LIMIT 1"
        ),
    ),
    "SQL pays a request without its act": (
        "budgets_paymentrequest_stands",
        lambda o: sql(
            f"UPDATE budgets_paymentrequest SET status = 'PAID', paid_on = now(), treasury_number = '1' "
            f"WHERE id = {o.checked.pk}"
        ),
    ),
    "SQL deletes a paid request": (
        "budgets_keep",
        lambda o: sql(f"DELETE FROM budgets_paymentrequest WHERE id = {o.paid.pk}"),
    ),
    "SQL empties the appropriations": ("permission denied", lambda o: sql("TRUNCATE budgets_appropriation CASCADE")),
    "SQL updates a transfer": ("permission denied", lambda o: sql("UPDATE ledger_transfer SET amount = 1")),
    "SQL updates a balance": ("permission denied", lambda o: sql("UPDATE ledger_account SET balance = 1")),
    "SQL deletes an act": ("permission denied", lambda o: sql("DELETE FROM ledger_act")),
    "SQL adds a line to an act": (
        "ledger_act_at_once",
        lambda o: sql(
            "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id) "
            "SELECT act_id, kind, source_id, target_id, 1, dated_on, by_id FROM ledger_transfer "
            f"WHERE id = {o.transfer.pk}"
        ),
    ),
    "SQL changes what a scanned paper says": (
        "as it was issued",
        lambda o: sql(f"UPDATE core_document SET number = 'khác', issued_on = now() WHERE id = {o.scan.pk}"),
    ),
    "SQL lays the paper of the Treasury aside": (
        "document_of_a_step_stands",
        lambda o: sql(
            f"UPDATE core_document SET withdrawn_at = now(), withdrawn_by_id = uploaded_by_id, withdrawn_why = 'x' "
            f"WHERE id = {o.treasury_paper.pk}"
        ),
    ),
    "SQL gives the paper of the Treasury to another record": (
        "as it was issued",
        lambda o: sql(f"UPDATE core_document SET object_id = object_id + 1 WHERE id = {o.treasury_paper.pk}"),
    ),
    "SQL deletes a paper": (
        "never changed or deleted",
        lambda o: sql(f"DELETE FROM core_document WHERE id = {o.treasury_paper.pk}"),
    ),
    "SQL updates the day of a signed contract": (
        "budgets_commitment_stands",
        lambda o: sql("UPDATE budgets_commitment SET signed_on = signed_on + 1"),
    ),
    "SQL updates the day a settlement was approved": (
        "budgets_settlement_stands",
        lambda o: sql("UPDATE budgets_settlement SET approved_on = approved_on + 1"),
    ),
    "SQL updates the day of a decision": (
        "plans_round_frozen",
        lambda o: sql("UPDATE plans_approvalround SET decision_date = decision_date + 1"),
    ),
    "SQL updates the day of a transfer": (
        "permission denied",
        lambda o: sql("UPDATE ledger_transfer SET dated_on = now()"),
    ),
    "SQL updates whom a contract pays": (
        "budgets_commitment_stands",
        lambda o: sql("UPDATE budgets_commitment SET payee_name = 'khác', payee_account = '9'"),
    ),
    "SQL updates who sold what a voucher says": (
        "budgets_voucher",
        lambda o: sql("UPDATE budgets_voucher SET seller_name = 'khác', seller_tax_code = '3000999999'"),
    ),
    "SQL switches a guard off": (
        "must be owner",
        lambda o: sql("ALTER TABLE budgets_appropriation DISABLE TRIGGER ALL"),
    ),
    "SQL drops a guard": (
        "must be owner",
        lambda o: sql("DROP TRIGGER budgets_appropriation_stands ON budgets_appropriation"),
    ),
    "SQL pretends to be a replica": ("permission denied", lambda o: sql("SET session_replication_role = replica")),
    "SQL becomes the owner": ("permission denied", lambda o: sql("SET ROLE khuyencong")),
}


@pytest.fixture
def office(client):
    return Office(client)


def said(response):
    """What the page or the answer says, with the sentences it leads to; nothing when it did what was asked."""
    messages = list(get_messages(response.wsgi_request))
    refuses = response.status_code >= 400 or any(message.level_tag == "error" for message in messages)
    assert refuses and response.status_code < 500, response.status_code
    return " ".join([response.content.decode(), *map(str, messages)])


@pytest.mark.parametrize("way", WAYS)
def test_no_way_changes_an_approved_figure(office, way):
    refusal, attempt = WAYS[way]
    before = figures()
    try:
        with transaction.atomic():
            words = said(attempt(office))
    except ValidationError as error:
        words = " ".join(error.messages)
    except DatabaseError as error:
        words = f"{error} {error.__cause__.diag.constraint_name}"
    assert refusal in words
    assert figures() == before


@pytest.mark.parametrize("way", HARMLESS)
def test_what_may_be_done_leaves_what_was_approved_as_it_was(office, way):
    before = figures()
    HARMLESS[way](office)
    assert figures() == before


def test_there_are_more_than_forty_ways():
    assert len(WAYS) > 40
