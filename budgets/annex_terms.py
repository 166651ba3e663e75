"""The money and the term of an annex: how far a contract's value may move, and the one act that moves it.

More is bound from the project's approved support, less goes back there: what the decision gave the project stays its
own until a decision or the settlement releases it. All amounts in đồng.
"""

from dataclasses import dataclass

from django.db.models import Sum

from budgets.drawn import returned
from budgets.figures import money_of
from budgets.models import CarryOver, PaymentRequest, Settlement
from budgets.own_share import contract_within_own_share
from budgets.subjects import book_of, commitment_place, project_place
from budgets.year_end import UNFINISHED
from core.dates import ngay
from core.money import dong
from core.workflow import Objection
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import project_balances
from ledger.years import refuse_closed
from projects.models import Project

ARTICLE = "TTLT 26/2014 đ.8"
# Accepted and not settled yet: the value may still come down to what was done.
WORK_DONE = (Project.Status.COMPLETED, Project.Status.ACCEPTED, Project.Status.PARTIALLY_ACCEPTED)


@dataclass(frozen=True)
class Room:
    """Between which values a contract may be set: not below what was asked and paid and not returned, not above what is
    approved."""

    least: int
    most: int


def rooms(annexes):
    """{annex id: Room} for many annexes at once. Four queries."""
    commitments = [row.commitment for row in annexes]
    left = project_balances({row.project_id for row in commitments})
    standing = money_of(commitments)
    asked = PaymentRequest.objects.live().filter(commitment__in=commitments).order_by().values_list("commitment")
    asked, back = dict(asked.annotate(total=Sum("amount"))), returned(commitment__in=commitments)
    found = {}
    for row in annexes:
        commitment = row.commitment
        value, bound = commitment.value_in_force, standing[commitment.pk][Stage.COMMITTED]
        found[row.pk] = Room(
            least=max(int(asked.get(commitment.pk) or 0) - back.get(commitment.pk, 0), value - bound),
            most=value + left[commitment.project_id][Stage.APPROVED],
        )
    return found


def value_in_its_room(annex, room):
    """Told beforehand; the ledger's CHECKs on what is approved and what is bound are the guard."""
    new, now = annex.new_value, annex.commitment.value_in_force
    if new is None:
        return None
    if new == now:
        return Objection("Giá trị ghi trên phụ lục là giá trị đang hiệu lực", found=dong(now), needed="giá trị khác")
    if new < room.least:
        return Objection(
            "Giá trị mới thấp hơn số đã đề nghị, đã chi theo hợp đồng", found=dong(new),
            needed=f"từ {dong(room.least)}", article=ARTICLE,
        )  # fmt: skip
    if new > room.most:
        return Objection(
            "Giá trị mới vượt kinh phí còn được bố trí cho đề án", found=dong(new),
            needed=f"không quá {dong(room.most)}", article=ARTICLE,
        )  # fmt: skip


def more_within_own_share(annex):
    """Of several beneficiaries each has contracts within its own part, also after an annex."""
    if annex.new_value is not None and annex.new_value > annex.commitment.value_in_force:
        return contract_within_own_share(annex.commitment, annex=annex)


def changes_while_it_runs(annex):
    """A longer term or more money is for work that goes on; less also for work that is done and not settled."""
    if annex.new_value is None and annex.new_ends_on is None:
        return None
    project = annex.project
    less = annex.new_ends_on is None and annex.new_value < annex.commitment.value_in_force
    if project.status not in (UNFINISHED + WORK_DONE if less else UNFINISHED):
        return Objection(
            "Đề án không còn ở giai đoạn đổi giá trị, thời hạn hợp đồng", found=f"“{project.get_status_display()}”",
            needed="đang thực hiện" + (", hoặc đã nghiệm thu chưa quyết toán" if less else ""),
        )  # fmt: skip


def account_not_sent(annex):
    account = Settlement.objects.filter(project=annex.project, status__in=Settlement.SENT).first()
    if annex.new_value is not None and account is not None:
        return Objection(
            "Quyết toán của đề án đã nộp, không đổi giá trị hợp đồng nữa", found=f"“{account.get_status_display()}”",
            needed="quyết toán chưa nộp hoặc được Sở trả lại",
        )  # fmt: skip


def dated_after_the_carry(annex):
    """Money that was carried over moves in its new book, not before it came there."""
    carried = CarryOver.objects.last_of(annex.project)
    if annex.new_value is not None and carried is not None and annex.signed_on < carried.dated_on:
        return Objection(
            f"Kinh phí của đề án đã chuyển sang năm {carried.book_year.year + 1}", found=ngay(annex.signed_on),
            needed=f"phụ lục đổi giá trị ký từ {ngay(carried.dated_on)}",
        )  # fmt: skip


def terms_in_the_way(annex, act=None):
    """[Objection] of an annex's value and term, all at once."""
    if annex.new_value is None and annex.new_ends_on is None:
        return []
    found = [
        changes_while_it_runs(annex), account_not_sent(annex), dated_after_the_carry(annex),
        value_in_its_room(annex, rooms([annex])[annex.pk]), more_within_own_share(annex),
    ]  # fmt: skip
    return [objection for objection in found if objection]


def move_the_value(annex, value_before, *, by, paper):
    """Bind the more or give back the less, in one act dated by the annex."""
    if annex.new_value is None:
        return
    commitment, more = annex.commitment, annex.new_value - value_before
    refuse_closed(book_of(commitment))
    approved, bound = project_place(commitment), commitment_place(commitment, Stage.COMMITTED)
    line = Line(Kind.COMMIT, approved, bound, more) if more > 0 else Line(Kind.UNCOMMIT, bound, approved, -more)
    post(f"Ký {annex}"[:200], [line], by=by, dated_on=annex.signed_on, paper=paper, case=annex)
