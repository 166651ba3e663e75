"""The book of another source: opened by the first paper that gives it money, under codes that hold in its year.

A book keeps its codes as text: what was printed then stands, whatever the catalogue says later.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from core.dates import ngay
from core.text import fold, in_a_sentence, one_line
from ledger.models import BookYear
from ledger.refusals import refusal
from norms.models import BudgetCode

KINDS = {
    "chapter": BudgetCode.Kind.CHAPTER,
    "category": BudgetCode.Kind.CATEGORY,
    "item": BudgetCode.Kind.ITEM,
}


@dataclass(frozen=True)
class NewBook:
    """A book that is asked for: budget year, tier, source of the money, codes as the decision prints them or ""."""

    year: int
    tier: str
    source: str
    chapter: str = ""
    category: str = ""
    item: str = ""


def open_book(asked):
    """The BookYear of a NewBook; for `estimate.appropriate` alone, which asks who comes.

    A book that stands ready without codes and money (a plan was drafted before the estimate came) is the one meant, and
    takes the codes of this paper.

    ValidationError by field: it is there already, its source is spelled otherwise elsewhere, a code is unknown or does
    not hold in its year.
    """
    book_year = _without_codes(asked) or BookYear(year=asked.year, tier=asked.tier, source=one_line(asked.source))
    for name in KINDS:
        setattr(book_year, name, getattr(asked, name))
    wrong = {name: why for name in KINDS if (why := _wrong_code(name, getattr(asked, name), asked.year))}
    if why := _spelled_otherwise(book_year):
        wrong["source"] = why
    if wrong:
        raise ValidationError(wrong)
    book_year.full_clean()
    try:
        book_year.save(update_fields=KINDS if book_year.pk else None)
    except DatabaseError as error:
        raise refusal(error) or error from error
    return book_year


def _without_codes(asked):
    """The book of this source that no money has come to and no code was written on, None without one."""
    if not any(getattr(asked, name) for name in KINDS):
        return None
    same = BookYear.objects.filter(year=asked.year, tier=asked.tier, source=one_line(asked.source), accounts=None)
    return same.filter(state=BookYear.State.OPEN, **dict.fromkeys(KINDS, "")).first()


def codes_of(year):
    """{field of the book: [BudgetCode that may be chosen for a budget year]}. One query."""
    found = {name: [] for name in KINDS}
    fields = {kind: name for name, kind in KINDS.items()}
    for code in BudgetCode.objects.of_year(year):
        found[fields[code.kind]].append(code)
    return found


def ended_in_the_next_year(book_year):
    """[why a code of this book does not hold in the year after, a sentence each].

    What is carried lands under the same codes all the same: by them the ledger knows that it is the same money, and the
    codes of a book cannot be changed once money stands there. Whoever carries is told.
    """
    codes = [(name, getattr(book_year, name)) for name in KINDS]
    return [why for name, code in codes if (why := _wrong_code(name, code, book_year.year + 1))]


def books_after(book_year):
    """Books of the next year that the same source has under other codes; a queryset.

    Where the codes of this book go on, none but one that was opened without any: its own are to be used.
    """
    own = {name: getattr(book_year, name) for name in KINDS}
    found = BookYear.objects.filter(year=book_year.year + 1, tier=book_year.tier, source=book_year.source)
    if any(own.values()) and not ended_in_the_next_year(book_year):
        found = found.filter(**dict.fromkeys(KINDS, ""))
    return found.exclude(**own)


def _wrong_code(name, code, year):
    """Why this code does not pass for a book of that year, with what would; "" of one that does or of none."""
    if not code:
        return ""
    offered = codes_of(year)[name]
    if code in {row.code for row in offered}:
        return ""
    kind = KINDS[name]
    known = BudgetCode.objects.filter(kind=kind, code=code).order_by("-valid_from").first()
    if known is None:
        found = f"{kind.label} {code} không có trong danh mục mã mục lục ngân sách."
    else:
        until = f" đến {ngay(known.valid_to)}" if known.valid_to else ""
        found = f"{kind.label} {code} chỉ dùng từ {ngay(known.valid_from)}{until}."
    if not offered:
        none = f"Danh mục chưa có {in_a_sentence(kind.label)} nào của năm {year}"
        return f"{found} {none}: để trống, hoặc nhờ quản trị nhập."
    return f"{found} Năm {year} dùng được: {'; '.join(map(str, offered))}."


def _spelled_otherwise(book_year):
    """The same source under two spellings would be two books: it is written as in the books of its tier before."""
    known = BookYear.objects.filter(tier=book_year.tier).order_by("-year").values_list("year", "source")
    if book_year.source in {source for _, source in known}:
        return ""
    for year, source in known:
        if fold(source) == fold(book_year.source):
            return f"Sổ năm {year} ghi nguồn này là “{source}”; cùng một nguồn thì ghi đúng như vậy."
    return ""
