"""How a plan and a round of approval move. The committee's own acts are papers recorded by an officer."""

import datetime

from core.dates import ngay, today
from core.money import dong
from core.workflow import Objection, Transition, Workflow
from plans.issue import record_plan_paper, reserve_for_round
from plans.models import AnnualPlan, ApprovalRound, ApprovalWay
from plans.objections import (
    amendment_objections,
    budget_objections,
    delegated_objections,
    live_items,
    money_objections,
    round_objections,
)
from plans.selectors import appropriated

Plan, Round = AnnualPlan.Status, ApprovalRound.Status


def day_of(round, act):
    """The day whose norms count: the paper's, else the day the decision may be expected."""
    return act.paper.issued_on if act.paper else round.expected_date


# --- the plan -----------------------------------------------------------------
def lines_complete(plan, act):
    lines = list(plan.lines.live().prefetch_related("categories"))
    if not lines:
        return [Objection("Kế hoạch chưa có nội dung nào")]
    found = [
        Objection(f"Nội dung {line.no} chưa nêu loại hỗ trợ được phép") for line in lines if not line.categories.all()
    ]
    known = sum(line.planned_budget or 0 for line in lines)
    if known > plan.total_budget:
        found.append(
            Objection(
                "Kinh phí các nội dung cộng lại vượt tổng kinh phí của kế hoạch",
                found=dong(known),
                needed=f"không quá {dong(plan.total_budget)}",
            )
        )
    return found


def within_the_estimate(plan, act):
    """Only when the estimate is already recorded: a plan may be written before its money is given."""
    given = appropriated(plan)
    if given and plan.total_budget > given:
        return Objection(
            "Tổng kinh phí kế hoạch vượt dự toán được giao",
            found=dong(plan.total_budget),
            needed=f"không quá {dong(given)}",
            article="Thông tư liên tịch 26/2014/TTLT-BTC-BCT, Điều 8",
        )


def list_that_comes_along(plan, act):
    """WITH_PLAN: the projects are approved by the plan's own paper, so their list must be in order too."""
    if plan.approval_way != ApprovalWay.WITH_PLAN:
        return None
    round = plan.rounds.filter(way=ApprovalWay.WITH_PLAN).exclude(status=Round.HISTORICAL).first()
    if round is None:
        return None if plan.version > 1 else Objection("Chưa có danh mục đề án ban hành cùng kế hoạch")
    if round.status == Round.ISSUED:
        return None
    items = live_items(round)
    found = round_objections(round, act.paper.issued_on if act.paper else round.expected_date, items)
    found += budget_objections(plan, items)
    if round.status != Round.CHECKED:
        found.insert(
            0,
            Objection(
                "Danh mục đề án ban hành cùng kế hoạch chưa được kiểm tra",
                found=f"“{round.get_status_display()}”",
                needed=f"“{Round.CHECKED.label}”",
            ),
        )
    return found


def keeps_what_is_approved(plan, act):
    return amendment_objections(plan)


def paper_of_its_time(plan, act):
    """A plan is issued in its year, or late in the year before, when the budget is given."""
    return _within(act, "Kế hoạch", datetime.date(plan.year - 1, 1, 1), datetime.date(plan.year, 12, 31))


def _within(act, what, first, last):
    if act.paper and not first <= act.paper.issued_on <= last:
        return Objection(
            f"{what} đề ngày không hợp với năm kế hoạch",
            found=ngay(act.paper.issued_on),
            needed=f"từ {ngay(first)} đến {ngay(last)}",
        )


def plan_of_a_past_year(plan, act):
    """Old years are entered from their papers in one sitting; a running year goes through its steps."""
    if plan.year >= today().year:
        return Objection(
            "Chỉ nhập thẳng kế hoạch của năm đã qua; kế hoạch đang lập phải qua các bước",
            found=f"năm {plan.year}",
            needed=f"trước năm {today().year}",
        )


ISSUE = (lines_complete, list_that_comes_along, keeps_what_is_approved, paper_of_its_time)

PLAN_FLOW = Workflow(
    Transition(
        "open_registration",
        "Mở đăng ký nhu cầu",
        sources=(Plan.DRAFT,),
        target=Plan.REGISTERING,
        permission="plans.prepare_plan",
        part="PREPARE",
    ),
    Transition(
        "consolidate",
        "Tổng hợp thành dự thảo",
        sources=(Plan.REGISTERING,),
        target=Plan.CONSOLIDATED,
        permission="plans.prepare_plan",
        guards=(lines_complete,),
        part="PREPARE",
    ),
    Transition(
        "ask_opinions",
        "Gửi lấy ý kiến các sở, ngành",
        sources=(Plan.CONSOLIDATED,),
        target=Plan.UNDER_OPINION,
        permission="plans.check_plan",
        guards=(lines_complete,),
        part="CHECK",
    ),
    Transition(
        "submit",
        "Trình UBND tỉnh",
        sources=(Plan.UNDER_OPINION,),
        target=Plan.SUBMITTED,
        permission="plans.submit_plan",
        guards=(lines_complete, within_the_estimate, list_that_comes_along, keeps_what_is_approved),
        needs_paper=True,
        part="APPROVE",
    ),
    Transition(
        "issue",
        "Ghi nhận văn bản đã ban hành",
        sources=(Plan.SUBMITTED,),
        target=Plan.ISSUED,
        permission="plans.record_issued_plan",
        guards=ISSUE,
        needs_paper=True,
        effect=record_plan_paper,
    ),
    Transition(
        "enter_issued",
        "Nhập kế hoạch năm cũ đã ban hành",
        sources=(Plan.DRAFT,),
        target=Plan.ISSUED,
        permission="plans.record_issued_plan",
        guards=(plan_of_a_past_year, *ISSUE),
        needs_paper=True,
        effect=record_plan_paper,
    ),
    Transition(
        "return",
        "Đưa về dự thảo để chỉnh sửa",
        sources=(Plan.UNDER_OPINION, Plan.SUBMITTED),
        target=Plan.CONSOLIDATED,
        permission="plans.prepare_plan",
        needs_note=True,
        tone="danger",
    ),
    Transition("supersede", "Thay bằng bản điều chỉnh", sources=(Plan.ISSUED,), target=Plan.SUPERSEDED),
)


