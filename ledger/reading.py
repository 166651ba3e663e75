"""Questions to the books. Every total on a page, in a file and over REST comes from here; all amounts in đồng.

`book_years`, `unit`, `line` and `project` narrow a question: book years and units one or several; a line or project as
its Subject or as its id in the programme. Each function asks a fixed number of queries, however much is in the books.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from ledger.models import Account, BookYear, Subject, Transfer
from ledger.stages import OWED, Kind, Stage

# What has come at least this far: the stage itself and those further down the way. WITHHELD and CLAIMED lie beside the
# way; money to be recovered had been advanced, whatever became of it.
FURTHER = {
    Stage.SETTLED: [Stage.SETTLED],
    Stage.RECOVERABLE: [Stage.RECOVERABLE],
    Stage.CLAIMED: [Stage.CLAIMED],
    Stage.WITHHELD: [Stage.WITHHELD],
}
FURTHER[Stage.PAID] = [Stage.PAID, *FURTHER[Stage.SETTLED]]
FURTHER[Stage.ADVANCED] = [Stage.ADVANCED, Stage.RECOVERABLE, *FURTHER[Stage.PAID]]
FURTHER[Stage.COMMITTED] = [Stage.COMMITTED, *FURTHER[Stage.ADVANCED]]
FURTHER[Stage.APPROVED] = [Stage.APPROVED, *FURTHER[Stage.COMMITTED]]
FURTHER[Stage.ALLOCATED] = [Stage.ALLOCATED, *FURTHER[Stage.APPROVED]]
FURTHER[Stage.APPROPRIATED] = [Stage.APPROPRIATED, Stage.WITHHELD, *FURTHER[Stage.ALLOCATED]]
FURTHER[Stage.TREASURY] = FURTHER[Stage.APPROPRIATED]  # what left the source is what was given out

# The eight compartments of the runway picture; the table shows all stages.
SHOWN = (
    Stage.APPROPRIATED, Stage.ALLOCATED, Stage.APPROVED, Stage.COMMITTED,
    Stage.ADVANCED, Stage.PAID, Stage.SETTLED, Stage.RECOVERABLE,
)  # fmt: skip

# Money that left by these had come as far as it stood. A cut does not count: the estimate was smaller than thought.
LEFT = (Kind.CANCEL, Kind.REFUND, Kind.CARRY_OUT)

# By these a project's money came out of the book of the year before: with its estimate, or charged to the new one.
CAME = (Kind.CARRY_IN, Kind.CHARGE)


@dataclass(frozen=True)
class Entry:
    """One line of a statement: the transfer, what it added to the place (below 0: took away), what stood there then."""

    transfer: Transfer
    change: int
    balance: int


def years_with_books():
    """The years that have a book, each once, in no order. One query."""
    return BookYear.objects.order_by().values_list("year", flat=True).distinct()


def sources_to_tell(year=None):
    """{book year id: its source in words} where a year and tier has more than one, of one year or of all: whoever tells
    of money there names its source; elsewhere nothing is added. One query."""
    others = BookYear.objects.filter(year=OuterRef("year"), tier=OuterRef("tier")).exclude(pk=OuterRef("pk"))
    return {
        book.pk: book.source_words
        for book in book_years().filter(Exists(others))
        if not year or str(book.year) == str(year)
    }


def balance(place):
    """What stands in a place now; 0 when nothing ever came there."""
    account = _account(place)
    return account.balance if account else 0


def balances(book_years=None, unit=None, line=None, project=None):
    """{stage: đồng standing there now}, every stage named. One query."""
    rows = accounts(book_years, unit, line, project).values("stage").annotate(total=Sum("balance"))
    found = {row["stage"]: int(row["total"]) for row in rows.order_by()}
    return {stage: found.get(stage, 0) for stage in Stage}


def runway(book_years=None, unit=None, line=None, project=None):
    """Every stage in ledger order: [{stage, label, balance, reached}].

    `balance` stands there now; `reached` is what has come at least this far: it and the later stages, money to be
    recovered counted as advanced, plus what was cancelled, refunded or carried out from them, net of reversals.
    The Treasury's balance is what it gave out, below zero; WITHHELD and CLAIMED lie beside the way. Three queries.
    """
    standing = balances(book_years, unit, line, project)
    left = _left(book_years, unit, line, project)
    return [
        {
            "stage": stage.value,
            "label": stage.label,
            "balance": standing[stage],
            "reached": sum(standing[later] + left[later] for later in FURTHER[stage]),
        }
        for stage in Stage
    ]


def project_balances(refs=None, book_years=None, unit=None):
    """{project id: {stage: đồng}} for many projects at once; stages without money are 0. One query."""
    refs = None if refs is None else list(refs)
    places = accounts(book_years, unit).filter(Q(subject__kind="PROJECT") | Q(subject__parent__isnull=False))
    if refs is not None:
        places = places.filter(Q(subject__kind="PROJECT", subject__ref__in=refs) | Q(subject__parent__ref__in=refs))
    rows = places.values_list("subject__kind", "subject__ref", "subject__parent__ref", "stage", "balance")
    found = defaultdict(lambda: dict.fromkeys(Stage, 0))
    for ref in refs or ():
        found[ref]  # a project without money is in the answer too
    for kind, ref, parent, stage, amount in rows.order_by():
        found[ref if kind == Subject.Kind.PROJECT else parent][Stage(stage)] += amount
    return dict(found)


def still_owed(standing):
    """What is still to come back of {stage: đồng}: one figure for every page, also what a later year claims."""
    return sum(standing[stage] for stage in OWED)


def line_balances(book_years=None, unit=None):
    """{plan line id: đồng allocated to it and not yet given to a project}. One query."""
    rows = accounts(book_years, unit).filter(stage=Stage.ALLOCATED).values("subject__ref")
    return {row["subject__ref"]: int(row["total"]) for row in rows.annotate(total=Sum("balance")).order_by()}


def moved(kinds, *, book_years=None, unit=None, subject=None, until=None):
    """What transfers of these kinds moved, net of reversals. Two queries.

    `unit`: whose money moved, that is the unit it came from; a reversal gives it back there. `subject`: only transfers
    that touch this line, project (with its commitments) or commitment; `until`: only transfers whose paper is dated on
    or before that day.
    """
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    transfers = Transfer.objects.filter(kind__in=kinds)
    if book_years is not None:
        transfers = transfers.filter(source__book_year__in=_several(book_years))
    if unit is not None:
        units = _several(unit)
        transfers = transfers.filter(
            Q(reverses=None, source__unit__in=units) | Q(reverses__isnull=False, target__unit__in=units)
        )
    if subject is not None:
        transfers = transfers.filter(touching(subject))
    if until is not None:
        transfers = transfers.filter(dated_on__lte=until)

    def total(rows):
        return int(rows.aggregate(total=Sum("amount"))["total"] or 0)

    return total(transfers.filter(reverses=None)) - total(transfers.exclude(reverses=None))


def statement(place):
    """The place's transfers in the order they were posted, each with the balance after it. Four queries."""
    account = _account(place)
    if account is None:
        return []
    return with_standing(account, entries(account))[::-1]


