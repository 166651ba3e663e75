"""Plans' part in a change of a project: more or less support, within the norm of the approval and the money there."""

from copy import copy

from core.audit import record
from core.money import dong
from core.workflow import Objection
from ledger.posting import Kind, Line, post
from ledger.reading import balance
from norms.ceiling import ceiling_from_frozen
from plans.issue import approved_place, source_of
from plans.models import AnnualPlan, ApprovalRound, ApprovalWay
from plans.objections import SUPPORT_RULE, budget_objections, delegated_objections
from plans.selectors import approved_item, current_plan, still_reserved, support_in_force
from plans.shared_limits import within_shared
from projects.ceilings import NO_COST_WITHOUT_TAX
from projects.change_models import ChangeValue
from projects.changes.costs import COST, cost_of, cost_was_amended
from projects.changes.money import MoneyRoom

Plan, SUPPORT = AnnualPlan.Status, ChangeValue.What.SUPPORT


class SupportInPlans(MoneyRoom):
    def support(self, project, without=None):
        item = _live_item(project)
        return support_in_force(item, without) if item else None

    def decided_on(self, project):
        item = approved_item(project)
        return item and item.round.decision_date

    def ceiling(self, project):
        item = _live_item(project)
        return _ceiling_in_force(item) if item and item.ceiling else None

    def objections(self, change, act):
        new, item = change.value(SUPPORT), _live_item(change.project)
        if new is None:
            return _still_within_norm(item, change) if item else []
        if item is None:
            return [Objection("Đề án chưa được bố trí kinh phí trong sổ, không đổi mức hỗ trợ được", field="support")]
        more = new - support_in_force(item, change)
        return _within_cost_and_norm(item, change, new) + (
            _room_for(item, more) if more > 0 else _not_yet_bound(item, -more)
        )

    def hold(self, change):
        """In the order of a decision on a list, which asks the same limits of the plan."""
        if change.value(SUPPORT) is not None and (item := _live_item(change.project)):
            ApprovalRound.objects.select_for_update(no_key=True).get(pk=item.round_id)
            _hold_plan(item)

    def carry_out(self, change, act):
        """Take more from where the support was reserved, or give it back there; the issued list stays as decided."""
        new = change.value(SUPPORT)
        if new is None:
            return
        item = _live_item(change.project)
        before = support_in_force(item, change)
        source, place, more = source_of(item), approved_place(item), new - before
        if more == 0:  # another paper has decided the same meanwhile
            return
        line = Line(Kind.RESERVE, source, place, more) if more > 0 else Line(Kind.RELEASE, place, source, -more)
        post(
            f"{'Tăng' if more > 0 else 'Giảm'} kinh phí bố trí cho {item.project.code}", [line], by=act.by,
            dated_on=act.on, paper=act.paper, case=change, note=change.reason,
        )  # fmt: skip
        record(
            item.round, "plans.approvalround.change_support", by=act.by, paper=act.paper, note=change.reason,
            before={item.project.code: dong(before)}, after={item.project.code: dong(new)},
        )  # fmt: skip


def _live_item(project):
    """The project's place on a decision whose money is in these books."""
    item = approved_item(project)
    return None if item is None or item.round.is_historical or item.approved_support is None else item


def _plan_of(item):
    """The version in force of the plan it was decided under: its total, its lines and its delegated sum count now."""
    plan = item.round.plan
    return current_plan(plan.year, plan.tier) if plan.status == Plan.SUPERSEDED else plan


def _hold_plan(item):
    """The row that every decision of now locks, also where it was replaced while we waited for it."""
    rows = AnnualPlan.objects.select_for_update(no_key=True)
    plan = rows.get(pk=item.round.plan_id)
    while plan.status == Plan.SUPERSEDED:
        plan = rows.get(pk=current_plan(plan.year, plan.tier).pk)


def _ceiling_in_force(item, change=None):
    """The norm and the priority factor of the approval, with the cost and units decided since, or that `change` asks.

    None: the cost that it asks for does not tell what the norm takes its rate of.
    """
    project = item.project
    units = (change and change.value(ChangeValue.What.UNITS)) or project.units
    limit = within_shared(ceiling_from_frozen(item.ceiling, item.ceiling["cost"], units), item)
    if not (change and _asks(change, COST)) and not cost_was_amended(project):
        return limit
    cost = cost_of(project, change).on_base_of(limit.facts)
    return None if cost is None else limit.at(cost)


def _asks(change, things):
    return any(change.value(what) is not None for what in things)


def _still_within_norm(item, change):
    """What lowers the norm's ceiling below the support in force lowers the support in the same request."""
    if not _asks(change, (ChangeValue.What.UNITS, *COST)) or not item.ceiling:
        return []
    limit, stands = _ceiling_in_force(item, change), support_in_force(item, change)
    if limit is None:
        return [Objection(NO_COST_WITHOUT_TAX, field="cost_items")]
    if limit.amount is None or stands <= limit.amount:
        return []
    return [
        Objection(
            "Sau thay đổi, kinh phí hỗ trợ đang có vượt mức trần của mức chi khi phê duyệt", found=dong(stands),
            needed=f"giảm kinh phí hỗ trợ trong cùng đề nghị này, còn không quá {dong(limit.amount)}",
            article=limit.article, field="support",
        )
    ]  # fmt: skip


def _within_cost_and_norm(item, change, new):
    cost, found = cost_of(item.project, change), []
    most = cost.total - (cost.other or 0)
    if new > most:
        found.append(
            Objection(
                "Kinh phí hỗ trợ vượt tổng kinh phí của đề án", found=dong(new), needed=f"không quá {dong(most)}",
                article=SUPPORT_RULE, field="support",
            )
        )  # fmt: skip
    limit = _ceiling_in_force(item, change)
    if limit is None:
        return [*found, Objection(NO_COST_WITHOUT_TAX, field="cost_items")]
    if limit.amount is None:
        found.append(Objection("Mức chi khi phê duyệt không có con số để so", article=limit.article, field="support"))
    elif new > limit.amount:
        found.append(
            Objection(
                "Kinh phí hỗ trợ vượt mức trần của mức chi khi phê duyệt", found=dong(new),
                needed=f"không quá {dong(limit.amount)}", article=limit.article, field="support",
            )
        )  # fmt: skip
    return found


def _room_for(item, more):
    """The line's free money, and what the plan allows the line."""
    found, free = [], balance(source_of(item))
    if more > free:
        found.append(
            Objection(
                f"Kinh phí chưa bố trí không đủ để tăng {dong(more)}: {source_of(item)}"
                + (f", nguồn {item.book.source_words}" if item.book_year_id else ""), found=dong(free),
                needed=dong(more), field="support",
            )
        )  # fmt: skip
    addition = copy(item)
    addition.pk, addition.approved_support = None, more
    plan, round = _plan_of(item), copy(item.round)
    round.plan = plan
    found += budget_objections(plan, [addition])
    return found + (delegated_objections(round, [addition]) if round.way == ApprovalWay.DELEGATED else [])


def _not_yet_bound(item, less):
    """What a contract has taken does not go back by this paper: the contract binds it until it is settled."""
    free = still_reserved(item)
    if less <= free:
        return []
    return [
        Objection(
            f"Chỉ giảm được phần chưa ký hợp đồng, giao nhiệm vụ (định giảm {dong(less)})", found=dong(free),
            needed=dong(less), field="support",
        )
    ]  # fmt: skip


support_in_plans = SupportInPlans()
