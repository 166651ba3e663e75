"""Two books of one year and tier: the second is opened by its first paper, and nothing takes "the first" in silence."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.books import NewBook
from budgets.estimate import appropriate
from budgets.models import Appropriation
from core.audit import history
from ledger.checking import differences
from ledger.models import BookYear
from ledger.reading import balances
from ledger.stages import Stage
from norms.models import BudgetCode
from plans.models import AnnualPlan
from plans.selectors import line_progress
from plans.services import amend_plan, save_plan
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
PAGE = reverse("budgets:appropriate") + "?year=2021"
ASKED = {"source": "Ngân sách trung ương bổ sung", "chapter": "416", "category": "280", "item": "309"}

PASS = {
    "chapter": "Năm 2021 dùng được: 416 Sở Công Thương (chưa kiểm chứng).",
    "category": "Năm 2021 dùng được: 280 Các hoạt động kinh tế (chưa kiểm chứng).",
}
WITHOUT_CODES = dict.fromkeys(["chapter", "category", "item"], "")


def new_book(**fields):
    return NewBook(**{"year": 2021, "tier": "LOCAL"} | ASKED | fields)


def first_paper(number="88/QĐ-UBND", million=500, **fields):
    facts = {"unit": f.office("DOIT"), "amount": million * b.MILLION, "number": number, "dated_on": b.day(2, 1)}
    return Appropriation(**facts | fields)


def opened(**fields):
    """The second book of 2021, 500 triệu in it."""
    return appropriate(first_paper(), by=b.accountant(), opens=new_book(**fields)).book_year


def typed(**fields):
    doit = f.office("DOIT").pk
    facts = {"kind": "INITIAL", "unit": doit, "amount": "500 triệu", "number": "88/QĐ-UBND", "dated_on": "1/2/2021"}
    return {"book": "NEW", "tier": "LOCAL", **ASKED, **facts, **fields}


def on_the_page(client, **fields):
    client.force_login(b.accountant())
    answer = client.post(PAGE, typed(**fields))
    return None if answer.status_code == 302 else answer.content.decode()


def over_rest(_, **fields):
    rest = APIClient()
    rest.force_authenticate(b.accountant())
    own = {name: fields.pop(name) for name in ("tier", *ASKED) if name in fields}
    given = {
        "opens": {"year": 2021, "tier": "LOCAL", **ASKED, **own}, "unit": f.office("DOIT").pk, "kind": "INITIAL",
        "amount": 500 * b.MILLION, "number": "88/QĐ-UBND", "dated_on": "2021-02-01", **fields,
    }  # fmt: skip
    answer = rest.post("/api/v1/appropriations/", given, format="json")
    return None if answer.status_code == 201 else str(answer.json())


DOORS = pytest.mark.parametrize("enter", [on_the_page, over_rest])


@DOORS
def test_the_first_paper_of_another_source_opens_its_book_and_puts_the_money_there(client, enter):
    b.year()

    assert enter(client) is None

    first, second = BookYear.objects.filter(year=2021, tier="LOCAL").order_by("pk")
    assert str(second) == "Năm 2021 · Khuyến công địa phương, Ngân sách trung ương bổ sung (416.280.309)"
    assert balances([second])[Stage.APPROPRIATED] == 500 * b.MILLION
    assert balances([first])[Stage.TREASURY] == -2236 * b.MILLION
    told = history(Appropriation.objects.get(book_year=second))[0]
    assert ("Mở sổ", None, str(second)) in [tuple(change) for change in told.changes]
    assert differences() == []


@DOORS
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"chapter": "417"}, "Chương 417 không có trong danh mục mã mục lục ngân sách. " + PASS["chapter"]),
        ({"category": "070"}, "Loại 070 chỉ dùng từ 08/04/2014 đến 31/12/2017. " + PASS["category"]),
        ({"item": "102"}, "Khoản 102 chỉ dùng từ 08/04/2014 đến 31/12/2017."),
        ({"source": "  NGÂN sach  tỉnh"}, "Sổ năm 2021 ghi nguồn này là “Ngân sách tỉnh”; cùng một nguồn"),
        (WITHOUT_CODES | {"source": "Ngân sách tỉnh"}, "Năm và nguồn kinh phí này đã có sổ."),
        ({"source": "x" * 101}, "100"),
        ({"kind": "CUT"}, "Sổ mới mở bằng văn bản giao hoặc bổ sung dự toán; “Cắt giảm” cần một sổ đã có tiền."),
        ({"amount": "0"}, "0"),
    ],
)  # fmt: skip
def test_what_does_not_pass_is_told_with_what_would_and_opens_nothing(client, enter, fields, said):
    b.year()

    answer = enter(client, **fields)

    assert answer and said in answer.replace("&quot;", '"')
    assert BookYear.objects.filter(year=2021).count() == 1


def test_what_was_typed_stays_on_the_page_that_refuses(client):
    b.year()
    page = on_the_page(client, category="070", source="Nguồn bổ sung có mục tiêu")
    assert 'value="Nguồn bổ sung có mục tiêu"' in page and 'value="500 triệu"' in page
    assert '<details class="fold" open>' in page


def test_a_year_without_any_code_in_the_catalogue_is_told_to_leave_it_out():
    with pytest.raises(Exception, match="Danh mục chưa có chương nào của năm 2013: để trống, hoặc nhờ quản trị nhập"):
        appropriate(first_paper(), by=b.accountant(), opens=new_book(year=2013))


def test_a_book_keeps_its_codes_when_the_catalogue_changes():
    b.year()
    book = opened()
    BudgetCode.objects.filter(code="416").update(valid_to=b.day(1, 1), code="499")
    book.refresh_from_db()
    assert book.source_words == "Ngân sách trung ương bổ sung (416.280.309)"
    appropriate(first_paper("89/QĐ-UBND", book_year=book, kind="ADDITION"), by=b.accountant())


@DOORS
def test_a_book_that_a_plan_opened_takes_the_codes_of_the_first_paper_of_its_source(client, enter):
    plan = b.plan()
    assert plan.book_year.source_words == "Ngân sách tỉnh"

    assert enter(client, source="Ngân sách tỉnh") is None

    assert str(BookYear.objects.get(year=2021)) == "Năm 2021 · Khuyến công địa phương, Ngân sách tỉnh (416.280.309)"
    assert balances([plan.book_year])[Stage.APPROPRIATED] == 500 * b.MILLION


def test_once_money_has_come_another_code_of_the_source_is_another_book():
    b.year()
    book = opened(source="Ngân sách tỉnh")
    assert book != b.book() and b.book().source_words == "Ngân sách tỉnh"
    with pytest.raises(DatabaseError, match="keeps its year and source"), transaction.atomic():
        BookYear.objects.filter(pk=book.pk).update(chapter="")


def test_only_who_enters_the_estimate_opens_a_book():
    b.year()
    with pytest.raises(PermissionDenied):
        appropriate(first_paper(), by=f.person("CENTRE_ACCOUNTANT"), opens=new_book())
    assert BookYear.objects.filter(year=2021).count() == 1


def test_rest_takes_a_book_that_is_there_or_one_to_be_opened_and_not_both():
    b.year()
    both = over_rest(None, book_year=b.book().pk)
    assert "Ghi một trong hai: sổ có sẵn (book_year), hoặc sổ mở cho nguồn khác (opens)." in both


@pytest.mark.parametrize("opens", [{}, {"year": 99999}, {"year": 1.5, "source": "x"}, {"year": 2021, "tier": "X"}, []])
def test_nonsense_instead_of_a_book_is_answered_in_words(opens):
    b.year()
    rest = APIClient()
    rest.force_authenticate(b.accountant())
    given = {"opens": opens, "unit": f.office("DOIT").pk, "amount": 5, "number": "1/QĐ", "dated_on": "2021-02-01"}
    answer = rest.post("/api/v1/appropriations/", given, format="json")
    assert answer.status_code == 400 and "opens" in answer.json()


def test_who_writes_a_new_source_beside_a_book_that_is_there_is_asked_which(client):
    b.year()
    said = on_the_page(client, book=b.book().pk)
    assert "Đã ghi tên nguồn kinh phí, mã chương, mã loại, mã khoản của sổ mới mà chọn sổ có sẵn" in said
    assert "Mở sổ mới thì phải ghi nguồn kinh phí" in on_the_page(client, source="")


def test_where_there_are_two_books_the_page_takes_neither_by_itself(client):
    b.year()
    opened()
    client.force_login(b.accountant())
    page = client.get(PAGE).content.decode()
    assert '<option value="" selected>– chọn sổ –</option>' in page
    assert "– chọn sổ –" in client.get(reverse("budgets:assign") + "?year=2021").content.decode()


# --- which book the plan has --------------------------------------------------------
def second_year():
    """2022 with two books and no plan."""
    for number, source in (("1/QĐ", "Ngân sách tỉnh"), ("2/QĐ", "Ngân sách trung ương bổ sung")):
        paper = first_paper(number, dated_on=b.day(12, 20))
        appropriate(paper, by=b.accountant(), opens=new_book(year=2022, source=source))
    return list(BookYear.objects.filter(year=2022).order_by("pk"))


PLAN = {"year": 2022, "tier": "LOCAL", "total_budget": "1 tỷ", "approval_way": "ROUNDS"}


def test_a_plan_takes_no_book_by_itself_where_there_are_two(client):
    b.year()
    _, second = second_year()
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = reverse("plans:new")

    refused = client.post(page, PLAN)
    said = (
        "có 2 sổ: Ngân sách trung ương bổ sung (416.280.309); Ngân sách tỉnh (416.280.309). Hãy chọn sổ mà đề án lấy "
        "tiền khi danh mục không ghi nguồn khác."
    )
    assert refused.status_code == 422 and said in refused.content.decode()
    wrong = client.post(page, PLAN | {"book_year": b.book().pk})
    assert wrong.status_code == 422 and not AnnualPlan.objects.filter(year=2022).exists()

    assert client.post(page, PLAN | {"book_year": second.pk}).status_code == 302
    plan = AnnualPlan.objects.get(year=2022)
    assert plan.book_year == second
    shown = client.get(plan.get_absolute_url()).content.decode()
    assert "Và Ngân sách tỉnh (416.280.309). Mỗi đề án lấy tiền từ một nguồn, ghi trong danh mục của đợt" in shown


def test_over_rest_the_book_of_a_plan_is_named_the_same_way():
    b.year()
    first, second = second_year()
    rest = APIClient()
    rest.force_authenticate(f.person("DOIT_SPECIALIST"))
    given = PLAN | {"total_budget": 1_000_000_000}

    assert "có 2 sổ" in str(rest.post("/api/v1/plans/", given, format="json").json()["book_year"])
    wrong = rest.post("/api/v1/plans/", given | {"book_year": b.book().pk}, format="json").json()
    assert "không phải sổ của năm 2022" in str(wrong["book_year"])
    made = rest.post("/api/v1/plans/", given | {"book_year": second.pk}, format="json").json()
    assert made["book_year"] == second.pk
    moved = rest.patch(f"/api/v1/plans/{made['id']}/", {"book_year": first.pk}, format="json").json()
    assert moved["book_year"] == first.pk  # a draft has moved no money yet


def test_the_next_version_of_a_plan_stays_in_its_book():
    plan, second = b.year(), opened()
    new = amend_plan(plan, by=f.person("DOIT_SPECIALIST"))
    assert new.book_year == plan.book_year
    new.book_year = second
    with pytest.raises(Exception, match="Bản điều chỉnh giữ sổ của kế hoạch đã ban hành"):
        save_plan(new, by=f.person("DOIT_SPECIALIST"))


# --- every page with two books -------------------------------------------------------
def look(client, role, name, query="?year=2021"):
    client.force_login(f.person(role))
    answer = client.get(reverse(name) + query)
    assert answer.status_code == 200
    return answer


def test_the_estimate_shows_each_book_with_its_own_sums_and_the_plan_that_spends_both(client):
    plan, second = b.year(), opened()
    answer = look(client, "DOIT_ACCOUNTANT", "budgets:estimate")
    found = {book.pk: (sum(row.given for row in rows), plan) for book, rows, _, plan in answer.context["books"]}
    assert found == {plan.book_year.pk: (2236 * b.MILLION, plan), second.pk: (500 * b.MILLION, plan)}
    page = answer.content.decode()
    assert page.count(f'Chi theo <a href="{plan.get_absolute_url()}">') == 2
    assert "· chương 416, loại 280, khoản 309" in page


def test_a_book_of_a_tier_without_a_plan_says_that_nothing_can_be_divided_yet(client):
    b.year()
    national = opened(tier="NATIONAL")
    answer = look(client, "DOIT_ACCOUNTANT", "budgets:estimate")
    assert [plan for book, _, _, plan in answer.context["books"] if book == national] == [None]
    assert answer.content.decode().count("Năm này chưa có kế hoạch của cấp này: chưa phân bổ theo nội dung") == 1
    page = look(client, "DOIT_ACCOUNTANT", "budgets:allocate", f"?year=2021&book_year={national.pk}")
    assert "Năm này chưa có kế hoạch của cấp này để phân bổ theo nội dung." in page.content.decode()


def test_the_allocation_divides_each_book_by_itself_over_the_lines_of_the_one_plan(client):
    plan, second = b.year(), opened()
    answer = look(client, "DOIT_ACCOUNTANT", "budgets:allocate")
    assert answer.context["book_year"] is None and "Chọn nguồn kinh phí để phân bổ ở trên." in answer.content.decode()
    page = f"{reverse('budgets:allocate')}?year=2021&book_year={second.pk}&unit={f.office('DOIT').pk}"
    shown = client.get(page).context
    assert (shown["plan"], shown["undivided"], shown["allocated"]) == (plan, 500 * b.MILLION, 0)
    typed = {"number": "9/PB", "dated_on": "5/5/2021"}
    names = [row.field.name for row in shown["rows"]]
    too_much = client.post(page, typed | {names[0]: "501 triệu"})
    assert too_much.status_code == 422 and "hiện có 500.000.000 đ, cần 501.000.000 đ" in clean(too_much)
    assert client.post(page, typed | {names[0]: "200 triệu", names[1]: "50 triệu"}).status_code == 302
    assert (balances([second])[Stage.ALLOCATED], balances([second])[Stage.APPROPRIATED]) == (
        250 * b.MILLION,
        250 * b.MILLION,
    )
    assert balances([plan.book_year])[Stage.ALLOCATED] == 1000 * b.MILLION
    assert [row.allocated // b.MILLION for row in line_progress(plan)] == [1200, 50]
    assert differences() == []


def clean(answer):
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_where_two_books_have_a_plan_the_allocation_asks_which(client):
    b.year()
    save_plan(
        AnnualPlan(year=2021, tier="NATIONAL", total_budget=b.MILLION, approval_way="ROUNDS"),
        by=f.person("DOIT_SPECIALIST"),
    )
    answer = look(client, "DOIT_ACCOUNTANT", "budgets:allocate")
    assert answer.context["book_year"] is None and "Chọn nguồn kinh phí để phân bổ ở trên." in answer.content.decode()


def test_the_runway_holds_both_books_of_the_tier_and_is_narrowed_to_one(client):
    plan, second = b.year(), opened()
    rest = APIClient()
    rest.force_authenticate(b.accountant())

    def given(query=""):
        page = look(client, "DOIT_ACCOUNTANT", "reports:runway", f"?year=2021{query}").context["given"]
        stages = rest.get(f"/api/v1/budgets/runway/?year=2021{query}").json()["stages"]
        assert page == next(row["reached"] for row in stages if row["stage"] == "APPROPRIATED")
        return page // b.MILLION

    assert given() == 2736
    assert given(f"&book_year={second.pk}") == 500
    assert given(f"&book_year={plan.book_year.pk}") == 2236
    assert rest.get("/api/v1/budgets/runway/?year=2021&book_year=999999").status_code == 404
    client.force_login(b.accountant())
    assert client.get(reverse("reports:runway") + "?year=2021&book_year=999999").status_code == 422


def test_year_end_and_treasury_keep_the_two_books_apart(client):
    b.year()
    second = opened()
    page = look(client, "DOIT_ACCOUNTANT", "budgets:year_end")
    rows = {entry["book"].pk: entry["total"] for entry in page.context["books"]}
    assert rows == {b.book().pk: 2236 * b.MILLION, second.pk: 500 * b.MILLION}
    assert "Ngân sách trung ương bổ sung (416.280.309)" in page.content.decode()
    treasury = look(client, "DOIT_ACCOUNTANT", "budgets:treasury").content.decode()
    assert "Ngân sách trung ương bổ sung (416.280.309)" in treasury and "Ngân sách tỉnh" in treasury
    settlements = look(client, "DOIT_ACCOUNTANT", "budgets:settlements").content.decode()
    assert "– chọn sổ –" in settlements
