"""A figure is the ledger's wherever it is read: page, way down, register, Excel, REST, report."""

import datetime
from html import escape
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from core.dates import ngay, today
from core.money import dong
from core.templatetags import kc
from ledger import reading
from ledger.models import Account, BookYear, Transfer
from ledger.posting import Kind, Line, Place, post, reverse, treasury
from ledger.stages import Stage
from plans.models import ApprovalRound
from projects.models import Beneficiary, Project
from reports.catalogue import CATALOGUE
from reports.position import position
from reports.register import STAGES
from reports.submission_data import submission_data
from reports.year_data import year_data
from tests import factories as f

STATE = "sample"

END_OF_2021 = {"year": 2021, "tier": "LOCAL", "as_of": "2021-12-31"}


def user(name):
    return User.objects.get(username=name)


def client_of(name):
    client = Client()
    client.force_login(user(name), backend="core.backends.RoleBackend")
    return client


def by_hand():
    """{stage: đồng} of 2021 in SQL that shares no code with the program: what came in less what went out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.stage, sum(CASE WHEN t.target_id = a.id THEN t.amount ELSE -t.amount END)
               FROM ledger_account a JOIN ledger_bookyear y ON y.id = a.book_year_id AND y.year = 2021
               JOIN ledger_transfer t ON a.id IN (t.source_id, t.target_id) GROUP BY a.stage"""
        )
        return {stage: int(total) for stage, total in cursor.fetchall()}


def test_page_rest_and_books_say_the_same_of_every_stage(sample):
    expected = by_hand()
    client = client_of("chuyenvien")
    answer = client.get("/api/v1/budgets/runway/?year=2021&tier=LOCAL").json()
    assert (answer["year"], answer["tier"]) == (2021, "LOCAL")
    assert [row["stage"] for row in answer["stages"]] == Stage.values
    assert {row["stage"]: row["balance"] for row in answer["stages"] if row["balance"]} == {
        stage: total for stage, total in expected.items() if total
    }
    page = client.get("/runway/?year=2021").context
    assert [{key: row[key] for key in ("stage", "balance", "reached")} for row in page["stages"]] == answer["stages"]
    home = client.get("/?year=2021")
    assert home.context["stages"] == page["stages"]
    for row in answer["stages"]:
        if row["stage"] in ("PAID", "SETTLED", "ADVANCED", "COMMITTED"):
            assert dong(row["balance"]) in home.content.decode()


def test_every_stage_leads_to_its_accounts_their_lines_and_the_record_or_paper(sample):
    client = client_of("chuyenvien")
    for stage, total in by_hand().items():
        if not total:
            continue
        page = client.get(f"/runway/stages/{stage}/?year=2021")
        assert page.context["total"] == total, stage
        for account in page.context["accounts"]:
            assert f"/runway/accounts/{account.pk}/" in page.content.decode()
    paid = Account.objects.filter(stage=Stage.PAID, balance__gt=0).first()
    page = client.get(f"/runway/accounts/{paid.pk}/")
    rows = page.context["rows"]
    assert rows[0]["standing"] == paid.balance == sum(row["change"] for row in rows)
    assert f">{kc.number(paid.balance)}<" in page.content.decode()
    assert rows[0]["url"] and rows[0]["url"] in page.content.decode()
    assert client.get(rows[0]["url"]).status_code == 200
    assert f"/documents/{rows[0]['transfer'].paper_id}/" in page.content.decode()


def test_every_cumulative_figure_leads_to_the_accounts_it_is_made_of(sample):
    """Also where the money of a stage has all gone on, so that nothing stands there any more."""
    client = client_of("chuyenvien")
    runway = client.get("/runway/?year=2021")
    for row in runway.context["stages"]:
        address = f"/runway/reached/{row['stage']}/?year=2021"
        assert (address in runway.content.decode()) == bool(row["reached"]), row
        page = client.get(address)
        assert page.context["total"] == row["reached"], row
        accounts = page.context["accounts"]
        assert sum(account.reached for account in accounts) == row["reached"]
        for account in accounts:
            assert f"/runway/accounts/{account.pk}/" in page.content.decode()


