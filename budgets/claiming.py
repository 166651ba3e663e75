"""Kiến nghị thu hồi: money of a closed year that the State Audit, inspectors or Finance later say must come back.

The closed year stays settled as it was; an open book of the same source claims the money, and it comes back by a
refund, never into an estimate. The Department's accountant enters the conclusion, the director decides, only then the
books move. Never more than was settled of the contract in that year and not claimed yet. While a year is open its
money is disallowed at the examination of its account instead.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Sum
from django.urls import reverse

from budgets.models import Claim, Commitment
from budgets.subjects import commitment_subject
from core.access import require
from core.audit import STATE, record
from core.dates import ngay, today
from core.documents import attach, documents_of
from core.money import dong
from core.parts import Part, take_part
from core.workflow import Act, Objection, Transition, Workflow
from ledger.models import Account, BookYear, Subject, Transfer
from ledger.posting import Kind, Line, Place, Stage, post, treasury
from ledger.years import open_year

PREPARE, DECIDE = "budgets.prepare_year_end", "budgets.decide_year_end"
PAPER = "paper:claim"


@dataclass(frozen=True)
class Claimable:
    """What was settled of a contract in a closed year and is not claimed yet, đồng."""

    commitment: Commitment
    of_year: BookYear
    left: int

    @property
    def key(self):
        return f"{self.commitment.pk}-{self.of_year.pk}"

    def __str__(self):
        book, code = self.of_year, self.commitment.project.code
        return f"{code} · {self.commitment} · {book}, còn {dong(self.left)}"


def claimable(user, project=None):
    """[Claimable] in reach, the newest year first; of one project. A fixed number of queries."""
    commitments = Commitment.objects.for_list().visible_to(user)
    if project is not None:
        commitments = commitments.filter(project=project)
    rows = Account.objects.filter(
        stage=Stage.SETTLED, balance__gt=0, book_year__state=BookYear.State.CLOSED,
        subject__kind=Subject.Kind.COMMITMENT, subject__ref__in=commitments.order_by().values("pk"),
    )  # fmt: skip
    rows = list(rows.select_related("book_year", "subject"))
    commitments = commitments.in_bulk({row.subject.ref for row in rows})
    taken = claimed(commitments)
    found = [
        Claimable(commitments[row.subject.ref], row.book_year, left)
        for row in rows
        if (left := row.balance - taken.get((row.subject.ref, row.book_year_id), 0)) > 0
    ]
    return sorted(found, key=lambda row: (-row.of_year.year, row.commitment.project.code, row.commitment.pk))


def claimed(commitments):
    """{(commitment id, id of the closed book): đồng claimed of it by what stands}. One query."""
    rows = Claim.objects.decided().filter(commitment__in=commitments).order_by()
    rows = rows.values_list("commitment", "of_year").annotate(total=Sum("amount"))
    return {(commitment, year): int(total) for commitment, year, total in rows}


def _settled(claim):
    """(đồng settled of the contract in the closed book, the day of the first of it or None)."""
    rows = Account.objects.filter(
        book_year=claim.of_year, unit=claim.commitment.unit, stage=Stage.SETTLED,
        subject__kind=Subject.Kind.COMMITMENT, subject__ref=claim.commitment_id,
    )  # fmt: skip
    came = Transfer.objects.filter(target__in=rows, reverses=None, reversed_by=None)
    return sum(rows.values_list("balance", flat=True)), came.aggregate(first=Min("dated_on"))["first"]


# --- what stands in the way -------------------------------------------------------------------------------------
def year_is_closed(claim, act):
    """Until then Finance disallows vouchers; of what a charge settled (charging.py) that year has none."""
    if claim.of_year.is_open:
        year = claim.of_year.year
        needed = f"đề án không có quyết toán năm {year} để xuất toán chứng từ: khóa sổ năm ấy, rồi ghi kiến nghị này"
        way = (f"Mở kết thúc năm {year}", f"{reverse('budgets:year_end')}?year={year}")
        if account := claim.commitment.project.settlements.filter(book_year=claim.of_year).first():
            needed = "Sở Tài chính xuất toán chứng từ khi kiểm tra quyết toán năm, số ấy thành phải thu hồi của năm"
            way = ("Mở quyết toán", account.get_absolute_url())
        return Objection(f"Sổ năm {year} chưa khóa, chưa phải tiền của năm đã khóa sổ", needed=needed, way=way)


def within_what_was_settled(claim, act):
    there, _ = _settled(claim)
    left = there - claimed([claim.commitment]).get((claim.commitment_id, claim.of_year_id), 0)
    if claim.amount > left:
        before = f" (đã quyết toán {dong(there)}, đã ghi phải thu hồi {dong(there - left)})" if left != there else ""
        return Objection(
            f"Số phải thu hồi nhiều hơn số đã quyết toán của {claim.commitment} năm {claim.of_year.year} còn ghi được",
            found=f"{dong(left)}{before}", needed=dong(claim.amount), field="amount",
        )  # fmt: skip


def on_its_day(claim, act):
    """Who concludes on settled money has seen it settled."""
    _, first = _settled(claim)
    if first and not first <= claim.dated_on <= today():
        return Objection(
            "Ngày văn bản kết luận không hợp lý", found=ngay(claim.dated_on),
            needed=f"từ ngày quyết toán {ngay(first)} đến {ngay(today())}", field="dated_on",
        )  # fmt: skip


def a_book_is_open(claim, act):
    if year_to_claim(claim) is None:
        since = _first_year(claim)
        return Objection(
            f"Sổ cùng nguồn từ năm {since} đến năm {today().year} đều đã khóa, không còn sổ nào để ghi phải thu hồi",
            needed=f"một sổ đang mở của năm {since} trở đi",
        )


def _first_year(claim):
    return max(claim.dated_on.year, claim.of_year.year + 1)


def year_to_claim(claim):
    """The budget year whose book claims it: that of the paper's day, or the first one after it that is not closed (one
    that has no book yet gets it); None where all up to this year are closed."""
    own, years = claim.of_year, range(_first_year(claim), today().year + 1)
    closed = BookYear.objects.filter(
        year__in=years, state=BookYear.State.CLOSED, tier=own.tier, source=own.source, chapter=own.chapter,
        category=own.category, item=own.item,
    )  # fmt: skip
    closed = set(closed.values_list("year", flat=True))
    return next((year for year in years if year not in closed), None)


GUARDS = (year_is_closed, within_what_was_settled, on_its_day, a_book_is_open)


def standing_objections(claim, act):
    return [objection for guard in GUARDS if (objection := guard(claim, act))]


# --- entering, deciding -----------------------------------------------------------------------------------------
@transaction.atomic
def prepare_claim(claim, *, by, scan=None):
    """Enter the conclusion; nothing moves yet. Every objection is said at once."""
    require(by, PREPARE)
    require(by, "projects.view_project", claim.commitment.project)
    claim.created_by = by
    claim.full_clean()
    if objections := standing_objections(claim, Act(by=by)):
        raise ValidationError([str(objection) for objection in objections])
    claim.save()
    attach(
        claim, scan, by=by, kind=PAPER, title=f"Kết luận: {claim}", number=claim.number, issued_on=claim.dated_on,
        issuer=claim.issuer, illustrative=claim.commitment.illustrative,
    )  # fmt: skip
    take_part(claim, by, Part.PREPARE, PREPARE)
    record(
        claim, "budgets.claim.prepare", by=by, note=claim.why, perm=PREPARE,
        after={
            STATE: claim.get_status_display(), "Hợp đồng, nhiệm vụ": str(claim.commitment),
            "Số tiền": dong(claim.amount), "Cơ quan kết luận": claim.issuer,
        }
        | ({"Hạn nộp": ngay(claim.due_on)} if claim.due_on else {}),
    )  # fmt: skip
    return claim


def _decided(claim, act):
    """Asked again with the contracts held: of two claims at once the later sees the earlier."""
    list(Commitment.objects.select_for_update(no_key=True).filter(project=claim.commitment.project_id).order_by("pk"))
    if objections := standing_objections(claim, act):
        raise ValidationError([str(objection) for objection in objections])
    own = claim.of_year
    codes = {"chapter": own.chapter, "category": own.category, "item": own.item}
    claim.book_year = open_year(year_to_claim(claim), own.tier, own.source, **codes)
    claim.decided_by = act.by
    claim.save(update_fields=["book_year", "decided_by"])


def _claim(claim, act):
    unit, subject = claim.commitment.unit, commitment_subject(claim.commitment)
    line = Line(
        Kind.CLAIM, treasury(claim.book_year, unit), Place(claim.book_year, unit, Stage.CLAIMED, subject), claim.amount
    )
    post(
        str(claim), [line], by=act.by, dated_on=claim.dated_on, paper=documents_of(claim).filter(kind=PAPER).first(),
        case=claim, note=claim.why,
    )  # fmt: skip


C = Claim.Status

CLAIM_FLOW = Workflow(
    Transition(
        "decide", "Quyết định ghi phải thu hồi", (C.DRAFT,), C.DECIDED, DECIDE, GUARDS, part=Part.APPROVE,
        prepare=_decided, effect=_claim,
    ),
    Transition(
        "refuse", "Không đồng ý ghi", (C.DRAFT,), C.REFUSED, DECIDE, needs_note=True, part=Part.APPROVE, tone="danger",
    ),
    Transition("withdraw", "Rút bản lập", (C.DRAFT,), C.WITHDRAWN, PREPARE, needs_note=True, tone="danger"),
)  # fmt: skip
