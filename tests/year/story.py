"""One programme year as the offices live it over REST, act by act, each by the person whose act it is.

Amounts in đồng. Two projects: a machine of an enterprise in Đức Thọ, which the Treasury sends back once, the Department
cuts, and Finance disallows a part of; and a training class, settled as planned.
"""

from khuyencong.sample.pictures import page, photo
from tests.year.rest import sent

MILLION = 1_000_000
YEAR = 2022
# The headings of a project's text, but for what it does.
TEXT = {
    "need": "Cần.", "objective": "Nâng năng suất.", "scale": "Một cơ sở.", "schedule_text": "Tháng 6 đến tháng 10.",
    "organisation_text": "Trung tâm thực hiện.", "impact": "Thêm việc làm.",
}  # fmt: skip

# What of the acts on money is done in this year, as the schema writes them; the others are done in
# tests/budgets/test_every_act_at_once.py.
MONEY_ACTS = {
    ("POST", path)
    for path in (
        "appropriations/", "assignments/", "allocation-sheets/", "allocation-sheets/{id}/press/{name}/",
        "commitments/", "commitments/{id}/press/{name}/", "payments/", "payments/{id}/papers/",
        "payments/{id}/press/{name}/", "settlements/", "settlements/{id}/press/{name}/", "settlements/{id}/close/",
        "vouchers/", "vouchers/{id}/decide/", "vouchers/{id}/answer/", "vouchers/{id}/examine/", "money-back/",
        "year-accounts/", "year-accounts/{id}/press/{name}/",
    )
}  # fmt: skip

# What must stand at each stage when the year is over, in triệu đồng, worked out by hand: 500 given, 400 of them to the
# Centre, 360 on lines, 240 reserved; the machine spent 174 and kept 170 (4 restored to its line, 6 never asked for),
# Finance disallowed 5, refunded; the class kept all its 60.
STANDING = {"APPROPRIATED": 140, "ALLOCATED": 300 + 60 - 180 - 60 + 6 + 4, "SETTLED": 165 + 60}
STANDING_OF_THE_MACHINE = {"APPROPRIATED": 140, "ALLOCATED": 300 + 60 - 180 + 6 + 4, "SETTLED": 165}  # without a class

# How screens and papers call the stages.
STAGE_WORDS = {
    "Dự toán được giao": "APPROPRIATED", "Dự toán đã phân bổ": "ALLOCATED", "Đã bố trí cho đề án": "APPROVED",
    "Đã ký hợp đồng, giao nhiệm vụ": "COMMITTED", "Đã thanh toán (thực chi)": "PAID", "Đã quyết toán": "SETTLED",
    "Đã tạm ứng, thanh toán": "ADVANCED", "Phải thu hồi, nộp trả": "RECOVERABLE",
}  # fmt: skip


def paper(number, day, issuer="UBND tỉnh Hà Tĩnh", signer="Nguyễn Văn Ký"):
    return {"number": number, "issued_on": day, "issuer": issuer, "signer": signer}


def scan(*lines):
    return page(lines, "ban-chup.png")


