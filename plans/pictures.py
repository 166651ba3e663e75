"""What the pages of plans and rounds show, put together once: rows, sums, notices. Amounts in đồng."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Sum

from core.audit import history
from core.documents import documents_of
from plans.forms import ScanForm
from plans.models import AnnualPlan, ApprovalRound, PlanItem
from plans.objections import NormsOfTheDay, live_items, objections_by_item, remarks_of
from plans.selectors import (
    ELSEWHERE,
    NOT_COUNTED,
    RETURNED,
    Totals,
    appropriated,
    by_line,
    current_appraisals,
    money_sources,
    of_several_sources,
    totals,
)
from plans.shared_limits import SharedLimits

# Lines of a round's trail that tell about single projects: not for offices that do not reach every project.
ABOUT_ONE_PROJECT = [
    f"plans.approvalround.{verb}" for verb in ("include", "save_item", "remove", "release", "enter_historical")
]


# --- the plan -----------------------------------------------------------------
def sum_of_lines(rows):
    """The last line of the plan's table; None where a part is unknown to this reader."""

    def total(name):
        values = [getattr(row, name) for row in rows]
        return None if None in values else sum(values)

    budgets = [row.line.planned_budget for row in rows]
    return {
        "count": sum(row.project_count for row in rows),
        "planned": None if None in budgets or not budgets else sum(budgets),
        "allocated": total("allocated"),
        "approved": total("approved_support"),
        "remaining": total("remaining"),
    }


def reckoning_of(rows):
    """How the columns of money come to each other, "" where they simply add up; only what the rows have."""
    there = {words for row in rows for words, _ in row.gap_words}
    if not there:
        return ""
    signs = (("−", RETURNED), ("−", ELSEWHERE), ("+", NOT_COUNTED))
    between = "".join(f" {sign} {words}" for sign, words in signs if words in there)
    return f"Phân bổ = đã bố trí cho đề án{between} + chưa bố trí."


def notices_of(plan):
    """What deserves attention but stands in nobody's way."""
    found = []
    if plan.is_editable and plan.status != AnnualPlan.Status.DRAFT and not plan.guidance:
        found.append("Chưa ghi số văn bản hướng dẫn đăng ký nhu cầu (TT 46/2012/TT-BCT, Điều 8).")
    if plan.status in (AnnualPlan.Status.UNDER_OPINION, AnnualPlan.Status.SUBMITTED) and not plan.opinions.exists():
        found.append("Chưa ghi ý kiến của sở, ngành nào; ý kiến của Sở Tài chính là căn cứ khi trình.")
    if not plan.is_frozen and not appropriated(plan):
        found.append("Chưa ghi dự toán được giao của năm này, nên chưa so được tổng kinh phí với dự toán.")
    return found


def scan_form(papers, user, permission):
    """The form for a scan that is still missing; None when nothing is missing or this person does not file it."""
    waiting = [paper.pk for paper in papers if not paper.file]
    if not waiting or not user.has_perm(permission):
        return None
    return ScanForm(papers=documents_of(papers[0].subject).filter(pk__in=waiting))


# --- the round ----------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One project of the list: its limit on that day, what stands in its way, what to look at twice."""

    item: PlanItem
    limit: int | None
    limit_steps: list
    objections: list
    remarks: list


@dataclass
class ListPicture:
    """The list as one person sees it."""

    groups: list = field(default_factory=list)  # (LineGroup, [Row])
    reserve: list = field(default_factory=list)  # [Row]
    removed: list = field(default_factory=list)  # [PlanItem]
    totals: Totals | None = None
    sources: list = field(default_factory=list)
    names_sources: bool = False  # whether each project says which source it is paid from
    objection_count: int = 0

    @property
    def lacks_money(self):
        return any(source.missing for source in self.sources)


