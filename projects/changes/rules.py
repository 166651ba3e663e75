"""What a change may be, in which state of the project, and who decides it (dated settings, norms.DeciderRule)."""

from collections import Counter
from dataclasses import dataclass, replace

from core.dates import ngay
from core.document_models import PAPER_OF_A_STEP
from core.documents import documents_of
from core.money import dong
from core.text import fold
from core.workflow import Objection
from norms.models import DeciderRule
from norms.selectors import decider
from norms.words import number_words
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import LISTS
from projects.changes.costs import cost_of
from projects.changes.money import money_objections, support_of
from projects.changes.targets import set_by_hand
from projects.details.base import Told, family_of
from projects.details.machinery import MACHINERY, Machine, by_name, quotes_lacking, worth_of
from projects.double_support import double_objections, doubles
from projects.models import Beneficiary, Project
from projects.newcomers import not_met, unsettled
from projects.units import places_counted

Kind, What, Change = ChangeRequest.Kind, ChangeValue.What, DeciderRule.Change
S = Project.Status
ARTICLE = "TT 36/2013/TT-BCT, Điều 11"
LEAVING = tuple(What(name) for name, kept in LISTS.items() if kept.shrinks)
RUNNING = (S.APPROVED, S.CONTRACTED, S.IN_PROGRESS, S.SUSPENDED)
STATES = dict.fromkeys(Kind, RUNNING) | {Kind.SUSPEND: (S.IN_PROGRESS,), Kind.RESUME: (S.SUSPENDED,)}
FIELDS = {
    Kind.AMEND: (
        What.TITLE, What.UNITS, *LEAVING,
        What.MACHINES, What.QUOTES, What.COST_ITEMS, What.ELIGIBLE_COST, What.TARGETS,
        What.OBJECTIVE, What.SCALE, What.CONTENT, What.AREA, What.PLACE, What.STARTS_ON, What.ENDS_ON, What.SUPPORT,
    ),
    Kind.COORDINATOR: (What.COORDINATOR,),
    Kind.EXTEND: (What.ENDS_ON,),
    Kind.SUSPEND: (What.UNTIL,),
}  # fmt: skip
DECIDED_AS = {
    What.TITLE: Change.CONTENT, What.UNITS: Change.CONTENT, What.MACHINES: Change.CONTENT,
    What.TARGETS: Change.CONTENT, **dict.fromkeys(LEAVING, Change.CONTENT),
    # More support is a change of its own.
    What.COST_ITEMS: Change.LOWER_SUPPORT, What.ELIGIBLE_COST: Change.LOWER_SUPPORT,
    What.OBJECTIVE: Change.CONTENT, What.SCALE: Change.CONTENT, What.CONTENT: Change.CONTENT,
    What.AREA: Change.PLACE, What.PLACE: Change.PLACE, What.STARTS_ON: Change.TIME,
    What.COORDINATOR: Change.COORDINATOR, What.BENEFICIARY: Change.BENEFICIARY,
}  # fmt: skip
HIGHEST_FIRST = (
    DeciderRule.Decider.MINISTER, DeciderRule.Decider.PPC, DeciderRule.Decider.MINISTRY_DEPARTMENT,
    DeciderRule.Decider.DOIT,
)  # fmt: skip
# How a paper names whoever issued it; folded, one of them is enough.
SIGNED_BY = {
    DeciderRule.Decider.MINISTER: ("bo cong thuong", "bo truong"),
    DeciderRule.Decider.PPC: ("ubnd tinh", "uy ban nhan dan tinh"),
    DeciderRule.Decider.MINISTRY_DEPARTMENT: ("cuc ",),
    DeciderRule.Decider.DOIT: ("so cong thuong",),
}


def kinds_for(project):
    """The kinds of change that may be asked for now; an old year's file is only read."""
    return [] if project.is_historical else [kind for kind in Kind if project.status in STATES[kind]]


