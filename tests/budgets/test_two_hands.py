"""No one person holds two parts of a case of money: every pair of steps, by whatever way the second role came.

Ways: both roles at once; the first role ended and the second given since; standing in for somebody with the second
role; having been stood in for at the first step.
"""

import datetime
from itertools import combinations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import RoleGrant, User
from budgets.carrying import CARRY_FLOW
from budgets.commitments import COMMITMENT_FLOW, save_commitment
from budgets.models import Commitment, PaymentRequest
from budgets.payments import PAYMENT_FLOW, save_payment
from budgets.settlements import SETTLEMENT_FLOW, decide_voucher, examine_voucher, open_settlement
from core.dates import today
from tests import factories as f
from tests.budgets import builders as b

STATE = "signed_contract"
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
    "request": a_request, "contract": a_contract, "account": an_account, "charge": an_advance_of_the_next_year,
}  # fmt: skip
PARTS = {  # to sign an account and to approve it are one part, yet two persons
    "request": {"prepare": "PREPARE", "check": "CHECK", "sign": "APPROVE", "send": "CHECK", "pay": "CHECK"},
    "contract": {"prepare": "PREPARE", "sign": "APPROVE"},
    "account": {"prepare": "PREPARE", "submit": "SIGN", "review": "CHECK", "approve": "APPROVE", "examine": "EXAMINE"},
    "charge": {"prepare": "PREPARE", "decide": "APPROVE"},
}
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
    assert "phải do người khác làm" in said or "không duyệt quyết toán đó" in said, said
