"""A machine is supported once: its serial stays with the money. Where no money stayed, it may be asked for again."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import history
from projects.details.machinery import DeliveredMachine
from projects.details.services import save_details
from projects.past import FromPaper, Step, add_past_paper, enter_historical
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import day, decided, sent

pytestmark = pytest.mark.django_db
STATE = "approved_project"
MILLION = 1_000_000
TAKEN = "Máy mang số này đã có trong một hồ sơ được hỗ trợ"


def deliver(row, serial="HT-2021-001", by=None):
    machine = row.machines.first()
    facts = {"machine": machine, "serial": serial, "maker": machine.maker, "model": machine.model,
             "delivered_on": datetime.date(2021, 8, 20)}  # fmt: skip
    save_details(row, by=by or f.person("CENTRE_OFFICER"), rows={"deliveredmachines": [facts]})


def stopped(advance=0):
    """A project that was stopped after its machine came; `advance`: triệu that it had by then. Also its contract."""
    row = b.approved()
    contract = b.signed(row)
    b.progress(contract, 80)
    row.refresh_from_db()
    deliver(row)
    if advance:
        b.paid(contract, advance)
    row.refresh_from_db()
    decided(sent(row, "TERMINATE", day(9, 1)), day(9, 10))
    row.refresh_from_db()
    assert row.status == "TERMINATED"
    return row, contract


def in_progress():
    return f.project_in("IN_PROGRESS")


def test_a_machine_of_a_project_stopped_without_money_is_free_for_another():
    old, _ = stopped()
    new = in_progress()
    deliver(new, "ht 2021 001")
    assert new.deliveredmachines.get().freed_at is None and old.deliveredmachines.get().freed_at is not None
    told = history(old)[0]
    assert told.action == "projects.project.free_machine" and "HT-2021-001" in told.sentence
    assert new.code not in told.sentence
    with pytest.raises(ValidationError, match=TAKEN):  # from now on it is the new one's
        deliver(in_progress())


def test_a_machine_that_money_was_paid_for_stays_blocked_until_all_of_it_came_back():
    old, contract = stopped(advance=90)
    new = in_progress()
    for back in (40, 50):
        with pytest.raises(ValidationError, match=TAKEN):
            deliver(new)
        assert old.deliveredmachines.get().freed_at is None
        b.money_back(contract, back, "RESTORE", on=day(10, 1))
    deliver(new)
    assert old.deliveredmachines.get().freed_at is not None


def test_a_machine_of_a_project_that_goes_on_is_nobody_else_s():
    deliver(in_progress())
    with pytest.raises(ValidationError, match=TAKEN):
        deliver(in_progress())


def old_year(*papers, serial="HT-2021-001"):
    row = f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 1, 1))
    by = f.person("DOIT_SPECIALIST")
    row = enter_historical(row, by=by, status="TERMINATED", papers=papers)
    machine = {"name": "Máy chà nhám", "maker": "Holytek", "model": "SR", "quantity": 1}
    save_details(row, by=by, rows={"machines": [machine]})
    deliver(row, serial, by=by)
    return row


def test_of_an_old_year_the_papers_say_whether_it_was_paid():
    paper = FromPaper(Step.PAYMENT, "KB-1", datetime.date(2017, 9, 1))  # its amount is not known
    old, new = old_year(paper), in_progress()
    with pytest.raises(ValidationError, match=TAKEN):
        deliver(new)
    for row in old.past_papers.all():
        type(row).objects.filter(pk=row.pk).update(amount=90 * MILLION)
    add_past_paper(old, FromPaper(Step.RETURNED, "KB-2", datetime.date(2017, 12, 1), amount=90 * MILLION),
                   by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    deliver(new)
    # what stands in the old papers may be written again without taking the machine back
    kept = [{"no": 1, "machine": old.machines.get(), "serial": "HT-2021-001", "maker": "Holytek", "model": "SR"}]
    save_details(old, by=f.person("DOIT_SPECIALIST"), rows={"deliveredmachines": kept})
    assert old.deliveredmachines.get().freed_at is not None


def test_the_database_itself_lets_no_machine_go_that_was_paid_or_is_still_supported():
    stopped(advance=90)
    deliver(in_progress(), "HT-2021-002")
    for serial in ("ht2021001", "ht2021002"):
        with pytest.raises(IntegrityError, match="is not free"), transaction.atomic():
            DeliveredMachine.objects.filter(serial_key=serial).update(freed_at=timezone.now())
    never_paid = old_year(serial="HT-2021-003")
    machine = DeliveredMachine.objects.filter(project=never_paid)
    with pytest.raises(IntegrityError, match="machine_serial_once"), transaction.atomic():
        machine.update(serial_key="ht2021001")
    machine.update(freed_at=timezone.now())
    with pytest.raises(IntegrityError, match="is not free"), transaction.atomic():
        machine.update(serial_key="another")
