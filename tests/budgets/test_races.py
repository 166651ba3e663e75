"""Two people at the same moment: the later one sees what the earlier one did."""

import datetime
import re
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.tokens import issue
from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.carrying import CARRY_FLOW
from budgets.commitment_models import RECOVERY_LETTER
from budgets.commitments import COMMITMENT_FLOW
from budgets.estimate import appropriate
from budgets.models import Annex, CarryOver, Commitment, PaymentRequest, Settlement
from budgets.owed import owed
from budgets.papers import attach_paper
from budgets.recovery_letters import record_letter
from budgets.settlements import open_settlement
from budgets.subjects import commitment_place, project_place
from budgets.vouchers import save_voucher
from budgets.year_accounts import open_year_account
from core.documents import documents_of, withdraw
from core.workflow import PaperInput
from ledger.checking import differences
from ledger.models import BookYear, Transfer
from ledger.posting import Stage
from ledger.reading import balance, balances
from plans.models import AnnualPlan
from plans.selectors import approved_item, given_to_projects
from plans.services import release_support
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import ChangeRequest, Project
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annex_terms import annex as of_terms
from tests.budgets.test_annexes import annex
from tests.budgets.test_changes import amended_plan, decided, sent
from tests.budgets.test_clearing import clearing
from tests.budgets.test_second_source import first_paper, new_book
from tests.races import at_once, meanwhile

pytestmark = pytest.mark.race
SEATS = ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_SPECIALIST", "DOIT_DIRECTOR", "DOF_REVIEWER")


@pytest.fixture
def contract(own_database):
    for role in SEATS:
        f.person(role)
    return b.signed()


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, ValidationError)]


def test_two_requests_at_the_limit_of_the_advance_are_not_both_checked(contract):
    """Each prepared and checked in one go, as when several are entered from papers."""
    b.progress(contract, 90)
    b.press(b.request(contract, 1), "withdraw", note="Để có đủ giấy tờ trong hợp đồng")

    def ask():
        with transaction.atomic():
            return b.press(b.request(contract, 105), "check")

    answers = at_once(ask, ask)

    assert len(answers) == 2 and len(refusals(answers)) == 1
    assert "Tạm ứng vượt mức cho phép" in str(refusals(answers)[0])
    assert PaymentRequest.objects.live().get().status == "CHECKED"


def test_two_requests_do_not_clear_the_same_advance_at_once(contract):
    b.progress(contract, 90)
    b.paid(contract, 60)
    b.press(clearing(contract, 1), "withdraw", note="Để có đủ giấy tờ trong hợp đồng")

    def ask():
        with transaction.atomic():
            return b.press(clearing(contract, 60), "check", "sign", "send")

    answers = at_once(ask, ask)
    assert len(refusals(answers)) == 1
    assert "vượt số tạm ứng chưa thanh toán của hợp đồng" in str(refusals(answers)[0])
    b.pay(PaymentRequest.objects.live().get(clears__gt=0), on=b.day(9, 24))
    assert balance(commitment_place(contract, Stage.ADVANCED)) == 0 and differences() == []


def test_of_two_annexes_signed_at_once_the_later_sees_the_day_of_the_other(contract):
    """Both may be signed as long as the other is a draft; the last one signed is in force, so its day comes last."""
    september, august = (
        annex(contract, number=f"{month}/PL", signed_on=b.day(month, 15), payee_account=f"3713.0.{month}")
        for month in (9, 8)
    )
    director = f.person("CENTRE_DIRECTOR")
    with transaction.atomic():
        ANNEX_FLOW.press(september, "sign", by=director)
        other = meanwhile(lambda: ANNEX_FLOW.press(Annex.objects.get(pk=august.pk), "sign", by=director))
        assert other.waits()  # for the contract, with the days already asked once
    assert "từ ngày ký hợp đồng, phụ lục trước (15/09/2021)" in str(other.answer())
    assert Commitment.objects.get(pk=contract.pk).party.payee_account == "3713.0.9"


def of_value(contract, number, million, on=None):
    return of_terms(contract, number, million=million, signed_on=on or b.day(9, 10))


