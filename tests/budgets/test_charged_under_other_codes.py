"""An advance whose source has its next year's estimate under other budget codes, because a code ended with the year.

In triệu: the supplement of 2021 (416.280.309) paid 70 in advance of a contract of 150. Khoản 309 ends with 2021; in
2022 the Centre has 300 of the same source under khoản 319. 70 of them leave that book and become the advance of 2022
in the book that goes on under 309: by one paper, and the year's estimate is 300 as before.
"""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from budgets.carrying import CARRY_FLOW
from budgets.claiming import year_to_claim
from budgets.corrections import CORRECTION_FLOW, act_of, ask_correction, total
from budgets.estimate import appropriate
from budgets.models import CarryOver, Claim, Correction
from ledger.checking import differences
from ledger.models import BookYear
from norms.models import BudgetCode
from plans.issue import book_of
from plans.selectors import approved_item
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets import test_two_sources as sources
from tests.budgets.test_changes import refusal
from tests.budgets.test_second_source import clean, first_paper, new_book
from tests.budgets.test_two_sources import SUPPLEMENT, million

pytestmark = pytest.mark.django_db
MILLION = b.MILLION
second, two = sources.second, sources.two
JANUARY, AFTER = datetime.date(2022, 1, 5), datetime.date(2022, 2, 21)


def another_code(valid_from):
    BudgetCode.objects.create(kind="ITEM", code="319", name="Công nghiệp", source="Thử", valid_from=valid_from)


def code_ends():
    """Khoản 309 ends with 2021, 319 takes its place."""
    BudgetCode.objects.filter(kind="ITEM", code="309").update(valid_to=b.day(12, 31))
    another_code(datetime.date(2022, 1, 1))


def given(amount=300, **book):
    """The book of 2022 that this paper opens with the Centre's estimate."""
    paper = first_paper(number="5/QĐ-UBND", million=amount, unit=f.office("CENTRE"), dated_on=JANUARY)
    return appropriate(paper, by=b.accountant(), opens=new_book(year=2022, **book)).book_year


@pytest.fixture
def advanced(two):
    """The project of the supplement: 70 of 150 advanced, its code ended, not returned in time."""
    contract = b.signed(two[1])
    b.progress(contract, 90)
    b.paid(contract, 70)
    b.advances_may_be_charged()
    code_ends()
    two[1].refresh_from_db()
    return two[1]


@pytest.fixture
def after(advanced):
    return given(item="319")


def going_on():
    """The book of 2022 under the codes of 2021."""
    return BookYear.objects.get(year=2022, item="309")


def test_the_paper_names_the_book_that_has_the_estimate_and_the_advance_is_taken_from_it(second, advanced, after):
    row = b.charged(advanced, taken_from=after)
    assert million(second) == {"TREASURY": -430, "APPROPRIATED": 300, "ALLOCATED": 130}
    assert million(after) == {"TREASURY": -230, "APPROPRIATED": 230}
    assert million(going_on()) == {"TREASURY": -70, "ADVANCED": 70}
    assert (row.amount, row.taken, row.taken_from) == (70 * MILLION, 70 * MILLION, after)
    assert book_of(approved_item(advanced)) == going_on()
    assert total(act_of(row)) == 150 * MILLION  # 70 go on, 80 go back; the estimate that made room is not told twice
    assert differences() == []


def test_who_names_no_book_is_told_which_one_has_it_for_its_own_cannot_be_opened_any_more(advanced, after):
    said = refusal(b.charge, advanced)
    assert f"nguồn {SUPPLEMENT}, không đủ" in said and "hiện có 0 đ; cần 70.000.000 đ, hoặc nêu sổ" in said
    assert str(after) in said
    assert "Khoản 309 chỉ dùng từ 01/01/2018 đến 31/12/2021" in refusal(given)


def test_what_was_not_spent_is_given_anew_from_there_too(advanced, after):
    row = b.charged(advanced, taken_from=after, renews=True)
    assert (row.taken, million(after)["APPROPRIATED"]) == (150 * MILLION, 150)
    assert million(going_on()) == {"TREASURY": -150, "COMMITTED": 80, "ADVANCED": 70}
    assert differences() == []


