"""Clearing advances (*thanh toán tạm ứng*): what was advanced becomes spent, by the papers of a payment.

What is cleared is PAID: spent of its budget year, settled in that year and never carried over. It is covered by work
that was accepted, or before the acceptance by the volume that the Department confirmed. A project of which advances
were cleared and that does not come to its end in the year is accepted by the volume done and settled, as the year's end
asks of whatever was paid; its rest goes back. Waiting for the acceptance would leave a task without contract no way to
clear by the end of the next month, as the law wants it (TT 17/2024 đ.6.4).

All amounts in đồng. Clearing gives no room for another advance: the limit counts what was advanced (design §4).
"""

import datetime

from django.db.models import Sum

from budgets.held import held_by
from budgets.models import Commitment, PaymentRequest
from budgets.subjects import book_of, commitment_place
from budgets.support import final_support
from core.dates import today
from core.money import dong, floor_percent
from core.workflow import Objection
from inspections.selectors import acceptance_of
from ledger.posting import Stage
from ledger.reading import balance
from norms.models import TreasuryRule
from norms.selectors import treasury_rule
from norms.words import percent_words


def advanced_and_free(payment):
    """What was advanced on the contract and neither cleared nor listed to be cleared by another request."""
    return max(balance(commitment_place(payment.commitment, Stage.ADVANCED)) - _in_flight(payment)["clears"], 0)


def _in_flight(payment, whole_project=False):
    """{amount, clears} of the other payments that the Treasury has not paid yet."""
    rows = PaymentRequest.objects.beside(payment, whole_project).filter(kind=PaymentRequest.Kind.PAYMENT)
    sums = rows.exclude(status=PaymentRequest.Status.PAID).aggregate(amount=Sum("amount"), clears=Sum("clears"))
    return {name: int(amount or 0) for name, amount in sums.items()}


def _spent(payment, whole_project=False):
    """What was paid and cleared before, and what other payments on their way will."""
    commitments = [payment.commitment]
    if whole_project:
        signed = Commitment.objects.filter(project=payment.project, status=Commitment.Status.SIGNED)
        commitments = list(signed.select_related("project", "unit", "book_year"))
    spent = sum(held.paid + held.settled + held.before for held in held_by(commitments).values())
    return spent + sum(_in_flight(payment, whole_project).values())


def confirmed_report(payment):
    """The last report on the work within the request's budget year that the Department has confirmed, or None."""
    last = min(payment.requested_on, datetime.date(book_of(payment.commitment).year, 12, 31))
    reports = payment.project.progress_reports.filter(confirmed_on__isnull=False, month__lte=last)
    return reports.order_by("-month").first()


def covered(payment):
    """(đồng that the work covers, by what in words, spent of it before): accepted work, else the confirmed volume.

    (None, what lacks, 0) while neither is there.
    """
    if acceptance_of(payment.project) is not None:
        support = final_support(payment.project)
        words = "hỗ trợ theo chi phí nghiệm thu" if support.amount is not None else support.lacking.rstrip(".")
        return support.amount, words, _spent(payment, whole_project=True)
    report = confirmed_report(payment)
    if report is None:
        return None, "chưa có báo cáo tiến độ được Sở xác nhận", 0
    value = payment.commitment.value_in_force
    words = f"{percent_words(report.percent)} khối lượng xác nhận tháng {report.month:%m/%Y} của {dong(value)}"
    return floor_percent(value, report.percent), words, _spent(payment)


def most_to_clear(payment):
    """As much as stands advanced and the work covers beside the money of the request itself; 0 while nothing does."""
    limit, _, spent = covered(payment)
    return 0 if limit is None else max(min(advanced_and_free(payment), limit - spent - (payment.amount or 0)), 0)


def must_clear(payment):
    """The TreasuryRule by which this payment has to clear all that stands advanced, or None (TT 17/2024 đ.6.4)."""
    return _near_the_end(payment, payment.spends) if payment.kind == PaymentRequest.Kind.PAYMENT else None


def _near_the_end(payment, more=0):
    """The TreasuryRule whose percent of the contract is spent once `more` (đồng) is; None before it, or of a task."""
    commitment = payment.commitment
    if commitment.kind != Commitment.Kind.CONTRACT:
        return None
    rule = treasury_rule(TreasuryRule.Code.FULL_CLEARING, payment.project.tier, payment.requested_on)
    if rule is None or commitment.value_in_force <= rule.above:
        return None
    reached = _spent(payment) + more
    return rule if reached * 100 >= rule.percent * commitment.value_in_force else None


# --- conditions of a request -----------------------------------------------------
def clears_what_stands(payment, act=None):
    """Told beforehand; the ledger's CHECK is the guard."""
    free = advanced_and_free(payment) if payment.clears else 0
    if payment.clears > free:
        return Objection(
            "Thanh toán tạm ứng vượt số tạm ứng chưa thanh toán của hợp đồng", found=dong(payment.clears),
            needed=f"không quá {dong(free)}", article="TT 17/2024/TT-BTC đ.6.4",
        )  # fmt: skip


def work_covers_what_is_cleared(payment, act=None):
    if not payment.clears:
        return None
    limit, words, spent = covered(payment)
    if limit is None:
        return Objection(
            "Chưa thanh toán tạm ứng được", found=words,
            needed="khối lượng được Sở xác nhận hoặc biên bản nghiệm thu", article="TT 17/2024/TT-BTC đ.6.4",
        )  # fmt: skip
    if spent + payment.amount + payment.clears > limit:
        return Objection(
            "Thanh toán vượt khối lượng được xác nhận, nghiệm thu", found=dong(spent + payment.amount + payment.clears),
            needed=f"không quá {dong(limit)} ({words}; đã thanh toán {dong(spent)})",
        )  # fmt: skip


def all_is_cleared_near_the_end(payment, act=None):
    """Near the end of a contract nothing stays advanced: the payment that reaches the dated percent clears the rest."""
    rule = must_clear(payment)
    left = advanced_and_free(payment) - payment.clears if rule else 0
    if left > 0:
        reached, value = _spent(payment) + payment.amount + payment.clears, payment.commitment.value_in_force
        return Objection(
            f"Thanh toán đạt từ {percent_words(rule.percent)} giá trị hợp đồng thì phải thu hồi hết tạm ứng",
            found=f"thanh toán đến {dong(reached)} của {dong(value)}, tạm ứng còn {dong(left)}",
            needed=f"thanh toán tạm ứng {dong(payment.clears + left)} trong đề nghị này", article=rule.cited,
        )  # fmt: skip


def no_advance_near_the_end(payment, act=None):
    """Where all advances had to be cleared, no other is made: it would have to come back at once."""
    rule = _near_the_end(payment) if payment.kind == PaymentRequest.Kind.ADVANCE else None
    if rule:
        spent, value = _spent(payment), payment.commitment.value_in_force
        return Objection(
            f"Thanh toán đã đạt từ {percent_words(rule.percent)} giá trị hợp đồng, không tạm ứng nữa",
            found=f"thanh toán {dong(spent)} của {dong(value)}", needed="đề nghị thanh toán", article=rule.cited,
        )  # fmt: skip


def proposed(commitment, amount):
    """What a form proposes to clear beside `amount`, 0 unless the rule near the end asks for it."""
    payment = PaymentRequest(commitment=commitment, kind="PAYMENT", amount=amount or 0, requested_on=today())
    return most_to_clear(payment) if must_clear(payment) else 0
