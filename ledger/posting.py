"""The one door into the books: `post` writes an act, `reverse` takes a whole act back.

    post("Phân bổ dự toán", [Line(Kind.ALLOCATE, undivided, on_line, 500_000_000)], by=officer, dated_on=day)

Amounts are whole đồng. Nothing here compares an amount with a balance: the database does, under its locks, and its
refusal comes back as a ValidationError that names the place, what is there and what is needed. Lock the records of the
case before posting: record locks come before account locks.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from accounts.models import Organisation
from ledger.models import Account, Act, BookYear, Subject, Transfer, place_words
from ledger.refusals import refusal
from ledger.stages import Kind, Stage

__all__ = [
    "Kind", "Line", "Place", "Stage", "carry", "charge", "place_of", "post", "reverse", "subject_of", "treasury",
]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where money stands: book year × unit × stage × subject (none while the money is undivided)."""

    book_year: BookYear
    unit: Organisation
    stage: str
    subject: Subject | None = None

    @property
    def key(self):
        return (self.book_year.pk, self.unit.pk, str(self.stage), self.subject.pk if self.subject else None)

    def __str__(self):
        """With the source where its year and tier has another: a query, so for a sentence rather than a list."""
        return place_words(self.stage, self.subject, self.unit, self.book_year, self.book_year.source_to_tell)


@dataclass(frozen=True, eq=False)
class Line:
    """One transfer to be written. `carried_from`: the carry_out line of the same act that this carry_in answers."""

    kind: str
    source: Place
    target: Place
    amount: int
    carried_from: "Line | None" = None
    reverses: Transfer | None = None


def treasury(book_year, unit):
    """Where a unit's money comes from and goes back to. The only place that may stand below zero."""
    return Place(book_year, unit, Stage.TREASURY)


def place_of(account):
    return Place(account.book_year, account.unit, account.stage, account.subject)


def subject_of(kind, ref, label, parent=None):
    """The subject of a plan line, project or commitment, made at first use; `parent` is a commitment's project."""
    label = label[:300]
    found = Subject.objects.filter(kind=kind, ref=ref).first()
    if found and found.label == label:
        return found
    with _spoken(), transaction.atomic():
        subject, made = Subject.objects.get_or_create(kind=kind, ref=ref, defaults={"label": label, "parent": parent})
        if not made and subject.label != label:
            subject.label = label
            subject.save(update_fields=["label"])
    return subject


def carry(place, amount, into):
    """The two lines that take `amount` out of `place` and into the same stage of `into`, the next year's book."""
    stage = Stage.CLAIMED if place.stage == Stage.RECOVERABLE else place.stage
    out = Line(Kind.CARRY_OUT, place, treasury(place.book_year, place.unit), amount)
    landing = Place(into, place.unit, stage, place.subject)
    return [out, Line(Kind.CARRY_IN, treasury(into, place.unit), landing, amount, carried_from=out)]


def charge(place, amount, into):
    """The two lines by which an unreturned advance becomes an advance of the next year's estimate (B26 đ.19.4.c)."""
    out = Line(Kind.CARRY_OUT, place, treasury(place.book_year, place.unit), amount)
    undivided = Place(into, place.unit, Stage.APPROPRIATED)
    return [out, Line(Kind.CHARGE, undivided, Place(into, place.unit, place.stage, place.subject), amount, out)]


def post(act_name, lines, *, by, dated_on, paper=None, case=None, note="", reverses=None):
    """Write an act of one or more lines, all or nothing, in the caller's transaction. Returns the Act.

    `case` is the record the act belongs to (a payment, a round); `dated_on` the date of the paper. Raises
    ValidationError in Vietnamese; the caller's transaction stays usable.
    """
    lines = list(lines)
    if not lines:
        raise ValidationError("Chưa có khoản nào để ghi sổ.")
    for line in lines:
        if isinstance(line.amount, bool) or not isinstance(line.amount, int):
            raise ValidationError("Số tiền ghi sổ phải là số nguyên đồng.")
    places = {place.key: place for line in lines for place in (line.source, line.target)}
    with _spoken() as now, transaction.atomic(), connection.cursor() as cursor:
        now.places = places.values()
        accounts = _open(places)
        now.places = ()
        there = _lock(cursor, accounts.values())
        act_id = _write_act(cursor, act_name, case, note, by, reverses)
        written = {}
        for line in lines:
            source, target = accounts[line.source.key], accounts[line.target.key]
            now.line, now.there = line, there[source]
            written[line] = _write_line(cursor, act_id, line, source, target, written, by, dated_on, paper)
            there[source] -= line.amount
            there[target] += line.amount
        now.line = now.there = None
        # What the database asks of the act as a whole is asked now, while there is somebody to tell.
        cursor.execute("SET CONSTRAINTS public.ledger_act_whole, public.ledger_transfer_whole IMMEDIATE")
        cursor.execute("SET CONSTRAINTS public.ledger_act_whole, public.ledger_transfer_whole DEFERRED")
    return Act.objects.get(pk=act_id)


