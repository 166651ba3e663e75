"""Budgets' part when a project is stopped before acceptance: the unpaid is released, advances are to come back."""

from django.core.exceptions import ValidationError

from budgets.models import Commitment, PaymentRequest
from budgets.subjects import commitment_place
from core.audit import record
from core.money import dong
from core.workflow import Objection
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance
from plans.issue import approved_place, source_of
from plans.models import ApprovalRound
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
        paid = sum(balance(commitment_place(row, Stage.PAID)) for row in _signed(change.project))
        found = []
        if waiting:
            found.append(
                Objection(
                    "Còn đề nghị tạm ứng, thanh toán chưa xong", found=f"{waiting} đề nghị",
                    needed="Kho bạc đã chi hoặc đã rút đề nghị",
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

    def carry_out(self, change, act):
        """One act: unpaid contract money and unbound support go back to where they were reserved; advances are owed."""
        if change.kind != ChangeRequest.Kind.TERMINATE:
            return
        project, item = change.project, approved_item(change.project)
        if item is None or item.round.is_historical:
            return
        ApprovalRound.objects.select_for_update(no_key=True).get(pk=item.round_id)  # no more support meanwhile
        # the drafts too: one being signed is waited for and stopped with the others, one still unsigned sees the stop
        held = _live(project).select_for_update(no_key=True, of=("self",))
        commitments = [row for row in held if row.status == Commitment.Status.SIGNED]
        if objections := self.objections(change, act):  # a request may have been prepared since the guards were asked
            raise ValidationError([str(objection) for objection in objections])
        lines, released, owed = [], balance(approved_place(item)), 0
        for row in commitments:
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


def _live(project):
    rows = Commitment.objects.filter(project=project).exclude(status=Commitment.Status.WITHDRAWN)
    return rows.select_related("project", "unit", "book_year").order_by("pk")


def _signed(project):
    return _live(project).filter(status=Commitment.Status.SIGNED)


def _in_flight(project):
    return PaymentRequest.objects.filter(commitment__project=project).exclude(status__in=(P.PAID, P.WITHDRAWN))


contracts_of_a_stopped_project = ContractsOfAStoppedProject()