def fields_of(change):
    """What this request may change: machines and their quotes only where the project's kind of support has them."""
    family = family_of(change.project)
    without = {What(name) for name, kept in LISTS.items() if kept.shrinks} - {counted_list(change.project)}
    if family is None or Machine not in family.rows:
        without |= {What.MACHINES, What.QUOTES}
    return tuple(what for what in FIELDS.get(change.kind, ()) if what not in without)


def counted_list(project):
    """The list whose lines the units count one by one, "" where they are counted otherwise; of a group that is the list
    while it holds rows for places to be named later: which of these is not looked for any more is said."""
    family = family_of(project)
    if family and (kind := family.listed(project)):
        return What(kind.list_name())
    rows = list(project.beneficiaries.all())
    if len(rows) < 2 or places_counted(project) is None:
        return ""
    open_rows = project.kind == Project.Kind.GROUP and any(row.name_later for row in rows)
    return What.BENEFICIARIES if open_rows or project.kind == Project.Kind.PROJECT else ""


# --- who decides ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """Who decides (a DeciderRule.Decider, "" when unknown), under which rules, and for what no rule is known."""

    decider: str
    rules: tuple
    unknown: tuple

    @property
    def label(self):
        return DeciderRule.Decider(self.decider).label if self.decider else "chưa có quy định"


def changes_in(change):
    """{DeciderRule.Change} of a request: one paper may decide several things.

    Quotes prove the price of what is asked; targets that follow the rest of the request are decided with it.
    """
    if change.kind in (Kind.SUSPEND, Kind.RESUME, Kind.TERMINATE):
        return {Change(change.kind)}
    rows = [row for row in change.values.all() if row.what != What.QUOTES]
    return {_decided_as(row, change.project) for row in rows if row.what != What.TARGETS or set_by_hand(row, rows)}


def _decided_as(row, project):
    if row.what == What.SUPPORT:
        stands = support_of(project, without=row.change) or 0  # another paper may have come since it was asked for
        return Change.INCREASE_SUPPORT if row.after > stands else Change.LOWER_SUPPORT
    if row.what == What.ENDS_ON:
        return Change.EXTEND_YEAR if row.new and row.new.year > project.plan_year else Change.TIME
    return DECIDED_AS[row.what]


def decision_of(change, on):
    """The Decision by the rules of a day: the highest of those that each change needs."""
    project, rules, unknown = change.project, [], []
    for code in sorted(changes_in(change)):
        rule = decider(code, project.tier, on, scope=DeciderRule.Scope.GROUP) if project.kind == "GROUP" else None
        rule = rule or decider(code, project.tier, on)
        rules.append(rule) if rule else unknown.append(Change(code).label)
    known = {rule.decider for rule in rules}
    highest = next((code for code in HIGHEST_FIRST if code in known), "")
    return Decision("" if unknown else str(highest), tuple(rules), tuple(unknown))


# --- guards -----------------------------------------------------------------------------------------------------------


def project_takes_it(change, act):
    project = change.project
    if project.is_historical or project.status not in STATES[change.kind]:
        allowed = ", ".join(f"“{S(state).label}”" for state in STATES[change.kind])
        return Objection(
            f"Đề án không ở giai đoạn “{change.get_kind_display()}”",
            found=f"“{project.get_status_display()}”",
            needed=allowed,
            article=ARTICLE,
        )


def decider_is_known(change, act):
    if unknown := decision_of(change, act.on).unknown:
        return Objection(
            f"Chưa có quy định cấp nào quyết định: {', '.join(unknown)}", needed="quản trị nhập thẩm quyền quyết định"
        )


def time_in_order(change, act):
    """Judged with what stays as it is: the dates the project would have."""
    project = change.project
    starts, ends = change.value(What.STARTS_ON) or project.starts_on, change.value(What.ENDS_ON) or project.ends_on
    if starts and ends and ends < starts:
        return Objection(
            "Ngày kết thúc trước ngày bắt đầu", found=ngay(ends), needed=f"từ {ngay(starts)}", field="ends_on"
        )
    if change.kind == Kind.EXTEND and project.ends_on and ends <= project.ends_on:
        return Objection(
            "Gia hạn phải đến sau ngày kết thúc hiện nay", found=ngay(ends), needed=f"sau {ngay(project.ends_on)}",
            field="ends_on",
        )  # fmt: skip


