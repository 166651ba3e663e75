"""Every page of the program in a real browser, at a desk and on a telephone, full of the sample and in error.

axe finds nothing, nothing is wider than the window, the console says nothing, every picture and file comes from here.
With KHUYENCONG_PICTURES set to a folder each page is kept there as a picture, for somebody to look at.
"""

import datetime
import os
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from budgets.cancelling import cancellable, prepare_cancellation
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.estimate import appropriate
from budgets.models import (
    AllocationSheet,
    Annex,
    Appropriation,
    BookClosing,
    Cancellation,
    CarryOver,
    Commitment,
    Correction,
    PaymentRequest,
    Settlement,
    TreasurySheet,
)
from budgets.treasury_sheets import TREASURY_FLOW, draw_up, write_theirs
from establishments.models import IndustrialCluster
from inspections.models import Acceptance, AcceptanceBatch, Inspection
from ledger.models import Account, BookYear
from norms.models import Norm, NormSet, SupportCategory
from plans.models import AnnualPlan, ApprovalRound
from projects.imports.services import bring
from projects.models import ChangeRequest, Project, Survey
from tests.browsers import WIDTHS, barriers, too_wide

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("KHUYENCONG_PICTURES")


def pages():
    """{who: [path, …]}: each kind of page once, by somebody who works with it; "" is nobody."""

    def one(model, **where):
        return model.objects.filter(**where).order_by("pk").first().get_absolute_url()

    def project(status):
        return one(Project, status=status, plan_year=2021)

    settlement = one(Settlement, status="SUBMITTED")
    plan, draft_round = one(AnnualPlan), one(ApprovalRound, status="DRAFT")
    batch, visit = one(AcceptanceBatch), one(Inspection, status="ACTION_REQUIRED")
    category = SupportCategory.objects.order_by("pk").first().code
    running, past = project("IN_PROGRESS"), one(Project, is_historical=True, plan_year=2016)
    number = running.strip("/").split("/")[-1]
    surveyed = Survey.objects.get(status="FILED")
    survey_panel = f"/projects/surveys/of-establishment/{surveyed.establishment_id}/"
    answer = f"place-{surveyed.establishment_id}-decree-235"  # what no rule of today tells
    group = Project.objects.filter(kind="GROUP").order_by("pk").first()
    share = f"{group.get_absolute_url()}beneficiaries/{group.beneficiaries.order_by('pk').first().pk}/share/"
    newcomer = f"{group.get_absolute_url()}newcomer/?for={surveyed.establishment_id}"
    place = Acceptance.objects.filter(batch__unit__short_name="Trung tâm Khuyến công").order_by("pk").first()
    proof = f"/inspections/acceptance/{place.batch_id}/places/{place.pk}/proof/"
    paid_in = Account.objects.filter(stage="PAID").exclude(balance=0).first().pk
    book = BookYear.objects.get(year=2021, tier="LOCAL")
    settled = f"settlement={settlement.rstrip('/').rpartition('/')[2]}"
    return {
        "": ["/login/"],
        "chuyenvien": [
            "/", "/runway/", "/runway/stages/COMMITTED/", "/runway/reached/ADVANCED/", f"/runway/accounts/{paid_in}/",
            "/plans/", plan,
            "/plans/new/", f"{plan}rounds/new/", "/plans/rounds/", one(ApprovalRound, status="ISSUED"), draft_round,
            one(ApprovalRound, status="HISTORICAL"), f"{draft_round}include/", "/plans/rounds/historical/",
            "/register/", "/register/?q=khongcogi", "/register/?columns=status&columns=starts_on&columns=remark",
            "/register/views/", "/register/views/new/?status=APPROVED&columns=status", "/projects/imports/",
            imported(), "/projects/", "/projects/historical/",
            past, f"{past}past-papers/add/", f"{past}mistaken/",
            project("REGISTERED"), f"{project('REGISTERED')}appraisal/", f"{project('REGISTERED')}appraisal/council/",
            f"{project('REGISTERED')}press/return/",
            f"{project('REGISTERED')}answers/{answer}/", newcomer, one(Survey, status="FILED"), survey_panel,
            project("RETURNED"), f"{project('RETURNED')}remarks/", one(ChangeRequest),
            f"{one(ChangeRequest, status='SENT')}press/check/", one(ChangeRequest, kind="BENEFICIARY"), one(Annex),
            project("SETTLED"), running, f"{running}progress/", f"{running}text/",
            "/establishments/", "/establishments/clusters/", one(IndustrialCluster),
            "/inspections/", visit, "/inspections/acceptance/", batch,
            "/budgets/year-end/?year=2021",
            "/budgets/estimate/", one(AllocationSheet), "/budgets/commitments/", one(Commitment), "/budgets/payments/",
            "/budgets/payments/advances/?year=2021", "/budgets/payments/advances/?year=2022",
            one(PaymentRequest, status="RETURNED"), "/budgets/settlements/", settlement, f"{settlement}vouchers/2/",
            f"/inspections/project/{number}/", f"/plans/of-project/{number}/", f"/budgets/of-project/{number}/",
            "/norms/", "/norms/rules/", one(NormSet), f"/norms/categories/{category}/", "/reports/",
            "/reports/request/?report=year_report", "/reports/request/?report=approval_submission",
            "/search/?q=nuoc+mam", "/search/?q=khongcogi", "/account/", "/account/keys/shown/", "/password/",
            "/register/?year=2019",  # the last: the year is remembered
        ],
        "lanhdao": ["/", f"{project('REGISTERED')}press/reject/", f"{settlement}press/reopen_review/"],
        "ketoan": [
            "/budgets/estimate/appropriate/", "/budgets/estimate/assign/", "/budgets/estimate/allocate/",
            "/budgets/settlements/", "/budgets/year-end/?year=2021", f"/budgets/year-end/books/{book.pk}/",
            f"/budgets/year-end/cancel/?book={book.pk}&unit={place.batch.unit_id}",
            *at_the_year_end(place.batch.unit, book), *taken_back(book),
        ],
        "trungtam": [
            "/projects/new/", f"{project('DRAFT')}edit/", project("DRAFT").replace("projects", "register") + "edit/",
            f"{running}indicators/", f"{running}details/",
            f"{running}papers/add/", one(Project, kind="GROUP"), f"{one(Project, kind='GROUP')}beneficiaries/name/",
            share, proof, f"/reports/request/?report=acceptance_minutes&batch={place.batch_id}",
            "/establishments/clusters/new/", f"{one(Project, category__code='cluster_detailed_plan')}details/",
            f"{project('RETURNED')}edit/", f"{project('RETURNED')}remarks/",
            f"{running}changes/new/", f"{running}changes/new/?kind=AMEND", f"{running}changes/new/?kind=BENEFICIARY",
            f"{one(ChangeRequest, status='SENT')}",
            "/establishments/new/", one(Project, status="SETTLED", plan_year=2021), "/inspections/acceptance/new/",
            f"/budgets/commitments/new/?project={Project.objects.get(status='APPROVED', plan_year=2021).pk}",
            f"/budgets/payments/new/?commitment={Commitment.objects.order_by('pk').first().pk}",
            f"/budgets/payments/new/?commitment={Commitment.objects.order_by('pk').first().pk}&kind=CLEARING",
            f"{one(Commitment, status='SIGNED')}liquidate/", f"{one(Commitment, status='SIGNED')}annex/",
            one(Commitment, annexes__status="SIGNED"), one(Annex), f"{one(Annex)}papers/",
        ],
        "trungtam.ketoan": [
            f"{one(PaymentRequest, status='SENT')}press/pay/", f"{one(PaymentRequest, status='SENT')}papers/",
            one(PaymentRequest, status="SENT"), *with_the_treasury(book),
            f"/reports/request/?report=payment_request&payment={PaymentRequest.objects.get(status='RETURNED').pk}",
            "/budgets/money-back/", "/reports/request/?report=recovery_letter",
            f"{one(Commitment, status='SIGNED')}recovery-letter/",
        ],
        "taichinh": [
            "/", "/budgets/estimate/", settlement, f"/reports/request/?report=project_settlement&{settled}",
            "/reports/request/?report=year_settlement",
        ],
        "huyen.ductho": [
            "/", f"{one(Survey, status='DRAFT')}edit/", "/inspections/", "/inspections/new/", "/register/",
        ],
        "xem": ["/", "/reports/"],
        "quantri": [
            # Not its forms: axe copies the sheet that Django's forms.css imports into the page, which the CSP stops.
            "/", "/api-docs/", "/admin/", "/admin/norms/norm/", "/admin/core/auditentry/", "/admin/accounts/rolegrant/",
            f"/admin/norms/norm/{Norm.objects.order_by('pk').first().pk}/history/", f"{one(NormSet)}copy/",
        ],
    }  # fmt: skip


