"""A project's settlement: what the decided vouchers add up to, and the one ledger act of its approval.

All amounts in đồng. Nothing is stored before the director approves; until then every figure is computed here, for the
desk, the record and the objections alike.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.db.models import Q, Sum

from budgets.annexes import left_for_good
from budgets.held import held_by
from budgets.models import Commitment, PaymentRequest, Settlement
from budgets.own_share import paid_by, party_of
from budgets.state_shares import state_shares, warnings
from budgets.subjects import commitment_place, owed_places
from budgets.support import due_by_cost, due_to_places, final_support
from budgets.whose_vouchers import several_parties, signed_contracts
from core.money import dong
from inspections.selectors import acceptance_of
from ledger.models import Account, Transfer
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance, project_balances, still_owed
from plans.issue import approved_place, source_of
from plans.selectors import approved_item, counts_vat

NOT_LOOKED_AT = (
    "Chưa xem xét chứng từ: hỗ trợ quyết toán, số phải thu hồi tính theo chứng từ Sở Công Thương đã chấp nhận."
)


@dataclass(frozen=True)
class OfContract:
    """One contract of several parties, đồng: vouchers agreed to, settled in an earlier year (`before`), State money it
    has in this year's book, what of that the approval asks back; then what was settled and is still owed."""

    contract: Commitment
    agreed: int
    before: int
    spent: int
    back: int
    settled: int
    owed: int


@dataclass(frozen=True)
class Figures:
    """Where the settlement stands: `accepted_cost` as decided so far, `support` at that cost, and what follows."""

    accepted_by_vouchers: int
    accepted_at_acceptance: int | None
    accepted_cost: int
    support: int | None
    steps: list = field(default_factory=list)
    lacking: str = ""
    advanced: int = 0
    paid: int = 0
    bound: int = 0
    unbound: int = 0
    with_vat: bool = False  # all costs above count the tax, as the norm does
    left_with: int = 0  # of what was spent: with those who benefit no more
    over_places: int = 0  # of what was spent: with whoever holds more than its own place gives
    backs: dict = field(default_factory=dict)  # {contract id: what of `to_recover` it returns}
    by_contract: list = field(default_factory=list)  # [OfContract], where vouchers tell whose they are
    before: int = 0  # settled in an earlier year, whose advance this year's estimate took
    state_listed: int | None = None  # what the voucher list says the programme's money paid
    state_agreed: int | None = None  # at most how much of that was agreed to, once every voucher is decided
    beyond_due: list = field(default_factory=list)  # [(who, what an earlier year settled of it, less is due to it)]

    @property
    def spent(self):
        return self.advanced + self.paid

    @property
    def to_recover(self):
        """All that is with those who left, and what the others had above the support, at least what single ones had
        above what their own place gives: what another has not drawn is not theirs."""
        if self.support is None:
            return None
        too_much = max(self.before + self.spent - self.left_with - self.support, self.over_places)
        return min(self.left_with + too_much, self.spent)

    @property
    def _earned(self):
        """Support earned and not paid."""
        return max((self.support or 0) - self.before - (self.spent - (self.to_recover or 0)), 0)

    @property
    def unpaid(self):
        """Of it what might still be paid here; approval gives it back to the estimate."""
        return min(self._earned, self.to_release)

    @property
    def lapsed(self):
        """Of it what nobody can pay here: its money went back to the estimate of an earlier year (`gave_back`)."""
        return self._earned - self.unpaid

    @property
    def warnings(self):
        """What is to be looked into, in sentences."""
        return [step["text"] for step in self.steps if step.get("warning")]

    @property
    def to_release(self):
        return self.bound + self.unbound


