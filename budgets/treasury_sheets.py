"""Drawing up the sheet for the Treasury, and what becomes of it: signed, sent, confirmed, with or without differences.

The unit's accountant draws it from the books, the account holder signs it, the accountant records what the Treasury
confirmed. The sheet moves no money: what it finds is mended where the wrong entry was made.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets.treasury_figures import AFTER, clues, days_of, figures, movements
from budgets.treasury_models import Row, TreasuryFigure, TreasurySheet
from core.access import require
from core.audit import STATE, record
from core.dates import ngay, today
from core.money import dong
from core.parts import Part, take_part
from core.workflow import Objection, Transition, Workflow

S = TreasurySheet.Status
PREPARE = "budgets.reconcile_treasury"


@transaction.atomic
def draw_up(sheet, *, by):
    """Write the figures of a period down as the books say now. Raises ValidationError with what is in the way."""
    require(by, PREPARE)
    if sheet.unit_id != by.organisation_id:
        raise ValidationError(f"Bảng đối chiếu của {sheet.unit} do kế toán của đơn vị ấy lập.")
    since, sheet.until = days_of(sheet.book_year, sheet.period)
    if sheet.until >= today():
        raise ValidationError(
            {"period": f"Kỳ này hết ngày {ngay(sheet.until)}; chưa hết kỳ thì chưa lập bảng đối chiếu."}
        )
    found = _movements(sheet)
    if not found:
        raise ValidationError(f"Đến {ngay(sheet.until)} đơn vị chưa có khoản nào trong sổ này, không có gì đối chiếu.")
    sheet.created_by = by
    sheet.full_clean()
    sheet.save()
    amounts = figures(found, since)
    TreasuryFigure.objects.bulk_create(
        TreasuryFigure(sheet=sheet, code=code, ours=amount) for code, amount in amounts.items()
    )
    take_part(sheet, by, Part.PREPARE, PREPARE)
    record(
        sheet, "budgets.treasurysheet.draw_up", by=by,
        after={STATE: sheet.get_status_display()}
        | {Row(code).label: dong(amount) for code, amount in amounts.items() if amount},
    )  # fmt: skip
    return sheet


@transaction.atomic
def write_theirs(sheet, amounts, *, by):
    """Keep the Treasury's figures, {Row: đồng}; they may be mended until its confirmation is recorded."""
    require(by, PREPARE)
    sheet = TreasurySheet.objects.select_for_update(no_key=True).select_related("unit", "book_year").get(pk=sheet.pk)
    if sheet.unit_id != by.organisation_id:
        raise ValidationError(f"Số của Kho bạc do kế toán {sheet.unit} ghi.")
    if sheet.status != S.SENT:
        raise ValidationError(
            f"Bảng đối chiếu đang ở “{sheet.get_status_display()}”; số của Kho bạc ghi khi đã gửi, chưa xác nhận."
        )
    before, after = {}, {}
    for figure in sheet.rows:
        if figure.code in amounts and amounts[figure.code] != figure.theirs:
            before[figure.get_code_display()] = "" if figure.theirs is None else dong(figure.theirs)
            figure.theirs = amounts[figure.code]
            after[figure.get_code_display()] = "" if figure.theirs is None else dong(figure.theirs)
            figure.full_clean(validate_unique=False, validate_constraints=False)
            figure.save(update_fields=["theirs"])
    if after:
        record(sheet, "budgets.treasurysheet.write_theirs", by=by, before=before, after=after)
    return sheet


def _movements(sheet, after=datetime.timedelta(0), at=None):
    return movements(sheet.book_year, sheet.unit, sheet.until + after, at=at, rest=sheet.tells_the_rest)


def behind(sheet):
    """{Row: [Clue]} of the rows that differ, also by what has been taken back since it was drawn up. One query."""
    differing = [figure for figure in sheet.rows if figure.difference]
    if not differing:
        return {}
    since, until = days_of(sheet.book_year, sheet.period)[0], sheet.until
    found = _movements(sheet, AFTER, at=sheet.created_at)
    return {row.code: clues(row.code, row.difference, found, since, until, sheet.tells_the_rest) for row in differing}


