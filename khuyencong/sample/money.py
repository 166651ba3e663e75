"""What else happens to the money of the sample: a contract grows, an entry is taken back, the Treasury is asked."""

import datetime

from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.corrections import CORRECTION_FLOW, ask_correction
from budgets.models import Annex, Correction, MoneyBack, TreasurySheet
from budgets.money_back import return_money
from budgets.papers import attach_contract_paper
from budgets.treasury_models import Row
from budgets.treasury_sheets import TREASURY_FLOW, draw_up, write_theirs
from core.workflow import PaperInput
from khuyencong.sample.pictures import page

SIGNED = datetime.date(2021, 7, 12)


def raise_value(commitment, value, *, by, signed_by):
    """The contract stands; an annex says what is agreed from then on (đồng)."""
    number = "MH-02/PLHĐ (minh họa)"
    annex = save_annex(
        Annex(
            commitment=commitment, number=number, signed_on=SIGNED, new_value=value,
            why="Bổ sung khối lượng khảo sát địa hình trong mức hỗ trợ được duyệt (minh họa).",
        ),
        by=by,
    )  # fmt: skip
    ANNEX_FLOW.press(annex, "sign", by=signed_by)
    scan = page(["Phụ lục hợp đồng", commitment.counterparty], "phu-luc-gia-tri.png")
    attach_contract_paper(annex, scan, by=by, title="Phụ lục hợp đồng đã ký", number=number, issued_on=SIGNED)


def restore(commitment, amount, on, *, by):
    """Money that came back within the year (đồng)."""
    number = f"KB-{commitment.project.sequence:03d}/NT (minh họa)"
    return return_money(
        MoneyBack(
            commitment=commitment, kind="RESTORE", amount=amount, treasury_number=number, dated_on=on,
            illustrative=True,
        ),
        by=by,
    )  # fmt: skip


def take_back(case, why, *, by, confirmed_by):
    """What was entered wrongly, out of the books again by two."""
    correction = Correction(why=why, number="MH-01/BB-HG (minh họa)", dated_on=datetime.date(2021, 12, 20))
    scan = page(["Biên bản hủy ghi", why], "huy-ghi.png")
    CORRECTION_FLOW.press(ask_correction(correction, case, by=by, scan=scan), "confirm", by=confirmed_by)


def compare_with_the_treasury(book_year, unit, people):
    """The third quarter agrees; in the fourth the Treasury has not yet entered what came back in December."""
    for period, confirmed_on in (("Q3", datetime.date(2021, 10, 12)), ("Q4", datetime.date(2022, 1, 13))):
        sheet = draw_up(TreasurySheet(book_year=book_year, unit=unit, period=period), by=people["trungtam.ketoan"])
        TREASURY_FLOW.press(sheet, "sign", by=people["trungtam.giamdoc"])
        theirs = {Row(row.code): row.ours for row in sheet.rows}
        late = theirs[Row.RESTORED] if period == "Q4" else 0
        theirs[Row.RESTORED] -= late
        theirs[Row.USED] += late
        theirs[Row.REMAINING] -= late
        theirs[Row.ADVANCES] += late
        write_theirs(sheet, theirs, by=people["trungtam.ketoan"])
        paper = PaperInput(
            number=f"MH-{period}/KB-ĐC (minh họa)", issued_on=confirmed_on, issuer="Kho bạc Nhà nước Hà Tĩnh",
            signer="Giao dịch viên (minh họa)", illustrative=True,
        )  # fmt: skip
        TREASURY_FLOW.press(
            sheet, "differ" if late else "confirm", by=people["trungtam.ketoan"], paper=paper,
            note="Giấy nộp trả tháng 12 Kho bạc hạch toán sau (minh họa)." if late else "",
        )  # fmt: skip
