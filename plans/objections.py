"""Why a list of projects cannot be approved yet: every objection at once, each with its figures and its article.

Pages show them beside each project, guards refuse with them. `on` is the day whose norms count: the decision's, or
before there is one the day it may be expected. Whether the money is there is said here before anybody tries; under the
locks the ledger's CHECK alone decides it. Whether the plan has room is asked here, and again under the plan's lock.
"""

from dataclasses import replace

from django.core.exceptions import ValidationError

from core.money import dong
from core.workflow import Objection
from ledger.reading import line_balances
from norms.ceiling import ceiling, ceiling_from_frozen
from plans.models import PlanItem
from plans.selectors import current_appraisals, decided_on, given_to_projects, money_sources
from plans.shared_limits import SharedLimits
from projects.ceilings import at_norm_cost, with_places
from projects.models import Project
from projects.shares import place_objections, share_errors

SUPPORT_RULE = "Thông tư liên tịch 26/2014/TTLT-BTC-BCT, Điều 7"
READY = (Project.Status.APPRAISED, Project.Status.PLANNED)


def live_items(round):
    """The round's list as it stands, in its order, with all that the rules below look at. Six queries."""
    return list(
        round.items.live()
        .with_project()
        .prefetch_related("line__categories", "project__beneficiaries__establishment", "project__cost_items")
        .order_by("position", "pk")
    )


class NormsOfTheDay:
    """The ceilings of a list on one day. What the norm book says is read once for each kind of support and tier."""

    def __init__(self, on, shared=None):
        """`shared`: the SharedLimits of the book and the list, without which a limit of many tasks is not asked."""
        self.on, self.shared = on, shared
        self._facts = {}

    def ceiling(self, project):
        """A Ceiling; ValidationError when the cost is unknown or no norm can be asked on that day."""
        if project.eligible_cost is None and project.total_cost is None:
            raise ValidationError("chưa có chi phí để tính mức hỗ trợ")
        key = (project.category_id, project.tier)
        if key not in self._facts:
            self._facts[key] = ceiling(project.category, tier=project.tier, on=self.on, cost=0).as_json()
        factor = None if project.priority_factor is None else str(project.priority_factor)
        frozen = self._facts[key] | {"units": project.units, "factor": factor}
        limit = with_places(at_norm_cost(ceiling_from_frozen(frozen, 0), project), project)
        return self.shared.applied(limit, project) if self.shared else limit


def round_objections(round, on, items=None):
    """All that stands in the way of approving this list on that day; a reserve list is looked at as well."""
    items = live_items(round) if items is None else items
    found = []
    if not any(not item.is_reserve for item in items):
        found.append(Objection("Danh mục chưa có đề án nào để phê duyệt"))
    for objections in objections_by_item(round, on, items).values():
        found += objections
    return found


def objections_by_item(round, on, items):
    """{item id: [Objection, …]}, each sentence beginning with the project's code."""
    appraisals = current_appraisals([item.project_id for item in items])
    norms = NormsOfTheDay(on, SharedLimits(round, items))
    return {item.pk: list(_item(round, item, norms, appraisals.get(item.project_id))) for item in items}


def _item(round, item, norms, appraisal):
    project, code = item.project, item.project.code
    if project.status not in READY:
        yield Objection(
            f"{code}: chưa qua thẩm định hoặc đã ra khỏi kế hoạch",
            found=f"“{project.get_status_display()}”",
            needed=f"“{Project.Status.APPRAISED.label}” hoặc “{Project.Status.PLANNED.label}”",
        )
    if (project.plan_year, project.tier) != (round.year, round.tier):
        yield Objection(
            f"{code}: đề án thuộc năm hoặc cấp khác",
            found=f"năm {project.plan_year}, {project.get_tier_display()}",
            needed=f"năm {round.year}, {round.get_tier_display()}",
        )
    yield from _line(round, item, code)
    yield from _book(item, code)
    yield from _beneficiaries(project, code)
    if not project.spending_unit.is_spending_unit:
        yield Objection(f"{code}: {project.spending_unit} không phải đơn vị dự toán có tài khoản riêng")
    if item.approved_support is None:
        yield Objection(f"{code}: chưa ghi kinh phí khuyến công hỗ trợ")
        return
    yield from _support(item, code, appraisal)
    yield from _shares(item, code)
    yield from _limit(item, code, norms)
    yield from _counterpart(item, code)