# --- the round ----------------------------------------------------------------
def list_in_order(round, act):
    return round_objections(round, day_of(round, act))


def plan_in_force(round, act):
    if round.plan is None or round.plan.status != Plan.ISSUED:
        return Objection(
            "Kế hoạch năm chưa ban hành nên chưa phê duyệt đề án theo đợt được",
            found=f"“{round.plan.get_status_display()}”" if round.plan else "không có kế hoạch",
            needed=f"“{Plan.ISSUED.label}”",
        )


def within_the_plan(round, act):
    return budget_objections(round.plan, live_items(round)) if round.plan else []


def money_is_there(round, act):
    return money_objections(round, live_items(round)) if round.plan else []


def within_the_delegated_sum(round, act):
    return delegated_objections(round, live_items(round))


def decided_in_its_time(round, act):
    """After the plan's first paper, within its year: the date chooses the norm, so it cannot be any date."""
    plans = AnnualPlan.objects.filter(year=round.year, tier=round.tier).exclude(issued_on=None)
    first = plans.order_by("version").values_list("issued_on", flat=True).first()
    if first:  # else plan_in_force says what lacks
        return _within(act, "Quyết định", first, datetime.date(round.year, 12, 31))


def by_way(*ways):
    """The round goes this way only; the pages do not even offer the others."""

    def guard(round, act):
        if round.way not in ways:
            return Objection(f"{round.name} được phê duyệt theo cách khác: {round.get_way_display()}")

    guard.ways = ways
    return guard


class RoundFlow(Workflow):
    """Shows only the steps of the round's own way of approval; the guards refuse the others."""

    def _offered(self, transition, round):
        return all(round.way in guard.ways for guard in transition.guards if hasattr(guard, "ways"))

    def buttons(self, obj, user):
        return [transition for transition in super().buttons(obj, user) if self._offered(transition, obj)]

    def steps(self, obj, user):
        return [step for step in super().steps(obj, user) if self._offered(step.transition, obj)]


ROUND_FLOW = RoundFlow(
    Transition(
        "check",
        "Kiểm tra danh mục, chuyển lãnh đạo Sở",
        sources=(Round.DRAFT,),
        target=Round.CHECKED,
        permission="plans.check_round",
        guards=(list_in_order,),
        part="CHECK",
    ),
    Transition(
        "submit",
        "Trình UBND tỉnh phê duyệt",
        sources=(Round.CHECKED,),
        target=Round.SUBMITTED,
        permission="plans.submit_round",
        guards=(by_way(ApprovalWay.ROUNDS), plan_in_force, list_in_order, within_the_plan),
        needs_paper=True,
        part="APPROVE",
    ),
    Transition(
        "record_decision",
        "Ghi nhận quyết định đã ban hành",
        sources=(Round.SUBMITTED,),
        target=Round.ISSUED,
        permission="plans.record_decision",
        guards=(
            by_way(ApprovalWay.ROUNDS), plan_in_force, list_in_order, within_the_plan, money_is_there,
            decided_in_its_time,
        ),
        needs_paper=True,
        part="PREPARE",
        effect=reserve_for_round,
    ),
    Transition(
        "decide",
        "Ban hành quyết định của Sở",
        sources=(Round.CHECKED,),
        target=Round.ISSUED,
        permission="plans.decide_round",
        guards=(
            by_way(ApprovalWay.DELEGATED), plan_in_force, list_in_order, within_the_plan, within_the_delegated_sum,
            money_is_there, decided_in_its_time,
        ),
        needs_paper=True,
        part="APPROVE",
        effect=reserve_for_round,
    ),
    Transition(
        "issue_with_plan",
        "Ban hành cùng kế hoạch",
        sources=(Round.CHECKED,),
        target=Round.ISSUED,
        guards=(by_way(ApprovalWay.WITH_PLAN), list_in_order, within_the_plan),
        effect=reserve_for_round,
    ),
    Transition(
        "send_back",
        "Trả lại để sửa danh mục",
        sources=(Round.CHECKED,),
        target=Round.DRAFT,
        permission="plans.check_round",
        needs_note=True,
        tone="danger",
    ),
    Transition(
        "return",
        "Ghi nhận UBND tỉnh trả lại",
        sources=(Round.SUBMITTED,),
        target=Round.DRAFT,
        permission="plans.record_decision",
        guards=(by_way(ApprovalWay.ROUNDS),),
        needs_note=True,
        tone="danger",
    ),
)  # fmt: skip
