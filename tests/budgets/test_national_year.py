"""A national project through the money of 2021, beside the local year: a book of its own, no đồng in the other.

Its money comes by a contract with the Ministry's agency (T36 đ.12); it is in no provincial estimate, and in the same
reports (programme §0b.11).
"""

import datetime

import pytest
from django.urls import reverse

from budgets.books import NewBook
from budgets.cancelling import CANCELLATION_FLOW, prepare_cancellation
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.estimate import allocate, appropriate
from budgets.models import AllocationSheet, Appropriation, BookClosing, Cancellation, TreasurySheet
from budgets.treasury_excel import read_theirs, workbook
from budgets.treasury_sheets import draw_up
from budgets.year_accounts import open_year_account
from ledger.checking import differences
from ledger.models import Transfer
from ledger.reading import balances
from ledger.stages import Stage
from norms.models import SupportCategory
from plans.models import AnnualPlan, PlanLine
from plans.services import include_project, open_round, save_line, save_plan
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
MILLION = b.MILLION
SOURCE = "Kinh phí khuyến công quốc gia"


def million(book):
    return {stage.value: amount // MILLION for stage, amount in balances([book]).items() if amount}


class National:
    """The national year of the Centre, step by step."""

    def __init__(self):
        self.officer = f.person("DOIT_SPECIALIST")
        self.paper = appropriate(
            Appropriation(
                unit=f.office("CENTRE"), amount=400 * MILLION, number="15/HĐ-CTĐP", dated_on=b.day(2, 20),
                issuer="Cục Công Thương địa phương",
            ),
            by=b.accountant(),
            opens=NewBook(2021, "NATIONAL", SOURCE),
        )  # fmt: skip
        self.book = self.paper.book_year

    def planned(self):
        plan = AnnualPlan(year=2021, tier="NATIONAL", total_budget=400 * MILLION, approval_way="ROUNDS")
        self.plan = save_plan(plan, by=self.officer)
        row = PlanLine(plan=self.plan, no=1, text="Ứng dụng máy móc thiết bị", unit="đề án")
        self.line = save_line(row, categories=SupportCategory.objects.all(), by=self.officer)
        issued = b.paper("1234/QĐ-BCT", b.day(3, 1))
        PLAN_FLOW.press(self.plan, "enter_issued", by=self.officer, paper=issued, note="Kế hoạch của Bộ.")
        self.plan.refresh_from_db()
        sheet = AllocationSheet(book_year=self.book, unit=f.office("CENTRE"), number="3/QĐ-SCT", dated_on=b.day(5, 5))
        allocate(sheet, {self.line: 300 * MILLION}, by=b.accountant())

    def approved(self):
        project = f.appraised(
            tier="NATIONAL", requested_support=150 * MILLION, total_cost=415 * MILLION, counterpart=265 * MILLION
        )
        round = open_round(self.plan, by=self.officer)
        given = {"source": "ALLOCATED", "approved_support": 150 * MILLION}
        include_project(round, project, line=self.line, **given, by=self.officer)
        ROUND_FLOW.press(round, "check", by=f.person("DOIT_SECTION_HEAD"), on=b.day(5, 18))
        ROUND_FLOW.press(round, "submit", by=f.person("DOIT_DIRECTOR"), paper=b.paper(on=b.day(5, 20)))
        ROUND_FLOW.press(round, "record_decision", by=self.officer, paper=b.paper("88/QĐ-BCT", b.day(5, 28)))
        project.refresh_from_db()
        return project

    def cancelled(self):
        row = Cancellation(book_year=self.book, unit=f.office("CENTRE"), why="Hết nhiệm vụ chi của năm.")
        places = {(Stage.APPROPRIATED, None): 100 * MILLION, (Stage.ALLOCATED, self.line): 150 * MILLION}
        row = prepare_cancellation(row, places, by=b.accountant())
        decided = b.paper("13/QĐ-SCT", datetime.date(2022, 2, 9))
        CANCELLATION_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=decided)


@pytest.fixture
def local():
    """The local year: a project with a contract and an advance; what stands and what moved there."""
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 60)
    return b.book()