def list_of(round, user):
    """ListPicture of what is in reach; a fixed number of queries however long the list."""
    reach = set(round.items.visible_to(user).values_list("pk", flat=True))
    items = [item for item in live_items(round) if item.pk in reach]
    looks = (
        not round.is_historical and round.status != ApprovalRound.Status.ISSUED and user.organisation.covers_province
    )
    norms = NormsOfTheDay(round.expected_date, SharedLimits(round, items) if looks else None)
    objections = objections_by_item(round, round.expected_date, items) if looks else {}
    rows = {item.pk: _row(round, item, norms, objections.get(item.pk, []), looks) for item in items}
    picture = ListPicture(
        groups=[(group, [rows[item.pk] for item in group.items]) for group in by_line(items)],
        reserve=[rows[item.pk] for item in items if item.is_reserve],
        removed=list(round.items.exclude(removed_at=None).filter(pk__in=reach).with_project().order_by("removed_at")),
        totals=totals(items),
        objection_count=sum(map(len, objections.values())),
        names_sources=of_several_sources(items),
    )
    if looks:
        picture.sources = money_sources(round, items)
    return picture


def _row(round, item, norms, objections, looks):
    if item.ceiling:
        return Row(item, item.ceiling["amount"], [step["text"] for step in item.ceiling["steps"]], [], [])
    if round.is_historical or not looks:
        return Row(item, None, [], [], [])
    try:
        limit = norms.ceiling(item.project)
    except ValidationError:
        return Row(item, None, [], objections, list(remarks_of(item)))
    return Row(item, limit.amount, [step.text for step in limit.steps], objections, list(remarks_of(item)))


def history_of(round, user):
    """The round's trail; who does not reach every project reads only what concerns the round as a whole."""
    entries = history(round)
    return entries if user.organisation.covers_province else entries.exclude(action__in=ABOUT_ONE_PROJECT)


def proposal(round, project):
    """What the form proposes for a project: the first line that allows its kind, the recommended support."""
    line = round.plan.lines.live().filter(categories=project.category_id).first()
    appraisal = current_appraisals([project.pk]).get(project.pk)
    return {
        "project": project,
        "line": line,
        "source": PlanItem.Source.ALLOCATED,
        "approved_support": appraisal.recommended_support if appraisal else project.requested_support,
    }


def limit_of(project, on):
    """The norm's answer beside the form: a Ceiling, or None when nothing can be asked."""
    try:
        return NormsOfTheDay(on).ceiling(project)
    except ValidationError:
        return None


# --- the list of rounds ---------------------------------------------------------
@dataclass(frozen=True)
class RoundFigures:
    """How many projects a round approves and with how much; published figures for an old one."""

    count: int
    support: int | None
    reserve: int = 0


def figures_of(rounds, user):
    """{round id: RoundFigures} of what is in reach. One query."""
    found = defaultdict(lambda: {"count": 0, "support": 0, "unknown": 0, "reserve": 0})
    rows = (
        PlanItem.objects.live()
        .filter(round__in=[round.pk for round in rounds])
        .visible_to(user)
        .order_by()
        .values("round", "is_reserve")
        .annotate(count=Count("pk"), support=Sum("approved_support"), unknown=Count("pk", Q(approved_support=None)))
    )
    for row in rows:
        figures = found[row["round"]]
        if row["is_reserve"]:
            figures["reserve"] += row["count"]
        else:
            figures["count"] += row["count"]
            figures["support"] += int(row["support"] or 0)
            figures["unknown"] += row["unknown"]
    return {
        round.pk: RoundFigures(
            found[round.pk]["count"],
            None if found[round.pk]["unknown"] else found[round.pk]["support"],
            found[round.pk]["reserve"],
        )
        for round in rounds
    }


def sums_of(rounds, user):
    """What the decided rounds of the whole filtered set approved, as far as amounts are known."""
    return (
        PlanItem.objects.decided()
        .filter(round__in=rounds.order_by())
        .visible_to(user)
        .aggregate(count=Count("pk"), support=Sum("approved_support"), unknown=Count("pk", Q(approved_support=None)))
    )
