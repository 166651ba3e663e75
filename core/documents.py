"""The one door for papers: attach, add the scan later, put the right scan beside a wrong one, withdraw, read.

Who may attach is asked by the service of the record's own room. A scan is added and a paper withdrawn by the office
that filed it, by somebody who has more to do in that room than look.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.audit import record
from core.dates import ngay
from core.document_models import Document
from core.file_types import EXTENSIONS, type_of
from core.text import one_line

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


def check_upload(upload):
    """The MIME type of an upload, from its content; ValidationError when it is empty, too large or not accepted."""
    if not upload.size:
        raise ValidationError("Tệp rỗng, không có nội dung.", code="empty")
    if upload.size > settings.DOCUMENT_MAX_BYTES:
        raise ValidationError(
            f"Tệp {_megabytes(upload.size)} MB, tối đa {_megabytes(settings.DOCUMENT_MAX_BYTES)} MB. "
            "Hãy giảm độ phân giải bản quét hoặc tách thành nhiều tệp.",
            code="size",
        )
    return type_of(upload)


def _megabytes(size):
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",")


@transaction.atomic
def attach(
    subject,
    upload,
    *,
    by,
    kind,
    title="",
    number="",
    issued_on=None,
    issuer="",
    signer="",
    illustrative=False,
):
    """Put a paper on a saved record and return the Document.

    `upload` is a Django file, or None for a paper whose scan comes later; then it needs a number or a title. `kind` is
    the code by which its record looks for it ("PaperKind" code, "paper:issue"…).
    """
    if upload is None and not (one_line(number) or one_line(title)):
        raise ValidationError("Chưa có bản chụp thì phải ghi số hoặc tên văn bản.", code="empty")
    document = Document(
        subject=subject,
        kind=kind,
        title=title,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        illustrative=illustrative,
        uploaded_by=by,
    )
    # Nobody types the two records, and what the constraints guard comes later: the file, a withdrawal.
    document.full_clean(exclude=["file", "content_type", "uploaded_by"], validate_constraints=False)
    if upload is not None:
        _store(document, upload)
    document.save()
    record(subject, "core.document.attach", by=by, paper=document, file=document.original_name, sha256=document.sha256)
    return document


@transaction.atomic
def add_scan(document, upload, *, by):
    """The scan of a paper that was recorded before it; a scan already there is never replaced."""
    document.refresh_from_db(from_queryset=Document.objects.select_for_update(no_key=True))
    require_filing_office(document, by)
    if document.withdrawn_at:
        raise ValidationError("Văn bản đã rút, không nhận thêm bản chụp.", code="withdrawn")
    if document.file:
        raise ValidationError("Văn bản đã có bản chụp. Hãy rút văn bản này rồi đưa văn bản đúng vào.", code="has_file")
    _store(document, upload)
    document.save(update_fields=["file", "original_name", "size", "sha256", "mime"])
    record(
        document.subject,
        "core.document.scan",
        by=by,
        paper=document,
        file=document.original_name,
        sha256=document.sha256,
    )
    return document


@transaction.atomic
def correct(document, upload, *, by, why):
    """Put the right scan beside a wrong one that something rests on: both are kept, and the list says which is right.

    What is written on the paper (number, date, signer) is the record's and stays. Nothing rests on it: withdraw it.
    """
    why = one_line(why)
    if not why:
        raise ValidationError({"why": "Phải nêu vì sao bản chụp trước không đúng."}, code="why")
    document.refresh_from_db(from_queryset=Document.objects.select_for_update(no_key=True))
    require_filing_office(document, by)
    if not document.file or document.withdrawn_at:
        raise ValidationError("Chỉ đưa bản đúng cho tài liệu đang có bản chụp.", code="no_file")
    if not stands(document):
        raise ValidationError("Chưa có việc nào dựa vào tài liệu này: hãy rút rồi đưa lại.", code="withdraw")
    same = ("content_type", "object_id", "kind", "title", "number", "issued_on", "issuer", "signer", "illustrative")
    right = Document(**{name: getattr(document, name) for name in same}, corrects=document, corrects_why=why)
    right.uploaded_by = by
    _store(right, upload)
    right.save()
    record(
        document.subject, "core.document.correct", by=by, paper=right, note=why,
        file=right.original_name, sha256=right.sha256,
    )  # fmt: skip
    return right


def stands(document):
    """Whether something already rests on it: what a step recorded, and all papers of a record that says so."""
    return document.of_a_step or (not document.stands_apart and _rested_on(document))


@transaction.atomic
def withdraw(document, *, by, why):
    """Take back a wrong paper: it stays, marked with who, when and why, and only its own office still opens it.

    Not one that something already rests on: what a step recorded, and all papers of a record that says `papers_stand`
    but those of a kind it names in `papers_apart`.
    """
    why = one_line(why)
    if not why:
        raise ValidationError("Phải nêu lý do rút tài liệu.", code="why")
    document.refresh_from_db(from_queryset=Document.objects.select_for_update(no_key=True))
    require_filing_office(document, by)
    if document.withdrawn_at:
        raise ValidationError("Tài liệu này đã được rút.", code="withdrawn")
    if stands(document):
        raise ValidationError(
            f"“{document}” là căn cứ của việc đã làm sau nó nên không rút được. "
            "Nếu đưa nhầm tệp, hãy đưa bản đúng vào cạnh nó; cả hai được giữ.",
            code="stands",
        )
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = timezone.now(), by, why
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    record(document.subject, "core.document.withdraw", by=by, paper=document, note=why)
    return document


def _rested_on(document):
    """Whether the record says that something rests on its papers; held, so that no step is taken on them meanwhile."""
    model = document.content_type.model_class()
    if not hasattr(model, "papers_stand"):
        return False
    row = model._base_manager.get(pk=document.object_id)
    for held in getattr(row, "papers_rest_with", [row]):
        type(held)._base_manager.select_for_update(no_key=True).get(pk=held.pk)
    return model._base_manager.get(pk=row.pk).papers_stand


def may_mend(document, by):
    """Whether this person works in the record's room, in the office that filed the paper."""
    room = ContentType.objects.get_for_id(document.content_type_id).app_label
    acts = {perm for perm in by.current_permissions() if perm.startswith(f"{room}.")}
    writes = any(not perm.startswith(f"{room}.view_") for perm in acts)
    return document.uploaded_by.organisation_id == by.organisation_id and writes


