"""The pack for the Treasury: numbered files with their SHA-256, what is missing first, only what its maker may open."""

import hashlib
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from budgets.papers import attach_contract_paper, attach_paper
from core.document_models import DocumentQuerySet
from core.documents import correct
from core.jobs import JobRefused
from core.models import Document
from reports.catalogue import CATALOGUE
from reports.models import ReportRun
from reports.papers.screen import printed_tables
from tests import factories as f
from tests.budgets import builders as b
from tests.reports.test_payment_paper import accountant, contract, tables

STATE = "settled_project"
pytestmark = pytest.mark.django_db
KIND = CATALOGUE["treasury_pack"]
SCAN = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def scan(words):
    return SimpleUploadedFile(f"{words}.pdf", SCAN + words.encode())


def packed(payment, by=None):
    data, illustrative = KIND.build({"payment": payment.pk}, by or accountant())
    return data, KIND.paper(data), illustrative


def opened(payment, by=None):
    data, _, illustrative = packed(payment, by)
    return data, zipfile.ZipFile(KIND.bundle(data, b"%PDF-list", illustrative))


def with_scans():
    row = contract()
    officer = f.person("CENTRE_OFFICER")
    attach_contract_paper(row, scan("hop dong"), by=officer, title="Hợp đồng đã ký", number=row.number)
    payment = b.request(row, 105)
    attach_paper(payment, scan("don de nghi"), by=officer, kind="other", title="Đơn đề nghị của đơn vị")
    return payment


def made(payment, by=None):
    """The run as the worker delivers it."""
    by = by or accountant()
    run = ReportRun(report=KIND.code, params={"payment": payment.pk}, title="Gói", office=by.organisation)
    run.requested_by = by
    run.deliver(run.work(lambda percent, step="": None))
    run.state = ReportRun.State.DONE
    run.save()
    return run


def test_the_pack_holds_the_list_the_request_and_each_scan_numbered_with_its_sha256():
    data, archive = opened(with_scans())
    names = archive.namelist()
    assert names == [
        "00-danh-muc-ho-so.pdf", "01-giay-de-nghi-tam-ung.pdf", "02-hop-dong-da-ky.pdf",
        "03-don-de-nghi-cua-don-vi.pdf", "sha256.txt",
    ]  # fmt: skip
    said = dict(reversed(line.split("  ")) for line in archive.read("sha256.txt").decode().splitlines())
    assert said == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names[:-1]}
    assert archive.read("02-hop-dong-da-ky.pdf") == SCAN + b"hop dong"
    assert archive.read("01-giay-de-nghi-tam-ung.pdf").startswith(b"%PDF-")
    assert [row.sha256 for row in data.files[1:]] == [said[row.file] for row in data.files[1:]]


def test_what_is_missing_of_the_rules_stands_first_and_what_has_no_scan_goes_on_paper():
    payment = with_scans()
    complete = packed(payment)[1]
    assert any("Đủ giấy tờ" in getattr(block, "text", "") for block in complete.blocks)
    b.required(payment, "business_registration")
    data, paper, _ = packed(payment)
    assert [row.name for row in data.missing] == ["Giấy chứng nhận đăng ký kinh doanh"]
    titles = list(tables(paper))
    assert titles[0] == "Còn thiếu"
    assert "Nộp bản giấy" in titles


def test_a_scan_that_was_put_right_goes_in_its_right_form_only():
    payment = b.press(with_scans(), "check")
    wrong = packed(payment)[0].files[2]
    right = correct(
        Document.objects.get(pk=wrong.document), scan("ban dung"), by=f.person("CENTRE_OFFICER"), why="Chụp nhầm"
    )
    assert [row.document for row in packed(payment)[0].files][2:] == [right.pk]


def test_a_scan_changed_since_it_was_filed_makes_no_pack(media):
    payment = with_scans()
    data, _, illustrative = packed(payment)
    for stored in (media / "documents").rglob("*.pdf"):
        stored.chmod(0o600)
        stored.write_bytes(SCAN)
    with pytest.raises(JobRefused, match="không còn đúng như lúc đưa vào"):
        KIND.bundle(data, b"%PDF-list", illustrative)


