"""Hà Tĩnh's sample: the real plan of 2021 and round of 2017 as published, and illustrative projects of 2021.

Everything goes through the services, by the person whose act it is, so that audit and ledger are true.
"""

import datetime
from pathlib import Path

import yaml
from django.db import transaction

from accounts.models import Area
from budgets.estimate import ALLOCATION_FLOW, allocate, appropriate, assign_estimate
from budgets.models import AllocationSheet, Appropriation, Assignment
from core.dates import load_special_days
from core.workflow import PaperInput
from establishments.models import Establishment
from establishments.services import save_establishment
from khuyencong.sample.journey import Journey
from khuyencong.sample.money import compare_with_the_treasury
from khuyencong.sample.people import load_accounts, load_offices
from khuyencong.sample.pictures import page
from khuyencong.sample.surveys import load_surveys
from ledger.years import open_year
from norms.loading import load_illustrative_local_set, load_norms
from norms.models import SupportCategory, Tier
from plans.models import AnnualPlan, PlanLine
from plans.services import include_project, open_round, record_historical_round, save_line, save_plan
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.models import Beneficiary, Project
from projects.past import enter_historical

HERE = Path(__file__).parent
MILLION = 1_000_000
DECISION_DAY = datetime.date(2021, 5, 28)
IN_ROUND_1 = {
    "approved", "contracted", "in_progress", "advanced", "treasury_returned", "payment_checked", "completed",
    "payment_sent", "paid", "settlement_submitted", "settled", "recoverable", "restored", "closed",
}  # fmt: skip


def load(say=print):
    """Fill an empty database. All or nothing."""
    with transaction.atomic():
        _load(say)


def _load(say):
    published, illustrative = _read("hatinh_published"), _read("hatinh_illustrative")
    load_norms()
    load_special_days()
    load_illustrative_local_set("42", datetime.date(2018, 5, 11))
    offices = load_offices()
    people = load_accounts(offices)
    say("Đơn vị, tài khoản, mức chi: xong.")
    plan = _plan(published["plan"], illustrative["estimate"], offices, people)
    _past_round(published["past_round"], offices, people)
    for row in published["past_projects"]:
        _past_project(row, offices, people["chuyenvien"])
    say("Kế hoạch 173/KH-UBND năm 2021, các đề án những năm trước: xong.")
    _allocation(plan, illustrative["estimate"], offices, people)
    _projects(plan, illustrative, offices, people)
    load_surveys(people)
    compare_with_the_treasury(plan.book_year, offices["centre"], people)
    say("Đề án minh họa năm 2021: xong.")


def _read(name):
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def _plan(facts, estimate, offices, people):
    officer = people["chuyenvien"]
    plan = AnnualPlan(
        year=facts["year"],
        title=facts["title"],
        total_budget=facts["total_budget"],
        approval_way="ROUNDS",
        remark=facts["remark"],
        book_year=open_year(facts["year"], chapter="416", category="280", item="309"),
    )
    save_plan(plan, by=officer)
    for row in facts["lines"]:
        categories = SupportCategory.objects.filter(code__in=row.pop("categories"))
        save_line(PlanLine(plan=plan, **row), categories=categories, by=officer)
    appropriate(
        Appropriation(
            book_year=plan.book_year,
            unit=offices["doit"],
            amount=estimate["appropriated"] * MILLION,
            number="MH-00/QĐ-UBND (minh họa)",
            dated_on=datetime.date(2020, 12, 28),
            issuer="UBND tỉnh Hà Tĩnh",
            note="Số tiền theo kế hoạch 173/KH-UBND; số và ngày quyết định giao dự toán chưa tìm thấy.",
            illustrative=True,
        ),
        by=people["ketoan"],
    )
    paper = PaperInput(
        number=facts["number"],
        issued_on=datetime.date.fromisoformat(facts["issued_on"]),
        issuer=facts["issuer"],
        signer="chưa rõ",  # the source does not give it
        title=facts["title"],
    )
    PLAN_FLOW.press(plan, "enter_issued", by=officer, paper=paper, note=f"Nguồn: {facts['source']}.")
    return plan


def _past_round(facts, offices, people):
    officer = people["chuyenvien"]
    projects = []
    for row in facts.pop("projects"):
        note = "Kinh phí từng đề án, đơn vị thực hiện và ngày hồ sơ không được nêu; ghi Trung tâm, năm 2017."
        row |= {"plan_year": facts["year"], "legal_form": "ENTERPRISE", "status": Project.Status.APPROVED, "note": note}
        projects.append(_past_project(row, offices, officer))
    facts["decision_date"] = datetime.date.fromisoformat(facts["decision_date"])
    record_historical_round(projects=projects, by=officer, **facts)


