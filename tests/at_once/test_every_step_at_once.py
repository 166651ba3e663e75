"""Every step of every workflow, sent three times at the same moment under one key: one effect.

The list of what is sent where is in steps.py; a step that is new fails here until it is sent too.
"""

import datetime
import sys

import pytest

from budgets.carrying import prepare_carry_over
from budgets.corrections import ask_correction
from budgets.models import CarryOver, Claim, Commitment, Correction, TreasurySheet
from budgets.treasury_sheets import draw_up
from budgets.vouchers import decide_voucher
from core.workflow import Workflow
from inspections.services import report_fixed
from inspections.workflow import INSPECTION_FLOW
from norms.models import SupportCategory
from plans.models import AnnualPlan, PlanLine
from plans.services import include_project, open_round, save_line, save_plan
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.services import record_appraisal
from tests import factories as f
from tests.at_once import steps
from tests.at_once.line import Line
from tests.budgets import builders as b
from tests.budgets.test_annexes import annex
from tests.budgets.test_changes import sent as sent_change
from tests.inspections import builders as visits

STATE = "settled_project"
race = pytest.mark.race
MILLION = 1_000_000
CENTRE, KEEPER, HEAD = "CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR"
OFFICER, SECTION, DIRECTOR = "DOIT_SPECIALIST", "DOIT_SECTION_HEAD", "DOIT_DIRECTOR"
ACCOUNTANT, FINANCE = "DOIT_ACCOUNTANT", "DOF_REVIEWER"
NOTE = {"note": "Xem lại."}
DAY = datetime.date


def paper(number, on):
    return {"paper": {"number": number, "issued_on": on, "issuer": "Sở Công Thương", "signer": "Nguyễn Văn Ký"}}


@pytest.fixture
def press(own_database, serve):
    """press(role, room, record, step, **what REST takes); `press.line`: what it was sent by."""
    line = Line(serve(own_database, 3))

    def send(role, room, record, name, **body):
        template = f"{room}/{{id}}/press/{{name}}/"
        line.rest(f.person(role).username, "POST", template, body, id=record.pk, name=name)
        record.refresh_from_db()

    send.line = line
    return send


def sent_all(press, wanted, *parts):
    for part in parts:
        with press.line.telling_faults():
            part(press)
    assert not press.line.faults, "\n".join(press.line.faults)
    assert press.line.steps == wanted


def another(million=20):
    """Another approved project than those there are."""
    return b.approved(million, total=(416 + Commitment.objects.count()) * MILLION)


# --- dossiers, plans, visits --------------------------------------------------------------------------------


def dossiers(press):
    row = f.with_papers(f.project())
    press(CENTRE, "projects", row, "register", on=str(f.FILED))
    points = f.all_points_met()
    facts = {"points": points, "recommended_support": row.requested_support, "made_on": DAY(2021, 5, 4)}
    record_appraisal(row, **facts, by=f.person(OFFICER))
    press(DIRECTOR, "projects", row, "send_sheet_back", **NOTE)
    record_appraisal(row, **facts, by=f.person(OFFICER))
    press(DIRECTOR, "projects", row, "appraise", on="2021-05-10")
    press(CENTRE, "projects", f.project(), "withdraw", **NOTE)
    other = f.registered()
    press(OFFICER, "projects", other, "return", **NOTE)
    other = f.registered()
    press(DIRECTOR, "projects", other, "reject", on="2021-05-10", reason="not_new_machine", **NOTE)
    press(OFFICER, "projects", other, "send_refusal", **paper("40/SCT", "2021-05-12"))


def planned(year, **fields):
    officer = f.person(OFFICER)
    plan = save_plan(
        AnnualPlan(year=year, total_budget=900 * MILLION, **{"approval_way": "ROUNDS"} | fields), by=officer
    )
    line = PlanLine(plan=plan, no=1, text="Máy móc", unit="đề án")
    save_line(line, categories=SupportCategory.objects.all(), by=officer)
    return plan