def reverse(act, *, by, dated_on, note, paper=None):
    """Take back everything `act` did (both years of a carried amount), last line first. Returns the reversing Act.

    Refused by the database when the act is itself a reversal, is already reversed, or when its money has moved on.
    """
    transfers = act.transfers.select_related(
        "source__book_year", "source__unit", "source__subject",
        "target__book_year", "target__unit", "target__subject",
    ).order_by("-pk")  # fmt: skip
    lines = [
        Line(transfer.kind, place_of(transfer.target), place_of(transfer.source), transfer.amount, reverses=transfer)
        for transfer in transfers
    ]
    return post(
        f"Hủy ghi: {act.name}"[:200],
        lines,
        by=by,
        dated_on=dated_on,
        paper=paper,
        case=act.case,
        note=note,
        reverses=act,
    )


@dataclass
class _Now:
    """What is being written at this moment: the line and what stands in its source (đồng), or the places opened."""

    line: Line | None = None
    there: int | None = None
    places: Iterable = ()


@contextmanager
def _spoken():
    """Turns a refusal of the database inside the block into a Vietnamese sentence.

    It stands around the transaction, not inside: after a refusal the sentence still asks which source a place is of.
    """
    now = _Now()
    try:
        yield now
    except DatabaseError as error:
        spoken = refusal(error, now.line, now.there, now.places)
        if spoken is None:
            raise
        raise spoken from error


def _open(places):
    """{key: account id} of the places; missing accounts are opened, in one order for everybody."""
    accounts = _known(places)
    missing = sorted(places.keys() - accounts.keys(), key=lambda key: (*key[:3], key[3] or 0))
    if missing:
        with connection.cursor() as cursor:
            for key in missing:
                cursor.execute(
                    "INSERT INTO public.ledger_account (book_year_id, unit_id, stage, subject_id) "
                    "VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    key,
                )
        accounts = _known(places)
    return accounts


def _known(places):
    years, units, stages, subjects = (set(part) for part in zip(*places, strict=True))
    found = Account.objects.filter(
        Q(subject__in=subjects - {None}) | Q(subject=None), book_year__in=years, unit__in=units, stage__in=stages
    ).values_list("book_year_id", "unit_id", "stage", "subject_id", "pk")
    return {tuple(key): pk for *key, pk in found if tuple(key) in places}


def _lock(cursor, account_ids):
    """{account id: balance in đồng}; from here to the end of the transaction nobody else moves them."""
    cursor.execute("SELECT id, balance FROM public.ledger_lock(%s)", [sorted(account_ids)])
    return dict(cursor.fetchall())


def _write_act(cursor, name, case, note, by, reverses):
    cursor.execute(
        "INSERT INTO public.ledger_act (name, content_type_id, object_id, note, by_id, reverses_id) "
        "VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [
            name,
            ContentType.objects.get_for_model(case).pk if case is not None else None,
            case.pk if case is not None else None,
            note,
            by.pk,
            reverses.pk if reverses is not None else None,
        ],
    )
    return cursor.fetchone()[0]


def _write_line(cursor, act_id, line, source, target, written, by, dated_on, paper):
    cursor.execute(
        "INSERT INTO public.ledger_transfer (act_id, kind, source_id, target_id, amount, paper_id, dated_on, by_id, "
        "reverses_id, carried_from_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [
            act_id,
            str(line.kind),
            source,
            target,
            line.amount,
            paper.pk if paper is not None else None,
            dated_on,
            by.pk,
            line.reverses.pk if line.reverses is not None else None,
            written[line.carried_from] if line.carried_from is not None else None,
        ],
    )
    return cursor.fetchone()[0]