def at_the_year_end(unit, book):
    """The pages of a listed cancellation and of a book asked to be closed (made up for this test)."""
    by = User.objects.get(username="ketoan")
    listed = Cancellation(book_year=book, unit=unit, why="Hết nhiệm vụ chi (minh họa).")
    stage, line, there = cancellable(book, unit)[0]
    prepare_cancellation(listed, {(stage, line): there}, by=by)
    asked, _ = BookClosing.objects.get_or_create(book_year=book, kind="CLOSE", created_by=by)
    project = Project.objects.get(code="KCĐP-2021-007")
    late = {"book_year": book, "unit": unit, "why": "Máy về chậm (minh họa).", "created_by": by}
    carried, _ = CarryOver.objects.get_or_create(project=project, defaults=late)
    made = [row.get_absolute_url() for row in (listed, asked, carried)]
    carry = f"/budgets/year-end/carry/?project={project.pk}"
    return [*made, carry, f"{carry}&way=CHARGE"]


def taken_back(book):
    """The pages of corrections: the list, asking for one, one that waits, one confirmed (made up for this test)."""
    by, director = User.objects.get(username="ketoan"), User.objects.get(username="lanhdao")
    facts = {"book_year": book, "unit": by.organisation, "kind": "ADDITION", "amount": 1}
    why = {"why": "Nhập nhầm (minh họa).", "number": "01/BB-ML", "dated_on": datetime.date(2021, 7, 2)}
    ours = Correction.objects.filter(number=why["number"])
    if not ours:
        for no in (1, 2, 3):
            row = Appropriation(number=f"{no}/QĐ-ML", dated_on=datetime.date(2021, 7, 1), **facts)
            appropriate(row, by=by)
            if no < 3:
                asked = ask_correction(Correction(**why), row, by=by)
        CORRECTION_FLOW.press(asked, "confirm", by=director)
    done, waiting = ours.all()
    third = Appropriation.objects.get(number="3/QĐ-ML")
    return [
        "/budgets/corrections/?year=2021", waiting.get_absolute_url(), done.get_absolute_url(),
        f"/budgets/corrections/new/?of=appropriation&id={third.pk}", "/budgets/estimate/?year=2021",
    ]  # fmt: skip


