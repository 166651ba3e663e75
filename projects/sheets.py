"""Which appraisal sheet of a project waits to be mended."""

from core.audit import history


def sheet_sent_back(project):
    """The appraisal sheet sent back and still to be mended; None as well once the dossier itself was filed anew."""
    sheet = project.appraisals.order_by("-pk").first()
    if sheet is None or sheet.is_current or not sheet.sent_back_why:
        return None
    moves = [f"projects.project.{name}" for name in ("resubmit", "send_sheet_back")]
    return sheet if history(project).filter(action__in=moves)[0].action == moves[1] else None
