"""Each rule of the guard refuses its bad act; with that rule silenced the act goes through and the check finds it."""

import unicodedata
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from ledger.checking import differences
from ledger.models import Account, Act, BookYear, Subject
from ledger.posting import Kind, Line, Place, Stage, reverse, subject_of, treasury
from ledger.reading import balance
from ledger.refusals import rule_of
from ledger.years import close_year, next_year, open_year
from tests.ledger.conftest import DAY


def another_source(books):
    books.fund(Stage.APPROPRIATED)
    books.move(Kind.WITHHOLD, books.at(Stage.APPROPRIATED), books.at(Stage.WITHHELD, year=books.national), 1)


def closed_year(books):
    books.fund(Stage.SETTLED)
    close_year(books.y2021)
    books.fund(Stage.APPROPRIATED)


def another_unit(books):
    books.fund(Stage.APPROPRIATED)
    books.move(Kind.WITHHOLD, books.at(Stage.APPROPRIATED), books.at(Stage.WITHHELD, unit=books.sct), 1)


def another_contract(books):
    paid_under_1 = books.at(Stage.PAID, books.contract1)
    books.move(Kind.PAY, books.fund(Stage.COMMITTED, 100, books.contract1b), paid_under_1, 1)


def contract_of_another_project(books):
    books.move(Kind.COMMIT, books.fund(Stage.APPROVED), books.at(Stage.COMMITTED, books.contract2), 1)


def uncommit_to_another_project(books):
    books.move(Kind.UNCOMMIT, books.fund(Stage.COMMITTED), books.at(Stage.APPROVED, books.project2), 1)


def release_to_another_line(books):
    books.move(Kind.RELEASE, books.fund(Stage.APPROVED), books.at(Stage.ALLOCATED, books.line2), 1)


def release_more_than_came_from_there(books):
    approved = books.fund(Stage.APPROVED, 1_000)
    books.fund(Stage.APPROPRIATED, 10)
    books.move(Kind.RESERVE, books.at(Stage.APPROPRIATED), approved, 10)
    books.move(Kind.RELEASE, approved, books.at(Stage.APPROPRIATED), 6)
    books.move(Kind.RELEASE, approved, books.at(Stage.APPROPRIATED), 5)


def take_back_a_reserve_already_returned(books):
    line = books.fund(Stage.ALLOCATED, 100)
    approved = books.at(Stage.APPROVED)
    first = books.move(Kind.RESERVE, line, approved, 100)
    books.fund(Stage.APPROVED, 100)
    books.move(Kind.RELEASE, approved, line, 150)
    books.fund(Stage.APPROPRIATED, 100)
    books.move(Kind.RESERVE, books.at(Stage.APPROPRIATED), approved, 100)
    reverse(first, by=books.by, dated_on=DAY, note="đã trả rồi")


def carried_out_only(books):
    books.post(books.carry(books.fund(Stage.APPROVED), 100, books.y2022)[0])


def carried_in_only(books):
    books.move(Kind.CARRY_IN, treasury(books.y2022, books.centre), books.at(Stage.APPROVED, year=books.y2022), 1)


def carry(books, *, stage=Stage.APPROVED, amount=100, **changed):
    out, landed = books.carry(books.fund(stage), 100, books.y2022)
    place = replace(landed.target, **changed)
    books.post(out, Line(Kind.CARRY_IN, treasury(place.book_year, place.unit), place, amount, carried_from=out))


def carried_smaller(books):
    carry(books, amount=99)


def carried_to_another_unit(books):
    carry(books, unit=books.sct)


def carried_to_another_project(books):
    carry(books, subject=books.project2)


def carried_to_another_stage(books):
    out, _ = books.carry(books.fund(Stage.APPROPRIATED), 100, books.y2022)
    withheld = books.at(Stage.WITHHELD, year=books.y2022)
    books.post(out, Line(Kind.CARRY_IN, treasury(books.y2022, books.centre), withheld, 100, carried_from=out))


def carried_over_two_years(books):
    carry(books, book_year=next_year(books.y2022))


def carried_to_another_source(books):
    carry(books, book_year=next_year(books.national))