def entries(account):
    """(transfer id, the `change` it made in đồng) of the account, the newest first; a queryset."""
    change = Case(When(target=account, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())
    rows = Transfer.objects.filter(Q(source=account) | Q(target=account)).annotate(change=change)
    return rows.order_by("-pk").values_list("pk", "change")


def with_standing(account, part):
    """[Entry] of a part of `entries`, without gaps. Three queries: places and papers are read of the part alone, and of
    what went before it the sum."""
    part = list(part)
    if not part:
        return []
    transfers = Transfer.objects.with_places().in_bulk([pk for pk, _ in part])
    standing = int(entries(account).filter(pk__lte=part[0][0]).aggregate(total=Sum("change"))["total"])
    found = []
    for pk, change in part:
        found.append(Entry(transfers[pk], change, standing))
        standing -= change
    return found


def carried_into(projects):
    """{project id: the BookYear its money was last carried into}, net of reversals; who was never carried is left out.

    What is only to be recovered is carried without its project. One query.
    """
    found = {}
    carried = carries(ref__in=projects).select_related("target__book_year", "target__subject__parent")
    for transfer in carried.order_by("pk"):
        about = transfer.target.subject
        found[(about.parent or about).ref] = transfer.target.book_year
    return found


def carries(**of_project):
    """The transfers that brought a project's money into a later book and stand; a queryset.

    `of_project`: on the Subject of the project, as `ref__in=[…]` or `ref=OuterRef("project")`.
    """
    rows = Transfer.objects.filter(kind__in=CAME, reverses=None, reversed_by=None)
    of_project["kind"] = Subject.Kind.PROJECT
    own = Q(**{f"target__subject__{name}": value for name, value in of_project.items()})
    of_contracts = Q(**{f"target__subject__parent__{name}": value for name, value in of_project.items()})
    return rows.exclude(target__stage=Stage.CLAIMED).filter(own | of_contracts)


def transfers_for_case(case):
    """Transfers of every act of this record (a payment, a round), in the order posted; a queryset."""
    content_type = ContentType.objects.get_for_model(case)
    return Transfer.objects.filter(act__content_type=content_type, act__object_id=case.pk).with_places()


def transfers_for_subject(subject):
    """Transfers that touch a line, a project (its commitments too) or a commitment, in the order posted; a queryset."""
    return Transfer.objects.filter(touching(subject)).with_places()


def subject(kind, ref):
    """The Subject of a line, project or commitment, None while no money was ever meant for it."""
    return Subject.objects.filter(kind=kind, ref=ref).first()


def book_years(year=None, tier=None):
    """Book years of a budget year and tier, every source; a queryset."""
    found = BookYear.objects.all()
    if year is not None:
        found = found.filter(year=year)
    return found.filter(tier=tier) if tier is not None else found


def accounts(book_years=None, unit=None, line=None, project=None):
    """The accounts behind a figure, a queryset: what one finds who asks where an amount of the runway stands."""
    return Account.objects.filter(_narrowed("", book_years, unit, line, project))


def come_to(stage, book_years=None, unit=None, line=None, project=None):
    """The accounts behind a stage's `reached`, a queryset: those of it and further on, each with its part of the
    figure: `left`, what was cancelled, refunded or carried out from there, and `reached`, that and its balance."""
    rows = accounts(book_years, unit, line, project).filter(stage__in=FURTHER[stage])
    return rows.annotate(
        left=_of_account("source", reverses=None) - _of_account("target", reverses__isnull=False),
        reached=F("balance") + F("left"),
    )


def _of_account(end, **transfers):
    rows = Transfer.objects.filter(**{end: OuterRef("pk")}, kind__in=LEFT, **transfers).order_by()
    total = Subquery(rows.values(end).annotate(total=Sum("amount")).values("total"))
    return Coalesce(total, 0, output_field=BigIntegerField())


def _account(place):
    if isinstance(place, Account):
        return Account.objects.filter(pk=place.pk).first()
    return Account.objects.filter(
        book_year=place.book_year, unit=place.unit, stage=place.stage, subject=place.subject
    ).first()


def _left(book_years, unit, line, project):
    """{stage: đồng that left the year from there}, net of reversals."""
    found = defaultdict(int)
    for end, sign, reversal in (("source", 1, False), ("target", -1, True)):
        rows = Transfer.objects.filter(
            _narrowed(f"{end}__", book_years, unit, line, project), kind__in=LEFT, reverses__isnull=not reversal
        ).values(f"{end}__stage")
        for row in rows.annotate(total=Sum("amount")).order_by():
            found[Stage(row[f"{end}__stage"])] += sign * int(row["total"])
    return found


def _narrowed(prefix, book_years, unit, line, project):
    condition = Q()
    if book_years is not None:
        condition &= Q(**{f"{prefix}book_year__in": _several(book_years)})
    if unit is not None:
        condition &= Q(**{f"{prefix}unit__in": _several(unit)})
    if line is not None:
        condition &= _of_line(f"{prefix}subject", line)
    if project is not None:
        condition &= _of(f"{prefix}subject", Subject.Kind.PROJECT, project) | _of(
            f"{prefix}subject__parent", Subject.Kind.PROJECT, project
        )
    return condition


def _of_line(path, line):
    """The line itself and the projects that took money from it; a project that took from two lines counts in both."""
    took = (
        Transfer.objects.filter(_of("source__subject", Subject.Kind.LINE, line), kind=Kind.RESERVE, reverses=None)
        .filter(reversed_by=None)
        .values("target__subject")
    )
    return _of(path, Subject.Kind.LINE, line) | Q(**{f"{path}__in": took}) | Q(**{f"{path}__parent__in": took})


def _of(path, kind, which):
    if isinstance(which, Subject):
        return Q(**{path: which})
    if isinstance(which, Iterable):
        return Q(**{f"{path}__kind": kind, f"{path}__ref__in": list(which)})
    return Q(**{f"{path}__kind": kind, f"{path}__ref": which})


def touching(subject):
    """The Q of transfers that touch a line, a project (its commitments too) or a commitment."""
    touched = Q(source__subject=subject) | Q(target__subject=subject)
    if subject.kind == Subject.Kind.PROJECT:
        touched |= Q(source__subject__parent=subject) | Q(target__subject__parent=subject)
    return touched


def _several(one_or_more):
    return one_or_more if isinstance(one_or_more, Iterable) else [one_or_more]
