"""Comparing a unit's book with the Treasury: the figures of 2021 worked by hand, and every door to them.

In triệu đồng, the Centre: 2.000 assigned; 1.000 allocated; 150 to one machine. In August 105 advanced, in December 45
paid and the 105 cleared. So: given 2.000, used 150, left 1.850; quarter III: 105 advanced; quarter IV: 150 spent.
"""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import RoleGrant
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.models import CarryOver, Correction, TreasuryFigure, TreasurySheet
from budgets.subjects import commitment_place
from budgets.treasury_excel import THEIRS, read_theirs, workbook
from budgets.treasury_figures import days_of, figures, movements
from budgets.treasury_models import ESTIMATE, Row
from budgets.treasury_sheets import TREASURY_FLOW, behind, draw_up, moved_since, write_theirs
from budgets.work_treasury import worklist_treasury
from core.audit import history
from core.workflow import PaperInput
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balances
from ledger.years import open_year
from plans.issue import source_of
from plans.selectors import approved_item
from tests import factories as f
from tests.budgets import builders as b

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db


def accountant():
    return f.person("CENTRE_ACCOUNTANT")


def holder():
    return f.person("CENTRE_DIRECTOR")


def sheet_of(period="YEAR", unit=None, by=None):
    unit = unit or f.office("CENTRE")
    return draw_up(TreasurySheet(book_year=b.book(), unit=unit, period=period), by=by or accountant())


def millions(sheet):
    return {row.code: row.ours // MILLION for row in sheet.rows if row.ours}


def sent(period="YEAR"):
    sheet = sheet_of(period)
    return TREASURY_FLOW.press(sheet, "sign", by=holder())


def answered(sheet, **changed):
    """The Treasury's figures as the unit's, but for those named (triệu)."""
    amounts = {row.code: row.ours for row in sheet.rows}
    amounts |= {code: million * MILLION for code, million in changed.items()}
    return write_theirs(sheet, amounts, by=accountant())


def confirmation(on=datetime.date(2022, 2, 9)):
    return PaperInput(number="12/KBHT", issued_on=on, issuer="Kho bạc Nhà nước Hà Tĩnh", signer="Trần Thị B")


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


# --- the figures -----------------------------------------------------------------------------
def test_the_year_s_sheet_of_the_centre_is_as_worked_by_hand():
    found = millions(sheet_of())
    assert found["GIVEN"] == 2000
    assert found["USED"] == 150
    assert found["REMAINING"] == 1850
    assert found["SPENT_TOTAL"] == found["SPENT"] == 150
    assert "ADVANCES" not in found
    assert "ASSIGNED_OUT" not in found


def test_the_department_has_given_the_centre_its_part():
    found = millions(sheet_of(unit=f.office("DOIT"), by=f.person("DOIT_ACCOUNTANT")))
    assert found == {"GIVEN": 2236, "ASSIGNED_OUT": 2000, "REMAINING": 236}


def test_each_quarter_tells_its_own_acts_and_the_year_up_to_its_last_day():
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 105)  # 6 August
    second, third = sheet_of("Q2"), sheet_of("Q3")
    assert (second.until, third.until) == (datetime.date(2021, 6, 30), datetime.date(2021, 9, 30))
    before = millions(second)
    found = millions(third)
    assert found["ADVANCED"] >= 105
    assert found["ADVANCES"] - before.get("ADVANCES", 0) >= 105
    assert found["REMAINING"] == found["GIVEN"] - found["USED"]
    fourth = millions(sheet_of("Q4"))
    assert fourth.get("ADVANCED", 0) == 0
    assert fourth["ADVANCES"] == 105


def test_a_year_runs_on_to_the_end_of_its_closing_window():
    assert days_of(b.book(), "YEAR") == (datetime.date(2021, 1, 1), datetime.date(2022, 1, 31))
    assert days_of(b.book(), "Q4") == (datetime.date(2021, 10, 1), datetime.date(2021, 12, 31))
    assert days_of(b.book(), "Q1") == (datetime.date(2021, 1, 1), datetime.date(2021, 3, 31))


