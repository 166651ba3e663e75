"""The sample of Hà Tĩnh: the real plan as published, illustrative projects through the services."""

import datetime

import pytest

from accounts.models import Area, User
from budgets.models import Annex, Correction, MoneyBack, PaymentRequest, TreasurySheet
from core.audit import broken_links, history
from core.documents import documents_of
from core.models import AuditEntry
from khuyencong.sample.people import ACCOUNTS
from ledger.checking import differences
from ledger.models import Transfer
from ledger.reading import book_years, project_balances, runway
from ledger.stages import Stage
from plans.models import AnnualPlan, ApprovalRound
from projects.details.services import details_in_words
from projects.models import Project
from projects.past import remarks_on

STATE = "sample"


@pytest.fixture
def plan(sample):
    return AnnualPlan.objects.get(year=2021)


def test_the_plan_of_2021_stands_exactly_as_published(plan):
    assert (plan.number, plan.issued_on, plan.total_budget) == (
        "173/KH-UBND", datetime.date(2021, 4, 27), 2_236_000_000,
    )  # fmt: skip
    assert (plan.issuer, plan.signer, plan.title) == (
        "UBND tỉnh Hà Tĩnh", "chưa rõ", "Kế hoạch khuyến công địa phương năm 2021 tỉnh Hà Tĩnh",
    )  # fmt: skip
    assert "năm 2020" in plan.remark
    lines = list(plan.lines.order_by("no"))
    assert [(line.text, line.unit) for line in lines] == [
        ("02 lớp tập huấn xây dựng thương hiệu, nhãn hiệu gắn với phổ biến cơ chế, chính sách mới", "lớp"),
        ("01-02 mô hình trình diễn kỹ thuật", "mô hình"),
        ("05-07 đề án ứng dụng máy móc thiết bị tiên tiến, dây chuyền công nghệ", "đề án"),
        ("01-02 mô hình áp dụng sản xuất sạch hơn", "mô hình"),
        ("Tham gia 01 hội chợ triển lãm hàng CNNT tiêu biểu", "hội chợ"),
        ("Tổ chức bình chọn sản phẩm CNNTTB cấp tỉnh", "lần"),
        ("Hỗ trợ các cơ sở tham gia bình chọn cấp quốc gia", "sản phẩm"),
        ("Hỗ trợ xây dựng 01-02 nhãn hiệu sản phẩm CNNTTB", "nhãn hiệu"),
        ("Hỗ trợ lập 01-02 báo cáo đầu tư thành lập và mở rộng cụm công nghiệp", "báo cáo"),
        ("01-02 quy hoạch chi tiết cụm công nghiệp", "quy hoạch"),
        ("Sửa chữa, nâng cấp hệ thống xử lý nước thải cho 01-02 cơ sở CNNT", "cơ sở"),
    ]
    ranges = [(line.quantity_min, line.quantity_max) for line in lines]
    assert ranges == [
        (2, 2), (1, 2), (5, 7), (1, 2), (1, 1), (1, 1), (None, None), (1, 2), (1, 2), (1, 2), (1, 2),
    ]  # fmt: skip
    assert {line.planned_budget for line in lines} == {None}
    assert [line.categories.count() for line in lines] == [1, 2, 2, 1, 1, 2, 1, 1, 2, 1, 1]


def test_the_round_of_2017_keeps_its_published_totals_and_moves_no_money(plan):
    past = ApprovalRound.objects.get(year=2017)
    assert past.status == "HISTORICAL"
    assert (past.published_project_count, past.published_total_cost, past.published_total_support) == (
        4, 9_738_000_000, 726_000_000,
    )  # fmt: skip
    assert (past.published_total_counterpart, past.decision_date, past.issuer, past.decision_number) == (
        9_012_000_000, datetime.date(2017, 10, 6), "UBND tỉnh Hà Tĩnh", "",
    )  # fmt: skip
    projects = Project.objects.filter(plan_year=2017)
    assert [project.beneficiary_words for project in projects.order_by("sequence")] == [
        "Công ty TNHH Tư vấn đầu tư HDN",
        "Công ty CP X19 Miền Trung",
        "Công ty CP sản xuất VLXD không nung Xuân Lĩnh",
        "Công ty CP An Hồng",
    ]
    assert [item.approved_support for item in past.items.all()] == [None] * 4
    assert {project.total_cost for project in projects} == {None}
    assert not Transfer.objects.filter(source__book_year__year=2017).exists()


def test_the_published_cases_of_earlier_years_stand_as_past_and_say_what_breaks_a_rule_of_their_time(plan):
    cases = Project.objects.filter(is_historical=True).exclude(plan_year=2017).order_by("plan_year")
    found = [(row.beneficiary_words, row.requested_support, remarks_on(row)) for row in cases]
    assert [(name, support, len(remarks)) for name, support, remarks in found] == [
        ("HTX Dịch vụ Hải Hà", 800_000_000, 1),
        ("Công ty TNHH Khoa học và Công nghệ An Phát", 1_000_000_000, 0),
        ("Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên", None, 0),
    ]
    assert "800.000.000 đ vượt mức tối đa 200.000.000 đ của quy định ngày 31/12/2016" in found[0][2][0]