def charged_what_was_no_advance(books):
    books.fund(Stage.APPROPRIATED, year=books.y2022)
    owed = books.fund(Stage.COMMITTED)
    out, _ = books.carry(owed, 100, books.y2022)
    given, advanced = books.at(Stage.APPROPRIATED, year=books.y2022), books.at(Stage.ADVANCED, year=books.y2022)
    books.post(out, Line(Kind.CHARGE, given, advanced, 100, carried_from=out))


def claim_of_an_open_year(books):
    books.fund(Stage.SETTLED)
    books.move(Kind.CLAIM, treasury(books.y2022, books.centre), books.at(Stage.CLAIMED, year=books.y2022), 1)


def claim(books, amount, book_year=None):
    year = book_year or books.y2022
    return books.move(Kind.CLAIM, treasury(year, books.centre), books.at(Stage.CLAIMED, year=year), amount)


def claim_more_than_was_settled(books):
    books.fund(Stage.SETTLED, 1_000)
    books.fund(Stage.SETTLED, 5_000, books.contract2)  # of another project
    close_year(books.y2021)
    claim(books, 600)
    claim(books, 500, next_year(books.y2022))  # and in another year at that


def reverse_a_reversal(books):
    act = books.move(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), 100)
    back = reverse(act, by=books.by, dated_on=DAY, note="nhầm")
    reverse(back, by=books.by, dated_on=DAY, note="lại nhầm")


def two_line_act(books):
    given = books.at(Stage.APPROPRIATED)
    return books.post(
        Line(Kind.APPROPRIATE, treasury(books.y2021, books.centre), given, 100),
        Line(Kind.WITHHOLD, given, books.at(Stage.WITHHELD), 40),
    )


def reversal_lines(act):
    return [
        Line(t.kind, _place(t.target), _place(t.source), t.amount, reverses=t) for t in act.transfers.order_by("-pk")
    ]


def _place(account):
    return Place(account.book_year, account.unit, account.stage, account.subject)


def reverse_half_an_act(books):
    act = two_line_act(books)
    books.post(*reversal_lines(act)[:1], reverses=act)


def reverse_without_saying_so(books):
    books.post(*reversal_lines(two_line_act(books)))


def reverse_with_something_else(books):
    act = two_line_act(books)
    more = Line(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), 1)
    books.post(*reversal_lines(act), more, reverses=act)


def reverse_another_amount(books):
    act = books.move(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), 100)
    (line,) = reversal_lines(act)
    books.post(Line(line.kind, line.source, line.target, 60, reverses=line.reverses), reverses=act)


def act_without_transfers(books):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_act (name, note, by_id) VALUES ('Việc rỗng', '', %s)", [books.by.pk])


def line_money_for_a_project(books):
    books.move(Kind.ALLOCATE, books.fund(Stage.APPROPRIATED), books.at(Stage.ALLOCATED, books.project1), 1)


def commitment_without_project(books):
    subject_of("COMMITMENT", 999, "HĐ của nội dung", books.line1)


def close_with_money_on_the_way(books):
    books.fund(Stage.PAID)
    close_year(books.y2021)


