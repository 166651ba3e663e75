"""What was entered wrongly of an old project is corrected by the Department, with why, what stood there kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from ledger.models import Transfer
from plans.services import record_historical_round
from projects.models import Beneficiary, Project
from projects.past import FromPaper, Step, correct_historical, remarks_on, withdraw_historical
from reports.register import entries
from tests import factories as f
from tests.projects.test_past import M, of, old_place, on, past

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm, theo Quyết định 2900/QĐ-UBND."


def entered():
    return past(FromPaper(Step.DECISION, "2900/QĐ-UBND", on(10, 6), amount=150 * M))


def corrected(row, by="DOIT_SPECIALIST", why=WHY, status="CLOSED", **fields):
    rows = {name: fields.pop(name) for name in ("beneficiaries", "cost_items") if name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    return correct_historical(row, by=f.person(by), status=status, why=why, **rows)


def test_a_wrong_figure_a_wrong_state_and_a_wrong_beneficiary_are_corrected_and_the_old_ones_kept():
    row, place = entered(), old_place("Xưởng Hồng Lam")
    corrected(
        row, title="Dây chuyền may", total_cost=120 * M, eligible_cost=None, status="SETTLED",
        beneficiaries=[Beneficiary(establishment=place)],
    )  # fmt: skip
    row = Project.objects.get(pk=row.pk)
    assert (row.title, row.total_cost, row.status, row.is_historical) == ("Dây chuyền may", 120 * M, "SETTLED", True)
    assert [one.establishment for one in row.beneficiaries.all()] == [place]
    told = history(row)[0]
    assert told.action == "projects.project.correct_historical" and told.note == WHY
    assert told.before["Trạng thái"] == "Đã đóng hồ sơ" and told.after["Trạng thái"] == "Đã duyệt quyết toán"
    assert told.after["Đơn vị thụ hưởng"] == str(place)
    assert told.data["remarks"] == remarks_on(row) != []
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(("changed", "said"), [
    ({"why": " "}, "Nêu vì sao sửa"),
    ({"plan_year": 2016}, "không đổi được"),
    ({"status": "DRAFT"}, "chỉ nhập ở một trong các trạng thái"),
    ({"units": 0}, "Số lượng phải từ 1"),
    ({}, "Chưa sửa gì"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(changed, said):
    row = entered()
    with pytest.raises(ValidationError, match=said):
        corrected(row, **changed)


def test_nobody_but_the_department_corrects_and_only_what_is_of_an_old_year():
    with pytest.raises(PermissionDenied):
        corrected(entered(), by="CENTRE_OFFICER", title="Khác")
    with pytest.raises(ValidationError, match="không phải hồ sơ năm cũ"):
        corrected(f.project(), title="Khác")


def test_page_and_rest_correct_alike(client):
    row = entered()
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(row.get_absolute_url()).content.decode()
    address = reverse("projects:edit", args=[row.pk])
    assert address in page and "Sửa chỗ nhập sai" in page
    form = client.get(address)
    application = form.context["application"]
    assert application.form["status"].value() == "CLOSED" and application.papers is None
    typed = {
        bound.html_name: "" if (value := bound.value()) is None else bound.field.prepare_value(value)
        for bound in application.form
    }
    for rows in application.row_sets.values():
        typed |= {bound.html_name: bound.value() for bound in rows.management_form}
        for each in rows:
            typed |= {bound.html_name: bound.value() or "" for bound in each}
    typed |= {"title": "Tên đúng", "note": "", "investor_establishment": ""}
    refused = client.post(address, typed)
    assert refused.status_code == 422 and "Tên đúng" in refused.content.decode()
    saved = client.post(address, typed | {"note": WHY})
    assert saved.status_code == 302
    assert Project.objects.get(pk=row.pk).title == "Tên đúng"

    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    where = reverse("project-correct-historical", args=[row.pk])
    assert api.post(where, {"title": "Tên khác"}, format="json").status_code == 400
    answer = api.post(where, {"title": "Tên khác", "note": WHY}, format="json")
    assert answer.status_code == 200, answer.json()
    assert answer.json()["title"] == "Tên khác" and Project.objects.get(pk=row.pk).status == "CLOSED"
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    assert api.post(where, {"title": "Khác nữa", "note": WHY}, format="json").status_code == 403


# --- entered wholly by mistake ----------------------------------------------------------------------------------------
def gone(row, by="DOIT_SPECIALIST", why="Nhập nhầm, đề án của tỉnh khác."):
    return withdraw_historical(row, by=f.person(by), why=why)


def test_an_old_project_entered_by_mistake_counts_no_more_and_may_be_entered_anew():
    row, officer, place = entered(), f.person("DOIT_SPECIALIST"), old_place()
    first, second = of(place), of(place, title="Phòng trưng bày hai")
    assert "đã có hồ sơ cùng nội dung" in remarks_on(second, officer)[0]
    gone(first)
    assert remarks_on(second, officer) == []
    gone(row)
    seen = Project.objects.visible_to(officer)
    assert list(seen) == [second] and [entry.project for entry in entries(seen, officer)] == [second]
    told = history(row)[0]
    assert (told.action, told.note) == ("projects.project.withdraw_historical", "Nhập nhầm, đề án của tỉnh khác.")
    assert entered().code != row.code
    with pytest.raises(PermissionDenied):  # it is nowhere any more
        gone(row)


def test_only_the_department_takes_it_back_with_why_and_while_nothing_stands_on_it():
    row = entered()
    with pytest.raises(PermissionDenied):
        gone(row, by="CENTRE_OFFICER")
    with pytest.raises(ValidationError):
        gone(row, why=" ")
    with pytest.raises(ValidationError, match="không phải hồ sơ năm cũ"):
        gone(f.project_in("APPROVED"))
    record_historical_round(
        year=2017, tier="LOCAL", number=1, decision_number="2900/QĐ-UBND", decision_date=on(10, 6),
        projects=[(row, 150 * M)], by=f.person("DOIT_SPECIALIST"),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Hồ sơ đang có trong danh mục một đợt phê duyệt"):
        gone(row)


def test_page_and_rest_take_back_alike(client):
    row, other = entered(), past(FromPaper(Step.DECISION, "1/QĐ-UBND", on(10, 6), amount=150 * M))
    client.force_login(f.person("DOIT_SPECIALIST"))
    address = reverse("projects:withdraw_mistaken", args=[row.pk])
    assert address in client.get(row.get_absolute_url()).content.decode()
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": WHY}).status_code == 302
    assert client.get(row.get_absolute_url()).status_code == 404
    api, where = APIClient(), reverse("project-withdraw-historical", args=[other.pk])
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    assert api.post(where, {"why": WHY}, format="json").status_code in (403, 404)
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    assert api.post(where, {}, format="json").status_code == 400
    assert api.post(where, {"why": WHY}, format="json").status_code == 204
    assert api.get(reverse("project-detail", args=[other.pk])).status_code == 404
