"""Every form of every page, sent three times at the same moment: one effect, and all three are led to the same page.

Each room is a list of what is sent, in the order of the office: who, on which page, what is typed over what the page
shows, and which address the form posts to where it is not the page's own.
"""

import datetime
import inspect

import pytest
from django.urls import URLResolver, get_resolver
from knox.models import AuthToken

from accounts.models import Organisation, User
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
    YearAccount,
)
from core.dates import ngay, today
from core.documents import documents_of
from establishments.models import Establishment, IndustrialCluster
from inspections.checklist import CODES
from inspections.models import AcceptanceBatch, Inspection
from ledger.models import BookYear
from norms.models import NormSet
from plans.models import AnnualPlan, ApprovalRound, PlanItem
from projects.models import (
    APPRAISAL_POINTS,
    ChangeRequest,
    CouncilMember,
    ImportBatch,
    ProgressReport,
    Project,
    Survey,
)
from projects.services import attach_paper
from reports.models import RegisterView, ReportRun
from tests.at_once.line import Line
from tests.at_once.places import newest, project, scan, workbook

pytestmark = pytest.mark.race

# Addresses that take a form and are not sent here, each with its reason.
ELSEWHERE = {
    "login": "chưa ai đăng nhập: không ghi gì của cơ quan",
    "logout": "ra hai lần cũng là ra",
    "password_change": "lần thứ hai mật khẩu cũ không còn đúng",
    "password_change_admin": "chỉ dẫn sang password_change",
    "accounts:me": "chỉ đọc", "accounts:show_token": "chỉ đọc",
    "norms:book": "chỉ đọc", "norms:rules": "chỉ đọc", "norms:set": "chỉ đọc", "norms:category": "chỉ đọc",
    "budgets:settlement": "chỉ đọc", "budgets:year_account": "chỉ đọc",
    "budgets:claim_new": "của sổ đã khóa, mà sổ của năm mẫu còn mở: test_every_step_at_once.py",
    "budgets:claim_press": "như claim_new",
}  # fmt: skip


def at(record):
    return record.get_absolute_url()


def paper(number, day, **more):
    return {"number": number, "issued_on": day, "signer": "Nguyễn Văn Ký", "file": scan(number), **more}


# --- the rooms --------------------------------------------------------------------------------------------------------


def visits():
    inspector, head = "chuyenvien", "lanhdao"
    soon = ngay(today() + datetime.timedelta(days=3))
    yield inspector, "/inspections/new/", {"project": project(7).pk, "kind": "AD_HOC", "planned_on": soon}
    edit = f"{at(newest(Inspection))}edit/"
    written = {"visited_on": "20/07/2021", "place": "Xưởng", "present": "Ông An", "progress_percent": 70,
               "photos": [scan("Máy"), scan("Xưởng")], **{f"answer_{code}": "YES" for code in CODES},
               "findings-0-text": "Thiếu biển báo", "findings-0-responsible": "Chủ cơ sở",
               "findings-0-due_on": "31/08/2021"}  # fmt: skip
    yield inspector, edit, written | {"act": "save"}
    yield inspector, edit, {"act": "file", "minutes": scan("Biên bản"), "summary": "Đúng nội dung."}
    visit = newest(Inspection)
    yield head, f"{at(visit)}press/conclude/", {"verdict": "MINOR"}
    yield head, at(visit), {}, f"{at(visit)}press/require_action/"
    mended = {"fixed_on": "20/08/2021", "note": "Đã lắp", "photos": scan("Biển báo")}
    yield inspector, f"{at(visit)}findings/{visit.findings.get().pk}/fix/", mended


def acceptance():
    centre, place = "trungtam", {"place": "Xưởng", "present": "Giám đốc", "results": "Đạt"}
    machine = project(9)
    key = f"{machine.pk}-{machine.beneficiaries.get().pk}"
    yield centre, "/inspections/acceptance/new/", {"held_on": "22/10/2021", "team": "Ông Bình", "waiting": []}
    batch = newest(AcceptanceBatch)
    yield centre, f"{at(batch)}edit/", {"team": "Ông Bình, Sở Công Thương", "waiting": [key]}
    there = f"{at(batch)}places/{batch.places.get().pk}/"
    yield centre, there, place | {"accepted_cost": "200 triệu", "conclusion": "PASS"}
    yield centre, f"{there}proof/", {"number": "8b", "issued_on": "20/10/2021", "file": scan("Chứng từ")}
    yield "chuyenvien", f"{at(batch)}press/conclude/", paper("09/BB-NT", "22/10/2021")


