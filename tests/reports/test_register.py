"""The register as somebody chose to see it: columns, kept ways of looking, rows mended in place, Excel as seen."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from projects.in_place import save_in_place, version_of
from projects.models import Project
from projects.past import FromPaper, Step, enter_historical
from projects.services import save_project
from reports.models import RegisterView
from reports.register_columns import COLUMNS, chosen
from reports.saved_views import keep_view, withdraw_view
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = f.person("CENTRE_OFFICER")
    client.force_login(officer)
    return officer


def text(response):
    return response.content.decode()


def lines_of(response):
    """Headings, rows and sums of the exported sheet."""
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    lines = list(sheet.iter_rows(min_row=5, values_only=True))
    return list(lines[0]), lines[1:-1], list(lines[-1])


# --- columns --------------------------------------------------------------------------------------------------------


def test_the_columns_chosen_are_those_of_the_page_and_of_its_excel_in_the_same_order_with_the_same_sums(
    officer, client
):
    for n, cost in enumerate((415, 300), 1):
        f.project(title=f"Đề án {n}", total_cost=cost * f.MILLION, counterpart=(cost - 180) * f.MILLION, remark="=1+1")
    asked = (
        "?year=2021&sort=-total_cost&columns=starts_on&columns=total_cost&columns=remark&columns=requested&columns=x"
    )
    page = client.get(f"/register/{asked}")
    assert [column.key for column in page.context["columns"]] == [
        "code", "title", "starts_on", "total_cost", "requested", "remark", "illustrative",
    ]  # fmt: skip
    for words in ("Bắt đầu 15/05/2021", "415.000.000", "Đề nghị 360.000.000", "715.000.000", "Ghi chú"):
        assert words in text(page), words
    assert "Hợp đồng" not in text(page).partition("<table")[2] and 'value="remark" checked' in text(page)
    assert f"/register/export/{asked.replace('&', '&amp;')}" in text(page)
    head, rows, sums = lines_of(client.get(f"/register/export/{asked}"))
    assert head == [
        "Mã đề án", "Tên đề án", "Bắt đầu", "Tổng kinh phí", "Đề nghị hỗ trợ", "Ghi chú", "Minh họa",
    ]  # fmt: skip
    assert [row[1:6] for row in rows] == [
        ("Đề án 1", datetime.datetime(2021, 5, 15), 415_000_000, 180_000_000, "=1+1"),
        ("Đề án 2", datetime.datetime(2021, 5, 15), 300_000_000, 180_000_000, "=1+1"),
    ]
    assert sums == ["Cộng 2 đề án", None, None, 715_000_000, 360_000_000, None, None]
    rest = lines_of(client.get("/api/v1/register/export/?columns=starts_on&sort=code"))
    assert rest[0] == ["Mã đề án", "Tên đề án", "Bắt đầu", "Minh họa"]


def test_the_sums_are_of_everything_found_not_of_one_page(officer, client):
    first = f.project()
    Project.objects.bulk_create(copies(first, 30))
    page = client.get("/register/?year=2021&columns=total_cost")
    assert len(page.context["rows"]) == 25 and "Cộng 31 đề án" in text(page)
    assert f"{31 * 415}.000.000".replace("12865", "12.865") in text(page)


def copies(row, count, start=1000):
    """Unsaved drafts like this one."""
    fields = {
        field.attname: getattr(row, field.attname) for field in Project._meta.concrete_fields if field.name != "id"
    }
    return [
        Project(**fields | {"code": f"KCĐP-2021-{n}", "sequence": n, "title": f"Đề án số {n}"})
        for n in range(start, start + count)
    ]


def test_no_column_of_money_is_offered_to_whoever_may_not_see_money():
    administrator = f.person("ADMINISTRATOR")
    assert not [column for column in chosen([c.key for c in COLUMNS], administrator) if column.needs_money]
    assert [column.key for column in chosen(["advanced"], f.person("VIEWER"))] == [
        "code", "title", "advanced", "illustrative",
    ]  # fmt: skip


# --- kept ways of looking -------------------------------------------------------------------------------------------


def test_a_way_of_looking_is_kept_opened_changed_and_dropped_by_its_owner(officer, client):
    f.project(title="Máy ép gạch")
    asked = "?q=ep+gach&status=DRAFT&sort=title&columns=status&columns=remark&page=9&la=1"
    page = client.get(f"/register/views/new/{asked}")
    assert "Mã, tên, cơ sở: ep gach; Trạng thái: Đang lập hồ sơ" in text(page)
    assert "Tên đề án, Trạng thái, Ghi chú" in text(page) and "năm đang làm việc" in text(page)
    assert client.post(f"/register/views/new/{asked}", {"name": ""}).status_code == 422
    kept = client.post(f"/register/views/new/{asked}", {"name": "Gạch"})
    view = RegisterView.objects.get()
    assert view.query == {"q": ["ep gach"], "status": ["DRAFT"], "sort": ["title"], "columns": ["status", "remark"]}
    assert QueryDict(kept.url.partition("?")[2]) == QueryDict(view.get_absolute_url().partition("?")[2])
    page = client.get(kept.url)
    assert (len(page.context["rows"]), page.context["view_now"]) == (1, view) and 'name="view"' in text(page)
    assert "Bạn đã có một cách xem mang tên này" in text(client.post(f"/register/views/new/{asked}", {"name": "Gạch"}))

    at = reverse("reports:register_view", args=[view.pk])
    assert client.post(at, {"name": "Gạch, ngói"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.query["sort"]) == ("Gạch, ngói", ["title"])  # without an address only the name changes
    client.post(f"{at}?sort=code&view={view.pk}", {"name": "Gạch, ngói"})
    view.refresh_from_db()
    assert view.query == {"sort": ["code"]}
    assert "Tên cách xem: Gạch → Gạch, ngói" in history(view)[1].sentence
    assert client.post(reverse("reports:register_view_withdraw", args=[view.pk])).status_code == 302
    assert "Gạch, ngói" not in text(client.get("/register/")).partition('<nav class="ways')[2]
    assert client.get(at).status_code == 404 and RegisterView.objects.count() == 1


def test_a_shared_way_is_seen_by_the_office_changed_by_its_owner_and_there_is_one(officer, client):
    own = keep_view(RegisterView(name="Của tôi", query={}), by=officer)
    shared = keep_view(RegisterView(name="Chung", query={"sort": "title"}, shared=True), by=officer)
    colleague, stranger = f.another("CENTRE_OFFICER"), f.person("DOIT_SPECIALIST")
    assert set(RegisterView.objects.visible_to(colleague)) == {shared}
    assert not RegisterView.objects.visible_to(stranger)
    with pytest.raises(ValidationError, match="Đơn vị đã có một cách xem chung"):
        keep_view(RegisterView(name="Chung khác", shared=True), by=colleague)
    with pytest.raises(IntegrityError, match="registerview_one_shared_per_office"), transaction.atomic():
        RegisterView.objects.filter(pk=own.pk).update(shared=True)
    keep_view(RegisterView(name="Chung", shared=True), by=stranger)  # another office has its own
    for act in (lambda: withdraw_view(shared, by=colleague), lambda: keep_view(shared, by=colleague)):
        with pytest.raises(PermissionDenied):
            act()
    client.force_login(colleague)
    at = [reverse("reports:register_view", args=[row.pk]) for row in (shared, own)]
    assert [client.get(url).status_code for url in at] == [403, 404]
    assert "Chung (chung)" in text(client.get("/register/")) and text(client.get("/register/views/")).count("Sửa") == 0
    assert client.get(f"/register/?view={own.pk}").context["view_now"] is None
    for nonsense in ("\x00", "9" * 30, "a"):
        assert client.get("/register/", {"view": nonsense, "columns": nonsense}).status_code == 200
    with pytest.raises(ValidationError, match="Điều kiện lọc không đúng"):
        keep_view(RegisterView(name="Lạ", query={"year": ["năm nào"]}), by=officer)


def test_ways_of_looking_are_kept_over_rest_too(officer):
    api = APIClient()
    api.force_authenticate(officer)
    sent = {"name": "Gạch", "query": {"q": ["gach"], "columns": ["status"]}}
    made = api.post("/api/v1/register-views/", sent, format="json", headers={"Idempotency-Key": "a"})
    again = api.post("/api/v1/register-views/", sent, format="json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201 and again.json() == made.json()
    at = f"/api/v1/register-views/{made.json()['id']}/"
    assert api.patch(at, {"shared": True}, format="json").json()["shared"] is True
    assert api.post("/api/v1/register-views/", sent, format="json").status_code == 400
    for wrong in ({"name": "B", "query": []}, {"name": "B", "query": {"q": "a"}}, {"query": {}}):
        assert api.post("/api/v1/register-views/", wrong, format="json").status_code == 400
    unknown = api.post("/api/v1/register-views/", sent | {"name": "Khác", "query": {"statuss": ["X"]}}, format="json")
    assert unknown.status_code == 400 and "Sổ không có điều kiện statuss" in str(unknown.json())
    assert api.get("/api/v1/register-views/").json()["count"] == 1
    assert api.post(f"{at}withdraw/").status_code == 204 and api.get(at).status_code == 404


# --- mended in place ------------------------------------------------------------------------------------------------


def edit(row):
    return f"{reverse('reports:register_edit', args=[row.pk])}?year=2021&columns=remark"


def typed(row, **changed):
    return {"title": row.title, "place": "", "starts_on": "15/05/2021", "ends_on": "30/10/2021", "remark": "",
            "seen": version_of(row)} | changed  # fmt: skip


def test_a_row_is_mended_where_it_stands_and_the_list_is_the_same_again(officer, client):
    row = f.project()
    assert reverse("reports:register_edit", args=[row.pk]) in text(client.get("/register/?year=2021"))
    assert client.get(edit(row)).status_code == 200
    answer = client.post(edit(row), typed(row, title="Tên mới", remark="Chờ đất"))
    assert answer.url == f"/register/?year=2021&columns=remark#project-{row.pk}"
    row.refresh_from_db()
    assert (row.title, row.remark, row.total_cost) == ("Tên mới", "Chờ đất", 415_000_000)
    assert "Tên đề án: Dây chuyền" in history(row)[0].sentence
    piece = client.get(edit(row), headers={"HX-Request": "true"})
    assert text(piece).strip().startswith("{#") is False and "<html" not in text(piece) and "<tr" in text(piece)
    saved = client.post(edit(row), typed(row), headers={"HX-Request": "true"})
    assert saved.headers["HX-Refresh"] == "true"


def test_everything_wrong_in_a_row_is_said_at_once_and_what_was_typed_stays(officer, client):
    row = f.project()
    page = client.post(edit(row), typed(row, title="", starts_on="31/02/2021", remark="giữ lại"))
    assert page.status_code == 422
    for words in (f"#project_{row.pk}_title", f"#project_{row.pk}_starts_on", "31/02/2021", "giữ lại"):
        assert words in text(page), words
    page = client.post(edit(row), typed(row, ends_on="01/05/2021"))
    assert "Ngày kết thúc phải từ ngày bắt đầu" in text(page)


def test_what_somebody_else_did_meanwhile_is_not_written_over_unseen(officer, client):
    row = f.project()
    mine = typed(row, title="Tên của tôi")
    theirs = Project.objects.get(pk=row.pk)
    theirs.title = "Tên của đồng nghiệp"
    save_project(theirs, by=f.person("DOIT_SPECIALIST"))
    page = client.post(edit(row), mine)
    assert page.status_code == 422 and "Trong khi bạn sửa" in text(page) and "Tên của đồng nghiệp" in text(page)
    assert 'value="Tên của tôi"' in text(page) and Project.objects.get().title == "Tên của đồng nghiệp"
    seen = page.context["form"]["seen"].value()
    assert client.post(edit(row), mine | {"seen": seen}).status_code == 302  # knowingly
    with pytest.raises(ValidationError, match="Trong khi bạn sửa"):
        save_in_place(row, {"title": "Cũ"}, seen=mine["seen"], by=officer)


def test_only_what_is_still_written_and_in_reach_is_mended(officer, client):
    row = f.registered()
    assert client.post(edit(row), typed(row, title="Khác")).status_code == 302
    row.refresh_from_db()
    assert row.title != "Khác"
    assert reverse("reports:register_edit", args=[row.pk]) not in text(client.get("/register/?year=2021"))
    with pytest.raises(ValidationError, match="không sửa được nữa"):
        save_in_place(row, {"title": "Khác"}, seen=version_of(row), by=officer)
    client.force_login(f.person("VIEWER"))
    assert client.get(edit(row)).status_code == 403
    hidden = f.project(title="Của Sở", implementing_organisation=f.office("DOIT"), spending_unit=f.office("DOIT"),
                       by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    client.force_login(officer)
    assert client.get(edit(hidden)).status_code == client.post(edit(hidden)).status_code == 404


def test_a_row_is_mended_over_rest_by_the_same_rule(officer):
    row, api = f.project(), APIClient()
    api.force_authenticate(officer)
    at = f"/api/v1/register/{row.pk}/"
    seen = api.get(at).json()["seen"]
    assert api.post(at, {"title": "Mới"}, format="json").status_code == 400
    assert api.post(at, {"title": "Mới", "seen": seen}, format="json").json()["title"] == "Mới"
    assert "Trong khi bạn sửa" in str(api.post(at, {"title": "Cũ", "seen": seen}, format="json").json())
    assert api.get("/api/v1/register/999999/").status_code == 404


# --- an old year ----------------------------------------------------------------------------------------------------


def test_an_old_project_tells_decision_contract_and_support_by_its_papers(client):
    client.force_login(f.person("DOIT_SPECIALIST"))
    papers = [
        FromPaper(Step.DECISION, "2900/QĐ-UBND", datetime.date(2017, 10, 6), amount=150 * f.MILLION),
        FromPaper(Step.COMMITMENT, "05/HĐ-KC", datetime.date(2017, 10, 20), amount=150 * f.MILLION),
    ]
    row = f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 1, 5))
    enter_historical(row, by=f.person("DOIT_SPECIALIST"), status=Project.Status.CLOSED, papers=papers)
    page = client.get("/register/?year=2017")
    assert "2900/QĐ-UBND ngày 06/10/2017" in text(page) and "05/HĐ-KC ngày 20/10/2017" in text(page)
    assert page.context["totals"].support == 150 * f.MILLION
    page = text(client.get("/register/?year=2017&columns=decided_on&columns=signed_on&columns=settled_on"))
    assert "Quyết định 06/10/2017" in page and "Ký 20/10/2017" in page


def test_without_a_decision_the_register_says_what_is_true_of_the_state(officer, client):
    """A project that was refused or withdrawn is not merely waiting."""
    row = f.project()
    for status, said in (
        ("REGISTERED", "chưa phê duyệt"), ("RETURNED", "chưa phê duyệt, hồ sơ đang trả lại để bổ sung"),
        ("REJECTED", "không phê duyệt: không đủ điều kiện"), ("WITHDRAWN", "không phê duyệt: đơn vị đã rút"),
        ("TERMINATED", "chưa ghi quyết định"),
    ):  # fmt: skip
        Project.objects.filter(pk=row.pk).update(status=status)
        page = text(client.get(reverse("reports:register"), {"year": "2021"}))
        assert f'<span class="sub">{said}</span>' in page, status