def _line(round, item, code):
    if item.line is None:
        yield Objection(f"{code}: chưa gắn với nội dung nào của kế hoạch")
    elif item.line.plan_id != round.plan_id or item.line.dropped_why:
        yield Objection(f"{code}: nội dung “{item.line.text}” không thuộc kế hoạch của đợt này")
    elif item.project.category not in item.line.categories.all():
        allowed = ", ".join(f"“{category}”" for category in item.line.categories.all())
        yield Objection(
            f"{code}: loại hỗ trợ không có trong nội dung {item.line.no} của kế hoạch",
            found=f"“{item.project.category}”",
            needed=allowed,
        )


def _book(item, code):
    if not item.book.is_open:
        yield Objection(f"{code}: sổ lấy kinh phí đã khóa", found=item.book.source_words, needed="một sổ đang mở")


def _beneficiaries(project, code):
    for row in project.beneficiaries.all():
        if row.establishment_id and not row.establishment.is_active:
            yield Objection(f"{code}: {row.establishment} đã ngừng hoạt động")


def _support(item, code, appraisal):
    if appraisal is None:
        yield Objection(f"{code}: chưa có kết quả thẩm định")
    elif item.approved_support > appraisal.recommended_support:
        yield Objection(
            f"{code}: kinh phí hỗ trợ vượt mức thẩm định đề nghị",
            found=dong(item.approved_support),
            needed=f"không quá {dong(appraisal.recommended_support)}",
        )


def _shares(item, code):
    """The parts are the whole that was asked for, or that is decided, and nobody is left with nothing."""
    project = item.project
    way = ("Chia lại phần hỗ trợ", f"{project.get_absolute_url()}#beneficiaries")
    for sentence in share_errors(project, list(project.beneficiaries.all()), item.approved_support):
        yield Objection(f"{code}: {sentence[0].lower()}{sentence[1:]}", way=way)


def _limit(item, code, norms):
    try:
        limit = norms.ceiling(item.project)
    except ValidationError as error:
        yield from (Objection(f"{code}: {message}") for message in error.messages)
        return
    if limit.amount is None:
        why = limit.warnings[-1] if limit.warnings else "chưa có mức hỗ trợ"
        yield Objection(f"{code}: {why}", article=limit.article)
    elif item.approved_support > limit.amount:
        yield Objection(
            f"{code}: kinh phí hỗ trợ vượt mức trần",
            found=dong(item.approved_support),
            needed=f"không quá {dong(limit.amount)}",
            article=limit.article,
        )
    for objection in place_objections(item.project, limit, item.approved_support):
        yield replace(objection, sentence=f"{code}: {objection.sentence[0].lower()}{objection.sentence[1:]}")


def _counterpart(item, code):
    project = item.project
    if project.total_cost is None or project.counterpart is None:
        yield Objection(f"{code}: chưa ghi tổng kinh phí và vốn đối ứng", article=SUPPORT_RULE)
        return
    missing = item.counterpart
    if missing < 0:
        yield Objection(
            f"{code}: kinh phí hỗ trợ và nguồn khác vượt tổng kinh phí thực hiện",
            found=dong(item.approved_support + (project.other or 0)),
            needed=f"không quá {dong(project.total_cost)}",
        )
    elif missing > 0 and not project.counterpart:
        yield Objection(
            f"{code}: chưa có cam kết vốn đối ứng", found=dong(0), needed=dong(missing), article=SUPPORT_RULE
        )


def remarks_of(item):
    """What deserves a second look but does not stand in the way."""
    promised = item.listed.counterpart
    if item.counterpart is not None and promised and item.counterpart > promised:
        yield (
            f"Vốn đối ứng theo mức này là {dong(item.counterpart)}, hồ sơ cam kết {dong(promised)}: "
            "cần đơn vị thụ hưởng xác nhận phần tăng thêm."
        )
    if item.source == PlanItem.Source.APPROPRIATED:
        yield "Quyết định này đồng thời là phân bổ: lấy thẳng từ dự toán chưa chia theo nội dung."