def applications():
    centre, officer = "trungtam", "chuyenvien"
    place, kind = project(9).beneficiaries.get(), project(9).category_id
    asked = {
        "title": "Máy bào bốn mặt", "plan_year": "2021", "category": kind, "area": project(9).area_id,
        "filed_on": "12/03/2021", "starts_on": "15/05/2021", "ends_on": "30/10/2021", "total_cost": "415 triệu",
        "requested_support": "180 triệu", "counterpart": "235 triệu", "other": "0",
        "implementing_organisation": project(9).implementing_organisation_id,
        "spending_unit": project(9).spending_unit_id,
        "beneficiaries-0-establishment": place.establishment.name,
    }  # fmt: skip
    yield centre, "/projects/new/", asked
    draft = newest(Project)
    yield centre, f"{at(draft)}edit/", {"title": "Máy bào, máy cưa"}
    yield centre, f"{at(draft)}papers/add/", {"kind": "request_letter", "file": scan("Đơn")}
    yield centre, f"{at(draft)}details/", {
        "machines-0-name": "Máy bào", "machines-0-maker": "Holytek", "machines-0-model": "QMB",
        "machines-0-quantity": 1, "machines-0-unit_price": "377 triệu", "machines-0-is_new": "True",
    }  # fmt: skip
    code = draft.category.output_indicators[1]["code"]
    yield centre, f"{at(draft)}indicators/", {f"{code}.planned": "7"}
    yield centre, f"/register/{draft.pk}/edit/", {"remark": "Chờ mặt bằng."}
    panel = f"/projects/surveys/of-establishment/{place.establishment_id}/"
    yield centre, panel, {}, "/projects/surveys/new/"
    survey = newest(Survey)
    seen = ("present", "place", "sector", "products", "machines", "land_papers", "environment_papers", "counterpart")
    seen = dict.fromkeys(seen, "Có") | {"need": "Máy bào", "photos": scan("Xưởng bào")}
    yield centre, f"{at(survey)}edit/", seen | {"act": "go_on"}
    filed = {"act": "file", "surveyed_on": "02/03/2021", "signed": scan("Phiếu"), "legal_form": "SME", "workers": "10"}
    yield centre, f"{at(survey)}edit/", filed
    yield officer, f"{at(survey)}press/return/", {"note": "Thiếu ảnh máy."}
    yield centre, at(draft), {}, f"{at(draft)}surveys/{survey.pk}/link/"

    sent_back = project(11)
    answers = {f"answer_{row.pk}": f"Đã sửa {row.pk}." for row in sent_back.remarks.pending()}
    yield centre, f"{at(sent_back)}remarks/", answers
    yield centre, at(sent_back), {}, f"{at(sent_back)}press/resubmit/"
    yield officer, f"{at(sent_back)}remarks/", {f"done_{row.pk}": "on" for row in sent_back.remarks.pending()[:1]}
    yield officer, f"{at(sent_back)}press/return/", {"at_ESTIMATE": "Thiếu báo giá thứ ba."}

    waiting = project(12)
    question = f"place-{waiting.beneficiaries.get().establishment_id}-decree-235"
    yield officer, f"{at(waiting)}answers/{question}/", {"verdict": "MET", "reason": "Đã xem tại chỗ."}
    points = {f"{code}_ok": "yes" for code in APPRAISAL_POINTS}
    yield officer, f"{at(waiting)}appraisal/", points | {"made_on": "04/05/2021"}
    council = {
        "made_on": "05/05/2021", "recommended_support": "100 triệu", "decision_number": "120/QĐ-SCT",
        "decision_on": "01/05/2021", "minutes_number": "05/BB-HĐTĐ", "minutes_on": "05/05/2021",
        "minutes_signer": "Trần Văn Chủ", "minutes_file": scan("Biên bản họp"),
        "members-0-name": "Trần Văn Chủ", "members-0-office": "Sở Công Thương", "members-0-role": "CHAIR",
        "members-0-user": User.objects.get(username="lanhdaophong").pk,
        "members-1-name": "Lê Thị Thư", "members-1-office": "Sở Công Thương", "members-1-role": "SECRETARY",
    }  # fmt: skip
    yield officer, f"{at(waiting)}appraisal/council/", points | council
    seat = newest(CouncilMember, role="CHAIR")
    yield officer, f"{at(waiting)}appraisal/council/{seat.pk}/account/", {"why": "Trùng tên."}


