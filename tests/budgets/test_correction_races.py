"""Corrections while somebody else acts: two confirm at once; the money goes on, or the account is sent, meanwhile."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budgets.corrections import CORRECTION_FLOW
from budgets.models import Correction, PaymentRequest
from budgets.subjects import commitment_place
from core.faster import as_refusal
from ledger.checking import differences
from ledger.models import Act
from ledger.posting import Stage
from ledger.reading import balance
from projects.changes.workflow import CHANGE_FLOW
from projects.models import ChangeRequest
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import sent
from tests.budgets.test_corrections import asked, centre
from tests.races import at_once, meanwhile

pytestmark = pytest.mark.race


@pytest.fixture
def paid(own_database):
    """An advance of 70 triệu recorded as paid, of which a correction is asked for."""
    for role in ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_SPECIALIST", "DOIT_DIRECTOR"):
        f.person(role)
    contract = b.signed()
    b.progress(contract, 90)
    return b.paid(contract, 70)


def confirm(correction, by):
    return CORRECTION_FLOW.press(Correction.objects.get(pk=correction.pk), "confirm", by=by)


def test_of_two_who_confirm_at_once_one_takes_it_back_and_the_other_is_told(paid):
    correction = asked(paid, by=centre())
    first, second = centre("DIRECTOR"), f.another("CENTRE_DIRECTOR")
    answers = at_once(lambda: confirm(correction, first), lambda: confirm(correction, second))
    refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refusals) == 1 and "Đã hủy ghi" in str(refusals[0])
    assert Act.objects.exclude(reverses=None).count() == 1
    assert PaymentRequest.objects.get().status == "SENT"
    assert differences() == []


def test_two_ask_at_once_one_correction_waits(paid):
    first, second = centre(), f.another("CENTRE_ACCOUNTANT")

    def ask(by):
        try:
            return asked(PaymentRequest.objects.get(), by=by)
        except IntegrityError as error:
            return as_refusal(error)

    answers = at_once(lambda: ask(first), lambda: ask(second))
    refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refusals) == 1 and "đã có đề nghị hủy ghi" in str(refusals[0])
    assert Correction.objects.count() == 1


def test_a_correction_confirmed_while_the_project_is_stopped_sees_that_the_advance_is_owed(paid):
    project = paid.project
    project.refresh_from_db()
    correction = asked(paid, by=centre())
    change = sent(project, "TERMINATE")
    officer = f.person("DOIT_SPECIALIST")
    CHANGE_FLOW.press(change, "check", by=officer, on=b.day(8, 5), note="Đúng.")
    with transaction.atomic():
        CHANGE_FLOW.press(change, "decide", by=officer, paper=b.paper("1500/QĐ-UBND", b.day(8, 9)))
        other = meanwhile(lambda: confirm(correction, centre("DIRECTOR")))
        assert other.waits()
    assert "đã đi tiếp" in str(other.answer()) and "Ngừng thực hiện" in str(other.answer())
    assert balance(commitment_place(paid.commitment, Stage.RECOVERABLE)) == 70 * b.MILLION
    assert PaymentRequest.objects.get().status == "PAID"
    assert differences() == []


def test_a_project_stopped_while_the_correction_is_confirmed_owes_nothing(paid):
    """The later one waits for the contract: a payment that was not made is still with the Treasury, so it stops."""
    project = paid.project
    project.refresh_from_db()
    correction = asked(paid, by=centre())
    change = sent(project, "TERMINATE")
    officer = f.person("DOIT_SPECIALIST")
    CHANGE_FLOW.press(change, "check", by=officer, on=b.day(8, 5), note="Đúng.")

    def decide():
        row = ChangeRequest.objects.get(pk=change.pk)
        return CHANGE_FLOW.press(row, "decide", by=officer, paper=b.paper("1500/QĐ-UBND", b.day(8, 9)))

    with transaction.atomic():
        confirm(correction, centre("DIRECTOR"))
        other = meanwhile(decide)
        assert other.waits()
    assert "Còn đề nghị tạm ứng, thanh toán chưa xong" in str(other.answer())
    assert differences() == []


def test_a_payment_is_not_taken_back_from_under_an_account_that_is_just_being_sent(own_database):
    for role in ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_SPECIALIST", "DOIT_DIRECTOR"):
        f.person(role)
    account = b.account(b.signed())
    payment = PaymentRequest.objects.filter(status="PAID").order_by("pk").last()
    correction = asked(payment, by=centre())
    with transaction.atomic():
        b.press_settlement(account, "submit", on=b.day(12, 10))
        other = meanwhile(lambda: confirm(correction, f.another("CENTRE_DIRECTOR")))
        assert other.waits()  # for the contract
    assert "Quyết toán của đề án đã nộp" in str(other.answer())
    assert differences() == []
