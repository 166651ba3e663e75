"""The runway and its relatives: what stands where, and what has come how far."""

import pytest

from accounts.models import Organisation, User
from ledger.models import Account, Act, Subject, Transfer
from ledger.posting import Kind, Line, Stage, reverse, treasury
from ledger.reading import (
    balance,
    balances,
    book_years,
    line_balances,
    moved,
    project_balances,
    runway,
    statement,
    subject,
    transfers_for_case,
    transfers_for_subject,
)  # fmt: skip
from ledger.years import close_year
from tests.ledger.conftest import DAY


def figures(rows):
    return {row["stage"]: (row["balance"], row["reached"]) for row in rows}


def test_a_year_on_its_way_is_told_by_balance_and_reach(books):
    given = books.fund(Stage.APPROPRIATED, 2_236)
    line, approved, committed = (books.at(stage) for stage in (Stage.ALLOCATED, Stage.APPROVED, Stage.COMMITTED))
    books.move(Kind.WITHHOLD, given, books.at(Stage.WITHHELD), 100)
    books.move(Kind.ALLOCATE, given, line, 2_000)
    books.move(Kind.RESERVE, line, approved, 1_500)
    books.move(Kind.COMMIT, approved, committed, 1_200)
    books.move(Kind.ADVANCE, committed, books.at(Stage.ADVANCED), 600)
    books.move(Kind.PAY, committed, books.at(Stage.PAID), 300)
    books.move(Kind.CLEAR, books.at(Stage.ADVANCED), books.at(Stage.PAID), 400)
    books.move(Kind.SETTLE, books.at(Stage.PAID), books.at(Stage.SETTLED), 500)
    books.move(Kind.RECOVER, books.at(Stage.ADVANCED), books.at(Stage.RECOVERABLE), 50)
    rows = runway([books.y2021])
    assert [row["stage"] for row in rows] == Stage.values  # ledger order
    assert rows[4]["label"] == "Đã bố trí cho đề án"
    assert figures(rows) == {
        "TREASURY": (-2_236, 2_236),
        "APPROPRIATED": (136, 2_236),
        "WITHHELD": (100, 100),
        "ALLOCATED": (500, 2_000),
        "APPROVED": (300, 1_500),
        "COMMITTED": (300, 1_200),
        "ADVANCED": (150, 900),
        "PAID": (200, 700),
        "SETTLED": (500, 500),
        "RECOVERABLE": (50, 50),
        "CLAIMED": (0, 0),
    }


def test_what_left_the_year_had_come_as_far_as_it_stood(books):
    committed = books.fund(Stage.COMMITTED, 1_000)
    advanced, owed = books.at(Stage.ADVANCED), books.at(Stage.RECOVERABLE)
    books.move(Kind.ADVANCE, committed, advanced, 400)
    books.move(Kind.RECOVER, advanced, owed, 100)
    books.move(Kind.REFUND, owed, treasury(books.y2021, books.centre), 60)
    books.post(*books.carry(committed, 200, books.y2022))
    books.fund(Stage.APPROPRIATED, 500)
    books.move(Kind.CANCEL, books.at(Stage.APPROPRIATED), treasury(books.y2021, books.centre), 30)
    books.move(Kind.CUT, books.at(Stage.APPROPRIATED), treasury(books.y2021, books.centre), 70)
    reached = {stage: far for stage, (_, far) in figures(runway(books.y2021)).items()}
    assert reached["APPROPRIATED"] == 1_430  # 1.500 given; 70 cut were never ours, 30 cancelled were
    assert reached["COMMITTED"] == 1_000
    assert reached["ADVANCED"] == 400
    assert reached["RECOVERABLE"] == 100
    assert figures(runway(books.y2022))["COMMITTED"] == (200, 200)
    assert figures(runway(books.y2022))["APPROPRIATED"] == (0, 200)


def test_a_reversed_departure_counts_once(books):
    committed = books.fund(Stage.COMMITTED, 300)
    act = books.post(*books.carry(committed, 300, books.y2022))
    reverse(act, by=books.by, dated_on=DAY, note="không được chuyển")
    assert figures(runway(books.y2021))["COMMITTED"] == (300, 300)
    assert figures(runway(books.y2022))["COMMITTED"] == (0, 0)


def test_restored_money_has_not_been_advanced_in_the_end(books):
    owed = books.fund(Stage.RECOVERABLE, 100)
    books.move(Kind.RESTORE, owed, books.at(Stage.ALLOCATED), 100)
    assert figures(runway(books.y2021))["ADVANCED"] == (0, 0)
    assert figures(runway(books.y2021))["ALLOCATED"] == (100, 100)


def test_claims_of_closed_years_stand_beside_the_way(books):
    claim = books.claim_from_2021(80)
    books.move(Kind.REFUND, claim, treasury(books.y2022, books.centre), 50)
    assert figures(runway(books.y2022))["CLAIMED"] == (30, 80)
    assert figures(runway(books.y2022))["APPROPRIATED"] == (0, 0)
    assert figures(runway(books.y2021))["RECOVERABLE"] == (0, 80)


