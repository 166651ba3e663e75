"""What was entered wrongly leaves the books by a reversal that one person asks for and another confirms.

The figures of the year, in triệu đồng: 2.236 given, 2.000 assigned to the Centre, 1.000 allocated to line 1.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.tokens import issue
from budgets.carrying import CARRY_FLOW
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.estimate import ALLOCATION_FLOW, appropriate, on_line
from budgets.figures import unit_estimates
from budgets.models import AllocationSheet, Appropriation, Cancellation, Correction, MoneyBack, PaymentRequest
from budgets.money_back import return_money
from budgets.subjects import book_of, commitment_place
from budgets.work import worklist
from core.audit import history
from core.dates import today
from ledger.checking import differences
from ledger.models import Act
from ledger.posting import Stage
from ledger.posting import reverse as take_back
from ledger.reading import balance
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annex_terms import annex as of_terms
from tests.budgets.test_annex_terms import sign as sign_annex
from tests.budgets.test_carrying import listed, of_year
from tests.budgets.test_changes import decided, sent
from tests.budgets.test_two_hands import grant

MILLION = 1_000_000
pytestmark = pytest.mark.django_db


def director():
    return f.person("DOIT_DIRECTOR")


def asked(case, by=None, on=None, **facts):
    facts = {"why": "Gõ thừa một số không.", "number": "05/BB-SCT", "dated_on": on or today()} | facts
    return ask_correction(Correction(**facts), case, by=by or b.accountant())


def confirmed(case, by=None, **fields):
    row = asked(case, **fields)
    CORRECTION_FLOW.press(row, "confirm", by=by or director())
    case.refresh_from_db()
    return row


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages).replace("\xa0", " ")


def given(unit="DOIT"):
    rows, _ = unit_estimates(b.book(), b.accountant())
    return next(row.given // MILLION for row in rows if row.unit == f.office(unit))


# --- the estimate ---------------------------------------------------------------------------
def test_an_appropriation_typed_ten_times_too_large_is_taken_back_and_entered_anew():
    b.year()
    wrong = b.appropriated(3000, number="77/QĐ-UBND", kind="ADDITION", dated_on=b.day(6, 1))
    row = asked(wrong)
    assert given() == 5236  # nothing moves by asking
    CORRECTION_FLOW.press(row, "confirm", by=director())
    wrong.refresh_from_db()
    assert given() == 2236
    assert wrong.correction == row
    assert Appropriation.objects.standing().count() == 1
    assert Appropriation.objects.count() == 2  # it stays readable
    b.appropriated(300, number="77/QĐ-UBND", kind="ADDITION", dated_on=b.day(6, 1))
    assert given() == 2536
    story = [entry.action for entry in history(wrong)]
    assert story[0] == "budgets.appropriation.take_back"
    assert differences() == []


def test_a_cut_and_an_assignment_are_taken_back_too():
    b.year()
    cut = b.appropriated(36, kind="CUT", dated_on=b.day(7, 1))
    assert given() == 2200
    confirmed(cut)
    assert given() == 2236
    more = b.assigned(100)
    confirmed(more)
    rows, _ = unit_estimates(b.book(), b.accountant())
    assert [row.assigned // MILLION for row in rows if row.unit == f.office("CENTRE")] == [2000]
    assert differences() == []


def test_an_allocation_whose_money_a_project_took_is_not_taken_back_and_the_refusal_names_the_project():
    b.approved(150)
    sheet = AllocationSheet.objects.get()
    words = refused(asked, sheet)
    assert "Tiền của khoản này đã đi tiếp" in words and "Ứng dụng máy móc thiết bị" in words
    assert "hiện có 850.000.000 đ; cần 1.000.000.000 đ" in words
    assert "đứng trên nó: “Bố trí kinh phí cho đề án, Đợt 1 năm 2021”" in words
    assert not Correction.objects.exists()


def test_a_sheet_taken_back_waits_for_nobody_any_more():
    b.year()
    sheet = b.sheet({2: 100})
    finance = f.person("DOF_REVIEWER")
    assert str(sheet) in [item.detail for item in worklist(finance)]
    confirmed(sheet)
    assert str(sheet) not in [item.detail for item in worklist(finance)]
    assert "đã hủy ghi" in refused(ALLOCATION_FLOW.press, sheet, "agree", by=finance)
    assert balance(on_line(b.book(), f.office("CENTRE"), b.line(2))) == 0
    assert differences() == []


# --- by two persons, for a reason -----------------------------------------------------------
def test_who_asked_does_not_confirm_with_whatever_roles():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION")
    both = grant(f.another("DOIT_ACCOUNTANT"), "DOIT_DIRECTOR")
    row = asked(wrong, by=both)
    assert "do người khác làm" in refused(CORRECTION_FLOW.press, row, "confirm", by=both)


def test_nor_does_the_substitute_of_who_asked():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION")
    both = grant(f.another("DOIT_ACCOUNTANT"), "DOIT_DIRECTOR")
    row = asked(wrong, by=both)
    substitute = f.standing_in(both, f.another("DOIT_ACCOUNTANT"))
    assert "người bạn đang thay" in refused(CORRECTION_FLOW.press, row, "confirm", by=substitute)


def test_nor_is_the_substitute_of_who_entered_the_paper_called_to_what_is_refused():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION")  # by the accountant
    row = asked(wrong, by=f.another("DOIT_ACCOUNTANT"))
    substitute = f.standing_in(grant(b.accountant(), "DOIT_DIRECTOR"), f.another("DOIT_ACCOUNTANT"))
    assert "hoặc người thay người ấy" in refused(CORRECTION_FLOW.press, row, "confirm", by=substitute)
    address = row.get_absolute_url()
    assert address not in [item.url for item in worklist(substitute)]
    assert address in [item.url for item in worklist(director())]


def test_who_entered_the_paper_does_not_confirm_that_it_was_wrong():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION")  # by the accountant
    row = asked(wrong, by=f.another("DOIT_ACCOUNTANT"))
    entered = grant(b.accountant(), "DOIT_DIRECTOR")
    assert "Người đã ghi khoản này vào sổ" in refused(CORRECTION_FLOW.press, row, "confirm", by=entered)
    CORRECTION_FLOW.press(row, "confirm", by=director())


def test_nor_in_whose_place_it_was_entered():
    """Entered while somebody was away, in that person's name: that person is not another."""
    b.year()
    away = grant(f.another("DOIT_ACCOUNTANT"), "DOIT_DIRECTOR")
    substitute = f.standing_in(away, f.another("DOIT_SPECIALIST"))
    facts = {"kind": "ADDITION", "amount": 5, "number": "9/QĐ", "dated_on": b.day(3, 1)}
    wrong = appropriate(Appropriation(book_year=b.book(), unit=f.office("DOIT"), **facts), by=substitute)
    row = asked(wrong)
    assert "Người đã ghi khoản này vào sổ" in refused(CORRECTION_FLOW.press, row, "confirm", by=away)