# rule, bad act, whether check_books also sees what the silenced rule let through
BAD_ACTS = [
    ("ledger_one_book", another_source, True),
    ("ledger_book_open", closed_year, True),
    ("ledger_one_unit", another_unit, True),
    ("ledger_one_subject", another_contract, True),
    ("ledger_commitment_of_project", contract_of_another_project, True),
    ("ledger_commitment_of_project", uncommit_to_another_project, True),
    ("ledger_release_where_reserved", release_to_another_line, True),
    ("ledger_release_where_reserved", release_more_than_came_from_there, True),
    ("ledger_release_where_reserved", take_back_a_reserve_already_returned, True),
    ("ledger_carry_pair", carried_out_only, True),
    ("ledger_carry_pair", carried_in_only, True),
    ("ledger_carry_pair", carried_smaller, True),
    ("ledger_carry_pair", carried_to_another_unit, True),
    ("ledger_carry_pair", carried_to_another_project, True),
    ("ledger_carry_pair", carried_to_another_stage, True),
    ("ledger_carry_pair", carried_over_two_years, True),
    ("ledger_carry_pair", carried_to_another_source, True),
    ("ledger_carry_pair", charged_what_was_no_advance, True),
    ("ledger_claim_of_closed_year", claim_of_an_open_year, True),
    ("ledger_claim_within_settled", claim_more_than_was_settled, True),
    ("ledger_reversal_once", reverse_a_reversal, True),
    ("ledger_reversal_whole", reverse_half_an_act, True),
    ("ledger_reversal_whole", reverse_without_saying_so, True),
    ("ledger_reversal_whole", reverse_with_something_else, True),
    ("ledger_reversal_opposite", reverse_another_amount, True),
    ("ledger_act_not_empty", act_without_transfers, True),
    ("ledger_account_subject", line_money_for_a_project, True),
    ("ledger_subject_commitment_has_project", commitment_without_project, True),
    ("ledger_bookyear_arrived", close_with_money_on_the_way, True),
]
# Behind one rule stands another that would refuse the same act.
BEHIND = {"ledger_claim_of_closed_year": "ledger_claim_within_settled"}
NAMES = [bad_act.__name__ for _, bad_act, _ in BAD_ACTS]


def silence(database, *rules):
    """As the database's superuser: let these rules refuse nothing any more."""
    silent = ", ".join(f"'{rule}'" for rule in rules)
    with closing(database.superuser()) as superuser, superuser.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public.ledger_refuse(rule text, message text) RETURNS void LANGUAGE plpgsql "
            f"SET search_path = pg_catalog, pg_temp AS $$ BEGIN IF rule NOT IN ({silent}) THEN RAISE EXCEPTION USING "
            "ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = message; END IF; END $$"
        )


@pytest.mark.parametrize(("rule", "bad_act", "found"), BAD_ACTS, ids=NAMES)
def test_the_rule_refuses_and_without_it_the_act_goes_through(own_books, rule, bad_act, found):
    books, database = own_books
    with pytest.raises((ValidationError, DatabaseError)) as refused, transaction.atomic():
        bad_act(books)
    spoken = isinstance(refused.value, ValidationError)
    assert (refused.value.error_list[0].code if spoken else rule_of(refused.value)) == rule
    assert differences() == []

    silence(database, rule, BEHIND.get(rule, rule))
    bad_act(books)
    assert bool(differences()) is found


def test_what_was_settled_is_claimed_once_and_again_only_after_a_reversal(books):
    books.fund(Stage.SETTLED, 1_000)
    close_year(books.y2021)
    act = claim(books, 600)
    with pytest.raises(ValidationError, match="còn ghi được 400 đ, cần 401 đ"):
        claim(books, 401)
    claim(books, 400, next_year(books.y2022))
    with pytest.raises(ValidationError, match="còn ghi được 0 đ, cần 1 đ"):
        claim(books, 1)
    reverse(act, by=books.by, dated_on=DAY, note="ghi nhầm")
    claim(books, 600)
    assert differences() == []