def carried_out():
    centre, officer = "trungtam", "chuyenvien"
    running = project(7)
    yield centre, f"{at(running)}progress/", {"month": "8/2021", "percent": "90", "value_done": "300 triệu",
                                              "photos": scan("Máy về")}  # fmt: skip
    report = newest(ProgressReport)
    yield officer, f"{at(running)}progress/", {}, f"{at(running)}progress/{report.pk}/confirm/"
    yield centre, f"{at(running)}changes/new/?kind=EXTEND", {"reason": "Máy về chậm.", "ends_on": "30/11/2021"}
    change = newest(ChangeRequest)
    yield centre, f"{at(change)}edit/", {"reason": "Máy về chậm một tháng."}
    yield centre, f"{at(change)}press/send/", paper("15/CV-TTKC", "20/08/2021")
    group = project(16)
    place = project(9).beneficiaries.get().establishment
    named = {"establishment": place.name, "support_share": "5 triệu"}
    yield centre, f"{at(group)}beneficiaries/name/", named | paper("20/TB-TTKC", "01/08/2021")
    one = group.beneficiaries.exclude(establishment=None).first()
    yield (
        centre,
        f"{at(group)}beneficiaries/{one.pk}/share/",
        {"support_share": "6 triệu"} | paper("21/TB", "02/08/2021"),
    )


def old_years():
    officer, old = "chuyenvien", Project.objects.get(code="KCĐP-2016-001")
    yield officer, f"{at(old)}past-papers/add/", {"step": "COMMITMENT", "number": "3/HĐ", "dated_on": "02/05/2016"}
    yield officer, "/projects/historical/", {
        "title": "Máy ép gạch", "plan_year": "2017", "category": old.category_id, "area": old.area_id,
        "implementing_organisation": old.implementing_organisation_id, "spending_unit": old.spending_unit_id,
        "filed_on": "06/10/2017", "status": "APPROVED", "note": "Báo cáo năm 2017.",
    }  # fmt: skip
    entered = newest(Project)
    yield officer, "/plans/rounds/historical/", {"year": "2018", "number": "1", "decision_date": "01/06/2018"}
    yield officer, f"{at(entered)}mistaken/", {"why": "Nhập trùng."}
    yield officer, "/projects/imports/", {"file": workbook("Dây chuyền sấy gỗ")}
    batch = newest(ImportBatch)
    yield officer, at(batch), {}
    yield officer, at(batch), {}, f"{at(batch)}press/apply/"


def plans():
    officer = "chuyenvien"
    yield officer, "/plans/new/", {"year": "2022", "total_budget": "2 tỷ", "approval_way": "ROUNDS"}
    plan = newest(AnnualPlan)
    yield officer, f"{at(plan)}edit/", {"remark": "Chờ dự toán."}
    kind = [project(9).category_id]
    yield officer, f"{at(plan)}lines/new/", {"text": "05-07 đề án", "unit": "đề án", "quantity_min": 5,
                                             "categories": kind}  # fmt: skip
    line = plan.lines.get(no=1)
    yield officer, f"/plans/lines/{line.pk}/edit/", {"quantity_max": 8}
    yield officer, f"/plans/lines/{line.pk}/drop/", {"why": "Không có đơn vị đăng ký."}
    yield officer, f"{at(plan)}lines/new/", {"text": "02 lớp", "unit": "lớp", "categories": kind}
    for who, step in ((officer, "open_registration"), (officer, "consolidate"), ("lanhdaophong", "ask_opinions")):
        yield who, at(plan), {}, f"{at(plan)}press/{step}/"
    opinion = {"office": "Sở Tài chính", "received_on": "10/02/2021", "number": "45/STC", "issued_on": "09/02/2021"}
    yield officer, f"{at(plan)}opinions/new/", opinion
    yield "lanhdao", f"{at(plan)}press/submit/", paper("12/TTr-SCT", "15/02/2021", file=None)
    letter = documents_of(plan).get(number="12/TTr-SCT")
    yield officer, at(plan), {"document": letter.pk, "file": scan("Tờ trình")}, f"{at(plan)}scans/"
    issued = AnnualPlan.objects.get(year=2021)
    yield officer, at(issued), {}, f"{at(issued)}amend/"
    issued_round = ApprovalRound.objects.get(status="ISSUED")
    yield officer, f"{at(issued)}rounds/new/", {"source_note": "Đợt 3"}
    listed = newest(ApprovalRound)
    fit = project(4)
    yield officer, f"{at(listed)}include/?project={fit.pk}", {"approved_support": "50 triệu"}
    item = newest(PlanItem)
    yield officer, f"/plans/items/{item.pk}/edit/", {"approved_support": "40 triệu"}
    yield officer, f"/plans/items/{item.pk}/remove/", {"why": "Đơn vị xin rút."}
    draft = ApprovalRound.objects.get(number=2, plan=issued)
    yield "lanhdaophong", at(draft), {}, f"{at(draft)}press/check/"
    placed = PlanItem.objects.get(project=project(16))
    less = {"amount": "1 triệu", "why": "Giá giảm."} | paper("2000/QĐ-UBND", "02/08/2021", file=None)
    yield officer, f"/plans/items/{placed.pk}/release/", less
    decided = documents_of(issued_round).get(number="2000/QĐ-UBND")
    yield officer, at(issued_round), {"document": decided.pk, "file": scan("QĐ 2000")}, f"{at(issued_round)}scans/"


