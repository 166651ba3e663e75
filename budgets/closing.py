"""A book year is closed when all its money has arrived, and opened again only by two people for a reason.

The Department's accountant asks, the director decides; the audit trail keeps both and why. A closed book takes no
entry: the ledger refuses it, whichever service comes.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets.models import BookClosing
from budgets.year_end import obstacles, told_together, year_is_over
from core.access import require
from core.audit import STATE, record
from core.parts import Part, take_part
from core.workflow import Act, Objection, Transition, Workflow
from ledger.models import BookYear
from ledger.years import close_year, reopen_year


@transaction.atomic
def ask_closing(closing, *, by):
    """Ask to close an open book, or to open a closed one again with a reason. Everything in the way is said at once."""
    require(by, "budgets.prepare_year_end")
    closing.book_year = BookYear.objects.select_for_update(no_key=True).get(pk=closing.book_year_id)
    closing.kind = BookClosing.Kind.CLOSE if closing.book_year.is_open else BookClosing.Kind.REOPEN
    closing.created_by = by
    if closing.kind == BookClosing.Kind.REOPEN and not closing.why.strip():
        raise ValidationError({"why": "Mở lại sổ phải nêu lý do."})
    closing.full_clean()
    if objections := nothing_in_the_way(closing, Act(by=by)):
        raise ValidationError([str(objection) for objection in objections])
    closing.save()
    take_part(closing, by, Part.PREPARE, "budgets.prepare_year_end")
    record(
        closing, "budgets.bookclosing.ask", by=by, note=closing.why,
        after={STATE: closing.get_status_display(), "Việc": closing.get_kind_display()},
    )  # fmt: skip
    return closing


def nothing_in_the_way(closing, act):
    """Every objection at once, with its figures. Nothing is asked of a book that is to be opened again."""
    if closing.kind == BookClosing.Kind.REOPEN:
        return []
    running = year_is_over(closing.book_year)
    return ([running] if running else []) + told_together(obstacles([closing.book_year]))


def still_as_it_was(closing, act):
    """The book is still in the state it was in when this was asked for."""
    is_open = BookYear.objects.get(pk=closing.book_year_id).is_open
    if is_open != (closing.kind == BookClosing.Kind.CLOSE):
        return Objection(f"Sổ năm {closing.book_year.year} {'đang mở' if is_open else 'đã khóa'}, không còn gì để làm")


def _decided(closing, act):
    """Held from here on, the book takes no entry and no account of its year is opened again; what came since the
    question was asked is found now."""
    BookYear.objects.select_for_update(no_key=True).get(pk=closing.book_year_id)
    if objections := nothing_in_the_way(closing, act):
        raise ValidationError([str(objection) for objection in objections])
    closing.decided_by = act.by
    closing.save(update_fields=["decided_by"])


def _done(closing, act):
    if closing.kind == BookClosing.Kind.CLOSE:
        close_year(closing.book_year)
    else:
        reopen_year(closing.book_year, asked_by=closing.created_by, by=act.by)
    record(
        closing.book_year, f"ledger.bookyear.{closing.kind.lower()}", by=act.by, note=act.note or closing.why,
        after={STATE: closing.book_year.get_state_display(), "Người đề nghị": closing.created_by.full_name},
    )  # fmt: skip


B = BookClosing.Status

CLOSING_FLOW = Workflow(
    Transition(
        "agree", "Đồng ý, thực hiện", (B.ASKED,), B.AGREED, "budgets.decide_year_end",
        (still_as_it_was, nothing_in_the_way), part=Part.APPROVE, prepare=_decided, effect=_done,
    ),
    Transition(
        "refuse", "Không đồng ý", (B.ASKED,), B.REFUSED, "budgets.decide_year_end", needs_note=True, part=Part.APPROVE,
        tone="danger",
    ),
    Transition(
        "withdraw", "Rút đề nghị", (B.ASKED,), B.WITHDRAWN, "budgets.prepare_year_end", needs_note=True, tone="danger",
    ),
)  # fmt: skip
