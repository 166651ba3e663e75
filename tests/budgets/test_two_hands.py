"""No one person holds two parts of a case of money: every pair of steps, by whatever way the second role came.

Ways: both roles at once; the first role ended and the second given since; standing in for somebody with the second
role; having been stood in for at the first step.
"""

import datetime
from importlib import import_module
from itertools import combinations
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import budgets
from accounts.models import RoleGrant, User
from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.cancelling import CANCELLATION_FLOW, prepare_cancellation
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.claiming import CLAIM_FLOW, prepare_claim
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.commitments import COMMITMENT_FLOW, save_commitment
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.estimate import ALLOCATION_FLOW, allocate, appropriate
from budgets.models import (
    AllocationSheet,
    Annex,
    Appropriation,
    BookClosing,
    Cancellation,
    CarryOver,
    Claim,
    Commitment,
    Correction,
    PaymentRequest,
    TreasurySheet,
)
from budgets.payments import PAYMENT_FLOW, save_payment
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.treasury_sheets import TREASURY_FLOW, draw_up, write_theirs
from budgets.vouchers import decide_voucher, examine_voucher
from budgets.year_accounts import YEAR_FLOW, open_year_account
from core.dates import today
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b

STATE = "signed_contract"
IN_2022 = datetime.date(2022, 2, 9)
SOMEBODY_ELSE = ("phải do người khác làm", "không duyệt quyết toán đó", "không xác nhận hủy ghi")
pytestmark = pytest.mark.django_db


# --- a case, step by step: (step, the role whose step it is, the act) ------------------------------------------------
def a_request():
    contract = Commitment.objects.get()
    row = PaymentRequest(
        commitment=contract, kind="ADVANCE", amount=b.MILLION, content="Kinh phí hỗ trợ", requested_on=b.day(8, 2)
    )

    def prepare(by):
        save_payment(row, by=by)
        for required in b.missing_papers(row, row.requested_on):
            b.attach_paper(row, None, by=f.person("CENTRE_OFFICER"), kind=required.paper.code, where="commitment",
                           issued_on=b.day(8, 1))  # fmt: skip

    def press(name, **fields):
        return lambda by: PAYMENT_FLOW.press(row, name, by=by, **fields)

    return [
        ("prepare", "CENTRE_OFFICER", prepare),
        ("check", "CENTRE_ACCOUNTANT", press("check")),
        ("sign", "CENTRE_DIRECTOR", press("sign")),
        ("send", "CENTRE_ACCOUNTANT", press("send")),
        ("pay", "CENTRE_ACCOUNTANT", press("pay", paper=b.paper("KB-1", b.day(8, 9)))),
    ]


def a_contract():
    project = b.approved(total=416 * b.MILLION)
    row = Commitment(
        project=project, kind="CONTRACT", number="77/HĐ-KC", signed_on=b.day(6, 10), counterparty="Công ty Gỗ",
        value=150 * b.MILLION,
    )  # fmt: skip
    return [
        ("prepare", "CENTRE_OFFICER", lambda by: save_commitment(row, by=by)),
        ("sign", "CENTRE_DIRECTOR", lambda by: COMMITMENT_FLOW.press(row, "sign", by=by)),
    ]


def an_account():
    contract = Commitment.objects.get()
    b.paid(contract, 105)
    project = b.accepted(contract)
    b.paid(contract, 45, "PAYMENT")
    case = {}

    def prepare(by):
        case["account"] = open_settlement(project, by=by)
        b.voucher(case["account"], 415, 150)

    def review(by):
        decide_voucher(case["account"].vouchers.get(), "AGREED", by=by)
        SETTLEMENT_FLOW.press(case["account"], "review", by=by)

    def press(name, **fields):
        return lambda by: SETTLEMENT_FLOW.press(case["account"], name, by=by, **fields)

    def examine(by):
        examine_voucher(case["account"].vouchers.get(), "LOOKED", by=by)

    return [
        ("prepare", "CENTRE_ACCOUNTANT", prepare),
        ("submit", "CENTRE_DIRECTOR", press("submit")),
        ("review", "DOIT_SPECIALIST", review),
        ("approve", "DOIT_DIRECTOR", press("approve", paper=b.paper("60/TB-SCT", b.day(11, 30)))),
        ("examine", "DOF_REVIEWER", examine),
    ]


def an_annex():
    row = Annex(
        commitment=Commitment.objects.get(), number="01/PL", signed_on=b.day(8, 4), new_value=140 * b.MILLION,
        why="Giá máy giảm.",
    )  # fmt: skip
    return [
        ("prepare", "CENTRE_OFFICER", lambda by: save_annex(row, by=by)),
        ("sign", "CENTRE_DIRECTOR", lambda by: ANNEX_FLOW.press(row, "sign", by=by)),
    ]


def a_sheet_of_allocation():
    row = AllocationSheet(book_year=b.book(), unit=f.office("CENTRE"), number="9/QĐ-SCT", dated_on=b.day(6, 1))
    return [
        ("prepare", "DOIT_ACCOUNTANT", lambda by: allocate(row, {b.line(2): b.MILLION}, by=by)),
        ("examine", "DOF_REVIEWER", lambda by: ALLOCATION_FLOW.press(row, "agree", by=by)),
    ]