def stopped_until_a_later_day(change, act):
    """A paper stops the work from its own day on: the last day of the stop is none before it."""
    until = change.value(What.UNTIL)
    if until and act.paper and until < act.on:
        return Objection(
            "Ngày tạm dừng đến trước ngày của văn bản", found=f"tạm dừng đến {ngay(until)}",
            needed=f"từ {ngay(act.on)} trở đi; sửa ngày trong đề nghị (Sở đã nhận thì trả lại để bổ sung)",
        )  # fmt: skip


def newcomer_may_benefit(change, act):
    """Whoever takes a beneficiary's place is at work, is not on the list, is eligible on that day, and is not supported
    for the same content."""
    if change.kind != Kind.BENEFICIARY:
        return []
    found, new = [], change.joining
    if change.leaving.removed_at is not None:
        found.append(Objection(f"{change.leaving} không còn trong danh sách thụ hưởng", field="leaving"))
    if not new.is_active:
        found.append(Objection(f"{new} đã ngừng hoạt động", field="joining"))
    if change.project.beneficiaries.filter(establishment=new).exists():
        found.append(Objection(f"{new} đã có trong danh sách thụ hưởng", field="joining"))
    twice = doubles(change.project, [Beneficiary(project=change.project, establishment=new)])
    more = double_objections(twice, act.by) + not_met(change.project, act.on, new, change.leaving)
    return found + [replace(row, field="joining") for row in more]


def newcomer_is_answered_for(change, act):
    """What no rule tells of the newcomer is answered by name between the letter and the decision."""
    if change.kind != Kind.BENEFICIARY:
        return []
    found = unsettled(change.project, act.on, change.joining, act.by, change.leaving)
    return [replace(row, field="joining") for row in found]


def coordinator_is_another(change, act):
    if change.value(What.COORDINATOR) == change.project.implementing_organisation_id:
        return Objection("Đơn vị phối hợp phải khác đơn vị thực hiện", field="coordinating_organisation")


def places_are_enough(change, act):
    """What stands at a place is no more than the beneficiaries are; what else is counted the paper itself decides."""
    asked, places = change.value(What.UNITS), places_counted(change.project)
    if asked is None or places is None or asked <= places:
        return None
    unit = change.project.category.unit
    return Objection(
        f"Số lượng đề nghị vượt số {unit} thụ hưởng của đề án", found=f"{number_words(asked)} {unit}",
        needed=f"không quá {number_words(places)} {unit}", field="units",
    )  # fmt: skip


def is_named_later(project):
    """A group project whose units are its places: as many are named as were approved."""
    return project.kind == Project.Kind.GROUP and places_counted(project) is not None


def named_are_kept(change, act):
    """A group goes down to those already named; one of them leaves by a change of beneficiary."""
    asked, project = change.value(What.UNITS), change.project
    if asked is None or asked >= project.units or not is_named_later(project):
        return None
    named = sum(not row.name_later for row in project.beneficiaries.all())
    if asked < named:
        unit = project.category.unit
        return Objection(
            "Đề án nhóm đã nêu tên nhiều đơn vị thụ hưởng hơn số lượng đề nghị",
            found=f"{number_words(named)} đơn vị đã nêu tên, đề nghị {number_words(asked)} {unit}",
            needed=f"từ {number_words(named)} {unit}", field="units",
        )  # fmt: skip


