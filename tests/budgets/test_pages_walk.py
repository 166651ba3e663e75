"""The money of a year through the forms of the pages alone, each by the person whose desk it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgets.models import AllocationSheet, Commitment, PaymentRequest, Settlement, YearAccount
from ledger.checking import differences
from ledger.reading import balances
from ledger.stages import Stage
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
YEAR = "?year=2021"


class Desks:
    """desks("CENTRE_OFFICER").post("budgets:…", …): what is typed on that person's page."""

    def __init__(self, client):
        self.client = client

    def __call__(self, role):
        self.client.force_login(f.person(role))
        return self

    def post(self, name, *args, given=None, query="", status=302):
        answer = self.client.post(reverse(f"budgets:{name}", args=args) + query, given or {})
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer

    def press(self, record, step, *, pk, **given):
        """A step by its button; with a paper or a reason by the page that asks for them."""
        self.post(f"{record}_press", pk, step, given=given and {"confirmed": "1", **given})


@pytest.fixture
def desks(client):
    return Desks(client)


def scan(name="ban-chup.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF")


def paper(number, day):
    return {"number": number, "issued_on": day, "signer": "Người ký", "issuer": "Cơ quan", "file": scan()}


def standing(unit):
    return {stage: amount // b.MILLION for stage, amount in balances([b.book()], f.office(unit)).items() if amount}


def test_a_year_of_money_through_the_forms_of_the_pages(desks):
    book, doit, centre = b.book(), f.office("DOIT").pk, f.office("CENTRE").pk
    given_to_the_department(desks, book, doit)
    assigned_and_divided(desks, book, doit, centre)
    project = b.approved(150)
    contract = contracted(desks, project)
    paid_in_advance(desks, contract)
    b.accepted(contract)
    paid(desks, contract, "PAYMENT", "45 triệu", "8/11/2021", "12/11/2021")
    account = settled(desks, project)
    year_is_final(desks, account, contract, book, centre)

    assert standing("CENTRE") == {
        Stage.TREASURY: 5, Stage.APPROPRIATED: 1000, Stage.ALLOCATED: 850, Stage.SETTLED: 145,
    }  # fmt: skip
    assert differences() == []


def given_to_the_department(desks, book, doit):
    paper_ = {"number": "3917/QĐ-UBND", "dated_on": "28/12/2020", "issuer": "UBND tỉnh", "scan": scan()}
    given = {"book": book.pk, "kind": "INITIAL", "unit": doit, "amount": "2,236 tỷ", **paper_}
    wrong = desks("DOIT_ACCOUNTANT").post("appropriate", given=given | {"dated_on": "1/1/2099"}, query=YEAR, status=422)
    assert "Ngày văn bản 01/01/2099 không hợp lý" in wrong.content.decode() and "2,236 tỷ" in wrong.content.decode()

    desks.post("appropriate", given=given | {"scan": scan()}, query=YEAR)

    assert standing("DOIT")[Stage.APPROPRIATED] == 2236


def assigned_and_divided(desks, book, doit, centre):
    given = {"book": book.pk, "from_unit": doit, "to_unit": centre, "number": "11/QĐ-SCT", "dated_on": "15/1/2021"}
    desks("DOIT_ACCOUNTANT").post("assign", given=given | {"amount": "2 tỷ"}, query=YEAR)
    line, query = f"line_{b.line().pk}", f"{YEAR}&unit={centre}"

    counted = desks.post("allocate", given={line: "1,2 tỷ", "count": "1"}, query=query, status=200)
    assert counted.context["remaining"] == 800 * b.MILLION and not AllocationSheet.objects.exists()
    assert 'value="1,2 tỷ"' in counted.content.decode()

    sheet = {"number": "12/QĐ-SCT", "dated_on": "5/5/2021"}
    refused = desks.post("allocate", given=sheet | {line: "2,1 tỷ"}, query=query, status=422)
    assert "2.000.000.000 đ" in refused.content.decode() and 'value="2,1 tỷ"' in refused.content.decode()
    desks.post("allocate", given=sheet | {line: "1 tỷ"}, query=query)
    row = AllocationSheet.objects.get()
    desks("DOF_REVIEWER").press("sheet", "ask_correction", pk=row.pk, note="Ghi rõ căn cứ")
    desks("DOF_REVIEWER").press("sheet", "agree", pk=row.pk)

    row.refresh_from_db()
    assert row.status == "AGREED" and standing("CENTRE")[Stage.ALLOCATED] == 1000


def contracted(desks, project):
    given = {
        "kind": "CONTRACT", "number": "07/HĐ-KC", "signed_on": "10/6/2021", "counterparty": "Công ty Thái Yên",
        "content": "Buồng sơn", "value": "150 triệu", "payee_name": "Công ty Thái Yên", "payee_account": "3713",
        "payee_bank": "Kho bạc",
    }  # fmt: skip
    desks("CENTRE_OFFICER").post("commitment_new", given=given | {"value": "140 triệu"}, query=f"?project={project.pk}")
    contract = Commitment.objects.get()
    desks.post("commitment_edit", contract.pk, given=given)
    papers = {"title": "Hợp đồng đã ký", "number": "07/HĐ-KC", "issued_on": "10/6/2021", "file": scan()}
    desks.post("commitment_paper", contract.pk, given=papers)
    desks("CENTRE_DIRECTOR").press("commitment", "sign", pk=contract.pk)

    contract.refresh_from_db()
    assert (contract.status, contract.value) == ("SIGNED", 150 * b.MILLION)
    return contract


def paid_in_advance(desks, contract):
    b.progress(contract, 90)
    too_early = {"kind": "ADVANCE", "amount": "105 triệu", "content": "Tạm ứng", "requested_on": "1/6/2021"}
    desks("CENTRE_OFFICER").post("payment_new", given=too_early, query=f"?commitment={contract.pk}")
    row = PaymentRequest.objects.get()
    refused = desks("CENTRE_ACCOUNTANT").post("payment_press", row.pk, "check", status=409)
    assert "Ngày đề nghị phải từ ngày ký hợp đồng đến hôm nay" in refused.content.decode()
    desks("CENTRE_OFFICER").press("payment", "withdraw", pk=row.pk, note="Ghi nhầm ngày")

    paid(desks, contract, "ADVANCE", "105 triệu", "2/8/2021", "6/8/2021")


def paid(desks, contract, kind, amount, asked_on, paid_on):
    given = {"kind": kind, "amount": amount, "content": "Kinh phí hỗ trợ", "requested_on": asked_on}
    desks("CENTRE_OFFICER").post("payment_new", given=given, query=f"?commitment={contract.pk}")
    row = PaymentRequest.objects.order_by("-pk").first()
    page = desks.client.get(row.get_absolute_url())
    for lacking in [paper.paper.code for paper in page.context["papers"] if paper.state == "MISSING"]:
        desks.post("payment_paper", row.pk, given={"kind": lacking, "where": "payment", "file": scan()})
    desks("CENTRE_ACCOUNTANT").press("payment", "check", pk=row.pk)
    desks("CENTRE_DIRECTOR").press("payment", "sign", pk=row.pk)
    desks("CENTRE_ACCOUNTANT").press("payment", "send", pk=row.pk)
    desks.press("payment", "treasury_return", pk=row.pk, note="Sai tên tài khoản")
    desks.press("payment", "send_again", pk=row.pk)
    desks.press("payment", "pay", pk=row.pk, **paper(f"KB-{row.pk}", paid_on))

    row.refresh_from_db()
    assert (row.status, row.paid_on.strftime("%-d/%-m/%Y")) == ("PAID", paid_on)


def settled(desks, project):
    desks("CENTRE_ACCOUNTANT").post("open_settlement", project.pk)
    account = Settlement.objects.get()
    voucher = {
        "form": "8b", "kind": "INVOICE", "seller_name": "Công ty máy", "seller_tax_code": "3000123456",
        "invoice_form": "1C21TAA",
        "invoice_number": "1", "invoice_date": "6/9/2021", "content": "Máy", "amount_without_vat": "250 triệu",
        "vat": "0", "invoice_total": "250 triệu", "state_share": "150 triệu", "counterpart_share": "100 triệu",
    }  # fmt: skip
    other = {"invoice_number": "2", "amount_without_vat": "165 triệu", "invoice_total": "165 triệu",
             "state_share": "0", "counterpart_share": "165 triệu"}  # fmt: skip
    desks.post("voucher_new", account.pk, given=voucher | {"image": scan("hoa-don.pdf")})
    again = desks.post("voucher_new", account.pk, given=voucher | {"invoice_form": "1c21taa"}, status=422)
    assert "thì vượt tổng cộng 250.000.000 đ trên hóa đơn" in again.content.decode()
    desks.post("voucher_new", account.pk, given=voucher | other | {"content": "Lắp đặt"})
    desks.post("voucher_edit", account.pk, 2, given=voucher | other | {"content": "Lắp đặt, chạy thử"})
    desks.post("voucher_new", account.pk, given=voucher | other | {"invoice_number": "3", "content": "Nhầm"})
    desks.post("voucher_withdraw", account.pk, 3, given={"why": "Kê nhầm đề án"})
    desks("CENTRE_DIRECTOR").press("settlement", "submit", pk=account.pk)
    desks("DOIT_SPECIALIST").post(
        "desk", account.pk, 1, given={"kind": "decide", "decision": "ask", "note": "Mấy máy?"}
    )
    desks("CENTRE_ACCOUNTANT").post("desk", account.pk, 1, given={"kind": "answer", "text": "Một máy."})
    for no in (1, 2):
        desks("DOIT_SPECIALIST").post("desk", account.pk, no, given={"kind": "decide", "decision": "agree"})
    desks.press("settlement", "review", pk=account.pk)
    early = {"confirmed": "1", **paper("60/TB-SCT", "21/10/2021")}
    refused = desks("DOIT_DIRECTOR").post("settlement_press", account.pk, "approve", given=early, status=409)
    assert "cần từ ngày Kho bạc chi lần cuối" in refused.content.decode()
    desks.press("settlement", "approve", pk=account.pk, **paper("60/TB-SCT", "30/11/2021"))

    account.refresh_from_db()
    assert (account.status, account.support_final) == ("APPROVED", 150 * b.MILLION)
    return account


def year_is_final(desks, account, contract, book, centre):
    desks("DOIT_ACCOUNTANT").post("open_year", given={"book_year": book.pk, "unit": centre})
    year = YearAccount.objects.get()
    desks.press("year", "consolidate", pk=year.pk)
    desks("DOF_REVIEWER").press("year", "examine", pk=year.pk)
    examined = {"kind": "examine", "result": "disallow", "amount": "5 triệu", "why": "Không có hóa đơn gốc."}
    desks.post("desk", account.pk, 1, given=examined)
    desks.press("year", "issue_notice", pk=year.pk, **paper("77/TB-STC", "15/3/2022"))
    back = {"commitment": contract.pk, "kind": "REFUND", "amount": "5 triệu", "treasury_number": "KB-NT-1"}
    early = desks("CENTRE_ACCOUNTANT").post(
        "money_back", account.pk, given=back | {"dated_on": "14/3/2022"}, status=422
    )
    assert "hiện có 0 đ ngày 14/03/2022; cần 5.000.000 đ" in early.content.decode()
    desks.post("money_back", account.pk, given=back | {"dated_on": "20/3/2022", "scan": scan()})
    desks("DOIT_ACCOUNTANT").press("year", "correct", pk=year.pk)
    desks("DOF_REVIEWER").press("year", "finalise", pk=year.pk)
    desks("DOIT_ACCOUNTANT").post("close_project", account.pk)

    year.refresh_from_db()
    account.project.refresh_from_db()
    assert (year.status, account.project.status) == ("FINAL", "CLOSED")
