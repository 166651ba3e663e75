"""Contracts and tasks by decision: drafted by an officer, signed by the head of the unit, then the money is bound."""

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets.models import Commitment
from budgets.subjects import commitment_place, project_place
from core.access import require
from core.audit import record
from core.dates import ngay
from core.money import dong
from core.parts import Part, take_part
from core.workflow import Objection, Transition, Workflow
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance
from plans.selectors import approved_item
from projects.models import Project
from projects.workflow import PROJECT_FLOW

MAY_COMMIT = (Project.Status.APPROVED, Project.Status.CONTRACTED, Project.Status.IN_PROGRESS)


@transaction.atomic
def save_commitment(commitment, *, by):
    """Draft or revise a contract or assignment; its money is bound only when it is signed."""
    require(by, "budgets.prepare_commitment")
    require(by, "projects.view_project", commitment.project)
    if commitment.pk:
        stored = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
        if stored.status != Commitment.Status.DRAFT:
            raise ValidationError("Hợp đồng đã ký, không sửa được; thay đổi bằng phụ lục hoặc bút toán đảo.")
        if stored.project_id != commitment.project_id:
            raise ValidationError({"project": "Bản soạn đã lập cho đề án nào thì giữ đề án đó."})
        commitment.status = stored.status
    else:
        commitment.created_by = by
    item = approved_item(commitment.project)
    if item is None:
        raise ValidationError("Đề án chưa được phê duyệt kinh phí, chưa thể ký hợp đồng hay giao nhiệm vụ.")
    if item.round.is_historical:
        raise ValidationError("Đề án nhập từ hồ sơ năm cũ, chỉ để xem: tiền của năm đó không nằm trong sổ này.")
    commitment.unit = commitment.project.spending_unit
    commitment.book_year = item.round.plan.book_year
    if not by.organisation.covers_province and commitment.unit_id != by.organisation_id:
        raise ValidationError("Chỉ đơn vị sử dụng kinh phí của đề án được lập hợp đồng.")
    commitment.full_clean()
    commitment.save()
    take_part(commitment, by, Part.PREPARE, "budgets.prepare_commitment")
    record(
        commitment,
        "budgets.commitment.save",
        by=by,
        after={"Số": commitment.number, "Bên thực hiện": commitment.counterparty, "Giá trị": dong(commitment.value)},
    )
    return commitment


def of_own_unit(commitment, act):
    """The account holder signs for the own unit only (programme §0b.1)."""
    if commitment.unit_id != act.by.organisation_id:
        return Objection("Chỉ chủ tài khoản của đơn vị sử dụng kinh phí được ký", needed=str(commitment.unit))


def has_number_and_date(commitment, act):
    if not commitment.number or not commitment.signed_on:
        return Objection("Hợp đồng, quyết định giao nhiệm vụ phải có số và ngày ký trước khi ghi nhận")


def project_may_commit(commitment, act):
    if commitment.project.status not in MAY_COMMIT:
        return Objection(
            "Đề án không ở giai đoạn ký hợp đồng",
            found=f"“{commitment.project.get_status_display()}”",
            needed="đã phê duyệt hoặc đang thực hiện",
        )


def within_approved(commitment, act):
    """Told beforehand; the ledger's CHECK is the guard."""
    left = balance(project_place(commitment))
    if commitment.value > left:
        return Objection(
            "Giá trị vượt kinh phí còn được bố trí cho đề án",
            found=dong(commitment.value),
            needed=f"không quá {dong(left)}",
            article="TTLT 26/2014 đ.8",
        )


def signed_after_decision(commitment, act):
    item = approved_item(commitment.project)
    decided = item and item.round.decision_date
    if decided and commitment.signed_on and commitment.signed_on < decided:
        return Objection(
            "Hợp đồng ký trước quyết định phê duyệt đề án",
            found=f"ký {ngay(commitment.signed_on)}",
            needed=f"từ {ngay(decided)}",
        )


def _bind(commitment, act):
    post(
        f"Ký {commitment}",
        [Line(Kind.COMMIT, project_place(commitment), commitment_place(commitment, Stage.COMMITTED), commitment.value)],
        by=act.by,
        dated_on=commitment.signed_on,
        paper=act.paper,
        case=commitment,
    )
    if commitment.project.status == Project.Status.APPROVED:
        PROJECT_FLOW.cause(commitment.project, "commit", by=act.by, note=str(commitment), on=commitment.signed_on)


def nothing_paid_or_asked(commitment, act):
    if commitment.payments.live().exists():
        return Objection("Hợp đồng đã có đề nghị tạm ứng, thanh toán; rút các đề nghị đó trước")


C = Commitment.Status

COMMITMENT_FLOW = Workflow(
    Transition(
        "sign", "Ký, ghi nhận hiệu lực", (C.DRAFT,), C.SIGNED, "budgets.sign_commitment",
        (of_own_unit, has_number_and_date, project_may_commit, within_approved, signed_after_decision),
        part=Part.APPROVE, effect=_bind,
    ),
    Transition(
        "withdraw", "Bỏ bản soạn", (C.DRAFT,), C.WITHDRAWN, "budgets.prepare_commitment", (nothing_paid_or_asked,),
        needs_note=True, tone="danger",
    ),
)  # fmt: skip