def test_every_line_and_every_stage_has_a_project_and_every_one_is_marked_illustrative(plan):
    projects = Project.objects.filter(plan_year=2021)
    assert projects.count() == 25
    assert set(projects.values_list("illustrative", flat=True)) == {True}
    assert {
        "DRAFT", "REGISTERED", "RETURNED", "APPRAISED", "REJECTED", "WITHDRAWN", "PLANNED", "APPROVED", "CONTRACTED",
        "IN_PROGRESS", "COMPLETED", "ACCEPTED", "PARTIALLY_ACCEPTED", "SETTLED", "CLOSED",
    } <= set(projects.values_list("status", flat=True))  # fmt: skip
    told = {project.category.code for project in projects.select_related("category") if tells_all_it_plans(project)}
    assert told == set(plan.lines.values_list("categories__code", flat=True))


def test_who_took_the_place_of_a_beneficiary_is_paid_by_the_annex_and_all_of_it_is_illustrative(plan):
    annex = Annex.objects.exclude(counterparty="").get()
    assert (annex.status, annex.illustrative) == ("SIGNED", True)
    (paper,) = documents_of(annex)
    assert paper.file and paper.illustrative
    change = annex.project.change_requests.get(kind="BENEFICIARY", status="DECIDED")
    assert (change.decided_on, change.illustrative) == (datetime.date(2021, 7, 15), True)
    assert annex.project.beneficiary_words == annex.counterparty == str(change.joining)
    assert annex.commitment.party == annex


def test_a_contract_grows_by_annex_an_advance_is_cleared_an_entry_is_taken_back_and_the_treasury_is_asked(plan):
    annex = Annex.objects.get(new_value__isnull=False)
    assert (annex.commitment.value, annex.new_value) == (95_000_000, 110_000_000)
    assert annex.commitment.value_in_force == 110_000_000
    assert PaymentRequest.objects.get(clears__gt=0).clears == 210_000_000
    correction = Correction.objects.get()
    wrong, right = MoneyBack.objects.order_by("pk")
    assert (wrong.correction, right.correction, correction.status) == (correction, None, "CONFIRMED")
    assert (wrong.amount, right.amount) == (5_000_000, 5_000_000)
    sheets = TreasurySheet.objects.order_by("period")
    assert [(sheet.period, sheet.status) for sheet in sheets] == [("Q3", "CONFIRMED"), ("Q4", "DIFFERS")]
    assert all(row.theirs is not None for sheet in sheets for row in sheet.rows)
    assert {paper.illustrative for case in (annex, correction, *sheets) for paper in documents_of(case)} == {True}


def tells_all_it_plans(project):
    """Its estimate, its figures and the particulars of its family are written."""
    return project.cost_items.exists() and project.indicators.exists() and bool(details_in_words(project))


def test_it_is_known_which_project_was_refused_returned_or_owes_money_and_on_which_day(plan):
    titles = Project.objects.filter(plan_year=2021)
    assert titles.get(status="REJECTED").title == "Máy đóng gói chân không chế biến dưa"
    assert titles.get(status="PARTIALLY_ACCEPTED").title == "Mô hình trình diễn kỹ thuật sấy gỗ bằng bơm nhiệt"
    returned = PaymentRequest.objects.get(status="RETURNED")
    assert returned.commitment.project.title == "Máy may công nghiệp điều khiển điện tử"
    owing = [ref for ref, money in project_balances(book_years=book_years(2021)).items() if money[Stage.RECOVERABLE]]
    assert [titles.get(pk=pk).title for pk in owing] == ["Xây dựng nhãn hiệu nước mắm Cẩm Biển"]
    for status, verb, on in (
        ("REJECTED", "reject", datetime.date(2021, 5, 4)),
        ("RETURNED", "return", datetime.date(2021, 3, 29)),
        ("WITHDRAWN", "withdraw", datetime.date(2021, 4, 2)),
    ):
        assert history(titles.get(status=status)).get(action=f"projects.project.{verb}").data["on"] == on.isoformat()


def test_the_books_of_the_sample_are_whole_and_every_stage_has_money(plan):
    assert differences() == []
    assert broken_links() == []
    stages = {row["stage"]: row for row in runway(book_years(2021))}
    followed = ["APPROPRIATED", "ALLOCATED", "APPROVED", "COMMITTED", "ADVANCED", "PAID", "SETTLED", "RECOVERABLE"]
    assert all(stages[stage]["balance"] > 0 for stage in followed)
    assert sum(stages[stage]["balance"] for stage in followed) == 2_236_000_000
    assert stages["APPROPRIATED"]["reached"] == 2_236_000_000


def test_each_act_of_the_sample_is_by_the_person_whose_act_it_is(plan):
    by = set(AuditEntry.objects.values_list("by__username", flat=True))
    assert {"chuyenvien", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan", "trungtam.giamdoc", "taichinh"} <= by


def test_the_twelve_demonstration_accounts_exist_and_nobody_is_a_superuser(plan):
    demo = User.objects.filter(is_demo=True)
    assert set(demo.values_list("username", flat=True)) == {row[0] for row in ACCOUNTS}
    assert not any(user.is_superuser for user in User.objects.all())


def test_the_province_has_the_units_of_each_time(plan):
    communes = Area.objects.filter(kind="COMMUNE")
    assert communes.filter(valid_from=datetime.date(2025, 7, 1)).count() == 69
    assert communes.filter(valid_to=datetime.date(2025, 6, 30)).count() == 209
    districts = Area.objects.filter(kind="DISTRICT")
    assert districts.count() == 13
    assert districts.filter(valid_to=datetime.date(2024, 12, 31)).count() == 1
