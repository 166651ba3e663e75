"""The estimate of an approved project changes line by line, by a decided request; the support by itself stays."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from projects.changed_lists import LISTS
from projects.changes.money import ceiling_of
from projects.changes.rules import decision_of
from projects.changes.services import save_change
from projects.models import ChangeRequest, CostItem, Machine, Project
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_title_units import asked, checked, day, decided, refusal
from tests.projects.test_details import formset

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def approved(**fields):
    """200 triệu of 415, at most a half: a machine of 400, of which the State pays 200, and its setting up."""
    machine = CostItem(content="Máy bào", unit="máy", quantity=1, unit_price=400 * MILLION, support=200 * MILLION)
    setting_up = CostItem(content="Lắp đặt", amount=15 * MILLION, support=0, counterpart=15 * MILLION)
    return b.approved(200, total=415 * MILLION, cost_items=[machine, setting_up], **fields)


def machine(million, state, **fields):
    """The first line at another price."""
    return {
        "no": 1, "unit_price": million * MILLION, "amount": None, "support": state * MILLION, "counterpart": None,
        "other": 0,
    } | fields  # fmt: skip


def amended(row, *lines, **values):
    return decided(checked(asked(row, cost_items=list(lines), **values)))


def lines_of(row):
    return [(item.no, item.content, item.amount // MILLION, item.support // MILLION) for item in row.cost_items.all()]


def test_lines_are_amended_added_and_taken_out_and_the_old_ones_stay_to_be_read(client):
    row = approved()
    change = asked(
        row,
        cost_items=[
            machine(450, 200, quantity="1"),
            {"content": "Vận chuyển", "amount": 10 * MILLION, "support": 0, "counterpart": None, "other": None},
        ],
        eligible_cost=460 * MILLION,
    )
    assert decision_of(change, day(8, 9)).decider == "DOIT"
    decided(checked(change))

    row.refresh_from_db()
    assert lines_of(row) == [(1, "Máy bào", 450, 200), (3, "Vận chuyển", 10, 0)]
    assert (row.total_cost, row.counterpart, row.eligible_cost) == (460 * MILLION, 260 * MILLION, 460 * MILLION)
    assert CostItem.everything.filter(project=row, removed_at__isnull=False).count() == 2
    said = " ".join(change.sentences)
    assert "Đổi dự toán: dòng dự toán 1 “Máy bào”: đơn giá từ 400.000.000 đ thành 450.000.000 đ, " in said
    assert "bỏ dòng dự toán 2. Lắp đặt" in said and "thêm dòng dự toán 3. Vận chuyển" in said
    told = history(row)[0].sentence
    assert "Dự toán, dòng 2: 2. Lắp đặt" in told and "Tổng kinh phí thực hiện: 415.000.000 đ → 460.000.000 đ" in told
    client.force_login(f.person("VIEWER"))
    shown = client.get(change.get_absolute_url()).content.decode()
    assert "400.000.000 đ" in shown and "450.000.000 đ" in shown and "Lắp đặt" in shown


def test_a_dearer_estimate_raises_the_ceiling_and_not_the_support():
    row = approved()
    assert ceiling_of(row).amount == 207_500_000
    amended(row, machine(450, 200), {"no": 2}, eligible_cost=465 * MILLION)
    row.refresh_from_db()
    (item,) = row.plan_items.in_force()
    assert item.support == 200 * MILLION and ceiling_of(row).amount == 232_500_000
    said = refusal(checked, asked(row, support=233 * MILLION))
    assert "cần không quá 232.500.000 đ" in said
    decided(checked(asked(row, support=230 * MILLION)))
    (item,) = row.plan_items.in_force()
    assert item.support == 230 * MILLION


def test_where_the_lines_tell_the_eligible_cost_the_amended_lines_tell_it():
    lines = [
        CostItem(content="Máy bào", amount=400 * MILLION, vat=0, support=200 * MILLION),
        CostItem(content="Lắp đặt", amount=15 * MILLION, vat=0, support=0),
    ]
    row = b.approved(200, total=415 * MILLION, cost_items=lines, eligible_cost=None)
    cheaper = {"no": 1, "amount": 300 * MILLION, "support": 150 * MILLION, "counterpart": None, "other": None}
    said = refusal(checked, asked(row, cost_items=[cheaper, {"no": 2}], support=158 * MILLION))
    assert "hiện có 158.000.000 đ; cần không quá 157.500.000 đ" in said
    said = refusal(checked, asked(row, cost_items=[cheaper | {"vat": None}, {"no": 2}], support=150 * MILLION))
    assert "Chưa tính được mức hỗ trợ tối đa: mức chi lấy tỷ lệ của chi phí chưa có thuế GTGT" in said
    amended(row, cheaper, {"no": 2}, support=150 * MILLION)
    assert ceiling_of(row).amount == 157_500_000


def test_a_cheaper_estimate_lowers_the_support_in_the_same_request():
    row = approved()
    values = {"cost_items": [machine(360, 200), {"no": 2}], "eligible_cost": 375 * MILLION}
    said = refusal(checked, asked(row, **values))
    assert "kinh phí hỗ trợ đang có vượt mức trần của mức chi khi phê duyệt: hiện có 200.000.000 đ" in said
    assert "giảm kinh phí hỗ trợ trong cùng đề nghị này, còn không quá 187.500.000 đ" in said
    said = refusal(checked, asked(row, **values, support=187 * MILLION))
    assert "Phần kinh phí khuyến công của dự toán khác mức hỗ trợ của đề án: hiện có 200.000.000 đ; cần 187" in said
    amended(row, machine(360, 187), {"no": 2}, eligible_cost=375 * MILLION, support=187 * MILLION)
    (item,) = row.plan_items.in_force()
    assert item.support == 187 * MILLION and lines_of(row)[0] == (1, "Máy bào", 360, 187)


def test_the_states_part_is_the_support_and_the_eligible_cost_is_within_the_total():
    row = approved()
    said = refusal(checked, asked(row, cost_items=[machine(450, 220), {"no": 2}], eligible_cost=465 * MILLION))
    assert "hiện có 220.000.000 đ; cần 200.000.000 đ, hoặc đổi mức hỗ trợ trong cùng đề nghị này" in said
    said = refusal(checked, asked(row, cost_items=[machine(450, 200), {"no": 2}], eligible_cost=466 * MILLION))
    assert "vượt tổng kinh phí theo dự toán: hiện có 466.000.000 đ; cần ghi lại, không quá 465.000.000 đ" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"amount": 401 * MILLION}, "Thành tiền 401.000.000 đ khác số lượng × đơn giá = 400.000.000 đ."),
        ({"counterpart": 100 * MILLION}, "Ba nguồn cộng lại 300.000.000 đ, phải bằng thành tiền"),
        ({"quantity": "0", "amount": 0, "support": 0, "counterpart": 0}, "Số lượng phải lớn hơn 0."),
        ({"support": -1}, "Số tiền không được âm."),
        ({"content": ""}, "nội dung chi"),
    ],
)
def test_a_line_keeps_the_rules_of_the_application(line, said):
    assert said in refusal(asked, approved(), cost_items=[{"no": 1} | line, {"no": 2}])


def test_a_viewer_does_not_ask_and_nothing_moves_before_the_decision():
    row = approved()
    lines = [machine(450, 200), {"no": 2}]
    with pytest.raises(PermissionDenied):
        save_change(
            ChangeRequest(project=row, kind="AMEND", reason="x"), by=f.person("VIEWER"), values={"cost_items": lines}
        )
    change = checked(asked(row, cost_items=lines, eligible_cost=465 * MILLION))
    with pytest.raises(PermissionDenied):
        decided(change, by=f.person("CENTRE_OFFICER"))
    row.refresh_from_db()
    assert lines_of(row)[0] == (1, "Máy bào", 400, 200) and row.total_cost == 415 * MILLION


def test_the_database_lets_the_program_touch_the_approved_estimate_by_a_decision_alone():
    row = approved()
    rows, projects = CostItem.objects.filter(project=row), Project.objects.filter(pk=row.pk)
    now = datetime.datetime(2021, 8, 9, tzinfo=datetime.UTC)

    def refused(guard, act, *args, **kwargs):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            act(*args, **kwargs)
        assert error.value.__cause__.diag.constraint_name == guard

    stand, cost = "project_approved_estimate_stands", "project_approved_eligible_cost_stands"
    refused(stand, rows.filter(no=1).update, content="Máy khác")
    refused(stand, rows.filter(no=2).update, removed_at=now)
    refused(stand, rows.delete)
    refused(stand, CostItem.objects.create, project=row, no=3, content="x", amount=0, support=0, counterpart=0, other=0)
    refused(cost, projects.update, eligible_cost=1)
    amended(row, machine(450, 200), {"no": 2}, eligible_cost=465 * MILLION)
    refused(stand, rows.filter(no=1).update, removed_at=now)
    refused(stand, CostItem.everything.filter(project=row, removed_at__isnull=False).update, removed_at=None)
    refused(cost, projects.update, eligible_cost=None)


def test_a_project_without_an_estimate_is_amended_by_its_page(client):
    """Its list of lines comes back as it was shown: empty."""
    row = b.approved()
    assert not row.cost_items.exists()
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    sent = formset("cost_items") | {"area": row.area_id, "title": "Dây chuyền gỗ ghép thanh", "reason": "Đổi hàng."}
    assert client.post(new, sent).status_code == 302
    assert [value.what for value in ChangeRequest.objects.get().values.all()] == ["title"]


def test_a_list_that_stays_as_it_is_is_not_judged():
    row, kept = f.project(), LISTS["machines"]
    Machine.objects.filter(project=row).delete()
    Machine.objects.create(project=row, no=1, name="Máy bào", quantity=1)
    there = kept.present(row)
    assert kept.settled(row, there) == (there, [])
    assert "còn thiếu" in str(kept.settled(row, [*there, {"name": "Máy cưa"}])[1])


def test_the_page_and_rest_write_the_same_lines(client):
    row = approved()
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    assert 'name="cost_items-1-content"' in client.get(new).content.decode()
    first = {
        "no": "1", "content": "Máy bào", "unit": "máy", "quantity": "1", "unit_price": "450 triệu", "amount": "",
        "vat": "", "support": "200 triệu", "counterpart": "", "other": "0",
    }  # fmt: skip
    second = {
        "no": "2", "content": "Lắp đặt", "unit": "", "quantity": "", "unit_price": "", "amount": "15 triệu", "vat": "",
        "support": "0", "counterpart": "15 triệu", "other": "0",
    }  # fmt: skip
    rest = {"area": row.area_id, "reason": "Giá máy tăng.", "eligible_cost": "465 triệu"}
    wrong = client.post(new, formset("cost_items", first | {"amount": "1 triệu"}, second, initial=2) | rest)
    assert wrong.status_code == 422 and "khác số lượng × đơn giá = 450.000.000 đ" in wrong.content.decode()
    client.post(new, formset("cost_items", first, second, initial=2) | rest)
    by_page = ChangeRequest.objects.get()

    rest_client = APIClient()
    rest_client.force_authenticate(f.person("CENTRE_OFFICER"))
    values = {"cost_items": [machine(450, 200), {"no": 2}], "eligible_cost": 465 * MILLION}
    body = {"project": row.pk, "kind": "AMEND", "reason": "Giá máy tăng.", "new_values": values}
    made = rest_client.post("/api/v1/change-requests/", body, format="json")
    assert made.status_code == 201, made.json()
    assert sorted(made.json()["sentences"]) == sorted(by_page.sentences) and len(by_page.sentences) == 2


def test_what_was_asked_for_stays_what_was_asked_and_the_amended_estimate_has_its_own_figure(client):
    row = approved()
    amended(row, machine(450, 230), {"no": 2}, eligible_cost=465 * MILLION, support=230 * MILLION)
    row.refresh_from_db()
    assert (row.requested_support, row.estimate_support) == (200 * MILLION, 230 * MILLION)
    assert (row.total_cost, row.counterpart) == (465 * MILLION, 235 * MILLION)
    told = history(row)[0].sentence
    assert "Kinh phí khuyến công theo dự toán điều chỉnh: 200.000.000 đ → 230.000.000 đ" in told
    assert "đề nghị hỗ trợ" not in told
    client.force_login(f.person("VIEWER"))
    for address in (row.get_absolute_url(), reverse("projects:text", args=[row.pk])):
        page = "".join(client.get(address).content.decode().split("\n"))
        assert "Đề nghị hỗ trợ</dt><dd>" in page and "200.000.000" in page.split("Đề nghị hỗ trợ</dt>")[1][:60]
        assert "Hỗ trợ theo dự toán điều chỉnh</dt><dd>230.000.000" in page
    told = client.get(f"/api/v1/projects/{row.pk}/").json()
    assert (told["requested_support"], told["estimate_support"]) == (200 * MILLION, 230 * MILLION)
    amended(row, machine(460, 232), {"no": 2}, eligible_cost=475 * MILLION, support=232 * MILLION)
    row.refresh_from_db()
    assert (row.requested_support, row.estimate_support) == (200 * MILLION, 232 * MILLION)
    told = history(row)[0].sentence
    assert "Kinh phí khuyến công theo dự toán điều chỉnh: 230.000.000 đ → 232.000.000 đ" in told


def test_the_database_keeps_what_an_approved_project_asked_for():
    rows = Project.objects.filter(pk=b.approved().pk)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(requested_support=F("requested_support") - 1, counterpart=F("counterpart") + 1)
    assert refused.value.__cause__.diag.constraint_name == "project_approved_request_stands"


def test_a_saved_request_reads_the_estimate_as_it_stands_once_for_its_lines_once_to_compare_and_once_to_keep():
    row, by = approved(), f.person("CENTRE_OFFICER")
    change = ChangeRequest(project=row, kind="AMEND", reason="Giá máy tăng.")
    with CaptureQueriesContext(connection) as captured:
        save_change(change, by=by, values={"cost_items": [machine(450, 200), {"no": 2}]})
    read = [query for query in captured if 'FROM "projects_costitem"' in query["sql"]]
    assert len(read) == 3


def test_whether_support_is_raised_is_told_by_what_stands_when_the_paper_is_recorded():
    """Asked for as a cut, which the Department decides, it has become an increase by another paper since."""
    row = approved()
    cut = checked(asked(row, support=190 * MILLION))
    assert decision_of(cut, day(8, 9)).decider == "DOIT"
    decided(checked(asked(row, support=150 * MILLION)))
    assert decision_of(cut, day(8, 9)).decider == "PPC"
    assert "hiện có “Sở Công Thương”; cần UBND tỉnh" in refusal(decided, cut, issuer="Sở Công Thương")
    assert decided(cut, issuer="UBND tỉnh").decider == "PPC"
