"""The norm book over REST: the same answers and the same sentences as on the page."""

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

CEILING = "/api/v1/norms/ceiling/"
QUESTION = {"category": "advanced_machinery", "tier": "LOCAL", "on": "2021-05-28", "cost": 415_000_000}


@pytest.fixture
def rest(person):
    client = APIClient()
    client.force_authenticate(person("VIEWER"))
    return client


def test_the_ceiling_answers_with_amount_status_and_steps(local, rest):
    answer = rest.get(CEILING, QUESTION).json()

    assert (answer["amount"], answer["status"]) == (207_500_000, "SET")
    assert {"text": "Lấy số nhỏ hơn: 207.500.000 đ.", "amount": 207_500_000, "warning": False} in answer["steps"]
    assert answer["article"] == "khoản 4 Điều 8 TT 28/2018/TT-BTC"
    assert (answer["norm"]["rate_percent"], answer["norm"]["cap"]) == (50, 300_000_000)
    assert answer["set"] == {
        "code": "illustrative-42",
        "name": "Mức chi minh họa của tỉnh",
        "illustrative": True,
        "fallback": False,
    }
    assert answer["illustrative"] is True and answer["verified"] is True


def test_units_and_priority_are_taken_into_account(local, rest):
    answer = rest.get(CEILING, QUESTION | {"cost": 10**10, "units": 2, "priority": "1.5"}).json()

    assert answer["amount"] == 900_000_000


def test_an_unknown_figure_is_null_with_the_status_that_says_why(local, rest):
    answer = rest.get(CEILING, QUESTION | {"category": "showroom", "tier": "NATIONAL"}).json()

    assert (answer["amount"], answer["status"]) == (None, "UNKNOWN")
    assert "Sở Công Thương" in answer["settled_by"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cost": "-1"}, "cost"),
        ({"cost": "nhiều"}, "cost"),
        ({"cost": ""}, "cost"),
        ({"category": "may_bay"}, "category"),
        ({"tier": "HUYEN"}, "tier"),
        ({"on": "28/05"}, "on"),
        ({"on": "2010-01-01"}, "on"),
        ({"units": "0"}, "units"),
        ({"units": "1.5"}, "units"),
        ({"priority": "1.6"}, "priority"),
        ({"priority": "NaN"}, "priority"),
    ],
)
def test_a_wrong_question_is_a_400_that_names_the_field(local, rest, changes, field):
    response = rest.get(CEILING, QUESTION | changes)

    assert response.status_code == 400 and list(response.json()) == [field]


def test_the_lists_are_read_only(local, rest):
    for path in ("documents", "categories", "sets"):
        url = f"/api/v1/norms/{path}/"
        answer = rest.get(url).json()
        assert answer["count"] > 0
        assert rest.get(f"{url}{answer['results'][0]['id']}/").status_code == 200
        assert rest.post(url, {}).status_code in (403, 405)
        assert rest.delete(f"{url}{answer['results'][0]['id']}/").status_code in (403, 405)


def test_a_set_comes_with_its_norms_in_few_questions(local, rest, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        answer = rest.get("/api/v1/norms/sets/", {"tier": "LOCAL"}).json()
    norms = {norm["category"]: norm for norm in answer["results"][0]["norms"]}
    assert norms["trademark"]["cap"] == 35_000_000 and norms["trademark"]["verified"] is False


def test_strangers_and_people_without_a_role_learn_nothing(local, person):
    client = APIClient()
    assert client.get(CEILING, QUESTION).status_code in (401, 403)
    user = person("VIEWER")
    user.role_grants.update(valid_to="2020-12-31")
    client.force_authenticate(user)
    assert client.get(CEILING, QUESTION).status_code == 403
    assert client.get("/api/v1/norms/sets/").status_code == 403
