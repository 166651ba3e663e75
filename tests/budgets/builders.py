"""The money of 2021 to start a test from: estimate, lines, approved projects, contracts. Everything by the services.

`year()` gives the same year again within a test. Amounts are in triệu đồng where a name says `million`.
"""

import datetime
from itertools import count

from budgets import settling
from budgets.cancelling import CANCELLATION_FLOW, prepare_cancellation
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.commitments import COMMITMENT_FLOW, save_commitment
from budgets.estimate import allocate, appropriate, assign_estimate
from budgets.models import (
    AllocationSheet,
    Appropriation,
    Assignment,
    BookClosing,
    Cancellation,
    CarryOver,
    Commitment,
    MoneyBack,
    PaymentRequest,
    Voucher,
)
from budgets.money_back import return_money
from budgets.papers import attach_paper, missing_papers
from budgets.payments import PAYMENT_FLOW, save_payment
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.vouchers import decide_voucher, examine_voucher, save_voucher
from budgets.year_accounts import YEAR_FLOW, open_year_account
from core.workflow import PaperInput
from inspections.models import Acceptance, AcceptanceBatch
from inspections.proofs import add_proof
from inspections.services import save_batch, save_place
from inspections.workflow import ACCEPTANCE_FLOW
from ledger.years import next_year
from norms.models import DeadlineRule, PaperKind, RequiredPaper, SupportCategory
from plans.models import AnnualPlan, PlanLine
from plans.services import include_project, open_round, save_line, save_plan
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.models import Project
from projects.progress import confirm_progress
from projects.workflow import PROJECT_FLOW
from tests import factories as f

MILLION = 1_000_000
_numbers = count(1)


def day(month, number):
    return datetime.date(2021, month, number)


def paper(number=None, on=None, **fields):
    return PaperInput(
        number=number or f"{next(_numbers)}/QĐ-UBND", issued_on=on or day(5, 28), signer="Lê Văn A", **fields
    )


def accountant():
    return f.person("DOIT_ACCOUNTANT")


# --- the estimate -------------------------------------------------------------
def plan():
    """The plan of 2021 as issued, in two lines; its book opens with it."""
    found = AnnualPlan.objects.filter(year=2021).first()
    if found:
        return found
    f.norm_book()
    officer = f.person("DOIT_SPECIALIST")
    row = save_plan(AnnualPlan(year=2021, total_budget=2236 * MILLION, approval_way="ROUNDS"), by=officer)
    for no, text in ((1, "Ứng dụng máy móc thiết bị"), (2, "Tập huấn, hội chợ")):
        save_line(
            PlanLine(plan=row, no=no, text=text, unit="đề án"), categories=SupportCategory.objects.all(), by=officer
        )
    PLAN_FLOW.press(row, "enter_issued", by=officer, paper=paper("173/KH-UBND", day(4, 27)), note="Kế hoạch cũ.")
    row.refresh_from_db()
    return row


def book():
    return plan().book_year


def line(no=1):
    return plan().lines.get(no=no)


def appropriated(million=2236, unit=None, **fields):
    fields = {"number": f"{next(_numbers)}/QĐ-UBND", "dated_on": day(1, 4)} | fields
    row = Appropriation(book_year=book(), unit=unit or f.office("DOIT"), amount=million * MILLION, **fields)
    return appropriate(row, by=accountant())


def assigned(million, unit=None, **fields):
    fields = {"number": f"{next(_numbers)}/QĐ-SCT", "dated_on": day(1, 15)} | fields
    row = Assignment(
        from_unit=f.office("DOIT"), to_unit=unit or f.office("CENTRE"), amount=million * MILLION,
        **{"book_year": book()} | fields,
    )  # fmt: skip
    return assign_estimate(row, by=accountant())


def sheet(amounts, unit=None, book_year=None):
    """An allocation: {line number: triệu}."""
    row = AllocationSheet(
        book_year=book_year or book(),
        unit=unit or f.office("CENTRE"),
        number=f"{next(_numbers)}/QĐ-SCT",
        dated_on=day(5, 5),
    )
    return allocate(row, {line(no): million * MILLION for no, million in amounts.items()}, by=accountant())


def year():
    """2.236 triệu given, 2.000 assigned to the Centre, 1.000 of them on the first line."""
    row = plan()
    if not Appropriation.objects.exists():
        appropriated()
        assigned(2000)
        sheet({1: 1000})
    return row


