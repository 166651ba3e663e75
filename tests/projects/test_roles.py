"""Who is who in a project: the investor, beneficiaries and their shares, a group that names its own later."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.documents import documents_of
from core.workflow import Act, PaperInput
from projects.models import Beneficiary
from projects.naming import name_beneficiary, share_with
from projects.past import enter_historical
from projects.services import record_appraisal, save_project
from projects.shares import still_to_name, support_of_the_named
from projects.work import worklist
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_details import formset, officer, press, refused

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


# --- the investor -----------------------------------------------------------------------------------------------------
def test_the_investor_is_the_beneficiary_unless_somebody_else_puts_in_the_counterpart(client):
    row, other, api = f.project(), f.establishment("Công ty CP Đầu tư Sông La"), APIClient()
    assert row.investor_words == row.beneficiary_words

    row.investor_establishment = other
    save_project(row, by=officer())
    assert row.investor_words == "Công ty CP Đầu tư Sông La"
    assert "Nhà đầu tư (cơ sở)" in history(row)[0].sentence and "Sông La" in history(row)[0].sentence
    client.force_login(officer())
    for url in (row.get_absolute_url(), reverse("projects:text", args=[row.pk])):
        assert "Công ty CP Đầu tư Sông La" in client.get(url).content.decode()
    edit = client.get(reverse("projects:edit", args=[row.pk])).content.decode()
    assert f'value="{other.label}"' in edit

    api.force_authenticate(officer())
    url = f"/api/v1/projects/{row.pk}/"
    assert api.get(url).json()["investor"] == "Công ty CP Đầu tư Sông La"
    answer = api.patch(url, {"investor_organisation": f.office("CENTRE").pk}, format="json")
    assert answer.status_code == 400 and "không chọn cả hai" in answer.content.decode()
    both = {"investor_organisation": f.office("CENTRE").pk, "investor_establishment": None}
    assert api.patch(url, both, format="json").json()["investor"] == str(f.office("CENTRE"))
    with pytest.raises(IntegrityError, match="project_one_investor"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(investor_establishment=other)


def test_nobody_invests_where_there_is_no_counterpart():
    row = f.project(total_cost=180 * MILLION, counterpart=0)
    assert row.investor_words == ""


# --- shares -----------------------------------------------------------------------------------------------------------
def parts(*millions):
    return [
        Beneficiary(establishment=f.establishment(f"Cơ sở {n}"), support_share=m and m * MILLION)
        for n, m in enumerate(millions)
    ]


def test_the_shares_of_several_beneficiaries_come_to_the_support():
    row = f.project(beneficiaries=parts(100, 80))
    assert [share.support_share for share in row.beneficiaries.all()] == [100 * MILLION, 80 * MILLION]
    for wrong, difference in (((100, 79), "1.000.000 đ"), ((100, 81), "1.000.000 đ"), ((190, None), "10.000.000 đ")):
        said = refused(f.project, beneficiaries=parts(*wrong))
        assert "khác kinh phí đề nghị 180.000.000 đ" in said and f"lệch {difference}" in said

    half = f.with_papers(f.project(beneficiaries=parts(100, None)))
    assert "hiện có 1 đơn vị; cần 2 đơn vị" in refused(press, half, "register")
    row.requested_support, row.counterpart = 170 * MILLION, 245 * MILLION  # the shares stay as they are
    save_project(row, by=officer())
    assert "180.000.000 đ khác kinh phí đề nghị 170.000.000 đ" in refused(press, f.with_papers(row), "register")


# --- a group whose beneficiaries are named later ----------------------------------------------------------------------
def group(planned=2, status="APPROVED", **fields):
    row = f.project_in(status, kind="GROUP", beneficiaries=[], beneficiaries_planned=planned, **fields)
    return row


def test_whoever_is_still_to_get_a_part_finds_one_left():
    """180 triệu asked for; two rows that take all of it leave nothing to a third, named or to be named later."""
    third = {"kind": "GROUP", "beneficiaries_planned": 3}
    said = refused(f.project, beneficiaries=parts(100, 80), **third)
    assert "Phần hỗ trợ của 2 đơn vị thụ hưởng đã ghi cộng 180.000.000 đ, hết mức hỗ trợ 180.000.000 đ" in said
    assert "1 đơn vị còn lại không còn phần nào" in said
    assert "1 đơn vị còn lại không còn phần nào" in refused(f.project, beneficiaries=parts(100, 80, None))
    assert f.project(beneficiaries=parts(100, 79), **third).beneficiaries.count() == 2


def test_the_page_of_an_application_of_earlier_days_says_so_and_the_conclusion_waits(client):
    row = f.registered(beneficiaries=parts(100, 80), kind="GROUP", beneficiaries_planned=2)
    type(row).objects.filter(pk=row.pk).update(beneficiaries_planned=3)
    row.refresh_from_db()
    client.force_login(officer())
    assert "1 đơn vị còn lại không còn phần nào" in client.get(row.get_absolute_url()).content.decode()
    step = PROJECT_FLOW["appraise"]
    said = " ".join(str(one) for one in step.standing_objections(row, Act(by=f.person("DOIT_DIRECTOR"))))
    assert "1 đơn vị còn lại không còn phần nào" in said


def paper(**fields):
    return PaperInput(**{"number": "31/SCT-QLCN", "issued_on": f.DECIDED, "signer": "Trần Văn Minh"} | fields)


def name(row, place=None, **given):
    by = given.pop("by", None) or officer()
    return name_beneficiary(
        row, establishment=place or f.establishment(), by=by, paper=given.pop("paper", paper()), **given
    )


def test_a_group_is_filed_and_approved_with_a_count_and_nobody_else_has_one():
    draft = f.project(kind="GROUP", beneficiaries=[])
    assert (
        "Đề án nhóm phải ghi số đơn vị thụ hưởng dự kiến: cần số từ 1 trở lên ở mục “Số đơn vị thụ hưởng dự kiến”"
    ) in refused(press, f.with_papers(draft), "register")
    assert still_to_name(group(3)) == 3
    assert "Chỉ đề án nhóm ghi số đơn vị" in refused(f.project, beneficiaries_planned=2)
    too_many = [Beneficiary(name_later=True), Beneficiary(name_later=True)]
    said = refused(f.project, kind="GROUP", beneficiaries_planned=1, beneficiaries=too_many)
    assert "Có 2 dòng thụ hưởng, nhiều hơn số đơn vị thụ hưởng dự kiến (1)" in said


def test_a_task_assigned_directly_needs_no_beneficiary_and_an_ordinary_project_does():
    task = f.with_papers(f.project(kind="TASK", beneficiaries=[]))
    assert press(task, "register", on=f.FILED).status == "REGISTERED" and still_to_name(task) == 0
    said = refused(press, f.with_papers(f.project(beneficiaries=[])), "register")
    assert (
        "Chưa có đơn vị thụ hưởng: hiện có hình thức “Đề án”, 0 đơn vị; cần ít nhất một cơ sở trong danh mục, hoặc đổi "
        "mục “Hình thức” thành “Nhiệm vụ” (việc giao thẳng cho đơn vị) hoặc “Đề án nhóm (nêu đơn vị thụ hưởng sau)” và "
        "ghi số đơn vị thụ hưởng dự kiến"
    ) in said


def test_an_ordinary_project_is_for_establishments_of_the_catalogue_and_words_are_for_tasks_and_open_groups():
    """Words have no eligibility and no doubles: a machine already supported would come again under a mere name."""
    known, words = Beneficiary(establishment=f.establishment()), {"description": "Công ty TNHH Đồ gỗ Thái Yên"}
    said = "“Công ty TNHH Đồ gỗ Thái Yên” mới ghi bằng chữ, chưa là cơ sở trong danh mục"
    for rows in ([Beneficiary(**words)], [known, Beneficiary(**words)]):
        draft = f.with_papers(f.project(beneficiaries=rows))  # a draft may still stand so
        found = refused(press, draft, "register", on=f.FILED)
        assert said in found and "hiện có hình thức “Đề án”; cần chọn cơ sở" in found
        assert "đổi mục “Hình thức” thành “Nhiệm vụ” (việc giao thẳng cho đơn vị) hoặc “Đề án nhóm" in found
    group = {"kind": "GROUP", "beneficiaries_planned": 2}
    named = f.with_papers(f.project(**group, beneficiaries=[Beneficiary(**words)]))
    found = refused(press, named, "register", on=f.FILED)
    assert said in found and "hoặc đánh dấu “Nêu sau” ở dòng này" in found and "đổi mục" not in found

    open_row = f.with_papers(f.project(**group, beneficiaries=[Beneficiary(**words, name_later=True)]))
    task = f.with_papers(f.project(kind="TASK", beneficiaries=[Beneficiary(**words)]))
    assert {press(row, "register", on=f.FILED).status for row in (open_row, task)} == {"REGISTERED"}


def test_what_was_filed_for_words_alone_is_not_found_eligible():
    row = f.registered()
    row.beneficiaries.update(establishment=None, description="Công ty TNHH Đồ gỗ Thái Yên")
    record_appraisal(row, points=f.all_points_met(), recommended_support=row.requested_support,
                     by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    said = refused(PROJECT_FLOW.press, row, "appraise", by=f.person("DOIT_DIRECTOR"))
    assert "mới ghi bằng chữ, chưa là cơ sở trong danh mục" in said


def test_an_old_year_keeps_the_words_of_its_papers():
    row = f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 1, 1))
    words = [Beneficiary(description="Tổ hợp tác mộc Thái Yên")]
    entered = enter_historical(row, by=f.person("DOIT_SPECIALIST"), status="CLOSED", beneficiaries=words)
    assert entered.beneficiary_words == "Tổ hợp tác mộc Thái Yên"


def test_each_beneficiary_is_named_by_a_dated_paper_and_the_trail_keeps_it():
    row = group()
    first = name(row, f.establishment("Cơ sở mộc Thái Yên"), support_share=100 * MILLION)

    assert (first.named_on, first.named_paper.number, first.place) == (f.DECIDED, "31/SCT-QLCN", "")
    assert documents_of(row).filter(pk=first.named_paper_id).exists() and first.named_paper.of_a_step
    entry = history(row)[0]
    assert "nêu tên đơn vị thụ hưởng" in entry.sentence and "Cơ sở mộc Thái Yên" in entry.sentence
    assert "100.000.000 đ" in entry.sentence and entry.data["on"] == f.DECIDED.isoformat()
    assert (still_to_name(row), support_of_the_named(row)) == (1, 100 * MILLION)

    name(row, support_share=80 * MILLION)
    assert (still_to_name(row), support_of_the_named(row)) == (0, None)
    assert "đã nêu đủ 2 đơn vị" in refused(name, row)


def test_a_row_left_open_in_the_application_becomes_the_beneficiary_that_is_named():
    open_row = Beneficiary(name_later=True, place="Làng nghề Thái Yên")
    row = f.project_in("APPROVED", kind="GROUP", beneficiaries_planned=1, beneficiaries=[open_row])
    named = name(row)
    assert (named.pk, named.place, row.beneficiaries.count()) == (open_row.pk, "Làng nghề Thái Yên", 1)


def test_what_stands_in_the_way_of_a_name_is_said_at_once():
    row, place = group(), f.establishment()
    name(row, place, support_share=100 * MILLION)
    with pytest.raises(ValidationError) as error:
        name(row, place, support_share=81 * MILLION, paper=paper(number="", signer="", issued_on=None))
    said = error.value.message_dict
    assert "đã là đơn vị thụ hưởng của đề án này" in said["establishment"][0]
    assert "vượt mức hỗ trợ 180.000.000 đ" in said["support_share"][0]
    assert set(said) == {"establishment", "support_share", "number", "signer", "issued_on"}

    early = paper(issued_on=f.FILED.replace(day=11))
    assert "phải từ ngày của hồ sơ 12/03/2021" in refused(name, row, paper=early)
    closed = f.establishment()
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    assert "đã ngừng hoạt động" in refused(name, row, closed)
    assert "khi đề án đã phê duyệt" in refused(name, group(status="REGISTERED"))
    assert "Chỉ đề án nhóm" in refused(name, f.project_in("APPROVED"))
    with pytest.raises(PermissionDenied):
        name(row, by=f.person("CENTRE_ACCOUNTANT"))


def test_a_place_already_supported_for_the_same_content_is_not_named():
    place, row = f.establishment("Công ty Mộc Việt"), group()
    other = f.with_papers(f.project(beneficiaries=[Beneficiary(establishment=place)]))
    press(other, "register", on=f.FILED)
    said = refused(name, row, place)
    assert "“Công ty Mộc Việt” đã có hồ sơ cùng nội dung" in said and other.code in said
    assert still_to_name(row) == 2


def test_a_group_is_not_reported_done_while_somebody_has_no_name():
    row = group(1, status="IN_PROGRESS")
    f.with_results(f.progress(row, percent=100, value_done=row.total_cost).project)
    assert "còn 1 đơn vị thụ hưởng chưa nêu tên" in refused(press, row, "complete")
    name(row)
    assert press(row, "complete").status == "COMPLETED"


def test_a_group_with_names_missing_waits_for_whoever_names_them():
    row, open_row = group(2), f.project_in("APPROVED", kind="GROUP", beneficiaries_planned=1, beneficiaries=[
        Beneficiary(name_later=True)])  # fmt: skip

    def work(person):
        return [item.url for item in worklist(person) if item.title == "Nêu tên đơn vị thụ hưởng"]

    pages = [reverse("projects:name_beneficiary", args=[each.pk]) for each in (row, open_row)]
    assert work(f.person("CENTRE_OFFICER")) == pages and work(f.person("DOIT_DIRECTOR")) == []
    name(open_row), name(row)
    assert work(f.person("CENTRE_OFFICER")) == pages[:1]
    name(row)
    assert work(f.person("CENTRE_OFFICER")) == []


def test_the_page_names_a_beneficiary_and_says_what_is_wrong_with_links_to_the_fields(client):
    row, place = group(), f.establishment("Cơ sở mộc Thái Yên")
    client.force_login(officer())
    url = reverse("projects:name_beneficiary", args=[row.pk])
    page = client.get(row.get_absolute_url()).content.decode()
    assert url in page and "còn 2 đơn vị chưa nêu tên" in page
    assert "Bỏ trống: chưa chi được cho đơn vị này" in client.get(url).content.decode()

    wrong = client.post(url, {"support_share": "200 triệu", "issued_on": "31/02/2021", "number": "31/SCT"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for field in ("establishment", "support_share", "issued_on", "signer"):
        assert f'href="#id_{field}"' in text, field
    assert 'value="31/02/2021"' in text and still_to_name(row) == 2

    typed = {"establishment": place.code, "support_share": "100 triệu", "number": "31/SCT", "signer": "Trần Văn Minh",
             "issued_on": "28/05/2021", "place": "Thái Yên"}  # fmt: skip
    done = client.post(url, typed, follow=True).content.decode()
    assert "Đã nêu đơn vị thụ hưởng: Cơ sở mộc Thái Yên" in done and "nêu tên 28/05/2021, văn bản 31/SCT" in done
    client.force_login(f.person("VIEWER"))
    assert client.get(url).status_code == 403


def test_programs_name_a_beneficiary_once_for_each_key():
    row, place, api = group(), f.establishment(), APIClient()
    api.force_authenticate(officer())
    url = f"/api/v1/projects/{row.pk}/name-beneficiary/"
    given = {"establishment": place.pk, "support_share": 100 * MILLION, "number": "31/SCT", "signer": "A",
             "issued_on": "2021-05-28"}  # fmt: skip
    assert api.post(url, given | {"support_share": 181 * MILLION}, format="json").status_code == 400
    answers = [api.post(url, given, format="json", headers={"Idempotency-Key": "neu-ten-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
    named = answers[1].json()["beneficiaries"]
    assert [(who["establishment"], who["named_on"]) for who in named] == [(place.pk, "2021-05-28")]
    assert api.post(url, given | {"establishment": 10**8}, format="json").status_code == 400
    api.force_authenticate(f.local_officer(f.district("Huyện Kỳ Anh")))
    assert api.post(url, given, format="json").status_code == 404


def test_the_application_form_takes_the_count_and_the_investor(client):
    row, other = f.project(kind="GROUP", beneficiaries=[]), f.establishment("Công ty CP Đầu tư Sông La")
    client.force_login(officer())
    url = reverse("projects:edit", args=[row.pk])
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    shown = ("starts_on", "ends_on", "filed_on", "total_cost", "requested_support", "counterpart")
    typed |= {name: form[name].as_widget().partition('value="')[2].partition('"')[0] for name in shown}
    typed |= {"beneficiaries_planned": "3", "investor_establishment": other.code}
    answer = client.post(url, typed | formset("beneficiaries") | formset("cost_items"))
    assert answer.status_code == 302, answer.content.decode()[:4000]
    row.refresh_from_db()
    assert (row.beneficiaries_planned, row.investor_establishment) == (3, other)


# --- a share that is given later --------------------------------------------------------------------------------------
def share(row, million, **given):
    by = given.pop("by", None) or officer()
    return share_with(row, million * MILLION, paper=given.pop("paper", paper(number="44/SCT-QLCN")), by=by)


def test_a_beneficiary_already_named_gets_its_share_later_by_a_dated_paper():
    row = group()
    first, second = name(row), name(row, support_share=80 * MILLION)
    share(first, 100)
    entry = history(row)[0]
    assert "chia phần hỗ trợ cho đơn vị thụ hưởng" in entry.sentence and "100.000.000 đ" in entry.sentence
    assert documents_of(row).filter(number="44/SCT-QLCN").get().of_a_step
    assert support_of_the_named(row) is None and row.beneficiaries.get(pk=first.pk).support_share == 100 * MILLION
    share(second, 70)  # another paper divides anew
    assert "80.000.000 đ → 70.000.000 đ" in history(row)[0].sentence


def test_what_stands_in_the_way_of_a_share_is_said_at_once():
    row = group()
    first, _ = name(row), name(row, support_share=80 * MILLION)
    with pytest.raises(ValidationError) as error:
        share(first, 101, paper=paper(number="", signer="", issued_on=None))
    said = error.value.message_dict
    assert "101.000.000 đ cùng phần của các đơn vị đã nêu 80.000.000 đ vượt mức hỗ trợ" in said["support_share"][0]
    assert set(said) == {"support_share", "number", "signer", "issued_on"}
    assert "lớn hơn 0" in refused(share, first, 0)
    assert "phải từ ngày của hồ sơ" in refused(share, first, 1, paper=paper(issued_on=f.FILED.replace(day=11)))
    alone = f.project_in("APPROVED").beneficiaries.get()
    assert "chỉ có một đơn vị thụ hưởng" in refused(share, alone, 1)
    unnamed = Beneficiary(name_later=True)
    f.project_in("APPROVED", kind="GROUP", beneficiaries_planned=1, beneficiaries=[unnamed])
    assert "Nêu tên đơn vị thụ hưởng trước" in refused(share, unnamed, 1)
    type(row).objects.filter(pk=row.pk).update(status="SETTLED")
    assert "chưa quyết toán" in refused(share, first, 1)
    with pytest.raises(PermissionDenied):
        share(first, 1, by=f.person("CENTRE_ACCOUNTANT"))


def test_the_share_is_given_on_its_page_and_over_rest(client):
    row, api = group(), APIClient()
    first = name(row, f.establishment("Cơ sở mộc Thái Yên"))
    url = reverse("projects:share", args=[row.pk, first.pk])
    client.force_login(officer())
    assert url in client.get(row.get_absolute_url()).content.decode()
    assert "180.000.000 đ" in client.get(url).content.decode()
    wrong = client.post(url, {"support_share": "200 triệu", "number": "44/SCT"})
    assert wrong.status_code == 422 and 'href="#id_support_share"' in wrong.content.decode()
    typed = {"support_share": "100 triệu", "number": "44/SCT", "signer": "Trần Văn Minh", "issued_on": "28/05/2021"}
    assert "Đã chia phần hỗ trợ 100.000.000 đ" in client.post(url, typed, follow=True).content.decode()

    api.force_authenticate(officer())
    path = f"/api/v1/projects/{row.pk}/share/"
    asked = {"beneficiary": first.pk, "support_share": 90 * MILLION, "number": "45/SCT", "signer": "Trần Văn Minh",
             "issued_on": "2021-05-28"}  # fmt: skip
    told = api.post(path, asked, format="json")
    assert told.status_code == 201 and told.json()["beneficiaries"][0]["support_share"] == 90 * MILLION
    other = f.project_in("APPROVED").beneficiaries.get()
    assert "không thuộc đề án" in api.post(path, asked | {"beneficiary": other.pk}, format="json").content.decode()
    client.force_login(f.person("VIEWER"))
    assert client.get(url).status_code == 403


def test_an_office_does_not_coordinate_what_it_carries_out_itself():
    centre = f.office("CENTRE")
    with pytest.raises(ValidationError) as refused:
        f.project(implementing_organisation=centre, coordinating_organisation=centre)
    assert refused.value.message_dict == {"coordinating_organisation": ["Đơn vị phối hợp phải khác đơn vị thực hiện."]}
