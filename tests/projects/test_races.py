"""One file in two hands at the same moment: nobody waits for somebody who waits for him."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import ChangeRequest, Project
from tests import factories as f
from tests.projects.test_changes import checked, paper, sent
from tests.races import meanwhile, until_somebody_waits

pytestmark = pytest.mark.race
STATE = "project_in_progress"


def revise(change):
    """The office that asked corrects its letter."""
    return save_change(ChangeRequest.objects.get(pk=change.pk), by=f.person("CENTRE_OFFICER"), values=TWO_MONTHS_MORE)


TWO_MONTHS_MORE = {"ends_on": datetime.date(2021, 12, 30)}


@pytest.fixture
def change(own_database):
    """A request for two months more, seen on site; its decision has come."""
    for role in ("CENTRE_OFFICER", "DOIT_SPECIALIST"):
        f.person(role)
    change = ChangeRequest(project=Project.objects.get(), kind="EXTEND", reason="Máy về chậm.")
    return checked(sent(save_change(change, by=f.person("CENTRE_OFFICER"), values=TWO_MONTHS_MORE)))


def test_who_revises_a_request_and_who_records_its_decision_do_not_wait_for_each_other(change):
    with transaction.atomic():
        held = ChangeRequest.objects.select_for_update(no_key=True).get(pk=change.pk)
        revising = meanwhile(lambda: revise(change))
        until_somebody_waits()
        on = datetime.date(2021, 8, 9)
        CHANGE_FLOW.press(held, "decide", by=f.person("DOIT_SPECIALIST"), paper=paper("25/QĐ-SCT", on))
    refused = revising.answer()

    assert isinstance(refused, ValidationError) and "“Đã quyết định cho thay đổi”, không sửa được nữa" in str(refused)
    change.refresh_from_db()
    assert (change.status, change.project.ends_on) == ("DECIDED", datetime.date(2021, 12, 30))
