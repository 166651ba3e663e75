"""What was advanced, cleared and paid on a contract before a request and with it, by the books. All amounts in đồng.

A request that the Treasury has not paid comes after everything in the books; a paid one stands where it was posted, so
that the paper printed again later says what it said.
"""

from dataclasses import dataclass, replace

from django.db.models import Min, Sum

from budgets.models import PaymentRequest
from core.dates import today
from ledger.models import Subject, Transfer
from ledger.reading import transfers_for_case
from ledger.stages import Kind, Stage


@dataclass(frozen=True)
class SoFar:
    """Of one contract: advanced ever, cleared of it, taken back of it, returned of it (restored to the contract, or
    refunded after the year), paid without an advance."""

    advanced: int = 0
    cleared: int = 0
    recovered: int = 0
    restored: int = 0
    refunded: int = 0
    paid: int = 0

    @property
    def returned(self):
        return self.restored + self.refunded

    @property
    def open(self):
        """Advances that stand: neither cleared, nor to be recovered, nor returned."""
        return self.advanced - self.cleared - self.recovered - self.returned

    @property
    def out(self):
        """What the Treasury has paid out, advanced or not, and the contract has not back."""
        return self.advanced + self.paid - self.restored

    def with_request(self, payment):
        """The same once this request is paid."""
        advance = payment.kind == PaymentRequest.Kind.ADVANCE
        return replace(
            self,
            advanced=self.advanced + (payment.amount if advance else 0),
            cleared=self.cleared + payment.clears,
            paid=self.paid + (0 if advance else payment.amount),
        )


# What is told of a request in its contract, in this order.
ROWS = (
    ("Đã tạm ứng", "advanced"),
    ("Đã thanh toán tạm ứng", "cleared"),
    ("Phải thu hồi từ tạm ứng", "recovered"),
    ("Đã nộp trả tạm ứng", "returned"),
    ("Số dư tạm ứng", "open"),
    ("Đã thanh toán, không qua tạm ứng", "paid"),
    ("Cộng đã chi", "out"),
)
NOT_ALWAYS = ("recovered", "returned")  # told only where there is any


@dataclass(frozen=True)
class OfRequest:
    """A request in its contract: the value it is paid by, what came before it and what stands with it."""

    value: int
    before: SoFar
    after: SoFar

    @property
    def left(self):
        """What of the contract's value is still to be paid out after it."""
        return self.value - self.after.out

    @property
    def rows(self):
        """[(name, before, by this request, after)]; what is to be recovered or was returned only where there is any."""
        found = [(name, field, getattr(self.before, field), getattr(self.after, field)) for name, field in ROWS]
        return [(name, was, now - was, now) for name, field, was, now in found if now or field not in NOT_ALWAYS]


def so_far(payment):
    """OfRequest of this request. Three queries and those of its contract's annexes."""
    own = transfers_for_case(payment).filter(reverses=None, reversed_by=None).aggregate(first=Min("pk"))["first"]
    standing = Transfer.objects.filter(
        reverses=None, reversed_by=None,
        source__subject__kind=Subject.Kind.COMMITMENT, source__subject__ref=payment.commitment_id,
    )  # fmt: skip
    if own is not None:
        standing = standing.filter(pk__lt=own)
    moved = standing.order_by().values_list("kind", "source__stage").annotate(total=Sum("amount"))
    found = {(kind, stage): int(total) for kind, stage, total in moved}
    before = SoFar(
        advanced=found.get((Kind.ADVANCE, Stage.COMMITTED), 0),
        cleared=found.get((Kind.CLEAR, Stage.ADVANCED), 0),
        recovered=found.get((Kind.RECOVER, Stage.ADVANCED), 0),
        restored=found.get((Kind.RESTORE, Stage.ADVANCED), 0),
        refunded=found.get((Kind.REFUND, Stage.ADVANCED), 0),
        paid=found.get((Kind.PAY, Stage.COMMITTED), 0),
    )
    return OfRequest(_value(payment), before, before.with_request(payment))


def _value(payment):
    """The contract's value by the annexes signed until the Treasury paid, or until today."""
    day = payment.paid_on or today()
    said = [row.new_value for row in payment.commitment.signed_annexes() if row.signed_on <= day]
    return next((value for value in reversed(said) if value is not None), payment.commitment.value)
