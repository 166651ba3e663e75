"""Giấy đề nghị tạm ứng, thanh toán: it says what was signed and what the books hold, the same in all files.

155 triệu for one machine by contract; 70 % may be advanced, the rest is paid after acceptance.
"""

from io import BytesIO

import docx
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.figures import stages_of
from budgets.so_far import so_far
from budgets.subjects import commitment_place
from ledger.reading import balance
from ledger.stages import Stage
from reports.catalogue import CATALOGUE
from reports.excel import render_xlsx
from reports.papers.paper import Table
from reports.pdf import render_pdf
from reports.word import render_docx
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annexes import annex
from tests.budgets.test_annexes import signed as signed_annex

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db
KIND = CATALOGUE["payment_request"]


def accountant():
    return f.person("CENTRE_ACCOUNTANT")


def contract(million=150):
    payee = {"payee_name": "Hợp tác xã Phú Khương", "payee_account": "3713-0001", "payee_bank": "Agribank Kỳ Anh"}
    row = b.signed(b.approved(million), million=million, **payee)
    b.progress(row, 90)
    return row


def printed(payment, by=None):
    data, illustrative = KIND.build({"payment": payment.pk}, by or accountant())
    return data, KIND.paper(data), illustrative


def tables(paper):
    parts = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return {part.title: part for part in parts if isinstance(part, Table)}


def test_the_request_prints_its_amount_its_contract_and_the_payee():
    row = contract()
    payment = b.request(row, 105)
    data, paper, _ = printed(payment)
    facts = dict(line.cells for line in tables(paper)["Nội dung"].rows)
    assert paper.type_name == "GIẤY ĐỀ NGHỊ TẠM ỨNG"
    assert row.number in facts["Hợp đồng, giao nhiệm vụ"]
    assert facts["Đơn vị nhận tiền"] == row.payee_name
    assert row.payee_account in facts["Tài khoản nhận"]
    book = row.book_year
    assert facts["Chương, loại, khoản"] == f"{book.chapter or '–'}, {book.category or '–'}, {book.item or '–'}"
    assert facts["Mục, tiểu mục"] == "…………"  # not in the books: a khoản is no mục
    assert [line.cells[3] for line in tables(paper)["Bảng kê chứng từ thanh toán/tạm ứng"].rows[:-1]] == [""]
    assert facts["Giá trị đang có hiệu lực"] == "150.000.000\xa0đồng"
    words = " ".join(block.text for block in paper.blocks if hasattr(block, "text"))
    assert "105.000.000\xa0đồng (Bằng chữ: Một trăm linh năm triệu đồng)" in words
    assert data.rule.startswith("Tối đa 70")
    assert "Điều 13 Thông tư số 36/2013/TT-BCT" in data.article
    assert data.names == ("", "")


def test_the_payee_is_the_one_it_was_signed_for_and_the_signers_are_named_then():
    row = contract()
    payment = b.press(b.request(row, 105), "check", "sign")
    data, paper, _ = printed(payment)
    account = row.payee_account
    assert [signer.name for signer in paper.parties.signers] == list(data.names)
    assert data.names == (accountant().full_name, f.person("CENTRE_DIRECTOR").full_name)
    signed_annex(annex(row, payee_account="999", signed_on=payment.requested_on))
    assert printed(payment)[0].payee.account == account
    b.press(payment, "mend", note="Ký lại theo phụ lục")
    assert printed(payment)[0].payee.account == "999"


def test_what_stands_on_the_contract_is_told_before_it_and_with_it():
    row = contract()
    first = b.paid(row, 60)
    second = b.request(row, 45, on=b.day(8, 20))
    figures = {line.name: (line.before, line.now, line.after) for line in printed(second)[0].so_far}
    assert figures["Đã tạm ứng"] == (60 * MILLION, 45 * MILLION, 105 * MILLION)
    assert figures["Số dư tạm ứng"] == (60 * MILLION, 45 * MILLION, 105 * MILLION)
    assert printed(second)[0].left == 45 * MILLION
    again = {line.name: (line.before, line.now, line.after) for line in printed(first)[0].so_far}
    assert again["Đã tạm ứng"] == (0, 60 * MILLION, 60 * MILLION)


def test_a_paid_request_printed_again_says_what_it_said():
    row = contract()
    first = b.sent(row, 60)
    said = printed(first)[0].so_far
    b.pay(first)
    b.paid(row, 45, on=b.day(8, 20))
    assert printed(first)[0].so_far == said


def test_the_figures_are_those_of_the_books_and_of_the_page(client):
    row = contract()
    b.paid(row, 105)
    b.accepted(row)
    last = b.request(row, 45, kind="PAYMENT")
    last.clears = 105 * MILLION
    last.save()
    found = so_far(last)
    assert found.before.open == balance(commitment_place(row, Stage.ADVANCED)) == 105 * MILLION
    assert found.before.out == next(line["reached"] for line in stages_of(row) if line["stage"] == "ADVANCED")
    assert (found.after.open, found.after.cleared, found.after.paid) == (0, 105 * MILLION, 45 * MILLION)
    assert found.left == 0
    client.force_login(accountant())
    page = client.get(last.get_absolute_url()).content.decode()
    for line in printed(last)[0].so_far:
        assert line.name in page


def test_the_list_names_what_goes_with_it_and_what_is_missing():
    row = contract()
    payment = b.request(row, 105)
    b.required(payment, "business_registration")
    states = {line.cells[1]: line.cells[4] for line in tables(printed(payment)[1])["Giấy tờ kèm theo"].rows}
    assert "THIẾU" in states.values()
    listed = tables(printed(payment)[1])["Bảng kê chứng từ thanh toán/tạm ứng"].rows
    assert listed[-1].cells[-1] == payment.amount


def test_it_prints_as_pdf_word_and_workbook_with_the_same_amount():
    _, paper, illustrative = printed(b.request(contract(), 105))
    pdf = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(render_pdf(paper, illustrative))).pages)
    word = docx.Document(BytesIO(render_docx(paper, illustrative)))
    words = " ".join(paragraph.text for paragraph in word.paragraphs)
    for text in (pdf, words):
        assert "105.000.000 đồng" in " ".join(text.replace("\xa0", " ").split())
    assert render_xlsx(paper, illustrative).startswith(b"PK")


def test_it_is_printed_by_who_reaches_the_request_and_not_once_it_is_withdrawn():
    payment = b.request(contract(), 105)
    assert KIND.form({"payment": payment.pk}, by=f.person("DOF_REVIEWER")).is_valid()
    stranger = f.local_officer(f.commune("Xã Lâm Hợp"))
    assert not KIND.form({"payment": payment.pk}, by=stranger).is_valid()
    with pytest.raises(ValidationError, match="Không còn thấy"):
        printed(payment, stranger)
    b.press(payment, "withdraw", note="Lập lại")
    with pytest.raises(ValidationError, match="đã rút"):
        printed(payment)


def test_the_page_of_the_request_leads_to_its_paper_and_rest_asks_for_it(client):
    payment = b.request(contract(), 105)
    client.force_login(accountant())
    assert f"report=payment_request&amp;payment={payment.pk}" in client.get(payment.get_absolute_url()).content.decode()
    form = client.get(f"{reverse('reports:request')}?report=payment_request&payment={payment.pk}").content.decode()
    assert "chưa được đối chiếu" in form
    api = APIClient()
    api.force_authenticate(accountant())
    answer = api.post("/api/v1/reports/", {"report": "payment_request", "payment": payment.pk}, format="json")
    assert answer.status_code == 202, answer.json()
