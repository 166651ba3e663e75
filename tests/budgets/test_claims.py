"""Money of a closed year that an auditor says must come back.

105 triệu were approved for a machine and settled in 2021, the book closed. In 2022 the State Audit says that 20 must
come back: the book of 2022 claims 20, 10 are refunded, 10 are still owed. The closed year stays as it was.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.claiming import CLAIM_FLOW, claimable, prepare_claim
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.disallowing import left_to_disallow
from budgets.models import BookClosing, CarryOver, Claim, Commitment, Correction, YearAccount
from budgets.money_back import close_project
from budgets.owed import owed
from budgets.subjects import commitment_subject
from budgets.treasury_figures import figures, movements
from budgets.work import worklist
from budgets.year_end import obstacles
from core.audit import history
from core.dates import today
from core.documents import documents_of
from ledger.checking import differences
from ledger.models import BookYear
from ledger.posting import Kind, Line, Place, Stage, post, treasury
from ledger.reading import balances, runway
from ledger.years import next_year
from reports.recovery_data import recovery_data
from reports.settlement_data import year_settlement_data
from tests import factories as f
from tests.budgets import builders as b

MILLION = 1_000_000
AUDITED = datetime.date(2022, 9, 30)
STATE = "year_that_has_arrived"
pytestmark = pytest.mark.django_db


def director():
    return f.person("DOIT_DIRECTOR")


@pytest.fixture
def contract():
    """Of 105 triệu settled in 2021, whose book has just been closed."""
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=director())
    return Commitment.objects.get()


def conclusion(contract, million=20, **fields):
    facts = {
        "commitment": contract, "of_year": b.book(), "amount": million * MILLION, "number": "87/KTNN-TB",
        "dated_on": AUDITED, "issuer": "Kiểm toán nhà nước khu vực II", "why": "Chi sai định mức hỗ trợ máy.",
    }  # fmt: skip
    return Claim(**facts | fields)


def listed(contract, million=20, by=None, **fields):
    return prepare_claim(conclusion(contract, million, **fields), by=by or b.accountant())


def decided(contract, million=20, **fields):
    return CLAIM_FLOW.press(listed(contract, million, **fields), "decide", by=director())


def refused(act, *args, **given):
    with pytest.raises(ValidationError) as error:
        act(*args, **given)
    return " ".join(error.value.messages)


def standing(year):
    """{stage: triệu} of the book of a year, those with money."""
    found = balances(BookYear.objects.filter(year=year))
    return {stage.value: amount // MILLION for stage, amount in found.items() if amount}


# --- the worked example -----------------------------------------------------------------------------------------
def test_twenty_of_a_closed_year_are_claimed_in_the_next_ten_come_back_and_the_closed_year_stays_as_it_was(contract):
    """By hand: 2021 gave out 105 and settled 105. The claim takes 20 out of the source of 2022 and holds them as owed;
    10 refunded go back to that source: 10 are left owed, and the source of 2022 stands at -10."""
    assert standing(2021) == {"TREASURY": -105, "SETTLED": 105}
    claim = decided(contract)
    assert claim.book_year.year == 2022
    assert standing(2022) == {"TREASURY": -20, "CLAIMED": 20}
    (row,) = owed(b.accountant()).rows
    assert (row.amount, row.since, row.is_claim) == (20 * MILLION, AUDITED, True)
    b.money_back(contract, 10, on=datetime.date(2022, 10, 20))
    assert standing(2022) == {"TREASURY": -10, "CLAIMED": 10}
    assert standing(2021) == {"TREASURY": -105, "SETTLED": 105}
    assert owed(b.accountant()).total == 10 * MILLION
    b.money_back(contract, 10, on=datetime.date(2022, 11, 2))
    assert (standing(2022), owed(b.accountant()).rows) == ({}, [])
    assert differences() == []


def test_what_was_claimed_never_comes_back_into_an_estimate(contract):
    decided(contract)
    said = refused(b.money_back, contract, 10, "RESTORE", datetime.date(2022, 10, 20))
    assert "phải nộp trả ngân sách, không khôi phục dự toán" in said


def test_no_more_comes_back_than_was_claimed_and_none_before_the_day_of_the_paper(contract):
    decided(contract)
    assert "20.000.000" in refused(b.money_back, contract, 21, on=datetime.date(2022, 10, 20))
    assert "Số nộp vượt" in refused(b.money_back, contract, 10, on=datetime.date(2022, 9, 29))


def test_the_conclusion_with_its_scan_is_the_paper_of_the_entry_and_the_trail_tells_both_persons(contract):
    claim = decided(contract)
    (paper,) = documents_of(claim)
    assert (paper.number, paper.issued_on, paper.issuer) == (
        "87/KTNN-TB", AUDITED, "Kiểm toán nhà nước khu vực II",
    )  # fmt: skip
    trail = history(claim).filter(action__startswith="budgets.claim").order_by("pk")
    assert [(row.action, row.by) for row in trail] == [
        ("budgets.claim.prepare", b.accountant()), ("budgets.claim.decide", director()),
    ]  # fmt: skip


# --- never more than was settled --------------------------------------------------------------------------------
def test_all_claims_of_a_contract_together_stay_within_what_was_settled_of_it(contract):
    decided(contract)
    said = refused(listed, contract, 86, number="12/KL-TTr")
    assert "hiện có 85.000.000 đ (đã quyết toán 105.000.000 đ, đã ghi phải thu hồi 20.000.000 đ)" in said
    assert "cần 86.000.000 đ" in said
    decided(contract, 85, number="12/KL-TTr")
    assert claimable(b.accountant()) == []
    assert standing(2022) == {"TREASURY": -105, "CLAIMED": 105}


def test_of_two_waiting_conclusions_the_second_decided_is_asked_again(contract):
    first, second = listed(contract, 60), listed(contract, 60, number="12/KL-TTr")
    CLAIM_FLOW.press(first, "decide", by=director())
    assert "hiện có 45.000.000 đ" in refused(CLAIM_FLOW.press, second, "decide", by=director())
    assert standing(2022) == {"TREASURY": -60, "CLAIMED": 60}


def test_around_the_program_the_ledger_refuses_more_than_was_settled(contract):
    decided(contract)
    unit, book = contract.unit, BookYear.objects.get(year=2022)
    place = Place(book, unit, Stage.CLAIMED, commitment_subject(contract))
    line = Line(Kind.CLAIM, treasury(book, unit), place, 86 * MILLION)
    assert "còn ghi được 85.000.000 đ, cần 86.000.000 đ" in refused(
        post, "Ghi thẳng", [line], by=b.accountant(), dated_on=AUDITED
    )


def test_the_same_conclusion_is_entered_once_while_it_stands(contract):
    first = listed(contract)
    again = refused(listed, contract, 5, number=" 87/ktnn-tb ")
    assert "đã ghi: cùng năm, số và ngày văn bản" in again
    CLAIM_FLOW.press(first, "withdraw", by=b.accountant(), note="Ghi nhầm số tiền.")
    assert listed(contract, 5).amount == 5 * MILLION


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"dated_on": datetime.date(2021, 11, 29)}, "từ ngày quyết toán 30/11/2021"),
        ({"dated_on": datetime.date(2100, 1, 1)}, "Ngày văn bản kết luận không hợp lý"),
        ({"amount": 0}, "phải lớn hơn 0"), ({"amount": -5}, "không được âm"),
        ({"number": " "}, "Phải nhập mục này"), ({"issuer": ""}, "Phải nhập mục này"),
        ({"why": ""}, "Phải nhập mục này"),
    ],
)  # fmt: skip
def test_a_conclusion_of_nonsense_is_refused_by_a_sentence(contract, fields, words):
    assert words in refused(listed, contract, **fields)
    assert not Claim.objects.exists()


# --- an open year, a year opened again --------------------------------------------------------------------------
def test_while_the_year_is_open_the_office_is_told_to_disallow_instead():
    said = refused(listed, Commitment.objects.get())
    assert "Sổ năm 2021 chưa khóa" in said
    assert "Sở Tài chính xuất toán chứng từ khi kiểm tra quyết toán năm" in said
    assert claimable(b.accountant()) == []


def reopened():
    row = ask_closing(BookClosing(book_year=b.book(), why="Thiếu một chứng từ."), by=b.accountant())
    CLOSING_FLOW.press(row, "agree", by=director())


def test_a_year_opened_again_before_the_decision_takes_no_claim(contract):
    listed(contract)
    reopened()
    claim = Claim.objects.get()
    assert "Sổ năm 2021 chưa khóa" in refused(CLAIM_FLOW.press, claim, "decide", by=director())
    CLAIM_FLOW.press(claim, "withdraw", by=b.accountant(), note="Sổ mở lại, xuất toán trong năm.")


def test_what_is_claimed_is_not_disallowed_a_second_time_in_a_year_opened_again(contract):
    account = contract.project.settlements.get()
    voucher = account.vouchers.first()
    assert left_to_disallow(account, voucher)[0] == 105 * MILLION
    decided(contract)
    assert left_to_disallow(account, voucher)[0] == 85 * MILLION


# --- whose book -------------------------------------------------------------------------------------------------
def closed(year):
    BookYear.objects.filter(year=year).update(state="CLOSED")


def test_the_book_of_the_papers_year_claims_it_or_the_first_one_after_it_that_is_open(contract):
    next_year(next_year(b.book()))  # 2023 has its book already
    assert decided(contract, 1).book_year.year == 2022
    assert decided(contract, 1, dated_on=datetime.date(2021, 12, 28)).book_year.year == 2022
    assert decided(contract, 1, dated_on=datetime.date(2024, 2, 1)).book_year.year == 2024
    b.money_back(contract, 1, on=datetime.date(2024, 3, 1))
    b.money_back(contract, 2, on=datetime.date(2024, 3, 1))
    closed(2022)
    assert decided(contract, 1, number="9/KL").book_year.year == 2023


def test_where_every_later_book_is_closed_the_office_is_told_which_one_it_needs(contract):
    last = b.book()
    for _ in range(2022, today().year + 1):
        last = next_year(last)
        closed(last.year)
    said = refused(listed, contract)
    assert f"từ năm 2022 đến năm {today().year} đều đã khóa" in said


# --- two persons, withdrawn, refused, taken back ----------------------------------------------------------------
def test_only_the_departments_accountant_enters_and_only_the_director_decides(contract):
    for role in ("DOIT_DIRECTOR", "CENTRE_ACCOUNTANT", "DOF_REVIEWER", "VIEWER"):
        with pytest.raises(PermissionDenied):
            listed(contract, by=f.person(role))
    claim = listed(contract)
    for role in ("DOIT_ACCOUNTANT", "CENTRE_DIRECTOR", "DOF_REVIEWER"):
        with pytest.raises(PermissionDenied):
            CLAIM_FLOW.press(claim, "decide", by=f.person(role))


def test_it_is_withdrawn_or_refused_with_a_reason_and_nothing_moves(contract):
    claim = listed(contract)
    assert "Phải nêu lý do" in refused(CLAIM_FLOW.press, claim, "withdraw", by=b.accountant())
    CLAIM_FLOW.press(claim, "withdraw", by=b.accountant(), note="Ghi nhầm hợp đồng.")
    claim = listed(contract)
    assert "Phải nêu lý do" in refused(CLAIM_FLOW.press, claim, "refuse", by=director())
    CLAIM_FLOW.press(claim, "refuse", by=director(), note="Kết luận đang khiếu nại.")
    assert standing(2022) == {}


def taken_back(case, dated_on=None):
    facts = {"why": "Ghi nhầm số.", "number": "05/BB-SCT", "dated_on": dated_on or today()}
    row = ask_correction(Correction(**facts), case, by=b.accountant())
    return CORRECTION_FLOW.press(row, "confirm", by=f.person("DOIT_SECTION_HEAD"))


def test_a_wrong_claim_is_taken_back_by_two_and_entered_again_as_it_should_be(contract):
    claim = decided(contract, 30)
    taken_back(claim)
    claim.refresh_from_db()
    assert claim.correction is not None
    assert standing(2022) == {}
    assert [row.left for row in claimable(b.accountant())] == [105 * MILLION]
    decided(contract, 20)
    assert standing(2022) == {"TREASURY": -20, "CLAIMED": 20}
    assert differences() == []


def test_a_claim_of_which_money_came_back_is_taken_back_only_after_that(contract):
    claim = decided(contract)
    b.money_back(contract, 10, on=datetime.date(2022, 10, 20))
    assert "Tiền của khoản này đã đi tiếp" in refused(taken_back, claim)


def test_money_back_on_a_claim_made_after_the_file_was_closed_may_be_taken_back(contract):
    close_project(contract.project, by=b.accountant())
    decided(contract)
    back = b.money_back(contract, 10, on=datetime.date(2022, 10, 20))
    facts = {"why": "Kho bạc không ghi thu.", "number": "05/BB-TTKC", "dated_on": today()}
    row = ask_correction(Correction(**facts), back, by=f.person("CENTRE_ACCOUNTANT"))
    CORRECTION_FLOW.press(row, "confirm", by=f.person("CENTRE_DIRECTOR"))
    assert standing(2022) == {"TREASURY": -20, "CLAIMED": 20}


# --- owed like any other ----------------------------------------------------------------------------------------
def test_a_file_is_not_closed_while_a_claim_is_owed(contract):
    decided(contract)
    assert "Còn 20.000.000 đ phải thu hồi" in refused(close_project, contract.project, by=b.accountant())
    b.money_back(contract, 20, on=datetime.date(2022, 10, 20))
    close_project(contract.project, by=b.accountant())


def test_the_letter_of_recovery_names_the_conclusion_and_the_tables_of_both_years_tell_what_is_owed(contract):
    decided(contract)
    b.money_back(contract, 5, on=datetime.date(2022, 10, 20))
    letter, _ = recovery_data({"commitment": contract.pk}, f.person("CENTRE_ACCOUNTANT"))
    made, back = letter.causes
    assert (made.amount, made.on, back.amount, letter.amount) == (20 * MILLION, AUDITED, -5 * MILLION, 15 * MILLION)
    assert "87/KTNN-TB" in made.paper and "Kiểm toán nhà nước khu vực II" in made.paper
    assert not letter.restores
    year, _ = year_settlement_data({"account": YearAccount.objects.get().pk}, f.person("DOF_REVIEWER"))
    assert [(row.settled, row.owed) for row in year.projects] == [(105 * MILLION, 15 * MILLION)]
    told = {row["stage"]: row["balance"] for row in runway(BookYear.objects.filter(year=2022)) if row["balance"]}
    assert told == {"TREASURY": -15 * MILLION, "CLAIMED": 15 * MILLION}


def test_the_treasury_sees_the_refund_of_a_claim_and_neither_estimate_nor_advance(contract):
    claim = decided(contract)
    b.money_back(contract, 10, on=datetime.date(2022, 10, 20))
    found = movements(claim.book_year, contract.unit, datetime.date(2022, 12, 31))
    sums = {row.value: amount for row, amount in figures(found, datetime.date(2022, 1, 1)).items() if amount}
    assert sums == {"REFUNDED": 10 * MILLION}


def test_what_is_still_claimed_at_the_years_end_keeps_its_book_open_and_goes_on_into_the_next(contract):
    claim = decided(contract)
    b.money_back(contract, 5, on=datetime.date(2022, 10, 20))
    (row,) = obstacles([claim.book_year])
    assert (row.kind, row.amount, row.since) == ("MONEY", 15 * MILLION, AUDITED)
    assert row.carry == f"{reverse('budgets:carry')}?project={contract.project_id}&book={claim.book_year_id}"
    carry = prepare_carry_over(
        CarryOver(project=contract.project, book_year=claim.book_year, why="Chưa nộp đủ."), by=b.accountant()
    )
    paper = b.paper("55/QĐ-UBND", datetime.date(2023, 2, 10))
    CARRY_FLOW.press(carry, "decide", by=director(), paper=paper)
    assert (standing(2022), standing(2023)) == ({}, {"TREASURY": -15, "CLAIMED": 15})
    (row,) = owed(b.accountant()).rows
    assert (row.amount, row.since, row.book_year.year) == (15 * MILLION, AUDITED, 2023)
    b.money_back(contract, 15, on=datetime.date(2023, 3, 1))
    assert (standing(2022), standing(2023), differences()) == ({}, {}, [])


def test_by_when_a_claim_is_paid_back_is_the_day_its_conclusion_names(client, contract):
    client.force_login(b.accountant())
    address = f"{reverse('budgets:claim_new')}?project={contract.project_id}"
    early = client.post(address, typed(contract, due_on="29/09/2022"))
    assert early.status_code == 422
    assert "Hạn nộp phải từ ngày văn bản kết luận trở đi." in early.content.decode()
    client.post(address, typed(contract, due_on="31/10/2022"))
    claim = CLAIM_FLOW.press(Claim.objects.get(), "decide", by=director())
    assert "<dt>Hạn nộp</dt><dd>31/10/2022" in client.get(claim.get_absolute_url()).content.decode()
    (row,) = owed(b.accountant()).rows
    assert (row.due.day, row.late, row.claim) == (datetime.date(2022, 10, 31), True, claim)
    page = client.get(reverse("budgets:owed")).content.decode()
    assert "31/10/2022" in page and "87/KTNN-TB ngày 30/09/2022" in page and "quá hạn" in page
    letter, _ = recovery_data({"commitment": contract.pk}, f.person("CENTRE_ACCOUNTANT"))
    assert (letter.due, letter.due_by) == (datetime.date(2022, 10, 31), "87/KTNN-TB ngày 30/09/2022")


def test_of_several_claims_the_oldest_still_owed_says_by_when_and_one_that_names_no_day_says_so(client, contract):
    decided(contract, 20, due_on=datetime.date(2022, 10, 31))
    decided(contract, 30, number="12/KL-TTr", dated_on=datetime.date(2022, 10, 5))
    (row,) = owed(b.accountant()).rows
    assert row.due.day == datetime.date(2022, 10, 31)
    b.money_back(contract, 20, on=datetime.date(2022, 10, 20))
    (row,) = owed(b.accountant()).rows
    assert (row.due, row.late, row.amount) == (None, False, 30 * MILLION)
    client.force_login(b.accountant())
    page = client.get(reverse("budgets:owed")).content.decode()
    assert "văn bản kết luận không nêu" in page and "chưa có quy định" not in page


# --- pages, worklist, REST --------------------------------------------------------------------------------------
def typed(contract, **fields):
    facts = {
        "place": f"{contract.pk}-{b.book().pk}", "amount": "20 triệu", "number": "87/KTNN-TB",
        "dated_on": "30/09/2022", "issuer": "Kiểm toán nhà nước", "why": "Chi sai định mức.",
    }  # fmt: skip
    return facts | fields


def test_it_is_entered_from_the_settlement_of_the_closed_year_and_found_on_the_directors_desk(client, contract):
    client.force_login(b.accountant(), backend="core.backends.RoleBackend")
    account = contract.project.settlements.get()
    address = f"{reverse('budgets:claim_new')}?project={contract.project_id}"
    assert address in client.get(account.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert "còn 105.000.000 đ" in page
    wrong = client.post(address, typed(contract, amount="106 triệu"))
    assert wrong.status_code == 422
    assert "cần 106.000.000 đ" in wrong.content.decode()
    assert "Chi sai định mức." in wrong.content.decode()
    client.post(address, typed(contract))
    claim = Claim.objects.get()
    assert "Quyết định ghi phải thu hồi" in [item.title for item in worklist(director())]
    client.force_login(director(), backend="core.backends.RoleBackend")
    client.post(reverse("budgets:claim_press", args=[claim.pk, "decide"]))
    claim.refresh_from_db()
    assert claim.status == "DECIDED"
    assert "Quyết định ghi phải thu hồi" not in [item.title for item in worklist(director())]
    for path in (claim.get_absolute_url(), reverse("budgets:claims"), account.get_absolute_url()):
        assert "87/KTNN-TB" in client.get(path).content.decode()
    assert "của năm đã quyết toán" in client.get(reverse("budgets:owed")).content.decode()


def test_of_what_lies_out_of_reach_nothing_is_told(client, contract):
    claim = decided(contract)
    elsewhere = f.office("CENTRE", name="Trung tâm khác", short_name="Trung tâm khác", is_spending_unit=True)
    stranger = f.person("CENTRE_ACCOUNTANT", organisation=elsewhere)
    client.force_login(stranger, backend="core.backends.RoleBackend")
    assert client.get(claim.get_absolute_url()).status_code == 404
    assert client.get(reverse("claim-detail", args=[claim.pk])).status_code == 404
    assert list(client.get(reverse("budgets:claims")).context["object_list"]) == []


def test_over_rest_it_is_entered_read_and_decided(contract):
    api = APIClient()
    api.force_authenticate(b.accountant())
    asked = {
        "commitment": contract.pk, "of_year": b.book().pk, "amount": 20 * MILLION, "number": "87/KTNN-TB",
        "dated_on": "2022-09-30", "issuer": "Kiểm toán nhà nước", "why": "Chi sai định mức.", "due_on": "2022-10-31",
    }  # fmt: skip
    made = api.post(reverse("claim-list"), asked, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["due_on"] == "2022-10-31"
    assert api.post(reverse("claim-list"), asked, format="json").status_code == 400
    too_much = api.post(reverse("claim-list"), asked | {"number": "2", "amount": 106 * MILLION}, format="json")
    assert too_much.status_code == 400
    press = reverse("claim-press", args=[made.json()["id"], "decide"])
    assert api.post(press, {}, format="json").status_code == 403
    api.force_authenticate(director())
    assert api.post(press, {}, format="json").json()["status"] == "DECIDED"
    (row,) = api.get(reverse("claim-list"), {"status": "DECIDED"}).json()["results"]
    assert (row["book_year"], row["amount"]) == (BookYear.objects.get(year=2022).pk, 20 * MILLION)


# --- the database -----------------------------------------------------------------------------------------------
def test_around_the_program_what_was_entered_and_decided_stands(contract):
    waiting = listed(contract)
    for change in ({"amount": 1}, {"number": "x"}, {"dated_on": today()}, {"due_on": today()}):
        with pytest.raises(DatabaseError, match="what was recorded is not changed"), transaction.atomic():
            Claim.objects.filter(pk=waiting.pk).update(**change)
    with pytest.raises(IntegrityError, match="claim_decided_by_another"), transaction.atomic():
        Claim.objects.filter(pk=waiting.pk).update(
            status="DECIDED", decided_by=waiting.created_by, book_year=next_year(b.book())
        )
    done = CLAIM_FLOW.press(waiting, "decide", by=director())
    for change in ({"amount": 1}, {"status": "DRAFT"}, {"correction_id": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.filter(pk=done.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM budgets_claim")


def test_in_whose_place_a_claim_was_decided_does_not_confirm_that_it_was_wrong(contract):
    """The decision asks no paper of its own; who was away is one person with the substitute all the same."""
    claim, away = listed(contract), f.another("DOIT_DIRECTOR")
    CLAIM_FLOW.press(claim, "decide", by=f.standing_in(away, f.another("DOIT_SECTION_HEAD")))
    row = Correction(why="Sai số kết luận.", number="05/BB-SCT", dated_on=today())
    row = ask_correction(row, claim, by=f.another("DOIT_ACCOUNTANT"))
    assert "Người đã ghi khoản này vào sổ" in refused(CORRECTION_FLOW.press, row, "confirm", by=away)
    CORRECTION_FLOW.press(row, "confirm", by=director())
