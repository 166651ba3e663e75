"""Who sees what by place and time: districts until 2025, communes after, the Centre its own."""

import datetime

import pytest

from accounts.loading import load_areas, load_local_offices
from accounts.models import Area, Organisation
from projects.models import Project
from tests.factories import office, person, project

pytestmark = pytest.mark.django_db


@pytest.fixture
def hatinh(db):
    load_local_offices(load_areas("hatinh"))


def old_commune(name, district):
    return Area.objects.get(name=name, code=None, placements__parent__code=district, placements__valid_from=None)


def officer_of(code, kind):
    return person("LOCAL_OFFICER", organisation=Organisation.objects.get(area__code=code, kind=kind))


def filed(area, **fields):
    """A registered project at a place (drafts are seen by their own unit only)."""
    row = project(area=area, **fields)
    Project.objects.filter(pk=row.pk).update(
        status="REGISTERED", total_cost=1, eligible_cost=1, requested_support=1, counterpart=0, other=0
    )
    return row


def sees(user, row):
    return Project.objects.visible_to(user).filter(pk=row.pk).exists()


def test_loading_the_areas_twice_changes_nothing(hatinh):
    before = Area.objects.count()
    load_local_offices(load_areas("hatinh"))
    assert Area.objects.count() == before == 1 + 13 + 209 + 69


def test_a_district_sees_what_lay_under_it_at_the_time_and_nothing_elsewhere(hatinh):
    own = filed(old_commune("Xã Tùng Ảnh", "440"))
    elsewhere = filed(old_commune("Xã Sơn Phú", "439"))
    ductho = officer_of("440", "DISTRICT")
    assert sees(ductho, own)
    assert not sees(ductho, elsewhere)


def test_a_commune_moved_in_2025_is_seen_by_the_district_of_the_records_own_time(hatinh):
    place = old_commune("Xã Cẩm Vịnh", "446")  # under Cẩm Xuyên until 2024, then under the city
    of_2021 = filed(place, filed_on=datetime.date(2021, 3, 1))
    of_2025 = filed(place, filed_on=datetime.date(2025, 3, 1))
    camxuyen, city = officer_of("446", "DISTRICT"), officer_of("436", "DISTRICT")
    assert (sees(camxuyen, of_2021), sees(camxuyen, of_2025)) == (True, False)
    assert (sees(city, of_2021), sees(city, of_2025)) == (False, True)


def test_a_district_that_took_in_a_dissolved_one_follows_its_old_records(hatinh):
    row = filed(old_commune("Xã Hồng Lộc", "448"))  # Lộc Hà, from 2025 under Thạch Hà
    assert sees(officer_of("448", "DISTRICT"), row)
    assert sees(officer_of("445", "DISTRICT"), row)
    assert not sees(officer_of("436", "DISTRICT"), row)


def test_a_commune_of_today_sees_what_its_predecessors_had_and_no_more(hatinh):
    xa = officer_of("18229", "COMMUNE")  # Xã Đức Thọ: thị trấn Đức Thọ, Tùng Ảnh, Hòa Lạc, Tân Dân
    assert sees(xa, filed(old_commune("Xã Tùng Ảnh", "440")))
    assert not sees(xa, filed(old_commune("Xã Yên Hồ", "440")))
    assert not sees(xa, filed(Area.objects.get(code="440")))


def test_a_divided_commune_is_followed_by_nobody_until_the_department_says(hatinh):
    row = filed(old_commune("Xã Kỳ Lợi", "449"))
    for code in ("18754", "18823", "18832"):
        assert not sees(officer_of(code, "COMMUNE"), row)
    assert sees(officer_of("449", "DISTRICT"), row)


def test_the_centre_sees_what_it_implements_or_spends_and_not_the_departments_own(hatinh):
    place = old_commune("Xã Tùng Ảnh", "440")
    centre, doit = office("CENTRE"), office("DOIT")
    own = filed(place, implementing_organisation=centre, spending_unit=centre)
    of_doit = filed(place, by=person("DOIT_SPECIALIST"), implementing_organisation=doit, spending_unit=doit)
    officer = person("CENTRE_OFFICER")
    assert sees(officer, own)
    assert not sees(officer, of_doit)


def test_an_account_of_an_ended_unit_still_opens_its_old_files(hatinh):
    ductho = officer_of("440", "DISTRICT")
    assert ductho.organisation.valid_to == datetime.date(2025, 6, 30)
    assert sees(ductho, filed(old_commune("Xã Tùng Ảnh", "440")))


def test_somebody_switched_off_sees_nothing(hatinh):
    row = filed(old_commune("Xã Tùng Ảnh", "440"))
    director = person("DOIT_DIRECTOR")
    assert sees(director, row)
    director.is_active = False
    assert not sees(director, row)
