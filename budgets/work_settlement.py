"""What waits at the settlement desks: the unit's accounts, the Department's vouchers, Finance's year."""

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from budgets.models import Settlement, Voucher, VoucherRemark, YearAccount
from budgets.notices import correction_days
from budgets.owed import owed
from budgets.settlements import READY_FOR_SETTLEMENT
from core.audit import moved_on
from core.dates import add_working_days, calendar, today
from core.money import dong
from core.parts import Part, held_otherwise, signed_by
from core.work import WorkItem
from ledger.reading import project_balances, still_owed
from projects.models import Project
from projects.next_steps import Turn

WAITING_FOR_FINANCE = ("CONSOLIDATED", "EXAMINING", "CORRECTED")
BRING_BACK = "Thu hồi, nộp trả"
PREPARE, SUBMIT = "budgets.prepare_settlement", "budgets.submit_settlement"
REVIEW, APPROVE = "budgets.review_settlement", "budgets.approve_settlement"
# status: (what comes next, who may, whether it is the unit's own)
TURNS = {
    "DRAFT": ("Hoàn thiện, nộp quyết toán", (PREPARE, SUBMIT), True),
    "RETURNED": ("Bổ sung quyết toán Sở trả lại", (PREPARE, SUBMIT), True),
    "SUBMITTED": ("Xét duyệt chứng từ quyết toán", (REVIEW,), False),
    "REVIEWED": ("Duyệt quyết toán", (APPROVE,), False),
    "APPROVED": ("Quyết toán", (PREPARE,), True),
}
# The part of the case that each of these takes; whoever holds another is not called to it.
PARTS = {PREPARE: Part.PREPARE, SUBMIT: Part.APPROVE, REVIEW: Part.CHECK, APPROVE: Part.APPROVE}
DAYS_TO_SETTLE = 15  # working days after the last acceptance (T36 đ.18.1, by analogy)


def worklist_settlement(user):
    items = []
    visible = Settlement.objects.visible_to(user).select_related("project", "unit", "book_year")
    own = visible.filter(unit=user.organisation)
    if user.has_perm(PREPARE):
        projects = list(
            Project.objects.visible_to(user).filter(
                status__in=READY_FOR_SETTLEMENT, spending_unit=user.organisation, settlements=None
            )
        )
        moved = moved_on(projects)
        items += [
            WorkItem("Lập quyết toán", str(project), project.get_absolute_url(), moved.get(project.pk))
            for project in projects
        ]
        drawn_up = _free(own, user, PREPARE)
        items += _items("Hoàn thiện, nộp quyết toán", drawn_up.filter(status="DRAFT"))
        items += _items("Bổ sung quyết toán Sở trả lại", drawn_up.filter(status="RETURNED"), tone="nghe")
        asked = unanswered().filter(settlement__in=own).select_related("settlement__project", "settlement__book_year")
        items += [
            WorkItem(
                f"Trả lời câu hỏi về chứng từ số {row.no}", str(row.settlement), row.get_absolute_url(), tone="nghe"
            )
            for row in asked
        ]
    if user.has_perm("budgets.return_money"):
        items += _to_bring_back(user)
    if user.has_perm(SUBMIT):
        items += _items("Ký, nộp quyết toán", _to_submit(_free(own, user, SUBMIT)))
    if user.has_perm(REVIEW):
        waiting = _free(visible, user, REVIEW).filter(status="SUBMITTED")
        items += _items("Xét duyệt chứng từ quyết toán", waiting, tone="nghe")
    if user.has_perm(APPROVE):
        waiting = _free(visible, user, APPROVE).filter(status="REVIEWED")
        items += _items("Duyệt quyết toán", waiting, tone="nghe")
    accounts = YearAccount.objects.visible_to(user).select_related("book_year", "unit")
    if user.has_perm("budgets.examine_year_account"):
        held = held_otherwise(YearAccount, user, Part.EXAMINE, "budgets.examine_year_account")
        waiting = list(accounts.filter(status__in=WAITING_FOR_FINANCE).exclude(pk__in=held))
        moved = moved_on(waiting)
        items += [
            WorkItem("Kiểm tra quyết toán năm", str(row), row.get_absolute_url(), moved.get(row.pk)) for row in waiting
        ]
    if user.has_perm("budgets.prepare_year_account"):
        items += _to_close(user)
        held = held_otherwise(YearAccount, user, Part.PREPARE, "budgets.prepare_year_account")
        accounts = accounts.exclude(pk__in=held)
        drawn_up = list(accounts.filter(status="DRAFT"))
        moved = moved_on(drawn_up)
        items += [
            WorkItem("Tổng hợp quyết toán năm, gửi Sở Tài chính", str(row), row.get_absolute_url(), moved.get(row.pk))
            for row in drawn_up
        ]
        waiting = list(accounts.filter(status="NOTICE_ISSUED"))
        moved = moved_on(waiting)
        days = correction_days(waiting)
        for row in waiting:
            due, tone = _until(days.get(row.pk), "nghe")
            items.append(
                WorkItem("Điều chỉnh theo thông báo", str(row), row.get_absolute_url(), moved.get(row.pk), due, tone)
            )
    return items


