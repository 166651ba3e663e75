"""What money and decisions rest on stays where it was put: nobody takes a paper away from under them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.documents import withdraw
from core.models import Document

STATE = "sample"
pytestmark = pytest.mark.usefixtures("sample")


def of(model, **fields):
    return Document.objects.standing().filter(content_type__model=model, **fields)


RESTED_ON = [
    ("paymentrequest", {"kind": "paper:pay"}),
    ("approvalround", {"kind": "paper:record_decision"}),
    ("settlement", {"kind": "paper:approve"}),
    ("appropriation", {}),
    ("allocationsheet", {}),
    ("acceptancebatch", {}),
    ("inspection", {"kind": "minutes"}),
    ("inspection", {"kind": "photo"}),
    ("project", {}),
]


@pytest.mark.parametrize(("model", "fields"), RESTED_ON)
def test_a_paper_that_something_rests_on_is_not_withdrawn(model, fields):
    document = next(
        paper
        for paper in of(model, **fields)
        if model != "project" or paper.subject.status not in ("DRAFT", "RETURNED", "REGISTERED")
    )
    with pytest.raises(ValidationError, match="là căn cứ của việc đã làm sau nó"):
        withdraw(document, by=document.uploaded_by, why="Nhầm")


def test_the_scan_of_a_voucher_stays_with_the_account_that_was_sent():
    sent = next(paper for paper in of("voucher") if paper.subject.settlement.status == "APPROVED")
    with pytest.raises(ValidationError, match="là căn cứ"):
        withdraw(sent, by=sent.uploaded_by, why="Nhầm")


def test_a_paper_of_an_application_being_written_is_taken_back():
    paper = next(paper for paper in of("project") if paper.subject.status in ("DRAFT", "RETURNED"))
    withdraw(paper, by=paper.uploaded_by, why="Nhầm hồ sơ")
    assert paper.withdrawn_at


def test_the_database_itself_keeps_the_paper_of_a_step():
    paper = of("paymentrequest", kind="paper:pay").first()
    with pytest.raises(IntegrityError, match="document_of_a_step_stands"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(
            withdrawn_at=paper.uploaded_at, withdrawn_by=paper.uploaded_by, withdrawn_why="Nhầm"
        )
