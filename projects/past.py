"""Projects of earlier years, entered from their papers in one sitting: facts, papers, amounts, days.

Nothing is replayed and no money is moved. What breaks a rule of its time is said and kept, and stops nobody: the paper
stands as it was issued.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.money import MAX_AMOUNT, dong
from core.text import one_line
from norms.ceiling import ceiling
from norms.models import EligibilityRule
from projects.double_support import double_objections, doubles
from projects.eligibility import eligibility
from projects.models import PastPaper, Project
from projects.services import facts, locked, record_first, write_project

Step, State = PastPaper.Step, EligibilityRule.Outcome
_C = EligibilityRule.Criterion
TOLD_OF_THE_PAST = (_C.LEGAL_FORM.label, _C.PLACE.label, _C.EXCLUSION.label)
PAST = "past:"  # so the kind of its Document begins
NO_DAY = (
    "Chưa biết ngày nào của hồ sơ: ghi ngày của hồ sơ, hoặc ngày của ít nhất một văn bản. Đơn vị hành chính được xét "
    "theo ngày ấy."
)

_STATES = ", ".join(f"“{Project.Status(state).label}”" for state in Project.HISTORICAL)
NOT_OF_THE_PAST = f"Đề án năm cũ chỉ nhập ở một trong các trạng thái: {_STATES}."


@dataclass
class FromPaper:
    """One paper of an old year as it is typed in; `amount` in đồng, `upload` its scan (None: it comes later)."""

    step: str
    number: str = ""
    dated_on: date | None = None
    issuer: str = ""
    amount: int | None = None
    upload: File | None = None

    def errors(self):
        """[sentence] of what cannot be."""
        found = []
        if self.step not in Step.values:
            found.append(f"chọn việc mà văn bản ghi nhận: {', '.join(Step.labels)}")
        if not self.number and self.dated_on is None:
            found.append("ghi số hoặc ngày của văn bản")
        if self.dated_on and self.dated_on > today():
            found.append(f"ngày {ngay(self.dated_on)} chưa tới")
        if self.amount is not None and not 0 <= self.amount <= MAX_AMOUNT:
            found.append("số tiền không đọc được")
        return found


@transaction.atomic
def enter_historical(project, *, by, status, beneficiaries=(), cost_items=(), papers=(), note=""):
    """Enter a project of an earlier year from its papers, in one sitting; unknown amounts stay unknown.

    `papers`: [FromPaper]. It moves no money and replays no steps: the record says that it was entered from papers. Only
    the Department does. An empty `filed_on` is taken from the first day that the papers give.
    """
    require(by, "projects.save_project")
    _only_the_department(by)
    errors = {}
    if status not in Project.HISTORICAL:
        errors["status"] = [NOT_OF_THE_PAST]
    if project.plan_year is not None and project.plan_year >= today().year:
        errors["plan_year"] = [f"Năm {project.plan_year} chưa phải năm cũ: lập hồ sơ đề án như thường lệ."]
    papers = list(papers)
    if wrong := _wrong(papers):
        errors["papers"] = wrong
    if project.filed_on is None:
        project.filed_on = min((paper.dated_on for paper in papers if paper.dated_on), default=None)
        if project.filed_on is None:
            raise ValidationError(errors | {"filed_on": [NO_DAY]})
    project.is_historical, project.status, project.created_by = True, status, by
    write_project(project, by, list(beneficiaries), list(cost_items), errors)
    _not_entered_before(project, papers)
    for paper in papers:
        _keep(project, paper, by)
    record_first(project, "projects.project.enter_historical", by, note, remarks=remarks_on(project))
    return project


@transaction.atomic
def correct_historical(project, *, by, status, why, beneficiaries=None, cost_items=None):
    """Correct what was entered wrongly of an old project: facts, how far it came, who benefited. Nothing is replayed.

    `project` bears the corrected facts; `beneficiaries`, `cost_items`: None leaves them; its papers are added and
    withdrawn as papers. Only the Department does, and says why; before and after are kept.
    """
    require(by, "projects.save_project", project)
    _only_the_department(by)
    stored = locked(project)
    if not stored.is_historical or stored.undone:
        raise ValidationError("Đề án này không phải hồ sơ năm cũ: sửa như hồ sơ thường, hoặc bằng đề nghị thay đổi.")
    errors, before = {}, _facts_and_state(stored)
    if status not in Project.HISTORICAL:
        errors["status"] = [NOT_OF_THE_PAST]
    if not (why := why.strip()):
        errors["note"] = ["Nêu vì sao sửa, theo văn bản nào."]
    if (project.tier, project.plan_year) != (stored.tier, stored.plan_year):
        errors["plan_year"] = [f"Năm kế hoạch và cấp nằm trong mã {stored.code} nên không đổi được."]
    for name in ("code", "sequence", "is_historical", "illustrative", "undone", "created_by"):
        setattr(project, name, getattr(stored, name))
    project.status, project.filed_on = status, project.filed_on or stored.filed_on
    write_project(project, by, beneficiaries, cost_items, errors)
    if (after := _facts_and_state(project)) == before:
        raise ValidationError("Chưa sửa gì: các mục vẫn đúng như đã ghi.")
    record(
        project, "projects.project.correct_historical", by=by, note=why, perm="projects.save_project", before=before,
        after=after, remarks=remarks_on(project),
    )  # fmt: skip
    return project


def withdraw_historical(project, *, by, why):
    """Take back an old project that was entered wholly by mistake: it counts nowhere and is in no list any more.

    Nothing is deleted: the trail keeps it with why. Only the Department does; ValidationError while something of others
    stands on it.
    """
    require(by, "projects.withdraw_project", project)
    _only_the_department(by)
    from projects.workflow import PROJECT_FLOW  # which asks this module's neighbours

    return PROJECT_FLOW.cause(project, "withdraw_historical", by=by, note=why.strip())


@transaction.atomic
def add_past_paper(project, paper, *, by):
    """One more paper of an old project, found later; a wrong one is withdrawn like any paper. Returns the PastPaper."""
    require(by, "projects.save_project", project)
    _only_the_department(by)
    project = locked(project)
    if not project.is_historical:
        raise ValidationError("Đề án này không phải hồ sơ năm cũ: văn bản do từng bước ghi nhận.")
    if wrong := paper.errors():
        raise ValidationError([f"{sentence[0].upper()}{sentence[1:]}." for sentence in wrong])
    if _told(paper) in [_told(row) for row in project.past_papers.standing()]:
        raise ValidationError(
            f"“{Step(paper.step).label}” với đúng số, ngày, số tiền này đã ghi. Nếu là văn bản khác, ghi điểm khác của "
            "nó; nếu bản đã ghi sai, rút bản ấy trước."
        )
    row = _keep(project, paper, by)
    record(
        project, "projects.project.add_past_paper", by=by, perm="projects.save_project", paper=row.document,
        after={"Việc": row.get_step_display(), "Số tiền": dong(row.amount) if row.amount is not None else None},
        remarks=remarks_on(project),
    )  # fmt: skip
    return row


def remarks_on(project, user=None):
    """[sentence] for each rule of its time that the papers break: the norm, the order of days, the sums, who and where
    may be supported. With `user` also the same content in another file that this person sees."""
    papers = list(project.past_papers.standing())
    support = support_of(project, papers)
    return [
        *_over_the_norm(project, papers, support),
        *_out_of_order(papers),
        *_sums_that_do_not_fit(project, papers, support),
        *_not_eligible(project, papers),
        *(_supported_twice(project, user) if user else []),
    ]


def past_papers_of(projects):
    """{project id: [PastPaper] in the order of their days} of the old ones among the projects. One query."""
    found = {}
    for row in PastPaper.objects.standing().filter(project__in=projects):
        found.setdefault(row.project_id, []).append(row)
    return found


def decided_support(papers):
    """What the last decision among the papers gives, đồng; None when none says it."""
    amounts = [row.amount for row in papers if row.step == Step.DECISION and row.amount is not None]
    return amounts[-1] if amounts else None


def support_of(project, papers):
    """What the last decision gives, else what was asked for; None when no paper says it."""
    decided = decided_support(papers)
    return project.requested_support if decided is None else decided


# --- how it is done ---------------------------------------------------------------------------------------------------


def _only_the_department(by):
    if not by.organisation.covers_province:
        raise PermissionDenied("Hồ sơ năm cũ do Sở Công Thương nhập từ văn bản.")


def _facts_and_state(project):
    return {"Trạng thái": project.get_status_display()} | facts(Project.objects.get(pk=project.pk))


def _wrong(papers):
    return [f"Dòng {number}: {sentence}." for number, row in enumerate(papers, 1) for sentence in row.errors()]


def _not_entered_before(project, papers):
    """The same form sent again enters nothing: no other old project of the year says all the same by the same papers.

    Asked once the project has its number: writers of one year take turns there, so of two at once the later one sees
    the earlier.
    """
    told, typed = facts(Project.objects.get(pk=project.pk)), sorted(map(_told, papers))
    alike = Project.objects.filter(
        is_historical=True, undone=False, tier=project.tier, plan_year=project.plan_year, category=project.category,
        title=project.title,
    ).exclude(pk=project.pk)  # fmt: skip
    for other in alike:
        if facts(other) == told and sorted(map(_told, other.past_papers.standing())) == typed:
            raise ValidationError(
                f"Đề án này đã nhập: {other.code} có đúng các nội dung và văn bản như đang ghi. Nếu là đề án khác, ghi "
                "điểm khác của nó (tên, địa điểm, đơn vị thụ hưởng, số văn bản); nếu là đề án ấy, mở hồ sơ đó."
            )


def _told(paper):
    """What a paper says of itself, of a FromPaper as of a PastPaper, to be compared and sorted."""
    document = getattr(paper, "document", paper)
    day = document.issued_on if document is not paper else paper.dated_on
    amount = "" if paper.amount is None else str(paper.amount)
    return str(paper.step), one_line(document.number) or "", day.isoformat() if day else "", amount


def _keep(project, paper, by):
    document = attach(
        project, paper.upload, by=by, kind=f"{PAST}{paper.step}", title=Step(paper.step).label, number=paper.number,
        issued_on=paper.dated_on, issuer=paper.issuer, illustrative=project.illustrative,
    )  # fmt: skip
    return PastPaper.objects.create(project=project, step=paper.step, amount=paper.amount, document=document)


def _over_the_norm(project, papers, support):
    """By the norm of the day of the decision, else of the last day of the year. A cost nobody knows limits nothing."""
    if support is None:
        return []
    on = _day_of_the_decision(project, papers)
    known = [cost for cost in (project.eligible_cost, project.total_cost) if cost is not None]
    cost = known[0] if known else MAX_AMOUNT
    try:
        limit = ceiling(
            project.category, tier=project.tier, on=on, cost=cost, units=project.units,
            priority_factor=project.priority_factor,
        )  # fmt: skip
    except ValidationError:  # nothing to compare with
        return []
    if limit.amount is None or support <= limit.amount:
        return []
    return [
        f"Kinh phí hỗ trợ {dong(support)} vượt mức tối đa {dong(limit.amount)} của quy định ngày {ngay(on)} "
        f"({limit.article}): xem lại nội dung hỗ trợ, nguồn kinh phí hoặc số lần hỗ trợ."
    ]


def _day_of_the_decision(project, papers):
    """Of the last one among the papers, else the last day of the year."""
    days = [row.document.issued_on for row in papers if row.step == Step.DECISION and row.document.issued_on]
    return days[-1] if days else date(project.plan_year, 12, 31)


def _not_eligible(project, papers):
    """Legal form, place and exclusions by the rules of the day of the decision: what they forbid or leave open."""
    on = _day_of_the_decision(project, papers)
    return [
        f"{row.subject}: {'không đạt' if row.state == State.NOT_MET else 'chưa rõ'} điều kiện “{row.label}” của quy "
        f"định ngày {ngay(on)}, hiện có {row.found} ({row.article})."
        for row in eligibility(project, on).blocking
        if row.label in TOLD_OF_THE_PAST and row.article  # without an article no rule of that day is known
    ]


def _supported_twice(project, user):
    """The very same content for the same place in another file; a file out of this person's reach is not told of."""
    found = doubles(project)
    seen = set(
        Project.objects.filter(pk__in={other.pk for *_, other in found}).visible_to(user).values_list("pk", flat=True)
    )
    return [str(objection) for objection in double_objections([row for row in found if row[-1].pk in seen], user)]


