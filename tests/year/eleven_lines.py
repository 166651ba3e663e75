"""One project for each of the eleven lines of plan 173/KH-UBND, from its draft to its acceptance.

`LINES` says what each tells; `RestLines` and `BrowserLines` carry them through one plan, one round and one acceptance.
Amounts in triệu đồng.
"""

import datetime
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from norms.models import SupportCategory
from projects.details.base import FAMILIES, indicators_told
from projects.models import APPRAISAL_POINTS, Project
from tests.year.browser_story import BrowserYear, _id
from tests.year.browser_story import paper as typed_paper
from tests.year.story import MILLION, TEXT, YEAR, RestYear, paper, scan

PUBLISHED = Path(__file__).parents[2] / "khuyencong" / "sample" / "hatinh_published.yaml"
CLUSTERS = {"new": "Cụm công nghiệp Thái Yên 2", "old": "Cụm công nghiệp Bắc Cẩm Xuyên"}
ENTERPRISE = "3000123456"


def day(month, number):
    return datetime.date(YEAR, month, number)


@dataclass(frozen=True)
class Named:
    """A record that the particulars name: how a list shows it, how REST finds it."""

    kind: str
    words: str


@dataclass(frozen=True)
class Line:
    """What the project of a line is and tells. `planned`, `done`: {"sheet": …, "rows": …} as REST takes them."""

    no: int
    category: str
    title: str
    total: int
    support: int
    planned: dict
    done: dict
    kind: str = "PROJECT"
    figures: dict = field(default_factory=dict)
    reached: dict = field(default_factory=dict)

    @property
    def form(self):
        return SupportCategory.objects.get(code=self.category).detail_form

    def indicators(self, which):
        """{code: figure} of all that the kind of support names; what is not told is one, and reached as planned."""
        names = SupportCategory.objects.get(code=self.category).output_indicators
        figures = self.figures | (self.reached if which == "actual" else {})
        return {row["code"]: figures.get(row["code"], 1) for row in names}

    def told(self):
        """(sheet, {list: {no: row}}) of all that it tells, from its draft to its completion."""
        sheet, lists = {}, {}
        for part in (self.planned, self.done):
            sheet |= part.get("sheet", {})
            for name, rows in part.get("rows", {}).items():
                for number, row in enumerate(rows, 1):
                    there = lists.setdefault(name, {}).setdefault(row.get("no", number), {})
                    there |= {key: value for key, value in row.items() if key != "no"}
        return sheet, lists


def cluster(key):
    return Named("cluster", CLUSTERS[key])


