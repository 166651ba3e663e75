"""Contracts and tasks by decision: drafted by an officer, signed by the head of the unit, then the money is bound."""

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets.annexes import still_benefits
from budgets.models import CarryOver, Commitment
from budgets.own_share import contract_within_own_share
from budgets.subjects import commitment_place, project_place
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.money import dong
from core.parts import Part, take_part
from core.workflow import Act, Objection, Transition, Workflow
from inspections.selectors import acceptance_of
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance
from ledger.years import refuse_closed
from norms.selectors import deadline
from plans.issue import book_of
from plans.selectors import approved_item
from projects.models import Project
from projects.services import locked
from projects.shares import shares_as_decided
from projects.workflow import PROJECT_FLOW

MAY_COMMIT = (Project.Status.APPROVED, Project.Status.CONTRACTED, Project.Status.IN_PROGRESS)


@transaction.atomic
def save_commitment(commitment, *, by):
    """Draft or revise a contract or assignment; its money is bound only when it is signed."""
    require(by, "budgets.prepare_commitment")
    require(by, "projects.view_project", commitment.project)
    if commitment.pk:
        stored = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
        if not stored.is_draft:
            raise ValidationError("Hợp đồng đã ký, không sửa được; đổi bên thực hiện, tài khoản nhận bằng phụ lục.")
        if stored.project_id != commitment.project_id:
            raise ValidationError({"project": "Bản soạn đã lập cho đề án nào thì giữ đề án đó."})
        commitment.status = stored.status
    else:
        commitment.created_by = by
    commitment.book_year = book_to_bind(commitment.project, by)
    commitment.unit = commitment.project.spending_unit
    commitment.full_clean()
    if errors := term_errors(commitment):
        raise ValidationError(errors)
    commitment.save()
    take_part(commitment, by, Part.PREPARE, "budgets.prepare_commitment")
    record(
        commitment,
        "budgets.commitment.save",
        by=by,
        after={"Số": commitment.number, "Bên thực hiện": commitment.counterparty, "Giá trị": dong(commitment.value)},
    )
    return commitment


def book_to_bind(project, by):
    """The open book whose money a contract of this project binds; ValidationError says why this person drafts none."""
    item = approved_item(project)
    if project.is_historical or (item and item.round.is_historical):
        raise ValidationError("Đề án nhập từ hồ sơ năm cũ, chỉ để xem: tiền của năm đó không nằm trong sổ này.")
    if item is None:
        raise ValidationError("Đề án chưa được phê duyệt kinh phí, chưa thể ký hợp đồng hay giao nhiệm vụ.")
    if not by.organisation.covers_province and project.spending_unit_id != by.organisation_id:
        raise ValidationError("Chỉ đơn vị sử dụng kinh phí của đề án được lập hợp đồng.")
    book = book_of(item)
    refuse_closed(book)
    return book


def term_errors(commitment):
    """{field: sentence}: nothing is to be done by a day before the contract was signed; {} while a day is unknown."""
    signed, ends = commitment.signed_on, commitment.ends_on
    if not signed or not ends or ends >= signed:
        return {}
    return {"ends_on": f"Thời hạn thực hiện {ngay(ends)} trước ngày ký {ngay(signed)}; cần từ {ngay(signed)} trở đi."}


def not_yet_signable(commitment):
    """What the account holder would be told today: said to whoever drafts, when it is saved and on its page."""
    act = Act(by=None)
    return [found for rule in SIGNABLE if (found := rule(commitment, act))]


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
    """The contract rests on the decision, and has been signed."""
    item = approved_item(commitment.project)
    decided = item and item.round.decision_date
    if commitment.signed_on and commitment.signed_on > today():
        return Objection(
            "Ngày ký hợp đồng chưa đến", found=ngay(commitment.signed_on), needed=f"không sau {ngay(today())}"
        )
    if decided and commitment.signed_on and commitment.signed_on < decided:
        return Objection(
            "Hợp đồng ký trước quyết định phê duyệt đề án",
            found=f"ký {ngay(commitment.signed_on)}",
            needed=f"từ {ngay(decided)}",
        )


def signed_after_the_carry(commitment, act):
    """Money that came from the year before is bound in its new book, not before it came there."""
    carried = CarryOver.objects.last_of(commitment.project)
    if carried and commitment.signed_on and commitment.signed_on < carried.dated_on:
        year = carried.book_year.year
        return Objection(
            f"Kinh phí của đề án chuyển sang năm {year + 1} ngày {ngay(carried.dated_on)}, ngày ký ghi trước đó",
            found=ngay(commitment.signed_on),
            needed=f"từ {ngay(carried.dated_on)}; hợp đồng của năm {year} thì hủy ghi văn bản chuyển trước",
        )


