"""A survey, a month's report: what was kept while the page asks for the rest is not written anew when sent again."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry, Document, IdempotencyRecord
from projects.models import Project
from projects.surveys.services import begin_survey
from tests import factories as f
from tests.projects.test_surveys import picture
from tests.races import at_once

STATE = "project_in_progress"
TIMES = 3


def survey_without_its_signed_sheet():
    survey = begin_survey(f.establishment(), by=f.person("CENTRE_OFFICER"))
    typed = {"surveyed_on": "02/03/2021", "present": "Bà Hoa", "legal_form": "SME", "workers": "12", "act": "file"}
    return reverse("projects:edit_survey", args=[survey.pk]), typed, lambda: {"photos": picture()}


def report_with_a_bad_file():
    project = Project.objects.get(status="IN_PROGRESS")
    typed = {"month": "8/2021", "percent": "90", "value_done": "300 triệu"}

    def photos():
        return {"photos": [picture(), SimpleUploadedFile("hong.jpg", b"chu")]}

    return reverse("projects:progress", args=[project.pk]), typed, photos


@pytest.mark.race
@pytest.mark.parametrize("begun", [survey_without_its_signed_sheet, report_with_a_bad_file])
def test_what_was_kept_with_a_refusal_is_kept_once_and_told_alike_however_often_it_is_sent(own_database, begun):
    where, typed, files = begun()
    browser = Client()
    browser.force_login(f.person("CENTRE_OFFICER"))
    mark = re.search(r'name="once" value="([^"]+)"', browser.get(where).content.decode())[1]

    def send():
        mine = Client()
        mine.cookies = browser.cookies
        return mine.post(where, typed | {"once": mark} | files())

    entries = AuditEntry.objects.count()
    answers = [send(), *at_once(*[send] * TIMES)]
    assert {answer.status_code for answer in answers} <= {409, 422}
    assert len({answer.content for answer in answers}) == 1
    trail = AuditEntry.objects.order_by("-pk")[: AuditEntry.objects.count() - entries]
    assert trail and len({(row.action, row.object_id) for row in trail}) == len(trail)
    assert IdempotencyRecord.objects.count() == 1
    assert Document.objects.filter(original_name=picture().name).count() == 1