LINES = [
    Line(
        1, "training_workshop", "Lớp tập huấn xây dựng thương hiệu", 60, 60,
        {"rows": {"courses": [{"name": "Lớp xây dựng thương hiệu", "days_planned": 2, "learners_planned": 40}]}},
        {"rows": {"courses": [{"no": 1, "opened_on": day(8, 18), "closed_on": day(8, 19), "days": 2, "learners": 40,
                               "women": 15}]}},
        kind="TASK", figures={"participants": 40, "participants_female": 15, "days": 2},
    ),
    Line(
        2, "demo_model_new", "Mô hình sấy gỗ bằng bơm nhiệt", 1000, 300,
        {"sheet": {"product": "Gỗ sấy", "technology": "Bơm nhiệt", "visitors_planned": 200}},
        {"sheet": {"opened_on": day(9, 6), "visitors": 210, "effect": "Đạt yêu cầu trình diễn."}},
        figures={"visitors": 200}, reached={"visitors": 210},
    ),
    Line(
        3, "advanced_machinery", "Ứng dụng buồng sơn tĩnh điện", 415, 180,
        {"rows": {"machines": [{"name": "Buồng sơn tĩnh điện", "maker": "Gema", "model": "OptiFlex", "quantity": 1,
                                "unit_price": 377 * MILLION, "is_new": True}]}},
        {"rows": {"deliveredmachines": [{"machine": Named("machine", "Buồng sơn tĩnh điện OptiFlex"),
                                         "serial": "GM-00417", "maker": "Gema", "model": "OptiFlex",
                                         "made_year": 2021, "is_new": True, "unit_price": 377 * MILLION,
                                         "delivered_on": day(9, 20)}]}},
    ),
    Line(
        4, "cleaner_production_pilot", "Sản xuất sạch hơn tại xưởng mộc", 520, 150,
        {"sheet": {"solution": "Thu hồi nhiệt thải.", "investment": 400 * MILLION},
         "rows": {"consumptions": [{"kind": "ELECTRICITY", "unit": "kWh", "before": 84000,
                                    "cost_before": 168 * MILLION}]}},
        {"rows": {"consumptions": [{"no": 1, "after": 61000, "cost_after": 122 * MILLION,
                                    "measured_on": day(9, 28)}]}},
        figures={"energy_saved_percent": 27},
    ),
    Line(
        5, "fair_join", "Tham gia hội chợ hàng công nghiệp nông thôn tiêu biểu", 100, 80,
        {"sheet": {"name": "Hội chợ phía Bắc", "place": "Vinh", "starts_on": day(9, 10), "ends_on": day(9, 15),
                   "booths_planned": 12}},
        {"sheet": {"booths": 12, "visitors": 9000},
         "rows": {"fairparticipants": [{"establishment": Named("establishment", ENTERPRISE), "booths": 2}]}},
        kind="TASK", figures={"booths": 12},
    ),
    Line(
        6, "voting_organise_province", "Bình chọn sản phẩm tiêu biểu cấp tỉnh", 120, 120,
        {"sheet": {"round_name": "Bình chọn cấp tỉnh", "products_planned": 20}},
        {"sheet": {"held_on": day(9, 10), "decision_number": "70/QĐ-UBND", "decided_on": day(9, 25)},
         "rows": {"votedproducts": [{"product": "Bộ bàn ghế", "establishment": Named("establishment", ENTERPRISE),
                                     "group": "HANDICRAFT", "score": 86, "recognised": True}]}},
        kind="TASK", figures={"products_registered": 20, "products_recognised": 8},
        reached={"products_registered": 1, "products_recognised": 1},
    ),
    Line(
        7, "voting_join_higher", "Hỗ trợ cơ sở dự bình chọn cấp quốc gia", 40, 40,
        {"sheet": {"round_name": "Bình chọn cấp quốc gia", "products_planned": 1},
         "rows": {"votedproducts": [{"product": "Bộ bàn ghế", "maker": "Làng nghề Thái Yên", "group": "HANDICRAFT"}]}},
        {"sheet": {"held_on": day(9, 12), "decision_number": "71/QĐ-BCT", "decided_on": day(9, 26)},
         "rows": {"votedproducts": [{"no": 1, "product": "Bộ bàn ghế", "group": "HANDICRAFT", "recognised": False,
                                     "maker": "Làng nghề Thái Yên",
                                     "establishment": Named("establishment", ENTERPRISE)}]}},
        kind="GROUP", reached={"products_recognised": 0},
    ),
    Line(
        8, "trademark", "Xây dựng nhãn hiệu mộc Lam Giang", 70, 33,
        {"rows": {"trademarks": [{"mark": "Lam Giang", "kind": "ORDINARY", "owner": "Công ty Lam Giang",
                                  "goods": "Đồ gỗ"}]}},
        {"rows": {"trademarks": [{"no": 1, "filing_number": "4-2022-00017", "filed_on": day(8, 30)}]}},
    ),
    Line(
        9, "cluster_investment_report_establish", "Lập báo cáo đầu tư thành lập cụm Thái Yên 2", 150, 110,
        {"sheet": {"cluster": cluster("new"), "hectares": 30}},
        {"sheet": {"hectares_done": 30, "decision_number": "72/QĐ-UBND", "decided_on": day(9, 20),
                   "decided_by": "UBND tỉnh"}},
        figures={"hectares": 30},
    ),
    Line(
        10, "cluster_detailed_plan", "Quy hoạch chi tiết cụm Bắc Cẩm Xuyên", 420, 180,
        {"sheet": {"cluster": cluster("old"), "hectares": 40}},
        {"sheet": {"hectares_done": 40, "decision_number": "73/QĐ-UBND", "decided_on": day(9, 20),
                   "decided_by": "UBND huyện"}},
        figures={"hectares": 40},
    ),
    Line(
        11, "wastewater_establishment", "Nâng cấp xử lý nước thải xưởng mộc", 480, 136,
        {"sheet": {"technology": "Keo tụ, lắng, lọc", "capacity": 60, "standard": "QCVN 40"},
         "rows": {"watertests": [{"parameter": "pH", "limit_min": 5, "limit_max": 9, "before": 4}]}},
        {"sheet": {"capacity_built": 60}, "rows": {"watertests": [{"no": 1, "after": 7, "measured_on": day(9, 28)}]}},
        figures={"capacity_m3_per_day": 60, "parameters_meeting_standard": 1},
    ),
]  # fmt: skip
SUPPORT = sum(line.support for line in LINES)


