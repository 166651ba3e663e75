"""Of several beneficiaries each is paid within its own part of the support, by whatever contracts it has.

A contract says by its words who is paid; it is a beneficiary's when it bears the name of exactly one of them. A
contract with whoever carries the project out for all of them is nobody's part.
"""

from budgets.drawn import drawn
from budgets.models import Commitment, PaymentRequest
from core.money import dong
from core.workflow import Objection
from projects.ceilings import is_shared
from projects.likeness import core_of

WAY = "chia lại phần hỗ trợ theo văn bản, hoặc ký với đơn vị thực hiện đề án"


def contract_within_own_share(commitment, act=None, signed=None, annex=None):
    """Objection when the contracts of one beneficiary come to more than its part; asked before one is signed.

    `signed`: the signed contracts of the project, where they have been read; `annex`: one that would change its value,
    and may name who is paid from then on: the part of that one counts.
    """
    value = annex.new_value if annex else commitment.value_in_force
    row = paid_by(commitment, annex if annex and annex.names_party else None)
    if row is None:
        return None
    others = [other for other in contracts_of(row, signed) if other.pk != commitment.pk]
    before = sum(other.value_in_force for other in others)
    return _over(row, before + value, f"hợp đồng này {dong(value)}", before)


def request_within_own_share(payment, act=None):
    """Objection when what a beneficiary was paid and asks for comes to more than its part, which may be less by now."""
    row = paid_by(payment.commitment)
    if row is None:
        return None
    before = drawn(PaymentRequest.objects.before(payment), commitment__in=contracts_of(row))
    return _over(row, before + payment.amount, f"đề nghị này {dong(payment.amount)}", before)


def paid_by(commitment, party=None):
    """The Beneficiary, one of several (now, or before some left) with a part of its own, whose name the contract bears
    now; else None.

    `party`: whose name it is to bear instead.
    """
    row = named_by(commitment, party)
    return row if row is not None and row.support_share is not None else None


def named_by(commitment, party=None):
    """The same, whether or not it has been given a part."""
    rows = list(commitment.project.beneficiaries.all())
    if commitment.kind != Commitment.Kind.CONTRACT or not is_shared(commitment.project, rows):
        return None
    party = party or commitment.party
    for name in (party.payee_name, party.counterparty):
        called = core_of(name)
        alike = [row for row in rows if row.establishment and called and core_of(row.establishment.name) == called]
        if len(alike) == 1:
            return alike[0]
    return None


def party_of(commitment):
    """Whose contract it is, told apart from the others of its project: of several beneficiaries the one it names, else
    by the name of who is bound now."""
    row = named_by(commitment)
    return row.pk if row is not None else core_of(commitment.party.counterparty)


def contracts_of(row, signed=None):
    """The signed contracts of the project that are this beneficiary's."""
    if signed is None:
        signed = Commitment.objects.filter(project=row.project_id, status=Commitment.Status.SIGNED)
        signed = signed.select_related("project").prefetch_related("annexes", "project__beneficiaries__establishment")
    return [one for one in signed if (whose := paid_by(one)) and whose.pk == row.pk]


def next_to_sign(project, left):
    """(the Beneficiary a contract is drafted for next, its value in đồng): of several with parts of the support, the
    first whose part its contracts, drafts too, leave open; else the first of all with what is `left` to sign.
    """
    rows = [row for row in project.beneficiaries.select_related("establishment") if row.establishment]
    drafted = Commitment.objects.filter(project=project).exclude(status=Commitment.Status.WITHDRAWN)
    drafted = drafted.select_related("project").prefetch_related("annexes", "project__beneficiaries__establishment")
    given = {}
    for one in drafted:
        if whose := paid_by(one):
            given[whose.pk] = given.get(whose.pk, 0) + one.value_in_force
    for row in rows if is_shared(project, rows) else ():
        if row.support_share is not None and row.support_share > given.get(row.pk, 0):
            return row, min(row.support_share - given.get(row.pk, 0), left)
    return (rows[0] if rows else None), left


def _over(row, total, this, before):
    if total <= row.support_share:
        return None
    there = f", các lần trước {dong(before)}" if before else ""
    return Objection(
        f"Chi cho {row} vượt phần hỗ trợ của đơn vị thụ hưởng này",
        found=f"{dong(total)} ({this}{there})",
        needed=f"không quá {dong(row.support_share)}: {WAY}",
        way=("Xem phần hỗ trợ", f"{row.project.get_absolute_url()}#beneficiaries"),
    )
