"""The title and the number of units of an approved project change by a decided request, and by nothing else."""

import datetime
import re
import unicodedata

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.commitments import COMMITMENT_FLOW
from core.audit import history
from core.workflow import PaperInput
from inspections.selectors import places_left
from projects.changes.rules import counted_list, decision_of
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.details.base import indicators_told
from projects.details.services import save_details
from projects.details.training import Course
from projects.models import Beneficiary, ChangeRequest, Project
from projects.naming import name_beneficiary
from projects.services import record_appraisal
from projects.shares import still_to_name
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
TITLE = "Dây chuyền chế biến gỗ ghép thanh"


def day(month, number):
    return datetime.date(2021, month, number)


def asked(row, **values):
    change = ChangeRequest(project=row, kind="AMEND", reason="Thị trường đổi, xưởng làm hàng khác.")
    return save_change(change, by=f.person("CENTRE_OFFICER"), values=values)


def checked(change):
    letter = PaperInput(number="12/TTr-TTKC", issued_on=day(8, 2), signer="Trần Văn B")
    CHANGE_FLOW.press(change, "send", by=f.person("CENTRE_OFFICER"), paper=letter)
    return CHANGE_FLOW.press(change, "check", by=f.person("DOIT_SPECIALIST"), on=day(8, 5), note="Đúng.")


def decided(change, by=None, issuer=""):
    paper = PaperInput(number="1500/QĐ-UBND", issued_on=day(8, 9), signer="Lê Văn A", issuer=issuer)
    return CHANGE_FLOW.press(change, "decide", by=by or f.person("DOIT_SPECIALIST"), paper=paper)


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.messages)


