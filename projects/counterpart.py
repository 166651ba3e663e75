"""What the others bring to a project beside its support, by the support that is in force."""

from projects.changes.money import support_of
from projects.past import decided_support


def counterpart_of(project):
    """Total − the support in force − other sources, đồng: after a later decision on the support it is another than the
    dossier's. Before any decision as the dossier says; None where that is not known."""
    support = support_of(project)
    if support is None and project.is_historical:
        support = decided_support(project.past_papers.standing())
    return project.counterpart_under(support)
