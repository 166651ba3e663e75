"""A place that passed acceptance stays with its project; when the one that failed leaves, the others close it."""

import datetime

import pytest

from core.workflow import PaperInput
from inspections.selectors import acceptance_of, waiting_places
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import ChangeRequest
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as money
from tests.inspections import builders as b
from tests.projects.test_amend_title_units import asked, refusal, several

pytestmark = pytest.mark.django_db
SENT, CHECKED, DECIDED = (datetime.date(2021, 11, day) for day in (1, 3, 5))


def press(change, name):
    paper = PaperInput(number="12/TTr-TTKC", issued_on=SENT if name == "send" else DECIDED, signer="Trần Văn B")
    by = f.person("CENTRE_OFFICER" if name == "send" else "DOIT_SPECIALIST")
    if name == "check":
        return CHANGE_FLOW.press(change, name, by=by, on=CHECKED, note="Đúng.")
    return CHANGE_FLOW.press(change, name, by=by, paper=paper)


def one_passed_one_failed():
    row = several(2, 300)
    contract = money.signed(row, million=300)
    money.progress(contract, 100, month=9)
    row.refresh_from_db()
    f.with_results(row, by=f.person("CENTRE_OFFICER"))
    PROJECT_FLOW.press(row, "complete", by=f.person("CENTRE_OFFICER"), on=money.day(10, 12))
    b.record(b.batch(b.place(row, 0), b.place(row, 1, conclusion="DEFECTS")))
    row.refresh_from_db()
    return row


def leaves(row, gone):
    return asked(row, units=1, beneficiaries=[{"no": one.pk} for one in row.beneficiaries.all() if one != gone])


def test_a_place_that_passed_does_not_leave_and_nobody_takes_its_place():
    row = one_passed_one_failed()
    passed, _ = row.beneficiaries.all()
    said = refusal(press, leaves(row, passed), "send")
    assert f"{passed} đã được nghiệm thu, không thôi thụ hưởng được" in said
    assert "ngày 22/10/2021" in said and "chỉ đơn vị chưa được nghiệm thu mới thôi thụ hưởng" in said
    other = f.establishment("Xưởng khác")
    change = ChangeRequest(project=row, kind="BENEFICIARY", reason="Xin thôi.", leaving=passed, joining=other)
    change = save_change(change, by=f.person("CENTRE_OFFICER"))
    assert "đã được nghiệm thu, không thôi thụ hưởng được" in refusal(press, change, "send")


def test_the_place_that_failed_leaves_and_the_one_that_passed_closes_the_acceptance():
    row = one_passed_one_failed()
    passed, failed = row.beneficiaries.all()
    change = leaves(row, failed)
    for name in ("send", "check", "decide"):
        press(change, name)
    row.refresh_from_db()
    PROJECT_FLOW.press(row, "complete", by=f.person("CENTRE_OFFICER"))
    (waiting,) = waiting_places(f.person("CENTRE_OFFICER"))
    assert waiting.beneficiary == passed
    later = datetime.date(2021, 11, 20)
    batch = b.batch(b.place(row, 0), held_on=later)
    assert waiting_places(f.person("CENTRE_OFFICER")) == []
    b.record(batch, issued_on=later)
    row.refresh_from_db()
    assert row.status == "ACCEPTED" and acceptance_of(row).held_on == later
