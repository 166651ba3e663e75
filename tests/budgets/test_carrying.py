"""A project carried over from budget year 2021 into 2022, and the year 2021 closed behind it.

The figures, in triệu đồng: 150 approved from line 1, 100 of them under contract, 70 advanced. Carried: 50 approved,
30 committed, 70 advanced. Then 30 are paid in 2022, 100 settled there, 50 given back to the undivided estimate of 2022.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import RoleGrant
from budgets.advances import open_advances
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.closing import CLOSING_FLOW
from budgets.corrections import ask_correction
from budgets.figures import unit_estimates
from budgets.models import CarryOver, Correction, PaymentRequest
from budgets.money_back import close_project
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.subjects import book_of, commitment_place
from budgets.vouchers import decide_voucher
from budgets.work import worklist
from budgets.work_settlement import turn_of_closing
from budgets.year_end import obstacles
from ledger.checking import differences
from ledger.models import BookYear
from ledger.posting import Kind, Line, post
from ledger.reading import balances, project_balances
from ledger.years import close_year, next_year
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annex_terms import annex as of_terms
from tests.budgets.test_annex_terms import sign as sign_annex
from tests.budgets.test_changes import decided as decided_change
from tests.budgets.test_changes import sent as sent_change

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db
IN_2022 = datetime.date(2022, 2, 9)


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages).replace("\xa0", " ")


def director():
    return f.person("DOIT_DIRECTOR")


def listed(project, by=None):
    return prepare_carry_over(CarryOver(project=project, why="Máy về chậm."), by=by or b.accountant())


def carried(project, on=IN_2022):
    return CARRY_FLOW.press(listed(project), "decide", by=director(), paper=b.paper("55/QĐ-UBND", on))


def ask(case):
    row = Correction(why="Gõ nhầm đề án.", number="05/BB-SCT", dated_on=datetime.date(2022, 3, 20))
    return ask_correction(row, case, by=b.accountant())


def of_year(project, year):
    """{stage: triệu} the project has in the book of a year."""
    found = project_balances([project.pk], list(BookYear.objects.filter(year=year)))[project.pk]
    return {stage.value: amount // MILLION for stage, amount in found.items() if amount}


# --- carried -------------------------------------------------------------------------------
def test_all_that_is_not_paid_goes_into_the_next_years_book_by_one_act_and_the_project_waits_to_go_on(contract):
    project = contract.project
    row = listed(project)
    assert of_year(project, 2021) == {"APPROVED": 50, "COMMITTED": 30, "ADVANCED": 70}  # nothing moves by a list
    CARRY_FLOW.press(row, "decide", by=director(), paper=b.paper("55/QĐ-UBND", IN_2022))
    assert of_year(project, 2021) == {}
    assert of_year(project, 2022) == {"APPROVED": 50, "COMMITTED": 30, "ADVANCED": 70}
    row.refresh_from_db()
    assert (row.amount, row.number, row.dated_on) == (150 * MILLION, "55/QĐ-UBND", IN_2022)
    project.refresh_from_db()
    assert project.status == "CARRIED_OVER"
    assert book_of(contract).year == 2022
    PROJECT_FLOW.press(project, "continue", by=f.person("CENTRE_OFFICER"))
    assert project.status == "IN_PROGRESS"
    assert [row for row in obstacles([b.book()]) if row.project == str(project)] == []
    assert differences() == []


def test_a_carried_contract_is_found_in_both_its_years_and_a_request_in_that_of_its_money(contract, client):
    project = contract.project
    before = contract.payments.get()
    carried(project)
    project.refresh_from_db()
    PROJECT_FLOW.press(project, "continue", by=f.person("CENTRE_OFFICER"))
    contract.refresh_from_db()
    b.accepted(contract)
    after = b.request(contract, 30, "PAYMENT", on=datetime.date(2022, 3, 1))
    client.force_login(b.accountant())

    def listed_in(year, what):
        over_rest = client.get(f"/api/v1/{what}/", {"year": year, "project": project.pk}).json()["results"]
        page = client.get(f"/budgets/{what}/", {"year": year}).content.decode()
        for row in over_rest:
            assert f"/budgets/{what}/{row['id']}/" in page
        return [row["id"] for row in over_rest]

    assert (listed_in(2021, "payments"), listed_in(2022, "payments")) == ([before.pk], [after.pk])
    assert listed_in(2021, "commitments") == listed_in(2022, "commitments") == [contract.pk]
    assert listed_in(2023, "commitments") == listed_in(2023, "payments") == []
    assert PaymentRequest.objects.of_year(2022).filter(commitment=contract).get() == after


def test_the_estimate_of_both_years_adds_up_also_when_money_left_the_one_for_the_other(contract, client):
    """2.236 given: 150 carried into the next year, 100 cancelled; there nothing was given and 150 came."""
    b.cancelled({None: 100})
    carried(contract.project)
    for year, given, came, left in ((2021, 2236, 0, 250), (2022, 0, 150, 0)):
        rows, total = unit_estimates(BookYear.objects.get(year=year), b.accountant())
        for row in rows:
            assert row.given + row.assigned + row.came == row.total + row.left
        whole = total or rows[0]
        assert [amount // MILLION for amount in (whole.given, whole.came, whole.left)] == [given, came, left]
        client.force_login(b.accountant())
        page = client.get(reverse("budgets:estimate"), {"year": year}).content.decode()
        assert ("chuyển sang</th>" in page) == bool(came)
        assert ("chuyển nguồn</th>" in page) == bool(left)


def test_an_estimate_from_which_a_claim_is_refunded_has_lost_nothing(contract):
    contract.project.refresh_from_db()
    decided_change(sent_change(contract.project, "TERMINATE", on=b.day(9, 2)), on=b.day(9, 9))
    carried(contract.project, on=datetime.date(2022, 2, 16))
    b.money_back(contract, 70, "REFUND", datetime.date(2022, 3, 1))
    for year in (2021, 2022):
        rows, _ = unit_estimates(BookYear.objects.get(year=year), b.accountant())
        for row in rows:
            assert row.given + row.assigned + row.came == row.total + row.left
    assert (row.came, row.left) == (0, 0)


def test_the_carried_project_is_paid_settled_and_released_in_its_new_book(contract):
    project = contract.project
    carried(project)
    project.refresh_from_db()
    PROJECT_FLOW.press(project, "continue", by=f.person("CENTRE_OFFICER"))
    contract.refresh_from_db()
    assert [row.balance // MILLION for row in open_advances(2022, b.accountant()).rows] == [70]
    assert open_advances(2021, b.accountant()).rows == []
    project = b.accepted(contract)
    b.paid(contract, 30, "PAYMENT", on=datetime.date(2022, 3, 1))  # after 31/01/2022: the window of 2022 counts
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    assert account.book_year.year == 2022
    for million, state in ((250, 100), (165, 0)):
        b.voucher(account, million, state)
    b.press_settlement(account, "submit", on=datetime.date(2022, 3, 20))
    officer = f.person("DOIT_SPECIALIST")
    for voucher in account.vouchers.all():
        decide_voucher(voucher, "AGREED", by=officer, amount=voucher.amount_without_vat)
    SETTLEMENT_FLOW.press(account, "review", by=officer, on=datetime.date(2022, 3, 25))
    b.approved_account(account, on=datetime.date(2022, 3, 30))
    assert of_year(project, 2022) == {"SETTLED": 100}
    assert of_year(project, 2021) == {}
    there = {stage.value: amount // MILLION for stage, amount in balances(BookYear.objects.filter(year=2022)).items()}
    assert (there["TREASURY"], there["APPROPRIATED"], there["SETTLED"]) == (-150, 50, 100)
    assert differences() == []


def test_a_contract_on_the_carried_money_is_of_the_day_it_came_or_later(contract):
    """An annex and a payment know it; a contract of 2021 would stand in the book of 2022 before its money."""
    carried(contract.project)
    contract.project.refresh_from_db()
    PROJECT_FLOW.press(contract.project, "continue", by=f.person("CENTRE_OFFICER"))
    said = refused(b.signed, contract.project, million=50, signed_on=b.day(7, 1))
    assert "chuyển sang năm 2022 ngày 09/02/2022, ngày ký ghi trước đó: hiện có 01/07/2021; cần từ 09/02/2022" in said
    b.signed(contract.project, million=50, signed_on=IN_2022)
    assert of_year(contract.project, 2022)["COMMITTED"] == 80


def test_what_was_accepted_in_january_is_carried_and_paid_from_the_new_year(contract, client):
    """Work not accepted by 31/12 is not paid from the old year; the paper that carries its money comes in February."""
    project = b.accepted(contract, held_on=datetime.date(2022, 1, 10))
    row = b.sent(contract, 30, "PAYMENT", on=datetime.date(2022, 1, 12))
    assert "cần chi từ dự toán năm 2022 sau khi chuyển nguồn" in refused(b.pay, row)
    b.press(row, "treasury_return", note="Chưa chuyển nguồn.")
    b.press(row, "withdraw", note="Chờ chuyển nguồn.")
    client.force_login(b.accountant())
    board = client.get("/budgets/year-end/", {"year": 2021}).content.decode()
    assert f"/budgets/year-end/carry/?project={project.pk}" in board
    carry_over = carried(project)
    project.refresh_from_db()
    assert (project.status, of_year(project, 2021)) == ("ACCEPTED", {})
    assert of_year(project, 2022) == {"APPROVED": 50, "COMMITTED": 30, "ADVANCED": 70}
    contract.refresh_from_db()
    b.paid(contract, 30, "PAYMENT", on=datetime.date(2022, 2, 12))
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    assert account.book_year.year == 2022
    b.voucher(account, 415, 100)
    b.press_settlement(account, "submit", on=datetime.date(2022, 3, 1))
    b.approved_account(b.reviewed(account), on=datetime.date(2022, 3, 10))
    assert of_year(project, 2022) == {"SETTLED": 100}
    assert "đã đi tiếp" in refused(ask, carry_over)
    assert differences() == []


def test_a_carry_over_of_what_was_accepted_is_not_taken_back_from_under_its_account(contract):
    project = b.accepted(contract, held_on=datetime.date(2022, 1, 10))
    carry_over = carried(project)
    open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    assert "Đã mở quyết toán của đề án ở năm 2022" in refused(ask, carry_over)


def test_what_was_accepted_within_the_year_is_settled_in_it(contract):
    project = b.accepted(contract, held_on=b.day(12, 31))
    assert "chưa nghiệm thu khi hết năm" in refused(listed, project)
    (row, *_) = [row for row in obstacles([b.book()]) if row.project == str(project)]
    assert row.carry == ""


def test_an_annex_of_value_moves_the_carried_money_in_its_new_book_from_the_day_it_came_there(contract):
    carried(contract.project)
    PROJECT_FLOW.press(contract.project, "continue", by=f.person("CENTRE_OFFICER"))
    early = of_terms(contract, million=120, signed_on=IN_2022 - datetime.timedelta(days=1))
    said = refused(sign_annex, early)
    assert "đã chuyển sang năm 2022" in said and "ký từ 09/02/2022" in said
    sign_annex(of_terms(contract, number="02/PL", million=120, signed_on=IN_2022))
    assert of_year(contract.project, 2022) == {"APPROVED": 30, "COMMITTED": 50, "ADVANCED": 70}
    assert of_year(contract.project, 2021) == {} and differences() == []


def test_a_year_of_2021_closes_behind_a_carried_project_to_the_dong(contract):
    """2.236 = 236 and 1.000 and 700 cancelled + 150 carried + 150 settled."""
    carried(contract.project)
    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    b.cancelled({None: 236}, unit=f.office("DOIT"))
    b.cancelled({None: 1000, 1: 700})
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=director())
    found = {stage.value: amount // MILLION for stage, amount in balances([b.book()]).items() if amount}
    assert found == {"TREASURY": -150, "SETTLED": 150}
    assert not b.book().is_open
    contract.project.refresh_from_db()
    PROJECT_FLOW.press(contract.project, "continue", by=f.person("CENTRE_OFFICER"))
    b.request(contract, 10, on=datetime.date(2022, 3, 1), papers=False)  # its book is open


def test_what_a_later_year_claims_is_still_brought_back_and_its_file_not_closed_before():
    """Support of 87,5 at 175 accepted, 150 spent: 62,5 to come back, carried into 2022 before it came."""
    project = b.settled(b.signed(b.approved(150)), vouchers=(165, 250), refuse=240).project
    project.refresh_from_db()
    carried(project)
    assert of_year(project, 2022) == {"CLAIMED": 62}
    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")

    def called(user):
        return [item.title for item in worklist(user) if item.detail.startswith(str(project))]

    assert "Đóng hồ sơ" not in called(b.accountant())
    assert called(f.person("CENTRE_ACCOUNTANT")) == ["Thu hồi, nộp trả"]
    turn = turn_of_closing(project, f.person("CENTRE_ACCOUNTANT"))
    assert (turn.title, turn.mine) == ("Thu hồi, nộp trả", True)
    assert "nộp xong mới đóng hồ sơ" in refused(close_project, project, by=b.accountant())


def test_a_request_of_a_carried_project_keeps_its_new_book_open_and_not_the_old_one(contract):
    carried(contract.project)
    contract.project.refresh_from_db()
    PROJECT_FLOW.press(contract.project, "continue", by=f.person("CENTRE_OFFICER"))
    b.request(contract, 10, on=datetime.date(2022, 3, 1), papers=False)

    def told(year):
        rows = obstacles(BookYear.objects.filter(year=year))
        return [(row.amount, row.due.day) for row in rows if row.kind == "REQUEST"]

    assert told(2021) == []
    assert told(2022) == [(10 * MILLION, datetime.date(2022, 12, 31))]


def test_an_unreturned_advance_of_a_stopped_project_is_claimed_in_the_next_year_and_refunded_there(contract):
    project = contract.project
    decided_change(sent_change(project, "TERMINATE", on=b.day(9, 2)), on=b.day(9, 9))
    project.refresh_from_db()
    assert of_year(project, 2021) == {"RECOVERABLE": 70}
    carried(project)
    assert of_year(project, 2021) == {}
    assert of_year(project, 2022) == {"CLAIMED": 70}
    project.refresh_from_db()
    assert project.status == "TERMINATED"
    assert "không khôi phục dự toán" in refused(b.money_back, contract, 70, "RESTORE", on=datetime.date(2022, 3, 1))
    assert "vượt số phải thu hồi" in refused(b.money_back, contract, 71)
    b.money_back(contract, 70)
    assert of_year(project, 2022) == {}
    assert differences() == []


# --- refused -------------------------------------------------------------------------------
def test_what_is_paid_is_never_carried():
    contract = b.signed(b.approved(150), million=100)
    b.accepted(contract)
    b.paid(contract, 60, "PAYMENT")
    said = refused(listed, contract.project)
    assert "Đề án không có kinh phí để chuyển nguồn" in said


def test_a_project_without_contract_is_not_carried_and_an_open_request_ends_first(contract):
    assert "đã ký hợp đồng chưa thực hiện xong" in refused(listed, b.approved(90))
    second = b.signed(b.approved(80), million=80)
    b.progress(second, 90)
    b.sent(second, 40)
    second.project.refresh_from_db()
    assert "Còn đề nghị tạm ứng, thanh toán chưa xong: hiện có 1 đề nghị, 40.000.000 đ" in refused(
        listed, second.project
    )


def test_the_paper_is_of_the_time_after_the_year_and_by_another_person(contract):
    row = listed(contract.project)
    assert "Phải ghi số, ngày, người ký" in refused(CARRY_FLOW.press, row, "decide", by=director())
    early = b.paper("55/QĐ-UBND", datetime.date(2021, 12, 31))
    assert "văn bản sau ngày 31/12/2021" in refused(CARRY_FLOW.press, row, "decide", by=director(), paper=early)
    with pytest.raises(PermissionDenied):
        CARRY_FLOW.press(row, "decide", by=b.accountant(), paper=b.paper("55/QĐ-UBND", IN_2022))
    both = f.person("DOIT_ACCOUNTANT", username="haivai")
    RoleGrant.objects.create(user=both, role="DOIT_DIRECTOR", valid_from=datetime.date(2020, 1, 1))
    CARRY_FLOW.press(row, "withdraw", by=b.accountant(), note="Người khác lập.")
    own, paper = listed(contract.project, by=both), b.paper("55/QĐ-UBND", IN_2022)
    assert "phải do người khác làm" in refused(CARRY_FLOW.press, own, "decide", by=both, paper=paper)


def test_one_proposal_of_a_project_waits_at_a_time_and_keeps_the_book_open(contract):
    listed(contract.project)
    assert "đang chờ quyết định" in refused(listed, contract.project)
    assert "Chuyển nguồn chờ quyết định" in [row.what for row in obstacles([b.book()])]
    assert "Quyết định chuyển nguồn" in [item.title for item in worklist(director())]


def test_a_closed_next_year_takes_nothing(contract):
    row, later = listed(contract.project), next_year(b.book())
    close_year(later)
    beforehand = [str(objection) for step in CARRY_FLOW.steps(row, director()) for objection in step.objections]
    assert "Sổ năm 2022 đã khóa, không ghi thêm được." in beforehand
    said = refused(CARRY_FLOW.press, row, "decide", by=director(), paper=b.paper("55/QĐ-UBND", IN_2022))
    assert "Sổ năm 2022 đã khóa" in said
    assert of_year(contract.project, 2021) == {"APPROVED": 50, "COMMITTED": 30, "ADVANCED": 70}


def test_a_contract_of_january_is_no_promise_of_the_year_before():
    contract = b.signed(b.approved(80), million=80, signed_on=datetime.date(2022, 1, 10))
    assert "chưa ký hợp đồng, giao nhiệm vụ trong năm: cần ký đến 31/12/2021" in refused(listed, contract.project)


def test_money_already_spent_stays_in_its_year(contract):
    there = [commitment_place(contract, stage) for stage in ("COMMITTED", "PAID")]
    post("Thanh toán", [Line(Kind.PAY, *there, 10 * MILLION)], by=b.accountant(), dated_on=b.day(12, 20))
    said = refused(listed, contract.project)
    assert "Phần đã thanh toán phải quyết toán trong năm, không chuyển nguồn: hiện có 10.000.000 đ" in said


# --- pages, REST, database -----------------------------------------------------------------
def test_the_board_leads_to_the_form_the_form_to_the_decision_and_rest_answers_alike(client, contract):
    client.force_login(b.accountant())
    address = f"{reverse('budgets:carry')}?project={contract.project.pk}"
    board = client.get(reverse("budgets:year_end"), {"year": 2021}).content.decode()
    assert address in board
    page = client.get(address).content.decode()
    assert "150.000.000" in page
    assert client.post(address, {"why": ""}).status_code == 422
    answer = client.post(address, {"why": "Máy về chậm."})
    row = CarryOver.objects.get()
    assert answer.url == row.get_absolute_url()
    assert client.get(answer.url).status_code == 200
    again = client.post(reverse("carryover-list"), {"project": contract.project.pk, "why": "x"})
    assert again.status_code == 400
    client.force_login(director())
    paper = {"number": "55/QĐ-UBND", "issued_on": "2022-02-09", "signer": "Lê Văn A"}
    press = reverse("carryover-press", args=[row.pk, "decide"])
    answer = client.post(press, {"paper": paper}, content_type="application/json")
    assert (answer.status_code, answer.json()["amount"]) == (200, 150 * MILLION), answer.content
    assert "Số đã chuyển" in client.get(row.get_absolute_url()).content.decode()
    client.force_login(b.accountant())
    for nonsense in ("", "?project=x", "?project=999999"):
        assert client.get(reverse("budgets:carry") + nonsense).status_code == 404


def test_a_decided_carry_over_stands_in_the_database(contract):
    row = carried(contract.project)
    for change in ({"why": "khác"}, {"amount": 1}, {"status": "DRAFT"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CarryOver.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CarryOver.objects.filter(pk=row.pk).delete()
