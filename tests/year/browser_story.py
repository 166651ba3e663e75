"""The programme year of tests/year/story.py as the offices live it in their browsers, screen by screen.

The same projects and the same amounts, in triệu đồng, so that both years end with the same books.
"""

import re

from playwright.sync_api import expect

from khuyencong.sample.pictures import photo
from tests.year.story import TEXT, YEAR, scan

NEXT = YEAR + 1


def paper(number, day, issuer="UBND tỉnh Hà Tĩnh", signer="Nguyễn Văn Ký", *lines):
    """The fields of *Ghi nhận văn bản đã ban hành*, with its scan."""
    return {
        "number": number, "issued_on": day, "issuer": issuer, "signer": signer,
        "file": scan(number, *lines),
    }  # fmt: skip


# What the machine (True) and the class (False) tell with the application, and when the work is done.
PLANNED = {
    True: {
        "machines-0-name": "Buồng sơn tĩnh điện", "machines-0-maker": "Gema", "machines-0-model": "OptiFlex",
        "machines-0-quantity": "1", "machines-0-unit_price": "377 triệu", "machines-0-is_new": "Mới",
    },
    False: {
        "courses-0-name": "Lớp xây dựng thương hiệu", "courses-0-days_planned": "2", "courses-0-learners_planned": "40",
    },
}  # fmt: skip
DONE = {
    True: {
        "deliveredmachines-0-machine": "Buồng sơn", "deliveredmachines-0-serial": "GM-2021-00417",
        "deliveredmachines-0-maker": "Gema", "deliveredmachines-0-model": "OptiFlex",
        "deliveredmachines-0-made_year": YEAR, "deliveredmachines-0-is_new": "Mới",
        "deliveredmachines-0-unit_price": "377 triệu", "deliveredmachines-0-delivered_on": f"20/09/{YEAR}",
    },
    False: {
        "courses-0-opened_on": f"18/08/{YEAR}", "courses-0-closed_on": f"19/08/{YEAR}", "courses-0-days": "2",
        "courses-0-learners": "40", "courses-0-women": "15",
    },
}  # fmt: skip


