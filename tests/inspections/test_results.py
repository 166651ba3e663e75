"""What was reached of each target at each place: written, asked for, added up, kept; and the part done by volume."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from inspections.models import Acceptance, AcceptanceBatch, PlaceResult
from inspections.selectors import with_remarks
from inspections.services import save_place
from inspections.work import worklist
from tests import factories as f
from tests.inspections import builders as b
from tests.inspections.test_database import refused
from tests.inspections.test_visits import refusal

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


def completed(**fields):
    """A project that waits for acceptance and has no target yet."""
    project = b.completed(**fields)
    project.indicators.all().delete()
    return project


def target(project, code="jobs", unit="người", planned=12, actual=None):
    return project.indicators.create(code=code, name=f"Chỉ tiêu {code}", unit=unit, planned=planned, actual=actual)


def write(row, project, number=0, **results):
    """What is found at a place: {code: value, or the reason why nothing is measured}."""
    said = {
        code: {"remark": value} if isinstance(value, str) else {"value": None if value is None else Decimal(value)}
        for code, value in results.items()
    }
    whose = list(project.beneficiaries.all())[number]
    place = row.places.get(project=project, beneficiary=whose)
    return save_place(place, batch=row, by=f.person("CENTRE_OFFICER"), results=said)


def two_places(**fields):
    project = completed(places=2, units=2)
    target(project, **fields)
    row = b.batch(b.place(project, 0, accepted_cost=1), b.place(project, 1, accepted_cost=1))
    return project, row


def told(row):
    """[TargetResult] of the places in order, each its own list."""
    return [place.results_by_target for place in with_remarks(row.places.order_by("pk").for_page())]


def remarks_of(row):
    return [place.remarks for place in with_remarks(row.places.order_by("pk").for_page())]


# --- what «Đạt» asks for ---------------------------------------------------------------------------------------------


def test_a_place_that_passes_says_what_was_reached_of_every_target_or_why_it_is_not_measured():
    project = completed()
    for code in ("jobs", "trainees"):
        target(project, code)
    target(project, "unplanned", planned=None)  # nothing was promised: nothing is asked
    row = b.batch(b.place(project))
    asked = "chưa ghi kết quả hoặc lý do không đo của chỉ tiêu Chỉ tiêu jobs, Chỉ tiêu trainees"
    assert asked in refusal(b.record, row)
    assert ["còn 1 nơi" in item.detail for item in worklist(f.person("CENTRE_OFFICER")) if "nghiệm thu" in item.title]
    write(row, project, jobs=12)
    assert "của chỉ tiêu Chỉ tiêu trainees" in refusal(b.record, row)
    write(row, project, trainees="Lớp do trường khác dạy")
    assert b.record(row).status == "CONCLUDED"


def test_what_was_said_can_be_taken_back_and_is_asked_for_again():
    project = completed()
    target(project)
    row = b.batch(b.place(project))
    write(row, project, jobs=12)
    write(row, project, jobs=None)
    assert row.places.get().target_results.get().is_answered is False
    assert "Chỉ tiêu jobs" in refusal(b.record, row)


@pytest.mark.parametrize("conclusion", ["DEFECTS", "BY_VOLUME"])
def test_defects_and_acceptance_by_volume_may_leave_targets_open(conclusion):
    project = completed()
    target(project)
    assert b.record(b.batch(b.place(project, conclusion=conclusion))).status == "CONCLUDED"


def test_a_result_is_a_number_that_is_not_negative_of_a_target_of_the_project():
    project = completed()
    target(project)
    row = b.batch(b.place(project))
    assert "Chỉ tiêu jobs: Kết quả không được âm" in refusal(write, row, project, jobs=-1)
    assert "Chỉ tiêu jobs: " in refusal(write, row, project, jobs="1.234".replace(".", "") * 90)
    assert "Chỉ tiêu jobs: " in refusal(write, row, project, jobs=Decimal("1.234"))
    unknown = refusal(write, row, project, classes=1)
    assert f"“classes” không phải chỉ tiêu của {project.code}; các mã: jobs." in unknown
    assert not PlaceResult.objects.exists()


def test_the_trail_tells_what_was_written_of_each_target():
    project = completed()
    target(project)
    row = b.batch(b.place(project))
    write(row, project, jobs=12)
    write(row, project, jobs="Đo sau một năm")
    last = history(row).first()
    assert (last.before["Chỉ tiêu jobs"], last.after["Chỉ tiêu jobs"]) == ("12 người", "không đo: Đo sau một năm")
    assert history(project).filter(action="inspections.acceptance.save").count() == 3


# --- what the places make together -----------------------------------------------------------------------------------


def test_the_places_of_a_project_add_up_and_their_sum_is_its_figure_once_all_are_accepted():
    project, row = two_places(actual=20)
    write(row, project, 0, jobs=5)
    assert [one.total.value for (one,) in told(row)] == [None, None]
    assert told(row)[0][0].total.words == "mới có 1/2 nơi ghi kết quả"
    write(row, project, 1, jobs=6)
    (first,), _ = told(row)
    assert (first.value, first.total.value, first.total.words) == (5, 11, "11 / 12 người")
    said = ["Chỉ tiêu chưa đạt kế hoạch: Chỉ tiêu jobs 11 / 12 người.",
            "Nghiệm thu khác số thực hiện đã ghi của đề án: Chỉ tiêu jobs 11 / 20 người."]  # fmt: skip
    assert remarks_of(row)[0] == said
    b.record(row)
    assert project.indicators.get().actual == 11
    entry = history(project).get(action="inspections.acceptance.reach")
    assert (entry.before, entry.after) == ({"Chỉ tiêu jobs (thực hiện)": "20"}, {"Chỉ tiêu jobs (thực hiện)": "11"})
    assert remarks_of(row)[0] == said[:1]


def test_places_accepted_on_two_days_add_up_and_one_that_measures_nothing_adds_nothing():
    project = completed(places=2)
    target(project)
    first = b.batch(b.place(project, 0))
    write(first, project, 0, jobs=9)
    b.record(first)
    assert project.indicators.get().actual is None
    second = b.batch(b.place(project, 1))
    write(second, project, 1, jobs="Không tuyển thêm")
    assert told(second)[0][0].total.value == 9
    b.record(second, number="06/BB-NT")
    assert project.indicators.get().actual == 9


def test_a_place_whose_minutes_have_no_figures_leaves_the_sum_of_the_others_and_is_named():
    """Recorded with words only, before every place had its own figures: nothing can be added to them."""
    project = completed(places=3)
    old = b.record(b.batch(b.place(project, 0)))
    target(project, actual=20)
    target(project, "growth", unit="%", planned=15)
    later = b.batch(b.place(project, 1), b.place(project, 2))
    write(later, project, 1, jobs=4, growth=15)
    assert told(later)[0][0].total.words == "mới có 1/3 nơi ghi kết quả", "one place may still say"
    write(later, project, 2, jobs=5, growth=16)
    jobs, growth = told(later)[0]
    who = old.places.get().who
    assert jobs.total.words == f"9 / 12 người ở 2/3 nơi; biên bản không ghi số của {who}"
    assert (jobs.total.value, growth.total.part) == (None, None)
    assert not any("jobs" in remark for remark in remarks_of(later)[0]), (
        "a part of the sum is not held against the target"
    )
    b.record(later, number="06/BB-NT")
    assert project.indicators.get(code="jobs").actual == 20, "what was reported of the whole stays"


def test_a_place_with_defects_is_not_in_the_sum():
    project, row = two_places()
    write(row, project, 0, jobs=5)
    place = write(row, project, 1, jobs=6)
    place.conclusion, place.defects, place.new_date = "DEFECTS", "Chưa nối đất", b.HELD
    save_place(place, batch=row, by=f.person("CENTRE_OFFICER"))
    assert told(row)[0][0].total.words == "mới có 1/2 nơi ghi kết quả"
    b.record(row)
    assert project.indicators.get().actual is None


@pytest.mark.parametrize("unit", ["%", "% năm", "đồng/kg", "triệu đồng/tấn"])
def test_percents_and_prices_of_several_places_are_not_added_and_the_project_keeps_its_one_value(unit):
    project, row = two_places(unit=unit, planned=15, actual=14)
    write(row, project, 0, jobs=13)
    write(row, project, 1, jobs=16)
    (first,), _ = told(row)
    assert first.total.value is None and "không cộng" in first.total.words
    assert remarks_of(row) == [[f"Chỉ tiêu chưa đạt kế hoạch: Chỉ tiêu jobs 13 / 15 {unit}."], []]
    b.record(row)
    assert project.indicators.get().actual == 14


@pytest.mark.parametrize("unit", ["người", "đồng", "m³/ngày đêm", ""])
def test_counts_amounts_and_capacities_add_up(unit):
    assert target(completed(), unit=unit).adds_up


def test_the_only_place_of_a_project_is_the_project_even_in_percent():
    project = completed()
    target(project, unit="%", planned=15, actual=15)
    row = b.batch(b.place(project))
    write(row, project, jobs=18)
    b.record(row)
    assert project.indicators.get().actual == 18


def test_what_the_particulars_tell_stays_as_they_tell_it(monkeypatch):
    project = completed()
    target(project, actual=15)
    target(project, "trainees", actual=30)
    row = b.batch(b.place(project))
    write(row, project, jobs=14, trainees=31)
    monkeypatch.setattr("projects.services.indicators_told", lambda project, which: {"jobs": Decimal(15)})
    assert "Chỉ tiêu jobs 14 / 15 người" in remarks_of(row)[0][0]
    b.record(row)
    assert dict(project.indicators.values_list("code", "actual")) == {"jobs": 15, "trainees": 31}


# --- the page and REST -----------------------------------------------------------------------------------------------


def test_results_are_typed_on_the_page_of_the_place_beside_target_and_unit(client):
    project = completed()
    target(project, actual=11)
    row = b.batch(b.place(project))
    client.force_login(f.person("CENTRE_OFFICER"))
    url = reverse("inspections:place", args=[row.pk, row.places.get().pk])
    page = client.get(url).content.decode()
    assert "Mục tiêu: 12 người" in page and 'value="11"' in page and "sửa nếu thực tế khác" in page
    typed = {
        "accepted_units": "1",
        "accepted_cost": "400 triệu",
        "results": "Tốt",
        "present": "An",
        "conclusion": "PASS",
    }
    for wrong in ("-1", "mười", "1,234"):
        answer = client.post(url, typed | {"jobs.value": wrong})
        assert answer.status_code == 422 and "Chỉ tiêu jobs (người)" in answer.content.decode()
    answer = client.post(url, typed | {"jobs.value": "12,5", "jobs.remark": "Có một người làm nửa ngày"})
    assert answer.status_code == 302
    assert "12,5 / 12 người (Có một người làm nửa ngày)" in client.get(row.get_absolute_url()).content.decode()


def test_the_page_of_one_of_several_places_offers_nothing_and_tells_the_sum(client):
    project, row = two_places(actual=20)
    write(row, project, 0, jobs=5)
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(reverse("inspections:place", args=[row.pk, row.places.last().pk])).content.decode()
    assert "Mục tiêu của cả đề án: 12 người" in page and 'value="20"' not in page
    write(row, project, 1, jobs=6)
    assert "11 / 12 người" in client.get(row.get_absolute_url()).content.decode()


def test_results_are_written_and_read_over_rest():
    project, api = completed(), APIClient()
    target(project)
    target(project, "trainees", planned=30)
    row = b.batch(b.place(project))
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    path = f"/api/v1/acceptance-batches/{row.pk}/places/{row.places.get().pk}/"

    def send(*rows, status=200):
        answer = api.patch(path, {"results_by_target": list(rows)}, format="json")
        assert answer.status_code == status, answer.content
        return answer

    jobs, trainees = send({"code": "jobs", "value": "12.50"}).json()["results_by_target"]
    assert (jobs["value"], jobs["planned"], jobs["total"], jobs["unit"]) == (12.5, 12, 12.5, "người")
    assert (trainees["value"], trainees["remark"], trainees["adds_up"]) == (None, "", True)
    jobs, trainees = send({"code": "trainees", "remark": "Không mở lớp"}).json()["results_by_target"]
    assert (jobs["value"], trainees["remark"]) == (12.5, "Không mở lớp")
    for wrong in ({"code": "jobs", "value": -1}, {"code": "jobs", "value": "x"}, {"code": "khác", "value": 1}):
        assert "results_by_target" in send(wrong, status=400).json()
    twice = send({"code": "jobs", "value": 1}, {"code": "jobs", "value": 2}, status=400)
    assert "chỉ ghi một lần; đang ghi nhiều lần: jobs" in twice.content.decode()


def test_places_and_targets_cost_no_more_queries():
    project, row = two_places()
    with CaptureQueriesContext(connection) as few:
        told(row)
    for code in ("trainees", "classes"):
        target(project, code)
    other = completed(places=3)
    target(other)
    for number in range(3):
        save_place(b.place(other, number), batch=row, by=f.person("CENTRE_OFFICER"))
    write(row, other, 0, jobs=1)
    with CaptureQueriesContext(connection) as many:
        told(row)
    assert len(many) == len(few)


def test_minutes_recorded_with_words_only_stay_readable(client):
    """Before every place had its own figures; as then, the project's stand beside the words."""
    project = completed()
    row = b.record(b.batch(b.place(project)))
    target(project, actual=11)  # the rule came after the minutes
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Buồng sơn chạy tốt" in page and "Chỉ tiêu jobs: 11 / 12 người" in page