def seen_of(book):
    moved = Transfer.objects.filter(source__book_year=book) | Transfer.objects.filter(target__book_year=book)
    return balances([book]), sorted(moved.values_list("pk", flat=True))


def test_a_national_project_is_paid_settled_and_its_year_closed_and_the_local_book_feels_nothing(local):
    before, year = seen_of(local), National()
    assert str(year.book) == f"Năm 2021 · Khuyến công quốc gia, {SOURCE}"
    year.planned()
    assert year.plan.book_year == year.book
    assert million(year.book) == {"TREASURY": -400, "APPROPRIATED": 100, "ALLOCATED": 300}

    project = year.approved()
    assert project.code.startswith("KCQG-2021-")
    assert million(year.book) == {"TREASURY": -400, "APPROPRIATED": 100, "ALLOCATED": 150, "APPROVED": 150}

    contract = b.signed(project, number="21/HĐ-KCQG")
    assert contract.book_year == year.book and million(year.book)["COMMITTED"] == 150
    b.settled(contract, refuse=10)
    assert million(year.book) == {"TREASURY": -400, "APPROPRIATED": 100, "ALLOCATED": 150, "SETTLED": 150}

    account = open_year_account(year.book, f.office("CENTRE"), by=b.accountant())
    b.press_year(account, "consolidate", "examine", "issue_notice", "correct", "finalise")
    year.cancelled()
    CLOSING_FLOW.press(
        ask_closing(BookClosing(book_year=year.book), by=b.accountant()), "agree", by=f.person("DOIT_DIRECTOR")
    )

    year.book.refresh_from_db()
    local.refresh_from_db()
    assert not year.book.is_open and local.is_open
    assert set(million(year.book)) == {"TREASURY", "SETTLED"}
    assert seen_of(local) == before
    for transfer in Transfer.objects.select_related("source__book_year", "target__book_year"):
        assert transfer.source.book_year.tier == transfer.target.book_year.tier
    assert differences() == []


@pytest.fixture
def advanced(local):
    """A national project of the same unit with an advance of 105 triệu, beside the local one with 60."""
    year = National()
    year.planned()
    year.contract = b.signed(year.approved(), number="21/HĐ-KCQG")
    b.progress(year.contract, 90)
    b.paid(year.contract, 105)
    return year


def open_page(client, role, address):
    client.force_login(f.person(role))
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


def stage(rows, name):
    return next(row["balance"] for row in rows if row["stage"] == name) // MILLION


