"""Two officers record the same decision at the same moment: the project is changed once."""

import pytest
from django.core.exceptions import ValidationError

from core.audit import history
from projects.models import ChangeRequest
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_title_units import TITLE, asked, checked, decided
from tests.races import at_once

pytestmark = pytest.mark.race


def test_a_change_of_title_and_units_decided_twice_at_once_has_one_effect(own_database):
    row = b.approved()
    change = checked(asked(row, title=TITLE))
    f.person("DOIT_SPECIALIST")

    answers = at_once(*[lambda: decided(ChangeRequest.objects.get(pk=change.pk))] * 2)

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 1 and "không thể" in str(refused[0])
    row.refresh_from_db()
    assert row.title == TITLE
    assert [entry.action for entry in history(row)].count("projects.project.change") == 1
