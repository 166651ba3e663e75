"""The codes of the budget index: dated, with their source, marked while nobody has read them in the text."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from norms.models import BudgetCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("book")]


def codes(**where):
    return [row.code for row in BudgetCode.objects.filter(**where)]


def test_the_catalogue_says_which_codes_were_read_and_which_were_not(client, person):
    assert codes(verified=True) == ["070", "102"] and codes(verified=False) == ["280", "416", "309"]
    client.force_login(person("VIEWER"), backend="core.backends.RoleBackend")
    page = client.get(reverse("norms:rules")).content.decode()
    part = page[page.index('id="codes"') : page.index('id="eligibility"')]
    rows = [row.split("</li>")[0] for row in part.split("<li>")[1:]]
    assert [row.split("<b>")[0].removeprefix("<div>").strip() for row in rows] == [
        "Chương", "Loại", "Loại", "Khoản", "Khoản",
    ]  # fmt: skip
    for row in rows:
        unread = any(f"<b>{code}</b>" in row for code in ("416", "280", "309"))
        assert ("chưa kiểm chứng" in row) == unread
    assert "TTLT 26/2014/TTLT-BTC-BCT đ.8.3.a · từ 08/04/2014 đến 31/12/2017" in part


@pytest.mark.parametrize(("year", "expected"), [(2017, {"070", "102"}), (2018, {"416", "280", "309"}), (2013, set())])
def test_a_year_has_the_codes_that_hold_on_some_day_of_it_here_and_over_rest(person, year, expected):
    assert {row.code for row in BudgetCode.objects.of_year(year)} == expected
    rest = APIClient()
    rest.force_authenticate(person("DOIT_ACCOUNTANT"))
    rows = rest.get("/api/v1/norms/budget-codes/", {"year": year}).json()["results"]
    assert {row["code"] for row in rows} == expected
    assert all(row["verified"] == (year < 2018) for row in rows)


def test_a_code_that_changes_within_a_year_may_be_borne_under_both_numbers_in_that_year():
    BudgetCode.objects.filter(code="416").update(valid_to=datetime.date(2025, 6, 30))
    fields = {"kind": "CHAPTER", "name": "Sở Công Thương", "source": "Văn bản mới"}
    BudgetCode.objects.create(code="417", valid_from=datetime.date(2025, 7, 1), **fields)
    chapters = BudgetCode.objects.filter(kind="CHAPTER")
    assert [sorted(chapters.of_year(year).values_list("code", flat=True)) for year in (2024, 2025, 2026)] == [
        ["416"], ["416", "417"], ["417"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "41"}, "ba chữ số"),
        ({"code": "ABC"}, "ba chữ số"),
        ({"code": "416"}, "Mã này đã có trong cùng thời gian."),
        ({"code": "417", "valid_to": datetime.date(2019, 1, 1)}, "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
    ],
)
def test_a_code_is_three_digits_once_at_a_time(fields, said):
    facts = {"kind": "CHAPTER", "name": "x", "source": "x", "valid_from": datetime.date(2020, 1, 1)}
    with pytest.raises(ValidationError) as error:
        BudgetCode(**facts | fields).full_clean()
    assert said in " ".join(error.value.messages)


def test_the_administrator_marks_a_code_as_read_and_the_trail_tells_it(client, person):
    row = BudgetCode.objects.get(code="416")
    page = reverse("admin:norms_budgetcode_change", args=[row.pk])
    given = {
        "kind": "CHAPTER", "code": "416", "name": "Sở Công Thương", "source": "TT 324/2016/TT-BTC phụ lục I",
        "verified": "on", "valid_from": "2018-01-01", "valid_to": "", "note": "",
    }  # fmt: skip
    client.force_login(person("DOIT_ACCOUNTANT"), backend="core.backends.RoleBackend")
    assert client.post(page, given).status_code in (302, 403) and not BudgetCode.objects.get(code="416").verified
    client.force_login(person("ADMINISTRATOR"), backend="core.backends.RoleBackend")
    answer = client.post(page, given)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert BudgetCode.objects.get(code="416").verified
    assert history(row)[0].action == "admin.change"
