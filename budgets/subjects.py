"""The ledger's name for a commitment, under its project's."""

from ledger.models import Account, Subject
from ledger.posting import Place, subject_of
from ledger.reading import carried_into, sources_to_tell
from ledger.stages import Stage
from plans.subjects import project_subject


def commitment_subject(commitment):
    label = f"{commitment.get_kind_display()} {commitment.number}, {commitment.project.code}"
    return subject_of(Subject.Kind.COMMITMENT, commitment.pk, label, parent=project_subject(commitment.project))


def book_of(commitment):
    """The book the commitment's money stands in: the one it was signed in, or the later one it was carried into.

    A project is carried over whole, so that its contracts always share one book.
    """
    return carried_into([commitment.project_id]).get(commitment.project_id) or commitment.book_year


def with_sources(commitments):
    """The same list, each with `source`: what pays it, "" where its year and tier has one source alone. Two queries."""
    several = sources_to_tell()
    carried = carried_into({row.project_id for row in commitments}) if several else {}
    for row in commitments:
        book = carried.get(row.project_id)
        row.source = several.get(book.pk if book else row.book_year_id, "")
    return commitments


def project_place(commitment):
    """Where the approved support of the commitment's project stands."""
    return Place(book_of(commitment), commitment.unit, Stage.APPROVED, project_subject(commitment.project))


def commitment_place(commitment, stage):
    """COMMITTED, ADVANCED, PAID, SETTLED or RECOVERABLE of this commitment."""
    return Place(book_of(commitment), commitment.unit, stage, commitment_subject(commitment))


def owed_places(commitment):
    """Where its money to come back stands, in the order in which it comes back: what a later year claims, the newest
    first, then RECOVERABLE of its own year (always there, perhaps with nothing)."""
    subject = commitment_subject(commitment)
    claimed = Account.objects.filter(subject=subject, unit=commitment.unit, stage=Stage.CLAIMED, balance__gt=0)
    return [
        *(
            Place(row.book_year, commitment.unit, Stage.CLAIMED, subject)
            for row in claimed.select_related("book_year").order_by("-book_year__year")
        ),
        commitment_place(commitment, Stage.RECOVERABLE),
    ]