def test_only_what_its_maker_may_open_is_packed(monkeypatch):
    payment = with_scans()
    assert len(packed(payment)[0].files) == 3
    seen = DocumentQuerySet.visible_to
    monkeypatch.setattr(
        DocumentQuerySet, "visible_to", lambda rows, user: seen(rows, user).exclude(title="Hợp đồng đã ký")
    )
    assert [row.name for row in packed(payment)[0].files[1:]] == ["Đơn đề nghị của đơn vị"]


def test_the_pack_is_made_by_the_worker_and_fetched_by_who_may_open_all_of_it(client, monkeypatch):
    payment = with_scans()
    run = made(payment)
    client.force_login(accountant())
    answer = client.get(f"/reports/{run.pk}/zip/")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/zip"
    assert (len(content), hashlib.sha256(content).hexdigest()) == (run.zip_size, run.zip_sha256)
    assert "Tải gói ZIP" in client.get(run.get_absolute_url()).content.decode()
    api = APIClient()
    api.force_authenticate(accountant())
    assert api.get(f"/api/v1/reports/{run.pk}/").json()["zip_url"].endswith(f"/reports/{run.pk}/zip/")
    assert api.get(f"/api/v1/reports/{run.pk}/zip/").status_code == 200
    monkeypatch.setattr(DocumentQuerySet, "visible_to", lambda rows, user: rows.none())
    assert client.get(f"/reports/{run.pk}/zip/").status_code == 403
    assert api.get(f"/api/v1/reports/{run.pk}/zip/").status_code == 403
    assert client.get(f"/reports/{run.pk}/pdf/").status_code == 200


def test_one_button_of_the_request_asks_for_the_pack_and_rest_does_too(client):
    payment = with_scans()
    client.force_login(accountant())
    assert "Lập gói hồ sơ gửi Kho bạc" in client.get(payment.get_absolute_url()).content.decode()
    answer = client.post("/reports/request/", {"report": "treasury_pack", "payment": payment.pk})
    assert answer.status_code == 302
    run = ReportRun.objects.get()
    assert (run.report, run.state, run.zip) == ("treasury_pack", ReportRun.State.QUEUED, "")
    api = APIClient()
    api.force_authenticate(accountant())
    asked = api.post("/api/v1/reports/", {"report": "treasury_pack", "payment": payment.pk}, format="json")
    assert asked.status_code == 202, asked.json()
    stranger = f.local_officer(f.commune("Xã Lâm Hợp"))
    api.force_authenticate(stranger)
    asked = api.post("/api/v1/reports/", {"report": "treasury_pack", "payment": payment.pk}, format="json")
    assert asked.status_code in (400, 403, 404)
    api.force_authenticate(f.local_officer(payment.project.area))  # prints what it may open: docs/kien-truc.md
    asked = api.post("/api/v1/reports/", {"report": "treasury_pack", "payment": payment.pk}, format="json")
    assert asked.status_code == 202, asked.json()


def test_what_the_treasury_sent_back_is_not_sent_to_it():
    payment = with_scans()
    before = [row.name for row in packed(payment)[0].files]
    b.pay(b.press(payment, "check", "sign", "send"))
    data = packed(payment)[0]
    assert [row.name for row in data.files] == before
    assert all(row.number != "KB-0012" for row in data.on_paper)


def test_the_list_tells_what_is_paid_apart_from_the_advance_that_is_cleared():
    payment = with_scans()
    data, _, _ = packed(payment)
    said = [
        KIND.paper(replace(data, request=replace(data.request, amount=amount, clears=clears))).blocks[0].text
        for amount, clears in ((90, 210), (90, 0), (0, 210))
    ]
    assert [words.split(". ", 1)[1].replace("\xa0", " ") for words in said] == [
        "Số tiền: 90 đồng; thanh toán tạm ứng, không chi thêm tiền: 210 đồng.",
        "Số tiền: 90 đồng.",
        "Thanh toán tạm ứng, không chi thêm tiền: 210 đồng.",
    ]


def test_on_its_page_the_digests_come_after_what_is_missing_and_what_is_there():
    _, paper, _ = packed(with_scans())
    titles = [table["title"] for table in printed_tables(paper)]
    assert titles.index("Tệp trong gói") < titles.index("Mã SHA-256 của các bản chụp") == len(titles) - 1
