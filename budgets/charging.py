"""Chuyển tạm ứng sang dự toán năm sau: an advance that had to come back and did not is the next year's (B26 đ.19.4.c).

The second way of a CarryOver. The advance leaves the old book and is taken from the undivided estimate of the new one,
where it is cleared and settled like any other. What was paid of the contract is settled in its own year; what nobody
spent goes back to the estimate of that year, and is bound anew from the next year's where the paper says so.

Money keeps the codes of its book, by which the ledger knows that it is the same. Where the next year's estimate came
under other codes, because these ended, the paper names its book: what is needed leaves that estimate and is given to
the book that goes on under these codes, in the same act.

Whether and after which day a budget year knows this way is a dated setting (`advance-charge`). All amounts in đồng.
"""

from dataclasses import replace

from django.urls import reverse

from budgets.annexes import left_for_good
from budgets.books import books_after
from budgets.models import CarryOver
from budgets.whose_vouchers import signed_contracts
from budgets.year_end import RULE
from core.dates import ngay
from core.money import dong
from core.workflow import Objection
from ledger.models import BookYear
from ledger.posting import Kind, Line, Place, Stage, carry, charge, place_of, treasury
from ledger.reading import balance
from norms.selectors import deadline_of_year
from plans.issue import approved_place, source_of
from plans.selectors import approved_item

LEAVES = (Stage.APPROVED, Stage.COMMITTED, Stage.ADVANCED, Stage.PAID, Stage.RECOVERABLE)
UNSPENT, GOES_ON = (Stage.APPROVED, Stage.COMMITTED), (Stage.ADVANCED, Stage.RECOVERABLE)


def is_charge(carry_over):
    return carry_over.way == CarryOver.Way.CHARGE


def of_stages(rows, *stages):
    """Đồng standing in these compartments among the accounts that are emptied."""
    return sum(row.balance for row in rows if row.stage in stages)


def later_book(book_year):
    """The next year's book of the same source, None while nobody gave it money."""
    same = {name: getattr(book_year, name) for name in ("tier", "source", "chapter", "category", "item")}
    return BookYear.objects.filter(year=book_year.year + 1, **same).first()


def estimate_of(carry_over):
    """The book whose estimate takes the advance: the one the paper names, else that of the same codes or None."""
    return carry_over.taken_from or later_book(carry_over.book_year)


def only_book_after(book_year):
    """The book to be named where there is no choice: the same codes have none and the source has one under others."""
    others = list(books_after(book_year)[:2])
    return others[0] if len(others) == 1 and later_book(book_year) is None else None


def needed(carry_over, rows):
    """What the next year's estimate has to give, đồng."""
    return of_stages(rows, Stage.ADVANCED, *(UNSPENT if carry_over.renews else ()))


def needed_and_there(carry_over, rows):
    """(what the next year's estimate has to give, what stands there undivided with the unit)."""
    book = estimate_of(carry_over)
    there = balance(Place(book, carry_over.unit, Stage.APPROPRIATED)) if book else 0
    return needed(carry_over, rows), there


def becomes(carry_over, row):
    """What the money of this account will be, in words."""
    year = carry_over.book_year.year
    if row.stage == Stage.ADVANCED:
        return f"tạm ứng của dự toán năm {year + 1}"
    if row.stage == Stage.PAID:
        return f"quyết toán trong năm {year}"
    if row.stage == Stage.RECOVERABLE:
        return f"phải thu hồi, theo dõi ở năm {year + 1}"
    return f"trả về dự toán năm {year}" + (f", bố trí lại từ dự toán năm {year + 1}" if carry_over.renews else "")


def charged(carry_over, rows):
    """{field of the paper: đồng}: what goes on, what is settled of the old year, what goes back to its estimate, what
    the book that is named gives."""
    return {
        "amount": of_stages(rows, *GOES_ON), "settled": of_stages(rows, Stage.PAID),
        "released": of_stages(rows, *UNSPENT), "taken": needed(carry_over, rows) if carry_over.taken_from else 0,
    }  # fmt: skip


def under_the_same_codes(carry_over, rows, into):
    """The lines that give `into` the estimate of the book that the paper names; none where it names no other."""
    if carry_over.taken_from is None:
        return []
    book, unit, amount = carry_over.taken_from, carry_over.unit, needed(carry_over, rows)
    return [
        Line(Kind.CUT, Place(book, unit, Stage.APPROPRIATED), treasury(book, unit), amount),
        Line(Kind.APPROPRIATE, treasury(into, unit), Place(into, unit, Stage.APPROPRIATED), amount),
    ]


