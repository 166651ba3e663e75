"""A project is paid from one source, chosen on its list among the open books of the plan's year and tier."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from ledger.reading import balance
from ledger.years import close_year, open_year
from plans import services
from plans.issue import approved_place, book_of, source_of
from plans.models import PlanItem
from plans.objections import budget_objections, live_items, money_objections
from plans.pictures import list_of
from plans.selectors import line_progress
from plans.shared_limits import SharedLimits
from plans.workflow import PLAN_FLOW, ROUND_FLOW

SUPPLEMENT = "Ngân sách trung ương bổ sung"
MILLION = 1_000_000


@pytest.fixture
def second(plan):
    return open_year(2021, source=SUPPLEMENT)


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages).replace("\xa0", " ")


def kept(item):
    """As a form sends a place on a list that is not changed."""
    return {
        "line": item.line, "source": item.source, "approved_support": item.approved_support, "is_reserve": False,
    }  # fmt: skip


# --- the doors ------------------------------------------------------------------------------
def wrong_books():
    closed = open_year(2021, source="Nguồn đã khóa")
    close_year(closed)
    return {"of another year": open_year(2022), "of the other tier": open_year(2021, "NATIONAL"), "closed": closed}


def on_the_page(office, client, round, project, book):
    client.force_login(office.officer)
    typed = {"line": round.plan.lines.get(no=1).pk, "source": "APPROPRIATED", "approved_support": "100 triệu"}
    given = typed | {"project": project.pk, "book_year": book.pk}
    answer = client.post(reverse("plans:include", args=[round.pk]), given)
    return None if answer.status_code == 302 else answer.content.decode()


def over_rest(office, _, round, project, book):
    rest = APIClient()
    rest.force_authenticate(office.officer)
    typed = {"line": round.plan.lines.get(no=1).pk, "source": "APPROPRIATED", "approved_support": 100 * MILLION}
    given = typed | {"project": project.pk, "book_year": book.pk}
    answer = rest.post(f"/api/v1/rounds/{round.pk}/include/", given, format="json")
    return None if answer.status_code == 201 else str(answer.json())


DOORS = pytest.mark.parametrize("include", [on_the_page, over_rest])


@DOORS
def test_the_source_is_chosen_when_the_project_is_put_on_the_list(office, plan, second, client, include):
    round, project = office.round(plan), office.project()
    assert include(office, client, round, project, second) is None
    item = round.items.get()
    assert (item.book_year, book_of(item)) == (second, second)
    assert item.project == project


@DOORS
def test_the_plans_own_book_is_kept_as_the_plans_own(office, plan, second, client, include):
    round = office.round(plan)
    assert include(office, client, round, office.project(), plan.book_year) is None
    item = round.items.get()
    assert (item.book_year, item.book) == (None, plan.book_year)


@DOORS
@pytest.mark.parametrize("which", ["of another year", "of the other tier", "closed"])
def test_a_book_that_is_not_the_plans_or_not_open_is_refused_with_those_that_pass(
    office, plan, second, client, include, which
):
    round, book = office.round(plan), wrong_books()[which]
    said = include(office, client, round, office.project(), book)
    assert f"“{book}”{' (đã khóa)' if which == 'closed' else ''} không phải sổ đang mở của năm 2021" in said
    assert f"Lấy kinh phí được từ: {SUPPLEMENT}; Ngân sách tỉnh." in said
    assert not round.items.exists()


@pytest.mark.parametrize("which", ["of another year", "of the other tier", "closed"])
def test_the_database_refuses_such_a_book_to_whoever_writes_around_the_program(office, plan, second, which):
    book = wrong_books()[which]
    item = office.include(office.round(plan), office.project())
    with pytest.raises(DatabaseError, match="is paid from a"), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(book_year=book)
    PlanItem.objects.filter(pk=item.pk).update(book_year=second)


def test_a_book_closed_in_between_is_told_in_words(office, plan, second, monkeypatch):
    monkeypatch.setattr(services, "may_not_pay", lambda *_: "")
    close_year(second)
    said = refused(office.include, office.round(plan), office.project(), book_year=second)
    assert "Sổ này vừa khóa, không lấy kinh phí được nữa: hãy chọn lại." in said


def test_what_was_decided_keeps_its_source_for_good(office, plan, second):
    office.appropriate(plan, 500 * MILLION, book_year=second)
    item = office.include(office.round(plan), office.project(), source="APPROPRIATED", book_year=second)
    office.decide(item.round)
    for book in (None, plan.book_year):
        with pytest.raises(DatabaseError, match="the list of an issued decision"), transaction.atomic():
            PlanItem.objects.filter(pk=item.pk).update(book_year=book)


def test_over_rest_the_book_is_told_and_stays_where_it_is_not_named(office, plan, second):
    item = office.include(office.round(plan), office.project(), book_year=second)
    rest = APIClient()
    rest.force_authenticate(office.officer)
    address = f"/api/v1/plan-items/{item.pk}/"
    assert rest.get(address).json()["book_year"] == second.pk
    changed = rest.patch(address, {"approved_support": 90 * MILLION}, format="json").json()
    assert (changed["approved_support"], changed["book_year"]) == (90 * MILLION, second.pk)
    assert rest.patch(address, {"book_year": plan.book_year_id}, format="json").json()["book_year"] == plan.book_year_id
    wrong = rest.patch(address, {"book_year": open_year(2022).pk}, format="json")
    assert wrong.status_code == 400 and "không phải sổ đang mở" in str(wrong.json()["book_year"])
    assert rest.patch(address, {"book_year": 999_999}, format="json").status_code == 400


def test_the_form_asks_for_the_source_only_where_there_are_several(office, plan, line, client):
    round, project = office.round(plan), office.project()
    client.force_login(office.officer)
    page = f"{reverse('plans:include', args=[round.pk])}?project={project.pk}"
    assert "Nguồn kinh phí" not in client.get(page).content.decode()
    second = open_year(2021, source=SUPPLEMENT)
    asked = client.get(page).content.decode()
    assert f'<option value="{plan.book_year_id}" selected>Ngân sách tỉnh</option>' in asked
    assert f'<option value="{second.pk}">{SUPPLEMENT}</option>' in asked
    item = office.include(round, project, book_year=second)
    close_year(second)
    edit = client.get(reverse("plans:edit_item", args=[item.pk])).content.decode()
    assert f'<option value="{second.pk}" selected>{SUPPLEMENT} (đã khóa sổ)</option>' in edit


def test_a_source_whose_book_closed_meanwhile_stands_in_the_way_and_the_project_may_leave(office, plan, second):
    round = office.round(plan)
    item = office.include(round, office.project(), source="APPROPRIATED", book_year=second)
    close_year(second)
    said = refused(ROUND_FLOW.press, round, "check", by=office.head)
    assert f"sổ lấy kinh phí đã khóa: hiện có {SUPPLEMENT}; cần một sổ đang mở" in said
    services.remove_project(item, why="Nguồn đã khóa sổ.", by=office.officer)
    assert round.items.live().count() == 0


def test_a_plan_whose_own_book_is_closed_still_spends_its_other_source(office, plan, second):
    close_year(plan.book_year)
    round = office.round(plan)
    assert "Ngân sách tỉnh”" in refused(office.include, round, office.project())
    assert office.include(round, office.project(), book_year=second).book == second
    close_year(second)
    assert "đã khóa" in refused(office.round, plan)


# --- the plan over all its sources -----------------------------------------------------------------
def test_the_plans_total_covers_what_all_sources_give(office):
    plan = office.issued(total=200 * MILLION)
    line, second = plan.lines.get(no=1), open_year(2021, source=SUPPLEMENT)
    office.allocate(line, 500 * MILLION)
    office.allocate(line, 500 * MILLION, book_year=second)
    first = office.round(plan)
    office.include(first, office.project(100 * MILLION), book_year=second)
    office.decide(first)
    other = office.round(plan)
    item = office.include(other, office.project(101 * MILLION))
    assert "vượt tổng kinh phí của kế hoạch: hiện có 201.000.000 đ (cả 100.000.000 đ đã bố trí trước)" in refused(
        office.decide, other
    )
    ROUND_FLOW.press(other, "send_back", by=office.head, note="Quá kế hoạch.")
    services.save_item(item, **kept(item) | {"approved_support": 100 * MILLION}, by=office.officer)
    office.decide(other)
    assert balance(approved_place(item)) == 100 * MILLION
    assert not budget_objections(plan)


def test_the_planned_money_of_a_line_covers_what_all_sources_give_it(office):
    plan = office.draft()
    line = plan.lines.get(no=1)
    line.planned_budget = 150 * MILLION
    services.save_line(line, categories=list(line.categories.all()), by=office.officer)
    plan, second = office.issue(office.submit(plan)), open_year(2021, source=SUPPLEMENT)
    office.allocate(line, 500 * MILLION)
    office.allocate(line, 500 * MILLION, book_year=second)
    round = office.round(plan)
    office.include(round, office.project())
    office.include(round, office.project(), book_year=second)
    assert "vượt kinh phí dự kiến của nội dung 1: hiện có 200.000.000 đ; cần không quá 150.000.000 đ" in refused(
        office.decide, round
    )


def test_the_estimate_that_a_plan_stays_within_is_that_of_all_its_sources(office):
    plan = office.draft(total=300 * MILLION)
    office.appropriate(plan, 200 * MILLION)
    assert "vượt dự toán được giao: hiện có 300.000.000 đ; cần không quá 200.000.000 đ" in refused(office.submit, plan)
    office.appropriate(plan, 100 * MILLION, book_year=open_year(2021, source=SUPPLEMENT))
    PLAN_FLOW.press(plan, "submit", by=office.director, paper=office.paper("31/TTr-SCT", date(2021, 4, 12)))


def test_money_of_the_second_source_keeps_a_line_in_the_plan(office, plan, line, second):
    office.allocate(line, 40 * MILLION, book_year=second)
    new = services.amend_plan(plan, by=office.officer)
    said = refused(services.drop_line, new.lines.get(no=1), why="Gộp", by=office.officer)
    assert "hiện có 40.000.000 đ đã phân bổ chưa bố trí" in said


def test_a_list_moved_to_the_next_version_of_the_plan_keeps_the_source_of_each_project(office, plan, line, second):
    place = office.allocate(line, 500 * MILLION, book_year=second)
    office.appropriate(plan, 1736 * MILLION)
    item = office.include(office.round(plan), office.project(), book_year=second)
    new = services.amend_plan(plan, by=office.officer)
    office.submit(new)
    PLAN_FLOW.press(new, "issue", by=office.officer, paper=office.paper("300/KH-UBND", date(2021, 5, 2)))
    round = item.round
    round.refresh_from_db()
    item.refresh_from_db()
    assert (round.plan, item.book_year) == (new, second)
    office.decide(round)
    assert balance(place) == 400 * MILLION and source_of(item).book_year == second


def test_a_limit_shared_by_the_tasks_of_a_year_counts_the_money_of_all_sources(office, plan, line, second):
    office.allocate(line, 100 * MILLION)
    office.allocate(line, 300 * MILLION, book_year=second)
    round = office.round(plan)
    office.include(round, office.project(60 * MILLION))
    office.include(round, office.project(90 * MILLION), book_year=second)
    office.decide(round)
    shared = SharedLimits(office.round(plan))
    assert shared._of_the_year == 400 * MILLION
    assert sorted(amount // MILLION for _, amount in shared._given) == [60, 90]


# --- the same few queries --------------------------------------------------------------------
def queries(act, *args):
    with CaptureQueriesContext(connection) as captured:
        act(*args)
    return len(captured)


def test_a_list_of_two_sources_asks_the_same_few_queries_however_long(office, plan, line, second):
    office.allocate(line, 900 * MILLION)
    office.allocate(line, 900 * MILLION, book_year=second)
    round = office.round(plan)

    def asked():
        items = live_items(round)
        return [
            queries(list_of, round, office.officer), queries(money_objections, round, items),
            queries(budget_objections, plan, items), queries(line_progress, plan),
        ]  # fmt: skip

    for book in (None, second):
        office.include(round, office.project(10 * MILLION), book_year=book)
    asked()
    few = asked()
    for book in (None, second) * 3:
        office.include(round, office.project(10 * MILLION), book_year=book)
    assert asked() == few and few[1] <= 1 and few[3] <= 9
