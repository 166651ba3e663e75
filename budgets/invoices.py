"""One seller's paper in several lists: its shares, in whatever projects, add up to no more than its total.

An invoice names its seller by the tax code. Who has none (a household, a worker, the learners of a class) signs a
receipt, which tells the person's identity paper or address instead, as the list of goods bought without invoice does.
"""

import re

from django.core.exceptions import ValidationError
from django.db import connection

from budgets.models import Voucher
from core.dates import ngay
from core.money import dong
from core.text import fold, nfc

TAX_CODE_DIGITS = (10, 12, 13)  # a business, a person, a branch
_NUMBER_WORDS = re.compile(
    r"^(?:[\W_]*(?:HÓA[\W_]*ĐƠN|HOA[\W_]*DON|HOÁ[\W_]*ĐƠN|HĐ|HD|SỐ|SO|NO|N[º°]))+[\W_]*(?=[0-9])"
)


def check_what_it_names(voucher):
    """Refuse an invoice without tax code and form, a receipt without its payee, what other sources paid on form 8a (it
    is form 8b that lists them, TT 36/2013 đ.19); all at once, by field.

    Asked of what is entered: lines listed before this was asked stay readable and may still be decided.
    """
    wrong = _lacking_of_receipt(voucher) if voucher.is_receipt else _lacking_of_invoice(voucher)
    if not _plain(voucher.seller_name):
        wrong["seller_name"] = "Phải ghi tên bên bán, người nhận tiền."
    if voucher.form == Voucher.Form.STATE and voucher.counterpart_share:
        wrong["form"] = (
            f"Mẫu 8a chỉ kê phần nguồn khuyến công; có nguồn đối ứng, nguồn khác {dong(voucher.counterpart_share)} thì "
            "kê ở mẫu 8b."
        )
    if wrong:
        raise ValidationError(wrong)


def _lacking_of_invoice(voucher):
    wrong = {}
    if len(re.sub("[^0-9]", "", nfc(voucher.seller_tax_code))) not in TAX_CODE_DIGITS:
        found = f"“{voucher.seller_tax_code}”" if voucher.seller_tax_code else "chưa ghi"
        wrong["seller_tax_code"] = (
            f"Hóa đơn phải ghi mã số thuế bên bán, 10, 12 hoặc 13 chữ số; hiện {found}. Người bán không có mã số thuế "
            f"thì chọn loại “{Voucher.Kind.RECEIPT.label}”."
        )
    if not _plain(voucher.invoice_form):
        wrong["invoice_form"] = "Hóa đơn phải ghi ký hiệu mẫu, ký hiệu hóa đơn, ví dụ 1C22TAA hoặc 01GTKT3/001 AA/14P."
    return wrong


def _lacking_of_receipt(voucher):
    wrong = {}
    if voucher.seller_tax_code.strip():
        wrong["seller_tax_code"] = (
            f"Có mã số thuế thì kê là “{Voucher.Kind.INVOICE.label}”; biên nhận, bảng kê để trống ô này."
        )
    if not _plain(voucher.payee_paper) and not _plain(voucher.payee_address):
        wrong["payee_paper"] = "Biên nhận, bảng kê phải ghi số CCCD (giấy tờ) hoặc địa chỉ của người nhận tiền."
    if voucher.vat:
        wrong["vat"] = f"Không có hóa đơn thì không có thuế GTGT; hiện {dong(voucher.vat)}, phải là 0."
    return wrong


def paper_key(voucher):
    """The same paper however it was copied: "1c22taa" or "1C22TAA", "0000123" on it or "123" on the portal.

    Of a tax code the digits count ("MST 3000…"), of an electronic form the series ("C22TAA" where the 1 of the template
    was left out). A seller gives a number of one form once a year: with another day of that year it is the same
    invoice, one of them copied wrongly. Where no form is told, and of receipts, the day tells papers apart.
    """
    number, day = _number(voucher), voucher.invoice_date
    if voucher.is_receipt:
        return "", _name(voucher), number, day
    form, code = re.sub(r"^[0-9](?=[CK][0-9]{2}[A-Z]{3}$)", "", _plain(voucher.invoice_form)), voucher.seller_tax_code
    return re.sub("[^0-9]", "", nfc(code)) or _plain(code), form, number, day.year if form else day


