"""Money worked out by hand, and then by the program. All figures in triệu đồng."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.models import BookClosing, CarryOver
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.vouchers import decide_voucher
from budgets.year_accounts import YEAR_FLOW, open_year_account
from ledger.checking import differences
from ledger.models import BookYear
from ledger.reading import balances, project_balances
from norms.models import DeadlineRule, NormSet
from norms.selectors import closing_days
from plans.selectors import approved_item
from projects.services import attach_paper, record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided, sent

STATE = "settled_project"
pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def standing(year):
    """{stage: triệu} of the whole book of a year."""
    books = BookYear.objects.filter(year=year)
    return {stage.value: amount // MILLION for stage, amount in balances(books).items() if amount}


def of(project, year=2021):
    found = project_balances([project.pk], list(BookYear.objects.filter(year=year)))[project.pk]
    return {stage.value: amount // MILLION for stage, amount in found.items() if amount}


# --- the priority factor at settlement -----------------------------------------------------------------------------
@pytest.fixture
def favoured():
    """A machine of 400 in a priority sector: 50 %, at most 300, ×1.5; approved 300, 210 advanced.

    Ceiling: 400 × 50 % = 200, under the cap of 300; 200 × 1.5 = 300, under the cost of 400.
    Advance: 70 % of 300 = 210.
    """
    rows = NormSet.objects.filter(tier="LOCAL")
    rows.update(priority_multiplier_max=Decimal("1.5"))
    officer = f.person("CENTRE_OFFICER")
    row = f.project(
        total_cost=400 * MILLION, requested_support=300 * MILLION, counterpart=100 * MILLION,
        priority_factor=Decimal("1.5"),
    )  # fmt: skip
    f.with_papers(row)
    attach_paper(row, None, by=officer, kind="priority_evidence", number="12/XN-UBND", issued_on=f.FILED)
    PROJECT_FLOW.press(row, "register", by=officer, on=f.FILED)
    record_appraisal(
        row, points=f.all_points_met(), recommended_support=300 * MILLION, made_on=b.day(5, 4),
        by=f.person("DOIT_SPECIALIST"),
    )  # fmt: skip
    f.answered(row)
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=b.day(5, 10))
    item = approved_item(b.decided(row, 300))
    assert item.ceiling["amount"] == 300 * MILLION
    return b.signed(item.project, million=300)


@pytest.mark.parametrize(
    ("cost", "support", "payment", "recovered"),
    [
        (400, 300, 90, 0),  # 400 × 50 % = 200, × 1.5 = 300: all that was approved
        (300, 225, 15, 0),  # 300 × 50 % = 150, × 1.5 = 225: 15 more may be paid, 75 are released
        (200, 150, 0, 60),  # 200 × 50 % = 100, × 1.5 = 150: of the 210 advanced 60 come back
        (399, 299, 89, 0),  # 399 × 50 % = 199.5, × 1.5 = 299.25
    ],
)
def test_the_priority_factor_is_applied_again_at_the_accepted_cost(favoured, cost, support, payment, recovered):
    account = b.account(favoured, 210, payment, (cost,), 150, cost_million=cost)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.approved_account(b.reviewed(account))
    account.refresh_from_db()
    assert (account.support_final // MILLION, account.recovered // MILLION) == (support, recovered)
    assert account.released == 300 * MILLION - (210 + payment) * MILLION
    settled = 210 + payment - recovered
    assert of(favoured.project) == {"SETTLED": settled} | ({"RECOVERABLE": recovered} if recovered else {})
    assert differences() == []


def test_not_one_dong_more_than_the_factor_gives_is_paid(favoured):
    """At 300 accepted 225 may be paid in all: after 210 advanced, 15 and not 15.000001."""
    b.progress(favoured, 90)
    b.paid(favoured, 210)
    b.accepted(favoured, cost_million=300)
    more = b.request(favoured, 16, "PAYMENT")
    with pytest.raises(ValidationError, match="vượt mức hỗ trợ tính theo chi phí nghiệm thu"):
        b.press(more, "check")
    b.press(more, "withdraw", note="Quá mức.")
    b.paid(favoured, 15, "PAYMENT")


# --- money back inside the year and after it -----------------------------------------------------------------------
def test_what_comes_back_inside_the_year_is_usable_again_and_after_it_is_gone():
    """Approved 150 of line 1, all spent; accepted 415 by the team, 275 by the vouchers: 50 % of 275 = 137,5.

    So 12,5 come back. Line 1 held 1.000 − 150 (another's) − 150 = 700. On 15/12/2021 4 are restored: 704 on the line,
    and a new project may have them. On 12/01/2022 the other 8,5 are refunded: the line keeps 704, the source has 8,5
    more (2.236 given, 8,5 back: 2.227,5 in the year).
    """
    contract = b.signed(b.approved(total=416 * MILLION))
    b.settled(contract, refuse=140, cost_million=415)
    assert of(contract.project) == {"SETTLED": 137, "RECOVERABLE": 12}  # 137,5 and 12,5
    assert standing(2021)["ALLOCATED"] == 700
    with pytest.raises(ValidationError, match="không khôi phục dự toán"):
        b.money_back(contract, 4, "RESTORE", datetime.date(2022, 1, 12))
    b.money_back(contract, 4, "RESTORE", b.day(12, 15))
    assert standing(2021)["ALLOCATED"] == 704
    with pytest.raises(ValidationError, match="vượt số phải thu hồi"):
        b.money_back(contract, 9, "REFUND", datetime.date(2022, 1, 12))
    b.money_back(contract, 8.5, "REFUND", datetime.date(2022, 1, 12))
    assert (standing(2021)["ALLOCATED"], -balances([b.book()])["TREASURY"]) == (704, 2_227_500_000)
    assert "RECOVERABLE" not in standing(2021)
    assert differences() == []


# --- a year closed, under the rules of 2021 and those of 2026 -----------------------------------------------------
def rules_of_2026():
    """Let the closing days of TT 26/2026 hold for the budget year of this example already."""
    new = DeadlineRule.objects.filter(valid_from=datetime.date(2026, 3, 25))
    DeadlineRule.objects.filter(code__in=new.values("code"), valid_to=datetime.date(2026, 3, 24)).update(
        valid_to=datetime.date(2020, 12, 31)
    )
    new.update(valid_from=b.day(1, 1))


def carried(project, on):
    row = prepare_carry_over(CarryOver(project=project, why="Máy về chậm."), by=b.accountant())
    CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("55/QĐ-UBND", on))


def stopped(project):
    decided(sent(project, "TERMINATE", on=b.day(9, 2)), on=b.day(9, 9))
    project.refresh_from_db()


def year_is_final(book, on):
    row = open_year_account(book, f.office("CENTRE"), by=b.accountant())
    finance = f.person("DOF_REVIEWER")
    YEAR_FLOW.press(row, "consolidate", by=b.accountant(), on=on)
    YEAR_FLOW.press(row, "examine", by=finance)
    YEAR_FLOW.press(row, "issue_notice", by=finance, paper=b.paper("77/TB-STC", on))
    YEAR_FLOW.press(row, "correct", by=b.accountant())
    YEAR_FLOW.press(row, "finalise", by=finance)


def close(book):
    asked = ask_closing(BookClosing(book_year=book), by=b.accountant())
    CLOSING_FLOW.press(asked, "agree", by=f.person("DOIT_DIRECTOR"))


@pytest.mark.parametrize("rules", [2021, 2026])
def test_a_year_is_closed_with_one_project_carried_over_one_cancelled_and_one_claim(rules):
    """2.236 given; 2.000 to the Centre, 1.000 of them on line 1. Four projects of the line:

        A  150 approved, all settled
        B  150 approved, 100 under contract, 70 advanced, unfinished: carried over 50 + 30 + 70 = 150
        C   60 approved, no contract, stopped: 60 back to the line
        D   90 approved, 80 under contract, 40 advanced, stopped: 10 + 40 back to the line, 40 to come back

    Line 1: 1.000 − 150 − 150 − 60 + 60 − 90 + 50 = 660. Cancelled: 236 of the Department, 1.000 and 660 of the Centre.
    D pays nothing back until the year is closed: its 40 become a claim of 2022.
    2.236 = 1.896 cancelled + 150 carried + 40 claimed + 150 settled.

    2022: B is paid its 30, 100 are settled, its 50 go back and are cancelled; D refunds 40.
    190 came from 2021 = 100 settled + 50 cancelled + 40 refunded.
    """
    if rules == 2026:
        rules_of_2026()
    days = closing_days([2021], "LOCAL")[2021]
    assert ("treasury-last-papers" in days) == (rules == 2026)  # 30/12: since TT 26/2026
    for code, day in (("spending-end", b.day(12, 31)), ("closing-window", datetime.date(2022, 1, 31)),
                      ("advance-return", datetime.date(2022, 2, 15))):  # fmt: skip
        assert days[code].day == day
        assert days[code].rule.source.startswith("TT 26/2026" if rules == 2026 else "Luật NSNN 83/2015")

    carried_one = b.signed(b.approved(total=416 * MILLION), million=100)
    b.progress(carried_one, 90)
    b.paid(carried_one, 70)
    cancelled_one = b.approved(60)
    claimed_one = b.signed(b.approved(90), million=80)
    b.progress(claimed_one, 90)
    b.paid(claimed_one, 40)
    for contract in (carried_one, claimed_one):
        contract.project.refresh_from_db()

    late = b.sent(claimed_one, 1, on=b.day(12, 30))  # an advance of the year is given until its last day
    with pytest.raises(ValidationError, match="Hết ngày 31/12/2021 không tạm ứng") as said:
        b.pay(late, on=datetime.date(2022, 1, 4))
    assert days["spending-end"].rule.source in str(said.value)
    b.press(late, "treasury_return", note="Hết năm.")
    b.press(late, "withdraw", note="Hết năm.")

    stopped(cancelled_one)
    stopped(claimed_one.project)
    assert standing(2021) == {
        "TREASURY": -2236, "APPROPRIATED": 236 + 1000, "ALLOCATED": 660, "APPROVED": 50, "COMMITTED": 30,
        "ADVANCED": 70, "RECOVERABLE": 40, "SETTLED": 150,
    }  # fmt: skip
    assert (of(cancelled_one), of(claimed_one.project)) == ({}, {"RECOVERABLE": 40})

    carried(carried_one.project, datetime.date(2022, 2, 9))
    carried(claimed_one.project, datetime.date(2022, 2, 16))  # the day after 15/02
    year_is_final(b.book(), datetime.date(2022, 3, 15))
    b.cancelled({None: 236}, unit=f.office("DOIT"))
    b.cancelled({None: 1000, 1: 660})
    close(b.book())
    assert standing(2021) == {"TREASURY": -150, "SETTLED": 150}
    assert standing(2022) == {"TREASURY": -190, "APPROVED": 50, "COMMITTED": 30, "ADVANCED": 70, "CLAIMED": 40}

    with pytest.raises(ValidationError, match="không khôi phục dự toán"):
        b.money_back(claimed_one, 40, "RESTORE", datetime.date(2022, 3, 1))
    b.money_back(claimed_one, 40, "REFUND", datetime.date(2022, 3, 1))
    assert standing(2022) == {"TREASURY": -150, "APPROVED": 50, "COMMITTED": 30, "ADVANCED": 70}

    project = carried_one.project
    project.refresh_from_db()
    PROJECT_FLOW.press(project, "continue", by=f.person("CENTRE_OFFICER"))
    b.accepted(carried_one, cost_million=416)
    b.paid(carried_one, 30, "PAYMENT", on=datetime.date(2022, 5, 4))
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(account, 416, 100)
    b.press_settlement(account, "submit", on=datetime.date(2022, 6, 1))
    officer = f.person("DOIT_SPECIALIST")
    decide_voucher(account.vouchers.get(), "AGREED", by=officer)
    SETTLEMENT_FLOW.press(account, "review", by=officer)
    b.approved_account(account, on=datetime.date(2022, 6, 20))
    assert standing(2022) == {"TREASURY": -150, "APPROPRIATED": 50, "SETTLED": 100}
    assert standing(2021) == {"TREASURY": -150, "SETTLED": 150}  # the closed year is as it was
    assert differences() == []