def who_leaves_is_named(change, act):
    """Fewer units: the request says which line of the list leaves, for what stays is to be done and accepted whole."""
    what, project = counted_list(change.project), change.project
    asked = {row.what: row for row in change.values.all()}
    if not what or not (what in asked or (What.UNITS in asked and asked[What.UNITS].after < project.units)):
        return []
    kept, unit = LISTS[what], project.category.unit
    units = asked[What.UNITS].after if What.UNITS in asked else project.units
    stay = asked[what].after if what in asked else kept.present(project)
    there = kept.units(project, stay)
    come_later = kept.come_later or project.kind == Project.Kind.GROUP
    if there == units or (come_later and there < units):
        return _begun_already(kept, what, project, stay)
    one_by_one, more = there == len(stay), there - units
    counted = kept.called if one_by_one else f"{unit} của {kept.called}"
    fewer = f"bỏ {more} {kept.called}" if one_by_one else f"bỏ bớt {kept.called} (còn không quá {units} {unit})"
    return [
        Objection(
            f"Số {counted} trong danh sách khác số lượng {'đề nghị' if What.UNITS in asked else 'được duyệt'}",
            found=f"{there} {kept.called if one_by_one else unit} cho {number_words(units)} {unit}",
            needed=f"{fewer} khỏi danh sách trong cùng đề nghị này"
            if more > 0
            else f"số lượng {there} {unit} trong cùng đề nghị này",
            field=what,
        )
    ]


def _begun_already(kept, what, project, stay):
    """What was begun (a class held, an application filed) is not taken out: it is accepted as it was."""
    if not kept.are_particulars:
        return []
    gone = kept.rows(project).exclude(pk__in=[line["no"] for line in stay])
    return [
        Objection(f"{kept.called.capitalize()} “{row}” {row.begun}, không bỏ được", field=what)
        for row in gone
        if row.begun
    ]


def lists_stand_as_asked(change, act):
    """A list is decided as a whole: where another paper has changed it since, the request is written again."""
    return [
        Objection(
            f"{row.get_what_display()} đã đổi theo quyết định khác sau khi lập đề nghị này",
            needed="trả lại để lập lại danh sách theo nội dung hiện nay", field=row.what,
        )
        for row in change.values.all()
        if row.what in LISTS and row.before != LISTS[row.what].present(change.project)
    ]  # fmt: skip


def machines_may_be(change, act):
    """What was delivered already stays on the list; what is asked for anew has no support elsewhere."""
    row = next((row for row in change.values.all() if row.what == What.MACHINES), None)
    if row is None:
        return []
    project, found, asked = change.project, [], {line["no"]: line for line in row.after}
    there = Counter(project.deliveredmachines.values_list("machine__no", flat=True))
    for machine in project.machines.all():
        most = asked.get(machine.no, {"quantity": 0})["quantity"]
        if there[machine.no] > most:
            found.append(
                Objection(
                    f"“{machine}” (dòng {machine.no}) đã giao nhiều hơn số lượng đề nghị",
                    found=f"đã giao {there[machine.no]} máy, đề nghị {most} máy",
                    needed=f"từ {there[machine.no]} máy trở lên", field=What.MACHINES,
                )
            )  # fmt: skip
    known = {by_name(machine)[0] for machine in project.machines.all()}
    machines = [LISTS[What.MACHINES].built(line, project) for line in row.after]
    new = dict(by_name(machine) for machine in machines if by_name(machine)[0] not in known)
    twice = doubles(
        project, content={(MACHINERY.code, *key): Told(words, project.plan_year) for key, words in new.items()}
    )
    return found + [replace(objection, field=What.MACHINES) for objection in double_objections(twice, act.by)]


def quotes_are_asked_again(change, act):
    """Dearer machines need the prices of as many sellers as an application for them would, asked for this request: the
    rule is that of the day of its letter."""
    rows = {row.what: row for row in change.values.all()}
    if What.MACHINES not in rows:
        return []
    machines, quotes = LISTS[What.MACHINES], LISTS[What.QUOTES]
    before, after = (
        [machines.built(line) for line in lines] for lines in (rows[What.MACHINES].before, rows[What.MACHINES].after)
    )
    if worth_of(after) <= worth_of(before):
        return []
    given = rows.get(What.QUOTES)
    new = quotes.differences(given.before, given.after) if given else []
    asked = [quotes.built(line) for _, _, line in new if line]
    on = letter_day(change) or act.on
    found = quotes_lacking(change.project, after, asked, on, asked="có báo giá lập cho đề nghị này")
    return [replace(objection, field=What.QUOTES) for objection in found]


