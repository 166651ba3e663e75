"""Questions about plans and rounds, each in a fixed number of queries. Amounts in đồng."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from core.targets import standing
from ledger import reading
from ledger.models import Account, Subject, Transfer
from ledger.stages import OWED, Kind, Stage
from norms.models import Norm
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine
from projects.change_models import ChangeRequest, ChangeValue, decided_supports
from projects.changes.costs import sums_of
from projects.models import Appraisal, Project


def counts_vat(item):
    """Whether the norm of an approved project (its PlanItem) counts costs with VAT: then acceptance and vouchers do."""
    return bool(item and item.ceiling and item.ceiling["facts"]["base"] == Norm.Base.WITH_VAT)


def approved_item(project):
    """The place a project was approved on, with its round and line; None while it is not (reserve does not count)."""
    return (
        PlanItem.objects.decided()
        .filter(project=project)
        .select_related("round", "line", "project")
        .order_by("pk")
        .last()
    )


def support_in_force(item, without=None):
    """What a project may have by the last decision about it (đồng), None when an old list does not say.

    The list of an issued decision stays as it was decided; a later change has its own paper. `without`: as if that
    change were not.
    """
    rows = decided_supports(item.project_id)
    row = (rows.exclude(change=without.pk) if without and without.pk else rows).first()
    return row.after if row else item.approved_support


def supports_in_force(projects):
    """{project id: `support_in_force`} of those among the projects that have a decision which says one. One query."""
    items = PlanItem.objects.decided().in_force().filter(project__in=projects).exclude(support=None)
    return dict(items.order_by("pk").values_list("project", "support"))


def counterparts_on(items, day):
    """{item id: what the others must bring, đồng or None} by the papers dated up to a day, in one query.

    As the list was decided, with the support and the estimate of the changes decided since, the last recorded counting.
    """
    decided = ChangeValue.objects.filter(
        what__in=(ChangeValue.What.SUPPORT, ChangeValue.What.COST_ITEMS), change__status=ChangeRequest.Status.DECIDED,
        change__decided_on__lte=day, change__project__in=[item.project_id for item in items],
    )  # fmt: skip
    rows = decided.order_by("change__decided_at", "change").values_list("change__project", "what", "after")
    said = {(project, what): after for project, what, after in rows}
    found = {}
    for item in items:
        support = said.get((item.project_id, ChangeValue.What.SUPPORT), item.approved_support)
        total, other = item.listed.total_cost, item.listed.other
        if lines := said.get((item.project_id, ChangeValue.What.COST_ITEMS)):
            sums = sums_of(lines)
            total, other = sums["total"], sums["other"]
        found[item.pk] = None if None in (total, support) else total - support - (other or 0)
    return found


def current_plan(year, tier):
    """The plan in force, else the newest draft; None when the year has none."""
    plans = AnnualPlan.objects.filter(year=year, tier=tier).exclude(status=AnnualPlan.Status.SUPERSEDED)
    return plans.order_by("version").first()


def plans_of(year):
    """{tier: the plan of that year in force, else its newest draft}; it spends every book of its tier. One query."""
    plans = AnnualPlan.objects.filter(year=year).exclude(status=AnnualPlan.Status.SUPERSEDED)
    return {plan.tier: plan for plan in plans.order_by("-version")}  # the lowest version comes last and stays


def current_appraisals(project_ids):
    """{project id: the Appraisal that counts}. One query."""
    return {row.project_id: row for row in Appraisal.objects.filter(project__in=project_ids, is_current=True)}


RETURNED, ELSEWHERE, NOT_COUNTED = "đề án đã trả lại", "lấy từ dự toán chưa phân bổ", "của đề án không còn tính"


@dataclass
class LineProgress:
    """How far one line of the plan has come."""

    line: PlanLine
    count_done: int = 0  # what the living approved projects bring, counted as the target is (`counted`)
    approved_support: int | None = 0  # đồng reserved by decisions for those projects
    allocated: int | None = 0  # đồng allocated to the line, whether or not already given to projects
    remaining: int | None = 0  # đồng allocated and not yet given to a project
    reserved: int | None = 0  # đồng that left the line for projects, those given up among them
    returned: int | None = 0  # đồng that projects gave back to the line: settled for less, lowered, stopped
    projects: list = field(default_factory=list)

    @property
    def project_count(self):
        """Approved projects that are alive, whatever stage they have reached."""
        return len(self.projects)

    @property
    def gap_words(self):
        """What lies between the columns, so that allocated = approved - returned + remaining may be followed.

        [(words, đồng)]: given back to the line; taken from the year's undivided total; of projects no longer counted.
        """
        if self.approved_support is None:
            return []
        elsewhere = self.approved_support - self.reserved
        found = ((RETURNED, self.returned), (ELSEWHERE, max(elsewhere, 0)), (NOT_COUNTED, max(-elsewhere, 0)))
        return [(words, amount) for words, amount in found if amount]

    @property
    def verdict(self):
        """The Standing of what was approved against the plan's numbers."""
        return standing(self.count_done, self.line.quantity_min, self.line.quantity_max)


