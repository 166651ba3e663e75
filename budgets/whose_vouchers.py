"""Whose a voucher is: where a project has contracts of several parties, each line names the one it is a cost under.

What the Department does not accept and what Finance disallows then comes back from that party. No line is common to
all: what an implementing unit bought for all is named by its own contract or task, and of another common paper each
party's part is a line of its own, as one paper may be listed in several lines within its total. So every đồng has one
party it is asked back from, and no rule has to guess how a common cost is divided.
"""

from django.core.exceptions import ValidationError
from django.urls import reverse

from budgets.annexes import with_parties
from budgets.models import Commitment, Voucher
from budgets.own_share import party_of
from core.workflow import Objection

HELP = (
    "Chi phí của đơn vị nào thì chọn hợp đồng của đơn vị đó. Chi phí chung: chọn hợp đồng, nhiệm vụ của đơn vị thực "
    "hiện chung; nếu không có thì kê mỗi đơn vị một dòng theo phần của mình."
)


def signed_contracts(project):
    """The signed contracts of a project, each with what tells whose it is; a fixed number of queries."""
    rows = Commitment.objects.filter(project=project, status=Commitment.Status.SIGNED).order_by("pk")
    return list(with_parties(rows.select_related("project", "unit", "book_year").prefetch_related("annexes")))


def several_parties(contracts):
    """Whether these contracts are of more than one party."""
    return len({party_of(row) for row in contracts}) > 1


def asked_whose(project):
    """The contracts a voucher of this project has to choose from; [] where all are one party's."""
    contracts = signed_contracts(project)
    return contracts if several_parties(contracts) else []


def contract_words(contract):
    """«02/HĐ-KC, Công ty TNHH Lam Giang»: the contract and who is bound by it now."""
    return f"{contract.number}, {contract.party.counterparty}"


def with_contracts(vouchers, project):
    """The contracts of several parties of which these vouchers are, [] where it is not asked; each voucher gets its
    `contract`, None where it names none."""
    contracts = asked_whose(project)
    known = {row.pk: row for row in contracts}
    for voucher in vouchers:
        voucher.contract = known.get(voucher.commitment_id)
    return contracts


def check_contract(voucher):
    """Give the line the only contract there is; refuse one of another project and one not signed."""
    contracts = signed_contracts(voucher.settlement.project)
    if voucher.commitment_id is None:
        voucher.commitment = contracts[0] if len(contracts) == 1 else None
    elif voucher.commitment_id not in {row.pk for row in contracts}:
        needed = "; ".join(map(contract_words, contracts)) or "hợp đồng đã ký của đề án"
        raise ValidationError({"commitment": f"Không phải hợp đồng đã ký của đề án này; chọn một trong: {needed}."})


def standing_without(settlement):
    """The standing lines that name no contract, in their order."""
    return settlement.vouchers.filter(withdrawn_at=None, commitment=None).order_by("no")


def every_voucher_names_its_contract(settlement, act=None):
    """Objection while lines lack it, all of them told at once."""
    contracts = asked_whose(settlement.project)
    lacking = list(standing_without(settlement).values_list("no", flat=True)) if contracts else []
    if lacking:
        return Objection(
            "Đề án có hợp đồng của nhiều đơn vị, mỗi chứng từ phải ghi hợp đồng, đơn vị của mình",
            found=f"chưa ghi ở chứng từ số {', '.join(map(str, lacking))}",
            needed=f"một trong: {'; '.join(map(contract_words, contracts))}",
            way=(f"Sửa chứng từ số {lacking[0]}", reverse("budgets:voucher_edit", args=[settlement.pk, lacking[0]])),
        )


def name_the_only_contract(settlement):
    """Before the account is sent: lines listed before this was asked take the only contract there is."""
    contracts = signed_contracts(settlement.project)
    if len(contracts) == 1:
        standing_without(settlement).update(commitment=contracts[0])


def only_names_its_contract(stored, voucher):
    """Whether a line that named none is changed by nothing but the contract it names now."""
    said = (field.attname for field in Voucher._meta.concrete_fields if field.editable and field.name != "commitment")
    names_it = stored.commitment_id is None and voucher.commitment_id is not None
    return names_it and all(getattr(stored, name) == getattr(voucher, name) for name in said)


def only_to_name(voucher, contracts):
    """Whether of a line already agreed to the one thing left to write is its contract: it names none and is asked."""
    return voucher.decision == Voucher.Decision.AGREED and bool(contracts) and voucher.commitment_id is None


def may_be_rewritten(voucher, contracts):
    """Whether a standing line of an account that its unit holds takes anything; one agreed to only its contract."""
    return voucher.decision != Voucher.Decision.AGREED or only_to_name(voucher, contracts)
