"""Out of reach is nowhere: every address, list, count, search, export, file and panel, by the table of addresses.

The district of Đức Thọ (2021) and the commune Đức Thọ (2026) look for what lies elsewhere. What lies elsewhere is
worked out here from the places of the sample, not by the rule of the program.
"""

from functools import cache

import pytest
from django.test import Client

from accounts.models import Area, User
from establishments.models import Establishment
from khuyencong.sample.people import ACCOUNTS
from projects.models import Project
from tests.year import walking

STATE = "sample"
PREDECESSORS = {"Thị trấn Đức Thọ", "Xã Tùng Ảnh", "Xã Hòa Lạc", "Xã Tân Dân"}
NOBODY = 987_654_321
SEARCHED = ["KCĐP", "máy", "nước mắm", "Kỳ Anh", "hop dong", "MH-"]


def of_the_district():
    return set(Area.objects.filter(placements__parent__code="440", placements__valid_from=None)) | set(
        Area.objects.filter(code="440")
    )


def of_the_commune():
    return set(
        Area.objects.filter(name__in=PREDECESSORS, placements__parent__code="440", placements__valid_from=None)
    ) | {User.objects.get(username="xa.ductho").organisation.area}


class Reach:
    """What a place may see, and what lies elsewhere."""

    def __init__(self, username, areas):
        self.areas = {area.pk for area in areas}
        self.client = logged_in(username)
        self.ids = cache(self._of_kind)  # asked for again with every address of a kind
        self.mine = self._ids(Project, own=True)
        self.foreign = self._ids(Project, own=False)
        self.my_establishments = self._ids(Establishment, own=True)
        self.foreign_establishments = self._ids(Establishment, own=False)

    def _ids(self, model, *, own):
        rows = model.objects.filter(area__in=self.areas) if own else model.objects.exclude(area__in=self.areas)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def _of_kind(self, kind, *, own):
        if own:
            return walking.belonging_to(kind, self.mine, self.my_establishments)
        everything = set(walking.records(kind).values_list("pk", flat=True))
        return sorted(everything - set(self.ids(kind, own=True)))

    def secrets(self):
        """Words that would betray another place's record wherever they stood."""
        words = set()
        for code, title in Project.objects.filter(pk__in=self.foreign).values_list("code", "title"):
            words |= {code, title}
        words |= set(Establishment.objects.filter(pk__in=self.foreign_establishments).values_list("name", flat=True))
        own = Project.objects.filter(pk__in=self.mine).values_list("title", flat=True)
        return {word for word in words if not any(word in title for title in own)}


def logged_in(username):
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


PLACES = {"huyen.ductho": of_the_district, "xa.ductho": of_the_commune}


@pytest.fixture(params=["huyen.ductho", pytest.param("xa.ductho", marks=pytest.mark.long)])
def reach(request, sample):
    return Reach(request.param, PLACES[request.param]())


def with_parts():
    return [(name, parts - {"format"}) for name, parts in walking.addresses() if parts - {"format"}]


def without_parts():
    return [name for name, parts in walking.addresses() if not parts - {"format"}]


def test_every_address_with_a_part_says_in_the_table_what_it_opens():
    unknown = [name for name, _ in with_parts() if walking.kind_of(name) is None]
    assert not unknown, f"Ghi vào tests/year/walking.py, ADDRESSES: {', '.join(unknown)}"
    names = {name for name, _ in walking.addresses()}
    gone = {name for name in walking.ADDRESSES if ":" in name and name not in names}
    assert not gone, f"Không còn địa chỉ: {gone}"


def test_the_sample_has_records_of_other_places_to_look_for(reach):
    assert reach.mine and len(reach.foreign) > 15
    for kind in ("project", "establishment", "commitment", "payment", "settlement", "voucher", "document", "account"):
        assert len(reach.ids(kind, own=False)) > 1, kind