def test_the_runway_and_the_first_page_show_the_national_money_beside_the_local(client, advanced):
    runway = reverse("reports:runway") + "?year=2021"
    local, national = (
        open_page(client, "DOIT_SPECIALIST", f"{runway}{tier}").context for tier in ("", "&tier=NATIONAL")
    )
    assert (stage(local["stages"], "ADVANCED"), stage(national["stages"], "ADVANCED")) == (60, 105)
    assert (local["given"] // MILLION, national["given"] // MILLION) == (2236, 400)
    home = open_page(client, "DOIT_SPECIALIST", "/?year=2021").context
    assert home["stages"] == local["stages"] and home["national_stages"] == national["stages"]
    rest = client.get("/api/v1/budgets/runway/?year=2021&tier=NATIONAL").json()["stages"]
    assert stage(rest, "ADVANCED") == 105


def test_every_page_of_the_money_tells_the_national_contract_from_the_local_year(client, advanced):
    book, contract = advanced.book, advanced.contract
    estimate = open_page(client, "DOIT_ACCOUNTANT", reverse("budgets:estimate") + "?year=2021")
    given = {row.tier: sum(unit.given for unit in rows) // MILLION for row, rows, *_ in estimate.context["books"]}
    assert given == {"LOCAL": 2236, "NATIONAL": 400}
    assert "Cục Công Thương địa phương" in estimate.content.decode() and "15/HĐ-CTĐP" in estimate.content.decode()
    allocate_page = f"{reverse('budgets:allocate')}?year=2021&book_year={book.pk}"
    sheet = open_page(client, "DOIT_ACCOUNTANT", allocate_page)
    assert sheet.context["plan"] == advanced.plan and SOURCE in sheet.content.decode()
    for address in (
        contract.get_absolute_url(), contract.payments.get().get_absolute_url(), contract.project.get_absolute_url(),
        advanced.plan.get_absolute_url(),
    ):  # fmt: skip
        open_page(client, "CENTRE_ACCOUNTANT", address)
    assert SOURCE in open_page(client, "CENTRE_ACCOUNTANT", contract.get_absolute_url()).content.decode()
    board = open_page(client, "DOIT_ACCOUNTANT", reverse("budgets:year_end") + "?year=2021").context["books"]
    stands = {entry["book"].tier: entry["total"] // MILLION for entry in board}
    assert stands == {"LOCAL": 2236, "NATIONAL": 400}
    register = open_page(client, "DOIT_SPECIALIST", "/register/?year=2021&tier=NATIONAL").content.decode()
    assert contract.project.code in register and "KCĐP-2021" not in register


def test_the_sheets_for_the_treasury_of_one_unit_hold_one_book_each_and_are_not_taken_for_each_other(advanced, local):
    def drawn(book):
        sheet = TreasurySheet(book_year=book, unit=f.office("CENTRE"), period="YEAR")
        return draw_up(sheet, by=f.person("CENTRE_ACCOUNTANT"))

    national, own = drawn(advanced.book), drawn(local)

    def advanced_on(sheet):
        return next(row.ours for row in sheet.rows if row.code == "ADVANCED") // MILLION

    assert (advanced_on(national), advanced_on(own)) == (105, 60)
    assert str(national) != str(own) and str(national).endswith(SOURCE)
    with workbook(own) as file, pytest.raises(Exception, match=r"Tệp này là “Đối chiếu Kho bạc .*, Ngân sách tỉnh”"):
        read_theirs(file.read(), "doi-chieu.xlsx", national)


def test_the_national_money_does_not_pay_the_local_project_nor_the_other_way(advanced, local):
    """A sheet of one book takes no line of the other's plan; a contract draws on the book of its own decision."""
    sheet = AllocationSheet(book_year=advanced.book, unit=f.office("CENTRE"), number="8/PB", dated_on=b.day(6, 1))
    with pytest.raises(
        Exception, match=r"địa phương năm 2021; “Năm 2021 · Khuyến công quốc gia, .*” là sổ của năm, cấp khác"
    ):
        allocate(sheet, {b.line(1): MILLION}, by=b.accountant())
    project = f.appraised(tier="NATIONAL", requested_support=100 * MILLION, counterpart=315 * MILLION)
    round = open_round(b.plan(), by=advanced.officer)
    with pytest.raises(Exception, match="khuyến công quốc gia; đợt này là năm 2021, khuyến công địa phương"):
        include_project(
            round, project, line=b.line(1), source="ALLOCATED", approved_support=100 * MILLION, by=advanced.officer
        )


@pytest.mark.parametrize("name", ["commitments", "payments"])
def test_the_lists_of_contracts_and_payments_are_narrowed_to_a_tier_with_their_sums(client, advanced, local, name):
    def found(tier):
        page = open_page(client, "CENTRE_ACCOUNTANT", f"{reverse(f'budgets:{name}')}?year=2021{tier}")
        return [row.pk for row in page.context["page_obj"]], page.context["totals"]

    everything, national = found(""), found("&tier=NATIONAL")
    assert len(everything[0]) == 2 and everything[1] != national[1]
    assert len(national[0]) == 1
    for asked in ("tier=NATIONAL", f"book_year={advanced.book.pk}"):
        rows = client.get(f"/api/v1/{name}/?year=2021&{asked}").json()["results"]
        assert [row["id"] for row in rows] == national[0]
    other = client.get(f"/api/v1/{name}/?book_year={local.pk}").json()["results"]
    assert {row["id"] for row in other} == set(everything[0]) - set(national[0])


def test_the_lists_of_settlements_are_narrowed_to_a_tier(client, advanced):
    client.force_login(advanced.officer)
    for address in ("/api/v1/settlements/", reverse("budgets:settlements")):
        assert client.get(f"{address}?year=2021&tier=NATIONAL").status_code == 200
