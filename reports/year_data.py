"""What the books say for «Báo cáo tình hình thực hiện kế hoạch …» as of a day.

Money of a line is the money of the projects approved for it; every figure equals the ledger's at that day. Done is
what was accepted. The estimate to the year's end is what is paid, advanced and bound by contract, unless the writer
gives a figure of one's own.
"""

import datetime
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db.models import Sum

from budgets.models import Settlement
from core.dates import today
from inspections.models import Acceptance
from inspections.selectors import PASSED
from ledger import reading
from ledger.stages import Stage
from plans.models import ApprovalRound, PlanItem
from plans.selectors import counterparts_on, current_plan
from projects.models import Beneficiary
from reports.offices import committee, department, plan_reference
from reports.papers.year_report import LineResult, StageOfMoney, YearReport
from reports.position import position

# Labels that suit both columns of the table: what came this far, what stands here.
STAGE_WORDS = (
    (Stage.APPROPRIATED, "Dự toán được giao"),
    (Stage.ALLOCATED, "Dự toán đã phân bổ"),
    (Stage.APPROVED, "Đã bố trí cho đề án"),
    (Stage.COMMITTED, "Đã ký hợp đồng, giao nhiệm vụ"),
    (Stage.ADVANCED, "Đã tạm ứng, thanh toán"),
    (Stage.PAID, "Đã thanh toán (thực chi)"),
    (Stage.SETTLED, "Đã quyết toán"),
    (Stage.RECOVERABLE, "Phải thu hồi, nộp trả"),
    (Stage.CLAIMED, "Phải thu hồi của năm đã quyết toán"),
)
BOUND = (Stage.COMMITTED, Stage.ADVANCED, Stage.PAID, Stage.SETTLED)


class Year:
    """The approved projects of one year and tier at a day, with their money.

    Read from decisions, minutes and the books as of that day, never from today's status: an old report stays as it was.
    """

    def __init__(self, year, tier, day):
        self.book_years = list(reading.book_years(year, tier))
        self.money = position(reading.accounts(book_years=self.book_years), day)
        decided = PlanItem.objects.decided().filter(round__year=year, round__tier=tier, round__decision_date__lte=day)
        self.items = [
            item
            for item in decided.select_related("project__category", "line", "round")
            if item.round.is_historical or self.money.reached(Stage.APPROVED, {item.project_id})
        ]
        ids = [item.project_id for item in self.items]
        self.counterparts = counterparts_on(self.items, day)
        self.accepted = _accepted(ids, day)
        self.settled = set(
            Settlement.objects.filter(
                project__in=ids, status=Settlement.Status.APPROVED, approved_on__lte=day
            ).values_list("project", flat=True)
        )

    @property
    def is_known(self):
        """Whether anything was ever posted or approved: without it nothing can be compared."""
        return bool(self.items) or self.money.balance(Stage.TREASURY) != 0


def year_data(params, by):
    """(YearReport, illustrative) of params year, tier, as_of (ISO) and the writer's texts and figures."""
    year, tier = params["year"], params["tier"]
    as_of = datetime.date.fromisoformat(params["as_of"])
    plan = current_plan(year, tier)
    if plan is None:
        raise ValidationError(f"Năm {year} chưa có kế hoạch nên chưa lập được báo cáo.")
    reference = plan_reference(plan)
    now, before = Year(year, tier, as_of), Year(year - 1, tier, _a_year_before(as_of))
    lines = list(plan.lines.live().prefetch_related("categories").order_by("no"))
    expected = params.get("expected", {})
    results = [_line(line, now, before, expected.get(str(line.identity), {})) for line in lines]
    identities = {line.identity for line in lines}
    rest = [item for item in now.items if item.line is None or item.line.identity not in identities]
    if rest:
        results.append(_rest(rest, now, before))
    data = YearReport(
        office=department(),
        year=year,
        as_of=as_of,
        plan=reference,
        lines=tuple(results),
        stages=tuple(
            StageOfMoney(words, now.money.reached(stage), now.money.balance(stage))
            for stage, words in STAGE_WORDS
            if stage != Stage.CLAIMED or now.money.balance(stage)  # told only where money stands there
        ),
        project_count=len(now.items),
        accepted_count=len(now.accepted),
        settled_count=len(now.settled),
        written_in=today().year if today().year > as_of.year else None,
        tier="quốc gia" if tier == "NATIONAL" else "địa phương",
        plan_total=plan.total_budget,
        previous_support=_support_before(before, year - 1, tier, _a_year_before(as_of)),
        addressees=(committee(), "Cục Công Thương địa phương, Bộ Công Thương"),
        guidance=params.get("guidance", ""),
        difficulties=params.get("difficulties", ""),
        proposals=params.get("proposals", ""),
    )
    return data, any(item.project.illustrative for item in now.items)


