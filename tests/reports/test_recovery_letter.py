"""The letter that asks money back: what the books hold as owed, why, until when; and that it was sent.

120 triệu for one machine, 45 advanced in August, the project stopped: 45 are to come back.
"""

import datetime
from io import BytesIO

import docx
import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.commitment_models import RECOVERY_LETTER
from budgets.owed import owed
from budgets.recovery_letters import record_letter
from budgets.treasury_pack import pack_of
from budgets.work_settlement import worklist_settlement
from core.documents import attach, withdraw
from ledger.models import Transfer
from reports.catalogue import CATALOGUE
from reports.papers.recovery_letter import DAY
from reports.pdf import render_pdf
from reports.word import render_docx
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_owed import half_back_then_carried, stopped

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db
KIND = CATALOGUE["recovery_letter"]


def accountant():
    return f.person("CENTRE_ACCOUNTANT")


def written(contract, by=None, **asked):
    data, illustrative = KIND.build({"commitment": contract.pk, **asked}, by or accountant())
    return data, KIND.paper(data), illustrative


def words(paper):
    return " ".join(block.text for block in paper.blocks if hasattr(block, "text"))


def test_the_letter_asks_what_the_books_hold_of_whom_it_was_paid_to():
    contract = stopped()
    data, paper, _ = written(contract)
    assert data.amount == owed(accountant(), commitment=contract).total == 45 * MILLION
    assert paper.addressees == (contract.counterparty,)
    assert "45.000.000\xa0đồng (Bằng chữ: Bốn mươi lăm triệu đồng)" in words(paper)
    (cause,) = data.causes
    recovered = Transfer.objects.get(kind="recover")
    assert (cause.amount, cause.on, cause.words) == (45 * MILLION, recovered.dated_on, recovered.act.name)
    assert paper.grounds[0].startswith(f"Căn cứ {contract}")
    assert paper.is_letter
    assert data.office.name == f.office("CENTRE").name


def test_what_came_back_is_told_and_only_the_rest_is_asked():
    contract = stopped()
    b.money_back(contract, 20, "RESTORE", on=b.day(12, 20))
    data, _, _ = written(contract)
    assert [cause.amount for cause in data.causes] == [45 * MILLION, -20 * MILLION]
    assert sum(cause.amount for cause in data.causes) == data.amount == 25 * MILLION
    b.money_back(contract, 25, "RESTORE", on=b.day(12, 21))
    with pytest.raises(ValidationError, match="không còn khoản phải thu hồi"):
        written(contract)


def test_a_settlement_and_a_disallowance_are_named_as_why():
    contract = b.signed(b.approved(90), million=90)
    settlement = b.settled(contract, advance=63, payment=0, vouchers=(50,), state=50)
    rows = owed(accountant(), commitment=contract).rows
    assert rows
    data, _, _ = written(contract)
    assert data.causes[0].words.startswith("Duyệt")
    assert sum(cause.amount for cause in data.causes) == data.amount == settlement.recovered


def test_the_day_is_the_rule_s_until_it_is_past_and_the_writer_s_where_one_is_set():
    contract = stopped()
    data, paper, _ = written(contract)
    assert (data.due, data.late) == (datetime.date(2022, 2, 15), True)
    assert "ngày 15 tháng 02 năm 2022" in words(paper)
    assert "đã qua" in words(paper) and DAY in words(paper)
    _, paper, _ = written(contract, by_day="2030-03-05", pay_to="3713.0.1099, Kho bạc Nhà nước Hà Tĩnh")
    assert "chậm nhất ngày 05 tháng 3 năm 2030" in words(paper)
    assert "3713.0.1099, Kho bạc Nhà nước Hà Tĩnh. Nộp trả ngân sách nhà nước" in words(paper)
    form = KIND.form({"commitment": contract.pk, "by_day": "05/03/2020"}, by=accountant())
    assert "đã qua" in form.errors["by_day"][0]


def test_it_prints_as_pdf_and_word_with_the_same_amount():
    _, paper, illustrative = written(stopped())
    pdf = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(render_pdf(paper, illustrative))).pages)
    word = docx.Document(BytesIO(render_docx(paper, illustrative)))
    for text in (pdf, " ".join(paragraph.text for paragraph in word.paragraphs)):
        assert "45.000.000 đồng" in " ".join(text.replace("\xa0", " ").split())


@pytest.mark.parametrize(("role", "writes"), [
    ("CENTRE_ACCOUNTANT", True), ("CENTRE_DIRECTOR", True), ("CENTRE_OFFICER", False), ("DOF_REVIEWER", False),
    ("VIEWER", False), ("DOIT_SPECIALIST", False),
])  # fmt: skip
def test_the_letter_is_written_by_those_who_keep_the_unit_s_money(role, writes, client):
    contract, person = stopped(), f.person(role)
    client.force_login(person)
    address = f"{reverse('reports:request')}?report=recovery_letter&commitment={contract.pk}"
    assert client.get(address).status_code == (200 if writes else 403)
    api = APIClient()
    api.force_authenticate(person)
    asked = {"report": "recovery_letter", "commitment": contract.pk, "by_day": "2030-03-05"}
    answer = api.post("/api/v1/reports/", asked, format="json")
    assert (answer.status_code == 202) == writes, answer.json()
    page = client.get(reverse("budgets:owed")).content.decode()
    assert ("report=recovery_letter" in page) == writes


def test_another_unit_s_contract_is_asked_back_by_that_unit_alone(client):
    contract, other = stopped(), f.person("DOIT_ACCOUNTANT")
    assert not KIND.form({"commitment": contract.pk}, by=other).is_valid()
    with pytest.raises(ValidationError, match="không còn khoản"):
        written(contract, other)
    with pytest.raises(PermissionDenied):
        record_letter(contract, by=other, number="12/SCT", issued_on=b.day(12, 20))
    client.force_login(other)
    assert client.get(reverse("budgets:owed_letter", args=[contract.pk])).status_code == 403  # no form to fill in vain