def a_correction():
    """Who entered the paper may ask for it to be taken back; to confirm that is another's."""
    case = {}

    def enter(by):
        row = Appropriation(
            book_year=b.book(), unit=f.office("DOIT"), kind="ADDITION", amount=b.MILLION, number="88/QĐ-UBND",
            dated_on=b.day(6, 1),
        )  # fmt: skip
        case["paper"] = appropriate(row, by=by)

    def ask(by):
        asked = Correction(why="Gõ thừa một số không.", number="05/BB", dated_on=today())
        case["asked"] = ask_correction(asked, case["paper"], by=by)

    return [
        ("enter", "DOIT_ACCOUNTANT", enter),
        ("ask", "DOIT_ACCOUNTANT", ask),
        ("confirm", "DOIT_DIRECTOR", lambda by: CORRECTION_FLOW.press(case["asked"], "confirm", by=by)),
    ]


def of_the_years_end(prepare, flow, step, **fields):
    """What the accountant draws up and the director decides by a paper of the new year."""
    case = {}

    def prepared(by):
        case["row"] = prepare(by)

    def decide(by):
        flow.press(case["row"], step, by=by, **fields)

    return [("prepare", "DOIT_ACCOUNTANT", prepared), ("decide", "DOIT_DIRECTOR", decide)]


def a_cancellation():
    def prepare(by):
        row = Cancellation(book_year=b.book(), unit=f.office("CENTRE"), why="Hết nhiệm vụ chi của năm.")
        return prepare_cancellation(row, {("APPROPRIATED", None): b.MILLION}, by=by)

    return of_the_years_end(prepare, CANCELLATION_FLOW, "decide", paper=b.paper("12/QĐ-SCT", IN_2022))


def a_carry_over():
    project = Commitment.objects.get().project

    def prepare(by):
        return prepare_carry_over(CarryOver(project=project, why="Máy về chậm."), by=by)

    return of_the_years_end(prepare, CARRY_FLOW, "decide", paper=b.paper("55/QĐ-UBND", IN_2022))


def settled():
    """The contract of the state, all paid, accounted for and approved."""
    contract = Commitment.objects.get()
    b.paid(contract, 105)
    project = b.accepted(contract)
    b.paid(contract, 45, "PAYMENT")
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(account, 415, 150)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.approved_account(b.reviewed(account))


def a_year_without_rest():
    settled()
    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    for unit, amounts in (("DOIT", {None: 236}), ("CENTRE", {None: 1000, 1: 850})):
        b.cancelled(amounts, unit=f.office(unit))


def a_closing():
    a_year_without_rest()
    return of_the_years_end(lambda by: ask_closing(BookClosing(book_year=b.book()), by=by), CLOSING_FLOW, "agree")


def a_reopening():
    a_year_without_rest()
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=f.person("DOIT_DIRECTOR"))

    def prepare(by):
        return ask_closing(BookClosing(book_year=b.book(), why="Kho bạc báo thiếu một chứng từ."), by=by)

    return of_the_years_end(prepare, CLOSING_FLOW, "agree")


def a_claim_of_a_closed_year():
    a_year_without_rest()
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=f.person("DOIT_DIRECTOR"))
    concluded = {"number": "87/KTNN-TB", "dated_on": datetime.date(2022, 9, 30), "issuer": "Kiểm toán nhà nước"}

    def prepare(by):
        row = Claim(commitment=Commitment.objects.get(), of_year=b.book(), amount=b.MILLION, why="Sai.", **concluded)
        return prepare_claim(row, by=by)

    return of_the_years_end(prepare, CLAIM_FLOW, "decide")


def the_account_of_the_year():
    settled()
    case = {}

    def prepare(by):
        case["row"] = open_year_account(b.book(), f.office("CENTRE"), by=by)

    def press(name, **fields):
        return lambda by: YEAR_FLOW.press(case["row"], name, by=by, **fields)

    return [
        ("prepare", "DOIT_ACCOUNTANT", prepare),
        ("consolidate", "DOIT_ACCOUNTANT", press("consolidate", on=IN_2022)),
        ("examine", "DOF_REVIEWER", press("examine")),
        ("notice", "DOF_REVIEWER", press("issue_notice", paper=b.paper("77/TB-STC", datetime.date(2022, 3, 15)))),
        ("correct", "DOIT_ACCOUNTANT", press("correct")),
        ("finalise", "DOF_REVIEWER", press("finalise")),
    ]


def a_sheet_for_the_treasury():
    row = TreasurySheet(book_year=b.book(), unit=f.office("CENTRE"), period="Q3")

    def answer(by):
        write_theirs(row, {figure.code: figure.ours for figure in row.rows}, by=by)
        TREASURY_FLOW.press(row, "confirm", by=by, paper=b.paper("01/KB", today()))

    return [
        ("prepare", "CENTRE_ACCOUNTANT", lambda by: draw_up(row, by=by)),
        ("sign", "CENTRE_DIRECTOR", lambda by: TREASURY_FLOW.press(row, "sign", by=by)),
        ("answer", "CENTRE_ACCOUNTANT", answer),
    ]