def plan_lines():
    return yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))["plan"]["lines"]


class RestLines(RestYear):
    """All over REST. `named`: {kind: {words: id}} of what the particulars name."""

    def points(self):
        return APPRAISAL_POINTS

    def plan_from_draft_to_issued(self):
        officer = self.officer
        self.plan = officer.post(
            "plans/", {"year": YEAR, "tier": "LOCAL", "total_budget": 2236 * MILLION, "approval_way": "ROUNDS"}
        )
        self.lines = [officer.post("plan-lines/", {"plan": self.plan["id"], **row}) for row in plan_lines()]
        self._plan(officer, "enter_issued", paper=paper("173/KH-UBND", f"{YEAR}-02-27"), note="Kế hoạch đã ban hành.")
        book = {"book_year": self.plan["book_year"]}
        self.accountant.post(
            "appropriations/",
            book | {"unit": self.doit, "kind": "INITIAL", "amount": 2236 * MILLION, "number": "3000/QĐ-UBND",
                    "dated_on": f"{YEAR}-01-05"},
        )  # fmt: skip
        self.accountant.post(
            "assignments/",
            book | {"from_unit": self.doit, "to_unit": self.centre_office, "amount": SUPPORT * MILLION,
                    "number": "11/QĐ-SCT", "dated_on": f"{YEAR}-01-15"},
        )  # fmt: skip

    def projects_from_draft_to_the_conclusion(self):
        self.enterprise = self.centre.post(
            "establishments/",
            {"name": "Công ty TNHH Đồ gỗ Lam Giang", "legal_form": "SME", "area": self.area,
             "known_since": f"{YEAR}-01-01", "code": ENTERPRISE, "sector": "Chế biến gỗ"},
        )  # fmt: skip
        decided = {"decision_number": "15/QĐ-UBND", "decided_on": "2016-03-15"}
        clusters = {
            words: self.centre.post(
                "clusters/", {"name": words, "area": self.area, "hectares": 45} | (decided if key == "old" else {})
            )["id"]
            for key, words in CLUSTERS.items()
        }
        self.named = {"cluster": clusters, "establishment": {ENTERPRISE: self.enterprise["id"]}}
        self.projects = [self._of_line(line) for line in LINES]

    def _of_line(self, line):
        project = self._project(line.title, line.category, line.total, line.support, kind=line.kind)
        if line.kind != "PROJECT":  # a task needs no beneficiary, a group names it later
            later = {"beneficiaries_planned": 1} if line.kind == "GROUP" else {}
            project = self.centre.patch("projects/{id}/", {"beneficiaries": [], **later}, id=project["id"])
        for row in self.centre.get("projects/{id}/required-papers/", id=project["id"]):
            if row["state"] == "MISSING":
                self.bring(project, row["code"])
        self.tell(project, line.planned)
        self.reckon(project, line, "planned")
        self.centre.press("projects/", project["id"], "register", on=f"{YEAR}-03-15")
        self.officer.post(
            "projects/{id}/appraisals/",
            {
                "made_on": f"{YEAR}-04-10",
                "points": {point: {"ok": True, "finding": "Đạt."} for point in self.points()},
                "recommended_support": line.support * MILLION,
            },
            id=project["id"],
        )
        self.director.press("projects/", project["id"], "appraise", on=f"{YEAR}-04-20")
        return project

    def bring(self, project, code):
        given = {"kind": code, "title": f"Giấy tờ {code}", "issued_on": f"{YEAR}-03-01"}
        return self.centre.post("projects/{id}/documents/", form=given, id=project["id"])

    def tell(self, project, particulars):
        """Write the part of the particulars whose turn it is."""
        machines = self.centre.get("projects/{id}/details/", id=project["id"])["rows"].get("machines", [])
        named = self.named | {"machine": {f"{row['name']} {row['model']}": row["id"] for row in machines}}

        def plain(values):
            words = {name: named[v.kind][v.words] for name, v in values.items() if isinstance(v, Named)}
            return values | words | {n: v.isoformat() for n, v in values.items() if isinstance(v, datetime.date)}

        rows = {name: [plain(row) for row in given] for name, given in particulars.get("rows", {}).items()}
        given = {"sheet": plain(particulars.get("sheet", {})), "rows": rows}
        return self.centre.post("projects/{id}/details/", given, id=project["id"])

    def reckon(self, project, line, which):
        rows = [{"code": code, which: figure} for code, figure in line.indicators(which).items()]
        self.centre.post("projects/{id}/indicators/", rows, id=project["id"])

    def round_from_draft_to_the_decision(self):
        self.round = self.officer.post("rounds/", {"plan": self.plan["id"], "source_note": "Đợt 1"})
        for project, line in zip(self.projects, LINES, strict=True):
            item = {"project": project["id"], "line": self.lines[line.no - 1]["id"], "source": "APPROPRIATED",
                    "approved_support": line.support * MILLION}  # fmt: skip
            self.officer.post("rounds/{id}/include/", item, id=self.round["id"])
        pk = self.round["id"]
        self.head.press("rounds/", pk, "check", on=f"{YEAR}-05-18")
        self.director.press("rounds/", pk, "submit", paper=paper("40/TTr-SCT", f"{YEAR}-05-20"))
        self.officer.press("rounds/", pk, "record_decision", paper=paper("1500/QĐ-UBND", f"{YEAR}-05-28"))

    def contract_and_work(self):
        for project, line in zip(self.projects, LINES, strict=True):
            if line.kind == "GROUP":
                named = {"establishment": self.enterprise["id"], **paper("31/SCT-QLCN", f"{YEAR}-06-01")}
                self.centre.post("projects/{id}/name-beneficiary/", named, id=project["id"])
            contract = {
                "project": project["id"], "kind": "ASSIGNMENT" if line.kind == "TASK" else "CONTRACT",
                "number": f"{line.no:02d}/HĐ-KC", "signed_on": f"{YEAR}-06-10", "content": line.title,
                "counterparty": self.enterprise["name"], "value": line.support * MILLION,
                "ends_on": f"{YEAR}-10-30",
            }  # fmt: skip
            commitment = self.centre.post("commitments/", contract)
            self.centre_director.press("commitments/", commitment["id"], "sign")
            self.centre.press("projects/", project["id"], "start", on=f"{YEAR}-06-20")
            self.progress(project, 100, f"{YEAR}-10-01", f"{YEAR}-10-10")

    def completion_and_acceptance(self):
        batch = self.centre.post("acceptance-batches/", {"held_on": f"{YEAR}-10-22", "team": "Sở, Trung tâm, huyện"})
        for project, line in zip(self.projects, LINES, strict=True):
            self.tell(project, line.done)
            self.reckon(project, line, "actual")
            self.bring(project, "volume_report_3b")
            self.centre.press("projects/", project["id"], "complete", on=f"{YEAR}-10-12")
            place = {
                "project": project["id"], "place": "Xã Tùng Ảnh", "present": "Đại diện đơn vị thụ hưởng",
                "results": "Đạt mục tiêu.", "accepted_cost": line.total * MILLION, "conclusion": "PASS",
                "results_by_target": [
                    {"code": row["code"], "value": row["actual"]}
                    for row in self.centre.get("projects/{id}/indicators/", id=project["id"])
                ],
            }  # fmt: skip
            self.centre.post("acceptance-batches/{id}/places/", place, id=batch["id"])
        minutes = paper("05/BB-NT", f"{YEAR}-10-22", "Trung tâm Khuyến công")
        self.second.press("acceptance-batches/", batch["id"], "conclude", paper=minutes)

    def all(self):
        self.plan_from_draft_to_issued()
        self.projects_from_draft_to_the_conclusion()
        self.round_from_draft_to_the_decision()
        self.contract_and_work()
        self.completion_and_acceptance()


