"""The end of budget year 2021: what keeps its book open, estimate cancelled by a paper, the book closed, opened again.

The worked figures, in triệu đồng: 2.236 given; 2.000 assigned to the Centre, 1.000 of them on line 1, 150 of those for
a machine that is paid and settled. Left: 236 of the Department, 1.000 undivided and 850 on line 1 of the Centre.
"""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import RoleGrant
from budgets.cancelling import CANCELLATION_FLOW, cancellable, prepare_cancellation
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.models import BookClosing, Cancellation, CancellationRow, Commitment, YearAccount
from budgets.settlements import open_settlement
from budgets.work import worklist
from budgets.year_accounts import open_year_account
from budgets.year_end import obstacles
from core.audit import history
from ledger.checking import differences
from ledger.models import Act
from ledger.reading import balances
from ledger.years import open_year
from projects.models import Project
from tests import factories as f
from tests.budgets import builders as b

MILLION = 1_000_000
STATE = "settled_project"
pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def told(user=None):
    """[(what, unit, triệu or None)] of the board."""
    return [
        (row.what, row.unit.short_name, row.amount // MILLION if row.amount else None)
        for row in obstacles([b.book()], user)
    ]


def director():
    return f.person("DOIT_DIRECTOR")


def standing(unit, stage):
    return balances([b.book()], unit)[stage] // MILLION


# --- the board -----------------------------------------------------------------------------
def test_every_place_of_money_on_the_way_is_a_row_with_its_figure_unit_and_turn():
    centre, department = f.office("CENTRE"), f.office("DOIT")
    assert told() == [
        ("Dự toán được giao", department.short_name, 236),
        ("Dự toán được giao", centre.short_name, 1000),
        ("Dự toán đã phân bổ", centre.short_name, 850),
        ("Quyết toán năm của đơn vị", centre.short_name, None),
    ]
    rows = obstacles([b.book()])
    assert {row.turn.who for row in rows} == {"Kế toán Sở"}
    assert [row.due.day for row in rows if row.due] == [datetime.date(2022, 2, 10)] * 3
    assert all(row.late for row in rows if row.due)


def test_money_given_to_projects_is_told_by_contract_with_the_rule_of_its_year_and_whose_turn_it_is():
    advanced = b.signed()
    b.progress(advanced, 90)
    b.paid(advanced, 105)
    b.approved(90)
    rows = {(row.what, row.about): row for row in obstacles([b.book()])}
    owed = rows["Số dư tạm ứng", str(advanced)]
    assert owed.amount == 105 * MILLION
    assert (owed.since, owed.due.day) == (datetime.date(2021, 8, 6), datetime.date(2022, 1, 31))
    assert owed.turn.who == "Người lập"
    assert rows["Đã ký hợp đồng, giao nhiệm vụ", str(advanced)].amount == 45 * MILLION
    assert [row.amount for (what, _), row in rows.items() if what == "Đã bố trí cho đề án"] == [90 * MILLION]


def test_an_open_request_and_an_account_waiting_for_the_department_say_who_goes_on():
    contract = b.signed()
    b.progress(contract, 90)
    b.sent(contract, 105)
    second = b.submitted(b.signed(b.approved(90), million=90), payment=0, advance=63, state=90)
    rows = obstacles([b.book()])
    request = next(row for row in rows if row.kind == "REQUEST")
    assert (request.amount, request.due.day) == (105 * MILLION, datetime.date(2021, 12, 31))
    assert request.turn.who == "Kế toán"
    account = next(row for row in rows if row.what == "Số dư tạm ứng" and row.project == str(second.project))
    assert account.turn.who == "Chuyên viên Sở"
    assert account.way == ("Mở quyết toán", second.get_absolute_url())


def test_what_is_advanced_twice_and_partly_cleared_stands_since_the_advance_that_is_left():
    contract = b.signed()
    b.progress(contract, 90)
    b.paid(contract, 60)
    b.paid(contract, 45, on=datetime.date(2021, 9, 6))
    row = next(row for row in obstacles([b.book()]) if row.what == "Số dư tạm ứng")
    assert (row.amount, row.since) == (105 * MILLION, datetime.date(2021, 8, 6))


def test_a_project_nobody_settled_is_told_even_without_money_on_the_way():
    running = b.signed().project
    rows = [row for row in obstacles([b.book()]) if row.project == str(running)]
    assert [row.kind for row in rows] == ["MONEY"]  # told once, by its money
    done = Project.objects.get(status="SETTLED")
    assert str(done) not in {row.project for row in obstacles([b.book()])}
    Project.objects.filter(pk=done.pk).update(status="ACCEPTED")
    row = next(row for row in obstacles([b.book()]) if row.project == str(done))
    assert (row.kind, row.what, row.due.day) == ("PROJECT", "Đề án chưa quyết toán", datetime.date(2022, 1, 22))


def test_a_unit_sees_its_own_rows_only_and_somebody_without_money_none():
    centre = f.office("CENTRE").short_name
    assert {unit for _, unit, _ in told(f.person("CENTRE_ACCOUNTANT"))} == {centre}
    assert told(f.local_officer(f.commune())) == []


def test_the_board_asks_as_often_with_one_contract_as_with_four(client):
    def questions():
        client.force_login(f.person("DOIT_ACCOUNTANT"))
        client.get(reverse("budgets:year_end"), {"year": 2021})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("budgets:year_end"), {"year": 2021}).status_code == 200
        return len(asked)

    first = b.signed()
    b.progress(first, 90)
    b.paid(first, 105)
    before = questions()
    for million in (90, 80, 70):
        row = b.signed(b.approved(million), million=million)
        b.progress(row, 90)
        b.paid(row, 30)
    assert questions() == before


