"""What money and decisions rest on stays where it was put: nobody takes a paper away from under them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from core.audit import history
from core.documents import correct, documents_of, withdraw
from core.models import Document
from tests import factories as f

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


# --- the wrong scan of a paper that something rests on ---------------------------------------------------------------
def scan(name="dung.pdf", content=b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"):
    return SimpleUploadedFile(name, content, "application/pdf")


def decision():
    return of("approvalround", kind="paper:record_decision").exclude(file="").first()


def test_the_right_scan_lies_beside_the_wrong_one_and_both_are_kept():
    wrong = decision()

    right = correct(wrong, scan(), by=wrong.uploaded_by, why="Quét nhầm quyết định khác")

    papers = {paper.pk: paper for paper in documents_of(wrong.subject)}
    assert papers[wrong.pk].corrected and not papers[right.pk].corrected
    assert (right.number, right.issued_on, right.signer) == (wrong.number, wrong.issued_on, wrong.signer)
    assert "đưa bản chụp đúng" in history(wrong.subject)[0].sentence
    with pytest.raises(ValidationError, match="là căn cứ"):
        withdraw(right, by=wrong.uploaded_by, why="Nhầm")


def test_the_right_scan_needs_a_reason_and_comes_from_the_office_that_filed_the_wrong_one():
    wrong = decision()
    with pytest.raises(ValidationError, match="Phải nêu vì sao"):
        correct(wrong, scan(), by=wrong.uploaded_by, why=" ")
    with pytest.raises(PermissionDenied):
        correct(wrong, scan(), by=f.person("CENTRE_OFFICER"), why="Nhầm")


def test_a_paper_that_nothing_rests_on_is_withdrawn_not_corrected():
    paper = next(
        row for row in of("project").exclude(file="") if row.subject.status in ("DRAFT", "RETURNED")
    )  # fmt: skip
    with pytest.raises(ValidationError, match="hãy rút rồi đưa lại"):
        correct(paper, scan(), by=paper.uploaded_by, why="Nhầm")


def test_a_paper_without_a_scan_gets_its_scan_not_another_one():
    paper = of("approvalround").filter(file="").first() or of("annualplan").filter(file="").first()
    with pytest.raises(ValidationError, match="đang có bản chụp"):
        correct(paper, scan(), by=paper.uploaded_by, why="Nhầm")


def test_the_page_of_the_record_leads_to_it_and_says_which_is_right(client):
    wrong = decision()
    client.force_login(wrong.uploaded_by)
    url = reverse("documents:correct", args=[wrong.pk])
    assert url in client.get(wrong.subject.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200

    for sent in ({"why": "Quét nhầm"}, {"file": scan("x.exe", b"MZ" + b"0" * 64), "why": "Quét nhầm"}):
        answer = client.post(url, sent)
        assert answer.status_code == 422 and "Quét nhầm" in answer.content.decode()
    page = client.post(url, {"file": scan(), "why": "Quét nhầm"}, follow=True).content.decode()

    assert "Đã có bản đúng" in page and "thay bản chụp trước: “Quét nhầm”" in page and url not in page


def test_who_only_looks_is_not_offered_the_form(client):
    client.force_login(f.person("VIEWER", organisation=decision().uploaded_by.organisation))
    assert client.get(reverse("documents:correct", args=[decision().pk])).status_code == 403


# --- the scan of a paper that came before it --------------------------------------------------------------------------
@pytest.mark.parametrize("model", ["appropriation", "assignment", "allocationsheet"])
def test_the_paper_of_the_estimate_gets_its_scan_from_the_page_that_misses_it(client, model):
    paper = of(model, file="").first()
    client.force_login(paper.uploaded_by)
    home, url = paper.subject.get_absolute_url(), reverse("documents:scan", args=[paper.pk])
    assert url in client.get(home).content.decode()
    assert client.get(url).status_code == 200

    for sent in ({}, {"file": scan("x.exe", b"MZ" + b"0" * 64)}):
        assert client.post(url, sent).status_code == 422
    page = client.post(url, {"file": scan()}, follow=True).content.decode()

    assert "Đã thêm bản chụp." in page and url not in page
    assert reverse("documents:open", args=[paper.pk]) in page and reverse("documents:correct", args=[paper.pk]) in page
    answer = client.post(url, {"file": scan()})
    assert answer.status_code == 422 and "đã có bản chụp" in answer.content.decode()


def test_only_the_office_that_recorded_the_paper_brings_its_scan(client):
    paper = of("assignment", file="").first()
    url = reverse("documents:scan", args=[paper.pk])
    for username in ("trungtam.ketoan", "taichinh"):
        client.force_login(User.objects.get(username=username))
        assert url not in client.get(paper.subject.get_absolute_url()).content.decode()
        assert client.post(url, {"file": scan()}).status_code == 403


def test_programs_correct_a_scan_by_the_same_rules():
    wrong, api = decision(), APIClient()
    api.force_authenticate(wrong.uploaded_by)
    url = f"/api/v1/documents/{wrong.pk}/correct/"

    assert api.post(url, {"file": scan(), "why": ""}, format="multipart").status_code == 400
    answer = api.post(url, {"file": scan(), "why": "Quét nhầm"}, format="multipart")

    assert (answer.status_code, answer.json()["corrects"]) == (201, wrong.pk)
