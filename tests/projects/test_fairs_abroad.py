"""Fairs abroad, at most two a year for one place: two applications filed at the same moment."""

from django.db import transaction

from projects.models import Project
from tests import factories as f
from tests.projects.test_details import abroad, officer, press
from tests.races import meanwhile


def test_of_two_applications_for_fairs_abroad_filed_at_once_the_later_sees_the_earlier(own_database):
    """One place, once abroad already; without the lock on the place both would be its second time."""
    place = f.establishment()
    press(abroad(place), "register", on=f.FILED)
    first, second = abroad(place), abroad(place)
    officer()  # asked for once, before the thread
    with transaction.atomic():
        press(first, "register", on=f.FILED)
        other = meanwhile(lambda: press(second, "register", on=f.FILED))
        assert other.waits()
    assert "hiện có 3 lần kể cả lần này; cần không quá 2 lần" in str(other.answer())
    assert Project.objects.filter(category__code="fair_abroad", status="REGISTERED").count() == 2