def moved_since(sheet):
    """[(figure, what it would be now)] where the books have changed since the sheet was drawn up: by what is dated
    within the period, of a year also by what was decided on the rest of its estimate."""
    since, _ = days_of(sheet.book_year, sheet.period)
    now = figures(_movements(sheet), since)
    return [(row, now[row.code]) for row in sheet.rows if row.ours != now[row.code]]


def moved_since_confirmed(sheet):
    """`moved_since` of a sheet that the Treasury confirmed, which stands as it was; [] of any other."""
    return moved_since(sheet) if sheet.status == S.CONFIRMED else []


def rests_on_illustrative_papers(sheet):
    """Whether any figure comes from a paper of the sample that was made up."""
    found = _movements(sheet)
    return any(m.transfer.paper is not None and m.transfer.paper.illustrative for m in found)


# --- what stands in the way ---------------------------------------------------------------------
def of_own_unit(sheet, act):
    if sheet.unit_id != act.by.organisation_id:
        return Objection("Chỉ người của đơn vị sử dụng kinh phí làm bước này", needed=str(sheet.unit))


def still_as_the_books(sheet, act):
    return [
        Objection(
            f"Sổ đã có thay đổi sau khi lập bảng, ở “{figure}”; rút bảng và lập lại",
            found=dong(now),
            needed=dong(figure.ours),
        )
        for figure, now in moved_since(sheet)
    ]


def every_figure_is_known(sheet, act):
    missing = [figure.get_code_display() for figure in sheet.rows if figure.theirs is None]
    if missing:
        return Objection("Chưa ghi đủ số của Kho bạc", found=f"còn thiếu {len(missing)} chỉ tiêu: {'; '.join(missing)}")


def nothing_differs(sheet, act):
    return [
        Objection(
            f"“{figure}” không khớp", found=f"Kho bạc {dong(figure.theirs)}, đơn vị {dong(figure.ours)}",
            needed="ghi nhận “có chênh lệch”",
        )
        for figure in sheet.rows
        if figure.difference
    ]  # fmt: skip


def something_differs(sheet, act):
    if not any(figure.difference for figure in sheet.rows):
        return Objection("Mọi chỉ tiêu đều khớp", needed="ghi nhận “Kho bạc xác nhận khớp”")


def not_before_it_was_drawn(sheet, act):
    if act.paper and act.on <= sheet.until:
        return Objection(
            "Kho bạc xác nhận trước khi hết kỳ", found=ngay(act.on), needed=f"sau ngày {ngay(sheet.until)}"
        )


def _confirmed(sheet, act):
    sheet.number, sheet.confirmed_on = act.paper.number, act.paper.issued_on
    sheet.save(update_fields=["number", "confirmed_on"])


TREASURY_FLOW = Workflow(
    Transition(
        "sign", "Ký, gửi Kho bạc", (S.DRAFT,), S.SENT, "budgets.sign_payment", (of_own_unit, still_as_the_books),
        part=Part.APPROVE,
    ),
    Transition(
        "confirm", "Ghi nhận Kho bạc xác nhận khớp", (S.SENT,), S.CONFIRMED, PREPARE,
        (of_own_unit, every_figure_is_known, nothing_differs, not_before_it_was_drawn), needs_paper=True,
        part=Part.PREPARE, prepare=_confirmed,
    ),
    Transition(
        "differ", "Ghi nhận Kho bạc xác nhận, có chênh lệch", (S.SENT,), S.DIFFERS, PREPARE,
        (of_own_unit, every_figure_is_known, something_differs, not_before_it_was_drawn), needs_paper=True,
        needs_note=True, part=Part.PREPARE, prepare=_confirmed,
    ),
    Transition(
        "withdraw", "Rút bảng đối chiếu", (S.DRAFT, S.SENT), S.WITHDRAWN, PREPARE, (of_own_unit,), needs_note=True,
        part=Part.PREPARE, tone="danger",
    ),
)  # fmt: skip
