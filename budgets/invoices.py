"""One seller's paper in several lists: its shares, in whatever projects, add up to no more than its total."""

from django.core.exceptions import ValidationError
from django.db import connection

from budgets.models import Voucher
from core.dates import ngay
from core.money import dong
from core.text import nfc


def invoice_key(voucher):
    """The same paper however it was copied: "1c22taa" or "1C22TAA", "0000123" on it or "123" on the portal."""
    form, number = _plain(voucher.invoice_form), _plain(voucher.invoice_number)
    return _plain(voucher.seller_tax_code), form, number.lstrip("0") or number, voucher.invoice_date


def same_invoice(voucher):
    """The standing lines, in reach or not, that list the same paper; a receipt without tax code is nobody's invoice.

    A seller gives a number of one form once a year: with another day of that year it is the same paper, one of them
    copied wrongly. Where the form is not told, the day tells papers apart.
    """
    key = invoice_key(voucher)
    if not key[0]:
        return []
    rows = Voucher.objects.filter(withdrawn_at=None).exclude(seller_tax_code="").exclude(pk=voucher.pk)
    if key[1]:
        rows = rows.filter(invoice_date__year=voucher.invoice_date.year)
    else:
        rows = rows.filter(invoice_date=voucher.invoice_date)
    return [row for row in rows if invoice_key(row)[:3] == key[:3]]


def check_within_its_invoice(voucher):
    """Refuse another total than elsewhere, and shares above the total; whose the other lines are is not told.

    Locks the paper itself to the end of the transaction: of two lists at once the later sees the earlier.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [repr(invoice_key(voucher)[:3])])
    others = same_invoice(voucher)
    name = f"Hóa đơn {voucher.invoice_number} của bên bán {voucher.seller_tax_code}"
    ask = "Hỏi Sở Công Thương nếu hóa đơn này dùng cho nhiều đề án."
    days = {row.invoice_date for row in others} - {voucher.invoice_date}
    if days:
        raise ValidationError(
            f"{name} đã kê với ngày {ngay(min(days))}, nay ghi {ngay(voucher.invoice_date)}; một hóa đơn có một ngày. "
            f"Ghi đúng ngày trên hóa đơn. {ask}",
            code="invoice_date",
        )
    totals = {row.invoice_total for row in others} - {voucher.invoice_total}
    if totals:
        raise ValidationError(
            f"{name} đã kê với tổng cộng {dong(min(totals))}, nay ghi {dong(voucher.invoice_total)}; một hóa đơn có "
            f"một tổng cộng. {ask}",
            code="invoice_total",
        )
    listed = sum(row.amount_without_vat + row.vat for row in others)
    own = voucher.amount_without_vat + voucher.vat
    if listed + own > voucher.invoice_total:
        raise ValidationError(
            f"{name} đã kê {dong(listed)}; kê thêm {dong(own)} thì vượt tổng cộng {dong(voucher.invoice_total)} trên "
            f"hóa đơn. {ask}",
            code="invoice_total",
        )


def _plain(text):
    """Letters and digits alone, in capitals: blanks, hyphens and slashes are copied now one way, now another."""
    return "".join(character for character in nfc(text).upper() if character.isalnum())