def _line(line, now, before, expected):
    items = [item for item in now.items if item.line is not None and item.line.identity == line.identity]
    return _result(
        items,
        now,
        title=line.text,
        unit=line.unit,
        target_min=line.quantity_min,
        target_max=line.quantity_max,
        planned=line.planned_budget,
        expected=expected,
        **_same_period(line, before),
    )


def _rest(items, now, before):
    """Projects approved outside the plan's lines."""
    known = {"previous_done": 0, "previous_support": 0} if before.is_known else {}
    return _result(items, now, title="Nội dung khác", unit="đề án", expected={}, **known)


def _result(items, now, *, unit, expected, **given):
    ids = {item.project_id for item in items}
    support = expected.get("support")
    done = expected.get("done")
    return LineResult(
        unit=unit,
        done=_counted([item for item in items if item.project_id in now.accepted], unit, now.accepted),
        approved=now.money.approved(ids),
        paid=now.money.reached(Stage.PAID, ids),
        settled=now.money.reached(Stage.SETTLED, ids),
        counterpart=sum(now.counterparts[item.pk] or 0 for item in items),
        expected_done=_counted(items, unit) if done is None else done,
        expected_support=now.money.balance(*BOUND, projects=ids) if support is None else support,
        **given,
    )


def _counted(items, unit, accepted=None):
    """How many in the line's own unit: what the category counts where both name the same unit, else projects."""
    return sum(
        (accepted[item.project_id] if accepted is not None else item.project.units) or 1
        if item.project.category.unit == unit
        else 1
        for item in items
    )


def _accepted(ids, day):
    """{project id: accepted units} of the projects whose every place had passed by `day`. Two queries."""
    results = defaultdict(dict)
    rows = Acceptance.objects.concluded().filter(project__in=ids, batch__held_on__lte=day)
    for row in rows.filter(beneficiary__removed_at=None).order_by("batch__held_on", "batch_id", "pk"):
        results[row.project_id][row.beneficiary_id] = row
    places = defaultdict(set)
    for project, place in Beneficiary.objects.filter(project__in=results, removed_at=None).values_list("project", "pk"):
        places[project].add(place)
    return {
        project: sum(row.accepted_units for row in of_place.values())
        for project, of_place in results.items()
        if all(row.conclusion in PASSED for row in of_place.values())
        and (None in of_place or places[project] <= of_place.keys())
    }


def _same_period(line, before):
    """The year before by what this line may support; unknown when that year has no books."""
    if not before.is_known:
        return {}
    kinds = {category.pk for category in line.categories.all()}
    items = [item for item in before.items if item.project.category_id in kinds]
    if any(item.round.is_historical for item in items):
        return {}
    accepted = [item for item in items if item.project_id in before.accepted]
    return {
        "previous_done": _counted(accepted, line.unit, before.accepted),
        "previous_support": before.money.approved({item.project_id for item in items}),
    }


def _support_before(before, year, tier, day):
    """Support approved in the same period of the year before: by the books, else as published; None when unknown."""
    if before.book_years and before.money.balance(Stage.TREASURY):
        return sum(before.money.approved_by_paper.values())
    published = ApprovalRound.objects.filter(
        year=year, tier=tier, status=ApprovalRound.Status.HISTORICAL, decision_date__lte=day
    )
    return published.aggregate(total=Sum("published_total_support"))["total"]


def _a_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
