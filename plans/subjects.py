"""The ledger's names for a line of the plan and for a project. A commitment's subject hangs under its project's."""

from ledger.models import Subject
from ledger.posting import subject_of


def line_subject(line):
    """One subject for a line through all versions of its plan."""
    return subject_of(Subject.Kind.LINE, line.identity, f"{line.no}. {line.text}")


def project_subject(project):
    return subject_of(Subject.Kind.PROJECT, project.pk, f"{project.code} {project.title}")
