"""Money comes back: what is to be recovered, inside its year, after it, or claimed of a closed one, then the file is
closed; or an advance of a project that goes on, which its contract has again inside the year and loses after it."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets import settling
from budgets.models import Commitment, MoneyBack, Settlement
from budgets.scope import refuse_historical, require_own_unit
from budgets.subjects import commitment_place, owed_places
from budgets.vouchers import disallowed_before_the_notice
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach
from core.money import dong
from core.workflow import Objection
from ledger.posting import Kind, Line, Stage, post, treasury
from ledger.reading import balance
from plans.issue import source_of
from plans.selectors import approved_item
from projects.models import Project
from projects.services import locked
from projects.workflow import PROJECT_FLOW


@transaction.atomic
def return_money(back, *, by, scan=None):
    """Money has come back: restored to the estimate inside the year, refunded to the budget after it.

    The contract is held as a request on it, its account and a stop hold it: of two at once the later sees the earlier.
    """
    require(by, "budgets.return_money")
    commitment = Commitment.objects.select_for_update(no_key=True).get(pk=back.commitment_id)
    require(by, "projects.view_project", commitment.project)
    require_own_unit(commitment.unit_id, by)
    back.created_by = by
    back.full_clean()
    if back.dated_on > today():
        raise ValidationError(
            {"dated_on": f"Ngày nộp {ngay(back.dated_on)} chưa đến, phải không sau hôm nay {ngay(today())}."}
        )
    source = _advance_to_take(back, commitment) if back.of_advance else _owed_to_take(back, commitment)
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
    line = Line(Kind(back.kind.lower()), source, _goes_to(back, commitment, source), back.amount)
    post(str(back), [line], by=by, dated_on=back.dated_on, paper=paper, case=back)
    record(
        commitment.project,
        "budgets.moneyback.enter",
        by=by,
        perm="budgets.return_money",
        paper=paper,
        after={back.what: dong(back.amount)},
    )
    return back


def _goes_to(back, commitment, source):
    """Restored, an advance is bound by its own contract again, so that nobody else takes it; the rest goes where it was
    reserved from."""
    if back.kind == MoneyBack.Kind.REFUND:
        return treasury(source.book_year, commitment.unit)
    if back.of_advance:
        return replace(source, stage=Stage.COMMITTED)
    return source_of(approved_item(commitment.project))


def _owed_to_take(back, commitment):
    """The Place of what is to be recovered that this money pays back; ValidationError where it does not."""
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
            + ("" if owed or not advance_to_return(commitment) else "; tạm ứng chưa dùng thì chọn “Nộp trả tạm ứng”")
            + (f"; ghi {dong(most)} của sổ năm {year} trước, rồi ghi riêng {', '.join(rest)}" if rest else ""),
        )
        raise ValidationError({"amount": str(objection)})
    return source


def _advance_to_take(back, commitment):
    """The Place of the advance that this money returns; ValidationError where it does not."""
    source = commitment_place(commitment, Stage.ADVANCED)
    if objections := stands_while_it_goes_on(commitment):
        raise ValidationError([str(objection) for objection in objections])
    year = source.book_year.year
    restores = back.dated_on.year <= year
    if restores != (back.kind == MoneyBack.Kind.RESTORE):
        way = "khôi phục dự toán" if restores else "nộp trả ngân sách, không khôi phục dự toán"
        inside = "trong" if restores else "sau"
        raise ValidationError(
            {"kind": f"Nộp ngày {ngay(back.dated_on)}, {inside} năm ngân sách {year}: phải {way} (TT 18/2020/TT-BTC)."}
        )
    most = max(min(settling.stood_on(source, back.dated_on), balance(source)), 0)
    if back.amount > most:
        objection = Objection(
            "Số nộp vượt số dư tạm ứng của hợp đồng vào ngày nộp",
            found=f"{dong(most)} ngày {ngay(back.dated_on)}",
            needed=f"{dong(back.amount)}, khoản đã tạm ứng, chưa thanh toán tạm ứng, chưa nộp trả",
        )
        raise ValidationError({"amount": str(objection)})
    return source


def advance_to_return(commitment):
    """Đồng of a signed contract that may be returned as an advance; 0 once its project's money is recovered instead."""
    if commitment.status != Commitment.Status.SIGNED or stands_while_it_goes_on(commitment):
        return 0
    return balance(commitment_place(commitment, Stage.ADVANCED))


def returnable(commitments):
    """{id} of those, of which advances stand, whose projects have sent no account. One query."""
    sent = Settlement.objects.filter(project__in={row.project_id for row in commitments}, status__in=Settlement.SENT)
    sent = set(sent.values_list("project", flat=True)) if commitments else set()
    return {row.pk for row in commitments if row.project_id not in sent}


def stands_while_it_goes_on(commitment):
    """[Objection] where an advance is no more returned as one: what its project has is to be recovered, or may be."""
    project = commitment.project
    if project.status == Project.Status.TERMINATED:
        return [
            Objection(
                "Đề án đã ngừng, tạm ứng đã là khoản phải thu hồi", found=f"“{project.get_status_display()}”",
                needed="ghi nhận tiền nộp lại của khoản phải thu hồi, không chọn “Nộp trả tạm ứng”",
            )
        ]  # fmt: skip
    account = Settlement.objects.filter(project=project, status__in=Settlement.SENT).first()
    if account is not None:
        return [
            Objection(
                "Quyết toán của đề án đã nộp, tạm ứng chưa dùng thu hồi theo quyết toán",
                found=f"“{account.get_status_display()}”",
                needed="quyết toán chưa nộp hoặc được Sở trả lại; đã duyệt thì ghi nhận tiền nộp lại của khoản phải "
                "thu hồi",
            )
        ]  # fmt: skip
    return []


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