def test_the_page_says_what_is_left_by_which_rule_and_when_nothing_is_left_that_the_book_can_be_closed(client):
    client.force_login(f.person("DOIT_ACCOUNTANT"))
    page = client.get(reverse("budgets:year_end"), {"year": 2021}).content.decode()
    assert "còn 4 việc, 2.086.000.000 đ trên đường" in page.replace("\xa0", " ")
    assert "10/02/2022" in page
    assert "chưa kiểm chứng" in page
    b.everything_arrived()
    page = client.get(reverse("budgets:year_end"), {"year": 2021}).content.decode()
    assert "Không còn gì cản trở: sổ khóa được." in page
    assert "Đề nghị khóa sổ" in page
    client.force_login(f.person("CENTRE_ACCOUNTANT"))
    page = client.get(reverse("budgets:year_end"), {"year": 2021}).content.decode()
    assert "Đơn vị bạn không còn khoản nào cản trở khóa sổ." in page
    assert "Đề nghị khóa sổ" not in page


# --- my work -------------------------------------------------------------------------------
def titles(user):
    return [item.title for item in worklist(user)]


def test_when_the_year_is_over_the_board_waits_for_whose_turn_it_is():
    item = next(item for item in worklist(b.accountant()) if "2021" in item.title)
    assert item.title == "Kết thúc năm 2021: còn 4 việc để khóa sổ"
    assert (item.due, item.tone) == (datetime.date(2022, 2, 10), "son")
    assert not [title for title in titles(f.person("CENTRE_OFFICER")) if "Kết thúc năm" in title]
    b.everything_arrived()
    assert "Đề nghị khóa sổ năm 2021" in titles(b.accountant())
    b.asked_to_close()
    assert "Đề nghị khóa sổ năm 2021" not in titles(b.accountant())
    assert "Quyết định" in titles(director())


def test_a_listed_cancellation_waits_for_the_director():
    b.cancellation({None: 10})
    assert "Quyết định hủy dự toán" in titles(director())
    assert "Quyết định hủy dự toán" not in titles(b.accountant())