# --- by volume -------------------------------------------------------------------------------------------------------


def test_acceptance_by_volume_says_how_much_was_done():
    project = completed()
    row = b.batch(b.place(project, conclusion="BY_VOLUME", volume_percent=None))
    assert "chưa ghi khối lượng đã thực hiện (%)" in refusal(b.record, row)


@pytest.mark.parametrize("wrong", ["0", "100", "100.5", "-3"])
def test_the_part_done_is_less_than_all_and_more_than_nothing(wrong):
    said = refusal(b.batch, b.place(completed(), conclusion="BY_VOLUME", volume_percent=Decimal(wrong)))
    assert "lớn hơn 0 % và nhỏ hơn 100 %" in said


def test_the_part_done_has_one_decimal_at_most_and_stands_with_its_conclusion_only():
    with pytest.raises(ValidationError):
        b.batch(b.place(completed(), conclusion="BY_VOLUME", volume_percent=Decimal("70.25")))
    for conclusion in ("PASS", "DEFECTS"):
        said = refusal(b.batch, b.place(completed(), conclusion=conclusion, volume_percent=70))
        assert "Chỉ kết luận “Nghiệm thu theo khối lượng đã thực hiện” mới có phần trăm" in said
    assert b.batch(b.place(completed(), conclusion="", volume_percent=70)).places.get().volume_percent == 70


