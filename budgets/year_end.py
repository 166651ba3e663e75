"""What still keeps a book year from being closed: each place where its money is on the way, each case not ended.

One row per obstacle: what and how much, since when, whose turn it is, until when by the rules of that budget year, and
the page that clears it. All amounts in đồng. The number of questions asked of the database does not grow with the rows.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Organisation
from budgets.models import Cancellation, CarryOver, Commitment, PaymentRequest, Settlement, YearAccount
from budgets.payment_models import TURNS
from budgets.scope import sees_books
from core.audit import moved_on
from core.dates import ngay, today
from core.money import dong
from core.text import in_a_sentence
from core.workflow import Objection
from inspections.selectors import last_accepted_on
from ledger.models import Account, BookYear, Subject, Transfer
from ledger.reading import carried_into
from ledger.stages import OWED, Stage
from ledger.years import ARRIVED
from norms.selectors import ClosingDay, closing_days
from plans.models import PlanItem
from projects.models import Project

P = Project.Status
S = Settlement.Status
Y = YearAccount.Status

UNFINISHED = (P.CONTRACTED, P.IN_PROGRESS)  # under contract and still at work: what may be carried over
ACCEPTED = (P.ACCEPTED, P.PARTIALLY_ACCEPTED)  # carried over too, where it was still at work when the year ended
ENDED = (P.SETTLED, P.CLOSED, P.TERMINATED, P.WITHDRAWN, P.CARRIED_OVER)
RULE = "advance-charge"  # from when on an advance not returned is the next year's (budgets/charging.py)
CANCELLABLE = (Stage.APPROPRIATED, Stage.WITHHELD, Stage.ALLOCATED)
# Every desk that may have a turn.
DESKS = (
    "budgets.prepare_year_end", "budgets.decide_year_end", "budgets.prepare_settlement", "budgets.return_money",
    "budgets.prepare_payment", "budgets.check_payment", "budgets.sign_payment", "budgets.review_settlement",
    "budgets.approve_settlement", "budgets.prepare_year_account", "budgets.examine_year_account",
)  # fmt: skip
# Until when (code of the dated setting) money leaves a stage.
LEAVES_BY = {
    Stage.APPROPRIATED: "year-reconciliation", Stage.WITHHELD: "year-reconciliation",
    Stage.ALLOCATED: "year-reconciliation", Stage.APPROVED: "closing-window", Stage.COMMITTED: "closing-window",
    Stage.ADVANCED: "closing-window", Stage.PAID: "closing-window", Stage.RECOVERABLE: "advance-return",
}  # fmt: skip
PAID_BY = {PaymentRequest.Kind.ADVANCE: "spending-end", PaymentRequest.Kind.PAYMENT: "closing-window"}


@dataclass(frozen=True)
class Turn:
    """Who goes on: the desk in words, the permission it takes, the unit whose desk it is (None: the province's)."""

    who: str
    permission: str
    unit: Organisation | None = None

    def is_of(self, user):
        own = self.unit is None or self.unit.pk == user.organisation_id
        return own and user.has_perm(self.permission)


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a book from being closed. `amount` and `since` are None where there is none to tell."""

    book_year: object
    kind: str  # MONEY, REQUEST, PROJECT, ACCOUNT, CANCELLATION, CARRYOVER
    what: str
    unit: Organisation
    about: str
    turn: Turn
    way: tuple  # (label, address)
    project: str = ""
    amount: int | None = None
    since: datetime.date | None = None
    due: ClosingDay | None = None
    carry: str = ""  # where its project is carried over, when that may be
    charge: str = ""  # where its advance becomes one of the next year's estimate, from the day the rules name
    back: str = ""  # where its advance is returned
    look: tuple = ()  # (label, address) where everybody else reads of it, when `way` opens to its desk alone

    @property
    def late(self):
        return self.due is not None and self.due.day < today()


def obstacles(book_years, user=None):
    """[Obstacle] of these books within the person's reach (without one: all), money first, in ledger order."""
    books = {book.pk: book for book in book_years}
    if not books or (user is not None and not sees_books(user)):
        return []
    days = _days(books.values())
    found = _money(books, days, user) + _requests(books, days, user) + _cancellations(books, user)
    told = {row.project for row in found if row.project}
    return found + _projects(books, days, user, told) + _accounts(books, user)


def ended_and_open():
    """Books of budget years gone by that nobody has closed yet; a queryset."""
    return BookYear.objects.filter(year__lt=today().year, state=BookYear.State.OPEN)


def is_over(book_year):
    """Whether the last day of the budget year has gone by."""
    return book_year.year < today().year


def year_is_over(book_year):
    """Objection while the budget year still runs, else None."""
    if not is_over(book_year):
        last = datetime.date(book_year.year, 12, 31)
        return Objection("Năm ngân sách chưa kết thúc", found=ngay(today()), needed=f"sau ngày {ngay(last)}")


def at_work_at_the_end(project, book_year, accepted_on):
    """Whether it was under contract and unfinished when the budget year ended: it still is, or its last place was
    accepted only after the year, which pays for nothing accepted later (payments.paid_within_the_year).

    `accepted_on`: {project id: day}, as inspections.selectors.last_accepted_on tells it.
    """
    if project.status in UNFINISHED:
        return True
    day = accepted_on.get(project.pk) if project.status in ACCEPTED else None
    return day is not None and day.year > book_year.year


def told_together(rows):
    """[Objection]: the obstacles added up by what they are and whose, with their figures."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.kind, row.what if row.kind in ("MONEY", "REQUEST") else "", row.unit.short_name].append(row)
    sentences = {
        "MONEY": "Còn tiền ở ngăn “{what}” của {unit}", "REQUEST": "{what} chưa xong của {unit}",
        "PROJECT": "Còn đề án chưa quyết toán của {unit}", "ACCOUNT": "Quyết toán năm của {unit} chưa xong",
        "CARRYOVER": "Còn bản lập chuyển sang năm sau của {unit} chờ quyết định",
        "CANCELLATION": "Còn bản lập hủy dự toán của {unit} chờ quyết định",
    }  # fmt: skip
    found = []
    for (kind, what, unit), members in groups.items():
        amounts = [row.amount for row in members if row.amount is not None]
        words = dong(sum(amounts)) if amounts else "; ".join(row.about for row in members)
        many = f", {len(members)} khoản" if amounts and len(members) > 1 else ""
        found.append(Objection(sentences[kind].format(what=what, unit=unit), found=f"{words}{many}"))
    return found


# --- money on the way ----------------------------------------------------------
def _money(books, days, user):
    places = Account.objects if user is None else Account.objects.visible_to(user)
    rows = list(
        places.filter(book_year__in=books)
        .exclude(balance=0)
        .exclude(stage__in=ARRIVED)
        .select_related("unit", "subject__parent")
        .order_by("unit__name", "pk")
    )
    rows.sort(key=lambda row: list(Stage).index(row.stage))
    since = standing_since(rows)
    commitments = Commitment.objects.for_list().in_bulk(_refs(rows, Subject.Kind.COMMITMENT))
    projects = Project.objects.in_bulk(_refs(rows, Subject.Kind.PROJECT) | {c.project_id for c in commitments.values()})
    settlements, accepted_on = _settlements(projects), last_accepted_on(projects)
    found = []
    for row in rows:
        book, subject = books[row.book_year_id], row.subject
        commitment = commitments.get(subject.ref) if subject and subject.kind == Subject.Kind.COMMITMENT else None
        if commitment:
            project = projects[commitment.project_id]
        else:
            project = projects.get(subject.ref) if subject and subject.kind == Subject.Kind.PROJECT else None
        charge = _way_to_charge(row, book, project, days[book.pk])
        turn, way = _turn_of_money(row, book, project, commitment, settlements)
        if charge:
            turn = Turn("Kế toán Sở", "budgets.prepare_year_end")
        settlement = project and settlements.get((project.pk, book.pk))
        found.append(
            Obstacle(
                book, "MONEY", row.get_stage_display(), row.unit,
                about=str(commitment or project or subject or "chưa phân bổ theo nội dung"),
                project=str(project) if project else "",
                amount=row.balance, since=since.get(row.pk), turn=turn, way=way,
                due=days[book.pk].get(LEAVES_BY.get(row.stage)),
                carry=_way_to_carry(row, book, project, accepted_on), charge=charge,
                back=_way_to_return(row, project, commitment, settlement),
                look=("Mở quyết toán", settlement.get_absolute_url()) if settlement else ("Xem sổ", _account(row)),
            )
        )  # fmt: skip
    return found


def _refs(rows, kind):
    return {row.subject.ref for row in rows if row.subject_id and row.subject.kind == kind}


def standing_since(rows):
    """{account id: date of the oldest paper whose money still stands there}; the oldest is taken to leave first."""
    left, since = {row.pk: row.balance for row in rows}, {}
    came = Transfer.objects.filter(target__in=left, reverses=None, reversed_by=None).order_by("-dated_on", "-pk")
    for account, amount, day in came.values_list("target", "amount", "dated_on"):
        if left[account] > 0:
            since[account] = day
            left[account] -= amount
    return since


def _settlements(projects):
    """{(project id, book id): Settlement}."""
    rows = Settlement.objects.filter(project__in=projects)
    return {(row.project_id, row.book_year_id): row for row in rows}


def _turn_of_money(row, book, project, commitment, settlements):
    unit = row.unit
    if row.stage in CANCELLABLE:
        address = f"{reverse('budgets:cancel')}?book={book.pk}&unit={unit.pk}"
        return Turn("Kế toán Sở", "budgets.prepare_year_end"), ("Lập hủy dự toán", address)
    if project is None:  # its record is not in this program
        return Turn("Kế toán đơn vị", "budgets.prepare_settlement", unit), ("Xem sổ", _account(row))
    settlement = settlements.get((project.pk, book.pk))
    if row.stage in OWED:
        way = ("Ghi nhận tiền nộp lại", reverse("budgets:money_back", args=[settlement.pk])) if settlement else None
        way = way or ("Ghi nhận tiền nộp lại", reverse("budgets:owed_back", args=[commitment.pk]))
        return Turn("Kế toán đơn vị", "budgets.return_money", unit), way
    return _turn_of_project(project, unit, settlement)


def _way_to_carry(row, book, project, accepted_on):
    """Unfinished projects under contract are carried over whole, of others only what is to come back; what a book
    claims of an earlier year, from that book."""
    whole = row.stage != Stage.PAID and project is not None and at_work_at_the_end(project, book, accepted_on)
    goes = project is not None and (whole or row.stage in OWED)
    address = f"{reverse('budgets:carry')}?project={project.pk}" if goes and is_over(book) else ""
    return f"{address}&book={book.pk}" if address and row.stage == Stage.CLAIMED else address


def _way_to_charge(row, book, project, days):
    """An advance of unfinished work that was not returned by the day the rules of its year name."""
    day = days.get(RULE)
    goes = project is not None and project.status in UNFINISHED and row.stage == Stage.ADVANCED
    late = goes and day is not None and day.day < today()
    return f"{reverse('budgets:carry')}?project={project.pk}&way={CarryOver.Way.CHARGE}" if late else ""


def _way_to_return(row, project, commitment, settlement):
    """An advance of a project that goes on, while no account of it was sent."""
    goes_on = commitment is not None and project.status != P.TERMINATED
    if goes_on and row.stage == Stage.ADVANCED and (settlement is None or settlement.status not in Settlement.SENT):
        return f"{reverse('budgets:owed_back', args=[commitment.pk])}?of_advance=1"
    return ""


def _account(row):
    return reverse("reports:account", args=[row.pk])


def _turn_of_project(project, unit, settlement):
    """Whose turn an unsettled project is, by how far its account has come."""
    accountant = Turn("Kế toán đơn vị", "budgets.prepare_settlement", unit)
    if settlement:
        turn = {
            S.SUBMITTED: Turn("Chuyên viên Sở", "budgets.review_settlement"),
            S.REVIEWED: Turn("Lãnh đạo Sở", "budgets.approve_settlement"),
        }.get(settlement.status, accountant)
        return turn, ("Mở quyết toán", settlement.get_absolute_url())
    if project.status in (P.ACCEPTED, P.PARTIALLY_ACCEPTED):
        return accountant, ("Lập quyết toán", f"{reverse('budgets:settlements')}?year={project.plan_year}")
    return Turn("Người lập", "budgets.prepare_payment", unit), (
        "Mở hồ sơ đề án", project.get_absolute_url(),
    )  # fmt: skip


# --- cases not ended -----------------------------------------------------------
def _requests(books, days, user):
    """Of every request on its way the book its contract's money stands in now, which may be a later one's."""
    rows = PaymentRequest.objects.for_list().filter(status__in=TURNS)
    rows = list((rows if user is None else rows.visible_to(user)).order_by("requested_on", "pk"))
    carried = carried_into({row.commitment.project_id for row in rows})
    found = []
    for row in rows:
        book = books.get((carried.get(row.commitment.project_id) or row.commitment.book_year).pk)
        if book is None:
            continue
        (who, verb, permission), unit = TURNS[row.status], row.commitment.unit
        found.append(
            Obstacle(
                book, "REQUEST", f"Đề nghị {in_a_sentence(row.what)}", unit, about=str(row.commitment),
                project=str(row.project), amount=row.spends, since=row.requested_on,
                turn=Turn(who, permission, unit), way=(verb, row.get_absolute_url()),
                due=days[book.pk].get(PAID_BY[row.kind]),
            )
        )  # fmt: skip
    return found


def _cancellations(books, user):
    rows = Cancellation.objects.filter(book_year__in=books, status=Cancellation.Status.DRAFT)
    rows = rows if user is None else rows.visible_to(user)
    rows = list(rows.select_related("unit").prefetch_related("rows").order_by("pk"))
    since = moved_on(rows)
    carried = CarryOver.objects.filter(book_year__in=books, status=CarryOver.Status.DRAFT)
    carried = list(
        (carried if user is None else carried.visible_to(user)).select_related("unit", "project").order_by("pk")
    )
    carried_since = moved_on(carried)
    return [
        Obstacle(
            books[row.book_year_id], "CARRYOVER", f"{row.get_way_display()} chờ quyết định", row.unit,
            about=str(row.project), since=carried_since.get(row.pk),
            turn=Turn("Lãnh đạo Sở", "budgets.decide_year_end"), way=("Mở bản lập", row.get_absolute_url()),
        )
        for row in carried
    ] + [
        Obstacle(
            books[row.book_year_id], "CANCELLATION", "Hủy dự toán chờ quyết định", row.unit, about=row.why,
            amount=row.total, since=since.get(row.pk), turn=Turn("Lãnh đạo Sở", "budgets.decide_year_end"),
            way=("Mở bản lập", row.get_absolute_url()),
        )
        for row in rows
    ]  # fmt: skip


def _projects(books, days, user, told):
    """Projects of the year that nobody has settled although none of their money is on the way."""
    items = PlanItem.objects.decided().with_book().filter(of_book__in=books)
    book_of = dict(items.order_by("pk").values_list("project", "of_book"))
    rows = Project.objects if user is None else Project.objects.visible_to(user)
    rows = (
        rows.filter(pk__in=book_of, is_historical=False)
        .exclude(status__in=ENDED)
        .select_related("spending_unit")
        .order_by("code")
    )
    rows = [row for row in rows if str(row) not in told]
    later = carried_into([row.pk for row in rows])
    rows = [row for row in rows if later.get(row.pk, books[book_of[row.pk]]) == books[book_of[row.pk]]]
    settlements = _settlements(rows)
    found = []
    for row in rows:
        book, unit = books[book_of[row.pk]], row.spending_unit
        turn, way = _turn_of_project(row, unit, settlements.get((row.pk, book.pk)))
        found.append(
            Obstacle(
                book, "PROJECT", "Đề án chưa quyết toán", unit, about=str(row), project=str(row), turn=turn, way=way,
                due=days[book.pk].get("liquidation"),
            )
        )  # fmt: skip
    return found


def _accounts(books, user):
    """Units that settled money of the year: their account of the year is to be final."""
    settled = Settlement.objects.filter(book_year__in=books).select_related("unit")
    accounts = YearAccount.objects.filter(book_year__in=books).select_related("unit")
    if user is not None:
        settled, accounts = settled.visible_to(user), accounts.visible_to(user)
    there = {(row.book_year_id, row.unit_id): row for row in accounts}
    units = {(row.book_year_id, row.unit_id): row.unit for row in settled}
    units |= {key: row.unit for key, row in there.items()}
    units |= {(row.book_year_id, row.unit_id): row.unit for row in _settled_in_part(books, user)}
    department = Turn("Kế toán Sở", "budgets.prepare_year_account")
    finance = Turn("Sở Tài chính", "budgets.examine_year_account")
    found = []
    for (book, unit_id), unit in sorted(units.items(), key=lambda pair: (pair[0][0], pair[1].name)):
        row = there.get((book, unit_id))
        if row is not None and row.status == Y.FINAL:
            continue
        year = books[book].year
        at = row.get_status_display() if row else "chưa lập"
        turn = finance if row and row.status in (Y.CONSOLIDATED, Y.EXAMINING, Y.CORRECTED) else department
        way = ("Mở quyết toán năm", row.get_absolute_url()) if row else (
            "Lập quyết toán năm", f"{reverse('budgets:settlements')}?year={year}",
        )  # fmt: skip
        found.append(Obstacle(books[book], "ACCOUNT", "Quyết toán năm của đơn vị", unit, about=at, turn=turn, way=way))
    return found


def _settled_in_part(books, user):
    rows = CarryOver.objects.settled_in_part().filter(book_year__in=books)
    return (rows if user is None else rows.visible_to(user)).select_related("unit")


def _days(books):
    """{book id: {code: ClosingDay}}; one question for each of the two tiers."""
    years = defaultdict(set)
    for book in books:
        years[book.tier].add(book.year)
    of_tier = {tier: closing_days(some, tier) for tier, some in years.items()}
    return {book.pk: of_tier[book.tier][book.year] for book in books}