def budget_objections(plan, items=()):
    """Σ approved ≤ the plan's total, and ≤ what the plan states for a line (programme §3.2, §5.4).

    Approved is what the year's decisions gave out of every source and did not get back, plus `items`, the list being
    decided. Without a list: whether the plan itself still has room for what its earlier version approved.
    """
    asked = [item for item in items if not item.is_reserve]
    given = given_to_projects(plan.books)
    found = [_room("tổng kinh phí của kế hoạch", sum(given.values()), asked, plan.total_budget)]
    known = [line for line in plan.lines.live().order_by("no") if line.planned_budget is not None]
    places = decided_on([line.identity for line in known]).values_list("line", "line__first", "project")
    for line in known:
        before = sum(given.get(ref, 0) for pk, first, ref in places if (first or pk) == line.identity)
        mine = [item for item in asked if item.line and item.line.identity == line.identity]
        found.append(_room(f"kinh phí dự kiến của nội dung {line.no}", before, mine, line.planned_budget))
    return list(filter(None, found))


def _room(what, before, items, limit):
    total = before + sum(item.approved_support or 0 for item in items)
    if total <= limit:
        return None
    return Objection(
        f"Kinh phí bố trí cho đề án vượt {what}",
        found=dong(total) + (f" (cả {dong(before)} đã bố trí trước)" if before and items else ""),
        needed=f"không quá {dong(limit)}",
        article=SUPPORT_RULE,
    )


def money_objections(round, items):
    """What stands today where the decision takes from, against what it needs there."""
    return [
        Objection(f"Chưa đủ kinh phí: {source.label}", found=dong(source.there), needed=dong(source.needed))
        for source in money_sources(round, items)
        if source.missing
    ]


def lines_in_use(plan, lines):
    """Lines a new version may not leave out: projects were approved on them, or money is allocated to them."""
    used = {}
    for pk, first in decided_on([line.identity for line in lines]).values_list("line", "line__first"):
        used[first or pk] = used.get(first or pk, 0) + 1
    money = line_balances(plan.books)
    found = []
    for line in lines:
        held = [f"{used[line.identity]} đề án đã phê duyệt"] if line.identity in used else []
        if money.get(line.identity):
            held.append(f"{dong(money[line.identity])} đã phân bổ chưa bố trí")
        if held:
            found.append(
                Objection(
                    f"Nội dung {line.no} không bỏ được khỏi kế hoạch",
                    found=", ".join(held),
                    needed="không còn đề án và kinh phí nào ở nội dung này",
                )
            )
    return found


def amendment_objections(plan):
    """What a new version must leave standing of the one it replaces: its used lines and room for what is approved."""
    if plan.supersedes_id is None:
        return []
    kept = {line.identity for line in plan.lines.live()}
    left_out = [line for line in plan.supersedes.lines.live() if line.identity not in kept]
    return lines_in_use(plan, left_out) + budget_objections(plan)


def delegated_objections(round, items):
    """Within the sum the committee left to the Department this year, all its decisions taken together."""
    plan = round.plan
    before = (
        PlanItem.objects.decided()
        .in_force()
        .filter(round__year=round.year, round__tier=round.tier, round__way=round.way, round__status="ISSUED")
        .exclude(pk__in=[item.pk for item in items if item.pk])
        .values_list("support", flat=True)
    )
    total = sum(before) + sum(item.approved_support or 0 for item in items if not item.is_reserve)
    if plan.delegated_limit is None:
        return [Objection("Kế hoạch không giao Sở quyết định: không có hạn mức nào được giao")]
    if total > plan.delegated_limit:
        return [
            Objection(
                "Vượt hạn mức Sở được quyết định trong năm",
                found=f"{dong(total)} (cả {dong(sum(before))} đã quyết định trước)",
                needed=f"không quá {dong(plan.delegated_limit)}",
            )
        ]
    return []