# --- cancelled by a paper ------------------------------------------------------------------
def test_what_is_cancelled_goes_back_to_its_source_when_the_decision_is_recorded_several_places_in_one_act():
    centre = f.office("CENTRE")
    listed = b.cancellation({None: 1000, 1: 850})
    assert standing(centre, "APPROPRIATED") == 1000  # nothing moves by a list
    CANCELLATION_FLOW.press(listed, "decide", by=director(), paper=b.paper("12/QĐ-SCT", datetime.date(2022, 2, 9)))
    assert [standing(centre, stage) for stage in ("APPROPRIATED", "ALLOCATED", "TREASURY", "SETTLED")] == [
        0, 0, 1850, 150,
    ]  # fmt: skip
    act = Act.objects.latest("pk")
    assert [(t.kind, t.amount // MILLION, t.dated_on) for t in act.transfers.all()] == [
        ("cancel", 1000, datetime.date(2022, 2, 9)), ("cancel", 850, datetime.date(2022, 2, 9)),
    ]  # fmt: skip
    assert act.transfers.first().paper.number == "12/QĐ-SCT"
    listed.refresh_from_db()
    assert (listed.number, listed.dated_on) == ("12/QĐ-SCT", datetime.date(2022, 2, 9))
    assert differences() == []


def test_never_more_than_stands_there_is_listed_and_never_more_is_cancelled():
    said = refused(b.cancellation, {None: 1001})
    assert "Dự toán được giao: hủy 1.001.000.000 đ, nhiều hơn số đang có: hiện có 1.000.000.000 đ" in said.replace(
        "\xa0", " "
    )
    one, two = b.cancellation({None: 700}), b.cancellation({None: 700})
    paper = b.paper("12/QĐ-SCT", datetime.date(2022, 2, 9))
    CANCELLATION_FLOW.press(one, "decide", by=director(), paper=paper)
    said = refused(CANCELLATION_FLOW.press, two, "decide", by=director(), paper=paper)
    assert "hiện có 300.000.000 đ" in said.replace("\xa0", " ")
    assert standing(f.office("CENTRE"), "APPROPRIATED") == 300


def test_who_lists_does_not_decide_and_other_desks_do_neither():
    listed, paper = b.cancellation({None: 10}), b.paper("12/QĐ-SCT", datetime.date(2022, 2, 9))
    with pytest.raises(PermissionDenied):
        CANCELLATION_FLOW.press(listed, "decide", by=b.accountant(), paper=paper)
    both = f.person("DOIT_ACCOUNTANT", username="haivai")
    RoleGrant.objects.create(user=both, role="DOIT_DIRECTOR", valid_from=datetime.date(2020, 1, 1))
    row = Cancellation(book_year=b.book(), unit=f.office("CENTRE"), why="Hết nhiệm vụ chi.")
    prepare_cancellation(row, {("APPROPRIATED", None): MILLION}, by=both)
    assert "phải do người khác làm" in refused(CANCELLATION_FLOW.press, row, "decide", by=both, paper=paper)
    with pytest.raises(PermissionDenied):
        prepare_cancellation(
            Cancellation(book_year=b.book(), unit=f.office("CENTRE"), why="x"), {("APPROPRIATED", None): 1},
            by=f.person("CENTRE_ACCOUNTANT"),
        )  # fmt: skip


def test_a_decision_without_number_day_and_signer_or_older_than_the_year_cancels_nothing():
    listed = b.cancellation({None: 10})
    assert "Phải ghi số, ngày, người ký" in refused(CANCELLATION_FLOW.press, listed, "decide", by=director())
    old = b.paper("12/QĐ-SCT", datetime.date(2020, 12, 31))
    assert "từ ngày 01/01/2021" in refused(CANCELLATION_FLOW.press, listed, "decide", by=director(), paper=old)
    assert standing(f.office("CENTRE"), "APPROPRIATED") == 1000


def test_the_form_begins_with_all_that_is_left_and_keeps_what_was_typed_when_it_is_refused(client):
    client.force_login(b.accountant())
    address = f"{reverse('budgets:cancel')}?book={b.book().pk}&unit={f.office('CENTRE').pk}"
    page = client.get(address).content.decode()
    assert re.search(r'value="1\.000\.000\.000', page)
    line = b.line().pk
    answer = client.post(address, {"appropriated": "2 tỷ", f"allocated_{line}": "850 triệu", "why": "Hết việc"})
    assert answer.status_code == 422
    assert "2 tỷ" in answer.content.decode()
    assert "nhiều hơn số đang có" in answer.content.decode()
    answer = client.post(address, {"appropriated": "1 tỷ", f"allocated_{line}": "", "why": "Hết việc"})
    row = Cancellation.objects.get()
    assert answer.url == row.get_absolute_url()
    assert row.total == 1000 * MILLION
    assert client.get(answer.url).status_code == 200
    for nonsense in ("", "?book=x&unit=1", "?book=99999&unit=1", f"?book={'9' * 30}&unit=1"):
        assert client.get(reverse("budgets:cancel") + nonsense).status_code == 404


def test_rest_lists_decides_and_answers_like_the_page(client):
    client.force_login(b.accountant())
    body = {
        "book_year": b.book().pk, "unit": f.office("CENTRE").pk, "why": "Hết nhiệm vụ chi.",
        "rows": [{"stage": "APPROPRIATED", "amount": 1001 * MILLION}],
    }  # fmt: skip
    address = reverse("cancellation-list")
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert "nhiều hơn số đang có" in answer.content.decode()
    body["rows"] = [{"stage": "ALLOCATED", "amount": MILLION}]  # of which line?
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    body["rows"] = [{"stage": "APPROPRIATED", "amount": MILLION}] * 2
    answer = client.post(address, body, content_type="application/json")
    assert "chỉ ghi một dòng" in answer.content.decode()
    body["rows"] = [
        {"stage": "APPROPRIATED", "amount": 1000 * MILLION},
        {"stage": "ALLOCATED", "line": b.line().pk, "amount": 850 * MILLION},
    ]
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    client.force_login(director())
    pk = answer.json()["id"]
    press = reverse("cancellation-press", args=[pk, "decide"])
    paper = {"number": "12/QĐ-SCT", "issued_on": "2022-02-09", "signer": "Lê Văn A"}
    answer = client.post(press, {"paper": paper}, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "DECIDED"), answer.content
    assert standing(f.office("CENTRE"), "TREASURY") == 1850


# --- closed and opened again ---------------------------------------------------------------
def test_everything_that_keeps_the_book_open_is_said_at_once_with_its_figure():
    said = refused(b.asked_to_close).replace("\xa0", " ")
    department, centre = f.office("DOIT").short_name, f.office("CENTRE").short_name
    assert f"Còn tiền ở ngăn “Dự toán được giao” của {department}: hiện có 236.000.000 đ" in said
    assert f"Còn tiền ở ngăn “Dự toán được giao” của {centre}: hiện có 1.000.000.000 đ" in said
    assert f"Còn tiền ở ngăn “Dự toán đã phân bổ” của {centre}: hiện có 850.000.000 đ" in said
    assert f"Quyết toán năm của {centre} chưa xong: hiện có chưa lập" in said


def test_a_year_of_2021_closes_by_two_persons_to_the_dong():
    b.everything_arrived()
    assert told() == []
    asked = b.asked_to_close()
    with pytest.raises(PermissionDenied):
        CLOSING_FLOW.press(asked, "agree", by=b.accountant())
    assert b.book().is_open
    CLOSING_FLOW.press(asked, "agree", by=director())
    book = b.book()
    assert not book.is_open
    found = {stage: amount for stage, amount in balances([book]).items() if amount}
    assert found == {"TREASURY": -150 * MILLION, "SETTLED": 150 * MILLION}  # 2.236 − 236 − 1.000 − 850
    line = history(book)[0]
    assert line.action == "ledger.bookyear.close"
    assert b.accountant().full_name in str(line.after)
    assert differences() == []


def test_what_comes_between_the_request_and_the_decision_is_found_by_the_decision():
    b.everything_arrived()
    asked = b.asked_to_close()
    b.appropriated(5, kind="ADDITION", dated_on=datetime.date(2021, 12, 20))
    said = refused(CLOSING_FLOW.press, asked, "agree", by=director())
    assert "hiện có 5.000.000 đ" in said.replace("\xa0", " ")
    assert b.book().is_open


def test_a_running_year_is_not_closed():
    this_year = open_year(datetime.date.today().year)
    said = refused(ask_closing, BookClosing(book_year=this_year), by=b.accountant())
    assert "Năm ngân sách chưa kết thúc" in said


def test_one_request_at_a_time_waits():
    b.everything_arrived()
    b.asked_to_close()
    assert "đã có đề nghị khóa hoặc mở lại đang chờ" in refused(b.asked_to_close)


def test_two_people_and_a_reason_open_a_closed_book_again_and_all_is_recorded():
    book = b.closed_book()
    assert "phải nêu lý do" in refused(b.asked_to_close)
    asked = b.asked_to_close("Kho bạc báo thiếu một chứng từ nộp trả.")
    assert asked.kind == "REOPEN"
    both = f.person("DOIT_ACCOUNTANT", username="haivai")
    RoleGrant.objects.create(user=both, role="DOIT_DIRECTOR", valid_from=datetime.date(2020, 1, 1))
    CLOSING_FLOW.press(asked, "withdraw", by=b.accountant(), note="Người khác đề nghị.")
    own = ask_closing(BookClosing(book_year=book, why="Thiếu chứng từ."), by=both)
    assert "phải do người khác làm" in refused(CLOSING_FLOW.press, own, "agree", by=both)
    CLOSING_FLOW.press(own, "agree", by=director())
    book = b.book()
    assert book.is_open
    assert (book.reopen_asked_by, book.reopened_by) == (both, director())
    line = history(book)[0]
    assert (line.action, line.note, line.by) == ("ledger.bookyear.reopen", "Thiếu chứng từ.", director())
    b.appropriated(1, kind="ADDITION", dated_on=datetime.date(2021, 12, 20))  # takes entries again


def services_on_a_closed_year():
    """Every service that would write into the book of 2021."""
    project = Commitment.objects.get().project
    return {
        "given": lambda: b.appropriated(1),
        "assigned": lambda: b.assigned(1),
        "allocated": lambda: b.sheet({1: 1}),
        "cancelled": lambda: b.cancellation({None: 1}),
        "approved": lambda: b.approved(10),
        "contract": lambda: b.drafted(project),
        "request": lambda: b.request(Commitment.objects.get(), 1, papers=False),
        "money back": lambda: b.money_back(Commitment.objects.get(), 1),
        "settlement": lambda: open_settlement(project, by=f.person("CENTRE_ACCOUNTANT")),
        "year": lambda: open_year_account(b.book(), f.office("DOIT"), by=b.accountant()),
    }


def test_a_closed_year_takes_no_entry_from_any_service_and_says_so():
    b.closed_book()
    before = Act.objects.count()
    for name, service in services_on_a_closed_year().items():
        with transaction.atomic():
            said = refused(service)
        assert said, name
        if name not in ("settlement", "money back"):  # these say first that nothing is left to account for
            assert "Sổ năm 2021 đã khóa" in said, (name, said)
    assert Act.objects.count() == before
    assert not YearAccount.objects.filter(unit=f.office("DOIT")).exists()


def test_page_and_rest_answer_about_a_closed_year_calmly(client):
    book = b.closed_book()
    client.force_login(b.accountant())
    body = {
        "book_year": book.pk, "unit": f.office("DOIT").pk, "kind": "INITIAL", "amount": MILLION, "number": "9/QĐ",
        "dated_on": "2021-12-20", "issuer": "", "note": "",
    }  # fmt: skip
    answer = client.post(reverse("appropriation-list"), body, content_type="application/json")
    assert answer.status_code == 400
    assert "Sổ năm 2021 đã khóa" in answer.content.decode()
    address = f"{reverse('budgets:cancel')}?book={book.pk}&unit={f.office('CENTRE').pk}"
    assert client.get(address).status_code == 200
    page = client.get(reverse("budgets:year_end"), {"year": 2021}).content.decode()
    assert "Sổ đã khóa, không nhận thêm bút toán." in page
    address = reverse("budgets:ask_closing", args=[book.pk])
    answer = client.post(address, {"why": ""})
    assert answer.status_code == 422
    answer = client.post(address, {"why": "Thiếu một chứng từ."})
    row = BookClosing.objects.get(kind="REOPEN")
    assert answer.url == row.get_absolute_url()
    client.force_login(director())
    assert "Đồng ý, thực hiện" in client.get(answer.url).content.decode()
    press = reverse("bookclosing-press", args=[row.pk, "agree"])
    answer = client.post(press, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "AGREED"), answer.content
    assert b.book().is_open


def test_rest_tells_days_and_obstacles(client):
    client.force_login(b.accountant())
    board = client.get(reverse("bookyear-year-end", args=[b.book().pk])).json()
    assert [row["amount"] for row in board["obstacles"]] == [236 * MILLION, 1000 * MILLION, 850 * MILLION, None]
    assert board["days"][0]["day"] == "2021-12-31"
    assert board["days"][0]["verified"] is False


# --- the database --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda row: Cancellation.objects.filter(pk=row.pk).update(why="khác"),
        lambda row: Cancellation.objects.filter(pk=row.pk).update(status="DRAFT"),
        lambda row: Cancellation.objects.filter(pk=row.pk).delete(),
        lambda row: row.rows.update(amount=1),
        lambda row: CancellationRow.objects.create(cancellation=row, stage="WITHHELD", amount=1),
    ],
    ids=["reason", "state", "deleted", "amount", "a row more"],
)
def test_a_decided_cancellation_stands_in_the_database(change):
    row = b.cancelled({None: 10})
    with pytest.raises(DatabaseError), transaction.atomic():
        change(row)


