"""Each line of plan 173/KH-UBND has a project that goes from its draft to its acceptance with its own particulars."""

from dataclasses import dataclass, replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from core.documents import documents_of
from norms.models import RequiredPaper
from norms.selectors import required_papers
from projects.details.base import family_of, indicators_told
from projects.models import Project
from projects.papers import missing_papers
from tests.year.desks import Desk
from tests.year.eleven_lines import LINES, MILLION, BrowserLines, Named, RestLines, plan_lines
from tests.year.rest import PREFIX
from tests.year.test_year_in_the_browser import PEOPLE

STATE = "first_day"


@dataclass
class Inside:
    """A person before REST without a server between: what tests.year.rest.Person does, at once and rolled back."""

    username: str

    def __post_init__(self):
        self.api = APIClient()
        self.api.force_authenticate(User.objects.get(username=self.username))

    def _answer(self, method, path, *, query=None, json=None, form=None, files=None, key="", **ids):
        where = PREFIX + path.format(**ids)
        if form is not None or files:
            sent = {name: SimpleUploadedFile(*upload) for name, upload in (files or {}).items()}
            answer = getattr(self.api, method)(where, {**(form or {}), **sent}, format="multipart")
        else:
            answer = getattr(self.api, method)(where, query if method == "get" else json, format="json")
        assert answer.status_code < 300, f"{method} {where}: {answer.status_code} {answer.content.decode()[:1500]}"
        return answer.json()

    def get(self, path, *, query=None, **ids):
        return self._answer("get", path, query=query, **ids)

    def post(self, path, json=None, **given):
        return self._answer("post", path, json=json, **given)

    def patch(self, path, json, **ids):
        return self._answer("patch", path, json=json, **ids)

    def rows(self, path, **query):
        rows, page = [], 1
        while True:
            answer = self.get(path, query=query | {"page": page})
            rows, page = rows + answer["results"], page + 1
            if not answer["next"]:
                return rows

    def one(self, path, **query):
        (row,) = self.rows(path, **query)
        return row

    def press(self, path, pk, name, *, note="", on=None, paper=None, **more):
        body = more | {"note": note} | ({"on": on} if on else {}) | ({"paper": paper} if paper else {})
        return self._answer("post", f"{path}{{id}}/press/{{name}}/", json=body, id=pk, name=name)


def its_particulars_stand(project, line):
    """Each field of its sheet and of every row, and no row more."""
    family, (sheet, lists) = family_of(project), line.told()
    assert sheet or lists, line.no
    if sheet:
        stored = family.sheet.objects.get(project=project)
        assert {name: as_typed(getattr(stored, name), value) for name, value in sheet.items()} == sheet, line.no
    for kind in family.rows:
        rows = {row.no: row for row in kind.of(project)}
        expected = lists.pop(kind.list_name(), {})
        assert rows.keys() == expected.keys(), (line.no, kind)
        for no, told in expected.items():
            found = {name: as_typed(getattr(rows[no], name), value) for name, value in told.items()}
            assert found == told, (line.no, kind, no)
    assert not lists, line.no


def as_typed(found, value):
    """A record as the line names it, anything else as it is."""
    if not isinstance(value, Named):
        return found
    words = {"cluster": "name", "establishment": "code"}.get(value.kind)
    return replace(value, words=getattr(found, words) if words else str(found))


def its_papers_are_there(project):
    """All that its kind of support asks for when it is filed, and the report on the volume done."""
    asked = required_papers(project.category, RequiredPaper.Stage.REGISTRATION, project.filed_on, tier=project.tier)
    kinds = {row.paper.code for row in asked if row.always} | {"volume_report_3b"}
    there = documents_of(project)
    assert len(kinds) > 3 and kinds <= {row.kind for row in there}, (project, kinds - {row.kind for row in there})
    assert missing_papers(project, RequiredPaper.Stage.REGISTRATION, project.filed_on) == []
    assert all(row.number or row.issued_on or row.file for row in there)


def the_eleven_are_accepted_with_all_they_told():
    lines = {row["no"]: row for row in plan_lines()}
    assert [line.no for line in LINES] == sorted(lines) == list(range(1, 12))
    projects = {project.category.code: project for project in Project.objects.select_related("category")}
    assert len(projects) == len(LINES)
    for line in LINES:
        project = projects[line.category]
        assert line.category in lines[line.no]["categories"] and project.status == "ACCEPTED", project
        assert project.plan_items.get().line.no == line.no
        its_particulars_stand(project, line)
        its_papers_are_there(project)
        planned, actual = line.indicators("planned"), line.indicators("actual")
        figures = {row.code: (row.planned, row.actual) for row in project.indicators.all()}
        assert figures == {code: (planned[code], actual[code]) for code in planned}, line.no
        told = indicators_told(project, "actual")
        assert told and told == {code: actual[code] for code in told}, line.no
        result = project.acceptances.get()
        assert (result.conclusion, result.accepted_cost) == ("PASS", line.total * MILLION), line.no
        found = {row.indicator.code: row.value for row in result.target_results.select_related("indicator")}
        assert found == actual, line.no
    named = projects["voting_join_higher"].beneficiaries.get()
    assert named.name_later is False and named.named_paper.number == "31/SCT-QLCN"
    assert not projects["training_workshop"].beneficiaries.exists()


@pytest.mark.long
def test_each_line_of_the_plan_carries_a_project_to_its_acceptance_over_rest(db):
    names = [*PEOPLE, "xa.ductho", "xem", "quantri"]
    RestLines({name: Inside(name) for name in names}).all()
    the_eleven_are_accepted_with_all_they_told()


@pytest.mark.long
@pytest.mark.browser
def test_each_line_of_the_plan_carries_a_project_to_its_acceptance_in_the_browser(own_database, serve, new_page, login):
    address = serve(own_database)

    def seat(name):
        page = new_page()
        login(page, address, name)
        return Desk(page, address, name)

    desks = {name: seat(name) for name in PEOPLE}
    BrowserLines(desks).all()
    the_eleven_are_accepted_with_all_they_told()
    assert {desk.name: desk.said for desk in desks.values() if desk.said} == {}
