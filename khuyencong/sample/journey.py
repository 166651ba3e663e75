"""One illustrative project from draft to where the sample leaves it, each step by the person whose act it is."""

import datetime

from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.commitments import COMMITMENT_FLOW, save_commitment
from budgets.models import Annex, Commitment, PaymentRequest, Voucher
from budgets.money_back import close_project
from budgets.papers import attach_contract_paper
from budgets.payments import PAYMENT_FLOW, missing_papers, save_payment
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.vouchers import decide_voucher, save_voucher
from core.documents import attach
from core.workflow import PaperInput
from inspections import checklist
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.proofs import add_proof
from inspections.services import add_minutes, save_batch, save_inspection, save_place
from inspections.workflow import ACCEPTANCE_FLOW, INSPECTION_FLOW
from khuyencong.sample.money import raise_value, restore, take_back
from khuyencong.sample.outcomes import estimate, found_at_the_place, indicators, volume_done
from khuyencong.sample.particulars import plan_particulars, write_results
from khuyencong.sample.pictures import page, photo
from norms.models import PaperKind, RequiredPaper, SupportCategory
from norms.selectors import required_papers
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import APPRAISAL_POINTS, Beneficiary, ChangeRequest, ProgressReport, Project
from projects.naming import name_beneficiary
from projects.progress import confirm_progress, save_progress
from projects.remarks import Asked
from projects.services import record_appraisal, save_project
from projects.workflow import PROJECT_FLOW

MILLION = 1_000_000
STAYS_EARLY = {"draft", "registered", "returned", "rejected", "appraised", "withdrawn", "planned"}


def day(month, number):
    return datetime.date(2021, month, number)