def _agreed(settlement, with_vat):
    """{id of the contract a voucher names, or None: what the Department agreed to of these, đồng on the norm's base}.

    It agrees to amounts without tax; where the norm counts the tax, each brings its part of it, rounded down.
    """
    rows = settlement.vouchers.filter(withdrawn_at=None).exclude(accepted_amount=None)
    agreed = Counter()
    for contract, amount, whole, vat in rows.values_list("commitment", "accepted_amount", "amount_without_vat", "vat"):
        agreed[contract] += amount + (vat * amount // whole if with_vat else 0)
    return agreed


def _told_apart(settlement, commitments):
    """Whether its vouchers tell whose they are; those of accounts sent before this was asked do not."""
    named = settlement.vouchers.filter(withdrawn_at=None).exclude(commitment=None)
    return several_parties(commitments) and named.exists()


def _of_beneficiaries(agreed, commitments):
    """{beneficiary id: đồng agreed to under its contracts, None: under nobody's in particular}, without who left."""
    found = Counter({None: agreed[None]})
    for row in commitments:
        if not left_for_good(row):
            whose = paid_by(row)
            found[whose and whose.pk] += agreed[row.pk]
    return found


def figures(settlement):
    """The Figures of a settlement now."""
    item = approved_item(settlement.project)
    with_vat = counts_vat(item)
    of_contracts = _agreed(settlement, with_vat)
    agreed = of_contracts.total()
    accepted = acceptance_of(settlement.project)
    cost = agreed if accepted is None else min(agreed, accepted.cost)
    commitments = signed_contracts(settlement.project)
    told = _told_apart(settlement, commitments)
    of_places = _of_beneficiaries(of_contracts, commitments) if told else None
    support = final_support(settlement.project, cost, accepted.units if accepted else None, of_places)
    held = held_by(commitments)
    due = due_to_places(settlement.project, of_places)
    over = _over_places(commitments, held, due)
    now = Figures(
        accepted_by_vouchers=agreed,
        accepted_at_acceptance=accepted.cost if accepted else None,
        accepted_cost=cost,
        with_vat=with_vat,
        support=support.amount,
        steps=support.steps,
        lacking=support.lacking,
        advanced=sum(row.advanced for row in held.values()),
        paid=sum(row.paid for row in held.values()),
        bound=sum(row.committed for row in held.values()),
        unbound=balance(approved_place(item)) if item else 0,
        left_with=sum(held[row.pk].spent for row in commitments if left_for_good(row)),
        over_places=sum(over.values()),
        before=sum(row.before for row in held.values()),
        beyond_due=_settled_beyond(commitments, held, due),
    )
    beyond = _beyond_vouchers(item, commitments, held, of_contracts) if told and item else {}
    backs = _who_returns(commitments, held, now.to_recover or 0, over, beyond)
    rows = [_of_contract(row, held[row.pk], of_contracts[row.pk], backs[row.pk]) for row in commitments if told]
    shares, spent = state_shares(settlement), now.before + now.spent
    if settlement.status != Settlement.Status.APPROVED:  # then its steps tell what was warned of at the approval
        kept = None if now.to_recover is None else spent - now.to_recover
        now = replace(now, steps=[*now.steps, *warnings(shares, spent, kept)])
    if shares:
        now = replace(now, state_listed=shares.listed, state_agreed=shares.agreed)
    return replace(now, backs=backs, by_contract=rows)


def _of_contract(contract, held, agreed, back):
    return OfContract(contract, agreed, held.before, held.spent, back, held.settled, held.owed)


def in_flight(settlement):
    """Requests not yet paid or withdrawn: they must end before the account does."""
    return PaymentRequest.objects.filter(commitment__project=settlement.project).exclude(
        Q(status=PaymentRequest.Status.PAID) | Q(status=PaymentRequest.Status.WITHDRAWN)
    )


def settle(settlement, *, by, dated_on, paper=None):
    """Post the act: recover what is too much, clear advances, settle what was spent rightly, give the rest back.

    Returns {cleared, recovered, released} in đồng. The caller has checked the objections under its lock.
    """
    now = figures(settlement)
    lines = []
    totals = dict.fromkeys(("cleared", "recovered", "released"), 0)
    item = approved_item(settlement.project)
    commitments = signed_contracts(settlement.project)
    held = held_by(commitments)
    for commitment in sorted(commitments, key=left_for_good, reverse=True):
        excess, has = now.backs[commitment.pk], held[commitment.pk]
        advanced, paid, bound = has.advanced, has.paid, has.committed
        for stage, there in ((Stage.ADVANCED, advanced), (Stage.PAID, paid)):
            back = min(excess, there)
            if back:
                excess -= back
                totals["recovered"] += back
                lines.append(contract_line(Kind.RECOVER, commitment, stage, Stage.RECOVERABLE, back))
                if stage == Stage.ADVANCED:
                    advanced -= back
                else:
                    paid -= back
        if advanced:
            totals["cleared"] += advanced
            lines.append(contract_line(Kind.CLEAR, commitment, Stage.ADVANCED, Stage.PAID, advanced))
        if advanced + paid:
            lines.append(contract_line(Kind.SETTLE, commitment, Stage.PAID, Stage.SETTLED, advanced + paid))
        if bound:
            totals["released"] += bound
            lines.append(
                Line(Kind.UNCOMMIT, commitment_place(commitment, Stage.COMMITTED), approved_place(item), bound)
            )
    totals["released"] += now.unbound
    if totals["released"]:
        lines.append(Line(Kind.RELEASE, approved_place(item), source_of(item), totals["released"]))
    if lines:
        post(f"Duyệt {settlement}", lines, by=by, dated_on=dated_on, paper=paper, case=settlement)
    return totals


def _over_places(commitments, held, due):
    """{contract id: đồng that its party holds beyond what its own place is `due`}, in the order given."""
    rows = [row for row in commitments if not left_for_good(row)] if due else []
    return _above(due, held, [(row, whose.pk) for row in rows if (whose := paid_by(row)) and whose.pk in due])


def _settled_beyond(commitments, held, due):
    """[(who, đồng that an earlier year settled of it, đồng it is due)] of whoever is due less: by its own place, or
    nothing because it left. This year's book cannot ask it back, and from another party it is not to come."""
    before, most = Counter(), {}
    for row in commitments:
        whose = paid_by(row)
        if left_for_good(row):
            who, limit = row.party.counterparty, 0
        elif whose and whose.pk in due:
            who, limit = str(whose), due[whose.pk]
        else:
            continue
        before[who] += held[row.pk].before
        most[who] = limit
    return [(who, amount, most[who]) for who, amount in before.items() if amount > most[who]]


def _beyond_vouchers(item, commitments, held, agreed):
    """{contract id: đồng that its party holds beyond what its own vouchers give by the norm}, in the order given.

    It says only who returns first: where no part is divided, one may have more of its cost paid and another less.
    """
    costs = Counter()
    for row in commitments:
        costs[party_of(row)] += agreed[row.pk]
    due = {party: due_by_cost(item, cost) for party, cost in costs.items()}
    return _above(due, held, [(row, party_of(row)) for row in commitments])


def _above(due, held, whose):
    """{contract id: what it holds above what of the `due` of its party the contracts before it left}: no more than is
    still with it in this year's book."""
    left, above = dict(due), {}
    for row, party in whose:
        has = held[row.pk]
        above[row.pk] = min(max(has.before + has.spent - left[party], 0), has.spent)
        left[party] = max(left[party] - has.before - has.spent, 0)
    return above


def _who_returns(commitments, held, excess, over, beyond):
    """{contract id: đồng of the excess it returns}: those who left up to all they hold, then whoever holds more than
    its own place is due, then more than its own vouchers give, up to that; what none of them tells comes from the first
    on, but from one whose place earned what it holds only after those that no place is measured for.
    """
    spent = {row.pk: held[row.pk].spent for row in commitments}
    backs = dict.fromkeys(spent, 0)
    gone = [(row.pk, spent[row.pk]) for row in commitments if left_for_good(row)]
    common = [(pk, amount) for pk, amount in spent.items() if pk not in over]
    for pk, up_to in [*gone, *over.items(), *beyond.items(), *common, *spent.items()]:
        back = max(min(excess, up_to - backs[pk]), 0)
        backs[pk] += back
        excess -= back
    return backs


def recoverable(project):
    """Money of a project still to come back, đồng: what its own year recovers and what a later one claims."""
    return still_owed(project_balances([project.pk])[project.pk])


def owed_on(commitment, day):
    """[(Place, đồng)] of what had to come back of a commitment by that day and has not, in the order it comes back."""
    found = [(place, stood_on(place, day)) for place in owed_places(commitment)]
    return [(place, amount) for place, amount in found if amount > 0]


def stood_on(place, day):
    """What had come to a place by that day, less all that left it, đồng. Reversed: neither."""
    account = Q(book_year=place.book_year, unit=place.unit, stage=place.stage, subject=place.subject)
    accounts = Account.objects.filter(account)
    standing = Transfer.objects.filter(reverses=None, reversed_by=None)
    arisen = standing.filter(target__in=accounts, dated_on__lte=day).aggregate(total=Sum("amount"))["total"]
    gone = standing.filter(source__in=accounts).aggregate(total=Sum("amount"))["total"]
    return int(arisen or 0) - int(gone or 0)


def lock_commitments(settlement):
    """Hold the project's commitments, as whoever prepares a request on one of them does."""
    signed = Commitment.objects.filter(project=settlement.project, status=Commitment.Status.SIGNED)
    list(signed.order_by("pk").select_for_update(no_key=True))


def contract_line(kind, commitment, source, target, amount):
    """Đồng of a contract from one stage to another of the book its money stands in."""
    return Line(kind, commitment_place(commitment, source), commitment_place(commitment, target), amount)


def words(now):
    """{label: amount} of the result so far, in the order of the desk."""
    before = {"Đã quyết toán năm trước": dong(now.before)} if now.before else {}
    return before | {
        "Chi phí được chấp nhận": dong(now.accepted_cost),
        "Hỗ trợ quyết toán": dong(now.support),
        "Đã tạm ứng, thanh toán": dong(now.spent),
        "Phải thu hồi": dong(now.to_recover),
    }


def figures_to_tell(settlement):
    """`figures` as pages, REST and papers tell them. Before any voucher was decided nothing is computed from nothing:
    the support and what is to come back are not known then; what the norm warns of is told all the same."""
    now = figures(settlement)
    if settlement.vouchers.filter(withdrawn_at=None).exclude(accepted_amount=None).exists():
        return now
    warned = [step for step in now.steps if step.get("warning")]
    return replace(now, support=None, steps=warned, lacking=now.lacking or NOT_LOOKED_AT, by_contract=[])