def support_is_shared(commitment, act):
    """Among several beneficiaries as it was decided, which may be less than they asked for."""
    return next(iter(shares_as_decided(commitment.project)), None)


def _while_it_may_commit(commitment, act):
    """Asked again with the project held: of a contract and a stop, or of two contracts, the later sees the earlier.

    The project is the last of the records, as everywhere; the accounts are locked behind it.
    """
    commitment.project = locked(commitment.project)
    for objection in (project_may_commit(commitment, act), contract_within_own_share(commitment)):
        if objection:
            raise ValidationError(str(objection))


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


def of_own_unit_or_of_the_drafters(commitment, act):
    """Whoever may drop a draft: the unit whose money it is, and the office that drafted it for that unit."""
    if act.by.organisation_id not in (commitment.unit_id, commitment.created_by.organisation_id):
        return Objection(
            "Chỉ đơn vị sử dụng kinh phí hoặc cơ quan đã soạn được bỏ bản soạn này", needed=str(commitment.unit)
        )


def nothing_paid_or_asked(commitment, act):
    if commitment.payments.live().exists():
        return Objection("Hợp đồng đã có đề nghị tạm ứng, thanh toán; rút các đề nghị đó trước")


@transaction.atomic
def record_liquidation(commitment, on, *, by):
    """Write down, or correct, the day a signed contract was liquidated (form 6). Returns the warnings about its order.

    A fact, not a step: provinces liquidate before or after settlement, so what is unusual is said and taken (T36 đ.18).
    """
    require(by, "budgets.prepare_commitment", commitment)
    commitment = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    if commitment.unit_id != by.organisation_id and not by.organisation.covers_province:
        raise ValidationError("Chỉ đơn vị sử dụng kinh phí của đề án ghi thanh lý hợp đồng.")
    if commitment.status != Commitment.Status.SIGNED:
        raise ValidationError(f"Chỉ thanh lý hợp đồng đã ký; hiện nay “{commitment.get_status_display()}”.")
    if not commitment.signed_on <= on <= today():
        raise ValidationError(
            {
                "liquidated_on": f"Ngày thanh lý {ngay(on)} không hợp lý: phải từ ngày ký {ngay(commitment.signed_on)} "
                f"đến {ngay(today())}."
            }
        )
    before, commitment.liquidated_on = commitment.liquidated_on, on
    commitment.save(update_fields=["liquidated_on"])
    record(
        commitment,
        "budgets.commitment.liquidate",
        by=by,
        on=on,
        before={"Ngày thanh lý": ngay(before)} if before else None,
        after={"Ngày thanh lý": ngay(on)},
    )
    return liquidation_warnings(commitment)


def liquidation_warnings(commitment):
    """What is out of the usual order about the day of liquidation; [] when nothing is, or nothing was recorded."""
    day, project, found = commitment.liquidated_on, commitment.project, []
    if day is None:
        return found
    accepted = acceptance_of(project)
    if accepted is None:
        found.append("Đã thanh lý nhưng đề án chưa được nghiệm thu.")
    elif day < accepted.held_on:
        found.append(f"Thanh lý ngày {ngay(day)}, trước ngày nghiệm thu {ngay(accepted.held_on)}.")
    rule = deadline("liquidation", project.tier, day)
    due = rule and rule.due(year=book_of(approved_item(project)).year)
    if due and day > due:
        found.append(f"Thanh lý ngày {ngay(day)}, sau hạn {ngay(due)} ({rule.cited}).")
    return found


SIGNABLE = (
    has_number_and_date,
    project_may_commit,
    within_approved,
    signed_after_decision,
    signed_after_the_carry,
    still_benefits,
    support_is_shared,
    contract_within_own_share,
)
C = Commitment.Status

COMMITMENT_FLOW = Workflow(
    Transition(
        "sign", "Ký, ghi nhận hiệu lực", (C.DRAFT,), C.SIGNED, "budgets.sign_commitment",
        (of_own_unit, *SIGNABLE), part=Part.APPROVE, prepare=_while_it_may_commit, effect=_bind,
    ),
    Transition(
        "return", "Trả lại người soạn", (C.DRAFT,), C.RETURNED, "budgets.sign_commitment", (of_own_unit,),
        needs_note=True, tone="danger",
    ),
    Transition(
        "resubmit", "Trình ký lại", (C.RETURNED,), C.DRAFT, "budgets.prepare_commitment",
        (of_own_unit_or_of_the_drafters,),
    ),
    Transition(
        "withdraw", "Bỏ bản soạn", (C.DRAFT, C.RETURNED), C.WITHDRAWN, "budgets.prepare_commitment",
        (of_own_unit_or_of_the_drafters, nothing_paid_or_asked), needs_note=True, tone="danger",
    ),
)  # fmt: skip