def several(count, million):
    """A project approved for several beneficiaries, each a unit of the norm."""
    rows = [
        Beneficiary(establishment=f.establishment(f"Xưởng {n}"), support_share=million * MILLION // count)
        for n in range(count)
    ]
    return b.approved(million, beneficiaries=rows, units=count, total=2_000 * MILLION)


def test_a_decided_request_gives_the_project_another_title_and_the_old_one_stays_to_be_read(client):
    row = b.approved()
    old = row.title
    change = asked(row, title=TITLE)
    assert decision_of(change, day(8, 9)).decider == "PPC"
    decided(checked(change))

    row.refresh_from_db()
    assert row.title == TITLE and Project.objects.find("go ghep thanh").get() == row
    assert change.sentences == [f"Đổi tên đề án từ “{old}” thành “{TITLE}”."]
    assert f"Tên đề án: {old} → {TITLE}" in history(row)[0].sentence
    client.force_login(f.person("VIEWER"))
    page = client.get(row.get_absolute_url()).content.decode()
    assert old in page and TITLE in page
    page = client.get(change.get_absolute_url()).content.decode()
    assert old in page and TITLE in page and "Trước quyết định" in page


@pytest.mark.parametrize(
    "typed", [TITLE.replace("chế biến", "  chế\u00a0 biến"), unicodedata.normalize("NFD", TITLE), f" {TITLE}\n"]
)
def test_a_title_typed_otherwise_is_asked_for_as_the_project_will_keep_it(typed):
    row = b.approved()
    change = decided(checked(asked(row, title=typed)))
    row.refresh_from_db()
    assert row.title == change.value("title") == TITLE


def test_the_same_title_typed_otherwise_changes_nothing():
    row = b.approved()
    assert "Chưa đổi mục nào so với hiện nay." in refusal(asked, row, title=unicodedata.normalize("NFD", row.title))


def staying(row, count):
    """The first so many of its beneficiaries."""
    return [{"no": one.pk} for one in row.beneficiaries.all()[:count]]


def test_fewer_units_than_the_support_fits_lower_the_support_in_the_same_request():
    row = several(3, 720)
    two = staying(row, 2)
    said = refusal(checked, asked(row, units=2, beneficiaries=two))
    assert "kinh phí hỗ trợ đang có vượt mức trần của mức chi khi phê duyệt: hiện có 720.000.000 đ" in said
    assert "giảm kinh phí hỗ trợ trong cùng đề nghị này, còn không quá " in said
    most = int(said.split("không quá ")[1].split(" đ")[0].replace(".", ""))
    assert most == 600 * MILLION
    said = refusal(checked, asked(row, units=2, beneficiaries=two, support=most + 1))
    assert "vượt mức trần của mức chi khi phê duyệt" in said
    change = decided(checked(asked(row, units=2, beneficiaries=two, support=most)))

    row.refresh_from_db()
    (item,) = row.plan_items.in_force()
    assert (row.units, item.support) == (2, most)
    assert change.sentences[0] == "Giảm số lượng được duyệt từ 3 cơ sở xuống 2 cơ sở."
    assert "Số lượng được duyệt: 3 cơ sở → 2 cơ sở" in history(row)[0].sentence


def test_more_units_than_places_are_not_asked_for():
    row = several(3, 300)
    assert "hiện có 4 cơ sở; cần không quá 3 cơ sở" in refusal(checked, asked(row, units=4))


def test_a_group_approved_for_fewer_places_waits_for_no_more_names():
    """Three machines for three places to be named later; one nobody found any more."""
    row = b.approved(300, kind="GROUP", beneficiaries=[], beneficiaries_planned=3, units=3, total=2_000 * MILLION)
    letter = PaperInput(number="31/SCT-QLCN", issued_on=day(7, 2), signer="Trần Văn Minh")
    for name in ("Xưởng Một", "Xưởng Hai"):
        name_beneficiary(
            row, establishment=f.establishment(name), support_share=None, paper=letter, by=f.person("CENTRE_OFFICER")
        )
    row = Project.objects.get(pk=row.pk)
    assert still_to_name(row) == 1
    said = refusal(checked, asked(row, units=1))
    assert "hiện có 2 đơn vị đã nêu tên, đề nghị 1 cơ sở; cần từ 2 cơ sở" in said
    decided(checked(asked(row, units=2)))
    row = Project.objects.get(pk=row.pk)
    assert (row.units, row.beneficiaries_planned, still_to_name(row)) == (2, 2, 0)


def test_a_group_names_which_place_nobody_is_looked_for_any_more():
    """Two named and one row for a name to come: approved for two, that row leaves with the decision."""
    later = [Beneficiary(name_later=True, place=place) for place in ("Xã Một", "Xã Hai", "Xã Ba")]
    row = b.approved(300, kind="GROUP", beneficiaries=later, beneficiaries_planned=3, units=3, total=2_000 * MILLION)
    letter = PaperInput(number="31/SCT-QLCN", issued_on=day(7, 2), signer="Trần Văn Minh")
    for name in ("Xưởng Một", "Xưởng Hai"):
        name_beneficiary(
            row, establishment=f.establishment(name), support_share=None, paper=letter, by=f.person("CENTRE_OFFICER")
        )
    row = Project.objects.get(pk=row.pk)
    said = refusal(checked, asked(row, units=2))
    assert "hiện có 3 đơn vị thụ hưởng cho 2 cơ sở; cần bỏ 1 đơn vị thụ hưởng khỏi danh sách" in said
    named = [{"no": one.pk} for one in row.beneficiaries.all() if not one.name_later]
    decided(checked(asked(row, units=2, beneficiaries=named)))
    row = Project.objects.get(pk=row.pk)
    assert (row.units, row.beneficiaries_planned, still_to_name(row), row.beneficiaries.count()) == (2, 2, 0, 2)


# --- who leaves -------------------------------------------------------------------------------------------------------
def test_fewer_units_name_who_leaves_and_the_others_alone_are_to_be_accepted(client):
    """Three workshops, then two: the third is named, its record is kept, and nobody waits for its acceptance."""
    row = several(3, 300)
    first, second, third = row.beneficiaries.all()
    said = refusal(checked, asked(row, units=2))
    assert "Số đơn vị thụ hưởng trong danh sách khác số lượng đề nghị: hiện có 3 đơn vị thụ hưởng cho 2 cơ sở" in said
    assert "cần bỏ 1 đơn vị thụ hưởng khỏi danh sách trong cùng đề nghị này" in said
    assert "cần số lượng 2 cơ sở trong cùng đề nghị này" in refusal(checked, asked(row, beneficiaries=staying(row, 2)))
    change = asked(row, units=2, beneficiaries=staying(row, 2))
    assert change.sentences[1] == f"Đổi đơn vị thụ hưởng được hỗ trợ: bỏ đơn vị thụ hưởng {third}."
    decided(checked(change))

    assert list(row.beneficiaries.all()) == [first, second]
    third.refresh_from_db()
    assert third.removed_at
    row.refresh_from_db()
    assert places_left(row) == [first, second]
    assert f"Đơn vị thụ hưởng được hỗ trợ: {third}: {third} → " in history(row)[0].sentence
    client.force_login(f.person("VIEWER"))
    assert str(third) in client.get(change.get_absolute_url()).content.decode()


def test_who_left_is_neither_paid_nor_signed_with_and_the_others_are():
    row = several(3, 300)
    first, _, third = row.beneficiaries.all()
    contracts = [
        b.signed(row, million=50, counterparty=one.establishment.name, payee_name=one.establishment.name)
        for one in (first, third)
    ]
    draft = b.drafted(row, million=10, counterparty=third.establishment.name)
    b.progress(contracts[0], 80)
    decided(checked(asked(row, units=2, beneficiaries=staying(row, 2), support=200 * MILLION)))
    stays, left = [b.request(one, 30, on=day(8, 20)) for one in contracts]
    said = refusal(b.press, left, "check")
    assert "Bên nhận đã thôi thụ hưởng, không chi theo hợp đồng này" in said
    assert "Xưởng 2, thôi thụ hưởng theo quyết định ngày 09/08/2021" in said
    assert "Không ký với đơn vị đã thôi thụ hưởng" in refusal(
        COMMITMENT_FLOW.press, draft, "sign", by=f.person("CENTRE_DIRECTOR")
    )
    assert b.press(stays, "check").status == "CHECKED"


def two_classes():
    centre, officer = f.person("CENTRE_OFFICER"), f.person("DOIT_SPECIALIST")
    row = f.project(category=f.category("training_workshop"), units=2)
    classes = [
        {"name": name, "days_planned": days, "learners_planned": learners}
        for name, days, learners in (("Lớp mây tre", 2, 45), ("Lớp mộc", 3, 30))
    ]
    save_details(row, by=centre, rows={"courses": classes})
    PROJECT_FLOW.press(f.with_papers(row), "register", by=centre, on=f.FILED)
    record_appraisal(
        row, points=f.all_points_met(), recommended_support=row.requested_support, made_on=day(5, 4), by=officer
    )
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=day(5, 10))
    return PROJECT_FLOW.cause(row, "approve", by=officer, on=f.DECIDED)