def test_a_correction_needs_a_reason_a_paper_and_a_day_between_the_entry_and_today():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION", dated_on=b.day(6, 1))
    for missing in ("why", "number"):
        with pytest.raises(ValidationError):
            asked(wrong, **{missing: ""})
    assert "từ ngày của khoản đã ghi 01/06/2021" in refused(asked, wrong, on=b.day(5, 31))
    assert "Ngày văn bản hủy ghi không hợp lý" in refused(asked, wrong, on=today() + datetime.timedelta(1))


def test_a_refused_correction_leaves_all_as_it_was_and_may_be_asked_for_again():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION")
    row = asked(wrong)
    assert "đã có đề nghị hủy ghi" in refused(asked, wrong)
    CORRECTION_FLOW.press(row, "refuse", by=director(), note="Số đúng theo quyết định.")
    wrong.refresh_from_db()
    assert (wrong.correction, given()) == (None, 2241)
    again = asked(wrong)
    CORRECTION_FLOW.press(again, "withdraw", by=b.accountant(), note="Xem lại.")
    assert given() == 2241


@pytest.mark.parametrize("role", ["CENTRE_ACCOUNTANT", "DOIT_SPECIALIST", "DOF_REVIEWER", "VIEWER"])
def test_the_departments_entries_are_corrected_at_the_departments_desk_only(role):
    b.year()
    wrong = b.assigned(5)
    with pytest.raises((PermissionDenied, ValidationError)):
        asked(wrong, by=f.person(role))