def other_rooms():
    officer, keeper = "chuyenvien", "quantri"
    yield officer, "/establishments/new/", {"name": "Hợp tác xã Một Lần", "legal_form": "COOPERATIVE",
                                            "known_since": "01/03/2021", "area": project(9).area_id}  # fmt: skip
    place = newest(Establishment)
    yield officer, f"{at(place)}edit/", {"note": "Mới lập."}
    yield officer, f"{at(place)}identity/", {"name": "Hợp tác xã Hai Lần", "on": "01/05/2021"}
    yield officer, "/establishments/clusters/new/", {"name": "Cụm Thái Yên 2", "area": project(9).area_id}
    yield officer, f"{at(newest(IndustrialCluster))}edit/", {"hectares": "12,5"}
    yield officer, "/register/views/new/?q=may", {"name": "Máy"}
    view = newest(RegisterView)
    yield officer, f"/register/views/{view.pk}/", {"name": "Máy móc"}
    yield officer, "/register/views/", {}, f"/register/views/{view.pk}/withdraw/"
    yield officer, "/reports/request/?report=year_report", {}
    run = newest(ReportRun)
    ReportRun.objects.filter(pk=run.pk).update(state="PARKED")
    yield officer, at(run), {}, f"{at(run)}again/", False
    yield officer, "/account/", {}, "/account/keys/new/"
    key = AuthToken.objects.filter(user__username=officer).latest("created").token_key
    yield officer, "/account/", {}, f"/account/keys/{key}/revoke/"
    draft = newest(Project, status="DRAFT")
    bare = attach_paper(draft, None, by=User.objects.get(username="trungtam"), kind="project_text", issued_on=today())
    yield "trungtam", f"/documents/{bare.pk}/scan/", {"file": scan("Thuyết minh")}
    yield "trungtam", at(draft), {"note": "Nhầm tệp."}, f"/documents/{bare.pk}/withdraw/"
    minutes = documents_of(project(5)).exclude(file="").first()
    yield "trungtam", f"/documents/{minutes.pk}/correct/", {"file": scan("Bản đúng"), "why": "Chụp thiếu trang."}
    source = NormSet.objects.get(draft=False, province_code="42")
    copied = {"name": "Bộ 2031", "code": "bo-2031", "valid_from": "01/01/2031"}
    yield keeper, f"{at(source)}copy/", copied | {"legal_document": source.legal_document_id}
    new = newest(NormSet)
    yield keeper, f"{at(new)}edit/", {f"k{project(9).category_id}-article": "Điều 9"}
    yield keeper, f"{at(new)}put-into-force/", {}