class Journey:
    """`row`: a project of hatinh_illustrative.yaml, amounts in triệu đồng."""

    def __init__(self, row, area, establishments, offices, people):
        self.row, self.reach, self.people = row, row["reach"], people
        self.establishment = establishments.get(row.get("beneficiary"))
        self.investor = establishments.get(row.get("investor"))
        self.newcomer = establishments.get(row.get("replaced_by"))
        self.named = [(establishments[key], share) for key, share in row.get("named", {}).items()]
        self.area = area or self.establishment.area
        centre = row["to"] == "C"
        self.unit = offices["centre" if centre else "doit"]
        self.officer = people["trungtam" if centre else "chuyenvien"]
        self.accountant = people["trungtam.ketoan" if centre else "ketoan"]
        self.holder = people["trungtam.giamdoc" if centre else "lanhdao"]
        self.submitter = people["trungtam.giamdoc" if centre else "lanhdaophong"]
        self.reviewer = people["chuyenvien" if centre else "chuyenvien.2"]
        self.director = people["lanhdao"]

    # --- to the decision ---

    def prepare(self):
        """Draft, register, appraise: as far as the project goes before a decision approves it."""
        row = self.row
        total, support = row["total"] * MILLION, row["support"] * MILLION
        self.project = Project(
            plan_year=2021,
            kind=row.get("kind", "PROJECT"),
            beneficiaries_planned=row.get("planned"),
            investor_establishment=self.investor,
            title=row["title"],
            category=SupportCategory.objects.get(code=row["category"]),
            implementing_organisation=self.unit,
            spending_unit=self.unit,
            area=self.area,
            place=f"{self.area.name}",
            need="Nội dung minh họa.",
            scale=f"Một cơ sở, một địa điểm tại {self.area.name} (minh họa).",
            schedule_text="Tháng 6: ký hợp đồng; tháng 7-9: thực hiện; tháng 10: nghiệm thu (minh họa).",
            organisation_text=f"{self.unit.name} thực hiện, đơn vị thụ hưởng vận hành (minh họa).",
            impact="Tăng sản lượng, thêm việc làm tại chỗ (minh họa).",
            objective="Nâng năng suất, chất lượng sản phẩm; tạo việc làm tại địa phương (minh họa).",
            content=row["title"],
            starts_on=day(6, 1),
            ends_on=day(10, 30),
            total_cost=total,
            requested_support=support,
            counterpart=total - support,
            other=0,
            eligible_cost=total,  # illustrative figures, none of them with tax
            filed_on=day(3, 12),
            illustrative=True,
        )
        beneficiary = Beneficiary(
            establishment=self.establishment, description=row.get("group", ""), area=self.area, place=self.area.name
        )
        if row.get("kind") == "GROUP":  # where it will be is known with the name
            beneficiary = Beneficiary(name_later=True)
        save_project(self.project, by=self.officer, beneficiaries=[beneficiary], cost_items=estimate(self.project))
        plan_particulars(self.project, by=self.officer, used=self.reach == "rejected")
        indicators(self.project, "planned", by=self.officer)
        if self.reach == "draft":
            return
        rows = required_papers(
            self.project.category, RequiredPaper.Stage.REGISTRATION, day(3, 12), tier=self.project.tier
        )
        for required in rows:
            self._bring(required.paper)
        PROJECT_FLOW.press(self.project, "register", by=self.officer, on=day(3, 15))
        if self.reach == "withdrawn":
            PROJECT_FLOW.press(
                self.project, "withdraw", by=self.officer, on=day(4, 2), note="Cơ sở xin rút: đổi hướng đầu tư."
            )
        if self.reach == "returned":
            PROJECT_FLOW.press(
                self.project,
                "return",
                by=self.reviewer,
                on=day(3, 29),
                note="Cam kết vốn đối ứng chưa có chữ ký của cơ sở.",
                remarks=[
                    Asked("PAPERS", "Cam kết vốn đối ứng phải có chữ ký của chủ cơ sở (minh họa)."),
                    Asked("SCALE", "Nêu công suất trước và sau khi đầu tư (minh họa)."),
                ],
            )
        if self.reach in ("withdrawn", "returned", "registered"):
            return
        refused = self.reach == "rejected"
        points = {code: {"ok": True, "finding": "Đạt (minh họa)."} for code in APPRAISAL_POINTS}
        if refused:
            points["need"] = {"ok": False, "finding": "Máy đã dùng, không phải máy mới."}
        record_appraisal(
            self.project,
            points=points,
            recommended_support=support,
            by=self.people["chuyenvien.2"] if self.officer == self.people["chuyenvien"] else self.people["chuyenvien"],
            made_on=day(4, 20),
        )
        if refused:
            PROJECT_FLOW.press(
                self.project,
                "reject",
                by=self.director,
                on=day(5, 4),
                note="Máy móc đề nghị hỗ trợ là máy đã dùng.",
                reason="not_new_machine",
            )
        else:
            PROJECT_FLOW.press(self.project, "appraise", by=self.director, on=day(5, 4))

    def _bring(self, paper, subject=None):
        attach(
            subject or self.project,
            page([paper.name, self.row["title"]], f"{paper.code}.png"),
            by=self.officer,
            kind=paper.code,
            title=paper.name,
            illustrative=True,
        )

    # --- from the decision on ---

    def carry_out(self):
        if self.reach in STAYS_EARLY:
            return
        self._name_beneficiaries()
        if self.reach == "approved":
            return
        self.project.refresh_from_db()
        self._commit()
        if self.reach == "contracted":
            return
        PROJECT_FLOW.press(self.project, "start", by=self.officer, on=day(6, 20))
        if "inspection" in self.row:
            self._inspect()
        if "value_done" in self.row:
            self._progress(self.row["value_done"], 7)
        if self.row.get("advance") and self._pay("ADVANCE", self.row["advance"], day(8, 2)):
            return
        if self.reach == "in_progress":
            self._ask_for_more_time()
        if self.reach in ("in_progress", "advanced"):
            return
        self._progress(self.row.get("by_volume", 100), 10)
        self._bring(PaperKind.objects.get(code="volume_report_3b"))
        if "by_volume" in self.row:
            PROJECT_FLOW.press(
                self.project, "complete_by_volume", by=self.officer, on=day(10, 12), note=self.row["by_volume_why"]
            )
        else:
            write_results(self.project, by=self.officer)
            indicators(self.project, "actual", by=self.officer)
            PROJECT_FLOW.press(self.project, "complete", by=self.officer, on=day(10, 12))
        if self.reach == "completed":
            return
        self._accept()
        if self._pay("PAYMENT", self.row["pay"], day(11, 8)):
            return
        if self.reach != "paid":
            self._settle()

    def _name_beneficiaries(self):
        """Of a group project, those that are known by now."""
        for number, (establishment, share) in enumerate(self.named, 1):
            paper = PaperInput(
                number=f"MH-{self.project.sequence:02d}.{number}/SCT-QLCN (minh họa)",
                issued_on=day(6, 15),
                issuer="Sở Công Thương",
                signer="Trần Văn Minh",
            )
            self.project.refresh_from_db()
            name_beneficiary(
                self.project, establishment=establishment, support_share=share * MILLION, paper=paper, by=self.officer
            )

    def _ask_for_more_time(self):
        """A request that waits for the Department to look on site."""
        change = ChangeRequest(
            project=self.project, kind="EXTEND", reason="Thiết bị nhập về chậm hai tháng (minh họa)."
        )
        save_change(change, by=self.officer, values={"ends_on": day(12, 15)})
        letter = PaperInput(
            number="MH-21/TTr-TTKC (minh họa)", issued_on=day(9, 6), issuer=self.unit.name,
            signer=self.holder.full_name, title="Tờ trình xin gia hạn", illustrative=True,
        )  # fmt: skip
        CHANGE_FLOW.press(change, "send", by=self.officer, paper=letter)

    def replace_beneficiary(self):
        """Who signed the contract withdraws; another takes its place by decision, and the annex names whom to pay."""
        change = ChangeRequest(
            project=self.project, kind="BENEFICIARY", leaving=self.project.beneficiaries.get(), joining=self.newcomer,
            reason="Cơ sở không thu xếp được vốn đối ứng, xin thôi; cơ sở cùng địa bàn nhận làm (minh họa).",
        )  # fmt: skip
        save_change(change, by=self.officer, values={})
        letter = PaperInput(
            number="MH-22/TTr-TTKC (minh họa)", issued_on=day(7, 5), issuer=self.unit.name,
            signer=self.holder.full_name, title="Tờ trình thay đơn vị thụ hưởng", illustrative=True,
        )  # fmt: skip
        CHANGE_FLOW.press(change, "send", by=self.officer, paper=letter)
        CHANGE_FLOW.press(
            change, "check", by=self.reviewer, on=day(7, 8), note="Có mặt bằng, có vốn đối ứng (minh họa)."
        )
        decision = PaperInput(
            number="MH-23/QĐ-UBND (minh họa)", issued_on=day(7, 15), issuer="UBND tỉnh Hà Tĩnh", signer="(minh họa)",
            title="Quyết định thay đơn vị thụ hưởng", illustrative=True,
        )  # fmt: skip
        CHANGE_FLOW.press(change, "decide", by=self.reviewer, paper=decision)
        name, number = self.newcomer.name, "MH-01/PLHĐ (minh họa)"
        annex = save_annex(
            Annex(
                commitment=self.commitment, number=number, signed_on=day(7, 20), counterparty=name, payee_name=name,
                payee_account="0000000001 (minh họa)", payee_bank="Kho bạc Nhà nước Hà Tĩnh", why=change.reason,
            ),
            by=self.officer,
        )  # fmt: skip
        ANNEX_FLOW.press(annex, "sign", by=self.holder)
        attach_contract_paper(
            annex, page(["Phụ lục hợp đồng", name], "phu-luc.png"), by=self.officer, title="Phụ lục hợp đồng đã ký",
            number=number, issued_on=day(7, 20),
        )  # fmt: skip

    def _commit(self):
        task = self.row.get("kind") == "TASK"
        self.commitment = save_commitment(
            Commitment(
                project=self.project,
                kind="ASSIGNMENT" if task else "CONTRACT",
                number=f"MH-{self.project.sequence:02d}/{'QĐ-GNV' if task else 'HĐ-KC'} (minh họa)",
                signed_on=day(6, 10),
                counterparty=self.establishment.name if self.establishment else self.unit.name,
                content=self.row["title"],
                value=self.row.get("contract", self.row["support"]) * MILLION,
                ends_on=day(10, 30),
                payee_name=self.establishment.name if self.establishment else self.unit.name,
                payee_account="0000000000 (minh họa)",
                payee_bank="Kho bạc Nhà nước Hà Tĩnh",
                illustrative=True,
            ),
            by=self.officer,
        )
        COMMITMENT_FLOW.press(self.commitment, "sign", by=self.holder, on=day(6, 10))
        self.project.refresh_from_db()
        if "contract" in self.row:
            raise_value(self.commitment, self.row["support"] * MILLION, by=self.officer, signed_by=self.holder)

    def _progress(self, percent, month):
        report = save_progress(
            ProgressReport(
                project=self.project,
                month=day(month, 1),
                percent=percent,
                value_done=self.row["total"] * MILLION * percent // 100,
                spent_counterpart=(self.row["total"] - self.row["support"]) * MILLION * percent // 100,
            ),
            by=self.officer,
        )
        confirm_progress(report, by=self.reviewer, on=day(month, 27))

    def _pay(self, kind, millions, on):
        """Prepared, checked, signed, sent, paid. True when the sample leaves the project in the middle of it."""
        payment = save_payment(
            PaymentRequest(
                commitment=self.commitment,
                kind=kind,
                amount=millions * MILLION,
                clears=self.row.get("clears", 0) * MILLION if kind == "PAYMENT" else 0,
                content=f"{'Tạm ứng' if kind == 'ADVANCE' else 'Thanh toán'} kinh phí hỗ trợ {self.project.code}",
                requested_on=on,
                illustrative=True,
            ),
            by=self.officer,
        )
        for required in missing_papers(payment, on):
            self._bring(required.paper, self.commitment)
        PAYMENT_FLOW.press(payment, "check", by=self.accountant, on=on)
        if self.reach == "payment_checked":
            return True
        PAYMENT_FLOW.press(payment, "sign", by=self.holder, on=on)
        PAYMENT_FLOW.press(payment, "send", by=self.accountant, on=on)
        if self.reach == "treasury_returned":
            PAYMENT_FLOW.press(
                payment,
                "treasury_return",
                by=self.accountant,
                on=on + datetime.timedelta(days=2),
                note="Sai tên tài khoản đơn vị nhận.",
            )
            return True
        if self.reach == "payment_sent" and kind == "PAYMENT":
            return True
        paper = PaperInput(
            number=f"KB-{payment.pk:04d} (minh họa)",
            issued_on=on + datetime.timedelta(days=4),
            issuer="Kho bạc Nhà nước Hà Tĩnh",
            signer="Giao dịch viên (minh họa)",
            upload=page(["Giấy rút dự toán", payment.content], "giay-rut-du-toan.png"),
            illustrative=True,
        )
        PAYMENT_FLOW.press(payment, "pay", by=self.accountant, paper=paper)
        return False

    def _inspect(self):
        serious = self.row["inspection"] == "SERIOUS"
        local = self.people["huyen.ductho"]
        inspector = local if local.organisation.area_id == self._district() else self.people["chuyenvien.2"]
        rows = checklist.blank()
        for row in rows:
            row["answer"] = "NO" if serious and row["code"] == "progress" else "YES"
        inspection = save_inspection(
            Inspection(
                project=self.project,
                kind="AD_HOC" if serious else "PERIODIC",
                visited_on=day(7, 20),
                place=self.area.name,
                present="Đại diện đơn vị thụ hưởng, cán bộ theo dõi (minh họa)",
                checklist=rows,
                progress_percent=35 if serious else 70,
                summary="Chậm so với kế hoạch." if serious else "Thực hiện đúng nội dung được duyệt.",
                illustrative=True,
            ),
            by=inspector,
            findings=[
                Finding(
                    text="Chậm lắp đặt bể xử lý, chưa có nhật ký vận hành.",
                    responsible=self.establishment.name,
                    due_on=day(8, 31),
                )
            ]
            if serious
            else [],
        )
        for number in (1, 2):
            attach(
                inspection,
                photo(self.row["title"], f"anh-{number}.jpg"),
                by=inspector,
                kind="photo",
                title=f"Ảnh hiện trường {number}",
                illustrative=True,
            )
        minutes = page(["Biên bản kiểm tra", self.row["title"], "Chữ ký hai bên"], "bien-ban.png")
        add_minutes(inspection, minutes, by=inspector)
        INSPECTION_FLOW.press(inspection, "file", by=inspector, on=day(7, 21))
        INSPECTION_FLOW.press(inspection, "conclude", by=self.director, on=day(7, 28), verdict=self.row["inspection"])
        if serious:
            INSPECTION_FLOW.press(inspection, "require_action", by=self.director, on=day(7, 28))
        else:
            INSPECTION_FLOW.press(inspection, "close", by=self.director, on=day(7, 28))

    def _district(self):
        parent = self.area.parent_on(day(7, 1))
        return parent and parent.pk

    def _team(self):
        """Led by the unit that spends, with Finance, and with the local office where it has an account."""
        local = self.people["huyen.ductho"]
        there = [(local, "")] if local.organisation.area_id == self._district() else []
        members = [(self.submitter, ", tổ trưởng"), (self.people["taichinh"], ""), *there, (self.officer, ", thư ký")]
        return "\n".join(f"{one.full_name}, {one.position}, {one.organisation}{role}" for one, role in members)

    def _accept(self):
        batch = AcceptanceBatch(held_on=day(10, 22), team=self._team(), illustrative=True)
        save_batch(batch, by=self.officer)
        result = Acceptance(
            project=self.project,
            beneficiary=self.project.beneficiaries.first(),
            place=self.area.name,
            present="Đại diện đơn vị thụ hưởng",
            results="Đạt các mục tiêu đề ra (minh họa).",
            accepted_cost=self.row["accepted"] * MILLION,
            counterpart_done=max(self.row["accepted"] - self.row["support"], 0) * MILLION,
            conclusion="BY_VOLUME" if "by_volume" in self.row else "PASS",
            volume_percent=volume_done(self.row["accepted"], self.row["total"]) if "by_volume" in self.row else None,
            defects=self.row.get("by_volume_why", ""),
        )
        save_place(
            result,
            batch=batch,
            by=self.officer,
            results=found_at_the_place(self.project, self.row.get("by_volume_why", "")),
        )
        for place in batch.places.select_related("project", "batch__unit"):
            if place.counterpart_done:
                scan = page(["Bảng kê chứng từ vốn đối ứng", self.row["title"], "Mẫu 8b"], "doi-ung.png")
                add_proof(
                    place, scan, by=self.officer, title="Bảng kê chứng từ vốn đối ứng (minh họa)", number="8b",
                    issued_on=day(10, 20),
                )  # fmt: skip
        ACCEPTANCE_FLOW.press(
            batch,
            "conclude",
            by=self.reviewer,
            paper=PaperInput(
                number=f"MH-{self.project.sequence:02d}/BB-NT (minh họa)",
                issued_on=day(10, 22),
                issuer=self.unit.name,
                signer="Tổ nghiệm thu",
                upload=page(["Biên bản nghiệm thu cơ sở", self.row["title"]], "bien-ban.png"),
                illustrative=True,
            ),
        )
        self.project.refresh_from_db()

    def _settle(self):
        settlement = open_settlement(self.project, by=self.accountant, illustrative=True)
        vouchers = []
        share = self.row["support"] / sum(self.row["vouchers"])
        for no, millions in enumerate(self.row["vouchers"], 1):
            amount = millions * MILLION
            state = min(int(millions * share) * MILLION, amount)
            vouchers.append(
                save_voucher(
                    Voucher(
                        settlement=settlement,
                        no=no,
                        form="8a" if share >= 1 else "8b",
                        seller_name=f"Công ty cung cấp số {no} (minh họa)",
                        seller_tax_code=f"30{self.project.sequence:05d}{no:03d}",
                        invoice_form="1C21TMH",
                        invoice_number=f"{self.project.sequence:03d}{no:04d}",
                        invoice_date=day(9, 5 + no),
                        content=f"Hạng mục {no}: {self.row['title']}"[:300],
                        amount_without_vat=amount,
                        vat=0,
                        invoice_total=amount,
                        state_share=state,
                        counterpart_share=amount - state,
                    ),
                    by=self.accountant,
                    image=page(
                        ["HÓA ĐƠN", f"Số {self.project.sequence:03d}{no:04d}", f"Thành tiền {millions} triệu đồng"],
                        f"hoa-don-{no}.png",
                    ),
                )
            )
        SETTLEMENT_FLOW.press(settlement, "submit", by=self.submitter, on=day(11, 18))
        if self.reach == "settlement_submitted":
            decide_voucher(vouchers[0], "AGREED", by=self.reviewer)
            decide_voucher(vouchers[1], "ASKED", by=self.reviewer, note="Hóa đơn ghi hai máy, hợp đồng một máy?")
            return
        refused = self.row.get("refuse", {})
        for voucher in vouchers:
            if voucher.no in refused:
                accepted = voucher.amount_without_vat - refused[voucher.no] * MILLION
                decide_voucher(
                    voucher, "AGREED", by=self.reviewer, amount=accepted, reason="OVER_PRICE", note="Vượt mức chi."
                )
            else:
                decide_voucher(voucher, "AGREED", by=self.reviewer)
        SETTLEMENT_FLOW.press(settlement, "review", by=self.reviewer, on=day(11, 26))
        SETTLEMENT_FLOW.press(
            settlement,
            "approve",
            by=self.director if self.unit != self.director.organisation else self.people["lanhdao"],
            paper=PaperInput(
                number=f"MH-{self.project.sequence:02d}/TB-SCT (minh họa)",
                issued_on=day(11, 30),
                issuer="Sở Công Thương",
                signer="Trần Văn Minh",
                illustrative=True,
            ),
        )
        self.project.refresh_from_db()
        if self.reach == "restored":
            settlement.refresh_from_db()
            back = restore(self.commitment, settlement.recovered, day(12, 15), by=self.accountant)
            take_back(back, "Ghi nhầm ngày của giấy nộp trả (minh họa).", by=self.accountant, confirmed_by=self.holder)
            restore(self.commitment, settlement.recovered, day(12, 14), by=self.accountant)
        if self.reach == "closed":
            close_project(self.project, by=self.people["ketoan"], on=day(12, 20))