def test_what_was_accepted_beyond_the_part_done_bears_a_remark_and_no_refusal():
    """The file says 415 triệu; 300 of them are 72,3 %."""
    project = completed(places=3, units=3)
    more = {"conclusion": "BY_VOLUME", "volume_percent": Decimal("60.5"), "accepted_units": 2}
    row = b.batch(b.place(project, **more))
    assert remarks_of(row) == [
        [
            "Chi phí được nghiệm thu 300.000.000 đ là 72,3 % tổng kinh phí của đề án (415.000.000 đ), nhiều hơn khối "
            "lượng đã thực hiện 60,5 %.",
            "Số lượng được nghiệm thu 2/3 là 66,7 %, nhiều hơn khối lượng đã thực hiện 60,5 %.",
        ]
    ]
    assert b.record(row).status == "CONCLUDED"
    fits = b.place(
        completed(places=3, units=3), conclusion="BY_VOLUME", volume_percent=Decimal("72.3"), accepted_units=2
    )
    assert remarks_of(b.batch(fits)) == [[]]


def test_the_part_done_is_typed_shown_and_told_over_rest(client):
    row, centre, api = b.batch(b.place(completed(), conclusion="")), f.person("CENTRE_OFFICER"), APIClient()
    place = row.places.get()
    client.force_login(centre)
    url = reverse("inspections:place", args=[row.pk, place.pk])
    typed = {"accepted_units": "1", "accepted_cost": "280 triệu", "results": "Dở", "present": "An", "defects": "Lũ",
             "conclusion": "BY_VOLUME"}  # fmt: skip
    wrong = client.post(url, typed | {"volume_percent": "100"})
    assert wrong.status_code == 422 and "nhỏ hơn 100 %" in wrong.content.decode()
    assert client.post(url, typed | {"volume_percent": "67,5"}).status_code == 302
    assert "Đã thực hiện 67,5 % khối lượng" in client.get(row.get_absolute_url()).content.decode()
    api.force_authenticate(centre)
    path = f"/api/v1/acceptance-batches/{row.pk}/places/{place.pk}/"
    assert api.get(path).json()["volume_percent"] == 67.5
    assert api.patch(path, {"volume_percent": "70.25"}, format="json").status_code == 400
    assert api.patch(path, {"volume_percent": "70.2"}, format="json").json()["volume_percent"] == 70.2