@pytest.fixture
def closed():
    """The settled project's year, closed."""
    b.settled()
    return b.closed_book()


def test_nothing_of_a_closed_year_is_taken_back(closed):
    for case in (Appropriation.objects.first(), Cancellation.objects.first()):
        assert "Sổ năm 2021 đã khóa, không hủy ghi được" in refused(asked, case)


# --- payments and money back ----------------------------------------------------------------
def centre(role="ACCOUNTANT"):
    return f.person(f"CENTRE_{role}")


def test_a_payment_recorded_wrongly_goes_back_to_the_treasury_desk_and_is_recorded_as_it_was(signed):
    payment = b.paid(signed, 70)
    row = asked(payment, by=centre(), why="Kho bạc chưa chi.")
    CORRECTION_FLOW.press(row, "confirm", by=centre("DIRECTOR"))
    payment.refresh_from_db()
    assert (payment.status, payment.treasury_number, payment.paid_on) == ("SENT", "", None)
    assert balance(commitment_place(signed, Stage.ADVANCED)) == 0
    b.pay(payment, number="KB-0099", on=b.day(8, 20))
    assert (payment.status, payment.treasury_number) == ("PAID", "KB-0099")
    assert balance(commitment_place(signed, Stage.ADVANCED)) == 70 * MILLION
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert differences() == []


def test_a_payment_of_the_centre_is_corrected_by_the_centre(signed):
    payment = b.paid(signed, 70)
    assert "Chỉ người của đơn vị đã ghi khoản này" in refused(asked, payment, by=b.accountant())
    row = asked(payment, by=centre())
    assert "Chỉ người của đơn vị đã ghi khoản này" in refused(CORRECTION_FLOW.press, row, "confirm", by=director())
    assert row.get_absolute_url() in [item.url for item in worklist(centre("DIRECTOR"))]
    assert row.get_absolute_url() not in [item.url for item in worklist(director())]


def test_a_payment_is_not_taken_back_once_its_account_was_sent():
    account = b.account(b.signed())
    b.press_settlement(account, "submit", on=b.day(12, 10))
    payment = PaymentRequest.objects.filter(status="PAID").first()
    assert "Quyết toán của đề án đã nộp" in refused(asked, payment, by=centre())


def test_money_back_entered_with_a_wrong_day_is_taken_back_and_entered_with_the_right_one(signed):
    b.paid(signed, 70)
    decided(sent(signed.project, "TERMINATE"))
    facts = {"commitment": signed, "kind": "RESTORE", "amount": 70 * MILLION, "treasury_number": "NT-01"}
    wrong = return_money(MoneyBack(dated_on=b.day(12, 30), **facts), by=centre())
    row = asked(wrong, by=centre())
    CORRECTION_FLOW.press(row, "confirm", by=centre("DIRECTOR"))
    assert balance(commitment_place(signed, Stage.RECOVERABLE)) == 70 * MILLION
    return_money(MoneyBack(dated_on=b.day(12, 20), **facts), by=centre())
    assert balance(commitment_place(signed, Stage.RECOVERABLE)) == 0
    assert MoneyBack.objects.standing().count() == 1
    assert differences() == []