def test_a_place_opens_no_record_of_another_place(reach):
    """Whatever is asked of a foreign record is answered as for a record that does not exist."""
    betrayed, asked = [], 0
    for name, parts in with_parts():
        kind = walking.kind_of(name)
        if kind in (walking.OPEN, walking.OWN):
            continue
        foreign = reach.ids(kind, own=False)
        for method in (reach.client.get, reach.client.post):
            nowhere = None if kind == "run" else method(walking.url(name, parts, NOBODY)).status_code
            for pk in {*foreign[:1], *foreign[-1:]}:
                asked += 1
                there = method(walking.url(name, parts, pk)).status_code
                if (
                    there != (nowhere or there) or there < 400
                ):  # alike: a form sent empty is refused before anybody looks
                    betrayed.append(f"{method.__name__} {walking.url(name, parts, pk)}: {there}, nowhere {nowhere}")
    assert asked > 100
    assert not betrayed, "\n".join(betrayed)


def test_the_department_does_open_them(sample):
    """The walk above looks at addresses that exist."""
    officer, reach = logged_in("chuyenvien"), Reach("huyen.ductho", of_the_district())
    opened = set()
    for name, parts in with_parts():
        kind = walking.kind_of(name)
        if kind in (walking.OPEN, walking.OWN):
            continue
        for pk in reach.ids(kind, own=False)[:1]:
            if officer.get(walking.url(name, parts, pk)).status_code == 200:
                opened.add(kind)
    assert opened >= {
        "project", "establishment", "inspection", "batch", "commitment", "payment", "settlement", "document", "item",
        "account", "sheet", "appropriation", "assignment", "voucher", "moneyback", "appraisal", "progress",
    }  # fmt: skip


def test_no_list_search_export_or_open_page_names_a_record_of_another_place(reach):
    secrets, betrayed = reach.secrets(), []
    asked = [walking.reverse(name) for name in without_parts() if name != "logout"]
    for name, parts in with_parts():
        if walking.kind_of(name) == walking.OPEN:
            ids = walking.open_ids(name) if "pk" in parts else [None]
            asked += [walking.url(name, parts, pk) for pk in ids]
    for words in SEARCHED:
        asked += [f"{walking.reverse(name)}?q={words}" for name in ("projects:list", "establishments:list")]
        asked += [f"{walking.reverse('reports:search')}?q={words}", f"{walking.reverse('reports:register')}?q={words}"]
        asked += [f"{walking.reverse('establishments:suggest')}?q={words}", f"/api/v1/projects/?q={words}"]
    own = [("projects:detail", pk) for pk in reach.mine] + [
        ("establishments:detail", pk) for pk in reach.my_establishments
    ]
    asked += [walking.url(name, {"pk"}, pk) for name, pk in own]
    for address in asked:
        response = reach.client.get(address)
        assert response.status_code < 500, address
        text = walking.text_of(response)
        betrayed += [f"{address}: {word}" for word in secrets if word in text]
    assert not betrayed, "\n".join(betrayed)


def test_a_place_counts_only_its_own(reach):
    answer = reach.client.get("/api/v1/projects/", {"page_size": 200}).json()
    assert answer["count"] == len(answer["results"]) == len(reach.mine)
    assert {row["id"] for row in answer["results"]} == set(reach.mine)
    register = reach.client.get("/api/v1/register/", {"page_size": 200}).json()
    assert register["count"] == register["totals"]["count"] == len(reach.mine)
    mine = Project.objects.filter(pk__in=reach.mine)
    assert register["totals"]["total_cost"] == sum(row.total_cost or 0 for row in mine)
    for kind, path in (
        ("commitment", "commitments"), ("payment", "payments"), ("settlement", "settlements"), ("voucher", "vouchers"),
        ("moneyback", "money-back"), ("inspection", "inspections"), ("batch", "acceptance-batches"),
        ("item", "plan-items"), ("appraisal", "appraisals"), ("progress", "progress-reports"),
        ("sheet", "allocation-sheets"), ("appropriation", "appropriations"), ("assignment", "assignments"),
        ("year", "year-accounts"),
    ):  # fmt: skip
        rows = reach.client.get(f"/api/v1/{path}/", {"page_size": 200}).json()
        found = {row["id"] for row in rows["results"]}
        assert found <= set(reach.ids(kind, own=True)), path
        assert rows["count"] == len(found), path
        if kind not in ("sheet", "appropriation", "assignment", "year"):
            assert found == set(reach.ids(kind, own=True)), path