def test_a_runway_is_narrowed_to_unit_line_and_project(books):
    books.fund(Stage.APPROPRIATED, 1_000, unit=books.sct)
    books.move(Kind.ASSIGN, books.at(Stage.APPROPRIATED, unit=books.sct), books.at(Stage.APPROPRIATED), 600)
    books.move(Kind.ALLOCATE, books.at(Stage.APPROPRIATED), books.at(Stage.ALLOCATED), 200)
    books.move(Kind.ALLOCATE, books.at(Stage.APPROPRIATED), books.at(Stage.ALLOCATED, books.line2), 300)
    books.move(Kind.RESERVE, books.at(Stage.ALLOCATED), books.at(Stage.APPROVED), 150)
    books.move(
        Kind.RESERVE, books.at(Stage.ALLOCATED, books.line2), books.at(Stage.APPROVED, books.project2), 100
    )  # fmt: skip
    books.move(Kind.COMMIT, books.at(Stage.APPROVED), books.at(Stage.COMMITTED), 120)

    assert figures(runway(books.y2021, unit=books.centre))["APPROPRIATED"] == (100, 600)
    assert figures(runway(books.y2021, unit=books.sct))["APPROPRIATED"] == (400, 400)
    assert figures(runway(books.y2021, unit=[books.sct, books.centre]))["APPROPRIATED"] == (500, 1_000)
    for line in (books.line1, 1):
        assert figures(runway(books.y2021, line=line))["ALLOCATED"] == (50, 200)
        assert figures(runway(books.y2021, line=line))["COMMITTED"] == (120, 120)
    for project in (books.project2, 12, [12]):
        assert figures(runway(books.y2021, project=project))["APPROVED"] == (100, 100)
    assert figures(runway(books.y2021, project=[11, 12]))["APPROVED"] == (130, 250)
    assert figures(runway(books.national))["APPROPRIATED"] == (0, 0)
    assert balances(books.y2021, project=11)[Stage.COMMITTED] == 120
    assert line_balances(books.y2021) == {1: 50, 2: 200}
    assert {ref: {s: n for s, n in found.items() if n} for ref, found in project_balances([11, 12, 13]).items()} == {
        11: {Stage.APPROVED: 30, Stage.COMMITTED: 120},
        12: {Stage.APPROVED: 100},
        13: {},
    }
    assert project_balances(book_years=books.y2022) == {}


