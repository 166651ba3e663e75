"""What the contracts of one project hold of State money, read once for all of them."""

from dataclasses import dataclass

from django.db.models import Max

from budgets.claiming import claimed
from budgets.models import CarryOver, MoneyBack, PaymentRequest
from budgets.subjects import book_of
from ledger.models import Account, Subject
from ledger.stages import Stage


@dataclass
class Held:
    """Of one contract, đồng: what stands in the book its money is in now.

    `owed`: to come back, with what later years claim. `before`: settled in an earlier book and not claimed back, as an
    advance that a later year's estimate took leaves behind what was cleared of it. `claimed`: of what is settled now,
    what a later year claims already.
    """

    committed: int = 0
    advanced: int = 0
    paid: int = 0
    settled: int = 0
    owed: int = 0
    before: int = 0
    claimed: int = 0

    @property
    def spent(self):
        return self.advanced + self.paid

    @property
    def left_of_settled(self):
        """Settled and taken back by nobody yet."""
        return self.settled - self.claimed


NOW = {
    Stage.COMMITTED: "committed", Stage.ADVANCED: "advanced", Stage.PAID: "paid", Stage.SETTLED: "settled",
    Stage.RECOVERABLE: "owed",
}  # fmt: skip


def held_by(commitments):
    """{contract id: Held} of the contracts of one project, which share one book. Three queries."""
    held = {row.pk: Held() for row in commitments}
    if not held:
        return held
    now = book_of(commitments[0]).pk
    accounts = Account.objects.filter(subject__kind=Subject.Kind.COMMITMENT, subject__ref__in=held)
    for pk, stage, book, amount in accounts.values_list("subject__ref", "stage", "book_year", "balance"):
        if stage == Stage.CLAIMED:
            held[pk].owed += amount
        elif book == now and stage in NOW:
            setattr(held[pk], NOW[stage], getattr(held[pk], NOW[stage]) + amount)
        elif stage == Stage.SETTLED:
            held[pk].before += amount
    for (pk, book), amount in claimed(held).items():
        if book == now:
            held[pk].claimed += amount
        else:
            held[pk].before -= amount
    return held


def stands_since(project):
    """[(day, what happened on it in words)] from which on it may be decided what becomes of a project's money: the last
    day the Treasury paid of it or an advance was returned, and the paper by which it came into the book where it is
    now. Three queries."""
    paid = PaymentRequest.objects.filter(commitment__project=project, status=PaymentRequest.Status.PAID)
    last, carried = paid.aggregate(last=Max("paid_on"))["last"], CarryOver.objects.last_of(project)
    found = [(last, "ngày Kho bạc chi lần cuối")] if last else []
    returned = MoneyBack.objects.returned_advances().filter(commitment__project=project)
    if back := returned.aggregate(last=Max("dated_on"))["last"]:
        found.append((back, "ngày nộp trả tạm ứng lần cuối"))
    return found + ([(carried.dated_on, "ngày văn bản chuyển sang năm sau")] if carried else [])