def test_nothing_is_added_to_an_act_once_it_is_posted(own_books):
    books, database = own_books
    act = books.move(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), 100)

    def add():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_transfer (act_id, kind, source_id, target_id, amount, dated_on, by_id) "
                "SELECT act_id, kind, source_id, target_id, 7, dated_on, by_id FROM ledger_transfer WHERE act_id = %s",
                [act.pk],
            )

    with pytest.raises(IntegrityError, match="one transaction"):
        add()
    assert balance(books.at(Stage.APPROPRIATED)) == 100
    silence(database, "ledger_act_at_once")
    add()
    assert balance(books.at(Stage.APPROPRIATED)) == 107


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_books_are_kept_only_where_every_statement_sees_what_others_committed(own_books, level):
    books, _ = own_books
    with pytest.raises(ValidationError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        books.fund(Stage.APPROPRIATED)
    assert refused.value.code == "ledger_read_committed"
    with pytest.raises(ValidationError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        close_year(books.y2021)
    assert refused.value.code == "ledger_read_committed"


def test_the_limit_names_the_place_what_is_there_and_what_is_needed(books):
    line = books.fund(Stage.ALLOCATED, 500_000_000)
    with pytest.raises(ValidationError) as refused:
        books.move(Kind.RESERVE, line, books.at(Stage.APPROVED), 700_000_000)
    assert refused.value.messages == [
        "Dự toán đã phân bổ “Máy móc” của Trung tâm năm 2021: hiện có 500.000.000 đ, cần 700.000.000 đ, "
        "còn thiếu 200.000.000 đ để bố trí cho đề án."
    ]


def test_the_limit_counts_the_lines_of_the_act_before_it(books):
    line = books.fund(Stage.ALLOCATED, 100)
    with pytest.raises(ValidationError, match="hiện có 30 đ, cần 80 đ, còn thiếu 50 đ"):
        books.post(
            Line(Kind.RESERVE, line, books.at(Stage.APPROVED), 70),
            Line(Kind.RESERVE, line, books.at(Stage.APPROVED, books.project2), 80),
        )
    assert balance(line) == 100  # all or nothing
    books.move(Kind.RESERVE, line, books.at(Stage.APPROVED), 100)  # the transaction is still usable


@pytest.mark.parametrize("amount", [0, -1, 10.0, True, "1000", None])
def test_an_amount_is_a_whole_number_of_dong_above_zero(books, amount):
    with pytest.raises(ValidationError, match=r"lớn hơn 0|số nguyên"):
        books.move(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), amount)


def test_an_amount_beyond_all_books_is_refused_in_words(books):
    for amount in (2**63 - 1, 2**63):
        with pytest.raises(ValidationError, match="quá lớn"):
            books.post(
                Line(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), amount),
                Line(Kind.APPROPRIATE, treasury(books.y2021, books.centre), books.at(Stage.APPROPRIATED), amount),
            )


def test_an_act_needs_a_line_and_two_places(books):
    with pytest.raises(ValidationError, match="Chưa có khoản nào"):
        books.post()
    place = books.fund(Stage.ALLOCATED)
    with pytest.raises(ValidationError, match="phải khác nhau"):
        books.move(Kind.MOVE, place, place, 1)


def test_an_act_is_reversed_once(books):
    act = two_line_act(books)
    back = reverse(act, by=books.by, dated_on=DAY, note="ghi nhầm số")
    assert (back.reverses, back.note) == (act, "ghi nhầm số")
    assert [t.amount for t in back.transfers.all()] == [40, 100]  # last line first
    with pytest.raises(ValidationError, match="đã được hủy ghi rồi"):
        reverse(act, by=books.by, dated_on=DAY, note="lần nữa")


def test_a_reversal_takes_back_both_years_of_a_carried_amount(books):
    place = books.fund(Stage.COMMITTED, 300)
    act = books.post(*books.carry(place, 300, books.y2022))
    landed = books.at(Stage.COMMITTED, year=books.y2022)
    assert (balance(place), balance(landed)) == (0, 300)
    reverse(act, by=books.by, dated_on=DAY, note="không được chuyển nguồn")
    assert (balance(place), balance(landed)) == (300, 0)
    books.post(*books.carry(place, 300, books.y2022))  # and again, rightly this time
    assert differences() == []


def test_a_reversal_is_refused_when_the_money_has_moved_on(books):
    line = books.fund(Stage.ALLOCATED, 100)
    act = books.move(Kind.RESERVE, line, books.at(Stage.APPROVED), 100)
    books.move(Kind.COMMIT, books.at(Stage.APPROVED), books.at(Stage.COMMITTED), 60)
    with pytest.raises(ValidationError, match=r"Đã bố trí cho đề án “Dây chuyền gạch”.*hiện có 40 đ, cần 100 đ"):
        reverse(act, by=books.by, dated_on=DAY, note="muộn rồi")


