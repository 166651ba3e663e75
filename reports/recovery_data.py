"""What the books say for the letter that asks money back."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import Organisation
from budgets.models import Commitment, PaymentRequest
from budgets.owed import owed
from core.dates import long_date, today
from core.text import in_a_sentence
from ledger.models import Account, Subject, Transfer
from ledger.stages import OWED, Kind, Stage
from reports.offices import in_full, office_of
from reports.papers.recovery_letter import Cause, RecoveryLetter

MADE, CAME_BACK = (Kind.RECOVER, Kind.CLAIM), (Kind.RESTORE, Kind.REFUND)


def owing_contracts(user):
    """Contracts of the person's own unit of which something is to come back: who signed them asks for it."""
    owing = Account.objects.filter(subject__kind=Subject.Kind.COMMITMENT, stage__in=OWED, balance__gt=0)
    own = Commitment.objects.for_list().visible_to(user).filter(unit=user.organisation_id)
    return own.filter(pk__in=owing.values("subject__ref"))


def recovery_data(params, by):
    """(RecoveryLetter, illustrative) of the contract `params["commitment"]`; ValidationError with nothing owed."""
    contract = owing_contracts(by).filter(pk=params["commitment"]).select_related("unit__superior").first()
    if contract is None:
        raise ValidationError("Hợp đồng này không còn khoản phải thu hồi, không lập công văn.")
    found = owed(by, commitment=contract)
    first = min(found.rows, key=lambda row: row.due.day if row.due else date.max)
    office = office_of(contract.unit)
    if contract.unit.kind != Organisation.Kind.DOIT:
        office = replace(office, section="…")  # its sections are not in the catalogue: written by hand
    return RecoveryLetter(
        office=office,
        year=today().year,
        payees=_payees(contract),
        code=contract.project.code,
        title=contract.project.title,
        contract=f"{contract} {long_date(contract.signed_on)}",
        amount=found.total,
        causes=_causes(contract),
        restores=all(row.stage == Stage.RECOVERABLE and row.book_year.year == today().year for row in found.rows),
        due=first.due and first.due.day,
        due_by=in_full(first.due.rule.source) if first.due else "",
        late=first.late,
        by_day=params.get("by_day") and date.fromisoformat(params["by_day"]),
        pay_to=params.get("pay_to", ""),
    ), contract.illustrative or contract.project.illustrative


def _payees(contract):
    """Who got the money, each once: an annex of later names another."""
    paid = PaymentRequest.objects.for_list().filter(commitment=contract, status=PaymentRequest.Status.PAID)
    named = dict.fromkeys(row.party.counterparty for row in paid.select_related("annex").order_by("paid_on", "pk"))
    return tuple(named) or (contract.party.counterparty,)


def _causes(contract):
    """What made it owed, then what came back; together what the books hold as owed."""
    standing = Transfer.objects.filter(reverses=None, reversed_by=None).with_places().order_by("pk")
    of = {"subject__kind": Subject.Kind.COMMITMENT, "subject__ref": contract.pk, "stage__in": OWED}
    made = standing.filter(kind__in=MADE, **{f"target__{name}": value for name, value in of.items()})
    back = standing.filter(kind__in=CAME_BACK, **{f"source__{name}": value for name, value in of.items()})
    causes = [Cause(row.dated_on, row.act.name, _paper(row.paper), row.amount) for row in made]
    causes += [Cause(row.dated_on, f"Đã {in_a_sentence(row.act.name)}", "", -row.amount) for row in back]
    return tuple(causes)


def _paper(paper):
    if paper is None:
        return ""
    on = f" {long_date(paper.issued_on)}" if paper.issued_on else ""
    of = f" của {paper.issuer}" if paper.issuer else ""
    return f"Văn bản số {paper.number}{on}{of}" if paper.number else f"{paper}{on}{of}"