def test_what_is_left_is_what_stands_unspent_in_the_books():
    standing = balances([b.book()], f.office("CENTRE"))
    unspent = sum(standing[stage] for stage in (Stage.APPROPRIATED, Stage.ALLOCATED, Stage.APPROVED, Stage.COMMITTED))
    found = figures(movements(b.book(), f.office("CENTRE"), datetime.date(2022, 1, 31)), datetime.date(2021, 1, 1))
    assert found[Row.REMAINING] == unspent


def test_what_is_to_come_back_is_an_advance_to_the_treasury_until_it_came():
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 105)
    owed = commitment_place(contract, Stage.RECOVERABLE)
    advanced = commitment_place(contract, Stage.ADVANCED)
    post("Ngừng", [Line(Kind.RECOVER, advanced, owed, 105 * MILLION)], by=accountant(), dated_on=b.day(9, 10))
    assert millions(sheet_of("Q3"))["ADVANCES"] == 105 + 105  # of the settled project until December
    back = source_of(approved_item(contract.project))
    post("Nộp lại", [Line(Kind.RESTORE, owed, back, 40 * MILLION)], by=accountant(), dated_on=b.day(10, 5))
    found = millions(sheet_of("Q4"))
    assert (found["ADVANCES"], found["RESTORED"]) == (65, 40)
    assert found["REMAINING"] == 2000 - 150 - 105 + 40


def test_what_was_undone_counts_as_if_it_had_not_been():
    contract = b.signed()
    b.progress(contract, 90)
    before = millions(sheet_of("Q3"))
    paid = b.paid(contract, 105)
    wrong = Correction(why="Kho bạc báo nhầm", number="02/BB", dated_on=paid.paid_on)
    CORRECTION_FLOW.press(ask_correction(wrong, paid, by=accountant()), "confirm", by=holder())
    again = TreasurySheet.objects.get(period="Q3")
    TREASURY_FLOW.press(again, "withdraw", by=accountant(), note="Lập lại")
    assert millions(sheet_of("Q3")) == before


def test_what_was_taken_back_in_a_later_quarter_and_entered_anew_is_told_once_in_its_own():
    """105 paid in August, entered wrongly, taken back in November and entered again: the Treasury paid once."""
    contract = b.signed()
    b.progress(contract, 90)
    paid = b.paid(contract, 105)
    before = {period: millions(sheet_of(period)) for period in ("Q3", "Q4")}
    assert (before["Q3"]["ADVANCED"], before["Q4"].get("ADVANCED", 0)) == (210, 0)
    wrong = Correction(why="Ghi nhầm chứng từ", number="02/BB", dated_on=b.day(11, 15))
    CORRECTION_FLOW.press(ask_correction(wrong, paid, by=accountant()), "confirm", by=holder())
    paid.refresh_from_db()
    b.pay(paid, number="KB-0099", on=b.day(8, 9))
    for sheet in TreasurySheet.objects.all():
        TREASURY_FLOW.press(sheet, "withdraw", by=accountant(), note="Lập lại")
    assert {period: millions(sheet_of(period)) for period in ("Q3", "Q4")} == before