def test_what_left_the_year_counts_to_the_account_it_left_from(sample):
    books, by = list(BookYear.objects.filter(year=2021)), user("ketoan")
    account = Account.objects.filter(stage=Stage.APPROPRIATED, balance__gt=5, book_year__in=books).first()
    place = Place(account.book_year, account.unit, account.stage)
    line = Line(Kind.CANCEL, place, treasury(account.book_year, account.unit), 5)
    before = account.balance

    def counted():
        found = reading.come_to(Stage.APPROPRIATED, books)
        whole = next(row["reached"] for row in reading.runway(books) if row["stage"] == Stage.APPROPRIATED)
        assert sum(row.reached for row in found) == whole
        row = found.get(pk=account.pk)
        return row.balance, row.left, row.reached

    act = post("Hủy", [line], by=by, dated_on=today())
    assert counted() == (before - 5, 5, before)
    reverse(act, by=by, dated_on=today(), note="Nhầm.")
    assert counted() == (before, 0, before)


def test_what_of_the_estimate_stands_leads_down_to_its_accounts(sample):
    client, book = client_of("ketoan"), BookYear.objects.get(year=2021)
    page = client.get("/budgets/estimate/?year=2021")
    [(_, rows, total, _)] = page.context["books"]
    down = {"withheld": "WITHHELD", "allocated": "ALLOCATED", "undivided": "APPROPRIATED"}
    for row in [*rows, total]:
        whose = f"year=2021&tier=LOCAL&book_year={book.pk}" + (f"&unit={row.unit.pk}" if row.unit else "")
        for name, stage in down.items():
            address, amount = f"/runway/stages/{stage}/?{whose}", getattr(row, name)
            assert (f'"{escape(address)}"' in page.content.decode()) == bool(amount)
            assert client.get(address).context["total"] == amount, address


