"""What waits at the settlement desks: the unit's accounts, the Department's vouchers, Finance's year."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from budgets.models import Settlement, Voucher, YearAccount
from budgets.settlements import READY_FOR_SETTLEMENT
from budgets.year_accounts import correction_due
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
        projects = Project.objects.visible_to(user).filter(
            status__in=READY_FOR_SETTLEMENT, spending_unit=user.organisation, settlements=None
        )
        items += [WorkItem("Lập quyết toán", str(project), project.get_absolute_url()) for project in projects]
        items += [_item("Hoàn thiện, nộp quyết toán", row) for row in own.filter(status="DRAFT")]
        items += [_item("Bổ sung quyết toán Sở trả lại", row, tone="son") for row in own.filter(status="RETURNED")]
        asked = Voucher.objects.filter(settlement__in=own, withdrawn_at=None, decision="ASKED")
        items += [
            WorkItem(
                f"Trả lời câu hỏi về chứng từ số {row.no}", str(row.settlement), row.get_absolute_url(), tone="nghe"
            )
            for row in asked.select_related("settlement__project", "settlement__book_year")
        ]
    if user.has_perm("budgets.submit_settlement"):
        items += [_item("Ký, nộp quyết toán", row) for row in own.filter(status__in=["DRAFT"])]
    if user.has_perm("budgets.review_settlement"):
        items += [
            _item("Xét duyệt chứng từ quyết toán", row, tone="nghe") for row in visible.filter(status="SUBMITTED")
        ]
    if user.has_perm("budgets.approve_settlement"):
        items += [_item("Duyệt quyết toán", row, tone="nghe") for row in visible.filter(status="REVIEWED")]
    accounts = YearAccount.objects.visible_to(user).select_related("book_year", "unit")
    if user.has_perm("budgets.examine_year_account"):
        items += [
            WorkItem("Kiểm tra quyết toán năm", str(row), row.get_absolute_url(), row.consolidated_on)
            for row in accounts.filter(status__in=["CONSOLIDATED", "EXAMINING", "CORRECTED"])
        ]
    if user.has_perm("budgets.prepare_year_account"):
        items += [WorkItem("Đóng hồ sơ", str(row), row.get_absolute_url()) for row in _to_close(user)]
        for row in accounts.filter(status="NOTICE_ISSUED"):
            due = correction_due(row)
            tone = "son" if due < today() else "nghe"
            items.append(
                WorkItem("Điều chỉnh theo thông báo", str(row), row.get_absolute_url(), row.notice_on, due, tone)
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
    standing = project_balances([row.pk for row in rows])
    return [row for row in rows if not standing[row.pk][Stage.RECOVERABLE]]


def _item(title, settlement, tone=""):
    due = add_working_days(settlement.submitted_on, DAYS_TO_SETTLE) if settlement.submitted_on else None
    if due and due < today():
        tone = "son"
    return WorkItem(title, str(settlement.project), settlement.get_absolute_url(), settlement.submitted_on, due, tone)


def way_to_settlement(project):
    """(label, address) for whoever goes on with an accepted project: its account, or where one is begun."""
    settlement = project.settlements.order_by("-book_year__year").first()
    if settlement:
        return "Mở quyết toán", settlement.get_absolute_url()
    return "Lập quyết toán", f"{reverse('budgets:settlements')}?year={project.plan_year}"