def test_what_made_a_difference_is_still_told_after_it_was_taken_back():
    contract = b.signed()
    b.progress(contract, 90)
    paid = b.paid(contract, 45)
    sheet = sent("Q3")
    ours = next(row.ours for row in sheet.rows if row.code == "ADVANCED")
    sheet = answered(sheet, ADVANCED=ours // MILLION - 45)
    wrong = Correction(why="Kho bạc chưa chi", number="02/BB", dated_on=b.day(11, 15))
    CORRECTION_FLOW.press(ask_correction(wrong, paid, by=accountant()), "confirm", by=holder())
    clue = behind(sheet)["ADVANCED"][0]
    assert (clue.amount // MILLION, clue.alone) == (45, True)


# --- drawing up, signing ---------------------------------------------------------------------
def test_only_the_unit_s_accountant_draws_up_its_sheet_and_only_once_a_period():
    with pytest.raises(PermissionDenied):
        sheet_of(by=f.person("CENTRE_OFFICER"))
    assert "do kế toán của đơn vị ấy lập" in refused(sheet_of, by=f.person("DOIT_ACCOUNTANT"))
    first = sheet_of()
    assert "Kỳ này đã có bảng đối chiếu" in refused(sheet_of)
    TREASURY_FLOW.press(first, "withdraw", by=accountant(), note="Lập lại")
    assert sheet_of().pk != first.pk


def test_a_period_that_is_not_over_has_no_sheet(monkeypatch):
    monkeypatch.setattr("budgets.treasury_sheets.today", lambda: datetime.date(2021, 9, 30))
    assert "chưa hết kỳ thì chưa lập" in refused(sheet_of, "Q3")
    monkeypatch.setattr("budgets.treasury_sheets.today", lambda: datetime.date(2021, 10, 1))
    assert sheet_of("Q3").until == datetime.date(2021, 9, 30)


def test_a_period_before_any_money_has_nothing_to_compare():
    sheet = TreasurySheet(book_year=open_year(2022), unit=f.office("CENTRE"), period="Q1")
    assert "không có gì đối chiếu" in refused(draw_up, sheet, by=accountant())


def test_the_account_holder_signs_and_never_whoever_drew_it_up():
    sheet = sheet_of()
    RoleGrant.objects.create(user=accountant(), role="CENTRE_DIRECTOR", valid_from=b.day(1, 1))
    both = type(accountant()).objects.get(pk=accountant().pk)
    assert "phải do người khác làm" in refused(TREASURY_FLOW.press, sheet, "sign", by=both)
    with pytest.raises(PermissionDenied):
        TREASURY_FLOW.press(sheet, "sign", by=f.person("CENTRE_OFFICER"))
    assert "Chỉ người của đơn vị" in refused(TREASURY_FLOW.press, sheet, "sign", by=f.person("DOIT_DIRECTOR"))
    assert TREASURY_FLOW.press(sheet, "sign", by=holder()).status == "SENT"


def test_what_the_books_say_otherwise_since_is_not_signed():
    sheet = sheet_of("Q4")
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 60)
    said = refused(TREASURY_FLOW.press, sheet, "sign", by=holder())
    assert "Sổ đã có thay đổi sau khi lập bảng" in said
    assert "rút bảng và lập lại" in said


# --- the Treasury's answer -------------------------------------------------------------------
def test_the_treasury_confirms_what_agrees_on_its_paper():
    sheet = answered(sent())
    TREASURY_FLOW.press(sheet, "confirm", by=accountant(), paper=confirmation())
    sheet.refresh_from_db()
    assert (sheet.status, sheet.number, sheet.confirmed_on) == ("CONFIRMED", "12/KBHT", datetime.date(2022, 2, 9))
    assert [entry.action.rpartition(".")[2] for entry in history(sheet)] == [
        "confirm", "attach", "write_theirs", "sign", "draw_up",
    ]  # fmt: skip


def carried_on(day):
    """A project of 150, of which 100 under contract, 70 advanced and the rest carried by a paper of this day."""
    contract = b.signed(b.approved(150), million=100)
    b.progress(contract, 90)
    b.paid(contract, 70)
    contract.project.refresh_from_db()
    row = prepare_carry_over(CarryOver(project=contract.project, why="Máy về chậm."), by=b.accountant())
    return CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("55/QĐ-UBND", day))


@pytest.mark.parametrize("day", [datetime.date(2022, 1, 20), datetime.date(2022, 2, 16)])
def test_what_was_carried_over_is_in_the_sheet_of_its_year_whatever_day_the_paper_has(day):
    carried_on(day)
    found = millions(sheet_of())
    assert (found["CARRIED_OUT"], found["GIVEN"], found["USED"]) == (150, 2000, 150)
    assert found["REMAINING"] == 2000 - 150 - 150
    assert "COMMITTED" not in found
    assert "CARRIED_OUT" not in millions(sheet_of("Q4"))


