"""Whatever is typed, posted or put into an address: a sentence or nothing found, never an error of the program."""

from functools import partial

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests import factories as f
from tests.projects.test_pages import posted

pytestmark = pytest.mark.django_db
HUGE = "99999999999999999999999"
later = partial(pytest.param, marks=pytest.mark.long)
NONSENSE = [
    "",
    HUGE,
    "\x00",  # the worst always, the others in the long run
    *(
        later(value)
        for value in ["a" * 5000, "2021-13-45", "0", "-1", "abc", "<b>", "1e9", "٣", "%", "_", "'", "đ" * 300]
    ),
]


@pytest.fixture
def seated(client):
    client.force_login(f.person("DOIT_SPECIALIST"))
    return client


@pytest.mark.parametrize("value", NONSENSE)
def test_any_value_of_any_filter_is_survived(seated, value):
    for name in ("q", "year", "status", "category", "unit", "area", "tier", "establishment", "sort", "page"):
        for address in (reverse("projects:list"), "/api/v1/projects/", reverse("establishments:list")):
            assert seated.get(address, {name: value}).status_code in (200, 400, 404), (address, name)
    assert seated.get(reverse("establishments:suggest"), {"q": value}).status_code == 200


@pytest.mark.parametrize("value", NONSENSE)
def test_any_value_of_any_field_is_survived(seated, value):
    names = [name for name in posted() if not name.endswith("_FORMS")]
    for name in [*names, "beneficiaries-TOTAL_FORMS", "cost_items-0-quantity", "cost_items-0-amount"]:
        answer = seated.post(reverse("projects:new"), posted(**{name: value}))
        assert answer.status_code in (302, 422), name


@pytest.mark.parametrize("value", [*NONSENSE, None, [], {}, *map(later, [True, 1.5, -5, int(HUGE)])])
def test_any_json_is_survived(value):
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    row = f.filled_project()
    whole = {
        "title": "Máy sấy", "plan_year": 2021, "category": row.category_id, "area": row.area_id,
        "implementing_organisation": row.implementing_organisation_id, "spending_unit": row.spending_unit_id,
        "filed_on": "2021-03-12",
    }  # fmt: skip
    for name in [*whole, "total_cost", "units", "priority_factor", "beneficiaries", "cost_items", "eligible_cost",
                 "coordinating_organisation", "starts_on", "kind", "tier"]:  # fmt: skip
        answer = api.post("/api/v1/projects/", whole | {name: value})
        assert answer.status_code in (201, 400), (name, answer.content)
    for rows in ([{"establishment": value}], [{"content": "x", "amount": value, "quantity": value}]):
        key = "beneficiaries" if "establishment" in rows[0] else "cost_items"
        assert api.post("/api/v1/projects/", whole | {key: rows}).status_code in (201, 400)
    for name in ("code", "name", "area", "known_since", "legal_form"):
        sent = {"name": "A", "legal_form": "SME", "area": row.area_id, "known_since": "2021-03-12", name: value}
        assert api.post("/api/v1/establishments/", sent).status_code in (201, 400), name


def test_acts_on_nonsense_are_refused_not_broken():
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    row = f.registered()
    for points in (None, [], "x", {"rules": None}, {"rules": {"ok": "có thể"}}, 5):
        answer = api.post(f"/api/v1/projects/{row.pk}/appraisals/", {"points": points, "recommended_support": 1})
        assert answer.status_code == 400, points
    for month in ("", None, "2021-13-01", HUGE, []):
        answer = api.post(f"/api/v1/projects/{row.pk}/progress/", {"month": month, "percent": 1, "value_done": 1})
        assert answer.status_code == 400, month
    assert api.get(f"/api/v1/projects/{row.pk}/ceiling/?on=hôm-nay").status_code == 400
    assert api.get(f"/api/v1/projects/{HUGE}/").status_code == 404
    assert api.post(f"/api/v1/projects/{row.pk}/press/nothing/", {}).status_code == 403


UNREADABLE = ["1e999", "-1e999", "NaN", '"\\ud800"', "[" * 100_000, "[" * 200 + "]" * 200, "{", '{"a": 1e999}']


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: text[:12])
def test_json_that_cannot_be_kept_is_refused_with_a_sentence_by_every_room(text):
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    row = f.registered()
    for address, field in (
        ("projects/", "category"), (f"projects/{row.pk}/appraisals/", "recommended_support"),
        (f"projects/{row.pk}/press/return/", "note"), ("establishments/", "area"), ("plans/", "year"),
        ("plan-lines/", "plan"), ("rounds/", "plan"), ("rounds/historical/", "projects"), ("plan-opinions/", "plan"),
    ):  # fmt: skip
        for body in (text, f'{{"{field}": {text}}}'):
            answer = api.post(f"/api/v1/{address}", body, content_type="application/json")
            assert answer.status_code == 400, (address, body[:40], answer.content)
            assert answer.json() == {"detail": "Dữ liệu gửi lên không đọc được."}, address


@pytest.mark.parametrize("value", [*NONSENSE, None, [], {}, True, 1.5, 1e300, -5, int(HUGE)])
def test_any_json_about_a_plan_is_survived(value):
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    whole = {"year": 2021, "tier": "LOCAL", "title": "Kế hoạch", "total_budget": 1_000_000, "approval_way": "ROUNDS"}
    for name in [*whole, "delegated_limit", "guidance", "remark"]:
        assert api.post("/api/v1/plans/", whole | {name: value}).status_code in (201, 400), name
    for name in ("plan", "no", "text", "quantity_min", "unit", "planned_budget", "categories"):
        assert api.post("/api/v1/plan-lines/", {name: value}).status_code == 400, name
    for name in ("plan", "way", "source_note"):
        assert api.post("/api/v1/rounds/", {name: value}).status_code == 400, name
    old = {"year": 2017, "number": 1, "decision_date": "2017-10-06", "projects": []}
    for name in [*old, "tier", "project_count", "total_cost", "decision_number"]:
        assert api.post("/api/v1/rounds/historical/", old | {name: value}).status_code in (201, 400), name


@pytest.mark.parametrize("value", NONSENSE)
def test_any_question_to_the_norms_is_survived(value):
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    f.norm_book()
    whole = {"category": "advanced_machinery", "tier": "LOCAL", "on": "2021-05-10", "cost": "415000000"}
    for name in whole:
        assert api.get("/api/v1/norms/ceiling/", whole | {name: value}).status_code in (200, 400, 404), name
    for name in ("code", "active", "detail_form"):
        assert api.get("/api/v1/norms/categories/", {name: value}).status_code in (200, 400), name
