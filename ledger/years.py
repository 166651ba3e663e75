"""Book years: opened when a budget year begins, closed when its money has arrived."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.dates import ngay
from core.money import dong
from ledger.models import Account, BookYear
from ledger.posting import place_of
from ledger.refusals import refusal
from ledger.stages import Stage

ARRIVED = (Stage.TREASURY, Stage.SETTLED)


def open_year(year, tier=BookYear.Tier.LOCAL, source="Ngân sách tỉnh", *, chapter="", category="", item=""):
    """The book of a budget year and source, made at first use."""
    codes = {"chapter": chapter, "category": category, "item": item}
    try:
        book_year, _ = BookYear.objects.get_or_create(year=year, tier=tier, source=source, **codes)
    except DatabaseError as error:
        raise refusal(error) or error from error
    return book_year


def next_year(book_year):
    """The book of the year after, same source: where carried money lands."""
    return open_year(
        book_year.year + 1,
        book_year.tier,
        book_year.source,
        chapter=book_year.chapter,
        category=book_year.category,
        item=book_year.item,
    )


def close_year(book_year):
    """Take no more entries. Refused while money stands anywhere but at its source or settled; the refusal names where.

    The caller records who closed it, and why, in the audit trail.
    """
    try:
        with transaction.atomic():
            book_year.state = BookYear.State.CLOSED
            book_year.save(update_fields=["state"])
    except DatabaseError as error:
        book_year.state = BookYear.State.OPEN
        on_the_way = Account.objects.filter(book_year=book_year).exclude(balance=0).exclude(stage__in=ARRIVED)
        places = [
            f"{place_of(account)}: {dong(account.balance)}"
            for account in on_the_way.select_related("unit", "subject", "book_year")[:20]
        ]
        if not places:
            raise refusal(error) or error from error
        lead = "Chưa khóa được sổ: tiền còn nằm trên đường, chỉ được còn ở nguồn ngân sách và đã quyết toán."
        raise ValidationError(
            [ValidationError(line, code="ledger_bookyear_arrived") for line in (lead, *places)]
        ) from error
    book_year.refresh_from_db()


def reopen_year(book_year, *, asked_by, by):
    """Take entries again: one person asks, another agrees; the database refuses one person alone.

    The caller records why in the audit trail.
    """
    try:
        with transaction.atomic():
            book_year.state = BookYear.State.OPEN
            book_year.reopen_asked_by, book_year.reopened_by = asked_by, by
            book_year.save(update_fields=["state", "reopen_asked_by", "reopened_by"])
    except DatabaseError as error:
        book_year.refresh_from_db()
        raise refusal(error) or error from error
    book_year.refresh_from_db()


def refuse_closed(book_year):
    """Raise when the book takes no entry, so that no case is begun which could never be posted."""
    if not book_year.is_open:
        on = f" từ ngày {ngay(timezone.localdate(book_year.closed_at))}" if book_year.closed_at else ""
        raise ValidationError(
            f"Sổ năm {book_year.year} đã khóa{on}, không ghi thêm được; muốn ghi phải mở lại sổ.",
            code="ledger_book_open",
        )