def require_filing_office(document, by):
    """PermissionDenied unless this person may mend the paper."""
    if not may_mend(document, by):
        raise PermissionDenied("Chỉ người xử lý hồ sơ ở đơn vị đã đưa tài liệu vào mới được làm việc này.")


def documents_of(subject):
    """The papers standing on a record, newest first; `corrected` is true of one that has the right scan beside it."""
    return _to_show(Document.objects.of(subject))


def _to_show(papers):
    right = Document.objects.filter(corrects=OuterRef("pk"))
    return papers.standing().select_related("uploaded_by").annotate(corrected=Exists(right))


def documents_of_each(subjects):
    """[(record, its standing paper)] of records of any kinds, oldest paper first. One query."""
    by_key = {(ContentType.objects.get_for_model(subject).pk, subject.pk): subject for subject in subjects}
    if not by_key:
        return []
    condition = Q(pk__in=[])
    for content_type, pk in by_key:
        condition |= Q(content_type=content_type, object_id=pk)
    papers = _to_show(Document.objects.filter(condition)).order_by("pk")
    return [(by_key[paper.content_type_id, paper.object_id], paper) for paper in papers]


def kinds_on(model, ids):
    """{record id: {kind of paper}} standing on records of one model; `ids` may be a query. One query."""
    rows = Document.objects.standing().filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    found = {}
    for pk, kind in rows.order_by().values_list("object_id", "kind"):
        found.setdefault(pk, set()).add(kind)
    return found


def with_remarks(papers):
    """The papers (newest first) as a list; one that a step recorded gets a `remark` when it bears an earlier day than
    the paper of the step before. Taken all the same: old years come from paper, and paper errs.
    """
    papers, before = list(papers), None
    for paper in reversed(papers):
        if not paper.of_a_step or paper.issued_on is None:
            continue
        if before and paper.issued_on < before.issued_on:
            paper.remark = (
                f"Đề ngày {ngay(paper.issued_on)}, trước văn bản của bước trước "
                f"({before.number or before.title}, {ngay(before.issued_on)}): xem lại ngày của hai văn bản."
            )
        before = paper
    return papers


class _Measured(File):
    """Hands the bytes to the storage piece by piece and adds up their size and SHA-256 on the way."""

    def __init__(self, upload):
        super().__init__(upload, upload.name)
        self.digest, self.counted = hashlib.sha256(), 0

    def chunks(self, chunk_size=None):
        self.file.seek(0)
        while piece := self.file.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            self.digest.update(piece)
            self.counted += len(piece)
            yield piece


def _store(document, upload):
    """Write the file before its row: a row never points at nothing. A file whose row failed is found by check_files."""
    mime = check_upload(upload)
    measured = _Measured(upload)
    document.file.save(f"scan{EXTENSIONS[mime]}", measured, save=False)
    document.mime, document.size, document.sha256 = mime, measured.counted, measured.digest.hexdigest()
    document.original_name = _display_name(upload.name, EXTENSIONS[mime])


def _display_name(name, extension):
    """The sender's name for people to read, with the extension of what the file truly is."""
    stem = one_line(PurePath((name or "").replace("\\", "/")).name)
    for known in (*EXTENSIONS.values(), ".jpeg"):
        if stem.lower().endswith(known):
            stem = stem[: -len(known)]
    return (stem.strip(" .")[:150] or "tai-lieu") + extension


@dataclass(frozen=True)
class FileProblem:
    """One file that is not what its row says, or a file without a row."""

    name: str
    sentence: str


def check_files():
    """Compare every stored file with its row: missing, changed, or belonging to no row (older than a day)."""
    known = set()
    for document in Document.objects.exclude(file="").order_by("pk").iterator():
        known.add(document.file.name)
        if not default_storage.exists(document.file.name):
            yield FileProblem(document.file.name, f"Tài liệu {document.pk} ({document}): mất tệp.")
        elif _digest(document.file.name) != document.sha256:
            yield FileProblem(document.file.name, f"Tài liệu {document.pk} ({document}): nội dung tệp đã bị đổi.")
    yield from _without_row(known)


def _without_row(known):
    yesterday = timezone.now() - timedelta(days=1)
    if not default_storage.exists("documents"):
        return
    for year in sorted(default_storage.listdir("documents")[0]):
        for name in sorted(default_storage.listdir(f"documents/{year}")[1]):
            path = f"documents/{year}/{name}"
            if path not in known and default_storage.get_modified_time(path) < yesterday:
                yield FileProblem(path, f"Tệp {path} không thuộc tài liệu nào.")


def _digest(name):
    with default_storage.open(name) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()
