"""Plans and lists of projects are written here and nowhere else; every change leaves its line in the trail.

`by` is the person. Records come with the caller's changes on them; what is stored is read again under its lock.
Refusals: ValidationError (the rule says no), PermissionDenied (this person may not).
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from core import parts
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.faster import as_refusal
from core.money import dong
from core.text import in_a_sentence
from core.workflow import PaperInput
from ledger.models import BookYear
from ledger.posting import Kind, Line, post
from ledger.refusals import rule_of
from ledger.years import open_year, refuse_closed
from plans.issue import approved_place, source_of
from plans.models import AnnualPlan, ApprovalRound, ApprovalWay, PlanItem, PlanLine, PlanOpinion
from plans.objections import lines_in_use
from plans.workflow import PLAN_FLOW
from projects.models import Project
from projects.workflow import PROJECT_FLOW

NATIONAL_SOURCE = "Kinh phí khuyến công quốc gia"
PREPARE_PLAN, PREPARE_ROUND, RECORD_DECISION = "plans.prepare_plan", "plans.prepare_round", "plans.record_decision"


# --- the plan and its lines ---------------------------------------------------
@transaction.atomic
def save_plan(plan, *, by):
    """A new draft, or a change of one. After the issued paper is recorded only a new version changes anything."""
    require(by, PREPARE_PLAN)
    stored = _lock_plan(plan) if plan.pk else None
    plan.title = plan.title or str(plan)
    if stored:
        _keep_what_hangs_on_it(stored, plan)
    plan.book_year = _book_year(stored, plan)
    if stored is None:
        plan.created_by = by
        _write(plan)
    else:
        plan.status = stored.status  # only the workflow moves it, however old the caller's copy is
        _write(plan, update_fields=[*PLAN_FIELDS, "search_text"])
    parts.take_part(plan, by, "PREPARE", PREPARE_PLAN)
    record(
        plan,
        f"plans.annualplan.{'save' if stored else 'create'}",
        by=by,
        before=_plan_words(stored) if stored else None,
        after=_plan_words(plan),
        perm=PREPARE_PLAN,
    )
    return plan


PLAN_FIELDS = (
    "year", "tier", "book_year", "title", "total_budget", "approval_way", "delegated_limit", "guidance", "remark",
)  # fmt: skip
LINE_FIELDS = ("no", "text", "quantity_min", "quantity_max", "unit", "planned_budget", "remark")


def _keep_what_hangs_on_it(stored, plan):
    """Lines, rounds and the version before keep year and tier where they are; a list that comes along keeps the way."""
    begun = stored.version > 1 or stored.lines.exists() or stored.rounds.exists()
    if stored.version > 1 and plan.book_year_id != stored.book_year_id:
        raise ValidationError(
            {
                "book_year": f"Bản điều chỉnh giữ sổ của kế hoạch đã ban hành ({stored.book_year.name}): tiền của các "
                "đề án đã phê duyệt nằm ở đó."
            }
        )
    if begun and (stored.year, stored.tier) != (plan.year, plan.tier):
        raise ValidationError(
            "Kế hoạch đã có nội dung, đợt phê duyệt hoặc là bản điều chỉnh thì giữ nguyên năm và cấp; "
            "hãy lập kế hoạch khác."
        )
    if plan.approval_way != stored.approval_way == ApprovalWay.WITH_PLAN:
        listed = PlanItem.objects.live().filter(round__plan=stored, round__way=ApprovalWay.WITH_PLAN).count()
        if listed:
            raise ValidationError(
                {
                    "approval_way": f"Danh mục ban hành cùng kế hoạch đang có {listed} đề án; "
                    "hãy đưa các đề án ra trước khi đổi cách phê duyệt."
                }
            )


def _book_year(stored, plan):
    """The plan's own book of those it spends: the one chosen; else the only one of year and tier, or a new one.

    ValidationError where it is of another year or tier, or where there are several and nobody has chosen.
    """
    book_year = plan.book_year if plan.book_year_id else None
    if book_year and (book_year.year, book_year.tier) == (plan.year, plan.tier):
        return book_year
    whose = f"năm {plan.year}, {in_a_sentence(plan.get_tier_display())}"
    if book_year and not (stored and stored.book_year_id == book_year.pk):  # chosen, not left from before
        raise ValidationError({"book_year": f"“{book_year}” không phải sổ của {whose}."})
    known = list(BookYear.objects.filter(year=plan.year, tier=plan.tier))
    if len(known) > 1:
        names = "; ".join(book.source_words for book in known)
        raise ValidationError(
            {
                "book_year": f"{whose.capitalize()} có {len(known)} sổ: {names}. Hãy chọn sổ mà đề án lấy tiền khi "
                "danh mục không ghi nguồn khác."
            }
        )
    if known:
        return known[0]
    source = {"source": NATIONAL_SOURCE} if plan.tier == BookYear.Tier.NATIONAL else {}
    return open_year(plan.year, plan.tier, **source)


@transaction.atomic
def save_line(line, *, categories, by):
    """A line of a draft. `categories` are those its projects may have; numbers and money may be unknown."""
    require(by, PREPARE_PLAN)
    plan = _editable(line.plan)
    stored = plan.lines.get(pk=line.pk) if line.pk else None
    if stored and stored.dropped_why:
        raise ValidationError(f"Nội dung {stored.no} đã bỏ khỏi dự thảo.")
    before = {f"Nội dung {stored.no}": _line_words(stored, stored.categories.all())} if stored else None
    if not categories:
        raise ValidationError({"categories": "Phải nêu ít nhất một loại hỗ trợ được phép."})
    _write(line)
    line.categories.set(categories)
    parts.take_part(plan, by, "PREPARE", PREPARE_PLAN)
    after = {f"Nội dung {line.no}": _line_words(line, categories)}
    record(plan, "plans.annualplan.save_line", by=by, before=before, after=after, perm=PREPARE_PLAN)
    return line


@transaction.atomic
def drop_line(line, *, why, by):
    """Take a line out of the draft; it stays readable with its reason."""
    require(by, PREPARE_PLAN)
    plan = _editable(line.plan)
    why = _reason(why, "Bỏ một nội dung khỏi dự thảo phải nêu lý do.")
    if line.items.live().exists():
        raise ValidationError(f"Nội dung {line.no} đang có đề án trong danh mục; hãy đưa đề án ra trước.")
    if objections := lines_in_use(plan, [line]):
        raise ValidationError([str(objection) for objection in objections])
    line.dropped_why = why
    line.save(update_fields=["dropped_why"])
    parts.take_part(plan, by, "PREPARE", PREPARE_PLAN)
    record(plan, "plans.annualplan.drop_line", by=by, note=why, before={"Nội dung": str(line)}, perm=PREPARE_PLAN)
    return line


@transaction.atomic
def add_opinion(plan, *, office, received_on, agrees, content="", by, paper=None):
    """A letter about the draft, entered from the paper. `paper` (PaperInput) names it; its scan may follow later."""
    require(by, PREPARE_PLAN)
    plan = _lock(AnnualPlan, plan)
    if plan.status not in (AnnualPlan.Status.UNDER_OPINION, AnnualPlan.Status.SUBMITTED):
        raise ValidationError(
            f"Chỉ ghi ý kiến khi đang lấy ý kiến hoặc đã trình; kế hoạch đang ở “{plan.get_status_display()}”."
        )
    if received_on > today():
        raise ValidationError({"received_on": f"Ngày nhận {ngay(received_on)} chưa tới."})
    if paper and paper.issued_on and paper.issued_on > today():
        raise ValidationError({"issued_on": f"Công văn đề ngày {ngay(paper.issued_on)} chưa tới."})
    opinion = PlanOpinion(
        plan=plan, office=office, received_on=received_on, agrees=agrees, content=content, entered_by=by
    )
    opinion.full_clean()
    if isinstance(paper, PaperInput):
        opinion.document = attach(
            plan,
            paper.upload,
            by=by,
            kind="opinion",
            title=paper.title or f"Ý kiến của {office}",
            number=paper.number,
            issued_on=paper.issued_on,
            issuer=paper.issuer or office,
            signer=paper.signer,
            illustrative=paper.illustrative,
        )
    opinion.save()
    record(
        plan,
        "plans.annualplan.add_opinion",
        by=by,
        note=content,
        after={"Ý kiến": str(opinion)},
        paper=opinion.document,
        perm=PREPARE_PLAN,
    )
    return opinion


@transaction.atomic
def amend_plan(plan, *, by):
    """The next version as a draft: same lines with the same identity. The issued one stands until its paper comes."""
    require(by, PREPARE_PLAN)
    plan = _lock(AnnualPlan, plan)
    if plan.status != AnnualPlan.Status.ISSUED:
        raise ValidationError(f"Chỉ điều chỉnh kế hoạch đã ban hành; bản này đang ở “{plan.get_status_display()}”.")
    if AnnualPlan.objects.filter(supersedes=plan).exists():
        raise ValidationError("Đã có một bản điều chỉnh đang lập; hãy làm tiếp bản đó.")
    copied = ("year", "tier", "title", "total_budget", "remark", "approval_way", "delegated_limit", "book_year")
    new = AnnualPlan.objects.create(
        **{name: getattr(plan, name) for name in copied},
        version=plan.version + 1,
        supersedes=plan,
        illustrative=plan.illustrative,
        created_by=by,
    )
    for line in plan.lines.live().prefetch_related("categories"):
        copy = PlanLine.objects.create(
            plan=new, first_id=line.identity, **{name: getattr(line, name) for name in LINE_FIELDS}
        )
        copy.categories.set(line.categories.all())
    parts.take_part(new, by, "PREPARE", PREPARE_PLAN)
    record(new, "plans.annualplan.amend", by=by, before={"Bản đang áp dụng": plan.paper_words}, perm=PREPARE_PLAN)
    return new


# --- rounds and their lists ---------------------------------------------------
@transaction.atomic
def open_round(plan, *, by, way=None, source_note="", illustrative=False):
    """A new list to be approved, numbered within year and tier. `way` is the plan's unless said otherwise.

    The committee may always decide in a round; the Department only where the plan leaves it a sum; one list goes with
    the plan, before it is issued.
    """
    require(by, PREPARE_ROUND)
    plan = _lock(AnnualPlan, plan)
    way = way or plan.approval_way
    if plan.status == AnnualPlan.Status.SUPERSEDED:
        raise ValidationError("Kế hoạch này đã có bản điều chỉnh; hãy lập đợt theo bản mới.")
    if plan.book_year_id and not any(book.is_open for book in plan.books):
        refuse_closed(plan.book_year)
    if way == ApprovalWay.DELEGATED and plan.approval_way != ApprovalWay.DELEGATED:
        raise ValidationError("Kế hoạch không giao Sở quyết định; đợt này phải trình UBND tỉnh.")
    if way == ApprovalWay.WITH_PLAN and (
        plan.approval_way != ApprovalWay.WITH_PLAN or not plan.is_before_the_committee
    ):
        raise ValidationError("Danh mục chỉ ban hành cùng kế hoạch khi kế hoạch chọn cách đó và còn đang lập.")
    last = ApprovalRound.objects.filter(year=plan.year, tier=plan.tier).aggregate(last=Max("number"))["last"] or 0
    round = ApprovalRound(
        plan=plan,
        year=plan.year,
        tier=plan.tier,
        number=last + 1,
        way=way,
        source_note=source_note,
        illustrative=illustrative,
        created_by=by,
    )
    _write(round)
    parts.take_part(round, by, "PREPARE", PREPARE_ROUND)
    record(
        round,
        "plans.approvalround.create",
        by=by,
        after={"Cách phê duyệt": round.get_way_display()},
        perm=PREPARE_ROUND,
    )
    return round


@transaction.atomic
def include_project(round, project, *, line, source, approved_support, is_reserve=False, book_year=None, by):
    """Put an appraised project on the list. One that waits in the reserve of an issued list is taken from there.

    `book_year`: the one book it is paid from, None for the plan's own.
    """
    require(by, PREPARE_ROUND)
    require(by, "projects.view_project", project)
    round = _open(round)
    _lock_its_reserve(project)
    project = _lock(Project, project)
    _leave_reserve(round, project, by)
    if project.status not in (Project.Status.APPRAISED, Project.Status.PLANNED):
        raise ValidationError(
            f"{project.code} đang ở trạng thái “{project.get_status_display()}”; "
            f"chỉ đưa vào danh mục đề án “{Project.Status.APPRAISED.label}”."
        )
    _of_this_year(project, round)
    last = round.items.aggregate(last=Max("position"))["last"] or 0
    item = PlanItem(round=round, project=project, position=last + 1)
    _fill(item, line, source, approved_support, is_reserve, book_year)
    _write(item)
    parts.take_part(round, by, "PREPARE", PREPARE_ROUND)
    if project.status == Project.Status.APPRAISED:
        PROJECT_FLOW.cause(project, "plan", by=by, note=round.name)
    record(round, "plans.approvalround.include", by=by, after=_item_words(item), perm=PREPARE_ROUND)
    return item


@transaction.atomic
def save_item(item, *, line, source, approved_support, is_reserve, book_year=None, by):
    """Change a place on the list while it is being prepared."""
    require(by, PREPARE_ROUND)
    round = _open(item.round)
    item = PlanItem.objects.select_related("project", "line", "book_year").get(pk=item.pk)
    if item.removed_at:
        raise ValidationError(f"{item.project.code} đã được đưa ra khỏi danh mục.")
    before = _item_words(item)
    _fill(item, line, source, approved_support, is_reserve, book_year)
    _write(item)
    parts.take_part(round, by, "PREPARE", PREPARE_ROUND)
    record(round, "plans.approvalround.save_item", by=by, before=before, after=_item_words(item), perm=PREPARE_ROUND)
    return item


@transaction.atomic
def remove_project(item, *, why, by):
    """Take a project off a list in preparation, or out of the reserve of an issued one; who and why stay readable."""
    require(by, PREPARE_ROUND)
    why = _reason(why, "Đưa đề án ra khỏi danh mục phải nêu lý do.")
    round = _lock(ApprovalRound, item.round)
    project = _lock(Project, item.project)
    # Another list that takes it out of the reserve holds this round as well: read after that.
    item = PlanItem.objects.get(pk=item.pk)
    if item.removed_at:
        raise ValidationError(f"{project.code} đã được đưa ra khỏi danh mục.")
    if not round.is_open and not (item.is_reserve and round.status == ApprovalRound.Status.ISSUED):
        raise ValidationError(f"{round.name} đang ở “{round.get_status_display()}”, không sửa danh mục được nữa.")
    _mark_removed(item, why, by)
    if project.status == Project.Status.PLANNED:
        PROJECT_FLOW.cause(project, "unplan", by=by, note=why)
    record(round, "plans.approvalround.remove", by=by, note=why, before={"Đề án": str(project)}, perm=PREPARE_ROUND)
    return item


@transaction.atomic
def release_support(item, *, amount, why, by, paper):
    """Give back what an approved project no longer needs, to where it was reserved from; resting on the deciding paper.

    Only what no contract has taken yet; the ledger's CHECK refuses more. `amount` in đồng.
    """
    require(by, RECORD_DECISION)
    why = _reason(why, "Giảm kinh phí đã bố trí phải nêu lý do.")
    if paper is None:
        raise ValidationError("Phải ghi số, ngày, người ký của văn bản giảm kinh phí.")
    round = _lock(ApprovalRound, item.round)
    rows = PlanItem.objects.select_related("project__spending_unit", "line", "book_year", "round__plan__book_year")
    item = rows.get(pk=item.pk)
    if round.status != ApprovalRound.Status.ISSUED or item.is_reserve or item.removed_at:
        raise ValidationError(f"{item.project.code} chưa được bố trí kinh phí trong {round.name}.")
    _lock(Project, item.project)
    if paper.issued_on > today():
        raise ValidationError(f"Văn bản đề ngày {ngay(paper.issued_on)} chưa tới.")
    if paper.issued_on < round.decision_date:
        raise ValidationError(
            f"Văn bản giảm kinh phí đề ngày {ngay(paper.issued_on)}; cần từ ngày quyết định phê duyệt "
            f"{ngay(round.decision_date)} trở đi."
        )
    if isinstance(paper, PaperInput):
        paper = attach(
            round,
            paper.upload,
            by=by,
            kind="paper:release",
            title=paper.title or "Giảm kinh phí đã bố trí",
            number=paper.number,
            issued_on=paper.issued_on,
            issuer=paper.issuer,
            signer=paper.signer,
            illustrative=paper.illustrative,
        )
    act = post(
        f"Giảm kinh phí bố trí cho {item.project.code}",
        [Line(Kind.RELEASE, approved_place(item), source_of(item), amount)],
        by=by,
        dated_on=paper.issued_on,
        paper=paper,
        case=round,
        note=why,
    )
    freed = {"Kinh phí trả về": dong(amount), "Đề án": str(item.project)}
    record(round, "plans.approvalround.release", by=by, note=why, after=freed, paper=paper, perm=RECORD_DECISION)
    record(item.project, "plans.planitem.release", by=by, note=why, after=freed, paper=paper, perm=RECORD_DECISION)
    return act


@transaction.atomic
def record_historical_round(
    *,
    year,
    number,
    decision_date,
    projects,
    by,
    tier=BookYear.Tier.LOCAL,
    plan=None,
    decision_number="",
    issuer="",
    signer="",
    project_count=None,
    total_cost=None,
    total_support=None,
    total_counterpart=None,
    source_note="",
    paper=None,
    illustrative=False,
):
    """A round of an old year, from its published figures: nothing is reserved, unknown amounts stay unknown.

    `projects` are historical Project records, or (Project, approved support in đồng) where the paper tells it.
    """
    require(by, RECORD_DECISION)
    if decision_date > today():
        raise ValidationError({"decision_date": f"Ngày quyết định {ngay(decision_date)} chưa tới."})
    if year >= today().year:
        raise ValidationError(
            {"year": f"Năm {year} chưa phải năm cũ (cần trước năm {today().year}): lập đợt phê duyệt như thường lệ."}
        )
    _published_adds_up(total_cost, total_support, total_counterpart)
    round = ApprovalRound(
        plan=plan,
        year=year,
        tier=tier,
        number=number,
        way=ApprovalWay.ROUNDS,
        status=ApprovalRound.Status.HISTORICAL,
        published_project_count=project_count,
        published_total_cost=total_cost,
        published_total_support=total_support,
        published_total_counterpart=total_counterpart,
        decision_number=decision_number,
        decision_date=decision_date,
        issuer=issuer,
        signer=signer,
        source_note=source_note,
        illustrative=illustrative,
        created_by=by,
    )
    _write(round)
    for position, entry in enumerate(projects, start=1):
        project, support = entry if isinstance(entry, tuple) else (entry, None)
        if not project.is_historical:
            raise ValidationError(f"{project.code} không phải đề án nhập từ hồ sơ cũ; hãy đưa vào một đợt đang lập.")
        _of_this_year(project, round)
        item = PlanItem(round=round, project=project, approved_support=support, position=position)
        _write(item)
    if isinstance(paper, PaperInput):
        paper = attach(
            round,
            paper.upload,
            by=by,
            kind="paper:record_decision",
            title=paper.title or "Quyết định phê duyệt đề án",
            number=paper.number,
            issued_on=paper.issued_on,
            issuer=paper.issuer,
            signer=paper.signer,
            illustrative=paper.illustrative,
        )
    published = {
        "Số đề án": project_count,
        "Tổng kinh phí": None if total_cost is None else dong(total_cost),
        "Kinh phí hỗ trợ": None if total_support is None else dong(total_support),
    }
    record(round, "plans.approvalround.enter_historical", by=by, note=source_note, after=published, paper=paper)
    return round


# --- what they share ----------------------------------------------------------
def _write(obj, **how):
    """Checked by the model's own rules; where somebody was faster, the database's refusal becomes a sentence."""
    obj.full_clean()
    try:
        with transaction.atomic():
            obj.save(**how)
    except IntegrityError as error:
        if rule_of(error) == "plans_item_book":
            raise ValidationError(
                {"book_year": "Sổ này vừa khóa, không lấy kinh phí được nữa: hãy chọn lại."}
            ) from error
        raise as_refusal(error) or error from error


def _lock(model, obj):
    return model._base_manager.select_for_update(no_key=True).get(pk=obj.pk)


def _lock_plan(plan):
    stored = _lock(AnnualPlan, plan)
    if stored.status in PLAN_FLOW["return"].sources:
        raise ValidationError(
            f"{stored} đang ở “{stored.get_status_display()}”, không sửa được nữa: nội dung giữ như bản đã gửi. "
            f"Muốn sửa thì bấm “{PLAN_FLOW['return'].label}” (nêu lý do) rồi sửa và gửi lại."
        )
    if not stored.is_editable:
        raise ValidationError(
            f"{stored} đang ở “{stored.get_status_display()}”, không sửa được nữa; "
            "thay đổi sau khi ban hành là một bản điều chỉnh."
        )
    return stored


def _editable(plan):
    return _lock_plan(plan)


def _open(round):
    """The round, locked, while its list may still be changed."""
    stored = _lock(ApprovalRound, round)
    if not stored.is_open:
        raise ValidationError(f"{stored.name} đang ở “{stored.get_status_display()}”, không sửa danh mục được nữa.")
    return stored


def _fill(item, line, source, approved_support, is_reserve, book_year):
    item.line, item.source, item.approved_support, item.is_reserve = line, source, approved_support, is_reserve
    if line is None:
        raise ValidationError({"line": "Phải nêu nội dung của kế hoạch mà đề án thực hiện."})
    if line.plan_id != item.round.plan_id or line.dropped_why:
        raise ValidationError({"line": "Nội dung này không thuộc kế hoạch của đợt."})
    if not line.categories.filter(pk=item.project.category_id).exists():
        raise ValidationError(
            {
                "line": f"{item.project.code} là “{item.project.category}”; nội dung {line.no} của kế hoạch chỉ nhận "
                f"{_names(line.categories.all())}."
            }
        )
    if not source:
        raise ValidationError({"source": "Phải nêu lấy kinh phí từ đâu."})
    if approved_support is None:
        raise ValidationError({"approved_support": "Phải ghi kinh phí khuyến công hỗ trợ."})
    plan = item.round.plan
    if wrong := may_not_pay(plan, book_year or plan.book_year):
        raise ValidationError({"book_year": wrong})
    item.book_year = None if book_year == plan.book_year else book_year


def may_not_pay(plan, book_year):
    """Why a project of this plan cannot be paid from that book, with the books that can; "" where it can."""
    if plan.spends(book_year) and book_year.is_open:
        return ""
    usable = "; ".join(book.source_words for book in plan.books if book.is_open) or "chưa có sổ nào"
    of_plan = f"sổ đang mở của năm {plan.year}, {in_a_sentence(plan.get_tier_display())}"
    closed = " (đã khóa)" if not book_year.is_open else ""
    return f"“{book_year}”{closed} không phải {of_plan}. Lấy kinh phí được từ: {usable}."


def _of_this_year(project, round):
    if (project.plan_year, project.tier) != (round.year, round.tier):
        raise ValidationError(
            f"{project.code} thuộc năm {project.plan_year}, {project.get_tier_display().lower()}; "
            f"đợt này là năm {round.year}, {round.get_tier_display().lower()}."
        )


def _published_adds_up(cost, support, counterpart):
    """Total = support + counterpart (programme §5.5), when the source tells all three."""
    if None not in (cost, support, counterpart) and cost != support + counterpart:
        raise ValidationError(
            {
                "total_cost": f"Tổng kinh phí đã công bố {dong(cost)} khác hỗ trợ {dong(support)} + vốn đối ứng "
                f"{dong(counterpart)} = {dong(support + counterpart)}."
            }
        )


def _lock_its_reserve(project):
    """The issued list a project waits on, before the project itself: the order of whoever takes it off that list."""
    held = PlanItem.objects.live().filter(project=project, is_reserve=True, round__status=ApprovalRound.Status.ISSUED)
    if item := held.select_related("round").first():
        _lock(ApprovalRound, item.round)


def _leave_reserve(round, project, by):
    """A project waiting in the reserve of an issued list becomes free for this one; elsewhere it stays taken."""
    held = PlanItem.objects.live().filter(project=project).select_related("round").first()
    if held is None:
        return
    if not (held.is_reserve and held.round.status == ApprovalRound.Status.ISSUED):
        raise ValidationError(f"{project.code} đang ở trong danh mục {held.round.name}.")
    _mark_removed(held, f"Chuyển từ danh mục dự phòng sang {round.name}", by)


def _mark_removed(item, why, by):
    item.removed_at, item.removed_by, item.removed_why = timezone.now(), by, why
    item.save(update_fields=["removed_at", "removed_by", "removed_why"])


def _reason(why, sentence):
    why = (why or "").strip()
    if not why:
        raise ValidationError({"why": sentence})
    return why


def _names(categories):
    return ", ".join(str(category) for category in categories)


def _line_words(line, categories):
    money = "kinh phí chưa nêu" if line.planned_budget is None else dong(line.planned_budget)
    parts = [line.text, f"mục tiêu {line.target}", money, _names(categories), line.remark]
    return "; ".join(filter(None, parts))


def _item_words(item):
    """{project's code: its place on the list}: reads as one line of the trail."""
    parts = [
        f"nội dung {item.line.no}" if item.line else "",
        "danh mục dự phòng" if item.is_reserve else "",
        dong(item.approved_support),
        f"từ {item.get_source_display().lower()}" if item.source else "",
        f"nguồn {item.book_year.source_words}" if item.book_year_id else "",
    ]
    return {item.project.code: ", ".join(filter(None, parts))}


def _plan_words(plan):
    """{label a reader knows: value as it is read}, what is empty left out."""
    values = {
        "Tên kế hoạch": plan.title,
        "Tổng kinh phí": dong(plan.total_budget),
        "Cách phê duyệt đề án": plan.get_approval_way_display(),
        "Hạn mức Sở được quyết định": plan.delegated_limit and dong(plan.delegated_limit),
        "Văn bản hướng dẫn đăng ký": plan.guidance,
        "Ghi chú khi đọc văn bản": plan.remark,
    }
    return {label: value for label, value in values.items() if value}