def plans(press):
    plan, officer = planned(2023), f.person(OFFICER)
    for role, name in ((OFFICER, "open_registration"), (OFFICER, "consolidate"), (SECTION, "ask_opinions")):
        PLAN_FLOW.press(plan, name, by=f.person(role))
    press(DIRECTOR, "plans", plan, "submit", **paper("31/TTr-SCT", "2023-02-12"))
    press(OFFICER, "plans", plan, "return", **NOTE)
    PLAN_FLOW.press(plan, "ask_opinions", by=f.person(SECTION))
    PLAN_FLOW.press(plan, "submit", by=f.person(DIRECTOR), paper=b.paper("32/TTr-SCT", DAY(2023, 2, 20)))
    press(OFFICER, "plans", plan, "issue", **paper("50/KH-UBND", "2023-03-01"))
    delegated = planned(2022, approval_way="DELEGATED", delegated_limit=500 * MILLION)
    press(OFFICER, "plans", delegated, "enter_issued", **NOTE, **paper("51/KH-UBND", "2022-02-01"))

    listed = open_round(b.plan(), by=officer)
    given = {"line": b.line(), "source": "ALLOCATED", "approved_support": 20 * MILLION}
    include_project(listed, f.appraised(20 * MILLION), **given, by=officer)
    check = {"by": f.person(SECTION), "on": b.day(5, 18)}
    ROUND_FLOW.press(listed, "check", **check)
    press(SECTION, "rounds", listed, "send_back", **NOTE)
    ROUND_FLOW.press(listed, "check", **check)
    press(DIRECTOR, "rounds", listed, "submit", **paper("33/TTr-SCT", "2021-05-20"))
    press(OFFICER, "rounds", listed, "return", **NOTE)
    ROUND_FLOW.press(listed, "check", **check)
    ROUND_FLOW.press(listed, "submit", by=f.person(DIRECTOR), paper=b.paper("34/TTr-SCT", b.day(5, 22)))
    press(OFFICER, "rounds", listed, "record_decision", **paper("1801/QĐ-UBND", "2021-05-28"))

    b.given_in_2022(50)
    listed = open_round(delegated, by=officer)
    given |= {"line": delegated.lines.get(), "source": "APPROPRIATED"}
    include_project(listed, f.appraised(20 * MILLION, plan_year=2022), **given, by=officer)
    ROUND_FLOW.press(listed, "check", by=f.person(SECTION), on=DAY(2022, 2, 10))
    press(DIRECTOR, "rounds", listed, "decide", **paper("60/QĐ-SCT", "2022-02-20"))


def inspected(press):
    press(OFFICER, "inspections", visits.planned(), "cancel", **NOTE)
    press(SECTION, "inspections", visits.filed(), "return", **NOTE)
    press(DIRECTOR, "inspections", visits.concluded(), "close")
    row = visits.to_mend()
    for again in (False, True):
        finding, photos = row.findings.get(), [visits.picture(f"bien-{again}.jpg", "white")]
        report_fixed(finding, fixed_on=DAY(2021, 8, 20), note="Đã lắp.", by=f.person(OFFICER), photos=photos)
        if again:
            INSPECTION_FLOW.press(row, "report_fixed", by=f.person(OFFICER))
            press(DIRECTOR, "inspections", row, "confirm_fixed")
        else:
            press(OFFICER, "inspections", row, "report_fixed")
            press(DIRECTOR, "inspections", row, "not_fixed", **NOTE)


@race
def test_the_steps_of_dossiers_plans_and_visits(press):
    sent_all(press, steps.OF_THE_DOSSIERS, dossiers, plans, inspected)


# --- the money ------------------------------------------------------------------------------------------------


def contracts(press):
    row = b.drafted(another(), million=20)
    press(HEAD, "commitments", row, "return", **NOTE)
    press(CENTRE, "commitments", row, "resubmit")
    press(HEAD, "commitments", row, "sign")
    press(CENTRE, "annexes", annex(row), "withdraw", **NOTE)
    press(HEAD, "annexes", annex(row), "sign")
    press(CENTRE, "commitments", b.drafted(another(), million=20), "withdraw", **NOTE)


