"""The Treasury pack: numbered files and their SHA-256 in one ZIP.

A ZIP and not one merged PDF: a scan keeps the bytes it came with, so that the digital signature in it still holds, and
what was filed as a picture, Word or Excel goes along as it is.
"""

import hashlib
import tempfile
import zipfile

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from budgets.treasury_pack import pack_of
from core.jobs import JobRefused
from core.models import Document
from core.text import fold
from reports.papers.payment_request import payment_request
from reports.papers.treasury_pack import PackedFile, TreasuryPack
from reports.payment_data import facts_of, is_illustrative, listed, payment_of, printable_payments
from reports.pdf import render_pdf

MIB = 1024 * 1024
MOST = 200 * MIB  # bytes of one pack
LIST, DIGESTS = "00-danh-muc-ho-so.pdf", "sha256.txt"


def treasury_pack_data(params, by):
    """(TreasuryPack, illustrative): the scans this person may open, what goes on paper, what is missing."""
    payment = payment_of(params, by)
    pack = pack_of(payment, by)
    files = [
        PackedFile(1, f"01-giay-de-nghi-{slugify(fold(payment.what))}.pdf", f"Giấy đề nghị {payment.what.lower()}")
    ]
    for row in pack:
        for document in row.scans:
            files.append(_packed(len(files) + 1, row, document))
    if (size := sum(row.size or 0 for row in files)) > MOST:
        raise ValidationError(
            f"Các bản chụp cộng lại {size // MIB} MB, một gói tối đa {MOST // MIB} MB: tải từng tệp trên trang đề nghị."
        )
    papers = list(listed(pack))
    return TreasuryPack(
        request=facts_of(payment, pack),
        files=tuple(files),
        on_paper=tuple(row for row in papers if row.is_on_paper),
        missing=tuple(row for row in papers if row.is_missing),
    ), is_illustrative(payment)


def _packed(no, row, document):
    name = row.name if document.title in ("", row.name) else f"{row.name}: {document.title}"
    suffix = document.original_name.rpartition(".")[2]
    file = f"{no:02}-{slugify(fold(document.title or row.name))[:60]}.{suffix}"
    return PackedFile(no, file, name, document.number, document.issued_on, document.size, document.sha256, document.pk)


def bundle(data, pdf, illustrative):
    """The ZIP as an open temporary file. JobRefused when a scan is not what was filed."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the job hands it to the store and lets it go
    digests = []
    documents = Document.objects.in_bulk([row.document for row in data.files if row.document])
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        digests.append((_write(archive, LIST, [pdf]), LIST))
        for row in data.files:
            if row.document is None:
                digest = _write(archive, row.file, [render_pdf(payment_request(data.request), illustrative)])
            else:
                digest = _write(archive, row.file, _pieces(documents[row.document]))
                if digest != row.sha256:
                    raise JobRefused(
                        f"Bản chụp “{row.name}” không còn đúng như lúc đưa vào: báo quản trị kiểm tra tệp."
                    )
            digests.append((digest, row.file))
        archive.writestr(DIGESTS, "".join(f"{digest}  {name}\n" for digest, name in digests))
    made.seek(0)
    return made


def _pieces(document):
    try:
        with document.file.open("rb") as stored:
            yield from stored.chunks(MIB)
    except FileNotFoundError:
        raise JobRefused(f"Không tìm thấy tệp của “{document}”: báo quản trị kiểm tra tệp.") from None


def _write(archive, name, pieces):
    digest = hashlib.sha256()
    with archive.open(name, "w") as entry:
        for piece in pieces:
            digest.update(piece)
            entry.write(piece)
    return digest.hexdigest()


def may_open(run, user):
    """Whether this person still reaches the request and may open every paper in the pack."""
    ids = {row["document"] for row in run.figures["files"] if row["document"]}
    open_ = Document.objects.visible_to(user).filter(pk__in=ids).count()
    return open_ == len(ids) and printable_payments(user).filter(pk=run.params["payment"]).exists()