def money():
    accountant, finance, centre, keeper, head = "ketoan", "taichinh", "trungtam", "trungtam.ketoan", "trungtam.giamdoc"
    doit, unit = (Organisation.objects.get(short_name=name) for name in ("Sở Công Thương", "Trung tâm Khuyến công"))
    book = BookYear.objects.get(year=2021, tier="LOCAL").pk
    estimate = "/budgets/estimate/{}/?year=2021".format
    given = {"book": book, "unit": doit.pk, "kind": "ADDITION", "amount": "90 triệu"}
    yield accountant, estimate("appropriate"), given | {"number": "7/QĐ", "dated_on": "01/07/2021"}
    given = {"book": book, "from_unit": doit.pk, "to_unit": unit.pk, "amount": "80 triệu"}
    yield accountant, estimate("assign"), given | {"number": "8/QĐ", "dated_on": "02/07/2021"}
    line = PlanItem.objects.get(project=project(7)).line_id
    given = {f"line_{line}": "70 triệu", "number": "9/QĐ", "dated_on": "03/07/2021"}
    yield accountant, estimate("allocate"), given
    sheet = newest(AllocationSheet)
    yield finance, at(sheet), {}, f"{at(sheet)}press/agree/"

    fresh = {"number": "16/HĐ", "signed_on": "10/08/2021", "ends_on": "30/10/2021", "counterparty": "HTX",
             "content": "Bình chọn", "value": "10 triệu", "payee_name": "HTX", "payee_account": "371",
             "payee_bank": "Kho bạc"}  # fmt: skip
    yield centre, f"/budgets/commitments/new/?project={project(16).pk}", fresh
    contract = newest(Commitment)
    yield centre, f"{at(contract)}edit/", {"content": "Tham gia bình chọn."}
    scanned = {"title": "Bản ký", "number": "16/HĐ", "issued_on": "10/08/2021", "file": scan("Hợp đồng 16")}
    yield centre, f"{at(contract)}papers/", scanned
    yield head, at(contract), {}, f"{at(contract)}press/sign/"
    running = Commitment.objects.get(project=project(7))
    terms = {"number": "01/PL", "signed_on": "04/08/2021", "new_value": "145 triệu", "why": "Giá máy giảm."}
    yield centre, f"{at(running)}annex/", terms
    annex = newest(Annex)
    yield centre, f"{at(annex)}edit/", {"why": "Máy rẻ hơn."}
    yield centre, f"{at(annex)}papers/", scanned | {"file": scan("Phụ lục")}
    yield head, at(annex), {}, f"{at(annex)}press/sign/"
    settled = Commitment.objects.get(project=project(5))
    yield centre, f"{at(settled)}liquidate/", {"liquidated_on": "20/12/2021"}

    advance = {"kind": "ADVANCE", "amount": "5 triệu", "content": "x", "requested_on": "12/08/2021"}
    yield centre, f"/budgets/payments/new/?commitment={Commitment.objects.get(project=project(6)).pk}", advance
    request = newest(PaymentRequest)
    yield centre, f"{at(request)}edit/", {"amount": "4 triệu"}
    yield keeper, f"{at(request)}papers/", {"file": scan("Giấy rút")}
    yield centre, f"{at(request)}press/withdraw/", {"note": "Thôi."}

    yield keeper, "/budgets/settlements/?year=2021", {}, f"/budgets/settlements/open/{project(14).pk}/"
    opened = newest(Settlement)
    bill = {"form": "8b", "kind": "INVOICE", "seller_name": "Công ty Máy", "seller_tax_code": "3000000001",
            "invoice_form": "1C21TAA", "invoice_number": "0000001", "invoice_date": "07/09/2021",
            "content": "Gian hàng", "amount_without_vat": "80 triệu", "vat": "0", "invoice_total": "80 triệu",
            "state_share": "80 triệu", "counterpart_share": "0", "image": scan("Hóa đơn")}  # fmt: skip
    yield keeper, f"{at(opened)}vouchers/new/", bill
    yield keeper, f"{at(opened)}vouchers/1/edit/", {"content": "Gian hàng 9 m²"}
    yield keeper, f"{at(opened)}vouchers/1/edit/", {"why": "Kê nhầm."}, f"{at(opened)}vouchers/1/withdraw/"
    under = Settlement.objects.get(status="SUBMITTED")
    *vouchers, last = under.vouchers.filter(withdrawn_at=None).order_by("no")
    yield "chuyenvien", f"{at(under)}vouchers/{last.no}/", {"decision": "ask", "note": "Mấy máy?"}
    for voucher in vouchers:
        yield "chuyenvien", f"{at(under)}vouchers/{voucher.no}/", {"decision": "agree"}
    left = last.amount_without_vat - 30_000_000
    part = {"decision": "agree", "amount": left, "reason": "OVER_PRICE", "note": "Vượt."}
    yield "chuyenvien", f"{at(under)}vouchers/{last.no}/", part
    yield "chuyenvien", at(under), {}, f"{at(under)}press/review/"
    yield "lanhdao", f"{at(under)}press/approve/", paper("60/TB-SCT", "30/11/2021")
    done = Settlement.objects.get(project=project(5))
    yield accountant, at(done), {"note": "Đủ hồ sơ."}, f"{at(done)}close/"
    back = {"kind": "RESTORE", "amount": "1 triệu", "treasury_number": "KB-1", "dated_on": "15/12/2021"}
    yield keeper, f"{at(under)}money-back/", back
    owing = Commitment.objects.get(project=under.project)
    yield keeper, f"{at(owing)}money-back/", back | {"treasury_number": "KB-2"}
    letter = {"number": "9/TTKC", "issued_on": "16/12/2021"}
    yield keeper, f"{at(owing)}recovery-letter/", letter
    yield accountant, "/budgets/settlements/?year=2021", {"book_year": book, "unit": doit.pk}, "/budgets/years/open/"
    year = newest(YearAccount)
    yield accountant, at(year), {}, f"{at(year)}press/consolidate/"

    yield keeper, f"/budgets/treasury/draw/?book={book}&period=YEAR", {}
    drawn = newest(TreasurySheet)
    yield head, at(drawn), {}, f"{at(drawn)}press/sign/"
    yield keeper, f"{at(drawn)}theirs/", {row.code: row.ours for row in drawn.rows}
    end = "/budgets/year-end"
    yield accountant, f"{end}/cancel/?book={book}&unit={unit.pk}", {"why": "Hết nhiệm vụ chi."}
    cancelled = newest(Cancellation)
    signed = {"number": "12/QĐ", "issued_on": "09/02/2022", "signer": "Lê Văn A"}
    yield "lanhdao", f"{at(cancelled)}press/decide/", signed
    yield accountant, f"{end}/carry/?project={project(18).pk}", {"why": "Máy về chậm."}
    carried = newest(CarryOver)
    yield "lanhdao", f"{at(carried)}press/decide/", signed | {"number": "13/QĐ"}
    empty = BookYear.objects.create(year=2020, tier="LOCAL")
    yield accountant, f"{end}/books/{empty.pk}/", {"why": "Hết năm."}
    closing = newest(BookClosing)
    yield "lanhdao", f"{at(closing)}press/refuse/", {"note": "Còn tạm ứng."}
    given = {"book": book, "unit": doit.pk, "kind": "ADDITION", "amount": "6 triệu"}
    yield accountant, estimate("appropriate"), given | {"number": "10/QĐ", "dated_on": "04/07/2021"}
    wrong = newest(Appropriation)
    asked = {"why": "Gõ nhầm.", "number": "5/BB", "dated_on": "01/12/2021"}
    yield accountant, f"/budgets/corrections/new/?of=appropriation&id={wrong.pk}", asked
    correction = newest(Correction)
    yield "lanhdao", at(correction), {}, f"{at(correction)}press/confirm/"


ROOMS = [visits, acceptance, applications, carried_out, old_years, plans, other_rooms, money]


@pytest.fixture
def line(sample_database, serve):
    return Line(serve(sample_database, 3))


def test_every_form_has_one_effect_however_often_it_arrives_at_once(line):
    for room in ROOMS:
        with line.telling_faults():
            for row in room():
                line.form(*row)
    assert not line.faults, "\n".join(line.faults)
    assert takes_forms() - line.used - set(ELSEWHERE) == set()


def takes_forms():
    """Names of the addresses whose view takes a POST; REST and the administration's windows have tests of their own."""
    found = set()

    def walk(resolver, space=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "admin":
                    walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif not hasattr(pattern.callback, "cls") and _takes_post(pattern.callback):
                found.add(f"{space}{pattern.name}")

    walk(get_resolver())
    return found


def _takes_post(view):
    if kind := getattr(view, "view_class", None):
        return hasattr(kind, "post")
    while view:
        if methods := inspect.getclosurevars(view).nonlocals.get("request_method_list"):
            return "POST" in methods
        view = getattr(view, "__wrapped__", None)
    return True
