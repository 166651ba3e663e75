"""The machines of an approved project change by a decided request; what is delivered is held to the last."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from projects.changes.rules import decision_of
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.details.machinery import DeliveredMachine, Machine
from projects.models import ChangeRequest, Project
from tests import factories as f
from tests.projects.test_amend_title_units import asked, checked, day, decided, refusal
from tests.projects.test_details import deliver, delivered, formset

pytestmark = pytest.mark.django_db
STATE = "project_in_progress"
MILLION = 1_000_000
NEW = {
    "name": "Máy bào 4 mặt", "maker": "Holytek", "model": "HT-415", "made_in": "Đài Loan", "made_year": 2021,
    "quantity": 2, "unit_price": 90 * MILLION, "is_new": True,
}  # fmt: skip


def running():
    return Project.objects.get(status="IN_PROGRESS")


def amended(row, *lines, by=None):
    return decided(checked(asked(row, machines=list(lines))), by)


def standing(row):
    return [(machine.no, machine.name, machine.model) for machine in row.machines.all()]


def test_a_machine_is_amended_one_is_added_and_what_was_approved_stays_to_be_read(client):
    row = running()
    old = row.machines.get()
    change = asked(row, machines=[{"no": 1, "model": "MH-02", "unit_price": 370 * MILLION}, NEW])
    assert decision_of(change, day(8, 9)).decider == "PPC"
    assert standing(row) == [(1, old.name, "MH-01")], "asked for is not decided"
    decided(checked(change))

    assert standing(row) == [(1, old.name, "MH-02"), (2, "Máy bào 4 mặt", "HT-415")]
    (gone,) = Machine.everything.filter(project=row, removed_at__isnull=False)
    assert (gone.pk, gone.model, gone.unit_price) == (old.pk, "MH-01", old.unit_price)
    said, follows = change.sentences
    assert said.startswith(
        f"Đổi máy móc, thiết bị được duyệt: máy 1 “{old.name}”: ký hiệu (model) từ MH-01 thành MH-02"
    )
    assert "đơn giá chưa thuế GTGT từ 377.272.727 đ thành 370.000.000 đ; thêm máy 2. Máy bào 4 mặt" in said
    assert follows == "Đổi chỉ tiêu kế hoạch: Số máy móc, thiết bị từ 1 máy thành 3 máy."
    told = history(row)[0].sentence
    assert "Máy móc, thiết bị được duyệt, dòng 1: 1. " in told and "MH-01" in told and "MH-02" in told
    assert "dòng 2: chưa có → 2. Máy bào 4 mặt; hãng sản xuất: Holytek" in told
    client.force_login(f.person("VIEWER"))
    for page in (change.get_absolute_url(), row.get_absolute_url()):
        shown = client.get(page).content.decode()
        assert "MH-01" in shown and "MH-02" in shown and "HT-415" in shown, page


def test_what_is_delivered_is_held_to_the_machine_as_it_was_amended():
    row = running()
    amended(row, {"no": 1, "model": "MH-02", "made_in": "Nhật Bản"})
    assert "ký hiệu (model) được duyệt MH-02, đã giao MH-01" in refusal(deliver, row, delivered(row, model="MH-01"))
    assert "xuất xứ được duyệt Nhật Bản, đã giao Lào" in refusal(deliver, row, delivered(row, made_in="Lào"))
    deliver(row, delivered(row, made_in="Nhật Bản"))


def test_a_machine_delivered_before_the_decision_is_held_to_it_and_its_serial_stays_taken():
    row = running()
    deliver(row, delivered(row, model="MH-02", difference="Bên bán đổi"))
    (there,) = row.deliveredmachines.all()
    assert there.differences == {"model": ("MH-01", "MH-02")}
    amended(row, {"no": 1, "model": "MH-02"})
    there = DeliveredMachine.objects.select_related("machine", "project").get(pk=there.pk)
    assert there.machine == row.machines.get() and there.differences == {}
    other = f.project_in("IN_PROGRESS")
    assert "Máy mang số này đã có trong một hồ sơ được hỗ trợ" in refusal(deliver, other, delivered(other))


def test_what_was_delivered_is_neither_taken_out_nor_made_fewer():
    row = running()
    amended(row, {"no": 1, "quantity": 2}, {name: value for name, value in NEW.items() if name != "made_in"})
    deliver(row, delivered(row), delivered(row, serial="HT-2021-002"))
    said = refusal(checked, asked(row, machines=[{"no": 1, "quantity": 1}, {"no": 2}]))
    assert "hiện có đã giao 2 máy, đề nghị 1 máy; cần từ 2 máy trở lên" in said
    assert "đã giao 2 máy, đề nghị 0 máy" in refusal(checked, asked(row, machines=[{"no": 2}]))
    change = amended(row, {"no": 1})
    assert standing(row) == [(1, row.machines.get().name, "MH-01")]
    assert change.sentences[0].startswith("Đổi máy móc, thiết bị được duyệt: bỏ máy 2. Máy bào 4 mặt")


def test_what_is_delivered_while_the_request_waits_is_seen_when_it_is_decided():
    row = running()
    amended(row, {"no": 1, "quantity": 2})
    change = checked(asked(row, machines=[{"no": 1, "quantity": 1}]))
    deliver(row, delivered(row), delivered(row, serial="HT-2021-002"))
    assert "đã giao 2 máy, đề nghị 1 máy" in refusal(decided, change)
    assert row.machines.get().quantity == 2


def test_a_machine_that_this_place_has_support_for_elsewhere_is_refused():
    row = running()
    place = row.beneficiaries.get().establishment
    other = f.registered(beneficiaries=[f.Beneficiary(establishment=place)], title="Máy phay CNC", plan_year=2021)
    its = other.machines.get()
    said = refusal(checked, asked(row, machines=[{"no": 1}, NEW | {"name": its.name, "model": its.model}]))
    assert "đã có hồ sơ cùng nội dung" in said and other.code in said


def test_a_list_that_another_decision_has_changed_since_is_written_again():
    row = running()
    first, second = (checked(asked(row, machines=[{"no": 1, "model": model}])) for model in ("MH-02", "MH-03"))
    decided(first)
    said = refusal(decided, second)
    assert "Máy móc, thiết bị được duyệt đã đổi theo quyết định khác sau khi lập đề nghị này" in said
    CHANGE_FLOW.press(second, "return", by=f.person("DOIT_SPECIALIST"), note="Lập lại.")
    save_change(second, by=f.person("CENTRE_OFFICER"), values={"machines": [{"no": 1, "model": "MH-03"}]})
    decided(checked(second))
    assert standing(row)[0][2] == "MH-03"
    assert "từ MH-02 thành MH-03" in second.sentences[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([{"no": 1, "is_new": False}], "máy đã qua sử dụng; chỉ hỗ trợ máy mới (TT 46/2012/TT-BCT đ.4.4)"),
        ([{"no": 1, "quantity": 0}], "Dòng 1: Số lượng phải từ 1 đến 10.000."),
        ([{"no": 1, "made_year": 1901}], "Năm sản xuất 1901: cần từ 1950"),
        ([{"no": 1, "maker": ""}], "Dòng 1: còn thiếu: hãng sản xuất."),
        ([{"no": 1}, {"name": "Máy tiện"}], "Dòng 2: còn thiếu: hãng sản xuất, ký hiệu (model), số lượng"),
        ([{"no": 1}, {"no": 1}], "Dòng số 1 ghi hai lần."),
        ([], "Phải còn ít nhất một máy."),
        ([{"no": 1}], "Chưa đổi mục nào so với hiện nay."),
    ],
)
def test_a_list_that_could_not_be_approved_is_refused_with_its_line(lines, said):
    assert said in refusal(asked, running(), machines=lines)


def test_only_a_project_for_machines_has_them_changed():
    row = f.project_in("IN_PROGRESS", category=f.category("trademark"), support=30 * MILLION)
    assert "Loại thay đổi này không đổi mục này." in refusal(asked, row, machines=[NEW])


def test_a_viewer_does_not_ask_and_the_centre_does_not_decide():
    row = running()
    with pytest.raises(PermissionDenied):
        save_change(
            ChangeRequest(project=row, kind="AMEND", reason="x"), by=f.person("VIEWER"), values={"machines": [NEW]}
        )
    with pytest.raises(PermissionDenied):
        amended(row, {"no": 1, "model": "MH-02"}, by=f.person("CENTRE_OFFICER"))
    assert standing(row)[0][2] == "MH-01"


def test_the_database_lets_the_program_touch_the_approved_machines_by_a_decision_alone():
    row = running()
    rows, machine = Machine.objects.filter(project=row), row.machines.get()
    asked(row, machines=[{"no": 1, "model": "MH-02"}])

    def refused(act, *args, **kwargs):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            act(*args, **kwargs)
        assert error.value.__cause__.diag.constraint_name == "project_approved_machines_stand"

    refused(rows.update, model="MH-02")
    refused(rows.update, removed_at=machine.project.created_at)
    refused(rows.delete)
    refused(Machine.objects.create, project=row, no=2, **NEW)
    amended(row, {"no": 1, "model": "MH-02"}, NEW)
    refused(rows.filter(no=2).update, unit_price=1)
    refused(rows.filter(no=2).update, removed_at=machine.project.created_at)
    refused(Machine.objects.create, project=row, no=2, **NEW)  # it stands already
    refused(Machine.everything.filter(pk=machine.pk).update, removed_at=None)
    refused(rows.filter(no=2).update, project=f.project())
    old = Project.objects.filter(pk=row.pk)
    old.update(status="DRAFT")
    rows.filter(no=2).update(unit_price=1)  # an application not approved is its author's


def test_the_page_writes_the_list_keeps_what_was_typed_and_gives_one_line_more(client):
    row = running()
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    page = client.get(new).content.decode()
    assert "MH-01" in page and 'name="machines-0-model"' in page
    line = {
        "no": "1", "name": "Dây chuyền sơn", "maker": "Hãng X", "model": "MH-02", "made_in": "", "made_year": "",
        "quantity": "1", "unit_price": "370 triệu", "is_new": "True",
    }  # fmt: skip
    rest = {"area": row.area_id, "reason": "Bên bán đổi."}
    more = client.post(new, formset("machines", line, initial=1) | rest | {"add_machines": "1"})
    page = more.content.decode()
    assert more.status_code == 200 and 'name="machines-1-name"' in page and "MH-02" in page and "is-invalid" not in page
    assert not ChangeRequest.objects.exists()
    for wrong, said in (({"unit_price": "2.740"}, "có thể hiểu nhiều cách"), ({"quantity": "0"}, "từ 1 đến 10.000")):
        bad = client.post(new, formset("machines", line | wrong, initial=1) | rest)
        assert bad.status_code == 422 and said in bad.content.decode() and "MH-02" in bad.content.decode()
    client.post(new, formset("machines", line, initial=1) | rest)
    change = ChangeRequest.objects.get()
    assert "ký hiệu (model) từ MH-01 thành MH-02" in change.sentences[0]
    page = client.get(reverse("projects:change_edit", args=[change.pk])).content.decode()
    assert 'value="MH-02"' in page


def test_the_same_over_rest():
    row, client = running(), APIClient()
    body = {"project": row.pk, "kind": "AMEND", "reason": "Bên bán đổi."}
    client.force_authenticate(f.person("CENTRE_OFFICER"))

    def post(*lines):
        return client.post("/api/v1/change-requests/", body | {"new_values": {"machines": list(lines)}}, format="json")

    assert post({"no": 1, "unit_price": "nhiều"}).status_code == 400
    refused = post({"no": 1, "quantity": 0})
    assert refused.status_code == 400 and "từ 1 đến 10.000" in str(refused.json())
    made = post({"no": 1, "model": "MH-02"})
    assert made.status_code == 201 and "từ MH-01 thành MH-02" in made.json()["sentences"][0]
    kept = client.patch(f"/api/v1/change-requests/{made.json()['id']}/", {"reason": "Bên bán hết."}, format="json")
    assert kept.json()["sentences"] == made.json()["sentences"]
