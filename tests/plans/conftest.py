"""A Department, its Centre, a plan of 2021 in two lines, money in the books and appraised projects."""

from datetime import date
from itertools import count

import pytest
from django.conf import settings

from accounts.models import Area, Organisation, RoleGrant, User
from core.workflow import PaperInput
from establishments.models import Establishment
from ledger.posting import Kind, Line, Place, Stage, post, treasury
from norms.models import LegalDocument, Norm, NormSet, SupportCategory
from plans import services
from plans.models import AnnualPlan, ApprovalWay, PlanItem, PlanLine
from plans.subjects import line_subject
from plans.workflow import PLAN_FLOW, ROUND_FLOW
from projects.models import APPRAISAL_POINTS, Appraisal, Beneficiary, Project

DECIDED = date(2021, 6, 1)
PEOPLE = {
    "officer": ("DOIT_SPECIALIST", "sct", "Nguyễn Thị Hà"),
    "second_officer": ("DOIT_SPECIALIST", "sct", "Phan Văn Bình"),
    "head": ("DOIT_SECTION_HEAD", "sct", "Trần Văn Lâm"),
    "director": ("DOIT_DIRECTOR", "sct", "Lê Minh Đức"),
    "accountant": ("DOIT_ACCOUNTANT", "sct", "Hồ Thị Kế"),
    "centre_officer": ("CENTRE_OFFICER", "centre", "Võ Hữu Tâm"),
    "viewer": ("VIEWER", "sct", "Đoàn Kiểm Tra"),
    "administrator": ("ADMINISTRATOR", "sct", "Quản Trị"),
    "district_officer": ("LOCAL_OFFICER", "district", "Cán bộ Đức Thọ"),
}


