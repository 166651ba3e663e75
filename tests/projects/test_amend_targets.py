"""A decided change of units, machines or estimate moves the targets that follow from it; the others are told."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from projects.changes.remarks import targets_as_before
from projects.changes.rules import decision_of
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import CostItem, IndicatorValue
from projects.services import record_indicators
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_title_units import asked, checked, day, decided, refusal, several, staying
from tests.projects.test_details import formset

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def planned(row):
    return {one.code: one.planned for one in row.indicators.all() if one.planned is not None}


def target(row, code, figure, unit="người", name=None):
    """As it was filed with the dossier."""
    return IndicatorValue.objects.create(
        project=row, code=code, name=name or f"Chỉ tiêu {code}", unit=unit, planned=figure
    )


def machines(row, **changed):
    (line,) = row.machines.all()
    return [{"no": line.no, **changed}]


# --- what follows -----------------------------------------------------------------------------------------------------


def test_more_machines_are_the_target_from_the_decision_on_and_both_figures_stay_to_be_read(client):
    row = b.approved()
    change = asked(row, machines=machines(row, quantity=3))
    assert change.sentences[1] == "Đổi chỉ tiêu kế hoạch: Số máy móc, thiết bị từ 1 máy thành 3 máy."
    assert planned(row) == {"machines": 1}, "asked for is not decided"
    decided(checked(change))
    assert planned(row) == {"machines": 3}
    assert "Chỉ tiêu kế hoạch: Số máy móc, thiết bị: 1 máy → 3 máy" in history(row)[0].sentence
    client.force_login(f.person("VIEWER"))
    page = client.get(change.get_absolute_url()).content.decode()
    assert "Chỉ tiêu kế hoạch: Số máy móc, thiết bị" in page and "1 máy" in page and "3 máy" in page
    assert "kế hoạch 3 máy" in client.get(row.get_absolute_url()).content.decode()


def test_another_model_at_another_price_moves_no_target():
    row = b.approved()
    target(row, "jobs", 10)
    change = asked(row, machines=machines(row, model="MH-02"))
    assert len(change.sentences) == 1 and not left(change)
    decided(checked(change))
    assert planned(row) == {"machines": 1, "jobs": 10}


def test_a_target_in_the_unit_of_the_norm_follows_the_number_of_units_where_it_said_that_number():
    row = several(3, 300)
    target(row, "establishments", 3, "cơ sở")
    target(row, "branches", 7, "cơ sở")
    decided(checked(asked(row, units=2, beneficiaries=staying(row, 2))))
    assert planned(row) == {"machines": 1, "establishments": 2, "branches": 7}


@pytest.mark.parametrize(("category", "code", "unit"), [
    ("vocational_training", "classes", "lớp"), ("trademark", "trademarks_registered", "nhãn hiệu"),
    ("fair_join", "booths", "gian hàng"), ("study_tour_abroad", "persons", "người"),
    ("voting_award_province", "products", "sản phẩm"), ("demo_model_new", "models", "mô hình"),
])  # fmt: skip
def test_in_every_family_the_target_that_was_the_number_of_units_follows_it(category, code, unit):
    row = f.project_in("IN_PROGRESS", category=f.category(category), support=30 * MILLION)
    row.indicators.exclude(code=code).delete()
    if not row.indicators.filter(code=code).exists():
        target(row, code, row.units, unit)
    type(row).objects.filter(pk=row.pk).update(status="DRAFT")
    row.indicators.update(planned=2)
    type(row).objects.filter(pk=row.pk).update(units=2)
    type(row).objects.filter(pk=row.pk).update(status="IN_PROGRESS")
    row.refresh_from_db()
    change = asked(row, units=1)
    assert change.sentences[1].endswith(f"từ 2 {unit} thành 1 {unit}.")


def test_a_target_of_the_counterpart_follows_the_estimate_and_changes_nothing_of_who_decides():
    machine = CostItem(content="Máy bào", unit="máy", quantity=1, unit_price=400 * MILLION, support=200 * MILLION)
    row = b.approved(200, total=400 * MILLION, cost_items=[machine])
    target(row, "counterpart_amount", 200 * MILLION, "đồng")
    line = {"no": 1, "unit_price": 450 * MILLION, "amount": None, "support": 200 * MILLION, "counterpart": None}
    change = asked(row, cost_items=[line])
    assert decision_of(change, day(8, 9)).decider == "DOIT"
    decided(checked(change))
    assert planned(row)["counterpart_amount"] == 250 * MILLION


# --- what does not follow by itself -----------------------------------------------------------------------------------


def left(change):
    return " ".join(targets_as_before(change))


def test_targets_that_still_say_the_old_figure_are_told_to_the_drafter(client):
    row = several(3, 300)
    target(row, "establishments", 3, "cơ sở", "Số cơ sở")
    target(row, "jobs", 30, name="Số việc làm")
    target(row, "growth", 15, "%", "Tăng năng suất")
    change = asked(row, units=2, beneficiaries=staying(row, 2))
    said = left(change)
    assert "Số máy móc, thiết bị còn ghi 1 máy; Số việc làm còn ghi 30 người." in said
    assert "Số cơ sở còn ghi" not in said and "Tăng năng suất" not in said
    client.force_login(f.person("CENTRE_OFFICER"))
    for page in (change.get_absolute_url(), reverse("projects:change_edit", args=[change.pk])):
        assert "Số việc làm còn ghi 30 người" in client.get(page).content.decode(), page
    values = {"units": 2, "beneficiaries": staying(row, 2), "targets": [{"code": "jobs", "planned": 20}]}
    save_change(change, by=f.person("CENTRE_OFFICER"), values=values)
    assert "Số việc làm" not in left(change) and "Số máy móc, thiết bị còn ghi 1 máy" in left(change)
    decided(checked(change))
    assert planned(row) == {"machines": 1, "establishments": 2, "jobs": 20, "growth": 15}
    assert left(change) == ""


def test_a_target_that_is_still_what_the_project_says_is_no_old_figure():
    row = b.approved()
    target(row, "establishments", 1, "cơ sở", "Số cơ sở")
    target(row, "counterpart_amount", row.counterpart, "đồng", "Vốn đối ứng")
    target(row, "jobs", 10, name="Số việc làm")
    said = left(asked(row, machines=machines(row, quantity=2)))
    assert "Số việc làm còn ghi 10 người" in said and "Số cơ sở" not in said and "Vốn đối ứng" not in said


def test_a_target_may_be_changed_by_itself_and_whoever_decides_contents_decides_it():
    row = b.approved()
    target(row, "jobs", 10)
    change = asked(row, targets=[{"code": "jobs", "planned": 8}])
    assert decision_of(change, day(8, 9)).decider == "PPC"
    decided(checked(change))
    assert planned(row)["jobs"] == 8
    said = refusal(record_indicators, row, {"jobs": {"planned": 9}}, by=f.person("CENTRE_OFFICER"))
    assert "chỉ tiêu kế hoạch đi cùng hồ sơ đã nộp" in said


@pytest.mark.parametrize(("targets", "said"), [
    ([{"code": "machines", "planned": 5}], "danh sách đề nghị cho thấy 2 máy"),
    ([{"code": "khác", "planned": 5}], "“khác” không phải chỉ tiêu của"),
    ([{"code": "jobs", "planned": -1}], "không được âm"),
    ([{"code": "jobs", "planned": 1}, {"code": "jobs", "planned": 2}], "ghi hai lần"),
])  # fmt: skip
def test_a_target_that_could_not_be_is_refused_with_what_would_pass(targets, said):
    row = b.approved()
    target(row, "jobs", 10)
    assert said in refusal(asked, row, machines=machines(row, quantity=2), targets=targets)


def test_targets_that_another_decision_has_moved_since_are_written_again():
    row = b.approved()
    first, second = (checked(asked(row, machines=machines(row, quantity=n))) for n in (2, 3))
    decided(first)
    assert "Chỉ tiêu kế hoạch đã đổi theo quyết định khác" in refusal(decided, second)
    CHANGE_FLOW.press(second, "return", by=f.person("DOIT_SPECIALIST"), note="Lập lại.")
    save_change(second, by=f.person("CENTRE_OFFICER"), values={"machines": machines(row, quantity=3)})
    decided(checked(second))
    assert planned(row) == {"machines": 3} and "từ 2 máy thành 3 máy" in second.sentences[1]


# --- doors ------------------------------------------------------------------------------------------------------------


def test_on_the_page_what_follows_is_not_typed_and_a_request_written_again_follows_anew(client):
    row = several(3, 300)
    target(row, "establishments", 3, "cơ sở")
    target(row, "money", 500 * MILLION, "đồng")
    target(row, "jobs", 30)
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    page = client.get(new).content.decode()
    assert "Chỉ tiêu jobs (người)" in page and 'name="add_targets"' not in page and 'value="500.000.000"' in page

    def lines(*figures):
        pairs = zip(row.indicators.all(), figures, strict=True)
        return formset("targets", *({"no": one.pk, "planned": figure} for one, figure in pairs), initial=len(figures))

    rest = {"area": row.area_id, "reason": "Một cơ sở xin thôi."}
    bad = client.post(new, lines("1", "3", "500 triệu", "hai mươi") | rest | {"units": "2"})
    assert bad.status_code == 422 and "hai mươi" in bad.content.decode()
    client.post(new, lines("1", "3", "500 triệu", "20") | rest | {"units": "2"})
    change = row.change_requests.get()
    assert [line["planned"] for line in change.value("targets")] == ["1", "2", "500000000", "20"]
    edit = reverse("projects:change_edit", args=[change.pk])
    shown = [str(form.initial["planned"]) for form in client.get(edit).context["form"].lists[-1].rows.forms]
    assert shown == ["1", "3", "500000000", "20"], "what only follows is not typed: it follows anew"
    client.post(edit, lines("1", "3", "500 triệu", "20") | rest | {"units": ""})
    change = row.change_requests.get()
    assert [line["planned"] for line in change.value("targets")] == ["1", "3", "500000000", "20"]


def test_the_same_over_rest():
    row, client = several(3, 300), APIClient()
    target(row, "jobs", 30, name="Số việc làm")
    client.force_authenticate(f.person("CENTRE_OFFICER"))
    body = {"project": row.pk, "kind": "AMEND", "reason": "Một cơ sở xin thôi.", "new_values": {"units": 2}}
    made = client.post("/api/v1/change-requests/", body, format="json").json()
    assert "Số việc làm còn ghi 30 người" in made["remarks"][0]
    path = f"/api/v1/change-requests/{made['id']}/"
    values = {"units": 2, "targets": [{"code": "jobs", "planned": "20"}]}
    now = client.patch(path, {"new_values": values}, format="json").json()
    assert "Đổi chỉ tiêu kế hoạch: Số việc làm từ 30 người thành 20 người." in now["sentences"]
    assert client.patch(path, {"reason": "Khác."}, format="json").json()["sentences"] == now["sentences"]
    values["targets"][0]["planned"] = -1
    assert client.patch(path, {"new_values": values}, format="json").status_code == 400


def test_the_database_lets_the_targets_of_an_approved_project_move_by_a_decision_alone():
    row = b.approved()
    asked(row, machines=machines(row, quantity=3))

    def refused(**fields):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            row.indicators.update(**fields)
        assert error.value.__cause__.diag.constraint_name == "project_approved_targets_stand"

    refused(planned=3)
    refused(planned=None)
    row.indicators.update(actual=2)
    decided(checked(asked(row, machines=machines(row, quantity=2))))
    assert planned(row) == {"machines": 2}
    refused(planned=3)
    refused(planned=1)