def work(press):
    """Three are carried out: one to its end, one as far as the flood let it, one goes on next year."""
    rows = [b.signed(another(), million=20) for _ in range(3)]
    whole, flooded, late = (row.project for row in rows)
    press(CENTRE, "projects", whole, "start", on="2021-06-20")
    change = sent_change(whole, "EXTEND", ends_on=b.day(11, 30))
    press(OFFICER, "change-requests", change, "return", **NOTE)
    press(CENTRE, "change-requests", change, "withdraw", **NOTE)
    for name in ("refuse", "decide"):
        change = sent_change(whole, "EXTEND", ends_on=b.day(11, 30))
        press(OFFICER, "change-requests", change, "check", on="2021-08-05", **NOTE)
        press(OFFICER, "change-requests", change, name, **NOTE, **paper("1500/QĐ-UBND", "2021-08-09"))
    b.progress(rows[0], 100)
    whole.refresh_from_db()
    f.with_results(whole, by=f.person(CENTRE))
    press(CENTRE, "projects", whole, "complete", on="2021-12-12")
    b.progress(rows[1], 90)
    flooded.refresh_from_db()
    press(CENTRE, "projects", flooded, "complete_by_volume", on="2021-10-12", **NOTE)

    for name in ("refuse", "withdraw", "decide"):
        row = prepare_carry_over(CarryOver(project=late, why="Máy về chậm."), by=b.accountant())
        role, letter = (ACCOUNTANT, {}) if name == "withdraw" else (DIRECTOR, paper("13/QĐ-SCT", "2022-02-09"))
        press(role, "carry-overs", row, name, **NOTE, **letter if name == "decide" else {})
    late.refresh_from_db()
    press(CENTRE, "projects", late, "continue", on="2022-03-01")


def estimate(press):
    sheet = b.sheet({2: 30})
    press(FINANCE, "allocation-sheets", sheet, "ask_correction", **NOTE)
    b.sheet({2: -5})
    press(ACCOUNTANT, "allocation-sheets", sheet, "correct", **NOTE)
    press(FINANCE, "allocation-sheets", sheet, "agree")
    wrong = b.assigned(5, dated_on=b.day(6, 2))
    for role, name in ((DIRECTOR, "refuse"), (ACCOUNTANT, "withdraw"), (DIRECTOR, "confirm")):
        asked = Correction(why="Gõ nhầm.", number="5/BB", dated_on=b.day(12, 1))
        press(role, "corrections", ask_correction(asked, wrong, by=b.accountant()), name, **NOTE)
    for role, name in ((DIRECTOR, "refuse"), (ACCOUNTANT, "withdraw"), (DIRECTOR, "decide")):
        letter = paper("12/QĐ-SCT", "2022-02-09") if name == "decide" else {}
        press(role, "cancellations", b.cancellation({None: 7}), name, **NOTE, **letter)


def payments(press):
    contract = b.signed(another(), million=20)
    b.progress(contract, 90)
    row = b.request(contract, 5)
    press(KEEPER, "payments", row, "check")
    press(HEAD, "payments", row, "send_back", **NOTE)
    b.press(row, "check")
    press(HEAD, "payments", row, "sign")
    press(KEEPER, "payments", row, "mend", **NOTE)
    b.press(row, "check", "sign")
    press(KEEPER, "payments", row, "send")
    press(KEEPER, "payments", row, "treasury_return", **NOTE)
    press(KEEPER, "payments", row, "send_again")
    press(KEEPER, "payments", row, "pay", **paper("KB-1", "2021-08-06"))
    press(CENTRE, "payments", b.request(contract, 2), "withdraw", **NOTE)


def accounts(press):
    row = b.account(b.signed(another(150)))
    press(HEAD, "settlements", row, "submit", on="2021-11-18")
    press(OFFICER, "settlements", row, "return", **NOTE, **paper("61/TB-SCT", "2021-11-22"))
    b.press_settlement(row, "submit", on=b.day(11, 24))
    for voucher in row.vouchers.all():
        decide_voucher(voucher, "AGREED", by=f.person(OFFICER))
    press(OFFICER, "settlements", row, "review", on="2021-11-26")
    press(DIRECTOR, "settlements", row, "reopen_review", **NOTE)
    b.press_settlement(row, "review", OFFICER, on=b.day(11, 27))
    press(DIRECTOR, "settlements", row, "approve", **paper("62/TB-SCT", "2021-11-30"))


