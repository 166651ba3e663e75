"""A year with two sources: the plan spends both, each project is paid from one, every đồng stays in its source's book.

In triệu: the province's budget gave 2.236, of which 1.000 stand on line 1 of the Centre; a supplement of the central
budget gave 500, 400 of them the Centre's, 200 of those on line 1.
"""

import datetime

import pytest
from django.urls import reverse

from budgets.cancelling import CANCELLATION_FLOW, prepare_cancellation
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.estimate import appropriate
from budgets.models import Appropriation, Cancellation, CarryOver, TreasurySheet
from budgets.treasury_sheets import draw_up
from budgets.year_accounts import open_year_account
from budgets.year_end import obstacles
from ledger.checking import differences
from ledger.models import BookYear
from ledger.reading import balances
from ledger.stages import Stage
from ledger.years import next_year
from norms.models import BudgetCode, SupportCategory
from plans.issue import book_of, source_of
from plans.models import AnnualPlan, PlanLine
from plans.selectors import approved_item, line_progress
from plans.services import include_project, open_round, release_support, save_item, save_line, save_plan
from plans.workflow import ROUND_FLOW
from reports.papers.approval_submission import approval_submission
from reports.submission_data import submission_data
from reports.word import render_docx
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided as decided_change
from tests.budgets.test_changes import refusal
from tests.budgets.test_changes import sent as sent_change
from tests.budgets.test_second_source import clean, opened
from tests.reports.test_papers import word_text

pytestmark = pytest.mark.django_db
MILLION = b.MILLION
SUPPLEMENT = "Ngân sách trung ương bổ sung (416.280.309)"


