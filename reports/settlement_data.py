"""What the books and records say for the tables of settlement: of a project, and of a unit's year."""

from django.core.exceptions import ValidationError
from django.db.models import Sum

from budgets import settling
from budgets.models import Commitment, Settlement, Voucher, YearAccount
from budgets.whose_vouchers import contract_words, with_contracts
from budgets.year_accounts import settled_in_part
from core.dates import ngay
from core.text import in_a_sentence
from ledger.reading import project_balances, runway, still_owed
from ledger.stages import Stage
from plans.selectors import approved_item, support_in_force, supports_in_force
from reports.offices import office_of
from reports.papers.settlement_tables import ListedVoucher, ProjectSettlement, SettledProject, YearSettlement

BESIDE_THE_WAY = (Stage.WITHHELD, Stage.CLAIMED)  # told only where money stands there


def printable_settlements(user):
    """Accounts in reach, for whoever reads settlements."""
    if not user.has_perm("budgets.view_settlement"):
        return Settlement.objects.none()
    return Settlement.objects.for_list().visible_to(user)


def project_settlement_data(params, by):
    """(ProjectSettlement, illustrative) of the account `params["settlement"]`."""
    account = printable_settlements(by).select_related("unit__superior").filter(pk=params["settlement"]).first()
    if account is None:
        raise ValidationError("Không còn thấy hồ sơ quyết toán này.")
    project, item = account.project, approved_item(account.project)
    now = settling.figures_to_tell(account)
    approved = account.status == Settlement.Status.APPROVED
    standing = list(account.vouchers.filter(withdrawn_at=None).order_by("no"))
    with_contracts(standing, project)
    vouchers = [_listed(row) for row in standing]
    forms = dict(account.vouchers.values_list("no", "form"))
    contracts = Commitment.objects.filter(project=project, status=Commitment.Status.SIGNED).order_by("pk")
    return ProjectSettlement(
        office=office_of(account.unit),
        year=account.book_year.year,
        code=project.code,
        title=project.title,
        beneficiaries=tuple(str(row) for row in project.beneficiaries.select_related("establishment")),
        decision=item.round.decision_words if item else "",
        commitments=tuple(f"{row.number} ngày {ngay(row.signed_on)}" for row in contracts),
        figures=_figures(account, now, item, approved),
        support_final=account.support_final if approved else now.support,
        steps=tuple(step["text"] for step in (account.steps if approved else now.steps)),
        state_vouchers=tuple(row for row in vouchers if forms[row.no] == Voucher.Form.STATE),
        all_vouchers=tuple(row for row in vouchers if forms[row.no] == Voucher.Form.ALL_SOURCES),
        approved_on=account.approved_on,
    ), account.illustrative or project.illustrative


def _figures(account, now, item, approved):
    rows = [("Kinh phí hỗ trợ được duyệt", support_in_force(item) if item else None)]
    rows.append(("Chi phí theo chứng từ được chấp nhận", now.accepted_by_vouchers))
    rows.append(("Chi phí được nghiệm thu", now.accepted_at_acceptance))
    rows.append(("Chi phí được chấp nhận quyết toán", account.accepted_cost if approved else now.accepted_cost))
    rows.append(("Kinh phí hỗ trợ quyết toán", account.support_final if approved else now.support))
    if now.before:
        rows.append(("Trong đó đã quyết toán ở năm trước", now.before))
    if approved:
        rows.append(("Thanh toán tạm ứng khi quyết toán", account.cleared))
        rows.append(("Phải thu hồi", account.recovered))
        rows.append(("Trả về dự toán", account.released))
    else:
        rows.append(("Đã tạm ứng, chưa thanh toán", now.advanced))
        rows.append(("Đã thanh toán", now.paid))
        rows.append(("Sẽ phải thu hồi", now.to_recover))
        rows.append(("Sẽ trả về dự toán", now.to_release))
    return tuple(rows)


def _listed(row):
    return ListedVoucher(
        no=row.no, number=" ".join(filter(None, [row.invoice_form, row.invoice_number])), on=row.invoice_date,
        seller=row.seller_words, content=row.content, amount=row.amount_without_vat,
        vat=row.vat, state=row.state_share, counterpart=row.counterpart_share, accepted=row.accepted_amount,
        decision=row.get_decision_display(), disallowed=row.disallowed_amount,
        contract=contract_words(row.contract) if row.contract else "",
    )  # fmt: skip


def printable_years(user):
    """Accounts of a unit's year in reach, for whoever reads settlements."""
    if not user.has_perm("budgets.view_settlement"):
        return YearAccount.objects.none()
    return YearAccount.objects.visible_to(user).select_related("book_year", "unit__superior")


def year_settlement_data(params, by):
    """(YearSettlement, illustrative) of the account `params["account"]`, all figures from the books."""
    account = printable_years(by).filter(pk=params["account"]).first()
    if account is None:
        raise ValidationError("Không còn thấy quyết toán năm này.")
    rows = Settlement.objects.filter(book_year=account.book_year, unit=account.unit).select_related("project")
    rows = list(rows.annotate(disallowed=Sum("vouchers__disallowed_amount")).order_by("project__code"))
    in_part = list(settled_in_part(account).select_related("project", "book_year").order_by("project__code"))
    standing = project_balances([row.project_id for row in rows], [account.book_year], account.unit)
    owed = project_balances([row.project_id for row in rows])  # in whatever book it is claimed by now
    approved = supports_in_force([row.project for row in [*rows, *in_part]])
    return YearSettlement(
        office=office_of(account.unit),
        unit=account.unit.name,
        year=account.book_year.year,
        source=", ".join(map(in_a_sentence, (account.book_year.get_tier_display(), account.book_year.source_words))),
        stages=tuple(
            (row["label"], row["balance"], row["reached"])
            for row in runway([account.book_year], unit=account.unit)
            if row["stage"] != Stage.TREASURY and (row["stage"] not in BESIDE_THE_WAY or row["balance"])
        ),
        projects=tuple(
            _settled(row, standing[row.project_id], still_owed(owed[row.project_id]), approved.get(row.project_id, 0))
            for row in rows
        )
        + tuple(_settled_in_part(row, approved.get(row.project_id, 0)) for row in in_part),
        status=in_a_sentence(account.get_status_display()),
        notice=(account.notice_number, account.notice_on),
    ), any(row.illustrative or row.project.illustrative for row in rows)


def _settled_in_part(row, approved):
    return SettledProject(
        code=row.project.code, title=row.project.title, approved=approved, support=row.settled, settled=row.settled,
        owed=0, disallowed=0, status=f"phần đã thanh toán, đi tiếp năm {row.book_year.year + 1}",
    )  # fmt: skip


def _settled(row, standing, owed, approved):
    return SettledProject(
        code=row.project.code, title=row.project.title, approved=approved,
        support=row.support_final, settled=standing[Stage.SETTLED], owed=owed,
        disallowed=row.disallowed or 0, status=row.get_status_display(),
    )  # fmt: skip