def estimate_fits(change, act):
    """The State's part of the lines is the support that stands: an estimate raises or lowers none by itself."""
    found, cost = [], cost_of(change.project, change)
    if change.value(What.COST_ITEMS) is not None:
        stands = change.value(What.SUPPORT) or support_of(change.project, without=change)
        if stands is None:
            stands = change.project.support_in_estimate
        if cost.support != stands:
            found.append(
                Objection(
                    "Phần kinh phí khuyến công của dự toán khác mức hỗ trợ của đề án", found=dong(cost.support),
                    needed=f"{dong(stands)}, hoặc đổi mức hỗ trợ trong cùng đề nghị này", field=What.COST_ITEMS,
                )
            )  # fmt: skip
    asks = (What.COST_ITEMS, What.ELIGIBLE_COST)
    over = None not in (cost.eligible, cost.total) and cost.eligible > cost.total
    if over and any(change.value(what) is not None for what in asks):
        found.append(
            Objection(
                "Chi phí làm căn cứ tính mức hỗ trợ vượt tổng kinh phí theo dự toán", found=dong(cost.eligible),
                needed=f"ghi lại, không quá {dong(cost.total)}", field=What.ELIGIBLE_COST,
            )
        )  # fmt: skip
    return found


def money_allows_it(change, act):
    return money_objections(change, act)


def not_before_the_letter(change, act):
    """A site is checked because a letter asked for it (programme §6: a written request, then the check).

    The first letter counts: one sent again with what was lacking may rest on the visit already made.
    """
    first = letter_day(change)
    if first and act.on < first:
        return Objection(
            "Ngày kiểm tra thực tế trước ngày văn bản đề nghị thay đổi", found=ngay(act.on),
            needed=f"từ {ngay(first)} trở đi", article=ARTICLE, field="on",
        )  # fmt: skip


def letter_day(change):
    """The day of the first letter that asked for the change; None before it."""
    letters = documents_of(change).filter(kind=f"{PAPER_OF_A_STEP}send").exclude(issued_on=None)
    return letters.order_by("issued_on").values_list("issued_on", flat=True).first()


def not_before_the_check(change, act):
    """The paper decides what was checked on site first (T36 đ.21.2.b)."""
    if change.checked_on and act.on < change.checked_on:
        return Objection(
            "Văn bản đề trước ngày kiểm tra thực tế", found=ngay(act.on), needed=f"từ {ngay(change.checked_on)} trở đi"
        )


def paper_of_its_decider(change, act):
    """The paper comes from whoever the table names, or from above; one that names no issuer is taken at its number."""
    decision, issuer = decision_of(change, act.on), act.paper.issuer if act.paper else ""
    if not decision.decider or not issuer:
        return None
    enough = HIGHEST_FIRST[: HIGHEST_FIRST.index(decision.decider) + 1]
    if any(name in f"{fold(issuer)} " for level in enough for name in SIGNED_BY[level]):
        return None
    return Objection(
        "Văn bản không phải của cấp có thẩm quyền quyết định thay đổi này", found=f"“{issuer}”",
        needed=decision.label, article="; ".join(sorted({rule.source for rule in decision.rules if rule.source})),
        field="issuer",
    )  # fmt: skip


POSSIBLE = (
    project_takes_it, time_in_order, stopped_until_a_later_day, newcomer_may_benefit, coordinator_is_another,
    places_are_enough, named_are_kept, who_leaves_is_named, lists_stand_as_asked, machines_may_be,
    quotes_are_asked_again, estimate_fits, decider_is_known, money_allows_it,
)  # fmt: skip
