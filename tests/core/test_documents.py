"""Papers on records: what is taken in, what is kept, and who may open it."""

import hashlib
import os
import struct
import time
import zipfile
import zlib
from contextlib import closing, contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from PIL import Image

from accounts.models import Organisation, RoleGrant, User
from core.access import ScopedQuerySet
from core.audit import history
from core.documents import add_scan, attach, check_files, check_upload, documents_of, withdraw
from core.file_types import DOCX, JPEG, MAX_PIXELS, PDF, PNG, XLSX
from core.models import Document
from tests.databases import OwnDatabase

pytestmark = pytest.mark.django_db


# --- files ------------------------------------------------------------------------


def picture(kind, size=(40, 30)):
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, kind)
    return stream.getvalue()


def workbook():
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def letter():
    stream = BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def archive(*entries, types=None):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        if types is not None:
            made.writestr("[Content_Types].xml", types)
        for name, content in entries:
            made.writestr(name, content)
    return stream.getvalue()


def types_of(*names):
    return "<Types>" + "".join(f'<Override PartName="/x" ContentType="{name}"/>' for name in names) + "</Types>"


def png_claiming(width, height):
    """A few bytes that unpack to width x height pixels if anybody is careless."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


SCAN = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
BOMB_XML = '<!DOCTYPE T [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Types><Override ContentType="&b;"/></Types>'
ENCRYPTED = bytearray(archive(("a.txt", "x"), types=types_of(f"{DOCX}.main+xml")))
for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
    place = ENCRYPTED.find(signature)
    ENCRYPTED[place + flags_at] |= 1


def upload(content=SCAN, name="quyết định 173.pdf"):
    return SimpleUploadedFile(name, bytes(content))


@pytest.mark.parametrize(
    ("content", "name", "mime", "extension"),
    [
        (SCAN, "Quyết định 173.pdf", PDF, ".pdf"),
        (SCAN, "ảnh.jpg", PDF, ".pdf"),  # the content decides, not the name
        (SCAN, "chạy.exe", PDF, ".pdf"),
        (SCAN, "", PDF, ".pdf"),
        (picture("JPEG"), "hiện trường.JPEG", JPEG, ".jpg"),
        (picture("PNG"), "ảnh chụp màn hình.png", PNG, ".png"),
        (workbook(), "Biểu 01.xlsx", XLSX, ".xlsx"),
        (letter(), "Tờ trình.docx", DOCX, ".docx"),
        (letter(), "Tờ trình.pdf", DOCX, ".docx"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_a_file_is_what_its_content_says(content, name, mime, extension, office, dossier):
    document = attach(dossier, upload(content, name or "x"), by=office.officer, kind="x")
    assert document.mime == mime
    assert document.file.name.endswith(extension) and document.original_name.endswith(extension)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"Khong phai la van ban nao ca", "type"),
        (b"<html><script>alert(1)</script></html>", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        (b" %PDF-1.7 does not begin the file", "type"),
        (b"%PDF-1.7\n<html><script>alert(1)</script></html>", "damaged"),  # begins like one and is none
        (SCAN[:-10], "damaged"),
        (SCAN + b"x" * 3_000, "damaged"),
        (b"MZ\x90\x00" + b"\0" * 100, "type"),
        (b"GIF89a" + b"\0" * 100, "type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "type"),  # Word of 2003
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "type"),  # a telephone's HEIC
        (picture("JPEG", (400, 400))[:-800], "damaged"),
        (picture("PNG")[:-30], "damaged"),
        (b"\xff\xd8\xff\xe0 and nothing of a picture", "damaged"),
        (png_claiming(30_000, 30_000), "pixels"),
        (png_claiming(8_000, MAX_PIXELS // 8_000 + 1), "pixels"),
        (archive(("a.txt", "x")), "type"),  # an ordinary archive
        (archive(("a.txt", "x"), types=types_of("application/vnd.oasis.opendocument.text")), "type"),
        (archive(types=types_of(f"{XLSX}.main+xml", f"{DOCX}.main+xml")), "type"),  # both at once
        (archive(("xl/vbaProject.bin", "x"), types=types_of(f"{XLSX}.main+xml")), "macro"),
        (archive(types=types_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml")), "macro"),
        (archive(("a", b"\0" * 30_000_000), types=types_of(f"{DOCX}.main+xml")), "bomb"),
        (archive(types=BOMB_XML), "damaged"),
        (archive(types="<Types"), "damaged"),
        (archive(types=" " * 2_000_000), "bomb"),
        (ENCRYPTED, "encrypted"),
        (letter()[:-200], "damaged"),
        (b"PK\x03\x04 and nothing of an archive", "damaged"),
    ],
    ids=lambda value: None if isinstance(value, bytes | bytearray) else value,
)
def test_what_is_not_a_paper_is_sent_back(content, code):
    with pytest.raises(ValidationError) as refused:
        check_upload(upload(content))
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")


def test_a_file_too_large_is_sent_back_with_both_figures(settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    assert check_upload(upload(SCAN + b"\0" * 1_000)) == PDF  # filled up behind its end by a scanner
    with pytest.raises(ValidationError, match=r"Tệp 1,5 MB, tối đa 1 MB"):
        check_upload(upload(SCAN + b"\0" * (1536 * 1024 - len(SCAN))))


# --- people and records -----------------------------------------------------------


class Office:
    def __init__(self, name, kind="DISTRICT", role="DOIT_SPECIALIST"):
        self.organisation = Organisation.objects.create(name=name, short_name=name, kind=kind)
        self.officer, self.colleague = (self._person(f"{name} {n}", role) for n in (1, 2))

    def _person(self, name, role):
        person = User.objects.create(username=name.replace(" ", "."), full_name=name, organisation=self.organisation)
        RoleGrant.objects.create(user=person, role=role, valid_from=date(2020, 1, 1))
        return person


@contextmanager
def room_model(name, queryset):
    """A record of a later room, as far as papers care; its rows are the offices themselves.

    Its content type is made as migrate does it, by somebody with more rights than the program, and outlives the test.
    """
    with closing(OwnDatabase(connection.settings_dict["NAME"]).superuser()) as owner, owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_content_type (app_label, model) VALUES ('projects', %s) ON CONFLICT DO NOTHING",
            [name.lower()],
        )
    meta = type("Meta", (), {"app_label": "projects", "managed": False, "db_table": "accounts_organisation"})
    fields = {"name": models.CharField(max_length=200), "objects": queryset.as_manager()}
    model = type(name, (models.Model,), {**fields, "Meta": meta, "__module__": __name__, "__str__": lambda s: s.name})
    try:
        yield model
    finally:
        del apps.all_models["projects"][name.lower()]
        apps.clear_cache()
        ContentType.objects.clear_cache()


class OwnOffice(ScopedQuerySet):
    def visible_to(self, user):
        return self if user.organisation.covers_province else self.filter(pk=user.organisation_id)


@pytest.fixture
def dossiers():
    with room_model("Dossier", OwnOffice) as model:
        yield model


@pytest.fixture
def office():
    return Office("Huyện Đức Thọ")


@pytest.fixture
def neighbour():
    return Office("Huyện Hương Sơn")


@pytest.fixture
def dossier(dossiers, office):
    return dossiers.objects.get(pk=office.organisation.pk)


@pytest.fixture
def paper(dossier, office):
    return attach(
        dossier,
        upload(),
        by=office.officer,
        kind="decision",
        title="Quyết định phê duyệt",
        number="173/KH-UBND",
        issued_on=date(2021, 5, 28),
    )


def stored(document):
    return Path(document.file.path)


# --- keeping ------------------------------------------------------------------------


def test_the_scan_is_kept_byte_for_byte_under_a_name_nobody_guesses(paper):
    assert stored(paper).read_bytes() == SCAN
    assert (paper.size, paper.sha256) == (len(SCAN), hashlib.sha256(SCAN).hexdigest())
    folder, year, name = paper.file.name.split("/")
    assert (folder, len(year), len(name)) == ("documents", 4, 32 + len(".pdf"))
    assert stored(paper).stat().st_mode & 0o077 == 0


def test_a_large_upload_that_came_by_way_of_the_disk_is_measured_too(dossier, office):
    content = SCAN[:9] + os.urandom(300_000) + SCAN
    with TemporaryUploadedFile("lớn.pdf", PDF, len(content), None) as temporary:
        temporary.write(content)
        temporary.flush()
        document = attach(dossier, temporary, by=office.officer, kind="x")
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert stored(document).read_bytes() == content


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Hà\\Quyết định.PDF", "Quyết định.pdf"),
        ("Quye\u0302\u0301t định.pdf", "Quyết định.pdf"),
        ("hoá\u202efdp.exe", "hoáfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("ảnh.jpeg.pdf", "ảnh.pdf"),
        (".pdf", "tai-lieu.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_the_senders_name_is_only_for_reading(sent, shown, dossier, office):
    file = upload()
    file._name = sent  # what a hostile client sends, before Django's own cleaning
    assert attach(dossier, file, by=office.officer, kind="x").original_name == shown


def test_attaching_leaves_a_line_in_the_trail(paper, dossier, office):
    entry = history(dossier).get()
    assert (entry.by, entry.action) == (office.officer, "core.document.attach")
    assert "173/KH-UBND ngày 28/05/2021" in entry.sentence
    assert entry.data["sha256"] == paper.sha256


def test_a_paper_may_come_before_its_scan_and_the_scan_comes_once(dossier, office):
    paper = attach(dossier, None, by=office.officer, kind="decision", number="12/QĐ-UBND")
    assert not paper.file and paper.size is None

    add_scan(paper, upload(), by=office.officer)
    assert stored(paper).read_bytes() == SCAN
    assert history(dossier).first().action == "core.document.scan"
    with pytest.raises(ValidationError, match="đã có bản chụp"):
        add_scan(paper, upload(), by=office.officer)


def test_a_paper_without_scan_number_or_title_is_no_paper(dossier, office):
    with pytest.raises(ValidationError, match="phải ghi số hoặc tên"):
        attach(dossier, None, by=office.officer, kind="decision", number="  ")
    assert not Document.objects.exists()


def test_a_refused_file_leaves_no_row_and_no_line(dossier, office):
    with pytest.raises(ValidationError):
        attach(dossier, upload(b"no paper"), by=office.officer, kind="x")
    assert not Document.objects.exists() and not history(dossier).exists()


# --- withdrawing ----------------------------------------------------------------------


def test_a_wrong_paper_is_withdrawn_and_stays(paper, dossier, office):
    withdraw(paper, by=office.colleague, why="Nhầm hồ sơ")
    assert list(documents_of(dossier)) == []
    assert Document.objects.get().withdrawn_why == "Nhầm hồ sơ"
    assert stored(paper).exists()
    entry = history(dossier).first()
    assert (entry.action, entry.note) == ("core.document.withdraw", "Nhầm hồ sơ")


def test_withdrawing_needs_a_reason_and_happens_once(paper, office):
    with pytest.raises(ValidationError, match="lý do"):
        withdraw(paper, by=office.officer, why=" ")
    withdraw(paper, by=office.officer, why="Nhầm hồ sơ")
    with pytest.raises(ValidationError, match="đã được rút"):
        withdraw(paper, by=office.officer, why="Lần nữa")
    with pytest.raises(ValidationError, match="đã rút"):
        add_scan(paper, upload(), by=office.officer)


def test_another_office_does_not_withdraw_our_paper(paper, neighbour):
    with pytest.raises(PermissionDenied, match="đơn vị đã đưa"):
        withdraw(paper, by=neighbour.officer, why="Không thích")


def test_who_only_looks_neither_withdraws_nor_adds(paper, dossier, office):
    viewer = office._person("Đoàn kiểm tra", "VIEWER")
    bare = attach(dossier, None, by=office.officer, kind="x", number="1")
    with pytest.raises(PermissionDenied):
        withdraw(paper, by=viewer, why="Không thích")
    with pytest.raises(PermissionDenied):
        add_scan(bare, upload(), by=viewer)


def test_a_withdrawn_paper_is_opened_by_its_own_office_only(client, paper, office):
    department = Office("Sở Công Thương", "DOIT")
    client.force_login(department.officer)
    assert client.get(address(paper)).status_code == 200
    withdraw(paper, by=office.officer, why="Nhầm hồ sơ")
    assert client.get(address(paper)).status_code == 404
    client.force_login(office.colleague)
    assert client.get(address(paper)).status_code == 200


# --- opening --------------------------------------------------------------------------


def address(document):
    return reverse("documents:open", args=[document.pk])


def test_whoever_reaches_the_record_downloads_its_paper_safely(client, paper, office):
    client.force_login(office.colleague)
    response = client.get(address(paper))
    assert response.status_code == 200 and b"".join(response.streaming_content) == SCAN
    assert response["Content-Type"] == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''quy%E1%BA%BFt")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("content", "inline"),
    [(SCAN, True), (picture("JPEG"), True), (picture("PNG"), True), (workbook(), False)],
    ids=["pdf", "jpeg", "png", "xlsx"],
)
def test_only_pictures_and_pdf_are_shown_in_the_page(client, content, inline, dossier, office):
    document = attach(dossier, upload(content, "tệp"), by=office.officer, kind="x")
    client.force_login(office.officer)
    response = client.get(address(document), {"xem": "1"})
    response.close()
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["X-Frame-Options"] == ("SAMEORIGIN" if inline else "DENY")
    assert ("frame-ancestors 'self'" in response["Content-Security-Policy"]) is inline
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_neighbours_paper_does_not_exist(client, paper, neighbour):
    client.force_login(neighbour.officer)
    assert client.get(address(paper)).status_code == 404
    assert client.post(reverse("documents:withdraw", args=[paper.pk]), {"note": "x"}).status_code == 404
    paper.refresh_from_db()
    assert paper.withdrawn_at is None


def test_nobody_opens_a_paper_without_logging_in(client, paper):
    response = client.get(address(paper))
    assert response.status_code == 302 and response["Location"].startswith("/login/")


def test_the_administrator_of_accounts_reads_no_dossier(client, dossier, paper, office):
    administrator = office._person("Quản trị", "ADMINISTRATOR")
    client.force_login(administrator)
    assert client.get(address(paper)).status_code == 404


def test_a_paper_without_scan_or_with_a_lost_file_is_not_found(client, paper, dossier, office):
    client.force_login(office.officer)
    bare = attach(dossier, None, by=office.officer, kind="x", number="1")
    assert client.get(address(bare)).status_code == 404
    stored(paper).unlink()
    assert client.get(address(paper)).status_code == 404


def test_opening_only_reads(client, paper, office):
    client.force_login(office.officer)
    assert client.post(address(paper)).status_code == 405
    assert client.get(reverse("documents:withdraw", args=[paper.pk])).status_code == 405


def test_the_page_withdraws_with_a_reason(client, paper, office):
    client.force_login(office.officer)
    client.post(reverse("documents:withdraw", args=[paper.pk]), {"note": ""})
    paper.refresh_from_db()
    assert paper.withdrawn_at is None
    client.post(reverse("documents:withdraw", args=[paper.pk]), {"note": "Nhầm hồ sơ"})
    paper.refresh_from_db()
    assert paper.withdrawn_by == office.officer


def test_programs_read_and_withdraw_papers_by_the_same_rules(client, paper, dossier, office, neighbour):
    address = f"/api/v1/documents/{paper.pk}/"
    client.force_login(neighbour.officer)
    assert client.get("/api/v1/documents/").json()["count"] == 0
    assert {client.get(address + tail).status_code for tail in ("", "file/")} == {404}

    client.force_login(office.officer)
    listed = client.get("/api/v1/documents/", {"record": "projects.dossier", "record_id": dossier.pk}).json()
    assert [row["number"] for row in listed["results"]] == ["173/KH-UBND"]
    assert client.get("/api/v1/documents/", {"record": "projects.nothing"}).status_code == 400
    assert client.get(address).json()["sha256"] == paper.sha256
    response = client.get(address + "file/")
    assert b"".join(response.streaming_content) == SCAN and response["X-Content-Type-Options"] == "nosniff"
    refused = client.post(address + "withdraw/", {"note": ""})
    assert refused.status_code == 400 and "lý do" in refused.content.decode()
    assert client.post(address + "withdraw/", {"note": "Nhầm hồ sơ"}).json()["withdrawn_why"] == "Nhầm hồ sơ"


def test_programs_add_the_scan_of_a_recorded_paper(client, dossier, office):
    bare = attach(dossier, None, by=office.officer, kind="x", number="1")
    client.force_login(office.officer)
    answer = client.post(f"/api/v1/documents/{bare.pk}/scan/", {"file": upload()})
    assert answer.json()["sha256"] == hashlib.sha256(SCAN).hexdigest()


def test_lists_and_counts_hold_only_what_is_in_reach(dossiers, paper, office, neighbour):
    theirs = attach(dossiers.objects.get(pk=neighbour.organisation.pk), upload(), by=neighbour.officer, kind="decision")
    assert list(Document.objects.visible_to(office.officer)) == [paper]
    assert list(Document.objects.visible_to(neighbour.officer)) == [theirs]
    assert Document.objects.visible_to(neighbour.officer).count() == 1


def test_a_record_that_does_not_say_who_sees_it_fails_loudly(office):
    with room_model("Careless", ScopedQuerySet) as careless:
        attach(careless.objects.get(pk=office.organisation.pk), upload(), by=office.officer, kind="x")
        with pytest.raises(NotImplementedError, match="must say who may see"):
            Document.objects.visible_to(office.officer)


# --- the database repeats it ------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM core_document",
        "TRUNCATE core_document",
        "UPDATE core_document SET sha256 = repeat('0', 64)",
        "UPDATE core_document SET file = 'documents/2026/other.pdf'",
        "UPDATE core_document SET object_id = object_id + 1",
        "UPDATE core_document SET uploaded_at = now()",
        "UPDATE core_document SET number = '174/KH-UBND'",
        "UPDATE core_document SET issued_on = '2020-04-27'",
        "UPDATE core_document SET issuer = 'khác'",
        "UPDATE core_document SET signer = 'khác'",
        "UPDATE core_document SET title = 'khác'",
        "UPDATE core_document SET illustrative = NOT illustrative",
        "UPDATE core_document SET corrects_id = id, corrects_why = 'khác'",
        "UPDATE core_document SET file = '', sha256 = '', mime = '', size = NULL, original_name = ''",
    ],
)
def test_the_database_keeps_a_paper_as_it_was(change, paper):
    with (
        pytest.raises(Exception, match=r"never|as it was issued|permission denied"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute(change)


def test_a_file_without_its_fingerprint_is_no_document(paper, office, dossier):
    bare = attach(dossier, None, by=office.officer, kind="x", number="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=bare.pk).update(file="documents/2026/x.pdf")


# --- checking -----------------------------------------------------------------------------


@pytest.fixture
def own_shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_lost_changed_and_stray_files_are_named(own_shelf, dossier, office, tmp_path):
    lost, changed, whole = (attach(dossier, upload(), by=office.officer, kind="x", number=str(n)) for n in range(3))
    assert list(check_files()) == []

    stored(lost).unlink()
    stored(changed).write_bytes(SCAN + b"!")
    stray, fresh = (stored(whole).with_name(name) for name in ("stray.pdf", "being-written.pdf"))
    stray.write_bytes(SCAN)
    fresh.write_bytes(SCAN)
    two_days_ago = time.time() - 2 * 86400
    os.utime(stray, (two_days_ago, two_days_ago))

    found = {Path(problem.name).name: problem.sentence for problem in check_files()}
    assert set(found) == {stored(lost).name, stored(changed).name, "stray.pdf"}
    assert "mất tệp" in found[stored(lost).name]
    assert "đã bị đổi" in found[stored(changed).name]
    assert tmp_path == django_settings.MEDIA_ROOT


@pytest.mark.parametrize(("title", "number", "called"), [
    ("Giao dự toán, MH-01/QĐ-SCT", "MH-01/QĐ-SCT", "Giao dự toán, MH-01/QĐ-SCT"),
    ("Quyết định 173", "3", "Quyết định 173 số 3"),
    ("Quyết định", "12/QĐ", "Quyết định số 12/QĐ"),
    ("Quyết định", "", "Quyết định"),
])  # fmt: skip
def test_a_paper_tells_its_number_once(title, number, called):
    assert str(Document(title=title, number=number)) == called