def counted(project, unit):
    """What a project brings towards a target in `unit`: its units where its kind of support counts the same, else 1.

    One project of two classes is two of «02 lớp», and one of «05-07 đề án».
    """
    return project.units or 1 if project.category.unit == unit else 1


def line_progress(plan, user=None):
    """[LineProgress] in the plan's order; seven queries however many lines and projects.

    Without `user` the whole province. With `user` only the projects in reach, and money only as far as they may see
    money: whoever sees no account of the year gets None, never zero.
    """
    lines = list(plan.lines.live().prefetch_related("categories").order_by("no"))
    rows = {line.identity: LineProgress(line) for line in lines}
    items = (
        PlanItem.objects.decided()
        .filter(Q(line__in=rows) | Q(line__first__in=rows), project__status__in=Project.APPROVED_OR_LATER)
        .select_related("project__category", "line")
    )
    if user is not None:
        items = items.visible_to(user)
    of_project = {}
    for item in items.order_by("pk"):
        row = rows[item.line.identity]
        row.projects.append(item.project)
        row.count_done += counted(item.project, row.line.unit)
        of_project[item.project_id] = row
    accounts, transfers = Account.objects.filter(book_year__in=plan.books), Transfer.objects.all()
    if user is not None:
        if not _sees_money(user):
            for row in rows.values():
                row.approved_support = row.allocated = row.remaining = row.reserved = row.returned = None
            return list(rows.values())
        accounts, transfers = accounts.visible_to(user), transfers.visible_to(user)
    for ref, amount in _standing(accounts, rows).items():
        rows[ref].remaining += amount
        rows[ref].allocated += amount
    for (ref, kind), amount in _given_each(transfers, plan.books, "LINE", (Kind.RESERVE, Kind.RELEASE)).items():
        if ref in rows:
            rows[ref].allocated += amount
            if kind == Kind.RESERVE:
                rows[ref].reserved = amount
            else:
                rows[ref].returned = -amount
    for ref, amount in _given(transfers, plan.books, "PROJECT", (Kind.RESERVE,)).items():
        if ref in of_project:
            of_project[ref].approved_support += amount
    return list(rows.values())


def _sees_money(user):
    office = user.organisation
    return user.has_perm("budgets.view_money") and (office.covers_province or office.is_spending_unit)


def _standing(accounts, rows):
    """{line identity: đồng in its ALLOCATED accounts}."""
    found = accounts.filter(stage=Stage.ALLOCATED, subject__kind=Subject.Kind.LINE, subject__ref__in=rows)
    totals = found.order_by().values_list("subject__ref").annotate(total=Sum("balance"))
    return {ref: int(total) for ref, total in totals}


def _given(transfers, books, kind, kinds):
    """{line or project id: đồng that left the line (came to the project) by these kinds, net of what came back}."""
    found = defaultdict(int)
    for (ref, _), amount in _given_each(transfers, books, kind, kinds).items():
        found[ref] += amount
    return found


def _given_each(transfers, books, kind, kinds):
    """The same by {(id, kind of transfer): đồng}. Two queries."""
    ends = ("source", "target") if kind == Subject.Kind.LINE else ("target", "source")
    found = defaultdict(int)
    for end, sign in zip(ends, (1, -1), strict=True):
        totals = (
            transfers.filter(**{"source__book_year__in": books, "kind__in": kinds, f"{end}__subject__kind": kind})
            .order_by()
            .values_list(f"{end}__subject__ref", "kind")
            .annotate(total=Sum("amount"))
        )
        for ref, of_kind, total in totals:
            found[ref, of_kind] += sign * int(total)
    return found


def decided_on(identities):
    """Places that decisions gave projects on these plan lines, in whatever version of the plan; a queryset."""
    return PlanItem.objects.decided().filter(Q(line__in=identities) | Q(line__first__in=identities))


def given_to_projects(books):
    """{project id: đồng the year's estimate gave it}, net of what came back (released, restored). Two queries.

    `books`: the book years of all the sources, as a plan has them. An advance of the year before that this year's
    estimate had to take counts too: it makes no room for another.
    """
    found = defaultdict(int)
    for end, sign in (("target", 1), ("source", -1)):
        totals = (
            Transfer.objects.filter(
                source__book_year__in=books,
                kind__in=[Kind.RESERVE, Kind.RELEASE, Kind.RESTORE, Kind.CHARGE],
                **{f"{end}__subject__kind__in": [Subject.Kind.PROJECT, Subject.Kind.COMMITMENT]},
            )
            .order_by()
            .values_list(Coalesce(f"{end}__subject__parent__ref", f"{end}__subject__ref"))
            .annotate(total=Sum("amount"))
        )
        for ref, total in totals:
            found[ref] += sign * int(total)
    # Money carried in from the year before may be released here; it makes no room in this year's plan.
    return {ref: total for ref, total in found.items() if total > 0}


