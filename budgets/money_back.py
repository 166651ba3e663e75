"""Money to be recovered comes back: inside its year, after it, or claimed of a closed one; then the file is closed."""

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets import settling
from budgets.models import MoneyBack
from budgets.scope import refuse_historical, require_own_unit
from budgets.subjects import owed_places
from budgets.vouchers import disallowed_before_the_notice
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.money import dong
from core.workflow import Objection
from ledger.posting import Kind, Line, Stage, post, treasury
from plans.issue import source_of
from plans.selectors import approved_item
from projects.services import locked
from projects.workflow import PROJECT_FLOW


@transaction.atomic
def return_money(back, *, by, scan=None):
    """Money to be recovered has come: restored to the estimate inside the year, refunded to the budget after it."""
    require(by, "budgets.return_money")
    commitment = back.commitment
    require(by, "projects.view_project", commitment.project)
    require_own_unit(commitment.unit_id, by)
    back.created_by = by
    back.full_clean()
    if back.dated_on > today():
        raise ValidationError(
            {"dated_on": f"Ngày nộp {ngay(back.dated_on)} chưa đến, phải không sau hôm nay {ngay(today())}."}
        )
    owed = settling.owed_on(commitment, back.dated_on)
    source, most = owed[0] if owed else (owed_places(commitment)[0], 0)
    year = source.book_year.year
    if back.kind == MoneyBack.Kind.RESTORE and (back.dated_on.year != year or source.stage == Stage.CLAIMED):
        why = "khoản của năm trước" if source.stage == Stage.CLAIMED else f"ngoài năm ngân sách {year}"
        raise ValidationError(
            {
                "kind": f"Nộp ngày {ngay(back.dated_on)}, {why}: phải nộp trả ngân sách, không khôi phục dự toán "
                "(TT 18/2020/TT-BTC)."
            }
        )
    if back.amount > most:
        rest = [f"{dong(amount)} của sổ năm {place.book_year.year}" for place, amount in owed[1:]]
        objection = Objection(
            "Số nộp vượt số phải thu hồi vào ngày nộp",
            found=f"{dong(most)} ngày {ngay(back.dated_on)}",
            needed=dong(back.amount)
            + (f"; ghi {dong(most)} của sổ năm {year} trước, rồi ghi riêng {', '.join(rest)}" if rest else ""),
        )
        raise ValidationError({"amount": str(objection)})
    back.save()
    paper = attach(
        back,
        scan,
        by=by,
        kind="paper:money_back",
        title=str(back),
        number=back.treasury_number,
        issued_on=back.dated_on,
        issuer="Kho bạc Nhà nước",
        illustrative=back.illustrative,
    )
    if back.kind == MoneyBack.Kind.RESTORE:
        line = Line(Kind.RESTORE, source, source_of(approved_item(commitment.project)), back.amount)
    else:
        line = Line(Kind.REFUND, source, treasury(source.book_year, commitment.unit), back.amount)
    post(str(back), [line], by=by, dated_on=back.dated_on, paper=paper, case=back)
    record(
        commitment.project,
        "budgets.moneyback.enter",
        by=by,
        perm="budgets.return_money",
        paper=paper,
        after={back.get_kind_display(): dong(back.amount)},
    )
    return back


@transaction.atomic
def close_project(project, *, by, note="", on=None):
    """Close a settled file whose recoveries are paid (T36 đ.12.6)."""
    require(by, "budgets.prepare_year_account")
    require(by, "projects.view_project", project)
    refuse_historical(project)
    project = locked(project)  # as a correction of money that came back holds it
    item = approved_item(project)
    owed = settling.recoverable(project) if item else 0
    if owed:
        raise ValidationError(
            f"Còn {dong(owed)} phải thu hồi, nộp trả; nộp xong mới đóng hồ sơ (TT 36/2013/TT-BCT đ.12.6)."
        )
    for settlement in project.settlements.select_related("book_year", "unit"):
        if coming := disallowed_before_the_notice(settlement):
            raise ValidationError(
                f"Sở Tài chính đã xuất toán {dong(coming)}, chưa ban hành thông báo; thu hồi xong mới đóng hồ sơ "
                "(TT 36/2013/TT-BCT đ.12.6)."
            )
    return PROJECT_FLOW.cause(project, "close", by=by, note=note, on=on)