# --- the papers of a year's end -------------------------------------------------------------
def test_estimate_cancelled_by_mistake_comes_back():
    b.year()
    row = b.cancelled({None: 100})
    correction = asked(row)
    words = refused(CORRECTION_FLOW.press, correction, "confirm", by=director())
    assert "Người đã ghi khoản này vào sổ" in words  # the director recorded the decision
    CORRECTION_FLOW.press(correction, "confirm", by=f.person("DOIT_SECTION_HEAD"))
    rows, _ = unit_estimates(b.book(), b.accountant())
    assert sum(unit.undivided for unit in rows) == 1236 * MILLION
    assert differences() == []


def test_a_project_carried_over_by_mistake_is_back_in_its_year_at_the_work_it_was_at(contract):
    project = contract.project
    before = of_year(project, 2021)
    status = project.status
    row = CARRY_FLOW.press(listed(project), "decide", by=director(), paper=b.paper("55/QĐ", datetime.date(2022, 2, 9)))
    correction = asked(row, on=datetime.date(2022, 2, 10))
    CORRECTION_FLOW.press(correction, "confirm", by=f.person("DOIT_SECTION_HEAD"))
    project.refresh_from_db()
    assert (of_year(project, 2021), of_year(project, 2022)) == (before, {})
    assert book_of(contract).year == 2021
    assert project.status == status == "IN_PROGRESS"
    assert differences() == []


def test_once_a_carry_over_is_taken_back_the_contract_changes_in_its_own_year_again(contract):
    row = CARRY_FLOW.press(
        listed(contract.project), "decide", by=director(), paper=b.paper("55/QĐ", datetime.date(2022, 2, 9))
    )
    later = of_terms(contract, million=110, signed_on=b.day(9, 15))
    assert "đã chuyển sang năm 2022" in refused(sign_annex, later)
    correction = asked(row, on=datetime.date(2022, 2, 10))
    CORRECTION_FLOW.press(correction, "confirm", by=f.person("DOIT_SECTION_HEAD"))
    later.refresh_from_db()
    assert sign_annex(later).status == "SIGNED"
    assert of_year(contract.project, 2021) == {"APPROVED": 40, "COMMITTED": 40, "ADVANCED": 70}
    assert differences() == []


def test_a_project_that_goes_on_in_the_next_year_is_not_taken_back(contract):
    from projects.workflow import PROJECT_FLOW

    row = CARRY_FLOW.press(
        listed(contract.project), "decide", by=director(), paper=b.paper("55/QĐ", datetime.date(2022, 2, 9))
    )
    project = row.project
    PROJECT_FLOW.press(project, "continue", by=f.person("CENTRE_OFFICER"))
    row.refresh_from_db()
    assert "Đề án đã đi tiếp ở năm sau" in refused(asked, row)


# --- around the program ---------------------------------------------------------------------
def by_sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused_by_sql(rule, statement, *values):
    with pytest.raises(DatabaseError) as error:
        by_sql(statement, *values)
    assert error.value.__cause__.diag.constraint_name == rule


def test_an_act_of_a_paper_is_not_reversed_by_one_person_in_the_shell():
    b.year()
    act = Act.objects.order_by("pk").first()
    words = refused(take_back, act, by=director(), dated_on=today(), note="một mình")
    assert "một người đề nghị, người khác xác nhận" in words


def test_a_correction_is_not_confirmed_nor_a_paper_marked_without_the_reversal():
    b.year()
    wrong = b.appropriated(5, kind="ADDITION")
    row = asked(wrong)
    confirm = "UPDATE budgets_correction SET status = 'CONFIRMED', decided_by_id = %s, decided_at = now() WHERE id = %s"
    refused_by_sql("budgets_correction_carried_out", confirm, director().pk, row.pk)
    refused_by_sql(
        "budgets_appropriation_taken_back",
        "UPDATE budgets_appropriation SET correction_id = %s WHERE id = %s", row.pk, wrong.pk,
    )  # fmt: skip
    refused_by_sql("budgets_correction_stands", "UPDATE budgets_correction SET why = 'khác' WHERE id = %s", row.pk)
    refused_by_sql("budgets_keep", "DELETE FROM budgets_correction WHERE id = %s", row.pk)