def press_annex(row):
    return ANNEX_FLOW.press(Annex.objects.get(pk=row.pk), "sign", by=f.person("CENTRE_DIRECTOR"))


def test_two_annexes_of_value_at_once_bind_what_the_later_says(contract):
    """Each counts from what the other left; one of both may be refused for its day, never both halves bound."""
    b.running(contract)
    rows = [of_value(contract, f"{no}/PL", million) for no, million in ((1, 100), (2, 60))]
    answers = at_once(*[lambda row=row: press_annex(row) for row in rows])
    assert len(refusals(answers)) <= 1
    in_force = Commitment.objects.get(pk=contract.pk).value_in_force
    bound = balance(commitment_place(contract, Stage.COMMITTED))
    assert bound == in_force and bound + balance(project_place(contract)) == 150 * b.MILLION
    assert differences() == []


def test_an_annex_being_revised_and_signed_at_once_stops_neither_for_ever(contract):
    """The signature has the draft and goes on to the contract; whoever revises it waits with empty hands."""
    b.running(contract)
    row = of_value(contract, "01/PL", 120)
    revised = Annex.objects.get(pk=row.pk)
    revised.new_value = 110 * b.MILLION
    with transaction.atomic():
        Annex.objects.select_for_update(no_key=True).get(pk=row.pk)
        other = meanwhile(lambda: save_annex(revised, by=f.person("CENTRE_OFFICER")))
        assert other.waits()
        press_annex(row)
    assert "không sửa được" in str(other.answer())
    assert Commitment.objects.get(pk=contract.pk).value_in_force == 120 * b.MILLION


def test_a_request_being_prepared_holds_up_an_annex_that_lowers_the_value(contract):
    b.progress(contract, 90)
    row = of_value(contract, "01/PL", 50)
    with transaction.atomic():
        b.request(contract, 60, papers=False)
        other = meanwhile(lambda: press_annex(row))
        assert other.waits()
    assert "thấp hơn số đã đề nghị, đã chi theo hợp đồng" in str(other.answer())
    assert balance(commitment_place(contract, Stage.COMMITTED)) == 150 * b.MILLION


def test_an_annex_being_signed_holds_up_a_request_which_then_is_measured_by_it(contract):
    b.progress(contract, 90)
    row = of_value(contract, "01/PL", 50)
    with transaction.atomic():
        press_annex(row)
        other = meanwhile(lambda: b.request(contract, 60))
        assert other.waits()
    with pytest.raises(ValidationError, match="Tổng đề nghị vượt giá trị hợp đồng"):
        b.press(other.answer(), "check")


def test_two_approvals_of_one_account_settle_it_once(contract):
    account = b.reviewed(b.submitted(contract))

    answers = at_once(*[lambda: b.approved_account(Settlement.objects.get(pk=account.pk))] * 4)

    assert len(answers) == 4 and len(refusals(answers)) == 3
    assert Transfer.objects.filter(kind="settle").count() == 1
    assert differences() == []


def test_a_request_being_prepared_holds_up_the_account_and_is_seen_by_it(contract):
    account = b.account(contract, payment=0)
    with transaction.atomic():
        b.request(contract, 45, "PAYMENT", papers=False)
        other = meanwhile(partial(b.press_settlement, account, "submit"))
        assert other.waits()  # it waits for the one who prepares

    assert "Còn đề nghị tạm ứng, thanh toán chưa xong" in str(other.answer())
    assert Settlement.objects.get().status == "DRAFT"


def test_an_account_being_sent_holds_up_a_new_request_and_is_seen_by_it(contract):
    account = b.account(contract, payment=0)
    with transaction.atomic():
        b.press_settlement(account, "submit")
        other = meanwhile(partial(b.request, contract, 45, "PAYMENT", papers=False))
        assert other.waits()

    assert "Quyết toán của đề án đã nộp" in str(other.answer())
    assert PaymentRequest.objects.get().status == "PAID"  # the advance of the summer alone


