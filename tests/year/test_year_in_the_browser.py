"""The main job of the program: a plan year from draft to settled report, each office at its own browser."""

import hashlib

import pytest
from playwright.sync_api import expect

from core.audit import broken_links
from core.documents import documents_of
from core.models import Document
from core.money import trieu
from inspections.models import Inspection
from ledger import reading
from ledger.checking import differences
from plans.models import AnnualPlan, ApprovalRound
from projects.models import Project
from reports.models import ReportRun
from tests.year.browser_story import BrowserYear
from tests.year.desks import Desk
from tests.year.papers import numbers_after, pdf_words, row_after, word_rows
from tests.year.story import MILLION, STAGE_WORDS, STANDING, STANDING_OF_THE_MACHINE, YEAR

STATE = "first_day"
pytestmark = pytest.mark.browser
ON_A_TELEPHONE = {"huyen.ductho"}
PEOPLE = [
    "chuyenvien", "chuyenvien.2", "lanhdaophong", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan",
    "trungtam.giamdoc", "taichinh", "huyen.ductho",
]  # fmt: skip


@pytest.fixture
def desks(own_database, serve, new_page, login):
    """{username: Desk}: everybody logged in at a browser of their own, the district's official on a telephone."""
    address = serve(own_database)

    def seat(name):
        page = new_page(390, 844, has_touch=True) if name in ON_A_TELEPHONE else new_page()
        login(page, address, name)
        return Desk(page, address, name)

    return {name: seat(name) for name in PEOPLE}


@pytest.mark.parametrize(
    ("with_class", "standing"),
    [
        pytest.param(False, STANDING_OF_THE_MACHINE, id="the-machine"),
        pytest.param(True, STANDING, id="the-machine-and-the-class", marks=pytest.mark.long),
    ],
)
def test_offices_carry_a_plan_year_from_draft_to_settled_report_in_their_browsers(
    own_database, worker, desks, with_class, standing
):
    year = BrowserYear(desks, with_class=with_class)
    year.all()

    assert set(Project.objects.values_list("status", flat=True)) == {"CLOSED"}
    book = reading.runway(book_years=list(reading.book_years(YEAR, "LOCAL")))
    left = {row["stage"]: row["balance"] for row in book if row["stage"] != "TREASURY" and row["balance"]}
    assert left == {stage: millions * MILLION for stage, millions in standing.items()}

    issued_papers_kept_their_scans()
    the_photograph_is_kept()
    ledger = {row["stage"]: row for row in book}
    the_runway_shows_what_the_ledger_says(year.officer, ledger)
    worker(own_database)
    the_year_report_says_what_the_ledger_says(year.officer, ledger)
    the_submission_lists_what_was_approved(year)

    assert list(differences()) == []
    assert list(broken_links()) == []
    assert {desk.name: desk.said for desk in desks.values() if desk.said} == {}


def issued_papers_kept_their_scans():
    plan, round = AnnualPlan.objects.get(), ApprovalRound.objects.get()
    for record, number in ((plan, "173/KH-UBND"), (round, "1500/QĐ-UBND")):
        kept = documents_of(record).get(number=number)
        assert hashlib.sha256(kept.file.open("rb").read()).hexdigest() == kept.sha256
    assert not Document.objects.filter(kind__startswith="paper:", file="").exists()


def the_photograph_is_kept():
    photograph = documents_of(Inspection.objects.get()).get(kind="photo")
    assert hashlib.sha256(photograph.file.open("rb").read()).hexdigest() == photograph.sha256


def the_runway_shows_what_the_ledger_says(desk, ledger):
    desk.open(f"/runway/?year={YEAR}")
    rows = {
        cells[0].strip(): cells[1:3]
        for cells in (
            row.locator("th, td").all_inner_texts() for row in desk.page.locator("main section table tr").all()
        )
    }
    for words, stage in STAGE_WORDS.items():
        words = "Số dư tạm ứng" if stage == "ADVANCED" else words  # what stands there, not what went through
        shown = [int(amount.replace(".", "")) for amount in rows[words]]
        assert shown == [ledger[stage]["balance"], ledger[stage]["reached"]], words


def the_year_report_says_what_the_ledger_says(desk, ledger):
    """The same figures on the page, in the PDF and in the Word file, and all of them the ledger's."""
    desk.menu("Báo cáo, biểu mẫu").open(f"/reports/request/?report=year_report&year={YEAR}")
    desk.fill(year=YEAR, as_of=f"30/04/{YEAR + 1}", proposals="Không.").press("Lập báo cáo")
    page, pdf, word = finished(desk)
    for words, stage in STAGE_WORDS.items():
        amounts = ledger[stage]["reached"], ledger[stage]["balance"]
        printed = [trieu(amount) for amount in amounts]
        for rows in (page, word_rows(word)):
            assert row_after(rows, words)[::2] == printed, words
        assert numbers_after(pdf_words(pdf), words, 3)[::2] == printed, words


def the_submission_lists_what_was_approved(year):
    desk = year.officer.open(year.round).follow("Tờ trình (PDF, Word)").press("Lập báo cáo")
    page, pdf, word = finished(desk)
    items = ApprovalRound.objects.get().items.select_related("project").order_by("position")
    supports = [180 * MILLION, 60 * MILLION] if year.with_class else [180 * MILLION]
    assert [item.approved_support for item in items] == supports
    text = pdf_words(pdf)
    for item in items:
        for amount in filter(None, (item.project.total_cost, item.approved_support, item.counterpart)):
            printed = f"{amount:,}".replace(",", ".")
            for rows in (page, word_rows(word)):
                assert any(printed in row for row in rows), printed
            assert printed in text, printed


def finished(desk):
    """Wait on the page that tells the progress; (rows of the page's tables, the PDF, the Word file) as downloaded."""
    expect(desk.page.locator("#state")).to_have_text("Đã lập xong", timeout=120_000)
    desk.page.reload()
    run = ReportRun.objects.order_by("requested_at").last()
    files = []
    for words, digest in (("Tải PDF", run.pdf_sha256), ("Tải Word", run.docx_sha256)):
        with desk.page.expect_download() as arriving:
            desk.page.get_by_role("link", name=words).click()
        content = arriving.value.path().read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        files.append(content)
    rows = [row.locator("th, td").all_inner_texts() for row in desk.page.locator("main table tr").all()]
    return [[cell.strip() for cell in row] for row in rows], *files
