"""Minutes in two hands at the same moment: the later one sees what the earlier one did."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from core.documents import documents_of, withdraw
from inspections.proofs import PROOF, add_proof
from inspections.services import remove_place
from inspections.workflow import ACCEPTANCE_FLOW
from tests import factories as f
from tests.inspections import builders as b
from tests.inspections.test_pages import edit, posted, signed, text
from tests.races import at_once, meanwhile

pytestmark = pytest.mark.race


@pytest.fixture
def batch(own_database):
    """Minutes of one place, being drawn up, without a proof."""
    f.person("DOIT_SPECIALIST")
    return b.batch(b.place(b.completed()), proved=False)


def prove(batch, **words):
    """The unit brings a paper on the part of the beneficiary, at the place as its page showed it before."""
    return add_proof(batch.places.get(), None, by=f.person("CENTRE_OFFICER"), **{"number": "0000152"} | words)


def proofs(batch):
    return [paper.number for paper in documents_of(batch.places.get()).filter(kind=PROOF)]


def cancel(batch):
    return ACCEPTANCE_FLOW.press(batch, "cancel", by=f.person("CENTRE_OFFICER"), note="Trời mưa, chưa đi được.")


def test_minutes_being_cancelled_hold_up_a_proof_which_then_sees_it(batch):
    with transaction.atomic():
        cancel(batch)
        other = meanwhile(lambda: prove(batch))
        assert other.waits()

    assert "Đợt nghiệm thu đã hủy, không nhận thêm chứng từ" in str(other.answer())
    assert proofs(batch) == []


def test_a_proof_being_brought_holds_up_who_cancels_the_minutes(batch):
    with transaction.atomic():
        prove(batch)
        other = meanwhile(lambda: cancel(batch))
        assert other.waits()

    assert (other.answer().status, proofs(batch)) == ("CANCELLED", ["0000152"])


def test_a_place_being_taken_out_takes_no_proof_any_more(batch):
    place = batch.places.get()
    with transaction.atomic():
        remove_place(batch.places.get(), by=f.person("CENTRE_OFFICER"))
        other = meanwhile(lambda: add_proof(place, None, by=f.person("CENTRE_OFFICER"), number="1"))
        assert other.waits()

    assert "Nơi này đã được đưa ra khỏi đợt nghiệm thu" in str(other.answer())
    assert not documents_of(place).exists()


def test_the_same_proof_brought_several_times_at_once_is_kept_once(batch):
    answers = at_once(*[lambda: prove(batch, issued_on=b.HELD)] * 4)

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 3 and all("Chứng từ này đã có ở nơi nghiệm thu này" in str(answer) for answer in refused)
    assert proofs(batch) == ["0000152"]


def test_a_proof_is_not_taken_back_in_the_moment_the_minutes_are_recorded(batch):
    paper = prove(batch)
    with transaction.atomic():
        b.record(batch)
        other = meanwhile(lambda: withdraw(paper, by=f.person("CENTRE_OFFICER"), why="Nhầm cơ sở"))
        assert other.waits()

    assert "là căn cứ của việc đã làm sau nó" in str(other.answer())
    assert proofs(batch) == ["0000152"]


def test_a_proof_being_taken_back_holds_up_the_minutes(batch):
    paper = prove(batch)
    with transaction.atomic():
        withdraw(paper, by=f.person("CENTRE_OFFICER"), why="Nhầm cơ sở")
        other = meanwhile(lambda: b.record(batch))
        assert other.waits()

    assert (other.answer().status, proofs(batch)) == ("CONCLUDED", [])


def test_a_report_that_is_kept_but_not_sent_yet_is_kept_once_however_often_the_telephone_sends_it(own_database):
    """Its minutes and its findings stay, the page says what is lacking; a bad line brings all of it four times."""
    visit, telephone = b.planned(), Client(enforce_csrf_checks=True)
    telephone.force_login(b.inspector())
    shown = telephone.get(edit(visit)).content.decode()
    marks = dict(re.findall(r'name="(csrfmiddlewaretoken|once)" value="([^"]+)"', shown))
    found = {"text": "Thiếu biển báo", "responsible": "Chủ cơ sở", "due_on": "31/8/2021"}

    def send():
        mine = Client(enforce_csrf_checks=True)
        mine.cookies = telephone.cookies
        return mine.post(edit(visit), posted([found], answer_books="", act="file") | marks | {"minutes": signed()})

    answers = at_once(*[send] * 4)

    kept = documents_of(visit).filter(kind="minutes").count(), visit.findings.count()
    assert kept == (1, 1)
    assert [answer.status_code for answer in answers] == [409] * 4
    assert len({answer.content for answer in answers}) == 1 and "Đã lưu, nhưng chưa gửi được" in text(answers[0])
