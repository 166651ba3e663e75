"""Who sees what on the pages that tell of everything."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from core.money import trieu
from ledger import reading
from ledger.models import Account
from projects.models import Project
from reports.waiting import waiting_count, waiting_for
from tests import factories as f

STATE = "sample"
SECRET = "Bí mật huyện khác"
EVERYBODY = [
    "chuyenvien", "lanhdaophong", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan", "trungtam.giamdoc", "taichinh",
    "huyen.ductho", "xa.ductho", "xem", "quantri",
]  # fmt: skip


def client_of(name):
    client = Client()
    client.force_login(User.objects.get(username=name), backend="core.backends.RoleBackend")
    return client


@pytest.fixture
def elsewhere(sample):
    """A project with money that the district's official does not reach."""
    officer = User.objects.get(username="huyen.ductho")
    hidden = Project.objects.exclude(pk__in=Project.objects.visible_to(officer).values("pk"))
    project = hidden.get(code=hidden.filter(plan_year=2021, status="IN_PROGRESS").first().code)
    f.retitled(project, SECRET, search_text="bi mat huyen khac")
    return project


API = "/api/v1/"
PAGES = [
    "/?year=2021", "/runway/?year=2021", "/register/?year=2021", "/register/?year=&q=bi+mat", "/search/?q=bi+mat",
    "/search/?q={code}", "/runway/stages/COMMITTED/?year=2021", "/runway/stages/ADVANCED/?year=2021",
    f"{API}register/?page_size=200", f"{API}register/?q=bi+mat", f"{API}work/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["huyen.ductho", "xa.ductho"])
def test_a_local_official_meets_nothing_of_another_district(name, page, elsewhere):
    response = client_of(name).get(page.format(code=elsewhere.code))
    assert response.status_code == 200
    text = response.content.decode()
    assert SECRET not in text
    assert elsewhere.code not in text.replace(f"“{elsewhere.code}”", "").replace(f'value="{elsewhere.code}"', "")
    seen = client_of("chuyenvien").get(page.format(code=elsewhere.code), follow=True).content.decode()
    if "work" not in page and page != "/?year=2021" and "runway/?" not in page and "ADVANCED" not in page:
        assert elsewhere.code in seen or SECRET in seen  # the page would show it to the Department


def test_a_local_officials_runway_is_the_money_of_projects_in_reach(elsewhere):
    officer = User.objects.get(username="huyen.ductho")
    mine = list(Project.objects.visible_to(officer).values_list("pk", flat=True))
    expected = reading.balances(reading.book_years(2021, "LOCAL"), project=mine)
    stages = client_of("huyen.ductho").get("/api/v1/budgets/runway/?year=2021").json()["stages"]
    assert {row["stage"] for row in stages}.isdisjoint({"TREASURY", "APPROPRIATED", "WITHHELD", "ALLOCATED"})
    assert any(row["balance"] for row in stages)
    assert all(row["balance"] == expected[row["stage"]] for row in stages)


@pytest.mark.parametrize("page", ["/runway/", "/api/v1/budgets/runway/"])
def test_a_project_out_of_reach_does_not_exist_on_the_runway(page, elsewhere):
    asked = f"{page}?year=2021&project={elsewhere.pk}"
    assert client_of("huyen.ductho").get(asked).status_code in (404, 422)
    assert client_of("chuyenvien").get(asked).status_code == 200


def test_an_account_out_of_reach_is_not_found(elsewhere):
    client, department = client_of("huyen.ductho"), client_of("chuyenvien")
    theirs = Account.objects.filter(subject__parent__ref=elsewhere.pk) | Account.objects.filter(
        subject__kind="PROJECT", subject__ref=elsewhere.pk
    )
    undivided = Account.objects.filter(subject=None)
    for account in [*theirs, *undivided]:
        assert client.get(f"/runway/accounts/{account.pk}/").status_code == 404
        assert department.get(f"/runway/accounts/{account.pk}/").status_code == 200


def test_register_totals_and_excel_hold_only_what_is_in_reach(elsewhere):
    officer = User.objects.get(username="huyen.ductho")
    mine = Project.objects.visible_to(officer)
    client = client_of("huyen.ductho")
    page = client.get("/register/?year=").context
    assert page["totals"].count == mine.count() > 0
    assert page["totals"].money == reading.balances(project=list(mine.values_list("pk", flat=True)))
    response = client.get("/register/export/?year=")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    codes = {row[0] for row in sheet.iter_rows(min_row=6, max_row=sheet.max_row - 1, values_only=True)}
    assert codes == set(mine.values_list("code", flat=True))
    rest = client.get("/api/v1/register/export/")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(rest.streaming_content))).active
    codes = {row[0] for row in sheet.iter_rows(min_row=6, max_row=sheet.max_row - 1, values_only=True)}
    assert codes == set(mine.values_list("code", flat=True))