def with_the_treasury(book):
    """The pages of sheets for the Treasury: sent and answered with a difference (made up for this test), confirmed."""
    by, holder = (User.objects.get(username=name) for name in ("trungtam.ketoan", "trungtam.giamdoc"))
    sheet = TreasurySheet.objects.filter(period="Q2").first()
    if sheet is None:
        sheet = draw_up(TreasurySheet(book_year=book, unit=by.organisation, period="Q2"), by=by)
        TREASURY_FLOW.press(sheet, "sign", by=holder)
        amounts = {row.code: row.ours for row in sheet.rows}
        write_theirs(sheet, amounts | {"USED": 0, "REMAINING": amounts["REMAINING"] + amounts["USED"]}, by=by)
    return [
        "/budgets/treasury/?year=2021", "/budgets/money-back/", sheet.get_absolute_url(),
        f"{sheet.get_absolute_url()}theirs/", TreasurySheet.objects.get(period="Q4").get_absolute_url(),
        f"/budgets/treasury/draw/?book={book.pk}&period=YEAR", "/reports/request/?report=treasury_sheet",
    ]  # fmt: skip


def imported():
    """The page of a workbook with a fault in one of its two rows (made up for this test)."""
    book, out = openpyxl.Workbook(), BytesIO()
    for row in (
        ["Tên đề án", "Năm", "Nội dung hỗ trợ", "Địa bàn"],
        ["Máy ép gạch minh họa", "x", "advanced_machinery", "?"],
    ):
        book.active.append(row)
    book.save(out)
    upload = SimpleUploadedFile("minh-hoa.xlsx", out.getvalue())
    return bring(upload, by=User.objects.get(username="chuyenvien")).get_absolute_url()


@pytest.mark.parametrize(
    ("width", "every"),
    [("phone", 8), *(pytest.param(width, 1, marks=pytest.mark.long) for width in WIDTHS)],
)
def test_every_page_can_be_read_by_everybody_and_fits_its_window(sample_site, new_page, login, width, every):
    """Always every eighth page on a telephone; in the long run each one, at a desk as well."""
    address, found = sample_site, []
    for who, paths in pages().items():
        page = new_page(*WIDTHS[width])
        said = []
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.on("console", lambda line, said=said: said.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda asked, said=said: asked.url.startswith((address, "data:", "blob:")) or said.append(asked.url),
        )
        if who:
            login(page, address, who)
        for path in paths[::every]:
            answer = page.goto(f"{address}{path}")
            found += [f"{who} {path}: {fault}" for fault in faults(page, answer.status, said)]
            said.clear()
            keep_a_picture(page, f"{who}{path}", width)
    assert found == [], "\n".join(found)


def faults(page, status, said):
    """What stands between this page and its reader, one line each."""
    if status != 200:
        yield f"trả {status}"
    if (over := too_wide(page)) > 0:
        yield f"rộng hơn cửa sổ {over} px"
    yield from barriers(page)
    yield from said


def keep_a_picture(page, name, width):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{re.sub(r'[^a-z0-9]+', '_', name)}_{width}.png", full_page=True)


def test_an_error_is_a_calm_page_too(sample_site, new_page, login):
    page = new_page(*WIDTHS["phone"])
    login(page, sample_site, "huyen.ductho")
    for path, status in (("/projects/99999/", 404), ("/plans/new/", 403)):
        assert page.goto(f"{sample_site}{path}").status == status
        assert barriers(page) == []
        assert too_wide(page) <= 0