class Office:
    """Short words for tests; every act goes through the services."""

    def __init__(self):
        self._norms()
        self.area = Area.objects.create(code="440", name="huyện Đức Thọ", kind="DISTRICT", type_word="huyện")
        self.far = Area.objects.create(code="449", name="thị xã Kỳ Anh", kind="DISTRICT", type_word="thị xã")
        self.sct = Organisation.objects.create(
            name="Sở Công Thương Hà Tĩnh", short_name="Sở Công Thương", kind="DOIT", is_spending_unit=True
        )
        self.centre = Organisation.objects.create(
            name="Trung tâm Khuyến công Hà Tĩnh", short_name="Trung tâm Khuyến công", kind="CENTRE",
            is_spending_unit=True,
        )  # fmt: skip
        self.district = Organisation.objects.create(
            name="UBND huyện Đức Thọ", short_name="huyện Đức Thọ", kind="DISTRICT", area=self.area
        )
        for name, (role, office, full_name) in PEOPLE.items():
            user = User.objects.create(username=name, full_name=full_name, organisation=getattr(self, office))
            RoleGrant.objects.create(user=user, role=role, valid_from=date(2020, 1, 1))
            setattr(self, name, user)
        self.establishment = Establishment.objects.create(
            name="Công ty TNHH Gỗ Thái Yên", legal_form="ENTERPRISE", area=self.area, created_by=self.officer
        )
        self._number = count(1)

    def _norms(self):
        """50 % of the cost up to 300 million for machines, from 2022 up to 80; workshops at their actual cost."""

        def category(code, name, unit):
            return SupportCategory.objects.create(code=code, name=name, name_short=name, unit=unit)

        self.machinery = category("advanced_machinery", "Máy móc, thiết bị tiên tiến", "đề án")
        self.technology = category("technology_line", "Dây chuyền công nghệ", "đề án")
        self.workshop = category("training_workshop", "Tập huấn", "lớp")
        text = LegalDocument.objects.create(
            code="nq-thu", short_name="NQ thử", kind="Nghị quyết", number="01/NQ-HĐND", title="Mức chi", issuer="HĐND"
        )
        for year, cap in ((2021, 300_000_000), (2022, 80_000_000)):
            book = NormSet.objects.create(
                code=f"thu-{year}", name=f"Mức chi thử {year}", tier="LOCAL", province_code=settings.PROVINCE_CODE,
                legal_document=text, valid_from=date(year, 1, 1), valid_to=date(year, 12, 31),
            )  # fmt: skip
            for machine in (self.machinery, self.technology):
                Norm.objects.create(set=book, category=machine, rate_percent=50, cap=cap, article="Điều 3")
            Norm.objects.create(set=book, category=self.workshop, limit_status=Norm.Status.ACTUAL_COST)

    # --- papers and people ---
    def paper(self, number="173/KH-UBND", on=date(2021, 4, 27), upload=None):
        return PaperInput(number=number, issued_on=on, issuer="UBND tỉnh Hà Tĩnh", signer="Trần Tú Anh", upload=upload)

    def decision(self, on=DECIDED):
        return self.paper(f"{next(self._number) + 1800}/QĐ-UBND", on)

    # --- the plan ---
    def draft(self, *, way=ApprovalWay.ROUNDS, limit=None, total=2_236_000_000, year=2021):
        plan = AnnualPlan(year=year, approval_way=way, delegated_limit=limit, total_budget=total)
        services.save_plan(plan, by=self.officer)
        self.line(plan, 1, "05-07 đề án ứng dụng máy móc", 5, 7, "đề án", [self.machinery, self.technology])
        self.line(plan, 2, "02 lớp tập huấn", None, None, "lớp", [self.workshop])
        return plan

    def line(self, plan, no, text, least, most, unit, categories, **other):
        line = PlanLine(plan=plan, no=no, text=text, quantity_min=least, quantity_max=most, unit=unit, **other)
        return services.save_line(line, categories=categories, by=self.officer)

    def ask(self, plan):
        PLAN_FLOW.press(plan, "open_registration", by=self.officer)
        PLAN_FLOW.press(plan, "consolidate", by=self.officer)
        return PLAN_FLOW.press(plan, "ask_opinions", by=self.head)

    def submit(self, plan):
        self.ask(plan)
        PLAN_FLOW.press(plan, "submit", by=self.director, paper=self.paper("31/TTr-SCT", date(2021, 4, 12)))
        return plan

    def issue(self, plan):
        return PLAN_FLOW.press(plan, "issue", by=self.officer, paper=self.paper())

    def issued(self, **given):
        return self.issue(self.submit(self.draft(**given)))

    # --- money ---
    def appropriate(self, plan, amount, unit=None, book_year=None):
        unit, book_year = unit or self.centre, book_year or plan.book_year
        given = Place(book_year, unit, Stage.APPROPRIATED)
        post(
            "Giao dự toán",
            [Line(Kind.APPROPRIATE, treasury(book_year, unit), given, amount)],
            by=self.accountant,
            dated_on=date(2021, 1, 4),
        )
        return given

    def allocate(self, line, amount, unit=None, book_year=None):
        given = self.appropriate(line.plan, amount, unit, book_year)
        place = Place(given.book_year, unit or self.centre, Stage.ALLOCATED, line_subject(line))
        post(
            "Phân bổ",
            [Line(Kind.ALLOCATE, given, place, amount)],
            by=self.accountant,
            dated_on=date(2021, 5, 4),
        )
        return place

    # --- projects and their lists ---
    def project(self, support=100_000_000, *, total=300_000_000, status="APPRAISED", recommended=None, **given):
        n = next(self._number)
        project = Project.objects.create(
            **{
                "code": f"KCĐP-2021-{n:03d}",
                "plan_year": 2021,
                "sequence": n,
                "title": f"Dây chuyền xẻ gỗ {n}",
                "category": self.machinery,
                "implementing_organisation": self.centre,
                "spending_unit": self.centre,
                "area": self.area,
                "total_cost": total,
                "eligible_cost": total,
                "requested_support": support,
                "counterpart": total - support,
                "other": 0,
                "filed_on": date(2021, 3, 1),
                "status": status,
                "created_by": self.centre_officer,
            }
            | given
        )
        Beneficiary.objects.create(project=project, establishment=self.establishment, area=self.area)
        Appraisal.objects.create(
            project=project, made_by=self.officer, made_on=date(2021, 5, 10),
            recommended_support=support if recommended is None else recommended,
            points={code: {"ok": True, "finding": ""} for code in APPRAISAL_POINTS},
        )  # fmt: skip
        return project

    def round(self, plan, **given):
        return services.open_round(plan, by=self.officer, **given)

    def include(self, round, project, support=None, *, line=None, source=PlanItem.Source.ALLOCATED, **given):
        return services.include_project(
            round,
            project,
            line=line or round.plan.lines.get(no=1),
            source=source,
            approved_support=project.requested_support if support is None else support,
            by=self.officer,
            **given,
        )

    def sent(self, round):
        ROUND_FLOW.press(round, "check", by=self.head)
        return ROUND_FLOW.press(round, "submit", by=self.director, paper=self.paper("52/TTr-SCT", date(2021, 5, 20)))

    def decide(self, round, on=DECIDED):
        return ROUND_FLOW.press(self.sent(round), "record_decision", by=self.officer, paper=self.decision(on))


@pytest.fixture
def office(db):
    return Office()


@pytest.fixture
def plan(office):
    return office.issued()


@pytest.fixture
def line(plan):
    return plan.lines.get(no=1)


@pytest.fixture(scope="module")
def starting_state():
    return "empty"