def test_fewer_classes_name_the_class_and_its_figures_leave_the_targets():
    row = two_classes()
    first = row.courses.get(name="Lớp mây tre")
    assert counted_list(row) == "courses"
    assert "cần bỏ 1 lớp khỏi danh sách trong cùng đề nghị này" in refusal(checked, asked(row, units=1))
    change = asked(row, units=1, courses=[{"no": first.pk}])
    assert "Đổi lớp: bỏ lớp Lớp mộc." in change.sentences
    decided(checked(change))
    assert list(row.courses.all()) == [first]
    assert indicators_told(row, "planned") == {
        value.code: value.planned for value in row.indicators.exclude(planned=None)
    }
    assert row.indicators.get(code="participants").planned == 45
    told = history(row)[0]
    assert told.before["Chỉ tiêu kế hoạch: Số người tham dự"] == "75 người"

    other = two_classes()
    Course.objects.filter(project=other, name="Lớp mộc").update(opened_on=day(7, 1))
    stays = [{"no": other.courses.get(name="Lớp mây tre").pk}]
    assert "Lớp “Lớp mộc” đã khai giảng 01/07/2021" in refusal(checked, asked(other, units=1, courses=stays))


def test_the_page_of_a_request_ticks_who_leaves_and_keeps_it_to_be_ticked_back(client):
    row = several(3, 300)
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    page = client.get(new).content.decode()
    names = [str(one) for one in row.beneficiaries.all()]
    assert all(name in page for name in names) and "đánh dấu bỏ những dòng thôi thực hiện" in page
    ids = [one.pk for one in row.beneficiaries.all()]
    sent = {"beneficiaries-TOTAL_FORMS": 3, "beneficiaries-INITIAL_FORMS": 3, "beneficiaries-2-DELETE": "on"}
    sent |= {f"beneficiaries-{n}-no": pk for n, pk in enumerate(ids)}
    client.post(new, sent | {"title": row.title, "units": "2", "area": row.area_id, "reason": "Một cơ sở xin thôi."})
    change = ChangeRequest.objects.get()
    assert [line["no"] for line in change.value("beneficiaries")] == ids[:2]
    again = client.get(reverse("projects:change_edit", args=[change.pk])).content.decode()
    assert names[2] in again and re.search(r'name="beneficiaries-2-DELETE"[^>]*checked', again)