def same_paper(voucher):
    """The standing lines, in reach or not, that list the same paper, as the same kind of it or as the other one."""
    year = voucher.invoice_date.year
    rows = Voucher.objects.filter(withdrawn_at=None, invoice_date__year=year).exclude(pk=voucher.pk)
    return [row for row in rows if paper_key(row) == paper_key(voucher) or _of_one_person(row, voucher)]


def _of_one_person(row, other):
    """One number and day: of one name as an invoice and as a receipt, or of one identity paper under two names."""
    if (_number(row), row.invoice_date) != (_number(other), other.invoice_date):
        return False
    if row.kind != other.kind:
        return _name(row) == _name(other)
    return row.is_receipt and "" != _plain(row.payee_paper) == _plain(other.payee_paper)


def check_within_its_paper(voucher):
    """Refuse another kind or total than elsewhere, and shares above the total; whose the other lines are is not told.

    Locks the paper's number to the end of the transaction: of two lists at once the later sees the earlier.
    """
    with connection.cursor() as cursor:
        lock = repr((_number(voucher), voucher.invoice_date.year))
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
    others = same_paper(voucher)
    word = voucher.paper_word.lower()
    of = f"của {voucher.seller_name}" if voucher.is_receipt else f"của bên bán {voucher.seller_tax_code}"
    name = f"{voucher.paper_word} {voucher.invoice_number} {of}"
    ask = f"Hỏi Sở Công Thương nếu {word} này dùng cho nhiều đề án."
    if kinds := {row.get_kind_display() for row in others if row.kind != voucher.kind}:
        raise ValidationError(
            f"{name} đã kê là “{min(kinds)}”, nay kê là “{voucher.get_kind_display()}”; một chứng từ có một loại. "
            f"{ask}",
            code="kind",
        )
    days = {row.invoice_date for row in others} - {voucher.invoice_date}
    if days:
        raise ValidationError(
            f"{name} đã kê với ngày {ngay(min(days))}, nay ghi {ngay(voucher.invoice_date)}; một {word} có một ngày. "
            f"Ghi đúng ngày trên {word}. {ask}",
            code="invoice_date",
        )
    totals = {row.invoice_total for row in others} - {voucher.invoice_total}
    if totals:
        raise ValidationError(
            f"{name} đã kê với tổng cộng {dong(min(totals))}, nay ghi {dong(voucher.invoice_total)}; một {word} có "
            f"một tổng cộng. {ask}",
            code="invoice_total",
        )
    listed = sum(row.amount_without_vat + row.vat for row in others)
    own = voucher.amount_without_vat + voucher.vat
    if listed + own > voucher.invoice_total:
        raise ValidationError(
            f"{name} đã kê {dong(listed)}; kê thêm {dong(own)} thì vượt tổng cộng {dong(voucher.invoice_total)} trên "
            f"{word}. {ask}",
            code="invoice_total",
        )


def _number(voucher):
    """Without the words that say no more than "invoice" and "number" before the digits ("HĐ số 0123" is 123). Other
    letters are the seller's own: A123 and B123 are two papers; what is of a series stands in `invoice_form`."""
    number = _plain(_NUMBER_WORDS.sub("", nfc(voucher.invoice_number).upper()))
    return number.lstrip("0") or number


def _name(voucher):
    return _plain(fold(voucher.seller_name))


def _plain(text):
    """Letters and digits alone, in capitals: blanks, hyphens and slashes are copied now one way, now another."""
    return "".join(character for character in nfc(text).upper() if character.isalnum())