def _free(settlements, user, permission):
    """Those in which this person may take the part of the permission; who sent one does not approve it either."""
    rows = settlements.exclude(pk__in=held_otherwise(Settlement, user, PARTS[permission], permission))
    return rows.exclude(pk__in=signed_by(Settlement, user, permission)) if permission == APPROVE else rows


def _to_submit(settlements):
    """What could be signed and sent as it stands: vouchers are listed, and no question about one is open."""
    listed = Voucher.objects.filter(settlement=OuterRef("pk"), withdrawn_at=None)
    asked = unanswered().filter(settlement=OuterRef("pk"))
    return settlements.filter(Exists(listed), ~Exists(asked), status__in=["DRAFT", "RETURNED"])


def unanswered():
    """Vouchers about which the Department or Finance asks and the unit has not answered since."""
    talk = VoucherRemark.objects.filter(voucher=OuterRef("pk")).exclude(kind=VoucherRemark.Kind.REMARK)
    last = Subquery(talk.order_by("-pk").values("kind")[:1])
    asked = Voucher.objects.filter(Q(decision="ASKED") | Q(examined="ASKED"), withdrawn_at=None)
    return asked.annotate(last_said=Coalesce(last, Value("QUESTION"))).filter(last_said="QUESTION")


def _to_close(user):
    """Settled files of a year that Finance has confirmed, with nothing left to come back (T36 đ.12.6)."""
    confirmed = YearAccount.objects.filter(
        unit=OuterRef("unit"), book_year=OuterRef("book_year"), status=YearAccount.Status.FINAL
    )
    settled = Settlement.objects.visible_to(user).filter(project__status=Project.Status.SETTLED)
    settled = settled.filter(Exists(confirmed)).select_related("project").order_by("project__code")
    rows = [row.project for row in settled]
    standing, moved = project_balances([row.pk for row in rows]), moved_on(rows)
    return [
        WorkItem("Đóng hồ sơ", str(row), row.get_absolute_url(), moved.get(row.pk))
        for row in rows
        if not still_owed(standing[row.pk])
    ]


def _to_bring_back(user):
    """What the own unit has to bring back, a line a project: at its account, or at the contract of a stopped one."""
    found = owed(user, unit=user.organisation).rows
    accounts = Settlement.objects.filter(project__in=[row.commitment.project_id for row in found], status="APPROVED")
    accounts = {row.project_id: row for row in accounts.select_related("project", "book_year")}
    items = {}
    for row in found:
        project = row.commitment.project
        account = accounts.get(project.pk)
        url = account.get_absolute_url() if account else reverse("budgets:owed_back", args=[row.commitment.pk])
        due, tone = row.due and row.due.day, "son" if row.late else "nghe"
        about = str(project) if row.letter else f"{project}, chưa gửi công văn thu hồi"
        items.setdefault(project.pk, WorkItem(BRING_BACK, about, url, row.since, due, tone))
    return sorted(items.values(), key=lambda item: item.detail)