def test_questions_take_a_fixed_number_of_queries(books, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(3):
            runway([books.y2021], unit=books.centre, line=1)
        with django_assert_num_queries(1):
            project_balances([11, 12])
        with django_assert_num_queries(1):
            balances(books.y2021)
        with django_assert_num_queries(4):
            [str(e.transfer.source) + str(e.transfer.target) + str(e.transfer.by) for e in statement(approved)]

    approved = books.fund(Stage.APPROVED, 100)
    ask()
    for _ in range(5):
        books.fund(Stage.PAID, 10)
        books.fund(Stage.PAID, 10, books.contract2)
    ask()


def test_a_statement_shows_the_balance_after_each_transfer(books):
    line = books.fund(Stage.ALLOCATED, 500)
    books.move(Kind.RESERVE, line, books.at(Stage.APPROVED), 200)
    books.move(Kind.RESERVE, line, books.at(Stage.APPROVED, books.project2), 100)
    assert [(e.change, e.balance) for e in statement(line)] == [(500, 500), (-200, 300), (-100, 200)]
    assert statement(Account.objects.get(stage=Stage.ALLOCATED))[-1].balance == balance(line) == 200
    assert statement(books.at(Stage.PAID)) == []
    assert balance(books.at(Stage.PAID)) == 0


def test_transfers_are_found_by_case_and_by_subject(books):
    books.fund(Stage.APPROVED, 500)
    payment = books.move(
        Kind.COMMIT, books.at(Stage.APPROVED), books.at(Stage.COMMITTED), 300, case=books.contract1
    )  # fmt: skip
    assert payment.case == books.contract1
    assert [t.act for t in transfers_for_case(books.contract1)] == [payment]
    assert list(transfers_for_case(books.contract2)) == []
    assert [t.kind for t in transfers_for_subject(books.project1)] == ["reserve", "commit"]
    assert [t.kind for t in transfers_for_subject(books.contract1)] == ["commit"]
    assert subject("PROJECT", 11) == books.project1
    assert subject("PROJECT", 404) is None


def test_what_a_kind_moved_is_net_of_reversals_and_up_to_a_day(books):
    committed = books.fund(Stage.COMMITTED, 1_000)
    advanced = books.at(Stage.ADVANCED)
    books.move(Kind.ADVANCE, committed, advanced, 300, dated_on=DAY.replace(month=3))
    act = books.move(Kind.ADVANCE, committed, advanced, 200, dated_on=DAY.replace(month=4))
    books.move(Kind.ADVANCE, committed, advanced, 100, dated_on=DAY.replace(month=9))
    assert moved(Kind.ADVANCE, subject=books.project1) == 600
    assert moved(Kind.ADVANCE, subject=books.contract1, until=DAY) == 500
    reverse(act, by=books.by, dated_on=DAY, note="Kho bạc trả lại")
    assert moved(Kind.ADVANCE, book_years=books.y2021, unit=books.centre, until=DAY) == 300
    assert moved([Kind.ADVANCE, Kind.RESERVE], subject=books.project1) == 1_400
    assert moved(Kind.ADVANCE, unit=books.sct) == 0


def test_an_estimate_assigned_and_taken_back_counts_for_neither_unit(books):
    given = books.fund(Stage.APPROPRIATED, 1_000, unit=books.sct)
    act = books.move(Kind.ASSIGN, given, books.at(Stage.APPROPRIATED), 600)
    assert (moved(Kind.ASSIGN, unit=books.sct), moved(Kind.ASSIGN, unit=books.centre)) == (600, 0)
    reverse(act, by=books.by, dated_on=DAY, note="giao nhầm")
    assert (moved(Kind.ASSIGN, unit=books.sct), moved(Kind.ASSIGN, unit=[books.centre])) == (0, 0)


def test_book_years_are_found_by_year_and_tier(books):
    assert list(book_years(2021, "NATIONAL")) == [books.national]
    assert set(book_years(2021)) == {books.y2021, books.national}


@pytest.mark.parametrize(
    ("role", "kind", "spends", "sees"),
    [
        ("DOIT_ACCOUNTANT", "DOIT", True, {"centre", "sct"}),
        ("DOF_REVIEWER", "DOF", False, {"centre", "sct"}),
        ("CENTRE_ACCOUNTANT", None, True, {"centre"}),
        ("LOCAL_OFFICER", "DISTRICT", False, set()),
        ("ADMINISTRATOR", "DOIT", False, set()),
        (None, "DOIT", True, set()),
    ],
)
def test_a_unit_sees_its_own_money_and_the_province_all(books, role, kind, spends, sees):
    from accounts.services import grant_role

    office = books.centre
    if kind:
        office = Organisation.objects.create(
            name="Một cơ quan", short_name="Cơ quan", kind=kind, is_spending_unit=spends
        )
    person = User.objects.create(username="ai", full_name="Ai Đó", organisation=office)
    if role:
        grant_role(person, role, valid_from=DAY)
    for unit in (books.centre, books.sct):
        books.fund(Stage.APPROPRIATED, 5, unit=unit)
    person = User.objects.get(pk=person.pk)
    names = {books.centre.pk: "centre", books.sct.pk: "sct"}
    assert {names[a.unit_id] for a in Account.objects.visible_to(person)} == sees
    assert {names[t.target.unit_id] for t in Transfer.objects.visible_to(person)} == sees
    assert Act.objects.visible_to(person).count() == len(sees)


def test_words_on_statements_are_those_of_the_office(books):
    books.fund(Stage.COMMITTED, 5)
    account = Account.objects.get(stage=Stage.COMMITTED)
    assert str(account) == "Đã ký hợp đồng, giao nhiệm vụ “HĐ 01/2021” của Trung tâm năm 2021"
    assert str(books.at(Stage.COMMITTED)) == str(account)
    assert str(Transfer.objects.get(kind="commit")) == "Ký hợp đồng, giao nhiệm vụ 5 đồng"
    assert str(Act.objects.get()) == "Cấp tiền"
    assert str(Subject.objects.get(kind="LINE", ref=1)) == "Máy móc"


def test_an_unreturned_advance_becomes_an_advance_of_the_next_estimate(books):
    advanced = books.fund(Stage.ADVANCED, 100)
    books.fund(Stage.APPROPRIATED, 1_000, year=books.y2022)
    books.post(*books.charge(advanced, 100, books.y2022), name="Chuyển tạm ứng")
    assert figures(runway(books.y2022))["APPROPRIATED"] == (900, 1_000)
    assert figures(runway(books.y2022))["ADVANCED"] == (100, 100)
    close_year(books.y2021)


def test_an_act_of_several_lines_is_one_record(books):
    given = books.at(Stage.APPROPRIATED)
    act = books.post(
        Line(Kind.APPROPRIATE, treasury(books.y2021, books.centre), given, 100),
        Line(Kind.ALLOCATE, given, books.at(Stage.ALLOCATED), 60),
        name="Giao và phân bổ",
        note="theo quyết định đầu năm",
    )
    assert [(t.kind, t.amount, t.dated_on) for t in act.transfers.all()] == [
        ("appropriate", 100, DAY),
        ("allocate", 60, DAY),
    ]
    assert (act.name, act.note, act.by) == ("Giao và phân bổ", "theo quyết định đầu năm", books.by)
