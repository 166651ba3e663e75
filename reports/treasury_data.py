"""What the database says for the sheet that a unit and the Treasury compare."""

from django.core.exceptions import ValidationError

from budgets.models import TreasurySheet
from budgets.treasury_models import ESTIMATE
from budgets.treasury_sheets import rests_on_illustrative_papers
from core.text import in_a_sentence
from reports.offices import office_of
from reports.papers.treasury_sheet import Compared, TreasurySheetFacts


def printable_sheets(user):
    """Sheets in reach that were not withdrawn."""
    return TreasurySheet.objects.visible_to(user).exclude(status=TreasurySheet.Status.WITHDRAWN)


def treasury_data(params, by):
    """(TreasurySheetFacts, illustrative) of the sheet `params["sheet"]`; ValidationError when it is not printed."""
    rows = printable_sheets(by).select_related("unit__superior", "book_year").prefetch_related("figures")
    sheet = rows.filter(pk=params["sheet"]).first()
    if sheet is None:
        raise ValidationError("Không còn thấy bảng đối chiếu này, hoặc bảng đã rút.")
    compared = {figure.code: Compared(figure.get_code_display(), figure.ours, figure.theirs) for figure in sheet.rows}
    return TreasurySheetFacts(
        office=office_of(sheet.unit),
        period=in_a_sentence(sheet.get_period_display()),
        year=sheet.book_year.year,
        source=f"{in_a_sentence(sheet.book_year.get_tier_display())}, {in_a_sentence(sheet.book_year.source_words)}",
        until=sheet.until,
        estimate=tuple(row for code, row in compared.items() if code in ESTIMATE),
        spending=tuple(row for code, row in compared.items() if code not in ESTIMATE),
        confirmed=(sheet.number, sheet.confirmed_on),
    ), rests_on_illustrative_papers(sheet)
