"""What goes to the Treasury with a request: each paper by its rule, with the scans that whoever sends it may open.

A wrong scan that has the right one beside it stays at home. A paper without a scan goes on paper, and the list says so.
"""

from dataclasses import dataclass

from budgets.annex_models import Annex
from budgets.commitment_models import RECOVERY_LETTER
from budgets.models import Commitment
from budgets.papers import paper_rows
from core.documents import documents_of_each
from core.models import Document
from inspections.selectors import acceptance_of

CONTRACT, MINUTES = "project_contract", "acceptance_minutes_5"  # kinds of paper that are records of the program


@dataclass(frozen=True)
class Enclosed:
    """One paper of the pack. `documents`: what stands for it, with a scan or without; `record`: a record that is it."""

    name: str
    documents: tuple = ()
    record: str = ""
    is_missing: bool = False
    condition: str = ""  # only then is it asked for
    source: str = ""  # of the rule that asks for it

    @property
    def scans(self):
        return tuple(document for document in self.documents if document.file)


def pack_of(payment, user):
    """[Enclosed] of a request: contract and annexes, what the rules ask for, whatever else was filed with it.

    What is only asked for on a condition and is not there is left out. A fixed number of queries.
    """
    commitment, accepted = payment.commitment, acceptance_of(payment.project)
    annexes = commitment.signed_annexes()
    filed = documents_of_each([commitment, *annexes, *([accepted.batch] if accepted else []), payment])
    rules = [row for row in paper_rows(payment, payment.requested_on) if row.state != "IF_ANY"]
    kinds = {row.paper.code for row in rules}
    with_contract, with_annex, with_minutes, others = [], {annex.pk: [] for annex in annexes}, [], []
    for record, document in filed:
        if isinstance(record, Annex):
            with_annex[record.pk].append(document)
        elif document.kind in kinds:
            continue  # in the row of its rule
        elif document.kind == RECOVERY_LETTER:
            continue  # between the unit and who owes
        elif isinstance(record, Commitment):
            with_contract.append(document)
        elif record == payment:
            if not document.of_a_step:  # what the Treasury sent back is not sent to it
                others.append(document)
        else:
            with_minutes.append(document)
    found = []
    by_code = {row.paper.code: row for row in rules}
    contract = by_code.pop(CONTRACT, None)
    found.append(
        Enclosed(
            str(commitment),
            (*(contract.documents if contract else ()), *with_contract),
            str(commitment),
            source=contract.source if contract else "",
        )
    )
    found += [Enclosed(str(annex), tuple(with_annex[annex.pk]), str(annex)) for annex in annexes]
    for code, row in by_code.items():
        documents = (*row.documents, *(with_minutes if code == MINUTES else ()))
        missing = row.state == "MISSING"
        found.append(Enclosed(row.paper.name, documents, row.record, missing, row.condition, row.source))
    if with_minutes and MINUTES not in by_code:
        found.append(Enclosed("Biên bản nghiệm thu", tuple(with_minutes), str(accepted.batch)))
    found += [Enclosed(document.title or str(document), (document,)) for document in others]
    return _in_reach(found, user)


def _in_reach(rows, user):
    """The same with the papers this person may open, each in one row, without scans that were put right."""
    ids = {document.pk for row in rows for document in row.documents}
    open_ = set(Document.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    told, found = set(), []
    for row in rows:
        mine = [paper for paper in row.documents if paper.pk in open_ - told and not paper.corrected]
        told |= {paper.pk for paper in mine}
        if mine or row.record or row.is_missing or not row.documents:
            kept = Enclosed(row.name, tuple(mine), row.record, row.is_missing, row.condition, row.source)
            found.append(kept)
    return found