def million(*books):
    return {stage.value: amount // MILLION for stage, amount in balances(books).items() if amount}


@pytest.fixture
def second():
    """The book of the supplement, beside the province's."""
    b.year()
    book = opened()
    b.assigned(400, book_year=book, dated_on=b.day(2, 1))
    b.sheet({1: 200}, book_year=book)
    return book


def officer():
    return f.person("DOIT_SPECIALIST")


def appraised(support=150, **fields):
    support *= MILLION
    return f.appraised(
        **{"requested_support": support, "total_cost": 415 * MILLION, "counterpart": 415 * MILLION - support} | fields
    )


def listed(project, book_year=None, source="ALLOCATED", round=None, **fields):
    """The project's place on a list in preparation."""
    round = round or open_round(b.plan(), by=officer())
    given = {"line": b.line(1), "source": source, "approved_support": project.requested_support} | fields
    return include_project(round, project, book_year=book_year, **given, by=officer())


def decide(round):
    ROUND_FLOW.press(round, "check", by=f.person("DOIT_SECTION_HEAD"), on=b.day(5, 18))
    ROUND_FLOW.press(round, "submit", by=f.person("DOIT_DIRECTOR"), paper=b.paper(on=b.day(5, 20)))
    return ROUND_FLOW.press(round, "record_decision", by=officer(), paper=b.paper(on=b.day(5, 28)))


@pytest.fixture
def two(second):
    """One list of two projects of the same line: 150 from the province's budget, 150 from the supplement."""
    round = open_round(b.plan(), by=officer())
    own, other = appraised(), appraised()
    listed(own, round=round)
    listed(other, second, round=round)
    decide(round)
    for project in (own, other):
        project.refresh_from_db()
    return own, other


# --- to the đồng ------------------------------------------------------------------------------
def test_two_projects_of_one_list_are_approved_contracted_paid_and_settled_each_in_the_book_of_its_source(second, two):
    first = b.book()
    given = {"TREASURY": -2236, "APPROPRIATED": 1236, "ALLOCATED": 850}
    supplement = {"TREASURY": -500, "APPROPRIATED": 300, "ALLOCATED": 50}
    assert (million(first), million(second)) == (given | {"APPROVED": 150}, supplement | {"APPROVED": 150})

    contracts = [b.signed(project) for project in two]
    assert [contract.book_year for contract in contracts] == [first, second]
    b.settled(contracts[1], refuse=10)
    assert (million(first), million(second)) == (given | {"COMMITTED": 150}, supplement | {"SETTLED": 150})
    b.settled(contracts[0])
    assert (million(first), million(second)) == (given | {"SETTLED": 150}, supplement | {"SETTLED": 150})

    centre = f.office("CENTRE")
    for book, allocated, undivided in ((first, 850, 1000), (second, 50, 200)):
        account = open_year_account(book, centre, by=b.accountant())
        b.press_year(account, "consolidate")
        totals = {stage: amount // MILLION for stage, amount in account.totals.items() if amount}
        assert totals["SETTLED"] == 150 and totals["ALLOCATED"] == allocated
        assert totals["APPROPRIATED"] == undivided
        b.press_year(account, "examine", "issue_notice", "correct", "finalise")
        sheet = draw_up(TreasurySheet(book_year=book, unit=centre, period="YEAR"), by=f.person("CENTRE_ACCOUNTANT"))
        ours = {row.code: row.ours // MILLION for row in sheet.rows}
        assert 150 in ours.values() and 300 not in ours.values()
    assert differences() == []


def test_a_project_paid_from_the_undivided_money_of_the_second_source_goes_back_there(second):
    project = appraised()
    item = listed(project, second, source="APPROPRIATED")
    decide(item.round)
    assert million(second) == {"TREASURY": -500, "APPROPRIATED": 150, "ALLOCATED": 200, "APPROVED": 150}
    release_support(item, amount=30 * MILLION, why="Thừa.", by=officer(), paper=b.paper(on=b.day(6, 1)))
    assert million(second)["APPROPRIATED"] == 180 and million(b.book())["APPROPRIATED"] == 1236


def test_more_and_less_support_later_moves_in_the_book_the_project_was_approved_from(second, two):
    before = million(b.book())
    decided_change(sent_change(two[1], support=180 * MILLION))
    assert (million(second)["APPROVED"], million(second)["ALLOCATED"]) == (180, 20)
    said = refusal(sent_change, two[1], support=205 * MILLION)
    assert f"nguồn {SUPPLEMENT}: hiện có 20.000.000 đ; cần 25.000.000 đ" in said
    decided_change(sent_change(two[1], support=100 * MILLION))
    assert (million(second)["APPROVED"], million(second)["ALLOCATED"]) == (100, 100)
    assert million(b.book()) == before


def test_the_carried_project_lands_in_the_next_years_book_of_its_own_source(second, two):
    contract = b.signed(two[1])
    b.progress(contract, 90)
    b.paid(contract, 70)
    two[1].refresh_from_db()
    row = prepare_carry_over(CarryOver(project=two[1], why="Mưa lũ."), by=b.accountant())
    assert row.book_year == second
    CARRY_FLOW.press(
        row, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("55/QĐ-UBND", datetime.date(2022, 1, 20))
    )
    later = BookYear.objects.get(year=2022)
    assert later.source_words == SUPPLEMENT and book_of(approved_item(two[1])) == later
    assert million(later) == {"TREASURY": -150, "COMMITTED": 80, "ADVANCED": 70}
    assert source_of(approved_item(two[1])).book_year == later
    assert differences() == []


def test_the_charged_advance_is_taken_from_the_next_years_book_of_its_own_source_and_the_rest_goes_back_there(
    second, two, client
):
    contract = b.signed(two[1])
    b.progress(contract, 90)
    b.paid(contract, 70)
    two[1].refresh_from_db()
    first = million(b.book())
    b.advances_may_be_charged()
    b.given_in_2022()  # of the province's budget: not this source
    said = refusal(b.charge, two[1])
    assert (
        f"năm 2022 của Trung tâm Khuyến công, nguồn {SUPPLEMENT}, không đủ" in said
        and "hiện có 0 đ; cần 70.000.000 đ" in said
    )
    client.force_login(b.accountant())
    page = clean(client.get(f"{reverse('budgets:carry')}?project={two[1].pk}&way=CHARGE"))
    assert f"nguồn {SUPPLEMENT}: có" in page
    later = next_year(second)
    row = Appropriation(book_year=later, unit=f.office("CENTRE"), amount=150 * MILLION, number="4/QĐ-UBND")
    row.dated_on = datetime.date(2022, 1, 5)
    appropriate(row, by=b.accountant())
    b.charged(two[1], renews=True)
    assert million(second) == {"TREASURY": -430, "APPROPRIATED": 300, "ALLOCATED": 130}  # 80 back on its line
    assert million(later) == {"TREASURY": -150, "COMMITTED": 80, "ADVANCED": 70}
    assert million(next_year(b.book())) == {"TREASURY": -500, "APPROPRIATED": 500} and million(b.book()) == first
    assert source_of(approved_item(two[1])).book_year == later
    assert differences() == []


def test_whoever_carries_is_told_which_code_of_the_book_ends_with_its_year_and_the_money_keeps_it(second, two, client):
    contract = b.signed(two[1])
    b.progress(contract, 90)
    b.paid(contract, 70)
    two[1].refresh_from_db()
    client.force_login(b.accountant())
    form = f"{reverse('budgets:carry')}?project={two[1].pk}"
    assert "giữ các mã của sổ nguồn" not in client.get(form).content.decode()
    BudgetCode.objects.filter(kind="ITEM", code="309").update(valid_to=b.day(12, 31))
    row = prepare_carry_over(CarryOver(project=two[1], why="Mưa lũ."), by=b.accountant())
    for address in (form, row.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Khoản 309 chỉ dùng từ 01/01/2018 đến 31/12/2021" in page and "giữ các mã của sổ nguồn" in page
    paper = b.paper("55/QĐ-UBND", datetime.date(2022, 1, 20))
    CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=paper)
    assert BookYear.objects.get(year=2022).source_words == SUPPLEMENT
    assert differences() == []


def test_what_is_left_of_a_source_is_cancelled_in_its_own_book_by_the_lines_of_the_plan(second, two):
    places = {(Stage.ALLOCATED, b.line(1)): 50 * MILLION, (Stage.APPROPRIATED, None): 200 * MILLION}
    row = Cancellation(book_year=second, unit=f.office("CENTRE"), why="Hết nhiệm vụ chi.")
    row = prepare_cancellation(row, places, by=b.accountant())
    decided = b.paper("13/QĐ-SCT", datetime.date(2022, 2, 9))
    CANCELLATION_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=decided)
    assert million(second) == {"TREASURY": -250, "APPROPRIATED": 100, "APPROVED": 150}
    assert million(b.book())["ALLOCATED"] == 850


def test_what_keeps_a_book_from_closing_names_the_projects_of_its_own_source(second, two):
    def told(book):
        return {row.project for row in obstacles([book]) if row.project}

    assert told(b.book()) == {str(two[0])} and told(second) == {str(two[1])}
    for project in two:  # nothing of it stands in the books any more
        given = {"amount": 150 * MILLION, "why": "Không thực hiện.", "paper": b.paper(on=b.day(6, 1))}
        release_support(approved_item(project), **given, by=officer())
    assert told(b.book()) == {str(two[0])} and told(second) == {str(two[1])}


# --- no source pays for the other ---------------------------------------------------------------
def test_one_source_is_not_overspent_though_the_other_has_money(second):
    item = listed(appraised(201), second)
    said = refusal(decide, item.round)
    assert f"Trung tâm Khuyến công · {SUPPLEMENT}: hiện có 200.000.000 đ; cần 201.000.000 đ" in said
    ROUND_FLOW.press(item.round, "return", by=officer(), note="Nguồn bổ sung không đủ.")
    given = {"line": b.line(1), "source": "ALLOCATED", "is_reserve": False, "book_year": second}
    save_item(item, approved_support=200 * MILLION, **given, by=officer())
    decide(item.round)
    assert million(second)["APPROVED"] == 200 and "ALLOCATED" not in million(second)


def test_the_ledger_itself_refuses_the_second_source_more_than_it_has(second, monkeypatch):
    """Two decisions at once pass the question; the books do not."""
    monkeypatch.setattr("plans.objections.money_sources", lambda *_: [])
    item = listed(appraised(201), second)
    said = refusal(decide, item.round)
    assert "hiện có 200.000.000 đ, cần 201.000.000 đ, còn thiếu 1.000.000 đ" in said
    assert million(second) == {"TREASURY": -500, "APPROPRIATED": 300, "ALLOCATED": 200}


def test_the_round_counts_each_source_by_itself(second, client):
    round = open_round(b.plan(), by=officer())
    listed(appraised(), round=round)
    listed(appraised(120), second, round=round)
    listed(appraised(100), second, round=round)
    client.force_login(officer())
    page = client.get(round.get_absolute_url())
    told = {
        (row.label.split(" · ")[-1], row.needed // MILLION, row.there // MILLION)
        for row in page.context["list"].sources
    }
    assert told == {("Ngân sách tỉnh", 150, 1000), (SUPPLEMENT, 220, 200)}
    shown = clean(page)
    assert shown.count(f"nguồn: {SUPPLEMENT}") == 2 and shown.count("nguồn: Ngân sách tỉnh") == 1


def test_the_plan_adds_up_what_both_sources_gave_its_lines_and_projects(second, two, client):
    line = line_progress(b.plan())[0]
    found = (line.count_done, line.allocated, line.approved_support, line.remaining)
    assert found == (2, 1200 * MILLION, 300 * MILLION, 900 * MILLION)
    client.force_login(officer())
    page = clean(client.get(b.plan().get_absolute_url()))
    assert f"Và {SUPPLEMENT}. Mỗi đề án lấy tiền từ một nguồn" in page


def test_the_submission_says_what_each_source_pays_and_of_each_project_which(second, two):
    round = approved_item(two[0]).round
    data, _ = submission_data({"round": round.pk}, officer())
    assert data.of_sources == {"Ngân sách tỉnh": 150 * MILLION, SUPPLEMENT: 150 * MILLION}
    assert data.year_estimate == 2736 * MILLION
    text = word_text(render_docx(approval_submission(data))).replace("\xa0", " ")
    assert f"(Ngân sách tỉnh: 150.000.000 đồng; {SUPPLEMENT}: 150.000.000 đồng), còn lại 2.436.000.000 đồng." in text
    assert text.count(f"; nguồn kinh phí: {SUPPLEMENT}") == 1


def test_the_runway_of_the_second_source_shows_the_projects_money_alone(second, two, client):
    b.signed(two[1], million=140)
    client.force_login(b.accountant())
    for source, found in ((second, (150, 140)), (b.book(), (150, 0))):
        page = client.get(f"{reverse('reports:runway')}?year=2021&book_year={source.pk}")
        reached = {row["stage"]: row["reached"] // MILLION for row in page.context["stages"]}
        assert (reached["APPROVED"], reached["COMMITTED"]) == found
        over_rest = client.get(f"/api/v1/budgets/runway/?year=2021&book_year={source.pk}").json()["stages"]
        assert {row["stage"]: row["reached"] // MILLION for row in over_rest} == reached
    stage = client.get(f"{reverse('reports:stage', args=['APPROVED'])}?year=2021&book_year={second.pk}")
    (account,) = stage.context["accounts"]
    assert account.subject.label.startswith(two[1].code) and account.book_year == second


def test_a_line_of_another_years_plan_is_not_cancelled_in_this_book(second):
    plan = save_plan(AnnualPlan(year=2022, total_budget=MILLION, approval_way="ROUNDS"), by=officer())
    row = PlanLine(plan=plan, no=1, text="Khác", unit="đề án")
    line = save_line(row, categories=SupportCategory.objects.all(), by=officer())
    cancellation = Cancellation(book_year=second, unit=f.office("CENTRE"), why="Hết nhiệm vụ chi.")
    said = refusal(prepare_cancellation, cancellation, {(Stage.ALLOCATED, line): MILLION}, by=b.accountant())
    assert f"thuộc {plan}; “{second}” là sổ của năm, cấp khác." in said