def test_a_paper_is_not_taken_away_in_the_moment_the_request_is_checked(contract):
    b.progress(contract, 90)
    row, officer = b.request(contract, 45), f.person("CENTRE_OFFICER")
    document = attach_paper(row, None, by=officer, kind="other", title="Giấy giải trình", issued_on=b.day(8, 1))
    with transaction.atomic():
        b.press(row, "check")
        other = meanwhile(partial(withdraw, document, by=officer, why="Nhầm"))
        assert other.waits()  # it waits for the one who checks

    assert "là căn cứ của việc đã làm sau nó" in str(other.answer())


def filed_with(contract, row):
    """A paper that the request must have, filed with its contract."""
    kind = b.required(row, "support_contract")
    return attach_paper(
        row, None, by=f.person("CENTRE_OFFICER"), kind=kind.code, where="commitment", issued_on=b.day(8, 1)
    )


def test_a_paper_of_the_contract_is_not_taken_away_in_the_moment_a_request_is_checked(contract):
    b.progress(contract, 90)
    row = b.request(contract, 45)
    document = filed_with(contract, row)
    with transaction.atomic():
        b.press(row, "check")
        other = meanwhile(partial(withdraw, document, by=f.person("CENTRE_OFFICER"), why="Nhầm"))
        assert other.waits()

    assert "là căn cứ của việc đã làm sau nó" in str(other.answer())


def test_a_paper_of_the_contract_being_taken_away_is_missed_by_whoever_checks_the_request(contract):
    b.progress(contract, 90)
    row = b.request(contract, 45)
    document = filed_with(contract, row)
    with transaction.atomic():
        withdraw(document, by=f.person("CENTRE_OFFICER"), why="Nhầm")
        other = meanwhile(partial(b.press, row, "check"))
        assert other.waits()

    assert f"Thiếu giấy tờ: {document.title}" in str(other.answer())


def test_the_scan_of_a_voucher_is_not_taken_away_in_the_moment_its_account_is_sent(contract):
    account, clerk = b.account(contract), f.person("CENTRE_ACCOUNTANT")
    voucher = account.vouchers.first()
    save_voucher(voucher, by=clerk, image=SimpleUploadedFile("hoa-don.pdf", b"%PDF-1.7\n%%EOF\n"))
    document = documents_of(voucher).get()
    with transaction.atomic():
        b.press_settlement(account, "submit")
        other = meanwhile(partial(withdraw, document, by=clerk, why="Nhầm"))
        assert other.waits()

    assert "là căn cứ của việc đã làm sau nó" in str(other.answer())


def suspension(project, kind="SUSPEND"):
    """A request to suspend (or stop), seen on site, whose decision has come and waits to be recorded."""
    change = ChangeRequest(project=project, kind=kind, reason="Lũ ngập xưởng.")
    values = {"until": b.day(10, 1)} if kind == "SUSPEND" else {}
    save_change(change, by=f.person("CENTRE_OFFICER"), values=values)
    CHANGE_FLOW.press(change, "send", by=f.person("CENTRE_OFFICER"), paper=paper("12/TTr-TTKC", 2))
    return CHANGE_FLOW.press(change, "check", by=f.person("DOIT_SPECIALIST"), on=b.day(8, 5), note="Đúng.")


def paper(number, day):
    return PaperInput(number=number, issued_on=b.day(8, day), signer="Lê Văn A")


def suspend(change):
    return CHANGE_FLOW.press(change, "decide", by=f.person("DOIT_SPECIALIST"), paper=paper("26/QĐ-SCT", 9))


@pytest.mark.parametrize(
    ("done", "step"), [((), "check"), (("check",), "sign"), (("check", "sign"), "send")], ids=["check", "sign", "send"]
)
def test_a_project_being_suspended_holds_up_a_request_which_then_sees_it(contract, done, step):
    b.progress(contract, 90)
    row = b.press(b.request(contract, 45), *done)
    change, stood = suspension(contract.project), row.status
    with transaction.atomic():
        suspend(change)
        other = meanwhile(partial(b.press, PaymentRequest.objects.get(pk=row.pk), step))
        assert other.waits()  # it waits for the one who records the decision

    assert "Đề án đang dừng, không tạm ứng, thanh toán" in str(other.answer())
    assert PaymentRequest.objects.get(pk=row.pk).status == stood


