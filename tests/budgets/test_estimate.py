"""The year's estimate: given, assigned, divided in one act, taken back; Finance's answer and its days."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import RoleGrant
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.estimate import ALLOCATION_FLOW, allocate, appropriate, assign_estimate, on_line, parse_change, undivided
from budgets.figures import answer_due, line_allocations, unit_estimates
from budgets.models import AllocationSheet, Appropriation, Assignment, Correction
from core.audit import history, moved_on
from core.dates import ngay
from core.documents import documents_of
from ledger.checking import differences
from ledger.models import Act, Transfer
from ledger.reading import balance
from plans.models import AnnualPlan
from plans.services import save_plan
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def left(unit):
    return balance(undivided(b.book(), f.office(unit))) // MILLION


# --- given and assigned -----------------------------------------------------------
def test_the_decision_puts_the_money_into_the_book_on_its_date_with_its_paper():
    row = b.appropriated(2236, number="3917/QĐ-UBND")

    assert left("DOIT") == 2236
    transfer = Transfer.objects.get(kind="appropriate")
    assert (transfer.dated_on, transfer.paper.number) == (b.day(1, 4), "3917/QĐ-UBND")
    assert documents_of(row).get().kind == "paper:appropriation"
    assert "nhập dự toán được giao" in history(row)[0].sentence


def test_additions_and_cuts_change_the_estimate():
    b.appropriated(2000)
    b.appropriated(236, kind="ADDITION")
    b.appropriated(36, kind="CUT")

    assert left("DOIT") == 2200
    (row,), _ = unit_estimates(b.book(), b.accountant())
    assert row.given == 2200 * MILLION


def test_nothing_is_assigned_divided_withheld_or_cut_before_the_day_its_money_came():
    b.appropriated(2000, dated_on=b.day(1, 4))
    for kind in ("WITHHOLD", "CUT"):
        assert "trước ngày Sở Công Thương có dự toán của nguồn này; cần từ 04/01/2021 trở đi." in refused(
            b.appropriated, 1, kind=kind, dated_on=b.day(1, 3)
        )
    assert "Ngày văn bản 03/01/2021 trước ngày" in refused(b.assigned, 100, dated_on=b.day(1, 3))
    b.assigned(100, dated_on=b.day(1, 15))
    sheet = AllocationSheet(book_year=b.book(), unit=f.office("CENTRE"), number="9", dated_on=b.day(1, 14))

    assert "cần từ 15/01/2021 trở đi" in refused(allocate, sheet, {b.line(): MILLION}, by=b.accountant())

    sheet.dated_on = b.day(1, 15)
    assert allocate(sheet, {b.line(): MILLION}, by=b.accountant()).pk
    assert b.appropriated(1, kind="ADDITION", dated_on=b.day(1, 2)).pk  # what gives money may have come before


def test_no_more_is_cut_than_stands_undivided():
    b.appropriated(100)

    said = refused(b.appropriated, 101, kind="CUT")

    assert "100.000.000 đ" in said and "101.000.000 đ" in said
    assert left("DOIT") == 100


def test_a_part_is_assigned_to_the_centre():
    b.appropriated(2236)
    b.assigned(2000)

    assert (left("DOIT"), left("CENTRE")) == (236, 2000)


def test_more_than_there_is_is_not_assigned():
    b.appropriated(100)

    said = refused(b.assigned, 101)

    assert "100.000.000 đ" in said and "101.000.000 đ" in said


def test_only_a_unit_with_its_own_account_is_assigned_money():
    b.appropriated(100)

    assert "không phải đơn vị dự toán" in refused(b.assigned, 50, unit=f.office("DOF"))


def test_a_unit_assigns_nothing_to_itself():
    b.appropriated(100)

    assert "phải khác nhau" in refused(b.assigned, 50, unit=f.office("DOIT"))


def test_only_a_unit_with_its_own_account_is_given_an_estimate_or_gives_one_away():
    assert "không phải đơn vị dự toán" in refused(b.appropriated, 50, unit=f.office("DOF"))
    row = Assignment(
        book_year=b.book(), from_unit=f.office("DOF"), to_unit=f.office("CENTRE"), amount=1, number="1",
        dated_on=b.day(1, 15),
    )  # fmt: skip

    assert "không phải đơn vị dự toán" in refused(assign_estimate, row, by=b.accountant())


@pytest.mark.parametrize("on", [datetime.date(2019, 12, 31), datetime.date(1950, 1, 1), datetime.date(2099, 1, 1)])
def test_the_papers_of_an_estimate_are_of_its_time(on):
    b.appropriated(2236, dated_on=datetime.date(2020, 12, 28))
    b.assigned(2000)
    sheet = AllocationSheet(book_year=b.book(), unit=f.office("CENTRE"), number="9", dated_on=on)
    words = f"Ngày văn bản {ngay(on)} không hợp lý: dự toán năm 2021 thì văn bản phải từ 01/01/2020 đến"

    assert words in refused(b.appropriated, 1, dated_on=on)
    assert words in refused(b.assigned, 1, dated_on=on)
    assert words in refused(allocate, sheet, {b.line(): MILLION}, by=b.accountant())
    assert (left("DOIT"), left("CENTRE")) == (236, 2000)


@pytest.mark.parametrize("role", ["DOIT_SPECIALIST", "CENTRE_ACCOUNTANT", "DOIT_DIRECTOR", "DOF_REVIEWER"])
def test_only_the_departments_accountant_enters_the_estimate(role):
    row = Appropriation(book_year=b.book(), unit=f.office("DOIT"), amount=1, number="1", dated_on=b.day(1, 4))

    with pytest.raises(PermissionDenied):
        appropriate(row, by=f.person(role))


# --- divided ----------------------------------------------------------------------
def test_one_sheet_is_one_act_however_many_lines():
    b.appropriated(2236)
    b.assigned(2000)
    before = Act.objects.count()

    sheet = b.sheet({1: 800, 2: 300})

    assert Act.objects.count() == before + 1
    assert left("CENTRE") == 900
    assert balance(on_line(b.book(), f.office("CENTRE"), b.line(2))) == 300 * MILLION
    assert (sheet.total, sheet.status) == (1100 * MILLION, "ASSIGNED")


def test_over_allocation_is_refused_by_the_book_with_figures_and_nothing_remains():
    b.appropriated(2236)
    b.assigned(1000)

    said = refused(b.sheet, {1: 800, 2: 300})

    assert "200.000.000 đ" in said and "300.000.000 đ" in said
    assert left("CENTRE") == 1000 and not AllocationSheet.objects.exists()


def test_a_sheet_takes_back_from_one_line_and_gives_to_another_at_once():
    b.year()

    b.sheet({1: -200, 2: 1200})

    assert left("CENTRE") == 0
    rows = {row.line.no: row for row in line_allocations(b.book(), f.office("CENTRE"), [b.line(1), b.line(2)])}
    assert (rows[1].allocated, rows[2].allocated) == (800 * MILLION, 1200 * MILLION)


def test_what_projects_have_is_not_taken_back():
    b.approved(150)

    assert "850.000.000 đ" in refused(b.sheet, {1: -851})
    (row,) = line_allocations(b.book(), f.office("CENTRE"), [b.line(1)])
    assert (row.allocated, row.standing) == (1000 * MILLION, 850 * MILLION)


def test_an_empty_sheet_is_refused():
    b.year()

    assert "Chưa có dòng nào có số tiền" in refused(b.sheet, {1: 0})


def test_a_line_of_another_years_plan_is_refused():
    b.year()
    other = b.AnnualPlan(year=2022, total_budget=MILLION, approval_way="ROUNDS")
    save_plan(other, by=f.person("DOIT_SPECIALIST"))
    line = b.save_line(
        b.PlanLine(plan=other, no=1, text="Khác", unit="đề án"), categories=[f.category()],
        by=f.person("DOIT_SPECIALIST"),
    )  # fmt: skip
    sheet = AllocationSheet(book_year=b.book(), unit=f.office("CENTRE"), number="9", dated_on=b.day(5, 5))

    assert "là sổ của năm, cấp khác." in refused(allocate, sheet, {line: 1}, by=b.accountant())


def test_a_line_that_is_no_longer_in_force_gives_back_and_receives_nothing():
    b.year()
    AnnualPlan.objects.filter(pk=b.plan().pk).update(status="SUPERSEDED")

    said = refused(b.sheet, {1: 100})

    assert "Nội dung 1: kế hoạch “Đã có bản điều chỉnh”; chỉ phân bổ cho nội dung của kế hoạch đang có hiệu lực" in said
    assert b.sheet({1: -100}).total == -100 * MILLION


def test_the_lines_of_a_draft_plan_receive_no_money():
    b.appropriated(2236)
    plan = save_plan(AnnualPlan(year=2022, total_budget=MILLION, approval_way="ROUNDS"), by=f.person("DOIT_SPECIALIST"))
    line = b.save_line(
        b.PlanLine(plan=plan, no=1, text="Khác", unit="đề án"),
        categories=[f.category()],
        by=f.person("DOIT_SPECIALIST"),
    )
    sheet = AllocationSheet(
        book_year=plan.book_year, unit=f.office("DOIT"), number="9", dated_on=datetime.date(2022, 1, 5)
    )

    assert "Nội dung 1: kế hoạch “Mới lập”" in refused(allocate, sheet, {line: MILLION}, by=b.accountant())


def test_a_take_back_is_typed_with_a_minus_of_any_kind():
    assert [parse_change(text) for text in ("-20 triệu", "−20 triệu", " – 20.000.000 đồng")] == [-20 * MILLION] * 3
    assert parse_change("20 triệu") == 20 * MILLION
    assert "có thể hiểu nhiều cách" in refused(parse_change, "-2.740")


# --- the figures of the year --------------------------------------------------------
def test_the_years_table_adds_up_and_forgets_what_was_reversed():
    b.approved(150)
    wrong = Correction(why="Ghi nhầm", number="05/BB", dated_on=b.day(6, 1))
    ask_correction(wrong, b.assigned(36), by=b.accountant())
    CORRECTION_FLOW.press(wrong, "confirm", by=f.person("DOIT_DIRECTOR"))

    (doit, centre), total = unit_estimates(b.book(), b.accountant())

    assert (doit.given, doit.assigned, doit.undivided) == (2236 * MILLION, -2000 * MILLION, 236 * MILLION)
    assert (centre.assigned, centre.allocated, centre.reserved) == (2000 * MILLION, 850 * MILLION, 150 * MILLION)
    assert centre.undivided == 1000 * MILLION and total.total == 2236 * MILLION


def test_the_centre_sees_its_own_estimate_only():
    b.year()

    rows, total = unit_estimates(b.book(), f.person("CENTRE_ACCOUNTANT"))

    assert [row.unit for row in rows] == [f.office("CENTRE")] and total is None


# --- Finance ------------------------------------------------------------------------
def finance(sheet, name, **fields):
    by = b.accountant() if name == "correct" else f.person("DOF_REVIEWER")
    return ALLOCATION_FLOW.press(sheet, name, by=by, **fields)


def test_finance_agrees():
    b.year()
    sheet = AllocationSheet.objects.get()

    assert finance(sheet, "agree").status == "AGREED"
    assert answer_due(sheet, sheet.dated_on) is None


def test_while_the_unit_corrects_finance_may_agree_but_the_turn_is_the_unit_s(client):
    b.year()
    sheet = finance(AllocationSheet.objects.get(), "ask_correction", note="Nội dung 4 chưa có thuyết minh")

    client.force_login(f.person("DOF_REVIEWER"))
    page = client.get(sheet.get_absolute_url()).content.decode()

    assert "Đang chờ: Báo đã điều chỉnh" in page and "Việc của bạn" not in page
    assert "Thống nhất phân bổ</button>" in page


def test_finance_asks_for_a_correction_the_unit_corrects_and_finance_agrees():
    b.year()
    sheet = AllocationSheet.objects.get()
    assert "Phải nêu lý do" in refused(finance, sheet, "ask_correction")

    b.sheet({2: 50})  # before Finance asked: it answers nothing
    finance(sheet, "ask_correction", note="Dòng 1 vượt mức")
    said = refused(finance, sheet, "correct", note="Đã giảm 100 triệu")
    assert "Chưa có bảng phân bổ điều chỉnh từ khi Sở Tài chính yêu cầu" in said and "chưa phân bổ lại" in said
    b.sheet({1: -100})
    assert finance(sheet, "correct", note="Đã giảm 100 triệu").status == "CORRECTED"
    assert finance(sheet, "agree").status == "AGREED"


def test_a_sheet_that_was_taken_back_answers_nothing_and_finance_may_be_persuaded_without_one(client):
    b.year()
    sheet = AllocationSheet.objects.get()
    finance(sheet, "ask_correction", note="Dòng 1 vượt mức")
    taken = Correction(why="Ghi nhầm", number="06/BB", dated_on=b.day(6, 1))
    ask_correction(taken, b.sheet({1: -100}), by=b.accountant())
    CORRECTION_FLOW.press(taken, "confirm", by=f.person("DOIT_DIRECTOR"))
    assert "Chưa có bảng phân bổ điều chỉnh" in refused(finance, sheet, "correct", note="Đã giảm 100 triệu")
    client.force_login(b.accountant())
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert f"{reverse('budgets:allocate')}?unit={sheet.unit_id}&amp;book_year={sheet.book_year_id}" in page
    assert finance(sheet, "agree", note="Theo giải trình").status == "AGREED"


def test_a_sheet_that_only_moves_money_tells_how_much_it_moves(client):
    b.year()
    sheet = b.sheet({1: -100, 2: 100})
    client.force_login(b.accountant())
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "Chuyển giữa các nội dung" in page and "Một trăm triệu đồng" in page and "Không đồng" not in page
    listed = client.get(reverse("budgets:estimate"), {"year": 2021}).content.decode().replace("\xa0", " ")
    assert "2 nội dung · chuyển 100.000.000 đ" in listed


def test_the_unit_does_not_agree_to_its_own_sheet():
    b.year()

    with pytest.raises(PermissionDenied):
        ALLOCATION_FLOW.press(AllocationSheet.objects.get(), "agree", by=b.accountant())


def test_finance_has_ten_working_days_and_the_unit_seven():
    b.year()
    sheet = AllocationSheet.objects.get()  # of Wednesday 05/05/2021
    _text, due, source = answer_due(sheet, moved_on([sheet])[sheet.pk])
    assert (due, source) == (datetime.date(2021, 5, 19), "Luật NSNN 83/2015/QH13 đ.49.2; TT 342/2016/TT-BTC đ.13")

    finance(sheet, "ask_correction", note="Dòng 1", on=b.day(5, 12))

    assert answer_due(sheet, moved_on([sheet])[sheet.pk])[1] == datetime.date(2021, 5, 21)


# --- a share withheld, a paper after the year's date, two desks ------------------------------
def test_a_withheld_share_is_not_spendable_until_it_is_set_free_cut_or_cancelled():
    b.appropriated()
    office = f.office("DOIT")
    b.appropriated(223, kind="WITHHOLD", number="76/TB", dated_on=b.day(3, 1))
    rows, _ = unit_estimates(b.book(), b.accountant())
    row = next(row for row in rows if row.unit == office)
    assert (row.given, row.withheld, row.undivided) == (2236 * MILLION, 223 * MILLION, 2013 * MILLION)
    with pytest.raises(ValidationError):
        b.assigned(2014)
    b.appropriated(100, kind="UNWITHHOLD", number="90/TB", dated_on=b.day(9, 1))
    b.appropriated(23, kind="CUT_HELD", number="91/TB", dated_on=b.day(9, 2))
    rows, _ = unit_estimates(b.book(), b.accountant())
    row = next(row for row in rows if row.unit == office)
    assert (row.given, row.withheld, row.undivided) == (2213 * MILLION, 100 * MILLION, 2113 * MILLION)
    with pytest.raises(ValidationError, match="Tiết kiệm"):
        b.appropriated(101, kind="UNWITHHOLD", number="92/TB", dated_on=b.day(9, 3))
    assert differences() == []


def test_a_paper_that_changes_the_estimate_after_the_year_s_date_is_taken_with_a_remark(client):
    b.appropriated()
    late = b.appropriated(5, kind="ADDITION", number="99/QĐ", dated_on=b.day(11, 16))
    in_time = b.appropriated(5, kind="ADDITION", number="98/QĐ", dated_on=b.day(11, 15))
    assert history(late)[0].note.startswith("Văn bản sau hạn điều chỉnh dự toán 15/11/2021")
    assert history(in_time)[0].note == ""
    client.force_login(b.accountant())
    page = client.get(reverse("budgets:estimate"), {"year": 2021}).content.decode()
    assert page.count("Văn bản sau hạn điều chỉnh dự toán 15/11/2021") == 1


def test_who_divided_the_estimate_does_not_agree_to_it_for_finance():
    b.appropriated()
    b.assigned(2000)
    sheet = b.sheet({1: 100})
    RoleGrant.objects.create(user=b.accountant(), role="DOF_REVIEWER", valid_from=b.day(1, 1))
    both = type(b.accountant()).objects.get(pk=b.accountant().pk)
    with pytest.raises(ValidationError, match="phải do người khác làm"):
        ALLOCATION_FLOW.press(sheet, "agree", by=both)
    assert ALLOCATION_FLOW.press(sheet, "agree", by=f.person("DOF_REVIEWER")).status == "AGREED"