def test_the_database_asks_for_a_paper_and_another_person():
    row = b.cancellation({None: 10})
    with pytest.raises(DatabaseError), transaction.atomic():
        Cancellation.objects.filter(pk=row.pk).update(status="DECIDED")
    with pytest.raises(DatabaseError), transaction.atomic():
        Cancellation.objects.filter(pk=row.pk).update(
            status="DECIDED", number="1", dated_on=datetime.date(2022, 1, 1), decided_by=row.created_by
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Cancellation.objects.filter(pk=row.pk).update(unit=f.office("DOIT"))


def test_a_closing_that_was_decided_stands_in_the_database_and_is_decided_by_another():
    b.everything_arrived()
    row = b.asked_to_close()
    with pytest.raises(DatabaseError), transaction.atomic():
        BookClosing.objects.filter(pk=row.pk).update(status="AGREED", decided_by=row.created_by)
    CLOSING_FLOW.press(row, "agree", by=director())
    for change in ({"why": "khác"}, {"status": "ASKED"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BookClosing.objects.filter(pk=row.pk).update(**change)


def test_places_to_cancel_are_those_with_estimate_in_them():
    found = cancellable(b.book(), f.office("CENTRE"))
    assert [(stage, line and line.no, there // MILLION) for stage, line, there in found] == [
        ("APPROPRIATED", None, 1000), ("ALLOCATED", 1, 850),
    ]  # fmt: skip