def test_a_request_being_signed_holds_up_the_suspension(contract):
    b.progress(contract, 90)
    row = b.press(b.request(contract, 45), "check")
    change = suspension(contract.project)
    with transaction.atomic():
        b.press(row, "sign")
        other = meanwhile(partial(suspend, change))
        assert other.waits()

    assert other.answer().status == "DECIDED"
    assert PaymentRequest.objects.get(pk=row.pk).status == "SIGNED"
    contract.project.refresh_from_db()
    assert contract.project.status == "SUSPENDED"


@pytest.fixture
def second(own_database):
    """A second contract of a project in progress, drafted and not signed."""
    for role in SEATS:
        f.person(role)
    first = b.signed(million=100)
    return b.drafted(b.running(first), million=50)


def sign(commitment):
    return COMMITMENT_FLOW.press(Commitment.objects.get(pk=commitment.pk), "sign", by=f.person("CENTRE_DIRECTOR"))


def complete(project):
    project = Project.objects.get(pk=project.pk)
    return PROJECT_FLOW.press(
        project, "complete_by_volume", by=f.person("CENTRE_OFFICER"), on=b.day(8, 9), note="Lũ ngập xưởng."
    )


def stopping(project, kind):
    """The act that takes a project out of the stage of contracts, ready to be done."""
    if kind == "complete":
        b.progress(project.commitments.get(status="SIGNED"), 40)
        return partial(complete, project)
    return partial(suspend, suspension(project, kind))


LEAVES = pytest.mark.parametrize(
    ("kind", "state"), [("SUSPEND", "SUSPENDED"), ("TERMINATE", "TERMINATED"), ("complete", "COMPLETED")]
)


@LEAVES
def test_a_project_leaving_the_stage_of_contracts_holds_up_a_second_one_which_then_sees_it(second, kind, state):
    stop = stopping(second.project, kind)
    with transaction.atomic():
        stop()
        other = meanwhile(partial(sign, second))
        assert other.waits()  # it waits for the one who records the decision
    seen = str(other.answer())

    second.refresh_from_db()
    assert (second.project.status, second.status) == (state, "DRAFT")
    assert f"Đề án không ở giai đoạn ký hợp đồng: hiện có “{second.project.get_status_display()}”" in seen
    assert differences() == []


@LEAVES
def test_a_second_contract_being_signed_holds_up_the_project_which_then_takes_it_along(second, kind, state):
    stop = stopping(second.project, kind)
    with transaction.atomic():
        sign(second)
        other = meanwhile(stop)
        assert other.waits()
    assert other.answer().status in ("DECIDED", "COMPLETED")

    second.refresh_from_db()
    assert (second.project.status, second.status) == (state, "SIGNED")
    left = {stage: balance(commitment_place(second, stage)) for stage in (Stage.COMMITTED, Stage.RECOVERABLE)}
    assert left == {Stage.COMMITTED: 0 if kind == "TERMINATE" else 50 * b.MILLION, Stage.RECOVERABLE: 0}
    assert differences() == []


def test_a_request_being_prepared_holds_up_the_stop_of_its_project_and_is_seen_by_it(contract):
    b.running(contract)
    stop = stopping(contract.project, "TERMINATE")
    with transaction.atomic():
        b.request(contract, 45, papers=False)
        other = meanwhile(stop)
        assert other.waits()

    assert "Còn đề nghị tạm ứng, thanh toán chưa xong" in str(other.answer())
    contract.project.refresh_from_db()
    assert contract.project.status == "IN_PROGRESS"


def test_two_contracts_of_a_project_just_approved_are_both_signed_at_once(own_database):
    for role in SEATS:
        f.person(role)
    project = b.approved()
    drafts = [b.drafted(project, million=million) for million in (100, 50)]

    with transaction.atomic():
        sign(drafts[0])
        other = meanwhile(partial(sign, drafts[1]))
        assert other.waits()

    assert other.answer() == drafts[1]
    assert [row.status for row in Commitment.objects.order_by("pk")] == ["SIGNED", "SIGNED"]
    project.refresh_from_db()
    assert (project.status, balance(project_place(drafts[0]))) == ("CONTRACTED", 0)


