"""Machines that a request makes dearer need quotes of as many sellers as an application for them, asked anew."""

import datetime

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from norms.models import QuoteRule
from projects.changes.remarks import remarks_on
from projects.changes.rules import decision_of
from projects.models import Quote
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_title_units import asked, checked, day, decided, refusal
from tests.projects.test_details import formset

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def rule():
    """As an administrator enters it: the norm book knows no figure."""
    return rule_from(400)


def rule_from(million, quotes=3, since=datetime.date(2020, 1, 1), **fields):
    return QuoteRule.objects.create(
        tier="LOCAL", above=million * MILLION, quotes=quotes, source="Quy định của tỉnh", valid_from=since, **fields
    )


def price(row, million, **changed):
    (line,) = row.machines.all()
    return [{"no": line.no, "unit_price": million * MILLION, **changed}]


def offers(*sellers, million=420, dated_on=None):
    dated_on = dated_on or day(7, 28)
    return [{"seller": seller, "amount": million * MILLION, "dated_on": dated_on} for seller in sellers]


def kept(row):
    return [{"no": quote.no} for quote in row.quotes.all()]


def test_a_dearer_machine_needs_quotes_asked_for_this_request():
    row = b.approved()
    assert row.quotes.count() == 3, "those of the application are of its price"
    said = refusal(checked, asked(row, machines=price(row, 420)))
    assert "Máy trị giá 420.000.000 đ phải có báo giá lập cho đề nghị này của ít nhất 3 đơn vị khác nhau" in said
    assert "hiện có 0 đơn vị; cần 3 đơn vị (Quy định của tỉnh, chưa kiểm chứng)" in said
    two = [*kept(row), *offers("Công ty M", "CÔNG TY M", "Công ty N")]
    assert "hiện có 2 đơn vị" in refusal(checked, asked(row, machines=price(row, 420), quotes=two))

    change = asked(row, machines=price(row, 420), quotes=[*two, *offers("Công ty P")])
    assert decision_of(change, day(8, 9)).decider == "PPC"
    decided(checked(change))
    assert row.quotes.count() == 7
    assert "Báo giá, dòng 4: chưa có → 4. Công ty M" in history(row)[0].sentence


def test_a_seller_who_offers_the_new_price_again_counts_and_the_old_offer_stays_to_be_read():
    row = b.approved()
    again = [{"no": quote.no, "amount": 420 * MILLION, "dated_on": day(7, 28)} for quote in row.quotes.all()]
    decided(checked(asked(row, machines=price(row, 420), quotes=again)))
    assert [quote.amount for quote in row.quotes.all()] == [420 * MILLION] * 3
    assert Quote.everything.filter(project=row, removed_at__isnull=False).count() == 3


def test_below_the_sum_none_are_asked_for():
    row = b.approved()
    decided(checked(asked(row, machines=price(row, 399))))


def test_what_is_cheaper_or_worth_the_same_asks_for_none():
    rule_from(100)
    row = b.approved()
    decided(checked(asked(row, machines=price(row, 370))))
    decided(checked(asked(row, machines=price(row, 370, model="MH-02"))))


def test_more_machines_of_the_same_price_are_worth_more_too():
    row = b.approved()
    (machine,) = row.machines.all()
    assert "báo giá lập cho đề nghị này" in refusal(checked, asked(row, machines=[{"no": machine.no, "quantity": 2}]))


def test_the_rule_is_that_of_the_day_of_the_letter(rule):
    rule.valid_to = day(8, 1)
    rule.save()
    row = b.approved()
    change = checked(asked(row, machines=price(row, 420)))  # the letter is of 2 August
    rule_from(400, since=day(8, 3))
    decided(change)
    assert row.machines.get().unit_price == 420 * MILLION


def test_without_a_rule_nothing_is_asked(rule):
    rule.delete()
    row = b.approved()
    decided(checked(asked(row, machines=price(row, 800))))


def test_a_quote_of_a_later_day_than_the_letter_counts_and_is_said(client):
    row = b.approved()
    quotes = [*kept(row), *offers("Công ty M", "Công ty N"), *offers("Công ty P", dated_on=day(8, 4))]
    change = checked(asked(row, machines=price(row, 420), quotes=quotes))
    said = "Báo giá của Công ty P đề ngày 04/08/2021, sau ngày văn bản đề nghị thay đổi 02/08/2021."
    assert remarks_on(change) == [said]
    decided(change)
    client.force_login(f.person("VIEWER"))
    assert said in client.get(change.get_absolute_url()).content.decode()


def test_quotes_alone_are_no_change():
    row = b.approved()
    said = refusal(asked, row, quotes=[*kept(row), *offers("Công ty M")])
    assert "Chưa đổi mục nào so với hiện nay. Báo giá chỉ kèm theo thay đổi khác" in said


def test_only_a_project_for_machines_has_quotes():
    row = f.project_in("IN_PROGRESS", category=f.category("trademark"), support=30 * MILLION)
    assert "Loại thay đổi này không đổi mục này." in refusal(asked, row, quotes=offers("Công ty M"))


def test_quotes_are_typed_on_the_page_and_sent_over_rest(client):
    row, api = b.approved(), APIClient()
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    page = client.get(new).content.decode()
    assert 'value="02/03/2021"' in page and 'name="quotes-0-seller"' in page and 'name="add_quotes"' in page
    rows = [{"no": quote.no, "seller": quote.seller, "subject": quote.subject, "dated_on": "28/07/2021",
             "amount": "420 triệu"} for quote in row.quotes.all()]  # fmt: skip
    client.post(new, formset("quotes", *rows, initial=3) | {"area": row.area_id, "reason": "Giá tăng.", "units": "1",
                                                             "title": "Tên khác"})  # fmt: skip
    assert [line["dated_on"] for line in row.change_requests.get().value("quotes")] == ["2021-07-28"] * 3

    api.force_authenticate(f.person("CENTRE_OFFICER"))
    values = {"machines": [{"no": 1, "unit_price": 420 * MILLION}],
              "quotes": [*kept(row), {"seller": "Công ty M", "amount": "420 triệu"}]}  # fmt: skip
    body = {"project": row.pk, "kind": "AMEND", "reason": "Giá tăng.", "new_values": values}
    made = api.post("/api/v1/change-requests/", body, format="json")
    assert made.status_code == 201 and "thêm báo giá 4. Công ty M" in " ".join(made.json()["sentences"])
