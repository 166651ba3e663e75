"""What a file truly is, told from its bytes and never from its name: PDF, JPEG, PNG, XLSX or DOCX, and nothing else.

Every refusal is a sentence that says what to do instead.
"""

import os
import zipfile
from io import BytesIO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, UnidentifiedImageError

MAX_PIXELS = 60_000_000  # a phone's largest photograph; more is a picture made to exhaust memory
MAX_ENTRIES = 5_000
MAX_UNPACKED = 200 * 1024 * 1024  # bytes; an office file this large is no form to fill in
MAX_RATIO = 200  # unpacked to packed, of the whole archive
MAX_CONTENT_TYPES = 1024 * 1024
PDF_TAIL = 2048  # bytes; %%EOF stands in the last kilobyte, and some scanners fill up behind it

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", XLSX: ".xlsx", DOCX: ".docx"}
_MAIN_PARTS = {f"{mime}.main+xml": mime for mime in (XLSX, DOCX)}

ACCEPTED = "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG, Excel (.xlsx), Word (.docx)."
_TRY_IT = "Hãy mở thử tệp trên máy: xem được thì tải lại, không xem được thì lấy bản khác."
DAMAGED = f"Tệp bị hỏng hoặc chưa tải lên hết. {_TRY_IT}"
CUT_PDF = f"Tệp PDF bị hỏng hoặc chưa tải lên hết, không thấy phần cuối. {_TRY_IT}"
TOO_MANY_PIXELS = f"Ảnh quá lớn, tối đa {MAX_PIXELS // 10**6} triệu điểm ảnh."
MACRO = "Tệp có macro, không nhận. Hãy lưu lại thành .xlsx hoặc .docx không có macro."


def type_of(stream):
    """The MIME type of a seekable binary stream; raises ValidationError when it is not one of the five."""
    stream.seek(0)
    head = stream.read(16)
    stream.seek(0)
    if head.startswith(b"%PDF-"):
        return _pdf(stream)
    if head.startswith(b"\xff\xd8\xff"):
        return _picture(stream, "JPEG")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(stream, "PNG")
    if head.startswith(b"PK\x03\x04"):
        return _office_file(stream)
    raise ValidationError(_otherwise(head), code="type")


def _pdf(stream):
    """A PDF says where it ends: half an upload, or a file that only begins like one, does not."""
    stream.seek(max(stream.seek(0, os.SEEK_END) - PDF_TAIL, 0))
    tail = stream.read()
    stream.seek(0)
    if b"%%EOF" not in tail:
        raise ValidationError(CUT_PDF, code="damaged")
    return PDF


def _otherwise(head):
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return f"Tệp Word, Excel đời cũ hoặc có mật khẩu. Hãy lưu lại thành .docx, .xlsx hoặc PDF. {ACCEPTED}"
    if head[4:8] == b"ftyp":
        return f"Ảnh HEIC hoặc phim từ điện thoại. Hãy chụp hoặc lưu lại thành JPEG. {ACCEPTED}"
    return ACCEPTED


def _picture(stream, kind):
    """Decode it once, small: a header alone proves nothing, and the size is known before anything is unpacked."""
    try:
        with Image.open(stream, formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(f"Ảnh {picture.width} × {picture.height} điểm. {TOO_MANY_PIXELS}", code="pixels")
            picture.draft("L", (256, 256))
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets half a picture pass
            picture.load()
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS, code="pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(DAMAGED, code="damaged") from error
    return JPEG if kind == "JPEG" else PNG


def _office_file(stream):
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
                raise ValidationError(MACRO, code="macro")
            declared = _content_types(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ValidationError(DAMAGED, code="damaged") from error
    if any("macroEnabled" in name for name in declared):
        raise ValidationError(MACRO, code="macro")
    found = {_MAIN_PARTS[name] for name in declared if name in _MAIN_PARTS}
    if len(found) != 1:
        raise ValidationError(ACCEPTED, code="type")
    return found.pop()


def _refuse_bomb(entries):
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > 10 * 1024 * 1024 and unpacked > MAX_RATIO * max(packed, 1))
    ):
        raise ValidationError("Tệp nén bất thường, giải nén ra quá lớn nên không nhận.", code="bomb")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ValidationError("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.", code="encrypted")


def _content_types(archive):
    """The content types an Office file declares for its parts, empty when it is another kind of archive."""
    if "[Content_Types].xml" not in archive.namelist():
        return set()
    with archive.open("[Content_Types].xml") as part:
        text = part.read(MAX_CONTENT_TYPES + 1)
    if len(text) > MAX_CONTENT_TYPES:
        raise ValidationError("Tệp nén bất thường, giải nén ra quá lớn nên không nhận.", code="bomb")
    try:
        root = ElementTree.parse(BytesIO(text)).getroot()
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise ValidationError(DAMAGED, code="damaged") from error
    return {element.get("ContentType", "") for element in root}
