"""A day's acceptance: one team, several places, one set of minutes; the projects go on from there."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.dates import today
from core.documents import documents_of, withdraw
from inspections.models import Acceptance, AcceptanceBatch
from inspections.proofs import add_proof
from inspections.selectors import acceptance_of, waiting_places, with_remarks
from inspections.services import remove_place, save_batch, save_place
from inspections.workflow import ACCEPTANCE_FLOW
from projects.details.fair import Fair
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.inspections import builders as b
from tests.inspections.test_visits import refusal
from tests.races import meanwhile

db = pytest.mark.django_db


def status_of(project):
    project.refresh_from_db()
    return project.status


# --- what follows for the projects -----------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    "conclusion, status", [("PASS", "ACCEPTED"), ("BY_VOLUME", "PARTIALLY_ACCEPTED"), ("DEFECTS", "IN_PROGRESS")]
)
def test_the_minutes_move_the_project(conclusion, status):
    project = b.completed()
    row = b.record(b.batch(b.place(project, conclusion=conclusion)))
    assert (row.status, row.minutes_number) == ("CONCLUDED", "05/BB-NT")
    assert status_of(project) == status
    assert documents_of(row).get().number == "05/BB-NT"


@db
def test_several_projects_are_accepted_in_one_day():
    one, two = b.completed(), b.completed()
    b.record(b.batch(b.place(one), b.place(two, conclusion="DEFECTS")))
    assert (status_of(one), status_of(two)) == ("ACCEPTED", "IN_PROGRESS")


@db
def test_a_project_waits_until_its_last_place_is_accepted_on_another_day():
    project = b.completed(places=2)
    b.record(b.batch(b.place(project, 0)))
    assert (status_of(project), acceptance_of(project)) == ("COMPLETED", None)
    later = b.HELD + datetime.timedelta(days=7)
    second = b.batch(b.place(project, 1, accepted_units=2, accepted_cost=150_000_000), held_on=later)
    b.record(second, number="09/BB-NT", issued_on=later)
    accepted = acceptance_of(project)
    assert status_of(project) == "ACCEPTED"
    assert (accepted.cost, accepted.units, accepted.held_on, accepted.batch) == (550_000_000, 3, later, second)


@db
def test_a_place_that_failed_is_accepted_again_after_the_work():
    project = b.completed(places=2)
    b.record(b.batch(b.place(project, 0), b.place(project, 1, conclusion="DEFECTS")))
    assert acceptance_of(project) is None
    PROJECT_FLOW.press(project, "complete", by=f.person("CENTRE_OFFICER"))
    assert [row.beneficiary.pk for row in waiting_places(f.person("CENTRE_OFFICER"))] == [
        project.beneficiaries.last().pk
    ]
    later = b.HELD + datetime.timedelta(days=30)
    b.record(b.batch(b.place(project, 1, conclusion="BY_VOLUME"), held_on=later), issued_on=later)
    assert status_of(project) == "PARTIALLY_ACCEPTED"
    assert (acceptance_of(project).cost, acceptance_of(project).by_volume) == (700_000_000, True)


@db
def test_minutes_that_are_not_recorded_yet_count_for_nothing():
    project = b.completed()
    b.batch(b.place(project))
    assert (status_of(project), acceptance_of(project)) == ("COMPLETED", None)


@db
def test_cancelled_minutes_count_for_nothing_and_free_the_place():
    project = b.completed()
    row = b.batch(b.place(project))
    centre = f.person("CENTRE_OFFICER")
    assert waiting_places(centre) == []
    ACCEPTANCE_FLOW.press(row, "cancel", by=centre, note="Lũ, hoãn")
    assert [waiting.project for waiting in waiting_places(centre)] == [project]
    assert acceptance_of(project) is None


def test_of_two_batches_recorded_at_once_the_later_sees_the_earlier(own_database):
    """Each covers one place of the same project; without the lock on the project neither would accept it."""
    project = b.completed(places=2)
    first, second = (b.batch(b.place(project, number)) for number in (0, 1))
    officer = f.person("DOIT_SPECIALIST")
    with transaction.atomic():
        b.record(first, by=officer)
        later = meanwhile(lambda: b.record(second, by=officer))
        assert later.waits()
    assert later.answer() == second
    assert status_of(project) == "ACCEPTED"


# --- what stands in the way ------------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"conclusion": ""}, "chưa ghi kết luận"),
        ({"present": ""}, "đại diện tại nơi nghiệm thu"),
        ({"results": ""}, "kết quả so với mục tiêu"),
        ({"conclusion": "BY_VOLUME", "defects": ""}, "giải trình"),
        ({"conclusion": "DEFECTS", "defects": ""}, "việc phải khắc phục"),
        ({"conclusion": "DEFECTS", "new_date": None}, "ngày nghiệm thu lại"),
    ],
)
def test_minutes_are_not_recorded_while_a_place_is_half_written(wrong, sentence):
    project = b.completed()
    row = b.batch(b.place(project, **wrong))
    assert sentence in refusal(b.record, row)
    assert status_of(project) == "COMPLETED"


@db
def test_minutes_need_a_place_and_a_paper():
    row = b.batch()
    assert "chưa có nơi nào" in refusal(b.record, row)
    said = refusal(ACCEPTANCE_FLOW.press, b.batch(b.place(b.completed())), "conclude", by=f.person("DOIT_SPECIALIST"))
    assert "Phải ghi số, ngày, người ký" in said


@db
def test_minutes_are_dated_from_the_day_of_acceptance_to_today():
    row = b.batch(b.place(b.completed()))
    for day in (b.HELD - datetime.timedelta(days=1), today() + datetime.timedelta(days=1)):
        assert "Ngày ghi trên biên bản không hợp lý" in refusal(b.record, row, issued_on=day)


@db
def test_acceptance_is_not_recorded_before_its_day():
    tomorrow = today() + datetime.timedelta(days=1)
    row = b.batch(b.place(b.completed()), held_on=tomorrow)
    assert "Chưa tới ngày nghiệm thu" in refusal(b.record, row, issued_on=tomorrow)


@db
def test_who_draws_up_the_minutes_does_not_record_them():
    officer = f.person("DOIT_SPECIALIST")
    row = b.batch(b.place(b.completed()), by=officer)
    assert "phải do người khác làm" in refusal(b.record, row, by=officer)
    assert b.record(row, by=f.person("DOIT_SECTION_HEAD")).status == "CONCLUDED"


@db
def test_a_project_already_accepted_elsewhere_is_taken_out_first():
    one, two = b.completed(), b.completed()
    row = b.batch(b.place(one), b.place(two))
    b.record(b.batch(b.place(one)))
    assert f"{one.code} không ở bước chờ nghiệm thu" in refusal(b.record, row)
    remove_place(row.places.get(project=one), by=f.person("CENTRE_OFFICER"))
    b.record(row, number="06/BB-NT")
    assert status_of(two) == "ACCEPTED"
    assert Acceptance.everything.filter(batch=row, project=one).exclude(removed_at=None).exists()


@db
def test_only_a_completed_project_is_accepted():
    project = f.project_in("IN_PROGRESS")
    assert "đã báo cáo hoàn thành" in refusal(b.batch, b.place(project))


@db
def test_what_passes_has_its_cost():
    project = b.completed()
    for conclusion in ("PASS", "BY_VOLUME"):
        assert "phải có chi phí" in refusal(b.batch, b.place(project, conclusion=conclusion, accepted_cost=None))
    with pytest.raises(IntegrityError, match="acceptance_passed_has_cost"), transaction.atomic():
        Acceptance.objects.filter(pk=b.batch(b.place(project)).places.get().pk).update(accepted_cost=None)


@db
def test_all_that_is_wrong_with_the_places_is_said_at_once():
    running, costless = f.project_in("IN_PROGRESS"), b.completed()
    said = refusal(b.batch, b.place(running, accepted_cost=None), b.place(costless, accepted_cost=None))
    assert "đã báo cáo hoàn thành" in said and said.count("phải có chi phí") == 2


def remarks_of(row):
    return [place.remarks for place in with_remarks(row.places.select_related("project"))]


@db
def test_the_places_of_a_project_are_held_against_its_figures_together():
    project = b.completed(places=2, units=2)
    earlier = b.batch(b.place(project, 0, accepted_cost=300 * b.MILLION))
    b.record(earlier)
    row = b.batch(b.place(project, 1, accepted_cost=200 * b.MILLION))
    remarks = remarks_of(row)
    whole = "của 2 nơi cộng lại 500.000.000 đ vượt tổng kinh phí của đề án (415.000.000 đ)"
    assert len(remarks[0]) == 1 and whole in remarks[0][0]


@db
def test_every_target_stands_beside_the_result_and_what_is_short_of_it_is_said(client):
    project = b.completed()
    figures = {"jobs": (12, None), "products": (2, 1), "output_increase_percent": (15, 20)}
    for code, (planned, actual) in figures.items():
        project.indicators.create(code=code, name=f"Chỉ tiêu {code}", unit="đv", planned=planned, actual=actual)
    row = b.batch(b.place(project))
    said = ["Chỉ tiêu chưa đạt kế hoạch: Chỉ tiêu products 1 / 2 đv.", "Chỉ tiêu chưa ghi số thực hiện: Chỉ tiêu jobs."]
    assert remarks_of(row) == [said]
    client.force_login(f.person("CENTRE_OFFICER"))
    for page in (row.get_absolute_url(), reverse("inspections:place", args=[row.pk, row.places.get().pk])):
        text = client.get(page).content.decode()
        assert all(f"Chỉ tiêu {code}" in text for code in figures) and said[0] in text and said[1] in text


@db
@pytest.mark.parametrize(("category", "kind", "name", "what"), [
    ("training_workshop", "courses", "closed_on", "bế giảng"), ("fair_join", "fair", "ends_on", "bế mạc"),
])  # fmt: skip
def test_acceptance_before_the_last_day_of_a_class_or_a_fair_is_remarked_with_both_days(category, kind, name, what):
    within = {"requested_support": 30 * b.MILLION, "counterpart": 385 * b.MILLION}
    project = f.project_in("COMPLETED", category=f.category(category), **within)
    row = b.batch(b.place(project))

    def ends(on):
        rows = Fair.objects.filter(project=project) if kind == "fair" else project.courses
        rows.update(**{name: on})
        return [said for said in remarks_of(row)[0] if "trước ngày" in said]

    assert ends(b.HELD) == []
    assert ends(datetime.date(2021, 10, 23)) == [f"Nghiệm thu ngày 22/10/2021, trước ngày {what} 23/10/2021."]


@db
def test_a_place_that_failed_elsewhere_does_not_count_in_the_figures_of_a_project():
    project = b.completed(places=3, units=3)
    failed = b.place(project, 1, conclusion="DEFECTS", accepted_cost=400 * b.MILLION)
    b.record(b.batch(b.place(project, 0, accepted_cost=200 * b.MILLION), failed))
    PROJECT_FLOW.press(project, "complete", by=f.person("CENTRE_OFFICER"), on=b.HELD)
    assert remarks_of(b.batch(b.place(project, 2, accepted_cost=200 * b.MILLION))) == [[]]


@db
def test_of_two_results_at_one_place_the_later_counts_in_the_figures_of_a_project():
    project = b.completed(places=2, units=2)
    for number, million in (("05/BB-NT", 300), ("06/BB-NT", 100)):
        b.record(b.batch(b.place(project, 0, accepted_cost=million * b.MILLION)), number=number)
    assert remarks_of(b.batch(b.place(project, 1, accepted_cost=300 * b.MILLION))) == [[]]


@db
def test_recorded_minutes_are_not_rewritten():
    project = b.completed()
    row = b.record(b.batch(b.place(project)))
    centre = f.person("CENTRE_OFFICER")
    assert "không sửa được" in refusal(save_batch, row, by=centre)
    assert "không sửa được" in refusal(save_place, b.place(project), batch=row, by=centre)
    assert "không sửa được" in refusal(remove_place, row.places.get(), by=centre)


@db
def test_another_unit_does_not_write_the_minutes():
    row = b.batch(b.place(b.completed()))
    officer = f.person("DOIT_SPECIALIST")
    assert "Chỉ Trung tâm Khuyến công" in refusal(save_batch, row, by=officer)
    assert "Chỉ Trung tâm Khuyến công" in refusal(save_place, b.place(b.completed()), batch=row, by=officer)
    assert "Chỉ Trung tâm Khuyến công" in refusal(remove_place, row.places.get(), by=officer)
    assert "Chỉ đơn vị tổ chức" in refusal(ACCEPTANCE_FLOW.press, row, "cancel", by=officer, note="Nhầm")


@db
def test_who_may_not_accept_does_not():
    with pytest.raises(PermissionDenied):
        b.batch(by=f.local_officer(f.commune()))
    row = b.batch(b.place(b.completed()))
    with pytest.raises(PermissionDenied):
        b.record(row, by=f.person("CENTRE_OFFICER"))


@db
def test_whose_place_it_is_must_be_clear():
    several, single = b.completed(places=2), b.completed()
    assert "hãy chọn đơn vị thụ hưởng" in refusal(b.batch, b.place(several, None))
    stranger = single.beneficiaries.get()
    assert "không thuộc đề án" in refusal(b.batch, b.place(several, beneficiary=stranger))
    assert b.batch(b.place(single, None)).places.get().beneficiary == stranger


@db
def test_a_place_written_again_is_rewritten_not_doubled():
    project = b.completed()
    row = b.batch(b.place(project, conclusion=""))
    save_place(b.place(project), batch=row, by=f.person("CENTRE_OFFICER"))
    assert row.places.get().conclusion == "PASS"


@db
def test_the_same_place_does_not_stand_twice_in_one_batch():
    project = b.completed()
    row = b.batch(b.place(project))
    with pytest.raises(IntegrityError, match="acceptance_once_per_place_and_batch"), transaction.atomic():
        b.place(project, batch=row).save()


@db
def test_recorded_minutes_have_a_number_in_the_database_too():
    row = b.batch()
    with pytest.raises(IntegrityError, match="acceptancebatch_concluded_has_minutes"), transaction.atomic():
        AcceptanceBatch.objects.filter(pk=row.pk).update(status="CONCLUDED")


@db
def test_amounts_are_whole_dong_and_not_negative():
    project = b.completed()
    with pytest.raises(ValidationError):
        b.batch(b.place(project, accepted_cost=-1))
    with pytest.raises(ValidationError):
        b.batch(b.place(project, accepted_units=0))


# --- what proves the beneficiary's part -------------------------------------------------------------------------------
BORNE = 235 * b.MILLION


@db
def test_minutes_say_where_no_paper_proves_the_part_the_beneficiary_bore():
    row = b.batch(b.place(b.completed(), counterpart_done=BORNE), proved=False)
    assert remarks_of(row) == [
        [
            "Chưa có chứng từ phần vốn đối ứng 235.000.000 đ; thanh toán phải có (TTLT 26/2014/TTLT-BTC-BCT, Điều 7, "
            "Điều 8)."
        ]
    ]
    add_proof(row.places.get(), None, by=f.person("CENTRE_OFFICER"), number="0000152")
    assert remarks_of(row) == [[]]
    assert "0000152" in history(row)[0].sentence
    unsaid = b.batch(b.place(b.completed()), proved=False)
    assert "Chưa ghi phần vốn đối ứng đã thực hiện và chưa có chứng từ" in remarks_of(unsaid)[0][0]
    nothing = b.batch(b.place(b.completed(), counterpart_done=0), proved=False)
    assert remarks_of(nothing) == [[]]


@db
def test_one_of_several_places_tells_the_part_of_the_whole_project_and_how_far_its_places_have_come(client):
    project = b.completed(places=2)
    first = b.place(project, 0, counterpart_done=110 * b.MILLION)
    second = b.place(project, 1, counterpart_done=None)
    row = b.batch(first, second, proved=False)
    lacking = (
        "Chưa ghi phần vốn đối ứng đã thực hiện và chưa có chứng từ (phải có 235.000.000 đ của cả đề án, gồm 2 nơi;"
    )
    assert any(remark.startswith(lacking) for remark in remarks_of(row)[1])
    client.force_login(f.person("CENTRE_OFFICER"))
    pages = [reverse(name, args=[row.pk, second.pk]) for name in ("inspections:place", "inspections:proof")]
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Vốn đối ứng theo mức hỗ trợ được duyệt (cả đề án, gồm 2 nơi)" in shown
        assert "110.000.000 đ ở 1/2 nơi, có chứng từ 0 đ" in shown.replace("\xa0", " ")
    add_proof(first, None, by=f.person("CENTRE_OFFICER"), number="8b")
    assert "có chứng từ 110.000.000 đ" in client.get(pages[0]).content.decode().replace("\xa0", " ")
    alone = b.batch(b.place(b.completed()), proved=False)
    page = client.get(reverse("inspections:place", args=[alone.pk, alone.places.get().pk])).content.decode()
    assert "cả đề án, gồm" not in page and "Các nơi đã ghi" not in page


@db
def test_a_proof_comes_late_with_a_remark_and_stays_once_the_minutes_are_recorded():
    centre, row = f.person("CENTRE_OFFICER"), b.batch(b.place(b.completed(), counterpart_done=BORNE), proved=False)
    slip = add_proof(row.places.get(), None, by=centre, number="1", issued_on=b.HELD)
    withdraw(slip, by=centre, why="Nhầm cơ sở")
    b.record(row)
    late = add_proof(row.places.get(), None, by=centre, number="2", issued_on=b.HELD + datetime.timedelta(days=3))
    assert "là căn cứ của việc đã làm sau nó" in refusal(withdraw, late, by=centre, why="Nhầm")
    proofs = with_remarks(row.places.select_related("project", "batch"))[0].proofs
    assert [(paper.pk, paper.remark) for paper in proofs] == [
        (late.pk, "Đề ngày 25/10/2021, sau ngày nghiệm thu 22/10/2021.")
    ]


@db
def test_a_proof_is_a_real_paper_brought_by_the_unit_that_holds_the_acceptance():
    row, centre = b.batch(b.place(b.completed()), proved=False), f.person("CENTRE_OFFICER")
    place = row.places.get()
    assert "phải ghi số hoặc ngày của chứng từ" in refusal(add_proof, place, None, by=centre)
    tomorrow = today() + datetime.timedelta(days=1)
    assert "chưa tới" in refusal(add_proof, place, None, by=centre, issued_on=tomorrow)
    assert "Chỉ Trung tâm" in refusal(add_proof, place, None, by=f.person("DOIT_SPECIALIST"), number="1")
    with pytest.raises(PermissionDenied):
        add_proof(place, None, by=f.person("VIEWER"), number="1")
    ACCEPTANCE_FLOW.press(row, "cancel", by=centre, note="Hoãn")
    assert "đã hủy" in refusal(add_proof, row.places.get(), None, by=centre, number="1")


@db
def test_the_proof_is_brought_on_its_page_and_over_rest(client):
    row, centre, api = b.batch(b.place(b.completed(), counterpart_done=BORNE), proved=False), None, APIClient()
    place, centre = row.places.get(), f.person("CENTRE_OFFICER")
    client.force_login(centre)
    url = reverse("inspections:proof", args=[row.pk, place.pk])
    bare = client.post(url, {"title": "Hóa đơn"})
    assert bare.status_code == 422 and "phải ghi số hoặc ngày của chứng từ" in bare.content.decode()
    sent = client.post(url, {"title": "Hóa đơn máy", "file": b.picture("hoa-don.jpg")})
    assert sent.status_code == 302 and "Hóa đơn máy" in client.get(sent.url).content.decode()
    assert "Hóa đơn máy" in client.get(reverse("inspections:place", args=[row.pk, place.pk])).content.decode()

    api.force_authenticate(centre)
    path = f"/api/v1/acceptance-batches/{row.pk}/places/{place.pk}/"
    assert api.post(f"{path}proofs/", {}, format="json").status_code == 400
    told = api.post(f"{path}proofs/", {"number": "8b", "issued_on": "2021-10-20"}, format="json")
    assert told.status_code == 201
    assert [paper["number"] for paper in api.get(path).json()["proofs"]] == ["", "8b"]
    client.force_login(f.person("DOIT_SPECIALIST"))
    assert client.get(url).status_code == 403
