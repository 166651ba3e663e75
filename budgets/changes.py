"""Budgets' part when a project is stopped before acceptance: the unpaid is released, advances are to come back."""

from budgets.held import held_by, stands_since
from budgets.models import Commitment, PaymentRequest
from budgets.subjects import commitment_place
from core.audit import record
from core.dates import ngay
from core.money import dong
from core.workflow import Objection
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance
from plans.issue import approved_place, source_of
from plans.selectors import approved_item
from projects.change_models import ChangeRequest
from projects.changes.money import MoneyRoom

P = PaymentRequest.Status
ARTICLE = "TT 36/2013/TT-BCT, Điều 12 khoản 6"


class ContractsOfAStoppedProject(MoneyRoom):
    def objections(self, change, act):
        if change.kind != ChangeRequest.Kind.TERMINATE:
            return []
        waiting = _in_flight(change.project).count()
        paid = sum(held.paid + held.before for held in held_by(_signed(change.project)).values())
        found = []
        if waiting:
            found.append(
                Objection(
                    "Còn đề nghị tạm ứng, thanh toán chưa xong", found=f"{waiting} đề nghị",
                    needed="Kho bạc đã chi hoặc đã rút đề nghị",
                )
            )  # fmt: skip
        first, words = max(stands_since(change.project), default=(None, ""))
        if first and change.status == ChangeRequest.Status.CHECKED and act.on < first:  # the letter may be older
            found.append(
                Objection(
                    "Quyết định ngừng ghi ngày trước khi có số tiền phải thu hồi", found=ngay(act.on),
                    needed=f"từ {words} {ngay(first)}",
                )
            )  # fmt: skip
        if paid:
            found.append(
                Objection(
                    "Đề án đã có khoản thanh toán (thực chi), phải quyết toán theo khối lượng", found=dong(paid),
                    article=ARTICLE,
                )
            )  # fmt: skip
        return found

    def hold(self, change):
        """No request is prepared meanwhile. New contracts, and more or less support, wait for the project itself."""
        if change.kind == ChangeRequest.Kind.TERMINATE:
            list(_signed(change.project).select_for_update(no_key=True, of=("self",)))

    def carry_out(self, change, act):
        """One act: unpaid contract money and unbound support go back to where they were reserved; advances are owed."""
        if change.kind != ChangeRequest.Kind.TERMINATE:
            return
        project, item = change.project, approved_item(change.project)
        if item is None or item.round.is_historical:
            return
        lines, released, owed = [], balance(approved_place(item)), 0
        for row in _signed(project):
            bound = balance(commitment_place(row, Stage.COMMITTED))
            advanced = balance(commitment_place(row, Stage.ADVANCED))
            if bound:
                lines.append(Line(Kind.UNCOMMIT, commitment_place(row, Stage.COMMITTED), approved_place(item), bound))
            if advanced:
                places = commitment_place(row, Stage.ADVANCED), commitment_place(row, Stage.RECOVERABLE)
                lines.append(Line(Kind.RECOVER, *places, advanced))
            released, owed = released + bound, owed + advanced
        if released:
            lines.append(Line(Kind.RELEASE, approved_place(item), source_of(item), released))
        if lines:
            post(
                f"Ngừng thực hiện {project.code}", lines, by=act.by, dated_on=act.on, paper=act.paper, case=change,
                note=change.reason,
            )  # fmt: skip
        after = {"Kinh phí trả về dự toán": dong(released), "Tạm ứng phải thu hồi": dong(owed)}
        record(project, "budgets.commitment.stop", by=act.by, paper=act.paper, after=after)


def _signed(project):
    rows = Commitment.objects.filter(project=project, status=Commitment.Status.SIGNED)
    return rows.select_related("project", "unit", "book_year").order_by("pk")


def _in_flight(project):
    return PaymentRequest.objects.filter(commitment__project=project).exclude(status__in=(P.PAID, P.WITHDRAWN))


contracts_of_a_stopped_project = ContractsOfAStoppedProject()