def test_carried_money_of_a_project_that_stops_returns_to_the_undivided_estimate(books):
    books.post(*books.carry(books.fund(Stage.COMMITTED, 300), 300, books.y2022))
    landed, approved = books.at(Stage.COMMITTED, year=books.y2022), books.at(Stage.APPROVED, year=books.y2022)
    undivided = books.at(Stage.APPROPRIATED, year=books.y2022)
    with pytest.raises(ValidationError, match="Tiền bố trí từ đâu trả về đó"):
        books.post(
            Line(Kind.UNCOMMIT, landed, approved, 300),
            Line(Kind.RELEASE, approved, books.at(Stage.ALLOCATED, year=books.y2022), 300),
        )
    books.post(Line(Kind.UNCOMMIT, landed, approved, 300), Line(Kind.RELEASE, approved, undivided, 300))
    assert balance(undivided) == 300
    assert differences() == []


def test_a_year_closes_when_the_money_has_arrived_and_then_takes_nothing(books):
    paid = books.fund(Stage.PAID, 5_000)
    with pytest.raises(ValidationError) as refused:
        close_year(books.y2021)
    assert "Đã thanh toán (thực chi) “HĐ 01/2021” của Trung tâm năm 2021: 5.000 đ" in refused.value.messages
    assert books.y2021.is_open
    books.move(Kind.SETTLE, paid, books.at(Stage.SETTLED), 5_000)
    close_year(books.y2021)
    assert books.y2021.closed_at is not None
    with pytest.raises(ValidationError, match="Sổ năm 2021 đã khóa"):
        books.fund(Stage.APPROPRIATED, 1)
    with pytest.raises(ValidationError, match="Sổ năm 2021 đã khóa"):
        reverse(Act.objects.latest("pk"), by=books.by, dated_on=DAY, note="muộn")
    assert differences() == []


def test_two_people_reopen_a_closed_year(books):
    close_year(books.y2021)
    other = User.objects.create(username="giamdoc", full_name="Giám Đốc", organisation=books.sct)

    def reopen(asked_by, reopened_by):
        with transaction.atomic():
            BookYear.objects.filter(pk=books.y2021.pk).update(
                state="OPEN", reopen_asked_by=asked_by, reopened_by=reopened_by
            )

    for asked_by, reopened_by in [(None, None), (other, None), (None, other), (other, other)]:
        with pytest.raises(IntegrityError):
            reopen(asked_by, reopened_by)
    reopen(books.by, other)
    books.fund(Stage.SETTLED)
    close_year(books.y2021)
    with pytest.raises(IntegrityError):  # who reopened it last time does not open it again
        BookYear.objects.filter(pk=books.y2021.pk).update(state="OPEN")


def test_a_book_in_use_keeps_its_source(own_books):
    books, database = own_books
    books.fund(Stage.APPROPRIATED)
    with closing(database.superuser()) as superuser, superuser.cursor() as cursor:
        with pytest.raises(psycopg2.errors.CheckViolation, match="keeps its year and source"):
            cursor.execute("UPDATE ledger_bookyear SET source = 'khác' WHERE year = 2021")
        cursor.execute("UPDATE ledger_bookyear SET source = 'Nguồn khác' WHERE year = 2022")  # no money there yet


def test_a_subject_is_found_again_and_follows_its_records_name(books):
    again = subject_of("LINE", 1, "Máy móc, thiết bị tiên tiến")
    assert (again, again.label) == (books.line1, "Máy móc, thiết bị tiên tiến")
    assert Subject.objects.filter(kind="LINE", ref=1).count() == 1


def test_years_of_two_sources_are_two_books(books):
    local, national = open_year(2021), open_year(2021, BookYear.Tier.NATIONAL, "Ngân sách trung ương")
    assert local == books.y2021 != national
    assert str(national) == "Năm 2021 · Khuyến công quốc gia, Ngân sách trung ương"
    assert open_year(2021, source=unicodedata.normalize("NFD", "Ngân sách  tỉnh")) == local  # typed on a Mac
    with pytest.raises(ValidationError, match="từ 2000 đến 2100"):
        open_year(1821)


def test_an_account_is_opened_once_and_empty(books):
    books.fund(Stage.APPROPRIATED, 10)
    books.fund(Stage.APPROPRIATED, 10)
    assert Account.objects.filter(stage=Stage.APPROPRIATED).count() == 1