# --- around the program ----------------------------------------------------------------------------------------------


@pytest.fixture
def recorded():
    """The result of the one target of recorded minutes."""
    project = completed()
    target(project)
    row = b.batch(b.place(project))
    write(row, project, jobs=12)
    b.record(row)
    return PlaceResult.objects.get()


@pytest.mark.parametrize("change", ["value = 13", "value = NULL", "remark = 'khác'"])
def test_the_results_of_recorded_minutes_stand(recorded, change):
    refused("inspections_minutes_stand", "inspections_placeresult", change, id=recorded.pk)


def test_recorded_minutes_take_no_further_result_and_none_is_deleted(recorded):
    later = target(recorded.indicator.project, "trainees")
    with pytest.raises(IntegrityError, match="recorded minutes"), transaction.atomic():
        PlaceResult.objects.create(acceptance=recorded.acceptance, indicator=later, value=1)
    refused("inspections_keep", "inspections_placeresult", id=recorded.pk)
    project = recorded.indicator.project
    draft = b.batch()
    other = Acceptance.objects.create(batch=draft, project=project, beneficiary=project.beneficiaries.get())
    change = f"acceptance_id = {other.pk}"
    refused("inspections_minutes_stand", "inspections_placeresult", change, id=recorded.pk)
    moved = PlaceResult.objects.create(acceptance=other, indicator=recorded.indicator, value=1)
    with pytest.raises(IntegrityError, match="recorded minutes"), transaction.atomic():
        PlaceResult.objects.filter(pk=moved.pk).update(acceptance=recorded.acceptance, indicator=later)


