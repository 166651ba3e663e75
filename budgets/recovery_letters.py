"""The letter that asks for money back was sent: its number, day and scan are kept on the contract."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from budgets.commitment_models import RECOVERY_LETTER
from budgets.models import Commitment
from budgets.owed import owed
from core.access import require
from core.dates import ngay, today
from core.documents import attach, documents_of
from core.text import one_line

WRITE = "reports.write_recovery_letter"


def require_own(commitment, by):
    """PermissionDenied for anybody but those who keep the money of the contract's unit."""
    require(by, WRITE)
    if commitment.unit_id != by.organisation_id:
        raise PermissionDenied(f"Chỉ người của {commitment.unit} gửi công văn thu hồi theo hợp đồng này.")


@transaction.atomic
def record_letter(commitment, upload=None, *, by, number, issued_on):
    """Returns the Document. ValidationError without anything owed, for a day before it was, for one recorded twice."""
    require(by, "projects.view_project", commitment.project)
    require_own(commitment, by)
    Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    rows = owed(by, commitment=commitment).rows
    if not rows:
        raise ValidationError("Hợp đồng này không còn khoản phải thu hồi.")
    since = min(row.since for row in rows)
    if not since <= issued_on <= today():
        raise ValidationError(
            {"issued_on": f"Ngày công văn {ngay(issued_on)} phải từ ngày phát sinh {ngay(since)} đến {ngay(today())}."}
        )
    if documents_of(commitment).filter(kind=RECOVERY_LETTER, number=one_line(number), issued_on=issued_on).exists():
        raise ValidationError({"number": f"Công văn số {number} ngày {ngay(issued_on)} đã ghi."})
    return attach(
        commitment, upload, by=by, kind=RECOVERY_LETTER, title="Công văn thu hồi kinh phí", number=number,
        issued_on=issued_on, issuer=commitment.unit.name, illustrative=commitment.illustrative,
    )  # fmt: skip
