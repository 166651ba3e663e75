"""The ledger's name for a commitment, under its project's."""

from ledger.models import Subject
from ledger.posting import Place, subject_of
from ledger.stages import Stage
from plans.subjects import project_subject


def commitment_subject(commitment):
    label = f"{commitment.get_kind_display()} {commitment.number}, {commitment.project.code}"
    return subject_of(Subject.Kind.COMMITMENT, commitment.pk, label, parent=project_subject(commitment.project))


def project_place(commitment):
    """Where the approved support of the commitment's project stands."""
    return Place(commitment.book_year, commitment.unit, Stage.APPROVED, project_subject(commitment.project))


def commitment_place(commitment, stage):
    """COMMITTED, ADVANCED, PAID, SETTLED or RECOVERABLE of this commitment."""
    return Place(commitment.book_year, commitment.unit, stage, commitment_subject(commitment))
