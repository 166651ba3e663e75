"""Fairs abroad, at most two a year for one place: two applications filed at the same moment."""

import threading

from django.core.exceptions import ValidationError
from django.db import connections, transaction
from servers import wait_until

from projects.models import Project
from tests import factories as f
from tests.inspections.test_acceptance import waiting_for_a_lock
from tests.projects.test_details import abroad, officer, press


def test_of_two_applications_for_fairs_abroad_filed_at_once_the_later_sees_the_earlier(own_database):
    """One place, once abroad already; without the lock on the place both would be its second time."""
    place = f.establishment()
    press(abroad(place), "register", on=f.FILED)
    first, second, said = abroad(place), abroad(place), []
    officer()  # asked for once, before the thread

    def file_second():
        try:
            press(second, "register", on=f.FILED)
        except ValidationError as error:
            said.extend(error.messages)
        finally:
            connections.close_all()

    later = threading.Thread(target=file_second)
    with transaction.atomic():
        press(first, "register", on=f.FILED)
        later.start()
        assert wait_until(lambda: waiting_for_a_lock() or not later.is_alive(), 20)
    later.join(20)
    assert "hiện có 3 lần kể cả lần này; cần không quá 2 lần" in " ".join(said)
    assert Project.objects.filter(category__code="fair_abroad", status="REGISTERED").count() == 2