# --- projects and contracts -----------------------------------------------------
def approved(million=150, **fields):
    """A project with its support decided: from the first line of the Centre's allocation.

    When nothing special is asked for and the state a test began with has such a project without a contract: that one.
    """
    if million == 150 and not fields:
        waiting = Project.objects.filter(status="APPROVED", requested_support=150 * MILLION, commitments=None).first()
        if waiting:
            return waiting
    year()
    total, no, book_year = fields.pop("total", 415 * MILLION), fields.pop("line", 1), fields.pop("book_year", None)
    support = million * MILLION
    row = f.appraised(requested_support=support, total_cost=total, counterpart=total - support, **fields)
    return decided(row, million, no, book_year=book_year)


def decided(row, million, no=1, **given):
    """An appraised project, its support decided in a round of its own: from a line of the Centre's allocation."""
    officer = f.person("DOIT_SPECIALIST")
    round = open_round(plan(), by=officer)
    given = {"source": "ALLOCATED", "approved_support": million * MILLION} | given
    include_project(round, row, line=line(no), **given, by=officer)
    ROUND_FLOW.press(round, "check", by=f.person("DOIT_SECTION_HEAD"), on=day(5, 18))
    ROUND_FLOW.press(round, "submit", by=f.person("DOIT_DIRECTOR"), paper=paper(on=day(5, 20)))
    ROUND_FLOW.press(round, "record_decision", by=officer, paper=paper(on=day(5, 28)))
    row.refresh_from_db()
    return row


def drafted(project=None, **fields):
    project = project or approved()
    value, by = {"value": fields.pop("million", 150) * MILLION}, fields.pop("by", None)
    facts = {
        "kind": "CONTRACT", "number": f"{next(_numbers):02d}/HĐ-KC", "signed_on": day(6, 10),
        "counterparty": "Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên",
    }  # fmt: skip
    return save_commitment(Commitment(project=project, **value | facts | fields), by=by or f.person("CENTRE_OFFICER"))


def signed(project=None, **fields):
    row = drafted(project, **fields)
    return COMMITMENT_FLOW.press(row, "sign", by=f.person("CENTRE_DIRECTOR"))


def running(commitment):
    """The project being carried out."""
    PROJECT_FLOW.press(commitment.project, "start", by=f.person("CENTRE_OFFICER"), on=day(6, 20))
    return commitment.project


