from reports.run_models import ReportRun
from reports.view_models import RegisterView

__all__ = ["RegisterView", "ReportRun"]