def reconciled(press):
    def drawn(period):
        return draw_up(TreasurySheet(book_year=b.book(), unit=f.office("CENTRE"), period=period), by=f.person(KEEPER))

    for period, name, more in (("Q1", "confirm", 0), ("Q2", "differ", MILLION)):
        row = drawn(period)
        press(HEAD, "treasury-sheets", row, "sign")
        theirs = {"figures": [{"code": one.code, "theirs": one.ours + more} for one in row.rows]}
        press.line.rest(f.person(KEEPER).username, "POST", "treasury-sheets/{id}/theirs/", theirs, id=row.pk)
        press(KEEPER, "treasury-sheets", row, name, **NOTE, **paper("9/KBNN", "2022-01-10"))
    press(KEEPER, "treasury-sheets", drawn("Q3"), "withdraw", **NOTE)


@race
def test_the_steps_of_contracts_and_the_estimate(press):
    sent_all(press, steps.OF_THE_CONTRACTS, reconciled, contracts, work, estimate)


@race
@pytest.mark.long  # the races over HTTP press most of them every day
def test_the_steps_of_payments_and_settlements(press):
    sent_all(press, steps.OF_THE_PAYMENTS, payments, accounts)


# --- the year's end -------------------------------------------------------------------------------------------


def final_account(press):
    row = b.year_account()
    for role, name, body in (
        (ACCOUNTANT, "consolidate", {"on": "2022-02-08"}), (FINANCE, "return", NOTE),
        (ACCOUNTANT, "consolidate", {"on": "2022-02-08"}), (FINANCE, "examine", {}),
        (FINANCE, "issue_notice", paper("77/TB-STC", "2022-03-15")), (ACCOUNTANT, "correct", {}),
        (FINANCE, "finalise", {}), (FINANCE, "take_back", NOTE),
    ):  # fmt: skip
        press(role, "year-accounts", row, name, **body)
    b.press_year(row, "finalise")


def closed(press):
    b.cancelled({None: 236}, unit=f.office("DOIT"))
    b.cancelled({None: 1000, 1: 850})
    for role, name in ((DIRECTOR, "refuse"), (ACCOUNTANT, "withdraw"), (DIRECTOR, "agree")):
        press(role, "book-closings", b.asked_to_close(), name, **NOTE)


def claims(press):
    """By the forms of the pages first, then each step over REST."""
    contract, line, accountant = Commitment.objects.get(), press.line, f.person(ACCOUNTANT).username
    typed = {"commitment": contract.pk, "of_year": b.book().pk, "amount": "5 triệu", "dated_on": "30/09/2022",
             "issuer": "Kiểm toán nhà nước", "why": "Chi sai định mức."}  # fmt: skip

    def entered(number):
        line.form(accountant, "/budgets/claims/new/", typed | {"number": f"{number}/KL"})
        return Claim.objects.get(number=f"{number}/KL")

    row = entered(1)
    line.form(f.person(DIRECTOR).username, row.get_absolute_url(), {}, f"{row.get_absolute_url()}press/decide/")
    for role, name in ((DIRECTOR, "refuse"), (ACCOUNTANT, "withdraw"), (DIRECTOR, "decide")):
        press(role, "claims", entered(name), name, **NOTE)
    assert {"budgets:claim_new", "budgets:claim_press"} <= line.used


@race
def test_the_steps_of_a_years_end_and_the_claims_of_its_closed_book(press):
    sent_all(press, steps.OF_THE_CLOSED_BOOK, final_account, closed, claims)


# --- nothing is left out ----------------------------------------------------------------------------------------


def test_every_step_a_person_may_press_is_sent_at_once_somewhere():
    sent = steps.OF_THE_OPERATIONS | steps.OF_THE_DOSSIERS | steps.OF_THE_CONTRACTS | steps.OF_THE_PAYMENTS
    assert sent | steps.OF_THE_CLOSED_BOOK == steps.every_step()


def test_every_workflow_is_pressed_over_rest():
    """So that the list above, which is REST's, is that of the pages too."""
    apps = ("plans.", "projects.", "inspections.", "budgets.")
    modules = [module for name, module in sys.modules.items() if name.startswith(apps)]
    known = {id(flow) for flow in steps.rooms().values()}
    assert all(id(one) in known for module in modules for one in vars(module).values() if isinstance(one, Workflow))