class BrowserYear:
    """`desks`: {username: Desk}. Each method is a part of the year and leaves what later parts need on the object.

    Without `with_class` the machine is the only project of the year.
    """

    def __init__(self, desks, *, with_class=True):
        self.with_class = with_class
        self.officer, self.second = desks["chuyenvien"], desks["chuyenvien.2"]
        self.head, self.director, self.accountant = desks["lanhdaophong"], desks["lanhdao"], desks["ketoan"]
        self.centre, self.centre_accountant = desks["trungtam"], desks["trungtam.ketoan"]
        self.centre_director, self.finance, self.district = (
            desks["trungtam.giamdoc"], desks["taichinh"], desks["huyen.ductho"],
        )  # fmt: skip

    def _of_this_year(self, machine, training):
        return (machine, training) if self.with_class else (machine,)

    # --- the plan and its money ---

    def plan_from_draft_to_issued(self):
        officer = self.officer.menu("Kế hoạch khuyến công năm").follow("Lập kế hoạch")
        officer.fill(year=YEAR, tier="địa phương", total_budget="500 triệu", approval_way="theo từng đợt").press("Lưu")
        self.plan = officer.here
        self._line(no=1, text="01-02 đề án ứng dụng máy móc thiết bị tiên tiến", quantity_min=1, quantity_max=2,
                   unit="đề án", planned_budget="300 triệu", categories=["tiên tiến"])  # fmt: skip
        self._line(no=2, text="01 lớp tập huấn", quantity_min=1, quantity_max=1, unit="lớp",
                   planned_budget="60 triệu", categories=["ập huấn"])  # fmt: skip
        officer.open(self.plan).step("Mở đăng ký nhu cầu").step("Tổng hợp thành dự thảo")
        self.head.open(self.plan).step("Gửi lấy ý kiến các sở, ngành")
        officer.open(self.plan).follow("Nhập thay theo văn bản").fill(
            office="Sở Tài chính", received_on=f"10/02/{YEAR}", agrees="Thống nhất", content="Thống nhất dự thảo.",
            number="45/STC-HCSN", issued_on=f"09/02/{YEAR}", signer="Lê Văn Tài", file=scan("45/STC-HCSN"),
        ).press("Lưu")  # fmt: skip
        submission = paper("12/TTr-SCT", f"15/02/{YEAR}", "Sở Công Thương", "Trần Văn Minh")
        self.director.open(self.plan).step("Trình UBND tỉnh", **submission)
        officer.open(self.plan).step("Ghi nhận văn bản đã ban hành", **paper("173/KH-UBND", f"27/02/{YEAR}"))
        officer.status("Đã ban hành").reads("173/KH-UBND", "Ghi nhận văn bản đã ban hành")

    def _line(self, **fields):
        self.officer.open(self.plan).follow("Thêm nội dung").fill(**fields).press("Lưu")

    def estimate_from_the_committee_to_the_lines(self):
        accountant = self.accountant.open(f"/budgets/estimate/?year={YEAR}")
        accountant.open("/budgets/estimate/appropriate/").fill(
            unit="Sở Công Thương", amount="500 triệu", number="3000/QĐ-UBND", dated_on=f"05/01/{YEAR}",
            issuer="UBND tỉnh Hà Tĩnh", scan=scan("Quyết định giao dự toán"),
        ).press("Ghi sổ")  # fmt: skip
        accountant.open("/budgets/estimate/assign/").fill(
            from_unit="Sở Công Thương", to_unit="Trung tâm", amount="400 triệu", number="11/QĐ-SCT",
            dated_on=f"15/01/{YEAR}", scan=scan("Quyết định giao dự toán cho Trung tâm"),
        ).press("Ghi sổ")  # fmt: skip
        accountant.open("/budgets/estimate/allocate/").fill(within="main form.filters", unit="Trung tâm").press("Xem")
        amounts = accountant.page.locator("main td [name^='line_']")
        for number, amount in enumerate(("300 triệu", "60 triệu")):
            amounts.nth(number).fill(amount)
        accountant.fill(number="12/QĐ-SCT", dated_on=f"05/03/{YEAR}", scan=scan("Phân bổ")).press("Phân bổ, ghi sổ")
        self.finance.menu("Dự toán và phân bổ").open(f"/budgets/estimate/?year={YEAR}").follow("12/QĐ-SCT")
        self.finance.step("Thống nhất")

    # --- the projects to the decision ---

    def projects_from_draft_to_the_conclusion(self):
        self.centre.menu("Cơ sở công nghiệp nông thôn").open("/establishments/new/").fill(
            name="Công ty TNHH Đồ gỗ Lam Giang", legal_form="nhỏ và vừa", area="Xã Tùng Ảnh",
            known_since=f"01/01/{YEAR}", code="3000123456", sector="Chế biến gỗ",
        ).press("Lưu")  # fmt: skip
        self.machine = self._project("Ứng dụng buồng sơn tĩnh điện", "Máy móc, thiết bị tiên tiến", 415, 180)
        self.training = None
        if self.with_class:
            self.training = self._project("Lớp tập huấn xây dựng thương hiệu", "ập huấn", 60, 60, kind="Nhiệm vụ")
        for project, support in self._of_this_year((self.machine, 180), (self.training, 60)):
            self._bring_all(self.centre, project)
            centre = self.centre.open(project).follow("Ghi nội dung chi tiết")
            centre.fill(**PLANNED[project == self.machine]).press("Lưu nội dung chi tiết")
            self.centre.open(project).step("Nộp hồ sơ đăng ký")
            officer = self.officer.open(project).follow("Lập phiếu thẩm định")
            for point in officer.page.locator("main fieldset.group").filter(has_text="Đánh giá").all():
                point.locator("label", has_text="Đạt").first.click()
            officer.fill(recommended_support=f"{support} triệu", made_on=f"10/04/{YEAR}").press("Ghi phiếu thẩm định")
            self.what_no_rule_tells(project)
            self.director.open(project).step("Kết luận đủ điều kiện")

    def what_no_rule_tells(self, project):
        """The rule of places of today has not been read, a name is like another: the appraiser answers by name."""
        officer = self.officer.open(f"{project}appraisal/")
        while (open_ := officer.page.locator("main").get_by_role("link", name=re.compile(r"^Trả lời\s*:"))).count():
            officer._and_arrive(open_.first.click)
            officer.page.locator("main [data-field='verdict'] label").first.click()
            officer.fill(reason="Đã đối chiếu.").press("Ghi câu trả lời").open(f"{project}appraisal/")

    def _project(self, title, category, total, support, kind="Đề án"):
        centre = self.centre.open(f"/projects/new/?year={YEAR}").fill(
            title=title, category=category, kind=kind, plan_year=YEAR, filed_on=f"12/03/{YEAR}", area="Xã Tùng Ảnh",
            place="Xã Tùng Ảnh", total_cost=f"{total} triệu", eligible_cost=f"{total} triệu",
            requested_support=f"{support} triệu", counterpart=f"{total - support} triệu",
            starts_on=f"01/06/{YEAR}", ends_on=f"30/10/{YEAR}", content=title, **TEXT,
            **{"beneficiaries-0-establishment": "3000123456", "beneficiaries-0-place": "Xã Tùng Ảnh"},
        ).press("Lưu", within="main form > .body > .do:last-child")  # fmt: skip
        return centre.here

    def _bring_all(self, desk, record):
        """Upload what the record's page says is missing, paper by paper; each upload comes back to that page."""
        desk.open(record)
        while (row := desk.page.locator("main li[id^='paper-']", has=desk.page.locator("text='Thiếu'")).first).count():
            row.locator("summary").click()
            desk.fill(within=f"#{row.get_attribute('id')}", file=scan(row.get_attribute("id")))
            desk.press("Tải lên", within=f"#{row.get_attribute('id')} form")
            assert desk.here == record

    def round_from_draft_to_the_decision(self):
        officer = self.officer.open(self.plan).follow("Lập đợt").press("Lưu")
        self.round = officer.here
        for code, support in self._of_this_year(("buồng sơn", 180), ("tập huấn", 60)):
            row = officer.open(self.round).page.locator("section:has(#eligible) li", has_text=code)
            officer._and_arrive(row.get_by_role("link", name="Đưa vào").click)
            line = officer.page.locator("[name=line] option", has_text="máy móc" if support == 180 else "tập huấn")
            officer.fill(line=line.first.inner_text(), source="phân bổ", approved_support=f"{support} triệu")
            officer.press("Lưu")
        self.head.open(self.round).step("Kiểm tra danh mục, chuyển lãnh đạo Sở")
        submission = paper("40/TTr-SCT", f"20/05/{YEAR}", "Sở Công Thương", "Trần Văn Minh")
        self.director.open(self.round).step("Trình UBND tỉnh phê duyệt", **submission)
        officer.open(self.round).step("Ghi nhận quyết định đã ban hành", **paper("1500/QĐ-UBND", f"28/05/{YEAR}"))
        officer.reads("1500/QĐ-UBND")

    # --- carried out, advanced, completed ---

    def contract_and_work(self):
        self.contracts = {}
        machine = self.machine, 180, "Hợp đồng", "01/HĐ-KC"
        training = self.training, 60, "giao nhiệm vụ", "02/QĐ-GNV"
        for project, value, kind, number in self._of_this_year(machine, training):
            centre = self.centre.open(f"/budgets/commitments/new/?project={_id(project)}").fill(
                kind=kind, number=number, signed_on=f"10/06/{YEAR}", ends_on=f"30/10/{YEAR}",
                counterparty="Công ty TNHH Đồ gỗ Lam Giang", content="Theo quyết định", value=f"{value} triệu",
                payee_name="Công ty TNHH Đồ gỗ Lam Giang", payee_account="3713.0.1234567",
                payee_bank="Kho bạc Nhà nước Hà Tĩnh",
            ).press("Lưu bản soạn")  # fmt: skip
            self.contracts[project] = centre.here
            self.centre_director.open(centre.here).step("Ký, ghi nhận hiệu lực")
            centre.open(project).step("Bắt đầu thực hiện")
            self._progress(project, 76, f"7/{YEAR}", 415 if project == self.machine else 60)

    def _progress(self, project, percent, month, total):
        self.centre.open(f"{project}progress/").fill(
            month=month, percent=percent, value_done=str(total * 1_000_000 * percent // 100)
        ).press("Lưu báo cáo")
        self.officer.open(f"{project}progress/").press(f"Xác nhận tháng {month.zfill(7)}")

    def visit_of_the_district(self):
        """On a telephone, with a photograph taken on the spot."""
        local = self.district.menu("Kiểm tra, giám sát").open("/inspections/new/")
        local.fill(project="buồng sơn", kind="Định kỳ", planned_on=f"20/07/{YEAR}").press("Ghi kết quả")
        local.fill(
            visited_on=f"20/07/{YEAR}", place="Xã Tùng Ảnh", present="Đại diện cơ sở", progress_percent=70,
            summary="Thực hiện đúng nội dung được duyệt.", photos=photo("Buồng sơn tĩnh điện", "anh-1.jpg"),
            minutes=scan("Biên bản kiểm tra", "Chữ ký hai bên"),
        )  # fmt: skip
        for question in local.page.locator("main [data-field^='answer_']").all():
            question.locator("label", has_text="Đúng, đạt").first.click()
        local.press("Gửi kết quả").status("Đã gửi")
        self.visit = local.here
        director = self.director.open(self.visit).step("Thông báo kết quả kiểm tra", verdict="Đạt")
        director.step("Đóng: không có tồn tại")
        photograph = local.open(self.visit).page.locator("figure img").first
        photograph.scroll_into_view_if_needed()
        expect(photograph).to_have_js_property("naturalWidth", 640)

    def advances(self):
        self._pay(self.machine, "Tạm ứng", 126, f"02/08/{YEAR}", f"06/08/{YEAR}", returned=True)
        if self.with_class:
            self._pay(self.training, "Tạm ứng", 42, f"03/08/{YEAR}", f"07/08/{YEAR}")

    def _pay(self, project, kind, millions, asked_on, paid_on, *, returned=False):
        """Prepared, checked, signed, sent, perhaps returned and sent again, paid: by three persons."""
        centre = self.centre.open(self.contracts[project]).follow("Lập đề nghị chi").fill(
            kind=kind, amount=f"{millions} triệu", content="Kinh phí hỗ trợ", requested_on=asked_on
        ).press("Lưu đề nghị")  # fmt: skip
        payment = centre.here
        self._bring_all(centre, payment)
        accountant = self.centre_accountant.open(payment).step("Kiểm soát, chuyển chủ tài khoản")
        self.centre_director.open(payment).step("Ký")
        accountant.open(payment).step("Gửi Kho bạc")
        if returned:
            accountant.step("Kho bạc trả lại", note="Sai tên tài khoản.").reads("Sai tên tài khoản.")
            accountant.step("Gửi lại Kho bạc")
        number = f"KB-{_id(payment):0>4}"
        accountant.step(
            "Ghi nhận Kho bạc đã chi",
            **paper(number, paid_on, "Kho bạc Nhà nước", "Nguyễn Thị Kho", "Giấy rút dự toán"),
        )
        accountant.status("đã chi").reads(number)

    def completion_and_acceptance(self):
        for project, total in self._of_this_year((self.machine, 415), (self.training, 60)):
            self._progress(project, 100, f"10/{YEAR}", total)
            centre = self.centre.open(project).follow("Ghi kết quả thực hiện")
            centre.fill(**DONE[project == self.machine]).press("Lưu nội dung chi tiết")
            self.centre.open(f"{project}papers/add/?kind=volume_report_3b").fill(file=scan("Mẫu 3b"))
            self.centre.press("Đưa vào hồ sơ").open(project).step("Báo cáo hoàn thành")
        centre = self.centre.menu("Nghiệm thu").open("/inspections/acceptance/new/").fill(
            held_on=f"22/10/{YEAR}", team="Sở, Trung tâm, huyện Đức Thọ",
            waiting=[*self._of_this_year("buồng sơn", "tập huấn")],
        ).press("Lưu", within="main form > .body > .do")  # fmt: skip
        batch = centre.here
        for words, accepted, own in self._of_this_year(("buồng sơn", 348, 168), ("tập huấn", 60, 0)):
            code = self._code(words)
            row = centre.open(batch).page.locator("tr", has_text=code)
            centre._and_arrive(row.get_by_role("link", name="Ghi kết quả").click)
            centre.fill(
                present="Đại diện đơn vị thụ hưởng", results="Đạt mục tiêu.", accepted_cost=f"{accepted} triệu",
                counterpart_done=f"{own} triệu" if own else "0", conclusion="Đạt",
            ).press("Lưu kết quả")  # fmt: skip
            if own:
                row = centre.page.locator("tr", has_text=code)
                centre._and_arrive(row.get_by_role("link", name="Đưa chứng từ vào").click)
                centre.fill(title="Hóa đơn máy", file=scan("Chứng từ đối ứng")).press("Đưa chứng từ vào")
        minutes = paper("05/BB-NT", f"22/10/{YEAR}", "Trung tâm Khuyến công", "Tổ nghiệm thu")
        self.second.open(batch).step("Ghi nhận biên bản nghiệm thu", **minutes)

    def _code(self, words):
        """The project's code, as people read it off the register."""
        row = self.officer.open(f"/register/?year={YEAR}").page.locator("#register tbody tr", has_text=words)
        return row.first.locator("text=/KC[A-ZĐ]+-\\d{4}-\\d+/").first.inner_text().split(" ")[0]

    def payments(self):
        self._pay(self.machine, "Thanh toán", 48, f"08/11/{YEAR}", f"12/11/{YEAR}")
        if self.with_class:
            self._pay(self.training, "Thanh toán", 18, f"09/11/{YEAR}", f"13/11/{YEAR}")

    # --- settled, examined, final ---

    def settlements(self):
        self.settlement = self._settle("buồng sơn", 180, [180, 108, 60], refuse=8, number="60/TB-SCT")
        self.settlement_of_training = None
        if self.with_class:
            self.settlement_of_training = self._settle("tập huấn", 60, [25, 20, 15], number="61/TB-SCT")

    def _settle(self, words, support, amounts, *, number, refuse=0):
        code = self._code(words)
        unit = self.centre_accountant.open(f"/budgets/settlements/?year={YEAR}").press(f"Lập quyết toán {code}")
        settlement = unit.here
        for no, millions in enumerate(amounts, 1):
            state = min(millions * support // sum(amounts), millions)
            unit.open(settlement).follow("Kê chứng từ").fill(
                form="8b", seller_name=f"Công ty cung cấp {no}", seller_tax_code=f"30{len(words):05d}{no:03d}",
                invoice_form="1C22TAA", invoice_number=f"{no:07d}", invoice_date=f"0{5 + no}/09/{YEAR}",
                content=f"Hạng mục {no}", amount_without_vat=f"{millions} triệu", vat="0",
                invoice_total=f"{millions} triệu", state_share=f"{state} triệu",
                counterpart_share=f"{millions - state} triệu" if millions > state else "0",
                image=scan("HÓA ĐƠN", f"Số {no:07d}"),
            ).press("Ghi chứng từ")  # fmt: skip
        self.centre_director.open(settlement).step("Ký, nộp quyết toán lên Sở")
        self._review(settlement, refuse)
        self.officer.open(settlement).step("Xét duyệt xong, trình lãnh đạo Sở")
        notice = paper(number, f"30/11/{YEAR}", "Sở Công Thương", "Trần Văn Minh")
        self.director.open(settlement).step("Duyệt quyết toán", **notice)
        return settlement

    def _review(self, settlement, refuse):
        """The Department's desk: ask about the first, agree by key, cut the last one where it must be cut."""
        review = self.officer.open(f"{settlement}vouchers/1/").fill(note="Mấy máy?").press("Hỏi lại")
        self.centre_accountant.open(f"{settlement}vouchers/1/").fill(text="Một máy, theo hợp đồng.")
        self.centre_accountant.press("Gửi trả lời")
        for no in (1, 2):
            review.open(f"{settlement}vouchers/{no}/")
            review.page.locator("h1").click()
            review._and_arrive(lambda: review.page.keyboard.press("a"))
        review.open(f"{settlement}vouchers/3/")
        if refuse:
            review.fill(amount=f"{60 - refuse} triệu", reason="Vượt", note="Vượt mức chi.")
        review.press("Đồng ý")

    def money_back(self, kind, millions, day):
        unit = self.centre_accountant.open(self.settlement).reads(f"Còn phải thu hồi: {millions}.000.000 đ")
        unit.follow("Ghi nhận tiền nộp lại").fill(
            kind=kind, amount=f"{millions} triệu", treasury_number=f"KB-NT-{millions}", dated_on=day,
            scan=scan("Giấy nộp trả kinh phí"),
        ).press("Ghi nhận")  # fmt: skip

    def year_account(self):
        """Finance asks about a voucher, then disallows 5 triệu of support; the unit pays it back; the year is final."""
        accountant = self.accountant.menu("Quyết toán").open(f"/budgets/settlements/?year={YEAR}")
        accountant.fill(unit="Trung tâm", within="main form.do").press("Mở quyết toán năm")
        account = accountant.here
        accountant.step("Tổng hợp, gửi Sở Tài chính")
        finance = self.finance.open(account).step("Bắt đầu kiểm tra")
        voucher = f"{self.settlement}vouchers/1/"
        finance.open(voucher).fill(why="Hóa đơn nào?").press("Hỏi lại")
        self.centre_accountant.open(voucher).fill(text="Hóa đơn số 1.").press("Gửi trả lời")
        finance.open(voucher).fill(amount="5 triệu", why="Chi ngoài hợp đồng.").press("Xuất toán")
        notice = paper("20/TB-STC", f"20/03/{NEXT}", "Sở Tài chính", "Phan Đình Long")
        finance.open(account).step("Ban hành thông báo", **notice)
        self.money_back("ngân sách", 5, f"25/03/{NEXT}")
        accountant.open(account).step("Báo đã điều chỉnh theo thông báo")
        finance.open(account).step("Xác nhận quyết toán năm")
        self.account = account

    def closing(self):
        for settlement in self._of_this_year(self.settlement, self.settlement_of_training):
            self.accountant.open(settlement).press("Đóng hồ sơ đề án")

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
        self.money_back("khôi phục", 4, f"15/12/{YEAR}")
        self.year_account()
        self.closing()


def _id(path):
    """ "/projects/7/" -> "7"."""
    return path.rstrip("/").rsplit("/", 1)[1]
