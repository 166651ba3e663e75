"""What was brought when it is no XLSX workbook: what it is, what is taken instead and how to get it."""

from io import BytesIO

from django.core.exceptions import ValidationError

from core.file_types import DOCX, JPEG, PDF, PNG, XLSX, type_of

SAVE_AS = "Mở tệp bằng Excel, chọn Lưu dưới dạng (Save As), kiểu “Sổ làm việc Excel (*.xlsx)”, rồi tải tệp mới lên."
COPY = "Chép bảng sang một sổ Excel, hoặc gõ theo tệp mẫu, lưu thành .xlsx rồi tải lên."
ASK = "Xin bản Excel của nơi lập, hoặc gõ theo tệp mẫu, lưu thành .xlsx rồi tải lên."
_OF_TYPE = {
    PDF: ("tệp PDF", ASK), JPEG: ("ảnh", ASK), PNG: ("ảnh", ASK), DOCX: ("tệp Word (.docx)", COPY),
}  # fmt: skip


def refuse_other_files(content, name=""):
    """Return when `content` (bytes) is an XLSX; else ValidationError that says what it is and how to get one.

    The bytes decide: a name that ends in .xlsx makes no workbook. One that is damaged or dangerous is told as such.
    """
    if content.startswith(b"%PDF-"):  # whole or cut short
        found = PDF
    else:
        try:
            found = type_of(BytesIO(content))
        except ValidationError as error:
            if error.code != "type":
                raise
            found = None
    if found == XLSX:
        return
    what, way = _OF_TYPE.get(found) or _by_its_bytes(content)
    called = f"Tệp “{name}”" if name else "Tệp này"
    really = "thật ra là" if name.lower().endswith(".xlsx") else "là"
    raise ValidationError(f"{called} {really} {what}; chỉ nhập từ sổ Excel dạng .xlsx. {way}", code="type")


def _by_its_bytes(content):
    head = content[:4096]
    if not content:
        return "tệp rỗng, không có nội dung", SAVE_AS
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return (
            "tệp Excel hoặc Word đời cũ (.xls, .doc), hoặc tệp có mật khẩu",
            f"Có mật khẩu thì bỏ đi trước. {SAVE_AS}",
        )
    if head.startswith(b"PK\x03\x04"):
        if b"opendocument.spreadsheet" in head:
            return "bảng tính LibreOffice (.ods)", SAVE_AS.replace("Excel, chọn", "LibreOffice hoặc Excel, chọn", 1)
        return "tệp nén (.zip) hoặc dạng khác của Office", "Giải nén lấy sổ Excel bên trong. " + SAVE_AS
    if any(mark in head.lower() for mark in (b"<html", b"<table", b"<!doctype html", b"<?xml")):
        return "trang web hoặc XML mang đuôi của Excel", SAVE_AS
    if b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "tệp chữ, như .csv hoặc .txt", SAVE_AS
    return "tệp thuộc loại khác", ASK