def _out_of_order(papers):
    """A step whose first paper is dated before the first of the step that it rests on; acceptance rests on decision and
    contract, and what is paid may come before it."""
    first = {}
    for row in papers:
        if row.document.issued_on:
            first.setdefault(row.step, row)
    order = [Step.DECISION, Step.COMMITMENT, Step.ADVANCE, Step.PAYMENT, Step.SETTLEMENT]
    known = [first[step] for step in order if step in first]
    accepted = [
        (first[step], first[Step.ACCEPTANCE])
        for step in (Step.DECISION, Step.COMMITMENT)
        if step in first and Step.ACCEPTANCE in first
    ]
    return [
        f"{after.get_step_display()} ngày {ngay(after.document.issued_on)} trước "
        f"{before.get_step_display().lower()} ngày {ngay(before.document.issued_on)}."
        for before, after in [*pairwise(known), *accepted]
        if after.document.issued_on < before.document.issued_on
    ]


def _sums_that_do_not_fit(project, papers, support):
    def total(*steps):
        return sum(row.amount or 0 for row in papers if row.step in steps)

    signed, settled = total(Step.COMMITMENT), total(Step.SETTLEMENT)
    paid = total(Step.ADVANCE, Step.PAYMENT) - total(Step.RETURNED)
    found = []
    if None not in (support, project.total_cost) and support > project.total_cost:
        found.append(
            f"Kinh phí hỗ trợ {dong(support)} vượt tổng kinh phí thực hiện {dong(project.total_cost)}: nhiều hơn "
            f"{dong(support - project.total_cost)}."
        )
    if support is not None and signed > support:
        found.append(f"Hợp đồng, giao nhiệm vụ {dong(signed)} vượt kinh phí được duyệt {dong(support)}.")
    if support is not None and paid > support:
        found.append(f"Đã chi {dong(paid)} vượt kinh phí được duyệt {dong(support)}.")
    if support is not None and settled > support:
        found.append(
            f"Quyết toán {dong(settled)} vượt kinh phí được duyệt {dong(support)}: nhiều hơn {dong(settled - support)}."
        )
    if settled and paid > settled:
        found.append(
            f"Đã chi {dong(paid)} vượt số quyết toán {dong(settled)}: còn phải thu hồi {dong(paid - settled)}."
        )
    return found