def test_the_database_too_lets_nobody_confirm_what_they_posted_themselves():
    b.year()
    row = asked(b.appropriated(5, kind="ADDITION"), by=f.another("DOIT_ACCOUNTANT"))
    confirm = "UPDATE budgets_correction SET status = 'CONFIRMED', decided_by_id = %s, decided_at = now() WHERE id = %s"
    refused_by_sql("budgets_correction_by_another", confirm, b.accountant().pk, row.pk)


def test_a_paid_request_does_not_leave_its_state_while_its_act_stands(signed):
    payment = b.paid(signed, 70)
    refused_by_sql(
        "budgets_paymentrequest_stands", "UPDATE budgets_paymentrequest SET status = 'SENT' WHERE id = %s", payment.pk
    )


# --- on the pages and over REST -------------------------------------------------------------
def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_on_the_pages_one_asks_another_confirms_and_the_paper_stays_struck_out(client):
    b.year()
    wrong = b.appropriated(5, kind="ADDITION", number="77/QĐ-UBND")
    client.force_login(b.accountant())
    assert "Đề nghị hủy ghi…" in read(client, "/budgets/estimate/?year=2021")
    address = f"{reverse('budgets:ask_correction')}?of=appropriation&id={wrong.pk}"
    assert "Giao dự toán" in read(client, address)
    short = client.post(address, {"why": "", "number": "05/BB", "dated_on": "02/09/2021"})
    assert short.status_code == 422 and "05/BB" in short.content.decode()
    client.post(address, {"why": "Nhập nhầm năm", "number": "05/BB", "dated_on": "02/09/2021"})
    row = Correction.objects.get()
    assert "do người khác" not in read(client, row.get_absolute_url())
    client.force_login(director())
    assert "Xác nhận hủy ghi" in read(client, row.get_absolute_url())
    client.post(reverse("budgets:correction_press", args=[row.pk, "confirm"]))
    page = read(client, "/budgets/estimate/?year=2021")
    assert '<span class="title withdrawn">77/QĐ-UBND</span>' in page
    assert "Nhập nhầm năm" in page and b.accountant().full_name in page and director().full_name in page
    assert "05/BB" in read(client, "/budgets/corrections/?year=2021")


def test_over_rest_the_same(client):
    b.year()
    wrong = b.assigned(5)
    accountant, head = ({"HTTP_AUTHORIZATION": f"Token {issue(who)[1]}"} for who in (b.accountant(), director()))
    facts = {"of": "assignment", "record": wrong.pk, "why": "Gõ nhầm.", "number": "05/BB", "dated_on": "2021-09-02"}
    made = client.post("/api/v1/corrections/", facts, content_type="application/json", **accountant)
    assert made.status_code == 201, made.content
    again = client.post("/api/v1/corrections/", facts, content_type="application/json", **accountant)
    assert again.status_code == 400 and "đã có đề nghị hủy ghi" in str(again.json())
    press = f"/api/v1/corrections/{made.json()['id']}/press/confirm/"
    assert client.post(press, **accountant).status_code == 403
    answer = client.post(press, **head)
    assert (answer.status_code, answer.json()["status"]) == (200, "CONFIRMED")
    assert client.get(f"/api/v1/assignments/{wrong.pk}/", **head).json()["correction"] == made.json()["id"]
    absent = client.post(
        "/api/v1/corrections/", facts | {"record": 10**9}, content_type="application/json", **accountant
    )
    assert absent.status_code == 404
    taken = client.post("/api/v1/corrections/", facts, content_type="application/json", **accountant)
    assert taken.status_code == 400 and "không có bút toán nào" in str(taken.json())


@pytest.mark.parametrize("query", ["", "?of=settlement&id=1", "?of=assignment&id=x", "?of=assignment&id=999999"])
def test_an_address_that_names_no_paper_in_the_books_is_no_page(client, query):
    b.year()
    client.force_login(b.accountant())
    assert client.get(reverse("budgets:ask_correction") + query).status_code == 404