def typed(form, particulars):
    """{name of the field on the page: what is typed or chosen} of particulars as REST takes them."""
    family, found = FAMILIES[form], {}
    for name, value in particulars.get("sheet", {}).items():
        found[f"sheet-{name}"] = _words(family.sheet, name, value)
    kinds = {kind.list_name(): kind for kind in family.rows}
    for key, rows in particulars.get("rows", {}).items():
        for number, row in enumerate(rows):
            for name, value in row.items():
                if name != "no":
                    found[f"{key}-{number}-{name}"] = _words(kinds[key], name, value)
    return found


def _words(kind, name, value):
    choices = kind._meta.get_field(name).choices
    if choices:
        return dict(choices)[value]
    if isinstance(value, Named):
        return value.words
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return f"{value} đồng" if isinstance(value, int) and value >= MILLION else str(value)


class BrowserLines(BrowserYear):
    """The same at the browsers of the offices."""

    def plan_from_draft_to_issued(self):
        officer = self.officer.menu("Kế hoạch khuyến công năm").follow("Lập kế hoạch")
        officer.fill(year=YEAR, tier="địa phương", total_budget="2236 triệu", approval_way="theo từng đợt")
        self.plan = officer.press("Lưu").here
        names = dict(SupportCategory.objects.values_list("code", "name_short"))
        for row in plan_lines():
            fields = {key: row[key] for key in ("no", "text", "quantity_min", "quantity_max", "unit")}
            self._line(**{key: value for key, value in fields.items() if value is not None},
                       categories=[names[code] for code in row["categories"]])  # fmt: skip
        officer.open(self.plan).step("Mở đăng ký nhu cầu").step("Tổng hợp thành dự thảo")
        self.head.open(self.plan).step("Gửi lấy ý kiến các sở, ngành")
        officer.open(self.plan).follow("Nhập thay theo văn bản").fill(
            office="Sở Tài chính", received_on=f"10/02/{YEAR}", agrees="Thống nhất", content="Thống nhất dự thảo.",
            number="45/STC-HCSN", issued_on=f"09/02/{YEAR}", signer="Lê Văn Tài", file=scan("45/STC-HCSN"),
        ).press("Lưu")  # fmt: skip
        submission = typed_paper("12/TTr-SCT", f"15/02/{YEAR}", "Sở Công Thương", "Trần Văn Minh")
        self.director.open(self.plan).step("Trình UBND tỉnh", **submission)
        officer.open(self.plan).step("Ghi nhận văn bản đã ban hành", **typed_paper("173/KH-UBND", f"27/02/{YEAR}"))
        accountant = self.accountant.open(f"/budgets/estimate/?year={YEAR}")
        accountant.open("/budgets/estimate/appropriate/").fill(
            unit="Sở Công Thương", amount="2236 triệu", number="3000/QĐ-UBND", dated_on=f"05/01/{YEAR}",
            issuer="UBND tỉnh Hà Tĩnh", scan=scan("Quyết định giao dự toán"),
        ).press("Ghi sổ")  # fmt: skip
        accountant.open("/budgets/estimate/assign/").fill(
            from_unit="Sở Công Thương", to_unit="Trung tâm", amount=f"{SUPPORT} triệu", number="11/QĐ-SCT",
            dated_on=f"15/01/{YEAR}", scan=scan("Quyết định giao dự toán cho Trung tâm"),
        ).press("Ghi sổ")  # fmt: skip

    def projects_from_draft_to_the_conclusion(self):
        centre = self.centre.open("/establishments/new/").fill(
            name="Công ty TNHH Đồ gỗ Lam Giang", legal_form="nhỏ và vừa", area="Xã Tùng Ảnh",
            known_since=f"01/01/{YEAR}", code=ENTERPRISE, sector="Chế biến gỗ",
        ).press("Lưu")  # fmt: skip
        for key, words in CLUSTERS.items():
            decided = {"decision_number": "15/QĐ-UBND", "decided_on": "15/03/2016"} if key == "old" else {}
            centre.open("/establishments/clusters/new/").fill(name=words, area="Xã Tùng Ảnh", hectares="45", **decided)
            centre.press("Lưu")
        self.projects = [self._of_line(line) for line in LINES]

    def _of_line(self, line):
        names = dict(SupportCategory.objects.values_list("code", "name_short"))
        kinds = {"PROJECT": "Đề án", "TASK": "Nhiệm vụ", "GROUP": "Đề án nhóm"}
        whose = {"PROJECT": {"beneficiaries-0-establishment": ENTERPRISE, "beneficiaries-0-place": "Xã Tùng Ảnh"},
                 "TASK": {}, "GROUP": {"beneficiaries_planned": 1}}  # fmt: skip
        self.centre.open(f"/projects/new/?year={YEAR}").fill(
            title=line.title, category=names[line.category], kind=kinds[line.kind], plan_year=YEAR,
            filed_on=f"12/03/{YEAR}", area="Xã Tùng Ảnh", place="Xã Tùng Ảnh", total_cost=f"{line.total} triệu",
            eligible_cost=f"{line.total} triệu", requested_support=f"{line.support} triệu",
            counterpart=f"{line.total - line.support} triệu", starts_on=f"01/06/{YEAR}", ends_on=f"30/10/{YEAR}",
            content=line.title, **TEXT, **whose[line.kind],
        ).press("Lưu", within="main form > .body > .do:last-child")  # fmt: skip
        project = self.centre.here
        self._bring_all(self.centre, project)
        self._tell(project, line, "Ghi nội dung chi tiết", line.planned, "planned")
        self.centre.open(project).step("Nộp hồ sơ đăng ký")
        officer = self.officer.open(project).follow("Lập phiếu thẩm định")
        for point in officer.page.locator("main fieldset.group").filter(has_text="Đánh giá").all():
            point.locator("label", has_text="Đạt").first.click()
        officer.fill(recommended_support=f"{line.support} triệu", made_on=f"10/04/{YEAR}").press("Ghi phiếu thẩm định")
        self.what_no_rule_tells(project)
        self.director.open(project).step("Kết luận đủ điều kiện")
        return project

    def _tell(self, project, line, link, particulars, which):
        centre = self.centre.open(project).follow(link)
        centre.fill(**typed(line.form, particulars)).press("Lưu nội dung chi tiết")
        told = indicators_told(Project.objects.get(pk=_id(project)), which)
        typed_here = {code: figure for code, figure in line.indicators(which).items() if code not in told}
        centre.open(f"{project}indicators/").fill(
            **{f"{code}.{which}": figure for code, figure in typed_here.items()}
        ).press("Lưu")

    def round_from_draft_to_the_decision(self):
        officer = self.officer.open(self.plan).follow("Lập đợt").press("Lưu")
        self.round = officer.here
        texts = {row["no"]: row["text"] for row in plan_lines()}
        for line in LINES:
            row = officer.open(self.round).page.locator("section:has(#eligible) li", has_text=line.title)
            officer._and_arrive(row.get_by_role("link", name="Đưa vào").click)
            officer.fill(line=texts[line.no], source="chưa chia", approved_support=f"{line.support} triệu").press("Lưu")
        self.head.open(self.round).step("Kiểm tra danh mục, chuyển lãnh đạo Sở")
        submission = typed_paper("40/TTr-SCT", f"20/05/{YEAR}", "Sở Công Thương", "Trần Văn Minh")
        self.director.open(self.round).step("Trình UBND tỉnh phê duyệt", **submission)
        decision = typed_paper("1500/QĐ-UBND", f"28/05/{YEAR}")
        officer.open(self.round).step("Ghi nhận quyết định đã ban hành", **decision)

    def contract_and_work(self):
        for project, line in zip(self.projects, LINES, strict=True):
            if line.kind == "GROUP":
                named = typed_paper("31/SCT-QLCN", f"01/06/{YEAR}", "Sở Công Thương", "Trần Văn Minh")
                self.centre.open(project).follow("Nêu tên đơn vị thụ hưởng").fill(establishment=ENTERPRISE, **named)
                self.centre.press("Nêu tên đơn vị thụ hưởng")
            centre = self.centre.open(f"/budgets/commitments/new/?project={_id(project)}").fill(
                kind="giao nhiệm vụ" if line.kind == "TASK" else "Hợp đồng", number=f"{line.no:02d}/HĐ-KC",
                signed_on=f"10/06/{YEAR}", ends_on=f"30/10/{YEAR}", counterparty="Công ty TNHH Đồ gỗ Lam Giang",
                content="Theo quyết định", value=f"{line.support} triệu",
            ).press("Lưu bản soạn")  # fmt: skip
            self.centre_director.open(centre.here).step("Ký, ghi nhận hiệu lực")
            centre.open(project).step("Bắt đầu thực hiện")
            self._progress(project, 100, f"10/{YEAR}", line.total)

    def completion_and_acceptance(self):
        for project, line in zip(self.projects, LINES, strict=True):
            self._tell(project, line, "Ghi kết quả thực hiện", line.done, "actual")
            self.centre.open(f"{project}papers/add/?kind=volume_report_3b").fill(file=scan("Mẫu 3b"))
            self.centre.press("Đưa vào hồ sơ").open(project).step("Báo cáo hoàn thành")
        centre = self.centre.menu("Nghiệm thu").open("/inspections/acceptance/new/").fill(
            held_on=f"22/10/{YEAR}", team="Sở, Trung tâm, huyện Đức Thọ", waiting=[line.title for line in LINES]
        ).press("Lưu", within="main form > .body > .do")  # fmt: skip
        batch = centre.here
        for number, line in enumerate(LINES, 1):
            code = f"KCĐP-{YEAR}-{number:03d}"  # in the order in which they were drafted
            row = centre.open(batch).page.locator("tr", has_text=code)
            centre._and_arrive(row.get_by_role("link", name="Ghi kết quả").click)
            centre.fill(
                present="Đại diện đơn vị thụ hưởng", results="Đạt mục tiêu.", accepted_cost=f"{line.total} triệu",
                counterpart_done=f"{line.total - line.support} triệu" if line.total > line.support else "0",
                conclusion="Đạt",
            ).press("Lưu kết quả")  # fmt: skip
        minutes = typed_paper("05/BB-NT", f"22/10/{YEAR}", "Trung tâm Khuyến công", "Tổ nghiệm thu")
        self.second.open(batch).step("Ghi nhận biên bản nghiệm thu", **minutes)

    def all(self):
        self.plan_from_draft_to_issued()
        self.projects_from_draft_to_the_conclusion()
        self.round_from_draft_to_the_decision()
        self.contract_and_work()
        self.completion_and_acceptance()