def an_advance_of_the_next_year():
    contract = Commitment.objects.get()
    b.paid(contract, 70)
    b.advances_may_be_charged()
    b.given_in_2022()
    notice, case = b.paper("71/TB-KBNN", datetime.date(2022, 2, 21)), {}

    def prepare(by):
        case["row"] = b.charge(contract.project, by=by)

    return [
        ("prepare", "DOIT_ACCOUNTANT", prepare),
        ("decide", "DOIT_DIRECTOR", lambda by: CARRY_FLOW.press(case["row"], "decide", by=by, paper=notice)),
    ]


CASES = {
    "request": a_request, "contract": a_contract, "annex": an_annex, "account": an_account,
    "allocation": a_sheet_of_allocation, "correction": a_correction, "cancellation": a_cancellation,
    "carry-over": a_carry_over, "closing": a_closing, "reopening": a_reopening, "year": the_account_of_the_year,
    "treasury": a_sheet_for_the_treasury, "charge": an_advance_of_the_next_year,
    "claim": a_claim_of_a_closed_year,
}  # fmt: skip
DECIDED = {"prepare": "PREPARE", "decide": "APPROVE"}
PARTS = {  # to sign an account and to approve it are one part, yet two persons
    "request": {"prepare": "PREPARE", "check": "CHECK", "sign": "APPROVE", "send": "CHECK", "pay": "CHECK"},
    "contract": {"prepare": "PREPARE", "sign": "APPROVE"},
    "account": {"prepare": "PREPARE", "submit": "SIGN", "review": "CHECK", "approve": "APPROVE", "examine": "EXAMINE"},
    "annex": {"prepare": "PREPARE", "sign": "APPROVE"},
    "allocation": {"prepare": "PREPARE", "examine": "EXAMINE"},
    "correction": {"enter": "PREPARE", "ask": "PREPARE", "confirm": "APPROVE"},
    "cancellation": DECIDED, "carry-over": DECIDED, "charge": DECIDED, "claim": DECIDED, "closing": DECIDED,
    "reopening": DECIDED,
    "year": {
        "prepare": "PREPARE", "consolidate": "PREPARE", "examine": "EXAMINE", "notice": "EXAMINE",
        "correct": "PREPARE", "finalise": "EXAMINE",
    },
    "treasury": {"prepare": "PREPARE", "sign": "APPROVE", "answer": "PREPARE"},
}  # fmt: skip
PAIRS = [
    (case, first, second)
    for case, parts in PARTS.items()
    for first, second in combinations(parts, 2)
    if parts[first] != parts[second]
]


# --- how one person comes to both steps ------------------------------------------------------------------------------
def grant(user, role, **dates):
    RoleGrant.objects.get_or_create(user=user, role=role, defaults={"valid_from": b.day(1, 1)} | dates)
    return User.objects.get(pk=user.pk)


def with_both_roles(first, second):
    person = grant(f.another(first), second)
    return person, lambda: person


def after_a_change_of_role(first, second):
    person = f.another(first)

    def later():
        RoleGrant.objects.filter(user=person).update(valid_to=today() - datetime.timedelta(days=1))
        return grant(person, second, valid_from=today())

    return person, later


def in_place_of_somebody(first, second):
    person = f.another(first)
    absent = grant(f.another(first), second)  # of the same office
    return person, lambda: f.standing_in(absent, person)


def having_been_stood_in_for(first, second):
    person, substitute = grant(f.another(first), second), f.another(first)
    RoleGrant.objects.filter(user=substitute).delete()
    return f.standing_in(person, substitute), lambda: User.objects.get(pk=person.pk)


WAYS = [with_both_roles, after_a_change_of_role, in_place_of_somebody, having_been_stood_in_for]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("case", "first", "second"), PAIRS, ids=lambda value: value)
def test_no_one_person_holds_two_parts_of_a_case(case, first, second, way):
    steps = CASES[case]()
    roles = {name: role for name, role, _ in steps}
    person, later = way(roles[first], roles[second])
    for name, role, act in steps:
        if name == second:
            with pytest.raises((ValidationError, PermissionDenied)) as refused:
                act(later())
            break
        act(person if name == first else f.person(role))
    assert isinstance(refused.value, ValidationError), "người ấy không được giao việc; phép thử không nói gì"
    said = " ".join(refused.value.messages)
    assert any(words in said for words in SOMEBODY_ELSE), said


def test_every_case_of_money_is_among_them():
    rooms = [import_module(f"budgets.{path.stem}") for path in Path(budgets.__file__).parent.glob("*.py")]
    flows = {flow for room in rooms for name, flow in vars(room).items() if name.endswith("_FLOW")}
    flows -= {PROJECT_FLOW}  # another room's
    # To close a book and to open it again are one flow, and so are the two ways into the next year.
    assert len(flows) == len(CASES) - 2