class RestYear:
    """`team`: {username: Person}. Each method is a part of the year and leaves what later parts need on the object."""

    def __init__(self, team):
        self.team = team
        self.officer, self.second = team["chuyenvien"], team["chuyenvien.2"]
        self.head, self.director, self.accountant = team["lanhdaophong"], team["lanhdao"], team["ketoan"]
        self.centre, self.centre_accountant = team["trungtam"], team["trungtam.ketoan"]
        self.centre_director, self.finance, self.district = (
            team["trungtam.giamdoc"], team["taichinh"], team["huyen.ductho"],
        )  # fmt: skip
        self.doit = self.officer.one("organisations/", kind="DOIT")["id"]
        self.centre_office = self.officer.one("organisations/", kind="CENTRE")["id"]
        self.category = {row["code"]: row["id"] for row in self.officer.rows("norms/categories/")}
        self.area = self.officer.one("areas/", name="Xã Tùng Ảnh", kind="COMMUNE")["id"]

    # --- the plan and its money ---

    def plan_from_draft_to_issued(self):
        officer = self.officer
        self.plan = officer.post(
            "plans/", {"year": YEAR, "tier": "LOCAL", "total_budget": 500 * MILLION, "approval_way": "ROUNDS"}
        )
        machines = {
            "plan": self.plan["id"], "no": 1, "text": "01-02 đề án ứng dụng máy móc thiết bị tiên tiến",
            "categories": ["advanced_machinery", "technology_line"], "quantity_min": 1, "quantity_max": 2,
            "unit": "đề án", "planned_budget": 300 * MILLION,
        }  # fmt: skip
        training = {
            "plan": self.plan["id"], "no": 2, "text": "01 lớp tập huấn", "categories": ["training_workshop"],
            "quantity_min": 1, "quantity_max": 1, "unit": "lớp", "planned_budget": 60 * MILLION,
        }  # fmt: skip
        self.lines = [officer.post("plan-lines/", row) for row in (machines, training)]
        self._plan(officer, "open_registration")
        self._plan(officer, "consolidate")
        self._plan(self.head, "ask_opinions")
        officer.post(
            "plan-opinions/",
            {
                "plan": self.plan["id"],
                "office": "Sở Tài chính",
                "received_on": f"{YEAR}-02-10",
                "agrees": True,
                "content": "Thống nhất dự thảo.",
                "paper": paper("45/STC-HCSN", f"{YEAR}-02-09", "Sở Tài chính"),
            },
        )
        self._plan(
            self.director, "submit", paper=paper("12/TTr-SCT", f"{YEAR}-02-15", "Sở Công Thương"), scan=scan("Tờ trình")
        )
        self._plan(officer, "issue", paper=paper("173/KH-UBND", f"{YEAR}-02-27"), scan=scan("Kế hoạch", "173/KH-UBND"))

    def _plan(self, person, name, **given):
        self.plan = person.press("plans/", self.plan["id"], name, **given)

    def estimate_from_the_committee_to_the_lines(self):
        book = self.plan["book_year"]
        self.accountant.post(
            "appropriations/",
            form={
                "book_year": book, "unit": self.doit, "kind": "INITIAL", "amount": 500 * MILLION,
                "number": "3000/QĐ-UBND", "dated_on": f"{YEAR}-01-05", "issuer": "UBND tỉnh Hà Tĩnh",
            },
            files={"scan": sent(scan("Quyết định giao dự toán"))},
        )  # fmt: skip
        self.accountant.post(
            "assignments/",
            {
                "book_year": book, "from_unit": self.doit, "to_unit": self.centre_office, "amount": 400 * MILLION,
                "number": "11/QĐ-SCT", "dated_on": f"{YEAR}-01-15",
            },
        )  # fmt: skip
        sheet = self.accountant.post(
            "allocation-sheets/",
            {
                "book_year": book, "unit": self.centre_office, "number": "12/QĐ-SCT", "dated_on": f"{YEAR}-03-05",
                "rows": [
                    {"line": self.lines[0]["id"], "amount": 300 * MILLION},
                    {"line": self.lines[1]["id"], "amount": 60 * MILLION},
                ],
            },
        )  # fmt: skip
        self.finance.press("allocation-sheets/", sheet["id"], "agree", on=f"{YEAR}-03-14")

    # --- the projects to the decision ---

    def projects_from_draft_to_the_conclusion(self):
        self.enterprise = self.centre.post(
            "establishments/",
            {
                "name": "Công ty TNHH Đồ gỗ Lam Giang", "legal_form": "SME", "area": self.area,
                "known_since": f"{YEAR}-01-01", "code": "3000123456", "sector": "Chế biến gỗ",
            },
        )  # fmt: skip
        self.machine = self._project("Ứng dụng buồng sơn tĩnh điện", "advanced_machinery", 415, 180)
        self.training = self._project("Lớp tập huấn xây dựng thương hiệu", "training_workshop", 60, 60, kind="TASK")
        for project in (self.machine, self.training):
            for row in self.centre.get("projects/{id}/required-papers/", id=project["id"]):
                if row["state"] == "MISSING":
                    self.bring(project, row["code"])
        self.centre.post(
            "projects/{id}/details/",
            {
                "rows": {
                    "machines": [
                        {
                            "name": "Buồng sơn tĩnh điện", "maker": "Gema", "model": "OptiFlex", "quantity": 1,
                            "unit_price": 377 * MILLION, "is_new": True,
                        }
                    ]
                }
            },
            id=self.machine["id"],
        )  # fmt: skip
        course = {"name": "Lớp xây dựng thương hiệu", "days_planned": 2, "learners_planned": 40}
        self.centre.post("projects/{id}/details/", {"rows": {"courses": [course]}}, id=self.training["id"])
        for project, support in ((self.machine, 180), (self.training, 60)):
            self.centre.press("projects/", project["id"], "register", on=f"{YEAR}-03-15")
            self.officer.post(
                "projects/{id}/appraisals/",
                {
                    "made_on": f"{YEAR}-04-10",
                    "points": {point: {"ok": True, "finding": "Đạt."} for point in self.points()},
                    "recommended_support": support * MILLION,
                },
                id=project["id"],
            )
            self.director.press("projects/", project["id"], "appraise", on=f"{YEAR}-04-20")

    def points(self):
        return self.officer.schema._properties({"$ref": "#/components/schemas/Points"})

    def _project(self, title, category, total, support, kind="PROJECT"):
        return self.centre.post(
            "projects/",
            {
                "tier": "LOCAL", "plan_year": YEAR, "kind": kind, "title": title,
                "category": self.category[category], "implementing_organisation": self.centre_office,
                "spending_unit": self.centre_office, "area": self.area, "place": "Xã Tùng Ảnh", "content": title,
                **TEXT, "starts_on": f"{YEAR}-06-01",
                "ends_on": f"{YEAR}-10-30", "total_cost": total * MILLION, "eligible_cost": total * MILLION,
                "requested_support": support * MILLION,
                "counterpart": (total - support) * MILLION, "other": 0, "filed_on": f"{YEAR}-03-12",
                "beneficiaries": [{"establishment": self.enterprise["id"], "area": self.area, "place": "Xã Tùng Ảnh"}],
            },
        )  # fmt: skip

    def bring(self, project, code):
        return self.centre.post(
            "projects/{id}/documents/",
            form={"kind": code, "title": f"Giấy tờ {code}"},
            files={"file": sent(scan(code, project["title"]))},
            id=project["id"],
        )

    def round_from_draft_to_the_decision(self):
        self.round = self.officer.post("rounds/", {"plan": self.plan["id"], "source_note": "Đợt 1"})
        where = ((self.machine, self.lines[0], 180), (self.training, self.lines[1], 60))
        for project, line, support in where:
            self.officer.post(
                "rounds/{id}/include/",
                {
                    "project": project["id"],
                    "line": line["id"],
                    "source": "ALLOCATED",
                    "approved_support": support * MILLION,
                },
                id=self.round["id"],
            )
        self.head.press("rounds/", self.round["id"], "check", on=f"{YEAR}-05-18")
        self.director.press(
            "rounds/", self.round["id"], "submit", paper=paper("40/TTr-SCT", f"{YEAR}-05-20"), scan=scan("Tờ trình")
        )
        self.officer.press(
            "rounds/",
            self.round["id"],
            "record_decision",
            paper=paper("1500/QĐ-UBND", f"{YEAR}-05-28"),
            scan=scan("Quyết định", "1500/QĐ-UBND"),
        )

    # --- carried out, advanced, completed ---

    def contract_and_work(self):
        self.contracts = {}
        for project, value in ((self.machine, 180), (self.training, 60)):
            commitment = self.centre.post(
                "commitments/",
                {
                    "project": project["id"], "kind": "ASSIGNMENT" if project["kind"] == "TASK" else "CONTRACT",
                    "number": f"{project['id']:02d}/HĐ-KC", "signed_on": f"{YEAR}-06-10",
                    "counterparty": self.enterprise["name"], "content": project["title"],
                    "value": value * MILLION, "ends_on": f"{YEAR}-10-30", "payee_name": self.enterprise["name"],
                    "payee_account": "3713.0.1234567", "payee_bank": "Kho bạc Nhà nước Hà Tĩnh",
                },
            )  # fmt: skip
            self.centre_director.press("commitments/", commitment["id"], "sign")
            self.contracts[project["id"]] = commitment
            self.centre.press("projects/", project["id"], "start", on=f"{YEAR}-06-20")
            self.progress(project, 76, f"{YEAR}-07-01", f"{YEAR}-07-27")

    def progress(self, project, percent, month, confirmed_on):
        report = self.centre.post(
            "projects/{id}/progress/",
            {"month": month, "percent": percent, "value_done": project["total_cost"] * percent // 100},
            id=project["id"],
        )
        self.officer.post("progress-reports/{id}/confirm/", {"on": confirmed_on}, id=report["id"])

    def visit_of_the_district(self):
        visit = self.district.post(
            "inspections/",
            {
                "project": self.machine["id"], "kind": "PERIODIC", "visited_on": f"{YEAR}-07-20",
                "place": "Xã Tùng Ảnh", "present": "Đại diện cơ sở", "progress_percent": 70,
                "summary": "Thực hiện đúng nội dung được duyệt.",
                "checklist": [
                    {"code": code, "answer": "YES"}
                    for code in ("place", "machine", "progress", "counterpart", "purpose", "results", "books")
                ],
            },
        )  # fmt: skip
        self.district.post(
            "inspections/{id}/photos/",
            form={},
            files={"photos": sent(photo("Buồng sơn tĩnh điện", "anh-1.jpg"))},
            id=visit["id"],
        )
        self.district.post(
            "inspections/{id}/minutes/", form={}, files={"file": sent(scan("Biên bản kiểm tra"))}, id=visit["id"]
        )
        self.district.press("inspections/", visit["id"], "file", on=f"{YEAR}-07-21")
        self.director.press("inspections/", visit["id"], "conclude", on=f"{YEAR}-07-28", verdict="SATISFACTORY")
        self.visit = self.director.press("inspections/", visit["id"], "close", on=f"{YEAR}-07-29")

    def advances(self):
        self.pay(self.machine, "ADVANCE", 126, f"{YEAR}-08-02", returned=True)
        self.pay(self.training, "ADVANCE", 42, f"{YEAR}-08-03")

    def pay(self, project, kind, millions, on, *, returned=False):
        """Prepared, checked, signed, sent, perhaps returned and sent again, paid."""
        payment = self.sent_to_the_treasury(project, kind, millions, on, returned=returned)
        self.paid = self.centre_accountant.press(
            "payments/",
            payment["id"],
            "pay",
            paper=paper(f"KB-{payment['id']:04d}", on[:-2] + f"{int(on[-2:]) + 4:02d}", "Kho bạc Nhà nước"),
            scan=scan("Giấy rút dự toán"),
        )

    def sent_to_the_treasury(self, project, kind, millions, on, *, returned=False):
        payment = self.centre.post(
            "payments/",
            {
                "commitment": self.contracts[project["id"]]["id"], "kind": kind, "amount": millions * MILLION,
                "content": f"Kinh phí hỗ trợ {project['code']}", "requested_on": on,
            },
        )  # fmt: skip
        for row in self.centre.get("payments/{id}/papers/", id=payment["id"]):
            if row["state"] == "MISSING":
                self.centre.post(
                    "payments/{id}/papers/",
                    form={"kind": row["code"], "where": "commitment"},
                    files={"file": sent(scan(row["name"]))},
                    id=payment["id"],
                )
        self.centre_accountant.press("payments/", payment["id"], "check", on=on)
        self.centre_director.press("payments/", payment["id"], "sign", on=on)
        self.centre_accountant.press("payments/", payment["id"], "send", on=on)
        if returned:
            self.centre_accountant.press(
                "payments/", payment["id"], "treasury_return", on=on, note="Sai tên tài khoản."
            )
            self.centre_accountant.press("payments/", payment["id"], "send_again", on=on)
        return payment

    def completion_and_acceptance(self):
        machine = self.centre.get("projects/{id}/details/", id=self.machine["id"])["rows"]["machines"][0]
        delivered = {"machine": machine["id"], "serial": "GM-2021-00417", "maker": "Gema", "model": "OptiFlex",
                     "made_year": YEAR, "is_new": True, "unit_price": machine["unit_price"],
                     "delivered_on": f"{YEAR}-09-20"}  # fmt: skip
        self.centre.post("projects/{id}/details/", {"rows": {"deliveredmachines": [delivered]}}, id=self.machine["id"])
        held = {"no": 1, "opened_on": f"{YEAR}-08-18", "closed_on": f"{YEAR}-08-19", "days": 2, "learners": 40,
                "women": 15}  # fmt: skip
        self.centre.post("projects/{id}/details/", {"rows": {"courses": [held]}}, id=self.training["id"])
        for project in (self.machine, self.training):
            self.progress(project, 100, f"{YEAR}-10-01", f"{YEAR}-10-10")
            self.bring(project, "volume_report_3b")
            self.centre.press("projects/", project["id"], "complete", on=f"{YEAR}-10-12")
        batch = self.centre.post(
            "acceptance-batches/", {"held_on": f"{YEAR}-10-22", "team": "Sở, Trung tâm, huyện Đức Thọ"}
        )
        for project, accepted in ((self.machine, 348), (self.training, 60)):
            place = self.centre.post(
                "acceptance-batches/{id}/places/",
                {
                    "project": project["id"], "beneficiary": self.machine_beneficiary(project),
                    "place": "Xã Tùng Ảnh", "present": "Đại diện đơn vị thụ hưởng", "results": "Đạt mục tiêu.",
                    "accepted_cost": accepted * MILLION, "conclusion": "PASS",
                    "results_by_target": [
                        {"code": row["code"], "value": row["actual"], "remark": "" if row["actual"] else "Không đo."}
                        for row in self.centre.get("projects/{id}/indicators/", id=project["id"])
                    ],
                },
                id=batch["id"],
            )  # fmt: skip
            proof = {"title": "Chứng từ vốn đối ứng", "number": "8b", "issued_on": f"{YEAR}-10-20"}
            path = "acceptance-batches/{id}/places/{place}/proofs/"
            self.centre.post(path, proof, id=batch["id"], place=place["id"])
        self.batch = self.second.press(
            "acceptance-batches/",
            batch["id"],
            "conclude",
            paper=paper("05/BB-NT", f"{YEAR}-10-22", "Trung tâm Khuyến công"),
            scan=scan("Biên bản nghiệm thu cơ sở"),
        )

    @staticmethod
    def machine_beneficiary(project):
        return project["beneficiaries"][0]["id"]

    def payments(self):
        self.pay(self.machine, "PAYMENT", 48, f"{YEAR}-11-08")
        self.pay(self.training, "PAYMENT", 18, f"{YEAR}-11-09")

    # --- settled, examined, final ---

    def settlements(self):
        """The machine: 348 accepted at acceptance, 8 refused on a voucher, so support 170 of 174 spent, 4 back."""
        self.settlement = self._settle(self.machine, [180, 108, 60], refuse=8, number="60/TB-SCT")
        self.settlement_of_training = self._settle(self.training, [25, 20, 15], number="61/TB-SCT")

    def _settle(self, project, amounts, *, number, refuse=0):
        unit, review = self.centre_accountant, self.officer
        settlement = unit.post("settlements/", {"project": project["id"]})
        support = self.contracts[project["id"]]["value"] // MILLION
        vouchers = []
        for no, millions in enumerate(amounts, 1):
            state = min(millions * support // sum(amounts), millions)
            vouchers.append(
                unit.post(
                    "vouchers/",
                    form={
                        "settlement": settlement["id"], "no": no, "form": "8b", "seller_name": f"Công ty cung cấp {no}",
                        "seller_tax_code": f"30{project['id']:05d}{no:03d}", "invoice_form": "1C22TAA",
                        "invoice_number": f"{no:07d}", "invoice_date": f"{YEAR}-09-{5 + no:02d}",
                        "content": f"Hạng mục {no}", "amount_without_vat": millions * MILLION, "vat": 0,
                        "invoice_total": millions * MILLION, "state_share": state * MILLION,
                        "counterpart_share": (millions - state) * MILLION,
                    },
                    files={"image": sent(scan("HÓA ĐƠN", f"Số {no:07d}"))},
                )
            )  # fmt: skip
        self.centre_director.press("settlements/", settlement["id"], "submit", on=f"{YEAR}-11-18")
        first, *others, last = vouchers
        review.post("vouchers/{id}/decide/", {"decision": "ASKED", "note": "Mấy máy?"}, id=first["id"])
        unit.post("vouchers/{id}/answer/", {"text": "Một máy, theo hợp đồng."}, id=first["id"])
        for voucher in (first, *others):
            review.post("vouchers/{id}/decide/", {"decision": "AGREED"}, id=voucher["id"])
        part = {"decision": "AGREED"}
        if refuse:
            left = last["amount_without_vat"] - refuse * MILLION
            part |= {"amount": left, "reason": "OVER_PRICE", "note": "Vượt mức chi."}
        review.post("vouchers/{id}/decide/", part, id=last["id"])
        review.press("settlements/", settlement["id"], "review", on=f"{YEAR}-11-26")
        self.vouchers = vouchers
        return self.director.press(
            "settlements/",
            settlement["id"],
            "approve",
            paper=paper(number, f"{YEAR}-11-30", "Sở Công Thương"),
            scan=scan("Thông báo duyệt quyết toán"),
        )

    def money_back(self, kind, millions, on):
        return self.centre_accountant.post(
            "money-back/",
            form={
                "commitment": self.contracts[self.machine["id"]]["id"], "kind": kind, "amount": millions * MILLION,
                "treasury_number": f"KB-NT-{kind}", "dated_on": on,
            },
            files={"scan": sent(scan("Giấy nộp trả kinh phí"))},
        )  # fmt: skip

    def year_account(self):
        """Finance asks about a voucher, then disallows 5 triệu of support; the unit pays it back; the year is final."""
        account = self.accountant.post(
            "year-accounts/", {"book_year": self.plan["book_year"], "unit": self.centre_office}
        )["id"]
        self.accountant.press("year-accounts/", account, "consolidate", on=f"{YEAR + 1}-02-10")
        self.finance.press("year-accounts/", account, "examine", on=f"{YEAR + 1}-03-01")
        voucher = self.finance.rows("vouchers/", settlement=self.settlement["id"])[0]["id"]
        self.finance.post("vouchers/{id}/examine/", {"result": "ASKED", "why": "Hóa đơn nào?"}, id=voucher)
        self.centre_accountant.post("vouchers/{id}/answer/", {"text": "Hóa đơn số 1."}, id=voucher)
        self.finance.post(
            "vouchers/{id}/examine/",
            {"result": "DISALLOWED", "amount": 5 * MILLION, "why": "Chi ngoài hợp đồng."},
            id=voucher,
        )
        self.finance.press(
            "year-accounts/",
            account,
            "issue_notice",
            paper=paper("20/TB-STC", f"{YEAR + 1}-03-20", "Sở Tài chính"),
            scan=scan("Thông báo kiểm tra quyết toán"),
        )
        self.money_back("REFUND", 5, f"{YEAR + 1}-03-25")
        self.accountant.press("year-accounts/", account, "correct", on=f"{YEAR + 1}-03-28")
        self.account = self.finance.press("year-accounts/", account, "finalise", on=f"{YEAR + 1}-04-02")

    def closing(self):
        for settlement in (self.settlement, self.settlement_of_training):
            self.accountant.post("settlements/{id}/close/", {"note": "Đủ hồ sơ."}, id=settlement["id"])

    def all(self):
        self.plan_from_draft_to_issued()
        self.estimate_from_the_committee_to_the_lines()
        self.projects_from_draft_to_the_conclusion()
        self.round_from_draft_to_the_decision()
        self.contract_and_work()
        self.visit_of_the_district()
        self.advances()
        self.completion_and_acceptance()
        self.payments()
        self.settlements()
        self.money_back("RESTORE", 4, f"{YEAR}-12-15")
        self.year_account()
        self.closing()