def test_taken_back_every_book_is_as_it_was(second, advanced, after):
    was = million(second)
    row = b.charged(advanced, taken_from=after)
    asked = Correction(why="Đơn vị đã nộp trả trước hạn.", number="09/BB-SCT", dated_on=datetime.date(2022, 3, 1))
    CORRECTION_FLOW.press(ask_correction(asked, row, by=b.accountant()), "confirm", by=f.another("DOIT_DIRECTOR"))
    assert (million(second), million(after), million(going_on())) == (was, {"TREASURY": -300, "APPROPRIATED": 300}, {})
    assert differences() == []


def test_the_book_that_is_named_has_to_have_it(advanced):
    small = given(69, item="319")
    said = refusal(b.charge, advanced, taken_from=small)
    assert "(416.280.319), không đủ" in said and "hiện có 69.000.000 đ; cần 70.000.000 đ (TT" in said


def test_another_sources_book_is_not_taken_from(advanced, after):
    b.given_in_2022()
    other = BookYear.objects.get(year=2022, source="Ngân sách tỉnh")
    said = refusal(b.charge, advanced, taken_from=other)
    assert f"hiện có {other}; cần {after}" in said


def test_a_source_whose_codes_go_on_takes_from_no_other(two):
    contract = b.signed(two[1])
    b.progress(contract, 90)
    b.paid(contract, 70)
    b.advances_may_be_charged()
    two[1].refresh_from_db()
    given()
    another_code(datetime.date(2018, 1, 1))
    elsewhere = given(item="319")
    assert "cần sổ năm 2022 cùng mã, không nêu sổ khác" in refusal(b.charge, two[1], taken_from=elsewhere)
    b.charged(two[1])
    assert (million(going_on())["ADVANCED"], million(elsewhere)["APPROPRIATED"]) == (70, 300)


def test_of_a_book_that_never_had_codes_the_first_with_codes_takes_over():
    b.year()
    contract = b.signed(b.approved(150))
    b.progress(contract, 90)
    b.paid(contract, 70)
    b.advances_may_be_charged()
    coded = given(source="Ngân sách tỉnh")
    contract.project.refresh_from_db()
    b.charged(contract.project, taken_from=coded)
    assert million(coded) == {"TREASURY": -230, "APPROPRIATED": 230}
    assert differences() == []


def test_the_form_has_the_only_book_chosen_and_the_paper_tells_it_before_and_after(client, advanced, after):
    client.force_login(b.accountant())
    address = f"{reverse('budgets:carry')}?project={advanced.pk}&way=CHARGE"
    page = clean(client.get(address))
    assert f'<option value="{after.pk}" selected>' in page and "ấy từ dự toán năm sau của sổ" in page
    assert "(416.280.319): có <b>300.000.000 đ</b>, cần <b>70.000.000 đ</b>" in page
    answer = client.post(address, {"why": "Chưa nộp trả.", "taken_from": after.pk})
    row = CarryOver.objects.get()
    assert row.taken_from == after
    assert f"Số cần lấy rời dự toán của sổ “{after}”" in clean(client.get(answer.url))
    CARRY_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=b.paper("71/TB-KBNN", AFTER))
    assert f"Lấy từ dự toán của sổ “{after}”" in clean(client.get(answer.url))
    estimate = clean(client.get(f"{reverse('budgets:estimate')}?year=2022"))
    assert row.get_absolute_url() in estimate and f"số này sang sổ nguồn {SUPPLEMENT}" in estimate


def test_rest_names_it_too(client, advanced, after):
    client.force_login(b.accountant())
    asked = {"project": advanced.pk, "way": "CHARGE", "renews": False, "taken_from": after.pk, "why": "Chưa nộp trả."}
    made = client.post(reverse("carryover-list"), asked, content_type="application/json")
    assert (made.status_code, made.json()["taken_from"], made.json()["taken"]) == (201, after.pk, 0)


def test_only_a_charge_takes_from_a_named_book(advanced, after):
    facts = {"project": advanced, "book_year": advanced.commitments.get().book_year, "unit": advanced.spending_unit}
    facts |= {"why": "x", "created_by": b.accountant()}
    for wrong in ({"taken_from": after}, {"way": "CHARGE", "taken": 1}, {"way": "CHARGE", "taken": -1}):
        with pytest.raises(IntegrityError, match="carryover_of_one_way"), transaction.atomic():
            CarryOver.objects.create(**facts | wrong)


def test_what_was_settled_under_an_ended_code_is_claimed_all_the_same(second, advanced):
    claim = Claim(commitment=advanced.commitments.get(), of_year=second, dated_on=AFTER)
    assert year_to_claim(claim) == 2022
