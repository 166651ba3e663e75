"""What was entered wrongly of an old project is corrected by the Department, with why, what stood there kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from ledger.models import Transfer
from projects.models import Beneficiary, Project
from projects.past import FromPaper, Step, correct_historical, remarks_on
from tests import factories as f
from tests.projects.test_past import M, old_place, on, past

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