def test_a_sheet_of_the_year_that_was_confirmed_before_the_carry_over_tells_what_has_moved_since(client):
    sheet = answered(sent())
    TREASURY_FLOW.press(sheet, "confirm", by=accountant(), paper=confirmation())
    carried_on(datetime.date(2022, 2, 16))
    assert ("CARRIED_OUT", 150 * MILLION) in [(figure.code, now) for figure, now in moved_since(sheet)]
    client.force_login(accountant())
    page = client.get(sheet.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Sổ đã đổi từ khi lập bảng" in page
    assert "dự toán chuyển sang năm sau 0 đ, nay 150.000.000 đ" in page
    api = APIClient()
    api.force_authenticate(accountant())
    rest = f"/api/v1/treasury-sheets/{sheet.pk}/moved-since/"
    told = {"code": "CARRIED_OUT", "label": "Dự toán chuyển sang năm sau", "then": 0, "now": 150 * MILLION}
    assert told in api.get(rest).json()
    api.force_authenticate(f.local_officer(f.commune("Xã Lâm Hợp")))
    assert api.get(rest).status_code in (403, 404)


def test_a_sheet_that_is_not_confirmed_yet_moves_with_the_books_only_when_it_is_drawn_up_again():
    sheet, api = sent(), APIClient()
    carried_on(datetime.date(2022, 2, 16))
    api.force_authenticate(accountant())
    assert api.get(f"/api/v1/treasury-sheets/{sheet.pk}/moved-since/").json() == []


def test_a_carry_over_after_the_last_day_is_told_behind_the_row_that_differs():
    carried_on(datetime.date(2022, 3, 20))
    sheet = answered(sent(), CARRIED_OUT=0)
    told = behind(sheet)["CARRIED_OUT"]
    assert sorted(clue.amount // MILLION for clue in told) == [30, 50, 70]
    assert not any(clue.late for clue in told)


def test_behind_what_is_left_stand_the_entries_that_made_it_more_or_less_carried_money_too():
    """150 carried out: 50 and 30 of it were left, 70 had been used already."""
    carried_on(datetime.date(2022, 2, 9))
    sheet = sent()
    ours = next(row.ours for row in sheet.rows if row.code == "REMAINING")
    told = behind(answered(sheet, REMAINING=ours // MILLION + 30))["REMAINING"]
    assert (told[0].movement.kind, told[0].amount // MILLION, told[0].alone) == ("carry_out", -30, True)
    assert sorted(clue.amount // MILLION for clue in told if clue.movement.kind == "carry_out") == [-50, -30]
    assert sum(clue.amount for clue in told) == ours


def test_no_answer_is_recorded_before_every_figure_is_there_nor_against_what_it_says():
    sheet = sent()
    press = TREASURY_FLOW.press
    assert "còn thiếu 16 chỉ tiêu" in refused(press, sheet, "confirm", by=accountant(), paper=confirmation())
    sheet = answered(sheet, USED=140, REMAINING=1860)
    said = refused(press, sheet, "confirm", by=accountant(), paper=confirmation())
    assert "Kho bạc 140.000.000 đ, đơn vị 150.000.000 đ" in said.replace("\xa0", " ")
    assert "Phải nêu lý do" in refused(press, sheet, "differ", by=accountant(), paper=confirmation())
    early = confirmation(datetime.date(2022, 1, 31))
    assert "trước khi hết kỳ" in refused(press, sheet, "differ", by=accountant(), paper=early, note="Chờ")
    press(sheet, "differ", by=accountant(), paper=confirmation(), note="Kho bạc hạch toán sang năm sau")
    assert sheet_of().status == "DRAFT"  # a sheet that differs is drawn up again
    other = answered(TREASURY_FLOW.press(TreasurySheet.objects.get(status="DRAFT"), "sign", by=holder()))
    assert "Mọi chỉ tiêu đều khớp" in refused(press, other, "differ", by=accountant(), paper=confirmation(), note="x")


def test_the_entries_behind_a_difference_are_told_those_that_make_it_first():
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 60)
    b.paid(contract, 40, on=datetime.date(2021, 9, 6))
    sheet = answered(sent("Q3"), ADVANCED=0)
    ours = next(row.ours for row in sheet.rows if row.code == "ADVANCED")
    sheet = answered(sheet, ADVANCED=(ours - 40 * MILLION) // MILLION)
    clues = behind(sheet)["ADVANCED"]
    assert (clues[0].amount // MILLION, clues[0].alone) == (40, True)
    assert not any(clue.alone for clue in clues[1:])
    sheet = answered(sheet, ADVANCED=(ours - 100 * MILLION) // MILLION)
    clues = behind(sheet)["ADVANCED"]
    assert [(clue.amount // MILLION, clue.paired) for clue in clues[:3]] == [(60, True), (40, True), (105, False)]


def test_a_paper_the_treasury_booked_before_the_period_s_end_is_looked_for_just_after_it():
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 60, on=datetime.date(2021, 10, 5))
    sheet = sent("Q3")
    ours = next(row.ours for row in sheet.rows if row.code == "ADVANCED")
    sheet = answered(sheet, ADVANCED=ours // MILLION + 60)
    clue = behind(sheet)["ADVANCED"][0]
    assert (clue.late, clue.amount) == (True, 60 * MILLION)


def test_the_treasury_s_figures_are_written_only_while_its_answer_is_awaited():
    sheet = sheet_of()
    assert "khi đã gửi, chưa xác nhận" in refused(answered, sheet)
    with pytest.raises(PermissionDenied):
        write_theirs(sheet, {}, by=holder())
    sheet = answered(TREASURY_FLOW.press(sheet, "sign", by=holder()))
    TREASURY_FLOW.press(sheet, "confirm", by=accountant(), paper=confirmation())
    assert "chưa xác nhận" in refused(answered, sheet, USED=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_treasuryfigure SET ours = ours + 1",
        "UPDATE budgets_treasuryfigure SET theirs = 1",
        "UPDATE budgets_treasurysheet SET until = '2021-01-01'",
        "DELETE FROM budgets_treasuryfigure",
        "DELETE FROM budgets_treasurysheet",
        "INSERT INTO budgets_treasuryfigure (sheet_id, code, ours) SELECT id, 'X', 1 FROM budgets_treasurysheet",
    ],
)
def test_a_confirmed_sheet_stands_in_the_database(statement):
    sheet = answered(sent())
    TREASURY_FLOW.press(sheet, "confirm", by=accountant(), paper=confirmation())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- Excel -----------------------------------------------------------------------------------
def filled(sheet, **cells):
    """The sheet's own workbook with the Treasury's column filled like ours; `cells` sets "D5" and its like."""
    book = openpyxl.load_workbook(BytesIO(workbook(sheet).read()))
    page = book.worksheets[0]
    for row in range(5, 5 + len(Row)):
        page.cell(row, THEIRS, page.cell(row, THEIRS - 1).value)
    for name, value in cells.items():
        page[name] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_workbook_goes_out_and_comes_back_with_the_treasury_s_figures():
    sheet = sent()
    amounts = read_theirs(filled(sheet), "doi chieu.xlsx", sheet)
    assert amounts == {row.code: row.ours for row in sheet.rows}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"D5": "một tỷ"}, "Ô D5, đang là “một tỷ”"),
        ({"D6": 1.5}, "Ô D6, đang là “1.5”: Số tiền có phần lẻ của đồng"),
        ({"D7": datetime.datetime(2021, 5, 1)}, "Ô D7, đang là “01/05/2021”: Không phải một số tiền"),
        ({"D8": "=1+1"}, "Ô D8: Ô báo lỗi hoặc có công thức chưa được tính"),
        ({"D9": "#N/A"}, "Ô D9"),
        ({"D10": None}, "Thiếu số của: Dự toán chuyển sang năm sau"),
        ({"A11": "XYZ"}, "Ô A11, đang là “XYZ”: Không có mã chỉ tiêu này"),
        ({"A12": "USED"}, "Chỉ tiêu này đã có ở dòng trên"),
        ({"A13": None}, "Dòng có số nhưng không có mã chỉ tiêu"),
        ({"A4": "Khác"}, "Không thấy dòng tiêu đề"),
        ({"D5": 10**18}, "Ô D5"),
        ({"D5": True}, "Ô D5"),
        ({"D5": "750.000"}, "Ô D5"),
    ],
)
def test_a_bad_workbook_is_refused_by_row_and_column_and_nothing_is_taken(client, cells, said):
    sheet = sent()
    client.force_login(accountant())
    file = SimpleUploadedFile("doi chieu.xlsx", filled(sheet, **cells))
    answer = client.post(reverse("budgets:treasury_theirs", args=[sheet.pk]), {"file": file})
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\xa0", " ")
    assert not TreasuryFigure.objects.exclude(theirs=None).exists()


def test_what_is_no_workbook_is_told_as_what_it_is(client):
    sheet = sent()
    client.force_login(accountant())
    file = SimpleUploadedFile("doi chieu.xlsx", b"%PDF-1.4 abc")
    answer = client.post(reverse("budgets:treasury_theirs", args=[sheet.pk]), {"file": file})
    assert "tệp PDF" in answer.content.decode()


def test_a_figure_below_zero_is_read_as_such():
    sheet = sent()
    assert read_theirs(filled(sheet, D5="-20 triệu", D6=-5), "a.xlsx", sheet)["CARRIED_IN"] == -20 * MILLION


# --- pages, REST, my work --------------------------------------------------------------------
def test_the_page_of_the_year_shows_each_unit_s_periods_and_whose_they_are(client):
    client.force_login(accountant())
    page = client.get(reverse("budgets:treasury"), {"year": 2021}).content.decode()
    assert "Quý III" in page
    assert f.office("DOIT").short_name not in page.partition("<main")[2].partition("Các kỳ")[0]
    assert "Lập bảng" in page
    client.force_login(f.person("DOF_REVIEWER"))
    page = client.get(reverse("budgets:treasury"), {"year": 2021}).content.decode()
    assert f.office("CENTRE").short_name in page
    assert "Lập bảng" not in page
    client.force_login(f.local_officer(f.commune()))
    assert "không quản lý dự toán" in client.get(reverse("budgets:treasury"), {"year": 2021}).content.decode()


def test_the_page_of_the_year_asks_as_often_with_one_sheet_as_with_four(client):
    def questions():
        client.get(reverse("budgets:treasury"), {"year": 2021})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("budgets:treasury"), {"year": 2021}).status_code == 200
        return len(asked)

    client.force_login(accountant())
    sheet_of("Q4")
    before = questions()
    for period in ("Q2", "Q3", "YEAR"):
        sheet_of(period)
    assert questions() == before


def test_the_page_of_a_sheet_says_who_goes_on_what_differs_and_which_entries_are_behind_it(client):
    sheet = sheet_of()
    for who, words in ((holder(), "Việc của bạn"), (accountant(), "Chủ tài khoản"), (f.person("DOF_REVIEWER"), "chờ")):
        client.force_login(who)
        assert words in client.get(sheet.get_absolute_url()).content.decode()
    answered(TREASURY_FLOW.press(sheet, "sign", by=holder()), USED=105)
    client.force_login(accountant())
    page = client.get(sheet.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Dự toán đã sử dụng (đã trừ nộp khôi phục): chênh -45.000.000 đ" in page
    assert "đúng bằng chênh lệch" in page


def test_the_page_of_a_sheet_asks_as_often_for_one_difference_as_for_four(client):
    def questions(**differing):
        answered(sheet, **differing)
        client.get(sheet.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(sheet.get_absolute_url()).status_code == 200
        return [query["sql"] for query in asked if "ledger_transfer" in query["sql"]]

    sheet = sent()
    client.force_login(accountant())
    assert len(questions(USED=105)) == len(questions(USED=105, GIVEN=1, SPENT=2, REMAINING=3)) == 1


def test_a_sheet_of_another_unit_is_not_there(client):
    sheet = sheet_of(unit=f.office("DOIT"), by=f.person("DOIT_ACCOUNTANT"))
    client.force_login(accountant())
    for name in ("treasury_sheet", "treasury_excel", "treasury_theirs"):
        assert client.get(reverse(f"budgets:{name}", args=[sheet.pk])).status_code == 404


def test_the_whole_way_over_rest():
    api = APIClient()
    api.force_authenticate(accountant())
    made = api.post("/api/v1/treasury-sheets/", {"book_year": b.book().pk, "period": "YEAR"}, format="json")
    assert made.status_code == 201, made.content
    path = f"/api/v1/treasury-sheets/{made.data['id']}/"
    holder_api = APIClient()
    holder_api.force_authenticate(holder())
    assert holder_api.post(f"{path}press/sign/", {}, format="json").status_code == 200
    rows = [{"code": row["code"], "theirs": row["ours"]} for row in made.data["figures"]]
    rows[6]["theirs"] = 1
    answer = api.post(f"{path}theirs/", {"figures": rows}, format="json")
    assert answer.status_code == 200, answer.content
    assert answer.data["figures"][6]["difference"] == 1 - 150 * MILLION
    found = api.get(f"{path}differences/").data
    assert found[0]["code"] == "USED"
    assert {entry["amount"] for entry in found[0]["entries"]} <= {150 * MILLION, 105 * MILLION, 45 * MILLION}
    twice = api.post(f"{path}theirs/", {"figures": [rows[0], rows[0]]}, format="json")
    assert twice.status_code == 400
    wrong = api.post(f"{path}theirs/", {"figures": [{"code": "USED", "theirs": 1.5}]}, format="json")
    assert wrong.status_code == 400


def test_the_accountant_is_told_of_a_period_just_over_and_the_holder_of_a_sheet_to_sign(monkeypatch):
    def titles(user):
        return [item.title for item in worklist_treasury(user)]

    assert titles(accountant()) == []  # 2021 is long past
    for module in ("treasury_periods", "treasury_sheets"):
        monkeypatch.setattr(f"budgets.{module}.today", lambda: datetime.date(2021, 10, 12))
    assert titles(accountant()) == [
        "Lập bảng đối chiếu Kho bạc quý I năm 2021", "Lập bảng đối chiếu Kho bạc quý II năm 2021",
        "Lập bảng đối chiếu Kho bạc quý III năm 2021",
    ]  # fmt: skip
    sheet = sheet_of("Q3")
    assert titles(holder()) == ["Ký bảng đối chiếu Kho bạc"]
    assert [item.due for item in worklist_treasury(accountant())] == [
        datetime.date(2021, 4, 10), datetime.date(2021, 7, 10),
    ]  # fmt: skip
    TREASURY_FLOW.press(sheet, "sign", by=holder())
    assert any(title.startswith("Ghi số Kho bạc") for title in titles(accountant()))
    assert titles(holder()) == []


def test_nobody_is_called_to_a_period_that_ended_before_any_money_came(client, monkeypatch):
    """Another unit was given its first money on 5 August: nothing of it is compared for the first two quarters."""
    for module in ("treasury_periods", "treasury_sheets"):
        monkeypatch.setattr(f"budgets.{module}.today", lambda: datetime.date(2021, 10, 12))
    unit = f.office("CENTRE", name="Trung tâm Dịch vụ công", short_name="Trung tâm DVC", is_spending_unit=True)
    b.assigned(100, unit=unit, dated_on=b.day(8, 5))
    own = f.person("CENTRE_ACCOUNTANT", organisation=unit)
    assert "không có gì đối chiếu" in refused(sheet_of, "Q2", unit=unit, by=own)
    assert [item.title for item in worklist_treasury(own)] == ["Lập bảng đối chiếu Kho bạc quý III năm 2021"]
    client.force_login(own)
    page = client.get(reverse("budgets:treasury"), {"year": 2021}).content.decode()
    assert page.count("Lập bảng<") == 1
    assert page.count("chưa có kinh phí") == 2


def test_estimate_and_spending_rows_are_the_whole_sheet():
    assert len(ESTIMATE) + 7 == len(Row)
