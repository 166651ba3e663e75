"""What waits between a unit and the Treasury: the sheet to be drawn up, signed, answered."""

from django.urls import reverse

from budgets.models import TreasurySheet
from budgets.treasury_periods import waiting
from budgets.treasury_sheets import PREPARE
from core.audit import moved_on
from core.parts import Part, held_otherwise
from core.text import in_a_sentence
from core.work import WorkItem

SIGN = "budgets.sign_payment"


def worklist_treasury(user):
    """A fixed number of queries, whatever the number of books."""
    return (_of_accountant(user) if user.has_perm(PREPARE) else []) + (_to_sign(user) if user.has_perm(SIGN) else [])


def _of_accountant(user):
    found = []
    for row in waiting(user):
        name = f"{in_a_sentence(row.label)} năm {row.book_year.year}"
        tone = "son" if row.late else "nghe"
        if row.sheet is None:
            address = f"{reverse('budgets:treasury_draw')}?book={row.book_year.pk}&period={row.period}"
            title = f"Lập bảng đối chiếu Kho bạc {name}"
        elif row.sheet.status == TreasurySheet.Status.SENT:
            address, title = row.sheet.get_absolute_url(), f"Ghi số Kho bạc xác nhận {name}"
        else:
            continue
        found.append(WorkItem(title, str(row.book_year), address, due=row.due, tone=tone))
    return found


def _to_sign(user):
    rows = TreasurySheet.objects.filter(unit=user.organisation, status=TreasurySheet.Status.DRAFT)
    rows = rows.exclude(pk__in=held_otherwise(TreasurySheet, user, Part.APPROVE, SIGN))
    rows = list(rows.select_related("book_year", "unit").order_by("pk"))
    since = moved_on(rows)
    return [
        WorkItem("Ký bảng đối chiếu Kho bạc", str(row), row.get_absolute_url(), since.get(row.pk), tone="nghe")
        for row in rows
    ]
