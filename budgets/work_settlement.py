"""What waits at the settlement desks: the unit's accounts, the Department's vouchers, Finance's year."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from budgets.models import Settlement, Voucher, YearAccount
from budgets.settlements import READY_FOR_SETTLEMENT
from budgets.year_accounts import correction_due
from core.audit import moved_on
from core.dates import add_working_days, today
from core.work import WorkItem
from ledger.reading import project_balances
from ledger.stages import Stage
from projects.models import Project

DAYS_TO_SETTLE = 15  # working days after the last acceptance (T36 đ.18.1, by analogy)


def worklist_settlement(user):
    items = []
    visible = Settlement.objects.visible_to(user).select_related("project", "unit")
    own = visible.filter(unit=user.organisation)
    if user.has_perm("budgets.prepare_settlement"):
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
        items += _items("Hoàn thiện, nộp quyết toán", own.filter(status="DRAFT"))
        items += _items("Bổ sung quyết toán Sở trả lại", own.filter(status="RETURNED"), tone="son")
        asked = Voucher.objects.filter(settlement__in=own, withdrawn_at=None, decision="ASKED")
        items += [
            WorkItem(
                f"Trả lời câu hỏi về chứng từ số {row.no}", str(row.settlement), row.get_absolute_url(), tone="nghe"
            )
            for row in asked.select_related("settlement__project", "settlement__book_year")
        ]
    if user.has_perm("budgets.submit_settlement"):
        items += _items("Ký, nộp quyết toán", own.filter(status="DRAFT"))
    if user.has_perm("budgets.review_settlement"):
        items += _items("Xét duyệt chứng từ quyết toán", visible.filter(status="SUBMITTED"), tone="nghe")
    if user.has_perm("budgets.approve_settlement"):
        items += _items("Duyệt quyết toán", visible.filter(status="REVIEWED"), tone="nghe")
    accounts = YearAccount.objects.visible_to(user).select_related("book_year", "unit")
    if user.has_perm("budgets.examine_year_account"):
        waiting = list(accounts.filter(status__in=["CONSOLIDATED", "EXAMINING", "CORRECTED"]))
        moved = moved_on(waiting)
        items += [
            WorkItem("Kiểm tra quyết toán năm", str(row), row.get_absolute_url(), moved.get(row.pk)) for row in waiting
        ]
    if user.has_perm("budgets.prepare_year_account"):
        items += _to_close(user)
        waiting = list(accounts.filter(status="NOTICE_ISSUED"))
        moved = moved_on(waiting)
        for row in waiting:
            due = correction_due(row)
            tone = "son" if due < today() else "nghe"
            items.append(
                WorkItem("Điều chỉnh theo thông báo", str(row), row.get_absolute_url(), moved.get(row.pk), due, tone)
            )
    return items


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
        if not standing[row.pk][Stage.RECOVERABLE]
    ]


def _items(title, settlements, tone=""):
    rows = list(settlements)
    moved = moved_on(rows)
    return [_item(title, row, moved.get(row.pk), tone) for row in rows]


def _item(title, settlement, since, tone):
    due = add_working_days(settlement.submitted_on, DAYS_TO_SETTLE) if settlement.submitted_on else None
    if due and due < today():
        tone = "son"
    return WorkItem(title, str(settlement.project), settlement.get_absolute_url(), since, due, tone)


def way_to_settlement(project):
    """(label, address) for whoever goes on with an accepted project: its account, or where one is begun."""
    settlement = project.settlements.order_by("-book_year__year").first()
    if settlement:
        return "Mở quyết toán", settlement.get_absolute_url()
    return "Lập quyết toán", f"{reverse('budgets:settlements')}?year={project.plan_year}"
