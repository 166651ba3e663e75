"""An indicator that the particulars tell is computed of them: never typed otherwise, and never beside them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from projects.details.base import indicators_told
from projects.details.guards import results_are_met
from projects.details.services import save_details
from projects.services import record_indicators, save_project
from tests import factories as f
from tests.projects.test_details import of, officer, press, refused, save, under_way

pytestmark = pytest.mark.django_db
HELD = {"no": 1, "opened_on": datetime.date(2021, 8, 18), "closed_on": datetime.date(2021, 8, 19), "days": 2,
        "learners": 1, "women": 1}  # fmt: skip


def workshop(**held):
    row = under_way("training_workshop")
    save(row, rows={"courses": [HELD | held]})
    return row


def reached(row):
    return {value.code: value.actual for value in row.indicators.all() if value.actual is not None}


def test_one_learner_is_not_forty():
    row = workshop()
    assert reached(row) == {"classes": 1, "participants": 1, "participants_female": 1, "days": 2}
    said = refused(record_indicators, row, {"participants": {"actual": 40}}, by=officer())
    assert "Số người tham dự (thực hiện): ghi 40, nội dung chi tiết cho thấy 1 người" in said and "sửa ở đó" in said
    record_indicators(row, {"participants": {"actual": 1}}, by=officer())

    save(row, rows={"courses": [{"no": 1, "learners": 40, "women": 15}]})
    assert (reached(row)["participants"], reached(row)["participants_female"]) == (40, 15)
    assert "Số người tham dự (thực hiện)" in history(row)[0].sentence


def test_what_the_particulars_no_longer_tell_is_unknown_again():
    row = workshop()
    save(row, rows={"courses": [{"no": 1, "learners": None, "women": None}]})
    assert reached(row) == {"days": 2}


def test_a_figure_typed_before_the_particulars_gives_way_and_one_they_do_not_tell_stays():
    row = under_way("cleaner_production_pilot")
    record_indicators(row, {"energy_saved_percent": {"actual": 90}, "waste_cut_percent": {"actual": 20}}, by=officer())
    f.with_results(row)
    assert (reached(row)["energy_saved_percent"], reached(row)["waste_cut_percent"]) == (27, 20)


def test_figures_that_stand_beside_the_particulars_stop_the_report_and_the_conclusion():
    row = workshop()
    f.progress(row, percent=100, value_done=row.total_cost)
    row.indicators.filter(code="participants").update(actual=40)  # as it may stand from days before
    said = "Chỉ tiêu “Số người tham dự” (thực hiện) khác nội dung chi tiết: hiện có 40 người; cần 1 người"
    assert said in refused(press, row, "complete")
    assert said in " ".join(str(objection) for objection in results_are_met(row, None))


def aims(row):
    return {value.code: value.planned for value in row.indicators.all() if value.planned is not None}


def test_what_the_particulars_plan_is_the_target_and_is_not_typed_otherwise():
    row = of("training_workshop")
    record_indicators(row, {"participants": {"planned": 40}, "participants_female": {"planned": 20}}, by=officer())
    save(row, rows={"courses": [{"name": "Lớp", "days_planned": 2, "learners_planned": 45}]})
    assert aims(row) == {"classes": 1, "participants": 45, "participants_female": 20, "days": 2}
    assert "Số người tham dự (kế hoạch): 40 → 45" in history(row)[0].sentence
    said = refused(record_indicators, row, {"participants": {"planned": 40}}, by=officer())
    assert "Số người tham dự (kế hoạch): ghi 40, nội dung chi tiết cho thấy 45 người" in said
    record_indicators(row, {"participants": {"planned": 45}}, by=officer())
    save(row, rows={"courses": [{"name": "Lớp", "days_planned": 2, "learners_planned": None}]})
    assert aims(row) == {"classes": 1, "participants_female": 20, "days": 2}, "no longer told: unknown again"


def test_what_was_typed_before_this_rule_stops_the_filing_until_it_is_the_same():
    row = of("training_workshop")
    f.with_papers(row)
    row.indicators.filter(code="participants").update(planned=40)  # as it may stand from days before
    assert "(kế hoạch) khác nội dung chi tiết: hiện có 40 người; cần 45 người" in refused(press, row, "register")
    record_indicators(row, {"participants": {"planned": 45}}, by=officer())
    assert press(row, "register", on=f.FILED).status == "REGISTERED"


def test_another_kind_of_support_has_the_targets_that_it_names():
    row = of("training_workshop")
    f.with_details(row)
    row.category = f.category("vocational_training")
    save_project(row, by=officer())
    assert aims(row) == {"classes": 1, "trainees": 45}
    row.category = f.category("trademark")
    save_project(row, by=officer())
    assert aims(row) == {}


def test_the_history_says_which_targets_another_kind_of_support_retold():
    row = of("training_workshop")
    f.with_details(row)
    row.category = f.category("vocational_training")
    save_project(row, by=officer())
    told = history(row)[0]
    moved = {label for label in told.before.keys() | told.after.keys() if "(kế hoạch)" in label}
    assert {label: (told.before[label], told.after[label]) for label in moved} == {
        "Số học viên (kế hoạch)": (None, "45"), "Số ngày (kế hoạch)": ("2", None),
        "Số người tham dự (kế hoạch)": ("45", None),
    }  # fmt: skip
    assert "Số người tham dự (kế hoạch): 45 → " in told.sentence


def test_the_targets_stand_once_the_application_is_filed_though_rows_come_late():
    row = under_way("voting_award_province")
    before = aims(row)
    f.with_results(row)
    names = ("no", "product", "establishment", "maker", "group")
    rows = [{name: getattr(product, name) for name in names} for product in row.votedproducts.all()]
    late = {"product": "Ghế mây", "maker": "Cơ sở mây Thái Yên", "group": "HANDICRAFT"}
    save(row, rows={"votedproducts": [*rows, late]})
    assert row.votedproducts.count() == 3 and aims(row) == before == {"products": 2}


@pytest.mark.parametrize(("category", "planned"), [
    ("vocational_training", {"classes": 1, "trainees": 45}), ("demo_model_new", {"visitors": 200}),
    ("advanced_machinery", {"machines": 1}), ("fair_join", {"fairs": 1, "booths": 12}),
    ("trademark", {"trademarks_registered": 1}),
    ("wastewater_establishment", {"capacity_m3_per_day": 60, "parameters_meeting_standard": 2}),
    ("cluster_infrastructure", {"hectares_served": 45}), ("information_media", {"programmes": 2, "articles": 6}),
    ("association_regional", {"associations": 1, "members": 24}),
    ("voting_organise_province", {"rounds": 1, "products_registered": 3}),
    ("voting_award_province", {"products": 2}), ("voting_join_higher", {"products_entered": 2}),
])  # fmt: skip
def test_each_family_plans_its_own(category, planned):
    row = f.with_details(of(category))
    assert indicators_told(row, "planned") == aims(row) == planned


def test_the_page_shows_planned_figures_computed_while_the_application_is_written(client):
    row = f.with_details(of("training_workshop"))
    client.force_login(officer())
    url = reverse("projects:indicators", args=[row.pk])
    assert client.get(url).content.decode().count("Tính từ nội dung chi tiết.") == 3
    client.post(url, {"participants.planned": "40", "participants_female.planned": "20"})
    assert (aims(row)["participants"], aims(row)["participants_female"]) == (45, 20)
    assert "kế hoạch 45 người" in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("category", "told"), [
    ("vocational_training", {"classes": 1, "trainees": 43, "certified": 40, "employed_after": 30}),
    ("management_training", {"classes": 1, "trainees": 43}),
    ("demo_model_new", {"visitors": 210}), ("advanced_machinery", {"machines": 1}),
    ("cleaner_production_pilot", {"energy_saved_percent": 27, "water_saved_percent": 30}),
    ("fair_join", {"fairs": 1, "booths": 12, "establishments": 1, "sales_amount": 150_000_000}),
    ("trademark", {"trademarks_registered": 1}),
    ("wastewater_establishment", {"capacity_m3_per_day": 60, "parameters_meeting_standard": 2}),
    ("cluster_investment_report_expand", {"reports": 1, "hectares": 45}),
    ("cluster_detailed_plan", {"plans": 1, "hectares": 45}), ("cluster_infrastructure", {"hectares_served": 45}),
    ("information_media", {"programmes": 2, "articles": 6}),
    ("association_regional", {"associations": 1, "members": 26}),
    ("enterprise_linkage", {"linkages": 1, "members": 26}),
    ("voting_organise_province", {"rounds": 1, "products_registered": 3, "products_recognised": 2}),
    ("voting_award_province", {"products": 2}),
    ("voting_join_higher", {"products_entered": 2, "products_recognised": 2}),
])  # fmt: skip
def test_each_family_tells_its_own(category, told):
    row = f.with_results(under_way(category))
    assert indicators_told(row, "actual") == told
    assert reached(row) == told


def test_a_list_of_the_application_is_no_result_yet():
    row = under_way("fair_join")
    save(row, rows={"fairparticipants": [{"establishment": f.establishment(), "booths": 1, "sales": 5}]})
    assert indicators_told(row, "actual") == {}


def test_the_page_shows_them_computed_and_programs_are_refused_alike(client):
    row, api = workshop(), APIClient()
    client.force_login(officer())
    api.force_authenticate(officer())
    url = reverse("projects:indicators", args=[row.pk])
    page = client.get(url).content.decode()
    assert page.count("Tính từ nội dung chi tiết.") == 4
    client.post(url, {"participants.actual": "40"})
    assert reached(row)["participants"] == 1

    rest = f"/api/v1/projects/{row.pk}/indicators/"
    assert api.post(rest, [{"code": "participants", "actual": 40}], format="json").status_code == 400
    assert api.post(rest, [{"code": "participants", "actual": 1}], format="json").status_code == 200


def test_an_old_years_figure_stands_until_its_particulars_tell_it():
    row = of("training_workshop")
    type(row).objects.filter(pk=row.pk).update(is_historical=True, status="SETTLED")
    row.refresh_from_db()
    by = f.person("DOIT_SPECIALIST")
    record_indicators(row, {"participants": {"planned": 45, "actual": 43}}, by=by)
    assert reached(row) == {"participants": 43}
    save_details(row, by=by, rows={"courses": [{"name": "Lớp", "learners": 41}]})
    assert reached(row)["participants"] == 41
    with pytest.raises(ValidationError, match="cho thấy 41"):
        record_indicators(row, {"participants": {"actual": 43}}, by=by)