def give_back(project):
    """A tenth of the support, by a paper of the committee."""
    return release_support(
        approved_item(project), amount=15 * b.MILLION, why="Giá thiết bị giảm", by=f.person("DOIT_SPECIALIST"),
        paper=b.paper(on=b.day(6, 20)),
    )  # fmt: skip


def test_who_signs_a_contract_and_who_gives_support_back_do_not_wait_for_each_other(own_database):
    for role in SEATS:
        f.person(role)
    row = b.drafted(million=100)
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=row.project_id)
        other = meanwhile(partial(sign, row))
        assert other.waits()
        give_back(row.project)

    assert other.answer().status == "SIGNED"
    assert balance(project_place(row)) == 35 * b.MILLION


def test_who_approves_an_account_while_support_is_given_back_is_told_the_new_figure_and_does_not_wait_for_ever(
    own_database,
):
    for role in SEATS:
        f.person(role)
    account = b.reviewed(b.submitted(b.signed(million=130), advance=91, payment=39, vouchers=(250, 165), state=130))
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=account.project_id)
        other = meanwhile(partial(b.approved_account, account))
        assert other.waits()
        give_back(account.project)

    assert "hiện có 5.000.000 đ chưa thanh toán, xác nhận 20.000.000 đ" in str(other.answer())
    assert b.approved_account(Settlement.objects.get(pk=account.pk)).released == 5 * b.MILLION
    assert differences() == []


def test_an_account_asked_for_many_times_at_once_is_opened_once(contract):
    project, accountant = b.accepted(contract), f.person("CENTRE_ACCOUNTANT")

    answers = at_once(*[lambda: open_settlement(project, by=accountant)] * 6)

    assert (len(answers), len(refusals(answers))) == (6, 5)
    assert Settlement.objects.filter(project=project).count() == 1


def test_the_year_of_a_unit_asked_for_many_times_at_once_is_opened_once(contract):
    book, unit, accountant = b.book(), contract.unit, f.person("DOIT_ACCOUNTANT")

    answers = at_once(*[lambda: open_year_account(book, unit, by=accountant)] * 6)

    assert (len(answers), len(refusals(answers))) == (6, 5)


# --- who saved the same number a moment earlier -----------------------------------------------------------------
def the_same_number_meanwhile(contract, send):
    """Somebody saves a contract of this number and has not finished; the answer `send(number)` gets."""
    with transaction.atomic():
        number = b.drafted(contract.project, million=1).number
        other = meanwhile(lambda: send(number))
        assert other.waits()
    return other.answer()


def test_the_form_of_who_was_slower_says_which_rule_and_that_nothing_was_written(contract):
    browser = Client()
    browser.force_login(f.person("CENTRE_OFFICER"))
    where = reverse("budgets:commitment_new") + f"?project={contract.project_id}"
    mark = re.search(r'name="once" value="([^"]+)"', browser.get(where).content.decode())[1]
    form = {
        "once": mark,
        "kind": "CONTRACT",
        "signed_on": "10/06/2021",
        "counterparty": "Công ty B",
        "value": "1000000",
    }

    answer = the_same_number_meanwhile(contract, lambda number: browser.post(where, form | {"number": number}))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Đề án đã có hợp đồng, quyết định giao nhiệm vụ mang số này." in page
    assert "Chưa có gì của bạn được ghi" in page
    assert Commitment.objects.count() == 2


def test_the_request_of_who_was_slower_is_answered_in_words_too(contract):
    _, token = issue(f.person("CENTRE_OFFICER"))
    given = {"project": contract.project_id, "kind": "CONTRACT", "signed_on": "2021-06-10", "counterparty": "Công ty B",
             "value": 1_000_000}  # fmt: skip

    def send(number):
        return Client().post(
            "/api/v1/commitments/", given | {"number": number}, content_type="application/json",
            headers={"Authorization": f"Token {token}"},
        )  # fmt: skip

    answer = the_same_number_meanwhile(contract, send)

    assert answer.status_code == 409
    assert "mang số này. Vừa có người khác ghi trước" in " ".join(answer.json())
    assert Commitment.objects.count() == 2