def test_a_letter_that_was_sent_is_recorded_once_and_the_list_tells_its_day(client):
    contract = stopped()
    since = owed(accountant(), commitment=contract).rows[0].since
    client.force_login(accountant())
    assert "chưa gửi" in client.get(reverse("budgets:owed")).content.decode()
    assert "chưa gửi công văn thu hồi" in worklist_settlement(accountant())[-1].detail
    address = reverse("budgets:owed_letter", args=[contract.pk])
    before = since - datetime.timedelta(days=1)
    wrong = client.post(address, {"number": "15/TTKC", "issued_on": before.strftime("%d/%m/%Y")})
    assert wrong.status_code == 422
    assert "phải từ ngày phát sinh" in wrong.content.decode()
    assert "15/TTKC" in wrong.content.decode()
    sent = {"number": "15/TTKC", "issued_on": since.strftime("%d/%m/%Y")}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    page = client.get(reverse("budgets:owed")).content.decode()
    assert f"đã gửi ngày {since:%d/%m/%Y}" in page
    assert "15/TTKC" in page
    assert "công văn" not in worklist_settlement(accountant())[-1].detail
    assert all(document.number != "15/TTKC" for row in pack_of(contract.payments.get(), accountant())
               for document in row.documents)  # fmt: skip


def test_a_letter_of_before_does_not_ask_for_what_is_owed_since():
    contract = stopped()
    (row,) = owed(accountant(), commitment=contract).rows
    before = row.since - datetime.timedelta(days=1)
    facts = {"kind": RECOVERY_LETTER, "number": "14/TTKC", "issued_on": before}
    attach(contract, None, by=accountant(), **facts)
    assert owed(accountant(), commitment=contract).rows[0].letter is None
    record_letter(contract, by=accountant(), number="15/TTKC", issued_on=row.since)
    assert owed(accountant(), commitment=contract).rows[0].letter.number == "15/TTKC"


def test_what_was_asked_back_before_it_was_carried_is_still_asked_for_in_the_next_year():
    contract, _ = half_back_then_carried()
    (row,) = owed(accountant(), commitment=contract).rows
    december = b.day(12, 21)
    assert row.is_claim and row.letter is None and row.since <= december
    record_letter(contract, by=accountant(), number="15/TTKC", issued_on=december)
    assert owed(accountant(), commitment=contract).rows[0].letter.number == "15/TTKC"
    assert all("chưa gửi" not in item.detail for item in worklist_settlement(accountant()))
    with pytest.raises(ValidationError, match="phải từ ngày phát sinh"):
        record_letter(contract, by=accountant(), number="1/TTKC", issued_on=row.since - datetime.timedelta(days=1))
    assert written(contract)[0].amount == row.amount == sum(cause.amount for cause in written(contract)[0].causes)


def test_a_letter_recorded_with_a_wrong_number_is_withdrawn_and_the_right_one_recorded(client):
    """Its contract's own papers stand, since requests rest on them; no request rests on a letter."""
    contract = stopped()
    (row,) = owed(accountant(), commitment=contract).rows
    wrong = record_letter(contract, by=accountant(), number="51/TTKC", issued_on=row.since)
    signed = attach(contract, None, by=accountant(), kind="contract", title="Hợp đồng")
    client.force_login(accountant())
    page = client.get(contract.get_absolute_url()).content.decode()
    withdrawal = reverse("documents:withdraw", args=[wrong.pk])
    assert withdrawal in page and reverse("documents:withdraw", args=[signed.pk]) not in page
    with pytest.raises(ValidationError, match="là căn cứ của việc đã làm"):
        withdraw(signed, by=accountant(), why="Ghi nhầm.")
    client.post(withdrawal, {"note": ""})
    assert owed(accountant(), commitment=contract).rows[0].letter == wrong  # no reason, no withdrawal
    client.post(withdrawal, {"note": "Ghi nhầm số."})
    wrong.refresh_from_db()
    assert (wrong.withdrawn_by, wrong.withdrawn_why) == (accountant(), "Ghi nhầm số.") and wrong.withdrawn_at
    assert owed(accountant(), commitment=contract).rows[0].letter is None
    record_letter(contract, by=accountant(), number="15/TTKC", issued_on=row.since)
    assert owed(accountant(), commitment=contract).rows[0].letter.number == "15/TTKC"
    record_letter(contract, by=accountant(), number="51/TTKC", issued_on=row.since)  # the number is free again


def test_nothing_is_asked_back_once_all_of_it_came():
    contract = stopped()
    b.money_back(contract, 45, "RESTORE", on=b.day(12, 20))
    with pytest.raises(ValidationError, match="không còn khoản"):
        record_letter(contract, by=accountant(), number="16/TTKC", issued_on=b.day(12, 21))


def test_a_letter_is_recorded_over_rest():
    contract, api = stopped(), APIClient()
    since = owed(accountant(), commitment=contract).rows[0].since
    api.force_authenticate(accountant())
    address = f"/api/v1/commitments/{contract.pk}/recovery-letters/"
    answer = api.post(address, {"number": "15/TTKC", "issued_on": since.isoformat()})
    assert answer.status_code == 201, answer.json()
    (row,) = api.get("/api/v1/money-back/owed/").data
    assert (row["letter_number"], row["letter_on"]) == ("15/TTKC", since.isoformat())
    for role in ("VIEWER", "CENTRE_OFFICER"):
        api.force_authenticate(f.person(role))
        assert api.post(address, {"number": "16/TTKC", "issued_on": since.isoformat()}).status_code == 403
