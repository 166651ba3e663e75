"""A project's settlement: what the decided vouchers add up to, and the one ledger act of its approval.

All amounts in đồng. Nothing is stored before the director approves; until then every figure is computed here, for the
desk, the record and the objections alike.
"""

from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum

from budgets.annexes import left_for_good
from budgets.models import Commitment, PaymentRequest, Voucher
from budgets.own_share import paid_by
from budgets.subjects import commitment_place, owed_places
from budgets.support import due_to_places, final_support
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
    over_places: int = 0  # of what was spent: with whoever holds more than its own place was accepted for

    @property
    def spent(self):
        return self.advanced + self.paid

    @property
    def to_recover(self):
        """All that is with those who left, and what the others had above the support, at least what single ones had
        above what their own place gives: what another has not drawn is not theirs."""
        if self.support is None:
            return None
        return self.left_with + max(self.spent - self.left_with - self.support, self.over_places)

    @property
    def unpaid(self):
        """Support earned and not paid; approval gives it back to the estimate."""
        return max((self.support or 0) - (self.spent - (self.to_recover or 0)), 0)

    @property
    def to_release(self):
        return self.bound + self.unbound


def _agreed(settlement, with_vat):
    """What the Department agreed to of the vouchers, đồng on the base of the norm.

    It agrees to amounts without tax; where the norm counts the tax, each brings its part of it, rounded down.
    """
    rows = settlement.vouchers.filter(withdrawn_at=None).exclude(accepted_amount=None)
    agreed = 0
    for amount, whole, vat in rows.values_list("accepted_amount", "amount_without_vat", "vat"):
        agreed += amount + (vat * amount // whole if with_vat else 0)
    return agreed


def figures(settlement):
    """The Figures of a settlement now."""
    item = approved_item(settlement.project)
    with_vat = counts_vat(item)
    agreed = _agreed(settlement, with_vat)
    accepted = acceptance_of(settlement.project)
    cost = agreed if accepted is None else min(agreed, accepted.cost)
    support = final_support(settlement.project, cost, accepted.units if accepted else None)
    commitments = _commitments(settlement)
    standing = {
        stage: sum(balance(commitment_place(commitment, stage)) for commitment in commitments)
        for stage in (Stage.ADVANCED, Stage.PAID, Stage.COMMITTED)
    }
    return Figures(
        accepted_by_vouchers=agreed,
        accepted_at_acceptance=accepted.cost if accepted else None,
        accepted_cost=cost,
        with_vat=with_vat,
        support=support.amount,
        steps=support.steps,
        lacking=support.lacking,
        advanced=standing[Stage.ADVANCED],
        paid=standing[Stage.PAID],
        bound=standing[Stage.COMMITTED],
        unbound=balance(approved_place(item)) if item else 0,
        left_with=sum(_spent(commitment) for commitment in commitments if left_for_good(commitment)),
        over_places=sum(_over_places(settlement.project, commitments).values()),
    )


def _spent(commitment):
    return sum(balance(commitment_place(commitment, stage)) for stage in (Stage.ADVANCED, Stage.PAID))


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
    excess = now.to_recover
    lines = []
    totals = dict.fromkeys(("cleared", "recovered", "released"), 0)
    item = approved_item(settlement.project)
    commitments = sorted(_commitments(settlement), key=left_for_good, reverse=True)
    backs = _who_returns(settlement.project, commitments, excess)
    for commitment in commitments:
        excess = backs[commitment.pk]
        advanced = balance(commitment_place(commitment, Stage.ADVANCED))
        paid = balance(commitment_place(commitment, Stage.PAID))
        bound = balance(commitment_place(commitment, Stage.COMMITTED))
        for stage, there in ((Stage.ADVANCED, advanced), (Stage.PAID, paid)):
            back = min(excess, there)
            if back:
                excess -= back
                totals["recovered"] += back
                lines.append(_line(Kind.RECOVER, commitment, stage, Stage.RECOVERABLE, back))
                if stage == Stage.ADVANCED:
                    advanced -= back
                else:
                    paid -= back
        if advanced:
            totals["cleared"] += advanced
            lines.append(_line(Kind.CLEAR, commitment, Stage.ADVANCED, Stage.PAID, advanced))
        if advanced + paid:
            lines.append(_line(Kind.SETTLE, commitment, Stage.PAID, Stage.SETTLED, advanced + paid))
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


def _over_places(project, commitments):
    """{contract id: đồng that its party holds beyond what its own place was accepted for}, in the order given."""
    due, over = due_to_places(project), {}
    for row in commitments:
        whose = paid_by(row) if due and not left_for_good(row) else None
        if whose is not None and whose.pk in due:
            held = _spent(row)
            over[row.pk] = max(held - due[whose.pk], 0)
            due[whose.pk] = max(due[whose.pk] - held, 0)
    return over


def _who_returns(project, commitments, excess):
    """{contract id: đồng of the excess it returns}: those who left return all they hold, then whoever holds more than
    its own place was accepted for, by that much; what no place tells comes from the first on.
    """
    held = {row.pk: _spent(row) for row in commitments}
    backs = dict.fromkeys(held, 0)
    turns = [(row.pk, held[row.pk]) for row in commitments if left_for_good(row)]
    for pk, most in turns + list(_over_places(project, commitments).items()) + list(held.items()):
        back = min(excess, most, held[pk] - backs[pk])
        backs[pk] += back
        excess -= back
    return backs


def disallowed(settlement):
    """Support Finance disallowed at examination, đồng."""
    return (
        settlement.vouchers.filter(withdrawn_at=None, examined=Voucher.Examined.DISALLOWED).aggregate(
            total=Sum("disallowed_amount")
        )["total"]
        or 0
    )


def settled(settlement):
    """What the books hold as settled of this account, đồng: never more than the support, less where less was spent."""
    return sum(balance(commitment_place(commitment, Stage.SETTLED)) for commitment in _commitments(settlement))


def recover_disallowed(settlement, *, by, dated_on, paper):
    """After Finance's notice: what was settled and is disallowed becomes money to be recovered. Returns đồng.

    Raises ValidationError when more was disallowed than is settled: nothing of a notice is dropped in silence.
    """
    left = total = disallowed(settlement)
    lines = []
    for commitment in _commitments(settlement):
        back = min(left, balance(commitment_place(commitment, Stage.SETTLED)))
        if back:
            left -= back
            lines.append(_line(Kind.RECOVER, commitment, Stage.SETTLED, Stage.RECOVERABLE, back))
    if left:
        raise ValidationError(
            f"{settlement}: xuất toán {dong(total)} nhưng chỉ {dong(total - left)} đã quyết toán; "
            f"sửa lại cho không quá {dong(total - left)}."
        )
    if lines:
        post(f"Xuất toán theo thông báo, {settlement}", lines, by=by, dated_on=dated_on, paper=paper, case=settlement)
    return total


def recoverable(project):
    """Money of a project still to come back, đồng: what its own year recovers and what a later one claims."""
    return still_owed(project_balances([project.pk])[project.pk])


def owed_on(commitment, day):
    """[(Place, đồng)] of what had to come back of a commitment by that day and has not, in the order it comes back."""
    found = [(place, recoverable_on(place, day)) for place in owed_places(commitment)]
    return [(place, amount) for place, amount in found if amount > 0]


def recoverable_on(place, day):
    """What had to come back from a place by that day, less all that left it, đồng. Reversed: neither."""
    account = Q(book_year=place.book_year, unit=place.unit, stage=place.stage, subject=place.subject)
    accounts = Account.objects.filter(account)
    standing = Transfer.objects.filter(reverses=None, reversed_by=None)
    arisen = standing.filter(target__in=accounts, dated_on__lte=day).aggregate(total=Sum("amount"))["total"]
    gone = standing.filter(source__in=accounts).aggregate(total=Sum("amount"))["total"]
    return int(arisen or 0) - int(gone or 0)


def lock_commitments(settlement):
    """Hold the project's commitments, as whoever prepares a request on one of them does."""
    list(_signed(settlement).select_for_update(no_key=True))


def _commitments(settlement):
    return list(_signed(settlement).select_related("project", "unit", "book_year"))


def _signed(settlement):
    return Commitment.objects.filter(project=settlement.project, status=Commitment.Status.SIGNED).order_by("pk")


def _line(kind, commitment, source, target, amount):
    return Line(kind, commitment_place(commitment, source), commitment_place(commitment, target), amount)


def words(now):
    """{label: amount} of the result so far, in the order of the desk."""
    return {
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
    return replace(now, support=None, steps=warned, lacking=now.lacking or NOT_LOOKED_AT)
