"""What waits at the end of a budget year: the book's obstacles whose turn it is, decisions, and the closing itself."""

from django.urls import reverse

from budgets.models import BookClosing, Cancellation, CarryOver, Claim
from budgets.year_end import DESKS, ended_and_open, obstacles
from core.audit import moved_on
from core.text import in_a_sentence
from core.work import WorkItem


def worklist_year_end(user):
    """A fixed number of queries, however many books of years gone by still stand open."""
    if not any(map(user.has_perm, DESKS)):
        return []
    found = []
    if user.has_perm("budgets.decide_year_end"):
        waiting = Cancellation.objects.visible_to(user).filter(status=Cancellation.Status.DRAFT)
        found += _waiting("Quyết định hủy dự toán", waiting.select_related("book_year", "unit"))
        carried = CarryOver.objects.visible_to(user).filter(status=CarryOver.Status.DRAFT)
        found += _waiting("Quyết định {way}", carried.select_related("book_year", "project"))
        claims = Claim.objects.visible_to(user).filter(status=Claim.Status.DRAFT)
        found += _waiting("Quyết định ghi phải thu hồi", claims.for_list())
        asked = BookClosing.objects.visible_to(user).filter(status=BookClosing.Status.ASKED)
        found += _waiting("Quyết định", asked.select_related("book_year"))
    books = list(ended_and_open().order_by("year", "pk"))
    rows = obstacles(books, user)
    being_closed = BookClosing.objects.filter(book_year__in=books, status=BookClosing.Status.ASKED) if books else ()
    being_closed = {row.book_year_id for row in being_closed}
    for book in books:
        own = [row for row in rows if row.book_year == book]
        address = f"{reverse('budgets:year_end')}?year={book.year}"
        if mine := [row for row in own if row.turn.is_of(user)]:
            due = min((row.due.day for row in mine if row.due), default=None)
            tone = "son" if any(row.late for row in mine) else "nghe"
            title = f"Kết thúc năm {book.year}: còn {len(mine)} việc để khóa sổ"
            found.append(WorkItem(title, str(book), address, due=due, tone=tone))
        elif not own and user.has_perm("budgets.prepare_year_end") and book.pk not in being_closed:
            found.append(WorkItem(f"Đề nghị khóa sổ năm {book.year}", str(book), address))
    return found


def _waiting(title, rows):
    rows = list(rows.order_by("pk"))
    moved = moved_on(rows)
    return [
        WorkItem(_titled(title, row), str(row), row.get_absolute_url(), moved.get(row.pk), tone="nghe") for row in rows
    ]


def _titled(title, row):
    return title.format(way=in_a_sentence(row.get_way_display())) if isinstance(row, CarryOver) else title