REACH = {
    "các đề án được xem": ("huyen.ductho", "xa.ductho"),
    "giao Trung tâm Khuyến công": ("trungtam", "trungtam.ketoan", "trungtam.giamdoc"),
    "toàn tỉnh": ("chuyenvien", "lanhdaophong", "lanhdao", "ketoan", "taichinh", "xem"),
}


@pytest.mark.parametrize(("whose", "name"), [(whose, name) for whose, names in REACH.items() for name in names])
def test_the_first_page_says_whose_money_it_shows_and_no_other_total(whose, name, sample):
    page = client_of(name).get("/?year=2021")
    heading = re.search(r'<h2 id="money">(.*?)</h2>(.*?)</header>', page.content.decode(), re.DOTALL)
    assert heading[1].startswith(f"Kinh phí {whose}") and heading[1].endswith("năm 2021")
    stages = {row["stage"]: row for row in page.context["stages"]}
    if whose == "các đề án được xem":
        assert "triệu đồng" not in heading[2]
        return
    assert f"dự toán được giao {trieu(stages['APPROPRIATED']['reached'])} triệu đồng" in heading[2]
    assert ("kế hoạch 2.236 triệu đồng" in heading[2]) is (whose == "toàn tỉnh")


def test_the_day_since_when_a_thing_waits_is_the_same_on_the_first_page_and_on_the_record(sample):
    met = 0
    for name in EVERYBODY:
        client = client_of(name)
        for row in waiting_for(User.objects.get(username=name)):
            page = client.get(row.item.url).content.decode()
            if told := re.search(r"Việc của bạn · từ (\d\d/\d\d/\d{4})", page):
                assert told[1] == f"{row.item.since:%d/%m/%Y}", (name, row.item.title, row.item.url)
                met += 1
    assert met > 8


def test_the_centre_sees_its_own_units_money_and_no_others(sample):
    centre = User.objects.get(username="trungtam").organisation
    department = User.objects.get(username="chuyenvien").organisation
    client = client_of("trungtam")
    stages = client.get("/api/v1/budgets/runway/?year=2021").json()["stages"]
    expected = reading.balances(reading.book_years(2021, "LOCAL"), unit=centre.pk)
    assert all(row["balance"] == expected[row["stage"]] for row in stages)
    assert client.get(f"/api/v1/budgets/runway/?year=2021&unit={department.pk}").status_code == 404


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_has_a_first_page_and_its_count_is_the_menus(name, sample):
    person = User.objects.get(username=name)
    response = client_of(name).get("/?year=2021")
    assert response.status_code == 200
    waiting = response.context["waiting"]
    assert waiting_count(person) == len(waiting) == len(waiting_for(person))
    counts = [item.count for _, entries in response.context["menu"] for item in entries if item.url == "/"]
    assert counts == [len(waiting)]
    for row in waiting:
        assert client_of(name).get(row.item.url).status_code == 200, row.item


def test_the_administrator_meets_no_money_and_no_dossier(sample):
    client = client_of("quantri")
    home = client.get("/?year=2021").content.decode()
    assert "KCĐP" not in home and "triệu" not in home
    for page in ("/runway/", "/register/", "/register/export/", "/reports/", "/api/v1/budgets/runway/?year=2021",
                 "/api/v1/register/", "/api/v1/reports/"):  # fmt: skip
        assert client.get(page).status_code == 403, page
    assert client.get("/search/?q=kcdp").context["groups"] == []


@pytest.mark.parametrize("page", ["/", "/runway/", "/register/", "/search/?q=a", "/reports/", "/api-docs/"])
def test_a_stranger_is_sent_to_the_login(page, db):
    assert Client().get(page).headers["Location"].startswith("/login/")
    assert Client().get("/favicon.ico").headers["Location"].endswith("img/favicon.svg")


def test_search_needs_no_marks_and_a_code_leads_to_its_record(sample):
    client = client_of("chuyenvien")
    project = Project.objects.filter(plan_year=2021).first()
    assert client.get(f"/search/?q={project.code.lower()}").headers["Location"] == project.get_absolute_url()
    groups = {group.name: group for group in client.get("/search/?q=do+go").context["groups"]}
    assert any("gỗ" in hit.title.lower() for group in groups.values() for hit in group.hits)
    plan = client.get("/search/?q=173/KH-UBND").context["groups"]
    assert any("173/KH-UBND" in hit.title + hit.detail for group in plan for hit in group.hits)


def test_the_rest_page_is_for_staff_complete_and_without_scripts_of_its_own(sample):
    assert client_of("chuyenvien").get("/api-docs/").status_code == 403
    text = client_of("quantri").get("/api-docs/").content.decode()
    for word in ("/api/v1/budgets/runway/", "/api/v1/reports/", "/api/v1/register/export/", "Dòng tiền trong năm",
                 "Lũy kế đã đến khâu này (đồng)"):  # fmt: skip
        assert word in text
    assert "<script>" not in text and "https://" not in text and "style=" not in text