def test_the_same_leaving_over_rest_and_strangers_do_not_stay():
    row, client = several(3, 300), APIClient()
    client.force_authenticate(f.person("CENTRE_OFFICER"))
    body = {"project": row.pk, "kind": "AMEND", "reason": "Một cơ sở xin thôi."}
    wrong = {"new_values": {"units": 2, "beneficiaries": [*staying(row, 1), {"no": 999_999}]}}
    answer = client.post("/api/v1/change-requests/", body | wrong, format="json")
    assert answer.status_code == 400 and "ở đây chỉ bỏ bớt" in str(answer.json())
    right = {"new_values": {"units": 2, "beneficiaries": staying(row, 2)}}
    answer = client.post("/api/v1/change-requests/", body | right, format="json")
    assert [value["what"] for value in answer.json()["values"]] == ["units", "beneficiaries"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"units": 0}, "Số lượng phải từ 1 đến 100.000."),
        ({"units": 100_001}, "Số lượng phải từ 1 đến 100.000."),
        ({"title": "x" * 301}, "300"),
        ({"title": "", "units": None}, "Chưa đổi mục nào so với hiện nay."),
    ],
)
def test_what_the_project_itself_would_not_take_is_refused_when_it_is_written(values, said):
    assert said in refusal(asked, b.approved(), **values)


def test_a_viewer_does_not_ask_and_neither_the_centre_nor_a_lower_office_decides():
    row = b.approved()
    with pytest.raises(PermissionDenied):
        save_change(ChangeRequest(project=row, kind="AMEND", reason="x"), by=f.person("VIEWER"), values={"units": 2})
    change = checked(asked(row, title=TITLE))
    with pytest.raises(PermissionDenied):
        decided(change, by=f.person("CENTRE_OFFICER"))
    assert "hiện có “Sở Công Thương Hà Tĩnh”; cần UBND tỉnh" in refusal(
        decided, change, issuer="Sở Công Thương Hà Tĩnh"
    )
    row.refresh_from_db()
    assert row.title != TITLE


@pytest.mark.parametrize(
    ("values", "guard"),
    [({"title": TITLE}, "project_approved_title_stands"), ({"units": 2}, "project_approved_units_stand")],
)
def test_the_database_lets_the_program_change_neither_without_the_decision(values, guard):
    row = b.approved()
    rows = Project.objects.filter(pk=row.pk)
    asked(row, **values)  # asked for is not decided
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(**values)
    assert refused.value.__cause__.diag.constraint_name == guard
    rows.update(status="DRAFT")
    rows.update(**values)  # an application not approved is its author's


def test_a_decision_is_carried_out_once_and_leads_nowhere_else():
    row = b.approved()
    old, rows = row.title, Project.objects.filter(pk=row.pk)
    decided(checked(asked(row, title=TITLE)))
    for other in (old, "Tên khác"):
        with pytest.raises(IntegrityError, match="by a decision alone"), transaction.atomic():
            rows.update(title=other)
    row.refresh_from_db()
    decided(checked(asked(row, title=old)))
    with pytest.raises(IntegrityError, match="by a decision alone"), transaction.atomic():
        rows.update(title=TITLE)  # the first decision is over


def test_the_page_asks_for_both_and_keeps_what_was_typed(client):
    row = b.approved()
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('projects:change_new', args=[row.pk])}?kind=AMEND"
    page = client.get(new).content.decode()
    assert 'name="title"' in page and 'name="units"' in page and row.title in page
    page = client.post(new, {"title": TITLE, "units": "0", "reason": "Đổi mặt hàng."})
    assert page.status_code == 422 and TITLE in page.content.decode()
    client.post(new, {"title": TITLE, "units": "1", "area": row.area_id, "reason": "Đổi mặt hàng."})
    assert ChangeRequest.objects.get().sentences == [f"Đổi tên đề án từ “{row.title}” thành “{TITLE}”."]


def test_the_same_over_rest():
    row, client = b.approved(), APIClient()
    body = {"project": row.pk, "kind": "AMEND", "reason": "Đổi mặt hàng.", "new_values": {"title": TITLE, "units": 2}}
    client.force_authenticate(f.person("VIEWER"))
    assert client.post("/api/v1/change-requests/", body, format="json").status_code == 403
    client.force_authenticate(f.person("CENTRE_OFFICER"))
    wrong = client.post("/api/v1/change-requests/", body | {"new_values": {"units": "hai"}}, format="json")
    assert wrong.status_code == 400 and "units" in str(wrong.json())
    made = client.post("/api/v1/change-requests/", body, format="json").json()
    assert [(row["what"], row["before_words"], row["after_words"]) for row in made["values"]] == [
        ("title", row.title, TITLE),
        ("units", "1 cơ sở", "2 cơ sở"),
    ]