def test_a_commune_of_2026_sees_what_its_predecessors_places_had_in_2021_and_no_more(sample):
    rows = logged_in("xa.ductho").get("/api/v1/projects/", {"page_size": 200}).json()["results"]
    assert {row["title"] for row in rows} == {
        "Lớp tập huấn xây dựng thương hiệu cho cơ sở phía Bắc tỉnh",
        "Ứng dụng buồng sơn tĩnh điện trong sản xuất đồ gỗ",
    }
    assert {row["area_name"] for row in rows} <= PREDECESSORS


def test_every_address_asks_who_comes_before_it_answers(sample):
    stranger, answered = Client(), []
    for name, parts in walking.addresses():
        if name in walking.FOR_ANYBODY:
            continue
        kind = walking.kind_of(name) if parts else None
        pk = None
        if parts & {"pk", "project_pk"}:
            first = (
                walking.open_ids(name)
                if kind in (walking.OPEN, walking.OWN)
                else walking.records(kind).values_list("pk", flat=True)[:1]
            )
            pk = next(iter(first), NO_RUN if kind == "run" else 1)
        address = walking.url(name, parts, pk)
        for method in (stranger.get, stranger.post):
            response = method(address)
            sent_away = response.status_code == 302 and response.url.startswith("/login/")
            if not (sent_away or response.status_code in (401, 403)):
                answered.append(f"{method.__name__} {address}: {response.status_code}")
    assert not answered, "\n".join(answered)


NO_RUN = "00000000-0000-4000-8000-000000000000"


THE_MOST = "chuyenvien"  # sees the most


@pytest.mark.parametrize(
    ("username", "every"),
    [
        (THE_MOST, 4),  # one record in four always; in the long run each of them, and everybody else
        *(pytest.param(row[0], 1 if row[0] == THE_MOST else 16, marks=pytest.mark.long) for row in ACCOUNTS),
    ],
)
def test_no_page_breaks_for_any_role(sample, username, every):
    client = logged_in(username)
    client.raise_request_exception = False
    broken = []
    for name, parts in walking.addresses():
        kind = walking.kind_of(name) if parts - {"format"} else None
        ids = [None]
        if parts & {"pk", "project_pk"}:
            if kind in (walking.OPEN, walking.OWN):
                ids = walking.open_ids(name)[:2]
            else:
                ids = list(walking.records(kind).order_by("pk").values_list("pk", flat=True))
                detail = name.endswith((":detail", ":settlement", ":payment", ":commitment"))
                if detail:
                    ids = ids[::every]
                else:
                    ids = {*ids[:1], *ids[-1:]} if username == THE_MOST else ids[-1:]
                ids = ids or [NO_RUN if kind == "run" else NOBODY]
        for pk in ids:
            address = walking.url(name, parts, pk)
            if client.get(address).status_code >= 500 and name != "readyz":
                broken.append(address)
    assert not broken, "\n".join(broken)


def test_an_administrator_sees_and_does_nothing_of_the_programme(sample):
    client = logged_in("quantri")
    words = set(Project.objects.values_list("code", flat=True)) | set(
        Establishment.objects.values_list("name", flat=True)
    )
    betrayed = []
    for name, parts in walking.addresses():
        kind = walking.kind_of(name) if parts - {"format"} else None
        ids = [None]
        if parts & {"pk", "project_pk"}:
            ids = (
                walking.open_ids(name)
                if kind in (walking.OPEN, walking.OWN)
                else list(walking.records(kind).values_list("pk", flat=True)[:1])
            )
        for pk in ids:
            address = walking.url(name, parts, pk)
            if name == "logout":
                continue
            text = walking.text_of(client.get(address))
            betrayed += [f"{address}: {word}" for word in words if word in text]
            if kind not in (None, walking.OWN) and not name.startswith(
                ("norms:", "organisation", "area", "legal", "support", "norm")
            ):
                pressed = client.post(address)
                if pressed.status_code < 400 or pressed.status_code >= 500:
                    betrayed.append(f"POST {address}: {pressed.status_code}")
    assert not betrayed, "\n".join(betrayed)
