"""Contracts whose numbers were saved twice before the database told "07/hđ-kc" and "07/HĐ-KC" for one number."""

from contextlib import closing
from importlib import import_module

import psycopg2
import pytest

from tests.budgets import builders as b

STATE = "approved_project"


@pytest.mark.race
def test_an_upgrade_stops_at_numbers_saved_twice_and_names_them(own_database):
    """Nothing is renumbered by a program: the office is told which contracts, and the version it has stays as it is."""
    asked = import_module("budgets.migrations.0029_a_contract_number_once_however_typed").NONE_TWICE
    first = b.drafted(b.approved(150), million=100, number="07/HĐ-KC")
    second = b.drafted(first.project, million=50, number="08/HĐ-KC")
    with closing(psycopg2.connect(own_database.owner_url)) as owner, owner, owner.cursor() as cursor:
        cursor.execute(asked)  # none yet
        cursor.execute("DROP INDEX public.commitment_number_once_on_a_project")
        cursor.execute("UPDATE public.budgets_commitment SET number = '07/hđ-kc' WHERE id = %s", [second.pk])
        with pytest.raises(psycopg2.DatabaseError) as error:
            cursor.execute(asked)
        owner.rollback()
    told = str(error.value)
    assert f"đề án {first.project.code}: 07/HĐ-KC (id {first.pk}, DRAFT), 07/hđ-kc (id {second.pk}, DRAFT)" in told
    assert "Chưa nâng cấp, chưa đổi gì." in told