def progress(commitment, percent, month=7):
    """A confirmed report of a month: so many percent of the total cost are done."""
    project = commitment.project
    if project.status == "CONTRACTED":
        running(commitment)
    value = project.total_cost * percent // 100
    report = f.progress(project, percent=percent, value_done=value, spent_counterpart=value // 2, month=day(month, 1))
    return confirm_progress(report, by=f.person("DOIT_SPECIALIST"), on=day(month, 27))


def accepted(commitment, cost_million=415, by_volume=False, proved=True, held_on=None):
    """Completed and accepted at a cost, of several beneficiaries at so many costs in their order.

    `by_volume`: what was done before a flood stopped the work.
    """
    progress(commitment, 90 if by_volume else 100, month=9)
    project = commitment.project
    project.refresh_from_db()
    officer, reason = f.person("CENTRE_OFFICER"), "Mưa lũ tháng 10, chưa lắp máy thứ hai."
    if by_volume:
        PROJECT_FLOW.press(project, "complete_by_volume", by=officer, on=day(10, 12), note=reason)
    else:
        f.with_results(project, by=officer)
        PROJECT_FLOW.press(project, "complete", by=officer, on=day(10, 12))
    costs = cost_million if isinstance(cost_million, tuple) else (cost_million,)
    batch = save_batch(AcceptanceBatch(held_on=held_on or day(10, 22), team="Tổ nghiệm thu"), by=officer)
    reached = {row.code: {"value": row.actual} for row in project.indicators.all()}
    for row, million in zip(project.beneficiaries.all(), costs, strict=False):
        place = Acceptance(
            project=project, beneficiary=row, place="Xã Thái Yên", present="Đại diện cơ sở", results="Đạt",
            accepted_cost=million * MILLION, conclusion="BY_VOLUME" if by_volume else "PASS",
            defects=reason if by_volume else "", volume_percent=99 if by_volume else None,
        )  # fmt: skip
        save_place(place, batch=batch, by=officer, results=reached)
        if proved:
            add_proof(place, None, by=officer, number="0000152", issued_on=day(10, 20))
    ACCEPTANCE_FLOW.press(batch, "conclude", by=f.person("DOIT_SPECIALIST"), paper=paper("12/BB-NT", batch.held_on))
    project.refresh_from_db()
    return project


# --- advances and payments --------------------------------------------------------
def request(commitment, million, kind="ADVANCE", on=None, papers=True, by=None):
    """A request as it was prepared; with `papers` nothing is missing."""
    by = by or f.person("CENTRE_OFFICER")
    row = PaymentRequest(
        commitment=commitment, kind=kind, amount=million * MILLION, content="Kinh phí hỗ trợ",
        requested_on=on or (day(8, 2) if kind == "ADVANCE" else day(11, 8)),
    )  # fmt: skip
    save_payment(row, by=by)
    if papers:
        for required in missing_papers(row, row.requested_on):
            attach_paper(row, None, by=by, kind=required.paper.code, where="commitment", issued_on=day(8, 1))
    return row


def required(row, code, condition=""):
    """Let the rules ask one more paper before an advance; returns its kind."""
    paper = PaperKind.objects.get(code=code)
    facts = {"category": row.project.category, "stage": "ADVANCE", "valid_from": day(1, 1), "source": "T36 đ.13"}
    RequiredPaper.objects.create(paper=paper, condition=condition, verified=True, **facts)
    return paper


def press(row, *names, **fields):
    """Steps of a request by the usual people of the Centre."""
    people = {"sign": "CENTRE_DIRECTOR", "send_back": "CENTRE_DIRECTOR", "withdraw": "CENTRE_OFFICER"}
    for name in names:
        PAYMENT_FLOW.press(row, name, by=f.person(people.get(name, "CENTRE_ACCOUNTANT")), **fields)
    return row


def sent(commitment, million, kind="ADVANCE", **fields):
    return press(request(commitment, million, kind, **fields), "check", "sign", "send")


def pay(row, on=None, number="KB-0012"):
    return press(row, "pay", paper=paper(number, on or row.requested_on + datetime.timedelta(days=4)))


def paid(commitment, million, kind="ADVANCE", **fields):
    return pay(sent(commitment, million, kind, **fields))


# --- settlement -------------------------------------------------------------------
def voucher(settlement, million, state=0, **fields):
    """One line of the list, saved: `million` without VAT, `state` of them the programme's."""
    number = next(_numbers)
    facts = {
        "seller_name": f"Công ty cung cấp {number}", "seller_tax_code": f"30{number:08d}", "invoice_form": "1C21TAA",
        "invoice_number": f"{number:07d}", "invoice_date": day(9, 6), "content": f"Hạng mục {number}",
        "amount_without_vat": million * MILLION, "invoice_total": million * MILLION, "state_share": state * MILLION,
        "counterpart_share": (million - state) * MILLION,
    }  # fmt: skip
    row = Voucher(settlement=settlement, **facts | fields)
    return save_voucher(row, by=f.person("CENTRE_ACCOUNTANT"))


def account(commitment, advance=105, payment=45, vouchers=(250, 165), state=150, **acceptance):
    """The account of a project whose money is spent: 415 triệu of vouchers, 150 of them the programme's."""
    progress(commitment, 90)
    if advance:
        paid(commitment, advance)
    project = accepted(commitment, **acceptance)
    if payment:
        paid(commitment, payment, "PAYMENT")
    settlement = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    for no, million in enumerate(vouchers):
        voucher(settlement, million, state if no == 0 else 0)
    return settlement


def press_settlement(settlement, name, role="CENTRE_DIRECTOR", **fields):
    if name == "return":
        fields.setdefault("paper", paper(f"{next(_numbers)}/TB-SCT", day(11, 22)))
    return SETTLEMENT_FLOW.press(settlement, name, by=f.person(role), **fields)


def submitted(*args, **fields):
    return press_settlement(account(*args, **fields), "submit", on=day(11, 18))


def reviewed(settlement, refuse=0):
    """Every voucher agreed to, the last one cut by `refuse` triệu."""
    officer, rows = f.person("DOIT_SPECIALIST"), list(settlement.vouchers.filter(withdrawn_at=None))
    for row in rows:
        cut = refuse * MILLION if row == rows[-1] else 0
        given = {"amount": row.amount_without_vat - cut, "reason": "OVER_PRICE"} if cut else {}
        decide_voucher(row, "AGREED", by=officer, **given)
    return SETTLEMENT_FLOW.press(settlement, "review", by=officer, on=day(11, 26))


def approved_account(settlement, on=None):
    notice = paper("60/TB-SCT", on or day(11, 30))
    unpaid = settling.figures(settlement).unpaid
    given = {"release_unpaid": unpaid, "release_why": "Đơn vị không đề nghị chi tiếp."} if unpaid else {}
    return SETTLEMENT_FLOW.press(settlement, "approve", by=f.person("DOIT_DIRECTOR"), paper=notice, **given)


def settled(commitment=None, refuse=0, **fields):
    """The Department has approved the account."""
    return approved_account(reviewed(submitted(commitment or signed(), **fields), refuse))


# --- the year of the Centre ---------------------------------------------------------
def year_account(*names):
    """The Centre's account of 2021, taken through these steps."""
    row = open_year_account(book(), f.office("CENTRE"), by=accountant())
    return press_year(row, *names)


def press_year(row, *names):
    facts = {
        "consolidate": {"on": datetime.date(2022, 2, 8)},
        "issue_notice": {"paper": paper("77/TB-STC", datetime.date(2022, 3, 15))},
    }
    for name in names:
        person = accountant() if name in ("consolidate", "correct") else f.person("DOF_REVIEWER")
        YEAR_FLOW.press(row, name, by=person, **facts.get(name, {}))
    return row


def disallow(voucher, million):
    return examine_voucher(
        voucher, "DISALLOWED", by=f.person("DOF_REVIEWER"), amount=million * MILLION, why="Không có hóa đơn gốc."
    )


def returned(commitment, million, kind="RESTORE", on=None):
    """An advance of a project that goes on, returned in September."""
    return money_back(commitment, million, kind, on or day(9, 20), of_advance=True)


def money_back(commitment, million, kind="REFUND", on=None, **fields):
    row = MoneyBack(
        commitment=commitment, kind=kind, amount=int(million * MILLION), treasury_number=f"KB-NT-{next(_numbers)}",
        dated_on=on or datetime.date(2022, 3, 20), **fields,
    )  # fmt: skip
    return return_money(row, by=f.person("CENTRE_ACCOUNTANT"))


# --- the year's end -----------------------------------------------------------------
def cancellation(amounts, unit=None):
    """{line number, None for the undivided estimate: triệu} of the unit listed to be cancelled."""
    row = Cancellation(book_year=book(), unit=unit or f.office("CENTRE"), why="Hết nhiệm vụ chi của năm.")
    places = {
        ("ALLOCATED", line(no)) if no else ("APPROPRIATED", None): million * MILLION for no, million in amounts.items()
    }
    return prepare_cancellation(row, places, by=accountant())


def cancelled(amounts, unit=None, on=None):
    return CANCELLATION_FLOW.press(
        cancellation(amounts, unit), "decide", by=f.person("DOIT_DIRECTOR"),
        paper=paper("12/QĐ-SCT", on or datetime.date(2022, 2, 9)),
    )  # fmt: skip


def advances_may_be_charged():
    """The dated settings as an administrator would write them, so that 2021 knows the way of the years from 2026 on."""
    facts = {"text": "Tạm ứng chưa nộp trả thành tạm ứng của dự toán năm sau", "source": "Thử", "offset": 1}
    days = {"valid_from": datetime.date(2017, 1, 1), "valid_to": datetime.date(2026, 3, 24)}
    return DeadlineRule.objects.create(code="advance-charge", tier="LOCAL", day=15, month=2, **facts | days)


def given_in_2022(million=500):
    """Estimate of the next year, the Centre's own."""
    row = Appropriation(
        book_year=next_year(book()), unit=f.office("CENTRE"), amount=million * MILLION,
        dated_on=datetime.date(2022, 1, 5), number=f"{next(_numbers)}/QĐ-UBND",
    )  # fmt: skip
    return appropriate(row, by=accountant())


def charge(project, by=None, **fields):
    """Listed: the advances of the project are to be the next year's."""
    row = CarryOver(project=project, way="CHARGE", why="Đơn vị chưa nộp trả.", **fields)
    return prepare_carry_over(row, by=by or accountant())


def charged(project, on=None, **fields):
    notice = paper(f"{next(_numbers)}/TB-KBNN", on or datetime.date(2022, 2, 21))
    row = CARRY_FLOW.press(charge(project, **fields), "decide", by=f.person("DOIT_DIRECTOR"), paper=notice)
    project.refresh_from_db()
    return row


def everything_arrived():
    """The settled project's year: account final, the Department's 236 and the Centre's 1.850 triệu cancelled."""
    year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    cancelled({None: 236}, unit=f.office("DOIT"))
    cancelled({None: 1000, 1: 850})


def asked_to_close(why=""):
    return ask_closing(BookClosing(book_year=book(), why=why), by=accountant())


def closed_book():
    everything_arrived()
    CLOSING_FLOW.press(asked_to_close(), "agree", by=f.person("DOIT_DIRECTOR"))
    return book()
