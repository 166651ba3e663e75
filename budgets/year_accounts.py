"""The year's account of a unit and source: consolidated by the Department, examined by Finance, corrected, final.

Until its notice Finance gives it back where something came that is to be settled in the year first, as a decision or a
payment entered late from its papers: from the consolidation on no account of a project is opened.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import Organisation
from budgets import disallowing
from budgets.models import CarryOver, Settlement, Voucher, YearAccount
from budgets.year_end import year_is_over
from core.access import require
from core.audit import record
from core.dates import ngay
from core.money import dong
from core.parts import Part, take_part
from core.workflow import Objection, Transition, Workflow
from ledger.models import BookYear
from ledger.reading import balances, project_balances
from ledger.stages import Stage
from ledger.years import refuse_closed

# Between the decision and the settled account: money that still stands here is neither settled nor carried over.
UNSETTLED = (Stage.APPROVED, Stage.COMMITTED, Stage.ADVANCED, Stage.PAID)


@transaction.atomic
def open_year_account(book_year, unit, *, by):
    """Begin to consolidate the year of a spending unit."""
    require(by, "budgets.prepare_year_account")
    if not unit.is_spending_unit:
        raise ValidationError("Đơn vị này không phải đơn vị dự toán.")
    refuse_closed(book_year)
    # Two at once: the second waits, and then finds the account of the first.
    unit = Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    account = YearAccount(book_year=book_year, unit=unit, created_by=by)
    account.full_clean()
    account.save()
    take_part(account, by, Part.PREPARE, "budgets.prepare_year_account")
    record(account, "budgets.yearaccount.open", by=by)
    return account


def held_account(book_year, unit):
    """The unit's account of the year, locked so that it takes no step meanwhile; None while nobody opened it."""
    return YearAccount.objects.select_for_update(no_key=True).filter(book_year=book_year, unit=unit).first()


def settlements_of(account):
    return Settlement.objects.filter(book_year=account.book_year, unit=account.unit)


def settled_in_part(account):
    """The papers that settled what was paid of projects that go on in the next year (budgets/charging.py)."""
    return CarryOver.objects.settled_in_part().filter(book_year=account.book_year, unit=account.unit)


def every_settlement_approved(account, act):
    waiting = settlements_of(account).exclude(status=Settlement.Status.APPROVED)
    if waiting.exists():
        codes = ", ".join(waiting.values_list("project__code", flat=True))
        return Objection("Còn quyết toán đề án chưa được Sở duyệt", found=codes)


def something_to_consolidate(account, act):
    if not settlements_of(account).exists() and not settled_in_part(account).exists():
        return Objection("Năm này đơn vị chưa có quyết toán đề án nào")


def the_year_is_over(account, act):
    """Whatever is given to a project later in the year could not be settled in it any more (programme §3.1)."""
    return year_is_over(account.book_year)


def nothing_unsettled(account, act):
    """The year is accounted for when every đồng given to a project is settled, released or carried over."""
    standing = balances([account.book_year], account.unit)
    if left := [f"{stage.label} {dong(standing[stage])}" for stage in UNSETTLED if standing[stage]]:
        return Objection(
            "Còn kinh phí chưa quyết toán, chưa chuyển nguồn",
            found="; ".join(left),
            needed="đã quyết toán, trả về dự toán hoặc chuyển nguồn",
            article="TTLT 26/2014 đ.8.3.c",
        )


def no_open_question(account, act):
    asked = Voucher.objects.filter(
        settlement__in=settlements_of(account), withdrawn_at=None, examined=Voucher.Examined.ASKED
    )
    named = [f"{code} chứng từ số {no}" for code, no in asked.values_list("settlement__project__code", "no")]
    if named:
        return Objection("Còn chứng từ Sở Tài chính hỏi lại chưa có kết luận", found=", ".join(named))


def after_what_it_examines(account, act):
    """The notice speaks of accounts that the Department had approved by then."""
    last = settlements_of(account).order_by("-approved_on").exclude(approved_on=None).first()
    if act.paper and last and act.paper.issued_on < last.approved_on:
        return Objection(
            "Thông báo đề ngày trước khi Sở Công Thương duyệt quyết toán được kiểm tra",
            found=f"thông báo {ngay(act.paper.issued_on)}, {last.project.code} duyệt {ngay(last.approved_on)}",
            needed=f"từ {ngay(last.approved_on)} trở đi",
        )