def test_two_accountants_who_open_the_same_book_at_once_open_one(own_database):
    b.year()
    people = [b.accountant(), f.another("DOIT_ACCOUNTANT")]
    papers = [first_paper(f"{no}/QĐ-UBND") for no in (1, 2)]

    answers = at_once(
        *[
            lambda paper=paper, by=by: appropriate(paper, by=by, opens=new_book())
            for paper, by in zip(papers, people, strict=True)
        ]
    )

    refused = refusals(answers)
    assert len(refused) == 1 and "Năm và nguồn kinh phí này đã có sổ." in str(refused[0])
    assert balances([BookYear.objects.get(source=new_book().source)])[Stage.APPROPRIATED] == 500 * b.MILLION


def test_more_support_and_a_decision_under_the_new_plan_do_not_take_the_same_room(own_database):
    """Support that was decided under the plan before waits for who decides on a list under the one in force."""
    row = b.approved()
    new = amended_plan(sum(given_to_projects(b.plan().books).values()) + 10 * b.MILLION)
    change = sent(row, support=160 * b.MILLION)
    with transaction.atomic():
        AnnualPlan.objects.select_for_update(no_key=True).get(pk=new.pk)
        other = meanwhile(lambda: decided(change))
        assert other.waits()

    assert other.answer().status == "DECIDED"


def test_one_letter_of_recovery_recorded_twice_at_once_is_recorded_once(contract):
    b.progress(contract, 90)
    b.paid(contract, 60)
    decided(sent(contract.project, "TERMINATE"))
    accountant = f.person("CENTRE_ACCOUNTANT")
    since = owed(accountant, commitment=contract).rows[0].since

    def write_down():
        return record_letter(contract, by=accountant, number="15/TTKC", issued_on=since)

    with transaction.atomic():
        write_down()
        other = meanwhile(write_down)
        assert other.waits()  # for the contract
    assert "Công văn số 15/TTKC" in str(other.answer()) and "đã ghi" in str(other.answer())
    assert documents_of(contract).filter(kind=RECOVERY_LETTER).count() == 1


def test_an_estimate_that_is_enough_for_one_advance_of_the_year_before_takes_one_of_two(contract):
    """70 and 70 against 100: each paper finds enough, the ledger gives it to one."""
    rows = []
    for row in (contract, b.signed(b.approved(150, total=416 * b.MILLION))):
        b.progress(row, 90)
        b.paid(row, 70)
        rows.append(row)
    b.advances_may_be_charged()
    b.given_in_2022(100)
    listed = [b.charge(row.project) for row in rows]

    def decide(row):
        notice = b.paper(f"{row.pk}/TB-KBNN", datetime.date(2022, 2, 21))
        return lambda: CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=notice)

    answers = at_once(*map(decide, listed))
    assert len(refusals(answers)) == 1
    said = str(refusals(answers)[0]).replace("\xa0", " ")
    assert "30.000.000 đ" in said and "70.000.000 đ" in said
    assert [row.status for row in CarryOver.objects.order_by("status")] == ["DECIDED", "DRAFT"] and differences() == []


def test_a_request_being_prepared_holds_up_the_charge_of_its_advance_and_is_seen_by_it(contract):
    b.progress(contract, 90)
    b.paid(contract, 70)
    b.press(clearing(contract, 1), "withdraw", note="Để có đủ giấy tờ trong hợp đồng")
    b.advances_may_be_charged()
    b.given_in_2022()
    row = b.charge(contract.project)
    notice = b.paper("71/TB-KBNN", datetime.date(2022, 2, 21))
    with transaction.atomic():
        clearing(contract, 10)
        other = meanwhile(lambda: CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=notice))
        assert other.waits()
    assert "Còn đề nghị tạm ứng, thanh toán chưa xong" in str(other.answer())