def kept_by_projects(projects):
    """{project id: đồng given to it and neither taken back nor to come back}, in whatever book that was. Two queries.

    `projects`: their ids. What is to come back is nobody's support any more, whether or not it has come yet; nor is an
    advance that came back after its year.
    """
    found = defaultdict(int)
    for end, sign in (("target", 1), ("source", -1)):
        whose = Coalesce(f"{end}__subject__parent__ref", f"{end}__subject__ref")
        totals = (
            Transfer.objects.filter(
                kind__in=[Kind.RESERVE, Kind.RELEASE, Kind.RECOVER, Kind.REFUND],
                **{f"{end}__subject__kind__in": [Subject.Kind.PROJECT, Subject.Kind.COMMITMENT]},
            )
            .exclude(**{f"{end}__stage__in": OWED})
            .annotate(whose=whose)
            .filter(whose__in=projects)
            .order_by()
            .values_list("whose")
            .annotate(total=Sum("amount"))
        )
        for ref, total in totals:
            found[ref] += sign * int(total)
    return {ref: total for ref, total in found.items() if total > 0}


@dataclass(frozen=True)
class Totals:
    """Sums of a part of a list; None when one of the figures is unknown."""

    count: int
    total_cost: int | None
    support: int | None
    counterpart: int | None
    other: int | None


def totals(items):
    """Of the items given, projects in reserve left out."""
    items = [item for item in items if not item.is_reserve]

    def of(values):
        return None if any(value is None for value in values) else sum(values)

    return Totals(
        len(items),
        of([item.listed.total_cost for item in items]),
        of([item.approved_support for item in items]),
        of([item.counterpart for item in items]),
        of([item.listed.other or 0 for item in items]),
    )


@dataclass(frozen=True)
class LineGroup:
    """The items of one line, in the order of the list, with their subtotal."""

    line: PlanLine | None
    items: list
    totals: Totals


def by_line(items):
    """[LineGroup] in the plan's order; what belongs to no line comes last. The reserve list is not among them."""
    groups = defaultdict(list)
    for item in items:
        if not item.is_reserve:
            groups[item.line].append(item)
    ordered = sorted(groups, key=lambda line: (line is None, line.no if line else 0))
    return [LineGroup(line, groups[line], totals(groups[line])) for line in ordered]


def eligible_projects(round, user):
    """Projects of the round's year and tier, appraised, in reach, not yet on a list (or only in reserve)."""
    taken = PlanItem.objects.live().exclude(is_reserve=True, round__status=ApprovalRound.Status.ISSUED)
    return (
        Project.objects.visible_to(user)
        .filter(
            plan_year=round.year,
            tier=round.tier,
            status__in=[Project.Status.APPRAISED, Project.Status.PLANNED],
        )
        .exclude(pk__in=taken.values("project"))
        .select_related("category")
        .order_by("code")
    )


def historical_projects(user):
    """Projects entered from old files, in reach, that no round holds yet."""
    listed = PlanItem.objects.live().values("project")
    return Project.objects.visible_to(user).filter(is_historical=True).exclude(pk__in=listed).order_by("code")


def still_reserved(item):
    """đồng of an approved project that no contract has taken yet. Three queries."""
    about = reading.subject(Subject.Kind.PROJECT, item.project_id)
    book_year = reading.carried_into([item.project_id]).get(item.project_id) or item.book
    place = {"book_year": book_year, "unit": item.project.spending_unit_id}
    account = Account.objects.filter(**place, stage=Stage.APPROVED, subject=about).first() if about else None
    return account.balance if account else 0


@dataclass(frozen=True)
class MoneySource:
    """One account a round wants to take from."""

    label: str
    needed: int
    there: int

    @property
    def missing(self):
        return max(self.needed - self.there, 0)


def money_sources(round, items):
    """[MoneySource] of the list: needed against standing there now, each source in its own book. The ledger decides.

    A list that is paid from the plan's own book alone does not name it. One query.
    """
    needed, labels, several = defaultdict(int), {}, of_several_sources(items)
    for item in items:
        unit = item.project.spending_unit
        if item.is_reserve or item.approved_support is None:
            continue
        line = item.line if item.source == PlanItem.Source.ALLOCATED else None
        key = (item.book.pk, unit.pk, item.source, line.identity if line else None)
        needed[key] += item.approved_support
        where = f"Nội dung {line}" if line else "Dự toán chưa phân bổ"
        labels[key] = f"{where} · {unit}" + (f" · {item.book.source_words}" if several else "")
    if not needed:
        return []
    standing = Account.objects.filter(
        book_year__in={book for book, *_ in needed}, stage__in=[Stage.ALLOCATED, Stage.APPROPRIATED]
    ).values_list("book_year_id", "unit_id", "stage", "subject__ref", "balance")
    there = {tuple(place): balance for *place, balance in standing}
    return [MoneySource(labels[key], amount, there.get(key, 0)) for key, amount in needed.items()]


def of_several_sources(items):
    """Whether a list has to say of each project which source it is paid from."""
    return any(item.book_year_id for item in items)


def appropriated(plan):
    """What all sources gave for the plan's year so far (đồng), net of cuts; 0 when nothing is recorded. Two queries."""
    return reading.moved(Kind.APPROPRIATE, book_years=plan.books) - reading.moved(Kind.CUT, book_years=plan.books)