def everything_recovered_is_back(account, act):
    owed = balances([account.book_year], account.unit)["RECOVERABLE"]
    if owed:
        codes = dict(settlements_of(account).order_by("project__code").values_list("project", "project__code"))
        standing = project_balances(codes, [account.book_year])
        from_whom = ", ".join(code for project, code in codes.items() if standing[project][Stage.RECOVERABLE])
        found = f"{dong(owed)} ({from_whom})" if from_whom else dong(owed)
        return Objection(
            "Còn kinh phí phải thu hồi chưa nộp", found=found, article="TT 26/2026/TT-BTC đ.20",
            way=("Mở thu hồi, nộp trả", reverse("budgets:owed")),
        )  # fmt: skip


def book_is_open(account, act):
    """What was confirmed is opened again only while its money may still be put right."""
    if not BookYear.objects.get(pk=account.book_year_id).is_open:
        return Objection(f"Sổ năm {account.book_year.year} đã khóa", needed="mở lại sổ (hai người, có lý do)")


def _while_the_book_is_open(account, act):
    """The book is held after the account, as an entry holds it: whoever closes it meanwhile waits, or was first."""
    BookYear.objects.select_for_update(no_key=True).get(pk=account.book_year_id)
    if objection := book_is_open(account, act):
        raise ValidationError(str(objection))


def _consolidate(account, act):
    account.totals = dict(balances([account.book_year], account.unit))
    account.consolidated_on = act.on
    account.save(update_fields=["totals", "consolidated_on"])


def _not_consolidated(account, act):
    """What was sent is not the account any more; what Finance said of single vouchers meanwhile stays."""
    account.totals, account.consolidated_on = {}, None
    account.save(update_fields=["totals", "consolidated_on"])


def _note_notice(account, act):
    """Written just before: from the notice on the account stands."""
    account.notice_number, account.notice_on = act.paper.number, act.paper.issued_on
    account.save(update_fields=["notice_number", "notice_on"])


def _notice(account, act):
    for settlement in settlements_of(account).select_for_update(no_key=True).order_by("pk"):
        disallowing.recover_disallowed(settlement, by=act.by, dated_on=act.paper.issued_on, paper=act.paper)


Y = YearAccount.Status

YEAR_FLOW = Workflow(
    Transition(
        "consolidate", "Tổng hợp, gửi Sở Tài chính", (Y.DRAFT,), Y.CONSOLIDATED, "budgets.prepare_year_account",
        (the_year_is_over, something_to_consolidate, every_settlement_approved, nothing_unsettled), part=Part.PREPARE,
        effect=_consolidate,
    ),
    Transition(
        "return", "Trả lại để tổng hợp lại", (Y.CONSOLIDATED, Y.EXAMINING), Y.DRAFT, "budgets.examine_year_account",
        needs_note=True, part=Part.EXAMINE, prepare=_not_consolidated, tone="danger",
    ),
    Transition(
        "examine", "Bắt đầu kiểm tra", (Y.CONSOLIDATED,), Y.EXAMINING, "budgets.examine_year_account",
        part=Part.EXAMINE,
    ),
    Transition(
        "issue_notice", "Ban hành thông báo", (Y.EXAMINING,), Y.NOTICE_ISSUED, "budgets.examine_year_account",
        (no_open_question, after_what_it_examines), needs_paper=True, part=Part.EXAMINE,
        prepare=_note_notice, effect=_notice,
    ),
    Transition(
        "correct", "Báo đã điều chỉnh theo thông báo", (Y.NOTICE_ISSUED,), Y.CORRECTED, "budgets.prepare_year_account",
        (everything_recovered_is_back,), part=Part.PREPARE,
    ),
    Transition(
        "finalise", "Xác nhận quyết toán năm", (Y.CORRECTED,), Y.FINAL, "budgets.examine_year_account",
        (nothing_unsettled, everything_recovered_is_back), part=Part.EXAMINE,
    ),
    Transition(
        "take_back", "Rút xác nhận quyết toán năm", (Y.FINAL,), Y.CORRECTED, "budgets.examine_year_account",
        (book_is_open,), needs_note=True, part=Part.EXAMINE, prepare=_while_the_book_is_open, tone="danger",
    ),
)  # fmt: skip