def test_a_long_statement_and_a_long_list_of_accounts_come_page_by_page_with_the_same_figures(sample, monkeypatch):
    monkeypatch.setattr("reports.runway_views.ROWS", 3)
    client = client_of("chuyenvien")
    account = max(Account.objects.filter(stage=Stage.APPROPRIATED), key=lambda row: len(reading.statement(row)))
    whole = [(e.transfer.pk, e.change, e.balance) for e in reversed(reading.statement(account))]
    assert len(whole) > 3
    found, address = [], f"/runway/accounts/{account.pk}/"
    for number in range(1, -(-len(whole) // 3) + 1):
        page = client.get(address, {"page": number})
        rows = page.context["rows"]
        assert 0 < len(rows) <= 3
        assert f"{len(whole)} khoản, mới nhất trước" in page.content.decode()
        found += [(row["transfer"].pk, row["change"], row["standing"]) for row in rows]
    assert found == whole
    committed = [client.get("/runway/stages/COMMITTED/", {"year": 2021, "page": number}) for number in (1, 2, 99)]
    assert {page.context["total"] for page in committed} == {by_hand()[Stage.COMMITTED]}
    first, second = (list(page.context["accounts"]) for page in committed[:2])
    assert len(first) == 3 and second and not set(first) & set(second)
    assert "year=2021" in committed[0].content.decode().partition("Trang sau")[0].rpartition("href=")[2]


def test_unit_line_and_project_narrow_the_runway_alike_on_the_page_and_over_rest(sample):
    client = client_of("chuyenvien")
    project = Project.objects.filter(plan_year=2021, status="SETTLED").first()
    line = project.plan_items.get().line
    for asked, narrowed in (
        (f"unit={project.spending_unit_id}", {"unit": project.spending_unit_id}),
        (f"line={line.pk}", {"line": line.identity}),
        (f"project={project.pk}", {"project": [project.pk]}),
    ):
        expected = {
            row["stage"]: row["balance"] for row in reading.runway(reading.book_years(2021, "LOCAL"), **narrowed)
        }
        rest = client.get(f"/api/v1/budgets/runway/?year=2021&{asked}").json()["stages"]
        page = client.get(f"/runway/?year=2021&{asked}").context["stages"]
        assert {row["stage"]: row["balance"] for row in rest} == {row["stage"]: row["balance"] for row in page}
        assert all(expected[row["stage"]] == row["balance"] for row in rest)
        assert any(row["balance"] for row in rest), asked


def test_the_register_its_excel_and_rest_add_up_to_the_books(sample):
    client = client_of("chuyenvien")
    page = client.get("/register/?year=2021").context
    money = by_hand()
    of_books = {stage: money.get(stage.value, 0) for stage in STAGES}
    assert {stage: page["totals"].money[stage] for stage in STAGES} == of_books
    rest = client.get("/api/v1/register/?year=2021&page_size=200").json()
    assert rest["totals"]["money"] == {stage.value: amount for stage, amount in of_books.items()}
    assert rest["count"] == page["totals"].count == len(rest["results"])
    for stage, amount in of_books.items():
        assert sum(row["money"][stage.value] for row in rest["results"]) == amount
    sheet = excel(client, "/register/export/?year=2021")
    head, rows, sums = parts_of(sheet)
    assert {row[0] for row in rows} == {row["code"] for row in rest["results"]}
    first = head.index("Được duyệt hỗ trợ") + 1
    assert list(sums[first : first + len(STAGES)]) == list(of_books.values())
    assert sums[first - 1] == page["totals"].support == sum(row[first - 1] or 0 for row in rows)


@pytest.mark.parametrize(
    "asked", ["q=day+chuyen", "stage=ADVANCED", "status=SETTLED&sort=title", "attention=old_advance"]
)
def test_excel_holds_exactly_the_filtered_set(asked, sample):
    client = client_of("chuyenvien")
    page = client.get(f"/register/?year=2021&{asked}").context
    codes = [project.code for project in page["paginator"].object_list]
    assert codes and len(codes) < Project.objects.filter(plan_year=2021).count()
    _, rows, _ = parts_of(excel(client, f"/register/export/?year=2021&{asked}"))
    assert [row[0] for row in rows] == codes


def excel(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active


def parts_of(sheet):
    """Heading, rows and totals of the sheet."""
    lines = list(sheet.iter_rows(min_row=5, values_only=True))
    return lines[0], lines[1:-1], lines[-1]


def test_a_title_that_looks_like_a_formula_stays_a_title(sample):
    project = Project.objects.filter(plan_year=2021).first()
    f.retitled(project, '=HYPERLINK("http://ke-xau","bấm")')
    sheet = excel(client_of("chuyenvien"), f"/register/export/?year=&q={project.code}")
    cell = sheet.cell(6, 2)
    assert (cell.data_type, cell.value[:10], cell.hyperlink) == ("s", "=HYPERLINK", None)


# --- the two papers' figures ---------------------------------------------------------


def test_the_books_read_to_a_day_after_the_last_paper_are_the_balances(sample):
    accounts = Account.objects.filter(book_year__year=2021)
    found = position(accounts, datetime.date(2030, 1, 1))
    for row in reading.runway(BookYear.objects.filter(year=2021)):
        assert found.balance(row["stage"]) == row["balance"]
        assert found.reached(Stage(row["stage"])) == row["reached"]


def test_the_books_read_to_a_day_know_nothing_of_what_came_later(sample):
    first = Transfer.objects.filter(kind="advance").order_by("dated_on").first()
    accounts = Account.objects.filter(book_year__year=2021)
    assert position(accounts, first.dated_on - datetime.timedelta(days=1)).reached(Stage.ADVANCED) == 0
    assert position(accounts, first.dated_on).reached(Stage.ADVANCED) >= first.amount


def test_the_year_report_is_made_of_the_ledgers_figures(sample):
    data, illustrative = year_data(END_OF_2021, user("chuyenvien"))
    runway = {row["stage"]: row for row in reading.runway(reading.book_years(2021, "LOCAL"))}
    assert illustrative
    assert data.stages[0].reached == runway["APPROPRIATED"]["reached"] == 2_236_000_000
    for stage, row in zip(
        ("APPROPRIATED", "ALLOCATED", "APPROVED", "COMMITTED", "ADVANCED", "PAID", "SETTLED", "RECOVERABLE"),
        data.stages, strict=True,
    ):  # fmt: skip
        assert (row.reached, row.balance) == (runway[stage]["reached"], runway[stage]["balance"]), stage
    assert data.sum("paid") == runway["PAID"]["reached"]
    assert data.sum("settled") == runway["SETTLED"]["reached"]
    books = reading.book_years(2021, "LOCAL")
    releases = Transfer.objects.filter(kind="release", source__book_year__in=books)
    unspent = releases.filter(act__content_type__model="settlement")
    back = sum(row.amount for row in unspent) + reading.moved("restore", book_years=books)
    assert data.sum("approved") == runway["APPROVED"]["reached"] + back
    bound = ("COMMITTED", "ADVANCED", "PAID", "SETTLED")
    assert data.sum("expected_support") == sum(runway[stage]["balance"] for stage in bound)
    assert len(data.lines) == 11 and data.plan_total == 2_236_000_000
    assert data.project_count == sum(
        project.plan_items.filter(round__status="ISSUED", removed_at=None, is_reserve=False).exists()
        for project in Project.objects.approved().filter(plan_year=2021)
    )


def test_an_old_report_stays_as_it_was_whatever_becomes_of_its_projects(sample):
    autumn = END_OF_2021 | {"as_of": "2021-10-31"}
    was, _ = year_data(autumn, user("chuyenvien"))
    assert was.accepted_count and was.project_count > was.accepted_count and not was.settled_count

    Project.objects.filter(plan_year=2021).update(status="TERMINATED")

    now, _ = year_data(autumn, user("chuyenvien"))
    assert now == was


def test_a_project_is_done_only_when_its_last_place_has_passed(sample):
    was, _ = year_data(END_OF_2021, user("chuyenvien"))
    project = Project.objects.filter(plan_year=2021, status="SETTLED").first()
    Beneficiary.objects.create(project=project, description="Nơi chưa nghiệm thu")

    now, _ = year_data(END_OF_2021, user("chuyenvien"))
    assert (now.accepted_count, now.project_count) == (was.accepted_count - 1, was.project_count)


def test_the_writers_own_estimate_takes_the_place_of_the_computed_one(sample):
    by = user("chuyenvien")
    form = CATALOGUE["year_report"].form(END_OF_2021, by=by)
    line = form.lines[2]
    asked = END_OF_2021 | {f"support_{line.identity}": "800 triệu", f"done_{line.identity}": "6"}
    form = CATALOGUE["year_report"].form(asked, by=by)
    assert form.is_valid(), form.errors
    data, _ = year_data(form.params(), by)
    assert (data.lines[2].expected_support, data.lines[2].expected_done) == (800_000_000, 6)
    computed, _ = year_data(END_OF_2021, by)
    assert data.lines[3] == computed.lines[3]


def test_a_year_without_a_plan_and_a_day_that_has_not_come_are_refused_in_words(sample):
    form = CATALOGUE["year_report"].form({"year": 2020, "tier": "LOCAL", "as_of": "31/12/2099"}, by=user("chuyenvien"))
    assert not form.is_valid()
    assert form.errors["as_of"] == [f"Ngày 31/12/2099 chưa đến, phải không sau hôm nay {ngay(today())}."]
    assert form.errors["year"] == ["Năm 2020 chưa có kế hoạch của cấp này."]


def test_the_submission_lists_what_the_round_holds(sample):
    round_ = ApprovalRound.objects.filter(year=2021, status="ISSUED").first()
    data, _ = submission_data({"round": round_.pk}, user("chuyenvien"))
    items = round_.items.filter(removed_at=None, is_reserve=False)
    assert data.count == items.count() > 10
    assert data.sum("support") == sum(item.approved_support for item in items)
    assert data.sum("total") == sum(item.project.total_cost for item in items)
    assert data.sum("support") == sum(
        transfer.amount for transfer in reading.transfers_for_case(round_).filter(kind="reserve", reverses=None)
    )
    assert data.year_estimate == 2_236_000_000
    assert data.plan.in_short() == "Kế hoạch số 173/KH-UBND"
    assert all(text.startswith("Căn cứ ") for text in data.grounds) and len(data.grounds) >= 3


def test_an_old_round_whose_amounts_nobody_knows_is_not_offered(sample):
    old = ApprovalRound.objects.get(year=2017)
    form = CATALOGUE["approval_submission"].form({"round": old.pk}, by=user("chuyenvien"))
    assert not form.is_valid() and "round" in form.errors