def charge_lines(carry_over, rows, into):
    """The lines of the one act that empties `rows`, in an order in which each finds its money."""
    item, unit = approved_item(carry_over.project), carry_over.unit
    approved, renewed = approved_place(item), []
    lines = under_the_same_codes(carry_over, rows, into)
    for row in rows:
        place, amount = place_of(row), row.balance
        if row.stage == Stage.COMMITTED:
            lines.append(Line(Kind.UNCOMMIT, place, approved, amount))
            renewed.append((replace(place, book_year=into), amount))
        elif row.stage == Stage.PAID:
            lines.append(Line(Kind.SETTLE, place, replace(place, stage=Stage.SETTLED), amount))
        elif row.stage == Stage.ADVANCED:
            lines += charge(place, amount, into)
        elif row.stage == Stage.RECOVERABLE:
            lines += carry(place, amount, into)
    if unspent := of_stages(rows, *UNSPENT):
        lines.append(Line(Kind.RELEASE, approved, source_of(item), unspent))
        if carry_over.renews:
            again = replace(approved, book_year=into)
            lines.append(Line(Kind.RESERVE, Place(into, unit, Stage.APPROPRIATED), again, unspent))
            lines += [Line(Kind.COMMIT, again, bound, amount) for bound, amount in renewed]
    return lines


# --- what stands in the way ------------------------------------------------------------------------------------
def an_advance_is_left(carry_over, act, rows):
    if not of_stages(rows, Stage.ADVANCED):
        status = carry_over.project.get_status_display()
        return Objection(
            f"Đề án không có tạm ứng chưa nộp trả trong sổ năm {carry_over.book_year.year}", found=f"“{status}”",
            needed="đề án chưa thực hiện xong, còn số dư tạm ứng",
        )  # fmt: skip


def after_the_day_to_return(carry_over, act, rows):
    """The rule of the budget year itself says whether there is this way at all, and from when on."""
    year = carry_over.book_year.year
    rule = deadline_of_year(RULE, carry_over.book_year.tier, year)
    if rule is None:
        return Objection(
            f"Quy định của năm ngân sách {year} trong danh mục thời hạn không cho chuyển tạm ứng sang dự toán năm sau",
            needed="nộp trả tạm ứng, hoặc chuyển nguồn theo quyết định",
        )  # fmt: skip
    if act.on <= (last := rule.due(year=year)):
        return Objection(
            f"Chưa hết hạn nộp trả tạm ứng của năm {year}", found=ngay(act.on), needed=f"văn bản sau ngày {ngay(last)}",
            article=rule.cited,
        )  # fmt: skip


def names_a_book_of_the_source(carry_over, act, rows):
    book, named = carry_over.book_year, carry_over.taken_from
    if named and named not in (others := list(books_after(book))):
        return Objection(
            f"Sổ nêu để lấy dự toán không nối tiếp sổ {book.name} năm {book.year}", found=str(named),
            needed=" hoặc ".join(map(str, others)) or f"sổ năm {book.year + 1} cùng mã, không nêu sổ khác",
            field="taken_from",
        )  # fmt: skip


def next_estimate_has_it(carry_over, act, rows):
    """Told beforehand, with the books it may be taken from instead; the ledger's CHECK is the guard."""
    book, (amount, there) = carry_over.book_year, needed_and_there(carry_over, rows)
    if amount > there:
        others = [] if carry_over.taken_from else list(books_after(book))
        name_it = f", hoặc nêu sổ nhận dự toán năm sau của nguồn này: {'; '.join(map(str, others))}" if others else ""
        return Objection(
            f"Dự toán chưa phân bổ năm {book.year + 1} của {carry_over.unit.short_name}, nguồn "
            f"{(carry_over.taken_from or book).source_words}, không đủ để nhận số tạm ứng chuyển sang",
            found=dong(there), needed=dong(amount) + name_it, article="TT 26/2026/TT-BTC đ.19.4.c",
            way=(f"Mở dự toán năm {book.year + 1}", f"{reverse('budgets:estimate')}?year={book.year + 1}"),
        )  # fmt: skip


def nothing_was_paid_to_who_left(carry_over, act, rows):
    """What is with a party that left comes back whole; the charge would settle what was cleared or paid of it."""
    paid = {row.subject.ref: row.balance for row in rows if row.stage == Stage.PAID}
    left = [row for row in signed_contracts(carry_over.project) if row.pk in paid and left_for_good(row)]
    if left:
        who = ", ".join(row.party.counterparty for row in left)
        return Objection(
            f"Còn số đã thanh toán của đơn vị không còn thụ hưởng ({who}), số này phải thu hồi, không quyết toán",
            found=dong(sum(paid[row.pk] for row in left)),
            needed="nghiệm thu theo khối lượng đã thực hiện rồi quyết toán đề án trong năm",
        )  # fmt: skip


GUARDS = (
    an_advance_is_left, after_the_day_to_return, names_a_book_of_the_source, next_estimate_has_it,
    nothing_was_paid_to_who_left,
)  # fmt: skip