def _past_project(row, offices, officer):
    """A published project of an earlier year; what was not published stays unknown."""
    area, known = _area(row["area"]), datetime.date(row["plan_year"], 1, 1)
    establishment = save_establishment(
        Establishment(name=row["beneficiary"], legal_form=row["legal_form"], area=area, known_since=known), by=officer
    )
    project = Project(
        title=row["title"],
        category=SupportCategory.objects.get(code=row["category"]),
        tier=row.get("tier", Tier.LOCAL),
        plan_year=row["plan_year"],
        implementing_organisation=offices["centre"],
        spending_unit=offices["centre"],
        area=area,
        place=row.get("place", ""),
        filed_on=known,
        requested_support=row.get("requested_support"),
        remark=row.get("remark", ""),
    )
    place = Beneficiary(establishment=establishment, area=area, place=project.place)
    return enter_historical(project, by=officer, status=row["status"], beneficiaries=[place], note=row["note"])


def _allocation(plan, estimate, offices, people):
    accountant = people["ketoan"]
    assign_estimate(
        Assignment(
            book_year=plan.book_year,
            from_unit=offices["doit"],
            to_unit=offices["centre"],
            amount=estimate["to_centre"] * MILLION,
            number="MH-01/QĐ-SCT (minh họa)",
            dated_on=datetime.date(2021, 1, 15),
            illustrative=True,
        ),
        by=accountant,
    )
    lines = {line.no: line for line in plan.lines.all()}
    for office, key, number in (("centre", "allocation_centre", "02"), ("doit", "allocation_doit", "03")):
        sheet = AllocationSheet(
            book_year=plan.book_year,
            unit=offices[office],
            number=f"MH-{number}/QĐ-SCT (minh họa)",
            dated_on=datetime.date(2021, 5, 5),
            illustrative=True,
        )
        allocate(sheet, {lines[no]: amount * MILLION for no, amount in estimate[key].items()}, by=accountant)
        ALLOCATION_FLOW.press(sheet, "agree", by=people["taichinh"], on=datetime.date(2021, 5, 14))


def _projects(plan, facts, offices, people):
    officer = people["chuyenvien"]
    establishments = {
        key: save_establishment(
            Establishment(
                name=row["name"],
                legal_form=row["form"],
                sector=row["sector"],
                area=_area(row["area"]),
                known_since=datetime.date(2021, 1, 1),
                illustrative=True,
            ),
            by=people["trungtam"],
        )
        for key, row in facts["establishments"].items()
    }
    journeys = [
        Journey(row, _area(row["area"]) if "area" in row else None, establishments, offices, people)
        for row in facts["projects"]
    ]
    for journey in journeys:
        journey.prepare()
    lines = {line.no: line for line in plan.lines.all()}
    first = open_round(plan, by=officer, source_note="Đợt minh họa", illustrative=True)
    second = None
    for journey in journeys:
        if journey.reach in IN_ROUND_1:
            _include(first, journey, lines, officer)
    ROUND_FLOW.press(first, "check", by=people["lanhdaophong"], on=datetime.date(2021, 5, 18))
    ROUND_FLOW.press(
        first, "submit", by=people["lanhdao"], paper=_paper("MH-04/TTr-SCT", (2021, 5, 20), "Trần Văn Minh")
    )
    ROUND_FLOW.press(
        first, "record_decision", by=officer, paper=_paper("MH-05/QĐ-UBND", DECISION_DAY.timetuple()[:3], "(minh họa)")
    )
    for journey in journeys:
        if journey.reach == "planned":
            second = second or open_round(plan, by=officer, source_note="Đợt minh họa", illustrative=True)
            _include(second, journey, lines, officer)
    for journey in journeys:
        journey.carry_out()
    for journey in journeys:
        if journey.newcomer:
            journey.replace_beneficiary()


def _include(round, journey, lines, officer):
    include_project(
        round,
        journey.project,
        line=lines[journey.row["line"]],
        source="ALLOCATED",
        approved_support=journey.row["support"] * MILLION,
        by=officer,
    )


def _paper(number, day, signer):
    return PaperInput(
        number=f"{number} (minh họa)",
        issued_on=datetime.date(*day),
        issuer="UBND tỉnh Hà Tĩnh",
        signer=signer,
        upload=page([number, "Văn bản minh họa"], "van-ban.png"),
        illustrative=True,
    )


def _area(where):
    """[district code, commune name of 2021 or None for the district itself]."""
    district, commune = where
    if commune is None:
        return Area.objects.get(code=district, kind=Area.Kind.DISTRICT)
    return Area.objects.get(
        name=commune, kind=Area.Kind.COMMUNE, code=None, placements__parent__code=district, placements__valid_from=None
    )
