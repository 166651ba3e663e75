"""What a request for change leaves to be thought of: said to its drafter and its readers, no refusal."""

from core.dates import ngay
from projects.change_models import ChangeValue
from projects.changed_lists import LISTS
from projects.changes.rules import letter_day
from projects.changes.targets import left_behind

What = ChangeValue.What


def remarks_on(change):
    """[sentence]"""
    return targets_as_before(change) + late_quotes(change)


def targets_as_before(change):
    """Which targets still say the old figure; only while the request may still say another."""
    if change.status not in change.OPEN or not (lines := left_behind(change)):
        return []
    kept = LISTS[What.TARGETS]
    words = "; ".join(f"{line['name']} còn ghi {kept.line_words(line)}" for line in lines)
    return [
        f"Chỉ tiêu kế hoạch không tự đổi theo đề nghị này: {words}. Nếu cũng đổi thì ghi số mới ở mục “Chỉ tiêu kế "
        "hoạch” của đề nghị; không đổi thì để nguyên."
    ]


def late_quotes(change):
    """A quote of a later day than the letter counts, as a paper of the dossier does, and is said."""
    row = next((row for row in change.values.all() if row.what == What.QUOTES), None)
    on = letter_day(change) if row else None
    if on is None:
        return []
    quotes = LISTS[What.QUOTES]
    built = [quotes.built(line) for _, _, line in quotes.differences(row.before, row.after) if line]
    return [
        f"Báo giá của {quote} đề ngày {ngay(quote.dated_on)}, sau ngày văn bản đề nghị thay đổi {ngay(on)}."
        for quote in built
        if quote.dated_on and quote.dated_on > on
    ]
