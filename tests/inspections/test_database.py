"""Around the program: the database itself keeps what was sent and recorded."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from tests.inspections import builders as b

STATE = "project_in_progress"
pytestmark = pytest.mark.django_db


def refused(rule, table, change="", **where):
    """The statement, written by hand as somebody at the database would, is refused by this rule."""
    condition = " AND ".join(f"{name} = %s" for name in where)
    verb = f"UPDATE {table} SET {change}" if change else f"DELETE FROM {table}"
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} WHERE {condition}", list(where.values()))
    assert error.value.__cause__.diag.constraint_name == rule


@pytest.mark.parametrize(
    "change",
    ["place = 'khác'", "checklist = '[]'", "visited_on = '2020-01-01'", "latitude = 1, longitude = 1", "present = 'x'"],
)
def test_a_filed_report_stands(change):
    refused("inspections_report_stands", "inspections_inspection", change, id=b.filed().pk)


def test_a_verdict_stands():
    refused("inspections_verdict_stands", "inspections_inspection", "verdict = 'SERIOUS'", id=b.concluded().pk)


@pytest.mark.parametrize("change", ["text = 'khác'", "responsible = ''", "removed_at = now()"])
def test_the_findings_of_a_filed_report_stand(change):
    row = b.filed(findings=[b.finding()]).findings.get()
    refused("inspections_report_stands", "inspections_finding", change, id=row.pk)


def test_a_filed_report_takes_no_new_finding():
    visit = b.filed()
    with pytest.raises(IntegrityError, match="takes no new finding"), transaction.atomic():
        Finding.objects.create(inspection=visit, text="Thêm sau")


def test_a_finding_does_not_move_to_a_filed_report():
    row = b.written(findings=[b.finding()]).findings.get()
    refused("inspections_report_stands", "inspections_finding", f"inspection_id = {b.filed().pk}", id=row.pk)


@pytest.mark.parametrize(
    "change", ["team = 'khác'", "held_on = '2020-01-01'", "minutes_number = '9'", "status = 'DRAFT'"]
)
def test_recorded_minutes_stand(change):
    row = b.record(b.batch(b.place(b.completed())))
    refused("inspections_minutes_stand", "inspections_acceptancebatch", change, id=row.pk)


@pytest.mark.parametrize("change", ["accepted_cost = 1", "conclusion = 'DEFECTS'", "removed_at = now()"])
def test_the_results_of_recorded_minutes_stand(change):
    row = b.record(b.batch(b.place(b.completed())))
    refused("inspections_minutes_stand", "inspections_acceptance", change, id=row.places.get().pk)


def test_a_place_neither_joins_nor_leaves_recorded_minutes():
    recorded, project = b.record(b.batch(b.place(b.completed()))), b.completed()
    with pytest.raises(IntegrityError, match="recorded minutes"), transaction.atomic():
        b.place(project, batch=recorded).save()
    draft = b.batch(b.place(project))
    refused(
        "inspections_minutes_stand", "inspections_acceptance", f"batch_id = {recorded.pk}", id=draft.places.get().pk
    )
    refused(
        "inspections_minutes_stand", "inspections_acceptance", f"batch_id = {draft.pk}", id=recorded.places.get().pk
    )


def test_nothing_is_deleted():
    visit = b.written(findings=[b.finding()])
    row = b.batch(b.place(b.completed()))
    for model, pk in (
        (Finding, visit.findings.get().pk), (Inspection, visit.pk), (Acceptance, row.places.get().pk),
        (AcceptanceBatch, b.batch(held_on=datetime.date(2021, 10, 23)).pk),
    ):  # fmt: skip
        refused("inspections_keep", model._meta.db_table, id=pk)


def test_the_models_and_the_migrations_agree():
    call_command("makemigrations", "inspections", check=True, dry_run=True, verbosity=0)