def _items(title, settlements, tone=""):
    rows = list(settlements)
    moved, days = moved_on(rows), correction_days([row for row in rows if row.status == "RETURNED"])
    office = calendar() if rows else None
    return [_item(title, row, moved.get(row.pk), tone, days.get(row.pk), office) for row in rows]


def _until(last, tone):
    """(the last day to correct after the notice or None, the tone: late or the given one)."""
    return (last.day, "son" if last.days_late else tone) if last else (None, tone)


def _item(title, settlement, since, tone, correction, office):
    due = add_working_days(settlement.submitted_on, DAYS_TO_SETTLE, office) if settlement.submitted_on else None
    if settlement.status == "RETURNED":  # the unit's days run from the notice, no longer from what it sent
        due, tone = _until(correction, tone)
    elif due and due < today():
        tone = "son"
    return WorkItem(title, str(settlement.project), settlement.get_absolute_url(), since, due, tone)


def turn_of_settlement(project, user):
    """The Turn of an accepted project, as the worklists above say it: the account to draw up, to send, to decide."""
    unit, settlement = project.spending_unit, _last_settlement(project)
    if settlement is None:
        mine = user.has_perm("budgets.prepare_settlement") and _of_unit(user, unit)
        url = f"{reverse('budgets:settlements')}?year={project.plan_year}" if mine else ""
        return Turn("Lập quyết toán", [str(unit)], mine, "Lập quyết toán" if mine else "", url)
    title, permissions, of_unit = TURNS[settlement.status]
    may = any(user.has_perm(name) and _may_take(settlement, user, name) for name in permissions)
    if of_unit:
        who, may = [str(unit)], may and _of_unit(user, unit)
    else:
        who = User.roles_with(permissions[0])
    turn = Turn(title, who, may, "Mở quyết toán", settlement.get_absolute_url())
    asked = unanswered().filter(settlement=settlement).count()
    if not may and asked and user.has_perm("budgets.prepare_settlement") and _of_unit(user, unit):
        return replace(turn, title=f"Trả lời câu hỏi về {asked} chứng từ", who=[str(unit)], mine=True)
    return turn


def _may_take(settlement, user, permission):
    rows = _free(Settlement.objects.filter(pk=settlement.pk), user, permission)
    return (_to_submit(rows) if permission == SUBMIT else rows).exists()


def turn_of_closing(project, user):
    """The Turn of a settled project: what is owed comes back, Finance confirms the year, then the file is closed."""
    unit, settlement = project.spending_unit, _last_settlement(project)
    opened = ("Mở quyết toán", settlement.get_absolute_url()) if settlement else ()
    if owed := still_owed(project_balances([project.pk])[project.pk]):
        mine = user.has_perm("budgets.return_money") and _of_unit(user, unit)
        return Turn(BRING_BACK, [str(unit)], mine, *opened, hint=f"Còn phải thu hồi {dong(owed)}.")
    year = YearAccount.objects.filter(unit=unit, book_year=settlement.book_year).first() if settlement else None
    close = "budgets.prepare_year_account"
    if year and year.status == YearAccount.Status.FINAL:
        return Turn("Đóng hồ sơ", User.roles_with(close), user.has_perm(close), *opened)
    told = f"“{year.get_status_display()}”" if year else "chưa mở"
    hint = f"Việc đóng hồ sơ chờ quyết toán năm của {unit} được xác nhận; hiện nay {told}."
    with_finance = year and year.status in WAITING_FOR_FINANCE
    who = User.roles_with("budgets.examine_year_account" if with_finance else close)
    url = year.get_absolute_url() if year else f"{reverse('budgets:settlements')}?year={project.plan_year}"
    return Turn(f"Quyết toán năm của {unit}", who, False, "Mở quyết toán năm" if year else "Mở Quyết toán", url, hint)


def _last_settlement(project):
    return project.settlements.order_by("-book_year__year").first()


def _of_unit(user, unit):
    return unit is not None and user.organisation_id == unit.pk