def test_a_result_is_of_a_target_of_its_own_project(recorded):
    row = b.batch(b.place(completed()))
    with pytest.raises(IntegrityError, match="of its own project"), transaction.atomic():
        PlaceResult.objects.create(acceptance=row.places.get(), indicator=recorded.indicator, value=1)


def test_a_result_stands_once_and_is_not_negative():
    project = completed()
    row = b.batch(b.place(project))
    facts = {"acceptance": row.places.get(), "indicator": target(project)}
    with pytest.raises(IntegrityError, match="placeresult_not_negative"), transaction.atomic():
        PlaceResult.objects.create(**facts, value=-1)
    PlaceResult.objects.create(**facts, value=1)
    with pytest.raises(IntegrityError, match="placeresult_once_per_target"), transaction.atomic():
        PlaceResult.objects.create(**facts, value=1)


def test_minutes_are_not_recorded_around_the_program_without_results_and_volume():
    project = completed()
    target(project)
    silent = b.batch(b.place(project))
    change = "status = 'CONCLUDED', minutes_number = '1'"
    refused("inspections_targets_answered", "inspections_acceptancebatch", change, id=silent.pk)
    write(silent, project, jobs=1)
    assert AcceptanceBatch.objects.filter(pk=silent.pk).update(status="CONCLUDED", minutes_number="1") == 1
    vague = b.batch(b.place(completed(), conclusion="BY_VOLUME", volume_percent=None))
    refused("inspections_volume_told", "inspections_acceptancebatch", change, id=vague.pk)


@pytest.mark.parametrize("value, rule", [("100", "acceptance_volume_is_a_part"), ("0", "acceptance_volume_is_a_part")])
def test_the_part_done_is_a_part_in_the_database_too(value, rule):
    row = b.batch(b.place(completed(), conclusion="BY_VOLUME"))
    refused(rule, "inspections_acceptance", f"volume_percent = {value}", id=row.places.get().pk)
    passed = b.batch(b.place(completed()))
    refused("acceptance_volume_by_volume", "inspections_acceptance", "volume_percent = 70", id=passed.places.get().pk)
